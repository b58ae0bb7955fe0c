"""SendBounce."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import TYPE_CHECKING, Any

import pytest

from sesmock.domain.sending import bounce

if TYPE_CHECKING:
    from collections.abc import Callable

    from sesmock import Cloud

    Refused = Callable[..., tuple[Any, ...]]

pytestmark = pytest.mark.ses(verified=["example.com"], at="2026-03-01T12:00:00Z")

INVALID, REJECTED = (400, "InvalidParameterValue"), (400, "MessageRejected")
GONE = {"Recipient": "gone@example.com", "BounceType": "DoesNotExist"}


def _terms(original: str, *recipients: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {
        "OriginalMessageId": original, "BounceSender": "mailer-daemon@example.com",
        "BouncedRecipientInfoList": recipients or [GONE], **more,
    }  # fmt: skip


@pytest.fixture(autouse=True)
def _rules(v1: Any, ses_cloud: Cloud) -> None:
    v1.create_receipt_rule_set(RuleSetName="all")
    v1.create_receipt_rule(RuleSetName="all", Rule={"Name": "keep", "Enabled": True})
    v1.set_active_receipt_rule_set(RuleSetName="all")


def _received(ses_cloud: Cloud, *recipients: str) -> str:
    """The id of a mail that has come in from Bob."""
    return ses_cloud.receive(b"", "bob@example.org", recipients or ["gone@example.com"]).message_id


def _report(ses_cloud: Cloud) -> tuple[str | None, str]:
    """The text for people and the text for machines."""
    mail = ses_cloud.outbox.last
    body = mail.unsigned.decode().partition("\r\n\r\n")[2]
    machine = body.partition("Content-Type: message/delivery-status\r\n\r\n")[2].rpartition("\r\n--")[0]
    return mail.text, machine


def test_a_received_message_is_bounced_to_its_sender(v1: Any, ses_cloud: Cloud) -> None:
    original = _received(ses_cloud)
    answer = v1.send_bounce(**_terms(original))

    mail = ses_cloud.outbox.last
    assert answer == {"MessageId": mail.message_id}
    assert (mail.operation, mail.source, mail.to, mail.recipients, mail.subject, mail.fate, mail.signed_by) == (
        "SendBounce", "mailer-daemon@example.com", ("bob@example.org",), ("bob@example.org",),
        "Delivery Status Notification (Failure)", "Delivered", frozenset({"amazonses.com", "example.com"}),
    )  # fmt: skip
    assert (mail.header("In-Reply-To"), mail.header("Auto-Submitted")) == (f"<{original}>", "auto-replied")
    assert (mail.header("Content-Type") or "").startswith("multipart/report; report-type=delivery-status; boundary=")
    assert _report(ses_cloud) == (
        "Unable to deliver message to the following recipients:\n\n  gone@example.com",
        (
            "Reporting-MTA: dns; inbound-smtp.us-east-1.amazonaws.com\r\n"
            "Arrival-Date: Sun, 01 Mar 2026 12:00:00 +0000\r\n\r\n"
            "Final-Recipient: rfc822; gone@example.com\r\nAction: failed\r\nStatus: 5.1.1\r\n"
            "Diagnostic-Code: smtp; 550 5.1.1 mailbox does not exist\r\n"
        ),
    )


@pytest.mark.parametrize(
    ("kind", "action", "status"),
    [
        ("DoesNotExist", "failed", "5.1.1"),
        ("MessageTooLarge", "failed", "5.3.4"),
        ("ExceededQuota", "failed", "5.2.2"),
        ("ContentRejected", "failed", "5.6.1"),
        ("Undefined", "failed", "5.0.0"),
        ("TemporaryFailure", "delayed", "4.0.0"),
    ],
)
def test_the_type_of_a_bounce_fills_in_its_fields(
    v1: Any, ses_cloud: Cloud, kind: str, action: str, status: str
) -> None:
    v1.send_bounce(**_terms(_received(ses_cloud, "x@example.com"), {"Recipient": "x@example.com", "BounceType": kind}))

    assert _report(ses_cloud)[1].splitlines()[3:6] == [
        "Final-Recipient: rfc822; x@example.com", f"Action: {action}", f"Status: {status}",
    ]  # fmt: skip


def test_every_field_may_be_given(v1: Any, ses_cloud: Cloud) -> None:
    at = datetime(2026, 2, 28, 9, 30, tzinfo=timezone.utc)
    fields = {
        "FinalRecipient": "final@example.com", "Action": "delayed", "RemoteMta": "dns; mx.example.com",
        "Status": "4.7.1", "DiagnosticCode": "smtp; 450 wait", "LastAttemptDate": at,
        "ExtensionFields": [{"Name": "X-Try", "Value": "3"}],
    }  # fmt: skip
    dsn = {
        "ReportingMta": "dns; mta.example.com",
        "ArrivalDate": at,
        "ExtensionFields": [{"Name": "X-Q", "Value": "9"}],
    }
    v1.send_bounce(
        **_terms(
            _received(ses_cloud, "a@example.com", "gone@example.com"),
            {"Recipient": "a@example.com", "RecipientDsnFields": fields}, GONE,
            Explanation="Später, vielleicht.", MessageDsn=dsn,
        )
    )  # fmt: skip

    date = "Sat, 28 Feb 2026 09:30:00 +0000"
    assert _report(ses_cloud) == (
        "Später, vielleicht.",
        (
            f"Reporting-MTA: dns; mta.example.com\r\nArrival-Date: {date}\r\nX-Q: 9\r\n\r\n"
            "Final-Recipient: rfc822; final@example.com\r\nAction: delayed\r\nStatus: 4.7.1\r\n"
            f"Remote-MTA: dns; mx.example.com\r\nDiagnostic-Code: smtp; 450 wait\r\nLast-Attempt-Date: {date}\r\n"
            "X-Try: 3\r\n\r\nFinal-Recipient: rfc822; gone@example.com\r\nAction: failed\r\nStatus: 5.1.1\r\n"
            "Diagnostic-Code: smtp; 550 5.1.1 mailbox does not exist\r\n"
        ),
    )


def test_a_message_can_be_bounced_for_24_hours(v1: Any, ses_cloud: Cloud, refused: Refused) -> None:
    original = _received(ses_cloud)
    ses_cloud.clock.advance(hours=24)
    v1.send_bounce(**_terms(original))
    ses_cloud.clock.advance(seconds=1)

    assert refused(v1, "send_bounce", **_terms(original)) == (*REJECTED, bounce.UNKNOWN_MESSAGE.format(id=original))
    assert refused(v1, "send_bounce", **_terms("m2")) == (*REJECTED, bounce.UNKNOWN_MESSAGE.format(id="m2"))


@pytest.mark.parametrize(
    ("more", "refusal"),
    [
        ({"BounceSender": "no"}, (*INVALID, "Missing final '@domain'")),
        (
            {"BounceSender": "daemon@x.org"},
            (
                *REJECTED,
                ("Email address is not verified. The following identities failed the check in region US-EAST-1: "
                "daemon@x.org"),
            ),
        ),
        ({"BouncedRecipientInfoList": []}, (*INVALID, bounce.NO_RECIPIENTS)),
        ({"BouncedRecipientInfoList": [GONE, {"Recipient": "a b@x.org", "BounceType": "Undefined"}]},
         (*INVALID, "Local address contains control or whitespace")),
        ({"BouncedRecipientInfoList": [{"Recipient": "a@x.org"}]},
         (*INVALID, bounce.NO_REASON.format(recipient="a@x.org"))),
        ({"BouncedRecipientInfoList": [{"Recipient": "x@example.com", "BounceType": "Undefined"}]},
         (*INVALID, bounce.NOT_A_RECIPIENT.format(recipient="x@example.com"))),
        (
            {"BounceSenderArn": "arn:aws:ses:us-east-1:999999999999:identity/example.com"},
            (
                *REJECTED,
                ("Email address is not verified. The following identities failed the check in region US-EAST-1: "
                "arn:aws:ses:us-east-1:999999999999:identity/example.com"),
            ),
        ),
    ],
)  # fmt: skip
def test_a_bounce_that_cannot_be_is_refused(
    v1: Any, ses_cloud: Cloud, refused: Refused, more: dict[str, Any], refusal: tuple[Any, ...]
) -> None:
    original = _received(ses_cloud)

    assert refused(v1, "send_bounce", **{**_terms(original), **more}) == refusal


def test_a_bounce_cannot_smuggle_headers_in(v1: Any, ses_cloud: Cloud, refused: Refused) -> None:
    original = _received(ses_cloud)
    sender = '"a\r\nX-Evil: 1" <mailer-daemon@example.com>'
    v1.send_bounce(**_terms(original, BounceSender=sender))

    assert ses_cloud.outbox.last.header("X-Evil") is None


def test_another_account_bounces_by_a_policy(v1: Any, api: Any, ses_cloud: Cloud, refused: Refused) -> None:
    arn = ses_cloud.region().identity("example.com").arn
    original = _received(ses_cloud)
    stranger = api("ses", account="222222222222")
    terms = _terms(original, BounceSenderArn=arn)

    assert refused(stranger, "send_bounce", **terms) == (
        403,
        "AccessDenied",
        f"User `arn:aws:iam::222222222222:root' is not authorized to perform `ses:SendBounce' on resource `{arn}'",
    )
    policy = (
        f'{{"Statement": {{"Effect": "Allow", "Principal": "*", "Action": "ses:SendBounce", "Resource": "{arn}"}}}}'
    )
    v1.put_identity_policy(Identity="example.com", PolicyName="p", Policy=policy)
    stranger.send_bounce(**terms)
    assert ses_cloud.outbox.last.account == "222222222222"


def test_a_mail_that_nobody_has_taken_is_not_bounced(v1: Any, ses_cloud: Cloud, refused: Refused) -> None:
    original = ses_cloud.receive(b"", "bob@example.org", "gone@example.net").message_id

    assert refused(v1, "send_bounce", **_terms(original)) == (*REJECTED, bounce.UNKNOWN_MESSAGE.format(id=original))


def test_a_bounce_is_not_bounced(v1: Any, ses_cloud: Cloud, refused: Refused) -> None:
    original = ses_cloud.receive(b"", "", "gone@example.com").message_id

    assert refused(v1, "send_bounce", **_terms(original)) == (*REJECTED, bounce.UNKNOWN_MESSAGE.format(id=original))


def test_what_ses_has_sent_to_itself_is_bounced_to_its_return_path(v1: Any, ses_cloud: Cloud) -> None:
    ses_cloud.dns.publish("example.com", "MX", "10 inbound-smtp.us-east-1.amazonaws.com")
    v1.send_email(
        Source="a@example.com",
        Destination={"ToAddresses": ["GONE@example.com"]},
        Message={"Subject": {"Data": "Hi"}, "Body": {"Text": {"Data": "Hi"}}},
    )
    [received] = ses_cloud.received
    v1.send_bounce(**_terms(received.message_id))

    assert ses_cloud.outbox.last.recipients == (ses_cloud.outbox[0].envelope_from,)
