"""What rules do mail to: whether SES is let in, and what it leaves there when a rule is written."""

from __future__ import annotations

import json
from base64 import b64decode
from email import message_from_bytes, policy

import pytest

from sesmock.domain.receiving import targets
from sesmock.outside import memory

pytestmark = pytest.mark.ses(region="us-east-1", verified=["example.com"], at="2016-07-15T16:25:59.500Z", seed=1)

TOPIC = "arn:aws:sns:us-east-1:123456789012:mails"
FUNCTION = "arn:aws:lambda:us-east-1:123456789012:function:handle"
KEY = "arn:aws:kms:us-east-1:123456789012:key/11111111-2222-3333-4444-555555555555"
ROLE = "arn:aws:iam::123456789012:role/writer"
SET_UP = "AMAZON_SES_SETUP_NOTIFICATION"
# Recorded; the lines are as long as they are.
MAIL = (
    """\
Date: Fri, 15 Jul 2016 16:25:59 +0000
To: recipient@example.com
From: Amazon Web Services <no-reply-aws@amazon.com>
Subject: Amazon SES Setup Notification

Hello,

You received this message because you attempted to set up Amazon SES to deliver emails to this S3 bucket.

Please note that the rule that you configured to deliver emails to this S3 bucket is only valid if the entire \
setup process is successful. For more information about
setting up email-receiving rules, see the Amazon SES Developer Guide at \
http://docs.aws.amazon.com/ses/latest/DeveloperGuide/Welcome.html .

Thank you for using Amazon SES!

The Amazon SES Team
""".replace("\n", "\r\n").removesuffix("\r\n")
    + "\n"
)


class Shut:
    """A neighbour of whom some questions are answered with no, and who keeps what he was asked."""

    def __init__(self, neighbour, *shut):
        self.neighbour = neighbour
        self.shut = shut
        self.asked = []

    def __getattr__(self, name):
        def ask(what):
            self.asked.append((name, what))
            return name not in self.shut

        if name in {"exists", "can_be_written", "can_be_invoked", "can_be_assumed", "can_put"}:
            return vars(self).setdefault("answers", {}).setdefault(name, ask)  # always the same one
        return getattr(self.neighbour, name)


@pytest.fixture
def write(v1, ses_cloud):
    v1.create_receipt_rule_set(RuleSetName="main")

    def write(*actions, how="create"):
        rule = {"Name": "store", "Actions": actions}
        getattr(v1, f"{how}_receipt_rule")(RuleSetName="main", Rule=rule)

    return write


@pytest.fixture
def no(v1, write, ses_cloud):
    def no(action):
        said = v1.no("create_receipt_rule", RuleSetName="main", Rule={"Name": "store", "Actions": [action]})
        assert v1.describe_receipt_rule_set(RuleSetName="main")["Rules"] == []
        assert ses_cloud.deliveries == []
        assert ses_cloud.outside.buckets.objects == {}
        return said

    return no


# ---- whether SES is let in ----


@pytest.mark.parametrize(
    ("port", "shut", "action", "expected"),
    [
        ("buckets", ["exists", "can_be_written"], {"S3Action": {"BucketName": "b"}},
         (400, "InvalidS3Configuration", "No such bucket: b", {"Bucket": "b"})),
        ("buckets", ["can_be_written"], {"S3Action": {"BucketName": "b"}},
         (400, "InvalidS3Configuration", "Could not write to bucket: b", {"Bucket": "b"})),
        ("keys", ["exists"], {"S3Action": {"BucketName": "b", "KmsKeyArn": KEY}},
         (400, "InvalidS3Configuration", f"Unable to use AWS KMS key: {KEY}", {"Bucket": "b"})),
        ("functions", ["can_be_invoked"], {"LambdaAction": {"FunctionArn": FUNCTION}},
         (400, "InvalidLambdaFunction", f"Could not invoke Lambda function: {FUNCTION}", {"FunctionArn": FUNCTION})),
        ("topics", ["exists"], {"SNSAction": {"TopicArn": TOPIC}},
         (400, "InvalidSnsTopic", f"Could not publish to SNS topic: {TOPIC}", {"Topic": TOPIC})),
        ("topics", ["exists"], {"S3Action": {"BucketName": "b", "TopicArn": TOPIC}},
         (400, "InvalidSnsTopic", f"Could not publish to SNS topic: {TOPIC}", {"Topic": TOPIC})),
    ],
)  # fmt: skip
def test_a_target_that_ses_does_not_reach(no, ses_cloud, port, shut, action, expected):
    setattr(ses_cloud.outside, port, Shut(getattr(ses_cloud.outside, port), *shut))

    assert no(action) == expected


@pytest.mark.needs("ses.CreateReceiptRule.Rule.Actions.S3Action.IamRoleArn")
@pytest.mark.parametrize(
    ("shut", "text"),
    [("can_be_assumed", "Could not assume the provided IAM Role"), ("can_put", "Unable to write to S3 bucket")],
)
def test_a_role_that_does_not_let_ses_write(no, ses_cloud, shut, text):
    ses_cloud.outside.roles = Shut(ses_cloud.outside.roles, shut)

    said = no({"S3Action": {"BucketName": "b", "IamRoleArn": ROLE}})
    assert said == (400, "InvalidParameterValue", text)


@pytest.mark.needs("ses.CreateReceiptRule.Rule.Actions.S3Action.IamRoleArn")
def test_with_a_role_the_policy_of_the_bucket_is_no_matter(write, ses_cloud):
    ses_cloud.outside.buckets = Shut(memory.Buckets(), "can_be_written")
    ses_cloud.outside.roles = Shut(ses_cloud.outside.roles)

    write({"S3Action": {"BucketName": "b", "IamRoleArn": ROLE}})
    assert ses_cloud.outside.buckets.asked == [("exists", "b")]
    assert [
        (name, str(what[0]) if name == "can_put" else str(what)) for name, what in ses_cloud.outside.roles.asked
    ] == [
        ("can_be_assumed", ROLE),
        ("can_put", ROLE),
    ]


# ---- what SES leaves there ----


@pytest.mark.parametrize("prefix", [None, "", "emails", "emails/", "/a/b"])
def test_a_bucket_gets_a_mail(write, ses_cloud, prefix):
    more = {} if prefix is None else {"ObjectKeyPrefix": prefix}
    write({"S3Action": {"BucketName": "mails", **more}})

    key = {"emails": "emails/", "/a/b": "/a/b/"}.get(prefix, prefix or "") + SET_UP
    assert {place: body.decode() for place, body in ses_cloud.outside.buckets.objects.items()} == {("mails", key): MAIL}
    assert len(MAIL) == 645  # as the recorded one
    [delivery] = ses_cloud.deliveries
    assert delivery == (f"arn:aws:s3:::mails/{key}", "S3", 1468599959.5, None)


def test_the_mail_is_one_that_parsers_read():
    read = message_from_bytes(targets.set_up_mail(1468599959.5, "S3 bucket"), policy=policy.default)

    assert read["Subject"] == "Amazon SES Setup Notification"
    assert read["Date"].datetime.timestamp() == 1468599959
    assert read.get_content().startswith("Hello,")


def told(action, **content):
    moment = "2016-07-15T16:25:59.500Z"
    headers = dict(line.split(": ", 1) for line in MAIL.split("\r\n\r\n", maxsplit=1)[0].split("\r\n"))
    passed = {"status": "PASS"}
    return {
        "notificationType": "Received",
        "mail": {
            "timestamp": moment,
            "source": "no-reply-aws@amazon.com",
            "messageId": SET_UP,
            "destination": ["recipient@example.com"],
            "headersTruncated": False,
            "headers": [{"name": name, "value": value} for name, value in headers.items()],
            "commonHeaders": {
                "from": ["Amazon Web Services <no-reply-aws@amazon.com>"],
                "date": "Fri, 15 Jul 2016 16:25:59 +0000",
                "to": ["recipient@example.com"],
                "subject": "Amazon SES Setup Notification",
            },
        },
        "receipt": {
            "timestamp": moment,
            "processingTimeMillis": 0,
            "recipients": ["recipient@example.com"],
            **{f"{name}Verdict": passed for name in ("spam", "virus", "spf", "dkim", "dmarc")},
            "action": action,
        },
        **content,
    }


def test_a_topic_gets_the_mail_in_a_notification(write, ses_cloud):
    write({"SNSAction": {"TopicArn": TOPIC}})

    [notice] = ses_cloud.events.at(TOPIC)
    expected = told(
        {"type": "SNS", "topicArn": TOPIC, "encoding": "UTF8"}, content=MAIL.replace("S3 bucket", "SNS topic")
    )
    assert (notice.kind, notice.target, notice.name, notice.subject) == (
        "SNS", TOPIC, "store", "Amazon SES Email Receipt Notification",
    )  # fmt: skip
    assert notice.message == json.dumps(expected, separators=(",", ":"))  # the order of keys, too
    assert notice.envelope()["Subject"] == "Amazon SES Email Receipt Notification"
    assert [(str(arn), message.message) for arn, message in ses_cloud.outside.topics.published] == [
        (TOPIC, notice.message)
    ]


def test_a_topic_gets_it_in_base64_if_that_is_wanted(write, ses_cloud):
    write({"SNSAction": {"TopicArn": TOPIC, "Encoding": "Base64"}})

    payload = ses_cloud.events.at(TOPIC)[0].payload
    assert b64decode(payload.pop("content")).decode() == MAIL.replace("S3 bucket", "SNS topic")
    assert payload == told({"type": "SNS", "topicArn": TOPIC, "encoding": "BASE64"})


BOUNCE = {"SmtpReplyCode": "550", "Message": "No.", "Sender": "me@example.com"}


@pytest.mark.parametrize(
    ("action", "shown"),
    [
        (
            {"S3Action": {"BucketName": "mails", "ObjectKeyPrefix": "in"}},
            {"bucketName": "mails", "objectKeyPrefix": "in", "objectKey": f"in/{SET_UP}"},
        ),
        (
            {"S3Action": {"BucketName": "mails"}},
            {"bucketName": "mails", "objectKeyPrefix": "", "objectKey": SET_UP},
        ),
        ({"LambdaAction": {"FunctionArn": FUNCTION}}, {"functionArn": FUNCTION, "invocationType": "Event"}),
        (
            {"BounceAction": BOUNCE},
            {"smtpReplyCode": "550", "message": "No.", "sender": "me@example.com"},
        ),
        (
            {"BounceAction": {**BOUNCE, "StatusCode": "5.1.1"}},
            {"smtpReplyCode": "550", "statusCode": "5.1.1", "message": "No.", "sender": "me@example.com"},
        ),
        ({"StopAction": {"Scope": "RuleSet"}}, {}),
        ({"WorkmailAction": {"OrganizationArn": "o"}}, {"organizationArn": "o"}),
    ],
)
def test_the_topic_of_another_action_is_told_without_content(write, ses_cloud, action, shown):
    [(kind, members)] = action.items()
    write({kind: {**members, "TopicArn": TOPIC}})

    name = {"WorkmailAction": "WorkMail"}.get(kind, kind.removesuffix("Action"))
    assert [notice.payload for notice in ses_cloud.events.at(TOPIC)] == [
        told({"type": name, "topicArn": TOPIC, **shown})
    ]


def test_functions_are_not_called_and_headers_tell_nobody(write, ses_cloud):
    write(
        {"LambdaAction": {"FunctionArn": FUNCTION}}, {"AddHeaderAction": {"HeaderName": "X-A", "HeaderValue": "b"}},
        {"StopAction": {"Scope": "RuleSet"}},
    )  # fmt: skip

    assert ses_cloud.deliveries == []
    assert ses_cloud.outside.functions.invoked == []


def test_every_update_tries_all_targets_in_their_order(write, ses_cloud):
    write()
    ses_cloud.clock.advance(seconds=60)
    actions = [{"SNSAction": {"TopicArn": TOPIC}}, {"S3Action": {"BucketName": "mails", "TopicArn": TOPIC + "2"}}]
    write(*actions, how="update")
    write(*actions, how="update")

    assert [(delivery.target, delivery.kind, delivery.at) for delivery in ses_cloud.deliveries] == [
        (TOPIC, "SNS", 1468600019.5),
        (f"arn:aws:s3:::mails/{SET_UP}", "S3", 1468600019.5),
        (TOPIC + "2", "SNS", 1468600019.5),
    ] * 2  # fmt: skip
    assert b"16:26:59" in ses_cloud.outside.buckets.objects["mails", SET_UP]
    assert len({notice.envelope()["MessageId"] for notice in ses_cloud.events.at(TOPIC)}) == 2


def test_a_clone_and_a_move_try_nothing(v1, write, ses_cloud):
    write({"SNSAction": {"TopicArn": TOPIC}})
    ses_cloud.deliveries.clear()
    v1.clone_receipt_rule_set(RuleSetName="copy", OriginalRuleSetName="main")
    v1.reorder_receipt_rule_set(RuleSetName="main", RuleNames=["store"])
    v1.set_receipt_rule_position(RuleSetName="main", RuleName="store")
    v1.set_active_receipt_rule_set(RuleSetName="copy")

    assert ses_cloud.deliveries == []


def test_a_bucket_that_breaks_is_written_down(write, ses_cloud):
    class Broken(memory.Buckets):
        def put(self, *_):
            raise OSError("full")

    ses_cloud.outside.buckets = Broken()
    write({"S3Action": {"BucketName": "mails"}})

    [delivery] = ses_cloud.deliveries
    assert (delivery.kind, repr(delivery.error)) == ("S3", "OSError('full')")
    ses_cloud.deliveries.clear()
