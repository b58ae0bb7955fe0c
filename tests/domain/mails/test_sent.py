"""What a test sees of a sent mail: every field, and the message byte for byte as SES delivers it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime, timezone
from email import message_from_bytes
from functools import partial
from pathlib import Path

import pytest

from sesmock import mock_ses
from sesmock.domain.mails.sent import _CALLED_HERE
from sesmock.hints import fold

pytestmark = pytest.mark.ses(region="us-east-1", verified=["example.com"], at="2026-01-01T00:00:00Z", seed=1)

CRLF = "\r\n"


def simple(text="Dear Ann.", html=None, subject="Hello", **more):
    body = {"Text": {"Data": text}} if text is not None else {}
    if html is not None:
        body["Html"] = {"Data": html}
    return {"Simple": {"Subject": {"Data": subject}, "Body": body, **more}}


def delivered(mail) -> str:
    """The message below its signatures, with what SES makes up named."""
    text = mail.unsigned.decode()
    return text.replace(mail.message_id, "ID").replace(mail.header("Feedback-ID").split(".")[-1], "FEEDBACK")


def test_a_composed_mail_has_every_field(v2, ses_cloud):
    v2.create_configuration_set(ConfigurationSetName="news")
    reply = v2.send_email(
        FromEmailAddress="Ann <ann@example.com>",
        Destination={
            "ToAddresses": ["Bob <bob@example.org>"], "CcAddresses": ["carl@example.org"],
            "BccAddresses": ["dora@example.org"],
        },
        ReplyToAddresses=["help@example.com"],
        FeedbackForwardingEmailAddress="bounces@example.com",
        Content=simple(
            "Dear Bob.", "<p>Dear Bob.</p>", "Grüße",
            Headers=[{"Name": "X-Order", "Value": "17"}],
            Attachments=[{"FileName": "a.txt", "RawContent": b"abc", "ContentDescription": "letters"}],
        ),
        EmailTags=[{"Name": "kind", "Value": "welcome"}],
        ConfigurationSetName="news",
    )  # fmt: skip

    [mail] = ses_cloud.outbox
    [attachment] = mail.attachments
    assert {
        "source": mail.source, "to": mail.to, "cc": mail.cc, "bcc": mail.bcc, "reply_to": mail.reply_to,
        "recipients": mail.recipients, "envelope_from": mail.envelope_from, "return_path": mail.return_path,
        "subject": mail.subject, "text": mail.text, "html": mail.html, "tags": mail.tags,
        "attachment": (attachment.filename, attachment.content, attachment.content_type, attachment.description),
        "configuration_set": mail.configuration_set, "template": mail.template, "data": mail.template_data,
        "operation": mail.operation, "account": mail.account, "region": mail.region, "message_id": mail.message_id,
        "time": mail.time, "fate": mail.fate, "signed_by": mail.signed_by, "repr": repr(mail),
    } == {
        "source": "Ann <ann@example.com>", "to": ("Bob <bob@example.org>",), "cc": ("carl@example.org",),
        "bcc": ("dora@example.org",), "reply_to": ("help@example.com",),
        "recipients": ("bob@example.org", "carl@example.org", "dora@example.org"),
        "envelope_from": f"{reply['MessageId']}@amazonses.com", "return_path": "bounces@example.com",
        "subject": "Grüße", "text": "Dear Bob.", "html": "<p>Dear Bob.</p>", "tags": {"kind": "welcome"},
        "attachment": ("a.txt", b"abc", "text/plain", "letters"),
        "configuration_set": "news", "template": None, "data": None, "operation": "SendEmail",
        "account": "123456789012", "region": "us-east-1", "message_id": reply["MessageId"],
        "time": datetime(2026, 1, 1, tzinfo=timezone.utc), "fate": "Delivered",
        "signed_by": {"example.com", "amazonses.com"},
        "repr": "<SentMail Ann <ann@example.com> → bob@example.org, carl@example.org, dora@example.org: 'Grüße'>",
    }  # fmt: skip


def test_a_mail_of_two_bodies_is_delivered_as_ses_composes_it(v1, ses_cloud):
    v1.send_email(
        Source="Ann <ann@example.com>",
        Destination={"ToAddresses": ["bob@example.org"], "BccAddresses": ["carl@example.org"]},
        Message={"Subject": {"Data": "Hello"}, "Body": {"Text": {"Data": "Dear Bob.\n"}, "Html": {"Data": "<p>é"}}},
        ReplyToAddresses=["help@example.com"],
    )

    [mail] = ses_cloud.outbox
    boundary = message_from_bytes(mail.raw).get_boundary()
    assert delivered(mail).replace(boundary, "BOUNDARY").split(CRLF) == [
        "From: Ann <ann@example.com>",
        "Reply-To: help@example.com",
        "To: bob@example.org",
        "Subject: Hello",
        "MIME-Version: 1.0",
        "Content-Type: multipart/alternative; ",
        '\tboundary="BOUNDARY"',
        "Message-ID: <ID@email.amazonses.com>",
        "Date: Thu, 1 Jan 2026 00:00:00 +0000",
        "Feedback-ID: ::1.us-east-1.FEEDBACK",
        f"X-SES-Outgoing: 2026.01.01-{mail.outgoing_ip}",
        "",
        "--BOUNDARY",
        "Content-Type: text/plain; charset=UTF-8",
        "Content-Transfer-Encoding: 7bit",
        "",
        "Dear Bob.",
        "",
        "--BOUNDARY",
        "Content-Type: text/html; charset=UTF-8",
        "Content-Transfer-Encoding: quoted-printable",
        "",
        "<p>=C3=A9",
        "--BOUNDARY--",
        "",
    ]
    assert boundary.startswith("----=_Part_")
    assert boundary.endswith(".1767225600000")


def test_a_raw_mail_keeps_what_ses_does_not_touch(v1, v2, ses_cloud):
    v2.create_contact_list(ContactListName="list")
    raw = (
        b"X-First: 1\nFrom: Ann <ann@example.com>\nTo: Bob\n <bob@example.org>\nBcc: secret@example.org\n"
        b"Date: Mon, 1 Jan 2001 00:00:00 +0000\nReturn-Path: <ann@example.com>\nSubject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=\n"
        b"X-SES-CONFIGURATION-SET: news\nX-SES-MESSAGE-TAGS: kind=welcome, lang=de\nMessage-ID: <mine@example.com>\n"
        b"X-SES-Outgoing: x\nFeedback-ID: y\nX-SES-SOURCE-ARN:\nX-SES-FROM-ARN:\nX-SES-RETURN-PATH-ARN:\n"
        b"X-SES-LIST-MANAGEMENT-OPTIONS: list\nX-Last:  spaced  out \n\nBody\n"
    )
    v1.create_configuration_set(ConfigurationSet={"Name": "news"})

    v1.send_raw_email(RawMessage={"Data": raw})

    [mail] = ses_cloud.outbox
    assert delivered(mail).split(CRLF) == [
        "X-First: 1",
        "From: Ann <ann@example.com>",
        "To: Bob",
        " <bob@example.org>",
        "Date: Thu, 1 Jan 2026 00:00:00 +0000",
        "Subject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=",
        "Message-ID: <ID@email.amazonses.com>",
        "X-Last:  spaced  out ",
        "Feedback-ID: ::1.us-east-1.FEEDBACK",
        f"X-SES-Outgoing: 2026.01.01-{mail.outgoing_ip}",
        "",
        "Body",
        "",
    ]
    assert (mail.source, mail.to, mail.bcc, mail.recipients) == (
        "Ann <ann@example.com>", ("Bob <bob@example.org>",), ("secret@example.org",),
        ("bob@example.org", "secret@example.org"),
    )  # fmt: skip
    assert (mail.configuration_set, mail.tags) == ("news", {"kind": "welcome", "lang": "de"})
    assert (mail.subject, mail.text, mail.html) == ("Grüße", "Body\n", None)


def test_the_signatures_stand_above_all_else_the_customers_first(v2, ses_cloud):
    v2.send_email(
        FromEmailAddress="ann@example.com", Destination={"ToAddresses": ["bob@example.org"]}, Content=simple()
    )

    [mail] = ses_cloud.outbox
    first, second, *rest = mail.headers
    assert [dict(tag.strip().split("=", 1) for tag in value.split(";"))["d"] for _, value in (first, second)] == [
        "example.com",
        "amazonses.com",
    ]
    assert [name for name, _ in (first, second, *rest)] == [
        "DKIM-Signature", "DKIM-Signature", "From", "To", "Subject", "MIME-Version", "Content-Type",
        "Content-Transfer-Encoding", "Message-ID", "Date", "Feedback-ID", "X-SES-Outgoing",
    ]  # fmt: skip
    assert mail.header("dkim-signature") == first[1]
    assert mail.raw.endswith(mail.unsigned)


def test_outside_us_east_1_message_id_and_envelope_name_the_region(api, ses_cloud):
    ses_cloud.verify("example.com", region="eu-west-1")
    api("sesv2", "eu-west-1").send_email(
        FromEmailAddress="ann@example.com", Destination={"ToAddresses": ["bob@example.org"]}, Content=simple()
    )

    [mail] = ses_cloud.outbox
    assert mail.message_id.startswith("0102")
    assert mail.header("Message-ID") == f"<{mail.message_id}@eu-west-1.amazonses.com>"
    assert mail.envelope_from == f"{mail.message_id}@eu-west-1.amazonses.com"
    assert mail.header("Feedback-ID").startswith("::1.eu-west-1.")


def test_encoded_words_are_chosen_by_characters_and_bodies_by_bytes(v2, ses_cloud):
    v2.send_email(
        FromEmailAddress="Zoë <ann@example.com>", Destination={"ToAddresses": ["bob@example.org"]},
        Content=simple(subject="Zoë", text="Zoë"),
    )  # fmt: skip

    lines = ses_cloud.outbox.last.unsigned.split(b"\r\n")
    assert lines[0] == b"From: =?UTF-8?Q?Zo=C3=AB?= <ann@example.com>"
    assert lines[2] == b"Subject: =?UTF-8?Q?Zo=C3=AB?="
    assert lines[-2:] == [b"", b"Wm/Dqw=="]


def test_the_feedback_id_is_that_of_the_sender(api, ses_cloud):
    """Of account, region and identity; not of the mail, nor of the address where its domain is what is verified."""

    def feedback_id(account="123456789012", region="us-east-1", source="ann@example.com"):
        for domain in ("example.com", "example.org"):
            ses_cloud.verify(domain, region=region, account=account)
        api("sesv2", region, account=account).send_email(
            FromEmailAddress=source, Destination={"ToAddresses": ["bob@example.org"]}, Content=simple()
        )
        return ses_cloud.outbox.last.header("Feedback-ID")

    ids = [feedback_id(), feedback_id(account="222222222222"), feedback_id(region="eu-west-1")]
    ids.append(feedback_id(source="ann@example.org"))

    assert [feedback_id(), feedback_id(source="Bea <bea@example.com>")] == [ids[0], ids[0]]
    assert len(set(ids)) == 4
    assert re.fullmatch(r"::1\.us-east-1\.[A-Za-z0-9+/]{43}=:AmazonSES", ids[0])


def test_feedback_tags_open_the_feedback_id(v2, ses_cloud):
    v2.send_email(
        FromEmailAddress="ann@example.com",
        Destination={"ToAddresses": ["bob@example.org"]},
        Content=simple(),
        EmailTags=[{"Name": "ses:feedback-id-a", "Value": "campaign"}, {"Name": "ses:feedback-id-b", "Value": "shop"}],
    )

    assert ses_cloud.outbox.last.header("Feedback-ID").startswith("shop:campaign:1.us-east-1.")


def test_a_templated_mail_is_kept_rendered_with_template_and_data(v1, ses_cloud):
    v1.create_template(Template={"TemplateName": "hi", "SubjectPart": "Hi {{name}}", "TextPart": "Dear {{name}}!"})
    v1.send_bulk_templated_email(
        Source="ann@example.com", Template="hi", DefaultTemplateData='{"name": "you", "n": 1}',
        Destinations=[
            {"Destination": {"ToAddresses": ["bob@example.org"]}, "ReplacementTemplateData": '{"name": "Bob"}'},
            {"Destination": {"ToAddresses": ["carl@example.org"]}},
        ],
    )  # fmt: skip

    assert [(m.to, m.subject, m.text, m.html, m.template, m.template_data, m.operation) for m in ses_cloud.outbox] == [
        (("bob@example.org",), "Hi Bob", "Dear Bob!", None, "hi", {"name": "Bob", "n": 1}, "SendBulkTemplatedEmail"),
        (("carl@example.org",), "Hi you", "Dear you!", None, "hi", {"name": "you", "n": 1}, "SendBulkTemplatedEmail"),
    ]


PAGE = Path(__file__).parents[3] / "docs" / "outbox.md"


def public(thing):
    return [name for name in dir(thing) if not name.startswith("_")]


def test_a_mail_has_what_the_page_tells_of_it_and_no_more(v1, ses_cloud):
    v1.send_raw_email(RawMessage={"Data": b"From: ann@example.com\nTo: bob@example.org\n\n"})

    [mail] = ses_cloud.outbox
    page = PAGE.read_text(encoding="utf-8")
    table = page.partition("| of a mail |")[2].partition("\n\n")[0]
    rows = [line.split("|")[1] for line in table.splitlines() if line.startswith("|")]
    told = {name for row in rows for name in re.findall(r"`(\w+)", row)} | set(re.findall(r"mail\.(\w+)\(", page))
    assert set(public(mail)) == told


def assert_frozen(value, seen):
    """That neither a value nor anything it leads to can be changed."""
    if value is None or isinstance(value, (str, bytes, int, float, datetime)) or id(value) in seen:
        return
    seen[id(value)] = value
    if isinstance(value, (tuple, frozenset)):
        for item in value:
            assert_frozen(item, seen)
    elif isinstance(value, Mapping):
        with pytest.raises(TypeError):
            value["x"] = 1
        for item in value.values():
            assert_frozen(item, seen)
    else:
        for name in public(value):
            for change in (partial(setattr, value, name, "x"), partial(delattr, value, name)):
                with pytest.raises(AttributeError):
                    change()
            inner = getattr(value, name)
            if not callable(inner) and name not in {"payload", "notifications"}:  # made anew for whoever looks
                assert_frozen(inner, seen)
        with pytest.raises(AttributeError):
            value.new = 1


def test_a_mail_and_all_that_it_leads_to_cannot_be_changed(v1, v2, ses_cloud):
    attachments = [{"FileName": "a.txt", "RawContent": b"abc"}]
    terms = {"FromEmailAddress": "ann@example.com", "Destination": {"ToAddresses": ["bob@example.org"]},
             "EmailTags": [{"Name": "kind", "Value": "welcome"}], "ReplyToAddresses": ["re@example.com"]}  # fmt: skip
    template = {"TemplateContent": {"Subject": "Hi {{name}}", "Text": "x"}, "Attachments": attachments}
    v2.send_email(**terms, Content=simple(Attachments=attachments, Headers=[{"Name": "X", "Value": "1"}]))
    v2.send_email(**terms, Content={"Template": {**template, "TemplateData": '{"name": "Bob"}'}})
    v2.send_email(**terms, Content={"Template": template})
    v2.send_email(**terms, Content={"Raw": {"Data": b"To: bob@example.org\n\nHi"}})
    ses_cloud.receivers.bounce("bob@example.org")
    v2.send_email(**terms, Content=simple())

    mails = [event.mail for event in ses_cloud.events.of("Send")]
    assert len(mails) == 5
    for mail in mails:
        assert_frozen(mail, {})


def test_what_is_done_to_the_data_of_a_template_is_done_to_a_copy(v2, ses_cloud):
    template = {"TemplateName": "t", "TemplateData": '{"names": ["Ann", "Bob"]}'}
    v2.create_email_template(
        TemplateName="t", TemplateContent={"Subject": "Hi", "Text": "{{#each names}}{{this}} {{/each}}"}
    )
    v2.send_email(
        FromEmailAddress="ann@example.com",
        Destination={"ToAddresses": ["bob@example.org"]},
        Content={"Template": template},
    )
    [mail] = ses_cloud.outbox

    mail.template_data["names"].append("Carl")

    assert (mail.template_data, mail.text) == ({"names": ["Ann", "Bob"]}, "Ann Bob ")


def test_a_mail_shows_itself_in_words(v1, ses_cloud):
    raw = "From: =?utf-8?q?J=C3=BCrgen?= <ann@example.com>\nTo: bob@example.org\nSubject: =?utf-8?b?R3LDvMOfZQ==?=\n\n"
    v1.send_raw_email(RawMessage={"Data": raw.encode()})

    [mail] = ses_cloud.outbox
    assert mail.source == "=?utf-8?q?J=C3=BCrgen?= <ann@example.com>"
    assert repr(mail) == "<SentMail Jürgen <ann@example.com> → bob@example.org: 'Grüße'>"


def test_a_later_change_of_the_template_or_of_dkim_does_not_change_a_sent_mail(v1, ses_cloud):
    v1.create_template(Template={"TemplateName": "hi", "SubjectPart": "Hi {{name}}", "TextPart": "Dear {{name}}!"})
    for _ in range(2):
        v1.send_templated_email(
            Source="ann@example.com", Destination={"ToAddresses": ["bob@example.org"]}, Template="hi",
            TemplateData='{"name": "Bob"}',
        )  # fmt: skip
    looked_at = ses_cloud.outbox[0].raw

    v1.update_template(Template={"TemplateName": "hi", "SubjectPart": "Bye", "TextPart": "Bye"})
    v1.set_identity_dkim_enabled(Identity="example.com", DkimEnabled=False)
    v1.delete_identity(Identity="example.com")
    ses_cloud.clock.advance(days=400)

    first, second = ses_cloud.outbox
    assert first.raw == looked_at
    assert (second.subject, second.text, second.signed_by) == ("Hi Bob", "Dear Bob!", {"example.com", "amazonses.com"})
    assert second.raw.count(b"DKIM-Signature:") == 2
    assert second.header("Date") == "Thu, 1 Jan 2026 00:00:00 +0000"


def test_the_same_seed_sends_the_same_bytes():
    import boto3

    def sent():
        with mock_ses(seed=7, region="us-east-1", verified=["example.com"], at="2026-01-01") as cloud:
            boto3.client("sesv2").send_email(
                FromEmailAddress="ann@example.com",
                Destination={"ToAddresses": ["bob@example.org"]},
                Content=simple(html="<p>"),
            )
            return cloud.outbox[0].unsigned

    assert sent() == sent()


def test_refused_mail_leaves_no_trace(v1, v2, ses_cloud):
    refused = [
        v1.no(
            "send_email", Source="ann@example.net", Destination={"ToAddresses": ["bob@example.org"]},
            Message=simple()["Simple"],
        ),
        v2.no(
            "send_email", FromEmailAddress="ann@example.com", Destination={"ToAddresses": ["bob"]}, Content=simple()
        ),
        v2.no("send_email", FromEmailAddress="ann@example.com", Content=simple(), ConfigurationSetName="none"),
    ]  # fmt: skip

    assert [code for _, code, *_ in refused] == ["MessageRejected", "BadRequestException", "BadRequestException"]
    assert (ses_cloud.outbox, ses_cloud.events, v1.get_send_quota()["SentLast24Hours"]) == ([], [], 0)
    assert v1.get_send_statistics() == {"SendDataPoints": []}


def test_a_mail_that_cannot_be_rendered_is_an_event_and_no_mail(v1, ses_cloud):
    v1.create_template(Template={"TemplateName": "hi", "SubjectPart": "Hi {{name}}", "TextPart": "Dear {{name}}!"})

    v1.send_templated_email(
        Source="ann@example.com", Destination={"ToAddresses": ["bob@example.org"]}, Template="hi", TemplateData="{}"
    )

    assert ses_cloud.outbox == []
    assert [event.type for event in ses_cloud.events] == ["Send", "Rendering Failure"]
    mail = ses_cloud.events[0].mail
    assert (mail.subject, mail.text, mail.html, mail.template, mail.signed_by) == (
        "",
        None,
        None,
        "hi",
        {"amazonses.com"},
    )


@pytest.fixture
def sent(v2, ses_cloud):
    v2.send_email(
        FromEmailAddress="ann@example.com", Destination={"ToAddresses": ["bob@example.org"]}, Content=simple()
    )
    return ses_cloud.outbox.one()


@pytest.mark.parametrize(
    ("asked", "here"),
    [
        ("body", "mail.text, mail.html, or mail.raw for the whole message"),
        ("from_", "mail.source, or mail.header('From')"),
        ("from_email", "mail.source, or mail.header('From')"),
        ("sender", "mail.source, or mail.header('From')"),
        ("senderAddress", "mail.source, or mail.header('From')"),
        ("ToAddresses", "mail.to"),
        ("destinations", "mail.recipients"),
        ("html_body", "mail.html"),
        ("id", "mail.message_id"),
    ],
)
def test_a_mail_says_what_things_are_called_here(sent, asked, here):
    with pytest.raises(AttributeError) as caught:
        getattr(sent, asked)
    assert str(caught.value) == f"a sent mail has no {asked!r}; here it is {here}"


@pytest.mark.parametrize(
    ("asked", "end"),
    [("recipient", "; did you mean 'recipients'?"), ("subjct", "; did you mean 'subject'?"), ("x", ""), ("_x", "")],
)
def test_a_mail_says_what_a_misspelt_name_may_have_meant(sent, asked, end):
    with pytest.raises(AttributeError) as caught:
        getattr(sent, asked)
    assert str(caught.value) == f"a sent mail has no {asked!r}{end}"
    assert not hasattr(sent, asked)


def test_every_name_that_is_told_is_one(sent):
    for asked, here in _CALLED_HERE.items():
        assert asked == fold(asked)
        assert not hasattr(sent, asked), asked
        for name in re.findall(r"mail\.(\w+)", here):
            assert hasattr(sent, name)


def test_a_property_that_goes_wrong_says_so_itself(sent, monkeypatch):
    monkeypatch.setattr(type(sent), "subject", property(lambda _: None.data))
    with pytest.raises(AttributeError, match="'NoneType' object has no attribute 'data'"):
        _ = sent.subject
