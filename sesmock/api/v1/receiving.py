"""Receipt rule sets, their rules, and IP filters."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from sesmock.api import PageRule, declare, paging
from sesmock.domain.receiving import regions, writing
from sesmock.domain.receiving.filters import Filters
from sesmock.domain.receiving.rule import S3, AddHeader, Bounce, Connect, Lambda, Rule, Sns, Stop, WorkMail
from sesmock.domain.receiving.rule_sets import RuleSets, check_name
from sesmock.domain.refusals import ConstraintViolated, Invalid, Worded
from sesmock.wire.constraints import Malformed
from sesmock.wire.query import Unchanging

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sesmock.domain.receiving.rule import Action
    from sesmock.domain.receiving.rule_sets import RuleSet
    from sesmock.domain.region import Region

_PATTERN = "^[a-zA-Z0-9_.-]+$"
_NAME = {"min": 1, "pattern": _PATTERN}
_SET = {"RuleSetName": _NAME}
_RULE_OF_A_SET = {**_SET, "RuleName": _NAME}


def _sets(region: Region) -> RuleSets:
    regions.require(region)
    return region.of(RuleSets)


def _filters(region: Region) -> Filters:
    regions.require(region)
    return region.of(Filters)


# ---- rule sets ----


@declare(unstated=_SET)
def create_receipt_rule_set(region: Region, *, rule_set_name: str) -> Mapping[str, object]:
    """Keep a new set without rules."""
    _sets(region).create(rule_set_name)
    return {}


@declare(unstated={**_SET, "OriginalRuleSetName": _NAME})
def clone_receipt_rule_set(region: Region, *, rule_set_name: str, original_rule_set_name: str) -> Mapping[str, object]:
    """Keep a new set with the rules of another."""
    _sets(region).clone(rule_set_name, original_rule_set_name)
    return {}


@declare(unstated=_SET)
def delete_receipt_rule_set(region: Region, *, rule_set_name: str) -> Mapping[str, object]:
    """Forget a set; an unknown one is as good as forgotten."""
    _sets(region).delete(rule_set_name)
    return {}


@declare(unstated=_SET)
def describe_receipt_rule_set(region: Region, *, rule_set_name: str) -> Mapping[str, object]:
    """One set with its rules."""
    return _shown_set(_sets(region).require(rule_set_name))


def describe_active_receipt_rule_set(region: Region) -> Mapping[str, object]:
    """The active set with its rules; nothing if none is."""
    found = _sets(region).active
    return {} if found is None else _shown_set(found)


def set_active_receipt_rule_set(region: Region, *, rule_set_name: str | None = None) -> Mapping[str, object]:
    """Make a set the active one; none at all stops receiving (an empty name, too: assumed)."""
    sets = _sets(region)
    if rule_set_name:
        _check_pattern(rule_set_name)
    sets.activate(rule_set_name or None)
    return {}


# The order, the sentence for a bad token and pages at all are assumed: with 40 sets a token never really occurs.
_PAGES = PageRule("receipt rule set", default=100, most=100, size=None, token="Invalid page token: {token}")


def list_receipt_rule_sets(region: Region, *, next_token: str | None = None) -> Mapping[str, object]:
    """Names and dates of the sets, oldest first."""
    page = paging.page(region, _PAGES, _sets(region).behind, next_token, None)
    return {"RuleSets": [_metadata(found) for found in page.items], "NextToken": page.next_token}


@declare(unstated={**_SET, "RuleNames.member": {"max": 100, "min": 1, "pattern": _PATTERN}})
def reorder_receipt_rule_set(region: Region, *, rule_set_name: str, rule_names: Sequence[str]) -> Mapping[str, object]:
    """Bring the rules of a set into another order."""
    _sets(region).require(rule_set_name).reorder(rule_names)
    return {}


def _shown_set(found: RuleSet) -> Mapping[str, object]:
    return {"Metadata": _metadata(found), "Rules": [_shown(rule) for rule in found.rules]}


def _metadata(found: RuleSet) -> Mapping[str, object]:
    return {"Name": found.name, "CreatedTimestamp": found.created}


# ---- rules ----


def _check_set_name(parameters: Mapping[str, Any]) -> None:
    """The name of the set is looked at before everything else of a new rule (recorded), if there is one."""
    name = parameters.get("rule_set_name")
    if not name:
        return
    try:
        _check_pattern(name)
    except ConstraintViolated as refusal:
        raise Malformed("ValidationError", refusal.message) from None
    try:
        check_name(name, "ruleSetName")
    except Invalid as refusal:
        raise Malformed("InvalidParameterValue", refusal.message) from None


def _check_pattern(name: str) -> None:
    import re

    if not re.fullmatch(_PATTERN, name):
        raise ConstraintViolated("ruleSetName", f"satisfy regular expression pattern: {_PATTERN}")


@declare(unstated={**_SET, "After": _NAME, "Rule.Name": _NAME}, first=_check_set_name)
def create_receipt_rule(
    region: Region, *, rule_set_name: str, rule: Mapping[str, Any], after: str | None = None
) -> Mapping[str, object]:
    """Keep a new rule: first, or behind another."""
    regions.require(region)
    writing.create(region, rule_set_name, rule["Name"], lambda: _read(rule), after)
    return {}


@declare(unstated={**_SET, "Rule.Name": _NAME}, first=_check_set_name)
def update_receipt_rule(region: Region, *, rule_set_name: str, rule: Mapping[str, Any]) -> Mapping[str, object]:
    """Replace a rule whole, in its place."""
    regions.require(region)
    writing.update(region, rule_set_name, rule["Name"], lambda: _read(rule))
    return {}


@declare(unstated=_RULE_OF_A_SET)
def describe_receipt_rule(region: Region, *, rule_set_name: str, rule_name: str) -> Mapping[str, object]:
    """One rule."""
    return {"Rule": _shown(_sets(region).require(rule_set_name, rule_name).rule(rule_name))}


@declare(unstated=_RULE_OF_A_SET)
def delete_receipt_rule(region: Region, *, rule_set_name: str, rule_name: str) -> Mapping[str, object]:
    """Forget a rule; an unknown one is as good as forgotten."""
    _sets(region).require(rule_set_name, rule_name).remove(rule_name)
    return {}


@declare(unstated={**_RULE_OF_A_SET, "After": _NAME})
def set_receipt_rule_position(
    region: Region, *, rule_set_name: str, rule_name: str, after: str | None = None
) -> Mapping[str, object]:
    """Put a rule behind another, or first."""
    _sets(region).require(rule_set_name, rule_name, after).move(rule_name, after)
    return {}


# How the members of each action are called here; the first that are given count, in this order, when they are written.
_ACTIONS: Mapping[str, tuple[type, Mapping[str, str]]] = {
    "S3Action": (
        S3,
        {
            "TopicArn": "topic",
            "BucketName": "bucket",
            "ObjectKeyPrefix": "prefix",
            "KmsKeyArn": "key",
            "IamRoleArn": "role",
        },
    ),
    "BounceAction": (
        Bounce,
        {
            "TopicArn": "topic",
            "SmtpReplyCode": "reply_code",
            "StatusCode": "status_code",
            "Message": "message",
            "Sender": "sender",
        },
    ),
    "WorkmailAction": (WorkMail, {"TopicArn": "topic", "OrganizationArn": "organization"}),
    "LambdaAction": (Lambda, {"TopicArn": "topic", "FunctionArn": "function", "InvocationType": "invocation"}),
    "StopAction": (Stop, {"Scope": "scope", "TopicArn": "topic"}),
    "AddHeaderAction": (AddHeader, {"HeaderName": "name", "HeaderValue": "value"}),
    "SNSAction": (Sns, {"TopicArn": "topic", "Encoding": "encoding"}),
    "ConnectAction": (Connect, {"InstanceARN": "instance", "IAMRoleARN": "role"}),
}
_SHOWN = {kind: (member, tuple(names.items())) for member, (kind, names) in _ACTIONS.items()}


def _read(shape: Mapping[str, Any]) -> Rule:
    """The rule that a request describes; raises Invalid."""
    return Rule(
        shape["Name"],
        enabled=shape.get("Enabled", False),
        tls_policy=shape.get("TlsPolicy", "Optional"),
        recipients=tuple(shape.get("Recipients", ())),
        actions=tuple(map(_read_action, shape.get("Actions", ()))),
        scan=shape.get("ScanEnabled", False),
    )


def _read_action(shape: Mapping[str, Mapping[str, str]]) -> Action:
    if len(shape) != 1:
        raise Invalid("Exactly one action type must be specified for each ReceiptAction")
    [(member, given)] = shape.items()
    kind, names = _ACTIONS[member]
    action: Action = kind(**{names[name]: value for name, value in given.items()})
    return action


def _shown(rule: Rule) -> Mapping[str, object]:
    # The types, too: tuples with names are equal if their members are.
    return _kept(rule, *map(type, rule.actions))


@lru_cache(maxsize=1000)
def _kept(rule: Rule, *_: type) -> Mapping[str, object]:
    return Unchanging(
        {
            "Name": rule.name,
            "Enabled": rule.enabled,
            "TlsPolicy": rule.tls_policy,
            "Recipients": rule.recipients or None,
            "Actions": [_shown_action(action) for action in rule.actions],
            "ScanEnabled": rule.scan,
        }
    )


def _shown_action(action: Action) -> Mapping[str, object]:
    if isinstance(action, AddHeader) and "\0" in action.value:
        raise Worded("InternalFailure")  # SES takes it, and cannot show it (recorded)
    member, names = _SHOWN[type(action)]
    return {member: {name: getattr(action, ours) for name, ours in names}}


# ---- IP filters ----


def create_receipt_filter(region: Region, *, filter: Mapping[str, Any]) -> Mapping[str, object]:
    """Keep a new filter."""
    _filters(region).create(filter["Name"], filter["IpFilter"]["Policy"], filter["IpFilter"]["Cidr"])
    return {}


def list_receipt_filters(region: Region) -> Mapping[str, object]:
    """Every filter, by name."""
    return {
        "Filters": [
            {"Name": name, "IpFilter": {"Policy": found.policy, "Cidr": found.cidr}}
            for name, found in sorted(_filters(region).items())
        ]
    }


def delete_receipt_filter(region: Region, *, filter_name: str) -> Mapping[str, object]:
    """Forget a filter; an unknown one is as good as forgotten, whatever its name."""
    _filters(region).pop(filter_name, None)
    return {}
