"""Identities through sesv2: what they look like, how they live, and every way in which SES says no."""

from __future__ import annotations

import json
import re
from datetime import datetime, timedelta, timezone

import pytest

from sesmock import Request
from sesmock.domain.refusals import Invalid

pytestmark = pytest.mark.ses(at="2026-01-01T00:00Z", seed=1)

NOW = datetime(2026, 1, 1, tzinfo=timezone.utc)
HOUR = timedelta(hours=1)
PENDING_ADDRESS = {
    "IdentityType": "EMAIL_ADDRESS", "IdentityName": "ann@example.com", "SendingEnabled": False,
    "VerificationStatus": "PENDING",
}  # fmt: skip
DEFAULT_MAIL_FROM = {"BehaviorOnMxFailure": "USE_DEFAULT_VALUE"}
NO_DKIM = {
    "SigningEnabled": False,
    "Status": "NOT_STARTED",
    "SigningAttributesOrigin": "AWS_SES",
    "NextSigningKeyLength": "RSA_1024_BIT",
}


def constraint(path, text):
    return f"1 validation error detected: Value at '{path}' failed to satisfy constraint: Member must {text}"


# ---- what a fresh identity looks like ----


@pytest.mark.needs("sesv2.GetEmailIdentity.DkimAttributes.SigningHostedZone")
def test_a_fresh_domain_is_not_started_in_create_and_pending_when_read(v2):
    # NOT_STARTED in the reply of Create, PENDING in the next Get: probed on AWS. The rest of Get: recorded.
    created = v2.create_email_identity(EmailIdentity="example.com")
    tokens = created["DkimAttributes"]["Tokens"]
    dkim = {
        "SigningEnabled": True,
        "Status": "NOT_STARTED",
        "Tokens": tokens,
        "SigningHostedZone": "dkim.amazonses.com",
        "SigningAttributesOrigin": "AWS_SES",
        "NextSigningKeyLength": "RSA_2048_BIT",
        "CurrentSigningKeyLength": "RSA_2048_BIT",
        "LastKeyGenerationTimestamp": NOW,
    }

    assert created == {"IdentityType": "DOMAIN", "VerifiedForSendingStatus": False, "DkimAttributes": dkim}
    assert v2.get_email_identity(EmailIdentity="example.com") == {
        "IdentityType": "DOMAIN",
        "FeedbackForwardingStatus": True,
        "VerifiedForSendingStatus": False,
        "DkimAttributes": {**dkim, "Status": "PENDING"},
        "MailFromAttributes": DEFAULT_MAIL_FROM,
        "Policies": {},
        "Tags": [],
        "VerificationStatus": "PENDING",
        "VerificationInfo": {},
    }
    assert v2.list_email_identities() == {
        "EmailIdentities": [
            {
                "IdentityType": "DOMAIN",
                "IdentityName": "example.com",
                "SendingEnabled": False,
                "VerificationStatus": "PENDING",
            }
        ]
    }


def test_a_fresh_address_has_no_dkim_in_create_and_an_empty_one_when_read(v2):
    # Recorded on AWS in February 2026: all three answers.
    created = v2.create_email_identity(EmailIdentity="ann@example.com")

    assert created == {"IdentityType": "EMAIL_ADDRESS", "VerifiedForSendingStatus": False}
    assert v2.get_email_identity(EmailIdentity="ann@example.com") == {
        "IdentityType": "EMAIL_ADDRESS",
        "FeedbackForwardingStatus": True,
        "VerifiedForSendingStatus": False,
        "DkimAttributes": NO_DKIM,
        "MailFromAttributes": DEFAULT_MAIL_FROM,
        "Policies": {},
        "Tags": [],
        "VerificationStatus": "PENDING",
        "VerificationInfo": {},
    }
    assert v2.list_email_identities() == {"EmailIdentities": [PENDING_ADDRESS]}


def test_the_three_tokens_are_160_bits_of_lower_case_base32_each(v2):
    tokens = v2.create_email_identity(EmailIdentity="example.com")["DkimAttributes"]["Tokens"]

    assert len(set(tokens)) == 3
    assert all(re.fullmatch("[a-z2-7]{32}", token) for token in tokens)


@pytest.mark.needs("sesv2.GetEmailIdentity.DkimAttributes.SigningHostedZone")
@pytest.mark.needs("sesv2.GetEmailIdentity.DkimAttributes.SigningHostedZone")
def test_members_stand_in_the_models_order_and_times_are_seconds_with_milliseconds(v2, wire, ses_cloud):
    ses_cloud.clock.advance(milliseconds=83)
    v2.create_configuration_set(ConfigurationSetName="set")
    v2.create_email_identity(EmailIdentity="example.com", ConfigurationSetName="set")
    ses_cloud.verify("example.com")

    _, _, body = wire.v2("GET", "/identities/example.com")

    assert list(body) == [
        "IdentityType", "FeedbackForwardingStatus", "VerifiedForSendingStatus", "DkimAttributes", "MailFromAttributes",
        "Policies", "Tags", "ConfigurationSetName", "VerificationStatus", "VerificationInfo",
    ]  # fmt: skip
    assert list(body["DkimAttributes"]) == [
        "SigningEnabled", "Status", "Tokens", "SigningHostedZone", "SigningAttributesOrigin", "NextSigningKeyLength",
        "CurrentSigningKeyLength", "LastKeyGenerationTimestamp",
    ]  # fmt: skip
    assert body["DkimAttributes"]["LastKeyGenerationTimestamp"] == 1767225600.083
    assert list(body["VerificationInfo"].items())[:2] == [
        ("LastCheckedTimestamp", 1767225600.083),
        ("LastSuccessTimestamp", 1767225600.083),
    ]


def test_an_address_shows_the_dkim_of_exactly_the_domain_after_its_at(v2, ses_cloud):
    # Probed: example.com does not count for ann@mail.example.com; key lengths stay the address's own.
    tokens = v2.create_email_identity(EmailIdentity="example.com")["DkimAttributes"]["Tokens"]
    for address in ("ann@example.com", "ann@EXAMPLE.com", "ann@mail.example.com"):
        v2.create_email_identity(EmailIdentity=address)
    seen = {
        address: v2.get_email_identity(EmailIdentity=address)["DkimAttributes"]
        for address in ("ann@example.com", "ann@EXAMPLE.com", "ann@mail.example.com")
    }

    theirs = {**NO_DKIM, "SigningEnabled": True, "Status": "PENDING", "Tokens": tokens}
    assert seen == {"ann@example.com": theirs, "ann@EXAMPLE.com": theirs, "ann@mail.example.com": NO_DKIM}
    ses_cloud.verify("example.com")
    assert v2.get_email_identity(EmailIdentity="ann@example.com")["DkimAttributes"] == {**theirs, "Status": "SUCCESS"}


def test_an_address_under_a_verified_domain_is_pending_itself(v2, ses_cloud):
    ses_cloud.verify("example.com")
    v2.create_email_identity(EmailIdentity="ann@example.com")

    assert v2.list_email_identities(Filter={"IDENTITY_TYPE": "EMAIL_ADDRESS"}) == {"EmailIdentities": [PENDING_ADDRESS]}


def test_create_keeps_tags_and_the_configuration_set(v2):
    v2.create_configuration_set(ConfigurationSetName="set")
    v2.create_email_identity(
        EmailIdentity="example.com", ConfigurationSetName="set", Tags=[{"Key": "team", "Value": "a"}]
    )
    got = v2.get_email_identity(EmailIdentity="example.com")

    assert (got["Tags"], got["ConfigurationSetName"]) == ([{"Key": "team", "Value": "a"}], "set")


def test_an_empty_configuration_set_name_is_kept_as_it_is(v2):
    # Probed: AWS stores "" verbatim.
    v2.create_email_identity(EmailIdentity="example.com", ConfigurationSetName="")

    assert v2.get_email_identity(EmailIdentity="example.com")["ConfigurationSetName"] == ""


# ---- names ----


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("example.com.", "Invalid domain name example.com.."),  # recorded: the name with its dot, then the full stop
        ("bad domain name", "Invalid domain name bad domain name."),
        ("ann@", "Invalid email address<ann@>."),  # recorded: no space before <
        ("jürgen@example.com", "Invalid email address<jürgen@example.com>."),  # documented: no IDN before the @,
        ("ann@bücher.example", "Invalid email address<ann@bücher.example>."),  # and only as Punycode behind it
        (f"{'a' * 309}@example.com", f"Invalid email address<{'a' * 309}@example.com>."),
    ],
)
def test_a_name_that_cannot_be_an_identity_is_refused(v2, name, message):
    assert v2.no("create_email_identity", EmailIdentity=name) == (400, "BadRequestException", message)
    assert v2.list_email_identities() == {"EmailIdentities": []}


@pytest.mark.parametrize(
    "name",
    ["xn--bcher-kva.example", f"{'a.' * 126}com", "a@b", '"a@b"@example.com'],
)
def test_a_name_that_can_be_an_identity_is_taken(v2, name):
    v2.create_email_identity(EmailIdentity=name)

    assert [item["IdentityName"] for item in v2.list_email_identities()["EmailIdentities"]] == [name]


def test_domains_have_no_case_and_addresses_do(v2):
    v2.create_email_identity(EmailIdentity="Example.COM")
    for address in ("ann@example.com", "Ann@example.com", "ann@EXAMPLE.com"):
        v2.create_email_identity(EmailIdentity=address)

    assert [item["IdentityName"] for item in v2.list_email_identities()["EmailIdentities"]] == [
        "example.com",
        "ann@example.com",
        "Ann@example.com",
        "ann@EXAMPLE.com",
    ]
    assert v2.no("create_email_identity", EmailIdentity="EXAMPLE.com") == (
        400,
        "AlreadyExistsException",
        "Email identity EXAMPLE.com already exist.",  # recorded: no brackets, "exist"
    )
    assert v2.get_email_identity(EmailIdentity="eXample.com")["IdentityType"] == "DOMAIN"


# ---- refusals of the service ----


def test_create_checks_existence_then_tags_then_configuration_set_then_the_rest(v2):
    # Existence, tags, configuration set: probed order.
    v2.create_email_identity(EmailIdentity="example.com")
    bad = {
        "EmailIdentity": "bad name",
        "Tags": [{"Key": "a!", "Value": "b"}],
        "ConfigurationSetName": "missing",
    }
    refused = [
        v2.no("create_email_identity", **{**bad, "EmailIdentity": "example.com"}),
        v2.no("create_email_identity", **bad),
        v2.no("create_email_identity", **{**bad, "Tags": []}),
        v2.no("create_email_identity", EmailIdentity="bad name"),
    ]

    assert refused == [
        (400, "AlreadyExistsException", "Email identity example.com already exist."),
        (
            400,
            "BadRequestException",
            "Tags can only contain letters, numbers, spaces, and the following special characters: _ . : / = + - @",
        ),
        (404, "NotFoundException", "Configuration set <missing> does not exist."),
        (400, "BadRequestException", "Invalid domain name bad name."),
    ]


def test_a_refused_create_leaves_nothing_behind(v2):
    v2.no("create_email_identity", EmailIdentity="example.com", ConfigurationSetName="missing")
    v2.no("create_email_identity", EmailIdentity="ann@example.com", Tags=[{"Key": "aws:x", "Value": ""}])
    v2.no(
        "create_email_identity",
        EmailIdentity="ann@example.com",
        DkimSigningAttributes={"NextSigningKeyLength": "RSA_1024_BIT"},
    )

    assert v2.list_email_identities() == {"EmailIdentities": []}


POLICY = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": [
            {"Effect": "Allow", "Principal": "*", "Action": "ses:SendEmail", "Resource": "*"},
        ],
    }
)


@pytest.mark.parametrize(
    ("operation", "parameters", "refusal"),
    [
        # Brackets as recorded (Get) and probed; they differ from operation to operation.
        ("get_email_identity", {}, (404, "NotFoundException", "Email identity <x.org> does not exist.")),
        ("delete_email_identity", {}, (404, "NotFoundException", "Email identity x.org does not exist.")),
        (
            "put_email_identity_configuration_set_attributes",
            {"ConfigurationSetName": "set"},
            (404, "NotFoundException", "Identity <x.org> does not exist."),
        ),
        (
            "put_email_identity_dkim_attributes",
            {"SigningEnabled": True},
            (400, "BadRequestException", "Domain x.org is not verified for DKIM signing."),
        ),
        (
            "put_email_identity_dkim_signing_attributes",
            {"SigningAttributesOrigin": "AWS_SES"},
            (404, "NotFoundException", "Email identity <x.org> does not exist."),
        ),
        (
            "put_email_identity_feedback_attributes",
            {"EmailForwardingEnabled": False},
            (400, "BadRequestException", "Identity x.org is invalid. Must be a verified email address or domain."),
        ),
        (
            "put_email_identity_mail_from_attributes",
            {"MailFromDomain": "mail.x.org"},
            (400, "BadRequestException", "Identity <x.org> does not exist."),
        ),
        ("get_email_identity_policies", {}, (404, "NotFoundException", "Email identity <x.org> does not exist.")),
        (
            "create_email_identity_policy",
            {"PolicyName": "p", "Policy": POLICY},
            (404, "NotFoundException", "Email identity <x.org> does not exist."),
        ),
        (
            "update_email_identity_policy",
            {"PolicyName": "p", "Policy": POLICY},
            (404, "NotFoundException", "Email identity <x.org> does not exist."),
        ),
        (
            "delete_email_identity_policy",
            {"PolicyName": "p"},
            (404, "NotFoundException", "Email identity <x.org> does not exist."),
        ),
        (
            "associate_email_identity_certificate",
            {"FromAddress": "a@x.org", "CertificateArn": "arn:aws:acm:us-east-1:123456789012:certificate/1"},
            (404, "NotFoundException", "Email identity <x.org> does not exist."),
        ),
        (
            "disassociate_email_identity_certificate",
            {"FromAddress": "a@x.org"},
            (404, "NotFoundException", "Email identity <x.org> does not exist."),
        ),
        ("list_email_identity_certificates", {}, (404, "NotFoundException", "Email identity <x.org> does not exist.")),
    ],
)
def test_each_operation_has_its_own_words_for_an_unknown_identity(v2, api, operation, parameters, refusal):
    api("sesv2", "eu-west-1").create_email_identity(EmailIdentity="x.org")  # another region's is no help
    api("sesv2", account="222222222222").create_email_identity(EmailIdentity="x.org")  # nor another account's

    assert v2.no(operation, EmailIdentity="x.org", **parameters) == refusal


def test_the_number_of_identities_is_limited_and_the_limit_can_be_raised(v2, ses_cloud):
    ses_cloud.limits.identities = 1
    v2.create_email_identity(EmailIdentity="one.example")
    refused = [v2.no("create_email_identity", EmailIdentity=name) for name in ("two.example", "ann@example.com")]
    ses_cloud.limits.identities = 2
    v2.create_email_identity(EmailIdentity="two.example")

    text = "You have reached the maximum number of identities for this account."  # assumed
    assert refused == [(400, "LimitExceededException", text)] * 2
    assert len(v2.list_email_identities()["EmailIdentities"]) == 2


# ---- deletion ----


def test_a_deleted_identity_is_gone_with_all_that_hung_on_it(v2):
    v2.create_email_identity(EmailIdentity="example.com", Tags=[{"Key": "a", "Value": "b"}])
    v2.create_email_identity_policy(EmailIdentity="example.com", PolicyName="p", Policy=POLICY)
    v2.put_email_identity_feedback_attributes(EmailIdentity="example.com", EmailForwardingEnabled=False)

    assert v2.delete_email_identity(EmailIdentity="example.com") == {}
    assert v2.list_email_identities() == {"EmailIdentities": []}
    v2.create_email_identity(EmailIdentity="example.com")
    again = v2.get_email_identity(EmailIdentity="example.com")
    assert (again["Policies"], again["Tags"], again["FeedbackForwardingStatus"]) == ({}, [], True)


def test_an_identity_with_certificates_is_not_deleted(v2, v1):
    v2.create_email_identity(EmailIdentity="ann@example.com")
    v2.associate_email_identity_certificate(
        EmailIdentity="ann@example.com", CertificateArn="arn:aws:acm:us-east-1:123456789012:certificate/1"
    )

    message = (
        "Cannot delete arn:aws:ses:us-east-1:123456789012:identity/ann@example.com because it has certificates "
        "associated with it. Disassociate all certificates and try again."
    )  # probed
    assert v2.no("delete_email_identity", EmailIdentity="ann@example.com") == (400, "BadRequestException", message)
    assert v1.no("delete_identity", Identity="ann@example.com") == (400, "InvalidParameterValue", message)
    assert v2.list_email_identities() == {"EmailIdentities": [PENDING_ADDRESS]}


# ---- the configuration set of an identity ----


@pytest.mark.parametrize("parameters", [{}, {"ConfigurationSetName": None}])
def test_the_configuration_set_is_set_and_cleared(v2, wire, parameters):
    v2.create_configuration_set(ConfigurationSetName="set")
    v2.create_email_identity(EmailIdentity="example.com")
    put = v2.put_email_identity_configuration_set_attributes
    assert put(EmailIdentity="example.com", ConfigurationSetName="set") == {}
    assert v2.get_email_identity(EmailIdentity="example.com")["ConfigurationSetName"] == "set"

    assert wire.v2("PUT", "/identities/example.com/configuration-set", parameters) == (200, None, {})
    assert "ConfigurationSetName" not in v2.get_email_identity(EmailIdentity="example.com")


def test_a_body_of_white_space_does_not_clear_the_configuration_set(v2, wire):
    # Probed: refused as unreadable.
    v2.create_configuration_set(ConfigurationSetName="set")
    v2.create_email_identity(EmailIdentity="example.com", ConfigurationSetName="set")

    assert wire.v2("PUT", "/identities/example.com/configuration-set", b"  ") == (
        400,
        "SerializationException",
        {"message": None},
    )
    assert v2.get_email_identity(EmailIdentity="example.com")["ConfigurationSetName"] == "set"


def test_an_unknown_configuration_set_is_refused_after_an_unknown_identity(v2):
    v2.create_email_identity(EmailIdentity="example.com")
    put = "put_email_identity_configuration_set_attributes"

    assert [
        v2.no(put, EmailIdentity=name, ConfigurationSetName="missing") for name in ("missing.example", "example.com")
    ] == [
        (404, "NotFoundException", "Identity <missing.example> does not exist."),
        (404, "NotFoundException", "Configuration set <missing> does not exist."),
    ]


# ---- lists ----


@pytest.mark.parametrize(
    ("filter_", "names"),
    [
        ({}, ["ann@example.com", "example.com", "other.org", "bob@other.org"]),
        ({"IDENTITY_TYPE": "DOMAIN"}, ["example.com", "other.org"]),
        ({"IDENTITY_TYPE": "EMAIL_ADDRESS"}, ["ann@example.com", "bob@other.org"]),
        ({"VERIFICATION_STATUS": "SUCCESS"}, ["other.org"]),
        ({"VERIFICATION_STATUS": "FAILED"}, []),
        ({"IDENTITY_NAME_CONTAINS": "EXAMPLE"}, ["ann@example.com", "example.com"]),
        ({"IDENTITY_NAME_CONTAINS": "other", "IDENTITY_TYPE": "EMAIL_ADDRESS"}, ["bob@other.org"]),
    ],
)
def test_the_list_can_be_filtered(v2, ses_cloud, filter_, names):
    for name in ("ann@example.com", "example.com", "other.org", "bob@other.org"):
        v2.create_email_identity(EmailIdentity=name)
    ses_cloud.verify("other.org")

    listed = v2.list_email_identities(Filter=filter_)

    assert [item["IdentityName"] for item in listed["EmailIdentities"]] == names


@pytest.mark.parametrize(
    ("filter_", "message"),
    [
        ({"IDENTITY_TYPE": "domain"}, "IDENTITY_TYPE must be one of [EMAIL_ADDRESS, DOMAIN]"),  # assumed
        (
            {"VERIFICATION_STATUS": "?"},
            "VERIFICATION_STATUS must be one of [NOT_STARTED, PENDING, SUCCESS, TEMPORARY_FAILURE, FAILED]",  # assumed
        ),
        (
            {"NAME": "a"},
            constraint(
                "filter",
                "satisfy constraint: [Member must satisfy enum value set: "
                "[IDENTITY_NAME_CONTAINS, IDENTITY_TYPE, VERIFICATION_STATUS]]",
            ).replace("Member must satisfy constraint", "Map keys must satisfy constraint"),
        ),
    ],
)
def test_a_bad_filter_is_refused(v2, filter_, message):
    assert v2.no("list_email_identities", Filter=filter_) == (400, "BadRequestException", message)


# ---- the life of an identity ----


def test_an_address_fails_after_24_hours_and_v2_has_no_way_to_ask_again(v2, ses_cloud):
    v2.create_email_identity(EmailIdentity="ann@example.com")
    seen = []
    for hours in (0, 23.99, 0.01):
        ses_cloud.clock.advance(hours=hours)
        seen.append(v2.get_email_identity(EmailIdentity="ann@example.com")["VerificationStatus"])

    assert seen == ["PENDING", "PENDING", "FAILED"]
    assert v2.no("create_email_identity", EmailIdentity="ann@example.com")[1] == "AlreadyExistsException"


def test_a_verified_address_stays_verified(v2, ses_cloud):
    v2.create_email_identity(EmailIdentity="ann@example.com")
    ses_cloud.verify("ann@example.com")
    ses_cloud.clock.advance(days=1000)
    got = v2.get_email_identity(EmailIdentity="ann@example.com")

    assert (got["VerificationStatus"], got["VerifiedForSendingStatus"]) == ("SUCCESS", True)
    assert got["VerificationInfo"] == {}
    assert v2.list_email_identities() == {
        "EmailIdentities": [{**PENDING_ADDRESS, "SendingEnabled": True, "VerificationStatus": "SUCCESS"}]
    }


def _life(v2, name):
    got = v2.get_email_identity(EmailIdentity=name)
    return got["VerificationStatus"], got["DkimAttributes"]["Status"], got["VerifiedForSendingStatus"]


def test_a_domain_whose_records_never_appear_fails_after_72_hours(v2, ses_cloud):
    v2.create_email_identity(EmailIdentity="example.com")
    seen = []
    for hours in (71.99, 0.01, 1):
        ses_cloud.clock.advance(hours=hours)
        seen.append(_life(v2, "example.com"))
    ses_cloud.dns.publish(*ses_cloud.region().domain("example.com").records)  # too late: one has to start over
    seen.append(_life(v2, "example.com"))

    assert seen == [("PENDING", "PENDING", False), *[("FAILED", "FAILED", False)] * 3]


def test_a_domain_is_verified_by_all_three_dkim_records(v2, ses_cloud):
    v2.create_email_identity(EmailIdentity="example.com")
    seen = []
    for record in ses_cloud.region().domain("example.com").records:
        seen.append(_life(v2, "example.com"))
        ses_cloud.dns.publish(record)
    seen.append(_life(v2, "example.com"))

    assert seen == [*[("PENDING", "PENDING", False)] * 3, ("SUCCESS", "SUCCESS", True)]


def test_lost_records_are_a_temporary_failure_for_72_hours_and_then_a_failure(v2, ses_cloud):
    ses_cloud.verify("example.com")
    records = ses_cloud.region().domain("example.com").records
    seen = []
    ses_cloud.dns.remove(records[0].name)
    seen.append(_life(v2, "example.com"))
    ses_cloud.clock.advance(hours=71)
    ses_cloud.dns.publish(*records)  # found again in time
    seen.append(_life(v2, "example.com"))
    ses_cloud.dns.remove(records[0].name)
    ses_cloud.clock.advance(hours=71.99)
    seen.append(_life(v2, "example.com"))
    ses_cloud.clock.advance(hours=0.01)
    seen.append(_life(v2, "example.com"))

    assert seen == [
        ("TEMPORARY_FAILURE", "TEMPORARY_FAILURE", True),
        ("SUCCESS", "SUCCESS", True),
        ("TEMPORARY_FAILURE", "TEMPORARY_FAILURE", True),
        ("FAILED", "FAILED", False),
    ]


def test_what_happened_in_between_counts_though_nobody_looked(v2, ses_cloud):
    v2.create_email_identity(EmailIdentity="example.com")
    ses_cloud.clock.advance(hours=1)
    ses_cloud.dns.publish(*ses_cloud.region().domain("example.com").records)
    ses_cloud.clock.advance(hours=1)
    ses_cloud.dns.fail("example.com")
    ses_cloud.clock.advance(hours=70)
    before = _life(v2, "example.com")
    ses_cloud.clock.advance(hours=2)

    assert (before, _life(v2, "example.com")) == (
        ("TEMPORARY_FAILURE", "TEMPORARY_FAILURE", True),
        ("FAILED", "FAILED", False),
    )


# ---- VerificationInfo ----


def test_a_domain_proven_by_dkim_alone_still_shows_host_not_found(v2, ses_cloud):
    # Recorded on AWS: SUCCESS with ErrorType HOST_NOT_FOUND; SOA names without final dot, serial an integer.
    ses_cloud.dns.publish(
        "example.com", "SOA", "kai.ns.example.net. dns.example.net. 2336867384 10000 2400 604800 3600"
    )
    v2.create_email_identity(EmailIdentity="example.com")
    ses_cloud.clock.advance(minutes=11)
    ses_cloud.verify("example.com")
    got = v2.get_email_identity(EmailIdentity="example.com")

    assert got["VerificationStatus"] == "SUCCESS"
    assert got["VerificationInfo"] == {
        "LastCheckedTimestamp": NOW + timedelta(minutes=11),
        "LastSuccessTimestamp": NOW + timedelta(minutes=11),
        "ErrorType": "HOST_NOT_FOUND",
        "SOARecord": {
            "PrimaryNameServer": "kai.ns.example.net",
            "AdminEmail": "dns.example.net",
            "SerialNumber": 2336867384,
        },
    }


@pytest.mark.parametrize(
    ("failure", "error"),
    [
        ("SERVFAIL", "DNS_SERVER_ERROR"),
        ("REFUSED", "DNS_SERVER_ERROR"),
        ("TIMEOUT", "SERVICE_ERROR"),
        ("NXDOMAIN", "HOST_NOT_FOUND"),
        ("NODATA", "TYPE_NOT_FOUND"),
    ],
)
def test_a_dns_that_fails_is_told_as_the_error_type(v2, ses_cloud, failure, error):
    v2.create_email_identity(EmailIdentity="example.com")
    ses_cloud.clock.advance(hours=2)
    ses_cloud.dns.fail("example.com", failure)

    assert v2.get_email_identity(EmailIdentity="example.com")["VerificationInfo"] == {
        "LastCheckedTimestamp": NOW + 2 * HOUR,
        "ErrorType": error,
    }


@pytest.mark.parametrize(
    ("records", "error"),
    [
        ([], "HOST_NOT_FOUND"),
        ([("TXT", "something")], "TYPE_NOT_FOUND"),
        ([("CNAME", "elsewhere.example.net")], "INVALID_VALUE"),
    ],
)
def test_a_record_that_is_missing_or_wrong_is_told_as_the_error_type(v2, ses_cloud, records, error):
    v2.create_email_identity(EmailIdentity="example.com")
    first, *others = ses_cloud.region().domain("example.com").records
    ses_cloud.dns.publish(*others)
    for type_, value in records:
        ses_cloud.dns.publish(first.name, type_, value)
    got = v2.get_email_identity(EmailIdentity="example.com")

    assert got["VerificationStatus"] == "PENDING"
    assert got["VerificationInfo"] == {
        "LastCheckedTimestamp": NOW,
        "ErrorType": error,
        "SOARecord": {
            "PrimaryNameServer": "ns1.example.com", "AdminEmail": "hostmaster.example.com", "SerialNumber": 1
        },
    }  # fmt: skip


def test_the_last_success_is_remembered_when_records_are_lost(v2, ses_cloud):
    ses_cloud.verify("example.com")
    ses_cloud.clock.advance(hours=5)
    ses_cloud.dns.fail("example.com", "TIMEOUT")
    ses_cloud.clock.advance(hours=1)
    info = v2.get_email_identity(EmailIdentity="example.com")["VerificationInfo"]
    del info["SOARecord"]

    assert info == {
        "LastCheckedTimestamp": NOW + 6 * HOUR,
        "LastSuccessTimestamp": NOW + 5 * HOUR,
        "ErrorType": "SERVICE_ERROR",
    }


# ---- what a test may do by itself ----


def test_verify_creates_what_is_missing_and_revives_what_has_failed(v2, ses_cloud):
    for name in ("old.example", "old@example.com"):
        v2.create_email_identity(EmailIdentity=name)
    ses_cloud.clock.advance(days=4)
    before = [item["VerificationStatus"] for item in v2.list_email_identities()["EmailIdentities"]]
    for name in ("old.example", "old@example.com", "New.example", "new@example.com"):
        ses_cloud.verify(name)

    assert before == ["FAILED", "FAILED"]
    assert [
        (item["IdentityName"], item["IdentityType"], item["VerificationStatus"], item["SendingEnabled"])
        for item in v2.list_email_identities()["EmailIdentities"]
    ] == [
        ("old.example", "DOMAIN", "SUCCESS", True),
        ("old@example.com", "EMAIL_ADDRESS", "SUCCESS", True),
        ("new.example", "DOMAIN", "SUCCESS", True),
        ("new@example.com", "EMAIL_ADDRESS", "SUCCESS", True),
    ]
    assert v2.get_email_identity(EmailIdentity="new.example")["DkimAttributes"]["Status"] == "SUCCESS"


def test_verify_works_in_any_region_and_account_and_refuses_impossible_names(api, ses_cloud):
    ses_cloud.verify("example.com", region="eu-west-1", account="222222222222")

    assert [
        len(api("sesv2", region, account).list_email_identities()["EmailIdentities"])
        for region in ("us-east-1", "eu-west-1")
        for account in ("123456789012", "222222222222")
    ] == [0, 0, 0, 1]
    with pytest.raises(Invalid, match=r"^Invalid domain name bad name\.$"):
        ses_cloud.verify("bad name")


NO_RECORDS = [
    {"DomainSigningSelector": "mine", "DomainSigningPrivateKey": "bm8ga2V5"},  # a key nobody can read
    {"DomainSigningAttributesOrigin": "AWS_SES_EU_WEST_1"},  # where there is nothing to replicate
]


@pytest.mark.parametrize("attributes", NO_RECORDS)
def test_verify_uses_the_token_where_dkim_has_no_records(v2, ses_cloud, attributes):
    v2.create_email_identity(EmailIdentity="example.com", DkimSigningAttributes=attributes)
    ses_cloud.verify("example.com")

    assert _life(v2, "example.com") == ("SUCCESS", "PENDING", True)


@pytest.mark.ses(auto_verify=True)
@pytest.mark.parametrize("attributes", NO_RECORDS)
def test_auto_verify_verifies_where_dkim_has_no_records(v2, attributes):
    created = v2.create_email_identity(EmailIdentity="example.com", DkimSigningAttributes=attributes)

    assert (created["VerifiedForSendingStatus"], created["DkimAttributes"]["Status"]) == (True, "PENDING")


@pytest.mark.ses(auto_verify=True)
def test_auto_verify_verifies_in_the_reply_of_create(v2):
    domain = v2.create_email_identity(EmailIdentity="example.com")
    address = v2.create_email_identity(EmailIdentity="ann@example.org")

    assert (domain["VerifiedForSendingStatus"], domain["DkimAttributes"]["Status"]) == (True, "SUCCESS")
    assert address == {"IdentityType": "EMAIL_ADDRESS", "VerifiedForSendingStatus": True}
    assert _life(v2, "example.com") == ("SUCCESS", "SUCCESS", True)


@pytest.mark.ses(verified=["example.com", "ann@example.org"])
def test_what_is_given_as_verified_is_there_and_verified(v2):
    assert [
        (item["IdentityName"], item["SendingEnabled"]) for item in v2.list_email_identities()["EmailIdentities"]
    ] == [("example.com", True), ("ann@example.org", True)]


# ---- isolation ----


def test_regions_and_accounts_know_nothing_of_each_other(api):
    places = [
        (region, account) for region in ("us-east-1", "eu-west-1") for account in ("111111111111", "222222222222")
    ]
    created = [api("sesv2", *place).create_email_identity(EmailIdentity="example.com") for place in places]
    api("sesv2", *places[0]).delete_email_identity(EmailIdentity="example.com")
    api("sesv2", *places[1]).put_email_identity_feedback_attributes(
        EmailIdentity="example.com", EmailForwardingEnabled=False
    )

    assert len({token for reply in created for token in reply["DkimAttributes"]["Tokens"]}) == 12
    assert api("sesv2", *places[0]).list_email_identities() == {"EmailIdentities": []}
    assert [
        api("sesv2", *place).get_email_identity(EmailIdentity="example.com")["FeedbackForwardingStatus"]
        for place in places[1:]
    ] == [False, True, True]


# ---- what was made through v1 ----


def test_a_domain_made_through_v1_counts_and_has_no_dkim(v1, v2):
    v1.verify_domain_identity(Domain="example.com")
    got = v2.get_email_identity(EmailIdentity="example.com")

    assert got == {
        "IdentityType": "DOMAIN",
        "FeedbackForwardingStatus": True,
        "VerifiedForSendingStatus": False,
        "DkimAttributes": NO_DKIM,
        "MailFromAttributes": DEFAULT_MAIL_FROM,
        "Policies": {},
        "Tags": [],
        "VerificationStatus": "PENDING",
        "VerificationInfo": {},
    }
    assert v2.no("create_email_identity", EmailIdentity="example.com")[1] == "AlreadyExistsException"


# ---- requests that cannot be read, and requests that break the model ----


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (b"", None),
        (b"{", None),
        ({"EmailIdentity": 5}, "NUMBER_VALUE can not be converted to a String"),
    ],
)
def test_a_request_that_cannot_be_read_is_refused_before_all_else(v2, wire, body, message):
    # The texts: probed on AWS.
    expected = (400, "SerializationException", {"message": message})
    if body == b"":  # nothing sent is nothing wrong, so the model speaks
        expected = (400, "BadRequestException", {"message": constraint("emailIdentity", "not be null")})

    assert wire.v2("POST", "/identities", body) == expected
    assert v2.list_email_identities() == {"EmailIdentities": []}


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({}, constraint("emailIdentity", "not be null")),
        ({"EmailIdentity": None}, constraint("emailIdentity", "not be null")),
        ({"EmailIdentity": ""}, constraint("emailIdentity", "have length greater than or equal to 1")),
        (
            {"DkimSigningAttributes": {"NextSigningKeyLength": "RSA_4096_BIT"}},
            (
                "2 validation errors detected: Value at 'emailIdentity' failed to satisfy constraint: Member must not "
                "be null; Value at 'dkimSigningAttributes.nextSigningKeyLength' failed to satisfy constraint: Member "
                "must satisfy enum value set: [RSA_1024_BIT, RSA_2048_BIT]"
            ),
        ),
        (
            {"EmailIdentity": "example.com", "DkimSigningAttributes": {"DomainSigningPrivateKey": "-----BEGIN"}},
            constraint(
                "dkimSigningAttributes.domainSigningPrivateKey",
                r"satisfy regular expression pattern: ^[a-zA-Z0-9+\/]+={0,2}$",
            ),
        ),
    ],
)
def test_a_request_that_breaks_the_model_is_refused_before_any_rule(v2, wire, body, message):
    v2.create_email_identity(EmailIdentity="example.com")  # so that a rule would be broken, too

    assert wire.v2("POST", "/identities", body) == (400, "BadRequestException", {"message": message})


def test_an_identity_may_stand_in_the_path_with_its_at_encoded_or_bare(v2, wire):
    v2.create_email_identity(EmailIdentity="ann@example.com")

    assert wire.v2("GET", "/identities/ann@example.com") == wire.v2("GET", "/identities/ann%40example.com")


def test_an_error_is_json_with_its_type_and_request_id_in_headers(ses_cloud):
    response = ses_cloud.handle(Request("GET", "https://email.us-east-1.amazonaws.com/v2/email/identities/x.org", {}))
    request_id = response.headers.pop("x-amzn-RequestId")

    assert response == (
        404,
        {"x-amzn-ErrorType": "NotFoundException", "Content-Type": "application/json", "Content-Length": "52"},
        b'{"message":"Email identity <x.org> does not exist."}',
    )
    assert re.fullmatch("[0-9a-f-]{36}", request_id)


@pytest.mark.parametrize(
    ("operation", "parameters", "refusal"),
    [
        ("get_email_identity", {}, (404, "NotFoundException", "Email identity <{}> does not exist.")),
        ("get_email_identity_policies", {}, (404, "NotFoundException", "Email identity <{}> does not exist.")),
        (
            "put_email_identity_dkim_signing_attributes",
            {"SigningAttributesOrigin": "AWS_SES"},
            (404, "NotFoundException", "Email identity <{}> does not exist."),
        ),
        ("delete_email_identity", {}, (404, "NotFoundException", "Email identity {} does not exist.")),
        (
            "put_email_identity_configuration_set_attributes",
            {},
            (404, "NotFoundException", "Identity <{}> does not exist."),
        ),
        ("put_email_identity_mail_from_attributes", {}, (400, "BadRequestException", "Identity <{}> does not exist.")),
        (
            "put_email_identity_dkim_attributes",
            {},
            (400, "BadRequestException", "Domain {} is not verified for DKIM signing."),
        ),
        (
            "put_email_identity_feedback_attributes",
            {},
            (400, "BadRequestException", "Identity {} is invalid. Must be a verified email address or domain."),
        ),
        ("create_email_identity", {}, (400, "BadRequestException", "Invalid domain name {}.")),
    ],
)
def test_an_arn_is_no_name(v2, operation, parameters, refusal):
    v2.create_email_identity(EmailIdentity="example.com")
    arn = "arn:aws:ses:us-east-1:123456789012:identity/example.com"

    assert v2.no(operation, EmailIdentity=arn, **parameters) == (*refusal[:2], refusal[2].format(arn))
