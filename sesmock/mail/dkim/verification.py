"""Whether the DKIM signatures of a message hold: RFC 6376 §6, with RFC 8301 (old keys) and RFC 8463 (Ed25519)."""

from __future__ import annotations

import base64
import binascii
import re
from functools import lru_cache
from hashlib import sha256
from typing import TYPE_CHECKING, NamedTuple

from sesmock.errors import DnsFailure
from sesmock.mail.dkim.canonicalization import relaxed_body, relaxed_header, simple_body
from sesmock.mail.dkim.record import key_tags, tag_list
from sesmock.mail.mime import Message

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    Lookup = Callable[[str, str], Sequence[str]]
    Holds = Callable[[bytes, bytes], bool]  # of a signature and what was signed

_DOMAIN = r"(?i)[a-z0-9_-]+(?:\.[a-z0-9_-]+)*"
_WEAK = 1024  # bits; RFC 8301 §3.2


class Verification(NamedTuple):
    """What became of one signature: a result of RFC 8601 §2.7.1 and, unless it is ``pass``, the reason.

    A signature that cannot be read may have "" for what it does not say. assumed: which result is whose, where
    RFC 6376 says no more than PERMFAIL; see each `_No`.
    """

    domain: str
    identity: str  # i=, or "@" and the domain
    selector: str
    result: str
    reason: str = ""


class _No(Exception):
    """The signature does not hold: a result and a reason."""

    def __init__(self, result: str, reason: str) -> None:
        super().__init__(result, reason)
        self.result = result
        self.reason = reason


class _Signature(NamedTuple):
    """The tags of a signature, read and found to fit each other."""

    kind: str  # of key: rsa or ed25519
    domain: str
    identity: str
    selector: str
    value: bytes
    body_hash: bytes
    relaxed: tuple[bool, bool]  # the canonicalization of header and body
    length: int | None
    names: list[str]


def verify(message: bytes, lookup: Lookup, now: float) -> tuple[Verification, ...]:
    """What became of every signature of a message, in order.

    ``lookup`` gives the values of a type at a name and raises DnsFailure where DNS fails; ``now`` is in unix seconds.
    Nothing that a message or a record may say is raised.
    """
    read = Message(message)
    bodies: dict[tuple[bool, int | None], bytes] = {}  # hashes, by canonicalization and length
    return tuple(
        [
            _verified(read, at, lookup, now, bodies)
            for at, (name, _) in enumerate(read.fields)
            if name.lower() == "dkim-signature"
        ]
    )


def _verified(
    message: Message, at: int, lookup: Lookup, now: float, bodies: dict[tuple[bool, int | None], bytes]
) -> Verification:
    tags = tag_list(message.fields[at][1].partition(b":")[2].decode("utf-8", "replace")) or {}
    domain, selector = tags.get("d", "").lower(), tags.get("s", "").lower()
    identity = _bare(tags.get("i", "")) or f"@{domain}"
    result, reason = "pass", ""
    try:
        signature = _read(tags, now)
        _check_body(message, signature, bodies)
        _check(signature, _signed(message, at, signature), lookup)
    except _No as no:
        result, reason = no.result, no.reason
    return Verification(domain, identity, selector, result, reason)


# ------------------------------------------------------------------------------------------------- the signature


def _read(tags: dict[str, str], now: float) -> _Signature:
    """§6.1.1: what the tags say; raises _No for those that are missing, cannot be read, or do not fit."""
    if not tags:
        raise _No("neutral", "syntax error in the signature")
    missing = [name for name in ("v", "a", "b", "bh", "d", "h", "s") if name not in tags]
    if missing:
        raise _No("permerror", f"signature missing required tag {missing[0]}")
    if tags["v"] != "1":
        raise _No("neutral", "incompatible version of the signature")
    kind, _, digest = tags["a"].lower().partition("-")
    if (kind, digest) == ("rsa", "sha1"):
        raise _No("permerror", "rsa-sha1 is no longer a signature")  # RFC 8301 §3.1
    if kind not in {"rsa", "ed25519"} or digest != "sha256":
        raise _No("neutral", "unknown signature algorithm")
    domain, selector = tags["d"].lower(), tags["s"].lower()
    if not re.fullmatch(_DOMAIN, domain) or not re.fullmatch(_DOMAIN, selector):
        raise _No("neutral", "syntax error in the signature")
    identity = _bare(tags.get("i", "")) or f"@{domain}"
    if not f".{identity.rpartition('@')[2].lower()}".endswith(f".{domain}") or "@" not in identity:
        raise _No("permerror", "domain mismatch")
    names = [_bare(name).lower() for name in tags["h"].split(":")]
    if "from" not in names:
        raise _No("permerror", "From field not signed")
    if "q" in tags and "dns/txt" not in [_bare(method).lower() for method in tags["q"].split(":")]:
        raise _No("neutral", "unknown query method")
    made, expires = _number(tags, "t"), _number(tags, "x")
    if made is not None and expires is not None and expires <= made:
        raise _No("neutral", "syntax error in the signature")
    if expires is not None and expires < now:
        raise _No("fail", "signature expired")
    return _Signature(
        kind,
        domain,
        identity,
        selector,
        _base64(tags["b"]),
        _base64(tags["bh"]),
        _canonicalization(tags.get("c", "simple")),
        _number(tags, "l"),
        names,
    )


def _bare(text: str) -> str:
    return re.sub(r"\s+", "", text)


def _number(tags: dict[str, str], name: str) -> int | None:
    if name not in tags:
        return None
    if not re.fullmatch("[0-9]{1,76}", tags[name]):
        raise _No("neutral", "syntax error in the signature")
    return int(tags[name])


def _base64(text: str) -> bytes:
    try:
        return base64.b64decode(_bare(text), validate=True)
    except (binascii.Error, ValueError):
        raise _No("neutral", "syntax error in the signature") from None


def _canonicalization(text: str) -> tuple[bool, bool]:
    header, _, body = _bare(text).lower().partition("/")
    if not {header, body or "simple"} <= {"simple", "relaxed"}:
        raise _No("neutral", "unknown canonicalization")
    return header == "relaxed", body == "relaxed"


# -------------------------------------------------------------------------------------------------- what was signed


def _check_body(message: Message, signature: _Signature, known: dict[tuple[bool, int | None], bytes]) -> None:
    """Compare the hash of the body, of which l= may want only the beginning (§3.7)."""
    key = signature.relaxed[1], signature.length
    if key not in known:
        body = relaxed_body(message.body) if key[0] else simple_body(message.body)
        if key[1] is not None:
            if key[1] > len(body):
                raise _No("fail", "body shorter than signed")
            body = body[: key[1]]
        known[key] = sha256(body).digest()
    if known[key] != signature.body_hash:
        raise _No("fail", "body hash did not verify")


def _signed(message: Message, at: int, signature: _Signature) -> bytes:
    """The fields that h= names, of several with one name the lowest first (§5.4.2), then the signature without b=."""
    wanted = set(signature.names)
    fields: dict[str, list[bytes]] = {}
    for number, (name, field) in enumerate(message.fields):
        if name.lower() in wanted and number != at:
            fields.setdefault(name.lower(), []).append(field)
    # A name with no field left for it stands for the null string.
    chosen = [left.pop() for name in signature.names if (left := fields.get(name))]
    emptied = re.sub(rb"((?:^[^:]*:|;)\s*b\s*=)[^;]*", rb"\1", message.fields[at][1])
    if not signature.relaxed[0]:
        return b"".join(field + b"\r\n" for field in chosen) + emptied
    return b"".join(map(_relaxed, chosen)) + _relaxed(emptied).removesuffix(b"\r\n")


def _relaxed(field: bytes) -> bytes:
    name, _, value = field.partition(b":")
    return relaxed_header(name.decode("latin-1"), value)


# ---------------------------------------------------------------------------------------------------------- the key


def _check(signature: _Signature, data: bytes, lookup: Lookup) -> None:
    """Look the key up (§6.1.2) and try it (§6.1.3); raises _No. Of several key records one has to fit."""
    try:
        records = lookup(f"{signature.selector}._domainkey.{signature.domain}", "TXT")
    except DnsFailure:
        raise _No("temperror", "key query failed") from None
    first = None
    for record in records:
        try:
            _try(record, signature, data)
        except _No as no:
            first = first or no
        else:
            return
    raise first or _No("permerror", "no key for signature")


def _try(record: str, signature: _Signature, data: bytes) -> None:
    """Try the key of one record; raises _No."""
    tags = key_tags(record)
    if tags is None or "p" not in tags:
        raise _No("permerror", "key syntax error")
    if tags.get("k", "rsa").lower() != signature.kind:
        raise _No("permerror", "inappropriate key algorithm")
    if "h" in tags and "sha256" not in _parts(tags["h"]):
        raise _No("permerror", "inappropriate hash algorithm")
    if not {"*", "email"} & _parts(tags.get("s", "*")):
        raise _No("permerror", "inappropriate service type")
    flags = _parts(tags.get("t", ""))
    if "s" in flags and signature.identity.rpartition("@")[2].lower() != signature.domain:
        raise _No("permerror", "domain mismatch")
    published = _bare(tags["p"])
    if not published:
        raise _No("permerror", "key revoked")
    found = _loaded(signature.kind, published)
    if isinstance(found, str):
        raise _No("policy" if found == "key too short" else "permerror", found)
    if not found(signature.value, data):
        # A failure is none of a domain that only tests (§3.6.1, t=y).
        raise _No("neutral" if "y" in flags else "fail", "signature did not verify")


def _parts(text: str) -> set[str]:
    return {_bare(part).lower() for part in text.split(":")}


@lru_cache(maxsize=64)
def _loaded(kind: str, published: str) -> Holds | str:
    """What tries signatures with a published key, or what is wrong with it."""
    from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.serialization import load_der_public_key

    try:
        data = base64.b64decode(published, validate=True)
        key = Ed25519PublicKey.from_public_bytes(data) if kind == "ed25519" else load_der_public_key(data)
    except (binascii.Error, ValueError, UnsupportedAlgorithm):
        return "key syntax error"

    def holds(value: bytes, signed: bytes) -> bool:
        try:
            if isinstance(key, RSAPublicKey):
                key.verify(value, signed, PKCS1v15(), SHA256())
            else:
                assert isinstance(key, Ed25519PublicKey)
                key.verify(value, sha256(signed).digest())  # RFC 8463 §3
        except InvalidSignature:
            return False
        return True

    if isinstance(key, RSAPublicKey):
        return "key too short" if key.key_size < _WEAK else holds
    return holds if isinstance(key, Ed25519PublicKey) and kind == "ed25519" else "inappropriate key algorithm"
