"""Configuration sets and their options, one store for both APIs.

Source: SES Developer Guide, "Using configuration sets"; API reference, CreateConfigurationSet and
PutConfigurationSet…Options. The order of checks is as probed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from sesmock.domain import names
from sesmock.domain.account import AccountSettings
from sesmock.domain.events.event_type import CLICK, OPEN
from sesmock.domain.identities.registry import Identities
from sesmock.domain.refusals import (
    ConfigurationSetExists,
    ConfigurationSetNotFound,
    ConstraintViolated,
    Invalid,
    InvalidTrackingOptions,
    LimitExceeded,
    SendingPoolMissing,
)
from sesmock.world import limits

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sesmock.domain.configuration_sets.event_destination import EventDestination
    from sesmock.domain.region import Region


class Tracking(NamedTuple):
    """Where open and click tracking leads: CustomRedirectDomain, and HttpsPolicy if one was set."""

    domain: str
    https_policy: str | None = None


class Delivery(NamedTuple):
    """How mail is delivered: TlsPolicy in v2's spelling, SendingPoolName, MaxDeliverySeconds; None: never set."""

    tls_policy: str | None = None
    sending_pool: str | None = None
    max_seconds: int | None = None


class Suppression(NamedTuple):
    """What the set says of suppression lists in place of the account; no reasons: nothing is suppressed."""

    reasons: tuple[str, ...]
    scope: str | None = None
    validation: Mapping[str, Any] | None = None


class ConfigurationSet:
    """One configuration set and its options; what was never set is None and not shown.

    ``vdm`` and ``message_security`` are kept as v2 shapes them.
    """

    __slots__ = (
        "archive_arn", "delivery", "event_destinations", "last_fresh_start", "message_security", "name",
        "reputation_metrics", "sending_enabled", "suppression", "tags", "tracking", "vdm",
    )  # fmt: skip

    def __init__(self, name: str, *, reputation_metrics: bool) -> None:
        self.name = name
        self.reputation_metrics = reputation_metrics  # on for sets made by v2, off for sets made by v1 (probed)
        self.last_fresh_start: float | None = None
        self.sending_enabled = True
        self.tracking: Tracking | None = None
        self.delivery: Delivery | None = None
        self.suppression: Suppression | None = None
        self.vdm: Mapping[str, Any] | None = None
        self.archive_arn: str | None = None
        self.message_security: Mapping[str, Any] | None = None
        self.event_destinations: dict[str, EventDestination] = {}
        self.tags: dict[str, str] = {}

    def __repr__(self) -> str:
        destinations = ", ".join(self.event_destinations) or "nobody"
        paused = "" if self.sending_enabled else ", sending paused"
        return f"<ConfigurationSet {self.name}: tells {destinations}{paused}>"

    @property
    def suppressed_reasons(self) -> tuple[str, ...] | None:
        """The reasons for which listed addresses get no mail; None: the account's count."""
        return None if self.suppression is None else self.suppression.reasons

    def set_sending(self, enabled: bool, now: float) -> None:
        """Switch sending; switching it on again gives the reputation metrics a fresh start."""
        if enabled and not self.sending_enabled:
            self.last_fresh_start = now
        self.sending_enabled = enabled


class Engagement(NamedTuple):
    """What is tracked of a mail, and where its links lead: the custom domain and its HTTPS policy, if any."""

    opens: bool
    clicks: bool
    domain: str | None = None
    https_policy: str | None = None


def engagement(
    chosen: ConfigurationSet | None,
    vdm: Mapping[str, Any] | None,
    said: tuple[bool | None, bool | None] | None = None,
) -> Engagement | None:
    """What is tracked of mail with this configuration set, in an account with these VdmAttributes; None: nothing.

    That is what an enabled event destination asks for, or both with the engagement metrics of Virtual Deliverability
    Manager; of these a set has the last word. What is ``said`` of opens and clicks in the call itself comes before all
    that (API reference, TrackingConfigurationOverrides).
    """
    opens = clicks = vdm is not None and _measured(chosen, vdm)
    for destination in chosen.event_destinations.values() if chosen is not None else ():
        if destination.enabled:
            opens = opens or OPEN in destination.types
            clicks = clicks or CLICK in destination.types
    if said is not None:
        opens, clicks = (own if switch is None else switch for own, switch in zip((opens, clicks), said, strict=True))
    if not (opens or clicks):
        return None
    custom = None if chosen is None else chosen.tracking
    return Engagement(opens, clicks) if custom is None else Engagement(opens, clicks, *custom)


def _measured(chosen: ConfigurationSet | None, vdm: Mapping[str, Any]) -> bool:
    """Whether engagement metrics are on; assumed: not where the account has no Virtual Deliverability Manager."""
    own = {} if chosen is None or chosen.vdm is None else chosen.vdm.get("DashboardOptions") or {}
    said = own.get("EngagementMetrics") or (vdm.get("DashboardAttributes") or {}).get("EngagementMetrics")
    return vdm.get("VdmEnabled") == "ENABLED" and said == "ENABLED"


class ConfigurationSets(dict[str, ConfigurationSet]):
    """The configuration sets of one region by name."""

    def __init__(self, region: Region) -> None:
        super().__init__()
        self._region = region

    def require(self, name: str | None) -> ConfigurationSet:
        """The set of that name; raises Invalid for an impossible name, else ConfigurationSetNotFound."""
        found = self.get(names.check(name, "configuration set"))
        if found is None:
            raise ConfigurationSetNotFound(name or "")
        return found

    def new(self, name: str | None, *, reputation_metrics: bool) -> ConfigurationSet:
        """Check that a set of that name can be made, and make it (it still is to be kept)."""
        checked = names.check(name, "configuration set")
        if checked in self:
            raise ConfigurationSetExists(checked)
        if len(self) >= self._region.world.limits.configuration_sets:
            raise LimitExceeded(limits.TOO_MANY_CONFIGURATION_SETS)
        return ConfigurationSet(checked, reputation_metrics=reputation_metrics)

    def delete(self, name: str | None) -> None:
        """Forget a set; raises Invalid or ConfigurationSetNotFound, and Invalid for one that belongs to a tenant."""
        from sesmock.domain.tenants.associations import check_free

        found = self.require(name)
        check_free(self._region, self._region.arn(f"configuration-set/{found.name}"))
        del self[found.name]


def check_redirect_domain(region: Region, domain: str) -> None:
    """Raise InvalidTrackingOptions unless it is a verified domain here.

    Assumed: as for sending, a verified parent domain will do.
    """
    if "@" in domain or region.of(Identities).sender(domain) is None:
        raise InvalidTrackingOptions(f"Domain <{domain}> is not verified under this account.")


def tracking(region: Region, domain: str | None, https_policy: str | None, path: str = "") -> Tracking | None:
    """The tracking options that v2 asks for (None: none), ``path`` leads to them in the request; raises Invalid."""
    if domain is None and https_policy is None:
        return None
    if not domain or not domain.strip():
        raise Invalid("CustomRedirectDomain must be specified.")
    check_redirect_domain(region, domain)
    if https_policy not in {None, "OPTIONAL", "REQUIRE", "REQUIRE_OPEN_ONLY"}:
        raise ConstraintViolated(f"{path}httpsPolicy", "satisfy enum value set: [OPTIONAL, REQUIRE, REQUIRE_OPEN_ONLY]")
    return Tracking(domain, https_policy)


def delivery(
    region: Region, tls_policy: str | None, sending_pool: str | None, max_seconds: int | None
) -> Delivery | None:
    """The delivery options asked for (None: none); raises Invalid for a pool that does not exist."""
    if sending_pool is not None and not sending_pool.strip():
        raise Invalid("sendingPoolName can't be blank.")
    if sending_pool not in {None, names.DEFAULT_POOL, names.SHARED_POOL}:
        held = region.of(AccountSettings).dedicated_ips
        if held is None or sending_pool not in held.pools:
            raise SendingPoolMissing(sending_pool or "")
    asked = Delivery(tls_policy, sending_pool, max_seconds)
    return None if asked == Delivery() else asked
