"""The pytest plugin, in test runs of its own."""

from __future__ import annotations

import re

import pytest


def test_the_fixtures_give_a_cloud_and_clients_for_every_test(run):
    result = run(
        """
        import os
        import boto3, pytest
        from sesmock.mock.active import active

        def test_cloud(ses_cloud):
            boto3.client("ses").verify_email_identity(EmailAddress="a@example.com")
            assert active() is ses_cloud
            assert [found.name for found in ses_cloud.region().identities] == ["a@example.com"]

        def test_clients(ses_client, sesv2_client, ses_cloud):
            assert active() is ses_cloud
            assert ses_client.list_identities()["Identities"] == []
            sesv2_client.create_email_identity(EmailIdentity="b@example.com")
            assert ses_client.list_identities()["Identities"] == ["b@example.com"]

        def test_a_client_alone(ses_client):
            assert ses_client.list_identities()["Identities"] == []
            assert ses_client.meta.region_name == "us-east-1"

        @pytest.mark.ses(region="eu-west-1")
        def test_region(ses_client, sesv2_client):
            assert (ses_client.meta.region_name, sesv2_client.meta.region_name) == ("eu-west-1", "eu-west-1")

        def test_region_of_the_environment(monkeypatch, request):
            monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-2")
            assert request.getfixturevalue("ses_client").meta.region_name == "eu-west-2"

        def test_account(monkeypatch, request):
            monkeypatch.setenv("AWS_ACCESS_KEY_ID", "222222222222")
            request.getfixturevalue("ses_client").verify_email_identity(EmailAddress="a@example.com")
            assert len(request.getfixturevalue("ses_cloud").region(account="222222222222").identities) == 1

        def test_a_variable_of_aws_that_outlives_the_mock(monkeypatch, ses_cloud):
            monkeypatch.setenv("AWS_ACCESS_KEY_ID", "111122223333")
            monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-3")

        def test_nothing_is_left():
            assert active() is None
            assert [name for name in os.environ if name.startswith("AWS_")] == []
            assert boto3.DEFAULT_SESSION is None
        """
    )
    result.assert_outcomes(passed=8)


def test_the_marker_configures_the_cloud(run):
    result = run(
        """
        import unittest
        import boto3, pytest
        from sesmock import mock_ses
        from sesmock.mock.active import active

        pytestmark = pytest.mark.ses(region="eu-west-1", account="111111111111")

        @pytest.mark.ses(verified=["example.com"], at="2026-01-01T00:00:00Z", sandbox=True, auto_verify=True, seed=7)
        def test_settings(ses_cloud, ses_client):
            assert (ses_cloud.default_region, ses_cloud.default_account) == ("eu-west-1", "111111111111")
            assert (ses_cloud.sandbox, ses_cloud.auto_verify) == (True, True)
            assert ses_cloud.clock.today.isoformat() == "2026-01-01T00:00:00+00:00"
            assert ses_client.list_identities()["Identities"] == ["example.com"]

        @pytest.mark.ses(region="eu-west-2")
        def test_the_closest_wins_and_no_fixture_is_needed():
            assert (active().default_region, active().default_account) == ("eu-west-2", "111111111111")

        @mock_ses(sandbox=True)
        def test_a_decorator_shares_the_cloud(ses_cloud):
            assert active() is ses_cloud
            assert ses_cloud.sandbox

        @pytest.mark.ses(region="eu-west-3")
        class TestClass:
            def test(self):
                assert active().default_region == "eu-west-3"

        @pytest.mark.ses(region="eu-north-1", verified=["example.com"])
        class Case(unittest.TestCase):
            def setUp(self):
                assert active().default_region in {"eu-north-1", "eu-south-1"}

            def test_first(self):
                boto3.client("ses").verify_email_identity(EmailAddress="a@example.com")
                self.assertEqual(len(boto3.client("ses").list_identities()["Identities"]), 2)

            @pytest.mark.ses(region="eu-south-1")
            def test_second(self):
                self.assertEqual(boto3.client("ses", "eu-south-1").list_identities()["Identities"], ["example.com"])

            def tearDown(self):
                assert active() is not None

        class Async(unittest.IsolatedAsyncioTestCase):
            async def test(self):
                self.assertEqual(active().default_region, "eu-west-1")
        """
    )
    result.assert_outcomes(passed=7)


def test_a_marked_test_is_in_the_mock_with_its_own_fixtures_and_without_the_wider_ones(run):
    result = run(
        """
        import pytest
        from sesmock import mock_ses
        from sesmock.mock.active import active

        @pytest.fixture(scope="module", autouse=True)
        def wider():
            assert active() is None
            yield

        @pytest.fixture(autouse=True)
        def own(request):
            assert (active() is not None) == ("marked" in request.node.name)
            yield
            assert (active() is not None) == ("marked" in request.node.name)

        CASES = [pytest.param(1, marks=pytest.mark.ses, id="marked"), pytest.param(2, id="plain")]

        @pytest.mark.parametrize("case", CASES)
        def test_one(case):
            assert (active() is not None) == (case == 1)

        @pytest.mark.ses
        def test_marked(ses_cloud):
            assert active() is ses_cloud

        @pytest.fixture
        @mock_ses(region="eu-west-1")
        def scope():
            yield active()

        def test_a_decorated_fixture(scope):
            assert active() is scope

        @mock_ses(region="eu-west-2")
        def test_a_decorated_fixture_and_test(scope, tmp_path):
            assert active() is scope
            assert scope.default_region == "eu-west-2"

        def test_plain():
            assert active() is None
        """
    )
    result.assert_outcomes(passed=6)


def test_what_a_test_does_to_a_client_ends_with_it(run):
    result = run(
        """
        import boto3, pytest
        from botocore.stub import Stubber

        clients, seen = [], []

        def test_first(ses_client):
            ses_client.list_identities()
            ses_client.exceptions
            clients.append(ses_client)

        def test_the_client_is_kept(ses_client):
            assert ses_client is clients[0]
            ses_client.meta.events.register("before-send.ses", lambda **_: seen.append(1))
            ses_client.list_identities()
            assert seen == [1]

        def test_without_the_handler(ses_client):
            ses_client.list_identities()
            assert seen == [1]
            Stubber(ses_client).activate()

        def test_without_the_stubber(ses_client):
            assert ses_client.list_identities()["Identities"] == []
            ses_client.list_identities = lambda: "stubbed"

        def test_without_the_stub(ses_client):
            assert ses_client.list_identities()["Identities"] == []

        def test_with_monkeypatch(monkeypatch, ses_client):
            monkeypatch.setattr(ses_client, "list_identities", lambda: "stubbed")

        def test_without_it(ses_client):
            assert ses_client.list_identities()["Identities"] == []

        def test_with_handlers_on_the_session(ses_cloud):
            boto3.client("ses")
            boto3.DEFAULT_SESSION.events.register("before-send.ses", lambda **_: seen.append(2))

        def test_without_handlers_on_the_session(ses_cloud):
            boto3.client("ses").list_identities()
            assert seen == [1]
        """
    )
    result.assert_outcomes(passed=9)


IDS = """
    import pytest

    @pytest.mark.parametrize("n", [1, 2])
    def test(ses_cloud, ses_client, n):
        token = ses_client.verify_domain_identity(Domain="example.com")["VerificationToken"]
        print("ids", n, token, ses_cloud._world.ids.uuid())

    @pytest.mark.ses(seed=7)
    def test_seed(ses_cloud):
        print("ids seed", ses_cloud._world.ids.uuid())
"""


def test_ids_repeat_for_the_same_test_and_differ_between_tests(run):
    first, second, some = (
        re.findall(r"ids .*", run(IDS, "-s", *arguments).stdout.str())
        for arguments in ([], [], ["-k", "test_seed or 2"])
    )
    assert first == second
    assert len({line.split(maxsplit=2)[2] for line in first}) == 3
    assert some == first[1:]


def test_xdist_gives_every_worker_its_own_and_the_same_ids(run):
    pytest.importorskip("xdist")
    alone = run(IDS, "-s").stdout.str()
    result = run(IDS, "-p", "xdist", "-n", "2", "-rP")

    result.assert_outcomes(passed=3)
    assert sorted(re.findall(r"ids .*", result.stdout.str())) == sorted(re.findall(r"ids .*", alone))


def test_the_ini_option_verifies_unless_the_marker_says_otherwise(run, pytester):
    pytester.makeini("[pytest]\nses_auto_verify = true\n")
    result = run(
        """
        import pytest

        def test_verified(ses_cloud, sesv2_client):
            assert sesv2_client.create_email_identity(EmailIdentity="a@example.com")["VerifiedForSendingStatus"]

        @pytest.mark.ses(auto_verify=False)
        def test_not_verified(ses_cloud, sesv2_client):
            assert not sesv2_client.create_email_identity(EmailIdentity="a@example.com")["VerifiedForSendingStatus"]
        """
    )
    result.assert_outcomes(passed=2)


def test_async_tests_are_in_the_mock(run, pytester):
    pytester.makeconftest(
        """
        import asyncio, inspect

        def pytest_pyfunc_call(pyfuncitem):
            if inspect.iscoroutinefunction(pyfuncitem.obj):
                names = pyfuncitem._fixtureinfo.argnames
                asyncio.run(pyfuncitem.obj(**{name: pyfuncitem.funcargs[name] for name in names}))
                return True
        """
    )
    result = run(
        """
        import asyncio
        import boto3, pytest
        from sesmock import mock_sesv2
        from sesmock.mock.active import active

        async def test_fixture(ses_cloud, ses_client):
            await asyncio.to_thread(ses_client.verify_email_identity, EmailAddress="a@example.com")
            assert [found.name for found in ses_cloud.region().identities] == ["a@example.com"]

        @pytest.mark.ses(region="eu-west-1")
        async def test_marker():
            await asyncio.sleep(0)
            assert boto3.client("ses").meta.region_name == active().default_region == "eu-west-1"

        @mock_sesv2(region="eu-west-2")
        async def test_decorator(tmp_path):
            await asyncio.sleep(0)
            assert boto3.client("ses").meta.region_name == "eu-west-2"
            assert tmp_path.exists()

        @mock_sesv2
        class TestClass:
            async def test(self):
                await asyncio.sleep(0)
                assert active() is not None
        """
    )
    result.assert_outcomes(passed=4)


def test_a_decorated_test_is_given_its_cloud_and_its_fixtures(run):
    pytest.importorskip("pytest_asyncio")
    result = run(
        """
        import unittest.mock
        import pytest, sesmock
        from sesmock import mock_ses

        @pytest.fixture
        def name():
            return "example.com"

        @mock_ses(region="eu-west-1")
        def test_function(name, cloud, tmp_path):
            assert cloud is sesmock.current()
            assert (cloud.default_region, name, tmp_path.exists()) == ("eu-west-1", "example.com", True)

        @pytest.mark.parametrize("n", [1, 2])
        @mock_ses
        def test_parametrized(cloud, n):
            assert (cloud, n > 0) == (sesmock.current(), True)

        @mock_ses
        @unittest.mock.patch("os.getcwd")
        def test_patched(cloud, getcwd, name):
            assert (cloud, name) == (sesmock.current(), "example.com")
            getcwd.assert_not_called()

        @mock_ses
        @pytest.mark.asyncio
        async def test_coroutine(cloud, name):
            assert (cloud, name) == (sesmock.current(), "example.com")

        @pytest.fixture
        @mock_ses(region="eu-west-2")
        def verified(cloud, name):
            cloud.verify(name)
            yield cloud

        def test_fixture(verified):
            assert [found.name for found in verified.region("eu-west-2").identities] == ["example.com"]

        @mock_ses
        class TestClass:
            def setup_method(self):
                sesmock.current().verify("example.com")

            def test(self, cloud, name):
                assert cloud is sesmock.current()
                assert [found.name for found in cloud.region().identities] == [name]

        @mock_ses
        class Case(unittest.TestCase):
            def setUp(self):
                self.cloud = sesmock.current()

            def test(self):
                assert self.cloud is sesmock.current()
        """,
        "-p",
        "pytest_asyncio.plugin",
        "-o",
        "asyncio_default_fixture_loop_scope=function",
    )
    result.assert_outcomes(passed=8)


def test_wrong_uses_of_the_marker_are_told(run):
    result = run(
        """
        import pytest

        @pytest.mark.ses("eu-west-1")
        def test_positional(): ...

        @pytest.mark.ses(regoin="eu-west-1")
        def test_misspelt(): ...
        """
    )
    result.assert_outcomes(errors=2)
    result.stdout.fnmatch_lines(
        [
            "*UsageError: @pytest.mark.ses takes keyword arguments only*",
            "*unexpected keyword argument 'regoin'; did you mean 'region'?*",
        ]
    )


def test_the_plugin_tells_about_itself(run):
    shown = "".join(run("", option).stdout.str() for option in ("--markers", "--fixtures", "--help"))

    for text in ("@pytest.mark.ses(region=", "ses_cloud", "ses_client", "sesv2_client", "ses_auto_verify"):
        assert text in shown


def test_what_could_not_be_delivered_is_the_error_of_its_test(run):
    result = run(
        """
        import unittest
        import boto3, pytest

        TOPIC = "arn:aws:sns:us-east-1:123456789012:bounces"

        def fails(notice):
            raise LookupError("webhook " + notice.event.type)

        def bounce(cloud):
            cloud.verify("ann@example.com")
            ses = boto3.client("ses")
            ses.set_identity_notification_topic(Identity="ann@example.com", NotificationType="Bounce", SnsTopic=TOPIC)
            cloud.subscribe(TOPIC, fails)
            message = {"Subject": {"Data": "s"}, "Body": {"Text": {"Data": "t"}}}
            whom = {"ToAddresses": ["bounce@simulator.amazonses.com"]}
            ses.send_email(Source="ann@example.com", Destination=whom, Message=message)

        def test_a_fixture(ses_cloud):
            bounce(ses_cloud)

        def test_that_means_it(ses_cloud):
            bounce(ses_cloud)
            [_, told, failed] = ses_cloud.deliveries
            assert (told.ok, repr(failed.error)) == (True, "LookupError('webhook Bounce')")
            ses_cloud.deliveries.clear()

        @pytest.mark.ses
        class Case(unittest.TestCase):
            def test_a_marker(self):
                from sesmock.mock.active import active
                bounce(active())
        """
    )
    result.assert_outcomes(passed=3, errors=2)
    result.stdout.fnmatch_lines(
        [
            "*ERROR at teardown of test_a_fixture*",
            "E *LookupError: webhook Bounce",
            "*DeliveryFailed: 1 notification of SES could not be delivered:",
        ]
    )


def test_a_failing_test_shows_what_was_delivered(run):
    result = run(
        """
        import pytest

        TOPIC = "arn:aws:sns:us-east-1:123456789012:bounces"

        @pytest.fixture
        def told(ses_client):
            ses_client.verify_email_identity(EmailAddress="ann@example.com")
            ses_client.set_identity_notification_topic(
                Identity="ann@example.com", NotificationType="Bounce", SnsTopic=TOPIC
            )

        def test_that_fails(told):
            assert False

        def test_that_fails_with_nothing_told(ses_cloud):
            assert False

        def test_that_passes(told):
            pass
        """
    )
    result.assert_outcomes(passed=1, failed=2)
    result.stdout.fnmatch_lines(
        ["*- SES deliveries -*", "<Delivery to arn:aws:sns:us-east-1:*:bounces (IDENTITY): ok>"]
    )
    assert str(result.stdout).count("SES deliveries") == 1


def test_a_guarded_run_stops_what_no_mock_answers(run, pytester):
    pytester.makeini("[pytest]\nses_guard = true")
    result = run(
        """
        import boto3, pytest
        from sesmock import NetworkBlocked

        CLIENT = boto3.client("ses", "us-east-1", aws_access_key_id="a", aws_secret_access_key="b")
        with pytest.raises(NetworkBlocked, match="over the network.*, where no mock of SES is active"):
            CLIENT.list_identities()  # while tests are collected

        def test_outside():
            with pytest.raises(NetworkBlocked, match="by test_.*::test_outside, where no mock of SES is active"):
                CLIENT.list_identities()

        def test_inside(ses_cloud):
            assert CLIENT.list_identities()["Identities"] == []

        def test_unhandled():
            CLIENT.list_identities()
        """
    )
    result.assert_outcomes(passed=2, failed=1)
    result.stdout.fnmatch_lines(["*NetworkBlocked: email.us-east-1.amazonaws.com was about to be reached*"])


def test_what_a_test_sets_up_is_not_kept_in_a_client(run):
    result = run(
        """
        import boto3, pytest
        from botocore.config import Config

        def test_first(ses_cloud, request):
            boto3.setup_default_session(aws_access_key_id="AKIATHEIRS", aws_secret_access_key="x")
            boto3.DEFAULT_SESSION._session.set_default_client_config(Config(user_agent_extra="theirs"))
            boto3.DEFAULT_SESSION.events.register("before-send.ses", lambda **_: pytest.fail("theirs"))
            request.getfixturevalue("ses_client").list_identities()

        def test_second(ses_client):
            assert ses_client.meta.config.user_agent_extra is None
            assert ses_client._request_signer._credentials.access_key == "sesmock"
            ses_client.list_identities()
        """
    )
    result.assert_outcomes(passed=2)
