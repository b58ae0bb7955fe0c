"""Who is told of what happened to mail: event destinations of the configuration set, and topics of the identity."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sesmock.domain.events import notice

if TYPE_CHECKING:
    from sesmock.domain.configuration_sets.configuration_set import ConfigurationSet
    from sesmock.domain.events.event_type import Detail
    from sesmock.domain.identities.identity import Identity
    from sesmock.domain.mails.event import Event, Subscriber
    from sesmock.domain.mails.sent import SentMail
    from sesmock.domain.region import Ses


def tell(ses: Ses, mail: SentMail) -> None:
    """Have everybody told of what happened to a mail who is to be, once the operation is over."""
    for event in mail.events:
        if event.subscribers:
            notice.tell(ses, *event.notifications)


def happened(mail: SentMail, type_: str, recipients: tuple[str, ...], detail: Detail) -> Event:
    """Something has happened to a mail since it was sent, now: it is one more of its events, and told as they are.

    Who is told is who would be of a mail that were sent now. To be called under the lock.
    """
    from sesmock.domain.configuration_sets.configuration_set import ConfigurationSets
    from sesmock.domain.mails.event import Event

    route = mail._route
    chosen = route.region.of(ConfigurationSets).get(route.configuration_set or "")
    event = Event(type_, mail, route.region.now(), recipients, detail, subscribers(route.sender, chosen, type_))
    mail._kept["events"] = (*mail.events, event)
    notice.tell(route.region.ses, *event.notifications)
    return event


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
