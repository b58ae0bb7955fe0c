"""The mails that SES itself writes: bounces, verification mails, forwarded feedback."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import TYPE_CHECKING, NamedTuple

from sesmock.mail.mime import Message, decode_words, parts_of, unfold

if TYPE_CHECKING:
    from sesmock.mail.mime import Attachment


class Letter(NamedTuple):
    """One mail that SES has written, as it lies in a person's mailbox.

    ``kind`` is bounce, verification, custom verification, forwarded bounce or forwarded complaint; ``sender`` and
    ``recipient`` are the envelope's (``sender`` is empty for bounces: RFC 5321 §4.5.5); ``at`` is in seconds since
    1970; ``raw`` the whole message.
    """

    kind: str
    sender: str
    recipient: str
    raw: bytes
    at: float
    region: str
    account: str

    def __repr__(self) -> str:
        return f"<Letter ({self.kind}) to {self.recipient}: {self.subject!r}>"

    @property
    def time(self) -> datetime:
        """When it was written, in UTC."""
        return datetime.fromtimestamp(self.at, timezone.utc)

    @property
    def headers(self) -> tuple[tuple[str, str], ...]:
        """Every header, in order, unfolded."""
        return tuple((name, unfold(value)) for name, value in Message(self.raw).headers)

    def header(self, name: str) -> str | None:
        """The first header of a name, unfolded, or None."""
        return Message(self.raw).get(name)

    @property
    def subject(self) -> str:
        """The subject, decoded."""
        return decode_words(self.header("Subject") or "")

    @property
    def text(self) -> str | None:
        """The plain text body, or None."""
        return parts_of(self.raw).text

    @property
    def html(self) -> str | None:
        """The HTML body, or None."""
        return parts_of(self.raw).html

    @property
    def attachments(self) -> tuple[Attachment, ...]:
        """The attachments, decoded."""
        return parts_of(self.raw).attachments


class Letters(list[Letter]):
    """Every mail that SES has written, oldest first, in all accounts and regions."""

    def __init__(self, _: object = None) -> None:
        super().__init__()
