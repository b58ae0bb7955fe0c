"""Stand-in credentials and region for the scope of a mock, and boto3's default session around it."""

from __future__ import annotations

import os
import sys
from typing import Any

from sesmock.cloud import DEFAULT_REGION

STAND_IN = "sesmock"
_REGION = "AWS_DEFAULT_REGION"

_saved: dict[str, str | None] = {}
_session_before: Any = None
_sessions: dict[tuple[str | None, str | None], Any] = {}  # boto3 sessions made inside mocks, by key and region


def enter() -> None:
    """The first mock starts: give boto3 what it needs, if the user has not."""
    environ = os.environ
    changes: dict[str, str | None] = {}
    if not environ.get("AWS_ACCESS_KEY_ID"):
        changes = {
            "AWS_ACCESS_KEY_ID": STAND_IN,
            "AWS_SECRET_ACCESS_KEY": STAND_IN,
            "AWS_SESSION_TOKEN": None,
            "AWS_PROFILE": None,  # a profile's real credentials are not needed, nor is the profile
            "AWS_DEFAULT_PROFILE": None,
        }
    for name, value in changes.items():
        _saved[name] = environ.get(name)
        _put(name, value)
    _saved[_REGION] = environ.get(_REGION)


def region(wanted: str | None) -> None:
    """Let new clients be for this region, or (None) for the user's own, or for a stand-in."""
    _put(_REGION, wanted or _saved.get(_REGION) or os.environ.get("AWS_REGION") or DEFAULT_REGION)


def lend_session() -> None:
    """Lend boto3 the default session that was made in an earlier mock: a new one costs a hundred calls."""
    global _session_before  # noqa: PLW0603
    boto3: Any = sys.modules.get("boto3")
    _session_before = getattr(boto3, "DEFAULT_SESSION", None)
    if boto3 is not None and _session_before is None:
        boto3.DEFAULT_SESSION = _sessions.get(_identity())


def leave() -> None:
    """The last mock stops: everything is as before, and a session with stand-in credentials is put away."""
    global _session_before  # noqa: PLW0603
    boto3: Any = sys.modules.get("boto3")
    session = getattr(boto3, "DEFAULT_SESSION", None)
    if session is not _session_before:
        if session is not None:
            _sessions[_identity()] = session
        boto3.DEFAULT_SESSION = _session_before
    _session_before = None
    for name, value in _saved.items():
        _put(name, value)
    _saved.clear()


def _identity() -> tuple[str | None, str | None]:
    return os.environ.get("AWS_ACCESS_KEY_ID"), os.environ.get(_REGION)


def _put(name: str, value: str | None) -> None:
    if value is None:
        os.environ.pop(name, None)
    elif os.environ.get(name) != value:
        os.environ[name] = value
