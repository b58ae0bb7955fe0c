"""How a mail that arrives is judged, and what its headers say of it; their texts are recorded ones."""

from __future__ import annotations

import base64
from email.message import EmailMessage
from quopri import encodestring

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sesmock.domain.receiving.verdicts import GTUBE, Verdicts, judge, name_of
from sesmock.errors import DnsFailure

EICAR = r"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
PLAIN = b"From: Joe <joe@example.com>\r\nTo: ann@example.org\r\nSubject: s\r\n\r\nHow are you?\r\n"
IP = "192.0.2.1"


def looking(records=()):
    known = dict(records)

    def lookup(name, type):
        found = known.get((name, type), ())
        if isinstance(found, Exception):
            raise found
        return (found,) if isinstance(found, str) else found

    return lookup


def judged(message=PLAIN, records=(), **changes):
    given = {"ip": IP, "helo": "mail.example.com", "sender": "joe@example.com", "now": 1.7e9, **changes}
    return judge(message, lookup=looking(records), **given)


def test_a_mail_of_which_nothing_is_known():
    assert judged() == Verdicts(
        spf="GRAY",
        dkim="GRAY",
        dmarc="GRAY",
        spam="PASS",
        virus="PASS",
        dmarc_policy=None,
        host="mail.example.com",
        received_spf="none (spfCheck: 192.0.2.1 is neither permitted nor denied by domain of example.com) "
        "client-ip=192.0.2.1; envelope-from=joe@example.com; helo=mail.example.com;",
        authentication_results="amazonses.com;\r\n"
        " spf=none (spfCheck: 192.0.2.1 is neither permitted nor denied by domain of example.com) "
        "client-ip=192.0.2.1; envelope-from=joe@example.com; helo=mail.example.com;\r\n"
        " dmarc=none header.from=example.com;",
    )


BROKEN = DnsFailure("example.com", "SERVICE_ERROR")


@pytest.mark.parametrize(
    ("record", "status", "text"),
    [
        ("v=spf1 ip4:192.0.2.0/24 -all", "PASS",
         "pass (spfCheck: domain of example.com designates 192.0.2.1 as permitted sender)"),
        ("v=spf1 -all", "FAIL",
         "fail (spfCheck: domain of example.com does not designate 192.0.2.1 as permitted sender)"),
        ("v=spf1 ~all", "GRAY",
         "softfail (spfCheck: transitioning domain of example.com does not designate 192.0.2.1 as permitted sender)"),
        ("v=spf1 ?all", "GRAY",
         "neutral (spfCheck: 192.0.2.1 is neither permitted nor denied by domain of example.com)"),
        ("v=spf1 oops", "PROCESSING_FAILED", "permerror (spfCheck: Error in processing SPF Record)"),
        (BROKEN, "PROCESSING_FAILED", "temperror (spfCheck: Error in retrieving data from DNS)"),
        # The domain of a record that leads on by redirect= is told, that of one which includes another is not.
        ("v=spf1 redirect=_spf.example.net", "PASS",
         "pass (spfCheck: domain of _spf.example.net designates 192.0.2.1 as permitted sender)"),
        ("v=spf1 include:_spf.example.net -all", "PASS",
         "pass (spfCheck: domain of example.com designates 192.0.2.1 as permitted sender)"),
    ],
)  # fmt: skip
def test_texts_of_spf(record, status, text):
    found = judged(records={("example.com", "TXT"): record, ("_spf.example.net", "TXT"): "v=spf1 ip4:192.0.2.1 -all"})

    assert (found.spf, found.received_spf) == (
        status,
        f"{text} client-ip=192.0.2.1; envelope-from=joe@example.com; helo=mail.example.com;",
    )


def test_a_mail_without_a_sender_is_from_the_postmaster_of_its_host():
    # The names are those of a bounce that was recorded: its host called itself m12-53.163.com.
    records = {
        ("53.12.181.220.in-addr.arpa", "PTR"): "163.mxmail.netease.com.",
        ("_dmarc.163.com", "TXT"): "v=DMARC1; p=none",
    }
    bounce = PLAIN.replace(b"joe@example.com", b"Postmaster@163.com")

    found = judged(bounce, records, ip="220.181.12.53", helo="m12-53.163.com", sender="")

    assert (found.spf, found.dmarc, found.host) == ("GRAY", "GRAY", "163.mxmail.netease.com")
    assert found.authentication_results == (
        "amazonses.com;\r\n spf=none (spfCheck: 220.181.12.53 is neither permitted nor denied by domain of "
        "163.mxmail.netease.com) client-ip=220.181.12.53; envelope-from=postmaster@163.mxmail.netease.com; "
        "helo=163.mxmail.netease.com;\r\n dmarc=permerror;"
    )


def test_a_host_without_a_name_is_called_what_it_calls_itself():
    pointer = ("1.2.0.192.in-addr.arpa", "PTR")

    assert judged(helo="[192.0.2.1]\r\nX: y").host == "[192.0.2.1]X:y"
    assert judged(records={pointer: BROKEN}).host == "mail.example.com"
    assert judged(records={pointer: ("one.example.", "two.example.")}).host == "one.example"
    assert name_of("2001:db8::1", looking()) == ""


# ------------------------------------------------------------------------------------------------- DKIM and DMARC


@pytest.fixture
def sent(v2, ses_cloud):
    """A mail of example.com that sesmock has signed and sent."""

    def send(source="Joe <joe@example.com>", region="us-east-1"):
        v2.send_email(
            FromEmailAddress=source,
            Destination={"ToAddresses": ["ann@example.org"]},
            Content={"Simple": {"Subject": {"Data": "s"}, "Body": {"Text": {"Data": "t"}}}},
        )
        return ses_cloud.outbox.last

    ses_cloud.verify("example.com")
    return send


def arrived(cloud, mail, raw=None, **changes):
    given = {"ip": mail.outgoing_ip, "helo": "h", "sender": mail.envelope_from, "now": mail.at, **changes}
    return judge(raw or mail.raw, lookup=cloud.dns.lookup, **given)


def statuses(found):
    return (found.spf, found.dkim, found.dmarc, found.dmarc_policy)


pytestmark = pytest.mark.ses(region="us-east-1", at="2026-01-01", seed="verdicts")


def test_what_sesmock_sends_is_found_to_be_in_order(ses_cloud, sent):
    ses_cloud.dns.publish("_dmarc.example.com", "TXT", "v=DMARC1; p=reject")
    mail = sent()
    _, _, third, fourth = mail.outgoing_ip.split(".")
    host = f"a{third}-{fourth}.smtp-out.amazonses.com"

    found = arrived(ses_cloud, mail)

    assert ses_cloud.dns.lookup(host, "A") == (mail.outgoing_ip,)
    assert found == Verdicts(
        *("PASS", "PASS", "PASS", "PASS", "PASS", None, host),
        received_spf=f"pass (spfCheck: domain of amazonses.com designates {mail.outgoing_ip} as permitted sender) "
        f"client-ip={mail.outgoing_ip}; envelope-from={mail.envelope_from}; helo={host};",
        authentication_results=f"amazonses.com;\r\n spf={found.received_spf}\r\n dkim=pass header.i=@example.com;\r\n"
        " dkim=pass header.i=@amazonses.com;\r\n dmarc=pass header.from=example.com;",
    )


@pytest.mark.ses(region="eu-west-1")
def test_mail_of_another_region_is_from_its_domain_and_hosts(ses_cloud, sent):
    found = arrived(ses_cloud, sent())

    assert statuses(found) == ("PASS", "PASS", "GRAY", None)
    assert found.received_spf.startswith("pass (spfCheck: domain of eu-west-1.amazonses.com designates 54.240.")
    assert found.host.endswith(".smtp-out.eu-west-1.amazonses.com")
    assert ses_cloud.dns.lookup(found.host, "A")[0].startswith("54.240.")


def test_the_servers_of_ses_may_send_for_a_custom_mail_from_domain(v2, ses_cloud, sent):
    v2.put_email_identity_mail_from_attributes(EmailIdentity="example.com", MailFromDomain="bounce.example.com")
    ses_cloud.verify("example.com")
    ses_cloud.dns.publish("_dmarc.example.com", "TXT", "v=DMARC1; p=quarantine; aspf=r")
    mail = sent()
    unsigned = mail.unsigned

    assert statuses(arrived(ses_cloud, mail)) == ("PASS", "PASS", "PASS", None)
    assert statuses(arrived(ses_cloud, mail, unsigned)) == ("PASS", "GRAY", "PASS", None)
    assert statuses(arrived(ses_cloud, mail, unsigned, ip=IP)) == ("GRAY", "GRAY", "FAIL", "quarantine")


def test_forged_mail_fails(ses_cloud, sent):
    ses_cloud.dns.publish("_dmarc.example.com", "TXT", "v=DMARC1; p=reject")
    mail = sent()

    tampered = arrived(ses_cloud, mail, mail.raw.replace(b"\r\n\r\nt", b"\r\n\r\nT"))

    assert statuses(tampered) == ("PASS", "FAIL", "FAIL", "reject")
    assert "\r\n dkim=fail header.i=@example.com;\r\n dkim=fail header.i=@amazonses.com;" in (
        tampered.authentication_results
    )
    assert tampered.authentication_results.endswith("\r\n dmarc=fail header.from=example.com;")
    ses_cloud.dns.publish("example.com", "TXT", "v=spf1 -all")
    forged = arrived(ses_cloud, mail, PLAIN, ip=IP, sender="joe@example.com")
    assert statuses(forged) == ("FAIL", "GRAY", "FAIL", "reject")


def test_only_a_signature_of_the_very_from_domain_counts_for_the_verdict_of_dkim(ses_cloud, sent):
    ses_cloud.dns.publish("_dmarc.example.com", "TXT", "v=DMARC1; p=reject")
    # As of a mail of substack.com that was signed by mg2.substack.com only (recorded): good for DMARC, not for DKIM.
    mail = sent("joe@news.example.com")

    assert statuses(arrived(ses_cloud, mail)) == ("PASS", "GRAY", "PASS", None)


def test_the_key_of_a_signature_is_missing(ses_cloud, sent):
    mail = sent()
    for record in ses_cloud.region().domain("example.com").records:
        ses_cloud.dns.remove(record.name)

    found = arrived(ses_cloud, mail)

    # Recorded of such a mail: "dkim=permerror header.i=@apartmentlist.com;" and PROCESSING_FAILED.
    assert (found.dkim, "\r\n dkim=permerror header.i=@example.com;\r\n" in found.authentication_results) == (
        "PROCESSING_FAILED",
        True,
    )


def test_a_dns_that_fails_is_no_verdict(ses_cloud, sent):
    mail = sent()
    ses_cloud.dns.fail(".")

    found = arrived(ses_cloud, mail)

    assert statuses(found) == ("PROCESSING_FAILED", "PROCESSING_FAILED", "PROCESSING_FAILED", None)
    assert found.authentication_results.endswith(
        "\r\n dkim=temperror header.i=@example.com;\r\n dkim=temperror header.i=@amazonses.com;\r\n dmarc=temperror;"
    )


@pytest.mark.parametrize(
    ("shown", "dmarc", "end"),
    [
        (b"From: a@example.com, b@example.com\r\n", "FAIL", "dmarc=fail header.from=example.com;"),
        (b"From: a@EXAMPLE.com\r\n", "FAIL", "dmarc=fail header.from=example.com;"),
        (b"From: a@example.com, b@example.net\r\n", "GRAY", "dmarc=none;"),
        (b"From: a@example.com\r\nFrom: b@example.net\r\n", "GRAY", "dmarc=none;"),
        (b"From: nobody\r\n", "GRAY", "dmarc=none;"),
        (b"From: <a@\r\n", "GRAY", "dmarc=none;"),
        (b"", "GRAY", "dmarc=none;"),
    ],
)
def test_whose_policy_counts(shown, dmarc, end):
    found = judged(shown + b"\r\nt", {("_dmarc.example.com", "TXT"): "v=DMARC1; p=reject"})

    assert (found.dmarc, found.authentication_results.rpartition("\r\n ")[2]) == (dmarc, end)


# ------------------------------------------------------------------------------------------------- spam and viruses


def with_attachment(content):
    mail = EmailMessage()
    mail["From"] = "joe@example.com"
    mail.set_content("See there.")
    mail.add_attachment(content, maintype="application", subtype="octet-stream", filename="f")
    return mail.as_bytes()


@pytest.mark.parametrize(
    ("message", "spam", "virus"),
    [
        (PLAIN, "PASS", "PASS"),
        (PLAIN + GTUBE.encode(), "FAIL", "PASS"),
        (PLAIN + EICAR.encode(), "PASS", "FAIL"),
        (PLAIN + encodestring(b"x" * 30 + GTUBE.encode()), "FAIL", "PASS"),
        *((with_attachment(b"x" * n + EICAR.encode()), "PASS", "FAIL") for n in range(3)),
        *((PLAIN + base64.encodebytes(b"x" * n + GTUBE.encode()), "FAIL", "PASS") for n in range(3)),
    ],
)
def test_the_two_test_strings_are_found_however_they_are_encoded(message, spam, virus):
    found = judged(message)

    assert (found.spam, found.virus) == (spam, virus)


def test_a_test_says_what_is_spam():
    assert judged(PLAIN + GTUBE.encode(), spam="PASS", virus="PROCESSING_FAILED")[3:5] == ("PASS", "PROCESSING_FAILED")
    assert judged(spam=True, virus=False)[3:5] == ("FAIL", "PASS")
    assert judged(PLAIN + GTUBE.encode(), scan=False, virus=True)[3:5] == ("DISABLED", "DISABLED")
    with pytest.raises(ValueError, match=r"'FALI' is no status of a verdict; did you mean 'FAIL'\?"):
        judged(spam="FALI")


# ------------------------------------------------------------------------------------------------------------- junk


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=200), st.text(max_size=20), st.text(max_size=20), st.text(max_size=30))
def test_no_junk_raises(message, helo, sender, record):
    for raw in (message, b"From: " + message, b"From: a@example.com\r\nDKIM-Signature: " + message):
        found = judge(raw, ip="2001:db8::1", helo=helo, sender=sender, lookup=lambda *_: (record,), now=1.7e9)

        assert "\n" not in found.received_spf
