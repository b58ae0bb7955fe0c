"""Test classes under a mock: every test has a cloud of its own, unless the class sets one up for all of them."""

from __future__ import annotations

import functools
import inspect
import unittest
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from sesmock.mock.mock import Mock

    Make = Callable[[], Mock]


def decorate(cls: type, fresh: Make) -> None:
    """Wrap a class in place.

    ``unittest.TestCase``: set-up, test, tear-down and clean-ups run in the mock; a class, or subclass, with a
    ``setUpClass`` of its own (or Django's ``setUpTestData``) shares one cloud between its tests. Other classes: the
    same with pytest's ``setup_method`` and ``setup_class``.
    """
    if issubclass(cls, unittest.TestCase):
        _test_case(cls, fresh)
    else:
        _plain(cls, fresh)


def _test_case(cls: Any, fresh: Make) -> None:
    run = cls.run

    @functools.wraps(run)
    def run_in_mock(self: Any, result: Any = None) -> Any:
        with fresh():
            return run(self, result)

    cls.run = run_in_mock
    set_up = getattr(cls.setUpClass, "__func__", None)
    if set_up is None:
        return

    @functools.wraps(set_up)
    def set_up_in_mock(this: Any) -> None:
        if not (_is_of_the_user(this, "setUpClass") or _is_of_the_user(this, "setUpTestData")):
            set_up(this)
            return
        mock = fresh()
        mock.start()
        this.addClassCleanup(mock.stop)
        try:
            set_up(this)
        except BaseException:  # pytest runs no clean-ups after a skip
            mock.stop()
            raise

    cls.setUpClass = classmethod(set_up_in_mock)


def _is_of_the_user(cls: Any, name: str) -> bool:
    """Whether a class method is written by the user; Django's own, for one, sets nothing up in SES."""
    function = getattr(getattr(cls, name, None), "__func__", None)
    return function is not None and function.__module__.partition(".")[0] not in {"unittest", "django"}


def _plain(cls: type, fresh: Make) -> None:
    for name in dir(cls):
        if name.startswith("test"):
            test = _raw(cls, name)
            if inspect.isfunction(test) or isinstance(test, (staticmethod, classmethod)):
                in_mock: Any = fresh()
                setattr(cls, name, in_mock(test))
    for before, after in (("setup_method", "teardown_method"), ("setup_class", "teardown_class")):
        if hasattr(cls, before) or hasattr(cls, after):
            _pair(cls, before, after, fresh)


def _raw(cls: type, name: str) -> Any:
    return next((vars(base)[name] for base in cls.__mro__ if name in vars(base)), None)


def _pair(cls: type, before: str, after: str, fresh: Make) -> None:
    """Keep a mock active from a set-up method to its tear-down.

    pytest counts a method's parameters to see whether it wants to be told which test it is for, so both have them.
    """
    set_up, tear_down = _raw(cls, before), _raw(cls, after)
    begin, end = getattr(set_up, "__func__", set_up), getattr(tear_down, "__func__", tear_down)
    started: list[Mock] = []

    def begin_in_mock(this: Any, test: Any = None) -> None:
        mock = fresh()
        mock.start()
        try:
            _call(begin, this, test)
        except BaseException:
            mock.stop()
            raise
        started.append(mock)

    def end_of_mock(this: Any, test: Any = None) -> None:
        try:
            _call(end, this, test)
        finally:
            started.pop().stop()

    if not all(function is None or inspect.isfunction(function) for function in (begin, end)):
        return  # a fixture by that name: pytest does not call it
    for name, function, wrapper in ((before, begin, begin_in_mock), (after, end, end_of_mock)):
        if function is not None:
            functools.update_wrapper(wrapper, function)
        setattr(cls, name, classmethod(wrapper) if before == "setup_class" else wrapper)


def _call(function: Callable[..., None] | None, *arguments: object) -> None:
    """Call a method, if there is one, with as many of the arguments as it takes."""
    if function is not None:
        kinds = [parameter.kind.name for parameter in inspect.signature(function).parameters.values()]
        takes = len(arguments) if "VAR_POSITIONAL" in kinds else len(kinds)
        function(*arguments[:takes])
