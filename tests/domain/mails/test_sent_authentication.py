"""What a receiver concludes of a mail: who signed it, SPF of the envelope, and whether DMARC finds it aligned."""

from __future__ import annotations

import dkim
import pytest

pytestmark = pytest.mark.ses(region="us-east-1", at="2026-01-01")


@pytest.fixture
def send(v2, ses_cloud):
    def send(source="ann@example.com"):
        v2.send_email(
            FromEmailAddress=source,
            Destination={"ToAddresses": ["bob@example.org"]},
            Content={"Simple": {"Subject": {"Data": "s"}, "Body": {"Text": {"Data": "t"}}}},
        )
        return ses_cloud.outbox.last

    return send


def seen(mail):
    return (set(mail.signed_by), mail.spf, mail.dmarc_aligned)


BOTH, AMAZON = {"example.com", "amazonses.com"}, {"amazonses.com"}


def test_an_address_alone_has_no_signature_of_its_own(ses_cloud, send):
    ses_cloud.verify("ann@example.com")

    mail = send()

    assert seen(mail) == (AMAZON, "pass", False)
    assert mail.raw.count(b"DKIM-Signature:") == 1
    assert dkim.verify(mail.raw, dnsfunc=ses_cloud.dns.txt)


def test_a_domain_is_signed_for_from_success_on(v1, v2, ses_cloud, send):
    v1.verify_domain_identity(Domain="example.com")
    ses_cloud.verify("example.com")
    assert seen(send()) == (AMAZON, "pass", False)  # nobody has asked for DKIM yet

    v1.verify_domain_dkim(Domain="example.com")
    assert seen(send()) == (AMAZON, "pass", False)  # the records are not there yet

    ses_cloud.verify("example.com")
    assert seen(send()) == (BOTH, "pass", True)


def test_signing_can_be_switched_off(v1, ses_cloud, send):
    ses_cloud.verify("example.com")

    v1.set_identity_dkim_enabled(Identity="example.com", DkimEnabled=False)
    off = send()
    v1.set_identity_dkim_enabled(Identity="example.com", DkimEnabled=True)

    assert (seen(off), seen(send())) == ((AMAZON, "pass", False), (BOTH, "pass", True))


def test_lost_records_end_signing_and_what_was_signed_no_longer_aligns(ses_cloud, send):
    ses_cloud.verify("ann@example.com")
    ses_cloud.verify("example.com")
    before = send()
    assert before.dmarc_aligned

    for record in ses_cloud.region().domain("example.com").records:
        ses_cloud.dns.remove(record.name)

    assert seen(before) == (BOTH, "pass", False)
    assert seen(send()) == (AMAZON, "pass", False)


def test_a_dns_that_fails_makes_no_alignment(ses_cloud, send):
    ses_cloud.verify("example.com")
    mail = send()
    ses_cloud.dns.fail("example.com")

    assert seen(mail) == (BOTH, "pass", False)


def test_a_subdomain_is_signed_for_by_its_parent(ses_cloud, send):
    ses_cloud.verify("example.com")

    assert seen(send("ann@news.example.com")) == (BOTH, "pass", True)


def use_mail_from(v2, cloud, identity="example.com", domain="bounce.example.com", **more):
    v2.put_email_identity_mail_from_attributes(EmailIdentity=identity, MailFromDomain=domain, **more)
    cloud.verify(identity)


def test_the_mail_from_domain_counts_once_it_is_verified(v2, ses_cloud, send):
    ses_cloud.verify("ann@example.com")
    v2.put_email_identity_mail_from_attributes(EmailIdentity="ann@example.com", MailFromDomain="bounce.example.com")
    pending = send()
    use_mail_from(v2, ses_cloud, "ann@example.com")
    mail = send()

    assert (pending.envelope_from, mail.envelope_from) == (
        f"{pending.message_id}@amazonses.com",
        f"{mail.message_id}@bounce.example.com",
    )
    assert (seen(pending), seen(mail)) == ((AMAZON, "pass", False), (AMAZON, "pass", True))


def test_spf_is_what_the_record_says_when_somebody_looks(v2, ses_cloud, send):
    ses_cloud.verify("ann@example.com")
    use_mail_from(v2, ses_cloud, "ann@example.com")
    mail = send()
    seen = [(mail.spf, mail.dmarc_aligned)]

    ses_cloud.dns.publish("bounce.example.com", "TXT", "v=spf1 ip4:192.0.2.1 ?include:amazonses.com -all")
    seen.append((mail.spf, mail.dmarc_aligned))
    ses_cloud.dns.remove("bounce.example.com", "TXT")
    seen.append((mail.spf, mail.dmarc_aligned))

    assert seen == [("pass", True), ("neutral", False), ("none", False)]


def test_spf_of_a_dns_that_fails_is_a_passing_error(v2, ses_cloud, send):
    ses_cloud.verify("ann@example.com")
    use_mail_from(v2, ses_cloud, "ann@example.com")
    mail = send()
    ses_cloud.dns.fail("bounce.example.com")

    assert (mail.spf, mail.dmarc_aligned) == ("temperror", False)


def test_alignment_is_by_organizational_domain_unless_dmarc_asks_for_strict(v1, v2, ses_cloud, send):
    ses_cloud.verify("example.co.uk")
    use_mail_from(v2, ses_cloud, "example.co.uk", "bounce.example.co.uk")
    v1.set_identity_dkim_enabled(Identity="example.co.uk", DkimEnabled=False)
    by_spf = send("ann@news.example.co.uk")
    v1.set_identity_dkim_enabled(Identity="example.co.uk", DkimEnabled=True)
    by_both = send("ann@news.example.co.uk")
    seen_with = {}

    for record in ("v=DMARC1; p=reject", "v=DMARC1; p=reject; aspf=s", "v=DMARC1; aspf=s; adkim=s"):
        ses_cloud.dns.publish("_dmarc.example.co.uk", "TXT", record)
        seen_with[record] = (by_spf.dmarc_aligned, by_both.dmarc_aligned)

    assert seen_with == {
        "v=DMARC1; p=reject": (True, True),
        "v=DMARC1; p=reject; aspf=s": (False, True),
        "v=DMARC1; aspf=s; adkim=s": (False, False),
    }
    assert by_both.signed_by == {"example.co.uk", "amazonses.com"}
    ses_cloud.dns.publish("_dmarc.news.example.co.uk", "TXT", "v=DMARC1; p=none")
    assert by_both.dmarc_aligned


def test_a_signature_of_the_callers_own_is_kept_and_named(v1, ses_cloud):
    ses_cloud.verify("ann@example.com")
    raw = b"From: ann@example.com\r\nTo: bob@example.org\r\nSubject: s\r\n\r\nt\r\n"
    key = ses_cloud._world.keys.key("mine", 2048)
    from sesmock.mail.dkim.signature import sign

    own = sign(raw, selector="mine", domain="example.com", key=key, at=1_700_000_000, names=("From", "Subject"))
    ses_cloud.dns.publish("mine._domainkey.example.com", "TXT", f"v=DKIM1; p={key.public}")
    v1.send_raw_email(RawMessage={"Data": own + raw})

    [mail] = ses_cloud.outbox
    assert mail.signed_by == BOTH
    assert [dkim.DKIM(mail.raw).verify(index, dnsfunc=ses_cloud.dns.txt) for index in (0, 1)] == [True, True]
    assert mail.raw.index(b"d=amazonses.com") < mail.raw.index(b"d=example.com")
