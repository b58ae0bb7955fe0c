"""Stacks of moto's CloudFormation with what receives mail."""

from __future__ import annotations

import json
import re

import boto3
import pytest

from sesmock import mock_ses
from sesmock.moto import mock_aws

moto = pytest.importorskip("moto")
pytest.importorskip("moto.cloudformation")

TOPIC = "arn:aws:sns:eu-west-1:123456789012:mails"
ACTIONS = [
    {"AddHeaderAction": {"HeaderName": "X-A", "HeaderValue": "1"}},
    {"BounceAction": {"Message": "No.", "Sender": "me@example.com", "SmtpReplyCode": "550", "StatusCode": "5.1.1"}},
    {"LambdaAction": {"FunctionArn": "arn:aws:lambda:eu-west-1:123456789012:function:f", "InvocationType": "Event"}},
    {"S3Action": {"BucketName": "mails", "ObjectKeyPrefix": "in", "TopicArn": TOPIC}},
    {"SNSAction": {"TopicArn": TOPIC, "Encoding": "Base64"}},
    {"WorkmailAction": {"OrganizationArn": "o"}},
    {"StopAction": {"Scope": "RuleSet"}},
]
WHOLE = {
    "Enabled": True,
    "TlsPolicy": "Require",
    "Recipients": ["example.com"],
    "ScanEnabled": True,
    "Actions": ACTIONS,
}
EMPTY = {"Enabled": False, "TlsPolicy": "Optional", "ScanEnabled": False, "Actions": []}


@pytest.fixture
def cloud():
    with moto.mock_aws(), mock_ses(region="eu-west-1", verified=["example.com"]) as cloud:
        yield cloud


@pytest.fixture
def v1(cloud):
    return boto3.client("ses", "eu-west-1")


def stack(how, outputs=(), **resources):
    """Create or update the stack of these resources; its state and outputs."""
    cfn = boto3.client("cloudformation", "eu-west-1")
    body = {
        "Resources": {
            name: {"Type": f"AWS::SES::{kind}", "Properties": said} for name, (kind, said) in resources.items()
        },
        "Outputs": {name: {"Value": {"Ref": name}} for name in outputs},
    }
    getattr(cfn, f"{how}_stack")(StackName="mail", TemplateBody=json.dumps(body))
    [found] = cfn.describe_stacks(StackName="mail")["Stacks"]
    return found["StackStatus"], {one["OutputKey"]: one["OutputValue"] for one in found.get("Outputs", [])}


def failures():
    events = boto3.client("cloudformation", "eu-west-1").describe_stack_events(StackName="mail")["StackEvents"]
    return [
        re.sub(r"(RequestToken|Request ID): [0-9a-f-]{36}", r"\1: …", event["ResourceStatusReason"])
        for event in events
        if event["ResourceStatus"].endswith("_FAILED") and event["LogicalResourceId"] != "mail"
    ]


def rules(v1, name="main"):
    return v1.describe_receipt_rule_set(RuleSetName=name)["Rules"]


SET = ("ReceiptRuleSet", {"RuleSetName": "main"})


def rule(name, after=None, **more):
    said = {"RuleSetName": {"Ref": "Set"}, "Rule": {"Name": name, **more}}
    return "ReceiptRule", said if after is None else {**said, "After": {"Ref": after}}


def test_sets_rules_and_filters_come_change_and_go(v1, cloud):
    bad = {"Name": "bad", "IpFilter": {"Policy": "Block", "Cidr": "10.0.0.0/8"}}
    made = stack(
        "create", ["Set", "First", "Second", "Bad"], Set=SET, First=rule("first", **WHOLE),
        Second=rule("second", "First"), Bad=("ReceiptFilter", {"Filter": bad}),
    )  # fmt: skip

    refs = {"Set": "main", "First": "first", "Second": "second", "Bad": "bad"}
    assert made == ("CREATE_COMPLETE", refs)
    assert rules(v1) == [{"Name": "first", **WHOLE}, {"Name": "second", **EMPTY}]
    assert v1.list_receipt_filters()["Filters"] == [bad]
    assert len(cloud.events.at(TOPIC)) == 2

    other = {**bad, "Name": "worse"}
    changed = stack(
        "update", ["Bad"], Set=SET, First=rule("first", Enabled="true"), Second=rule("second"),
        Bad=("ReceiptFilter", {"Filter": other}),
    )  # fmt: skip
    assert changed == ("UPDATE_COMPLETE", {"Bad": "worse"})
    assert rules(v1) == [{"Name": "second", **EMPTY}, {"Name": "first", **EMPTY, "Enabled": True}]
    assert v1.list_receipt_filters()["Filters"] == [other]

    assert stack("update", Set=SET, First=rule("first", Enabled="true"))[0] == "UPDATE_COMPLETE"
    assert [found["Name"] for found in rules(v1)] == ["first"]
    boto3.client("cloudformation", "eu-west-1").delete_stack(StackName="mail")
    assert v1.list_receipt_rule_sets()["RuleSets"] == []


def test_names_are_made_up(v1):
    _, refs = stack(
        "create", ["Set", "Rule", "Filter"], Set=("ReceiptRuleSet", {}),
        Rule=("ReceiptRule", {"RuleSetName": {"Ref": "Set"}, "Rule": {"Enabled": True}}),
        Filter=("ReceiptFilter", {"Filter": {"IpFilter": {"Policy": "Allow", "Cidr": "::1"}}}),
    )  # fmt: skip

    assert [found["Name"] for found in v1.list_receipt_rule_sets()["RuleSets"]] == [refs["Set"]]
    assert rules(v1, refs["Set"]) == [{"Name": refs["Rule"], **EMPTY, "Enabled": True}]
    assert [found["Name"] for found in v1.list_receipt_filters()["Filters"]] == [refs["Filter"]]


def test_another_name_is_another_rule(v1):
    stack("create", Set=SET, Rule=rule("old"))

    assert stack("update", ["Rule"], Set=SET, Rule=rule("new")) == ("UPDATE_COMPLETE", {"Rule": "new"})
    assert [found["Name"] for found in rules(v1)] == ["new"]


def test_what_ses_refuses_rolls_the_stack_back(v1):
    said = stack("create", Set=SET, Rule=rule("a", Actions=[{"SNSAction": {"TopicArn": "topic"}}]))

    assert said == ("ROLLBACK_COMPLETE", {})
    assert failures() == [
        (
            'Resource handler returned message: "Invalid SNS topic: topic (Service: Ses, Status Code: 400, '
            'Request ID: …)" (RequestToken: …, HandlerErrorCode: InvalidRequest)'
        )
    ]
    assert v1.list_receipt_rule_sets()["RuleSets"] == []


def test_a_filter_of_the_same_name_cannot_take_the_place_of_another(v1):
    def block(cidr):
        return "ReceiptFilter", {"Filter": {"Name": "bad", "IpFilter": {"Policy": "Block", "Cidr": cidr}}}

    stack("create", Bad=block("10.0.0.1"))

    assert stack("update", Bad=block("10.0.0.2"))[0] == "UPDATE_ROLLBACK_COMPLETE"
    assert [found["IpFilter"]["Cidr"] for found in v1.list_receipt_filters()["Filters"]] == ["10.0.0.1"]


def test_the_active_set_keeps_its_stack(v1):
    stack("create", Set=SET)
    v1.set_active_receipt_rule_set(RuleSetName="main")
    boto3.client("cloudformation", "eu-west-1").delete_stack(StackName="mail")

    assert failures() == [
        (
            'Resource handler returned message: "Cannot delete active rule set: main (Service: Ses, Status Code: 400, '
            'Request ID: …)" (RequestToken: …, HandlerErrorCode: ResourceConflict)'
        )
    ]


def test_what_is_gone_already_can_be_deleted(v1):
    stack("create", Set=SET, Rule=rule("a"))
    v1.delete_receipt_rule_set(RuleSetName="main")
    cfn = boto3.client("cloudformation", "eu-west-1")
    cfn.delete_stack(StackName="mail")

    [deleted] = cfn.list_stacks()["StackSummaries"]
    assert deleted["StackStatus"] == "DELETE_COMPLETE"


# ---- the buckets, topics and functions of moto ----


@mock_aws(region="eu-west-1")
def test_targets_are_those_of_moto(cloud):
    v1, s3, sns = (boto3.client(service, "eu-west-1") for service in ("ses", "s3", "sns"))
    v1.create_receipt_rule_set(RuleSetName="main")

    def refused(action):
        with pytest.raises(v1.exceptions.ClientError) as caught:
            v1.create_receipt_rule(RuleSetName="main", Rule={"Name": "a", "Actions": [action]})
        return caught.value.response["Error"]["Code"], caught.value.response["Error"]["Message"]

    function = "arn:aws:lambda:eu-west-1:123456789012:function:f"
    key = "arn:aws:kms:eu-west-1:123456789012:key/11111111-2222-3333-4444-555555555555"
    store = {"BucketName": "mails", "ObjectKeyPrefix": "in"}
    assert refused({"S3Action": store}) == ("InvalidS3Configuration", "No such bucket: mails")
    s3.create_bucket(Bucket="mails", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    assert refused({"S3Action": {**store, "KmsKeyArn": key}}) == (
        "InvalidS3Configuration", f"Unable to use AWS KMS key: {key}",
    )  # fmt: skip
    assert refused({"SNSAction": {"TopicArn": TOPIC}}) == (
        "InvalidSnsTopic",
        f"Could not publish to SNS topic: {TOPIC}",
    )
    assert refused({"LambdaAction": {"FunctionArn": function}}) == (
        "InvalidLambdaFunction", f"Could not invoke Lambda function: {function}",
    )  # fmt: skip
    assert s3.list_objects_v2(Bucket="mails")["KeyCount"] == 0

    topic = sns.create_topic(Name="mails")["TopicArn"]
    actions = [{"S3Action": {**store, "TopicArn": topic}}]
    v1.create_receipt_rule(RuleSetName="main", Rule={"Name": "a", "Actions": actions})
    [found] = s3.list_objects_v2(Bucket="mails")["Contents"]
    assert (found["Key"], found["Size"]) == ("in/AMAZON_SES_SETUP_NOTIFICATION", 645)
    assert [delivery.ok for delivery in cloud.deliveries] == [True, True]
