"""Configuration sets and their options through ses."""

from __future__ import annotations

from datetime import datetime, timezone

import pytest

pytestmark = pytest.mark.ses(at="2026-01-01T00:00Z", seed=1, verified=["example.com"])

NOW = datetime(2026, 1, 1, tzinfo=timezone.utc)
ALL = ["eventDestinations", "trackingOptions", "deliveryOptions", "reputationOptions"]
NAME = {"ConfigurationSet": {"Name": "news"}}
FRESH = {
    **NAME,
    "EventDestinations": [],
    "ReputationOptions": {"SendingEnabled": True, "ReputationMetricsEnabled": False},
}
# Operation → what it takes besides the name of the set.
PUTS = {
    "create_configuration_set_tracking_options": {"TrackingOptions": {"CustomRedirectDomain": "example.com"}},
    "update_configuration_set_tracking_options": {"TrackingOptions": {"CustomRedirectDomain": "example.com"}},
    "delete_configuration_set_tracking_options": {},
    "put_configuration_set_delivery_options": {"DeliveryOptions": {"TlsPolicy": "Require"}},
    "update_configuration_set_reputation_metrics_enabled": {"Enabled": True},
    "update_configuration_set_sending_enabled": {"Enabled": True},
    "describe_configuration_set": {},
    "delete_configuration_set": {},
}


def missing(name):
    text = f"Configuration set <{name}> does not exist."
    return 400, "ConfigurationSetDoesNotExist", text, {"ConfigurationSetName": name}


def constraint(path, text):
    text = f"1 validation error detected: Value at '{path}' failed to satisfy constraint: Member must {text}"
    return 400, "ValidationError", text


@pytest.fixture
def news(v1):
    assert v1.create_configuration_set(ConfigurationSet={"Name": "news"}) == {}
    return "news"


def described(v1, *blocks):
    return v1.describe_configuration_set(
        ConfigurationSetName="news", ConfigurationSetAttributeNames=list(blocks or ALL)
    )


# ---- creating, reading, listing, deleting ----


def test_describe_shows_only_the_blocks_asked_for(v1, news):
    # Probed: metrics are off in a set that v1 made, and sending is told among the reputation options.
    assert v1.describe_configuration_set(ConfigurationSetName=news) == NAME
    assert described(v1, "reputationOptions") == {**NAME, "ReputationOptions": FRESH["ReputationOptions"]}
    assert described(v1) == FRESH


def test_a_block_that_v1_does_not_know_cannot_be_asked_for(v1, news):
    assert v1.no(
        "describe_configuration_set", ConfigurationSetName=news, ConfigurationSetAttributeNames=["vdmOptions"]
    ) == constraint(
        "configurationSetAttributeNames",
        "satisfy constraint: [Member must satisfy enum value set: "
        "[eventDestinations, trackingOptions, deliveryOptions, reputationOptions]]",
    )


def test_a_second_set_of_a_name_is_refused(v1, news):
    assert v1.no("create_configuration_set", ConfigurationSet={"Name": news}) == (
        400,
        "ConfigurationSetAlreadyExists",
        "Configuration set news already exists.",
        {"ConfigurationSetName": "news"},
    )


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("", "The configuration set name must be specified."),
        ("n" * 65, "Configuration set name cannot exceed 64 characters."),
        (
            "a b",
            "Invalid configuration set name <a b>: only alphanumeric ASCII characters, '_', and '-' are allowed.",
        ),
    ],
)
def test_impossible_names_are_refused_everywhere(v1, name, text):
    answer = (400, "InvalidParameterValue", text)

    assert v1.no("create_configuration_set", ConfigurationSet={"Name": name}) == answer
    for operation, parameters in PUTS.items():
        assert v1.no(operation, ConfigurationSetName=name, **parameters) == answer


@pytest.mark.parametrize("operation", PUTS)
def test_an_unknown_set_is_refused(v1, operation):
    assert v1.no(operation, ConfigurationSetName="gone", **PUTS[operation]) == missing("gone")


def test_one_set_more_than_there_may_be_is_refused(v1, ses_cloud, news):
    ses_cloud.limits.configuration_sets = 1

    assert v1.no("create_configuration_set", ConfigurationSet={"Name": "more"}) == (
        400,
        "LimitExceeded",
        "You have reached the maximum number of configuration sets for this account.",
    )


def test_lists_are_by_name_in_pages_and_overlook_an_impossible_size(v1, v2):
    names = [f"set-{number:02}" for number in range(52)]
    for name in reversed(names):
        v2.create_configuration_set(ConfigurationSetName=name)
    first, whole = v1.list_configuration_sets(MaxItems=50), v1.list_configuration_sets(MaxItems=1001)

    assert first == whole
    assert first["ConfigurationSets"] == [{"Name": name} for name in names[:50]]
    assert v1.list_configuration_sets(NextToken=first["NextToken"]) == {
        "ConfigurationSets": [{"Name": "set-50"}, {"Name": "set-51"}]
    }
    assert v2.list_configuration_sets(NextToken=first["NextToken"]) == {"ConfigurationSets": ["set-50", "set-51"]}


def test_a_token_that_is_none_is_refused_without_a_message(v1):
    assert v1.no("list_configuration_sets", NextToken="x") == (400, "InvalidParameterValue", None)


def test_a_deleted_set_is_gone_and_cannot_be_deleted_again(v1, news):
    assert v1.delete_configuration_set(ConfigurationSetName=news) == {}
    assert v1.no("describe_configuration_set", ConfigurationSetName=news) == missing("news")
    assert v1.no("delete_configuration_set", ConfigurationSetName=news) == missing("news")


# ---- tracking ----


def tracking(domain):
    return {"ConfigurationSetName": "news", "TrackingOptions": {"CustomRedirectDomain": domain}}


def test_tracking_is_created_updated_and_deleted(v1, news):
    assert v1.create_configuration_set_tracking_options(**tracking("example.com")) == {}
    created = described(v1, "trackingOptions")
    assert v1.update_configuration_set_tracking_options(**tracking("links.example.com")) == {}
    updated = described(v1, "trackingOptions")
    assert v1.delete_configuration_set_tracking_options(ConfigurationSetName=news) == {}

    assert created == {**NAME, "TrackingOptions": {"CustomRedirectDomain": "example.com"}}
    assert updated == {**NAME, "TrackingOptions": {"CustomRedirectDomain": "links.example.com"}}
    assert described(v1) == FRESH


def test_the_https_policy_of_v2_outlives_an_update(v1, v2, news):
    v2.put_configuration_set_tracking_options(
        ConfigurationSetName=news, CustomRedirectDomain="example.com", HttpsPolicy="REQUIRE"
    )
    v1.update_configuration_set_tracking_options(**tracking("links.example.com"))

    assert v2.get_configuration_set(ConfigurationSetName=news)["TrackingOptions"] == {
        "CustomRedirectDomain": "links.example.com",
        "HttpsPolicy": "REQUIRE",
    }


def test_tracking_options_cannot_be_created_twice(v1, news):
    v1.create_configuration_set_tracking_options(**tracking("example.com"))

    assert v1.no("create_configuration_set_tracking_options", **tracking("links.example.com")) == (
        400,
        "TrackingOptionsAlreadyExistsException",
        "Configuration set <news> already has tracking options.",
        {"ConfigurationSetName": "news"},
    )
    assert described(v1, "trackingOptions") == {**NAME, "TrackingOptions": {"CustomRedirectDomain": "example.com"}}


def test_tracking_options_that_are_not_there_are_neither_updated_nor_deleted(v1, news):
    answer = (
        400,
        "TrackingOptionsDoesNotExistException",
        "There are no tracking options for configuration set <news>",
        {"ConfigurationSetName": "news"},
    )

    assert v1.no("update_configuration_set_tracking_options", **tracking("example.com")) == answer
    assert v1.no("delete_configuration_set_tracking_options", ConfigurationSetName=news) == answer
    assert described(v1) == FRESH


@pytest.mark.parametrize("operation", list(PUTS)[:2])
def test_the_domain_is_looked_at_before_the_set(v1, operation):
    # Probed 2026-06-21.
    def answer(domain):
        return v1.no(operation, ConfigurationSetName="gone", TrackingOptions={"CustomRedirectDomain": domain})

    assert answer("example.org") == (
        400,
        "InvalidTrackingOptions",
        "Domain <example.org> is not verified under this account.",
    )
    assert answer("") == (
        400,
        "InvalidTrackingOptions",
        "At least one field of TrackingOptions must contain a value.",
    )
    assert v1.no(operation, ConfigurationSetName="gone", TrackingOptions={}) == constraint(
        "trackingOptions", "not be null"
    )


# ---- delivery, reputation, sending ----


def test_delivery_options_are_put_and_cleared(v1, news):
    policy = {"TlsPolicy": "Require"}

    assert v1.put_configuration_set_delivery_options(ConfigurationSetName=news, DeliveryOptions=policy) == {}
    assert described(v1, "deliveryOptions") == {**NAME, "DeliveryOptions": policy}
    assert v1.put_configuration_set_delivery_options(ConfigurationSetName=news) == {}
    assert described(v1) == FRESH


def test_the_policy_of_v2_shows_and_its_other_delivery_options_do_not(v1, v2, news):
    v2.put_configuration_set_delivery_options(ConfigurationSetName=news, TlsPolicy="OPTIONAL", MaxDeliverySeconds=300)
    assert described(v1, "deliveryOptions") == {**NAME, "DeliveryOptions": {"TlsPolicy": "Optional"}}

    v2.put_configuration_set_delivery_options(ConfigurationSetName=news, MaxDeliverySeconds=300)
    assert described(v1, "deliveryOptions") == {**NAME, "DeliveryOptions": {}}


def test_sending_and_metrics_are_switched_and_sending_again_is_a_fresh_start(v1, news):
    def reputation():
        return described(v1, "reputationOptions")["ReputationOptions"]

    assert v1.update_configuration_set_reputation_metrics_enabled(ConfigurationSetName=news, Enabled=True) == {}
    assert v1.update_configuration_set_sending_enabled(ConfigurationSetName=news, Enabled=False) == {}
    assert reputation() == {"SendingEnabled": False, "ReputationMetricsEnabled": True}

    v1.update_configuration_set_sending_enabled(ConfigurationSetName=news, Enabled=True)
    assert reputation() == {"SendingEnabled": True, "ReputationMetricsEnabled": True, "LastFreshStart": NOW}


def test_the_wire_of_a_described_set(wire, v1, news):
    form = {
        "Action": "DescribeConfigurationSet",
        "Version": "2010-12-01",
        "ConfigurationSetName": "news",
        "ConfigurationSetAttributeNames.member.1": "reputationOptions",
    }

    status, body = wire.v1(form)
    assert status == 200
    assert "".join(line.strip() for line in body.splitlines()) == (
        '<DescribeConfigurationSetResponse xmlns="http://ses.amazonaws.com/doc/2010-12-01/">'
        "<DescribeConfigurationSetResult><ConfigurationSet><Name>news</Name></ConfigurationSet><ReputationOptions>"
        "<SendingEnabled>true</SendingEnabled><ReputationMetricsEnabled>false</ReputationMetricsEnabled>"
        "</ReputationOptions></DescribeConfigurationSetResult><ResponseMetadata><RequestId>…</RequestId>"
        "</ResponseMetadata></DescribeConfigurationSetResponse>"
    )
