"""The account-level suppression list through sesv2."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest

from sesmock.domain.sending import suppression

pytestmark = pytest.mark.ses(at="2026-01-01T00:00Z", seed=1, verified=["example.com"])

NOW = datetime(2026, 1, 1, tzinfo=timezone.utc)
HOUR = timedelta(hours=1)


def bad(text):
    return 400, "BadRequestException", text


def absent(address):
    return 404, "NotFoundException", f"Email address {address} does not exist on your suppression list."


def entry(address, reason="BOUNCE", at=NOW):
    return {"EmailAddress": address, "Reason": reason, "LastUpdateTime": at}


def listed(v2, **parameters):
    answer = v2.list_suppressed_destinations(**parameters)
    assert answer.keys() == {"SuppressedDestinationSummaries"}
    return [one["EmailAddress"] for one in answer["SuppressedDestinationSummaries"]]


def send(v2, to, **others):
    return v2.send_email(
        FromEmailAddress="ann@example.com",
        Destination={"ToAddresses": [to]},
        Content={"Simple": {"Subject": {"Data": "Hi"}, "Body": {"Text": {"Data": "Ho"}}}},
        **others,
    )


def test_an_address_is_put_read_and_deleted_once(v2):
    assert v2.put_suppressed_destination(EmailAddress="bob@example.org", Reason="BOUNCE") == {}
    assert v2.get_suppressed_destination(EmailAddress="bob@example.org") == {
        "SuppressedDestination": entry("bob@example.org")
    }
    assert v2.list_suppressed_destinations() == {"SuppressedDestinationSummaries": [entry("bob@example.org")]}
    assert v2.delete_suppressed_destination(EmailAddress="bob@example.org") == {}
    assert v2.no("get_suppressed_destination", EmailAddress="bob@example.org") == absent("bob@example.org")
    assert v2.no("delete_suppressed_destination", EmailAddress="bob@example.org") == absent("bob@example.org")
    assert v2.list_suppressed_destinations() == {"SuppressedDestinationSummaries": []}


def test_putting_an_address_again_changes_reason_and_time(v2, ses_cloud):
    v2.put_suppressed_destination(EmailAddress="bob@example.org", Reason="BOUNCE")
    ses_cloud.clock.advance(hours=1)
    v2.put_suppressed_destination(EmailAddress="bob@example.org", Reason="COMPLAINT")

    assert v2.list_suppressed_destinations() == {
        "SuppressedDestinationSummaries": [entry("bob@example.org", "COMPLAINT", NOW + HOUR)]
    }


def test_domains_have_no_case_and_local_parts_have(v2):
    # Probed 2026-06-15.
    v2.put_suppressed_destination(EmailAddress=" Foo@Example.COM ", Reason="BOUNCE")
    v2.put_suppressed_destination(EmailAddress="foo@example.com", Reason="COMPLAINT")

    assert v2.get_suppressed_destination(EmailAddress="Foo@EXAMPLE.com") == {
        "SuppressedDestination": entry("Foo@example.com")
    }
    assert listed(v2) == ["Foo@example.com", "foo@example.com"]
    assert v2.no("delete_suppressed_destination", EmailAddress="FOO@example.com") == absent("FOO@example.com")


def test_in_the_sandbox_nothing_is_put_on_the_list(v2, ses_cloud):
    v2.put_suppressed_destination(EmailAddress="old@example.org", Reason="BOUNCE")
    ses_cloud.sandbox = True

    assert [
        v2.no("put_suppressed_destination", EmailAddress=address, Reason="BOUNCE")
        for address in ("bob@example.org", "bob")
    ] == [bad("Your account is still in the sandbox."), bad("Invalid email address<bob>.")]
    assert listed(v2) == ["old@example.org"]
    assert v2.get_suppressed_destination(EmailAddress="old@example.org")["SuppressedDestination"]["Reason"] == "BOUNCE"
    assert v2.delete_suppressed_destination(EmailAddress="old@example.org") == {}


def test_lists_of_other_regions_are_others(v2, api):
    v2.put_suppressed_destination(EmailAddress="bob@example.org", Reason="BOUNCE")

    assert listed(api("sesv2", "eu-west-1")) == []


@pytest.mark.parametrize("address", ["", "bob", "@example.org", "bob@", "a b@example.org"])
def test_what_is_no_address_is_refused(v2, address):
    assert v2.no("put_suppressed_destination", EmailAddress=address, Reason="BOUNCE") == bad(
        f"Invalid email address<{address}>."
    )
    assert listed(v2) == []


def test_a_reason_is_bounce_or_complaint(v2):
    enum = "satisfy enum value set: [BOUNCE, COMPLAINT]"
    violated = "1 validation error detected: Value at '{}' failed to satisfy constraint: Member must {}"

    assert v2.no("put_suppressed_destination", EmailAddress="bob@example.org", Reason="x") == bad(
        violated.format("reason", enum)
    )
    assert v2.no("list_suppressed_destinations", Reasons=["x"]) == bad(
        violated.format("reasons", f"satisfy constraint: [Member must {enum}]")
    )
    assert listed(v2) == []


# ---- listing ----


@pytest.fixture
def three(v2, ses_cloud):
    """c (complaint), b, a (bounces), an hour apart."""
    for name, reason in (("c", "COMPLAINT"), ("b", "BOUNCE"), ("a", "BOUNCE")):
        v2.put_suppressed_destination(EmailAddress=f"{name}@example.org", Reason=reason)
        ses_cloud.clock.advance(hours=1)


@pytest.mark.parametrize(
    ("parameters", "names"),
    [
        ({}, "abc"),
        ({"Reasons": ["COMPLAINT"]}, "c"),
        ({"Reasons": ["BOUNCE", "COMPLAINT"]}, "abc"),
        ({"StartDate": NOW + HOUR}, "ab"),
        ({"EndDate": NOW + HOUR}, "bc"),
        ({"StartDate": NOW + HOUR, "EndDate": NOW + HOUR, "Reasons": ["BOUNCE"]}, "b"),
        ({"StartDate": NOW + 3 * HOUR}, ""),
    ],
)
def test_the_list_is_filtered_by_reason_and_by_time(v2, three, parameters, names):
    assert listed(v2, **parameters) == [f"{name}@example.org" for name in names]


def test_the_list_comes_in_pages_that_do_not_lose_their_place(v2, three):
    first = v2.list_suppressed_destinations(PageSize=2)
    v2.delete_suppressed_destination(EmailAddress="b@example.org")

    assert first == {
        "SuppressedDestinationSummaries": [
            entry("a@example.org", at=NOW + 2 * HOUR),
            entry("b@example.org", at=NOW + HOUR),
        ],
        "NextToken": first["NextToken"],
    }
    assert v2.list_suppressed_destinations(NextToken=first["NextToken"]) == {
        "SuppressedDestinationSummaries": [entry("c@example.org", "COMPLAINT")]
    }


@pytest.mark.parametrize("size", [0, -1, 1001])
def test_a_page_has_1_to_1000_addresses(v2, size):
    assert v2.no("list_suppressed_destinations", PageSize=size, NextToken="x") == bad(
        f"Page size {size} is invalid, expected a number between 1 and 1000"
    )


@pytest.mark.parametrize("size", [{}, {"PageSize": 1000}])
def test_a_page_has_1000_addresses_by_default_and_at_most(v2, ses_cloud, size):
    for number in range(1001):
        ses_cloud.region().suppressed.put(f"a{number:04}@example.org", "BOUNCE", NOW.timestamp())
    answer = v2.list_suppressed_destinations(**size)

    assert len(answer["SuppressedDestinationSummaries"]) == 1000
    assert listed(v2, NextToken=answer["NextToken"]) == ["a1000@example.org"]


def test_a_token_that_is_none_of_this_list_is_refused_also_an_empty_one(v2, three):
    for name in ("aaa", "bbb"):
        v2.create_configuration_set(ConfigurationSetName=name)
    theirs = v2.list_configuration_sets(PageSize=1)["NextToken"]

    for token in ("x", "", theirs):
        assert v2.no("list_suppressed_destinations", NextToken=token) == (
            400,
            "InvalidNextTokenException",
            "Token is invalid.",
        )


# ---- tenants ----


@pytest.mark.parametrize(
    ("name", "answer"),
    [
        ("acme", (404, "NotFoundException", "The requested tenant <acme> does not exist.")),
        (" ", bad("TenantName cannot be empty")),
        ("t" * 65, bad("TenantName cannot exceed 64 characters.")),
        ("a b", bad("Invalid tenant name <a b>: only alphanumeric ASCII characters, '_', and '-' are allowed.")),
    ],
)
def test_no_tenant_has_a_list(v2, name, answer):
    v2.put_suppressed_destination(EmailAddress="bob@example.org", Reason="BOUNCE")
    bob = {"EmailAddress": "bob@example.org", "TenantName": name}

    assert v2.no("put_suppressed_destination", Reason="COMPLAINT", **bob) == answer
    assert v2.no("get_suppressed_destination", **bob) == answer
    assert v2.no("delete_suppressed_destination", **bob) == answer
    assert v2.no("list_suppressed_destinations", TenantName=name) == answer
    assert v2.list_suppressed_destinations() == {"SuppressedDestinationSummaries": [entry("bob@example.org")]}


# ---- what it does ----


@pytest.mark.parametrize(
    ("account", "of_the_set", "fate"),
    [
        (["BOUNCE", "COMPLAINT"], None, "Suppressed"),
        (["COMPLAINT"], None, "Delivered"),
        (["BOUNCE"], [], "Delivered"),
        (["BOUNCE"], ["COMPLAINT"], "Delivered"),
        ([], ["BOUNCE"], "Suppressed"),
    ],
)
def test_the_reasons_of_a_configuration_set_override_those_of_the_account(v2, ses_cloud, account, of_the_set, fate):
    v2.put_account_suppression_attributes(SuppressedReasons=account)
    v2.create_configuration_set(ConfigurationSetName="news")
    if of_the_set is not None:
        v2.put_configuration_set_suppression_options(ConfigurationSetName="news", SuppressedReasons=of_the_set)
    v2.put_suppressed_destination(EmailAddress="bob@example.org", Reason="BOUNCE")
    send(v2, "bob@example.org", ConfigurationSetName="news")

    (mail,) = ses_cloud.outbox
    assert mail.fate == fate


def test_an_address_that_bounced_shows_through_which_mail(v2, ses_cloud):
    ses_cloud.receivers.bounce("Bob@Example.org")
    sent = send(v2, "Bob@Example.org")
    (bounce,) = (event for event in ses_cloud.events if event.type == "Bounce")

    assert v2.get_suppressed_destination(EmailAddress="Bob@Example.org") == {
        "SuppressedDestination": {
            **entry("Bob@example.org"),
            "Attributes": {"MessageId": sent["MessageId"], "FeedbackId": bounce.feedback_id},
        }
    }


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        (" Foo@Example.COM\n", "Foo@example.com"),
        ('"a@B"@EXAMPLE.com', '"a@B"@example.com'),
        ("foo@example.com", "foo@example.com"),
    ],
)
def test_an_address_is_kept_trimmed_with_its_domain_in_lower_case(given, kept):
    assert suppression.normalise(given) == kept
