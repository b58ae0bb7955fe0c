"""Bounces and complaints that SES forwards by mail."""

from __future__ import annotations

import re
from email import message_from_bytes

import dkim
import pytest

pytestmark = pytest.mark.ses(region="us-east-1", verified=["example.com"], at="2026-01-01T09:00Z", seed=1)

BOUNCES = "arn:aws:sns:us-east-1:123456789012:bounces"


@pytest.fixture
def send(v1, ses_cloud):
    def send(*to, source="Shop <shop@example.com>", **more):
        message = {"Subject": {"Data": "Grüße"}, "Body": {"Text": {"Data": "Hello."}}}
        v1.send_email(Source=source, Destination={"ToAddresses": list(to)}, Message=message, **more)
        return ses_cloud.outbox.last

    return send


def parts(letter):
    """The parts of a report: the words, the fields, and the mail it is about."""
    words, _, original = message_from_bytes(letter.raw).get_payload()
    fields = letter.raw.split(b"\r\n------=_Part")[2].partition(b"\r\n\r\n")[2]
    return words.get_payload(), fields.decode().replace("\r\n", "\n"), original.get_payload(0)


def test_a_bounce_is_forwarded_to_the_source(send, ses_cloud):
    ses_cloud.receivers.bounce("gone@example.org")
    mail = send("gone@example.org", "ann@example.org")

    [letter] = ses_cloud.mailbox("shop@example.com")
    assert (letter.kind, letter.sender, letter.recipient, letter.subject) == (
        "forwarded bounce", "", "shop@example.com", "Delivery Status Notification (Failure)",
    )  # fmt: skip
    assert letter.header("From") == "MAILER-DAEMON@amazonses.com"
    assert letter.header("To") == "Shop <shop@example.com>"
    assert letter.header("Date") == "Thu, 1 Jan 2026 09:00:00 +0000"
    assert re.fullmatch(
        r'multipart/report;  boundary="----=_Part_[\d_.]+";  report-type=delivery-status', letter.header("Content-Type")
    )
    words, fields, original = parts(letter)
    assert words == (
        "An error occurred while trying to deliver the mail to the following recipients:\r\ngone@example.org\r\n"
    )
    third, fourth = mail.outgoing_ip.split(".")[2:]
    assert fields == (
        f"Reporting-MTA: dns; a{third}-{fourth}.smtp-out.amazonses.com\n\n"
        "Action: failed\nFinal-Recipient: rfc822; gone@example.org\n"
        "Diagnostic-Code: smtp; 550 5.1.1 user unknown\nStatus: 5.1.1\n"
    )
    assert original["Message-ID"] == mail.header("Message-ID")
    assert mail.raw in letter.raw
    assert dkim.verify(letter.raw, dnsfunc=ses_cloud.dns.txt)
    assert letter.links == ()
    with pytest.raises(LookupError, match="asks nobody to follow a link"):
        letter.click()


def test_a_complaint_is_forwarded(send, ses_cloud):
    mail = send("complaint@simulator.amazonses.com")

    [letter] = ses_cloud.mailbox("shop@example.com")
    assert (letter.kind, letter.sender, letter.subject) == (
        "forwarded complaint", "no-reply@amazonses.com", "FW:Grüße",
    )  # fmt: skip
    assert letter.header("From") == "complaints@email-abuse.amazonses.com"
    words, fields, original = parts(letter)
    assert words.startswith("This is an email abuse report for an email message from amazonses.com on Thu, 1 Jan 2026")
    assert fields == (
        "Feedback-Type: abuse\nUser-Agent: Amazon SES Mailbox Simulator\nVersion: 1\n"
        f"Original-Envelope-Id: <{mail.message_id}@email.amazonses.com>\n"
        f"Original-Mail-From: {mail.message_id}@amazonses.com\n"
        f"Original-Rcpt-to: complaint@simulator.amazonses.com\nSource-IP: {mail.outgoing_ip}\n"
    )
    assert original["Subject"] == mail.header("Subject")


def test_elsewhere_the_senders_are_those_of_the_region(api, ses_cloud):
    ses_cloud.verify("example.com", region="eu-west-2")
    message = {"Subject": {"Data": "Hi"}, "Body": {"Text": {"Data": "Hello."}}}
    api("ses", "eu-west-2").send_email(
        Source="shop@example.com", Message=message,
        Destination={"ToAddresses": ["bounce@simulator.amazonses.com", "complaint@simulator.amazonses.com"]},
    )  # fmt: skip

    assert [letter.header("From") for letter in ses_cloud.mailbox("shop@example.com")] == [
        "MAILER-DAEMON@eu-west-2.amazonses.com",
        "complaints@eu-west-2.email-abuse.amazonses.com",
    ]


def test_the_return_path_gets_it(send, ses_cloud):
    send("bounce@simulator.amazonses.com", ReturnPath="bounces@example.com")

    assert ses_cloud.mailbox("shop@example.com") == []
    assert [letter.kind for letter in ses_cloud.mailbox("bounces@example.com")] == ["forwarded bounce"]


def test_one_letter_for_each_cause_behind_its_mail(send, ses_cloud):
    ses_cloud.receivers.bounce("full@example.org", kind="Transient", subtype="MailboxFull")
    send("bounce@simulator.amazonses.com", "full@example.org", "shop@example.com")
    send("shop@example.com")

    found = ses_cloud.mailbox("shop@example.com")
    assert [getattr(one, "kind", "mail") for one in found] == ["mail", "forwarded bounce", "forwarded bounce", "mail"]
    assert [parts(letter)[1].count("Final-Recipient") for letter in found.letters] == [1, 1]


def test_what_the_suppression_list_stops_is_forwarded_too(send, v2, ses_cloud):
    v2.put_suppressed_destination(EmailAddress="gone@example.org", Reason="BOUNCE")
    send("gone@example.org")

    [letter] = ses_cloud.mailbox("shop@example.com")
    assert "Reporting-MTA: dns; amazonses.com\r\n" in letter.raw.decode()


def test_a_bounce_without_a_dsn(send, ses_cloud):
    send("ooto@simulator.amazonses.com")

    [letter] = ses_cloud.mailbox("shop@example.com")
    assert "Action: failed\r\nFinal-Recipient: rfc822; ooto@simulator.amazonses.com\r\nStatus: 4.0.0\r\n" in (
        letter.raw.decode()
    )


def test_topics_do_not_stop_it_but_switching_it_off_does(send, v1, ses_cloud):
    for kind in ("Bounce", "Complaint"):
        v1.set_identity_notification_topic(Identity="example.com", NotificationType=kind, SnsTopic=BOUNCES)
    send("bounce@simulator.amazonses.com")
    v1.set_identity_feedback_forwarding_enabled(Identity="example.com", ForwardingEnabled=False)
    send("bounce@simulator.amazonses.com")
    send("complaint@simulator.amazonses.com")

    assert len(ses_cloud.mailbox("shop@example.com")) == 1


def test_what_nobody_is_told_of_is_forwarded_even_if_that_is_off(send, v2, ses_cloud):
    # Documented: PutEmailIdentityFeedbackAttributes.
    v2.put_email_identity_feedback_attributes(EmailIdentity="example.com", EmailForwardingEnabled=False)
    v2.create_configuration_set(ConfigurationSetName="news")
    v2.create_configuration_set_event_destination(
        ConfigurationSetName="news", EventDestinationName="all",
        EventDestination={
            "Enabled": True, "MatchingEventTypes": ["BOUNCE"], "SnsDestination": {"TopicArn": BOUNCES},
        },
    )  # fmt: skip
    for name in ("bounce", "complaint"):
        send(f"{name}@simulator.amazonses.com", ConfigurationSetName="news")
    send("bounce@simulator.amazonses.com")

    kinds = [letter.kind for letter in ses_cloud.mailbox("shop@example.com")]
    assert kinds == ["forwarded complaint", "forwarded bounce"]
