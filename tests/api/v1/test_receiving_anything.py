"""Whatever is asked of the receipt operations: an answer or a refusal, and after a refusal all is as it was."""

from __future__ import annotations

import boto3
import pytest
from botocore import xform_name
from botocore.config import Config
from botocore.exceptions import ClientError
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from sesmock import mock_ses
from sesmock.wire.model import service_model

MODEL = service_model("ses")
OPERATIONS = sorted(name for name in MODEL.operation_names if "Receipt" in name)
CLIENT = Config(parameter_validation=False, retries={"total_max_attempts": 1})
# What is good often enough that some of it goes through.
TEXT = st.sampled_from(
    ["a", "b", "main", "", "a-", "a b", "x" * 65, "é\0\n", "10.0.0.0/8", "me@example.com", "example.com", "550",
     "arn:aws:sns:us-east-1:123456789012:t", "arn:aws:lambda:us-east-1:123456789012:function:f",
     "arn:aws:iam::123456789012:role/r"],
) | st.text(max_size=5)  # fmt: skip
NAMES = st.sampled_from(["a", "b", "main"]) | TEXT


def values(shape):
    if shape.type_name == "structure":
        members = {name: values(member) for name, member in shape.members.items()}
        required = {name: member for name, member in members.items() if name in shape.required_members}
        optional = {name: member for name, member in members.items() if name not in required}
        return st.fixed_dictionaries(required, optional=optional) | st.fixed_dictionaries({}, optional=members)
    if shape.type_name == "list":
        return st.lists(values(shape.member), max_size=3)
    if shape.type_name == "boolean":
        return st.booleans()
    names = st.sampled_from(shape.enum) if shape.enum else NAMES if "Name" in shape.name else TEXT
    return names | TEXT


def test_there_are_sixteen():
    assert len(OPERATIONS) == 16


@pytest.mark.parametrize("operation", OPERATIONS)
def test_anything_is_answered_or_refused_and_a_refusal_changes_nothing(operation):
    name = xform_name(operation)

    def state(cloud):
        region = cloud.region()
        sets = [(found.name, list(found.rules)) for found in region.receipt_rule_sets.values()]
        return sets, region.active_rule_set, dict(region.receipt_filters), list(cloud.deliveries)

    with mock_ses(region="us-east-1", verified=["example.com"]) as cloud:
        client = boto3.client("ses", config=CLIENT)
        for one in ("main", "b"):
            client.create_receipt_rule_set(RuleSetName=one)
            client.create_receipt_rule(RuleSetName=one, Rule={"Name": "a"})
        client.set_active_receipt_rule_set(RuleSetName="main")

        @settings(max_examples=300)
        @given(values(MODEL.operation_model(operation).input_shape))
        def ask(parameters):
            before = state(cloud)
            refused = None
            try:
                getattr(client, name)(**parameters)
            except ClientError as error:
                refused = error.response["ResponseMetadata"]["HTTPStatusCode"]
            if refused is not None:
                assert (refused in {400, 500}, state(cloud)) == (True, before)
            seen.add(refused)

        seen = set()
        ask()
        assert None in seen, "not all are refused"


class Sets(RuleBasedStateMachine):
    """Rule sets beside a model of them: lists of names by name."""

    names = st.sampled_from(["a", "b", "c"])
    places = st.sampled_from(["r1", "r2", "r3", None])

    def __init__(self):
        super().__init__()
        self.mock = mock_ses(region="us-east-1")
        self.mock.__enter__()
        self.client = boto3.client("ses", config=CLIENT)
        self.sets = {}
        self.active = None

    def teardown(self):
        self.mock.__exit__(None, None, None)

    def ask(self, operation, fine, **parameters):
        """Ask for it; tells whether the model is to do it, too."""
        given = {name: value for name, value in parameters.items() if value is not None}
        went = True
        try:
            getattr(self.client, operation)(**given)
        except ClientError:
            went = False
        assert went == fine
        return fine

    @rule(name=names)
    def create(self, name):
        if self.ask("create_receipt_rule_set", name not in self.sets, RuleSetName=name):
            self.sets[name] = []

    @rule(name=names, source=names)
    def clone(self, name, source):
        fine = name not in self.sets and source in self.sets
        if self.ask("clone_receipt_rule_set", fine, RuleSetName=name, OriginalRuleSetName=source):
            self.sets[name] = list(self.sets[source])

    @rule(name=names)
    def delete(self, name):
        if self.ask("delete_receipt_rule_set", name != self.active, RuleSetName=name):
            self.sets.pop(name, None)

    @rule(name=st.none() | names)
    def activate(self, name):
        if self.ask("set_active_receipt_rule_set", name is None or name in self.sets, RuleSetName=name):
            self.active = name

    @rule(name=names, new=places.filter(bool), after=places)
    def add(self, name, new, after):
        there = self.sets.get(name, ())
        fine = name in self.sets and new not in there and (after is None or after in there)
        if self.ask("create_receipt_rule", fine, RuleSetName=name, Rule={"Name": new}, After=after):
            there.insert(0 if after is None else there.index(after) + 1, new)

    @rule(name=names, gone=places.filter(bool))
    def remove(self, name, gone):
        if self.ask("delete_receipt_rule", name in self.sets, RuleSetName=name, RuleName=gone):
            self.sets[name] = [other for other in self.sets[name] if other != gone]

    @rule(name=names, moved=places.filter(bool), after=places)
    def move(self, name, moved, after):
        there = self.sets.get(name, ())
        fine = moved in there and (after is None or after in there)
        if self.ask("set_receipt_rule_position", fine, RuleSetName=name, RuleName=moved, After=after):
            rest = [other for other in there if other != moved]
            place = there.index(moved) if after == moved else 0 if after is None else rest.index(after) + 1
            self.sets[name] = [*rest[:place], moved, *rest[place:]]

    @rule(name=names, order=st.permutations(["r1", "r2", "r3"]), count=st.integers(0, 3))
    def reorder(self, name, order, count):
        wanted = list(order[:count])
        fine = name in self.sets and sorted(wanted) == sorted(self.sets[name])
        if self.ask("reorder_receipt_rule_set", fine, RuleSetName=name, RuleNames=wanted):
            self.sets[name] = wanted

    @invariant()
    def they_agree(self):
        listed = [found["Name"] for found in self.client.list_receipt_rule_sets()["RuleSets"]]
        shown = {name: self.client.describe_receipt_rule_set(RuleSetName=name)["Rules"] for name in listed}
        assert {name: [one["Name"] for one in rules] for name, rules in shown.items()} == self.sets
        assert self.client.describe_active_receipt_rule_set().get("Metadata", {}).get("Name") == self.active


TestSets = Sets.TestCase
TestSets.settings = settings(max_examples=25, stateful_step_count=25)
