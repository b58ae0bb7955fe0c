"""AWS::SES::ContactList."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from sesmock.cloudformation.properties import TAGS, TEXT
from sesmock.cloudformation.resource import Type

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sesmock.cloudformation.resource import Ses


class ContactList(Type):
    """A contact list. `Ref` gives its name; one with another name cannot be made while this one is there."""

    NAME = "ContactListName"
    SHAPE: ClassVar = {
        "ContactListName": TEXT,
        "Description": TEXT,
        "Tags": TAGS,
        "Topics": [
            {"DefaultSubscriptionStatus!": TEXT, "Description": TEXT, "DisplayName!": TEXT, "TopicName!": TEXT},
        ],
    }
    REPLACED_BY = ("ContactListName",)

    def create(self, ses: Ses, ref: str, wanted: Mapping[str, Any]) -> None:
        """CreateContactList."""
        said = {name: wanted.get(name) for name in ("Description", "Tags", "Topics")}
        ses("create_contact_list", ContactListName=ref, **said)

    def update(self, ses: Ses, ref: str, before: Mapping[str, Any], wanted: Mapping[str, Any]) -> None:
        """UpdateContactList, which is told of everything, and the tags."""
        if _said(before) != _said(wanted):
            ses("update_contact_list", ContactListName=ref, **_said(wanted))
        ses.tag(f"contact-list/{ref}", before, wanted)

    def delete(self, ses: Ses, ref: str, properties: Mapping[str, Any]) -> None:  # noqa: ARG002
        """DeleteContactList."""
        ses("delete_contact_list", ContactListName=ref)


def _said(properties: Mapping[str, Any]) -> dict[str, Any]:
    return {"Topics": properties.get("Topics", []), "Description": properties.get("Description", "")}
