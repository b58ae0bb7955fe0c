"""Configuration sets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sesmock.api import paging

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sesmock.domain.region import Region


def create_configuration_set(region: Region, *, configuration_set: Mapping[str, str]) -> Mapping[str, object]:
    """Keep a new configuration set; reputation metrics are off for those made here (probed)."""
    made = region.new_configuration_set(configuration_set.get("Name"), reputation_metrics=False)
    region.configuration_sets[made.name] = made
    return {}


def describe_configuration_set(
    region: Region, *, configuration_set_name: str, configuration_set_attribute_names: Sequence[str] = ()
) -> Mapping[str, object]:
    """The name, and those blocks of options that are asked for."""
    found = region.configuration_set(configuration_set_name)
    options = {"SendingEnabled": found.sending_enabled, "ReputationMetricsEnabled": found.reputation_metrics}
    return {
        "ConfigurationSet": {"Name": found.name},
        "ReputationOptions": options if "reputationOptions" in configuration_set_attribute_names else None,
    }


def list_configuration_sets(
    region: Region, *, next_token: str | None = None, max_items: int | None = None
) -> Mapping[str, object]:
    """Configuration sets by name."""
    page = paging.page(
        region, "ses.ListConfigurationSets", paging.by_name(region.configuration_sets), next_token, max_items
    )
    return {"ConfigurationSets": [{"Name": found.name} for found in page.items], "NextToken": page.next_token}


def delete_configuration_set(region: Region, *, configuration_set_name: str) -> Mapping[str, object]:
    """Forget a configuration set; an unknown one is refused."""
    del region.configuration_sets[region.configuration_set(configuration_set_name).name]
    return {}
