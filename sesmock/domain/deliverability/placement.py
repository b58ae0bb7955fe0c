"""Predictive inbox placement tests: a mail that really goes out, to seed addresses of email providers.

Source: API reference, CreateDeliverabilityTestReport. The seed addresses are ours; they do with mail what
`sesmock.Cloud.receivers` says of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sesmock.domain.account import DAY
from sesmock.domain.deliverability.mailboxes import ISPS, counts, isp_of, percent, placed
from sesmock.domain.mails.draft import Recipients
from sesmock.domain.mails.sent import Mails
from sesmock.domain.refusals import NotFound
from sesmock.domain.sending.sending import send

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sesmock.domain.mails.draft import Raw, Simple, TemplateRequest, Terms
    from sesmock.domain.mails.sent import SentMail
    from sesmock.domain.region import Region

TAKES = DAY  # "after about 24 hours, the test is complete"
OPERATION = "CreateDeliverabilityTestReport"

# Two seed addresses at each provider, to tell a part from the whole.
SEEDS = tuple([f"seed{number}@{domains[0]}" for domains in ISPS.values() for number in (1, 2)])


class Placement(NamedTuple):
    """What became of the mails of a test, in percent.

    Assumed: SPF and DKIM are those of the sender's own domain, and of the mails that have arrived.
    """

    inbox: float
    spam: float
    missing: float
    spf: float
    dkim: float


class Report:
    """One test; ``mail`` is what was sent."""

    __slots__ = ("_authenticated", "_placed", "at", "id", "mail", "name", "tags")

    def __init__(self, id: str, name: str | None, mail: SentMail, tags: dict[str, str]) -> None:
        self.id = id
        self.name = name
        self.mail = mail
        self.at = mail.at
        self.tags = tags
        self._placed = placed(mail)
        # As they are now, when the mail arrives.
        self._authenticated = mail.spf == "pass", bool(mail.signed_by - {"amazonses.com"})

    def is_complete(self, now: float) -> bool:
        """Whether there are results."""
        return now >= self.at + TAKES

    def placement(self, isp: str | None = None) -> Placement:
        """What became of the mails to one provider (None: to all)."""
        seeds = [seed for seed in SEEDS if isp is None or isp_of(seed) == isp]
        inbox, spam = counts(self._placed[seed] for seed in seeds if seed in self._placed)
        arrived = 100.0 if inbox + spam else 0.0
        spf, dkim = self._authenticated
        return Placement(
            percent(inbox, len(seeds)),
            percent(spam, len(seeds)),
            percent(len(seeds) - inbox - spam, len(seeds)),
            arrived if spf else 0.0,
            arrived if dkim else 0.0,
        )


class Reports(dict[str, Report]):
    """The tests of one account in one region, by id, oldest first."""

    def __init__(self, _: Region) -> None:
        super().__init__()

    def require(self, id: str) -> Report:
        """The test; raises NotFound (text assumed)."""
        found = self.get(id)
        if found is None:
            raise NotFound(f"Deliverability test report <{id}> does not exist.")
        return found

    def newest_first(self, place: str) -> Iterable[tuple[int, Report]]:
        """The tests before the one at a place ("": all), with their places."""
        numbered = list(enumerate(self.values(), 1))
        return reversed([(number, report) for number, report in numbered if not place or number < int(place)])


def create(
    region: Region, name: str | None, terms: Terms, content: Simple | Raw | TemplateRequest, tags: dict[str, str]
) -> Report:
    """Send the mail of a test of somebody who has subscribed (`Dashboard.require`).

    Raises whatever sending raises, but in the sandbox needs no verified recipients.
    """
    send(region, terms, Recipients(SEEDS), content, to_seeds=True)
    mail = region.ses.of(Mails).accepted[-1]
    made = Report(region.world.ids.uuid(), name, mail, tags)
    region.of(Reports)[made.id] = made
    return made
