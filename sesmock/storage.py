"""What lies in the buckets of S3, as a test looks at it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from sesmock.hints import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sesmock.world import World


def _objects(world: World) -> Mapping[tuple[str, str], bytes] | None:
    """What lies in memory; None: a test has put a neighbour there of whom nobody knows what he has."""
    return getattr(world.outside.buckets, "objects", None)


class Bucket(Mapping[str, bytes]):
    """The objects of one bucket by key; the keys that are listed, oldest first, are those that SES has put there."""

    __slots__ = ("_world", "name")

    def __init__(self, world: World, name: str) -> None:
        self._world = world
        self.name = name

    def _keys(self) -> list[str]:
        return [key for bucket, key in _objects(self._world) or () if bucket == self.name]

    def __getitem__(self, key: str) -> bytes:
        """Raises KeyError for what is not there."""
        try:
            return self._world.outside.buckets.get(self.name, key)
        except LookupError:
            known = self._keys()
            there = ", ".join(known[:5]) + (f" and {len(known) - 5} more" if len(known) > 5 else "")
            __tracebackhide__ = True  # pytest shows the line of the test
            raise KeyError(
                f"no object {key!r} in bucket {self.name}{did_you_mean(key, known)}; there: {there or 'nothing'}"
            ) from None

    def __iter__(self) -> Iterator[str]:
        return iter(self._keys())

    def __len__(self) -> int:
        return len(self._keys())

    def __repr__(self) -> str:
        return f"<Bucket {self.name}: {', '.join(self) or 'empty'}>"

    def metadata(self, key: str) -> Mapping[str, str]:
        """The metadata of an object; raises LookupError where there is none."""
        return self._world.outside.buckets.metadata(self.name, key)


class Buckets(Mapping[str, Bucket]):
    """The buckets that SES has put something into, by name."""

    __slots__ = ("_world",)

    def __init__(self, world: World) -> None:
        self._world = world

    def __getitem__(self, name: str) -> Bucket:
        """Raises KeyError for a bucket into which nothing was ever put."""
        known = list(self)
        if name not in known and _objects(self._world) is not None:
            __tracebackhide__ = True  # pytest shows the line of the test
            hint = did_you_mean(name, known)
            raise KeyError(
                f"nothing was put into a bucket {name!r}{hint}; there: {', '.join(known) or 'no bucket'}"
                " (a test puts objects there by cloud.outside.buckets.put(bucket, key, body))"
            )
        return Bucket(self._world, name)

    def __iter__(self) -> Iterator[str]:
        return iter(dict.fromkeys([bucket for bucket, _ in _objects(self._world) or ()]))

    def __len__(self) -> int:
        return len(list(iter(self)))

    def __repr__(self) -> str:
        return f"<Buckets: {', '.join(self) or 'nothing was put anywhere'}>"
