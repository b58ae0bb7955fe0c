"""Where a capability keeps what it remembers: one object of its own in each region, or one for all of SES."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")


class Holder:
    """Keeps one object of each kind, made when it is first asked for.

    So a capability brings its own collections along, and what holds them need not know of it.
    """

    def __init__(self) -> None:
        self._held: dict[Any, Any] = {}

    def of(self, kind: Callable[..., T]) -> T:
        """The one object of this class here; a new one is made as ``kind(holder)``."""
        found: T | None = self._held.get(kind)
        if found is None:  # several threads may come here at once
            found = self._held.setdefault(kind, kind(self))
        return found
