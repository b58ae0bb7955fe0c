"""A shop receives mail: what is genuine is stored, what is forged goes back, and a Lambda function tells them apart."""

from __future__ import annotations

import pytest

FUNCTION = "arn:aws:lambda:us-east-1:123456789012:function:guard"


@pytest.mark.ses(region="us-east-1", verified=["shop.example", "partner.example"])
def test_a_guard_lets_genuine_mail_in_and_sends_forged_mail_back(ses_cloud, ses_client):
    events = []

    def guard(event, context):
        events.append(event["Records"][0]["ses"])
        forged = events[-1]["receipt"]["dmarcVerdict"]["status"] == "FAIL"
        return {"disposition": "CONTINUE" if forged else "STOP_RULE"}

    # Two rules: the guard's, which bounces what it does not stop at, and one that stores.
    ses_cloud.functions["guard"] = guard
    bounce = {"SmtpReplyCode": "500", "StatusCode": "5.6.1", "Message": "Message content rejected"}
    actions = [
        {"LambdaAction": {"FunctionArn": FUNCTION, "InvocationType": "RequestResponse"}},
        {"BounceAction": {**bounce, "Sender": "mailer@shop.example"}},
        {"StopAction": {"Scope": "RuleSet"}},
    ]
    store = [{"S3Action": {"BucketName": "mail", "ObjectKeyPrefix": "in"}}]
    ses_client.create_receipt_rule_set(RuleSetName="main")
    for name, actions_ in (("store", store), ("guard", actions)):  # a new rule comes first
        rule = {"Name": name, "Enabled": True, "Recipients": ["shop.example"], "Actions": actions_}
        ses_client.create_receipt_rule(RuleSetName="main", Rule=rule)
    ses_client.set_active_receipt_rule_set(RuleSetName="main")
    ses_cloud.dns.publish("shop.example", "MX", "10 inbound-smtp.us-east-1.amazonaws.com")
    ses_cloud.dns.publish("_dmarc.partner.example", "TXT", "v=DMARC1; p=reject")

    # The partner writes by SES, which signs; the forger from wherever he is.
    ses_client.send_email(
        Source="ann@partner.example",
        Destination={"ToAddresses": ["orders@shop.example"]},
        Message={"Subject": {"Data": "Order"}, "Body": {"Text": {"Data": "Two of them, please."}}},
    )
    forged = ses_cloud.receive(
        "From: ann@partner.example\nTo: orders@shop.example\nSubject: Order\n\nA hundred of them.\n",
        sender="eve@forger.example",
    )

    genuine = ses_cloud.received[0]
    assert [genuine.verdicts[:3], forged.verdicts[:3]] == [("PASS", "PASS", "PASS"), ("GRAY", "GRAY", "FAIL")]
    assert [event["mail"]["messageId"] for event in events] == [genuine.message_id, forged.message_id]
    assert forged.verdicts.dmarc_policy == events[1]["receipt"]["dmarcPolicy"] == "reject"
    assert list(ses_cloud.buckets["mail"]) == ["in/AMAZON_SES_SETUP_NOTIFICATION", f"in/{genuine.message_id}"]
    assert ses_cloud.buckets["mail"][f"in/{genuine.message_id}"] == genuine.raw
    assert [(letter.recipient, letter.header("From")) for letter in ses_cloud.bounces] == [
        ("eve@forger.example", "mailer@shop.example")
    ]
    assert ses_cloud.outbox.last.events[-1].detail.smtp_response == f"250 OK {genuine.message_id}"
