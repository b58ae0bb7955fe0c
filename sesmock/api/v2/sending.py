"""Sending mail."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from sesmock.api import declare
from sesmock.api.sending import content, template_of, whom
from sesmock.domain.mails.draft import Draft, Entry
from sesmock.domain.refusals import Invalid, Refusal
from sesmock.domain.sending import sending
from sesmock.domain.template import inline_template, template_data
from sesmock.mail.mime import Attachment

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sesmock.domain.region import Region
    from sesmock.domain.template import Template

    Tags = Sequence[Mapping[str, str]]

# Assumed texts.
ONE_CONTENT = "Content must contain exactly one of Simple, Raw or Template."
ONE_TEMPLATE = "Template must contain exactly one of TemplateName, TemplateArn or TemplateContent."


@declare(
    unenforced={
        "Content.Simple.Body.Html.Data": "required",
        "Content.Simple.Body.Text.Data": "required",
        "Content.Simple.Headers.Name": "min pattern",
        "Content.Template.Headers.Name": "min pattern",
    },
    without="configuration_overrides endpoint_id list_management_options tenant_name",
)
def send_email(
    region: Region, *, content: Mapping[str, Any], from_email_address: str | None = None,
    from_email_address_identity_arn: str | None = None, destination: Mapping[str, Sequence[str]] | None = None,
    reply_to_addresses: Sequence[str] = (), feedback_forwarding_email_address: str | None = None,
    feedback_forwarding_email_address_identity_arn: str | None = None, email_tags: Tags = (),
    configuration_set_name: str | None = None,
) -> Mapping[str, object]:  # fmt: skip
    """Send a mail: composed here, raw, or from a template."""
    if len(content) != 1:
        raise Invalid(ONE_CONTENT)
    to, cc, bcc = whom(destination or {})
    draft = Draft(
        "SendEmail",
        from_email_address,
        to=to,
        cc=cc,
        bcc=bcc,
        reply_to=reply_to_addresses,
        return_path=feedback_forwarding_email_address,
        source_arn=from_email_address_identity_arn,
        return_path_arn=feedback_forwarding_email_address_identity_arn,
        tags=email_tags,
        configuration_set=configuration_set_name,
    )
    if "Raw" in content:
        draft.raw = content["Raw"]["Data"]
        draft.recipients = (draft.to + draft.cc + draft.bcc) or None
        draft.action = "ses:SendRawEmail"
        draft.from_arn = from_email_address_identity_arn  # stands in for both headers, X-SES-SOURCE-ARN and -FROM-ARN
    elif "Simple" in content:
        if not from_email_address:
            raise Invalid(None)
        _simple(draft, content["Simple"])
    else:
        if not from_email_address:
            raise Invalid("Source cannot be empty")
        shape = content["Template"]
        _headers_and_attachments(draft, shape)
        inline = _inline_template(shape)

        def resolve(draft: Draft) -> None:
            draft.use(inline or _stored_template(region, shape), template_data(shape.get("TemplateData")))

        return {"MessageId": sending.send(region, draft, resolve)}
    return {"MessageId": sending.send(region, draft)}


def _simple(draft: Draft, simple: Mapping[str, Any]) -> None:
    draft.subject = content(simple["Subject"])
    body = simple.get("Body") or {}
    draft.text, draft.html = content(body.get("Text")), content(body.get("Html"))
    _headers_and_attachments(draft, simple)


def _headers_and_attachments(draft: Draft, shape: Mapping[str, Any]) -> None:
    if "Headers" in shape:
        draft.headers = sending.check_headers([(h["Name"], h["Value"]) for h in shape["Headers"]])
    if "Attachments" in shape:
        draft.attachments = tuple(map(_attachment, shape["Attachments"]))


def _attachment(shape: Mapping[str, Any]) -> Attachment:
    sending.check_filename(shape["FileName"])
    return Attachment(
        shape["FileName"],
        shape["RawContent"],
        shape.get("ContentType"),
        shape.get("ContentDisposition", "ATTACHMENT"),
        shape.get("ContentId"),
        shape.get("ContentDescription"),
        shape.get("ContentTransferEncoding", "SEVEN_BIT"),
    )


def _inline_template(shape: Mapping[str, Any]) -> Template | None:
    """The template that stands in the request itself, or None for one that is stored; raises Invalid."""
    named = [name for name in ("TemplateName", "TemplateArn", "TemplateContent") if shape.get(name)]
    # SES takes a name beside its ARN for the same template.
    if not named or ("TemplateContent" in named and len(named) > 1):
        raise Invalid(ONE_TEMPLATE)
    if named != ["TemplateContent"]:
        return None
    parts = shape["TemplateContent"]
    return inline_template(parts.get("Subject"), parts.get("Text"), parts.get("Html"))


def _stored_template(region: Region, shape: Mapping[str, Any]) -> Template:
    return template_of(region, shape.get("TemplateName"), shape.get("TemplateArn"))


@declare(
    unenforced={
        "BulkEmailEntries.ReplacementHeaders.Name": "min pattern",
        "DefaultContent.Template.Headers.Name": "min pattern",
    },
    without="configuration_overrides endpoint_id tenant_name",
)
def send_bulk_email(
    region: Region, *, default_content: Mapping[str, Any], bulk_email_entries: Sequence[Mapping[str, Any]],
    from_email_address: str | None = None, from_email_address_identity_arn: str | None = None,
    reply_to_addresses: Sequence[str] = (), feedback_forwarding_email_address: str | None = None,
    feedback_forwarding_email_address_identity_arn: str | None = None, default_email_tags: Tags = (),
    configuration_set_name: str | None = None,
) -> Mapping[str, object]:  # fmt: skip
    """Render a template for each of up to 50 destinations and send them all."""
    shape = default_content.get("Template") or {}
    draft = Draft(
        "SendBulkEmail",
        from_email_address,
        reply_to=reply_to_addresses,
        return_path=feedback_forwarding_email_address,
        source_arn=from_email_address_identity_arn,
        return_path_arn=feedback_forwarding_email_address_identity_arn,
        tags=default_email_tags,
        configuration_set=configuration_set_name,
    )
    _headers_and_attachments(draft, shape)
    inline = _inline_template(shape)

    def resolve(draft: Draft) -> None:
        draft.use(inline or _stored_template(region, shape))

    entries = list(map(_entry, bulk_email_entries))
    results = sending.send_bulk(region, draft, entries, shape.get("TemplateData"), resolve)
    return {"BulkEmailEntryResults": [_result(result) for result in results]}


def _entry(shape: Mapping[str, Any]) -> Entry:
    replacement = (shape.get("ReplacementEmailContent") or {}).get("ReplacementTemplate") or {}
    return Entry(
        *whom(shape["Destination"]),
        shape.get("ReplacementTags", ()),
        replacement.get("ReplacementTemplateData"),
        [(header["Name"], header["Value"]) for header in shape.get("ReplacementHeaders", ())],
    )


# The entry statuses of v2 are v1's in capitals, but for three.
_STATUSES = {
    "ConfigurationSetDoesNotExist": "CONFIGURATION_SET_NOT_FOUND",
    "TemplateDoesNotExist": "TEMPLATE_NOT_FOUND",
    "InvalidParameterValue": "INVALID_PARAMETER",
}


def _result(result: str | Refusal) -> dict[str, object]:
    if isinstance(result, str):
        return {"Status": "SUCCESS", "MessageId": result}
    status = sending.entry_status(result)
    status = _STATUSES.get(status) or re.sub(r"(?<=[a-z])(?=[A-Z])", "_", status).upper()
    return {"Status": status, "Error": result.message} if result.message is not None else {"Status": status}
