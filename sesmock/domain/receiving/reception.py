"""A mail is handed to SES's inbound server: looked at, judged, given its headers, and sent on its way.

Source: SES Developer Guide, "Email receiving concepts and use cases".
"""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING, Any

from sesmock.domain.events.notice import LONGEST_CHAIN
from sesmock.domain.receiving import headers
from sesmock.domain.receiving.arrival import admit
from sesmock.domain.receiving.received import Inbox, Received
from sesmock.domain.receiving.verdicts import judge
from sesmock.domain.receiving.walk import Walk
from sesmock.mail.address import AddressError, parse
from sesmock.mail.mime import Message

if TYPE_CHECKING:
    from collections.abc import Iterable
    from email.message import Message as WrittenMessage

    from sesmock.domain.mails.letter import Letter
    from sesmock.domain.mails.sent import SentMail
    from sesmock.domain.receiving.arrival import Arrival, Envelope
    from sesmock.domain.receiving.received import RuleRun
    from sesmock.domain.region import Ses


def bytes_of(mail: bytes | str | WrittenMessage) -> bytes:
    """A mail with CRLF at the end of each line, and otherwise byte for byte as it was given; a text is UTF-8.

    Raises ValueError for a text with half a character.
    """
    if isinstance(mail, str):
        try:
            raw = mail.encode("utf-8", "surrogateescape")
        except UnicodeEncodeError as error:
            raise ValueError(f"a mail is a text that UTF-8 can write: {error}") from None
    elif isinstance(mail, (bytes, bytearray, memoryview)):
        raw = bytes(mail)
    else:
        raw = mail.as_bytes(policy=mail.policy.clone(linesep="\r\n"))
    return re.sub(rb"(?<!\r)\n", b"\r\n", raw)


def envelope_of(raw: bytes) -> tuple[str, tuple[str, ...]]:
    """Sender and recipients of a mail as its headers name them: Sender or From; To, Cc and Bcc, each once."""
    message = Message(raw)
    senders = message.addresses("Sender") or message.addresses("From")
    return bare(senders[0]) if senders else "", addresses(
        text for name in ("To", "Cc", "Bcc") for text in message.addresses(name)
    )


def addresses(texts: Iterable[str]) -> tuple[str, ...]:
    """The addresses alone, each once."""
    return tuple(dict.fromkeys([bare(text) for text in texts]))


def bare(text: str) -> str:
    """An address without a display name; what is none stays as it is, as far as a line of SMTP can hold it."""
    try:
        return parse(text).address
    except AddressError:
        return line(text)


def line(text: str) -> str:
    """What a server can say in one line."""
    return re.sub(r"[\x00-\x1f\x7f]+", "", text).strip()


def receive(ses: Ses, where: str, envelope: Envelope, raw: bytes, spam: Any = None, virus: Any = None) -> Received:
    """Take a mail at the inbound server of a region, or refuse it; all that it leads to is done when this returns.

    The thread holds no lock.
    """
    with ses.world.lock:
        arrival = admit(ses, where, envelope, len(raw))
    done: list[Received] = []
    ses.world.begin(lambda generation: done.append(finish(ses, arrival, raw, spam, virus, generation)))
    return done[0]


def finish(
    ses: Ses, arrival: Arrival, raw: bytes, spam: Any = None, virus: Any = None, generation: int = 0
) -> Received:
    """Send a mail on its way through the rules that were found for it."""
    envelope, world = arrival.envelope, ses.world
    verdicts, whole = None, raw
    runs: list[RuleRun] = []
    if arrival.shares:
        message = Message(raw)
        scanned = any(rule.scan for share in arrival.shares for rule, _ in share.rules)
        verdicts = judge(
            raw,
            ip=envelope.ip,
            helo=envelope.helo,
            sender=envelope.sender,
            lookup=world.dns.lookup,
            now=arrival.at,
            scan=scanned,
            spam=spam,
            virus=virus,
        )
        whole = headers.on_top(world, arrival, message, verdicts, scanned=scanned) + raw
        for share in arrival.shares:
            runs += Walk(ses, arrival, share, message, whole, verdicts, generation).run()
    received = Received(
        arrival.message_id,
        sender=envelope.sender,
        recipients=envelope.recipients,
        replies=arrival.replies,
        reasons=arrival.reasons,
        verdicts=verdicts,
        actions=tuple(runs),
        raw=whole,
        at=arrival.at,
        region=arrival.region,
        ip=envelope.ip,
    )
    ses.of(Inbox).append(received)
    return received


def arrive_afterwards(ses: Ses, arrival: Arrival, mail: SentMail | Letter) -> None:
    """Have a mail that SES itself has sent arrive at its inbound server, once the operation is over.

    Who answers every mail with a mail to himself would never come to an end: the chain is cut, and that is written down
    as a delivery that has failed.
    """
    ses.world.afterwards.append(partial(_arrive, ses, arrival, mail))


def _arrive(ses: Ses, arrival: Arrival, mail: SentMail | Letter, generation: int) -> None:
    if generation <= LONGEST_CHAIN:
        finish(ses, arrival, mail.raw, generation=generation)
        return
    from sesmock.outside import Delivery

    error = RecursionError(f"it follows from {LONGEST_CHAIN} mails, each of which led to the next")
    for address in arrival.accepted:
        ses.world.outside.note(Delivery(address, "MAIL", ses.world.now(), error))
