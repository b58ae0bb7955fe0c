"""Import and export jobs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sesmock.api import PageRule, declare, paging
from sesmock.api.later import judge
from sesmock.domain.figures import metrics, vdm
from sesmock.domain.jobs import exports, imports
from sesmock.domain.jobs.exports import ExportJob, ExportJobs
from sesmock.domain.jobs.imports import ImportJob, ImportJobs
from sesmock.domain.jobs.job import COMPLETED, newest_first
from sesmock.domain.refusals import Invalid, LimitExceeded
from sesmock.world import limits

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sesmock.domain.region import Region

IN_THE_SANDBOX = "Your account is still in the sandbox."  # that imports are refused was probed; the text is assumed
# Assumed: what is said of ImportDestination without a destination, or with two.
ONE_DESTINATION = "Exactly one of SuppressionListDestination and ContactListDestination must be provided."

# The default is assumed, and that import jobs page as export jobs do.
_IMPORTS, _EXPORTS = (
    PageRule(
        kind, default=100, most=100, size="PageSize must be between 1 and 100", token="Failed to deserialize token. "
    )
    for kind in ("import-job", "export-job")
)


def _check_page(region: Region, rule: PageRule, token: str | None, size: int | None) -> None:
    """Raise Invalid for a bad size or token: before jobs are asked for, by which they go on."""
    paging.checked_size(rule, size)
    if token == "":
        raise paging.bad_token(rule, token)
    paging.page(region, rule, newest_first([]), token, size)


# ---- imports ----


def create_import_job(
    region: Region, *, import_destination: Mapping[str, Any], import_data_source: Mapping[str, Any]
) -> Mapping[str, object]:
    """Have a file read into the suppression list or a contact list; not in the sandbox. The list has to be there."""
    suppressed = import_destination.get("SuppressionListDestination")
    contacts = import_destination.get("ContactListDestination")
    if (suppressed is None) is (contacts is None):
        raise Invalid(ONE_DESTINATION)
    _check_sandbox(region)
    source = imports.ImportSource(import_data_source["S3Url"], import_data_source["DataFormat"])
    if contacts is not None:
        from sesmock.domain.jobs.contacts import check

        check(region, contacts["ContactListName"])
        job = ImportJob(region, source, contacts["ContactListImportAction"], contacts["ContactListName"])
    else:
        assert suppressed is not None
        job = ImportJob(region, source, suppressed["SuppressionListImportAction"])
    jobs = region.of(ImportJobs)
    if jobs.running() >= region.world.limits.import_jobs:
        raise LimitExceeded(limits.TOO_MANY_IMPORT_JOBS)
    return {"JobId": jobs.start(job)}


def get_import_job(region: Region, *, job_id: str) -> Mapping[str, object]:
    """How far an import has come."""
    job = region.of(ImportJobs).require(job_id)
    job.ask()
    failure = {"FailedRecordsS3Url": job.failures_url, "ErrorMessage": job.error}
    return {
        **_import_summary(job),
        "ImportDataSource": {"S3Url": job.source.url, "DataFormat": job.source.data_format},
        "CompletedTimestamp": job.completed_at,
        "FailureInfo": failure if any(failure.values()) else None,
    }


def list_import_jobs(
    region: Region,
    *,
    import_destination_type: str | None = None,
    next_token: str | None = None,
    page_size: int | None = None,
) -> Mapping[str, object]:
    """The imports, the newest first; not in the sandbox."""
    _check_sandbox(region)
    _check_page(region, _IMPORTS, next_token, page_size)
    found = region.of(ImportJobs).asked(lambda job: import_destination_type in {None, job.kind})
    page = paging.page(region, _IMPORTS, newest_first(found), next_token, page_size)
    return {"ImportJobs": [_import_summary(job) for job in page.items], "NextToken": page.next_token}


def _check_sandbox(region: Region) -> None:
    if region.world.sandbox:
        raise Invalid(IN_THE_SANDBOX)


def _import_summary(job: ImportJob) -> dict[str, object]:
    if job.contact_list is None:
        destination = {"SuppressionListDestination": {"SuppressionListImportAction": job.action}}
    else:
        named = {"ContactListName": job.contact_list, "ContactListImportAction": job.action}
        destination = {"ContactListDestination": named}
    return {
        "JobId": job.id,
        "ImportDestination": destination,
        "JobStatus": job.status,
        "CreatedTimestamp": job.created_at,
        "ProcessedRecordsCount": job.processed,
        "FailedRecordsCount": job.failed,
    }


# ---- exports ----


@declare(later="ExportDataSource ExportDestination")
def create_export_job(
    region: Region,
    *,
    export_data_source: Mapping[str, Any] | None = None,
    export_destination: Mapping[str, Any] | None = None,
) -> Mapping[str, object]:
    """Have metrics or message insights written to a file; needs the Virtual Deliverability Manager.

    What is asked first was probed: one source, the destination, whether it may, and only then the source.
    """
    given = export_data_source or {}
    sources = [name for name in ("MetricsDataSource", "MessageInsightsDataSource") if given.get(name) is not None]
    if len(sources) != 1:
        raise Invalid("One data source must be provided")
    unenforced = (("ExportDestination.S3Url", "pattern"),)  # it is not to be there at all
    judge("CreateExportJob", {"ExportDestination": export_destination}, unenforced)
    assert export_destination is not None
    if export_destination.get("S3Url") is not None:
        raise Invalid("Providing a custom S3 URL is not supported")
    vdm.check_enabled(region, Invalid)
    judge("CreateExportJob", {"ExportDataSource": export_data_source})
    source = given[sources[0]]
    is_metrics = sources[0] == "MetricsDataSource"
    if is_metrics:
        for dimension in metrics.DIMENSIONS:
            for value in source["Dimensions"].get(dimension, ()):
                if value != exports.ALL:
                    metrics.check_value(dimension, value)
    exports.check_range(source, whole_days=is_metrics)
    kind = exports.METRICS_DATA if is_metrics else exports.MESSAGE_INSIGHTS
    exports.check_room(region, kind)
    job = ExportJob(region, kind, source, export_destination["DataFormat"])
    return {"JobId": region.of(ExportJobs).start(job)}


def get_export_job(region: Region, *, job_id: str) -> Mapping[str, object]:
    """How far an export has come; a URL of its file that is good for five minutes, once there is one."""
    job = region.of(ExportJobs).require(job_id)
    job.ask()
    named = "MetricsDataSource" if job.kind == exports.METRICS_DATA else "MessageInsightsDataSource"
    return {
        **_export_summary(job),
        "ExportDestination": {"DataFormat": job.data_format, "S3Url": job.url},
        "ExportDataSource": {named: job.source},
        "FailureInfo": None if job.error is None else {"ErrorMessage": job.error},
        "Statistics": {"ProcessedRecordsCount": job.processed} if job.status == COMPLETED else None,
    }


def cancel_export_job(region: Region, *, job_id: str) -> Mapping[str, object]:
    """Stop an export that is in progress."""
    job = region.of(ExportJobs).require(job_id)
    if job.ended:
        raise Invalid(f"Cannot cancel an export job that has a <{job.status}> status.")
    job.cancel()
    return {}


def list_export_jobs(
    region: Region,
    *,
    next_token: str | None = None,
    page_size: int | None = None,
    export_source_type: str | None = None,
    job_status: str | None = None,
) -> Mapping[str, object]:
    """The exports, the newest first."""
    _check_page(region, _EXPORTS, next_token, page_size)
    asked = region.of(ExportJobs).asked(lambda job: export_source_type in {None, job.kind})
    found = [job for job in asked if job_status in {None, job.status}]
    page = paging.page(region, _EXPORTS, newest_first(found), next_token, page_size)
    return {"ExportJobs": [_export_summary(job) for job in page.items], "NextToken": page.next_token}


def _export_summary(job: ExportJob) -> dict[str, object]:
    return {
        "JobId": job.id,
        "ExportSourceType": job.kind,
        "JobStatus": job.status,
        "CreatedTimestamp": job.created_at,
        "CompletedTimestamp": job.completed_at,
    }
