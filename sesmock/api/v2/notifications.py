"""Feedback forwarding of identities."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sesmock.domain.region import Region


def put_email_identity_feedback_attributes(
    region: Region, *, email_identity: str, email_forwarding_enabled: bool = False
) -> Mapping[str, object]:
    """Forward feedback by mail, or not; without topics too, unlike v1."""
    region.set_feedback_forwarding(email_identity, email_forwarding_enabled, needs_topics=False)
    return {}
