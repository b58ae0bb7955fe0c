"""Sending by v1: what only this API has."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from sesmock.domain.mails.sent import Mails
from sesmock.domain.sending.bulk import TOO_MANY_DESTINATIONS

if TYPE_CHECKING:
    from collections.abc import Callable

    from sesmock import Cloud

    Refused = Callable[..., tuple[Any, ...]]

pytestmark = pytest.mark.ses(verified=["example.com"], at="2026-03-01T12:00:00Z")

INVALID = (400, "InvalidParameterValue")
UNVERIFIED = "Email address is not verified. The following identities failed the check in region US-EAST-1: "
TERMS: dict[str, Any] = {"Source": "ann@example.com", "Destination": {"ToAddresses": ["bob@example.org"]}}
FORM = {
    "Action": "SendEmail", "Version": "2010-12-01", "Source": "ann@example.com", "Message.Subject.Data": "Hi",
    "Destination.ToAddresses.member.1": "bob@example.org", "Message.Body.Html.Data": "<p>",
}  # fmt: skip
ARN = "arn:aws:ses:us-east-1:123456789012:template/t"


def _refusal(code: str, message: str) -> tuple[int, str]:
    return 400, (
        '<ErrorResponse xmlns="http://ses.amazonaws.com/doc/2010-12-01/">\n  <Error>\n    <Type>Sender</Type>\n'
        f"    <Code>{code}</Code>\n    <Message>{message}</Message>\n  </Error>\n"
        "  <RequestId>…</RequestId>\n</ErrorResponse>\n"
    )


# ---- SendEmail ----


def test_a_body_without_data_is_none(wire: Any, ses_cloud: Cloud) -> None:
    wire.v1({**FORM, "Message.Body.Text.Charset": "UTF-8"})

    assert (ses_cloud.outbox.last.text, ses_cloud.outbox.last.html) == (None, "<p>")


def test_what_is_missing_altogether_is_told_together(wire: Any) -> None:
    null = "Value at &apos;{}&apos; failed to satisfy constraint: Member must not be null"
    form = {name: FORM[name] for name in ("Action", "Version")}

    assert wire.v1(form) == _refusal(
        "ValidationError",
        "3 validation errors detected: "
        + "; ".join(null.format(name) for name in ("source", "message", "destination")),
    )
    del (form := dict(FORM))["Destination.ToAddresses.member.1"]
    assert wire.v1(form) == _refusal("ValidationError", "1 validation error detected: " + null.format("destination"))


def test_a_sender_that_is_empty_is_missing(v1: Any, refused: Refused) -> None:
    message = {"Subject": {"Data": "Hi"}, "Body": {"Text": {"Data": "x"}}}

    assert refused(v1, "send_email", **{**TERMS, "Source": ""}, Message=message) == (
        *INVALID,
        "Missing required header 'From'.",
    )


# ---- SendRawEmail ----


def test_from_and_source_of_a_raw_mail_have_an_arn_each(api: Any, ses_cloud: Cloud, v1: Any) -> None:
    stranger = api("ses", account="222222222222")
    ses_cloud.verify("example.net")
    arns = {}
    for name in ("example.com", "example.net"):
        arns[name] = arn = ses_cloud.region().identity(name).arn
        statement = {"Effect": "Allow", "Principal": "*", "Action": "ses:SendRawEmail", "Resource": arn}
        v1.put_identity_policy(Identity=name, PolicyName="p", Policy=json.dumps({"Statement": statement}))
    raw = b"From: Ann <ann@example.com>\r\nTo: bob@example.org\r\n\r\n"

    terms = {"RawMessage": {"Data": raw}, "Source": "back@example.net", "SourceArn": arns["example.net"]}
    assert stranger.no("send_raw_email", **terms) == (400, "MessageRejected", UNVERIFIED + arns["example.net"])
    stranger.send_raw_email(**terms, FromArn=arns["example.com"])
    mail = ses_cloud.outbox.last
    assert (mail.source, mail.return_path) == ("back@example.net", "back@example.net")
    assert mail.identity == arns["example.com"]


# ---- SendTemplatedEmail ----


def test_a_template_may_be_given_by_arn_beside_its_name(v1: Any, ses_cloud: Cloud) -> None:
    v1.create_template(Template={"TemplateName": "t", "SubjectPart": "Hi", "TextPart": "x"})
    answer = v1.send_templated_email(**TERMS, Template="t", TemplateArn=ARN, TemplateData="{}")

    mail = ses_cloud.outbox.last
    assert answer == {"MessageId": mail.message_id}
    assert (mail.operation, mail.template) == ("SendTemplatedEmail", "t")


def test_an_unknown_template_is_named_in_the_error(v1: Any, refused: Refused) -> None:
    assert refused(v1, "send_templated_email", **TERMS, Template="no", TemplateData="{}") == (
        400,
        "TemplateDoesNotExist",
        "Template no does not exist",
        {"TemplateName": "no"},
    )


# ---- SendBulkTemplatedEmail ----


def _entry(*to: str, data: Any = None, tags: Any = None, **destination: Any) -> dict[str, Any]:
    entry: dict[str, Any] = {"Destination": {"ToAddresses": to, **destination}}
    if data is not None:
        entry["ReplacementTemplateData"] = data if isinstance(data, str) else json.dumps(data)
    if tags is not None:
        entry["ReplacementTags"] = [{"Name": name, "Value": value} for name, value in tags.items()]
    return entry


def _terms(*entries: dict[str, Any], **more: Any) -> dict[str, Any]:
    data = '{"name": "you", "greeting": "Dear"}'
    terms = {"Source": "ann@example.com", "Template": "t", "DefaultTemplateData": data, "Destinations": entries}
    return {**terms, **more}


@pytest.fixture
def bulk(v1: Any) -> Any:
    """How to send a stored template to many."""
    v1.create_template(
        Template={"TemplateName": "t", "SubjectPart": "Hi {{name}}", "TextPart": "{{greeting}} {{name}}"}
    )
    return lambda *entries, **more: v1.send_bulk_templated_email(**_terms(*entries, **more))["Status"]


def test_every_destination_gets_a_mail_of_its_own(v1: Any, bulk: Any, ses_cloud: Cloud) -> None:
    v1.create_configuration_set(ConfigurationSet={"Name": "news"})
    statuses = bulk(
        _entry("a@x.org", CcAddresses=["b@x.org"], BccAddresses=["c@x.org"], data={"name": "A"}, tags={"b": "3"}),
        _entry("Dee <d@x.org>"),
        ReplyToAddresses=["re@x.org"], ReturnPath="back@example.com", ConfigurationSetName="news", TemplateArn=ARN,
        DefaultTags=[{"Name": "a", "Value": "1"}, {"Name": "b", "Value": "2"}],
    )  # fmt: skip

    assert statuses == [{"Status": "Success", "MessageId": mail.message_id} for mail in ses_cloud.outbox]
    assert [
        (m.operation, m.to, m.cc, m.bcc, m.recipients, m.reply_to, m.return_path, m.subject, m.text, m.template,
         m.configuration_set, dict(m.tags))
        for m in ses_cloud.outbox
    ] == [
        ("SendBulkTemplatedEmail", ("a@x.org",), ("b@x.org",), ("c@x.org",), ("a@x.org", "b@x.org", "c@x.org"),
         ("re@x.org",), "back@example.com", "Hi A", "Dear A", "t", "news", {"a": "1", "b": "3"}),
        ("SendBulkTemplatedEmail", ("Dee <d@x.org>",), (), (), ("d@x.org",), ("re@x.org",), "back@example.com",
         "Hi you", "Dear you", "t", "news", {"a": "1", "b": "2"}),
    ]  # fmt: skip


def test_a_destination_fails_alone(bulk: Any, ses_cloud: Cloud) -> None:
    statuses = bulk(_entry("ok@x.org"), _entry("b@"), _entry("a@x.org", data="x"), _entry("a@x.org", tags={"": "v"}))

    assert statuses == [
        {"Status": "Success", "MessageId": ses_cloud.outbox.last.message_id},
        {"Status": "InvalidParameterValue", "Error": "Missing domain"},
        {"Status": "InvalidParameterValue", "Error": "The template data is invalid"},
        {"Status": "InvalidParameterValue", "Error": "The tag name must be specified."},
    ]
    assert len(ses_cloud._ses.of(Mails).accepted) == 1


@pytest.mark.ses(sandbox=True)
def test_statuses_of_who_may_send_to_whom_and_how_much(bulk: Any, v1: Any, ses_cloud: Cloud) -> None:
    ses_cloud.limits.max_24_hour_send = 2
    to = "ok@example.com"
    statuses = bulk(_entry(to), _entry("bob@x.org"), _entry(to))
    ses_cloud.limits.max_send_rate = -1
    statuses += bulk(_entry(to), _entry(to))
    ses_cloud.limits.max_24_hour_send = -1
    v1.set_identity_mail_from_domain(
        Identity="example.com", MailFromDomain="m.example.com", BehaviorOnMXFailure="RejectMessage"
    )
    statuses += bulk(_entry(to))
    statuses += bulk(_entry(to), Source="ann@x.org")

    first, second = ses_cloud.outbox
    assert statuses == [
        {"Status": "Success", "MessageId": first.message_id},
        {"Status": "MessageRejected", "Error": UNVERIFIED + "bob@x.org"},
        {"Status": "AccountThrottled", "Error": "Maximum sending rate exceeded."},
        {"Status": "Success", "MessageId": second.message_id},
        {"Status": "AccountDailyQuotaExceeded", "Error": "Daily message quota exceeded."},
        {"Status": "MailFromDomainNotVerified", "Error": "The MAIL FROM domain <m.example.com> is not verified."},
        {"Status": "MessageRejected", "Error": UNVERIFIED + "ann@x.org"},
    ]


def test_a_fault_gives_a_destination_any_status(bulk: Any, ses_cloud: Cloud) -> None:
    ses_cloud.refuse_next("bulk_email_entry", "InvalidSendingPoolName", "Because.")
    ses_cloud.refuse_next("bulk_email_entry", "TransientFailure")

    assert bulk(_entry("a@x.org"), _entry("b@x.org"), _entry("c@x.org")) == [
        {"Status": "InvalidSendingPoolName", "Error": "Because."},
        {"Status": "TransientFailure"},
        {"Status": "Success", "MessageId": ses_cloud.outbox.last.message_id},
    ]


@pytest.mark.parametrize(
    ("more", "refusal"),
    [
        ({"Source": "ann"}, (*INVALID, "Invalid email address<ann>.")),
        ({"Source": "ann", "Template": "no"}, (*INVALID, "Invalid email address<ann>.")),
        ({"ReturnPath": "back"}, (*INVALID, "Invalid email address<back>.")),
        ({"DefaultTags": [{"Name": "n", "Value": " "}]}, (*INVALID, "The tag value must be specified.")),
        ({"DefaultTemplateData": "{"}, (*INVALID, "The template data is invalid")),
        ({"Destinations": [_entry("a@x.org")] * 51}, (*INVALID, TOO_MANY_DESTINATIONS)),
        (
            {"ConfigurationSetName": "no"},
            (
                400, "ConfigurationSetDoesNotExist", "Configuration set <no> does not exist.",
                {"ConfigurationSetName": "no"},
            ),
        ),
        (
            {"ConfigurationSetName": "paused"},
            (
                400, "ConfigurationSetSendingPausedException", "Sending is paused for configuration set paused",
                {"ConfigurationSetName": "paused"},
            ),
        ),
        (
            {"Template": "no"},
            (400, "TemplateDoesNotExist", "Template no does not exist", {"TemplateName": "no"}),
        ),
    ],
)  # fmt: skip
def test_what_is_wrong_with_the_call_fails_all_of_it(
    v1: Any, v2: Any, bulk: Any, refused: Refused, more: dict[str, Any], refusal: tuple[Any, ...]
) -> None:
    v2.create_configuration_set(ConfigurationSetName="paused", SendingOptions={"SendingEnabled": False})

    assert refused(v1, "send_bulk_templated_email", **_terms(_entry("a@x.org"), **more)) == refusal


def test_a_paused_account_sends_nothing_at_once(v1: Any, bulk: Any, refused: Refused) -> None:
    v1.update_account_sending_enabled(Enabled=False)

    assert refused(v1, "send_bulk_templated_email", **_terms(_entry("a@x.org"))) == (
        400, "AccountSendingPausedException", "Sending is paused for this account.",
    )  # fmt: skip
