"""A platform onboards a customer's domain: create it, tell the customer, poll until it is verified, or give up."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest

NAME = "customer.example"


def onboard(ses, tell_customer):
    """The code under test, as it runs in production: it polls every ten minutes and gives up after 72 hours."""
    tokens = ses.create_email_identity(EmailIdentity=NAME)["DkimAttributes"]["Tokens"]
    tell_customer([(f"{token}._domainkey.{NAME}", f"{token}.dkim.amazonses.com") for token in tokens])
    deadline = time.monotonic() + 72 * 3600 + 60
    while time.monotonic() < deadline:
        status = ses.get_email_identity(EmailIdentity=NAME)["VerificationStatus"]
        if status != "PENDING":
            return status
        time.sleep(600)
    return "GAVE UP"


@pytest.mark.ses(at="2026-03-02T09:00Z")
def test_the_customer_publishes_the_records_after_two_hours(ses_cloud, sesv2_client):
    def customer(records):
        ses_cloud.clock.at(hours=2, do=lambda: publish(records))

    def publish(records):
        for name, target in records:
            ses_cloud.dns.publish(name, "CNAME", target)

    start = ses_cloud.clock.today
    with ses_cloud.clock.skipping_sleep():
        status = onboard(sesv2_client, customer)

    assert (status, ses_cloud.clock.today - start) == ("SUCCESS", timedelta(hours=2))


@pytest.mark.ses(at="2026-03-02T09:00Z")
def test_the_customer_never_gets_round_to_it(ses_cloud, sesv2_client):
    start = ses_cloud.clock.today
    with ses_cloud.clock.skipping_sleep():
        status = onboard(sesv2_client, list)

    assert (status, ses_cloud.clock.today - start) == ("FAILED", timedelta(hours=72))


@pytest.mark.ses(at="2026-03-02T09:00Z")
def test_boto3_waits_for_its_retries_in_mock_time(ses_cloud, sesv2_client):
    ses_cloud.throttle_next("get_account", times=3)
    start = ses_cloud.clock.today
    with ses_cloud.clock.skipping_sleep():
        answer = sesv2_client.get_account()

    assert answer["ResponseMetadata"]["RetryAttempts"] == 3
    assert ses_cloud.clock.today > start
