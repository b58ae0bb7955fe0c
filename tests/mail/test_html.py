"""Where the tags of HTML stand, to the character; what is not touched stays as it was."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sesmock.mail.html import Edit, anchors, edited, tags, with_value


def read(html):
    return [
        (tag.name, [(a.name, a.value, html[a.value_start : a.value_end]) for a in tag.attributes]) for tag in tags(html)
    ]


@pytest.mark.parametrize(
    ("html", "found"),
    [
        ("", []),
        ("a < b > c <", []),
        ("<p>x</p>", [("p", []), ("/p", [])]),
        ("<BR/>", [("br", [])]),
        ("<A HREF=\"x\" b c='y' d=z>", [("a", [("href", "x", "x"), ("b", "", ""), ("c", "y", "y"), ("d", "z", "z")])]),
        ('<a\n\thref = "a&amp;b">', [("a", [("href", "a&b", "a&amp;b")])]),
        ('<a title="<a href=1>" href=2>', [("a", [("title", "<a href=1>", "<a href=1>"), ("href", "2", "2")])]),
        ("<a href=https://e.com/a?b=1>", [("a", [("href", "https://e.com/a?b=1", "https://e.com/a?b=1")])]),
        ("<!-- <a href=1> --><p>", [("p", [])]),
        ("<!-- > <a href=1> --><p>", [("p", [])]),
        ("<!--><p>", [("p", [])]),
        ("<!DOCTYPE html><?x <y>?><p>", [("p", [])]),
        ("<script>'<a href=1>'</script><p>", [("script", []), ("/script", []), ("p", [])]),
        ("<style><a></STYLE ><p>", [("style", []), ("/style", []), ("p", [])]),
        ("<title><a href=1>", [("title", [])]),
        ("<a href=1", []),
        ("<a href='1>", [("a", [("href", "", ""), ("='1", "", "")])]),
        ("</ p><p>", [("p", [])]),
    ],
)
def test_tags(html, found):
    assert read(html) == found


def test_a_tag_stands_where_it_says():
    html = 'x<a  href="y" /><b>'

    a, b = tags(html)

    assert (html[a.start : a.end], html[b.start : b.end]) == ('<a  href="y" />', "<b>")
    [href] = a.attributes
    assert html[href.start : href.end] == '  href="y"'  # with the blanks before it


def test_anchors_are_links_with_what_they_say():
    html = (
        '<a href="1">One <b>and</b>\n&amp; all</a><a name="x">none</a><a href=2>two<a href=3>three</a>'
        '<img src="4"><a href="5">end'
    )

    assert [(a.href.value, a.text) for a in anchors(html)] == [
        ("1", "One and & all"),
        ("2", "two"),
        ("3", "three"),
        ("5", "end"),
    ]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('<a href="x">', '<a href="\'&amp;&quot;">'),
        ("<a href='x'>", "<a href='&#39;&amp;\"'>"),
        ("<a href=x>", '<a href="\'&amp;&quot;">'),
    ],
)
def test_a_value_is_put_into_the_quotes_that_are_there(before, after):
    [tag] = tags(before)
    changed = edited(before, [with_value(tag.get("href"), "'&\"")])

    assert [tag.get("href").value for tag in tags(changed)] == ["'&\""]
    assert changed.replace("&quot;", '"').replace("&#39;", "'") == after.replace("&quot;", '"').replace("&#39;", "'")


def test_edits_in_any_order():
    assert edited("0123456789", [Edit(8, 9, "x"), Edit(0, 2, ""), Edit(5, 5, "--")]) == "234--567x9"


class _Links(HTMLParser):
    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attrs):
        found = dict(reversed(attrs))  # the first of a name counts
        if tag == "a" and "href" in found:
            self.found.append(found["href"] or "")


WORD = st.text(
    st.characters(codec="utf-8", exclude_characters="<>&\"'=/`\x00\r", exclude_categories=["Cs", "Cc"]), max_size=6
)
URL = st.from_regex(r"https?://[a-z]{1,5}\.example/[a-z0-9?=;,%#-]{0,9}", fullmatch=True)
PIECE = st.one_of(
    WORD,
    st.builds('<a href="{}">{}</a>'.format, URL, WORD),
    st.builds("<A title='{1}' HREF='{0}'>{1}</A>".format, URL, WORD),
    st.builds("<a href={}>".format, URL),
    st.builds("<p class={!r}>".format, st.sampled_from(["a", "<b>", "x > y"])),
    st.builds("<!-- <a href={}> -->".format, URL),
    st.builds("<script>'<a href={}>'</script>".format, URL),
)


@given(st.lists(PIECE, max_size=12).map("".join))
def test_links_are_found_as_html_parser_finds_them(html):
    parser = _Links()
    parser.feed(html)
    parser.close()

    assert [anchor.href.value for anchor in anchors(html)] == parser.found


@given(st.text(max_size=80) | st.text("<>a href=\"'/!-&;", max_size=60))
def test_any_text_can_be_read_and_is_left_alone(text):
    for tag in tags(text):
        assert text[tag.start] == "<"
        assert text[tag.end - 1] == ">"
        for attribute in tag.attributes:
            assert tag.start < attribute.start < attribute.end < tag.end
    assert edited(text, []) == text
