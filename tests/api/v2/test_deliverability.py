"""The Deliverability dashboard through sesv2."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest

pytestmark = pytest.mark.ses(at="2026-01-10T09:00Z", seed=1, verified=["example.com", "ann@example.net"])

NOW = datetime(2026, 1, 10, 9, tzinfo=timezone.utc)
FEBRUARY = datetime(2026, 2, 1, tzinfo=timezone.utc)
DAY = timedelta(days=1)
MIDNIGHT = datetime(2026, 1, 10, tzinfo=timezone.utc)
CONTENT = {"Simple": {"Subject": {"Data": "Hi"}, "Body": {"Text": {"Data": "Ho"}}}}
TEST = {"FromEmailAddress": "ann@example.com", "Content": CONTENT}
ARN = "arn:aws:ses:us-east-1:123456789012:deliverability-test-report/"
NOTHING = {
    "DashboardEnabled": False,
    "AccountStatus": "DISABLED",
    "ActiveSubscribedDomains": [],
    "PendingExpirationSubscribedDomains": [],
}
SEEDS = tuple(
    f"seed{number}@{domain}"
    for domain in ("gmail.com", "hotmail.com", "yahoo.com", "aol.com", "icloud.com")
    for number in (1, 2)
)
NOT_WATCHED = (
    404,
    "NotFoundException",
    "The Deliverability dashboard is not enabled for domain <example.com>.",
)


def bad(text):
    return 400, "BadRequestException", text


def not_verified(domain):
    return 404, "NotFoundException", f"Domain <{domain}> is not verified under this account."


def subscribe(v2, *domains):
    return v2.put_deliverability_dashboard_option(
        DashboardEnabled=True, SubscribedDomains=[{"Domain": domain} for domain in domains]
    )


def send(v2, *to, subject="Hi", sender="ann@example.com"):
    return v2.send_email(
        FromEmailAddress=sender,
        Destination={"ToAddresses": to},
        Content={"Simple": {"Subject": {"Data": subject}, "Body": {"Text": {"Data": "Ho"}}}},
    )


def placement(inbox, spam, missing, spf=100.0, dkim=100.0):
    return {
        "InboxPercentage": inbox,
        "SpamPercentage": spam,
        "MissingPercentage": missing,
        "SpfPercentage": spf,
        "DkimPercentage": dkim,
    }


def volume(inbox, spam, *isps, share=(0, 0)):
    names = ("IspName", "InboxRawCount", "SpamRawCount", "InboxPercentage", "SpamPercentage")
    return {
        "VolumeStatistics": {
            "InboxRawCount": inbox,
            "SpamRawCount": spam,
            "ProjectedInbox": share[0],
            "ProjectedSpam": share[1],
        },
        "DomainIspPlacements": [dict(zip(names, isp, strict=True)) for isp in isps],
    }


# ---- the subscription ----


def test_without_a_subscription_there_is_nothing(v2):
    assert v2.get_deliverability_dashboard_options() == NOTHING
    assert v2.list_deliverability_test_reports() == {"DeliverabilityTestReports": []}
    assert v2.put_deliverability_dashboard_option(DashboardEnabled=False) == {}
    assert v2.get_deliverability_dashboard_options() == NOTHING


def test_a_domain_is_subscribed(v2, api):
    placement = {"Global": False, "TrackedIsps": ["Gmail"]}
    since = datetime(2026, 1, 5, 12, tzinfo=timezone.utc)
    assert (
        v2.put_deliverability_dashboard_option(
            DashboardEnabled=True,
            SubscribedDomains=[
                {"Domain": "EXAMPLE.com", "SubscriptionStartDate": since, "InboxPlacementTrackingOption": placement}
            ],
        )
        == {}
    )

    assert v2.get_deliverability_dashboard_options() == {
        "DashboardEnabled": True,
        "AccountStatus": "ACTIVE",
        "ActiveSubscribedDomains": [
            {"Domain": "example.com", "SubscriptionStartDate": since, "InboxPlacementTrackingOption": placement}
        ],
        "PendingExpirationSubscribedDomains": [],
    }
    assert api("sesv2", "eu-west-1").get_deliverability_dashboard_options() == NOTHING
    subscribe(v2, "example.com")
    assert v2.get_deliverability_dashboard_options()["ActiveSubscribedDomains"] == [
        {"Domain": "example.com", "SubscriptionStartDate": since}
    ]


def test_a_subscription_that_is_given_up_lasts_to_the_end_of_the_month(v2, ses_cloud):
    domain = {"Domain": "example.com", "SubscriptionStartDate": NOW}
    subscribe(v2, "example.com")
    for _ in range(2):
        assert v2.put_deliverability_dashboard_option(DashboardEnabled=False, SubscribedDomains=[{"Domain": "?"}]) == {}
        assert v2.get_deliverability_dashboard_options() == {
            "DashboardEnabled": False,
            "SubscriptionExpiryDate": FEBRUARY,
            "AccountStatus": "PENDING_EXPIRATION",
            "ActiveSubscribedDomains": [],
            "PendingExpirationSubscribedDomains": [domain],
        }
    subscribe(v2, "example.com")
    assert v2.get_deliverability_dashboard_options() == {
        "DashboardEnabled": True,
        "AccountStatus": "ACTIVE",
        "ActiveSubscribedDomains": [domain],
        "PendingExpirationSubscribedDomains": [],
    }
    v2.put_deliverability_dashboard_option(DashboardEnabled=False)
    ses_cloud.clock.advance(days=21, hours=15, seconds=-1)
    assert v2.get_deliverability_dashboard_options()["AccountStatus"] == "PENDING_EXPIRATION"
    ses_cloud.clock.advance(seconds=1)
    assert v2.get_deliverability_dashboard_options() == NOTHING
    subscribe(v2, "example.com")
    assert v2.get_deliverability_dashboard_options()["ActiveSubscribedDomains"] == [
        {"Domain": "example.com", "SubscriptionStartDate": FEBRUARY}
    ]


def test_a_domain_that_is_left_out_is_watched_to_the_end_of_the_month(v2, ses_cloud):
    ses_cloud.verify("example.org")
    subscribe(v2, "example.com", "example.org")
    subscribe(v2, "example.org")

    found = v2.get_deliverability_dashboard_options()
    assert (found["AccountStatus"], "SubscriptionExpiryDate" in found) == ("ACTIVE", False)
    assert [one["Domain"] for one in found["ActiveSubscribedDomains"]] == ["example.org"]
    assert [one["Domain"] for one in found["PendingExpirationSubscribedDomains"]] == ["example.com"]
    ses_cloud.clock.advance(days=22)
    found = v2.get_deliverability_dashboard_options()
    assert [one["Domain"] for one in found["ActiveSubscribedDomains"]] == ["example.org"]
    assert found["PendingExpirationSubscribedDomains"] == []


@pytest.mark.parametrize(
    ("domains", "refusal"),
    [
        ([{"Domain": "example.org"}], not_verified("example.org")),
        ([{"Domain": "new.example"}], not_verified("new.example")),
        ([{"Domain": "ann@example.net"}], not_verified("ann@example.net")),
        ([{"Domain": "example.com"}, {"Domain": "Example.com"}],
         (400, "AlreadyExistsException", "The Deliverability dashboard is already enabled for domain <Example.com>.")),
        ([{"Domain": "example.com"}, {}], bad("Domain can't be blank.")),
        ([{"Domain": " "}], bad("Domain can't be blank.")),
    ],
)  # fmt: skip
def test_domains_that_cannot_be_subscribed(v2, domains, refusal):
    v2.create_email_identity(EmailIdentity="new.example")
    assert v2.no("put_deliverability_dashboard_option", DashboardEnabled=True, SubscribedDomains=domains) == refusal
    assert v2.get_deliverability_dashboard_options() == NOTHING


# ---- placement tests ----


def test_a_test_goes_to_the_seed_addresses_and_is_complete_a_day_later(v2, ses_cloud):
    subscribe(v2)
    ses_cloud.receivers.spam("gmail.com")
    ses_cloud.receivers.bounce("seed2@aol.com")
    ses_cloud.receivers.delay("seed1@icloud.com", then_deliver=False)
    made = v2.create_deliverability_test_report(ReportName="news", Tags=[{"Key": "a", "Value": "1"}], **TEST)
    name = made["ReportId"]
    assert made == {"ReportId": name, "DeliverabilityTestStatus": "IN_PROGRESS"}

    [mail] = ses_cloud.outbox
    assert (mail.recipients, mail.operation, mail.source) == (
        SEEDS,
        "CreateDeliverabilityTestReport",
        "ann@example.com",
    )
    report = {
        "ReportId": name,
        "ReportName": "news",
        "Subject": "Hi",
        "FromEmailAddress": "ann@example.com",
        "CreateDate": NOW,
        "DeliverabilityTestStatus": "IN_PROGRESS",
    }
    whole = {
        "DeliverabilityTestReport": report,
        "OverallPlacement": {},
        "IspPlacements": [],
        "Message": mail.unsigned.decode(),
        "Tags": [{"Key": "a", "Value": "1"}],
    }
    ses_cloud.clock.advance(hours=24, seconds=-1)
    assert v2.get_deliverability_test_report(ReportId=name) == whole
    assert v2.list_deliverability_test_reports() == {"DeliverabilityTestReports": [report]}
    ses_cloud.clock.advance(seconds=1)
    ses_cloud.receivers.clear()  # what is said later is too late
    report["DeliverabilityTestStatus"] = "COMPLETED"
    assert v2.list_deliverability_test_reports() == {"DeliverabilityTestReports": [report]}
    assert v2.get_deliverability_test_report(ReportId=name) == {
        **whole,
        "OverallPlacement": placement(60.0, 20.0, 20.0),
        "IspPlacements": [
            {"IspName": "Gmail", "PlacementStatistics": placement(0.0, 100.0, 0.0)},
            {"IspName": "Hotmail", "PlacementStatistics": placement(100.0, 0.0, 0.0)},
            {"IspName": "Yahoo", "PlacementStatistics": placement(100.0, 0.0, 0.0)},
            {"IspName": "AOL", "PlacementStatistics": placement(50.0, 0.0, 50.0)},
            {"IspName": "Apple", "PlacementStatistics": placement(50.0, 0.0, 50.0)},
        ],
    }


def overall(v2, ses_cloud, **parameters):
    name = v2.create_deliverability_test_report(**{**TEST, **parameters})["ReportId"]
    ses_cloud.clock.advance(days=1)
    return v2.get_deliverability_test_report(ReportId=name)["OverallPlacement"]


def test_authentication_is_that_of_the_senders_domain(v2, ses_cloud):
    subscribe(v2)
    assert overall(v2, ses_cloud, FromEmailAddress="ann@example.net") == placement(100.0, 0.0, 0.0, dkim=0.0)
    raw = {"Raw": {"Data": b"From: ann@example.com\nSubject: Raw\nTo: x@example.org\n\nHi"}}
    assert overall(v2, ses_cloud, Content=raw) == placement(100.0, 0.0, 0.0)
    v2.put_email_identity_mail_from_attributes(EmailIdentity="example.com", MailFromDomain="m.example.com")
    ses_cloud.verify("example.com")
    assert overall(v2, ses_cloud) == placement(100.0, 0.0, 0.0)
    ses_cloud.dns.remove("m.example.com", "TXT")
    assert overall(v2, ses_cloud) == placement(100.0, 0.0, 0.0, spf=0.0)


@pytest.mark.parametrize(
    "content",
    [
        {"Simple": {"Subject": {"Data": "Hi"}, "Body": {"Text": {"Data": "EICAR-STANDARD-ANTIVIRUS-TEST-FILE"}}}},
        {"Template": {"TemplateContent": {"Subject": "{{a}}", "Text": "t"}, "TemplateData": "{}"}},
    ],
)
def test_what_never_leaves_ses_is_missing_everywhere(v2, ses_cloud, content):
    subscribe(v2)
    assert overall(v2, ses_cloud, Content=content) == placement(0.0, 0.0, 100.0, 0.0, 0.0)


def test_a_template_is_filled_in(v2, ses_cloud):
    subscribe(v2)
    template = {"TemplateContent": {"Subject": "Hi {{a}}", "Text": "t"}, "TemplateData": '{"a": "Bob"}'}
    v2.create_deliverability_test_report(FromEmailAddress="ann@example.com", Content={"Template": template})

    assert v2.list_deliverability_test_reports()["DeliverabilityTestReports"][0]["Subject"] == "Hi Bob"


@pytest.mark.parametrize(
    ("parameters", "refusal"),
    [
        ({"FromEmailAddress": "eve@example.org"},
         (400, "MessageRejected", ("Email address is not verified. The following identities failed the check in region "
                                   "US-EAST-1: eve@example.org"))),
        ({"FromEmailAddress": ""}, bad(None)),
        ({"FromEmailAddress": "x"}, bad("Missing final '@domain'")),
        ({"Content": {}}, bad("Content must contain exactly one of Simple, Raw or Template.")),
        ({"Content": {"Template": {"TemplateName": "t", "TemplateData": "{}"}}},
         (404, "NotFoundException", "Template t does not exist")),
        ({"Tags": [{"Key": "", "Value": ""}]}, bad(None)),
        ({"Tags": [{"Key": "aws:a", "Value": ""}]},
         bad("Caller is an end user and not allowed to mutate system tags")),
    ],
)  # fmt: skip
def test_a_test_that_cannot_be_sent(v2, refused, parameters, refusal):
    subscribe(v2)
    assert refused(v2, "create_deliverability_test_report", **{**TEST, **parameters}) == refusal
    assert v2.list_deliverability_test_reports() == {"DeliverabilityTestReports": []}


def test_what_stops_sending_stops_a_test(v2, ses_cloud, refused):
    subscribe(v2)
    v2.put_account_sending_attributes(SendingEnabled=False)
    assert refused(v2, "create_deliverability_test_report", **TEST)[:2] == (400, "SendingPausedException")
    v2.put_account_sending_attributes(SendingEnabled=True)
    v2.put_email_identity_mail_from_attributes(
        EmailIdentity="example.com", MailFromDomain="m.example.com", BehaviorOnMxFailure="REJECT_MESSAGE"
    )
    assert refused(v2, "create_deliverability_test_report", **TEST)[:2] == (400, "MailFromDomainNotVerifiedException")


def test_a_test_takes_a_subscription_but_no_verified_recipients(v2, ses_cloud, refused):
    text = bad("The Deliverability dashboard is not enabled for this account.")
    assert refused(v2, "create_deliverability_test_report", FromEmailAddress="", Content={}) == text
    subscribe(v2)
    ses_cloud.sandbox = True
    name = v2.create_deliverability_test_report(**TEST)["ReportId"]
    v2.put_deliverability_dashboard_option(DashboardEnabled=False)
    ses_cloud.clock.advance(days=1)
    v2.create_deliverability_test_report(**TEST)
    ses_cloud.clock.advance(days=30)

    assert refused(v2, "create_deliverability_test_report", **TEST) == text
    assert v2.get_deliverability_test_report(ReportId=name)["OverallPlacement"] == placement(100.0, 0.0, 0.0)
    assert len(v2.list_deliverability_test_reports()["DeliverabilityTestReports"]) == 2


def test_a_report_that_there_is_not(v2):
    assert v2.no("get_deliverability_test_report", ReportId="x") == (
        404,
        "NotFoundException",
        "Deliverability test report <x> does not exist.",
    )


def test_reports_are_listed_by_pages_the_newest_first(v2, api):
    subscribe(v2)
    names = [v2.create_deliverability_test_report(**TEST)["ReportId"] for _ in range(5)][::-1]

    def page(**parameters):
        answer = v2.list_deliverability_test_reports(**parameters)
        return [one["ReportId"] for one in answer.pop("DeliverabilityTestReports")], answer.get("NextToken")

    assert page() == (names, None)
    assert page(PageSize=0) == (names, None)
    first, token = page(PageSize=2)
    newer = v2.create_deliverability_test_report(**TEST)["ReportId"]
    second, last = page(PageSize=2, NextToken=token)
    assert (first, second, page(PageSize=2, NextToken=last)) == (names[:2], names[2:4], (names[4:], None))
    assert page(PageSize=1)[0] == [newer]
    for size in (-1, 1001):
        assert v2.no("list_deliverability_test_reports", PageSize=size, NextToken="x") == bad(
            "The page size must be in [0, 1000] range."
        )
    assert v2.no("list_deliverability_test_reports", NextToken="x") == bad("Invalid next token.")
    assert api("sesv2", "eu-west-1").no("list_deliverability_test_reports", NextToken=token) == bad(
        "Invalid next token."
    )


def test_a_report_has_tags(v2):
    subscribe(v2)
    arn = ARN + v2.create_deliverability_test_report(**TEST)["ReportId"]
    v2.tag_resource(ResourceArn=arn, Tags=[{"Key": "env", "Value": "test"}])

    assert v2.list_tags_for_resource(ResourceArn=arn) == {"Tags": [{"Key": "env", "Value": "test"}]}


# ---- blacklists ----


def test_an_address_that_is_on_a_blacklist(v2, ses_cloud):
    first, second = ses_cloud.lease_ips(2)
    names = [first, second, "192.0.2.1", "garbage"]
    assert v2.get_blacklist_reports(BlacklistItemNames=names) == {"BlacklistReport": {}}
    ses_cloud.dns.publish("1.128.223.76.zen.spamhaus.org", "A", "127.0.0.2")
    ses_cloud.clock.advance(hours=1)
    ses_cloud.dns.publish("1.128.223.76.zen.spamhaus.org", "TXT", "Listed.")
    ses_cloud.dns.publish("1.128.223.76.bl.spamcop.net", "A", "127.0.0.2")
    ses_cloud.dns.publish("1.2.0.192.bl.spamcop.net", "A", "127.0.0.2")

    assert v2.get_blacklist_reports(BlacklistItemNames=names) == {
        "BlacklistReport": {
            first: [
                {"RblName": "zen.spamhaus.org", "ListingTime": NOW, "Description": "Listed."},
                {"RblName": "bl.spamcop.net", "ListingTime": NOW + timedelta(hours=1)},
            ]
        }
    }
    ses_cloud.dns.fail("spamcop.net")
    ses_cloud.dns.remove("1.128.223.76.zen.spamhaus.org", "A")
    assert v2.get_blacklist_reports(BlacklistItemNames=names) == {"BlacklistReport": {}}
    ses_cloud.dns.publish("1.128.223.76.zen.spamhaus.org", "A", "127.0.0.2")
    assert v2.get_blacklist_reports(BlacklistItemNames=[first])["BlacklistReport"][first][0]["ListingTime"] == (
        NOW + timedelta(hours=1)
    )
    assert v2.no("get_blacklist_reports", BlacklistItemNames=[]) == bad(
        "1 validation error detected: Value at 'blacklistItemNames' failed to satisfy constraint: Member must not be "
        "null"
    )


# ---- campaigns ----


def campaigns(v2, start=MIDNIGHT, end=MIDNIGHT, **parameters):
    return v2.list_domain_deliverability_campaigns(
        SubscribedDomain="example.com", StartDate=start, EndDate=end, **parameters
    )


def test_what_was_sent_makes_campaigns(v2, ses_cloud):
    send(v2, "early@gmail.com")
    ses_cloud.clock.advance(minutes=1)
    subscribe(v2, "example.com")
    assert campaigns(v2) == {"DomainDeliverabilityCampaigns": []}
    addresses = ses_cloud.lease_ips()
    ses_cloud.receivers.spam("gmail.com")
    ses_cloud.receivers.bounce("gone@aol.com")
    ses_cloud.receivers.open("bob@yahoo.com")
    send(v2, "bob@yahoo.com", "eve@gmail.com", "joe@example.org", sender="Ann <ann@example.com>")
    ses_cloud.clock.advance(hours=1)
    send(v2, "gone@aol.com", "x@outlook.com")
    send(v2, "gone@aol.com", subject="Nobody sees it")
    send(v2, "bob@yahoo.com", sender="ann@example.net")
    v2.create_deliverability_test_report(**TEST)
    ses_cloud.clock.advance(days=1)
    send(v2, "x@me.com", subject="Other", sender="bob@sub.example.com")

    first, second = campaigns(v2, end=MIDNIGHT + DAY)["DomainDeliverabilityCampaigns"]
    assert first == {
        "CampaignId": first["CampaignId"],
        "Subject": "Hi",
        "FromAddress": "ann@example.com",
        "SendingIps": addresses,
        "FirstSeenDateTime": NOW + timedelta(minutes=1),
        "LastSeenDateTime": NOW + timedelta(minutes=61),
        "InboxCount": 3,
        "SpamCount": 1,
        "ReadRate": 25.0,
        "DeleteRate": 0.0,
        "ReadDeleteRate": 0.0,
        "ProjectedVolume": 5,
        "Esps": ["Gmail", "Hotmail", "Yahoo"],
    }
    assert (second["Subject"], second["FromAddress"], second["Esps"]) == ("Other", "bob@sub.example.com", ["Apple"])
    for one in (first, second):
        assert v2.get_domain_deliverability_campaign(CampaignId=one["CampaignId"]) == {
            "DomainDeliverabilityCampaign": one
        }
    assert campaigns(v2) == {"DomainDeliverabilityCampaigns": [first]}
    assert campaigns(v2, MIDNIGHT + DAY, MIDNIGHT + DAY) == {"DomainDeliverabilityCampaigns": [second]}
    page = campaigns(v2, end=MIDNIGHT + DAY, PageSize=1)
    assert page == {"DomainDeliverabilityCampaigns": [first], "NextToken": page["NextToken"]}
    assert campaigns(v2, end=MIDNIGHT + DAY, PageSize=1, NextToken=page["NextToken"]) == {
        "DomainDeliverabilityCampaigns": [second]
    }
    assert v2.no(
        "list_domain_deliverability_campaigns", SubscribedDomain="example.com", StartDate=MIDNIGHT, EndDate=MIDNIGHT,
        NextToken=page["NextToken"],
    ) == bad("Invalid next token.")  # fmt: skip


def test_others_do_not_see_them(v2, api, ses_cloud):
    subscribe(v2, "example.com")
    send(v2, "bob@example.org")
    [found] = campaigns(v2)["DomainDeliverabilityCampaigns"]
    ses_cloud.verify("example.com", account="222222222222")
    other = api("sesv2", account="222222222222")
    subscribe(other, "example.com")

    assert campaigns(other) == {"DomainDeliverabilityCampaigns": []}
    assert other.no("get_domain_deliverability_campaign", CampaignId=found["CampaignId"]) == (
        404,
        "NotFoundException",
        f"Campaign <{found['CampaignId']}> does not exist.",
    )


# ---- statistics ----


def report(v2, start, end):
    return v2.get_domain_statistics_report(Domain="Example.com", StartDate=start, EndDate=end)


def test_statistics_by_day(v2, ses_cloud):
    subscribe(v2, "example.com")
    ses_cloud.receivers.spam("eve@gmail.com")
    ses_cloud.receivers.open("bob@gmail.com")
    send(v2, "eve@gmail.com", "bob@gmail.com", "joe@example.org")
    ses_cloud.clock.advance(days=2)
    send(v2, "x@live.com", subject="Other")

    assert report(v2, MIDNIGHT + timedelta(hours=20), MIDNIGHT + 2 * DAY) == {
        "OverallVolume": {
            **volume(3, 1, ("Gmail", 1, 1, 50.0, 50.0), ("Hotmail", 1, 0, 100.0, 0.0), share=(75, 25)),
            "ReadRatePercent": 25.0,
        },
        "DailyVolumes": [
            {"StartDate": MIDNIGHT, **volume(2, 1, ("Gmail", 1, 1, 50.0, 50.0), share=(67, 33))},
            {"StartDate": MIDNIGHT + DAY, **volume(0, 0)},
            {"StartDate": MIDNIGHT + 2 * DAY, **volume(1, 0, ("Hotmail", 1, 0, 100.0, 0.0), share=(100, 0))},
        ],
    }
    assert len(report(v2, MIDNIGHT, MIDNIGHT + 30 * DAY)["DailyVolumes"]) == 31


def test_percentages_have_two_digits(v2, ses_cloud):
    subscribe(v2, "example.com")
    ses_cloud.receivers.spam("eve@gmail.com")
    ses_cloud.receivers.open("bob@gmail.com")
    send(v2, "eve@gmail.com", "bob@gmail.com", "joe@gmail.com")

    whole = volume(2, 1, ("Gmail", 2, 1, 66.67, 33.33), share=(67, 33))
    assert report(v2, MIDNIGHT, MIDNIGHT) == {
        "OverallVolume": {**whole, "ReadRatePercent": 33.33},
        "DailyVolumes": [{"StartDate": MIDNIGHT, **whole}],
    }


@pytest.mark.parametrize(
    ("option", "isps"),
    [
        ({"Global": True, "TrackedIsps": ["AOL"]}, ["Gmail", "Yahoo"]),
        ({"Global": False, "TrackedIsps": ["Yahoo", "Nobody"]}, ["Yahoo"]),
        ({"Global": False}, []),
    ],
)
def test_only_tracked_providers_are_told_of(v2, option, isps):
    domain = {"Domain": "example.com", "InboxPlacementTrackingOption": option}
    v2.put_deliverability_dashboard_option(DashboardEnabled=True, SubscribedDomains=[domain])
    send(v2, "bob@gmail.com", "bob@yahoo.com")
    found = report(v2, MIDNIGHT, MIDNIGHT)

    assert [one["IspName"] for one in found["OverallVolume"]["DomainIspPlacements"]] == isps
    assert found["OverallVolume"]["VolumeStatistics"]["InboxRawCount"] == 2


@pytest.mark.parametrize(
    ("operation", "name"),
    [("list_domain_deliverability_campaigns", "SubscribedDomain"), ("get_domain_statistics_report", "Domain")],
)
def test_days_that_cannot_be_asked_for(v2, ses_cloud, operation, name):
    def no(start, end, **parameters):
        return v2.no(operation, **{name: "example.com"}, StartDate=start, EndDate=end, **parameters)

    assert no(NOW, NOW - DAY) == NOT_WATCHED
    subscribe(v2, "example.com")
    assert no(NOW, NOW - DAY) == bad("Expected start date to be before the end date.")
    assert no(NOW, NOW + 30 * DAY + timedelta(seconds=1)) == bad(
        "Invalid interval, can request at most 30 days. Please partition your requested interval."
    )
    if name == "SubscribedDomain":
        for size in (0, 1001):
            assert no(NOW, NOW - DAY, PageSize=size) == bad("The page size must be in [1, 1000] range.")
        assert campaigns(v2, PageSize=1000) == {"DomainDeliverabilityCampaigns": []}
    v2.put_deliverability_dashboard_option(DashboardEnabled=False)
    ses_cloud.clock.advance(days=22)
    assert no(NOW, NOW) == NOT_WATCHED


def test_a_campaign_that_there_is_not(v2):
    assert v2.no("get_domain_deliverability_campaign", CampaignId="x") == (
        404,
        "NotFoundException",
        "Campaign <x> does not exist.",
    )
