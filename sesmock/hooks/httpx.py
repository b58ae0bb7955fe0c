"""httpx: requests to SES are stopped; those to SNS's addresses in envelopes, links and LocalStack's pages are answered.

All requests come by here, also those for a proxy or for a connection that is open already.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from sesmock.hooks.network import found_at, stop
from sesmock.mock.active import active

if TYPE_CHECKING:
    from collections.abc import Callable


def _answer(request: Any) -> Any:
    """The response, as httpx has it, to a request that the active cloud answers, or None."""
    stop(request.url.host)
    cloud = active()
    if cloud is None:
        return None
    method, url = request.method, str(request.url)
    found = found_at(cloud, method, url, request.url.host, partial(_headers, request), request.read)
    if found is None:
        found = cloud._inspect(method, url)
    if found is None:
        return None
    import httpx

    return httpx.Response(found.status, headers=found.headers, content=found.body, request=request)


def _headers(request: Any) -> dict[str, str]:
    return {name.lower(): value for name, value in request.headers.items()}


def handle_request(real: Callable[..., Any]) -> Callable[..., Any]:
    """What `HTTPTransport.handle_request` is while a mock is active."""

    def _handle_request(self: Any, request: Any) -> Any:
        answer = _answer(request)
        return real(self, request) if answer is None else answer

    return _handle_request


def handle_async_request(real: Callable[..., Any]) -> Callable[..., Any]:
    """What `AsyncHTTPTransport.handle_async_request` is while a mock is active."""

    async def _handle_async_request(self: Any, request: Any) -> Any:
        answer = _answer(request)
        return await real(self, request) if answer is None else answer

    return _handle_async_request
