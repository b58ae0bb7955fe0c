"""Configuration sets through ses, as far as identities refer to them."""

from __future__ import annotations

from typing import Any

import pytest

pytestmark = pytest.mark.ses(at="2026-01-01T00:00Z", seed=1)


def test_a_fresh_set_in_create_describe_and_list_and_its_end(v1: Any, v2: Any) -> None:
    created = v1.create_configuration_set(ConfigurationSet={"Name": "set"})
    described = v1.describe_configuration_set(ConfigurationSetName="set")
    options = v1.describe_configuration_set(
        ConfigurationSetName="set", ConfigurationSetAttributeNames=["reputationOptions"]
    )
    v2_sees = v2.get_configuration_set(ConfigurationSetName="set")["ReputationOptions"]
    listed = v1.list_configuration_sets()
    deleted = v1.delete_configuration_set(ConfigurationSetName="set")

    assert (created, deleted) == ({}, {})
    assert described == {"ConfigurationSet": {"Name": "set"}}
    assert options == {  # probed: reputation metrics are off for a set made here
        "ConfigurationSet": {"Name": "set"},
        "ReputationOptions": {"SendingEnabled": True, "ReputationMetricsEnabled": False},
    }
    assert v2_sees == {"ReputationMetricsEnabled": False}
    assert listed == {"ConfigurationSets": [{"Name": "set"}]}
    assert v1.list_configuration_sets() == {"ConfigurationSets": []}


@pytest.mark.parametrize("operation", ["describe_configuration_set", "delete_configuration_set"])
def test_an_unknown_set_is_refused_with_its_name(v1: Any, api: Any, operation: str) -> None:
    for other in (api("ses", "eu-west-1"), api("ses", account="222222222222")):
        other.create_configuration_set(ConfigurationSet={"Name": "set"})

    assert v1.no(operation, ConfigurationSetName="set") == (
        400,
        "ConfigurationSetDoesNotExist",
        "Configuration set <set> does not exist.",
        {"ConfigurationSetName": "set"},
    )


def test_a_set_made_here_can_be_an_identitys_default_in_v2(v1: Any, v2: Any) -> None:
    v1.create_configuration_set(ConfigurationSet={"Name": "set"})
    v2.create_email_identity(EmailIdentity="example.com", ConfigurationSetName="set")

    assert v2.get_email_identity(EmailIdentity="example.com")["ConfigurationSetName"] == "set"
