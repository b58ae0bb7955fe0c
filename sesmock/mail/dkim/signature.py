"""The DKIM-Signature field, laid out as Amazon SES lays it out: RFC 6376 §3.5 and §5."""

from __future__ import annotations

import re
from base64 import b64encode
from hashlib import sha256
from typing import TYPE_CHECKING

from sesmock.mail.dkim.canonicalization import relaxed_header, simple_body
from sesmock.mail.mime import Message

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sesmock.mail.dkim.keys import SigningKey

AMAZON_DOMAIN = "amazonses.com"

# assumed: tags fill lines of 67 characters, counted without the field's name and the folding tab. It is the width
# of SES's b= lines, and it puts every tag of the recorded signatures where SES put it.
_LINE = 67
# A name that can stand in h=: RFC 5322 ftext without the semicolon (RFC 6376 §3.5, "hdr-name").
_SIGNABLE_NAME = r"[!-9<-~]+"
# What SES leaves out of h=. assumed: of an earlier signature too (RFC 6376 §3.5 would allow it).
_NEVER_SIGNED = frozenset({"feedback-id", "x-ses-outgoing", "return-path", "received", "dkim-signature"})


def sign(raw: bytes, *, selector: str, domain: str, key: SigningKey, at: int, names: Sequence[str]) -> bytes:
    """The complete ``DKIM-Signature`` field with its last CRLF, ready to go on top of the message.

    ``at`` is the time in unix seconds, ``names`` what ``h=`` shall say. A name said once signs the last field so
    named, said again the one above it (RFC 6376 §5.4.2). The field verifies on top of ``Message(raw).to_bytes()``.
    """
    message = Message(raw)
    return _field(message, _body_hash(message), selector=selector, domain=domain, key=key, at=at, names=names)


def sign_as_ses(
    raw: bytes, customer: tuple[str, str, SigningKey] | None, amazon: tuple[str, SigningKey], at: int
) -> bytes:
    """The message with SES's signatures on top: the customer's, if any, then that of amazonses.com.

    ``customer`` is (selector, domain, key), ``amazon`` (selector, key), ``at`` the time in unix seconds. Both sign the
    message's own fields, each name once in the order of the message; Amazon's signs ``Feedback-ID`` as well.
    """
    message = Message(raw)
    body_hash = _body_hash(message)
    names: dict[str, str] = {}
    for name, _ in message.headers:
        if re.fullmatch(_SIGNABLE_NAME, name):
            names.setdefault(name.lower(), name)
    own = [name for key, name in names.items() if key not in _NEVER_SIGNED]
    signatures = b""
    if customer is not None:
        selector, domain, key = customer
        signatures = _field(message, body_hash, selector=selector, domain=domain, key=key, at=at, names=own)
    selector, key = amazon
    if "feedback-id" in names:
        own.append(names["feedback-id"])
    signatures += _field(message, body_hash, selector=selector, domain=AMAZON_DOMAIN, key=key, at=at, names=own)
    return signatures + message.to_bytes()


def _body_hash(message: Message) -> str:
    return b64encode(sha256(simple_body(message.body)).digest()).decode("ascii")


def _field(
    message: Message, body_hash: str, *, selector: str, domain: str, key: SigningKey, at: int, names: Sequence[str]
) -> bytes:
    tags = ("v=1", "a=rsa-sha256", "q=dns/txt", "c=relaxed/simple", f"s={selector}", f"d={domain}", f"t={at}")
    unsigned = _folded(*tags, f"h={':'.join(names)}", f"bh={body_hash}") + b"\r\n\tb="
    # RFC 6376 §3.7: the signed fields, then this field with an empty b= and without its last CRLF.
    data = _selected(message, names) + relaxed_header("DKIM-Signature", unsigned).removesuffix(b"\r\n")
    signature = b64encode(key.sign(data))
    first = _LINE - len("\tb=")
    lines = [signature[:first], *(signature[i : i + _LINE] for i in range(first, len(signature), _LINE))]
    return b"DKIM-Signature:" + unsigned + b"\r\n\t".join(lines) + b"\r\n"


def _folded(*tags: str) -> bytes:
    """The tags, as many to a line as fit."""
    text, column = "", 0
    for tag in tags:
        if column + len(tag) + 2 > _LINE:
            text += f"\r\n\t{tag};"
            column = len(tag) + 1
        else:
            text += f" {tag};"
            column += len(tag) + 2
    return text.encode("ascii")


def _selected(message: Message, names: Iterable[str]) -> bytes:
    """The canonical form of the fields to sign, of several with one name the lowest first (RFC 6376 §5.4.2)."""
    fields: dict[str, list[bytes]] = {}
    for name, value in message.headers:
        canonical = relaxed_header(name, value)
        fields.setdefault(name.lower(), []).append(canonical)
    # A name with no field left for it signs the null string.
    return b"".join(left.pop() for name in names if (left := fields.get(name.lower())))
