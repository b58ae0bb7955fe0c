"""The mails that SES itself writes: bounces, verification mails, forwarded feedback."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sesmock.domain.events.event_type import AGENT, IP
from sesmock.domain.identities.asking import Asks
from sesmock.mail.readable import Readable

if TYPE_CHECKING:
    from collections.abc import Callable

    from sesmock.domain.mails.links import Answer, Link
    from sesmock.domain.region import Ses

_put = object.__setattr__


class Letter(Readable):
    """One mail that SES has written, as it lies in a person's mailbox; frozen.

    ``kind`` is bounce, verification, custom verification, forwarded bounce or forwarded complaint; ``sender`` and
    ``recipient`` are the envelope's (``sender`` is empty for bounces: RFC 5321 §4.5.5); ``at`` is in seconds since
    1970; ``raw`` the whole message.
    """

    __slots__ = ("_order", "_raw", "_visit", "account", "at", "kind", "recipient", "region", "sender")
    _NAME = "a letter"
    kind: str
    sender: str
    recipient: str
    region: str
    account: str
    _order: tuple[
        int, int, int
    ]  # behind how many mails and how many requests to follow a link; 1: it is such a request
    _raw: bytes | Callable[[], bytes]
    _visit: Callable[..., Any]

    def __init__(
        self,
        kind: str,
        sender: str,
        recipient: str,
        raw: bytes | Callable[[], bytes],
        at: float,
        region: str,
        account: str,
    ) -> None:
        """A function for ``raw`` is called when somebody looks."""
        _put(self, "kind", kind)
        _put(self, "sender", sender)
        _put(self, "recipient", recipient)
        _put(self, "at", at)
        _put(self, "region", region)
        _put(self, "account", account)
        _put(self, "_raw", raw)
        _put(self, "_order", (0, 0, 0))

    def __repr__(self) -> str:
        return f"<Letter ({self.kind}) to {self.recipient}: {self.subject!r}>"

    def _written(self, ses: Ses, order: tuple[int, int, int]) -> Letter:
        """The letter, which was written in this SES at this place among all that was."""
        _put(self, "_order", order)
        _put(self, "_visit", ses.visit)
        return self

    @property
    def raw(self) -> bytes:
        """The whole message (RFC 5322, CRLF)."""
        if not isinstance(self._raw, bytes):
            _put(self, "_raw", self._raw())
        assert isinstance(self._raw, bytes)
        return self._raw

    @property
    def links(self) -> tuple[Link, ...]:
        """Every link: those of its HTML in order, then those of its text."""
        from sesmock.domain.mails.links import of_parts

        return of_parts(self._parts)

    def click(self, link: str | Link | None = None, *, user_agent: str = AGENT, ip: str = IP) -> Answer:
        """Click a link, as `Cloud.visit` of it; by default the one that SES asks to follow.

        Raises LookupError for a link that it does not have, or that does not lead to SES.
        """
        from sesmock.domain.mails.links import chosen, is_of_ses

        __tracebackhide__ = True
        found = self.links
        if link is None:
            found = tuple(one for one in found if is_of_ses(one.url))
            if not found:
                raise LookupError(f"{self!r} asks nobody to follow a link")
            link = found[0]
        url = chosen(found, link, repr(self)).url
        if not is_of_ses(url):
            raise LookupError(f"{url} does not lead to SES, which learns nothing of a click")
        answer: Answer = self._visit(url, user_agent=user_agent, ip=ip)
        return answer


class Letters(list[Letter]):
    """Every mail that SES has written and that nothing else tells of, oldest first, in all accounts and regions."""

    def __init__(self, ses: Ses) -> None:
        super().__init__()
        self._ses = ses

    def append(self, letter: Letter) -> None:
        """Write one more letter."""
        ses = self._ses
        super().append(letter._written(ses, (len(ses.accepted), len(ses.of(Asks)), 0)))
