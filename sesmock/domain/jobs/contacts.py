"""Records of an import that is for a contact list.

Source: SES Developer Guide, "Using list management", "Bulk importing contacts". The sentences are those of
CreateContact where it has any, else they are assumed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sesmock.domain.contacts.contact_list import OPT_IN, OPT_OUT, ContactLists, check_address, check_name
from sesmock.domain.jobs import records
from sesmock.domain.jobs.records import FailedRecord
from sesmock.domain.refusals import Invalid, NotFound

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from sesmock.domain.contacts.contact_list import ContactList
    from sesmock.domain.region import Region

    Reader = Callable[[records.Row], "Record"]

MISSING_LIST = "ContactList <{}> doesn't exist"  # probed
BAD_HEADER = "The header must have the column emailAddress, and no other than {}: {}."
BAD_STATUS = "Invalid subscriptionStatus <{}>: only OPT_IN and OPT_OUT are allowed."
BAD_FLAG = "Invalid unsubscribeAll <{}>: only true and false are allowed."
BAD_ATTRIBUTES = "attributesData must be a text."
BAD_PREFERENCES = "topicPreferences must be a list of topicName and subscriptionStatus."

_COLUMNS = ("emailAddress", "unsubscribeAll", "attributesData")
_PREFIX = "topicPreferences."
_FLAGS = {"": False, "false": False, "true": True}


class Record(NamedTuple):
    """What a record says of a contact."""

    address: str
    preferences: Mapping[str, str]
    unsubscribed: bool
    attributes: str | None


def check(region: Region, name: str) -> None:
    """Raise Invalid for what can be no name of a list, NotFound for a list that is not there."""
    check_name(name)
    if name not in region.of(ContactLists):
        raise NotFound(MISSING_LIST.format(name))


def take(found: ContactList, rows: Iterable[records.Row], read: Reader, *, put: bool, at: float) -> list[FailedRecord]:
    """Put contacts on the list, in place of those that were there (probed), or off it; those that cannot be."""
    failed = []
    for row in rows:
        try:
            record = read(row)
            if put:
                found.put(
                    record.address, record.preferences, unsubscribed=record.unsubscribed,
                    attributes=record.attributes, at=at,
                )  # fmt: skip
            else:
                check_address(record.address)
                if record.address in found.contacts:  # one that is not there is none that has failed (assumed)
                    found.remove(record.address)
        except Invalid as no:
            failed.append(FailedRecord(row, no.message or ""))
    return failed


def reader(header: list[str] | None, *, put: bool) -> Reader:
    """What reads records: lines of JSON, or rows under a header; raises Invalid for a header that can be none."""
    return _from_json if header is None else _from_csv(header, put=put)


def _from_csv(header: list[str], *, put: bool) -> Reader:
    names = [name.strip() for name in header]
    known = _COLUMNS if put else _COLUMNS[:1]
    topics = {name: name[len(_PREFIX) :] for name in names if put and name.startswith(_PREFIX)}
    if "emailAddress" not in names or len({*names}) < len(names) or not {*names} <= {*known, *topics}:
        others = [*known[1:], f"{_PREFIX}…"] if put else ["it"]
        raise Invalid(BAD_HEADER.format(", ".join(others), ",".join(names)))

    places = {name: place for place, name in enumerate(names)}
    said_at = [(topic, places[name]) for name, topic in topics.items()]
    address_at, flag_at, attributes_at = (places.get(name) for name in _COLUMNS)
    assert address_at is not None

    def read(row: records.Row) -> Record:
        if len(row) != len(names):
            raise Invalid(records.MISPLACED.format(found=len(row), columns=len(names)))
        flag = "" if flag_at is None else row[flag_at].strip()
        unsubscribed = _FLAGS.get(flag.lower())
        if unsubscribed is None:
            raise Invalid(BAD_FLAG.format(flag))
        said = {topic: status for topic, place in said_at if (status := row[place].strip())}
        attributes = None if attributes_at is None else row[attributes_at] or None
        return Record(row[address_at].strip(), _checked(said), unsubscribed, attributes)

    return read


def _from_json(row: records.Row) -> Record:
    found = records.object_of(row) if isinstance(row, str) else None
    if found is None:
        raise Invalid(records.NO_OBJECT)
    address, flag = found.get("emailAddress"), found.get("unsubscribeAll")
    attributes, preferences = found.get("attributesData"), found.get("topicPreferences")
    if not isinstance(address, str):
        raise Invalid(f"EmailAddress <{'null' if address is None else address}> is invalid")
    if flag is not None and not isinstance(flag, bool):
        raise Invalid(BAD_FLAG.format(flag))
    if attributes is not None and not isinstance(attributes, str):
        raise Invalid(BAD_ATTRIBUTES)
    said: dict[str, str] = {}
    for one in preferences if isinstance(preferences, list) else () if preferences is None else (None,):
        topic, status = (one.get("topicName"), one.get("subscriptionStatus")) if isinstance(one, dict) else (None, None)
        if not isinstance(topic, str) or not isinstance(status, str):
            raise Invalid(BAD_PREFERENCES)
        said[topic] = status
    return Record(address.strip(), _checked(said), bool(flag), attributes)


def _checked(preferences: dict[str, str]) -> dict[str, str]:
    for status in preferences.values():
        if status not in {OPT_IN, OPT_OUT}:
            raise Invalid(BAD_STATUS.format(status))
    return preferences
