"""Values that cannot be right are refused where they are given, with what was probably meant."""

from __future__ import annotations

import datetime
import decimal
import re

import boto3
import botocore.loaders
import pytest

from sesmock import Cloud, mock_ses
from sesmock.checks import COMMON_CODES
from sesmock.hints import did_you_mean, nearest
from sesmock.wire import query, restjson

TOPIC = "arn:aws:sns:us-east-1:123456789012:bounces"
pytestmark = pytest.mark.ses(region="us-east-1", verified=["example.com"])


def whole(message: str) -> str:
    return f"^{re.escape(message)}$"


# ---- hints ----


@pytest.mark.parametrize(
    ("given", "found"),
    [
        ("verfied", "verified"), ("Auto-Verify", "auto_verify"), ("autoverify", "auto_verify"), ("x", None),
        ("", None), ("VERIFIED", "verified"),
    ],
)  # fmt: skip
def test_the_nearest_name_is_found_whatever_stands_between_its_words(given, found):
    assert nearest(given, ["verified", "auto_verify", "sandbox"]) == found


def test_a_hint_is_the_end_of_a_sentence():
    assert did_you_mean("bounce", {"Bounce", "Send"}) == "; did you mean 'Bounce'?"
    assert did_you_mean("x", {"Bounce", "Send"}) == ""


# ---- regions and accounts ----


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("eu-wst-1", "eu-west-1"), ("us-esat-1", "us-east-1"), ("eu-west1", "eu-west-1"), ("useast1", "us-east-1"),
        ("EU-WEST-1", "eu-west-1"), ("eu_central_1", "eu-central-1"), ("eu-west-1a", "eu-west-1"),
        ("us-gov-wset-1", "us-gov-west-1"), ("us-iso-eats-1", "us-iso-east-1"), ("aws-global", None), ("", None),
        ("frankfurt", None), ("eu-west-1\n", "eu-west-1"), ("eu-west-١", "eu-west-2"),
    ],
)  # fmt: skip
def test_what_is_no_region_is_refused(name, hint):
    problem = whole(f"{name!r} is no AWS region" + (f"; did you mean {hint!r}?" if hint else ""))
    if name == "eu-west-١":  # any number will do
        problem = "^'eu-west-١' is no AWS region; did you mean 'eu-west-[0-9]'"
    with pytest.raises(ValueError, match=problem):
        Cloud(region=name)
    with pytest.raises(ValueError, match=problem):
        mock_ses(region=name)
    cloud = Cloud(region="us-east-1")
    with pytest.raises(ValueError, match=problem):
        cloud.region(name)
    with pytest.raises(ValueError, match=problem):
        cloud.verify("example.com", region=name)
    with pytest.raises(ValueError, match=problem):
        cloud.default_region = name
    assert (cloud.default_region, cloud._ses.regions()) == ("us-east-1", [])


@pytest.mark.parametrize(
    "name",
    ["eu-west-9", "sa-west-1", "mx-central-2", "us-gov-east-1", "eusc-de-east-1", "us-isob-east-1", "eu-atlantis-1"],
)
def test_a_region_may_be_one_that_botocore_does_not_know_yet(name):
    assert Cloud(region=name).default_region == name


def test_every_region_of_botocore_is_one():
    partitions = botocore.loaders.Loader().load_data("partitions")["partitions"]
    regions = [name for partition in partitions for name in partition["regions"] if not name.endswith("-global")]

    assert [Cloud(region=name).default_region for name in regions] == regions
    assert len(regions) > 30


def test_a_usual_region_asks_nobody(monkeypatch):
    monkeypatch.setattr(botocore.loaders, "Loader", None)

    assert Cloud(region="ap-southeast-4").region("us-gov-west-1").name == "us-gov-west-1"


@pytest.mark.parametrize(
    ("number", "error"),
    [(5, TypeError), ("5", ValueError), ("12345678901١", ValueError), ("1234567890123", ValueError)],
)
def test_what_is_no_account_is_refused(number, error):
    problem = whole(f"an account is a text of 12 digits, not {number!r}")
    with pytest.raises(error, match=problem):
        Cloud(account=number)
    with pytest.raises(error, match=problem):
        mock_ses(account=number)
    with pytest.raises(error, match=problem):
        Cloud().region(account=number)
    with pytest.raises(error, match=problem):
        Cloud().default_account = number


def test_a_region_is_a_text():
    with pytest.raises(TypeError, match=whole("region must be a string, not 1")):
        mock_ses(region=1)


@pytest.mark.parametrize(
    ("names", "problem"),
    [
        ("example.com", "verified takes a list of names: ['example.com']"),
        (["example.com", 5], "verified takes a list of names, not ['example.com', 5]"),
    ],
)
def test_verified_is_a_list_of_names(names, problem):
    for make in (mock_ses, Cloud):
        with pytest.raises(TypeError, match=whole(problem)):
            make(verified=names)


# ---- time ----


@pytest.mark.parametrize("at", ["yesterday", "2026-13-01", "", "1767225600", 1767225600000, float("nan"), 1e300])
def test_what_is_no_time_is_refused(at):
    problem = whole(f"{at!r} is no time: give a datetime, an ISO 8601 text ('2026-01-01T09:00Z') or seconds since 1970")
    for take in (Cloud().clock.freeze, lambda at: mock_ses(at=at), lambda at: Cloud(at=at)):
        with pytest.raises(ValueError, match=problem):
            take(at)


@pytest.mark.parametrize("at", [datetime.date(2026, 1, 1), True, decimal.Decimal(1), [2026]])
def test_a_time_of_another_kind_is_refused(at):
    with pytest.raises(
        TypeError, match=whole(f"a time is a datetime, an ISO 8601 text or seconds since 1970, not {at!r}")
    ):
        mock_ses(at=at)


def test_a_misspelt_unit_of_time_is_told():
    with pytest.raises(TypeError, match=whole("'hour' is no unit of time; did you mean 'hours'?")):
        Cloud().clock.advance(hour=1)
    with pytest.raises(TypeError, match=whole("'hour' is no unit of time; did you mean 'hours'?")):
        Cloud().clock.at(hour=1, do=print)


def test_what_is_to_be_called_can_be(ses_cloud):
    with pytest.raises(TypeError, match=whole("do is what to call then, without arguments, not 5")):
        ses_cloud.clock.at(hours=1, do=5)
    with pytest.raises(TypeError, match=whole("receive is a function that takes a notification, not 'webhook'")):
        ses_cloud.subscribe(None, "webhook")


# ---- settings of a cloud, and who receives ----


def test_a_setting_that_there_is_not_is_refused(ses_cloud):
    with pytest.raises(AttributeError, match=whole("a cloud has no 'sandboxx'; did you mean 'sandbox'?")):
        ses_cloud.sandboxx = True
    with pytest.raises(AttributeError, match=whole("a cloud has no 'x'")):
        ses_cloud.x = 1
    ses_cloud.auto_verify = True
    assert ses_cloud.auto_verify


def test_the_account_of_a_key_is_one(ses_cloud):
    with pytest.raises(ValueError, match=whole("an account is a text of 12 digits, not '12'")):
        ses_cloud.accounts["AKIA"] = "12"
    assert ses_cloud.accounts == {}


def test_an_identity_that_there_is_not_has_a_hint(ses_cloud):
    ses_cloud.verify("example.com", region="us-east-1")
    problem = "there is no identity 'exmaple.com' for account 123456789012 in us-east-1; did you mean 'example.com'?"
    with pytest.raises(LookupError, match=whole(problem)):
        ses_cloud.region("us-east-1").domain("exmaple.com")


@pytest.mark.parametrize(
    ("who", "problem"),
    [
        ("gone", "'gone' is neither an address nor a domain"),
        ("", "'' is neither an address nor a domain"),
        ("@", "'@' is neither an address nor a domain"),
        ("a b@example.org", "'a b@example.org' is no address"),
    ],
)
def test_a_receiver_that_can_be_none_is_refused(ses_cloud, who, problem):
    with pytest.raises(ValueError, match=whole(problem)):
        ses_cloud.receivers.bounce(who)


@pytest.mark.parametrize(
    ("who", "address"),
    [("Ann <Ann@Example.org>", "ann@example.org"), ("@localhost", "ann@localhost"), ("example.org", "a@Example.org")],
)
def test_a_receiver_is_an_address_with_its_name_or_a_domain(ses_cloud, v2, who, address):
    ses_cloud.verify("example.com")
    ses_cloud.receivers.bounce(who)
    body = {"Simple": {"Subject": {"Data": "s"}, "Body": {"Text": {"Data": "t"}}}}
    v2.send_email(FromEmailAddress="a@example.com", Destination={"ToAddresses": [address]}, Content=body)
    assert ses_cloud.outbox.one().fate == "Bounced"


# ---- DNS, limits ----


def test_an_unknown_type_of_records_is_refused():
    dns = Cloud().dns
    problem = whole("'TXTT' is no type of DNS records; did you mean 'TXT'?")
    with pytest.raises(ValueError, match=problem):
        dns.publish("example.com", "TXTT", "v=spf1 -all")
    with pytest.raises(ValueError, match=problem):
        dns.remove("example.com", "TXTT")
    with pytest.raises(ValueError, match=problem):
        dns.lookup("example.com", "TXTT")
    assert dns.version == 0
    dns.publish("example.com", "type65534", "\\# 1 00")
    assert dns.lookup("example.com", "TYPE65534") == ("\\# 1 00",)


@pytest.mark.parametrize("name", ["exa mple.com", "a..example.com", ".example.com", "example.com\n"])
def test_a_name_that_can_be_none_in_dns_is_refused(name):
    dns = Cloud().dns
    with pytest.raises(ValueError, match=whole(f"{name!r} is no name in DNS")):
        dns.publish(name, "TXT", "v=spf1 -all")
    assert dns.version == 0
    dns.publish("example.com.", "TXT", "v=spf1 -all")
    dns.publish(".", "TXT", "root")


def test_an_unknown_failure_of_dns_has_a_hint():
    with pytest.raises(ValueError, match=r"^'NXDOMIAN' is not one of SERVFAIL, .*; did you mean 'NXDOMAIN'\?$"):
        Cloud().dns.fail("example.com", "NXDOMIAN")


def test_a_limit_that_there_is_not_is_refused():
    limits = Cloud().limits
    with pytest.raises(
        AttributeError, match=whole("SES has no limit 'max_24h_send'; did you mean 'max_24_hour_send'?")
    ):
        limits.max_24h_send = 1
    with pytest.raises(AttributeError, match=whole("SES has no limit '__doc__'")):
        limits.__doc__ = "x"
    for value in ("5", True, None):
        with pytest.raises(TypeError, match=whole(f"the limit templates is a number, not {value!r}")):
            limits.templates = value
    limits.max_send_rate = 5
    limits.max_send_rate = None
    assert repr(limits) == "<Limits: as on AWS>"


# ---- faults ----


@pytest.mark.parametrize(
    ("name", "hint"),
    [("sendmail", "send_email"), ("SendEmial", "SendEmail"), ("send_emial", "send_email"), ("xyz", None)],
)
def test_an_operation_that_there_is_not_is_refused(ses_cloud, name, hint):
    problem = whole(f"SES has no operation {name!r}" + (f"; did you mean {hint!r}?" if hint else ""))
    with pytest.raises(ValueError, match=problem):
        ses_cloud.refuse_next(name, "MessageRejected")
    with pytest.raises(ValueError, match=problem):
        ses_cloud.throttle_next(name)
    assert not ses_cloud.faults


@pytest.mark.parametrize(
    ("operation", "code", "problem"),
    [
        ("send_email", "MesageRejected", "send_email with 'MesageRejected' (…); did you mean 'MessageRejected'?"),
        ("GetAccount", "Throtling", "GetAccount with 'Throtling' (…); did you mean 'Throttling'?"),
        (None, "Odd", "calls with 'Odd' (…)"),
        # v2's code, of an operation that only v1 has, and the other way round
        ("list_identities", "LimitExceededException",
         "list_identities with 'LimitExceededException' (…); did you mean 'LimitExceeded'?"),
        ("get_account", "LimitExceeded",
         "get_account with 'LimitExceeded' (…); did you mean 'LimitExceededException'?"),
        ("bulk_email_entry", "MessageRejectd",
         "bulk_email_entry with 'MessageRejectd' (…); did you mean 'MessageRejected'?"),
        ("bulk_email_entry", "Throttling", "bulk_email_entry with 'Throttling' (…)"),
    ],
)  # fmt: skip
def test_a_code_that_there_is_not_is_refused(ses_cloud, operation, code, problem):
    problem = problem.replace("…", "any code is taken with a status=")
    with pytest.raises(ValueError, match=whole(f"SES does not refuse {problem}")):
        ses_cloud.refuse_next(operation, code)
    assert not ses_cloud.faults


def test_codes_of_either_api_of_all_of_aws_and_with_a_status_are_fine(ses_cloud):
    for code in (
        "MessageRejected",
        "LimitExceeded",
        "LimitExceededException",
        "AccountSendingPausedException",
        *COMMON_CODES,
    ):
        ses_cloud.refuse_next("send_email", code)
    ses_cloud.refuse_next(None, "TemplateDoesNotExist")
    ses_cloud.refuse_next("get_account", "Odd", status=418)

    assert len(list(ses_cloud.faults)) == len(COMMON_CODES) + 6


@pytest.mark.parametrize(
    ("status", "error", "problem"),
    [
        ("500", TypeError, "a status is a number, not '500'"),
        (True, TypeError, "a status is a number, not True"),
        (399, ValueError, "errors of HTTP have a status from 400 to 599, not 399"),
        (600, ValueError, "errors of HTTP have a status from 400 to 599, not 600"),
    ],
)
def test_a_status_that_is_none_of_an_error_is_refused(ses_cloud, status, error, problem):
    with pytest.raises(error, match=whole(problem)):
        ses_cloud.refuse_next("send_email", "Weird", status=status)
    assert list(ses_cloud.faults) == []


def test_the_front_doors_codes_are_common():
    assert {*query._COMMON, *restjson._COMMON} <= COMMON_CODES


def test_a_reason_is_a_code_or_an_exception(ses_cloud):
    with pytest.raises(TypeError, match=whole("a call is refused with a code or an exception, not 500")):
        ses_cloud.refuse_next("send_email", 500)


# ---- events ----


def test_a_type_of_events_that_there_is_not_is_refused(ses_cloud):
    with pytest.raises(ValueError, match=whole("'bounce' is no type of events; did you mean 'Bounce'?")):
        ses_cloud.events.of("Send", "bounce")
    with pytest.raises(ValueError, match=whole("'DELIVERY_DELAY' is no type of events; did you mean 'DeliveryDelay'?")):
        ses_cloud.events.of("DELIVERY_DELAY")
    assert ses_cloud.events.of("Bounce", "Rendering Failure") == []


@pytest.fixture
def ask(ses_cloud):
    """The two ways in which a test names somebody who is told."""
    return (
        ses_cloud.events.at,
        ses_cloud.events.of("Bounce").at,
        ses_cloud.events[:1].at,
        lambda name: ses_cloud.subscribe(name, print),
    )


def test_nobody_is_told_where_nothing_is_set_up(ask):
    for call in ask:
        with pytest.raises(LookupError, match=whole("nobody called 'typo' is told of events; set up so far: nobody")):
            call("typo")


def test_who_is_told_is_known_by_name_and_arn(ask, v1, v2):
    v1.set_identity_notification_topic(Identity="example.com", NotificationType="Bounce", SnsTopic=TOPIC)
    v2.create_configuration_set(ConfigurationSetName="news")
    v2.create_configuration_set_event_destination(
        ConfigurationSetName="news",
        EventDestinationName="metrics",
        EventDestination={
            "Enabled": True,
            "MatchingEventTypes": ["SEND"],
            "CloudWatchDestination": {
                "DimensionConfigurations": [
                    {"DimensionName": "a", "DimensionValueSource": "MESSAGE_TAG", "DefaultDimensionValue": "b"}
                ]
            },
        },
    )
    problem = (
        "nobody called 'metric' is told of events; set up so far: 'example.com', 'metrics'; did you mean 'metrics'?"
    )
    for call in ask:
        with pytest.raises(LookupError, match=whole(problem)):
            call("metric")
        assert not call("metrics")
        call("example.com")
        assert not call(TOPIC + "2")  # an ARN may be of anything


@pytest.mark.parametrize(
    "name", ["arn:aws:sns:bounces", "arn:", "arn:aws::us-east-1:123456789012:x", "arn:aws:sns:a:b:"]
)
def test_an_arn_that_is_none_is_refused(ask, name):
    for call in ask:
        with pytest.raises(ValueError, match=whole(f"{name!r} is no ARN, as {TOPIC} is one")):
            call(name)


def test_who_is_told_is_a_text(ask):
    for call in ask:
        with pytest.raises(TypeError, match=whole("who is told has an ARN or the name of an event destination, not 5")):
            call(5)


def test_what_was_received_counts_whatever_was_deleted_since(ses_cloud, v1):
    v1.set_identity_notification_topic(Identity="example.com", NotificationType="Bounce", SnsTopic=TOPIC)
    boto3.client("ses", region_name="us-east-1").send_email(
        Source="a@example.com",
        Destination={"ToAddresses": ["bounce@simulator.amazonses.com"]},
        Message={"Subject": {"Data": "s"}, "Body": {"Text": {"Data": "t"}}},
    )
    v1.set_identity_notification_topic(Identity="example.com", NotificationType="Bounce")

    assert len(ses_cloud.events.of("Bounce").at("example.com")) == 1
