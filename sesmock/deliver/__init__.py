"""What SES tells others, brought to them: `connect` puts neighbours that do so in place of those in memory."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sesmock.deliver import neighbours
from sesmock.deliver.clients import Clients
from sesmock.deliver.webhook import Webhook
from sesmock.outside import memory

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sesmock.outside import Outside

_KINDS = {
    "topics": (memory.Topics, neighbours.Topics),
    "streams": (memory.Streams, neighbours.Streams),
    "roles": (memory.Roles, neighbours.Roles),
    "buses": (memory.Buses, neighbours.Buses),
    "metrics": (memory.Metrics, neighbours.Metrics),
    "buckets": (memory.Buckets, neighbours.Buckets),
    "functions": (memory.Functions, neighbours.Functions),
    "keys": (memory.Keys, neighbours.Keys),
}


def connect(outside: Outside, told: bool | Mapping[str, Any]) -> None:
    """Have SES reach who is named by `Cloud.deliver`; what a test has put in a place itself, and what came, stay."""
    clients = Clients(told)
    for place, (plain, kind) in _KINDS.items():
        before = getattr(outside, place)
        if type(before) in {plain, kind}:
            setattr(outside, place, kind(before, clients))
    hooks = {} if isinstance(told, bool) else told.get("webhook", {})
    outside.webhooks = {topic: Webhook(topic, hook) for topic, hook in hooks.items()}
