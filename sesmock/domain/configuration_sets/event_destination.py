"""Event destinations of configuration sets, one store for both APIs.

The mock knows no other services: what a well-formed ARN names is taken to exist and to let SES publish (assumed; real
SES asks SNS and Firehose). Source: API reference, CreateConfigurationSetEventDestination of both APIs.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from sesmock.domain.configuration_sets.configuration_set import ConfigurationSets
from sesmock.domain.refusals import (
    EventDestinationExists,
    EventDestinationNotFound,
    Invalid,
    InvalidCloudWatchDestination,
    InvalidFirehoseDestination,
    InvalidSnsDestination,
    LimitExceeded,
    Refusal,
)
from sesmock.world import limits

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from sesmock.domain.region import Region

    Missing = Callable[[str, str], Refusal]

# The event types, in the order in which they are shown.
TYPES = (
    "SEND", "REJECT", "BOUNCE", "COMPLAINT", "DELIVERY", "OPEN", "CLICK", "RENDERING_FAILURE", "DELIVERY_DELAY",
    "SUBSCRIPTION",
)  # fmt: skip

NO_NAME = "The event destination name must be specified."  # assumed


class EventDestination:
    """Where events of some types go.

    ``types`` are v2's names; ``kind`` is SNS, FIREHOSE, CLOUDWATCH, EVENT_BRIDGE or PINPOINT; ``target`` is the
    destination itself as v2 shapes it (``{"TopicArn": …}``).
    """

    __slots__ = ("enabled", "kind", "name", "target", "types")

    def __init__(
        self, name: str, *, enabled: bool, types: frozenset[str], kind: str, target: Mapping[str, Any]
    ) -> None:
        self.name = name
        self.enabled = enabled
        self.types = types
        self.kind = kind
        self.target = target

    def __repr__(self) -> str:
        off = "" if self.enabled else ", disabled"
        return f"<EventDestination {self.name}: {self.kind} for {', '.join(self.sorted_types)}{off}>"

    @property
    def sorted_types(self) -> list[str]:
        """The types in the order in which they are shown."""
        return [type_ for type_ in TYPES if type_ in self.types]


def put(
    region: Region, set_name: str, name: str, *, enabled: bool, types: Iterable[str],
    targets: Mapping[str, Mapping[str, Any]], create: bool, missing: Missing = EventDestinationNotFound,
) -> None:  # fmt: skip
    """Create or replace an event destination; ``targets`` are the destinations of the request by kind.

    Checked in this order (assumed): name, types, number of destinations, what they contain, configuration set,
    existence and number, and last what can only be found out elsewhere. Raises a Refusal, and then changes nothing.
    """
    _check_name(name)
    wanted = frozenset(types)
    if not wanted:
        raise Invalid("At least one event type must be specified.")
    if not targets:
        raise Invalid("Event destination is not provided.")
    if len(targets) > 1:
        raise Invalid(
            "Please provide only one destination with each request. Either a Firehose Destination or a Cloudwatch "
            "Destination or an SNS Destination or an EventBridge Destination."
        )
    ((kind, target),) = targets.items()
    _check_content(region, set_name, name, kind, target)
    held = region.of(ConfigurationSets).require(set_name).event_destinations
    if create and name in held:
        raise EventDestinationExists(set_name, name)
    if not create and name not in held:
        raise missing(set_name, name)
    if create and len(held) >= region.world.limits.event_destinations_per_set:
        raise LimitExceeded(limits.TOO_MANY_EVENT_DESTINATIONS)
    _check_reach(set_name, name, kind, target)
    held[name] = EventDestination(name, enabled=enabled, types=wanted, kind=kind, target=target)


def delete(region: Region, set_name: str, name: str, missing: Missing = EventDestinationNotFound) -> None:
    """Forget an event destination; an unknown one is refused."""
    held = region.of(ConfigurationSets).require(set_name).event_destinations
    if name not in held:
        raise missing(set_name, name)
    del held[name]


def _check_name(name: str) -> None:
    if not name:
        raise Invalid(NO_NAME)
    if len(name) > 64:
        raise Invalid("Event destination name cannot exceed 64 characters.")
    if not re.fullmatch(r"[a-zA-Z0-9_-]+", name):
        raise Invalid(
            f"Invalid event destination name <{name}>: only alphanumeric ASCII characters, '_', and '-' are allowed."
        )


def _check_content(region: Region, set_name: str, name: str, kind: str, target: Mapping[str, Any]) -> None:
    if kind == "CLOUDWATCH":
        dimensions = target.get("DimensionConfigurations") or ()
        if len(dimensions) > region.world.limits.dimensions_per_destination:
            raise LimitExceeded(limits.TOO_MANY_DIMENSIONS)
        problem = _problem_with_dimensions(dimensions)
        if problem is not None:
            raise InvalidCloudWatchDestination(set_name, name, problem)
    elif kind == "PINPOINT":
        arn = target.get("ApplicationArn")
        if not _is_arn(arn, "mobiletargeting", "apps/"):
            raise Invalid(f"Invalid Pinpoint application ARN provided: {'null' if arn is None else arn}.")
    elif kind == "EVENT_BRIDGE":
        arn = target["EventBusArn"]
        if not _is_arn(arn, "events", "event-bus/default", whole=True):  # only the default bus (documented)
            raise Invalid(f"Invalid EventBridge event bus ARN provided: {arn}.")  # assumed


def _problem_with_dimensions(dimensions: Sequence[Mapping[str, str]]) -> str | None:
    """What is wrong with them; all but the first sentence is assumed (the rules are documented)."""
    if not dimensions:
        return "CloudWatch metrics dimension configuration list cannot be empty."
    for dimension in dimensions:
        name, default = dimension["DimensionName"], dimension["DefaultDimensionValue"]
        if not re.fullmatch(r"[a-zA-Z0-9_:-]{1,256}", name):  # SES's own tags have a colon: ses:configuration-set
            return (
                f"Invalid dimension name <{name}>: only alphanumeric ASCII characters, '_', '-', and ':' are allowed."
            )
        if not re.fullmatch(r"[a-zA-Z0-9_.@-]{1,256}", default):
            return (
                f"Invalid default dimension value <{default}>: only alphanumeric ASCII characters, '_', '-', '@', "
                "and '.' are allowed."
            )
    if len({dimension["DimensionName"] for dimension in dimensions}) != len(dimensions):
        return "Each dimension name can only be specified once."
    return None


def _check_reach(set_name: str, name: str, kind: str, target: Mapping[str, Any]) -> None:
    """Refuse what cannot exist."""
    if kind == "SNS":
        arn = target["TopicArn"]
        if not _is_arn(arn, "sns"):
            raise InvalidSnsDestination(set_name, name, f"SNS topic <{arn}> not found.")
    elif kind == "FIREHOSE":
        role, stream = target["IamRoleArn"], target["DeliveryStreamArn"]
        if not _is_arn(role, "iam", "role/"):
            raise InvalidFirehoseDestination(set_name, name, f"Could not assume IAM role <{role}>.")
        if not _is_arn(stream, "firehose", "deliverystream/"):  # assumed text
            raise InvalidFirehoseDestination(set_name, name, f"Firehose delivery stream <{stream}> not found.")


def _is_arn(text: str | None, service: str, resource: str = "", *, whole: bool = False) -> bool:
    """Whether it is an ARN of that service, its resource beginning (or ``whole``: being) as given."""
    parts = (text or "").split(":", 5)
    if len(parts) != 6 or parts[0] != "arn" or not parts[1] or parts[2] != service or not parts[5]:
        return False
    if not parts[4] or bool(parts[3]) is (service == "iam"):  # IAM has no regions
        return False
    return parts[5] == resource if whole else parts[5].startswith(resource) and parts[5] != resource
