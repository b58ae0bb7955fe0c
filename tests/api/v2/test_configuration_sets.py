"""Configuration sets and every block of their options through sesv2."""

from __future__ import annotations

from datetime import datetime, timezone

import pytest

pytestmark = pytest.mark.ses(at="2026-01-01T00:00Z", seed=1, verified=["example.com"])

NOW = datetime(2026, 1, 1, tzinfo=timezone.utc)
ARCHIVE = "arn:aws:ses:us-east-1:123456789012:mailmanager-archive/a-" + "x" * 24
ARCHIVE_ARN = r"arn:(aws|aws-[a-z-]+):ses:[a-z]{2,4}-[a-z-]+-[0-9]:[0-9]{1,20}:mailmanager-archive/a-[a-z0-9]{24,62}"
THRESHOLD = {
    "ConditionThreshold": {
        "ConditionThresholdEnabled": "ENABLED",
        "OverallConfidenceThreshold": {"ConfidenceVerdictThreshold": "HIGH"},
    }
}
BARE = {
    "ConfigurationSetName": "news",
    "ReputationOptions": {"ReputationMetricsEnabled": True},
    "SendingOptions": {"SendingEnabled": True},
    "Tags": [],
}
MISSING = (404, "NotFoundException", "Configuration set <gone> does not exist.")
# Operation → what it takes besides the name of the set.
PUTS = {
    "put_configuration_set_sending_options": {"SendingEnabled": True},
    "put_configuration_set_reputation_options": {"ReputationMetricsEnabled": True},
    "put_configuration_set_suppression_options": {"SuppressedReasons": ["BOUNCE"]},
    "put_configuration_set_tracking_options": {"CustomRedirectDomain": "example.com"},
    "put_configuration_set_delivery_options": {"TlsPolicy": "REQUIRE"},
    "put_configuration_set_vdm_options": {"VdmOptions": {"DashboardOptions": {"EngagementMetrics": "ENABLED"}}},
    "put_configuration_set_archiving_options": {"ArchiveArn": ARCHIVE},
    "update_configuration_set": {"MessageSecurityOptions": {"SigningScheme": {"DefaultScheme": {}}}},
}


def bad(text):
    return 400, "BadRequestException", text


def constraint(path, text):
    return bad(f"1 validation error detected: Value at '{path}' failed to satisfy constraint: Member must {text}")


@pytest.fixture
def news(v2):
    assert v2.create_configuration_set(ConfigurationSetName="news") == {}
    return "news"


# ---- creating, reading, listing, deleting ----


def test_a_bare_set_shows_sending_and_reputation_and_nothing_that_was_never_set(v2, news):
    # Probed on AWS 2026-06-13/19.
    assert v2.get_configuration_set(ConfigurationSetName=news) == BARE


def test_all_options_of_create_are_kept_and_echoed(v2):
    options = {
        "TrackingOptions": {"CustomRedirectDomain": "links.example.com", "HttpsPolicy": "REQUIRE_OPEN_ONLY"},
        "DeliveryOptions": {
            "TlsPolicy": "REQUIRE",
            "SendingPoolName": "ses-default-dedicated-pool",
            "MaxDeliverySeconds": 300,
        },
        "ReputationOptions": {"ReputationMetricsEnabled": False, "LastFreshStart": NOW},
        "SendingOptions": {"SendingEnabled": False},
        "Tags": [{"Key": "team", "Value": "news"}],
        "SuppressionOptions": {
            "SuppressedReasons": ["COMPLAINT"],
            "SuppressionScope": "ACCOUNT",
            "ValidationOptions": THRESHOLD,
        },
        "VdmOptions": {
            "DashboardOptions": {"EngagementMetrics": "ENABLED"},
            "GuardianOptions": {"OptimizedSharedDelivery": "DISABLED"},
        },
        "ArchivingOptions": {"ArchiveArn": ARCHIVE},
        "MessageSecurityOptions": {"SigningScheme": {"SmimeScheme": {"SignatureFormat": "DETACHED"}}},
    }

    assert v2.create_configuration_set(ConfigurationSetName="news", **options) == {}
    assert v2.get_configuration_set(ConfigurationSetName="news") == {"ConfigurationSetName": "news", **options}


def test_switches_left_out_of_a_block_of_create_are_off(v2):
    v2.create_configuration_set(ConfigurationSetName="news", SendingOptions={}, ReputationOptions={})

    assert v2.get_configuration_set(ConfigurationSetName="news") == {
        **BARE,
        "ReputationOptions": {"ReputationMetricsEnabled": False},
        "SendingOptions": {"SendingEnabled": False},
    }


def test_empty_suppressed_reasons_of_create_stay_an_empty_list(v2):
    # The acceptance tests of Terraform's AWS provider rely on it.
    v2.create_configuration_set(ConfigurationSetName="news", SuppressionOptions={"SuppressedReasons": []})

    assert v2.get_configuration_set(ConfigurationSetName="news") == {
        **BARE,
        "SuppressionOptions": {"SuppressedReasons": []},
    }


def test_suppression_options_of_create_without_reasons_are_the_internal_failure_they_are_on_aws(v2, wire):
    # Probed 2026-06-13. Below boto3, which would try again and again.
    body = {"ConfigurationSetName": "news", "SuppressionOptions": {"SuppressionScope": "ACCOUNT"}}

    assert wire.v2("POST", "/configuration-sets", body) == (500, "InternalFailure", {"message": None})
    assert v2.list_configuration_sets() == {"ConfigurationSets": []}


@pytest.mark.parametrize(
    ("options", "answer"),
    [
        (
            {"TrackingOptions": {"CustomRedirectDomain": "example.org"}},
            bad("Domain <example.org> is not verified under this account."),
        ),
        (
            {"TrackingOptions": {"CustomRedirectDomain": "example.com", "HttpsPolicy": "x"}},
            constraint("trackingOptions.httpsPolicy", "satisfy enum value set: [OPTIONAL, REQUIRE, REQUIRE_OPEN_ONLY]"),
        ),
        ({"DeliveryOptions": {"SendingPoolName": "mine"}}, bad("SendingPool <mine> doesn't exist")),
        (
            {"Tags": [{"Key": "aws:a", "Value": ""}]},
            bad("Caller is an end user and not allowed to mutate system tags"),
        ),
        pytest.param(
            {"ArchivingOptions": {"ArchiveArn": "arn:aws:ses:us-east-1:1:archive/a"}},
            constraint("archivingOptions.archiveArn", f"satisfy regular expression pattern: {ARCHIVE_ARN}"),
            marks=pytest.mark.needs("sesv2.CreateConfigurationSet.ArchivingOptions.ArchiveArn", pattern=ARCHIVE_ARN),
        ),
    ],
)
def test_a_bad_option_of_create_is_refused_and_makes_no_set(v2, options, answer):
    assert v2.no("create_configuration_set", ConfigurationSetName="news", **options) == answer
    assert v2.list_configuration_sets() == {"ConfigurationSets": []}


def test_a_second_set_of_a_name_is_refused_before_its_options(v2, news):
    again = v2.no(
        "create_configuration_set", ConfigurationSetName=news, DeliveryOptions={"SendingPoolName": "mine"}, Tags=[]
    )

    assert again == (400, "AlreadyExistsException", "Configuration set news already exists.")
    assert v2.get_configuration_set(ConfigurationSetName=news) == BARE


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("n" * 65, "Configuration set name cannot exceed 64 characters."),
        (
            "a b",
            "Invalid configuration set name <a b>: only alphanumeric ASCII characters, '_', and '-' are allowed.",
        ),
        ("", "The configuration set name must be specified."),
    ],
)
def test_impossible_names_are_refused(v2, name, text):
    assert v2.no("create_configuration_set", ConfigurationSetName=name) == bad(text)
    if name:  # botocore does not send an empty one in a path
        for operation in ("get_configuration_set", "delete_configuration_set"):
            assert v2.no(operation, ConfigurationSetName=name) == bad(text)


def test_a_set_without_a_name_is_refused(wire):
    answer = (400, "BadRequestException", {"message": "The configuration set name must be specified."})

    assert wire.v2("POST", "/configuration-sets", {}) == answer


def test_one_set_more_than_there_may_be_is_refused(v2, ses_cloud, news):
    ses_cloud.limits.configuration_sets = 1

    assert v2.no("create_configuration_set", ConfigurationSetName="more") == (
        400,
        "LimitExceededException",
        "You have reached the maximum number of configuration sets for this account.",
    )


def test_configuration_sets_are_listed_by_name(v2):
    for name in ("b", "B", "a", "_", "10", "9"):
        v2.create_configuration_set(ConfigurationSetName=name)

    assert v2.list_configuration_sets() == {"ConfigurationSets": ["10", "9", "B", "_", "a", "b"]}


CONTAINS = "CONFIGURATION_SET_NAME_CONTAINS"


def test_configuration_sets_are_found_by_part_of_their_name_and_the_token_keeps_to_it(v2):
    for name in ("blue-one", "one-BLUE", "blu", "green", "xblUex"):
        v2.create_configuration_set(ConfigurationSetName=name)
    first = v2.list_configuration_sets(Filter={CONTAINS: "Blue"}, PageSize=2)
    token = first.pop("NextToken")

    assert first == {"ConfigurationSets": ["blue-one", "one-BLUE"]}
    assert v2.list_configuration_sets(Filter={CONTAINS: "blue"}, NextToken=token) == {"ConfigurationSets": ["xblUex"]}
    assert v2.list_configuration_sets(Filter={CONTAINS: " blu"}) == {"ConfigurationSets": []}  # not trimmed
    for filter_ in ({}, {CONTAINS: "green"}):
        assert v2.no("list_configuration_sets", Filter=filter_, NextToken=token) == (
            400,
            "BadRequestException",
            f"invalid nextToken {token}",
        )


@pytest.mark.parametrize("part", ["ab", "a" * 65])
def test_the_part_of_a_name_is_checked_after_the_size_and_before_the_token(v2, part):
    refused = [
        v2.no("list_configuration_sets", Filter={CONTAINS: part}, PageSize=size, NextToken="x") for size in (0, 1)
    ]

    assert refused == [
        (400, "BadRequestException", "The page size must be between 1 and 1000"),
        (400, "BadRequestException", f"{CONTAINS} must be between 3 and 64 characters"),
    ]


def test_a_deleted_set_is_gone_and_cannot_be_deleted_again(v2, news):
    answer = (404, "NotFoundException", "Configuration set <news> does not exist.")

    assert v2.delete_configuration_set(ConfigurationSetName=news) == {}
    assert v2.no("get_configuration_set", ConfigurationSetName=news) == answer
    assert v2.no("delete_configuration_set", ConfigurationSetName=news) == answer


def test_an_identity_keeps_the_name_of_a_set_that_was_deleted_and_gets_it_back(v2):
    # Documented: sends then fail, so the name must still be there.
    v2.create_configuration_set(ConfigurationSetName="set")
    for name in ("example.net", "ann@example.org"):
        v2.create_email_identity(EmailIdentity=name, ConfigurationSetName="set")
    v2.delete_configuration_set(ConfigurationSetName="set")

    assert [
        v2.get_email_identity(EmailIdentity=name)["ConfigurationSetName"] for name in ("example.net", "ann@example.org")
    ] == ["set", "set"]
    assert v2.no("create_email_identity", EmailIdentity="new.example", ConfigurationSetName="set")[0] == 404


def test_names_of_sets_have_case_and_only_the_own_regions_count(v2, api):
    v2.create_configuration_set(ConfigurationSetName="Set")
    api("sesv2", "eu-west-1").create_configuration_set(ConfigurationSetName="set")

    assert v2.no(
        "put_email_identity_configuration_set_attributes", EmailIdentity="example.com", ConfigurationSetName="set"
    ) == (404, "NotFoundException", "Configuration set <set> does not exist.")


def test_sets_of_another_region_and_account_are_others(v2, api, news):
    assert api("sesv2", "eu-west-1").list_configuration_sets() == {"ConfigurationSets": []}
    assert api("sesv2", account="222222222222").list_configuration_sets() == {"ConfigurationSets": []}


# ---- one block each ----


@pytest.mark.parametrize("operation", PUTS)
def test_options_of_an_unknown_or_impossible_set_are_refused(v2, operation):
    assert v2.no(operation, ConfigurationSetName="gone", **PUTS[operation]) == MISSING
    assert v2.no(operation, ConfigurationSetName="n" * 65, **PUTS[operation]) == bad(
        "Configuration set name cannot exceed 64 characters."
    )


def test_sending_left_out_is_off_and_on_again_is_a_fresh_start(v2, news, ses_cloud):
    assert v2.put_configuration_set_sending_options(ConfigurationSetName=news) == {}
    off = v2.get_configuration_set(ConfigurationSetName=news)
    ses_cloud.clock.advance(hours=1)
    v2.put_configuration_set_sending_options(ConfigurationSetName=news, SendingEnabled=True)
    ses_cloud.clock.advance(hours=1)
    v2.put_configuration_set_sending_options(ConfigurationSetName=news, SendingEnabled=True)

    assert off == {**BARE, "SendingOptions": {"SendingEnabled": False}}
    assert v2.get_configuration_set(ConfigurationSetName=news) == {
        **BARE,
        "ReputationOptions": {"ReputationMetricsEnabled": True, "LastFreshStart": NOW.replace(hour=1)},
    }


def test_reputation_metrics_left_out_are_off(v2, news):
    assert v2.put_configuration_set_reputation_options(ConfigurationSetName=news) == {}
    off = v2.get_configuration_set(ConfigurationSetName=news)
    v2.put_configuration_set_reputation_options(ConfigurationSetName=news, ReputationMetricsEnabled=True)

    assert off == {**BARE, "ReputationOptions": {"ReputationMetricsEnabled": False}}
    assert v2.get_configuration_set(ConfigurationSetName=news) == BARE


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ({}, {"SuppressedReasons": []}),
        ({"SuppressedReasons": []}, {"SuppressedReasons": []}),
        ({"SuppressedReasons": ["COMPLAINT", "BOUNCE"]}, {"SuppressedReasons": ["COMPLAINT", "BOUNCE"]}),
        (
            {"SuppressedReasons": ["BOUNCE"], "SuppressionScope": "TENANT", "ValidationOptions": THRESHOLD},
            {"SuppressedReasons": ["BOUNCE"], "SuppressionScope": "TENANT", "ValidationOptions": THRESHOLD},
        ),
    ],
)
def test_suppression_options_are_replaced_whole(v2, news, given, shown):
    before = {"SuppressedReasons": ["BOUNCE"], "SuppressionScope": "ACCOUNT"}
    v2.put_configuration_set_suppression_options(ConfigurationSetName=news, **before)

    assert v2.put_configuration_set_suppression_options(ConfigurationSetName=news, **given) == {}
    assert v2.get_configuration_set(ConfigurationSetName=news) == {**BARE, "SuppressionOptions": shown}


def test_a_bad_reason_has_a_sentence_of_its_own_here(v2, news):
    # Probed 2026-06-03; Create says it in the words of the model.
    answer = v2.no(
        "put_configuration_set_suppression_options", ConfigurationSetName=news, SuppressedReasons=["BOUNCE", "x"]
    )

    assert answer == bad("Reason x is invalid, must be one of [BOUNCE, COMPLAINT].")
    assert v2.get_configuration_set(ConfigurationSetName=news) == BARE


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ({"CustomRedirectDomain": "example.com"}, {"CustomRedirectDomain": "example.com"}),
        (
            {"CustomRedirectDomain": "links.example.com", "HttpsPolicy": "REQUIRE"},
            {"CustomRedirectDomain": "links.example.com", "HttpsPolicy": "REQUIRE"},
        ),
        ({}, None),
    ],
)
def test_tracking_options_are_replaced_whole(v2, news, given, shown):
    before = {"CustomRedirectDomain": "example.com", "HttpsPolicy": "OPTIONAL"}
    v2.put_configuration_set_tracking_options(ConfigurationSetName=news, **before)

    assert v2.put_configuration_set_tracking_options(ConfigurationSetName=news, **given) == {}
    assert v2.get_configuration_set(ConfigurationSetName=news) == (
        BARE if shown is None else {**BARE, "TrackingOptions": shown}
    )


@pytest.mark.parametrize(
    ("given", "answer"),
    [
        ({"HttpsPolicy": "REQUIRE"}, bad("CustomRedirectDomain must be specified.")),
        ({"CustomRedirectDomain": ""}, bad("CustomRedirectDomain must be specified.")),
        ({"CustomRedirectDomain": "  ", "HttpsPolicy": "x"}, bad("CustomRedirectDomain must be specified.")),
        (
            {"CustomRedirectDomain": "example.org", "HttpsPolicy": "x"},
            bad("Domain <example.org> is not verified under this account."),
        ),
        (
            {"CustomRedirectDomain": "ann@example.com"},
            bad("Domain <ann@example.com> is not verified under this account."),
        ),
        (
            {"CustomRedirectDomain": "example.com", "HttpsPolicy": "x"},
            constraint("httpsPolicy", "satisfy enum value set: [OPTIONAL, REQUIRE, REQUIRE_OPEN_ONLY]"),
        ),
    ],
)
def test_tracking_is_refused_for_its_domain_before_its_policy(v2, news, given, answer):
    # The order was probed 2026-06-17.
    v2.put_configuration_set_tracking_options(ConfigurationSetName=news, CustomRedirectDomain="example.com")

    assert v2.no("put_configuration_set_tracking_options", ConfigurationSetName=news, **given) == answer
    assert v2.get_configuration_set(ConfigurationSetName=news) == {
        **BARE,
        "TrackingOptions": {"CustomRedirectDomain": "example.com"},
    }


def test_a_pending_domain_is_not_verified_for_tracking(v2, news):
    v2.create_email_identity(EmailIdentity="pending.net")

    assert v2.no(
        "put_configuration_set_tracking_options", ConfigurationSetName=news, CustomRedirectDomain="pending.net"
    ) == bad("Domain <pending.net> is not verified under this account.")


@pytest.mark.parametrize(
    "given",
    [
        {"TlsPolicy": "OPTIONAL"},
        {"SendingPoolName": "ses-default-dedicated-pool"},
        {"MaxDeliverySeconds": 50400},
        {"TlsPolicy": "REQUIRE", "SendingPoolName": "ses-default-dedicated-pool", "MaxDeliverySeconds": 300},
        {},
    ],
)
def test_delivery_options_are_replaced_whole(v2, news, given):
    before = {"TlsPolicy": "REQUIRE", "MaxDeliverySeconds": 600}
    v2.put_configuration_set_delivery_options(ConfigurationSetName=news, **before)

    assert v2.put_configuration_set_delivery_options(ConfigurationSetName=news, **given) == {}
    assert v2.get_configuration_set(ConfigurationSetName=news) == (
        {**BARE, "DeliveryOptions": given} if given else BARE
    )


@pytest.mark.parametrize(
    ("given", "answer"),
    [
        ({"SendingPoolName": ""}, bad("sendingPoolName can't be blank.")),
        ({"SendingPoolName": " "}, bad("sendingPoolName can't be blank.")),
        ({"SendingPoolName": "mine"}, bad("SendingPool <mine> doesn't exist")),
    ],
)
def test_bad_delivery_options_are_refused_and_change_nothing(v2, news, given, answer):
    assert v2.no("put_configuration_set_delivery_options", ConfigurationSetName=news, **given) == answer
    assert v2.get_configuration_set(ConfigurationSetName=news) == BARE


def test_vdm_options_are_replaced_whole_also_where_the_account_has_none(v2, news):
    dashboard = {"DashboardOptions": {"EngagementMetrics": "ENABLED"}}
    guardian = {"GuardianOptions": {"OptimizedSharedDelivery": "ENABLED"}}
    v2.put_configuration_set_vdm_options(ConfigurationSetName=news, VdmOptions=dashboard)

    assert v2.put_configuration_set_vdm_options(ConfigurationSetName=news, VdmOptions=guardian) == {}
    assert v2.get_configuration_set(ConfigurationSetName=news) == {**BARE, "VdmOptions": guardian}
    assert v2.put_configuration_set_vdm_options(ConfigurationSetName=news) == {}
    assert v2.get_configuration_set(ConfigurationSetName=news) == BARE


def test_an_archive_is_set_and_cleared(v2, news):
    assert v2.put_configuration_set_archiving_options(ConfigurationSetName=news, ArchiveArn=ARCHIVE) == {}
    set_ = v2.get_configuration_set(ConfigurationSetName=news)
    assert v2.put_configuration_set_archiving_options(ConfigurationSetName=news) == {}

    assert set_ == {**BARE, "ArchivingOptions": {"ArchiveArn": ARCHIVE}}
    assert v2.get_configuration_set(ConfigurationSetName=news) == BARE


def test_update_changes_what_is_given_and_leaves_the_rest(v2, news):
    security = {"SigningScheme": {"SmimeScheme": {"SignatureFormat": "DETACHED"}}}

    assert v2.update_configuration_set(ConfigurationSetName=news, MessageSecurityOptions=security) == {}
    assert v2.get_configuration_set(ConfigurationSetName=news) == {**BARE, "MessageSecurityOptions": security}
    assert v2.update_configuration_set(ConfigurationSetName=news) == {}
    assert v2.get_configuration_set(ConfigurationSetName=news) == {**BARE, "MessageSecurityOptions": security}


# ---- seen from v1 ----


def test_what_v1_sets_shows_here(v1, v2):
    v1.create_configuration_set(ConfigurationSet={"Name": "news"})
    v1.create_configuration_set_tracking_options(
        ConfigurationSetName="news", TrackingOptions={"CustomRedirectDomain": "example.com"}
    )
    v1.put_configuration_set_delivery_options(ConfigurationSetName="news", DeliveryOptions={"TlsPolicy": "Require"})
    v1.update_configuration_set_sending_enabled(ConfigurationSetName="news", Enabled=False)

    assert v2.get_configuration_set(ConfigurationSetName="news") == {
        "ConfigurationSetName": "news",
        "TrackingOptions": {"CustomRedirectDomain": "example.com"},
        "DeliveryOptions": {"TlsPolicy": "REQUIRE"},
        "ReputationOptions": {"ReputationMetricsEnabled": False},
        "SendingOptions": {"SendingEnabled": False},
        "Tags": [],
    }
