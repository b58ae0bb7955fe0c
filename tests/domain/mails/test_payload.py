"""The JSON of every event and notification, field for field, in both of AWS's formats.

Shapes as recorded from SES in 2026 (Send, Delivery, Bounce, Complaint, the simulator's) and as documented (the rest).
"""

from __future__ import annotations

import json

import pytest

from sesmock import Notification

pytestmark = pytest.mark.ses(region="us-east-1", verified=["example.com"], at="2026-01-01T12:34:56.789Z", seed=1)

TOPIC = "arn:aws:sns:us-east-1:123456789012:events"
FEEDBACK = "arn:aws:sns:us-east-1:123456789012:feedback"
AT = "2026-01-01T12:34:56.789Z"
ALL = [
    "SEND", "DELIVERY", "BOUNCE", "COMPLAINT", "REJECT", "OPEN", "CLICK", "RENDERING_FAILURE", "DELIVERY_DELAY",
    "SUBSCRIPTION",
]  # fmt: skip


@pytest.fixture
def news(v2):
    """A configuration set that tells a topic everything."""
    v2.create_configuration_set(ConfigurationSetName="news")
    v2.create_configuration_set_event_destination(
        ConfigurationSetName="news", EventDestinationName="all",
        EventDestination={"Enabled": True, "MatchingEventTypes": ALL, "SnsDestination": {"TopicArn": TOPIC}},
    )  # fmt: skip


@pytest.fixture
def send(v2, news):
    def send(*to, text="Hi", html=None, **more):
        body = {"Text": {"Data": text}} if html is None else {"Html": {"Data": html}}
        reply = v2.send_email(
            FromEmailAddress="Ann <ann@example.com>",
            Destination={"ToAddresses": list(to)},
            Content={"Simple": {"Subject": {"Data": "Hello"}, "Body": body}},
            ConfigurationSetName="news",
            **more,
        )
        return reply["MessageId"]

    return send


def published(cloud, target=TOPIC):
    """What a topic received, by type; every one as it came over the wire."""
    received = [notice for notice in cloud.events.at(target) if isinstance(notice, Notification)]
    payloads = [json.loads(notice.message) for notice in received]
    return {payload.get("eventType") or payload["notificationType"]: payload for payload in payloads}


def header(name, value):
    return {"name": name, "value": value}


def mail_of(message_id, *to, kind="plain", tags=None):
    return {
        "timestamp": AT,
        "source": "Ann <ann@example.com>",
        "sourceArn": "arn:aws:ses:us-east-1:123456789012:identity/example.com",
        "sendingAccountId": "123456789012",
        "messageId": message_id,
        "destination": list(to),
        "headersTruncated": False,
        "headers": [
            header("From", "Ann <ann@example.com>"),
            header("To", ", ".join(to)),
            header("Subject", "Hello"),
            header("MIME-Version", "1.0"),
            header("Content-Type", f"text/{kind}; charset=UTF-8"),
            header("Content-Transfer-Encoding", "7bit"),
        ],
        "commonHeaders": {
            "from": ["Ann <ann@example.com>"],
            "to": list(to),
            "messageId": message_id,
            "subject": "Hello",
        },
        "tags": {
            "ses:source-tls-version": ["TLSv1.3"],
            "ses:operation": ["SendEmail"],
            "ses:configuration-set": ["news"],
            "ses:source-ip": ["192.0.2.10"],
            "ses:from-domain": ["example.com"],
            "ses:caller-identity": ["sesmock"],
            **(tags or {}),
        },
    }


def went_out(cloud):
    return {"ses:outgoing-tls-version": ["TLSv1.3"], "ses:outgoing-ip": [cloud.outbox.last.outgoing_ip]}


def host(cloud):
    third, fourth = cloud.outbox.last.outgoing_ip.split(".")[2:]
    return f"a{third}-{fourth}.smtp-out.amazonses.com"


def feedback_id(cloud, type_):
    [event] = cloud.events.of(type_)
    assert event.feedback_id != event.mail.message_id
    assert len(event.feedback_id) == len(event.mail.message_id)
    return event.feedback_id


def test_send_and_delivery(send, ses_cloud):
    tag = {"kind": ["welcome"]}
    message_id = send("bob@example.org", "carl@example.org", EmailTags=[{"Name": "kind", "Value": "welcome"}])

    to = ("bob@example.org", "carl@example.org")
    assert published(ses_cloud) == {
        "Send": {"eventType": "Send", "send": {}, "mail": mail_of(message_id, *to, tags=tag)},
        "Delivery": {
            "eventType": "Delivery",
            "mail": mail_of(message_id, *to, tags={**tag, **went_out(ses_cloud)}),
            "delivery": {
                "timestamp": AT,
                "processingTimeMillis": 0,
                "recipients": list(to),
                "smtpResponse": "250 2.6.0 Message received",
                "remoteMtaIp": "192.0.2.30",
                "reportingMTA": host(ses_cloud),
            },
        },
    }


def test_bounce(send, ses_cloud):
    to = ("bounce@simulator.amazonses.com", "bob@example.org")
    message_id = send(*to)

    assert published(ses_cloud)["Bounce"] == {
        "eventType": "Bounce",
        "bounce": {
            "feedbackId": feedback_id(ses_cloud, "Bounce"),
            "bounceType": "Permanent",
            "bounceSubType": "General",
            "bouncedRecipients": [
                {
                    "emailAddress": "bounce@simulator.amazonses.com",
                    "action": "failed",
                    "status": "5.1.1",
                    "diagnosticCode": "smtp; 550 5.1.1 user unknown",
                }
            ],
            "timestamp": AT,
            "remoteMtaIp": "192.0.2.30",
            "reportingMTA": f"dns; {host(ses_cloud)}",
        },
        "mail": mail_of(message_id, *to),
    }


def test_bounce_of_a_suppressed_address(v2, send, ses_cloud):
    v2.put_suppressed_destination(EmailAddress="bob@example.org", Reason="BOUNCE")
    message_id = send("bob@example.org")

    assert published(ses_cloud) == {
        "Send": {"eventType": "Send", "send": {}, "mail": mail_of(message_id, "bob@example.org")},
        "Bounce": {
            "eventType": "Bounce",
            "bounce": {
                "feedbackId": feedback_id(ses_cloud, "Bounce"),
                "bounceType": "Permanent",
                "bounceSubType": "OnAccountSuppressionList",
                "bouncedRecipients": [
                    {
                        "emailAddress": "bob@example.org",
                        "action": "failed",
                        "status": "5.1.1",
                        "diagnosticCode": "Amazon SES did not send the message to this address because it is on the "
                        "suppression list for your account. For more information about removing addresses from the "
                        "suppression list, see the Amazon SES Developer Guide at "
                        "https://docs.aws.amazon.com/ses/latest/DeveloperGuide/sending-email-suppression-list.html",
                    }
                ],
                "timestamp": AT,
                "reportingMTA": "dns; amazonses.com",
            },
            "mail": mail_of(message_id, "bob@example.org"),
        },
    }


def test_automatic_response(send, ses_cloud):
    message_id = send("ooto@simulator.amazonses.com")

    assert list(published(ses_cloud)) == ["Send", "Delivery", "Bounce"]
    assert published(ses_cloud)["Bounce"] == {
        "eventType": "Bounce",
        "bounce": {
            "feedbackId": feedback_id(ses_cloud, "Bounce"),
            "bounceType": "Transient",
            "bounceSubType": "General",
            "bouncedRecipients": [{"emailAddress": "ooto@simulator.amazonses.com"}],
            "timestamp": AT,
        },
        "mail": mail_of(message_id, "ooto@simulator.amazonses.com"),
    }


def test_complaint(send, ses_cloud):
    message_id = send("complaint@simulator.amazonses.com")

    assert list(published(ses_cloud)) == ["Send", "Delivery", "Complaint"]
    assert published(ses_cloud)["Complaint"] == {
        "eventType": "Complaint",
        "complaint": {
            "feedbackId": feedback_id(ses_cloud, "Complaint"),
            "complaintSubType": None,
            "complainedRecipients": [{"emailAddress": "complaint@simulator.amazonses.com"}],
            "timestamp": AT,
            "userAgent": "Amazon SES Mailbox Simulator",
            "complaintFeedbackType": "abuse",
            "arrivalDate": AT,
        },
        "mail": mail_of(message_id, "complaint@simulator.amazonses.com"),
    }


def test_complaint_of_a_suppressed_address(v2, send, ses_cloud):
    v2.put_suppressed_destination(EmailAddress="bob@example.org", Reason="COMPLAINT")
    send("bob@example.org")

    assert list(published(ses_cloud)) == ["Send", "Complaint"]
    assert published(ses_cloud)["Complaint"]["complaint"] == {
        "feedbackId": feedback_id(ses_cloud, "Complaint"),
        "complaintSubType": "OnAccountSuppressionList",
        "complainedRecipients": [{"emailAddress": "bob@example.org"}],
        "timestamp": AT,
    }


def test_reject(send, ses_cloud):
    message_id = send("bob@example.org", text="X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*")

    assert published(ses_cloud) == {
        "Send": {"eventType": "Send", "send": {}, "mail": mail_of(message_id, "bob@example.org")},
        "Reject": {
            "eventType": "Reject", "reject": {"reason": "Bad content"}, "mail": mail_of(message_id, "bob@example.org"),
        },
    }  # fmt: skip


def test_delivery_delay(send, ses_cloud):
    ses_cloud.receivers.delay("bob@example.org", "MailboxFull")
    message_id = send("bob@example.org")

    mail = mail_of(message_id, "bob@example.org")
    assert list(published(ses_cloud)) == ["Send", "DeliveryDelay", "Delivery"]
    assert published(ses_cloud)["DeliveryDelay"] == {
        "eventType": "DeliveryDelay",
        "deliveryDelay": {
            "timestamp": AT,
            "delayType": "MailboxFull",
            "expirationTime": "2026-01-02T02:34:56.789Z",
            "delayedRecipients": [
                {
                    "emailAddress": "bob@example.org",
                    "status": "4.4.1",
                    "diagnosticCode": "smtp; 421 4.4.1 Unable to connect to remote host",
                }
            ],
            "reportingMTA": host(ses_cloud),
        },
        "mail": {name: value for name, value in mail.items() if name not in {"headers", "commonHeaders"}},
    }


def test_open_and_click(send, ses_cloud):
    ses_cloud.receivers.open("bob@example.org")
    ses_cloud.receivers.click("bob@example.org", "https://example.com/?a=1&b=2", user_agent="Browser", ip="192.0.2.99")
    html = (
        '<a href="https://example.com/">no</a>'
        '<A class=x ses:tags="kind:offer;place:top;" HREF="https://example.com/?a=1&amp;b=2">yes</A>'
    )
    message_id = send("bob@example.org", html=html)

    mail = mail_of(message_id, "bob@example.org", kind="html")
    del mail["sourceArn"]  # recorded, as is what is missing among the tags
    assert list(published(ses_cloud)) == ["Send", "Delivery", "Open", "Click"]
    assert published(ses_cloud)["Open"] == {
        "eventType": "Open",
        "open": {"ipAddress": "192.0.2.1", "timestamp": AT, "userAgent": "Mozilla/5.0 (sesmock)"},
        "mail": mail,
    }
    assert published(ses_cloud)["Click"] == {
        "eventType": "Click",
        "click": {
            "ipAddress": "192.0.2.99",
            "timestamp": AT,
            "userAgent": "Browser",
            "link": "https://example.com/?a=1&b=2",
            "linkTags": {"kind": ["offer"], "place": ["top"]},
        },
        "mail": mail,
    }


def test_a_click_on_a_link_without_tags_has_null(send, ses_cloud):
    ses_cloud.receivers.click("bob@example.org", "https://example.com/")
    send("bob@example.org")

    assert published(ses_cloud)["Click"]["click"]["linkTags"] is None


def test_rendering_failure(v2, news, ses_cloud):
    v2.create_email_template(TemplateName="hi", TemplateContent={"Subject": "Hi", "Text": "Dear {{name}}"})
    reply = v2.send_email(
        FromEmailAddress="Ann <ann@example.com>",
        Destination={"ToAddresses": ["bob@example.org"]},
        Content={"Template": {"TemplateName": "hi", "TemplateData": "{}"}},
        ConfigurationSetName="news",
    )

    mail = mail_of(reply["MessageId"], "bob@example.org")
    assert list(published(ses_cloud)) == ["Send", "Rendering Failure"]
    assert published(ses_cloud)["Rendering Failure"] == {
        "eventType": "Rendering Failure",
        "failure": {
            "errorMessage": "Attribute 'name' is not present in the rendering data.",
            "templateName": "hi",
        },
        "mail": {name: value for name, value in mail.items() if name not in {"headers", "commonHeaders"}},
    }


def test_the_send_event_of_a_templated_mail_comes_before_rendering(v2, news, ses_cloud):
    v2.create_email_template(TemplateName="hi", TemplateContent={"Subject": "Hello", "Text": "Dear {{name}}"})
    v2.send_email(
        FromEmailAddress="Ann <ann@example.com>",
        Destination={"ToAddresses": ["bob@example.org"]},
        Content={"Template": {"TemplateName": "hi", "TemplateData": '{"name": "Bob"}'}},
        ConfigurationSetName="news",
    )

    shown = {
        type_: (
            [h["name"] for h in payload["mail"]["headers"]], sorted(payload["mail"]["commonHeaders"]),
            payload["mail"].get("sourceArn"),
        )
        for type_, payload in published(ses_cloud).items()
    }  # fmt: skip
    assert shown == {
        "Send": (["From", "To", "MIME-Version"], ["from", "messageId", "to"], None),
        "Delivery": (
            ["Date", "From", "To", "Subject", "MIME-Version", "Content-Type", "Content-Transfer-Encoding"],
            ["date", "from", "messageId", "subject", "to"],
            "arn:aws:ses:us-east-1:123456789012:identity/example.com",
        ),
    }


def test_raw_mail_shows_no_common_header_that_it_has_not(v1, news, ses_cloud):
    v1.send_raw_email(
        Destinations=["bob@example.org"],
        RawMessage={"Data": b"From: ann@example.com\r\n\r\nHi\r\n"},
        ConfigurationSetName="news",
    )

    mail = published(ses_cloud)["Delivery"]["mail"]
    mail["commonHeaders"].pop("messageId", None)  # the id is SES's, and no header of the mail
    assert mail["headers"] == [header("From", "ann@example.com")]
    assert mail["commonHeaders"] == {"from": ["ann@example.com"]}


def test_the_send_event_is_the_same_whether_a_template_can_be_rendered_or_not(v2, news, ses_cloud):
    v2.create_email_template(TemplateName="hi", TemplateContent={"Subject": "Hi", "Text": "Dear {{name}}"})
    template = {"TemplateName": "hi", "Headers": [{"Name": "X-Campaign", "Value": "may"}]}
    shown = []
    for data in ("{}", '{"name": "Bob"}'):
        v2.send_email(
            FromEmailAddress="Ann <ann@example.com>",
            Destination={"ToAddresses": ["bob@example.org", "bea@example.org"]},
            Content={"Template": {**template, "TemplateData": data}},
            ConfigurationSetName="news",
        )
        mail = published(ses_cloud)["Send"]["mail"]
        mail["commonHeaders"].pop("messageId", None)
        shown.append((mail["headers"], mail["commonHeaders"]))

    assert [(event.type, event.mail.fate) for event in ses_cloud.events] == [
        ("Send", "RenderingFailure"),
        ("Rendering Failure", "RenderingFailure"),
        ("Send", "Delivered"),
        ("Delivery", "Delivered"),
    ]
    to = ["bob@example.org", "bea@example.org"]
    headers = [
        header("From", "Ann <ann@example.com>"),
        header("To", ", ".join(to)),
        header("MIME-Version", "1.0"),
        header("X-Campaign", "may"),
    ]
    assert shown == [(headers, {"from": ["Ann <ann@example.com>"], "to": to})] * 2


def test_raw_mail_shows_its_headers_as_they_were_submitted(v1, news, ses_cloud):
    raw = (
        b"Date: Mon, 1 Jan 2001 00:00:00 +0000\nFrom: Ann <ann@example.com>\n"
        b"To: bob@example.org,\n Carl <c@example.org>\n"
        b"Cc: dora@example.org\nBcc: secret@example.org\nReply-To: help@example.com\nMessage-ID: <mine@example.com>\n"
        b"Subject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=\nX-SES-MESSAGE-TAGS: kind=welcome\n\nHi\n"
    )
    message_id = v1.send_raw_email(RawMessage={"Data": raw}, ConfigurationSetName="news")["MessageId"]

    mail = published(ses_cloud)["Send"]["mail"]
    assert mail["headers"] == [
        header("Date", "Mon, 1 Jan 2001 00:00:00 +0000"),
        header("From", "Ann <ann@example.com>"),
        header("To", "bob@example.org, Carl <c@example.org>"),
        header("Cc", "dora@example.org"),
        header("Reply-To", "help@example.com"),
        header("Message-ID", "<mine@example.com>"),
        header("Subject", "=?utf-8?q?Gr=C3=BC=C3=9Fe?="),
        header("X-SES-MESSAGE-TAGS", "kind=welcome"),
    ]
    assert mail["commonHeaders"] == {
        "from": ["Ann <ann@example.com>"], "date": "Mon, 1 Jan 2001 00:00:00 +0000",
        "to": ["bob@example.org", "Carl <c@example.org>"], "cc": ["dora@example.org"],
        "replyTo": ["help@example.com"], "messageId": message_id, "subject": "Grüße",
    }  # fmt: skip
    assert (mail["destination"], mail["tags"]["kind"], mail["tags"]["ses:operation"]) == (
        ["bob@example.org", "c@example.org", "dora@example.org", "secret@example.org"], ["welcome"], ["SendRawEmail"],
    )  # fmt: skip


@pytest.mark.parametrize(("size", "truncated"), [(10 * 1024, False), (10 * 1024 + 1, True)])
def test_headers_beyond_ten_kilobytes_are_cut(v1, news, ses_cloud, size, truncated):
    first = b"From: ann@example.com\r\nTo: bob@example.org\r\n" + b"".join(b"X-%02d: x\r\n" % n for n in range(40))
    last = b"X-Last: " + b"y" * 900 + b"\r\n"
    filler = b"".join(b"X-Long: " + b"x" * 890 + b"\r\n" for _ in range(9))
    rest = size - len(first) - len(filler) - len(last) - len(b"X-Rest: \r\n")
    headers = first + filler + b"X-Rest: " + b"z" * rest + b"\r\n" + last
    assert (len(headers), rest > 0) == (size, True)
    v1.send_raw_email(RawMessage={"Data": headers + b"\r\nHi\r\n"}, ConfigurationSetName="news")

    mail = published(ses_cloud)["Send"]["mail"]
    assert (mail["headersTruncated"], mail["headers"][-1]["name"]) == (truncated, "X-Rest" if truncated else "X-Last")


def test_a_verified_address_is_the_source_of_its_mail(v1, send, ses_cloud):
    ses_cloud.verify("ann@example.com")
    send("bob@example.org")

    assert published(ses_cloud)["Send"]["mail"]["sourceArn"].endswith(":identity/ann@example.com")


@pytest.fixture
def feedback(v1):
    """Topics of the identity for all three types."""
    for kind in ("Bounce", "Complaint", "Delivery"):
        v1.set_identity_notification_topic(Identity="example.com", NotificationType=kind, SnsTopic=FEEDBACK)


def notified_mail(message_id, *to):
    mail = mail_of(message_id, *to)
    shown = ("timestamp", "source", "sourceArn", "sendingAccountId", "messageId", "destination")
    return {**{name: mail[name] for name in shown}, "sourceIp": "192.0.2.10", "callerIdentity": "sesmock"}


def test_topics_of_the_identity_get_the_other_format(feedback, send, ses_cloud):
    to = ("bounce@simulator.amazonses.com", "complaint@simulator.amazonses.com")
    message_id = send(*to)

    mail, events = notified_mail(message_id, *to), published(ses_cloud)
    assert published(ses_cloud, FEEDBACK) == {
        "Bounce": {"notificationType": "Bounce", "bounce": events["Bounce"]["bounce"], "mail": mail},
        "Delivery": {"notificationType": "Delivery", "delivery": events["Delivery"]["delivery"], "mail": mail},
        "Complaint": {"notificationType": "Complaint", "complaint": events["Complaint"]["complaint"], "mail": mail},
    }


def test_topics_of_the_identity_get_headers_for_the_types_that_want_them(v1, feedback, send, ses_cloud):
    v1.set_identity_headers_in_notifications_enabled(Identity="example.com", NotificationType="Bounce", Enabled=True)
    to = ("bounce@simulator.amazonses.com", "bob@example.org")
    message_id = send(*to)
    v1.set_identity_headers_in_notifications_enabled(  # too late for what was sent
        Identity="example.com", NotificationType="Delivery", Enabled=True
    )

    mail, whole = notified_mail(message_id, *to), mail_of(message_id, *to)
    headers = {name: whole[name] for name in ("headersTruncated", "headers", "commonHeaders")}
    del headers["commonHeaders"]["messageId"]  # of the caller's own there is none
    assert {type_: payload["mail"] for type_, payload in published(ses_cloud, FEEDBACK).items()} == {
        "Bounce": {**mail, **headers},
        "Delivery": mail,
    }


@pytest.mark.parametrize(("given", "shown"), [("Message-ID: <mine@example.com>\n", "<mine@example.com>"), ("", None)])
def test_topics_of_the_identity_show_the_message_id_that_the_caller_gave_and_events_that_of_ses(
    v1, news, feedback, ses_cloud, given, shown
):
    for kind in ("Bounce", "Delivery"):
        v1.set_identity_headers_in_notifications_enabled(Identity="example.com", NotificationType=kind, Enabled=True)
    raw = f"From: ann@example.com\nTo: bob@example.org\n{given}Subject: Hi\n\nHi\n".encode()
    message_id = v1.send_raw_email(RawMessage={"Data": raw}, ConfigurationSetName="news")["MessageId"]

    delivery = published(ses_cloud, FEEDBACK)["Delivery"]["mail"]
    common = {"from": ["ann@example.com"], "to": ["bob@example.org"], "subject": "Hi"}
    assert delivery["commonHeaders"] == common | ({} if shown is None else {"messageId": shown})
    assert published(ses_cloud)["Delivery"]["mail"]["commonHeaders"] == {**common, "messageId": message_id}


def test_a_mail_without_a_from_has_no_domain_of_it(v1, news, ses_cloud):
    v1.send_raw_email(
        RawMessage={"Data": b""}, Source="ann@example.com", Destinations=["bob@example.org"],
        ConfigurationSetName="news",
    )  # fmt: skip

    tags = published(ses_cloud)["Send"]["mail"]["tags"]
    assert tags == {
        "ses:source-tls-version": ["TLSv1.3"], "ses:operation": ["SendRawEmail"], "ses:configuration-set": ["news"],
        "ses:source-ip": ["192.0.2.10"], "ses:caller-identity": ["sesmock"],
    }  # fmt: skip
    assert (ses_cloud.outbox.last.from_domain, ses_cloud.outbox.last.dmarc_aligned) == (None, False)
