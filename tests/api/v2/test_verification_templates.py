"""Custom verification email templates through sesv2, and the mails sent by them."""

from __future__ import annotations

import re

import pytest

pytestmark = pytest.mark.ses(at="2026-01-01T00:00Z", seed=1, verified=["example.com"])

TEMPLATE = {
    "TemplateName": "hello",
    "FromEmailAddress": "ann@example.com",
    "TemplateSubject": "Please confirm",
    "TemplateContent": "<p>Hello <script>anything goes</script></p>",  # probed: not looked at
    "SuccessRedirectionURL": "https://example.com/ok",
    "FailureRedirectionURL": "http://example.com/no?x=1",
}
LISTED = {key: value for key, value in TEMPLATE.items() if key != "TemplateContent"}


@pytest.fixture
def template(v2):
    v2.create_custom_verification_email_template(**TEMPLATE)


def statuses(v2):
    return {i["IdentityName"]: i["VerificationStatus"] for i in v2.list_email_identities()["EmailIdentities"]}


def test_a_template_is_created_read_listed_replaced_and_deleted(v1, v2):
    other = {**TEMPLATE, "TemplateSubject": "Again"}
    tags = [{"Key": "a", "Value": "b"}]
    replies = [v2.create_custom_verification_email_template(**TEMPLATE, Tags=tags)]
    seen = [v2.get_custom_verification_email_template(TemplateName="hello")]
    listed = v2.list_custom_verification_email_templates()
    v1_sees = v1.get_custom_verification_email_template(TemplateName="hello")
    replies.append(v2.update_custom_verification_email_template(**other))
    seen.append(v2.get_custom_verification_email_template(TemplateName="hello"))
    replies.append(v2.delete_custom_verification_email_template(TemplateName="hello"))

    assert replies == [{}] * 3
    assert seen == [{**TEMPLATE, "Tags": tags}, {**other, "Tags": tags}]  # updates never change tags
    assert (listed, v1_sees) == ({"CustomVerificationEmailTemplates": [LISTED]}, TEMPLATE)
    assert v2.list_custom_verification_email_templates() == {"CustomVerificationEmailTemplates": []}


MISSING = (404, "NotFoundException", "Custom verification email template <none> does not exist")


@pytest.mark.parametrize(
    ("operation", "parameters", "refusal"),
    [
        # Probed on AWS.
        (
            "create_custom_verification_email_template",
            TEMPLATE,
            (400, "AlreadyExistsException", "Custom verification email template <hello> already exists"),
        ),
        ("get_custom_verification_email_template", {"TemplateName": "none"}, MISSING),
        ("delete_custom_verification_email_template", {"TemplateName": "none"}, MISSING),
        ("update_custom_verification_email_template", {**TEMPLATE, "TemplateName": "none"}, MISSING),
        (
            "send_custom_verification_email",
            {"EmailAddress": "bob@example.org", "TemplateName": "none"},
            MISSING,
        ),
    ],
)
def test_a_template_that_exists_or_does_not_is_refused(v2, template, operation, parameters, refusal):
    assert v2.no(operation, **parameters) == refusal


@pytest.mark.parametrize("verb", ["create", "update"])
@pytest.mark.parametrize(
    ("fields", "refusal"),
    [
        # Probed on AWS.
        (
            {"FromEmailAddress": "ann@example.org", "SuccessRedirectionURL": "x"},
            (404, "NotFoundException", "The from email address <ann@example.org> is not verified"),
        ),
        (
            {"FromEmailAddress": "Ann <ann@example.com>"},  # documented: no display name
            (404, "NotFoundException", "The from email address <Ann <ann@example.com>> is not verified"),
        ),
        (
            {"SuccessRedirectionURL": "example.com", "FailureRedirectionURL": "x"},
            (400, "BadRequestException", "The success redirection URL is invalid"),
        ),
        (
            {"FailureRedirectionURL": "ftp://example.com"},
            (400, "BadRequestException", "The failure redirection URL is invalid"),
        ),
    ],
)
def test_a_bad_template_is_refused_and_nothing_changes(v2, verb, fields, refusal):
    if verb == "update":
        v2.create_custom_verification_email_template(**TEMPLATE)
    before = v2.list_custom_verification_email_templates()

    assert v2.no(f"{verb}_custom_verification_email_template", **{**TEMPLATE, **fields}) == refusal
    assert v2.list_custom_verification_email_templates() == before


@pytest.mark.parametrize(
    "address", ["ann@example.com", "ann+x@mail.example.com", "bob@other.example", "bob+y@other.example"]
)
def test_the_from_address_may_be_verified_itself_or_by_its_domain(v2, ses_cloud, address):
    ses_cloud.verify("bob@other.example")

    assert v2.create_custom_verification_email_template(**{**TEMPLATE, "FromEmailAddress": address}) == {}


def test_there_are_50_templates_and_the_limit_can_be_raised(v2, ses_cloud):
    for number in range(50):
        v2.create_custom_verification_email_template(**{**TEMPLATE, "TemplateName": f"t{number}"})
    refused = v2.no("create_custom_verification_email_template", **TEMPLATE)
    v2.update_custom_verification_email_template(**{**TEMPLATE, "TemplateName": "t7"})
    ses_cloud.limits.verification_templates = 51
    v2.create_custom_verification_email_template(**TEMPLATE)

    text = "You have reached the maximum number of custom verification email templates."  # assumed
    assert refused == (400, "LimitExceededException", text)


def test_the_size_of_a_template_is_limited(v2, ses_cloud):
    ses_cloud.limits.verification_template_bytes = 4
    refused = v2.no("create_custom_verification_email_template", **{**TEMPLATE, "TemplateContent": "äää"})
    v2.create_custom_verification_email_template(**{**TEMPLATE, "TemplateContent": "ää"})

    text = "Template content exceeds the maximum size of 4 bytes."  # documented rule, assumed text
    assert refused == (400, "BadRequestException", text)


# ---- sending ----


def test_the_recipient_becomes_a_pending_identity(v2, ses_cloud, template):
    reply = v2.send_custom_verification_email(EmailAddress="Bob@example.org", TemplateName="hello")
    pending = statuses(v2)
    ses_cloud.clock.advance(hours=24)
    failed = statuses(v2)
    v2.send_custom_verification_email(EmailAddress="Bob@example.org", TemplateName="hello")  # asks again
    asked_again = statuses(v2)
    ses_cloud.verify("Bob@example.org")
    v2.send_custom_verification_email(EmailAddress="Bob@example.org", TemplateName="hello")  # takes nothing away

    assert re.fullmatch(r"0100[0-9a-f]{12}-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}-000000", reply.pop("MessageId"))
    assert reply == {}
    assert [seen["Bob@example.org"] for seen in (pending, failed, asked_again, statuses(v2))] == [
        "PENDING", "FAILED", "PENDING", "SUCCESS",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("address", "message"),
    [
        # Probed: the recipient before the template.
        ("", "Email address not specified."),
        ("bob", "Invalid email address<bob>."),
        ('"a@b"@example.org', None),
    ],
)
def test_the_recipient_is_checked_first(v2, template, address, message):
    if message is None:
        v2.send_custom_verification_email(EmailAddress=address, TemplateName="hello")
    else:
        assert v2.no("send_custom_verification_email", EmailAddress=address, TemplateName="none") == (
            400,
            "BadRequestException",
            message,
        )
    assert statuses(v2) == {"example.com": "SUCCESS", **({} if message else {address: "PENDING"})}


def test_a_from_address_no_longer_verified_stops_the_mail(v2, template):
    v2.delete_email_identity(EmailIdentity="example.com")

    assert v2.no("send_custom_verification_email", EmailAddress="bob@example.org", TemplateName="hello") == (
        404,
        "NotFoundException",
        "Email address is not verified. The following identities failed the check in region US-EAST-1: ann@example.com",
    )
    assert statuses(v2) == {}


def test_a_configuration_set_must_exist(v2, template):
    send = {"EmailAddress": "bob@example.org", "TemplateName": "hello", "ConfigurationSetName": "set"}
    refused = v2.no("send_custom_verification_email", **send)
    v2.create_configuration_set(ConfigurationSetName="set")

    assert refused == (404, "NotFoundException", "Configuration set <set> does not exist.")
    assert list(v2.send_custom_verification_email(**send)) == ["MessageId"]


@pytest.mark.ses(sandbox=True)
def test_the_sandbox_sends_none(v2, template):
    assert v2.no("send_custom_verification_email", EmailAddress="bob@example.org", TemplateName="hello") == (
        400,
        "BadRequestException",
        "Account has not been granted production access.",
    )  # documented rule, assumed code and text
    assert statuses(v2) == {"example.com": "SUCCESS"}


@pytest.mark.ses(auto_verify=True)
def test_auto_verify_verifies_the_recipient(v2, template):
    v2.send_custom_verification_email(EmailAddress="bob@example.org", TemplateName="hello")

    assert statuses(v2)["bob@example.org"] == "SUCCESS"


def test_a_full_region_takes_no_recipient(v2, ses_cloud, template):
    ses_cloud.limits.identities = 1

    assert v2.no("send_custom_verification_email", EmailAddress="bob@example.org", TemplateName="hello")[:2] == (
        400,
        "LimitExceededException",
    )


def test_regions_and_accounts_have_their_own(api, template):
    for other in (api("sesv2", "eu-west-1"), api("sesv2", account="222222222222")):
        assert other.list_custom_verification_email_templates() == {"CustomVerificationEmailTemplates": []}


def not_null(member):
    return f"Value at '{member}' failed to satisfy constraint: Member must not be null"


@pytest.mark.parametrize(
    ("method", "path", "body", "code", "message"),
    [
        (
            "PUT",
            "/custom-verification-email-templates/none",
            {"TemplateContent": "c", "TemplateSubject": "s", "SuccessRedirectionURL": "x"},
            "BadRequestException",
            f"2 validation errors detected: {not_null('fromEmailAddress')}; {not_null('failureRedirectionURL')}",
        ),
    ],
)
def test_requests_that_boto3_would_not_send(wire, method, path, body, code, message):
    assert wire.v2(method, path, body) == (400, code, {"message": message})
