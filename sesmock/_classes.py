"""Test classes under a mock: every test has a cloud of its own, unless the class sets one up for all of them."""

from __future__ import annotations

import functools
import unittest
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from sesmock._mock import Mock


def decorate(cls: type, fresh: Callable[[], Mock]) -> None:
    """Wrap a class in place.

    ``unittest.TestCase``: set-up, test, tear-down and clean-ups run in the mock; a class with ``setUpClass`` of its
    own shares one cloud between its tests. Other classes: the same with pytest's ``setup_method`` and ``setup_class``.
    """
    if issubclass(cls, unittest.TestCase):
        _test_case(cls, fresh)
    else:
        _plain(cls, fresh)


def _test_case(cls: type[unittest.TestCase], fresh: Callable[[], Mock]) -> None:
    run = cls.run

    @functools.wraps(run)
    def run_in_mock(self: Any, result: Any = None) -> Any:
        with fresh():
            return run(self, result)

    cls.run = run_in_mock  # type: ignore[method-assign]
    if getattr(cls.setUpClass, "__func__", None) is getattr(unittest.TestCase.setUpClass, "__func__", None):
        return
    set_up = cls.setUpClass.__func__  # type: ignore[attr-defined]

    @functools.wraps(set_up)
    def set_up_in_mock(this: Any) -> None:
        mock = fresh()
        mock.start()
        this.addClassCleanup(mock.stop)
        set_up(this)

    cls.setUpClass = classmethod(set_up_in_mock)  # type: ignore[assignment]


def _plain(cls: type, fresh: Callable[[], Mock]) -> None:
    from sesmock._mock import Mock

    for name in dir(cls):
        if name.startswith("test"):
            method = getattr(cls, name)
            static = isinstance(_raw(cls, name), (staticmethod, classmethod))
            if callable(method) and not isinstance(method, (type, Mock)) and not static:
                setattr(cls, name, fresh()(method))
    for before, after in (("setup_method", "teardown_method"), ("setup_class", "teardown_class")):
        if hasattr(cls, before):
            _pair(cls, before, after, fresh)


def _raw(cls: type, name: str) -> object:
    return next((vars(base)[name] for base in cls.__mro__ if name in vars(base)), None)


def _pair(cls: type, before: str, after: str, fresh: Callable[[], Mock]) -> None:
    """Keep a mock active from a set-up method to its tear-down."""
    set_up, tear_down = _raw(cls, before), _raw(cls, after)
    of_class = isinstance(set_up, classmethod)
    begin: Any = set_up.__func__ if isinstance(set_up, classmethod) else set_up
    end: Any = tear_down.__func__ if isinstance(tear_down, classmethod) else tear_down
    started: list[Mock] = []

    @functools.wraps(begin)
    def begin_in_mock(*args: Any, **kwargs: Any) -> None:
        mock = fresh()
        mock.start()
        try:
            begin(*args, **kwargs)
        except BaseException:
            mock.stop()
            raise
        started.append(mock)

    def end_of_mock(*args: Any, **kwargs: Any) -> None:
        try:
            if end is not None:
                end(*args, **kwargs)
        finally:
            if started:
                started.pop().stop()

    if end is not None:
        functools.update_wrapper(end_of_mock, end)
    setattr(cls, before, classmethod(begin_in_mock) if of_class else begin_in_mock)
    setattr(cls, after, classmethod(end_of_mock) if of_class else end_of_mock)
