"""moto beside us: it answers before botocore sends, so it must let SES pass."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

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
