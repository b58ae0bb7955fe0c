"""The clouds that are active now, innermost last: one stack per process, since code under test makes threads."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sesmock.cloud import Cloud

clouds: list[Cloud] = []
watched: list[Cloud] | None = None
"""Every cloud that has been active since the pytest plugin began to watch, if it does."""


def active() -> Cloud | None:
    """The cloud that answers now."""
    return clouds[-1] if clouds else None
