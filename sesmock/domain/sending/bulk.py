"""Sending a template to many: SendBulkTemplatedEmail of v1, SendBulkEmail of v2.

What is wrong with the call itself (its content, syntax of the sender, tags, configuration set, pauses, template)
refuses all of it; what is wrong with who sends and who receives is told for each entry.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sesmock.domain.faults import BULK_EMAIL_ENTRY
from sesmock.domain.mails.draft import Draft, Templated
from sesmock.domain.refusals import Invalid, Refusal
from sesmock.domain.sending import checks
from sesmock.domain.sending.checks import read_mailbox
from sesmock.domain.sending.sending import Call, find_tenant
from sesmock.domain.template import Templates, template_data
from sesmock.mail.address import AddressError, check_length, parse

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sesmock.domain.mails.draft import Entry, Headers, TemplateRequest, Terms
    from sesmock.domain.region import Region
    from sesmock.domain.sending.sender import Claim
    from sesmock.mail.address import Mailbox

MAX_DESTINATIONS = 50
TOO_MANY_DESTINATIONS = "Too many destinations. The maximum number of destinations is 50."  # assumed text


def send_bulk(region: Region, terms: Terms, content: TemplateRequest, entries: Sequence[Entry]) -> list[str | Refusal]:
    """Send a template to many; gives a MessageId or a refusal for each, in order. Raises what refuses all of it."""
    inline = checks.check_content(region, content)
    if terms.tenant is not None:
        find_tenant(region, terms.tenant)
    if not terms.source:
        raise Invalid("Source cannot be empty")
    named: list[Claim] = [(_mailbox(terms.source), terms.source_arn)]
    if terms.return_path:
        named.append((_mailbox(terms.return_path), terms.return_path_arn))
    tags = checks.check_tags(terms.tags)
    if len(entries) > MAX_DESTINATIONS:
        raise Invalid(TOO_MANY_DESTINATIONS)
    call = Call(region, terms, named)
    checks.check_pauses(region, call.configuration_set, call.tenant)
    template = inline or region.of(Templates).choose(content.name, content.arn)
    call.check_tenant(template)
    data = template_data(content.data)
    default = Templated(template, data, content.headers, content.attachments, content.data)
    faults = region.ses.faults
    # Drawn for all before the first is sent: a fault may be an exception, which leaves no trace either.
    drawn = [faults.take(BULK_EMAIL_ENTRY, region.name) for _ in entries] if faults else [None] * len(entries)
    results: list[str | Refusal] = []
    for entry, fault in zip(entries, drawn, strict=True):
        try:
            if fault is not None:
                raise fault[0]
            results.append(_send_entry(call, terms, default, entry, tags))
        except Refusal as refusal:
            results.append(refusal)
    return results


def _send_entry(call: Call, terms: Terms, default: Templated, entry: Entry, default_tags: Mapping[str, str]) -> str:
    envelope = [read_mailbox(text) for text in entry.recipients.all]
    others = [read_mailbox(text) for text in terms.reply_to]
    checks.check_headers(entry.headers)
    tags = checks.check_tags(entry.tags, default_tags)
    if not envelope:
        raise Invalid("Missing required header 'To'.")
    for mailbox in (*envelope, *others):
        checks.check_mailbox(mailbox)
    data = default.data
    if entry.data:  # assumed: an entry may also do without (somebody was refused for that in 2018)
        data = _merged(data, template_data(entry.data))
    headers = _replaced(default.headers, entry.headers) if entry.headers else default.headers
    content = Templated(default.template, data, headers, default.attachments, default.text, entry.data)
    return call.send(Draft(terms, entry.recipients, content), envelope, tags)


def _merged(data: Mapping[str, Any], own: dict[str, Any]) -> dict[str, Any]:
    """Data over defaults, objects in objects key by key; anything else is replaced as a whole (probed)."""
    whole = dict(data)
    merging = [(whole, own)]
    for target, source in merging:  # which grows
        for key, value in source.items():
            below = target.get(key)
            if isinstance(below, dict) and isinstance(value, dict):
                target[key] = below = dict(below)
                merging.append((below, value))
            else:
                target[key] = value
    return whole


def _replaced(headers: Headers, others: Headers) -> Headers:
    """A header named again is replaced, whatever its capitals; others are added."""
    again = {name.lower() for name, _ in others}
    return (*(header for header in headers if header[0].lower() not in again), *others)


def _mailbox(text: str) -> Mailbox:
    """Sender and return path of a bulk call are refused in a sentence of their own (probed)."""
    try:
        mailbox = parse(text)
        check_length(mailbox)
    except AddressError:
        raise Invalid(f"Invalid email address<{text}>.") from None
    return mailbox
