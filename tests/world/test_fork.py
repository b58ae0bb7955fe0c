"""Forked processes: none hangs, and none repeats the ids of another."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

import sesmock

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork here")

BEFORE = """
import os, threading, warnings
warnings.simplefilter("ignore", DeprecationWarning)  # from Python 3.12 on, of forks beside threads
import boto3
from sesmock import mock_ses

def send():
    return boto3.client("sesv2").send_email(
        FromEmailAddress="a@example.com", Destination={"ToAddresses": ["b@example.org"]},
        Content={"Simple": {"Subject": {"Data": "Hi"}, "Body": {"Text": {"Data": "Hi"}}}},
    )["MessageId"]

def child(work):
    reading, writing = os.pipe()
    if not os.fork():
        try:
            os.write(writing, str(work()).encode())
        finally:
            os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as file:
        return file.read()
"""

STORIES = {
    "no two processes make the same ids, however time stands still": """
        with mock_ses(verified=["example.com"], at="2026-01-01T00:00:00Z", seed=1) as cloud:
            ids = [child(send) for _ in range(3)] + [child(lambda: child(send)), send()]
            assert len(set(ids)) == 5 and all(len(made) == 60 for made in ids), ids
            assert len(cloud.outbox) == 1  # a child's mails are its own
        with mock_ses(verified=["example.com"], at="2026-01-01T00:00:00Z", seed=1) as cloud:
            again = [child(send) for _ in range(3)] + [child(lambda: child(send)), send()]
            assert again == ids  # and the same ones whenever the test repeats
    """,
    "tokens are the same in a child": """
        def tokens():
            return boto3.client("ses").verify_domain_dkim(Domain="example.com")["DkimTokens"]
        with mock_ses():
            assert child(tokens) == str(tokens())
    """,
    "a lock that another thread holds is free in the child": """
        with mock_ses(verified=["example.com"]) as cloud:
            from sesmock.mail.dkim.keys import POOL
            from sesmock.outside import sns
            from sesmock.mock import mock
            from sesmock.hooks import patches
            held, done = threading.Event(), threading.Event()
            def hold():
                with cloud._world.lock, POOL._lock, sns._making, mock._entering, patches._lock:
                    held.set()
                    done.wait()
            thread = threading.Thread(target=hold)
            thread.start()
            held.wait()
            def work():
                made = send()
                with mock_ses(region="eu-west-1"):
                    return cloud.outbox.last.message_id == made and cloud.outbox.last.raw and cloud.clock.today and 1
            assert child(work) == "1"
            done.set()
            thread.join()
            send()
    """,
    "a fork while the lock is one's own": """
        with mock_ses(verified=["example.com"]) as cloud:
            with cloud._world.lock:
                with cloud._world.lock:
                    assert child(lambda: (cloud._world.lock._depth, cloud._world.instant is not None)) == "(2, True)"
                def leave():
                    cloud._world.lock.__exit__()
                    return send() and cloud._world.lock._depth
                assert child(leave) == "0"
            send()
    """,
    "a mock may be entered in the child of one that has none, and outlives nothing": """
        def work():
            with mock_ses(verified=["example.com"]) as cloud:
                send()
                return len(cloud.outbox)
        assert child(work) == "1"
        with mock_ses():
            pass
        assert child(work) == "1"
    """,
}


@pytest.mark.parametrize("story", STORIES)
def test_forks(story):
    environ = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    environ["PYTHONPATH"] = str(Path(sesmock.__file__).parent.parent)
    done = subprocess.run(
        [sys.executable, "-c", BEFORE + textwrap.dedent(STORIES[story])],
        env=environ,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )

    assert (done.returncode, done.stderr) == (0, "")
