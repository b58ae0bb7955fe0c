"""Export jobs: metrics, or what became of single mails, as a file in SES's own bucket.

Sources: API reference, CreateExportJob, GetExportJob and MessageInsightsDataSource; the files as they were probed.
"""

from __future__ import annotations

import json
from datetime import datetime, timezone
from itertools import product
from typing import TYPE_CHECKING

from sesmock.domain.account import DAY
from sesmock.domain.configuration_sets.configuration_set import ConfigurationSets
from sesmock.domain.figures import isps, metrics, vdm
from sesmock.domain.figures.message_insights import Summary, between, chosen, compiled, upper_snake
from sesmock.domain.identities.registry import Identities
from sesmock.domain.jobs import files
from sesmock.domain.jobs.job import COMPLETED, TAKES, Job, Jobs
from sesmock.domain.refusals import Invalid, LimitExceeded

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from typing import Any

    from sesmock.domain.region import Region

METRICS_DATA, MESSAGE_INSIGHTS = "METRICS_DATA", "MESSAGE_INSIGHTS"

ALL = "*"
DEFAULT_RESULTS = 1000
_LAST = datetime(9999, 12, 31, tzinfo=timezone.utc).timestamp()


class ExportJobs(Jobs["ExportJob"]):
    """The export jobs of one region by id, oldest first."""


class ExportJob(Job):
    """An export: ``kind`` is METRICS_DATA or MESSAGE_INSIGHTS, ``source`` what was asked for, as v2 shapes it."""

    __slots__ = ("_key", "data_format", "kind", "source")

    def __init__(self, region: Region, kind: str, source: Mapping[str, Any], data_format: str) -> None:
        super().__init__(region)
        self.kind = kind
        self.source = source
        self.data_format = data_format
        self._key: str | None = None

    @property
    def url(self) -> str | None:
        """Where the file can be fetched, for five minutes from now on; None while there is none."""
        return files.presigned(self._region, self._key) if self._key is not None and self.status == COMPLETED else None

    def _work(self) -> str | None:
        region = self._region
        with region.world.lock:
            body = (_metrics if self.kind == METRICS_DATA else _insights)(self, region)
            key = self._name(min(region.now(), self.created_at + TAKES))
        files.write(region, key, body)
        self._key = key
        return None

    def _name(self, at: float) -> str:
        """The name of the file."""
        stamp = datetime.fromtimestamp(at, timezone.utc).strftime("%Y%m%d_%H%M%S")
        suffix = self.data_format.lower()
        if self.kind == METRICS_DATA:
            return f"ses-metrics-{stamp}-{self.id}.{suffix}"
        return f"{stamp}_{self.id.replace('-', '')[:10]}.{suffix}"


def check_range(source: Mapping[str, Any], *, whole_days: bool) -> None:
    """Raise Invalid for an interval that does not go forward, or for metrics, not from midnight to midnight."""
    start, end = source["StartDate"], source["EndDate"]
    backwards = start >= end if whole_days else start > end
    if backwards or start < 0 or end > _LAST:  # what exactly SES takes for a bad range is assumed
        raise Invalid("Invalid date range")
    if whole_days and (start % DAY or end % DAY):
        raise Invalid(
            "To get daily aggregated data you must not specify partial-day timestamps. Please make your interval go "
            "from midnight to midnight UTC."
        )


def check_room(region: Region, kind: str) -> None:
    """Raise LimitExceeded while too many exports of a kind are in progress."""
    running = region.of(ExportJobs).running(lambda job: job.kind != kind)
    if running >= region.world.limits.export_jobs:
        raise LimitExceeded(
            f"There are too many <{kind}> export jobs running - either cancel one of the jobs or wait for it to "
            "complete before resubmitting."
        )


# ---- metrics ----


def _metrics(job: ExportJob, region: Region) -> bytes:
    """A row for each value of the dimension, or for each combination of several."""
    source = job.source
    start, end = source["StartDate"], source["EndDate"]
    mails = list(vdm.recorded(region))
    job.processed = sum(start <= sent.mail.at < end for sent in mails)
    dimensions = {name: _expanded(region, name, source["Dimensions"][name]) for name in source["Dimensions"]}
    wanted = [(one["Name"], one.get("Aggregation", "VOLUME")) for one in source["Metrics"]]
    rows = []
    for values in product(*dimensions.values()):
        at = dict(zip(dimensions, values, strict=True))
        chosen = [sent for sent in mails if all(metrics.matches(sent, name, value) for name, value in at.items())]
        count = {
            name: sum(metrics.by_day(chosen, name, {}, start, end).values())
            for name in {"SEND", *(name for name, _ in wanted)}
        }
        figures = {
            f"{name}_{aggregation}": count[name] / (count["SEND"] or 1) if aggregation == "RATE" else count[name]
            for name, aggregation in wanted
        }
        rows.append((at, figures))
    if job.data_format != "CSV":
        return _metrics_json(rows)
    return _metrics_csv([*dimensions, *(f"{name}_{aggregation}" for name, aggregation in wanted)], rows)


def _expanded(region: Region, dimension: str, values: Sequence[str]) -> list[str]:
    """The values of a dimension, each once; ``*`` is all that there are."""
    every: Iterable[str] = ()
    if ALL in values:
        if dimension == metrics.EMAIL_IDENTITY:
            every = sorted(identity.name for identity in region.of(Identities))
        elif dimension == metrics.CONFIGURATION_SET:
            every = sorted(region.of(ConfigurationSets))
        elif dimension == metrics.ISP:
            every = isps.NAMES
        else:
            from sesmock.domain.tenants.tenant import Tenants

            every = sorted(region.of(Tenants))
    return list(dict.fromkeys([*(value for value in values if value != ALL), *every]))


_Rows = list[tuple[dict[str, str], dict[str, float]]]


def _metrics_csv(columns: list[str], rows: _Rows) -> bytes:
    """Nothing is quoted, since no name has a comma."""
    lines = [",".join(dict.fromkeys(columns))]
    lines += [",".join([*at.values(), *(f"{figure:.4f}" for figure in figures.values())]) for at, figures in rows]
    return "".join(line + "\n" for line in lines).encode()


def _metrics_json(rows: _Rows) -> bytes:
    """A list of objects; the numbers have four decimals, which Python's json would not write."""
    objects = []
    for at, figures in rows:
        names = "".join(f"{json.dumps(name.lower())}:{json.dumps(value)}," for name, value in at.items())
        shown = ",".join(f"{json.dumps(name)}:{figure:.4f}" for name, figure in figures.items())
        objects.append(f'{{{names}"metrics":{{{shown}}}}}')
    return f"[{','.join(objects)}]".encode()


# ---- message insights ----


def _insights(job: ExportJob, region: Region) -> bytes:
    source = job.source
    found = between(region, source["StartDate"], source["EndDate"])
    job.processed = len(found)
    include, exclude = compiled(source.get("Include") or {}), compiled(source.get("Exclude") or {})
    rows = list(chosen(found, include, exclude))[: source.get("MaxResults") or DEFAULT_RESULTS]
    return (_insights_csv if job.data_format == "CSV" else _insights_json)([_columns(row) for row in rows])


_COLUMNS = (
    "messageid", "sendtimestamp", "isp", "fromaddress", "destination", "subject", "last_delivery_event",
    "last_engagement_event", "last_delivery_event_timestamp", "last_engagement_event_timestamp", "bounce_sub_type",
    "diagnostic_code",
)  # fmt: skip


def _columns(row: Summary) -> dict[str, str | None]:
    mail, bounce = row.sent.mail, row.bounce
    values = (
        mail.message_id, _time(mail.at), row.sent.isp, row.sent.sender, row.sent.address, mail.subject, row.delivery,
        row.engagement, _time(row.delivered.at), None if row.engaged is None else _time(row.engaged.at),
        None if bounce is None else upper_snake(bounce.subtype), None if bounce is None else bounce.diagnostic_code,
    )  # fmt: skip
    return dict(zip(_COLUMNS, values, strict=True))


def _time(at: float) -> str:
    text = datetime.fromtimestamp(at, timezone.utc).strftime("%Y-%m-%d %H:%M:%S.%f")
    return f"{text[:-3]} UTC"


def _insights_csv(rows: list[dict[str, str | None]]) -> bytes:
    """Every field is quoted and followed by a comma."""
    lines = [_COLUMNS, *(row.values() for row in rows)]
    return "".join(
        "".join('"' + (field or "").replace('"', '""') + '",' for field in line) + "\n" for line in lines
    ).encode("utf-8", "replace")


def _insights_json(rows: list[dict[str, str | None]]) -> bytes:
    """An object on each line, between lines with the brackets; what is empty is left out."""
    objects = [json.dumps({name: value for name, value in row.items() if value is not None}) for row in rows]
    return "".join(line + "\n" for line in ["[", *objects[:1], *("," + one for one in objects[1:]), "]"]).encode()
