"""boto3's default session, and the credentials that sessions look up: what they learn in a mock ends with it.

Nothing that a test can change is kept from one mock to the next. What is kept is what costs: the service models that a
session has read from disk (nine tenths of a new client), and the clients of the pytest plugin, as long as they are as
they were made.
"""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Any

from sesmock.mock.active import active

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_before: Any = None
_made: list[Any] = []  # default sessions of this mock
_looked_up: list[Any] = []  # botocore's sessions that have found their credentials in this mock
_buried: list[tuple[Any, Any]] = []  # those of mocks that were left while somebody's else was in place, and what to put

_models: dict[tuple[str, ...], dict[Any, Any]] = {}  # what loaders have read, by the paths they read from
_loaders: list[tuple[Any, tuple[str, ...]]] = []  # of the default sessions of this mock, and those paths
_clients: dict[tuple[object, ...], Any] = {}


def enter(boto3: Any) -> None:
    """The first mock starts."""
    global _before  # noqa: PLW0603
    _before = getattr(boto3, "DEFAULT_SESSION", None)


def leave(boto3: Any) -> None:
    """The last mock stops: its default session is put away, and no session goes on with stand-in credentials."""
    global _before  # noqa: PLW0603
    session = getattr(boto3, "DEFAULT_SESSION", None)
    if session is not None and session is not _before and (session in _made or session._session in _looked_up):
        boto3.DEFAULT_SESSION = _before
    _buried[:] = [(made, _before) for made in _made]
    _before = None
    _made.clear()
    while _loaders:
        _keep_models(*_loaders.pop())
    while _looked_up:
        _looked_up.pop()._credentials = None


def settle() -> None:
    """Put a default session away that somebody (moto) has brought back after its mock."""
    boto3: Any = sys.modules.get("boto3")
    for made, before in _buried:
        if boto3.DEFAULT_SESSION is made:
            boto3.DEFAULT_SESSION = before
    _buried.clear()


def setup_default_session(real: Callable[..., None]) -> Callable[..., None]:
    """What `boto3.setup_default_session` is while a mock is active; boto3 calls it itself for its first client."""

    def _setup_default_session(**options: Any) -> None:
        real(**options)
        if active() is not None:
            session = sys.modules["boto3"].DEFAULT_SESSION
            _loaders.append(_know_models(session))
            _made.append(session)

    return _setup_default_session


def get_credentials(real: Callable[..., Any]) -> Callable[..., Any]:
    """What `get_credentials` of botocore's and aiobotocore's `Session` is while a mock is active."""

    def _get_credentials(self: Any) -> Any:
        if self._credentials is None and active() is not None:
            _looked_up.append(self)
        return real(self)

    return _get_credentials


def _know_models(session: Any) -> tuple[Any, tuple[str, ...]]:
    """Let a new session know what those before it have read from the same places; returns its loader and the places."""
    loader = session._session.get_component("data_loader")
    paths = tuple(loader.search_paths)
    loader._cache = {**getattr(loader, "_cache", {}), **_models.get(paths, {})}
    return loader, paths


def _keep_models(loader: Any, paths: tuple[str, ...]) -> None:
    """Keep what a loader has read, unless it was made to look elsewhere."""
    if tuple(loader.search_paths) == paths:
        _models[paths] = dict(loader._cache)


# ---- the clients of the pytest plugin ----


def kept_client(service: str, region: str) -> Iterator[Any]:
    """A client for one test, kept for the next one that asks in the same surroundings, unless the test changes it.

    It comes from a session of its own, so that neither a default session nor what is set on it has a part in it.
    """
    import boto3
    from botocore.handlers import BUILTIN_HANDLERS

    environ = os.environ
    surroundings = tuple((name, environ[name]) for name in environ if name[:4] == "AWS_" or name == "HOME")
    key = (service, region, len(BUILTIN_HANDLERS), surroundings)
    client = _clients.get(key)
    if client is None:
        session = boto3.Session(region_name=region)
        reading = _know_models(session)
        client = _clients[key] = session.client(service)  # type: ignore[call-overload]
        _keep_models(*reading)
    handlers, settings = _handlers(client), _settings(client)
    yield client
    if _handlers(client) is not handlers or _settings(client) != settings:
        _clients.pop(key, None)


def _handlers(client: Any) -> object:
    """Something that is replaced whenever a client's event handlers come or go: botocore has no public way to ask."""
    events = client.meta.events
    return getattr(events, "_emitter", events)._lookup_cache


def _settings(client: Any) -> list[dict[str, object]]:
    """What can be set on a client and its parts; ``exceptions`` is made when asked for."""
    parts = (client, client.meta, client.meta.config, client._endpoint, client._request_signer)
    settings = [vars(part).copy() for part in parts]
    settings[0].pop("_exceptions", None)
    return settings
