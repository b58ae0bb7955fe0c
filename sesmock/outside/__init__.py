"""What SES reaches in other services of AWS: a neighbour of each kind, and what was delivered to them."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import TYPE_CHECKING, NamedTuple

from sesmock.outside import memory

if TYPE_CHECKING:
    from collections.abc import Callable

    from sesmock.outside import ports


class Delivery(NamedTuple):
    """One attempt to tell somebody: ``cloud.deliveries``.

    ``target`` and ``kind`` are those of the `Notification`, but for kind FUNCTION, which is one that a test has
    subscribed, WEBHOOK, the subscriber of a topic that it has named, S3, an object (``arn:aws:s3:::bucket/key``),
    LAMBDA, a function, and MAIL, an address whose mail would go round for ever. ``error`` is what the neighbour or the
    function raised.
    """

    target: str
    kind: str
    at: float
    error: Exception | None = None

    @property
    def ok(self) -> bool:
        """Whether it arrived."""
        return self.error is None

    @property
    def time(self) -> datetime:
        """When it was made, in UTC."""
        return datetime.fromtimestamp(self.at, timezone.utc)

    def __repr__(self) -> str:
        return f"<Delivery to {self.target} ({self.kind}): {'ok' if self.error is None else repr(self.error)}>"


class Outside:
    """The neighbours of SES, each of which a test may replace by its own; `sesmock.outside.ports` says what they do."""

    def __init__(self) -> None:
        self.topics: ports.Topics = memory.Topics()
        self.streams: ports.Streams = memory.Streams()
        self.roles: ports.Roles = memory.Roles()
        self.buses: ports.Buses = memory.Buses()
        self.metrics: ports.Metrics = memory.Metrics()
        self.buckets: ports.Buckets = memory.Buckets()
        self.functions: ports.Functions = memory.Functions()
        self.keys: ports.Keys = memory.Keys()
        self.webhooks: dict[str, Callable[[ports.Message], object]] = {}  # HTTPS subscribers, by topic
        self.deliveries: list[Delivery] = []
        self._failed: list[Delivery] = []  # and not reported yet

    def __repr__(self) -> str:
        failed = sum(not delivery.ok for delivery in self.deliveries)
        return f"<Outside: {len(self.deliveries)} deliveries, {failed} of them failed>"

    def note(self, delivery: Delivery) -> None:
        """Write down a delivery."""
        self.deliveries.append(delivery)
        if delivery.error is not None:
            self._failed.append(delivery)

    def attempt(self, target: str, kind: str, act: Callable[[], object], now: Callable[[], float]) -> Exception | None:
        """Do something to a neighbour, and write down how that went; gives what was raised."""
        error: Exception | None = None
        try:
            act()
        except Exception as raised:
            error = raised
        self.note(Delivery(target, kind, now(), error))
        return error

    def take_failed(self) -> list[Delivery]:
        """What has failed since this was last asked, but for what a test has taken out of ``deliveries``."""
        failed, self._failed = self._failed, []
        return [delivery for delivery in failed if any(delivery is kept for kept in self.deliveries)]
