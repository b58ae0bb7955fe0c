"""Faults on demand, as boto3 meets them: refusals, throttling, outages, errors of the network, and its retries."""

from __future__ import annotations

import functools

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError, ConnectTimeoutError, EndpointConnectionError

SIMPLE = {"Subject": {"Data": "s"}, "Body": {"Text": {"Data": "t"}}}
pytestmark = pytest.mark.ses(region="us-east-1", verified=["example.com"])


@functools.cache
def client(service, **retries):
    config = Config(retries=retries or {"total_max_attempts": 1})
    return boto3.client(service, "us-east-1", aws_access_key_id="x", aws_secret_access_key="x", config=config)


def refusal(call, **parameters):
    with pytest.raises(ClientError) as caught:
        call(**parameters)
    response = caught.value.response
    return (response["ResponseMetadata"]["HTTPStatusCode"], response["Error"]["Code"], response["Error"]["Message"])


def send(ses):
    return ses.send_email(Source="a@example.com", Destination={"ToAddresses": ["b@example.org"]}, Message=SIMPLE)


def test_the_next_calls_of_an_operation_are_refused_in_both_apis_and_spellings(ses_cloud):
    v1, v2 = client("ses"), client("sesv2")
    ses_cloud.refuse_next("send_email", "MessageRejected", "No.")
    ses_cloud.refuse_next("GetAccount", "LimitExceededException", "Enough.", times=2)
    ses_cloud.refuse_next("get_account", "NotFoundException")

    assert v1.get_send_quota()["SentLast24Hours"] == 0
    assert refusal(send, ses=v1) == (400, "MessageRejected", "No.")
    assert [refusal(v2.get_account) for _ in range(2)] == [(400, "LimitExceededException", "Enough.")] * 2
    assert refusal(v2.get_account)[:2] == (404, "NotFoundException")
    assert send(v1)["MessageId"] == ses_cloud.outbox.last.message_id
    assert (len(ses_cloud.outbox), list(ses_cloud.faults), bool(ses_cloud.faults)) == (1, [], False)


def test_a_refusal_is_of_the_modelled_class(ses_cloud):
    v1, v2 = client("ses"), client("sesv2")
    ses_cloud.refuse_next("send_email", "AccountSendingPausedException", "Paused.")
    with pytest.raises(v1.exceptions.AccountSendingPausedException):
        send(v1)
    ses_cloud.refuse_next("get_account", "BadRequestException", "Bad.")
    with pytest.raises(v2.exceptions.BadRequestException):
        v2.get_account()


def test_a_code_that_the_model_does_not_know_has_the_status_asked_for(ses_cloud):
    ses_cloud.refuse_next(None, "ServiceUnavailable", "Try later.", status=503)
    ses_cloud.refuse_next(None, "Odd", "Odd.", status=400)

    assert refusal(client("ses").list_identities) == (503, "ServiceUnavailable", "Try later.")
    assert refusal(client("sesv2").get_account) == (400, "Odd", "Odd.")


def test_throttling_is_in_each_apis_words(ses_cloud):
    v1, v2 = client("ses"), client("sesv2")
    ses_cloud.throttle_next(times=4)

    assert [
        refusal(send, ses=v1),
        refusal(v1.list_identities),
        refusal(v2.get_account),
        refusal(v2.send_email, Content={"Simple": SIMPLE}),
    ] == [
        (400, "Throttling", "Maximum sending rate exceeded."),
        (400, "Throttling", "Rate exceeded"),
        (429, "TooManyRequestsException", "Rate exceeded"),
        (429, "TooManyRequestsException", "Maximum sending rate exceeded."),
    ]


def test_an_outage_is_of_everything(ses_cloud):
    ses_cloud.outage(times=2)

    expected = (500, "InternalFailure", "The request processing has failed.")
    assert [refusal(client("ses").list_identities), refusal(client("sesv2").get_account)] == [expected] * 2
    assert client("sesv2").get_account()["SendingEnabled"]


def test_an_exception_is_raised_as_from_the_network(ses_cloud):
    ses_cloud.refuse_next("send_email", ConnectTimeoutError(endpoint_url="https://email"))

    with pytest.raises(ConnectTimeoutError, match="https://email"):
        send(client("ses"))
    assert ses_cloud.outbox == []


def test_a_fault_changes_nothing(ses_cloud):
    v1 = client("ses")
    ses_cloud.throttle_next()
    refusal(send, ses=v1)
    ses_cloud.outage()
    refusal(v1.verify_email_identity, EmailAddress="x@example.org")

    assert (ses_cloud.outbox, ses_cloud.events, v1.get_send_statistics()["SendDataPoints"]) == ([], [], [])
    assert v1.list_identities()["Identities"] == ["example.com"]


def test_faults_come_in_their_order_and_can_be_called_off(ses_cloud):
    v1 = client("ses")
    ses_cloud.refuse_next(None, "First", "1", status=400)
    ses_cloud.refuse_next("list_identities", "Second", "2", status=400)
    ses_cloud.refuse_next("get_send_quota", "Third", "3", status=400, times=5)

    assert [refusal(v1.list_identities)[1] for _ in range(2)] == ["First", "Second"]
    assert refusal(v1.get_send_quota)[1] == "Third"
    assert [(operation, left) for operation, _, left in ses_cloud.faults] == [("getsendquota", 4)]
    ses_cloud.faults.clear()
    assert v1.get_send_quota()["SentLast24Hours"] == 0


def test_what_cannot_be_meant_is_refused(ses_cloud):
    with pytest.raises(ValueError, match="at least once"):
        ses_cloud.throttle_next(times=0)
    assert not ses_cloud.faults


def test_a_call_that_cannot_be_read_does_not_use_up_a_fault(wire, ses_cloud):
    ses_cloud.outage()

    assert wire.v2("POST", "/outbound-emails", b"{")[0] == 400
    assert wire.v2("GET", "/account")[0] == 500


@pytest.mark.parametrize("mode", ["legacy", "standard"])
@pytest.mark.parametrize(
    "fault",
    [
        lambda cloud: cloud.throttle_next("list_identities", times=2),
        lambda cloud: cloud.outage(times=2),
        lambda cloud: cloud.refuse_next("ListIdentities", EndpointConnectionError(endpoint_url="x"), times=2),
    ],
    ids=["throttled", "outage", "network"],
)
def test_boto3_retries_without_a_real_sleep_where_its_sleep_is_put_away(monkeypatch, ses_cloud, mode, fault):
    slept = []
    monkeypatch.setattr("botocore.endpoint.time.sleep", slept.append)
    ses = client("ses", mode=mode, total_max_attempts=3)
    fault(ses_cloud)

    reply = ses.list_identities()

    assert (reply["Identities"], reply["ResponseMetadata"]["RetryAttempts"], len(slept)) == (
        ["example.com"], 2, 2,
    )  # fmt: skip


def test_boto3_gives_up_when_its_attempts_are_used_up(monkeypatch, ses_cloud):
    monkeypatch.setattr("botocore.endpoint.time.sleep", [].append)
    ses_cloud.outage(times=4)

    assert refusal(client("sesv2", mode="standard", total_max_attempts=3).get_account)[1] == "InternalFailure"
    assert [left for _, _, left in ses_cloud.faults] == [1]
