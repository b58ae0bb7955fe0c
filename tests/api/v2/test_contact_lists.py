"""Contact lists through v2. Texts and their order: probed on AWS."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest

pytestmark = pytest.mark.ses(at="2026-01-01T00:00Z", seed=1, account="123456789012")

NOW = datetime(2026, 1, 1, tzinfo=timezone.utc)
HOUR = timedelta(hours=1)
ARN = "arn:aws:ses:us-east-1:123456789012:contact-list/news"
NAME = "{} can contain up to 64 characters. Only alphanumeric characters, underscores(_) and hyphens(-) are allowed."
ONE_LIST = "A maximum of 1 Lists allowed per account."
TAG = {"Key": "a", "Value": "1"}


def bad(text):
    return 400, "BadRequestException", text


def missing(name):
    return 404, "NotFoundException", f"List with name: {name} doesn't exist."


def topic(name, default="OPT_IN", **more):
    return {"TopicName": name, "DisplayName": name.upper(), "DefaultSubscriptionStatus": default, **more}


def invalid(path, constraint):
    return f"Value at '{path}' failed to satisfy constraint: Member must {constraint}"


def test_a_list_is_given_back_as_it_was_made(v2):
    topics = [topic("sport", Description="Balls"), topic("arts", "OPT_OUT")]
    made = v2.create_contact_list(ContactListName="news", Topics=topics, Description="All of it", Tags=[TAG])

    assert made == {}
    assert v2.get_contact_list(ContactListName="news") == {
        "ContactListName": "news",
        "Topics": topics,
        "Description": "All of it",
        "CreatedTimestamp": NOW,
        "LastUpdatedTimestamp": NOW,
        "Tags": [TAG],
    }
    assert v2.list_contact_lists() == {"ContactLists": [{"ContactListName": "news", "LastUpdatedTimestamp": NOW}]}


def test_what_a_list_does_not_have_is_absent_but_for_its_tags(v2):
    v2.create_contact_list(ContactListName="news", Topics=[], Description="")

    assert v2.get_contact_list(ContactListName="news") == {
        "ContactListName": "news", "CreatedTimestamp": NOW, "LastUpdatedTimestamp": NOW, "Tags": [],
    }  # fmt: skip


def test_without_a_list_there_is_none(v2):
    assert v2.list_contact_lists() == {"ContactLists": []}
    for operation in ("get_contact_list", "update_contact_list", "delete_contact_list"):
        assert v2.no(operation, ContactListName="news") == missing("news")


def test_an_update_replaces_what_it_names_and_leaves_the_rest(v2, ses_cloud):
    v2.create_contact_list(ContactListName="news", Topics=[topic("sport")], Description="one", Tags=[TAG])

    def updated(**given):
        ses_cloud.clock.advance(hours=1)
        assert v2.update_contact_list(ContactListName="news", **given) == {}
        found = v2.get_contact_list(ContactListName="news")
        assert (found["CreatedTimestamp"], found["Tags"]) == (NOW, [TAG])
        return found.get("Topics"), found.get("Description"), found["LastUpdatedTimestamp"] - NOW

    assert updated(Description="two") == ([topic("sport")], "two", HOUR)
    assert updated(Topics=[topic("arts")]) == ([topic("arts")], "two", 2 * HOUR)
    assert updated() == ([topic("arts")], "two", 2 * HOUR)  # a request with neither is taken: probed
    assert updated(Topics=[], Description="") == (None, None, 4 * HOUR)


def test_deleting_a_list_deletes_its_contacts(v2, ses_cloud):
    v2.create_contact_list(ContactListName="news")
    v2.create_contact(ContactListName="news", EmailAddress="bob@example.org")

    assert v2.delete_contact_list(ContactListName="news") == {}
    assert v2.no("get_contact_list", ContactListName="news") == missing("news")
    v2.create_contact_list(ContactListName="news")
    assert v2.list_contacts(ContactListName="news") == {"Contacts": []}


def test_there_is_one_list_in_each_region_and_account(v2, api):
    v2.create_contact_list(ContactListName="news")

    for name in ("news", "other"):
        assert v2.no("create_contact_list", ContactListName=name) == bad(ONE_LIST)
    for other in (api("sesv2", "eu-west-1"), api("sesv2", account="222222222222")):
        assert other.no("get_contact_list", ContactListName="news") == missing("news")
        assert other.create_contact_list(ContactListName="news") == {}


def test_a_test_may_raise_the_limit_of_lists(v2, ses_cloud):
    ses_cloud.limits.contact_lists = 2
    for name in ("b", "a"):
        v2.create_contact_list(ContactListName=name)

    assert v2.no("create_contact_list", ContactListName="c") == bad("A maximum of 2 Lists allowed per account.")
    assert [found["ContactListName"] for found in v2.list_contact_lists()["ContactLists"]] == ["a", "b"]
    first = v2.list_contact_lists(PageSize=1)
    assert v2.list_contact_lists(NextToken=first["NextToken"]) == {
        "ContactLists": [{"ContactListName": "b", "LastUpdatedTimestamp": NOW}]
    }
    v2.delete_contact_list(ContactListName="a")
    assert v2.no("create_contact_list", ContactListName="b") == (
        400, "AlreadyExistsException", "List with name: b already exists.",
    )  # fmt: skip


@pytest.mark.parametrize("name", ["a.b", "a b", "ä", "n" * 65])
def test_a_name_is_plain(v2, name):
    wanted = bad(NAME.format("ContactListName"))

    for operation in ("create_contact_list", "get_contact_list", "update_contact_list", "delete_contact_list"):
        assert v2.no(operation, ContactListName=name) == wanted
    assert v2.no("create_contact_list", ContactListName="news", Topics=[topic(name)]) == bad(NAME.format("TopicName"))
    assert v2.list_contact_lists() == {"ContactLists": []}


def test_names_have_64_characters_descriptions_500_and_display_names_128(v2):
    last = {**topic("t" * 64, Description="d" * 5000), "DisplayName": "D" * 128}
    v2.create_contact_list(ContactListName="_-" + "n" * 62, Description="d" * 500, Topics=[last])

    assert v2.get_contact_list(ContactListName="_-" + "n" * 62)["Topics"] == [last]


@pytest.mark.parametrize("create", [True, False])
def test_what_is_refused_and_in_which_order(v2, create):
    """Each request has every fault from some place on; the first of them is what SES speaks of."""
    operation = "create_contact_list" if create else "update_contact_list"
    long, twice = {**topic("t"), "DisplayName": "D" * 129}, [topic("t"), topic("t")]
    steps = [
        ({"ContactListName": " "}, "ContactListName can't be blank."),
        ({"ContactListName": "a.b"}, NAME.format("ContactListName")),
        ({"Topics": [topic(" ")] * 21}, "Maximum of <20> topics allowed per ContactList"),
        ({"Topics": [topic(" "), long, *twice]}, "TopicName can't be blank."),
        ({"Topics": [long, topic(" "), *twice]}, "Topic DisplayName can contain up to <128> characters."),
        ({"Topics": [*twice, topic("a.b")]}, NAME.format("TopicName")),
        ({"Topics": twice}, "Duplicate topic names are not allowed within a List."),
        ({"Topics": [topic("t")]}, "List description can contain up to 500 characters."),
        ({"Description": "d" * 500}, "Cannot provide multiple tags with the same key"),
    ]
    given = {"ContactListName": "news", "Topics": [], "Description": "d" * 501, "Tags": [TAG, TAG]}
    if not create:
        del given["Tags"], steps[-1]
    for change, text in steps:
        assert v2.no(operation, **given | change) == bad(text), text
    if create:
        v2.create_contact_list(ContactListName="news")
        assert v2.no(operation, ContactListName="other") == bad(ONE_LIST)
        assert v2.no(operation, ContactListName="other", Tags=[TAG, TAG]) == bad(steps[-1][1])
        assert "Topics" not in v2.get_contact_list(ContactListName="news")
    else:
        assert v2.no(operation, ContactListName="other") == missing("other")


def test_the_interface_speaks_first_of_all_at_once(wire):
    body = {"Topics": [{"DefaultSubscriptionStatus": "MAYBE"}, {}]}
    place = "topics.{}.member.{}"
    said = [
        invalid("contactListName", "not be null"),
        invalid(place.format(1, "topicName"), "not be null"),
        invalid(place.format(1, "displayName"), "not be null"),
        invalid(place.format(1, "defaultSubscriptionStatus"), "satisfy enum value set: [OPT_OUT, OPT_IN]"),
        invalid(place.format(2, "topicName"), "not be null"),
        invalid(place.format(2, "displayName"), "not be null"),
        invalid(place.format(2, "defaultSubscriptionStatus"), "not be null"),
    ]

    assert wire.v2("POST", "/contact-lists", body) == (
        400, "BadRequestException", {"message": f"7 validation errors detected: {'; '.join(said)}"},
    )  # fmt: skip


def test_pages_of_lists(v2):
    for size in (0, 1001):
        assert v2.no("list_contact_lists", PageSize=size, NextToken="x") == bad(
            "The page size must be between 1 and 1000"
        )
    assert v2.list_contact_lists(PageSize=1000) == {"ContactLists": []}
    for token in ("", "x"):
        assert v2.no("list_contact_lists", NextToken=token) == bad("Provided NextToken is invalid")


def test_tags_of_a_list(v2, api):
    v2.create_contact_list(ContactListName="news", Tags=[TAG])

    assert v2.tag_resource(ResourceArn=ARN, Tags=[{"Key": "b", "Value": "2"}]) == {}
    assert v2.untag_resource(ResourceArn=ARN, TagKeys=["a"]) == {}
    assert v2.list_tags_for_resource(ResourceArn=ARN) == {"Tags": [{"Key": "b", "Value": "2"}]}
    assert v2.get_contact_list(ContactListName="news")["Tags"] == [{"Key": "b", "Value": "2"}]
    assert v2.no("tag_resource", ResourceArn=ARN + "s", Tags=[TAG]) == (
        404, "NotFoundException", "No ContactList present with name: newss",
    )  # fmt: skip
    assert api("sesv2", "eu-west-1").no("list_tags_for_resource", ResourceArn=ARN) == (
        404, "NotFoundException", "No ContactList present with name: news",
    )  # fmt: skip
