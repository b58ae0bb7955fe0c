"""Alignment for DMARC, from records in a table."""

from __future__ import annotations

import pytest

from sesmock.errors import DnsFailure
from sesmock.mail.authentication import Signature, dmarc_aligned
from sesmock.mail.dkim.keys import POOL
from sesmock.mail.dkim.record import key_record
from sesmock.mail.spf import check_host


def looking(**records: object):
    """A look-up in these: values by name, with ``__`` for a dot, or an error."""
    known = {name.replace("__", "."): values for name, values in records.items()}

    def lookup(name: str, type: str):
        assert type == "TXT"
        found = known.get(name, ())
        if isinstance(found, Exception):
            raise found
        return (found,) if isinstance(found, str) else found

    return lookup


BROKEN = DnsFailure("example.com", "DNS_SERVER_ERROR")


KEY, OTHER = POOL.draw(1024, 0), POOL.draw(1024, 1)
GOOD = "v=spf1 ip4:192.0.2.1"


def aligned(domain, signed=None, mail_from=None, **records):
    signature = None if signed is None else Signature(signed, "sel", lambda: KEY)
    lookup = looking(**records)
    spf = "pass" if mail_from is None else check_host("192.0.2.1", mail_from, "", "", lookup).result
    return dmarc_aligned(domain, lookup, signature, mail_from, spf)


@pytest.mark.parametrize(
    ("record", "verdict"),
    [
        (key_record(KEY.public), True),
        (("other", key_record(KEY.public)), True),
        (key_record(OTHER.public), False),
        ((), False),
        (BROKEN, False),
    ],
)
def test_a_signature_counts_while_its_key_is_published(record, verdict):
    assert aligned("example.com", "example.com", sel___domainkey__example__com=record) is verdict


def test_a_signature_of_somebody_else_does_not_count():
    def key():
        raise AssertionError("nobody needs it")

    lookup = looking(sel___domainkey__example__net=key_record(KEY.public))
    assert not dmarc_aligned("example.com", lookup, Signature("example.net", "sel", key), None, "pass")


@pytest.mark.parametrize(
    ("one", "other", "relaxed"),
    [
        ("example.com", "example.com", True),
        ("a.example.com", "b.example.com", True),
        ("example.com", "a.b.example.com", True),
        ("example.com", "example.net", False),
        ("example.com", "notexample.com", False),
        ("a.co.uk", "b.co.uk", False),
        ("x.a.co.uk", "y.a.co.uk", True),
        ("a.co.com", "b.co.com", True),
        ("co.uk", "co.uk", True),
        ("a.de", "b.de", False),
    ],
)
def test_spf_counts_for_the_same_organization(one, other, relaxed):
    assert aligned(one, None, other, **{other: GOOD}) is relaxed


def test_spf_counts_only_if_it_passes_and_there_is_a_domain():
    assert not aligned("example.com", None, "example.com", example__com="v=spf1 -all")
    assert not aligned("example.com")


@pytest.mark.parametrize(
    ("name", "record", "by_key", "by_spf"),
    [
        ("_dmarc.a.example.com", "v=DMARC1; p=reject", True, True),
        ("_dmarc.a.example.com", "v=DMARC1; p=reject; aspf=s", True, False),
        ("_dmarc.a.example.com", "V=dmarc1;ADKIM = S", False, True),
        ("_dmarc.example.com", "v=DMARC1; aspf=s; adkim=s", False, False),
        ("_dmarc.a.example.com", ("x", "v=DMARC1; adkim=s; aspf=r"), False, True),
        ("_dmarc.a.example.com", "p=reject; v=DMARC1; adkim=s", True, True),
        ("_dmarc.a.example.com", BROKEN, True, True),
    ],
)
def test_a_domain_may_want_strict_alignment(name, record, by_key, by_spf):
    records = {"example.com": GOOD, "sel._domainkey.example.com": key_record(KEY.public), name: record}

    assert aligned("a.example.com", "example.com", None, **records) is by_key
    assert aligned("a.example.com", None, "example.com", **records) is by_spf


def test_the_record_of_the_domain_itself_goes_before_that_of_its_organization():
    records = {"_dmarc.a.example.com": "v=DMARC1", "_dmarc.example.com": "v=DMARC1; aspf=s", "example.com": GOOD}

    assert aligned("a.example.com", None, "example.com", **records)
    assert aligned("a.example.com", None, "example.com", **{**records, "_dmarc.a.example.com": BROKEN})
