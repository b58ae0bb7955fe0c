"""Feedback notifications of identities."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sesmock.domain.identity import NOTIFICATION_TYPES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sesmock.domain.identity import Identity
    from sesmock.domain.region import Region


def get_identity_notification_attributes(region: Region, *, identities: Sequence[str]) -> Mapping[str, object]:
    """The notification settings of each identity, under the name it was asked by; strangers are passed over."""
    return {"NotificationAttributes": {name: _attributes(found) for name, found in region.known(identities)}}


def _attributes(identity: Identity) -> Mapping[str, object]:
    topics = identity.notifications.topics if identity.notifications is not None else {}
    headers = identity.notifications.headers if identity.notifications is not None else ()
    return {
        **{f"{kind}Topic": topics.get(kind) for kind in NOTIFICATION_TYPES},
        "ForwardingEnabled": identity.feedback_forwarding,
        **{f"HeadersIn{kind}NotificationsEnabled": kind in headers for kind in NOTIFICATION_TYPES},
    }


def set_identity_notification_topic(
    region: Region, *, identity: str, notification_type: str, sns_topic: str | None = None
) -> Mapping[str, object]:
    """Report one type of feedback to a topic, or (with none) no longer."""
    region.set_notification_topic(identity, notification_type, sns_topic)
    return {}


def set_identity_feedback_forwarding_enabled(
    region: Region, *, identity: str, forwarding_enabled: bool
) -> Mapping[str, object]:
    """Forward feedback by mail, or not."""
    region.set_feedback_forwarding(identity, forwarding_enabled, needs_topics=True)
    return {}


def set_identity_headers_in_notifications_enabled(
    region: Region, *, identity: str, notification_type: str, enabled: bool
) -> Mapping[str, object]:
    """Include the headers of the mail in one type of notification, or not."""
    region.set_notification_headers(identity, notification_type, enabled)
    return {}
