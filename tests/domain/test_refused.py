"""What SES has refused, as a test finds it in ``cloud.refused``: every call, what of it is kept, and what may help."""

from __future__ import annotations

import re
import smtplib
import ssl
from pathlib import Path

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

from sesmock import Cloud, Refused, mock_ses

pytestmark = pytest.mark.ses(region="us-east-1", at="2026-01-01T09:00Z", seed=1)

BODY = {"Subject": {"Data": "Hello"}, "Body": {"Text": {"Data": "Dear Bob."}}}
AT = 1767258000.0
NOBODY = "nobody has verified {0} or {1}@{0} in us-east-1"
FAILED = "Email address is not verified. The following identities failed the check in region {}: {}"


@pytest.fixture
def hints(ses_cloud, api):
    """The hints for a mail that is refused, sent by v2 and then by v1, which must say the same."""

    def hints(source, region="us-east-1", account="123456789012", to="bob@example.org", **more):
        v2, v1 = api("sesv2", region, account), api("ses", region, account)
        whom = {"ToAddresses": [to]}
        assert v2.no("send_email", FromEmailAddress=source, Destination=whom, Content={"Simple": BODY}, **more)
        assert v1.no("send_email", Source=source, Destination=whom, Message=BODY, **more)
        first, second = ses_cloud.refused[-2:]
        assert first.hints == second.hints
        return first.hints

    return hints


def test_a_refusal_is_written_down(ses_cloud, v2):
    call = {
        "FromEmailAddress": "Ann <ann@example.com>",
        "Destination": {"ToAddresses": ["bob@example.org"]},
        "Content": {"Simple": BODY},
    }
    message = FAILED.format("US-EAST-1", "Ann <ann@example.com>")
    assert v2.no("send_email", **call) == (400, "MessageRejected", message)

    [refused] = ses_cloud.refused
    assert refused == Refused(
        operation="SendEmail",
        code="MessageRejected",
        message=message,
        parameters=call,
        region="us-east-1",
        account="123456789012",
        at=AT,
        reason="identity not verified: Ann <ann@example.com>",
        hints=(NOBODY.format("example.com", "ann") + ": call cloud.verify('example.com', region='us-east-1')",),
    )
    assert (refused.time.isoformat(), refused.is_send) == ("2026-01-01T09:00:00+00:00", True)
    assert repr(refused) == f"<Refused SendEmail in us-east-1: MessageRejected: {message}>"
    assert str(refused).splitlines() == [
        f"SendEmail in us-east-1: MessageRejected: {message}", f"  {refused.hints[0]}",
    ]  # fmt: skip
    with pytest.raises(AttributeError):
        refused.code = "x"


def test_what_is_answered_leaves_nothing(ses_cloud, v1):
    ses_cloud.verify("example.com")
    v1.send_email(Source="ann@example.com", Destination={"ToAddresses": ["bob@example.org"]}, Message=BODY)
    v1.list_identities()

    assert ses_cloud.refused == []


def test_every_api_and_operation_is_written_down(ses_cloud, api, v1, v2, wire):
    v1.no("set_identity_mail_from_domain", Identity="example.com", MailFromDomain="m.example.com")
    api("sesv2", "eu-west-1", "222222222222").no("get_email_identity", EmailIdentity="example.com")
    wire.v1({"Action": "Nonsense"})
    wire.v2("POST", "/identities", {"EmailIdentity": 5})

    assert [(r.operation, r.code, r.region, r.account, r.parameters, r.is_send) for r in ses_cloud.refused] == [
        (
            "SetIdentityMailFromDomain", "InvalidParameterValue", "us-east-1", "123456789012",
            {"Identity": "example.com", "MailFromDomain": "m.example.com"}, False,
        ),
        ("GetEmailIdentity", "NotFoundException", "eu-west-1", "222222222222", {"EmailIdentity": "example.com"}, False),
        ("Nonsense", "InvalidAction", "us-east-1", "123456789012", {}, False),
        ("CreateEmailIdentity", "SerializationException", "us-east-1", "123456789012", {}, False),
    ]  # fmt: skip


def test_each_destination_of_a_bulk_call_is_written_down(ses_cloud, v1, v2):
    ses_cloud.verify("example.com")
    v1.create_template(Template={"TemplateName": "hi", "SubjectPart": "Hi", "TextPart": "Hi {{name}}"})
    entries = [
        {"Destination": {"ToAddresses": [to]}, "ReplacementTemplateData": "{}"} for to in ("bob@example.org", "bob")
    ]
    v1.send_bulk_templated_email(
        Source="ann@example.com", Template="hi", DefaultTemplateData="{}", Destinations=entries
    )
    v2.send_bulk_email(
        FromEmailAddress="ann@example.org",
        DefaultContent={"Template": {"TemplateName": "hi", "TemplateData": "{}"}},
        BulkEmailEntries=[{"Destination": {"ToAddresses": ["bob@example.org"]}}],
    )

    assert [(r.operation, r.code, r.message, r.parameters) for r in ses_cloud.refused] == [
        ("SendBulkTemplatedEmail", "InvalidParameterValue", "Missing final '@domain'", entries[1]),
        (
            "SendBulkEmail", "MESSAGE_REJECTED", FAILED.format("US-EAST-1", "ann@example.org"),
            {"Destination": {"ToAddresses": ["bob@example.org"]}},
        ),
    ]  # fmt: skip


def test_mail_by_smtp_is_written_down(ses_cloud):
    data = b"From: ann@example.com\r\n\r\nHello"
    with smtplib.SMTP("email-smtp.us-east-1.amazonaws.com", 587, timeout=5) as server:
        server.starttls(context=ssl.create_default_context())
        server.login("AKIA", "x")
        with pytest.raises(smtplib.SMTPDataError) as caught:
            server.sendmail("ann@example.com", ["bob@example.org"], data)

    assert caught.value.smtp_code == 554
    [refused] = ses_cloud.refused
    assert (refused.operation, refused.code, refused.message) == (
        "SendRawEmail", "554", FAILED.format("US-EAST-1", "ann@example.com"),
    )  # fmt: skip
    assert refused.parameters == {
        "sender": "ann@example.com",
        "recipients": ["bob@example.org"],
        "message": repr(data.replace(b"Hello", b"Hello\r\n")),
    }


def test_what_a_test_has_staged_is_marked(ses_cloud, v1, v2):
    ses_cloud.verify("example.com")
    v1.create_template(Template={"TemplateName": "hi", "SubjectPart": "Hi", "TextPart": "Hi"})
    ses_cloud.refuse_next("send_email", "MessageRejected", "No.")
    ses_cloud.throttle_next("get_account")
    ses_cloud.refuse_next("bulk_email_entry", "TransientFailure", "Later.")
    v1.no("send_email", Source="ann@example.com", Destination={"ToAddresses": ["bob@example.org"]}, Message=BODY)
    with pytest.raises(ClientError):
        boto3.client("sesv2", config=Config(retries={"total_max_attempts": 1})).get_account()
    v2.send_bulk_email(
        FromEmailAddress="ann@example.com",
        DefaultContent={"Template": {"TemplateName": "hi", "TemplateData": "{}"}},
        BulkEmailEntries=[{"Destination": {"ToAddresses": ["bob@example.org"]}}],
    )
    v1.no("send_email", Source="ann@example.org", Destination={"ToAddresses": ["bob@example.org"]}, Message=BODY)

    assert [(r.operation, r.code, r.reason, r.staged) for r in ses_cloud.refused] == [
        ("SendEmail", "MessageRejected", "MessageRejected: No.", True),
        ("GetAccount", "TooManyRequestsException", "TooManyRequestsException: Rate exceeded", True),
        ("SendBulkEmail", "TRANSIENT_FAILURE", "TRANSIENT_FAILURE: Later.", True),
        ("SendEmail", "MessageRejected", "identity not verified: ann@example.org", False),
    ]
    assert repr(ses_cloud.refused[0]) == "<Refused SendEmail in us-east-1 (as the test asked): MessageRejected: No.>"


def test_a_refusal_has_what_the_page_tells_of_it_and_no_more():
    page = (Path(__file__).parents[2] / "docs/outbox.md").read_text(encoding="utf-8")
    table = page.partition("| of a refusal |")[2].partition("\n\n")[0]
    rows = [line.split("|")[1] for line in table.splitlines() if line.startswith("|")]
    told = {name for row in rows for name in re.findall(r"`(\w+)`", row)}

    assert told == {name for name in dir(Refused) if not name.startswith("_")} - {"count", "index"}


# ---- what is kept of a call ----


def test_secrets_are_not_kept(ses_cloud, v2):
    v2.no(
        "create_email_identity",
        EmailIdentity="not a name",
        DkimSigningAttributes={"DomainSigningSelector": "s", "DomainSigningPrivateKey": "c2VjcmV0"},
    )

    assert ses_cloud.refused[0].parameters == {
        "EmailIdentity": "not a name",
        "DkimSigningAttributes": {"DomainSigningSelector": "s", "DomainSigningPrivateKey": "…"},
    }


def test_long_values_are_cut(ses_cloud, v1, v2):
    v1.no("send_raw_email", RawMessage={"Data": b"From: ann@example.com\nTo: bob@example.org\n\n" + b"x" * 500})
    v2.no(
        "send_email",
        FromEmailAddress="ann@example.com",
        Destination={"ToAddresses": [f"{n}@example.org" for n in range(50)], "CcAddresses": ["c@example.org"]},
        Content={"Simple": {"Subject": {"Data": "s" * 200}, "Body": {"Text": {"Data": "t" * 201}}}},
    )
    raw, many = (refused.parameters for refused in ses_cloud.refused)
    start = "From: ann@example.com\\nTo: bob@example.org\\n\\n"

    assert raw == {"RawMessage": {"Data": f"b'{start}{'x' * 157}'… (543 bytes)"}}
    assert list(many) == ["FromEmailAddress", "Destination", "…"]
    assert many["Destination"] == {"ToAddresses": [*(f"{n}@example.org" for n in range(49)), "…"], "…": "…"}


def test_a_text_just_short_enough_is_whole(ses_cloud, v2):
    body = {"Subject": {"Data": "s" * 200}, "Body": {"Text": {"Data": "t" * 201}}}
    whom = {"ToAddresses": ["bob@example.org"]}
    v2.no("send_email", FromEmailAddress="ann@example.com", Destination=whom, Content={"Simple": body})

    assert ses_cloud.refused[0].parameters["Content"] == {
        "Simple": {"Subject": {"Data": "s" * 200}, "Body": {"Text": {"Data": "t" * 200 + "… (201 characters)"}}}
    }


def test_the_newest_thousand_are_kept(ses_cloud, wire):
    for number in range(1003):
        wire.v1({"Action": f"No{number}"})

    assert [refused.operation for refused in ses_cloud.refused] == [f"No{number}" for number in range(3, 1003)]


# ---- what may help ----


def test_verified_elsewhere(ses_cloud, hints):
    ses_cloud.verify("example.com", region="eu-west-1")
    ses_cloud.verify("ann@example.net", account="222222222222")

    assert hints("ann@example.com") == ("example.com is verified in eu-west-1, this call went to us-east-1",)
    assert hints("Ann <ann@example.net>") == (
        "ann@example.net is verified by account 222222222222, this call came from 123456789012",
    )
    assert hints("ann@example.com", account="222222222222") == (
        "example.com is verified in eu-west-1 by account 123456789012, this call came from 222222222222",
    )


def test_one_hint_for_an_address_in_two_spellings(ses_cloud, v1):
    raw = {"Data": b"From: Ann <ann@example.com>\r\nTo: bob@example.org\r\n\r\nDear Bob."}
    v1.no("send_raw_email", Source="ann@example.com", RawMessage=raw)

    [refused] = ses_cloud.refused
    assert refused.reason == "identity not verified: Ann <ann@example.com>, ann@example.com"
    assert refused.hints == (
        f"{NOBODY.format('example.com', 'ann')}: call cloud.verify('example.com', region='us-east-1')",
    )


def test_not_verified_yet_or_any_more(ses_cloud, v2, hints):
    v2.create_email_identity(EmailIdentity="example.com")
    v2.create_email_identity(EmailIdentity="ann@example.org")

    call = "or call cloud.verify({!r}, region='us-east-1')"
    assert hints("ann@mail.example.com") == (
        f"the identity example.com is PENDING: publish its records, {call.format('example.com')}",
    )
    assert hints("ann@example.org") == (
        f"the identity ann@example.org is PENDING: follow the link in its mail, {call.format('ann@example.org')}",
    )
    ses_cloud.clock.advance(hours=73)
    assert hints("ann@example.com") == (
        f"the identity example.com is FAILED: verify it again and publish its records, {call.format('example.com')}",
    )


def test_addresses_are_case_sensitive(ses_cloud, v2, hints):
    ses_cloud.verify("Ann@example.com")
    v2.create_email_identity(EmailIdentity="aNN@example.com")

    assert hints("ann@example.com") == (
        "addresses are case-sensitive: Ann@example.com is verified, ann@example.com is not",
    )


def test_misspelt_and_unknown_names(ses_cloud, hints):
    ses_cloud.verify("example.com")
    ses_cloud.region(account="222222222222")

    assert hints("ann@exmaple.com") == (NOBODY.format("exmaple.com", "ann") + "; did you mean 'example.com'?",)
    assert hints("ann@shop.test") == (
        NOBODY.format("shop.test", "ann")
        + ": call cloud.verify('shop.test', region='us-east-1', account='123456789012')",
    )


def test_no_likeness_is_looked_for_among_many_names(ses_cloud, hints):
    for number in range(100):
        ses_cloud.verify(f"example{number}.com")
    assert hints("ann@exmaple7.com") == (NOBODY.format("exmaple7.com", "ann") + "; did you mean 'example7.com'?",)
    ses_cloud.verify("example.net")
    assert hints("ann@exmaple7.com") == (
        NOBODY.format("exmaple7.com", "ann") + ": call cloud.verify('exmaple7.com', region='us-east-1')",
    )


def test_the_sandbox(ses_cloud, hints):
    ses_cloud.verify("example.com")
    ses_cloud.sandbox = True

    assert hints("ann@example.com", to="bob@shop.test") == (
        NOBODY.format("shop.test", "bob") + ": call cloud.verify('shop.test', region='us-east-1')",
        "the account is in the sandbox, where recipients have to be verified, too",
    )


def test_an_arn_of_another_region(ses_cloud, v1):
    ses_cloud.verify("example.com", region="eu-west-1")
    whom = {"ToAddresses": ["bob@example.org"]}
    for region in ("eu-west-1", "us-east-1"):
        arn = f"arn:aws:ses:{region}:123456789012:identity/example.com"
        v1.no("send_email", Source="ann@example.com", SourceArn=arn, Destination=whom, Message=BODY)

    arn = "arn:aws:ses:eu-west-1:123456789012:identity/example.com"
    assert [refused.hints for refused in ses_cloud.refused] == [
        (f"{arn} is an identity of eu-west-1, this call went to us-east-1",), (),
    ]  # fmt: skip


def test_sets_and_templates_of_another_region(ses_cloud, api, v1, hints):
    ses_cloud.verify("example.com")
    for region in ("eu-west-1", "us-east-1"):
        ses_cloud.region(region)
    api("sesv2", "eu-west-1").create_configuration_set(ConfigurationSetName="news")
    api("ses", "eu-west-1").create_template(Template={"TemplateName": "hi", "SubjectPart": "Hi", "TextPart": "Hi"})

    assert hints("ann@example.com", ConfigurationSetName="news") == (
        "configuration set news is in eu-west-1, this call went to us-east-1",
    )
    assert hints("ann@example.com", ConfigurationSetName="other") == ()
    v1.no("get_template", TemplateName="hi")
    assert ses_cloud.refused[-1].hints == ("template hi is in eu-west-1, this call went to us-east-1",)


def test_clouds_keep_their_own():
    one, other = Cloud(), Cloud()
    with mock_ses(one), pytest.raises(ClientError):
        boto3.client("sesv2").get_email_identity(EmailIdentity="example.com")

    assert (len(one.refused), other.refused) == (1, [])
