"""Other HTTP clients: whatever ends in urllib3 (requests among them), also inside a test that uses ``responses``."""

from __future__ import annotations

import io
from functools import partial
from typing import TYPE_CHECKING, Any

from sesmock.hooks.network import found_at, stop
from sesmock.mock.active import active
from sesmock.wire.message import Request, Response
from sesmock.wire.scope import is_ses_host

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sesmock.cloud import Cloud


def _host_of(url: str) -> str:
    return url.partition("://")[2].partition("/")[0].partition("?")[0].rpartition("@")[2]


def _bytes(body: Any) -> bytes:
    if body is None:
        return b""
    if hasattr(body, "read"):
        body = body.read()
    if isinstance(body, str):
        return body.encode()
    if isinstance(body, (bytes, bytearray, memoryview)):
        return bytes(body)
    return b"".join(_bytes(chunk) for chunk in body)


def _answer(
    cloud: Cloud | None, method: str, url: str, headers: Mapping[str, Any] | None, body: Any
) -> Response | None:
    """The answer to a request that goes to SES, to an address of SNS that an envelope names, to a link in a mail, or to
    what a cloud has in the place of LocalStack; None for any other.
    """
    if cloud is None:
        return None
    host = _host_of(url)
    found = found_at(cloud, method, url, host, partial(_plain, headers), partial(_bytes, body))
    if found is not None:
        return found
    if not is_ses_host(host):
        return cloud._inspect(method, url)
    return cloud.handle(Request(method, url, _plain(headers), _bytes(body)))


def _plain(headers: Mapping[str, Any] | None) -> dict[str, str]:
    return {
        str(name).lower(): value.decode("latin-1") if isinstance(value, bytes) else str(value)
        for name, value in (headers or {}).items()
    }


def _as_urllib3(answer: Response, method: str, url: str, **reading: Any) -> Any:
    """An answer as urllib3's response."""
    from http.client import responses as reasons

    from urllib3.response import HTTPResponse

    return HTTPResponse(
        body=io.BytesIO(answer.body),
        headers=answer.headers,
        status=answer.status,
        version=11,
        reason=reasons.get(answer.status),
        request_method=method,
        request_url=url,
        **reading,
    )


def urlopen(real: Callable[..., Any]) -> Callable[..., Any]:
    """What `HTTPConnectionPool.urlopen` is while a mock is active."""

    def _urlopen(
        self: Any, method: str, url: str, body: Any = None, headers: Any = None, *args: Any, **options: Any
    ) -> Any:
        cloud = active()
        # The URL is absolute where plain HTTP goes to a proxy; then the pool is for the proxy's host.
        target = url if "://" in url.partition("?")[0] else f"https://{self.host}/{url.lstrip('/')}"
        host = _host_of(target)
        if cloud is None:
            stop(host)
        elif cloud.localstack is not None and target != url and not is_ses_host(host):  # which is known by its port
            target = f"{self.scheme}://{self.host}:{self.port or ''}/{url.lstrip('/')}"
        answer = _answer(cloud, method, target, self.headers if headers is None else headers, body)
        if answer is None:
            return real(self, method, url, body, headers, *args, **options)
        reading = {name: options[name] for name in ("preload_content", "decode_content") if name in options}
        return _as_urllib3(answer, method, target, **reading)

    return _urlopen


def on_request(real: Callable[..., Any]) -> Callable[..., Any]:
    """What `RequestsMock._on_request` is while a mock is active: SES is answered before anything registered."""

    def _on_request(self: Any, adapter: Any, request: Any, **options: Any) -> Any:
        method, url = request.method, request.url
        answer = _answer(active(), method, url, request.headers, request.body)
        if answer is None:
            return real(self, adapter, request, **options)
        return adapter.build_response(
            request, _as_urllib3(answer, method, url, preload_content=False, decode_content=False)
        )

    return _on_request
