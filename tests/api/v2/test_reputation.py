"""Reputation entities through sesv2. The answers of a fresh tenant are recorded; refusals are assumed."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest

pytestmark = [
    pytest.mark.ses(at="2026-01-01T00:00Z", seed=1),
    pytest.mark.needs("sesv2.GetReputationEntity"),
]

NOW = datetime(2026, 1, 1, tzinfo=timezone.utc)
POLICY = "arn:aws:ses:us-east-1:aws:reputation-policy/"


def bad(text):
    return 400, "BadRequestException", text


@pytest.fixture
def arn(v2):
    return v2.create_tenant(TenantName="acme")["TenantArn"]


def entity(arn):
    return {"ReputationEntityType": "RESOURCE", "ReputationEntityReference": arn}


def fresh(arn):
    return {
        **entity(arn),
        "ReputationManagementPolicy": POLICY + "none",
        "SendingStatusAggregate": "ENABLED",
        "ReputationImpact": "NONE",
    }


def test_a_fresh_tenant(v2, arn):
    assert v2.get_reputation_entity(**entity(arn)) == {"ReputationEntity": fresh(arn)}
    assert v2.list_reputation_entities() == {"ReputationEntities": [fresh(arn)]}


@pytest.mark.parametrize("status", ["DISABLED", "REINSTATED", "ENABLED"])
def test_a_status_of_the_customers_own(v2, arn, ses_cloud, status):
    ses_cloud.clock.advance(hours=1)
    said = v2.update_reputation_entity_customer_managed_status(**entity(arn), SendingStatus=status)

    assert said == {}
    assert v2.get_reputation_entity(**entity(arn)) == {
        "ReputationEntity": {
            **fresh(arn),
            "CustomerManagedStatus": {
                "Status": status,
                "Cause": "Status manually updated.",
                "LastUpdatedTimestamp": NOW + timedelta(hours=1),
            },
            "SendingStatusAggregate": status,
        }
    }
    assert v2.get_tenant(TenantName="acme")["Tenant"]["SendingStatus"] == status


def test_what_aws_says_stands_beside_it(v2, arn, ses_cloud):
    ses_cloud.region().tenants["acme"].pause("Serious reputation issues.")
    v2.update_reputation_entity_customer_managed_status(**entity(arn), SendingStatus="ENABLED")
    found = v2.get_reputation_entity(**entity(arn))["ReputationEntity"]

    assert found["AwsSesManagedStatus"] == {
        "Status": "DISABLED", "Cause": "Serious reputation issues.", "LastUpdatedTimestamp": NOW,
    }  # fmt: skip
    assert (found["CustomerManagedStatus"]["Status"], found["SendingStatusAggregate"]) == ("ENABLED", "DISABLED")


@pytest.mark.parametrize("policy", ["none", "standard", "strict"])
def test_a_policy(v2, arn, policy):
    said = v2.update_reputation_entity_policy(**entity(arn), ReputationEntityPolicy=POLICY + policy)

    assert said == {}
    assert v2.get_reputation_entity(**entity(arn)) == {
        "ReputationEntity": {**fresh(arn), "ReputationManagementPolicy": POLICY + policy}
    }


def test_the_policies_of_another_partition(api):
    v2 = api("sesv2", "us-gov-west-1")
    arn = v2.create_tenant(TenantName="acme")["TenantArn"]

    assert v2.get_reputation_entity(**entity(arn))["ReputationEntity"]["ReputationManagementPolicy"] == (
        "arn:aws-us-gov:ses:us-gov-west-1:aws:reputation-policy/none"
    )


CALLS = {
    "get_reputation_entity": {},
    "update_reputation_entity_customer_managed_status": {"SendingStatus": "DISABLED"},
    "update_reputation_entity_policy": {"ReputationEntityPolicy": "x"},
}


@pytest.mark.parametrize("operation", CALLS)
@pytest.mark.parametrize(
    "reference",
    [
        "arn:aws:ses:us-east-1:123456789012:tenant/acme/tn-0",
        "arn:aws:ses:us-east-1:123456789012:tenant/acme",
        "arn:aws:ses:eu-west-1:123456789012:tenant/{}",
        "arn:aws:ses:us-east-1:222222222222:tenant/{}",
    ],
)
def test_a_tenant_that_is_not_here(v2, arn, operation, reference):
    reference = reference.format(arn.partition("tenant/")[2])
    code = (404, "NotFoundException") if operation == "get_reputation_entity" else (400, "BadRequestException")

    assert v2.no(operation, **entity(reference), **CALLS[operation]) == (
        *code, f"Reputation entity <{reference}> does not exist.",
    )  # fmt: skip


@pytest.mark.parametrize("operation", CALLS)
@pytest.mark.parametrize(
    "reference",
    ["acme", "arn:aws:ses:us-east-1:123456789012:identity/x", "arn:aws:sns:us-east-1:123456789012:tenant/a"],
)
def test_what_is_no_tenant(v2, arn, operation, reference):
    assert v2.no(operation, **entity(reference), **CALLS[operation]) == bad(
        f"Invalid reputation entity reference: {reference}"
    )


@pytest.mark.parametrize("policy", ["lax", "standard/", ""])
def test_a_policy_that_there_is_not(v2, arn, policy):
    said = v2.no("update_reputation_entity_policy", **entity(arn), ReputationEntityPolicy=POLICY + policy)

    assert said == bad(f"Reputation policy <{POLICY}{policy}> does not exist.")
    assert v2.get_reputation_entity(**entity(arn)) == {"ReputationEntity": fresh(arn)}


@pytest.mark.parametrize(
    ("operation", "given", "path", "values"),
    [
        ("get_reputation_entity", {"ReputationEntityType": "x"}, "reputationEntityType", "RESOURCE"),
        (
            "update_reputation_entity_customer_managed_status",
            {"ReputationEntityType": "RESOURCE", "SendingStatus": "x"},
            "sendingStatus",
            "ENABLED, REINSTATED, DISABLED",
        ),
    ],
)
def test_values_that_there_are_not(v2, arn, operation, given, path, values):
    assert v2.no(operation, ReputationEntityReference=arn, **given) == bad(
        f"1 validation error detected: Value at '{path}' failed to satisfy constraint: "
        f"Member must satisfy enum value set: [{values}]"
    )


# ---- the list ----


@pytest.fixture
def three(v2, ses_cloud):
    """Tenants a, b (paused) and c, by ARN."""
    arns = {name: v2.create_tenant(TenantName=name)["TenantArn"] for name in "cab"}
    ses_cloud.region().tenants["b"].pause()
    for number in range(10):
        ses_cloud.region().tenants["c"].reputation.count(1, int(number < 2), 0)
    return arns


@pytest.mark.parametrize(
    ("filter", "names"),
    [
        ({}, "abc"),
        ({"ENTITY_TYPE": "RESOURCE"}, "abc"),
        ({"ENTITY_TYPE": "x"}, ""),
        ({"REPUTATION_IMPACT": "HIGH"}, "c"),
        ({"SENDING_STATUS": "DISABLED"}, "b"),
        ({"SENDING_STATUS": "ENABLED", "REPUTATION_IMPACT": "LOW"}, ""),
        ({"ENTITY_REFERENCE_PREFIX": "arn:aws:ses:us-east-1:123456789012:tenant/a"}, "a"),
    ],
)
def test_the_list_is_by_arn_and_filtered(v2, three, filter, names):
    found = v2.list_reputation_entities(Filter=filter)

    assert found.keys() == {"ReputationEntities"}
    assert [each["ReputationEntityReference"] for each in found["ReputationEntities"]] == [three[n] for n in names]


def test_the_list_comes_in_pages(v2, three):
    paginator = v2.client.get_paginator("list_reputation_entities")
    pages = list(paginator.paginate(PaginationConfig={"PageSize": 2}))
    token = v2.list_reputation_entities(PageSize=1)["NextToken"]

    assert [len(page["ReputationEntities"]) for page in pages] == [2, 1]
    assert v2.no("list_reputation_entities", NextToken=token, Filter={"SENDING_STATUS": "ENABLED"}) == bad(
        "Invalid Next Token"
    )
    assert v2.no("list_reputation_entities", PageSize=101, NextToken="x") == bad(
        "1 validation error detected: Value '101' at 'pageSize' failed to satisfy constraint: "
        "Member must have value less than or equal to 100"
    )
    for number in range(98):
        v2.create_tenant(TenantName=f"more-{number}")
    for size in ({}, {"PageSize": 100}):
        first = v2.list_reputation_entities(**size)
        rest = v2.list_reputation_entities(**size, NextToken=first["NextToken"])
        assert [len(page["ReputationEntities"]) for page in (first, rest)] == [100, 1]
