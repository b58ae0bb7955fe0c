"""One region of one account, as a test looks at it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sesmock.domain import region as domain
from sesmock.domain.identities import registry
from sesmock.domain.identities.identity import Domain

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sesmock.domain.account import AccountSettings
    from sesmock.domain.configuration_sets.configuration_set import ConfigurationSet
    from sesmock.domain.contacts.contact_list import ContactList
    from sesmock.domain.dedicated_ips.dedicated_ip import DedicatedIp
    from sesmock.domain.identities.identity import Identity
    from sesmock.domain.identities.registry import Identities
    from sesmock.domain.jobs.exports import ExportJob
    from sesmock.domain.jobs.imports import ImportJob
    from sesmock.domain.multi_region.endpoint import MultiRegionEndpoint
    from sesmock.domain.receiving.filters import Filter
    from sesmock.domain.receiving.rule_sets import RuleSet
    from sesmock.domain.sending.suppression import Suppressed
    from sesmock.domain.template import Template
    from sesmock.domain.tenants.tenant import Tenant


class Region(domain.Region):
    """The SES of one account in one region: ``cloud.region("eu-west-1")``."""

    def __repr__(self) -> str:
        names = [identity.name for identity in self.identities]
        shown = ", ".join(names[:5]) + (f" and {len(names) - 5} more" if len(names) > 5 else "")
        return f"<Region {self.name} of {self.account}: {shown or 'no identities'}>"

    def __dir__(self) -> list[str]:
        """What a test says, without what the capabilities say to each other."""
        from sesmock.hints import shown

        return shown(self, but={"elsewhere", "forget", "now", "of", "partition", "peers", "ses", "world"})

    @property
    def identities(self) -> Identities:
        """Every identity, oldest first."""
        return self.of(registry.Identities)

    def identity(self, name: str) -> Identity:
        """The identity of that name or ARN; raises LookupError."""
        found = self.identities.resolve(name)
        if found is None:
            from sesmock.hints import did_you_mean

            hint = did_you_mean(name, [identity.name for identity in self.identities])
            raise LookupError(f"there is no identity {name!r} for account {self.account} in {self.name}{hint}")
        return found

    def domain(self, name: str) -> Domain:
        """The domain of that name; raises LookupError."""
        found = self.identity(name)
        if not isinstance(found, Domain):
            raise LookupError(  # noqa: TRY004  there is no such domain, whatever else has that name
                f"{name!r} is an address, not a domain"
            )
        return found

    def verify(self, name: str) -> Identity:
        """`sesmock.Cloud.verify`, in this region."""
        if not isinstance(name, str):
            raise TypeError(f"verify takes one name, not {name!r}")
        with self.world.lock:
            return registry.verify(self, name)

    @property
    def account_settings(self) -> AccountSettings:
        """What the account has set here."""
        from sesmock.domain.account import AccountSettings

        return self.of(AccountSettings)

    @property
    def configuration_sets(self) -> Mapping[str, ConfigurationSet]:
        """Every configuration set by its name."""
        from sesmock.domain.configuration_sets.configuration_set import ConfigurationSets

        return self.of(ConfigurationSets)

    @property
    def templates(self) -> Mapping[str, Template]:
        """Every email template by its name."""
        from sesmock.domain.template import Templates

        return self.of(Templates)

    @property
    def import_jobs(self) -> Mapping[str, ImportJob]:
        """Every import job by its id."""
        from sesmock.domain.jobs.imports import ImportJobs

        return self.of(ImportJobs)

    @property
    def export_jobs(self) -> Mapping[str, ExportJob]:
        """Every export job by its id."""
        from sesmock.domain.jobs.exports import ExportJobs

        return self.of(ExportJobs)

    @property
    def contact_lists(self) -> Mapping[str, ContactList]:
        """The contact list by its name; AWS has one in each region."""
        from sesmock.domain.contacts.contact_list import ContactLists

        return self.of(ContactLists)

    @property
    def tenants(self) -> Mapping[str, Tenant]:
        """Every tenant by its name."""
        from sesmock.domain.tenants.tenant import Tenants

        return self.of(Tenants)

    @property
    def dedicated_ips(self) -> Mapping[str, DedicatedIp]:
        """Every dedicated IP address that the account has leased, by itself."""
        from sesmock.domain.dedicated_ips.dedicated_ip import DedicatedIps

        return self.of(DedicatedIps)

    def lease_ips(self, number: int = 1, *, pool: str | None = None) -> list[str]:
        """`sesmock.Cloud.lease_ips`, in this region."""
        if isinstance(number, bool) or not isinstance(number, int):
            raise TypeError(f"a number of addresses is leased, not {number!r}")
        if number < 1:
            raise ValueError("at least one address is leased")
        from sesmock.domain.dedicated_ips.dedicated_ip import DedicatedIps

        with self.world.lock:
            return [leased.ip for leased in self.of(DedicatedIps).lease(number, pool)]

    @property
    def suppressed(self) -> Mapping[str, Suppressed]:
        """The account's suppression list by address."""
        from sesmock.domain.sending.suppression import SuppressionList

        return self.of(SuppressionList)

    @property
    def receipt_rule_sets(self) -> Mapping[str, RuleSet]:
        """Every receipt rule set by its name, oldest first."""
        from sesmock.domain.receiving.rule_sets import RuleSets

        return self.of(RuleSets)

    @property
    def active_rule_set(self) -> RuleSet | None:
        """The receipt rule set that mail goes through; None: no mail is received."""
        from sesmock.domain.receiving.rule_sets import RuleSets

        return self.of(RuleSets).active

    @property
    def receipt_filters(self) -> Mapping[str, Filter]:
        """Every IP filter of receiving by its name."""
        from sesmock.domain.receiving.filters import Filters

        return self.of(Filters)

    @property
    def multi_region_endpoints(self) -> Mapping[str, MultiRegionEndpoint]:
        """Every multi-region endpoint that was made here, by its name."""
        from sesmock.domain.multi_region.endpoint import Endpoints

        with self.world.lock:
            return self.of(Endpoints).present()
