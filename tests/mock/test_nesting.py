"""Mocks in mocks, in every order, and what is left behind: nothing."""

from __future__ import annotations

import itertools
import os
import socket
import ssl
import sys
import threading
from http.client import HTTPConnection

import boto3
import botocore.endpoint
import botocore.session
import botocore.signers
import pytest
import urllib3.connectionpool

from sesmock import Cloud, mock_ses
from sesmock.mock.active import active

try:
    import responses
except ImportError:  # it is optional
    responses = None

PLACES = [
    (botocore.endpoint.Endpoint, "_send"),
    (botocore.signers.RequestSigner, "get_auth_instance"),
    (botocore.session.Session, "get_credentials"),
    (boto3, "setup_default_session"),
    (urllib3.connectionpool.HTTPConnectionPool, "urlopen"),
    (socket, "getaddrinfo"),
    (socket.socket, "connect"),
    (ssl.SSLContext, "wrap_socket"),
    (ssl.SSLContext, "wrap_bio"),
    (HTTPConnection, "putrequest"),
    *([(responses.RequestsMock, "_on_request")] if responses else []),
]


def world() -> dict[str, object]:
    """Everything a mock touches."""
    return {
        **{f"{owner.__name__}.{name}": vars(owner).get(name) for owner, name in PLACES},
        "environ": {name: value for name, value in os.environ.items() if name != "PYTEST_CURRENT_TEST"},
        "meta_path": list(sys.meta_path),
        "session": boto3.DEFAULT_SESSION,
    }


@pytest.fixture(autouse=True)
def _nothing_is_left():
    before = world()
    yield
    assert active() is None
    assert world() == before


def test_a_mock_changes_every_place_it_says_it_does():
    before = world()
    with mock_ses():
        during = world()

    assert {name for name in before if before[name] == during[name]} == {"session"}


def test_an_inner_mock_shares_the_cloud():
    with mock_ses() as outer:
        with mock_ses() as inner:
            assert inner is outer
        assert active() is outer


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
def test_mocks_may_be_left_in_any_order(order):
    mocks = [mock_ses(), mock_ses(region="eu-west-1"), mock_ses(region="eu-west-2", auto_verify=True)]
    cloud = mocks[0].start()
    assert {mock.start() for mock in mocks[1:]} == {cloud}
    left = set()
    for index in order:
        mocks[index].stop()
        left.add(index)
        if len(left) < 3:
            region = "eu-west-2" if 2 not in left else "eu-west-1" if 1 not in left else "us-east-1"
            assert active() is cloud
            assert (cloud.default_region, os.environ["AWS_DEFAULT_REGION"]) == (region, region)
            assert cloud.auto_verify == (2 not in left)


def test_the_settings_of_an_inner_mock_end_with_it():
    with mock_ses(auto_verify=True, at="2026-01-01T00:00:00Z", account="111111111111") as cloud:
        clock = cloud.clock
        with mock_ses(
            auto_verify=False, sandbox=True, at="2027-01-01T00:00:00Z", account="222222222222", verified=["example.com"]
        ):
            assert (cloud.auto_verify, cloud.sandbox, cloud.default_account) == (False, True, "222222222222")
            assert cloud.clock.today.year == 2027
        assert (cloud.auto_verify, cloud.sandbox, cloud.default_account) == (True, False, "111111111111")
        assert cloud.clock is clock
        assert [found.name for found in cloud.region(account="222222222222").identities] == ["example.com"]


def test_an_inner_mock_that_cannot_be_entered_changes_nothing():
    with mock_ses() as cloud:
        with pytest.raises(Exception, match="Invalid"):
            mock_ses(auto_verify=True, sandbox=True, verified=["not a name"]).start()

        assert (cloud.auto_verify, cloud.sandbox, active()) == (False, False, cloud)


def test_a_mock_that_cannot_be_entered_changes_nothing():
    for settings in ({"at": "soon"}, {"region": 1}, {"verified": ["not a name"]}):
        with pytest.raises(Exception, match=r"Invalid|must be a string|is no time"):
            mock_ses(**settings).start()


def test_an_explicit_cloud_isolates():
    own = Cloud(region="eu-west-3")
    with mock_ses() as outer:
        boto3.client("ses").verify_email_identity(EmailAddress="outer@example.com")
        with mock_ses(own) as inner:
            boto3.client("ses").verify_email_identity(EmailAddress="inner@example.com")
            with mock_ses() as innermost:
                assert innermost is inner is own
            in_own = boto3.client("ses").list_identities()["Identities"]
        in_outer = boto3.client("ses").list_identities()["Identities"]

        assert (in_own, in_outer) == (["inner@example.com"], ["outer@example.com"])
        assert active() is outer
    assert [found.name for found in own.region("eu-west-3").identities] == ["inner@example.com"]


def test_an_explicit_cloud_keeps_its_state_from_one_mock_to_the_next():
    cloud = Cloud()
    with mock_ses(cloud):
        boto3.client("ses").verify_email_identity(EmailAddress="a@example.com")
    with mock_ses(cloud):
        assert boto3.client("ses").list_identities()["Identities"] == ["a@example.com"]


def test_everything_is_restored_after_an_exception():
    before = world()

    def interrupted() -> None:
        with mock_ses():
            boto3.client("ses")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert world() == before


def test_a_wrapper_that_somebody_puts_over_ours_stays_and_ours_goes_with_it(monkeypatch, network):
    endpoint = botocore.endpoint.Endpoint
    real = endpoint._send
    seen = []

    def theirs(self, request):
        seen.append(request.method)
        return below(self, request)

    mock = mock_ses()
    mock.start()
    below = endpoint._send
    endpoint._send = theirs
    client = boto3.client("ses")
    client.list_identities()
    mock.stop()
    assert endpoint._send is theirs
    with pytest.raises(network):
        client.list_identities()
    with mock_ses():
        client.list_identities()
    assert endpoint._send is theirs
    endpoint._send = below
    with mock_ses():
        pass
    assert seen == ["POST", "POST"]
    assert endpoint._send is real


def test_a_wrapper_below_ours_that_is_taken_away_first_leaves_nothing_of_ours():
    endpoint = botocore.endpoint.Endpoint
    real = endpoint._send

    def theirs(self, request):
        return real(self, request)

    endpoint._send = theirs
    mock = mock_ses()
    mock.start()
    endpoint._send = real
    mock.stop()
    assert endpoint._send is real


def test_one_mock_object_may_serve_many_threads_at_once():
    mock = mock_ses()
    problems = []
    barrier = threading.Barrier(4)

    def work() -> None:
        barrier.wait()
        for _ in range(50):
            with mock as cloud:
                if active() is None or cloud.default_region != "us-east-1":
                    problems.append(cloud)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert problems == []


def test_a_decorated_function_may_call_itself():
    @mock_ses
    def count(n: int) -> set[Cloud | None]:
        return {active()} | (count(n - 1) if n else set())

    assert len(count(5)) == 1


def test_threads_of_the_code_under_test_are_in_the_mock():
    seen = []
    with mock_ses(verified=["example.com"]):
        client = boto3.client("ses")
        thread = threading.Thread(target=lambda: seen.append(client.list_identities()["Identities"]))
        thread.start()
        thread.join()
    assert seen == [["example.com"]]
