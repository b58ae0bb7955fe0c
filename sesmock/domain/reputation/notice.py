"""What SES tells the default bus of EventBridge of a tenant, without being asked to: its status, and findings.

Source: SES Developer Guide, "Tenants", "Setting up EventBridge notifications", with its examples.
"""

from __future__ import annotations

import json
from datetime import datetime, timezone
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

from sesmock.domain.events.notice import Notice, Told, tell
from sesmock.outside.aws import Arn, iso

if TYPE_CHECKING:
    from sesmock.domain.region import Region
    from sesmock.domain.reputation.reputation import StatusRecord
    from sesmock.outside import Outside


class ReputationNotice(Notice):
    """One event about a tenant: ``kind`` is EVENT_BRIDGE, ``target`` the default bus, ``name`` the tenant's."""

    __slots__ = ("_detail", "_region", "_resource", "detail_type")

    def __init__(
        self, region: Region, resource: str, name: str, at: float, detail_type: str, detail: dict[str, Any]
    ) -> None:
        bus = f"arn:{region.partition}:events:{region.name}:{region.account}:event-bus/default"
        super().__init__("EVENT_BRIDGE", bus, name, at)
        self._region = region
        self._resource = resource
        self._detail = detail
        self.detail_type = detail_type

    def __repr__(self) -> str:
        return f"<ReputationNotice to {self.target}: {self.detail_type} of {self.name}>"

    @property
    def payload(self) -> dict[str, Any]:
        """The event on the bus."""
        h = blake2b(self._told.encode(), digest_size=16).hexdigest()
        return {
            "version": "0",
            "id": f"{h[:8]}-{h[8:12]}-{h[12:16]}-{h[16:20]}-{h[20:]}",
            "detail-type": self.detail_type,
            "source": "aws.ses",
            "account": self._region.account,
            "time": iso(self.at)[:19] + "Z",
            "region": self._region.name,
            "resources": [self._resource],
            "detail": self._detail,
        }

    @property
    def message(self) -> str:
        """The same as text."""
        return json.dumps(self.payload, ensure_ascii=False)

    @property
    def _told(self) -> str:
        return f"{self._resource} {self.detail_type} {self.at} {json.dumps(self._detail)}"

    def put(self, outside: Outside) -> None:
        """Bring it to the bus."""
        outside.buses.put(Arn.parse(self.target), self)


def status_change(region: Region, resource: str, name: str, origin: str, record: StatusRecord) -> None:
    """Tell of a new status of the customer's or AWS's own."""
    seconds, rest = divmod(round(record.at * 1000), 1000)
    day = datetime.fromtimestamp(seconds, timezone.utc)
    written = {
        "status": record.status,
        "cause": record.cause,
        "lastUpdatedTimestamp": [day.year, day.month, day.day, day.hour, day.minute, day.second, rest * 1_000_000],
    }
    detail = {"version": "1.0.0", "data": {"origin": origin, "record": written}}
    detail_type = f"Sending Status {'Disabled' if record.status == 'DISABLED' else 'Enabled'}"
    send(ReputationNotice(region, resource, name, record.at, detail_type, detail))


def send(notice: ReputationNotice) -> None:
    """Have it delivered once the operation is over."""
    ses = notice._region.ses
    ses.of(Told).append(notice)
    tell(ses, notice)
