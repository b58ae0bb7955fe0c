"""What the headers of a raw mail say where the call itself says nothing.

Source: API reference, SendRawEmail; SES Developer Guide, "Sending raw email", "Using X-headers".
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sesmock.domain.mails.draft import Recipients
from sesmock.domain.refusals import Invalid
from sesmock.domain.sending.checks import check_filename
from sesmock.mail.mime import Message, duplicate_header

if TYPE_CHECKING:
    from sesmock.domain.mails.draft import Raw, Terms

HEADER_TOO_LONG = 900_000  # bytes; assumed: that there is a limit is recorded, not where it is


def read(content: Raw, terms: Terms, recipients: Recipients) -> tuple[Message, Terms, Recipients]:
    """The message of a raw mail, with terms and recipients as its headers complete them; raises Invalid.

    Recipients that the call names are the whole envelope.
    """
    message = Message(content.data)
    _check_length(message, content)
    names = {name.lower() for name, _ in message.headers}
    if "" in names:
        raise Invalid("Empty header names are illegal.")
    twice = duplicate_header(message)
    if twice is not None:
        raise Invalid(f"Duplicate header '{twice}'.")
    _check_files(message)
    source, return_path, tags = terms.source, terms.return_path, terms.tags
    if not source:
        source = from_header(message)
        if not return_path:  # a source that is given takes precedence over this header (API reference)
            return_path = message.get("Return-Path") or None
    if not tags:
        pairs = (message.get("X-SES-MESSAGE-TAGS") or "").split(",")
        named = [pair.partition("=") for pair in pairs if pair.strip()]
        tags = tuple((name.strip(), value.strip()) for name, _, value in named)
    if terms.list_management is None and "x-ses-list-management-options" in names:
        from sesmock.domain.contacts import management

        said = message.get("X-SES-LIST-MANAGEMENT-OPTIONS") or ""
        terms = terms._replace(list_management=management.read_header(said))
    terms = terms._replace(
        source=source,
        return_path=return_path,
        tags=tags,
        reply_to=tuple(message.addresses("Reply-To")),
        configuration_set=terms.configuration_set or message.get("X-SES-CONFIGURATION-SET") or terms.configuration_set,
        source_arn=terms.source_arn or message.get("X-SES-SOURCE-ARN"),
        from_arn=terms.from_arn or message.get("X-SES-FROM-ARN"),
        return_path_arn=terms.return_path_arn or message.get("X-SES-RETURN-PATH-ARN"),
        source_given=bool(terms.source),
        tenant=terms.tenant or message.get("X-SES-TENANT") or None,
    )
    to, cc, bcc = (tuple(message.addresses(name)) for name in ("To", "Cc", "Bcc"))
    return message, terms, Recipients(to, cc, bcc, recipients.all or None)


def _check_length(message: Message, content: Raw) -> None:
    """Raise Invalid for a header section that does not end in time (recorded)."""
    if len(content.data) < HEADER_TOO_LONG:
        return
    if len(message.to_bytes()) - len(message.body) >= HEADER_TOO_LONG:
        raise Invalid("Header section too long.")


def _check_files(message: Message) -> None:
    """Raise Invalid for a part whose headers cannot be read, or a file of a kind that SES does not carry.

    Assumed: that this is looked at before all the addresses.
    """
    from sesmock.mail.parameters import HeaderError, file_names

    try:
        names = file_names(message)
    except HeaderError as error:
        raise Invalid(str(error)) from None
    for name in names:
        check_filename(name)


def from_header(message: Message) -> str | None:
    """The From header as it was written: SES takes exactly one address there."""
    return message.get("From") or None
