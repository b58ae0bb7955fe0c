"""Configuration sets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sesmock.api import paging
from sesmock.domain import tag
from sesmock.domain.refusals import Invalid

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sesmock.domain.region import Region

_CONTAINS = "CONFIGURATION_SET_NAME_CONTAINS"


def create_configuration_set(
    region: Region, *, configuration_set_name: str | None = None, tags: Sequence[Mapping[str, str | None]] | None = None
) -> Mapping[str, object]:
    """Keep a new configuration set; reputation metrics are on for those made here (probed)."""
    made = region.new_configuration_set(configuration_set_name, reputation_metrics=True)
    made.tags = tag.checked(tags, limit=region.cloud.limits.tags_per_resource)
    region.configuration_sets[made.name] = made
    return {}


def get_configuration_set(region: Region, *, configuration_set_name: str) -> Mapping[str, object]:
    """One configuration set; blocks that were never set are not shown, but for sending and reputation."""
    found = region.configuration_set(configuration_set_name)
    return {
        "ConfigurationSetName": found.name,
        "ReputationOptions": {"ReputationMetricsEnabled": found.reputation_metrics},
        "SendingOptions": {"SendingEnabled": found.sending_enabled},
        "Tags": tag.listed(found.tags),
    }


def list_configuration_sets(
    region: Region, *, filter: Mapping[str, str] | None = None,
    next_token: str | None = None, page_size: int | None = None,
) -> Mapping[str, object]:  # fmt: skip
    """Names of configuration sets, sorted; the checks go page size, filter, token (probed)."""
    operation = "sesv2.ListConfigurationSets"
    paging.checked_size(paging.RULES[operation], page_size)
    part = (filter or {}).get(_CONTAINS)
    if part is not None and not 3 <= len(part) <= 64:
        raise Invalid(f"{_CONTAINS} must be between 3 and 64 characters")
    held = {name: name for name in region.configuration_sets if part is None or part.lower() in name.lower()}
    page = paging.page(region, operation, paging.by_name(held), next_token, page_size, (part or "").lower())
    return {"ConfigurationSets": page.items, "NextToken": page.next_token}


def delete_configuration_set(region: Region, *, configuration_set_name: str) -> Mapping[str, object]:
    """Forget a configuration set; an unknown one is refused."""
    del region.configuration_sets[region.configuration_set(configuration_set_name).name]
    return {}
