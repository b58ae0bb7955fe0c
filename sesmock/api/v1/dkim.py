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
    return {"DkimTokens": dkim.easy_tokens(region.of(Identities).domain(domain))}


def get_identity_dkim_attributes(region: Region, *, identities: Sequence[str]) -> Mapping[str, object]:
    """The DKIM of each identity; unknown ones are left out."""
    return {
        "DkimAttributes": {
            name: {
                "DkimEnabled": report.enabled,
                "DkimVerificationStatus": report.status.value,
                "DkimTokens": report.tokens or None,
            }
            for name, found in region.of(Identities).batch(identities, or_arn=True)
            for report in (found.dkim_report(),)
        }
    }


def set_identity_dkim_enabled(region: Region, *, identity: str, dkim_enabled: bool) -> Mapping[str, object]:
    """Switch signing on or off; the verification of the records goes on."""
    dkim.set_enabled(region, identity, dkim_enabled, needs_dkim=True, or_arn=True)
    return {}
