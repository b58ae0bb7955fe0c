"""What the plugin says of sends that SES has refused: a line for the whole run, and more where a test fails."""

from __future__ import annotations

import pytest

START = """
import boto3, pytest, unittest
import sesmock

def send(source="noreply@example.com"):
    try:
        boto3.client("ses", region_name="us-east-1").send_email(
            Source=source, Destination={"ToAddresses": ["b@example.org"]},
            Message={"Subject": {"Data": "Hello"}, "Body": {"Text": {"Data": "Hello."}}})
    except Exception:
        pass
"""
REFUSED = (
    "SendEmail in us-east-1: MessageRejected: Email address is not verified. The following identities failed the check "
    "in region US-EAST-1: noreply@example.com"
)


@pytest.fixture
def run(run):
    """As everywhere, after START."""
    return lambda text, *arguments: run(START + text, *arguments)


def summary(result) -> list[str]:
    return [line for line in result.outlines if line.startswith("SES: ")]


@pytest.mark.parametrize("arguments", [(), ("-q",), ("-p", "xdist", "-n", "1")])
def test_refused_sends_of_passing_tests_are_counted_in_one_line(run, arguments):
    result = run(
        """
@sesmock.mock_ses
def test_decorator():
    send()

def test_fixture(ses_cloud):
    send()
    send()

@sesmock.mock_ses()
class TestCase(unittest.TestCase):
    def test_method(self):
        send("shop@example.com")
""",
        *arguments,
    )

    result.assert_outcomes(passed=3)
    [line] = summary(result)
    assert line == (
        "SES: 4 sends refused: identity not verified: noreply@example.com (3); identity not verified: shop@example.com "
        "(in 3 tests, such as test_it.py::test_decorator)"
    )


def test_the_line_stays_short(run):
    result = run(
        """
def test_many(ses_cloud):
    for name in "abcde":
        send(name + "@example.com")
    send("e@example.com")
"""
    )

    [line] = summary(result)
    assert line == (
        "SES: 6 sends refused: identity not verified: e@example.com (2); identity not verified: a@example.com; "
        "identity not verified: b@example.com; and 2 more reasons (in test_it.py::test_many)"
    )


def test_a_long_reason_is_cut(run):
    result = run(
        """
def test_long(ses_cloud):
    send("a" * 60 + "@" + "b" * 60 + ".example.com")
"""
    )

    [line] = summary(result)
    reason = f"identity not verified: {'a' * 60}@{'b' * 15}…"
    assert line == f"SES: 1 send refused: {reason} (in test_it.py::test_long)"


def test_what_is_refused_on_purpose_is_no_news(run):
    result = run(
        """
def test_staged(ses_cloud):
    ses_cloud.refuse_next("send_email", "MessageRejected", "No.")
    send()

def test_forgotten(ses_cloud):
    send()
    ses_cloud.refused.clear()

def test_no_send(ses_cloud, ses_client):
    with pytest.raises(ses_client.exceptions.ClientError):
        ses_client.get_template(TemplateName="x")

@pytest.mark.ses(verified=["example.com"])
def test_sent(ses_cloud):
    send()
"""
    )

    result.assert_outcomes(passed=4)
    assert summary(result) == []


def test_each_refusal_is_counted_once_in_the_test_that_sent(run):
    result = run(
        """
class TestShared(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.mock = sesmock.mock_ses()
        cls.cloud = cls.mock.start()
        send("class@example.com")
    @classmethod
    def tearDownClass(cls):
        cls.mock.stop()
    def test_one(self):
        send()
    def test_two(self):
        assert len(self.cloud.refused) == 2

@pytest.fixture
def around(ses_cloud):
    send("before@example.com")
    yield
    send("after@example.com")

def test_fixtures(around):
    pass
"""
    )

    result.assert_outcomes(passed=3)
    [line] = summary(result)
    assert line.startswith("SES: 4 sends refused: ")
    assert line.endswith("(in 2 tests, such as test_it.py::TestShared::test_one)")


def test_a_failing_test_tells_the_latest_refusals(run):
    result = run(
        """
@sesmock.mock_ses(region="eu-west-1", verified=["example.com"])
def test_refused(cloud):
    send()
    [mail] = cloud.outbox

def test_other_calls(ses_cloud, ses_client):
    try:
        ses_client.get_template(TemplateName="x")
    except ses_client.exceptions.ClientError:
        pass
    assert ses_cloud.outbox

def test_nothing_refused(ses_cloud):
    assert ses_cloud.outbox
"""
    )

    result.assert_outcomes(failed=3)
    assert sum("SES refused" in line for line in result.outlines) == 2
    result.stdout.fnmatch_lines(
        [
            "*- SES refused -*",
            "1 send refused:",
            f"  {REFUSED}",
            "    example.com is verified in eu-west-1, this call went to us-east-1",
            "*- SES refused -*",
            "1 call refused:",
            "  GetTemplate in us-east-1: TemplateDoesNotExist: Template x does not exist",
        ],
        consecutive=False,
    )


def test_the_outbox_and_a_mail_show_the_line_of_the_test(run):
    result = run(
        """
def test_one(ses_cloud):
    ses_cloud.outbox.one()

def test_last(ses_cloud):
    ses_cloud.outbox.last

@pytest.mark.ses(verified=["example.com"])
def test_body(ses_cloud):
    send()
    ses_cloud.outbox.last.body
"""
    )

    result.assert_outcomes(failed=3)
    result.stdout.fnmatch_lines(
        [
            ">*ses_cloud.outbox.one()",
            "E*LookupError: no mail was sent, and SES has refused nothing",
            ">*ses_cloud.outbox.last",
            "E*LookupError: no mail was sent, and SES has refused nothing",
            ">*ses_cloud.outbox.last.body",
            "E*AttributeError: a sent mail has no 'body'; here it is mail.text, mail.html, or *",
        ]
    )
    assert "outbox.py:" not in result.stdout.str()
    assert "sent.py:" not in result.stdout.str()


def test_no_cloud_outlives_its_test(run):
    result = run(
        """
import gc, weakref

seen = []

@sesmock.mock_ses
def test_one(cloud):
    seen.append(weakref.ref(cloud))

def test_two():
    gc.collect()
    assert seen[0]() is None
"""
    )

    result.assert_outcomes(passed=2)
