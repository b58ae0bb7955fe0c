"""``sesmock.moto.mock_aws``: moto for all other services, sesmock for SES, in every form a mock can have."""

from __future__ import annotations

import asyncio
import inspect
import os
import subprocess
import sys
import unittest

import boto3
import pytest

from sesmock import Cloud, Refusal, mock_ses

moto = pytest.importorskip("moto", minversion="5")
pytest.importorskip("moto.sns")
requests = pytest.importorskip("requests")
responses = pytest.importorskip("responses")

from sesmock.mock import active  # noqa: E402
from sesmock.moto import MockAws, mock_aws, ses_backends  # noqa: E402


def use() -> tuple[list[str], list[str]]:
    """A topic of moto's and an identity of ours."""
    sns, v2 = boto3.client("sns", "us-east-1"), boto3.client("sesv2", "us-east-1")
    sns.create_topic(Name="topic")
    v2.create_email_identity(EmailIdentity="a@example.com")
    listed = boto3.client("ses", "us-east-1").list_identities()["Identities"]
    return [found["TopicArn"].rpartition(":")[2] for found in sns.list_topics()["Topics"]], listed


BOTH = (["topic"], ["a@example.com"])


@pytest.fixture(autouse=True)
def _both_are_left():
    environ, session = dict(os.environ), boto3.DEFAULT_SESSION
    yield
    assert (active.active(), moto.core.models.MockAWS._nested_count) == (None, 0)
    environ["PYTEST_CURRENT_TEST"] = os.environ["PYTEST_CURRENT_TEST"]
    assert (dict(os.environ), boto3.DEFAULT_SESSION) == (environ, session)


# ---- its forms ----


def test_a_context_manager_gives_the_cloud():
    with mock_aws() as cloud:
        assert use() == BOTH
        assert isinstance(cloud, Cloud)
        assert [found.name for found in cloud.region().identities] == ["a@example.com"]


@pytest.mark.parametrize("decorate", [mock_aws, mock_aws()], ids=["bare", "called"])
def test_functions(decorate):
    @decorate
    def plain(number, *, cloud):
        assert use() == BOTH
        return number, [found.name for found in cloud.region().identities]

    assert plain(1) == plain(1) == (1, ["a@example.com"])


def test_coroutines():
    @mock_aws
    async def main():
        await asyncio.sleep(0)
        return use()

    async def entered():
        async with mock_aws():
            await asyncio.sleep(0)
            return use()

    assert asyncio.run(main()) == asyncio.run(entered()) == BOTH


def test_generators():
    @mock_aws
    def fixture():
        yield use()
        yield boto3.client("sns", "us-east-1").list_topics()["Topics"]

    @mock_aws
    async def async_fixture():
        yield use()

    async def first():
        return await anext(async_fixture())

    found = fixture()
    assert next(found) == BOTH
    assert len(next(found)) == 1
    found.close()
    assert asyncio.run(first()) == BOTH


def test_start_and_stop():
    mock = mock_aws()
    mock.stop()
    cloud = mock.start()
    assert (mock.start(), use()) == (cloud, BOTH)
    mock.stop()
    mock.stop()
    mock.stop()


def test_what_moto_keeps_when_it_is_told_to():
    mock = mock_aws()
    mock.start()
    use()
    mock.stop(remove_data=False)
    mock.start(reset=False)
    topics = boto3.client("sns", "us-east-1").list_topics()["Topics"]
    mock.stop()

    assert [found["TopicArn"].rpartition(":")[2] for found in topics] == ["topic"]


def test_classes_of_pytest(pytester, strict_warnings):
    pytester.makepyfile("""
        import boto3
        from sesmock.moto import mock_aws

        @mock_aws
        class TestIt:
            def setup_method(self):
                boto3.client("sns", "us-east-1").create_topic(Name="topic")
                boto3.client("ses", "us-east-1").verify_email_identity(EmailAddress="a@example.com")

            def test_one(self, cloud):
                boto3.client("sns", "us-east-1").create_topic(Name="another")
                boto3.client("ses", "us-east-1").verify_email_identity(EmailAddress="b@example.com")
                assert len(boto3.client("sns", "us-east-1").list_topics()["Topics"]) == 2
                assert len(cloud.region().identities) == 2

            def test_two(self):
                assert len(boto3.client("sns", "us-east-1").list_topics()["Topics"]) == 1
                assert len(boto3.client("ses", "us-east-1").list_identities()["Identities"]) == 1
        """)

    pytester.runpytest_subprocess("-p", "no:asyncio", *strict_warnings).assert_outcomes(passed=2)


def test_classes_of_unittest():
    @mock_aws(config={"core": {"mock_credentials": True}})
    class It(unittest.TestCase):
        def setUp(self):
            self.found = use()

        def test_one(self):
            assert self.found == BOTH

        def test_two(self):
            assert self.found == BOTH

    result = unittest.TestResult()
    unittest.defaultTestLoader.loadTestsFromTestCase(It).run(result)
    assert (result.testsRun, result.failures, result.errors) == (2, [], [])


def test_who_forgets_to_call_it_is_told():
    with pytest.raises(TypeError, match=r"^call it: with mock_aws\(\) as cloud: \.\.\.$"), mock_aws:
        pass
    with pytest.raises(TypeError, match=r"^mock_aws\(\) .* argument 'conifg'; did you mean 'config'\?$"):
        mock_aws(conifg={})


def test_what_it_prints():
    mock = mock_aws(region="eu-west-1")

    assert isinstance(mock, MockAws)
    assert repr(mock) == "<MockAws(region='eu-west-1', auto_verify=True, deliver=True)>"


# ---- settings ----


def test_it_takes_what_mock_ses_takes():
    ours = {*inspect.signature(mock_aws).parameters}

    assert ours == {*inspect.signature(mock_ses).parameters, "config"}


def test_settings_of_ses():
    with mock_aws(
        region="eu-west-1", account="222222222222", at="2026-01-01T09:00Z", verified=["example.com"], sandbox=True
    ) as cloud:
        assert boto3.client("ses").meta.region_name == "eu-west-1"
        assert [found.arn for found in cloud.region().identities] == [
            "arn:aws:ses:eu-west-1:222222222222:identity/example.com"
        ]
        assert (cloud.sandbox, f"{cloud.clock.today:%Y-%m-%d}") == (True, "2026-01-01")


def test_settings_of_moto_are_handed_on():
    with mock_aws(config={"core": {"service_whitelist": ["sns"]}}):
        assert use() == BOTH
        with pytest.raises(Exception, match="whitelist"):  # its class is not in moto 5.0
            boto3.client("s3", "us-east-1").list_buckets()


def test_identities_are_verified_at_creation():
    with mock_aws() as cloud:
        v1, v2 = boto3.client("ses"), boto3.client("sesv2")
        v1.verify_email_identity(EmailAddress="a@example.com")
        assert v2.create_email_identity(EmailIdentity="example.org")["VerifiedForSendingStatus"] is True
        assert [found.verified for found in cloud.region().identities] == [True, True]


def test_the_faithful_way():
    with mock_aws(auto_verify=False):
        boto3.client("ses").verify_email_identity(EmailAddress="a@example.com")
        shown = boto3.client("ses").get_identity_verification_attributes(Identities=["a@example.com"])
        assert shown["VerificationAttributes"]["a@example.com"]["VerificationStatus"] == "Pending"


def test_a_cloud_of_ones_own_stays_as_it_is():
    cloud = Cloud()
    with mock_aws(cloud, config={"core": {"service_whitelist": ["sns"]}}) as entered:
        assert (entered, cloud.auto_verify) == (cloud, False)
        assert use() == BOTH
    with pytest.raises(TypeError, match=r"^give mock_aws\(\) a Cloud or arguments for a new one, not both$"):
        mock_aws(cloud, region="eu-west-1")


def test_inside_a_faithful_mock_it_verifies_until_it_is_left():
    with mock_ses() as cloud:
        with mock_aws() as inner:
            assert (inner, cloud.auto_verify) == (cloud, True)
        assert cloud.auto_verify is False


# ---- moto's own ----


def test_what_cannot_be_entered_leaves_moto_as_it_was():
    with pytest.raises(ValueError, match="region"):
        mock_aws(region="eu-wset-1")
    with pytest.raises(Refusal, match="Invalid domain name not a name"):
        mock_aws(verified=["not a name"]).start()


def test_moto_alone_has_ses_to_itself():
    with moto.mock_aws():
        boto3.client("ses", "us-east-1").verify_email_identity(EmailAddress="moto@example.com")
        with mock_aws():
            assert boto3.client("ses", "us-east-1").list_identities()["Identities"] == []
        assert boto3.client("ses", "us-east-1").list_identities()["Identities"] == ["moto@example.com"]


def test_credentials_are_those_of_moto(monkeypatch):
    def seen() -> tuple[object, ...]:
        found = boto3.Session().get_credentials()
        return found.access_key, found.secret_key, os.environ["AWS_ACCESS_KEY_ID"]

    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "mine")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    for config in (None, {"core": {"mock_credentials": False}}):
        with moto.mock_aws(config=config):
            theirs = seen()
        with mock_aws(config=config):
            assert seen() == theirs


def test_responses_of_the_user_beside_both():
    with mock_aws(), responses.RequestsMock() as mine:
        mine.add("GET", "https://example.com/", body="hello")
        assert requests.get("https://example.com/", timeout=5).text == "hello"
        assert use() == BOTH


def test_clients_from_between_the_import_and_the_mock():
    """moto is in such clients only as are made after its import, which is that of our module."""
    code = (
        "import boto3\n"
        "from sesmock.moto import mock_aws\n"
        "sns = boto3.client('sns', 'us-east-1', aws_access_key_id='a', aws_secret_access_key='b')\n"
        "with mock_aws():\n"
        "    print(sns.create_topic(Name='topic')['TopicArn'])\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout == "arn:aws:sns:us-east-1:123456789012:topic\n"


def test_without_moto_it_says_what_to_install():
    code = "import sys; sys.modules['moto'] = None\nimport sesmock\nimport sesmock.moto"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)

    assert done.stderr.endswith("ImportError: sesmock.moto needs moto 5 or newer: pip install 'sesmock[moto]'\n")


def test_sesmock_itself_does_not_import_moto():
    code = "import sys, boto3, sesmock\nwith sesmock.mock_ses(): boto3.client('ses').list_identities()\n"
    code += "print([name for name in sys.modules if name.split('.')[0] == 'moto' or name == 'sesmock.moto'])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout == "[]\n"


def test_moto_does_not_see_what_ses_is_sent():
    from moto.ses import ses_backends as theirs

    with mock_aws(verified=["example.com"]):
        boto3.client("ses", "us-east-1").send_email(
            Source="a@example.com",
            Destination={"ToAddresses": ["ann@example.org"]},
            Message={"Subject": {"Data": "s"}, "Body": {"Text": {"Data": "t"}}},
        )
        assert len(ses_backends["123456789012"]["us-east-1"].sent_messages) == 1
        assert theirs["123456789012"]["us-east-1"].sent_messages == []
