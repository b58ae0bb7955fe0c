"""Event destinations of configuration sets, as far as v1 knows them: SNS, Firehose, CloudWatch, and eight types."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sesmock.api import declare
from sesmock.domain.configuration_sets import event_destination
from sesmock.domain.configuration_sets.event_destination import CLOUDWATCH, FIREHOSE, SNS, Dimension, Target
from sesmock.domain.events.event_type import TYPES
from sesmock.domain.refusals import EventDestinationNotFound

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sesmock.domain.configuration_sets.configuration_set import ConfigurationSet
    from sesmock.domain.configuration_sets.event_destination import EventDestination
    from sesmock.domain.region import Region

_TYPES = {type_.v1: name for name, type_ in TYPES.items() if type_.v1 is not None}
_SOURCES = {"messageTag": "MESSAGE_TAG", "emailHeader": "EMAIL_HEADER", "linkTag": "LINK_TAG"}
_SOURCES_HERE = {theirs: ours for ours, theirs in _SOURCES.items()}

_UNENFORCED = {"EventDestination.CloudWatchDestination.DimensionConfigurations": "required"}


@declare(unenforced=_UNENFORCED)
def create_configuration_set_event_destination(
    region: Region, *, configuration_set_name: str, event_destination: Mapping[str, Any]
) -> Mapping[str, object]:
    """Publish events of a configuration set to one more place."""
    _put(region, configuration_set_name, event_destination, create=True)
    return {}


@declare(unenforced=_UNENFORCED)
def update_configuration_set_event_destination(
    region: Region, *, configuration_set_name: str, event_destination: Mapping[str, Any]
) -> Mapping[str, object]:
    """Replace an event destination whole."""
    _put(region, configuration_set_name, event_destination, create=False)
    return {}


def delete_configuration_set_event_destination(
    region: Region, *, configuration_set_name: str, event_destination_name: str
) -> Mapping[str, object]:
    """Publish there no longer; an unknown event destination is refused."""
    event_destination.delete(region, configuration_set_name, event_destination_name, _missing)
    return {}


def _missing(configuration_set: str, name: str) -> EventDestinationNotFound:
    """Recorded for Delete, and assumed for Update: it is the configuration set that is named."""
    return EventDestinationNotFound(configuration_set, name, f"No EventDestination found for {configuration_set}")


def _put(region: Region, set_name: str, shape: Mapping[str, Any], *, create: bool) -> None:
    event_destination.put(
        region,
        set_name,
        shape["Name"],
        enabled=shape.get("Enabled", False),
        types=[_TYPES[type_] for type_ in shape["MatchingEventTypes"]],
        targets=list(_targets(shape)),
        create=create,
        missing=_missing,
    )


def _targets(shape: Mapping[str, Any]) -> Iterator[Target]:
    if (firehose := shape.get("KinesisFirehoseDestination")) is not None:
        yield Target(FIREHOSE, firehose["DeliveryStreamARN"], firehose["IAMRoleARN"])
    if (cloud_watch := shape.get("CloudWatchDestination")) is not None:
        yield Target(CLOUDWATCH, dimensions=tuple(map(_dimension, cloud_watch.get("DimensionConfigurations", ()))))
    if (sns := shape.get("SNSDestination")) is not None:
        yield Target(SNS, sns["TopicARN"])


def _dimension(shape: Mapping[str, str]) -> Dimension:
    source = _SOURCES[shape["DimensionValueSource"]]
    return Dimension(shape["DimensionName"], source, shape["DefaultDimensionValue"])


def shown_destinations(found: ConfigurationSet) -> list[Mapping[str, object]]:
    """The event destinations of a set as v1 shows them; kinds and types that only v2 has are left out (assumed)."""
    shown = (SNS, FIREHOSE, CLOUDWATCH)
    return [_shown(one) for one in found.event_destinations.values() if one.target.kind in shown]


def _shown(destination: EventDestination) -> Mapping[str, object]:
    target = destination.target
    member: dict[str, object]
    if target.kind == SNS:
        member = {"SNSDestination": {"TopicARN": target.arn}}
    elif target.kind == FIREHOSE:
        member = {"KinesisFirehoseDestination": {"IAMRoleARN": target.role, "DeliveryStreamARN": target.arn}}
    else:
        dimensions = [
            {"DimensionName": name, "DimensionValueSource": _SOURCES_HERE[source], "DefaultDimensionValue": default}
            for name, source, default in target.dimensions
        ]
        member = {"CloudWatchDestination": {"DimensionConfigurations": dimensions}}
    return {
        "Name": destination.name,
        "Enabled": destination.enabled,
        "MatchingEventTypes": sorted(shown for shown, type_ in _TYPES.items() if type_ in destination.types),
        **member,
    }
