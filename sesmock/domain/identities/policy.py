"""Sending authorization policies: what an identity's owner lets others do in its name.

The documents are IAM resource policies; how they are read and weighed is IAM's own rule
(https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements.html and
https://docs.aws.amazon.com/ses/latest/dg/policy-anatomy.html).
"""

from __future__ import annotations

import json
import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from sesmock.outside import aws

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import TypeAlias

    _Operator: TypeAlias = Callable[[list[str] | None, tuple[str, ...]], bool]
    _Test: TypeAlias = Callable[[str, str], bool]

INVALID_ARN = "Invalid ARN"
INVALID_PRINCIPAL = "Policy contains an invalid principal"

# assumed: SES's sentences for everything else; these are the ones that S3 and IAM say.
NOT_JSON = "This policy contains invalid Json"
NOT_AN_OBJECT = "Policies must be valid JSON and the first byte must be '{'"
BAD_SYNTAX = "Invalid policy syntax."
BAD_VERSION = "The policy must contain a valid version string"
UNKNOWN_FIELD = "Unknown field {}"
MISSING_FIELD = "Missing required field {}"
BAD_EFFECT = "Invalid effect: {}"
BAD_ACTION = "Policy has invalid action"
BAD_CONDITION = "Unknown or unapplicable condition field '{}'."  # recorded
BAD_OPERATOR = "Invalid Condition type : {}"
DUPLICATE_SID = "Statement IDs (SID) in a single policy must be unique."

_ACCOUNT = re.compile(r"[0-9]{12}")
_IAM_ARN = re.compile(r"arn:aws[a-z-]*:(?:iam::[0-9]{12}:(?:root|(?:user|role)/[^*?]+)|sts::[0-9]{12}:[a-z-]+/[^*?]+)")
_SERVICE = re.compile(r"[a-z0-9.-]+\.amazonaws\.com(?:\.cn)?")
# Assumed: actions of other services are refused, while ARNs of other resources are taken and match nothing.
_ACTION = re.compile(r"\*|(?i:ses):[A-Za-z0-9*?]+")

# The condition keys that SES documents ("Policy anatomy"), and those of IAM for all services ("Global condition
# context keys"). Recorded: the prefix counts in small letters only. Assumed: the rest of a name in any.
_CONDITION_KEYS = """
    ses:apiversion ses:exportsourcetype ses:feedbackaddress ses:fromaddress ses:fromdisplayname
    ses:multiregionendpointid ses:recipients ses:replicaregion ses:tenantname

    aws:assumedroot aws:calledvia aws:calledviafirst aws:calledvialast aws:currenttime aws:ec2instancesourceprivateipv4
    aws:ec2instancesourcevpc aws:epochtime aws:federatedprovider aws:multifactorauthage aws:multifactorauthpresent
    aws:principalaccount aws:principalarn aws:principalisawsservice aws:principalorgid aws:principalorgpaths
    aws:principalservicename aws:principalservicenameslist aws:principaltype aws:referer aws:requestedregion
    aws:resourceaccount aws:resourceorgid aws:resourceorgpaths aws:securetransport aws:sourceaccount aws:sourcearn
    aws:sourceidentity aws:sourceip aws:sourceorgid aws:sourceorgpaths aws:sourcevpc aws:sourcevpce aws:tagkeys
    aws:tokenissuetime aws:useragent aws:userid aws:username aws:viaawsservice aws:vpceaccount aws:vpceorgid
    aws:vpceorgpaths aws:vpcsourceip
"""
_TAG_KEYS = ("aws:principaltag/", "aws:requesttag/", "aws:resourcetag/")


class PolicyError(ValueError):
    """The policy cannot be accepted; the message is what SES says of it."""


class PolicyDocument:
    """A policy that has been read."""

    __slots__ = ("_statements",)

    def __init__(self, statements: tuple[_Statement, ...]) -> None:
        self._statements = statements

    def decision(
        self, *, action: str, principal: str, resource: str, conditions: Mapping[str, str | list[str]]
    ) -> str | None:
        """What the policy says of a request: ``"Deny"``, else ``"Allow"``, else None if it says nothing.

        ``principal`` is the caller's account id, ARN or service name, ``resource`` the identity's ARN, and
        ``conditions`` the request's context (``{"ses:Recipients": [...], "aws:SourceAccount": "…"}``).
        """
        context = {key.lower(): [value] if isinstance(value, str) else value for key, value in conditions.items()}
        effects = {
            statement.effect
            for statement in self._statements
            if statement.principals.accept(principal)
            and statement.actions.accept(action)
            and statement.resources.accept(resource)
            and all(condition.holds(context) for condition in statement.conditions)
        }
        return "Deny" if "Deny" in effects else "Allow" if effects else None


@lru_cache(maxsize=256)
def read(text: str) -> PolicyDocument:
    """The policy that ``text`` holds, in the order SES looks at it: syntax, resources, principals.

    Raises:
        PolicyError: the policy cannot be accepted.
    """
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        raise PolicyError(NOT_JSON) from None
    if not isinstance(document, dict):
        raise PolicyError(NOT_AN_OBJECT)
    _check_fields(document, {"Version", "Id", "Statement"})
    if document.get("Version", "2012-10-17") not in ("2012-10-17", "2008-10-17"):
        raise PolicyError(BAD_VERSION)
    if not document.get("Statement"):
        raise PolicyError(MISSING_FIELD.format("Statement"))
    statements = document["Statement"] if isinstance(document["Statement"], list) else [document["Statement"]]
    result = tuple([_statement(statement) for statement in statements])
    sids = [statement["Sid"] for statement in statements if "Sid" in statement]
    if len(sids) != len(set(sids)):
        raise PolicyError(DUPLICATE_SID)
    if not all(_is_resource(value) for statement in result for value in statement.resources.values):
        raise PolicyError(INVALID_ARN)
    if not all(_is_principal(statement.get("Principal", statement.get("NotPrincipal"))) for statement in statements):
        raise PolicyError(INVALID_PRINCIPAL)
    return PolicyDocument(result)


def compact(text: str) -> str:
    """A policy as SES keeps it: the JSON ``text`` without the white space that stands outside strings."""
    return re.sub(r'("(?:\\.|[^"\\])*")|\s+', r"\1", text)


# ---------------------------------------------------------------- reading


class _Choice(NamedTuple):
    """The values of Action or NotAction and their like, and how one of them is compared with a request's."""

    values: tuple[str, ...]
    negated: bool
    matches: _Test

    def accept(self, actual: str) -> bool:
        return any(self.matches(value, actual) for value in self.values) is not self.negated


class _Condition(NamedTuple):
    """One line of a Condition: an operator, a key, and the values that the operator may find."""

    operator: _Operator
    key: str
    values: tuple[str, ...]

    def holds(self, context: Mapping[str, list[str]]) -> bool:
        return self.operator(context.get(self.key), self.values)


class _Statement(NamedTuple):
    effect: str
    principals: _Choice
    actions: _Choice
    resources: _Choice
    conditions: tuple[_Condition, ...]


def _statement(statement: object) -> _Statement:
    if not isinstance(statement, dict):
        raise PolicyError(BAD_SYNTAX)
    choices = ("Principal", "NotPrincipal", "Action", "NotAction", "Resource", "NotResource")
    _check_fields(statement, {"Sid", "Effect", "Condition", *choices})
    if not isinstance(statement.get("Sid", ""), str):
        raise PolicyError(BAD_SYNTAX)
    if "Effect" not in statement:
        raise PolicyError(MISSING_FIELD.format("Effect"))
    if statement["Effect"] not in ("Allow", "Deny"):
        raise PolicyError(BAD_EFFECT.format(statement["Effect"]))
    principals = _choice(statement, "Principal", _is_principal_of)
    actions = _choice(statement, "Action", lambda pattern, actual: _is_like(pattern.lower(), actual.lower()))
    if not all(_ACTION.fullmatch(action) for action in actions.values):
        raise PolicyError(BAD_ACTION)
    resources = _choice(statement, "Resource", _is_like)
    return _Statement(statement["Effect"], principals, actions, resources, _conditions(statement.get("Condition", {})))


def _check_fields(element: dict[str, object], known: set[str]) -> None:
    for field in element:
        if field not in known:
            raise PolicyError(UNKNOWN_FIELD.format(field))


def _choice(statement: dict[str, object], field: str, matches: _Test) -> _Choice:
    negated = f"Not{field}" in statement
    if negated and field in statement:
        raise PolicyError(BAD_SYNTAX)
    if not negated and field not in statement:
        raise PolicyError(MISSING_FIELD.format(field))
    value = statement[f"Not{field}" if negated else field]
    kinds = value.values() if field == "Principal" and isinstance(value, dict) else [value]
    return _Choice(tuple([text for kind in kinds for text in _texts(kind)]), negated, matches)


def _texts(value: object) -> list[str]:
    """One text, or a list of them that is not empty."""
    values = value if isinstance(value, list) else [value]
    texts = [text for text in values if isinstance(text, str)]
    if not texts or len(texts) != len(values):
        raise PolicyError(BAD_SYNTAX)
    return texts


def _conditions(block: object) -> tuple[_Condition, ...]:
    if not isinstance(block, dict):
        raise PolicyError(BAD_SYNTAX)
    conditions = []
    for name, keys in block.items():
        operator = _operator(name)
        if not isinstance(keys, dict):
            raise PolicyError(BAD_SYNTAX)
        for key, value in keys.items():
            if not _is_condition_key(key):
                raise PolicyError(BAD_CONDITION.format(key))
            values = value if isinstance(value, list) else [value]
            texts = [
                item if isinstance(item, str) else json.dumps(item) for item in values
            ]  # true and 5 need no quotes
            conditions.append(_Condition(operator, key.lower(), tuple(texts)))
    return tuple(conditions)


def _is_condition_key(key: str) -> bool:
    prefix, _, name = key.partition(":")
    known = f"{prefix}:{name.lower()}"
    return known in _CONDITION_KEYS.split() or known.startswith(_TAG_KEYS)


def _is_resource(text: str) -> bool:
    # assumed: any ARN will do, also with wildcards, and so will "*"
    return text == "*" or aws.arn(text) is not None


def _is_principal(principal: object) -> bool:
    """Whether somebody of that name may exist: a mock cannot know who does."""
    if not isinstance(principal, dict):
        return principal == "*"
    return bool(principal) and all(
        (kind == "AWS" and (text == "*" or bool(_ACCOUNT.fullmatch(text) or _IAM_ARN.fullmatch(text))))
        or (kind == "Service" and bool(_SERVICE.fullmatch(text)))
        for kind, value in principal.items()
        for text in _texts(value)
    )


# ---------------------------------------------------------------- weighing


@lru_cache(maxsize=512)
def _pieces(wildcards: str) -> tuple[tuple[re.Pattern[str], int], ...]:
    """What stands between the stars, and how long it is; a question mark is any character."""
    pieces = wildcards.split("*")
    return tuple((re.compile(re.escape(text).replace(r"\?", "."), re.DOTALL), len(text)) for text in pieces)


def _is_like(wildcards: str, actual: str) -> bool:
    """Whether a text fits; each piece is looked for once, behind the one before it, so that many stars cost nothing."""
    (first, end), *others = _pieces(wildcards)
    if not others:
        return first.fullmatch(actual) is not None
    if first.match(actual) is None:
        return False
    last, length = others.pop()
    for piece, _ in others:
        found = piece.search(actual, end)
        if found is None:
            return False
        end = found.end()
    return len(actual) - length >= end and last.match(actual, len(actual) - length) is not None


def _account(principal: str) -> str:
    """The account that an account id or an ARN belongs to."""
    named = aws.arn(principal)
    return principal if named is None else named.account


def _is_principal_of(allowed: str, actual: str) -> bool:
    """Whether the caller is the principal; an account, or its root, is everybody in it."""
    if _ACCOUNT.fullmatch(allowed) or allowed.endswith(":root"):
        return _account(actual) == _account(allowed)
    return allowed in ("*", actual)


def _is_like_arn(wildcards: str, actual: str) -> bool:
    """ArnLike: each of the six parts is compared on its own."""
    ours, theirs = wildcards.split(":", 5), actual.split(":", 5)
    return len(ours) == len(theirs) and all(map(_is_like, ours, theirs))


def _is_in_network(network: str, address: str) -> bool:
    from ipaddress import ip_address, ip_network

    return ip_address(address) in ip_network(network, strict=False)


def _date(text: str) -> float:
    """Seconds since 1970, of an ISO 8601 date or of just that number."""
    from datetime import datetime, timezone

    if text.isdecimal():
        return float(text)
    moment = datetime.fromisoformat(text.replace("Z", "+00:00"))
    return (moment if moment.tzinfo else moment.replace(tzinfo=timezone.utc)).timestamp()


_COMPARISONS: dict[str, Callable[[float, float], bool]] = {
    "Equals": lambda ours, theirs: theirs == ours,
    "LessThan": lambda ours, theirs: theirs < ours,
    "LessThanEquals": lambda ours, theirs: theirs <= ours,
    "GreaterThan": lambda ours, theirs: theirs > ours,
    "GreaterThanEquals": lambda ours, theirs: theirs >= ours,
}


def _ordered(number: Callable[[str], float], compare: Callable[[float, float], bool]) -> _Test:
    return lambda ours, theirs: compare(number(ours), number(theirs))


_TESTS: dict[str, _Test] = {
    "StringEquals": lambda ours, theirs: ours == theirs,
    "StringEqualsIgnoreCase": lambda ours, theirs: ours.casefold() == theirs.casefold(),
    "StringLike": _is_like,
    "ArnEquals": _is_like_arn,  # as IAM documents it: no different from ArnLike
    "ArnLike": _is_like_arn,
    "Bool": lambda ours, theirs: ours.lower() == theirs.lower(),
    "BinaryEquals": lambda ours, theirs: ours == theirs,
    "IpAddress": _is_in_network,
    **{f"Date{name}": _ordered(_date, compare) for name, compare in _COMPARISONS.items()},
    **{f"Numeric{name}": _ordered(float, compare) for name, compare in _COMPARISONS.items()},
}
_NEGATIONS = {
    "StringNotEquals": "StringEquals",
    "StringNotEqualsIgnoreCase": "StringEqualsIgnoreCase",
    "StringNotLike": "StringLike",
    "ArnNotEquals": "ArnEquals",
    "ArnNotLike": "ArnLike",
    "NotIpAddress": "IpAddress",
    "DateNotEquals": "DateEquals",
    "NumericNotEquals": "NumericEquals",
}


def _operator(name: str) -> _Operator:
    """The function that compares a request's values, None if it has none, with the values of a policy."""
    if name == "Null":
        return lambda actual, values: ("true" if actual is None else "false") in [value.lower() for value in values]
    quantifier, _, rest = name.rpartition(":")
    base = rest.removesuffix("IfExists")
    if_exists = base != rest
    negated = base in _NEGATIONS
    test = _TESTS.get(_NEGATIONS.get(base, base))
    if test is None or quantifier not in ("", "ForAllValues", "ForAnyValue"):
        raise PolicyError(BAD_OPERATOR.format(name))

    def holds(actual: list[str] | None, values: tuple[str, ...]) -> bool:
        if actual is None and if_exists:
            return True
        found = [any(_passes(test, ours, theirs) for ours in values) for theirs in actual or ()]
        if quantifier == "ForAllValues":
            return all(match is not negated for match in found)
        if quantifier == "ForAnyValue":
            return any(match is not negated for match in found)
        return any(found) is not negated  # so a key that is missing satisfies every Not…

    return holds


def _passes(test: _Test, ours: str, theirs: str) -> bool:
    try:
        return test(ours, theirs)
    except ValueError:  # what is no number, date or address equals none
        return False
