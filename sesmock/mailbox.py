"""A person's mailbox, as a sequence that a test reads."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, overload

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sesmock.domain.mails.letter import Letter
    from sesmock.domain.mails.sent import SentMail


class Mailbox(Sequence["SentMail | Letter"]):
    """What lay in a mailbox when the test looked, oldest first: mails (`SentMail`), and letters of SES (`Letter`)."""

    __slots__ = ("_found", "address")

    def __init__(self, address: str, found: Sequence[SentMail | Letter]) -> None:
        self.address = address
        self._found = tuple(found)

    def __len__(self) -> int:
        return len(self._found)

    @overload
    def __getitem__(self, index: int) -> SentMail | Letter: ...
    @overload
    def __getitem__(self, index: slice) -> Mailbox: ...
    def __getitem__(self, index: int | slice) -> SentMail | Letter | Mailbox:
        return Mailbox(self.address, self._found[index]) if isinstance(index, slice) else self._found[index]

    def __iter__(self) -> Iterator[SentMail | Letter]:
        return iter(self._found)

    def __eq__(self, other: object) -> bool:
        """Whether a list, a tuple or another mailbox holds the same."""
        return list(self) == list(other) if isinstance(other, (list, tuple, Mailbox)) else NotImplemented

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        lines = "".join(f"\n  {one!r}" for one in self._found[:20])
        more = f"\n  … and {len(self) - 20} more" if len(self) > 20 else ""
        return f"<Mailbox of {self.address}: {len(self) or 'nothing'}{lines}{more}>"

    @property
    def mails(self) -> list[SentMail]:
        """The mails of the code under test."""
        from sesmock.domain.mails.sent import SentMail

        return [one for one in self._found if isinstance(one, SentMail)]

    @property
    def letters(self) -> list[Letter]:
        """What SES has written itself."""
        from sesmock.domain.mails.letter import Letter

        return [one for one in self._found if isinstance(one, Letter)]

    def subject(self, text: str) -> Mailbox:
        """Those whose subject contains a text."""
        return Mailbox(self.address, [one for one in self._found if text in one.subject])

    @property
    def last(self) -> SentMail | Letter:
        """The newest; raises LookupError where there is nothing."""
        if not self._found:
            __tracebackhide__ = True  # pytest shows the line of the test
            raise LookupError(f"{self.address} has received nothing")
        return self._found[-1]

    def one(self) -> SentMail | Letter:
        """The only one; raises LookupError where there is nothing, or more."""
        __tracebackhide__ = True
        if len(self._found) > 1:
            raise LookupError(f"more than one is there: {self!r}")
        return self.last
