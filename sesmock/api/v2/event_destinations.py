"""Event destinations of configuration sets."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sesmock.api import declare
from sesmock.domain.configuration_sets import event_destination
from sesmock.domain.configuration_sets.configuration_set import ConfigurationSets
from sesmock.domain.configuration_sets.event_destination import (
    CLOUDWATCH,
    EVENT_BRIDGE,
    FIREHOSE,
    PINPOINT,
    SNS,
    Dimension,
    Target,
)
from sesmock.domain.events.event_type import TYPES
from sesmock.domain.refusals import Invalid

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sesmock.domain.region import Region

_TYPES = {type_.v2: name for name, type_ in TYPES.items()}

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
                "MatchingEventTypes": [shown for shown, type_ in _TYPES.items() if type_ in destination.types],
                **_shown(destination.target),
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
        types=[_TYPES[type_] for type_ in definition.get("MatchingEventTypes", ())],
        targets=list(_targets(definition)),
        create=create,
    )


def _targets(shape: Mapping[str, Any]) -> Iterator[Target]:
    if (firehose := shape.get("KinesisFirehoseDestination")) is not None:
        yield Target(FIREHOSE, firehose["DeliveryStreamArn"], firehose["IamRoleArn"])
    if (cloud_watch := shape.get("CloudWatchDestination")) is not None:
        given = cloud_watch.get("DimensionConfigurations", ())
        yield Target(CLOUDWATCH, dimensions=tuple(Dimension(*map(each.get, _DIMENSION)) for each in given))
    if (sns := shape.get("SnsDestination")) is not None:
        yield Target(SNS, sns["TopicArn"])
    if (bus := shape.get("EventBridgeDestination")) is not None:
        yield Target(EVENT_BRIDGE, bus["EventBusArn"])
    if (application := shape.get("PinpointDestination")) is not None:
        yield Target(PINPOINT, application.get("ApplicationArn"))


def _shown(target: Target) -> Mapping[str, object]:
    if target.kind == FIREHOSE:
        return {"KinesisFirehoseDestination": {"IamRoleArn": target.role, "DeliveryStreamArn": target.arn}}
    if target.kind == CLOUDWATCH:
        dimensions = [dict(zip(_DIMENSION, dimension, strict=True)) for dimension in target.dimensions]
        return {"CloudWatchDestination": {"DimensionConfigurations": dimensions}}
    if target.kind == SNS:
        return {"SnsDestination": {"TopicArn": target.arn}}
    if target.kind == EVENT_BRIDGE:
        return {"EventBridgeDestination": {"EventBusArn": target.arn}}
    return {"PinpointDestination": {"ApplicationArn": target.arn}}


_DIMENSION = ("DimensionName", "DimensionValueSource", "DefaultDimensionValue")
