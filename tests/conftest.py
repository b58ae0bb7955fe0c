"""What tests through boto3 share: clients whose answers are bare, whole refusals, and requests boto3 would not send."""

from __future__ import annotations

import functools
import json
import os
import re
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import boto3
import pytest
from botocore.exceptions import ClientError
from botocore.httpsession import URLLib3Session
from hypothesis import settings

from sesmock import Request
from sesmock.domain.mails.sent import Mails

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from sesmock import Cloud

pytest_plugins = ("pytester",)

# The same examples in every run, however slow the machine: a red run is to be about the change it belongs to.
settings.register_profile("steady", derandomize=True, deadline=None, database=None)
settings.load_profile("steady")


@functools.cache
def _client(service: str, region: str, account: str) -> Any:
    make: Any = boto3.client
    return make(service, region, aws_access_key_id=account, aws_secret_access_key="secret")


class Caller:
    """A boto3 client: its operations answer without ResponseMetadata; `no` tells how one refuses."""

    def __init__(self, client: Any) -> None:
        self.client = client

    def __getattr__(self, operation: str) -> Callable[..., dict[str, Any]]:
        def call(**parameters: Any) -> dict[str, Any]:
            reply: dict[str, Any] = getattr(self.client, operation)(**parameters)
            assert reply.pop("ResponseMetadata")["HTTPStatusCode"] == 200
            return reply

        return call

    def no(self, operation: str, **parameters: Any) -> tuple[Any, ...]:
        """Status, code and message of a refusal, and the error's own members if it has any."""
        with pytest.raises(ClientError) as caught:
            getattr(self.client, operation)(**parameters)
        response: dict[str, Any] = dict(caught.value.response)
        error, status = response.pop("Error"), response.pop("ResponseMetadata")["HTTPStatusCode"]
        if self.client.meta.service_model.service_name == "ses":
            assert error["Type"] == "Sender"
        response.pop("message", None)  # botocore repeats the message of a modelled error of v2 here
        return (status, error["Code"], error.get("Message"), *([response] if response else []))


class Wire:
    """HTTP as it stands: what boto3's own validation would have stopped."""

    def __init__(self, cloud: Cloud) -> None:
        self.cloud = cloud

    def v1(self, form: dict[str, str]) -> tuple[int, str]:
        """Status and body of a form, its request id taken out."""
        host = f"https://email.{self.cloud.default_region}.amazonaws.com/"
        response = self.cloud.handle(Request("POST", host, {}, urlencode(form).encode()))
        return response.status, re.sub(r"(?<=<RequestId>)[0-9a-f-]{36}(?=</RequestId>)", "…", response.body.decode())

    def v2(self, method: str, path: str, body: object = None) -> tuple[int, str | None, Any]:
        """Status, error type and body of a request under /v2/email; a body of bytes is sent as it is."""
        url = f"https://email.{self.cloud.default_region}.amazonaws.com/v2/email{path}"
        sent = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
        response = self.cloud.handle(Request(method, url, {}, sent))
        return response.status, response.headers.get("x-amzn-ErrorType"), json.loads(response.body)


@pytest.fixture
def api(ses_cloud: Cloud) -> Callable[..., Caller]:
    """Clients of any service, region and account: ``api("sesv2", "eu-west-1", "222222222222")``."""
    return lambda service, region=ses_cloud.default_region, account=ses_cloud.default_account: Caller(
        _client(service, region, account)
    )


@pytest.fixture
def v1(api: Callable[..., Caller]) -> Caller:
    """``ses`` in the default region."""
    return api("ses")


@pytest.fixture
def v2(api: Callable[..., Caller]) -> Caller:
    """``sesv2`` in the default region."""
    return api("sesv2")


@pytest.fixture
def wire(ses_cloud: Cloud) -> Wire:
    """Requests below boto3."""
    return Wire(ses_cloud)


@pytest.fixture
def refused(ses_cloud: Cloud, api: Callable[..., Caller]) -> Callable[..., tuple[Any, ...]]:
    """As `Caller.no`: ``refused(v1, "send_email", …)``. It also sees to it that no mail, event or count is left."""

    def traces() -> list[object]:
        callers = [api("ses", account=account) for account in (ses_cloud.default_account, "222222222222")]
        counts = [(caller.get_send_quota(), caller.get_send_statistics()) for caller in callers]
        return [
            list(ses_cloud.outbox),
            list(ses_cloud._ses.of(Mails).accepted),
            [str(e) for e in ses_cloud.events],
            counts,
        ]

    def no(caller: Caller, operation: str, **parameters: Any) -> tuple[Any, ...]:
        before = traces()
        said = caller.no(operation, **parameters)
        assert traces() == before
        return said

    return no


class Reached(Exception):
    """A request has come to the network."""


@pytest.fixture
def network(monkeypatch: pytest.MonkeyPatch) -> type[Reached]:
    """Where botocore sends what nobody has answered before: raises `Reached` with the URL."""

    def send(self: Any, request: Any) -> None:
        raise Reached(request.url)

    monkeypatch.setattr(URLLib3Session, "send", send)
    return Reached


@pytest.fixture
def no_aws(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """An environment without AWS in it."""
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "credentials"))
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
