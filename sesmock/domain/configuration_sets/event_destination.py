"""Event destinations of configuration sets, one store for both APIs.

What a well-formed ARN names exists and lets SES publish, unless the neighbour outside says otherwise (assumed; real SES
asks SNS and Firehose). Source: API reference, CreateConfigurationSetEventDestination of both APIs.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from sesmock.domain import names
from sesmock.domain.configuration_sets.configuration_set import ConfigurationSets
from sesmock.domain.events import set_up
from sesmock.domain.events.event_type import TYPES
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
from sesmock.outside import aws
from sesmock.world import limits

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from sesmock.domain.region import Region

    Missing = Callable[[str, str], Refusal]

# The kinds of destinations.
SNS, FIREHOSE, CLOUDWATCH, EVENT_BRIDGE, PINPOINT = "SNS", "FIREHOSE", "CLOUDWATCH", "EVENT_BRIDGE", "PINPOINT"


class Dimension(NamedTuple):
    """One dimension of a metric: its value is that of a MESSAGE_TAG, an EMAIL_HEADER or a LINK_TAG, or the default."""

    name: str
    source: str
    default: str


class Target(NamedTuple):
    """Where events go: the kind, and by kind the ARN, the role that SES takes on, or the dimensions of a metric."""

    kind: str
    arn: str | None = None
    role: str | None = None
    dimensions: tuple[Dimension, ...] = ()


class EventDestination:
    """Where events of some types go; ``types`` are the types' names (``Bounce``)."""

    __slots__ = ("enabled", "name", "target", "types")

    def __init__(self, name: str, *, enabled: bool, types: frozenset[str], target: Target) -> None:
        self.name = name
        self.enabled = enabled
        self.types = types
        self.target = target

    def __repr__(self) -> str:
        types = ", ".join(type_.name for type_ in TYPES.values() if type_.name in self.types)
        off = "" if self.enabled else ", disabled"
        return f"<EventDestination {self.name}: {types} → {self.target.arn or self.target.kind}{off}>"


def put(
    region: Region,
    set_name: str,
    name: str,
    *,
    enabled: bool,
    types: Iterable[str],
    targets: Sequence[Target],
    create: bool,
    missing: Missing = EventDestinationNotFound,
) -> None:
    """Create or replace an event destination; ``targets`` are all that the request names.

    Checked in this order (assumed): name, types, number of destinations, what they contain, configuration set,
    existence and number, and last what can only be found out elsewhere. Raises a Refusal, and then changes nothing.
    An SNS topic is told that it has been found: recorded for a new event destination, assumed where one is replaced, as
    SES looks for the topic then, too.
    """
    names.check(name, "event destination")  # assumed for none at all
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
    (target,) = targets
    _check_content(region, set_name, name, target)
    held = region.of(ConfigurationSets).require(set_name).event_destinations
    if create and name in held:
        raise EventDestinationExists(set_name, name)
    if not create and name not in held:
        raise missing(set_name, name)
    if create and len(held) >= region.world.limits.event_destinations_per_set:
        raise LimitExceeded(limits.TOO_MANY_EVENT_DESTINATIONS)
    _check_reach(region, set_name, name, target)
    held[name] = EventDestination(name, enabled=enabled, types=wanted, target=target)
    if target.kind == SNS and target.arn is not None:
        set_up.of_destination(region, target.arn, name)


def delete(region: Region, set_name: str, name: str, missing: Missing = EventDestinationNotFound) -> None:
    """Forget an event destination; an unknown one is refused."""
    held = region.of(ConfigurationSets).require(set_name).event_destinations
    if name not in held:
        raise missing(set_name, name)
    del held[name]


def _check_content(region: Region, set_name: str, name: str, target: Target) -> None:
    if target.kind == CLOUDWATCH:
        if len(target.dimensions) > region.world.limits.dimensions_per_destination:
            raise LimitExceeded(limits.TOO_MANY_DIMENSIONS)
        problem = _problem_with_dimensions(target.dimensions)
        if problem is not None:
            raise InvalidCloudWatchDestination(set_name, name, problem)
    elif target.kind == PINPOINT:
        if _names(target.arn, "mobiletargeting", "apps/") is None:
            raise Invalid(f"Invalid Pinpoint application ARN provided: {'null' if target.arn is None else target.arn}.")
    elif target.kind == EVENT_BRIDGE and _names(target.arn, "events", "event-bus/default", whole=True) is None:
        # only the default bus will do (documented; text assumed)
        raise Invalid(f"Invalid EventBridge event bus ARN provided: {target.arn}.")


def _problem_with_dimensions(dimensions: Sequence[Dimension]) -> str | None:
    """What is wrong with them; all but the first sentence is assumed (the rules are documented)."""
    if not dimensions:
        return "CloudWatch metrics dimension configuration list cannot be empty."
    for name, _, default in dimensions:
        if not re.fullmatch(r"[a-zA-Z0-9_:-]{1,256}", name):  # SES's own tags have a colon: ses:configuration-set
            return (
                f"Invalid dimension name <{name}>: only alphanumeric ASCII characters, '_', '-', and ':' are allowed."
            )
        if not re.fullmatch(r"[a-zA-Z0-9_.@-]{1,256}", default):
            return (
                f"Invalid default dimension value <{default}>: only alphanumeric ASCII characters, '_', '-', '@', "
                "and '.' are allowed."
            )
    if len({dimension.name for dimension in dimensions}) != len(dimensions):
        return "Each dimension name can only be specified once."
    return None


def _check_reach(region: Region, set_name: str, name: str, target: Target) -> None:
    """Refuse what does not exist, or cannot."""
    outside = region.world.outside
    if target.kind == SNS:
        topic = set_up.topic(region, target.arn or "")
        if topic is None:
            raise InvalidSnsDestination(set_name, name, set_up.invalid(target.arn or ""))
        if not region.world.ask(outside.topics.exists, topic):
            raise InvalidSnsDestination(set_name, name, f"SNS topic <{target.arn}> not found.")
    elif target.kind == FIREHOSE:
        role, stream = _names(target.role, "iam", "role/"), _names(target.arn, "firehose", "deliverystream/")
        if role is None or not region.world.ask(outside.roles.can_be_assumed, role):
            raise InvalidFirehoseDestination(set_name, name, f"Could not assume IAM role <{target.role}>.")
        if stream is None or not region.world.ask(outside.streams.exists, stream):  # assumed text
            raise InvalidFirehoseDestination(set_name, name, f"Firehose delivery stream <{target.arn}> not found.")


def _names(text: str | None, service: str, resource: str, *, whole: bool = False) -> aws.Arn | None:
    """The ARN, if it is one of that service, its resource beginning (or ``whole``: being) as given."""
    found = aws.arn(text or "")
    if found is None or found.service != service or not found.account:
        return None
    if bool(found.region) is (service == "iam"):  # IAM has no regions
        return None
    fits = found.resource == resource if whole else found.resource.startswith(resource) and found.resource != resource
    return found if fits else None
