"""Lists by pages: sizes, tokens, and what happens in between; sesv2 first. Bounds and texts: probed on AWS."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.ses(at="2026-01-01T00:00Z", seed=1, verified=["example.org"])

TEMPLATE = {
    "FromEmailAddress": "ann@example.org", "TemplateSubject": "s", "TemplateContent": "c",
    "SuccessRedirectionURL": "https://example.com/", "FailureRedirectionURL": "https://example.com/",
}  # fmt: skip


class Kind(NamedTuple):
    """One list: how it is called, filled and emptied."""

    operation: str
    result: str
    name: Callable[[Any], str]
    add: Callable[[Any, str], object]
    remove: Callable[[Any, str], object]
    default: int
    size: str
    token: str
    given: dict[str, str] = {}  # noqa: RUF012  nobody changes it


KINDS = {
    "identities": Kind(
        "list_email_identities", "EmailIdentities", lambda item: item["IdentityName"],
        lambda v2, name: v2.create_email_identity(EmailIdentity=f"{name}.example"),
        lambda v2, name: v2.delete_email_identity(EmailIdentity=name),
        25, "Value {} for parameter PageSize is invalid. PageSize must be between 1 and 1000.",
        "Invalid NextToken <{}>.",
    ),
    "configuration sets": Kind(
        "list_configuration_sets", "ConfigurationSets", lambda item: item,
        lambda v2, name: v2.create_configuration_set(ConfigurationSetName=name),
        lambda v2, name: v2.delete_configuration_set(ConfigurationSetName=name),
        50, "The page size must be between 1 and 1000", "invalid nextToken {}",
    ),
    "templates": Kind(
        "list_custom_verification_email_templates", "CustomVerificationEmailTemplates",
        lambda item: item["TemplateName"],
        lambda v2, name: v2.create_custom_verification_email_template(TemplateName=name, **TEMPLATE),
        lambda v2, name: v2.delete_custom_verification_email_template(TemplateName=name),
        50, "The page size must be between 1 and 50", "Invalid nextToken <{}>.",
    ),
    "dedicated IP pools": Kind(
        "list_dedicated_ip_pools", "DedicatedIpPools", lambda item: item,
        lambda v2, name: v2.create_dedicated_ip_pool(PoolName=name),
        lambda v2, name: v2.delete_dedicated_ip_pool(PoolName=name),
        100, "The page size must be in [1, 1000] range.", "Invalid next token.",
    ),
    "certificates": Kind(
        "list_email_identity_certificates", "Certificates", lambda item: item["FromAddress"],
        lambda v2, name: v2.associate_email_identity_certificate(
            EmailIdentity="example.org", FromAddress=f"{name}@example.org",
            CertificateArn="arn:aws:acm:us-east-1:123456789012:certificate/1",
        ),
        lambda v2, name: v2.disassociate_email_identity_certificate(EmailIdentity="example.org", FromAddress=name),
        100,
        "1 validation error detected: Value '{}' at 'pageSize' failed to satisfy constraint: Member must have value",
        "Invalid NextToken.", {"EmailIdentity": "example.org"},
    ),
}  # fmt: skip


@pytest.fixture(params=KINDS)
def kind(request):
    return KINDS[request.param]


def page(v2, kind, size=None, token=None):
    given = {} if size is None else {"PageSize": size}
    answer = getattr(v2, kind.operation)(**kind.given, **given, **({} if token is None else {"NextToken": token}))
    names = [kind.name(item) for item in answer.pop(kind.result)]
    token = answer.pop("NextToken", None)
    assert answer == {}
    return names, token


def fill(v2, kind, names="abcdef"):
    """Make the things and give their names as listed, in the order of the list."""
    if kind.operation == "list_email_identities":
        v2.delete_email_identity(EmailIdentity="example.org")
    for name in names:
        kind.add(v2, name)
    return page(v2, kind)[0]


@pytest.mark.parametrize(("size", "lengths"), [(2, [2, 2, 2]), (4, [4, 2]), (6, [6])])
def test_pages_hold_everything_once_and_the_last_has_no_token(v2, kind, size, lengths):
    names = fill(v2, kind)
    pages = [page(v2, kind, size)]
    while (token := pages[-1][1]) is not None:
        pages.append(page(v2, kind, size, token))

    assert [len(found) for found, _ in pages] == lengths
    assert [name for found, _ in pages for name in found] == names
    assert len(names) == 6


def test_an_empty_list_is_one_page(v2, kind):
    fill(v2, kind, "")

    assert page(v2, kind) == ([], None)


def test_a_page_has_a_default_size(v2, ses_cloud, kind):
    ses_cloud.limits.verification_templates = ses_cloud.limits.dedicated_ip_pools = 1000
    fill(v2, kind, "")
    for number in range(kind.default + 1):
        kind.add(v2, f"n{number:03}")
    first, token = page(v2, kind)
    second, end = page(v2, kind, token=token)

    assert (len(first), len(second), end) == (kind.default, 1, None)


@pytest.mark.parametrize("gone", [0, 2, 3])  # before the place, at it, behind it
def test_what_is_removed_or_added_meanwhile_shifts_nothing(v2, kind, gone):
    names = fill(v2, kind)
    first, token = page(v2, kind, 3)
    kind.remove(v2, names[gone])
    kind.add(v2, "z")
    second, _ = page(v2, kind, 9, token)

    assert first == names[:3]
    assert second[:-1] == [name for name in names[3:] if name != names[gone]]
    assert second[-1].startswith("z")


def test_a_token_outlives_everything_on_its_page(v2, kind):
    names = fill(v2, kind)
    _, token = page(v2, kind, 3)
    for name in names[:4]:
        kind.remove(v2, name)

    assert page(v2, kind, 9, token) == (names[4:], None)
    assert page(v2, kind, 9, token) == (names[4:], None)  # and can be used again


def test_an_empty_token_is_none(v2, kind):
    names = fill(v2, kind)

    assert page(v2, kind, token="") == (names, None)


@pytest.mark.parametrize("size", [0, 1001])
def test_a_size_out_of_bounds_is_refused_before_the_token(v2, kind, size):
    message = kind.size.format(size)
    if kind.given:
        message += " greater than or equal to 1" if size < 1 else " less than or equal to 1000"

    assert v2.no(kind.operation, **kind.given, PageSize=size, NextToken="x") == (400, "BadRequestException", message)


def test_the_greatest_size_is_taken(v2, kind):
    most = 50 if kind.operation.endswith("templates") else 1000
    names = fill(v2, kind)

    assert page(v2, kind, most) == (names, None)
    if most == 50:
        assert v2.no(kind.operation, PageSize=51)[2] == kind.size


def refusal(kind, token):
    return (400, "BadRequestException", kind.token.format(token))


def test_a_token_of_another_list_is_refused(v2, kind):
    for other in KINDS.values():
        for name in "ab":
            other.add(v2, name)
    tokens = {other.operation: page(v2, other, 1)[1] or "" for other in KINDS.values()}
    del tokens[kind.operation]

    assert len({*tokens.values(), ""}) == len(KINDS)
    for token in tokens.values():
        assert v2.no(kind.operation, **kind.given, NextToken=token) == refusal(kind, token)


@pytest.mark.parametrize("place", [("eu-west-1", "123456789012"), ("us-east-1", "222222222222")])
def test_a_token_of_another_region_or_account_is_refused(v2, api, ses_cloud, kind, place):
    ses_cloud.verify("example.org", region=place[0], account=place[1])
    for client in (v2, api("sesv2", *place)):
        for name in "ab":
            kind.add(client, name)
    here, there = (page(client, kind, 1)[1] or "" for client in (v2, api("sesv2", *place)))

    assert v2.no(kind.operation, **kind.given, NextToken=there) == refusal(kind, there)
    assert page(v2, kind, 1, here)[0]


def test_a_token_that_was_tampered_with_or_made_up_is_refused(v2, kind):
    fill(v2, kind)
    token = page(v2, kind, 2)[1] or ""
    forged = base64.urlsafe_b64encode(base64.urlsafe_b64decode(token)[:-1] + b"9").decode()

    for bad in (forged, token + "!", token[:-4], token.rstrip("="), "x", "ä", "YQ=="):
        if bad != token:
            assert v2.no(kind.operation, **kind.given, NextToken=bad) == refusal(kind, bad)


def test_a_token_of_v1_continues_the_list_of_v2(v1, v2):
    names = fill(v2, KINDS["identities"])
    token = v1.list_identities(MaxItems=2)["NextToken"]

    assert page(v2, KINDS["identities"], 3, token)[0] == names[2:5]


def test_tokens_of_identities_carry_no_filter(v2):
    # Probed for v1.
    fill(v2, KINDS["identities"], "abc")
    token = v2.list_email_identities(PageSize=1, Filter={"IDENTITY_TYPE": "DOMAIN"})["NextToken"]

    assert page(v2, KINDS["identities"], token=token)[0] == ["b.example", "c.example"]


@pytest.mark.needs("sesv2:/v2/email/list-identities")
def test_a_page_size_that_is_no_number_cannot_be_read(wire):
    assert wire.v2("GET", "/custom-verification-email-templates?PageSize=abc") == (
        400,
        "SerializationException",
        {"message": "'abc' can not be converted to Integer"},
    )
    assert wire.v2("POST", "/list-identities", {"PageSize": "abc"}) == (
        400,
        "SerializationException",
        {"message": "STRING_VALUE can not be converted to an Integer"},
    )  # assumed: after the words for booleans


# ---- ses ----

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
def operation(request):
    return request.param


def fill_v1(v1, ses_cloud, operation, count=6):
    """Make so many things; their names in the order of the list."""
    names = [f"n{number:04}.example" if operation == "list_identities" else f"n{number:04}" for number in range(count)]
    if operation == "list_custom_verification_email_templates":
        ses_cloud.verify("example.org")
    elif operation == "list_identities":
        v1.delete_identity(Identity="example.org")
    for name in names:
        if operation == "list_identities":
            v1.verify_domain_identity(Domain=name)
        elif operation == "list_configuration_sets":
            v1.create_configuration_set(ConfigurationSet={"Name": name})
        else:
            v1.create_custom_verification_email_template(TemplateName=name, **TEMPLATE)
    return names


def page_v1(v1, operation, size=None, token=None):
    result, parameter, _ = LISTS[operation]
    given = {parameter: size, "NextToken": token}
    answer = getattr(v1, operation)(**{key: value for key, value in given.items() if value is not None})
    names = [item if isinstance(item, str) else item.get("Name") or item["TemplateName"] for item in answer.pop(result)]
    token = answer.pop("NextToken", None)
    assert answer == {}
    return names, token


def test_a_token_survives_hundreds_of_deletions(v1, ses_cloud):
    names = fill_v1(v1, ses_cloud, "list_identities", 300)
    _, token = page_v1(v1, "list_identities", 250)
    for name in names[:280]:
        v1.delete_identity(Identity=name)

    assert page_v1(v1, "list_identities", token=token) == (names[280:], None)


def test_the_default_page_of_identities_is_1000(v1, ses_cloud):
    region = ses_cloud.region()
    for number in range(1000):
        region.identities.new_address(f"a{number}@example.com")
    names, token = page_v1(v1, "list_identities")

    assert (len(names), page_v1(v1, "list_identities", token=token)) == (1000, (["a999@example.com"], None))


def test_an_empty_token_is_none_of_v1(v1, ses_cloud):
    names = fill_v1(v1, ses_cloud, "list_identities")

    assert page_v1(v1, "list_identities", token="") == (names, None)


def test_boto3_pages_through_it_all(v1, ses_cloud, operation):
    names = fill_v1(v1, ses_cloud, operation)
    result, _, _ = LISTS[operation]
    pages = list(v1.client.get_paginator(operation).paginate(PaginationConfig={"PageSize": 4}))

    assert [len(found[result]) for found in pages] == [4, 2]
    assert len(names) == 6


@pytest.mark.parametrize("size", [0, 1001])
def test_a_size_out_of_bounds_is_refused_for_identities_before_the_token(v1, size):
    assert v1.no("list_identities", MaxItems=size, NextToken="x") == (
        400,
        "InvalidParameterValue",
        f"Value {size} for parameter MaxItems is invalid. MaxItems must be between 1 and 1000.",
    )


@pytest.mark.parametrize("operation", list(LISTS)[1:])
@pytest.mark.parametrize("size", ["0", "1001"])
def test_a_size_out_of_bounds_is_served_as_50_for_the_others(v1, wire, ses_cloud, operation, size):
    ses_cloud.limits.verification_templates = 51
    names = fill_v1(v1, ses_cloud, operation, 51)
    action = "".join(word.title() for word in operation.split("_"))
    status, body = wire.v1({"Action": action, LISTS[operation][1]: size})

    assert (status, [name for name in names if f">{name}<" in body], "<NextToken>" in body) == (200, names[:50], True)


def test_a_page_of_configuration_sets_has_up_to_1000(v1, ses_cloud):
    names = fill_v1(v1, ses_cloud, "list_configuration_sets", 51)

    assert page_v1(v1, "list_configuration_sets", 1000) == (names, None)


def test_a_token_of_another_list_region_or_account_is_refused(v1, api, ses_cloud, operation):
    tokens = {"x"}
    for other in LISTS:
        fill_v1(v1, ses_cloud, other, 3)
        tokens |= {page_v1(v1, other, 1)[1] or ""} if other != operation else set()
    for region, account in (("eu-west-1", "123456789012"), ("us-east-1", "222222222222")):
        ses_cloud.verify("example.org", region=region, account=account)
        there = api("ses", region, account)
        for number in range(2):
            there.verify_domain_identity(Domain=f"d{number}.example")
            there.create_configuration_set(ConfigurationSet={"Name": f"s{number}"})
            there.create_custom_verification_email_template(TemplateName=f"t{number}", **TEMPLATE)
        tokens.add(page_v1(there, operation, 1)[1] or "")
    message = LISTS[operation][2]

    assert len(tokens) == 5
    for token in tokens:
        assert v1.no(operation, NextToken=token) == (
            400,
            "InvalidParameterValue",
            message and message.format(token),
        )


def test_a_token_of_v2_continues_the_list_of_v1(v1, v2, ses_cloud):
    names = fill_v1(v1, ses_cloud, "list_identities")
    token = v2.list_email_identities(PageSize=4)["NextToken"]

    assert page_v1(v1, "list_identities", token=token) == (names[4:], None)


def test_tokens_carry_no_type(v1):
    # Probed.
    for name in ("a.example", "b.example"):
        v1.verify_domain_identity(Domain=name)
        v1.verify_email_identity(EmailAddress=f"ann@{name}")
    token = v1.list_identities(IdentityType="Domain", MaxItems=1)["NextToken"]

    assert v1.list_identities(IdentityType="EmailAddress", NextToken=token) == {
        "Identities": ["ann@a.example", "ann@b.example"]
    }
