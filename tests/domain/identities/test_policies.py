"""What a policy that an identity has been given lets others do."""

from __future__ import annotations

import json

import pytest
from botocore.exceptions import ClientError

pytestmark = pytest.mark.ses(at="2026-01-01T00:00Z", seed=1, verified=["example.com"])

OWNER, SENDER = "123456789012", "222222222222"
ARN = f"arn:aws:ses:us-east-1:{OWNER}:identity/example.com"


@pytest.mark.parametrize(("secure", "allowed"), [("true", True), ("false", False)])
def test_every_request_is_a_secure_one(v2, api, secure, allowed):
    statement = {
        "Effect": "Allow",
        "Principal": {"AWS": SENDER},
        "Action": "ses:SendEmail",
        "Resource": ARN,
        "Condition": {"Bool": {"aws:SecureTransport": secure}},
    }
    v2.create_email_identity_policy(
        EmailIdentity="example.com", PolicyName="p", Policy=json.dumps({"Id": "i", "Statement": [statement]})
    )
    try:
        api("sesv2", account=SENDER).send_email(
            FromEmailAddress="ann@example.com",
            FromEmailAddressIdentityArn=ARN,
            Destination={"ToAddresses": ["bob@example.org"]},
            Content={"Simple": {"Subject": {"Data": "s"}, "Body": {"Text": {"Data": "t"}}}},
        )
    except ClientError:
        sent = False
    else:
        sent = True

    assert sent is allowed
