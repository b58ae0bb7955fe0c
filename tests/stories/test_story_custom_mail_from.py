"""A custom MAIL FROM domain: asked for, published, spoilt by a second MX, lost, and given up."""

from __future__ import annotations

from datetime import datetime, timezone

import pytest

START = datetime(2026, 3, 1, tzinfo=timezone.utc)
MAIL_FROM = "bounce.example.com"


@pytest.mark.ses(at=START, region="eu-central-1", verified=["example.com"])
def test_a_custom_mail_from_domain(ses_cloud, ses_client, sesv2_client):
    v1_status = {
        "PENDING": "Pending",
        "SUCCESS": "Success",
        "TEMPORARY_FAILURE": "TemporaryFailure",
        "FAILED": "Failed",
    }

    def put(**members):
        sesv2_client.put_email_identity_mail_from_attributes(EmailIdentity="example.com", **members)

    def check(status):
        """Both APIs say the same of it; the identity itself is not touched."""
        v1 = ses_client.get_identity_mail_from_domain_attributes(Identities=["example.com", "unknown.example"])
        v2 = sesv2_client.get_email_identity(EmailIdentity="example.com")
        assert v2["MailFromAttributes"] == {
            "MailFromDomain": MAIL_FROM,
            "MailFromDomainStatus": status,
            "BehaviorOnMxFailure": "REJECT_MESSAGE",
        }
        assert v1["MailFromDomainAttributes"] == {
            "example.com": {
                "MailFromDomain": MAIL_FROM,
                "MailFromDomainStatus": v1_status[status],
                "BehaviorOnMXFailure": "RejectMessage",
            }
        }
        assert (v2["VerificationStatus"], v2["DkimAttributes"]["Status"]) == ("SUCCESS", "SUCCESS")

    # It must lie under the identity's own domain.
    with pytest.raises(sesv2_client.exceptions.BadRequestException) as refusal:
        put(MailFromDomain="bounce.example.org")
    assert refusal.value.response["Error"]["Message"] == (
        "Provided MAIL-FROM domain <bounce.example.org> is not subdomain of the domain of the identity <example.com>."
    )

    # MX and SPF are asked for; the MX alone decides the status.
    put(MailFromDomain=MAIL_FROM, BehaviorOnMxFailure="REJECT_MESSAGE")
    check("PENDING")
    ses_cloud.dns.publish(MAIL_FROM, "TXT", '"v=spf1 include:amazonses.com ~all"')
    check("PENDING")
    ses_cloud.dns.publish(MAIL_FROM, "MX", "10 feedback-smtp.eu-central-1.amazonses.com")
    check("SUCCESS")

    # Exactly one MX: a second one, even a worse one, spoils it.
    ses_cloud.clock.advance(days=20)
    ses_cloud.dns.publish(MAIL_FROM, "MX", "10 feedback-smtp.eu-central-1.amazonses.com.", "20 mail.example.com.")
    check("TEMPORARY_FAILURE")
    ses_cloud.dns.publish(MAIL_FROM, "MX", "10 feedback-smtp.eu-central-1.amazonses.com.")
    check("SUCCESS")

    # The MX of another region is not it; after 72 hours the domain has to be set again.
    ses_cloud.dns.publish(MAIL_FROM, "MX", "10 feedback-smtp.eu-west-1.amazonses.com")
    ses_cloud.clock.advance(hours=71)
    check("TEMPORARY_FAILURE")
    ses_cloud.clock.advance(hours=1)
    check("FAILED")
    ses_cloud.dns.publish(MAIL_FROM, "MX", "10 feedback-smtp.eu-central-1.amazonses.com")
    check("FAILED")
    put(MailFromDomain=MAIL_FROM, BehaviorOnMxFailure="REJECT_MESSAGE")
    check("SUCCESS")

    # v1 gives it up, and with it what was to happen when the MX is missing.
    ses_client.set_identity_mail_from_domain(Identity="example.com")
    v2 = sesv2_client.get_email_identity(EmailIdentity="example.com")
    v1 = ses_client.get_identity_mail_from_domain_attributes(Identities=["example.com"])
    assert v2["MailFromAttributes"] == {"BehaviorOnMxFailure": "USE_DEFAULT_VALUE"}
    assert v1["MailFromDomainAttributes"] == {"example.com": {"BehaviorOnMXFailure": "UseDefaultValue"}}
