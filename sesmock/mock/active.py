"""The clouds that are active now, innermost last: one stack per process, since code under test makes threads.

Where mocks with clouds of their own are active side by side, in tasks or threads, each context (`contextvars`) finds
its own: what was entered last in it, or from there in a context below it. A context without any finds the last of all.
"""

from __future__ import annotations

import sys
from contextvars import ContextVar
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sesmock.cloud import Cloud

clouds: list[Cloud] = []
watched: list[Cloud] | None = [] if "sesmock.pytest_plugin" in sys.modules else None
"""Every cloud that has been active since the test began, where the pytest plugin is there to watch."""

guards: list[object] = []
"""Every `sesmock.guard` that is active."""

_Path = tuple[object, ...]  # a mark for each mock that was entered in a context and is not left, outermost first

_stack: tuple[tuple[Cloud, _Path], ...] = ()  # the clouds again, each with its path; replaced as a whole
_here: ContextVar[_Path] = ContextVar("sesmock", default=())
_differ = False  # whether the clouds are not all the same one


def active() -> Cloud | None:
    """The cloud that answers now."""
    stack = _stack
    if not stack:
        return None
    return _nearest(stack) if _differ else stack[-1][0]


def current() -> Cloud:
    """The cloud that answers now; raises RuntimeError where no mock is active."""
    found = active()
    if found is None:
        raise RuntimeError(
            "no mock of SES is active here: ask in a test that is decorated with mock_ses, that has the fixture "
            "ses_cloud or the marker ses, or in `with mock_ses() as cloud:`"
        )
    return found


def enter(cloud: Cloud) -> None:
    """Put a cloud on top of the stack."""
    path = (*_alive(_stack), object())
    _set((*_stack, (cloud, path)))
    _here.set(path)


def leave(index: int) -> None:
    """Take a cloud out of the stack."""
    _set(_stack[:index] + _stack[index + 1 :])
    _here.set(_alive(_stack))


def guarded() -> bool:
    """Whether requests to SES that no mock answers are to be stopped."""
    return bool(guards)


def _set(stack: tuple[tuple[Cloud, _Path], ...]) -> None:
    global _stack, _differ  # noqa: PLW0603
    _stack = stack
    clouds[:] = [cloud for cloud, _ in stack]
    _differ = any(cloud is not clouds[0] for cloud in clouds)


def _alive(stack: tuple[tuple[Cloud, _Path], ...]) -> _Path:
    """The path of this context without the mocks that have been left."""
    entered = {path[-1] for _, path in stack}
    return tuple(mark for mark in _here.get() if mark in entered)


def _nearest(stack: tuple[tuple[Cloud, _Path], ...]) -> Cloud:
    alive = _alive(stack)
    below = [cloud for cloud, path in stack if not alive or alive[-1] in path]
    return below[-1]
