"""AWS::SES::VdmAttributes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from sesmock.cloudformation.properties import TEXT
from sesmock.cloudformation.resource import Type

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sesmock.cloudformation.resource import Ses


class VdmAttributes(Type):
    """The Virtual Deliverability Manager of the account: on while the resource is there (assumed)."""

    SHAPE: ClassVar = {
        "DashboardAttributes": {"EngagementMetrics": TEXT},
        "GuardianAttributes": {"OptimizedSharedDelivery": TEXT},
    }
    ATTRIBUTES = ("VdmAttributesResourceId",)

    def ref(self, properties: Mapping[str, Any], generated: str) -> str:  # noqa: ARG002
        """An id of its own."""
        return generated

    def create(self, ses: Ses, ref: str, wanted: Mapping[str, Any]) -> None:  # noqa: ARG002
        """PutAccountVdmAttributes."""
        ses("put_account_vdm_attributes", VdmAttributes={"VdmEnabled": "ENABLED", **wanted})

    def update(self, ses: Ses, ref: str, before: Mapping[str, Any], wanted: Mapping[str, Any]) -> None:  # noqa: ARG002
        """PutAccountVdmAttributes again."""
        self.create(ses, ref, wanted)

    def delete(self, ses: Ses, ref: str, properties: Mapping[str, Any]) -> None:  # noqa: ARG002
        """Switch it off."""
        ses("put_account_vdm_attributes", VdmAttributes={"VdmEnabled": "DISABLED"})
