"""What SES stands on and knows nothing of it: time, DNS, ids, keys, limits, and one lock around it all."""

from __future__ import annotations

import os
import threading
from functools import cached_property
from typing import TYPE_CHECKING
from weakref import WeakValueDictionary

from sesmock.world.clock import Clock
from sesmock.world.dns import Zone
from sesmock.world.ids import Ids
from sesmock.world.limits import Limits

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from sesmock.world.keys import KeyRing


_worlds: WeakValueDictionary[int, World] = WeakValueDictionary()


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
        _worlds[id(self)] = self

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
            self._world.instant = self._world.clock.now()
        self._depth += 1

    def __exit__(self, *_: object) -> None:
        self._depth -= 1
        if not self._depth:
            self._world.instant = None
        self._lock.release()

    def after_fork(self) -> None:
        """In a forked child: whoever held it was another thread, which is not there, or is the one that has forked."""
        if not self._lock._is_owned():  # type: ignore[attr-defined]
            self._lock = threading.RLock()
            self._depth = 0
            self._world.instant = None


def _before_fork() -> None:
    for reference in _worlds.valuerefs():
        if (world := reference()) is not None:
            world.ids.before_fork()


def _after_fork() -> None:
    for reference in _worlds.valuerefs():
        if (world := reference()) is not None:
            world.lock.after_fork()
            world.ids.after_fork()


if hasattr(os, "register_at_fork"):  # not on Windows, which has no fork
    os.register_at_fork(before=_before_fork, after_in_child=_after_fork)
