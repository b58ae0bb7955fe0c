"""Which rules a mail runs into: conditions on its recipients, and on the address it comes from.

Source: SES Developer Guide, "Email receiving concepts and use cases", "Creating IP address filters".
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sesmock.domain.receiving.filters import Filter
    from sesmock.domain.receiving.rule import Rule


def met_by(address: str) -> frozenset[str]:
    """Every condition that an address meets, in lower case: case does not matter (documented).

    ``user+label@sub.example.com`` meets itself, the same without its label, ``sub.example.com``, and ``.example.com``.
    """
    local, _, domain = address.lower().rpartition("@")
    conditions = {f"{local}@{domain}", domain}
    user, plus, _ = local.partition("+")
    if plus and not local.startswith('"'):
        conditions.add(f"{user}@{domain}")
    while "." in domain:
        domain = domain.partition(".")[2]
        conditions.add("." + domain)
    return frozenset(conditions)


def matched(rules: Iterable[Rule], addresses: Sequence[str], *, tls: bool) -> list[tuple[Rule, tuple[str, ...]]]:
    """The enabled rules that take a mail to one of these addresses, each with those that it takes, as they are spelt.

    A rule that wants TLS does not see a mail that came without; that others still do is assumed.
    """
    met = [(address, met_by(address)) for address in addresses]
    found = []
    for rule in rules:
        if rule.enabled and (tls or rule.tls_policy != "Require"):
            taken = rule_takes(rule, met)
            if taken:
                found.append((rule, taken))
    return found


def rule_takes(rule: Rule, met: Iterable[tuple[str, frozenset[str]]]) -> tuple[str, ...]:
    """Those of some addresses, each with the conditions it meets, that a rule takes; one without conditions: all."""
    if not rule.recipients:
        return tuple([address for address, _ in met])
    return tuple([address for address, conditions in met if not conditions.isdisjoint(rule.recipients)])


def blocked_by(filters: Iterable[Filter], ip: str) -> Filter | None:
    """The filter that blocks an address: an Allow that fits wins over every Block (documented recipe).

    Neither their order nor the length of the prefixes matters (assumed); an IPv4-mapped address is that of IPv4
    (assumed).
    """
    from ipaddress import ip_address, ip_network

    address, blocking = ip_address(ip), None
    address = getattr(address, "ipv4_mapped", None) or address
    for filter_ in filters:
        network = ip_network(filter_.cidr, strict=False)
        if address.version == network.version and address in network:
            if filter_.policy == "Allow":
                return None
            blocking = blocking or filter_
    return blocking
