"""Time in a mock: the process clock, freezegun, time-machine, and a clock of the cloud's own."""

from __future__ import annotations

import datetime
import time
from typing import TYPE_CHECKING

import boto3
import pytest

from sesmock import mock_ses

if TYPE_CHECKING:
    from collections.abc import Callable

UTC = datetime.timezone.utc


@pytest.fixture(scope="module")
def client():
    return boto3.client("sesv2", "us-east-1", aws_access_key_id="123456789012", aws_secret_access_key="secret")


@pytest.fixture
def created(client) -> Callable[[], str]:
    """Create a template; when that was, as SES says."""

    def create() -> str:
        name = f"t{len(client.list_email_templates()['TemplatesMetadata'])}"
        client.create_email_template(TemplateName=name, TemplateContent={"Subject": "s", "Text": "t"})
        [found] = [t for t in client.list_email_templates()["TemplatesMetadata"] if t["TemplateName"] == name]
        return found["CreatedTimestamp"].astimezone(UTC).isoformat()

    return create


def test_the_clock_is_that_of_the_process(created):
    with mock_ses():
        before = time.time()
        at = datetime.datetime.fromisoformat(created()).timestamp()

        assert before - 1 <= at <= time.time() + 1


def test_freezegun_is_followed(created):
    freezegun = pytest.importorskip("freezegun")
    with mock_ses(), freezegun.freeze_time("2031-02-03T04:05:06Z") as frozen:
        times = [created()]
        frozen.tick(60)
        times.append(created())
    assert times == ["2031-02-03T04:05:06+00:00", "2031-02-03T04:06:06+00:00"]


def test_time_machine_is_followed(created):
    time_machine = pytest.importorskip("time_machine")
    with mock_ses(), time_machine.travel("2031-02-03T04:05:06Z", tick=False) as traveller:
        times = [created()]
        traveller.shift(3600)
        times.append(created())
    assert times == ["2031-02-03T04:05:06+00:00", "2031-02-03T05:05:06+00:00"]


def test_a_cloud_can_stand_still_and_move_on(created):
    with mock_ses(at="2026-01-01T00:00:00Z") as cloud:
        times = [created(), created()]
        cloud.clock.advance(hours=73)
        times.append(created())
        cloud.clock.freeze("2027-01-01T00:00:00Z")
        times.append(created())

        assert times == [
            "2026-01-01T00:00:00+00:00",
            "2026-01-01T00:00:00+00:00",
            "2026-01-04T01:00:00+00:00",
            "2027-01-01T00:00:00+00:00",
        ]


def test_a_cloud_that_resumes_runs_on_with_the_process(created):
    time_machine = pytest.importorskip("time_machine")
    with time_machine.travel("2031-01-01T00:00:00Z", tick=False) as traveller, mock_ses() as cloud:
        cloud.clock.freeze("2026-01-01T00:00:00Z")
        traveller.shift(60)
        times = [created()]
        cloud.clock.resume()
        traveller.shift(60)
        times.append(created())
    assert times == ["2026-01-01T00:00:00+00:00", "2026-01-01T00:01:00+00:00"]
