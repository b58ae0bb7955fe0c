"""When SES has last looked at a domain."""

from __future__ import annotations

import pytest

from sesmock import Cloud
from sesmock.domain.identities import dkim

START = 1767225600.0  # 2026-01-01
HOUR = 3600.0


@pytest.fixture
def cloud():
    return Cloud(seed=1, at="2026-01-01")


def checked(domain):
    """Hours from the start to the look that is told of; None where there was none."""
    at = domain.verification_info().last_checked
    return None if at is None else (at - START) / HOUR


def test_a_domain_without_records_is_looked_at_every_hour_since_it_was_asked_for(cloud):
    domain = cloud.region().identities.new_domain("example.com")
    seen = []
    for hours in (0, 0.99, 0.01, 0.5, 70):
        cloud.clock.advance(hours=hours)
        seen.append(checked(domain))

    assert seen == [None, None, 1, 1, 71]


def test_asking_again_for_what_has_failed_begins_to_count_anew(cloud):
    domain = cloud.region().identities.new_domain("example.com")
    cloud.clock.advance(hours=73.5)
    failed = (domain.status.name, checked(domain))
    domain.ask_again()
    seen = [checked(domain)]
    for hours in (0.75, 0.5):
        cloud.clock.advance(hours=hours)
        seen.append(checked(domain))

    assert failed == ("FAILED", 73)
    assert seen == [None, None, 74.5]


def test_asking_again_for_what_has_not_failed_begins_nothing(cloud):
    domain = cloud.region().identities.new_domain("example.com")
    cloud.clock.advance(hours=5.5)
    domain.ask_again()

    assert checked(domain) == 5


def test_new_keys_begin_to_count_anew_and_looks_at_the_old_records_are_forgotten(cloud):
    domain = cloud.region().identities.new_domain("example.com")
    dkim.apply(domain, dkim.SigningAttributes(dkim.EASY, 1024))
    cloud.clock.advance(hours=2.25)
    cloud.dns.publish(domain.records[0])
    looked = checked(domain)
    cloud.clock.advance(hours=3.25)
    dkim.apply(domain, dkim.SigningAttributes(dkim.EASY, 2048))
    seen = [checked(domain)]
    cloud.clock.advance(hours=1.5)
    seen.append(checked(domain))

    assert looked == 2.25
    assert seen == [None, 6.5]
