"""Event destinations of configuration sets."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sesmock.api import declare
from sesmock.domain.configuration_sets import event_destination
from sesmock.domain.configuration_sets.configuration_set import ConfigurationSets
from sesmock.domain.refusals import Invalid

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sesmock.domain.region import Region

_KINDS = {
    "KinesisFirehoseDestination": "FIREHOSE",
    "CloudWatchDestination": "CLOUDWATCH",
    "SnsDestination": "SNS",
    "EventBridgeDestination": "EVENT_BRIDGE",
    "PinpointDestination": "PINPOINT",
}
_MEMBERS = {kind: member for member, kind in _KINDS.items()}

_UNENFORCED = {
    "EventDestination": "required",
    "EventDestination.CloudWatchDestination.DimensionConfigurations": "required",
    "EventDestination.PinpointDestination.ApplicationArn": "min",
}


@declare(unenforced=_UNENFORCED)
def create_configuration_set_event_destination(
    region: Region, *, configuration_set_name: str, event_destination_name: str, event_destination: Mapping[str, Any]
) -> Mapping[str, object]:
    """Publish events of a configuration set to one more place."""
    _put(region, configuration_set_name, event_destination_name, event_destination, create=True)
    return {}


@declare(unenforced=_UNENFORCED)
def update_configuration_set_event_destination(
    region: Region, *, configuration_set_name: str, event_destination_name: str, event_destination: Mapping[str, Any]
) -> Mapping[str, object]:
    """Replace an event destination whole; one that is not said to be enabled is disabled (probed)."""
    _put(region, configuration_set_name, event_destination_name, event_destination, create=False)
    return {}


def get_configuration_set_event_destinations(region: Region, *, configuration_set_name: str) -> Mapping[str, object]:
    """The event destinations of a configuration set, oldest first."""
    found = region.of(ConfigurationSets).require(configuration_set_name)
    return {
        "EventDestinations": [
            {
                "Name": destination.name,
                "Enabled": destination.enabled,
                "MatchingEventTypes": destination.sorted_types,
                _MEMBERS[destination.kind]: destination.target,
            }
            for destination in found.event_destinations.values()
        ]
    }


def delete_configuration_set_event_destination(
    region: Region, *, configuration_set_name: str, event_destination_name: str
) -> Mapping[str, object]:
    """Publish there no longer; an unknown event destination is refused."""
    event_destination.delete(region, configuration_set_name, event_destination_name)
    return {}


def _put(region: Region, set_name: str, name: str, definition: Mapping[str, Any], *, create: bool) -> None:
    if not definition:
        raise Invalid("Event destination is not provided.")
    event_destination.put(
        region,
        set_name,
        name,
        enabled=definition.get("Enabled", False),
        types=definition.get("MatchingEventTypes", ()),
        targets={kind: definition[member] for member, kind in _KINDS.items() if member in definition},
        create=create,
    )
