"""moto beside us: it answers before botocore sends, so it must let SES pass."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from sesmock.hooks.patches import Patch
from sesmock.mock.active import active

if TYPE_CHECKING:
    from collections.abc import Callable

_SERVICES = {"ses", "sesv2", "pinpoint-email"}


def stubber(real: Callable[..., Any]) -> Callable[..., Any]:
    """What `BotocoreStubber.__call__` is while a mock is active.

    moto has a setting for it (``core.passthrough.services``), but it knows SES by one form of its host only, and a
    ``mock_aws`` with settings of its own replaces ours.
    """

    def _stubber(self: Any, event_name: str, request: Any, **options: Any) -> Any:
        if active() is not None and event_name.split(".")[1] in _SERVICES:
            return None
        return real(self, event_name, request, **options)

    return _stubber


_watched: list[Patch] = []


def watch(settle: Callable[[], None]) -> None:
    """Have everything settled when moto ends, if it is active and our last mock, inside which it began, has just ended.

    moto then brings back what it found: our stand-ins and our default session.
    """
    core: Any = sys.modules.get("moto.core.models")
    if _watched or not getattr(getattr(core, "MockAWS", None), "_nested_count", 0):
        return

    def wrap(real: Callable[..., None]) -> Callable[..., None]:
        def stop(self: Any, *args: Any, **options: Any) -> None:
            real(self, *args, **options)
            if not core.MockAWS._nested_count and _watched:
                _watched.pop().undo()
                settle()

        return stop

    _watched.append(Patch(core.MockAWS, "stop", wrap))
