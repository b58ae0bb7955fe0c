"""What a caller wants sent, as plain frozen data: the terms of a call, who gets a mail, and one of three contents."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from sesmock.mail.mime import Content

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sesmock.domain.template import Template
    from sesmock.mail.mime import Attachment

    Headers = tuple[tuple[str, str], ...]
    Tags = tuple[tuple[str | None, str | None], ...]  # name and value, as they were given

EICAR = "EICAR-STANDARD-ANTIVIRUS-TEST-FILE"
"""What virus scanners take for a virus, wherever it stands in a mail."""


class ListManagement(NamedTuple):
    """For which contact list a mail is, and for which of its topics."""

    contact_list: str
    topic: str | None = None


class Tracking(NamedTuple):
    """Whether opens and clicks are to be tracked, whatever is set elsewhere; None: nothing is said of it."""

    opens: bool | None = None
    clicks: bool | None = None


class Terms(NamedTuple):
    """What the mails of one call share. None and () mean: not given; addresses are as they were given.

    Made by position where it is made for every mail: by keyword it takes three times as long.
    """

    operation: str
    action: str  # what policies call it: "ses:SendEmail"
    source: str | None
    max_size: int  # of the whole message, in bytes
    reply_to: tuple[str, ...] = ()
    return_path: str | None = None
    source_arn: str | None = None
    from_arn: str | None = None
    return_path_arn: str | None = None
    tags: Tags = ()
    configuration_set: str | None = None
    source_given: bool = True  # False: the source is the From header of a raw mail
    list_management: ListManagement | None = None
    tenant: str | None = None
    tracking: Tracking | None = None
    endpoint: str | None = None  # the id of the multi-region endpoint it came through


class Recipients(NamedTuple):
    """Who gets one mail. ``envelope``, for a raw mail whose call names recipients, is all of them."""

    to: tuple[str, ...] = ()
    cc: tuple[str, ...] = ()
    bcc: tuple[str, ...] = ()
    envelope: tuple[str, ...] | None = None

    @property
    def all(self) -> tuple[str, ...]:
        """Everybody the mail goes to."""
        return self.to + self.cc + self.bcc if self.envelope is None else self.envelope


class Simple(NamedTuple):
    """Content that SES composes a message of."""

    subject: Content | None
    text: Content | None
    html: Content | None
    headers: Headers = ()
    attachments: tuple[Attachment, ...] = ()


class Raw(NamedTuple):
    """A message that the caller has composed."""

    data: bytes


class Templated(NamedTuple):
    """A template and the data that fill it in; both texts of JSON are as they were given."""

    template: Template
    data: Mapping[str, Any]
    headers: Headers = ()
    attachments: tuple[Attachment, ...] = ()
    text: str | None = None  # the data of the call
    own_text: str | None = None  # those of one destination of a bulk call

    def render(self) -> Simple:
        """The content that comes of it; raises RenderingError (`sesmock.mail.handlebars`)."""
        subject, text, html = self.template.render(self.data)
        return Simple(
            Content(subject, "UTF-8"),
            None if text is None else Content(text, "UTF-8"),
            None if html is None else Content(html, "UTF-8"),
            self.headers,
            self.attachments,
        )

    def render_or_tell(self) -> tuple[Simple, str | None]:
        """The same and None; or what is left of the content without it, and the message of what is missing."""
        try:
            return self.render(), None
        except _rendering_error() as error:
            return Simple(None, None, None, self.headers, self.attachments), str(error)


def _rendering_error() -> type[Exception]:
    """Its module is imported only if something has gone wrong."""
    from sesmock.mail.handlebars import RenderingError

    return RenderingError


class TemplateRequest(NamedTuple):
    """Templated content as a request has it: the template by name or ARN, or its own three parts; its data as JSON."""

    name: str | None
    arn: str | None
    data: str | None
    parts: tuple[str | None, str | None, str | None] | None = None  # subject, text, html
    headers: Headers = ()
    attachments: tuple[Attachment, ...] = ()


class Draft(NamedTuple):
    """One mail that a caller wants sent."""

    terms: Terms
    recipients: Recipients
    content: Simple | Raw | Templated


class Entry(NamedTuple):
    """One destination of a bulk call: who gets it, and what differs for it."""

    recipients: Recipients
    tags: Tags = ()
    data: str | None = None  # as JSON
    headers: Headers = ()
