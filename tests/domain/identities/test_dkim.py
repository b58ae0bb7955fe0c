"""What may be asked of a domain's DKIM, and how key lengths change."""

from __future__ import annotations

import pytest

from sesmock import Cloud
from sesmock.domain.identities import dkim
from sesmock.domain.refusals import Invalid


@pytest.mark.parametrize(
    ("origin", "selector", "private_key", "next_length", "wish"),
    [
        (None, None, None, None, dkim.SigningAttributes("AWS_SES")),
        (None, None, None, "RSA_1024_BIT", dkim.SigningAttributes("AWS_SES", 1024)),
        ("AWS_SES", None, None, "RSA_2048_BIT", dkim.SigningAttributes("AWS_SES", 2048)),
        ("AWS_SES_EU_WEST_1", None, None, None, dkim.SigningAttributes("AWS_SES_EU_WEST_1")),
        (None, "mine", "bm8ga2V5", None, dkim.SigningAttributes("EXTERNAL", None, "mine", None)),
        ("EXTERNAL", "mine", "bm8ga2V5", None, dkim.SigningAttributes("EXTERNAL", None, "mine", None)),
    ],
)
def test_what_is_asked_for_is_read(origin, selector, private_key, next_length, wish):
    read = dkim.signing_attributes(origin=origin, selector=selector, private_key=private_key, next_length=next_length)

    assert read == wish


@pytest.mark.parametrize(
    ("origin", "selector", "private_key", "next_length", "message"),
    [
        ("EXTERNAL", None, None, None, dkim.KEY_AND_SELECTOR_NEEDED),
        ("EXTERNAL", "mine", None, None, dkim.KEY_AND_SELECTOR_NEEDED),
        (None, None, "bm8ga2V5", None, dkim.KEY_AND_SELECTOR_NEEDED),
        (None, "mine", "bm8ga2V5", "RSA_1024_BIT", dkim.KEY_AND_LENGTH),
        ("EXTERNAL", None, None, "RSA_1024_BIT", dkim.EXTERNAL_WITH_LENGTH),
        ("AWS_SES", "mine", "bm8ga2V5", None, dkim.EASY_WITH_KEY),
        ("AWS_SES_EU_WEST_1", "mine", "bm8ga2V5", None, dkim.REPLICA_WITH_MORE),
        ("AWS_SES_EU_WEST_1", None, None, "RSA_1024_BIT", dkim.REPLICA_WITH_MORE),
    ],
)
def test_what_cannot_be_asked_for_is_refused(origin, selector, private_key, next_length, message):
    with pytest.raises(Invalid) as refusal:
        dkim.signing_attributes(origin=origin, selector=selector, private_key=private_key, next_length=next_length)

    assert refusal.value.message == message


def easy(bits: int = 2048):
    cloud = Cloud(seed=1, at="2026-01-01")
    domain = cloud.region().identities.new_domain("example.com")
    dkim.apply(domain, dkim.SigningAttributes(dkim.EASY, bits))
    return cloud, domain


def switch(domain, bits: int) -> str | None:
    """Ask for a length: the refusal's sentence, or None."""
    before = (domain.dkim.tokens, domain.dkim_report())
    try:
        dkim.apply(domain, dkim.SigningAttributes(dkim.EASY, bits))
    except Invalid as refusal:
        assert (domain.dkim.tokens, domain.dkim_report()) == before, "a refusal changes nothing"
        return refusal.message
    assert domain.dkim.tokens != before[0]
    return None


SAME = dkim.SAME_LENGTH.format
TODAY = dkim.SWITCHED_TODAY


@pytest.mark.parametrize(
    ("start", "steps"),
    [
        # (hours since the creation, asked length, what SES says)
        (2048, [(0, 2048, SAME(length="RSA_2048_BIT"))]),
        (1024, [(0, 1024, SAME(length="RSA_1024_BIT"))]),
        (2048, [(0, 1024, None), (1, 2048, TODAY), (23.9, 2048, TODAY), (24, 2048, None)]),
        # "except the first downgrade to 1024 in that 24 hour period"
        (1024, [(0, 2048, None), (1, 1024, None), (2, 2048, TODAY), (24.5, 2048, TODAY), (25, 2048, None)]),
        (2048, [(0, 1024, None), (24, 2048, None), (25, 1024, None), (26, 1024, SAME(length="RSA_1024_BIT"))]),
    ],
)
def test_a_length_is_switched_once_a_day_but_for_the_first_downgrade(start, steps):
    cloud, domain = easy(start)
    said, hours = [], 0.0
    for at, bits, _ in steps:
        cloud.clock.advance(hours=at - hours)
        hours = at
        said.append((at, bits, switch(domain, bits)))

    assert said == steps


def test_a_switch_makes_new_keys_at_once_and_uses_them_once_they_are_seen():
    cloud, domain = easy(1024)
    cloud.dns.publish(*domain.records)
    first = domain.dkim_report()
    cloud.clock.advance(hours=1)
    switch(domain, 2048)
    switched = domain.dkim_report()
    cloud.dns.publish(*domain.records)
    cloud.clock.advance(hours=1)
    seen = domain.dkim_report()

    assert [(r.status.name, r.next_bits, r.current_bits, r.generated_at) for r in (first, switched, seen)] == [
        ("SUCCESS", 1024, 1024, 1767225600.0),
        ("PENDING", 2048, 1024, 1767229200.0),
        ("SUCCESS", 2048, 2048, 1767229200.0),
    ]
    assert domain.status.name == "SUCCESS"


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
