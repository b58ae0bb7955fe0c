"""A platform with two tenants: it onboards their domains and sends for both; one spoils his reputation, alone.

The other goes on, in the second story through a multi-region endpoint of which one region is down.
"""

from __future__ import annotations

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

REGION, ACCOUNT = "eu-west-1", "123456789012"


def bus(region):
    return f"arn:aws:events:{region}:{ACCOUNT}:event-bus/default"


class Platform:
    """The code under test: what a platform that sends for its customers does with SES in one region."""

    def __init__(self, client):
        self.ses = client
        self.region = client.meta.region_name
        self.arns = {}
        self.paused = set()

    def onboard(self, customer, domain):
        """Make a customer's tenant and all that belongs to it; returns the records that he has to publish."""
        prefix = f"arn:aws:ses:{self.region}:{ACCOUNT}:"
        tags = [{"Key": "plan", "Value": "free"}]
        self.arns[customer] = self.ses.create_tenant(TenantName=customer, Tags=tags)["TenantArn"]
        tokens = self.ses.create_email_identity(EmailIdentity=domain)["DkimAttributes"]["Tokens"]
        self.ses.create_configuration_set(ConfigurationSetName=customer)
        self.ses.create_configuration_set_event_destination(
            ConfigurationSetName=customer,
            EventDestinationName=f"{customer}-events",
            EventDestination={
                "Enabled": True,
                "MatchingEventTypes": ["BOUNCE"],
                "EventBridgeDestination": {"EventBusArn": bus(self.region)},
            },
        )
        for resource in (f"identity/{domain}", f"configuration-set/{customer}"):
            self.ses.create_tenant_resource_association(TenantName=customer, ResourceArn=prefix + resource)
        self.ses.put_tenant_suppression_attributes(
            TenantName=customer, SuppressedReasons=["BOUNCE", "COMPLAINT"], SuppressionScope="TENANT"
        )
        policy = f"arn:aws:ses:{self.region}:aws:reputation-policy/standard"
        self.ses.update_reputation_entity_policy(**self.entity(customer), ReputationEntityPolicy=policy)
        return [(f"{token}._domainkey.{domain}", "CNAME", f"{token}.dkim.amazonses.com") for token in tokens]

    def entity(self, customer):
        return {"ReputationEntityType": "RESOURCE", "ReputationEntityReference": self.arns[customer]}

    def send(self, customer, sender, *to, **more):
        self.ses.send_email(
            TenantName=customer,
            ConfigurationSetName=customer,
            FromEmailAddress=sender,
            Destination={"ToAddresses": list(to)},
            Content={"Simple": {"Subject": {"Data": "News"}, "Body": {"Text": {"Data": "Hello."}}}},
            **more,
        )

    def hear(self, notice):
        """What the rule on the default bus calls: keep in mind who is paused."""
        event = notice.payload
        if event["detail-type"].startswith("Sending Status"):
            [customer] = [name for name, arn in self.arns.items() if [arn] == event["resources"]]
            if event["detail-type"] == "Sending Status Disabled":
                self.paused.add(customer)
            else:
                self.paused.discard(customer)


@pytest.mark.needs("sesv2.PutTenantSuppressionAttributes")
@pytest.mark.ses(at="2026-03-01T09:00Z", region=REGION, account=ACCOUNT)
def test_a_platform_with_two_tenants(ses_cloud, sesv2_client):
    platform = Platform(sesv2_client)
    ses_cloud.subscribe(bus(REGION), platform.hear)

    # Two customers come, and publish what they are told to.
    for customer in ("acme", "zoo"):
        domain = f"{customer}.example"
        records = platform.onboard(customer, domain)
        with pytest.raises(ClientError, match="Email address is not verified"):
            platform.send(customer, f"hello@{domain}", "ann@example.org")
        for record in records:
            ses_cloud.dns.publish(*record)
        platform.send(customer, f"hello@{domain}", "ann@example.org")

    assert [(mail.tenant, mail.signed_by) for mail in ses_cloud.outbox] == [
        ("acme", {"acme.example", "amazonses.com"}),
        ("zoo", {"zoo.example", "amazonses.com"}),
    ]

    # Nobody sends in another's name.
    with pytest.raises(ClientError) as denied:
        platform.send("zoo", "hello@acme.example", "ann@example.org")
    assert denied.value.response["ResponseMetadata"]["HTTPStatusCode"] == 403
    assert denied.value.response["Error"]["Message"] == (
        f"Tenant not associated with resources [arn:aws:ses:{REGION}:{ACCOUNT}:identity/acme.example]."
    )

    # The zoo has bought addresses. What bounces stands on its own list, and soon it is paused, alone.
    ses_cloud.receivers.bounce("bought.example")
    platform.send("zoo", "hello@zoo.example", *[f"{n}@bought.example" for n in range(4)])
    assert platform.paused == set()  # too few to judge
    platform.send("zoo", "hello@zoo.example", *[f"{n}@example.org" for n in range(6)])
    assert platform.paused == {"zoo"}
    with pytest.raises(sesv2_client.exceptions.SendingPausedException):
        platform.send("zoo", "hello@zoo.example", "ann@example.org")

    platform.send("acme", "hello@acme.example", "0@bought.example")  # whose list does not have it
    tenants = ses_cloud.region().tenants
    assert {name: tenant.sending_status for name, tenant in tenants.items()} == {"acme": "ENABLED", "zoo": "DISABLED"}
    assert {name: len(tenant.suppressed) for name, tenant in tenants.items()} == {"acme": 1, "zoo": 4}
    assert sesv2_client.list_suppressed_destinations()["SuppressedDestinationSummaries"] == []
    paused = sesv2_client.list_tenants(Filter={"SENDING_STATUS": "DISABLED"})["Tenants"]
    assert [tenant["TenantName"] for tenant in paused] == ["zoo"]

    told = [notice.payload["detail-type"] for notice in ses_cloud.events.at(bus(REGION)) if notice.name == "zoo"]
    assert told == ["Advisor Recommendation Status Open", "Sending Status Disabled"]

    # The zoo cleans its list and is given another chance; a day later all is well.
    sesv2_client.update_reputation_entity_customer_managed_status(**platform.entity("zoo"), SendingStatus="REINSTATED")
    assert platform.paused == set()
    platform.send("zoo", "hello@zoo.example", *[f"{n}@example.org" for n in range(10)])
    ses_cloud.clock.advance(days=1)
    entity = sesv2_client.get_reputation_entity(**platform.entity("zoo"))["ReputationEntity"]
    assert (entity["SendingStatusAggregate"], entity["ReputationImpact"]) == ("ENABLED", "NONE")

    # Acme leaves: its domain can go once it belongs to no tenant any more.
    with pytest.raises(sesv2_client.exceptions.BadRequestException, match="because it has tenant associations"):
        sesv2_client.delete_email_identity(EmailIdentity="acme.example")
    sesv2_client.delete_tenant(TenantName="acme")
    sesv2_client.delete_email_identity(EmailIdentity="acme.example")
    assert [identity.name for identity in ses_cloud.region().identities] == ["zoo.example"]


@pytest.mark.needs("sesv2.CreateMultiRegionEndpoint")
@pytest.mark.needs("sesv2.PutTenantSuppressionAttributes")
@pytest.mark.ses(at="2026-03-01T09:00Z", region=REGION, account=ACCOUNT)
def test_one_tenant_is_paused_and_the_other_goes_on_while_a_region_is_down(ses_cloud):
    pytest.importorskip("awscrt")  # boto3 signs with version 4A what goes through an endpoint
    once = Config(retries={"total_max_attempts": 1})  # no mail goes out because it was tried again
    home, other = (Platform(boto3.client("sesv2", region, config=once)) for region in (REGION, "us-east-1"))

    # What is sent through the endpoint must be in both regions: each has an identity of its own, with keys of its own.
    for customer in ("acme", "zoo"):
        for platform in (home, other):
            for record in platform.onboard(customer, f"{customer}.example"):
                ses_cloud.dns.publish(*record)
    for platform in (home, other):
        ses_cloud.subscribe(bus(platform.region), platform.hear)
    endpoint = home.ses.create_multi_region_endpoint(
        EndpointName="mail", Details={"RoutesDetails": [{"Region": other.region}]}
    )["EndpointId"]
    ses_cloud.clock.advance(minutes=2)
    assert home.ses.get_multi_region_endpoint(EndpointName="mail")["Status"] == "READY"

    def send(customer, *to):
        home.send(customer, f"hello@{customer}.example", *to, EndpointId=endpoint)
        return ses_cloud.outbox.last

    for customer in ("acme", "zoo"):
        mails = [send(customer, "ann@example.org") for _ in range(2)]
        assert {mail.region for mail in mails} == {REGION, "us-east-1"}
        assert {(mail.tenant, mail.endpoint) for mail in mails} == {(customer, endpoint)}
        assert [mail.signed_by for mail in mails] == [{f"{customer}.example", "amazonses.com"}] * 2

    # The zoo has bought addresses. Each region judges what it has sent itself, and both pause the zoo.
    ses_cloud.receivers.bounce("bought.example")
    for batch in range(2):
        send("zoo", *[f"{batch}{n}@bought.example" for n in range(3)], *[f"{n}@example.org" for n in range(9)])
    assert (home.paused, other.paused) == ({"zoo"}, {"zoo"})
    for _ in range(2):
        with pytest.raises(home.ses.exceptions.SendingPausedException):
            send("zoo", "ann@example.org")

    # Acme goes on, also when its home is down; then half of its mail comes home again.
    with ses_cloud.outage(region=REGION):
        assert [send("acme", f"{n}@example.org").region for n in range(4)] == ["us-east-1"] * 4
    assert {send("acme", f"{n}@example.org").region for n in range(2)} == {REGION, "us-east-1"}
    for region in (REGION, "us-east-1"):
        tenants = ses_cloud.region(region).tenants
        assert {name: tenant.sending_status for name, tenant in tenants.items()} == {
            "acme": "ENABLED",
            "zoo": "DISABLED",
        }
