"""Test classes under a mock, run as pytest and unittest run them."""

from __future__ import annotations

import sys
import types
import unittest

import boto3
import pytest

from sesmock import Cloud, mock_ses, mock_sesv2
from sesmock.mock.active import active


def identities() -> list[str]:
    return sorted(boto3.client("ses").list_identities()["Identities"])


def add(name: str) -> None:
    boto3.client("ses").verify_email_identity(EmailAddress=f"{name}@example.com")


def run(case: type[unittest.TestCase]) -> list[str]:
    """The problems of a test case's run; after it no mock is active."""
    result = unittest.TestResult()
    unittest.defaultTestLoader.loadTestsFromTestCase(case).run(result)
    assert active() is None
    assert result.testsRun > 0
    return [text.splitlines()[-1] for _, text in [*result.errors, *result.failures]]


@mock_sesv2
class TestEachMethodHasACloud:
    names: tuple[str, ...] = ()

    def test_first(self):
        add("first")
        assert identities() == ["first@example.com"]

    def test_second(self):
        assert identities() == []

    @staticmethod
    def test_static():
        assert identities() == []

    @classmethod
    def test_of_class(cls):
        assert identities() == []

    @pytest.mark.parametrize("name", ["a", "b"])
    def test_marks_and_fixtures_work(self, name, tmp_path):
        add(name)
        assert (identities(), tmp_path.exists()) == ([f"{name}@example.com"], True)

    @mock_ses(region="eu-west-1")
    def test_a_method_may_have_a_mock_of_its_own(self):
        assert boto3.client("ses").meta.region_name == "eu-west-1"


class TestInherited(TestEachMethodHasACloud):
    def test_first(self):
        assert active() is None  # the subclass is not decorated, so what it overrides is its own business


@mock_ses(region="eu-west-2")
class TestSetUp:
    @classmethod
    def setup_class(cls):
        cls.in_set_up = active()
        add("class")

    def setup_method(self):
        add("method")

    def test_first(self):
        add("first")
        assert identities() == ["class@example.com", "first@example.com", "method@example.com"]
        assert active() is self.in_set_up

    def test_second(self):
        assert identities() == ["class@example.com", "first@example.com", "method@example.com"]

    def teardown_method(self, method):
        assert method.__name__ in {"test_first", "test_second"}
        assert "method@example.com" in identities()

    @classmethod
    def teardown_class(cls):
        assert "class@example.com" in identities()
        assert boto3.client("ses").meta.region_name == "eu-west-2"


@mock_ses
class TestSetUpOfEveryMethod:
    def setup_method(self, method):
        add(method.__name__.removeprefix("test_"))

    def test_first(self):
        assert identities() == ["first@example.com"]

    def test_second(self):
        assert identities() == ["second@example.com"]


@mock_ses
class TestOnlyTearDown:
    def test(self):
        add("a")

    def teardown_method(self):
        assert identities() == ["a@example.com"]


def test_no_mock_is_left_of_the_classes_before():
    assert active() is None


def test_a_failing_set_up_leaves_no_mock():
    @mock_ses
    class Tests:
        def setup_method(self) -> None:
            raise ValueError("no")

    with pytest.raises(ValueError, match=r"^no$"):
        Tests().setup_method()
    assert active() is None


def test_a_failing_tear_down_leaves_no_mock():
    @mock_ses
    class Tests:
        def teardown_method(self) -> None:
            raise ValueError("no")

    tests = Tests()
    tests.setup_method()
    with pytest.raises(ValueError, match=r"^no$"):
        tests.teardown_method()
    assert active() is None


def test_each_test_of_a_test_case_has_a_cloud():
    @mock_sesv2(verified=["example.org"])
    class Case(unittest.TestCase):
        def setUp(self) -> None:
            add("set-up")
            self.addCleanup(lambda: self.assertEqual(len(identities()), 3))  # noqa: PT009

        def test_first(self) -> None:
            add("first")
            assert identities() == ["example.org", "first@example.com", "set-up@example.com"]

        def test_second(self) -> None:
            add("second")
            assert identities() == ["example.org", "second@example.com", "set-up@example.com"]

        def tearDown(self) -> None:
            assert len(identities()) == 3

    assert run(Case) == []


def test_a_test_case_with_set_up_of_the_class_shares_its_cloud():
    clouds = set()

    @mock_ses
    class Case(unittest.TestCase):
        @classmethod
        def setUpClass(cls) -> None:
            add("class")
            clouds.add(active())

        def test_first(self) -> None:
            assert "class@example.com" in identities()
            clouds.add(active())

        @mock_ses
        def test_second(self) -> None:
            assert "class@example.com" in identities()
            clouds.add(active())

        @classmethod
        def tearDownClass(cls) -> None:
            clouds.add(active())

    assert run(Case) == []
    assert len(clouds) == 1


def test_a_test_case_without_set_up_of_the_class_shares_nothing():
    @mock_ses
    class Case(unittest.TestCase):
        def test_first(self) -> None:
            add("a")
            assert identities() == ["a@example.com"]

        def test_second(self) -> None:
            assert identities() == []

    assert run(Case) == []


def test_djangos_own_set_up_of_the_class_shares_nothing(monkeypatch):
    monkeypatch.setitem(sys.modules, "django.test.testcases", types.ModuleType("django.test.testcases"))

    def set_up(cls: type) -> None:
        assert active() is None

    set_up.__module__ = "django.test.testcases"
    django = type("TestCase", (unittest.TestCase,), {"setUpClass": classmethod(set_up)})

    @mock_ses
    class Case(django):  # type: ignore[misc,valid-type]
        def test_first(self) -> None:
            add("a")
            assert identities() == ["a@example.com"]

        def test_second(self) -> None:
            assert identities() == []

    assert run(Case) == []


@pytest.mark.parametrize("problem", [ValueError, unittest.SkipTest, KeyboardInterrupt])
def test_a_set_up_of_the_class_that_does_not_return_leaves_no_mock(problem):
    @mock_ses
    class Case(unittest.TestCase):
        @classmethod
        def setUpClass(cls) -> None:
            raise problem

    with pytest.raises(problem):
        Case.setUpClass()
    assert active() is None
    Case.doClassCleanups()


def test_an_async_test_case_is_in_the_mock():
    @mock_ses
    class Case(unittest.IsolatedAsyncioTestCase):
        async def asyncSetUp(self) -> None:
            add("set-up")

        async def test_first(self) -> None:
            assert identities() == ["set-up@example.com"]

        async def asyncTearDown(self) -> None:
            assert identities() == ["set-up@example.com"]

    assert run(Case) == []


def test_a_subclass_of_a_decorated_test_case_is_in_the_mock():
    cloud = Cloud()

    @mock_ses(cloud)
    class Base(unittest.TestCase):
        def setUp(self) -> None:
            assert active() is cloud

    class Case(Base):
        def test(self) -> None:
            assert active() is cloud

    assert run(Case) == []


@pytest.mark.parametrize("name", ["setUpClass", "setUpTestData"])
def test_a_subclass_with_set_up_of_the_class_shares_its_cloud(name):
    clouds = set()

    def nothing(_: type) -> None: ...

    def of_django(cls: type) -> None:
        super(django, cls).setUpClass()
        cls.setUpTestData()

    of_django.__module__ = nothing.__module__ = "django.test.testcases"
    django = type(
        "TestCase", (unittest.TestCase,), {"setUpClass": classmethod(of_django), "setUpTestData": classmethod(nothing)}
    )

    @mock_ses(verified=["base.example"])
    class Base(django):  # type: ignore[misc,valid-type]
        expected = ("base.example",)

        def test_first(self) -> None:
            assert tuple(identities()) == self.expected
            clouds.add(active())

        def test_second(self) -> None:
            assert tuple(identities()) == self.expected
            clouds.add(active())

    def set_up(cls: type) -> None:
        getattr(super(shared, cls), name)()
        add("class")

    shared = type("Shared", (Base,), {name: classmethod(set_up), "expected": ("base.example", "class@example.com")})

    assert run(shared) == []
    assert len(clouds) == 1
    assert active() is None
    assert run(Base) == []
    assert len(clouds) == 3


def test_start_and_stop_in_a_test_case():
    class Case(unittest.TestCase):
        def setUp(self) -> None:
            mock = mock_ses()
            self.cloud = mock.start()
            self.addCleanup(mock.stop)

        def test(self) -> None:
            add("a")
            assert [found.name for found in self.cloud.region().identities] == ["a@example.com"]

    assert run(Case) == []
