"""boto3's default session, and the credentials that sessions look up: what they learn in a mock ends with it."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Any

from sesmock.mock.active import active

if TYPE_CHECKING:
    from collections.abc import Callable

# botocore reads these whenever it needs them; what else is in the environment may be kept by a session.
_READ_EACH_TIME = {"AWS_DEFAULT_REGION", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"}

_before: Any = None
_made: list[Any] = []  # default sessions of this mock
_looked_up: list[Any] = []  # botocore's sessions that have found their credentials in this mock


class _Kept:
    """The default session of an earlier mock, lent to later ones: a new one costs as much as a hundred calls."""

    session: Any = None
    surroundings: tuple[tuple[str, str], ...] = ()
    handlers: object = None


def enter(boto3: Any) -> None:
    """The first mock starts."""
    global _before  # noqa: PLW0603
    _before = getattr(boto3, "DEFAULT_SESSION", None)


def leave(boto3: Any) -> None:
    """The last mock stops: its default session is put away, and no session goes on with stand-in credentials."""
    global _before  # noqa: PLW0603
    session = getattr(boto3, "DEFAULT_SESSION", None)
    if session is not _before and (session is None or session in _made or session._session in _looked_up):
        boto3.DEFAULT_SESSION = _before
    _before = None
    _made.clear()
    while _looked_up:
        _looked_up.pop()._credentials = None


def setup_default_session(real: Callable[..., None]) -> Callable[..., None]:
    """What `boto3.setup_default_session` is while a mock is active; boto3 calls it itself for its first client."""

    def _setup_default_session(**options: Any) -> None:
        if options or active() is None:
            real(**options)
        else:
            _lend(real)
        if active() is not None:
            _made.append(sys.modules["boto3"].DEFAULT_SESSION)

    return _setup_default_session


def get_credentials(real: Callable[..., Any]) -> Callable[..., Any]:
    """What `get_credentials` of botocore's and aiobotocore's `Session` is while a mock is active."""

    def _get_credentials(self: Any) -> Any:
        if self._credentials is None and active() is not None:
            _looked_up.append(self)
        return real(self)

    return _get_credentials


def handlers(events: Any) -> object:
    """Something that is replaced whenever handlers of botocore's events are registered or unregistered."""
    emitter = getattr(events, "_emitter", events)
    return emitter._lookup_cache  # botocore has no public way to see it


def _lend(real: Callable[..., None]) -> None:
    boto3: Any = sys.modules["boto3"]
    surroundings = tuple(
        (name, value)
        for name, value in os.environ.items()
        if (name.startswith("AWS_") or name == "HOME") and name not in _READ_EACH_TIME
    )
    if (
        _Kept.session is not None
        and _Kept.surroundings == surroundings
        and _Kept.handlers is handlers(_Kept.session.events)
    ):
        boto3.DEFAULT_SESSION = _Kept.session
        _Kept.session._session._credentials = None
        return
    real()
    _Kept.session = boto3.DEFAULT_SESSION
    _Kept.surroundings = surroundings
    _Kept.handlers = handlers(_Kept.session.events)
