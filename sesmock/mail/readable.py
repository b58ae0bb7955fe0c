"""What a message says, for whoever holds its bytes: a letter in a mailbox, a mail that has come in."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import TYPE_CHECKING, ClassVar

from sesmock.mail.mime import Message, decode_words, parts_of, unfold

if TYPE_CHECKING:
    from sesmock.mail.mime import Attachment, Parts


class Readable:
    """A message that is frozen: ``raw`` is all of it (RFC 5322, CRLF), ``at`` its time in seconds since 1970."""

    __slots__ = ()
    _NAME: ClassVar[str]  # what is said of it where somebody tries to change it
    at: float

    @property
    def raw(self) -> bytes:
        """The whole message (RFC 5322, CRLF)."""
        raise NotImplementedError

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"{self._NAME} cannot be changed ({name})")

    def __delattr__(self, name: str) -> None:
        raise AttributeError(f"{self._NAME} cannot be changed ({name})")

    @property
    def time(self) -> datetime:
        """When it was written or came in, in UTC."""
        return datetime.fromtimestamp(self.at, timezone.utc)

    @property
    def headers(self) -> tuple[tuple[str, str], ...]:
        """Every header of `raw`, in order, unfolded."""
        return tuple((name, unfold(value)) for name, value in Message(self.raw).headers)

    def header(self, name: str) -> str | None:
        """The first header of a name, unfolded, or None."""
        return Message(self.raw).get(name)

    @property
    def subject(self) -> str:
        """The subject, decoded."""
        return decode_words(self.header("Subject") or "")

    @property
    def _parts(self) -> Parts:
        return parts_of(self.raw)

    @property
    def text(self) -> str | None:
        """The plain text body, or None."""
        return self._parts.text

    @property
    def html(self) -> str | None:
        """The HTML body, or None."""
        return self._parts.html

    @property
    def attachments(self) -> tuple[Attachment, ...]:
        """The attachments, decoded."""
        return self._parts.attachments
