"""A mail as a page: what stands where, and that a stranger's HTML can neither run nor load anything."""

from __future__ import annotations

import hashlib
import re
from base64 import b64encode
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sesmock.mail.mime import Attachment
from sesmock.mail.preview import page

VOID = {"meta", "br", "img"}
LOGO = Attachment("logo.png", b"\x89PNG", "image/png", "INLINE", "logo@shop")


@dataclass
class Mail:
    subject: str = "Hello"
    text: str | None = None
    html: str | None = None
    headers: tuple[tuple[str, str], ...] = (("From", "a@example.com"),)
    attachments: tuple[Attachment, ...] = ()
    envelope_from: str = "id@amazonses.com"
    fates: dict[str, str] = field(default_factory=dict)


class Node:
    def __init__(self, tag: str, attrs: dict[str, str | None]) -> None:
        self.tag, self.attrs, self.inside = tag, attrs, []

    def all(self, tag: str) -> list[Node]:
        below = [node for node in self.inside if isinstance(node, Node)]
        return [found for node in below for found in ([node] if node.tag == tag else []) + node.all(tag)]

    @property
    def text(self) -> str:
        return "".join(one if isinstance(one, str) else "\n" if one.tag == "br" else one.text for one in self.inside)


class Tree(HTMLParser):
    """A page as a tree; fails where tags are not closed in order."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.root = Node("", {})
        self.open = [self.root]
        self.feed(text)
        self.close()
        assert self.open == [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        node = Node(tag, dict(attrs))
        self.open[-1].inside.append(node)
        if tag not in VOID:
            self.open.append(node)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop().tag == tag

    def handle_data(self, data: str) -> None:
        self.open[-1].inside.append(data)


def shown(**mail: Any) -> Node:
    return Tree(page(Mail(**mail))).root


def rows(table: Node) -> list[tuple[str, ...]]:
    return [tuple(cell.text for cell in row.inside) for row in table.all("tr")]


def notes(html: str, *attachments: Attachment) -> list[tuple[str, list[str]]]:
    found = shown(html=html, attachments=attachments).all("details")
    noted = [node for node in found if node.attrs.get("class") == "note"]
    return [(node.all("summary")[0].text, [item.text for item in node.all("li")]) for node in noted]


def framed(html: str, *attachments: Attachment) -> str:
    """The mail's HTML as the frame has it, without what stands before it."""
    [frame] = shown(html=html, attachments=attachments).all("iframe")
    return frame.attrs["srcdoc"].partition("</style>")[2]


def test_who_what_when_and_its_fate_stand_on_top():
    tree = shown(
        subject="Grüße & <Küsse>",
        headers=(
            ("DKIM-Signature", "v=1"),
            ("Date", "Tue, 3 Mar 2026 10:00:00 +0000"),
            ("From", "=?utf-8?q?Zo=C3=AB?= <zoe@example.com>"),
            ("to", "Ann <ann@example.org>"),
            ("Cc", "bob@example.org"),
            ("Reply-To", "help@example.com"),
            ("X-Other", "=?utf-8?q?=C3=AB?="),
            ("From", "second@example.com"),
        ),
        fates={"ann@example.org": "Delivered", "bob@example.org": "Bounced", "carl@example.org": "Delivered"},
    )

    assert tree.all("h1")[0].text == tree.all("title")[0].text == "Grüße & <Küsse>"
    top, envelope, headers = tree.all("table")
    assert rows(top) == [
        ("From", "Zoë <zoe@example.com>"),
        ("Reply-To", "help@example.com"),
        ("To", "Ann <ann@example.org>"),
        ("Cc", "bob@example.org"),
        ("Date", "Tue, 3 Mar 2026 10:00:00 +0000"),
        ("Fate", "Delivered: ann@example.org, carl@example.org\nBounced: bob@example.org"),
    ]
    assert rows(envelope) == [
        ("MAIL FROM", "id@amazonses.com"),
        ("RCPT TO", "ann@example.org"),
        ("RCPT TO", "bob@example.org"),
        ("RCPT TO", "carl@example.org"),
    ]
    assert len(rows(headers)) == 8
    assert rows(headers)[6] == ("X-Other", "=?utf-8?q?=C3=AB?=")


def test_a_mail_of_nothing_has_a_page():
    tree = shown(subject="")

    assert tree.all("h1")[0].text == "(no subject)"
    assert rows(tree.all("table")[0]) == [("From", "a@example.com"), ("Fate", "Sent")]
    assert [heading.text for heading in tree.all("h2")] == []
    assert tree.all("iframe") == tree.all("script") == []


def test_text_is_shown_as_it_is():
    [text] = shown(text="Dear <Bob>,\n  </pre>&amp;\n").all("pre")

    assert text.text == "Dear <Bob>,\n  </pre>&amp;\n"


def test_nothing_outside_the_frame_comes_from_the_mail_unescaped():
    nasty = "\"'><script>alert(1)</script><img src=//evil.example/x>"
    part = Attachment(nasty, b"1", nasty, "INLINE", nasty)
    tree = shown(
        subject=nasty,
        text=nasty,
        html=f'<img src="http://x.example/{nasty}"><img src="{nasty}">',
        headers=(("From", nasty), (nasty, nasty)),
        attachments=(part,),
        envelope_from=nasty,
        fates={nasty: "Bounced"},
    )

    assert len(tree.all("script")) == 1  # ours
    assert tree.all("img") == []


def test_the_frame_can_neither_run_nor_load_anything():
    tree = shown(html="<script>alert(1)</script>")
    [frame], [script] = tree.all("iframe"), tree.all("script")
    digest = b64encode(hashlib.sha256(script.text.encode()).digest()).decode()
    outer = [meta.attrs["content"] for meta in tree.all("meta") if "http-equiv" in meta.attrs]
    inner = re.findall(r'<meta http-equiv="Content-Security-Policy" content="([^"]*)">', frame.attrs["srcdoc"])
    nothing = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"

    assert frame.attrs["sandbox"] == "allow-same-origin"  # for our script to measure it; not allow-scripts
    assert frame.attrs["srcdoc"].startswith("<meta http-equiv")
    assert inner == [nothing]
    assert outer == [f"{nothing}; script-src 'sha256-{digest}'"]
    assert "src" not in frame.attrs
    assert "</script" not in script.text


@pytest.mark.parametrize("tag", ["link rel=preconnect", "iframe", "FRAME", "object", "embed", "fencedframe"])
def test_what_opens_connections_before_the_policy_stops_it_becomes_an_unknown_element(tag):
    assert framed(f"<p>a<{tag} href=x>") == f"<p>a<x-{tag} href=x>"


def test_words_that_only_begin_like_such_an_element_stay():
    assert framed("<linked><objection> a < link") == "<linked><objection> a < link"


def test_inline_parts_are_shown_in_their_places():
    html = (
        "<img src=\"cid:logo@shop\"><img src='CID:logo%40shop'><p style='background: url(cid:logo@shop)'>cid:logo@shop"
    )
    data = "data:image/png;base64,iVBORw=="

    assert framed(html, LOGO) == (
        f"<img src=\"{data}\"><img src='{data}'><p style='background: url({data})'>cid:logo@shop"
    )


def test_a_part_of_no_sane_type_stays_in_its_place():
    part = Attachment("x", b"1", 'image/png" onerror="alert(1)', "INLINE", "x")

    assert framed('<img src="cid:x">', part) == '<img src="data:application/octet-stream;base64,MQ==">'


def test_attachments_are_listed_with_where_they_are():
    unused = Attachment("unused.gif", b"1", "image/gif", "INLINE", "unused")
    report = Attachment("a&b.pdf", b"x" * 12345, "application/pdf")
    tree = shown(html='<img src="cid:logo@shop">', attachments=(LOGO, unused, report, Attachment(None, b"", None)))

    files = next(table for table in tree.all("table") if table.attrs.get("class") == "files")
    assert rows(files) == [
        ("Name", "Type", "Size", "Where"),
        ("logo.png", "image/png", "4 bytes", "inline, shown as cid:logo@shop"),
        ("unused.gif", "image/gif", "1 byte", "inline, not shown: cid:unused"),
        ("a&b.pdf", "application/pdf", "12,345 bytes", "attached"),
        ("(no name)", "", "0 bytes", "attached"),
    ]
    assert files.all("a")[0].attrs == {"download": "logo.png", "href": "data:application/octet-stream;base64,iVBORw=="}
    assert files.all("a")[3].attrs["download"] == "attachment"


def test_images_that_are_not_loaded_are_counted_by_host():
    html = (
        '<img src="https://a.example/1.png"><img src="https://a.example/1.png"><img src=" //b.example/2.png">'
        '<td background="http://a.example/3.png"><p style="background: url(\'https://a.example/4.png\')">'
        "<style>p { background: url(https://a.example/5.png) }</style>"
        '<img srcset="https://c.example/6.png 1x, https://c.example/7.png 2x" src="data:image/gif;base64,AA==">'
        "<!--[if mso]><img src='https://mso.example/x.png'><![endif]--><![if !mso]><![endif]>"
        "<script>'<img src=https://js.example/x.png>'</script> https://text.example/x.png <img> <img src>"
    )

    assert notes(html) == [
        (
            "7 remote images from a.example (4), b.example (1), c.example (2) not loaded: this page uses no network",
            [
                "https://a.example/1.png",
                "//b.example/2.png",
                "http://a.example/3.png",
                "https://a.example/4.png",
                "https://a.example/5.png",
                "https://c.example/6.png",
                "https://c.example/7.png",
            ],
        )
    ]


def test_images_that_no_reader_could_show_are_named():
    assert notes('<img src="cid:logo@shop"><img src="cid:none"><img src="/a.png"><img src="b.png">', LOGO) == [
        ("1 image (cid:none) not shown: the mail has no such part", ["cid:none"]),
        ("2 images not shown: in a mail only a whole address leads anywhere", ["/a.png", "b.png"]),
    ]


def test_other_files_that_are_not_loaded_are_counted():
    html = (
        '<link rel="stylesheet" href="https://fonts.example/a.css"><link rel=icon href="https://x.example/i">'
        '<style>@import "https://fonts.example/b.css"; @font-face { src: url(https://fonts.example/f.woff) }</style>'
        '<script src="http://[/"></script>'
    )

    assert notes(html) == [
        (
            "3 other files from fonts.example (2) not loaded",
            ["https://fonts.example/a.css", "https://fonts.example/b.css", "http://[/"],
        )
    ]


def test_a_mail_that_has_all_it_needs_has_no_notes():
    assert notes('<p>Hi</p><img src="data:image/gif;base64,AA=="><a href="https://a.example">x</a>') == []


@given(st.lists(st.sampled_from(["<![", "<!--", "<", "style", "<img src=", "'", '"', ">", "cid:", "url(", "]]", "a "])))
def test_any_html_has_a_page_with_one_frame(pieces):
    tree = shown(html="".join(pieces), attachments=(LOGO,))

    assert len(tree.all("iframe")) == len(tree.all("script")) == 1
