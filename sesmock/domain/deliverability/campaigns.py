"""What the dashboard tells of the mail that a domain has sent since it is watched: by campaign, and by day.

Source: API reference, ListDomainDeliverabilityCampaigns and GetDomainStatisticsReport. Assumed: the mails of a campaign
have sender and subject in common; everybody's mailbox is seen, not only those of a panel.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sesmock.domain.account import DAY
from sesmock.domain.deliverability.dashboard import Dashboard
from sesmock.domain.deliverability.mailboxes import ISPS, counts, isp_of, percent, placed
from sesmock.domain.deliverability.placement import OPERATION
from sesmock.domain.events.event_type import OPEN
from sesmock.domain.mails.sent import Mails
from sesmock.domain.refusals import Invalid, NotFound

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sesmock.domain.deliverability.dashboard import Subscribed
    from sesmock.domain.mails.sent import SentMail
    from sesmock.domain.region import Region

LONGEST = 30 * DAY  # documented
# Assumed: the sentences of BatchGetMetricData, with another number.
BACKWARDS = "Expected start date to be before the end date."
TOO_LONG = "Invalid interval, can request at most 30 days. Please partition your requested interval."


class Campaign(NamedTuple):
    """Mails of one sender with one subject; ``read`` in percent, times of the first and last delivery."""

    id: str
    subject: str
    sender: str
    ips: tuple[str, ...]
    first: float
    last: float
    inbox: int
    spam: int
    read: float
    volume: int
    isps: tuple[str, ...]


class Volume(NamedTuple):
    """How many mails have come to the inbox and to the spam folder, at one provider or at all."""

    inbox: int
    spam: int

    @property
    def inbox_percentage(self) -> float:
        """How many in a hundred of those that have come."""
        return percent(self.inbox, self.inbox + self.spam)

    @property
    def spam_percentage(self) -> float:
        """How many in a hundred of those that have come."""
        return percent(self.spam, self.inbox + self.spam)


class Statistics(NamedTuple):
    """What became of the mail of some days; ``read`` in percent, ``isps`` those of the providers that are tracked."""

    start: float
    volume: Volume
    read: float
    isps: dict[str, Volume]


class _Seen(NamedTuple):
    """One mail with where it lies and who has opened it, by recipient."""

    mail: SentMail
    folders: dict[str, str]
    readers: set[str]


def campaigns(region: Region, domain: str, start: float, end: float) -> list[Campaign]:
    """The campaigns of a domain that were seen on these days, the oldest first.

    Raises DomainNotSubscribed, or Invalid for days that cannot be asked for.
    """
    subscribed = region.of(Dashboard).require_domain(domain)
    first, last = _days(start, end)
    return [found for found in _campaigns(region, subscribed) if found.last >= first and found.first < last]


def campaign(region: Region, id: str) -> Campaign:
    """One campaign of any domain that is watched; raises NotFound (text assumed)."""
    for subscribed in region.of(Dashboard).domains:
        for found in _campaigns(region, subscribed):
            if found.id == id:
                return found
    raise NotFound(f"Campaign <{id}> does not exist.")


def statistics(region: Region, domain: str, start: float, end: float) -> tuple[Statistics, list[Statistics]]:
    """What became of the mail of a domain on these days: in all, and day by day, the last one included (documented).

    Raises as `campaigns`.
    """
    subscribed = region.of(Dashboard).require_domain(domain)
    first, last = _days(start, end)
    seen = [found for found in _seen(region, subscribed) if first <= found.mail.at < last]
    by_day: dict[float, list[_Seen]] = {first + number * DAY: [] for number in range(round((last - first) / DAY))}
    for found in seen:
        by_day[found.mail.at // DAY * DAY].append(found)
    tracked = _tracked(subscribed)
    return _sum(first, seen, tracked), [_sum(day, mails, tracked) for day, mails in by_day.items()]


def _days(start: float, end: float) -> tuple[float, float]:
    """The first moment of the first of these days, in UTC, and the first after the last of them."""
    if start > end:
        raise Invalid(BACKWARDS)
    if end - start > LONGEST:
        raise Invalid(TOO_LONG)
    return start // DAY * DAY, end // DAY * DAY + DAY


def _seen(region: Region, subscribed: Subscribed) -> Iterator[_Seen]:
    """Every mail of a domain that has come to anybody since the domain is watched; tests of placement are none."""
    for mail in region.ses.of(Mails).accepted:
        if mail.account != region.account or mail.region != region.name or mail.at < subscribed.since:
            continue
        if mail.operation == OPERATION or not f".{mail.from_domain or ''}".endswith(f".{subscribed.domain}"):
            continue
        folders = placed(mail)
        if folders:
            readers = {address for event in mail.events if event.type == OPEN for address in event.recipients}
            yield _Seen(mail, folders, readers)


def _campaigns(region: Region, subscribed: Subscribed) -> list[Campaign]:
    grouped: dict[tuple[str, str], list[_Seen]] = {}
    for found in _seen(region, subscribed):
        grouped.setdefault((found.mail._from_address or "", found.mail.subject), []).append(found)
    made = []
    for (sender, subject), mails in grouped.items():
        inbox, spam = counts(_folders(mails))
        times = [found.mail.at for found in mails]
        isps = {isp_of(address) for found in mails for address in found.folders}
        place = f"campaign {region.account} {region.name} {subscribed.domain} {sender} {subject}"
        made.append(
            Campaign(
                region.world.ids.seal(place),
                subject,
                sender,
                tuple(sorted({found.mail.outgoing_ip for found in mails})),
                min(times),
                max(times),
                inbox,
                spam,
                percent(sum(len(found.readers) for found in mails), inbox + spam),
                sum(len(found.mail.recipients) for found in mails),
                tuple(isp for isp in ISPS if isp in isps),
            )
        )
    return sorted(made, key=lambda found: (found.first, found.id))


def _tracked(subscribed: Subscribed) -> tuple[str, ...]:
    """The providers that are told of: those that were asked for, or all (assumed where nothing was said)."""
    placement = subscribed.placement
    if placement is None or placement.get("Global"):
        return tuple(ISPS)
    asked = placement.get("TrackedIsps") or ()
    return tuple(isp for isp in ISPS if isp in asked)


def _folders(mails: Iterable[_Seen], isp: str | None = None) -> Iterator[str]:
    for found in mails:
        for address, folder in found.folders.items():
            if isp is None or isp_of(address) == isp:
                yield folder


def _sum(start: float, mails: list[_Seen], tracked: tuple[str, ...]) -> Statistics:
    volume = Volume(*counts(_folders(mails)))
    by_isp = {isp: Volume(*counts(_folders(mails, isp))) for isp in tracked}
    read = percent(sum(len(found.readers) for found in mails), volume.inbox + volume.spam)
    return Statistics(start, volume, read, {isp: found for isp, found in by_isp.items() if sum(found)})
