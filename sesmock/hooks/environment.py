"""Stand-in credentials and region for the scope of a mock, so that boto3 needs none of the user's own."""

from __future__ import annotations

import os

from sesmock.cloud import DEFAULT_REGION

STAND_IN = "sesmock"
REGION = "AWS_DEFAULT_REGION"

_KEY, _SECRET = "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"
# What botocore would send along with an access key, or look at to decide how long it may be used.
_BESIDE_THE_KEY = ("AWS_SESSION_TOKEN", "AWS_SECURITY_TOKEN", "AWS_CREDENTIAL_EXPIRATION", "AWS_ACCOUNT_ID")
_PROFILES = ("AWS_PROFILE", "AWS_DEFAULT_PROFILE")

_overlays: list[Overlay] = []
_buried: list[Overlay] = []  # lifted while somebody else's value was in their place


class Overlay:
    """A value (None: absence) laid over a variable until it is lifted, in whatever order overlays are."""

    __slots__ = ("_below", "_name", "_value")

    def __init__(self, name: str, value: str | None) -> None:
        self._name = name
        self._value = value
        self._below = os.environ.get(name)
        _put(name, value)
        _overlays.append(self)

    def lift(self) -> None:
        """Bring back what was below. What somebody else has put there since is theirs to undo, and stays."""
        index = _overlays.index(self)
        del _overlays[index]
        above = next((overlay for overlay in _overlays[index:] if overlay._name == self._name), None)
        if above is not None:
            if above._below == self._value:
                above._below = self._below
        elif not self.restore():
            _buried.append(self)

    def restore(self) -> bool:
        """Put the value below back if ours is still there; returns whether it was."""
        if os.environ.get(self._name) != self._value:
            return False
        _put(self._name, self._below)
        return True


def enter() -> None:
    """The first mock starts: give boto3 what it needs, if the user has not.

    A profile is put out of sight with its region and credentials: they are not needed, and it may not even exist.
    """
    environ = os.environ
    needs_key = not environ.get(_KEY)
    if needs_key:
        Overlay(_KEY, STAND_IN)
    if needs_key or not environ.get(_SECRET):
        Overlay(_SECRET, STAND_IN)
    for name in _PROFILES + _BESIDE_THE_KEY if needs_key else _PROFILES:
        if name in environ:
            Overlay(name, None)
    if not environ.get(REGION):
        Overlay(REGION, environ.get("AWS_REGION") or DEFAULT_REGION)


def leave() -> None:
    """The last mock stops: everything is as before."""
    while _overlays:
        _overlays[-1].lift()


def settle() -> None:
    """Restore what was buried under values that others (moto, monkeypatch) have taken away meanwhile."""
    while _buried:
        _buried.pop(0).restore()


def _put(name: str, value: str | None) -> None:
    if value is None:
        os.environ.pop(name, None)
    else:
        os.environ[name] = value
