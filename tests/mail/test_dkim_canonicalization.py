from __future__ import annotations

import pytest
from dkim.canonicalization import Relaxed, Simple
from hypothesis import given, settings
from hypothesis import strategies as st

from sesmock.mail.dkim.canonicalization import relaxed_header, simple_body

# The message of RFC 6376 §3.4.5.
HEADERS = [("A", b" X"), ("B ", b" Y\t\r\n\tZ  ")]
BODY = b" C \r\nD \t E\r\n\r\n\r\n"


def test_example_1_relaxed_headers():
    assert b"".join(relaxed_header(*header) for header in HEADERS) == b"a:X\r\nb:Y Z\r\n"


def test_example_2_simple_body():
    assert simple_body(BODY) == b" C \r\nD \t E\r\n"


@pytest.mark.parametrize(
    ("body", "simple"),
    [
        (b"", b"\r\n"),
        (b"\r\n", b"\r\n"),
        (b"\r\n\r\n", b"\r\n"),
        (b" \t\r\n", b" \t\r\n"),
        (b"a", b"a\r\n"),
        (b"a \r\n \r\n", b"a \r\n \r\n"),
        (b"a \t", b"a \t\r\n"),
        (b"a\r", b"a\r\r\n"),
    ],
)
def test_the_ends_of_bodies(body, simple):
    assert simple_body(body) == simple


TEXTS = st.lists(st.sampled_from([b"a", b"b:", b" ", b"\t", b"\r\n"]), max_size=16).map(b"".join)


@settings(deadline=None)
@given(TEXTS)
def test_bodies_come_out_as_dkimpy_has_them(body):
    assert simple_body(body) == Simple.canonicalize_body(body)


@settings(deadline=None)
@given(st.lists(st.sampled_from([b"a", b"B:", b" ", b"\t", b"\r\n ", b"\r\n\t"]), max_size=16).map(b"".join))
def test_headers_come_out_as_dkimpy_has_them(value):
    ((name, canonical_value),) = Relaxed.canonicalize_headers([(b"Name", value + b"\r\n")])
    assert relaxed_header("Name", value) == name + b":" + canonical_value
