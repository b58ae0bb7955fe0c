"""Contacts through v2. Texts and their order, and the table of the filter: probed on AWS."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest
from botocore.exceptions import ClientError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sesmock.domain.contacts.contact_list import ContactList

pytestmark = pytest.mark.ses(at="2026-01-01T00:00Z", seed=1)

NOW = datetime(2026, 1, 1, tzinfo=timezone.utc)
HOUR = timedelta(hours=1)
NAME = "ContactListName can contain up to 64 characters. Only alphanumeric characters, underscores(_) and hyphens(-) "
SIZE = "The page size must be between 1 and 1000"
ENUM = "Member must satisfy enum value set: [OPT_OUT, OPT_IN]"
TOKEN = "Provided NextToken is invalid"


def bad(text):
    return 400, "BadRequestException", text


def missing(text):
    return 404, "NotFoundException", text


def prefers(**topics):
    return [{"TopicName": topic, "SubscriptionStatus": f"OPT_{status}"} for topic, status in topics.items()]


def topic(name, default="IN"):
    return {"TopicName": name, "DisplayName": name, "DefaultSubscriptionStatus": f"OPT_{default}"}


@pytest.fixture
def news(v2):
    """The list of the probe, and how its contacts are named."""
    v2.create_contact_list(ContactListName="news", Topics=[topic("tin"), topic("tout", "OUT")])
    return {"ContactListName": "news"}


@pytest.fixture
def ann(news):
    return {**news, "EmailAddress": "ann@example.org"}


def test_a_contact_is_given_back_as_it_was_made(v2, ann):
    made = v2.create_contact(
        **ann, TopicPreferences=prefers(tin="OUT", tout="IN"), UnsubscribeAll=True, AttributesData="no {JSON"
    )

    assert made == {}
    assert v2.get_contact(**ann) == {
        **ann,
        "TopicPreferences": prefers(tin="OUT", tout="IN"),
        "UnsubscribeAll": True,
        "AttributesData": "no {JSON",
        "CreatedTimestamp": NOW,
        "LastUpdatedTimestamp": NOW,
    }
    assert v2.list_contacts(ContactListName="news") == {
        "Contacts": [
            {
                "EmailAddress": "ann@example.org",
                "TopicPreferences": prefers(tin="OUT", tout="IN"),
                "UnsubscribeAll": True,
                "LastUpdatedTimestamp": NOW,
            }
        ]
    }


def test_what_a_contact_has_not_said_is_the_topics_default(v2, ann):
    v2.create_contact(**ann)
    bare = {**ann, "UnsubscribeAll": False, "CreatedTimestamp": NOW, "LastUpdatedTimestamp": NOW}

    assert v2.get_contact(**ann) == {**bare, "TopicDefaultPreferences": prefers(tin="IN", tout="OUT")}
    v2.update_contact(**ann, TopicPreferences=prefers(tin="IN"))
    assert v2.get_contact(**ann) == {
        **bare, "TopicPreferences": prefers(tin="IN"), "TopicDefaultPreferences": prefers(tout="OUT"),
    }  # fmt: skip
    v2.update_contact_list(ContactListName="news", Topics=[])
    assert v2.get_contact(**ann) == bare  # also of what it had said of a topic that is gone: assumed
    v2.update_contact_list(ContactListName="news", Topics=[topic("tin", "OUT")])
    assert v2.get_contact(**ann) == {**bare, "TopicDefaultPreferences": prefers(tin="OUT")}


def test_an_update_merges_preferences_and_wipes_the_rest(v2, ses_cloud, ann):
    # Probed, against what the reference says.
    v2.create_contact(**ann, TopicPreferences=prefers(tin="OUT"), UnsubscribeAll=True, AttributesData="{}")
    ses_cloud.clock.advance(hours=1)

    assert v2.update_contact(**ann, TopicPreferences=prefers(tout="IN")) == {}
    assert v2.get_contact(**ann) == {
        **ann,
        "TopicPreferences": prefers(tin="OUT", tout="IN"),
        "UnsubscribeAll": False,
        "CreatedTimestamp": NOW,
        "LastUpdatedTimestamp": NOW + HOUR,
    }
    v2.update_contact(**ann, UnsubscribeAll=True, AttributesData="")
    found = v2.get_contact(**ann)
    assert (found["TopicPreferences"], found["UnsubscribeAll"], found["AttributesData"]) == (
        prefers(tin="OUT", tout="IN"), True, "",
    )  # fmt: skip


def test_a_contact_is_deleted_once(v2, ann):
    v2.create_contact(**ann)

    assert v2.delete_contact(**ann) == {}
    for operation in ("get_contact", "update_contact", "delete_contact"):
        assert v2.no(operation, **ann) == missing("ann@example.org doesn't exist in List.")
    assert v2.list_contacts(ContactListName="news") == {"Contacts": []}


def test_a_contact_is_made_once(v2, ann):
    v2.create_contact(**ann)

    assert v2.no("create_contact", **ann, UnsubscribeAll=True) == (
        400, "AlreadyExistsException", "ann@example.org already exists in List.",
    )  # fmt: skip
    assert v2.get_contact(**ann)["UnsubscribeAll"] is False


def test_addresses_are_kept_as_they_are_given(v2, news):
    # assumed
    addresses = ["Ann@Example.org", "ann@example.org", "a/b?c#d+e%20@example.org"]
    for address in addresses:
        v2.create_contact(**news, EmailAddress=address)
        assert v2.get_contact(**news, EmailAddress=address)["EmailAddress"] == address

    assert [contact["EmailAddress"] for contact in v2.list_contacts(**news)["Contacts"]] == addresses
    for address in addresses:
        assert v2.delete_contact(**news, EmailAddress=address) == {}


@pytest.mark.parametrize("operation", ["create_contact", "update_contact", "get_contact", "delete_contact"])
def test_what_is_refused_and_in_which_order(v2, ann, operation):
    v2.create_contact(**ann)
    says = operation in {"create_contact", "update_contact"}
    more = {"TopicPreferences": prefers(tin="IN", no="IN")} if says else {}

    def refused(**change):
        return v2.no(operation, **{**ann, **more, **change})

    assert refused(EmailAddress=" ", ContactListName="a.b") == bad("EmailAddress can't be blank.")
    for address in ("ann", "@example.org", "ann@", "a n@example.org", "ann@exa_mple.org"):
        assert refused(EmailAddress=address, ContactListName=" ") == bad(f"EmailAddress <{address}> is invalid")
    assert refused(ContactListName=" ") == bad("ContactListName can't be blank.")
    assert refused(ContactListName="a.b") == bad(NAME + "are allowed.")
    assert refused(ContactListName="other") == missing("List with name: other doesn't exist.")
    if says:
        # Before it is known whether there is such a contact: assumed.
        for address in ("ann@example.org", "bob@example.org"):
            assert refused(EmailAddress=address) == bad("List: news doesn't contain Topic: no")
    found = v2.get_contact(**ann)
    assert "TopicPreferences" not in found
    assert len(v2.list_contacts(ContactListName="news")["Contacts"]) == 1


def test_the_interface_speaks_first(wire):
    body = {"EmailAddress": "", "TopicPreferences": [{"TopicName": "t", "SubscriptionStatus": "MAYBE"}, {}]}
    said = [
        f"1.member.subscriptionStatus' failed to satisfy constraint: {ENUM}",
        "2.member.topicName' failed to satisfy constraint: Member must not be null",
        "2.member.subscriptionStatus' failed to satisfy constraint: Member must not be null",
    ]
    text = "3 validation errors detected: " + "; ".join(f"Value at 'topicPreferences.{one}" for one in said)

    assert wire.v2("POST", "/contact-lists/news/contacts", body) == (400, "BadRequestException", {"message": text})
    assert wire.v2("POST", "/contact-lists/news/contacts", {}) == (
        400,
        "BadRequestException",
        {
            "message": "1 validation error detected: Value at 'emailAddress' failed to satisfy constraint: "
            "Member must not be null"
        },
    )


# ---- the list of them ----


@pytest.fixture
def probed(v2, news):
    contacts = {
        "c1": {"TopicPreferences": prefers(tin="OUT", tout="IN")},
        "c2": {"TopicPreferences": prefers(tin="IN", tout="OUT")},
        "c3": {},
        "c4": {"UnsubscribeAll": True},
        "c5": {"UnsubscribeAll": True, "TopicPreferences": prefers(tin="IN", tout="IN")},
        "c6": {"TopicPreferences": prefers(tin="OUT")},
        "c7": {"TopicPreferences": prefers(tout="IN")},
    }
    for name, said in contacts.items():
        v2.create_contact(**news, EmailAddress=f"{name}@example.org", **said)
    return news


def names(answer):
    return " ".join(contact["EmailAddress"][:2] for contact in answer["Contacts"])


@pytest.mark.parametrize(
    ("status", "topic", "use_default", "expected"),
    [
        ("IN", None, None, "c1 c2 c3 c6 c7"),
        ("OUT", None, None, "c4 c5"),
        ("IN", "tin", False, "c2"),
        ("IN", "tin", True, "c2 c3 c7"),
        ("OUT", "tin", False, "c1 c4 c5 c6"),
        ("OUT", "tin", True, "c1 c4 c5 c6"),
        ("IN", "tout", False, "c1 c7"),
        ("IN", "tout", True, "c1 c7"),
        ("OUT", "tout", False, "c2 c4 c5"),
        ("OUT", "tout", True, "c2 c3 c4 c5 c6"),
    ],
)
def test_the_table_of_the_filter(v2, probed, status, topic, use_default, expected):
    wanted = {"FilteredStatus": f"OPT_{status}"}
    if topic is not None:
        wanted["TopicFilter"] = {"TopicName": topic, "UseDefaultIfPreferenceUnavailable": use_default}
        without = {**wanted, "TopicFilter": {"TopicName": topic}}
        if use_default is False:  # which is what is meant where nothing is said
            assert names(v2.list_contacts(**probed, Filter=without)) == expected

    assert names(v2.list_contacts(**probed, Filter=wanted)) == expected


def test_without_a_filter_all_are_listed(v2, probed):
    assert names(v2.list_contacts(**probed)) == "c1 c2 c3 c4 c5 c6 c7"


def test_pages_of_a_filter_are_full_and_the_token_is_not_bound_to_it(v2, probed):
    opted_in = {"FilteredStatus": "OPT_IN"}
    first = v2.list_contacts(**probed, Filter=opted_in, PageSize=2)
    second = v2.list_contacts(**probed, Filter=opted_in, PageSize=3, NextToken=first["NextToken"])

    assert (names(first), names(second), "NextToken" in second) == ("c1 c2", "c3 c6 c7", False)
    assert names(v2.list_contacts(**probed, NextToken=first["NextToken"])) == "c3 c4 c5 c6 c7"


def test_pages_have_50_contacts_and_outlive_changes(v2, news):
    for number in range(52):
        v2.create_contact(**news, EmailAddress=f"{number:02}@example.org")
    first = v2.list_contacts(**news)
    v2.delete_contact(**news, EmailAddress="49@example.org")
    v2.update_contact(**news, EmailAddress="00@example.org", UnsubscribeAll=True)
    v2.create_contact(**news, EmailAddress="zz@example.org")

    assert len(first["Contacts"]) == 50
    assert names(v2.list_contacts(**news, NextToken=first["NextToken"])) == "50 51 zz"
    assert names(v2.list_contacts(**news, PageSize=1)) == "00"


def test_reading_by_pages_looks_at_each_contact_once(v2, news, ses_cloud, monkeypatch):
    found, looked_at = ses_cloud.region().contact_lists["news"], []
    for number in range(2000):
        found.put(f"{number}@example.org", {"tin": "OPT_OUT" if number % 2 else "OPT_IN"}, at=1.0)
    status = ContactList.status

    def counted(self, contact, topic, **more):
        looked_at.append(contact.address)
        return status(self, contact, topic, **more)

    monkeypatch.setattr(ContactList, "status", counted)
    by_topic = {"FilteredStatus": "OPT_OUT", "TopicFilter": {"TopicName": "tin"}}
    pages, token = [], {}
    while token is not None:
        answer = v2.list_contacts(**news, Filter=by_topic, PageSize=100, **token)
        pages.append(len(answer["Contacts"]))
        token = {"NextToken": answer["NextToken"]} if "NextToken" in answer else None

    assert pages == [100] * 10
    # The first of a page was seen at the end of the one before, to know that there is another.
    assert len(set(looked_at)) == 2000
    assert len(looked_at) <= 2000 + 2 * 9


def test_what_a_list_refuses_and_in_which_order(v2, wire, news):
    nobody = {"ContactListName": "other"}
    by_topic = {"FilteredStatus": "OPT_IN", "TopicFilter": {"TopicName": "no"}}

    def refused(**given):
        return v2.no("list_contacts", **given)

    assert wire.v2("POST", "/contact-lists/a.b/contacts/list", {"Filter": {"FilteredStatus": "X"}, "PageSize": 0}) == (
        400,
        "BadRequestException",
        {
            "message": (
                f"1 validation error detected: Value at 'filter.filteredStatus' failed to satisfy constraint: {ENUM}"
            )
        },
    )
    for size in (0, 1001):
        assert refused(**nobody, PageSize=size, Filter={}, NextToken="x") == bad(SIZE)
    for shape in ({}, {"TopicFilter": {"TopicName": "tin"}}, {"TopicFilter": {}}):
        assert refused(**nobody, Filter=shape, NextToken="x") == bad("Invalid FilteredStatus <null>")
    for shape in ({}, {"TopicName": ""}, {"TopicName": " "}):
        assert refused(**nobody, Filter={"FilteredStatus": "OPT_IN", "TopicFilter": shape}, NextToken="x") == bad(
            "TopicName can't be blank in TopicFilter."
        )
    for token in ("", "x"):
        assert refused(**nobody, Filter=by_topic, NextToken=token) == bad(TOKEN)
    assert refused(ContactListName="a.b", Filter=by_topic) == bad(NAME + "are allowed.")  # its place is assumed
    assert refused(**nobody, Filter=by_topic) == missing("List with name: other doesn't exist.")
    assert refused(**news, Filter=by_topic) == missing("List: news doesn't contain Topic: no")
    by_topic["TopicFilter"]["TopicName"] = "tin "
    assert refused(**news, Filter=by_topic) == missing("List: news doesn't contain Topic: tin ")


def test_tokens_belong_to_their_region_and_kind(v2, api, ses_cloud, news):
    ses_cloud.limits.contact_lists = 2
    v2.create_contact_list(ContactListName="other")
    for name in "ab":
        v2.create_contact(**news, EmailAddress=f"{name}@example.org")
    token = v2.list_contacts(**news, PageSize=1)["NextToken"]
    elsewhere = api("sesv2", "eu-west-1")
    elsewhere.create_contact_list(**news)

    assert elsewhere.no("list_contacts", **news, NextToken=token) == bad(TOKEN)
    assert v2.no("list_contact_lists", NextToken=token) == bad(TOKEN)
    assert v2.no("list_contacts", **news, NextToken=v2.list_contact_lists(PageSize=1)["NextToken"]) == bad(TOKEN)


# ---- whatever is asked ----

NAMES = st.sampled_from(["news", "other", "", " ", "a.b", "ä", "n" * 65])
ADDRESSES = st.sampled_from(["ann@example.org", "bob@example.org", "", " ", "x", "@", "a@b@c.org", "ä@example.org"])
TOPICS = st.sampled_from(["tin", "tout", "no", "", " ", "\ud83d"])
TEXTS = st.text(max_size=20) | st.just("d" * 501)
STATUSES = st.sampled_from(["OPT_IN", "OPT_OUT", "MAYBE", ""])
LISTED = st.lists(
    st.fixed_dictionaries({"TopicName": TOPICS, "DisplayName": TEXTS, "DefaultSubscriptionStatus": STATUSES}),
    max_size=3,
)
PREFERRED = st.lists(st.fixed_dictionaries({"TopicName": TOPICS, "SubscriptionStatus": STATUSES}), max_size=3)
SAID = {
    "ContactListName": NAMES.filter(bool),
    "EmailAddress": ADDRESSES.filter(bool),
    "TopicPreferences": PREFERRED,
    "UnsubscribeAll": st.booleans(),
    "AttributesData": TEXTS,
    "Topics": LISTED,
    "Description": TEXTS,
    "Tags": st.lists(st.fixed_dictionaries({"Key": TEXTS, "Value": TEXTS}), max_size=2),
    "Filter": st.fixed_dictionaries(
        {},
        optional={
            "FilteredStatus": STATUSES,
            "TopicFilter": st.fixed_dictionaries(
                {}, optional={"TopicName": TOPICS, "UseDefaultIfPreferenceUnavailable": st.booleans()}
            ),
        },
    ),
    "PageSize": st.integers(-1, 1002),
    "NextToken": st.text(max_size=20),
}
OPERATIONS = [
    f"{verb}_contact{kind}" for verb in ("create", "get", "update", "delete") for kind in ("", "_list")
] + ["list_contacts", "list_contact_lists"]  # fmt: skip


@pytest.mark.parametrize("operation", OPERATIONS)
def test_whatever_is_asked_is_answered_or_refused_without_a_trace(v2, ses_cloud, ann, operation):
    v2.create_contact(**ann, TopicPreferences=prefers(tin="OUT"))
    client = v2.client
    shape = client.meta.service_model.operation_model(client.meta.method_to_api_mapping[operation]).input_shape
    known = {name: SAID[name] for name in shape.members}
    needed = {name: known.pop(name) for name in shape.required_members}

    def seen():
        lists = ses_cloud.region().contact_lists
        return {
            name: (found.description, dict(found.topics), dict(found.tags), dict(found.contacts))
            for name, found in lists.items()
        }

    @settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(st.fixed_dictionaries(needed, optional=known))
    def ask(parameters):
        before = seen()
        try:
            getattr(client, operation)(**parameters)
        except ClientError as error:
            assert error.response["ResponseMetadata"]["HTTPStatusCode"] in {400, 404}  # noqa: PT017
            assert seen() == before

    ask()
