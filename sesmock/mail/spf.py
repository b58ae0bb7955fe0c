"""Whether a domain lets a host send its mail: ``check_host`` of SPF, RFC 7208, whole but for ``exp=``.

An explanation is a text for the server that refuses a mail; SES refuses none for its SPF, so ``exp=`` is read, checked
and not looked up.
"""

from __future__ import annotations

import re
from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import TYPE_CHECKING, NamedTuple

from sesmock.errors import DnsFailure

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    Lookup = Callable[[str, str], Sequence[str]]

RESULTS = {"+": "pass", "-": "fail", "~": "softfail", "?": "neutral"}
_MOST_LOOKUPS, _MOST_VOID, _MOST_NAMES = 10, 2, 10  # §4.6.4

_MACRO = r"%(?:\{([a-z])([0-9]{0,4})(r?)([-.+,/_=]*)\}|([%_-]))"
_MACRO_STRING = rf"(?:[!-$&-~]|{_MACRO})*"
_TOP_LABEL = r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?"  # and more than digits
_TERM = r"([+?~-]?)(all|include|a|mx|ptr|ip4|ip6|exists)(?![a-z0-9_.=-])(.*)"
_CIDR = r"(.*?)(?:/(0|[1-9][0-9]?))?(?://(0|[1-9][0-9]{0,2}))?"
_UNRESERVED = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")


_address = lru_cache(maxsize=256)(ip_address)


class Spf(NamedTuple):
    """A result of §2.6, and the domain whose record gave it (a ``redirect=`` leads to another; "": there was none)."""

    result: str
    domain: str


class _PermError(Exception):
    """The record, or one that it leads to, cannot be read or wants too much."""


class _Directive(NamedTuple):
    result: str
    name: str
    argument: str  # a domain-spec, or a network; "" for the domain itself
    prefix: tuple[int, int]  # how many bits of IPv4 and IPv6 addresses count


class _Record(NamedTuple):
    directives: tuple[_Directive, ...]
    redirect: str | None


def check_host(ip: str, domain: str, sender: str, helo: str, lookup: Lookup) -> Spf:
    """What the SPF record of a domain says of a host that sends mail in its name (§4).

    ``ip`` is the host's address, ``domain`` that of ``sender`` or, for mail without a sender, of ``helo`` (§2.4);
    ``sender`` an address, whose local part may lack. ``lookup`` gives the values of a type at a name and raises
    DnsFailure where DNS fails. Raises ValueError for an ``ip`` that is none.
    """
    address = ip_address(ip)
    if isinstance(address, IPv6Address) and address.ipv4_mapped is not None:
        address = address.ipv4_mapped  # §5
    local, _, sending = sender.rpartition("@")
    check = _Check(address, local or "postmaster", sending or domain, helo, lookup)
    try:
        return check.host(domain)
    except DnsFailure:
        return Spf("temperror", domain)
    except _PermError:
        return Spf("permerror", domain)


class _Check:
    """One check, with what all that are nested in it share: who sends, and how much has been looked up."""

    def __init__(self, ip: IPv4Address | IPv6Address, local: str, sending: str, helo: str, lookup: Lookup) -> None:
        self.ip = ip
        self.local = local
        self.sending = sending
        self.helo = helo
        self._lookup = lookup
        self.lookups = self.void = 0

    def host(self, domain: str) -> Spf:
        """The result for a domain, redirections followed; raises DnsFailure and _PermError."""
        if not _is_name(domain):
            return Spf("none", domain)
        found = [text for text in self._lookup(domain, "TXT") if re.match(r"(?i)v=spf1(?: |\Z)", text)]
        if len(found) > 1:
            raise _PermError  # §4.5
        if not found:
            return Spf("none", domain)
        record = _parse(found[0])
        for directive in record.directives:
            if self._matches(directive, domain):
                return Spf(directive.result, domain)
        if record.redirect is None:
            return Spf("neutral", domain)
        self._count()
        followed = self.host(self._expand(record.redirect, domain))
        if followed.result == "none":
            raise _PermError  # §6.1
        return followed

    def _count(self) -> None:
        self.lookups += 1
        if self.lookups > _MOST_LOOKUPS:
            raise _PermError

    def _found(self, name: str, type: str) -> Sequence[str]:
        """What stands at a name; few look-ups may find nothing (§4.6.4)."""
        values = self._lookup(name, type) if name else ()
        if not values:
            self.void += 1
            if self.void > _MOST_VOID:
                raise _PermError
        return values

    def _matches(self, directive: _Directive, domain: str) -> bool:
        _, name, argument, prefix = directive
        if name == "all":
            return True
        if name in {"ip4", "ip6"}:
            return self.ip.version == int(name[2]) and self._is_in(argument, prefix)
        self._count()
        target = self._expand(argument, domain) if argument else domain
        if name == "include":
            return self._included(target)
        if name == "exists":
            return bool(self._found(target, "A"))
        if name == "ptr":
            return any(_is_under(host, target) for host in self._validated())
        hosts = [target] if name == "a" else self._exchangers(target)
        return any(self._is_in(value, prefix) for host in hosts for value in self._found(host, self._addresses))

    @property
    def _addresses(self) -> str:
        return "A" if self.ip.version == 4 else "AAAA"

    def _included(self, target: str) -> bool:
        result = self.host(target).result
        if result == "none":
            raise _PermError  # §5.2
        return result == "pass"

    def _exchangers(self, domain: str) -> list[str]:
        hosts = [value.split()[-1].rstrip(".") for value in self._found(domain, "MX") if value.split()]
        if len(hosts) > _MOST_NAMES:
            raise _PermError
        return hosts

    def _is_in(self, network: str, prefix: tuple[int, int]) -> bool:
        """Whether the sender's address is in the network of an address; what is no such address has none."""
        try:
            other = _address(network)
        except ValueError:
            return False
        if other.version != self.ip.version:
            return False
        other_bits = other.max_prefixlen - prefix[self.ip.version == 6]
        return int(other) >> other_bits == int(self.ip) >> other_bits

    def _validated(self) -> list[str]:
        """The names of the sender's address that lead back to it (§5.5); what DNS fails to say is left out."""
        try:
            names = self._found(self.ip.reverse_pointer, "PTR")[:_MOST_NAMES]
        except DnsFailure:
            return []
        return [name.rstrip(".") for name in names if self._leads_back(name.rstrip("."))]

    def _leads_back(self, name: str) -> bool:
        try:
            return any(self._is_in(value, (32, 128)) for value in self._lookup(name, self._addresses))
        except DnsFailure:
            return False

    # ---- macros: §7 ----

    def _expand(self, spec: str, domain: str) -> str:
        """The domain that a domain-spec names, at most 253 characters of it."""

        def expanded(match: re.Match[str]) -> str:
            letter, digits, reverse, delimiters, plain = match.groups()
            if plain is not None:
                return {"%": "%", "_": " ", "-": "%20"}[plain]
            value = self._macro(letter.lower(), domain)
            parts = re.split(f"[{re.escape(delimiters or '.')}]", value)
            if reverse:
                parts.reverse()
            value = ".".join(parts[-int(digits) :] if digits else parts)
            return _escaped(value) if letter.isupper() else value

        name = re.sub(f"(?i){_MACRO}", expanded, spec).rstrip(".")
        while len(name) > 253 and "." in name:
            name = name.partition(".")[2]
        return name

    def _macro(self, letter: str, domain: str) -> str:
        if letter == "s":
            return f"{self.local}@{self.sending}"
        if letter == "l":
            return self.local
        if letter == "o":
            return self.sending
        if letter == "d":
            return domain
        if letter == "i":
            return str(self.ip) if self.ip.version == 4 else ".".join(f"{int(self.ip):032x}")
        if letter == "p":
            names = self._validated()
            nearest = [name for name in names if name.lower() == domain.lower()]
            return next(iter(nearest or [name for name in names if _is_under(name, domain)] or names), "unknown")
        return ("in-addr" if self.ip.version == 4 else "ip6") if letter == "v" else self.helo


def _is_name(domain: str) -> bool:
    """Whether this could be looked up (§4.3): two labels or more, none of them empty or too long."""
    labels = domain.removesuffix(".").split(".")
    return len(labels) > 1 and len(domain) <= 254 and all(0 < len(label) <= 63 for label in labels)


def _is_under(name: str, domain: str) -> bool:
    return f".{name.lower()}".endswith(f".{domain.lower()}")


def _escaped(value: str) -> str:
    return "".join(
        chr(octet) if octet in _UNRESERVED else f"%{octet:02X}" for octet in value.encode("utf-8", "surrogatepass")
    )


# ------------------------------------------------------------------------------------------------------ the record


@lru_cache(maxsize=64)
def _parse(text: str) -> _Record:
    """Read a record whole: one error anywhere spoils it (§4.6)."""
    directives: list[_Directive] = []
    modifiers: dict[str, str] = {}
    for term in text.split(" ")[1:]:
        if not term:
            continue
        modifier = re.fullmatch(rf"(?i)([a-z][a-z0-9_.-]*)=({_MACRO_STRING})", term)
        if modifier is not None:
            name, value = modifier[1].lower(), modifier[2]
            if name in {"redirect", "exp"} and (name in modifiers or not _is_domain_spec(value)):
                raise _PermError
            modifiers[name] = value
            continue
        found = re.fullmatch(f"(?i){_TERM}", term)
        if found is None:
            raise _PermError
        qualifier, mechanism, rest = found.groups()
        directives.append(_directive(RESULTS[qualifier or "+"], mechanism.lower(), rest))
    everything = any(directive.name == "all" for directive in directives)
    return _Record(tuple(directives), None if everything else modifiers.get("redirect"))


def _directive(result: str, name: str, rest: str) -> _Directive:
    """A mechanism with what follows its name; raises _PermError where that cannot follow it."""
    if name in {"ip4", "ip6"}:
        return _network(result, name, rest)
    bits = (32, 128)
    if name in {"a", "mx"}:
        found = re.fullmatch(_CIDR, rest)
        assert found is not None  # it matches any text
        rest = found[1]
        bits = (int(found[2] or 32), int(found[3] or 128))
        if bits[0] > 32 or bits[1] > 128:
            raise _PermError
    wants = name in {"include", "exists"}
    if name == "all" or not rest:
        if rest or wants:
            raise _PermError
        return _Directive(result, name, "", bits)
    if rest[0] != ":" or not _is_domain_spec(rest[1:]):
        raise _PermError
    return _Directive(result, name, rest[1:], bits)


def _network(result: str, name: str, rest: str) -> _Directive:
    found = re.fullmatch(r":([0-9a-f.:]+)(?:/(0|[1-9][0-9]{0,2}))?", rest, re.IGNORECASE | re.ASCII)
    if found is None:
        raise _PermError
    try:
        network = ip_network("/".join(part for part in found.groups() if part is not None), strict=False)
    except ValueError:
        raise _PermError from None
    if network.version != int(name[2]):
        raise _PermError
    return _Directive(result, name, found[1], (network.prefixlen, network.prefixlen))


def _is_domain_spec(text: str) -> bool:
    """§7.1: a macro-string that ends in a top label or in a macro."""
    if not re.fullmatch(_MACRO_STRING, text, re.IGNORECASE):
        return False
    last = None
    for last in re.finditer(f"(?i){_MACRO}", text):
        letter, digits = last[1], last[2]
        # c, r and t are for explanations only; no part is the zeroth.
        if letter is not None and (letter.lower() not in "slodiphv" or (digits and int(digits) == 0)):
            return False
    if last is not None and last.end() == len(text):
        return True
    _, dot, label = text.removesuffix(".").rpartition(".")
    return dot != "" and not label.isdigit() and re.fullmatch(f"(?i){_TOP_LABEL}", label) is not None
