"""The bounce mail that SES writes for a mail it has taken. Its form is that of captured bounces of a Bounce action.

Source: SES Developer Guide, "Return bounce response action".
"""

from __future__ import annotations

from datetime import datetime, timezone
from typing import TYPE_CHECKING, NamedTuple

from sesmock.domain.account import Usage
from sesmock.domain.mails import composing
from sesmock.domain.mails.letter import Letter, Letters
from sesmock.domain.mails.signing import signed
from sesmock.domain.receiving.arrival import Envelope, admit
from sesmock.domain.receiving.exchangers import inbound_region
from sesmock.mail.mime import Message, date

if TYPE_CHECKING:
    from sesmock.domain.receiving.arrival import Arrival
    from sesmock.domain.region import Region


class Reason(NamedTuple):
    """Why a mail is bounced, and who says so: a reply of SMTP, an enhanced status code (RFC 3463), a sender."""

    reply_code: str
    status_code: str | None
    message: str
    sender: str


def too_large(region: Region) -> Reason:
    """A mail does not fit through an action: assumed, but for that it is bounced (documented)."""
    return Reason("552", "5.3.4", "Message too large", f"MAILER-DAEMON@{composing.default_domain(region.name)}")


def bounce(
    region: Region, arrival: Arrival, recipients: tuple[str, ...], message: Message, why: Reason
) -> Letter | None:
    """Send a bounce to the envelope sender of a mail; None: it had none, and is never bounced (RFC 5321 §4.5.5).

    It counts as sent mail (assumed).
    """
    to = arrival.envelope.sender
    if not to:
        return None
    world = region.world
    with world.lock:
        at = region.now()
        message_id = world.ids.message_id(region.name, at)
        region.of(Usage).record(at, 1, 1)
        region.of(Usage).count(at, attempts=1)
        unsigned = _composed(region, message_id, at, arrival, recipients, message, why)
        raw = signed(region, unsigned, at)
        letter = Letter("bounce", "", to, raw, at, region.name, region.account)
        region.ses.of(Letters).append(letter)
        where = inbound_region(world.dns, to) if world.dns.has_mx else None
        if where is not None:
            _hand_over(region, where, letter, message_id)
    return letter


def _hand_over(region: Region, where: str, letter: Letter, message_id: str) -> None:
    """Give a bounce to SES's own inbound server, which may refuse it: nobody is told of that."""
    from sesmock.domain.receiving.reception import arrive_afterwards

    ip = composing.outgoing_ip(message_id)
    envelope = Envelope("", (letter.recipient,), ip, composing.outgoing_host(ip, region.name))
    arrival = admit(region.ses, where, envelope)
    if arrival.shares:
        arrive_afterwards(region.ses, arrival, letter)


def _composed(
    region: Region,
    message_id: str,
    at: float,
    arrival: Arrival,
    recipients: tuple[str, ...],
    message: Message,
    why: Reason,
) -> bytes:
    seed = int.from_bytes(message_id[-20:-12].encode(), "big") % 10**9
    boundary = f"----=_Part_{seed % 10**6}_{seed}.{round(at * 1000)}"
    status = why.status_code or f"{why.reply_code[:1]}.0.0"  # assumed: captured with a status code only
    diagnostic = " ".join(filter(None, (why.reply_code, why.status_code, why.message)))
    fields = [
        f"Reporting-MTA: dns; inbound-smtp.{region.name}.amazonaws.com",
        f"Arrival-Date: {datetime.fromtimestamp(arrival.at, timezone.utc):%a, %d %b %y %H:%M:%S} UTC",
    ]
    for recipient in recipients:
        fields += [
            "",
            "Action: failed",
            f"Final-Recipient: rfc822; {recipient}",
            f"Original-Recipient: rfc822; {recipient}",
            f"Diagnostic-Code: smtp; {diagnostic}",
            f"Status: {status}",
        ]
    original = Message(message.to_bytes())
    original.body = b""
    parts = (
        ("text/plain; charset=us-ascii", "Notification", b"This message could not be delivered.\r\n"),
        ("message/delivery-status", "Delivery Status Notification", _lines(fields)),
        ("text/rfc822-headers", "Undelivered Message", original.to_bytes()),
    )
    body = b"".join(
        _lines([f"--{boundary}", f"Content-Type: {kind}", "Content-Transfer-Encoding: 7bit",
                f"Content-Description: {what}", ""]) + content + b"\r\n"
        for kind, what, content in parts
    )  # fmt: skip
    sender = f"{region.account} {why.sender}"
    head = [
        f"Date: {date(at)}",
        f"From: {why.sender}",
        f"To: {arrival.envelope.sender}",
        f"Message-ID: {composing.own_id(message_id, region.name)}",
        "Subject: Delivery Status Notification (Failure)",
        "MIME-Version: 1.0",
        f'Content-Type: multipart/report; \r\n\tboundary="{boundary}"; \r\n\treport-type=delivery-status',
        f"Feedback-ID: {composing.feedback_id(sender, region.name)}",
        f"X-SES-Outgoing: {composing.outgoing(composing.outgoing_ip(message_id), at)}",
        "",
    ]
    return _lines(head) + body + _lines([f"--{boundary}--"])


def _lines(lines: list[str]) -> bytes:
    return "".join([f"{line}\r\n" for line in lines]).encode("utf-8", "surrogateescape")
