"""Event destinations of configuration sets, as far as v1 knows them: SNS, Firehose, CloudWatch, and eight types."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sesmock.api import declare
from sesmock.domain.configuration_sets import event_destination
from sesmock.domain.refusals import EventDestinationNotFound

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sesmock.domain.configuration_sets.configuration_set import ConfigurationSet
    from sesmock.domain.configuration_sets.event_destination import EventDestination
    from sesmock.domain.region import Region

_TYPES = {
    "send": "SEND", "reject": "REJECT", "bounce": "BOUNCE", "complaint": "COMPLAINT", "delivery": "DELIVERY",
    "open": "OPEN", "click": "CLICK", "renderingFailure": "RENDERING_FAILURE",
}  # fmt: skip
_TYPES_HERE = {theirs: ours for ours, theirs in _TYPES.items()}
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
    targets: dict[str, Mapping[str, Any]] = {}
    if (firehose := shape.get("KinesisFirehoseDestination")) is not None:
        arns = {"IamRoleArn": firehose["IAMRoleARN"], "DeliveryStreamArn": firehose["DeliveryStreamARN"]}
        targets["FIREHOSE"] = arns
    if (cloud_watch := shape.get("CloudWatchDestination")) is not None:
        dimensions = cloud_watch.get("DimensionConfigurations", ())
        targets["CLOUDWATCH"] = {"DimensionConfigurations": [_dimension(given, _SOURCES) for given in dimensions]}
    if (sns := shape.get("SNSDestination")) is not None:
        targets["SNS"] = {"TopicArn": sns["TopicARN"]}
    event_destination.put(
        region,
        set_name,
        shape["Name"],
        enabled=shape.get("Enabled", False),
        types=[_TYPES[type_] for type_ in shape["MatchingEventTypes"]],
        targets=targets,
        create=create,
        missing=_missing,
    )


def shown_destinations(found: ConfigurationSet) -> list[Mapping[str, object]]:
    """The event destinations of a set as v1 shows them; kinds and types that only v2 has are left out (assumed)."""
    return [_shown(one) for one in found.event_destinations.values() if one.kind in {"SNS", "FIREHOSE", "CLOUDWATCH"}]


def _shown(destination: EventDestination) -> Mapping[str, object]:
    target = destination.target
    member: dict[str, object]
    if destination.kind == "SNS":
        member = {"SNSDestination": {"TopicARN": target["TopicArn"]}}
    elif destination.kind == "FIREHOSE":
        arns = {"IAMRoleARN": target["IamRoleArn"], "DeliveryStreamARN": target["DeliveryStreamArn"]}
        member = {"KinesisFirehoseDestination": arns}
    else:
        dimensions = [_dimension(held, _SOURCES_HERE) for held in target["DimensionConfigurations"]]
        member = {"CloudWatchDestination": {"DimensionConfigurations": dimensions}}
    return {
        "Name": destination.name,
        "Enabled": destination.enabled,
        "MatchingEventTypes": [_TYPES_HERE[type_] for type_ in destination.sorted_types if type_ in _TYPES_HERE],
        **member,
    }


def _dimension(given: Mapping[str, str], sources: Mapping[str, str]) -> dict[str, str]:
    return {**given, "DimensionValueSource": sources[given["DimensionValueSource"]]}
