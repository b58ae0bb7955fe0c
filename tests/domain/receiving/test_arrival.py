"""Who is let in, what the sending server is told, and the headers that SES puts on top."""

from __future__ import annotations

import re
from base64 import b64decode
from email.message import EmailMessage, Message
from hashlib import sha256

import pytest

from sesmock.mail.dkim.canonicalization import relaxed_header, simple_body
from sesmock.mail.mime import Message as Read

pytestmark = pytest.mark.ses(region="us-east-1", verified=["example.com"], at="2026-01-01T09:00:00Z", seed=1)

MAIL = b"From: Bob <bob@example.org>\r\nTo: ann@example.com\r\nSubject: Hi\r\n\r\nHello, Ann.\r\n"
UNAVAILABLE = "550 5.1.1 Requested action not taken: mailbox unavailable"


# ---- what is handed in ----


def test_a_mail_is_bytes_text_or_a_message(rule, ses_cloud):
    rule("all")
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "bob@example.org", "ann@example.com", "Hi"
    message.set_content("From here\nto there ü")
    as_given = message.as_bytes().replace(b"\n", b"\r\n")
    given = [MAIL, bytearray(MAIL), MAIL.replace(b"\r\n", b"\n"), MAIL.decode(), MAIL.decode().replace("\r\n", "\n")]

    for mail in given:
        assert ses_cloud.receive(mail).raw.endswith(b"\r\n" + MAIL)
    assert ses_cloud.receive(message).raw.endswith(b"\r\n" + as_given)
    old = Message()
    old["To"] = "ann@example.com"
    old.set_payload("From here\n")
    assert ses_cloud.receive(old).raw.endswith(b"\r\nTo: ann@example.com\r\n\r\nFrom here\r\n")


@pytest.mark.parametrize("mail", [None, 1, ["a"], object()])
def test_what_is_no_mail_is_refused(ses_cloud, mail):
    with pytest.raises(TypeError, match=r"^a mail is bytes, text or a message of Python's email, not "):
        ses_cloud.receive(mail)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"ip": "here"}, "'here' is no IP address"),
        ({"ip": "fe80::1%eth0"}, "'fe80::1%eth0' is no IP address"),
        ({"ip": 3221225985}, "3221225985 is no IP address"),
        ({"sender": "\ud800@example.org"}, "sender cannot be '\\ud800@example.org': UTF-8 cannot write it"),
        ({"recipients": ["\udc80@example.com"]}, "a recipient cannot be '\\udc80@example.com': UTF-8 cannot write it"),
        ({"helo": "\ud800"}, "helo cannot be '\\ud800': UTF-8 cannot write it"),
        ({"spam": "GREY"}, "'GREY' is no status of a verdict; did you mean 'GRAY'?"),
        ({"virus": "no"}, "'no' is no status of a verdict"),
        ({"recipients": []}, "nobody is to receive the mail: it has no To, Cc or Bcc, so say recipients=…"),
        ({"region": "us_east_1"}, "'us_east_1' is no AWS region"),
    ],
)
def test_what_cannot_be_is_refused_and_leaves_no_trace(rule, ses_cloud, given, message):
    rule("all")
    with pytest.raises(ValueError, match="^" + re.escape(message)):
        ses_cloud.receive(MAIL, **given)
    assert ses_cloud.received == []


def test_the_envelope_comes_from_the_headers(rule, ses_cloud):
    rule("all")
    mail = (
        b'Sender: =?utf-8?q?B=C3=B6b?= <daemon@example.org>\nFrom: Bob <bob@example.org>\nTo: "A, Nn" <ann@example.com>'
        b", bea@example.com\nCc: Group: cid@example.com;\nBcc: ann@example.com,dan@example.net\n\n"
    )
    received = ses_cloud.receive(mail)

    assert (received.sender, received.recipients) == (
        "daemon@example.org", ("ann@example.com", "bea@example.com", "cid@example.com", "dan@example.net"),
    )  # fmt: skip
    given = ses_cloud.receive(mail, "Eve <eve@example.org>", "Fay <fay@example.com>")
    assert (given.sender, given.recipients) == ("eve@example.org", ("fay@example.com",))


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"sender": b"bob@example.org"}, "sender must be a string, not b'bob@example.org'"),
        ({"recipients": b"ann@example.com"}, "recipients are addresses, not b'ann@example.com'"),
        ({"recipients": 5}, "recipients are addresses, not 5"),
        ({"recipients": [None]}, "a recipient must be a string, not None"),
        ({"helo": 1}, "helo must be a string, not 1"),
    ],
)
def test_what_is_of_another_type_is_refused_and_leaves_no_trace(rule, ses_cloud, given, message):
    rule("all")
    with pytest.raises(TypeError, match=f"^{re.escape(message)}$"):
        ses_cloud.receive(MAIL, **given)
    assert ses_cloud.received == []


def test_a_text_with_half_a_character_is_no_mail(ses_cloud):
    with pytest.raises(ValueError, match=r"^a mail is a text that UTF-8 can write: .*surrogates not allowed$"):
        ses_cloud.receive("To: ann@example.com\n\n\ud800")


def test_recipients_may_be_written_as_in_a_header(rule, ses_cloud):
    rule("all")
    received = ses_cloud.receive(MAIL, recipients='"Ann, me" <ann@example.com>, "b,c"@example.com, dan@example.com')

    assert received.run("all").recipients == ("ann@example.com", '"b,c"@example.com', "dan@example.com")


# ---- who is let in ----


def test_each_recipient_has_a_reply(rule, ses_cloud):
    rule("some", recipients=("ann@example.com",))
    to = ["ann@example.com", "Ann+label@EXAMPLE.com", "bea@example.com", "cid@example.net", "no address", "@"]
    received = ses_cloud.receive(MAIL, recipients=to)

    taken = f"250 OK {received.message_id}"
    assert dict(received.replies) == dict(zip(to, [taken, taken, *[UNAVAILABLE] * 4], strict=True))
    assert dict(received.reasons) == {
        "bea@example.com": "no rule of rules takes it",
        "cid@example.net": "neither it nor its domain is verified in us-east-1",
        "no address": "neither it nor its domain is verified in us-east-1",
        "@": "neither it nor its domain is verified in us-east-1",
    }
    assert received.accepted
    assert repr(received) == (
        f"<Received {received.message_id} bob@example.org → {', '.join(to)}: 'Hi'\n"
        f"  bea@example.com: {UNAVAILABLE} (no rule of rules takes it)\n"
        f"  cid@example.net: {UNAVAILABLE} (neither it nor its domain is verified in us-east-1)\n"
        f"  no address: {UNAVAILABLE} (neither it nor its domain is verified in us-east-1)\n"
        f"  @: {UNAVAILABLE} (neither it nor its domain is verified in us-east-1)\n"
        "  rule some for ann@example.com, Ann+label@EXAMPLE.com: []>"
    )


def test_a_mail_that_nobody_takes_is_as_it_was(rule, ses_cloud):
    received = ses_cloud.receive(MAIL)

    assert (received.accepted, received.raw, received.verdicts, received.actions) == (False, MAIL, None, ())
    assert dict(received.reasons) == {"ann@example.com": "no rule of rules takes it"}
    assert ses_cloud.received == [received]


def test_without_an_active_rule_set_nothing_is_received(rule, ses_cloud, v1):
    rule("all")
    v1.set_active_receipt_rule_set()
    received = ses_cloud.receive(MAIL)

    assert dict(received.replies) == {"ann@example.com": UNAVAILABLE}
    assert dict(received.reasons) == {
        "ann@example.com": "there is no active receipt rule set in us-east-1 for account 123456789012"
    }


def test_a_rule_that_is_not_enabled_takes_nothing(rule, ses_cloud):
    rule("off", Enabled=False)
    received = ses_cloud.receive(MAIL)

    assert (dict(received.replies), dict(received.reasons)) == (
        {"ann@example.com": UNAVAILABLE}, {"ann@example.com": "rule off is not enabled"},
    )  # fmt: skip


def test_a_domain_below_a_verified_one_is_verified(rule, ses_cloud):
    rule("all")
    received = ses_cloud.receive(MAIL, recipients=["a@x.example.com", "a@y.x.EXAMPLE.com", "a@notexample.com"])

    assert [reply[:3] for reply in received.replies.values()] == ["250", "250", "550"]


def test_a_verified_address_receives_without_its_domain(rule, ses_cloud, v1):
    rule("all")
    ses_cloud.verify("ann@example.net")
    ses_cloud.verify("cid+own@example.net")
    v1.verify_email_identity(EmailAddress="dan@example.net")
    taken = ["ann@example.net", "ann+label@example.net", "Ann@Example.NET", "ANN+x@example.net", "cid+own@example.net"]
    not_taken = ["bob@example.net", "ann@sub.example.net", "cid@example.net", "cid+x@example.net", "dan@example.net"]
    received = ses_cloud.receive(MAIL, recipients=[*taken, *not_taken])

    assert received.run("all").recipients == tuple(taken)
    why = "neither it nor its domain is verified in us-east-1"
    assert dict(received.reasons) == dict.fromkeys(not_taken, why)
    ses_cloud.verify("eve@example.info", region="eu-west-1")
    assert ses_cloud.receive(MAIL, recipients="eve@example.info").region == "eu-west-1"


def test_an_address_that_is_too_long_is_nobodys(rule, ses_cloud):
    rule("all")
    to = [f"{'a' * 64}@{'b' * 243}.example.com", f"{'a' * 64}@{'b' * 244}.example.com"]
    received = ses_cloud.receive(MAIL, recipients=to)

    assert [reply[:3] for reply in received.replies.values()] == ["250", "550"]


def test_a_domain_that_is_not_verified_yet_receives_nothing(rule, ses_cloud, v1):
    rule("all")
    v1.verify_domain_identity(Domain="example.net")

    assert not ses_cloud.receive(MAIL, recipients="a@example.net").accepted
    ses_cloud.verify("example.net")
    assert ses_cloud.receive(MAIL, recipients="a@example.net").accepted


@pytest.mark.parametrize(
    ("filters", "ip", "taken"),
    [
        ([("Block", "192.0.2.0/24")], "192.0.2.25", False),
        ([("Block", "192.0.2.0/24")], "192.0.3.25", True),
        ([("Block", "192.0.2.99/24")], "192.0.2.25", False),
        ([("Block", "192.0.2.25")], "192.0.2.25", False),
        ([("Block", "0.0.0.0/0"), ("Allow", "192.0.2.25/32")], "192.0.2.25", True),
        ([("Allow", "192.0.2.0/24"), ("Block", "192.0.2.25")], "192.0.2.25", True),
        ([("Block", "0.0.0.0/0")], "2001:db8::1", True),
        ([("Block", "2001:db8::/32")], "2001:db8::1", False),
        ([("Block", "2001:db8::/32")], "192.0.2.25", True),
        ([("Block", "192.0.2.0/24")], "::ffff:192.0.2.25", False),
    ],
)
def test_filters_block_by_address(rule, ses_cloud, v1, filters, ip, taken):
    rule("all")
    for number, (policy, cidr) in enumerate(filters):
        v1.create_receipt_filter(Filter={"Name": f"f{number}", "IpFilter": {"Policy": policy, "Cidr": cidr}})
    received = ses_cloud.receive(MAIL, ip=ip)

    assert received.accepted is taken
    if not taken:
        assert dict(received.replies) == {
            "ann@example.com": f"554 5.7.1 Service unavailable: client host [{ip}] blocked"
        }
        assert dict(received.reasons) == {"ann@example.com": f"the IP filter f0 blocks {ip}"}


def test_a_rule_may_want_tls(rule, ses_cloud):
    rule("secure", recipients=("ann@example.com",), TlsPolicy="Require")
    rule("any", recipients=("bea@example.com",))
    to = ["ann@example.com", "bea@example.com"]
    received = ses_cloud.receive(MAIL, recipients=to, tls=False)

    assert dict(received.replies) == {
        "ann@example.com": "530 5.7.0 Must issue a STARTTLS command first",
        "bea@example.com": f"250 OK {received.message_id}",
    }
    assert dict(received.reasons) == {"ann@example.com": "rule secure requires TLS"}
    assert [run.rule for run in received.actions] == ["any"]
    assert [run.rule for run in ses_cloud.receive(MAIL, recipients=to).actions] == ["secure", "any"]


def test_beside_a_rule_that_wants_tls_another_takes_mail_without(rule, ses_cloud):
    rule("secure", TlsPolicy="Require")
    rule("any")

    assert [run.rule for run in ses_cloud.receive(MAIL, tls=False).actions] == ["any"]


def test_40_megabytes_are_received_and_no_byte_more(rule, ses_cloud):
    rule("all")
    whole = MAIL + b"x" * (40 * 1024 * 1024 - len(MAIL))

    assert ses_cloud.receive(whole).accepted
    received = ses_cloud.receive(whole + b"x")
    assert dict(received.replies) == {"ann@example.com": "552 5.3.4 Message size exceeds fixed maximum message size"}
    assert dict(received.reasons) == {"ann@example.com": "it has 41943041 bytes"}


def test_accounts_that_have_the_same_domain_each_process_the_mail(rule, ses_cloud, api, do):
    rule("mine", do.s3("mine"))
    theirs = api("ses", account="222222222222")
    ses_cloud.verify("example.com", account="222222222222")
    theirs.create_receipt_rule_set(RuleSetName="theirs")
    theirs.create_receipt_rule(
        RuleSetName="theirs", Rule={"Name": "theirs", "Enabled": True, "Actions": [do.s3("theirs"), do.stop()]}
    )
    theirs.set_active_receipt_rule_set(RuleSetName="theirs")
    received = ses_cloud.receive(MAIL)

    assert [(run.account, run.rule) for run in received.actions] == [
        ("123456789012", "mine"), ("222222222222", "theirs"),
    ]  # fmt: skip
    assert ses_cloud.buckets["mine"][received.message_id] == ses_cloud.buckets["theirs"][received.message_id]


# ---- where it comes in ----


def test_mail_comes_in_where_the_domain_is_verified(ses_cloud, api):
    ses_cloud.verify("example.net", region="eu-west-1")

    assert ses_cloud.receive(MAIL, recipients="a@example.net").region == "eu-west-1"
    assert ses_cloud.receive(MAIL, recipients="a@example.com").region == "us-east-1"
    assert ses_cloud.receive(MAIL, recipients="a@example.info").region == "us-east-1"
    ses_cloud.verify("example.com", region="eu-west-1")
    assert ses_cloud.receive(MAIL, recipients="a@example.com").region == "us-east-1"
    assert ses_cloud.receive(MAIL, recipients="a@example.com", region="eu-west-1").region == "eu-west-1"


def test_or_where_its_mx_record_points_to(ses_cloud):
    ses_cloud.dns.publish(
        "example.com", "MX", "20 inbound-smtp.us-east-1.amazonaws.com", "10 Inbound-SMTP.eu-west-1.amazonaws.com."
    )
    received = ses_cloud.receive(MAIL)

    assert (received.region, dict(received.reasons)) == (
        "eu-west-1", {"ann@example.com": "neither it nor its domain is verified in eu-west-1"},
    )  # fmt: skip
    for other in ("10 mx.example.com", "10", "nonsense", f"{'9' * 5000} mx.example.com"):
        ses_cloud.dns.publish("example.com", "MX", other)
        assert ses_cloud.receive(MAIL).region == "us-east-1"


# ---- its headers ----


def test_ses_puts_its_headers_on_top_in_the_recorded_order(rule, ses_cloud):
    rule("all", ScanEnabled=True)
    ses_cloud.dns.publish("example.org", "TXT", "v=spf1 ip4:192.0.2.25 -all")
    ses_cloud.dns.publish("25.2.0.192.in-addr.arpa", "PTR", "mx.example.org.")
    received = ses_cloud.receive(MAIL, helo="mail.example.org", recipients=["ann@example.com", "bea@example.com"])

    spf = (
        "pass (spfCheck: domain of example.org designates 192.0.2.25 as permitted sender) client-ip=192.0.2.25; "
        "envelope-from=bob@example.org; helo=mx.example.org;"
    )
    top, _, rest = received.raw.decode().partition("X-SES-RECEIPT: ")
    assert top == (
        "Return-Path: <bob@example.org>\r\n"
        "Received: from mail.example.org (mx.example.org [192.0.2.25])\r\n"
        f" by inbound-smtp.us-east-1.amazonaws.com with SMTP id {received.message_id}\r\n"
        " for ann@example.com;\r\n"
        " Thu, 01 Jan 2026 09:00:00 +0000 (UTC)\r\n"
        "X-SES-Spam-Verdict: PASS\r\nX-SES-Virus-Verdict: PASS\r\n"
        f"Received-SPF: {spf}\r\n"
        f"Authentication-Results: amazonses.com;\r\n spf={spf}\r\n dmarc=none header.from=example.org;\r\n"
    )
    assert re.fullmatch(
        r"AEFBQUFBQUFB[A-Za-z0-9+/=]+\r\nX-SES-DKIM-SIGNATURE: a=rsa-sha256; q=dns/txt; b=[A-Za-z0-9+/=]{172}; "
        r"c=relaxed/simple; s=[a-z2-7]{32}; d=amazonses\.com; t=1767258000; v=1; bh=[A-Za-z0-9+/=]{44}; "
        r"h=From:To:Cc:Bcc:Subject:Date:Message-ID:MIME-Version:Content-Type:X-SES-RECEIPT;\r\n"
        + re.escape(MAIL.decode()),
        rest,
    )
    assert re.fullmatch("[0-9a-v]{38}[08go]1", received.message_id)


def test_without_a_scan_nothing_is_said_of_spam(rule, ses_cloud):
    rule("all")
    received = ses_cloud.receive(MAIL)

    names = [name for name, _ in received.headers]
    assert names == [
        "Return-Path", "Received", "Received-SPF", "Authentication-Results", "X-SES-RECEIPT", "X-SES-DKIM-SIGNATURE",
        "From", "To", "Subject",
    ]  # fmt: skip


def test_ses_own_signature_verifies(rule, ses_cloud):
    from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.serialization import load_der_public_key

    rule("all")
    mail = (
        b"FROM:  Bob  <bob@example.org>\r\nTo: ann@example.com\r\nTo: bea@example.com\r\nX: y\r\n\r\nHello\r\n\r\n\r\n"
    )
    read = Read(ses_cloud.receive(mail).raw)

    value = read.get("X-SES-DKIM-SIGNATURE")
    tags = dict(tag.strip().split("=", 1) for tag in value.split(";") if tag.strip())
    record = ses_cloud.dns.lookup(f"{tags['s']}._domainkey.amazonses.com", "TXT")[0]
    key = load_der_public_key(b64decode(re.search("p=([^;]+)", record)[1]))
    left = list(read.headers)
    signed = b""
    for name in tags["h"].split(":"):
        found = next((field for field in reversed(left) if field[0].lower() == name.lower()), None)
        if found is not None:
            left.remove(found)
            signed += relaxed_header(*found)
    own = relaxed_header("X-SES-DKIM-SIGNATURE", value.replace(tags["b"], "").encode()).removesuffix(b"\r\n")

    key.verify(b64decode(tags["b"]), signed + own, PKCS1v15(), SHA256())
    assert b64decode(tags["bh"]) == sha256(simple_body(read.body)).digest()


def test_a_received_mail_is_frozen(rule, ses_cloud):
    rule("all")
    received = ses_cloud.receive(MAIL)

    with pytest.raises(AttributeError, match=r"^a received mail cannot be changed \(raw\)$"):
        received.raw = b""
    with pytest.raises(AttributeError, match=r"^a received mail cannot be changed \(raw\)$"):
        del received.raw
    with pytest.raises(TypeError):
        received.replies["ann@example.com"] = "250 OK"
    with pytest.raises(LookupError, match=r"^no rule 'al' took the mail; did you mean 'all'\?: <Received "):
        received.run("al")
    assert (received.subject, received.header("to"), received.time.isoformat()) == (
        "Hi", "ann@example.com", "2026-01-01T09:00:00+00:00",
    )  # fmt: skip


# ---- what lies in buckets ----


def test_buckets_are_looked_at_as_mappings(rule, do, ses_cloud):
    assert (dict(ses_cloud.buckets), repr(ses_cloud.buckets)) == ({}, "<Buckets: nothing was put anywhere>")
    rule("keep", do.s3("mail", ObjectKeyPrefix="in"))
    received = ses_cloud.receive(MAIL)

    bucket = ses_cloud.buckets["mail"]
    key = f"in/{received.message_id}"
    assert (len(ses_cloud.buckets), list(ses_cloud.buckets), len(bucket), key in bucket) == (1, ["mail"], 2, True)
    assert (repr(ses_cloud.buckets), repr(bucket)) == (
        "<Buckets: mail>", f"<Bucket mail: in/AMAZON_SES_SETUP_NOTIFICATION, {key}>",
    )  # fmt: skip
    assert dict(bucket.metadata(key)) == {}
    with pytest.raises(KeyError, match=r"'mails'; did you mean 'mail'\?; there: mail \(.*cloud.outside.buckets.put"):
        ses_cloud.buckets["mails"]
    with pytest.raises(KeyError, match=f"no object 'in/x' in bucket mail.*; there: in/AMAZON_SES.*, {key}"):
        bucket["in/x"]
