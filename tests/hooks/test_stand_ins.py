"""Credentials and region: stand-ins where the user has none, and nothing of them afterwards."""

from __future__ import annotations

import contextlib
import datetime
import os
import re
from typing import TYPE_CHECKING

import boto3
import botocore.credentials
import botocore.handlers
import pytest
from botocore.config import Config
from botocore.exceptions import DataNotFoundError
from botocore.loaders import JSONFileLoader

from sesmock import mock_ses
from sesmock.cloud import Cloud
from sesmock.hooks import sessions

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sesmock import Request, Response


@pytest.fixture
def seen(monkeypatch) -> Iterator[list[tuple[str, str, str | None]]]:
    """Access key, region and session token of every request that reaches a cloud."""
    requests = []
    real = Cloud.handle

    def handle(self: Cloud, request: Request) -> Response:
        key, region = re.search("Credential=([^/]*)/[0-9]*/([^/]*)/ses/", request.headers["authorization"]).groups()
        requests.append((key, region, request.headers.get("x-amz-security-token")))
        return real(self, request)

    monkeypatch.setattr(Cloud, "handle", handle)
    return requests


def aws() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name.startswith("AWS_") and "_FILE" not in name}


def test_without_anything_there_are_stand_ins(seen):
    with mock_ses():
        boto3.client("ses").list_identities()
        during = aws()

    assert seen == [("sesmock", "us-east-1", None)]
    assert during == {
        "AWS_ACCESS_KEY_ID": "sesmock",
        "AWS_SECRET_ACCESS_KEY": "sesmock",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_EC2_METADATA_DISABLED": "true",
    }
    assert aws() == {"AWS_EC2_METADATA_DISABLED": "true"}


def test_the_users_own_are_used_and_kept(monkeypatch, seen):
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIAOWN")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    monkeypatch.setenv("AWS_SESSION_TOKEN", "token")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-1")
    before = aws()
    with mock_ses() as cloud:
        boto3.client("ses").list_identities()
        assert aws() == before
        assert cloud.default_region == "eu-west-1"

    assert seen == [("AKIAOWN", "eu-west-1", "token")]
    assert aws() == before


def test_half_a_pair_of_credentials_is_completed(monkeypatch, seen):
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "111122223333")
    with mock_ses() as cloud:
        boto3.client("ses").verify_email_identity(EmailAddress="a@example.com")

        assert [found.name for found in cloud.region(account="111122223333").identities] == ["a@example.com"]
    assert seen == [("111122223333", "us-east-1", None)]
    assert "AWS_SECRET_ACCESS_KEY" not in os.environ


@pytest.mark.parametrize("expiration", [None, "2020-01-01T00:00:00Z"])
def test_a_token_without_a_key_does_not_leak(monkeypatch, seen, expiration):
    for name in ("AWS_SESSION_TOKEN", "AWS_SECURITY_TOKEN"):
        monkeypatch.setenv(name, "real token")
    if expiration is not None:
        monkeypatch.setenv("AWS_CREDENTIAL_EXPIRATION", expiration)
    before = aws()
    with mock_ses():
        boto3.client("ses").list_identities()

    assert seen == [("sesmock", "us-east-1", None)]
    assert aws() == before


def test_the_region_of_other_tools_counts(monkeypatch, seen):
    monkeypatch.setenv("AWS_REGION", "eu-north-1")
    with mock_ses() as cloud:
        boto3.client("sesv2").list_email_identities()
        assert cloud.default_region == "eu-north-1"

    assert seen == [("sesmock", "eu-north-1", None)]
    assert "AWS_DEFAULT_REGION" not in os.environ


@pytest.mark.parametrize("with_key", [False, True])
@pytest.mark.parametrize("name", ["AWS_PROFILE", "AWS_DEFAULT_PROFILE"])
def test_a_profile_that_does_not_exist_is_no_problem(monkeypatch, seen, name, with_key):
    monkeypatch.setenv(name, "nowhere")
    if with_key:
        monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIAOWN")
        monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    before = aws()
    with mock_ses():
        boto3.client("ses").list_identities()

    assert seen == [("AKIAOWN" if with_key else "sesmock", "us-east-1", None)]
    assert aws() == before


def test_the_credentials_in_the_users_files_are_not_touched(monkeypatch, seen, tmp_path):
    (tmp_path / "credentials").write_text("[default]\naws_access_key_id = AKIAREAL\naws_secret_access_key = real\n")
    with mock_ses():
        boto3.client("ses").list_identities()
    assert seen == [("sesmock", "us-east-1", None)]
    assert boto3.Session().get_credentials().access_key == "AKIAREAL"


def test_a_session_from_before_has_its_own_credentials_again_after(seen, tmp_path):
    (tmp_path / "credentials").write_text("[default]\naws_access_key_id = AKIAREAL\naws_secret_access_key = real\n")
    session = boto3.Session()
    with mock_ses():
        session.client("ses").list_identities()
    assert seen == [("sesmock", "us-east-1", None)]
    assert session.get_credentials().access_key == "AKIAREAL"


def test_a_client_from_before_without_credentials_signs_with_stand_ins(seen):
    clients = [boto3.client(service, "eu-west-1") for service in ("ses", "sesv2")]
    assert {client._request_signer._credentials for client in clients} == {None}
    with mock_ses():
        clients[0].list_identities()
        clients[1].list_email_identities()

    assert seen == [("sesmock", "eu-west-1", None)] * 2


def test_a_client_from_before_without_credentials_has_none_after(network):
    client = boto3.client("ses", "eu-west-1")
    with mock_ses():
        client.list_identities()
    with pytest.raises(Exception, match="Unable to locate credentials"):
        client.list_identities()


def test_credentials_that_have_run_out_are_not_refreshed(seen):
    def refresh() -> None:
        raise AssertionError("a call over the network")

    then = datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(hours=1)
    session = boto3.Session(region_name="eu-west-1")
    session._session._credentials = botocore.credentials.RefreshableCredentials(
        "AKIAOLD", "old", "old", then, refresh, "assume-role"
    )
    client = session.client("ses")
    session._session._credentials = botocore.credentials.DeferredRefreshableCredentials(refresh, "sso")
    other = session.client("ses")
    with mock_ses():
        client.list_identities()
        other.list_identities()

    assert seen == [("sesmock", "eu-west-1", None)] * 2


def test_credentials_that_have_not_run_out_are_used(seen):
    then = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(hours=1)
    session = boto3.Session(region_name="eu-west-1")
    session._session._credentials = botocore.credentials.RefreshableCredentials(
        "ASIAROLE", "secret", "token", then, None, "assume-role"
    )
    client = session.client("ses")
    with mock_ses() as cloud:
        cloud.accounts["ASIAROLE"] = "444444444444"
        client.verify_email_identity(EmailAddress="a@example.com")

        assert [found.name for found in cloud.region("eu-west-1", "444444444444").identities] == ["a@example.com"]
    assert seen == [("ASIAROLE", "eu-west-1", "token")]


def test_what_the_user_sets_inside_stays_the_users(monkeypatch):
    with mock_ses():
        os.environ["AWS_DEFAULT_REGION"] = "ap-south-1"
        with mock_ses(region="eu-west-1"):
            assert os.environ["AWS_DEFAULT_REGION"] == "eu-west-1"
        with mock_ses():
            assert os.environ["AWS_DEFAULT_REGION"] == "ap-south-1"
        assert boto3.client("ses").meta.region_name == "ap-south-1"
    assert os.environ.pop("AWS_DEFAULT_REGION") == "ap-south-1"
    assert aws() == {"AWS_EC2_METADATA_DISABLED": "true"}


def test_what_the_user_sets_and_takes_back_inside_leaves_nothing(monkeypatch):
    with mock_ses(), monkeypatch.context() as patch:
        patch.setenv("AWS_ACCESS_KEY_ID", "111122223333")
        patch.setenv("AWS_DEFAULT_REGION", "ap-south-1")
    assert aws() == {"AWS_EC2_METADATA_DISABLED": "true"}


def test_what_the_user_takes_back_after_the_mock_is_settled_with_the_next(monkeypatch):
    mock = mock_ses(region="eu-west-1")
    with monkeypatch.context() as patch:
        mock.start()
        patch.setenv("AWS_ACCESS_KEY_ID", "111122223333")
        patch.setenv("AWS_DEFAULT_REGION", "ap-south-1")
        mock.stop()
    with mock_ses() as cloud:
        assert (cloud.default_region, os.environ["AWS_ACCESS_KEY_ID"]) == ("us-east-1", "sesmock")
    assert aws() == {"AWS_EC2_METADATA_DISABLED": "true"}


def test_the_default_session_of_a_mock_ends_with_it(monkeypatch):
    monkeypatch.setattr(boto3, "DEFAULT_SESSION", None)
    with mock_ses():
        boto3.client("ses")
        session = boto3.DEFAULT_SESSION
    assert session is not None
    assert boto3.DEFAULT_SESSION is None


@pytest.mark.parametrize("own", [None, boto3.Session(region_name="eu-west-3")])
def test_a_default_session_that_is_set_up_in_a_mock_ends_with_it(monkeypatch, own):
    monkeypatch.setattr(boto3, "DEFAULT_SESSION", own)
    with mock_ses():
        boto3.setup_default_session(region_name="eu-west-1")
        assert boto3.client("ses").meta.region_name == "eu-west-1"
    assert boto3.DEFAULT_SESSION is own
    with mock_ses():
        boto3.DEFAULT_SESSION = boto3.Session(region_name="eu-west-2")
        assert boto3.client("ses").meta.region_name == "eu-west-2"
    assert boto3.DEFAULT_SESSION is own


def test_the_users_default_session_is_used_and_kept(monkeypatch):
    own = boto3.Session(region_name="eu-west-3")
    monkeypatch.setattr(boto3, "DEFAULT_SESSION", own)
    with mock_ses():
        assert boto3.client("ses").meta.region_name == "eu-west-3"
        assert boto3.DEFAULT_SESSION is own
    assert boto3.DEFAULT_SESSION is own


def test_a_mock_has_a_default_session_of_its_own_with_the_credentials_of_then(monkeypatch, seen):
    monkeypatch.setattr(boto3, "DEFAULT_SESSION", None)
    used = []
    for key, region in (("111111111111", "eu-west-1"), ("222222222222", "eu-west-2")):
        monkeypatch.setenv("AWS_ACCESS_KEY_ID", key)
        with mock_ses(region=region):
            boto3.client("ses").list_identities()
            used.append(boto3.DEFAULT_SESSION)

    assert used[0] is not used[1]
    assert seen == [("111111111111", "eu-west-1", None), ("222222222222", "eu-west-2", None)]


def test_nothing_that_is_set_on_a_default_session_reaches_the_next_mock(monkeypatch, seen, tmp_path):
    monkeypatch.setattr(boto3, "DEFAULT_SESSION", None)
    with mock_ses():
        boto3.client("ses")
        session = boto3.DEFAULT_SESSION._session
        session.set_config_variable("region", "ap-south-1")
        session.set_default_client_config(Config(user_agent_extra="theirs", retries={"mode": "adaptive"}))
        session.set_credentials("AKIATHEIRS", "secret")
        session.register("before-send.ses", lambda **_: pytest.fail("a handler of an earlier mock"))
        session.get_component("data_loader").search_paths.append(str(tmp_path))
        boto3.client("ses").list_topics_of_theirs = None
    with mock_ses():
        client = boto3.client("ses")
        client.list_identities()

        assert client.meta.config.user_agent_extra is None
        assert client.meta.config.retries["mode"] == "legacy"
        assert str(tmp_path) not in boto3.DEFAULT_SESSION._session.get_component("data_loader").search_paths
    assert seen == [("sesmock", "us-east-1", None)]


def test_models_are_read_once_for_all_mocks_but_not_from_other_places(monkeypatch, tmp_path):
    monkeypatch.setattr(boto3, "DEFAULT_SESSION", None)
    read = []
    real = JSONFileLoader.load_file
    monkeypatch.setattr(JSONFileLoader, "load_file", lambda self, path: read.append(path) or real(self, path))
    with mock_ses():
        boto3.client("ses")
    read.clear()
    with mock_ses():
        boto3.client("ses")
    assert read == []
    with mock_ses():
        boto3.client("ses")
        loader = boto3.DEFAULT_SESSION._session.get_component("data_loader")
        loader.search_paths.append(str(tmp_path))
        (tmp_path / "theirs.json").write_text('{"their": "data"}')
        assert loader.load_data("theirs") == {"their": "data"}
    with mock_ses():
        boto3.client("ses")
        with pytest.raises(DataNotFoundError):
            boto3.DEFAULT_SESSION._session.get_component("data_loader").load_data("theirs")
    assert not any("service-2" in path for path in read)
    monkeypatch.setenv("AWS_DATA_PATH", str(tmp_path))
    with mock_ses():
        boto3.client("ses")
        assert boto3.DEFAULT_SESSION._session.get_component("data_loader").load_data("theirs") == {"their": "data"}
    assert any("service-2" in path for path in read)


def test_a_default_session_that_is_set_up_anew_has_the_credentials_of_then(monkeypatch, seen):
    monkeypatch.setattr(boto3, "DEFAULT_SESSION", None)
    with mock_ses():
        boto3.client("ses").list_identities()
        monkeypatch.setenv("AWS_ACCESS_KEY_ID", "222222222222")
        boto3.setup_default_session()
        boto3.client("ses").list_identities()

    assert [key for key, _, _ in seen] == ["sesmock", "222222222222"]
    monkeypatch.undo()


def test_a_kept_client_is_the_same_for_the_next_test_until_it_is_changed(monkeypatch):
    changes = [
        lambda client: client.meta.events.register("before-send.ses", lambda **_: None),
        lambda client: setattr(client, "list_identities", None),
        lambda client: setattr(client, "_client_config", Config()),
        lambda client: setattr(client.meta.config, "user_agent_extra", "theirs"),
        lambda client: setattr(client._endpoint, "host", "http://localhost"),
        lambda client: setattr(client._request_signer, "_credentials", None),
    ]
    with mock_ses():
        for change in changes:
            one, two = (contextlib.contextmanager(sessions.kept_client)("ses", "us-east-1") for _ in range(2))
            with one as first:
                _ = first.exceptions.MessageRejected
                first.list_identities()
            with two as second:
                assert second is first
                change(second)
            with contextlib.contextmanager(sessions.kept_client)("ses", "us-east-1") as third:
                assert third is not first


def test_a_kept_client_knows_nothing_of_a_default_session_or_of_other_surroundings(monkeypatch):
    keep = contextlib.contextmanager(sessions.kept_client)
    monkeypatch.setattr(boto3, "DEFAULT_SESSION", boto3.Session(aws_access_key_id="AKIAOWN", aws_secret_access_key="x"))
    with mock_ses():
        with keep("ses", "eu-north-1") as client:
            assert client._request_signer._credentials.access_key == "sesmock"
        with monkeypatch.context() as patch, keep("ses", "eu-north-1") as same:
            assert same is client
            patch.setenv("AWS_ENDPOINT_URL_SES", "http://localhost:4566")
            with keep("ses", "eu-north-1") as other:
                assert (other is client, other.meta.endpoint_url) == (False, "http://localhost:4566")
        more = [*botocore.handlers.BUILTIN_HANDLERS, ("before-send", lambda **_: None)]  # as moto does
        monkeypatch.setattr(botocore.handlers, "BUILTIN_HANDLERS", more)
        with keep("ses", "eu-north-1") as other:
            assert other is not client
