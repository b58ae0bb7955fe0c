"""The last line of defence: while a mock (or a guard) is active, no SES host is so much as looked up."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from sesmock.errors import NetworkBlocked
from sesmock.mock.active import active, guarded
from sesmock.wire.scope import is_ses_host

if TYPE_CHECKING:
    from collections.abc import Callable

    from sesmock.cloud import Cloud
    from sesmock.wire.message import Response

    Real = Callable[..., Any]


def stop(host: object) -> None:
    """Raise NetworkBlocked for a host of SES, unless neither a mock nor a guard is active."""
    in_mock = active() is not None
    if host and (in_mock or guarded()):
        name = host.decode("ascii", "replace") if isinstance(host, (bytes, bytearray)) else str(host)
        if is_ses_host(name):
            test = "" if in_mock else os.environ.get("PYTEST_CURRENT_TEST", "").rpartition(" ")[0]
            raise NetworkBlocked(name, in_mock=in_mock, test=test)


def is_sns(host: str) -> bool:
    """Whether a host may be one that `sesmock.hooks.webhooks` answers for: SNS's, or one of SES's own buckets."""
    return host.startswith(("sns.", "ses-jobs-"))


def is_link(host: str, path: str) -> bool:
    """Whether a link of SES's in a mail may lead to this host (SES's own, or a custom domain) and path."""
    name = host.partition(":")[0].lower()
    own = name.endswith(".awstrack.me") or takes_forms(name)
    return own or name.startswith("email-verification.") or "/CL0/" in path or "/CI0/" in path


def takes_forms(host: str) -> bool:
    """Whether links lead to this host that people post forms to: what others are sent is not even read."""
    return host.startswith("unsubscribe.") and ".amazonses.com" in host


def found_at(
    cloud: Cloud, method: str, url: str, host: str, headers: Callable[[], dict[str, str]], body: Callable[[], bytes]
) -> Response | None:
    """What is at an address of SNS that an envelope names, or at a link in a mail; None for any other.

    Headers and body are read only where they matter.
    """
    if is_sns(host):
        from sesmock.hooks.webhooks import answer_at

        return answer_at(method, url)
    if is_link(host, url):
        return cloud._follow(method, url, headers(), body() if takes_forms(host) else b"")
    return None


def by_name(real: Real) -> Real:
    """What the functions of `socket` that look a name up are: nearly all clients come by ``getaddrinfo``."""

    def _by_name(host: Any, *args: Any, **options: Any) -> Any:
        stop(host)
        return real(host, *args, **options)

    return _by_name


def connect(real: Real) -> Real:
    """What ``connect`` and ``connect_ex`` of `socket.socket` are: they look names up themselves."""

    def _connect(self: Any, address: Any) -> Any:
        if isinstance(address, tuple):
            stop(address[0])
        return real(self, address)

    return _connect


def putrequest(real: Real) -> Real:
    """What `http.client.HTTPConnection.putrequest` is: a proxy would look the name up, and webhooks are answered."""

    def _putrequest(self: Any, method: str, url: str, *args: Any, **options: Any) -> Any:
        host = self._tunnel_host or self.host
        stop(host)
        if is_sns(host) or is_link(host, url):
            from sesmock.hooks.webhooks import lead

            lead(self, method, f"https://{host}{url}")
        if "://" in url:
            stop(url.partition("://")[2].partition("/")[0])
        return real(self, method, url, *args, **options)

    return _putrequest


def request(real: Real) -> Real:
    """What takes a request with a URL object in aiohttp's connectors is.

    All requests come by here, also those for a proxy or for a connection that is open already.
    """

    def _request(self: Any, request: Any, *args: Any, **options: Any) -> Any:
        stop(request.url.host)
        return real(self, request, *args, **options)

    return _request


def wrap(real: Real) -> Real:
    """What ``wrap_socket`` and ``wrap_bio`` of `ssl.SSLContext` are.

    Here come those that have a resolver or a proxy of their own, uvloop for instance.
    """

    def _wrap(self: Any, *args: Any, server_hostname: Any = None, **options: Any) -> Any:
        stop(server_hostname)
        return real(self, *args, server_hostname=server_hostname, **options)

    return _wrap


def write(real: Real) -> Real:
    """What sends on an `ssl.SSLSocket` or `ssl.SSLObject`: its handshake may have been before the mock."""

    def _write(self: Any, *args: Any, **options: Any) -> Any:
        stop(self.server_hostname)
        return real(self, *args, **options)

    return _write
