"""Published packages send through the mock, unmodified: django-ses, django-anymail and mailbridge."""

from __future__ import annotations

import json

import boto3
import dkim
import pytest

from sesmock.sns import certificate_pem

# What these packages do to themselves is not ours to judge.
pytestmark = [
    pytest.mark.filterwarnings("default"),
    pytest.mark.ses(region="eu-west-1", verified=["example.com"]),
]


@pytest.fixture
def django(monkeypatch):
    """Django without a project; gives the function that overrides its settings."""
    django = pytest.importorskip("django")
    from django.conf import settings

    if not settings.configured:
        settings.configure(
            DEFAULT_CHARSET="utf-8", USE_TZ=True, SECRET_KEY="secret",
            CACHES={"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}},
        )  # fmt: skip
        django.setup()
    from django.test import override_settings

    return override_settings


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


def test_anymail_understands_the_notification_of_a_bounce(django, ses_cloud):
    pytest.importorskip("anymail")
    topic = "arn:aws:sns:eu-west-1:123456789012:bounces"
    boto3.client("ses").set_identity_notification_topic(
        Identity="example.com", NotificationType="Bounce", SnsTopic=topic
    )
    with django(
        EMAIL_BACKEND="anymail.backends.amazon_ses.EmailBackend", ANYMAIL={"WEBHOOK_SECRET": "a:b"}, ALLOWED_HOSTS=["*"]
    ):
        from anymail.signals import tracking
        from anymail.webhooks.amazon_ses import AmazonSESTrackingWebhookView
        from django.core.mail import send_mail
        from django.test import RequestFactory

        events = []

        def receive(sender, event, esp_name, **kwargs):
            events.append(event)

        def post(notice):
            envelope = notice.envelope()
            request = RequestFactory().post(
                "/hook", json.dumps(envelope), content_type="text/plain; charset=UTF-8",
                headers={
                    "Authorization": "Basic YTpi",
                    "X-Amz-Sns-Message-Type": envelope["Type"],
                    "X-Amz-Sns-Message-Id": envelope["MessageId"],
                    "X-Amz-Sns-Topic-Arn": envelope["TopicArn"],
                },
            )  # fmt: skip
            assert AmazonSESTrackingWebhookView.as_view()(request).status_code == 200

        tracking.connect(receive)
        ses_cloud.subscribe(topic, post)
        send_mail("s", "t", "hello@example.com", ["bounce@simulator.amazonses.com"])
        tracking.disconnect(receive)

    [mail] = ses_cloud.outbox
    [event] = events
    assert (event.event_type, event.reject_reason, event.recipient, event.message_id, event.timestamp) == (
        "bounced",
        "bounced",
        "bounce@simulator.amazonses.com",
        mail.message_id,
        mail.time.replace(microsecond=mail.time.microsecond // 1000 * 1000),
    )


def test_django_ses_verifies_the_envelope_with_the_certificate_at_its_url(django, ses_cloud):
    pytest.importorskip("django_ses")
    responses = pytest.importorskip("responses")
    topic = "arn:aws:sns:eu-west-1:123456789012:bounces"
    boto3.client("ses").set_identity_notification_topic(
        Identity="example.com", NotificationType="Bounce", SnsTopic=topic
    )
    boto3.client("sesv2").send_email(
        FromEmailAddress="hello@example.com",
        Destination={"ToAddresses": ["bounce@simulator.amazonses.com"]},
        Content={"Simple": {"Subject": {"Data": "Hi"}, "Body": {"Text": {"Data": "Hello."}}}},
    )
    [notice] = ses_cloud.events.at(topic)
    envelope = notice.envelope()

    with django(AWS_SES_VERIFY_EVENT_SIGNATURES=True, AWS_SNS_TOPIC_ARN=topic), responses.RequestsMock() as web:
        from django_ses.utils import EventMessageVerifier

        web.get(envelope["SigningCertURL"], body=certificate_pem())

        assert EventMessageVerifier(envelope).is_verified()
        assert not EventMessageVerifier({**envelope, "Message": envelope["Message"] + " "}).is_verified()


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
