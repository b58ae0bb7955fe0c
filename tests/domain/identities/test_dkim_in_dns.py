"""Every key that SES publishes or asks for, judged by dkimpy."""

from __future__ import annotations

import base64
from itertools import pairwise

import dkim as dkimpy
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from sesmock import Cloud
from sesmock.domain.identities import dkim

PRIVATE = rsa.generate_private_key(public_exponent=65537, key_size=1024).private_bytes(
    Encoding.DER, PrivateFormat.TraditionalOpenSSL, NoEncryption()
)


def easy(cloud, bits, region="us-east-1"):
    domain = cloud.region(region).identities.new_domain("example.com")
    dkim.apply(domain, dkim.SigningAttributes(dkim.EASY, bits))
    return domain


def bits_in_dns(cloud, name):
    _key, bits, key_type, _ = dkimpy.load_pk_from_dns(name.encode() + b".", dnsfunc=cloud.dns.txt)
    assert key_type == b"rsa"
    return bits


@pytest.mark.parametrize("bits", [1024, 2048])
def test_three_easy_dkim_keys_of_the_asked_length_are_found_behind_the_cnames(bits):
    cloud = Cloud(seed=1)
    domain = easy(cloud, bits)
    cloud.dns.publish(*domain.records)

    assert [bits_in_dns(cloud, record.name) for record in domain.records] == [bits] * 3
    assert len({cloud.dns.txt(record.name) for record in domain.records}) == 3


@pytest.mark.parametrize(
    ("target", "status"),
    [
        ("{}", "SUCCESS"), ("{}.", "SUCCESS"), ("a.{}", "PENDING"), ("{}.example.com", "PENDING"), ("{}X", "PENDING"),
        ("dkim.amazonses.com", "PENDING"),
    ],
)  # fmt: skip
def test_a_cname_leads_to_the_whole_name_and_no_other(target, status):
    cloud = Cloud(seed=1)
    domain = easy(cloud, 1024)
    for record in domain.records:
        cloud.dns.publish(record.name, "CNAME", target.format(record.values[0].upper()))

    assert domain.dkim.status.name == status


def test_an_easy_dkim_key_record_is_a_public_key_and_nothing_else():
    cloud = Cloud(seed=1)
    domain = easy(cloud, 2048)
    target = domain.records[0].values[0]

    # Recorded: "p=" and the DER of a SubjectPublicKeyInfo; v= and k= are left out. 2048 bits begin like this.
    assert cloud.dns.txt(target).startswith(b"p=MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8A")


def test_a_brought_key_is_found_at_its_selector():
    cloud = Cloud(seed=1)
    domain = cloud.region().identities.new_domain("example.com")
    asked = dkim.signing_attributes(
        origin=None, selector="mine", private_key=base64.b64encode(PRIVATE).decode(), next_length=None
    )
    dkim.apply(domain, asked)
    cloud.dns.publish(*domain.records)

    assert [record.name for record in domain.records] == ["mine._domainkey.example.com"]
    assert bits_in_dns(cloud, "mine._domainkey.example.com") == 1024


@pytest.mark.parametrize(
    ("region", "zone"), [("eu-west-1", "dkim.amazonses.com"), ("ap-northeast-3", "dkim.ap-northeast-3.amazonses.com")]
)
def test_the_keys_are_served_in_the_zone_of_the_region(region, zone):
    cloud = Cloud(seed=1)
    domain = easy(cloud, 1024, region)

    assert [record.values for record in domain.records] == [(f"{token}.{zone}",) for token in domain.dkim.tokens]
    assert [bits_in_dns(cloud, record.values[0]) for record in domain.records] == [1024] * 3


def test_a_domain_made_anew_has_keys_of_the_length_asked_for_now():
    cloud = Cloud(seed=1)
    first = easy(cloud, 1024)
    before = bits_in_dns(cloud, first.records[0].values[0])
    cloud.region().identities.delete(first)
    second = easy(cloud, 2048)

    assert second.dkim.tokens == first.dkim.tokens
    assert (before, bits_in_dns(cloud, second.records[0].values[0])) == (1024, 2048)


def test_only_the_zone_of_the_region_serves_them():
    cloud = Cloud(seed=1)
    token = easy(cloud, 1024).dkim.tokens[0]

    assert cloud.dns.txt(f"{token}.dkim.eu-south-1.amazonses.com") is None
    assert cloud.dns.txt(f"{'a' * 32}.dkim.amazonses.com") is None
    assert cloud.dns.lookup(f"{token}.dkim.amazonses.com", "A") == ()


def test_the_signing_key_is_the_one_in_dns_through_all_rotations():
    cloud = Cloud(seed=1, at="2026-01-01")
    domain = easy(cloud, 1024)
    cloud.dns.publish(*domain.records)
    used = []
    for _ in range(7):
        selector = domain.dkim.easy.selector
        key = domain.dkim.easy.key(selector)
        assert cloud.dns.txt(f"{selector}._domainkey.example.com") == f"p={key.public}".encode()
        used.append((selector, key.public))
        cloud.clock.advance(days=90)

    # The three selectors take turns, and a selector comes back with another key.
    assert [selector for selector, _ in used] == [*domain.dkim.tokens, *domain.dkim.tokens, domain.dkim.tokens[0]]
    assert len({public for _, public in used}) == 7


def test_a_key_stays_in_dns_until_its_selectors_turn_comes_again():
    cloud = Cloud(seed=1, at="2026-01-01")
    domain = easy(cloud, 1024)
    published = []
    for _ in range(7):
        published.append([cloud.dns.txt(record.values[0]) for record in domain.records])
        cloud.clock.advance(days=90)
    changes = [[new != old for old, new in zip(*pair, strict=True)] for pair in pairwise(published)]

    assert changes == [
        [False, False, False], [False, False, False], [True, False, False], [False, True, False], [False, False, True],
        [True, False, False],
    ]  # fmt: skip


def test_no_private_key_is_shown_by_any_object_that_holds_one():
    secret = base64.b64encode(PRIVATE).decode()
    cloud = Cloud(seed=1)
    domain = cloud.region().identities.new_domain("example.com")
    asked = dkim.signing_attributes(origin=None, selector="mine", private_key=secret, next_length=None)
    dkim.apply(domain, asked)
    shown = "".join(
        map(repr, [cloud, cloud.region(), domain, domain.dkim, domain.dkim.key, asked, domain.dkim_report()])
    )

    assert "<SigningKey of 1024 bits>" in shown
    assert secret[-80:-40] not in shown  # a part of the private half; the public half is no secret
    assert "PRIVATE" not in shown
