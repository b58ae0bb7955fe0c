"""What becomes of mail: the mailbox simulator, what a test decides of receivers, suppression lists, statistics."""

from __future__ import annotations

import re

import pytest

from sesmock import Folder

pytestmark = pytest.mark.ses(region="us-east-1", verified=["example.com"], at="2026-01-01T12:34:56Z")


@pytest.fixture
def send(v2, ses_cloud):
    def send(*to, **more):
        v2.send_email(
            FromEmailAddress="ann@example.com",
            Destination={"ToAddresses": list(to)},
            Content={"Simple": {"Subject": {"Data": "s"}, "Body": {"Text": {"Data": "t"}}}},
            **more,
        )
        return ses_cloud.outbox.last

    return send


def happened(mail):
    return [(event.type, event.recipients) for event in mail.events]


def statistics(v1):
    found = {"DeliveryAttempts": 0, "Bounces": 0, "Complaints": 0, "Rejects": 0}
    for point in v1.get_send_statistics()["SendDataPoints"]:
        for name in found:
            found[name] += point[name]
    return tuple(found.values())


@pytest.mark.parametrize(
    "form", ["{}@simulator.amazonses.com", "{}+a.b+c@simulator.amazonses.com", "{}+@simulator.amazonses.com"]
)
@pytest.mark.parametrize(
    ("name", "types", "fate", "counted"),
    [
        ("success", ["Send", "Delivery"], "Delivered", (1, 0, 0, 0)),
        ("bounce", ["Send", "Bounce"], "Bounced", (1, 1, 0, 0)),
        ("complaint", ["Send", "Delivery", "Complaint"], "Complained", (1, 0, 1, 0)),
        ("ooto", ["Send", "Delivery", "Bounce"], "Delivered", (1, 0, 0, 0)),
        ("suppressionlist", ["Send", "Bounce"], "Bounced", (1, 1, 0, 0)),
        ("BOUNCE", ["Send", "Bounce"], "Bounced", (1, 1, 0, 0)),
        ("bounce-x", ["Send", "Delivery"], "Delivered", (1, 0, 0, 0)),
    ],
)
def test_the_mailbox_simulator(v1, v2, send, ses_cloud, form, name, types, fate, counted):
    address = form.format(name)

    mail = send(address)

    assert ([event.type for event in mail.events], mail.fate) == (types, fate)
    assert statistics(v1) == counted
    assert v1.get_send_quota()["SentLast24Hours"] == 0
    assert v2.list_suppressed_destinations()["SuppressedDestinationSummaries"] == []


def test_suppressionlist_is_an_ordinary_bounce_that_names_the_list(send):
    mail = send("suppressionlist@simulator.amazonses.com")

    bounce = mail.events[-1].payload["bounce"]
    assert (bounce["bounceType"], bounce["bounceSubType"], bounce["bouncedRecipients"]) == (
        "Permanent",
        "General",
        [
            {
                "emailAddress": "suppressionlist@simulator.amazonses.com",
                "action": "failed",
                "status": "5.1.1",
                "diagnosticCode": "smtp; 550 5.1.1 user unknown "
                "( blacklisted address: suppressionlist@simulator.amazonses.com )",
            }
        ],
    )


def test_bounces_of_one_cause_are_one_event_and_others_their_own(v2, send):
    v2.put_suppressed_destination(EmailAddress="listed@example.org", Reason="BOUNCE")
    bounces = ("bounce@simulator.amazonses.com", "bounce+2@simulator.amazonses.com")

    mail = send(*bounces, "listed@example.org", "bob@example.org")

    assert happened(mail) == [
        ("Send", mail.recipients),
        ("Bounce", bounces),
        ("Bounce", ("listed@example.org",)),
        ("Delivery", ("bob@example.org",)),
    ]
    assert [event.payload["mail"]["destination"] for event in mail.events] == [list(mail.recipients)] * 4
    assert (mail.fate, dict(mail.fates)) == (
        "Mixed",
        {
            "bounce@simulator.amazonses.com": "Bounced", "bounce+2@simulator.amazonses.com": "Bounced",
            "listed@example.org": "Suppressed", "bob@example.org": "Delivered",
        },
    )  # fmt: skip


@pytest.mark.parametrize(
    "who", ["Gone@Example.org", "example.org", "@example.org", lambda address: re.match("gone@", address)]
)
def test_receivers_are_named_by_address_domain_or_function(send, ses_cloud, who):
    ses_cloud.receivers.bounce(who)

    assert send("gone@EXAMPLE.org").fate == "Bounced"
    assert send("bob@sub.example.org", "bob@notexample.org").fate == "Delivered"


def test_a_function_that_fails_leaves_no_trace(v1, send, ses_cloud):
    ses_cloud.receivers.bounce(lambda address: address[99])

    with pytest.raises(IndexError):
        send("bob@example.org")

    assert (ses_cloud.outbox, ses_cloud.events, v1.get_send_quota()["SentLast24Hours"]) == ([], [], 0)


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ({}, ("Permanent", "General", "5.1.1", "smtp; 550 5.1.1 user unknown")),
        ({"kind": "Transient"}, ("Transient", "General", "4.4.7", "smtp; 450 4.4.7 message expired")),
        (
            {"kind": "Transient", "subtype": "MailboxFull", "status": "4.2.2", "diagnostic": "smtp; 452 full"},
            ("Transient", "MailboxFull", "4.2.2", "smtp; 452 full"),
        ),
        ({"kind": "Undetermined"}, ("Undetermined", "Undetermined", None, None)),
    ],
)
def test_a_bounce_is_as_the_test_describes_it(send, ses_cloud, arguments, expected):
    ses_cloud.receivers.bounce("bob@example.org", **arguments)

    bounce = send("bob@example.org").events[-1].payload["bounce"]

    [recipient] = bounce["bouncedRecipients"]
    assert (
        bounce["bounceType"], bounce["bounceSubType"], recipient.get("status"), recipient.get("diagnosticCode"),
    ) == expected  # fmt: skip
    assert ("reportingMTA" in bounce) is (expected[2] is not None)


def test_a_bounce_of_no_kind_is_refused(ses_cloud):
    with pytest.raises(ValueError, match="'Hard' is not a bounceType: Permanent, Transient or Undetermined"):
        ses_cloud.receivers.bounce("bob@example.org", kind="Hard")


def test_the_newest_decision_that_fits_counts(send, ses_cloud):
    ses_cloud.receivers.bounce("example.org", kind="Transient")
    ses_cloud.receivers.accept("bob@example.org")
    ses_cloud.receivers.complaint("carl@example.org", "fraud")

    mail = send("bob@example.org", "carl@example.org", "dora@example.org")

    assert dict(mail.fates) == {
        "bob@example.org": "Delivered", "carl@example.org": "Complained", "dora@example.org": "Bounced",
    }  # fmt: skip
    [complaint] = [event.payload["complaint"] for event in mail.events if event.type == "Complaint"]
    assert (complaint["complaintFeedbackType"], complaint["userAgent"]) == ("fraud", "AnyCompany Feedback Loop (V0.01)")
    ses_cloud.receivers.clear()
    assert send("dora@example.org").fate == "Delivered"


def test_a_delay_ends_in_delivery_or_not(send, ses_cloud):
    ses_cloud.receivers.delay("example.org")
    ses_cloud.receivers.delay("never@example.org", then_deliver=False)

    mail = send("bob@example.org", "never@example.org")

    assert happened(mail) == [
        ("Send", mail.recipients), ("DeliveryDelay", mail.recipients), ("Delivery", ("bob@example.org",)),
    ]  # fmt: skip
    assert dict(mail.fates) == {"bob@example.org": "Delivered", "never@example.org": "Delayed"}


def test_mail_in_the_spam_folder_is_delivered_and_the_sender_is_not_told(send, ses_cloud):
    ses_cloud.receivers.spam("example.org")
    assert repr(ses_cloud.receivers) == "<Receivers: Delivery to Spam>"
    ses_cloud.receivers.accept("eve@example.org")
    ses_cloud.receivers.open("bob@example.org")
    mail = send("bob@example.org", "eve@example.org")

    assert mail.fate == "Delivered"
    assert [(event.type, event.recipients, event.detail) for event in mail.events[:3]] == [
        ("Send", ("bob@example.org", "eve@example.org"), None),
        ("Delivery", ("bob@example.org",), Folder("Spam")),
        ("Delivery", ("eve@example.org",), None),
    ]
    assert [event.type for event in mail.events[3:]] == ["Open"]
    told, other = (event.payload["delivery"] for event in mail.events[1:3])
    assert {**told, "recipients": other["recipients"]} == other
    ses_cloud.receivers.clear()
    assert happened(send("bob@example.org")) == [("Send", ("bob@example.org",)), ("Delivery", ("bob@example.org",))]


def test_only_delivered_mail_is_opened_and_everybody_opens_alone(send, ses_cloud):
    ses_cloud.receivers.open("example.org")
    ses_cloud.receivers.click("bob@example.org", "https://example.com")
    ses_cloud.receivers.bounce("gone@example.org")
    ses_cloud.receivers.complaint("carl@example.org")

    mail = send("bob@example.org", "carl@example.org", "gone@example.org", "dora@example.org")

    assert happened(mail) == [
        ("Send", mail.recipients),
        ("Delivery", ("bob@example.org", "carl@example.org", "dora@example.org")),
        ("Bounce", ("gone@example.org",)),
        ("Open", ("bob@example.org",)),
        ("Complaint", ("carl@example.org",)),
        ("Open", ("dora@example.org",)),
        ("Click", ("bob@example.org",)),
        ("Open", ("carl@example.org",)),
    ]


def listed(v2):
    summaries = v2.list_suppressed_destinations()["SuppressedDestinationSummaries"]
    return {summary["EmailAddress"]: summary["Reason"] for summary in summaries}


def test_hard_bounces_and_complaints_are_listed_and_then_suppressed(v1, v2, send, ses_cloud):
    ses_cloud.receivers.bounce("gone@example.org")
    ses_cloud.receivers.bounce("full@example.org", kind="Transient")
    ses_cloud.receivers.complaint("Angry@Example.org")
    first = send("gone@example.org", "full@example.org", "Angry@Example.org")
    bounce = first.events[1]

    assert listed(v2) == {"gone@example.org": "BOUNCE", "Angry@example.org": "COMPLAINT"}
    assert v2.get_suppressed_destination(EmailAddress="gone@example.org")["SuppressedDestination"]["Attributes"] == {
        "MessageId": first.message_id,
        "FeedbackId": bounce.feedback_id,
    }
    ses_cloud.receivers.clear()
    mail = send("gone@example.org", "Angry@Example.org", "angry@example.org")
    assert dict(mail.fates) == {
        "gone@example.org": "Suppressed", "Angry@Example.org": "Suppressed", "angry@example.org": "Delivered",
    }  # fmt: skip
    assert v1.get_send_quota()["SentLast24Hours"] == 6  # what is suppressed counts
    assert statistics(v1) == (6, 2, 1, 0)  # but as neither bounce nor complaint
    v2.delete_suppressed_destination(EmailAddress="gone@example.org")
    assert send("gone@example.org").fate == "Delivered"


def test_the_list_counts_for_the_reasons_of_the_account_or_else_of_the_set(v2, send, ses_cloud):
    v2.create_configuration_set(ConfigurationSetName="none", SuppressionOptions={"SuppressedReasons": []})
    v2.create_configuration_set(
        ConfigurationSetName="both", SuppressionOptions={"SuppressedReasons": ["BOUNCE", "COMPLAINT"]}
    )
    v2.put_account_suppression_attributes(SuppressedReasons=["COMPLAINT"])
    ses_cloud.receivers.bounce("gone@example.org")
    ses_cloud.receivers.complaint("angry@example.org")

    send("gone@example.org", "angry@example.org", ConfigurationSetName="none")
    assert listed(v2) == {}
    send("gone@example.org", "angry@example.org")
    assert listed(v2) == {"angry@example.org": "COMPLAINT"}
    send("gone@example.org", ConfigurationSetName="both")
    assert listed(v2) == {"angry@example.org": "COMPLAINT", "gone@example.org": "BOUNCE"}

    ses_cloud.receivers.clear()
    to = ("gone@example.org", "angry@example.org")
    assert [
        tuple(send(*to, **named).fates.values())
        for named in ({}, {"ConfigurationSetName": "none"}, {"ConfigurationSetName": "both"})
    ] == [("Delivered", "Suppressed"), ("Delivered", "Delivered"), ("Suppressed", "Suppressed")]


def test_the_list_belongs_to_account_and_region(api, ses_cloud):
    ses_cloud.verify("example.com", region="eu-west-1")
    ses_cloud.receivers.bounce("gone@example.org")
    here, there = api("sesv2"), api("sesv2", "eu-west-1")
    for client in (here, there, here):
        client.send_email(
            FromEmailAddress="ann@example.com",
            Destination={"ToAddresses": ["gone@example.org"]},
            Content={"Simple": {"Subject": {"Data": "s"}, "Body": {"Text": {"Data": "t"}}}},
        )

    assert [mail.fate for mail in ses_cloud.outbox] == ["Bounced", "Bounced", "Suppressed"]
    assert (listed(here), listed(there)) == ({"gone@example.org": "BOUNCE"}, {"gone@example.org": "BOUNCE"})


def test_statistics_come_in_quarters_of_an_hour_and_the_quota_in_a_day(v1, v2, send, ses_cloud):
    ses_cloud.receivers.bounce("gone@example.org")
    send("bob@example.org", "gone@example.org")
    ses_cloud.clock.advance(minutes=20)
    send("complaint@simulator.amazonses.com", "bob@example.org")

    points = v1.get_send_statistics()["SendDataPoints"]
    assert [
        (f"{point['Timestamp']:%H:%M}", *(point[n] for n in ("DeliveryAttempts", "Bounces", "Complaints", "Rejects")))
        for point in points
    ] == [("12:30", 2, 1, 0, 0), ("12:45", 2, 0, 1, 0)]
    assert v1.get_send_quota()["SentLast24Hours"] == v2.get_account()["SendQuota"]["SentLast24Hours"] == 3
    ses_cloud.clock.advance(hours=23, minutes=50)
    assert v1.get_send_quota()["SentLast24Hours"] == 1
