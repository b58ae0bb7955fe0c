"""The cloud's clock: the process clock unless a test moves or stops it."""

from __future__ import annotations

import re
import time
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from contextlib import AbstractContextManager

UNITS = ("weeks", "days", "hours", "minutes", "seconds", "milliseconds", "microseconds")  # of `datetime.timedelta`


def instant(at: datetime | str | float) -> float:
    """Seconds since the epoch of a datetime (naive means UTC), an ISO 8601 text or a number.

    Raises ValueError for a text or number that is no time, TypeError for anything else.
    """
    given = at
    try:
        if isinstance(at, str):
            text = at.strip().replace("Z", "+00:00").replace("z", "+00:00")
            # Python 3.10 takes three digits of a second, or six.
            text = re.sub(r"(?<=\.)\d{1,6}(?!\d)", lambda digits: digits[0].ljust(6, "0"), text)
            at = datetime.fromisoformat(text)
        if isinstance(at, datetime):
            if at.tzinfo is None:
                at = at.replace(tzinfo=timezone.utc)
            return round(at.timestamp(), 3)
        if isinstance(at, bool) or not isinstance(at, (int, float)):
            raise TypeError(f"a time is a datetime, an ISO 8601 text or seconds since 1970, not {given!r}")
        datetime.fromtimestamp(at, timezone.utc)  # milliseconds, for one, are too many
    except (ValueError, OverflowError, OSError):
        raise ValueError(
            f"{given!r} is no time: give a datetime, an ISO 8601 text ('2026-01-01T09:00Z') or seconds since 1970"
        ) from None
    return round(at, 3)


def _span(by: Mapping[str, float]) -> timedelta:
    """What `datetime.timedelta` makes of keywords; raises TypeError for an unknown unit."""
    for unit in by:
        if unit not in UNITS:
            from sesmock.hints import did_you_mean

            raise TypeError(f"{unit!r} is no unit of time{did_you_mean(unit, UNITS)}")
    return timedelta(**by)


class Clock:
    """What time it is in a cloud.

    It follows ``time.time()``, so freezegun and time-machine are obeyed; `advance` and `freeze` work without them.
    ``look`` is called whenever it is about to move: what has happened until then belongs to the time before.
    """

    __slots__ = ("_look", "_offset", "_planned", "_skipped", "_still")

    def __init__(self, at: datetime | str | float | None = None, look: Callable[[], object] = lambda: None) -> None:
        self._look = look
        self._offset = 0.0
        self._skipped = 0.0  # how far `skipping_sleep` has set time.time() itself ahead
        self._still: float | None = None if at is None else instant(at)
        self._planned: list[tuple[float, Callable[[], object]]] = []  # what a test wants to happen, and when

    def __repr__(self) -> str:
        if self._still is not None:
            how = "frozen"
        elif self._offset:
            ahead = timedelta(seconds=round(abs(self._offset)))
            how = f"running {ahead} {'ahead' if self._offset > 0 else 'behind'}"
        else:
            how = "running"
        return f"<Clock {self.today:%Y-%m-%dT%H:%M:%SZ}, {how}>"

    def now(self) -> float:
        """Seconds since the epoch, to the millisecond as SES reports time."""
        if self._still is not None:
            return self._still
        return round(time.time() - self._skipped + self._offset, 3)

    @property
    def today(self) -> datetime:
        """The current time as an aware datetime in UTC."""
        return datetime.fromtimestamp(self.now(), timezone.utc)

    def advance(self, **by: float) -> datetime:
        """Move on by what `datetime.timedelta` takes (``hours=73``) and return the new time.

        Raises ValueError for a move into the past: what SES has seen cannot be unseen; TypeError for unknown units.
        """
        seconds = _span(by).total_seconds()
        if seconds < 0:
            raise ValueError("a cloud's clock only moves forward")
        self._look()
        end = self.now() + seconds
        while (due := self._next_until(end)) is not None:
            moment, act = due
            self._move(moment - self.now())
            act()
            self._look()
        self._move(end - self.now())
        return self.today

    def _move(self, seconds: float) -> None:
        if seconds > 0:
            if self._still is None:
                self._offset += seconds
            else:
                self._still = round(self._still + seconds, 3)

    def at(self, moment: datetime | str | float | None = None, *, do: Callable[[], object], **after: float) -> datetime:
        """Let something happen later: ``clock.at(hours=2, do=publish)``; returns when that will be.

        ``do`` is called without arguments when the clock comes to that moment: by `advance`, within `skipping_sleep`,
        or where the clock follows real time, before the next operation that is later. Give a moment (datetime, ISO text
        or epoch seconds), or what `datetime.timedelta` takes, from now on. Raises ValueError for the past, TypeError
        for both or neither, unknown units, and what cannot be called.
        """
        if not callable(do):
            raise TypeError(f"do is what to call then, without arguments, not {do!r}")
        if (moment is None) is not bool(after):
            raise TypeError("clock.at() takes a moment or a time from now: at(hours=2, do=…)")
        now = self.now()
        due = round(now + _span(after).total_seconds(), 3) if moment is None else instant(moment)
        if due < now:
            raise ValueError("a cloud's clock only moves forward")
        self._planned.append((due, do))
        return datetime.fromtimestamp(due, timezone.utc)

    def _next_until(self, end: float) -> tuple[float, Callable[[], object]] | None:
        """Take what is due first, up to a moment; of two at one moment the one that was planned first."""
        due = min(self._planned, key=lambda planned: planned[0], default=None)
        if due is None or due[0] > end:
            return None
        self._planned.remove(due)
        return due

    def _forget(self, do: Callable[[], object]) -> None:
        """Nothing is to be done of what was planned to call this (for the mock itself)."""
        self._planned = [planned for planned in self._planned if planned[1] != do]

    def catch_up(self) -> None:
        """Do what was planned and is due by now (for the mock itself, which asks before each operation)."""
        while self._planned and (due := self._next_until(self.now())) is not None:
            due[1]()

    def skipping_sleep(self) -> AbstractContextManager[None]:
        """While it is entered, sleeping costs no real time: this clock moves on instead.

        ``time.sleep`` and ``asyncio.sleep`` move it; ``time.time`` and ``time.monotonic`` go with it, so that polling
        loops, time-outs, and boto3's retries and waiters pass in mock time. It is for the whole process, as
        ``unittest.mock.patch`` would be. Not seen are a ``sleep`` that was imported by its name before, and loops that
        ask ``datetime.now()``.
        """
        from sesmock.world.sleep import skipping

        return skipping(self)

    def freeze(self, at: datetime | str | float | None = None) -> datetime:
        """Stand still, at the given time or now; only `advance` moves a frozen clock."""
        self._look()
        self._still = self.now() if at is None else instant(at)
        return self.today

    def resume(self) -> datetime:
        """Let a frozen clock run on from where it stands."""
        if self._still is not None:
            self._offset = self._still - time.time() + self._skipped
            self._still = None
        return self.today
