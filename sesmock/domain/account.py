"""The account in one region: its settings, its quotas, and what it has sent.

Sources: SES Developer Guide, "Service quotas in Amazon SES", "Managing your Amazon SES sending limits"; API
reference, GetAccount and GetSendStatistics.
"""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Protocol

    from sesmock.domain.region import Region
    from sesmock.world import World

    class DedicatedIps(Protocol):
        """The dedicated IP addresses of an account, as others see them."""

        @property
        def pools(self) -> Mapping[str, Any]:
            """The pools that the account has made."""

        def outgoing(self, pool: str | None) -> tuple[str, ...]:
            """The addresses that mail goes out from through a pool; raises SendingPoolMissing."""

        def hold(self) -> None:
            """Whether warm-up is automatic is about to change."""


DAY = 24 * 3600
BUCKET = 15 * 60
STATISTICS_KEPT = 14 * DAY

# What an account may send: in the sandbox, and by the first grant of production access (community reports).
SANDBOX_QUOTA, SANDBOX_RATE = 200.0, 1.0
PRODUCTION_QUOTA, PRODUCTION_RATE = 50_000.0, 14.0


class AccountSettings:
    """What an account has set in one region; what was never set is None and not shown.

    ``details``, ``vdm`` and ``validation`` are kept as v2 shapes them.
    """

    __slots__ = (
        "_auto_warmup", "_plans", "_vdm_switched", "_world", "dedicated_ips", "details", "enforcement",
        "production_access_asked", "sending_enabled", "suppressed_reasons", "validation", "vdm",
    )  # fmt: skip

    def __init__(self, region: Region) -> None:
        self._world: World = region.world
        self._plans: list[tuple[float, str]] = []  # pricing plans, and from when on they hold
        self.sending_enabled = True
        self.enforcement = "HEALTHY"
        self._auto_warmup = True
        self.dedicated_ips: DedicatedIps | None = None  # once anybody has asked for them
        self.suppressed_reasons: tuple[str, ...] = ("BOUNCE", "COMPLAINT")
        self.validation: Mapping[str, Any] | None = None
        self.details: Mapping[str, Any] | None = None
        self.production_access_asked = False  # with the details
        self.vdm: Mapping[str, Any] | None = None
        self._vdm_switched: list[tuple[float, bool]] = []  # when the Virtual Deliverability Manager went on and off

    def __repr__(self) -> str:
        sandbox = "out of the sandbox" if self.production_access else "in the sandbox"
        sending = "sending" if self.sending_enabled else "sending paused"
        quota = f"{self.max_24_hour_send:g} in 24 hours, {self.max_send_rate:g} a second"
        return f"<AccountSettings: {sandbox}, {sending}, {quota}>"

    @property
    def production_access(self) -> bool:
        """Whether the account has left the sandbox."""
        return not self._world.sandbox

    @property
    def auto_warmup(self) -> bool:
        """Whether dedicated IP addresses are warmed up by themselves."""
        return self._auto_warmup

    @auto_warmup.setter
    def auto_warmup(self, value: bool) -> None:
        if self.dedicated_ips is not None:
            self.dedicated_ips.hold()
        self._auto_warmup = value

    @property
    def max_24_hour_send(self) -> float:
        """How many recipients in 24 hours; -1 is unlimited."""
        raised = self._world.limits.max_24_hour_send
        if raised is not None:
            return raised
        return PRODUCTION_QUOTA if self.production_access else SANDBOX_QUOTA

    @property
    def max_send_rate(self) -> float:
        """How many recipients in a second, as SES reports it; -1 is unlimited."""
        raised = self._world.limits.max_send_rate
        if raised is not None:
            return raised
        return PRODUCTION_RATE if self.production_access else SANDBOX_RATE

    @property
    def enforced_send_rate(self) -> float | None:
        """The rate at which sending is throttled; None: never.

        Assumed: tests send as fast as they can and mean nothing by it, so outside the sandbox only a rate that a test
        has set counts.
        """
        rate = self._world.limits.max_send_rate
        if rate is None and not self.production_access:
            return SANDBOX_RATE
        return None if rate is None or rate < 0 else rate

    @property
    def review(self) -> str:
        """How the review of the account's details stands: assumed, it is over once the account left the sandbox."""
        return "GRANTED" if self.production_access else "PENDING"

    def put_vdm(self, attributes: Mapping[str, Any]) -> None:
        """Set the Virtual Deliverability Manager, whole."""
        self.vdm = attributes
        self._vdm_switched.append((self._world.now(), attributes["VdmEnabled"] == "ENABLED"))

    @property
    def vdm_enabled(self) -> bool:
        """Whether the Virtual Deliverability Manager is on; it is off until somebody switches it."""
        return self.vdm is not None and self.vdm["VdmEnabled"] == "ENABLED"

    def vdm_was_on(self, at: float) -> bool:
        """Whether it was on at a moment."""
        return next((on for since, on in reversed(self._vdm_switched) if since <= at), False)

    @property
    def plans(self) -> tuple[str | None, str | None]:
        """The pricing plan in force and the one scheduled, if there is any."""
        now = self._world.now()
        current = [name for since, name in self._plans if since <= now]
        coming = [name for since, name in self._plans if since > now]
        return (current[-1] if current else None, coming[0] if coming else None)

    def choose_plan(self, name: str) -> None:
        """Take a pricing plan: the first at once (assumed), another at the start of the next month (documented)."""
        now = self._world.now()
        self._plans = [plan for plan in self._plans if plan[0] <= now]
        if not self._plans:
            self._plans.append((now, name))
        elif name != self._plans[-1][1]:
            self._plans.append((next_month(now), name))


def next_month(now: float) -> float:
    """When the next month begins, in UTC."""
    from datetime import datetime, timedelta, timezone

    first = datetime.fromtimestamp(now, timezone.utc).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    return (first + timedelta(days=31)).replace(day=1).timestamp()


class Usage:
    """What has been sent: for the quota, for the rate, and for the statistics."""

    __slots__ = ("_buckets", "_day", "_second")

    def __init__(self, _: Region | None = None) -> None:
        self._day = _Window(DAY)
        self._second = _Window(1)
        self._buckets: dict[int, list[int]] = {}

    def record(self, at: float, recipients: int, for_quota: int) -> None:
        """Count recipients towards the rate, and so many of them towards the quota."""
        self._second.add(at, recipients)
        self._day.add(at, for_quota)

    def sent_last_24h(self, now: float) -> int:
        """How many recipients count towards the quota."""
        return self._day.total(now)

    def sent_last_second(self, now: float) -> int:
        """How many recipients count towards the rate."""
        return self._second.total(now)

    def count(self, at: float, *, attempts: int = 0, bounces: int = 0, complaints: int = 0, rejects: int = 0) -> None:
        """Add to the statistics."""
        if attempts or bounces or complaints or rejects:
            bucket = self._buckets.setdefault(int(at // BUCKET), [0, 0, 0, 0])
            bucket[0] += attempts
            bucket[1] += bounces
            bucket[2] += complaints
            bucket[3] += rejects

    def statistics(self, now: float) -> list[tuple[int, list[int]]]:
        """Two weeks by quarters of an hour: when each began, and its attempts, bounces, complaints and rejects.

        Oldest first; a quarter of an hour in which nothing happened is left out.
        """
        first = (now - STATISTICS_KEPT) // BUCKET
        return [(number * BUCKET, bucket) for number, bucket in sorted(self._buckets.items()) if number > first]


class _Window:
    """A sum over the last so many seconds."""

    __slots__ = ("_entries", "_seconds", "_sum")

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._entries: deque[tuple[float, int]] = deque()
        self._sum = 0

    def add(self, at: float, number: int) -> None:
        entries = self._entries
        if entries and entries[-1][0] == at:  # time often stands still
            entries[-1] = (at, entries[-1][1] + number)
        else:
            self.total(at)
            entries.append((at, number))
        self._sum += number

    def total(self, now: float) -> int:
        """The sum as of now; what is too old is dropped for good."""
        entries = self._entries
        while entries and entries[0][0] <= now - self._seconds:
            self._sum -= entries.popleft()[1]
        return self._sum
