"""The webhooks of django-ses and django-anymail, unmodified, hear of a bounce by SNS."""

from __future__ import annotations

import base64

import boto3
import pytest

from sesmock import mock_ses

moto = pytest.importorskip("moto")
pytest.importorskip("moto.sns")

# What these packages do to themselves is not ours to judge.
pytestmark = pytest.mark.filterwarnings("default")

REGION, SECRET = "eu-west-1", "user:password"


@pytest.fixture
def posts():
    """The SNS that posts to a view: a function that takes it and gives the webhook."""

    def posts(view, **meta):
        from django.test import RequestFactory

        def post(headers, body):
            sent = {f"HTTP_{name.upper().replace('-', '_')}": headers[name] for name in headers if name[:2] == "x-"}
            return view(RequestFactory().post("/", body, headers["Content-Type"], **sent, **meta))

        return post

    return posts


def bounce(webhook):
    """Let mail bounce whose identity reports to a topic of moto that the webhook listens to."""
    with moto.mock_aws(), mock_ses(region=REGION, verified=["example.com"]) as cloud:
        topic = boto3.client("sns").create_topic(Name="bounces")["TopicArn"]
        ses = boto3.client("ses")
        ses.set_identity_notification_topic(Identity="example.com", NotificationType="Bounce", SnsTopic=topic)
        cloud.deliveries.clear()
        cloud.deliver = {"webhook": {topic: webhook}}
        message = {"Subject": {"Data": "s"}, "Body": {"Text": {"Data": "t"}}}
        to = {"ToAddresses": ["bounce@simulator.amazonses.com"]}
        sent = ses.send_email(Source="ann@example.com", Destination=to, Message=message)
        assert [(d.kind, d.ok) for d in cloud.deliveries] == [("IDENTITY", True), ("WEBHOOK", True)]
        return sent["MessageId"]


@pytest.mark.parametrize("genuine", [True, False], ids=["genuine", "forged"])
def test_django_ses_hears_of_a_bounce(django, posts, genuine):
    """It fetches our certificate, and visits the address that confirms, beside moto."""
    utils = pytest.importorskip("django_ses.utils")
    from django_ses import signals
    from django_ses.views import SESEventWebhookView

    heard, statuses = [], []
    post = posts(SESEventWebhookView.as_view())

    def webhook(headers, body):
        if genuine or headers["x-amz-sns-message-type"] != "Notification":
            return post(headers, body)
        statuses.append(post(headers, body.replace(b"Permanent", b"Transient")).status_code)
        return None

    def receive(sender, mail_obj, bounce_obj, **_):
        heard.append(
            (mail_obj["messageId"], bounce_obj["bounceType"], bounce_obj["bouncedRecipients"][0]["emailAddress"])
        )

    with django(AWS_SES_VERIFY_EVENT_SIGNATURES=True):
        signals.bounce_received.connect(receive)
        try:
            sent = bounce(webhook)
        finally:
            signals.bounce_received.disconnect(receive)
            utils.clear_cert_cache()

    assert (heard, statuses) == (
        ([(sent, "Permanent", "bounce@simulator.amazonses.com")], []) if genuine else ([], [400])
    )


def test_anymail_hears_of_a_bounce(django, posts):
    pytest.importorskip("anymail.webhooks.amazon_ses")
    from anymail.signals import tracking
    from anymail.webhooks.amazon_ses import AmazonSESTrackingWebhookView

    heard = []

    def receive(sender, event, **_):
        heard.append((event.message_id, event.event_type, event.recipient))

    with django(ANYMAIL={"WEBHOOK_SECRET": SECRET}):
        tracking.connect(receive)
        try:
            basic = f"Basic {base64.b64encode(SECRET.encode()).decode()}"
            # it confirms by a call to SNS, which moto answers
            sent = bounce(posts(AmazonSESTrackingWebhookView.as_view(), HTTP_AUTHORIZATION=basic))
        finally:
            tracking.disconnect(receive)

    assert heard == [(sent, "bounced", "bounce@simulator.amazonses.com")]
