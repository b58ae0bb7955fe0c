"""Things kept in the order in which they came, readable by pages while others come and go."""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterator

T = TypeVar("T")


class Shelf(Generic[T]):
    """A mapping by name that can also be read from any place on; a place outlives the thing that stood there."""

    __slots__ = ("_by_name", "_names", "_next", "_places")

    def __init__(self) -> None:
        self._by_name: dict[str, tuple[int, T]] = {}
        self._places: list[int] = []  # ascending; kept after a removal until too many are empty
        self._names: list[str] = []
        self._next = 1

    def __repr__(self) -> str:
        return f"<{type(self).__name__}: {list(self)!r}>"

    def get(self, name: str) -> T | None:
        """The thing of that name."""
        found = self._by_name.get(name)
        return None if found is None else found[1]

    def add(self, name: str, thing: T) -> None:
        """Put a new thing at the end."""
        self._by_name[name] = (self._next, thing)
        self._places.append(self._next)
        self._names.append(name)
        self._next += 1

    def put(self, name: str, thing: T) -> None:
        """Put a thing in the place of the one of that name, or at the end."""
        found = self._by_name.get(name)
        if found is None:
            self.add(name, thing)
        else:
            self._by_name[name] = (found[0], thing)

    def pop(self, name: str) -> T | None:
        """Take a thing away."""
        found = self._by_name.pop(name, None)
        if found is None:
            return None
        if len(self._places) > 64 and len(self._places) > 2 * len(self._by_name):
            live = [(place, name) for name, (place, _) in self._by_name.items()]
            self._places = [place for place, _ in live]
            self._names = [name for _, name in live]
        return found[1]

    def after(self, place: int) -> Iterator[tuple[int, T]]:
        """Everything that stands behind a place (0: everything), with its place."""
        for index in range(bisect_left(self._places, place + 1), len(self._places)):
            found = self._by_name.get(self._names[index])
            if found is not None and found[0] == self._places[index]:
                yield found

    def __iter__(self) -> Iterator[T]:
        return (thing for _, thing in self._by_name.values())

    def __len__(self) -> int:
        return len(self._by_name)

    def __contains__(self, name: object) -> bool:
        return name in self._by_name
