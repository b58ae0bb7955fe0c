"""When DKIM that is asked for later begins, with which keys, and where they are found."""

from __future__ import annotations

import pytest

from sesmock import Cloud
from sesmock.domain.identities import dkim


@pytest.mark.parametrize(("asked", "bits"), [(None, 2048), (1024, 1024)])
def test_easy_dkim_after_byodkim_makes_keys_of_the_usual_length_or_the_one_asked_for(asked, bits):
    cloud = Cloud(seed=1, at="2026-01-01")
    domain = cloud.region().identities.new_domain("example.com")
    dkim.apply(domain, dkim.SigningAttributes(dkim.EXTERNAL, selector="mine"))
    report = dkim.apply(domain, dkim.SigningAttributes(dkim.EASY, asked))

    assert (report.next_bits, report.current_bits) == (bits, bits)


def test_records_that_were_there_before_dkim_was_asked_for_count_from_that_moment_on():
    # They are those of the domain's first life, and nobody has looked since.
    cloud = Cloud(seed=1, at="2026-01-01")
    first = cloud.verify("example.com")
    cloud.region().identities.delete(first)
    domain = cloud.region().identities.new_domain("example.com")
    before = (domain.status.name, domain.dkim_report().status.name)
    cloud.clock.advance(hours=10)
    dkim.apply(domain, dkim.SigningAttributes(dkim.EASY))
    cloud.clock.advance(hours=100)

    assert before == ("PENDING", "NOT_STARTED")
    assert (domain.status.name, domain.dkim_report().status.name) == ("SUCCESS", "SUCCESS")


def test_dkim_that_is_asked_for_later_has_72_hours_of_its_own():
    cloud = Cloud(seed=1, at="2026-01-01")
    domain = cloud.region().identities.new_domain("example.com")
    cloud.clock.advance(hours=10)
    dkim.apply(domain, dkim.SigningAttributes(dkim.EASY))
    seen = []
    for hours in (61.99, 0.01, 9.99, 0.01):
        cloud.clock.advance(hours=hours)
        seen.append((domain.status.name, domain.dkim_report().status.name))

    assert seen == [("PENDING", "PENDING"), ("FAILED", "PENDING"), ("FAILED", "PENDING"), ("FAILED", "FAILED")]


@pytest.mark.parametrize(
    ("region", "zone"),
    [
        ("us-east-1", "dkim.amazonses.com"),
        ("eu-central-1", "dkim.amazonses.com"),
        ("eu-central-2", "dkim.eu-central-2.amazonses.com"),
        ("us-gov-east-1", "dkim.us-gov-east-1.amazonses.com"),
        ("us-gov-west-1", "dkim.amazonses.com"),
    ],
)
def test_some_regions_have_a_signing_zone_of_their_own(region, zone):
    assert dkim.signing_hosted_zone(region) == zone
