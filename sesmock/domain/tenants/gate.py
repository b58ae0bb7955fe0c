"""What a tenant may send: with resources that belong to it, and while nobody has paused it.

Source: SES Developer Guide, "Sending email with tenants"; the refusal is recorded.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sesmock.domain.identities.registry import Identities
from sesmock.domain.refusals import TenantNotAssociated

if TYPE_CHECKING:
    from sesmock.domain.configuration_sets.configuration_set import ConfigurationSet
    from sesmock.domain.identities.identity import Identity
    from sesmock.domain.region import Region
    from sesmock.domain.template import Template
    from sesmock.domain.tenants.tenant import Tenant


def check(
    region: Region,
    tenant: Tenant,
    address: str,
    sender: Identity | None,
    chosen: ConfigurationSet | None,
    template: Template | None,
) -> None:
    """Raise TenantNotAssociated with everything that a mail takes and the tenant has not.

    It takes the identity of its From ``address`` (the verified ``sender``, or else the one that is there: whether it
    is verified is asked afterwards), the configuration set in force, and the template if it is a stored one.
    """
    needed = []
    identity = sender or _identity(region, address)
    if identity is not None:  # without one, the mail is refused as not verified: assumed
        needed.append(identity.arn)
    if chosen is not None:
        needed.append(region.arn(f"configuration-set/{chosen.name}"))
    if template is not None and template.name:
        needed.append(region.arn(f"template/{template.name}"))
    missing = [arn for arn in needed if not tenant.has(arn)]
    if missing:
        raise TenantNotAssociated(missing)


def _identity(region: Region, address: str) -> Identity | None:
    """The identity of the address itself, or of the nearest domain."""
    identities = region.of(Identities)
    found = identities.get(address)
    domain = address.rpartition("@")[2].lower()
    while found is None and domain:
        found = identities.get(domain)
        domain = domain.partition(".")[2]
    return found
