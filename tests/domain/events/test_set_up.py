"""What a topic is told when it is set up."""

from __future__ import annotations

import json

import pytest

import sesmock

pytestmark = pytest.mark.ses(region="us-east-1", verified=["example.com"], at="2026-01-01T12:34:56.789Z", seed=1)

TOPIC = "arn:aws:sns:us-east-1:123456789012:events"
VALIDATED = "Successfully validated SNS topic for Amazon SES event publishing."
# As it was recorded, newline included.
SUBSCRIBED = (
    '{"notificationType":"AmazonSnsSubscriptionSucceeded","message":"You have successfully subscribed your Amazon SNS '
    "topic '" + TOPIC + "' to receive 'Complaint' notifications from Amazon SES for identity 'example.com'.\"}\n"
)


@pytest.fixture
def news(v2):
    v2.create_configuration_set(ConfigurationSetName="news")
    named = {"ConfigurationSetName": "news", "EventDestinationName": "all"}

    def put(how="create", **target):
        shape = {"Enabled": True, "MatchingEventTypes": ["SEND"], **(target or {"SnsDestination": {"TopicArn": TOPIC}})}
        getattr(v2, f"{how}_configuration_set_event_destination")(**named, EventDestination=shape)

    return put


@pytest.fixture
def subscribe(v1):
    def subscribe(kind="Complaint", **topic):
        v1.set_identity_notification_topic(Identity="example.com", NotificationType=kind, **topic)

    return subscribe


def send(v2):
    return v2.send_email(
        FromEmailAddress="ann@example.com", Destination={"ToAddresses": ["bob@example.org"]},
        Content={"Simple": {"Subject": {"Data": "Hi"}, "Body": {"Text": {"Data": "Hi"}}}}, ConfigurationSetName="news",
    )  # fmt: skip


def test_a_topic_hears_of_its_event_destination_in_plain_text(news, ses_cloud):
    heard = []
    ses_cloud.subscribe(TOPIC, heard.append)
    news()

    [notice] = heard
    assert isinstance(notice, sesmock.SetUp)
    assert (notice.kind, notice.target, notice.name, notice.message, notice.subject) == (
        "SNS", TOPIC, "all", VALIDATED, None,
    )  # fmt: skip
    envelope = notice.envelope()
    assert (envelope["Message"], envelope["Timestamp"], "Subject" in envelope) == (
        VALIDATED, "2026-01-01T12:34:56.789Z", False,
    )  # fmt: skip
    assert [(str(arn), message.message) for arn, message in ses_cloud.outside.topics.published] == [(TOPIC, VALIDATED)]
    assert [delivery[:2] for delivery in ses_cloud.deliveries] == [(TOPIC, "SNS"), (TOPIC, "FUNCTION")]


def test_a_topic_hears_of_its_identity_in_json(subscribe, ses_cloud):
    heard = []
    ses_cloud.subscribe(TOPIC, heard.append)
    subscribe(SnsTopic=TOPIC)
    subscribe()  # that there is none any more is told to nobody

    [notice] = heard
    assert (notice.kind, notice.target, notice.name, notice.message, notice.subject) == (
        "IDENTITY", TOPIC, "example.com", SUBSCRIBED, None,
    )  # fmt: skip
    assert notice.payload == json.loads(SUBSCRIBED)
    assert [delivery[:2] for delivery in ses_cloud.deliveries] == [(TOPIC, "IDENTITY"), (TOPIC, "FUNCTION")]


def test_whoever_expects_json_or_a_mail_breaks_on_it_as_in_production(news, subscribe, ses_cloud):
    ses_cloud.subscribe("arn:aws:sns:us-east-1:123456789012:events", lambda notice: json.loads(notice.message)["mail"])
    ses_cloud.subscribe(TOPIC, lambda notice: notice.payload)
    ses_cloud.subscribe(TOPIC, lambda notice: notice.event)
    news()
    subscribe(SnsTopic=TOPIC)

    errors = [delivery.error for delivery in ses_cloud.deliveries if delivery.kind == "FUNCTION"]
    assert [type(error).__name__ for error in errors] == [
        "JSONDecodeError", "JSONDecodeError", "AttributeError", "KeyError", "NoneType", "AttributeError",
    ]  # fmt: skip
    assert (
        str(errors[2])
        == f"<SetUp of {TOPIC} (SNS): '{VALIDATED}'> tells of no event: SES tells a topic so when it is set up"
    )
    ses_cloud.deliveries.clear()


def test_what_a_topic_was_told_is_among_what_it_received_and_no_event(news, subscribe, v2, ses_cloud):
    news()
    send(v2)
    ses_cloud.clock.advance(hours=1)
    subscribe(SnsTopic=TOPIC)
    send(v2)

    assert [type(notice).__name__ for notice in ses_cloud.events.at(TOPIC)] == [
        "SetUp", "Notification", "SetUp", "Notification",
    ]  # fmt: skip
    assert [type(notice).__name__ for notice in ses_cloud.events.at("all")] == ["SetUp", "Notification", "Notification"]
    assert [notice.event.type for notice in ses_cloud.events.of("Send").at(TOPIC)] == ["Send", "Send"]
    assert [event.type for event in ses_cloud.events] == ["Send", "Delivery"] * 2
    first, _, second, _ = ses_cloud.events.at(TOPIC)
    assert [hasattr(notice, "event") for notice in ses_cloud.events.at(TOPIC)] == [False, True] * 2
    assert (first.at, second.at) == (1767270896.789, 1767274496.789)


def test_a_destination_that_is_replaced_and_a_topic_that_is_set_again_are_told_again(news, subscribe, ses_cloud):
    # assumed
    news()
    news("update", SnsDestination={"TopicArn": TOPIC + "2"})
    news("update", EventBridgeDestination={"EventBusArn": "arn:aws:events:us-east-1:123456789012:event-bus/default"})
    subscribe(SnsTopic=TOPIC)
    subscribe(SnsTopic=TOPIC)

    told = [(str(arn), message.message) for arn, message in ses_cloud.outside.topics.published]
    assert told == [(TOPIC, VALIDATED), (TOPIC + "2", VALIDATED), (TOPIC, SUBSCRIBED), (TOPIC, SUBSCRIBED)]
    ids = {notice.envelope()["MessageId"] for notice in ses_cloud.events.at(TOPIC)}
    assert len(ids) == 3


def test_whoever_is_refused_is_told_nothing(news, v1, v2, ses_cloud):
    news()
    ses_cloud.deliveries.clear()
    shape = {"Name": "all", "MatchingEventTypes": ["send"], "SNSDestination": {"TopicARN": TOPIC}}

    said = v1.no("create_configuration_set_event_destination", ConfigurationSetName="news", EventDestination=shape)
    assert said[1] == "EventDestinationAlreadyExists"
    said = v1.no("set_identity_notification_topic", Identity="no.example", NotificationType="Bounce", SnsTopic=TOPIC)
    assert said[1] == "InvalidParameterValue"
    assert ses_cloud.deliveries == []


def test_v1_tells_the_same(v1, v2, ses_cloud):
    v1.create_configuration_set(ConfigurationSet={"Name": "news"})
    shape = {"Name": "all", "MatchingEventTypes": ["send"], "SNSDestination": {"TopicARN": TOPIC}}
    v1.create_configuration_set_event_destination(ConfigurationSetName="news", EventDestination=shape)

    assert [notice.message for notice in ses_cloud.events.at("all")] == [VALIDATED]
