"""A mail walks through the rules: each action, what stops it, and what fails."""

from __future__ import annotations

import json
import re
from base64 import b64decode
from concurrent.futures import ThreadPoolExecutor
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.mime.application import MIMEApplication
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText

import pytest

pytestmark = pytest.mark.ses(region="us-east-1", verified=["example.com"], at="2026-01-01T09:00:00Z", seed=1)

TOPIC = "arn:aws:sns:us-east-1:123456789012:mail"
OTHER_TOPIC = "arn:aws:sns:us-east-1:123456789012:other"
FUNCTION = "arn:aws:lambda:us-east-1:123456789012:function:mail"
MAIL = b"From: Bob <bob@example.org>\r\nTo: ann@example.com\r\nSubject: Hi\r\n\r\nHello, Ann.\r\n"


def told(ses_cloud, topic=TOPIC):
    """The messages that a topic got of mail, but for the first, which says that it is set up."""
    return [notice.payload for notice in ses_cloud.events.at(topic) if type(notice).__name__ == "Receipt"]


def test_s3_stores_the_mail_with_ses_headers_byte_for_byte(rule, do, ses_cloud):
    rule("keep", do.s3("mail", ObjectKeyPrefix="in"))
    received = ses_cloud.receive(MAIL)

    key = f"in/{received.message_id}"
    assert ses_cloud.buckets["mail"][key] == received.raw
    assert received.raw.endswith(MAIL)
    assert list(ses_cloud.buckets["mail"]) == ["in/AMAZON_SES_SETUP_NOTIFICATION", key]
    assert [repr(action) for action in received.run("keep").actions] == [f"<ActionRun S3 mail {key}>"]


@pytest.mark.parametrize(
    ("prefix", "key"), [({}, "{}"), ({"ObjectKeyPrefix": "mail"}, "mail/{}"), ({"ObjectKeyPrefix": "/in/"}, "/in/{}")]
)
def test_the_key_of_an_object_is_prefix_slash_id(rule, do, ses_cloud, prefix, key):
    rule("keep", do.s3("mail", TopicArn=TOPIC, **prefix))
    received = ses_cloud.receive(MAIL)

    [action] = received.run("keep").actions
    assert action.key == key.format(received.message_id)
    assert action.payload["receipt"]["action"] == {
        "type": "S3", "topicArn": TOPIC, "bucketName": "mail", "objectKeyPrefix": prefix.get("ObjectKeyPrefix", ""),
        "objectKey": action.key,
    }  # fmt: skip
    assert told(ses_cloud) == [action.payload]
    assert "content" not in action.payload


@pytest.mark.parametrize(("encoding", "shown"), [({}, "UTF8"), ({"Encoding": "Base64"}, "BASE64")])
def test_sns_gets_the_mail_itself(rule, do, ses_cloud, encoding, shown):
    rule("tell", do.sns(**encoding))
    received = ses_cloud.receive(MAIL.replace(b"Ann.", "Änn €.".encode()))

    [payload] = told(ses_cloud)
    content = payload["content"]
    assert (content.encode() if shown == "UTF8" else b64decode(content)) == received.raw
    assert list(payload) == ["notificationType", "mail", "receipt", "content"]
    assert payload["receipt"]["action"] == {"type": "SNS", "topicArn": TOPIC, "encoding": shown}
    notice = ses_cloud.events.at(TOPIC)[-1]
    assert (notice.subject, notice.name, notice.kind) == ("Amazon SES Email Receipt Notification", "tell", "SNS")
    assert notice.message == json.dumps(payload, ensure_ascii=False, separators=(",", ":"))
    assert notice.envelope()["Message"] == notice.message


def test_bytes_that_are_no_utf_8_are_damaged_in_text(rule, do, ses_cloud):
    rule("tell", do.sns())
    ses_cloud.receive(MAIL.replace(b"Ann.", b"\xff."))

    assert told(ses_cloud)[0]["content"].endswith("Hello, \ufffd.\r\n")


def test_what_is_too_large_for_sns_is_bounced(rule, do, ses_cloud):
    rule("tell", do.sns(), do.s3())
    received = ses_cloud.receive(MAIL + b"x" * (150 * 1024 - len(MAIL)))

    assert told(ses_cloud) == []
    [letter] = ses_cloud.bounces
    assert [action.letter for action in received.run("tell").actions] == [letter, None]
    assert letter.recipient == "bob@example.org"
    assert b"Diagnostic-Code: smtp; 552 5.3.4 Message too large\r\nStatus: 5.3.4\r\n" in letter.raw
    assert len(ses_cloud.buckets["mail"]) == 2


def test_what_just_fits_is_not(rule, do, ses_cloud):
    rule("tell", do.sns())
    empty = len(ses_cloud.receive(MAIL).raw)
    ses_cloud.limits.sns_message_bytes_received = empty
    assert ses_cloud.receive(MAIL).run("tell").actions[0].letter is None
    ses_cloud.limits.sns_message_bytes_received = empty - 1
    assert ses_cloud.receive(MAIL).run("tell").actions[0].letter is not None


def test_a_python_function_is_called_as_lambda_calls_a_handler(rule, do, ses_cloud):
    calls = []
    ses_cloud.functions["mail"] = lambda event, context: calls.append((event, context)) or {"disposition": "CONTINUE"}
    rule("call", do.function(InvocationType="RequestResponse"))
    received = ses_cloud.receive(MAIL)

    [(event, context)] = calls
    [action] = received.run("call").actions
    assert (action.payload, action.answer, action.ok) == (event, {"disposition": "CONTINUE"}, True)
    assert (context.function_name, context.invoked_function_arn) == ("mail", FUNCTION)
    [record] = event["Records"]
    assert {name: record[name] for name in ("eventSource", "eventVersion")} == {
        "eventSource": "aws:ses", "eventVersion": "1.0",
    }  # fmt: skip
    assert record["ses"]["receipt"]["action"] == {
        "type": "Lambda", "functionArn": FUNCTION, "invocationType": "RequestResponse",
    }  # fmt: skip
    assert repr(ses_cloud.deliveries[-1]) == f"<Delivery to {FUNCTION} (LAMBDA): ok>"


@pytest.mark.parametrize("name", ["mail", FUNCTION])
def test_a_function_is_found_by_name_or_arn(rule, do, ses_cloud, name):
    calls = []
    ses_cloud.functions[name] = lambda _, context: calls.append(context.function_name)
    rule("call", do.function(FUNCTION + ":live"), do.function(FUNCTION))
    ses_cloud.receive(MAIL)

    assert calls == (["mail", "mail"] if name == "mail" else ["mail"])


def test_what_cannot_be_called_is_no_function(ses_cloud):
    with pytest.raises(TypeError, match=r"^function mail is a Python function, not 'handler'$"):
        ses_cloud.functions["mail"] = "handler"


@pytest.mark.parametrize(
    ("answer", "seen"),
    [
        ({"disposition": "CONTINUE"}, ["one.", "one+", "two."]),
        ({"disposition": "STOP_RULE"}, ["one.", "two."]),
        ({"disposition": "STOP_RULE_SET"}, ["one."]),
        ({"disposition": "stop_rule"}, ["one.", "one+", "two."]),
        ({"disposition": None}, ["one.", "one+", "two."]),
        (None, ["one.", "one+", "two."]),
        ("STOP_RULE", ["one.", "one+", "two."]),
        ([1], ["one.", "one+", "two."]),
        ({"disposition": ["STOP_RULE"]}, ["one.", "one+", "two."]),
    ],
)
def test_a_function_that_is_waited_for_steers_the_walk(rule, do, ses_cloud, answer, seen):
    ses_cloud.functions["mail"] = lambda *_: answer
    rule("one", do.function(InvocationType="RequestResponse"), do.header("X-Seen", "1"))
    rule("two", do.header("X-Seen", "2"))
    received = ses_cloud.receive(MAIL)

    walked = [f"{run.rule}{'.+'[number]}" for run in received.actions for number in range(len(run.actions))]
    assert walked == seen


def test_a_function_that_is_not_waited_for_steers_nothing(rule, do, ses_cloud):
    ses_cloud.functions["mail"] = lambda *_: {"disposition": "STOP_RULE_SET"}
    rule("one", do.function(InvocationType="Event"), do.function())
    rule("two")
    received = ses_cloud.receive(MAIL)

    assert [(run.rule, [action.answer for action in run.actions]) for run in received.actions] == [
        ("one", [None, None]), ("two", []),
    ]  # fmt: skip


@pytest.mark.parametrize("kind", ["Event", "RequestResponse"])
def test_a_function_that_raises_has_failed_and_the_walk_goes_on(rule, do, ses_cloud, kind):
    def handler(event, context):
        raise RuntimeError("no")

    ses_cloud.functions["mail"] = handler
    rule("one", do.function(InvocationType=kind, TopicArn=TOPIC), do.s3())
    received = ses_cloud.receive(MAIL)

    failed, stored = received.run("one").actions
    assert (repr(failed), failed.ok, stored.ok) == (
        f"<ActionRun Lambda {FUNCTION} failed: RuntimeError('no')>", False, True,
    )  # fmt: skip
    assert told(ses_cloud) == []  # of a call that has failed nobody is told
    assert [delivery.kind for delivery in ses_cloud.deliveries if not delivery.ok] == ["LAMBDA"]
    ses_cloud.deliveries.clear()


def test_an_answer_that_is_no_json_is_the_functions_failure(rule, do, ses_cloud):
    ses_cloud.functions["mail"] = lambda *_: {1, 2}
    rule("one", do.function(InvocationType="RequestResponse"))

    assert "not JSON serializable" in repr(ses_cloud.receive(MAIL).run("one").actions[0].error)
    ses_cloud.deliveries.clear()


def test_a_handler_may_use_ses_itself(rule, do, ses_cloud, v1):
    def forward(event, context):
        v1.send_email(
            Source="ann@example.com",
            Destination={"ToAddresses": ["cid@example.net"]},
            Message={"Subject": {"Data": event["Records"][0]["ses"]["mail"]["commonHeaders"]["subject"]},
                     "Body": {"Text": {"Data": "Forwarded."}}},
        )  # fmt: skip
        v1.describe_active_receipt_rule_set()

    ses_cloud.functions["mail"] = forward
    rule("forward", do.function())
    ses_cloud.receive(MAIL)

    assert [(mail.subject, mail.to) for mail in ses_cloud.outbox] == [("Hi", ("cid@example.net",))]


def test_a_header_is_seen_by_what_comes_after(rule, do, ses_cloud):
    rule("one", do.s3("before"), do.sns(OTHER_TOPIC), do.header("X-One", "1"), do.s3("between"))
    rule("two", do.header("X-Two", "zwei ü"), do.s3("after"), do.sns())
    received = ses_cloud.receive(MAIL)

    stored = [ses_cloud.buckets[name][received.message_id] for name in ("before", "between", "after")]
    assert stored == [
        received.raw, b"X-One: 1\r\n" + received.raw, "X-Two: zwei ü\r\nX-One: 1\r\n".encode() + received.raw,
    ]  # fmt: skip
    assert told(ses_cloud)[0]["mail"]["headers"][:2] == [
        {"name": "X-Two", "value": "zwei ü"}, {"name": "X-One", "value": "1"},
    ]  # fmt: skip
    assert [repr(action) for action in received.run("two").actions] == [
        "<ActionRun AddHeader X-Two>", f"<ActionRun S3 after {received.message_id}>", f"<ActionRun SNS {TOPIC}>",
    ]  # fmt: skip


def test_stop_ends_the_walk_and_tells_its_topic(rule, do, ses_cloud):
    rule("one", do.stop(TopicArn=TOPIC))
    rule("two", do.s3())
    received = ses_cloud.receive(MAIL)

    assert [run.rule for run in received.actions] == ["one"]
    assert told(ses_cloud)[0]["receipt"]["action"] == {"type": "Stop", "topicArn": TOPIC}


def test_each_topic_is_told_of_its_own_action(rule, do, ses_cloud):
    organization = "arn:aws:workmail:us-east-1:123456789012:organization/m-1"
    rule(
        "one",
        do.function(TopicArn=TOPIC),
        do.bounce(TopicArn=TOPIC),
        {"WorkmailAction": {"OrganizationArn": organization, "TopicArn": TOPIC}},
        do.stop(TopicArn=OTHER_TOPIC),
    )
    received = ses_cloud.receive(MAIL)

    assert [payload["receipt"]["action"] for payload in told(ses_cloud)] == [
        {"type": "Lambda", "topicArn": TOPIC, "functionArn": FUNCTION, "invocationType": "Event"},
        {"type": "Bounce", "topicArn": TOPIC, "smtpReplyCode": "550", "statusCode": "5.1.1",
         "message": "Mailbox does not exist", "sender": "mailer@example.com"},
        {"type": "WorkMail", "topicArn": TOPIC, "organizationArn": organization},
    ]  # fmt: skip
    assert len(told(ses_cloud, OTHER_TOPIC)) == 1
    assert [(action.type, action.target) for action in received.run("one").actions] == [
        ("Lambda", FUNCTION), ("Bounce", None), ("WorkMail", organization), ("Stop", None),
    ]  # fmt: skip


@pytest.mark.parametrize(("attachments", "bounced"), [(10, False), (11, True)])
def test_connect_takes_ten_attachments(rule, do, ses_cloud, attachments, bounced):
    instance = "arn:aws:connect:us-east-1:123456789012:instance/12345678-1234-1234-1234-123456789012"
    rule("one", {"ConnectAction": {"InstanceARN": instance, "IAMRoleARN": "arn:aws:iam::123456789012:role/connect"}})
    mail = MIMEMultipart()
    mail["From"], mail["To"] = "bob@example.org", "ann@example.com"
    mail.attach(MIMEText("Hi"))
    for number in range(attachments):
        mail.attach(MIMEApplication(b"x", Name=f"{number}.bin"))
    received = ses_cloud.receive(mail)

    [action] = received.run("one").actions
    assert (action.type, action.target, action.letter is not None) == ("Connect", instance, bounced)


def test_a_bounce_does_not_stop(rule, do, ses_cloud):
    rule("one", do.bounce(), do.s3())
    rule("two", do.s3("other"))
    received = ses_cloud.receive(MAIL)

    assert [[action.type for action in run.actions] for run in received.actions] == [["Bounce", "S3"], ["S3"]]
    assert received.message_id in ses_cloud.buckets["other"]


def test_a_neighbour_that_fails_has_failed_and_its_topic_is_not_told(rule, do, ses_cloud):
    rule("one", do.s3(TopicArn=TOPIC), do.sns())

    def put(*_):
        raise PermissionError("no")

    ses_cloud.outside.buckets.put = put
    received = ses_cloud.receive(MAIL)

    stored, sent = received.run("one").actions
    assert (repr(stored.error), stored.message, sent.ok) == ("PermissionError('no')", None, True)
    [failed] = [delivery for delivery in ses_cloud.deliveries if not delivery.ok]
    assert (failed.target, failed.kind) == (f"arn:aws:s3:::mail/{received.message_id}", "S3")
    ses_cloud.deliveries.clear()


def test_a_topic_that_fails_stands_in_its_action(rule, do, ses_cloud):
    rule("one", do.s3(TopicArn=TOPIC), do.sns())

    def publish(*_):
        raise PermissionError("no")

    ses_cloud.outside.topics.publish = publish
    received = ses_cloud.receive(MAIL)

    assert [repr(action.error) for action in received.run("one").actions] == ["PermissionError('no')"] * 2
    assert received.message_id in ses_cloud.buckets["mail"]
    ses_cloud.deliveries.clear()


def test_a_rule_runs_once_for_all_its_recipients(rule, do, ses_cloud):
    rule("one", do.s3(), recipients=("ann@example.com", "example.com"))
    rule("two", do.sns(), recipients=("bob@example.com",))
    received = ses_cloud.receive(MAIL, recipients=["Ann@Example.com", "bob@example.com", "c@example.net"])

    assert [(run.rule, run.account, run.recipients) for run in received.actions] == [
        ("one", "123456789012", ("Ann@Example.com", "bob@example.com")),
        ("two", "123456789012", ("bob@example.com",)),
    ]  # fmt: skip
    assert told(ses_cloud)[0]["receipt"]["recipients"] == ["bob@example.com"]
    assert told(ses_cloud)[0]["mail"]["destination"] == ["ann@example.com"]


def test_the_rules_are_those_of_the_moment_of_arrival(rule, do, ses_cloud, v1):
    def handler(event, context):
        v1.delete_receipt_rule(RuleSetName="rules", RuleName="two")
        v1.set_active_receipt_rule_set()

    ses_cloud.functions["mail"] = handler
    rule("one", do.function(InvocationType="RequestResponse"))
    rule("two", do.s3())

    assert [run.rule for run in ses_cloud.receive(MAIL).actions] == ["one", "two"]
    assert not ses_cloud.receive(MAIL).accepted


def test_a_subscriber_is_told_as_of_any_other_topic(rule, do, ses_cloud):
    got = []
    rule("tell", do.sns())
    ses_cloud.subscribe(TOPIC, got.append)
    received = ses_cloud.receive(MAIL)

    [notice] = got
    assert notice.payload["mail"]["messageId"] == received.message_id
    assert repr(notice) == f"<Receipt to {TOPIC} by rule tell>"


# ---- the bounce mail ----


def test_the_bounce_mail_is_as_ses_writes_it(rule, do, ses_cloud):
    rule("no", do.bounce())
    received = ses_cloud.receive(MAIL, recipients=["ann@example.com", "bea@example.com"])

    [letter] = ses_cloud.bounces
    assert received.run("no").actions[0].letter is letter
    assert (letter.kind, letter.sender, letter.recipient, letter.region, letter.account) == (
        "bounce", "", "bob@example.org", "us-east-1", "123456789012",
    )  # fmt: skip
    assert ses_cloud.outbox == []
    mail = message_from_bytes(letter.raw, policy=policy.default)
    assert isinstance(mail, EmailMessage)
    assert (mail["From"], mail["To"], mail["Subject"], mail["Date"]) == (
        "mailer@example.com", "bob@example.org", "Delivery Status Notification (Failure)",
        "Thu, 01 Jan 2026 09:00:00 +0000",
    )  # fmt: skip
    assert re.fullmatch(r"<0100[0-9a-f-]{49}-000000@email\.amazonses\.com>", mail["Message-ID"])
    assert (mail.get_content_type(), mail.get_param("report-type")) == ("multipart/report", "delivery-status")
    assert re.fullmatch(r"----=_Part_[0-9]+_[0-9]+\.1767258000000", mail.get_param("boundary"))
    text, status, original = mail.iter_parts()
    assert (text.get_content(), text["Content-Description"]) == (
        "This message could not be delivered.\r\n", "Notification",
    )  # fmt: skip
    assert (status.get_content_type(), status["Content-Description"]) == (
        "message/delivery-status", "Delivery Status Notification",
    )  # fmt: skip
    [of_mail, *of_recipients] = [dict(block.items()) for block in status.iter_parts()]
    assert of_mail == {
        "Reporting-MTA": "dns; inbound-smtp.us-east-1.amazonaws.com", "Arrival-Date": "Thu, 01 Jan 26 09:00:00 UTC",
    }  # fmt: skip
    assert of_recipients == [
        {"Action": "failed", "Final-Recipient": f"rfc822; {who}", "Original-Recipient": f"rfc822; {who}",
         "Diagnostic-Code": "smtp; 550 5.1.1 Mailbox does not exist", "Status": "5.1.1"}
        for who in ("ann@example.com", "bea@example.com")
    ]  # fmt: skip
    assert (original.get_content_type(), original["Content-Description"]) == (
        "text/rfc822-headers", "Undelivered Message",
    )  # fmt: skip
    assert original.get_payload().startswith("From: Bob <bob@example.org>")


def test_the_bounce_mail_is_signed_by_amazonses(rule, do, ses_cloud):
    dkim = pytest.importorskip("dkim")
    rule("no", do.bounce())
    ses_cloud.receive(MAIL)

    assert dkim.verify(ses_cloud.bounces[0].raw, dnsfunc=ses_cloud.dns.txt)
    assert "d=amazonses.com;" in ses_cloud.bounces[0].header("DKIM-Signature")


def test_a_bounce_without_a_status_code(rule, do, ses_cloud, v1):
    action = do.bounce(SmtpReplyCode="450")
    del action["BounceAction"]["StatusCode"]
    rule("no", action)
    ses_cloud.receive(MAIL)

    assert (
        b"Action: failed\r\nFinal-Recipient: rfc822; ann@example.com\r\nOriginal-Recipient: rfc822; ann@example.com\r\n"
        b"Diagnostic-Code: smtp; 450 Mailbox does not exist\r\nStatus: 4.0.0\r\n"
    ) in ses_cloud.bounces[0].raw


def test_a_bounce_counts_as_sending(rule, do, ses_cloud, v1):
    rule("no", do.bounce())
    ses_cloud.receive(MAIL)

    assert v1.get_send_quota()["SentLast24Hours"] == 1
    assert [point["DeliveryAttempts"] for point in v1.get_send_statistics()["SendDataPoints"]] == [1]


def test_a_mail_without_sender_is_never_bounced(rule, do, ses_cloud):
    rule("no", do.bounce())
    received = ses_cloud.receive(MAIL, sender="")

    assert (received.run("no").actions[0].letter, ses_cloud.bounces) == (None, [])
    assert received.header("Return-Path") == "<>"


# ---- threads ----


def test_threads_receive_side_by_side(rule, do, ses_cloud):
    def handler(event, context):
        return {"disposition": "CONTINUE"}

    ses_cloud.functions["mail"] = handler
    rule("all", do.s3(), do.function(InvocationType="RequestResponse"), do.sns(), do.bounce())
    with ThreadPoolExecutor(4) as pool:
        ids = {mail.message_id for mail in pool.map(ses_cloud.receive, [MAIL] * 40)}

    assert (
        ids
        == {mail.message_id for mail in ses_cloud.received}
        == {*ses_cloud.buckets["mail"]} - {"AMAZON_SES_SETUP_NOTIFICATION"}
    )
    assert (len(ids), len(ses_cloud.bounces), len(told(ses_cloud))) == (40, 40, 40)
    assert [delivery for delivery in ses_cloud.deliveries if not delivery.ok] == []
