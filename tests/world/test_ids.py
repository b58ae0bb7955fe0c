"""Ids look as SES's do and repeat for the same seed."""

from __future__ import annotations

import re

from sesmock.world.ids import Ids
from sesmock.world.keys import KeyRing


def test_the_same_seed_gives_the_same_ids():
    def drawn(seed):
        ids = Ids(seed)
        return [ids.uuid(), ids.hex(30), ids.message_id("us-east-1", 1.0), ids.seal("x")]

    assert drawn("a test") == drawn("a test")
    assert set(drawn("a test")).isdisjoint(drawn("another"))


def test_a_number_and_its_digits_are_different_seeds():
    assert Ids(7).seal("x") != Ids("7").seal("x")


def test_request_ids_are_random_uuids():
    form = re.compile("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}")
    uuids = [Ids(seed).uuid() for seed in range(50)]

    assert [uuid for uuid in uuids if not form.fullmatch(uuid)] == []
    assert len(set(uuids)) == 50


def test_a_message_id_tells_region_and_time():
    made = Ids(1).message_id("eu-west-1", 1767225600.123)

    assert re.fullmatch(r"0102[0-9a-f]{12}-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}-000000", made)
    assert int(made[4:16], 16) == 1767225600123


def test_dkim_tokens_are_160_bits_of_lower_case_base32_each():
    tokens = Ids(1).dkim_tokens("123456789012", "us-east-1", "example.com", 0)

    assert len(set(tokens)) == 3
    assert [token for token in tokens if not re.fullmatch("[a-z2-7]{32}", token)] == []


def test_tokens_depend_on_what_they_are_for_and_on_nothing_drawn_before():
    ids, other = Ids(1), Ids(1)
    other.uuid()
    owner = ("123456789012", "us-east-1", "example.com")
    owners = [owner, ("210987654321", *owner[1:]), (owner[0], "eu-west-1", owner[2]), (*owner[:2], "example.org")]

    assert ids.dkim_tokens(*owner, 0) == other.dkim_tokens(*owner, 0)
    assert ids.verification_token(*owner) == other.verification_token(*owner)
    assert len({ids.dkim_tokens(*o, 0) for o in owners} | {ids.dkim_tokens(*owner, 1)}) == 5
    assert len({ids.verification_token(*o) for o in owners}) == 4


def test_a_verification_token_is_256_bits_of_base64():
    token = Ids(1).verification_token("123456789012", "us-east-1", "example.com")

    assert re.fullmatch(r"[A-Za-z0-9+/]{43}=", token)


def test_keys_are_distinct_within_a_cloud_and_recycled_between_clouds():
    ring, next_ring = KeyRing(), KeyRing()
    first, second = ring.key("a", 1024), ring.key("b", 1024)

    assert first is ring.key("a", 1024)
    assert first.public != second.public
    assert next_ring.key("something else", 1024) is first
    assert (first.bits, ring.key("c", 2048).bits) == (1024, 2048)


def test_received_mail_has_ids_of_its_own_form():
    ids = Ids(1)
    made = [ids.received_id() for _ in range(200)]

    assert len(set(made)) == 200
    assert all(re.fullmatch("[0-9a-v]{38}[08go]1", one) for one in made)
    assert {one[38] for one in made} == {"0", "8", "g", "o"}
    assert made[0] == Ids(1).received_id()
