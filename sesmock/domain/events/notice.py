"""What one subscriber is told, and how it gets there."""

from __future__ import annotations

import json
from functools import partial
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sesmock.domain.region import Ses
    from sesmock.outside import Outside

# How many notices may follow from each other: whoever answers every notification with a mail that is published again
# would never come to an end.
LONGEST_CHAIN = 32


class Notice:
    """What one subscriber is told: a `Notification` of an event, or a `SetUp` of SES itself.

    ``kind`` is SNS, FIREHOSE, CLOUDWATCH, EVENT_BRIDGE or PINPOINT for event destinations, SNS for a topic of a receipt
    rule, IDENTITY for one of the identity; ``target`` is the ARN (CLOUDWATCH: the name of the event destination),
    ``name`` that of the event destination, the rule or the identity; ``at`` is when, in seconds since 1970.
    """

    __slots__ = ("at", "kind", "name", "target")

    def __init__(self, kind: str, target: str, name: str, at: float) -> None:
        self.kind = kind
        self.target = target
        self.name = name
        self.at = at

    @property
    def payload(self) -> dict[str, Any]:
        """What is published, as an object."""
        raise NotImplementedError

    @property
    def message(self) -> str:
        """The text that is published: an SNS message, a record in a stream."""
        raise NotImplementedError

    @property
    def subject(self) -> str | None:
        """The subject of the SNS message, if it has one."""
        return None

    @property
    def _told(self) -> str:
        """What makes it different from all others."""
        raise NotImplementedError

    def envelope(self, signature_version: str = "1") -> dict[str, str]:
        """The SNS envelope that an HTTPS subscriber gets, signed with the mock's own certificate.

        Raises ValueError for a subscriber that is no SNS topic, and for a signature version other than 1 and 2.
        """
        if self.kind not in {"SNS", "IDENTITY"}:
            raise ValueError(f"{self.target} is no SNS topic")
        from sesmock.outside import sns

        digest = blake2b(f"{self._told} {self.kind} {self.name} {self.target}".encode(), digest_size=16).hexdigest()
        return sns.envelope(
            topic_arn=self.target,
            message=self.message,
            subject=self.subject,
            message_id=f"{digest[:8]}-{digest[8:12]}-5{digest[13:16]}-a{digest[17:20]}-{digest[20:]}",
            at=self.at,
            signature_version=signature_version,
        )

    def put(self, outside: Outside) -> None:
        """Bring it to the neighbour it is for: a topic, unless a kind of notice knows better."""
        from sesmock.outside.aws import Arn

        outside.topics.publish(Arn.parse(self.target), self)


class Written(Notice):
    """A notice whose text is there from the beginning; ``number`` is its place among all that are."""

    __slots__ = ("_number", "_text")
    _text: str
    _number: int

    def _write(self, text: str, number: int) -> None:
        self._text = text
        self._number = number

    @property
    def payload(self) -> dict[str, Any]:
        """The text read as JSON; raises ValueError for what is none."""
        found: dict[str, Any] = json.loads(self._text)
        return found

    @property
    def message(self) -> str:
        """The text that is published."""
        return self._text

    @property
    def _told(self) -> str:
        return f"{self._number} {self._text}"


class Told(list[Notice]):
    """Every notice that is of no event of a mail, oldest first, in all accounts and regions."""

    def __init__(self, _: object = None) -> None:
        super().__init__()


def tell(ses: Ses, *notices: Notice) -> None:
    """Have notices delivered once the operation is over."""
    ses.world.afterwards += [partial(deliver, ses, notice) for notice in notices]


def deliver(ses: Ses, notice: Notice, generation: int) -> Exception | None:
    """Bring a notice to its neighbour, and to the functions that a test has subscribed, and write it down.

    Nobody holds the lock; ``generation`` says from how many others it follows. Gives what the neighbour has raised.
    """
    world = ses.world
    raised_by = [
        world.outside.attempt(notice.target, kind, _cut if generation > LONGEST_CHAIN else receive, world.now)
        for kind, receive in _receivers(ses, notice)
    ]
    return raised_by[0]


def _cut() -> None:
    raise RecursionError(f"it follows from {LONGEST_CHAIN} notifications, each of which led to the next")


def _receivers(ses: Ses, notice: Notice) -> Iterator[tuple[str, Callable[[], object]]]:
    """Who gets a notice, as `Delivery.kind` calls them, and how."""
    yield notice.kind, partial(notice.put, ses.world.outside)
    webhook = ses.world.outside.webhooks.get(notice.target)
    if webhook is not None:
        yield "WEBHOOK", partial(webhook, notice)
    for target, receive in list(ses.subscribed):
        if target in {None, notice.target, notice.name}:
            yield "FUNCTION", partial(receive, notice)
