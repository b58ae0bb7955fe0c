"""The headers that SES puts on top of a mail that has come in. Order and texts are those of captured mails."""

from __future__ import annotations

from base64 import b64encode
from datetime import datetime, timezone
from hashlib import blake2b, sha256
from typing import TYPE_CHECKING

from sesmock.domain.identities import amazonses
from sesmock.mail.dkim.canonicalization import relaxed_header, simple_body

if TYPE_CHECKING:
    from sesmock.domain.receiving.arrival import Arrival
    from sesmock.domain.receiving.verdicts import Verdicts
    from sesmock.mail.mime import Message
    from sesmock.world import World

_SIGNED = (
    "From", "To", "Cc", "Bcc", "Subject", "Date", "Message-ID", "MIME-Version", "Content-Type", "X-SES-RECEIPT",
)  # fmt: skip


def on_top(world: World, arrival: Arrival, message: Message, verdicts: Verdicts, *, scanned: bool) -> bytes:
    """SES's headers for a mail, each with its CRLF; ``scanned`` says whether it was looked at for spam and viruses."""
    envelope = arrival.envelope
    received = (
        f"from {envelope.helo} ({verdicts.host} [{envelope.ip}])\r\n"
        f" by inbound-smtp.{arrival.region}.amazonaws.com with SMTP id {arrival.message_id}\r\n"
        f" for {arrival.accepted[0]};\r\n {_date(arrival.at)}"
    )
    fields = [
        ("Return-Path", f"<{envelope.sender}>"),
        ("Received", received),
    ]
    if scanned:
        fields += [("X-SES-Spam-Verdict", verdicts.spam), ("X-SES-Virus-Verdict", verdicts.virus)]
    fields += [
        ("Received-SPF", verdicts.received_spf),
        ("Authentication-Results", verdicts.authentication_results),
        ("X-SES-RECEIPT", _receipt(arrival.message_id)),
    ]
    top = b"".join([f"{name}: {value}\r\n".encode("utf-8", "surrogateescape") for name, value in fields])
    return top + _signature(world, arrival, fields[-1], message)


def _date(at: float) -> str:
    """``Sun, 27 Mar 2022 10:22:38 +0000 (UTC)``; that a day of one digit is padded is assumed."""
    return f"{datetime.fromtimestamp(at, timezone.utc):%a, %d %b %Y %H:%M:%S} +0000 (UTC)"


def _receipt(message_id: str) -> str:
    """Something opaque of the recorded form: base64 of a NUL byte and of more base64."""
    inner = b64encode(bytes(9) + blake2b(message_id.encode(), digest_size=48).digest())
    return b64encode(b"\0" + inner).decode()


def _signature(world: World, arrival: Arrival, receipt: tuple[str, str], message: Message) -> bytes:
    """The signature of amazonses.com over some fields of the mail and its body, under a name of its own.

    Tags stand as captured; that it is made as a DKIM-Signature is, over the field's own name, is assumed.
    """
    selector, key = amazonses.signer(world, arrival.region)
    body_hash = b64encode(sha256(simple_body(message.body)).digest()).decode()
    left: dict[str, bytes] = {receipt[0].lower(): relaxed_header(receipt[0], receipt[1].encode())}
    for name, value in message.headers:
        left.setdefault(name.lower(), b"")
        if name.lower() != "x-ses-receipt":
            left[name.lower()] = relaxed_header(name, value)  # the last of a name (RFC 6376 §5.4.2)
    signed = b"".join([left.get(name.lower(), b"") for name in _SIGNED])
    before = " a=rsa-sha256; q=dns/txt; b="
    behind = (
        f"; c=relaxed/simple; s={selector}; d=amazonses.com; t={int(arrival.at)}; v=1; bh={body_hash}; "
        f"h={':'.join(_SIGNED)};"
    )
    own = relaxed_header("X-SES-DKIM-SIGNATURE", f"{before}{behind}".encode()).removesuffix(b"\r\n")
    signature = b64encode(key.sign(signed + own)).decode()
    return f"X-SES-DKIM-SIGNATURE:{before}{signature}{behind}\r\n".encode()


def added(name: str, value: str) -> bytes:
    """A header that a rule adds, with its CRLF."""
    return f"{name}: {value}\r\n".encode("utf-8", "surrogateescape")
