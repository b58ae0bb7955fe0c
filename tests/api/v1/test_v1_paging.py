"""Lists by pages through ses. Bounds and texts: probed on AWS."""

from __future__ import annotations

from typing import Any

import pytest

pytestmark = pytest.mark.ses(at="2026-01-01T00:00Z", seed=1)

TEMPLATE = {
    "FromEmailAddress": "ann@example.org", "TemplateSubject": "s", "TemplateContent": "c",
    "SuccessRedirectionURL": "https://example.com/", "FailureRedirectionURL": "https://example.com/",
}  # fmt: skip
# operation, its list, its parameter for the size, and how it refuses a token
LISTS = {
    "list_identities": ("Identities", "MaxItems", "Invalid NextToken <{}>."),
    "list_configuration_sets": ("ConfigurationSets", "MaxItems", None),
    "list_custom_verification_email_templates": (
        "CustomVerificationEmailTemplates",
        "MaxResults",
        "Invalid nextToken <{}>.",
    ),
}


@pytest.fixture(params=LISTS)
def operation(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    return name


def fill(v1: Any, ses_cloud: Any, operation: str, count: int = 6) -> list[str]:
    """Make so many things; their names in the order of the list."""
    names = [f"n{number:04}.example" if operation == "list_identities" else f"n{number:04}" for number in range(count)]
    if operation == "list_custom_verification_email_templates":
        ses_cloud.verify("example.org")
    for name in names:
        if operation == "list_identities":
            v1.verify_domain_identity(Domain=name)
        elif operation == "list_configuration_sets":
            v1.create_configuration_set(ConfigurationSet={"Name": name})
        else:
            v1.create_custom_verification_email_template(TemplateName=name, **TEMPLATE)
    return names


def page(v1: Any, operation: str, size: int | None = None, token: str | None = None) -> tuple[list[str], str | None]:
    result, parameter, _ = LISTS[operation]
    given = {parameter: size, "NextToken": token}
    answer = getattr(v1, operation)(**{key: value for key, value in given.items() if value is not None})
    names = [item if isinstance(item, str) else item.get("Name") or item["TemplateName"] for item in answer.pop(result)]
    token = answer.pop("NextToken", None)
    assert answer == {}
    return names, token


def test_a_token_survives_hundreds_of_deletions(v1: Any, ses_cloud: Any) -> None:
    names = fill(v1, ses_cloud, "list_identities", 300)
    _, token = page(v1, "list_identities", 250)
    for name in names[:280]:
        v1.delete_identity(Identity=name)

    assert page(v1, "list_identities", token=token) == (names[280:], None)


def test_the_default_page_of_identities_is_1000(v1: Any, ses_cloud: Any) -> None:
    region = ses_cloud.region()
    for number in range(1001):
        region.identities.new_address(f"a{number}@example.com")
    names, token = page(v1, "list_identities")

    assert (len(names), page(v1, "list_identities", token=token)) == (1000, (["a1000@example.com"], None))


def test_an_empty_token_is_none(v1: Any, ses_cloud: Any) -> None:
    names = fill(v1, ses_cloud, "list_identities")

    assert page(v1, "list_identities", token="") == (names, None)


def test_boto3_pages_through_it_all(v1: Any, ses_cloud: Any, operation: str) -> None:
    names = fill(v1, ses_cloud, operation)
    result, _, _ = LISTS[operation]
    pages = list(v1.client.get_paginator(operation).paginate(PaginationConfig={"PageSize": 4}))

    assert [len(found[result]) for found in pages] == [4, 2]
    assert len(names) == 6


@pytest.mark.parametrize("size", [0, 1001])
def test_a_size_out_of_bounds_is_refused_for_identities_before_the_token(v1: Any, size: int) -> None:
    assert v1.no("list_identities", MaxItems=size, NextToken="x") == (
        400,
        "InvalidParameterValue",
        f"Value {size} for parameter MaxItems is invalid. MaxItems must be between 1 and 1000.",
    )


@pytest.mark.parametrize("operation", list(LISTS)[1:])
@pytest.mark.parametrize("size", ["0", "1001"])
def test_a_size_out_of_bounds_is_served_as_50_for_the_others(
    v1: Any, wire: Any, ses_cloud: Any, operation: str, size: str
) -> None:
    ses_cloud.limits.verification_templates = 51
    names = fill(v1, ses_cloud, operation, 51)
    action = "".join(word.title() for word in operation.split("_"))
    status, body = wire.v1({"Action": action, LISTS[operation][1]: size})

    assert (status, [name for name in names if f">{name}<" in body], "<NextToken>" in body) == (200, names[:50], True)


def test_a_token_of_another_list_region_or_account_is_refused(
    v1: Any, api: Any, ses_cloud: Any, operation: str
) -> None:
    tokens = {"x"}
    for other in LISTS:
        fill(v1, ses_cloud, other, 3)
        tokens |= {page(v1, other, 1)[1] or ""} if other != operation else set()
    for region, account in (("eu-west-1", "123456789012"), ("us-east-1", "222222222222")):
        ses_cloud.verify("example.org", region=region, account=account)
        there = api("ses", region, account)
        for number in range(2):
            there.verify_domain_identity(Domain=f"d{number}.example")
            there.create_configuration_set(ConfigurationSet={"Name": f"s{number}"})
            there.create_custom_verification_email_template(TemplateName=f"t{number}", **TEMPLATE)
        tokens.add(page(there, operation, 1)[1] or "")
    message = LISTS[operation][2]

    assert len(tokens) == 5
    for token in tokens:
        assert v1.no(operation, NextToken=token) == (
            400,
            "InvalidParameterValue",
            message and message.format(token),
        )


def test_a_token_of_v2_continues_the_list_of_v1(v1: Any, v2: Any, ses_cloud: Any) -> None:
    names = fill(v1, ses_cloud, "list_identities")
    token = v2.list_email_identities(PageSize=4)["NextToken"]

    assert page(v1, "list_identities", token=token) == (names[4:], None)


def test_tokens_carry_no_type(v1: Any) -> None:
    # Probed.
    for name in ("a.example", "b.example"):
        v1.verify_domain_identity(Domain=name)
        v1.verify_email_identity(EmailAddress=f"ann@{name}")
    token = v1.list_identities(IdentityType="Domain", MaxItems=1)["NextToken"]

    assert v1.list_identities(IdentityType="EmailAddress", NextToken=token) == {
        "Identities": ["ann@a.example", "ann@b.example"]
    }
