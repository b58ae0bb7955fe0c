"""What crosses the border: a request and a response, as bytes and text."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping


class Request(NamedTuple):
    """One HTTP request to an SES endpoint.

    ``url`` is absolute, ``headers`` has lower-case names, ``body`` is the raw payload.
    """

    method: str
    url: str
    headers: Mapping[str, str]
    body: bytes = b""


class Response(NamedTuple):
    """One HTTP response of SES: status code, headers and raw payload."""

    status: int
    headers: dict[str, str]
    body: bytes
