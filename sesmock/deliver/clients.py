"""The boto3 clients by which others are reached: moto where it is active, and who a test has named.

A real account is never reached unless a test hands over a client for it, or its URL: what is made for moto has no way
to the network, and what is made for a URL has no credentials but the number of an account.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from functools import cache
from threading import Lock
from typing import TYPE_CHECKING, Any, NoReturn

import botocore.session
from botocore.config import Config
from botocore.handlers import BUILTIN_HANDLERS

if TYPE_CHECKING:
    from sesmock.outside.aws import Arn

_making = Lock()
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_making._at_fork_reinit)  # type: ignore[attr-defined]

# A neighbour that does not answer fails one delivery; it must not hold up a test.
_CONFIG = Config(connect_timeout=5, read_timeout=30, retries={"total_max_attempts": 1})
_IN_PROCESS = _CONFIG.merge(Config(ignore_configured_endpoint_urls=True))  # type: ignore[call-arg]


class Nobody(Exception):
    """There is nobody to tell: moto is not active, or lets that service pass; or a test wants the log only."""


class Clients:
    """Clients by service, region and account, each made when it is first needed."""

    def __init__(self, told: bool | Mapping[str, Any]) -> None:
        named = {} if isinstance(told, bool) else dict(told)
        handlers = named.get("lambda")
        self.handlers: Mapping[str, Any] = named.pop("lambda") if isinstance(handlers, Mapping) else {}
        self.policies: bool = named.pop("policies", False)  # whether resources must say that they let SES in
        self._named = named
        self._rest = told is not False  # whether moto serves who is not named
        self._made: dict[tuple[str, str, str, str], Any] = {}

    def call(
        self,
        service: str,
        operation: str,
        given: Mapping[str, object],
        *,
        region: str,
        account: str,
        role: Arn | None = None,
    ) -> Any:
        """Call an operation of a service, as of an account ("": any): by one of its roles, if it matters which.

        Raises Nobody if there is none to call, and what the client raises.
        """
        client = self._client(service, region, account, role)
        try:
            return getattr(client, operation)(**given)
        except Exception as error:
            if type(error).__name__ == "ServiceNotWhitelisted":  # moto's: it is active, but not for this service
                raise Nobody(service) from error
            raise

    def _client(self, service: str, region: str, account: str, role: Arn | None) -> Any:
        named = self._named.get(service, self._rest)
        if named is True:
            return self._of_moto(service, region, account, role)
        if named is False:
            raise Nobody(service)
        if not isinstance(named, str):
            return named
        # who stands in for AWS takes an access key of 12 digits for the account
        return self._kept(service, region, account or "test", named)

    def _of_moto(self, service: str, region: str, account: str, role: Arn | None) -> Any:
        if not moto_is_active():
            raise Nobody(service)
        own: str = sys.modules["moto.core"].DEFAULT_ACCOUNT_ID
        if account in {own, ""}:
            return self._kept(service, region, own)
        # moto has an account's keys from STS only, and forgets them when it begins anew: they are not kept
        name = f"arn:aws:iam::{account}:role/ses" if role is None else str(role)
        sts = self._kept("sts", region, own)
        keys = sts.assume_role(RoleArn=name, RoleSessionName="ses")["Credentials"]
        return _make(service, region, keys["AccessKeyId"], keys["SecretAccessKey"], keys["SessionToken"])

    def _kept(self, service: str, region: str, account: str, url: str = "") -> Any:
        key = (service, region, account, url)
        found = self._made.get(key)
        if found is None:
            found = self._made[key] = _make(service, region, account, "sesmock", None, url or None)
        return found


def moto_is_active() -> bool:
    """Whether moto answers in this process."""
    core: Any = sys.modules.get("moto.core.models")
    return core is not None and core.botocore_stubber.enabled is True


class _NoNetwork:
    """Where a client for moto would send what moto has not answered."""

    @staticmethod
    def send(request: Any) -> NoReturn:
        raise Nobody(f"moto did not answer {request.method} {request.url}")


@cache
def _session(_: int) -> Any:
    """A session of our own, which keeps the models that it has read; a new one once moto has come to its handlers."""
    return botocore.session.Session()


def _make(service: str, region: str, key: str, secret: str, token: str | None, url: str | None = None) -> Any:
    """A client for a URL, or for moto alone."""
    with _making:
        client = _session(len(BUILTIN_HANDLERS)).create_client(
            service,
            region_name=region,
            endpoint_url=url,
            aws_access_key_id=key,
            aws_secret_access_key=secret,
            aws_session_token=token,
            config=_IN_PROCESS if url is None else _CONFIG,
        )
    if url is None:
        client._endpoint.http_session = _NoNetwork
    return client
