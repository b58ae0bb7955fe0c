"""The records of a file to import, and the file of those that failed.

Source: SES Developer Guide, "Adding email addresses in bulk to your account-level suppression list", "Contact lists:
importing". CSV has a record on each line, JSON an object on each; empty lines are no records (assumed).
"""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

UNREADABLE = "The file is not valid UTF-8."  # assumed, as are all sentences about records
NO_OBJECT = "The record is not a valid JSON object."
MISPLACED = "The record has {found} columns, expected {columns}."


class Failed(NamedTuple):
    """A record that could not be taken, as it stands in the file, and why."""

    record: object
    why: str


def lines_of_csv(text: str) -> Iterator[list[str]]:
    """The rows of a CSV file, without empty lines."""
    return (row for row in csv.reader(io.StringIO(text, newline=""), skipinitialspace=True) if row)


def lines_of_json(text: str) -> Iterator[str]:
    """The lines of a file with an object on each, without empty lines."""
    return (line for line in text.splitlines() if line.strip())


def object_of(line: str) -> dict[str, Any] | None:
    """The object on a line; None: there is none."""
    try:
        found = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def written(failed: Iterable[Failed], data_format: str) -> bytes:
    """The file of the records that failed, in the format of the import: each with the reason (its form is assumed)."""
    if data_format == "CSV":
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\n")
        writer.writerows([*_cells(record), why] for record, why in failed)
        return out.getvalue().encode()
    lines = (json.dumps({"record": record, "errorMessage": why}, ensure_ascii=False) for record, why in failed)
    return "".join(line + "\n" for line in lines).encode("utf-8", "surrogatepass")


def _cells(record: object) -> list[str]:
    assert isinstance(record, list)
    return record
