from __future__ import annotations

import base64
import threading

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_der_public_key,
)

from sesmock.mail.dkim.keys import POOL, KeyPool, SigningKey, generate, load_private, public_base64

KEY = rsa.generate_private_key(65537, 1024)


def exported(encoding, form):
    return KEY.private_bytes(encoding, form, NoEncryption())


@pytest.mark.parametrize("encoding", [Encoding.DER, Encoding.PEM])
@pytest.mark.parametrize("form", [PrivateFormat.TraditionalOpenSSL, PrivateFormat.PKCS8])
def test_a_customers_key_is_read_in_every_form_aws_takes(encoding, form):
    key = load_private(base64.b64encode(exported(encoding, form)).decode())
    assert (key.bits, key.public) == (1024, SigningKey(KEY).public)


def test_a_pem_files_lines_without_armour_are_a_key():
    lines = exported(Encoding.PEM, PrivateFormat.TraditionalOpenSSL).decode().split("\n")
    assert load_private("".join(lines[1:-2])).public == SigningKey(KEY).public


ENCRYPTED = KEY.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(b"secret"))
ELLIPTIC = ec.generate_private_key(ec.SECP256R1()).private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
LARGE = rsa.generate_private_key(65537, 2056).private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ("", "not a base64 encoded private key"),
        ("no base64!", "not a base64 encoded private key"),
        ("AAAA", "not a base64 encoded private key"),
        (exported(Encoding.PEM, PrivateFormat.PKCS8).decode(), "not a base64 encoded private key"),
        (base64.b64encode(ENCRYPTED).decode(), "not a base64 encoded private key"),
        (base64.b64encode(ELLIPTIC).decode(), "not an RSA private key"),
        (base64.b64encode(LARGE).decode(), "an RSA key of 2056 bits, not 1024 to 2048"),
    ],
)
def test_anything_else_is_a_value_error(value, reason):
    with pytest.raises(ValueError, match=r".") as caught:
        load_private(value)
    assert str(caught.value) == reason
    assert caught.value.__cause__ is None


def test_a_key_signs_and_shows_only_its_public_half():
    key = generate(1024)
    assert repr(key) == "<SigningKey of 1024 bits>"
    assert key.public == public_base64(key)
    public = load_der_public_key(base64.b64decode(key.public))
    assert isinstance(public, rsa.RSAPublicKey)
    public.verify(key.sign(b"data"), b"data", padding.PKCS1v15(), SHA256())


def test_a_pool_gives_the_same_key_for_the_same_number():
    pool = KeyPool()
    first, second = pool.draw(1024, 0), pool.draw(1024, 1)
    assert first.public != second.public
    assert (pool.draw(1024, 0), pool.draw(1024, 1)) == (first, second)
    assert (first.bits, second.bits) == (1024, 1024)


def test_threads_that_ask_together_get_one_key():
    pool, barrier, drawn = KeyPool(), threading.Barrier(4), []

    def draw():
        barrier.wait()
        drawn.append(pool.draw(1024, 0))

    threads = [threading.Thread(target=draw) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert drawn == [pool.draw(1024, 0)] * 4


def test_the_process_has_a_pool():
    assert POOL.draw(2048, 0).bits == 2048
