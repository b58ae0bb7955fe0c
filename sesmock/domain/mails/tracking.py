"""Open and click tracking: what SES makes of the HTML of a mail, and what it knows its own links by.

Recorded (2022 to 2026): ``https://HOST/L0/TARGET/N/MESSAGE-ID/SIGNATURE=KEY`` for the Nth link of a mail to a target,
``https://HOST/I0/MESSAGE-ID/SIGNATURE=KEY`` for the pixel; ``CL0`` and ``CI0``, with longer signatures, at a custom
domain. Sources: SES Developer Guide, "Email metrics FAQs", "Configuring custom domains to handle open and click
tracking"; API reference, TrackingOptions.
"""

from __future__ import annotations

import re
from base64 import urlsafe_b64encode
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote, unquote

from sesmock.domain.template import OPEN_TRACKER
from sesmock.mail.html import Edit, anchors, edited, tags, with_value
from sesmock.mail.mime import Content

if TYPE_CHECKING:
    from sesmock.domain.configuration_sets.configuration_set import Engagement
    from sesmock.domain.mails.draft import Raw, Simple
    from sesmock.domain.mails.sent import SentMail
    from sesmock.domain.region import Region
    from sesmock.mail.html import Tag

MOST_LINKS = 250  # "can track a maximum of 250 links"
COLLECTED = 60 * 24 * 3600  # "for 60 days after each email is sent"
NO_TRACK, LINK_TAGS = "ses:no-track", "ses:tags"

# What a link must be to be tracked: "URLs in your links must comply with RFC 3986".
_TRACKABLE = r"(?i)https?://(?:[a-z0-9._~:/?#\[\]@!$&'()*+,;=-]|%[0-9a-f]{2})+"
_KEY = 457  # of the signature, one recorded
_AWS = ".awstrack.me"
_LINK = r"/(C?)L0/([^/]+)/(\d+)/([^/]+)/([\w-]+=)\d+"
_PIXEL = r"/(C?)I0/([^/]+)/([\w-]+=)\d+"


class Tracked(NamedTuple):
    """What a link of SES's stands for: a mail by its id, and the Nth of its links to a target, or the pixel (None)."""

    message_id: str
    target: str | None
    number: int = 0


# ---- what is delivered ----


def tracked(content: Simple | Raw, mail: SentMail) -> Simple | Raw:
    """The content of a mail as it is delivered: its HTML has the pixel and SES's links, its text stays as it is."""
    from sesmock.domain.mails.draft import Raw

    if isinstance(content, Raw):
        from sesmock.mail.rewriting import rewritten

        waiting = [True]  # for the HTML: there may be more parts of that type, and the first is the body

        def change(subtype: str, text: str) -> str:
            return html_of(text, mail) if subtype == "html" and waiting and waiting.pop() else text

        return Raw(rewritten(content.data, change))
    if content.html is None:
        return content
    return content._replace(html=Content(html_of(content.html.data, mail), content.html.charset))


def html_of(html: str, mail: SentMail) -> str:
    """HTML with the pixel and SES's links; all else is as it was."""
    engagement = mail._route.engagement
    assert engagement is not None
    found = list(tags(html))
    edits = _links(found, mail) if engagement.clicks else []
    if not engagement.opens:
        return edited(html, edits)
    pixel = f'<img alt="" src="{pixel_url(mail)}" style="display: none; width: 1px; height: 1px;">'
    places = [match.start() for match in re.finditer(re.escape(OPEN_TRACKER), html)]
    places = [at for at in places if not any(edit.start < at + len(OPEN_TRACKER) and at < edit.end for edit in edits)]
    if places:
        edits += [Edit(at, at + len(OPEN_TRACKER), pixel if at == places[0] else "") for at in places]
    else:
        end = next((tag.start for tag in reversed(found) if tag.name == "/body"), None)
        edits.append(Edit(len(html), len(html), pixel) if end is None else Edit(end, end, pixel + "\n"))
    return edited(html, edits)


def _links(found: list[Tag], mail: SentMail) -> list[Edit]:
    edits: list[Edit] = []
    numbers: Counter[str] = Counter()
    for tag in found:
        if tag.name != "a":
            continue
        # SES removes ses:no-track, since it is no standard attribute (documented); assumed: ses:tags, too.
        edits += [Edit(own.start, own.end, "") for own in tag.attributes if own.name in {NO_TRACK, LINK_TAGS}]
        href = tag.get("href")
        if href is None or tag.get(NO_TRACK) is not None or not is_trackable(href.value, mail):
            continue
        if sum(numbers.values()) < MOST_LINKS:
            numbers[href.value] += 1
            edits.append(with_value(href, link_url(mail, href.value, numbers[href.value])))
    return edits


def is_trackable(url: str, mail: SentMail) -> bool:
    """Whether SES would track a link: a proper URL of the web, and (assumed) not one of SES's own."""
    host = _host_of(url)
    return re.fullmatch(_TRACKABLE, url) is not None and host != _host(mail) and not host.endswith(".amazonses.com")


def tags_of(html: str) -> dict[tuple[str, int], dict[str, list[str]]]:
    """What ``ses:tags`` says of the Nth link to each target (0: of the first that has any)."""
    found: dict[tuple[str, int], dict[str, list[str]]] = {}
    numbers: Counter[str] = Counter()
    for anchor in anchors(html):
        target, said = anchor.href.value, tags_on(anchor.tag)
        counts = anchor.tag.get(NO_TRACK) is None
        numbers[target] += counts
        if said is not None:
            found.setdefault((target, 0), said)
            if counts:
                found[target, numbers[target]] = said
    return found


def tags_on(tag: Tag) -> dict[str, list[str]] | None:
    """What ``ses:tags="name:value;…"`` says on one link; None: it has none."""
    said = tag.get(LINK_TAGS)
    if said is None:
        return None
    found: dict[str, list[str]] = {}
    for pair in said.value.split(";"):
        name, colon, value = pair.partition(":")
        if colon:
            found.setdefault(name.strip(), []).append(value.strip())
    return found


# ---- SES's links ----


def link_url(mail: SentMail, target: str, number: int) -> str:
    """The link that leads to a target by SES: by HTTPS if the target's does, or the custom domain requires it."""
    engagement = mail._route.engagement
    assert engagement is not None
    secure = engagement.https_policy == "REQUIRE" or target[:8].lower() == "https://"
    path = f"{quote(target, safe=':=')}/{number}/{mail.message_id}"
    return f"{'https' if secure else 'http'}://{_host(mail)}/{_signed(mail, engagement, 'L0', path)}"


def pixel_url(mail: SentMail) -> str:
    """The address of the pixel.

    Recorded at SES's own domain: HTTPS; documented at a custom one: HTTP, unless the policy requires more.
    """
    engagement = mail._route.engagement
    assert engagement is not None
    secure = engagement.domain is None or engagement.https_policy in {"REQUIRE", "REQUIRE_OPEN_ONLY"}
    return f"{'https' if secure else 'http'}://{_host(mail)}/{_signed(mail, engagement, 'I0', mail.message_id)}"


def _host(mail: SentMail) -> str:
    engagement = mail._route.engagement
    custom = None if engagement is None else engagement.domain
    return _host_in(mail._region) if custom is None else custom.lower()


def _host_in(region: Region) -> str:
    """SES's own host; recorded: eight letters and digits, the same in all mails (assumed: of an account and region)."""
    number = int.from_bytes(region.world.ids.signature(f"tracking {region.account} {region.name}", 8), "big")
    digits = "0123456789abcdefghijklmnopqrstuvwxyz"
    return "".join(digits[number // 36**place % 36] for place in range(8)) + f".r.{region.name}{_AWS}"


def _host_of(url: str) -> str:
    return url.partition("://")[2].partition("/")[0].partition("?")[0].lower()


def _signed(mail: SentMail, engagement: Engagement, kind: str, path: str) -> str:
    own = engagement.domain is None
    whole = f"{'' if own else 'C'}{kind}/{path}"
    signature = mail._region.world.ids.signature(f"{_host(mail)}/{whole}", 20 if own else 32)
    return f"{whole}/{urlsafe_b64encode(signature).decode()}{_KEY}"


def read(path: str) -> Tracked | None:
    """What a path would stand for as a link of SES's; None for any other."""
    link = re.fullmatch(_LINK, path)
    if link is not None:
        return Tracked(link[4], unquote(link[2]), int(link[3]))
    pixel = re.fullmatch(_PIXEL, path)
    return None if pixel is None else Tracked(pixel[2], None)


def is_own(mail: SentMail, said: Tracked, host: str, path: str) -> bool:
    """Whether a link that says so is one that SES has put into a mail."""
    if mail._route.engagement is None:
        return False
    real = pixel_url(mail) if said.target is None else link_url(mail, said.target, said.number)
    return real.partition("://")[2] == host + path
