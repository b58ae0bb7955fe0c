"""What SES sends to a domain that it receives for arrives there."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.ses(region="us-east-1", verified=["example.com"], at="2026-01-01T09:00:00Z", seed=1)

EVENTS = "arn:aws:sns:us-east-1:123456789012:events"
UNAVAILABLE = "550 5.1.1 Requested action not taken: mailbox unavailable"


@pytest.fixture
def mx(ses_cloud):
    ses_cloud.dns.publish("example.com", "MX", "10 inbound-smtp.us-east-1.amazonaws.com")


def send(v1, *to, subject="Hi", **more):
    v1.send_email(
        Source="ann@example.com",
        Destination={"ToAddresses": list(to)},
        Message={"Subject": {"Data": subject}, "Body": {"Text": {"Data": "Hello"}}},
        **more,
    )


def test_a_mail_to_a_domain_of_ses_arrives_with_real_verdicts(rule, do, ses_cloud, v1, mx):
    rule("keep", do.s3(), ScanEnabled=True)
    ses_cloud.dns.publish("_dmarc.example.com", "TXT", "v=DMARC1; p=reject")
    send(v1, "in@example.com", "out@example.org")

    mail, [received] = ses_cloud.outbox.last, ses_cloud.received
    assert (received.sender, received.recipients, received.ip) == (
        mail.envelope_from, ("in@example.com",), mail.outgoing_ip,
    )  # fmt: skip
    assert ses_cloud.buckets["mail"][received.message_id].endswith(mail.raw)
    verdicts = received.verdicts
    assert (verdicts.spf, verdicts.dkim, verdicts.dmarc, verdicts.spam, verdicts.virus) == ("PASS",) * 5
    _, _, third, fourth = mail.outgoing_ip.split(".")
    host = f"a{third}-{fourth}.smtp-out.amazonses.com"
    assert received.header("Received").startswith(f"from {host} ({host} [{mail.outgoing_ip}]) by inbound-smtp.us-east")
    for domain in ("example.com", "amazonses.com"):
        assert f"dkim=pass header.i=@{domain};" in received.header("Authentication-Results")
    assert (received.header("X-SES-Outgoing"), received.header("Feedback-ID")) == (
        mail.header("X-SES-Outgoing"), mail.header("Feedback-ID"),
    )  # fmt: skip


def test_the_delivery_event_has_the_reply_of_the_inbound_server(rule, ses_cloud, v1, mx):
    rule("all", recipients=("in@example.com",))
    v1.set_identity_notification_topic(Identity="example.com", NotificationType="Delivery", SnsTopic=EVENTS)
    v1.set_identity_notification_topic(Identity="example.com", NotificationType="Bounce", SnsTopic=EVENTS)
    send(v1, "in@example.com", "out@example.org", "gone@example.com")

    mail, [received] = ses_cloud.outbox.last, ses_cloud.received
    assert dict(mail.fates) == {
        "in@example.com": "Delivered", "out@example.org": "Delivered", "gone@example.com": "Bounced",
    }  # fmt: skip
    told = [(event.type, event.recipients, getattr(event.detail, "smtp_response", None)) for event in mail.events]
    assert told == [
        ("Send", ("in@example.com", "out@example.org", "gone@example.com"), None),
        ("Delivery", ("in@example.com",), f"250 OK {received.message_id}"),
        ("Delivery", ("out@example.org",), None),
        ("Bounce", ("gone@example.com",), None),
    ]
    _, delivered, other, bounced = [event.payload for event in mail.events]
    assert (delivered["delivery"]["smtpResponse"], other["delivery"]["smtpResponse"]) == (
        f"250 OK {received.message_id}", "250 2.6.0 Message received",
    )  # fmt: skip
    assert (bounced["bounce"]["bounceType"], bounced["bounce"]["bouncedRecipients"]) == (
        "Permanent",
        [{"emailAddress": "gone@example.com", "action": "failed", "status": "5.1.1",
          "diagnosticCode": f"smtp; {UNAVAILABLE}"}],
    )  # fmt: skip
    assert "gone@example.com" in ses_cloud.region().suppressed
    assert received.replies.keys() == {"in@example.com", "gone@example.com"}


def test_where_nobody_takes_it_there_is_no_received_mail(ses_cloud, v1, mx):
    send(v1, "gone@example.com")

    assert (ses_cloud.received, ses_cloud.outbox.last.fate) == ([], "Bounced")


def test_what_a_test_says_of_a_receiver_comes_first(rule, ses_cloud, v1, mx):
    rule("all")
    ses_cloud.receivers.bounce("in@example.com", "Transient")
    ses_cloud.receivers.complaint("angry@example.com")
    send(v1, "in@example.com", "angry@example.com")

    assert [received.recipients for received in ses_cloud.received] == [("angry@example.com",)]
    assert dict(ses_cloud.outbox.last.fates) == {"in@example.com": "Bounced", "angry@example.com": "Complained"}


def test_suppressed_mail_does_not_arrive(rule, ses_cloud, v1, v2, mx):
    rule("all")
    v2.put_suppressed_destination(EmailAddress="in@example.com", Reason="BOUNCE")
    send(v1, "in@example.com")

    assert ses_cloud.received == []


def test_mail_arrives_in_the_region_of_the_mx_record(rule, ses_cloud, v1, api):
    rule("all")
    ses_cloud.verify("example.net", region="eu-west-1")
    there = api("ses", "eu-west-1")
    there.create_receipt_rule_set(RuleSetName="s")
    there.create_receipt_rule(RuleSetName="s", Rule={"Name": "r", "Enabled": True})
    there.set_active_receipt_rule_set(RuleSetName="s")
    ses_cloud.dns.publish("example.net", "MX", "10 inbound-smtp.eu-west-1.amazonaws.com")
    ses_cloud.dns.publish("example.com", "MX", "10 inbound-smtp.us-east-1.amazonaws.com")
    send(v1, "a@example.net", "b@example.com", "c@example.net")

    assert [(received.region, received.recipients) for received in ses_cloud.received] == [
        ("eu-west-1", ("a@example.net", "c@example.net")), ("us-east-1", ("b@example.com",)),
    ]  # fmt: skip


@pytest.mark.parametrize("operation", ["send_raw_email", "send_templated_email", "send_bulk", "smtp"])
def test_however_it_is_sent(rule, ses_cloud, v1, v2, mx, operation):
    rule("all")
    if operation == "send_raw_email":
        raw = b"From: ann@example.com\nTo: in@example.com\nSubject: Hi\nX-SES-MESSAGE-TAGS: a=b\n\nHello"
        v1.send_raw_email(RawMessage={"Data": raw})
    elif operation == "smtp":
        import smtplib

        with smtplib.SMTP("email-smtp.us-east-1.amazonaws.com", 587) as server:
            server.starttls()
            server.login("AKIA", "any")
            server.sendmail("ann@example.com", "in@example.com", "From: ann@example.com\nSubject: Hi\n\nHello")
    else:
        v1.create_template(Template={"TemplateName": "t", "SubjectPart": "{{s}}", "TextPart": "Hello"})
        to = {"ToAddresses": ["in@example.com"]}
        if operation == "send_bulk":
            v1.send_bulk_templated_email(
                Source="ann@example.com", Template="t", DefaultTemplateData='{"s":"Hi"}',
                Destinations=[{"Destination": to}],
            )  # fmt: skip
        else:
            v1.send_templated_email(Source="ann@example.com", Destination=to, Template="t", TemplateData='{"s":"Hi"}')

    [received] = ses_cloud.received
    assert (received.subject, received.verdicts.dkim) == ("Hi", "PASS")
    assert received.header("X-SES-MESSAGE-TAGS") is None


def test_what_is_rejected_or_cannot_be_rendered_does_not_arrive(rule, ses_cloud, v1, mx):
    rule("all")
    send(v1, "in@example.com", subject="EICAR-STANDARD-ANTIVIRUS-TEST-FILE")
    v1.create_template(Template={"TemplateName": "t", "SubjectPart": "{{s}}", "TextPart": "Hello"})
    v1.send_templated_email(
        Source="ann@example.com", Destination={"ToAddresses": ["in@example.com"]}, Template="t", TemplateData="{}"
    )

    assert ses_cloud.received == []


def test_a_loop_ends_and_says_so(rule, do, ses_cloud, v1, mx):
    ses_cloud.functions["mail"] = lambda *_: send(v1, "in@example.com")
    rule("answer", do.function(InvocationType="RequestResponse"))
    send(v1, "in@example.com")

    assert len(ses_cloud.received) == 33
    [failed] = [delivery for delivery in ses_cloud.deliveries if not delivery.ok]
    assert repr(failed) == (
        "<Delivery to in@example.com (MAIL): RecursionError('it follows from 32 mails, each of which led to the next')>"
    )
    ses_cloud.deliveries.clear()


def test_a_loop_that_a_received_mail_begins_ends_too(rule, do, ses_cloud, v1, mx):
    ses_cloud.functions["mail"] = lambda *_: send(v1, "in@example.com")
    rule("answer", do.function())
    ses_cloud.receive(b"To: in@example.com\n\n")

    assert [delivery.kind for delivery in ses_cloud.deliveries if not delivery.ok] == ["MAIL"]
    ses_cloud.deliveries.clear()


def test_filters_hold_for_ses_itself(rule, ses_cloud, v1, mx):
    rule("all")
    v1.create_receipt_filter(Filter={"Name": "no", "IpFilter": {"Policy": "Block", "Cidr": "54.240.0.0/16"}})
    send(v1, "in@example.com")

    [bounced] = [event for event in ses_cloud.outbox.last.events if event.type == "Bounce"]
    assert (bounced.detail.status, ses_cloud.received) == ("5.7.1", [])


def test_a_failing_dns_is_no_mx_record(rule, ses_cloud, v1, mx):
    rule("all")
    ses_cloud.dns.fail("example.com")
    send(v1, "in@example.com")

    assert (ses_cloud.received, ses_cloud.outbox.last.fate) == ([], "Delivered")


def test_a_bounce_goes_where_its_recipients_mail_goes(rule, do, ses_cloud, mx):
    rule("no", do.bounce(), do.stop(), recipients=("gone@example.com",))
    rule("keep", do.s3())
    received = ses_cloud.receive(b"From: ann@example.com\nTo: gone@example.com\n\n")

    [letter] = ses_cloud.bounces
    assert [(mail.message_id == received.message_id, mail.sender, mail.recipients) for mail in ses_cloud.received] == [
        (True, "ann@example.com", ("gone@example.com",)), (False, "", ("ann@example.com",)),
    ]  # fmt: skip
    assert ses_cloud.received[1].raw.endswith(letter.raw)
    assert ses_cloud.received[1].header("Return-Path") == "<>"


def test_a_bounce_that_nobody_takes_is_gone(rule, do, ses_cloud, mx):
    rule("no", do.bounce(), recipients=("gone@example.com",))
    ses_cloud.receive(b"From: ann@example.com\nTo: gone@example.com\n\n")

    assert (len(ses_cloud.bounces), len(ses_cloud.received)) == (1, 1)


def test_what_a_handler_sends_arrives_behind_what_it_was_called_for(rule, do, ses_cloud, v1, mx):
    def handler(event, context):
        if len(ses_cloud.outbox) < 2:
            send(v1, "in@example.com")

    ses_cloud.functions["mail"] = handler
    rule("answer", do.function(InvocationType="RequestResponse"))
    first = ses_cloud.receive(b"To: in@example.com\n\n")

    assert ses_cloud.received[0] is first
    assert [mail.sender for mail in ses_cloud.received[1:]] == [mail.envelope_from for mail in ses_cloud.outbox]


def test_a_handler_may_receive_mail_itself(rule, do, ses_cloud):
    seen = []

    def handler(event, context):
        if event["Records"][0]["ses"]["mail"]["source"]:
            seen.append(ses_cloud.receive(b"To: in@example.com\n\n", sender="").accepted)

    ses_cloud.functions["mail"] = handler
    rule("answer", do.function())
    ses_cloud.receive(b"From: bob@example.org\nTo: in@example.com\n\n")

    assert (seen, [mail.sender for mail in ses_cloud.received]) == ([True], ["", "bob@example.org"])
