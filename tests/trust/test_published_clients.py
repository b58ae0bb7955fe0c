"""Published packages send through the mock, unmodified: django-ses, django-anymail and mailbridge."""

from __future__ import annotations

import json

import boto3
import dkim
import pytest

from sesmock import sns

# What these packages do to themselves is not ours to judge.
pytestmark = [
    pytest.mark.filterwarnings("default"),
    pytest.mark.ses(region="eu-west-1", verified=["example.com"]),
]


def send_with_django():
    from django.core.mail import EmailMultiAlternatives

    message = EmailMultiAlternatives(
        "Grüße", "Hello, Ann.", "Shop <hello@example.com>", ["Ann <ann@example.org>"], cc=["bob@example.org"],
        bcc=["carl@example.org"], reply_to=["help@example.com"], headers={"X-Order": "17"},
    )  # fmt: skip
    message.attach_alternative("<p>Hello, Ann.</p>", "text/html")
    message.attach("invoice.pdf", b"%PDF-1.7", "application/pdf")
    assert message.send() == 1
    return message


def seen(mail):
    return {
        "to": mail.to, "cc": mail.cc, "recipients": mail.recipients, "reply_to": mail.reply_to,
        "subject": mail.subject, "text": mail.text.strip(), "html": mail.html.strip(),
        "attachments": [(a.filename, a.content, a.content_type) for a in mail.attachments],
        "order": mail.header("X-Order"), "bcc shown": mail.header("Bcc"),
    }  # fmt: skip


ASKED = {
    "to": ("Ann <ann@example.org>",),
    "cc": ("bob@example.org",),
    "recipients": ("ann@example.org", "bob@example.org", "carl@example.org"),
    "reply_to": ("help@example.com",),
    "subject": "Grüße",
    "text": "Hello, Ann.",
    "html": "<p>Hello, Ann.</p>",
    "attachments": [("invoice.pdf", b"%PDF-1.7", "application/pdf")],
    "order": "17",
    "bcc shown": None,
}


@pytest.mark.parametrize("use_v2", [False, True], ids=["ses", "sesv2"])
def test_django_ses_sends(django, ses_cloud, use_v2):
    pytest.importorskip("django_ses")
    sesv2 = boto3.client("sesv2")
    sesv2.create_configuration_set(ConfigurationSetName="orders")
    with django(
        EMAIL_BACKEND="django_ses.SESBackend",
        AWS_SES_REGION_NAME="eu-west-1",
        AWS_SES_REGION_ENDPOINT="email.eu-west-1.amazonaws.com",
        AWS_SES_AUTO_THROTTLE=None,
        AWS_SES_CONFIGURATION_SET="orders",
        USE_SES_V2=use_v2,
    ):
        message = send_with_django()

    [mail] = ses_cloud.outbox
    assert seen(mail) == ASKED
    assert mail.configuration_set == "orders"
    assert message.extra_headers["message_id"] == mail.message_id
    assert mail.signed_by == {"example.com", "amazonses.com"}
    assert dkim.verify(mail.raw, dnsfunc=ses_cloud.dns.txt)


def test_anymail_sends_with_tags_and_metadata(django, ses_cloud):
    pytest.importorskip("anymail")
    with django(EMAIL_BACKEND="anymail.backends.amazon_ses.EmailBackend", ANYMAIL={}):
        message = send_with_django()

    [mail] = ses_cloud.outbox
    assert seen(mail) == ASKED
    assert message.anymail_status.message_id == mail.message_id
    assert message.anymail_status.status == {"queued"}
    assert dkim.verify(mail.raw, dnsfunc=ses_cloud.dns.txt)


def test_anymail_sends_a_template_to_many(django, ses_cloud):
    pytest.importorskip("anymail")
    boto3.client("sesv2").create_email_template(
        TemplateName="order", TemplateContent={"Subject": "Order {{number}}", "Text": "Dear {{name}}"}
    )
    with django(EMAIL_BACKEND="anymail.backends.amazon_ses.EmailBackend", ANYMAIL={}):
        from anymail.message import AnymailMessage

        message = AnymailMessage(from_email="hello@example.com", to=["ann@example.org", "bob@example.org"])
        message.template_id = "order"
        message.merge_global_data = {"number": 17}
        message.merge_data = {"ann@example.org": {"name": "Ann"}, "bob@example.org": {"name": "Bob"}}
        message.send()

    assert [(mail.to, mail.subject, mail.text) for mail in ses_cloud.outbox] == [
        (("ann@example.org",), "Order 17", "Dear Ann"),
        (("bob@example.org",), "Order 17", "Dear Bob"),
    ]
    assert {address: status.message_id for address, status in message.anymail_status.recipients.items()} == {
        mail.recipients[0]: mail.message_id for mail in ses_cloud.outbox
    }


def test_anymail_reports_a_refusal(django, ses_cloud):
    pytest.importorskip("anymail")
    with django(EMAIL_BACKEND="anymail.backends.amazon_ses.EmailBackend", ANYMAIL={}):
        from anymail.exceptions import AnymailAPIError
        from django.core.mail import send_mail

        with pytest.raises(AnymailAPIError, match=r"identities failed the check in region EU-WEST-1: a@example\.net"):
            send_mail("s", "t", "a@example.net", ["ann@example.org"])

    assert ses_cloud.outbox == []


BOUNCES = "arn:aws:sns:eu-west-1:123456789012:bounces"


def set_up(v1, v2):
    """Let a topic hear of bounces twice: from an event destination and from an identity."""
    v2.create_configuration_set(ConfigurationSetName="orders")
    v2.create_configuration_set_event_destination(
        ConfigurationSetName="orders", EventDestinationName="all",
        EventDestination={
            "Enabled": True, "MatchingEventTypes": ["BOUNCE"], "SnsDestination": {"TopicArn": BOUNCES},
        },
    )  # fmt: skip
    v1.set_identity_notification_topic(Identity="example.com", NotificationType="Bounce", SnsTopic=BOUNCES)


def bounce(v2):
    v2.send_email(
        FromEmailAddress="hello@example.com", Destination={"ToAddresses": ["bounce@simulator.amazonses.com"]},
        Content={"Simple": {"Subject": {"Data": "Hi"}, "Body": {"Text": {"Data": "Hello."}}}},
        ConfigurationSetName="orders",
    )  # fmt: skip


def posted(envelope):
    """The request with which SNS brings an envelope to a webhook."""
    from django.test import RequestFactory

    return RequestFactory().post(
        "/hook", json.dumps(envelope), content_type="text/plain; charset=UTF-8",
        headers={
            "Authorization": "Basic YTpi",
            "X-Amz-Sns-Message-Type": envelope["Type"],
            "X-Amz-Sns-Message-Id": envelope["MessageId"],
            "X-Amz-Sns-Topic-Arn": envelope["TopicArn"],
        },
    )  # fmt: skip


def test_anymail_takes_everything_a_topic_is_told_and_understands_the_bounce(django, ses_cloud, v1, v2):
    pytest.importorskip("anymail")
    with django(
        EMAIL_BACKEND="anymail.backends.amazon_ses.EmailBackend", ANYMAIL={"WEBHOOK_SECRET": "a:b"}, ALLOWED_HOSTS=["*"]
    ):
        from anymail.signals import tracking
        from anymail.webhooks.amazon_ses import AmazonSESTrackingWebhookView

        events, statuses = [], []

        def receive(sender, event, esp_name, **kwargs):
            events.append(event)

        def post(notice):
            statuses.append(AmazonSESTrackingWebhookView.as_view()(posted(notice.envelope())).status_code)

        tracking.connect(receive)
        ses_cloud.subscribe(BOUNCES, post)
        set_up(v1, v2)
        bounce(v2)
        tracking.disconnect(receive)

    [mail] = ses_cloud.outbox
    assert (statuses, [event.event_type for event in events]) == ([200] * 4, ["bounced", "bounced"])
    assert {
        (event.reject_reason, event.recipient, event.message_id, event.timestamp.timestamp()) for event in events
    } == {("bounced", "bounce@simulator.amazonses.com", mail.message_id, round(mail.at, 3))}


def test_django_ses_verifies_and_takes_everything_a_topic_is_told(django, ses_cloud, v1, v2):
    """Its view as it is: signatures are checked with the certificate at the URL that the envelope names."""
    pytest.importorskip("django_ses")
    with django(ALLOWED_HOSTS=["*"]):
        from django_ses.signals import bounce_received
        from django_ses.utils import clear_cert_cache
        from django_ses.views import SESEventWebhookView

        seen, statuses = [], []

        def receive(sender, mail_obj, bounce_obj, raw_message, **kwargs):
            seen.append((mail_obj["messageId"], bounce_obj["bounceType"]))

        def post(envelope):
            statuses.append(SESEventWebhookView.as_view()(posted(envelope)).status_code)

        clear_cert_cache()
        bounce_received.connect(receive)
        ses_cloud.subscribe(BOUNCES, lambda notice: post(notice.envelope()))
        post(sns.confirmation(topic_arn=BOUNCES, token="token", message_id="1", at=ses_cloud.clock.now()))
        set_up(v1, v2)
        bounce(v2)
        *_, last = ses_cloud.events.at(BOUNCES)
        post({**last.envelope(), "Message": last.message + " "})
        bounce_received.disconnect(receive)

    [mail] = ses_cloud.outbox
    assert (statuses, seen) == ([200] * 5 + [400], [(mail.message_id, "Permanent")] * 2)


@pytest.mark.parametrize("named", ["SubscribeURL", "SigningCertURL"])
def test_django_ses_reports_no_error_when_it_follows_what_an_envelope_names(django, ses_cloud, caplog, named):
    pytest.importorskip("django_ses")
    envelope = sns.confirmation(topic_arn=BOUNCES, token="token", message_id="1", at=0)
    with django():
        from django_ses.utils import EventMessageVerifier, clear_cert_cache, confirm_sns_subscription

        clear_cert_cache()
        if named == "SubscribeURL":
            confirm_sns_subscription(envelope)
        else:
            assert EventMessageVerifier(envelope).is_verified()

    assert [record.message for record in caplog.records if record.levelname in {"WARNING", "ERROR"}] == []


def test_mailbridge_sends(ses_cloud):
    mailbridge = pytest.importorskip("mailbridge")
    boto3.client("ses").create_template(
        Template={"TemplateName": "order", "SubjectPart": "Order {{number}}", "TextPart": "Dear {{name}}"}
    )
    bridge = mailbridge.MailBridge(provider="ses", region_name="eu-west-1", from_email="hello@example.com")

    plain = bridge.send(to="ann@example.org", subject="Hi", body="<p>Hello.</p>", cc=["bob@example.org"])
    templated = bridge.send(
        to="ann@example.org", subject="", body="", template_id="order", template_data={"number": 17, "name": "Ann"}
    )

    first, second = ses_cloud.outbox
    assert (first.source, first.to, first.cc, first.subject, first.html) == (
        "hello@example.com", ("ann@example.org",), ("bob@example.org",), "Hi", "<p>Hello.</p>",
    )  # fmt: skip
    assert (second.template, second.subject, second.text) == ("order", "Order 17", "Dear Ann")
    assert [plain.message_id, templated.message_id] == [first.message_id, second.message_id]
