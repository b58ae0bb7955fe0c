"""What SES needs of its neighbours in AWS: one small protocol for each kind.

A test puts an implementation of its own in place of those in `sesmock.outside.memory`: ``cloud.outside.topics = …``.
Nobody holds SES's lock while a neighbour is asked or told, so it may call SES itself, from whatever thread. What it
raises when it is told is written down in ``cloud.deliveries``; when it is asked, that goes to the caller of SES.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sesmock.outside.aws import Arn


class Message(Protocol):
    """What is published; it is made when somebody looks, and is the same however late that is."""

    @property
    def payload(self) -> Mapping[str, Any]:
        """The message as an object: the event on a bus, what PutMetricData takes, or what the text says.

        Raises ValueError for a text that is no JSON: what SES tells the topic of a new event destination.
        """

    @property
    def message(self) -> str:
        """What goes to a topic or into a stream, to the letter: where it ends in a newline, SES has put it there."""

    @property
    def subject(self) -> str | None:
        """The subject of the message of a topic."""

    def envelope(self) -> dict[str, str]:
        """The message of a topic as its HTTPS subscribers get it."""


class Topics(Protocol):
    """SNS."""

    def exists(self, topic: Arn, /) -> bool:
        """Whether there is such a topic that SES may publish to."""

    def publish(self, topic: Arn, message: Message, /) -> None:
        """Publish to a topic."""


class Streams(Protocol):
    """Amazon Data Firehose."""

    def exists(self, stream: Arn, /) -> bool:
        """Whether there is such a delivery stream."""

    def put(self, stream: Arn, role: Arn, message: Message, /) -> None:
        """Put a record into a stream, in that role."""


class Grant(NamedTuple):
    """A role, and the bucket that mail is to be put into by it."""

    role: Arn
    bucket: str


class Roles(Protocol):
    """IAM."""

    def can_be_assumed(self, role: Arn, /) -> bool:
        """Whether SES can take on a role."""

    def can_put(self, grant: Grant, /) -> bool:
        """Whether a role that SES can take on lets it write to a bucket."""


class Buses(Protocol):
    """EventBridge."""

    def put(self, bus: Arn, message: Message, /) -> None:
        """Put an event on a bus."""


class Metrics(Protocol):
    """CloudWatch."""

    def put(self, account: str, region: str, message: Message, /) -> None:
        """Put data of a metric."""


class Buckets(Protocol):
    """S3."""

    def exists(self, bucket: str, /) -> bool:
        """Whether there is such a bucket."""

    def can_be_written(self, bucket: str, /) -> bool:
        """Whether there is such a bucket that SES may write to."""

    def put(self, bucket: str, key: str, body: bytes, metadata: Mapping[str, str] = ..., /) -> None:
        """Write an object, with metadata if there is any: what S3 keeps under ``x-amz-meta-``."""

    def get(self, bucket: str, key: str, /) -> bytes:
        """Read an object; raises LookupError where there is none."""

    def metadata(self, bucket: str, key: str, /) -> Mapping[str, str]:
        """The metadata of an object; raises LookupError where there is none."""

    def create(self, bucket: str, region: str, /) -> None:
        """Make a bucket of SES's own, if there is none of that name: what jobs write is in it."""


class Functions(Protocol):
    """Lambda."""

    def can_be_invoked(self, function: Arn, /) -> bool:
        """Whether there is such a function that SES may invoke."""

    def invoke(self, function: Arn, payload: bytes, /, *, wait: bool) -> bytes | None:
        """Call a function; gives its answer if it is waited for."""


DEFAULT_KEY = "alias/aws/ses"
"""The resource of the key of KMS that every account has for SES; AWS makes it when it is first used."""


class DataKey(NamedTuple):
    """A key to encrypt with, and the same as only the service can open it."""

    plain: bytes
    sealed: bytes


class Keys(Protocol):
    """KMS."""

    def exists(self, key: Arn, /) -> bool:
        """Whether there is such a key."""

    def data_key(self, key: Arn, context: Mapping[str, str], /) -> DataKey:
        """A new key of 256 bits, sealed by the given one for that encryption context."""
