"""Dedicated IP addresses and their pools through sesv2."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.ses(at="2026-01-01T00:00Z", seed=1, verified=["example.com"])

DEFAULT, SHARED = "ses-default-dedicated-pool", "ses-shared-pool"
FIRST, SECOND, THIRD = "76.223.128.1", "76.223.128.2", "76.223.128.3"
OWN = "Pool name describes either a shared or default dedicated ip pool"
MODE = "The ScalingMode parameter is invalid."
ARN = "arn:aws:ses:us-east-1:123456789012:dedicated-ip-pool/"


def bad(text):
    return 400, "BadRequestException", text


def no_pool(name):
    return 404, "NotFoundException", f"The requested pool <{name}> does not exist."


def no_ip(ip):
    return 404, "NotFoundException", f"Could not find dedicated IP <{ip}> under this account."


def shown(ip, pool=DEFAULT, percentage=0, status="IN_PROGRESS"):
    return {"Ip": ip, "WarmupStatus": status, "WarmupPercentage": percentage, "PoolName": pool}


@pytest.fixture
def state(ses_cloud, v2):
    """Everything that can be seen of pools and addresses."""

    def state():
        names = v2.list_dedicated_ip_pools()["DedicatedIpPools"]
        own = [name for name in names if name not in {DEFAULT, SHARED}]
        tags = [v2.list_tags_for_resource(ResourceArn=ARN + name) for name in own]
        return [names, [v2.get_dedicated_ip_pool(PoolName=name) for name in own], tags, v2.get_dedicated_ips()]

    return state


# ---- pools ----


def test_a_pool_is_made_read_changed_and_deleted(v2):
    assert v2.list_dedicated_ip_pools() == {"DedicatedIpPools": []}
    assert v2.create_dedicated_ip_pool(PoolName="news") == {}
    assert v2.create_dedicated_ip_pool(PoolName="a_1-b", ScalingMode="MANAGED") == {}
    assert v2.get_dedicated_ip_pool(PoolName="news") == {
        "DedicatedIpPool": {"PoolName": "news", "ScalingMode": "STANDARD"}
    }
    assert v2.list_dedicated_ip_pools() == {"DedicatedIpPools": ["a_1-b", "news"]}
    assert v2.put_dedicated_ip_pool_scaling_attributes(PoolName="news", ScalingMode="STANDARD") == {}
    assert v2.put_dedicated_ip_pool_scaling_attributes(PoolName="news", ScalingMode="MANAGED") == {}
    assert v2.put_dedicated_ip_pool_scaling_attributes(PoolName="news", ScalingMode="MANAGED") == {}
    assert v2.get_dedicated_ip_pool(PoolName="news") == {
        "DedicatedIpPool": {"PoolName": "news", "ScalingMode": "MANAGED"}
    }
    assert v2.delete_dedicated_ip_pool(PoolName="news") == {}
    assert v2.list_dedicated_ip_pools() == {"DedicatedIpPools": ["a_1-b"]}


def test_pools_and_addresses_are_of_one_region_and_account(v2, api, ses_cloud):
    v2.create_dedicated_ip_pool(PoolName="news")
    ses_cloud.lease_ips()

    for elsewhere in (api("sesv2", "eu-west-1"), api("sesv2", account="222222222222")):
        assert elsewhere.list_dedicated_ip_pools() == {"DedicatedIpPools": []}
        assert elsewhere.get_dedicated_ips() == {"DedicatedIps": []}
        assert elsewhere.no("get_dedicated_ip", Ip=FIRST) == no_ip(FIRST)
    assert ses_cloud.lease_ips(region="eu-west-1", account="222222222222") == [SECOND]
    assert ses_cloud.region("eu-west-1").lease_ips(1) == [THIRD]


def test_an_account_with_addresses_has_sess_own_pools(v2, ses_cloud):
    v2.create_dedicated_ip_pool(PoolName="news")
    ses_cloud.lease_ips(2)

    assert v2.list_dedicated_ip_pools() == {"DedicatedIpPools": ["news", DEFAULT, SHARED]}
    assert v2.get_dedicated_ips(PoolName=DEFAULT) == {"DedicatedIps": [shown(FIRST), shown(SECOND)]}
    assert v2.get_dedicated_ips(PoolName=SHARED) == {"DedicatedIps": []}
    for operation in ("get_dedicated_ip_pool", "delete_dedicated_ip_pool"):
        for name in (DEFAULT, SHARED):
            assert v2.no(operation, PoolName=name) == bad(OWN)


@pytest.mark.parametrize(
    ("operation", "parameters", "refusal"),
    [
        ("create_dedicated_ip_pool", {"PoolName": "news", "ScalingMode": "managed"}, bad(MODE)),
        ("create_dedicated_ip_pool", {"PoolName": "News", "ScalingMode": ""}, bad(MODE)),
        ("create_dedicated_ip_pool", {"PoolName": "news"}, (400, "AlreadyExistsException",
                                                            "The pool <news> already exists.")),
        ("create_dedicated_ip_pool", {"PoolName": "news", "Tags": [{"Key": "?", "Value": ""}]},
         (400, "AlreadyExistsException", "The pool <news> already exists.")),
        ("create_dedicated_ip_pool", {"PoolName": DEFAULT}, bad(OWN)),
        ("create_dedicated_ip_pool", {"PoolName": SHARED}, bad(OWN)),
        ("create_dedicated_ip_pool", {"PoolName": ""}, bad("Pool name can't be blank.")),
        ("create_dedicated_ip_pool", {"PoolName": " "}, bad("Pool name can't be blank.")),
        ("create_dedicated_ip_pool", {"PoolName": "a" * 65}, bad("Pool name cannot exceed 64 characters.")),
        ("create_dedicated_ip_pool", {"PoolName": "myPool"}, bad(
            "Invalid pool name <myPool>: only lowercase alphanumeric ASCII characters, '_', and '-' are allowed.")),
        ("create_dedicated_ip_pool", {"PoolName": "a\n"}, bad(
            "Invalid pool name <a\n>: only lowercase alphanumeric ASCII characters, '_', and '-' are allowed.")),
        ("create_dedicated_ip_pool", {"PoolName": "other", "Tags": [{"Key": "a", "Value": ""}] * 2},
         bad("Cannot provide multiple tags with the same key")),
        ("get_dedicated_ip_pool", {"PoolName": "other"}, no_pool("other")),
        ("get_dedicated_ip_pool", {"PoolName": "News"}, no_pool("News")),
        ("delete_dedicated_ip_pool", {"PoolName": "other"}, no_pool("other")),
        ("put_dedicated_ip_pool_scaling_attributes", {"PoolName": "other", "ScalingMode": "MANAGED"},
         no_pool("other")),
        ("put_dedicated_ip_pool_scaling_attributes", {"PoolName": "other", "ScalingMode": "x"}, bad(MODE)),
        ("put_dedicated_ip_pool_scaling_attributes", {"PoolName": "managed", "ScalingMode": "STANDARD"}, bad(MODE)),
        ("put_dedicated_ip_pool_scaling_attributes", {"PoolName": SHARED, "ScalingMode": "MANAGED"}, bad(OWN)),
        ("get_dedicated_ip", {"Ip": "1.2.3.4"}, no_ip("1.2.3.4")),
        ("get_dedicated_ip", {"Ip": "x y"}, no_ip("x y")),
        ("get_dedicated_ips", {"PoolName": "other"}, no_pool("other")),
        ("put_dedicated_ip_in_pool", {"Ip": "x", "DestinationPoolName": ""}, bad("Pool name can't be blank.")),
        ("put_dedicated_ip_in_pool", {"Ip": FIRST, "DestinationPoolName": " "}, bad("Pool name can't be blank.")),
        ("put_dedicated_ip_in_pool", {"Ip": "x", "DestinationPoolName": "other"}, no_ip("x")),
        ("put_dedicated_ip_in_pool", {"Ip": FIRST, "DestinationPoolName": "other"}, no_pool("other")),
        ("put_dedicated_ip_in_pool", {"Ip": FIRST, "DestinationPoolName": SHARED}, bad(OWN)),
        ("put_dedicated_ip_in_pool", {"Ip": FIRST, "DestinationPoolName": "managed"},
         bad("Dedicated IPs of managed pools cannot be changed.")),
        ("put_dedicated_ip_in_pool", {"Ip": SECOND, "DestinationPoolName": "news"},
         bad("Dedicated IPs of managed pools cannot be changed.")),
        ("put_dedicated_ip_warmup_attributes", {"Ip": "x", "WarmupPercentage": -1},
         bad("Warmup Percentage must be between 0 and 100.")),
        ("put_dedicated_ip_warmup_attributes", {"Ip": FIRST, "WarmupPercentage": 101},
         bad("Warmup Percentage must be between 0 and 100.")),
        ("put_dedicated_ip_warmup_attributes", {"Ip": "x", "WarmupPercentage": 1}, no_ip("x")),
        ("put_dedicated_ip_warmup_attributes", {"Ip": SECOND, "WarmupPercentage": 1},
         bad("Dedicated IPs of managed pools cannot be changed.")),
        ("get_dedicated_ips", {"PoolName": "other", "PageSize": 0}, bad("The page size must be in [1, 1000] range.")),
        ("get_dedicated_ips", {"PageSize": 1001}, bad("The page size must be in [1, 1000] range.")),
        ("get_dedicated_ips", {"NextToken": "x"}, bad("Invalid next token.")),
    ],
)  # fmt: skip
def test_what_is_refused_changes_nothing(v2, ses_cloud, state, operation, parameters, refusal):
    v2.create_dedicated_ip_pool(PoolName="news")
    v2.create_dedicated_ip_pool(PoolName="managed", ScalingMode="MANAGED", Tags=[{"Key": "a", "Value": "1"}])
    ses_cloud.lease_ips()
    ses_cloud.lease_ips(pool="managed")
    before = state()

    assert v2.no(operation, **parameters) == refusal
    assert state() == before


def test_what_is_missing_is_said_by_the_service(wire):
    assert wire.v2("PUT", "/dedicated-ips/1.2.3.4/pool", {}) == (
        400,
        "BadRequestException",
        {"message": "Pool name can't be blank."},
    )
    assert wire.v2("PUT", "/dedicated-ips/1.2.3.4/warmup", {}) == (
        400,
        "BadRequestException",
        {"message": "Warmup Percentage can't be null."},
    )


@pytest.mark.parametrize("limit", [("dedicated_ip_pools", "dedicated"), ("managed_dedicated_ip_pools", "managed")])
def test_a_region_has_so_many_pools(v2, ses_cloud, state, limit):
    name, kind = limit
    assert (ses_cloud.limits.dedicated_ip_pools, ses_cloud.limits.managed_dedicated_ip_pools) == (50, 5)
    setattr(ses_cloud.limits, name, 1)
    v2.create_dedicated_ip_pool(PoolName="first", ScalingMode="MANAGED")
    text = {
        "dedicated": "You have reached the maximum number of dedicated IP pools for this account.",
        "managed": "You have reached the maximum number of managed dedicated IP pools for this account.",
    }[kind]
    before = state()

    assert v2.no("create_dedicated_ip_pool", PoolName="second", ScalingMode="MANAGED") == (
        400,
        "LimitExceededException",
        text,
    )
    assert state() == before
    if kind == "managed":
        v2.create_dedicated_ip_pool(PoolName="second")
        assert v2.no("put_dedicated_ip_pool_scaling_attributes", PoolName="second", ScalingMode="MANAGED") == (
            400,
            "LimitExceededException",
            text,
        )


def test_a_pool_has_tags(v2):
    v2.create_dedicated_ip_pool(PoolName="news", Tags=[{"Key": "team", "Value": "a"}])
    v2.tag_resource(ResourceArn=ARN + "news", Tags=[{"Key": "env", "Value": "test"}])
    v2.untag_resource(ResourceArn=ARN + "news", TagKeys=["team"])

    assert v2.list_tags_for_resource(ResourceArn=ARN + "news") == {"Tags": [{"Key": "env", "Value": "test"}]}
    v2.delete_dedicated_ip_pool(PoolName="news")
    assert v2.no("list_tags_for_resource", ResourceArn=ARN + "news") == (
        404,
        "NotFoundException",
        "No DedicatedIpPool present with name: news",
    )


# ---- addresses ----


def test_an_address_is_moved_to_and_fro(v2, ses_cloud):
    v2.create_dedicated_ip_pool(PoolName="news")
    assert ses_cloud.lease_ips(2) == [FIRST, SECOND]

    assert v2.put_dedicated_ip_in_pool(Ip=SECOND, DestinationPoolName="news") == {}
    assert v2.get_dedicated_ip(Ip=SECOND) == {"DedicatedIp": shown(SECOND, "news")}
    assert v2.get_dedicated_ips() == {"DedicatedIps": [shown(FIRST), shown(SECOND, "news")]}
    assert v2.get_dedicated_ips(PoolName="news") == {"DedicatedIps": [shown(SECOND, "news")]}
    assert v2.put_dedicated_ip_in_pool(Ip=SECOND, DestinationPoolName=DEFAULT) == {}
    assert v2.get_dedicated_ips(PoolName="news") == {"DedicatedIps": []}


def test_addresses_are_listed_by_pages_in_the_order_of_leasing(v2, ses_cloud):
    addresses = ses_cloud.lease_ips(12)
    first = v2.get_dedicated_ips(PageSize=10)
    second = v2.get_dedicated_ips(PageSize=10, NextToken=first["NextToken"])

    assert [one["Ip"] for page in (first, second) for one in page["DedicatedIps"]] == addresses
    assert second.keys() == {"DedicatedIps"}
    assert v2.no("get_dedicated_ips", PoolName=DEFAULT, NextToken=first["NextToken"]) == bad("Invalid next token.")
    v2.create_dedicated_ip_pool(PoolName="news")
    ours = v2.get_dedicated_ips(PoolName=DEFAULT, PageSize=10)["NextToken"]
    assert v2.no("get_dedicated_ips", PoolName="news", NextToken=ours) == bad("Invalid next token.")
    assert v2.no("list_dedicated_ip_pools", NextToken=first["NextToken"]) == bad("Invalid next token.")


def test_what_becomes_of_the_addresses_of_a_pool_that_is_deleted(v2, ses_cloud):
    for name, mode in (("mine", "STANDARD"), ("theirs", "MANAGED")):
        v2.create_dedicated_ip_pool(PoolName=name, ScalingMode=mode)
        ses_cloud.lease_ips(pool=name)
    v2.delete_dedicated_ip_pool(PoolName="mine")
    v2.delete_dedicated_ip_pool(PoolName="theirs")

    assert v2.get_dedicated_ips() == {"DedicatedIps": [shown(FIRST)]}
    assert v2.no("get_dedicated_ip", Ip=SECOND) == no_ip(SECOND)
    assert ses_cloud.lease_ips() == [THIRD]  # what was given back is not leased again


# ---- warm-up ----


def test_warm_up_takes_45_days(v2, ses_cloud):
    ses_cloud.lease_ips()
    ses_cloud.clock.advance(days=9)
    assert v2.get_dedicated_ip(Ip=FIRST) == {"DedicatedIp": shown(FIRST, percentage=20)}
    ses_cloud.clock.advance(days=36, seconds=-1)
    assert v2.get_dedicated_ip(Ip=FIRST) == {"DedicatedIp": shown(FIRST, percentage=99)}
    ses_cloud.clock.advance(seconds=1)
    assert v2.get_dedicated_ip(Ip=FIRST) == {"DedicatedIp": shown(FIRST, percentage=100, status="DONE")}
    ses_cloud.clock.advance(days=100)
    assert v2.get_dedicated_ip(Ip=FIRST) == {"DedicatedIp": shown(FIRST, percentage=100, status="DONE")}


def test_warm_up_goes_on_from_where_it_is_put(v2, ses_cloud):
    ses_cloud.lease_ips()
    assert v2.put_dedicated_ip_warmup_attributes(Ip=FIRST, WarmupPercentage=50) == {}
    assert v2.get_dedicated_ip(Ip=FIRST) == {"DedicatedIp": shown(FIRST, percentage=50)}
    ses_cloud.clock.advance(days=9)
    assert v2.get_dedicated_ip(Ip=FIRST) == {"DedicatedIp": shown(FIRST, percentage=70)}
    v2.put_dedicated_ip_warmup_attributes(Ip=FIRST, WarmupPercentage=100)
    assert v2.get_dedicated_ip(Ip=FIRST) == {"DedicatedIp": shown(FIRST, percentage=100, status="DONE")}
    v2.put_dedicated_ip_warmup_attributes(Ip=FIRST, WarmupPercentage=0)
    assert v2.get_dedicated_ip(Ip=FIRST) == {"DedicatedIp": shown(FIRST)}


def test_warm_up_stands_still_while_it_is_not_automatic(v2, ses_cloud):
    ses_cloud.lease_ips()
    for days in (9, 90, 9):
        ses_cloud.clock.advance(days=days)
        automatic = v2.get_account()["DedicatedIpAutoWarmupEnabled"]
        v2.put_account_dedicated_ip_warmup_attributes(AutoWarmupEnabled=not automatic)

    assert v2.get_dedicated_ip(Ip=FIRST) == {"DedicatedIp": shown(FIRST, percentage=40)}
    v2.put_dedicated_ip_warmup_attributes(Ip=FIRST, WarmupPercentage=7)
    ses_cloud.clock.advance(days=9)
    assert v2.get_dedicated_ip(Ip=FIRST) == {"DedicatedIp": shown(FIRST, percentage=7)}


def test_a_managed_pool_shows_no_warm_up(v2, ses_cloud):
    v2.create_dedicated_ip_pool(PoolName="news")
    ses_cloud.lease_ips(pool="news")
    ses_cloud.clock.advance(days=9)
    v2.put_dedicated_ip_pool_scaling_attributes(PoolName="news", ScalingMode="MANAGED")

    assert v2.get_dedicated_ip(Ip=FIRST) == {"DedicatedIp": shown(FIRST, "news", -1, "NOT_APPLICABLE")}


# ---- configuration sets ----


def test_a_configuration_set_sends_through_a_pool_that_there_is(v2):
    missing = bad("SendingPool <news> doesn't exist")
    assert v2.no(
        "create_configuration_set", ConfigurationSetName="a", DeliveryOptions={"SendingPoolName": "news"}
    ) == missing  # fmt: skip
    v2.create_configuration_set(ConfigurationSetName="a")
    assert v2.no(
        "put_configuration_set_delivery_options", ConfigurationSetName="a", SendingPoolName="news"
    ) == missing  # fmt: skip
    v2.create_dedicated_ip_pool(PoolName="news")
    assert v2.no(
        "put_configuration_set_delivery_options", ConfigurationSetName="a", SendingPoolName="News"
    ) == bad("SendingPool <News> doesn't exist")  # fmt: skip

    for pool in ("news", SHARED, DEFAULT):
        v2.put_configuration_set_delivery_options(ConfigurationSetName="a", SendingPoolName=pool)
        assert v2.get_configuration_set(ConfigurationSetName="a")["DeliveryOptions"] == {"SendingPoolName": pool}
