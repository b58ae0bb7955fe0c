"""Receipt rules through v1."""

from __future__ import annotations

import pytest
from botocore.exceptions import ClientError

pytestmark = pytest.mark.ses(region="us-east-1", at="2026-01-02T03:04:05.678Z", seed="rules", verified=["example.com"])

TOPIC = "arn:aws:sns:us-east-1:123456789012:mails"
FUNCTION = "arn:aws:lambda:us-east-1:123456789012:function:handle"
KEY = "arn:aws:kms:us-east-1:123456789012:key/11111111-2222-3333-4444-555555555555"
ROLE = "arn:aws:iam::123456789012:role/writer"
PATTERN = "Member must satisfy regular expression pattern: ^[a-zA-Z0-9_.-]+$"
LENGTH = "Member must have length greater than or equal to 1"
NULL = "Member must not be null"
ONE_TYPE = "Exactly one action type must be specified for each ReceiptAction"
DEFAULTS = {"Enabled": False, "TlsPolicy": "Optional", "Actions": [], "ScanEnabled": False}
STOP = {"StopAction": {"Scope": "RuleSet"}}
BOUNCE = {"SmtpReplyCode": "550", "Message": "Mailbox does not exist", "Sender": "me@example.com"}
# Every action, as small as it can be and with all that it may have.
ACTIONS = [
    {"S3Action": {"BucketName": "mails"}},
    {"S3Action": {"BucketName": "mails", "ObjectKeyPrefix": "in", "KmsKeyArn": KEY, "TopicArn": TOPIC}},
    {"SNSAction": {"TopicArn": TOPIC, "Encoding": "UTF-8"}},
    {"SNSAction": {"TopicArn": TOPIC, "Encoding": "Base64"}},
    {"LambdaAction": {"FunctionArn": FUNCTION}},
    {"LambdaAction": {"FunctionArn": FUNCTION + ":live", "InvocationType": "RequestResponse", "TopicArn": TOPIC}},
    {"BounceAction": BOUNCE},
    {"BounceAction": {**BOUNCE, "StatusCode": "5.1.1", "TopicArn": TOPIC}},
    {"AddHeaderAction": {"HeaderName": "X-Seen", "HeaderValue": ""}},
    {"AddHeaderAction": {"HeaderName": "!", "HeaderValue": "tab\tand é"}},
    STOP,
    {"StopAction": {"Scope": "RuleSet", "TopicArn": TOPIC}},
    {"WorkmailAction": {"OrganizationArn": "arn:aws:workmail:us-east-1:123456789012:organization/m-1"}},
    {"WorkmailAction": {"OrganizationArn": "anything", "TopicArn": TOPIC}},
]


def constraints(*violations):
    count = len(violations)
    head = "1 validation error" if count == 1 else f"{count} validation errors"
    listed = "; ".join(f"Value at '{path}' failed to satisfy constraint: {text}" for path, text in violations)
    return 400, "ValidationError", f"{head} detected: {listed}"


def invalid(text):
    return 400, "InvalidParameterValue", text


def missing(name):
    return 400, "RuleDoesNotExist", f"Rule does not exist: {name}", {"Name": name}


@pytest.fixture
def main(v1):
    v1.create_receipt_rule_set(RuleSetName="main")
    return "main"


@pytest.fixture
def create(v1, main):
    def create(name="new", after=None, **rule):
        more = {} if after is None else {"After": after}
        return v1.create_receipt_rule(RuleSetName=main, Rule={"Name": name, **rule}, **more)

    return create


@pytest.fixture
def no(v1, main):
    """What is said of a new rule and of the same as an update; it is left out of the set or as it was."""

    def no(**rule):
        said = v1.no("create_receipt_rule", RuleSetName=main, Rule={"Name": "new", **rule})
        assert rules(v1) == []
        v1.create_receipt_rule(RuleSetName=main, Rule={"Name": "new", "ScanEnabled": True})
        before = described(v1)
        assert v1.no("update_receipt_rule", RuleSetName=main, Rule={"Name": "new", **rule}) == said
        assert described(v1) == before
        return said

    return no


def described(v1, name="new"):
    rule = v1.describe_receipt_rule(RuleSetName="main", RuleName=name)["Rule"]
    assert rule.pop("Name") == name
    return rule


def rules(v1):
    return [rule["Name"] for rule in v1.describe_receipt_rule_set(RuleSetName="main")["Rules"]]


# ---- what is kept and shown ----


def test_a_rule_has_defaults(v1, create):
    assert create() == {}
    assert v1.describe_receipt_rule(RuleSetName="main", RuleName="new") == {"Rule": {"Name": "new", **DEFAULTS}}


def test_the_wire_shows_the_members_in_the_order_of_the_model(v1, main, wire):
    actions = [{"SNSAction": {"TopicArn": TOPIC}}]
    v1.create_receipt_rule(RuleSetName=main, Rule={"Name": "new", "Recipients": ["a@b.example"], "Actions": actions})

    assert wire.v1({"Action": "DescribeReceiptRule", "RuleSetName": main, "RuleName": "new"}) == (
        200,
        f"""\
<DescribeReceiptRuleResponse xmlns="http://ses.amazonaws.com/doc/2010-12-01/">
  <DescribeReceiptRuleResult>
    <Rule>
      <Name>new</Name>
      <Enabled>false</Enabled>
      <TlsPolicy>Optional</TlsPolicy>
      <Recipients>
        <member>a@b.example</member>
      </Recipients>
      <Actions>
        <member>
          <SNSAction>
            <TopicArn>{TOPIC}</TopicArn>
            <Encoding>UTF-8</Encoding>
          </SNSAction>
        </member>
      </Actions>
      <ScanEnabled>false</ScanEnabled>
    </Rule>
  </DescribeReceiptRuleResult>
  <ResponseMetadata>
    <RequestId>…</RequestId>
  </ResponseMetadata>
</DescribeReceiptRuleResponse>
""",
    )


@pytest.mark.parametrize("action", ACTIONS, ids=lambda action: next(iter(action)))
def test_an_action_is_shown_as_it_was_given(v1, create, action):
    assert create(Actions=[action]) == {}
    assert described(v1) == {**DEFAULTS, "Actions": [action]}


def test_actions_of_other_types_with_the_same_members_are_shown_as_what_they_are(v1, create):
    for action in (STOP, {"WorkmailAction": {"OrganizationArn": "RuleSet"}}):
        v1.delete_receipt_rule(RuleSetName="main", RuleName="new")
        create(Actions=[action])

        assert described(v1)["Actions"] == [action]
        assert v1.describe_receipt_rule_set(RuleSetName="main")["Rules"][0]["Actions"] == [action]


@pytest.mark.needs("ses.CreateReceiptRule.Rule.Actions.S3Action.IamRoleArn")
@pytest.mark.needs("ses.CreateReceiptRule.Rule.Actions.ConnectAction")
def test_the_newer_actions_are_shown_as_they_were_given(v1, create):
    instance = "arn:aws:connect:us-east-1:123456789012:instance/11111111-2222-3333-4444-555555555555"
    actions = [
        {"S3Action": {"BucketName": "mails", "IamRoleArn": ROLE}},
        {"ConnectAction": {"InstanceARN": instance, "IAMRoleARN": ROLE}},
    ]
    create(Actions=actions)

    assert described(v1) == {**DEFAULTS, "Actions": actions}


def test_the_encoding_for_a_topic_is_filled_in(v1, create):
    create(Actions=[{"SNSAction": {"TopicArn": TOPIC}}])

    assert described(v1) == {**DEFAULTS, "Actions": [{"SNSAction": {"TopicArn": TOPIC, "Encoding": "UTF-8"}}]}


def test_everything_a_rule_may_have(v1, create):
    whole = {"Enabled": True, "TlsPolicy": "Require", "Recipients": ["example.com"], "ScanEnabled": True}
    create(**whole, Actions=[ACTIONS[0], ACTIONS[4], STOP])

    assert described(v1) == {**whole, "Actions": [ACTIONS[0], ACTIONS[4], STOP]}


def test_recipients_are_kept_in_small_letters_once_and_sorted(v1, create):
    given = ["z@example.com", "Example.com", "A@Example.com", ".EXAMPLE.com", "a@example.com", "a@example.com"]
    create(Recipients=given)

    assert described(v1)["Recipients"] == [".example.com", "a@example.com", "example.com", "z@example.com"]


@pytest.mark.parametrize("empty", [{"Recipients": []}, {"Actions": []}, {"Actions": [{}]}])
def test_what_is_empty_is_as_if_it_were_not_there(v1, create, empty):
    create(**empty)

    assert described(v1) == DEFAULTS


def test_more_recipients_than_documented_are_taken(v1, create):
    create(Recipients=[f"a{number:03}@example.com" for number in range(101)])

    assert len(described(v1)["Recipients"]) == 101


def test_the_domains_of_recipients_need_not_be_verified(v1, create):
    create(Recipients=["user+tag@unheard-of.example", "*@example.org", "localhost"])

    assert described(v1)["Recipients"] == ["*@example.org", "localhost", "user+tag@unheard-of.example"]


def test_names_are_for_one_set(v1, create):
    create()
    v1.create_receipt_rule_set(RuleSetName="other")

    assert v1.create_receipt_rule(RuleSetName="other", Rule={"Name": "new"}) == {}


# ---- positions ----


def test_a_new_rule_is_the_first_or_behind_another(v1, create):
    create("a")
    create("b")
    create("c", after="b")
    create("d", after="a")

    assert rules(v1) == ["b", "c", "a", "d"]


@pytest.mark.parametrize(
    ("name", "after", "expected"),
    [("c", None, "cabd"), ("a", "c", "bcad"), ("d", "a", "adbc"), ("a", "d", "bcda"), ("b", "a", "abcd"),
     ("b", "b", "abcd"), ("a", None, "abcd")],
)  # fmt: skip
def test_a_rule_is_moved(v1, create, name, after, expected):
    for rule in "dcba":
        create(rule)
    more = {} if after is None else {"After": after}

    assert v1.set_receipt_rule_position(RuleSetName="main", RuleName=name, **more) == {}
    assert rules(v1) == list(expected)


@pytest.mark.parametrize(
    ("name", "after", "expected"),
    [
        ("no!", "x!", constraints(("ruleName", PATTERN), ("after", PATTERN))),
        ("a", "", constraints(("after", LENGTH), ("after", PATTERN))),
        ("a", "x-", invalid("Not a valid ruleName: x-")),
        ("x-", "a", invalid("Not a valid ruleName: x-")),
        ("a", "x", missing("x")),
        ("x", "a", missing("x")),
        ("x", "x", missing("x")),
    ],
)
def test_what_cannot_be_moved(v1, create, name, after, expected):
    create("b")
    create("a")

    assert v1.no("set_receipt_rule_position", RuleSetName="main", RuleName=name, After=after) == expected
    assert rules(v1) == ["a", "b"]


def test_an_update_replaces_the_whole_rule_in_its_place(v1, create):
    create("b")
    create("new", Enabled=True, ScanEnabled=True, Recipients=["example.com"], Actions=[STOP], TlsPolicy="Require")
    create("a")

    assert v1.update_receipt_rule(RuleSetName="main", Rule={"Name": "new"}) == {}
    assert rules(v1) == ["a", "new", "b"]
    assert described(v1) == DEFAULTS


def test_a_rule_is_deleted_and_an_unknown_one_is_as_good_as_deleted(v1, create):
    create("b")
    create("a")
    v1.set_active_receipt_rule_set(RuleSetName="main")

    assert v1.delete_receipt_rule(RuleSetName="main", RuleName="b") == {}
    assert v1.delete_receipt_rule(RuleSetName="main", RuleName="b") == {}
    assert rules(v1) == ["a"]
    assert v1.no("describe_receipt_rule", RuleSetName="main", RuleName="b") == missing("b")


# ---- the order of checks ----

BAD_RULE = {"Recipients": ["not valid"], "Actions": [STOP] * 11}
ALL_BAD = {"Name": "", "TlsPolicy": "x", "Actions": [{"SNSAction": {"TopicArn": "t", "Encoding": "x"}}]}


@pytest.mark.parametrize(
    ("set_name", "after", "rule", "expected"),
    [
        ("a b", "", ALL_BAD, constraints(("ruleSetName", PATTERN))),
        ("a-", "", ALL_BAD, invalid("Not a valid ruleSetName: a-")),
        (
            "gone", "", ALL_BAD,
            constraints(
                ("after", LENGTH), ("after", PATTERN), ("rule.name", LENGTH), ("rule.name", PATTERN),
                ("rule.tlsPolicy", "Member must satisfy enum value set: [Optional, Require]"),
                ("rule.actions.1.member.sNSAction.encoding",
                 "Member must satisfy enum value set: [Base64, UTF-8]"),
            ),
        ),
        ("gone", "x-", {"Name": "y-"}, invalid("Not a valid ruleName: y-")),
        ("gone", "x-", {"Name": "y"}, invalid("Not a valid ruleName: x-")),
        ("gone", "x", {"Name": "y" * 65}, invalid(f"Not a valid ruleName: {'y' * 65}")),
        ("gone", "x", {"Name": "old", **BAD_RULE},
         (400, "RuleSetDoesNotExist", "Rule set does not exist: gone", {"Name": "gone"})),
        ("main", "x", {"Name": "old", **BAD_RULE}, (400, "AlreadyExists", "Rule already exists: old", {"Name": "old"})),
        ("main", "x", {"Name": "new", **BAD_RULE}, missing("x")),
        ("main", "old", {"Name": "new", **BAD_RULE}, invalid("Invalid recipient: not valid")),
        ("main", "old", {"Name": "new", "Actions": [STOP] * 11}, (400, "LimitExceeded", "Too many actions")),
        ("main", "old", {"Name": "new", "Actions": [{"S3Action": {"BucketName": ""}}, STOP, STOP]},
         invalid("Stop action, if any, must be placed at the end of the actions list")),
        ("main", "old", {"Name": "new", "Actions": [{"S3Action": {"BucketName": ""}}, {"SNSAction": {"TopicArn": ""}}]},
         invalid("Bucket name must not be empty")),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_new_rule_is_told_in_this_order(v1, create, set_name, after, rule, expected):
    create("old")

    assert v1.no("create_receipt_rule", RuleSetName=set_name, After=after, Rule=rule) == expected
    assert v1.describe_receipt_rule_set(RuleSetName="main")["Rules"] == [{"Name": "old", **DEFAULTS}]


@pytest.mark.parametrize(
    ("set_name", "rule", "expected"),
    [
        ("a b", ALL_BAD, constraints(("ruleSetName", PATTERN))),
        ("gone", {"Name": "y-"}, invalid("Not a valid ruleName: y-")),
        ("gone", {"Name": "y"}, (400, "RuleSetDoesNotExist", "Rule set does not exist: gone", {"Name": "gone"})),
        ("main", {"Name": "y", **BAD_RULE}, missing("y")),
        ("main", {"Name": "old", **BAD_RULE}, invalid("Invalid recipient: not valid")),
    ],
)
def test_what_is_wrong_with_an_update_is_told_in_this_order(v1, create, set_name, rule, expected):
    create("old")

    assert v1.no("update_receipt_rule", RuleSetName=set_name, Rule=rule) == expected
    assert described(v1, "old") == DEFAULTS


def test_there_are_no_more_than_two_hundred_rules_in_a_set(v1, create):
    for number in range(200):
        create(f"r{number}")

    said = v1.no("create_receipt_rule", RuleSetName="main", Rule={"Name": "r200"}, After="unknown")
    assert said == (400, "LimitExceeded", "Too many rules")
    said = v1.no("create_receipt_rule", RuleSetName="main", Rule={"Name": "r7"})
    assert said == (400, "AlreadyExists", "Rule already exists: r7", {"Name": "r7"})
    assert len(rules(v1)) == 200


@pytest.mark.parametrize("operation", ["describe_receipt_rule", "delete_receipt_rule"])
@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("", constraints(("ruleName", LENGTH), ("ruleName", PATTERN))),
        ("a b", constraints(("ruleName", PATTERN))),
        (".a", invalid("Not a valid ruleName: .a")),
        ("a" * 65, invalid(f"Not a valid ruleName: {'a' * 65}")),
    ],
)
def test_a_rule_of_an_impossible_name(v1, main, operation, name, expected):
    assert v1.no(operation, RuleSetName=main, RuleName=name) == expected
    assert v1.no(operation, RuleSetName="gone", RuleName=name) == expected


# ---- what a rule may contain ----


@pytest.mark.parametrize(
    "recipient",
    ["", "not valid", "a@b@c.example", "example..com", "example.-com", "example-.com", "example.com-", "-example.com",
     ".", "..example.com", "example.com.", "a@", "@example.com", "a@.example.com", "bücher.example", "a_b.example",
     "\u212a.example", "a@b.example\n"],
)  # fmt: skip
def test_what_is_no_recipient(no, recipient):
    assert no(Recipients=["example.com", recipient, "also not valid"]) == invalid(f"Invalid recipient: {recipient}")


TOPICS = [
    ({"S3Action": {"BucketName": "b"}}),
    ({"LambdaAction": {"FunctionArn": FUNCTION}}),
    ({"BounceAction": BOUNCE}),
    STOP,
    ({"WorkmailAction": {"OrganizationArn": "o"}}),
    ({"SNSAction": {}}),
]


@pytest.mark.parametrize("action", TOPICS, ids=lambda action: next(iter(action)))
@pytest.mark.parametrize(
    ("topic", "problem"),
    [
        ("", "Invalid SNS topic"),
        ("mails", "Invalid SNS topic"),
        ("arn:aws:sqs:us-east-1:123456789012:mails", "Invalid SNS topic"),
        ("arn:aws:sns:us-east-1:1234:mails", "Invalid SNS topic"),
        ("arn:aws:sns:us-east-1:123456789012:", "Invalid SNS topic"),
        ("arn:aws:sns:us-west-2:123456789012:mails", "Could not publish to SNS topic"),
        ("arn:aws:sns:us-east-1:123456789012:mails.fifo", "Could not publish to SNS topic"),
    ],
)
def test_topics(no, action, topic, problem):
    [(kind, members)] = action.items()

    assert no(Actions=[{kind: {**members, "TopicArn": topic}}]) == (
        400, "InvalidSnsTopic", f"{problem}: {topic}", {"Topic": topic},
    )  # fmt: skip


def bad_function(text):
    return 400, "InvalidLambdaFunction", f"Invalid Lambda function: {text}", {"FunctionArn": text}


ELSEWHERE = FUNCTION.replace("us-east-1", "us-west-2")


@pytest.mark.parametrize(
    ("action", "expected"),
    [
        ({"LambdaAction": {"FunctionArn": ""}}, invalid("Lambda function ARN must not be empty")),
        ({"LambdaAction": {"FunctionArn": "handle"}}, bad_function("handle")),
        ({"LambdaAction": {"FunctionArn": ELSEWHERE}}, bad_function(ELSEWHERE)),
        ({"BounceAction": {"SmtpReplyCode": "", "Message": "", "Sender": ""}}, invalid("Invalid SMTP reply code: ")),
        ({"BounceAction": {**BOUNCE, "SmtpReplyCode": "250"}}, invalid("Invalid SMTP reply code: 250")),
        ({"BounceAction": {**BOUNCE, "Message": "", "Sender": ""}}, invalid("Invalid SMTP response message: ")),
        ({"BounceAction": {**BOUNCE, "Message": "a\nb"}}, invalid("Invalid SMTP response message: a\nb")),
        ({"BounceAction": {**BOUNCE, "StatusCode": "5.1"}}, invalid("Invalid SMTP status code: 5.1")),
        ({"BounceAction": {**BOUNCE, "Sender": "a@no.example"}}, invalid("Identity is not verified: a@no.example")),
        ({"BounceAction": {**BOUNCE, "Sender": "example.com"}}, invalid("Identity is not verified: example.com")),
        ({"AddHeaderAction": {"HeaderName": "", "HeaderValue": ""}}, invalid("Invalid header name: ")),
        ({"AddHeaderAction": {"HeaderName": "a:b", "HeaderValue": "\n"}}, invalid("Invalid header name: a:b")),
        ({"AddHeaderAction": {"HeaderName": "a b", "HeaderValue": ""}}, invalid("Invalid header name: a b")),
        ({"AddHeaderAction": {"HeaderName": "é", "HeaderValue": ""}}, invalid("Invalid header name: é")),
        ({"AddHeaderAction": {"HeaderName": "a", "HeaderValue": "a\nb"}}, invalid("Invalid header value: a0x000ab")),
        ({"AddHeaderAction": {"HeaderName": "a", "HeaderValue": "\r\n"}},
         invalid("Invalid header value: 0x000d0x000a")),
        ({"S3Action": {"BucketName": ""}}, invalid("Bucket name must not be empty")),
        *(
            (
                {"S3Action": {"BucketName": "b", "KmsKeyArn": key}},
                (400, "InvalidS3Configuration", f"Unable to use AWS KMS key: {key}", {"Bucket": "b"}),
            )
            for key in ("", "key", KEY.replace("us-east-1", "us-west-2"), KEY.partition("key/")[0] + "alias/mine",
                        KEY.replace("123456789012", ""), "arn:aws:kms:us-east-1:999999999999:alias/aws/ses")
        ),
        ({"StopAction": {"Scope": "RuleSet"}, "AddHeaderAction": {"HeaderName": "a", "HeaderValue": "b"}},
         invalid(ONE_TYPE)),
        ({"StopAction": {"Scope": "Rule"}},
         constraints(("rule.actions.1.member.stopAction.scope", "Member must satisfy enum value set: [RuleSet]"))),
        ({"LambdaAction": {"FunctionArn": "", "InvocationType": "x"}},
         constraints(("rule.actions.1.member.lambdaAction.invocationType",
                      "Member must satisfy enum value set: [RequestResponse, Event]"))),
    ],
)  # fmt: skip
def test_what_is_no_action(no, action, expected):
    assert no(Actions=[action]) == expected


def test_the_default_key_of_the_account_will_do(v1, create):
    key = "arn:aws:kms:us-east-1:123456789012:alias/aws/ses"
    create(Actions=[{"S3Action": {"BucketName": "b", "KmsKeyArn": key}}])

    assert described(v1)["Actions"] == [{"S3Action": {"BucketName": "b", "KmsKeyArn": key}}]


def test_the_first_bad_action_is_told(no):
    actions = [ACTIONS[0], {"LambdaAction": {"FunctionArn": "x"}}, {"SNSAction": {"TopicArn": ""}}]

    assert no(Actions=actions) == bad_function("x")


REQUIRED = {
    "AddHeaderAction": ["headerName", "headerValue"],
    "BounceAction": ["smtpReplyCode", "sender", "message"],
    "ConnectAction": ["instanceARN", "iAMRoleARN"],
    "LambdaAction": ["functionArn"],
    "S3Action": ["bucketName"],
    "SNSAction": ["topicArn"],
    "StopAction": ["scope"],
    "WorkmailAction": ["organizationArn"],
}


@pytest.mark.parametrize("action", REQUIRED)
def test_what_an_action_must_have(wire, main, action, needs):
    needs(f"ses.CreateReceiptRule.Rule.Actions.{action}")
    form = {
        "Action": "CreateReceiptRule",
        "RuleSetName": main,
        "Rule.Name": "new",
        f"Rule.Actions.member.1.{action}": "",
    }
    _, body = wire.v1(form)

    path = f"rule.actions.1.member.{action[0].lower()}{action[1:]}"
    text = constraints(*((f"{path}.{name}", NULL) for name in REQUIRED[action]))[2].replace("'", "&apos;")
    assert f"<Code>ValidationError</Code>\n    <Message>{text}</Message>" in body


@pytest.mark.parametrize(
    ("more", "code", "text"),
    [
        ({"2.StopAction.Scope": "RuleSet"}, "InvalidParameterValue", ONE_TYPE),
        ({"1": ""}, "InvalidParameterValue", ONE_TYPE),
        (
            {"1.StopAction.Scope": "RuleSet", "1.SNSAction.TopicArn": TOPIC},
            "InvalidParameterValue",
            ONE_TYPE,
        ),
        ({"0.StopAction.Scope": "RuleSet"}, "MalformedInput", "0 is not a valid index"),
    ],
)
def test_actions_that_are_numbered_badly_or_have_not_one_type(wire, v1, main, more, code, text):
    members = {f"Rule.Actions.member.{name}": value for name, value in more.items()}
    form = {"Action": "CreateReceiptRule", "RuleSetName": main, "Rule.Name": "new", **members}
    status, body = wire.v1(form)

    assert (status, f"<Code>{code}</Code>\n    <Message>{text}</Message>" in body) == (400, True), body
    assert rules(v1) == []


@pytest.mark.parametrize("word", ["True", "yes", "", "2"])
def test_a_boolean_of_another_word(wire, main, word):
    form = {"Action": "CreateReceiptRule", "RuleSetName": main, "Rule.Name": "new", "Rule.Enabled": word}
    status, body = wire.v1(form)

    text = "boolean must follow xsd1.1 definition"
    assert (status, f"<Code>MalformedInput</Code>\n    <Message>{text}</Message>" in body) == (400, True)


def test_a_nul_in_a_header_breaks_every_look_at_the_set_until_the_rule_is_gone(v1, main, wire):
    action = {"AddHeaderAction": {"HeaderName": "a", "HeaderValue": "\0"}}
    assert v1.create_receipt_rule(RuleSetName=main, Rule={"Name": "new", "Actions": [action]}) == {}
    v1.set_active_receipt_rule_set(RuleSetName=main)
    broken = """\
<ErrorResponse xmlns="http://ses.amazonaws.com/doc/2010-12-01/">
  <Error>
    <Type>Receiver</Type>
    <Code>InternalFailure</Code>
  </Error>
  <RequestId>…</RequestId>
</ErrorResponse>
"""

    named = {"RuleSetName": main}
    assert wire.v1({"Action": "DescribeReceiptRuleSet", **named}) == (500, broken)
    assert wire.v1({"Action": "DescribeActiveReceiptRuleSet"}) == (500, broken)
    assert wire.v1({"Action": "DescribeReceiptRule", **named, "RuleName": "new"}) == (500, broken)
    v1.delete_receipt_rule(RuleSetName=main, RuleName="new")
    assert v1.describe_active_receipt_rule_set()["Rules"] == []


@pytest.mark.needs("ses.CreateReceiptRule.Rule.Actions.S3Action.IamRoleArn", min=20)
def test_a_role_that_is_none_is_told_by_the_model(v1, main):
    action = {"S3Action": {"BucketName": "b", "IamRoleArn": "arn:aws:iam::1:user/anybody"}}

    with pytest.raises(ClientError, match=r"rule\.actions\.1\.member\.s3Action\.iamRoleArn' failed") as caught:
        v1.client.create_receipt_rule(RuleSetName=main, Rule={"Name": "new", "Actions": [action]})
    assert caught.value.response["Error"]["Code"] == "ValidationError"
    assert rules(v1) == []
