"""SendBounce: a delivery status notification (RFC 3464) for a message that SES has received.

The message is one that has come in by `Cloud.receive`, or that SES has sent to itself. Source: API reference,
SendBounce; SES Developer Guide, "Return bounce response action".
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sesmock.domain.identities.verification import HOURS
from sesmock.domain.mails.draft import Raw, Recipients, Terms
from sesmock.domain.receiving.received import Originals
from sesmock.domain.refusals import Invalid, Rejected
from sesmock.domain.sending import sending
from sesmock.domain.sending.checks import read_mailbox

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sesmock.domain.receiving.received import Original
    from sesmock.domain.region import Region

WINDOW = 24 * HOURS  # "within 24 hours of receiving the message"

# Assumed texts.
NO_RECIPIENTS = "At least one bounced recipient must be specified."
UNKNOWN_MESSAGE = "The original message was not found, or was received more than 24 hours ago: {id}"
NOT_A_RECIPIENT = "The recipient <{recipient}> is not a recipient of the original message."
NO_REASON = "Either BounceType or RecipientDsnFields must be specified for recipient <{recipient}>."

# What each BounceType fills in: the status of RFC 3463 and its words (assumed beyond the names).
_STATUS = {
    "DoesNotExist": ("5.1.1", "smtp; 550 5.1.1 mailbox does not exist"),
    "MessageTooLarge": ("5.3.4", "smtp; 552 5.3.4 message too large"),
    "ExceededQuota": ("5.2.2", "smtp; 552 5.2.2 mailbox full"),
    "ContentRejected": ("5.6.1", "smtp; 500 5.6.1 message content rejected"),
    "Undefined": ("5.0.0", "smtp; 550 5.0.0 undefined failure"),
    "TemporaryFailure": ("4.0.0", "smtp; 450 4.0.0 temporary failure"),
}


def send_bounce(
    region: Region,
    *,
    original: str,
    sender: str,
    sender_arn: str | None,
    recipients: Sequence[Mapping[str, Any]],
    explanation: str | None,
    dsn: Mapping[str, Any],
) -> str:
    """Check and send a bounce; returns its MessageId. Raises a Refusal and then leaves no trace."""
    read_mailbox(sender)
    if not recipients:
        raise Invalid(NO_RECIPIENTS)
    for info in recipients:
        read_mailbox(info["Recipient"])
        if "BounceType" not in info and "RecipientDsnFields" not in info:
            raise Invalid(NO_REASON.format(recipient=info["Recipient"]))
    received = region.ses.of(Originals).get(original)
    if received is None or not received.sender or region.now() - received.at > WINDOW:
        raise Rejected(UNKNOWN_MESSAGE.format(id=original))
    known = {address.lower() for address in received.recipients}
    for info in recipients:
        if read_mailbox(info["Recipient"]).address.lower() not in known:
            raise Invalid(NOT_A_RECIPIENT.format(recipient=info["Recipient"]))
    boundary = f"----=_Bounce_{region.world.ids.hex(16)}"
    text = explanation or "Unable to deliver message to the following recipients:\r\n" + "".join(
        f"\r\n  {info['Recipient']}" for info in recipients
    )
    parts = [
        "Content-Type: text/plain; charset=UTF-8\r\n\r\n" + text,
        "Content-Type: message/delivery-status\r\n\r\n" + _report(region, dsn, recipients, received),
    ]
    body = "".join(f"--{boundary}\r\n{part}\r\n" for part in parts) + f"--{boundary}--\r\n"
    raw = (
        f"From: {_one_line(sender)}\r\nTo: {received.sender}\r\nSubject: Delivery Status Notification (Failure)\r\n"
        f"MIME-Version: 1.0\r\nAuto-Submitted: auto-replied\r\nIn-Reply-To: <{original}>\r\n"
        f'Content-Type: multipart/report; report-type=delivery-status; boundary="{boundary}"\r\n\r\n{body}'
    )
    limit = region.world.limits.message_bytes_v1
    terms = Terms("SendBounce", "ses:SendBounce", sender, limit, source_arn=sender_arn)
    return sending.send(region, terms, Recipients((received.sender,)), Raw(raw.encode()))


def _report(region: Region, dsn: Mapping[str, Any], recipients: Sequence[Mapping[str, Any]], received: Original) -> str:
    """The fields for the message, then those for each recipient (RFC 3464 §2.2, §2.3)."""
    mta = dsn.get("ReportingMta") or f"dns; inbound-smtp.{region.name}.amazonaws.com"
    fields = [("Reporting-MTA", mta), ("Arrival-Date", _date(dsn.get("ArrivalDate", received.at)))]
    blocks = [fields + [(extra["Name"], extra["Value"]) for extra in dsn.get("ExtensionFields", ())]]
    for info in recipients:
        status, diagnostic = _STATUS[info.get("BounceType", "Undefined")]
        own = info.get("RecipientDsnFields") or {}
        block = [
            ("Final-Recipient", f"rfc822; {own.get('FinalRecipient') or info['Recipient']}"),
            ("Action", own.get("Action", "delayed" if status[0] == "4" else "failed")),
            ("Status", own.get("Status", status)),
            ("Remote-MTA", own.get("RemoteMta")),
            ("Diagnostic-Code", own.get("DiagnosticCode", diagnostic)),
            ("Last-Attempt-Date", _date(own["LastAttemptDate"]) if "LastAttemptDate" in own else None),
            *((extra["Name"], extra["Value"]) for extra in own.get("ExtensionFields", ())),
        ]
        blocks.append([(name, value) for name, value in block if value is not None])
    return "\r\n".join("".join(f"{_one_line(f'{name}: {value}')}\r\n" for name, value in block) for block in blocks)


def _one_line(text: str) -> str:
    """What cannot break the line it stands on."""
    return " ".join(text.splitlines())


def _date(at: float) -> str:
    from datetime import datetime, timezone
    from email.utils import format_datetime

    return format_datetime(datetime.fromtimestamp(at, timezone.utc))
