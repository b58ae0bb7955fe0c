"""What tests through boto3 share: clients whose answers are bare, whole refusals, and requests boto3 would not send."""

from __future__ import annotations

import functools
import importlib
import json
import os
import re
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import boto3
import botocore
import pytest
from botocore.exceptions import ClientError, ParamValidationError
from botocore.httpsession import URLLib3Session
from hypothesis import settings

from sesmock import Request
from sesmock.api import COMPARED_WITH
from sesmock.domain.mails.sent import Mails
from sesmock.wire.model import service_model

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from sesmock import Cloud

pytest_plugins = ("pytester",)

# The same examples in every run, however slow the machine: a red run is to be about the change it belongs to.
settings.register_profile("steady", derandomize=True, deadline=None, database=None)
settings.load_profile("steady")


# The installed botocore may be older than the one all tests are written for; its model decides what can be tested.

_INSTALLED, _KNOWN = (
    tuple(map(int, version.split(".")))
    for version in (
        botocore.__version__,
        COMPARED_WITH,
    )
)


def knows(path: str, **traits: object) -> bool:
    """Whether the installed model has something.

    A path is an operation and members of its input or answer (``"sesv2.CreateEmailTemplate.Tags.Key"``), of which
    traits may be demanded (``max=995``), or a URI as the model writes it (``"sesv2:/v2/email/tenants/{Name}"``).
    """
    api, _, uri = path.partition(":")
    if uri:
        service = service_model(api)
        return any(service.operation_model(name).http["requestUri"] == uri for name in service.operation_names)
    api, name, *members = path.split(".")
    if name not in service_model(api).operation_names:
        return False
    operation = service_model(api).operation_model(name)
    shapes: list[Any] = [shape for shape in (operation.input_shape, operation.output_shape) if shape is not None]
    for member in members:
        holders = [shape.member if shape.type_name == "list" else shape for shape in shapes]
        shapes = [holder.members[member] for holder in holders if member in getattr(holder, "members", ())]
    return any(all(shape.metadata.get(trait) == value for trait, value in traits.items()) for shape in shapes)


def _need(path: str, **traits: object) -> None:
    """Skip a test for which the installed botocore is too old; what no botocore knows is a mistake in the test."""
    if not knows(path, **traits):
        what = " ".join([path, *(f"{name}={value}" for name, value in traits.items())])
        assert _INSTALLED < _KNOWN, f"botocore {botocore.__version__} has no {what}"
        pytest.skip(f"botocore {botocore.__version__} has no {what}")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "needs(path, **traits): skip where the installed botocore does not know this")


def pytest_runtest_setup(item: pytest.Item) -> None:
    for marker in item.iter_markers("needs"):
        _need(*marker.args, **marker.kwargs)


@pytest.fixture
def needs() -> Callable[..., None]:
    """As the marker of this name, for what a test learns from its parameters."""
    return _need


@pytest.fixture(scope="session")
def botocore_is_newer() -> bool:
    """Whether the installed botocore may know what nobody here has looked at yet (see `COMPARED_WITH`)."""
    return _INSTALLED > _KNOWN


@pytest.fixture(scope="session")
def botocore_is_older() -> bool:
    """Whether the installed botocore may lack what we know."""
    return _INSTALLED < _KNOWN


@pytest.fixture(scope="session")
def strict_warnings() -> tuple[str, ...]:
    """As pyproject.toml has it, for a pytest or Python of its own: warnings are errors.

    Old botocore's utcnow, and what is not yet deprecated, are not.
    """
    ignored = "ignore:datetime.datetime.utcnow:DeprecationWarning", "ignore::PendingDeprecationWarning"
    return "-W", "error", "-W", ignored[0], "-W", ignored[1]


@contextmanager
def _as_far_as_known(client: Any, operation: str) -> Iterator[None]:
    """A call through boto3: skips the test where an older botocore has no such operation or parameter."""
    if _INSTALLED < _KNOWN and not hasattr(client, operation):
        pytest.skip(f"botocore {botocore.__version__} has no {operation}")
    try:
        yield
    except ParamValidationError as error:
        found = re.search(r'Unknown parameter in \S+: "\w+"', str(error))
        if _INSTALLED < _KNOWN and found:
            pytest.skip(f"botocore {botocore.__version__}: {operation}: {found[0]}")
        raise


@functools.cache
def _client(service: str, region: str, account: str) -> Any:
    make: Any = boto3.client
    return make(service, region, aws_access_key_id=account, aws_secret_access_key="secret")


class Caller:
    """A boto3 client: its operations answer without ResponseMetadata; `no` tells how one refuses.

    What an older botocore does not know skips the test.
    """

    def __init__(self, client: Any) -> None:
        self.client = client

    def __getattr__(self, operation: str) -> Callable[..., dict[str, Any]]:
        def call(**parameters: Any) -> dict[str, Any]:
            with _as_far_as_known(self.client, operation):
                reply: dict[str, Any] = getattr(self.client, operation)(**parameters)
            assert reply.pop("ResponseMetadata")["HTTPStatusCode"] == 200
            return reply

        return call

    def no(self, operation: str, **parameters: Any) -> tuple[Any, ...]:
        """Status, code and message of a refusal, and the error's own members if it has any."""
        with _as_far_as_known(self.client, operation), pytest.raises(ClientError) as caught:
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
    """An environment without AWS in it, and no session that knows another."""
    monkeypatch.setattr(boto3, "DEFAULT_SESSION", None)
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "credentials"))
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")


@pytest.fixture
def django() -> Any:
    """Django without a project; gives the function that overrides its settings."""
    django = pytest.importorskip("django")
    settings = importlib.import_module("django.conf").settings
    if not settings.configured:
        settings.configure(
            DEFAULT_CHARSET="utf-8", USE_TZ=True, SECRET_KEY="secret",
            CACHES={"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}},
        )  # fmt: skip
        django.setup()
    return importlib.import_module("django.test").override_settings
