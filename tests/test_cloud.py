"""The handle that a test has: what it shows in a debugger, and that all of it is described."""

from __future__ import annotations

import inspect
import re

import boto3
import pytest

from sesmock import Cloud, Limits, mock_ses

pytestmark = pytest.mark.ses(region="us-east-1", at="2026-01-01T09:00Z", seed=1, verified=["example.com"])

TOPIC = "arn:aws:sns:us-east-1:123456789012:bounces"


def public(thing: object) -> list[str]:
    return [name for name in dir(thing) if not name.startswith("__")]


def test_dir_of_a_cloud_is_what_a_test_says(ses_cloud):
    assert ses_cloud.outbox == []  # which is kept once it was asked for
    assert public(ses_cloud) == [
        "accounts", "auto_verify", "bounces", "buckets", "clock", "default_account", "default_region", "deliver",
        "deliveries", "dns", "events", "faults", "functions", "handle", "lease_ips", "limits", "localstack",
        "mailbox", "outage", "outbox", "outside", "receive", "received", "receivers", "receiving_regions",
        "refuse_next", "refused", "region", "sandbox", "smtp_passwords", "subscribe", "throttle_next", "verify",
        "visit",
    ]  # fmt: skip


def test_dir_of_a_region_is_what_a_test_says(ses_cloud):
    assert public(ses_cloud.region()) == [
        "account", "account_settings", "active_rule_set", "arn", "configuration_sets", "contact_lists",
        "dedicated_ips", "domain", "export_jobs", "identities", "identity", "import_jobs", "lease_ips",
        "multi_region_endpoints", "name", "receipt_filters", "receipt_rule_sets", "suppressed", "templates",
        "tenants", "verify",
    ]  # fmt: skip


def test_dir_of_a_zone_is_what_a_test_says(ses_cloud):
    assert public(ses_cloud.dns) == ["add", "fail", "follow_route53", "lookup", "publish", "remove", "txt"]


@pytest.mark.parametrize("part", ["", "clock", "dns", "events", "faults", "outbox", "receivers"])
def test_all_of_it_is_described(ses_cloud, part):
    thing = getattr(ses_cloud, part) if part else ses_cloud

    assert inspect.getdoc(type(thing))
    names = [name for name in public(thing) if not name.startswith("_")]
    assert [name for name in names if not inspect.getdoc(inspect.getattr_static(type(thing), name))] == []


# ---- what each prints ----


def test_a_cloud_prints_where_it_is_and_what_was_sent():
    with mock_ses(Cloud(at="2026-01-01T09:00Z")) as cloud:
        assert repr(cloud) == "<Cloud at 2026-01-01T09:00:00Z: identities: none; 0 mails sent>"
        cloud.verify("example.com", region="us-east-1")
        cloud.verify("example.org", region="us-east-1")
        cloud.verify("example.com", region="eu-west-1", account="222222222222")
        boto3.client("ses", region_name="us-east-1").send_email(
            Source="a@example.com",
            Destination={"ToAddresses": ["b@example.net"]},
            Message={"Subject": {"Data": "s"}, "Body": {"Text": {"Data": "t"}}},
        )
        assert repr(cloud) == (
            "<Cloud at 2026-01-01T09:00:00Z: identities: 2 in us-east-1 of 123456789012, "
            "1 in eu-west-1 of 222222222222; 1 mail sent>"
        )


@pytest.mark.parametrize("names", [["example.com"], None, b"example.com"])
def test_verify_takes_one_name(ses_cloud, names):
    with pytest.raises(TypeError, match=rf"^verify takes one name, not {re.escape(repr(names))}$"):
        ses_cloud.verify(names)
    assert [identity.name for identity in ses_cloud.region().identities] == ["example.com"]


def test_a_mock_prints_its_settings():
    cloud = Cloud(at="2026-01-01T09:00Z")
    mock = mock_ses(region="eu-west-1", verified=["example.com"])

    assert repr(mock) == "<Mock(region='eu-west-1', verified=('example.com',))>"
    with mock:
        assert repr(mock) == "<Mock(region='eu-west-1', verified=('example.com',)), active>"
    assert repr(mock_ses(cloud)) == f"<Mock({cloud!r})>"
    assert repr(mock_ses) == "<function mock_ses>"


def test_clock_and_zone_print_how_they_stand(ses_cloud):
    clock, dns = ses_cloud.clock, Cloud().dns
    assert repr(clock) == "<Clock 2026-01-01T09:00:00Z, frozen>"
    assert repr(dns) == "<Zone: nothing published>"
    for name in "fdacbe":
        dns.publish(f"{name}.example.com", "TXT", "t")
    dns.fail("example.org")
    dns.fail(".")
    assert repr(dns) == (
        "<Zone: a.example.com, b.example.com, c.example.com, d.example.com, e.example.com and 1 more; "
        "failing: ., example.org>"
    )


def test_a_running_clock_prints_how_far_it_is_off(monkeypatch):
    monkeypatch.setattr("time.time", lambda: 1767225600.0)
    clock = Cloud().clock
    assert repr(clock) == "<Clock 2026-01-01T00:00:00Z, running>"
    clock.advance(hours=73)
    assert repr(clock) == "<Clock 2026-01-04T01:00:00Z, running 3 days, 1:00:00 ahead>"
    clock.freeze("2025-12-31T23:59:00Z")
    clock.resume()
    assert repr(clock) == "<Clock 2025-12-31T23:59:00Z, running 0:01:00 behind>"


def test_regions_and_identities_print_what_they_are(ses_cloud, v1):
    v1.verify_email_identity(EmailAddress="ann@example.org")
    region = ses_cloud.region()
    dkim = region.domain("example.com").dkim
    tokens = ", ".join(dkim.tokens)

    assert [repr(found) for found in region.identities] == [
        "<Domain example.com in us-east-1: SUCCESS>",
        "<EmailAddress ann@example.org in us-east-1: PENDING>",
    ]
    assert repr(region.identities) == (
        "<Identities: [<Domain example.com in us-east-1: SUCCESS>, "
        "<EmailAddress ann@example.org in us-east-1: PENDING>]>"
    )
    assert repr(dkim) == f"<Dkim of example.com: AWS_SES, SUCCESS, {tokens}>"
    assert repr(dkim.easy) == f"<EasyKeys of example.com: 2048 bits, {tokens}>"
    assert repr(dkim.easy.key(dkim.tokens[0])) == "<SigningKey of 2048 bits>"
    assert repr(region) == "<Region us-east-1 of 123456789012: example.com, ann@example.org>"
    assert repr(ses_cloud.region("eu-west-1")) == "<Region eu-west-1 of 123456789012: no identities>"
    for number in range(5):
        v1.verify_email_identity(EmailAddress=f"{number}@example.org")
    assert repr(region) == (
        "<Region us-east-1 of 123456789012: example.com, ann@example.org, 0@example.org, 1@example.org, 2@example.org "
        "and 2 more>"
    )


def test_account_settings_print_what_may_be_sent(ses_cloud, v2):
    settings = ses_cloud.region().account_settings
    assert repr(settings) == "<AccountSettings: out of the sandbox, sending, 50000 in 24 hours, 14 a second>"
    ses_cloud.sandbox = True
    v2.put_account_sending_attributes(SendingEnabled=False)
    assert repr(settings) == "<AccountSettings: in the sandbox, sending paused, 200 in 24 hours, 1 a second>"


def test_configuration_sets_and_templates_print_their_names(ses_cloud, v1, v2):
    v2.create_configuration_set(ConfigurationSetName="news", SendingOptions={"SendingEnabled": False})
    v2.create_configuration_set(ConfigurationSetName="bills")
    for name, enabled in (("all", True), ("none", False)):
        v2.create_configuration_set_event_destination(
            ConfigurationSetName="bills",
            EventDestinationName=name,
            EventDestination={
                "Enabled": enabled,
                "MatchingEventTypes": ["BOUNCE", "SEND"],
                "SnsDestination": {"TopicArn": TOPIC},
            },
        )
    v1.create_template(Template={"TemplateName": "hi", "SubjectPart": "Hi {{name}}", "TextPart": "Hi"})
    region = ses_cloud.region()

    assert [repr(chosen) for chosen in region.configuration_sets.values()] == [
        "<ConfigurationSet news: tells nobody, sending paused>",
        "<ConfigurationSet bills: tells all, none>",
    ]
    assert [repr(found) for found in region.configuration_sets["bills"].event_destinations.values()] == [
        "<EventDestination all: Send, Bounce → arn:aws:sns:us-east-1:123456789012:bounces>",
        "<EventDestination none: Send, Bounce → arn:aws:sns:us-east-1:123456789012:bounces, disabled>",
    ]
    assert [repr(template) for template in region.templates.values()] == ["<Template hi: 'Hi {{name}}'>"]


def test_what_receives_mail_prints_what_it_does(ses_cloud, v1):
    v1.create_receipt_rule_set(RuleSetName="old")
    v1.create_receipt_rule_set(RuleSetName="main")
    v1.set_active_receipt_rule_set(RuleSetName="main")
    actions = [{"S3Action": {"BucketName": "mails"}}, {"StopAction": {"Scope": "RuleSet"}}]
    v1.create_receipt_rule(RuleSetName="main", Rule={"Name": "all", "Enabled": True, "Actions": actions})
    v1.create_receipt_rule(
        RuleSetName="main", Rule={"Name": "shop", "TlsPolicy": "Require", "Recipients": ["a@example.com", ".b.example"]}
    )
    v1.create_receipt_filter(Filter={"Name": "bad", "IpFilter": {"Policy": "Block", "Cidr": "10.0.0.0/8"}})
    region = ses_cloud.region()

    assert repr(region.receipt_rule_sets["old"]) == "<RuleSet old: no rules>"
    assert repr(region.active_rule_set) == "<RuleSet main: shop, all>"
    assert [repr(rule) for rule in region.active_rule_set.rules] == [
        "<Rule shop: .b.example, a@example.com → nothing, over TLS only, disabled>",
        "<Rule all: everybody → S3, Stop>",
    ]
    assert [repr(found) for found in region.receipt_filters.values()] == ["<Filter bad: Block 10.0.0.0/8>"]
    v1.set_active_receipt_rule_set()
    assert region.active_rule_set is None


def test_receivers_faults_and_limits_print_what_a_test_has_decided(ses_cloud):
    assert [repr(part) for part in (ses_cloud.receivers, ses_cloud.faults, ses_cloud.limits)] == [
        "<Receivers: all take their mail>", "<Faults: none to come>", "<Limits: as on AWS>",
    ]  # fmt: skip
    ses_cloud.receivers.complaint("ann@example.org")
    ses_cloud.receivers.bounce("bob@example.org")
    ses_cloud.receivers.open("carl@example.org")
    ses_cloud.refuse_next("send_email", "MessageRejected", "No.", times=2)
    ses_cloud.throttle_next("GetAccount")
    ses_cloud.refuse_next(None, OSError("cable"))
    ses_cloud.limits.templates = 3
    ses_cloud.limits.max_send_rate = 1
    ses_cloud.limits.identities = Limits.identities

    assert [repr(part) for part in (ses_cloud.receivers, ses_cloud.faults, ses_cloud.limits)] == [
        "<Receivers: Delivery and Complaint; Bounce; Open>",
        "<Faults: send_email MessageRejected × 2; GetAccount throttled; any call OSError('cable')>",
        "<Limits: templates=3, max_send_rate=1>",
    ]


def test_the_access_keys_of_other_accounts(ses_cloud):
    ses_cloud.accounts["AKIAOTHER"] = "222222222222"
    boto3.client(
        "ses", region_name="us-east-1", aws_access_key_id="AKIAOTHER", aws_secret_access_key="x"
    ).verify_email_identity(EmailAddress="ann@example.org")

    assert [found.name for found in ses_cloud.region(account="222222222222").identities] == ["ann@example.org"]
