"""DKIM of identities."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sesmock.domain import dkim
from sesmock.domain.refusals import Invalid
from sesmock.domain.verification import NOT_STARTED

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sesmock.domain.dkim import DkimReport
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


def put_email_identity_dkim_attributes(
    region: Region, *, email_identity: str, signing_enabled: bool = False
) -> Mapping[str, object]:
    """Switch signing on or off; the verification of the records goes on."""
    region.set_dkim_enabled(email_identity, signing_enabled)
    return {}


def put_email_identity_dkim_signing_attributes(
    region: Region, *, email_identity: str, signing_attributes_origin: str,
    signing_attributes: Mapping[str, str] | None = None,
) -> Mapping[str, object]:  # fmt: skip
    """Move a domain to Easy DKIM, to keys of its own, or to a primary's; or change the key length."""
    domain = region.domain_for_dkim(email_identity)
    given = signing_attributes or {}
    if "DomainSigningAttributesOrigin" in given:
        raise Invalid(ORIGIN_TWICE)
    asked = dkim.wish(
        origin=signing_attributes_origin,
        selector=given.get("DomainSigningSelector"),
        private_key=given.get("DomainSigningPrivateKey"),
        next_length=given.get("NextSigningKeyLength"),
    )
    now = dkim.apply(domain, asked)
    if now.verification.status is NOT_STARTED:
        now.restart(region.now())
    if region.cloud.auto_verify:
        region.cloud.prove(domain)
        domain.settle()
    return {
        "DkimStatus": now.verification.status.name,
        "DkimTokens": now.tokens,
        "SigningHostedZone": now.hosted_zone,
    }
