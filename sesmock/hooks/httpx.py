"""httpx: requests to SES are stopped; those to SNS's addresses in envelopes, links and LocalStack's pages are answered.

All requests come by here, also those for a proxy or for a connection that is open already.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sesmock.hooks.network import is_link, is_sns, stop, takes_forms
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
    if is_sns(request.url.host):
        from sesmock.hooks.webhooks import answer_at

        found = answer_at(method, url)
    elif is_link(request.url.host, url):
        body = request.read() if takes_forms(request.url.host) else b""
        found = cloud._follow(method, url, {name.lower(): value for name, value in request.headers.items()}, body)
    else:
        found = cloud._inspect(method, url)
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
