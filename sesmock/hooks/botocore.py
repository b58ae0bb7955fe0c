"""botocore and aiobotocore: ``Endpoint._send``, the last step before the network."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from botocore.awsrequest import AWSResponse, HeadersDict

from sesmock._active import active
from sesmock.wire.message import Request
from sesmock.wire.model import adopt

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    from botocore.auth import SigV4Auth
    from botocore.awsrequest import AWSPreparedRequest, AWSRequest

    from sesmock.cloud import Cloud

ENDPOINT_PREFIX = "email"  # of ses, sesv2 and the long retired pinpoint-email


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


def _answer(cloud: Cloud, request: AWSPreparedRequest, caller: Any) -> _Response:
    # The client's own model is one frame up: it is the truth about the operation, and need not be loaded again.
    operation_model = caller.f_locals.get("operation_model")
    if operation_model is not None:
        adopt(operation_model.service_model)
    headers = {
        name.lower(): value if isinstance(value, str) else value.decode("latin-1")
        for name, value in request.headers.items()
    }
    body: Any = request.body
    if body is None:
        body = b""
    elif isinstance(body, str):
        body = body.encode()
    elif not isinstance(body, (bytes, bytearray)):
        body = body.read()
    response = cloud.handle(Request(request.method, request.url, headers, bytes(body)))
    return _Response(request.url, *response)


def send(real: Callable[..., Any]) -> Callable[..., Any]:
    """What `Endpoint._send` is while a mock is active."""

    def _send(self: Any, request: AWSPreparedRequest) -> Any:
        cloud = active()
        if cloud is None or self._endpoint_prefix != ENDPOINT_PREFIX:
            return real(self, request)
        return _answer(cloud, request, sys._getframe(1))

    return _send


def send_async(real: Callable[..., Any]) -> Callable[..., Any]:
    """What `AioEndpoint._send` is while a mock is active."""

    async def _send(self: Any, request: AWSPreparedRequest) -> Any:
        cloud = active()
        if cloud is None or self._endpoint_prefix != ENDPOINT_PREFIX:
            return await real(self, request)
        return _answer(cloud, request, sys._getframe(1))

    return _send


def add_auth(real: Callable[..., None]) -> Callable[..., None]:
    """Sign SES requests of clients that were made without credentials, too."""

    def _add_auth(self: SigV4Auth, request: AWSRequest) -> None:
        if self.credentials is None and self._service_name == "ses" and active() is not None:
            from botocore.credentials import ReadOnlyCredentials

            from sesmock.hooks.environment import STAND_IN

            self.credentials = ReadOnlyCredentials(STAND_IN, STAND_IN, None)
        real(self, request)

    return _add_auth
