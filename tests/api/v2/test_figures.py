"""Metrics, message insights, address insights and recommendations through sesv2."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest

pytestmark = pytest.mark.ses(
    region="us-east-1", at="2026-01-10T12:00Z", seed=1, verified=["example.com", "me@test.org", "shop@example.com"]
)

TENANTS = pytest.mark.needs("sesv2.CreateExportJob.ExportDataSource.MessageInsightsDataSource.Include.TenantName")
NOW = datetime(2026, 1, 10, 12, tzinfo=timezone.utc)
OFF = 404, "NotFoundException", "To use this feature you must enable Virtual Deliverability Manager."
VIOLATED = "1 validation error detected: Value at '{}' failed to satisfy constraint: Member must {}"
METRICS = (
    "[DELIVERY_COMPLAINT, CLICK, SEND, OPEN, COMPLAINT, DELIVERY, DELIVERY_OPEN, PERMANENT_BOUNCE, DELIVERY_CLICK, "
    "TRANSIENT_BOUNCE]"
)


def bad(text):
    return 400, "BadRequestException", text


def day(number, **more):
    return datetime(2026, 1, number, tzinfo=timezone.utc) + timedelta(**more)


def switch(v2, state, engagement=None):
    more = {} if engagement is None else {"DashboardAttributes": {"EngagementMetrics": engagement}}
    v2.put_account_vdm_attributes(VdmAttributes={"VdmEnabled": state, **more})


@pytest.fixture
def vdm(v2):
    """The Virtual Deliverability Manager is on."""
    switch(v2, "ENABLED")


@pytest.fixture
def send(v2):
    """Send a mail; gives its id."""

    def send(*to, sender="Shop <info@example.com>", subject="Hi", kind="Html", client=v2, **more):
        return client.send_email(
            FromEmailAddress=sender,
            Destination={"ToAddresses": list(to)},
            Content={"Simple": {"Subject": {"Data": subject}, "Body": {kind: {"Data": "<p>Ho</p>"}}}},
            **more,
        )["MessageId"]

    return send


# ---- the gate ----


@pytest.mark.parametrize(
    ("operation", "parameters"),
    [
        (
            "batch_get_metric_data",
            {"Queries": [{"Id": "a", "Namespace": "x", "Metric": "x", "StartDate": 1, "EndDate": 0}]},
        ),
        ("get_message_insights", {"MessageId": "x"}),
        ("list_recommendations", {}),
        ("list_recommendations", {"PageSize": 101, "Filter": {"TYPE": "x" * 513}, "NextToken": "x"}),
    ],
)
def test_while_the_manager_is_off_nothing_else_is_looked_at(v2, operation, parameters):
    assert v2.no(operation, **parameters) == OFF
    switch(v2, "ENABLED")
    switch(v2, "DISABLED")
    assert v2.no(operation, **parameters) == OFF


def test_the_gate_is_per_region(v2, api):
    switch(v2, "ENABLED")

    assert v2.list_recommendations()["Recommendations"] != []
    assert api("sesv2", "eu-west-1").no("list_recommendations") == OFF
    switch(api("sesv2", "eu-west-1"), "ENABLED")
    assert api("sesv2", "eu-west-1").list_recommendations() == {"Recommendations": []}


# ---- BatchGetMetricData ----


def query(metric="SEND", start=None, end=None, **more):
    start, end = start or day(1), end or day(20)
    return {"Id": metric, "Namespace": "VDM", "Metric": metric, "StartDate": start, "EndDate": end, **more}


def values(v2, *metrics, **more):
    """The values of some metrics by day of the month."""
    answer = v2.batch_get_metric_data(Queries=[query(metric, **more) for metric in metrics])
    assert (answer.keys(), answer["Errors"]) == ({"Results", "Errors"}, [])
    return {
        one["Id"]: dict(zip([at.day for at in one["Timestamps"]], one["Values"], strict=True))
        for one in answer["Results"]
    }


@pytest.mark.usefixtures("vdm")
def test_metrics_by_day(v2, ses_cloud, send):
    for number in range(3):
        send(f"a{number}@example.org")
    ses_cloud.clock.advance(days=2)
    send("b@example.org")

    assert v2.batch_get_metric_data(Queries=[query("SEND"), query("CLICK")]) == {
        "Results": [
            {"Id": "SEND", "Timestamps": [day(10), day(12)], "Values": [3, 1]},
            {"Id": "CLICK", "Timestamps": [], "Values": []},
        ],
        "Errors": [],
    }
    assert values(v2, "DELIVERY", start=day(10), end=day(12)) == {"DELIVERY": {10: 3}}, "the end is not included"
    assert values(v2, "DELIVERY", start=day(12), end=day(13)) == {"DELIVERY": {12: 1}}
    assert values(v2, "SEND", start=NOW + timedelta(seconds=1)) == {"SEND": {12: 1}}


@pytest.mark.usefixtures("vdm")
def test_midnight_belongs_to_the_new_day(v2, ses_cloud, send):
    ses_cloud.clock.advance(hours=12)
    send("ann@example.org")

    assert values(v2, "SEND", end=day(11)) == {"SEND": {}}
    assert values(v2, "SEND", start=day(11)) == {"SEND": {11: 1}}


@pytest.mark.usefixtures("vdm")
def test_each_metric_counts_what_it_says(v2, ses_cloud, send):
    receivers = ses_cloud.receivers
    receivers.bounce("gone@example.org")
    receivers.bounce("full@example.org", "Transient", "MailboxFull")
    receivers.bounce("odd@example.org", "Undetermined")
    receivers.complaint("angry@example.org")
    for _ in range(2):
        receivers.open("reader@example.org")
        receivers.click("reader@example.org", "https://example.com/")
    for name in ("gone", "full", "odd", "angry", "reader", "plain"):
        send(f"{name}@example.org")
    send("ann@gmail.com")
    v2.put_suppressed_destination(EmailAddress="listed@example.org", Reason="BOUNCE")
    v2.put_suppressed_destination(EmailAddress="unfriendly@example.org", Reason="COMPLAINT")
    send("listed@example.org")
    send("unfriendly@example.org")

    every = METRICS[1:-1].split(", ")
    assert {name: found.get(10, 0) for name, found in values(v2, *every).items()} == {
        "SEND": 9,
        "DELIVERY": 4,
        "PERMANENT_BOUNCE": 1,
        "TRANSIENT_BOUNCE": 1,
        "COMPLAINT": 1,
        "OPEN": 1,
        "CLICK": 1,
        "DELIVERY_OPEN": 1,
        "DELIVERY_CLICK": 1,
        "DELIVERY_COMPLAINT": 2,
    }


@pytest.mark.usefixtures("vdm")
def test_deliveries_whose_opens_would_be_known(v2, send):
    def known():
        return {name: found.get(10, 0) for name, found in values(v2, "DELIVERY_OPEN", "DELIVERY_CLICK").items()}

    v2.create_configuration_set(ConfigurationSetName="told")
    v2.create_configuration_set_event_destination(
        ConfigurationSetName="told",
        EventDestinationName="all",
        EventDestination={
            "Enabled": True,
            "MatchingEventTypes": ["CLICK"],
            "SnsDestination": {"TopicArn": "arn:aws:sns:us-east-1:123456789012:clicks"},
        },
    )
    options = {"DashboardOptions": {"EngagementMetrics": "DISABLED"}}
    v2.create_configuration_set(ConfigurationSetName="off", VdmOptions=options)

    def send_all():
        send("a@example.org", ConfigurationSetName="told")
        send("b@example.org", ConfigurationSetName="off")
        send("c@example.org")
        send("d@example.org", kind="Text")

    send_all()
    assert known() == {"DELIVERY_OPEN": 0, "DELIVERY_CLICK": 1}
    switch(v2, "ENABLED", "ENABLED")
    assert known() == {"DELIVERY_OPEN": 0, "DELIVERY_CLICK": 1}  # that mail has gone out as it was
    send_all()
    assert known() == {"DELIVERY_OPEN": 2, "DELIVERY_CLICK": 3}


def test_which_mail_counts(v2, api, send):
    send("too.early@example.org")
    switch(v2, "ENABLED")
    send("bounce@simulator.amazonses.com")
    send("one@example.org", "two@example.org")
    send("here@example.org")
    other = api("sesv2", "eu-west-1")
    other.put_account_vdm_attributes(VdmAttributes={"VdmEnabled": "ENABLED"})

    # time stands still: what was sent at the instant in which the manager was switched on counts
    assert values(v2, "SEND") == {"SEND": {10: 2}}
    assert values(other, "SEND") == {"SEND": {}}


def test_mail_of_while_the_manager_was_off(v2, ses_cloud, send):
    for state, name in (("DISABLED", "a"), ("ENABLED", "b"), ("DISABLED", "c"), ("ENABLED", "d")):
        switch(v2, state)
        send(f"{name}@example.org")
        ses_cloud.clock.advance(days=1)

    assert values(v2, "SEND") == {"SEND": {11: 1, 13: 1}}


@pytest.mark.usefixtures("vdm")
def test_mail_for_anothers_identity_does_not_count(v2, api, ses_cloud, send):
    other = api("sesv2", account="222222222222")
    switch(other, "ENABLED")
    arn = ses_cloud.region().identity("example.com").arn
    v2.create_email_identity_policy(
        EmailIdentity="example.com",
        PolicyName="all",
        Policy=(
            '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"222222222222"},'
            f'"Action":"ses:*","Resource":"{arn}"}}]}}'
        ),
    )
    send("ann@example.org", client=other, FromEmailAddressIdentityArn=arn)

    assert values(other, "SEND") == {"SEND": {}}
    assert values(v2, "SEND") == {"SEND": {}}


@pytest.mark.usefixtures("vdm")
@pytest.mark.parametrize(
    ("dimensions", "number"),
    [
        ({"EMAIL_IDENTITY": "example.com"}, 2),
        ({"EMAIL_IDENTITY": "EXAMPLE.COM"}, 2),
        ({"EMAIL_IDENTITY": "info@example.com"}, 1),
        ({"EMAIL_IDENTITY": "me@test.org"}, 1),
        ({"EMAIL_IDENTITY": "nobody.example.com"}, 0),
        ({"CONFIGURATION_SET": "news"}, 1),
        ({"CONFIGURATION_SET": "none"}, 0),
        ({"ISP": "Gmail"}, 2),
        ({"ISP": "UNKNOWN_ISP"}, 1),
        pytest.param({"TENANT_NAME": "any"}, 0, marks=TENANTS),
        ({"ISP": "Gmail", "CONFIGURATION_SET": "news"}, 1),
        ({"ISP": "Gmail", "EMAIL_IDENTITY": "me@test.org"}, 1),
    ],
)
def test_dimensions(v2, send, dimensions, number):
    v2.create_configuration_set(ConfigurationSetName="news")
    send("ann@gmail.com", ConfigurationSetName="news")
    send("bob@example.org", sender="shop@example.com")
    send("eve@googlemail.com", sender="me@test.org")

    assert values(v2, "SEND", Dimensions=dimensions) == {"SEND": {10: number} if number else {}}


LONG = "Invalid interval, can request at most 60 days. Please partition your requested interval."


@pytest.mark.usefixtures("vdm")
@pytest.mark.parametrize(
    ("queries", "said"),
    [
        ([query("x")] * 11, VIOLATED.format("queries", "have length less than or equal to 10")),
        ([query("x"), query("x")], "All queries must have a unique identifier."),
        ([query("x", Dimensions={"COLOUR": "x"})], "Unsupported dimension provided."),
        (
            [query(), query("x", Dimensions={"ISP": "Mars"})],
            VIOLATED.format("queries.2.member.metric", f"satisfy enum value set: {METRICS}"),
        ),
        (
            [query(Id="x" * 256)],
            VIOLATED.format("queries.1.member.id", "have length less than or equal to 255"),
        ),
        ([query(Namespace="x")], VIOLATED.format("queries.1.member.namespace", "satisfy enum value set: [VDM]")),
        ([query(Dimensions={"ISP": "Mars", "EMAIL_IDENTITY": "a b"})], "Invalid email identity provided."),
        ([query(Dimensions={"EMAIL_IDENTITY": "*"})], "Invalid email identity provided."),
        ([query(Dimensions={"CONFIGURATION_SET": ""}, end=day(1))], "The configuration set name must be specified."),
        (
            [query(Dimensions={"CONFIGURATION_SET": "a b"})],
            "Invalid configuration set name <a b>: only alphanumeric ASCII characters, '_', and '-' are allowed.",
        ),
        ([query(Dimensions={"ISP": "Mars"}, end=day(1))], "Invalid ISP name provided."),
        pytest.param([query(Dimensions={"TENANT_NAME": ""})], "TenantName cannot be empty", marks=TENANTS),
        pytest.param(
            [query(Dimensions={"TENANT_NAME": "ü"})],
            "Invalid tenant name <ü>: only alphanumeric ASCII characters, '_', and '-' are allowed.",
            marks=TENANTS,
        ),
        ([query(start=day(1), end=day(1))], "Expected start date to be before the end date."),
        ([query(start=day(1), end=day(1, days=60, seconds=1))], LONG),
    ],
)
def test_queries_that_are_refused(v2, queries, said):
    assert v2.no("batch_get_metric_data", Queries=queries) == bad(said)


@pytest.mark.usefixtures("vdm")
def test_below_boto3_queries_are_judged_in_the_same_order(wire):
    def said(body):
        return wire.v2("POST", "/metrics/batch", body)[2]["message"]

    sound = {"Id": "a", "Namespace": "VDM", "Metric": "SEND", "StartDate": 0, "EndDate": 1}
    assert said({}) == VIOLATED.format("queries", "not be null")
    assert said({"Queries": []}) == VIOLATED.format("queries", "have length greater than or equal to 1")
    assert said({"Queries": [{}, {}]}) == "All queries must have a unique identifier."
    assert said({"Queries": [{}]}) == "5 validation errors detected: " + "; ".join(
        f"Value at 'queries.1.member.{name}' failed to satisfy constraint: Member must not be null"
        for name in ("metric", "namespace", "id", "startDate", "endDate")
    )
    assert said({"Queries": [sound | {"Dimensions": {}}]}) == VIOLATED.format(
        "queries.1.member.dimensions", "have length greater than or equal to 1"
    )
    assert said({"Queries": [sound | {"EndDate": 1e300}]}) == LONG


# ---- GetMessageInsights ----

TAGS = {
    "ses:source-tls-version": "TLSv1.3",
    "ses:operation": "SendEmail",
    "ses:source-ip": "192.0.2.10",
    "ses:from-domain": "example.com",
    "ses:caller-identity": "sesmock",
}


def insights(v2, message_id):
    """What GetMessageInsights says of the recipient: after a look at the rest."""
    said = v2.get_message_insights(MessageId=message_id)
    tags = {tag["Name"]: tag["Value"] for tag in said.pop("EmailTags")}
    [insight] = said.pop("Insights")
    assert said == {"MessageId": message_id, "FromEmailAddress": "info@example.com", "Subject": "Hi"}
    assert TAGS.items() <= tags.items()
    return insight


def event(kind, at=NOW, **details):
    return {"Timestamp": at, "Type": kind} | ({"Details": details} if details else {})


@pytest.mark.usefixtures("vdm")
def test_what_became_of_a_mail(v2, ses_cloud, send):
    v2.create_configuration_set(ConfigurationSetName="news")
    message_id = send("ann@gmail.com", EmailTags=[{"Name": "kind", "Value": "x"}], ConfigurationSetName="news")
    said = v2.get_message_insights(MessageId=message_id)
    tags = {tag["Name"]: tag["Value"] for tag in said.pop("EmailTags")}

    outgoing = {"ses:outgoing-tls-version": "TLSv1.3", "ses:outgoing-ip": ses_cloud.outbox[0].outgoing_ip}
    assert tags == {**TAGS, **outgoing, "ses:configuration-set": "news", "kind": "x"}
    assert said == {
        "MessageId": message_id,
        "FromEmailAddress": "info@example.com",
        "Subject": "Hi",
        "Insights": [{"Destination": "ann@gmail.com", "Isp": "Gmail", "Events": [event("SEND"), event("DELIVERY")]}],
    }


@pytest.mark.usefixtures("vdm")
def test_bounces_and_complaints_have_details(v2, ses_cloud, send):
    gone = {"BounceType": "PERMANENT", "BounceSubType": "NO_EMAIL", "DiagnosticCode": "smtp; 550 5.1.1 user unknown"}
    complaint = {"ComplaintFeedbackType": "abuse"}
    ses_cloud.receivers.bounce("gone@example.org", subtype="NoEmail")
    ses_cloud.receivers.bounce("odd@example.org", "Undetermined")
    ses_cloud.receivers.complaint("angry@example.org")
    ses_cloud.receivers.delay("slow@example.org")
    ses_cloud.receivers.open("slow@example.org")

    became = {
        name: insights(v2, send(f"{name}@example.org"))["Events"][1:] for name in ("gone", "odd", "angry", "slow")
    }
    assert became == {
        "gone": [event("BOUNCE", Bounce=gone)],
        "odd": [event("BOUNCE", Bounce={"BounceType": "UNDETERMINED", "BounceSubType": "UNDETERMINED"})],
        "angry": [event("DELIVERY"), event("COMPLAINT", Complaint=complaint)],
        "slow": [event("DELIVERY_DELAY"), event("DELIVERY"), event("OPEN")],
    }  # fmt: skip
    listed = insights(v2, send("gone@example.org"))["Events"][1]["Details"]["Bounce"]
    assert (listed["BounceType"], listed["BounceSubType"]) == ("PERMANENT", "ON_ACCOUNT_SUPPRESSION_LIST")
    listed = insights(v2, send("angry@example.org"))["Events"][1:]
    assert listed == [event("COMPLAINT", Complaint={"ComplaintSubType": "ON_ACCOUNT_SUPPRESSION_LIST"})]


@pytest.mark.usefixtures("vdm")
def test_a_mail_without_subject_and_one_that_failed_to_render(v2, send):
    assert "Subject" not in v2.get_message_insights(MessageId=send("ann@example.org", subject=""))
    v2.create_email_template(TemplateName="t", TemplateContent={"Subject": "Hi {{name}}", "Text": "x"})
    failed = v2.send_email(
        FromEmailAddress="info@example.com",
        Destination={"ToAddresses": ["ann@example.org"]},
        Content={"Template": {"TemplateName": "t", "TemplateData": "{}"}},
    )["MessageId"]

    [insight] = v2.get_message_insights(MessageId=failed)["Insights"]
    assert insight["Events"] == [event("SEND"), event("RENDERING_FAILURE")]


def test_mail_that_is_not_known(v2, api, ses_cloud, send):
    def missing(message_id):
        return 404, "NotFoundException", f"Message <{message_id}> not found for account <123456789012>"

    early = send("ann@example.org")
    ses_cloud.clock.advance(seconds=1)
    switch(v2, "ENABLED")
    known = send("ann@example.org")
    others = [send("a@example.org", "b@example.org"), send("success@simulator.amazonses.com"), "x"]
    other = api("sesv2", "eu-west-1")
    switch(other, "ENABLED")

    for message_id in (early, *others):
        assert v2.no("get_message_insights", MessageId=message_id) == missing(message_id)
    assert other.no("get_message_insights", MessageId=known) == missing(known)
    ses_cloud.clock.advance(days=30)
    assert v2.get_message_insights(MessageId=known)["MessageId"] == known
    ses_cloud.clock.advance(seconds=1)
    assert v2.no("get_message_insights", MessageId=known) == missing(known)


# ---- GetEmailAddressInsights ----

NAMES = (
    "IsValid",
    "HasValidSyntax",
    "HasValidDnsRecords",
    "MailboxExists",
    "IsRoleAddress",
    "IsDisposable",
    "IsRandomInput",
)
LEVELS = {"L": "LOW", "M": "MEDIUM", "H": "HIGH"}


def verdicts(v2, address):
    """The verdicts by their first letters, in the order above."""
    answer = v2.get_email_address_insights(EmailAddress=address)
    said = answer["MailboxValidation"]
    found = {"IsValid": said["IsValid"], **said["Evaluations"]}
    assert answer == {"MailboxValidation": {"IsValid": said["IsValid"], "Evaluations": said["Evaluations"]}}
    assert tuple(found) == NAMES
    assert all(verdict == {"ConfidenceVerdict": LEVELS[verdict["ConfidenceVerdict"][0]]} for verdict in found.values())
    return "".join(verdict["ConfidenceVerdict"][0] for verdict in found.values())


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("user@example.com", "HHMMLLL"),  # the guide's sample
        ("", "LLLLLLL"),
        ("user", "LLLLLLL"),
        ("a b@example.org", "LLLLLLL"),
        ("user@localhost", "LLLLLLL"),
        ("Support@example.org", "HHMMHLL"),
        ("info+x@example.org", "HHMMHLL"),
        ("ann@mailinator.com", "MHMMLHL"),
        ("xkcdqwrtzp@example.org", "MHMMLLH"),
        ("a1b2c3d4@example.org", "MHMMLLH"),
        ("anna1bob2@example.org", "MHMMLLH"),
        ("anna1bobby@example.org", "HHMMLLL"),
        ("xkcdqwr@example.org", "HHMMLLL"),
        ("elizabeth@example.org", "HHMMLLL"),
        ("success@simulator.amazonses.com", "HHHHLLL"),
        ("bounce@simulator.amazonses.com", "LHHLLLL"),
    ],
)
def test_what_is_said_of_an_address(v2, address, said):
    assert verdicts(v2, address) == said


def test_what_dns_says_of_its_domain(v2, ses_cloud):
    dns = ses_cloud.dns
    dns.publish("mx.example", "MX", "10 mail.mx.example")
    dns.publish("a.example", "A", "192.0.2.1")
    dns.publish("null.example", "MX", "0 .")
    dns.fail("broken.example")

    assert {name: verdicts(v2, f"ann@{name}.example") for name in ("mx", "a", "null", "broken", "other")} == {
        "mx": "HHHMLLL", "a": "HHHMLLL", "null": "LHLLLLL", "broken": "LHLLLLL", "other": "HHMMLLL",
    }  # fmt: skip


def test_what_mails_and_receivers_say_of_the_mailbox(v2, ses_cloud, send):
    receivers = ses_cloud.receivers
    receivers.bounce("gone@example.org")
    receivers.bounce("full@example.org", "Transient")
    send("ann@example.org", "bob@example.org")
    send("was@example.org")
    receivers.bounce("was@example.org")
    send("was@example.org")
    receivers.accept("was@example.org")

    assert {name: verdicts(v2, f"{name}@example.org") for name in ("gone", "full", "ann", "was")} == {
        "gone": "LHMLLLL", "full": "HHMMLLL", "ann": "HHMHLLL", "was": "LHMLLLL",
    }  # fmt: skip


def test_who_has_unsubscribed_is_still_there(v2, ses_cloud, send):
    v2.create_contact_list(ContactListName="people")
    v2.create_contact(ContactListName="people", EmailAddress="ann@example.org", UnsubscribeAll=True)
    send("ann@example.org", ListManagementOptions={"ContactListName": "people"})
    assert ses_cloud.outbox.last.fate == "Bounced"
    assert verdicts(v2, "ann@example.org") == "HHMMLLL"

    send("ann@example.org")
    send("ann@example.org", ListManagementOptions={"ContactListName": "people"})
    assert verdicts(v2, "ann@example.org") == "HHMHLLL"


# ---- ListRecommendations ----

ARN = "arn:aws:ses:us-east-1:123456789012:identity/example.com"


def found(v2, **filters):
    """Type, description, status and impact of what there is for the domain, by resource and age."""
    said = v2.list_recommendations(**({"Filter": filters} if filters else {}))["Recommendations"]
    assert {one["ResourceArn"] for one in said} <= {ARN}
    return [(one["Type"], one["Description"], one["Status"], one["Impact"]) for one in said]


NO_BIMI = ("BIMI", "BIMI record not found or configured without default selector.", "OPEN", "LOW")
NO_DMARC = ("DMARC", "DMARC configuration was not found.", "OPEN", "HIGH")


@pytest.fixture
def sound(v2, ses_cloud):
    """A domain with nothing to recommend."""
    switch(v2, "ENABLED")
    ses_cloud.dns.publish("_dmarc.example.com", "TXT", "v=DMARC1; p=none")
    ses_cloud.dns.publish("default._bimi.example.com", "TXT", "v=BIMI1; l=https://example.com/logo.svg")
    assert found(v2) == []


@pytest.mark.usefixtures("vdm")
def test_a_recommendation_is_open_until_it_is_fixed_and_then_shown_for_a_month(v2, ses_cloud):
    assert found(v2) == [NO_BIMI, NO_DMARC]
    ses_cloud.clock.advance(hours=1)
    ses_cloud.dns.publish("_dmarc.example.com", "TXT", "v=DMARC1; p=reject")

    def one(kind, status, updated, impact):
        descriptions = {"BIMI": NO_BIMI[1], "DMARC": NO_DMARC[1]}
        return {
            "ResourceArn": ARN,
            "Type": kind,
            "Description": descriptions[kind],
            "Status": status,
            "CreatedTimestamp": NOW,
            "LastUpdatedTimestamp": updated,
            "Impact": impact,
        }

    fixed_at = NOW + timedelta(hours=1)
    assert v2.list_recommendations() == {
        "Recommendations": [one("BIMI", "OPEN", NOW, "LOW"), one("DMARC", "FIXED", fixed_at, "HIGH")]
    }
    ses_cloud.clock.advance(days=30)
    assert v2.list_recommendations(Filter={"STATUS": "FIXED"}) == {
        "Recommendations": [one("DMARC", "FIXED", fixed_at, "HIGH")]
    }
    ses_cloud.clock.advance(seconds=1)
    assert found(v2) == [NO_BIMI]
    ses_cloud.dns.remove("_dmarc.example.com")
    assert found(v2) == [NO_BIMI, NO_DMARC]


@pytest.mark.usefixtures("sound")
def test_dkim(v2, ses_cloud):
    domain = ses_cloud.region().domain("example.com")
    v2.put_email_identity_dkim_attributes(EmailIdentity="example.com", SigningEnabled=False)
    assert found(v2, STATUS="OPEN") == [("DKIM", "DKIM verification is not enabled.", "OPEN", "HIGH")]
    v2.put_email_identity_dkim_attributes(EmailIdentity="example.com", SigningEnabled=True)
    for record in domain.records:
        ses_cloud.dns.remove(record.name)
    assert found(v2, STATUS="OPEN") == [("DKIM", "DKIM record was not found.", "OPEN", "HIGH")]
    ses_cloud.clock.advance(hours=73)
    assert found(v2, STATUS="OPEN") == [("DKIM", "DKIM verification has failed.", "OPEN", "HIGH")]
    v2.put_email_identity_dkim_signing_attributes(
        EmailIdentity="example.com",
        SigningAttributesOrigin="AWS_SES",
        SigningAttributes={"NextSigningKeyLength": "RSA_1024_BIT"},
    )
    ses_cloud.verify("example.com")
    assert found(v2, STATUS="OPEN") == [("DKIM", "DKIM signing key length is below 2048 bits.", "OPEN", "LOW")]


@pytest.mark.usefixtures("sound")
@pytest.mark.parametrize(
    ("records", "description"),
    [
        (["v=spf1 include:amazonses.com ~all"], None),
        (["other", "V=SPF1 Include:amazonses.com redirect=x.org"], None),
        ([], "SPF record was not found."),
        (["v=spf1 -all"], "SPF record for Amazon SES was not found."),
        (["v=spf1 include:amazonses.com"], "SPF all qualifier is missing."),
        (["v=spf1 include:amazonses.com -all", "v=spf1 -all"], "An SPF configuration issue was found."),
        (["v=spf12 include:amazonses.com -all"], "An SPF configuration issue was found."),
    ],
)
def test_spf_of_the_mail_from_domain(v2, ses_cloud, records, description):
    v2.put_email_identity_mail_from_attributes(EmailIdentity="example.com", MailFromDomain="m.example.com")
    ses_cloud.dns.publish("m.example.com", "TXT", *records) if records else None

    assert found(v2) == ([] if description is None else [("SPF", description, "OPEN", "HIGH")])


@pytest.mark.usefixtures("sound")
@pytest.mark.parametrize(
    ("name", "record", "said"),
    [
        ("_dmarc", "v=DMARC1; p=quarantine; rua=mailto:a@example.com", None),
        ("_dmarc", "v=DMARC1", ("DMARC", "DMARC configuration could not be parsed.", "OPEN", "HIGH")),
        ("_dmarc", "v=DMARC1; p=maybe", ("DMARC", "DMARC configuration could not be parsed.", "OPEN", "HIGH")),
        ("_dmarc", "p=none", NO_DMARC),
        ("default._bimi", "v=BIMI1; l=", ("BIMI", "BIMI has malformed TXT record.", "OPEN", "LOW")),
        ("default._bimi", "v=BIMI1; l=http://a.org/", ("BIMI", "BIMI has malformed TXT record.", "OPEN", "LOW")),
        ("default._bimi", "v=2", NO_BIMI),
    ],
)
def test_dmarc_and_bimi(v2, ses_cloud, name, record, said):
    ses_cloud.dns.publish(f"{name}.example.com", "TXT", record)

    assert found(v2) == ([] if said is None else [said])


@pytest.mark.usefixtures("sound")
def test_a_subdomain_has_the_dmarc_of_its_domain_and_a_dns_that_fails_says_nothing(v2, ses_cloud):
    ses_cloud.verify("mail.example.com")
    arn = ARN.replace("example.com", "mail.example.com")
    assert {(one["ResourceArn"], one["Type"]) for one in v2.list_recommendations()["Recommendations"]} == {
        (arn, "BIMI")
    }
    ses_cloud.dns.fail("default._bimi.mail.example.com")
    ses_cloud.dns.fail("_dmarc.mail.example.com")

    assert v2.list_recommendations(Filter={"STATUS": "OPEN"}) == {"Recommendations": []}


@pytest.mark.usefixtures("sound")
@pytest.mark.parametrize(
    ("bounced", "said"),
    [
        (2, []),
        (3, [("BOUNCE", "The bounce rate exceeded 10.0%.", "OPEN", "LOW")]),
        (4, [("BOUNCE", "The bounce rate exceeded 15.0%.", "OPEN", "HIGH")]),
    ],
)
def test_the_bounce_rate(v2, ses_cloud, send, bounced, said):
    ses_cloud.receivers.bounce(lambda address: address.startswith("gone"))
    for number in range(20):
        send(f"{'gone' if number < bounced else 'ann'}{number}@example.org")

    assert found(v2) == said


@pytest.mark.usefixtures("sound")
@pytest.mark.parametrize(
    ("delivered", "word", "impact"), [(150, "high", "HIGH"), (250, "med", "LOW"), (500, "low", "LOW")]
)
def test_the_complaint_rate_at_a_provider(v2, ses_cloud, send, delivered, word, impact):
    ses_cloud.receivers.complaint("angry@gmail.com")
    send("angry@gmail.com")
    for number in range(delivered - 1):
        send(f"a{number}@gmail.com")
    send("ann@yahoo.com")

    assert found(v2) == [("COMPLAINT", f"Gmail ISP has {word} complaint rate.", "OPEN", impact)]
    ses_cloud.clock.advance(days=31)
    assert found(v2) == [("COMPLAINT", f"Gmail ISP has {word} complaint rate.", "FIXED", impact)]


@pytest.mark.usefixtures("vdm")
def test_filters_and_pages(v2):
    assert found(v2, TYPE="BIMI") == found(v2, IMPACT="LOW", STATUS="OPEN") == [NO_BIMI]
    assert found(v2, STATUS="OPEN", TYPE="DMARC") == [NO_DMARC]
    assert found(v2, RESOURCE_ARN=ARN) == [NO_BIMI, NO_DMARC]
    assert found(v2, RESOURCE_ARN="x") == found(v2, TYPE="x") == found(v2, STATUS="FIXED") == []
    first = v2.list_recommendations(PageSize=1)
    token = first.pop("NextToken")
    second = v2.list_recommendations(PageSize=1, NextToken=token)
    assert [[one["Type"] for one in page["Recommendations"]] for page in (first, second)] == [["BIMI"], ["DMARC"]]
    assert second.keys() == {"Recommendations"}
    assert v2.no("list_recommendations", NextToken=token, Filter={"TYPE": "DMARC"}) == bad("Invalid NextToken.")


SATISFY = "must satisfy constraint"
KEYS = "[TYPE, IMPACT, STATUS, RESOURCE_ARN]"
AT_MOST, AT_LEAST = (
    "Member must have length less than or equal to {}",
    "Member must have length greater than or equal to 1",
)


@pytest.mark.usefixtures("vdm")
@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        ({"COLOUR": "x"}, f"Map keys {SATISFY}: [Member must satisfy enum value set: {KEYS}]"),
        ({"TYPE": "x" * 513}, f"Map value {SATISFY}: [{AT_MOST.format(512)}, {AT_LEAST}]"),
        ({"TYPE": "x", "STATUS": "x", "IMPACT": "x"}, AT_MOST.format(2)),
    ],
)
def test_filters_that_break_the_model(v2, wanted, said):
    assert v2.no("list_recommendations", Filter=wanted) == bad(
        f"1 validation error detected: Value at 'filter' failed to satisfy constraint: {said}"
    )


@pytest.mark.usefixtures("vdm")
@pytest.mark.parametrize(
    ("parameters", "said"),
    [
        ({"Filter": {"TYPE": "x", "IMPACT": "x"}}, "Invalid combination of filters."),
        ({"Filter": {"STATUS": "x", "RESOURCE_ARN": "x"}}, "Invalid combination of filters."),
        ({"PageSize": 0, "NextToken": "x"}, "PageSize must be between 1 and 100"),
        ({"PageSize": 101}, "PageSize must be between 1 and 100"),
        ({"NextToken": "x"}, "Invalid NextToken."),
    ],
)
def test_what_else_is_refused(v2, parameters, said):
    assert v2.no("list_recommendations", **parameters) == bad(said)


@pytest.fixture
def acme(v2):
    """A tenant with a suppression list of its own, to which the domain belongs; gives its ARN."""
    made = v2.create_tenant(
        TenantName="acme", SuppressionAttributes={"SuppressedReasons": ["BOUNCE"], "SuppressionScope": "TENANT"}
    )
    v2.create_tenant_resource_association(TenantName="acme", ResourceArn=ARN)
    return made["TenantArn"]


@TENANTS
@pytest.mark.usefixtures("vdm", "acme")
def test_what_the_list_of_a_tenant_stops_is_no_bounce(v2, ses_cloud, send):
    ses_cloud.receivers.bounce("gone@example.org")
    for _ in range(3):
        send("gone@example.org", TenantName="acme")

    found = values(v2, "SEND", "PERMANENT_BOUNCE", Dimensions={"TENANT_NAME": "acme"})
    assert found == {"SEND": {10: 3}, "PERMANENT_BOUNCE": {10: 1}}


@TENANTS
@pytest.mark.usefixtures("sound")
def test_what_is_held_against_a_tenant(v2, ses_cloud, send, acme):
    ses_cloud.receivers.bounce("gone.example")
    for number in range(8):
        send(f"{number}@example.org", TenantName="acme")
    ses_cloud.clock.advance(minutes=4)
    send("1@gone.example", "2@gone.example", TenantName="acme")  # to two, so no figure of the domain
    said = {
        "ResourceArn": acme,
        "Type": "BOUNCE",
        "Description": "The bounce rate exceeded 15.0% based on a representative volume of 10 emails from "
        "January 10, 2026 at 12:00 (UTC) to January 10, 2026 at 12:04 (UTC).",
        "Status": "OPEN",
        "CreatedTimestamp": day(10, hours=12, minutes=4),
        "LastUpdatedTimestamp": day(10, hours=12, minutes=4),
        "Impact": "HIGH",
    }
    assert v2.list_recommendations() == {"Recommendations": [said]}
    assert v2.list_recommendations(Filter={"RESOURCE_ARN": ARN}) == {"Recommendations": []}

    ses_cloud.clock.advance(days=1)
    fixed = {**said, "Status": "FIXED", "LastUpdatedTimestamp": day(11, hours=12)}
    assert v2.list_recommendations() == {"Recommendations": [fixed]}
    ses_cloud.clock.advance(days=30)
    assert v2.list_recommendations() == {"Recommendations": []}
