"""The reputation of a tenant: what was sent makes findings, and a policy pauses for them.

A finding opens when too much of a representative volume bounces or is complained about. Where the policy in force
minds it, the customer's status becomes DISABLED, since the policy is the customer's: he lifts that by a status of his
own. What AWS itself pauses is a status beside it. Sources: SES Developer Guide, "Tenants"; AWS Messaging blog,
"Improve email deliverability with tenant management in Amazon SES" (thresholds, and what reinstating does).
"""

from __future__ import annotations

from collections import deque
from datetime import datetime, timezone
from typing import TYPE_CHECKING, NamedTuple

from sesmock.domain.refusals import Invalid

if TYPE_CHECKING:
    from typing import Any

    from sesmock.domain.region import Region

ENABLED, REINSTATED, DISABLED = "ENABLED", "REINSTATED", "DISABLED"
NONE, STANDARD, STRICT = "none", "standard", "strict"
LOW, HIGH = "LOW", "HIGH"

# For which findings a policy pauses (documented).
POLICIES = {NONE: frozenset[str](), STANDARD: frozenset({HIGH}), STRICT: frozenset({LOW, HIGH})}
# More than so many percent make a finding of low, and of high impact (documented).
THRESHOLDS = {"BOUNCE": ((HIGH, 15.0), (LOW, 10.0)), "COMPLAINT": ((HIGH, 1.0), (LOW, 0.5))}
# Assumed: how many recipients are representative, and how far back SES looks.
REPRESENTATIVE = 10
WINDOW = 24 * 3600

MANUALLY = "Status manually updated."  # recorded
RESOLVED = "Reputation findings have been resolved."  # assumed
UNKNOWN_POLICY = "Reputation policy <{arn}> does not exist."  # assumed

_MONTHS = (
    "January February March April May June July August September October November December".split()  # noqa: SIM905
)


class StatusRecord(NamedTuple):
    """One status of sending: what it is, why, and since when (epoch seconds)."""

    status: str
    cause: str
    at: float

    @property
    def time(self) -> datetime:
        """Since when, in UTC."""
        return datetime.fromtimestamp(self.at, timezone.utc)


class Finding(NamedTuple):
    """What SES has against a sender: of type BOUNCE or COMPLAINT, of impact LOW or HIGH, OPEN or FIXED."""

    type: str
    impact: str
    description: str
    opened_at: float
    updated_at: float
    status: str = "OPEN"


class Reputation:
    """The reputation of one resource, which is known by its ARN.

    ``policy`` is none, standard or strict. None has one by itself until somebody chooses (recorded; the guide says that
    it is standard, which is what the console asks for).
    """

    def __init__(self, region: Region, reference: str, name: str) -> None:
        self._region = region
        self._name = name
        self._volume: deque[tuple[float, int, int, int]] = deque()  # time, recipients, bounces, complaints
        self._sums = [0, 0, 0]
        self._open: dict[str, Finding] = {}
        self._fixed: list[Finding] = []
        self._customer: StatusRecord | None = None
        self._ses: StatusRecord | None = None
        self.reference = reference
        self.policy = NONE

    def __repr__(self) -> str:
        found = ", ".join(f"{finding.impact} {finding.type}" for finding in self.findings if finding.status == "OPEN")
        return f"<Reputation of {self._name}: {self.status}, policy {self.policy}, {found or 'no findings'}>"

    # ---- what it is now ----

    @property
    def customer_status(self) -> StatusRecord | None:
        """The status that the customer or his policy has set; None: nobody has."""
        self._settle()
        return self._customer

    @property
    def ses_status(self) -> StatusRecord | None:
        """The status that AWS has set; None: it has not (that it is not shown then is assumed)."""
        self._settle()
        return self._ses

    @property
    def status(self) -> str:
        """What counts: DISABLED if either is, else REINSTATED if either is (assumed), else ENABLED."""
        self._settle()
        said = {record.status for record in (self._customer, self._ses) if record is not None}
        return next((status for status in (DISABLED, REINSTATED) if status in said), ENABLED)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Everything that was found, what is fixed first."""
        self._settle()
        return (*self._fixed, *self._open.values())

    @property
    def impact(self) -> str:
        """The highest impact of the open findings; NONE without any (recorded, though the model does not know it)."""
        self._settle()
        impacts = {finding.impact for finding in self._open.values()}
        return HIGH if HIGH in impacts else LOW if impacts else "NONE"

    # ---- what changes it ----

    def count(self, sent: int, bounces: int, complaints: int) -> None:
        """So many recipients were sent a mail, and so many of them bounced for good or complained."""
        if not sent:
            return
        now = self._region.now()
        self._drop(now)
        self._add(1, batch := (now, sent, bounces, complaints))
        self._volume.append(batch)
        self._judge(now)

    def set_customer(self, status: str, cause: str = MANUALLY) -> None:
        """Let the customer set his status; SES's own stays as it is."""
        now = self._region.now()
        self._drop(now)
        self._put_customer(StatusRecord(status, cause, now))

    def set_ses(self, status: str, cause: str) -> None:
        """Let AWS set its status; the customer's stays as it is."""
        now = self._region.now()
        self._drop(now)
        self._put_ses(StatusRecord(status, cause, now))

    def set_policy(self, arn: str) -> None:
        """Choose a policy, which is applied to open findings at once (assumed); raises Invalid for an unknown one."""
        policy = next((name for name in POLICIES if arn == self.policy_arn(name)), None)
        if policy is None:
            raise Invalid(UNKNOWN_POLICY.format(arn=arn))
        now = self._region.now()
        self._drop(now)
        self.policy = policy
        self._enforce(now, set())

    def policy_arn(self, name: str | None = None) -> str:
        """The ARN of a policy (default: the one in force), which is AWS's own."""
        region = self._region
        return f"arn:{region.partition}:ses:{region.name}:aws:reputation-policy/{name or self.policy}"

    # ---- findings ----

    def _settle(self) -> None:
        """Let time have done what it does: mail that lies too far back no longer counts."""
        if self._volume:
            with self._region.world.lock:
                self._drop(self._region.now())

    def _drop(self, now: float) -> None:
        while self._volume and self._volume[0][0] + WINDOW <= now:
            until = self._volume[0][0] + WINDOW
            while self._volume and self._volume[0][0] + WINDOW <= until:
                self._add(-1, self._volume.popleft())
            self._judge(until)

    def _add(self, sign: int, batch: tuple[float, int, int, int]) -> None:
        for index, number in enumerate(batch[1:]):
            self._sums[index] += sign * number

    def _judge(self, at: float) -> None:
        """Open, change and fix findings, and do what follows from that."""
        worse: set[str] = set()
        before = bool(self._open)
        for type_, number in zip(THRESHOLDS, self._sums[1:], strict=True):
            reached = self._reached(type_, number)
            known = self._open.get(type_)
            if reached is None:
                if known is not None:
                    self._fix(known, at)
            elif known is None or known.impact != reached[0]:
                impact, percent = reached
                opened = at if known is None else known.opened_at
                found = Finding(type_, impact, self._description(type_, percent, at), opened, at)
                self._open[type_] = found
                if known is None or impact == HIGH:
                    worse.add(type_)
                    self._tell("Advisor Recommendation Status Open", at, found)
        self._enforce(at, worse)
        if before and not self._open:
            self._recover(at)

    def _reached(self, type_: str, number: int) -> tuple[str, float] | None:
        sent = self._sums[0]
        if sent < REPRESENTATIVE:
            return None
        return next(((impact, over) for impact, over in THRESHOLDS[type_] if 100 * number > over * sent), None)

    def _description(self, type_: str, percent: float, at: float) -> str:
        """In the words of the guide's example."""
        first, last = (_minute(moment) for moment in (self._volume[0][0], at))
        return (
            f"The {type_.lower()} rate exceeded {percent:.1f}% based on a representative volume of {self._sums[0]} "
            f"emails from {first} to {last}."
        )

    def _fix(self, finding: Finding, at: float) -> None:
        del self._open[finding.type]
        self._fixed.append(finding._replace(status="FIXED", updated_at=at))
        # The guide to tenants calls it Closed, that to EventBridge Resolved.
        self._tell("Advisor Recommendation Status Resolved", at, finding)

    def _enforce(self, at: float, worse: set[str]) -> None:
        """Pause if the policy minds what is open; who was reinstated goes on until something gets worse."""
        minded = [finding for finding in self._open.values() if finding.impact in POLICIES[self.policy]]
        status = ENABLED if self._customer is None else self._customer.status
        if status == REINSTATED:
            minded = [finding for finding in minded if finding.type in worse]
        if minded and status != DISABLED:
            self._put_customer(StatusRecord(DISABLED, minded[0].description, at))

    def _recover(self, at: float) -> None:
        """Nothing is open any more: who was reinstated is enabled again (documented)."""
        record = StatusRecord(ENABLED, RESOLVED, at)
        if self._customer is not None and self._customer.status == REINSTATED:
            self._put_customer(record)
        if self._ses is not None and self._ses.status == REINSTATED:
            self._put_ses(record)

    # ---- who is told ----

    def _put_customer(self, record: StatusRecord) -> None:
        before, self._customer = self._customer, record
        self._tell_status("CUSTOMER_MANAGED", before, record)

    def _put_ses(self, record: StatusRecord) -> None:
        before, self._ses = self._ses, record
        self._tell_status("AWS_MANAGED", before, record)

    def _tell_status(self, origin: str, before: StatusRecord | None, record: StatusRecord) -> None:
        if record.status != (ENABLED if before is None else before.status):
            from sesmock.domain.reputation.notice import status_change

            status_change(self._region, self.reference, self._name, origin, record)

    def _tell(self, detail_type: str, at: float, finding: Finding) -> None:
        from sesmock.domain.reputation.notice import ReputationNotice, send

        detail: dict[str, Any] = {
            "version": "1.0.0",
            "data": finding.description,
            "metadata": {"impact": finding.impact, "type": finding.type},
        }
        send(ReputationNotice(self._region, self.reference, self._name, at, detail_type, detail))


def _minute(at: float) -> str:
    """``July 11, 2025 at 14:41 (UTC)``."""
    day = datetime.fromtimestamp(at, timezone.utc)
    return f"{_MONTHS[day.month - 1]} {day.day}, {day.year} at {day:%H:%M} (UTC)"
