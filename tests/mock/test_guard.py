"""Code outside any mock: with a guard, what it asks of SES fails at once."""

from __future__ import annotations

import asyncio
import os
import socket
import sys
import unittest

import boto3
import pytest
import requests
import responses
from botocore.config import Config
from botocore.stub import Stubber

import sesmock
from sesmock import NetworkBlocked, mock_ses
from sesmock.mock.active import active, guards

KEYS = {"region_name": "eu-west-1", "aws_access_key_id": "AKIA", "aws_secret_access_key": "secret"}
HOST = "email.eu-west-1.amazonaws.com"


@pytest.fixture(autouse=True)
def _nothing_is_left():
    before = list(sys.meta_path), socket.getaddrinfo, dict(os.environ)
    yield
    assert guards == []
    assert (list(sys.meta_path), socket.getaddrinfo) == before[:2]


@pytest.fixture
def clients(network):
    """Clients of both APIs; what they send ends before the network."""
    return boto3.client("ses", **KEYS), boto3.client("sesv2", **KEYS)


def test_a_request_outside_any_mock_names_the_test(clients, network):
    v1, v2 = clients
    with sesmock.guard():
        for call in (v1.list_identities, v2.get_account, lambda: requests.get(f"https://{HOST}/", timeout=5)):
            with pytest.raises(NetworkBlocked) as caught:
                call()
            assert caught.value.host == HOST
            assert str(caught.value) == (
                f"{HOST} was about to be reached over the network by tests/mock/test_guard.py::"
                "test_a_request_outside_any_mock_names_the_test, where no mock of SES is active. Use the fixture "
                "ses_cloud, the marker ses or mock_ses(); docs/processes.md tells what threads, forked and other "
                "processes see."
            )
        with pytest.raises(NetworkBlocked, match="where no mock"):
            socket.create_connection((HOST, 443))
    with pytest.raises(network):
        v1.list_identities()


def test_no_retries_and_no_search_for_credentials(network):
    client = boto3.client("ses", "eu-west-1", config=Config(retries={"max_attempts": 5, "mode": "standard"}))
    with sesmock.guard(), pytest.raises(NetworkBlocked, match=rf"^{HOST} was about to be"):
        client.list_identities()


def test_in_a_mock_everything_is_answered(clients):
    v1, _ = clients
    with sesmock.guard():
        with mock_ses(verified=["example.com"], region="eu-west-1"):
            assert v1.list_identities()["Identities"] == ["example.com"]
            assert boto3.client("ses").list_identities()["Identities"] == ["example.com"]
            with pytest.raises(NetworkBlocked, match="while sesmock is active"):
                socket.create_connection((HOST, 443))
        with pytest.raises(NetworkBlocked, match="where no mock"):
            v1.list_identities()
    with mock_ses(), sesmock.guard():
        assert v1.list_identities()["Identities"] == []


def test_what_others_answer_is_theirs(clients, network):
    v1, _ = clients
    local = boto3.client("ses", endpoint_url="http://localhost:4566", **KEYS)
    with sesmock.guard():
        with Stubber(v1) as stubber:
            stubber.add_response("list_identities", {"Identities": ["stubbed"]})
            assert v1.list_identities()["Identities"] == ["stubbed"]
        with responses.RequestsMock() as mocked:
            mocked.get(f"https://{HOST}/", body="registered")
            assert requests.get(f"https://{HOST}/", timeout=5).text == "registered"
        with pytest.raises(network, match="http://localhost:4566/"):
            local.list_identities()
        with pytest.raises(network, match="https://sqs"):
            boto3.client("sqs", **KEYS).list_queues()


def test_moto_is_left_alone():
    moto = pytest.importorskip("moto")
    with sesmock.guard(), moto.mock_aws():
        client = boto3.client("ses", "eu-west-1")
        client.verify_email_identity(EmailAddress="a@example.com")
        assert client.list_identities()["Identities"] == ["a@example.com"]


def test_aiobotocore(network):
    session = pytest.importorskip("aiobotocore.session").get_session()

    async def main() -> None:
        async with session.create_client("ses", **KEYS) as client:
            with sesmock.guard(), pytest.raises(NetworkBlocked):
                await client.list_identities()
            with sesmock.guard(), mock_ses():
                assert (await client.list_identities())["Identities"] == []

    asyncio.run(main())


def test_every_way_to_use_it(clients):
    v1, _ = clients

    @sesmock.guard()
    def function() -> None:
        with pytest.raises(NetworkBlocked):
            v1.list_identities()

    @sesmock.guard()
    async def coroutine() -> None:
        await asyncio.sleep(0)
        function()

    @sesmock.guard()
    class Test(unittest.TestCase):
        def test(self) -> None:
            assert len(guards) == 1

    function()
    asyncio.run(coroutine())
    result = unittest.TestResult()
    Test("test").run(result)
    assert (result.testsRun, result.failures, result.errors) == (1, [], [])

    one, two = sesmock.guard(), sesmock.guard()
    one.start()
    two.start()
    one.stop()
    function()
    two.stop()
    two.stop()
    assert (guards, active()) == ([], None)
