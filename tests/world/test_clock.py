"""The clock follows the process, stands still, or is moved on."""

from __future__ import annotations

import asyncio
import itertools
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta, timezone

import pytest

from sesmock import Cloud, Record
from sesmock.world.clock import Clock, instant

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


@pytest.mark.parametrize(("text", "seconds"), [("01.5", 1.5), ("01.25", 1.25), ("01.125", 1.125), ("01.000001", 1)])
def test_a_time_may_have_any_number_of_decimals(text, seconds):
    """Python 3.10 by itself takes three of them, or six."""
    assert Clock(f"1970-01-01T00:00:{text}Z").now() == seconds


@pytest.mark.parametrize("at", ["2026-01-01", None])
def test_what_is_planned_happens_in_its_turn_and_at_its_time(at, monkeypatch):
    monkeypatch.setattr(time, "time", lambda: 1767225600.0)
    clock = Clock(at)
    seen = []
    due = clock.at(hours=2, do=lambda: seen.append(("two", clock.today)))
    clock.at("2026-01-01T01:00Z", do=lambda: clock.at(minutes=30, do=lambda: seen.append(("half past", clock.today))))
    clock.at(hours=2, do=lambda: seen.append(("two again", clock.today)))
    clock.advance(hours=1, minutes=59)
    before = list(seen)
    end = clock.advance(minutes=2)

    assert before == [("half past", NEW_YEAR + timedelta(hours=1.5))]
    assert seen[1:] == [("two", due), ("two again", due)]
    assert (due, end) == (NEW_YEAR + timedelta(hours=2), NEW_YEAR + timedelta(hours=2, minutes=1))


def test_a_clock_that_runs_does_what_is_planned_before_the_next_operation(monkeypatch):
    process = 1767225600.0
    monkeypatch.setattr(time, "time", lambda: process)
    cloud = Cloud(seed=1)
    cloud.verify("example.com")
    cloud.clock.at(minutes=5, do=lambda: cloud.dns.publish("example.com", "TXT", "later"))
    early = cloud.region().identity("example.com").status, cloud.dns.lookup("example.com", "TXT")
    process += 301

    assert early[1] == ()
    assert cloud.dns.lookup("example.com", "TXT") == ("later",)


def test_what_is_planned_and_raises_leaves_the_cloud_usable():
    cloud = Cloud(seed=1, at="2026-01-01")
    cloud.clock.at(hours=1, do=lambda: 1 / 0)
    cloud.clock.at(hours=2, do=lambda: cloud.dns.publish("example.com", "TXT", "later"))
    with pytest.raises(ZeroDivisionError):
        cloud.clock.advance(hours=3)
    with ThreadPoolExecutor(1) as others:  # nobody holds the lock
        assert others.submit(cloud.dns.lookup, "example.com", "TXT").result(timeout=10) == ()
    cloud.clock.advance(hours=2)

    assert cloud.dns.lookup("example.com", "TXT") == ("later",)


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        ({}, TypeError),
        ({"moment": "2026-01-02", "hours": 1}, TypeError),
        ({"moment": "2025-01-01"}, ValueError),
        ({"hours": -1}, ValueError),
    ],
)
def test_a_plan_has_one_time_that_is_to_come(arguments, error):
    with pytest.raises(error):
        Clock("2026-01-01").at(**arguments, do=print)


@pytest.mark.parametrize("at", ["2026-01-01", None])
def test_sleeping_moves_the_clock_and_the_processs_own(at):
    clock = Clock(at)
    real = time.sleep, time.time, time.monotonic, asyncio.sleep
    start, process, monotonic = clock.now(), time.time(), time.monotonic()
    with clock.skipping_sleep():
        time.sleep(3600)
        asyncio.run(asyncio.sleep(1800))
        with pytest.raises(ValueError, match="sleep length must be non-negative"):
            time.sleep(-1)
        slept = clock.now() - start, time.time() - process, time.monotonic() - monotonic

    assert [seconds // 60 for seconds in slept] == [90, 90, 90]
    assert (clock.now() - start) // 60 == 90
    assert (time.time() - process) < 60
    assert (time.sleep, time.time, time.monotonic, asyncio.sleep) == real


def test_a_timeout_of_asyncio_passes_in_mock_time():
    async def slow():
        for _ in range(100):
            await asyncio.sleep(60)

    async def run():
        await asyncio.wait_for(slow(), timeout=300)

    clock = Clock("2026-01-01")
    with clock.skipping_sleep(), pytest.raises(asyncio.TimeoutError):
        asyncio.run(run())
    assert NEW_YEAR + timedelta(minutes=5) <= clock.today <= NEW_YEAR + timedelta(minutes=100)


@pytest.mark.parametrize("delay", [10.5, 3600])
def test_a_sleep_that_is_longer_than_its_timeout_times_out(delay):
    async def run():
        await asyncio.wait_for(asyncio.sleep(delay), timeout=10)

    async def run_gathered():
        await asyncio.gather(run(), return_exceptions=False)

    for start in (run, run_gathered):
        with Clock("2026-01-01").skipping_sleep(), pytest.raises(asyncio.TimeoutError):
            asyncio.run(start())


def test_a_sleep_within_its_timeout_gives_its_result():
    async def run():
        return await asyncio.wait_for(asyncio.sleep(9, "slept"), timeout=10)

    with Clock("2026-01-01").skipping_sleep():
        assert asyncio.run(run()) == "slept"


def test_records_published_together_appear_at_one_instant(monkeypatch):
    ticks = itertools.count(1_000_000)
    monkeypatch.setattr("time.time", lambda: float(next(ticks)))
    cloud = Cloud(seed=1)
    cloud.dns.publish(Record("a.example", "TXT", ("a",)), Record("b.example", "TXT", ("b",)))

    assert len({at for _, at in cloud.dns.changes(["a.example", "b.example"], 0)}) == 1
