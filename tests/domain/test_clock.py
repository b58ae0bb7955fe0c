"""The clock follows the process, stands still, or is moved on."""

from __future__ import annotations

import itertools
import time
from datetime import datetime, timedelta, timezone

import pytest

from sesmock import Cloud, Record
from sesmock.clock import Clock, instant

NEW_YEAR = datetime(2026, 1, 1, tzinfo=timezone.utc)


@pytest.mark.parametrize(
    "at",
    [
        "2026-01-01T00:00:00Z",
        "2026-01-01 00:00:00+00:00",
        "2026-01-01",
        " 2026-01-01T01:00:00+01:00 ",
        NEW_YEAR,
        datetime(2026, 1, 1),
        datetime(2026, 1, 1, 1, tzinfo=timezone(timedelta(hours=1))),
        1767225600,
        1767225600.0004,
    ],
)
def test_a_time_is_given_as_text_datetime_or_number(at):
    assert instant(at) == 1767225600.0


def test_a_clock_with_a_time_stands_still():
    clock = Clock("2026-01-01")

    assert clock.now() == 1767225600.0
    assert clock.today == NEW_YEAR


def test_a_clock_without_a_time_follows_the_process(monkeypatch):
    clock = Clock()
    monkeypatch.setattr(time, "time", lambda: 1234.56789)

    assert clock.now() == 1234.568


def test_it_follows_freezegun():
    freezegun = pytest.importorskip("freezegun")
    clock = Clock()
    with freezegun.freeze_time("2031-05-05T00:00:00Z") as frozen:
        first = clock.today
        frozen.tick(60)

        assert (first, clock.today) == (
            datetime(2031, 5, 5, tzinfo=timezone.utc),
            datetime(2031, 5, 5, 0, 1, tzinfo=timezone.utc),
        )


@pytest.mark.parametrize("at", ["2026-01-01", None])
def test_it_is_moved_on(at, monkeypatch):
    monkeypatch.setattr(time, "time", lambda: 1767225600.0)
    clock = Clock(at)

    assert clock.advance(hours=73, minutes=1) == NEW_YEAR + timedelta(hours=73, minutes=1)
    assert clock.advance(days=1) == clock.today == NEW_YEAR + timedelta(hours=97, minutes=1)


def test_it_does_not_go_back():
    clock = Clock("2026-01-01")

    with pytest.raises(ValueError, match="a cloud's clock only moves forward"):
        clock.advance(hours=-1)
    assert clock.today == NEW_YEAR


def test_it_is_frozen_and_runs_on_from_there(monkeypatch):
    process = 100.0
    monkeypatch.setattr(time, "time", lambda: process)
    clock = Clock()
    clock.freeze()
    process = 250.0
    frozen = clock.now()
    clock.advance(seconds=5)
    clock.resume()
    process = 260.0

    assert (frozen, clock.now()) == (100.0, 115.0)


def test_resuming_a_running_clock_changes_nothing(monkeypatch):
    monkeypatch.setattr(time, "time", lambda: 100.0)
    clock = Clock()

    assert clock.resume() == datetime(1970, 1, 1, 0, 1, 40, tzinfo=timezone.utc)


def test_records_published_together_appear_at_one_instant(monkeypatch):
    ticks = itertools.count(1_000_000)
    monkeypatch.setattr("time.time", lambda: float(next(ticks)))
    cloud = Cloud(seed=1)
    cloud.dns.publish(Record("a.example", "TXT", ("a",)), Record("b.example", "TXT", ("b",)))

    assert len({at for _, at in cloud.dns.changes(["a.example", "b.example"], 0)}) == 1
