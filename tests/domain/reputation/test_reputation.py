"""What a tenant's own mail does to its reputation, and what its policy does about it."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest

pytestmark = [
    pytest.mark.ses(at="2026-01-01T00:00Z", seed=1, verified=["example.com"]),
    pytest.mark.needs("sesv2.SendEmail.TenantName"),
]

ARN = "arn:aws:ses:us-east-1:123456789012:"
BUS = "arn:aws:events:us-east-1:123456789012:event-bus/default"
POLICY = "arn:aws:ses:us-east-1:aws:reputation-policy/"
PAUSED = (400, "SendingPausedException", "Sending is paused for tenant acme")
START = datetime(2026, 1, 1, tzinfo=timezone.utc)


@pytest.fixture(autouse=True)
def acme(v2, ses_cloud):
    v2.create_tenant(TenantName="acme")
    v2.create_tenant_resource_association(TenantName="acme", ResourceArn=ARN + "identity/example.com")
    ses_cloud.receivers.bounce("gone.example")
    ses_cloud.receivers.bounce("full.example", kind="Transient")
    ses_cloud.receivers.complaint("angry.example")
    v2.put_account_suppression_attributes(SuppressedReasons=[])
    return ses_cloud.region().tenants["acme"]


@pytest.fixture
def send(v2):
    def send(good=0, gone=0, angry=0, **others):
        """One mail to so many receivers."""
        counts = {"nice": good, "gone": gone, "angry": angry, **others}
        to = [f"r{number}@{name}.example" for name, count in counts.items() for number in range(count)]
        return v2.send_email(
            TenantName="acme",
            FromEmailAddress="ann@example.com",
            Destination={"ToAddresses": to},
            Content={"Simple": {"Subject": {"Data": "s"}, "Body": {"Text": {"Data": "t"}}}},
        )

    return send


@pytest.fixture
def put(v2, acme):
    def put(policy=None, status=None):
        entity = {"ReputationEntityType": "RESOURCE", "ReputationEntityReference": acme.arn}
        if policy:
            v2.update_reputation_entity_policy(**entity, ReputationEntityPolicy=POLICY + policy)
        if status:
            v2.update_reputation_entity_customer_managed_status(**entity, SendingStatus=status)

    return put


def found(tenant):
    return [(finding.type, finding.impact, finding.status) for finding in tenant.reputation.findings]


@pytest.mark.parametrize(
    ("sent", "findings"),
    [
        ({"good": 9, "gone": 1}, []),  # 10 % is not more than 10 %
        ({"good": 8, "gone": 1}, []),  # nor are 9 recipients representative: assumed
        ({"good": 17, "gone": 2}, [("BOUNCE", "LOW", "OPEN")]),
        ({"good": 17, "gone": 3}, [("BOUNCE", "LOW", "OPEN")]),  # 15 % is not more than 15 %
        ({"good": 8, "gone": 2}, [("BOUNCE", "HIGH", "OPEN")]),
        ({"good": 49, "angry": 1}, [("COMPLAINT", "HIGH", "OPEN")]),
        ({"good": 7, "gone": 2, "angry": 1}, [("BOUNCE", "HIGH", "OPEN"), ("COMPLAINT", "HIGH", "OPEN")]),
        ({"good": 5, "full": 5}, []),  # only hard bounces count
        ({}, []),
    ],
)
def test_findings_come_of_what_was_sent(send, acme, sent, findings):
    if sent:
        send(**sent)

    assert found(acme) == findings
    assert acme.sending_status == "ENABLED"  # by itself, nobody is paused
    impacts = [impact for _, impact, _ in findings]
    assert acme.reputation.impact == ("HIGH" if "HIGH" in impacts else "LOW" if impacts else "NONE")


@pytest.mark.parametrize(("mails", "findings"), [(3, []), (2, [("COMPLAINT", "LOW", "OPEN")])])
def test_one_of_200_complaints_is_no_finding_and_one_of_150_is(send, acme, mails, findings):
    for _ in range(mails):
        send(good=50)
    send(good=49, angry=1)

    assert found(acme) == findings


def test_the_simulator_and_the_suppression_list_do_not_count(v2, send, acme):
    v2.put_account_suppression_attributes(SuppressedReasons=["BOUNCE"])
    for _ in range(2):
        send(good=8, gone=1)
    v2.send_email(
        TenantName="acme",
        FromEmailAddress="ann@example.com",
        Destination={"ToAddresses": [f"bounce+{n}@simulator.amazonses.com" for n in range(40)]},
        Content={"Simple": {"Subject": {"Data": "s"}, "Body": {"Text": {"Data": "t"}}}},
    )

    assert found(acme) == []  # 1 of 17


def test_a_finding_says_what_it_is_about(ses_cloud, send, acme):
    send(good=6, gone=2)
    ses_cloud.clock.advance(hours=1, minutes=5)
    send(good=2)
    [finding] = acme.reputation.findings

    assert finding == (
        "BOUNCE",
        "HIGH",
        (
            "The bounce rate exceeded 15.0% based on a representative volume of 10 emails "
            "from January 1, 2026 at 00:00 (UTC) to January 1, 2026 at 01:05 (UTC)."
        ),
        (START + timedelta(hours=1, minutes=5)).timestamp(),
        (START + timedelta(hours=1, minutes=5)).timestamp(),
        "OPEN",
    )


@pytest.mark.parametrize(
    ("policy", "impact", "status"),
    [
        ("none", "LOW", "ENABLED"),
        ("none", "HIGH", "ENABLED"),
        ("standard", "LOW", "ENABLED"),
        ("standard", "HIGH", "DISABLED"),
        ("strict", "LOW", "DISABLED"),
        ("strict", "HIGH", "DISABLED"),
    ],
)
@pytest.mark.parametrize("late", [False, True])  # an open finding is minded at once by a policy chosen later: assumed
def test_a_policy_pauses(v2, send, put, acme, policy, impact, status, late):
    sent = {"good": 17, "gone": 2} if impact == "LOW" else {"good": 8, "gone": 2}
    for act in [lambda: put(policy), lambda: send(**sent)][:: -1 if late else 1]:
        act()
    record = acme.reputation.customer_status

    assert v2.get_tenant(TenantName="acme")["Tenant"]["SendingStatus"] == acme.sending_status == status
    assert acme.reputation.ses_status is None
    if status == "DISABLED":
        [finding] = acme.reputation.findings
        assert record == ("DISABLED", finding.description, START.timestamp())
    else:
        assert record is None


def test_who_was_paused_is_reinstated_until_it_gets_worse(refused, v2, send, put, acme):
    put("strict")
    send(good=17, gone=3)
    said = [refused(v2, "send_email", **MAIL)]
    put(status="REINSTATED")
    send(good=1)
    statuses = [acme.sending_status]
    send(gone=5)  # of low impact it becomes one of high impact
    statuses.append(acme.sending_status)
    said.append(refused(v2, "send_email", **MAIL))

    assert said == [PAUSED, PAUSED]
    assert statuses == ["REINSTATED", "DISABLED"]


MAIL = {
    "TenantName": "acme",
    "FromEmailAddress": "ann@example.com",
    "Destination": {"ToAddresses": ["bob@example.org"]},
    "Content": {"Simple": {"Subject": {"Data": "s"}, "Body": {"Text": {"Data": "t"}}}},
}


def test_a_finding_of_another_type_ends_reinstatement(send, put, acme):
    put("standard")
    send(good=8, gone=2)
    put(status="REINSTATED")
    send(good=9, gone=1)
    before = acme.sending_status
    send(angry=1)

    assert (before, acme.sending_status) == ("REINSTATED", "DISABLED")
    assert acme.reputation.customer_status.cause == acme.reputation.findings[1].description


def test_who_is_merely_enabled_is_paused_again(send, put, acme):
    put("standard")
    send(good=8, gone=2)
    put(status="ENABLED")
    before = acme.sending_status
    send(good=1)

    assert (before, acme.sending_status) == ("ENABLED", "DISABLED")


def test_better_mail_resolves_a_finding_and_reinstatement_with_it(ses_cloud, send, put, acme):
    put("standard")
    send(good=8, gone=2)
    put(status="REINSTATED")
    ses_cloud.clock.advance(minutes=1)
    send(good=5)
    worse = found(acme)
    send(good=5)
    [finding] = acme.reputation.findings

    assert worse == [("BOUNCE", "LOW", "OPEN")]
    assert (finding.status, finding.opened_at, finding.updated_at) == (
        "FIXED", START.timestamp(), START.timestamp() + 60,
    )  # fmt: skip
    assert acme.reputation.customer_status == (
        "ENABLED", "Reputation findings have been resolved.", START.timestamp() + 60,
    )  # fmt: skip
    assert acme.reputation.impact == "NONE"


def test_time_resolves_a_finding_at_the_moment_its_mail_is_too_old(ses_cloud, send, put, acme):
    put("standard")
    send(good=8, gone=2)
    put(status="REINSTATED")
    ses_cloud.clock.advance(hours=23)
    before = acme.sending_status, found(acme)
    ses_cloud.clock.advance(days=3)

    assert before == ("REINSTATED", [("BOUNCE", "HIGH", "OPEN")])
    assert acme.sending_status == "ENABLED"
    assert acme.reputation.customer_status.time == START + timedelta(days=1)
    assert found(acme) == [("BOUNCE", "HIGH", "FIXED")]


def test_what_was_paused_stays_so_when_the_findings_are_gone(ses_cloud, v2, refused, send, put, acme):
    put("standard")
    send(good=8, gone=2)
    ses_cloud.clock.advance(days=2)

    assert found(acme) == [("BOUNCE", "HIGH", "FIXED")]
    assert refused(v2, "send_email", **MAIL) == PAUSED
    put(status="ENABLED")
    assert send(good=1).keys() == {"MessageId"}


def test_good_mail_that_grows_old_may_open_a_finding(ses_cloud, send, put, acme):
    put("standard")
    send(good=40)
    ses_cloud.clock.advance(hours=12)
    send(good=8, gone=2)
    before = found(acme)
    ses_cloud.clock.advance(hours=12)

    assert (before, found(acme)) == ([], [("BOUNCE", "HIGH", "OPEN")])
    assert acme.reputation.customer_status.time == START + timedelta(days=1)


def test_what_aws_has_paused_no_customer_lifts(v2, refused, put, acme):
    acme.pause("Serious reputation issues.")
    put(status="ENABLED")
    disabled = refused(v2, "send_email", **MAIL)
    put(status="DISABLED")
    acme.reinstate()
    still = acme.sending_status
    put(status="ENABLED")

    assert disabled == PAUSED
    assert still == "DISABLED"
    assert acme.sending_status == "REINSTATED"
    assert v2.send_email(**MAIL).keys() == {"MessageId"}


def test_reinstating_by_aws_ends_when_the_findings_do(ses_cloud, send, acme):
    send(good=8, gone=2)
    acme.pause("Serious reputation issues.")
    acme.reinstate("Case resolved.")
    before = acme.reputation.ses_status
    ses_cloud.clock.advance(days=1)

    assert before == ("REINSTATED", "Case resolved.", START.timestamp())
    assert acme.reputation.ses_status == (
        "ENABLED", "Reputation findings have been resolved.", START.timestamp() + 86400,
    )  # fmt: skip


def test_who_is_reinstated_without_findings_stays_so(v2, send, acme):
    acme.pause()
    paused = v2.get_reputation_entity(
        ReputationEntityType="RESOURCE", ReputationEntityReference=acme.arn
    )["ReputationEntity"]["AwsSesManagedStatus"]  # fmt: skip
    acme.reinstate("Case resolved.")
    send(good=1)

    assert paused == {"Status": "DISABLED", "Cause": "Sending has been paused by AWS.", "LastUpdatedTimestamp": START}
    assert acme.reputation.ses_status == ("REINSTATED", "Case resolved.", START.timestamp())


def test_one_tenant_alone_is_paused(v2, send, put, ses_cloud):
    v2.create_tenant(TenantName="other")
    v2.create_tenant_resource_association(TenantName="other", ResourceArn=ARN + "identity/example.com")
    put("standard")
    send(good=8, gone=2)
    v2.send_email(**{**MAIL, "TenantName": "other"})

    assert {name: tenant.sending_status for name, tenant in ses_cloud.region().tenants.items()} == {
        "acme": "DISABLED",
        "other": "ENABLED",
    }


# ---- the default bus ----


def test_the_default_bus_is_told(ses_cloud, send, put, acme):
    heard = []
    ses_cloud.subscribe(BUS, heard.append)
    put("standard", "ENABLED")  # which is no change
    ses_cloud.clock.advance(milliseconds=995)
    send(good=8, gone=2)
    put(status="REINSTATED")
    ses_cloud.clock.advance(days=1)
    acme.pause("Serious reputation issues.")
    text = (
        "The bounce rate exceeded 15.0% based on a representative volume of 10 emails from January 1, 2026 at 00:00 "
        "(UTC) to January 1, 2026 at 00:00 (UTC)."
    )
    finding = {"version": "1.0.0", "data": text, "metadata": {"impact": "HIGH", "type": "BOUNCE"}}

    def status(origin, status, cause, *time):
        record = {"status": status, "cause": cause, "lastUpdatedTimestamp": [2026, 1, *time]}
        return {"version": "1.0.0", "data": {"origin": origin, "record": record}}

    events = [notice.payload for notice in heard]
    assert [(event["detail-type"], event["time"], event["detail"]) for event in events] == [
        ("Advisor Recommendation Status Open", "2026-01-01T00:00:00Z", finding),
        (
            "Sending Status Disabled", "2026-01-01T00:00:00Z",
            status("CUSTOMER_MANAGED", "DISABLED", text, 1, 0, 0, 0, 995000000),
        ),
        (
            "Sending Status Enabled", "2026-01-01T00:00:00Z",
            status("CUSTOMER_MANAGED", "REINSTATED", "Status manually updated.", 1, 0, 0, 0, 995000000),
        ),
        ("Advisor Recommendation Status Resolved", "2026-01-02T00:00:00Z", finding),
        (
            "Sending Status Enabled", "2026-01-02T00:00:00Z",
            status("CUSTOMER_MANAGED", "ENABLED", "Reputation findings have been resolved.", 2, 0, 0, 0, 995000000),
        ),
        (
            "Sending Status Disabled", "2026-01-02T00:00:00Z",
            status("AWS_MANAGED", "DISABLED", "Serious reputation issues.", 2, 0, 0, 0, 995000000),
        ),
    ]  # fmt: skip
    assert len({event.pop("id") for event in events}) == len(events)
    first = {key: value for key, value in events[0].items() if key not in {"detail", "detail-type", "time"}}
    assert first == {
        "version": "0", "source": "aws.ses", "account": "123456789012", "region": "us-east-1", "resources": [acme.arn],
    }  # fmt: skip
    assert [message.payload["id"] for _, message in ses_cloud.outside.buses.events] == [n.payload["id"] for n in heard]
    assert {str(bus) for bus, _ in ses_cloud.outside.buses.events} == {BUS}
    assert ses_cloud.deliveries[0].kind == "EVENT_BRIDGE"


def test_they_say_what_they_are(v2, acme, send, put, ses_cloud):
    v2.create_tenant(TenantName="empty")
    assert repr(ses_cloud.region().tenants["empty"]) == "<Tenant empty: no resources>"
    heard = []
    ses_cloud.subscribe(BUS, heard.append)
    before = repr(acme), repr(acme.reputation)
    put("standard")
    send(good=8, gone=2)

    assert [*before, repr(acme), repr(acme.reputation), repr(heard[1])] == [
        "<Tenant acme: identity/example.com>",
        "<Reputation of acme: ENABLED, policy none, no findings>",
        "<Tenant acme: identity/example.com, sending paused>",
        "<Reputation of acme: DISABLED, policy standard, HIGH BOUNCE>",
        f"<ReputationNotice to {BUS}: Sending Status Disabled of acme>",
    ]
