"""What the owner of a From domain wants of mail in its name, and whether a mail has it: DMARC, RFC 7489."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from sesmock.errors import DnsFailure
from sesmock.mail.dkim.record import tag_list

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from sesmock.mail.dkim.verification import Verification
    from sesmock.mail.spf import Spf

    Lookup = Callable[[str, str], Sequence[str]]

_VERSION = r"(?i)\s*v\s*=\s*DMARC1\s*(?:;|\Z)"  # capitals or not, as receivers take it
_POLICIES = {"none", "quarantine", "reject"}


class Dmarc(NamedTuple):
    """A result of RFC 7489 §11.2, and the policy asked for (None: there is none that could be applied)."""

    result: str  # pass, fail, none, permerror or temperror
    policy: str | None  # none, quarantine or reject


class Wish(NamedTuple):
    """A ``_dmarc`` record: what is wanted of a mail's From domain."""

    policy: str | None  # None: it cannot be read
    strict_dkim: bool
    strict_spf: bool


def evaluate(domain: str | None, spf: tuple[Spf, str], signatures: Iterable[Verification], lookup: Lookup) -> Dmarc:
    """The DMARC result of a mail.

    ``domain`` is that of the From header, None where it names none or several (§6.6.1); ``spf`` the result of SPF and
    the domain that was asked about; ``signatures`` what became of those of DKIM. ``lookup`` gives the values of a
    type at a name and raises DnsFailure where DNS fails.
    """
    if domain is None:
        return Dmarc("none", None)
    try:
        wish = wanted(domain, lookup)
    except DnsFailure:
        return Dmarc("temperror", None)
    if wish is None:
        return Dmarc("none", None)
    if wish.policy is None:
        return Dmarc("permerror", None)
    results = {s.result for s in signatures if aligned(s.domain, domain, strict=wish.strict_dkim)}
    if aligned(spf[1], domain, strict=wish.strict_spf):
        results.add(spf[0].result)
    if "pass" in results:
        return Dmarc("pass", wish.policy)
    # One of them might have passed, had DNS answered (§6.6.2).
    return Dmarc("temperror" if "temperror" in results else "fail", wish.policy)


def wanted(domain: str, lookup: Lookup) -> Wish | None:
    """What a domain wants, or else the one it belongs to (§6.6.3); None: nothing. Raises DnsFailure."""
    parent = organizational_domain(domain)
    for owner in dict.fromkeys((domain, parent)):
        found = [text for text in lookup(f"_dmarc.{owner}", "TXT") if re.match(_VERSION, text)]
        if found:
            return _read(found[0], below=owner != domain) if len(found) == 1 else None
    return None


def _read(text: str, *, below: bool) -> Wish:
    """A record; ``below``: for a mail from a domain below its owner."""
    tags = {name.lower(): value.lower() for name, value in (tag_list(text) or {}).items()}
    policy = tags.get("p")
    if below and policy in _POLICIES:
        policy = tags.get("sp", policy)
    if policy not in _POLICIES:
        # §6.6.3: who asks for reports only has written the rest wrong by mistake.
        policy = "none" if tags.get("rua", "").startswith("mailto:") else None
    return Wish(policy, tags.get("adkim") == "s", tags.get("aspf") == "s")


def aligned(one: str, other: str, *, strict: bool) -> bool:
    """Whether two domains are the same, or (not ``strict``) belong to the same one: §3.1."""
    return one == other if strict else organizational_domain(one) == organizational_domain(other)


def organizational_domain(domain: str) -> str:
    """The organizational domain (§3.2).

    assumed: two labels, or three below what looks like a country's registry (``example.co.uk``); a mock carries no
    list of public suffixes.
    """
    labels = domain.split(".")
    registry = len(labels) > 2 and len(labels[-1]) == 2 and labels[-2] in _REGISTRIES
    return ".".join(labels[-3 if registry else -2 :])


_REGISTRIES = frozenset({"ac", "co", "com", "edu", "gov", "gob", "ne", "net", "or", "org"})
