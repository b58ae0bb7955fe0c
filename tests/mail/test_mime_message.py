from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sesmock.mail.mime import (
    SINGLE_HEADERS,
    Attachment,
    Message,
    Parts,
    decode_words,
    duplicate_header,
    parts_of,
)

RAW = (
    b"Received: from here\r\n\tby there\r\n"
    b"From: Ann <a@x.com>\r\n"
    b"subject:  two\r\n  lines \r\n"
    b"To: b@x.com\r\n"
    b"Received: again\r\n"
    b"\r\n"
    b"body\r\n\r\nend"
)


def test_fields_keep_their_order_spelling_and_folding():
    message = Message(RAW)
    assert message.headers == [
        ("Received", b" from here\r\n\tby there"),
        ("From", b" Ann <a@x.com>"),
        ("subject", b"  two\r\n  lines "),
        ("To", b" b@x.com"),
        ("Received", b" again"),
    ]
    assert message.body == b"body\r\n\r\nend"
    assert message.to_bytes() == RAW


def test_values_are_unfolded_and_names_know_no_case():
    message = Message(RAW)
    assert message.get("SUBJECT") == "two lines"
    assert message.get("Cc") is None
    assert message.get_all("received") == ["from here by there", "again"]


@pytest.mark.parametrize(
    ("raw", "headers", "body", "written"),
    [
        (b"", [], b"", b"\r\n"),
        (b"\r\n", [], b"", b"\r\n"),
        (b"\nbody", [], b"body", b"\r\nbody"),
        (b"A: 1", [("A", b" 1")], b"", b"A: 1\r\n\r\n"),
        (b"A: 1\n", [("A", b" 1")], b"", b"A: 1\r\n\r\n"),
        (b"A: 1\n\nx\ny\r\nz\n", [("A", b" 1")], b"x\r\ny\r\nz\r\n", b"A: 1\r\n\r\nx\r\ny\r\nz\r\n"),
        (b"A:\n\n\n", [("A", b"")], b"\r\n", b"A:\r\n\r\n\r\n"),
        (b"A : 1\n\n", [("A", b" 1")], b"", b"A : 1\r\n\r\n"),
        (b": 1\nno colon\n\n", [("", b" 1"), ("", b"no colon")], b"", b": 1\r\nno colon\r\n\r\n"),
        (b" leading: fold\nA: 1\n\n", [(" leading", b" fold"), ("A", b" 1")], b"", b" leading: fold\r\nA: 1\r\n\r\n"),
        (b"A: \xff\xc3\xa9\n\n\xff", [("A", b" \xff\xc3\xa9")], b"\xff", b"A: \xff\xc3\xa9\r\n\r\n\xff"),
    ],
)
def test_odd_messages_are_read_as_they_are(raw, headers, body, written):
    message = Message(raw)
    assert (message.headers, message.body, message.to_bytes()) == (headers, body, written)


@settings(deadline=None)
@given(st.binary(max_size=60).map(lambda data: data.replace(b"\xff", b"\r\n").replace(b"\xfe", b": ")))
def test_reading_and_writing_settle_at_once(raw):
    written = Message(raw).to_bytes()
    assert Message(written).to_bytes() == written
    assert written.count(b"\n") == written.count(b"\r\n")


def test_fields_can_be_removed_replaced_and_added():
    message = Message(RAW)
    message.remove("TO", "X-Not-There")
    message.replace("received", "new")
    message.replace("Date", "today")
    message.append("X-Last", "folded\r\n\tvalué")
    assert message.to_bytes() == (
        b"received: new\r\n"
        b"From: Ann <a@x.com>\r\n"
        b"subject:  two\r\n  lines \r\n"
        b"Date: today\r\n"
        b"X-Last: folded\r\n\tvalu\xc3\xa9\r\n"
        b"\r\n"
        b"body\r\n\r\nend"
    )
    assert message.get("x-last") == "folded valué"


def test_addresses_are_gathered_unfolded_and_decoded():
    message = Message(
        b"To: a@x.com,\n =?utf-8?q?J=C3=BCrgen?= <j@x.com>,\n\t=?utf-8?b?TGVlLCBBbm4=?= <l@x.com>\n"
        b"TO: Team: b@x.com, Bob (at =?utf-8?q?home?=) <bob@x.com>;\n"
        b'Cc: "Lee, Ann" <l@x.com>\n'
        b"Bcc: =?utf-8?q?oops\n\n"
    )
    assert message.addresses("To") == [
        "a@x.com",
        "Jürgen <j@x.com>",
        '"Lee, Ann" <l@x.com>',
        "b@x.com",
        "Bob <bob@x.com>",
    ]
    assert message.addresses("Cc") == ['"Lee, Ann" <l@x.com>']
    assert message.addresses("Bcc") == ["=?utf-8?q?oops"]
    assert message.addresses("From") == []


def test_an_address_that_looks_like_an_encoded_word_is_shown_as_it_stands():
    message = Message(b"To: =?utf-8?q?a?=@x.com, <=?b?=@x.com>\n\n")

    assert message.addresses("To") == ["=?utf-8?q?a?=@x.com", "<=?b?=@x.com>"]


@pytest.mark.parametrize(
    ("text", "decoded"),
    [
        ("plain", "plain"),
        ("=?utf-8?q?=C3=A9t=C3=A9_1?= x", "été 1 x"),
        ("=?UTF-8?B?w6k=?= =?iso-8859-1?Q?=E9?=", "éé"),
        ("a =?utf-8?q?b?= c", "a b c"),
        ("=?utf-8*fr?q?=C3=A9?=", "é"),
        ("=?nope?q?x?=", "=?nope?q?x?="),
        ("=?utf-8?b?w6k?=", "é"),
        ("=?utf-8?q?=ff?=", "\N{REPLACEMENT CHARACTER}"),
        ("=?utf-7?q?+2AA-?= x", "=?utf-7?q?+2AA-?= x"),
        ("=?unicode_escape?q?=5Cud800?=", "=?unicode_escape?q?=5Cud800?="),
    ],
)
def test_encoded_words_are_decoded(text, decoded):
    assert decode_words(text) == decoded


@pytest.mark.parametrize(
    ("names", "duplicate"),
    [
        (["From", "To", "To", "Cc", "cc", "Bcc", "Bcc", "Received", "Received", "X-A", "X-A"], None),
        (["From", "content-type", "CONTENT-TYPE"], "Content-Type"),
        (["Subject", "From", "from", "subject"], "From"),
        (["Accept-Language", "acceptLanguage"], None),
        (["acceptlanguage", "acceptLanguage"], "acceptLanguage"),
        (["bounces-to", "Bounces-To"], "Bounces-to"),
    ],
)
def test_a_header_that_may_appear_once_is_named_as_ses_names_it(names, duplicate):
    raw = "".join(f"{name}: x\r\n" for name in names) + "\r\n"
    assert duplicate_header(Message(raw.encode())) == duplicate


# As on the page "Amazon SES header fields".
ONCE = """
    Accept-Language acceptLanguage Archived-At Auto-Submitted Bounces-to Comments Content-Alternative
    Content-Base Content-Class Content-Description Content-Disposition Content-Duration Content-ID
    Content-Language Content-Length Content-Location Content-MD5 Content-Transfer-Encoding Content-Type Date
    Delivered-To Disposition-Notification-Options Disposition-Notification-To DKIM-Signature DomainKey-Signature
    Errors-To From Importance In-Reply-To Keywords List-Archive List-Help List-Id List-Owner List-Post
    List-Subscribe List-Unsubscribe List-Unsubscribe-Post Message-Context Message-ID MIME-Version Organization
    Original-From Original-Message-ID Original-Recipient Original-Subject Precedence Priority References
    Reply-To Return-Path Return-Receipt-To Sender Solicitation Sensitivity Subject Thread-Index Thread-Topic
    User-Agent VBR-Info
"""


def test_60_headers_may_appear_only_once():
    assert len(SINGLE_HEADERS) == 60
    assert {name.lower(): name for name in ONCE.split()} == SINGLE_HEADERS


def test_a_message_without_mime_is_text():
    raw = b"Subject: x\r\n\r\nh\xc3\xa9llo\r\n"
    assert parts_of(raw) == Parts("héllo\n", None, ())


def test_an_empty_message_has_an_empty_text():
    assert parts_of(b"") == Parts("", None, ())


def test_the_parts_of_a_strangers_message():
    raw = b"""\
Content-Type: multipart/mixed; boundary=B

preamble
--B
Content-Type: multipart/alternative; boundary=C

--C
Content-Type: text/plain; charset=iso-8859-1
Content-Transfer-Encoding: 8bit

\xe9t\xe9
--C
Content-Type: text/html; charset=no-such-charset
Content-Transfer-Encoding: quoted-printable

<b>=C3=A9</b>
--C--
--B
Content-Type: text/plain; charset=utf-8
Content-Disposition: attachment; filename="=?utf-8?q?=C3=A9.txt?="
Content-Description: =?utf-8?q?=C3=A9t=C3=A9?=
 and more

notes
--B
Content-Type: image/png; name=a.png
Content-Disposition: inline
Content-ID: <a@b>
Content-Transfer-Encoding: base64

iVBORw==
--B
Content-Type: message/rfc822

Subject: inner

inner body
--B
Content-Type: text/plain

a footer
--B--
epilogue
"""
    assert parts_of(raw) == Parts(
        text="été",
        html="<b>é</b>",
        attachments=(
            Attachment("é.txt", b"notes", "text/plain", "ATTACHMENT", None, "été and more", "SEVEN_BIT"),
            Attachment("a.png", b"\x89PNG", "image/png", "INLINE", "a@b", None, "BASE64"),
            Attachment(None, b"Subject: inner\n\ninner body", "message/rfc822"),
            Attachment(None, b"a footer", "text/plain"),
        ),
    )
    assert parts_of(raw).html == "<b>é</b>"
