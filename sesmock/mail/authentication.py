"""What a receiver concludes of a message: SPF (RFC 7208), DKIM keys in DNS (RFC 6376), DMARC alignment (RFC 7489).

Every function that looks into DNS takes a ``lookup``: it gives the values of a type at a name, and raises `DnsFailure`
where DNS itself fails.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sesmock.errors import DnsFailure

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sesmock.mail.dkim.keys import SigningKey

    Lookup = Callable[[str, str], Sequence[str]]

_SPF_RESULTS = {"+": "pass", "-": "fail", "~": "softfail", "?": "neutral"}


class Signature(NamedTuple):
    """Who has signed a message; the key is only asked for where it matters."""

    domain: str
    selector: str
    key: Callable[[], SigningKey]


def spf(domain: str, lookup: Lookup, include: str) -> str:
    """What SPF says now of mail from a domain that the servers of another send: a result of RFC 7208 §2.6.

    Of a record only what matters to them is read: ``include:`` with their domain, and ``all``.
    """
    try:
        texts = lookup(domain, "TXT")
    except DnsFailure:
        return "temperror"
    records = [terms for text in texts if (terms := text.lower().split())[:1] == ["v=spf1"]]
    if len(records) != 1:
        return "permerror" if records else "none"  # RFC 7208 §4.5
    for term in records[0][1:]:
        qualifier, mechanism = (term[0], term[1:]) if term[0] in _SPF_RESULTS else ("+", term)
        if mechanism in {f"include:{include}", "all"}:
            return _SPF_RESULTS[qualifier]
    return "neutral"


def dmarc_aligned(
    domain: str, lookup: Lookup, signature: Signature | None, mail_from: str | None, include: str
) -> bool:
    """Whether a signature that verifies now, or SPF, is aligned with the domain of the From header (RFC 7489 §3.1).

    Alignment is relaxed, unless the ``_dmarc`` record of the domain asks for strict (``adkim=s``, ``aspf=s``).
    ``mail_from`` is the envelope's domain (None: one that cannot be aligned), ``include`` is as for `spf`.
    """
    from sesmock.mail.dmarc import aligned, wanted

    try:
        wish = wanted(domain, lookup)
    except DnsFailure:
        wish = None
    adkim, aspf = (False, False) if wish is None else (wish.strict_dkim, wish.strict_spf)
    if signature is not None and aligned(signature.domain, domain, strict=adkim) and _is_published(signature, lookup):
        return True
    if mail_from is None or not aligned(mail_from, domain, strict=aspf):
        return False
    return spf(mail_from, lookup, include) == "pass"


def _is_published(signature: Signature, lookup: Lookup) -> bool:
    """Whether the key that made a signature stands where a verifier looks for it."""
    from sesmock.mail.dkim.record import public_key_of

    try:
        found = lookup(f"{signature.selector}._domainkey.{signature.domain}", "TXT")
    except DnsFailure:
        return False
    return any(public_key_of(text) == signature.key().public for text in found)
