"""The requests and answers that AWS documents and botocore ships: replayed, and compared in shape."""

from __future__ import annotations

import importlib
import json
from datetime import datetime

import boto3
import pytest
from botocore import xform_name
from botocore.loaders import Loader

from sesmock import mock_ses

ANSWERED = {
    api: " ".join(importlib.import_module(f"sesmock.api.{version}").OPERATIONS.values()).split()
    for api, version in (("ses", "v1"), ("sesv2", "v2"))
}
EXAMPLES = [
    pytest.param(api, xform_name(operation), example.get("input") or {}, example.get("output"), id=f"{api}.{operation}")
    for api in ANSWERED
    for operation, examples in Loader().load_service_model(api, "examples-1")["examples"].items()
    for example in examples
    if xform_name(operation) in ANSWERED[api]  # the others are missing
]

TOPIC = "arn:aws:sns:us-west-2:123456789012:ExampleTopic"
POLICY = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Effect": "Allow",
            "Principal": {"AWS": "arn:aws:iam::123456789012:root"},
            "Action": "ses:SendEmail",
            "Resource": "arn:aws:ses:us-west-2:123456789012:identity/example.com",
        }
    ],
}

# Examples that SES itself could not take as they stand.
CORRECTED = {
    "create_receipt_rule": lambda given: {name: given[name] for name in given if name != "After"},  # "" is refused
    "put_identity_policy": lambda given: {**given, "Policy": json.dumps(POLICY)},  # EXAMPLE65304 is no account
    "send_raw_email": lambda given: {  # a backslash and an n are no line break
        **given,
        "RawMessage": {"Data": given["RawMessage"]["Data"].replace("\\n", "\r\n")},
    },
}

# What the examples, being JSON, do not tell apart.
ALIKE = {int: "number", float: "number", datetime: "str"}

# Where SES is known to do other than its documentation: what the example answers in addition.
DIFFERENCES = {
    # An address shows the DKIM tokens of its domain, when that is an identity (probed); the example is older.
    "get_identity_dkim_attributes": {"DkimAttributes": {"user@example.com": {"DkimTokens": ["a token"]}}},
}


# What an example about receiving takes for granted: sets with their rules. The first one is active.
RULE_SETS = {
    "clone_receipt_rule_set": {"RuleSetToClone": []},
    "create_receipt_rule": {"MyRuleSet": []},
    "describe_active_receipt_rule_set": {"default-rule-set": ["MyRule"]},
    "create_receipt_rule_set": {},
    "delete_receipt_rule_set": {"active": [], "MyRuleSet": []},
    "reorder_receipt_rule_set": {"MyRuleSet": ["MyRule", "MyOtherRule"]},
    "set_active_receipt_rule_set": {"active": [], "RuleSetToActivate": []},
    "set_receipt_rule_position": {"MyRuleSet": ["RuleToReposition", "PutRuleAfterThisRule"]},
    "delete_receipt_rule": {"MyRuleSet": ["MyRule"]},
    "describe_receipt_rule": {"MyRuleSet": ["MyRule"]},
    "describe_receipt_rule_set": {"MyRuleSet": ["MyRule"]},
    "list_receipt_rule_sets": {"MyRuleSet": ["MyRule"]},
    "update_receipt_rule": {"MyRuleSet": ["MyRule"]},
}
RULE = {"Enabled": True, "Actions": [{"S3Action": {"BucketName": "MyBucket", "ObjectKeyPrefix": "email"}}]}


def receive(operation):
    """Make what an example about receiving takes for granted."""
    ses = boto3.client("ses")
    for number, (name, rules) in enumerate(RULE_SETS.get(operation, {}).items()):
        ses.create_receipt_rule_set(RuleSetName=name)
        for rule in rules:
            ses.create_receipt_rule(RuleSetName=name, Rule={"Name": rule, **RULE})
        if not number:
            ses.set_active_receipt_rule_set(RuleSetName=name)
    if operation == "list_receipt_filters":
        ses.create_receipt_filter(Filter={"Name": "f", "IpFilter": {"Policy": "Block", "Cidr": "1.2.3.4/24"}})


@pytest.fixture
def world():
    """What the examples take for granted."""
    addresses = ["user@example.com", "user1@example.com", "user2@example.com"]
    with mock_ses(region="us-west-2", verified=["example.com", *addresses]) as cloud:
        ses = boto3.client("ses")
        ses.verify_domain_identity(Domain="example.com")
        ses.put_identity_policy(Identity="example.com", PolicyName="MyPolicy", Policy=json.dumps(POLICY))
        ses.set_identity_mail_from_domain(Identity="example.com", MailFromDomain="bounces.example.com")
        for kind in ("Bounce", "Complaint", "Delivery"):
            ses.set_identity_notification_topic(Identity="example.com", NotificationType=kind, SnsTopic=TOPIC)
        ses.create_configuration_set(ConfigurationSet={"Name": "foo"})
        cloud.verify("example.com")
        message = {"Subject": {"Data": "Hello"}, "Body": {"Text": {"Data": "Hello"}}}
        ses.send_email(Source="user@example.com", Destination={"ToAddresses": ["bob@example.net"]}, Message=message)
        yield cloud


def shape(value):
    """Keys and types; a list is the shapes in it, an empty text is nothing."""
    if isinstance(value, dict):
        return {key: shape(item) for key, item in value.items() if item != ""}
    if isinstance(value, list):
        return sorted({json.dumps(shape(item), sort_keys=True) for item in value})
    return ALIKE.get(type(value), type(value).__name__)


def with_more(example, more):
    """An example with what is known to be answered in addition."""
    if not isinstance(more, dict):
        return more
    return {**example, **{key: with_more(example.get(key, {}), value) for key, value in more.items()}}


@pytest.mark.parametrize(("api", "operation", "request_", "documented"), EXAMPLES)
def test_a_documented_request_is_answered_in_the_documented_shape(world, api, operation, request_, documented):
    client = boto3.client(api)
    receive(operation)

    answer = getattr(client, operation)(**CORRECTED.get(operation, dict)(request_))

    assert answer.pop("ResponseMetadata")["HTTPStatusCode"] == 200
    assert shape(answer) == shape(with_more(documented or {}, DIFFERENCES.get(operation, {})))


def test_there_are_examples():
    assert {example.id for example in EXAMPLES} >= {"ses.VerifyDomainDkim", "ses.GetIdentityPolicies"}
