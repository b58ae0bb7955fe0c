"""DKIM of identities."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sesmock.domain.identities import dkim
from sesmock.domain.identities.registry import Identities

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sesmock.domain.region import Region


def verify_domain_dkim(region: Region, *, domain: str) -> Mapping[str, object]:
    """Set up Easy DKIM (again), and the identity itself if it is new; the tokens stay the same."""
    found = region.of(Identities).domain(domain)
    if found.dkim is None or found.dkim.origin == dkim.EXTERNAL:
        return {"DkimTokens": dkim.apply(found, dkim.SigningAttributes(dkim.EASY)).tokens}
    found.ask_again()
    return {"DkimTokens": found.dkim.tokens}


def get_identity_dkim_attributes(region: Region, *, identities: Sequence[str]) -> Mapping[str, object]:
    """The DKIM of each identity; unknown ones are left out."""
    return {
        "DkimAttributes": {
            name: {
                "DkimEnabled": report.enabled,
                "DkimVerificationStatus": report.status.value,
                "DkimTokens": report.tokens or None,
            }
            for name, found in region.of(Identities).batch(identities)
            for report in (found.dkim_report(),)
        }
    }


def set_identity_dkim_enabled(region: Region, *, identity: str, dkim_enabled: bool) -> Mapping[str, object]:
    """Switch signing on or off; the verification of the records goes on."""
    dkim.set_enabled(region, identity, dkim_enabled)
    return {}
