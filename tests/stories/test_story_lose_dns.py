"""A domain's records disappear: first for a day, then for good."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest

NAME = "example.com"
START = datetime(2026, 5, 4, 8, tzinfo=timezone.utc)


@pytest.mark.ses(at=START)
def test_losing_dns_and_starting_over(ses_cloud, ses_client, sesv2_client):
    def look():
        """Verification, whether it may send, and DKIM by v2; verification and DKIM by v1."""
        v2 = sesv2_client.get_email_identity(EmailIdentity=NAME)
        verification = ses_client.get_identity_verification_attributes(Identities=[NAME])["VerificationAttributes"]
        dkim = ses_client.get_identity_dkim_attributes(Identities=[NAME])["DkimAttributes"]
        return (
            (v2["VerificationStatus"], v2["VerifiedForSendingStatus"], v2["DkimAttributes"]["Status"]),
            (verification[NAME]["VerificationStatus"], dkim[NAME]["DkimVerificationStatus"]),
        )

    def send():
        sesv2_client.send_email(
            FromEmailAddress=f"ann@{NAME}",
            Destination={"ToAddresses": ["bob@example.org"]},
            Content={"Simple": {"Subject": {"Data": "Hi"}, "Body": {"Text": {"Data": "Hello"}}}},
        )
        return ses_cloud.outbox.last

    success = (("SUCCESS", True, "SUCCESS"), ("Success", "Success"))
    pending = (("PENDING", False, "PENDING"), ("Pending", "Pending"))
    temporary = (("TEMPORARY_FAILURE", True, "TEMPORARY_FAILURE"), ("TemporaryFailure", "TemporaryFailure"))
    failed = (("FAILED", False, "FAILED"), ("Failed", "Failed"))

    tokens = sesv2_client.create_email_identity(EmailIdentity=NAME)["DkimAttributes"]["Tokens"]
    records = ses_cloud.region().domain(NAME).records
    assert look() == pending
    ses_cloud.dns.publish(*records)
    assert look() == success

    # Somebody tidies up the zone. SES keeps looking, and finds the record again the next day.
    ses_cloud.clock.advance(days=30)
    ses_cloud.dns.remove(records[0].name)
    assert look() == temporary
    assert send().signed_by == {"amazonses.com"}  # mail goes on, unsigned by the domain
    ses_cloud.clock.advance(hours=71, minutes=59)
    assert look() == temporary
    ses_cloud.dns.publish(records[0])
    assert look() == success

    # It happens again, and nobody notices for 72 hours.
    ses_cloud.clock.advance(minutes=1)
    ses_cloud.dns.remove(records[2].name)
    ses_cloud.clock.advance(hours=72)
    assert look() == failed
    with pytest.raises(sesv2_client.exceptions.MessageRejected):
        send()
    info = sesv2_client.get_email_identity(EmailIdentity=NAME)["VerificationInfo"]
    assert info == {
        "LastCheckedTimestamp": ses_cloud.clock.today,
        "LastSuccessTimestamp": ses_cloud.clock.today - timedelta(hours=72),
        "ErrorType": "HOST_NOT_FOUND",
        "SOARecord": {
            "PrimaryNameServer": "ns1.example.com",
            "AdminEmail": "hostmaster.example.com",
            "SerialNumber": 1,
        },
    }

    # Now the records alone do not help: "you must start over".
    ses_cloud.dns.publish(*records)
    ses_cloud.clock.advance(days=1)
    assert look() == failed
    assert ses_client.verify_domain_dkim(Domain=NAME)["DkimTokens"] == tokens
    assert look() == success


@pytest.mark.ses(at=START)
def test_records_that_never_come(ses_cloud, ses_client):
    def status():
        attributes = ses_client.get_identity_verification_attributes(Identities=[NAME])["VerificationAttributes"]
        return attributes[NAME]

    token = ses_client.verify_domain_identity(Domain=NAME)["VerificationToken"]
    ses_cloud.clock.advance(hours=71, minutes=59)
    in_time = status()
    ses_cloud.clock.advance(minutes=1)
    too_late = status()
    ses_cloud.dns.publish(f"_amazonses.{NAME}", "TXT", token)
    still = status()
    again = ses_client.verify_domain_identity(Domain=NAME)["VerificationToken"]

    assert again == token
    assert [in_time, too_late, still, status()] == [
        {"VerificationStatus": "Pending", "VerificationToken": token},
        {"VerificationStatus": "Failed", "VerificationToken": token},
        {"VerificationStatus": "Failed", "VerificationToken": token},
        {"VerificationStatus": "Success", "VerificationToken": token},
    ]
