"""The files that SES writes for its customers, in a bucket of its own, and the presigned URLs that lead to them.

Sources: API reference, GetExportJob ("a pre-signed URL", "expires five minutes after GetExportJob returns it") and
FailureInfo; Amazon S3 User Guide, "Sharing objects with presigned URLs". The name of the bucket is assumed.
"""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, quote, unquote, urlsplit

if TYPE_CHECKING:
    from sesmock.domain.region import Region, Ses

OWN = "ses-jobs-"  # what the names of the buckets begin with
LIFETIME = 5 * 60
_BASIC = "%Y%m%dT%H%M%SZ"


def bucket_of(region: Region) -> str:
    """The bucket that SES has for an account in a region."""
    return f"{OWN}{region.name}-{region.account}"


def write(region: Region, key: str, body: bytes) -> None:
    """Write a file; the thread holds no lock."""
    buckets, bucket = region.world.outside.buckets, bucket_of(region)
    buckets.create(bucket, region.name)
    buckets.put(bucket, key, body)


def presigned(region: Region, key: str) -> str:
    """A URL by which everybody can read a file, for five minutes."""
    from datetime import datetime, timezone

    date = datetime.fromtimestamp(region.now(), timezone.utc).strftime(_BASIC)
    credential = quote(f"{region.account}/{date[:8]}/{region.name}/s3/aws4_request", safe="")
    return (
        f"https://{bucket_of(region)}.s3.{region.name}.amazonaws.com/{quote(key)}?X-Amz-Algorithm=AWS4-HMAC-SHA256"
        f"&X-Amz-Credential={credential}&X-Amz-Date={date}&X-Amz-Expires={LIFETIME}&X-Amz-SignedHeaders=host"
        f"&X-Amz-Signature={_signature(region.ses, bucket_of(region), key, date)}"
    )


def _signature(ses: Ses, bucket: str, key: str, date: str) -> str:
    """What only SES can have signed: of AWS's form, by a key of the mock's."""
    return sha256(ses.world.ids.seal(f"{bucket}/{key} {date}").encode()).hexdigest()


def fetch(ses: Ses, url: str) -> tuple[int, str, bytes] | None:
    """What S3 says at a URL of SES's buckets: status, type and body; None at any other. The thread holds no lock."""
    from datetime import datetime, timezone

    parts = urlsplit(url)
    bucket, key = parts.netloc.partition(".")[0], unquote(parts.path[1:])
    given = {name: values[0] for name, values in parse_qs(parts.query).items()}
    if "X-Amz-Signature" not in given or all(bucket_of(region) != bucket for region in ses.regions()):
        return None
    date = given.get("X-Amz-Date", "")
    if given.get("X-Amz-Signature") != _signature(ses, bucket, key, date):
        return _no(403, "SignatureDoesNotMatch", "The request signature we calculated does not match the signature you "
                   "provided. Check your key and signing method.")  # fmt: skip
    signed = datetime.strptime(date, _BASIC).replace(tzinfo=timezone.utc).timestamp()
    if ses.world.now() > signed + LIFETIME:
        return _no(403, "AccessDenied", "Request has expired")
    try:
        return 200, "binary/octet-stream", ses.world.outside.buckets.get(bucket, key)
    except LookupError:
        return _no(404, "NoSuchKey", "The specified key does not exist.")


def _no(status: int, code: str, message: str) -> tuple[int, str, bytes]:
    body = f'<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>{code}</Code><Message>{message}</Message></Error>'
    return status, "application/xml", body.encode()
