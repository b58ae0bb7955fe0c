"""What an HTTPS subscriber of an SNS topic receives: signed envelopes.

The formats and the string to sign are those of
https://docs.aws.amazon.com/sns/latest/dg/http-notification-json.html,
https://docs.aws.amazon.com/sns/latest/dg/http-subscription-confirmation-json.html and
https://docs.aws.amazon.com/sns/latest/dg/sns-verify-signature-of-message.html.
The key is this process's own; while a mock is active, a webhook finds its certificate at ``SigningCertURL``, and an
answer at ``SubscribeURL`` and ``UnsubscribeURL``.
"""

from __future__ import annotations

import base64
import hashlib
import os
from datetime import datetime, timezone
from threading import Lock
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote, unquote

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
    url = f"{_endpoint(topic_arn)}/?Action=Unsubscribe&SubscriptionArn={_subscription(topic_arn)}"
    _named[unquote(url)] = "UnsubscribeResponse", ""
    return {**_signed(members, signature_version), "UnsubscribeURL": url}


def confirmation(
    *, topic_arn: str, token: str, message_id: str, at: float, signature_version: str = "1"
) -> dict[str, str]:
    """The body, as a JSON object, of the request that asks a subscriber to confirm; arguments as in `envelope`."""
    url = f"{_endpoint(topic_arn)}/?Action=ConfirmSubscription&TopicArn={topic_arn}&Token={quote(token, safe='')}"
    result = f"<SubscriptionArn>{_subscription(topic_arn)}</SubscriptionArn>"
    _named[unquote(url)] = (
        "ConfirmSubscriptionResponse", f"<ConfirmSubscriptionResult>{result}</ConfirmSubscriptionResult>",
    )  # fmt: skip
    members = {
        "Type": "SubscriptionConfirmation",
        "MessageId": message_id,
        "Token": token,
        "TopicArn": topic_arn,
        "Message": (
            f"You have chosen to subscribe to the topic {topic_arn}.\n"
            "To confirm the subscription, visit the SubscribeURL included in this message."
        ),
        "SubscribeURL": url,
        "Timestamp": iso(at),
    }
    return _signed(members, signature_version)


def certificate_pem() -> bytes:
    """The self-signed X.509 certificate whose key signs every envelope of this process."""
    return _signer().certificate


# What is at the URLs that envelopes of this process have named, their escapes undone: the element and its content.
# None: the certificate.
_named: dict[str, tuple[str, str] | None] = {}


def found_at(url: str) -> tuple[str, bytes] | None:
    """Content type and content of what SNS has at a URL, if an envelope of this process has named it.

    Source: SNS API reference, ConfirmSubscription, Unsubscribe.
    """
    url = unquote(url)
    if url not in _named:
        return None
    named = _named[url]
    if named is None:
        return "application/x-pem-file", certificate_pem()
    response, result = named
    digest = hashlib.sha256(url.encode()).hexdigest()
    metadata = f"<ResponseMetadata><RequestId>{_uuid(digest)}</RequestId></ResponseMetadata>"
    body = f'<{response} xmlns="http://sns.amazonaws.com/doc/2010-03-31/">{result}{metadata}</{response}>'
    return "text/xml", body.encode()


def _subscription(topic_arn: str) -> str:
    """The ARN of the one subscription that each topic has (assumed), whose id follows from the topic's name."""
    return f"{topic_arn}:{_uuid(hashlib.sha256(topic_arn.encode()).hexdigest())}"


def _uuid(digest: str) -> str:
    return "-".join([digest[a:b] for a, b in ((0, 8), (8, 12), (12, 16), (16, 20), (20, 32))])


class _Signer(NamedTuple):
    key: RSAPrivateKey
    certificate: bytes


_made: list[_Signer] = []
_making = Lock()
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_making._at_fork_reinit)  # type: ignore[attr-defined]


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
    url = f"{_endpoint(members['TopicArn'])}/SimpleNotificationService-{fingerprint}.pem"
    _named[url] = None
    return {
        **members,
        "SignatureVersion": version,
        "Signature": base64.b64encode(signature).decode("ascii"),
        "SigningCertURL": url,
    }


def _endpoint(topic_arn: str) -> str:
    arn = Arn.parse(topic_arn)
    return f"https://sns.{arn.region}.amazonaws.com" + (".cn" if arn.partition == "aws-cn" else "")
