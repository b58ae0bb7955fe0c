"""Whose request it is and where it goes: read from the signature's credential scope, else from the host."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping


class Scope(NamedTuple):
    """The access key and the region of one request; None: the request does not say."""

    access_key: str | None
    region: str | None


# Patterns are kept as text, since most requests are signed and need none of them compiled. The suffixes are those of
# botocore's partitions (tests/drift holds them against it); VPC endpoints are named in the PrivateLink guide.
_SUFFIX = (
    r"\.(?:amazonaws\.com(?:\.cn)?|amazonaws\.eu|c2s\.ic\.gov|sc2s\.sgov\.gov|cloud\.adc-e\.uk|csp\.hci\.ic\.gov"
    r"|api\.aws(?:\.ic\.gov|\.hci\.ic\.gov|\.scloud)?|api\.cloud-aws\.adc-e\.uk"
    r"|api\.amazonwebservices\.(?:com\.cn|eu))"
)
_REGION = r"([a-z0-9-]+)"
_REGIONAL, _SMTP = (
    rf"(?:{name}(?:-fips)?\.{_REGION}|vpce-[a-z0-9-]+\.{name}(?:-fips)?\.{_REGION}\.vpce){_SUFFIX}"
    for name in ("email", "email-smtp")
)
_MULTI_REGION = rf"[a-z0-9.-]+\.endpoints\.email(?:\.global|\.us-gov)?{_SUFFIX}"

_CREDENTIAL = "Credential="
_REMEMBERED = 256
_scopes: dict[str, Scope] = {}


def scope_of(headers: Mapping[str, str], host: str) -> Scope:
    """Who signed a request and for which region; ``headers`` has lower-case names.

    The ``Authorization`` header of Signature Version 4 carries ``Credential=KEY/date/region/ses/aws4_request``
    (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv.html). Version 4A, which multi-region
    endpoints ask for, has no region in its scope; it and unsigned requests take the region from ``host``.
    """
    authorization = headers.get("authorization")
    if not authorization:
        return Scope(None, _region_of(host))
    start = authorization.find(_CREDENTIAL)
    if start < 0:
        return Scope(None, _region_of(host))
    end = authorization.find(",", start)
    credential = authorization[start + len(_CREDENTIAL) : end if end >= 0 else None]
    scope = _scopes.get(credential)
    if scope is None:
        key, *rest = credential.strip().split("/")
        scope = Scope(key or None, rest[1] if len(rest) == 4 and rest[1] else None)
        if len(_scopes) >= _REMEMBERED:
            _scopes.clear()
        _scopes[credential] = scope
    return scope if scope.region is not None else Scope(scope.access_key, _region_of(host))


@lru_cache(maxsize=256)
def is_ses_host(host: str) -> bool:
    """Whether ``host`` (a port may follow) is an endpoint of SES: its API, a multi-region endpoint, or its SMTP."""
    name = _name_of(host)
    return any(re.fullmatch(form, name) for form in (_REGIONAL, _SMTP, _MULTI_REGION))


def smtp_region_of(host: str) -> str | None:
    """The region whose SMTP endpoint ``host`` is; None: it is none."""
    return _region_of(host, _SMTP)


def _region_of(host: str, form: str = _REGIONAL) -> str | None:
    found = re.fullmatch(form, _name_of(host))
    return (found[1] or found[2]) if found else None


def _name_of(host: str) -> str:
    return host.partition(":")[0].lower().rstrip(".")
