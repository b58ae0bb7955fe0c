"""What a caller wants sent."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from sesmock.mail.mime import Content

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sesmock.domain.template import Template
    from sesmock.mail.mime import Attachment

MEGABYTE = 1024 * 1024


class Entry(NamedTuple):
    """One destination of a bulk call: who gets it, and what differs for it."""

    to: Sequence[str]
    cc: Sequence[str]
    bcc: Sequence[str]
    tags: Sequence[Mapping[str, str]]
    data: str | None
    headers: Sequence[tuple[str, str]]


class Draft:
    """What a caller wants sent: addresses as they were given, content, and the terms. None and () mean: not given."""

    __slots__ = (
        "action", "attachments", "bcc", "cc", "configuration_set", "data", "from_arn", "headers", "html", "max_size",
        "operation", "raw", "recipients", "reply_to", "return_path", "return_path_arn", "source", "source_arn",
        "subject", "tags", "template", "text", "to",
    )  # fmt: skip

    def __init__(
        self, operation: str, source: str | None, *, to: Sequence[str] = (), cc: Sequence[str] = (),
        bcc: Sequence[str] = (), reply_to: Sequence[str] = (), return_path: str | None = None,
        source_arn: str | None = None, from_arn: str | None = None, return_path_arn: str | None = None,
        subject: Content | None = None, text: Content | None = None, html: Content | None = None,
        headers: Sequence[tuple[str, str]] = (), attachments: Sequence[Attachment] = (), raw: bytes | None = None,
        recipients: Sequence[str] | None = None, tags: Sequence[Mapping[str, str]] = (),
        configuration_set: str | None = None, template: Template | None = None,
        data: Mapping[str, Any] | None = None, max_size: int = 40 * MEGABYTE,
    ) -> None:  # fmt: skip
        self.operation = operation
        self.action = "ses:SendRawEmail" if raw is not None else f"ses:{operation}"
        self.source = source
        self.to, self.cc, self.bcc = tuple(to), tuple(cc), tuple(bcc)
        self.reply_to = tuple(reply_to)
        self.return_path = return_path
        self.source_arn, self.from_arn, self.return_path_arn = source_arn, from_arn, return_path_arn
        self.subject, self.text, self.html = subject, text, html
        self.headers, self.attachments = tuple(headers), tuple(attachments)
        self.raw = raw
        self.recipients = None if recipients is None else tuple(recipients)  # the whole envelope of a raw mail
        self.tags = tags
        self.configuration_set = configuration_set
        self.template = template
        self.data = data
        self.max_size = max_size

    def use(self, template: Template, data: Mapping[str, Any] | None = None) -> None:
        """Take the content from a template."""
        self.template, self.data = template, data
        del self.subject, self.text, self.html

    def __getattr__(self, name: str) -> Any:
        """What a template makes of its data is worked out when somebody looks at it."""
        if name not in {"subject", "text", "html"}:
            raise AttributeError(name)
        self.fill_in()
        return getattr(self, name)

    def fill_in(self) -> None:
        """Render the template; raises RenderingError or TemplateSyntaxError."""
        assert self.template is not None
        subject, text, html = self.template.render(self.data or {})
        self.subject = Content(subject, "UTF-8")
        self.text = None if text is None else Content(text, "UTF-8")
        self.html = None if html is None else Content(html, "UTF-8")

    def for_one(self, entry: Entry, data: Mapping[str, Any]) -> Draft:
        """The same draft for one destination of a bulk call."""
        own = Draft.__new__(Draft)  # and not by the constructor, which takes three times as long
        own.operation, own.action, own.source, own.reply_to = self.operation, self.action, self.source, self.reply_to
        own.source_arn, own.from_arn, own.return_path_arn = self.source_arn, self.from_arn, self.return_path_arn
        own.raw = own.recipients = None  # and subject, text and html are the template's
        own.return_path, own.attachments, own.headers = self.return_path, self.attachments, self.headers
        own.tags, own.configuration_set, own.template = self.tags, self.configuration_set, self.template
        own.max_size, own.data = self.max_size, data
        own.to, own.cc, own.bcc = tuple(entry.to), tuple(entry.cc), tuple(entry.bcc)
        if entry.headers:  # a header named again is replaced, others are added
            again = {name.lower() for name, _ in entry.headers}
            own.headers = (*(pair for pair in self.headers if pair[0].lower() not in again), *entry.headers)
        return own
