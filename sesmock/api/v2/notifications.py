"""Feedback forwarding of identities."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sesmock.domain.identities import notifications

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sesmock.domain.region import Region


def put_email_identity_feedback_attributes(
    region: Region, *, email_identity: str, email_forwarding_enabled: bool = False
) -> Mapping[str, object]:
    """Forward feedback by mail, or not; without topics too, unlike v1."""
    notifications.set_forwarding(region, email_identity, email_forwarding_enabled)
    return {}
