"""SES rotates Easy DKIM keys by itself, which is why all three records must stay."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import dkim
import pytest

START = datetime(2026, 1, 1, tzinfo=timezone.utc)


@pytest.mark.ses(at=START, verified=["example.com"])
@pytest.mark.needs("sesv2.GetEmailIdentity.DkimAttributes.SigningHostedZone")
def test_a_year_of_rotations(ses_cloud, sesv2_client):
    def attributes():
        return sesv2_client.get_email_identity(EmailIdentity="example.com")["DkimAttributes"]

    def public_keys():
        return [ses_cloud.dns.txt(f"{token}._domainkey.example.com") for token in first["Tokens"]]

    first = attributes()
    assert first == {
        "SigningEnabled": True,
        "Status": "SUCCESS",
        "Tokens": first["Tokens"],
        "SigningHostedZone": "dkim.amazonses.com",
        "SigningAttributesOrigin": "AWS_SES",
        "NextSigningKeyLength": "RSA_2048_BIT",
        "CurrentSigningKeyLength": "RSA_2048_BIT",
        "LastKeyGenerationTimestamp": START,
    }

    # Quarter by quarter another selector signs. The owner has nothing to do: tokens and records stay what they were,
    # only the time of the newest key tells of it.
    generated = []
    for _ in range(4):
        ses_cloud.clock.advance(days=90)
        now = attributes()
        generated.append(now["LastKeyGenerationTimestamp"])
        assert now == {**first, "LastKeyGenerationTimestamp": generated[-1]}
    assert generated == [START + timedelta(days=90 * quarter) for quarter in (1, 2, 3, 4)]

    # A selector that comes round again has a new key behind the old CNAME, of the same length.
    keys = public_keys()
    ses_cloud.clock.advance(days=3 * 90)
    renewed = public_keys()
    assert [old == new for old, new in zip(keys, renewed, strict=True)] == [False, False, False]
    for token in first["Tokens"]:
        _, bits, _, _ = dkim.load_pk_from_dns(f"{token}._domainkey.example.com.".encode(), dnsfunc=ses_cloud.dns.txt)
        assert bits == 2048

    # Whoever takes one of the three records away loses DKIM, whichever of them signs now.
    ses_cloud.dns.remove(f"{first['Tokens'][1]}._domainkey.example.com")
    lost = sesv2_client.get_email_identity(EmailIdentity="example.com")
    assert (lost["DkimAttributes"]["Status"], lost["VerificationStatus"]) == ("TEMPORARY_FAILURE",) * 2
