"""What the advisor of the Virtual Deliverability Manager finds, worked out from identities, DNS and mail.

Sources: API reference, ListRecommendations; SES Developer Guide, "Virtual Deliverability Manager advisor" (the
sentences are its own). Nothing of it is watched: the advisor looks around whenever somebody asks, and dates what it
finds by that.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sesmock.domain.account import DAY
from sesmock.domain.events.event_type import COMPLAINT, DELIVERY
from sesmock.domain.figures import isps
from sesmock.domain.figures.vdm import recorded
from sesmock.domain.identities.dkim import EASY, EXTERNAL
from sesmock.domain.identities.identity import Domain
from sesmock.domain.identities.registry import Identities
from sesmock.domain.identities.verification import FAILED, SUCCESS
from sesmock.errors import DnsFailure

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sesmock.domain.figures.vdm import Sent
    from sesmock.domain.region import Region

OPEN, FIXED = "OPEN", "FIXED"
LOW, HIGH = "LOW", "HIGH"
SHOWN = 30 * DAY  # how long what is fixed is still shown (documented)

# Assumed: which impact each has, and from which rates on there is something to say.
COMPLAINT_RATES = ((0.005, "high", HIGH), (0.003, "med", LOW), (0.001, "low", LOW))
BOUNCE_RATES = ((0.15, HIGH), (0.10, LOW))


class Finding(NamedTuple):
    """What is wrong with something."""

    arn: str
    type: str
    description: str
    impact: str


class Recommendation(NamedTuple):
    """What was found, since when, and whether it is still so."""

    finding: Finding
    status: str
    created_at: float
    updated_at: float


class Advisor:
    """What was found in one region until now."""

    __slots__ = ("_found", "_region")

    def __init__(self, region: Region) -> None:
        self._region = region
        self._found: dict[Finding, Recommendation] = {}

    def look(self) -> list[Recommendation]:
        """Look around, and say what there is, by resource: what was found first comes first."""
        now, found = self._region.now(), self._found
        seen = list(findings(self._region))
        for finding in seen:
            before = found.get(finding)
            if before is None or before.status == FIXED:
                found[finding] = Recommendation(finding, OPEN, now, now)
        for finding, before in list(found.items()):
            if before.status == OPEN and finding not in seen:
                found[finding] = before._replace(status=FIXED, updated_at=now)
            elif before.status == FIXED and now > before.updated_at + SHOWN:
                del found[finding]
        known = [*found.values(), *_of_tenants(self._region, now - SHOWN)]
        return sorted(known, key=lambda known: (known.created_at, known.finding))


def findings(region: Region) -> Iterator[Finding]:
    """What is wrong now with the domains of a region, and with the mail of the last 30 days."""
    for identity in region.of(Identities):
        if isinstance(identity, Domain):
            yield from _of_domain(identity)
    yield from _of_mail(region)


def _of_tenants(region: Region, since: float) -> Iterator[Recommendation]:
    """What the reputation of tenants tells, which is dated by itself."""
    from sesmock.domain.tenants.tenant import Tenants

    for tenant in region.of(Tenants).values():
        for found in tenant.reputation.findings:
            if found.status == OPEN or found.updated_at >= since:
                finding = Finding(tenant.arn, found.type, found.description, found.impact)
                yield Recommendation(finding, found.status, found.opened_at, found.updated_at)


def _of_domain(domain: Domain) -> Iterator[Finding]:
    for type_, description, impact in (_dkim(domain), _spf(domain), _dmarc(domain), _bimi(domain)):
        if description is not None:
            yield Finding(domain.arn, type_, description, impact)


def _texts(domain: Domain, name: str, version: str) -> list[str] | None:
    """The TXT records of a version (``v=spf1``) at a name; None where DNS fails, of which nothing follows."""
    try:
        found = domain.region.world.dns.lookup(name, "TXT")
    except DnsFailure:
        return None
    return [text for text in found if text.strip().lower().startswith(version)]


def _dkim(domain: Domain) -> tuple[str, str | None, str]:
    dkim = domain.dkim
    if dkim is None or not domain.dkim_enabled:
        return "DKIM", "DKIM verification is not enabled.", HIGH
    if dkim.status is FAILED:
        return "DKIM", "DKIM verification has failed.", HIGH
    if dkim.status is not SUCCESS or dkim.problem(domain.region.world.dns) is not None:
        return "DKIM", "DKIM record was not found.", HIGH
    short = dkim.origin == EASY and dkim.easy is not None and dkim.easy.bits < 2048
    if short or (dkim.origin == EXTERNAL and dkim.key is not None and dkim.key.bits < 2048):
        return "DKIM", "DKIM signing key length is below 2048 bits.", LOW
    return "DKIM", None, LOW


def _spf(domain: Domain) -> tuple[str, str | None, str]:
    """Of the MAIL FROM domain: without one of its own, mail comes from SES's, whose SPF record is in order."""
    report = domain.mail_from
    records = None if report is None else _texts(domain, report.domain, "v=spf1")
    if records is None:
        return "SPF", None, HIGH
    if not records:
        return "SPF", "SPF record was not found.", HIGH
    terms = records[0].lower().split()
    if len(records) > 1 or terms[0] != "v=spf1":
        return "SPF", "An SPF configuration issue was found.", HIGH
    if not any(term.lstrip("+?~-") == "include:amazonses.com" for term in terms):
        return "SPF", "SPF record for Amazon SES was not found.", HIGH
    if not any(term.lstrip("+?~-") == "all" or term.startswith("redirect=") for term in terms):
        return "SPF", "SPF all qualifier is missing.", HIGH
    return "SPF", None, HIGH


def _dmarc(domain: Domain) -> tuple[str, str | None, str]:
    """At the domain, or at one that it belongs to (RFC 7489 §6.6.3)."""
    labels = domain.name.split(".")
    for start in range(len(labels) - 1):
        records = _texts(domain, f"_dmarc.{'.'.join(labels[start:])}", "v=dmarc1")
        if records is None:
            return "DMARC", None, HIGH
        if records:
            tags = dict(_tags(records[0]))
            well = len(records) == 1 and tags.get("p") in {"none", "quarantine", "reject"}
            return "DMARC", None if well else "DMARC configuration could not be parsed.", HIGH
    return "DMARC", "DMARC configuration was not found.", HIGH


def _bimi(domain: Domain) -> tuple[str, str | None, str]:
    records = _texts(domain, f"default._bimi.{domain.name}", "v=bimi1")
    if records is None:
        return "BIMI", None, LOW
    if not records:
        return "BIMI", "BIMI record not found or configured without default selector.", LOW
    tags = dict(_tags(records[0]))
    well = len(records) == 1 and tags.get("l", "https://").startswith("https://")
    return "BIMI", None if well else "BIMI has malformed TXT record.", LOW


def _tags(record: str) -> Iterator[tuple[str, str]]:
    """The tags of a record (``v=DMARC1; p=none``): names in lower case."""
    for tag in record.split(";"):
        name, equals, value = tag.partition("=")
        if equals:
            yield name.strip().lower(), value.strip()


def _of_mail(region: Region) -> Iterator[Finding]:
    """The bounce rate of each identity that has sent, and the complaint rate of its mail at each provider."""
    since = region.now() - SHOWN
    by_identity: dict[str, list[Sent]] = {}
    for sent in recorded(region):
        if sent.mail.at >= since:
            by_identity.setdefault(sent.mail.identity, []).append(sent)
    for arn, mails in by_identity.items():
        rate = sum(any(sent.bounces("Permanent")) for sent in mails) / len(mails)
        for limit, impact in BOUNCE_RATES:
            if rate > limit:
                yield Finding(arn, "BOUNCE", f"The bounce rate exceeded {limit * 100:.1f}%.", impact)
                break
        for isp in isps.NAMES:
            yield from _complaints(arn, isp, [sent for sent in mails if sent.isp == isp])


def _complaints(arn: str, isp: str, mails: Sequence[Sent]) -> Iterator[Finding]:
    delivered = sum(any(sent.happened(DELIVERY)) for sent in mails)
    if delivered:
        rate = sum(any(sent.happened(COMPLAINT)) for sent in mails) / delivered
        for limit, word, impact in COMPLAINT_RATES:
            if rate > limit:
                yield Finding(arn, "COMPLAINT", f"{isp} ISP has {word} complaint rate.", impact)
                return
