"""What README.md and the pages on mail say is run as it stands there."""

from __future__ import annotations

import functools
import queue
import re
import tempfile
from pathlib import Path

import boto3
import dkim
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError, ConnectTimeoutError

from sesmock import mock_ses, mock_sesv2

ROOT = Path(__file__).parents[2]
TOPIC = "arn:aws:sns:us-east-1:123456789012:bounces"


def snippets(page):
    """The Python blocks of a page, in order."""
    return re.findall(r"(?ms)^```python\n(.*?)^```$", (ROOT / page).read_text(encoding="utf-8"))


def snippet(page, text):
    """The one block that contains a text."""
    [found] = [block for block in snippets(page) if text in block]
    return found


@pytest.fixture(autouse=True)
def _region(monkeypatch, tmp_path):
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))


@functools.cache
def client(service):
    return boto3.client(service, "us-east-1", aws_access_key_id="x", aws_secret_access_key="x")


def send(to="Ann <ann@example.org>", subject="Welcome", text="Hello.", **tags):
    client("sesv2").send_email(
        FromEmailAddress="Shop <shop@example.com>",
        Destination={"ToAddresses": [to]},
        Content={"Simple": {"Subject": {"Data": subject}, "Body": {"Text": {"Data": text}}}},
        EmailTags=[{"Name": name, "Value": value} for name, value in tags.items()],
    )


def test_two_minutes_to_a_test_of_your_own(pytester, monkeypatch, strict_warnings):
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    pytester.makepyfile(test_welcome=snippet("README.md", "# test_welcome.py"))

    pytester.runpytest_subprocess("-p", "sesmock.pytest_plugin", *strict_warnings).assert_outcomes(passed=1)


def test_the_decorator_and_the_context_manager():
    names = {}
    exec(snippet("README.md", "with mock_sesv2() as cloud: ..."), names)

    assert names["test_welcome_mail"]() is None
    assert names["cloud"].outbox == []


def test_send_verify_bounce_be_told(capsys):
    exec(snippet("README.md", "receivers.bounce"), {"mock_sesv2": mock_sesv2, "boto3": boto3, "dkim": dkim})

    printed = capsys.readouterr().out
    assert printed.startswith("[{'emailAddress': 'gone@example.org', 'action': 'failed', 'status': '5.1.1', ")
    assert "'Type': 'Notification'" in printed


def test_the_outbox_page(capsys, tmp_path):
    reading, why, signatures, looking = snippets("docs/outbox.md")
    with mock_ses(verified=["example.com"]) as cloud:
        send(kind="welcome")
        names = {"cloud": cloud, "dkim": dkim}
        exec(reading, names)
        assert cloud.outbox == []
        exec(why, names | {"boto3": boto3, "mock_ses": mock_ses})
        exec(signatures, names)
        send("Bob <bob@example.org>")
        names["other"] = cloud.outbox.last
        exec(looking, names)

    page, *differences = capsys.readouterr().out.splitlines()
    assert (tmp_path / "welcome.eml").read_bytes() == names["mail"].raw
    assert Path(page).read_text(encoding="utf-8").startswith("<!doctype html>")
    assert differences == [
        "to: ('Ann <ann@example.org>',) != ('Bob <bob@example.org>',)",
        "tags: {'kind': 'welcome'} != {}",
    ]


def test_the_events_page(capsys):
    deciding, happened, received, subscribing, written, neighbour = snippets("docs/events.md")
    with mock_ses(verified=["example.com"]) as cloud:
        names = {"cloud": cloud, "webhook": lambda envelope: print(envelope["Type"])}
        client("ses").set_identity_notification_topic(Identity="example.com", NotificationType="Bounce", SnsTopic=TOPIC)
        decisions = deciding.splitlines()
        exec("\n".join(decisions[:-1]), names)
        send("gone@example.org")
        exec(happened, names)
        exec(received, names)
        exec(decisions[-1], names)
        addresses = ("gone2@example.org", "full@example.org", "x@example.net", "slow@example.org", "ann@example.org")
        for address in addresses:
            send(address)
        assert [[event.type for event in mail.events[1:]] for mail in cloud.outbox] == [
            ["Bounce"], ["Delivery"], ["Bounce"], ["Delivery", "Complaint"], ["DeliveryDelay", "Delivery"],
            ["Delivery", "Open", "Click"],
        ]  # fmt: skip
        capsys.readouterr()
        cloud.deliveries.clear()
        exec(subscribing.splitlines()[0], names)
        send("bounce@simulator.amazonses.com")
        exec(written, names)
        exec(subscribing.splitlines()[1], names)
        names["queue"] = queue.Queue()
        exec(neighbour, names)
        send("bounce@simulator.amazonses.com")
        assert (names["queue"].get_nowait()[0], names["queue"].empty()) == (TOPIC, True)
        other = {"Identity": "example.com", "NotificationType": "Complaint", "SnsTopic": TOPIC + "2"}
        assert refused(client("ses").set_identity_notification_topic, **other) == "InvalidParameterValue"

    told = capsys.readouterr().out.splitlines()
    assert (told[:2], told[2][:32], len(told)) == (["Notification"] * 2, "<Notification to arn:aws:sns:us-", 3)


def refused(call, **parameters):
    with pytest.raises((ClientError, ConnectTimeoutError)) as caught:
        call(**parameters)
    return getattr(caught.value, "response", {"Error": {"Code": "network"}})["Error"]["Code"]


def test_the_faults_page(pytester, monkeypatch, strict_warnings):
    causing, once, retrying = snippets("docs/faults.md")
    names = {"ConnectTimeoutError": ConnectTimeoutError, "boto3": boto3, "Config": Config}
    with mock_ses(verified=["example.com"]) as cloud:
        names["cloud"] = cloud
        exec(once, names)
        exec(causing, names)
        request = {
            "FromEmailAddress": "shop@example.com",
            "Destination": {"ToAddresses": ["ann@example.org"]},
            "Content": {"Simple": {"Subject": {"Data": "s"}, "Body": {"Text": {"Data": "t"}}}},
        }
        assert [refused(names["client"].send_email, **request) for _ in range(9)] == [
            "MessageRejected", "LimitExceededException", "LimitExceededException", "ServiceUnavailable",
            "TooManyRequestsException", "InternalFailure", "InternalFailure", "InternalFailure", "network",
        ]  # fmt: skip
        assert ([operation for operation, _, _ in cloud.faults], cloud.outbox) == (["bulkemailentry"], [])
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    pytester.makepyfile(test_retries=retrying)
    pytester.runpytest_subprocess("-p", "sesmock.pytest_plugin", *strict_warnings).assert_outcomes(passed=1)


def test_the_pytest_page(pytester, monkeypatch, strict_warnings):
    head = "import unittest\nimport pytest, sesmock\nfrom sesmock import mock_ses\n\n"
    used = "def test_the_fixture(verified_domain):\n    assert verified_domain.verified\n"
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    pytester.makepyfile(test_page=head + "\n\n".join(snippets("docs/pytest.md")) + "\n\n" + used)

    # Those that the blocks define: a function with fixtures, one with its cloud, three cases; and the one above.
    pytester.runpytest_subprocess("-p", "sesmock.pytest_plugin", *strict_warnings).assert_outcomes(passed=6)


def test_the_pytest_page_says_what_is_told_of_the_misspelt():
    page = (ROOT / "docs/pytest.md").read_text(encoding="utf-8")
    told = re.findall(r"(?m)^>>> (.*)\n(\w+): (.*)$", page)
    with mock_ses() as cloud:
        for call, kind, message in told:
            with pytest.raises(Exception, match=f"^{re.escape(message)}$") as caught:
                eval(call, {"mock_ses": mock_ses, "cloud": cloud})
            assert caught.type.__name__ == kind

    assert len(told) == 4
