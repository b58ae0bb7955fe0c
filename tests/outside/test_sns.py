"""SNS envelopes: what they hold, and that they are verified as AWS says a subscriber should."""

from __future__ import annotations

import base64
import re

import pytest
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

from sesmock import sns

TOPIC = "arn:aws:sns:eu-west-1:123456789012:bounces"
HASHES = {"1": hashes.SHA1(), "2": hashes.SHA256()}
KEYS = {
    "Notification": ["Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type"],
    "SubscriptionConfirmation": ["Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type"],
}


def notification(version: str = "1", subject: str | None = "A subject") -> dict[str, str]:
    return sns.envelope(
        topic_arn=TOPIC,
        message='{"notificationType": "Bounce"}\n€',
        subject=subject,
        message_id="22b80b92-fdea-4c2c-8f9d-bdfb0c7bf324",
        at=1335978600.123,
        signature_version=version,
    )


def confirmation(version: str = "1") -> dict[str, str]:
    return sns.confirmation(
        topic_arn=TOPIC,
        token="2336412f37fb687f5d51",
        message_id="165545c9-2a5c-472c-8df2-7ff2be2b3b1b",
        at=1335442536.0,
        signature_version=version,
    )


def verify(body: dict[str, str]) -> None:
    """Verify as a subscriber does; raises InvalidSignature."""
    text = "".join(f"{key}\n{body[key]}\n" for key in KEYS[body["Type"]] if key in body)
    key = x509.load_pem_x509_certificate(sns.certificate_pem()).public_key()
    assert isinstance(key, RSAPublicKey)
    key.verify(base64.b64decode(body["Signature"]), text.encode(), PKCS1v15(), HASHES[body["SignatureVersion"]])


def test_a_notification_holds_what_aws_documents() -> None:
    actual = notification()

    url = re.sub(r"[0-9a-f]{32}", "HEX", actual["SigningCertURL"])
    unsubscribe = re.sub(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$", "ID", actual["UnsubscribeURL"])
    assert {**actual, "Signature": "…", "SigningCertURL": url, "UnsubscribeURL": unsubscribe} == {
        "Type": "Notification",
        "MessageId": "22b80b92-fdea-4c2c-8f9d-bdfb0c7bf324",
        "TopicArn": TOPIC,
        "Subject": "A subject",
        "Message": '{"notificationType": "Bounce"}\n€',
        "Timestamp": "2012-05-02T17:10:00.123Z",
        "SignatureVersion": "1",
        "Signature": "…",
        "SigningCertURL": "https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-HEX.pem",
        "UnsubscribeURL": f"https://sns.eu-west-1.amazonaws.com/?Action=Unsubscribe&SubscriptionArn={TOPIC}:ID",
    }


def test_a_notification_without_a_subject_has_no_such_member() -> None:
    actual = notification(subject=None)

    assert list(actual) == [
        "Type",
        "MessageId",
        "TopicArn",
        "Message",
        "Timestamp",
        "SignatureVersion",
        "Signature",
        "SigningCertURL",
        "UnsubscribeURL",
    ]


def test_a_confirmation_holds_what_aws_documents() -> None:
    actual = confirmation("2")

    url = re.sub(r"[0-9a-f]{32}", "HEX", actual["SigningCertURL"])
    assert {**actual, "Signature": "…", "SigningCertURL": url} == {
        "Type": "SubscriptionConfirmation",
        "MessageId": "165545c9-2a5c-472c-8df2-7ff2be2b3b1b",
        "Token": "2336412f37fb687f5d51",
        "TopicArn": TOPIC,
        "Message": (
            f"You have chosen to subscribe to the topic {TOPIC}.\n"
            "To confirm the subscription, visit the SubscribeURL included in this message."
        ),
        "SubscribeURL": (
            "https://sns.eu-west-1.amazonaws.com/?Action=ConfirmSubscription"
            f"&TopicArn={TOPIC}&Token=2336412f37fb687f5d51"
        ),
        "Timestamp": "2012-04-26T12:15:36.000Z",
        "SignatureVersion": "2",
        "Signature": "…",
        "SigningCertURL": "https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-HEX.pem",
    }


@pytest.mark.parametrize("version", ["1", "2"])
def test_the_certificate_verifies_what_was_signed(version: str) -> None:
    bodies = [notification(version), notification(version, subject=None), confirmation(version)]

    for body in bodies:
        verify(body)

    assert [body["SignatureVersion"] for body in bodies] == [version] * 3


@pytest.mark.parametrize("version", ["1", "2"])
@pytest.mark.parametrize("kind", list(KEYS))
def test_no_signed_member_can_be_changed(kind: str, version: str) -> None:
    body = notification(version) if kind == "Notification" else confirmation(version)

    for key in KEYS[kind]:
        if key != "Type":
            with pytest.raises(InvalidSignature):
                verify({**body, key: body[key] + "x"})


def test_there_are_two_signature_versions() -> None:
    with pytest.raises(ValueError, match="'3' is not a SignatureVersion: 1 or 2"):
        notification("3")


def test_a_subject_cannot_be_added_or_taken_away() -> None:
    without = notification()
    del without["Subject"]

    for body in (without, {**notification(subject=None), "Subject": "mine"}):
        with pytest.raises(InvalidSignature):
            verify(body)


def test_the_process_has_one_self_signed_certificate() -> None:
    pem = sns.certificate_pem()
    certificate = x509.load_pem_x509_certificate(pem)

    certificate.verify_directly_issued_by(certificate)

    assert (sns.certificate_pem(), certificate.subject.rfc4514_string()) == (pem, "CN=sns.amazonaws.com")


def test_a_topic_in_another_partition_is_served_as_most_are() -> None:
    actual = sns.confirmation(topic_arn="arn:aws-us-gov:sns:us-gov-west-1:1:t", token="a", message_id="m", at=0)

    assert actual["SubscribeURL"].startswith("https://sns.us-gov-west-1.amazonaws.com/?")


def test_what_is_no_arn_has_no_envelope() -> None:
    with pytest.raises(ValueError, match="'t' is not arn:partition:service:region:account:resource"):
        sns.confirmation(topic_arn="t", token="a", message_id="m", at=0)


def test_a_topic_in_china_is_served_from_there() -> None:
    actual = sns.confirmation(topic_arn="arn:aws-cn:sns:cn-north-1:123456789012:t", token="a b", message_id="m", at=0)

    assert actual["SubscribeURL"] == (
        "https://sns.cn-north-1.amazonaws.com.cn/?Action=ConfirmSubscription"
        "&TopicArn=arn:aws-cn:sns:cn-north-1:123456789012:t&Token=a%20b"
    )
