"""The links of mails and letters, and what comes back to a person who follows one."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import unquote

from sesmock.domain.events.event_type import DELIVERY

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sesmock.domain.mails.sent import SentMail
    from sesmock.mail.mime import Parts

_IN_TEXT = r"(?i)https?://[^\s<>\"]+"
_BEHIND = ".,;:!?'"  # what belongs to the sentence


class Link(NamedTuple):
    """One link: its URL as it is delivered, where it leads in the end, what it says, and what ``ses:tags`` says.

    ``part`` is html or text. In a text a link says no more than its URL.
    """

    url: str
    target: str
    text: str = ""
    tags: Mapping[str, Sequence[str]] | None = None
    part: str = "html"

    @property
    def tracked(self) -> bool:
        """Whether it leads there by SES, which learns of the click."""
        return self.url != self.target


class Answer(NamedTuple):
    """What comes back over HTTP to whoever follows a link."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def text(self) -> str:
        """The body as text."""
        return self.body.decode("utf-8", "replace")

    @property
    def location(self) -> str | None:
        """Where a browser goes next, or None."""
        return self.headers.get("Location")


def of_parts(parts: Parts) -> tuple[Link, ...]:
    """The links of a message's bodies as they stand there."""
    from sesmock.domain.mails.tracking import tags_on
    from sesmock.mail.html import anchors

    found = [
        Link(anchor.href.value, anchor.href.value, anchor.text, tags_on(anchor.tag))
        for anchor in anchors(parts.html or "")
    ]
    return (*found, *_in_text(parts.text or ""))


def _in_text(text: str) -> Iterator[Link]:
    for url in re.findall(_IN_TEXT, text):
        whole = url.rstrip(_BEHIND)
        if whole.endswith(")") and "(" not in whole:
            whole = whole[:-1]
        yield Link(whole, whole, whole, None, "text")


def of_mail(mail: SentMail) -> tuple[Link, ...]:
    """The links of a mail, with what SES's own stand for."""
    from sesmock.domain.mails.tracking import is_own, read, tags_of

    found = of_parts(mail.delivered)
    engagement = mail._route.engagement
    if engagement is None or not engagement.clicks:
        return found
    tags, links = tags_of(mail.html or ""), []
    for link in found:
        host, slash, path = link.url.partition("://")[2].partition("/")
        said = read(slash + path)
        if said is not None and said.target and is_own(mail, said, host, slash + path):
            links.append(link._replace(target=said.target, tags=tags.get((said.target, said.number))))
        else:
            links.append(link)
    return tuple(links)


def chosen(links: Sequence[Link], wanted: str | Link, whose: str) -> Link:
    """The first link to a target, or of a URL; a tracked one rather than others. Raises LookupError."""
    if isinstance(wanted, Link):
        wanted = wanted.url
    fits = [link for link in links if wanted in {link.url, link.target}]
    if not fits:
        from sesmock.hints import did_you_mean

        __tracebackhide__ = True
        known = list(dict.fromkeys(link.target for link in links))
        more = did_you_mean(wanted, known) or (f"; it has {', '.join(known)}" if known else "; it has none")
        raise LookupError(f"{whose} has no link {wanted!r}{more}")
    return next((link for link in fits if link.tracked), fits[0])


def clicked(mail: SentMail, wanted: str | Link) -> str:
    """The URL of a link of a mail that is clicked; raises LookupError, also for a link that does not lead to SES."""
    __tracebackhide__ = True
    link = chosen(mail.links, wanted, repr(mail))
    if link.tracked or is_of_ses(link.url):
        return link.url
    engagement = mail._route.engagement
    if engagement is not None and engagement.clicks:
        why = "it has ses:no-track, stands in the text, or is none that SES tracks"
    else:
        why = _why_not(mail, "CLICK")
    raise LookupError(f"{link.url} does not lead to SES, which learns nothing of a click: {why}")


def pixel(mail: SentMail) -> str:
    """The URL of the pixel of a mail; raises LookupError where it has none."""
    from sesmock.domain.mails.tracking import pixel_url

    __tracebackhide__ = True
    engagement = mail._route.engagement
    if engagement is None or not engagement.opens:
        raise LookupError(f"{mail!r} has no pixel: {_why_not(mail, 'OPEN')}")
    url = pixel_url(mail)
    if url not in (mail.delivered.html or ""):
        raise LookupError(f"{mail!r} has no pixel: it has no HTML")
    return url


def _why_not(mail: SentMail, type_: str) -> str:
    if mail.configuration_set is None:
        return "the mail was sent without a configuration set"
    return f"no event destination of configuration set {mail.configuration_set} asked for {type_} when it was sent"


def unsubscribed(mail: SentMail, topic: str | None) -> Answer:
    """The recipient leaves the list that a mail was for, or a topic of it; raises LookupError."""
    __tracebackhide__ = True
    to_leave = mail._unsubscribe_links
    if to_leave is None:
        if mail.list_management is None:
            why = "it was sent without ListManagementOptions"
        else:
            why = "it went to several" if len(mail.recipients) > 1 else "its caller has signed it"
        raise LookupError(f"{mail!r} has no links to unsubscribe by: {why}")
    visitor(mail, None)
    visit = mail._region.ses.visit
    answer: Answer
    if topic is None:
        answer = visit(to_leave.one_click, "POST", {"List-Unsubscribe": "One-Click"})
        return answer
    page: Answer = visit(to_leave.page)
    known = re.findall(r'name="topic\.([^"]*)" value="OPT_OUT"', page.text)
    if topic not in known:
        from sesmock.hints import did_you_mean

        raise LookupError(f"the list of {mail!r} has no topic {topic!r}{did_you_mean(topic, known)}")
    form = {f"topic.{topic}": "OPT_OUT"}
    if 'name="unsubscribeAll" value="true" checked' in page.text:
        form["unsubscribeAll"] = "true"
    answer = visit(to_leave.page, "POST", form)
    return answer


def who_got(mail: SentMail) -> tuple[str, ...]:
    """The recipients to whom a mail was delivered, whatever became of it then."""
    delivered = {address for event in mail.events if event.type == DELIVERY for address in event.recipients}
    return tuple([address for address in mail.recipients if address in delivered])


def visitor(mail: SentMail, by: str | None) -> str | None:
    """The recipient that is meant, as SES has it; raises LookupError for one who has not got the mail."""
    __tracebackhide__ = True
    got_it = who_got(mail)
    if not got_it:
        raise LookupError(f"nobody has got {mail!r}")
    if by is None:
        return None
    found = next((address for address in got_it if address.lower() == by.lower()), None)
    if found is None:
        from sesmock.hints import did_you_mean

        raise LookupError(f"{by!r} has not got {mail!r}{did_you_mean(by, got_it)}")
    return found


# Hosts of SES that links lead to, but for custom domains.
_HOSTS = r"(?:[a-z0-9]+\.r\.[a-z0-9-]+\.awstrack\.me|email-verification\.[a-z0-9-]+\.amazonaws\.com(?:\.cn)?|unsubscribe\.[a-z0-9-]+\.amazonses\.com)"  # noqa: E501


def is_of_ses(url: str) -> bool:
    """Whether a URL leads to one of SES's own hosts for links."""
    host = unquote(url).partition("://")[2].partition("/")[0].partition("?")[0].partition(":")[0].lower()
    return re.fullmatch(_HOSTS, host) is not None
