"""Who is told of what, and in which form: SNS, Firehose, CloudWatch, EventBridge, topics of identities, the test."""

from __future__ import annotations

import base64
import json

import pytest
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA1, SHA256

from sesmock.sns import certificate_pem

pytestmark = pytest.mark.ses(region="us-east-1", verified=["example.com"], at="2026-01-01T12:34:56.789Z", seed=1)

TOPIC = "arn:aws:sns:us-east-1:123456789012:events"
STREAM = "arn:aws:firehose:us-east-1:123456789012:deliverystream/events"
BUS = "arn:aws:events:us-east-1:123456789012:event-bus/default"


@pytest.fixture
def destination(v2):
    v2.create_configuration_set(ConfigurationSetName="news")

    def add(name, types=("SEND",), enabled=True, set_name="news", **target):
        v2.create_configuration_set_event_destination(
            ConfigurationSetName=set_name,
            EventDestinationName=name,
            EventDestination={"Enabled": enabled, "MatchingEventTypes": list(types), **target},
        )

    return add


@pytest.fixture
def send(v1):
    def send(to="bob@example.org", set_name="news", **more):
        named = {} if set_name is None else {"ConfigurationSetName": set_name}
        message = {"Subject": {"Data": "Hello"}, "Body": {"Html": {"Data": '<a href="x" ses:tags="k:linked">x</a>'}}}
        v1.send_email(Source="ann@example.com", Destination={"ToAddresses": [to]}, Message=message, **named, **more)

    return send


def told(cloud):
    return [(notice.kind, notice.name, notice.event.type) for event in cloud.events for notice in event.notifications]


def test_every_enabled_destination_of_the_set_that_asks_for_the_type_is_told(v2, destination, send, ses_cloud):
    v2.create_configuration_set(ConfigurationSetName="other")
    destination("first", ["SEND", "BOUNCE"], SnsDestination={"TopicArn": TOPIC})
    destination("second", ["SEND", "DELIVERY"], SnsDestination={"TopicArn": TOPIC})
    destination("off", ["SEND"], enabled=False, SnsDestination={"TopicArn": TOPIC})
    destination("elsewhere", ["SEND"], set_name="other", SnsDestination={"TopicArn": TOPIC})
    send()
    send(set_name=None)
    v2.delete_configuration_set_event_destination(ConfigurationSetName="news", EventDestinationName="first")
    send("bounce@simulator.amazonses.com")

    assert told(ses_cloud) == [
        ("SNS", "first", "Send"),
        ("SNS", "second", "Send"),
        ("SNS", "second", "Delivery"),
        ("SNS", "second", "Send"),
    ]
    assert [e.type for e in ses_cloud.events] == ["Send", "Delivery", "Send", "Delivery", "Send", "Bounce"]


def test_the_default_set_of_an_identity_publishes(v2, destination, send, ses_cloud):
    destination("all", SnsDestination={"TopicArn": TOPIC})
    v2.put_email_identity_configuration_set_attributes(EmailIdentity="example.com", ConfigurationSetName="news")
    send(set_name=None)

    assert told(ses_cloud) == [("SNS", "all", "Send")]


def test_an_address_has_its_own_topics_and_not_those_of_its_domain(v1, send, ses_cloud):
    v1.set_identity_notification_topic(Identity="example.com", NotificationType="Delivery", SnsTopic=TOPIC)
    send(set_name=None)
    ses_cloud.verify("ann@example.com")
    send(set_name=None)
    v1.set_identity_notification_topic(Identity="ann@example.com", NotificationType="Delivery", SnsTopic=TOPIC + "2")
    send(set_name=None)

    assert [notice.target for event in ses_cloud.events for notice in event.notifications] == [TOPIC, TOPIC + "2"]


def test_firehose_gets_the_event_on_one_line(destination, send, ses_cloud):
    role = "arn:aws:iam::123456789012:role/ses"
    destination("all", KinesisFirehoseDestination={"IamRoleArn": role, "DeliveryStreamArn": STREAM})
    send()

    [notice] = ses_cloud.events.at(STREAM)
    assert (notice.kind, json.loads(notice.message), notice.message.splitlines(keepends=True)) == (
        "FIREHOSE", ses_cloud.events[0].payload, [notice.message[:-1] + "\n"],
    )  # fmt: skip
    with pytest.raises(ValueError, match="no SNS topic"):
        notice.envelope()


def test_a_message_ends_in_a_newline_in_event_publishing_and_not_for_an_identity(destination, send, v1, ses_cloud):
    destination("topic", ["DELIVERY"], SnsDestination={"TopicArn": TOPIC})
    destination("bus", ["DELIVERY"], EventBridgeDestination={"EventBusArn": BUS})
    v1.set_identity_notification_topic(Identity="example.com", NotificationType="Delivery", SnsTopic=TOPIC)
    send()

    told = {n.kind: (n.message[-2:], n.message.count("\n")) for e in ses_cloud.events for n in e.notifications}
    assert told == {"SNS": ("}\n", 1), "EVENT_BRIDGE": ("}}", 0), "IDENTITY": ("}}", 0)}


def test_event_bridge_gets_its_own_form(destination, send, ses_cloud):
    destination("bus", ["BOUNCE"], EventBridgeDestination={"EventBusArn": BUS})
    send("bounce@simulator.amazonses.com")

    [notice] = ses_cloud.events.at(BUS)
    [bounce] = ses_cloud.events.of("Bounce")
    assert notice.payload == {
        "version": "0",
        "id": bounce.feedback_id[17:53],
        "detail-type": "Email Bounced",
        "source": "aws.ses",
        "account": "123456789012",
        "time": "2026-01-01T12:34:56Z",
        "region": "us-east-1",
        "resources": ["arn:aws:ses:us-east-1:123456789012:configuration-set/news"],
        "detail": bounce.payload,
    }


def test_every_type_has_its_detail_type(destination, send, v1, v2, ses_cloud):
    types = [
        "SEND",
        "DELIVERY",
        "BOUNCE",
        "COMPLAINT",
        "REJECT",
        "OPEN",
        "CLICK",
        "RENDERING_FAILURE",
        "DELIVERY_DELAY",
    ]
    destination("bus", types, EventBridgeDestination={"EventBusArn": BUS})
    ses_cloud.receivers.delay("bob@example.org")
    ses_cloud.receivers.open("bob@example.org")
    ses_cloud.receivers.click("bob@example.org", "x")
    v1.create_template(Template={"TemplateName": "t", "SubjectPart": "{{x}}", "TextPart": "t"})
    for to in ("bob@example.org", "bounce@simulator.amazonses.com", "complaint@simulator.amazonses.com"):
        send(to)
    virus = {"Subject": {"Data": "EICAR-STANDARD-ANTIVIRUS-TEST-FILE"}, "Body": {"Text": {"Data": "t"}}}
    whom = {"Source": "ann@example.com", "Destination": {"ToAddresses": ["bob@example.org"]}}
    v1.send_email(**whom, Message=virus, ConfigurationSetName="news")
    v1.send_templated_email(**whom, Template="t", TemplateData="{}", ConfigurationSetName="news")

    assert {(n.payload["detail-type"], n.payload["detail"]["eventType"]) for n in ses_cloud.events.at("bus")} == {
        ("Email Sent", "Send"),
        ("Email Delivered", "Delivery"),
        ("Email Bounced", "Bounce"),
        ("Email Complaint Received", "Complaint"),
        ("Email Rejected", "Reject"),
        ("Email Opened", "Open"),
        ("Email Clicked", "Click"),
        ("Email Rendering Failed", "Rendering Failure"),
        ("Email Delivery Delayed", "DeliveryDelay"),
    }


def test_cloud_watch_gets_a_metric_with_its_dimensions(destination, send, v1, ses_cloud):
    def dimension(name, source):
        return {"DimensionName": name, "DimensionValueSource": source, "DefaultDimensionValue": "none"}

    destination(
        "metrics",
        ["CLICK", "RENDERING_FAILURE"],
        CloudWatchDestination={
            "DimensionConfigurations": [
                dimension("kind", "MESSAGE_TAG"),
                dimension("ses:from-domain", "MESSAGE_TAG"),
                dimension("Subject", "EMAIL_HEADER"),
                dimension("k", "LINK_TAG"),
                dimension("missing", "MESSAGE_TAG"),
            ]
        },
    )
    ses_cloud.receivers.click("bob@example.org", "x")
    send(Tags=[{"Name": "kind", "Value": "welcome"}])

    [notice] = ses_cloud.events.at("metrics")
    assert (notice.kind, notice.payload) == (
        "CLOUDWATCH",
        {
            "Namespace": "AWS/SES",
            "MetricData": [
                {
                    "MetricName": "Click",
                    "Dimensions": [
                        {"Name": "kind", "Value": "welcome"},
                        {"Name": "ses:from-domain", "Value": "example.com"},
                        {"Name": "Subject", "Value": "Hello"},
                        {"Name": "k", "Value": "linked"},
                        {"Name": "missing", "Value": "none"},
                    ],
                    "Timestamp": "2026-01-01T12:34:56.789Z",
                    "Value": 1.0,
                    "Unit": "Count",
                }
            ],
        },
    )
    v1.create_template(Template={"TemplateName": "t", "SubjectPart": "{{x}}", "TextPart": "t"})
    v1.send_templated_email(
        Source="ann@example.com", Destination={"ToAddresses": ["bob@example.org"]}, Template="t", TemplateData="{}",
        ConfigurationSetName="news",
    )  # fmt: skip
    assert ses_cloud.events.at("metrics")[-1].payload["MetricData"][0]["MetricName"] == "RenderingFailure"


def verify(envelope):
    """As https://docs.aws.amazon.com/sns/latest/dg/sns-verify-signature-of-message.html tells a webhook to."""
    names = ["Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type"]
    text = "".join(f"{name}\n{envelope[name]}\n" for name in names if name in envelope)
    algorithm = {"1": SHA1, "2": SHA256}[envelope["SignatureVersion"]]()
    certificate = x509.load_pem_x509_certificate(certificate_pem())
    certificate.public_key().verify(base64.b64decode(envelope["Signature"]), text.encode(), PKCS1v15(), algorithm)


@pytest.mark.parametrize("version", ["1", "2"])
def test_envelopes_verify_as_a_webhook_does_it(destination, send, v1, ses_cloud, version):
    destination("all", ["DELIVERY"], SnsDestination={"TopicArn": TOPIC})
    v1.set_identity_notification_topic(Identity="example.com", NotificationType="Delivery", SnsTopic=TOPIC)
    send()

    received = ses_cloud.events.at(TOPIC)
    validated, subscribed, event, feedback = (notice.envelope(version) for notice in received)
    verify(validated)
    verify(subscribed)
    verify(event)
    verify(feedback)
    assert (event["Subject"], "Subject" in feedback) == ("Amazon SES Email Event Notification", False)
    assert json.loads(event["Message"])["eventType"] == json.loads(feedback["Message"])["notificationType"]
    assert event["MessageId"] == received[2].envelope()["MessageId"]
    assert len({envelope["MessageId"] for envelope in (validated, subscribed, event, feedback)}) == 4
    with pytest.raises(InvalidSignature):
        verify({**event, "Message": event["Message"].replace("bob", "eve")})
    with pytest.raises(InvalidSignature):
        verify({**feedback, "Subject": "Another"})


def test_two_opens_of_one_mail_are_two_messages(destination, send, ses_cloud):
    destination("all", ["OPEN"], SnsDestination={"TopicArn": TOPIC})
    ses_cloud.receivers.open("bob@example.org")
    ses_cloud.receivers.open("bob@example.org")
    send()

    assert len({notice.envelope()["MessageId"] for notice in ses_cloud.events.of("Open").at(TOPIC)}) == 2


def test_refused_mail_tells_nobody(destination, v1, ses_cloud):
    destination("all", SnsDestination={"TopicArn": TOPIC})
    ses_cloud.subscribe(None, pytest.fail)

    v1.no(
        "send_email", Source="ann@example.net", Destination={"ToAddresses": ["bob@example.org"]},
        Message={"Subject": {"Data": "s"}, "Body": {"Text": {"Data": "t"}}}, ConfigurationSetName="news",
    )  # fmt: skip

    assert ses_cloud.events == []
