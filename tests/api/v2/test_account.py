"""The account through sesv2."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.ses(at="2026-01-15T00:00Z", seed=1, verified=["example.com"])

FRESH = {
    "DedicatedIpAutoWarmupEnabled": True,
    "EnforcementStatus": "HEALTHY",
    "ProductionAccessEnabled": True,
    "SendQuota": {"Max24HourSend": 50000.0, "MaxSendRate": 14.0, "SentLast24Hours": 0.0},
    "SendingEnabled": True,
    "SuppressionAttributes": {"SuppressedReasons": ["BOUNCE", "COMPLAINT"]},
}
DETAILS = {"MailType": "TRANSACTIONAL", "WebsiteURL": "https://www.example.com/about?us#now"}


def bad(text):
    return 400, "BadRequestException", text


def test_a_fresh_account_has_production_access_and_shows_nothing_that_was_never_put(v2):
    assert v2.get_account() == FRESH


def test_an_account_in_the_sandbox_has_the_quota_of_the_sandbox(v2, ses_cloud):
    ses_cloud.sandbox = True

    assert v2.get_account() == {
        **FRESH,
        "ProductionAccessEnabled": False,
        "SendQuota": {"Max24HourSend": 200.0, "MaxSendRate": 1.0, "SentLast24Hours": 0.0},
    }


def test_settings_are_of_one_region(v2, api):
    v2.put_account_sending_attributes(SendingEnabled=False)
    v2.put_account_details(**DETAILS)

    assert api("sesv2", "eu-west-1").get_account() == FRESH


@pytest.mark.parametrize(
    ("operation", "parameters", "changed"),
    [
        ("put_account_sending_attributes", {"SendingEnabled": False}, {"SendingEnabled": False}),
        ("put_account_sending_attributes", {}, {"SendingEnabled": False}),
        ("put_account_sending_attributes", {"SendingEnabled": True}, {}),
        (
            "put_account_dedicated_ip_warmup_attributes",
            {"AutoWarmupEnabled": False},
            {"DedicatedIpAutoWarmupEnabled": False},
        ),
        ("put_account_dedicated_ip_warmup_attributes", {}, {"DedicatedIpAutoWarmupEnabled": False}),
        ("put_account_suppression_attributes", {}, {"SuppressionAttributes": {"SuppressedReasons": []}}),
        (
            "put_account_suppression_attributes",
            {"SuppressedReasons": []},
            {"SuppressionAttributes": {"SuppressedReasons": []}},
        ),
        (
            "put_account_suppression_attributes",
            {"SuppressedReasons": ["COMPLAINT"]},
            {"SuppressionAttributes": {"SuppressedReasons": ["COMPLAINT"]}},
        ),
        (
            "put_account_suppression_attributes",
            {
                "SuppressedReasons": ["BOUNCE"],
                "ValidationAttributes": {"ConditionThreshold": {"ConditionThresholdEnabled": "DISABLED"}},
            },
            {
                "SuppressionAttributes": {
                    "SuppressedReasons": ["BOUNCE"],
                    "ValidationAttributes": {"ConditionThreshold": {"ConditionThresholdEnabled": "DISABLED"}},
                }
            },
        ),
        (
            "put_account_vdm_attributes",
            {
                "VdmAttributes": {
                    "VdmEnabled": "ENABLED",
                    "DashboardAttributes": {"EngagementMetrics": "ENABLED"},
                    "GuardianAttributes": {"OptimizedSharedDelivery": "ENABLED"},
                }
            },
            {
                "VdmAttributes": {
                    "VdmEnabled": "ENABLED",
                    "DashboardAttributes": {"EngagementMetrics": "ENABLED"},
                    "GuardianAttributes": {"OptimizedSharedDelivery": "ENABLED"},
                }
            },
        ),
        (
            "put_account_vdm_attributes",
            {"VdmAttributes": {"VdmEnabled": "ENABLED"}},
            {
                "VdmAttributes": {
                    "VdmEnabled": "ENABLED",
                    "DashboardAttributes": {"EngagementMetrics": "DISABLED"},
                    "GuardianAttributes": {"OptimizedSharedDelivery": "DISABLED"},
                }
            },
        ),
        (
            "put_account_vdm_attributes",
            {"VdmAttributes": {"VdmEnabled": "DISABLED", "DashboardAttributes": {"EngagementMetrics": "ENABLED"}}},
            {"VdmAttributes": {"VdmEnabled": "DISABLED"}},
        ),
        (
            "put_account_pricing_attributes",
            {"Plan": "ESSENTIALS"},
            {"PricingAttributes": {"CurrentPlan": "ESSENTIALS"}},
        ),
    ],
)
def test_each_put_replaces_its_block_and_what_is_left_out_is_off(v2, operation, parameters, changed):
    assert getattr(v2, operation)(**parameters) == {}
    assert v2.get_account() == {**FRESH, **changed}


def test_another_plan_begins_with_the_next_month(v2, ses_cloud):
    def pricing():
        return v2.get_account()["PricingAttributes"]

    v2.put_account_pricing_attributes(Plan="PRO")
    v2.put_account_pricing_attributes(Plan="ENTERPRISE")
    v2.put_account_pricing_attributes(Plan="ESSENTIALS")
    ses_cloud.clock.advance(days=16, seconds=86399)
    before = pricing()
    ses_cloud.clock.advance(seconds=1)

    assert before == {"CurrentPlan": "PRO", "NextPlan": "ESSENTIALS"}
    assert pricing() == {"CurrentPlan": "ESSENTIALS"}


def test_choosing_the_plan_in_force_takes_back_the_change(v2, ses_cloud):
    v2.put_account_pricing_attributes(Plan="PRO")
    v2.put_account_pricing_attributes(Plan="NONE")
    v2.put_account_pricing_attributes(Plan="PRO")
    ses_cloud.clock.advance(days=40)

    assert v2.get_account()["PricingAttributes"] == {"CurrentPlan": "PRO"}


# ---- details ----


def test_details_show_as_they_were_put_with_their_review(v2):
    more = {
        "ContactLanguage": "JA",
        "UseCaseDescription": "Receipts.",
        "AdditionalContactEmailAddresses": ["ann@example.com"],
    }

    assert v2.put_account_details(**DETAILS, **more, ProductionAccessEnabled=True) == {}
    assert v2.get_account() == {**FRESH, "Details": {**DETAILS, **more, "ReviewDetails": {"Status": "GRANTED"}}}
    assert v2.put_account_details(**DETAILS) == {}
    assert v2.get_account() == {**FRESH, "Details": {**DETAILS, "ReviewDetails": {"Status": "GRANTED"}}}


def test_a_review_lasts_until_the_account_has_left_the_sandbox(v2, ses_cloud):
    ses_cloud.sandbox = True
    v2.put_account_details(**DETAILS, ProductionAccessEnabled=True)
    pending = v2.get_account()["Details"]
    again = v2.no("put_account_details", MailType="MARKETING", WebsiteURL="https://other.example.com")
    ses_cloud.sandbox = False

    assert pending == {**DETAILS, "ReviewDetails": {"Status": "PENDING"}}
    assert again == (
        409,
        "ConflictException",
        "There is already an ongoing account details update under review.",
    )
    assert v2.get_account()["Details"] == {**DETAILS, "ReviewDetails": {"Status": "GRANTED"}}
    assert ses_cloud.region().account_settings.production_access_asked


@pytest.mark.parametrize(
    "url",
    ["x", "https://localhost", "https://www.test", "ftp://example.com", "https://a b.com", "https://a.1"],
)
def test_what_is_no_url_of_a_website_is_refused(v2, url):
    assert v2.no("put_account_details", MailType="MARKETING", WebsiteURL=url) == bad("Url contains invalid format")
    assert v2.get_account() == FRESH


@pytest.mark.parametrize("url", ["example.com", "HTTP://EXAMPLE.CO.UK:8080/", "https://xn--bcher-kva.example.de?q"])
def test_what_is_one_is_taken(v2, url):
    v2.put_account_details(MailType="MARKETING", WebsiteURL=url)

    assert v2.get_account()["Details"]["WebsiteURL"] == url


# ---- what has been sent ----


def send(v2, *to):
    return v2.send_email(
        FromEmailAddress="ann@example.com",
        Destination={"ToAddresses": list(to)},
        Content={"Simple": {"Subject": {"Data": "Hi"}, "Body": {"Text": {"Data": "Ho"}}}},
    )


def test_the_quota_counts_recipients_of_the_last_24_hours(v2, ses_cloud):
    def sent():
        return v2.get_account()["SendQuota"]["SentLast24Hours"]

    send(v2, "a@example.org", "b@example.org")
    ses_cloud.clock.advance(hours=23)
    send(v2, "success@simulator.amazonses.com")
    send(v2, "c@example.org")
    counts = [sent()]
    ses_cloud.clock.advance(seconds=3599)
    counts.append(sent())
    ses_cloud.clock.advance(seconds=1)
    counts.append(sent())

    assert counts == [3.0, 3.0, 1.0]


def test_a_rate_bites_only_where_a_test_has_set_one(v2, wire, ses_cloud):
    for _ in range(20):
        send(v2, "a@example.org")
    ses_cloud.limits.max_send_rate = 20
    body = {
        "FromEmailAddress": "ann@example.com",
        "Destination": {"ToAddresses": ["a@example.org"]},
        "Content": {"Simple": {"Subject": {"Data": "Hi"}, "Body": {"Text": {"Data": "Ho"}}}},
    }
    throttled = wire.v2("POST", "/outbound-emails", body)  # boto3 would wait and try again
    ses_cloud.limits.max_send_rate = -1
    unlimited, *_ = wire.v2("POST", "/outbound-emails", body)
    ses_cloud.limits.max_send_rate = 20
    ses_cloud.clock.advance(seconds=1)
    later, *_ = wire.v2("POST", "/outbound-emails", body)

    assert throttled == (429, "TooManyRequestsException", {"message": "Maximum sending rate exceeded."})
    assert (unlimited, later) == (200, 200)
