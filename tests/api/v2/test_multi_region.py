"""Multi-region endpoints through sesv2: made, seen, gone, and sent through."""

from __future__ import annotations

import json
import smtplib
from collections import Counter
from datetime import datetime, timedelta, timezone

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError
from hypothesis import given, settings
from hypothesis import strategies as st

from sesmock import Cloud, mock_ses
from sesmock.domain.multi_region.endpoint import Endpoints

pytestmark = [
    pytest.mark.ses(region="us-east-1", at="2026-01-01T00:00Z", seed=1, verified=["example.com"]),
    pytest.mark.needs("sesv2.CreateMultiRegionEndpoint.Tags"),
]

MADE = datetime(2026, 1, 1, tzinfo=timezone.utc)
READY = MADE + timedelta(seconds=113)  # recorded: about so long
ONCE = Config(retries={"total_max_attempts": 1})
TEXT = {"Simple": {"Subject": {"Data": "s"}, "Body": {"Text": {"Data": "t"}}}}
MAIL = {
    "FromEmailAddress": "ann@example.com",
    "Destination": {"ToAddresses": ["bob@example.org"]},
    "Content": TEXT,
}


@pytest.fixture
def v2(api):
    """A client that asks once: botocore waits before it repeats what was answered with a 500."""
    return type(api("sesv2"))(boto3.client("sesv2", config=ONCE))


def create(v2, name="global", *routes, **more):
    details = {"RoutesDetails": [{"Region": region} for region in routes or ("eu-west-1",)]}
    return v2.create_multi_region_endpoint(EndpointName=name, Details=details, **more)


@pytest.fixture(autouse=True)
def _once(monkeypatch):
    """botocore would try again, after a while, where the status is 500."""
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")


# ---- the endpoint ----


def test_an_endpoint_is_made_becomes_ready_and_goes(v2, ses_cloud):
    made = create(v2)
    listed = {"EndpointName": "global", "EndpointId": made["EndpointId"], "CreatedTimestamp": MADE}
    shown = {**listed, "Routes": [{"Region": "us-east-1"}, {"Region": "eu-west-1"}]}
    listed["Regions"] = ["us-east-1", "eu-west-1"]
    assert made == {"Status": "CREATING", "EndpointId": made["EndpointId"]}
    assert v2.get_multi_region_endpoint(EndpointName="global") == {
        **shown, "Status": "CREATING", "LastUpdatedTimestamp": MADE,
    }  # fmt: skip
    # recorded
    assert v2.no("delete_multi_region_endpoint", EndpointName="global") == (
        500, "ConcurrentModificationException", "Unable to delete resource in PROVISIONING status",
    )  # fmt: skip

    ses_cloud.clock.advance(seconds=113)
    assert v2.list_multi_region_endpoints() == {
        "MultiRegionEndpoints": [{**listed, "Status": "READY", "LastUpdatedTimestamp": READY}],
    }
    assert [v2.delete_multi_region_endpoint(EndpointName="global") for _ in "ab"] == [{"Status": "DELETING"}] * 2
    assert v2.get_multi_region_endpoint(EndpointName="global") == {
        **shown, "Status": "DELETING", "LastUpdatedTimestamp": READY,
    }  # fmt: skip
    assert v2.no("create_multi_region_endpoint", **_asked())[:2] == (400, "AlreadyExistsException")

    ses_cloud.clock.advance(minutes=1)
    assert v2.list_multi_region_endpoints() == {"MultiRegionEndpoints": []}
    assert create(v2)["EndpointId"] != made["EndpointId"]


def _asked(name="global", routes=("eu-west-1",), **more):
    return {"EndpointName": name, "Details": {"RoutesDetails": [{"Region": region} for region in routes]}, **more}


TAGS = "Cannot provide multiple tags with the same key"
PATTERN = r"1 validation error detected: Value at 'endpointName' failed to satisfy constraint: Member must "


@pytest.mark.parametrize(
    ("asked", "answer"),
    [
        (_asked(), (400, "AlreadyExistsException", "Multi-region endpoint <global> already exists.")),
        (_asked("b", ()), (400, "BadRequestException", "Exactly one route must be specified.")),
        (_asked("b", ("eu-west-1", "eu-west-2")), (400, "BadRequestException", "Exactly one route must be specified.")),
        (
            _asked("b", ("us-east-1",)),
            (400, "BadRequestException", "The secondary region must be different from the primary region."),
        ),
        (_asked("b", ("moon",)), (400, "BadRequestException", "Region moon is not supported.")),
        (_asked("b", ("cn-north-1",)), (400, "BadRequestException", "Region cn-north-1 is not supported.")),
        (_asked("b", Tags=[{"Key": "a", "Value": "1"}] * 2), (400, "BadRequestException", TAGS)),
        (
            _asked("a b"),
            (400, "BadRequestException", PATTERN + r"satisfy regular expression pattern: ^[\w\-_]+$"),
        ),
        (
            _asked("a" * 65),
            (400, "BadRequestException", PATTERN + "have length less than or equal to 64"),
        ),
    ],
    ids=["taken", "no route", "two", "itself", "nowhere", "partition", "tags", "name", "long"],
)
def test_what_cannot_be_made(v2, asked, answer):
    create(v2)
    before = v2.list_multi_region_endpoints()

    assert v2.no("create_multi_region_endpoint", **asked) == answer
    assert v2.list_multi_region_endpoints() == before


@pytest.mark.parametrize("operation", ["get_multi_region_endpoint", "delete_multi_region_endpoint"])
def test_what_is_not_there(v2, api, operation):
    create(api("sesv2", "eu-west-1"), "global", "us-east-1")  # managed where it was made only

    no = (404, "NotFoundException", "Multi-region endpoint <global> does not exist.")
    assert v2.no(operation, EndpointName="global") == no


def test_tags(v2):
    create(v2, Tags=[{"Key": "a", "Value": "1"}])
    arn = "arn:aws:ses:us-east-1:123456789012:multi-region-endpoint/"
    v2.tag_resource(ResourceArn=arn + "global", Tags=[{"Key": "b", "Value": "2"}])
    v2.untag_resource(ResourceArn=arn + "global", TagKeys=["a"])

    assert v2.list_tags_for_resource(ResourceArn=arn + "global") == {"Tags": [{"Key": "b", "Value": "2"}]}
    assert v2.no("list_tags_for_resource", ResourceArn=arn + "other") == (
        404, "NotFoundException", "No MultiRegionEndpoint present with name: other",
    )  # fmt: skip


def test_pages(v2):
    for name in ("c", "a", "b"):
        create(v2, name)
    first = v2.list_multi_region_endpoints(PageSize=2)
    rest = v2.list_multi_region_endpoints(PageSize=2, NextToken=first["NextToken"])

    assert [[e["EndpointName"] for e in page["MultiRegionEndpoints"]] for page in (first, rest)] == [["a", "b"], ["c"]]
    assert "NextToken" not in rest
    assert v2.no("list_multi_region_endpoints", NextToken="abcd") == (
        400, "BadRequestException", "Invalid NextToken.",
    )  # fmt: skip
    assert v2.no("list_multi_region_endpoints", PageSize=1001)[:2] == (400, "BadRequestException")

    for number in range(98):
        create(v2, f"more-{number:02}")
    whole = v2.list_multi_region_endpoints()
    assert len(whole["MultiRegionEndpoints"]) == 100
    assert v2.list_multi_region_endpoints(NextToken=whole["NextToken"])["MultiRegionEndpoints"][0]["EndpointName"] == (
        "more-97"
    )


# ---- sending: signed with version 4A, which needs awscrt ----


@pytest.fixture
def sender(ses_cloud):
    pytest.importorskip("awscrt")
    ses_cloud.verify("example.com", region="eu-west-1")
    client = boto3.client("sesv2", config=ONCE)
    made = create(client)["EndpointId"]
    ses_cloud.clock.advance(minutes=2)
    return lambda **more: client.send_email(**{**MAIL, "EndpointId": made, **more})["MessageId"]


def test_each_two_mails_go_by_both_regions_in_an_order_of_the_seed(sender, ses_cloud):
    ids = [sender() for _ in range(20)]

    regions = [mail.region for mail in ses_cloud.outbox]
    assert [mail.message_id for mail in ses_cloud.outbox] == ids
    assert {tuple(sorted(regions[i : i + 2])) for i in range(0, 20, 2)} == {("eu-west-1", "us-east-1")}
    assert {mail.endpoint for mail in ses_cloud.outbox} == {ses_cloud.region().multi_region_endpoints["global"].id}


def test_the_order_repeats_for_the_same_seed():
    def regions(seed):
        made = Cloud(region="us-east-1", seed=seed).region().of(Endpoints).new("global", [{"Region": "eu-west-1"}], {})
        return [made.choose().name for _ in range(20)]

    assert regions(1) == regions(1) != regions(2)


def test_a_region_that_is_down_gets_nothing(sender, ses_cloud, v2):
    with ses_cloud.outage(region="us-east-1") as outage:
        for _ in range(4):
            sender()
        assert v2.no("get_account") == (500, "InternalFailure", "The request processing has failed.")
        assert repr(ses_cloud.faults) == "<Faults: us-east-1 down>"
    with (
        ses_cloud.outage(region="us-east-1"),
        ses_cloud.outage(region="eu-west-1"),
        pytest.raises(ClientError, match="InternalFailure"),
    ):
        sender()
    down = [mail.region for mail in ses_cloud.outbox]
    for _ in range(5):
        sender()

    assert down == ["eu-west-1"] * 4
    assert Counter(mail.region for mail in ses_cloud.outbox[5:]) == {"us-east-1": 2, "eu-west-1": 2}
    assert repr(outage) == "<Outage of us-east-1, which is over>"


def test_what_is_sent_must_be_there_in_both_regions(sender, ses_cloud, v2):
    v2.create_configuration_set(ConfigurationSetName="news")
    sent = []
    for _ in range(4):
        try:
            sent.append(sender(ConfigurationSetName="news"))
        except ClientError as error:
            sent.append(error.response["Error"]["Message"])

    assert Counter(answer for answer in sent if "news" in answer) == {"Configuration set <news> does not exist.": 2}
    assert [mail.region for mail in ses_cloud.outbox] == ["us-east-1"] * 2


def test_events_name_the_endpoint(sender, ses_cloud, api):
    for region in ("us-east-1", "eu-west-1"):
        v2 = api("sesv2", region)
        v2.create_configuration_set(ConfigurationSetName="news")
        v2.create_configuration_set_event_destination(
            ConfigurationSetName="news",
            EventDestinationName="topic",
            EventDestination={
                "Enabled": True,
                "MatchingEventTypes": ["SEND", "BOUNCE"],
                "SnsDestination": {"TopicArn": f"arn:aws:sns:{region}:123456789012:events"},
            },
        )
    ses_cloud.receivers.bounce("bob@example.org")
    sender(ConfigurationSetName="news")

    [mail] = ses_cloud.outbox
    notices = ses_cloud.events.of("Send", "Bounce").at(f"arn:aws:sns:{mail.region}:123456789012:events")
    said = [(told.payload["eventType"], told.payload["mail"]["tags"]) for told in notices]
    assert [(type_, tags["ses:multi-region-endpoint-id"]) for type_, tags in said] == [
        ("Send", [mail.endpoint]),
        ("Bounce", [mail.endpoint]),
    ]


def test_bulk_mail_goes_by_one_region(ses_cloud):
    pytest.importorskip("awscrt")
    ses_cloud.verify("example.com", region="eu-west-1")
    client = boto3.client("sesv2")
    made = create(client)["EndpointId"]
    ses_cloud.clock.advance(minutes=2)
    content = {"Template": {"TemplateContent": {"Subject": "s", "Text": "t"}, "TemplateData": "{}"}}
    entries = [{"Destination": {"ToAddresses": [f"{n}@example.org"]}} for n in range(3)]
    client.send_bulk_email(
        FromEmailAddress="ann@example.com", DefaultContent=content, BulkEmailEntries=entries, EndpointId=made
    )

    assert len({mail.region for mail in ses_cloud.outbox}) == 1
    assert [mail.endpoint for mail in ses_cloud.outbox] == [made] * 3


def test_an_endpoint_that_is_not_ready_cannot_be_sent_through(v2, ses_cloud, wire):
    """By hand: without a signature, the region is the cloud's own."""
    ses_cloud.verify("example.com", region="eu-west-1")
    identifier = create(v2)["EndpointId"]
    path, body = "/outbound-emails", {**MAIL, "EndpointId": identifier}
    no = {"message": f"Multi-region endpoint with id <{identifier}> does not exist."}

    assert wire.v2("POST", path, body) == (404, "NotFoundException", no)
    ses_cloud.clock.advance(minutes=2)
    assert wire.v2("POST", path, body)[0] == 200
    v2.delete_multi_region_endpoint(EndpointName="global")
    assert wire.v2("POST", path, body) == (404, "NotFoundException", no)
    assert wire.v2("POST", path, {**MAIL, "EndpointId": "abcdef12.g3h"})[0] == 404
    assert len(ses_cloud.outbox) == 1


def test_another_account_cannot_send_through_it(api, ses_cloud, v2):
    pytest.importorskip("awscrt")
    identifier = create(v2)["EndpointId"]
    ses_cloud.clock.advance(minutes=2)
    ses_cloud.verify("example.com", account="222222222222")
    other = api("sesv2", "us-east-1", "222222222222")

    assert other.no("send_email", **MAIL, EndpointId=identifier)[:2] == (404, "NotFoundException")


# ---- outages, and any input ----


def test_an_outage_of_a_region_leaves_the_others(ses_cloud, v2):
    outage = ses_cloud.outage(region="eu-west-1")
    down, up = type(v2)(boto3.client("sesv2", "eu-west-1", config=ONCE)), v2

    assert down.no("get_account")[1] == "InternalFailure"
    assert up.get_account()["SendingEnabled"] is True
    outage.end()
    outage.end()  # which is no matter
    assert down.get_account()["SendingEnabled"] is True


def test_an_outage_is_of_v1_and_smtp_too_and_lasts_until_the_last_has_ended(ses_cloud):
    v1 = boto3.client("ses", config=ONCE)
    first = ses_cloud.outage(region="us-east-1")
    with ses_cloud.outage(region="us-east-1"), smtplib.SMTP("email-smtp.us-east-1.amazonaws.com", 587) as smtp:
        first.end()
        with pytest.raises(ClientError) as caught:
            v1.get_send_quota()
        assert caught.value.response["Error"] == {
            "Type": "Receiver", "Code": "InternalFailure", "Message": "The request processing has failed.",
        }  # fmt: skip
        smtp.starttls()
        smtp.login("AKIAIOSFODNN7EXAMPLE", "secret")
        with pytest.raises(smtplib.SMTPDataError, match=r"451.*Temporary service failure"):
            smtp.sendmail("ann@example.com", ["bob@example.org"], "From: ann@example.com\r\n\r\nt")

    assert v1.get_send_quota()["SentLast24Hours"] == 0


def test_a_fault_is_of_the_region_that_a_request_goes_to(sender, ses_cloud):
    ses_cloud.throttle_next("send_email")
    with ses_cloud.outage(region="us-east-1"), pytest.raises(ClientError, match="TooManyRequestsException"):
        sender()
    with ses_cloud.outage(region="us-east-1"), ses_cloud.outage(region="eu-west-1"):
        ses_cloud.refuse_next("send_email", "MessageRejected")
        with pytest.raises(ClientError, match="InternalFailure"):  # which leaves the fault for later
            sender()
    with pytest.raises(ClientError, match="MessageRejected"):
        sender()

    assert sender() == ses_cloud.outbox.last.message_id
    assert len(ses_cloud.outbox) == 1


def test_an_outage_that_cannot_be(ses_cloud):
    with pytest.raises(ValueError, match="is no AWS region"):
        ses_cloud.outage(region="moon")
    with pytest.raises(TypeError, match="until it is ended"):
        ses_cloud.outage(region="eu-west-1", times=2)
    assert not ses_cloud.faults


ANY = st.recursive(st.none() | st.booleans() | st.integers() | st.text(max_size=8), st.lists, max_leaves=4)
NAMES = st.sampled_from(["global", "a", ""]) | st.text(max_size=70)
ROUTES = st.lists(st.fixed_dictionaries({"Region": st.sampled_from(["eu-west-1", "us-east-1", ""]) | ANY}), max_size=2)


@settings(max_examples=300)
@given(
    st.sampled_from(["POST", "GET", "DELETE"]),
    NAMES,
    st.fixed_dictionaries({}, optional={"EndpointName": NAMES | ANY, "Details": st.fixed_dictionaries({
        "RoutesDetails": ROUTES | ANY}) | ANY, "Tags": ANY}),
)  # fmt: skip
def test_any_input_is_answered_and_a_refusal_changes_nothing(method, name, body):
    from urllib.parse import quote

    from sesmock import Request

    root = "https://email.us-east-1.amazonaws.com/v2/email/multi-region-endpoints"
    with mock_ses(region="us-east-1", at="2026-01-01", seed=1) as cloud:
        endpoints = cloud.region().multi_region_endpoints
        before = dict(endpoints)
        url = root if method == "POST" else f"{root}/{quote(name, safe='')}"
        status, _, answer = cloud.handle(Request(method, url, {}, json.dumps(body).encode()))
        assert isinstance(json.loads(answer), dict)
        assert status == 200 or dict(endpoints) == before
