"""AWS::SES::MultiRegionEndpoint."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from sesmock.cloudformation.properties import TAGS, TEXT
from sesmock.cloudformation.resource import Refused, Type

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sesmock.cloudformation.resource import Ses

_LOOKS_EVERY = 5  # seconds


class MultiRegionEndpoint(Type):
    """A multi-region endpoint. It is made when it is READY and deleted when it is gone (assumed): time passes."""

    NAME = "EndpointName"
    SHAPE: ClassVar = {"Details!": {"RouteDetails!": [{"Region!": TEXT}]}, "EndpointName!": TEXT, "Tags": TAGS}
    REPLACED_BY = ("Details", "EndpointName")

    def create(self, ses: Ses, ref: str, wanted: Mapping[str, Any]) -> None:
        """CreateMultiRegionEndpoint."""
        details = {"RoutesDetails": wanted["Details"]["RouteDetails"]}
        ses("create_multi_region_endpoint", EndpointName=ref, Details=details, Tags=wanted.get("Tags"))
        while ses("get_multi_region_endpoint", EndpointName=ref)["Status"] == "CREATING":
            ses.wait(_LOOKS_EVERY)

    def update(self, ses: Ses, ref: str, before: Mapping[str, Any], wanted: Mapping[str, Any]) -> None:
        """Only tags can change."""
        ses.tag(f"multi-region-endpoint/{ref}", before, wanted)

    def delete(self, ses: Ses, ref: str, properties: Mapping[str, Any]) -> None:  # noqa: ARG002
        """DeleteMultiRegionEndpoint."""
        ses("delete_multi_region_endpoint", EndpointName=ref)
        try:
            while True:
                ses("get_multi_region_endpoint", EndpointName=ref)
                ses.wait(_LOOKS_EVERY)
        except Refused as refused:
            if refused.code != "NotFoundException":
                raise
