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
    from sesmock.domain.identities.identity import Identity
    from sesmock.domain.identities.registry import Identities
    from sesmock.domain.multi_region.endpoint import MultiRegionEndpoint
    from sesmock.domain.sending.suppression import Suppressed
    from sesmock.domain.template import Template


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
    def suppressed(self) -> Mapping[str, Suppressed]:
        """The account's suppression list by address."""
        from sesmock.domain.sending.suppression import SuppressionList

        return self.of(SuppressionList)

    @property
    def multi_region_endpoints(self) -> Mapping[str, MultiRegionEndpoint]:
        """Every multi-region endpoint that was made here, by its name."""
        from sesmock.domain.multi_region.endpoint import Endpoints

        return self.of(Endpoints).present()
