"""Neighbours that exist in memory only: whatever is well formed is there, and a test reads what came to it."""

from __future__ import annotations

import os
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from sesmock.outside.handler import Handlers, call

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sesmock.outside.aws import Arn
    from sesmock.outside.handler import Context
    from sesmock.outside.ports import DataKey, Grant, Message

_NONE: Mapping[str, str] = MappingProxyType({})


class Topics:
    """SNS: ``published`` is every message with its topic."""

    def __init__(self) -> None:
        self.published: list[tuple[Arn, Message]] = []

    def exists(self, _: Arn) -> bool:
        """Every topic does."""
        return True

    def publish(self, topic: Arn, message: Message) -> None:
        """Keep a message."""
        self.published.append((topic, message))


class Streams:
    """Amazon Data Firehose: ``records`` is every record with its stream and the role SES was in."""

    def __init__(self) -> None:
        self.records: list[tuple[Arn, Arn, Message]] = []

    def exists(self, _: Arn) -> bool:
        """Every stream does."""
        return True

    def put(self, stream: Arn, role: Arn, message: Message) -> None:
        """Keep a record."""
        self.records.append((stream, role, message))


class Roles:
    """IAM."""

    def can_be_assumed(self, _: Arn) -> bool:
        """Every role can."""
        return True

    def can_put(self, _: Grant) -> bool:
        """Every role lets SES write everywhere."""
        return True


class Buses:
    """EventBridge: ``events`` is every event with its bus."""

    def __init__(self) -> None:
        self.events: list[tuple[Arn, Message]] = []

    def put(self, bus: Arn, message: Message) -> None:
        """Keep an event."""
        self.events.append((bus, message))


class Metrics:
    """CloudWatch: ``data`` is everything that was put, with account and region."""

    def __init__(self) -> None:
        self.data: list[tuple[str, str, Message]] = []

    def put(self, account: str, region: str, message: Message) -> None:
        """Keep data."""
        self.data.append((account, region, message))


class Buckets:
    """S3: ``objects`` is what is there, by bucket and key; ``described`` the metadata of what has any."""

    def __init__(self) -> None:
        self.objects: dict[tuple[str, str], bytes] = {}
        self.described: dict[tuple[str, str], Mapping[str, str]] = {}

    def exists(self, _: str) -> bool:
        """Every bucket does."""
        return True

    def can_be_written(self, _: str) -> bool:
        """Every bucket can."""
        return True

    def put(self, bucket: str, key: str, body: bytes, metadata: Mapping[str, str] = _NONE) -> None:
        """Keep an object."""
        self.objects[bucket, key] = body
        self.described.pop((bucket, key), None)
        if metadata:
            self.described[bucket, key] = dict(metadata)

    def get(self, bucket: str, key: str) -> bytes:
        """The object; raises LookupError where there is none."""
        return self.objects[bucket, key]

    def metadata(self, bucket: str, key: str) -> Mapping[str, str]:
        """The metadata of an object; raises LookupError where there is none."""
        self.get(bucket, key)
        return self.described.get((bucket, key), _NONE)


class Functions:
    """Lambda: ``handlers`` answer by ARN, ``named`` by name as Lambda calls them, ``invoked`` is every call."""

    def __init__(self) -> None:
        self.handlers: dict[str, Callable[[bytes], bytes | None]] = {}
        self.named = Handlers()
        self.invoked: list[tuple[Arn, bytes]] = []

    def can_be_invoked(self, _: Arn) -> bool:
        """Every function can."""
        return True

    def invoke(self, function: Arn, payload: bytes, *, wait: bool) -> bytes | None:
        """Keep the payload, and call the handler if there is one; without, the answer is empty."""
        self.invoked.append((function, payload))
        handler = self.handlers.get(str(function))
        if handler is not None:
            answer = handler(payload)
            return answer if wait else None
        named = self.of_python(function)
        if named is None:
            return None
        return call(named, function, payload, len(self.invoked), wait=wait)

    def of_python(self, function: Arn) -> Callable[[Any, Context], Any] | None:
        """The handler that a test has named by the ARN of a function or by its name (which any account may have)."""
        return self.named.get(str(function)) or self.named.get(function.resource.split(":")[1])


class Keys:
    """KMS: ``sealed`` is what was given out, by what only KMS could open."""

    def __init__(self) -> None:
        self.sealed: dict[bytes, bytes] = {}

    def exists(self, _: Arn) -> bool:
        """Every key does."""
        return True

    def data_key(self, key: Arn, context: Mapping[str, str]) -> DataKey:
        """A new key; what stands for its sealed form names the key and the context, and does not tell it."""
        from sesmock.outside.ports import DataKey

        made = DataKey(os.urandom(32), f"{key} {sorted(context.items())} {len(self.sealed)}".encode())
        self.sealed[made.sealed] = made.plain
        return made
