"""Tags through sesv2: their rules, in SES's order, wherever tags are taken."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.ses(at="2026-01-01T00:00Z", seed=1)

ARN = "arn:aws:ses:us-east-1:123456789012:"
IDENTITY = ARN + "identity/example.com"
# All texts: probed on AWS on 2026-08-23.
TOO_MANY = "Maximum of 50 user tags are allowed per resource, consider reducing the number of tags in the request"
CHARACTERS = "Tags can only contain letters, numbers, spaces, and the following special characters: _ . : / = + - @"
SYSTEM = "Caller is an end user and not allowed to mutate system tags"
TWICE = "Cannot provide multiple tags with the same key"


def too_long(number, member, limit):
    return (
        f"1 validation error detected: Value at 'tags.{number}.member.{member}' failed to satisfy constraint: "
        f"Member must have length less than or equal to {limit}"
    )


def tags(**pairs):
    return [{"Key": key, "Value": value} for key, value in pairs.items()]


def many(count, start=0):
    return [{"Key": f"k{number}", "Value": ""} for number in range(start, start + count)]


def held(v2, arn=IDENTITY):
    answer = v2.list_tags_for_resource(ResourceArn=arn)
    assert list(answer) == ["Tags"]
    return answer["Tags"]


@pytest.fixture(autouse=True)
def resources(v2, ses_cloud):
    ses_cloud.verify("example.com")
    v2.create_email_identity(EmailIdentity="ann@example.org")
    v2.create_configuration_set(ConfigurationSetName="set")
    v2.create_custom_verification_email_template(
        TemplateName="hello", FromEmailAddress="ann@example.com", TemplateSubject="s", TemplateContent="c",
        SuccessRedirectionURL="https://example.com/", FailureRedirectionURL="https://example.com/",
    )  # fmt: skip


@pytest.mark.parametrize(
    "resource",
    [
        "identity/example.com",
        "identity/ann@example.org",
        "configuration-set/set",
        "custom-verification-email-template/hello",
    ],
)
def test_tags_are_added_changed_listed_and_taken_away(v2, resource):
    arn = ARN + resource
    replies = [
        v2.tag_resource(ResourceArn=arn, Tags=tags(a="1", b="")),
        v2.tag_resource(ResourceArn=arn, Tags=tags(c="3", a="2")),
        v2.tag_resource(ResourceArn=arn, Tags=[]),  # probed: no matter
    ]
    merged = held(v2, arn)
    replies.append(v2.untag_resource(ResourceArn=arn, TagKeys=["b", "missing"]))

    assert replies == [{}] * 4
    assert [merged, held(v2, arn)] == [tags(a="2", b="", c="3"), tags(a="2", c="3")]


def test_tags_of_an_identity_are_seen_by_get(v2):
    v2.tag_resource(ResourceArn=IDENTITY, Tags=tags(a="1"))

    assert v2.get_email_identity(EmailIdentity="example.com")["Tags"] == tags(a="1")


RULES = [
    # What is refused, and the words; each case from the second on breaks later rules, too, but no earlier one.
    ([*many(50), {"Key": "aws:!", "Value": "é!"}], TOO_MANY),
    ([*many(50), *many(1)], TOO_MANY),
    ([{"Key": "a", "Value": "!"}], CHARACTERS),
    ([{"Key": "a!", "Value": "b"}], CHARACTERS),
    ([{"Key": "a", "Value": "a\tb"}], CHARACTERS),
    ([{"Key": "aws:a", "Value": "!"}], CHARACTERS),
    ([{"Key": "AWS:a", "Value": "x" * 257}], SYSTEM),
    ([{"Key": "b", "Value": ""}, {"Key": "aws:a", "Value": ""}, {"Key": "b", "Value": ""}], SYSTEM),
    ([{"Key": "k" * 129, "Value": "x" * 257}], too_long(1, "value", 256)),
    ([{"Key": "a", "Value": ""}, {"Key": "k" * 129, "Value": ""}, {"Key": "", "Value": ""}], too_long(2, "key", 128)),
    ([{"Key": "", "Value": "a"}, {"Key": "b", "Value": ""}, {"Key": "b", "Value": ""}], None),
    ([{"Key": "b", "Value": "1"}, {"Key": "b", "Value": "2"}], TWICE),
]
BASE = {
    "create_email_identity": {"EmailIdentity": "new.example"},
    "create_configuration_set": {"ConfigurationSetName": "new"},
    "create_tenant": {"TenantName": "new"},
    "create_custom_verification_email_template": {
        "TemplateName": "new", "FromEmailAddress": "ann@example.com", "TemplateSubject": "s", "TemplateContent": "c",
        "SuccessRedirectionURL": "https://example.com/", "FailureRedirectionURL": "https://example.com/",
    },
    "tag_resource": {"ResourceArn": IDENTITY},
}  # fmt: skip


@pytest.mark.parametrize(
    ("operation", "given", "message"),
    [
        *(("tag_resource", *rule) for rule in RULES),
        *((operation, *rule) for operation in BASE if operation != "tag_resource" for rule in (RULES[0], RULES[-1])),
    ],
)
def test_the_rules_stand_in_one_order_and_the_first_and_the_last_wherever_tags_are_taken(v2, operation, given, message):
    if operation == "tag_resource" and message == TOO_MANY:
        message += " or delete existing tags and retry"

    assert v2.no(operation, **BASE[operation], Tags=given) == (400, "BadRequestException", message)
    assert held(v2) == []


@pytest.mark.parametrize(
    "pair",
    [
        ("k" * 128, "v" * 256),
        ("\U00010437" * 128, "\U00010437" * 256),  # code points count, not UTF-16 units
        ("_.:/=+-@ é٣漢", "a b\u00a0c\u2003d"),  # any letter, digit and Unicode space
        ("awsome", ""),
        ("x:aws:", "aws:"),
    ],
)
def test_a_tag_may_be(v2, pair):
    given = [{"Key": pair[0], "Value": pair[1]}]
    v2.tag_resource(ResourceArn=IDENTITY, Tags=given)

    assert held(v2) == given


def test_a_resource_has_50_tags_counted_after_merging_and_the_limit_can_be_raised(v2, ses_cloud):
    v2.tag_resource(ResourceArn=IDENTITY, Tags=many(49))
    v2.tag_resource(ResourceArn=IDENTITY, Tags=many(2, start=48))
    refused = v2.no("tag_resource", ResourceArn=IDENTITY, Tags=many(1, start=50))
    ses_cloud.limits.tags_per_resource = 51
    v2.tag_resource(ResourceArn=IDENTITY, Tags=many(1, start=50))
    refused_later = v2.no("create_email_identity", EmailIdentity="new.example", Tags=many(52))

    assert refused == (400, "BadRequestException", f"{TOO_MANY} or delete existing tags and retry")
    assert refused_later == (400, "BadRequestException", TOO_MANY.replace("50", "51"))
    assert held(v2) == many(51)


NOWHERE = [
    ("example.com", (400, "BadRequestException", "ResourceArn is not the expected format")),
    (ARN + "identity", (400, "BadRequestException", "ResourceArn is not the expected format")),
    (ARN + "identity/", (400, "BadRequestException", "ResourceArn is not the expected format")),
    (ARN + "planet/mars", (400, "BadRequestException", "ResourceArn is not the expected format")),
    (ARN + "identity/a b", (400, "ValidationException", None)),  # probed: a code with nothing more
    (ARN + "identity/@x", (400, "BadRequestException", "Provided resource identifier is not an SES resource")),
    (ARN + "identity/x", (400, "BadRequestException", "Provided resource identifier is not an SES resource")),
    (ARN + "identity/x.org", (404, "NotFoundException", "No EmailIdentity present with name: x.org")),
    (ARN + "identity/a@x.org", (404, "NotFoundException", "No EmailIdentity present with name: a@x.org")),
    (ARN + "configuration-set/x", (404, "NotFoundException", "No ConfigurationSet present with name: x")),
    (ARN + "contact-list/x", (404, "NotFoundException", "No ContactList present with name: x")),
    (ARN + "dedicated-ip-pool/x", (404, "NotFoundException", "No DedicatedIpPool present with name: x")),
    (ARN + "tenant/x/tn-1", (404, "NotFoundException", "No Tenant present with name: xwith tenantId: tn-1")),
    (ARN + "tenant/tn-1", (404, "NotFoundException", "No Tenant present with name: nullwith tenantId: tn-1")),
    (ARN + "multi-region-endpoint/x", (404, "NotFoundException", "No MultiRegionEndpoint present with name: x")),
    (
        ARN + "deliverability-test-report/x",
        (404, "NotFoundException", "No DeliverabilityTestReport present with name: x"),
    ),
    (
        ARN + "custom-verification-email-template/x",
        (404, "NotFoundException", "No CustomVerificationEmailTemplate present with name: x"),
    ),
    (
        "arn:aws:ses:eu-west-1:222222222222:identity/x",  # a foreign account wins over all else
        (400, "BadRequestException", "Operations on a resource created in a different account is not allowed"),
    ),
]


@pytest.mark.parametrize(
    ("operation", "parameters", "arn", "refusal"),
    [
        *(("list_tags_for_resource", {}, *case) for case in NOWHERE),
        *(("tag_resource", {"Tags": tags(a="1")}, *case) for case in NOWHERE if "tenant" in case[0]),
        *(("untag_resource", {"TagKeys": ["a"]}, *case) for case in NOWHERE if "tenant" in case[0]),
        ("tag_resource", {"Tags": tags(a="!")}, *NOWHERE[-1]),
        ("untag_resource", {"TagKeys": []}, *NOWHERE[-1]),
    ],
)
def test_an_arn_that_leads_nowhere_is_refused_before_the_tags_are_looked_at(v2, operation, parameters, arn, refusal):
    assert v2.no(operation, ResourceArn=arn, **parameters) == refusal


def test_an_arn_of_another_region_is_looked_for_here_and_then_leads_nowhere(v2, api):
    # Probed. The identity of that region has nothing to do with it.
    foreign = IDENTITY.replace("us-east-1", "eu-west-1")
    missing = foreign.replace("example.com", "x.org")
    api("sesv2", "eu-west-1").create_email_identity(EmailIdentity="example.com", Tags=tags(there="1"))
    v2.tag_resource(ResourceArn=IDENTITY, Tags=tags(here="1"))

    assert v2.no("tag_resource", ResourceArn=foreign, Tags=tags(a="")) == (
        400, "BadRequestException", "Failed to tag resource",
    )  # fmt: skip
    assert v2.no("untag_resource", ResourceArn=foreign, TagKeys=["here"]) == (
        400, "BadRequestException", "Failed to untag resource",
    )  # fmt: skip
    assert held(v2, foreign) == []
    assert v2.no("list_tags_for_resource", ResourceArn=missing) == (
        404, "NotFoundException", "No EmailIdentity present with name: x.org",
    )  # fmt: skip
    assert held(v2) == tags(here="1")


def test_no_keys_to_take_away_is_a_code_without_a_message(v2, wire):
    # Probed.
    assert v2.no("untag_resource", ResourceArn=IDENTITY, TagKeys=[]) == (400, "ValidationException", None)
    assert wire.v2("DELETE", f"/tags?ResourceArn={IDENTITY}") == (400, "ValidationException", {"message": None})


@pytest.mark.parametrize(
    ("body", "code", "message"),
    [
        (
            {"Tags": [{"Key": "a", "Value": 1}]},
            "SerializationException",
            "NUMBER_VALUE can not be converted to a String",
        ),
        (
            {"ResourceArn": None, "Tags": []},
            "BadRequestException",
            "1 validation error detected: Value at 'resourceArn' failed to satisfy constraint: Member must not be null",
        ),
        (
            {},
            "BadRequestException",
            "1 validation error detected: Value at 'tags' failed to satisfy constraint: Member must not be null",
        ),
        ({"Tags": [{"Key": "a"}]}, "BadRequestException", CHARACTERS),  # probed: a missing value is a violation
        ({"Tags": [{"Value": "a"}]}, "BadRequestException", None),
    ],
)
def test_requests_that_boto3_would_not_send(v2, wire, body, code, message):
    assert wire.v2("POST", "/tags", {"ResourceArn": IDENTITY, **body}) == (400, code, {"message": message})
    assert held(v2) == []


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/tags", {"ResourceArn": IDENTITY}),
        ("/identities", {"EmailIdentity": "new.example"}),
        ("/configuration-sets", {"ConfigurationSetName": "new"}),
    ],
)
def test_a_tag_that_is_null_is_too_much_for_ses(v2, wire, path, body):
    # Probed; boto3 would not send it.
    given = {**body, "Tags": [{"Key": "a", "Value": "1"}, None]}

    assert wire.v2("POST", path, given) == (500, "InternalFailure", {"message": None})
    assert held(v2) == []
    assert len(v2.list_email_identities()["EmailIdentities"]) == 2
    assert v2.list_configuration_sets()["ConfigurationSets"] == ["set"]
