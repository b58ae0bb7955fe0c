"""A zone that has what hosted zones elsewhere have, and they what it has."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

    from sesmock.outside.route53 import HostedZones
    from sesmock.world.dns import Records, Zone


class Keeper(Protocol):
    """What a zone needs of the world it is in."""

    watchers: list[Callable[[], object]]
    afterwards: list[Any]

    @property
    def lock(self) -> AbstractContextManager[None]:
        """The lock of all that is in it."""


class Following:
    """What a world's DNS takes over from hosted zones.

    Only what has changed there since the last look is taken over: what a test has published beside it stays.
    """

    def __init__(self, zone: Zone, world: Keeper, hosted: HostedZones) -> None:
        self._zone = zone
        self._world = world
        self._hosted = hosted
        self._found: dict[tuple[str, str], tuple[str, ...]] = {}
        self._looks = itertools.count(1)
        self._last = 0

    def look(self) -> None:
        """Take over what has changed.

        The hosted zones are read without the lock. Where two threads do so at a time, the look that began last counts.
        """
        look = next(self._looks)
        found = self._hosted.read()
        if found is None:
            return
        with self._world.lock:
            if look < self._last:
                return
            before, self._found, self._last = self._found, found, look
            gone = dict.fromkeys(before.keys() - found.keys(), ())
            new = {key: values for key, values in found.items() if before.get(key) != values}
            self._zone.accept({**gone, **new})

    def write(self, name: str, before: Records, after: Records) -> None:
        """Once the lock is free, write to the hosted zone of a name how its records have changed."""
        changed = {
            kind: after.get(kind, ()) for kind in {**before, **after} if before.get(kind, ()) != after.get(kind, ())
        }
        if changed:
            self._world.afterwards.append(lambda _: self._hosted.write(name, changed))
