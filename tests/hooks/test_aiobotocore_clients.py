"""aiobotocore: the same answers through its own ``_send``."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

from sesmock import OperationNotWritten, mock_ses

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

aiobotocore_session = pytest.importorskip("aiobotocore.session")

KEYS = {"aws_access_key_id": "123456789012", "aws_secret_access_key": "secret", "region_name": "eu-west-1"}


def with_client(service: str, use: Callable[[Any], Awaitable[Any]], **options: Any) -> Any:
    """What ``use`` returns when it is given a client."""

    async def main() -> Any:
        async with aiobotocore_session.get_session().create_client(service, **options) as client:
            return await use(client)

    return asyncio.run(main())


def test_both_apis_are_answered():
    async def v1(client: Any) -> list[str]:
        await client.verify_email_identity(EmailAddress="a@example.com")
        return (await client.list_identities())["Identities"]

    async def v2(client: Any) -> str:
        return (await client.get_email_identity(EmailIdentity="a@example.com"))["IdentityType"]

    with mock_ses():
        assert with_client("ses", v1, **KEYS) == ["a@example.com"]
        assert with_client("sesv2", v2, **KEYS) == "EMAIL_ADDRESS"


def test_it_needs_neither_credentials_nor_region(monkeypatch):
    monkeypatch.setenv("AWS_PROFILE", "nowhere")

    async def use(client: Any) -> tuple[str, list[str]]:
        return client.meta.region_name, (await client.list_identities())["Identities"]

    with mock_ses(verified=["example.com"]):
        assert with_client("ses", use) == ("us-east-1", ["example.com"])


def test_a_client_made_before_without_credentials_is_caught():
    async def use(client: Any) -> list[str]:
        with mock_ses(verified=["example.com"], region="eu-west-1"):
            return (await client.list_identities())["Identities"]

    assert with_client("ses", use, region_name="eu-west-1") == ["example.com"]


def test_a_session_from_before_looks_for_its_credentials_again_after():
    async def main() -> tuple[str, object]:
        session = aiobotocore_session.get_session()
        with mock_ses():
            async with session.create_client("ses") as client:
                await client.list_identities()
            inside = await session.get_credentials()
        return inside.access_key, await session.get_credentials()

    assert asyncio.run(main()) == ("sesmock", None)


def test_a_refusal_is_a_client_error():
    async def use(client: Any) -> tuple[int, str]:
        with pytest.raises(ClientError) as caught:
            await client.get_email_identity(EmailIdentity="example.com")
        assert isinstance(caught.value, client.exceptions.NotFoundException)
        return caught.value.response["ResponseMetadata"]["HTTPStatusCode"], caught.value.response["Error"]["Code"]

    with mock_ses():
        assert with_client("sesv2", use, **KEYS) == (404, "NotFoundException")


@pytest.mark.parametrize("mode", ["legacy", "standard", "adaptive"])
def test_what_sesmock_cannot_answer_comes_out_at_once(mode, monkeypatch):
    async def sleep(*_: object) -> None:
        raise AssertionError("a retry")

    async def use(client: Any) -> None:
        monkeypatch.setattr(asyncio, "sleep", sleep)
        await client.get_account()

    with mock_ses(), pytest.raises(OperationNotWritten, match="GET /v1/email/account"):
        with_client("pinpoint-email", use, config=Config(retries={"mode": mode}), **KEYS)


def test_a_decorated_coroutine_gathers():
    @mock_ses(region="eu-west-1")
    async def main() -> list[str]:
        async with aiobotocore_session.get_session().create_client("ses", **KEYS) as client:
            await asyncio.gather(
                *[client.verify_email_identity(EmailAddress=f"{index}@example.com") for index in range(20)]
            )
            return (await client.list_identities())["Identities"]

    assert sorted(asyncio.run(main())) == sorted(f"{index}@example.com" for index in range(20))


def test_after_the_mock_and_for_other_services_its_own_send_is_used(monkeypatch):
    endpoint = pytest.importorskip("aiobotocore.endpoint")

    class Reached(Exception): ...

    async def send(self: Any, request: Any) -> None:
        raise Reached(request.url)

    monkeypatch.setattr(endpoint.AioEndpoint, "_send", send)

    async def use(client: Any) -> None:
        with mock_ses():
            if client.meta.service_model.service_name == "ses":
                await client.list_identities()
            else:
                with pytest.raises(Reached):
                    await client.list_queues()
        with pytest.raises(Reached):
            await (client.list_identities() if hasattr(client, "list_identities") else client.list_queues())

    with_client("ses", use, **KEYS)
    with_client("sqs", use, **KEYS)
    assert endpoint.AioEndpoint._send is send
