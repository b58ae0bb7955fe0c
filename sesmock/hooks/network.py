"""The last line of defence: while a mock is active, no SES host is so much as looked up."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sesmock.errors import NetworkBlocked
from sesmock.mock.active import active
from sesmock.wire.scope import is_ses_host

if TYPE_CHECKING:
    from collections.abc import Callable

    Real = Callable[..., Any]


def _stop(host: object) -> None:
    if host and active() is not None:
        name = host.decode("ascii", "replace") if isinstance(host, (bytes, bytearray)) else str(host)
        if is_ses_host(name):
            raise NetworkBlocked(name)


def getaddrinfo(real: Real) -> Real:
    """What `socket.getaddrinfo` is while a mock is active: nearly all clients come by here."""

    def _getaddrinfo(host: Any, *args: Any, **options: Any) -> Any:
        _stop(host)
        return real(host, *args, **options)

    return _getaddrinfo


def connect(real: Real) -> Real:
    """What `socket.socket.connect` is while a mock is active: it looks names up itself."""

    def _connect(self: Any, address: Any) -> Any:
        if isinstance(address, tuple):
            _stop(address[0])
        return real(self, address)

    return _connect


def putrequest(real: Real) -> Real:
    """What `http.client.HTTPConnection.putrequest` is while a mock is active: a proxy would look the name up."""

    def _putrequest(self: Any, method: str, url: str, *args: Any, **options: Any) -> Any:
        _stop(self._tunnel_host or self.host)
        if "://" in url:
            _stop(url.partition("://")[2].partition("/")[0])
        return real(self, method, url, *args, **options)

    return _putrequest


def handle_request(real: Real) -> Real:
    """What `handle_request` (and its async twin) of httpx's transports is while a mock is active, for proxies too."""

    def _handle_request(self: Any, request: Any) -> Any:
        _stop(request.url.host)
        return real(self, request)

    return _handle_request


def wrap(real: Real) -> Real:
    """What `wrap_socket` and `wrap_bio` of `ssl.SSLContext` are while a mock is active.

    Here come those that have a resolver or a proxy of their own, aiohttp and uvloop for instance.
    """

    def _wrap(self: Any, *args: Any, server_hostname: Any = None, **options: Any) -> Any:
        _stop(server_hostname)
        return real(self, *args, server_hostname=server_hostname, **options)

    return _wrap
