"""Sending authorization policies: which documents SES takes, and what they then say."""

from __future__ import annotations

import json

import pytest

from sesmock.domain.identities.policy import PolicyError, compact, read

IDENTITY = "arn:aws:ses:eu-west-1:111111111111:identity/example.com"
SENDER = "222222222222"
STATEMENT = {
    "Effect": "Allow",
    "Principal": {"AWS": SENDER},
    "Action": ["ses:SendEmail", "ses:SendRawEmail"],
    "Resource": IDENTITY,
}


def policy(*statements, **fields):
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements), **fields})


def statement(**fields):
    """The usual statement with some fields changed; a field that is None is left out."""
    return {key: value for key, value in {**STATEMENT, **fields}.items() if value is not None}


def decide(
    *statements,
    action="ses:SendEmail",
    principal=SENDER,
    resource=IDENTITY,
    conditions=None,
):
    return read(policy(*statements)).decision(
        action=action, principal=principal, resource=resource, conditions=conditions or {}
    )


# ---- documents


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "This policy contains invalid Json"),
        ('{"Statement": [}', "This policy contains invalid Json"),
        ("[" * 100_000, "This policy contains invalid Json"),
        ("[]", "Policies must be valid JSON and the first byte must be '{'"),
        (policy(STATEMENT, Name="x"), "Unknown field Name"),
        (policy(STATEMENT, Version="2024-01-01"), "The policy must contain a valid version string"),
        ("{}", "Missing required field Statement"),
        (policy(), "Missing required field Statement"),
        (policy(Statement="Allow"), "Invalid policy syntax."),
        (policy(statement(Effects="Allow")), "Unknown field Effects"),
        (policy(statement(Effect=None)), "Missing required field Effect"),
        (policy(statement(Effect="allow")), "Invalid effect: allow"),
        (policy(statement(Principal=None)), "Missing required field Principal"),
        (policy(statement(Action=None)), "Missing required field Action"),
        (policy(statement(Resource=None)), "Missing required field Resource"),
        (policy(statement(NotAction="ses:SendEmail")), "Invalid policy syntax."),
        (policy(statement(Action=[])), "Invalid policy syntax."),
        (policy(statement(Action=["ses:SendEmail", 5])), "Invalid policy syntax."),
        (policy(statement(Action="SendEmail")), "Policy has invalid action"),
        (policy(statement(Sid=5)), "Invalid policy syntax."),
        (
            policy(statement(Sid="a"), statement(Sid="a")),
            "Statement IDs (SID) in a single policy must be unique.",
        ),
        (policy(statement(Condition=[])), "Invalid policy syntax."),
        (policy(statement(Condition={"StringEquals": "x"})), "Invalid policy syntax."),
        (policy(statement(Condition={"StringIs": {"a": "b"}})), "Invalid Condition type : StringIs"),
        (policy(statement(Condition={"ForSome:Bool": {"a": "b"}})), "Invalid Condition type : ForSome:Bool"),
        (policy(statement(Resource="example.com")), "Invalid ARN"),
        (policy(statement(Resource="arn:aws:ses:eu-west-1:identity")), "Invalid ARN"),
        (policy(statement(Resource=[IDENTITY, ""])), "Invalid ARN"),
        (policy(statement(Principal="me")), "Policy contains an invalid principal"),
        (policy(statement(Principal={})), "Policy contains an invalid principal"),
        (policy(statement(Principal={"AWS": "me"})), "Policy contains an invalid principal"),
        (policy(statement(Principal={"AWS": ["*", "12345"]})), "Policy contains an invalid principal"),
        (
            policy(statement(Principal={"AWS": "arn:aws:iam::222222222222:user/*"})),
            "Policy contains an invalid principal",
        ),
        (policy(statement(Principal={"AWS": IDENTITY})), "Policy contains an invalid principal"),
        (policy(statement(Principal={"Service": "ses"})), "Policy contains an invalid principal"),
        (policy(statement(Principal={"Federated": "accounts.google.com"})), "Policy contains an invalid principal"),
        (policy(statement(Principal=None, NotPrincipal="me")), "Policy contains an invalid principal"),
    ],
)
def test_a_document_that_is_no_policy_is_refused(text, message):
    with pytest.raises(PolicyError) as refusal:
        read(text)

    assert str(refusal.value) == message


def test_syntax_is_looked_at_before_resources_and_resources_before_principals():
    messages = []
    for broken in (
        [statement(Resource="x", Principal="me"), statement(Effect="no")],
        [statement(Principal="me"), statement(Resource="x")],
        [statement(), statement(Principal="me")],
    ):
        with pytest.raises(PolicyError) as refusal:
            read(policy(*broken))
        messages.append(str(refusal.value))

    assert messages == ["Invalid effect: no", "Invalid ARN", "Policy contains an invalid principal"]


@pytest.mark.parametrize(
    "principal",
    [
        "*",
        {"AWS": "*"},
        {"AWS": SENDER},
        {"AWS": [SENDER, f"arn:aws:iam::{SENDER}:root"]},
        {"AWS": f"arn:aws:iam::{SENDER}:user/division/marcia"},
        {"AWS": f"arn:aws-us-gov:iam::{SENDER}:role/sender"},
        {"AWS": f"arn:aws:sts::{SENDER}:assumed-role/sender/session"},
        {"AWS": SENDER, "Service": ["ses.amazonaws.com", "sns.eu-west-1.amazonaws.com"]},
    ],
)
def test_anybody_who_may_exist_can_be_a_principal(principal):
    actual = read(policy(statement(Principal=principal)))

    assert actual.decision(action="ses:GetSendQuota", principal=SENDER, resource=IDENTITY, conditions={}) is None


def test_a_stored_policy_has_no_white_space_outside_strings_and_is_otherwise_unchanged():
    text = ' {\n\t"Id" : "a \\" b\\\\" , "Statement":[ { } ],\r\n "Id": "\\u00e9  \u00e9", "n": 1.50 }\n'

    assert compact(text) == '{"Id":"a \\" b\\\\","Statement":[{}],"Id":"\\u00e9  \u00e9","n":1.50}'


# ---- decisions


def test_one_statement_need_not_be_in_a_list():
    actual = read(json.dumps({"Statement": STATEMENT})).decision(
        action="ses:SendEmail", principal=SENDER, resource=IDENTITY, conditions={}
    )

    assert actual == "Allow"


def test_a_policy_may_have_an_id():
    said = read(policy(STATEMENT, Id="letter")).decision(
        action="ses:SendEmail", principal=SENDER, resource=IDENTITY, conditions={}
    )

    assert said == "Allow"


def test_deny_outweighs_allow_and_silence_is_neither():
    deny = statement(Effect="Deny", Action="ses:SendRawEmail")

    actual = [decide(statement(), deny, action=f"ses:{name}") for name in ("SendEmail", "SendRawEmail", "SendBounce")]

    assert actual == ["Allow", "Deny", None]


@pytest.mark.parametrize(
    ("principal", "caller", "matches"),
    [
        ({"AWS": SENDER}, SENDER, True),
        ({"AWS": SENDER}, "333333333333", False),
        ({"AWS": SENDER}, f"arn:aws:iam::{SENDER}:user/marcia", True),
        ({"AWS": f"arn:aws:iam::{SENDER}:root"}, f"arn:aws:iam::{SENDER}:user/marcia", True),
        ({"AWS": f"arn:aws:iam::{SENDER}:root"}, SENDER, True),
        ({"AWS": f"arn:aws:iam::{SENDER}:user/marcia"}, f"arn:aws:iam::{SENDER}:user/marcia", True),
        ({"AWS": f"arn:aws:iam::{SENDER}:user/marcia"}, f"arn:aws:iam::{SENDER}:user/jan", False),
        ({"AWS": f"arn:aws:iam::{SENDER}:user/marcia"}, SENDER, False),
        ({"AWS": ["333333333333", SENDER]}, SENDER, True),
        ("*", SENDER, True),
        ({"AWS": "*"}, f"arn:aws:iam::{SENDER}:role/sender", True),
        ({"Service": "ses.amazonaws.com"}, "ses.amazonaws.com", True),
        ({"Service": "ses.amazonaws.com"}, SENDER, False),
    ],
)
def test_a_principal_is_an_account_or_somebody_in_it(principal, caller, matches):
    named = decide(statement(Principal=principal), principal=caller)
    excepted = decide(statement(Principal=None, NotPrincipal=principal), principal=caller)

    assert (named, excepted) == (("Allow", None) if matches else (None, "Allow"))


@pytest.mark.parametrize(
    ("pattern", "action", "matches"),
    [
        ("ses:SendEmail", "ses:SendEmail", True),
        ("SES:sendemail", "ses:SendEmail", True),
        ("ses:Send*", "ses:SendBulkTemplatedEmail", True),
        ("ses:Send*", "ses:GetSendQuota", False),
        ("ses:Send?mail", "ses:SendEmail", True),
        ("*", "ses:SendEmail", True),
        ("ses:*", "ses:SendEmail", True),
        (["ses:GetSendQuota", "ses:SendEmail"], "ses:SendEmail", True),
    ],
)
def test_an_action_is_matched_with_wildcards_whatever_its_case(pattern, action, matches):
    named = decide(statement(Action=pattern), action=action)
    excepted = decide(statement(Action=None, NotAction=pattern), action=action)

    assert (named, excepted) == (("Allow", None) if matches else (None, "Allow"))


@pytest.mark.parametrize(
    ("pattern", "resource", "matches"),
    [
        (IDENTITY, IDENTITY, True),
        ("*", IDENTITY, True),
        ("arn:aws:ses:*:111111111111:identity/*", IDENTITY, True),
        ("arn:aws:ses:eu-west-?:111111111111:identity/example.com", IDENTITY, True),
        ("arn:aws:ses:eu-west-1:111111111111:identity/example", IDENTITY, False),
        ("arn:aws:ses:eu-west-1:111111111111:identity/exampleX[com]", IDENTITY, False),
        ("arn:aws:ses:eu-west-1:111111111111:identity/EXAMPLE.com", IDENTITY, False),
    ],
)
def test_a_resource_is_matched_with_wildcards(pattern, resource, matches):
    named = decide(statement(Resource=pattern), resource=resource)
    excepted = decide(statement(Resource=None, NotResource=pattern), resource=resource)

    assert (named, excepted) == (("Allow", None) if matches else (None, "Allow"))


REQUEST = {
    "ses:FromAddress": "marketing+01@example.com",
    "ses:FromDisplayName": "Marketing",
    "ses:FeedbackAddress": "bounces@example.com",
    "ses:Recipients": ["ann@example.org", "bob@example.org"],
    "ses:ReplicaRegion": "eu-west-2",
    "aws:SourceAccount": SENDER,
    "aws:SourceArn": IDENTITY,
    "aws:SourceIp": "192.0.2.17",
    "aws:SecureTransport": "true",
    "aws:CurrentTime": "2026-03-01T12:00:00Z",
    "aws:EpochTime": "1772366400",
    "aws:MultiFactorAuthAge": "7",
}


@pytest.mark.parametrize(
    ("operator", "key", "value", "holds"),
    [
        ("StringEquals", "ses:FromDisplayName", "Marketing", True),
        ("StringEquals", "ses:FromDisplayName", "marketing", False),
        ("StringEquals", "ses:FromDisplayName", ["Sales", "Marketing"], True),
        ("StringEquals", "ses:FROMDISPLAYNAME", "Marketing", True),
        ("StringEquals", "aws:SourceAccount", SENDER, True),
        ("StringEquals", "ses:ReplicaRegion", ["us-east-1"], False),
        ("StringEquals", "ses:TenantName", "x", False),
        ("StringNotEquals", "ses:FromDisplayName", ["Sales", "Marketing"], False),
        ("StringNotEquals", "ses:FromDisplayName", ["Sales", "Support"], True),
        ("StringNotEquals", "ses:TenantName", "x", True),
        ("StringEqualsIgnoreCase", "ses:FromDisplayName", "MARKETING", True),
        ("StringNotEqualsIgnoreCase", "ses:FromDisplayName", "MARKETING", False),
        ("StringLike", "ses:FromAddress", "marketing+*@example.com", True),
        ("StringLike", "ses:FromAddress", "Marketing+*@example.com", False),
        ("StringLike", "ses:FromAddress", "marketing+??@example.com", True),
        ("StringNotLike", "ses:FeedbackAddress", "*@example.com", False),
        ("StringEquals", "ses:FromAddress", "marketing+*@example.com", False),
        ("StringEqualsIfExists", "ses:TenantName", "x", True),
        ("StringEqualsIfExists", "ses:FromDisplayName", "x", False),
        ("StringEquals", "ses:Recipients", "bob@example.org", True),
        ("StringNotEquals", "ses:Recipients", "bob@example.org", False),
        ("ForAllValues:StringLike", "ses:Recipients", "*@example.org", True),
        ("ForAllValues:StringLike", "ses:Recipients", "ann@*", False),
        ("ForAllValues:StringLike", "ses:TenantName", "x", True),
        ("ForAllValues:StringNotEquals", "ses:Recipients", ["eve@example.org"], True),
        ("ForAllValues:StringNotEquals", "ses:Recipients", ["bob@example.org"], False),
        ("ForAnyValue:StringLike", "ses:Recipients", "ann@*", True),
        ("ForAnyValue:StringLike", "ses:Recipients", "eve@*", False),
        ("ForAnyValue:StringLike", "ses:TenantName", "*", False),
        ("ForAnyValue:StringLikeIfExists", "ses:TenantName", "*", True),
        ("ForAnyValue:StringNotLike", "ses:Recipients", "ann@*", True),
        ("ArnEquals", "aws:SourceArn", "arn:aws:ses:*:111111111111:identity/*", True),
        ("ArnLike", "aws:SourceArn", "arn:aws:ses:*:identity/example.com", False),
        ("ArnNotEquals", "aws:SourceArn", IDENTITY, False),
        ("ArnNotLike", "aws:SourceArn", "arn:aws:sns:*:*:*", True),
        ("Bool", "aws:SecureTransport", True, True),
        ("Bool", "aws:SecureTransport", "false", False),
        ("IpAddress", "aws:SourceIp", ["203.0.113.0/24", "192.0.2.0/24"], True),
        ("IpAddress", "aws:SourceIp", "192.0.2.18", False),
        ("IpAddress", "aws:SourceIp", "2001:db8::/32", False),
        ("NotIpAddress", "aws:SourceIp", "192.0.2.0/24", False),
        ("NotIpAddress", "aws:SourceIp", "203.0.113.0/24", True),
        ("IpAddress", "ses:FromDisplayName", "0.0.0.0/0", False),
        ("DateLessThan", "aws:CurrentTime", "2026-03-01T12:00:01Z", True),
        ("DateLessThan", "aws:CurrentTime", "2026-03-01T12:00:00Z", False),
        ("DateLessThanEquals", "aws:CurrentTime", "2026-03-01T12:00:00Z", True),
        ("DateGreaterThan", "aws:CurrentTime", "2026-03-01", True),
        ("DateGreaterThan", "aws:CurrentTime", "2026-03-01T12:00:00Z", False),
        ("DateGreaterThanEquals", "aws:CurrentTime", "2026-03-01T13:00:00+01:00", True),
        ("DateEquals", "aws:CurrentTime", "1772366400", True),
        ("DateNotEquals", "aws:EpochTime", "2026-03-01T12:00:00Z", False),
        ("DateGreaterThan", "ses:FromDisplayName", "2026-03-01", False),
        ("NumericEquals", "aws:MultiFactorAuthAge", 7, True),
        ("NumericNotEquals", "aws:MultiFactorAuthAge", "7.0", False),
        ("NumericLessThan", "aws:MultiFactorAuthAge", 7, False),
        ("NumericLessThanEquals", "aws:MultiFactorAuthAge", 7, True),
        ("NumericGreaterThan", "aws:MultiFactorAuthAge", "6.5", True),
        ("NumericGreaterThan", "aws:MultiFactorAuthAge", 7, False),
        ("NumericGreaterThanEquals", "aws:MultiFactorAuthAge", 7, True),
        ("NumericGreaterThanEquals", "aws:MultiFactorAuthAge", 8, False),
        ("NumericGreaterThan", "ses:FromDisplayName", 1, False),
        ("Null", "ses:TenantName", "true", True),
        ("Null", "ses:TenantName", False, False),
        ("Null", "ses:FromAddress", "false", True),
        ("Null", "ses:FromAddress", True, False),
    ],
)
def test_a_condition_holds(operator, key, value, holds):
    actual = decide(statement(Condition={operator: {key: value}}), conditions=REQUEST)

    assert actual == ("Allow" if holds else None)


def test_all_conditions_of_a_statement_must_hold():
    two_operators = {"StringLike": {"ses:FromAddress": "*"}, "Bool": {"aws:SecureTransport": "false"}}
    two_keys = {"StringLike": {"ses:FromAddress": "*", "ses:FromDisplayName": "Sales"}}

    actual = [decide(statement(Condition=block), conditions=REQUEST) for block in (two_operators, two_keys)]

    assert actual == [None, None]


@pytest.mark.parametrize("key", ["AWS:SourceAccount", "SES:Recipients", "ses:Recipient", "aws:", "s3:prefix"])
def test_a_condition_key_that_ses_does_not_know_is_refused(key: str) -> None:
    with pytest.raises(PolicyError) as refused:
        read(policy(statement(Condition={"StringEquals": {key: "x"}})))

    # Recorded for AWS:SourceAccount in capitals.
    assert str(refused.value) == f"Unknown or unapplicable condition field '{key}'."


@pytest.mark.parametrize("key", ["aws:SourceAccount", "aws:SourceArn", "aws:principalorgid", "aws:PrincipalTag/team"])
def test_condition_keys_of_all_services_are_taken(key: str) -> None:
    assert read(policy(statement(Condition={"StringEquals": {key: "x"}}))) is not None


@pytest.mark.parametrize("action", ["s3:GetObject", "sns:*", "SendEmail", ["ses:SendEmail", "iam:PassRole"]])
def test_an_action_of_another_service_is_refused(action: object) -> None:
    with pytest.raises(PolicyError, match=r"^Policy has invalid action$"):
        read(policy(statement(Action=action)))


@pytest.mark.parametrize(
    ("pattern", "text", "fits"),
    [
        ("*", "", True),
        ("a*", "a", True),
        ("a*a", "a", False),
        ("a*b*a", "aba", True),
        ("*ab*ab", "xabab", True),
        ("*ab*ab", "xab", False),
        ("a*?", "a", False),
        ("a*?c", "abc", True),
        ("a.c", "abc", False),
        ("**a**", "bab", True),
        ("*a" * 24 + "b", "a" * 4000, False),
        ("*?a" * 24, "a" * 4000, True),
    ],
)
def test_wildcards_however_many(pattern: str, text: str, fits: bool) -> None:
    allowed = statement(Condition={"StringLike": {"ses:FromDisplayName": pattern}})

    decided = read(policy(allowed)).decision(
        action="ses:SendEmail", principal=SENDER, resource=IDENTITY, conditions={"ses:FromDisplayName": text}
    )

    assert decided == ("Allow" if fits else None)
