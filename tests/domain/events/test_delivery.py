"""How notifications are delivered: to a neighbour of each kind, in order, once the mail is sent, and written down."""

from __future__ import annotations

import threading
from collections import Counter
from typing import TYPE_CHECKING, Any

import boto3
import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from sesmock import Cloud
    from sesmock.domain.mails.event import Notification
    from sesmock.outside.aws import Arn
    from sesmock.outside.ports import Message

    Destination = Callable[..., None]
    Send = Callable[..., None]

pytestmark = pytest.mark.ses(region="us-east-1", verified=["example.com"], at="2026-01-01T12:34:56.789Z", seed=1)

TOPIC = "arn:aws:sns:us-east-1:123456789012:events"
STREAM = "arn:aws:firehose:us-east-1:123456789012:deliverystream/events"
BUS = "arn:aws:events:us-east-1:123456789012:event-bus/default"
ROLE = "arn:aws:iam::123456789012:role/ses"
AT = 1767270896.789
VALIDATED = "Successfully validated SNS topic for Amazon SES event publishing."
METRIC = {"DimensionName": "kind", "DimensionValueSource": "MESSAGE_TAG", "DefaultDimensionValue": "none"}


@pytest.fixture
def destination(v2: Any) -> Destination:
    v2.create_configuration_set(ConfigurationSetName="news")

    def add(name: str, types: tuple[str, ...] = ("SEND", "DELIVERY"), **target: Any) -> None:
        v2.create_configuration_set_event_destination(
            ConfigurationSetName="news",
            EventDestinationName=name,
            EventDestination={"Enabled": True, "MatchingEventTypes": list(types), **target},
        )

    return add


@pytest.fixture
def topic(destination: Destination, ses_cloud: Cloud) -> None:
    destination("all", SnsDestination={"TopicArn": TOPIC})
    topics: Any = ses_cloud.outside.topics
    ses_cloud.deliveries.clear()
    topics.published.clear()


@pytest.fixture
def send(v2: Any) -> Send:
    def send(to: str = "bob@example.org", subject: str = "Hello", set_name: str | None = "news") -> None:
        content = {"Simple": {"Subject": {"Data": subject}, "Body": {"Text": {"Data": "Hi"}}}}
        named = {} if set_name is None else {"ConfigurationSetName": set_name}
        v2.send_email(FromEmailAddress="ann@example.com", Destination={"ToAddresses": [to]}, Content=content, **named)

    return send


def test_every_kind_goes_to_its_own_neighbour(v1: Any, destination: Destination, send: Send, ses_cloud: Cloud) -> None:
    pinpoint = "arn:aws:mobiletargeting:us-east-1:123456789012:apps/0123"
    destination("topic", ("SEND",), SnsDestination={"TopicArn": TOPIC})
    destination("stream", ("SEND",), KinesisFirehoseDestination={"IamRoleArn": ROLE, "DeliveryStreamArn": STREAM})
    destination("bus", ("SEND",), EventBridgeDestination={"EventBusArn": BUS})
    destination("metric", ("SEND",), CloudWatchDestination={"DimensionConfigurations": [METRIC]})
    destination("app", ("SEND",), PinpointDestination={"ApplicationArn": pinpoint})
    v1.set_identity_notification_topic(Identity="example.com", NotificationType="Delivery", SnsTopic=TOPIC + "2")
    heard: list[Notification] = []
    ses_cloud.subscribe("metric", heard.append)

    send()

    outside: Any = ses_cloud.outside
    assert [(str(arn), message.subject, message.message) for arn, message in outside.topics.published] == [
        (TOPIC, None, VALIDATED),
        (TOPIC + "2", None, ses_cloud.events.at(TOPIC + "2")[0].message),
        (TOPIC, "Amazon SES Email Event Notification", ses_cloud.events.of("Send").at("topic")[0].message),
        (TOPIC + "2", None, ses_cloud.events.of("Delivery").at(TOPIC + "2")[0].message),
    ]
    assert [(str(arn), str(role), m.message) for arn, role, m in outside.streams.records] == [
        (STREAM, ROLE, ses_cloud.events.at("stream")[0].message)
    ]
    assert [(str(arn), m.payload["detail-type"]) for arn, m in outside.buses.events] == [(BUS, "Email Sent")]
    assert [(account, region, m.payload["Namespace"]) for account, region, m in outside.metrics.data] == [
        ("123456789012", "us-east-1", "AWS/SES")
    ]
    assert ses_cloud.deliveries == [
        (TOPIC, "SNS", AT, None),
        (TOPIC + "2", "IDENTITY", AT, None),
        (TOPIC, "SNS", AT, None),
        (STREAM, "FIREHOSE", AT, None),
        (BUS, "EVENT_BRIDGE", AT, None),
        ("metric", "CLOUDWATCH", AT, None),
        ("metric", "FUNCTION", AT, None),
        (pinpoint, "PINPOINT", AT, None),
        (TOPIC + "2", "IDENTITY", AT, None),
    ]
    first = ses_cloud.deliveries[0]
    assert (first.ok, first.time.isoformat(), repr(first)) == (
        True, "2026-01-01T12:34:56.789000+00:00", f"<Delivery to {TOPIC} (SNS): ok>",
    )  # fmt: skip
    assert [notice.name for notice in heard] == ["metric"]


def test_who_has_no_destination_has_no_deliveries(send: Send, ses_cloud: Cloud) -> None:
    ses_cloud.subscribe(None, pytest.fail)
    send(set_name=None)

    assert ses_cloud._world._outside is None  # and nothing was loaded for it
    assert ses_cloud.deliveries == []


class Broken:
    """A neighbour that is there but cannot be told anything."""

    def __init__(self) -> None:
        self.told: list[str] = []

    def exists(self, _: Arn) -> bool:
        return True

    def publish(self, _: Arn, message: Message) -> None:
        self.told.append(str(message.payload["eventType"]))
        raise LookupError("Topic does not exist")


def test_a_neighbour_that_fails_is_written_down_and_the_mail_is_sent(topic: None, send: Send, ses_cloud: Cloud) -> None:
    ses_cloud.outside.topics = broken = Broken()
    heard: list[str] = []

    def fails(notice: Notification) -> None:
        heard.append(notice.event.type)
        raise KeyError("webhook")

    ses_cloud.subscribe(TOPIC, fails)
    ses_cloud.subscribe(None, lambda _: heard.append("all"))
    send()
    send(set_name=None)

    said = [(delivery.kind, delivery.ok, repr(delivery.error)) for delivery in ses_cloud.deliveries]
    assert (broken.told, heard, len(ses_cloud.outbox)) == (
        ["Send", "Delivery"], ["Send", "all", "Delivery", "all"], 2,
    )  # fmt: skip
    assert (
        said
        == [
            ("SNS", False, "LookupError('Topic does not exist')"),
            ("FUNCTION", False, "KeyError('webhook')"),
            ("FUNCTION", True, "None"),
        ]
        * 2
    )
    assert repr(ses_cloud.outside) == "<Outside: 6 deliveries, 4 of them failed>"
    ses_cloud.deliveries.clear()  # which were meant: nothing is left to report


def test_what_is_no_error_goes_to_the_caller(topic: None, send: Send, ses_cloud: Cloud) -> None:
    """Such as pytest's own failures, and Control-C."""
    heard: list[Notification] = []

    def fails(notice: Notification) -> None:
        heard.append(notice)
        pytest.fail("not this one")

    ses_cloud.subscribe(TOPIC, fails)
    with pytest.raises(pytest.fail.Exception, match="not this one"):
        send()

    assert (len(heard), len(ses_cloud.outbox)) == (1, 1)
    boto3.client("ses").get_send_quota()
    assert len(heard) == 1


def test_functions_hear_what_they_have_asked_for(destination: Destination, send: Send, ses_cloud: Cloud) -> None:
    destination("all", SnsDestination={"TopicArn": TOPIC})
    destination("sent", ("SEND",), SnsDestination={"TopicArn": TOPIC + "2"})
    send()
    heard: list[tuple[str, str]] = []
    ses_cloud.subscribe(TOPIC, lambda notice: heard.append(("topic", notice.event.type)))
    ses_cloud.subscribe("sent", lambda notice: heard.append(("name", notice.event.type)))
    ses_cloud.subscribe(None, lambda notice: heard.append(("all", notice.event.type)))
    send()

    assert heard == [
        ("topic", "Send"), ("all", "Send"), ("name", "Send"), ("all", "Send"),
        ("topic", "Delivery"), ("all", "Delivery"),
    ]  # fmt: skip


def test_who_is_told_may_send_again_and_is_told_of_that_afterwards(topic: None, send: Send, ses_cloud: Cloud) -> None:
    heard: list[tuple[str, str, int]] = []
    depth = 0

    def reply(notice: Notification) -> None:
        nonlocal depth
        depth += 1
        heard.append((notice.event.mail.subject, notice.event.type, depth))
        if notice.event.mail.subject == "Hello":
            send(subject=f"Re: {notice.event.type}")
        depth -= 1

    ses_cloud.subscribe(TOPIC, reply)
    send()

    assert heard == [
        ("Hello", "Send", 1), ("Hello", "Delivery", 1),
        ("Re: Send", "Send", 1), ("Re: Send", "Delivery", 1),
        ("Re: Delivery", "Send", 1), ("Re: Delivery", "Delivery", 1),
    ]  # fmt: skip


def test_an_answer_to_every_notification_comes_to_an_end(
    destination: Destination, send: Send, ses_cloud: Cloud
) -> None:
    destination("all", ("SEND",), SnsDestination={"TopicArn": TOPIC})
    ses_cloud.subscribe(TOPIC, lambda notice: send(subject="Re: " + notice.event.mail.subject))
    send()

    set_up, *told, last, function = ses_cloud.deliveries
    assert set_up.ok
    assert (len(ses_cloud.outbox), len(told), all(delivery.ok for delivery in told)) == (34, 2 * 33, True)
    for delivery in (last, function):
        assert isinstance(delivery.error, RecursionError)
        assert str(delivery.error) == "it follows from 32 notifications, each of which led to the next"
    ses_cloud.deliveries.clear()
    send()
    assert len(ses_cloud.outbox) == 68  # which begins again
    ses_cloud.deliveries.clear()


@pytest.mark.parametrize("set_name", [None, "news"])
def test_who_is_told_may_wait_for_another_thread_that_sends(
    topic: None, v2: Any, send: Send, ses_cloud: Cloud, set_name: str | None
) -> None:
    seen: list[bool] = []

    def webhook(notice: Notification) -> None:
        if notice.event.mail.subject != "Hello":
            return

        def react() -> None:
            v2.put_suppressed_destination(EmailAddress="bob@example.org", Reason="BOUNCE")
            send("admin@example.org", notice.event.type, set_name)

        thread = threading.Thread(target=react, daemon=True)
        thread.start()
        thread.join(20)
        seen.append(thread.is_alive())

    ses_cloud.subscribe(TOPIC, webhook)
    send()

    assert seen == [False, False]
    assert [mail.subject for mail in ses_cloud.outbox] == ["Hello", "Send", "Delivery"]


def test_threads_that_send_have_each_its_own_told_in_order_before_their_answer(
    topic: None, send: Send, ses_cloud: Cloud
) -> None:
    senders, mails = 8, 50
    heard: list[tuple[str, str]] = []
    by_whom: set[tuple[str, str]] = set()
    late: list[str] = []

    def hear(notice: Notification) -> None:
        heard.append((notice.event.mail.subject, notice.event.type))
        by_whom.add((notice.event.mail.subject.partition(" ")[0], threading.current_thread().name))

    def work(number: int) -> None:
        for count in range(mails):
            subject = f"{number} {count}"
            send(subject=subject)
            if (subject, "Delivery") not in heard:
                late.append(subject)

    ses_cloud.subscribe(TOPIC, hear)
    threads = [threading.Thread(target=work, args=(number,), name=str(number)) for number in range(senders)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert late == []
    for number in range(senders):
        assert [told for told in heard if told[0].startswith(f"{number} ")] == [
            (f"{number} {count}", type_) for count in range(mails) for type_ in ("Send", "Delivery")
        ]
    assert by_whom == {(str(number), str(number)) for number in range(senders)}
    published: Any = ses_cloud.outside.topics
    assert Counter(message.event.mail.subject for _, message in published.published) == dict.fromkeys(
        [f"{number} {count}" for number in range(senders) for count in range(mails)], 2
    )
    assert Counter((delivery.kind, delivery.ok) for delivery in ses_cloud.deliveries) == {
        ("SNS", True): 2 * senders * mails, ("FUNCTION", True): 2 * senders * mails,
    }  # fmt: skip


def test_what_was_sent_before_an_operation_broke_is_told_all_the_same(topic: None, v2: Any, ses_cloud: Cloud) -> None:
    v2.create_email_template(TemplateName="hi", TemplateContent={"Subject": "Hi", "Text": "Hi"})

    def breaks(address: str) -> bool:
        if address.startswith("carl"):
            raise ZeroDivisionError
        return False

    ses_cloud.receivers.bounce(breaks)
    entries = [{"Destination": {"ToAddresses": [f"{name}@example.org"]}} for name in ("bob", "carl")]
    with pytest.raises(ZeroDivisionError):
        v2.send_bulk_email(
            FromEmailAddress="ann@example.com", BulkEmailEntries=entries, ConfigurationSetName="news",
            DefaultContent={"Template": {"TemplateName": "hi", "TemplateData": "{}"}},
        )  # fmt: skip

    assert [mail.to for mail in ses_cloud.outbox] == [("bob@example.org",)]
    assert len(ses_cloud.deliveries) == 2


# ---- what is asked before anything is kept ----


class Asked:
    """Neighbours of every kind that answer as they are told to, and keep what they were asked."""

    def __init__(self, *answers: bool) -> None:
        self.answers = list(answers)
        self.asked: list[str] = []
        self.meanwhile: Callable[[], object] = lambda: None

    def exists(self, arn: Arn) -> bool:
        self.asked.append(str(arn))
        self.meanwhile()
        return self.answers.pop(0)

    can_be_assumed = exists

    def publish(self, _: Arn, message: Message) -> None:
        assert message.message == VALIDATED

    def put(self, stream: Arn, role: Arn, message: Message) -> None:
        raise NotImplementedError


def test_a_topic_that_does_not_exist_is_refused(v2: Any, destination: Destination, ses_cloud: Cloud) -> None:
    ses_cloud.outside.topics = topics = Asked(False, True)
    shape = {"MatchingEventTypes": ["SEND"], "SnsDestination": {"TopicArn": TOPIC}}
    named = {"ConfigurationSetName": "news", "EventDestinationName": "all", "EventDestination": shape}

    assert v2.no("create_configuration_set_event_destination", **named) == (
        400, "BadRequestException", f"SNS topic <{TOPIC}> not found.",
    )  # fmt: skip
    assert v2.get_configuration_set_event_destinations(ConfigurationSetName="news") == {"EventDestinations": []}
    assert v2.create_configuration_set_event_destination(**named) == {}
    assert topics.asked == [TOPIC, TOPIC]


def test_a_topic_of_an_identity_is_asked_for_too(v1: Any, ses_cloud: Cloud) -> None:
    ses_cloud.outside.topics = topics = Asked(False)
    named = {"Identity": "example.com", "NotificationType": "Bounce"}

    assert v1.no("set_identity_notification_topic", SnsTopic=TOPIC, **named) == (
        400, "InvalidParameterValue", f"SNS topic {TOPIC} is invalid.",
    )  # fmt: skip
    v1.set_identity_notification_topic(**named)
    [found] = v1.get_identity_notification_attributes(Identities=["example.com"])["NotificationAttributes"].values()
    assert (topics.asked, "BounceTopic" in found) == ([TOPIC], False)


@pytest.mark.parametrize(
    ("role", "stream", "refusal", "asked"),
    [
        ([False], [], f"Could not assume IAM role <{ROLE}>.", ([ROLE], [])),
        ([True], [False], f"Firehose delivery stream <{STREAM}> not found.", ([ROLE], [STREAM])),
    ],
)
def test_roles_and_streams_are_asked_for_once_each(
    v2: Any, destination: Destination, ses_cloud: Cloud, role: list[bool], stream: list[bool], refusal: str, asked: Any
) -> None:
    ses_cloud.outside.roles, ses_cloud.outside.streams = roles, streams = Asked(*role), Asked(*stream)
    shape = {"KinesisFirehoseDestination": {"IamRoleArn": ROLE, "DeliveryStreamArn": STREAM}}

    said = v2.no(
        "create_configuration_set_event_destination", ConfigurationSetName="news", EventDestinationName="all",
        EventDestination={"MatchingEventTypes": ["SEND"], **shape},
    )  # fmt: skip

    assert (said, (roles.asked, streams.asked)) == ((400, "BadRequestException", refusal), asked)


def test_who_is_asked_may_use_ses_even_from_another_thread(destination: Destination, v2: Any, ses_cloud: Cloud) -> None:
    ses_cloud.outside.topics = topics = Asked(True, True)
    alive: list[bool] = []

    def meanwhile() -> None:
        topics.meanwhile = lambda: None
        thread = threading.Thread(target=v2.list_configuration_sets, daemon=True)
        thread.start()
        thread.join(20)
        alive.append(thread.is_alive())
        destination("inner", SnsDestination={"TopicArn": TOPIC + "2"})

    topics.meanwhile = meanwhile
    destination("outer", SnsDestination={"TopicArn": TOPIC})

    found = v2.get_configuration_set_event_destinations(ConfigurationSetName="news")["EventDestinations"]
    assert ([one["Name"] for one in found], topics.asked, alive) == (
        ["inner", "outer"], [TOPIC, TOPIC + "2"], [False],
    )  # fmt: skip


def test_a_neighbour_that_cannot_be_asked_is_no_refusal(v2: Any, destination: Destination, ses_cloud: Cloud) -> None:
    ses_cloud.outside.topics = topics = Asked()
    topics.answers = []
    with pytest.raises(IndexError):
        destination("all", SnsDestination={"TopicArn": TOPIC})

    topics.answers = [True]
    destination("all", SnsDestination={"TopicArn": TOPIC})
    assert topics.asked == [TOPIC, TOPIC]
