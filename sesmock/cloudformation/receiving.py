"""AWS::SES::ReceiptRuleSet, AWS::SES::ReceiptRule and AWS::SES::ReceiptFilter."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from sesmock.cloudformation.properties import BOOLEAN, TEXT
from sesmock.cloudformation.resource import Type

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sesmock.cloudformation.resource import Ses


class ReceiptRuleSet(Type):
    """A receipt rule set. No template can make it the active one."""

    NAME = "RuleSetName"
    SHAPE: ClassVar = {"RuleSetName": TEXT}
    REPLACED_BY = ("RuleSetName",)

    def create(self, ses: Ses, ref: str, wanted: Mapping[str, Any]) -> None:  # noqa: ARG002
        """CreateReceiptRuleSet."""
        ses.v1("create_receipt_rule_set", RuleSetName=ref)

    def delete(self, ses: Ses, ref: str, properties: Mapping[str, Any]) -> None:  # noqa: ARG002
        """DeleteReceiptRuleSet."""
        ses.v1("delete_receipt_rule_set", RuleSetName=ref)


class ReceiptRule(Type):
    """A receipt rule."""

    NAME = "Rule.Name"
    SHAPE: ClassVar = {
        "After": TEXT,
        "Rule!": {
            "Actions": [
                {
                    "AddHeaderAction": {"HeaderName!": TEXT, "HeaderValue!": TEXT},
                    "BounceAction": {
                        "Message!": TEXT,
                        "Sender!": TEXT,
                        "SmtpReplyCode!": TEXT,
                        "StatusCode": TEXT,
                        "TopicArn": TEXT,
                    },
                    "ConnectAction": {"IAMRoleARN!": TEXT, "InstanceARN!": TEXT},
                    "LambdaAction": {"FunctionArn!": TEXT, "InvocationType": TEXT, "TopicArn": TEXT},
                    "S3Action": {
                        "BucketName!": TEXT,
                        "IamRoleArn": TEXT,
                        "KmsKeyArn": TEXT,
                        "ObjectKeyPrefix": TEXT,
                        "TopicArn": TEXT,
                    },
                    "SNSAction": {"Encoding": TEXT, "TopicArn": TEXT},
                    "StopAction": {"Scope!": TEXT, "TopicArn": TEXT},
                    "WorkmailAction": {"OrganizationArn!": TEXT, "TopicArn": TEXT},
                }
            ],
            "Enabled": BOOLEAN,
            "Name": TEXT,
            "Recipients": [TEXT],
            "ScanEnabled": BOOLEAN,
            "TlsPolicy": TEXT,
        },
        "RuleSetName!": TEXT,
    }
    REPLACED_BY = ("Rule.Name", "RuleSetName")

    def create(self, ses: Ses, ref: str, wanted: Mapping[str, Any]) -> None:
        """CreateReceiptRule."""
        ses.v1(
            "create_receipt_rule",
            RuleSetName=wanted["RuleSetName"],
            After=wanted.get("After"),
            Rule={**wanted["Rule"], "Name": ref},
        )

    def update(self, ses: Ses, ref: str, before: Mapping[str, Any], wanted: Mapping[str, Any]) -> None:
        """UpdateReceiptRule, and SetReceiptRulePosition where After differs."""
        set_name = wanted["RuleSetName"]
        if before["Rule"] != wanted["Rule"]:
            ses.v1("update_receipt_rule", RuleSetName=set_name, Rule={**wanted["Rule"], "Name": ref})
        if before.get("After") != wanted.get("After"):
            ses.v1("set_receipt_rule_position", RuleSetName=set_name, RuleName=ref, After=wanted.get("After"))

    def delete(self, ses: Ses, ref: str, properties: Mapping[str, Any]) -> None:
        """DeleteReceiptRule."""
        ses.v1("delete_receipt_rule", RuleSetName=properties["RuleSetName"], RuleName=ref)


class ReceiptFilter(Type):
    """An IP filter. SES cannot change one: another one takes its place."""

    NAME = "Filter.Name"
    SHAPE: ClassVar = {"Filter!": {"IpFilter!": {"Cidr!": TEXT, "Policy!": TEXT}, "Name": TEXT}}
    REPLACED_BY = ("Filter",)

    def create(self, ses: Ses, ref: str, wanted: Mapping[str, Any]) -> None:
        """CreateReceiptFilter."""
        ses.v1("create_receipt_filter", Filter={**wanted["Filter"], "Name": ref})

    def delete(self, ses: Ses, ref: str, properties: Mapping[str, Any]) -> None:  # noqa: ARG002
        """DeleteReceiptFilter."""
        ses.v1("delete_receipt_filter", FilterName=ref)
