"""Probes about tenants and their reputation. What they make is a tenant and a configuration set; nothing is sent."""

# ruff: noqa: E501 (what SES says stays on a line)

from __future__ import annotations

import pytest

pytestmark = pytest.mark.needs("sesv2.PutTenantSuppressionAttributes")

TWICE = [{"Key": "a", "Value": "1"}, {"Key": "a", "Value": "2"}]


def case(row, name, value, says):
    """A probe's parameter with a row and an answer of its own."""
    return pytest.param(value, id=name, marks=pytest.mark.probe(row, says=says))


@pytest.mark.probe(
    "A240",
    says=[
        "400 BadRequestException: SuppressionScope cannot be specified without SuppressedReasons.",
        "400 BadRequestException: Cannot provide multiple tags with the same key",
    ],
)
def test_a_tenant_of_a_name_that_is_taken_with_more_that_is_wrong(sesv2, said, names):
    name = names.tenant()
    sesv2.create_tenant(TenantName=name)
    scope = {"SuppressionScope": "TENANT"}
    return [
        said(sesv2.create_tenant, TenantName=name, Tags=TWICE, SuppressionAttributes=scope),
        said(sesv2.create_tenant, TenantName=name, Tags=TWICE),
    ]


@pytest.mark.parametrize(
    "arn",
    [
        case("A241", "without_region", "arn:aws:ses::{account}:configuration-set/x", "400 BadRequestException: Provided ARN is not in SES resource ARN format"),
        case("A241", "of_too_few_parts", "arn:aws:ses:{region}", "400 BadRequestException: Provided ARN is not in SES resource ARN format"),
        case("A241", "of_another_account", "arn:aws:ses:{region}:111122223333:configuration-set/x", "400 BadRequestException: Resource <arn:aws:ses:<region>:<account>:configuration-set/x> must be in the same account"),
    ],
)  # fmt: skip
def test_a_resource_with_an_arn(sesv2, said, names, region, account, arn):
    name = names.tenant()
    sesv2.create_tenant(TenantName=name)
    arn = arn.format(region=region, account=account)
    return said(sesv2.create_tenant_resource_association, TenantName=name, ResourceArn=arn)


@pytest.mark.probe(
    "A241",
    says=[
        "404 NotFoundException: Configuration set <sesmock-none> does not exist:",
        "400 BadRequestException: Unsupported resource type: contact-list",
    ],
)
def test_how_the_other_operations_look_at_arns(sesv2, said, names, region, account):
    name = names.tenant()
    sesv2.create_tenant(TenantName=name)
    prefix = f"arn:aws:ses:{region}:{account}:"
    return [
        said(sesv2.list_resource_tenants, ResourceArn=f"{prefix}configuration-set/sesmock-none"),
        said(sesv2.delete_tenant_resource_association, TenantName=name, ResourceArn=f"{prefix}contact-list/x"),
    ]


@pytest.mark.probe(
    "A242",
    says="400 InvalidParameterValue: Cannot delete arn:aws:ses:<region>:<account>:configuration-set/<set> because it has tenant associations. Remove all tenant associations and try again.",
)
def test_deleting_by_v1_what_belongs_to_a_tenant(ses, sesv2, said, names, region, account):
    # What was named last is deleted first.
    chosen, tenant = names.configuration_set(), names.tenant()
    sesv2.create_configuration_set(ConfigurationSetName=chosen)
    sesv2.create_tenant(TenantName=tenant)
    arn = f"arn:aws:ses:{region}:{account}:configuration-set/{chosen}"
    sesv2.create_tenant_resource_association(TenantName=tenant, ResourceArn=arn)
    return said(ses.delete_configuration_set, ConfigurationSetName=chosen)


@pytest.mark.probe("A243", says=["400 BadRequestException: Invalid sending status PAUSED specified.", 1])
def test_filters_of_tenants(sesv2, said, names):
    name = names.tenant()
    sesv2.create_tenant(TenantName=name)
    found = sesv2.list_tenants(Filter={"TENANT_NAME_CONTAINS": name.upper()})["Tenants"]
    return [said(sesv2.list_tenants, Filter={"SENDING_STATUS": "PAUSED"}), len(found)]


@pytest.mark.probe(
    "A244",
    says="400 MessageRejected: Email address is not verified. The following identities failed the check in region <REGION>: <address>",
)
def test_sending_for_a_tenant_from_an_address_without_an_identity(sesv2, said, names):
    tenant, sender = names.tenant(), names.address()
    sesv2.create_tenant(TenantName=tenant)
    body = {"Text": {"Data": "A probe."}}
    return said(
        sesv2.send_email,
        TenantName=tenant,
        FromEmailAddress=sender,
        Destination={"ToAddresses": ["success@simulator.amazonses.com"]},
        Content={"Simple": {"Subject": {"Data": "Probe"}, "Body": body}},
    )


@pytest.fixture
def entity(sesv2, names):
    """The reputation entity of a new tenant."""
    arn = sesv2.create_tenant(TenantName=names.tenant())["TenantArn"]
    return {"ReputationEntityType": "RESOURCE", "ReputationEntityReference": arn}


@pytest.mark.probe("A248", says=False)
def test_whether_a_new_tenant_has_a_status_by_aws(sesv2, entity):
    return "AwsSesManagedStatus" in sesv2.get_reputation_entity(**entity)["ReputationEntity"]


@pytest.mark.probe(
    "A253",
    says=[
        "400 BadRequestException: Invalid reputation entity reference: x",
        "404 NotFoundException: Reputation entity <arn:aws:ses:<region>:<account>:tenant/x/tn-0> does not exist.",
        "400 BadRequestException: Reputation entity <arn:aws:ses:<region>:<account>:tenant/x/tn-0> does not exist.",
        "400 BadRequestException: Reputation policy <arn:aws:ses:<region>:aws:reputation-policy/lax> does not exist.",
    ],
)
def test_entities_and_policies_that_there_are_not(sesv2, said, entity, region, account):
    def other(reference):
        return {"ReputationEntityType": "RESOURCE", "ReputationEntityReference": reference}

    unknown = other(f"arn:aws:ses:{region}:{account}:tenant/x/tn-0")
    status, policy = sesv2.update_reputation_entity_customer_managed_status, sesv2.update_reputation_entity_policy
    lax = f"arn:aws:ses:{region}:aws:reputation-policy/lax"
    return [
        said(sesv2.get_reputation_entity, **other("x")),
        said(sesv2.get_reputation_entity, **unknown),
        said(status, **unknown, SendingStatus="ENABLED"),
        said(policy, **entity, ReputationEntityPolicy=lax),
    ]


@pytest.mark.probe("A254", says=["accepted", "accepted"])
def test_values_of_filters_that_nothing_has(sesv2, said):
    return [
        said(sesv2.list_reputation_entities, Filter={"ENTITY_TYPE": "X"}),
        said(sesv2.list_reputation_entities, Filter={"SENDING_STATUS": "X"}),
    ]
