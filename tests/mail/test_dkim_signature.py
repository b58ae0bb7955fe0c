from __future__ import annotations

import re
from base64 import b64decode, b64encode
from email.mime.text import MIMEText
from hashlib import sha256
from itertools import pairwise

import dkim
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sesmock.mail.dkim.keys import POOL
from sesmock.mail.dkim.record import key_record
from sesmock.mail.dkim.signature import sign, sign_as_ses
from sesmock.mail.mime import Attachment, Content, Message, compose

AT = 1_500_000_000
CUSTOMER = ("c" * 32, "example.com")
AMAZON = "a" * 32
SHORT, LONG = POOL.draw(1024, 0), POOL.draw(2048, 0)

COMPOSED = compose(
    sender="Jürgen <j@example.com>",
    to=["a@example.net", "b@example.net"],
    subject=Content("Grüße"),
    text=Content("héllo\n"),
    html=Content("<b>héllo</b>"),
    attachments=[Attachment("a.bin", bytes(range(256)))],
    headers=[("List-Unsubscribe", "<https://example.com/" + "x" * 300 + ">")],
    boundary=lambda: "----=_Part_1_1.1",
)
CORPUS = {
    "plain": b"From: a@example.com\r\nTo: b@example.net\r\nSubject: x\r\n\r\nhello\r\n",
    "composed": COMPOSED,
    "pythons": MIMEText("héllo", _charset="utf-8").as_bytes().replace(b"\n", b"\nFrom: a@example.com\n", 1),
    "folded": b"From: a@example.com\r\nSubject:\r\n  very \t long\r\n\tsubject  \r\n \r\nX-Empty:\r\n\r\nhello\r\n",
    "duplicates": b"From: a@example.com\r\nX-A: 1\r\nx-a: 2\r\nTo: b@c\r\nX-A: 3\r\nTo: d@e\r\n\r\nhello\r\n",
    "odd spacing": b"FROM:a@example.com\r\nsubject:no space\r\nX-B:\t tab \r\n\r\nhello\r\n",
    "empty body": b"From: a@example.com\r\n\r\n",
    "no body": b"From: a@example.com\r\n",
    "blank lines": b"From: a@example.com\r\n\r\nhello\r\n\r\n\r\n",
    "only blank lines": b"From: a@example.com\r\n\r\n\r\n\r\n\r\n",
    "trailing spaces": b"From: a@example.com\r\n\r\n  hello \t \r\n \r\n\t",
    "no last line end": b"From: a@example.com\r\n\r\nhello",
    "8 bit": b"From: \xc3\xa9 <a@example.com>\r\nSubject: \xff\r\n\r\n\xff\xfe\x00\r\n",
    "bare line feeds": b"From: a@example.com\nSubject: x\n y\n\nhello\nworld\n",
    "bare carriage returns": b"From: a@example.com\r\n\r\nhello\rworld\r\n",
    "dots": b"From: a@example.com\r\n\r\n.\r\n..\r\n",
    "signed before": b"DKIM-Signature: v=1; a=rsa-sha256; d=x.com;\r\n\tb=AAAA\r\nFrom: a@example.com\r\n\r\nhello\r\n",
    "semicolon in a name": b"From: a@example.com\r\nX;Y: 1\r\n\r\nhello\r\n",
}


def dns(name, timeout=5):
    records = {
        f"{CUSTOMER[0]}._domainkey.{CUSTOMER[1]}.": LONG,
        f"{AMAZON}._domainkey.amazonses.com.": SHORT,
        "short._domainkey.example.com.": SHORT,
    }
    key = records.get(name.decode())
    return key_record(key.public).encode() if key else None


def verified(raw, index):
    try:
        return bool(dkim.DKIM(raw).verify(index, dnsfunc=dns))
    except dkim.ValidationError:
        return False


def signed(raw):
    message = Message(raw)
    message.append("Feedback-ID", "::1.us-east-1.abc=:AmazonSES")
    message.append("X-SES-Outgoing", "2017.07.14-192.0.2.1")
    return sign_as_ses(message.to_bytes(), (*CUSTOMER, LONG), (AMAZON, SHORT), AT)


def tags(field):
    value = re.sub(r"\s+", "", field.partition(":")[2])
    return dict(tag.split("=", 1) for tag in value.split(";"))


@pytest.mark.parametrize("raw", CORPUS.values(), ids=CORPUS.keys())
def test_dkimpy_verifies_both_signatures(raw):
    mail = signed(raw)
    assert (verified(mail, 0), verified(mail, 1)) == (True, True)


@pytest.mark.parametrize("name", ["plain", "no body"])
def test_neither_survives_a_changed_body(name):
    mail = signed(CORPUS[name]) + b"x"
    assert (verified(mail, 0), verified(mail, 1)) == (False, False)


@pytest.mark.parametrize(
    ("before", "after", "survivors"),
    [
        (b"Subject: x", b"Subject: y", (False, False)),
        (b"From: a@", b"From: b@", (False, False)),
        (b"To: b@example.net\r\n", b"", (False, False)),
        (b"t=1500000000;", b"t=1500000001;", (False, False)),
        (b"abc=:AmazonSES", b"abd=:AmazonSES", (True, False)),
        (b"2017.07.14", b"2017.07.15", (True, True)),
        (b"Subject: x", b"SUBJECT:\r\n\t x ", (True, True)),
    ],
)
def test_each_signature_covers_its_headers(before, after, survivors):
    mail = signed(CORPUS["plain"]).replace(before, after)
    assert (verified(mail, 0), verified(mail, 1)) == survivors


def test_the_last_of_several_fields_is_the_signed_one():
    mail = signed(CORPUS["duplicates"])
    assert verified(mail.replace(b"X-A: 3", b"X-A: 4"), 0) is False
    assert verified(mail.replace(b"X-A: 1", b"X-A: 4"), 0) is True


def test_the_fields_are_laid_out_as_ses_does():
    raw = b"From: a@example.com\r\nTo: b@example.net\r\nMessage-ID: <m@x>\r\nDate: today\r\n\r\nhello\r\n"
    mail = signed(raw).decode()
    body_hash = b64encode(sha256(b"hello\r\n").digest()).decode()
    long = r"[A-Za-z0-9+/]{64}\r\n\t(?:[A-Za-z0-9+/]{67}\r\n\t){4}[A-Za-z0-9+/=]{12}"
    short = r"[A-Za-z0-9+/]{64}\r\n\t[A-Za-z0-9+/]{67}\r\n\t[A-Za-z0-9+/=]{41}"
    start = "DKIM-Signature: v=1; a=rsa-sha256; q=dns/txt; c=relaxed/simple;\r\n\ts="
    expected = (
        rf"{re.escape(start)}{'c' * 32}; d=example\.com; t=1500000000;\r\n\th=From:To:Message-ID:Date;\r\n"
        rf"\tbh={re.escape(body_hash)};\r\n\tb={long}\r\n"
        rf"{re.escape(start)}{'a' * 32}; d=amazonses\.com; t=1500000000;\r\n"
        rf"\th=From:To:Message-ID:Date:Feedback-ID;\r\n"
        rf"\tbh={re.escape(body_hash)};\r\n\tb={short}\r\nFrom: a@example\.com\r\n"
    )
    assert re.match(expected, mail)


def test_a_short_selector_stays_on_the_first_line():
    field = sign(
        CORPUS["plain"], selector="resend", domain="looping.me", key=SHORT, at=1752557469, names=["From", "Date", "To"]
    )
    assert field.split(b"\r\n")[:3] == [
        b"DKIM-Signature: v=1; a=rsa-sha256; q=dns/txt; c=relaxed/simple; s=resend;",
        b"\td=looping.me; t=1752557469; h=From:Date:To;",
        b"\tbh=" + b64encode(sha256(b"hello\r\n").digest()) + b";",
    ]


def test_tags_fill_lines_of_67_characters():
    # Counted without the field's name and the folding tab; the last line is that of b=.
    for length in range(1, 64):
        field = sign(
            CORPUS["plain"],
            selector="s" * length,
            domain="example.com",
            key=SHORT,
            at=AT,
            names=["From", "To", "Subject"],
        )
        tags, _, _ = field.decode().removeprefix("DKIM-Signature:").partition("\r\n\tb=")
        lines = tags.split("\r\n\t")
        assert max(map(len, lines)) <= 67
        for line, following in pairwise(lines):
            assert len(f"{line} {following.partition(' ')[0]}") > 67, (line, following)


def test_h_names_the_messages_own_fields_once_and_in_order():
    raw = (
        b"Return-Path: <x@y>\r\nReceived: by x\r\nDKIM-Signature: v=1; b=\r\nsubject: s\r\nFROM: a@example.com\r\n"
        b"X-A: 1\r\nTo: b@c\r\nx-a: 2\r\nFeedback-ID: f\r\nMessage-ID: <m>\r\nX-SES-Outgoing: o\r\nDate: d\r\n\r\n"
    )
    mail = sign_as_ses(raw, (*CUSTOMER, LONG), (AMAZON, SHORT), AT)
    customer, amazon = Message(mail).get_all("DKIM-Signature")[:2]
    assert tags(f":{customer}")["h"] == "subject:FROM:X-A:To:Message-ID:Date"
    assert tags(f":{amazon}")["h"] == "subject:FROM:X-A:To:Message-ID:Date:Feedback-ID"
    assert mail.endswith(raw)


def test_without_a_customer_key_only_amazon_signs():
    mail = sign_as_ses(CORPUS["plain"], None, (AMAZON, SHORT), AT)
    (field,) = Message(mail).get_all("DKIM-Signature")
    found = tags(f":{field}")
    assert (found["s"], found["d"], found["h"], len(b64decode(found["b"]))) == (
        AMAZON,
        "amazonses.com",
        "From:To:Subject",
        128,
    )
    assert verified(mail, 0)


def test_a_field_can_be_signed_by_any_names():
    raw = CORPUS["duplicates"]
    names = ["From", "X-A", "X-A", "X-A", "X-A", "Not-There"]
    mail = sign(raw, selector="short", domain="example.com", key=SHORT, at=AT, names=names) + raw
    assert verified(mail, 0) is True
    for tampered in (mail.replace(b"X-A: 1", b"X-A: 9"), mail.replace(b"\r\n\r\n", b"\r\nNot-There: 1\r\n\r\n", 1)):
        assert verified(tampered, 0) is False


LINES = st.lists(st.sampled_from([b"a", b": ", b" ", b"\t", b"\r\n", b"\n", b"\xff", b"=", b";"]), max_size=20)


@settings(max_examples=50, deadline=None)
@given(LINES.map(b"".join), LINES.map(b"".join))
def test_any_message_verifies(value, body):
    header = re.sub(rb"[\r\n]+(?![ \t])", b" ", value)
    raw = b"From: a@example.com\r\nX-Odd: " + header.strip() + b"\r\n\r\n" + body
    mail = sign_as_ses(raw, ("short", "example.com", SHORT), (AMAZON, SHORT), AT)
    assert (verified(mail, 0), verified(mail, 1)) == (True, True)
