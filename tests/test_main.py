"""The command line, as it is started."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

import sesmock

ROOT = Path(sesmock.__file__).parent.parent


def run(*arguments: str) -> tuple[int, str, str]:
    """Status, output and errors of ``python -m sesmock``, without AWS in its environment."""
    environ = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    done = subprocess.run(
        [sys.executable, "-W", "error", "-m", "sesmock", *arguments],
        env=environ | {"PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8", "COLUMNS": "120"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    return done.returncode, done.stdout, done.stderr


@pytest.mark.parametrize("arguments", [(), ("--help",)])
def test_bare_or_asked_it_prints_what_it_can_do(arguments):
    status, shown, errors = run(*arguments)

    assert (status, errors) == (0, "")
    assert shown.startswith("usage: python -m sesmock [-h] [--version] COMMAND ...\n")
    assert re.search(r"^    story +tell the story of one domain", shown, re.MULTILINE)


def test_it_knows_its_version():
    assert run("--version") == (0, f"sesmock {sesmock.__version__}\n", "")


def test_an_unknown_command_is_refused():
    status, shown, errors = run("stroy")

    assert (status, shown) == (2, "")
    assert "invalid choice: 'stroy'" in errors


def test_the_story_is_told_and_ends_in_what_to_do_next(pytester, monkeypatch):
    status, shown, errors = run("story")

    assert (status, errors) == (0, "")
    assert re.findall(r"(?m)^(\d)\. ", shown) == ["1", "2", "3", "4", "5", "6"]
    assert "      error: An error occurred (BadRequestException)" in shown
    _, next_steps = shown.split("\nWhat next? ")
    for page in re.findall(r"[\w/-]+\.md", next_steps):
        assert (ROOT / page).is_file()
    # What is to be pasted runs, once the code under test stands in its place.
    lines = [line[4:] for line in next_steps.splitlines() if line.startswith("    ")]
    send = (
        'import boto3; boto3.client("sesv2").send_email(FromEmailAddress="a@example.com", '
        'Destination={"ToAddresses": ["ann@example.org"]}, '
        'Content={"Simple": {"Subject": {"Data": "s"}, "Body": {"Text": {"Data": "t"}}}})'
    )
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    pytester.makepyfile("\n".join(lines).replace("...", send, 1))
    pytester.runpytest_subprocess("-p", "sesmock.pytest_plugin", "-W", "error").assert_outcomes(passed=1)
