"""Feedback notifications of identities."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sesmock.domain.identities import notifications
from sesmock.domain.identities.registry import Identities

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sesmock.domain.identities.identity import Identity
    from sesmock.domain.region import Region


def get_identity_notification_attributes(region: Region, *, identities: Sequence[str]) -> Mapping[str, object]:
    """The notification settings of each identity, under the name it was asked by; unknown ones are left out."""
    found = region.of(Identities).batch(identities, or_arn=True)
    return {"NotificationAttributes": {name: _attributes(identity) for name, identity in found}}


def _attributes(identity: Identity) -> Mapping[str, object]:
    topics = identity.notifications.topics if identity.notifications is not None else {}
    headers = identity.notifications.headers if identity.notifications is not None else ()
    return {
        **{f"{kind}Topic": topics.get(kind) for kind in notifications.TYPES},
        "ForwardingEnabled": identity.feedback_forwarding,
        **{f"HeadersIn{kind}NotificationsEnabled": kind in headers for kind in notifications.TYPES},
    }


def set_identity_notification_topic(
    region: Region, *, identity: str, notification_type: str, sns_topic: str | None = None
) -> Mapping[str, object]:
    """Report one type of feedback to a topic, or (with none) no longer."""
    notifications.set_topic(region, identity, notification_type, sns_topic)
    return {}


def set_identity_feedback_forwarding_enabled(
    region: Region, *, identity: str, forwarding_enabled: bool
) -> Mapping[str, object]:
    """Forward feedback by mail, or not."""
    notifications.set_forwarding(region, identity, forwarding_enabled, needs_topics=True, or_arn=True)
    return {}


def set_identity_headers_in_notifications_enabled(
    region: Region, *, identity: str, notification_type: str, enabled: bool
) -> Mapping[str, object]:
    """Include the headers of the mail in one type of notification, or not."""
    notifications.set_headers(region, identity, notification_type, enabled)
    return {}
