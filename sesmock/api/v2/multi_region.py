"""Multi-region endpoints."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sesmock.api import PageRule, declare, paging
from sesmock.api.v2 import tag_lists
from sesmock.domain import tag
from sesmock.domain.multi_region.endpoint import Endpoints
from sesmock.domain.refusals import Worded

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sesmock.api.v2.tag_lists import TagList
    from sesmock.domain.region import Region

# The default and the sentence are assumed; a size out of range is refused in the model's words.
_PAGES = PageRule("endpoint", default=100, most=1000, size=None, token="Invalid NextToken.")


@declare(unenforced=tag_lists.UNENFORCED)
def create_multi_region_endpoint(
    region: Region, *, endpoint_name: str, details: Mapping[str, Any], tags: TagList | None = None
) -> Mapping[str, object]:
    """Make an endpoint that sends by this region and the one named."""
    checked = tag.checked(tag_lists.pairs(tags), limit=region.world.limits.tags_per_resource)
    made = region.of(Endpoints).new(endpoint_name, details["RoutesDetails"], checked)
    return {"Status": made.status, "EndpointId": made.id}


def get_multi_region_endpoint(region: Region, *, endpoint_name: str) -> Mapping[str, object]:
    """One endpoint of this region."""
    found = region.of(Endpoints).require(endpoint_name)
    return {
        "EndpointName": found.name,
        "EndpointId": found.id,
        "Routes": [{"Region": name} for name in found.regions],
        "Status": found.status,
        "CreatedTimestamp": found.created,
        "LastUpdatedTimestamp": found.updated,
    }


def list_multi_region_endpoints(
    region: Region, *, next_token: str | None = None, page_size: int | None = None
) -> Mapping[str, object]:
    """The endpoints whose primary region this is, by name."""
    page = paging.page(region, _PAGES, paging.by_name(region.of(Endpoints).present()), next_token, page_size)
    return {
        "MultiRegionEndpoints": [
            {
                "EndpointName": endpoint.name,
                "Status": endpoint.status,
                "EndpointId": endpoint.id,
                "Regions": list(endpoint.regions),
                "CreatedTimestamp": endpoint.created,
                "LastUpdatedTimestamp": endpoint.updated,
            }
            for endpoint in page.items
        ],
        "NextToken": page.next_token,
    }


def delete_multi_region_endpoint(region: Region, *, endpoint_name: str) -> Mapping[str, object]:
    """Let an endpoint go; it is seen DELETING for a while."""
    found = region.of(Endpoints).require(endpoint_name)
    if found.status == "CREATING":
        raise Worded("ConcurrentModificationException", "Unable to delete resource in PROVISIONING status")  # recorded
    found.delete()
    return {"Status": found.status}
