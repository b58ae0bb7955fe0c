from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sesmock.mail.address import (
    AddressError,
    Mailbox,
    check_length,
    domain_of,
    is_domain,
    is_simple_address,
    length_text,
    local_of,
    parse,
    quote_phrase,
    split_addresses,
    without_label,
)

BAD = [
    # recorded from SES
    ("", "Invalid email address ."),
    ("Karen, Chan <k@example.com>", "Illegal address"),
    ("Karen", "Missing final '@domain'"),
    ("user@", "Missing domain"),
    ("a b@example.com", "Local address contains control or whitespace"),
    ("jörg@example.com", "Local address contains control or whitespace"),
    ("github:haiodo", "Local address contains illegal character"),
    ("a@exa mple.com", "Domain contains control or whitespace"),
    ("a@exämple.com", "Domain contains control or whitespace"),
    ("a@b@example.com", "Domain contains illegal character"),
    ('"a\r\nb"@example.com', 'Invalid email address "a\r\nb"@example.com.'),
    ('Ann <"a\nb"@example.com>', 'Invalid email address Ann <"a\nb"@example.com>.'),
    # JavaMail's other sentences: local part
    ("@example.com", "Missing local name"),
    ("<@example.com>", "Missing local name"),
    (".a@example.com", "Local address starts with dot"),
    ("a.@example.com", "Local address ends with dot"),
    ("a..b@example.com", "Local address contains dot-dot"),
    ("a]b@example.com", "Local address contains illegal character"),
    ("<a,b@example.com>", "Local address contains illegal character"),
    ("a\x7f@example.com", "Local address contains control or whitespace"),
    ('"ü"@example.com', "Local address contains control or whitespace"),
    ('"a"b@example.com', "Quote not at end of local address"),
    ('a"b"@example.com', "Quote not at start of local address"),
    ('<"a@example.com>', "Unterminated quote"),
    # domain
    ("a@.example.com", "Domain starts with dot"),
    ("a@example.com.", "Domain ends with dot"),
    ("a@example..com", "Domain contains dot-dot"),
    ("a@exa_mple.com", "Domain contains illegal character"),
    ("user@example.com:25", "Domain contains illegal character"),
    ("a@b[127.0.0.1]", "Domain literal not at start of domain"),
    ("a@[127.0.0.1]b", "Domain literal end not at end of domain"),
    ("a@b]c", "Domain literal end not at end of domain"),
    ("a@[127.0. 0.1]", "Domain contains control or whitespace"),
    # structure
    ("Ann <>", "Empty address"),
    ("   ", "Illegal address"),
    ("a@example.com, b@example.com", "Illegal address"),
    ("Team: a@example.com;", "Illegal address"),
    ("Team: sub: a@example.com;", "Nested group"),
    ("a@example.com;", "Illegal semicolon, not in group"),
    ("<a@example.com> <b@example.com>", "Extra route-addr"),
    ("<a@example.com", "Missing '>'"),
    ("a@example.com>", "Missing '<'"),
    ("a@example.com (x", "Missing ')'"),
    ("a@example.com (x (y)", "Missing ')'"),
    ("a@example.com )", "Missing '('"),
    ('"a@example.com', "Missing '\"'"),
    ("a@[127.0.0.1", "Missing ']'"),
    # of several faults the leftmost is told, quotes and the missing domain last
    ("a b..c@d_e", "Local address contains control or whitespace"),
    ("a..b c@d_e", "Local address contains dot-dot"),
    ("a..b@d_e", "Local address contains dot-dot"),
    ("a@b_c..d", "Domain contains illegal character"),
    ('a"b"@c_d', "Domain contains illegal character"),
    ("a b, c", "Local address contains control or whitespace"),
    ("a b", "Local address contains control or whitespace"),
]


@pytest.mark.parametrize(("text", "sentence"), BAD)
def test_a_bad_address_is_refused_in_javamails_words(text, sentence):
    with pytest.raises(AddressError) as caught:
        parse(text)
    assert str(caught.value) == sentence


GOOD = [
    ("a@b", None, "a@b"),
    ("a@localhost", None, "a@localhost"),
    ("First.Last+tag@Sub.Example.COM", None, "First.Last+tag@Sub.Example.COM"),
    ("o'brien=x@example.com", None, "o'brien=x@example.com"),
    ("a@xn--exmple-cua.com", None, "a@xn--exmple-cua.com"),
    ("a@[127.0.0.1]", None, "a@[127.0.0.1]"),
    ("a@[IPv6:::1]", None, "a@[IPv6:::1]"),
    ("!Hurry! <!a@example.com>", "!Hurry!", "!a@example.com"),
    ("<a@example.com>", None, "a@example.com"),
    ("Ann Lee <a@example.com>", "Ann Lee", "a@example.com"),
    ("Ann <a@example.com> and more", "Ann", "a@example.com"),
    ('"Lee, Ann" <a@example.com>', "Lee, Ann", "a@example.com"),
    (r'"Ann \"A\" Lee" <a@example.com>', 'Ann "A" Lee', "a@example.com"),
    ('"" <a@example.com>', None, "a@example.com"),
    ("Jürgen Müller <j@example.com>", "Jürgen Müller", "j@example.com"),
    ("=?utf-8?q?J=C3=BCrgen?= <j@example.com>", "=?utf-8?q?J=C3=BCrgen?=", "j@example.com"),
    ("Ann\r\n Lee <a@example.com>", "Ann\r\n Lee", "a@example.com"),
    ("a@example.com (Ann Lee)", "Ann Lee", "a@example.com"),
    ("(from (the) crew) a@example.com", "from (the) crew", "a@example.com"),
    ("Ann (work) <a@example.com>", "Ann", "a@example.com"),
    (r"a@example.com (open \( here)", r"open \( here", "a@example.com"),
    ('"a b"@example.com', None, '"a b"@example.com'),
    ('"a@b..,:;"@example.com', None, '"a@b..,:;"@example.com'),
    (r'"a\"b"@example.com', None, r'"a\"b"@example.com'),
    (r"a\ b@example.com", None, r"a\ b@example.com"),
    (" a@example.com\r\n", None, "a@example.com"),
    (", a@example.com,", None, "a@example.com"),
]


@pytest.mark.parametrize(("text", "display", "address"), GOOD)
def test_a_good_address_is_taken_apart(text, display, address):
    assert parse(text) == Mailbox(display, address, text)


@settings(deadline=None)
@given(st.text(alphabet='ab@.,;:<>()[]"\\ \t\r\nü_-', max_size=24))
def test_any_text_is_an_address_or_refused(text):
    try:
        mailbox = parse(text)
    except AddressError:
        return
    assert parse(mailbox.address).address == mailbox.address


def test_length_is_measured_with_the_name():
    assert length_text(parse("<a@example.com>")) == "a@example.com"
    assert length_text(parse('"Ann" <a@example.com>')) == "Ann <a@example.com>"
    assert length_text(parse('"Lee, Ann" <a@example.com>')) == '"Lee, Ann" <a@example.com>'


def test_more_than_320_utf_16_units_are_too_many():
    fits = parse("\N{PILE OF POO}" * 153 + "n <ann@e.com>")
    check_length(fits)  # 306 + 1 + 2 + 9 + 1 units
    too_long = parse("\N{PILE OF POO}" * 154 + "n <ann@e.com>")
    with pytest.raises(AddressError) as caught:
        check_length(too_long)
    assert str(caught.value) == f"Address length is more than 320 characters long: '{too_long.text}'."


def test_exactly_320_characters_are_allowed():
    check_length(parse("a" * 308 + "@example.com"))
    with pytest.raises(AddressError):
        check_length(parse("a" * 309 + "@example.com"))


@pytest.mark.parametrize(
    "text", ["a@b", "user@example.com", '"a@b"@example.com', "a" * 308 + "@example.com", "é@x.com", "a@[192.0.2.1]"]
)
def test_a_verification_mail_can_go_to_a_simple_address(text):
    assert is_simple_address(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a",
        "@",
        "a@",
        "@b",
        "a@b@c",
        "a b@c",
        "a@b c",
        '"a b"@c',
        '"a@b"',
        "a@b\n",
        "a" * 309 + "@example.com",
        "a@fake_address.com",
        "a@b..c",
        "a@.b",
        "a@b.",
        "a@[b",
        "a@ä.com",
    ],
)
def test_a_verification_mail_cannot_go_to_anything_else(text):
    assert not is_simple_address(text)


def test_the_halves_of_an_address():
    assert domain_of("Ann@Example.COM") == "example.com"
    assert domain_of("Example.COM") == "example.com"
    assert domain_of('"a@b"@c') == "c"
    assert local_of("Ann@Example.COM") == "Ann"
    assert local_of('"a@b"@c') == '"a@b"'


def test_a_label_can_be_taken_off():
    assert without_label("user+news@example.com") == "user@example.com"
    assert without_label("user+a+b@example.com") == "user@example.com"
    assert without_label("user@example.com") == "user@example.com"
    assert without_label("+news@example.com") == "+news@example.com"
    assert without_label('"a+b"@example.com') == '"a+b"@example.com'


@pytest.mark.parametrize(
    "name", ["example.com", "EXAMPLE.com", "a.b.c.d", "x-1.example", "xn--mnchen-3ya.de", "a" * 63 + ".com", "1.com"]
)
def test_a_domain_is_a_domain(name):
    assert is_domain(name)


@pytest.mark.parametrize(
    "name",
    [
        *("", "com", "example.com.", ".example.com", "a..com", "*.example.com", "bad domain name", "-a.com", "a-.com"),
        *("a_b.com", "münchen.de", "example.com\n", "127.0.0.1", "a" * 64 + ".com", ".".join(["a" * 63] * 4) + ".com"),
    ],
)
def test_anything_else_is_not(name):
    assert not is_domain(name)


def test_an_address_header_is_cut_at_its_commas_only():
    value = 'a@x.com, "Lee, Ann" <b@x.com>,, c@x.com (one, two) , Team: d@x.com, <e@x.com>;, f@x.com'
    assert split_addresses(value) == [
        "a@x.com",
        '"Lee, Ann" <b@x.com>',
        "c@x.com (one, two)",
        "d@x.com",
        "<e@x.com>",
        "f@x.com",
    ]
    assert split_addresses("undisclosed-recipients:;") == []
    assert split_addresses(' "open, a@x.com') == ['"open, a@x.com']


@settings(deadline=None)
@given(st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\x00"), min_size=1, max_size=20))
def test_a_quoted_phrase_reads_back_as_the_name(name):
    assert parse(f"{quote_phrase(name + '.')} <a@b>").display == name + "."
