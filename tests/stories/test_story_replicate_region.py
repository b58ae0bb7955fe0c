"""One domain, two regions, one set of DNS records: Deterministic Easy DKIM."""

from __future__ import annotations

from datetime import datetime, timezone

import boto3
import pytest
from botocore.exceptions import ClientError

NAME = "example.com"
START = datetime(2026, 3, 1, tzinfo=timezone.utc)
HERE = "us-east-1"


@pytest.mark.ses(at=START, region="eu-south-1")
@pytest.mark.needs("sesv2.GetEmailIdentity.DkimAttributes.SigningHostedZone")
def test_a_second_region_without_new_records(ses_cloud, sesv2_client):
    replica_client = boto3.client("sesv2", region_name=HERE)

    def dkim(client):
        return client.get_email_identity(EmailIdentity=NAME)["DkimAttributes"]

    def replicate():
        return replica_client.create_email_identity(
            EmailIdentity=NAME, DkimSigningAttributes={"DomainSigningAttributesOrigin": "AWS_SES_EU_SOUTH_1"}
        )

    # Too early: there is nothing to replicate, which SES says later and elsewhere, not as an error of the call.
    replicate()
    early = replica_client.get_email_identity(EmailIdentity=NAME)
    assert (early["VerificationStatus"], early["VerificationInfo"]["ErrorType"]) == (
        "PENDING",
        "REPLICATION_PRIMARY_NOT_FOUND",
    )
    replica_client.delete_email_identity(EmailIdentity=NAME)

    # The primary is set up and verified, in a region with a signing zone of its own.
    sesv2_client.create_email_identity(EmailIdentity=NAME)
    ses_cloud.dns.publish(*ses_cloud.region().domain(NAME).records)
    primary = dkim(sesv2_client)
    assert (primary["Status"], primary["SigningHostedZone"]) == ("SUCCESS", "dkim.eu-south-1.amazonses.com")

    # The replica has the primary's tokens, key and records, so it is verified as soon as SES looks.
    created = replicate()
    assert created["DkimAttributes"]["Status"] == "NOT_STARTED"
    assert dkim(replica_client) == {**primary, "SigningAttributesOrigin": "AWS_SES_EU_SOUTH_1"}
    assert dkim(sesv2_client) == primary
    assert replica_client.get_email_identity(EmailIdentity=NAME)["VerificationStatus"] == "SUCCESS"

    # A change of the key length in the primary region arrives at the replica, and so do SES's own rotations.
    ses_cloud.clock.advance(days=2)
    sesv2_client.put_email_identity_dkim_signing_attributes(
        EmailIdentity=NAME,
        SigningAttributesOrigin="AWS_SES",
        SigningAttributes={"NextSigningKeyLength": "RSA_1024_BIT"},
    )
    switched = dkim(sesv2_client)
    assert (switched["Status"], switched["NextSigningKeyLength"]) == ("PENDING", "RSA_1024_BIT")
    assert dkim(replica_client) == {**switched, "SigningAttributesOrigin": "AWS_SES_EU_SOUTH_1"}
    ses_cloud.dns.publish(*ses_cloud.region().domain(NAME).records)
    ses_cloud.clock.advance(days=100)
    rotated = dkim(sesv2_client)
    assert rotated["LastKeyGenerationTimestamp"] > switched["LastKeyGenerationTimestamp"]
    assert dkim(replica_client) == {**rotated, "SigningAttributesOrigin": "AWS_SES_EU_SOUTH_1"}
    assert (rotated["Status"], rotated["CurrentSigningKeyLength"]) == ("SUCCESS", "RSA_1024_BIT")

    # The primary cannot go before its replica.
    with pytest.raises(ClientError, match=r"BadRequestException.*replica identities in us-east-1"):
        sesv2_client.delete_email_identity(EmailIdentity=NAME)
    replica_client.delete_email_identity(EmailIdentity=NAME)
    sesv2_client.delete_email_identity(EmailIdentity=NAME)
    assert sesv2_client.list_email_identities()["EmailIdentities"] == []


@pytest.mark.ses(at=START, region=HERE)
def test_a_key_of_ones_own_cannot_be_replicated(ses_cloud, sesv2_client):
    primary = boto3.client("sesv2", region_name="eu-west-1")
    primary.create_email_identity(
        EmailIdentity=NAME,
        DkimSigningAttributes={"DomainSigningSelector": "mine", "DomainSigningPrivateKey": "bm8ga2V5"},
    )
    sesv2_client.create_email_identity(
        EmailIdentity=NAME, DkimSigningAttributes={"DomainSigningAttributesOrigin": "AWS_SES_EU_WEST_1"}
    )

    replica = sesv2_client.get_email_identity(EmailIdentity=NAME)
    assert replica["VerificationInfo"]["ErrorType"] == "REPLICATION_PRIMARY_BYO_DKIM_NOT_SUPPORTED"
    assert "Tokens" not in replica["DkimAttributes"]
