"""Mail that comes in: published models read what is told of it, no byte is lost, nothing is too bad to be answered."""

from __future__ import annotations

import json
import subprocess
import sys
from email.message import EmailMessage
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from importlib import util

import boto3
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sesmock import mock_ses

TOPIC = "arn:aws:sns:us-east-1:123456789012:mail"
FUNCTION = "arn:aws:lambda:us-east-1:123456789012:function:mail"
MAIL = (
    b"From: Bob <bob@example.org>\r\nTo: ann@example.com\r\nCc: cid@example.net\r\nReply-To: re@example.org\r\n"
    b"Date: Thu, 1 Jan 2026 09:00:00 +0000\r\nMessage-ID: <1@example.org>\r\nSubject: Hi\r\n\r\nHello\r\n"
)


def mock():
    return mock_ses(region="us-east-1", verified=["example.com"], at="2026-01-01T09:00Z", seed=1)


def rules(*actions):
    ses = boto3.client("ses", region_name="us-east-1")
    ses.create_receipt_rule_set(RuleSetName="s")
    ses.create_receipt_rule(
        RuleSetName="s", Rule={"Name": "all", "Enabled": True, "ScanEnabled": True, "Actions": list(actions)}
    )
    ses.set_active_receipt_rule_set(RuleSetName="s")


# ---- published models ----


READ = """
import json, sys
from aws_lambda_powertools.utilities.parser import models, parse
for name, event in json.load(sys.stdin).items():
    [record] = parse(event, getattr(models, name)).Records
    print(record.model_dump_json())
"""


def test_the_models_of_aws_lambda_powertools_read_events_and_notifications():
    # In a process of their own: pydantic, on which they stand, and freezegun, in other tests, do not get on.
    if not util.find_spec("aws_lambda_powertools") or not util.find_spec("pydantic"):
        pytest.skip("there is no aws-lambda-powertools[parser]")
    seen = []
    with mock() as cloud:
        cloud.functions["mail"] = lambda event, _: seen.append(event)
        rules({"LambdaAction": {"FunctionArn": FUNCTION}}, {"SNSAction": {"TopicArn": TOPIC}})
        received = cloud.receive(MAIL)
        envelope = cloud.events.at(TOPIC)[-1].envelope()
    names = {"SigningCertURL": "SigningCertUrl"}
    sns = {names.get(name, name): value for name, value in envelope.items()}
    sns |= {"UnsubscribeUrl": sns.pop("UnsubscribeURL"), "MessageAttributes": {}}
    told = {"Records": [{"EventSource": "aws:sns", "EventVersion": "1.0", "EventSubscriptionArn": TOPIC, "Sns": sns}]}
    events = json.dumps({"SesModel": seen[0], "SnsModel": told})
    done = subprocess.run([sys.executable, "-c", READ], input=events, capture_output=True, text=True, check=True)

    mail, notice = map(json.loads, done.stdout.splitlines())
    assert mail["ses"]["mail"]["messageId"] == received.message_id
    assert mail["ses"]["mail"]["commonHeaders"]["header_from"] == ["Bob <bob@example.org>"]
    assert mail["ses"]["receipt"]["action"]["functionArn"] == FUNCTION
    assert json.loads(notice["Sns"]["Message"]) == received.run("all").actions[1].payload


def test_the_data_classes_of_aws_lambda_powertools_find_everything():
    classes = pytest.importorskip("aws_lambda_powertools.utilities.data_classes")
    with mock() as cloud:
        rules({"LambdaAction": {"FunctionArn": FUNCTION}})
        received = cloud.receive(MAIL)

    event = classes.SESEvent(received.run("all").actions[0].payload)
    assert event.mail.message_id == received.message_id
    common = event.mail.common_headers
    assert (common.subject, common.to, common.cc, common.get_from, common.reply_to, common.return_path) == (
        "Hi", ["ann@example.com"], ["cid@example.net"], ["Bob <bob@example.org>"], ["re@example.org"],
        "bob@example.org",
    )  # fmt: skip
    assert (event.receipt.spf_verdict.status, event.receipt.recipients) == ("GRAY", ["ann@example.com"])


# ---- no byte is lost ----

texts = st.text(st.characters(codec="utf-8", exclude_categories=("Cs",), exclude_characters="\r"), max_size=200)
lines = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zl", "Zp")), max_size=60)


@st.composite
def written(draw):
    """A mail as Python's ``email`` writes it."""
    if draw(st.booleans()):
        mail = EmailMessage()
        mail["Subject"] = draw(lines)
        mail.set_content(draw(texts))
        if draw(st.booleans()):
            mail.add_alternative(draw(texts), subtype="html")
        if draw(st.booleans()):
            mail.add_attachment(draw(st.binary(max_size=300)), "application", "octet-stream", filename="ü.bin")
    else:
        mail = MIMEMultipart()
        mail["Subject"] = draw(lines)
        for text in draw(st.lists(texts, max_size=3)):
            mail.attach(MIMEText(text, "plain", "utf-8"))
    mail["From"], mail["To"] = "bob@example.org", "ann@example.com"
    return mail


@settings(max_examples=60, deadline=None, derandomize=True)
@given(written())
def test_any_mail_of_pythons_is_stored_as_it_is(mail):
    with mock() as cloud:
        rules({"S3Action": {"BucketName": "mail"}}, {"SNSAction": {"TopicArn": TOPIC, "Encoding": "Base64"}})
        received = cloud.receive(mail)
        stored = cloud.buckets["mail"][received.message_id]

    sent = mail.as_bytes(policy=mail.policy.clone(linesep="\r\n"))
    assert stored == received.raw
    top, rest = stored[: -len(sent)], stored[-len(sent) :]
    assert rest == sent.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
    assert [line[:4] for line in top.split(b"\r\n") if line[:1] not in {b" ", b""}] == [
        b"Retu", b"Rece", b"X-SE", b"X-SE", b"Rece", b"Auth", b"X-SE", b"X-SE",
    ]  # fmt: skip


# ---- nothing is too bad ----

BAD = [
    b"",
    b"\r\n",
    b"no headers at all",
    b"\xff\xfe\x00\x80" * 500,
    b"From: bob@example.org\r\n" + b"x" * 200_000,
    b"X: " + b"y" * 200_000 + b"\r\n\r\n",
    b"From:\r\nTo:\r\nSubject: =?x?q?=?= =?utf-8?b?///?=\r\n\r\n",
    b'From: "unbalanced <bob@example.org\r\nTo: <<>>, @, "\r\nSender: ;;\r\n\r\n',
    b"From: a@b.example, c@d.example\r\nFrom: e@f.example\r\n\r\n",
    b"DKIM-Signature: v=1; a=; b=; d=\r\nDKIM-Signature\r\n\r\n",
    b"Content-Type: multipart/mixed; boundary=\r\n\r\n--\r\n----\r\n",
    b"Content-Type: multipart/mixed\r\nContent-Transfer-Encoding: nonsense\r\n\r\n" + b"--\r\n" * 100,
    b": \r\n :\r\n\r\n",
    b"Subject: \xfc\r\nX-\xfc: \xfc\r\n\r\n\xfc",
    b"\r\r\r\n\n\r\n\r",
    b"From: bob@example.org\nTo: ann@example.com\n\nDear\rAnn\n",
]
INSTANCE = "arn:aws:connect:us-east-1:123456789012:instance/12345678-1234-1234-1234-123456789012"
EVERYTHING = [
    {"S3Action": {"BucketName": "mail"}},
    {"AddHeaderAction": {"HeaderName": "X-A", "HeaderValue": "b"}},
    {"SNSAction": {"TopicArn": TOPIC}},
    {"LambdaAction": {"FunctionArn": FUNCTION}},
    {
        "BounceAction": {
            "SmtpReplyCode": "550", "StatusCode": "5.1.1", "Message": "No", "Sender": "a@example.com",
        }
    },
    {"ConnectAction": {"InstanceARN": INSTANCE, "IAMRoleARN": "arn:aws:iam::123456789012:role/connect"}},
]  # fmt: skip


@pytest.mark.parametrize("mail", BAD)
@pytest.mark.parametrize("sender", ["bob@example.org", "", "no address\r\nX-Evil: 1", "ü@exämple.org"])
def test_bad_mail_is_answered(mail, sender):
    with mock() as cloud:
        rules(*EVERYTHING)
        received = cloud.receive(mail, sender, "ann@example.com")

    [run] = received.actions
    assert dict(received.replies) == {"ann@example.com": f"250 OK {received.message_id}"}
    assert [action.error for action in run.actions] == [None] * len(EVERYTHING)
    assert "X-Evil" not in dict(received.headers)


@settings(max_examples=150, deadline=None, derandomize=True)
@given(st.binary(max_size=400), st.text(max_size=30), st.lists(st.text(max_size=30), min_size=1, max_size=3), st.text())
def test_any_bytes_from_anybody_to_anybody_are_answered(mail, sender, recipients, helo):
    with mock() as cloud:
        rules(*EVERYTHING)
        received = cloud.receive(mail, sender, [*recipients, "ann@example.com"], helo=helo)

    assert set(received.replies) == set(received.recipients)
    assert {reply[:3] for reply in received.replies.values()} <= {"250", "550"}
    assert [action.error for run in received.actions for action in run.actions] == [None] * len(EVERYTHING)
