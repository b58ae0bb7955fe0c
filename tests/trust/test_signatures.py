"""Every signature is judged by dkimpy, an implementation that is not ours, with the mock's DNS."""

from __future__ import annotations

import base64
import functools
import json
import os
import re
from email.message import EmailMessage

import boto3
import dkim
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sesmock import mock_ses

HEAD = b"From: Ann <ann@example.com>\r\nTo: bob@example.org\r\nSubject: Hi\r\n"


def with_attachments() -> bytes:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "ann@example.com", "bob@example.org", "Grüße aus Köln"
    message.set_content("Grüße\n" * 50)
    message.add_alternative("<p>Grüße</p>", subtype="html")
    message.add_attachment(bytes(range(256)) * 20, maintype="application", subtype="octet-stream", filename="ä.bin")
    return message.as_bytes()


CORPUS = {
    "plain": HEAD + b"\r\nHello.\r\n",
    "no body": HEAD + b"\r\n",
    "no empty line": HEAD,
    "only empty lines": HEAD + b"\r\n\r\n\r\n\r\n",
    "no line end at the end": HEAD + b"\r\nHello.",
    "empty lines at the end": HEAD + b"\r\nHello.\r\n\r\n\r\n",
    "trailing white space": HEAD + b"\r\nHello. \t\r\n \r\nBye.   \r\n",
    "bare line feeds": (HEAD + b"\r\nOne\r\nTwo\r\n").replace(b"\r\n", b"\n"),
    "mixed line ends": HEAD + b"\nOne\r\nTwo\nThree\r\n",
    "8-bit body": HEAD + b"Content-Type: text/plain; charset=utf-8\r\n\r\nGr\xc3\xbc\xc3\x9fe\r\n",
    "bytes that are no text": HEAD + b"\r\n" + bytes(byte for byte in range(256) if byte not in b"\r\n") + b"\r\n",
    "8-bit subject": HEAD.replace(b"Hi", b"Gr\xc3\xbc\xc3\x9fe") + b"\r\nHello.\r\n",
    "folded header": HEAD + b"X-Long: one\r\n two\r\n\t three  four\r\n\r\nHello.\r\n",
    "header folded at its start": HEAD + b"X-Long:\r\n one\r\n\r\nHello.\r\n",
    "empty header": HEAD + b"X-Empty:\r\nX-Blank:   \r\n\r\nHello.\r\n",
    "headers of one name": HEAD
    + b"X-Same: one\r\nReceived: a\r\nx-same: two\r\nReceived: b\r\nX-SAME: three\r\n\r\nHi\r\n",
    "odd spelling": HEAD.replace(b"Subject:", b"SUBJECT:   ") + b"\r\nHello.\r\n",
    "two recipients in two fields": HEAD + b"To: carl@example.org\r\n\r\nHello.\r\n",
    "attachments": with_attachments(),
    "dots and long lines": HEAD + b"\r\n.\r\n..\r\n" + b"x" * 3000 + b"\r\n",
    "own Date and Message-ID": HEAD + b"Date: Mon, 1 Jan 2001 00:00:00 +0000\r\nMessage-ID: <a@b>\r\n\r\nHello.\r\n",
    "what SES takes out": HEAD
    + b"Bcc: x@example.org\r\nReturn-Path: <ann@example.com>\r\nX-SES-MESSAGE-TAGS: a=b\r\n\r\nHello.\r\n",
    "signed before": HEAD
    + b"DKIM-Signature: v=1; a=rsa-sha256; d=old.test; s=x; h=from; bh=AA==; b=AA==\r\n\r\nHi\r\n",
}


def private_key(bits: int) -> str:
    key = rsa.generate_private_key(public_exponent=65537, key_size=bits)
    der = key.private_bytes(Encoding.DER, PrivateFormat.TraditionalOpenSSL, NoEncryption())
    return base64.b64encode(der).decode()


def selector(mail) -> str:
    """Of the customer's signature."""
    return dict(tag.strip().split("=", 1) for tag in mail.header("DKIM-Signature").split(";"))["s"]


def verdicts(cloud, raw: bytes, number: int = 2) -> list[bool]:
    """What dkimpy says of the first signatures, the topmost first."""

    def verdict(index: int) -> bool:
        try:
            return dkim.DKIM(raw).verify(idx=index, dnsfunc=cloud.dns.txt)
        except dkim.ValidationError as error:
            if "body hash mismatch" not in str(error):
                raise
            return False

    return [verdict(index) for index in range(number)]


@pytest.mark.ses(verified=["example.com"])
@pytest.mark.parametrize("name", CORPUS)
def test_both_signatures_of_odd_raw_mail_verify(v1, ses_cloud, name):
    v1.send_raw_email(Source="ann@example.com", Destinations=["bob@example.org"], RawMessage={"Data": CORPUS[name]})

    [mail] = ses_cloud.outbox
    assert verdicts(ses_cloud, mail.raw) == [True, True]


@pytest.mark.parametrize("bits", [1024, 2048])
def test_mail_signed_with_a_key_of_ones_own_verifies(v2, ses_cloud, bits):
    v2.create_email_identity(
        EmailIdentity="example.com",
        DkimSigningAttributes={"DomainSigningSelector": "sel", "DomainSigningPrivateKey": private_key(bits)},
    )
    ses_cloud.verify("example.com")

    for raw in CORPUS.values():
        v2.send_email(
            FromEmailAddress="ann@example.com",
            Destination={"ToAddresses": ["bob@example.org"]},
            Content={"Raw": {"Data": raw}},
        )

    assert [verdicts(ses_cloud, mail.raw) for mail in ses_cloud.outbox] == [[True, True]] * len(CORPUS)
    assert {selector(mail) for mail in ses_cloud.outbox} == {"sel"}


@pytest.mark.ses(region="us-east-1", verified=["example.com"])
def test_mail_of_a_replica_is_signed_with_the_key_of_its_parent(api, ses_cloud):
    there = api("sesv2", "eu-west-1")
    there.create_email_identity(
        EmailIdentity="example.com", DkimSigningAttributes={"DomainSigningAttributesOrigin": "AWS_SES_US_EAST_1"}
    )
    for client in (api("sesv2"), there):
        client.send_email(
            FromEmailAddress="ann@example.com",
            Destination={"ToAddresses": ["bob@example.org"]},
            Content={"Simple": {"Subject": {"Data": "Hi"}, "Body": {"Text": {"Data": "Hello."}}}},
        )

    here, replica = ses_cloud.outbox
    assert (replica.region, selector(replica)) == ("eu-west-1", selector(here))
    assert [verdicts(ses_cloud, mail.raw) for mail in ses_cloud.outbox] == [[True, True]] * 2


def send(cloud, v1):
    v1.send_raw_email(
        Source="ann@example.com", Destinations=["bob@example.org"], RawMessage={"Data": HEAD + b"\r\nHello.\r\n"}
    )
    return cloud.outbox.last.raw


@pytest.mark.ses(verified=["example.com"])
@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (b"\r\nHello.\r\n", b"\r\nHellO.\r\n", [False, False]),
        (b"\r\nSubject: Hi\r\n", b"\r\nSubject: Ho\r\n", [False, False]),
        (b"\r\nFrom: Ann", b"\r\nFrom: Eve", [False, False]),
        (b":AmazonSES\r\n", b":AmazonSEs\r\n", [True, False]),  # only Amazon signs Feedback-ID
        (b"X-SES-Outgoing: 2", b"X-SES-Outgoing: 1", [True, True]),  # nobody signs that
    ],
)
def test_a_signature_does_not_verify_what_was_changed_under_way(v1, ses_cloud, old, new, expected):
    raw = send(ses_cloud, v1)
    assert raw.count(old) == 1

    assert verdicts(ses_cloud, raw.replace(old, new)) == expected


@pytest.mark.ses(verified=["example.com"])
def test_a_signature_does_not_verify_once_its_record_is_gone_or_wrong(v1, ses_cloud):
    raw = send(ses_cloud, v1)
    record = next(
        r for r in ses_cloud.region().domain("example.com").dkim.records if r.name.startswith(selector_of(raw))
    )

    ses_cloud.dns.remove(record.name)
    assert dkim.verify(raw, dnsfunc=ses_cloud.dns.txt) is False
    ses_cloud.dns.publish(record.name, "TXT", f"p={ses_cloud._world.keys.key('another', 2048).public}")
    assert dkim.verify(raw, dnsfunc=ses_cloud.dns.txt) is False
    ses_cloud.dns.remove(record.name)
    ses_cloud.dns.publish(record)
    assert dkim.verify(raw, dnsfunc=ses_cloud.dns.txt) is True


def selector_of(raw: bytes) -> str:
    return re.search(rb"s=(\w+);", raw)[1].decode()


@pytest.mark.ses(verified=["example.com"])
def test_a_signature_does_not_verify_once_the_key_was_rotated_away(v1, v2, ses_cloud):
    old = send(ses_cloud, v1)

    v2.put_email_identity_dkim_signing_attributes(
        EmailIdentity="example.com",
        SigningAttributesOrigin="AWS_SES",
        SigningAttributes={"NextSigningKeyLength": "RSA_1024_BIT"},
    )
    ses_cloud.verify("example.com")
    new = send(ses_cloud, v1)

    assert verdicts(ses_cloud, old)[0] is False
    assert verdicts(ses_cloud, new) == [True, True]
    assert selector_of(old) != selector_of(new)


@pytest.mark.ses(verified=["example.com"], at="2020-01-01")  # dkimpy accepts nothing from the future
def test_signatures_outlive_the_rotation_by_ses_until_their_selector_comes_round(v1, ses_cloud):
    old = send(ses_cloud, v1)

    for quarter in range(1, 5):
        ses_cloud.clock.advance(days=90)
        assert (verdicts(ses_cloud, old)[0], verdicts(ses_cloud, send(ses_cloud, v1))) == (quarter < 3, [True, True])


@functools.cache
def client(service):
    return boto3.client(service, "us-east-1", aws_access_key_id="x", aws_secret_access_key="x")


header_text = st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=40)
header = st.tuples(
    st.from_regex(r"X-[A-Za-z0-9-]{1,12}", fullmatch=True),
    st.lists(header_text, min_size=1, max_size=3).map(lambda lines: "\r\n ".join(f"{line}x" for line in lines)),
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)
@given(headers=st.lists(header, max_size=5), body=st.binary(max_size=300), wanted=st.integers(0, 5))
def test_signatures_of_any_raw_mail_verify(headers, body, wanted):
    head = HEAD + "".join(f"{name}: {value}\r\n" for name, value in headers).encode()
    with mock_ses(verified=["example.com"], seed=1, region="us-east-1") as cloud:
        client("ses").send_raw_email(
            Source="ann@example.com", Destinations=["bob@example.org"], RawMessage={"Data": head + b"\r\n" + body}
        )
        mail = cloud.outbox.last

        assert verdicts(cloud, mail.raw) == [True, True]
        assert mail.raw.startswith(b"DKIM-Signature: v=1;")
        assert [json.loads(json.dumps(event.payload)) for event in mail.events] == [e.payload for e in mail.events]
        assert mail.preview(os.devnull)
