"""botocore and aiobotocore: ``Endpoint._send``, the last step before the network, and who signs the request."""

from __future__ import annotations

import copy
import sys
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from botocore.awsrequest import AWSResponse, HeadersDict

from sesmock.hooks.environment import STAND_IN
from sesmock.hooks.network import stop
from sesmock.mock.active import active, guarded
from sesmock.wire.message import Request
from sesmock.wire.model import adopt, loaded
from sesmock.wire.routing import V2_ROOT

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    from botocore.awsrequest import AWSPreparedRequest

    from sesmock.cloud import Cloud

ENDPOINT_PREFIX = "email"  # of ses, sesv2 and the long retired pinpoint-email
SIGNING_NAME = "ses"  # of all three


class _Body(bytes):
    """A body that is there at once, also for those who await it."""

    __slots__ = ()

    def __await__(self) -> Generator[None, None, bytes]:
        return self
        yield  # makes it a generator, as the protocol wants


class _Response(AWSResponse):
    """botocore's response with its content read already; aiobotocore awaits the same ``content``."""

    def __init__(self, url: str, status: int, headers: dict[str, str], body: bytes) -> None:
        self.url = url
        self.status_code = status
        self.headers = HeadersDict(headers)
        self.raw = None
        self._content = _Body(body)


class _Frozen(NamedTuple):
    """Credentials at the moment of signing, also for those who await them."""

    access_key: str
    secret_key: str
    token: str | None = None
    account_id: str | None = None

    def __await__(self) -> Generator[None, None, _Frozen]:
        return self
        yield


class _StandIn:
    """Credentials for clients that have none, or would have to ask the network for them."""

    def get_frozen_credentials(self) -> _Frozen:
        return _Frozen(STAND_IN, STAND_IN)


class _Headers(Mapping[str, str]):
    """botocore's headers as text, each read when asked for: most never are."""

    __slots__ = ("_real",)

    def __init__(self, real: Any) -> None:
        self._real = real

    def __getitem__(self, name: str) -> str:
        value = self._real[name]
        return value if isinstance(value, str) else str(value, "latin-1")

    def __iter__(self) -> Iterator[str]:
        return (name.lower() for name in self._real)

    def __len__(self) -> int:
        return len(self._real)


def _answer(cloud: Cloud, request: AWSPreparedRequest) -> _Response:
    url = request.url
    if not loaded("sesv2" if V2_ROOT in url else "ses"):
        # The client's own model is two frames up: it is the truth about the operation, and need not be loaded again.
        operation_model: Any = sys._getframe(2).f_locals.get("operation_model")
        if operation_model is not None:
            adopt(operation_model.service_model)
    body: Any = request.body
    if body is None:
        body = b""
    elif isinstance(body, str):
        body = body.encode()
    elif not isinstance(body, bytes):
        body = bytes(body if isinstance(body, bytearray) else body.read())
    return _Response(url, *cloud.handle(Request(request.method, url, _Headers(request.headers), body)))


def _host_of(request: AWSPreparedRequest) -> str:
    return request.url.partition("://")[2].partition("/")[0]


def send(real: Callable[..., Any]) -> Callable[..., Any]:
    """What `Endpoint._send` is while a mock is active."""

    def _send(self: Any, request: AWSPreparedRequest) -> Any:
        cloud = active()
        if cloud is None or self._endpoint_prefix != ENDPOINT_PREFIX:
            if cloud is None:
                stop(_host_of(request))
            return real(self, request)
        return _answer(cloud, request)

    return _send


def send_async(real: Callable[..., Any]) -> Callable[..., Any]:
    """What `AioEndpoint._send` is while a mock is active."""

    async def _send(self: Any, request: AWSPreparedRequest) -> Any:
        cloud = active()
        if cloud is None or self._endpoint_prefix != ENDPOINT_PREFIX:
            if cloud is None:
                stop(_host_of(request))
            return await real(self, request)
        return _answer(cloud, request)

    return _send


def get_auth_instance(real: Callable[..., Any]) -> Callable[..., Any]:
    """What `get_auth_instance` of botocore's and aiobotocore's `RequestSigner` is while a mock is active.

    A client made without credentials signs with stand-ins; so does one whose credentials have run out, since to
    refresh them is a call over the network. Under a guard alone, whoever has no credentials is told what is missing.
    """

    def _get_auth_instance(
        self: Any, signing_name: str, region_name: str, signature_version: Any = None, **options: Any
    ) -> Any:
        if signing_name == SIGNING_NAME and options.get("request_credentials") is None:
            own = self._credentials
            if active() is None:
                if own is None and guarded():
                    stop(f"email.{region_name}.amazonaws.com")
            elif own is None or (hasattr(own, "refresh_needed") and own.refresh_needed()):
                self = copy.copy(self)  # request_credentials are not known to older versions
                self._credentials = _StandIn()
        return real(self, signing_name, region_name, signature_version, **options)

    return _get_auth_instance
