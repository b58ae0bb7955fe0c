"""Rows of the fidelity page that say assumed, and the probes that ask about them (tests/aws)."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ROWS = [
    line.rstrip(" |")
    for line in (ROOT / "docs/fidelity.md").read_text(encoding="utf-8").splitlines()
    if line.startswith("|") and re.search(r"assumed|\(A\d+\)", line, re.IGNORECASE)
]
ASKED = {
    row
    for file in (ROOT / "tests/aws").glob("test_*.py")
    for row in re.findall(r'(?:case|probe)\(\s*"(A\d+)"', file.read_text(encoding="utf-8"))
}
NOT_ASKED = re.findall(r"^\| (A\d+) \| (.+) \|$", (ROOT / "docs/probes.md").read_text(encoding="utf-8"), re.MULTILINE)


def ids() -> list[str]:
    return [found[1] for line in ROWS if (found := re.search(r"\((A\d+)\)$", line))]


def test_each_row_that_says_assumed_ends_in_an_id_of_its_own():
    known = ids()
    free = 1 + max(int(row[1:]) for row in [*known, *ASKED, *(row for row, _ in NOT_ASKED)])
    without = [line for line in ROWS if not re.search(r"assumed.*\(A\d+\)$", line, re.IGNORECASE)]

    assert without == [], f"the next free id is A{free}"
    assert sorted(known) == sorted(set(known))


def test_each_such_row_has_a_probe_or_a_reason_why_not():
    reasons = [row for row, _ in NOT_ASKED]

    assert sorted([*ASKED, *reasons]) == sorted(ids())


PLUGIN = """
import boto3
from sesmock import Cloud, mock_ses

ELSEWHERE = Cloud(region="eu-west-1", sandbox=True)

def pytest_sessionstart():
    mock_ses(ELSEWHERE).start()

def pytest_sessionfinish():
    print("left:", boto3.client("sesv2", "eu-west-1").list_email_identities()["EmailIdentities"])
"""

PROBES = """
import pytest

NOT_FOUND = "404 NotFoundException: Email identity <<domain>> does not exist."

@pytest.mark.probe("A1", says=NOT_FOUND)
def test_where_both_agree(sesv2, said, names):
    return said(sesv2.get_email_identity, EmailIdentity=names.domain())

@pytest.mark.probe("A2", says=[True, "<region>", "a.<base>"])
def test_where_they_differ(sesv2, region, names):
    sesv2.create_email_identity(EmailIdentity=names.domain())
    return [sesv2.get_account()["ProductionAccessEnabled"], region, f"a.{names.base}"]

@pytest.mark.probe("A3", says="?")
def test_that_breaks(sesv2, names):
    sesv2.create_email_identity(EmailIdentity=names.domain())
    raise RuntimeError

@pytest.mark.probe("A4", says="<sender>")
def test_with_a_sender(sender):
    return sender

def test_that_is_none():
    pass
"""


@pytest.fixture
def run(pytester, monkeypatch, no_aws):
    """Run probes with options; AWS is a mock as well, elsewhere and in the sandbox."""
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    for name in [name for name in os.environ if name in {"CI", "BUILD_NUMBER", "BUILD_ID"}]:
        monkeypatch.delenv(name)
    pytester.makefile(".py", elsewhere=PLUGIN)
    folder = pytester.mkdir("aws")
    (folder / "conftest.py").write_text((ROOT / "tests/aws/conftest.py").read_text(encoding="utf-8"), encoding="utf-8")
    (folder / "test_probes.py").write_text(PROBES, encoding="utf-8")

    def run(*arguments):
        return pytester.runpytest_subprocess("-p", "elsewhere", "--tb=short", "-s", "-W", "error", *arguments)

    return run


WHERE = ("--aws-region", "eu-west-1", "--aws-domain", "mine.example.org")


def test_aws_is_asked_beside_the_mock_and_left_clean(run):
    result = run("aws", "--aws", *WHERE)

    result.assert_outcomes(passed=6, failed=3, skipped=1)
    result.stdout.fnmatch_lines([
        "*left: []*",
        "A2: AWS says",
        "  [[]False, '<region>', 'a.<base>'[]]",
        "*= SES in eu-west-1 =*",
        "| Row | Question | AWS says | sesmock says |",
        "|---|---|---|---|",
        "| A1 | where both agree | `'404 NotFoundException: Email identity <<domain>> does not exist.'` | the same |",
        "| A2 | where they differ | `[[]False, '<region>', 'a.<base>'[]]` | `[[]True, '<region>', 'a.<base>'[]]` |",
        "*short test summary*",
    ], consecutive=False)  # fmt: skip
    assert "mine.example.org" not in result.stdout.str().partition("SES in eu-west-1")[2]


def test_a_sender_of_ones_own_is_used_and_not_shown(run):
    result = run("aws", "--aws", *WHERE, "--aws-sender", "me@mine.example.org", "-k", "sender")

    result.assert_outcomes(passed=2, deselected=8)
    result.stdout.fnmatch_lines(["| A4 | with a sender | `'<sender>'` | the same |"])


def test_without_the_option_only_the_mock_is_asked(run):
    result = run("aws", *WHERE)

    result.assert_outcomes(passed=4, failed=1)
    result.stdout.no_fnmatch_line("*AWS says*")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["aws", "--aws"], "say where with --aws-region REGION, and below which domain"),
        (["aws", "--aws", "--aws-region", "eu-west-1"], "say where with --aws-region"),
        (["aws", "--aws", "--aws-domain", "mine.example.org"], "say where with --aws-region"),
        ([".", "--aws", *WHERE], "unrecognized arguments: --aws"),
    ],
)
@pytest.mark.usefixtures("run")
def test_aws_is_never_asked_by_accident(pytester, arguments, says):
    with pytest.raises(pytest.UsageError, match=says):
        pytester.parseconfigure(*arguments)


@pytest.mark.parametrize("name", ["CI", "BUILD_NUMBER"])
@pytest.mark.usefixtures("run")
def test_ci_never_asks_aws(pytester, monkeypatch, name):
    monkeypatch.setenv(name, "1")

    with pytest.raises(pytest.UsageError, match="this looks like CI"):
        pytester.parseconfigure("aws", "--aws", *WHERE)


@pytest.mark.usefixtures("run")
def test_aws_may_be_asked_with_all_of_it(pytester):
    assert pytester.parseconfigure("aws", "--aws", *WHERE).getoption("--aws-domain") == "mine.example.org"
