"""The addresses of SNS that signed envelopes name, so that webhooks which check signatures just work; and SES's files.

The certificate at ``SigningCertURL``, what ``SubscribeURL`` and ``UnsubscribeURL`` say, and what jobs have written:
for whatever ends in urllib3 (in `requests`), for httpx (in `httpx`), http.client (urllib.request among it) and aiohttp.
Nothing else of SNS or S3 is answered.
"""

from __future__ import annotations

from http.client import responses
from typing import TYPE_CHECKING, Any

from sesmock.hooks.network import is_sns
from sesmock.mock.active import active

if TYPE_CHECKING:
    from collections.abc import Callable

    from sesmock.wire.message import Response

    Real = Callable[..., Any]


def answer_at(method: str, url: str) -> Response | None:
    """What is at a URL that an envelope of this process, or the answer about a job, has named, if a mock is active."""
    cloud = active() if method == "GET" else None
    return None if cloud is None else cloud._sns(url)


class _Server:
    """Who is at the other end of a connection, as `sesmock.wire.smtp.Dialogue` is: it answers the first request."""

    greeting = b""
    closed = False

    def __init__(self, answer: Response) -> None:
        lines = [f"HTTP/1.1 {answer.status} {responses[answer.status]}"]
        lines += [f"{name}: {value}" for name, value in answer.headers.items()]
        lines += [f"Content-Length: {len(answer.body)}", "Connection: close", "", ""]
        self._said = "\r\n".join(lines).encode("ascii") + answer.body

    def hear(self, _: bytes) -> bytes:
        """What it says."""
        said, self._said = self._said, b""
        return said


def lead(connection: Any, method: str, url: str) -> None:
    """Have an `http.client.HTTPConnection` lead to SNS's answer, if there is one to the request it is for."""
    answer = answer_at(method, url)
    if answer is not None:
        from sesmock.hooks.smtp import Connection

        server: Any = _Server(answer)
        connection.sock = Connection(server, None)


def create_connection(real: Real) -> Real:
    """What `aiohttp.TCPConnector._create_connection` is: it makes the protocol that is asked for one response."""

    async def _create_connection(self: Any, request: Any, *args: Any, **options: Any) -> Any:
        answer = answer_at(request.method, str(request.url)) if is_sns(request.url.host or "") else None
        if answer is None:
            return await real(self, request, *args, **options)
        import asyncio

        from sesmock.hooks.smtp_transport import Transport

        protocol = self._factory()
        server: Any = _Server(answer)
        Transport(asyncio.get_running_loop(), protocol, server, None)
        await asyncio.sleep(0)  # until the protocol has been told of its transport
        return protocol

    return _create_connection
