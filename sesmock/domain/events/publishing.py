"""Who is told of what happened to mail: event destinations of the configuration set, and topics of the identity."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from sesmock.domain.identities.notifications import TYPES as NOTIFICATION_TYPES
from sesmock.domain.mails.event import TYPES, Subscriber

if TYPE_CHECKING:
    from collections.abc import Callable

    from sesmock.domain.configuration_sets.configuration_set import ConfigurationSet
    from sesmock.domain.configuration_sets.event_destination import EventDestination
    from sesmock.domain.identities.identity import Identity
    from sesmock.domain.mails.event import Notification
    from sesmock.domain.mails.sent import SentMail
    from sesmock.domain.region import Ses


def tell(ses: Ses, mail: SentMail) -> None:
    """Tell the test's own subscribers of what happened to a mail, once nobody holds the lock."""
    if ses.subscribed:
        told = [notification for event in mail.events for notification in event.notifications]
        ses.world.afterwards += [partial(_tell, ses.subscribed, notification) for notification in told]


def _tell(subscribed: list[tuple[str | None, Callable[[Any], object]]], notification: Notification) -> None:
    """Call the functions that a test has subscribed."""
    for target, receive in list(subscribed):
        if target in {None, notification.target, notification.name}:
            receive(notification)


def subscribers(sender: Identity, chosen: ConfigurationSet | None, type_: str) -> list[Subscriber]:
    """Who is told of an event of this type: matching event destinations, and the identity's topic.

    Opens and clicks are published where a destination asks for them; that is what switches tracking on.
    """
    wanted = TYPES[type_]
    found = [
        Subscriber(destination.kind, target(destination), destination.name, destination.target)
        for destination in (chosen.event_destinations.values() if chosen is not None else ())
        if destination.enabled and wanted in destination.types
    ]
    settings = sender.notifications
    if settings is not None and type_ in NOTIFICATION_TYPES and type_ in settings.topics:
        found.append(
            Subscriber("IDENTITY", settings.topics[type_], sender.name, {"Headers": type_ in settings.headers})
        )
    return found


def target(destination: EventDestination) -> str:
    """How a subscriber is called: by its ARN, or by its name where it has none of its own."""
    for member in ("TopicArn", "DeliveryStreamArn", "ApplicationArn", "EventBusArn"):
        if member in destination.target:
            return str(destination.target[member])
    return str(destination.name)
