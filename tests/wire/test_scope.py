"""Who asks, and where."""

from __future__ import annotations

import pytest

from sesmock.wire import scope as scope_module
from sesmock.wire.scope import Scope, is_ses_host, scope_of, smtp_region_of

V4 = "AWS4-HMAC-SHA256 Credential={}, SignedHeaders=host;x-amz-date, Signature=abc"


@pytest.mark.parametrize(
    ("authorization", "host", "expected"),
    [
        (
            V4.format("AKID/20260101/eu-west-1/ses/aws4_request"),
            "email.us-east-1.amazonaws.com",
            Scope("AKID", "eu-west-1"),
        ),
        (V4.format("AKID/20260101/eu-west-1/ses/aws4_request"), "localhost", Scope("AKID", "eu-west-1")),
        ("AWS4-HMAC-SHA256 Credential=AKID/20260101/eu-west-1/ses/aws4_request", "", Scope("AKID", "eu-west-1")),
        (V4.format("AKID/20260101/ses/aws4_request"), "abc.d3f.endpoints.email.amazonaws.com", Scope("AKID", None)),
        (V4.format("AKID/20260101/ses/aws4_request"), "email.eu-west-1.api.aws", Scope("AKID", "eu-west-1")),
        ("Bearer token", "email.eu-west-1.amazonaws.com", Scope(None, "eu-west-1")),
        ("", "localhost", Scope(None, None)),
    ],
)
def test_the_signature_says_who_and_where_and_else_the_host(authorization, host, expected):
    headers = {"authorization": authorization}

    assert [scope_of(headers, host), scope_of(headers, host)] == [expected, expected]


@pytest.mark.parametrize(
    ("host", "region"),
    [
        ("email.us-east-1.amazonaws.com", "us-east-1"),
        ("email.us-east-1.amazonaws.com:443", "us-east-1"),
        ("EMAIL.US-EAST-1.AMAZONAWS.COM", "us-east-1"),
        ("email-fips.us-gov-west-1.amazonaws.com", "us-gov-west-1"),
        ("email.cn-north-1.amazonaws.com.cn", "cn-north-1"),
        ("email.eu-west-1.api.aws", "eu-west-1"),
        ("email-fips.us-west-2.api.aws", "us-west-2"),
        ("email.us-iso-east-1.c2s.ic.gov", "us-iso-east-1"),
        ("email.us-isob-east-1.sc2s.sgov.gov", "us-isob-east-1"),
        ("email.eu-isoe-west-1.cloud.adc-e.uk", "eu-isoe-west-1"),
        ("email.us-isof-south-1.csp.hci.ic.gov", "us-isof-south-1"),
        ("vpce-0123456789abcdef0-a1b2c3d4.email.us-east-1.vpce.amazonaws.com", "us-east-1"),
        ("vpce-0123456789abcdef0-a1b2c3d4-us-east-1a.email.us-east-1.vpce.amazonaws.com:443", "us-east-1"),
        ("vpce-0123456789abcdef0-a1b2c3d4.email-fips.us-gov-west-1.vpce.amazonaws.com", "us-gov-west-1"),
        ("vpce-0123456789abcdef0-a1b2c3d4.email-smtp.us-east-1.vpce.amazonaws.com", None),
        ("email-smtp.us-iso-east-1.c2s.ic.gov", None),
        ("email-smtp.eu-west-1.amazonaws.com", None),
        ("abcdef12.g3h.endpoints.email.amazonaws.com", None),
        ("abcdef12.g3h.endpoints.email.global.api.aws", None),
    ],
)
def test_hosts_of_ses_and_the_regions_they_name(host, region):
    assert (is_ses_host(host), scope_of({}, host).region) == (True, region)


@pytest.mark.parametrize(
    "host",
    [
        "",
        "localhost",
        "amazonaws.com",
        "sns.us-east-1.amazonaws.com",
        "email.us-east-1.amazonaws.com.example.com",
        "my-email.us-east-1.amazonaws.com",
        "email.us-east-1.amazonaws.com\n",
        "sqs.endpoints.example.com",
        "vpce-0123456789abcdef0-a1b2c3d4.sqs.us-east-1.vpce.amazonaws.com",
        "vpce-0123456789abcdef0-a1b2c3d4.email.us-east-1.vpce.example.com",
        "email.us-iso-east-1.ic.gov",
    ],
)
def test_other_hosts_are_none_of_ses(host):
    assert (is_ses_host(host), scope_of({}, host).region) == (False, None)


def test_what_is_remembered_of_credentials_is_bounded(monkeypatch):
    monkeypatch.setattr(scope_module, "_scopes", {})

    for number in range(1000):
        scope_of({"authorization": V4.format(f"AKID{number}/20260101/eu-west-1/ses/aws4_request")}, "")

    assert len(scope_module._scopes) == 1000 % scope_module._REMEMBERED


@pytest.mark.parametrize(
    ("host", "region"),
    [
        ("email-smtp.eu-west-1.amazonaws.com", "eu-west-1"),
        ("Email-SMTP.eu-west-1.amazonaws.com.:587", "eu-west-1"),
        ("email-smtp-fips.us-east-1.amazonaws.com", "us-east-1"),
        ("email-smtp.cn-north-1.amazonaws.com.cn", "cn-north-1"),
        ("vpce-0123456789abcdef0-a1b2c3d4.email-smtp.eu-west-1.vpce.amazonaws.com", "eu-west-1"),
        ("email.eu-west-1.amazonaws.com", None),
        ("inbound-smtp.eu-west-1.amazonaws.com", None),
        ("localhost", None),
    ],
)
def test_smtp_endpoints_and_their_regions(host, region):
    assert smtp_region_of(host) == region
