"""The name servers of a domain are down: nothing was taken away, and yet SES cannot find it."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest

from sesmock import DnsFailure

START = datetime(2026, 3, 1, tzinfo=timezone.utc)


@pytest.mark.ses(at=START, verified=["example.com", "example.org", "ann@example.com"])
def test_an_outage_and_its_end(ses_cloud, sesv2_client):
    def look(name="example.com"):
        answer = sesv2_client.get_email_identity(EmailIdentity=name)
        info = answer["VerificationInfo"]
        return (
            answer["VerificationStatus"],
            answer["DkimAttributes"]["Status"],
            info.get("ErrorType"),
            info.get("LastSuccessTimestamp"),
        )

    # Recorded: a domain proven by DKIM alone always shows that its TXT token was not found.
    assert look() == ("SUCCESS", "SUCCESS", "HOST_NOT_FOUND", START)

    # Servers that answer with an error, and servers that do not answer: SES tells them apart.
    ses_cloud.clock.advance(days=1)
    ses_cloud.dns.fail("example.com", "SERVFAIL")
    last_success = START + timedelta(days=1)
    assert look() == ("TEMPORARY_FAILURE", "TEMPORARY_FAILURE", "DNS_SERVER_ERROR", last_success)
    ses_cloud.clock.advance(hours=10)
    ses_cloud.dns.fail("example.com", "TIMEOUT")
    assert look() == ("TEMPORARY_FAILURE", "TEMPORARY_FAILURE", "SERVICE_ERROR", last_success)

    # It is that domain's servers that are down: others are fine, and so is an address, proven by a link.
    assert look("example.org")[:2] == ("SUCCESS", "SUCCESS")
    assert look("ann@example.com") == ("SUCCESS", "TEMPORARY_FAILURE", None, None)
    [record, *_] = ses_cloud.region().domain("example.com").records
    with pytest.raises(DnsFailure, match="the mock DNS fails for"):
        ses_cloud.dns.lookup(record.name, "CNAME")

    # The outage ends in time, and everything is as before.
    ses_cloud.dns.fail("example.com", None)
    assert look() == ("SUCCESS", "SUCCESS", "HOST_NOT_FOUND", START + timedelta(hours=34))

    # A second one lasts for three days and a bit. The records are all there when it ends, which does not help.
    ses_cloud.dns.fail("example.com", "SERVFAIL")
    ses_cloud.clock.advance(hours=71)
    assert look()[0] == "TEMPORARY_FAILURE"
    ses_cloud.clock.advance(hours=2)
    ses_cloud.dns.fail("example.com", None)
    assert look()[:2] == ("FAILED", "FAILED")
    assert look("ann@example.com")[:2] == ("SUCCESS", "FAILED")

    # Starting over by v2: the same origin asked for again.
    again = sesv2_client.put_email_identity_dkim_signing_attributes(
        EmailIdentity="example.com", SigningAttributesOrigin="AWS_SES"
    )
    assert again["DkimStatus"] == "PENDING"
    assert look()[:2] == ("SUCCESS", "SUCCESS")
