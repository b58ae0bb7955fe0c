"""AWS::SES::Tenant."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from sesmock.cloudformation.properties import TAGS, TEXT
from sesmock.cloudformation.resource import Type

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sesmock.cloudformation.resource import Ses


class Tenant(Type):
    """A tenant with what belongs to it; `Ref` gives its name."""

    NAME = "TenantName"
    SHAPE: ClassVar = {
        "ReputationEntity": {"Policy!": {"ReputationEntityPolicy!": TEXT}},
        "ResourceAssociations": [{"ResourceArn!": TEXT}],
        "SuppressionAttributes": {"SuppressedReasons": [TEXT], "SuppressionScope": TEXT},
        "Tags": TAGS,
        "TenantName!": TEXT,
    }
    REPLACED_BY = ("TenantName",)
    ATTRIBUTES = ("Arn",)

    def create(self, ses: Ses, ref: str, wanted: Mapping[str, Any]) -> None:
        """CreateTenant, and what else was asked for."""
        made = {name: wanted[name] for name in ("SuppressionAttributes", "Tags") if name in wanted}
        ses("create_tenant", TenantName=ref, **made)
        try:
            self.update(ses, ref, made, wanted)
        except BaseException:
            self.delete(ses, ref, wanted)
            raise

    def update(self, ses: Ses, ref: str, before: Mapping[str, Any], wanted: Mapping[str, Any]) -> None:
        """Change what differs; what is no longer said goes back to SES's own default (assumed)."""
        if before.get("SuppressionAttributes") != wanted.get("SuppressionAttributes"):
            ses("put_tenant_suppression_attributes", TenantName=ref, **wanted.get("SuppressionAttributes", {}))
        old, new = (_resources(properties) for properties in (before, wanted))
        for arn in old:
            if arn not in new:
                ses("delete_tenant_resource_association", TenantName=ref, ResourceArn=arn)
        for arn in new:
            if arn not in old:
                ses("create_tenant_resource_association", TenantName=ref, ResourceArn=arn)
        policies = [_policy(properties) for properties in (before, wanted)]
        if policies[0] != policies[1]:
            partition, region = ses.arn("").split(":")[1:4:2]
            ses(
                "update_reputation_entity_policy",
                ReputationEntityType="RESOURCE",
                ReputationEntityReference=self.attribute(ses, ref, "Arn"),
                ReputationEntityPolicy=policies[1] or f"arn:{partition}:ses:{region}:aws:reputation-policy/none",
            )
        if before.get("Tags") != wanted.get("Tags"):
            resource = self.attribute(ses, ref, "Arn").split(":", 5)[5]
            ses.tag(resource, before, wanted)

    def delete(self, ses: Ses, ref: str, properties: Mapping[str, Any]) -> None:  # noqa: ARG002
        """DeleteTenant, and with it what belonged to it no longer does."""
        ses("delete_tenant", TenantName=ref)

    def attribute(self, ses: Ses, ref: str, name: str) -> str:  # noqa: ARG002
        """The ARN."""
        arn: str = ses("get_tenant", TenantName=ref)["Tenant"]["TenantArn"]
        return arn


def _resources(properties: Mapping[str, Any]) -> list[str]:
    return [said["ResourceArn"] for said in properties.get("ResourceAssociations", ())]


def _policy(properties: Mapping[str, Any]) -> str | None:
    policy: str | None = properties.get("ReputationEntity", {}).get("Policy", {}).get("ReputationEntityPolicy")
    return policy
