"""What the plugin does for a person who looks at a failing test: differences of mails, and mails kept as files."""

from __future__ import annotations

import os
from email import message_from_bytes

import pytest

SEND = """
import boto3, pytest, unittest
from sesmock import mock_ses

def send(subject, text="Dear Ann,\\nwelcome.\\n", **more):
    boto3.client("ses", region_name="us-east-1").send_email(
        Source="a@example.com", Destination={"ToAddresses": ["b@example.org"]},
        Message={"Subject": {"Data": subject}, "Body": {"Text": {"Data": text}}}, **more)
"""


@pytest.fixture
def run(run):
    """As everywhere, after SEND."""
    return lambda text, *arguments: run(SEND + text, *arguments)


def test_a_failing_comparison_of_two_mails_says_how_they_differ(run):
    result = run(
        """
@pytest.mark.ses(verified=["example.com"])
def test(ses_cloud):
    send("Welcome")
    send("Welcome!", "Dear Ann,\\ngood bye.\\n", Tags=[{"Name": "kind", "Value": "hello"}])
    first, second = ses_cloud.outbox
    assert first == second
"""
    )

    result.stdout.fnmatch_lines(
        [
            "E*assert <SentMail a@example.com * b@example.org: 'Welcome'> == <SentMail * 'Welcome!'>",
            "E*subject: 'Welcome' != 'Welcome!'",
            "E*text:",
            "E*  Dear Ann,",
            "E*- welcome.",
            "E*+ good bye.",
            "E*tags: {} != {'kind': 'hello'}",
        ]
    )


def test_two_mails_of_one_content_are_said_to_be_two(run):
    result = run(
        """
@pytest.mark.ses(verified=["example.com"])
def test(ses_cloud):
    send("Welcome")
    send("Welcome")
    assert ses_cloud.outbox[0] == ses_cloud.outbox[1]
"""
    )

    result.stdout.fnmatch_lines(["E*nothing but message id and time: two mails of the same content"])


def test_the_outbox_of_failing_tests_is_kept_and_no_other(run, pytester):
    result = run(
        """
@pytest.mark.ses(verified=["example.com"])
@pytest.mark.parametrize("name", ["a/b c", ".."])
def test_fixture(ses_cloud, name):
    send("First " + name)
    send("Second " + name)
    assert name == "x"

@mock_ses(verified=["example.com"])
def test_decorator():
    send("Decorated")
    raise ValueError

def test_no_mail(ses_cloud):
    assert not ses_cloud

@pytest.mark.ses(verified=["example.com"])
def test_passes(ses_cloud):
    send("Fine")

@pytest.mark.ses(verified=["example.com"])
class TestCase(unittest.TestCase):
    def test_method(self):
        send("Method")
        self.fail()
""",
        "--ses-outbox",
        "kept",
    )

    result.assert_outcomes(failed=5, passed=1)
    result.stdout.fnmatch_lines([f"2 mails kept in kept{os.sep}test_it.py_test_fixture_a_b_c_"])
    kept = {
        path.relative_to(pytester.path / "kept").as_posix(): path.read_bytes()
        for path in (pytester.path / "kept").rglob("*.*")
        if path.is_file()
    }
    assert sorted(kept) == [
        "test_it.py_TestCase_test_method/001.eml",
        "test_it.py_TestCase_test_method/001.html",
        "test_it.py_test_decorator/001.eml",
        "test_it.py_test_decorator/001.html",
        "test_it.py_test_fixture_.._/001.eml",
        "test_it.py_test_fixture_.._/001.html",
        "test_it.py_test_fixture_.._/002.eml",
        "test_it.py_test_fixture_.._/002.html",
        "test_it.py_test_fixture_a_b_c_/001.eml",
        "test_it.py_test_fixture_a_b_c_/001.html",
        "test_it.py_test_fixture_a_b_c_/002.eml",
        "test_it.py_test_fixture_a_b_c_/002.html",
    ]
    assert message_from_bytes(kept["test_it.py_test_fixture_a_b_c_/002.eml"])["Subject"] == "Second a/b c"
    assert b">Decorated</h1>" in kept["test_it.py_test_decorator/001.html"]
