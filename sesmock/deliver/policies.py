"""Whether a policy lets SES in: who SES is there, and what it asks for.

Sources: IAM User Guide, "Policy evaluation logic"; SES Developer Guide, "Giving permissions to Amazon SES".
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

SES = "ses.amazonaws.com"

# What SES says of itself, and its guide has in policies. Other keys say something of callers that SES is not, as
# AWS:SourceOwner does in the policy that a new topic has.
_SAID = {"aws:sourceaccount", "aws:sourcearn", "aws:referer"}


def allows(policy: Mapping[str, Any], action: str) -> bool:
    """Whether SES may do something, as far as principals and actions say: Deny wins, and silence is no.

    Which account and configuration set or identity SES comes for is not known here (assumed): conditions on those count
    as if they held, others do not.
    """
    effects = {
        statement["Effect"]
        for statement in _list(policy.get("Statement"))
        if _concerns_ses(statement.get("Principal"))
        and any(_is_like(pattern, action) for pattern in _list(statement.get("Action")))
        and _may_hold(statement["Effect"], statement.get("Condition") or {})
    }
    return effects == {"Allow"}


def _may_hold(effect: str, conditions: Mapping[str, Mapping[str, Any]]) -> bool:
    if effect == "Deny":
        return not conditions
    return all(key.lower() in _SAID for block in conditions.values() for key in block)


def _concerns_ses(principal: Any) -> bool:
    if isinstance(principal, str):
        return principal == "*"
    found = principal or {}
    return SES in _list(found.get("Service")) or "*" in [*_list(found.get("Service")), *_list(found.get("AWS"))]


def _is_like(pattern: str, action: str) -> bool:
    """Actions are compared without regard to case, and with wildcards."""
    wild = re.escape(pattern).replace(r"\*", ".*").replace(r"\?", ".")
    return re.fullmatch(wild, action, re.IGNORECASE) is not None


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]
