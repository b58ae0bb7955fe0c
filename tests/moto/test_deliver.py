"""What SES tells others arrives at moto: topics with their queues, streams with their buckets, buses, metrics."""

from __future__ import annotations

import json
import threading
from collections import Counter

import boto3
import pytest
from botocore.exceptions import ClientError

from sesmock import Arn, Cloud, mock_ses

moto = pytest.importorskip("moto")

REGION, ACCOUNT, OTHER = "eu-west-1", "123456789012", "999999999999"


@pytest.fixture
def cloud():
    with moto.mock_aws(), mock_ses(region=REGION, verified=["example.com"], deliver=True) as cloud:
        yield cloud


def client(service, region=REGION, **keys):
    return boto3.client(service, region_name=region, **keys)


def of(account):
    """What a client needs to be of another account, for moto."""
    keys = client("sts").assume_role(RoleArn=f"arn:aws:iam::{account}:role/any", RoleSessionName="test")["Credentials"]
    return {
        "aws_access_key_id": keys["AccessKeyId"],
        "aws_secret_access_key": keys["SecretAccessKey"],
        "aws_session_token": keys["SessionToken"],
    }


def topic_with_queue(name="events", region=REGION, raw=False, **keys):
    """The ARN of a topic and a function that takes what its queue has got."""
    sns, sqs = client("sns", region, **keys), client("sqs", region, **keys)
    topic = sns.create_topic(Name=name)["TopicArn"]
    url = sqs.create_queue(QueueName=name)["QueueUrl"]
    queue = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    attributes = {"RawMessageDelivery": "true"} if raw else {}
    sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=queue, Attributes=attributes)
    return topic, lambda: take(sqs, url)


def take(sqs, url):
    bodies = []
    while found := sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages"):
        bodies += [message["Body"] for message in found]
        entries = [{"Id": str(i), "ReceiptHandle": one["ReceiptHandle"]} for i, one in enumerate(found)]
        sqs.delete_message_batch(QueueUrl=url, Entries=entries)
    return bodies


def destination(types=("SEND", "BOUNCE"), region=REGION, **target):
    ses = client("sesv2", region)
    ses.create_configuration_set(ConfigurationSetName="news")
    return ses.create_configuration_set_event_destination(
        ConfigurationSetName="news",
        EventDestinationName="all",
        EventDestination={"Enabled": True, "MatchingEventTypes": list(types), **target},
    )


def send(to="bounce@simulator.amazonses.com", subject="Hi", set_name="news", ses=None, **given):
    named = {} if set_name is None else {"ConfigurationSetName": set_name}
    return (ses or client("sesv2")).send_email(
        FromEmailAddress="a@example.com",
        Destination={"ToAddresses": [to]},
        Content={"Simple": {"Subject": {"Data": subject}, "Body": {"Text": {"Data": "x"}}}},
        **named,
        **given,
    )["MessageId"]


def published(cloud, target):
    """The messages of events, without those that only say that something has been set up."""
    return [notice.message for notice in cloud.events.at(target) if hasattr(notice, "event")]


def test_a_queue_gets_the_events_of_a_configuration_set(cloud):
    topic, received = topic_with_queue()
    destination(SnsDestination={"TopicArn": topic})
    received()  # what SES says when it is set up
    message_id = send()

    envelopes = [json.loads(body) for body in received()]
    assert [(one["Type"], one["TopicArn"], one["Subject"]) for one in envelopes] == [
        ("Notification", topic, "Amazon SES Email Event Notification")
    ] * 2
    assert [one["Message"] for one in envelopes] == published(cloud, topic)
    events = [json.loads(one["Message"]) for one in envelopes]
    assert [(event["eventType"], event["mail"]["messageId"]) for event in events] == [
        ("Send", message_id), ("Bounce", message_id),
    ]  # fmt: skip
    assert all(delivery.ok for delivery in cloud.deliveries)


def test_a_queue_gets_the_bounces_of_an_identity_as_they_are(cloud):
    topic, received = topic_with_queue(raw=True)
    client("ses").set_identity_notification_topic(Identity="example.com", NotificationType="Bounce", SnsTopic=topic)
    received()
    send(set_name=None)

    assert received() == published(cloud, topic)
    assert json.loads(published(cloud, topic)[0])["notificationType"] == "Bounce"


def test_a_message_of_an_identity_has_no_subject(cloud):
    topic, received = topic_with_queue()
    client("ses").set_identity_notification_topic(Identity="example.com", NotificationType="Bounce", SnsTopic=topic)
    received()
    send(set_name=None)

    [body] = received()
    assert "Subject" not in json.loads(body)


def test_a_topic_of_another_account_gets_its_messages(cloud):
    topic, received = topic_with_queue(**of(OTHER))
    assert topic == f"arn:aws:sns:{REGION}:{OTHER}:events"
    destination(SnsDestination={"TopicArn": topic})
    received()
    send()

    assert [json.loads(body)["Message"] for body in received()] == published(cloud, topic)


def test_a_topic_that_moto_does_not_have_is_refused(cloud):
    topic = f"arn:aws:sns:{REGION}:{ACCOUNT}:events"
    ses = client("ses")
    ses.create_configuration_set(ConfigurationSet={"Name": "news"})
    with pytest.raises(ses.exceptions.InvalidSNSDestinationException) as caught:
        ses.create_configuration_set_event_destination(
            ConfigurationSetName="news",
            EventDestination={
                "Name": "all", "MatchingEventTypes": ["send"], "SNSDestination": {"TopicARN": topic}
            },
        )  # fmt: skip
    assert caught.value.response["Error"]["Message"] == f"SNS topic <{topic}> not found."
    with pytest.raises(ses.exceptions.ClientError):
        ses.set_identity_notification_topic(Identity="example.com", NotificationType="Bounce", SnsTopic=topic)


def test_a_topic_that_has_gone_does_not_fail_the_mail(cloud):
    topic, _ = topic_with_queue()
    destination(SnsDestination={"TopicArn": topic})
    client("sns").delete_topic(TopicArn=topic)
    cloud.deliveries.clear()
    send()

    assert [(delivery.target, delivery.kind, delivery.ok) for delivery in cloud.deliveries] == [
        (topic, "SNS", False)
    ] * 2
    assert "NotFound" in str(cloud.deliveries[0].error)
    assert len(cloud.outbox) == 1
    cloud.deliveries.clear()


def stream(name="records", region=REGION, **keys):
    """The destination with a new stream, and a function that reads all that has come to its bucket, oldest first."""
    s3 = client("s3", "us-east-1", **keys)
    s3.create_bucket(Bucket=name)
    account = client("sts", **keys).get_caller_identity()["Account"]
    role = f"arn:aws:iam::{account}:role/{name}"
    trust = {"Effect": "Allow", "Principal": {"Service": "ses.amazonaws.com"}, "Action": "sts:AssumeRole"}
    client("iam", **keys).create_role(
        RoleName=name, AssumeRolePolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": trust})
    )
    arn = client("firehose", region, **keys).create_delivery_stream(
        DeliveryStreamName=name,
        ExtendedS3DestinationConfiguration={"RoleARN": role, "BucketARN": f"arn:aws:s3:::{name}"},
    )["DeliveryStreamARN"]

    def read():
        found = sorted(s3.list_objects_v2(Bucket=name).get("Contents", ()), key=lambda one: one["LastModified"])
        return [s3.get_object(Bucket=name, Key=one["Key"])["Body"].read().decode() for one in found]

    return {"KinesisFirehoseDestination": {"IamRoleArn": role, "DeliveryStreamArn": arn}}, read


@pytest.mark.parametrize("account", [ACCOUNT, OTHER])
def test_a_bucket_gets_the_records_of_a_stream(cloud, account):
    target, read = stream(**({} if account == ACCOUNT else of(account)))
    destination(**target)
    send()

    arn = target["KinesisFirehoseDestination"]["DeliveryStreamArn"]
    assert f":{account}:" in arn
    records = read()
    assert sorted(records) == sorted(f"{message.rstrip()}\n" for message in published(cloud, arn))
    assert sorted(json.loads(record)["eventType"] for record in records) == ["Bounce", "Send"]
    assert [(delivery.kind, delivery.ok) for delivery in cloud.deliveries] == [("FIREHOSE", True)] * 2


def test_a_stream_that_moto_does_not_have_is_refused(cloud):
    target, _ = stream()
    arn = target["KinesisFirehoseDestination"]["DeliveryStreamArn"] = (
        f"arn:aws:firehose:{REGION}:{ACCOUNT}:deliverystream/none"
    )
    ses = client("sesv2")
    with pytest.raises(ses.exceptions.BadRequestException, match=f"Firehose delivery stream <{arn}> not found"):
        destination(**target)


def test_a_queue_gets_the_events_of_the_default_bus(cloud):
    pytest.importorskip("jsonpath_ng")  # which moto's EventBridge needs
    events, sqs = client("events"), client("sqs")
    url = sqs.create_queue(QueueName="inbox")["QueueUrl"]
    events.put_rule(Name="bounces", EventPattern=json.dumps({"source": ["aws.ses"], "detail-type": ["Email Bounced"]}))
    events.put_targets(Rule="bounces", Targets=[{"Id": "1", "Arn": f"arn:aws:sqs:{REGION}:{ACCOUNT}:inbox"}])
    bus = f"arn:aws:events:{REGION}:{ACCOUNT}:event-bus/default"
    destination(EventBridgeDestination={"EventBusArn": bus})
    send()

    [body] = take(sqs, url)
    [_, bounce] = cloud.events.at(bus)
    got = json.loads(body)
    shown = ("version", "detail-type", "source", "time", "region", "resources", "detail")
    assert {name: got[name] for name in shown} == {name: bounce.payload[name] for name in shown}
    assert got["detail"]["eventType"] == "Bounce"
    assert [(delivery.kind, delivery.ok) for delivery in cloud.deliveries] == [("EVENT_BRIDGE", True)] * 2


@pytest.mark.needs("sesv2.CreateTenant")
def test_a_queue_hears_that_a_tenant_is_paused(cloud):
    pytest.importorskip("jsonpath_ng")
    events, sqs = client("events"), client("sqs")
    url = sqs.create_queue(QueueName="inbox")["QueueUrl"]
    pattern = {"source": ["aws.ses"], "detail-type": ["Sending Status Disabled"]}
    events.put_rule(Name="paused", EventPattern=json.dumps(pattern))
    events.put_targets(Rule="paused", Targets=[{"Id": "1", "Arn": f"arn:aws:sqs:{REGION}:{ACCOUNT}:inbox"}])
    arn = client("sesv2").create_tenant(TenantName="acme")["TenantArn"]
    cloud.region().tenants["acme"].pause("Serious reputation issues.")

    [got] = map(json.loads, take(sqs, url))
    assert got["resources"] == [arn]
    assert got["detail"]["data"]["record"]["cause"] == "Serious reputation issues."


TRUST = {"Effect": "Allow", "Principal": {"Service": "ses.amazonaws.com"}, "Action": "sts:AssumeRole"}


@pytest.mark.parametrize(
    "trust",
    [
        None,
        {**TRUST, "Principal": {"Service": "firehose.amazonaws.com"}},
        {**TRUST, "Action": "sts:TagSession"},
        [TRUST, {**TRUST, "Effect": "Deny"}],
    ],
    ids=["no role", "of another service", "for something else", "denied"],
)
def test_a_role_that_ses_cannot_assume_is_refused(cloud, trust):
    target, _ = stream()
    role = target["KinesisFirehoseDestination"]["IamRoleArn"] = f"arn:aws:iam::{ACCOUNT}:role/path/other"
    if trust is not None:
        document = json.dumps({"Version": "2012-10-17", "Statement": trust})
        client("iam").create_role(Path="/path/", RoleName="other", AssumeRolePolicyDocument=document)
    ses = client("sesv2")
    with pytest.raises(ses.exceptions.BadRequestException) as caught:
        destination(**target)
    assert caught.value.response["Error"]["Message"] == f"Could not assume IAM role <{role}>."
    cloud.deliver = {"iam": False}  # unless nobody is to ask
    ses.delete_configuration_set(ConfigurationSetName="news")
    destination(**target)


def test_a_topic_that_does_not_let_ses_in_is_refused_on_request(cloud):
    topic, _ = topic_with_queue()
    cloud.deliver = {"policies": True}
    ses = client("sesv2")
    with pytest.raises(ses.exceptions.BadRequestException, match=f"SNS topic <{topic}> not found"):
        destination(SnsDestination={"TopicArn": topic})

    statement = {**TRUST, "Action": "SNS:Publish", "Resource": topic}
    client("sns").set_topic_attributes(
        TopicArn=topic,
        AttributeName="Policy",
        AttributeValue=json.dumps({"Version": "2012-10-17", "Statement": [statement]}),
    )
    ses.delete_configuration_set(ConfigurationSetName="news")
    destination(SnsDestination={"TopicArn": topic})


def test_keys_are_those_of_moto(cloud):
    keys, kms = cloud.outside.keys, client("kms", "us-east-1")
    missing = Arn.parse("arn:aws:kms:us-east-1:123456789012:key/00000000-0000-0000-0000-000000000000")
    assert keys.exists(missing) is False
    key = Arn.parse(kms.create_key()["KeyMetadata"]["Arn"])
    made = keys.data_key(key, {"aws:ses:message-id": "1"})

    assert (keys.exists(key), len(made.plain)) == (True, 32)
    opened = kms.decrypt(CiphertextBlob=made.sealed, EncryptionContext={"aws:ses:message-id": "1"})
    assert (opened["Plaintext"], opened["KeyId"]) == (made.plain, str(key))
    with pytest.raises(ClientError):
        kms.decrypt(CiphertextBlob=made.sealed, EncryptionContext={"aws:ses:message-id": "2"})


def test_buckets_are_those_of_moto(cloud):
    buckets, s3 = cloud.outside.buckets, client("s3", "us-east-1")
    assert (buckets.exists("letters"), buckets.can_be_written("letters")) == (False, False)
    s3.create_bucket(Bucket="letters")
    assert (buckets.exists("letters"), buckets.can_be_written("letters")) == (True, True)

    buckets.put("letters", "in/1", b"a")
    assert s3.get_object(Bucket="letters", Key="in/1")["Body"].read() == b"a"
    s3.put_object(Bucket="letters", Key="in/2", Body=b"b")
    assert buckets.get("letters", "in/2") == b"b"
    for bucket, key in (("letters", "in/3"), ("others", "in/1")):
        with pytest.raises(LookupError):
            buckets.get(bucket, key)

    cloud.deliver = {"policies": True}
    assert cloud.outside.buckets.can_be_written("letters") is False
    statement = {**TRUST, "Action": "s3:Put*", "Resource": "arn:aws:s3:::letters/*"}
    s3.put_bucket_policy(Bucket="letters", Policy=json.dumps({"Version": "2012-10-17", "Statement": [statement]}))
    assert cloud.outside.buckets.can_be_written("letters") is True


@pytest.mark.parametrize("account", [ACCOUNT, OTHER])
def test_cloudwatch_counts_the_events(cloud, account):
    keys = {} if account == ACCOUNT else {"aws_access_key_id": account, "aws_secret_access_key": "s"}
    cloud.verify("example.com", account=account)
    ses = client("sesv2", **keys)
    ses.create_configuration_set(ConfigurationSetName="news")
    dimension = {"DimensionName": "kind", "DimensionValueSource": "MESSAGE_TAG", "DefaultDimensionValue": "none"}
    ses.create_configuration_set_event_destination(
        ConfigurationSetName="news",
        EventDestinationName="metric",
        EventDestination={
            "Enabled": True,
            "MatchingEventTypes": ["SEND", "BOUNCE"],
            "CloudWatchDestination": {"DimensionConfigurations": [dimension]},
        },
    )
    send(ses=ses, EmailTags=[{"Name": "kind", "Value": "bill"}])
    send(ses=ses)

    cloudwatch = client("cloudwatch", **(of(account) if account == OTHER else {}))
    answer = cloudwatch.list_metrics(Namespace="AWS/SES")
    if "Metrics" not in answer:
        pytest.skip("moto is older than the protocol that botocore speaks with CloudWatch")
    found = answer["Metrics"]
    assert sorted((one["MetricName"], [(d["Name"], d["Value"]) for d in one["Dimensions"]]) for one in found) == [
        (name, [("kind", value)]) for name in ("Bounce", "Send") for value in ("bill", "none")
    ]


def test_threads_deliver_what_they_should(cloud):
    topic = client("sns").create_topic(Name="events")["TopicArn"]
    destination(types=("SEND", "DELIVERY"), SnsDestination={"TopicArn": topic})
    backend = pytest.importorskip("moto.sns.models").sns_backends[ACCOUNT][REGION]
    told = backend.topics[topic].sent_notifications  # as queues of moto take the longer, the longer they are
    told.clear()
    ses = client("sesv2")
    sent = []

    def work(number):
        for count in range(200):
            subject = f"{number} {count}"
            sent.append((send("ann@example.org", subject, ses=ses), subject))

    threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    events = [json.loads(message) for _, message, *_ in told]
    got = [(event["mail"]["messageId"], event["eventType"]) for event in events]
    assert Counter(got) == dict.fromkeys([(id_, type_) for id_, _ in sent for type_ in ("Send", "Delivery")], 1)
    assert len(got) == 3200
    for number in range(8):
        mine = [id_ for id_, subject in sent if subject.startswith(f"{number} ")]
        assert [one for one in got if one[0] in {*mine}] == [(i, type_) for i in mine for type_ in ("Send", "Delivery")]
    assert all(delivery.ok for delivery in cloud.deliveries)


# ---- never anybody by surprise ----


def set_up_and_send():
    """Something of each kind, in a cloud that must reach nobody."""
    destination(SnsDestination={"TopicArn": f"arn:aws:sns:{REGION}:{ACCOUNT}:events"})
    send()


def test_without_moto_the_log_is_all(network):
    with mock_ses(region=REGION, verified=["example.com"], deliver=True) as cloud:
        set_up_and_send()
        assert all(delivery.ok for delivery in cloud.deliveries)
        assert len(cloud.events.at("all")) >= 2


def test_what_moto_lets_pass_stays_here(network):
    passing = {"core": {"passthrough": {"services": ["sns"]}}}
    with moto.mock_aws(config=passing), mock_ses(region=REGION, verified=["example.com"], deliver=True) as cloud:
        set_up_and_send()
        assert [delivery.ok for delivery in cloud.deliveries if delivery.kind == "SNS"].count(True) >= 2
        assert all(delivery.ok for delivery in cloud.deliveries)


def test_a_service_that_moto_is_not_to_answer_stays_here(network):
    if not hasattr(pytest.importorskip("moto.core.config"), "service_whitelisted"):
        pytest.skip("this moto has no whitelist of services")
    listed = {"core": {"service_whitelist": ["s3"]}}
    with moto.mock_aws(config=listed), mock_ses(region=REGION, verified=["example.com"], deliver=True) as cloud:
        set_up_and_send()
        assert cloud.deliveries
        assert all(delivery.ok for delivery in cloud.deliveries)


def test_an_endpoint_in_the_environment_is_not_for_us(network, monkeypatch):
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://localhost:1")
    with moto.mock_aws(), mock_ses(region=REGION, verified=["example.com"], deliver=True) as cloud:
        topic = f"arn:aws:sns:{REGION}:{ACCOUNT}:events"
        ses = client("sesv2")
        with pytest.raises(ses.exceptions.BadRequestException, match=f"SNS topic <{topic}> not found"):
            destination(SnsDestination={"TopicArn": topic})
        assert cloud.deliveries == []


def test_who_does_not_ask_for_it_has_nothing_delivered():
    with moto.mock_aws(), mock_ses(region=REGION, verified=["example.com"]) as cloud:
        topic, received = topic_with_queue()
        destination(SnsDestination={"TopicArn": topic})
        send()
        assert (received(), [delivery.ok for delivery in cloud.deliveries].count(False)) == ([], 0)


def test_it_ends_with_the_mock_that_asked_for_it():
    with moto.mock_aws(), mock_ses(region=REGION, verified=["example.com"]) as cloud:
        topic, received = topic_with_queue()
        destination(SnsDestination={"TopicArn": topic})
        with mock_ses(deliver=True):
            assert cloud.deliver is True
            send()
            assert len(received()) == 2
        assert cloud.deliver is False
        send()
        assert received() == []
        assert len(cloud.outside.topics.published) >= 4


def test_a_cloud_outlives_a_moto():
    cloud = Cloud(region=REGION, verified=["example.com"], deliver=True)
    for _ in range(2):
        with moto.mock_aws(), mock_ses(cloud):
            topic, received = topic_with_queue(**of(OTHER))
            if "news" not in cloud.region().configuration_sets:
                destination(SnsDestination={"TopicArn": topic})
            received()
            send()
            assert len(received()) == 2
