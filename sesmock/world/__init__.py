"""What SES stands on and knows nothing of it: time, DNS, ids, keys, limits, and one lock around it all."""

from __future__ import annotations

import os
import threading
from collections import deque
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar
from weakref import WeakValueDictionary

from sesmock.world.clock import Clock
from sesmock.world.dns import Zone
from sesmock.world.ids import Ids
from sesmock.world.limits import Limits

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from sesmock.outside import Delivery, Outside
    from sesmock.world.keys import KeyRing

    Act = Callable[[int], object]  # takes the number of acts that it follows from

R = TypeVar("R")


_worlds: WeakValueDictionary[int, World] = WeakValueDictionary()


class World:
    """One isolated world.

    Args:
        seed: what all ids, tokens and keys are drawn from.
        at: where the clock stands still; None: it follows real time.
    """

    def __init__(self, seed: int | str, at: datetime | str | float | None = None) -> None:
        self.clock = Clock(at, self.look)
        self.lock = Lock(self)
        self.instant: float | None = None
        self.dns = Zone(self.now, self.lock, self)
        self.ids = Ids(seed)
        self.limits = Limits()
        self.afterwards: list[Act] = []  # to be done once the lock is free again
        self.watchers: list[Callable[[], object]] = []  # they look at what has changed outside
        self._looking: set[int] = set()  # the threads in which they do
        self._outside: Outside | None = None
        self._connect: Callable[[Outside], None] | None = None  # what puts other neighbours there than those in memory
        self._heard: dict[int, dict[object, bool]] = {}  # what neighbours have said, by thread
        self._rounds: dict[int, _Round] = {}  # what is being done of what was put off, by thread
        self.sandbox = False  # whether accounts have no production access
        self.auto_verify = False  # whether whatever SES asks of an identity's owner is done at once
        _worlds[id(self)] = self

    @cached_property
    def keys(self) -> KeyRing:
        """The RSA keys that SES has made."""
        from sesmock.world.keys import KeyRing

        return KeyRing()

    @property
    def outside(self) -> Outside:
        """The other services of AWS."""
        found = self._outside
        if found is None:
            from sesmock.outside import Outside

            with self.lock:  # several threads may come here at once
                if self._outside is None:
                    found = Outside()
                    if self._connect is not None:
                        self._connect(found)
                    self._outside = found
                found = self._outside
        return found

    def connect(self, connect: Callable[[Outside], None]) -> None:
        """Have neighbours put outside, now or when somebody first looks there."""
        self._connect = connect
        if self._outside is not None:
            connect(self._outside)

    def __repr__(self) -> str:
        return f"<World at {self.clock.today:%Y-%m-%d %H:%M:%S}Z>"

    def now(self) -> float:
        """Seconds since the epoch; one instant for the whole of an operation."""
        return self.clock.now() if self.instant is None else self.instant

    def look(self) -> None:
        """Let those who follow something outside take over what has changed there since they last looked.

        It is done before every operation, before every look of a test, and before the clock moves: what has changed
        until then has changed before. Nobody looks while the lock is held, or while the same thread is looking.
        """
        thread = threading.get_ident()
        if not self.watchers or thread in self._looking or self.lock.is_mine:
            return
        self._looking.add(thread)
        try:
            if self.clock._planned:
                self.clock.catch_up()
            for watcher in self.watchers:
                watcher()
        finally:
            self._looking.discard(thread)

    def ask(self, neighbour: Callable[[Any], bool], what: object) -> bool:
        """What a neighbour says of something: for operations within `asking`, and before they change anything."""
        question = Question(neighbour, what)
        heard = self._heard.get(threading.get_ident(), {})
        if question.key not in heard:
            raise question
        return heard[question.key]

    def asking(self, operation: Callable[..., R], *arguments: Any) -> R:
        """Do an operation; if it has a question, ask the neighbour once the lock is free, and begin it anew."""
        try:
            return operation(*arguments)
        except Question as asked:
            question = asked
        thread = threading.get_ident()
        before = self._heard.get(thread)  # of an operation whose neighbour uses SES itself when it is asked
        heard: dict[object, bool] = {}
        self._heard[thread] = heard
        try:
            while True:
                heard[question.key] = question.ask()
                try:
                    return operation(*arguments)
                except Question as another:
                    question = another
        finally:
            if before is None:
                del self._heard[thread]
            else:
                self._heard[thread] = before

    def delivered(self) -> list[Delivery]:
        """Every attempt to tell somebody."""
        return [] if self._outside is None else self._outside.deliveries

    def undelivered(self) -> list[Delivery]:
        """What could not be delivered, and was not reported before."""
        return [] if self._outside is None else self._outside.take_failed()

    def begin(self, act: Act) -> None:
        """Do something, and then all that it leads to, as if it had been put off; the thread holds no lock.

        Where the thread is at something of that kind already, what it leads to comes behind that.
        """
        mine = self._rounds.get(threading.get_ident())
        if mine is None:
            self.catch_up([act])
        else:
            act(mine.generation)

    def catch_up(self, put_off: list[Act]) -> None:
        """Do what was put off, in order; the thread holds no lock.

        What is put off meanwhile by this thread comes last and is done by the same loop: nothing is nested. Other
        threads do what they have put off themselves: were they to wait for this one, a neighbour that waits for them
        would never end.
        """
        thread = threading.get_ident()
        mine = self._rounds.get(thread)
        if mine is not None:
            mine.waiting.extend((mine.generation + 1, act) for act in put_off)
            return
        mine = self._rounds[thread] = _Round()
        mine.waiting.extend((0, act) for act in put_off)
        try:
            while mine.waiting:
                mine.generation, act = mine.waiting.popleft()
                act(mine.generation)
        finally:
            del self._rounds[thread]


class Question(Exception):
    """What only a neighbour knows: it is asked when nobody holds the lock, and then the operation begins anew."""

    def __init__(self, neighbour: Callable[[Any], bool], what: object) -> None:
        super().__init__(neighbour, what)
        self.key = (neighbour, what)

    def ask(self) -> bool:
        """The neighbour's answer."""
        neighbour, what = self.key
        return neighbour(what)


class _Round:
    """What one thread does of what was put off; each act waits with the number of those that it follows from."""

    __slots__ = ("generation", "waiting")

    def __init__(self) -> None:
        self.generation = 0
        self.waiting: deque[tuple[int, Act]] = deque()


class Lock:
    """The lock under which one operation is worked out and answered; while it is held, time stands still.

    Whoever releases it does at once what was put off until then, and so has it done before there is an answer.
    """

    __slots__ = ("_depth", "_lock", "_world")

    def __init__(self, world: World) -> None:
        self._world = world
        self._lock = threading.RLock()
        self._depth = 0

    @property
    def is_mine(self) -> bool:
        """Whether this thread holds it."""
        return self._lock._is_owned()  # type: ignore[attr-defined, no-any-return]

    def __enter__(self) -> None:
        clock = self._world.clock
        if self._world.watchers:
            self._world.look()
        if clock._planned and self._world.instant is None:
            clock.catch_up()
        self._lock.acquire()
        if not self._depth:
            self._world.instant = clock.now()
        self._depth += 1

    def __exit__(self, *_: object) -> None:
        world, put_off = self._world, None
        self._depth -= 1
        if not self._depth:
            world.instant = None
            if world.afterwards:
                put_off, world.afterwards = world.afterwards, []
        self._lock.release()
        if put_off:
            world.catch_up(put_off)

    def after_fork(self) -> None:
        """In a forked child: whoever held it was another thread, which is not there, or is the one that has forked."""
        if not self.is_mine:
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
