"""The MAIL FROM domain through sesv2: rules, texts and states."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.ses(at="2026-01-01T00:00Z", seed=1)

DEFAULT = {"BehaviorOnMxFailure": "USE_DEFAULT_VALUE"}
MX = "10 feedback-smtp.us-east-1.amazonses.com"
SPF = "v=spf1 include:amazonses.com ~all"


def put(v2, name, domain=None, behaviour=None):
    given = {"MailFromDomain": domain, "BehaviorOnMxFailure": behaviour}
    return v2.put_email_identity_mail_from_attributes(
        EmailIdentity=name, **{key: value for key, value in given.items() if value is not None}
    )


def mail_from(v2, name="example.com"):
    return v2.get_email_identity(EmailIdentity=name)["MailFromAttributes"]


def custom(domain="mail.example.com", status="PENDING", behaviour="USE_DEFAULT_VALUE"):
    return {"MailFromDomain": domain, "MailFromDomainStatus": status, "BehaviorOnMxFailure": behaviour}


@pytest.fixture(autouse=True)
def identities(v2):
    for name in ("example.com", "ann@example.com", "ann@sub.example.com"):
        v2.create_email_identity(EmailIdentity=name)


@pytest.mark.parametrize(
    ("name", "domain"),
    [
        ("example.com", "mail.example.com"),
        ("example.com", "a.b.example.com"),
        ("example.com", "MAIL.Example.com"),
        ("ann@example.com", "mail.example.com"),
        ("ann@sub.example.com", "mail.sub.example.com"),
    ],
)
def test_a_domain_under_the_identitys_own_is_taken_while_the_identity_is_pending(v2, name, domain):
    # terraform's acceptance tests do so against AWS.
    assert put(v2, name, domain) == {}
    assert mail_from(v2, name) == custom(domain)


@pytest.mark.parametrize("behaviour", ["USE_DEFAULT_VALUE", "REJECT_MESSAGE"])
def test_the_behaviour_is_kept_with_the_domain(v2, behaviour):
    put(v2, "example.com", "mail.example.com", behaviour)

    assert mail_from(v2) == {**custom(), "BehaviorOnMxFailure": behaviour}


@pytest.mark.parametrize("body", [{"MailFromDomain": ""}, {"MailFromDomain": None}])
def test_no_domain_clears_it_and_resets_the_behaviour(v2, wire, body):
    # Probed; that the block stays with the behaviour alone: recorded.
    put(v2, "example.com", "mail.example.com", "REJECT_MESSAGE")

    assert wire.v2("PUT", "/identities/example.com/mail-from", body) == (200, None, {})
    assert mail_from(v2) == DEFAULT


def test_a_behaviour_without_a_domain_is_not_kept(v2):
    put(v2, "example.com", behaviour="REJECT_MESSAGE")

    assert mail_from(v2) == DEFAULT


@pytest.mark.parametrize(
    ("name", "domain", "message"),
    [
        # Recorded: angle brackets and final full stop.
        *[
            (
                name,
                domain,
                f"Provided MAIL-FROM domain <{domain}> is not subdomain of the domain of the identity <{name}>.",
            )
            for name, domain in [
                ("example.com", "mail.example.org"),
                ("example.com", "example.com"),
                ("example.com", "mailexample.com"),
                ("ann@sub.example.com", "mail.example.com"),  # a sibling under a registered parent
                ("ann@example.com", "example.com"),
            ]
        ],
        ("example.com", "mail.example.com.", "Invalid domain name mail.example.com.."),  # assumed
        ("example.com", "my mail.example.com", "Invalid domain name my mail.example.com."),
        ("stranger.example", "mail.example.org", "Identity <stranger.example> does not exist."),  # probed: 400
    ],
)
def test_any_other_domain_is_refused_and_nothing_changes(v2, name, domain, message):
    put(v2, "example.com", "old.example.com")
    refused = v2.no("put_email_identity_mail_from_attributes", EmailIdentity=name, MailFromDomain=domain)

    assert refused == (400, "BadRequestException", message)
    assert mail_from(v2) == custom("old.example.com")


def test_a_failed_identity_gets_no_mail_from_domain(v2, ses_cloud):
    # The text is recorded, when AWS says it is assumed.
    ses_cloud.clock.advance(hours=72)

    assert v2.no(
        "put_email_identity_mail_from_attributes", EmailIdentity="example.com", MailFromDomain="mail.example.com"
    ) == (
        400,
        "BadRequestException",
        "Provided MAIL-FROM domain <mail.example.com> or its parents are not verified for identity <example.com>.",
    )


@pytest.mark.parametrize(
    ("mx", "txt", "status"),
    [
        ([MX], [SPF], "SUCCESS"),
        ([MX.upper() + "."], [], "SUCCESS"),
        ([MX], ["v=spf1 -all"], "SUCCESS"),  # documented: SES "detected the required MX record"
        ([], [SPF], "PENDING"),
        ([MX, "20 mx.example.com"], [SPF], "PENDING"),  # documented: exactly one MX
        (["10 feedback-smtp.eu-west-1.amazonses.com"], [SPF], "PENDING"),
    ],
)
def test_one_mx_makes_it_success(v2, ses_cloud, mx, txt, status):
    put(v2, "example.com", "mail.example.com")
    before = mail_from(v2)
    for type_, values in (("MX", mx), ("TXT", txt)):
        if values:
            ses_cloud.dns.publish("mail.example.com", type_, *values)

    assert (before, mail_from(v2)) == (custom(), custom(status=status))


def test_it_fails_after_72_hours_and_must_be_put_again(v2, ses_cloud):
    ses_cloud.verify("example.com")
    put(v2, "example.com", "mail.example.com")
    seen = []
    for hours in (71.99, 0.01):
        ses_cloud.clock.advance(hours=hours)
        seen.append(mail_from(v2)["MailFromDomainStatus"])
    ses_cloud.dns.publish(*ses_cloud.region().domain("example.com").records)  # too late
    seen.append(mail_from(v2)["MailFromDomainStatus"])
    put(v2, "example.com", "mail.example.com")
    seen.append(mail_from(v2)["MailFromDomainStatus"])

    assert seen == ["PENDING", "FAILED", "FAILED", "SUCCESS"]


def test_lost_records_are_a_temporary_failure_for_72_hours_and_then_a_failure(v2, ses_cloud):
    put(v2, "example.com", "mail.example.com")
    ses_cloud.verify("example.com")
    steps = [
        lambda: ses_cloud.dns.fail("mail.example.com"),
        lambda: ses_cloud.clock.advance(hours=71),
        lambda: ses_cloud.dns.fail("mail.example.com", None),
        lambda: ses_cloud.dns.remove("mail.example.com", "MX"),
        lambda: ses_cloud.clock.advance(hours=72),
    ]
    seen = []
    for step in steps:
        step()
        seen.append(mail_from(v2)["MailFromDomainStatus"])

    assert seen == ["TEMPORARY_FAILURE", "TEMPORARY_FAILURE", "SUCCESS", "TEMPORARY_FAILURE", "FAILED"]
    assert v2.get_email_identity(EmailIdentity="example.com")["VerificationStatus"] == "SUCCESS"


def test_each_region_wants_its_own_mx(api, ses_cloud):
    seen = []
    for region in ("eu-west-1", "us-west-2"):
        client = api("sesv2", region)
        client.create_email_identity(EmailIdentity="example.com")
        put(client, "example.com", "mail.example.com")
    ses_cloud.verify("example.com", region="us-west-2")
    seen = [mail_from(api("sesv2", region)) for region in ("us-east-1", "eu-west-1", "us-west-2")]

    assert seen == [DEFAULT, custom(), custom(status="SUCCESS")]


@pytest.mark.ses(auto_verify=True)
def test_auto_verify_publishes_its_records(v2):
    put(v2, "example.com", "mail.example.com")

    assert mail_from(v2) == custom(status="SUCCESS")


@pytest.mark.ses(auto_verify=True)
def test_auto_verify_does_not_bring_back_what_was_lost_before(v2, ses_cloud):
    ses_cloud.dns.remove(ses_cloud.region().domain("example.com").records[0].name)
    put(v2, "example.com", "mail.example.com")

    assert mail_from(v2) == custom(status="SUCCESS")
    assert v2.get_email_identity(EmailIdentity="example.com")["VerificationStatus"] == "TEMPORARY_FAILURE"


def test_verify_asks_again_for_a_failed_one_and_leaves_one_spf_beside_other_texts(v2, ses_cloud):
    ses_cloud.verify("example.com")
    ses_cloud.dns.publish("mail.example.com", "TXT", "v=spf1 include:example.net ~all", "hello")
    put(v2, "example.com", "mail.example.com", "REJECT_MESSAGE")
    ses_cloud.clock.advance(hours=72)
    before = mail_from(v2)
    ses_cloud.verify("example.com")

    assert (before, mail_from(v2)) == (
        custom(status="FAILED", behaviour="REJECT_MESSAGE"),
        custom(status="SUCCESS", behaviour="REJECT_MESSAGE"),
    )
    assert ses_cloud.dns.lookup("mail.example.com", "TXT") == ("hello", "v=spf1 include:amazonses.com ~all")
