"""The cloud's clock: the process clock unless a test moves or stops it."""

from __future__ import annotations

import time
from datetime import datetime, timedelta, timezone


def instant(at: datetime | str | float) -> float:
    """Seconds since the epoch of a datetime (naive means UTC), an ISO 8601 text or a number."""
    if isinstance(at, str):
        at = datetime.fromisoformat(at.strip().replace("Z", "+00:00").replace("z", "+00:00"))
    if isinstance(at, datetime):
        if at.tzinfo is None:
            at = at.replace(tzinfo=timezone.utc)
        at = at.timestamp()
    return round(float(at), 3)


class Clock:
    """What time it is in a cloud.

    It follows ``time.time()``, so freezegun and time-machine are obeyed; `advance` and `freeze` work without them.
    """

    __slots__ = ("_offset", "_still")

    def __init__(self, at: datetime | str | float | None = None) -> None:
        self._offset = 0.0
        self._still: float | None = None if at is None else instant(at)

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

        Raises ValueError for a move into the past: what SES has seen cannot be unseen.
        """
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
