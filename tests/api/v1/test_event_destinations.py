"""Event destinations through ses, and what it shows of those that sesv2 made."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.ses(at="2026-01-01T00:00Z", seed=1)

SNS = {"SNSDestination": {"TopicARN": "arn:aws:sns:us-east-1:123456789012:events"}}
FIREHOSE = {
    "KinesisFirehoseDestination": {
        "IAMRoleARN": "arn:aws:iam::123456789012:role/ses",
        "DeliveryStreamARN": "arn:aws:firehose:us-east-1:123456789012:deliverystream/events",
    }
}
DIMENSIONS = [
    {"DimensionName": name, "DimensionValueSource": source, "DefaultDimensionValue": "none"}
    for name, source in (("a", "messageTag"), ("b", "emailHeader"), ("c", "linkTag"))
]
CLOUD_WATCH = {"CloudWatchDestination": {"DimensionConfigurations": DIMENSIONS}}
# The same as v2 shapes them.
V2 = {
    "SNS": {"SnsDestination": {"TopicArn": "arn:aws:sns:us-east-1:123456789012:events"}},
    "FIREHOSE": {
        "KinesisFirehoseDestination": {
            "IamRoleArn": "arn:aws:iam::123456789012:role/ses",
            "DeliveryStreamArn": "arn:aws:firehose:us-east-1:123456789012:deliverystream/events",
        }
    },
    "CLOUD_WATCH": {
        "CloudWatchDestination": {
            "DimensionConfigurations": [
                {"DimensionName": name, "DimensionValueSource": source, "DefaultDimensionValue": "none"}
                for name, source in (("a", "MESSAGE_TAG"), ("b", "EMAIL_HEADER"), ("c", "LINK_TAG"))
            ]
        }
    },
}
TYPES = ["send", "reject", "bounce", "complaint", "delivery", "open", "click", "renderingFailure"]
V2_TYPES = ["SEND", "REJECT", "BOUNCE", "COMPLAINT", "DELIVERY", "OPEN", "CLICK", "RENDERING_FAILURE"]
MEMBERS = {"ConfigurationSetName": "news", "EventDestinationName": "there"}
ONLY_ONE = (
    "Please provide only one destination with each request. Either a Firehose Destination or a Cloudwatch "
    "Destination or an SNS Destination or an EventBridge Destination."
)


@pytest.fixture
def news(v1):
    v1.create_configuration_set(ConfigurationSet={"Name": "news"})
    return "news"


def named(name, destination, *types, **others):
    shape = {"Name": name, "MatchingEventTypes": list(types) or ["send"], **destination, **others}
    return {"ConfigurationSetName": "news", "EventDestination": shape}


def shown(v1):
    answer = v1.describe_configuration_set(
        ConfigurationSetName="news", ConfigurationSetAttributeNames=["eventDestinations"]
    )
    assert answer.keys() == {"ConfigurationSet", "EventDestinations"}
    return answer["EventDestinations"]


@pytest.mark.parametrize(
    ("destination", "theirs"), [(SNS, "SNS"), (FIREHOSE, "FIREHOSE"), (CLOUD_WATCH, "CLOUD_WATCH")]
)
def test_a_destination_of_each_kind_is_kept_and_shows_in_both_apis(v1, v2, news, destination, theirs):
    assert v1.create_configuration_set_event_destination(**named("there", destination, *TYPES, Enabled=True)) == {}
    ordered = ["bounce", "click", "complaint", "delivery", "open", "reject", "renderingFailure", "send"]  # recorded
    assert shown(v1) == [{"Name": "there", "Enabled": True, "MatchingEventTypes": ordered, **destination}]
    assert v2.get_configuration_set_event_destinations(ConfigurationSetName=news) == {
        "EventDestinations": [{"Name": "there", "Enabled": True, "MatchingEventTypes": V2_TYPES, **V2[theirs]}]
    }


def test_what_only_v2_knows_is_left_out(v1, v2, news):
    bus = {"EventBridgeDestination": {"EventBusArn": "arn:aws:events:us-east-1:123456789012:event-bus/default"}}
    pinpoint = {"PinpointDestination": {"ApplicationArn": "arn:aws:mobiletargeting:us-east-1:123456789012:apps/0123"}}
    for name, target, types in (
        ("bus", bus, ["SEND"]),
        ("pinpoint", pinpoint, ["SEND"]),
        ("topic", V2["SNS"], ["SUBSCRIPTION", "SEND", "DELIVERY_DELAY"]),
        ("stream", V2["FIREHOSE"], ["SUBSCRIPTION"]),
    ):
        v2.create_configuration_set_event_destination(
            ConfigurationSetName=news,
            EventDestinationName=name,
            EventDestination={"MatchingEventTypes": types, **target},
        )

    assert shown(v1) == [
        {"Name": "topic", "Enabled": False, "MatchingEventTypes": ["send"], **SNS},
        {"Name": "stream", "Enabled": False, "MatchingEventTypes": [], **FIREHOSE},
    ]


def test_an_update_replaces_a_destination_whole(v1, news):
    v1.create_configuration_set_event_destination(**named("there", SNS, "send", "open", Enabled=True))

    assert v1.update_configuration_set_event_destination(**named("there", FIREHOSE, "click")) == {}
    assert shown(v1) == [{"Name": "there", "Enabled": False, "MatchingEventTypes": ["click"], **FIREHOSE}]


def test_a_deleted_destination_is_gone(v1, news):
    v1.create_configuration_set_event_destination(**named("there", SNS))

    assert v1.delete_configuration_set_event_destination(**MEMBERS) == {}
    assert shown(v1) == []


def test_a_second_destination_of_a_name_is_refused(v1, news):
    v1.create_configuration_set_event_destination(**named("there", SNS))

    assert v1.no("create_configuration_set_event_destination", **named("there", FIREHOSE)) == (
        400,
        "EventDestinationAlreadyExists",
        "An event destination with name <there> already exists for configuration set <news>.",
        MEMBERS,
    )
    assert shown(v1) == [{"Name": "there", "Enabled": False, "MatchingEventTypes": ["send"], **SNS}]


def test_an_unknown_destination_is_neither_updated_nor_deleted(v1, news):
    # Recorded for Delete: it is the configuration set that is named.
    answer = (400, "EventDestinationDoesNotExist", "No EventDestination found for news", MEMBERS)

    assert v1.no("delete_configuration_set_event_destination", **MEMBERS) == answer
    assert v1.no("update_configuration_set_event_destination", **named("there", SNS)) == answer
    assert shown(v1) == []


def test_destinations_of_an_unknown_set_are_refused(v1):
    answer = (
        400,
        "ConfigurationSetDoesNotExist",
        "Configuration set <news> does not exist.",
        {"ConfigurationSetName": "news"},
    )

    assert v1.no("create_configuration_set_event_destination", **named("there", SNS)) == answer
    assert v1.no("update_configuration_set_event_destination", **named("there", SNS)) == answer
    assert v1.no("delete_configuration_set_event_destination", **MEMBERS) == answer


INVALID = "InvalidParameterValue"
REFUSED = [
    (named("", SNS), (INVALID, "The event destination name must be specified.")),
    (named("there", SNS, MatchingEventTypes=[]), (INVALID, "At least one event type must be specified.")),
    (named("there", {}), (INVALID, "Event destination is not provided.")),
    (
        named("there", {**SNS, **FIREHOSE}),
        (
            INVALID,
            ONLY_ONE,
        ),
    ),
    (
        named("there", {"SNSDestination": {"TopicARN": "events"}}),
        ("InvalidSNSDestination", "SNS topic events is invalid.", MEMBERS),
    ),
    (
        named("there", {"SNSDestination": {"TopicARN": "arn:aws:sns:eu-west-1:123456789012:events"}}),
        ("InvalidSNSDestination", "SNS topic arn:aws:sns:eu-west-1:123456789012:events is invalid.", MEMBERS),
    ),
    (
        named("there", {"KinesisFirehoseDestination": {"IAMRoleARN": "role", "DeliveryStreamARN": "stream"}}),
        ("InvalidFirehoseDestination", "Could not assume IAM role <role>.", MEMBERS),
    ),
    (
        named("there", {"CloudWatchDestination": {"DimensionConfigurations": []}}),
        (
            "InvalidCloudWatchDestination",
            "CloudWatch metrics dimension configuration list cannot be empty.",
            MEMBERS,
        ),
    ),
]


@pytest.mark.parametrize(("parameters", "answer"), REFUSED)
def test_what_a_destination_cannot_be_is_refused_and_changes_nothing(v1, news, parameters, answer):
    assert v1.no("create_configuration_set_event_destination", **parameters) == (400, *answer)
    assert shown(v1) == []

    v1.create_configuration_set_event_destination(**named("there", SNS, Enabled=True))
    assert v1.no("update_configuration_set_event_destination", **parameters) == (400, *answer)
    assert shown(v1) == [{"Name": "there", "Enabled": True, "MatchingEventTypes": ["send"], **SNS}]


def test_a_type_that_v1_does_not_know_is_refused(v1, news):
    text = (
        "1 validation error detected: Value at 'eventDestination.matchingEventTypes' failed to satisfy constraint: "
        "Member must satisfy constraint: [Member must satisfy enum value set: [send, reject, bounce, complaint, "
        "delivery, open, click, renderingFailure]]"
    )

    assert v1.no("create_configuration_set_event_destination", **named("there", SNS, "deliveryDelay")) == (
        400,
        "ValidationError",
        text,
    )


def test_one_destination_more_than_there_may_be_is_refused(v1, ses_cloud, news):
    ses_cloud.limits.event_destinations_per_set = 1
    v1.create_configuration_set_event_destination(**named("there", SNS))

    assert v1.no("create_configuration_set_event_destination", **named("more", SNS)) == (
        400,
        "LimitExceeded",
        "You have reached the maximum number of event destinations for this configuration set.",
    )
