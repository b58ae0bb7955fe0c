"""A domain moves from 1024 to 2048 bit keys, and its owner is in a hurry."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest
from botocore.exceptions import ClientError

NAME = "example.com"
START = datetime(2026, 3, 1, 9, tzinfo=timezone.utc)


def publish(cloud, answer):
    """Do by hand what SES asks for in its answer."""
    for token in answer["Tokens"]:
        cloud.dns.publish(f"{token}._domainkey.{NAME}", "CNAME", f"{token}.{answer['SigningHostedZone']}")


@pytest.mark.ses(at=START)
@pytest.mark.needs("sesv2.GetEmailIdentity.DkimAttributes.SigningHostedZone")
def test_rotating_the_key_length(ses_cloud, sesv2_client):
    def identity():
        return sesv2_client.get_email_identity(EmailIdentity=NAME)

    def ask_for(length):
        return sesv2_client.put_email_identity_dkim_signing_attributes(
            EmailIdentity=NAME,
            SigningAttributesOrigin="AWS_SES",
            SigningAttributes={"NextSigningKeyLength": length},
        )

    # The domain was set up with short keys.
    old = sesv2_client.create_email_identity(
        EmailIdentity=NAME, DkimSigningAttributes={"NextSigningKeyLength": "RSA_1024_BIT"}
    )["DkimAttributes"]
    assert old == {
        "SigningEnabled": True,
        "Status": "NOT_STARTED",  # nobody has looked yet
        "Tokens": old["Tokens"],
        "SigningHostedZone": "dkim.amazonses.com",
        "SigningAttributesOrigin": "AWS_SES",
        "NextSigningKeyLength": "RSA_1024_BIT",
        "CurrentSigningKeyLength": "RSA_1024_BIT",
        "LastKeyGenerationTimestamp": START,
    }
    assert identity()["DkimAttributes"] == {**old, "Status": "PENDING"}
    publish(ses_cloud, old)
    assert identity()["DkimAttributes"] == {**old, "Status": "SUCCESS"}

    # A week later it asks for long ones. New tokens are there at once, to be published beside the old ones; the key
    # in use is the old one still, and what was verified stays verified.
    ses_cloud.clock.advance(days=7)
    switched = ask_for("RSA_2048_BIT")
    waiting = identity()
    new = waiting["DkimAttributes"]
    assert new == {
        **old,
        "Status": "PENDING",
        "Tokens": new["Tokens"],
        "NextSigningKeyLength": "RSA_2048_BIT",
        "CurrentSigningKeyLength": "RSA_1024_BIT",
        "LastKeyGenerationTimestamp": START + timedelta(days=7),
    }
    assert set(new["Tokens"]).isdisjoint(old["Tokens"])
    assert {key: switched[key] for key in ("DkimStatus", "DkimTokens", "SigningHostedZone")} == {
        "DkimStatus": "PENDING",
        "DkimTokens": new["Tokens"],
        "SigningHostedZone": "dkim.amazonses.com",
    }
    assert (waiting["VerificationStatus"], waiting["VerifiedForSendingStatus"]) == ("SUCCESS", True)

    # Two of three records are not enough.
    publish(ses_cloud, {**new, "Tokens": new["Tokens"][:2]})
    assert identity()["DkimAttributes"] == new
    publish(ses_cloud, new)
    assert identity()["DkimAttributes"] == {
        **new,
        "Status": "SUCCESS",
        "CurrentSigningKeyLength": "RSA_2048_BIT",
    }
    done = identity()

    # The same length again is no change, and going back is allowed at once: the first downgrade of the day is free.
    with pytest.raises(ClientError, match=r"BadRequestException.*already RSA_2048_BIT"):
        ask_for("RSA_2048_BIT")
    assert identity()["DkimAttributes"] == done["DkimAttributes"]
    ses_cloud.clock.advance(hours=1)
    ask_for("RSA_1024_BIT")
    back = identity()["DkimAttributes"]
    assert (back["Status"], back["NextSigningKeyLength"], back["CurrentSigningKeyLength"]) == (
        "PENDING",
        "RSA_1024_BIT",
        "RSA_2048_BIT",
    )

    # Forward again: not before a day has gone by since that switch.
    with pytest.raises(ClientError, match=r"BadRequestException.*once in a 24 hour period"):
        ask_for("RSA_2048_BIT")
    ses_cloud.clock.advance(hours=24)
    assert ask_for("RSA_2048_BIT")["DkimStatus"] == "PENDING"
    assert (identity()["VerificationStatus"], identity()["VerifiedForSendingStatus"]) == ("SUCCESS", True)
