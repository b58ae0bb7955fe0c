"""Stacks of moto's CloudFormation with resources of SES: up, changed, down, and what happens when SES says no."""

from __future__ import annotations

import json
import re

import boto3
import pytest
from botocore.exceptions import ClientError

from sesmock import mock_ses
from sesmock.story import own_key

moto = pytest.importorskip("moto")
pytest.importorskip("moto.cloudformation")

ACCOUNT = "123456789012"


@pytest.fixture
def cloud():
    with moto.mock_aws(), mock_ses(region="eu-west-1") as cloud:
        yield cloud


@pytest.fixture
def cfn(cloud):
    return boto3.client("cloudformation", "eu-west-1")


@pytest.fixture
def v2(cloud):
    return boto3.client("sesv2", "eu-west-1")


def template(outputs=None, parameters=None, **resources):
    return json.dumps({
        "Parameters": {name: {"Type": "String"} for name in parameters or ()},
        "Resources": {
            name: {"Type": kind if "::" in kind[4:] else f"AWS::SES::{kind}", "Properties": said}
            for name, (kind, said) in resources.items()
        },
        "Outputs": {name: {"Value": value} for name, value in (outputs or {}).items()},
    })  # fmt: skip


def up(cfn, body, **more):
    cfn.create_stack(StackName="mail", TemplateBody=body, **more)
    return state(cfn)


def change(cfn, body, **more):
    cfn.update_stack(StackName="mail", TemplateBody=body, **more)
    return state(cfn)


def state(cfn):
    [stack] = cfn.describe_stacks(StackName="mail")["Stacks"]
    outputs = {output["OutputKey"]: output["OutputValue"] for output in stack.get("Outputs", [])}
    return stack["StackStatus"], outputs


def failures(cfn, name="mail"):
    """What the events say of resources that failed, without what is random."""
    events = cfn.describe_stack_events(StackName=name)["StackEvents"]
    return [
        (
            event["LogicalResourceId"],
            event["ResourceStatus"],
            re.sub(r"(RequestToken|Request ID): [0-9a-f-]{36}", r"\1: …", event.get("ResourceStatusReason", "")),
        )
        for event in events
        if event["ResourceStatus"].endswith("FAILED") and event["LogicalResourceId"] != name
    ]


def reason(code, *said):
    """What an event says of a refusal."""
    return f'Resource handler returned message: "{"".join(said)}" (RequestToken: …, HandlerErrorCode: {code})'


def said(call, **arguments):
    try:
        answer = call(**arguments)
    except ClientError as error:
        return error.response["Error"]["Code"]
    answer.pop("ResponseMetadata")
    return answer


def tags(v2, resource):
    arn = f"arn:aws:ses:eu-west-1:{ACCOUNT}:{resource}"
    return {tag["Key"]: tag["Value"] for tag in v2.list_tags_for_resource(ResourceArn=arn)["Tags"]}


# ---- identities ----


def test_a_domain_with_its_records(cloud, cfn, v2):
    names = [f"DkimDNSToken{what}{number}" for number in (1, 2, 3) for what in ("Name", "Value")]
    outputs = {name: {"Fn::GetAtt": ["Domain", name]} for name in names}
    body = template({**outputs, "Ref": {"Ref": "Domain"}}, Domain=("EmailIdentity", {"EmailIdentity": "Example.com"}))

    status, found = up(cfn, body)
    records = [record for record in cloud.region().domain("example.com").records if record.type == "CNAME"]

    assert status == "CREATE_COMPLETE"
    assert found.pop("Ref") == "Example.com"
    told = [(found[f"DkimDNSTokenName{n}"], found[f"DkimDNSTokenValue{n}"]) for n in (1, 2, 3)]
    assert told == [(record.name, *record.values) for record in records]
    cfn.delete_stack(StackName="mail")
    assert list(cloud.region().identities) == []


def test_everything_about_an_identity_is_made_changed_and_taken_back(cfn, v2):
    v2.create_configuration_set(ConfigurationSetName="one")
    v2.create_configuration_set(ConfigurationSetName="two")

    def wanted(**more):
        return template(Domain=("EmailIdentity", {"EmailIdentity": "example.com", **more}))

    def found():
        got = v2.get_email_identity(EmailIdentity="example.com")
        return (
            got.get("ConfigurationSetName"),
            got["DkimAttributes"]["SigningEnabled"],
            got["DkimAttributes"]["NextSigningKeyLength"],
            got["FeedbackForwardingStatus"],
            got["MailFromAttributes"].get("MailFromDomain"),
            got["MailFromAttributes"]["BehaviorOnMxFailure"],
            tags(v2, "identity/example.com"),
        )

    up(
        cfn,
        wanted(
            ConfigurationSetAttributes={"ConfigurationSetName": "one"},
            DkimAttributes={"SigningEnabled": "false"},
            DkimSigningAttributes={"NextSigningKeyLength": "RSA_1024_BIT"},
            FeedbackAttributes={"EmailForwardingEnabled": False},
            MailFromAttributes={"MailFromDomain": "m.example.com", "BehaviorOnMxFailure": "REJECT_MESSAGE"},
            Tags=[{"Key": "a", "Value": "1"}, {"Key": "b", "Value": 2}],
        ),
    )
    made = found()
    change(
        cfn,
        wanted(
            ConfigurationSetAttributes={"ConfigurationSetName": "two"},
            DkimSigningAttributes={"NextSigningKeyLength": "RSA_1024_BIT"},
            MailFromAttributes={"MailFromDomain": "n.example.com"},
            Tags=[{"Key": "a", "Value": "3"}, {"Key": "c", "Value": ""}],
        ),
    )
    changed = found()
    assert change(cfn, wanted(DkimSigningAttributes={"NextSigningKeyLength": "RSA_1024_BIT"}))[0] == "UPDATE_COMPLETE"

    assert made == ("one", False, "RSA_1024_BIT", False, "m.example.com", "REJECT_MESSAGE", {"a": "1", "b": "2"})
    assert changed == ("two", True, "RSA_1024_BIT", True, "n.example.com", "USE_DEFAULT_VALUE", {"a": "3", "c": ""})
    assert found() == (None, True, "RSA_1024_BIT", True, None, "USE_DEFAULT_VALUE", {})


def test_a_key_of_ones_own_comes_and_goes(cloud, cfn, v2):
    private = own_key()[0]
    own = {"DomainSigningSelector": "mine", "DomainSigningPrivateKey": private}
    up(cfn, template(Domain=("EmailIdentity", {"EmailIdentity": "example.com", "DkimSigningAttributes": own})))
    made = v2.get_email_identity(EmailIdentity="example.com")["DkimAttributes"]

    change(cfn, template(Domain=("EmailIdentity", {"EmailIdentity": "example.com"})))
    changed = v2.get_email_identity(EmailIdentity="example.com")["DkimAttributes"]

    assert (made["SigningAttributesOrigin"], made["Tokens"]) == ("EXTERNAL", ["mine"])
    assert (changed["SigningAttributesOrigin"], len(changed["Tokens"])) == ("AWS_SES", 3)


def test_an_address_has_no_records(cloud, cfn):
    body = template(
        {"Name": {"Fn::GetAtt": ["Address", "DkimDNSTokenName1"]}},
        Address=("EmailIdentity", {"EmailIdentity": "a@example.com"}),
    )

    assert up(cfn, body) == ("ROLLBACK_COMPLETE", {})
    assert failures(cfn) == [("Address", "CREATE_FAILED", "Attribute 'DkimDNSTokenName1' does not exist")]
    assert list(cloud.region().identities) == []


def test_another_name_is_another_identity(cloud, cfn):
    up(cfn, template({"Name": {"Ref": "I"}}, I=("EmailIdentity", {"EmailIdentity": "example.com"})))
    body = template({"Name": {"Ref": "I"}}, I=("EmailIdentity", {"EmailIdentity": "example.org"}))

    assert change(cfn, body) == ("UPDATE_COMPLETE", {"Name": "example.org"})
    assert [identity.name for identity in cloud.region().identities] == ["example.org"]


def test_records_in_route53_by_the_same_template_verify_the_domain(cloud, cfn, v2):
    """As CDK's EmailIdentity with a public hosted zone has it."""
    cloud.dns.follow_route53()
    records = {
        f"Record{n}": (
            "AWS::Route53::RecordSet",
            {
                "HostedZoneId": {"Ref": "Zone"},
                "Name": {"Fn::GetAtt": ["Domain", f"DkimDNSTokenName{n}"]},
                "Type": "CNAME",
                "TTL": "300",
                "ResourceRecords": [{"Fn::GetAtt": ["Domain", f"DkimDNSTokenValue{n}"]}],
            },
        )
        for n in (1, 2, 3)
    }
    body = template(
        Zone=("AWS::Route53::HostedZone", {"Name": "example.com"}),
        Domain=("EmailIdentity", {"EmailIdentity": "example.com"}),
        **records,
    )

    assert up(cfn, body)[0] == "CREATE_COMPLETE"
    assert v2.get_email_identity(EmailIdentity="example.com")["VerificationStatus"] == "SUCCESS"


# ---- configuration sets ----


def test_options_of_a_configuration_set(cfn, v2):
    def wanted(**options):
        return template({"Name": {"Ref": "Set"}}, Set=("ConfigurationSet", {"Name": "news", **options}))

    def found():
        return {
            name: value
            for name, value in said(v2.get_configuration_set, ConfigurationSetName="news").items()
            if name not in {"ConfigurationSetName", "Tags"} and value
        }

    up(
        cfn,
        wanted(
            DeliveryOptions={"TlsPolicy": "REQUIRE", "MaxDeliverySeconds": "300"},
            ReputationOptions={"ReputationMetricsEnabled": "true"},
            SendingOptions={"SendingEnabled": False},
            SuppressionOptions={"SuppressedReasons": ["BOUNCE"]},
            VdmOptions={"DashboardOptions": {"EngagementMetrics": "ENABLED"}},
            Tags=[{"Key": "a", "Value": "1"}],
        ),
    )
    made = found(), tags(v2, "configuration-set/news")
    change(cfn, wanted(DeliveryOptions={"TlsPolicy": "OPTIONAL"}, SuppressionOptions={"SuppressedReasons": []}))
    changed = found(), tags(v2, "configuration-set/news")
    outcome = change(cfn, wanted())

    assert made[0]["DeliveryOptions"] == {"TlsPolicy": "REQUIRE", "MaxDeliverySeconds": 300}
    assert made[0]["ReputationOptions"]["ReputationMetricsEnabled"] is True
    assert made[0]["SendingOptions"] == {"SendingEnabled": False}
    assert made[0]["SuppressionOptions"]["SuppressedReasons"] == ["BOUNCE"]
    assert made[0]["VdmOptions"]["DashboardOptions"] == {"EngagementMetrics": "ENABLED"}
    assert made[1] == {"a": "1"}
    assert changed[0]["DeliveryOptions"]["TlsPolicy"] == "OPTIONAL"
    assert changed[0]["SendingOptions"] == {"SendingEnabled": True}
    assert changed[0]["ReputationOptions"]["ReputationMetricsEnabled"] is False
    assert changed[1] == {}
    assert outcome == ("UPDATE_COMPLETE", {"Name": "news"})
    cfn.delete_stack(StackName="mail")
    assert said(v2.list_configuration_sets) == {"ConfigurationSets": []}


def test_a_name_that_is_made_up_stays(cfn, v2):
    body = template({"Name": {"Ref": "Set"}}, Set=("ConfigurationSet", {}))
    _, made = up(cfn, body)
    paused = template({"Name": {"Ref": "Set"}}, Set=("ConfigurationSet", {"SendingOptions": {"SendingEnabled": False}}))
    _, changed = change(cfn, paused)

    assert re.fullmatch("mail-Set-[A-Z0-9]{12}", made["Name"])
    assert changed == made
    assert v2.list_configuration_sets()["ConfigurationSets"] == [made["Name"]]


def destination(set_name, **more):
    return (
        "ConfigurationSetEventDestination",
        {"ConfigurationSetName": set_name, "EventDestination": {"MatchingEventTypes": ["send"], **more}},
    )


def test_event_destinations_in_the_words_of_templates(cfn, v2):
    bus = f"arn:aws:events:eu-west-1:{ACCOUNT}:event-bus/default"
    dimension = {"DimensionName": "d", "DimensionValueSource": "messageTag", "DefaultDimensionValue": "x"}
    stream = {
        "DeliveryStreamARN": f"arn:aws:firehose:eu-west-1:{ACCOUNT}:deliverystream/s",
        "IAMRoleARN": f"arn:aws:iam::{ACCOUNT}:role/r",
    }
    types = ["send", "renderingFailure", "DELIVERY_DELAY"]
    body = template(
        {"Ref": {"Ref": "Topic"}, "Id": {"Fn::GetAtt": ["Topic", "Id"]}},
        Sns=("AWS::SNS::Topic", {"TopicName": "events"}),
        Set=("ConfigurationSet", {"Name": "news"}),
        Topic=destination(
            {"Ref": "Set"},
            Name="topic",
            Enabled="true",
            MatchingEventTypes=types,
            SnsDestination={"TopicARN": {"Ref": "Sns"}},
        ),
        Bus=destination({"Ref": "Set"}, Name="bus", EventBridgeDestination={"EventBusArn": bus}),
        Metrics=destination({"Ref": "Set"}, Name="cw", CloudWatchDestination={"DimensionConfigurations": [dimension]}),
        Stream=destination({"Ref": "Set"}, Name="s3", KinesisFirehoseDestination=stream),
    )

    assert up(cfn, body) == ("CREATE_COMPLETE", {"Ref": "topic", "Id": "topic"})
    found = v2.get_configuration_set_event_destinations(ConfigurationSetName="news")["EventDestinations"]
    assert {each.pop("Name"): each for each in found} == {
        "topic": {
            "Enabled": True,
            "MatchingEventTypes": ["SEND", "RENDERING_FAILURE", "DELIVERY_DELAY"],
            "SnsDestination": {"TopicArn": f"arn:aws:sns:eu-west-1:{ACCOUNT}:events"},
        },
        "bus": {
            "Enabled": False,
            "MatchingEventTypes": ["SEND"],
            "EventBridgeDestination": {"EventBusArn": bus},
        },
        "cw": {
            "Enabled": False,
            "MatchingEventTypes": ["SEND"],
            "CloudWatchDestination": {
                "DimensionConfigurations": [{**dimension, "DimensionValueSource": "MESSAGE_TAG"}],
            },
        },
        "s3": {
            "Enabled": False,
            "MatchingEventTypes": ["SEND"],
            "KinesisFirehoseDestination": {
                "DeliveryStreamArn": stream["DeliveryStreamARN"],
                "IamRoleArn": stream["IAMRoleARN"],
            },
        },
    }  # fmt: skip
    cfn.delete_stack(StackName="mail")
    assert said(v2.list_configuration_sets) == {"ConfigurationSets": []}


def test_a_destination_follows_its_set_to_another_name(cfn, v2):
    """Its own part of the template stays the same, also where only a parameter within a text has changed."""

    def wanted(types):
        return template(
            {"Id": {"Fn::GetAtt": ["Topic", "Id"]}},
            parameters=["Name", "Default"],
            Set=("ConfigurationSet", {"Name": {"Ref": "Name"}}),
            Topic=destination(
                {"Ref": "Set"},
                MatchingEventTypes=types,
                CloudWatchDestination={
                    "DimensionConfigurations": [
                        {
                            "DimensionName": "d",
                            "DimensionValueSource": "linkTag",
                            "DefaultDimensionValue": {"Fn::Sub": "a-${Default}"},
                        }
                    ]
                },
            ),
        )

    def given(name, default):
        given = {"Name": name, "Default": default}
        return {"Parameters": [{"ParameterKey": key, "ParameterValue": value} for key, value in given.items()]}

    def found(name):
        [got] = v2.get_configuration_set_event_destinations(ConfigurationSetName=name)["EventDestinations"]
        [dimension] = got["CloudWatchDestination"]["DimensionConfigurations"]
        return got["Name"], got["MatchingEventTypes"], dimension["DefaultDimensionValue"]

    _, made = up(cfn, wanted(["send"]), **given("old", "one"))
    before = found("old")
    change(cfn, wanted(["bounce"]), **given("old", "one"))
    changed = found("old")
    change(cfn, wanted(["bounce"]), **given("old", "two"))
    parameter = found("old")
    status, moved = change(cfn, wanted(["bounce"]), **given("new", "two"))

    assert before == (made["Id"], ["SEND"], "a-one")
    assert changed == (made["Id"], ["BOUNCE"], "a-one")
    assert parameter == (made["Id"], ["BOUNCE"], "a-two")
    assert found("new") == (moved["Id"], ["BOUNCE"], "a-two")
    assert (status, said(v2.list_configuration_sets)) == ("UPDATE_COMPLETE", {"ConfigurationSets": ["new"]})


# ---- multi-region endpoints ----


@pytest.mark.needs("sesv2.CreateMultiRegionEndpoint.Tags")
def test_a_multi_region_endpoint(cloud, cfn, v2):
    """The stack is up when it is READY, and down when it is gone: minutes of the mock's time."""

    def wanted(tag, region="us-east-1"):
        details = {"RouteDetails": [{"Region": region}]}
        said = {"EndpointName": "global", "Details": details, "Tags": [{"Key": "a", "Value": tag}]}
        return template({"Ref": {"Ref": "Global"}}, Global=("MultiRegionEndpoint", said))

    def found():
        [endpoint] = v2.list_multi_region_endpoints()["MultiRegionEndpoints"]
        return (
            endpoint["EndpointName"],
            endpoint["Regions"],
            endpoint["Status"],
            tags(v2, "multi-region-endpoint/global"),
        )

    before = cloud.clock.now()
    made = up(cfn, wanted("one")), found()
    lasted = cloud.clock.now() - before
    changed = change(cfn, wanted("two")), found()

    assert made == (
        ("CREATE_COMPLETE", {"Ref": "global"}),
        ("global", ["eu-west-1", "us-east-1"], "READY", {"a": "one"}),
    )
    assert lasted >= 113
    assert changed[1] == ("global", ["eu-west-1", "us-east-1"], "READY", {"a": "two"})
    cfn.delete_stack(StackName="mail")
    assert said(v2.list_multi_region_endpoints) == {"MultiRegionEndpoints": []}


@pytest.mark.needs("sesv2.CreateMultiRegionEndpoint.Tags")
def test_a_multi_region_endpoint_that_cannot_be(cfn):
    details = {"RouteDetails": [{"Region": "eu-west-1"}]}
    body = template(Global=("MultiRegionEndpoint", {"EndpointName": "global", "Details": details}))

    assert up(cfn, body) == ("ROLLBACK_COMPLETE", {})


# ---- templates, and the account ----


@pytest.mark.needs("sesv2.CreateEmailTemplate.Tags")
def test_a_template(cloud, cfn, v2):
    def wanted(**more):
        more = {"TemplateName": "hello", "SubjectPart": "Hi {{name}}", **more}
        return template(
            {"Ref": {"Ref": "T"}, "Id": {"Fn::GetAtt": ["T", "Id"]}},
            T=("Template", {"Template": more, "Tags": [{"Key": "a", "Value": more["SubjectPart"][:2]}]}),
        )

    status, outputs = up(cfn, wanted(TextPart="Hello {{name}}"))
    made = v2.get_email_template(TemplateName="hello")["TemplateContent"], tags(v2, "template/hello")
    change(cfn, wanted(HtmlPart="<b>", SubjectPart="Bye"))
    changed = v2.get_email_template(TemplateName="hello")["TemplateContent"], tags(v2, "template/hello")
    change(cfn, wanted(TemplateName="other", TextPart="x"))

    assert (status, outputs) == ("CREATE_COMPLETE", {"Ref": "hello", "Id": "hello"})
    assert made == ({"Subject": "Hi {{name}}", "Text": "Hello {{name}}"}, {"a": "Hi"})
    assert changed == ({"Subject": "Bye", "Html": "<b>"}, {"a": "By"})
    assert list(cloud.region().templates) == ["other"]
    cfn.delete_stack(StackName="mail")
    assert list(cloud.region().templates) == []


@pytest.mark.needs("sesv2.PutDedicatedIpPoolScalingAttributes")
def test_a_pool_of_dedicated_ips(cfn, v2):
    def wanted(**more):
        return template({"Ref": {"Ref": "P"}}, P=("DedicatedIpPool", more))

    def pools():
        names = v2.list_dedicated_ip_pools()["DedicatedIpPools"]
        return [
            (
                name,
                v2.get_dedicated_ip_pool(PoolName=name)["DedicatedIpPool"]["ScalingMode"],
                tags(v2, f"dedicated-ip-pool/{name}"),
            )
            for name in names
        ]

    status, outputs = up(cfn, wanted(PoolName="news", Tags=[{"Key": "a", "Value": "1"}]))
    assert (status, outputs) == ("CREATE_COMPLETE", {"Ref": "news"})
    assert pools() == [("news", "STANDARD", {"a": "1"})]
    change(cfn, wanted(PoolName="news", ScalingMode="MANAGED", Tags=[{"Key": "b", "Value": "2"}]))
    assert pools() == [("news", "MANAGED", {"b": "2"})]
    change(cfn, wanted(PoolName="other"))
    assert pools() == [("other", "STANDARD", {})]
    cfn.delete_stack(StackName="mail")
    assert pools() == []
    status, outputs = up(cfn, wanted())
    [(name, _, _)] = pools()
    assert name == outputs["Ref"]
    assert name.startswith("mail-p-")


@pytest.mark.needs("sesv2.PutDedicatedIpPoolScalingAttributes")
def test_a_managed_pool_stays_managed(cfn, v2):
    up(cfn, template(P=("DedicatedIpPool", {"PoolName": "news", "ScalingMode": "MANAGED"})))
    status, _ = change(cfn, template(P=("DedicatedIpPool", {"PoolName": "news"})))

    assert status == "UPDATE_ROLLBACK_COMPLETE"
    [(_, _, why)] = failures(cfn)
    assert re.search('message: "The ScalingMode parameter is invalid. .*HandlerErrorCode: InvalidRequest', why)
    assert v2.get_dedicated_ip_pool(PoolName="news")["DedicatedIpPool"]["ScalingMode"] == "MANAGED"


def test_a_contact_list(cloud, cfn, v2):
    def wanted(description, *topics, name="news"):
        said = {
            "ContactListName": name,
            **({"Description": description} if description else {}),
            **({"Topics": [topic(n) for n in topics]} if topics else {}),
            "Tags": [{"Key": "a", "Value": str(len(topics))}],
        }
        return template({"Ref": {"Ref": "L"}}, L=("ContactList", said))

    def topic(name):
        return {"TopicName": name, "DisplayName": name.upper(), "DefaultSubscriptionStatus": "OPT_OUT"}

    def found():
        answer = v2.get_contact_list(ContactListName="news")
        return answer.get("Description"), answer.get("Topics"), tags(v2, "contact-list/news")

    status, outputs = up(cfn, wanted("All of it", "sport", "arts"))
    made = found()
    change(cfn, wanted("", "arts"))
    changed = found()
    change(cfn, wanted("Less"))
    emptied = found()
    renamed, _ = change(cfn, wanted("Less", name="other"))

    assert (status, outputs) == ("CREATE_COMPLETE", {"Ref": "news"})
    assert made == ("All of it", [topic("sport"), topic("arts")], {"a": "2"})
    assert changed == (None, [topic("arts")], {"a": "1"})
    assert emptied == ("Less", None, {"a": "0"})
    # A resource is replaced by making the new one first, which the limit of one list does not allow.
    assert renamed == "UPDATE_ROLLBACK_COMPLETE"
    assert list(cloud.region().contact_lists) == ["news"]
    cfn.delete_stack(StackName="mail")
    assert list(cloud.region().contact_lists) == []


def test_a_contact_list_may_be_named_by_cloudformation(cloud, cfn):
    status, outputs = up(cfn, template({"Ref": {"Ref": "L"}}, L=("ContactList", {})))

    assert status == "CREATE_COMPLETE"
    assert [outputs["Ref"]] == list(cloud.region().contact_lists)


# ---- tenants ----

ARN = f"arn:aws:ses:eu-west-1:{ACCOUNT}:"
POLICY = "arn:aws:ses:eu-west-1:aws:reputation-policy/"


@pytest.mark.needs("sesv2.CreateTenant.SuppressionAttributes")
def test_a_tenant_with_what_belongs_to_it(cloud, cfn, v2):
    outputs = {"Ref": {"Ref": "Acme"}, "Arn": {"Fn::GetAtt": ["Acme", "Arn"]}}
    own_list = {"SuppressedReasons": ["BOUNCE"], "SuppressionScope": "TENANT"}
    identity, news = (
        {"ResourceArn": ARN + resource} for resource in ("identity/example.com", "configuration-set/news")
    )
    v2.create_email_identity(EmailIdentity="example.com")
    v2.create_configuration_set(ConfigurationSetName="news")

    def body(**properties):
        return template(outputs, Acme=("Tenant", {"TenantName": "acme", **properties}))

    def seen():
        tenant = cloud.region().tenants["acme"]
        return tenant.resources, tenant.tags, tenant.suppression, tenant.reputation.policy

    status, found = up(
        cfn,
        body(
            ResourceAssociations=[identity],
            SuppressionAttributes=own_list,
            ReputationEntity={"Policy": {"ReputationEntityPolicy": POLICY + "strict"}},
            Tags=[{"Key": "a", "Value": "1"}],
        ),
    )
    made = seen()
    tenant = cloud.region().tenants["acme"]
    changed = (
        change(
            cfn,
            body(
                ResourceAssociations=[news],
                ReputationEntity={"Policy": {"ReputationEntityPolicy": POLICY + "standard"}},
                Tags=[{"Key": "b", "Value": "2"}],
            ),
        )[0],
        seen(),
    )
    bare = change(cfn, body())[0], seen()

    assert (status, found) == ("CREATE_COMPLETE", {"Ref": "acme", "Arn": tenant.arn})
    assert made == ([identity["ResourceArn"]], {"a": "1"}, (("BOUNCE",), "TENANT"), "strict")
    assert changed == ("UPDATE_COMPLETE", ([news["ResourceArn"]], {"b": "2"}, None, "standard"))
    assert bare == ("UPDATE_COMPLETE", ([], {}, None, "none"))
    assert cloud.region().tenants["acme"] is tenant
    change(cfn, template(Other=("Tenant", {"TenantName": "other"})))
    assert list(cloud.region().tenants) == ["other"]
    cfn.delete_stack(StackName="mail")
    assert list(cloud.region().tenants) == []


@pytest.mark.needs("sesv2.CreateTenant")
def test_a_tenant_that_cannot_be_finished_is_not_left_behind(cloud, cfn):
    nowhere = [{"ResourceArn": ARN + "configuration-set/none"}]
    status, _ = up(cfn, template(Acme=("Tenant", {"TenantName": "acme", "ResourceAssociations": nowhere})))

    assert status == "ROLLBACK_COMPLETE"
    said = "Configuration set <none> does not exist: (Service: SesV2, Status Code: 404, Request ID: …)"
    assert failures(cfn) == [("Acme", "CREATE_FAILED", reason("NotFound", said))]
    assert list(cloud.region().tenants) == []


def test_vdm_is_on_while_the_resource_is_there(cfn, v2):
    def found():
        return v2.get_account()["VdmAttributes"]

    def wanted(metrics):
        said = {
            "DashboardAttributes": {"EngagementMetrics": metrics},
            "GuardianAttributes": {"OptimizedSharedDelivery": "DISABLED"},
        }
        return template({"Id": {"Fn::GetAtt": ["Vdm", "VdmAttributesResourceId"]}}, Vdm=("VdmAttributes", said))

    _, made = up(cfn, wanted("ENABLED"))
    first = found()
    _, changed = change(cfn, wanted("DISABLED"))
    second = found()
    cfn.delete_stack(StackName="mail")

    assert made == changed
    assert first == {
        "VdmEnabled": "ENABLED",
        "DashboardAttributes": {"EngagementMetrics": "ENABLED"},
        "GuardianAttributes": {"OptimizedSharedDelivery": "DISABLED"},
    }
    assert second["DashboardAttributes"] == {"EngagementMetrics": "DISABLED"}
    assert found()["VdmEnabled"] == "DISABLED"


# ---- what SES refuses ----


def test_an_identity_that_is_there_already_rolls_the_stack_back(cloud, cfn, v2):
    v2.create_email_identity(EmailIdentity="example.com")
    body = template(
        {"Name": {"Ref": "Domain"}},
        Set=("ConfigurationSet", {"Name": "news"}),
        Domain=("EmailIdentity", {"EmailIdentity": "example.com"}),
    )

    assert up(cfn, body) == ("ROLLBACK_COMPLETE", {})
    assert failures(cfn) == [
        (
            "Domain",
            "CREATE_FAILED",
            reason(
                "AlreadyExists",
                "Resource of type 'AWS::SES::EmailIdentity' with identifier 'example.com' already exists.",
            ),
        )
    ]
    assert said(v2.list_configuration_sets) == {"ConfigurationSets": []}
    assert [identity.name for identity in cloud.region().identities] == ["example.com"]
    statuses = [event["ResourceStatus"] for event in cfn.describe_stack_events(StackName="mail")["StackEvents"]]
    assert statuses[::-1] == ["CREATE_IN_PROGRESS", "CREATE_FAILED", "ROLLBACK_IN_PROGRESS", "ROLLBACK_COMPLETE"]
    cfn.delete_stack(StackName="mail")
    assert up(cfn, template(Set=("ConfigurationSet", {})))[0] == "CREATE_COMPLETE"


def test_an_identity_that_cannot_be_finished_is_not_left_behind(cloud, cfn):
    mail_from = {"MailFromDomain": "example.org"}
    body = template(Domain=("EmailIdentity", {"EmailIdentity": "example.com", "MailFromAttributes": mail_from}))

    assert up(cfn, body)[0] == "ROLLBACK_COMPLETE"
    assert failures(cfn) == [
        (
            "Domain",
            "CREATE_FAILED",
            reason(
                "InvalidRequest",
                "Provided MAIL-FROM domain <example.org> is not subdomain of the domain of the identity ",
                "<example.com>. ",
                "(Service: SesV2, Status Code: 400, Request ID: …)",
            ),
        )
    ]
    assert list(cloud.region().identities) == []


def test_a_destination_without_its_set(cfn):
    bus = f"arn:aws:events:eu-west-1:{ACCOUNT}:event-bus/default"

    status, _ = up(cfn, template(Bus=destination("none", EventBridgeDestination={"EventBusArn": bus})))

    assert status == "ROLLBACK_COMPLETE"
    sentence = "Resource of type 'AWS::SES::ConfigurationSetEventDestination' with identifier 'none' was not found."
    assert failures(cfn) == [("Bus", "CREATE_FAILED", reason("NotFound", sentence))]


def test_a_destination_that_ses_refuses(cfn, v2):
    bus = f"arn:aws:events:eu-west-1:{ACCOUNT}:event-bus/other"
    set_and_bus = {
        "Set": ("ConfigurationSet", {"Name": "news"}),
        "Bus": destination({"Ref": "Set"}, EventBridgeDestination={"EventBusArn": bus}),
    }

    assert up(cfn, template(**set_and_bus))[0] == "ROLLBACK_COMPLETE"
    [(name, _, why)] = failures(cfn)
    assert name == "Bus"
    assert why.endswith(
        '(Service: SesV2, Status Code: 400, Request ID: …)" (RequestToken: …, HandlerErrorCode: InvalidRequest)'
    )
    assert said(v2.list_configuration_sets) == {"ConfigurationSets": []}


@pytest.mark.parametrize("where", ["outputs", "resources"])
def test_an_attribute_that_the_type_does_not_have(cfn, v2, where):
    """moto says it before anything is made, or when it comes to that resource."""
    wrong = {"Fn::GetAtt": ["T", "Arn"]}
    outputs = {"Arn": wrong} if where == "outputs" else {}
    more = {} if where == "outputs" else {"Set": ("ConfigurationSet", {"Name": wrong})}
    body = template(outputs, T=("Template", {"Template": {"SubjectPart": "s", "TextPart": "t"}}), **more)

    with pytest.raises((ClientError, moto.core.exceptions.ServiceException), match="Arn"):
        cfn.create_stack(StackName="mail", TemplateBody=body)
    assert said(v2.list_configuration_sets) == {"ConfigurationSets": []}


@pytest.mark.needs("sesv2.CreateEmailTemplate.Tags")
def test_tags_alone_change_a_template(cfn, v2):
    def wanted(value):
        said = {"TemplateName": "hello", "SubjectPart": "s", "TextPart": "t"}
        return template(T=("Template", {"Template": said, "Tags": [{"Key": "a", "Value": value}]}))

    up(cfn, wanted("1"))
    change(cfn, wanted("2"))
    first = tags(v2, "template/hello")
    v2.delete_email_template(TemplateName="hello")
    v2.create_email_template(TemplateName="hello", TemplateContent={"Subject": "by hand", "Text": "t"})
    change(cfn, wanted("3"))

    assert first == {"a": "2"}
    assert tags(v2, "template/hello") == {"a": "3"}
    assert v2.get_email_template(TemplateName="hello")["TemplateContent"]["Subject"] == "by hand"  # was not touched


def test_a_fault_fails_the_stack(cloud, cfn):
    cloud.refuse_next("create_email_template", "LimitExceededException", "Too many.")

    status, _ = up(cfn, template(T=("Template", {"Template": {"SubjectPart": "s", "TextPart": "t"}})))

    assert status == "ROLLBACK_COMPLETE"
    sentence = "Too many. (Service: SesV2, Status Code: 400, Request ID: …)"
    assert failures(cfn) == [("T", "CREATE_FAILED", reason("ServiceLimitExceeded", sentence))]


@pytest.mark.parametrize(
    ("kind", "properties", "complaint"),
    [
        ("EmailIdentity", {}, "#: required key [EmailIdentity] not found"),
        ("Template", {"Template": {"TextPart": "x"}}, "#/Template: required key [SubjectPart] not found"),
        ("ConfigurationSet", {"Nam": "x"}, "#: extraneous key [Nam] is not permitted"),
        (
            "ConfigurationSet",
            {"SendingOptions": {"SendingEnabled": "yes"}},
            "#/SendingOptions/SendingEnabled: expected type: Boolean, found: String",
        ),
        ("ConfigurationSet", {"SendingOptions": True}, "#/SendingOptions: expected type: JSONObject, found: Boolean"),
        ("ConfigurationSet", {"Tags": {}}, "#/Tags: expected type: JSONArray, found: JSONObject"),
        ("ConfigurationSet", {"Tags": [{"Key": []}]}, "#/Tags/0: required key [Value] not found"),
        (
            "ConfigurationSet",
            {"DeliveryOptions": {"MaxDeliverySeconds": 1.5}},
            "#/DeliveryOptions/MaxDeliverySeconds: expected type: Number, found: Number",
        ),
    ],
)
def test_properties_that_the_type_does_not_have(cfn, v2, kind, properties, complaint):
    assert up(cfn, template(Wrong=(kind, properties)))[0] == "ROLLBACK_COMPLETE"

    [(name, status, why)] = failures(cfn)
    assert (name, status) == ("Wrong", "CREATE_FAILED")
    assert why.startswith("Properties validation failed for resource Wrong with message:\n[")
    assert complaint in why


def test_a_change_that_fails_is_undone(cloud, cfn, v2):
    v2.create_configuration_set(ConfigurationSetName="taken")

    def wanted(subject, **more):
        return template(
            {"Name": {"Ref": "T"}},
            T=("Template", {"Template": {"TemplateName": "hello", "SubjectPart": subject, "TextPart": "x"}}),
            **more,
        )

    gone = ("ConfigurationSet", {"Name": "gone"})
    up(cfn, wanted("before", Gone=gone))
    status, outputs = change(
        cfn, wanted("after", New=("ConfigurationSet", {"Name": "new"}), Taken=("ConfigurationSet", {"Name": "taken"}))
    )

    assert (status, outputs) == ("UPDATE_ROLLBACK_COMPLETE", {"Name": "hello"})
    assert v2.get_email_template(TemplateName="hello")["TemplateContent"]["Subject"] == "before"
    assert sorted(v2.list_configuration_sets()["ConfigurationSets"]) == ["gone", "taken"]
    assert [(name, status) for name, status, _ in failures(cfn)] == [("Taken", "CREATE_FAILED")]
    assert json.loads(json.dumps(cfn.get_template(StackName="mail")["TemplateBody"]))["Outputs"] == {
        "Name": {"Value": {"Ref": "T"}}
    }
    assert change(cfn, wanted("after"))[0] == "UPDATE_COMPLETE"
    assert v2.list_configuration_sets()["ConfigurationSets"] == ["taken"]


def test_parameters_of_a_change_that_fails_are_undone(cfn, v2):
    v2.create_configuration_set(ConfigurationSetName="taken")

    def wanted(**more):
        said = {"TemplateName": "hello", "SubjectPart": {"Ref": "Subject"}, "TextPart": "x"}
        body = json.loads(template(parameters=["Subject"], T=("Template", {"Template": said}), **more))
        body["Parameters"]["Subject"]["Default"] = "before"
        return json.dumps(body)

    up(cfn, wanted())
    status, _ = change(
        cfn,
        wanted(Taken=("ConfigurationSet", {"Name": "taken"}), Other=("ConfigurationSet", {"Name": "other"})),
        Parameters=[{"ParameterKey": "Subject", "ParameterValue": "after"}],
    )

    assert status == "UPDATE_ROLLBACK_COMPLETE"
    assert v2.get_email_template(TemplateName="hello")["TemplateContent"]["Subject"] == "before"
    [parameter] = cfn.describe_stacks(StackName="mail")["Stacks"][0]["Parameters"]
    assert parameter["ParameterValue"] == "before"


def test_what_was_taken_out_can_come_back(cfn, v2):
    other = ("ConfigurationSet", {"Name": "other"})
    found = []
    up(cfn, template(Set=("ConfigurationSet", {"Name": "news"}), Other=other))
    for more in ({}, {"Other": other}):
        change(cfn, template(Set=("ConfigurationSet", {"Name": "news"}), **more))
        found.append(sorted(v2.list_configuration_sets()["ConfigurationSets"]))

    assert found == [["news"], ["news", "other"]]


def test_a_resource_whose_change_fails_stays_as_it_was(cfn, v2):
    def wanted(mail_from):
        more = {"MailFromAttributes": {"MailFromDomain": mail_from}}
        return template(Domain=("EmailIdentity", {"EmailIdentity": "example.com", **more}))

    up(cfn, wanted("m.example.com"))

    assert change(cfn, wanted("m.example.org"))[0] == "UPDATE_ROLLBACK_COMPLETE"
    assert [(name, status) for name, status, _ in failures(cfn)] == [("Domain", "UPDATE_FAILED")]
    found = v2.get_email_identity(EmailIdentity="example.com")["MailFromAttributes"]["MailFromDomain"]
    assert found == "m.example.com"


def test_what_cannot_be_deleted_keeps_the_stack(cloud, cfn, v2):
    up(cfn, template({"N": {"Ref": "Domain"}}, Domain=("EmailIdentity", {"EmailIdentity": "example.com"})))
    far = boto3.client("sesv2", "us-east-1")
    far.create_email_identity(
        EmailIdentity="example.com", DkimSigningAttributes={"DomainSigningAttributesOrigin": "AWS_SES_EU_WEST_1"}
    )

    cfn.delete_stack(StackName="mail")

    assert state(cfn) == ("DELETE_FAILED", {"N": "example.com"})
    assert [(name, status) for name, status, _ in failures(cfn)] == [("Domain", "DELETE_FAILED")]
    far.delete_email_identity(EmailIdentity="example.com")
    cfn.delete_stack(StackName="mail")
    assert cfn.describe_stacks()["Stacks"] == []
    assert list(cloud.region().identities) == []


def test_what_is_gone_already_can_be_deleted(cfn, v2):
    up(cfn, template(Domain=("EmailIdentity", {"EmailIdentity": "example.com"})))
    v2.delete_email_identity(EmailIdentity="example.com")

    cfn.delete_stack(StackName="mail")

    assert cfn.describe_stacks()["Stacks"] == []


# ---- change sets, as CDK and SAM deploy ----


def deploy(cfn, body, kind):
    cfn.create_change_set(StackName="mail", ChangeSetName=kind, TemplateBody=body, ChangeSetType=kind)
    cfn.execute_change_set(StackName="mail", ChangeSetName=kind)
    return state(cfn)[0]


def test_change_sets(cfn, v2):
    made = deploy(cfn, template(Set=("ConfigurationSet", {"Name": "news"})), "CREATE")
    paused = {"Name": "news", "SendingOptions": {"SendingEnabled": False}}
    changed = deploy(cfn, template(Set=("ConfigurationSet", paused)), "UPDATE")

    assert (made, changed) == ("CREATE_COMPLETE", "UPDATE_COMPLETE")
    assert v2.get_configuration_set(ConfigurationSetName="news")["SendingOptions"] == {"SendingEnabled": False}


def test_change_sets_that_fail(cfn, v2):
    v2.create_configuration_set(ConfigurationSetName="taken")
    taken = ("ConfigurationSet", {"Name": "taken"})

    assert deploy(cfn, template(Taken=taken), "CREATE") == "ROLLBACK_COMPLETE"
    assert failures(cfn)[0][:2] == ("Taken", "CREATE_FAILED")
    assert cfn.describe_change_set(StackName="mail", ChangeSetName="CREATE")["ExecutionStatus"] == "EXECUTE_FAILED"

    cfn.delete_stack(StackName="mail")
    deploy(cfn, template(Set=("ConfigurationSet", {"Name": "news"})), "CREATE")
    assert deploy(cfn, template(Taken=taken), "UPDATE") == "UPDATE_ROLLBACK_COMPLETE"
    assert sorted(v2.list_configuration_sets()["ConfigurationSets"]) == ["news", "taken"]


def test_a_change_set_that_there_is_not(cfn):
    """moto stumbles over it by itself."""
    with pytest.raises((ClientError, UnboundLocalError)):
        cfn.execute_change_set(StackName="mail", ChangeSetName="none")


def test_a_stack_within_a_stack_fails_both(cfn, v2):
    v2.create_configuration_set(ConfigurationSetName="taken")
    s3 = boto3.client("s3", "us-east-1")
    s3.create_bucket(Bucket="templates")
    s3.put_object(Bucket="templates", Key="inner", Body=template(Taken=("ConfigurationSet", {"Name": "taken"})))
    body = template(
        Set=("ConfigurationSet", {"Name": "news"}),
        Inner=("AWS::CloudFormation::Stack", {"TemplateURL": "https://s3.amazonaws.com/templates/inner"}),
    )

    assert up(cfn, body)[0] == "ROLLBACK_COMPLETE"
    assert v2.list_configuration_sets()["ConfigurationSets"] == ["taken"]


# ---- whose account, and who is not concerned ----


def test_accounts_and_regions(v2):
    body = template(Set=("ConfigurationSet", {"Name": "news"}))
    with mock_ses(account="222222222222") as cloud:  # moto knows nothing of it: its own default is ours
        boto3.client("cloudformation", "us-east-1").create_stack(StackName="mail", TemplateBody=body)
        role = {"RoleArn": "arn:aws:iam::333333333333:role/x", "RoleSessionName": "deploy"}
        keys = boto3.client("sts", "us-east-1").assume_role(**role)["Credentials"]
        theirs = boto3.client(
            "cloudformation",
            "eu-west-1",
            aws_access_key_id=keys["AccessKeyId"],
            aws_secret_access_key=keys["SecretAccessKey"],
            aws_session_token=keys["SessionToken"],
        )
        theirs.create_stack(StackName="mail", TemplateBody=body)

        places = [(region.account, region.name) for region in cloud._regions() if region.configuration_sets]

    assert sorted(places) == [("222222222222", "us-east-1"), ("333333333333", "eu-west-1")]


def test_stacks_without_ses_are_motos_alone(cfn):
    topic = {"Topic": ("AWS::SNS::Topic", {"TopicName": "events"})}

    assert up(cfn, template({"Arn": {"Ref": "Topic"}}, **topic)) == (
        "CREATE_COMPLETE",
        {"Arn": f"arn:aws:sns:eu-west-1:{ACCOUNT}:events"},
    )
    assert change(cfn, template(Topic=("AWS::SNS::Topic", {"TopicName": "other"})))[0] == "UPDATE_COMPLETE"
    with pytest.raises(ClientError, match="Stack with id none does not exist"):
        cfn.update_stack(StackName="none", TemplateBody=template(**topic))


def test_moto_is_as_it_was_where_we_are_not():
    from moto.cloudformation import models, parsing

    def found():
        backend = vars(models.CloudFormationBackend)
        return [
            parsing.resource_class_from_type,
            *(backend[f"{verb}_stack"] for verb in ("create", "update", "delete")),
        ]

    before = found()
    with mock_ses():
        inside = found()
    with moto.mock_aws():
        cfn = boto3.client("cloudformation", "eu-west-1")
        with pytest.warns(UserWarning, match="not supported by moto"):
            status, _ = up(cfn, template(Set=("ConfigurationSet", {"Name": "news"})))

    assert not set(map(id, before)) & set(map(id, inside))
    assert [one is other for one, other in zip(before, found(), strict=True)] == [True] * 4
    assert status == "CREATE_COMPLETE"
