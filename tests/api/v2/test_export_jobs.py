"""Export jobs through sesv2: metrics and message insights, as files that Python reads."""

from __future__ import annotations

import asyncio
import csv
import io
import json
import re
import urllib.request
from datetime import datetime, timedelta, timezone
from urllib.error import HTTPError

import pytest

pytestmark = pytest.mark.ses(
    region="us-east-1", at="2026-01-10T12:00Z", seed=1, verified=["example.com", "me@test.org"]
)

TENANTS = pytest.mark.needs("sesv2.CreateExportJob.ExportDataSource.MessageInsightsDataSource.Include.TenantName")
NOW = datetime(2026, 1, 10, 12, tzinfo=timezone.utc)
VIOLATED = "1 validation error detected: Value at '{}' failed to satisfy constraint: Member must {}"
URL = re.compile(
    r"https://ses-jobs-us-east-1-123456789012\.s3\.us-east-1\.amazonaws\.com/(?P<key>[^?]+)"
    r"\?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=123456789012%2F20260110%2Fus-east-1%2Fs3%2Faws4_request"
    r"&X-Amz-Date=(?P<date>20260110T\d{6}Z)&X-Amz-Expires=300&X-Amz-SignedHeaders=host&X-Amz-Signature=[0-9a-f]{64}"
)


def bad(text):
    return 400, "BadRequestException", text


def day(number, **more):
    return datetime(2026, 1, number, tzinfo=timezone.utc) + timedelta(**more)


FIRST, LAST = day(1), day(20)


def metrics(dimensions=None, wanted=(("SEND", None),), start=FIRST, end=LAST):
    named = [{"Name": name} | ({"Aggregation": how} if how else {}) for name, how in wanted]
    return {
        "MetricsDataSource": {
            "Dimensions": dimensions or {"ISP": ["*"]},
            "Namespace": "VDM",
            "Metrics": named,
            "StartDate": start,
            "EndDate": end,
        }
    }


def insights(start=FIRST, end=LAST, **more):
    return {"MessageInsightsDataSource": {"StartDate": start, "EndDate": end, **more}}


def to(data_format="CSV", **more):
    return {"DataFormat": data_format, **more}


@pytest.fixture
def vdm(v2):
    """The Virtual Deliverability Manager is on."""
    v2.put_account_vdm_attributes(VdmAttributes={"VdmEnabled": "ENABLED"})


@pytest.fixture
def send(v2):
    """Send a mail; gives its id."""

    def send(to, sender="Shop <shop@example.com>", subject="Hi", **more):
        return v2.send_email(
            FromEmailAddress=sender,
            Destination={"ToAddresses": [to]},
            Content={"Simple": {"Subject": {"Data": subject}, "Body": {"Html": {"Data": "<p>Ho</p>"}}}},
            **more,
        )["MessageId"]

    return send


@pytest.fixture
def exported(v2):
    """Export, and give the text of the file and how many records were looked at."""

    def exported(source, data_format="CSV"):
        job_id = v2.create_export_job(ExportDataSource=source, ExportDestination=to(data_format))["JobId"]
        assert v2.get_export_job(JobId=job_id)["JobStatus"] == "PROCESSING"
        said = v2.get_export_job(JobId=job_id)
        assert said["JobStatus"] == "COMPLETED"
        with urllib.request.urlopen(said["ExportDestination"]["S3Url"]) as answer:
            return answer.read().decode(), said["Statistics"]["ProcessedRecordsCount"]

    return exported


# ---- how a job goes on ----


@pytest.mark.usefixtures("vdm")
@pytest.mark.parametrize(
    ("source", "kind", "name"),
    [
        (
            metrics(wanted=[("SEND", "VOLUME"), ("OPEN", "RATE")]),
            "METRICS_DATA",
            "ses-metrics-20260110_120000-{id}.json",
        ),
        (
            insights(Include={"Subject": ["*"]}, Exclude={"Isp": ["Gmail"]}, MaxResults=5),
            "MESSAGE_INSIGHTS",
            "20260110_120000_{short}.json",
        ),
    ],
)
def test_the_first_answer_says_processing_and_the_second_completed(v2, ses_cloud, source, kind, name):
    job_id = v2.create_export_job(ExportDataSource=source, ExportDestination=to("JSON"))["JobId"]
    assert [*ses_cloud.region().export_jobs] == [job_id]
    under_way = {
        "JobId": job_id,
        "ExportSourceType": kind,
        "JobStatus": "PROCESSING",
        "ExportDestination": {"DataFormat": "JSON"},
        "ExportDataSource": source,
        "CreatedTimestamp": NOW,
    }

    assert v2.get_export_job(JobId=job_id) == under_way
    assert ses_cloud.outside.buckets.objects == {}
    said = v2.get_export_job(JobId=job_id)
    url = said["ExportDestination"].pop("S3Url")
    assert said == {
        **under_way, "JobStatus": "COMPLETED", "CompletedTimestamp": NOW, "Statistics": {"ProcessedRecordsCount": 0},
    }  # fmt: skip
    found = URL.fullmatch(url)
    assert (found["key"], found["date"]) == (
        name.format(id=job_id, short=job_id.replace("-", "")[:10]), "20260110T120000Z",
    )  # fmt: skip


@pytest.mark.usefixtures("vdm")
def test_the_clock_ends_it_with_what_has_happened_by_then(v2, ses_cloud, send):
    job_id = v2.create_export_job(ExportDataSource=insights(), ExportDestination=to())["JobId"]
    job = ses_cloud.region().export_jobs[job_id]
    assert (job.status, job.kind, job.url) == ("CREATED", "MESSAGE_INSIGHTS", None)
    send("ann@example.org")
    ses_cloud.clock.advance(hours=1)
    send("bob@example.org")

    assert (job.status, job.processed) == ("COMPLETED", 1)
    assert v2.get_export_job(JobId=job_id)["CompletedTimestamp"] == NOW + timedelta(seconds=10)
    with urllib.request.urlopen(job.url) as answer:
        assert len(answer.read().splitlines()) == 2


async def fetched_by_aiohttp(url):
    aiohttp = pytest.importorskip("aiohttp")
    async with aiohttp.ClientSession() as session, session.get(url) as answer:
        return answer.status, await answer.text()


@pytest.mark.usefixtures("vdm")
def test_a_url_is_good_for_five_minutes_and_new_each_time(v2, ses_cloud):
    requests = pytest.importorskip("requests")
    httpx = pytest.importorskip("httpx")
    job_id = v2.create_export_job(ExportDataSource=insights(), ExportDestination=to())["JobId"]
    urls = []
    for _ in range(3):
        urls.append(v2.get_export_job(JobId=job_id)["ExportDestination"].get("S3Url"))
        ses_cloud.clock.advance(seconds=1)
    assert (urls[0], len({*urls})) == (None, 3)
    ses_cloud.clock.advance(minutes=5, seconds=-1)

    said = [(answer.status_code, answer.text) for answer in (requests.get(urls[2]), httpx.get(urls[2]))]
    assert said[0] == said[1] == asyncio.run(fetched_by_aiohttp(urls[2]))
    assert (said[0][0], len(said[0][1].splitlines())) == (200, 1)
    expired = requests.get(urls[1])
    assert (expired.status_code, expired.headers["Content-Type"]) == (403, "application/xml")
    assert "<Code>AccessDenied</Code><Message>Request has expired</Message>" in expired.text
    with pytest.raises(HTTPError, match="HTTP Error 403: Forbidden") as caught:
        urllib.request.urlopen(urls[2][:-1])
    assert b"<Code>SignatureDoesNotMatch</Code>" in caught.value.read()
    ses_cloud.outside.buckets.objects.clear()
    gone = requests.get(urls[2])
    assert (gone.status_code, "<Code>NoSuchKey</Code>" in gone.text) == (404, True)


@pytest.mark.usefixtures("vdm")
@pytest.mark.parametrize("bucket", ["ses-jobs-of-mine", "ses-jobs-us-east-1-123456789012"])
def test_other_buckets_and_other_requests_are_none_of_its_business(ses_cloud, bucket):
    ses_cloud.region()
    for url in (f"https://{bucket}.s3.amazonaws.com/x", f"https://{bucket}.s3.amazonaws.com/x?versionId=1"):
        assert ses_cloud._sns(url) is None
    assert ses_cloud._sns("https://ses-jobs-of-mine.s3.amazonaws.com/x?X-Amz-Signature=0") is None


@pytest.mark.usefixtures("vdm")
def test_a_job_is_cancelled_until_it_has_ended(v2, ses_cloud):
    ids = [v2.create_export_job(ExportDataSource=insights(), ExportDestination=to("JSON"))["JobId"] for _ in range(3)]
    assert v2.get_export_job(JobId=ids[1])["JobStatus"] == "PROCESSING"
    assert [v2.cancel_export_job(JobId=job_id) for job_id in ids[:2]] == [{}, {}]
    ses_cloud.clock.advance(minutes=1)

    assert [v2.get_export_job(JobId=job_id)["JobStatus"] for job_id in ids] == ["CANCELLED"] * 2 + ["COMPLETED"]
    assert v2.get_export_job(JobId=ids[0]) == {
        "JobId": ids[0],
        "ExportSourceType": "MESSAGE_INSIGHTS",
        "JobStatus": "CANCELLED",
        "ExportDestination": {"DataFormat": "JSON"},
        "ExportDataSource": insights(),
        "CreatedTimestamp": NOW,
        "CompletedTimestamp": NOW,
    }
    assert [v2.no("cancel_export_job", JobId=job_id) for job_id in ids] == [
        bad("Cannot cancel an export job that has a <CANCELLED> status."),
        bad("Cannot cancel an export job that has a <CANCELLED> status."),
        bad("Cannot cancel an export job that has a <COMPLETED> status."),
    ]
    assert len(ses_cloud.outside.buckets.objects) == 1


@pytest.mark.usefixtures("vdm")
def test_a_job_that_is_cancelled_while_its_file_is_written_stays_so(v2, ses_cloud):
    class Cancelling:
        def create(self, *_):
            v2.cancel_export_job(JobId=job_id)

        def put(self, *_):
            pass

    ses_cloud.outside.buckets = Cancelling()
    job_id = v2.create_export_job(ExportDataSource=insights(), ExportDestination=to())["JobId"]
    statuses = [v2.get_export_job(JobId=job_id) for _ in range(2)]

    assert [said["JobStatus"] for said in statuses] == ["PROCESSING", "CANCELLED"]
    assert statuses[1]["ExportDestination"] == {"DataFormat": "CSV"}


def test_an_id_that_nobody_has(v2):
    assert v2.no("get_export_job", JobId="x") == bad("Invalid JobId")
    assert v2.no("cancel_export_job", JobId="x") == bad("Invalid JobId")


@pytest.mark.usefixtures("vdm")
def test_the_list(v2, ses_cloud):
    def shown(number, kind, status, ended=None):
        found = {"JobId": ids[number], "ExportSourceType": kind, "JobStatus": status, "CreatedTimestamp": NOW}
        return found | ({} if ended is None else {"CompletedTimestamp": ended})

    ids = [
        v2.create_export_job(ExportDataSource=source, ExportDestination=to())["JobId"]
        for source in (insights(), metrics(), insights())
    ]
    v2.cancel_export_job(JobId=ids[2])
    of_insights = "MESSAGE_INSIGHTS"

    assert v2.list_export_jobs(ExportSourceType=of_insights) == {
        "ExportJobs": [shown(2, of_insights, "CANCELLED", NOW), shown(0, of_insights, "PROCESSING")]
    }
    assert v2.list_export_jobs() == {  # which asks for the first once more
        "ExportJobs": [
            shown(2, of_insights, "CANCELLED", NOW), shown(1, "METRICS_DATA", "PROCESSING"),
            shown(0, of_insights, "COMPLETED", NOW),
        ]
    }  # fmt: skip
    ses_cloud.clock.advance(minutes=1)
    assert v2.list_export_jobs(JobStatus="PROCESSING") == {"ExportJobs": []}
    first = v2.list_export_jobs(JobStatus="COMPLETED", PageSize=1)
    token = first.pop("NextToken")
    assert first == {"ExportJobs": [shown(1, "METRICS_DATA", "COMPLETED", NOW + timedelta(seconds=10))]}
    assert v2.list_export_jobs(JobStatus="COMPLETED", PageSize=1, NextToken=token) == {
        "ExportJobs": [shown(0, of_insights, "COMPLETED", NOW)]
    }


def test_a_page_that_is_refused(v2):
    assert [v2.no("list_export_jobs", PageSize=size) for size in (0, 101)] == [
        bad("PageSize must be between 1 and 100")
    ] * 2
    assert [v2.no("list_export_jobs", NextToken=token) for token in ("", "x")] == [
        bad("Failed to deserialize token. ")
    ] * 2
    assert v2.no("list_export_jobs", JobStatus="x") == bad(
        VIOLATED.format("jobStatus", "satisfy enum value set: [CREATED, PROCESSING, COMPLETED, FAILED, CANCELLED]")
    )


# ---- refusals, in their order ----

OFF = "To use this feature you must enable Virtual Deliverability Manager."
URL_GIVEN = "Providing a custom S3 URL is not supported"
TOO_MANY = (
    "There are too many <{}> export jobs running - either cancel one of the jobs or wait for it to complete before "
    "resubmitting."
)
PARTIAL = (
    "To get daily aggregated data you must not specify partial-day timestamps. Please make your interval go from "
    "midnight to midnight UTC."
)
METRICS = (
    "[DELIVERY_COMPLAINT, CLICK, SEND, OPEN, COMPLAINT, DELIVERY, DELIVERY_OPEN, PERMANENT_BOUNCE, DELIVERY_CLICK, "
    "TRANSIENT_BOUNCE]"
)
METRICS_AT = "exportDataSource.metricsDataSource"
FORMAT = VIOLATED.format("exportDestination.dataFormat", "satisfy enum value set: [CSV, JSON]")
WRONG = metrics({"ISP": ["Mars"]}, start=day(2), end=day(1))


@pytest.mark.parametrize(
    ("source", "destination", "said"),
    [
        ({}, to("XML", S3Url="x"), "One data source must be provided"),
        (metrics() | insights(), to("XML"), "One data source must be provided"),
        (WRONG, to("XML", S3Url="x"), FORMAT),
        (WRONG, to(S3Url="x"), URL_GIVEN),
        (WRONG, to(), OFF),
    ],
)
def test_what_is_refused_before_the_manager_is_asked_for(v2, ses_cloud, source, destination, said):
    assert v2.no("create_export_job", ExportDataSource=source, ExportDestination=destination) == bad(said)
    assert ses_cloud.region().export_jobs == {}


@pytest.mark.usefixtures("vdm")
@pytest.mark.parametrize(
    ("source", "said"),
    [
        (
            metrics(wanted=[("X", None)], dimensions={"ISP": ["Mars"]}),
            VIOLATED.format(
                "exportDataSource.metricsDataSource.metrics.1.member.name", f"satisfy enum value set: {METRICS}"
            ),
        ),
        (
            metrics(wanted=[("SEND", None)] * 11),
            VIOLATED.format("exportDataSource.metricsDataSource.metrics", "have length less than or equal to 10"),
        ),
        (
            insights(MaxResults=10_001, Include={"Isp": ["x"] * 5}),
            VIOLATED.format(
                "exportDataSource.messageInsightsDataSource.maxResults", "have value less than or equal to 10000"
            ),
        ),
        (metrics({"ISP": ["Mars"]}, start=day(2), end=day(1)), "Invalid ISP name provided."),
        (metrics({"EMAIL_IDENTITY": ["*", "a b"]}), "Invalid email identity provided."),
        (metrics({"CONFIGURATION_SET": [""]}), "The configuration set name must be specified."),
        (
            metrics({"CONFIGURATION_SET": ["a b"]}),
            "Invalid configuration set name <a b>: only alphanumeric ASCII characters, '_', and '-' are allowed.",
        ),
        pytest.param(metrics({"TENANT_NAME": [""]}), "TenantName cannot be empty", marks=TENANTS),
        (metrics(start=day(1, hours=1), end=day(1)), "Invalid date range"),
        (metrics(start=day(1), end=day(1)), "Invalid date range"),
        (insights(start=day(2), end=day(1)), "Invalid date range"),
        (metrics(start=day(1, hours=1)), PARTIAL),
        (metrics(end=day(2, hours=23)), PARTIAL),
    ],
)
def test_what_is_refused_of_a_source(v2, ses_cloud, source, said):
    assert v2.no("create_export_job", ExportDataSource=source, ExportDestination=to()) == bad(said)
    assert ses_cloud.region().export_jobs == {}


def test_below_boto3_what_is_missing_is_said_in_the_same_order(v2, wire):
    def said(body):
        return wire.v2("POST", "/export-jobs", body)[2]["message"]

    one = {"MetricsDataSource": {}}
    assert said({}) == said({"ExportDataSource": {"MetricsDataSource": None}}) == "One data source must be provided"
    assert said({"ExportDataSource": one}) == VIOLATED.format("exportDestination", "not be null")
    assert said({"ExportDataSource": one, "ExportDestination": {}}) == VIOLATED.format(
        "exportDestination.dataFormat", "not be null"
    )
    v2.put_account_vdm_attributes(VdmAttributes={"VdmEnabled": "ENABLED"})
    assert said({"ExportDataSource": one, "ExportDestination": {"DataFormat": "CSV"}}) == (
        "5 validation errors detected: "
        + "; ".join(
            f"Value at '{METRICS_AT}.{name}' failed to satisfy constraint: Member must not be null"
            for name in ("dimensions", "namespace", "metrics", "startDate", "endDate")
        )
    )
    endless = {"StartDate": 0, "EndDate": 1e300}
    assert said({"ExportDataSource": {"MessageInsightsDataSource": endless}, "ExportDestination": to()}) == (
        "Invalid date range"
    )


@pytest.mark.usefixtures("vdm")
def test_too_many_at_a_time_of_each_type(v2, ses_cloud):
    ses_cloud.limits.export_jobs = 2
    for source in (insights(), metrics(), metrics()):
        v2.create_export_job(ExportDataSource=source, ExportDestination=to())

    assert v2.no("create_export_job", ExportDataSource=metrics(), ExportDestination=to()) == (
        400,
        "LimitExceededException",
        TOO_MANY.format("METRICS_DATA"),
    )
    last = v2.create_export_job(ExportDataSource=insights(), ExportDestination=to())["JobId"]
    assert v2.no("create_export_job", ExportDataSource=insights(), ExportDestination=to())[1:] == (
        "LimitExceededException",
        TOO_MANY.format("MESSAGE_INSIGHTS"),
    )
    v2.cancel_export_job(JobId=last)
    v2.create_export_job(ExportDataSource=insights(), ExportDestination=to())


# ---- the files ----


@pytest.fixture
def week(ses_cloud, v2, send):
    """Mails to three people on two days: one opened, one bounced, one neither; gives their ids."""
    v2.put_account_vdm_attributes(VdmAttributes={"VdmEnabled": "ENABLED"})
    v2.create_configuration_set(ConfigurationSetName="news")
    ses_cloud.receivers.open("ann@gmail.com")
    ses_cloud.receivers.bounce("gone@yahoo.com", "Transient", "MailboxFull")
    ses_cloud.receivers.complaint("eve@aol.com")
    ids = [send("ann@gmail.com", ConfigurationSetName="news"), send("gone@yahoo.com", subject='Ho "ho", he\nhe')]
    ses_cloud.clock.advance(days=1)
    return [*ids, send("eve@aol.com", sender="me@test.org", subject="Ünï")]


WANTED = [("SEND", None), ("DELIVERY", "RATE"), ("TRANSIENT_BOUNCE", "VOLUME"), ("OPEN", "RATE")]
HEADER = "SEND_VOLUME,DELIVERY_RATE,TRANSIENT_BOUNCE_VOLUME,OPEN_RATE"


@pytest.mark.usefixtures("week")
def test_metrics_as_csv(exported):
    text, processed = exported(metrics({"EMAIL_IDENTITY": ["*"]}, WANTED))

    assert processed == 3
    assert text.splitlines() == [
        f"EMAIL_IDENTITY,{HEADER}",
        "example.com,2.0000,0.5000,1.0000,0.5000",
        "me@test.org,1.0000,1.0000,0.0000,0.0000",
    ]
    assert [row["SEND_VOLUME"] for row in csv.DictReader(io.StringIO(text))] == ["2.0000", "1.0000"]


@pytest.mark.usefixtures("week")
def test_metrics_of_every_provider_and_of_some_days(exported):
    text, processed = exported(metrics({"ISP": ["*"]}, [("SEND", None)], start=day(11), end=day(12)))
    rows = {row["ISP"]: row["SEND_VOLUME"] for row in csv.DictReader(io.StringIO(text))}

    assert processed == 1
    assert {isp: sent for isp, sent in rows.items() if sent != "0.0000"} == {"AOL": "1.0000"}
    assert {"Gmail", "Yahoo", "UNKNOWN_ISP"} <= rows.keys()


@TENANTS
@pytest.mark.usefixtures("week")
def test_metrics_of_every_tenant(v2, send, exported):
    for name in ("zoo", "acme"):
        v2.create_tenant(TenantName=name)
    arn = "arn:aws:ses:us-east-1:123456789012:identity/me@test.org"
    v2.create_tenant_resource_association(TenantName="acme", ResourceArn=arn)
    send("ann@gmail.com", sender="me@test.org", TenantName="acme")
    text, processed = exported(metrics({"TENANT_NAME": ["*"]}, [("SEND", None)]))

    assert processed == 4
    assert text.splitlines() == ["TENANT_NAME,SEND_VOLUME", "acme,1.0000", "zoo,0.0000"]


@pytest.mark.usefixtures("week")
def test_metrics_as_json_and_of_several_dimensions(exported):
    wanted = metrics({"ISP": ["Gmail", "AOL", "Gmail"], "CONFIGURATION_SET": ["*"]}, [("SEND", None), ("OPEN", "RATE")])
    text, _ = exported(wanted, "JSON")

    assert '"metrics":{"SEND_VOLUME":1.0000,"OPEN_RATE":1.0000}' in text
    assert json.loads(text) == [
        {"isp": "Gmail", "configuration_set": "news", "metrics": {"SEND_VOLUME": 1, "OPEN_RATE": 1}},
        {"isp": "AOL", "configuration_set": "news", "metrics": {"SEND_VOLUME": 0, "OPEN_RATE": 0}},
    ]


@pytest.mark.usefixtures("vdm")
def test_metrics_without_a_row(exported):
    assert exported(metrics({"CONFIGURATION_SET": ["*"]}, WANTED)) == (f"CONFIGURATION_SET,{HEADER}\n", 0)
    assert exported(metrics({"CONFIGURATION_SET": ["*"]}), "JSON") == ("[]", 0)


COLUMNS = (
    "messageid sendtimestamp isp fromaddress destination subject last_delivery_event last_engagement_event "
    "last_delivery_event_timestamp last_engagement_event_timestamp bounce_sub_type diagnostic_code"
)
NOON, NEXT = "2026-01-10 12:00:00.000 UTC", "2026-01-11 12:00:00.000 UTC"


def rows(ids):
    shop, full = "shop@example.com", "smtp; 450 4.4.7 message expired"
    return [
        [ids[0], NOON, "Gmail", shop, "ann@gmail.com", "Hi", "DELIVERY", "OPEN", NOON, NOON, "", ""],
        [
            ids[1], NOON, "Yahoo", shop, "gone@yahoo.com", 'Ho "ho", he\nhe', "TRANSIENT_BOUNCE", "", NOON, "",
            "MAILBOX_FULL", full,
        ],
        [ids[2], NEXT, "AOL", "me@test.org", "eve@aol.com", "Ünï", "COMPLAINT", "", NEXT, "", "", ""],
    ]  # fmt: skip


def test_insights_as_csv(week, exported):
    text, processed = exported(insights())

    assert processed == 3
    assert text.partition("\n")[0] == "".join(f'"{name}",' for name in COLUMNS.split())
    assert [row[:-1] for row in csv.reader(io.StringIO(text, newline=""))] == [COLUMNS.split(), *rows(week)]


def test_insights_as_json(week, exported):
    text, _ = exported(insights(), "JSON")
    lines = text.splitlines()

    assert (lines[0], lines[-1], [line[0] for line in lines[1:-1]]) == ("[", "]", ["{", ",", ","])
    assert json.loads(text) == [
        {name: value for name, value in zip(COLUMNS.split(), row, strict=True) if value} for row in rows(week)
    ]


@pytest.mark.usefixtures("vdm")
def test_insights_of_nothing(exported):
    assert exported(insights(), "JSON") == ("[\n]\n", 0)


@pytest.mark.parametrize(
    ("more", "chosen"),
    [
        ({}, [0, 1, 2]),
        ({"MaxResults": 2}, [0, 1]),
        ({"start": day(11)}, [2]),
        ({"end": NOW}, [0, 1]),
        ({"Include": {"FromEmailAddress": ["*@EXAMPLE.com"]}}, [0, 1]),
        ({"Include": {"FromEmailAddress": ["example.com"]}}, []),
        ({"Include": {"Destination": ["ann*", "*aol.com"]}}, [0, 2]),
        ({"Include": {"Destination": ["*a*"], "Subject": ["h*"]}}, [0, 1]),
        ({"Include": {"Isp": ["AOL"]}}, [2]),
        ({"Include": {"LastDeliveryEvent": ["COMPLAINT", "DELIVERY"]}}, [0, 2]),
        ({"Include": {"LastEngagementEvent": ["OPEN"]}}, [0]),
        pytest.param({"Include": {"TenantName": ["*x"]}}, [], marks=TENANTS),
        ({"Exclude": {"LastEngagementEvent": ["OPEN"]}}, [1, 2]),
        ({"Exclude": {"Isp": ["AOL"], "Subject": ["Hi"]}}, [1]),
        ({"Include": {"Isp": []}, "Exclude": {"Isp": []}}, [0, 1, 2]),
        ({"Include": {"Subject": ["*(ho*"]}}, []),
    ],
)
def test_insights_of_some(week, exported, more, chosen):
    text, processed = exported(insights(**more))

    assert [row["messageid"] for row in csv.DictReader(io.StringIO(text, newline=""))] == [week[i] for i in chosen]
    assert processed == (1 if "start" in more else 2 if "end" in more else 3)


def test_mail_is_known_for_thirty_days(week, ses_cloud, exported):
    ses_cloud.clock.advance(days=29, hours=1)
    text, _ = exported(insights())

    assert [row["messageid"] for row in csv.DictReader(io.StringIO(text))] == week[2:]
