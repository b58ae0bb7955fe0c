"""AWS::SES::ConfigurationSet and AWS::SES::ConfigurationSetEventDestination."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, ClassVar

from sesmock.cloudformation.properties import BOOLEAN, NUMBER, TAGS, TEXT
from sesmock.cloudformation.resource import Refused, Type

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sesmock.cloudformation.resource import Ses


class ConfigurationSet(Type):
    """A configuration set with its options."""

    NAME = "Name"
    SHAPE: ClassVar = {
        "Name": TEXT,
        "ArchivingOptions": {"ArchiveArn": TEXT},
        "DeliveryOptions": {"MaxDeliverySeconds": NUMBER, "SendingPoolName": TEXT, "TlsPolicy": TEXT},
        "ReputationOptions": {"ReputationMetricsEnabled": BOOLEAN},
        "SendingOptions": {"SendingEnabled": BOOLEAN},
        "SuppressionOptions": {
            "SuppressedReasons": [TEXT],
            "ValidationOptions": {
                "ConditionThreshold!": {
                    "ConditionThresholdEnabled!": TEXT,
                    "OverallConfidenceThreshold": {"ConfidenceVerdictThreshold!": TEXT},
                },
            },
        },
        "Tags": TAGS,
        "TrackingOptions": {"CustomRedirectDomain": TEXT, "HttpsPolicy": TEXT},
        "VdmOptions": {
            "DashboardOptions": {"EngagementMetrics!": TEXT},
            "GuardianOptions": {"OptimizedSharedDelivery!": TEXT},
        },
    }
    REPLACED_BY = ("Name",)

    def create(self, ses: Ses, ref: str, wanted: Mapping[str, Any]) -> None:
        """CreateConfigurationSet."""
        options = {name: value for name, value in wanted.items() if name != "Name"}
        ses("create_configuration_set", ConfigurationSetName=ref, **options)

    def update(self, ses: Ses, ref: str, before: Mapping[str, Any], wanted: Mapping[str, Any]) -> None:
        """Put the options that differ; those that are no longer said go back to SES's own defaults (assumed)."""
        for name, default in _OPTIONS.items():
            if before.get(name) != wanted.get(name):
                values = {**default, **wanted.get(name, {})}
                operation = f"put_configuration_set_{name.removesuffix('Options').lower()}_options"
                ses(operation, ConfigurationSetName=ref, **({name: values} if name == "VdmOptions" else values))
        ses.tag(f"configuration-set/{ref}", before, wanted)

    def delete(self, ses: Ses, ref: str, properties: Mapping[str, Any]) -> None:  # noqa: ARG002
        """DeleteConfigurationSet."""
        ses("delete_configuration_set", ConfigurationSetName=ref)


# The options that have an operation of their own, each with what must be said where nothing is wanted.
_OPTIONS: Mapping[str, Mapping[str, Any]] = {
    "ArchivingOptions": {},
    "DeliveryOptions": {},
    "ReputationOptions": {"ReputationMetricsEnabled": False},
    "SendingOptions": {"SendingEnabled": True},
    "SuppressionOptions": {},
    "TrackingOptions": {},
    "VdmOptions": {},
}


class EventDestination(Type):
    """An event destination. Its Id is its name (assumed)."""

    NAME = "EventDestination.Name"
    SHAPE: ClassVar = {
        "ConfigurationSetName!": TEXT,
        "EventDestination!": {
            "Name": TEXT,
            "Enabled": BOOLEAN,
            "MatchingEventTypes!": [TEXT],
            "CloudWatchDestination": {
                "DimensionConfigurations": [
                    {"DimensionName!": TEXT, "DimensionValueSource!": TEXT, "DefaultDimensionValue!": TEXT}
                ],
            },
            "EventBridgeDestination": {"EventBusArn!": TEXT},
            "KinesisFirehoseDestination": {"IAMRoleARN!": TEXT, "DeliveryStreamARN!": TEXT},
            "SnsDestination": {"TopicARN!": TEXT},
        },
    }
    REPLACED_BY = ("ConfigurationSetName", "EventDestination.Name")
    ATTRIBUTES = ("Id",)

    def create(self, ses: Ses, ref: str, wanted: Mapping[str, Any]) -> None:
        """CreateConfigurationSetEventDestination; the set must be there."""
        configuration_set = wanted["ConfigurationSetName"]
        try:
            ses("create_configuration_set_event_destination", **_destination(ref, wanted))
        except Refused as refused:
            if refused.code == "NotFoundException" and "onfiguration set" in refused.message:
                words = f"Resource of type '{self.name}' with identifier '{configuration_set}' was not found."
                raise Refused(refused.code, words) from refused
            raise

    def update(self, ses: Ses, ref: str, before: Mapping[str, Any], wanted: Mapping[str, Any]) -> None:  # noqa: ARG002
        """UpdateConfigurationSetEventDestination."""
        ses("update_configuration_set_event_destination", **_destination(ref, wanted))

    def delete(self, ses: Ses, ref: str, properties: Mapping[str, Any]) -> None:
        """DeleteConfigurationSetEventDestination."""
        ses(
            "delete_configuration_set_event_destination",
            ConfigurationSetName=properties["ConfigurationSetName"],
            EventDestinationName=ref,
        )


def _destination(name: str, properties: Mapping[str, Any]) -> dict[str, Any]:
    """What v2 is told; templates say it in the words of v1."""
    said = properties["EventDestination"]
    told: dict[str, Any] = {"MatchingEventTypes": [_spelt(kind) for kind in said["MatchingEventTypes"]]}
    if "Enabled" in said:
        told["Enabled"] = said["Enabled"]
    if "CloudWatchDestination" in said:
        dimensions = said["CloudWatchDestination"].get("DimensionConfigurations", [])
        told["CloudWatchDestination"] = {
            "DimensionConfigurations": [
                {**dimension, "DimensionValueSource": _spelt(dimension["DimensionValueSource"])}
                for dimension in dimensions
            ]
        }
    if "EventBridgeDestination" in said:
        told["EventBridgeDestination"] = said["EventBridgeDestination"]
    if "KinesisFirehoseDestination" in said:
        stream = said["KinesisFirehoseDestination"]
        told["KinesisFirehoseDestination"] = {
            "IamRoleArn": stream["IAMRoleARN"],
            "DeliveryStreamArn": stream["DeliveryStreamARN"],
        }
    if "SnsDestination" in said:
        told["SnsDestination"] = {"TopicArn": said["SnsDestination"]["TopicARN"]}
    return {
        "ConfigurationSetName": properties["ConfigurationSetName"],
        "EventDestinationName": name,
        "EventDestination": told,
    }


def _spelt(word: str) -> str:
    """v2's spelling of v1's words: ``renderingFailure`` is RENDERING_FAILURE; v2's own stay as they are."""
    return word if word.isupper() else re.sub("([A-Z])", r"_\1", word).upper()
