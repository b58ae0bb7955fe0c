"""Contact lists as imports, sends and tests use them."""

from __future__ import annotations

import pytest

from sesmock.domain.contacts.contact_list import ContactList, Topic
from sesmock.domain.refusals import Invalid, NotFound


@pytest.fixture
def news():
    return ContactList("news", [Topic("tin", "In", "OPT_IN"), Topic("tout", "Out", "OPT_OUT")], None, 1.0)


def test_an_import_replaces_a_contact_outright(news):
    news.put("ann@example.org", {"tin": "OPT_OUT"}, unsubscribed=True, attributes="{}", at=2.0)
    news.put("bob@example.org", at=3.0)
    made = news.contacts["ann@example.org"]
    news.put("ann@example.org", {"tout": "OPT_IN"}, at=4.0)

    assert made == ("ann@example.org", {"tin": "OPT_OUT"}, True, "{}", 2.0, 2.0)
    assert list(news.contacts.values()) == [
        ("ann@example.org", {"tout": "OPT_IN"}, False, None, 2.0, 4.0),
        ("bob@example.org", {}, False, None, 3.0, 3.0),
    ]


@pytest.mark.parametrize(
    ("address", "preferences", "text"),
    [
        ("", {"no": "OPT_IN"}, "EmailAddress can't be blank."),
        ("ann", {"no": "OPT_IN"}, "EmailAddress <ann> is invalid"),
        ("ann@example.org", {"no": "OPT_IN"}, "List: news doesn't contain Topic: no"),
    ],
)
def test_an_import_refuses_a_bad_row_and_changes_nothing(news, address, preferences, text):
    with pytest.raises(Invalid) as caught:
        news.put(address, preferences, at=2.0)

    assert caught.value.message == text
    assert dict(news.contacts) == {}


def test_a_contact_is_removed_once(news):
    news.put("ann@example.org", at=2.0)
    news.remove("ann@example.org")

    with pytest.raises(NotFound, match="doesn't exist in List"):
        news.remove("ann@example.org")
    assert "ann@example.org" not in news.contacts


def test_a_contact_does_not_share_its_preferences_with_whoever_gave_them(news):
    given = {"tin": "OPT_IN"}
    news.put("ann@example.org", given, at=2.0)
    given["tin"] = "OPT_OUT"

    assert news.contacts["ann@example.org"].preferences == {"tin": "OPT_IN"}


def test_contacts_are_a_mapping_by_address(news):
    for name in ("ann", "bob"):
        news.put(f"{name}@example.org", at=2.0)

    assert list(news.contacts) == ["ann@example.org", "bob@example.org"]
    assert len(news.contacts) == 2
    assert "ann@example.org" in news.contacts
    assert news.contacts.get("eve@example.org") is None
    with pytest.raises(KeyError, match=r"eve@example\.org"):
        news.contacts["eve@example.org"]


def test_everything_can_be_looked_at(news):
    assert repr(news) == "<ContactList news: 0 contacts; topics: tin, tout>"
    assert repr(news.contacts) == "<Contacts: none>"
    for number in range(6):
        news.put(f"{number}@example.org", at=2.0)
    news.put("0@example.org", {"tin": "OPT_IN"}, unsubscribed=True, at=2.0)
    shown = ", ".join(f"{number}@example.org" for number in range(5))

    assert repr(news.contacts) == f"<Contacts: {shown} and 1 more>"
    assert repr(news.contacts["0@example.org"]) == "<Contact 0@example.org: unsubscribed from all, tin OPT_IN>"
    assert repr(news.contacts["1@example.org"]) == "<Contact 1@example.org: no preferences>"
    assert repr(ContactList("n", [], None, 1.0)) == "<ContactList n: 0 contacts; topics: none>"


@pytest.mark.ses(seed=1)
def test_a_region_shows_its_list(v2, ses_cloud):
    assert repr(ses_cloud.region().contact_lists) == "<ContactLists: none>"
    v2.create_contact_list(ContactListName="news")

    assert repr(ses_cloud.region().contact_lists) == "<ContactLists: news>"
    assert ses_cloud.region().contact_lists["news"].contacts == {}
