"""Identities: domains and addresses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sesmock.api import PageRule, declare
from sesmock.api.v2 import tag_lists
from sesmock.api.v2.dkim import dkim_attributes, read_signing_attributes
from sesmock.domain import tag
from sesmock.domain.identities import registry
from sesmock.domain.identities.identity import MAY_SEND
from sesmock.domain.identities.registry import Identities
from sesmock.domain.identities.verification import Status
from sesmock.domain.refusals import (
    AlreadyExists,
    ConfigurationSetNotFound,
    EmailIdentityNotFound,
    Invalid,
    NotFound,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from sesmock.domain.identities.identity import Identity
    from sesmock.domain.region import Region

_TYPES = ("EMAIL_ADDRESS", "DOMAIN")

# Assumed text: DKIM attributes are for domains only.
DKIM_FOR_ADDRESS = "DkimSigningAttributes can only be specified for domain identities."


@declare(unenforced=tag_lists.UNENFORCED)
def create_email_identity(
    region: Region,
    *,
    email_identity: str,
    tags: Sequence[Mapping[str, str | None]] | None = None,
    dkim_signing_attributes: Mapping[str, str] | None = None,
    configuration_set_name: str | None = None,
) -> Mapping[str, object]:
    """Create an identity; order of checks: existence, tags, configuration set, then the name and DKIM (assumed)."""
    if region.of(Identities).find(email_identity) is not None:
        raise AlreadyExists(f"Email identity {email_identity} already exist.")
    checked = tag.checked(tag_lists.pairs(tags), limit=region.world.limits.tags_per_resource)
    _check_set(region, configuration_set_name or None)
    given = dkim_signing_attributes or {}
    if given and "@" in email_identity:
        raise Invalid(DKIM_FOR_ADDRESS)
    asked = read_signing_attributes(given.get("DomainSigningAttributesOrigin"), given)
    made = registry.create(region, email_identity, asked)
    made.identity.tags = checked
    made.identity.configuration_set = configuration_set_name
    return {
        "IdentityType": _type(made.identity),
        "VerifiedForSendingStatus": made.verified,
        "DkimAttributes": None if made.dkim is None else dkim_attributes(made.dkim),
    }


def get_email_identity(region: Region, *, email_identity: str) -> Mapping[str, object]:
    """All that SES knows of an identity."""
    identity = region.of(Identities).require(email_identity, EmailIdentityNotFound)
    status = identity.status
    mail_from = identity.mail_from
    info = identity.verification_info()
    return {
        "IdentityType": _type(identity),
        "FeedbackForwardingStatus": identity.feedback_forwarding,
        "VerifiedForSendingStatus": status in MAY_SEND,
        "DkimAttributes": dkim_attributes(identity.dkim_report()),
        "MailFromAttributes": {"BehaviorOnMxFailure": "USE_DEFAULT_VALUE"}
        if mail_from is None
        else {
            "MailFromDomain": mail_from.domain,
            "MailFromDomainStatus": mail_from.status.name,
            "BehaviorOnMxFailure": mail_from.on_mx_failure,
        },
        "Policies": identity.policies,
        "Tags": tag_lists.listed(identity.tags),
        "ConfigurationSetName": identity.configuration_set,
        "VerificationStatus": status.name,
        "VerificationInfo": {
            "LastCheckedTimestamp": info.last_checked,
            "LastSuccessTimestamp": info.last_success,
            "ErrorType": info.error,
            "SOARecord": None
            if info.soa is None
            else dict(zip(("PrimaryNameServer", "AdminEmail", "SerialNumber"), info.soa, strict=True)),
        },
    }


def _type(identity: Identity) -> str:
    return _TYPES[identity.is_domain]


def delete_email_identity(region: Region, *, email_identity: str) -> Mapping[str, object]:
    """Forget an identity; an unknown one is refused, in this operation without brackets."""
    found = region.of(Identities).require(
        email_identity, lambda name: NotFound(f"Email identity {name} does not exist.")
    )
    region.of(Identities).delete(found)
    return {}


_PAGES = PageRule(
    "identity",
    default=25,
    most=1000,
    size="Value {size} for parameter PageSize is invalid. PageSize must be between 1 and 1000.",
    token="Invalid NextToken <{token}>.",
)


def list_email_identities(
    region: Region,
    *,
    filter: Mapping[str, str] | None = None,
    next_token: str | None = None,
    page_size: int | None = None,
) -> Mapping[str, object]:
    """Identities, oldest first (SES has no order of its own)."""
    wanted = _filter(filter or {})
    held = region.of(Identities)
    from sesmock.api import paging

    page = paging.page(
        region,
        _PAGES,
        lambda place: (pair for pair in held.after(int(place or 0)) if wanted is None or wanted(pair[1])),
        next_token,
        page_size,
    )
    return {"EmailIdentities": [_item(identity) for identity in page.items], "NextToken": page.next_token}


def _filter(asked: Mapping[str, str]) -> Callable[[Identity], bool] | None:
    """The test that a filter asks for; its bad values are refused (assumed text)."""
    if not asked:
        return None
    for key, values in (("IDENTITY_TYPE", _TYPES), ("VERIFICATION_STATUS", Status.__members__)):
        if key in asked and asked[key] not in values:
            raise Invalid(f"{key} must be one of [{', '.join(values)}]")
    part, type_, status = (asked.get(key) for key in ("IDENTITY_NAME_CONTAINS", "IDENTITY_TYPE", "VERIFICATION_STATUS"))
    return lambda identity: (
        (part is None or part.lower() in identity.name.lower())
        and (type_ is None or _type(identity) == type_)
        and (status is None or identity.status.name == status)
    )


def _item(identity: Identity) -> dict[str, object]:
    status = identity.status
    return {
        "IdentityType": _type(identity),
        "IdentityName": identity.name,
        "SendingEnabled": status in MAY_SEND,
        "VerificationStatus": status.name,
    }


def put_email_identity_configuration_set_attributes(
    region: Region, *, email_identity: str, configuration_set_name: str | None = None
) -> Mapping[str, object]:
    """Use a configuration set by default, or (with none) no longer."""
    identity = region.of(Identities).require(
        email_identity, lambda name: NotFound(f"Identity <{name}> does not exist.")
    )
    _check_set(region, configuration_set_name)
    identity.configuration_set = configuration_set_name
    return {}


def _check_set(region: Region, name: str | None) -> None:
    """Raise ConfigurationSetNotFound for a set that is named and not there."""
    if name is not None:
        from sesmock.domain.configuration_sets.configuration_set import ConfigurationSets

        if name not in region.of(ConfigurationSets):
            raise ConfigurationSetNotFound(name)
