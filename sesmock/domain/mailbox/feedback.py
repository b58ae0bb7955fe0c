"""Bounces and complaints that SES forwards by mail, to the Return-Path of the mail or else its source.

Recorded: a complaint of 2026 as it was forwarded, the sender, subject and first words of bounces; the rest of these
follows RFC 3464. Sources: SES Developer Guide, "Receiving Amazon SES notifications through email"; API reference,
PutEmailIdentityFeedbackAttributes.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from sesmock.domain.events.event_type import BOUNCE, COMPLAINT, Bounce, Complaint
from sesmock.domain.mailbox.writing import report
from sesmock.domain.mails.composing import default_domain
from sesmock.mail.address import parse

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sesmock.domain.mails.event import Event
    from sesmock.domain.mails.letter import Letter
    from sesmock.domain.mails.sent import SentMail

_COULD_NOT = "An error occurred while trying to deliver the mail to the following recipients:"
_COMPLAINED = "This is an email abuse report for an email message from amazonses.com on {date}."


def forwarded(mail: SentMail) -> Iterator[Letter]:
    """What SES forwards of what happened to a mail.

    That is every bounce and complaint while the identity has it forwarded; and else those that nobody is told of
    (documented).
    """
    for place, happened in enumerate(mail._happened or ()):
        if happened.type in {BOUNCE, COMPLAINT} and (mail._route.forwards or not happened.subscribers):
            yield _letter(mail, mail.events[place])


def _letter(mail: SentMail, event: Event) -> Letter:
    region, at = mail._region, event.at
    bounced = event.type == BOUNCE
    kind = "forwarded bounce" if bounced else "forwarded complaint"
    host = default_domain(region.name)
    sender = f"MAILER-DAEMON@{host}" if bounced else f"complaints@{host.replace('amazonses', 'email-abuse.amazonses')}"
    # Recorded; a bounce has no sender (RFC 5321 §4.5.5).
    envelope = "" if bounced else "no-reply@amazonses.com"
    message_id = region.world.ids.message_id_of(region.name, at, f"feedback {event.feedback_id}")
    return report(
        region, at, message_id, kind, envelope, sender, mail.return_path, partial(_report, mail, event, sender)
    )


def _report(mail: SentMail, event: Event, sender: str) -> bytes:
    """The message, as multipart/report (RFC 6522): the words, the fields, and the mail itself."""
    detail = event.detail
    if isinstance(detail, Bounce):
        subject, type_ = "Delivery Status Notification (Failure)", "delivery-status"
        words = "\r\n".join([_COULD_NOT, *event.recipients])
        fields = _bounce(mail, event, detail)
    else:
        assert isinstance(detail, Complaint)
        subject, type_ = f"FW:{mail.header('Subject') or ''}", "feedback-report"
        words = _COMPLAINED.format(date=mail.header("Date"))
        fields = _complaint(mail, event, detail)
    # Recorded: the name stands there, if it is the source that gets it.
    shown = mail.header("From") or ""
    to = shown if parse(mail.source).address == mail.return_path else mail.return_path
    boundary = f"----=_Part_{mail.events.index(event)}_{int(mail.message_id[-13:-7], 16)}.{round(event.at * 1000)}"
    parts = [
        f"Content-Type: text/plain; charset=us-ascii\r\nContent-Transfer-Encoding: 7bit\r\n\r\n{words}\r\n".encode(),
        f"Content-Type: message/{type_}\r\nContent-Transfer-Encoding: 7bit\r\n\r\n{fields}".encode(),
        b"Content-Type: message/rfc822\r\n\r\n" + mail.raw,
    ]
    head = (
        f"Date: \r\nFrom: {sender}\r\nTo: {to}\r\nMessage-ID: \r\nSubject: {subject}\r\n"
        "MIME-Version: 1.0\r\n"
        f'Content-Type: multipart/report; \r\n\tboundary="{boundary}"; \r\n\treport-type={type_}\r\n'
    )
    body = b"".join(b"--" + boundary.encode() + b"\r\n" + part + b"\r\n" for part in parts)
    return head.encode() + b"\r\n" + body + f"--{boundary}--\r\n".encode()


def _bounce(mail: SentMail, event: Event, detail: Bounce) -> str:
    """The fields for the message, then those for each recipient (RFC 3464 §2.2, §2.3); without a DSN: assumed."""
    reporter = event.payload["bounce"].get("reportingMTA", f"dns; {default_domain(mail.region)}")
    status = detail.status or ("5.0.0" if detail.type == "Permanent" else "4.0.0")
    blocks = [f"Reporting-MTA: {reporter}\r\n"]
    for address in event.recipients:
        diagnostic = f"Diagnostic-Code: {detail.diagnostic_code}\r\n" if detail.diagnostic_code else ""
        final = f"Final-Recipient: rfc822; {address}\r\n"
        blocks.append(f"Action: {detail.action}\r\n{final}{diagnostic}Status: {status}\r\n")
    return "\r\n".join(blocks)


def _complaint(mail: SentMail, event: Event, detail: Complaint) -> str:
    """The fields of a feedback report (RFC 5965 §3), in the recorded order."""
    agent = event.payload["complaint"].get("userAgent", "Amazon SES")
    lines = [
        f"Feedback-Type: {detail.feedback_type or 'abuse'}",
        f"User-Agent: {agent}",
        "Version: 1",
        f"Original-Envelope-Id: {mail.header('Message-ID')}",
        f"Original-Mail-From: {mail.envelope_from}",
        *(f"Original-Rcpt-to: {address}" for address in event.recipients),
        f"Source-IP: {mail.outgoing_ip}",
    ]
    return "".join(f"{line}\r\n" for line in lines)
