"""What topics and functions are told of a mail that has come in.

Source: SES Developer Guide, "Contents of notifications for Amazon SES email receiving"; the order of members and what
stands in them is that of captured notifications.
"""

from __future__ import annotations

import json
from base64 import b64encode
from typing import TYPE_CHECKING, Any, NamedTuple

from sesmock.domain.events.notice import Written
from sesmock.domain.mails.event import HEADERS_LIMIT
from sesmock.domain.receiving.rule import Sns
from sesmock.domain.receiving.targets import described
from sesmock.mail.address import AddressError, bare, parse
from sesmock.mail.mime import Message, decode_words, unfold
from sesmock.outside.aws import iso

if TYPE_CHECKING:
    from sesmock.domain.receiving.arrival import Arrival
    from sesmock.domain.receiving.rule import Action, Lambda, Rule
    from sesmock.domain.receiving.verdicts import Verdicts

_LISTS = (("To", "to"), ("Cc", "cc"), ("Bcc", "bcc"))


class Told(NamedTuple):
    """What all payloads of a mail share: the mail as the action sees it, and what SES found out."""

    arrival: Arrival
    verdicts: Verdicts
    raw: bytes


def mail_of(told: Told) -> dict[str, Any]:
    """The member ``mail``."""
    message = Message(told.raw)
    envelope = told.arrival.envelope
    shown: list[dict[str, str]] = []
    size, truncated = 0, False
    for name, value in message.headers:
        size += len(name) + len(value)
        if size > HEADERS_LIMIT:
            truncated = True
            break
        shown.append({"name": name, "value": unfold(value)})
    return {
        "timestamp": iso(told.arrival.at),
        "source": envelope.sender,
        "messageId": told.arrival.message_id,
        "destination": [bare(text) for name in ("To", "Cc") for text in message.addresses(name)],
        "headersTruncated": truncated,
        "headers": shown,
        "commonHeaders": _common(message, envelope.sender),
    }


def _common(message: Message, sender: str) -> dict[str, Any]:
    common: dict[str, Any] = {"returnPath": sender}
    if senders := message.addresses("From"):
        common["from"] = [_plain(text) for text in senders]
    if (shown := message.get("Sender")) is not None:
        common["sender"] = decode_words(shown)
    if replies := message.addresses("Reply-To"):
        common["replyTo"] = replies
    if (date := message.get("Date")) is not None:
        common["date"] = date
    for name, member in _LISTS:
        if addresses := message.addresses(name):
            common[member] = addresses
    if (own := message.get("Message-ID")) is not None:
        common["messageId"] = own
    if (subject := message.get("Subject")) is not None:
        common["subject"] = decode_words(subject)
    return common


def _plain(text: str) -> str:
    """Name and address without quotes (recorded for From; To kept its quotes)."""
    try:
        mailbox = parse(text)
    except AddressError:
        return text
    return mailbox.address if mailbox.display is None else f"{mailbox.display} <{mailbox.address}>"


def receipt_of(told: Told, rule: Rule, recipients: tuple[str, ...], action: Action) -> dict[str, Any]:
    """The member ``receipt``: verdicts, and the action that tells of it."""
    arrival, verdicts = told.arrival, told.verdicts
    found: dict[str, Any] = {
        "timestamp": iso(arrival.at),
        "processingTimeMillis": 300 + int(arrival.message_id[:4], 32) % 600,
        "recipients": list(recipients),
        "spamVerdict": {"status": verdicts.spam if rule.scan else "DISABLED"},
        "virusVerdict": {"status": verdicts.virus if rule.scan else "DISABLED"},
        "spfVerdict": {"status": verdicts.spf},
        "dkimVerdict": {"status": verdicts.dkim},
        "dmarcVerdict": {"status": verdicts.dmarc},
    }
    if verdicts.dmarc_policy is not None:
        found["dmarcPolicy"] = verdicts.dmarc_policy
    found["action"] = described(action, arrival.message_id)
    return found


def notification(
    told: Told, mail: dict[str, Any], rule: Rule, recipients: tuple[str, ...], action: Action
) -> dict[str, Any]:
    """What a topic is told; only that of an SNS action gets the mail itself."""
    receipt = receipt_of(told, rule, recipients, action)
    payload: dict[str, Any] = {"notificationType": "Received", "mail": mail, "receipt": receipt}
    if isinstance(action, Sns):
        plain = action.encoding != "Base64"
        payload["content"] = told.raw.decode("utf-8", "replace") if plain else b64encode(told.raw).decode()
    return payload


def event(told: Told, mail: dict[str, Any], rule: Rule, recipients: tuple[str, ...], action: Lambda) -> dict[str, Any]:
    """What a function is called with."""
    receipt = receipt_of(told, rule, recipients, action)
    return {"Records": [{"eventSource": "aws:ses", "eventVersion": "1.0", "ses": {"mail": mail, "receipt": receipt}}]}


def compact(payload: dict[str, Any]) -> str:
    """JSON as SES writes it."""
    return json.dumps(payload, ensure_ascii=False, separators=(",", ":"))


class Receipt(Written):
    """What a topic of a receipt rule is told of a mail; ``name`` is that of the rule."""

    __slots__ = ()

    def __init__(self, target: str, name: str, at: float, text: str, number: int) -> None:
        super().__init__("SNS", target, name, at)
        self._write(text, number)

    def __repr__(self) -> str:
        return f"<Receipt to {self.target} by rule {self.name}>"

    @property
    def subject(self) -> str | None:
        """The subject of the SNS message."""
        return "Amazon SES Email Receipt Notification"
