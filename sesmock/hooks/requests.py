"""Other HTTP clients: whatever ends in urllib3 (requests among them), also inside a test that uses ``responses``."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from sesmock._active import active
from sesmock.wire.message import Request
from sesmock.wire.scope import is_ses_host

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sesmock.cloud import Cloud


def _request(method: str, url: str, headers: Mapping[str, Any] | None, body: Any) -> Request:
    plain = {
        str(name).lower(): value.decode("latin-1") if isinstance(value, bytes) else str(value)
        for name, value in (headers or {}).items()
    }
    if hasattr(body, "read"):
        body = body.read()
    if isinstance(body, str):
        body = body.encode()
    return Request(method, url, plain, b"" if body is None else bytes(body))


def urlopen(real: Callable[..., Any]) -> Callable[..., Any]:
    """What `HTTPConnectionPool.urlopen` is while a mock is active."""

    def _urlopen(self: Any, method: str, url: str, body: Any = None, headers: Any = None, **options: Any) -> Any:
        cloud = active()
        if cloud is None or not is_ses_host(self.host):
            return real(self, method, url, body, headers, **options)
        from urllib3.response import HTTPResponse

        path = url if url.startswith("/") else "/" + url.partition("//")[2].partition("/")[2]
        answer = cloud.handle(_request(method, f"https://{self.host}{path}", headers or self.headers, body))
        return HTTPResponse(
            body=io.BytesIO(answer.body),
            headers=answer.headers,
            status=answer.status,
            preload_content=options.get("preload_content", True),
            decode_content=options.get("decode_content", True),
            request_method=method,
            request_url=url,
        )

    return _urlopen


def on_request(real: Callable[..., Any]) -> Callable[..., Any]:
    """What `RequestsMock._on_request` is while a mock is active: SES is answered before anything registered."""

    def _on_request(self: Any, adapter: Any, request: Any, **options: Any) -> Any:
        cloud: Cloud | None = active()
        host = request.url.partition("//")[2].partition("/")[0].partition(":")[0]
        if cloud is None or not is_ses_host(host):
            return real(self, adapter, request, **options)
        import responses

        answer = cloud.handle(_request(request.method, request.url, request.headers, request.body))
        registered = responses.Response(
            request.method, request.url, body=answer.body, status=answer.status, headers=answer.headers
        )
        return adapter.build_response(request, registered.get_response(request))

    return _on_request
