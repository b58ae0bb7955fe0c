"""The account through ses: sending, quota and statistics."""

from __future__ import annotations

from datetime import datetime, timezone

import pytest

pytestmark = pytest.mark.ses(at="2026-01-01T00:14Z", seed=1, verified=["example.com"])

NOW = datetime(2026, 1, 1, tzinfo=timezone.utc)


def test_sending_is_switched_and_left_out_means_off(v1, v2):
    assert v1.get_account_sending_enabled() == {"Enabled": True}
    assert v1.update_account_sending_enabled(Enabled=False) == {}
    assert v1.get_account_sending_enabled() == {"Enabled": False}
    assert v2.get_account()["SendingEnabled"] is False

    v2.put_account_sending_attributes(SendingEnabled=True)
    assert v1.get_account_sending_enabled() == {"Enabled": True}
    assert v1.update_account_sending_enabled() == {}
    assert v1.get_account_sending_enabled() == {"Enabled": False}


def test_quotas_of_production_sandbox_and_of_a_test(v1, ses_cloud):
    production = v1.get_send_quota()
    ses_cloud.sandbox = True
    sandbox = v1.get_send_quota()
    ses_cloud.limits.max_24_hour_send, ses_cloud.limits.max_send_rate = 7, -1

    assert production == {"Max24HourSend": 50000.0, "MaxSendRate": 14.0, "SentLast24Hours": 0.0}
    assert sandbox == {"Max24HourSend": 200.0, "MaxSendRate": 1.0, "SentLast24Hours": 0.0}
    assert v1.get_send_quota() == {"Max24HourSend": 7.0, "MaxSendRate": -1.0, "SentLast24Hours": 0.0}


def test_nothing_sent_is_no_statistics(v1):
    assert v1.get_send_statistics() == {"SendDataPoints": []}


def send(v1, *to, text="Ho"):
    v1.send_email(
        Source="ann@example.com",
        Destination={"ToAddresses": list(to)},
        Message={"Subject": {"Data": "Hi"}, "Body": {"Text": {"Data": text}}},
    )


def point(at, attempts, bounces=0, complaints=0, rejects=0):
    return {
        "Timestamp": at, "DeliveryAttempts": attempts, "Bounces": bounces, "Complaints": complaints, "Rejects": rejects,
    }  # fmt: skip


def test_statistics_come_by_quarters_of_an_hour_and_are_kept_for_two_weeks(v1, ses_cloud):
    ses_cloud.receivers.bounce("bouncing@example.org")
    ses_cloud.receivers.complaint("complaining@example.org")
    send(v1, "a@example.org", "bouncing@example.org", "complaining@example.org")
    send(v1, "b@example.org")
    ses_cloud.clock.advance(minutes=1)
    send(v1, "c@example.org", text=r"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*")
    earlier = point(NOW, 4, bounces=1, complaints=1)
    later = point(NOW.replace(minute=15), 0, rejects=1)

    assert v1.get_send_statistics() == {"SendDataPoints": [earlier, later]}
    ses_cloud.clock.advance(days=14)
    assert v1.get_send_statistics() == {"SendDataPoints": []}


def test_old_statistics_leave_one_by_one(v1, ses_cloud):
    send(v1, "a@example.org")
    ses_cloud.clock.advance(minutes=15)
    send(v1, "b@example.org")
    ses_cloud.clock.advance(days=14, minutes=-15)

    assert v1.get_send_statistics() == {"SendDataPoints": [point(NOW.replace(minute=15), 1)]}
