from __future__ import annotations

import re
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from itertools import count, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sesmock.mail.address import parse, quote_phrase
from sesmock.mail.mime import Attachment, Content, Message, Parts, compose, parts_of


def boundaries():
    numbers = count()
    return lambda: f"----=_Part_{next(numbers)}_1.1700000000000"


def parsed(raw):
    message = message_from_bytes(raw, policy=default)
    assert isinstance(message, EmailMessage)
    return message


def crlf(text):
    return text.replace("\n", "\r\n").encode()


def test_two_bodies_make_an_alternative_as_javamail_writes_it():
    raw = compose(
        sender="Ann <ann@example.com>",
        reply_to=["r@example.com"],
        to=["to@example.com", "Two <two@example.com>"],
        cc=["cc@example.com"],
        subject=Content("Hello"),
        text=Content("one\ntwo"),
        html=Content("<p>one</p>", "us-ascii"),
        headers=[("X-Campaign", "spring")],
        boundary=lambda: "----=_Part_8_12345678.1700000000000",
    )
    assert raw == crlf("""\
From: Ann <ann@example.com>
Reply-To: r@example.com
To: to@example.com, Two <two@example.com>
Cc: cc@example.com
Subject: Hello
MIME-Version: 1.0
Content-Type: multipart/alternative; \n\tboundary="----=_Part_8_12345678.1700000000000"
X-Campaign: spring

------=_Part_8_12345678.1700000000000
Content-Type: text/plain; charset=UTF-8
Content-Transfer-Encoding: 7bit

one
two
------=_Part_8_12345678.1700000000000
Content-Type: text/html; charset=us-ascii
Content-Transfer-Encoding: 7bit

<p>one</p>
------=_Part_8_12345678.1700000000000--
""")


def test_one_body_stands_at_the_top():
    raw = compose(sender="a@b", to=["c@d"], subject=Content("S"), html=Content("<b>"), boundary=boundaries())
    assert raw == crlf("""\
From: a@b
To: c@d
Subject: S
MIME-Version: 1.0
Content-Type: text/html; charset=UTF-8
Content-Transfer-Encoding: 7bit

<b>""")


def test_no_body_at_all_is_an_empty_text():
    assert compose(boundary=boundaries()) == crlf("""\
MIME-Version: 1.0
Content-Type: text/plain; charset=UTF-8
Content-Transfer-Encoding: 7bit

""")


def test_attachments_wrap_the_bodies():
    raw = compose(
        text=Content("t"),
        html=Content("h"),
        attachments=[
            Attachment("a.csv", b"1,2"),
            Attachment(
                "logo.png",
                b"\x89PNG",
                disposition="INLINE",
                content_id="logo",
                description="The logo",
                transfer_encoding="BASE64",
            ),
        ],
        boundary=boundaries(),
    )
    assert raw == crlf("""\
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary="----=_Part_2_1.1700000000000"

------=_Part_2_1.1700000000000
Content-Type: multipart/related; boundary="----=_Part_1_1.1700000000000"

------=_Part_1_1.1700000000000
Content-Type: multipart/alternative; boundary="----=_Part_0_1.1700000000000"

------=_Part_0_1.1700000000000
Content-Type: text/plain; charset=UTF-8
Content-Transfer-Encoding: 7bit

t
------=_Part_0_1.1700000000000
Content-Type: text/html; charset=UTF-8
Content-Transfer-Encoding: 7bit

h
------=_Part_0_1.1700000000000--

------=_Part_1_1.1700000000000
Content-Type: image/png; name=logo.png
Content-Transfer-Encoding: base64
Content-Disposition: inline; filename=logo.png
Content-ID: <logo>
Content-Description: The logo

iVBORw==
------=_Part_1_1.1700000000000--

------=_Part_2_1.1700000000000
Content-Type: text/csv; name=a.csv
Content-Transfer-Encoding: 7bit
Content-Disposition: attachment; filename=a.csv

1,2
------=_Part_2_1.1700000000000--
""")


@pytest.mark.parametrize(
    ("content", "header", "body"),
    [
        (Content("plain"), "charset=UTF-8 7bit", b"plain"),
        (Content("a\nb\rc\r\nd"), "charset=UTF-8 7bit", b"a\r\nb\r\nc\r\nd"),
        (Content("x" * 998), "charset=UTF-8 7bit", b"x" * 998),
        (Content("x" * 999), "charset=UTF-8 quoted-printable", (b"x" * 75 + b"=\r\n") * 13 + b"x" * 24),
        (Content("a = é \nb"), "charset=UTF-8 quoted-printable", b"a =3D =C3=A9=20\r\nb"),
        (Content("a é", "iso-8859-1"), "charset=iso-8859-1 quoted-printable", b"a =E9"),
        (Content("日本"), "charset=UTF-8 base64", b"5pel5pys"),
        (Content("é"), "charset=UTF-8 base64", b"w6k="),
        (Content("aé"), "charset=UTF-8 base64", b"YcOp"),
        (Content("aaé"), "charset=UTF-8 base64", b"YWHDqQ=="),
        (Content("aaaé"), "charset=UTF-8 quoted-printable", b"aaa=C3=A9"),
        (Content("中", "utf-16-be"), "charset=utf-16-be base64", b"Ti0="),
        (Content("aé", "us-ascii"), "charset=us-ascii 7bit", b"a?"),
    ],
)
def test_the_transfer_encoding_follows_the_bytes(content, header, body):
    raw = compose(text=content, boundary=boundaries())
    charset, encoding = header.split()
    expected = f"MIME-Version: 1.0\nContent-Type: text/plain; {charset}\nContent-Transfer-Encoding: {encoding}\n\n"
    assert raw == crlf(expected) + body


@pytest.mark.parametrize("charset", ["no-such-charset", "hex", "idna", "a\x00b"])
def test_an_unknown_charset_is_a_lookup_error(charset):
    with pytest.raises(LookupError):
        compose(text=Content("a..é", charset), boundary=boundaries())


@pytest.mark.parametrize(
    ("subject", "lines"),
    [
        (Content("Hello"), ["Subject: Hello"]),
        (Content("Grüße"), ["Subject: =?UTF-8?Q?Gr=C3=BC=C3=9Fe?="]),
        (Content("Zoë"), ["Subject: =?UTF-8?Q?Zo=C3=AB?="]),  # characters count, not bytes
        (Content("aé"), ["Subject: =?UTF-8?B?YcOp?="]),
        (Content("ab😀"), ["Subject: =?UTF-8?B?YWLwn5iA?="]),  # which is two characters, in Java
        (Content("abc😀"), ["Subject: =?UTF-8?Q?abc=F0=9F=98=80?="]),
        (Content("Viele Grüße"), ["Subject: =?UTF-8?Q?Viele_Gr=C3=BC=C3=9Fe?="]),
        (Content("Grüße", "iso-8859-1"), ["Subject: =?iso-8859-1?Q?Gr=FC=DFe?="]),
        (Content("日本語"), ["Subject: =?UTF-8?B?5pel5pys6Kqe?="]),
        (Content("a\r\nBcc: evil@example.com"), ["Subject: a Bcc: evil@example.com"]),
        (Content("a" * 40 + "\x0c" + "b" * 40), ["Subject: " + "a" * 40 + "\x0c" + "b" * 40]),
        (Content("a" * 40 + " \t  " + "b" * 40), ["Subject: " + "a" * 40 + " \t ", " " + "b" * 40]),
        (
            Content("word " * 20 + "end"),
            ["Subject:" + " word" * 13, " word" * 7 + " end"],
        ),
        (
            Content("é" * 30),
            [
                "Subject: =?UTF-8?B?w6nDqcOpw6nDqcOpw6nDqcOpw6nDqcOpw6nDqcOp?=",
                " =?UTF-8?B?w6nDqcOpw6nDqcOpw6nDqcOpw6nDqcOpw6nDqcOp?=",
            ],
        ),
    ],
)
def test_a_subject_is_folded_or_made_of_encoded_words(subject, lines):
    head = compose(subject=subject, boundary=boundaries()).decode()
    assert head.partition("\r\nMIME-Version")[0].split("\r\n") == lines


def test_many_recipients_are_folded_between_addresses():
    to = [f"someone-{number}@example.com" for number in range(7)]
    head = compose(to=to, boundary=boundaries()).decode().partition("\r\nMIME-Version")[0]
    assert head == (
        "To: someone-0@example.com, someone-1@example.com, someone-2@example.com, \r\n"
        "\tsomeone-3@example.com, someone-4@example.com, someone-5@example.com, \r\n"
        "\tsomeone-6@example.com"
    )


def test_as_many_recipients_stand_on_a_line_as_fit_76_columns():
    # A tab counts as eight columns, and the comma before the fold does not count: as JavaMail has it.
    for length in range(10, 40):
        to = [f"{number}@example.com".rjust(length + number % 3, "x") for number in range(9)]
        head = compose(to=to, boundary=boundaries()).decode().partition("\r\nMIME-Version")[0]
        lines = [line.expandtabs(8) for line in head.split(", \r\n")]

        assert max(map(len, lines)) <= 76
        for line, following in pairwise(lines):
            assert len(f"{line}, {following.split()[0].rstrip(',')}") > 76


def test_a_description_is_folded_at_76_columns():
    folded = {}
    for length in range(40, 70):
        file = Attachment("a.bin", b"", description="x" * length + " two words")
        head = compose(attachments=[file], boundary=boundaries()).decode()
        folded[length] = re.search(r"Content-Description: (.*?)\r\n\S", head + "x", re.DOTALL)[1].split("\r\n")

    for length, (first, *rest) in folded.items():
        fits = [
            words for words in ("", " two", " two words") if len("Content-Description: ") + length + len(words) <= 76
        ]
        assert first == "x" * length + (fits[-1] if fits else "")
        assert first + "".join(rest) == "x" * length + " two words"


def test_a_display_name_beyond_ascii_becomes_encoded_words():
    head = compose(
        sender='"Jürgen M." <j@example.com>',
        to=["=?utf-8?q?=C3=A9?= <e@x.com>"],
        cc=["a@b (é)", "<a@b> é"],
        boundary=boundaries(),
    )
    assert head.split(b"\r\n")[:3] == [
        b"From: =?UTF-8?Q?J=C3=BCrgen_M=2E?= <j@example.com>",
        b"To: =?utf-8?q?=C3=A9?= <e@x.com>",
        b"Cc: =?UTF-8?B?w6k=?= <a@b>, a@b",
    ]


def test_no_value_breaks_its_line():
    raw = compose(
        sender="Ann\r\nX-Evil: 1 <a@b>",
        headers=[("X-A", "1\r\nX-Evil: 2")],
        attachments=[Attachment("a\r\nX-Evil: 3", b"", "a/b\r\nX-Evil: 4", content_id="i\r\nX-Evil: 5")],
        boundary=boundaries(),
    )
    assert b"\nX-Evil" not in raw


def test_a_file_that_7bit_would_change_goes_as_base64():
    contents = [b"a\r\nb", b"a\nb", b"a\rb", b"\xff", b"\x00", b"x" * 999]
    raw = compose(attachments=[Attachment("f", content) for content in contents], boundary=boundaries())
    assert [(one.transfer_encoding, one.content) for one in parts_of(raw).attachments] == [
        ("SEVEN_BIT", b"a\r\nb"),
        *[("BASE64", content) for content in contents[1:]],
    ]


@pytest.mark.parametrize(
    ("filename", "content_type"),
    [("a.pdf", "application/pdf"), ("A.JPG", "image/jpeg"), ("a", "application/octet-stream")],
)
def test_the_type_of_a_file_is_told_by_its_name(filename, content_type):
    raw = compose(attachments=[Attachment(filename, b"x")], boundary=boundaries())
    assert parts_of(raw).attachments == (Attachment(filename, b"x", content_type),)


# ------------------------------------------------------------------- what is composed reads back as it was asked for

LINES = st.text(alphabet=st.characters(codec="utf-8", exclude_categories=["Cc", "Zl", "Zp"]), max_size=60)
SUBJECTS = LINES.map(lambda text: " ".join(text.split())).filter(lambda text: text and "=?" not in text)
BODIES = st.text(alphabet=st.one_of(st.characters(codec="utf-8"), st.sampled_from("ab \n\t=.é日")), max_size=200)
CONTENTS = st.one_of(
    st.builds(Content, BODIES, st.sampled_from([None, "UTF-8", "utf-16"])),
    st.builds(Content, st.text(alphabet=st.characters(codec="latin-1"), max_size=80), st.just("ISO-8859-1")),
)
LOCALS = st.from_regex(r"[a-z0-9]{1,12}(\.[a-z0-9]{1,8})?", fullmatch=True)
# Short enough for one encoded word: where there are two, Python (not RFC 2047 §6.2) puts a space between them.
NAMES = st.text(alphabet=st.sampled_from("abcXYZ üé日,.@()\"\\';"), max_size=6).map(lambda text: " ".join(text.split()))
MAILBOXES = st.tuples(NAMES, LOCALS.map("{}@example.com".format))
# A name in quotes of its own loses them to get_filename() of some Pythons, which unquotes twice.
FILENAMES = (
    st.text(
        alphabet=st.one_of(st.characters(codec="ascii", exclude_categories=["Cc"]), st.sampled_from("é日ü")),
        min_size=1,
        max_size=40,
    )
    .filter(lambda name: "=?" not in name and name.strip() == name)
    .filter(lambda name: name[:1] != '"' or name[-1:] != '"')
)
ATTACHMENTS = st.builds(
    Attachment,
    FILENAMES,
    st.binary(max_size=200),
    st.sampled_from(["application/pdf", "text/csv", "text/plain", "text/html", "image/png"]),
    st.sampled_from(["ATTACHMENT", "INLINE"]),
    st.one_of(st.none(), st.from_regex(r"[a-z0-9@.]{1,20}", fullmatch=True)),
    st.one_of(st.none(), SUBJECTS),
    st.sampled_from(["BASE64", "QUOTED_PRINTABLE"]),
)


def newlines(text):
    return text.replace("\r\n", "\n").replace("\r", "\n")


def written(mailbox):
    name, address = mailbox
    return f"{quote_phrase(name)} <{address}>" if name else address


@settings(max_examples=100, deadline=None)
@given(
    sender=MAILBOXES,
    to=st.lists(MAILBOXES, max_size=4),
    cc=st.lists(MAILBOXES, max_size=2),
    subject=SUBJECTS,
    text=st.one_of(st.none(), CONTENTS),
    html=st.one_of(st.none(), CONTENTS),
    attachments=st.lists(ATTACHMENTS, max_size=3),
)
def test_python_reads_back_what_was_asked_for(
    sender,
    to,
    cc,
    subject,
    text,
    html,
    attachments,
):
    raw = compose(
        sender=written(sender),
        to=[written(one) for one in to],
        cc=[written(one) for one in cc],
        subject=Content(subject),
        text=text,
        html=html,
        attachments=attachments,
        headers=[("X-One", "1"), ("X-Two", "two words")],
        boundary=boundaries(),
    )
    assert raw.count(b"\n") == raw.count(b"\r\n")
    assert max(map(len, raw.split(b"\r\n"))) <= 998
    message = parsed(raw)
    assert message.defects == []
    for name, mailboxes in (("From", [sender]), ("To", to), ("Cc", cc)):
        header = message[name]
        found = [(one.display_name, one.addr_spec) for one in header.addresses] if header else []
        assert found == mailboxes
    assert (message["Subject"], message["X-One"], message["X-Two"]) == (subject, "1", "two words")
    bodies = {
        part.get_content_type(): newlines(part.get_content())
        for part in message.walk()
        if part.get_content_maintype() == "text" and part.get_content_disposition() is None
    }
    asked = {
        f"text/{subtype}": newlines(body.data)
        for subtype, body in (("plain", text or (None if html else Content(""))), ("html", html))
        if body is not None
    }
    assert bodies == asked
    files = [part for part in message.walk() if part.get_content_disposition() is not None]
    inline_first = sorted(attachments, key=lambda one: one.disposition != "INLINE")
    assert [
        (
            part.get_filename(),
            part.get_payload(decode=True),
            part.get_content_type(),
            str(part.get_content_disposition()).upper(),
            None if part["Content-ID"] is None else part["Content-ID"].strip("<>"),
            part["Content-Description"],
            str(part["Content-Transfer-Encoding"]).upper().replace("-", "_"),
        )
        for part in files
    ] == inline_first
    assert parts_of(raw) == Parts(asked.get("text/plain"), asked.get("text/html"), tuple(inline_first))


@settings(deadline=None)
@given(st.text(alphabet=st.sampled_from("ab üé日,.@()\"\\';"), max_size=60).map(lambda text: " ".join(text.split())))
def test_a_long_name_reads_back_from_several_encoded_words(name):
    given_name = f"é{name}é"
    raw = compose(to=[written((given_name, "a@b"))], boundary=boundaries())
    assert [parse(text).display for text in Message(raw).addresses("To")] == [given_name]


@pytest.mark.parametrize(
    "part", ["Content-Type: message/rfc822\r\n\r\n", 'Content-Type: multipart/x; boundary="b{0}"\r\n\r\n--b{0}\r\n']
)
def test_a_message_nested_without_end_has_no_parts(part):
    raw = "".join(part.format(number) for number in range(5000)).encode()

    assert parts_of(raw) == Parts(None, None, ())
