"""The addresses of SNS that signed envelopes name, for webhooks that check signatures; SES's files and links.

The certificate at ``SigningCertURL``, what ``SubscribeURL`` and ``UnsubscribeURL`` say, and what jobs have written:
for whatever ends in urllib3 (in `requests`), for httpx (in `httpx`), http.client (urllib.request among it) and aiohttp.
Nothing else of SNS or S3 is answered. Of links in mails the last two are answered here, for GET only: what else they
send is not known yet.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sesmock.hooks.network import is_link, is_sns
from sesmock.mock.active import active

if TYPE_CHECKING:
    from collections.abc import Callable

    from sesmock.wire.message import Response

    Real = Callable[..., Any]


def answer_at(method: str, url: str) -> Response | None:
    """What is at a URL that an envelope, the answer about a job, or a mail has named, if a mock is active."""
    cloud = active() if method == "GET" else None
    if cloud is None:
        return None
    host, _, path = url.partition("://")[2].partition("/")
    return (
        cloud._sns(url) if is_sns(host) else cloud._follow(method, url, {}, b"") if is_link(host, "/" + path) else None
    )


class _Server:
    """Who is at the other end of a connection, as `sesmock.wire.smtp.Dialogue` is: it answers the first request."""

    greeting = b""
    closed = False

    def __init__(self, answer: Response) -> None:
        from http.client import responses as reasons

        headers = {**answer.headers, "Content-Length": len(answer.body), "Connection": "close"}
        lines = [f"HTTP/1.1 {answer.status} {reasons.get(answer.status, '')}"]
        lines += [*(f"{name}: {value}" for name, value in headers.items()), "", ""]
        self._said = "\r\n".join(lines).encode("ascii") + answer.body

    def hear(self, _: bytes) -> bytes:
        """What it says."""
        said, self._said = self._said, b""
        return said


def lead(connection: Any, method: str, url: str) -> None:
    """Have an `http.client.HTTPConnection` lead to SNS's answer, or SES's, if there is one to the request it is for."""
    answer = answer_at(method, url)
    if answer is not None:
        from sesmock.hooks.smtp import Connection

        server: Any = _Server(answer)
        connection.sock = Connection(server, None)


def create_connection(real: Real) -> Real:
    """What `aiohttp.TCPConnector._create_connection` is: it makes the protocol that is asked for one response."""

    async def _create_connection(self: Any, request: Any, *args: Any, **options: Any) -> Any:
        host = request.url.host or ""
        wanted = is_sns(host) or is_link(host, request.url.raw_path)
        answer = answer_at(request.method, str(request.url)) if wanted else None
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
