"""Mail goes out from the addresses of a pool: what the mail, its headers and its events say; and leasing."""

from __future__ import annotations

import pytest

import sesmock

pytestmark = pytest.mark.ses(at="2026-01-01T00:00Z", seed=1, verified=["example.com"])

TOPIC = "arn:aws:sns:us-east-1:123456789012:all"


def send(v2, configuration_set=None, subject="Hi"):
    given = {} if configuration_set is None else {"ConfigurationSetName": configuration_set}
    return v2.send_email(
        FromEmailAddress="ann@example.com",
        Destination={"ToAddresses": ["bob@example.org"]},
        Content={"Simple": {"Subject": {"Data": subject}, "Body": {"Text": {"Data": "Ho"}}}},
        **given,
    )


@pytest.fixture
def through(v2):
    """Make a configuration set that sends through a pool; gives its name."""

    def through(pool):
        v2.create_configuration_set(ConfigurationSetName=pool, DeliveryOptions={"SendingPoolName": pool})
        return pool

    return through


def test_without_addresses_nothing_changes(v2, ses_cloud, through):
    send(v2)
    send(v2, through("ses-default-dedicated-pool"))
    v2.create_dedicated_ip_pool(PoolName="empty")
    send(v2, through("empty"))

    assert [mail.outgoing_ip[:7] for mail in ses_cloud.outbox] == ["54.240."] * 3
    assert ses_cloud.region().dedicated_ips == {}


def test_mail_goes_out_from_the_addresses_of_its_pool(v2, ses_cloud, through):
    v2.create_dedicated_ip_pool(PoolName="news")
    mine = ses_cloud.lease_ips(2, pool="news")
    [default] = ses_cloud.lease_ips()
    for _ in range(20):
        send(v2, through("news") if not ses_cloud.outbox else "news")
    assert {mail.outgoing_ip for mail in ses_cloud.outbox} == set(mine)

    ses_cloud.outbox.clear()
    send(v2)
    send(v2, through("ses-default-dedicated-pool"))
    send(v2, through("ses-shared-pool"))
    addresses = [mail.outgoing_ip for mail in ses_cloud.outbox]
    assert addresses[:2] == [default, default]
    assert addresses[2].startswith("54.240.")


def test_the_address_stands_in_headers_and_events(v2, ses_cloud, through):
    v2.create_dedicated_ip_pool(PoolName="news")
    ses_cloud.lease_ips(pool="news")
    v2.create_configuration_set_event_destination(
        ConfigurationSetName=through("news"),
        EventDestinationName="all",
        EventDestination={
            "Enabled": True,
            "MatchingEventTypes": ["DELIVERY"],
            "SnsDestination": {"TopicArn": TOPIC},
        },
    )
    send(v2, "news")

    [mail] = ses_cloud.outbox
    assert mail.header("X-SES-Outgoing") == "2026.01.01-76.223.128.1"
    [told] = ses_cloud.events.of("Delivery").at(TOPIC)
    assert told.payload["mail"]["tags"]["ses:outgoing-ip"] == ["76.223.128.1"]
    assert told.payload["delivery"]["reportingMTA"] == "c128-1.smtp-out.amazonses.com"


def test_what_is_moved_later_does_not_change_what_was_sent(v2, ses_cloud):
    ses_cloud.lease_ips()
    send(v2)
    v2.create_dedicated_ip_pool(PoolName="news")
    v2.put_dedicated_ip_in_pool(Ip="76.223.128.1", DestinationPoolName="news")
    send(v2)

    first, second = ses_cloud.outbox
    assert first.outgoing_ip == "76.223.128.1"
    assert b"2026.01.01-76.223.128.1\r\n" in first.raw
    assert second.outgoing_ip.startswith("54.240.")


def test_a_managed_pool_has_its_first_address_with_its_first_mail(v2, ses_cloud, through):
    v2.create_dedicated_ip_pool(PoolName="theirs", ScalingMode="MANAGED")
    assert v2.get_dedicated_ips() == {"DedicatedIps": []}
    send(v2, through("theirs"))
    send(v2, "theirs")

    assert [mail.outgoing_ip for mail in ses_cloud.outbox] == ["76.223.128.1"] * 2
    assert [repr(leased) for leased in ses_cloud.region().dedicated_ips.values()] == [
        "<DedicatedIp 76.223.128.1 in theirs, warm-up NOT_APPLICABLE>"
    ]


def test_mail_through_a_pool_that_was_deleted_is_refused(v1, v2, ses_cloud, refused, through):
    v2.create_dedicated_ip_pool(PoolName="news")
    through("news")
    v2.delete_dedicated_ip_pool(PoolName="news")
    text = "SendingPool <news> doesn't exist"
    template = {"Template": {"TemplateContent": {"Subject": "s", "Text": "t"}, "TemplateData": "{}"}}
    v1.create_template(Template={"TemplateName": "t", "SubjectPart": "s", "TextPart": "t"})

    assert refused(
        v2, "send_email", FromEmailAddress="ann@example.com", ConfigurationSetName="news",
        Destination={"ToAddresses": ["bob@example.org"]},
        Content={"Simple": {"Subject": {"Data": "s"}, "Body": {"Text": {"Data": "t"}}}},
    ) == (400, "BadRequestException", text)  # fmt: skip
    assert refused(
        v1, "send_email", Source="ann@example.com", ConfigurationSetName="news",
        Destination={"ToAddresses": ["bob@example.org"]},
        Message={"Subject": {"Data": "s"}, "Body": {"Text": {"Data": "t"}}},
    ) == (400, "InvalidParameterValue", text)  # fmt: skip
    assert v2.send_bulk_email(
        FromEmailAddress="ann@example.com", ConfigurationSetName="news", DefaultContent=template,
        BulkEmailEntries=[{"Destination": {"ToAddresses": ["bob@example.org"]}}] * 2,
    ) == {"BulkEmailEntryResults": [{"Status": "INVALID_SENDING_POOL_NAME", "Error": text}] * 2}  # fmt: skip
    assert v1.send_bulk_templated_email(
        Source="ann@example.com", ConfigurationSetName="news", Template="t", DefaultTemplateData="{}",
        Destinations=[{"Destination": {"ToAddresses": ["bob@example.org"]}}],
    ) == {"Status": [{"Status": "InvalidSendingPoolName", "Error": text}]}  # fmt: skip
    assert ses_cloud.outbox == []


# ---- what a test says ----


def test_a_test_leases_addresses(ses_cloud, v2):
    v2.create_dedicated_ip_pool(PoolName="news")

    assert ses_cloud.lease_ips(2) == ["76.223.128.1", "76.223.128.2"]
    assert ses_cloud.lease_ips(pool="news") == ["76.223.128.3"]
    assert ses_cloud.lease_ips(pool="ses-default-dedicated-pool") == ["76.223.128.4"]
    found = ses_cloud.region().dedicated_ips["76.223.128.3"]
    assert (found.pool, found.warmup_percentage, found.warmup_status) == ("news", 0, "IN_PROGRESS")
    assert repr(found) == "<DedicatedIp 76.223.128.3 in news, warm-up IN_PROGRESS>"


def test_many_addresses_are_all_different(ses_cloud):
    addresses = ses_cloud.lease_ips(300)

    assert len({*addresses}) == 300
    assert addresses[254:256] == ["76.223.128.255", "76.223.129.0"]


@pytest.mark.parametrize(
    ("number", "given", "error", "text"),
    [
        ("2", {}, TypeError, "a number of addresses is leased, not '2'"),
        (True, {}, TypeError, "a number of addresses is leased, not True"),
        (0, {}, ValueError, "at least one address is leased"),
        (1, {"region": "us-east"}, ValueError, "us-east"),
        (1, {"account": "1"}, ValueError, "'1'"),
    ],
)
def test_what_cannot_be_leased(ses_cloud, number, given, error, text):
    with pytest.raises(error, match=text):
        ses_cloud.lease_ips(number, **given)
    assert ses_cloud.region().dedicated_ips == {}


def test_a_pool_that_there_is_not_gets_no_addresses(ses_cloud):
    with pytest.raises(sesmock.Refusal, match=r"^The requested pool <news> does not exist\.$"):
        ses_cloud.lease_ips(pool="news")
    with pytest.raises(sesmock.Invalid, match=r"^Pool name describes either a shared or default dedicated ip pool$"):
        ses_cloud.lease_ips(pool="ses-shared-pool")
    assert ses_cloud.region().dedicated_ips == {}


def test_dns_knows_the_host_of_an_address(v2, ses_cloud):
    ses_cloud.lease_ips(257)
    for address, host in (("76.223.128.1", "c128-1.smtp-out"), ("76.223.129.1", "c129-1.smtp-out")):
        assert ses_cloud.dns.lookup(".".join(reversed(address.split("."))) + ".in-addr.arpa", "PTR") == (
            f"{host}.amazonses.com",
        )
        assert ses_cloud.dns.lookup(f"{host}.amazonses.com", "A") == (address,)


def test_what_ses_receives_from_a_dedicated_address_is_found_to_be_in_order(v1, v2, ses_cloud):
    ses_cloud.dns.publish("example.com", "MX", "10 inbound-smtp.us-east-1.amazonaws.com")
    v1.create_receipt_rule_set(RuleSetName="all")
    v1.create_receipt_rule(RuleSetName="all", Rule={"Name": "all", "Enabled": True})
    v1.set_active_receipt_rule_set(RuleSetName="all")
    ses_cloud.lease_ips()
    v2.send_email(
        FromEmailAddress="ann@example.com",
        Destination={"ToAddresses": ["in@example.com"]},
        Content={"Simple": {"Subject": {"Data": "Hi"}, "Body": {"Text": {"Data": "Ho"}}}},
    )

    [received] = ses_cloud.received
    assert (received.ip, received.verdicts.spf, received.verdicts.dkim) == ("76.223.128.1", "PASS", "PASS")
    assert received.header("Received").startswith("from c128-1.smtp-out.amazonses.com (c128-1.smtp-out.amazonses.com [")
