"""Others than moto: clients, URLs and handlers that a test names, and nobody where none is named."""

from __future__ import annotations

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import SimpleNamespace

import pytest
from botocore.exceptions import ClientError

from sesmock import Arn
from sesmock.outside import memory

pytestmark = pytest.mark.ses(region="us-east-1", verified=["example.com"], at="2026-01-01T12:34:56.789Z", seed=1)

TOPIC = "arn:aws:sns:eu-west-1:222222222222:events"
STREAM = "arn:aws:firehose:us-east-1:123456789012:deliverystream/events"
BUS = "arn:aws:events:us-east-1:123456789012:event-bus/default"
ROLE = "arn:aws:iam::123456789012:role/ses"
FUNCTION = Arn.parse("arn:aws:lambda:us-east-1:123456789012:function:inbound")


@pytest.fixture
def send(v2):
    """Mail with a configuration set that tells a target of it."""

    def send(**target):
        v2.create_configuration_set(ConfigurationSetName="news")
        v2.create_configuration_set_event_destination(
            ConfigurationSetName="news",
            EventDestinationName="all",
            EventDestination={"Enabled": True, "MatchingEventTypes": ["SEND"], **target},
        )
        content = {"Simple": {"Subject": {"Data": "Hi"}, "Body": {"Text": {"Data": "Grüße"}}}}
        v2.send_email(
            FromEmailAddress="ann@example.com",
            Destination={"ToAddresses": ["bob@example.org"]},
            Content=content,
            ConfigurationSetName="news",
        )

    return send


class Fake:
    """A client: it keeps its calls, and answers as it is told."""

    def __init__(self, **answers):
        self.calls = []
        self.answers = answers

    def __getattr__(self, operation):
        def call(**given):
            self.calls.append((operation, given))
            answer = self.answers.get(operation, {})
            if isinstance(answer, Exception):
                raise answer
            return answer

        return call

    def last(self, operation):
        return [given for name, given in self.calls if name == operation][-1]


def refusal(code, operation):
    return ClientError({"Error": {"Code": code, "Message": "No."}}, operation)


def trusting(service="ses.amazonaws.com"):
    statement = {"Effect": "Allow", "Principal": {"Service": service}, "Action": "sts:AssumeRole"}
    return {"Role": {"AssumeRolePolicyDocument": {"Statement": [statement]}}}


def test_a_client_of_the_test_gets_what_is_for_topics(send, ses_cloud):
    sns = Fake()
    ses_cloud.deliver = {"sns": sns}
    send(SnsDestination={"TopicArn": TOPIC.replace("eu-west-1", "us-east-1")})

    [notice] = [notice for notice in ses_cloud.events.at("all") if hasattr(notice, "event")]
    assert sns.last("get_topic_attributes") == {"TopicArn": notice.target}
    assert sns.last("publish") == {
        "TopicArn": notice.target, "Message": notice.message, "Subject": "Amazon SES Email Event Notification",
    }  # fmt: skip
    assert all(delivery.ok for delivery in ses_cloud.deliveries)


def test_records_are_lines(send, ses_cloud):
    firehose = Fake(put_record_batch={"FailedPutCount": 0, "RequestResponses": [{"RecordId": "1"}]})
    ses_cloud.deliver = {"firehose": firehose, "iam": Fake(get_role=trusting())}
    send(KinesisFirehoseDestination={"IamRoleArn": ROLE, "DeliveryStreamArn": STREAM})

    [notice] = ses_cloud.events.at("all")
    [record] = firehose.last("put_record_batch")["Records"]
    assert firehose.last("put_record_batch")["DeliveryStreamName"] == "events"
    assert record["Data"].decode() == notice.message.rstrip("\n") + "\n"
    assert record["Data"].count(b"\n") == 1


@pytest.mark.parametrize("kind", ["firehose", "events"])
def test_what_a_batch_does_not_take_has_failed(send, ses_cloud, kind):
    entry = {"ErrorCode": "NotAuthorizedForSourceException", "ErrorMessage": "Not authorized for the source."}
    if kind == "firehose":
        client = Fake(put_record_batch={"FailedPutCount": 1, "RequestResponses": [entry]})
        target = {"KinesisFirehoseDestination": {"IamRoleArn": ROLE, "DeliveryStreamArn": STREAM}}
    else:
        client = Fake(put_events={"FailedEntryCount": 1, "Entries": [entry]})
        target = {"EventBridgeDestination": {"EventBusArn": BUS}}
    ses_cloud.deliver = {kind: client}
    send(**target)

    [delivery] = ses_cloud.deliveries
    assert str(delivery.error) == "NotAuthorizedForSourceException: Not authorized for the source."
    assert (ses_cloud.outside.buses.events, ses_cloud.outside.streams.records) == ([], [])
    assert len(ses_cloud.outbox) == 1
    ses_cloud.deliveries.clear()


def test_an_event_on_a_bus_is_all_that_put_events_takes(send, ses_cloud):
    events = Fake()
    ses_cloud.deliver = {"events": events}
    send(EventBridgeDestination={"EventBusArn": BUS})

    [notice] = ses_cloud.events.at("all")
    [entry] = events.last("put_events")["Entries"]
    assert {**entry, "Detail": json.loads(entry["Detail"])} == {
        "Time": "2026-01-01T12:34:56Z",
        "Source": "aws.ses",
        "Resources": notice.payload["resources"],
        "DetailType": "Email Sent",
        "Detail": notice.payload["detail"],
        "EventBusName": BUS,
    }


def test_what_is_neither_there_nor_missing_goes_to_the_caller(send, ses_cloud):
    ses_cloud.deliver = {"sns": Fake(get_topic_attributes=refusal("InternalError", "GetTopicAttributes"))}
    with pytest.raises(ClientError, match="InternalError"):
        send(SnsDestination={"TopicArn": TOPIC.replace("eu-west-1", "us-east-1")})


def test_who_may_not_look_at_a_topic_may_not_publish(v2, send, ses_cloud):
    ses_cloud.deliver = {"sns": Fake(get_topic_attributes=refusal("AuthorizationError", "GetTopicAttributes"))}
    with pytest.raises(v2.client.exceptions.BadRequestException, match="SNS topic"):
        send(SnsDestination={"TopicArn": TOPIC.replace("eu-west-1", "us-east-1")})


# ---- URLs ----


class Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.server.got.append((self.headers["Authorization"], body))
        action = "Publish" if "Action=Publish" in body else "GetTopicAttributes"
        answer = f"<{action}Response><{action}Result/></{action}Response>".encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_):
        pass


@pytest.fixture
def server():
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.got = []
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def test_a_url_is_asked_as_of_the_account_and_region_of_the_topic(send, ses_cloud, server, monkeypatch):
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIAREAL")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "real")
    ses_cloud.deliver = {"sns": f"http://127.0.0.1:{server.server_port}"}
    topic = Arn.parse(TOPIC)
    assert ses_cloud.outside.topics.exists(topic)
    ses_cloud.outside.topics.publish(topic, SimpleNamespace(message="Hi", subject=None))

    scopes = [authorization.partition("Credential=")[2].split("/")[::2] for authorization, _ in server.got]
    assert [scope[:2] for scope in scopes] == [["222222222222", "eu-west-1"]] * 2
    assert "Message=Hi" in server.got[1][1]
    assert "Subject" not in server.got[1][1]


def test_nobody_at_a_url_fails_the_delivery_at_once(send, ses_cloud):
    ses_cloud.deliver = {"events": "http://127.0.0.1:9"}
    send(EventBridgeDestination={"EventBusArn": BUS})

    [delivery] = ses_cloud.deliveries
    assert "Could not connect" in str(delivery.error)
    ses_cloud.deliveries.clear()


# ---- nobody ----


@pytest.mark.parametrize("told", [True, {}, {"sns": False}, {"sns": True}])
def test_without_moto_nobody_is_reached(send, ses_cloud, network, told):
    ses_cloud.deliver = told
    send(SnsDestination={"TopicArn": TOPIC.replace("eu-west-1", "us-east-1")})

    assert all(delivery.ok for delivery in ses_cloud.deliveries)
    assert [message.subject for _, message in ses_cloud.outside.topics.published][-1:] == [
        "Amazon SES Email Event Notification"
    ]


def test_mail_that_nobody_is_told_of_costs_nothing(v2, ses_cloud):
    ses_cloud.deliver = True
    content = {"Simple": {"Subject": {"Data": "Hi"}, "Body": {"Text": {"Data": "Hi"}}}}
    v2.send_email(FromEmailAddress="ann@example.com", Destination={"ToAddresses": ["b@example.org"]}, Content=content)

    assert ses_cloud._world._outside is None  # and nothing was loaded for it


def test_neighbours_of_the_test_stay(send, ses_cloud):
    class Buckets(memory.Buckets):
        pass

    ses_cloud.outside.buckets = mine = Buckets()
    ses_cloud.outside.topics.published.append("before")
    ses_cloud.deliver = True

    assert ses_cloud.outside.buckets is mine
    assert ses_cloud.outside.topics.published == ["before"]


# ---- handlers ----


def test_a_handler_stands_in_for_a_function(ses_cloud):
    calls = []

    def handler(event, context):
        calls.append((event, context.function_name, context.invoked_function_arn, len(context.aws_request_id)))
        return {"disposition": "CONTINUE", "left": context.get_remaining_time_in_millis()}

    ses_cloud.deliver = {"lambda": {str(FUNCTION): handler}}
    functions = ses_cloud.outside.functions

    assert functions.can_be_invoked(FUNCTION)
    assert functions.invoke(FUNCTION, b'{"Records": []}', wait=True) == b'{"disposition": "CONTINUE", "left": 30000}'
    assert functions.invoke(FUNCTION, b"{}", wait=False) is None
    assert calls == [({"Records": []}, "inbound", str(FUNCTION), 36), ({}, "inbound", str(FUNCTION), 36)]
    assert functions.invoked == [(FUNCTION, b'{"Records": []}'), (FUNCTION, b"{}")]


def test_a_handler_that_fails_says_so(ses_cloud):
    def handler(event, _):
        raise KeyError(event["Records"])

    ses_cloud.deliver = {"lambda": {str(FUNCTION): handler}}
    with pytest.raises(KeyError):
        ses_cloud.outside.functions.invoke(FUNCTION, b'{"Records": []}', wait=True)


def test_other_functions_are_those_of_lambda(ses_cloud):
    class Body:
        def read(self):
            return b'"done"'

    lambda_ = Fake(invoke={"StatusCode": 200, "Payload": Body()})
    ses_cloud.deliver = {"lambda": lambda_}
    functions = ses_cloud.outside.functions

    assert functions.can_be_invoked(FUNCTION)
    assert functions.invoke(FUNCTION, b"{}", wait=True) == b'"done"'
    assert lambda_.last("invoke") == {
        "FunctionName": str(FUNCTION), "InvocationType": "RequestResponse", "Payload": b"{}",
    }  # fmt: skip
    assert functions.invoke(FUNCTION, b"{}", wait=False) is None
    assert lambda_.last("invoke")["InvocationType"] == "Event"
    lambda_.answers["invoke"]["FunctionError"] = "Unhandled"
    with pytest.raises(Exception, match=r'^Unhandled: "done"$'):
        functions.invoke(FUNCTION, b"{}", wait=True)
    lambda_.answers["get_function"] = refusal("ResourceNotFoundException", "GetFunction")
    assert functions.can_be_invoked(FUNCTION) is False


def test_a_function_must_let_ses_in_on_request(ses_cloud):
    lambda_ = Fake(get_policy=refusal("ResourceNotFoundException", "GetPolicy"))
    ses_cloud.deliver = {"lambda": lambda_, "policies": True}
    assert ses_cloud.outside.functions.can_be_invoked(FUNCTION) is False

    statement = {"Effect": "Allow", "Principal": {"Service": "ses.amazonaws.com"}, "Action": "lambda:InvokeFunction"}
    lambda_.answers["get_policy"] = {"Policy": json.dumps({"Statement": [statement]})}
    assert ses_cloud.outside.functions.can_be_invoked(FUNCTION) is True
