"""Suppression lists: that of the account in one region, and those of tenants that keep one of their own.

Source: SES Developer Guide, "Using the Amazon SES account-level suppression list"; API reference,
PutSuppressedDestination.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sesmock.domain.refusals import Invalid, NotFound

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from sesmock.domain.region import Region

INVALID_ADDRESS = "Invalid email address<{address}>."  # assumed: the sentence of other operations


class Suppressed(NamedTuple):
    """One address on the list: why (BOUNCE or COMPLAINT), since when, and through which mail if SES listed it."""

    address: str
    reason: str
    updated_at: float
    message_id: str | None = None
    feedback_id: str | None = None


class SuppressionList(dict[str, Suppressed]):
    """The list of the account in one region, or of a tenant, by address as `normalise` writes it."""

    def __init__(self, _: Region) -> None:
        super().__init__()

    def put(
        self, address: str, reason: str, at: float, message_id: str | None = None, feedback_id: str | None = None
    ) -> None:
        """Put an address on the list, in place of what the list said of it."""
        key = normalise(address)
        self[key] = Suppressed(key, reason, at, message_id, feedback_id)

    def find(self, address: str) -> Suppressed:
        """What the list says of an address; raises NotFound."""
        found = self.get(normalise(address))
        if found is None:
            raise NotFound(f"Email address {address} does not exist on your suppression list.")
        return found


def normalise(address: str) -> str:
    """An address as the list keeps it: trimmed, its domain in lower case, its local part as it was (probed)."""
    local, at, domain = address.strip().rpartition("@")
    return f"{local}{at}{domain.lower()}"


def check_address(address: str) -> None:
    """Raise Invalid for what cannot be an address."""
    from sesmock.mail.address import is_simple_address

    if not is_simple_address(address.strip()):
        raise Invalid(INVALID_ADDRESS.format(address=address))


def selected(
    suppressed: Mapping[str, Suppressed], reasons: Iterable[str] | None, start: float | None, end: float | None
) -> Callable[[str], Iterator[tuple[str, Suppressed]]]:
    """Read the list by address, behind a place: those with one of the reasons, updated between two times.

    Assumed: both times belong to the range, and no reasons at all means any.
    """
    wanted = frozenset(reasons or ("BOUNCE", "COMPLAINT"))
    chosen = [
        entry
        for entry in suppressed.values()
        if entry.reason in wanted
        and (start is None or entry.updated_at >= start)
        and (end is None or entry.updated_at <= end)
    ]
    chosen.sort(key=lambda entry: entry.address)
    return lambda place: ((entry.address, entry) for entry in chosen if entry.address > place)
