"""What tests of the hooks share: an environment without AWS in it, and a network that tells when it is reached."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import pytest
from botocore.httpsession import URLLib3Session

if TYPE_CHECKING:
    from pathlib import Path


class Reached(Exception):
    """A request has come to the network."""


@pytest.fixture(autouse=True)
def _no_aws(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "credentials"))
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")


@pytest.fixture
def network(monkeypatch: pytest.MonkeyPatch) -> type[Reached]:
    """Where botocore sends what nobody has answered before: raises `Reached` with the URL."""

    def send(self: Any, request: Any) -> None:
        raise Reached(request.url)

    monkeypatch.setattr(URLLib3Session, "send", send)
    return Reached
