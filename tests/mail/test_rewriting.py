"""Changing the bodies of a message that somebody else has composed."""

from __future__ import annotations

import base64
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest

from sesmock.mail.mime import parts_of
from sesmock.mail.rewriting import rewritten


def change(subtype, text):
    return text.replace("HERE", f"there-{subtype}-" + "x" * 80)


def made(text="text HERE\n", html="<p>html HERE</p>\n", **more):
    message = EmailMessage(policy=policy.SMTP)
    message["Subject"] = "HERE"
    message.set_content(text, **more)
    if html is not None:
        message.add_alternative(html, subtype="html", **more)
    return message


@pytest.mark.parametrize("encoding", ["7bit", "8bit", "quoted-printable", "base64"])
@pytest.mark.parametrize("charset", ["us-ascii", "utf-8", "iso-8859-1"])
def test_texts_are_changed_in_their_own_encoding(encoding, charset):
    extra = "" if charset == "us-ascii" or encoding == "7bit" else " è = ü"
    raw = made(f"text HERE{extra}\n", f"<p>HERE{extra}\n", charset=charset, cte=encoding).as_bytes()
    found = rewritten(raw, change)

    read = parts_of(found)
    assert read.text == f"text there-plain-{'x' * 80}{extra}\n"
    assert read.html == f"<p>there-html-{'x' * 80}{extra}\n"
    parsed = message_from_bytes(found, policy=policy.default)
    assert parsed["Subject"] == "HERE"
    assert [part["Content-Transfer-Encoding"] for part in parsed.iter_parts()] == [encoding] * 2
    assert all(len(line) <= 78 for line in found.split(b"\r\n")) or encoding in {"7bit", "8bit"}


def test_a_single_text_and_nested_parts_are_reached():
    single = made(html=None).as_bytes()
    nested = made()
    nested.add_attachment("HERE in a file\n", filename="a.txt")
    nested.add_attachment(b"\x00HERE", maintype="application", subtype="octet-stream", filename="a.bin")
    raw = nested.as_bytes()
    found = rewritten(raw, change)

    assert b"there-plain" in rewritten(single, change)
    before, after = parts_of(raw), parts_of(found)
    assert (after.text, after.html) == (change("plain", before.text), change("html", before.html))
    assert after.attachments == before.attachments


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"Subject: s\r\n",
        b"Subject: s\r\n\r\nnothing to change\r\n",
        b"Content-Type: text/calendar\r\n\r\nHERE",
        b"Content-Type: text/plain\r\nContent-Disposition: attachment\r\n\r\nHERE",
        b"Content-Type: multipart/mixed\r\n\r\nHERE",
        b"Content-Type: multipart/mixed; boundary=b\r\n\r\nHERE\r\nno part",
        b"Content-Type: multipart/mixed; boundary=b\r\n\r\nHERE\r\n--b\r\n\r\nx\r\n--b--\r\nHERE\r\n--b\r\n\r\nHERE",
        b"Content-Type: text/plain\r\nContent-Transfer-Encoding: base64\r\n\r\nA",
    ],
)
def test_what_has_nothing_to_change_stays_byte_for_byte(raw):
    assert rewritten(raw, change) == raw


def test_all_else_stays_byte_for_byte():
    raw = (
        b'X-Odd:a\r\n b\r\nContent-Type: multipart/mixed; boundary="a+b"\r\n\r\nbefore HERE\r\n--a+b  \r\n'
        b"X-Part:  1\r\n\r\nHERE\r\n--a+b\r\nContent-Type: image/png\r\n\r\n\xff HERE\r\n--a+b--\r\nafter HERE"
    )

    assert rewritten(raw, lambda _, text: text.replace("HERE", "!")) == raw.replace(b"1\r\n\r\nHERE", b"1\r\n\r\n!")


@pytest.mark.parametrize("charset", ["us-ascii", "utf-8", "x-unknown"])
def test_bytes_that_their_charset_does_not_have_stay(charset):
    raw = f"Content-Type: text/plain; charset={charset}\r\n\r\n".encode() + b"\xff\xfe HERE"

    assert rewritten(raw, lambda _, text: text.replace("HERE", "!")) == raw.replace(b"HERE", b"!")


def test_a_text_in_utf_16_is_read():
    head = b"Content-Type: text/plain; charset=utf-16\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    raw = head + base64.encodebytes("HERE ü\r\n".encode("utf-16"))

    assert parts_of(rewritten(raw, lambda _, text: text.replace("HERE", "!"))).text == "! ü\n"
