"""Tenants through sesv2: themselves, what belongs to them, and their suppression settings. Texts: probed 2026-08."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest

pytestmark = [
    pytest.mark.ses(at="2026-01-01T00:00Z", seed=1, verified=["example.com"]),
    pytest.mark.needs("sesv2.ListTenants.Tenants.SendingStatus"),
]

NOW = datetime(2026, 1, 1, tzinfo=timezone.utc)
ARN = "arn:aws:ses:us-east-1:123456789012:"
IDENTITY, SET, TEMPLATE = ARN + "identity/example.com", ARN + "configuration-set/news", ARN + "template/hi"
CONSTRAINT = "failed to satisfy constraint: Member must"


def bad(text):
    return 400, "BadRequestException", text


def exists(text):
    return 400, "AlreadyExistsException", text


def missing(text):
    return 404, "NotFoundException", text


def tags(**pairs):
    return [{"Key": key, "Value": value} for key, value in pairs.items()]


def brief(cloud, name, at=NOW):
    tenant = cloud.region().tenants[name]
    return {
        "TenantName": name,
        "TenantId": tenant.id,
        "TenantArn": f"{ARN}tenant/{name}/{tenant.id}",
        "CreatedTimestamp": at,
        "SendingStatus": "ENABLED",
    }


def held(v2, name, **filter):
    given = {"Filter": {"RESOURCE_TYPE": filter["kind"]}} if filter else {}
    return v2.list_tenant_resources(TenantName=name, **given)["TenantResources"]


@pytest.fixture
def acme(v2):
    v2.create_tenant(TenantName="acme")
    v2.create_configuration_set(ConfigurationSetName="news")
    v2.create_email_template(TemplateName="hi", TemplateContent={"Subject": "s", "Text": "t"})


@pytest.fixture
def associate(v2):
    def associate(*arns, tenant="acme"):
        for arn in arns:
            assert v2.create_tenant_resource_association(TenantName=tenant, ResourceArn=arn) == {}

    return associate


# ---- the tenant itself ----


def test_a_tenant_is_made_shown_and_deleted(v2, ses_cloud):
    made = v2.create_tenant(TenantName="acme", Tags=tags(b="2", a="1"))
    shown = v2.get_tenant(TenantName="acme")
    expected = {**brief(ses_cloud, "acme"), "Tags": tags(a="1", b="2")}  # sorted by key: probed
    deleted = v2.delete_tenant(TenantName="acme")

    assert made == expected
    assert shown == {"Tenant": expected}
    assert len(made["TenantId"]) == 33
    assert made["TenantId"].startswith("tn-")
    assert (deleted, v2.list_tenants()) == ({}, {"Tenants": []})


def test_a_tenant_without_tags_shows_none(v2, ses_cloud):
    made = v2.create_tenant(TenantName="acme")

    assert made == brief(ses_cloud, "acme")
    assert v2.get_tenant(TenantName="acme") == {"Tenant": brief(ses_cloud, "acme")}


def test_tenants_are_listed_by_name_without_tags(v2, ses_cloud):
    v2.create_tenant(TenantName="b", Tags=tags(a="1"))
    ses_cloud.clock.advance(hours=1)
    v2.create_tenant(TenantName="A")

    assert v2.list_tenants() == {"Tenants": [brief(ses_cloud, "A", NOW + timedelta(hours=1)), brief(ses_cloud, "b")]}


@pytest.mark.parametrize(
    ("filter", "names"),
    [
        ({"TENANT_NAME_CONTAINS": "AC"}, ["acme", "backs"]),
        ({"SENDING_STATUS": "DISABLED"}, ["backs"]),
        ({"TENANT_NAME_CONTAINS": "acm", "SENDING_STATUS": "ENABLED"}, ["acme"]),
        ({"SENDING_STATUS": "REINSTATED"}, []),
        ({}, ["acme", "backs", "other"]),
    ],
)
def test_a_list_is_filtered(v2, ses_cloud, filter, names):
    for name in ("other", "backs", "acme"):
        v2.create_tenant(TenantName=name)
    ses_cloud.region().tenants["backs"].pause()

    assert [tenant["TenantName"] for tenant in v2.list_tenants(Filter=filter)["Tenants"]] == names


def test_a_status_that_there_is_not(v2):
    assert v2.no("list_tenants", Filter={"SENDING_STATUS": "PAUSED"}) == bad("Invalid sending status PAUSED specified.")


def test_tenants_are_of_one_region_and_account(v2, api):
    v2.create_tenant(TenantName="acme")

    for elsewhere in (api("sesv2", "eu-west-1"), api("sesv2", account="222222222222")):
        assert elsewhere.list_tenants() == {"Tenants": []}
        assert elsewhere.no("get_tenant", TenantName="acme") == missing("The requested tenant <acme> does not exist.")


NAMES = [
    (" ", "TenantName cannot be empty"),
    ("t" * 65, "TenantName cannot exceed 64 characters."),
    ("a.b", "Invalid tenant name <a.b>: only alphanumeric ASCII characters, '_', and '-' are allowed."),
]
NAMING = {
    "create_tenant": {},
    "get_tenant": {},
    "delete_tenant": {},
    "create_tenant_resource_association": {"ResourceArn": "x"},
    "delete_tenant_resource_association": {"ResourceArn": "x"},
    "list_tenant_resources": {"Filter": {"RESOURCE_TYPE": "x"}},
    "put_tenant_suppression_attributes": {"SuppressionScope": "x"},
}


@pytest.mark.parametrize("operation", NAMING)
@pytest.mark.parametrize(("name", "message"), NAMES)
def test_a_name_that_can_be_none(v2, operation, name, message):
    assert v2.no(operation, TenantName=name, **NAMING[operation]) == bad(message)


@pytest.mark.parametrize("operation", [name for name in NAMING if name != "create_tenant"])
def test_a_tenant_that_there_is_not(v2, operation):
    given = {} if operation == "put_tenant_suppression_attributes" else NAMING[operation]

    assert v2.no(operation, TenantName="nobody", **given) == missing("The requested tenant <nobody> does not exist.")


@pytest.mark.parametrize("body", [{}, {"TenantName": ""}])
@pytest.mark.parametrize("path", ["/get", "/delete", "/resources", "/resources/delete", "/resources/list"])
def test_no_name_at_all(wire, path, body):
    assert wire.v2("POST", f"/tenants{path}", body) == (
        400, "BadRequestException", {"message": "TenantName cannot be empty"},
    )  # fmt: skip


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({}, "Value at 'tenantName' failed to satisfy constraint: Member must not be null"),
        (
            {"TenantName": ""},
            f"Value '' at 'tenantName' {CONSTRAINT} have length greater than or equal to 1",
        ),
    ],
)
def test_only_where_one_is_made_the_model_speaks_of_no_name(wire, body, message):
    assert wire.v2("POST", "/tenants", body) == (
        400, "BadRequestException", {"message": f"1 validation error detected: {message}"},
    )  # fmt: skip


def test_a_name_is_taken_once(v2):
    v2.create_tenant(TenantName="acme")
    before = v2.list_tenants()

    assert v2.no("create_tenant", TenantName="acme") == exists(
        "Tenant with name acme already exists in account 123456789012"
    )
    assert v2.list_tenants() == before
    v2.create_tenant(TenantName="ACME")  # names have their capitals: assumed


def test_there_is_a_limit(v2, ses_cloud):
    ses_cloud.limits.tenants = 1
    v2.create_tenant(TenantName="acme")

    assert v2.no("create_tenant", TenantName="b") == (
        400, "LimitExceededException", "You have reached the maximum number of tenants for this account.",
    )  # fmt: skip
    assert v2.no("create_tenant", TenantName="acme")[1] == "AlreadyExistsException"


def test_what_is_asked_for_is_checked_before_what_is_there(v2):
    v2.create_tenant(TenantName="acme")
    scope = {"SuppressionScope": "TENANT"}
    twice = [{"Key": "a", "Value": "1"}, {"Key": "a", "Value": "2"}]

    assert v2.no("create_tenant", TenantName="acme", Tags=twice, SuppressionAttributes=scope) == bad(
        "SuppressionScope cannot be specified without SuppressedReasons."
    )
    assert v2.no("create_tenant", TenantName="acme", Tags=twice) == bad(
        "Cannot provide multiple tags with the same key"
    )


# ---- tags ----


def test_tags_of_a_tenant(v2, acme):
    arn = v2.get_tenant(TenantName="acme")["Tenant"]["TenantArn"]
    v2.tag_resource(ResourceArn=arn, Tags=tags(z="1", a="2"))
    listed = v2.list_tags_for_resource(ResourceArn=arn)
    by_id_alone = v2.list_tags_for_resource(ResourceArn=arn.replace("tenant/acme/", "tenant/other/"))
    v2.untag_resource(ResourceArn=arn, TagKeys=["z"])

    assert listed == by_id_alone == {"Tags": tags(a="2", z="1")}
    assert v2.get_tenant(TenantName="acme")["Tenant"]["Tags"] == tags(a="2")
    v2.delete_tenant(TenantName="acme")
    name, _, identifier = arn.partition("tenant/")[2].partition("/")
    assert v2.no("list_tags_for_resource", ResourceArn=arn) == missing(
        f"No Tenant present with name: {name}with tenantId: {identifier}"
    )


# ---- what belongs to it ----


def test_resources_are_listed_by_arn_in_the_words_of_their_arns(v2, acme, associate):
    associate(TEMPLATE, IDENTITY, SET)

    assert v2.list_tenant_resources(TenantName="acme") == {
        "TenantResources": [
            {"ResourceType": "configuration-set", "ResourceArn": SET},
            {"ResourceType": "identity", "ResourceArn": IDENTITY},
            {"ResourceType": "template", "ResourceArn": TEMPLATE},
        ]
    }
    assert held(v2, "acme", kind="identity") == [{"ResourceType": "identity", "ResourceArn": IDENTITY}]


@pytest.mark.parametrize("kind", ["EMAIL_IDENTITY", "CONFIGURATION_SET", "EMAIL_TEMPLATE", "x"])
def test_the_types_of_the_model_are_refused(v2, acme, kind):
    assert v2.no("list_tenant_resources", TenantName="acme", Filter={"RESOURCE_TYPE": kind}) == bad(
        f"Invalid resource type {kind} specified."
    )


def test_a_resource_tells_its_tenants_the_oldest_first(v2, ses_cloud, acme, associate):
    v2.create_tenant(TenantName="Zoo")
    associate(IDENTITY, tenant="Zoo")
    ses_cloud.clock.advance(seconds=1)
    associate(IDENTITY)
    tenants = ses_cloud.region().tenants

    assert v2.list_resource_tenants(ResourceArn=IDENTITY) == {
        "ResourceTenants": [
            {
                "TenantName": name,
                "TenantId": tenants[name].id,
                "ResourceArn": IDENTITY,
                "AssociatedTimestamp": NOW + timedelta(seconds=after),
            }
            for name, after in (("Zoo", 0), ("acme", 1))
        ]
    }
    assert v2.list_resource_tenants(ResourceArn=SET) == {"ResourceTenants": []}


def test_an_association_is_made_once(v2, acme, associate):
    associate(SET)

    assert v2.no("create_tenant_resource_association", TenantName="acme", ResourceArn=SET) == exists(
        f"Resources {SET} has already been associated with tenant acme"
    )


def test_a_domain_is_the_same_in_any_case(v2, acme, associate):
    associate(ARN + "identity/EXAMPLE.com")

    assert held(v2, "acme") == [{"ResourceType": "identity", "ResourceArn": IDENTITY}]
    v2.delete_tenant_resource_association(TenantName="acme", ResourceArn=ARN + "identity/Example.com")
    assert held(v2, "acme") == []


def test_an_association_that_there_is_not_can_be_deleted(v2, acme):
    for arn in (SET, ARN + "identity/nobody.example", ARN + "template/none"):
        assert v2.delete_tenant_resource_association(TenantName="acme", ResourceArn=arn) == {}


NOT_OF_SES = "Provided resource identifier is not an SES resource"
ARNS = [
    ("example.com", NOT_OF_SES),
    ("arn:aws:sns:us-east-1:123456789012:topic", NOT_OF_SES),
    ("arn:aws:ses:us-east-1", "Provided ARN is not in SES resource ARN format"),
    ("arn:aws:ses::123456789012:identity/example.com", "Provided ARN is not in SES resource ARN format"),
    ("arn:aws:ses:eu-west-1:222222222222:contact-list/x", "Unsupported resource type: contact-list"),
    (ARN + "identity", NOT_OF_SES),
    ("arn:aws:ses:eu-west-1:222222222222:template/", NOT_OF_SES),
    (
        "arn:aws:ses:eu-west-1:222222222222:identity/x",
        "Resource <arn:aws:ses:eu-west-1:222222222222:identity/x> must be in the same region",
    ),
    (
        "arn:aws:ses:us-east-1:222222222222:identity/x",
        "Resource <arn:aws:ses:us-east-1:222222222222:identity/x> must be in the same account",
    ),
]


@pytest.mark.parametrize(("arn", "message"), ARNS)
def test_what_can_belong_to_no_tenant(v2, acme, arn, message):
    for operation in ("create_tenant_resource_association", "delete_tenant_resource_association"):
        assert v2.no(operation, TenantName="acme", ResourceArn=arn) == bad(message)
        assert v2.no(operation, TenantName="nobody", ResourceArn=arn) == missing(
            "The requested tenant <nobody> does not exist."
        )
    assert v2.no("list_resource_tenants", ResourceArn=arn) == bad(message)


@pytest.mark.parametrize(
    ("resource", "message"),
    [
        ("identity/x.example", "Identity <x.example> does not exist"),
        ("configuration-set/x", "Configuration set <x> does not exist:"),  # the colon is AWS's
        ("template/x", "Email template <x> does not exist"),
    ],
)
def test_what_does_not_exist(v2, acme, resource, message):
    assert v2.no("create_tenant_resource_association", TenantName="acme", ResourceArn=ARN + resource) == missing(
        message
    )
    assert v2.no("list_resource_tenants", ResourceArn=ARN + resource) == missing(message)


@pytest.mark.parametrize("path", ["", "/delete"])
def test_no_arn_at_all(wire, acme, path):
    null = "1 validation error detected: Value at 'resourceArn' failed to satisfy constraint: Member must not be null"

    assert wire.v2("POST", f"/tenants/resources{path}", {"TenantName": "acme"}) == (
        400, "BadRequestException", {"message": null},
    )  # fmt: skip
    assert wire.v2("POST", f"/tenants/resources{path}", {"TenantName": "nobody"})[0] == 404
    assert wire.v2("POST", "/resources/tenants/list", {})[2] == {"message": null}


@pytest.mark.parametrize(
    ("arn", "theirs", "ours"),
    [
        (IDENTITY, ("delete_email_identity", {"EmailIdentity": "Example.com"}), ("delete_identity", "Identity")),
        (
            SET,
            ("delete_configuration_set", {"ConfigurationSetName": "news"}),
            ("delete_configuration_set", "ConfigurationSetName"),
        ),
        (TEMPLATE, ("delete_email_template", {"TemplateName": "hi"}), ("delete_template", "TemplateName")),
    ],
)
def test_what_belongs_to_a_tenant_is_not_deleted(v1, v2, acme, associate, arn, theirs, ours):
    operation, given = theirs
    associate(arn)
    message = f"Cannot delete {arn} because it has tenant associations. Remove all tenant associations and try again."

    assert v2.no(operation, **given) == bad(message)
    # In v1: assumed.
    assert v1.no(ours[0], **{ours[1]: next(iter(given.values()))}) == (400, "InvalidParameterValue", message)
    v2.delete_tenant(TenantName="acme")  # which takes its associations along
    assert v2.list_resource_tenants(ResourceArn=arn) == {"ResourceTenants": []}
    assert getattr(v2, operation)(**given) == {}


def test_a_tenant_of_the_same_name_has_nothing_of_the_one_before(v2, acme, associate):
    associate(SET)
    v2.put_tenant_suppression_attributes(TenantName="acme", SuppressedReasons=[], SuppressionScope="TENANT")
    v2.put_suppressed_destination(EmailAddress="bob@example.org", Reason="BOUNCE", TenantName="acme")
    v2.delete_tenant(TenantName="acme")
    v2.create_tenant(TenantName="acme")

    assert held(v2, "acme") == []
    assert "SuppressionAttributes" not in v2.get_tenant(TenantName="acme")["Tenant"]
    assert v2.list_suppressed_destinations(TenantName="acme") == {"SuppressedDestinationSummaries": []}


# ---- pages ----

KINDS = {
    "tenants": ("list_tenants", {}, "Tenants", "TenantName"),
    "resources": ("list_tenant_resources", {"TenantName": "acme"}, "TenantResources", "ResourceArn"),
    "holders": ("list_resource_tenants", {"ResourceArn": IDENTITY}, "ResourceTenants", "TenantName"),
}
LEAST = f"Value '0' at 'pageSize' {CONSTRAINT} have value greater than or equal to 1"
MOST = f"Value '101' at 'pageSize' {CONSTRAINT} have value less than or equal to 100"
EMPTY = f"Value '' at 'nextToken' {CONSTRAINT} have length greater than or equal to 1"


@pytest.fixture(params=KINDS)
def kind(request, v2, acme, associate):
    """A list of five or six, and how it is called."""
    associate(IDENTITY)
    for name in "abcd":
        v2.create_tenant(TenantName=name)
        associate(IDENTITY, tenant=name)
        v2.create_configuration_set(ConfigurationSetName=name)
        associate(f"{ARN}configuration-set/{name}")
    return KINDS[request.param]


def test_pages_hold_everything_once_and_the_last_has_no_token(v2, kind):
    operation, given, result, member = kind
    pages = [getattr(v2, operation)(**given, PageSize=2)]
    while "NextToken" in pages[-1]:
        pages.append(getattr(v2, operation)(**given, PageSize=2, NextToken=pages[-1]["NextToken"]))

    assert [len(page[result]) for page in pages] == [2, 2, 1]
    everything = getattr(v2, operation)(**given)
    assert [item[member] for page in pages for item in page[result]] == [item[member] for item in everything[result]]
    assert everything.keys() == {result}
    paginator = v2.client.get_paginator(operation)
    assert sum(len(page[result]) for page in paginator.paginate(**given, PaginationConfig={"PageSize": 2})) == 5


@pytest.mark.parametrize(
    ("given", "violations"),
    [
        ({"PageSize": 0}, [LEAST]),
        ({"PageSize": 101}, [MOST]),
        ({"NextToken": ""}, [EMPTY]),
        ({"NextToken": "", "PageSize": 0}, [EMPTY, LEAST]),
    ],
)
def test_a_page_that_cannot_be(v2, kind, given, violations):
    several = "s" if len(violations) > 1 else ""

    assert v2.no(kind[0], **kind[1], **given) == bad(
        f"{len(violations)} validation error{several} detected: {'; '.join(violations)}"
    )


def test_a_token_belongs_to_one_list(v2, kind, api):
    operation, given, *_ = kind
    tokens = [
        getattr(v2, name)(**more, PageSize=1)["NextToken"] for name, more, *_ in KINDS.values() if name != operation
    ]
    tokens.append("x")
    if operation == "list_tenants":
        tokens.append(v2.list_tenants(Filter={"SENDING_STATUS": "ENABLED"}, PageSize=1)["NextToken"])
    if operation == "list_tenant_resources":
        more = {"TenantName": "acme", "Filter": {"RESOURCE_TYPE": "configuration-set"}}
        tokens.append(v2.list_tenant_resources(**more, PageSize=1)["NextToken"])

    for token in tokens:
        assert v2.no(operation, **given, NextToken=token) == bad("Invalid Next Token")


# ---- suppression settings ----


def settings(v2):
    return v2.get_tenant(TenantName="acme")["Tenant"].get("SuppressionAttributes")


@pytest.mark.parametrize("reasons", [["BOUNCE", "COMPLAINT"], ["COMPLAINT"], []])
@pytest.mark.parametrize("scope", ["TENANT", "ACCOUNT"])
def test_settings_are_put_and_taken_back(v2, acme, reasons, scope):
    asked = {"SuppressedReasons": reasons, "SuppressionScope": scope}
    made = v2.create_tenant(TenantName="b", SuppressionAttributes=asked)
    replies = [v2.put_tenant_suppression_attributes(TenantName="acme", **asked)]
    seen = settings(v2)
    replies.append(v2.put_tenant_suppression_attributes(TenantName="acme"))

    assert replies == [{}, {}]
    assert seen == made["SuppressionAttributes"] == asked
    assert settings(v2) is None


REASONS = (
    "Value at 'suppressedReasons' failed to satisfy constraint: Member must satisfy constraint: "
    "[Member must satisfy enum value set: [BOUNCE, COMPLAINT]]"
)
SCOPE = f"Value at 'suppressionScope' {CONSTRAINT} satisfy enum value set: [TENANT, ACCOUNT]"


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"SuppressedReasons": ["x"], "SuppressionScope": "TENANT"}, f"1 validation error detected: {REASONS}"),
        (
            {"SuppressedReasons": ["x", "x"], "SuppressionScope": "x"},
            f"2 validation errors detected: {REASONS}; {SCOPE}",
        ),
        ({"SuppressionScope": "x"}, f"1 validation error detected: {SCOPE}"),
        ({"SuppressedReasons": ["BOUNCE", "BOUNCE"]}, "Each suppressed reason can only be specified at most once"),
        ({"SuppressedReasons": ["BOUNCE"]}, "SuppressedReasons cannot be specified without SuppressionScope."),
        (
            {"SuppressedReasons": []},
            "SuppressionScope is required when SuppressedReasons are provided. Valid values are: TENANT, ACCOUNT",
        ),
        ({"SuppressionScope": "TENANT"}, "SuppressionScope cannot be specified without SuppressedReasons."),
    ],
)
@pytest.mark.parametrize("tenant", ["acme", "nobody"])  # whether there is such a tenant is asked last
def test_settings_that_cannot_be(v2, acme, given, message, tenant):
    assert v2.no("put_tenant_suppression_attributes", TenantName=tenant, **given) == bad(message)
    assert settings(v2) is None
