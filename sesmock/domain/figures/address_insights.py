"""What can be told of an address before anything is sent to it.

Sources: API reference, GetEmailAddressInsights and EmailAddressInsightsMailboxEvaluations; SES Developer Guide, "Email
validation" (its sample of ``user@example.com``, of which nothing special is known, is what most addresses get here).
How SES comes to a verdict is not public: all of it is assumed, and follows the mock's DNS, mails and receivers.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from sesmock.domain.events.event_type import BOUNCE, DELIVERY, Bounce
from sesmock.domain.mails.sent import Mails
from sesmock.domain.sending.receivers import Receivers, is_simulator
from sesmock.errors import DnsFailure
from sesmock.mail.address import domain_of, is_domain, is_simple_address, local_of

if TYPE_CHECKING:
    from sesmock.domain.region import Region

LOW, MEDIUM, HIGH = "LOW", "MEDIUM", "HIGH"

_ROLES = frozenset({
    "abuse", "accounts", "admin", "administrator", "billing", "careers", "contact", "enquiries", "feedback", "ftp",
    "help", "helpdesk", "hello", "hostmaster", "hr", "info", "inquiries", "it", "jobs", "legal", "list", "mail",
    "marketing", "media", "news", "newsletter", "no-reply", "noc", "noreply", "office", "orders", "postmaster", "press",
    "privacy", "root", "sales", "security", "service", "spam", "subscribe", "support", "team", "usenet", "webmaster",
    "www",
})  # fmt: skip
_DISPOSABLE = frozenset({
    "10minutemail.com", "33mail.com", "dispostable.com", "fakeinbox.com", "getnada.com", "grr.la",
    "guerrillamail.com", "maildrop.cc", "mailinator.com", "mailnesia.com", "mintemail.com", "moakt.com",
    "sharklasers.com", "spamgourmet.com", "temp-mail.org", "tempmail.com", "throwawaymail.com", "trashmail.com",
    "yopmail.com",
})  # fmt: skip


class Verdicts(NamedTuple):
    """How sure SES is of each; of the last three, that it is one."""

    is_valid: str
    syntax: str
    dns: str
    mailbox: str
    role: str
    disposable: str
    random: str


def verdicts(region: Region, address: str) -> Verdicts:
    """What there is to say of an address, or of what is none."""
    if not is_simple_address(address) or not is_domain(domain_of(address)):
        return Verdicts(LOW, LOW, LOW, LOW, LOW, LOW, LOW)
    local, domain = local_of(address).partition("+")[0].lower(), domain_of(address)
    dns = HIGH if is_simulator(address) else _dns(region, domain)
    mailbox = LOW if dns == LOW else _mailbox(region, address)
    role = HIGH if local in _ROLES else LOW
    disposable = HIGH if domain in _DISPOSABLE else LOW
    random = HIGH if _looks_random(local) else LOW
    doubtful = MEDIUM if HIGH in {disposable, random} else HIGH
    return Verdicts(LOW if LOW in {dns, mailbox} else doubtful, HIGH, dns, mailbox, role, disposable, random)


def _dns(region: Region, domain: str) -> str:
    """Whether a domain can get mail: one of which DNS knows nothing at all may be outside of a test's world."""
    zone = region.world.dns
    try:
        servers = zone.lookup(domain, "MX")
        if servers:
            return LOW if any(server.split()[-1] == "." for server in servers) else HIGH  # RFC 7505
        if zone.lookup(domain, "A") or zone.lookup(domain, "AAAA"):
            return HIGH  # RFC 5321 §5.1
    except DnsFailure:
        return LOW
    return MEDIUM


def _mailbox(region: Region, address: str) -> str:
    """Whether somebody is there: by what receivers will do, else by what became of the last mail to the address."""
    for then in region.ses.of(Receivers).outcomes(address):
        if then.type == BOUNCE and isinstance(then.detail, Bounce) and then.detail.type == "Permanent":
            return LOW
    if is_simulator(address):
        return HIGH
    for mail in reversed(region.ses.of(Mails).accepted):
        if mail._region is not region or address not in mail.recipients:
            continue
        for event in mail.events:
            if address in event.recipients:
                if event.type == DELIVERY:
                    return HIGH
                # Without a status it has not left SES: somebody has unsubscribed.
                if isinstance(event.detail, Bounce) and event.detail.type == "Permanent" and event.detail.status:
                    return LOW
    return MEDIUM


def _looks_random(local: str) -> bool:
    """Long, and nothing one could say: no vowels, or letters and digits in turn."""
    turns = len(re.findall("[a-z](?=[0-9])|[0-9](?=[a-z])", local))
    return len(local) >= 8 and (turns >= 3 or re.search("[aeiouy]", local) is None)
