"""Sending authorization policies through sesv2."""

from __future__ import annotations

import json

import pytest

pytestmark = pytest.mark.ses(at="2026-01-01T00:00Z", seed=1)

ARN = "arn:aws:ses:us-east-1:123456789012:identity/example.com"
DOCUMENT = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Effect": "Allow",
            "Principal": {"AWS": "222222222222"},
            "Action": ["ses:SendEmail"],
            "Resource": ARN,
            "Condition": {"StringLike": {"ses:FromDisplayName": "A  B"}},
        }
    ],
}
POLICY = json.dumps(DOCUMENT, separators=(",", ":"))
NO_NAME = "PolicyName is invalid. Policy names must only include alpha-numeric characters, dashes, and underscores."


def changed(**fields):
    return json.dumps({**DOCUMENT, "Statement": [{**DOCUMENT["Statement"][0], **fields}]})


def put(v2, verb, name="p", policy=POLICY):
    return getattr(v2, f"{verb}_email_identity_policy")(EmailIdentity="example.com", PolicyName=name, Policy=policy)


def no(v2, verb, name="p", policy=POLICY, identity="example.com"):
    given = {} if verb == "delete" else {"Policy": policy}
    return v2.no(f"{verb}_email_identity_policy", EmailIdentity=identity, PolicyName=name, **given)


def policies(v2):
    answer = v2.get_email_identity_policies(EmailIdentity="example.com")
    assert list(answer) == ["Policies"]
    return answer["Policies"]


@pytest.fixture(autouse=True)
def identities(v2):
    v2.create_email_identity(EmailIdentity="example.com")


def test_a_policy_is_created_updated_read_and_deleted(v1, v2):
    other = changed(Effect="Deny")
    seen = [policies(v2), put(v2, "create"), policies(v2), put(v2, "update", policy=other)]
    got = v2.get_email_identity(EmailIdentity="example.com")["Policies"]
    names = v1.list_identity_policies(Identity="example.com")
    seen += [v2.delete_email_identity_policy(EmailIdentity="example.com", PolicyName="p"), policies(v2)]

    assert seen == [{}, {}, {"p": POLICY}, {}, {}, {}]
    assert (got, names) == ({"p": json.dumps(json.loads(other), separators=(",", ":"))}, {"PolicyNames": ["p"]})


def test_white_space_outside_strings_is_not_kept(v2):
    # Probed.
    put(v2, "create", policy=json.dumps(DOCUMENT, indent=4).replace("\n", "\r\n\t"))

    assert policies(v2) == {"p": POLICY}
    assert '"A  B"' in POLICY


@pytest.mark.parametrize(
    ("verb", "policy", "message"),
    [
        ("create", changed(Resource="example.com"), "Invalid ARN"),  # recorded
        ("create", changed(Principal={"AWS": "nobody"}), "Policy contains an invalid principal"),  # recorded
        ("create", "{", "This policy contains invalid Json"),  # assumed, as the next
        ("update", changed(Resource="example.com"), "Invalid ARN"),
        ("create", changed(Effect="Maybe"), "Invalid effect: Maybe"),
        ("create", changed(Sid="a" * 4096), "Policy document exceeds the maximum length of 4096 characters."),
    ],
)
def test_a_bad_policy_is_refused_and_the_old_one_stays(v2, verb, policy, message):
    put(v2, "create")

    assert no(v2, verb, policy=policy) == (400, "BadRequestException", message)
    assert policies(v2) == {"p": POLICY}


def test_name_document_identity_and_existence_are_checked_in_this_order(v2):
    put(v2, "create")
    bad = changed(Resource="example.com")

    # That the identity comes after the document: recorded for v1.
    assert [
        no(v2, "create", "p!", bad, "stranger.example"),
        no(v2, "create", "p", bad, "stranger.example"),
        no(v2, "create", "p", POLICY, "stranger.example"),
        no(v2, "create", "p"),
        no(v2, "update", "q"),
        no(v2, "delete", "q"),
        no(v2, "delete", "q", identity="stranger.example"),
    ] == [
        (400, "BadRequestException", NO_NAME),
        (400, "BadRequestException", "Invalid ARN"),
        (404, "NotFoundException", "Email identity <stranger.example> does not exist."),
        (400, "AlreadyExistsException", "Policy <p> already exists"),  # probed, as the next two
        (404, "NotFoundException", "Policy <q> does not exist"),
        (404, "NotFoundException", "Policy <q> does not exist"),
        (404, "NotFoundException", "Email identity <stranger.example> does not exist."),
    ]


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("a" * 64, None),
        ("Az09_-", None),
        ("a.b", NO_NAME),
        ("ä", NO_NAME),
    ],
)
def test_the_name_of_a_policy(v2, name, message):
    if message is None:
        put(v2, "create", name)
        assert policies(v2) == {name: POLICY}
    else:
        assert no(v2, "create", name) == (400, "BadRequestException", message)


def test_an_identity_has_20_policies_and_the_limit_can_be_raised(v2, ses_cloud):
    for number in range(20):
        put(v2, "create", f"p{number}")
    refused = no(v2, "create", "p20")
    put(v2, "update", "p3", changed(Effect="Deny"))  # needs no room
    ses_cloud.limits.policies_per_identity = 21
    put(v2, "create", "p20")

    assert refused == (
        400,
        "LimitExceededException",
        "Number of policies for <example.com> exceeds max allowed number of policies per resource",
    )  # probed
    assert len(policies(v2)) == 21


def test_a_longer_policy_is_taken_when_the_limit_is_raised(v2, ses_cloud):
    ses_cloud.limits.policy_characters = 100
    refused = no(v2, "create")
    ses_cloud.limits.policy_characters = len(POLICY)
    put(v2, "create")

    assert refused == (400, "BadRequestException", "Policy document exceeds the maximum length of 100 characters.")


@pytest.mark.parametrize(
    ("body", "code", "message"),
    [
        ({"Policy": {}}, "SerializationException", "Start of structure or map found where not expected."),
        (
            {"Policy": ""},
            "BadRequestException",
            (
                "1 validation error detected: Value at 'policy' failed to satisfy constraint: Member must have length "
                "greater than or equal to 1"
            ),
        ),
    ],
)
def test_unreadable_then_unmodelled_requests_are_refused_before_the_name(wire, body, code, message):
    assert wire.v2("POST", "/identities/stranger.example/policies/a%20b", body) == (400, code, {"message": message})
