"""What sending makes of a contact list that a mail is for.

Source: SES Developer Guide, "Using list management", "Using subscription management".
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sesmock.domain.contacts.contact_list import ContactLists
from sesmock.domain.mails.draft import ListManagement
from sesmock.domain.mails.sent import Mails

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sesmock.domain.contacts.contact_list import ContactList
    from sesmock.domain.mails.sent import SentMail
    from sesmock.domain.region import Region


def read_header(text: str) -> ListManagement:
    """``X-SES-LIST-MANAGEMENT-OPTIONS``: ``{contactListName}; topic={topicName}``; what else it says is passed over."""
    name, *rest = (part.strip() for part in text.split(";"))
    said = dict(part.split("=", 1) for part in rest if "=" in part)
    return ListManagement(name, {key.strip().lower(): value.strip() for key, value in said.items()}.get("topic"))


def require(region: Region, managed: ListManagement) -> ContactList:
    """The list that a mail is for; raises NotFound, or Invalid for its name or its topic (its sentence is assumed)."""
    found = region.of(ContactLists).require(managed.contact_list)
    if managed.topic is not None:
        found.topic(managed.topic)
    return found


def unsubscribed(region: Region, managed: ListManagement, addresses: Sequence[str]) -> frozenset[str]:
    """Those who are not to get the mail."""
    found = require(region, managed)
    return frozenset([address for address in addresses if found.refuses(address, managed.topic)])


def accepted(region: Region, managed: ListManagement, mail: SentMail) -> None:
    """A mail is accepted: who is not a contact yet becomes one (documented), and its links work."""
    require(region, managed).join(mail.recipients, mail.at)
    region.ses.of(Mails).managed[mail.message_id] = mail
