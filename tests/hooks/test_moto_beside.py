"""moto beside us: its services are its own, SES is ours, in whatever order the two are entered and left."""

from __future__ import annotations

import asyncio
import copy
import itertools
import os

import boto3
import pytest
from botocore.config import Config

from sesmock import mock_ses

moto = pytest.importorskip("moto")
config = pytest.importorskip("moto.core.config")
pytest.importorskip("moto.sns")
requests = pytest.importorskip("requests")

KEYS = {"region_name": "us-east-1", "aws_access_key_id": "123456789012", "aws_secret_access_key": "secret"}


@pytest.fixture(scope="module")
def clients():
    """SNS, SES and SES v2, which know moto, as it was imported before they were made."""
    session = boto3.Session(**KEYS)
    return [session.client(service) for service in ("sns", "ses", "sesv2")]


@pytest.fixture(autouse=True)
def _moto_is_as_before():
    before = copy.deepcopy(config.default_user_config), type(moto.core.models.botocore_stubber).__call__
    yield
    assert (config.default_user_config, type(moto.core.models.botocore_stubber).__call__) == before


def use(clients: list) -> tuple[list[str], list[str]]:
    """A topic of moto's and an identity of ours."""
    sns, v1, v2 = clients
    sns.create_topic(Name="topic")
    v2.create_email_identity(EmailIdentity="a@example.com")
    return [found["TopicArn"].rpartition(":")[2] for found in sns.list_topics()["Topics"]], v1.list_identities()[
        "Identities"
    ]


BOTH = (["topic"], ["a@example.com"])


def test_ours_inside_moto(clients):
    with moto.mock_aws(), mock_ses() as cloud:
        assert use(clients) == BOTH
        assert [found.name for found in cloud.region().identities] == ["a@example.com"]


def test_moto_inside_ours(clients):
    with mock_ses(), moto.mock_aws():
        assert use(clients) == BOTH


def test_decorators(clients):
    @moto.mock_aws
    @mock_ses
    def inside() -> tuple[list[str], list[str]]:
        return use(clients)

    @mock_ses
    @moto.mock_aws
    def around() -> tuple[list[str], list[str]]:
        return use(clients)

    assert (inside(), around()) == (BOTH, BOTH)


def test_clients_made_inside_without_credentials():
    with moto.mock_aws(), mock_ses():
        assert use([boto3.client(service, "us-east-1") for service in ("sns", "ses", "sesv2")]) == BOTH
    with mock_ses(), moto.mock_aws():
        assert use([boto3.client(service, "us-east-1") for service in ("sns", "ses", "sesv2")]) == BOTH


def test_a_moto_with_settings_of_its_own(clients):
    with mock_ses(), moto.mock_aws(config={"core": {"service_whitelist": ["sns"]}}):
        assert use(clients) == BOTH


@pytest.mark.parametrize(
    "options",
    [
        {"config": Config(use_fips_endpoint=True)},
        {"config": Config(use_dualstack_endpoint=True)},
        {"endpoint_url": "https://vpce-1.email.us-east-1.vpce.amazonaws.com"},
        {},
    ],
    ids=["fips", "dual-stack", "vpc", "plain"],
)
def test_every_form_of_endpoint(options):
    client = boto3.client("sesv2", **options, **KEYS)
    with moto.mock_aws(), mock_ses() as cloud:
        client.create_email_identity(EmailIdentity="a@example.com")
        assert [found.name for found in cloud.region().identities] == ["a@example.com"]


def test_requests_signed_by_hand():
    with moto.mock_aws(), mock_ses() as cloud:
        form = {"Action": "VerifyEmailIdentity", "EmailAddress": "a@example.com"}
        requests.post("https://email.us-east-1.amazonaws.com/", data=form, timeout=5).raise_for_status()

        assert [found.name for found in cloud.region().identities] == ["a@example.com"]


def test_moto_has_ses_to_itself_where_we_are_not(clients):
    _, v1, _ = clients
    with moto.mock_aws():
        v1.verify_email_identity(EmailAddress="moto@example.com")
        with mock_ses():
            inside = v1.list_identities()["Identities"]
        outside = v1.list_identities()["Identities"]
    assert (inside, outside) == ([], ["moto@example.com"])


@pytest.mark.parametrize("own", [None, boto3.Session(region_name="us-east-1")], ids=["no session", "a session"])
@pytest.mark.parametrize(("first", "left"), list(itertools.product(["moto", "ours"], repeat=2)))
def test_the_two_may_be_left_in_any_order(clients, first, left, own, monkeypatch):
    sns, v1, _ = clients
    monkeypatch.setattr(boto3, "DEFAULT_SESSION", own)
    before = {name: value for name, value in os.environ.items() if name != "PYTEST_CURRENT_TEST"}
    order = [first, *({"moto", "ours"} - {first})]
    both = {"moto": moto.mock_aws(), "ours": mock_ses()}
    stop = moto.core.models.MockAWS.stop
    for name in order:
        both[name].start()
        boto3.client("ses", "us-east-1")  # makes a default session
    assert use(clients) == BOTH
    both.pop(left).stop()
    [(remaining, mock)] = both.items()
    if remaining == "moto":
        assert [found["TopicArn"] for found in sns.list_topics()["Topics"]] != []
    else:
        assert v1.list_identities()["Identities"] == ["a@example.com"]
    mock.stop()
    assert moto.core.models.MockAWS.stop is stop
    after = {name: value for name, value in os.environ.items() if name != "PYTEST_CURRENT_TEST"}
    assert (boto3.DEFAULT_SESSION, after) == (own, before)


def test_aiobotocore_beside_moto():
    session = pytest.importorskip("aiobotocore.session").get_session()

    async def main() -> list[str]:
        async with session.create_client("ses", **KEYS) as client:
            await client.verify_email_identity(EmailAddress="a@example.com")
            return (await client.list_identities())["Identities"]

    with moto.mock_aws(), mock_ses():
        assert asyncio.run(main()) == ["a@example.com"]
