"""Faults on demand: the next calls are refused, throttled or broken, and change nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sesmock.domain.refusals import Failed, Refusal, Throttled

if TYPE_CHECKING:
    from collections.abc import Iterator


BULK_EMAIL_ENTRY = "BulkEmailEntry"  # no operation, but the next destination of a bulk call


class _Fault:
    __slots__ = ("left", "name", "operation", "reason", "status")

    def __init__(
        self, operation: str | None, reason: Refusal | BaseException | None, status: int | None, left: int
    ) -> None:
        self.name = operation  # as it was given
        self.operation = operation and plain(operation)
        self.reason = reason  # None: throttled, in the words of the operation
        self.status = status
        self.left = left

    def __repr__(self) -> str:
        reason = self.reason
        what = "throttled" if reason is None else getattr(reason, "code", None) or repr(reason)
        return f"{self.name or 'any call'} {what}{f' × {self.left}' if self.left > 1 else ''}"


class Outage:
    """A region that is down until `end`, or until the end of its ``with``: ``cloud.outage(region="eu-west-1")``."""

    __slots__ = ("_down", "region")

    def __init__(self, down: list[Outage], region: str) -> None:
        self._down = down
        self.region = region
        down.append(self)

    def __repr__(self) -> str:
        return f"<Outage of {self.region}{'' if self in self._down else ', which is over'}>"

    def end(self) -> None:
        """Let the region be up again."""
        if self in self._down:
            self._down.remove(self)

    def __enter__(self) -> Outage:
        return self

    def __exit__(self, *_: object) -> None:
        self.end()


class Faults:
    """The faults that are still to come, oldest first, and the regions that are down."""

    def __init__(self) -> None:
        self._faults: list[_Fault] = []
        self._down: list[Outage] = []

    def __repr__(self) -> str:
        down = [f"{outage.region} down" for outage in self._down]
        return f"<Faults: {'; '.join([*down, *map(repr, self._faults)]) or 'none to come'}>"

    def __bool__(self) -> bool:
        return bool(self._faults or self._down)

    def __iter__(self) -> Iterator[tuple[str | None, object, int]]:
        """Operation, reason and number of calls of each."""
        return ((fault.operation, fault.reason or "throttled", fault.left) for fault in self._faults)

    def add(
        self, operation: str | None, reason: Refusal | BaseException | None, status: int | None = None, times: int = 1
    ) -> None:
        """Let the next calls of an operation (None: of any) fail; see `Cloud.refuse_next`. No reason: throttled.

        Raises ValueError for less than one call.
        """
        if times < 1:
            raise ValueError("a fault happens at least once")
        self._faults.append(_Fault(operation, reason, status, times))

    def clear(self) -> None:
        """Forget the faults that have not happened yet, and end all outages."""
        self._faults.clear()
        self._down.clear()

    def down(self, region: str) -> Outage:
        """Let a region be down until the outage is ended."""
        return Outage(self._down, region)

    def is_down(self, region: str) -> bool:
        """Whether a region is."""
        return any(outage.region == region for outage in self._down)

    def take(self, operation: str, region: str) -> tuple[Refusal, int | None] | None:
        """The refusal that is due for a call of an operation in a region and its HTTP status, if any.

        Raises what is due to be raised.
        """
        if self._down and self.is_down(region):
            refusal = Failed()
            refusal.staged = True
            return refusal, 500
        name = plain(operation)
        fault = next((fault for fault in self._faults if fault.operation in {None, name}), None)
        if fault is None:
            return None
        fault.left -= 1
        if not fault.left:
            self._faults.remove(fault)
        reason = fault.reason
        if reason is None:
            # Sending has a sentence of its own; the other is assumed.
            reason = Throttled() if name.startswith("send") else Throttled("Rate exceeded")
        if not isinstance(reason, Refusal):
            raise reason
        reason.staged = True
        return reason, fault.status


def plain(operation: str) -> str:
    """One name for ``send_email`` and ``SendEmail``."""
    return operation.replace("_", "").lower()
