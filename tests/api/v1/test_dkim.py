"""DKIM through ses."""

from __future__ import annotations

import base64

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

pytestmark = pytest.mark.ses(at="2026-01-01T00:00Z", seed=1)

DOMAIN = "example.com"
ARN = "arn:aws:ses:us-east-1:123456789012:identity/"


def dkim(v1, name=DOMAIN):
    return v1.get_identity_dkim_attributes(Identities=[name])["DkimAttributes"][name]


def easy(tokens, status="Pending", *, enabled=True):
    return {"DkimEnabled": enabled, "DkimVerificationStatus": status, "DkimTokens": tokens}


def test_verify_domain_dkim_makes_the_identity_and_its_tokens(v1, v2):
    tokens = v1.verify_domain_dkim(Domain=DOMAIN)["DkimTokens"]

    assert v1.list_identities() == {"Identities": [DOMAIN]}
    assert dkim(v1) == easy(tokens)
    assert list(v1.get_identity_verification_attributes(Identities=[DOMAIN])["VerificationAttributes"][DOMAIN]) == [
        "VerificationStatus",
        "VerificationToken",
    ]
    theirs = v2.get_email_identity(EmailIdentity=DOMAIN)["DkimAttributes"]
    assert (theirs["Tokens"], theirs["SigningEnabled"], theirs["NextSigningKeyLength"]) == (
        tokens,
        True,
        "RSA_2048_BIT",
    )


def test_the_tokens_stay_the_same_however_often_one_asks(v1, v2, ses_cloud):
    # Probed.
    v1.verify_domain_identity(Domain=DOMAIN)
    first = v1.verify_domain_dkim(Domain=DOMAIN)
    ses_cloud.verify(DOMAIN)
    again = v1.verify_domain_dkim(Domain="EXAMPLE.com")

    assert again == first
    assert dkim(v1) == easy(first["DkimTokens"], "Success")
    assert v2.get_email_identity(EmailIdentity=DOMAIN)["DkimAttributes"]["Tokens"] == first["DkimTokens"]


def test_dkim_records_verify_the_domain_too(v1, ses_cloud):
    # Documented for VerifyDomainDkim and VerifyDomainIdentity.
    v1.verify_domain_identity(Domain=DOMAIN)
    tokens = v1.verify_domain_dkim(Domain=DOMAIN)["DkimTokens"]
    for token in tokens:
        ses_cloud.dns.publish(f"{token}._domainkey.{DOMAIN}", "CNAME", f"{token}.dkim.amazonses.com")
    entry = v1.get_identity_verification_attributes(Identities=[DOMAIN])["VerificationAttributes"][DOMAIN]

    assert (dkim(v1), entry["VerificationStatus"]) == (easy(tokens, "Success"), "Success")


def test_dkim_that_failed_is_looked_for_again_when_asked(v1, ses_cloud):
    tokens = v1.verify_domain_dkim(Domain=DOMAIN)["DkimTokens"]
    ses_cloud.clock.advance(hours=72)
    failed = dkim(v1)
    v1.verify_domain_dkim(Domain=DOMAIN)
    pending = dkim(v1)
    ses_cloud.verify(DOMAIN)

    assert [failed, pending, dkim(v1)] == [easy(tokens, "Failed"), easy(tokens), easy(tokens, "Success")]


def test_verify_domain_dkim_leaves_a_key_brought_along_in_force(v1, v2):
    key = rsa.generate_private_key(65537, 1024)
    der = key.private_bytes(Encoding.DER, PrivateFormat.TraditionalOpenSSL, NoEncryption())
    v2.create_email_identity(
        EmailIdentity=DOMAIN,
        DkimSigningAttributes={
            "DomainSigningSelector": "mail",
            "DomainSigningPrivateKey": base64.b64encode(der).decode(),
        },
    )
    tokens = v1.verify_domain_dkim(Domain=DOMAIN)["DkimTokens"]
    still = dkim(v1)
    v2.put_email_identity_dkim_signing_attributes(EmailIdentity=DOMAIN, SigningAttributesOrigin="AWS_SES")

    assert (len(tokens), still) == (3, easy(["mail"]))
    assert (dkim(v1), v1.verify_domain_dkim(Domain=DOMAIN)["DkimTokens"]) == (easy(tokens), tokens)
    v2.put_email_identity_dkim_signing_attributes(
        EmailIdentity=DOMAIN,
        SigningAttributesOrigin="AWS_SES",
        SigningAttributes={"NextSigningKeyLength": "RSA_1024_BIT"},
    )
    newer = v1.verify_domain_dkim(Domain=DOMAIN)["DkimTokens"]
    brings = {"DomainSigningSelector": "mail", "DomainSigningPrivateKey": base64.b64encode(der).decode()}
    v2.put_email_identity_dkim_signing_attributes(
        EmailIdentity=DOMAIN, SigningAttributesOrigin="EXTERNAL", SigningAttributes=brings
    )
    assert (v1.verify_domain_dkim(Domain=DOMAIN)["DkimTokens"], newer != tokens) == (newer, True)


def test_signing_of_an_address_is_switched_on_only_where_its_domain_has_dkim(v1, v2):
    v1.verify_domain_identity(Domain=DOMAIN)
    v1.verify_email_identity(EmailAddress="ann@example.com")
    refusal = (400, "InvalidParameterValue", "Domain example.com is not verified for DKIM signing.")

    assert v1.no("set_identity_dkim_enabled", Identity="ann@example.com", DkimEnabled=True) == refusal
    assert v1.set_identity_dkim_enabled(Identity="ann@example.com", DkimEnabled=False) == {}
    v1.verify_domain_dkim(Domain=DOMAIN)
    assert v1.set_identity_dkim_enabled(Identity="ann@example.com", DkimEnabled=True) == {}


def test_signing_is_switched_and_the_verification_goes_on(v1, ses_cloud):
    name = ARN + DOMAIN
    tokens = v1.verify_domain_dkim(Domain=DOMAIN)["DkimTokens"]
    assert v1.set_identity_dkim_enabled(Identity=name, DkimEnabled=False) == {}
    off = dkim(v1)
    ses_cloud.verify(DOMAIN)  # probed: the status follows DNS, not the switch
    seen = [off, dkim(v1)]
    v1.set_identity_dkim_enabled(Identity=name, DkimEnabled=True)

    assert [*seen, dkim(v1)] == [
        easy(tokens, enabled=False),
        easy(tokens, "Success", enabled=False),
        easy(tokens, "Success"),
    ]


def test_signing_cannot_be_switched_without_the_domain(v1):
    assert v1.no("set_identity_dkim_enabled", Identity="ann@stranger.example", DkimEnabled=True) == (
        400,
        "InvalidParameterValue",
        "Domain stranger.example is not verified for DKIM signing.",  # probed: the domain part, bare
    )


def test_switching_an_address_under_a_domain_succeeds_and_does_nothing(v1):
    # Probed.
    name = f"{ARN}ann@example.com"
    tokens = v1.verify_domain_dkim(Domain=DOMAIN)["DkimTokens"]
    v1.verify_email_identity(EmailAddress="ann@example.com")

    assert v1.set_identity_dkim_enabled(Identity=name, DkimEnabled=False) == {}
    assert (dkim(v1), dkim(v1, "ann@example.com")) == (easy(tokens), easy(tokens))
