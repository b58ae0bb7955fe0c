"""S/MIME certificates of identities through sesv2."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest

pytestmark = pytest.mark.ses(at="2026-01-01T00:00Z", seed=1)

NOW = datetime(2026, 1, 1, tzinfo=timezone.utc)
ARN = "arn:aws:acm:us-east-1:123456789012:certificate/"


def associate(v2, identity, from_address=None, arn=ARN + "1"):
    more = {} if from_address is None else {"FromAddress": from_address}
    return v2.associate_email_identity_certificate(EmailIdentity=identity, CertificateArn=arn, **more)


def listed(v2, identity="example.com"):
    return v2.list_email_identity_certificates(EmailIdentity=identity)


def certificate(address, status="PROVISIONING", arn=ARN + "1"):
    return {
        "FromAddress": address,
        "Status": status,
        "CertificateArn": arn,
        "CertificateExpiryTime": NOW + timedelta(days=395),  # assumed
    }


@pytest.fixture(autouse=True)
def identities(v2):
    for name in ("example.com", "ann@example.org"):
        v2.create_email_identity(EmailIdentity=name)


def test_an_address_identity_has_one_certificate_and_needs_no_from_address(v2):
    before = listed(v2, "ann@example.org")
    replies = [associate(v2, "ann@example.org")]
    seen = listed(v2, "ann@example.org")
    replies.append(v2.disassociate_email_identity_certificate(EmailIdentity="ann@example.org"))
    replies.append(v2.disassociate_email_identity_certificate(EmailIdentity="ann@example.org"))  # probed: no matter

    assert replies == [{}] * 3
    assert [before, seen, listed(v2, "ann@example.org")] == [
        {"Certificates": []}, {"Certificates": [certificate("ann@example.org")]}, {"Certificates": []},
    ]  # fmt: skip


def test_a_domain_has_one_for_each_from_address(v2):
    # The domain's own addresses and those of its subdomains: probed. The certificate itself is not looked at: probed.
    for address in ("bob@mail.example.com", "ann@Example.com"):
        associate(v2, "example.com", address)
    v2.disassociate_email_identity_certificate(EmailIdentity="EXAMPLE.com", FromAddress="bob@mail.example.com")
    associate(v2, "example.com", "eve@example.com", ARN + "2")

    assert listed(v2) == {
        "Certificates": [certificate("ann@Example.com"), certificate("eve@example.com", arn=ARN + "2")]
    }


def test_a_certificate_becomes_active_and_ends(v2, ses_cloud):
    # The times are assumed.
    associate(v2, "ann@example.org")
    seen = []
    for by in ({"minutes": 4}, {"minutes": 1}, {"days": 394}, {"days": 1}):
        ses_cloud.clock.advance(**by)
        seen += listed(v2, "ann@example.org")["Certificates"]

    assert seen == [certificate("ann@example.org", status) for status in ("PROVISIONING", "ACTIVE", "ACTIVE", "FAILED")]


FITS_NOT = [
    # Probed, also that the members are checked before the identity.
    ("missing.example", None, "FromAddress is required when EmailIdentity is a domain."),
    ("example.com", "", "FromAddress is required when EmailIdentity is a domain."),
    ("missing.example", "bob", "FromAddress <bob> is not a valid email address."),
    (
        "missing.example",
        "bob@example.com",
        "FromAddress <bob@example.com> does not belong to the domain identity <missing.example>.",
    ),
    (
        "example.com",
        "bob@badexample.com",
        "FromAddress <bob@badexample.com> does not belong to the domain identity <example.com>.",
    ),
    (
        "ann@example.org",
        "bob@example.org",
        "FromAddress <bob@example.org> does not match the identity <ann@example.org>.",  # assumed
    ),
]


@pytest.mark.parametrize(
    ("verb", "identity", "address", "message"),
    [*(("associate", *case) for case in FITS_NOT), ("disassociate", *FITS_NOT[-1])],
)
def test_a_from_address_that_does_not_fit_is_refused(v2, verb, identity, address, message):
    parameters = {"EmailIdentity": identity, "CertificateArn": ARN + "1", "FromAddress": address}
    given = {
        name: value
        for name, value in parameters.items()
        if value is not None and (verb == "associate" or name != "CertificateArn")
    }

    assert v2.no(f"{verb}_email_identity_certificate", **given) == (400, "BadRequestException", message)


def test_a_second_certificate_for_an_address_is_refused(v2):
    associate(v2, "example.com", "ann@example.com")

    assert v2.no(
        "associate_email_identity_certificate",
        EmailIdentity="example.com", FromAddress="ann@example.com", CertificateArn=ARN + "2",
    ) == (
        400,
        "AlreadyExistsException",
        "A certificate is already associated with sender <ann@example.com> on identity <example.com>.",
    )  # fmt: skip  # probed
    assert listed(v2) == {"Certificates": [certificate("ann@example.com")]}
