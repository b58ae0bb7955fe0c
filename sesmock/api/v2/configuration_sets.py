"""Configuration sets and their options: each Put replaces its whole block."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sesmock.api import PageRule, declare, paging
from sesmock.api.v2 import tag_lists
from sesmock.domain import tag
from sesmock.domain.configuration_sets import configuration_set as sets
from sesmock.domain.configuration_sets.configuration_set import ConfigurationSets
from sesmock.domain.refusals import Invalid, Worded

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sesmock.domain.region import Region

_CONTAINS = "CONFIGURATION_SET_NAME_CONTAINS"
_REASONS = ("BOUNCE", "COMPLAINT")


@declare(
    unenforced={
        **tag_lists.UNENFORCED,
        "ConfigurationSetName": "required",
        "TrackingOptions.CustomRedirectDomain": "required",
        "TrackingOptions.HttpsPolicy": "enum",
    }
)
def create_configuration_set(
    region: Region,
    *,
    configuration_set_name: str | None = None,
    tracking_options: Mapping[str, str] | None = None,
    delivery_options: Mapping[str, Any] | None = None,
    reputation_options: Mapping[str, Any] | None = None,
    sending_options: Mapping[str, bool] | None = None,
    tags: Sequence[Mapping[str, str | None]] | None = None,
    suppression_options: Mapping[str, Any] | None = None,
    vdm_options: Mapping[str, Any] | None = None,
    archiving_options: Mapping[str, str] | None = None,
    message_security_options: Mapping[str, Any] | None = None,
) -> Mapping[str, object]:
    """Keep a new configuration set; reputation metrics are on for those made here, unless it says otherwise (probed).

    Order of checks (assumed): name, existence, tags, options.
    """
    made = region.of(ConfigurationSets).new(configuration_set_name, reputation_metrics=True)
    made.tags = tag.checked(tag_lists.pairs(tags), limit=region.world.limits.tags_per_resource)
    if tracking_options is not None:
        domain, policy = tracking_options.get("CustomRedirectDomain"), tracking_options.get("HttpsPolicy")
        made.tracking = sets.tracking(region, domain, policy, "trackingOptions.")
    if delivery_options is not None:
        made.delivery = _delivery(region, delivery_options)
    if reputation_options is not None:
        made.reputation_metrics = reputation_options.get("ReputationMetricsEnabled", False)
        made.last_fresh_start = reputation_options.get("LastFreshStart")
    if sending_options is not None:
        made.sending_enabled = sending_options.get("SendingEnabled", False)
    if suppression_options is not None:
        if "SuppressedReasons" not in suppression_options:
            raise Worded("InternalFailure")  # what AWS does (probed)
        made.suppression = sets.Suppression(
            tuple(suppression_options["SuppressedReasons"]),
            suppression_options.get("SuppressionScope"),
            suppression_options.get("ValidationOptions"),
        )
    made.vdm = vdm_options or None
    made.archive_arn = (archiving_options or {}).get("ArchiveArn")
    made.message_security = message_security_options or None
    region.of(ConfigurationSets)[made.name] = made
    return {}


def get_configuration_set(region: Region, *, configuration_set_name: str) -> Mapping[str, object]:
    """One configuration set; blocks that were never set are not shown, but for sending and reputation."""
    found = region.of(ConfigurationSets).require(configuration_set_name)
    tracking, delivery, suppression = found.tracking, found.delivery, found.suppression
    return {
        "ConfigurationSetName": found.name,
        "TrackingOptions": tracking and {"CustomRedirectDomain": tracking.domain, "HttpsPolicy": tracking.https_policy},
        "DeliveryOptions": delivery
        and {
            "TlsPolicy": delivery.tls_policy,
            "SendingPoolName": delivery.sending_pool,
            "MaxDeliverySeconds": delivery.max_seconds,
        },
        "ReputationOptions": {
            "ReputationMetricsEnabled": found.reputation_metrics,
            "LastFreshStart": found.last_fresh_start,
        },
        "SendingOptions": {"SendingEnabled": found.sending_enabled},
        "Tags": tag_lists.listed(found.tags),
        "SuppressionOptions": suppression
        and {
            "SuppressedReasons": suppression.reasons,
            "SuppressionScope": suppression.scope,
            "ValidationOptions": suppression.validation,
        },
        "VdmOptions": found.vdm,
        "ArchivingOptions": {"ArchiveArn": found.archive_arn} if found.archive_arn is not None else None,
        "MessageSecurityOptions": found.message_security,
    }


_PAGES = PageRule(
    "configuration-set",
    default=50,
    most=1000,
    size="The page size must be between 1 and 1000",
    token="invalid nextToken {token}",
)


def list_configuration_sets(
    region: Region,
    *,
    filter: Mapping[str, str] | None = None,
    next_token: str | None = None,
    page_size: int | None = None,
) -> Mapping[str, object]:
    """Names of configuration sets, sorted; the checks go page size, filter, token (probed)."""
    paging.checked_size(_PAGES, page_size)
    part = (filter or {}).get(_CONTAINS)
    if part is not None and not 3 <= len(part) <= 64:
        raise Invalid(f"{_CONTAINS} must be between 3 and 64 characters")
    held = {name: name for name in region.of(ConfigurationSets) if part is None or part.lower() in name.lower()}
    page = paging.page(region, _PAGES, paging.by_name(held), next_token, page_size, (part or "").lower())
    return {"ConfigurationSets": page.items, "NextToken": page.next_token}


def update_configuration_set(
    region: Region, *, configuration_set_name: str, message_security_options: Mapping[str, Any] | None = None
) -> Mapping[str, object]:
    """Change what is given; the rest stays (documented)."""
    found = region.of(ConfigurationSets).require(configuration_set_name)
    if message_security_options is not None:
        found.message_security = message_security_options or None
    return {}


def delete_configuration_set(region: Region, *, configuration_set_name: str) -> Mapping[str, object]:
    """Forget a configuration set; an unknown one is refused."""
    region.of(ConfigurationSets).delete(configuration_set_name)
    return {}


# ---- one block of options each ----


def put_configuration_set_sending_options(
    region: Region, *, configuration_set_name: str, sending_enabled: bool = False
) -> Mapping[str, object]:
    """Switch sending; left out means off (probed)."""
    region.of(ConfigurationSets).require(configuration_set_name).set_sending(sending_enabled, region.now())
    return {}


def put_configuration_set_reputation_options(
    region: Region, *, configuration_set_name: str, reputation_metrics_enabled: bool = False
) -> Mapping[str, object]:
    """Switch reputation metrics; left out means off (probed)."""
    region.of(ConfigurationSets).require(configuration_set_name).reputation_metrics = reputation_metrics_enabled
    return {}


@declare(unenforced={"SuppressedReasons": "enum"})
def put_configuration_set_suppression_options(
    region: Region,
    *,
    configuration_set_name: str,
    suppressed_reasons: Sequence[str] = (),
    suppression_scope: str | None = None,
    validation_options: Mapping[str, Any] | None = None,
) -> Mapping[str, object]:
    """Override the account's reasons; no reasons mean that nothing is suppressed, also where they are left out."""
    for reason in suppressed_reasons:
        if reason not in _REASONS:
            raise Invalid(f"Reason {reason} is invalid, must be one of [{', '.join(_REASONS)}].")
    found = region.of(ConfigurationSets).require(configuration_set_name)
    found.suppression = sets.Suppression(tuple(suppressed_reasons), suppression_scope, validation_options)
    return {}


@declare(unenforced={"HttpsPolicy": "enum"})
def put_configuration_set_tracking_options(
    region: Region,
    *,
    configuration_set_name: str,
    custom_redirect_domain: str | None = None,
    https_policy: str | None = None,
) -> Mapping[str, object]:
    """Track through another domain, or (with none) through SES's own; the options are checked before the set."""
    options = sets.tracking(region, custom_redirect_domain, https_policy)
    region.of(ConfigurationSets).require(configuration_set_name).tracking = options
    return {}


def put_configuration_set_delivery_options(
    region: Region,
    *,
    configuration_set_name: str,
    tls_policy: str | None = None,
    sending_pool_name: str | None = None,
    max_delivery_seconds: int | None = None,
) -> Mapping[str, object]:
    """Say how mail is delivered; the options are checked before the set (assumed, as with tracking)."""
    options = sets.delivery(region, tls_policy, sending_pool_name, max_delivery_seconds)
    region.of(ConfigurationSets).require(configuration_set_name).delivery = options
    return {}


def put_configuration_set_vdm_options(
    region: Region, *, configuration_set_name: str, vdm_options: Mapping[str, Any] | None = None
) -> Mapping[str, object]:
    """Override the account's Virtual Deliverability Manager; also where the account has it switched off (probed)."""
    region.of(ConfigurationSets).require(configuration_set_name).vdm = vdm_options or None
    return {}


def put_configuration_set_archiving_options(
    region: Region, *, configuration_set_name: str, archive_arn: str | None = None
) -> Mapping[str, object]:
    """Archive what is sent, or (with no archive) no longer; whether there is such an archive is not looked at."""
    region.of(ConfigurationSets).require(configuration_set_name).archive_arn = archive_arn
    return {}


def _delivery(region: Region, options: Mapping[str, Any]) -> sets.Delivery | None:
    get = options.get
    return sets.delivery(region, get("TlsPolicy"), get("SendingPoolName"), get("MaxDeliverySeconds"))
