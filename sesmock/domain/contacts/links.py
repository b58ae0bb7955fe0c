"""The links by which people leave a contact list, and where they stand in a mail.

Their form has never been published: all of it but the headers' own form is assumed. A link names a mail, and a mail
that has one has one recipient, so that nothing else need be in it.
Sources: SES Developer Guide, "Using subscription management"; RFC 2369, RFC 8058.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from sesmock.domain.mails.draft import Raw, Simple
from sesmock.mail.mime import Message

if TYPE_CHECKING:
    from sesmock.mail.mime import Content

PLACEHOLDER = "{{amazonSESUnsubscribeUrl}}"  # which templates leave as it is: see `sesmock.mail.handlebars`
_REPLACED = 2  # "the first two"; assumed: of the text, and of the HTML

HEADERS = ("List-Unsubscribe", "List-Unsubscribe-Post")


class Links(NamedTuple):
    """The links of one mail: of the header, by HTTPS and by mail, and the page that the placeholder leads to."""

    one_click: str
    mailto: str
    page: str

    def header_fields(self) -> tuple[tuple[str, str], ...]:
        """What stands in the header, in this order (documented)."""
        values = (f"<{self.one_click}>, <{self.mailto}>", "List-Unsubscribe=One-Click")
        return tuple(zip(HEADERS, values, strict=True))


def links(region: str, message_id: str, seal: str) -> Links:
    """The links of a mail; nobody finds them out who does not know the ``seal``."""
    host = f"unsubscribe.{region}.amazonses.com"
    return Links(
        f"https://{host}/one-click/{message_id}/{seal}",
        f"mailto:{message_id}@{host}?subject={seal}",
        f"https://{host}/preferences/{message_id}/{seal}",
    )


_LINK = re.compile(
    r"https://unsubscribe\.[a-z0-9-]+\.amazonses\.com/(?:one-click|preferences)/([^/?#]+)/[^/?#]+"
    r"|mailto:([^@]+)@unsubscribe\.[a-z0-9-]+\.amazonses\.com\?subject=.+"
)


def mail_of(url: str) -> str | None:
    """The id of the mail that a link names; None: it is no such link."""
    found = _LINK.fullmatch(url)
    return None if found is None else found[1] or found[2]


def filled(content: Simple | Raw, url: str) -> Simple | Raw:
    """The content with the link in the place of the placeholders."""
    if isinstance(content, Simple):
        return content._replace(text=_with(content.text, url), html=_with(content.html, url))
    from sesmock.mail.rewriting import rewritten

    return Raw(rewritten(content.data, lambda _, text: text.replace(PLACEHOLDER, url, _REPLACED)))


def _with(content: Content | None, url: str) -> Content | None:
    return content and content._replace(data=content.data.replace(PLACEHOLDER, url, _REPLACED))


def with_headers(raw: bytes, found: Links) -> bytes:
    """A message with the two headers, in the place of those that the caller has given."""
    message = Message(raw)
    message.remove(*HEADERS)
    for name, value in found.header_fields():
        message.append(name, value)
    return message.to_bytes()
