"""Receipt rule sets through v1."""

from __future__ import annotations

from datetime import datetime, timezone

import pytest

pytestmark = pytest.mark.ses(at="2026-01-02T03:04:05.678Z", seed="rules")

CREATED = datetime(2026, 1, 2, 3, 4, 5, 678000, timezone.utc)
PATTERN = "Member must satisfy regular expression pattern: ^[a-zA-Z0-9_.-]+$"
LENGTH = "Member must have length greater than or equal to 1"
NAMES = (
    "Member must satisfy constraint: [Member must have length less than or equal to 100, "
    "Member must have length greater than or equal to 1, "
    "Member must satisfy regular expression pattern: ^[a-zA-Z0-9_.-]+$]"
)
# Operation → what it takes besides the name of the set.
ON_A_SET = {
    "create_receipt_rule_set": {},
    "clone_receipt_rule_set": {"OriginalRuleSetName": "main"},
    "delete_receipt_rule_set": {},
    "describe_receipt_rule_set": {},
    "set_active_receipt_rule_set": {},
    "reorder_receipt_rule_set": {"RuleNames": []},
    "create_receipt_rule": {"Rule": {"Name": "new"}},
    "update_receipt_rule": {"Rule": {"Name": "new"}},
    "describe_receipt_rule": {"RuleName": "new"},
    "delete_receipt_rule": {"RuleName": "new"},
    "set_receipt_rule_position": {"RuleName": "new"},
}
NEED_THE_SET = ON_A_SET.keys() - {"create_receipt_rule_set", "clone_receipt_rule_set", "delete_receipt_rule_set"}


def constraints(*violations):
    """What layer 1 says of pairs of path and constraint."""
    count = len(violations)
    head = "1 validation error" if count == 1 else f"{count} validation errors"
    listed = "; ".join(f"Value at '{path}' failed to satisfy constraint: {text}" for path, text in violations)
    return 400, "ValidationError", f"{head} detected: {listed}"


def missing(name):
    return 400, "RuleSetDoesNotExist", f"Rule set does not exist: {name}", {"Name": name}


def metadata(name):
    return {"Name": name, "CreatedTimestamp": CREATED}


def default(name):
    return {"Name": name, "Enabled": False, "TlsPolicy": "Optional", "Actions": [], "ScanEnabled": False}


def rules(v1, name="main"):
    return [rule["Name"] for rule in v1.describe_receipt_rule_set(RuleSetName=name)["Rules"]]


@pytest.fixture
def main(v1):
    """A set with three rules."""
    assert v1.create_receipt_rule_set(RuleSetName="main") == {}
    for name in ("r3", "r2", "r1"):  # each comes first
        v1.create_receipt_rule(RuleSetName="main", Rule={"Name": name})
    return "main"


# ---- creating, describing, listing, deleting ----


def test_a_new_set_is_empty_and_not_active(v1):
    assert v1.create_receipt_rule_set(RuleSetName="main") == {}
    assert v1.describe_receipt_rule_set(RuleSetName="main") == {"Metadata": metadata("main"), "Rules": []}
    assert v1.describe_active_receipt_rule_set() == {}


def test_a_set_shows_its_rules_in_the_order_of_evaluation(v1, main):
    assert v1.describe_receipt_rule_set(RuleSetName=main) == {
        "Metadata": metadata("main"),
        "Rules": [default("r1"), default("r2"), default("r3")],
    }


def test_the_wire_shows_the_time_with_milliseconds_and_an_empty_list(wire):
    wire.v1({"Action": "CreateReceiptRuleSet", "RuleSetName": "main"})

    assert wire.v1({"Action": "DescribeReceiptRuleSet", "RuleSetName": "main"}) == (
        200,
        """\
<DescribeReceiptRuleSetResponse xmlns="http://ses.amazonaws.com/doc/2010-12-01/">
  <DescribeReceiptRuleSetResult>
    <Metadata>
      <Name>main</Name>
      <CreatedTimestamp>2026-01-02T03:04:05.678Z</CreatedTimestamp>
    </Metadata>
    <Rules/>
  </DescribeReceiptRuleSetResult>
  <ResponseMetadata>
    <RequestId>…</RequestId>
  </ResponseMetadata>
</DescribeReceiptRuleSetResponse>
""",
    )


def test_a_void_operation_answers_an_empty_result(wire):
    assert wire.v1({"Action": "CreateReceiptRuleSet", "RuleSetName": "main"}) == (
        200,
        """\
<CreateReceiptRuleSetResponse xmlns="http://ses.amazonaws.com/doc/2010-12-01/">
  <CreateReceiptRuleSetResult/>
  <ResponseMetadata>
    <RequestId>…</RequestId>
  </ResponseMetadata>
</CreateReceiptRuleSetResponse>
""",
    )


def test_a_second_set_of_a_name_is_refused(v1, main):
    assert v1.no("create_receipt_rule_set", RuleSetName=main) == (
        400, "AlreadyExists", "Rule set already exists: main", {"Name": "main"},
    )  # fmt: skip
    assert rules(v1) == ["r1", "r2", "r3"]


def test_there_are_no_more_than_forty_sets(v1, ses_cloud):
    for number in range(40):
        v1.create_receipt_rule_set(RuleSetName=f"s{number}")

    assert v1.no("create_receipt_rule_set", RuleSetName="new") == (400, "LimitExceeded", "Too many rule sets")
    said = v1.no("clone_receipt_rule_set", RuleSetName="new", OriginalRuleSetName="s1")
    assert said == (400, "LimitExceeded", "Too many rule sets")
    ses_cloud.limits.receipt_rule_sets = 41
    assert v1.create_receipt_rule_set(RuleSetName="new") == {}


def test_sets_are_listed_oldest_first(v1, ses_cloud):
    for name in ("b", "a", "c"):
        v1.create_receipt_rule_set(RuleSetName=name)
    v1.delete_receipt_rule_set(RuleSetName="a")
    v1.create_receipt_rule_set(RuleSetName="a")

    assert v1.list_receipt_rule_sets() == {"RuleSets": [metadata("b"), metadata("c"), metadata("a")]}
    assert v1.list_receipt_rule_sets(NextToken="") == v1.list_receipt_rule_sets()
    assert list(ses_cloud.region().receipt_rule_sets) == ["b", "c", "a"]


def test_no_sets_are_an_empty_list(v1):
    assert v1.list_receipt_rule_sets() == {"RuleSets": []}


def test_more_than_a_hundred_sets_come_in_pages(v1, ses_cloud):
    ses_cloud.limits.receipt_rule_sets = 201
    for number in range(201):
        v1.create_receipt_rule_set(RuleSetName=f"s{number}")
    found, token = [], {}
    for _ in range(3):
        page = v1.list_receipt_rule_sets(**token)
        found.append([one["Name"] for one in page["RuleSets"]])
        token = {"NextToken": page.get("NextToken")}

    assert (list(map(len, found)), token) == ([100, 100, 1], {"NextToken": None})
    assert [name for names in found for name in names] == [f"s{number}" for number in range(201)]


def test_a_token_stays_good_while_sets_come_and_go(v1, ses_cloud):
    ses_cloud.limits.receipt_rule_sets = 101
    for number in range(101):
        v1.create_receipt_rule_set(RuleSetName=f"s{number}")
    token = v1.list_receipt_rule_sets()["NextToken"]
    for number in range(50):
        v1.delete_receipt_rule_set(RuleSetName=f"s{number}")
    v1.create_receipt_rule_set(RuleSetName="late")

    assert v1.list_receipt_rule_sets(NextToken=token) == {"RuleSets": [metadata("s100"), metadata("late")]}


def test_a_bad_token(v1):
    assert v1.no("list_receipt_rule_sets", NextToken="x") == (400, "InvalidParameterValue", "Invalid page token: x")


def test_a_set_is_deleted_with_its_rules_and_an_unknown_one_is_as_good_as_deleted(v1, main):
    assert v1.delete_receipt_rule_set(RuleSetName=main) == {}
    assert v1.delete_receipt_rule_set(RuleSetName=main) == {}
    assert v1.no("describe_receipt_rule_set", RuleSetName=main) == missing("main")


def test_the_active_set_cannot_be_deleted(v1, main):
    v1.set_active_receipt_rule_set(RuleSetName=main)

    assert v1.no("delete_receipt_rule_set", RuleSetName=main) == (
        400, "CannotDelete", "Cannot delete active rule set: main", {"Name": "main"},
    )  # fmt: skip
    assert rules(v1) == ["r1", "r2", "r3"]


# ---- the active set ----


def test_one_set_is_active_at_most(v1, main, ses_cloud):
    v1.create_receipt_rule_set(RuleSetName="other")
    assert v1.set_active_receipt_rule_set(RuleSetName=main) == {}
    assert v1.set_active_receipt_rule_set(RuleSetName="other") == {}
    assert v1.set_active_receipt_rule_set(RuleSetName="other") == {}
    assert v1.describe_active_receipt_rule_set() == {"Metadata": metadata("other"), "Rules": []}
    assert ses_cloud.region().active_rule_set.name == "other"

    assert v1.set_active_receipt_rule_set(RuleSetName=main) == {}
    assert v1.describe_active_receipt_rule_set() == v1.describe_receipt_rule_set(RuleSetName=main)


@pytest.mark.parametrize("nothing", [{}, {"RuleSetName": ""}])
def test_receiving_is_stopped_by_making_none_active(v1, main, nothing):
    v1.set_active_receipt_rule_set(RuleSetName=main)

    assert v1.set_active_receipt_rule_set(**nothing) == {}
    assert v1.describe_active_receipt_rule_set() == {}
    assert v1.delete_receipt_rule_set(RuleSetName=main) == {}


# ---- cloning ----


def test_a_clone_has_the_rules_and_its_own_time_and_life(v1, main, ses_cloud):
    v1.set_active_receipt_rule_set(RuleSetName=main)
    before = v1.describe_receipt_rule_set(RuleSetName=main)
    ses_cloud.clock.advance(seconds=1)

    assert v1.clone_receipt_rule_set(RuleSetName="copy", OriginalRuleSetName=main) == {}
    later = CREATED.replace(second=6)
    copied = {"Metadata": {"Name": "copy", "CreatedTimestamp": later}, "Rules": before["Rules"]}
    assert v1.describe_receipt_rule_set(RuleSetName="copy") == copied
    assert v1.describe_active_receipt_rule_set() == before
    v1.delete_receipt_rule(RuleSetName=main, RuleName="r2")
    v1.update_receipt_rule(RuleSetName=main, Rule={"Name": "r1", "Enabled": True})
    assert v1.describe_receipt_rule_set(RuleSetName="copy") == copied


@pytest.mark.parametrize(
    ("target", "source", "expected"),
    [
        ("b!", "a!", constraints(("originalRuleSetName", PATTERN), ("ruleSetName", PATTERN))),
        ("b" * 65, "a!", constraints(("originalRuleSetName", PATTERN))),
        ("b-", "a-", (400, "InvalidParameterValue", "Not a valid ruleSetName: b-")),
        ("main", "a-", (400, "InvalidParameterValue", "Not a valid ruleSetName: a-")),
        ("main", "gone", (400, "AlreadyExists", "Rule set already exists: main", {"Name": "main"})),
        ("new", "gone", missing("gone")),
    ],
)
def test_what_is_wrong_with_a_clone_is_told_in_this_order(v1, main, target, source, expected):
    assert v1.no("clone_receipt_rule_set", RuleSetName=target, OriginalRuleSetName=source) == expected
    assert v1.list_receipt_rule_sets() == {"RuleSets": [metadata("main")]}


# ---- the order of rules ----


def test_rules_are_brought_into_another_order(v1, main):
    assert v1.reorder_receipt_rule_set(RuleSetName=main, RuleNames=["r2", "r3", "r1"]) == {}
    assert rules(v1) == ["r2", "r3", "r1"]


@pytest.mark.parametrize(
    ("name", "names", "expected"),
    [
        ("no!", ["a b", ""], constraints(("ruleSetName", PATTERN), ("ruleNames", NAMES))),
        ("no-", ["a b", ""], constraints(("ruleNames", NAMES))),
        ("no-", ["r1" * 50 + "x"], constraints(("ruleNames", NAMES))),
        ("no-", ["r1", "r1"], (400, "InvalidParameterValue", "Not a valid ruleSetName: no-")),
        ("no", ["r1", "r1"], missing("no")),
        ("main", ["r1", "new", "new"], (400, "InvalidParameterValue", "Multiple positions found for rule: new")),
        ("main", ["r2", "new"], (400, "InvalidParameterValue", "Positions for rules not found: r1, r3")),
        ("main", [], (400, "InvalidParameterValue", "Positions for rules not found: r1, r2, r3")),
        (
            "main",
            ["r2", "new", "r3", "no", "r1"],
            (400, "RuleDoesNotExist", "Rule does not exist: new", {"Name": "new"}),
        ),
        (
            "main",
            ["r2", "r3", "r1", "x" * 100],
            (400, "RuleDoesNotExist", f"Rule does not exist: {'x' * 100}", {"Name": "x" * 100}),
        ),
    ],
)
def test_what_is_wrong_with_an_order_is_told_in_this_order(v1, main, name, names, expected):
    assert v1.no("reorder_receipt_rule_set", RuleSetName=name, RuleNames=names) == expected
    assert rules(v1) == ["r1", "r2", "r3"]


@pytest.mark.parametrize(
    ("numbered", "expected"),
    [
        ({"1": "r2", "3": "r1"}, constraints(("ruleNames", NAMES))),  # the second is empty
        ({"1501": "r1"}, (400, "MalformedInput", "Excessively sparse input would skip 1,500 list elements")),
        ({"0": "r1"}, (400, "MalformedInput", "0 is not a valid index")),
        ({"01": "r1"}, (400, "MalformedInput", "Value found where not expected")),
        ({"x": "r1"}, (400, "MalformedInput", "Start of list found where not expected")),
        ({"214748370": "r1"}, (400, "MalformedInput", "Index 214748370 is illegal")),
    ],
)
def test_names_that_are_numbered_badly(wire, v1, main, numbered, expected):
    form = {f"RuleNames.member.{number}": name for number, name in numbered.items()}
    status, body = wire.v1({"Action": "ReorderReceiptRuleSet", "RuleSetName": main, **form})

    _, code, text = expected
    text = text.replace("'", "&apos;")
    assert (status, f"<Code>{code}</Code>" in body, f"<Message>{text}</Message>" in body) == (400, True, True), body
    assert rules(v1) == ["r1", "r2", "r3"]


# ---- names ----


@pytest.mark.parametrize("operation", ON_A_SET)
@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("a b", constraints(("ruleSetName", PATTERN))),
        ("é", constraints(("ruleSetName", PATTERN))),
        ("a\n", constraints(("ruleSetName", PATTERN))),
        ("", constraints(("ruleSetName", LENGTH), ("ruleSetName", PATTERN))),
        ("a" * 65, (400, "InvalidParameterValue", f"Not a valid ruleSetName: {'a' * 65}")),
        ("-a", (400, "InvalidParameterValue", "Not a valid ruleSetName: -a")),
        ("a.", (400, "InvalidParameterValue", "Not a valid ruleSetName: a.")),
        ("_", (400, "InvalidParameterValue", "Not a valid ruleSetName: _")),
    ],
)
def test_a_set_of_an_impossible_name(v1, main, operation, name, expected):
    if operation == "set_active_receipt_rule_set" and not name:
        return
    assert v1.no(operation, RuleSetName=name, **ON_A_SET[operation]) == expected


@pytest.mark.parametrize("name", ["a", "A.b_c-9", "9" * 64])
def test_a_set_of_a_possible_name(v1, name):
    assert v1.create_receipt_rule_set(RuleSetName=name) == {}
    assert v1.set_active_receipt_rule_set(RuleSetName=name) == {}
    assert v1.describe_active_receipt_rule_set()["Metadata"] == metadata(name)


@pytest.mark.parametrize("operation", sorted(NEED_THE_SET))
def test_a_set_that_does_not_exist(v1, main, operation):
    assert v1.no(operation, RuleSetName="Main", **ON_A_SET[operation]) == missing("Main")


@pytest.mark.parametrize(
    ("form", "paths"),
    [
        ({"Action": "CreateReceiptRuleSet"}, ["ruleSetName"]),
        ({"Action": "DescribeReceiptRuleSet"}, ["ruleSetName"]),
        ({"Action": "DeleteReceiptRuleSet"}, ["ruleSetName"]),
        ({"Action": "CloneReceiptRuleSet"}, ["originalRuleSetName", "ruleSetName"]),
        ({"Action": "CreateReceiptRule", "RuleSetName": "main"}, ["rule"]),
        ({"Action": "CreateReceiptRule", "RuleSetName": "main", "Rule.Enabled": "true"}, ["rule.name"]),
        ({"Action": "DescribeReceiptRule", "RuleSetName": "main"}, ["ruleName"]),
    ],
)
def test_what_is_required_and_absent(wire, form, paths):
    _, body = wire.v1(form)

    text = constraints(*((path, "Member must not be null") for path in paths))[2].replace("'", "&apos;")
    assert f"<Code>ValidationError</Code>\n    <Message>{text}</Message>" in body


# ---- where mail is received ----

EVERYTHING = {
    **{name: {"RuleSetName": "main", **more} for name, more in ON_A_SET.items()},
    "describe_active_receipt_rule_set": {},
    "list_receipt_rule_sets": {},
    "create_receipt_filter": {"Filter": {"Name": "f", "IpFilter": {"Policy": "Block", "Cidr": "10.0.0.1"}}},
    "list_receipt_filters": {},
    "delete_receipt_filter": {"FilterName": "f"},
}


@pytest.mark.parametrize("operation", EVERYTHING)
def test_in_a_region_that_receives_no_mail_all_of_it_is_unavailable(api, ses_cloud, operation):
    there = api("ses", "eu-south-1")

    assert there.no(operation, **EVERYTHING[operation]) == (400, "InvalidAction", "Unavailable Operation")


def test_a_test_may_say_where_mail_is_received(api, v1, ses_cloud):
    ses_cloud.receiving_regions.add("eu-south-1")
    ses_cloud.receiving_regions.discard(ses_cloud.default_region)

    assert api("ses", "eu-south-1").create_receipt_rule_set(RuleSetName="main") == {}
    assert v1.no("list_receipt_rule_sets") == (400, "InvalidAction", "Unavailable Operation")


def test_each_region_and_account_has_its_own(api, v1, main):
    v1.set_active_receipt_rule_set(RuleSetName=main)

    for other in (api("ses", "us-west-2"), api("ses", account="222222222222")):
        assert other.list_receipt_rule_sets() == {"RuleSets": []}
        assert other.describe_active_receipt_rule_set() == {}
