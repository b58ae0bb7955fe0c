"""Reading and changing HTML without taking it apart: where its tags and their attributes stand, to the character.

Source: HTML Standard, "Tokenization", as far as start and end tags go. What is not touched stays as it was.
"""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_NAME = r"/?[A-Za-z][^\s/>]*"
# One attribute: its name, and its value in double quotes, in single quotes or in none.
_ATTRIBUTE = r"""([^\s/>][^\s/>=]*)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|(?!["'])([^\s>]+)))?"""
_BLANKS = r"[\s/]*"
# Elements whose content is text, whatever it looks like.
_TEXT_ONLY = frozenset({"iframe", "noembed", "noframes", "script", "style", "textarea", "title", "xmp"})


class Attribute(NamedTuple):
    """One attribute of a tag: its name in lower case and its value, read; where the whole and its raw value stand.

    ``start`` and ``end`` are those of the whole with the blanks before it; ``value_start`` and ``value_end`` are
    without quotes, and ``quote`` is the one used.
    """

    name: str
    value: str
    start: int
    end: int
    value_start: int
    value_end: int
    quote: str


class Tag(NamedTuple):
    """One start tag (``a``) or end tag (``/a``), named in lower case."""

    name: str
    start: int
    end: int
    attributes: tuple[Attribute, ...]

    def get(self, name: str) -> Attribute | None:
        """The first attribute of a name, which is the one that counts."""
        return next((attribute for attribute in self.attributes if attribute.name == name), None)


class Anchor(NamedTuple):
    """One link: its start tag, where it leads, and what it says, without tags and on one line."""

    tag: Tag
    href: Attribute
    text: str


class Edit(NamedTuple):
    """What is to stand in the place of a part of a text."""

    start: int
    end: int
    text: str


def tags(html: str) -> Iterator[Tag]:
    """Every tag, in order; comments, declarations and what only looks like tags are passed over."""
    name_of, attribute_at, blanks = re.compile(_NAME), re.compile(_ATTRIBUTE), re.compile(_BLANKS)
    at = 0
    while (at := html.find("<", at)) >= 0:
        if html.startswith("<!--", at):
            at = _after(html, "-->", at + 2)  # "<!-->" is a whole comment
            continue
        found = name_of.match(html, at + 1)
        if found is None:
            at = _after(html, ">", at) if html.startswith(("<!", "<?", "</"), at) else at + 1
            continue
        name, start, at = found[0].lower(), at, found.end()
        attributes = []
        while True:
            before = at
            at = blanks.match(html, at).end()  # type: ignore[union-attr]
            one = attribute_at.match(html, at)
            if one is None:
                break
            at = one.end()
            attributes.append(_attribute(one, before))
        if at == len(html):  # it never ends: then it is none
            return
        at += 1
        yield Tag(name, start, at, tuple(attributes))
        if name in _TEXT_ONLY:
            closing = re.compile(rf"(?i)</{name}(?=[\s/>])").search(html, at)
            at = len(html) if closing is None else closing.start()


def _after(html: str, sign: str, at: int) -> int:
    found = html.find(sign, at)
    return len(html) if found < 0 else found + len(sign)


def _attribute(found: re.Match[str], before: int) -> Attribute:
    group = next((group for group in (2, 3, 4) if found[group] is not None), 1)
    start, end = found.span(group) if group > 1 else (found.end(), found.end())
    quote = {2: '"', 3: "'"}.get(group, "")
    value = unescape(found[group]) if group > 1 else ""
    return Attribute(found[1].lower(), value, before, found.end(), start, end, quote)


def anchors(html: str) -> list[Anchor]:
    """Every link with an ``href``, in order."""
    found: list[Anchor] = []
    open_: tuple[Tag, Attribute] | None = None
    pieces: list[str] = []
    at = 0
    for tag in tags(html):
        pieces.append(html[at : tag.start])
        at = tag.end
        if tag.name not in {"a", "/a"}:
            continue
        if open_ is not None:  # links do not nest: the next one ends it
            found.append(Anchor(*open_, " ".join(unescape("".join(pieces)).split())))
        pieces = []
        href = tag.get("href") if tag.name == "a" else None
        open_ = None if href is None else (tag, href)
    if open_ is not None:
        found.append(Anchor(*open_, " ".join(unescape("".join([*pieces, html[at:]])).split())))
    return found


def with_value(attribute: Attribute, value: str) -> Edit:
    """The edit that gives an attribute another value, in the quotes that it has."""
    text = value.replace("&", "&amp;").replace('"', "&quot;").replace("'", "&#39;")
    if not attribute.quote:
        text = f'"{text}"'
    return Edit(attribute.value_start, attribute.value_end, text)


def edited(text: str, edits: Iterable[Edit]) -> str:
    """A text with some of its parts replaced; the parts do not overlap."""
    pieces, at = [], 0
    for edit in sorted(edits):
        pieces += [text[at : edit.start], edit.text]
        at = edit.end
    return "".join([*pieces, text[at:]])
