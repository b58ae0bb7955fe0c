"""What breaks the model's constraints, in the words SES has for it."""

from __future__ import annotations

import json

import pytest

from sesmock.wire.constraints import ENUM_ORDER, ERROR_ORDER, Malformed, Overrides
from sesmock.wire.message import Request
from sesmock.wire.model import description_of, service_model
from sesmock.wire.query import Query
from sesmock.wire.restjson import RestJson

V1, V2 = Query(service_model("ses")), RestJson(service_model("sesv2"))
ONE = "1 validation error detected: Value at '{}' failed to satisfy constraint: {}"


def v1(body, codec=V1):
    """The code and message that a form is refused with, or its parameters."""
    try:
        return codec.read(Request("POST", "https://email.us-east-1.amazonaws.com/", {}, body.encode()))[1]
    except Malformed as malformed:
        return malformed.code, malformed.message


def v2(method, path, body, codec=V2):
    """The code and message that a JSON body is refused with, or its parameters."""
    url = f"https://email.us-east-1.amazonaws.com/v2/email/{path}"
    try:
        return codec.read(Request(method, url, {}, json.dumps(body).encode()))[1]
    except Malformed as malformed:
        return malformed.code, malformed.message


def invalid(path, constraint):
    return "ValidationError", ONE.format(path, constraint)


def bad(path, constraint):
    return "BadRequestException", ONE.format(path, constraint)


def test_a_required_member_must_not_be_null():
    expected = "policy", "Member must not be null"

    assert v1("Action=PutIdentityPolicy&Identity=a&PolicyName=b") == invalid(*expected)
    assert v2("POST", "identities/a/policies/b", {}) == bad(*expected)
    assert v2("POST", "identities/a/policies/b", {"Policy": None}) == bad(*expected)


def test_several_violations_are_counted_and_joined():
    assert v1("Action=SendEmail&Source=a") == (
        "ValidationError",
        (
            "2 validation errors detected: "
            "Value at 'message' failed to satisfy constraint: Member must not be null; "
            "Value at 'destination' failed to satisfy constraint: Member must not be null"
        ),
    )


def test_a_policy_name_has_64_characters_at_most_and_one_at_least():
    too_long = "policyName", "Member must have length less than or equal to 64"
    too_short = "policyName", "Member must have length greater than or equal to 1"

    assert v1(f"Action=DeleteIdentityPolicy&Identity=a&PolicyName={'p' * 65}") == invalid(*too_long)
    assert v1("Action=DeleteIdentityPolicy&Identity=a&PolicyName=") == invalid(*too_short)
    assert v2("DELETE", f"identities/a/policies/{'p' * 65}", {}) == bad(*too_long)
    assert v1(f"Action=DeleteIdentityPolicy&Identity=a&PolicyName={'p' * 64}") == {
        "identity": "a",
        "policy_name": "p" * 64,
    }


@pytest.mark.parametrize(
    ("body", "path", "values"),
    [
        (
            "SetIdentityMailFromDomain&Identity=a&BehaviorOnMXFailure=x",
            "behaviorOnMXFailure",
            "RejectMessage, UseDefaultValue",
        ),
        (
            "SetIdentityNotificationTopic&Identity=a&NotificationType=bounce",
            "notificationType",
            "Bounce, Complaint, Delivery",
        ),
        (
            "PutConfigurationSetDeliveryOptions&ConfigurationSetName=a&DeliveryOptions.TlsPolicy=REQUIRE",
            "deliveryOptions.tlsPolicy",
            "Optional, Require",
        ),
        (
            "CreateReceiptFilter&Filter.Name=a&Filter.IpFilter.Policy=x&Filter.IpFilter.Cidr=c",
            "filter.ipFilter.policy",
            "Allow, Block",
        ),
        (
            (
                "CreateReceiptRule&RuleSetName=s&Rule.Name=n"
                "&Rule.Actions.member.1.SNSAction.TopicArn=t&Rule.Actions.member.1.SNSAction.Encoding=x"
            ),
            "rule.actions.1.member.sNSAction.encoding",
            "Base64, UTF-8",
        ),
        (
            (
                "CreateReceiptRule&RuleSetName=s&Rule.Name=n&Rule.Actions.member.1.StopAction.Scope=RuleSet"
                "&Rule.Actions.member.2.LambdaAction.FunctionArn=f&Rule.Actions.member.2.LambdaAction.InvocationType=x"
            ),
            "rule.actions.2.member.lambdaAction.invocationType",
            "RequestResponse, Event",
        ),
    ],
)
def test_v1_prints_enum_sets_in_their_recorded_order(body, path, values):
    assert v1(f"Action={body}") == invalid(path, f"Member must satisfy enum value set: [{values}]")


@pytest.mark.parametrize(
    ("method", "url", "body", "path", "values"),
    [
        (
            "PUT",
            "identities/a/mail-from",
            {"BehaviorOnMxFailure": "x"},
            "behaviorOnMxFailure",
            "REJECT_MESSAGE, USE_DEFAULT_VALUE",
        ),
        ("PUT", "suppression/addresses", {"EmailAddress": "a", "Reason": "x"}, "reason", "BOUNCE, COMPLAINT"),
        ("PUT", "configuration-sets/a/delivery-options", {"TlsPolicy": "x"}, "tlsPolicy", "OPTIONAL, REQUIRE"),
        (
            "PUT",
            "configuration-sets/a/vdm-options",
            {"VdmOptions": {"DashboardOptions": {"EngagementMetrics": "x"}}},
            "vdmOptions.dashboardOptions.engagementMetrics",
            "ENABLED, DISABLED",
        ),
        (
            "POST",
            "contact-lists",
            {
                "ContactListName": "l",
                "Topics": [{"TopicName": "t", "DisplayName": "d", "DefaultSubscriptionStatus": "x"}],
            },
            "topics.1.member.defaultSubscriptionStatus",
            "OPT_OUT, OPT_IN",
        ),
    ],
)
def test_v2_prints_enum_sets_in_their_recorded_order(method, url, body, path, values):
    assert v2(method, url, body) == bad(path, f"Member must satisfy enum value set: [{values}]")


@pytest.mark.needs("sesv2.PutAccountPricingAttributes")
def test_an_enum_set_nobody_recorded_is_printed_in_model_order():
    assert v2("PUT", "account/pricing-attributes", {"Plan": "x"}) == bad(
        "plan", "Member must satisfy enum value set: [NONE, ESSENTIALS, PRO, ENTERPRISE]"
    )


def test_items_of_a_list_are_counted_from_one():
    topics = [{"TopicName": "t", "DisplayName": "d", "DefaultSubscriptionStatus": "OPT_IN"}, {"DisplayName": "d"}]

    assert v2("POST", "contact-lists", {"ContactListName": "l", "Topics": topics}) == (
        "BadRequestException",
        (
            "2 validation errors detected: "
            "Value at 'topics.2.member.topicName' failed to satisfy constraint: Member must not be null; "
            "Value at 'topics.2.member.defaultSubscriptionStatus' failed to satisfy constraint: Member must not be null"
        ),
    )


def test_a_header_without_name_is_found_deep_inside():
    content = {"Simple": {"Subject": {"Data": "s"}, "Body": {}, "Headers": [{"Value": "v"}]}}

    assert v2("POST", "outbound-emails", {"Content": content}) == bad(
        "content.simple.headers.1.member.name", "Member must not be null"
    )


def test_a_bad_enum_in_a_list_is_the_lists_violation():
    expected = "Member must satisfy constraint: [Member must satisfy enum value set: [BOUNCE, COMPLAINT]]"

    assert v2("PUT", "account/suppression", {"SuppressedReasons": ["BOUNCE", "x", "y"]}) == bad(
        "suppressedReasons", expected
    )
    assert v2(
        "POST",
        "configuration-sets",
        {"ConfigurationSetName": "s", "SuppressionOptions": {"SuppressedReasons": ["x"]}},
    ) == bad("suppressionOptions.suppressedReasons", expected)
    assert v2("GET", "suppression/addresses?Reason=x", {}) == bad("reasons", expected)


def test_a_bad_item_of_a_list_names_all_constraints_of_the_items():
    details = {"MailType": "MARKETING", "WebsiteURL": "https://e.example", "AdditionalContactEmailAddresses": ["a@b"]}

    assert v2("POST", "account/details", details) == bad(
        "additionalContactEmailAddresses",
        "Member must satisfy constraint: [Member must have length less than or equal to 254, "
        "Member must have length greater than or equal to 6, "
        "Member must satisfy regular expression pattern: ^(.+)@(.+)$]",
    )


def test_all_violations_of_an_account_are_told_at_once_and_nothing_secret_is_said():
    details = {
        "MailType": "x",
        "WebsiteURL": "",
        "ContactLanguage": "FR",
        "UseCaseDescription": "secret" * 1000,
        "AdditionalContactEmailAddresses": [],
    }

    assert v2("POST", "account/details", details) == (
        "BadRequestException",
        (
            "5 validation errors detected: "
            "Value at 'mailType' failed to satisfy constraint: "
            "Member must satisfy enum value set: [MARKETING, TRANSACTIONAL]; "
            "Value at 'websiteURL' failed to satisfy constraint: Member must have length greater than or equal to 1; "
            "Value at 'contactLanguage' failed to satisfy constraint: Member must satisfy enum value set: [EN, JA]; "
            "Value at 'useCaseDescription' failed to satisfy constraint: "
            "Member must have length less than or equal to 5000; "
            "Value at 'additionalContactEmailAddresses' failed to satisfy constraint: "
            "Member must have length greater than or equal to 1"
        ),
    )


@pytest.mark.needs("sesv2:/v2/email/list-identities")
def test_a_bad_key_or_value_of_a_map_is_the_maps_violation():
    assert v2("POST", "list-identities", {"Filter": {"x": ""}}) == (
        "BadRequestException",
        (
            "2 validation errors detected: Value at 'filter' failed to satisfy constraint: "
            "Map keys must satisfy constraint: [Member must satisfy enum value set: "
            "[IDENTITY_NAME_CONTAINS, IDENTITY_TYPE, VERIFICATION_STATUS]]; "
            "Value at 'filter' failed to satisfy constraint: "
            "Map value must satisfy constraint: [Member must have length greater than or equal to 1]"
        ),
    )


def test_numbers_have_values_and_lists_have_lengths():
    assert v2("PUT", "configuration-sets/a/delivery-options", {"MaxDeliverySeconds": 299}) == bad(
        "maxDeliverySeconds", "Member must have value greater than or equal to 300"
    )
    assert v2("PUT", "configuration-sets/a/delivery-options", {"MaxDeliverySeconds": 50401}) == bad(
        "maxDeliverySeconds", "Member must have value less than or equal to 50400"
    )
    assert v2("POST", "metrics/batch", {"Queries": []}) == bad(
        "queries", "Member must have length greater than or equal to 1"
    )


@pytest.mark.parametrize("selector", ["under_score", "-a", "a\n", "ä"])
def test_patterns_are_matched_in_full_and_printed_as_they_are(selector):
    signing = {"DomainSigningSelector": selector}

    assert v2("POST", "identities", {"EmailIdentity": "e", "DkimSigningAttributes": signing}) == bad(
        "dkimSigningAttributes.domainSigningSelector",
        "Member must satisfy regular expression pattern: "
        r"^(([a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9\-]*[a-zA-Z0-9]))$",
    )


def test_a_bounce_action_tells_its_members_in_the_recorded_order():
    body = "Action=CreateReceiptRule&RuleSetName=s&Rule.Name=n&Rule.Actions.member.1.BounceAction.TopicArn=t"
    path = "Value at 'rule.actions.1.member.bounceAction.{}' failed to satisfy constraint: Member must not be null"

    assert v1(body) == (
        "ValidationError",
        "3 validation errors detected: "
        + "; ".join([path.format(name) for name in ("smtpReplyCode", "sender", "message")]),
    )


def departing(api, unenforced, *, shows_values=False):
    """A codec for whose operations this is overridden."""
    codec = Query if api == "ses" else RestJson
    return codec(service_model(api), lambda _: Overrides(unenforced, shows_values=shows_values))


@pytest.mark.needs("sesv2.AssociateEmailIdentityCertificate")
def test_an_operation_may_show_the_offending_value():
    codec = departing("sesv2", {}, shows_values=True)

    assert v2("POST", "identity/certificates", {"EmailIdentity": "e", "CertificateArn": "arn"}, codec) == (
        "BadRequestException",
        (
            "2 validation errors detected: Value 'arn' at 'certificateArn' failed to satisfy constraint: "
            "Member must have length greater than or equal to 20; "
            "Value 'arn' at 'certificateArn' failed to satisfy constraint: "
            "Member must satisfy regular expression pattern: "
            r"arn:[\w+=/,.@-]+:[\w+=/,.@-]+:[\w+=/,.@-]*:[0-9]+:certificate/[\w+=,.@-]+"
        ),
    )
    assert v2("POST", "identity/certificates/delete", {}, codec) == (
        "BadRequestException",
        (
            "1 validation error detected: Value null at 'emailIdentity' failed to satisfy constraint: "
            "Member must not be null"
        ),
    )


@pytest.mark.parametrize(
    ("unenforced", "method", "path", "body", "expected"),
    [
        (
            {"Reason": "enum"}, "PUT", "suppression/addresses", {"EmailAddress": "a", "Reason": "x"},
            {"email_address": "a", "reason": "x"},
        ),
        ({"SuppressedReasons": "enum"}, "PUT", "account/suppression", {"SuppressedReasons": ["x"]},
         {"suppressed_reasons": ["x"]}),
        ({"Tags.Value": "required"}, "POST", "tags", {"ResourceArn": "arn", "Tags": [{"Key": ""}]},
         {"resource_arn": "arn", "tags": [{"Key": ""}]}),
        ({"EmailIdentity": "required min"}, "POST", "identities", {"EmailIdentity": ""}, {"email_identity": ""}),
        # A required member that is absent is handed on empty: a string, a list, a structure, anything else.
        ({"EmailIdentity": "required min"}, "POST", "identities", {}, {"email_identity": ""}),
        ({"TagKeys": "required"}, "DELETE", "tags?ResourceArn=arn", {}, {"resource_arn": "arn", "tag_keys": []}),
        ({"Content": "required"}, "POST", "outbound-emails", {}, {"content": {}}),
        (
            {"WarmupPercentage": "required"}, "PUT", "dedicated-ips/1.2.3.4/warmup", {},
            {"ip": "1.2.3.4", "warmup_percentage": None},
        ),
    ],
)  # fmt: skip
def test_what_the_service_judges_itself_passes(unenforced, method, path, body, expected):
    assert v2(method, path, body)[0] == "BadRequestException"
    assert v2(method, path, body, departing("sesv2", unenforced)) == expected


def test_what_the_service_judges_itself_passes_in_v1_where_it_is_absent_too():
    body = "Action=ListCustomVerificationEmailTemplates&MaxResults=51"
    codec = departing("ses", {"MaxResults": "max", "ConfigurationSet.Name": "required"})

    assert v1(body)[0] == "ValidationError"
    assert v1(body, codec) == {"max_results": 51}
    assert v1("Action=CreateConfigurationSet&ConfigurationSet.Name.x=", codec)[0] == "MalformedInput"
    assert v1("Action=CreateConfigurationSet&ConfigurationSet=", codec) == {"configuration_set": {}}


def test_only_the_traits_named_are_left_to_the_service():
    codec = departing("sesv2", {"EmailIdentity": "required"})

    assert v2("POST", "identities", {"EmailIdentity": ""}, codec) == bad(
        "emailIdentity", "Member must have length greater than or equal to 1"
    )


def test_the_tables_speak_of_what_the_models_have(botocore_is_older):
    if botocore_is_older:
        pytest.skip("the tables speak of newer members, too")
    v1_shapes, v2_shapes = (description_of(service_model(api))["shapes"] for api in ("ses", "sesv2"))
    enums = {frozenset(shape.get("enum", ())) for shape in [*v1_shapes.values(), *v2_shapes.values()]}

    assert [values for values in ENUM_ORDER if frozenset(values) not in enums] == []
    assert [
        (name, member)
        for name, members in ERROR_ORDER.items()
        for member in members
        if member not in (v2_shapes | v1_shapes)[name]["members"]
    ] == []
