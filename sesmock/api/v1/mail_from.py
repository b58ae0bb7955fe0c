"""The MAIL FROM domain of identities."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sesmock.domain.mail_from import REJECT_MESSAGE, USE_DEFAULT_VALUE

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sesmock.domain.identity import Identity
    from sesmock.domain.region import Region

_TO_V1 = {USE_DEFAULT_VALUE: "UseDefaultValue", REJECT_MESSAGE: "RejectMessage"}
_FROM_V1 = {name: value for value, name in _TO_V1.items()}


def set_identity_mail_from_domain(
    region: Region, *, identity: str, mail_from_domain: str | None = None, behavior_on_mx_failure: str | None = None
) -> Mapping[str, object]:
    """Use a MAIL FROM domain, or (with none) the default again."""
    region.set_mail_from(identity, mail_from_domain, _FROM_V1.get(behavior_on_mx_failure or ""))
    return {}


def get_identity_mail_from_domain_attributes(region: Region, *, identities: Sequence[str]) -> Mapping[str, object]:
    """The MAIL FROM domain of each identity; strangers are passed over in silence."""
    return {"MailFromDomainAttributes": {name: _attributes(found) for name, found in region.known(identities)}}


def _attributes(identity: Identity) -> Mapping[str, object]:
    identity.settle()
    mail_from = identity.mail_from
    if mail_from is None:
        return {"BehaviorOnMXFailure": "UseDefaultValue"}
    return {
        "MailFromDomain": mail_from.domain,
        "MailFromDomainStatus": mail_from.verification.status.value,
        "BehaviorOnMXFailure": _TO_V1[mail_from.on_mx_failure],
    }
