"""The cloud's clock: the process clock unless a test moves or stops it."""

from __future__ import annotations

import time
from datetime import datetime, timedelta, timezone

UNITS = ("weeks", "days", "hours", "minutes", "seconds", "milliseconds", "microseconds")  # of `datetime.timedelta`


def instant(at: datetime | str | float) -> float:
    """Seconds since the epoch of a datetime (naive means UTC), an ISO 8601 text or a number.

    Raises ValueError for a text or number that is no time, TypeError for anything else.
    """
    given = at
    try:
        if isinstance(at, str):
            at = datetime.fromisoformat(at.strip().replace("Z", "+00:00").replace("z", "+00:00"))
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


class Clock:
    """What time it is in a cloud.

    It follows ``time.time()``, so freezegun and time-machine are obeyed; `advance` and `freeze` work without them.
    """

    __slots__ = ("_offset", "_still")

    def __init__(self, at: datetime | str | float | None = None) -> None:
        self._offset = 0.0
        self._still: float | None = None if at is None else instant(at)

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
        return round(time.time() + self._offset, 3)

    @property
    def today(self) -> datetime:
        """The current time as an aware datetime in UTC."""
        return datetime.fromtimestamp(self.now(), timezone.utc)

    def advance(self, **by: float) -> datetime:
        """Move on by what `datetime.timedelta` takes (``hours=73``) and return the new time.

        Raises ValueError for a move into the past: what SES has seen cannot be unseen; TypeError for unknown units.
        """
        for unit in by:
            if unit not in UNITS:
                from sesmock.hints import did_you_mean

                raise TypeError(f"{unit!r} is no unit of time{did_you_mean(unit, UNITS)}")
        seconds = timedelta(**by).total_seconds()
        if seconds < 0:
            raise ValueError("a cloud's clock only moves forward")
        if self._still is None:
            self._offset += seconds
        else:
            self._still = round(self._still + seconds, 3)
        return self.today

    def freeze(self, at: datetime | str | float | None = None) -> datetime:
        """Stand still, at the given time or now; only `advance` moves a frozen clock."""
        self._still = self.now() if at is None else instant(at)
        return self.today

    def resume(self) -> datetime:
        """Let a frozen clock run on from where it stands."""
        if self._still is not None:
            self._offset = self._still - time.time()
            self._still = None
        return self.today
