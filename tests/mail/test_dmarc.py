"""DMARC: records found and read, alignment, and results."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sesmock.errors import DnsFailure
from sesmock.mail.dkim.verification import Verification
from sesmock.mail.dmarc import Dmarc, Wish, evaluate, wanted
from sesmock.mail.spf import Spf

BROKEN = DnsFailure("example.com", "SERVICE_ERROR")


def looking(records):
    def lookup(name, type):
        assert type == "TXT"
        found = records.get(name, ())
        if isinstance(found, Exception):
            raise found
        return (found,) if isinstance(found, str) else found

    return lookup


@pytest.mark.parametrize(
    ("records", "wish"),
    [
        ({}, None),
        ({"_dmarc.a.example.com": "v=DMARC1; p=none"}, Wish("none", False, False)),
        ({"_dmarc.a.example.com": "v=DMARC1;p=REJECT;adkim=s;aspf=s;pct=0;"}, Wish("reject", True, True)),
        ({"_dmarc.a.example.com": "v=DMARC1; p=reject; sp=none"}, Wish("reject", False, False)),
        ({"_dmarc.a.example.com": "v=DMARC1; p=none; adkim=s; aspf=r"}, Wish("none", True, False)),
        ({"_dmarc.example.com": "v=DMARC1; p=reject"}, Wish("reject", False, False)),
        ({"_dmarc.example.com": "v=DMARC1; p=reject; sp=quarantine"}, Wish("quarantine", False, False)),
        ({"_dmarc.example.com": "v=DMARC1; p=reject; sp=perhaps"}, Wish(None, False, False)),
        ({"_dmarc.a.example.com": ("v=spf1", "v = DMARC1 ; p=none")}, Wish("none", False, False)),
        ({"_dmarc.a.example.com": "v=DMARC1"}, Wish(None, False, False)),
        ({"_dmarc.a.example.com": "v=DMARC1; p=perhaps; rua=mailto:a@b.example"}, Wish("none", False, False)),
        ({"_dmarc.a.example.com": "v=DMARC1; p=none; p=reject"}, Wish(None, False, False)),
        ({"_dmarc.a.example.com": ("v=DMARC1; p=none", "v=DMARC1; p=reject")}, None),
        ({"_dmarc.a.example.com": "v=DMARC10; p=none", "_dmarc.example.com": "p=none; v=DMARC1"}, None),
    ],
)
def test_what_a_domain_wants(records, wish):
    assert wanted("a.example.com", looking(records)) == wish


def test_the_domain_itself_goes_before_the_one_it_belongs_to():
    records = {"_dmarc.a.example.com": "v=DMARC1; p=none", "_dmarc.example.com": "v=DMARC1; p=reject"}

    assert wanted("a.example.com", looking(records)) == Wish("none", False, False)
    with pytest.raises(DnsFailure):
        wanted("a.example.com", looking({**records, "_dmarc.a.example.com": BROKEN}))


def signature(domain, result="pass"):
    return Verification(domain, f"@{domain}", "sel", result)


def result(record, *signatures, spf="none", envelope="other.example", domain="example.com"):
    return evaluate(domain, (Spf(spf, envelope), envelope), signatures, looking({"_dmarc.example.com": record}))


REJECT, STRICT = "v=DMARC1; p=reject", "v=DMARC1; p=quarantine; adkim=s; aspf=s"


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (result(REJECT), Dmarc("fail", "reject")),
        (result(REJECT, signature("example.com")), Dmarc("pass", "reject")),
        (result(REJECT, signature("mail.example.com")), Dmarc("pass", "reject")),
        (result(REJECT, signature("example.com", "fail")), Dmarc("fail", "reject")),
        (result(REJECT, signature("example.net")), Dmarc("fail", "reject")),
        (result(REJECT, signature("example.net"), signature("example.com")), Dmarc("pass", "reject")),
        (result(REJECT, spf="pass"), Dmarc("fail", "reject")),
        (result(REJECT, spf="pass", envelope="bounce.example.com"), Dmarc("pass", "reject")),
        (result(REJECT, spf="softfail", envelope="example.com"), Dmarc("fail", "reject")),
        (result(STRICT, signature("mail.example.com")), Dmarc("fail", "quarantine")),
        (result(STRICT, signature("example.com")), Dmarc("pass", "quarantine")),
        (result(STRICT, spf="pass", envelope="bounce.example.com"), Dmarc("fail", "quarantine")),
        (result(STRICT, spf="pass", envelope="example.com"), Dmarc("pass", "quarantine")),
        (result(REJECT, spf="temperror", envelope="example.com"), Dmarc("temperror", "reject")),
        (result(REJECT, signature("example.com", "temperror")), Dmarc("temperror", "reject")),
        (result(REJECT, signature("example.com", "temperror"), spf="pass", envelope="example.com"),
         Dmarc("pass", "reject")),
        (result(REJECT, signature("example.net", "temperror")), Dmarc("fail", "reject")),
        (result((), signature("example.com")), Dmarc("none", None)),
        (result("v=DMARC1; p=perhaps", signature("example.com")), Dmarc("permerror", None)),
        (result(BROKEN, signature("example.com")), Dmarc("temperror", None)),
        (result(REJECT, signature("example.com"), domain=None), Dmarc("none", None)),
    ],
)  # fmt: skip
def test_results(found, expected):
    assert found == expected


@given(st.lists(st.text("vVpDMARC1=; snorejctuami:é", max_size=30).map(lambda text: f"v=DMARC1;{text}"), max_size=2))
def test_no_junk_raises(texts):
    found = evaluate("example.com", (Spf("none", ""), ""), (), lambda *_: texts)

    assert found.result in {"none", "fail", "permerror"}
