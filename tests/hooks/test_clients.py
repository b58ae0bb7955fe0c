"""boto3 clients: which are caught, and what comes out of them."""

from __future__ import annotations

import asyncio
import io
import logging
import socket
import threading
import time
from http.server import BaseHTTPRequestHandler, HTTPServer

import boto3
import botocore.history
import pytest
from botocore import UNSIGNED
from botocore.config import Config
from botocore.exceptions import ClientError
from botocore.stub import Stubber

from sesmock import Cloud, OperationNotWritten, ParameterNotWritten, Request, mock_ses
from sesmock.api import dispatch

KEYS = {"aws_access_key_id": "123456789012", "aws_secret_access_key": "secret"}


@pytest.fixture(scope="module")
def clients():
    """Clients of both APIs, made before any mock."""
    session = boto3.Session(region_name="us-east-1", **KEYS)
    return session.client("ses"), session.client("sesv2")


def test_clients_made_before_and_inside_are_caught(clients, network):
    v1, v2 = clients
    with mock_ses():
        inside = boto3.client("sesv2")
        v1.verify_email_identity(EmailAddress="a@example.com")
        v2.create_email_identity(EmailIdentity="b@example.com")

        assert sorted(v1.list_identities()["Identities"]) == ["a@example.com", "b@example.com"]
        assert len(inside.list_email_identities()["EmailIdentities"]) == 2


def test_clients_outlive_the_mock_and_are_caught_by_the_next(clients, network):
    with mock_ses():
        client = boto3.client("ses", "us-east-1", **KEYS)
        client.verify_email_identity(EmailAddress="a@example.com")
    for outside in (client, *clients):
        with pytest.raises(network, match=r"https://email\.us-east-1\.amazonaws\.com/"):
            outside.get_account() if outside is clients[1] else outside.list_identities()
    with mock_ses():
        assert client.list_identities()["Identities"] == []


def test_after_the_mock_a_client_reaches_its_server_again():
    class Server(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            body = b'{"EmailIdentities": [{"IdentityName": "from the server"}]}'
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_GET = do_POST  # noqa: N815  botocore's model has changed its mind about ListEmailIdentities

        def log_message(self, *_: object) -> None: ...

    with HTTPServer(("127.0.0.1", 0), Server) as server:
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        client = boto3.client(
            "sesv2", "us-east-1", endpoint_url=f"http://127.0.0.1:{server.server_port}/v2-behind-a-path", **KEYS
        )
        with mock_ses():
            inside = client.list_email_identities()["EmailIdentities"]
        outside = client.list_email_identities()["EmailIdentities"]
        client.close()
        server.shutdown()
    assert (inside, outside) == ([], [{"IdentityName": "from the server"}])


@pytest.mark.parametrize(
    "options",
    [
        {"region_name": "eu-west-1"},
        {"region_name": "us-gov-west-1"},
        {"region_name": "cn-north-1"},
        {"region_name": "us-east-2", "config": Config(use_fips_endpoint=True)},
        {"region_name": "eu-west-1", "config": Config(use_dualstack_endpoint=True)},
        {"region_name": "us-west-2", "config": Config(use_fips_endpoint=True, use_dualstack_endpoint=True)},
        {"region_name": "eu-west-1", "endpoint_url": "http://localhost:4566"},
        {"region_name": "eu-west-1", "endpoint_url": "http://127.0.0.1:8005/some/path"},
        {"region_name": "eu-west-1", "endpoint_url": "https://vpce-1.email.eu-west-1.vpce.amazonaws.com"},
        {"region_name": "eu-west-1", "config": Config(retries={"mode": "standard"})},
        {"region_name": "eu-west-1", "config": Config(retries={"mode": "adaptive"}, parameter_validation=False)},
        {"region_name": "eu-west-1", "config": Config(proxies={"https": "http://127.0.0.1:9"})},
    ],
    ids=lambda options: "-".join(str(value) for value in options.values() if not isinstance(value, Config)),
)
@pytest.mark.parametrize("service", ["ses", "sesv2"])
def test_every_form_of_endpoint_is_caught(service, options, network):
    client = boto3.client(service, **options, **KEYS)
    with mock_ses() as cloud:
        if service == "ses":
            client.verify_domain_identity(Domain="example.com")
        else:
            client.create_email_identity(EmailIdentity="example.com")

        assert [found.name for found in cloud.region(options["region_name"]).identities] == ["example.com"]


def test_an_unsigned_request_is_for_the_region_of_its_host(network):
    client = boto3.client("ses", "eu-west-1", config=Config(signature_version=UNSIGNED))
    with mock_ses() as cloud:
        client.verify_email_identity(EmailAddress="a@example.com")

        assert [found.name for found in cloud.region("eu-west-1").identities] == ["a@example.com"]


def test_accounts_are_told_apart_by_the_key_that_signs():
    with mock_ses() as cloud:
        cloud.accounts["AKIAOTHER"] = "222222222222"
        for key in ("111111111111", "AKIAOTHER", "AKIAUNKNOWN"):
            client = boto3.client("ses", aws_access_key_id=key, aws_secret_access_key="secret")
            client.verify_email_identity(EmailAddress=f"{key.lower()}@example.com")

        assert {
            account: [found.name for found in cloud.region(account=account).identities]
            for account in ("111111111111", "222222222222", "123456789012")
        } == {
            "111111111111": ["111111111111@example.com"],
            "222222222222": ["akiaother@example.com"],
            "123456789012": ["akiaunknown@example.com"],
        }


def test_other_services_are_left_alone(network):
    with mock_ses():
        queue = boto3.client("sqs", "us-east-1", **KEYS)
        with Stubber(queue) as stubber:
            stubber.add_response("list_queues", {"QueueUrls": ["https://example.com/q"]})
            assert queue.list_queues()["QueueUrls"] == ["https://example.com/q"]
        with pytest.raises(network, match="https://sqs"):
            queue.list_queues()


def test_a_stubbed_client_of_ses_is_the_users(clients):
    v1, _ = clients
    with mock_ses(), Stubber(v1) as stubber:
        stubber.add_response("list_identities", {"Identities": ["stubbed"]})
        assert v1.list_identities()["Identities"] == ["stubbed"]


def test_the_retired_api_beside_is_refused(network):
    with mock_ses(), pytest.raises(OperationNotWritten, match="GET /v1/email/account"):
        boto3.client("pinpoint-email").get_account()


@pytest.fixture
def no_sleep(monkeypatch):
    """Fails where somebody sleeps, as botocore does before a retry."""

    def sleep(seconds: float) -> None:
        raise AssertionError(f"slept {seconds} seconds")

    monkeypatch.setattr(time, "sleep", sleep)


@pytest.mark.parametrize("mode", ["legacy", "standard", "adaptive"])
def test_what_sesmock_cannot_answer_comes_out_of_boto3_at_once(mode, monkeypatch, no_sleep):
    calls = []

    def handle(self: Cloud, request: Request) -> None:
        calls.append(request.method)
        raise problem

    client = boto3.client("sesv2", config=Config(retries={"mode": mode, "max_attempts": 5}), region_name="us-east-1")
    with mock_ses():
        monkeypatch.setattr(Cloud, "handle", handle)
        for problem in (OperationNotWritten("sesv2", "GetAccount"), ZeroDivisionError("a bug"), OSError("another")):
            with pytest.raises(type(problem)) as caught:
                client.get_account()
            assert caught.value is problem
    assert calls == ["GET"] * 3


def test_an_operation_that_is_not_written_is_named(clients, monkeypatch):
    _, v2 = clients
    monkeypatch.setattr(dispatch.api("sesv2"), "_homes", {})
    monkeypatch.setattr(dispatch.api("sesv2"), "_functions", {})
    with (
        mock_ses(),
        pytest.raises(OperationNotWritten, match=r"^sesmock does not answer sesv2\.GetAccount yet") as caught,
    ):
        v2.get_account()
    assert (caught.value.api, caught.value.operation) == ("sesv2", "GetAccount")
    assert isinstance(caught.value, NotImplementedError)


def test_a_parameter_that_is_not_known_is_named(clients, monkeypatch):
    _, v2 = clients

    def list_email_identities(region: object) -> dict[str, object]:
        raise AssertionError("must not be called")

    with mock_ses():
        v2.list_email_identities()
        monkeypatch.setitem(
            dispatch.api("sesv2")._functions,
            "ListEmailIdentities",
            (list_email_identities, frozenset({"next_token"}), frozenset()),
        )
        with pytest.raises(ParameterNotWritten) as caught:
            v2.list_email_identities(PageSize=1, NextToken="x")
    assert caught.value.parameters == ("page_size",)


def test_a_refusal_is_a_client_error_without_retries(clients, no_sleep):
    v1, v2 = clients
    with mock_ses():
        with pytest.raises(ClientError) as of_v1:
            v1.verify_email_identity(EmailAddress="no address")
        with pytest.raises(v2.exceptions.NotFoundException) as of_v2:
            v2.get_email_identity(EmailIdentity="example.com")

    for caught in (of_v1, of_v2):
        assert caught.value.response["ResponseMetadata"]["RetryAttempts"] == 0


def test_events_of_the_client_are_real(clients):
    v1, _ = clients
    seen = []
    handlers = {
        name: lambda name=name, **_: seen.append(name)
        for name in (
            "before-call.ses",
            "request-created.ses",
            "before-send.ses",
            "response-received.ses",
            "after-call.ses",
        )
    }
    for name, handler in handlers.items():
        v1.meta.events.register(name, handler)
    with mock_ses():
        v1.list_identities()
    for name, handler in handlers.items():
        v1.meta.events.unregister(name, handler)
    assert seen == list(handlers)


def test_an_answer_has_the_metadata_of_a_real_one(clients):
    v1, v2 = clients
    with mock_ses():
        metadata = [v1.list_identities()["ResponseMetadata"], v2.list_email_identities()["ResponseMetadata"]]

    for found in metadata:
        assert found.keys() == {"RequestId", "HTTPStatusCode", "HTTPHeaders", "RetryAttempts"}
        assert (found["HTTPStatusCode"], found["RetryAttempts"]) == (200, 0)
        assert found["HTTPHeaders"]["x-amzn-requestid"] == found["RequestId"]


def test_an_http_response_can_be_looked_at_in_an_event(clients):
    v1, _ = clients
    seen = []

    def look(http_response: object, parsed: dict[str, object], **_: object) -> None:
        seen.append(http_response)

    v1.meta.events.register("after-call.ses.ListIdentities", look)
    with mock_ses():
        v1.list_identities()
    v1.meta.events.unregister("after-call.ses.ListIdentities", look)

    [response] = seen
    assert (response.status_code, response.url) == (200, "https://email.us-east-1.amazonaws.com/")
    assert response.text.encode() == response.content
    assert "ListIdentitiesResult" in response.text
    assert response.headers["Content-Type"] == response.headers["content-type"]


def test_logging_at_debug_level_works(clients):
    v1, _ = clients
    stream = io.StringIO()
    boto3.set_stream_logger("botocore", logging.DEBUG)
    logger = logging.getLogger("botocore")
    [handler] = [found for found in logger.handlers if isinstance(found, logging.StreamHandler)]
    handler.setStream(stream)
    try:
        with mock_ses():
            v1.list_identities()
    finally:
        logger.removeHandler(handler)
        logger.setLevel(logging.NOTSET)
    assert "ListIdentitiesResult" in stream.getvalue()


def test_botocores_history_records(clients):
    v1, _ = clients
    seen = []

    class Handler(botocore.history.BaseHistoryHandler):
        def emit(self, event_type: str, payload: object, source: str) -> None:  # noqa: ARG002
            seen.append(event_type)

    recorder = botocore.history.get_global_history_recorder()
    recorder.add_handler(Handler())
    recorder.enable()
    try:
        with mock_ses():
            v1.list_identities()
    finally:
        recorder.disable()
        recorder._handlers.clear()
    assert seen == ["API_CALL", "HTTP_REQUEST", "HTTP_RESPONSE", "PARSED_RESPONSE"]


def test_nothing_of_eight_threads_is_lost(clients, network):
    failures = []

    def work(number: int, client: object) -> None:
        try:
            for index in range(1000):
                client.verify_email_identity(EmailAddress=f"{number}-{index}@example.com")
        except Exception as error:
            failures.append(error)

    with mock_ses() as cloud:
        cloud.limits.identities = 10_000
        session = boto3.Session(region_name="us-east-1", **KEYS)
        threads = [threading.Thread(target=work, args=(n, session.client("ses"))) for n in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        assert failures == []
        assert {found.name for found in cloud.region().identities} == {
            f"{number}-{index}@example.com" for number in range(8) for index in range(1000)
        }


def test_two_event_loops_in_two_threads_share_the_cloud(clients):
    v1, _ = clients

    async def add(name: str) -> None:
        await asyncio.to_thread(v1.verify_email_identity, EmailAddress=name)

    with mock_ses():
        threads = [threading.Thread(target=asyncio.run, args=(add(f"{n}@example.com"),)) for n in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(v1.list_identities()["Identities"]) == ["0@example.com", "1@example.com"]


def test_no_socket_is_opened(clients, monkeypatch):
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a socket")

    monkeypatch.setattr(socket, "socket", refuse)
    v1, v2 = clients
    with mock_ses():
        v1.list_identities()
        v2.list_email_identities()
