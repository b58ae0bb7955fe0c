"""Contact lists."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sesmock.api import PageRule, declare, paging
from sesmock.api.v2 import tag_lists
from sesmock.domain import tag
from sesmock.domain.contacts.contact_list import (
    ContactList,
    ContactLists,
    Topic,
    check_description,
    check_name,
    check_topics,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sesmock.domain.region import Region

    Topics = Sequence[Mapping[str, str]]


@declare(unenforced=tag_lists.UNENFORCED)
def create_contact_list(
    region: Region,
    *,
    contact_list_name: str,
    topics: Topics = (),
    description: str | None = None,
    tags: Sequence[Mapping[str, str | None]] | None = None,
) -> Mapping[str, object]:
    """Keep a new list: the only one of its region."""
    check_name(contact_list_name)
    read = _topics(region, topics)
    check_description(description)
    made = ContactList(contact_list_name, read, description or None, region.now())
    made.tags = tag.checked(tag_lists.pairs(tags), limit=region.world.limits.tags_per_resource)
    region.of(ContactLists).keep(made)
    return {}


def update_contact_list(
    region: Region, *, contact_list_name: str, topics: Topics | None = None, description: str | None = None
) -> Mapping[str, object]:
    """Replace the topics, the description or both; what is not given stays, and so does everything with neither.

    That a request with neither is taken is probed; that one may stay, and what happens to the date, is assumed.
    """
    check_name(contact_list_name)
    read = _topics(region, topics or ())
    check_description(description)
    found = region.of(ContactLists).require(contact_list_name)
    if topics is not None:
        found.replace_topics(read)
    if description is not None:
        found.description = description or None  # an empty one takes it away (assumed)
    if topics is not None or description is not None:
        found.updated = region.now()
    return {}


def _topics(region: Region, shapes: Topics) -> list[Topic]:
    topics = [
        Topic(shape["TopicName"], shape["DisplayName"], shape["DefaultSubscriptionStatus"], shape.get("Description"))
        for shape in shapes
    ]
    check_topics(topics, region.world.limits.topics_per_contact_list)
    return topics


def get_contact_list(region: Region, *, contact_list_name: str) -> Mapping[str, object]:
    """One list; what it does not have is absent, but for its tags."""
    found = region.of(ContactLists).require(contact_list_name)
    topics = [
        {
            "TopicName": topic.name,
            "DisplayName": topic.display_name,
            "Description": topic.description,
            "DefaultSubscriptionStatus": topic.default,
        }
        for topic in found.topics.values()
    ]
    return {
        "ContactListName": found.name,
        "Topics": topics or None,
        "Description": found.description,
        "CreatedTimestamp": found.created,
        "LastUpdatedTimestamp": found.updated,
        "Tags": tag_lists.listed(found.tags),
    }


# That so many come by default is assumed.
_PAGES = PageRule(
    "contact-list",
    default=1000,
    most=1000,
    size="The page size must be between 1 and 1000",
    token="Provided NextToken is invalid",
)


def list_contact_lists(
    region: Region, *, page_size: int | None = None, next_token: str | None = None
) -> Mapping[str, object]:
    """The lists by name; an empty token is none of this list either (probed)."""
    paging.checked_size(_PAGES, page_size)
    if next_token == "":
        raise paging.bad_token(_PAGES, next_token)
    page = paging.page(region, _PAGES, paging.by_name(region.of(ContactLists)), next_token, page_size)
    return {
        "ContactLists": [
            {"ContactListName": found.name, "LastUpdatedTimestamp": found.updated} for found in page.items
        ],
        "NextToken": page.next_token,
    }


def delete_contact_list(region: Region, *, contact_list_name: str) -> Mapping[str, object]:
    """Forget a list and its contacts."""
    del region.of(ContactLists)[region.of(ContactLists).require(contact_list_name).name]
    return {}
