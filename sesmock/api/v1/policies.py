"""Sending authorization policies of identities."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sesmock.domain.identities import policies
from sesmock.domain.identities.registry import Identities, check_batch
from sesmock.domain.refusals import Invalid

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sesmock.domain.region import Region


def put_identity_policy(region: Region, *, identity: str, policy_name: str, policy: str) -> Mapping[str, object]:
    """Attach a policy, or replace the one of that name."""
    policies.put(
        region,
        identity,
        policy_name,
        policy,
        lambda _: Invalid("Invalid identity. Must be a verified email address or domain."),
        or_arn=True,
    )
    return {}


def get_identity_policies(region: Region, *, identity: str, policy_names: Sequence[str]) -> Mapping[str, object]:
    """The policies of these names that there are."""
    check_batch(policy_names, region.world.limits.policies_per_query, "policyNames")
    found = region.of(Identities).resolve(identity)
    held = found.policies if found is not None else {}
    return {"Policies": {name: held[name] for name in policy_names if name in held}}


def list_identity_policies(region: Region, *, identity: str) -> Mapping[str, object]:
    """The names of an identity's policies, sorted (assumed)."""
    found = region.of(Identities).resolve(identity)
    return {"PolicyNames": sorted(found.policies) if found is not None else []}


def delete_identity_policy(region: Region, *, identity: str, policy_name: str) -> Mapping[str, object]:
    """Take a policy away; one that is not there is no matter."""
    found = region.of(Identities).resolve(identity)
    if found is not None:
        policies.delete(found, policy_name)
    return {}
