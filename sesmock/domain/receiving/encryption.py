"""Encryption of the mail that goes into a bucket: the envelope of the S3 encryption client, which SES uses.

SES encrypts before it writes; the object is not encrypted by S3. Sources: SES Developer Guide, "Deliver to S3 bucket
action" (the client, and the encryption context that key policies name); the clients' "client side encryption metadata".
"""

from __future__ import annotations

import json
import os
from base64 import b64encode
from typing import TYPE_CHECKING

from sesmock.outside import aws

if TYPE_CHECKING:
    from sesmock.outside.ports import Keys

_IV, _TAG = 12, 128  # bytes, and bits


def encrypted(
    keys: Keys, key: str, account: str, rule: str, message_id: str, body: bytes
) -> tuple[bytes, dict[str, str]]:
    """A mail as it is stored, and the metadata by which a client finds its way back; raises what KMS raises.

    That it is AES/GCM with a data key wrapped by KMS for the context in ``x-amz-matdesc`` is assumed of today's SES:
    the clients that the guide names read it.
    """
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    context = {
        "aws:ses:message-id": message_id,
        "aws:ses:rule-name": rule,
        "aws:ses:source-account": account,
        "kms_cmk_id": key,
    }
    data_key = keys.data_key(aws.Arn.parse(key), context)
    iv = os.urandom(_IV)
    metadata = {
        "x-amz-key-v2": b64encode(data_key.sealed).decode(),
        "x-amz-iv": b64encode(iv).decode(),
        "x-amz-matdesc": json.dumps(context, separators=(",", ":")),
        "x-amz-wrap-alg": "kms",
        "x-amz-cek-alg": "AES/GCM/NoPadding",
        "x-amz-tag-len": str(_TAG),
        "x-amz-unencrypted-content-length": str(len(body)),
    }
    return AESGCM(data_key.plain).encrypt(iv, body, None), metadata
