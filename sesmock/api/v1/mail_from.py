"""The MAIL FROM domain of identities."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sesmock.domain.identities import mail_from
from sesmock.domain.identities.mail_from import REJECT_MESSAGE, USE_DEFAULT_VALUE
from sesmock.domain.identities.registry import Identities

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sesmock.domain.identities.identity import Identity
    from sesmock.domain.region import Region

_TO_V1 = {USE_DEFAULT_VALUE: "UseDefaultValue", REJECT_MESSAGE: "RejectMessage"}
_FROM_V1 = {name: value for value, name in _TO_V1.items()}


def set_identity_mail_from_domain(
    region: Region, *, identity: str, mail_from_domain: str | None = None, behavior_on_mx_failure: str | None = None
) -> Mapping[str, object]:
    """Use a MAIL FROM domain, or (with none) the default again."""
    mail_from.put(region, identity, mail_from_domain, _FROM_V1.get(behavior_on_mx_failure or ""), or_arn=True)
    return {}


def get_identity_mail_from_domain_attributes(region: Region, *, identities: Sequence[str]) -> Mapping[str, object]:
    """The MAIL FROM domain of each identity; unknown ones are left out."""
    return {
        "MailFromDomainAttributes": {
            name: _attributes(found) for name, found in region.of(Identities).batch(identities, or_arn=True)
        }
    }


def _attributes(identity: Identity) -> Mapping[str, object]:
    report = identity.mail_from
    if report is None:
        return {"BehaviorOnMXFailure": "UseDefaultValue"}
    return {
        "MailFromDomain": report.domain,
        "MailFromDomainStatus": report.status.value,
        "BehaviorOnMXFailure": _TO_V1[report.on_mx_failure],
    }
