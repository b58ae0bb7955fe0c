"""Whatever jobs and figures are asked is answered or refused, and a refusal leaves no trace."""

from __future__ import annotations

from datetime import datetime, timezone

import pytest
from botocore.exceptions import ClientError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

pytestmark = pytest.mark.ses(region="us-east-1", at="2026-01-10T12:00Z", seed=1, verified=["example.com"])

OPERATIONS = [
    "batch_get_metric_data", "cancel_export_job", "create_export_job", "create_import_job",
    "get_email_address_insights", "get_export_job", "get_import_job", "get_message_insights", "list_export_jobs",
    "list_import_jobs", "list_recommendations",
]  # fmt: skip
TEXTS = st.sampled_from(
    ["a", "*", "x y", "ann@example.org", "example.com", "s3://lists/a.csv", "s3://b/c", "news", "ü" * 70, "a@b@c", "."]
)
TIMES = st.sampled_from([1, 12, 25]).map(lambda day: datetime(2026, 1, day, tzinfo=timezone.utc)) | st.integers(
    0, 2**33
)


def values(shape):
    """Values that boto3 lets pass; those of an enum are mostly its own."""
    kind, least = shape.type_name, shape.metadata.get("min", 0)
    if kind == "structure":
        needed = {name: values(shape.members[name]) for name in shape.required_members}
        others = {name: values(member) for name, member in shape.members.items() if name not in needed}
        return st.fixed_dictionaries(needed, optional=others)
    if kind == "list":
        return st.lists(values(shape.member), min_size=least, max_size=3)
    if kind == "map":
        return st.dictionaries(values(shape.key), values(shape.value), min_size=least, max_size=3)
    if kind == "timestamp":
        return TIMES
    if kind == "integer":
        return st.integers(shape.metadata.get("min", -1), 200)
    right = shape.enum or (["s3://lists/a.csv"] if "pattern" in shape.metadata else [])
    usual = st.sampled_from(right) if right else TEXTS
    return st.one_of(usual, usual, usual, TEXTS)


@pytest.fixture
def jobs(v2, ses_cloud):
    """An account in which there is something of everything; gives the ids of its jobs and mails."""
    v2.put_account_vdm_attributes(VdmAttributes={"VdmEnabled": "ENABLED"})
    v2.create_contact_list(ContactListName="news")
    ses_cloud.outside.buckets.put("lists", "a.csv", b"emailAddress\nann@example.org\n")
    mail = v2.send_email(
        FromEmailAddress="shop@example.com",
        Destination={"ToAddresses": ["ann@example.org"]},
        Content={"Simple": {"Subject": {"Data": "Hi"}, "Body": {"Text": {"Data": "Ho"}}}},
    )["MessageId"]
    imported = v2.create_import_job(
        ImportDestination={"ContactListDestination": {"ContactListName": "news", "ContactListImportAction": "PUT"}},
        ImportDataSource={"S3Url": "s3://lists/a.csv", "DataFormat": "CSV"},
    )["JobId"]
    exported = v2.create_export_job(
        ExportDataSource={"MessageInsightsDataSource": {"StartDate": 0, "EndDate": 2**32}},
        ExportDestination={"DataFormat": "CSV"},
    )["JobId"]
    return [mail, imported, exported]


@pytest.mark.parametrize("operation", OPERATIONS)
def test_whatever_is_asked_is_answered_or_refused_without_a_trace(v2, ses_cloud, jobs, needs, operation):
    needs(f"sesv2.{operation.title().replace('_', '')}")
    client, region = v2.client, ses_cloud.region()
    shape = client.meta.service_model.operation_model(client.meta.method_to_api_mapping[operation]).input_shape
    ses_cloud.limits.import_jobs = ses_cloud.limits.export_jobs = 5
    answered = 0

    def seen():
        every = [*region.import_jobs.values(), *region.export_jobs.values()]
        return (
            [(job.id, job.status, job.processed, job.failed) for job in every],
            dict(region.suppressed),
            dict(region.contact_lists["news"].contacts),
            dict(ses_cloud.outside.buckets.objects),
        )

    @settings(max_examples=80, suppress_health_check=list(HealthCheck))
    @given(values(shape), st.sampled_from(jobs))
    def ask(parameters, known):
        nonlocal answered
        for name in {"JobId", "MessageId"} & parameters.keys():
            parameters[name] = known
        before = seen()
        try:
            getattr(client, operation)(**parameters)
        except ClientError as error:
            assert error.response["ResponseMetadata"]["HTTPStatusCode"] in {400, 404}  # noqa: PT017
            assert seen() == before
        else:
            answered += 1

    ask()
    assert answered, "something must have been right"
