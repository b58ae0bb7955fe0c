"""Import jobs: from an object in a bucket into the suppression list or a contact list.

Sources: API reference, CreateImportJob and GetImportJob; SES Developer Guide, "Adding email addresses in bulk to your
account-level suppression list" and "Bulk importing contacts".
"""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING, NamedTuple

from sesmock.domain.jobs import files, records
from sesmock.domain.jobs.job import Job, Jobs
from sesmock.domain.refusals import Invalid

if TYPE_CHECKING:
    from sesmock.domain.jobs.records import FailedRecord
    from sesmock.domain.region import Region

SUPPRESSION_LIST, CONTACT_LIST = "SUPPRESSION_LIST", "CONTACT_LIST"
PUT = "PUT"

# Assumed: what a job that has FAILED says.
NO_OBJECT = "The object {key} in bucket {bucket} could not be read."
UNREADABLE = "The object is not valid {data_format} in UTF-8."
TOO_MANY = "The object has {found} records, which is more than the maximum of {most}."


class ImportSource(NamedTuple):
    """Where the records are: the object of a bucket, and its format."""

    url: str
    data_format: str

    @property
    def place(self) -> tuple[str, str]:
        """Bucket and key."""
        bucket, _, key = self.url.removeprefix("s3://").partition("/")
        return bucket, key


class ImportJob(Job):
    """An import: ``source`` is the object read, ``action`` PUT or DELETE, ``contact_list`` the name of the list.

    Without, it is for the suppression list. ``failures`` are the records that were not taken, each with the reason.
    """

    __slots__ = ("action", "contact_list", "failures", "source")

    def __init__(self, region: Region, source: ImportSource, action: str, contact_list: str | None = None) -> None:
        super().__init__(region)
        self.source = source
        self.action = action
        self.contact_list = contact_list
        self.failures: tuple[FailedRecord, ...] = ()

    @property
    def kind(self) -> str:
        """SUPPRESSION_LIST or CONTACT_LIST."""
        return SUPPRESSION_LIST if self.contact_list is None else CONTACT_LIST

    @property
    def failures_url(self) -> str | None:
        """Where the records that failed can be fetched, for five minutes from now on; None where none has."""
        return files.presigned(self._region, self._failures_key) if self.failures and self.ended else None

    @property
    def _failures_key(self) -> str:
        return f"{self.id}/failed-records.{self.source.data_format.lower()}"

    def _work(self) -> str | None:
        bucket, key = self.source.place
        world = self._region.world
        try:
            body = world.outside.buckets.get(bucket, key)
        except LookupError:
            return NO_OBJECT.format(bucket=bucket, key=key)
        try:
            rows = records.rows(body.decode("utf-8-sig"), self.source.data_format)
        except (UnicodeDecodeError, csv.Error):
            return UNREADABLE.format(data_format=self.source.data_format)
        header: list[str] | None = None
        if self.contact_list is not None and self.source.data_format == records.CSV:
            header = list(rows.pop(0)) if rows else []
        if len(rows) > self._most:
            return TOO_MANY.format(found=len(rows), most=self._most)
        try:
            with world.lock:
                failed = self._take(rows, header)
        except Invalid as no:
            return no.message
        if failed:
            files.write(self._region, self._failures_key, records.written(failed, header, self.source.data_format))
        self.processed, self.failed, self.failures = len(rows), len(failed), tuple(failed)
        return None

    def _take(self, rows: list[records.Row], header: list[str] | None) -> list[FailedRecord]:
        """Take the records over; raises Invalid if none of them can be, and then changes nothing."""
        put = self.action == PUT
        if self.contact_list is None:
            from sesmock.domain.jobs import suppressions

            return suppressions.take(self._region, rows, put=put)
        from sesmock.domain.contacts.contact_list import ContactLists
        from sesmock.domain.jobs import contacts

        found = self._region.of(ContactLists).get(self.contact_list)
        if found is None:  # any more
            raise Invalid(contacts.MISSING_LIST.format(self.contact_list))
        return contacts.take(found, rows, contacts.reader(header, put=put), put=put, at=self._region.now())

    @property
    def _most(self) -> int:
        limits = self._region.world.limits
        if self.contact_list is not None:
            return limits.contacts_per_import
        return limits.suppressions_per_import if self.action == PUT else limits.suppression_deletions_per_import


class ImportJobs(Jobs[ImportJob]):
    """The import jobs of one region by id, oldest first."""
