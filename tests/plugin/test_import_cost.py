"""What it costs to have sesmock around: nothing is imported that nobody has asked for."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import sesmock


def imported(*statements: str) -> list[str]:
    """The modules that the last statement imports in a new process, the others' not counted."""
    *before, last = statements
    code = "\n".join(
        [*before, "import sys; known = set(sys.modules)", last, "print(*sorted(set(sys.modules) - known))"]
    )
    environ = os.environ | {"PYTHONPATH": str(Path(sesmock.__file__).parent.parent)}
    return subprocess.run(
        [sys.executable, "-c", code], env=environ, capture_output=True, text=True, check=True
    ).stdout.split()


def test_importing_sesmock_imports_nothing_else():
    assert imported("import sesmock") in (["__future__", "sesmock"], ["sesmock"])


def test_importing_the_plugin_imports_nothing_but_pytest():
    assert imported("import pytest, typing", "import sesmock.pytest_plugin") == ["sesmock", "sesmock.pytest_plugin"]


def test_entering_a_mock_imports_nothing_of_others():
    packages = {name.split(".")[0] for name in imported("import sesmock", "with sesmock.mock_ses(): pass")}

    assert packages <= {*sys.stdlib_module_names, "sesmock"}


SENDING = """
import boto3, sesmock
keys = {"aws_access_key_id": "x", "aws_secret_access_key": "x", "region_name": "us-east-1"}
with sesmock.mock_ses(verified=["example.com"]) as cloud:
    cloud.dns.publish("example.org", "MX", "10 mx.example.org")
    boto3.client("ses", **keys).send_raw_email(RawMessage={"Data": b"From: a@example.com\\nTo: b@example.org\\n\\n"})
    boto3.client("sesv2", **keys).send_email(
        FromEmailAddress="a@example.com", Destination={"ToAddresses": ["bounce@simulator.amazonses.com"]},
        Content={"Simple": {"Subject": {"Data": "s"}, "Body": {"Text": {"Data": "t"}}}},
    )
    assert [mail.fate for mail in cloud.outbox] == ["Delivered", "Bounced"]
    cloud.outbox.last.raw, cloud.events.of("Bounce")[0].payload
"""


def test_a_test_that_receives_no_mail_does_not_load_the_receiving_half():
    code = f"exec({SENDING!r})"
    receiving = [name for name in imported("import sesmock", code) if name.startswith("sesmock.domain.receiving")]

    # where mail goes is asked only where there are MX records at all
    assert receiving == ["sesmock.domain.receiving", "sesmock.domain.receiving.exchangers"]


SEND = """
with sesmock.mock_ses(verified=["example.com"]):
    ses = boto3.client("sesv2")
    ses.create_configuration_set(ConfigurationSetName="a", DeliveryOptions={"SendingPoolName": "ses-shared-pool"})
    ses.list_tags_for_resource(ResourceArn="arn:aws:ses:us-east-1:123456789012:configuration-set/a")
    ses.get_account()
    ses.send_email(
        FromEmailAddress="ann@example.com", Destination={"ToAddresses": ["bob@example.org"]}, ConfigurationSetName="a",
        Content={"Simple": {"Subject": {"Data": "s"}, "Body": {"Text": {"Data": "t"}}}},
    )
"""


def test_sending_imports_nothing_of_dedicated_ips_and_the_dashboard():
    found = imported("import boto3, sesmock", SEND)

    assert "sesmock.domain.sending.sending" in found
    assert [name for name in found if "dedicated_ips" in name or "deliverability" in name] == []


def test_a_test_run_that_does_not_use_sesmock_does_not_load_it(pytester, monkeypatch):
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    pytester.makepyfile(
        """
        import sys

        def test():
            loaded = {name for name in sys.modules if name.split(".")[0] in {"sesmock", "boto3", "botocore"}}
            assert loaded - {"sesmock", "sesmock.pytest_plugin"} == set()
        """
    )
    pytester.runpytest_subprocess("-p", "sesmock.pytest_plugin").assert_outcomes(passed=1)
