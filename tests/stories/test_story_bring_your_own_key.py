"""A domain moves from Easy DKIM to a key of its own, changes that key, and moves back."""

from __future__ import annotations

import base64
from datetime import datetime, timezone

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

NAME = "example.com"
START = datetime(2026, 3, 1, tzinfo=timezone.utc)


def key_pair():
    """A private key as the API takes it, and the TXT value that publishes its public half."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=1024)
    private = key.private_bytes(Encoding.DER, PrivateFormat.TraditionalOpenSSL, NoEncryption())
    public = key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return base64.b64encode(private).decode(), f"p={base64.b64encode(public).decode()}"


@pytest.mark.ses(at=START, verified=[NAME])
@pytest.mark.needs("sesv2.GetEmailIdentity.DkimAttributes.SigningHostedZone")
def test_moving_to_a_key_of_ones_own_and_back(ses_cloud, ses_client, sesv2_client):
    answers = []

    def look():
        answers.append(sesv2_client.get_email_identity(EmailIdentity=NAME))
        return answers[-1]["DkimAttributes"], answers[-1]["VerificationStatus"]

    def put(origin, **attributes):
        answers.append(
            sesv2_client.put_email_identity_dkim_signing_attributes(
                EmailIdentity=NAME, SigningAttributesOrigin=origin, SigningAttributes=attributes
            )
        )
        return {key: value for key, value in answers[-1].items() if key != "ResponseMetadata"}

    easy, _ = look()
    assert easy["Status"] == "SUCCESS"

    # The key is handed over: Easy DKIM stops at once, and SES looks for the new record. The domain stays verified.
    private, record = key_pair()
    assert put("EXTERNAL", DomainSigningSelector="spring", DomainSigningPrivateKey=private) == {
        "DkimStatus": "PENDING",
        "DkimTokens": ["spring"],
    }
    own = {
        "SigningEnabled": True,
        "Status": "PENDING",
        "Tokens": ["spring"],
        "SigningAttributesOrigin": "EXTERNAL",
        "NextSigningKeyLength": "RSA_1024_BIT",
    }
    assert look() == (own, "SUCCESS")

    # A record with another key is not enough; the right one is, also among others and in pieces.
    _, other = key_pair()
    ses_cloud.dns.publish(f"spring._domainkey.{NAME}", "TXT", f"v=DKIM1; k=rsa; {other}")
    assert look() == (own, "SUCCESS")
    assert answers[-1]["VerificationInfo"]["ErrorType"] == "INVALID_VALUE"
    ses_cloud.dns.publish(f"spring._domainkey.{NAME}", "TXT", f'"v=DKIM1; k=rsa; {record[:60]}" "{record[60:]}"')
    assert look() == ({**own, "Status": "SUCCESS"}, "SUCCESS")
    assert ses_client.get_identity_dkim_attributes(Identities=[NAME])["DkimAttributes"] == {
        NAME: {"DkimEnabled": True, "DkimVerificationStatus": "Success", "DkimTokens": ["spring"]}
    }

    # Own keys are changed as often as one likes. The old one is dropped at once.
    second, second_record = key_pair()
    put("EXTERNAL", DomainSigningSelector="summer", DomainSigningPrivateKey=second)
    assert look() == ({**own, "Tokens": ["summer"]}, "SUCCESS")
    ses_cloud.dns.publish(f"summer._domainkey.{NAME}", "TXT", second_record)
    assert look() == ({**own, "Tokens": ["summer"], "Status": "SUCCESS"}, "SUCCESS")

    # Back to Easy DKIM: the old tokens still stand in DNS, so SES finds them when it looks.
    assert put("AWS_SES") == {
        "DkimStatus": "PENDING",
        "DkimTokens": easy["Tokens"],
        "SigningHostedZone": "dkim.amazonses.com",
    }
    assert look() == (easy, "SUCCESS")

    # In all of this SES has never shown a private key.
    assert [secret for secret in (private, second) if secret[-100:-60] in repr(answers)] == []
