"""What becomes of sent mail where SES itself receives it: its own server is asked, as any other would be."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sesmock.domain.events.event_type import DELIVERY, Delivered
from sesmock.domain.mails import composing
from sesmock.domain.receiving.exchangers import inbound_region
from sesmock.domain.sending.receivers import Outcome, bounced

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sesmock.domain.receiving.arrival import Arrival
    from sesmock.domain.region import Region
    from sesmock.domain.sending.fate import Outcomes


def hand_over(
    region: Region, message_id: str, mail_from: str | None, outcomes: Outcomes
) -> tuple[Outcomes, tuple[Arrival, ...]]:
    """What becomes of a mail where SES itself receives it, and what arrives there.

    What a test has decided of an address comes first: only what would be delivered is handed over. One region's server
    is given the mail once, for all recipients (assumed).
    """
    servers: dict[str, list[str]] = {}
    for address, sequence, _ in outcomes:
        if any(outcome.type == DELIVERY for outcome in sequence):
            where = inbound_region(region.world.dns, address)
            if where is not None:
                servers.setdefault(where, []).append(address)
    if not servers:
        return outcomes, ()
    arrivals = _admitted(region, message_id, mail_from, servers.items())
    replies = {address: reply for arrival in arrivals for address, reply in arrival.replies.items()}
    found = [(address, _after(replies.get(address), then), listed) for address, then, listed in outcomes]
    return found, tuple(arrival for arrival in arrivals if arrival.shares)


def _admitted(
    region: Region, message_id: str, mail_from: str | None, servers: Iterable[tuple[str, list[str]]]
) -> list[Arrival]:
    from sesmock.domain.receiving.arrival import Envelope, admit

    ip = composing.outgoing_ip(message_id)
    host = composing.outgoing_host(ip, region.name)
    sender = f"{message_id}@{mail_from or composing.default_domain(region.name)}"
    return [admit(region.ses, where, Envelope(sender, tuple(addresses), ip, host)) for where, addresses in servers]


def _after(reply: str | None, sequence: Sequence[Outcome]) -> tuple[Outcome, ...]:
    """What becomes of a mail to one recipient, of whom SES's server has said this; None: it was not asked."""
    if reply is None:
        return tuple(sequence)
    if not reply.startswith("250 "):
        return (bounced("Permanent", "General", reply.split()[1], f"smtp; {reply}"),)
    return tuple([Outcome(DELIVERY, Delivered(reply)) if then.type == DELIVERY else then for then in sequence])
