"""Probes about receipt rules and filters. None makes a set active, so none receives mail."""

from __future__ import annotations

import pytest
from botocore.exceptions import ClientError


@pytest.fixture
def rule_set(ses, names):
    """A set without rules."""
    name = names.rule_set()
    ses.create_receipt_rule_set(RuleSetName=name)
    return name


@pytest.fixture
def create(ses, said, rule_set):
    """What is said of a new rule."""

    def create(name="probe", after=None, **rule):
        more = {} if after is None else {"After": after}
        return said(ses.create_receipt_rule, RuleSetName=rule_set, Rule={"Name": name, **rule}, **more)

    return create


@pytest.mark.probe("A97", says=f"400 InvalidParameterValue: Not a valid ruleSetName: {'x' * 101}")
def test_a_very_long_name(ses, said):
    return said(ses.describe_receipt_rule_set, RuleSetName="x" * 101)


@pytest.mark.probe("A99", says="400 InvalidParameterValue: Invalid page token: x")
def test_a_bad_token(ses, said):
    return said(ses.list_receipt_rule_sets, NextToken="x")


@pytest.mark.probe("A101", says="<rule-set>")
def test_the_member_of_an_error(ses, names):
    try:
        ses.describe_receipt_rule_set(RuleSetName=names.rule_set())
    except ClientError as error:
        return error.response.get("Name")
    return None


@pytest.mark.probe("A103", says="400 RuleDoesNotExist: Rule does not exist: probe")
def test_what_is_looked_at_first_in_an_update(ses, said, rule_set):
    rule = {"Name": "probe", "Recipients": ["not valid"]}
    return said(ses.update_receipt_rule, RuleSetName=rule_set, Rule=rule)


@pytest.mark.probe("A104", says="400 InvalidParameterValue: Not a valid ruleName: a-")
def test_two_names_that_are_not_valid(create):
    return create("a-", after="b-")


@pytest.mark.parametrize(
    "recipient",
    [
        pytest.param("localhost", marks=pytest.mark.probe("A105", says="accepted")),
        pytest.param(
            "a_b.example.com",
            marks=pytest.mark.probe("A105", says="400 InvalidParameterValue: Invalid recipient: a_b.example.com"),
        ),
        pytest.param(
            "bücher.example",
            marks=pytest.mark.probe("A105", says="400 InvalidParameterValue: Invalid recipient: bücher.example"),
        ),
    ],
)
def test_recipients(create, recipient):
    return create(Recipients=[recipient])


@pytest.mark.parametrize(
    "bounce",
    [
        pytest.param(
            {"SmtpReplyCode": "250"},
            marks=pytest.mark.probe("A110", says="400 InvalidParameterValue: Invalid SMTP reply code: 250"),
            id="250",
        ),
        pytest.param(
            {"StatusCode": "5.1"},
            marks=pytest.mark.probe("A110", says="400 InvalidParameterValue: Invalid SMTP status code: 5.1"),
            id="5.1",
        ),
    ],
)
def test_bounces(create, bounce, sender):
    action = {"SmtpReplyCode": "550", "Message": "No.", "Sender": sender, **bounce}
    return create(Actions=[{"BounceAction": action}])


@pytest.mark.probe("A111", says="accepted")
def test_an_organization_that_is_none(create):
    return create(Actions=[{"WorkmailAction": {"OrganizationArn": "probe"}}])


@pytest.mark.probe("A112", says="400 InvalidParameterValue: Invalid header name: a b")
def test_a_space_in_the_name_of_a_header(create):
    return create(Actions=[{"AddHeaderAction": {"HeaderName": "a b", "HeaderValue": "c"}}])


@pytest.mark.probe("A117", says="accepted")
def test_a_mask_with_a_zero_before_it(ses, said, names):
    given = {"Name": names.filter(), "IpFilter": {"Policy": "Allow", "Cidr": "192.0.2.1/032"}}
    return said(ses.create_receipt_filter, Filter=given)


@pytest.mark.probe("A119", says="400 InvalidParameterValue: Not a valid ruleName: a-")
def test_a_bad_name_of_a_rule_in_a_set_that_is_not_there(ses, said, names):
    return said(ses.describe_receipt_rule, RuleSetName=names.rule_set(), RuleName="a-")
