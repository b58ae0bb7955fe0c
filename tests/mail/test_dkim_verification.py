"""Verifying DKIM: the samples of the RFCs, a table of what goes wrong, dkimpy as judge and as signer, and junk."""

from __future__ import annotations

import base64
from hashlib import sha256

import dkim
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from hypothesis import given, settings
from hypothesis import strategies as st

from sesmock.errors import DnsFailure
from sesmock.mail.dkim.canonicalization import relaxed_body
from sesmock.mail.dkim.keys import POOL
from sesmock.mail.dkim.signature import sign
from sesmock.mail.dkim.verification import Verification, verify

KEY = POOL.draw(1024, 0)
PEM = KEY._key.private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption())
NAME = "sel._domainkey.example.com"
NOW = 1_700_000_000.0


def looking(**records):
    """A look-up of TXT records by name, with ``__`` for a dot."""
    known = {name.replace("__", "."): found for name, found in records.items()}

    def lookup(name, type):
        assert type == "TXT"
        found = known.get(name, ())
        if isinstance(found, Exception):
            raise found
        return (found,) if isinstance(found, str) else found

    return lookup


PUBLISHED = looking(**{NAME: f"v=DKIM1; k=rsa; p={KEY.public}"})

# RFC 6376, appendix A.2 and A.3, with erratum 3192.
RFC_6376 = b"""\
DKIM-Signature: v=1; a=rsa-sha256; s=brisbane; d=example.com;
      c=simple/simple; q=dns/txt; i=joe@football.example.com;
      h=Received : From : To : Subject : Date : Message-ID;
      bh=2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=;
      b=AuUoFEfDxTDkHlLXSZEpZj79LICEps6eda7W3deTVFOk4yAUoqOB
      4nujc7YopdG5dWLSdNg6xNAZpOPr+kHxt1IrE+NahM6L/LbvaHut
      KVdkLLkpVaVVQPzeRDI009SO2Il5Lu7rDNH6mZckBdrIx0orEtZV
      4bmp/YzhwvcubU4=;
Received: from client1.football.example.com  [192.0.2.1]
      by submitserver.example.com with SUBMISSION;
      Fri, 11 Jul 2003 21:01:54 -0700 (PDT)
From: Joe SixPack <joe@football.example.com>
To: Suzie Q <suzie@shopping.example.net>
Subject: Is dinner ready?
Date: Fri, 11 Jul 2003 21:00:37 -0700 (PDT)
Message-ID: <20030712040037.46341.5F8J@football.example.com>

Hi.

We lost the game. Are you hungry yet?

Joe.
"""
BRISBANE = (
    "v=DKIM1; p=MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDwIRP/UC3SBsEmGqZ9ZJW3/DkMoGeLnQg1fWn7/zYtIxN2SnFCjxOCKG9v3b4jYf"
    "cTNh5ijSsq631uBItLa7od+v/RtdC2UzJ1lWT947qR+Rcac2gbto/NMqJ0fzfVjH4OuKhitdY9tf6mcwGjaNBcWToIMmPSPDdQPNUYckcQ2QIDAQAB"
)


def test_the_sample_of_rfc_6376():
    lookup = looking(brisbane___domainkey__example__com=BRISBANE)

    assert verify(RFC_6376, lookup, NOW) == (
        Verification("example.com", "joe@football.example.com", "brisbane", "pass"),
    )
    assert verify(RFC_6376.replace(b"dinner", b"supper"), lookup, NOW)[0].reason == "signature did not verify"
    assert verify(RFC_6376.replace(b"hungry", b"angry"), lookup, NOW)[0].reason == "body hash did not verify"


# RFC 8463, appendix A.3: an Ed25519 signature above one of RSA.
RFC_8463 = b"""\
DKIM-Signature: v=1; a=ed25519-sha256; c=relaxed/relaxed;
 d=football.example.com; i=@football.example.com;
 q=dns/txt; s=brisbane; t=1528637909; h=from : to :
 subject : date : message-id : from : subject : date;
 bh=2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=;
 b=/gCrinpcQOoIfuHNQIbq4pgh9kyIK3AQUdt9OdqQehSwhEIug4D11Bus
 Fa3bT3FY5OsU7ZbnKELq+eXdp1Q1Dw==
DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed;
 d=football.example.com; i=@football.example.com;
 q=dns/txt; s=test; t=1528637909; h=from : to : subject :
 date : message-id : from : subject : date;
 bh=2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=;
 b=F45dVWDfMbQDGHJFlXUNB2HKfbCeLRyhDXgFpEL8GwpsRe0IeIixNTe3
 DhCVlUrSjV4BwcVcOF6+FF3Zo9Rpo1tFOeS9mPYQTnGdaSGsgeefOsk2Jz
 dA+L10TeYt9BgDfQNZtKdN1WO//KgIqXP7OdEFE4LjFYNcUxZQ4FADY+8=
From: Joe SixPack <joe@football.example.com>
To: Suzie Q <suzie@shopping.example.net>
Subject: Is dinner ready?
Date: Fri, 11 Jul 2003 21:00:37 -0700 (PDT)
Message-ID: <20030712040037.46341.5F8J@football.example.com>

Hi.

We lost the game.  Are you hungry yet?

Joe.
"""


def test_the_sample_of_rfc_8463():
    lookup = looking(
        brisbane___domainkey__football__example__com="v=DKIM1; k=ed25519; "
        "p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=",
        test___domainkey__football__example__com="v=DKIM1; k=rsa; p=MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDkHlOQoBTzWR"
        "iGs5V6NpP3idY6Wk08a5qhdR6wy5bdOKb2jLQiY/J16JYi0Qvx/byYzCNb3W91y3FutACDfzwQ/BC/e/8uBsCR+yz1Lxj+PL6lHvqMKrM3rG4h"
        "stT5QjvHO9PzoxZyVYLzBfO2EeC3Ip3G+2kryOTIKT+l/K4w3QIDAQAB",
    )

    assert verify(RFC_8463, lookup, NOW) == (
        Verification("football.example.com", "@football.example.com", "brisbane", "pass"),
        Verification("football.example.com", "@football.example.com", "test", "pass"),
    )
    assert [v.result for v in verify(RFC_8463.replace(b"Joe S", b"Jim S"), lookup, NOW)] == ["fail", "fail"]


# ------------------------------------------------------------------------------------------------------------ rules

PLAIN = b"From: joe@example.com\r\nTo: ann@example.org\r\nSubject: hello\r\n\r\nHow are you?\r\n"


def signed(message=PLAIN, **changes):
    """A message with a signature, some tags of which are others (None: left out); its b= is right all the same."""
    body = base64.b64encode(sha256(b"How are you?\r\n").digest()).decode()
    tags = {"v": "1", "a": "rsa-sha256", "c": "relaxed/simple", "d": "example.com", "s": "sel", "h": "from:subject"}
    tags |= {"bh": body, **changes}
    field = "".join(f" {name}={value};" for name, value in tags.items() if value is not None) + " b="
    data = b"from:joe@example.com\r\nsubject:hello\r\ndkim-signature:" + field.strip().encode()
    return f"DKIM-Signature:{field}{base64.b64encode(KEY.sign(data)).decode()}\r\n".encode() + message


def outcome(message, lookup=PUBLISHED, now=NOW):
    (found,) = verify(message, lookup, now)
    return found.result, found.reason


def test_the_helper_signs_what_verifies():
    assert verify(signed(), PUBLISHED, NOW) == (Verification("example.com", "@example.com", "sel", "pass"),)
    assert verify(PLAIN, PUBLISHED, NOW) == ()


SYNTAX = ("neutral", "syntax error in the signature")


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({"v": "2"}, ("neutral", "incompatible version of the signature")),
        ({"v": None}, ("permerror", "signature missing required tag v")),
        ({"h": None}, ("permerror", "signature missing required tag h")),
        ({"a": "rsa-sha1"}, ("permerror", "rsa-sha1 is no longer a signature")),
        ({"a": "rsa-md5"}, ("neutral", "unknown signature algorithm")),
        ({"a": "dsa-sha256"}, ("neutral", "unknown signature algorithm")),
        ({"a": "ed25519-sha256"}, ("permerror", "inappropriate key algorithm")),
        ({"c": "nowsp"}, ("neutral", "unknown canonicalization")),
        ({"c": "relaxed/simple/x"}, ("neutral", "unknown canonicalization")),
        ({"d": "exa mple.com"}, SYNTAX),
        ({"s": ""}, SYNTAX),
        ({"bh": "é"}, SYNTAX),
        ({"d": "com", "i": "@example.com"}, ("permerror", "no key for signature")),
        ({"i": "joe@example.com"}, ("pass", "")),
        ({"i": "joe@Mail.Example.com"}, ("pass", "")),
        ({"i": "@example.org"}, ("permerror", "domain mismatch")),
        ({"i": "@notexample.com"}, ("permerror", "domain mismatch")),
        ({"i": "example.com"}, ("permerror", "domain mismatch")),
        ({"h": "subject"}, ("permerror", "From field not signed")),
        ({"h": "From : Subject"}, ("pass", "")),
        ({"h": "from:subject:x-none:subject"}, ("pass", "")),
        ({"h": "from:subject:dkim-signature"}, ("pass", "")),
        ({"h": "from:subject:to"}, ("fail", "signature did not verify")),
        ({"q": "dns/txt"}, ("pass", "")),
        ({"q": "http:dns/txt"}, ("pass", "")),
        ({"q": "http"}, ("neutral", "unknown query method")),
        ({"l": "14"}, ("pass", "")),
        ({"l": "13"}, ("fail", "body hash did not verify")),
        ({"l": "15"}, ("fail", "body shorter than signed")),
        ({"l": "-1"}, SYNTAX),
        ({"l": "9" * 77}, SYNTAX),
        ({"t": "1", "x": "1700000000"}, ("pass", "")),
        ({"x": "1699999999"}, ("fail", "signature expired")),
        ({"t": "1900000000"}, ("pass", "")),
        ({"t": "5", "x": "5"}, SYNTAX),
        ({"x": "soon"}, SYNTAX),
        ({"unknown": "tag", "z": "From:joe"}, ("pass", "")),
        ({"c": "relaxed"}, ("pass", "")),
        ({"c": "Relaxed/Simple"}, ("pass", "")),
        ({"a": "RSA-SHA256"}, ("pass", "")),
    ],
)
def test_tags_of_a_signature(changes, found):
    assert outcome(signed(**changes)) == found


@pytest.mark.parametrize("tags", ["", "v", "v=1; v=1", "=", "a;b"])
def test_what_is_no_list_of_tags(tags):
    assert verify(f"DKIM-Signature: {tags}\r\n".encode() + PLAIN, PUBLISHED, NOW) == (
        Verification("", "@", "", *SYNTAX),
    )


ED25519 = base64.b64encode(
    Ed25519PrivateKey.from_private_bytes(bytes(32))
    .public_key()
    .public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
).decode()
SHORT = (  # 512 bits
    "MFwwDQYJKoZIhvcNAQEBBQADSwAwSAJBAL51/7kfbkf7EqC3jXgqOS8nMkNgKSFm8whsLnp5H67gwIT71IaYMsObo19J8C9EGkHL6OTdLFPQY6O/"
    "qG8w7JUCAwEAAQ=="
)


@pytest.mark.parametrize(
    ("record", "found"),
    [
        (f"p={KEY.public}", ("pass", "")),
        (f"v=DKIM1; p={KEY.public[:60]} {KEY.public[60:]};", ("pass", "")),
        (f"k=rsa; h=sha1:sha256; s=email:tlsrpt; t=s; n=note; g=other; p={KEY.public}", ("pass", "")),
        (f"s=*; t=y; p={KEY.public}", ("pass", "")),
        (f"v=DKIM2; p={KEY.public}", ("permerror", "key syntax error")),
        (f"p={KEY.public}; v=DKIM1", ("permerror", "key syntax error")),
        ("v=DKIM1", ("permerror", "key syntax error")),
        ("", ("permerror", "key syntax error")),
        ("p=", ("permerror", "key revoked")),
        ("p=x!", ("permerror", "key syntax error")),
        ("p=AAAA", ("permerror", "key syntax error")),
        (f"k=ed25519; p={KEY.public}", ("permerror", "inappropriate key algorithm")),
        (f"p={ED25519}", ("permerror", "inappropriate key algorithm")),
        (f"p={SHORT}", ("policy", "key too short")),
        (f"h=sha1; p={KEY.public}", ("permerror", "inappropriate hash algorithm")),
        (f"s=tlsrpt; p={KEY.public}", ("permerror", "inappropriate service type")),
        (f"p={POOL.draw(1024, 1).public}", ("fail", "signature did not verify")),
        (f"t=y; p={POOL.draw(1024, 1).public}", ("neutral", "signature did not verify")),
        ((), ("permerror", "no key for signature")),
        (("v=spf1 -all", f"p={POOL.draw(1024, 1).public}", f"p={KEY.public}"), ("pass", "")),
        (("p=", f"p={POOL.draw(1024, 1).public}"), ("permerror", "key revoked")),
        (DnsFailure("x", "SERVICE_ERROR"), ("temperror", "key query failed")),
    ],
)
def test_key_records(record, found):
    assert outcome(signed(), looking(**{NAME: record})) == found


def test_a_key_may_forbid_subdomains():
    strict = looking(**{NAME: f"t=y:s; p={KEY.public}"})

    assert outcome(signed(i="joe@example.com"), strict) == ("pass", "")
    assert outcome(signed(i="joe@mail.example.com"), strict) == ("permerror", "domain mismatch")


def test_of_fields_with_one_name_the_lowest_is_signed_first():
    message = signed()
    head, _, body = message.partition(b"\r\n\r\n")

    above = b"Subject: forged\r\n" + message
    below = head + b"\r\nSubject: forged\r\n\r\n" + body

    assert (outcome(above), outcome(below)) == (("pass", ""), ("fail", "signature did not verify"))


def test_signatures_come_in_their_order_each_with_its_own_result():
    other = signed(s="other")
    message = other.partition(b"\r\n")[0] + b"\r\n" + signed()

    assert [(found.selector, found.result) for found in verify(message, PUBLISHED, NOW)] == [
        ("other", "permerror"),
        ("sel", "pass"),
    ]


# ------------------------------------------------------------------------------------------------- dkimpy, both ways

VALUES = st.text(st.characters(min_codepoint=32, max_codepoint=126), min_size=1, max_size=60).map(
    lambda text: text.replace("  x", "\r\n\t x").strip() or "x"
)
HEADERS = st.lists(st.tuples(st.sampled_from(["To", "Subject", "X-Thing", "subject"]), VALUES), min_size=0, max_size=6)
BODIES = st.lists(
    st.one_of(st.sampled_from(["", " ", "\t ", "a  b\t", " .", "--x"]), st.text("ab \t.=é", max_size=30)), max_size=8
).map(lambda lines: "".join(f"{line}\r\n" for line in lines).encode())
PAIRS = [(header, body) for header in (b"simple", b"relaxed") for body in (b"simple", b"relaxed")]


@settings(max_examples=150, deadline=None)
@given(HEADERS, BODIES, st.sampled_from(PAIRS), st.booleans(), st.integers(0, 10_000))
def test_what_dkimpy_signs_verifies_and_what_is_tampered_with_does_not(headers, body, pair, length, place):
    head = "".join(f"{name}: {value}\r\n" for name, value in [("From", "a@example.com"), *headers]).encode()
    message = head + b"\r\n" + body
    signature = dkim.sign(message, b"sel", b"example.com", PEM, canonicalize=pair, length=length)
    key = PUBLISHED(NAME, "TXT")[0].encode()

    assert outcome(signature + message, now=0) == ("pass", "")

    at = len(head) + 2 + place % len(body) if body and place % 2 else place % len(head)
    changed = bytearray(message)
    changed[at] = ord("#") if changed[at] != ord("#") else ord("*")
    tampered = signature + bytes(changed)
    try:
        judged = dkim.verify(tampered, dnsfunc=lambda *_, **__: key)
    except dkim.DKIMException:  # it will not even read it
        return
    assert (outcome(tampered, now=0)[0] == "pass") == judged


@settings(max_examples=100, deadline=None)
@given(HEADERS, BODIES)
def test_what_sesmock_signs_verifies_for_both(headers, body):
    head = "".join(f"{name}: {value}\r\n" for name, value in [("From", "a@example.com"), *headers]).encode()
    message = head + b"\r\n" + body
    names = ["From", "Subject", "Subject", "X-Thing"]
    whole = sign(message, selector="sel", domain="example.com", key=KEY, at=5, names=names) + message
    key = PUBLISHED(NAME, "TXT")[0].encode()

    assert outcome(whole) == ("pass", "")
    assert dkim.verify(whole, dnsfunc=lambda *_, **__: key)


@settings(max_examples=300, deadline=None)
@given(BODIES)
def test_relaxed_bodies_as_dkimpy_makes_them(body):
    assert relaxed_body(body) == dkim.canonicalization.Relaxed.canonicalize_body(body)


def test_relaxed_bodies_as_in_the_rfc():
    assert relaxed_body(b" C \r\nD \t E\r\n\r\n\r\n") == b" C\r\nD E\r\n"  # §3.4.5, example 1
    assert (relaxed_body(b""), relaxed_body(b"\r\n\r\n"), relaxed_body(b"a ")) == (b"", b"", b"a\r\n")


# ------------------------------------------------------------------------------------------------------------- junk

TAGS = st.one_of(
    st.text("vabchdslitxqz=;:@. \r\n\t109é", max_size=60),
    st.builds(
        "v=1; a={}; c={}; d={}; s=sel; h={}; bh={}; b={}; {}".format,
        st.sampled_from(["rsa-sha256", "ed25519-sha256", "x", ""]),
        st.sampled_from(["relaxed/relaxed", "simple", "/", ""]),
        st.sampled_from(["example.com", "é", ".", ""]),
        st.sampled_from(["from", "from:from:dkim-signature", ":", "From : \r\n to"]),
        st.sampled_from(["47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=", "x", ""]),
        st.text("ABCD=+/ ", max_size=12),
        st.text("ilqtx=;019@example.com", max_size=30),
    ),
)


KEYS = st.builds("k={}; p={}".format, st.sampled_from(["rsa", "ed25519", "é"]), st.text("AQM=", max_size=44))


@settings(max_examples=400, deadline=None)
@given(TAGS, st.binary(max_size=60), st.lists(st.one_of(TAGS, KEYS, st.just(f"p={ED25519}")), max_size=3))
def test_no_junk_raises(tags, rest, records):
    for message in (b"DKIM-Signature:" + tags.encode() + b"\r\n" + rest, tags.encode() + rest, rest):
        for found in verify(message, lambda *_: records, NOW):
            assert found.result in {"fail", "neutral", "permerror", "policy"}
