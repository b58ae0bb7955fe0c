"""Where mail lies once it was delivered, and the email providers that the dashboard tells apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sesmock.domain.events.event_type import DELIVERY, Folder
from sesmock.mail.address import domain_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sesmock.domain.mails.sent import SentMail

# "Gmail, Hotmail, Yahoo, AOL, and others" (API reference); their domains, the first of which has the seed addresses.
ISPS = {
    "Gmail": ("gmail.com", "googlemail.com"),
    "Hotmail": ("hotmail.com", "outlook.com", "live.com", "msn.com"),
    "Yahoo": ("yahoo.com", "ymail.com"),
    "AOL": ("aol.com", "aim.com"),
    "Apple": ("icloud.com", "me.com", "mac.com"),
}
_BY_DOMAIN = {domain: isp for isp, domains in ISPS.items() for domain in domains}

INBOX, SPAM = "Inbox", "Spam"


def isp_of(address: str) -> str | None:
    """The provider of an address, if it is one of those."""
    return _BY_DOMAIN.get(domain_of(address))


def placed(mail: SentMail) -> dict[str, str]:
    """Where a mail lies, Inbox or Spam, by recipient; who is not there has not got it."""
    return {
        address: SPAM if isinstance(event.detail, Folder) else INBOX
        for event in mail.events
        if event.type == DELIVERY
        for address in event.recipients
    }


def percent(part: int, whole: int) -> float:
    """So many in a hundred, to two digits; 0 of nothing."""
    return round(100 * part / whole, 2) if whole else 0.0


def counts(folders: Iterable[str]) -> tuple[int, int]:
    """How many lie in the inbox, and how many in the spam folder."""
    found = list(folders)
    return found.count(INBOX), found.count(SPAM)
