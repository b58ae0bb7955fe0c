"""Feedback of an identity: which types are reported to which SNS topics, and whether it is forwarded by mail.

Source: SES Developer Guide, "Receiving Amazon SES notifications using Amazon SNS"; API reference,
SetIdentityNotificationTopic and its like.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sesmock.domain.events import set_up
from sesmock.domain.identities.registry import Identities
from sesmock.domain.refusals import IdentityInvalid, Invalid

if TYPE_CHECKING:
    from sesmock.domain.identities.identity import Identity
    from sesmock.domain.region import Region

TYPES = ("Bounce", "Complaint", "Delivery")

# Assumed text: nobody has shown SES's own.
NOT_BOTH_TOPICS = (
    "Invalid feedback forwarding configuration: bounce and complaint topics must be set before forwarding is disabled."
)


class Notifications:
    """Where bounces, complaints and deliveries of an identity are reported, by type (``Bounce``, …)."""

    __slots__ = ("headers", "topics")

    def __init__(self) -> None:
        self.topics: dict[str, str] = {}
        self.headers: set[str] = set()

    def __repr__(self) -> str:
        return f"<Notifications: {self.topics}, with headers: {sorted(self.headers)}>"


def set_forwarding(
    region: Region, name: str, enabled: bool, *, needs_topics: bool = False, or_arn: bool = False
) -> None:
    """Switch forwarding by mail; where topics are needed, only once bounces and complaints have them."""
    identity = region.of(Identities).require(name, IdentityInvalid, or_arn=or_arn)
    topics = identity.notifications.topics if identity.notifications is not None else {}
    if needs_topics and not enabled and not {"Bounce", "Complaint"} <= topics.keys():
        raise Invalid(NOT_BOTH_TOPICS)
    identity.feedback_forwarding = enabled


def set_topic(region: Region, name: str, kind: str, topic: str | None) -> None:
    """Report one type to an SNS topic, which is told so, or (with none) no longer."""
    identity = region.of(Identities).require(name, IdentityInvalid, or_arn=True)
    if topic is None:
        _settings(identity).topics.pop(kind, None)
        return
    named = set_up.topic(region, topic)
    if named is None or not region.world.ask(region.world.outside.topics.exists, named):
        raise Invalid(set_up.invalid(topic))
    _settings(identity).topics[kind] = topic
    set_up.of_identity(region, topic, identity.name, kind)


def set_headers(region: Region, name: str, kind: str, enabled: bool) -> None:
    """Include the mail's headers in one type of notification."""
    identity = region.of(Identities).require(name, _invalid, or_arn=True)
    headers = _settings(identity).headers
    (headers.add if enabled else headers.discard)(kind)


def _invalid(name: str) -> Invalid:
    return Invalid(f"Identity {name} is invalid. It must be a verified email address or domain.")


def _settings(identity: Identity) -> Notifications:
    if identity.notifications is None:
        identity.notifications = Notifications()
    return identity.notifications
