"""Whether a policy lets SES in, as IAM weighs it."""

from __future__ import annotations

import pytest

from sesmock.deliver.policies import allows

ALLOW = {"Effect": "Allow", "Principal": {"Service": "ses.amazonaws.com"}, "Action": "sns:Publish", "Resource": "*"}
OWNER = {"StringEquals": {"AWS:SourceOwner": "123456789012"}}  # as in the policy of a new topic
SOURCE = {"StringEquals": {"AWS:SourceAccount": "1"}, "ArnLike": {"aws:SourceArn": "arn:aws:ses:*"}}


@pytest.mark.parametrize(
    ("statement", "allowed"),
    [
        (ALLOW, True),
        ([ALLOW], True),
        ({**ALLOW, "Principal": "*"}, True),
        ({**ALLOW, "Principal": {"AWS": "*"}}, True),
        ({**ALLOW, "Principal": {"Service": ["s3.amazonaws.com", "ses.amazonaws.com"]}}, True),
        ({**ALLOW, "Action": ["SNS:Subscribe", "SNS:Publish"]}, True),
        ({**ALLOW, "Action": "sns:Pub*"}, True),
        ({**ALLOW, "Action": "*"}, True),
        ({**ALLOW, "Condition": SOURCE}, True),
        ([ALLOW, {**ALLOW, "Effect": "Deny", "Condition": {"Bool": {"aws:SecureTransport": "false"}}}], True),
        (None, False),
        ([], False),
        ({**ALLOW, "Effect": "Deny"}, False),
        ([ALLOW, {**ALLOW, "Effect": "Deny", "Principal": "*"}], False),
        ({**ALLOW, "Principal": {"Service": "s3.amazonaws.com"}}, False),
        ({**ALLOW, "Principal": {"AWS": "arn:aws:iam::123456789012:root"}}, False),
        ({"Effect": "Allow", "Action": "*"}, False),
        ({**ALLOW, "Action": "sns:Subscribe"}, False),
        ({**ALLOW, "Action": "sns:Publish.*"}, False),
        ({**ALLOW, "Principal": {"AWS": "*"}, "Condition": OWNER}, False),
    ],
)
def test_who_is_let_in(statement, allowed):
    assert allows({"Version": "2012-10-17", "Statement": statement}, "sns:Publish") is allowed
