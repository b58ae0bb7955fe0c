"""These tests begin with an environment without AWS in it."""

from __future__ import annotations

import pytest


@pytest.fixture(autouse=True)
def _no_aws(no_aws: None) -> None:
    pass
