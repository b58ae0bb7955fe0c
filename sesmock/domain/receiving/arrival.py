"""Who is let in: what SES's inbound server tells the sending server of each recipient, and whose rules see the mail.

Source: SES Developer Guide, "Email receiving concepts and use cases"; the refusal of a recipient and the reply to an
accepted mail are recorded. Replies to a blocked address, to mail without TLS and to mail that is too large are assumed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sesmock.domain.identities.registry import Identities
from sesmock.domain.receiving.exchangers import inbound_region
from sesmock.domain.receiving.filters import Filters
from sesmock.domain.receiving.matching import blocked_by, matched, met_by, rule_takes
from sesmock.domain.receiving.received import Original, Originals
from sesmock.domain.receiving.rule_sets import RuleSets

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sesmock.domain.receiving.rule import Rule
    from sesmock.domain.region import Region, Ses

UNAVAILABLE = "550 5.1.1 Requested action not taken: mailbox unavailable"
# Assumed.
BLOCKED = "554 5.7.1 Service unavailable: client host [{ip}] blocked"
NO_TLS = "530 5.7.0 Must issue a STARTTLS command first"
TOO_LARGE = "552 5.3.4 Message size exceeds fixed maximum message size"

_LONGEST = 64 + 1 + 255  # an address: RFC 5321 §4.5.3.1; that SES knows it is assumed


class Envelope(NamedTuple):
    """Who hands over a mail, from whom and to whom: what an SMTP server knows besides the mail itself."""

    sender: str
    recipients: tuple[str, ...]
    ip: str
    helo: str
    tls: bool = True


class Share(NamedTuple):
    """What one account has to do with a mail: its rules that take it, each with the recipients that it takes."""

    region: Region
    rules: tuple[tuple[Rule, tuple[str, ...]], ...]


class Arrival(NamedTuple):
    """A mail at the inbound server of a region, when its recipients and its size have been looked at.

    ``reasons`` tell why recipients are refused.
    """

    message_id: str
    region: str
    at: float
    envelope: Envelope
    replies: dict[str, str]
    reasons: dict[str, str]
    shares: tuple[Share, ...]

    @property
    def accepted(self) -> tuple[str, ...]:
        """The recipients that are not refused."""
        return tuple([address for address in self.replies if address not in self.reasons])


def region_of(ses: Ses, recipients: Sequence[str], default: str) -> str:
    """The region in which a mail comes in, if a test does not say.

    It is that of the MX record of the first recipient who has one, else one where a recipient is verified
    (the default region, if it is there too), else the default region.
    """
    if ses.world.dns.has_mx:
        for address in recipients:
            found = inbound_region(ses.world.dns, address)
            if found is not None:
                return found
    for address in recipients:
        names = [region.name for region in ses.regions() if _is_verified(region, address)]
        if names:
            return default if default in names else names[0]
    return default


def admit(ses: Ses, where: str, envelope: Envelope, size: int = 0) -> Arrival:
    """Look at recipients, filters and rules as they are now, and give the mail its id; under the lock.

    The rules that are found here are those that it will go through, whatever becomes of them meanwhile.
    """
    replies: dict[str, str] = {}
    reasons: dict[str, str] = {}
    shares = []
    message_id = ses.world.ids.received_id()
    if size > ses.world.limits.message_bytes_received:
        replies = dict.fromkeys(envelope.recipients, TOO_LARGE)
        reasons = dict.fromkeys(envelope.recipients, f"it has {size} bytes")
        return Arrival(message_id, where, ses.world.now(), envelope, replies, reasons, ())
    for region in ses.regions():
        if region.name == where:
            found = _admit(region, envelope, replies, reasons)
            if found:
                shares.append(Share(region, tuple(found)))
                replies.update({address: f"250 OK {message_id}" for _, taken in found for address in taken})
    for address in envelope.recipients:
        if address not in replies:
            replies[address] = UNAVAILABLE
            reasons[address] = f"neither it nor its domain is verified in {where}"
    ordered = {address: replies[address] for address in envelope.recipients}
    why = {address: reasons[address] for address in ordered if not ordered[address].startswith("250 ")}
    arrival = Arrival(message_id, where, ses.world.now(), envelope, ordered, why, tuple(shares))
    if shares:
        ses.of(Originals)[message_id] = Original(envelope.sender, arrival.accepted, arrival.at)
    return arrival


def _admit(
    region: Region, envelope: Envelope, replies: dict[str, str], reasons: dict[str, str]
) -> list[tuple[Rule, tuple[str, ...]]]:
    """The rules by which one account takes the mail; of recipients that it does not take, what is replied and why."""
    own = [address for address in dict.fromkeys(envelope.recipients) if _is_verified(region, address)]
    if not own:
        return []
    filters = region.of(Filters)
    blocking = blocked_by(filters.values(), envelope.ip) if filters else None
    found = [] if blocking is not None else matched(_rules(region), own, tls=envelope.tls)
    taken = {address for _, addresses in found for address in addresses}
    for address in own:
        if address in taken or replies.get(address, "").startswith("250 "):
            continue
        if blocking is not None:
            reply, why = BLOCKED.format(ip=envelope.ip), f"the IP filter {blocking.name} blocks {envelope.ip}"
        else:
            reply, why = _refusal(region, address)
        replies[address], reasons[address] = reply, why
    return found


def _refusal(region: Region, address: str) -> tuple[str, str]:
    """What is replied of a recipient of whose domain the account is the owner, and whom no rule takes; and why."""
    active = region.of(RuleSets).active
    if active is None:
        return UNAVAILABLE, f"there is no active receipt rule set in {region.name} for account {region.account}"
    met = [(address, met_by(address))]
    matching = [rule for rule in active.rules if rule_takes(rule, met)]
    enabled = [rule for rule in matching if rule.enabled]
    if enabled:  # that it does not take the mail can only be for want of TLS
        return NO_TLS, f"rule {enabled[0].name} requires TLS"
    if matching:
        return UNAVAILABLE, f"rule {matching[0].name} is not enabled"
    return UNAVAILABLE, f"no rule of {active.name} takes it"


def _rules(region: Region) -> Sequence[Rule]:
    active = region.of(RuleSets).active
    return () if active is None else active.rules


def _is_verified(region: Region, address: str) -> bool:
    """Whether the address may receive here: its domain, one above it, or the address itself is a verified identity.

    assumed: sources contradict each other on addresses (the guide lets in domains only). As in sending, an address is
    verified with all its labels; as in the conditions of rules, the recipient's case does not matter.
    """
    if "@" not in address or len(address) > _LONGEST:
        return False
    find = region.of(Identities).sender
    return (find(address) or find(address.lower())) is not None
