"""Sending authorization policies of identities."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sesmock.domain.identities import policies
from sesmock.domain.identities.registry import Identities
from sesmock.domain.refusals import EmailIdentityNotFound, NotFound

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sesmock.domain.region import Region


def create_email_identity_policy(
    region: Region, *, email_identity: str, policy_name: str, policy: str
) -> Mapping[str, object]:
    """Attach a new policy."""
    policies.put(region, email_identity, policy_name, policy, EmailIdentityNotFound, create=True)
    return {}


def update_email_identity_policy(
    region: Region, *, email_identity: str, policy_name: str, policy: str
) -> Mapping[str, object]:
    """Replace a policy that there is."""
    policies.put(region, email_identity, policy_name, policy, EmailIdentityNotFound, create=False)
    return {}


def get_email_identity_policies(region: Region, *, email_identity: str) -> Mapping[str, object]:
    """Every policy of an identity."""
    return {"Policies": region.of(Identities).require(email_identity, EmailIdentityNotFound).policies}


def delete_email_identity_policy(region: Region, *, email_identity: str, policy_name: str) -> Mapping[str, object]:
    """Take a policy away; one that is not there is refused (probed, against the documentation)."""
    if not policies.delete(region.of(Identities).require(email_identity, EmailIdentityNotFound), policy_name):
        raise NotFound(f"Policy <{policy_name}> does not exist")
    return {}
