"""S/MIME certificates of identities."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sesmock.api import PageRule, declare, paging
from sesmock.domain.identities.identity import Certificate
from sesmock.domain.identities.registry import Identities
from sesmock.domain.refusals import AlreadyExists, ConstraintViolated, EmailIdentityNotFound, Invalid

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sesmock.domain.region import Region


@declare(shows_values=True)
def associate_email_identity_certificate(
    region: Region, *, email_identity: str, certificate_arn: str, from_address: str | None = None
) -> Mapping[str, object]:
    """Use a certificate for an address; the certificate itself is not looked at (probed)."""
    address = _address(email_identity, from_address)
    identity = region.of(Identities).require(email_identity, EmailIdentityNotFound)
    if address in identity.certificates:
        raise AlreadyExists(
            f"A certificate is already associated with sender <{address}> on identity <{email_identity}>."
        )
    identity.certificates[address] = Certificate(certificate_arn, region.now())
    return {}


@declare(shows_values=True)
def disassociate_email_identity_certificate(
    region: Region, *, email_identity: str, from_address: str | None = None
) -> Mapping[str, object]:
    """No longer use a certificate; where there is none, that is no matter."""
    address = _address(email_identity, from_address)
    region.of(Identities).require(email_identity, EmailIdentityNotFound).certificates.pop(address, None)
    return {}


# The default is assumed; a size out of range is refused in the model's words, with the value.
_PAGES = PageRule("certificate", default=100, most=1000, size=None, token="Invalid NextToken.")


@declare(shows_values=True)
def list_email_identity_certificates(
    region: Region, *, email_identity: str, next_token: str | None = None, page_size: int | None = None
) -> Mapping[str, object]:
    """The certificates of an identity, by From address."""
    if page_size is not None and not 1 <= page_size <= 1000:
        bound = "greater than or equal to 1" if page_size < 1 else "less than or equal to 1000"
        raise ConstraintViolated.with_value("pageSize", page_size, f"have value {bound}")
    identity = region.of(Identities).require(email_identity, EmailIdentityNotFound)
    held = {address: (address, certificate) for address, certificate in identity.certificates.items()}
    page = paging.page(region, _PAGES, paging.by_name(held), next_token, page_size, identity.name)
    return {
        "Certificates": [
            {
                "FromAddress": address,
                "Status": certificate.status(region.now()),
                "CertificateArn": certificate.arn,
                "CertificateExpiryTime": certificate.expires_at,
            }
            for address, certificate in page.items
        ],
        "NextToken": page.next_token,
    }


def _address(identity: str, from_address: str | None) -> str:
    """The address a certificate is for; the members are checked before the identity (probed)."""
    from sesmock.mail.address import is_simple_address

    if "@" in identity:
        if from_address is not None and from_address != identity:  # assumed text
            raise Invalid(f"FromAddress <{from_address}> does not match the identity <{identity}>.")
        return identity
    if not from_address:
        raise Invalid("FromAddress is required when EmailIdentity is a domain.")
    if not is_simple_address(from_address):
        raise Invalid(f"FromAddress <{from_address}> is not a valid email address.")
    domain = from_address.rpartition("@")[2].lower()
    if domain != identity.lower() and not domain.endswith("." + identity.lower()):
        raise Invalid(f"FromAddress <{from_address}> does not belong to the domain identity <{identity}>.")
    return from_address
