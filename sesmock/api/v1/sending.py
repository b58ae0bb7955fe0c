"""Sending mail."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sesmock.api import declare
from sesmock.api.sending import entry_statuses, recipients, simple
from sesmock.api.sending import tags as read_tags
from sesmock.domain import refusals as no
from sesmock.domain.mails.draft import Entry, Raw, Recipients, TemplateRequest, Terms
from sesmock.domain.sending.sending import send

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sesmock.domain.region import Region

    Tags = Sequence[Mapping[str, str]]

# What v1 calls a refusal of one destination of a bulk call.
ENTRY_STATUSES: dict[type[no.Refusal], str] = {
    no.AccountSuspended: "AccountSuspended",
    no.NotVerified: "MessageRejected",
    no.AccessDenied: "MessageRejected",
    no.MailFromNotVerified: "MailFromDomainNotVerified",
    no.ConfigurationSetNotFound: "ConfigurationSetDoesNotExist",
    no.QuotaExceeded: "AccountDailyQuotaExceeded",
    no.Throttled: "AccountThrottled",
    no.SetSendingPaused: "ConfigurationSetSendingPaused",
    no.SendingPoolMissing: "InvalidSendingPoolName",
    no.SendingPaused: "AccountSendingPaused",
    no.Invalid: "InvalidParameterValue",
    no.Refusal: "Failed",
}


@declare(unenforced={"Message.Body.Text.Data": "required", "Message.Body.Html.Data": "required"})
def send_email(
    region: Region,
    *,
    source: str,
    destination: Mapping[str, Sequence[str]],
    message: Mapping[str, Any],
    reply_to_addresses: Sequence[str] = (),
    return_path: str | None = None,
    source_arn: str | None = None,
    return_path_arn: str | None = None,
    tags: Tags = (),
    configuration_set_name: str | None = None,
) -> Mapping[str, object]:
    """Compose and send a mail."""
    terms = Terms(
        "SendEmail",
        "ses:SendEmail",
        source,
        region.world.limits.message_bytes_v1,
        tuple(reply_to_addresses),
        return_path,
        source_arn,
        None,
        return_path_arn,
        read_tags(tags),
        configuration_set_name,
    )
    return {"MessageId": send(region, terms, recipients(destination), simple(message))}


def send_raw_email(
    region: Region,
    *,
    raw_message: Mapping[str, bytes],
    source: str | None = None,
    destinations: Sequence[str] = (),
    from_arn: str | None = None,
    source_arn: str | None = None,
    return_path_arn: str | None = None,
    tags: Tags = (),
    configuration_set_name: str | None = None,
) -> Mapping[str, object]:
    """Send a mail the caller has composed."""
    terms = Terms(
        "SendRawEmail",
        "ses:SendRawEmail",
        source,
        region.world.limits.message_bytes_v1,
        (),
        None,
        source_arn,
        from_arn,
        return_path_arn,
        read_tags(tags),
        configuration_set_name,
    )
    return {"MessageId": send(region, terms, Recipients(tuple(destinations)), Raw(raw_message["Data"]))}


def send_templated_email(
    region: Region,
    *,
    source: str,
    destination: Mapping[str, Sequence[str]],
    template: str,
    template_data: str,
    reply_to_addresses: Sequence[str] = (),
    return_path: str | None = None,
    source_arn: str | None = None,
    return_path_arn: str | None = None,
    tags: Tags = (),
    configuration_set_name: str | None = None,
    template_arn: str | None = None,
) -> Mapping[str, object]:
    """Render a template and send it."""
    terms = Terms(
        "SendTemplatedEmail",
        "ses:SendTemplatedEmail",
        source,
        region.world.limits.message_bytes_v1,
        tuple(reply_to_addresses),
        return_path,
        source_arn,
        None,
        return_path_arn,
        read_tags(tags),
        configuration_set_name,
    )
    content = TemplateRequest(template, template_arn, template_data)
    return {"MessageId": send(region, terms, recipients(destination), content)}


def send_bulk_templated_email(
    region: Region,
    *,
    source: str,
    template: str,
    default_template_data: str,
    destinations: Sequence[Mapping[str, Any]],
    source_arn: str | None = None,
    reply_to_addresses: Sequence[str] = (),
    return_path: str | None = None,
    return_path_arn: str | None = None,
    configuration_set_name: str | None = None,
    default_tags: Tags = (),
    template_arn: str | None = None,
) -> Mapping[str, object]:
    """Render a template for each of up to 50 destinations and send them all."""
    from sesmock.domain.sending.bulk import send_bulk

    terms = Terms(
        "SendBulkTemplatedEmail",
        "ses:SendBulkTemplatedEmail",
        source,
        region.world.limits.message_bytes_v1,
        tuple(reply_to_addresses),
        return_path,
        source_arn,
        None,
        return_path_arn,
        read_tags(default_tags),
        configuration_set_name,
    )
    entries = [
        Entry(
            recipients(shape["Destination"]),
            read_tags(shape.get("ReplacementTags", ())),
            shape.get("ReplacementTemplateData"),
        )
        for shape in destinations
    ]
    results = send_bulk(region, terms, TemplateRequest(template, template_arn, default_template_data), entries)
    call = (region, terms.operation)
    return {"Status": entry_statuses(call, destinations, results, "Success", ENTRY_STATUSES)}


def send_bounce(
    region: Region,
    *,
    original_message_id: str,
    bounce_sender: str,
    bounced_recipient_info_list: Sequence[Mapping[str, Any]],
    explanation: str | None = None,
    message_dsn: Mapping[str, Any] | None = None,
    bounce_sender_arn: str | None = None,
) -> Mapping[str, object]:
    """Bounce a message that was received (see `Cloud.receive`) to its sender."""
    from sesmock.domain.sending import bounce

    sent = bounce.send_bounce(
        region,
        original=original_message_id,
        sender=bounce_sender,
        sender_arn=bounce_sender_arn,
        recipients=bounced_recipient_info_list,
        explanation=explanation,
        dsn=message_dsn or {},
    )
    return {"MessageId": sent}
