"""What became of single mails: GetMessageInsights, and the exports of many.

Sources: API reference, GetMessageInsights, MessageInsightsDataSource and MessageInsightsFilters.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from sesmock.domain.events.event_type import BOUNCE, CLICK, COMPLAINT, DELIVERY, OPEN, SEND, Bounce
from sesmock.domain.figures.vdm import KEPT, Sent, recorded
from sesmock.domain.refusals import NotFound

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from sesmock.domain.mails.event import Event
    from sesmock.domain.region import Region


def find(region: Region, message_id: str) -> Sent:
    """The mail of that id, for 30 days; raises NotFound."""
    since = region.now() - KEPT
    for sent in recorded(region):
        if sent.mail.message_id == message_id and sent.mail.at >= since:
            return sent
    raise NotFound(f"Message <{message_id}> not found for account <{region.account}>")


def upper_snake(name: str) -> str:
    """How insights spell a subtype: ``ON_ACCOUNT_SUPPRESSION_LIST`` (probed)."""
    return re.sub("(?<=[a-z])(?=[A-Z])", "_", name).upper()


class Summary(NamedTuple):
    """One mail as a row of an export: the last that happened to its delivery, and the last its reader did."""

    sent: Sent
    delivery: str
    delivered: Event
    engagement: str | None
    engaged: Event | None

    @property
    def bounce(self) -> Bounce | None:
        """How it bounced, if that is the last of it."""
        return self.delivered.detail if isinstance(self.delivered.detail, Bounce) else None


# "the ordering is as follows: SEND < BOUNCE < DELIVERY < COMPLAINT", and "OPEN < CLICK" (API reference).
_DELIVERY = (SEND, BOUNCE, DELIVERY, COMPLAINT)
_ENGAGEMENT = (OPEN, CLICK)


def summary(sent: Sent) -> Summary:
    """A mail as a row of an export."""
    delivered = _last(sent, _DELIVERY)
    assert delivered is not None  # it was sent
    engaged = _last(sent, _ENGAGEMENT)
    detail = delivered.detail
    kind = f"{detail.type.upper()}_BOUNCE" if isinstance(detail, Bounce) else delivered.type.upper()
    return Summary(sent, kind, delivered, None if engaged is None else engaged.type.upper(), engaged)


def _last(sent: Sent, order: Sequence[str]) -> Event | None:
    """The event whose type is last in an order; of several the last."""
    found = [event for event in sent.mail.events if event.type in order]
    return max(enumerate(found), key=lambda pair: (order.index(pair[1].type), pair[0]))[1] if found else None


Filters = dict[str, list[re.Pattern[str]]]


def compiled(given: Mapping[str, Sequence[str]]) -> Filters:
    """Filters as they are asked for, of which ``*`` stands for anything; assumed, in whatever case."""
    return {
        name: [re.compile(".*".join(map(re.escape, value.split("*"))), re.IGNORECASE | re.DOTALL) for value in values]
        for name, values in given.items()
        if values
    }


_VALUES: Mapping[str, Callable[[Summary], str | None]] = {
    "FromEmailAddress": lambda row: row.sent.sender,
    "Destination": lambda row: row.sent.address,
    "Subject": lambda row: row.sent.mail.subject,
    "Isp": lambda row: row.sent.isp,
    "TenantName": lambda row: row.sent.tenant,
    "LastDeliveryEvent": lambda row: row.delivery,
    "LastEngagementEvent": lambda row: row.engagement,
}


def chosen(rows: Iterable[Summary], include: Filters, exclude: Filters) -> Iterator[Summary]:
    """The rows that fit every filter to include and (assumed) none to exclude."""
    for row in rows:
        wanted = all(_fits(row, name, patterns) for name, patterns in include.items())
        if wanted and not any(_fits(row, name, patterns) for name, patterns in exclude.items()):
            yield row


def _fits(row: Summary, name: str, patterns: Iterable[re.Pattern[str]]) -> bool:
    value = _VALUES[name](row)
    return value is not None and any(pattern.fullmatch(value) for pattern in patterns)


def between(region: Region, start: float, end: float) -> list[Summary]:
    """The mails of the last 30 days that were sent from a moment on up to another, oldest first."""
    since = max(start, region.now() - KEPT)
    return [summary(sent) for sent in recorded(region) if since <= sent.mail.at <= end]
