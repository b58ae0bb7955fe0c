"""Which recipients a rule takes: the documented examples, and all rules against a model of ten lines."""

from __future__ import annotations

import boto3
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sesmock import mock_ses
from sesmock.domain.receiving.matching import matched
from sesmock.domain.receiving.rule import Rule


@pytest.mark.parametrize(
    ("condition", "taken", "not_taken"),
    [
        ("user@example.com", ["user@example.com", "User+any.thing@Example.COM", "user+a+b@example.com"],
         ["other@example.com", "user@sub.example.com", "user.x@example.com", '"user+x"@example.com']),
        ("user+tag@example.com", ["user+tag@example.com", "USER+TAG@example.com"],
         ["user@example.com", "user+other@example.com", "user+tag+x@example.com"]),
        ("example.com", ["a@example.com", "b+c@EXAMPLE.com"], ["a@sub.example.com", "a@notexample.com"]),
        ("sub.example.com", ["a@sub.example.com"], ["a@example.com", "a@deep.sub.example.com"]),
        (".example.com", ["a@sub.example.com", "a@deep.sub.example.com"], ["a@example.com", "a@notexample.com"]),
        (None, ["a@example.com", "a@deep.sub.example.com", "+@example.com"], []),
    ],
)  # fmt: skip
def test_conditions_take_what_is_documented(condition, taken, not_taken):
    rule = Rule("r", enabled=True, recipients=() if condition is None else (condition,))

    found = matched([rule], [*not_taken, *taken], tls=True)
    secure = rule._replace(tls_policy="Require")
    assert found == [(rule, tuple(taken))]
    assert matched([rule._replace(enabled=False)], taken, tls=True) == []
    assert matched([secure], taken, tls=False) == []
    assert matched([secure], taken, tls=True) == [(secure, tuple(taken))]


def takes(condition, address):
    """The model."""
    local, domain = address.lower().split("@")
    if condition.startswith("."):
        return domain.endswith(condition)
    if "@" not in condition:
        return domain == condition
    wanted, at = condition.split("@")
    return domain == at and (local == wanted or ("+" not in wanted and local.startswith(wanted + "+")))


DOMAINS = st.sampled_from(["example.com", "a.example.com", "b.a.example.com", "other.example"])
LOCALS = st.sampled_from(["ann", "ann+x", "ann+x+y", "bob", "Ann", "BOB+X"])
ADDRESSES = st.builds("{}@{}".format, LOCALS, DOMAINS)
CONDITIONS = st.one_of(
    ADDRESSES.map(str.lower), DOMAINS, DOMAINS.map(".{}".format), st.sampled_from([".com", ".example"])
)
RULES = st.lists(
    st.tuples(st.lists(CONDITIONS, max_size=3), st.booleans(), st.booleans(), st.booleans()), min_size=1, max_size=6
)


@given(RULES, st.lists(ADDRESSES, min_size=1, max_size=4, unique=True), st.booleans())
def test_rules_and_recipients_agree_with_the_model(rules, to, tls):
    with mock_ses(region="us-east-1", verified=["example.com"]) as cloud:
        ses = boto3.client("ses", region_name="us-east-1")
        ses.create_receipt_rule_set(RuleSetName="s")
        before = {}
        for number, (conditions, enabled, secure, stops) in enumerate(rules):
            rule = {
                "Name": f"r{number}", "Enabled": enabled, "Recipients": conditions,
                "TlsPolicy": "Require" if secure else "Optional",
                "Actions": [{"StopAction": {"Scope": "RuleSet"}}] if stops else [],
            }  # fmt: skip
            ses.create_receipt_rule(RuleSetName="s", Rule=rule, **before)
            before = {"After": f"r{number}"}
        ses.set_active_receipt_rule_set(RuleSetName="s")
        received = cloud.receive(b"", "bob@example.org", to, tls=tls)

    expected, taken = [], set()
    ours = [address for address in to if address.lower().endswith(("@example.com", ".example.com"))]
    for number, (conditions, enabled, secure, _) in enumerate(rules):
        fit = tuple(a for a in ours if not conditions or any(takes(c, a) for c in conditions))
        if enabled and (tls or not secure) and fit:
            taken.update(fit)
            expected.append((number, fit))
    stop = next((place for place, (number, _) in enumerate(expected) if rules[number][3]), len(expected))
    assert [(run.rule, run.recipients) for run in received.actions] == [
        (f"r{number}", fit) for number, fit in expected[: stop + 1]
    ]
    assert {a for a, reply in received.replies.items() if reply.startswith("250 OK ")} == taken
