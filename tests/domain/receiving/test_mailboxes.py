"""What receiving has to do with people's mailboxes: bounces lie there, and what arrives is as it was delivered."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.ses(region="us-east-1", verified=["example.com"], at="2026-01-01T09:00:00Z", seed=1)

EVENTS = "arn:aws:sns:us-east-1:123456789012:events"


def test_a_bounce_of_a_rule_lies_in_the_senders_mailbox(v1, rule, do, ses_cloud):
    rule("no", do.bounce())
    v1.verify_email_identity(EmailAddress="bob@example.org")
    ses_cloud.receive(b"From: bob@example.org\r\nTo: in@example.com\r\nSubject: Hi\r\n\r\nHello\r\n")
    v1.verify_email_identity(EmailAddress="bob@example.org")

    for _ in range(2):
        ses_cloud.receive(b"From: bob@example.org\r\nTo: in@example.com\r\nSubject: Hi\r\n\r\nHello\r\n")

    asked, bounced, again, *more = box = ses_cloud.mailbox("Bob@example.org")
    assert [letter.kind for letter in box] == ["verification", "bounce", "verification", "bounce", "bounce"]
    assert [bounced, *more] == ses_cloud.bounces
    assert asked.links != again.links
    with pytest.raises(LookupError, match="asks nobody to follow a link"):
        bounced.click()


def test_what_ses_receives_of_ses_has_the_tracked_links(v2, rule, do, ses_cloud):
    ses_cloud.dns.publish("example.com", "MX", "10 inbound-smtp.us-east-1.amazonaws.com")
    rule("keep", do.s3())
    v2.create_configuration_set(ConfigurationSetName="news")
    v2.create_configuration_set_event_destination(
        ConfigurationSetName="news", EventDestinationName="all",
        EventDestination={
            "Enabled": True, "MatchingEventTypes": ["OPEN", "CLICK"], "SnsDestination": {"TopicArn": EVENTS},
        },
    )  # fmt: skip
    v2.send_email(
        FromEmailAddress="ann@example.com", Destination={"ToAddresses": ["in@example.com"]},
        Content={
            "Simple": {"Subject": {"Data": "Hi"}, "Body": {"Html": {"Data": '<a href="https://e.com/">x</a>'}}},
        },
        ConfigurationSetName="news",
    )  # fmt: skip

    [mail], [received] = ses_cloud.outbox, ses_cloud.received
    kept = ses_cloud.buckets["mail"][received.message_id]
    assert kept.endswith(mail.raw)
    assert mail.links[0].url.encode() in kept
    assert ses_cloud.visit(mail.links[0].url).location == "https://e.com/"
    assert [event.recipients for event in ses_cloud.events.of("Click")] == [("in@example.com",)]
    assert list(ses_cloud.mailbox("in@example.com")) == [mail]
