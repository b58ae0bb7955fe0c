"""What breaks the model's constraints, in the words SES has for it."""

from __future__ import annotations

import json

import pytest

from sesmock.wire.constraints import ENUM_ORDER, ERROR_ORDER, SHOWN, UNENFORCED, Malformed
from sesmock.wire.message import Request
from sesmock.wire.model import description_of, service_model
from sesmock.wire.query import Query
from sesmock.wire.restjson import RestJson

V1, V2 = Query(service_model("ses")), RestJson(service_model("sesv2"))
ONE = "1 validation error detected: Value at '{}' failed to satisfy constraint: {}"


def v1(body):
    """The code and message that a form is refused with, or its parameters."""
    try:
        return V1.read(Request("POST", "https://email.us-east-1.amazonaws.com/", {}, body.encode()))[1]
    except Malformed as malformed:
        return malformed.code, malformed.message


def v2(method, path, body):
    """The code and message that a JSON body is refused with, or its parameters."""
    url = f"https://email.us-east-1.amazonaws.com/v2/email/{path}"
    try:
        return V2.read(Request(method, url, {}, json.dumps(body).encode()))[1]
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


@pytest.mark.needs("sesv2.AssociateEmailIdentityCertificate")
def test_newer_operations_show_the_offending_value():
    assert v2("POST", "identity/certificates", {"EmailIdentity": "e", "CertificateArn": "arn"}) == (
        "BadRequestException",
        (
            "2 validation errors detected: Value 'arn' at 'certificateArn' failed to satisfy constraint: "
            "Member must have length greater than or equal to 20; "
            "Value 'arn' at 'certificateArn' failed to satisfy constraint: "
            "Member must satisfy regular expression pattern: "
            r"arn:[\w+=/,.@-]+:[\w+=/,.@-]+:[\w+=/,.@-]*:[0-9]+:certificate/[\w+=,.@-]+"
        ),
    )
    assert v2("POST", "identity/certificates/delete", {}) == (
        "BadRequestException",
        (
            "1 validation error detected: Value null at 'emailIdentity' failed to satisfy constraint: "
            "Member must not be null"
        ),
    )


def test_what_the_service_judges_itself_passes():
    assert v2("PUT", "configuration-sets/s/suppression-options", {"SuppressedReasons": ["x"]}) == {
        "configuration_set_name": "s",
        "suppressed_reasons": ["x"],
    }
    assert v2("POST", "tags", {"ResourceArn": "arn", "Tags": [{"Key": ""}]}) == {
        "resource_arn": "arn",
        "tags": [{"Key": ""}],
    }
    assert v1("Action=ListCustomVerificationEmailTemplates&MaxResults=51") == {"max_results": 51}


@pytest.mark.needs("sesv2.CreateTenant")
def test_only_create_tenant_leaves_the_name_to_the_model():
    assert v2("POST", "tenants", {"TenantName": ""}) == bad(
        "tenantName", "Member must have length greater than or equal to 1"
    )
    assert v2("POST", "tenants/delete", {"TenantName": ""}) == {"tenant_name": ""}


def shapes_at(api, operation, path):
    """The shape a dotted path of `UNENFORCED` leads to, its items where it is a list, and whether it is required."""
    shape, required = service_model(api).operation_model(operation).input_shape, False
    for name in path.split("."):
        holder = shape.member if shape.type_name == "list" else shape
        shape, required = holder.members[name], name in holder.required_members
    return [shape, *([shape.member] if shape.type_name == "list" else [])], required


@pytest.mark.parametrize(
    ("api", "operation", "path", "trait"),
    [
        (*key, path, trait)
        for key, rules in UNENFORCED.items()
        for path, names in rules.items()
        for trait in names.split()
    ],
)
def test_every_trait_not_enforced_is_one_the_model_has(api, operation, path, trait, needs, botocore_is_older):
    needs(f"{api}.{operation}.{path}")
    shapes, required = shapes_at(api, operation, path)
    found = required if trait == "required" else any(trait in shape.metadata for shape in shapes)
    if botocore_is_older and not found:
        pytest.skip("an older botocore has the member without the trait")

    assert found


def test_the_tables_speak_of_what_the_models_have(botocore_is_older):
    if botocore_is_older:
        pytest.skip("the tables speak of newer members, too")
    v1_shapes, v2_shapes = (description_of(service_model(api))["shapes"] for api in ("ses", "sesv2"))
    enums = {frozenset(shape.get("enum", ())) for shape in [*v1_shapes.values(), *v2_shapes.values()]}

    assert [values for values in ENUM_ORDER if frozenset(values) not in enums] == []
    assert [operation for api, operation in SHOWN if operation not in service_model(api).operation_names] == []
    assert [
        (name, member)
        for name, members in ERROR_ORDER.items()
        for member in members
        if member not in v1_shapes[name]["members"]
    ] == []


@pytest.mark.parametrize(("api", "operation"), sorted(SHOWN))
def test_operations_that_show_values_have_none_to_hide(api, operation, needs):
    needs(f"{api}.{operation}")
    members = service_model(api).operation_model(operation).input_shape.members.values()

    assert [member.name for member in members if member.metadata.get("sensitive")] == []
    assert {member.type_name for member in members} <= {"string", "integer", "map"}
