"""``python -m sesmock story``: a story of one domain, told through boto3 and against nothing but this process."""

from __future__ import annotations

from typing import Any

from sesmock import mock_ses

DOMAIN = "example.com"

NEXT = """
No network, no account, no set-up.

What next? Paste this into test_mail.py, call your own code in it, and run pytest:

    def test_my_mail(ses_cloud):                 # the fixture comes with sesmock
        ses_cloud.verify("example.com")
        ...                                      # your code sends with boto3
        assert ses_cloud.outbox.last.to == ("ann@example.org",)

README.md goes on from there; docs/outbox.md, docs/dkim.md and docs/pytest.md tell the rest.
Without pytest: from sesmock import mock_ses; help(mock_ses)"""


def say(text: str, **facts: object) -> None:
    """Print one line of the story, with what was seen."""
    print(f"  {text}" + "".join(f"\n      {name}: {value}" for name, value in facts.items()))


def chapter(title: str) -> None:
    """Print a heading."""
    print(f"\n{title}")


def statuses(v1: Any, v2: Any) -> dict[str, str]:
    """What both APIs say of the domain."""
    old = v1.get_identity_verification_attributes(Identities=[DOMAIN])["VerificationAttributes"][DOMAIN]
    new = v2.get_email_identity(EmailIdentity=DOMAIN)
    dkim = new["DkimAttributes"]
    return {
        "v1 VerificationStatus": old["VerificationStatus"],
        "v2 VerificationStatus": new["VerificationStatus"],
        "v2 DKIM": f"{dkim['Status']}, {dkim['SigningAttributesOrigin']}, "
        f"current {dkim.get('CurrentSigningKeyLength', '-')}, next {dkim.get('NextSigningKeyLength', '-')}",
    }


def own_key() -> tuple[str, str]:
    """A key pair as its owner has it: the private key for SES (base64 of DER), the record for DNS."""
    from base64 import b64encode

    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import rsa

    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    private = key.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption()
    )
    public = key.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    return b64encode(private).decode(), f"p={b64encode(public).decode()}"


def main() -> None:
    """Tell the story."""
    import boto3

    with mock_ses(at="2026-01-01T09:00Z", region="eu-west-1") as cloud:
        v1, v2 = boto3.client("ses"), boto3.client("sesv2")

        chapter("1. Create a domain in v2")
        made = v2.create_email_identity(EmailIdentity=DOMAIN)["DkimAttributes"]
        say("SES answers with three tokens:", Tokens=", ".join(made["Tokens"]), Status=made["Status"])
        say("Nothing is in DNS yet:", **statuses(v1, v2))

        chapter("2. Publish what SES asks for")
        records = cloud.region().domain(DOMAIN).records
        cloud.dns.publish(*records)
        say("Three CNAMEs:", **{record.name: " ".join(record.values) for record in records})
        cloud.clock.advance(minutes=11)
        say("Eleven minutes later:", **statuses(v1, v2))

        chapter("3. Send a mail and look at it")
        v2.send_email(
            FromEmailAddress=f"Shop <hello@{DOMAIN}>",
            Destination={"ToAddresses": ["ann@example.org"]},
            Content={"Simple": {"Subject": {"Data": "Welcome"}, "Body": {"Text": {"Data": "Good to have you."}}}},
        )
        [mail] = cloud.outbox
        say("In the outbox:", mail=mail, signed_by=", ".join(sorted(mail.signed_by)), dmarc_aligned=mail.dmarc_aligned)

        chapter("4. Rotate to a 1024 bit key")
        v2.put_email_identity_dkim_signing_attributes(
            EmailIdentity=DOMAIN,
            SigningAttributesOrigin="AWS_SES",
            SigningAttributes={"NextSigningKeyLength": "RSA_1024_BIT"},
        )
        say("New tokens, so DKIM waits again, while the domain stays verified:", **statuses(v1, v2))
        cloud.dns.publish(*cloud.region().domain(DOMAIN).records)
        say("The new records are out:", **statuses(v1, v2))
        try:
            v2.put_email_identity_dkim_signing_attributes(
                EmailIdentity=DOMAIN,
                SigningAttributesOrigin="AWS_SES",
                SigningAttributes={"NextSigningKeyLength": "RSA_2048_BIT"},
            )
        except v2.exceptions.BadRequestException as error:
            say("Back at once? No:", error=error)

        chapter("5. Replicate it to us-east-1 (Deterministic Easy DKIM)")
        far = boto3.client("sesv2", region_name="us-east-1")
        copy = far.create_email_identity(
            EmailIdentity=DOMAIN, DkimSigningAttributes={"DomainSigningAttributesOrigin": "AWS_SES_EU_WEST_1"}
        )["DkimAttributes"]
        say("The replica has the same tokens:", Tokens=", ".join(copy["Tokens"]))
        there = far.get_email_identity(EmailIdentity=DOMAIN)
        say(
            "and needs no records of its own:",
            VerificationStatus=there["VerificationStatus"],
            SigningAttributesOrigin=there["DkimAttributes"]["SigningAttributesOrigin"],
        )
        far.delete_email_identity(EmailIdentity=DOMAIN)

        chapter("6. Bring a key of one's own (BYODKIM)")
        private, record = own_key()
        v2.put_email_identity_dkim_signing_attributes(
            EmailIdentity=DOMAIN,
            SigningAttributesOrigin="EXTERNAL",
            SigningAttributes={"DomainSigningSelector": "mine", "DomainSigningPrivateKey": private},
        )
        cloud.dns.publish(f"mine._domainkey.{DOMAIN}", "TXT", "p=somethingelse")
        info = v2.get_email_identity(EmailIdentity=DOMAIN)["VerificationInfo"]
        say("A wrong public key in DNS:", **statuses(v1, v2), ErrorType=info["ErrorType"])
        cloud.dns.publish(f"mine._domainkey.{DOMAIN}", "TXT", record)
        say("The right one:", **statuses(v1, v2))
    print(NEXT)
