"""The ways to enter a mock: decorator, context manager, start and stop."""

from __future__ import annotations

import asyncio
import contextlib
import functools
import inspect
import pydoc
import re
import unittest.mock

import boto3
import pytest

import sesmock
from sesmock import Cloud, mock_ses, mock_sesv2
from sesmock.mock.active import active


def identities() -> list[str]:
    """What SES has, asked through both APIs."""
    v1 = boto3.client("ses").list_identities()["Identities"]
    assert v1 == [found["IdentityName"] for found in boto3.client("sesv2").list_email_identities()["EmailIdentities"]]
    return v1


def add(name: str) -> None:
    boto3.client("sesv2").create_email_identity(EmailIdentity=name)


def test_the_two_names_are_one_mock():
    assert mock_ses is mock_sesv2
    assert sesmock.mock_ses is sesmock.mock_sesv2


def test_a_context_manager_gives_the_cloud_that_answers():
    with mock_ses() as cloud:
        add("example.com")
        seen = identities()

        assert active() is cloud
        assert (seen, [found.name for found in cloud.region().identities]) == (["example.com"], ["example.com"])
    assert active() is None


def test_every_outermost_entry_is_a_new_cloud():
    with mock_ses() as first:
        add("example.com")
    with mock_ses() as second:
        assert identities() == []
    assert first is not second


def test_one_mock_object_can_be_entered_again_and_inside_itself():
    mock = mock_ses(verified=(name for name in ["example.com"]))
    with mock as outer, mock as inner:
        assert inner is outer
        assert identities() == ["example.com"]
    with mock as again:
        assert again is not outer
        assert identities() == ["example.com"]
    assert active() is None


def test_start_and_stop_are_enter_and_leave():
    mock = mock_sesv2(region="eu-west-1")
    cloud = mock.start()
    assert (active(), cloud.default_region) == (cloud, "eu-west-1")
    mock.stop()
    assert active() is None


def test_stop_without_start_is_harmless():
    mock = mock_ses()
    mock.stop()
    with mock_ses() as cloud:
        mock.stop()
        assert active() is cloud


def test_async_with_gives_the_cloud():
    async def main() -> list[str]:
        async with mock_ses(verified=["example.com"]) as cloud:
            assert active() is cloud
            return identities()

    assert asyncio.run(main()) == ["example.com"]
    assert active() is None


@mock_ses
def bare(name: str, *, again: bool = False) -> list[str]:
    """Says what it does."""
    add(name)
    return identities()


@mock_sesv2()
def called() -> list[str]:
    return identities()


@mock_sesv2(verified=["example.net"], region="eu-west-1")
def configured() -> tuple[list[str], str]:
    return identities(), boto3.client("ses").meta.region_name


def test_a_decorated_function_has_a_cloud_of_its_own_at_every_call():
    assert bare("a.example.com") == ["a.example.com"]
    assert bare("b.example.com", again=True) == ["b.example.com"]
    assert called() == []
    assert configured() == (["example.net"], "eu-west-1")


def test_a_decorated_function_looks_as_before():
    assert (bare.__name__, bare.__doc__) == ("bare", "Says what it does.")
    assert list(inspect.signature(bare).parameters) == ["name", "again"]


def test_a_decorated_function_keeps_its_marks():
    @mock_ses
    @pytest.mark.parametrize("n", [1])
    def test(n: int) -> None: ...

    assert [mark.name for mark in test.pytestmark] == ["parametrize"]


def test_a_decorated_coroutine_function_is_one_still():
    @mock_sesv2
    async def main() -> list[str]:
        await asyncio.sleep(0)
        add("example.com")
        return identities()

    assert inspect.iscoroutinefunction(main)
    assert asyncio.run(main()) == ["example.com"]
    assert active() is None


def test_coroutines_at_the_same_time_share_a_cloud_until_the_last_is_done():
    @mock_ses
    async def wait(name: str, started: asyncio.Event, go_on: asyncio.Event) -> list[str]:
        add(name)
        started.set()
        await go_on.wait()
        return identities()

    async def main() -> tuple[list[str], list[str]]:
        started, go_on, never = asyncio.Event(), asyncio.Event(), asyncio.Event()
        first = asyncio.create_task(wait("a.example.com", started, go_on))
        await started.wait()
        second = asyncio.create_task(wait("b.example.com", asyncio.Event(), never))
        await asyncio.sleep(0)
        go_on.set()
        of_first = await first
        never.set()
        return of_first, await second

    both = ["a.example.com", "b.example.com"]
    assert asyncio.run(main()) == (both, both)
    assert active() is None


def test_a_decorated_generator_is_in_the_mock_from_its_first_step_to_its_end():
    @mock_ses(verified=["example.com"])
    def fixture():
        yield identities()
        yield identities()

    steps = fixture()
    assert active() is None
    assert next(steps) == ["example.com"]
    assert active() is not None
    assert list(steps) == [["example.com"]]
    assert active() is None


def test_a_decorated_generator_is_left_when_it_is_closed():
    @mock_ses
    def fixture():
        yield

    steps = fixture()
    next(steps)
    steps.close()
    assert active() is None


def test_a_decorated_generator_can_be_a_context_manager():
    seen = []

    @contextlib.contextmanager
    @mock_ses
    def scope():
        try:
            yield active()
        except ValueError as error:
            seen.append((str(error), active() is not None))

    with scope() as cloud:
        assert active() is cloud
        raise ValueError("oops")
    assert seen == [("oops", True)]
    assert active() is None


def test_a_decorated_async_generator_is_in_the_mock_between_its_steps():
    @mock_ses(verified=["example.com"])
    async def fixture():
        yield identities()
        yield identities()

    async def main() -> list[list[str]]:
        return [step async for step in fixture() if active() is not None]

    assert inspect.isasyncgenfunction(fixture)
    assert asyncio.run(main()) == [["example.com"], ["example.com"]]
    assert active() is None


def test_a_decorated_async_generator_gets_what_is_sent_thrown_and_closed():
    seen: list[object] = []

    @mock_ses
    async def fixture():
        try:
            seen.append((yield 1))
            try:
                yield 2
            except ValueError as error:
                seen.append(str(error))
            yield 3
        finally:
            seen.append(("closed in the mock", active() is not None))

    async def main() -> list[int]:
        steps = fixture()
        got = [await steps.__anext__(), await steps.asend("sent"), await steps.athrow(ValueError("thrown"))]
        await steps.aclose()
        return got

    assert asyncio.run(main()) == [1, 2, 3]
    assert seen == ["sent", "thrown", ("closed in the mock", True)]
    assert active() is None


def test_a_decorated_async_generator_can_be_a_context_manager():
    @contextlib.asynccontextmanager
    @mock_ses
    async def scope():
        try:
            yield active()
        finally:
            assert active() is not None

    async def main() -> None:
        async with scope() as cloud:
            assert active() is cloud
            raise ValueError("oops")

    with pytest.raises(ValueError, match=r"^oops$"):
        asyncio.run(main())
    assert active() is None


def test_static_and_class_methods_stay_what_they_are():
    class Helper:
        @mock_ses
        @staticmethod
        def static(name: str) -> list[str]:
            add(name)
            return identities()

        @mock_ses()
        @classmethod
        def of_class(cls) -> tuple[type, list[str]]:
            return cls, identities()

    assert Helper.static("example.com") == Helper().static("example.com") == ["example.com"]
    assert Helper.of_class() == (Helper, [])


def test_a_partial_can_be_decorated():
    assert mock_ses(functools.partial(bare, "example.com"))() == ["example.com"]


def test_the_mock_is_left_when_the_function_raises():
    @mock_ses
    def fails() -> None:
        raise KeyError("gone")

    with pytest.raises(KeyError, match="gone"):
        fails()
    assert active() is None


def test_the_arguments_reach_the_cloud():
    with mock_ses(
        region="eu-central-1",
        account="222222222222",
        seed=7,
        at="2026-01-02T03:04:05Z",
        verified=["example.com"],
        auto_verify=True,
        sandbox=True,
    ) as cloud:
        [identity] = boto3.client("sesv2").list_email_identities()["EmailIdentities"]
        first_id = cloud._world.ids.uuid()

        assert (cloud.default_region, cloud.default_account) == ("eu-central-1", "222222222222")
        assert (cloud.auto_verify, cloud.sandbox) == (True, True)
        assert cloud.clock.today.isoformat() == "2026-01-02T03:04:05+00:00"
        assert (identity["IdentityName"], identity["VerificationStatus"]) == ("example.com", "SUCCESS")
        assert boto3.client("ses").meta.region_name == "eu-central-1"
    with mock_ses(seed=7, verified=["example.com"]) as cloud:
        boto3.client("sesv2").list_email_identities()
        assert cloud._world.ids.uuid() == first_id


TAKEN = r"mock_ses\(\) takes a function or class to decorate, a Cloud, or keyword arguments, such as verified=\[…\]"


@pytest.mark.parametrize(
    ("arguments", "settings", "message"),
    [
        (
            (),
            {"regoin": "eu-west-1"},
            r"mock_ses\(\) got an unexpected keyword argument 'regoin'; did you mean 'region'\?",
        ),
        (("eu-west-1",), {}, TAKEN),
        ((len,), {"seed": 1}, TAKEN),
        ((Cloud(),), {"seed": 1}, r"give mock_ses\(\) a Cloud or arguments for a new one, not both"),
    ],
)
def test_a_wrong_argument_is_refused_at_once(arguments, settings, message):
    with pytest.raises(TypeError, match=f"^{message}$"):
        mock_ses(*arguments, **settings)


def test_its_arguments_are_there_to_be_read():
    shown = inspect.signature(mock_ses).parameters
    of_cloud = inspect.signature(Cloud).parameters

    assert list(shown) == ["target", *of_cloud]
    assert [shown[name].kind for name in of_cloud] == [inspect.Parameter.KEYWORD_ONLY] * len(of_cloud)
    text = pydoc.render_doc(mock_ses, renderer=pydoc.plaintext)
    assert text.splitlines()[2].startswith("mock_ses(")
    assert "target: " in text.split("mock_ses(")[1]
    for name in shown:
        assert f"{name}: '" in text  # with its type
        assert re.search(rf"^ +{name}: [a-z]", text, re.MULTILINE)  # what it is for
    assert inspect.isroutine(mock_ses)
    assert (mock_ses.__name__, mock_ses.__module__) == ("mock_ses", "sesmock.mock.mock")


def test_a_mock_that_was_not_called_cannot_be_entered():
    with pytest.raises(TypeError, match=r"^call it: with mock_ses\(\) as cloud: \.\.\.$"), mock_ses:
        pass

    async def main() -> None:
        async with mock_ses:
            pass

    with pytest.raises(TypeError, match=r"^call it: async with mock_ses\(\) as cloud: \.\.\.$"):
        asyncio.run(main())
    assert active() is None


def test_it_is_no_method_of_a_class_it_stands_in():
    class Tests:
        mock = mock_ses

    assert Tests().mock is mock_ses is Tests.mock


# ---- the cloud of a decorated function ----


def test_the_current_cloud_can_be_asked_for():
    with mock_ses() as cloud:
        assert sesmock.current() is cloud
        with mock_ses(Cloud()) as inner:
            assert sesmock.current() is inner
        assert sesmock.current() is cloud
    with pytest.raises(RuntimeError, match=r"^no mock of SES is active here: ask in a test that is decorated"):
        sesmock.current()


def test_an_argument_called_cloud_is_filled_in():
    @mock_ses(region="eu-west-1")
    def plain(first, cloud, last="z"):
        assert cloud is active()
        return first, cloud.default_region, last

    @mock_ses
    def by_name(*rest, cloud):
        return rest, cloud is active()

    @mock_ses
    def first(cloud, other):
        return cloud is active(), other

    assert (plain("a"), plain("a", "b"), plain(first="a", last="b")) == (
        ("a", "eu-west-1", "z"), ("a", "eu-west-1", "b"), ("a", "eu-west-1", "b"),
    )  # fmt: skip
    assert by_name(1, 2) == ((1, 2), True)
    assert first("x") == first(other="x") == (True, "x")
    assert [list(inspect.signature(function).parameters) for function in (plain, by_name, first)] == [
        ["first", "last"], ["rest"], ["other"],
    ]  # fmt: skip


def test_every_kind_of_function_is_given_its_cloud():
    @mock_ses
    async def coroutine(cloud):
        return cloud is active()

    @mock_ses
    def generator(cloud):
        yield cloud is active()

    @mock_ses
    async def async_generator(cloud):
        yield cloud is active()

    class Helper:
        @mock_ses
        def method(self, cloud):
            return isinstance(self, Helper) and cloud is active()

        @mock_ses
        @staticmethod
        def static(cloud):
            return cloud is active()

        @mock_ses
        @classmethod
        def of_class(cls, cloud):
            return cls is Helper and cloud is active()

    async def steps() -> list[bool]:
        return [step async for step in async_generator()]

    assert asyncio.run(coroutine())
    assert asyncio.run(steps()) == list(generator()) == [True]
    assert (Helper().method(), Helper.static(), Helper.of_class()) == (True, True, True)


def test_what_is_passed_by_name_or_has_a_default_is_obeyed():
    @mock_ses
    def asks(cloud):
        return cloud

    @mock_ses
    def has(cloud=None):
        return cloud

    assert asks(cloud="mine") == "mine"
    assert (has(), has("mine"), has(cloud="mine")) == (None, "mine", "mine")
    assert list(inspect.signature(has).parameters) == ["cloud"]


@pytest.mark.parametrize("order", [0, 1])
def test_mock_patch_goes_with_it(order):
    def test(cloud, patched):
        return cloud, patched

    patch = unittest.mock.patch("os.getcwd")

    one, two = (patch(mock_ses(test)) if order else mock_ses(patch(test)))()
    assert isinstance(one, Cloud)
    assert isinstance(two, unittest.mock.Mock)


def test_a_function_without_a_signature_can_be_decorated():
    assert mock_ses(max)(1, 2) == 2
