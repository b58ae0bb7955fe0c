"""Sending authorization policies through ses."""

from __future__ import annotations

import json

import pytest

pytestmark = pytest.mark.ses(at="2026-01-01T00:00Z", seed=1)

ARN = "arn:aws:ses:us-east-1:123456789012:identity/example.com"
STATEMENT = {"Effect": "Allow", "Principal": {"AWS": "222222222222"}, "Action": "ses:SendEmail", "Resource": ARN}
NO_NAME = "PolicyName is invalid. Policy names must only include alpha-numeric characters, dashes, and underscores."


def policy(**fields):
    document = {"Version": "2012-10-17", "Statement": [{**STATEMENT, **fields}]}
    return json.dumps(document, separators=(",", ":"))


POLICY = policy()


def put(v1, name="p", text=POLICY, identity="example.com"):
    return v1.put_identity_policy(Identity=identity, PolicyName=name, Policy=text)


def get(v1, *names):
    return v1.get_identity_policies(Identity="example.com", PolicyNames=names)


@pytest.fixture(autouse=True)
def identities(v1):
    v1.verify_domain_identity(Domain="example.com")


@pytest.mark.parametrize("identity", ["example.com", ARN])
def test_a_policy_is_put_replaced_listed_read_and_deleted(v1, v2, identity):
    # On a pending identity: terraform's acceptance tests do so against AWS.
    deny = policy(Effect="Deny")
    replies = [
        put(v1, "b", json.dumps(json.loads(policy()), indent=2), identity),
        put(v1, "a", identity=identity),
        put(v1, "b", deny, identity),
    ]
    seen = [v1.list_identity_policies(Identity=identity), get(v1, "b", "missing")]
    v2_sees = v2.get_email_identity_policies(EmailIdentity="example.com")
    replies += [v1.delete_identity_policy(Identity=identity, PolicyName=name) for name in ("b", "missing")]

    assert replies == [{}] * 5
    assert [*seen, v2_sees, v1.list_identity_policies(Identity=identity)] == [
        {"PolicyNames": ["a", "b"]},
        {"Policies": {"b": deny}},
        {"Policies": {"b": deny, "a": policy()}},
        {"PolicyNames": ["a"]},
    ]


def test_an_unknown_identity_has_no_policies_and_gets_none(v1):
    # Probed (lists and reads) and recorded (the words of Put, which name no identity).
    assert v1.list_identity_policies(Identity="stranger.example") == {"PolicyNames": []}
    assert v1.get_identity_policies(Identity="stranger.example", PolicyNames=["p"]) == {"Policies": {}}
    assert v1.delete_identity_policy(Identity="stranger.example", PolicyName="p") == {}
    assert v1.no("put_identity_policy", Identity="stranger.example", PolicyName="p", Policy=policy()) == (
        400,
        "InvalidParameterValue",
        "Invalid identity. Must be a verified email address or domain.",
    )


@pytest.mark.parametrize(
    ("name", "text", "code", "message"),
    [
        # Recorded order: syntax, resource, principal, identity; each case breaks all that follow.
        ("p!", "{", "InvalidParameterValue", NO_NAME),
        ("p", "{", "InvalidPolicy", "This policy contains invalid Json"),  # assumed text
        ("p", policy(Resource="x", Principal={"AWS": "y"}), "InvalidPolicy", "Invalid ARN"),
        ("p", policy(Principal={"AWS": "y"}), "InvalidPolicy", "Policy contains an invalid principal"),
        ("p", policy(), "InvalidParameterValue", "Invalid identity. Must be a verified email address or domain."),
        (
            "p",
            policy(Sid="a" * 4096),
            "InvalidPolicy",
            "Policy document exceeds the maximum length of 4096 characters.",  # assumed text
        ),
    ],
)
def test_put_checks_model_name_document_principal_and_identity_in_this_order(v1, name, text, code, message):
    assert v1.no("put_identity_policy", Identity="stranger.example", PolicyName=name, Policy=text) == (
        400,
        code,
        message,
    )


def test_an_identity_has_20_policies_and_the_limit_can_be_raised(v1, ses_cloud):
    for number in range(20):
        put(v1, f"p{number}")
    refused = v1.no("put_identity_policy", Identity="example.com", PolicyName="p20", Policy=policy())
    put(v1, "p3", policy(Effect="Deny"))  # needs no room
    ses_cloud.limits.policies_per_identity = 21
    put(v1, "p20")

    assert refused == (
        400,
        "InvalidParameterValue",
        "Number of policies for <example.com> exceeds max allowed number of policies per resource",
    )  # probed
    assert len(v1.list_identity_policies(Identity="example.com")["PolicyNames"]) == 21


def test_20_policies_are_read_at_once_and_the_limit_can_be_raised(v1, ses_cloud):
    put(v1, "p0")
    names = [f"p{number}" for number in range(21)]
    counts = [len(get(v1, *names[:20])["Policies"])]
    refused = v1.no("get_identity_policies", Identity="example.com", PolicyNames=names)
    ses_cloud.limits.policies_per_query = 21
    counts.append(len(get(v1, *names)["Policies"]))

    assert counts == [1, 1]
    assert refused == (
        400,
        "ValidationError",
        (
            "1 validation error detected: Value at 'policyNames' failed to satisfy constraint: Member must have length "
            "less than or equal to 20"
        ),
    )  # assumed
