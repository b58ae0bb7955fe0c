"""The last line of defence: while a mock is active, no SES host is so much as looked up."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sesmock._active import active
from sesmock.errors import NetworkBlocked
from sesmock.wire.scope import is_ses_host

if TYPE_CHECKING:
    from collections.abc import Callable


def getaddrinfo(real: Callable[..., Any]) -> Callable[..., Any]:
    """What `socket.getaddrinfo` is while a mock is active."""

    def _getaddrinfo(host: Any, *args: Any, **options: Any) -> Any:
        if host and active() is not None:
            name = host.decode("ascii", "replace") if isinstance(host, (bytes, bytearray)) else str(host)
            if is_ses_host(name):
                raise NetworkBlocked(name)
        return real(host, *args, **options)

    return _getaddrinfo
