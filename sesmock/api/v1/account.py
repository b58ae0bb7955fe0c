"""The account: whether it may send, its quotas, and what it has sent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sesmock.domain.account import AccountSettings, Usage

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sesmock.domain.region import Region


def get_account_sending_enabled(region: Region) -> Mapping[str, object]:
    """Whether sending is switched on."""
    return {"Enabled": region.of(AccountSettings).sending_enabled}


def update_account_sending_enabled(region: Region, *, enabled: bool = False) -> None:
    """Switch sending; left out means off (documented)."""
    region.of(AccountSettings).sending_enabled = enabled


def get_send_quota(region: Region) -> Mapping[str, object]:
    """How much may be sent, and how much was in the last 24 hours."""
    settings = region.of(AccountSettings)
    return {
        "Max24HourSend": settings.max_24_hour_send,
        "MaxSendRate": settings.max_send_rate,
        "SentLast24Hours": region.of(Usage).sent_last_24h(region.now()),
    }


def get_send_statistics(region: Region) -> Mapping[str, object]:
    """Two weeks of statistics by quarters of an hour, each dated by its beginning (assumed), oldest first."""
    return {
        "SendDataPoints": [
            {
                "Timestamp": at,
                "DeliveryAttempts": attempts,
                "Bounces": bounces,
                "Complaints": complaints,
                "Rejects": rejects,
            }
            for at, (attempts, bounces, complaints, rejects) in region.of(Usage).statistics(region.now())
        ]
    }
