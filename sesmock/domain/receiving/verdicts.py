"""How SES judges a mail that arrives: SPF, DKIM, DMARC, spam and virus, as verdicts and as headers.

Sources: SES Developer Guide, "Contents of notifications for Amazon SES email receiving", and mails that were received.
"""

from __future__ import annotations

import re
from ipaddress import ip_address
from typing import TYPE_CHECKING, NamedTuple

from sesmock.domain.mails.draft import EICAR
from sesmock.errors import DnsFailure
from sesmock.mail.address import AddressError, domain_of, parse
from sesmock.mail.dkim.verification import verify
from sesmock.mail.dmarc import Dmarc, evaluate
from sesmock.mail.mime import Message, is_spelt_in
from sesmock.mail.spf import check_host

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from sesmock.mail.dkim.verification import Verification

    Lookup = Callable[[str, str], Sequence[str]]

GTUBE = "XJS*C4JDBQADN1.NSBN3*2IDNEN*GTUBE-STANDARD-ANTI-UBE-TEST-EMAIL*C.34X"
"""What spam filters take for spam, wherever it stands in a mail."""

STATUSES = ("PASS", "FAIL", "GRAY", "PROCESSING_FAILED", "DISABLED")

# Recorded: pass, softfail (GRAY) and permerror (PROCESSING_FAILED). Documented: fail, none (GRAY). The rest is assumed.
_SPF_STATUS = {
    "pass": "PASS",
    "fail": "FAIL",
    "softfail": "GRAY",
    "neutral": "GRAY",
    "none": "GRAY",
    "permerror": "PROCESSING_FAILED",
    "temperror": "PROCESSING_FAILED",
}
# Recorded: pass and permerror. assumed: a signature that was never tried (neutral, policy) is as good as none.
_DKIM_STATUS = {
    "pass": "PASS",
    "fail": "FAIL",
    "permerror": "PROCESSING_FAILED",
    "temperror": "PROCESSING_FAILED",
    "neutral": "GRAY",
    "policy": "GRAY",
}
# Recorded: pass, fail and none. The rest is assumed.
_DMARC_STATUS = {
    "pass": "PASS",
    "fail": "FAIL",
    "none": "GRAY",
    "permerror": "GRAY",
    "temperror": "PROCESSING_FAILED",
}
# Recorded, but for temperror: the words are those of the library that all the others are from.
_SPF_TEXT = {
    "pass": "domain of {domain} designates {ip} as permitted sender",
    "fail": "domain of {domain} does not designate {ip} as permitted sender",
    "softfail": "transitioning domain of {domain} does not designate {ip} as permitted sender",
    "neutral": "{ip} is neither permitted nor denied by domain of {domain}",
    "none": "{ip} is neither permitted nor denied by domain of {domain}",
    "permerror": "Error in processing SPF Record",
    "temperror": "Error in retrieving data from DNS",
}


class Verdicts(NamedTuple):
    """What SES thinks of a mail: statuses (`STATUSES`), and what its headers say of it."""

    spf: str
    dkim: str
    dmarc: str
    spam: str
    virus: str
    dmarc_policy: str | None  # none, quarantine or reject; told only where DMARC fails
    host: str  # the name of the host that sent it: see `name_of`
    received_spf: str  # the value of Received-SPF
    authentication_results: str  # the value of Authentication-Results, folded with CRLF and a space


def judge(
    message: bytes,
    *,
    ip: str,
    helo: str,
    sender: str,
    lookup: Lookup,
    now: float,
    scan: bool = True,
    spam: str | bool | None = None,
    virus: str | bool | None = None,
) -> Verdicts:
    """Judge a mail that comes from the host at ``ip``, which calls itself ``helo``.

    ``sender`` is that of the envelope, "" for a bounce. ``lookup`` gives the values of a type at a name and raises
    DnsFailure where DNS fails; ``now`` is in unix seconds. Unless ``scan``, nobody looks for spam and viruses.
    ``spam`` and ``virus`` are the status wanted, or True for FAIL and False for PASS; None: what is found in the mail.

    Raises ValueError for a status that there is not, and for an ``ip`` that is none.
    """
    spam = wanted(spam)
    virus = wanted(virus)
    if not scan:
        spam = virus = "DISABLED"
    read = Message(message)
    host = name_of(ip, lookup) or _plain(helo)
    # Recorded: a mail without a sender is from the postmaster of the host (RFC 7208 §2.4).
    sender = _plain(sender)
    envelope = sender or f"postmaster@{host}"
    domain = domain_of(envelope)
    spf = check_host(ip, domain, envelope, host, lookup)
    signatures = verify(message, lookup, now)
    shown = _from_domain(read)
    # Recorded: a mail without a sender has "dmarc=permerror;", signed or not.
    dmarc = evaluate(shown, (spf, domain), signatures, lookup) if sender else Dmarc("permerror", None)
    words = _SPF_TEXT[spf.result].format(domain=spf.domain, ip=ip)
    received_spf = f"{spf.result} (spfCheck: {words}) client-ip={ip}; envelope-from={envelope}; helo={host};"
    return Verdicts(
        spf=_SPF_STATUS[spf.result],
        dkim=_dkim_status(signatures, shown),
        dmarc=_DMARC_STATUS[dmarc.result],
        spam=spam or ("FAIL" if is_spelt_in(GTUBE, message) else "PASS"),
        virus=virus or ("FAIL" if is_spelt_in(EICAR, message) else "PASS"),
        dmarc_policy=dmarc.policy if dmarc.result == "fail" else None,
        host=host,
        received_spf=received_spf,
        authentication_results="\r\n ".join(_results(received_spf, signatures, dmarc, shown)),
    )


def name_of(ip: str, lookup: Lookup) -> str:
    """The name of a host by reverse DNS, which SES shows as ``helo=`` (recorded); "" if it has none.

    assumed: it is not asked whether the name leads back; a host without one is called what it calls itself.
    Raises ValueError for an ``ip`` that is none.
    """
    pointer = ip_address(ip).reverse_pointer
    try:
        return next((_plain(name).rstrip(".") for name in lookup(pointer, "PTR")), "")
    except DnsFailure:
        return ""


def wanted(status: str | bool | None) -> str | None:
    """The status that a test asks for, True and False being FAIL and PASS; raises ValueError for what is none."""
    if isinstance(status, bool):
        return "FAIL" if status else "PASS"
    if status is not None and status not in STATUSES:
        from sesmock.hints import did_you_mean

        raise ValueError(f"{status!r} is no status of a verdict{did_you_mean(str(status), STATUSES)}")
    return status


def _plain(text: str) -> str:
    """What a server said, in one line of a header."""
    return re.sub(r"[\x00-\x20\x7f]+", "", text)


def _from_domain(message: Message) -> str | None:
    """The domain of the From header; None if it names none, or several (RFC 7489 §6.6.1)."""
    try:
        domains = {domain_of(parse(address).address).lower() for address in message.addresses("From")}
    except AddressError:
        return None
    return domains.pop() or None if len(domains) == 1 else None


def _dkim_status(signatures: Iterable[Verification], shown: str | None) -> str:
    """Only a signature of the very domain of the From header counts: the best of them.

    Recorded: one of a domain below it, of amazonses.com and of others gives GRAY, whether it holds (and lets the mail
    pass DMARC) or not. That the From header and not the envelope decides is assumed.
    """
    order = list(_DKIM_STATUS.values())
    found = [_DKIM_STATUS[signature.result] for signature in signatures if signature.domain == shown]
    return min(found, key=order.index, default="GRAY")


def _results(received_spf: str, signatures: Iterable[Verification], dmarc: Dmarc, shown: str | None) -> Iterable[str]:
    """The lines of Authentication-Results."""
    yield "amazonses.com;"
    yield f"spf={received_spf}"
    for signature in signatures:
        yield f"dkim={signature.result} header.i={signature.identity};"
    # Recorded: a permerror names no domain. assumed: nor does what else is not about one.
    named = f" header.from={shown}" if dmarc.result in {"pass", "fail", "none"} and shown else ""
    yield f"dmarc={dmarc.result}{named};"
