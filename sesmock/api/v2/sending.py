"""Sending mail."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sesmock.api import declare
from sesmock.api.sending import attachments, entry_statuses, headers, recipients, simple, tags
from sesmock.domain import refusals as no
from sesmock.domain.mails.draft import Entry, ListManagement, Raw, TemplateRequest, Terms, Tracking
from sesmock.domain.sending.sending import send

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sesmock.domain.mails.draft import Simple
    from sesmock.domain.region import Region

    Tags = Sequence[Mapping[str, str]]

ONE_CONTENT = "Content must contain exactly one of Simple, Raw or Template."  # assumed text

# What v2 calls a refusal of one entry of a bulk call.
ENTRY_STATUSES: dict[type[no.Refusal], str] = {
    no.AccountSuspended: "ACCOUNT_SUSPENDED",
    no.NotVerified: "MESSAGE_REJECTED",
    no.AccessDenied: "MESSAGE_REJECTED",
    no.MailFromNotVerified: "MAIL_FROM_DOMAIN_NOT_VERIFIED",
    no.ConfigurationSetNotFound: "CONFIGURATION_SET_NOT_FOUND",
    no.QuotaExceeded: "ACCOUNT_DAILY_QUOTA_EXCEEDED",
    no.Throttled: "ACCOUNT_THROTTLED",
    no.SetSendingPaused: "CONFIGURATION_SET_SENDING_PAUSED",
    no.SendingPaused: "ACCOUNT_SENDING_PAUSED",
    no.SendingPoolMissing: "INVALID_SENDING_POOL_NAME",
    no.Invalid: "INVALID_PARAMETER",
    no.Refusal: "FAILED",
}


# Of these, wherever there is a content, sentences of the service speak.
UNENFORCED = {
    "Content.Simple.Body.Html.Data": "required",
    "Content.Simple.Body.Text.Data": "required",
    "Content.Simple.Headers.Name": "min pattern",
    "Content.Template.Headers.Name": "min pattern",
}


@declare(unenforced=UNENFORCED)
def send_email(
    region: Region,
    *,
    content: Mapping[str, Any],
    from_email_address: str | None = None,
    from_email_address_identity_arn: str | None = None,
    destination: Mapping[str, Sequence[str]] | None = None,
    reply_to_addresses: Sequence[str] = (),
    feedback_forwarding_email_address: str | None = None,
    feedback_forwarding_email_address_identity_arn: str | None = None,
    email_tags: Tags = (),
    configuration_set_name: str | None = None,
    list_management_options: Mapping[str, str] | None = None,
    tenant_name: str | None = None,
    configuration_overrides: Mapping[str, Any] | None = None,
    endpoint_id: str | None = None,
) -> Mapping[str, object]:
    """Send a mail: composed here, raw, or from a template."""
    given = content_of(content, from_email_address)
    terms = Terms(
        "SendEmail",
        "ses:SendRawEmail" if isinstance(given, Raw) else "ses:SendEmail",
        from_email_address,
        region.world.limits.message_bytes_v2,
        tuple(reply_to_addresses),
        feedback_forwarding_email_address,
        # It stands in for both headers of a raw mail, X-SES-SOURCE-ARN and X-SES-FROM-ARN.
        from_email_address_identity_arn,
        from_email_address_identity_arn,
        feedback_forwarding_email_address_identity_arn,
        tags(email_tags),
        configuration_set_name,
        True,
        None if list_management_options is None else _list_management(list_management_options),
        tenant_name,
        _tracking(configuration_overrides) if configuration_overrides else None,
        endpoint_id,
    )
    return {"MessageId": send(region, terms, recipients(destination or {}), given)}


def _list_management(shape: Mapping[str, str]) -> ListManagement:
    return ListManagement(shape["ContactListName"], shape.get("TopicName"))


def _tracking(overrides: Mapping[str, Any]) -> Tracking | None:
    """What ``ConfigurationOverrides`` says of tracking, if anything."""
    said = overrides.get("Tracking") or {}
    switches = [said.get(f"{what}TrackingEnabled") for what in ("Open", "Click")]
    return Tracking(*(None if switch is None else switch == "ENABLED" for switch in switches)) if said else None


def content_of(shape: Mapping[str, Any], source: str | None) -> Simple | Raw | TemplateRequest:
    """``Content``; raises Invalid for none or more than one, and for one that needs a sender and has none."""
    if len(shape) != 1:
        raise no.Invalid(ONE_CONTENT)
    if "Raw" in shape:
        return Raw(shape["Raw"]["Data"])
    if "Simple" in shape:
        if not source:
            raise no.Invalid(None)
        return simple(shape["Simple"])
    if not source:
        raise no.Invalid("Source cannot be empty")
    return _template(shape["Template"])


def _template(shape: Mapping[str, Any]) -> TemplateRequest:
    parts = shape.get("TemplateContent")
    return TemplateRequest(
        shape.get("TemplateName") or None,
        shape.get("TemplateArn") or None,
        shape.get("TemplateData"),
        (parts.get("Subject"), parts.get("Text"), parts.get("Html")) if parts else None,
        headers(shape.get("Headers", ())),
        attachments(shape.get("Attachments", ())),
    )


@declare(
    unenforced={
        "BulkEmailEntries.ReplacementHeaders.Name": "min pattern",
        "DefaultContent.Template.Headers.Name": "min pattern",
    },
)
def send_bulk_email(
    region: Region,
    *,
    default_content: Mapping[str, Any],
    bulk_email_entries: Sequence[Mapping[str, Any]],
    from_email_address: str | None = None,
    from_email_address_identity_arn: str | None = None,
    reply_to_addresses: Sequence[str] = (),
    feedback_forwarding_email_address: str | None = None,
    feedback_forwarding_email_address_identity_arn: str | None = None,
    default_email_tags: Tags = (),
    configuration_set_name: str | None = None,
    tenant_name: str | None = None,
    configuration_overrides: Mapping[str, Any] | None = None,
    endpoint_id: str | None = None,
) -> Mapping[str, object]:
    """Render a template for each of up to 50 destinations and send them all."""
    from sesmock.domain.sending.bulk import send_bulk

    terms = Terms(
        "SendBulkEmail",
        "ses:SendBulkEmail",
        from_email_address,
        region.world.limits.message_bytes_v2,
        tuple(reply_to_addresses),
        feedback_forwarding_email_address,
        from_email_address_identity_arn,
        None,
        feedback_forwarding_email_address_identity_arn,
        tags(default_email_tags),
        configuration_set_name,
        True,
        None,
        tenant_name,
        _tracking(configuration_overrides) if configuration_overrides else None,
        endpoint_id,
    )
    content = _template(default_content.get("Template") or {})
    results = send_bulk(region, terms, content, list(map(_entry, bulk_email_entries)))
    call = (region, terms.operation)
    statuses = entry_statuses(call, bulk_email_entries, results, "SUCCESS", ENTRY_STATUSES, _in_capitals)
    return {"BulkEmailEntryResults": statuses}


def _entry(shape: Mapping[str, Any]) -> Entry:
    replacement = (shape.get("ReplacementEmailContent") or {}).get("ReplacementTemplate") or {}
    return Entry(
        recipients(shape["Destination"]),
        tags(shape.get("ReplacementTags", ())),
        replacement.get("ReplacementTemplateData"),
        headers(shape.get("ReplacementHeaders", ())),
    )


# The entry statuses of v2 are v1's in capitals, but for three.
_OTHERS = {
    "ConfigurationSetDoesNotExist": "CONFIGURATION_SET_NOT_FOUND",
    "TemplateDoesNotExist": "TEMPLATE_NOT_FOUND",
    "InvalidParameterValue": "INVALID_PARAMETER",
}


def _in_capitals(status: str) -> str:
    """A status that a test has staged, in either API's spelling, as v2 spells it."""
    import re

    return _OTHERS.get(status) or re.sub(r"(?<=[a-z])(?=[A-Z])", "_", status).upper()
