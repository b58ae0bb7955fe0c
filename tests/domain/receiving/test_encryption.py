"""Encrypted objects are undone by the recipe that the S3 encryption clients document."""

from __future__ import annotations

import json
from base64 import b64decode

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

pytestmark = pytest.mark.ses(region="us-east-1", verified=["example.com"], at="2026-01-01T09:00:00Z", seed=1)

KEY = "arn:aws:kms:us-east-1:123456789012:alias/aws/ses"
MAIL = b"From: Bob <bob@example.org>\r\nTo: ann@example.com\r\nSubject: Hi\r\n\r\nHello, Ann.\r\n"


def test_an_object_is_encrypted_before_it_is_stored(rule, do, ses_cloud):
    rule("keep", do.s3("mail", KmsKeyArn=KEY))
    received = ses_cloud.receive(MAIL)

    bucket = ses_cloud.buckets["mail"]
    body, metadata = bucket[received.message_id], dict(bucket.metadata(received.message_id))
    sealed, iv = (b64decode(metadata.pop(name)) for name in ("x-amz-key-v2", "x-amz-iv"))
    assert json.loads(metadata.pop("x-amz-matdesc")) == {
        "aws:ses:message-id": received.message_id, "aws:ses:rule-name": "keep",
        "aws:ses:source-account": "123456789012", "kms_cmk_id": KEY,
    }  # fmt: skip
    assert metadata == {
        "x-amz-wrap-alg": "kms", "x-amz-cek-alg": "AES/GCM/NoPadding", "x-amz-tag-len": "128",
        "x-amz-unencrypted-content-length": str(len(received.raw)),
    }  # fmt: skip
    assert MAIL not in body
    assert AESGCM(ses_cloud.outside.keys.sealed[sealed]).decrypt(iv, body, None) == received.raw


def test_a_key_that_fails_fails_the_action(rule, do, ses_cloud):
    rule("keep", do.s3("mail", KmsKeyArn=KEY))

    def data_key(*_):
        raise PermissionError("no")

    ses_cloud.outside.keys.data_key = data_key
    received = ses_cloud.receive(MAIL)

    assert repr(received.run("keep").actions[0].error) == "PermissionError('no')"
    assert list(ses_cloud.buckets["mail"]) == ["AMAZON_SES_SETUP_NOTIFICATION"]
    ses_cloud.deliveries.clear()
