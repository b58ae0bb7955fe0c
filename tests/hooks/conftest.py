"""These tests begin with an environment without AWS in it."""

from __future__ import annotations

import socket

import pytest


@pytest.fixture(autouse=True)
def _no_aws(no_aws: None) -> None:
    pass


@pytest.fixture
def no_lookups(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever looks up the name of a host is told so, and nobody has a proxy."""

    def getaddrinfo(host: str, *_: object, **__: object) -> None:
        raise socket.gaierror(f"{host} was looked up")

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
