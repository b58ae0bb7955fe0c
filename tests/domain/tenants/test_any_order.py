"""Tenants in any order: what belongs to one is there, and so is the tenant; what is refused leaves no trace."""

from __future__ import annotations

import functools
import random

import boto3
import pytest
from botocore import xform_name
from botocore.config import Config
from botocore.exceptions import ClientError
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from sesmock import mock_ses
from sesmock.domain.tenants.associations import Associations
from sesmock.wire.model import service_model

pytestmark = pytest.mark.needs("sesv2.ListTenants.Tenants.SendingStatus")

ACCOUNT, REGION = "123456789012", "us-east-1"
ARN = f"arn:aws:ses:{REGION}:{ACCOUNT}:"
TENANTS, RESOURCES = ("a", "b"), ("identity/x.example", "identity/y@x.example", "configuration-set/s", "template/t")
names, resources = st.sampled_from(TENANTS), st.sampled_from(RESOURCES)


@functools.cache
def clients():
    """Clients that validate nothing, of v1 and v2."""
    config = Config(parameter_validation=False, retries={"total_max_attempts": 1})
    keys = {"aws_access_key_id": ACCOUNT, "aws_secret_access_key": "x"}
    return [boto3.client(name, REGION, config=config, **keys) for name in ("ses", "sesv2")]


def state(cloud):
    """All that tenants change."""
    region = cloud.region()
    kept = [
        (name, tenant.id, tenant.tags, tenant.suppression, dict(tenant.suppressed), repr(tenant.reputation))
        for name, tenant in region.tenants.items()
    ]
    records = [(t.reputation.customer_status, t.reputation.ses_status) for t in region.tenants.values()]
    return repr((kept, records, region.of(Associations), dict(region.suppressed)))


class AnyOrder(RuleBasedStateMachine):
    """Operations on tenants and on what may belong to them, as they come."""

    def __init__(self):
        super().__init__()
        self.mock = mock_ses(seed=1, at="2026-01-01", region=REGION, account=ACCOUNT)
        self.cloud = self.mock.start()
        self.v1, self.v2 = clients()

    def teardown(self):
        self.mock.stop()

    def do(self, client, operation, **parameters):
        before = state(self.cloud)
        try:
            getattr(client, operation)(**parameters)
        except ClientError:
            assert state(self.cloud) == before

    @initialize()
    def all_is_there(self):
        for resource in RESOURCES:
            self.make(resource)
        for name in TENANTS:
            self.create(name)
        for resource in RESOURCES:
            self.associate("a", resource)

    @rule(name=names)
    def create(self, name):
        self.do(self.v2, "create_tenant", TenantName=name)

    @rule(name=names)
    def delete(self, name):
        self.do(self.v2, "delete_tenant", TenantName=name)

    @rule(name=names, resource=resources)
    def associate(self, name, resource):
        self.do(self.v2, "create_tenant_resource_association", TenantName=name, ResourceArn=ARN + resource)

    @rule(name=names, resource=resources)
    def dissociate(self, name, resource):
        self.do(self.v2, "delete_tenant_resource_association", TenantName=name, ResourceArn=ARN + resource)

    @rule(resource=resources)
    def make(self, resource):
        kind, _, name = resource.partition("/")
        if kind == "identity":
            self.do(self.v2, "create_email_identity", EmailIdentity=name)
        elif kind == "template":
            self.do(self.v2, "create_email_template", TemplateName=name, TemplateContent={"Subject": "s", "Text": "t"})
        else:
            self.do(self.v2, "create_configuration_set", ConfigurationSetName=name)

    @rule(resource=resources, old=st.booleans())
    def unmake(self, resource, old):
        kind, _, name = resource.partition("/")
        operation, parameter = {
            ("identity", False): ("delete_email_identity", "EmailIdentity"),
            ("identity", True): ("delete_identity", "Identity"),
            ("template", False): ("delete_email_template", "TemplateName"),
            ("template", True): ("delete_template", "TemplateName"),
            ("configuration-set", False): ("delete_configuration_set", "ConfigurationSetName"),
            ("configuration-set", True): ("delete_configuration_set", "ConfigurationSetName"),
        }[kind, old]
        self.do(self.v1 if old else self.v2, operation, **{parameter: name})

    @invariant()
    def what_is_associated_is_there(self):
        region = self.cloud.region()
        there = {identity.arn for identity in region.identities}
        there |= {ARN + f"configuration-set/{name}" for name in region.configuration_sets}
        there |= {ARN + f"template/{name}" for name in region.templates}
        held = region.of(Associations)
        assert held.keys() <= there
        assert all(held.values())
        assert {name for tenants in held.values() for name in tenants} <= region.tenants.keys()

    @invariant()
    def both_lists_say_the_same(self):
        def listed(operation, result, **given):
            try:
                return getattr(self.v2, operation)(**given)[result]
            except ClientError:
                return []

        by_tenant = {
            (name, each["ResourceArn"])
            for name in self.cloud.region().tenants
            for each in listed("list_tenant_resources", "TenantResources", TenantName=name)
        }
        by_resource = {
            (each["TenantName"], ARN + resource)
            for resource in RESOURCES
            for each in listed("list_resource_tenants", "ResourceTenants", ResourceArn=ARN + resource)
        }
        assert by_tenant == by_resource


AnyOrder.TestCase.settings = settings(max_examples=40, stateful_step_count=30)


class TestAnyOrder(AnyOrder.TestCase):
    pass


# ---- any input ----

OPERATIONS = [
    "CreateTenant", "GetTenant", "ListTenants", "DeleteTenant", "CreateTenantResourceAssociation",
    "DeleteTenantResourceAssociation", "ListTenantResources", "ListResourceTenants", "PutTenantSuppressionAttributes",
    "GetReputationEntity", "ListReputationEntities", "UpdateReputationEntityCustomerManagedStatus",
    "UpdateReputationEntityPolicy",
]  # fmt: skip
TEXTS = [
    "", " ", "A b", "é", "t" * 65, "aws:x", "\0", "x" * 3000, "%2F", "identity", "HIGH", "ENABLED", "TENANT",
    "arn:", "arn:aws:ses", "arn:aws:sns:r:1:x", "arn:aws:ses:eu-west-1:1:identity/x", ARN, ARN + "/", ARN + "identity/",
    ARN + "tenant/a/tn-0", ARN + "contact-list/x", *(ARN + resource for resource in RESOURCES),
]  # fmt: skip
# What is taken, by the name of the shape, for somewhat more than half of all.
GOOD = {
    "AmazonResourceName": [
        ARN + "configuration-set/s",
        ARN + "identity/x.example",
        f"arn:aws:ses:{REGION}:aws:reputation-policy/strict",
    ],
    "ListTenantResourcesFilterValue": ["identity", "template"],
    "ListTenantsFilterValue": ["ENABLED", "DISABLED"],
    "MaxItems": [1, 100],
    "ReputationEntityReference": [],  # that of the tenant at hand
    "TenantName": ["a", "a", "b"],
}


def anything(chance, shape, good):
    """A value of a shape."""
    if shape.name in good and chance.random() < 0.6:
        return chance.choice(good[shape.name])
    if shape.type_name == "structure":
        members = [name for name in shape.members if chance.random() < 0.8]
        return {name: anything(chance, shape.members[name], good) for name in members}
    if shape.type_name == "list":
        return [anything(chance, shape.member, good) for _ in range(chance.choice([0, 1, 1, 2, 3]))]
    if shape.type_name == "map":
        keys = [chance.choice([*(shape.key.enum or ()), "x"]) for _ in range(chance.choice([0, 1, 2]))]
        return {key: anything(chance, shape.value, good) for key in keys}
    if shape.type_name == "integer":
        return chance.choice([-1, 0, 1, 2, 100, 101, 2**40])
    return chance.choice([*(shape.enum * 20), *TEXTS])


@pytest.mark.parametrize("operation", OPERATIONS)
@pytest.mark.ses(seed=1, at="2026-01-01", region=REGION, account=ACCOUNT, verified=["x.example"])
def test_any_input_is_answered_or_refused_without_a_trace(ses_cloud, operation):
    chance = random.Random(operation)
    client = clients()[1]
    members = service_model("sesv2").operation_model(operation).input_shape.members
    method = getattr(client, xform_name(operation))
    client.create_configuration_set(ConfigurationSetName="s")
    statuses = set()
    for number in range(300):
        if number % 20 == 0:
            for name in list(ses_cloud.region().tenants):
                client.delete_tenant(TenantName=name)
            arn = client.create_tenant(TenantName="a")["TenantArn"]
            client.create_tenant_resource_association(TenantName="a", ResourceArn=ARN + "configuration-set/s")
        given = {
            name: anything(chance, member, {**GOOD, "ReputationEntityReference": [arn]})
            for name, member in members.items()
            # botocore itself needs what stands in the path
            if chance.random() < 0.7 or member.serialization.get("location") == "uri"
        }
        before = state(ses_cloud)
        try:
            answer = method(**given)
        except ClientError as error:
            answer = error.response
            assert state(ses_cloud) == before
        statuses.add(answer["ResponseMetadata"]["HTTPStatusCode"])

    assert {200, 400} <= statuses <= {200, 400, 404}
