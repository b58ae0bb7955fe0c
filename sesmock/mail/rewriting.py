"""Changing the bodies of a message that somebody else has composed; all else stays as it was, byte for byte."""

from __future__ import annotations

import base64
import binascii
import re
from typing import TYPE_CHECKING

from sesmock.mail.mime import Message

if TYPE_CHECKING:
    from collections.abc import Callable
    from email.message import Message as Header

    Change = Callable[[str, str], str]  # what text becomes: takes its subtype, plain or html, and the text

_CRLF = b"\r\n"


def rewritten(raw: bytes, change: Change) -> bytes:
    """The message with its texts changed: parts of text/plain and text/html that are no attachments.

    A part keeps its charset and its transfer encoding, so ``change`` may add only what both can say; texts come with
    CRLF line endings. A part in a charset that nobody knows, or that breaks its own, is read byte by byte.
    """
    from email import message_from_bytes

    message = Message(raw)
    head = message_from_bytes(message.to_bytes().partition(b"\r\n\r\n")[0] + b"\r\n\r\n")
    body = _body(head, message.body, change)
    if body == message.body:
        return raw
    message.body = body
    return message.to_bytes()


def _body(head: Header, body: bytes, change: Change) -> bytes:
    if head.get_content_maintype() == "multipart":
        boundary = head.get_boundary()
        return body if boundary is None else _parts(body, boundary.encode("utf-8", "surrogateescape"), change)
    attached = head.get_content_disposition() == "attachment" or head.get_filename() is not None
    subtype = head.get_content_subtype()
    if attached or head.get_content_maintype() != "text" or subtype not in {"plain", "html"}:
        return body
    encoding = str(head.get("Content-Transfer-Encoding", "7bit")).strip().lower()
    try:
        data = _decoded(body, encoding)
    except ValueError:  # no base64
        return body
    charset = head.get_content_charset("utf-8")
    try:
        text = data.decode(charset)
    except (LookupError, ValueError):
        charset = "latin-1"
        text = data.decode(charset)
    changed = change(subtype, text)
    return body if changed == text else _encoded(changed.encode(charset), encoding)


def _parts(body: bytes, boundary: bytes, change: Change) -> bytes:
    """The body of a multipart (RFC 2046 §5.1.1): what stands before the first and behind the last part stays."""
    pieces = re.split(rb"((?:\A|\r\n)--" + re.escape(boundary) + rb"(?:--)?[ \t]*(?=\r\n|\Z))", body)
    for at in range(2, len(pieces), 2):
        if pieces[at - 1].rstrip(b" \t").endswith(b"--" + boundary + b"--"):
            break
        pieces[at] = _CRLF + rewritten(pieces[at].removeprefix(_CRLF), change)
    return b"".join(pieces)


def _decoded(body: bytes, encoding: str) -> bytes:
    if encoding == "base64":
        return base64.b64decode(body)
    return binascii.a2b_qp(body) if encoding == "quoted-printable" else body


def _encoded(data: bytes, encoding: str) -> bytes:
    if encoding == "base64":
        return base64.encodebytes(data).replace(b"\n", _CRLF)
    if encoding == "quoted-printable":
        return binascii.b2a_qp(data.replace(_CRLF, b"\n"), istext=True).replace(b"\n", _CRLF)
    return data
