"""A file of tests as they are written for moto, with S3, SNS, SQS and SES; one line of imports is not moto's."""

from __future__ import annotations

import email
import json
import unittest

import boto3
import pytest

pytest.importorskip("moto", minversion="5")
pytest.importorskip("moto.s3")

from moto.core import DEFAULT_ACCOUNT_ID

from sesmock.moto import mock_aws, ses_backends  # was: from moto, and from moto.ses

REGION = "us-east-1"
SENDER = "noreply@example.com"


# ---- the application ----


def send_report(bucket: str, key: str, to: str) -> str:
    """Send an object of S3 and say so on a queue."""
    body = boto3.client("s3", REGION).get_object(Bucket=bucket, Key=key)["Body"].read().decode()
    sent = boto3.client("ses", REGION).send_email(
        Source=SENDER,
        Destination={"ToAddresses": [to]},
        Message={"Subject": {"Data": f"Report {key}"}, "Body": {"Text": {"Data": body}}},
    )
    queue = boto3.client("sqs", REGION).get_queue_url(QueueName="sent")["QueueUrl"]
    boto3.client("sqs", REGION).send_message(QueueUrl=queue, MessageBody=sent["MessageId"])
    return sent["MessageId"]


# ---- its tests ----


@pytest.fixture
def aws(monkeypatch):
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"):
        monkeypatch.setenv(name, "testing")
    monkeypatch.setenv("AWS_DEFAULT_REGION", REGION)
    with mock_aws():
        yield


@pytest.fixture
def bucket(aws):
    s3 = boto3.client("s3")
    s3.create_bucket(Bucket="reports")
    s3.put_object(Bucket="reports", Key="a.txt", Body=b"All is well.")
    return "reports"


@pytest.fixture
def queue(aws):
    return boto3.client("sqs").create_queue(QueueName="sent")["QueueUrl"]


@pytest.fixture
def ses_backend(aws):
    boto3.client("ses").verify_email_identity(EmailAddress=SENDER)
    return ses_backends[DEFAULT_ACCOUNT_ID][REGION]


def test_a_report_is_sent(bucket, queue, ses_backend):
    messages = ses_backend.sent_messages
    assert messages == []

    message_id = send_report(bucket, "a.txt", "ann@example.org")

    assert len(messages) == 1
    message = messages[0]
    assert (message.id, message.source, message.subject, message.body) == (
        message_id,
        SENDER,
        "Report a.txt",
        "All is well.",
    )
    assert message.destinations["ToAddresses"] == ["ann@example.org"]
    [told] = boto3.client("sqs").receive_message(QueueUrl=queue)["Messages"]
    assert told["Body"] == message_id
    assert boto3.client("ses").get_send_quota()["SentLast24Hours"] == 1


def test_nothing_is_sent_without_the_object(bucket, queue, ses_backend):
    with pytest.raises(boto3.client("s3").exceptions.NoSuchKey):
        send_report(bucket, "b.txt", "ann@example.org")

    assert ses_backend.sent_messages == []
    assert "Messages" not in boto3.client("sqs").receive_message(QueueUrl=queue)


@mock_aws
def test_a_sender_that_is_not_verified():
    client = boto3.client("ses", region_name=REGION)
    with pytest.raises(client.exceptions.MessageRejected):
        client.send_email(
            Source=SENDER,
            Destination={"ToAddresses": ["ann@example.org"]},
            Message={"Subject": {"Data": "s"}, "Body": {"Text": {"Data": "t"}}},
        )


@mock_aws(config={"core": {"reset_boto3_session": True}})
def test_a_topic_tells_a_queue():
    sns, sqs = boto3.client("sns", REGION), boto3.client("sqs", REGION)
    topic = sns.create_topic(Name="bounces")["TopicArn"]
    url = sqs.create_queue(QueueName="bounces")["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=arn)
    sns.publish(TopicArn=topic, Message="gone@example.org")

    [told] = sqs.receive_message(QueueUrl=url)["Messages"]
    assert json.loads(told["Body"])["Message"] == "gone@example.org"


@mock_aws
class TestRaw(unittest.TestCase):
    def setUp(self):
        self.ses = boto3.client("ses", REGION)
        self.ses.verify_domain_identity(Domain="example.com")
        boto3.client("s3", REGION).create_bucket(Bucket="kept")

    def test_an_attachment(self):
        raw = email.message.EmailMessage()
        raw["From"], raw["To"], raw["Subject"] = SENDER, "ann@example.org", "Invoice"
        raw.set_content("Attached.")
        raw.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename="invoice.pdf")
        self.ses.send_raw_email(RawMessage={"Data": raw.as_bytes()})

        [message] = ses_backends[DEFAULT_ACCOUNT_ID][REGION].sent_messages
        assert message.source == SENDER
        assert message.destinations == ["ann@example.org"]
        [attachment] = email.message_from_string(message.raw_data).get_payload()[1:]
        assert attachment.get_filename() == "invoice.pdf"

    def test_each_test_begins_anew(self):
        assert ses_backends[DEFAULT_ACCOUNT_ID][REGION].sent_messages == []
        assert [found["Name"] for found in boto3.client("s3", REGION).list_buckets()["Buckets"]] == ["kept"]
