"""What tests of received mail share: rules in an active set, and a mail of Bob's."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from sesmock import Cloud


@pytest.fixture
def rule(v1: Any, ses_cloud: Cloud) -> Callable[..., None]:
    """Make a rule of the active set, behind those before."""
    v1.create_receipt_rule_set(RuleSetName="rules")
    v1.set_active_receipt_rule_set(RuleSetName="rules")
    before: dict[str, str] = {}

    def rule(name: str, *actions: dict[str, Any], recipients: tuple[str, ...] = (), **more: Any) -> None:
        given = {"Name": name, "Enabled": True, "Recipients": list(recipients), "Actions": list(actions), **more}
        v1.create_receipt_rule(RuleSetName="rules", Rule=given, **before)
        before["After"] = name

    return rule


class Do:
    """Actions of rules as boto3 takes them."""

    @staticmethod
    def s3(bucket: str = "mail", **more: str) -> dict[str, Any]:
        return {"S3Action": {"BucketName": bucket, **more}}

    @staticmethod
    def sns(topic: str = "arn:aws:sns:us-east-1:123456789012:mail", **more: str) -> dict[str, Any]:
        return {"SNSAction": {"TopicArn": topic, **more}}

    @staticmethod
    def function(arn: str = "arn:aws:lambda:us-east-1:123456789012:function:mail", **more: str) -> dict[str, Any]:
        return {"LambdaAction": {"FunctionArn": arn, **more}}

    @staticmethod
    def bounce(**more: str) -> dict[str, Any]:
        given = {"SmtpReplyCode": "550", "StatusCode": "5.1.1", "Message": "Mailbox does not exist"}
        return {"BounceAction": {**given, "Sender": "mailer@example.com", **more}}

    @staticmethod
    def header(name: str, value: str) -> dict[str, Any]:
        return {"AddHeaderAction": {"HeaderName": name, "HeaderValue": value}}

    @staticmethod
    def stop(**more: str) -> dict[str, Any]:
        return {"StopAction": {"Scope": "RuleSet", **more}}


@pytest.fixture
def do() -> type[Do]:
    """What rules do, shortly."""
    return Do
