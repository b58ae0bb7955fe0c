"""Feedback notifications of identities through ses."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.ses(at="2026-01-01T00:00Z", seed=1)

ARN = "arn:aws:ses:us-east-1:123456789012:identity/example.com"
TOPIC = "arn:aws:sns:us-east-1:123456789012:"
FRESH = {
    "ForwardingEnabled": True,
    "HeadersInBounceNotificationsEnabled": False,
    "HeadersInComplaintNotificationsEnabled": False,
    "HeadersInDeliveryNotificationsEnabled": False,
}
TYPES = ("Bounce", "Complaint", "Delivery")


def attributes(v1, name="example.com"):
    return v1.get_identity_notification_attributes(Identities=[name])["NotificationAttributes"][name]


@pytest.fixture(autouse=True)
def identities(v1):
    v1.verify_domain_identity(Domain="example.com")


@pytest.mark.parametrize(("name", "kind"), [("example.com", "Bounce"), (ARN, "Complaint"), (ARN, "Delivery")])
def test_a_topic_is_set_and_cleared_by_name_or_arn_on_a_pending_identity(v1, name, kind):
    # terraform's acceptance tests do so against AWS: unverified, by ARN, and cleared where nothing was set.
    put = v1.set_identity_notification_topic
    replies = [
        put(Identity=name, NotificationType=kind),
        put(Identity=name, NotificationType=kind, SnsTopic=TOPIC + "a"),
    ]
    with_topic = attributes(v1, name)
    replies += [put(Identity=name, NotificationType=kind)]

    assert replies == [{}] * 3
    assert [with_topic, attributes(v1)] == [{**FRESH, f"{kind}Topic": TOPIC + "a"}, FRESH]


def test_each_type_has_its_own_topic(v1):
    for kind in TYPES:
        v1.set_identity_notification_topic(Identity="example.com", NotificationType=kind, SnsTopic=TOPIC + kind)
    v1.set_identity_notification_topic(Identity="example.com", NotificationType="Bounce", SnsTopic=TOPIC + "other")

    assert attributes(v1) == {
        "BounceTopic": TOPIC + "other", "ComplaintTopic": TOPIC + "Complaint", "DeliveryTopic": TOPIC + "Delivery",
        **FRESH,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("topics", "allowed"), [((), False), (TYPES[:1], False), (TYPES[1:], False), (TYPES[:2], True)]
)
def test_forwarding_ends_only_when_bounces_and_complaints_have_topics(v1, topics, allowed):
    for kind in topics:
        v1.set_identity_notification_topic(Identity="example.com", NotificationType=kind, SnsTopic=TOPIC + "a")
    off = {"Identity": "example.com", "ForwardingEnabled": False}
    if allowed:
        assert v1.set_identity_feedback_forwarding_enabled(**off) == {}
    else:
        assert v1.no("set_identity_feedback_forwarding_enabled", **off) == (
            400,
            "InvalidParameterValue",
            (
                "Invalid feedback forwarding configuration: bounce and complaint topics must be set before forwarding "
                "is disabled."
            ),
        )  # documented rule, assumed text

    assert attributes(v1)["ForwardingEnabled"] is not allowed
    assert v1.set_identity_feedback_forwarding_enabled(Identity=ARN, ForwardingEnabled=True) == {}
    assert attributes(v1)["ForwardingEnabled"] is True


@pytest.mark.parametrize("kind", TYPES)
def test_headers_are_switched_for_one_type(v1, kind):
    # Off without a topic is accepted: terraform's acceptance test. On without a topic: assumed.
    put = v1.set_identity_headers_in_notifications_enabled
    assert put(Identity="example.com", NotificationType=kind, Enabled=False) == {}
    assert put(Identity=ARN, NotificationType=kind, Enabled=True) == {}
    on = attributes(v1)
    put(Identity="example.com", NotificationType=kind, Enabled=False)

    assert [on, attributes(v1)] == [{**FRESH, f"HeadersIn{kind}NotificationsEnabled": True}, FRESH]


@pytest.mark.parametrize(
    "topic",
    [
        "bounces",
        "arn:aws:sqs:us-east-1:123456789012:q",
        "arn:aws:sns:us-east-1:123456789012:",
        "arn::sns:us-east-1:123456789012:bounces",
        "arn:aws:sns::123456789012:bounces",
        "arn:aws:sns:us-east-1::bounces",
        "arn:aws:sns:us-east-1:123456789012:bounces:0b6941c3",  # a subscription
        "urn:aws:sns:us-east-1:123456789012:bounces",
        "arn:aws:sns:us-east-1:123456789012",
        "arn:aws:sns:eu-west-1:123456789012:bounces",  # SES is in another region
        "arn:aws:sns:us-east-1:123456789012:bounces.fifo",
        "",  # recorded, the two blanks included; the others say the same, assumed
    ],
)
def test_a_topic_must_be_the_arn_of_one_in_the_region_that_is_no_fifo(v1, ses_cloud, topic):
    assert v1.no(
        "set_identity_notification_topic", Identity="example.com", NotificationType="Bounce", SnsTopic=topic
    ) == (
        400,
        "InvalidParameterValue",
        f"SNS topic {topic} is invalid.",
    )
    assert (attributes(v1), ses_cloud.deliveries) == (FRESH, [])


@pytest.mark.parametrize(
    ("operation", "parameters", "it"),
    [
        ("set_identity_notification_topic", {"NotificationType": "Bounce"}, ""),  # recorded
        ("set_identity_feedback_forwarding_enabled", {"ForwardingEnabled": False}, ""),  # probed
        (
            "set_identity_headers_in_notifications_enabled",
            {"NotificationType": "Bounce", "Enabled": True},
            "It ",
        ),  # probed
    ],
)
def test_an_unknown_identity_is_named_as_it_was_passed(v1, operation, parameters, it):
    name = ARN.replace("us-east-1", "eu-west-1")
    must = f"{it}must" if it else "Must"

    assert v1.no(operation, Identity=name, **parameters) == (
        400,
        "InvalidParameterValue",
        f"Identity {name} is invalid. {must} be a verified email address or domain.",
    )
