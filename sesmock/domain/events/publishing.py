"""Who is told of what happened to mail: event destinations of the configuration set, and topics of the identity."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sesmock.domain.configuration_sets.configuration_set import ConfigurationSet
    from sesmock.domain.identities.identity import Identity
    from sesmock.domain.mails.event import Notification, Subscriber
    from sesmock.domain.mails.sent import SentMail
    from sesmock.domain.region import Ses

# How many notifications may follow from each other: whoever answers every notification with a mail that is published
# again would never come to an end.
LONGEST_CHAIN = 32


def tell(ses: Ses, mail: SentMail) -> None:
    """Have everybody told of what happened to a mail who is to be, once the operation is over."""
    for event in mail.events:
        if event.subscribers:
            ses.world.afterwards += [partial(_deliver, ses, notification) for notification in event.notifications]


def subscribers(sender: Identity, chosen: ConfigurationSet | None, type_: str) -> list[Subscriber]:
    """Who is told of an event of this type: matching event destinations, and the identity's topic.

    Opens and clicks are published where a destination asks for them; that is what switches tracking on.
    """
    from sesmock.domain.mails.event import Subscriber

    found = []
    for destination in chosen.event_destinations.values() if chosen is not None else ():
        if destination.enabled and type_ in destination.types:
            kind, arn, role, dimensions = destination.target
            found.append(Subscriber(kind, arn or destination.name, destination.name, role, dimensions))
    settings = sender.notifications
    if settings is not None and type_ in settings.topics:
        wants_headers = type_ in settings.headers
        found.append(Subscriber("IDENTITY", settings.topics[type_], sender.name, headers=wants_headers))
    return found


def _deliver(ses: Ses, notification: Notification, generation: int) -> None:
    """Bring a notification to its neighbour, and to the functions that a test has subscribed, and write it down."""
    from sesmock.outside import Delivery

    for kind, tell in _told(ses, notification):
        error: Exception | None = None
        if generation > LONGEST_CHAIN:
            error = RecursionError(f"it follows from {LONGEST_CHAIN} notifications, each of which led to the next")
        else:
            try:
                tell()
            except Exception as raised:
                error = raised
        ses.world.outside.note(Delivery(notification.target, kind, ses.world.now(), error))


def _told(ses: Ses, notification: Notification) -> Iterator[tuple[str, Callable[[], object]]]:
    """Who gets a notification, as `Delivery.kind` calls them, and how."""
    yield notification.kind, partial(_to_neighbour, ses, notification)
    webhook = ses.world.outside.webhooks.get(notification.target)
    if webhook is not None:
        yield "WEBHOOK", partial(webhook, notification)
    for target, receive in list(ses.subscribed):
        if target in {None, notification.target, notification.name}:
            yield "FUNCTION", partial(receive, notification)


def _to_neighbour(ses: Ses, notification: Notification) -> None:
    from sesmock.outside.aws import Arn

    outside, mail, kind = ses.world.outside, notification.event.mail, notification.kind
    if kind == "CLOUDWATCH":
        outside.metrics.put(mail.account, mail.region, notification)
    elif kind == "FIREHOSE":
        role = Arn.parse(notification.subscriber.role or "")
        outside.streams.put(Arn.parse(notification.target), role, notification)
    elif kind == "EVENT_BRIDGE":
        outside.buses.put(Arn.parse(notification.target), notification)
    elif kind != "PINPOINT":  # which has ended in 2026, and has no neighbour
        outside.topics.publish(Arn.parse(notification.target), notification)
