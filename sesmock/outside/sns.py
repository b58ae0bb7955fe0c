"""What an HTTPS subscriber of an SNS topic receives: signed envelopes.

The formats and the string to sign are those of
https://docs.aws.amazon.com/sns/latest/dg/http-notification-json.html,
https://docs.aws.amazon.com/sns/latest/dg/http-subscription-confirmation-json.html and
https://docs.aws.amazon.com/sns/latest/dg/sns-verify-signature-of-message.html.
The key is this process's own: a webhook verifies its envelopes with `certificate_pem` in place of what
``SigningCertURL`` would give.
"""

from __future__ import annotations

import base64
import hashlib
from datetime import datetime, timezone
from threading import Lock
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote

from sesmock.outside.aws import Arn, iso

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

_SIGNED = ("Message", "MessageId", "SubscribeURL", "Subject", "Timestamp", "Token", "TopicArn", "Type")


def envelope(
    *,
    topic_arn: str,
    message: str,
    subject: str | None,
    message_id: str,
    at: float,
    signature_version: str = "1",
) -> dict[str, str]:
    """The body, as a JSON object, of the request that brings ``message`` to a subscriber.

    ``at`` is seconds since 1970. Version 1 is signed with SHA1withRSA, version 2 with SHA256withRSA; raises ValueError
    for another, and for a topic that has no ARN.
    """
    members = {"Type": "Notification", "MessageId": message_id, "TopicArn": topic_arn}
    if subject is not None:
        members["Subject"] = subject
    members |= {"Message": message, "Timestamp": iso(at)}
    # assumed: one subscription to each topic, whose id follows from the topic's name
    subscription = hashlib.sha256(topic_arn.encode()).hexdigest()
    subscription_id = "-".join([subscription[a:b] for a, b in ((0, 8), (8, 12), (12, 16), (16, 20), (20, 32))])
    return {
        **_signed(members, signature_version),
        "UnsubscribeURL": f"{_endpoint(topic_arn)}/?Action=Unsubscribe&SubscriptionArn={topic_arn}:{subscription_id}",
    }


def confirmation(
    *, topic_arn: str, token: str, message_id: str, at: float, signature_version: str = "1"
) -> dict[str, str]:
    """The body, as a JSON object, of the request that asks a subscriber to confirm; arguments as in `envelope`."""
    members = {
        "Type": "SubscriptionConfirmation",
        "MessageId": message_id,
        "Token": token,
        "TopicArn": topic_arn,
        "Message": (
            f"You have chosen to subscribe to the topic {topic_arn}.\n"
            "To confirm the subscription, visit the SubscribeURL included in this message."
        ),
        "SubscribeURL": (
            f"{_endpoint(topic_arn)}/?Action=ConfirmSubscription&TopicArn={topic_arn}&Token={quote(token, safe='')}"
        ),
        "Timestamp": iso(at),
    }
    return _signed(members, signature_version)


def certificate_pem() -> bytes:
    """The self-signed X.509 certificate whose key signs every envelope of this process."""
    return _signer().certificate


class _Signer(NamedTuple):
    key: RSAPrivateKey
    certificate: bytes


_made: list[_Signer] = []
_making = Lock()


def _signer() -> _Signer:
    """The process's key and certificate, made when they are first needed."""
    with _making:
        if not _made:
            _made.append(_make_signer())
        return _made[0]


def _make_signer() -> _Signer:
    from cryptography import x509
    from cryptography.hazmat.primitives.asymmetric import rsa
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.serialization import Encoding
    from cryptography.x509.oid import NameOID

    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "sns.amazonaws.com")])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        # valid whenever a test's clock may stand
        .not_valid_before(datetime(1970, 1, 1, tzinfo=timezone.utc))
        .not_valid_after(datetime(2199, 12, 31, tzinfo=timezone.utc))
        .sign(key, SHA256())
    )
    return _Signer(key, certificate.public_bytes(Encoding.PEM))


def _signed(members: dict[str, str], version: str) -> dict[str, str]:
    """``members``, and the signature over those of them that are signed: name and value, each on a line of its own."""
    from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
    from cryptography.hazmat.primitives.hashes import SHA1, SHA256

    if version not in {"1", "2"}:
        raise ValueError(f"{version!r} is not a SignatureVersion: 1 or 2")
    signer = _signer()
    text = "".join([f"{name}\n{members[name]}\n" for name in _SIGNED if name in members])
    signature = signer.key.sign(text.encode(), PKCS1v15(), SHA1() if version == "1" else SHA256())
    fingerprint = hashlib.sha256(signer.certificate).hexdigest()[:32]
    return {
        **members,
        "SignatureVersion": version,
        "Signature": base64.b64encode(signature).decode("ascii"),
        "SigningCertURL": f"{_endpoint(members['TopicArn'])}/SimpleNotificationService-{fingerprint}.pem",
    }


def _endpoint(topic_arn: str) -> str:
    arn = Arn.parse(topic_arn)
    return f"https://sns.{arn.region}.amazonaws.com" + (".cn" if arn.partition == "aws-cn" else "")
