"""What becomes of sent mail where SES itself receives it: its own server is asked, as any other would be."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sesmock.domain.events.event_type import DELIVERY, Delivered
from sesmock.domain.mails import composing
from sesmock.domain.receiving.exchangers import inbound_region
from sesmock.domain.sending.receivers import Outcome, bounced

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sesmock.domain.mails.sent import Route
    from sesmock.domain.receiving.arrival import Arrival
    from sesmock.domain.sending.fate import Outcomes


def hand_over(message_id: str, route: Route, outcomes: Outcomes) -> tuple[Outcomes, tuple[Arrival, ...]]:
    """What becomes of a mail where SES itself receives it, and what arrives there.

    What a test has decided of an address comes first: only what would be delivered is handed over. One region's server
    is given the mail once, for all recipients (assumed).
    """
    servers: dict[str, list[str]] = {}
    for address, sequence, _ in outcomes:
        if any(outcome.type == DELIVERY for outcome in sequence):
            where = inbound_region(route.region.world.dns, address)
            if where is not None:
                servers.setdefault(where, []).append(address)
    if not servers:
        return outcomes, ()
    arrivals = _admitted(message_id, route, servers.items())
    replies = {address: reply for arrival in arrivals for address, reply in arrival.replies.items()}
    found = [(address, _after(replies.get(address), then), listed) for address, then, listed in outcomes]
    return found, tuple(arrival for arrival in arrivals if arrival.shares)


def _admitted(message_id: str, route: Route, servers: Iterable[tuple[str, list[str]]]) -> list[Arrival]:
    from sesmock.domain.receiving.arrival import Envelope, admit

    region, ip = route.region, composing.outgoing_ip(message_id, route.dedicated)
    host = composing.outgoing_host(ip, region.name)
    sender = f"{message_id}@{route.mail_from or composing.default_domain(region.name)}"
    return [admit(region.ses, where, Envelope(sender, tuple(addresses), ip, host)) for where, addresses in servers]


def _after(reply: str | None, sequence: Sequence[Outcome]) -> tuple[Outcome, ...]:
    """What becomes of a mail to one recipient, of whom SES's server has said this; None: it was not asked."""
    if reply is None:
        return tuple(sequence)
    if not reply.startswith("250 "):
        return (bounced("Permanent", "General", reply.split()[1], f"smtp; {reply}"),)
    return tuple([Outcome(DELIVERY, Delivered(reply)) if then.type == DELIVERY else then for then in sequence])
