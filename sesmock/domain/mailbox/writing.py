"""How SES composes a mail of its own: with its headers, and signed.

Everything of it is signed by amazonses.com, and for the domain of its sender, where that is an identity with DKIM, as
only custom verification mails can have it (documented). Which key is in force is told when somebody first looks.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from sesmock.domain.mails.composing import composed, default_domain
from sesmock.domain.mails.draft import Draft, Raw, Recipients, Simple, Terms
from sesmock.domain.mails.letter import Letter
from sesmock.domain.sending.sender import signer_of
from sesmock.mail.address import parse

if TYPE_CHECKING:
    from collections.abc import Callable

    from sesmock.domain.region import Region
    from sesmock.mail.mime import Content


def letter(
    region: Region,
    at: float,
    message_id: str,
    kind: str,
    sender: str,
    recipient: str,
    subject: Content,
    *,
    text: Callable[[], str] | None = None,
    html: Callable[[], str] | None = None,
) -> Letter:
    """A letter whose text or HTML is made when somebody looks."""

    def content() -> Simple:
        from sesmock.mail.mime import Content

        plain, marked = (None if body is None else Content(body(), "UTF-8") for body in (text, html))
        return Simple(subject, plain, marked)

    envelope = f"{message_id}@{default_domain(region.name)}"
    return _letter(region, at, message_id, kind, sender, recipient, envelope, content)


def report(
    region: Region,
    at: float,
    message_id: str,
    kind: str,
    envelope: str,
    sender: str,
    recipient: str,
    raw: Callable[[], bytes],
) -> Letter:
    """A letter that is composed already, but for SES's headers."""
    return _letter(region, at, message_id, kind, sender, recipient, envelope, lambda: Raw(raw()))


def _letter(
    region: Region,
    at: float,
    message_id: str,
    kind: str,
    sender: str,
    recipient: str,
    envelope: str,
    content: Callable[[], Simple | Raw],
) -> Letter:
    whole = partial(_message, region, at, message_id, sender, recipient, content)
    return Letter(kind, envelope, recipient, whole, at, region.name, region.account)


def _message(
    region: Region, at: float, message_id: str, sender: str, recipient: str, content: Callable[[], Simple | Raw]
) -> bytes:
    from sesmock.domain.mails.signing import signed

    made = content()
    draft = Draft(Terms("", "", sender, 0), Recipients((recipient,)), made)
    message = composed(draft, made, f"ses {sender}", region.name, message_id, at, {})
    return signed(region, message, at, signer_of(region, parse(sender).address))
