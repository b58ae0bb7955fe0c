"""Whether a message that has been sent would pass DMARC (RFC 7489) now, without verifying its signatures again."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sesmock.errors import DnsFailure

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sesmock.mail.dkim.keys import SigningKey

    Lookup = Callable[[str, str], Sequence[str]]


class Signature(NamedTuple):
    """Who has signed a message; the key is only asked for where it matters."""

    domain: str
    selector: str
    key: Callable[[], SigningKey]


def dmarc_aligned(domain: str, lookup: Lookup, signature: Signature | None, mail_from: str | None, spf: str) -> bool:
    """Whether a signature that verifies now, or SPF, is aligned with the domain of the From header (RFC 7489 §3.1).

    Alignment is relaxed, unless the ``_dmarc`` record of the domain asks for strict (``adkim=s``, ``aspf=s``).
    ``mail_from`` is the envelope's domain (None: one that cannot be aligned), ``spf`` the result for it. ``lookup``
    gives the values of a type at a name, and raises DnsFailure where DNS itself fails.
    """
    from sesmock.mail.dmarc import aligned, wanted

    try:
        wish = wanted(domain, lookup)
    except DnsFailure:
        wish = None
    adkim, aspf = (False, False) if wish is None else (wish.strict_dkim, wish.strict_spf)
    if signature is not None and aligned(signature.domain, domain, strict=adkim) and _is_published(signature, lookup):
        return True
    return spf == "pass" and mail_from is not None and aligned(mail_from, domain, strict=aspf)


def _is_published(signature: Signature, lookup: Lookup) -> bool:
    """Whether the key that made a signature stands where a verifier looks for it."""
    from sesmock.mail.dkim.record import public_key_of

    try:
        found = lookup(f"{signature.selector}._domainkey.{signature.domain}", "TXT")
    except DnsFailure:
        return False
    return any(public_key_of(text) == signature.key().public for text in found)
