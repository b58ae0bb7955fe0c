"""Custom verification email templates through ses, and the mails sent by them."""

from __future__ import annotations

import re

import pytest

pytestmark = pytest.mark.ses(at="2026-01-01T00:00Z", seed=1, verified=["example.com"])

TEMPLATE = {
    "TemplateName": "hello",
    "FromEmailAddress": "ann@example.com",
    "TemplateSubject": "Please confirm",
    "TemplateContent": "<p>Hello & welcome</p>",
    "SuccessRedirectionURL": "https://example.com/ok",
    "FailureRedirectionURL": "https://example.com/no",
}
LISTED = {key: value for key, value in TEMPLATE.items() if key != "TemplateContent"}


@pytest.fixture
def template(v1):
    v1.create_custom_verification_email_template(**TEMPLATE)


@pytest.mark.needs("sesv2.GetCustomVerificationEmailTemplate.Tags")
def test_a_template_is_created_read_listed_and_deleted(v1, v2):
    replies = [v1.create_custom_verification_email_template(**TEMPLATE)]
    seen = [
        v1.get_custom_verification_email_template(TemplateName="hello"),
        v1.list_custom_verification_email_templates(),
        v2.get_custom_verification_email_template(TemplateName="hello"),
    ]
    replies.append(v1.delete_custom_verification_email_template(TemplateName="hello"))

    assert replies == [{}] * 2
    assert seen == [TEMPLATE, {"CustomVerificationEmailTemplates": [LISTED]}, {**TEMPLATE, "Tags": []}]
    assert v1.list_custom_verification_email_templates() == {"CustomVerificationEmailTemplates": []}


@pytest.mark.parametrize("member", [name for name in TEMPLATE if name != "TemplateName"])
def test_an_update_replaces_what_is_given_and_keeps_the_rest(v1, template, member):
    value = TEMPLATE[member].replace("e", "u") if member != "FromEmailAddress" else "bob@example.com"
    given = {"TemplateName": "hello", member: value}

    assert v1.update_custom_verification_email_template(**given) == {}
    assert v1.get_custom_verification_email_template(TemplateName="hello") == {**TEMPLATE, **given}


def test_tags_given_by_v2_outlive_an_update(v1, v2):
    v2.create_custom_verification_email_template(**TEMPLATE, Tags=[{"Key": "a", "Value": "b"}])
    v1.update_custom_verification_email_template(TemplateName="hello", TemplateSubject="s")

    assert v2.get_custom_verification_email_template(TemplateName="hello")["Tags"] == [{"Key": "a", "Value": "b"}]


NONE = {"CustomVerificationEmailTemplateName": "none"}
MISSING = (
    400,
    "CustomVerificationEmailTemplateDoesNotExist",
    "Custom verification email template <none> does not exist",
    NONE,
)


@pytest.mark.parametrize(
    ("operation", "parameters", "refusal"),
    [
        # Probed on AWS; the members are the model's.
        (
            "create_custom_verification_email_template",
            TEMPLATE,
            (
                400,
                "CustomVerificationEmailTemplateAlreadyExists",
                "Custom verification email template <hello> already exists",
                {"CustomVerificationEmailTemplateName": "hello"},
            ),
        ),
        ("get_custom_verification_email_template", {"TemplateName": "none"}, MISSING),
        ("update_custom_verification_email_template", {"TemplateName": "none"}, MISSING),
        ("delete_custom_verification_email_template", {"TemplateName": "none"}, MISSING),
        (
            "send_custom_verification_email",
            {"EmailAddress": "bob@example.org", "TemplateName": "none"},
            (400, "CustomVerificationEmailTemplateDoesNotExist", "Template <none> does not exist", NONE),
        ),
        (
            "send_custom_verification_email",
            {"EmailAddress": "bob", "TemplateName": "none"},
            (400, "InvalidParameterValue", "Invalid email address<bob>."),
        ),
        (
            "send_custom_verification_email",
            {"EmailAddress": " ", "TemplateName": "none"},
            (400, "InvalidParameterValue", "Email address not specified."),
        ),
        (
            "send_custom_verification_email",
            {"EmailAddress": "bob@example.org", "TemplateName": "hello", "ConfigurationSetName": "set"},
            (
                400,
                "ConfigurationSetDoesNotExist",
                "Configuration set <set> does not exist.",
                {"ConfigurationSetName": "set"},
            ),
        ),
        (
            "update_custom_verification_email_template",
            {"TemplateName": "hello", "FromEmailAddress": "ann@example.org"},
            (
                400,
                "FromEmailAddressNotVerified",
                "The from email address <ann@example.org> is not verified",
                {"FromEmailAddress": "ann@example.org"},
            ),
        ),
        (
            "update_custom_verification_email_template",
            {"TemplateName": "hello", "SuccessRedirectionURL": "/ok"},
            (400, "InvalidParameterValue", "The success redirection URL is invalid"),
        ),
        (
            "create_custom_verification_email_template",
            {**TEMPLATE, "TemplateName": "new", "FailureRedirectionURL": "https://"},
            (400, "InvalidParameterValue", "The failure redirection URL is invalid"),
        ),
    ],
)
def test_refusals_and_their_own_codes(v1, template, operation, parameters, refusal):
    assert v1.no(operation, **parameters) == refusal
    assert v1.get_custom_verification_email_template(TemplateName="hello") == TEMPLATE
    assert v1.list_identities() == {"Identities": ["example.com"]}


def test_limits_have_codes_of_their_own(v1, ses_cloud):
    # The codes are the model's, the texts assumed.
    ses_cloud.limits.verification_template_bytes = 3
    too_long = v1.no("create_custom_verification_email_template", **TEMPLATE)
    ses_cloud.limits.verification_templates = 0
    too_many = v1.no("create_custom_verification_email_template", **{**TEMPLATE, "TemplateContent": "c"})

    assert too_long == (
        400, "CustomVerificationEmailInvalidContent", "Template content exceeds the maximum size of 3 bytes.",
    )  # fmt: skip
    assert too_many == (
        400, "LimitExceeded", "You have reached the maximum number of custom verification email templates.",
    )  # fmt: skip


def test_the_recipient_becomes_a_pending_identity(v1, template):
    reply = v1.send_custom_verification_email(EmailAddress="bob@example.org", TemplateName="hello")

    assert re.fullmatch(r"0100[0-9a-f]{12}-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}-000000", reply.pop("MessageId"))
    assert reply == {}
    assert v1.get_identity_verification_attributes(Identities=["bob@example.org"]) == {
        "VerificationAttributes": {"bob@example.org": {"VerificationStatus": "Pending"}}
    }


def test_a_from_address_no_longer_verified_stops_the_mail(v1, template):
    v1.delete_identity(Identity="example.com")

    assert v1.no("send_custom_verification_email", EmailAddress="bob@example.org", TemplateName="hello") == (
        400,
        "FromEmailAddressNotVerified",
        "Email address is not verified. The following identities failed the check in region US-EAST-1: ann@example.com",
        {"FromEmailAddress": "ann@example.com"},
    )


@pytest.mark.ses(sandbox=True)
@pytest.mark.parametrize(
    ("address", "name", "code"),
    [
        ("bob", "none", "InvalidParameterValue"),  # probed in a sandbox, as the next: they come first
        ("bob@example.org", "none", "CustomVerificationEmailTemplateDoesNotExist"),
        ("bob@example.org", "hello", "ProductionAccessNotGranted"),
    ],
)
def test_the_sandbox_sends_none(v1, template, address, name, code):
    assert v1.no("send_custom_verification_email", EmailAddress=address, TemplateName=name)[1] == code
    assert v1.list_identities() == {"Identities": ["example.com"]}


def test_an_operation_without_output_has_no_result_and_an_error_has_its_members(wire, template):
    namespace = "http://ses.amazonaws.com/doc/2010-12-01/"
    action = "DeleteCustomVerificationEmailTemplate"
    done, gone = (wire.v1({"Action": action, "TemplateName": "hello"}) for _ in range(2))

    assert done == (
        200,
        (
            f'<{action}Response xmlns="{namespace}">\n  <ResponseMetadata>\n    <RequestId>…</RequestId>\n'
            f"  </ResponseMetadata>\n</{action}Response>\n"
        ),
    )
    assert gone == (
        400,
        (
            f'<ErrorResponse xmlns="{namespace}">\n  <Error>\n    <Type>Sender</Type>\n'
            "    <Code>CustomVerificationEmailTemplateDoesNotExist</Code>\n"
            "    <Message>Custom verification email template &lt;hello&gt; does not exist</Message>\n"
            "    <CustomVerificationEmailTemplateName>hello</CustomVerificationEmailTemplateName>\n"
            "  </Error>\n  <RequestId>…</RequestId>\n</ErrorResponse>\n"
        ),
    )
