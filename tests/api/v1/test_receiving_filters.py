"""IP filters through v1."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.ses(seed="filters")


def shape(name, cidr="10.0.0.1", policy="Block"):
    return {"Name": name, "IpFilter": {"Policy": policy, "Cidr": cidr}}


def test_filters_are_listed_by_name_as_they_were_given(v1, ses_cloud):
    assert v1.list_receipt_filters() == {"Filters": []}
    for one in (shape("b", "1.2.3.4/24", "Allow"), shape("a", "2001:DB8::/32"), shape("C")):
        assert v1.create_receipt_filter(Filter=one) == {}

    assert v1.list_receipt_filters() == {
        "Filters": [shape("C"), shape("a", "2001:DB8::/32"), shape("b", "1.2.3.4/24", "Allow")]
    }
    assert ses_cloud.region().receipt_filters["b"] == ("b", "Allow", "1.2.3.4/24")


def test_a_filter_is_deleted_and_whatever_is_not_there_is_as_good_as_deleted(v1):
    v1.create_receipt_filter(Filter=shape("a"))

    assert [v1.delete_receipt_filter(FilterName=name) for name in ("a", "a", "", "no name", "x" * 500)] == [{}] * 5
    assert v1.list_receipt_filters() == {"Filters": []}


@pytest.mark.parametrize(
    "cidr", ["0.0.0.0/0", "10.0.0.1", "10.0.0.1/32", "1.2.3.4/24", "::", "::/0", "fe80::1/128", "2001:db8::1/1"]
)
def test_what_is_a_cidr(v1, cidr):
    assert v1.create_receipt_filter(Filter=shape("a", cidr)) == {}
    assert v1.list_receipt_filters() == {"Filters": [shape("a", cidr)]}


@pytest.mark.parametrize(
    "cidr",
    [
        "", " ", "10.0.0.1 ", "example.com",
        "10.0.0", "10.0.0.256", "10.0.0.1/33", "10.0.0.1/", "10.0.0.1/-1", "10.0.0.1/255.0.0.0",
        "10.0.0.1/8/8",
        "::/129", "[::1]", "fe80::1%eth0", "fe80::1%1/64", "::ffff:10.0.0.1", "::ffff:10.0.0.1/128", "١.0.0.1",
        "10.0.0.1/٨",
    ],
)  # fmt: skip
def test_what_is_none(v1, cidr):
    said = v1.no("create_receipt_filter", Filter=shape("a", cidr))

    assert said == (400, "InvalidParameterValue", f"Invalid CIDR block: {cidr}")
    assert v1.list_receipt_filters() == {"Filters": []}


@pytest.mark.parametrize("name", ["a b", "-a", "a-", "_", "a.b", "é", "a\n", "x" * 65])
def test_an_impossible_name_is_told_before_the_cidr(v1, name):
    said = v1.no("create_receipt_filter", Filter=shape(name, "no"))

    assert said == (400, "InvalidParameterValue", f"Not a valid filterName: {name}")


def test_an_empty_name(v1):
    said = v1.no("create_receipt_filter", Filter=shape("", "no"))

    assert said == (400, "InvalidParameterValue", "filterName must not be empty")


def test_of_two_filters_of_a_name_the_first_stays(v1, ses_cloud):
    v1.create_receipt_filter(Filter=shape("a"))
    ses_cloud.limits.receipt_filters = 1

    assert v1.no("create_receipt_filter", Filter=shape("a", "no")) == (
        400, "InvalidParameterValue", "Invalid CIDR block: no",
    )  # fmt: skip
    assert v1.no("create_receipt_filter", Filter=shape("a", "10.0.0.2")) == (
        400, "AlreadyExists", "Filter already exists: a", {"Name": "a"},
    )  # fmt: skip
    assert v1.no("create_receipt_filter", Filter=shape("b")) == (400, "LimitExceeded", "Too many filters")
    assert v1.list_receipt_filters() == {"Filters": [shape("a")]}


def test_there_are_no_more_than_a_hundred(v1):
    for number in range(100):
        v1.create_receipt_filter(Filter=shape(f"f{number}"))

    assert v1.no("create_receipt_filter", Filter=shape("f100")) == (400, "LimitExceeded", "Too many filters")


@pytest.mark.parametrize("policy", ["", "Deny", "block"])
def test_a_policy_is_one_of_two(v1, policy):
    text = (
        "1 validation error detected: Value at 'filter.ipFilter.policy' failed to satisfy constraint: "
        "Member must satisfy enum value set: [Allow, Block]"
    )
    assert v1.no("create_receipt_filter", Filter=shape("no name", policy=policy)) == (400, "ValidationError", text)


@pytest.mark.parametrize(
    ("form", "paths"),
    [
        ({}, ["filter"]),
        ({"Filter.Name": "a"}, ["filter.ipFilter"]),
        ({"Filter.IpFilter.Policy": "Block"}, ["filter.name", "filter.ipFilter.cidr"]),
        ({"Filter.IpFilter.Cidr": "::"}, ["filter.name", "filter.ipFilter.policy"]),
    ],
)
def test_all_of_it_is_required(wire, form, paths):
    _, body = wire.v1({"Action": "CreateReceiptFilter", **form})

    head = "1 validation error" if len(paths) == 1 else "2 validation errors"
    each = [f"Value at &apos;{path}&apos; failed to satisfy constraint: Member must not be null" for path in paths]
    assert f"<Code>ValidationError</Code>\n    <Message>{head} detected: {'; '.join(each)}</Message>" in body


def test_a_name_is_required_for_deleting(wire):
    _, body = wire.v1({"Action": "DeleteReceiptFilter"})

    assert (
        "<Message>1 validation error detected: Value at &apos;filterName&apos; failed to satisfy constraint: "
        "Member must not be null</Message>"
    ) in body
