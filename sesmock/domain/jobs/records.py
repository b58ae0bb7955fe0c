"""The records of a file to import, and the file of those that failed.

Source: SES Developer Guide, "Adding email addresses in bulk to your account-level suppression list", "Bulk importing
contacts". CSV has a record on each line, JSON an object on each; empty lines are no records (assumed).
"""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

Row = list[str] | str  # of CSV its columns, of JSON the line
CSV = "CSV"

# Assumed, as all sentences about records that CreateContact does not say.
NO_OBJECT = "The record is not a valid JSON object."
MISPLACED = "The record has {found} columns, expected {columns}."


class FailedRecord(NamedTuple):
    """A record that could not be taken, as it stands in the file (columns of CSV, a line of JSON), and why."""

    record: Row
    why: str


def rows(text: str, data_format: str) -> list[Row]:
    """The records of a file, without empty lines; raises csv.Error for what cannot be CSV."""
    if data_format != CSV:
        return [line for line in text.split("\n") if line.strip()]
    return [row for row in csv.reader(io.StringIO(text, newline=""), skipinitialspace=True) if any(row)]


def object_of(line: str) -> dict[str, Any] | None:
    """The object on a line; None: there is none."""
    try:
        found = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def written(failed: Iterable[FailedRecord], header: list[str] | None, data_format: str) -> bytes:
    """The file of the records that failed: as they were, each with the reason (its form is assumed)."""
    if data_format == CSV:
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\n")
        if header is not None:
            writer.writerow([*header, "errorMessage"])
        writer.writerows([*record, why] for record, why in failed)
        return out.getvalue().encode("utf-8", "replace")
    lines = (json.dumps({"record": record, "errorMessage": why}) for record, why in failed)
    return "".join(line + "\n" for line in lines).encode()
