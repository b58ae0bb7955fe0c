"""The message that SES makes of a mail: composed from its content, or the given one with its headers rewritten."""

from __future__ import annotations

import base64
from datetime import datetime, timezone
from hashlib import blake2b
from typing import TYPE_CHECKING

from sesmock.domain.mails.draft import Raw

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sesmock.domain.mails.draft import Draft, Simple

_HEADERS_TAKEN_OUT = (
    "Bcc", "X-SES-CONFIGURATION-SET", "X-SES-MESSAGE-TAGS", "X-SES-SOURCE-ARN", "X-SES-FROM-ARN",
    "X-SES-RETURN-PATH-ARN", "X-SES-LIST-MANAGEMENT-OPTIONS", "X-SES-TENANT", "Return-Path",
)  # fmt: skip

# The networks that mail goes out from, by the letter of their hosts; that of dedicated addresses is assumed.
NETWORKS = {"a": "54.240", "c": "76.223"}


def outgoing_ip(message_id: str, dedicated: Sequence[str] = ()) -> str:
    """The address SES sent a mail from, as ``X-SES-Outgoing`` says: one of the dedicated ones, where there are any."""
    digest = _digest(message_id)
    if dedicated:
        return dedicated[int.from_bytes(digest[:4], "big") % len(dedicated)]
    return f"54.240.{digest[0] % 128}.{digest[1]}"  # in what the SPF record of amazonses.com covers


def outgoing_host(ip: str, region: str) -> str:
    """The host of SES with an outgoing address: ``a8-70.smtp-out.amazonses.com`` has 54.240.8.70 (recorded)."""
    letter = next(letter for letter, network in NETWORKS.items() if ip.startswith(network))
    _, _, third, fourth = ip.split(".")
    return f"{letter}{third}-{fourth}.smtp-out.{default_domain(region)}"


def default_domain(region: str) -> str:
    """The envelope domain of mail without a custom MAIL FROM domain."""
    return "amazonses.com" if region == "us-east-1" else f"{region}.amazonses.com"


def own_id(message_id: str, region: str) -> str:
    """The Message-ID that SES gives to what it sends."""
    domain = "email.amazonses.com" if region == "us-east-1" else default_domain(region)
    return f"<{message_id}@{domain}>"


def outgoing(ip: str, at: float) -> str:
    """The value of ``X-SES-Outgoing``."""
    day = datetime.fromtimestamp(at, timezone.utc)
    return f"{day:%Y.%m.%d}-{ip}"


def feedback_id(sender: str, region: str, labels: str = "") -> str:
    """The value of ``Feedback-ID``.

    It is the same for all mail of a sender (recorded); what makes a sender is assumed.
    """
    return f"{labels}1.{region}.{base64.b64encode(_digest(sender)).decode()}:AmazonSES"


def composed(
    draft: Draft,
    content: Simple | Raw,
    sender: str,
    region: str,
    message_id: str,
    at: float,
    tags: Mapping[str, str],
    dedicated: Sequence[str] = (),
) -> bytes:
    """The message of a draft, with SES's headers and without signatures.

    ``content`` is that of the draft, rendered if it is a template's; ``sender`` is what stands for account, region and
    identity, in whatever words; ``at`` is when it was accepted; ``dedicated`` are the IP addresses it may go out from.
    """
    from sesmock.mail.mime import Message, compose, date

    digest = _digest(message_id)
    if isinstance(content, Raw):
        message = Message(content.data)
        message.remove(*_HEADERS_TAKEN_OUT)
    else:
        numbers = iter(range(1, 100))
        seed = int.from_bytes(digest[:4], "big")
        message = Message(
            compose(
                sender=draft.terms.source,
                to=draft.recipients.to,
                cc=draft.recipients.cc,
                reply_to=draft.terms.reply_to,
                subject=content.subject,
                text=content.text,
                html=content.html,
                attachments=content.attachments,
                headers=content.headers,
                boundary=lambda: f"----=_Part_{next(numbers)}_{seed}.{round(at * 1000)}",
            )
        )
    message.replace("Message-ID", own_id(message_id, region))
    message.replace("Date", date(at))
    labels = "".join(f"{tags.get(f'ses:feedback-id-{letter}', '')}:" for letter in "ba")
    message.remove("Feedback-ID", "X-SES-Outgoing")
    message.append("Feedback-ID", feedback_id(sender, region, labels))
    message.append("X-SES-Outgoing", outgoing(outgoing_ip(message_id, dedicated), at))
    return message.to_bytes()


def _digest(text: str) -> bytes:
    """What SES would make up for a mail or a sender, made up from its id."""
    return blake2b(text.encode(), digest_size=32).digest()
