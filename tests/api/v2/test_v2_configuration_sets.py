"""Configuration sets through sesv2, as far as identities refer to them."""

from __future__ import annotations

from typing import Any

import pytest

pytestmark = pytest.mark.ses(at="2026-01-01T00:00Z", seed=1)


def test_a_fresh_set_in_create_get_and_list_and_its_end(v1: Any, v2: Any) -> None:
    created = v2.create_configuration_set(ConfigurationSetName="set")
    got = v2.get_configuration_set(ConfigurationSetName="set")
    listed = v2.list_configuration_sets(), v1.list_configuration_sets()
    deleted = v2.delete_configuration_set(ConfigurationSetName="set")

    assert (created, deleted) == ({}, {})
    assert got == {  # probed: these two blocks always, both on for a set made here
        "ConfigurationSetName": "set",
        "ReputationOptions": {"ReputationMetricsEnabled": True},
        "SendingOptions": {"SendingEnabled": True},
        "Tags": [],
    }
    assert listed == ({"ConfigurationSets": ["set"]}, {"ConfigurationSets": [{"Name": "set"}]})
    assert v2.list_configuration_sets() == {"ConfigurationSets": []}


@pytest.mark.parametrize("operation", ["get_configuration_set", "delete_configuration_set"])
def test_an_unknown_set_is_refused(v2: Any, api: Any, operation: str) -> None:
    for other in (api("sesv2", "eu-west-1"), api("sesv2", account="222222222222")):
        other.create_configuration_set(ConfigurationSetName="set")

    assert v2.no(operation, ConfigurationSetName="set") == (
        404,
        "NotFoundException",
        "Configuration set <set> does not exist.",
    )  # probed


def test_an_identity_keeps_the_name_of_a_set_that_was_deleted_and_gets_it_back(v2: Any) -> None:
    # Documented: sends then fail, so the name must still be there.
    v2.create_configuration_set(ConfigurationSetName="set")
    for name in ("example.com", "ann@example.org"):
        v2.create_email_identity(EmailIdentity=name, ConfigurationSetName="set")
    v2.delete_configuration_set(ConfigurationSetName="set")

    assert [
        v2.get_email_identity(EmailIdentity=name)["ConfigurationSetName"] for name in ("example.com", "ann@example.org")
    ] == ["set", "set"]
    assert v2.no("create_email_identity", EmailIdentity="new.example", ConfigurationSetName="set")[0] == 404


def test_names_of_sets_have_case_and_only_the_own_regions_count(v2: Any, api: Any) -> None:
    v2.create_configuration_set(ConfigurationSetName="Set")
    api("sesv2", "eu-west-1").create_configuration_set(ConfigurationSetName="set")
    v2.create_email_identity(EmailIdentity="example.com")

    assert v2.no(
        "put_email_identity_configuration_set_attributes", EmailIdentity="example.com", ConfigurationSetName="set"
    ) == (404, "NotFoundException", "Configuration set <set> does not exist.")


def test_the_number_of_sets_is_limited_and_the_limit_can_be_raised(v1: Any, v2: Any, ses_cloud: Any) -> None:
    ses_cloud.limits.configuration_sets = 1
    v2.create_configuration_set(ConfigurationSetName="one")
    refused = v2.no("create_configuration_set", ConfigurationSetName="two")
    refused_too = v1.no("create_configuration_set", ConfigurationSet={"Name": "two"})
    ses_cloud.limits.configuration_sets = 2
    v2.create_configuration_set(ConfigurationSetName="two")

    text = "You have reached the maximum number of configuration sets for this account."  # assumed
    assert refused == (400, "LimitExceededException", text)
    assert refused_too == (400, "LimitExceeded", text)
