from __future__ import annotations

from email import policy
from email.message import EmailMessage

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sesmock.mail.mime import Message
from sesmock.mail.parameters import HeaderError, content_disposition, content_type, file_names


@pytest.mark.parametrize(
    ("text", "value", "parameters"),
    [
        ("text/plain", "text/plain", {}),
        (" Text / PLAIN ; Charset = UTF-8 ", "text/plain", {"charset": "UTF-8"}),
        ("a/b; x=1; y=2; X=3;", "a/b", {"x": "3", "y": "2"}),
        ('a/b;\r\n\tx="a;\\"b\\\\ c";y=""', "a/b", {"x": 'a;"b\\ c', "y": ""}),
        ('a/b; x="1\r\n 2\n3"', "a/b", {"x": "1 2\n3"}),
        ("(a (b) \\) c) a/(d)b; x=(e)1(f)", "a/b", {"x": "1"}),
        ("a/b; x=(E)E.pdf", "a/b", {"x": "E.pdf"}),
        ("a/b; x*0*=utf-8''%C3; x*1=~!#$%&'*+-.^_`{|}", "a/b", {"x*0*": "utf-8''%C3", "x*1": "~!#$%&'*+-.^_`{|}"}),
    ],
)
def test_a_content_type_is_read(text, value, parameters):
    assert content_type(text) == (value, parameters)


def test_a_content_disposition_is_read():
    assert content_disposition(" Attachment; filename=a.txt") == ("attachment", {"filename": "a.txt"})


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "Expected MIME type, got null"),
        ('"text"/plain', "Expected MIME type, got text"),
        ("text", "Expected '/', got null"),
        ("text plain", "Expected '/', got plain"),
        ("text/", "Expected MIME subtype, got null"),
        ("text/;", "Expected MIME subtype, got ;"),
        ("a/b x=1", "Expected ';', got \"x\""),
        ("a/b; x=1 2", "Expected ';', got \"2\""),
        ('a/b; x="1"2', "Expected ';', got \"2\""),
        ("a/b; x=1:2", "Expected ';', got \":\""),
        ("a/b; x=E(E)E.pdf", "Expected ';', got \"E.pdf\""),
        ("a/b;;", 'Expected parameter name, got ";"'),
        ('a/b; "x"=1', 'Expected parameter name, got "x"'),
        ("a/b; x", "Expected '=', got \"null\""),
        ("a/b; x y", "Expected '=', got \"y\""),
        ("a/b; x=", 'Expected parameter value, got "null"'),
        ("a/b; x=;", 'Expected parameter value, got ";"'),
        ("a/b; x=\x01", 'Expected parameter value, got "\x01"'),
        ("a/b; x=\x7f", 'Expected parameter value, got "\x7f"'),
        ("a/b; x=\xe9", 'Expected parameter value, got "\xe9"'),
        ('a/b; x="1', "Unterminated quoted string"),
        ('a/b; x="1\\"', "Unterminated quoted string"),
        ("a/b (x", "Unbalanced comments"),
        ("a/b (x\\)", "Unbalanced comments"),
        ("a/b (x\\", "Unbalanced comments"),
        ("a/b )x", "Expected ';', got \")\""),
    ],
)
def test_what_javamail_cannot_read_is_told_in_its_words(text, sentence):
    with pytest.raises(HeaderError) as caught:
        content_type(text)
    assert str(caught.value) == sentence


def test_a_disposition_is_one_word():
    for text, sentence in (("", "Expected disposition, got null"), ("=x", "Expected disposition, got =")):
        with pytest.raises(HeaderError) as caught:
            content_disposition(text)
        assert str(caught.value) == sentence


@pytest.mark.parametrize(
    ("headers", "names"),
    [
        ("", []),
        ("Content-Type: a/b; name=1.txt", ["1.txt"]),
        ("Content-Type: a/b; name=1.txt\nContent-Disposition: inline; filename=2.txt", ["2.txt"]),
        ("Content-Type: a/b; name=1.txt\nContent-Disposition: inline", ["1.txt"]),
        ('Content-Type: a/b; name=""\nContent-Disposition: inline; filename=""', []),
        ("content-type: a/b; NAME=1.txt\nContent-Type: a/b; name=2.txt", ["1.txt"]),
        ("Content-Type: a/b; name==?utf-8?q?=C3=BC?=", None),
        ('Content-Type: a/b; name="=?utf-8?q?=C3=BC?="', ["ü"]),
        ("Content-Disposition: x; filename*=utf-8'de'%C3%BC.txt", ["ü.txt"]),
        ("Content-Disposition: x; filename*=''%C3%BC.txt", ["ü.txt"]),
        ("Content-Disposition: x; filename*=iso-8859-1''%FC.txt", ["ü.txt"]),
        ("Content-Disposition: x; filename*=no-charset''%C3%BC.txt", ["ü.txt"]),
        ("Content-Disposition: x; filename*1*=%BC; filename*2=.txt; filename*0*=utf-8''%C3", ["ü.txt"]),
        ('Content-Disposition: x; filename*0="it\'s "; filename*1=1.txt; filename*3=no', ["it's 1.txt"]),
        ("Content-Disposition: x; filename=1.txt; filename*=utf-8''2.txt", ["1.txt"]),
    ],
)
def test_the_name_of_a_file_stands_in_either_header(headers, names):
    message = Message(f"A: 1\n{headers}\n\n".encode())
    if names is None:
        with pytest.raises(HeaderError):
            file_names(message)
    else:
        assert file_names(message) == names


def part(name, *inside, boundary=None):
    kind = f"multipart/mixed; boundary={boundary}; name={name}" if boundary else f"a/b; name={name}"
    delimiters = "".join(f"--{boundary}\r\n{each}\r\n" for each in inside) + f"--{boundary}--\r\n" if boundary else ""
    return f"Content-Type: {kind}\r\n\r\n{delimiters}"


@pytest.mark.parametrize(
    ("message", "names"),
    [
        (part("0", part("1"), part("2"), boundary="x"), ["0", "1", "2"]),
        (part("0", part("1", part("2"), part("3"), boundary="y"), part("4"), boundary="x"), ["0", "1", "2", "3", "4"]),
        # A boundary that is the beginning of another, and one that is used again.
        (part("0", part("1", part("2"), boundary="xy"), part("3"), boundary="x"), ["0", "1", "2", "3"]),
        (part("0", part("1", part("2"), boundary="x"), part("3"), boundary="x"), ["0", "1", "2"]),
        (part("0", part("1", part("2"), boundary="x--"), part("3"), boundary="x"), ["0", "1", "2", "3"]),
        # What stands before the first delimiter and behind the last, and at other places than the start of a line.
        (part("0", "", boundary="x").replace("\r\n\r\n--x", "\r\n\r\nContent-Type: a/b; name=1\r\n\r\n--x", 1), ["0"]),
        (part("0", part("1"), boundary="x") + "--x\r\n" + part("2"), ["0", "1"]),
        (part("0", part("1") + "a --x\r\n" + part("2"), boundary="x"), ["0", "1"]),
        # Not closed: by its own end, by the part around it, by the end of the message.
        (part("0", part("1"), boundary="x").replace("--x--", ""), ["0", "1"]),
        (part("0", part("1", part("2"), boundary="y").replace("--y--", ""), part("3"), boundary="x"), list("0123")),
        ("Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\nContent-Type: a/b; name=1", ["1"]),
        ("Content-Type: multipart/mixed; boundary=x\r\n\r\n--x", []),
        # Blanks after a boundary; no boundary; parts of what is no multipart.
        (part("0", part("1"), boundary="x").replace("--x\r\n", "--x \t\r\n"), ["0", "1"]),
        (part("0", part("1"), boundary="x").replace("boundary=x; ", ""), ["0"]),
        (part("0", part("1"), boundary="x").replace("multipart/mixed", "message/rfc822"), ["0"]),
    ],
)
def test_parts_are_found_by_their_boundaries(message, names):
    assert file_names(Message(message.encode())) == names


TREES = st.recursive(
    st.text("abc ü.\"\\;=()'", min_size=1, max_size=70).filter(lambda name: name.strip() == name),
    lambda inside: st.lists(inside, min_size=1, max_size=3),
    max_leaves=8,
)


def build(tree):
    message = EmailMessage(policy=policy.SMTP)
    if isinstance(tree, list):
        message["Content-Type"] = "multipart/mixed"
        message.set_payload([build(each) for each in tree])
    else:
        message.set_content("--\r\n--a--\r\n")
        message.add_header("Content-Disposition", "attachment", filename=tree)
    return message


def names_of(tree):
    return [name for each in tree for name in names_of(each)] if isinstance(tree, list) else [tree]


@settings(deadline=None)
@given(TREES)
def test_what_others_write_is_read(tree):
    assert file_names(Message(build(tree).as_bytes())) == names_of(tree)


@settings(deadline=None)
@given(st.text("ab/;=\"\\( )\r\n\t:'*%\xe9", max_size=40))
def test_any_text_is_read_or_told(text):
    for raw in (f"Content-Type: {text}\n\n", f"Content-Type: multipart/mixed; boundary=x\n\n--x\n{text}"):
        message = Message(raw.encode("latin-1"))
        try:
            read = file_names(message)
        except HeaderError as error:
            read = [str(error)]
        assert all(isinstance(name, str) and name for name in read)


def test_parts_may_be_nested_however_deeply():
    depth = 20_000
    head = "Content-Type: multipart/mixed; boundary={0}; name={0}\r\n\r\n--{0}\r\n"
    message = Message("".join(head.format(number) for number in range(depth)).encode())

    assert file_names(message) == [str(number) for number in range(depth)]
