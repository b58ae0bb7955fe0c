"""A state machine of moto's that sends mail by ``aws-sdk:sesv2:sendEmail``."""

from __future__ import annotations

import json
import threading

import boto3
import pytest

from sesmock import mock_ses

moto = pytest.importorskip("moto")
pytest.importorskip("antlr4")
pytest.importorskip("jsonpath_ng")
pytest.importorskip("moto.stepfunctions.parser.api")

RUNS = {"stepfunctions": {"execute_state_machine": True}}
MACHINE = {
    "StartAt": "Send",
    "States": {
        "Send": {
            "Type": "Task",
            "Resource": "arn:aws:states:::aws-sdk:sesv2:sendEmail",
            "Parameters": {
                "FromEmailAddress": "shop@example.com",
                "Destination": {"ToAddresses.$": "States.Array($.to)"},
                "Content": {"Simple": {"Subject": {"Data.$": "$.subject"}, "Body": {"Text": {"Data": "Thank you."}}}},
            },
            "ResultPath": "$.sent",
            "Catch": [{"ErrorEquals": ["States.ALL"], "ResultPath": "$.refused", "Next": "Tell"}],
            "End": True,
        },
        "Tell": {"Type": "Pass", "End": True},
    },
}


@pytest.fixture
def cloud():
    with moto.mock_aws(config=RUNS), mock_ses(region="eu-west-1") as cloud:
        yield cloud


def run(**given):
    """What comes out of the machine; moto runs it in threads of its own."""
    states = boto3.client("stepfunctions", "eu-west-1")
    role = "arn:aws:iam::123456789012:role/machine"
    machine = states.create_state_machine(name="m", definition=json.dumps(MACHINE), roleArn=role)["stateMachineArn"]
    before = set(threading.enumerate())
    execution = states.start_execution(stateMachineArn=machine, name="e", input=json.dumps(given))["executionArn"]
    for thread in set(threading.enumerate()) - before:
        thread.join(20)
    found = states.describe_execution(executionArn=execution)
    assert found["status"] == "SUCCEEDED"
    return json.loads(found["output"])


def test_a_machine_sends(cloud):
    cloud.verify("example.com")

    output = run(to="ann@example.org", subject="Your order")

    [mail] = cloud.outbox
    assert (mail.subject, mail.to) == ("Your order", ("ann@example.org",))
    assert output["sent"] == {"MessageId": mail.message_id}


def test_what_ses_refuses_can_be_caught(cloud):
    output = run(to="ann@example.org", subject="Your order")

    assert list(cloud.outbox) == []
    assert (
        output["refused"]["Error"].lower() == "sesv2.messagerejectedexception"
    )  # moto does not know the "SesV2" of AWS
    assert "Email address is not verified" in output["refused"]["Cause"]
    assert "shop@example.com" in output["refused"]["Cause"]
