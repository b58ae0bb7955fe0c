"""The subscription to the Deliverability dashboard, and the domains that it watches.

Source: API reference, PutDeliverabilityDashboardOption and GetDeliverabilityDashboardOptions. Nothing of it was ever
recorded: what the reference does not say, and every sentence of a refusal, is assumed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from sesmock.domain.account import next_month
from sesmock.domain.identities.identity import Domain
from sesmock.domain.identities.registry import Identities
from sesmock.domain.refusals import DomainNotSubscribed, DomainNotVerified, DomainSubscribed, Invalid

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sesmock.domain.region import Region

NO_DOMAIN = "Domain can't be blank."
NOT_ENABLED = "The Deliverability dashboard is not enabled for this account."

ACTIVE, PENDING_EXPIRATION, DISABLED = "ACTIVE", "PENDING_EXPIRATION", "DISABLED"


class Wanted(NamedTuple):
    """A domain that is to be watched: since when, if that is said, and what of it, as v2 shapes that."""

    domain: str
    since: float | None = None
    placement: Mapping[str, Any] | None = None


class Subscribed(NamedTuple):
    """A domain that is watched; ``until`` when, if the subscription is to expire."""

    domain: str
    since: float
    placement: Mapping[str, Any] | None
    until: float | None = None


class Dashboard:
    """The subscription of one account in one region. What is given up lasts to the end of the month (documented)."""

    def __init__(self, region: Region) -> None:
        self._region = region
        self._domains: dict[str, Subscribed] = {}
        self._until: float | None = None
        self.enabled = False  # what was last asked for

    @property
    def status(self) -> str:
        """ACTIVE, PENDING_EXPIRATION or DISABLED."""
        if self.enabled:
            return ACTIVE
        return DISABLED if self.until is None else PENDING_EXPIRATION

    @property
    def until(self) -> float | None:
        """When the subscription expires, if it is to and has not yet."""
        return None if self._until is None or self._until <= self._region.now() else self._until

    @property
    def domains(self) -> list[Subscribed]:
        """Every domain that is watched now, also those that will not be from next month on."""
        now = self._region.now()
        return [found for found in self._domains.values() if found.until is None or found.until > now]

    def require(self) -> None:
        """Raise Invalid where nothing is subscribed."""
        if self.status == DISABLED:
            raise Invalid(NOT_ENABLED)

    def require_domain(self, name: str) -> Subscribed:
        """The domain, which must be watched; raises DomainNotSubscribed."""
        found = next((found for found in self.domains if found.domain == name.lower()), None)
        if found is None:
            raise DomainNotSubscribed(name)
        return found

    def enable(self, wanted: Sequence[Wanted]) -> None:
        """Watch these domains, and no others from next month on.

        Raises Invalid, DomainNotVerified, or DomainSubscribed for a domain that is named twice.
        """
        seen: set[str] = set()
        for domain, _, _ in wanted:
            if not domain.strip():
                raise Invalid(NO_DOMAIN)
            identity = self._region.of(Identities).get(domain.lower())
            if not isinstance(identity, Domain) or not identity.verified:
                raise DomainNotVerified(domain)
            if domain.lower() in seen:
                raise DomainSubscribed(domain)
            seen.add(domain.lower())
        before = {found.domain: found for found in self._let_go(but=seen)}
        now = self._region.now()
        for domain, since, placement in wanted:
            name = domain.lower()
            known = before.get(name)
            start = known.since if known is not None else now if since is None else since
            before[name] = Subscribed(name, start, placement)
        self._domains, self._until, self.enabled = before, None, True

    def disable(self) -> None:
        """Give the subscription up."""
        if self.enabled:
            self._domains = {found.domain: found for found in self._let_go(but=set())}
            self._until, self.enabled = next_month(self._region.now()), False

    def _let_go(self, but: set[str]) -> list[Subscribed]:
        """The domains that are watched, all but some of them only to the end of the month."""
        end = next_month(self._region.now())
        return [
            found if found.domain in but or found.until is not None else found._replace(until=end)
            for found in self.domains
        ]
