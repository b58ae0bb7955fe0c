"""Mail that comes in goes on to moto: its buckets, topics with their queues, and keys."""

from __future__ import annotations

import io
import json
import zipfile

import boto3
import pytest

from sesmock import mock_ses

moto = pytest.importorskip("moto")

REGION = "eu-west-1"
MAIL = b"From: Bob <bob@example.org>\r\nTo: ann@example.com\r\nSubject: Hi\r\n\r\nHello, Ann.\r\n"


@pytest.fixture
def cloud():
    with moto.mock_aws(), mock_ses(region=REGION, verified=["example.com"], deliver=True) as cloud:
        yield cloud


def client(service):
    return boto3.client(service, region_name=REGION)


def rule(*actions, **more):
    ses = client("ses")
    ses.create_receipt_rule_set(RuleSetName="s")
    ses.create_receipt_rule(RuleSetName="s", Rule={"Name": "all", "Enabled": True, "Actions": list(actions), **more})
    ses.set_active_receipt_rule_set(RuleSetName="s")


def bucket(name="letters"):
    client("s3").create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": REGION})
    return name


def test_a_mail_lies_in_the_bucket(cloud):
    rule({"S3Action": {"BucketName": bucket(), "ObjectKeyPrefix": "in"}})
    received = cloud.receive(MAIL)

    key = f"in/{received.message_id}"
    assert client("s3").get_object(Bucket="letters", Key=key)["Body"].read() == received.raw
    assert cloud.buckets["letters"][key] == received.raw
    keys = [found["Key"] for found in client("s3").list_objects_v2(Bucket="letters")["Contents"]]
    assert sorted(keys) == sorted(["in/AMAZON_SES_SETUP_NOTIFICATION", key])


def test_a_bucket_that_is_gone_fails_the_action(cloud):
    rule({"S3Action": {"BucketName": bucket()}})
    s3 = client("s3")
    s3.delete_object(Bucket="letters", Key="AMAZON_SES_SETUP_NOTIFICATION")
    s3.delete_bucket(Bucket="letters")
    received = cloud.receive(MAIL)

    assert "NoSuchBucket" in repr(received.run("all").actions[0].error)
    cloud.deliveries.clear()


def test_a_mail_comes_out_of_a_queue(cloud):
    sns, sqs = client("sns"), client("sqs")
    topic = sns.create_topic(Name="mail")["TopicArn"]
    url = sqs.create_queue(QueueName="mail")["QueueUrl"]
    queue = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=queue)
    rule({"SNSAction": {"TopicArn": topic}})
    received = cloud.receive(MAIL)

    bodies = [json.loads(one["Body"]) for one in sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10)["Messages"]]
    assert {body["Subject"] for body in bodies} == {"Amazon SES Email Receipt Notification"}
    told = {json.loads(body["Message"])["mail"]["messageId"]: json.loads(body["Message"]) for body in bodies}
    assert told.keys() == {"AMAZON_SES_SETUP_NOTIFICATION", received.message_id}
    assert told[received.message_id]["content"] == received.raw.decode()


def test_a_function_of_moto_stands_behind_a_python_function(cloud):
    code = io.BytesIO()
    with zipfile.ZipFile(code, "w") as archive:
        archive.writestr("lambda_function.py", "def handler(event, context): pass")
    trust = {"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}
    ]}  # fmt: skip
    role = client("iam").create_role(RoleName="f", AssumeRolePolicyDocument=json.dumps(trust))["Role"]["Arn"]
    arn = client("lambda").create_function(
        FunctionName="mail", Runtime="python3.12", Role=role, Handler="lambda_function.handler",
        Code={"ZipFile": code.getvalue()},
    )["FunctionArn"]  # fmt: skip
    stored = []

    def handler(event, context):
        key = event["Records"][0]["ses"]["mail"]["messageId"]
        stored.append(client("s3").get_object(Bucket="letters", Key=key)["Body"].read())
        return {"disposition": "STOP_RULE_SET"}

    cloud.functions["mail"] = handler
    rule(
        {"S3Action": {"BucketName": bucket()}},
        {"LambdaAction": {"FunctionArn": arn, "InvocationType": "RequestResponse"}},
        {"S3Action": {"BucketName": "letters", "ObjectKeyPrefix": "never"}},
    )
    received = cloud.receive(MAIL)

    assert stored == [received.raw]
    assert [action.type for action in received.run("all").actions] == ["S3", "Lambda"]


@pytest.mark.parametrize("default", [False, True])
def test_an_encrypted_object_is_read_back_by_the_published_client(cloud, default):
    s3_encryption = pytest.importorskip("s3_encryption")
    from s3_encryption.materials.kms_keyring import KmsKeyring
    from s3_encryption.materials.materials import CommitmentPolicy

    kms = client("kms")
    key = f"arn:aws:kms:{kms.meta.region_name}:123456789012:alias/aws/ses"  # which is there once it is used
    if not default:
        key = kms.create_key()["KeyMetadata"]["Arn"]
    rule({"S3Action": {"BucketName": bucket(), "KmsKeyArn": key}})
    cloud.receive(MAIL)
    received = cloud.receive(MAIL)

    assert MAIL not in client("s3").get_object(Bucket="letters", Key=received.message_id)["Body"].read()
    keyring = KmsKeyring(kms, key, enable_legacy_wrapping_algorithms=True)
    config = s3_encryption.S3EncryptionClientConfig(
        keyring=keyring, commitment_policy=CommitmentPolicy.REQUIRE_ENCRYPT_ALLOW_DECRYPT
    )
    reader = s3_encryption.S3EncryptionClient(client("s3"), config)
    assert reader.get_object(Bucket="letters", Key=received.message_id)["Body"].read() == received.raw
    metadata = cloud.buckets["letters"].metadata(received.message_id)
    assert metadata["x-amz-cek-alg"] == "AES/GCM/NoPadding"


def test_the_metadata_of_what_is_missing(cloud):
    bucket()
    for where, key in (("letters", "none"), ("none", "none")):
        with pytest.raises(LookupError):
            cloud.outside.buckets.metadata(where, key)
