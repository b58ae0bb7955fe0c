"""The pytest plugin: fixtures ``ses_cloud``, ``ses_client``, ``sesv2_client`` and the marker ``ses``.

It is loaded in every test run of every project that has sesmock installed, so it imports nothing but pytest until a
test asks for it.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sesmock.cloud import Cloud

_MARKER = (
    "ses(region=…, account=…, at=…, seed=…, verified=[…], auto_verify=…, sandbox=…): "
    "run the test in a mock of Amazon SES with these settings"
)
_INI = "ses_auto_verify"

# Clients are made once and kept, by service, region and access key: a new one costs as much as a hundred calls.
_clients: dict[tuple[str, str, str | None], tuple[Any, object]] = {}


def pytest_addoption(parser: pytest.Parser) -> None:
    """Register the ini option."""
    parser.addini(_INI, "verify every SES identity at creation, unless a test says otherwise", "bool", default=False)


def pytest_configure(config: pytest.Config) -> None:
    """Register the marker."""
    config.addinivalue_line("markers", _MARKER)


def pytest_itemcollected(item: pytest.Item) -> None:
    """A marked test runs in the mock, whether or not it asks for the fixture (a unittest method cannot)."""
    names: list[str] = getattr(item, "fixturenames", [])
    if "ses_cloud" not in names and item.get_closest_marker("ses") is not None:
        names.insert(0, "ses_cloud")


@pytest.fixture
def ses_cloud(request: pytest.FixtureRequest) -> Iterator[Cloud]:
    """A `sesmock.Cloud` of its own for this test, active while it runs; ids repeat for the same test."""
    from sesmock import mock_ses

    settings: dict[str, Any] = {}
    for marker in request.node.iter_markers("ses"):  # the closest first
        if marker.args:
            raise pytest.UsageError("@pytest.mark.ses takes keyword arguments only")
        settings = {**marker.kwargs, **settings}
    settings.setdefault("seed", request.node.nodeid)
    if request.config.getini(_INI):
        settings.setdefault("auto_verify", True)
    with mock_ses(**settings) as cloud:
        yield cloud


@pytest.fixture
def ses_client(ses_cloud: Cloud) -> Iterator[Any]:
    """A boto3 ``ses`` client in the default region of `ses_cloud`."""
    yield from _client("ses", ses_cloud)


@pytest.fixture
def sesv2_client(ses_cloud: Cloud) -> Iterator[Any]:
    """A boto3 ``sesv2`` client in the default region of `ses_cloud`."""
    yield from _client("sesv2", ses_cloud)


def _client(service: str, cloud: Cloud) -> Iterator[Any]:
    key = (service, cloud.default_region, os.environ.get("AWS_ACCESS_KEY_ID"))
    if key not in _clients:
        import boto3

        client = boto3.client(service, region_name=cloud.default_region)  # type: ignore[call-overload]
        _clients[key] = client, _handlers(client)
    client, handlers = _clients[key]
    yield client
    if _handlers(client) is not handlers:  # a test has registered event handlers of its own: they end with it
        del _clients[key]


def _handlers(client: Any) -> object:
    """Something that is replaced whenever event handlers of a client are registered or unregistered."""
    return client.meta.events._emitter._lookup_cache  # botocore has no public way to see it
