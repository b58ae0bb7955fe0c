"""What topics and functions are told: member by member, in order, as captured."""

from __future__ import annotations

import json

import pytest

from sesmock.mail.mime import Message

pytestmark = pytest.mark.ses(region="us-west-2", verified=["example.com"], at="2022-01-04T20:00:37.123Z", seed=1)

TOPIC = "arn:aws:sns:us-west-2:123456789012:in"
FUNCTION = "arn:aws:lambda:us-west-2:123456789012:function:mail"
MAIL = (
    b'From: "Peter" <p@sender.org>\r\nSender: daemon@sender.org\r\nReply-To: re@sender.org\r\n'
    b"Date: Tue, 4 Jan 2022 20:00:30 +0000\r\n"
    b'To: "Me" <me@example.com>,\r\n =?utf-8?q?J=C3=BCrgen?= <j@example.net>\r\n'
    b"Cc: c@example.net\r\nMessage-ID: <1@sender.org>\r\nSubject: =?utf-8?b?R3LDvMOfZQ==?=\r\n =?utf-8?q?_all?=\r\n"
    b"X-Folded: one\r\n\ttwo   three\r\n\r\nHello\r\n"
)


@pytest.fixture
def told(rule, do, ses_cloud):
    """What a topic is told of a mail with these verdicts."""
    rule("tell", do.sns(TOPIC), ScanEnabled=True)

    def told(mail=MAIL, sender="bounce+x@sender.org", recipients="me@example.com", **more):
        ses_cloud.receive(mail, sender, recipients, **more)
        return ses_cloud.events.at(TOPIC)[-1].message

    return told


def test_a_notification_is_as_captured(told, ses_cloud):
    message = told()

    received = ses_cloud.received[-1]
    headers = [{"name": name, "value": value} for name, value in received.headers]
    expected = {
        "notificationType": "Received",
        "mail": {
            "timestamp": "2022-01-04T20:00:37.123Z",
            "source": "bounce+x@sender.org",
            "messageId": received.message_id,
            "destination": ["me@example.com", "j@example.net", "c@example.net"],
            "headersTruncated": False,
            "headers": headers,
            "commonHeaders": {
                "returnPath": "bounce+x@sender.org",
                "from": ["Peter <p@sender.org>"],
                "sender": "daemon@sender.org",
                "replyTo": ["re@sender.org"],
                "date": "Tue, 4 Jan 2022 20:00:30 +0000",
                "to": ['"Me" <me@example.com>', "Jürgen <j@example.net>"],
                "cc": ["c@example.net"],
                "messageId": "<1@sender.org>",
                "subject": "Grüße all",
            },
        },
        "receipt": {
            "timestamp": "2022-01-04T20:00:37.123Z",
            "processingTimeMillis": json.loads(message)["receipt"]["processingTimeMillis"],
            "recipients": ["me@example.com"],
            "spamVerdict": {"status": "PASS"},
            "virusVerdict": {"status": "PASS"},
            "spfVerdict": {"status": "GRAY"},
            "dkimVerdict": {"status": "GRAY"},
            "dmarcVerdict": {"status": "GRAY"},
            "action": {"type": "SNS", "topicArn": TOPIC, "encoding": "UTF8"},
        },
        "content": received.raw.decode(),
    }
    assert message == json.dumps(expected, ensure_ascii=False, separators=(",", ":"))
    assert headers[0] == {"name": "Return-Path", "value": "<bounce+x@sender.org>"}
    assert headers[-1] == {"name": "X-Folded", "value": "one two   three"}
    assert 300 <= expected["receipt"]["processingTimeMillis"] < 900


def test_what_a_mail_does_not_have_is_left_out(told):
    message = json.loads(told(b"\r\nonly a body"))

    assert message["mail"]["commonHeaders"] == {"returnPath": "bounce+x@sender.org"}
    assert message["mail"]["destination"] == []


def test_the_policy_stands_there_where_dmarc_fails(told, ses_cloud):
    ses_cloud.dns.publish("_dmarc.sender.org", "TXT", "v=DMARC1; p=reject")
    receipt = json.loads(told())["receipt"]

    assert list(receipt) == [
        "timestamp", "processingTimeMillis", "recipients", "spamVerdict", "virusVerdict", "spfVerdict", "dkimVerdict",
        "dmarcVerdict", "dmarcPolicy", "action",
    ]  # fmt: skip
    assert (receipt["dmarcVerdict"], receipt["dmarcPolicy"]) == ({"status": "FAIL"}, "reject")


@pytest.mark.parametrize(
    ("given", "spam", "virus"),
    [
        ({}, "PASS", "PASS"),
        ({"spam": True}, "FAIL", "PASS"),
        ({"spam": "GRAY", "virus": "PROCESSING_FAILED"}, "GRAY", "PROCESSING_FAILED"),
        ({"mail": MAIL + b"XJS*C4JDBQADN1.NSBN3*2IDNEN*GTUBE-STANDARD-ANTI-UBE-TEST-EMAIL*C.34X\r\n"}, "FAIL", "PASS"),
    ],
)
def test_spam_and_viruses_are_told(told, ses_cloud, given, spam, virus):
    receipt = json.loads(told(**given))["receipt"]

    assert (receipt["spamVerdict"], receipt["virusVerdict"]) == ({"status": spam}, {"status": virus})
    received = ses_cloud.received[-1]
    assert (received.header("X-SES-Spam-Verdict"), received.header("X-SES-Virus-Verdict")) == (spam, virus)


def test_a_rule_that_does_not_scan_says_disabled_beside_one_that_does(rule, do, ses_cloud):
    rule("scans", do.function(FUNCTION), ScanEnabled=True)
    rule("other", do.function(FUNCTION))
    received = ses_cloud.receive(MAIL, recipients="me@example.com", spam=True)

    seen = [run.actions[0].payload["Records"][0]["ses"]["receipt"]["spamVerdict"] for run in received.actions]
    assert seen == [{"status": "FAIL"}, {"status": "DISABLED"}]


@pytest.mark.parametrize(("length", "truncated"), [(9000, False), (12000, True)])
def test_headers_of_more_than_10_kb_are_cut_between_two(told, ses_cloud, length, truncated):
    mail = json.loads(told(b"X-A: a\r\n" * (length // 6) + b"Subject: Last\r\n\r\n"))["mail"]

    assert mail["headersTruncated"] is truncated
    assert ({"name": "Subject", "value": "Last"} in mail["headers"]) is not truncated
    assert mail["commonHeaders"]["subject"] == "Last"
    size = sum(len(header["name"]) + len(header["value"]) for header in mail["headers"])
    assert size <= 10 * 1024


def test_headers_of_just_10_kb_are_whole(told, ses_cloud):
    told(b"Subject: s\r\n\r\n")
    headers = Message(ses_cloud.received[-1].raw).headers  # folded ones as long as they stand there
    size = sum(len(name) + len(value) for name, value in headers)
    seen = [
        json.loads(told(b"Subject: s" + b"s" * (10 * 1024 - size + more) + b"\r\n\r\n"))["mail"]["headersTruncated"]
        for more in (0, 1)
    ]
    assert seen == [False, True]


def test_a_function_is_told_without_the_mail_itself(rule, do, ses_cloud):
    rule("call", do.function(FUNCTION, TopicArn=TOPIC), ScanEnabled=True)
    received = ses_cloud.receive(MAIL, recipients="me@example.com")

    event = received.run("call").actions[0].payload
    notification = json.loads(ses_cloud.events.at(TOPIC)[-1].message)
    [record] = event["Records"]
    assert list(event) == ["Records"]
    assert list(record) == ["eventSource", "eventVersion", "ses"]
    assert record["ses"] == {"mail": notification["mail"], "receipt": notification["receipt"]}
    assert record["ses"]["receipt"]["action"] == {
        "type": "Lambda", "topicArn": TOPIC, "functionArn": FUNCTION, "invocationType": "Event",
    }  # fmt: skip
