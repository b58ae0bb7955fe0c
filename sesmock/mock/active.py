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


def current() -> Cloud:
    """The cloud that answers now; raises RuntimeError where no mock is active."""
    if not clouds:
        raise RuntimeError(
            "no mock of SES is active here: ask in a test that is decorated with mock_ses, that has the fixture "
            "ses_cloud or the marker ses, or in `with mock_ses() as cloud:`"
        )
    return clouds[-1]
