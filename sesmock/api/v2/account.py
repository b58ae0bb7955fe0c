"""The account: its settings, quotas and plans."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from sesmock.domain.account import AccountSettings, Usage
from sesmock.domain.refusals import Invalid, Worded

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sesmock.domain.region import Region

UNDER_REVIEW = "There is already an ongoing account details update under review."  # assumed, after the documentation
# Assumed: what exactly SES takes for a URL; that it looks at the top-level domain was reported.
_URL = (
    r"(?i)(?:https?://)?(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+(?P<tld>[a-z]{2,63}|xn--[a-z0-9-]+)(?::\d+)?(?:[/?#]\S*)?"
)
_RESERVED = ("example", "invalid", "localhost", "test")  # RFC 2606, section 2


def get_account(region: Region) -> Mapping[str, object]:
    """All settings and quotas; details, VDM attributes and pricing are not shown before they are first put."""
    settings = region.of(AccountSettings)
    plan, next_plan = settings.plans
    return {
        "DedicatedIpAutoWarmupEnabled": settings.auto_warmup,
        "EnforcementStatus": settings.enforcement,
        "ProductionAccessEnabled": settings.production_access,
        "SendQuota": {
            "Max24HourSend": settings.max_24_hour_send,
            "MaxSendRate": settings.max_send_rate,
            "SentLast24Hours": region.of(Usage).sent_last_24h(region.now()),
        },
        "SendingEnabled": settings.sending_enabled,
        "SuppressionAttributes": {
            "SuppressedReasons": settings.suppressed_reasons,
            "ValidationAttributes": settings.validation,
        },
        "Details": None if settings.details is None else _details(settings, settings.details),
        "VdmAttributes": None if settings.vdm is None else _vdm(settings.vdm),
        "PricingAttributes": None if plan is None else {"CurrentPlan": plan, "NextPlan": next_plan},
    }


def _details(settings: AccountSettings, details: Mapping[str, Any]) -> Mapping[str, object]:
    return {**details, "ReviewDetails": {"Status": settings.review}}


def _vdm(attributes: Mapping[str, Any]) -> Mapping[str, object]:
    """VDM attributes: the two features are shown only while it is enabled (probed), both of them (assumed)."""
    if attributes["VdmEnabled"] != "ENABLED":
        return {"VdmEnabled": attributes["VdmEnabled"]}
    dashboard, guardian = attributes.get("DashboardAttributes", {}), attributes.get("GuardianAttributes", {})
    return {
        "VdmEnabled": "ENABLED",
        "DashboardAttributes": {"EngagementMetrics": dashboard.get("EngagementMetrics", "DISABLED")},
        "GuardianAttributes": {"OptimizedSharedDelivery": guardian.get("OptimizedSharedDelivery", "DISABLED")},
    }


def put_account_sending_attributes(region: Region, *, sending_enabled: bool = False) -> Mapping[str, object]:
    """Switch sending; left out means off (probed)."""
    region.of(AccountSettings).sending_enabled = sending_enabled
    return {}


def put_account_suppression_attributes(
    region: Region, *, suppressed_reasons: Sequence[str] = (), validation_attributes: Mapping[str, Any] | None = None
) -> Mapping[str, object]:
    """Say for which reasons addresses are listed and suppressed; left out means for none (probed)."""
    region.of(AccountSettings).suppressed_reasons = tuple(suppressed_reasons)
    region.of(AccountSettings).validation = validation_attributes
    return {}


def put_account_dedicated_ip_warmup_attributes(
    region: Region, *, auto_warmup_enabled: bool = False
) -> Mapping[str, object]:
    """Switch the warm-up of dedicated IP addresses; left out means off (probed)."""
    region.of(AccountSettings).auto_warmup = auto_warmup_enabled
    return {}


def put_account_vdm_attributes(region: Region, *, vdm_attributes: Mapping[str, Any]) -> Mapping[str, object]:
    """Set the Virtual Deliverability Manager, whole."""
    region.of(AccountSettings).put_vdm(vdm_attributes)
    return {}


def put_account_pricing_attributes(region: Region, *, plan: str) -> Mapping[str, object]:
    """Choose a pricing plan."""
    region.of(AccountSettings).choose_plan(plan)
    return {}


def put_account_details(
    region: Region,
    *,
    mail_type: str,
    website_url: str,
    contact_language: str | None = None,
    use_case_description: str | None = None,
    additional_contact_email_addresses: Sequence[str] | None = None,
    production_access_enabled: bool | None = None,
) -> Mapping[str, object]:
    """Put the details, which SES then reviews; refused while a review goes on.

    Production access is asked for here and not granted: the test takes the account out of the sandbox
    (``cloud.sandbox = False``), and so ends the review.
    """
    url = re.fullmatch(_URL, website_url)
    if url is None or url["tld"].lower() in _RESERVED:
        raise Invalid("Url contains invalid format")
    settings = region.of(AccountSettings)
    if settings.details is not None and settings.review == "PENDING":
        raise Worded("ConflictException", UNDER_REVIEW)
    settings.production_access_asked = bool(production_access_enabled)
    settings.details = {
        "MailType": mail_type,
        "WebsiteURL": website_url,
        "ContactLanguage": contact_language,
        "UseCaseDescription": use_case_description,
        "AdditionalContactEmailAddresses": additional_contact_email_addresses,
    }
    return {}
