"""Which tenants a resource belongs to.

It stands by itself so that identities, configuration sets and templates can ask before one of them is deleted.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sesmock.domain.refusals import Invalid

if TYPE_CHECKING:
    from sesmock.domain.region import Region


class Associations(dict[str, dict[str, float]]):
    """By the ARN of a resource: the names of the tenants it belongs to, each with its time, the oldest first."""

    def __init__(self, _: Region) -> None:
        super().__init__()

    def add(self, arn: str, tenant: str, at: float) -> None:
        """Let a resource belong to a tenant."""
        self.setdefault(arn, {})[tenant] = at

    def remove(self, arn: str, tenant: str) -> None:
        """Let a resource no longer belong to a tenant; if it does not, that is no matter."""
        held = self.get(arn, {})
        held.pop(tenant, None)
        if not held:
            self.pop(arn, None)

    def of_tenant(self, tenant: str) -> list[str]:
        """The ARNs of a tenant's resources, sorted."""
        return sorted(arn for arn, tenants in self.items() if tenant in tenants)


def check_free(region: Region, arn: str) -> None:
    """Refuse that a resource is deleted while it belongs to a tenant (probed for v2, assumed for v1)."""
    if arn in region.of(Associations):
        raise Invalid(
            f"Cannot delete {arn} because it has tenant associations. Remove all tenant associations and try again."
        )
