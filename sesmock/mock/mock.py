"""``mock_ses`` and ``mock_sesv2``: decorator, context manager, and ``start()``/``stop()``."""

from __future__ import annotations

import functools
import os
import sys
import threading
import warnings
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar, overload

from sesmock.cloud import Cloud
from sesmock.errors import DeliveryFailed
from sesmock.mock import active as _active

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import datetime
    from inspect import Signature

    from typing_extensions import TypedDict, Unpack

    from sesmock.hooks.environment import Overlay

    class Settings(TypedDict, total=False):
        """What `mock_ses` takes by name, for type checkers."""

        region: str | None
        account: str | None
        seed: int | str | None
        at: datetime | str | float | None
        verified: Iterable[str] | None
        auto_verify: bool | None
        sandbox: bool | None
        localstack: str | None
        deliver: bool | Mapping[str, Any] | None


C = TypeVar("C", bound="Callable[..., Any]")

_entering = threading.RLock()
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_entering._at_fork_reinit)  # type: ignore[attr-defined]
_entries: list[_Entry] = []


class _Entry:
    """One time that a mock was entered, and how to undo what it changed."""

    __slots__ = ("before", "cloud", "region")

    def __init__(self, cloud: Cloud, region: Overlay | None, before: dict[str, Any]) -> None:
        self.cloud = cloud
        self.region = region
        self.before = before  # the shared cloud's settings that this entry replaced


def _enter(cloud: Cloud | None, settings: dict[str, Any]) -> _Entry:
    from sesmock.hooks import environment

    with _entering:
        if not _entries:
            settle()
        region: str | None = settings.get("region") if cloud is None else cloud.default_region
        before: dict[str, Any] = {}
        if cloud is None and _entries:
            cloud = _active.active()
            assert cloud is not None
            before = _adjust(cloud, settings)
        elif cloud is None:
            cloud = Cloud(**settings)
        if not _entries:
            _begin()
        overlay = environment.Overlay(environment.REGION, region) if region else None
        entry = _Entry(cloud, overlay, before)
        _entries.append(entry)
        _active.enter(cloud)
        if _active.watched is not None and cloud not in _active.watched:
            _active.watched.append(cloud)
        return entry


_ADJUSTABLE = {
    "region": "default_region",
    "account": "default_account",
    "auto_verify": "auto_verify",
    "sandbox": "sandbox",
    "localstack": "localstack",
    "deliver": "deliver",
}


def _adjust(cloud: Cloud, settings: dict[str, Any]) -> dict[str, Any]:
    """Take over the settings of a mock entered inside another; returns what `_restore` needs to undo it."""
    before: dict[str, Any] = {}
    try:
        for setting, attribute in _ADJUSTABLE.items():
            if setting in settings:
                before[attribute] = getattr(cloud, attribute)
                setattr(cloud, attribute, settings[setting])
        if "at" in settings:
            from sesmock.world.clock import Clock

            cloud._world.look()
            before["clock"] = cloud.clock
            cloud._world.clock = Clock(settings["at"], cloud._world.look)
        for name in settings.get("verified", ()):
            cloud.verify(name)
    except BaseException:
        _restore(cloud, before)
        raise
    return before


def _restore(cloud: Cloud, before: dict[str, Any]) -> None:
    for attribute, value in before.items():
        if attribute == "clock":
            cloud._world.look()
        setattr(cloud._world if attribute == "clock" else cloud, attribute, value)


def _leave(entry: _Entry) -> None:
    with _entering:
        index = _entries.index(entry)
        del _entries[index]
        _active.leave(index)
        later = [other.before for other in _entries[index:] if other.cloud is entry.cloud]
        for setting in list(entry.before):
            above = next((before for before in later if setting in before), None)
            if above is not None:  # an entry above this one has it still, and will restore what was below this one
                above[setting] = entry.before.pop(setting)
        _restore(entry.cloud, entry.before)
        if entry.region is not None:
            entry.region.lift()
        if not _entries:
            _end()
        outermost = all(other.cloud is not entry.cloud for other in _entries)
    if outermost:
        report(entry.cloud)


def failure(cloud: Cloud) -> DeliveryFailed | None:
    """What to say of notifications that could not be delivered, each once; its cause is the first error."""
    failed = cloud._world.undelivered()
    if not failed:
        return None
    number = "1 notification" if len(failed) == 1 else f"{len(failed)} notifications"
    said = DeliveryFailed("\n  ".join([f"{number} of SES could not be delivered:", *map(repr, failed[:20])]))
    said.__cause__ = failed[0].error
    return said


def report(cloud: Cloud) -> None:
    """Warn of notifications that could not be delivered."""
    said = failure(cloud)
    if said is not None:
        level, frame = 1, sys._getframe()
        while frame.f_back is not None and frame.f_globals["__name__"].startswith("sesmock."):
            level, frame = level + 1, frame.f_back  # up to whoever leaves the mock
        warnings.warn(said, stacklevel=level)


def _begin() -> None:
    from sesmock.hooks import environment, patches, sessions

    try:
        environment.enter()
        sessions.enter(sys.modules.get("boto3"))
        patches.install()
    except BaseException:
        _end()
        raise


def _end() -> None:
    from sesmock.hooks import environment, patches, sessions

    patches.uninstall()
    sessions.leave(sys.modules.get("boto3"))
    environment.leave()
    if "moto" in sys.modules:
        from sesmock.hooks import moto

        moto.watch(settle)


def settle() -> None:
    """Restore what could not be when its mock was left, as somebody else (moto, monkeypatch) was in its place."""
    from sesmock.hooks import environment, patches, sessions

    with _entering:
        patches.settle()
        environment.settle()
        sessions.settle()


_TO_BE_CHECKED = {"account", "at", "deliver", "localstack", "region", "verified"}


class Mock:
    """A mock of SES that can be entered any number of times, also inside itself.

    ``with`` and ``async with`` give the `Cloud`; as a decorator it takes functions, coroutines, generator fixtures,
    pytest classes and ``unittest.TestCase`` classes. A decorated function with an argument ``cloud`` is given the cloud
    there. An outermost entry makes a new cloud; one inside another shares the other's cloud, unless an explicit cloud
    was given.
    """

    def __init__(self, cloud: Cloud | None = None, **settings: Any) -> None:
        self._cloud = cloud
        self._settings = {name: value for name, value in settings.items() if value is not None}
        if _TO_BE_CHECKED & self._settings.keys():
            from sesmock import checks

            self._settings = checks.settings(self._settings)
        self._entered: list[_Entry] = []

    def __repr__(self) -> str:
        told = ", ".join(f"{name}={value!r}" for name, value in self._settings.items())
        given = told if self._cloud is None else repr(self._cloud)
        return f"<{type(self).__name__}({given}){', active' if self._entered else ''}>"

    def start(self) -> Cloud:
        """Enter; returns the cloud that answers from now on."""
        entry = _enter(self._cloud, self._settings)
        self._entered.append(entry)
        return entry.cloud

    def stop(self) -> None:
        """Leave again; harmless where there was no `start`."""
        with _entering:
            if self._entered:
                _leave(self._entered.pop())

    def __enter__(self) -> Cloud:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    async def __aenter__(self) -> Cloud:
        return self.start()

    async def __aexit__(self, *_: object) -> None:
        self.stop()

    def __call__(self, target: C) -> C:
        """Decorate a function, a coroutine, a generator or a test class."""
        if isinstance(target, type):
            from sesmock.mock.classes import decorate

            decorate(target, self._fresh)
            return target
        if isinstance(target, (staticmethod, classmethod)):
            return type(target)(self(target.__func__))
        wrapper: C = self._function(target)
        return wrapper

    def _fresh(self) -> Mock:
        """The same mock for one call, so that calls in several threads do not share the list of entries."""
        return Mock(self._cloud, **self._settings)

    def _function(self, function: Callable[..., Any]) -> Any:
        import contextlib
        import inspect

        fresh = self._fresh
        call, signature = _with_cloud(function)
        if inspect.iscoroutinefunction(function):

            @functools.wraps(function)
            async def wrapper(*args: Any, **kwargs: Any) -> Any:
                with fresh() as cloud:
                    return await call(cloud, args, kwargs)

        elif inspect.isasyncgenfunction(function):

            @functools.wraps(function)
            async def wrapper(*args: Any, **kwargs: Any) -> Any:
                with fresh() as cloud:
                    async with contextlib.aclosing(call(cloud, args, kwargs)) as items:
                        step = anext(items)
                        while True:
                            try:
                                item = await step
                            except StopAsyncIteration:
                                return
                            try:
                                step = items.asend((yield item))
                            except GeneratorExit:
                                raise
                            except BaseException as error:
                                step = items.athrow(error)

        elif inspect.isgeneratorfunction(function):

            @functools.wraps(function)
            def wrapper(*args: Any, **kwargs: Any) -> Any:
                with fresh() as cloud:
                    return (yield from call(cloud, args, kwargs))

        else:

            @functools.wraps(function)
            def wrapper(*args: Any, **kwargs: Any) -> Any:
                with fresh() as cloud:
                    return call(cloud, args, kwargs)

        if signature is not None:
            wrapper.__signature__ = signature  # type: ignore[attr-defined]
        return wrapper


def _with_cloud(function: Callable[..., Any]) -> tuple[Callable[..., Any], Signature | None]:
    """How a decorated function is called, and what it looks like from outside where that differs.

    An argument ``cloud`` without a default is filled in and hidden: pytest would look for a fixture of that name.
    Whoever passes it by name is obeyed.
    """
    import inspect

    try:
        signature = inspect.signature(function)
    except (TypeError, ValueError):  # some builtins have none
        signature = inspect.Signature()
    parameters = dict(signature.parameters)
    ours = parameters.pop("cloud", None)
    if (
        ours is None
        or ours.default is not ours.empty
        or ours.kind not in {ours.POSITIONAL_OR_KEYWORD, ours.KEYWORD_ONLY}
    ):
        return (lambda _, args, kwargs: function(*args, **kwargs)), None
    place = list(signature.parameters).index("cloud") if ours.kind is ours.POSITIONAL_OR_KEYWORD else sys.maxsize

    def call(cloud: Cloud, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        if "cloud" in kwargs or len(args) < place:
            return function(*args, **{"cloud": cloud, **kwargs})
        return function(*args[:place], cloud, *args[place:], **kwargs)

    return call, signature.replace(parameters=list(parameters.values()))


class _NotEntered:
    """`mock_ses` itself: a function for whoever looks at it or calls it, and a clear word for who forgets to call it.

    Misspelt arguments are told with what was probably meant, which Python itself does from 3.13 on.
    """

    __wrapped__: Callable[..., Any]  # what `inspect.signature` and `help` read
    __name__: str

    def __init__(self, function: Callable[..., Any]) -> None:
        functools.update_wrapper(self, function)

    def __call__(self, *args: Any, **settings: Any) -> Any:
        known: Any = self.__wrapped__.__kwdefaults__
        for name in settings:
            if name not in known:
                from sesmock.hints import did_you_mean

                raise TypeError(
                    f"{self.__name__}() got an unexpected keyword argument {name!r}{did_you_mean(name, known)}"
                )
        return self.__wrapped__(*args, **settings)

    def __get__(self, _: object, __: type | None = None) -> _NotEntered:
        """Be found as it is in a class; having this method is also how `help` knows a function."""
        return self

    def __repr__(self) -> str:
        return f"<function {self.__name__}>"

    def __enter__(self) -> NoReturn:
        raise TypeError(f"call it: with {self.__name__}() as cloud: ...")

    def __exit__(self, *_: object) -> None: ...

    async def __aenter__(self) -> NoReturn:
        raise TypeError(f"call it: async with {self.__name__}() as cloud: ...")

    async def __aexit__(self, *_: object) -> None: ...


def not_entered(function: Callable[..., Any]) -> Any:
    """Make what is to be called tell so to whoever forgets it."""
    return _NotEntered(function)


def made(name: str, kind: Callable[..., Mock], target: Any, settings: dict[str, Any]) -> Any:
    """A mock of a kind, or what one was put on: what `mock_ses` does with what it is given; raises TypeError."""
    bare = all(value is None for value in settings.values())
    if target is None or isinstance(target, Cloud):
        if target is not None and not bare:
            raise TypeError(f"give {name}() a Cloud or arguments for a new one, not both")
        return kind(target, **settings)
    if bare and (callable(target) or isinstance(target, classmethod)):
        return kind()(target)
    raise TypeError(
        f"{name}() takes a function or class to decorate, a Cloud, or keyword arguments, such as verified=[…]"
    )


@overload
def mock_ses(target: C, /) -> C: ...
@overload
def mock_ses(cloud: Cloud | None = None, /, **settings: Unpack[Settings]) -> Mock: ...
@not_entered
def mock_ses(
    target: Callable[..., Any] | Cloud | None = None,
    /,
    *,
    region: str | None = None,
    account: str | None = None,
    seed: int | str | None = None,
    at: datetime | str | float | None = None,
    verified: Iterable[str] | None = None,
    auto_verify: bool | None = None,
    sandbox: bool | None = None,
    localstack: str | None = None,
    deliver: bool | Mapping[str, Any] | None = None,
) -> Mock | Callable[..., Any]:
    """Mock SES, v1 and v2 alike: a decorator, bare or called, or a context manager that gives the `Cloud`.

    ``@mock_ses`` and ``@mock_ses(…)`` take functions, coroutines, generator fixtures and test classes; an argument
    ``cloud`` of a function is filled in. ``with mock_ses(…) as cloud:``, ``async with``, or ``start()`` and ``stop()``
    of what it returns.

    Args:
        target: what to decorate; or a `Cloud` of one's own, and then nothing else.
        region: the default region (default: AWS_DEFAULT_REGION, AWS_REGION, else us-east-1).
        account: the account of access keys that name no other (default 123456789012).
        seed: what all ids and tokens are drawn from (default: the running pytest test's id, else random).
        at: where the clock stands still (datetime, ISO text or epoch seconds); default: it follows real time.
        verified: identities that exist and are verified in the default region: ``["example.com"]``.
        auto_verify: verify every identity at creation.
        sandbox: the account has no production access.
        localstack: where a LocalStack would be, so that its pages about SES are answered there; see docs/moto.md.
        deliver: what SES tells others goes to moto, while it is active, or to whom a dict names: `Cloud.deliver`.

    Inside another mock without an explicit cloud they adjust the shared cloud until the inner one is left
    (``verified`` identities stay; ``seed`` does nothing there). Raises TypeError for arguments that there are not, and
    TypeError or ValueError for values that cannot be right.
    """
    settings = {
        "region": region,
        "account": account,
        "seed": seed,
        "at": at,
        "verified": verified,
        "auto_verify": auto_verify,
        "sandbox": sandbox,
        "localstack": localstack,
        "deliver": deliver,
    }
    found: Mock | Callable[..., Any] = made("mock_ses", Mock, target, settings)
    return found


mock_sesv2 = mock_ses
