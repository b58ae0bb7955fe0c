"""Event destinations through sesv2: every kind, and every way in which SES says no."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.ses(at="2026-01-01T00:00Z", seed=1, verified=["example.com"])

SNS = {"SnsDestination": {"TopicArn": "arn:aws:sns:us-east-1:123456789012:events"}}
FIREHOSE = {
    "KinesisFirehoseDestination": {
        "IamRoleArn": "arn:aws:iam::123456789012:role/ses",
        "DeliveryStreamArn": "arn:aws:firehose:us-east-1:123456789012:deliverystream/events",
    }
}
DIMENSION = {
    "DimensionName": "ses:configuration-set",
    "DimensionValueSource": "MESSAGE_TAG",
    "DefaultDimensionValue": "none@-_.",
}
CLOUD_WATCH = {"CloudWatchDestination": {"DimensionConfigurations": [DIMENSION]}}
BUS = {"EventBridgeDestination": {"EventBusArn": "arn:aws:events:us-east-1:123456789012:event-bus/default"}}
PINPOINT = {"PinpointDestination": {"ApplicationArn": "arn:aws:mobiletargeting:us-east-1:123456789012:apps/0123"}}
KINDS = [SNS, FIREHOSE, CLOUD_WATCH, BUS, PINPOINT]
NOWHERE = (404, "NotFoundException", "Configuration set <gone> does not exist.")
# The event types as SES lists them.
TYPES = [
    "SEND", "REJECT", "BOUNCE", "COMPLAINT", "DELIVERY", "OPEN", "CLICK", "RENDERING_FAILURE", "DELIVERY_DELAY",
    "SUBSCRIPTION",
]  # fmt: skip


def bad(text):
    return 400, "BadRequestException", text


DEFAULT_VALUE = (
    "Invalid default dimension value <a:b>: only alphanumeric ASCII characters, '_', '-', '@', and '.' are allowed."
)
ONLY_ONE = (
    "Please provide only one destination with each request. Either a Firehose Destination or a Cloudwatch "
    "Destination or an SNS Destination or an EventBridge Destination."
)


@pytest.fixture
def news(v2):
    v2.create_configuration_set(ConfigurationSetName="news")
    return "news"


def named(name, destination, *types, **others):
    definition = {"MatchingEventTypes": list(types) or ["SEND"], **destination, **others}
    return {"ConfigurationSetName": "news", "EventDestinationName": name, "EventDestination": definition}


def shown(v2):
    answer = v2.get_configuration_set_event_destinations(ConfigurationSetName="news")
    assert answer.keys() == {"EventDestinations"}
    return answer["EventDestinations"]


@pytest.mark.parametrize("destination", KINDS)
def test_a_destination_of_each_kind_is_kept_as_it_was_given(v2, news, destination):
    assert v2.create_configuration_set_event_destination(**named("there", destination, Enabled=True)) == {}
    assert shown(v2) == [{"Name": "there", "Enabled": True, "MatchingEventTypes": ["SEND"], **destination}]


def test_a_set_without_destinations_shows_none(v2, news):
    assert shown(v2) == []


def test_types_are_listed_once_and_in_order_and_a_destination_starts_disabled(v2, news):
    v2.create_configuration_set_event_destination(**named("there", SNS, *reversed(TYPES), "SEND"))

    assert shown(v2) == [{"Name": "there", "Enabled": False, "MatchingEventTypes": TYPES, **SNS}]


def test_an_update_replaces_a_destination_whole_and_keeps_its_place(v2, news):
    v2.create_configuration_set_event_destination(**named("one", SNS, "SEND", "OPEN", Enabled=True))
    v2.create_configuration_set_event_destination(**named("two", BUS))

    assert v2.update_configuration_set_event_destination(**named("one", PINPOINT, "CLICK")) == {}
    assert shown(v2) == [
        {"Name": "one", "Enabled": False, "MatchingEventTypes": ["CLICK"], **PINPOINT},
        {"Name": "two", "Enabled": False, "MatchingEventTypes": ["SEND"], **BUS},
    ]


def test_a_deleted_destination_is_gone(v2, news):
    v2.create_configuration_set_event_destination(**named("one", SNS))
    v2.create_configuration_set_event_destination(**named("two", SNS))

    assert v2.delete_configuration_set_event_destination(ConfigurationSetName=news, EventDestinationName="one") == {}
    assert shown(v2) == [{"Name": "two", "Enabled": False, "MatchingEventTypes": ["SEND"], **SNS}]


def test_a_second_destination_of_a_name_is_refused(v2, news):
    v2.create_configuration_set_event_destination(**named("there", SNS))

    assert v2.no("create_configuration_set_event_destination", **named("there", BUS)) == (
        400,
        "AlreadyExistsException",
        "An event destination with name <there> already exists for configuration set <news>.",
    )
    assert shown(v2) == [{"Name": "there", "Enabled": False, "MatchingEventTypes": ["SEND"], **SNS}]


def test_an_unknown_destination_is_neither_updated_nor_deleted(v2, news):
    answer = (
        404,
        "NotFoundException",
        "An event destination with name <there> does not exist for configuration set <news>.",
    )

    assert v2.no("update_configuration_set_event_destination", **named("there", SNS)) == answer
    assert (
        v2.no("delete_configuration_set_event_destination", ConfigurationSetName=news, EventDestinationName="there")
        == answer
    )
    assert shown(v2) == []


def test_destinations_of_an_unknown_set_are_refused(v2):
    there = {**named("there", SNS), "ConfigurationSetName": "gone"}

    assert v2.no("create_configuration_set_event_destination", **there) == NOWHERE
    assert v2.no("update_configuration_set_event_destination", **there) == NOWHERE
    del there["EventDestination"]
    assert v2.no("delete_configuration_set_event_destination", **there) == NOWHERE
    assert v2.no("get_configuration_set_event_destinations", ConfigurationSetName="gone") == NOWHERE


def cloud_watch(*dimensions):
    return {"CloudWatchDestination": {"DimensionConfigurations": list(dimensions)}}


def firehose(**changed):
    return {"KinesisFirehoseDestination": {**FIREHOSE["KinesisFirehoseDestination"], **changed}}


NOBODY = "arn:aws:iam::123456789012:role/"
REFUSED = [
    (named("e" * 65, SNS), "Event destination name cannot exceed 64 characters."),
    (
        named("a b", SNS),
        "Invalid event destination name <a b>: only alphanumeric ASCII characters, '_', and '-' are allowed.",
    ),
    (
        named("there", SNS, MatchingEventTypes=[]),
        "At least one event type must be specified.",
    ),
    (named("there", {}), "Event destination is not provided."),
    (
        named("there", {**SNS, **PINPOINT}),
        ONLY_ONE,
    ),
    (named("there", cloud_watch()), "CloudWatch metrics dimension configuration list cannot be empty."),
    (named("there", {"PinpointDestination": {}}), "Invalid Pinpoint application ARN provided: null."),
    (
        named("there", {"PinpointDestination": {"ApplicationArn": "app"}}),
        "Invalid Pinpoint application ARN provided: app.",
    ),
    (
        named("there", {"EventBridgeDestination": {"EventBusArn": "arn:aws:events:us-east-1:1:event-bus/mine"}}),
        "Invalid EventBridge event bus ARN provided: arn:aws:events:us-east-1:1:event-bus/mine.",
    ),
    (named("there", {"SnsDestination": {"TopicArn": "events"}}), "SNS topic events is invalid."),
    (
        named("there", {"SnsDestination": {"TopicArn": "arn:aws:sqs:us-east-1:123456789012:events"}}),
        "SNS topic arn:aws:sqs:us-east-1:123456789012:events is invalid.",
    ),
    *(
        (named("there", {"SnsDestination": {"TopicArn": arn}}), f"SNS topic {arn} is invalid.")
        for arn in (
            "arn::sns:us-east-1:123456789012:events",
            "arn:aws:sns:us-east-1::events",
            "arn:aws:sns:us-east-1:123456789012:",
            "arn:aws:sns:us-east-1:123456789012:events:0b6941c3",  # a subscription
            "urn:aws:sns:us-east-1:123456789012:events",
            "arn:aws:sns:eu-west-1:123456789012:events",
            "arn:aws:sns:us-east-1:123456789012:events.fifo",
        )
    ),
    *(
        (
            named("there", {"KinesisFirehoseDestination": {"IamRoleArn": role, "DeliveryStreamArn": stream}}),
            f"Could not assume IAM role <{role}>.",
        )
        for role, stream in (
            ("arn:aws:iam:us-east-1:123456789012:role/ses", "s"),
            ("arn:aws:iam::123456789012:role/", "s"),
            ("arn:aws:iam::123456789012:user/ses", "s"),
            ("arn:aws:sts::123456789012:role/ses", "s"),
            ("arn:aws:iam:::role/ses", "s"),
        )
    ),
    (
        named("there", {"SnsDestination": {"TopicArn": "arn:aws:sns::123456789012:events"}}),
        "SNS topic arn:aws:sns::123456789012:events is invalid.",
    ),
    (
        named("there", firehose(IamRoleArn="r")),
        "Could not assume IAM role <r>.",
    ),
    (
        named("there", firehose(IamRoleArn=NOBODY)),
        f"Could not assume IAM role <{NOBODY}>.",
    ),
    (
        named("there", firehose(DeliveryStreamArn="s")),
        "Firehose delivery stream <s> not found.",
    ),
    (
        named("there", cloud_watch({**DIMENSION, "DimensionName": "a b"})),
        "Invalid dimension name <a b>: only alphanumeric ASCII characters, '_', '-', and ':' are allowed.",
    ),
    (
        named("there", cloud_watch({**DIMENSION, "DefaultDimensionValue": "a:b"})),
        DEFAULT_VALUE,
    ),
    (
        named("there", cloud_watch(DIMENSION, DIMENSION)),
        "Each dimension name can only be specified once.",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("parameters", "text"), REFUSED)
def test_what_a_destination_cannot_be_is_refused_and_kept_from_neither_create_nor_update(v2, news, parameters, text):
    v2.create_configuration_set_event_destination(**named("there", SNS))

    assert v2.no("update_configuration_set_event_destination", **parameters) == bad(text)
    assert shown(v2) == [{"Name": "there", "Enabled": False, "MatchingEventTypes": ["SEND"], **SNS}]

    v2.delete_configuration_set_event_destination(ConfigurationSetName=news, EventDestinationName="there")
    assert v2.no("create_configuration_set_event_destination", **parameters) == bad(text)
    assert shown(v2) == []


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ({"EventDestinationName": "there"}, "Event destination is not provided."),
        ({"EventDestinationName": "", "EventDestination": SNS}, "The event destination name must be specified."),
        ({"EventDestinationName": "there", "EventDestination": SNS}, "At least one event type must be specified."),
        (
            {
                "EventDestinationName": "there",
                "EventDestination": {"MatchingEventTypes": ["SEND"], "CloudWatchDestination": {}},
            },
            "CloudWatch metrics dimension configuration list cannot be empty.",
        ),
    ],
)
def test_what_boto3_would_not_send_is_refused_too(wire, v2, news, body, text):
    answer = (400, "BadRequestException", {"message": text})

    assert wire.v2("POST", "/configuration-sets/news/event-destinations", body) == answer
    assert shown(v2) == []


def test_an_unknown_event_type_is_refused(v2, news):
    assert v2.no("create_configuration_set_event_destination", **named("there", SNS, "Send")) == bad(
        "1 validation error detected: Value at 'eventDestination.matchingEventTypes' failed to satisfy constraint: "
        "Member must satisfy constraint: [Member must satisfy enum value set: [SEND, REJECT, BOUNCE, COMPLAINT, "
        "DELIVERY, OPEN, CLICK, RENDERING_FAILURE, DELIVERY_DELAY, SUBSCRIPTION]]"
    )


def test_a_set_has_ten_destinations_and_a_destination_ten_dimensions(v2, news):
    dimensions = [{**DIMENSION, "DimensionName": f"d{number}"} for number in range(11)]
    for number in range(9):
        v2.create_configuration_set_event_destination(**named(f"e{number}", SNS))
    assert v2.no("create_configuration_set_event_destination", **named("e9", cloud_watch(*dimensions))) == (
        400,
        "LimitExceededException",
        "You have reached the maximum number of dimensions for this event destination.",
    )
    v2.create_configuration_set_event_destination(**named("e9", cloud_watch(*dimensions[:10])))

    assert v2.no("create_configuration_set_event_destination", **named("more", SNS)) == (
        400,
        "LimitExceededException",
        "You have reached the maximum number of event destinations for this configuration set.",
    )
    assert [one["Name"] for one in shown(v2)] == [f"e{number}" for number in range(10)]
    v2.update_configuration_set_event_destination(**named("e9", SNS))


def test_events_go_where_a_destination_is_enabled_and_wants_them(v2, ses_cloud, news):
    v2.create_configuration_set_event_destination(**named("off", BUS, "SEND"))
    v2.create_configuration_set_event_destination(**named("on", SNS, "DELIVERY", Enabled=True))
    v2.send_email(
        FromEmailAddress="ann@example.com",
        Destination={"ToAddresses": ["bob@example.org"]},
        Content={"Simple": {"Subject": {"Data": "Hi"}, "Body": {"Text": {"Data": "Ho"}}}},
        ConfigurationSetName=news,
    )

    assert [(event.type, [(n.kind, n.target, n.name) for n in event.notifications]) for event in ses_cloud.events] == [
        ("Send", []),
        ("Delivery", [("SNS", SNS["SnsDestination"]["TopicArn"], "on")]),
    ]
