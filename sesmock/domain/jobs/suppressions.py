"""Records of an import that is for the suppression list.

Source: SES Developer Guide, "Adding email addresses in bulk to your account-level suppression list". The sentences are
assumed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sesmock.domain.jobs import records
from sesmock.domain.jobs.records import FailedRecord
from sesmock.domain.sending.suppression import SuppressionList, normalise
from sesmock.mail.address import is_simple_address

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sesmock.domain.region import Region

BAD_ADDRESS = "Invalid email address<{}>."
BAD_REASON = "Invalid suppression reason <{}>: only BOUNCE and COMPLAINT are allowed."

_REASONS = frozenset({"BOUNCE", "COMPLAINT"})


def take(region: Region, rows: Iterable[records.Row], *, put: bool) -> list[FailedRecord]:
    """Put the addresses on the list, in place of what it said of them, or take them off it; those that cannot be."""
    listed, now, failed = region.of(SuppressionList), region.now(), []
    for row in rows:
        address, reason, why = _read(row, put=put)
        if why is not None:
            failed.append(FailedRecord(row, why))
        elif put:
            listed.put(address, reason, now)
        else:
            listed.pop(normalise(address), None)  # one that is not there is none that has failed (assumed)
    return failed


def _read(row: records.Row, *, put: bool) -> tuple[str, str, str | None]:
    """Address and reason of a record (``addr,REASON``), or what is wrong with it."""
    address: object
    reason: object = None
    if isinstance(row, str):
        found = records.object_of(row)
        if found is None:
            return "", "", records.NO_OBJECT
        address, reason = found.get("emailAddress"), found.get("reason")
    else:
        columns = 2 if put else 1
        if len(row) != columns:
            return "", "", records.MISPLACED.format(found=len(row), columns=columns)
        address, reason = row[0], row[-1].strip()
    if not isinstance(address, str) or not is_simple_address(address.strip()):
        return "", "", BAD_ADDRESS.format("null" if address is None else address)
    if not put:
        return address, "", None
    if not isinstance(reason, str) or reason not in _REASONS:
        return "", "", BAD_REASON.format("null" if reason is None else reason)
    return address, reason, None
