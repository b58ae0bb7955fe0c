"""Test runs of their own, with the plugin and nothing else of ours."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.fixture
def run(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch, strict_warnings: tuple[str, ...]
) -> Callable[..., pytest.RunResult]:
    """Run the tests in a file's text, ``test_it.py``; returns pytest's result."""
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")  # only ours, installed or not

    def run(text: str, *arguments: str) -> pytest.RunResult:
        pytester.makepyfile(test_it=text)
        return pytester.runpytest_subprocess(
            "-p", "sesmock.pytest_plugin", *strict_warnings, "--strict-markers", *arguments
        )

    return run
