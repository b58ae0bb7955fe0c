"""SendBulkEmail of v2."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from sesmock.domain import refusals
from sesmock.domain.mails.sent import Mails
from sesmock.domain.sending import bulk, checks

if TYPE_CHECKING:
    from collections.abc import Callable

    from sesmock import Cloud

    Refused = Callable[..., tuple[Any, ...]]

pytestmark = pytest.mark.ses(verified=["example.com"], at="2026-03-01T12:00:00Z")

INVALID = (400, "BadRequestException")
INLINE = {"Subject": "Hi {{name}}", "Text": "{{greeting}} {{name}}"}
UNVERIFIED = "Email address is not verified. The following identities failed the check in region US-EAST-1: "


def _entry(*to: str, data: Any = None, tags: Any = None, headers: Any = None, **destination: Any) -> dict[str, Any]:
    entry: dict[str, Any] = {"Destination": {"ToAddresses": to, **destination}}
    if data is not None:
        text = data if isinstance(data, str) else json.dumps(data)
        entry["ReplacementEmailContent"] = {"ReplacementTemplate": {"ReplacementTemplateData": text}}
    if tags is not None:
        entry["ReplacementTags"] = [{"Name": name, "Value": value} for name, value in tags.items()]
    if headers is not None:
        entry["ReplacementHeaders"] = [{"Name": name, "Value": value} for name, value in headers]
    return entry


def _terms(*entries: dict[str, Any], template: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    default = {"TemplateContent": INLINE, "TemplateData": '{"name": "you", "greeting": "Dear"}'}
    return {
        "FromEmailAddress": "ann@example.com",
        "DefaultContent": {"Template": default if template is None else template},
        "BulkEmailEntries": entries,
        **more,
    }


def _bulk(v2: Any, *entries: dict[str, Any], **more: Any) -> list[dict[str, Any]]:
    results: list[dict[str, Any]] = v2.send_bulk_email(**_terms(*entries, **more))["BulkEmailEntryResults"]
    return results


def test_every_entry_is_a_mail_of_its_own(v2: Any, ses_cloud: Cloud) -> None:
    answer = v2.send_bulk_email(
        **_terms(
            _entry("a@x.org", CcAddresses=["b@x.org"], BccAddresses=["c@x.org"], data={"name": "A"}),
            _entry("Dee <d@x.org>"),
            _entry("e@x.org", data={}),
            ReplyToAddresses=["re@x.org"],
            FeedbackForwardingEmailAddress="back@example.com",
        )
    )

    assert answer == {
        "BulkEmailEntryResults": [{"Status": "SUCCESS", "MessageId": mail.message_id} for mail in ses_cloud.outbox]
    }
    assert [
        (m.operation, m.to, m.cc, m.bcc, m.recipients, m.reply_to, m.return_path, m.subject, m.text, m.template)
        for m in ses_cloud.outbox
    ] == [
        ("SendBulkEmail", ("a@x.org",), ("b@x.org",), ("c@x.org",), ("a@x.org", "b@x.org", "c@x.org"), ("re@x.org",),
         "back@example.com", "Hi A", "Dear A", ""),
        ("SendBulkEmail", ("Dee <d@x.org>",), (), (), ("d@x.org",), ("re@x.org",), "back@example.com", "Hi you",
         "Dear you", ""),
        ("SendBulkEmail", ("e@x.org",), (), (), ("e@x.org",), ("re@x.org",), "back@example.com", "Hi you", "Dear you",
         ""),
    ]  # fmt: skip


def test_data_is_replaced_key_by_key(v2: Any, ses_cloud: Cloud) -> None:
    _bulk(v2, _entry("a@x.org", data={"greeting": "Hey"}), _entry("b@x.org"))

    assert [(mail.text, dict(mail.template_data or {})) for mail in ses_cloud.outbox] == [
        ("Hey you", {"name": "you", "greeting": "Hey"}),
        ("Dear you", {"name": "you", "greeting": "Dear"}),
    ]


def test_nested_data_is_merged_key_by_key_and_lists_are_replaced(v2: Any, ses_cloud: Cloud) -> None:
    default = {"name": {"first": "Ann", "last": {"now": "Lee", "born": "Ray"}}, "tags": [{"a": 1}, 2], "n": {"m": 1}}
    given: list[Any] = [
        {"name": {"last": {"now": "May"}, "title": "Dr"}, "tags": [{"b": 3}]},
        {"name": "Bob", "n": None, "tags": {"a": 1}},
        {"name": {}, "n": {"m": {"o": 2}}},
        {},
        None,
    ]
    _bulk(
        v2,
        *(_entry("a@x.org", data=data) for data in given),
        template={
            "TemplateContent": {"Subject": "Hi", "Text": "{{name.first}}"},
            "TemplateData": json.dumps(default),
        },
    )

    assert [dict(event.mail.template_data or {}) for event in ses_cloud.events.of("Send")] == [
        {**default, "name": {"first": "Ann", "last": {"now": "May", "born": "Ray"}, "title": "Dr"}, "tags": [{"b": 3}]},
        {"name": "Bob", "n": None, "tags": {"a": 1}},
        {**default, "n": {"m": {"o": 2}}},
        default,
        default,
    ]


def test_tags_are_replaced_name_by_name(v2: Any, ses_cloud: Cloud) -> None:
    _bulk(
        v2,
        _entry("a@x.org", tags={"b": "3", "c": "4"}),
        _entry("b@x.org"),
        DefaultEmailTags=[{"Name": "a", "Value": "1"}, {"Name": "b", "Value": "2"}],
    )

    assert [dict(mail.tags) for mail in ses_cloud.outbox] == [{"a": "1", "b": "3", "c": "4"}, {"a": "1", "b": "2"}]


def test_headers_are_replaced_name_by_name(v2: Any, ses_cloud: Cloud) -> None:
    template = {
        "TemplateContent": {"Subject": "Hi", "Text": "x"},
        "Headers": [{"Name": "X-A", "Value": "1"}, {"Name": "X-B", "Value": "2"}],
    }
    entries = [
        _entry("a@x.org", headers=[("x-b", "3"), ("X-C", "4")]),
        _entry("b@x.org"),
        _entry("c@x.org", headers=[("X-A", "5")]),
    ]
    _bulk(v2, *entries, template=template)

    assert [
        [pair for pair in mail.headers if pair[0].upper() in {"X-A", "X-B", "X-C"}] for mail in ses_cloud.outbox
    ] == [
        [("X-A", "1"), ("x-b", "3"), ("X-C", "4")],
        [("X-A", "1"), ("X-B", "2")],
        [("X-B", "2"), ("X-A", "5")],
    ]


def test_attachments_go_to_everybody(v2: Any, ses_cloud: Cloud) -> None:
    template = {
        "TemplateContent": {"Subject": "Hi", "Text": "x"},
        "Attachments": [{"FileName": "a.txt", "RawContent": b"one"}],
    }
    _bulk(v2, _entry("a@x.org"), _entry("b@x.org"), template=template)

    assert [[(a.filename, a.content) for a in mail.attachments] for mail in ses_cloud.outbox] == [
        [("a.txt", b"one")]
    ] * 2


def test_a_stored_template_by_name_and_by_arn(v2: Any, ses_cloud: Cloud) -> None:
    v2.create_email_template(TemplateName="t", TemplateContent=INLINE)
    v2.create_configuration_set(ConfigurationSetName="news")
    data = '{"name": "you", "greeting": "Dear"}'
    for way in ({"TemplateName": "t"}, {"TemplateArn": "arn:aws:ses:us-east-1:123456789012:template/t"}):
        _bulk(v2, _entry("a@x.org"), template={**way, "TemplateData": data}, ConfigurationSetName="news")

    assert [(mail.template, mail.configuration_set, mail.text) for mail in ses_cloud.outbox] == [
        ("t", "news", "Dear you"),
        ("t", "news", "Dear you"),
    ]


def test_what_cannot_be_filled_in_is_accepted_and_comes_to_nothing(v2: Any, ses_cloud: Cloud) -> None:
    results = _bulk(
        v2,
        _entry("a@x.org"),
        _entry("b@x.org", data={"name": "B", "greeting": "Hey"}),
        template={"TemplateContent": INLINE},
    )

    assert [result["Status"] for result in results] == ["SUCCESS", "SUCCESS"]
    assert [mail.recipients for mail in ses_cloud.outbox] == [("b@x.org",)]
    assert [(event.type, event.mail.message_id) for event in ses_cloud.events] == [
        ("Send", results[0]["MessageId"]),
        ("Rendering Failure", results[0]["MessageId"]),
        ("Send", results[1]["MessageId"]),
        ("Delivery", results[1]["MessageId"]),
    ]


# ---- entries that fail alone ----


def test_an_entry_fails_alone(v2: Any, ses_cloud: Cloud, v1: Any) -> None:
    long = "x" * 310 + "@example.org"
    results = _bulk(
        v2,
        _entry("ok@x.org"),
        _entry("böb@x.org"),
        _entry(""),
        _entry(),
        _entry(*["r@x.org"] * 51),
        _entry(long),
        _entry("a@x.org", data="{"),
        _entry("a@x.org", tags={"a b": "c"}),
        _entry("a@x.org", tags={f"t{n}": "v" for n in range(50)}),
        _entry("a@x.org", headers=[(" ", "v")]),
        _entry("a@x.org", headers=[("Subject", "v")]),
        _entry("last@x.org"),
        DefaultEmailTags=[{"Name": "a", "Value": "1"}],
    )

    def invalid(sentence: str) -> dict[str, str]:
        return {"Status": "INVALID_PARAMETER", "Error": sentence}

    assert results == [
        {"Status": "SUCCESS", "MessageId": ses_cloud.outbox[0].message_id},
        invalid("Local address contains control or whitespace"),
        invalid("Invalid email address ."),
        invalid("Missing required header 'To'."),
        invalid("Recipient count exceeds 50."),
        invalid(f"Address length is more than 320 characters long: '{long}'."),
        invalid("The template data is invalid"),
        invalid("Invalid tag name <a b>: only alphanumeric ASCII characters, '_',  '-' are allowed."),
        invalid(checks.TOO_MANY_TAGS),
        invalid("The header name must be specified."),
        invalid(checks.RESERVED_HEADER.format(name="Subject")),
        {"Status": "SUCCESS", "MessageId": ses_cloud.outbox[1].message_id},
    ]
    assert (len(ses_cloud._ses.of(Mails).accepted), v1.get_send_quota()["SentLast24Hours"]) == (2, 2.0)


def test_a_malformed_reply_to_fails_every_entry(v2: Any, ses_cloud: Cloud) -> None:
    results = _bulk(v2, _entry("a@x.org"), _entry("b.@x.org"), ReplyToAddresses=["ok@x.org", "bad"])

    assert results == [
        {"Status": "INVALID_PARAMETER", "Error": "Missing final '@domain'"},
        {"Status": "INVALID_PARAMETER", "Error": "Local address ends with dot"},
    ]
    assert list(ses_cloud._ses.of(Mails).accepted) == []


def test_an_unverified_sender_fails_every_entry(v2: Any, ses_cloud: Cloud) -> None:
    results = _bulk(v2, _entry("a@x.org"), _entry("b@x.org"), FromEmailAddress="Ann <ann@x.org>")

    assert results == [{"Status": "MESSAGE_REJECTED", "Error": UNVERIFIED + "Ann <ann@x.org>"}] * 2
    assert list(ses_cloud._ses.of(Mails).accepted) == []


@pytest.mark.ses(sandbox=True)
def test_in_the_sandbox_each_entry_has_its_own_failures(v2: Any, ses_cloud: Cloud) -> None:
    ses_cloud.limits.max_send_rate = -1
    results = _bulk(
        v2, _entry("a@x.org", "ok@example.com"), _entry("success@simulator.amazonses.com"), _entry("ok@example.com")
    )

    assert results == [
        {"Status": "MESSAGE_REJECTED", "Error": UNVERIFIED + "a@x.org"},
        *({"Status": "SUCCESS", "MessageId": mail.message_id} for mail in ses_cloud.outbox),
    ]


def test_entries_use_up_the_quota_and_the_rate(v2: Any, ses_cloud: Cloud) -> None:
    ses_cloud.limits.max_24_hour_send = 3
    results = _bulk(v2, _entry("a@x.org", "b@x.org"), _entry("c@x.org", "d@x.org"), _entry("e@x.org"))
    ses_cloud.limits.max_24_hour_send = -1
    ses_cloud.limits.max_send_rate = 5
    results += _bulk(v2, _entry("a@x.org"), _entry("e@x.org"))

    assert results == [
        {"Status": "SUCCESS", "MessageId": ses_cloud.outbox[0].message_id},
        {"Status": "SUCCESS", "MessageId": ses_cloud.outbox[1].message_id},
        {"Status": "ACCOUNT_DAILY_QUOTA_EXCEEDED", "Error": "Daily message quota exceeded."},
        {"Status": "SUCCESS", "MessageId": ses_cloud.outbox[2].message_id},
        {"Status": "ACCOUNT_THROTTLED", "Error": "Maximum sending rate exceeded."},
    ]


def test_mail_from_that_is_not_ready_fails_every_entry(v2: Any, v1: Any, ses_cloud: Cloud) -> None:
    v1.set_identity_mail_from_domain(
        Identity="example.com", MailFromDomain="m.example.com", BehaviorOnMXFailure="RejectMessage"
    )

    assert (
        _bulk(v2, _entry("a@x.org"), _entry("b@x.org"))
        == [
            {
                "Status": "MAIL_FROM_DOMAIN_NOT_VERIFIED",
                "Error": "The MAIL FROM domain <m.example.com> is not verified.",
            }
        ]
        * 2
    )
    assert list(ses_cloud._ses.of(Mails).accepted) == []


def test_another_accounts_identity_is_asked_for_each_entry(api: Any, ses_cloud: Cloud, v1: Any) -> None:
    arn = "arn:aws:ses:us-east-1:123456789012:identity/example.com"
    statement = {
        "Effect": "Allow", "Principal": {"AWS": "222222222222"}, "Action": "ses:SendBulkEmail", "Resource": arn,
        "Condition": {"ForAllValues:StringLike": {"ses:Recipients": "*@x.org"}},
    }  # fmt: skip
    v1.put_identity_policy(
        Identity="example.com", PolicyName="p", Policy=json.dumps({"Version": "2012-10-17", "Statement": statement})
    )
    results = _bulk(
        api("sesv2", account="222222222222"), _entry("a@x.org"), _entry("b@y.org"), FromEmailAddressIdentityArn=arn
    )

    assert results == [
        {"Status": "SUCCESS", "MessageId": ses_cloud.outbox.last.message_id},
        {
            "Status": "MESSAGE_REJECTED",
            "Error": "User `arn:aws:iam::222222222222:root' is not authorized to perform `ses:SendBulkEmail' "
            f"on resource `{arn}'",
        },
    ]


@pytest.mark.parametrize(
    ("given", "status"),
    [
        ("MessageRejected", "MESSAGE_REJECTED"),
        ("MailFromDomainNotVerified", "MAIL_FROM_DOMAIN_NOT_VERIFIED"),
        ("ConfigurationSetDoesNotExist", "CONFIGURATION_SET_NOT_FOUND"),
        ("TemplateDoesNotExist", "TEMPLATE_NOT_FOUND"),
        ("AccountSuspended", "ACCOUNT_SUSPENDED"),
        ("AccountThrottled", "ACCOUNT_THROTTLED"),
        ("AccountDailyQuotaExceeded", "ACCOUNT_DAILY_QUOTA_EXCEEDED"),
        ("InvalidSendingPoolName", "INVALID_SENDING_POOL_NAME"),
        ("AccountSendingPaused", "ACCOUNT_SENDING_PAUSED"),
        ("ConfigurationSetSendingPaused", "CONFIGURATION_SET_SENDING_PAUSED"),
        ("InvalidParameterValue", "INVALID_PARAMETER"),
        ("TransientFailure", "TRANSIENT_FAILURE"),
        ("Failed", "FAILED"),
        ("INVALID_SENDING_POOL_NAME", "INVALID_SENDING_POOL_NAME"),
    ],
)
def test_a_fault_gives_an_entry_any_status(v2: Any, ses_cloud: Cloud, given: str, status: str) -> None:
    ses_cloud.refuse_next("bulk_email_entry", given, "Because.")
    results = _bulk(v2, _entry("a@x.org"), _entry("b@x.org"))

    assert results == [
        {"Status": status, "Error": "Because."},
        {"Status": "SUCCESS", "MessageId": ses_cloud.outbox.last.message_id},
    ]
    assert [mail.recipients for mail in ses_cloud._ses.of(Mails).accepted] == [("b@x.org",)]


@pytest.mark.parametrize(
    ("refusal", "status", "status_v1"),
    [
        (refusals.AccountSuspended(), "ACCOUNT_SUSPENDED", "AccountSuspended"),
        (refusals.NotVerified("us-east-1", []), "MESSAGE_REJECTED", "MessageRejected"),
        (refusals.AccessDenied("", "", ""), "MESSAGE_REJECTED", "MessageRejected"),
        (refusals.MailFromNotVerified(""), "MAIL_FROM_DOMAIN_NOT_VERIFIED", "MailFromDomainNotVerified"),
        (refusals.ConfigurationSetNotFound(""), "CONFIGURATION_SET_NOT_FOUND", "ConfigurationSetDoesNotExist"),
        (refusals.QuotaExceeded(), "ACCOUNT_DAILY_QUOTA_EXCEEDED", "AccountDailyQuotaExceeded"),
        (refusals.Throttled(), "ACCOUNT_THROTTLED", "AccountThrottled"),
        (refusals.SetSendingPaused(""), "CONFIGURATION_SET_SENDING_PAUSED", "ConfigurationSetSendingPaused"),
        (refusals.SendingPaused(), "ACCOUNT_SENDING_PAUSED", "AccountSendingPaused"),
        (refusals.ConstraintViolated("", ""), "INVALID_PARAMETER", "InvalidParameterValue"),
        (refusals.LimitExceeded("No."), "FAILED", "Failed"),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else value,
)
def test_each_api_words_a_refusal_of_an_entry(
    v1: Any, v2: Any, ses_cloud: Cloud, refusal: refusals.Refusal, status: str, status_v1: str
) -> None:
    v1.create_template(Template={"TemplateName": "t", "SubjectPart": "Hi", "TextPart": "x"})
    ses_cloud.refuse_next("bulk_email_entry", refusal, times=2)
    bulk = {"Template": "t", "DefaultTemplateData": "{}", "Destinations": [_entry("a@x.org")]}

    assert _bulk(v2, _entry("a@x.org")) == [{"Status": status, "Error": refusal.message}]
    assert v1.send_bulk_templated_email(Source="ann@example.com", **bulk) == {
        "Status": [{"Status": status_v1, "Error": refusal.message}]
    }


def test_a_fault_without_a_message_has_no_error(v2: Any, ses_cloud: Cloud) -> None:
    ses_cloud.refuse_next("bulk_email_entry", "TransientFailure")

    assert _bulk(v2, _entry("a@x.org")) == [{"Status": "TRANSIENT_FAILURE"}]


def test_a_fault_of_the_network_sends_nothing(v2: Any, ses_cloud: Cloud) -> None:
    ses_cloud.refuse_next("bulk_email_entry", "TransientFailure")
    ses_cloud.refuse_next("bulk_email_entry", KeyError("cable"))
    with pytest.raises(KeyError, match="cable"):
        _bulk(v2, _entry("a@x.org"), _entry("b@x.org"), _entry("c@x.org"))

    assert list(ses_cloud._ses.of(Mails).accepted) == []


# ---- calls that fail as a whole ----


@pytest.mark.parametrize(
    ("more", "refusal"),
    [
        ({"FromEmailAddress": "ann"}, (*INVALID, "Invalid email address<ann>.")),
        ({"FromEmailAddress": ""}, (*INVALID, "Source cannot be empty")),
        ({"FeedbackForwardingEmailAddress": "back"}, (*INVALID, "Invalid email address<back>.")),
        (
            {"FromEmailAddress": "x" * 310 + "@example.com"},
            (*INVALID, f"Invalid email address<{'x' * 310}@example.com>."),
        ),
        ({"DefaultEmailTags": [{"Name": "", "Value": "v"}]}, (*INVALID, "The tag name must be specified.")),
        (
            {"ConfigurationSetName": "no"},
            (404, "NotFoundException", "Configuration set <no> does not exist."),
        ),
        (
            {"ConfigurationSetName": "paused"},
            (400, "SendingPausedException", "Sending is paused for configuration set paused"),
        ),
        ({"template": {}}, (*INVALID, checks.ONE_TEMPLATE)),
        ({"template": {"TemplateContent": {"Subject": "s"}}}, (*INVALID, "The text or HTML part must be specified.")),
        (
            {"template": {"TemplateContent": {"Subject": "s", "Text": "{{#if name}}{{name}}{{/if}}"}}},
            (*INVALID, "Template contains unsupported operations."),  # recorded
        ),
        ({"template": {"TemplateName": "no"}}, (404, "NotFoundException", "Template no does not exist")),
        (
            {"template": {"TemplateContent": INLINE, "TemplateData": "["}},
            (*INVALID, "The template data is invalid"),
        ),
        (
            {"template": {"TemplateContent": INLINE, "Headers": [{"Name": " ", "Value": "v"}]}},
            (*INVALID, "The header name must be specified."),
        ),
        (
            {"FromEmailAddress": "ann", "template": {"TemplateName": "no"}},
            (*INVALID, "Invalid email address<ann>."),
        ),
    ],
)
def test_what_is_wrong_with_the_call_fails_all_of_it(
    v2: Any, refused: Refused, more: dict[str, Any], refusal: tuple[Any, ...]
) -> None:
    v2.create_configuration_set(ConfigurationSetName="paused", SendingOptions={"SendingEnabled": False})

    assert refused(v2, "send_bulk_email", **_terms(_entry("a@x.org"), **more)) == refusal


def test_there_are_at_most_50_entries(v2: Any, refused: Refused, ses_cloud: Cloud) -> None:
    assert refused(v2, "send_bulk_email", **_terms(*[_entry("a@x.org")] * 51)) == (
        *INVALID,
        bulk.TOO_MANY_DESTINATIONS,
    )
    _bulk(v2, *[_entry("a@x.org")] * 50)
    assert len(ses_cloud.outbox) == 50


def test_paused_accounts_send_nothing_at_once(v2: Any, refused: Refused, ses_cloud: Cloud) -> None:
    v2.put_account_sending_attributes(SendingEnabled=False)
    assert refused(v2, "send_bulk_email", **_terms(_entry("a@x.org"))) == (
        400, "SendingPausedException", "Sending is paused for this account.",
    )  # fmt: skip
    ses_cloud.region().account_settings.enforcement = "SHUTDOWN"
    assert refused(v2, "send_bulk_email", **_terms(_entry("a@x.org")))[:2] == (400, "MessageRejected")
