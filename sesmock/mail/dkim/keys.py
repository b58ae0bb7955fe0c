"""RSA keys that sign mail. ``cryptography`` is imported when the first key is made."""

from __future__ import annotations

import base64
import binascii
import os
from threading import Lock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey


class KeySizeError(ValueError):
    """An RSA key, but one too short or too long for DKIM in SES."""


class SigningKey:
    """A private RSA key that signs and shows nothing but its public half."""

    __slots__ = ("_key", "_public", "bits")

    def __init__(self, key: RSAPrivateKey) -> None:
        self._key = key
        self._public: str | None = None
        self.bits: int = key.key_size

    def __repr__(self) -> str:
        return f"<SigningKey of {self.bits} bits>"

    @property
    def public(self) -> str:
        """The public key as DKIM publishes it: base64 of the DER SubjectPublicKeyInfo (RFC 6376 §3.6.1)."""
        if self._public is None:
            self._public = public_base64(self)
        return self._public

    def sign(self, data: bytes) -> bytes:
        """RSASSA-PKCS1-v1_5 with SHA-256: the ``rsa-sha256`` of RFC 6376 §3.3."""
        from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
        from cryptography.hazmat.primitives.hashes import SHA256

        return self._key.sign(data, PKCS1v15(), SHA256())


def public_base64(key: SigningKey) -> str:
    """Base64 of the DER SubjectPublicKeyInfo of a key."""
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    der = key._key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return base64.b64encode(der).decode("ascii")


def generate(bits: int) -> SigningKey:
    """Make a new RSA key; this takes tenths of a second at 2048 bits."""
    from cryptography.hazmat.primitives.asymmetric import rsa

    return SigningKey(rsa.generate_private_key(public_exponent=65537, key_size=bits))


def load_private(value: str) -> SigningKey:
    """Read the ``DomainSigningPrivateKey`` of Bring Your Own DKIM.

    AWS asks for the base64 lines of a PEM file without armour and line breaks, hence base64 of PKCS#1 DER; base64 of
    PKCS#8 DER, and of an entire PEM text of either kind, are accepted as well.

    :raises ValueError: if the value is none of these, or is not an RSA key.
    :raises KeySizeError: if it is one, but not of 1024 to 2048 bits.
    """
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
    from cryptography.hazmat.primitives.serialization import load_der_private_key, load_pem_private_key

    try:
        data = base64.b64decode(value, validate=True)
        load = load_pem_private_key if b"-----BEGIN" in data else load_der_private_key
        key = load(data, password=None)
    except (binascii.Error, ValueError, TypeError, UnsupportedAlgorithm):
        # What cryptography found wrong may quote the key: it is not passed on.
        raise ValueError("not a base64 encoded private key") from None
    if not isinstance(key, RSAPrivateKey):
        raise ValueError("not an RSA private key")  # noqa: TRY004  (a wrong value, not a programming error)
    if not 1024 <= key.key_size <= 2048:
        raise KeySizeError(f"an RSA key of {key.key_size} bits, not 1024 to 2048")
    return SigningKey(key)


class KeyPool:
    """Keys by size and number, made when first asked for and kept as long as the pool.

    Whoever numbers his draws from 0 gets distinct keys; the next one to do so gets the same keys, at no cost.
    """

    __slots__ = ("_keys", "_lock")

    def __init__(self) -> None:
        self._keys: dict[tuple[int, int], SigningKey] = {}
        self._lock = Lock()

    def draw(self, bits: int, index: int) -> SigningKey:
        """The ``index``-th key of that size."""
        with self._lock:
            key = self._keys.get((bits, index))
            if key is None:
                key = self._keys[bits, index] = generate(bits)
            return key


POOL = KeyPool()
"""The process's pool."""
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=POOL._lock._at_fork_reinit)  # type: ignore[attr-defined]
