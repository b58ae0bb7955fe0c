"""Quotas, rates and counters of sending, through both APIs, over the clock of the mock."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from sesmock import Cloud

AT = "2026-03-01T12:00:00Z"
QUOTA, RATE = "Daily message quota exceeded.", "Maximum sending rate exceeded."

pytestmark = pytest.mark.ses(verified=["example.com"], at=AT)


def _quota(v1: Any) -> tuple[float, float, float]:
    said = v1.get_send_quota()
    return said["Max24HourSend"], said["MaxSendRate"], said["SentLast24Hours"]


def test_the_daily_quota_counts_recipients_in_a_moving_window_of_24_hours(
    impatient: Any, ses_cloud: Cloud, v1: Any
) -> None:
    ses_cloud.limits.max_24_hour_send = 5
    impatient.simple(to=["a@x.org", "b@x.org"], cc=["c@x.org"])
    ses_cloud.clock.advance(hours=12)
    impatient.simple(to=["a@x.org"])
    assert _quota(v1) == (5.0, 14.0, 4.0)
    impatient.simple(to=["a@x.org", "b@x.org"], bcc=["c@x.org"])  # passes: something was left
    assert _quota(v1) == (5.0, 14.0, 7.0)

    assert impatient.no_simple() == (*impatient.code("Quota"), QUOTA)
    ses_cloud.clock.advance(hours=12)
    assert _quota(v1) == (5.0, 14.0, 4.0)
    impatient.simple()
    assert impatient.no_simple() == (*impatient.code("Quota"), QUOTA)


def test_mail_to_the_simulator_does_not_count_towards_the_quota_and_passes_beyond_it(
    impatient: Any, ses_cloud: Cloud, v1: Any
) -> None:
    ses_cloud.limits.max_24_hour_send = 1
    simulated = ["success@simulator.amazonses.com", "bounce+1@simulator.amazonses.com"]
    impatient.simple(to=simulated)
    assert _quota(v1) == (1.0, 14.0, 0.0)
    impatient.simple(to=[*simulated, "bob@example.org"])
    assert _quota(v1) == (1.0, 14.0, 1.0)
    impatient.simple(to=simulated)

    assert impatient.no_simple(to=[*simulated, "bob@example.org"]) == (*impatient.code("Quota"), QUOTA)


def test_the_rate_counts_recipients_in_a_moving_second(impatient: Any, ses_cloud: Cloud) -> None:
    ses_cloud.limits.max_send_rate = 3
    impatient.simple(to=["a@x.org", "b@x.org"])
    assert impatient.no_simple(to=["a@x.org", "b@x.org"]) == (*impatient.code("Throttled"), RATE)
    impatient.simple(to=["success@simulator.amazonses.com"])  # counts here
    assert impatient.no_simple() == (*impatient.code("Throttled"), RATE)
    ses_cloud.clock.advance(seconds=0.9)
    assert impatient.no_simple() == (*impatient.code("Throttled"), RATE)
    ses_cloud.clock.advance(seconds=0.1)
    impatient.simple(to=["a@x.org", "b@x.org", "c@x.org", "d@x.org"])  # passes after a quiet second

    assert len(ses_cloud.outbox) == 3


def test_the_quota_is_asked_before_the_rate(impatient: Any, ses_cloud: Cloud) -> None:
    ses_cloud.limits.max_send_rate = ses_cloud.limits.max_24_hour_send = 1
    impatient.simple()

    assert impatient.no_simple() == (*impatient.code("Quota"), QUOTA)


@pytest.mark.ses(sandbox=True)
def test_the_sandbox_allows_200_recipients_a_day_and_one_a_second(impatient: Any, ses_cloud: Cloud, v1: Any) -> None:
    assert _quota(v1) == (200.0, 1.0, 0.0)
    for _ in range(4):
        impatient.simple(to=["bob@example.com"] * 50)
        assert impatient.no_simple(to=["bob@example.com"])[2] in {RATE, QUOTA}
        ses_cloud.clock.advance(seconds=1)

    assert _quota(v1) == (200.0, 1.0, 200.0)
    assert impatient.no_simple(to=["bob@example.com"]) == (*impatient.code("Quota"), QUOTA)


@pytest.mark.ses(sandbox=True)
def test_a_raised_rate_holds_in_the_sandbox_too(impatient: Any, ses_cloud: Cloud) -> None:
    ses_cloud.limits.max_send_rate = -1
    for _ in range(20):
        impatient.simple(to=["bob@example.com"])

    assert len(ses_cloud.outbox) == 20


def test_in_production_the_rate_is_told_and_not_enforced(impatient: Any, ses_cloud: Cloud, v1: Any) -> None:
    for _ in range(20):
        impatient.simple()

    assert (len(ses_cloud.outbox), _quota(v1)) == (20, (50000.0, 14.0, 20.0))


def test_without_a_quota_nothing_is_refused_and_all_is_counted(impatient: Any, ses_cloud: Cloud, v1: Any) -> None:
    ses_cloud.limits.max_24_hour_send = -1
    impatient.simple()

    assert _quota(v1) == (-1.0, 14.0, 1.0)


def test_regions_and_accounts_count_apart(mailer: Any, ses_cloud: Cloud, api: Any, v1: Any) -> None:
    mailer.simple()

    assert [_quota(caller)[2] for caller in (v1, api("ses", "eu-west-1"), api("ses", account="222222222222"))] == [
        1.0,
        0.0,
        0.0,
    ]


def test_statistics_count_attempts_bounces_complaints_and_rejects_by_quarters_of_an_hour(
    mailer: Any, ses_cloud: Cloud, v1: Any
) -> None:
    mailer.simple(to=["a@x.org", "b@x.org"])
    mailer.simple(to=["bounce@simulator.amazonses.com", "complaint@simulator.amazonses.com", "c@x.org"])
    ses_cloud.clock.advance(minutes=15)
    mailer.simple(text="X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*")

    points = [
        (
            point["Timestamp"].isoformat(),
            *(point[name] for name in ("DeliveryAttempts", "Bounces", "Complaints", "Rejects")),
        )
        for point in v1.get_send_statistics()["SendDataPoints"]
    ]
    assert points == [("2026-03-01T12:00:00+00:00", 5, 1, 1, 0), ("2026-03-01T12:15:00+00:00", 0, 0, 0, 1)]
