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

    if TYPE_CHECKING:

        def of(self, kind: Callable[..., T]) -> T:
            """The one object of this class here; a new one is made as ``kind(holder)``."""

    def __init__(self) -> None:
        self.forget()

    def forget(self) -> None:
        """Begin anew, with nothing kept."""
        # A look-up without a frame of its own, since an operation makes ten of them.
        self.of = _Held(self).__getitem__  # type: ignore[method-assign, assignment]


class _Held(dict[Any, Any]):
    """What a holder keeps, by its class."""

    __slots__ = ("_holder",)

    def __init__(self, holder: Holder) -> None:
        self._holder = holder

    def __missing__(self, kind: Any) -> Any:
        return self.setdefault(kind, kind(self._holder))  # several threads may come here at once
