"""An application set up with v1 years ago is moved to v2, call by call: both see one and the same identity."""

from __future__ import annotations

import json
from datetime import datetime, timezone

import pytest
from botocore.exceptions import ClientError

START = datetime(2026, 3, 1, tzinfo=timezone.utc)
ARN = "arn:aws:ses:eu-west-1:123456789012:identity/example.com"
TOPIC = "arn:aws:sns:eu-west-1:123456789012:feedback"
POLICY = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Principal": {"AWS": "arn:aws:iam::111122223333:root"},
                "Action": ["ses:SendEmail", "ses:SendRawEmail"],
                "Resource": ARN,
            }
        ],
    },
    separators=(",", ":"),
)


def said(answer):
    return {key: value for key, value in answer.items() if key != "ResponseMetadata"}


@pytest.mark.ses(at=START, region="eu-west-1")
@pytest.mark.needs("sesv2.GetEmailIdentity.DkimAttributes.SigningHostedZone")
def test_moving_an_application_from_v1_to_v2(ses_cloud, ses_client, sesv2_client):
    # How v1 set it up: token and DKIM, topics instead of forwarded feedback, a MAIL FROM domain, a policy.
    token = ses_client.verify_domain_identity(Domain="Example.COM")["VerificationToken"]
    bare = said(sesv2_client.get_email_identity(EmailIdentity="example.com"))
    assert bare["DkimAttributes"] == {
        "SigningEnabled": False,
        "Status": "NOT_STARTED",
        "SigningAttributesOrigin": "AWS_SES",
        "NextSigningKeyLength": "RSA_1024_BIT",
    }
    tokens = ses_client.verify_domain_dkim(Domain="example.com")["DkimTokens"]
    for kind in ("Bounce", "Complaint"):
        ses_client.set_identity_notification_topic(Identity="example.com", NotificationType=kind, SnsTopic=TOPIC)
    ses_client.set_identity_feedback_forwarding_enabled(Identity="example.com", ForwardingEnabled=False)
    ses_client.set_identity_mail_from_domain(
        Identity="example.com", MailFromDomain="bounce.example.com", BehaviorOnMXFailure="RejectMessage"
    )
    ses_client.put_identity_policy(Identity="example.com", PolicyName="partner", Policy=POLICY)
    ses_cloud.dns.publish("_amazonses.example.com", "TXT", token)
    for dkim_token in tokens:
        ses_cloud.dns.publish(f"{dkim_token}._domainkey.example.com", "CNAME", f"{dkim_token}.dkim.amazonses.com")
    ses_cloud.dns.publish("bounce.example.com", "MX", "10 feedback-smtp.eu-west-1.amazonses.com")
    ses_cloud.dns.publish("bounce.example.com", "TXT", '"v=spf1 include:amazonses.com ~all"')

    # v2 sees all of it.
    seen = said(sesv2_client.get_email_identity(EmailIdentity="example.com"))
    assert seen == {
        "IdentityType": "DOMAIN",
        "FeedbackForwardingStatus": False,
        "VerifiedForSendingStatus": True,
        "DkimAttributes": {
            "SigningEnabled": True,
            "Status": "SUCCESS",
            "Tokens": tokens,
            "SigningHostedZone": "dkim.amazonses.com",
            "SigningAttributesOrigin": "AWS_SES",
            "NextSigningKeyLength": "RSA_2048_BIT",
            "CurrentSigningKeyLength": "RSA_2048_BIT",
            "LastKeyGenerationTimestamp": START,
        },
        "MailFromAttributes": {
            "MailFromDomain": "bounce.example.com",
            "MailFromDomainStatus": "SUCCESS",
            "BehaviorOnMxFailure": "REJECT_MESSAGE",
        },
        "Policies": {"partner": POLICY},
        "Tags": [],
        "VerificationStatus": "SUCCESS",
        "VerificationInfo": seen["VerificationInfo"],
    }
    with pytest.raises(ClientError, match=r"AlreadyExistsException.*Email identity example\.com already exist\."):
        sesv2_client.create_email_identity(EmailIdentity="example.com")

    # From now on v2 changes things, and what is left of v1 sees that.
    sesv2_client.tag_resource(ResourceArn=ARN, Tags=[{"Key": "team", "Value": "mail"}])
    sesv2_client.put_email_identity_feedback_attributes(EmailIdentity="example.com", EmailForwardingEnabled=True)
    sesv2_client.put_email_identity_mail_from_attributes(EmailIdentity="example.com")
    sesv2_client.put_email_identity_dkim_attributes(EmailIdentity="example.com", SigningEnabled=False)
    sesv2_client.delete_email_identity_policy(EmailIdentity="example.com", PolicyName="partner")
    assert said(ses_client.get_identity_notification_attributes(Identities=["example.com"])) == {
        "NotificationAttributes": {
            "example.com": {
                "BounceTopic": TOPIC,
                "ComplaintTopic": TOPIC,
                "ForwardingEnabled": True,
                "HeadersInBounceNotificationsEnabled": False,
                "HeadersInComplaintNotificationsEnabled": False,
                "HeadersInDeliveryNotificationsEnabled": False,
            }
        }
    }
    assert said(ses_client.get_identity_mail_from_domain_attributes(Identities=["example.com"])) == {
        "MailFromDomainAttributes": {"example.com": {"BehaviorOnMXFailure": "UseDefaultValue"}}
    }
    assert said(ses_client.get_identity_dkim_attributes(Identities=["example.com"])) == {
        "DkimAttributes": {
            "example.com": {"DkimEnabled": False, "DkimVerificationStatus": "Success", "DkimTokens": tokens}
        }
    }
    assert said(ses_client.list_identity_policies(Identity="example.com")) == {"PolicyNames": []}

    # What v1 does to it does not touch what only v2 knows.
    ses_client.verify_domain_identity(Domain="example.com")
    assert sesv2_client.list_tags_for_resource(ResourceArn=ARN)["Tags"] == [{"Key": "team", "Value": "mail"}]

    # v1 forgets it, without complaint even twice; v2 has lost it, too, and does complain.
    ses_client.delete_identity(Identity="example.com")
    ses_client.delete_identity(Identity="example.com")
    assert said(sesv2_client.list_email_identities()) == {"EmailIdentities": []}
    with pytest.raises(
        sesv2_client.exceptions.NotFoundException, match=r"Email identity example\.com does not exist\."
    ):
        sesv2_client.delete_email_identity(EmailIdentity="example.com")
