"""Canonicalization (RFC 6376 §3.4); it takes and gives CRLF line endings. SES itself signs relaxed/simple."""

from __future__ import annotations

import re

_CRLF = b"\r\n"


def relaxed_header(name: str, value: bytes) -> bytes:
    """§3.4.2, in its five steps. ``value`` is what follows the colon, folding included, last CRLF not."""
    # Convert the field name (not the value) to lower case.
    canonical_name = name.encode("latin-1").lower()
    # Unfold continuation lines: the CRLFs go, the white space stays.
    value = value.replace(_CRLF, b"")
    # Convert every run of white space, and so each former fold, to a single space.
    value = re.sub(rb"[ \t]+", b" ", value)
    # Delete white space at the end of the value; delete white space on either side of the colon.
    return canonical_name.rstrip(b" \t") + b":" + value.strip(b" ") + _CRLF


def simple_body(body: bytes) -> bytes:
    """§3.4.3: empty lines at the end become none, and a body not ending in CRLF, even an empty one, gets one."""
    end = len(body)
    while body.endswith(_CRLF, 0, end):
        end -= 2
    return body[:end] + _CRLF


def relaxed_body(body: bytes) -> bytes:
    """§3.4.4: no white space at the ends of lines, one space for every run of it, no empty lines at the end."""
    # Not "[ \t]+" for all of it: most runs are one space already.
    body = simple_body(re.sub(rb"[ \t]{2,}|\t", b" ", body).replace(b" \r\n", _CRLF).removesuffix(b" "))
    return b"" if body == _CRLF else body
