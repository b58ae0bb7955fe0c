"""httpx: requests to SES are stopped, those to what a cloud has in the place of LocalStack are answered.

All requests come by here, also those for a proxy or for a connection that is open already.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sesmock.hooks.network import stop
from sesmock.mock.active import active

if TYPE_CHECKING:
    from collections.abc import Callable


def _answer(request: Any) -> Any:
    """The response, as httpx has it, to a request that the active cloud answers, or None."""
    stop(request.url.host)
    cloud = active()
    found = None if cloud is None else cloud._inspect(request.method, str(request.url))
    if found is None:
        return None
    import httpx

    return httpx.Response(found.status, headers=found.headers, content=found.body, request=request)


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
