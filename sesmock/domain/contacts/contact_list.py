"""Contact lists, their topics and their contacts.

Sources: SES Developer Guide, "Using list management"; API reference, CreateContactList, CreateContact and ListContacts;
probes of 2026.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

from sesmock.domain import names
from sesmock.domain.refusals import AlreadyExists, Invalid, NotFound
from sesmock.domain.shelf import Shelf
from sesmock.mail.address import is_simple_address

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from sesmock.domain.region import Region

OPT_IN, OPT_OUT = "OPT_IN", "OPT_OUT"

# Probed.
_NAME = "{} can contain up to 64 characters. Only alphanumeric characters, underscores(_) and hyphens(-) are allowed."
_BLANK = "{} can't be blank."
TOO_MANY_LISTS = "A maximum of {limit} Lists allowed per account."
TOO_MANY_TOPICS = "Maximum of <{limit}> topics allowed per ContactList"
LONG_DISPLAY_NAME = "Topic DisplayName can contain up to <128> characters."
DUPLICATE_TOPICS = "Duplicate topic names are not allowed within a List."
LONG_DESCRIPTION = "List description can contain up to 500 characters."


class Topic(NamedTuple):
    """What contacts may subscribe to; ``default`` (OPT_IN or OPT_OUT) is for those who have not said."""

    name: str
    display_name: str
    default: str
    description: str | None = None


class Contact(NamedTuple):
    """One contact as it is now; a change puts another in its place.

    ``preferences`` are OPT_IN or OPT_OUT by topic, ``unsubscribed`` is from everything; ``attributes`` is
    AttributesData as it was given; ``created`` and ``updated`` are in seconds since 1970.
    """

    address: str
    preferences: Mapping[str, str]
    unsubscribed: bool
    attributes: str | None
    created: float
    updated: float

    def __repr__(self) -> str:
        said = [f"{topic} {status}" for topic, status in self.preferences.items()]
        if self.unsubscribed:
            said.insert(0, "unsubscribed from all")
        return f"<Contact {self.address}: {', '.join(said) or 'no preferences'}>"


class Contacts(Mapping[str, Contact]):
    """The contacts of a list by their address as it was given, oldest first."""

    __slots__ = ("_shelf",)

    def __init__(self) -> None:
        self._shelf: Shelf[Contact] = Shelf()

    def __repr__(self) -> str:
        return f"<Contacts: {_some(self)}>"

    def __getitem__(self, address: str) -> Contact:
        found = self._shelf.get(address)
        if found is None:
            raise KeyError(address)
        return found

    def __iter__(self) -> Iterator[str]:
        return (contact.address for contact in self._shelf)

    def __len__(self) -> int:
        return len(self._shelf)

    def __contains__(self, address: object) -> bool:
        return address in self._shelf


class ContactList:
    """One contact list. Its name stays; what it says of itself and its topics is replaced."""

    __slots__ = ("contacts", "created", "description", "name", "tags", "topics", "updated")

    def __init__(self, name: str, topics: Sequence[Topic], description: str | None, at: float) -> None:
        self.name = name
        self.topics: Mapping[str, Topic] = {topic.name: topic for topic in topics}
        self.description = description
        self.tags: dict[str, str] = {}
        self.contacts = Contacts()
        self.created = self.updated = at

    def __repr__(self) -> str:
        return f"<ContactList {self.name}: {len(self.contacts)} contacts; topics: {', '.join(self.topics) or 'none'}>"

    # ---- the list itself ----

    def replace_topics(self, topics: Sequence[Topic]) -> None:
        """Let the list have other topics; what contacts have said of those that go is forgotten (assumed)."""
        gone = self.topics.keys() - {topic.name for topic in topics}
        self.topics = {topic.name: topic for topic in topics}
        if not gone:
            return
        for contact in list(self.contacts.values()):
            if not gone.isdisjoint(contact.preferences):
                kept = {topic: status for topic, status in contact.preferences.items() if topic not in gone}
                self.keep(contact._replace(preferences=kept))

    def topic(self, name: str) -> Topic:
        """The topic of that name; raises Invalid."""
        found = self.topics.get(name)
        if found is None:
            raise Invalid(topic_missing(self.name, name))
        return found

    # ---- its contacts ----

    def require(self, address: str) -> Contact:
        """The contact of that address, exactly as it was given; raises NotFound."""
        if address not in self.contacts:
            raise NotFound(f"{address} doesn't exist in List.")
        return self.contacts[address]

    def add(
        self, address: str, preferences: Mapping[str, str], *, unsubscribed: bool, attributes: str | None, at: float
    ) -> Contact:
        """Keep a new contact; raises Invalid for an unknown topic, then AlreadyExists."""
        self._check(preferences)
        if address in self.contacts:
            raise AlreadyExists(f"{address} already exists in List.")
        return self.keep(Contact(address, dict(preferences), unsubscribed, attributes, at, at))

    def change(
        self, address: str, preferences: Mapping[str, str], *, unsubscribed: bool, attributes: str | None, at: float
    ) -> Contact:
        """UpdateContact: preferences are merged topic by topic, the rest is replaced (probed).

        Raises Invalid for an unknown topic, then NotFound.
        """
        self._check(preferences)
        old = self.require(address)
        merged = {**old.preferences, **preferences}
        return self.keep(Contact(address, merged, unsubscribed, attributes, old.created, at))

    def put(
        self,
        address: str,
        preferences: Mapping[str, str] | None = None,
        *,
        unsubscribed: bool = False,
        attributes: str | None = None,
        at: float,
    ) -> Contact:
        """What an import does: a contact of that address is replaced outright (probed), or made.

        Raises Invalid for what is no address, then for an unknown topic. That a contact stays as old as it was is
        assumed.
        """
        check_address(address)
        self._check(preferences or {})
        created = self.contacts[address].created if address in self.contacts else at
        return self.keep(Contact(address, dict(preferences or {}), unsubscribed, attributes, created, at))

    def remove(self, address: str) -> None:
        """Forget a contact; raises NotFound."""
        self.contacts._shelf.pop(self.require(address).address)

    def _check(self, preferences: Iterable[str]) -> None:
        for topic in preferences:
            self.topic(topic)

    def join(self, addresses: Iterable[str], at: float) -> None:
        """Those who are no contacts yet become some, and have said nothing; what they are called is not looked at."""
        for address in addresses:
            if address not in self.contacts:
                self.keep(Contact(address, {}, False, None, at, at))

    def keep(self, contact: Contact) -> Contact:
        """Put a contact in the place of the one of its address, or behind the others."""
        self.contacts._shelf.put(contact.address, contact)
        return contact

    # ---- what they want ----

    def defaults(self, contact: Contact) -> dict[str, str]:
        """The default of every topic that the contact has said nothing of."""
        said = contact.preferences
        return {topic.name: topic.default for topic in self.topics.values() if topic.name not in said}

    def status(self, contact: Contact, topic: str | None, *, use_default: bool = True) -> str | None:
        """OPT_IN or OPT_OUT; of a topic, or of the list as a whole. None: not said, and the default is not asked for.

        Who has unsubscribed from everything is out, whatever the preferences are (probed).
        """
        if contact.unsubscribed:
            return OPT_OUT
        if topic is None:
            return OPT_IN
        said = contact.preferences.get(topic)
        return self.topics[topic].default if said is None and use_default else said

    def refuses(self, address: str, topic: str | None) -> bool:
        """Whether somebody gets no mail for a topic, or for the list as a whole.

        Of somebody new the topic's default decides (assumed).
        """
        contact = self.contacts.get(address)
        if contact is None:
            return topic is not None and self.topics[topic].default == OPT_OUT
        return self.status(contact, topic) == OPT_OUT

    def select(
        self, status: str | None, topic: str | None, *, use_default: bool
    ) -> Callable[[str], Iterator[tuple[int, Contact]]]:
        """Read the contacts of a status (None: all) behind a place, oldest first, each with its own place."""

        def read(place: str) -> Iterator[tuple[int, Contact]]:
            found = self.contacts._shelf.after(int(place or 0))
            if status is None:
                return found
            return (pair for pair in found if self.status(pair[1], topic, use_default=use_default) == status)

        return read


class ContactLists(dict[str, ContactList]):
    """The contact lists of one region by name: one at most, unless a test has raised the limit."""

    def __init__(self, region: Region) -> None:
        super().__init__()
        self._region = region

    def __repr__(self) -> str:
        return f"<ContactLists: {', '.join(self) or 'none'}>"

    def require(self, name: str) -> ContactList:
        """The list of that name; raises Invalid for a name that none can have, NotFound."""
        check_name(name)
        found = self.get(name)
        if found is None:
            raise NotFound(f"List with name: {name} doesn't exist.")
        return found

    def keep(self, made: ContactList) -> None:
        """Keep a new list; raises Invalid if there is one already, of whatever name (probed)."""
        limit = self._region.world.limits.contact_lists
        if len(self) >= limit:
            raise Invalid(TOO_MANY_LISTS.format(limit=limit))
        if made.name in self:  # which cannot happen on AWS
            raise AlreadyExists(f"List with name: {made.name} already exists.")
        self[made.name] = made


def check_name(name: str) -> None:
    """Raise Invalid for a name that no list can have."""
    _check_plain(name, "ContactListName")


def check_topics(topics: Sequence[Topic], limit: int) -> None:
    """Raise Invalid for too many, then for one that cannot be, then for the same name twice (probed)."""
    if len(topics) > limit:
        raise Invalid(TOO_MANY_TOPICS.format(limit=limit))
    for topic in topics:
        _check_plain(topic.name, "TopicName")
        if len(topic.display_name) > 128:
            raise Invalid(LONG_DISPLAY_NAME)
    if len({topic.name for topic in topics}) != len(topics):
        raise Invalid(DUPLICATE_TOPICS)


def check_description(text: str | None) -> None:
    """Raise Invalid for a description of a list that is too long."""
    if text is not None and len(text) > 500:
        raise Invalid(LONG_DESCRIPTION)


def check_address(address: str) -> None:
    """Raise Invalid for an address that no contact can have; what SES takes for one is assumed."""
    if not address.strip():
        raise Invalid(_BLANK.format("EmailAddress"))
    if not is_simple_address(address):
        raise Invalid(f"EmailAddress <{address}> is invalid")


def topic_missing(name: str, topic: str) -> str:
    """What SES says of a topic that a list does not have."""
    return f"List: {name} doesn't contain Topic: {topic}"


def _check_plain(name: str, what: str) -> None:
    if not name.strip():
        raise Invalid(_BLANK.format(what))
    if len(name) > names.LONGEST or not names.is_plain(name):
        raise Invalid(_NAME.format(what))


def _some(names: Iterable[str]) -> str:
    """The first names of many, for a person."""
    every = list(names)
    return (", ".join(every[:5]) or "none") + (f" and {len(every) - 5} more" if len(every) > 5 else "")
