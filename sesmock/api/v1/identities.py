"""Identities and their verification."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sesmock.api import PageRule
from sesmock.domain.identities import registry
from sesmock.domain.identities.identity import Domain
from sesmock.domain.identities.registry import Identities

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sesmock.domain.region import Region


def verify_domain_identity(region: Region, *, domain: str) -> Mapping[str, object]:
    """Start (or start over) the verification of a domain by TXT record; the token is always the same."""
    found = region.of(Identities).domain(domain)
    found.ask_again()
    found.ask_for_token()
    return {"VerificationToken": found.verification_token}


def verify_email_identity(region: Region, *, email_address: str) -> Mapping[str, object]:
    """Send (again) the mail with the link."""
    registry.ask_owner(region, email_address)
    return {}


def verify_email_address(region: Region, *, email_address: str) -> None:
    """VerifyEmailIdentity under its old name."""
    verify_email_identity(region, email_address=email_address)


def delete_identity(region: Region, *, identity: str) -> Mapping[str, object]:
    """Forget an identity; an unknown one is as good as forgotten."""
    found = region.of(Identities).resolve(identity)
    if found is not None:
        region.of(Identities).delete(found)
    return {}


def delete_verified_email_address(region: Region, *, email_address: str) -> None:
    """DeleteIdentity under its old name."""
    delete_identity(region, identity=email_address)


_PAGES = PageRule(
    "identity",
    default=1000,
    most=1000,
    size="Value {size} for parameter MaxItems is invalid. MaxItems must be between 1 and 1000.",
    token="Invalid NextToken <{token}>.",
)


def list_identities(
    region: Region, *, identity_type: str | None = None, next_token: str | None = None, max_items: int | None = None
) -> Mapping[str, object]:
    """Names of identities, oldest first (SES has no order of its own)."""
    wanted = None if identity_type is None else identity_type == "Domain"
    from sesmock.api import paging

    page = paging.page(
        region,
        _PAGES,
        lambda place: (
            (at, identity.name)
            for at, identity in region.of(Identities).after(int(place or 0))
            if wanted is None or identity.is_domain is wanted
        ),
        next_token,
        max_items,
    )
    return {"Identities": page.items, "NextToken": page.next_token}


def list_verified_email_addresses(region: Region) -> Mapping[str, object]:
    """The addresses that are verified."""
    return {"VerifiedEmailAddresses": [i.name for i in region.of(Identities) if not i.is_domain and i.verified]}


def get_identity_verification_attributes(region: Region, *, identities: Sequence[str]) -> Mapping[str, object]:
    """How far the verification of each identity has come; unknown ones are left out."""
    return {
        "VerificationAttributes": {
            name: {
                "VerificationStatus": found.status.value,
                "VerificationToken": found.verification_token if isinstance(found, Domain) else None,
            }
            for name, found in region.of(Identities).batch(identities, or_arn=True)
        }
    }
