"""The MAIL FROM domain through ses."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.ses(at="2026-01-01T00:00Z", seed=1)

ARN = "arn:aws:ses:us-east-1:123456789012:identity/"


def mail_from(v1, name="example.com"):
    found = v1.get_identity_mail_from_domain_attributes(Identities=[name])["MailFromDomainAttributes"]
    assert list(found) == [name]
    return found[name]


@pytest.fixture(autouse=True)
def identities(v1):
    v1.verify_domain_identity(Domain="example.com")
    v1.verify_email_identity(EmailAddress="ann@sub.example.com")


def test_a_mail_from_domain_is_pending_then_success_and_v2_sees_the_same(v1, v2, ses_cloud):
    reply = v1.set_identity_mail_from_domain(
        Identity="example.com", MailFromDomain="mail.example.com", BehaviorOnMXFailure="RejectMessage"
    )
    custom = {
        "MailFromDomain": "mail.example.com", "MailFromDomainStatus": "Pending", "BehaviorOnMXFailure": "RejectMessage",
    }  # fmt: skip
    pending = mail_from(v1)
    ses_cloud.verify("example.com")

    assert reply == {}
    assert [pending, mail_from(v1)] == [custom, {**custom, "MailFromDomainStatus": "Success"}]
    assert v2.get_email_identity(EmailIdentity="example.com")["MailFromAttributes"] == {
        "MailFromDomain": "mail.example.com",
        "MailFromDomainStatus": "SUCCESS",
        "BehaviorOnMxFailure": "REJECT_MESSAGE",
    }


@pytest.mark.parametrize("given", [{}, {"BehaviorOnMXFailure": "RejectMessage"}])
def test_no_domain_clears_it_and_resets_the_behaviour(v1, given):
    # Probed.
    v1.set_identity_mail_from_domain(
        Identity="example.com", MailFromDomain="mail.example.com", BehaviorOnMXFailure="RejectMessage"
    )

    assert v1.set_identity_mail_from_domain(Identity="example.com", **given) == {}
    assert mail_from(v1) == {"BehaviorOnMXFailure": "UseDefaultValue"}


def test_the_identity_may_be_named_by_its_arn(v1):
    v1.set_identity_mail_from_domain(Identity=f"{ARN}example.com", MailFromDomain="mail.example.com")

    assert mail_from(v1, f"{ARN}example.com") == mail_from(v1) == {
        "MailFromDomain": "mail.example.com",
        "MailFromDomainStatus": "Pending",
        "BehaviorOnMXFailure": "UseDefaultValue",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("name", "domain", "message"),
    [
        (  # recorded
            "example.com",
            "mail.example.org",
            (
                "Provided MAIL-FROM domain <mail.example.org> is not subdomain of the domain of the identity "
                "<example.com>."
            ),
        ),
        ("stranger.example", "", "Identity <stranger.example> does not exist."),  # probed
    ],
)
def test_any_other_domain_is_refused(v1, name, domain, message):
    assert v1.no("set_identity_mail_from_domain", Identity=name, MailFromDomain=domain) == (
        400,
        "InvalidParameterValue",
        message,
    )
    assert mail_from(v1) == {"BehaviorOnMXFailure": "UseDefaultValue"}
