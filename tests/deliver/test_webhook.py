"""Webhooks under test: what SNS sends them, over the network or into a function, and what becomes of their answers."""

from __future__ import annotations

import base64
import datetime
import ipaddress
import json
import ssl
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA1, SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from sesmock import mock_ses, sns

pytestmark = pytest.mark.ses(region="us-east-1", verified=["example.com"], at="2026-01-01T12:34:56.789Z", seed=1)

TOPIC = "arn:aws:sns:us-east-1:123456789012:bounces"
TYPES = ["SubscriptionConfirmation", "Notification"]


def bounce(v2, to="bounce@simulator.amazonses.com"):
    content = {"Simple": {"Subject": {"Data": "Hi"}, "Body": {"Text": {"Data": "Hi"}}}}
    v2.send_email(FromEmailAddress="ann@example.com", Destination={"ToAddresses": [to]}, Content=content)


@pytest.fixture
def told(v1, ses_cloud):
    """A topic that hears of bounces, and what SES has told it of them."""
    v1.set_identity_notification_topic(Identity="example.com", NotificationType="Bounce", SnsTopic=TOPIC)
    ses_cloud.deliveries.clear()
    return lambda: [notice for notice in ses_cloud.events.at(TOPIC) if hasattr(notice, "event")]


def verify(envelope):
    """Raises InvalidSignature for what SNS has not signed."""
    names = ("Message", "MessageId", "SubscribeURL", "Subject", "Timestamp", "Token", "TopicArn", "Type")
    text = "".join(f"{name}\n{envelope[name]}\n" for name in names if name in envelope)
    key = x509.load_pem_x509_certificate(sns.certificate_pem()).public_key()
    hashed = SHA1() if envelope["SignatureVersion"] == "1" else SHA256()
    key.verify(base64.b64decode(envelope["Signature"]), text.encode(), PKCS1v15(), hashed)


def test_a_function_is_asked_to_confirm_and_then_told(v2, told, ses_cloud):
    got = []
    ses_cloud.deliver = {"webhook": {TOPIC: lambda headers, body: got.append((headers, json.loads(body)))}}
    bounce(v2)
    bounce(v2)

    (asked, confirmation), (headers, notification), (_, second) = got
    subscription = notification["UnsubscribeURL"].partition("SubscriptionArn=")[2]
    assert subscription.startswith(f"{TOPIC}:")
    assert asked == {
        "x-amz-sns-message-type": "SubscriptionConfirmation",
        "x-amz-sns-message-id": confirmation["MessageId"],
        "x-amz-sns-topic-arn": TOPIC,
        "Content-Type": "text/plain; charset=UTF-8",
        "User-Agent": "Amazon Simple Notification Service Agent",
    }
    assert headers == {
        **asked,
        "x-amz-sns-message-type": "Notification",
        "x-amz-sns-message-id": notification["MessageId"],
        "x-amz-sns-subscription-arn": subscription,
    }
    for envelope in (confirmation, notification, second):
        verify(envelope)
    assert [notification, second] == [notice.envelope() for notice in told()]
    assert (confirmation["TopicArn"], confirmation["Timestamp"]) == (TOPIC, "2026-01-01T12:34:56.789Z")
    assert len({envelope["MessageId"] for _, envelope in got}) == 3
    assert [(d.target, d.kind, d.ok) for d in ses_cloud.deliveries] == [
        (TOPIC, "IDENTITY", True), (TOPIC, "WEBHOOK", True),
    ] * 2  # fmt: skip


@pytest.mark.parametrize("answer", [500, type("Response", (), {"status_code": 403})()], ids=["number", "response"])
def test_who_does_not_take_the_confirmation_is_asked_again_and_told_nothing(v2, told, ses_cloud, answer):
    got = []
    answers = [answer, 200, None]

    def webhook(headers, _):
        got.append(headers["x-amz-sns-message-type"])
        return answers.pop(0)

    ses_cloud.deliver = {"webhook": {TOPIC: webhook}}
    bounce(v2)
    bounce(v2)

    assert got == ["SubscriptionConfirmation", *TYPES]
    first, second = [delivery for delivery in ses_cloud.deliveries if delivery.kind == "WEBHOOK"]
    assert str(first.error).endswith(
        f" answered a SubscriptionConfirmation with HTTP {getattr(answer, 'status_code', answer)}"
    )
    assert second.ok
    assert len(ses_cloud.outbox) == 2
    ses_cloud.deliveries.clear()


def test_a_function_that_fails_fails_its_delivery_only(v2, told, ses_cloud):
    def webhook(headers, body):
        raise KeyError("mail")

    ses_cloud.deliver = {"webhook": {TOPIC: webhook}}
    bounce(v2)

    assert [(d.kind, repr(d.error)) for d in ses_cloud.deliveries] == [
        ("IDENTITY", "None"), ("WEBHOOK", "KeyError('mail')"),
    ]  # fmt: skip
    ses_cloud.deliveries.clear()


def test_other_topics_are_not_for_a_webhook(v2, told, ses_cloud):
    ses_cloud.deliver = {"webhook": {TOPIC + "2": pytest.fail}}
    bounce(v2)

    assert [delivery.kind for delivery in ses_cloud.deliveries] == ["IDENTITY"]


# ---- over the network ----


class Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.got.append((self.path, dict(self.headers), json.loads(body)))
        self.send_response(self.server.status)
        self.send_header("Location", "/elsewhere")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_):
        pass


@pytest.fixture
def server():
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.got, server.status = [], 200
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def https(server, tmp_path, monkeypatch):
    """The server, with a certificate that this process trusts."""
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([])
    now = datetime.datetime.now(datetime.timezone.utc)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=True)
        .sign(key, SHA256())
    )
    pem = tmp_path / "server.pem"
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    pem.write_bytes(private + certificate.public_bytes(Encoding.PEM))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    monkeypatch.setenv("SSL_CERT_FILE", str(pem))
    return server


def test_an_https_url_is_posted_to(v2, told, ses_cloud, https):
    url = f"https://ann:s%40cret@127.0.0.1:{https.server_port}/ses?key=1"
    ses_cloud.deliver = {"webhook": {TOPIC: url}}
    bounce(v2)

    assert [(path, body["Type"]) for path, _, body in https.got] == [("/ses?key=1", type_) for type_ in TYPES]
    for _, headers, body in https.got:
        verify(body)
        assert headers["Authorization"] == "Basic " + base64.b64encode(b"ann:s@cret").decode()
        sent = {name.lower(): value for name, value in headers.items()}
        assert sent["x-amz-sns-message-type"] == body["Type"]
        assert sent["x-amz-sns-message-id"] == body["MessageId"]
        assert sent["content-type"] == "text/plain; charset=UTF-8"
        assert sent["user-agent"] == "Amazon Simple Notification Service Agent"
    assert all(delivery.ok for delivery in ses_cloud.deliveries)


@pytest.mark.parametrize("status", [302, 404, 500])
def test_an_answer_that_is_no_success_is_written_down(v2, told, ses_cloud, server, status):
    server.status = status
    url = f"http://127.0.0.1:{server.server_port}/"
    ses_cloud.deliver = {"webhook": {TOPIC: url}}
    bounce(v2)

    [delivery] = [delivery for delivery in ses_cloud.deliveries if delivery.kind == "WEBHOOK"]
    assert str(delivery.error) == f"{url} answered a SubscriptionConfirmation with HTTP {status}"
    assert len(server.got) == 1
    ses_cloud.deliveries.clear()


def test_nobody_at_the_url_is_written_down(v2, told, ses_cloud):
    ses_cloud.deliver = {"webhook": {TOPIC: "http://127.0.0.1:9/"}}
    bounce(v2)

    [delivery] = [delivery for delivery in ses_cloud.deliveries if not delivery.ok]
    assert isinstance(delivery.error, OSError)
    ses_cloud.deliveries.clear()


# ---- what may be given ----


@pytest.mark.parametrize(
    ("told", "error", "says"),
    [
        (1, TypeError, r"^deliver takes True, False, or a dict of whom to tell, not 1$"),
        ({"sn": True}, ValueError, r"^SES tells nobody called 'sn'; did you mean 'sns'\?$"),
        ({"sns": None}, TypeError, r"^sns is a URL, a client, True or False, not None$"),
        ({"sns": "localhost:4566"}, ValueError, r"^'localhost:4566' is no URL, as http://localhost:4566 is one$"),
        ({"webhook": "http://localhost"}, TypeError, r"^webhook takes a dict by the ARNs of topics"),
        ({"webhook": {"bounces": print}}, ValueError, r"^'bounces' is no ARN, as arn:aws:sns:us-east-1:"),
        ({"webhook": {TOPIC: 1}}, TypeError, rf"^webhook {TOPIC} is a function or a URL, not 1$"),
        ({"webhook": {TOPIC: "localhost"}}, ValueError, r"^'localhost' is no URL"),
        ({"lambda": {TOPIC: "http://localhost"}}, TypeError, rf"^lambda {TOPIC} is a function, not 'http"),
    ],
)
def test_what_cannot_be_right_is_refused(ses_cloud, told, error, says):
    with pytest.raises(error, match=says):
        ses_cloud.deliver = told
    with pytest.raises(error, match=says):
        mock_ses(deliver=told)
    assert ses_cloud.deliver is False
