"""People who unsubscribe by a link of a mail, and the Subscription event that tells of it.

Sources: SES Developer Guide, "Using subscription management", "Subscription object"; an event recorded in 2022.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sesmock.domain.contacts import links
from sesmock.domain.contacts.contact_list import OPT_OUT, Contact, ContactLists
from sesmock.domain.events.event_type import SUBSCRIPTION, Preferences, Subscription
from sesmock.domain.events.publishing import happened
from sesmock.domain.mails.sent import Mails

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sesmock.domain.contacts.contact_list import ContactList
    from sesmock.domain.mails.event import Event
    from sesmock.domain.mails.sent import SentMail
    from sesmock.domain.region import Ses

HEADER = "UnsubscribeHeader"  # recorded
PAGE = "UnsubscribePage"  # assumed


def url_for(mail: SentMail, *, page: bool = False) -> str | None:
    """The link by which the one recipient of a mail leaves its list: the header's, or that of the ``page``.

    None for a mail that has none: it was for no list or had several recipients, or its caller has signed it.
    """
    found = mail._unsubscribe_links
    return None if found is None else found.page if page else found.one_click


def read(ses: Ses, url: str) -> tuple[SentMail, bool] | None:
    """The mail whose link this is, and whether it leads to the page; None for a link that is in no mail."""
    mail = ses.of(Mails).managed.get(links.mail_of(url) or "")
    found = None if mail is None else mail._unsubscribe_links
    return (mail, url == found.page) if mail is not None and found is not None and url in found else None


def by_mail(ses: Ses, mail: SentMail) -> None:
    """A mail has been sent; if it was to the address in the header of another, with its subject, that is left by it.

    To be called under the lock.
    """
    for address in mail.recipients:
        if "@unsubscribe." in address.lower() and mail.fates[address] == "Delivered":
            found = read(ses, f"mailto:{address.lower()}?subject={mail.subject.strip()}")
            if found is not None:
                unsubscribe(found[0])


def contact_of(mail: SentMail) -> tuple[ContactList, Contact] | None:
    """The list that a mail was for and its recipient there, as both are now; None: there is no such list any more.

    Assumed: a contact that was deleted since is one again, and has said nothing.
    """
    managed = mail.list_management
    found = None if managed is None else mail._region.of(ContactLists).get(managed.contact_list)
    if found is None:
        return None
    address, now = mail.recipients[0], mail._region.now()
    return found, found.contacts.get(address) or Contact(address, {}, False, None, now, now)


def unsubscribe(mail: SentMail, topic: str | None = None, source: str = HEADER) -> Event | None:
    """The recipient leaves the topic that is named, else the topic that the mail was for, else the whole list.

    Returns the event; None: nothing has changed, or the list or the topic is gone. To be called under the lock.
    """
    found = contact_of(mail)
    if found is None:
        return None
    topic = topic or (mail.list_management and mail.list_management.topic)
    if topic is None:
        return choose(mail, found[1].preferences, unsubscribed=True, source=source)
    return choose(mail, {topic: OPT_OUT}, unsubscribed=found[1].unsubscribed, source=source)


def choose(mail: SentMail, preferences: Mapping[str, str], *, unsubscribed: bool, source: str = PAGE) -> Event | None:
    """The recipient says what it wants, as on the page: preferences are merged topic by topic.

    A topic that the list does not have is passed over. Returns the event; None: nothing has changed (that there is no
    event then is assumed). To be called under the lock.
    """
    found = contact_of(mail)
    if found is None:
        return None
    contact_list, old = found
    said = {topic: status for topic, status in preferences.items() if topic in contact_list.topics}
    merged = {**old.preferences, **said}
    if merged == old.preferences and unsubscribed is old.unsubscribed:
        return None
    new = old._replace(preferences=merged, unsubscribed=unsubscribed, updated=mail._region.now())
    contact_list.keep(new)
    detail = Subscription(contact_list.name, source, _seen(contact_list, new), _seen(contact_list, old))
    return happened(mail, SUBSCRIPTION, (old.address,), detail)


def _seen(contact_list: ContactList, contact: Contact) -> Preferences:
    return Preferences(contact.unsubscribed, dict(contact.preferences), contact_list.defaults(contact))
