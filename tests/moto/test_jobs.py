"""Import and export jobs beside moto: the files are in moto's S3."""

from __future__ import annotations

import csv
import io

import boto3
import pytest

from sesmock import mock_ses

moto = pytest.importorskip("moto")
requests = pytest.importorskip("requests")

REGION = "eu-west-1"


@pytest.fixture
def cloud():
    with moto.mock_aws(), mock_ses(region=REGION, verified=["example.com"], deliver=True) as cloud:
        yield cloud


@pytest.fixture
def s3():
    """A client, and a bucket to import from."""
    client = boto3.client("s3", REGION)
    client.create_bucket(Bucket="lists", CreateBucketConfiguration={"LocationConstraint": REGION})
    return client


def keys(s3):
    """What is in SES's own bucket."""
    found = s3.list_objects_v2(Bucket=f"ses-jobs-{REGION}-123456789012")
    return {one["Key"]: s3.get_object(Bucket=found["Name"], Key=one["Key"])["Body"].read() for one in found["Contents"]}


def imported(url="s3://lists/2026/bounced.csv"):
    """What becomes of an import into the suppression list."""
    ses = boto3.client("sesv2", REGION)
    job_id = ses.create_import_job(
        ImportDestination={"SuppressionListDestination": {"SuppressionListImportAction": "PUT"}},
        ImportDataSource={"S3Url": url, "DataFormat": "CSV"},
    )["JobId"]
    assert ses.get_import_job(JobId=job_id)["JobStatus"] == "PROCESSING"
    return ses.get_import_job(JobId=job_id)


def test_an_import_from_moto_and_its_failures_there(cloud, s3):
    s3.put_object(Bucket="lists", Key="2026/bounced.csv", Body=b"ann@example.org,BOUNCE\nbad,BOUNCE\n")
    said = imported()

    assert (said["JobStatus"], said["ProcessedRecordsCount"], said["FailedRecordsCount"]) == ("COMPLETED", 2, 1)
    assert [*cloud.region().suppressed] == ["ann@example.org"]
    failed = b"bad,BOUNCE,Invalid email address<bad>.\n"
    assert keys(s3) == {f"{said['JobId']}/failed-records.csv": failed}
    assert requests.get(said["FailureInfo"]["FailedRecordsS3Url"]).content == failed


@pytest.mark.parametrize("url", ["s3://lists/nothing.csv", "s3://nobody/2026/bounced.csv"])
@pytest.mark.usefixtures("cloud", "s3")
def test_what_moto_does_not_have(url):
    said = imported(url)
    bucket, _, key = url.removeprefix("s3://").partition("/")

    assert said["JobStatus"] == "FAILED"
    assert said["FailureInfo"] == {"ErrorMessage": f"The object {key} in bucket {bucket} could not be read."}


def test_exports_to_moto(cloud, s3):
    ses = boto3.client("sesv2", REGION)
    ses.put_account_vdm_attributes(VdmAttributes={"VdmEnabled": "ENABLED"})
    ses.send_email(
        FromEmailAddress="shop@example.com",
        Destination={"ToAddresses": ["ann@example.org"]},
        Content={"Simple": {"Subject": {"Data": "Hi"}, "Body": {"Text": {"Data": "Ho"}}}},
    )
    ids = [
        ses.create_export_job(
            ExportDataSource={"MessageInsightsDataSource": {"StartDate": 0, "EndDate": 2**32}},
            ExportDestination={"DataFormat": "CSV"},
        )["JobId"]
        for _ in range(2)
    ]
    cloud.clock.advance(minutes=1)
    urls = [ses.get_export_job(JobId=job_id)["ExportDestination"]["S3Url"] for job_id in ids]
    texts = [requests.get(url).text for url in urls]

    assert sorted(keys(s3).values()) == [text.encode() for text in texts]
    [row] = csv.DictReader(io.StringIO(texts[0]))
    assert (row["destination"], row["last_delivery_event"]) == ("ann@example.org", "DELIVERY")


def test_without_deliver_the_files_are_in_memory():
    with moto.mock_aws(), mock_ses(region=REGION) as cloud:
        cloud.outside.buckets.put("lists", "2026/bounced.csv", b"bad,BOUNCE\n")
        said = imported()

        assert boto3.client("s3", REGION).list_buckets()["Buckets"] == []
        assert (
            requests.get(said["FailureInfo"]["FailedRecordsS3Url"]).text == "bad,BOUNCE,Invalid email address<bad>.\n"
        )
