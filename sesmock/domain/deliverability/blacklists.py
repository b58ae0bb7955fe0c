"""The blacklists that dedicated IP addresses may be on: DNSBLs, as a test publishes them in the world's DNS.

Source: RFC 5782: the list ``zen.spamhaus.org`` has 76.223.128.1 where ``1.128.223.76.zen.spamhaus.org`` has an A
record; a TXT record there says why.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sesmock.domain.dedicated_ips.dedicated_ip import DedicatedIps

if TYPE_CHECKING:
    from sesmock.domain.region import Region
    from sesmock.world.dns import Zone

# Assumed: which ones SES looks at, and that it calls them by the names of their zones.
ZONES = (
    "zen.spamhaus.org", "bl.spamcop.net", "b.barracudacentral.org", "dnsbl.sorbs.net", "psbl.surriel.com",
    "bl.mailspike.net",
)  # fmt: skip


class Listing(NamedTuple):
    """That an address is on a blacklist: since when, and why, if the list says so."""

    blacklist: str
    at: float
    reason: str | None


def listings(region: Region, ip: str) -> list[Listing]:
    """The blacklists that an address is on; none for one that the account has not leased here (recorded)."""
    if ip not in region.of(DedicatedIps):
        return []
    dns, found = region.world.dns, []
    for zone in ZONES:
        name = f"{'.'.join(reversed(ip.split('.')))}.{zone}"
        if dns.answer(name, "A").values:
            reasons = dns.answer(name, "TXT").values
            found.append(Listing(zone, _since(dns, name), reasons[0] if reasons else None))
    return found


def _since(dns: Zone, name: str) -> float:
    """Since when there has been an A record at a name without a break."""
    since = 0.0
    for number, at in reversed(dns.changes([name], 0)):
        if not dns.answer(name, "A", number).values:
            break
        since = at
    return since
