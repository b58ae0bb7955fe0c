"""Sending mail."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sesmock.api import declare
from sesmock.api.sending import content, template_of, whom
from sesmock.domain.mails.draft import MEGABYTE, Draft, Entry
from sesmock.domain.sending import sending
from sesmock.domain.template import template_data as read_data

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sesmock.domain.refusals import Refusal
    from sesmock.domain.region import Region

    Tags = Sequence[Mapping[str, str]]

MAX_SIZE = 10 * MEGABYTE  # v1 takes 10 MB after encoding, v2 takes 40


@declare(unenforced={"Message.Body.Text.Data": "required", "Message.Body.Html.Data": "required"})
def send_email(
    region: Region, *, source: str, destination: Mapping[str, Sequence[str]], message: Mapping[str, Any],
    reply_to_addresses: Sequence[str] = (), return_path: str | None = None, source_arn: str | None = None,
    return_path_arn: str | None = None, tags: Tags = (), configuration_set_name: str | None = None,
) -> Mapping[str, object]:  # fmt: skip
    """Compose and send a mail."""
    body = message.get("Body") or {}
    to, cc, bcc = whom(destination)
    draft = Draft(
        "SendEmail",
        source,
        to=to,
        cc=cc,
        bcc=bcc,
        reply_to=reply_to_addresses,
        return_path=return_path,
        source_arn=source_arn,
        return_path_arn=return_path_arn,
        subject=content(message.get("Subject")),
        text=content(body.get("Text")),
        html=content(body.get("Html")),
        tags=tags,
        configuration_set=configuration_set_name,
        max_size=MAX_SIZE,
    )
    return {"MessageId": sending.send(region, draft)}


def send_raw_email(
    region: Region, *, raw_message: Mapping[str, bytes], source: str | None = None,
    destinations: Sequence[str] | None = None, from_arn: str | None = None, source_arn: str | None = None,
    return_path_arn: str | None = None, tags: Tags = (), configuration_set_name: str | None = None,
) -> Mapping[str, object]:  # fmt: skip
    """Send a mail the caller has composed."""
    draft = Draft(
        "SendRawEmail",
        source,
        raw=raw_message["Data"],
        recipients=destinations or None,
        from_arn=from_arn,
        source_arn=source_arn,
        return_path_arn=return_path_arn,
        tags=tags,
        configuration_set=configuration_set_name,
        max_size=MAX_SIZE,
    )
    return {"MessageId": sending.send(region, draft)}


def send_templated_email(
    region: Region, *, source: str, destination: Mapping[str, Sequence[str]], template: str, template_data: str,
    reply_to_addresses: Sequence[str] = (), return_path: str | None = None, source_arn: str | None = None,
    return_path_arn: str | None = None, tags: Tags = (), configuration_set_name: str | None = None,
    template_arn: str | None = None,
) -> Mapping[str, object]:  # fmt: skip
    """Render a template and send it."""
    to, cc, bcc = whom(destination)
    draft = Draft(
        "SendTemplatedEmail",
        source,
        to=to,
        cc=cc,
        bcc=bcc,
        reply_to=reply_to_addresses,
        return_path=return_path,
        source_arn=source_arn,
        return_path_arn=return_path_arn,
        tags=tags,
        configuration_set=configuration_set_name,
        max_size=MAX_SIZE,
    )

    def resolve(draft: Draft) -> None:
        draft.use(template_of(region, template, template_arn), read_data(template_data))

    return {"MessageId": sending.send(region, draft, resolve)}


def send_bulk_templated_email(
    region: Region, *, source: str, template: str, default_template_data: str,
    destinations: Sequence[Mapping[str, Any]], source_arn: str | None = None, reply_to_addresses: Sequence[str] = (),
    return_path: str | None = None, return_path_arn: str | None = None, configuration_set_name: str | None = None,
    default_tags: Tags = (), template_arn: str | None = None,
) -> Mapping[str, object]:  # fmt: skip
    """Render a template for each of up to 50 destinations and send them all."""
    draft = Draft(
        "SendBulkTemplatedEmail",
        source,
        reply_to=reply_to_addresses,
        return_path=return_path,
        source_arn=source_arn,
        return_path_arn=return_path_arn,
        tags=default_tags,
        configuration_set=configuration_set_name,
        max_size=MAX_SIZE,
    )

    def resolve(draft: Draft) -> None:
        draft.use(template_of(region, template, template_arn))

    entries = [
        Entry(
            *whom(entry["Destination"]),
            entry.get("ReplacementTags", ()),
            entry.get("ReplacementTemplateData"),
            (),
        )
        for entry in destinations
    ]
    results = sending.send_bulk(region, draft, entries, default_template_data, resolve)
    return {"Status": [_status(result) for result in results]}


def _status(result: str | Refusal) -> dict[str, object]:
    if isinstance(result, str):
        return {"Status": "Success", "MessageId": result}
    status = sending.entry_status(result)
    return {"Status": status, "Error": result.message} if result.message is not None else {"Status": status}


def send_bounce(
    region: Region, *, original_message_id: str, bounce_sender: str,
    bounced_recipient_info_list: Sequence[Mapping[str, Any]], explanation: str | None = None,
    message_dsn: Mapping[str, Any] | None = None, bounce_sender_arn: str | None = None,
) -> Mapping[str, object]:  # fmt: skip
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
