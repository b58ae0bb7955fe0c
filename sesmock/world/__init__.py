"""What SES stands on and knows nothing of it: time, DNS, ids, keys, limits, and one lock around it all."""

from __future__ import annotations

import threading
from functools import cached_property
from typing import TYPE_CHECKING

from sesmock.world.clock import Clock
from sesmock.world.dns import Zone
from sesmock.world.ids import Ids
from sesmock.world.limits import Limits

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from sesmock.world.keys import KeyRing


class World:
    """One isolated world.

    Args:
        seed: what all ids, tokens and keys are drawn from.
        at: where the clock stands still; None: it follows real time.
    """

    def __init__(self, seed: int | str, at: datetime | str | float | None = None) -> None:
        self.clock = Clock(at)
        self.lock = Lock(self)
        self.instant: float | None = None
        self.dns = Zone(self.now, self.lock)
        self.ids = Ids(seed)
        self.limits = Limits()
        self.afterwards: list[Callable[[], object]] = []  # to be done once nobody holds the lock
        self.sandbox = False  # whether accounts have no production access
        self.auto_verify = False  # whether whatever SES asks of an identity's owner is done at once

    @cached_property
    def keys(self) -> KeyRing:
        """The RSA keys that SES has made."""
        from sesmock.world.keys import KeyRing

        return KeyRing()

    def __repr__(self) -> str:
        return f"<World at {self.clock.today:%Y-%m-%d %H:%M:%S}Z>"

    def now(self) -> float:
        """Seconds since the epoch; one instant for the whole of an operation."""
        return self.clock.now() if self.instant is None else self.instant

    def catch_up(self) -> None:
        """Do what was put off until now, in order; nobody may hold the lock."""
        put_off, self.afterwards = self.afterwards, []
        for act in put_off:
            act()


class Lock:
    """The lock under which one operation is worked out and answered; while it is held, time stands still."""

    __slots__ = ("_depth", "_lock", "_world")

    def __init__(self, world: World) -> None:
        self._world = world
        self._lock = threading.RLock()
        self._depth = 0

    def __enter__(self) -> None:
        self._lock.acquire()
        if not self._depth:
            clock = self._world.clock
            if clock._planned:
                clock.catch_up()
            self._world.instant = clock.now()
        self._depth += 1

    def __exit__(self, *_: object) -> None:
        self._depth -= 1
        if not self._depth:
            self._world.instant = None
        self._lock.release()
