"""AWS::SES::DedicatedIpPool."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from sesmock.cloudformation.properties import TAGS, TEXT
from sesmock.cloudformation.resource import Type

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sesmock.cloudformation.resource import Ses


class DedicatedIpPool(Type):
    """A pool of dedicated IP addresses; a name that is made up is in lower case (assumed: pools take no other)."""

    NAME = "PoolName"
    SHAPE: ClassVar = {"PoolName": TEXT, "ScalingMode": TEXT, "Tags": TAGS}
    REPLACED_BY = ("PoolName",)

    def ref(self, properties: Mapping[str, Any], generated: str) -> str:
        """The name of the pool, which has no capitals."""
        return super().ref(properties, generated.lower())

    def create(self, ses: Ses, ref: str, wanted: Mapping[str, Any]) -> None:
        """CreateDedicatedIpPool."""
        ses("create_dedicated_ip_pool", PoolName=ref, ScalingMode=wanted.get("ScalingMode"), Tags=wanted.get("Tags"))

    def update(self, ses: Ses, ref: str, before: Mapping[str, Any], wanted: Mapping[str, Any]) -> None:
        """PutDedicatedIpPoolScalingAttributes, and the tags; SES refuses to make a managed pool a standard one."""
        mode = wanted.get("ScalingMode", "STANDARD")
        if before.get("ScalingMode", "STANDARD") != mode:
            ses("put_dedicated_ip_pool_scaling_attributes", PoolName=ref, ScalingMode=mode)
        ses.tag(f"dedicated-ip-pool/{ref}", before, wanted)

    def delete(self, ses: Ses, ref: str, properties: Mapping[str, Any]) -> None:  # noqa: ARG002
        """DeleteDedicatedIpPool."""
        ses("delete_dedicated_ip_pool", PoolName=ref)
