"""Import jobs: from an object in a bucket into the suppression list or a contact list.

Sources: API reference, CreateImportJob and GetImportJob; SES Developer Guide, "Adding email addresses in bulk to your
account-level suppression list".
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sesmock.domain.jobs import records
from sesmock.domain.jobs.job import Job, Jobs
from sesmock.domain.jobs.records import Failed
from sesmock.domain.sending import suppression
from sesmock.domain.sending.suppression import Suppressed, SuppressionList
from sesmock.mail.address import is_simple_address

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    from sesmock.domain.region import Region

SUPPRESSION_LIST, CONTACT_LIST = "SUPPRESSION_LIST", "CONTACT_LIST"
PUT = "PUT"

# Assumed: what a job that has FAILED says, and what is said of single records.
NO_OBJECT = "The object {key} in bucket {bucket} could not be read."
TOO_MANY = "The file has {found} records, which is more than the maximum of {most}."
BAD_ADDRESS = "Invalid email address<{address}>."
BAD_REASON = "Invalid suppression reason <{reason}>: only BOUNCE and COMPLAINT are allowed."

_REASONS = frozenset({"BOUNCE", "COMPLAINT"})


class Source(NamedTuple):
    """Where the records are: the object of a bucket, and its format."""

    url: str
    data_format: str

    @property
    def place(self) -> tuple[str, str]:
        """Bucket and key."""
        bucket, _, key = self.url.removeprefix("s3://").partition("/")
        return bucket, key


class ImportJobs(Jobs["ImportJob"]):
    """The import jobs of one region by id, oldest first."""


class ImportJob(Job):
    """An import: ``source`` is the object read, ``action`` PUT or DELETE, ``contact_list`` the list's name, if it is one.

    ``failures`` are the records that were not taken, each with its reason.
    """

    __slots__ = ("action", "contact_list", "failures", "source")

    def __init__(self, region: Region, source: Source, action: str, contact_list: str | None = None) -> None:
        super().__init__(region)
        self.source = source
        self.action = action
        self.contact_list = contact_list
        self.failures: tuple[Failed, ...] = ()

    @property
    def kind(self) -> str:
        """SUPPRESSION_LIST or CONTACT_LIST."""
        return SUPPRESSION_LIST if self.contact_list is None else CONTACT_LIST

    @property
    def failures_key(self) -> str | None:
        """The name of the file of the records that failed, in SES's bucket; None where none has."""
        return f"{self.id}/failed-records.{self.source.data_format.lower()}" if self.failures else None

    def _work(self) -> str | None:
        bucket, key = self.source.place
        region = self._region
        try:
            body = region.world.outside.buckets.get(bucket, key)
        except LookupError:
            return NO_OBJECT.format(bucket=bucket, key=key)
        try:
            text = body.decode("utf-8-sig")
        except UnicodeDecodeError:
            return records.UNREADABLE
        csv = self.source.data_format == "CSV"
        rows: list[Any] = list((records.lines_of_csv if csv else records.lines_of_json)(text))
        if len(rows) > self._most:
            return TOO_MANY.format(found=len(rows), most=self._most)
        entries, failed = self._read(rows, csv=csv)
        with region.world.lock:
            self._apply(entries)
        self.processed, self.failed, self.failures = len(rows), len(failed), tuple(failed)
        if self.failures_key is not None:
            from sesmock.domain.jobs import files

            files.write(region, self.failures_key, records.written(failed, self.source.data_format))
        return None

    def _read(self, rows: Iterable[Any], *, csv: bool) -> tuple[list[Entry], list[Failed]]:
        """What the records say, and which of them say nothing that can be taken."""
        put = self.action == PUT
        entries, failed = [], []
        for row in rows:
            entry = _from_csv(row, put=put) if csv else _from_json(row, put=put)
            if isinstance(entry, str):
                failed.append(Failed(row, entry))
            else:
                entries.append(entry)
        return entries, failed

    def _apply(self, entries: Iterable[Entry]) -> None:
        """Put the addresses on the list, in place of what it said of them, or take them off it."""
        listed, now = self._region.of(SuppressionList), self._region.now()
        for address, reason in entries:
            key = suppression.normalise(address)
            if reason is None:
                listed.pop(key, None)
            else:
                listed[key] = Suppressed(key, reason, now)

    @property
    def _most(self) -> int:
        limits = self._region.world.limits
        if self.contact_list is not None:
            return limits.contacts_per_import
        return limits.suppressions_per_import if self.action == PUT else limits.suppression_deletions_per_import


# An address, and why it is to be on the list; None: it is not to be.
Entry = tuple[str, str | None]


def _from_csv(row: list[str], *, put: bool) -> Entry | str:
    """A row of addresses and, to be put, reasons; a sentence where it is none."""
    columns = 2 if put else 1
    if len(row) != columns:
        return records.MISPLACED.format(found=len(row), columns=columns)
    return _checked(row[0], row[1].strip() if put else None, put=put)


def _from_json(line: str, *, put: bool) -> Entry | str:
    """An object with ``emailAddress`` and, to be put, ``reason``; a sentence where it is none."""
    found = records.object_of(line)
    if found is None:
        return records.NO_OBJECT
    return _checked(found.get("emailAddress"), found.get("reason") if put else None, put=put)


def _checked(address: object, reason: object, *, put: bool) -> Entry | str:
    address = address.strip() if isinstance(address, str) else address
    if not isinstance(address, str) or not is_simple_address(address):
        return BAD_ADDRESS.format(address="null" if address is None else address)
    if not put:
        return address, None
    if not isinstance(reason, str) or reason not in _REASONS:
        return BAD_REASON.format(reason="null" if reason is None else reason)
    return address, reason
