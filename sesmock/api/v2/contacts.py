"""The contacts of a list."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sesmock.api import PageRule, paging
from sesmock.domain.contacts.contact_list import ContactLists, check_address, topic_missing
from sesmock.domain.refusals import Invalid, NotFound

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sesmock.domain.contacts.contact_list import Contact
    from sesmock.domain.region import Region

    Preferences = Sequence[Mapping[str, str]]


def create_contact(
    region: Region,
    *,
    contact_list_name: str,
    email_address: str,
    topic_preferences: Preferences = (),
    unsubscribe_all: bool = False,
    attributes_data: str | None = None,
) -> Mapping[str, object]:
    """Keep a new contact; of two preferences for a topic the last counts (assumed)."""
    check_address(email_address)
    region.of(ContactLists).require(contact_list_name).add(
        email_address,
        _read(topic_preferences),
        unsubscribed=unsubscribe_all,
        attributes=attributes_data,
        at=region.now(),
    )
    return {}


def update_contact(
    region: Region,
    *,
    contact_list_name: str,
    email_address: str,
    topic_preferences: Preferences = (),
    unsubscribe_all: bool = False,
    attributes_data: str | None = None,
) -> Mapping[str, object]:
    """Merge the preferences, and replace attributes and the subscription as a whole: not given, they are gone."""
    check_address(email_address)
    region.of(ContactLists).require(contact_list_name).change(
        email_address,
        _read(topic_preferences),
        unsubscribed=unsubscribe_all,
        attributes=attributes_data,
        at=region.now(),
    )
    return {}


def get_contact(region: Region, *, contact_list_name: str, email_address: str) -> Mapping[str, object]:
    """One contact, and the defaults of the topics it has said nothing of; what is empty is absent."""
    check_address(email_address)
    found = region.of(ContactLists).require(contact_list_name)
    contact = found.require(email_address)
    return {
        "ContactListName": found.name,
        "EmailAddress": contact.address,
        "TopicPreferences": _shown(contact.preferences),
        "TopicDefaultPreferences": _shown(found.defaults(contact)),
        "UnsubscribeAll": contact.unsubscribed,
        "AttributesData": contact.attributes,
        "CreatedTimestamp": contact.created,
        "LastUpdatedTimestamp": contact.updated,
    }


def delete_contact(region: Region, *, contact_list_name: str, email_address: str) -> Mapping[str, object]:
    """Forget a contact."""
    check_address(email_address)
    region.of(ContactLists).require(contact_list_name).remove(email_address)
    return {}


_PAGES = PageRule(
    "contact",
    default=50,
    most=1000,
    size="The page size must be between 1 and 1000",
    token="Provided NextToken is invalid",
)


def list_contacts(
    region: Region,
    *,
    contact_list_name: str,
    filter: Mapping[str, Any] | None = None,
    page_size: int | None = None,
    next_token: str | None = None,
) -> Mapping[str, object]:
    """The contacts that the filter lets through, oldest first (assumed). A token is no filter's own (probed)."""
    paging.checked_size(_PAGES, page_size)
    status, topic, use_default = _filter(filter)
    if next_token == "":
        raise paging.bad_token(_PAGES, next_token)

    def read(place: str) -> Iterable[tuple[int, Contact]]:
        """Called once the token has been read: it is refused before the list and its topic (probed)."""
        found = lists.require(contact_list_name)
        if topic is not None and topic not in found.topics:
            raise NotFound(topic_missing(found.name, topic))
        return found.select(status, topic, use_default=use_default)(place)

    lists = region.of(ContactLists)
    page = paging.page(region, _PAGES, read, next_token, page_size)
    defaults = lists[contact_list_name].defaults
    return {
        "Contacts": [
            {
                "EmailAddress": contact.address,
                "TopicPreferences": _shown(contact.preferences),
                "TopicDefaultPreferences": _shown(defaults(contact)),
                "UnsubscribeAll": contact.unsubscribed,
                "LastUpdatedTimestamp": contact.updated,
            }
            for contact in page.items
        ],
        "NextToken": page.next_token,
    }


def _filter(shape: Mapping[str, Any] | None) -> tuple[str | None, str | None, bool]:
    """Status, topic, and whether the topic's default counts; raises Invalid for a filter that lacks something."""
    if shape is None:
        return None, None, False
    status = shape.get("FilteredStatus")
    if status is None:
        raise Invalid("Invalid FilteredStatus <null>")
    by_topic = shape.get("TopicFilter")
    if by_topic is None:
        return status, None, False
    topic: str = by_topic.get("TopicName") or ""
    if not topic.strip():
        raise Invalid("TopicName can't be blank in TopicFilter.")
    return status, topic, bool(by_topic.get("UseDefaultIfPreferenceUnavailable"))


def _read(shapes: Preferences) -> dict[str, str]:
    return {shape["TopicName"]: shape["SubscriptionStatus"] for shape in shapes}


def _shown(preferences: Mapping[str, str]) -> list[dict[str, str]] | None:
    return [{"TopicName": topic, "SubscriptionStatus": status} for topic, status in preferences.items()] or None
