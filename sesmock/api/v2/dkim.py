"""DKIM of identities."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sesmock.api import declare
from sesmock.domain.identities import dkim
from sesmock.domain.identities.verification import NOT_STARTED, PENDING
from sesmock.domain.refusals import Invalid

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sesmock.domain.identities.dkim import DkimReport
    from sesmock.domain.region import Region

# Assumed text: the API reference says that this member is not allowed on this operation.
ORIGIN_TWICE = "DomainSigningAttributesOrigin cannot be specified in SigningAttributes."


def dkim_attributes(report: DkimReport) -> dict[str, object]:
    """DkimAttributes as Create and Get show them."""
    return {
        "SigningEnabled": report.enabled,
        "Status": report.status.name,
        "Tokens": report.tokens or None,
        "SigningHostedZone": report.hosted_zone,
        "SigningAttributesOrigin": report.origin,
        "NextSigningKeyLength": dkim.length_name(report.next_bits),
        "CurrentSigningKeyLength": None if report.current_bits is None else dkim.length_name(report.current_bits),
        "LastKeyGenerationTimestamp": report.generated_at,
    }


def read_signing_attributes(origin: str | None, given: Mapping[str, str]) -> dkim.SigningAttributes:
    """DkimSigningAttributes as the domain takes them; raises Invalid."""
    return dkim.signing_attributes(
        origin=origin,
        selector=given.get("DomainSigningSelector"),
        private_key=given.get("DomainSigningPrivateKey"),
        next_length=given.get("NextSigningKeyLength"),
    )


def put_email_identity_dkim_attributes(
    region: Region, *, email_identity: str, signing_enabled: bool = False
) -> Mapping[str, object]:
    """Switch signing on or off; the verification of the records goes on."""
    dkim.set_enabled(region, email_identity, signing_enabled)
    return {}


@declare(unenforced={"EmailIdentity": "min"})
def put_email_identity_dkim_signing_attributes(
    region: Region,
    *,
    email_identity: str,
    signing_attributes_origin: str,
    signing_attributes: Mapping[str, str] | None = None,
) -> Mapping[str, object]:
    """Move a domain to Easy DKIM, to keys of its own, or to a primary's; or change the key length."""
    domain = dkim.domain_to_sign(region, email_identity)
    given = signing_attributes or {}
    if "DomainSigningAttributesOrigin" in given:
        raise Invalid(ORIGIN_TWICE)
    report = dkim.apply(domain, read_signing_attributes(signing_attributes_origin, given))
    return {
        "DkimStatus": (PENDING if report.status is NOT_STARTED else report.status).name,
        "DkimTokens": report.tokens,
        "SigningHostedZone": report.hosted_zone,
    }
