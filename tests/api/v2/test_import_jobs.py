"""Import jobs through sesv2: from buckets into the suppression list and contact lists."""

from __future__ import annotations

import csv
import io
import json
import time
from datetime import datetime, timedelta, timezone

import pytest

pytestmark = pytest.mark.ses(region="us-east-1", at="2026-01-01T00:00Z", seed=1)

NOW = datetime(2026, 1, 1, tzinfo=timezone.utc)
ENUM = "1 validation error detected: Value at '{}' failed to satisfy constraint: Member must satisfy enum value set: {}"
PATTERN = (
    "1 validation error detected: Value at 'importDataSource.s3Url' failed to satisfy constraint: Member must satisfy "
    "regular expression pattern: {}"
)


def bad(text):
    return 400, "BadRequestException", text


def suppression(action="PUT"):
    return {"SuppressionListDestination": {"SuppressionListImportAction": action}}


def contacts(action="PUT", name="news"):
    return {"ContactListDestination": {"ContactListName": name, "ContactListImportAction": action}}


def source(data_format="CSV", url="s3://lists/to/import.txt"):
    return {"S3Url": url, "DataFormat": data_format}


@pytest.fixture
def put(ses_cloud):
    """Put the file to import into its bucket."""

    def put(text):
        body = text if isinstance(text, bytes) else text.encode()
        ses_cloud.outside.buckets.put("lists", "to/import.txt", body)

    return put


@pytest.fixture
def run(v2, put):
    """Import a text and give what GetImportJob says in the end, without what is always so."""

    def run(text, destination=None, data_format="CSV"):
        put(text)
        destination = destination or suppression()
        job_id = v2.create_import_job(ImportDestination=destination, ImportDataSource=source(data_format))["JobId"]
        v2.get_import_job(JobId=job_id)
        said = v2.get_import_job(JobId=job_id)
        assert said.pop("JobId") == job_id
        assert (said.pop("ImportDestination"), said.pop("ImportDataSource")) == (destination, source(data_format))
        assert (said.pop("CreatedTimestamp"), said.pop("CompletedTimestamp")) == (NOW, NOW)
        return said

    return run


def done(processed, failed=0):
    return {"JobStatus": "COMPLETED", "ProcessedRecordsCount": processed, "FailedRecordsCount": failed}


def gone_wrong(message):
    return {**done(0), "JobStatus": "FAILED", "FailureInfo": {"ErrorMessage": message}}


def fetched(url):
    requests = pytest.importorskip("requests")
    response = requests.get(url)
    assert response.status_code == 200
    return response.text


def listed(cloud):
    return {entry.address: entry.reason for entry in cloud.region().suppressed.values()}


# ---- how a job goes on ----


def test_the_first_answer_says_processing_and_the_second_completed(v2, ses_cloud, put):
    put("ann@example.org,BOUNCE\nbob@Example.org,COMPLAINT\n")
    made = v2.create_import_job(ImportDestination=suppression(), ImportDataSource=source())
    [job] = ses_cloud.region().import_jobs.values()
    assert made == {"JobId": job.id}
    assert (job.status, repr(job)) == ("CREATED", f"<ImportJob {job.id}: CREATED>")

    under_way = {
        "JobId": job.id,
        "ImportDestination": suppression(),
        "ImportDataSource": source(),
        "JobStatus": "PROCESSING",
        "CreatedTimestamp": NOW,
        "ProcessedRecordsCount": 0,
        "FailedRecordsCount": 0,
    }
    assert v2.get_import_job(JobId=job.id) == under_way
    assert listed(ses_cloud) == {}
    assert v2.get_import_job(JobId=job.id) == {
        **under_way,
        "JobStatus": "COMPLETED",
        "CompletedTimestamp": NOW,
        "ProcessedRecordsCount": 2,
    }
    assert listed(ses_cloud) == {"ann@example.org": "BOUNCE", "bob@example.org": "COMPLAINT"}


def test_the_clock_ends_it_without_anybody_asking(v2, ses_cloud, put):
    job_id = v2.create_import_job(ImportDestination=suppression(), ImportDataSource=source())["JobId"]
    put("ann@example.org,BOUNCE\n")  # in time: it is read when the job is done
    job = ses_cloud.region().import_jobs[job_id]
    seen = []
    for _ in range(4):
        seen.append((job.status, job.ended, listed(ses_cloud)))
        ses_cloud.clock.advance(seconds=4)

    done_then = {"ann@example.org": "BOUNCE"}
    assert seen == [
        ("CREATED", False, {}), ("PROCESSING", False, {}), ("PROCESSING", False, {}), ("COMPLETED", True, done_then),
    ]  # fmt: skip
    assert v2.get_import_job(JobId=job_id)["CompletedTimestamp"] == NOW + timedelta(seconds=10)
    assert ses_cloud.region().suppressed["ann@example.org"].updated_at == (NOW + timedelta(seconds=10)).timestamp()


def test_a_clock_that_has_jumped_ends_it_at_its_time(v2, ses_cloud, put):
    put("ann@example.org,BOUNCE\n")
    job_id = v2.create_import_job(ImportDestination=suppression(), ImportDataSource=source())["JobId"]
    ses_cloud.clock.freeze(NOW + timedelta(hours=1))

    said = v2.get_import_job(JobId=job_id)
    assert (said["JobStatus"], said["CompletedTimestamp"]) == ("COMPLETED", NOW + timedelta(seconds=10))


def test_a_job_that_has_ended_is_no_plan_of_the_clock_any_more(v2, ses_cloud, put):
    put("ann@example.org,BOUNCE\n")
    job_id = v2.create_import_job(ImportDestination=suppression(), ImportDataSource=source())["JobId"]
    planned = [len(ses_cloud.clock._planned)]
    for _ in range(2):
        v2.get_import_job(JobId=job_id)
        planned.append(len(ses_cloud.clock._planned))
    v2.delete_suppressed_destination(EmailAddress="ann@example.org")
    ses_cloud.clock.advance(minutes=1)

    assert planned == [1, 1, 0]
    assert listed(ses_cloud) == {}, "it is done once only"


def test_a_polling_loop_passes_in_mock_time(v2, ses_cloud, put):
    put("ann@example.org,BOUNCE\n")
    job_id = v2.create_import_job(ImportDestination=suppression(), ImportDataSource=source())["JobId"]
    statuses = []
    with ses_cloud.clock.skipping_sleep():
        while statuses[-1:] != ["COMPLETED"]:
            time.sleep(3)
            statuses.append(v2.get_import_job(JobId=job_id)["JobStatus"])

    assert statuses == ["PROCESSING", "COMPLETED"]
    assert ses_cloud.clock.today == NOW + timedelta(seconds=6)


def test_a_list_asks_for_all_of_its_jobs(v2, ses_cloud, put):
    put("ann@example.org,BOUNCE\n")
    v2.create_import_job(ImportDestination=suppression(), ImportDataSource=source())
    ses_cloud.clock.advance(seconds=1)
    v2.create_import_job(ImportDestination=suppression("DELETE"), ImportDataSource=source())

    one, other = (
        [(job["JobStatus"], job["ProcessedRecordsCount"]) for job in v2.list_import_jobs()["ImportJobs"]]
        for _ in range(2)
    )
    assert one == [("PROCESSING", 0)] * 2
    assert other == [("COMPLETED", 1)] * 2
    assert listed(ses_cloud) == {"ann@example.org": "BOUNCE"}, "the row with a reason is none to delete"


def test_what_a_bucket_raises_goes_to_whoever_asks_and_the_job_goes_on(v2, ses_cloud):
    class Broken:
        def get(self, bucket, key):
            raise ZeroDivisionError(f"{bucket}/{key}")

    before = ses_cloud.outside.buckets
    ses_cloud.outside.buckets = Broken()
    job_id = v2.create_import_job(ImportDestination=suppression(), ImportDataSource=source())["JobId"]
    v2.get_import_job(JobId=job_id)

    with pytest.raises(ZeroDivisionError, match="lists/to/import"):
        v2.get_import_job(JobId=job_id)
    assert ses_cloud.region().import_jobs[job_id].status == "PROCESSING"
    ses_cloud.outside.buckets = before
    before.put("lists", "to/import.txt", b"ann@example.org,BOUNCE")
    assert v2.get_import_job(JobId=job_id)["JobStatus"] == "COMPLETED"


def test_a_bucket_may_use_ses_itself(v2, ses_cloud):
    statuses = []

    class Asking:
        def get(self, *_):
            statuses.append(v2.get_import_job(JobId=job_id)["JobStatus"])
            return b"ann@example.org,BOUNCE"

    ses_cloud.outside.buckets = Asking()
    job_id = v2.create_import_job(ImportDestination=suppression(), ImportDataSource=source())["JobId"]
    statuses += [v2.get_import_job(JobId=job_id)["JobStatus"] for _ in range(2)]

    assert statuses == ["PROCESSING", "PROCESSING", "COMPLETED"]


# ---- the suppression list ----

ROWS = [
    ("ann@example.org", "BOUNCE"), ("bad", "BOUNCE"), (" bob@Example.org ", "COMPLAINT"), ("eve@example.org", "bounce"),
    ("ANN@example.org", "COMPLAINT"), ("", "BOUNCE"),
]  # fmt: skip
REASONS = [
    "Invalid email address<bad>.",
    "Invalid suppression reason <bounce>: only BOUNCE and COMPLAINT are allowed.",
    "Invalid email address<>.",
]
TAKEN = {"ann@example.org": "BOUNCE", "bob@example.org": "COMPLAINT", "ANN@example.org": "COMPLAINT"}


def test_good_and_bad_rows_of_csv(run, ses_cloud):
    said = run("\ufeff" + "\r\n\n".join(map(", ".join, ROWS)) + "\r\n \nx@example.org\n")
    url = said.pop("FailureInfo")

    assert said == done(7, 4)
    assert listed(ses_cloud) == TAKEN
    assert url.keys() == {"FailedRecordsS3Url"}
    assert list(csv.reader(io.StringIO(fetched(url["FailedRecordsS3Url"])))) == [
        [*ROWS[1], REASONS[0]], [*ROWS[3], REASONS[1]], [*ROWS[5], REASONS[2]],
        ["x@example.org", "The record has 1 columns, expected 2."],
    ]  # fmt: skip
    [job] = ses_cloud.region().import_jobs.values()
    assert [why for _, why in job.failures[:3]] == REASONS


def test_good_and_bad_objects_of_json(run, ses_cloud):
    lines = [json.dumps({"emailAddress": address, "reason": reason}) for address, reason in ROWS]
    lines += ["", "[1]", "{", '{"emailAddress": 5}', '{"emailAddress": "x@example.org"}', "[" * 100_000]
    said = run("\n".join(lines), data_format="JSON")
    url = said.pop("FailureInfo")["FailedRecordsS3Url"]

    assert said == done(11, 8)
    assert listed(ses_cloud) == TAKEN
    no_object = "The record is not a valid JSON object."
    assert [json.loads(line) for line in fetched(url).splitlines()] == [
        {"record": lines[index], "errorMessage": why}
        for index, why in (
            (1, REASONS[0]), (3, REASONS[1]), (5, REASONS[2]), (7, no_object), (8, no_object),
            (9, "Invalid email address<5>."),
            (10, "Invalid suppression reason <null>: only BOUNCE and COMPLAINT are allowed."), (11, no_object),
        )
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("data_format", "text"),
    [
        ("CSV", "ann@Example.org\nnobody@example.org\nbad\n"),
        ("JSON", '{"emailAddress":"ann@example.org"}\n{"emailAddress":"nobody@example.org"}\n{"emailAddress":"bad"}'),
    ],
)
def test_addresses_are_deleted_and_those_not_listed_do_not_fail(run, v2, ses_cloud, data_format, text):
    for address in ("ann@example.org", "bob@example.org"):
        v2.put_suppressed_destination(EmailAddress=address, Reason="BOUNCE")
    said = run(text, suppression("DELETE"), data_format)

    assert said.pop("FailureInfo").keys() == {"FailedRecordsS3Url"}
    assert said == done(3, 1)
    assert listed(ses_cloud) == {"bob@example.org": "BOUNCE"}


def test_an_import_replaces_what_the_list_said(run, v2, ses_cloud):
    v2.put_suppressed_destination(EmailAddress="ann@example.org", Reason="BOUNCE")

    assert run("ann@example.org,COMPLAINT") == done(1)
    assert listed(ses_cloud) == {"ann@example.org": "COMPLAINT"}


# ---- contact lists ----


@pytest.fixture
def news(v2):
    """A list with two topics."""
    topics = [
        {"TopicName": name, "DisplayName": name, "DefaultSubscriptionStatus": "OPT_OUT"} for name in ("tips", "sales")
    ]
    v2.create_contact_list(ContactListName="news", Topics=topics)


def contact(v2, address):
    found = v2.get_contact(ContactListName="news", EmailAddress=address)
    shown = {"TopicPreferences": [], "AttributesData": None, "TopicDefaultPreferences": [], **found}
    said = {one["TopicName"]: one["SubscriptionStatus"] for one in shown["TopicPreferences"]}
    return shown["UnsubscribeAll"], shown["AttributesData"], said


def addresses(cloud):
    return list(cloud.region().contact_lists["news"].contacts)


HEADER = "emailAddress,unsubscribeAll,attributesData,topicPreferences.tips,topicPreferences.sales"


@pytest.mark.usefixtures("news")
def test_contacts_from_csv(run, v2, ses_cloud):
    v2.create_contact(ContactListName="news", EmailAddress="old@example.org", AttributesData="x", UnsubscribeAll=True)
    rows = [
        "ann@example.org,false,{\"Name\": \"Ann\"},OPT_IN,OPT_OUT",  # as the guide's sample has it
        'bob@example.org,TRUE,"{""a"": 1, ""b"": 2}",,OPT_IN',
        "old@example.org,,,,",  # replaced outright (probed)
        "bad,false,,OPT_IN,OPT_IN",
        "eve@example.org,maybe,,OPT_IN,OPT_IN",
        "eve@example.org,false,,IN,OPT_IN",
        "eve@example.org,false",
    ]  # fmt: skip
    said = run("\n".join([HEADER, *rows]), contacts())
    failed = list(csv.reader(io.StringIO(fetched(said.pop("FailureInfo")["FailedRecordsS3Url"]))))

    assert said == done(7, 4)
    assert addresses(ses_cloud) == ["old@example.org", "ann@example.org", "bob@example.org"]
    assert contact(v2, "ann@example.org") == (False, '{"Name": "Ann"}', {"tips": "OPT_IN", "sales": "OPT_OUT"})
    assert contact(v2, "bob@example.org") == (True, '{"a": 1, "b": 2}', {"sales": "OPT_IN"})
    assert contact(v2, "old@example.org") == (False, None, {})
    assert failed == [
        [*HEADER.split(","), "errorMessage"],
        [*rows[3].split(","), "EmailAddress <bad> is invalid"],
        [*rows[4].split(","), "Invalid unsubscribeAll <maybe>: only true and false are allowed."],
        [*rows[5].split(","), "Invalid subscriptionStatus <IN>: only OPT_IN and OPT_OUT are allowed."],
        [*rows[6].split(","), "The record has 2 columns, expected 5."],
    ]


@pytest.mark.usefixtures("news")
def test_contacts_from_json(run, v2, ses_cloud):
    good = [
        {
            "emailAddress": "ann@example.org",
            "unsubscribeAll": True,
            "attributesData": "{}",
            "topicPreferences": [{"topicName": "tips", "subscriptionStatus": "OPT_IN"}],
        },
        {"emailAddress": "bob@example.org"},
    ]
    wrong = [
        ({"emailAddress": None}, "EmailAddress <null> is invalid"),
        ({"emailAddress": ""}, "EmailAddress can't be blank."),
        ({"unsubscribeAll": "true"}, "Invalid unsubscribeAll <true>: only true and false are allowed."),
        ({"attributesData": {}}, "attributesData must be a text."),
        ({"topicPreferences": {}}, "topicPreferences must be a list of topicName and subscriptionStatus."),
        ({"topicPreferences": [{}]}, "topicPreferences must be a list of topicName and subscriptionStatus."),
        (
            {"topicPreferences": [{"topicName": "x", "subscriptionStatus": "OPT_IN"}]},
            "List: news doesn't contain Topic: x",
        ),
        (
            {"topicPreferences": [{"topicName": "tips", "subscriptionStatus": "x"}]},
            "Invalid subscriptionStatus <x>: only OPT_IN and OPT_OUT are allowed.",
        ),
    ]
    records = [*good, *({"emailAddress": "eve@example.org", **one} for one, _ in wrong)]
    said = run("\n".join([*map(json.dumps, records), "null"]), contacts(), "JSON")
    failed = fetched(said.pop("FailureInfo")["FailedRecordsS3Url"]).splitlines()

    assert said == done(11, 9)
    assert addresses(ses_cloud) == ["ann@example.org", "bob@example.org"]
    assert contact(v2, "ann@example.org") == (True, "{}", {"tips": "OPT_IN"})
    assert [json.loads(line)["errorMessage"] for line in failed] == [
        *(why for _, why in wrong), "The record is not a valid JSON object.",
    ]  # fmt: skip


@pytest.mark.usefixtures("news")
@pytest.mark.parametrize(
    ("data_format", "text"),
    [
        ("CSV", "emailAddress\nann@example.org\nnobody@example.org\nbad"),
        ("JSON", '{"emailAddress":"ann@example.org"}\n{"emailAddress":"nobody@example.org"}\n{"emailAddress":"bad"}'),
    ],
)
def test_contacts_are_deleted(run, v2, ses_cloud, data_format, text):
    for address in ("ann@example.org", "bob@example.org"):
        v2.create_contact(ContactListName="news", EmailAddress=address)
    said = run(text, contacts("DELETE"), data_format)

    assert said.pop("FailureInfo").keys() == {"FailedRecordsS3Url"}
    assert said == done(3, 1)
    assert addresses(ses_cloud) == ["bob@example.org"]


@pytest.mark.usefixtures("news")
@pytest.mark.parametrize(
    ("header", "destination", "others"),
    [
        ("a@example.org,false", contacts(), "unsubscribeAll, attributesData, topicPreferences.…"),
        ("emailAddress,name", contacts(), "unsubscribeAll, attributesData, topicPreferences.…"),
        ("emailAddress,emailAddress", contacts(), "unsubscribeAll, attributesData, topicPreferences.…"),
        ("", contacts(), "unsubscribeAll, attributesData, topicPreferences.…"),
        ("emailAddress,unsubscribeAll", contacts("DELETE"), "it"),
    ],
)
def test_a_header_that_says_something_else_fails_all_of_it(run, ses_cloud, header, destination, others):
    message = f"The header must have the column emailAddress, and no other than {others}: {header}."

    assert run(f"{header}\n", destination) == gone_wrong(message)
    assert addresses(ses_cloud) == []


@pytest.mark.usefixtures("news")
def test_a_list_that_is_gone_when_the_job_is_done(v2, put):
    put("emailAddress\nann@example.org")
    job_id = v2.create_import_job(ImportDestination=contacts(), ImportDataSource=source())["JobId"]
    v2.delete_contact_list(ContactListName="news")

    said = [v2.get_import_job(JobId=job_id) for _ in range(2)][-1]
    assert (said["JobStatus"], said["FailureInfo"]) == (
        "FAILED", {"ErrorMessage": "ContactList <news> doesn't exist"},
    )  # fmt: skip


# ---- what fails as a whole ----


def test_an_object_that_is_not_there(v2):
    job_id = v2.create_import_job(ImportDestination=suppression(), ImportDataSource=source())["JobId"]
    v2.get_import_job(JobId=job_id)

    said = v2.get_import_job(JobId=job_id)
    assert (said["JobStatus"], said["FailureInfo"], said["CompletedTimestamp"]) == (
        "FAILED", {"ErrorMessage": "The object to/import.txt in bucket lists could not be read."}, NOW,
    )  # fmt: skip


@pytest.mark.parametrize("body", [b"\xff\xfe", b'"' + b"x" * 200_000])
def test_an_object_that_nobody_can_read(run, ses_cloud, body):
    assert run(body) == gone_wrong("The object is not valid CSV in UTF-8.")
    assert listed(ses_cloud) == {}


@pytest.mark.usefixtures("news")
@pytest.mark.parametrize(
    ("limit", "destination", "lines"),
    [
        ("suppressions_per_import", suppression(), ["a@example.org,BOUNCE"]),
        ("suppression_deletions_per_import", suppression("DELETE"), ["a@example.org"]),
        ("contacts_per_import", contacts(), ["emailAddress", "a@example.org"]),
    ],
)
def test_too_many_records(run, ses_cloud, limit, destination, lines):
    setattr(ses_cloud.limits, limit, 2)

    assert run("\n".join(lines + lines[-1:]), destination) == done(2)
    assert run("\n".join(lines + lines[-1:] * 2), destination) == gone_wrong(
        "The object has 3 records, which is more than the maximum of 2."
    )


def test_the_limits_are_the_documented_ones(ses_cloud):
    limits = ses_cloud.limits

    assert (limits.suppressions_per_import, limits.suppression_deletions_per_import) == (100_000, 10_000)
    assert (limits.contacts_per_import, limits.import_jobs, limits.export_jobs) == (1_000_000, 20, 20)


# ---- refusals ----


@pytest.mark.parametrize(
    ("destination", "given", "said"),
    [
        ({}, source(), "Exactly one of SuppressionListDestination and ContactListDestination must be provided."),
        (
            suppression() | contacts(),
            source(),
            "Exactly one of SuppressionListDestination and ContactListDestination must be provided.",
        ),
        (
            suppression("x"),
            source(),
            ENUM.format("importDestination.suppressionListDestination.suppressionListImportAction", "[DELETE, PUT]"),
        ),
        (suppression(), source("XML"), ENUM.format("importDataSource.dataFormat", "[CSV, JSON]")),
        (
            suppression(),
            source(url="https://lists/x"),
            PATTERN.format(r"^s3:\/\/([^\/]+)\/(.*?([^\/]+)\/?)$"),
        ),
        (contacts(name=" "), source(), "ContactListName can't be blank."),
    ],
)
def test_what_is_refused(v2, ses_cloud, destination, given, said):
    assert v2.no("create_import_job", ImportDestination=destination, ImportDataSource=given) == bad(said)
    assert ses_cloud.region().import_jobs == {}


def test_a_contact_list_that_is_not_there(v2):
    assert v2.no("create_import_job", ImportDestination=contacts(), ImportDataSource=source()) == (
        404, "NotFoundException", "ContactList <news> doesn't exist",
    )  # fmt: skip


def test_in_the_sandbox(v2, ses_cloud):
    ses_cloud.sandbox = True
    refused = bad("Your account is still in the sandbox.")

    assert v2.no("create_import_job", ImportDestination=suppression(), ImportDataSource=source()) == refused
    assert v2.no("create_import_job", ImportDestination=contacts(), ImportDataSource=source()) == refused
    assert v2.no("list_import_jobs") == refused
    assert v2.no("get_import_job", JobId="x") == bad("Invalid JobId")


def test_too_many_at_a_time(v2, ses_cloud):
    for _ in range(20):
        v2.create_import_job(ImportDestination=suppression(), ImportDataSource=source())

    assert v2.no("create_import_job", ImportDestination=suppression(), ImportDataSource=source()) == (
        400,
        "LimitExceededException",
        "There are too many import jobs running - please wait for one to complete before resubmitting.",
    )
    ses_cloud.clock.advance(minutes=1)
    v2.create_import_job(ImportDestination=suppression(), ImportDataSource=source())
    assert len(ses_cloud.region().import_jobs) == 21


def test_a_job_is_known_in_its_region_only(v2, api):
    job_id = v2.create_import_job(ImportDestination=suppression(), ImportDataSource=source())["JobId"]

    assert api("sesv2", "eu-west-1").no("get_import_job", JobId=job_id) == bad("Invalid JobId")
    assert api("sesv2", account="222222222222").no("get_import_job", JobId=job_id) == bad("Invalid JobId")
    assert api("sesv2", "eu-west-1").list_import_jobs() == {"ImportJobs": []}


# ---- the list ----


@pytest.mark.usefixtures("news")
def test_the_list_newest_first_by_destination_and_in_pages(v2, ses_cloud):
    ids = []
    for destination in (suppression(), contacts("DELETE"), suppression("DELETE")):
        ids.append(v2.create_import_job(ImportDestination=destination, ImportDataSource=source())["JobId"])
        ses_cloud.clock.advance(seconds=1)

    def shown(number, destination):
        return {
            "JobId": ids[number],
            "ImportDestination": destination,
            "JobStatus": "FAILED",
            "CreatedTimestamp": NOW + timedelta(seconds=number),
            "ProcessedRecordsCount": 0,
            "FailedRecordsCount": 0,
        }

    ses_cloud.clock.advance(minutes=1)
    assert v2.list_import_jobs() == {
        "ImportJobs": [shown(2, suppression("DELETE")), shown(1, contacts("DELETE")), shown(0, suppression())]
    }
    assert v2.list_import_jobs(ImportDestinationType="CONTACT_LIST") == {"ImportJobs": [shown(1, contacts("DELETE"))]}
    first = v2.list_import_jobs(ImportDestinationType="SUPPRESSION_LIST", PageSize=1)
    token = first.pop("NextToken")
    assert first == {"ImportJobs": [shown(2, suppression("DELETE"))]}
    assert v2.list_import_jobs(ImportDestinationType="SUPPRESSION_LIST", PageSize=1, NextToken=token) == {
        "ImportJobs": [shown(0, suppression())]
    }


def test_a_page_that_is_refused_asks_for_no_job(v2, ses_cloud):
    v2.create_import_job(ImportDestination=suppression(), ImportDataSource=source())
    size, token = bad("PageSize must be between 1 and 100"), bad("Failed to deserialize token. ")

    assert [v2.no("list_import_jobs", PageSize=size) for size in (0, 101)] == [size] * 2
    assert [v2.no("list_import_jobs", NextToken=token) for token in ("", "x")] == [token] * 2
    assert v2.no("list_import_jobs", ImportDestinationType="x") == bad(
        ENUM.format("importDestinationType", "[SUPPRESSION_LIST, CONTACT_LIST]")
    )
    assert [job.status for job in ses_cloud.region().import_jobs.values()] == ["CREATED"]
