"""What was sent and what happened, as sequences that a test reads."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, overload

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sesmock.domain.events.set_up import SetUp
    from sesmock.domain.mails.event import Event, Notification
    from sesmock.domain.mails.sent import SentMail
    from sesmock.domain.receiving.payload import Receipt
    from sesmock.domain.refused import Refused
    from sesmock.domain.reputation.notice import ReputationNotice

    Told = SetUp | Receipt | ReputationNotice


def _plain(address: str) -> str:
    """An address without its display name, in lower case; a text that is none as it is."""
    from sesmock.mail.address import bare

    return bare(address).lower()


def _number(mails: Sequence[object]) -> str:
    return f"{len(mails)} mail{'' if len(mails) == 1 else 's'}"


class Outbox(Sequence["SentMail"]):
    """Sent mails, oldest first. Filters give an outbox again: ``outbox.to("ann@example.org").subject("Welcome")``."""

    __slots__ = ("_mails", "_refused", "_whole")

    def __init__(
        self,
        mails: list[SentMail] | None = None,
        *,
        refused: Callable[[], Sequence[Refused]] = tuple,
        whole: Outbox | None = None,
    ) -> None:
        """What ``refused`` gives is told where mail is looked for in vain; ``whole`` is what this is a part of."""
        self._mails: list[SentMail] = [] if mails is None else mails
        self._refused = refused
        self._whole = whole

    def __len__(self) -> int:
        return len(self._mails)

    @overload
    def __getitem__(self, index: int) -> SentMail: ...
    @overload
    def __getitem__(self, index: slice) -> Outbox: ...
    def __getitem__(self, index: int | slice) -> SentMail | Outbox:
        if isinstance(index, slice):
            return self._part(self._mails[index])
        try:
            return self._mails[index]
        except IndexError:
            __tracebackhide__ = True  # pytest shows the line of the test
            raise IndexError(self._missing() if not self._mails else f"no mail {index}: {self!r}") from None

    def _part(self, mails: list[SentMail]) -> Outbox:
        return Outbox(mails, refused=self._refused, whole=self._whole or self)

    def __iter__(self) -> Iterator[SentMail]:
        return iter(self._mails)

    def __eq__(self, other: object) -> bool:
        """Whether a list, a tuple or another outbox holds the same mails: ``cloud.outbox == []``."""
        return list(self) == list(other) if isinstance(other, (list, tuple, Outbox)) else NotImplemented

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        lines = "".join(f"\n  {mail!r}" for mail in self._mails[:20])
        more = f"\n  … and {len(self) - 20} more" if len(self) > 20 else ""
        return f"<Outbox: {_number(self._mails)}{lines}{more}{self._but_refused('; ')}>"

    def _but_refused(self, before: str) -> str:
        """What was refused, for who does not find a mail; where nothing was, what Django has kept for itself."""
        found = self._refused()
        if not found and not self._mails and not self._whole:
            kept = getattr(sys.modules.get("django.core.mail"), "outbox", ())
            return f"{before}{_number(kept)} in django.core.mail.outbox (locmem; see docs/django.md)" if kept else ""
        if not found or (self._mails and not any(refused.is_send for refused in found)):
            return ""
        from sesmock.domain.refused import told

        return before + told(found)

    def _missing(self) -> LookupError:
        """What to say where one mail is looked for, and none is there or more."""
        if self._mails:
            return LookupError(f"more than one mail is there: {self!r}")
        if self._whole is not None and self._whole:
            return LookupError(f"no such mail was sent: {self._whole!r}")
        return LookupError(f"no mail was sent{self._but_refused('; ') or ', and SES has refused nothing'}")

    def where(self, test: Callable[[SentMail], Any]) -> Outbox:
        """The mails for which a function says yes."""
        return self._part([mail for mail in self._mails if test(mail)])

    def to(self, address: str) -> Outbox:
        """The mails that went to an address (To, Cc or Bcc): in any case, with a display name or without."""
        wanted = _plain(address)
        return self.where(lambda mail: any(wanted == recipient.lower() for recipient in mail.recipients))

    def sender(self, address: str) -> Outbox:
        """The mails from an address: in any case, with a display name or without."""
        wanted = _plain(address)
        return self.where(lambda mail: _plain(mail.source) == wanted)

    def subject(self, text: str) -> Outbox:
        """The mails whose subject contains a text."""
        return self.where(lambda mail: text in mail.subject)

    def tagged(self, name: str, value: str | None = None) -> Outbox:
        """The mails with a message tag (of this value)."""
        return self.where(lambda mail: name in mail.tags and value in {None, mail.tags[name]})

    @property
    def last(self) -> SentMail:
        """The newest mail; raises LookupError where there is none, with what SES has refused."""
        if not self._mails:
            __tracebackhide__ = True  # pytest shows the line of the test
            raise self._missing()
        return self._mails[-1]

    def one(self) -> SentMail:
        """The only mail; raises LookupError where there is none, with what SES has refused, or more than one."""
        if len(self._mails) != 1:
            __tracebackhide__ = True
            raise self._missing()
        return self._mails[0]

    def clear(self) -> None:
        """Forget the mails (statistics, quota and events stay)."""
        self._mails.clear()


class Events(Sequence["Event"]):
    """Everything that happened to mail, in order of the mails: ``events.of("Bounce")``, ``events.at(topic_arn)``."""

    __slots__ = ("_check", "_events", "_history", "_told")

    def __init__(
        self,
        history: Sequence[SentMail] = (),
        events: list[Event] | None = None,
        *,
        told: Sequence[Any] = (),
        check: Callable[[str], None] = lambda _: None,
    ) -> None:
        self._history = history
        self._told = told  # what subscribers were told besides
        self._events = events
        self._check = check  # raises for a target that nobody has set up

    def _some(self, events: list[Event]) -> Events:
        return Events(events=events, check=self._check)

    @property
    def _all(self) -> list[Event]:
        return [e for mail in self._history for e in mail.events] if self._events is None else self._events

    def __len__(self) -> int:
        return len(self._all)

    @overload
    def __getitem__(self, index: int) -> Event: ...
    @overload
    def __getitem__(self, index: slice) -> Events: ...
    def __getitem__(self, index: int | slice) -> Event | Events:
        return self._some(self._all[index]) if isinstance(index, slice) else self._all[index]

    def __iter__(self) -> Iterator[Event]:
        return iter(self._all)

    def __eq__(self, other: object) -> bool:
        """Whether a list, a tuple or other events are the same."""
        return list(self) == list(other) if isinstance(other, (list, tuple, Events)) else NotImplemented

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        found = self._all
        lines = "".join(f"\n  {event!r}" for event in found[:20])
        more = f"\n  … and {len(found) - 20} more" if len(found) > 20 else ""
        return f"<Events: {len(found)}{lines}{more}>"

    def of(self, *types: str) -> Events:
        """The events of some types: Send, Delivery, Bounce, Complaint, Reject, Open, Click, …

        Raises ValueError for a type that there is not.
        """
        from sesmock.domain.events.event_type import TYPES

        for type_ in types:
            if type_ not in TYPES:
                from sesmock.hints import did_you_mean

                raise ValueError(f"{type_!r} is no type of events{did_you_mean(type_, TYPES)}")
        return self._some([event for event in self._all if event.type in types])

    def at(self, target: str) -> list[Notification | Told]:
        """What one subscriber received: the ARN of a topic, stream or bus, or the name of an event destination.

        A topic receives a `SetUp` first, and that of a receipt rule a `Receipt` for each mail that came in; a default
        bus receives each `ReputationNotice`. ``events.of("Bounce").at(…)`` is without these.

        Raises LookupError for a name that nobody has, ValueError for an ARN that is none.
        """
        told: list[Notification | Told] = [*self._told]
        told += [notification for event in self._all for notification in event.notifications]
        found = [notice for notice in told if target in {notice.target, notice.name}]
        if not found:
            self._check(target)
        return sorted(found, key=lambda notice: notice.at)
