"""``sesmock.moto.ses_backends``: what moto's own shows, by the same names and in the same shapes."""

from __future__ import annotations

import subprocess
import sys

import boto3
import pytest

from sesmock import Cloud, Invalid, mock_ses

moto = pytest.importorskip("moto", minversion="5")
pytest.importorskip("moto.ses")

from sesmock.moto import Message, RawMessage, TemplateMessage, mock_aws, ses_backends  # noqa: E402

ACCOUNT, REGION = "123456789012", "us-east-1"
RAW = b"From: Me <me@example.com>\r\nTo: Ann <ann@example.org>\r\nCc: c@example.org\r\nSubject: Foo\r\n\r\nh\xc3\xa9llo"


@pytest.fixture
def backend():
    with mock_aws(verified=["me@example.com"]):
        yield ses_backends[ACCOUNT][REGION]


def send(to="ann@example.org", region=REGION, **options):
    return boto3.client("ses", region, **options).send_email(
        Source="me@example.com",
        Destination={"ToAddresses": [to]},
        Message={"Subject": {"Data": "s"}, "Body": {"Text": {"Data": "t"}}},
    )["MessageId"]


def use(v1, v2) -> None:
    """Every kind of sending that moto knows."""
    v1.verify_email_identity(EmailAddress="me@example.com")
    parts = {"Text": {"Data": "text"}, "Html": {"Data": "<p>html</p>"}}
    v1.create_template(
        Template={"TemplateName": "hi", "SubjectPart": "Hi {{n}}", "TextPart": "t", "HtmlPart": "<p>h</p>"}
    )
    v1.send_email(
        Source="Me <me@example.com>",
        Destination={"ToAddresses": ["Ann <ann@example.org>"], "CcAddresses": ["c@example.org"]},
        Message={"Subject": {"Data": "Héllo"}, "Body": parts},
    )
    v1.send_email(
        Source="me@example.com",
        Destination={"BccAddresses": ["ann@example.org"]},
        Message={"Subject": {"Data": "s"}, "Body": {"Text": {"Data": "text"}}},
    )
    v1.send_raw_email(RawMessage={"Data": RAW})
    v1.send_raw_email(
        Source="Me <me@example.com>",
        Destinations=["ann@example.org"],
        RawMessage={"Data": b"From: me@example.com\r\nSubject: Foo\r\n\r\nhello"},
    )
    to = {"ToAddresses": ["ann@example.org"]}
    v1.send_templated_email(Source="me@example.com", Destination=to, Template="hi", TemplateData='{"n":"k"}')
    v1.send_bulk_templated_email(
        Source="me@example.com",
        Template="hi",
        DefaultTemplateData='{"n":"d"}',
        Destinations=[
            {"Destination": to, "ReplacementTemplateData": '{"n":"o"}'},
            {"Destination": {"ToAddresses": ["ben@example.org"]}},
        ],
    )
    v2.send_email(
        FromEmailAddress="me@example.com",
        Destination=to,
        Content={"Simple": {"Subject": {"Data": "s"}, "Body": parts}},
    )
    v2.send_email(
        FromEmailAddress="me@example.com",
        Destination=to,
        Content={"Raw": {"Data": b"From: me@example.com\r\nSubject: Foo\r\n\r\nhello"}},
    )


def test_mails_are_as_moto_shows_them():
    def shown(backends) -> list[object]:
        use(boto3.client("ses", REGION), boto3.client("sesv2", REGION))
        backend = backends[ACCOUNT][REGION]
        mails = [(type(mail).__name__, {**vars(mail), "id": bool(mail.id)}) for mail in backend.sent_messages]
        assert len(mails) == 8
        templates = {
            name: {**found, "Timestamp": type(found["Timestamp"])} for name, found in backend.templates.items()
        }
        return [
            mails,
            backend.sent_message_count,
            backend.account_id,
            backend.region_name,
            backend.partition,
            templates,
        ]

    with moto.mock_aws():
        theirs = shown(moto.ses.ses_backends)
    with mock_aws():
        assert shown(ses_backends) == theirs


def test_identities_are_as_moto_shows_them():
    def shown(backends) -> list[object]:
        backend = backends[ACCOUNT][REGION]
        if not hasattr(backend, "email_identities"):
            pytest.skip("a moto before 5.1.19")
        backend.verify_email_identity("a@example.com")
        backend.verify_domain("example.com")
        names = [backend.list_identities(kind) for kind in (None, "Domain", "EmailAddress")]
        return [[*backend.email_identities], names, backend.list_verified_email_addresses()]

    with moto.mock_aws():
        theirs = shown(moto.ses.ses_backends)
    with mock_aws():
        assert shown(ses_backends) == theirs


def test_templates_and_addresses_that_a_test_puts_there():
    given = {"template_name": "hi", "subject_part": "s", "text_part": "t", "html_part": "<p>h</p>"}
    with mock_aws(auto_verify=False) as cloud:
        backend = ses_backends[ACCOUNT][REGION]
        backend.addresses.append("a@example.com")
        backend.domains.append("example.org")
        backend.add_template(given)
        stored = backend.templates["hi"]
        assert {name: stored[name] for name in given} == given
        assert (backend.addresses, backend.domains) == (["a@example.com"], ["example.org"])
        assert [found.verified for found in cloud.region().identities] == [True, True]
        with pytest.raises(Invalid, match=r"^The subject must be specified.$"):
            backend.add_template({"template_name": "none"})


def test_each_kind_of_mail(backend):
    assert backend.sent_messages == []
    v1, v2 = boto3.client("ses"), boto3.client("sesv2")
    simple = send()
    raw = v1.send_raw_email(RawMessage={"Data": RAW})["MessageId"]
    template = {"TemplateName": "hi", "TemplateData": '{"n":1}'}
    v1.create_template(Template={"TemplateName": "hi", "SubjectPart": "Hi {{n}}", "TextPart": "t"})
    to = {"ToAddresses": ["ann@example.org"]}
    filled = v2.send_email(FromEmailAddress="me@example.com", Destination=to, Content={"Template": template})
    bulk = v2.send_bulk_email(
        FromEmailAddress="me@example.com",
        DefaultContent={"Template": template},
        BulkEmailEntries=[{"Destination": to}, {"Destination": {"ToAddresses": ["no address"]}}],
    )["BulkEmailEntryResults"]

    assert backend.sent_messages == [
        Message(simple, "me@example.com", "s", "t", to),
        RawMessage(raw, "me@example.com", ["Ann <ann@example.org>", "c@example.org"], RAW.decode()),
        TemplateMessage(filled["MessageId"], "me@example.com", "hi", '{"n":1}', to),
        TemplateMessage(bulk[0]["MessageId"], "me@example.com", "hi", '{"n":1}', [{"Destination": to}]),
    ]
    assert backend.sent_message_count == 5


def test_the_source_of_raw_mail_has_its_name_where_the_call_gave_it(backend):
    named = {"Data": b"From: Me <me@example.com>\nTo: ann@example.org\n\nt"}
    boto3.client("ses").send_raw_email(Source="Me <me@example.com>", RawMessage=named)
    boto3.client("ses").send_raw_email(RawMessage=named)
    boto3.client("sesv2").send_email(FromEmailAddress="Me <me@example.com>", Content={"Raw": named})
    boto3.client("sesv2").send_email(Content={"Raw": named})

    named_and_not = ["Me <me@example.com>", "me@example.com"]
    assert [message.source for message in backend.sent_messages] == named_and_not * 2


def test_what_was_handed_out_before_shows_the_mail_afterwards():
    early = ses_backends[ACCOUNT][REGION]
    messages = early.sent_messages
    with mock_aws(verified=["me@example.com"]):
        assert (len(messages), messages == [], list(messages)) == (0, True, [])
        first, second = send("ann@example.org"), send("ben@example.org")
        assert [mail.id for mail in messages] == [first, second]
        assert (messages[0].id, messages[-1].id, [mail.id for mail in messages[1:]]) == (first, second, [second])
        assert messages == early.sent_messages
        assert repr(messages).startswith(f"[Message(id='{first}', source='me@example.com', subject='s', body='t', ")
    assert [mail.id for mail in messages] == [first, second]  # a test may look when it has left the mock
    with mock_aws():
        assert messages == []


def test_a_mail_is_where_it_was_sent(backend):
    here = send()
    boto3.client("ses", "eu-west-1").verify_email_identity(EmailAddress="me@example.com")
    there = send(region="eu-west-1")
    other = {"aws_access_key_id": "222222222222", "aws_secret_access_key": "x"}
    boto3.client("ses", REGION, **other).verify_email_identity(EmailAddress="me@example.com")
    elsewhere = send(**other)

    assert [mail.id for mail in backend.sent_messages] == [here]
    assert [mail.id for mail in ses_backends[ACCOUNT]["eu-west-1"].sent_messages] == [there]
    assert [mail.id for mail in ses_backends["222222222222"][REGION].sent_messages] == [elsewhere]
    assert [*ses_backends] == [ACCOUNT, "222222222222"]
    assert (len(ses_backends), [*ses_backends[ACCOUNT]]) == (2, [REGION, "eu-west-1"])
    assert next(iter(ses_backends.values()))["eu-west-1"].sent_messages[0].id == there


def test_a_region_that_there_is_not():
    assert "global" not in ses_backends[ACCOUNT]
    assert "eu-west-3" in ses_backends[ACCOUNT]
    with pytest.raises(KeyError, match="nowhere"):
        _ = ses_backends[ACCOUNT]["nowhere"]


def test_identities():
    with mock_aws(auto_verify=False) as cloud:
        backend = ses_backends[ACCOUNT][REGION]
        backend.verify_email_identity("a@example.com")
        backend.verify_email_address("b@example.com")
        backend.verify_domain("example.org")
        boto3.client("ses").verify_email_identity(EmailAddress="pending@example.com")

        assert backend.list_identities() == ["a@example.com", "b@example.com", "example.org", "pending@example.com"]
        assert backend.addresses == backend.email_addresses == ["a@example.com", "b@example.com", "pending@example.com"]
        assert backend.domains == backend.list_identities("Domain") == ["example.org"]
        assert backend.list_verified_email_addresses() == ["a@example.com", "b@example.com"]
        assert backend.email_identities["example.org"] is cloud.region().domain("example.org")
        backend.delete_identity("b@example.com")
        backend.delete_identity("unknown@example.com")
        assert backend.addresses == ["a@example.com", "pending@example.com"]


def test_mails_can_be_forgotten(backend):
    boto3.client("ses", "eu-west-1").verify_email_identity(EmailAddress="me@example.com")
    send()
    there = send(region="eu-west-1")
    backend.sent_messages.clear()

    assert backend.sent_messages == []
    assert [mail.id for mail in ses_backends[ACCOUNT]["eu-west-1"].sent_messages] == [there]


def test_a_region_can_be_forgotten(backend):
    send()
    backend.reset()

    assert (backend.sent_messages, backend.addresses) == ([], [])
    assert boto3.client("ses").list_identities()["Identities"] == []


def test_mails_under_mock_ses_too():
    cloud = Cloud(verified=["me@example.com"], region=REGION)
    with mock_ses(cloud):
        sent = send()
        assert [mail.id for mail in ses_backends[ACCOUNT][REGION].sent_messages] == [sent]


def test_what_it_does_not_have_is_said(backend):
    assert repr(backend) == "<Backend of SES: us-east-1 of 123456789012>"
    with pytest.raises(AttributeError, match=r"^sesmock has no 'receipt_rule_set' of moto's SES backend; cloud.region"):
        _ = backend.receipt_rule_set


def test_before_any_mock_it_says_so():
    code = "from sesmock.moto import ses_backends as all\nlen(all['123456789012']['us-east-1'].sent_messages)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)

    assert "RuntimeError: no mock of SES is active here" in done.stderr
