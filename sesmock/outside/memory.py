"""Neighbours that exist in memory only: whatever is well formed is there, and a test reads what came to it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sesmock.outside.aws import Arn
    from sesmock.outside.ports import DataKey, Grant, Message


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
    """S3: ``objects`` is what is there, by bucket and key."""

    def __init__(self) -> None:
        self.objects: dict[tuple[str, str], bytes] = {}

    def exists(self, _: str) -> bool:
        """Every bucket does."""
        return True

    def can_be_written(self, _: str) -> bool:
        """Every bucket can."""
        return True

    def put(self, bucket: str, key: str, body: bytes) -> None:
        """Keep an object."""
        self.objects[bucket, key] = body

    def get(self, bucket: str, key: str) -> bytes:
        """The object; raises LookupError where there is none."""
        return self.objects[bucket, key]


class Functions:
    """Lambda: ``handlers`` answer by ARN, ``invoked`` is every call with its payload."""

    def __init__(self) -> None:
        self.handlers: dict[str, Callable[[bytes], bytes | None]] = {}
        self.invoked: list[tuple[Arn, bytes]] = []

    def can_be_invoked(self, _: Arn) -> bool:
        """Every function can."""
        return True

    def invoke(self, function: Arn, payload: bytes, *, wait: bool) -> bytes | None:
        """Keep the payload, and call the handler if there is one; without, the answer is empty."""
        self.invoked.append((function, payload))
        handler = self.handlers.get(str(function))
        answer = handler(payload) if handler is not None else None
        return answer if wait else None


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
