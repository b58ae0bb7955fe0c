"""Rules are written: what is checked of them, and in which order.

Source: API reference, CreateReceiptRule and UpdateReceiptRule; the order is recorded for the first, and assumed to be
the same for the second.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sesmock.domain.receiving import targets
from sesmock.domain.receiving.rule import Stop
from sesmock.domain.receiving.rule_sets import RuleSets
from sesmock.domain.refusals import Invalid, LimitExceeded
from sesmock.world import limits

if TYPE_CHECKING:
    from collections.abc import Callable

    from sesmock.domain.receiving.rule import Rule
    from sesmock.domain.region import Region

_LABEL = "[a-z0-9]([a-z0-9-]*[a-z0-9])?"
# Assumed: one label will do, and of a local part only white space and what is not ASCII is refused.
_RECIPIENT = rf"([!-?A-~]+@|\.)?{_LABEL}(\.{_LABEL})*"


def create(region: Region, set_name: str, name: str, read: Callable[[], Rule], after: str | None = None) -> None:
    """Put a new rule into a set, behind another or first; raises a Refusal, and then changes nothing.

    ``read`` makes the rule once its place is found; what it raises is raised.
    """
    held = region.of(RuleSets).require(set_name, name, after)  # the name before that of ``after``: assumed
    held.check_new(name, after, region.world.limits.receipt_rules_per_set)
    rule = _checked(region, read())
    held.add(rule, after)
    targets.introduce(region, rule)


def update(region: Region, set_name: str, name: str, read: Callable[[], Rule]) -> None:
    """Replace a rule whole; raises a Refusal, and then changes nothing."""
    held = region.of(RuleSets).require(set_name, name)
    held.rule(name)
    rule = _checked(region, read())
    held.replace(rule)
    targets.introduce(region, rule)


def _checked(region: Region, rule: Rule) -> Rule:
    """The rule as SES keeps it: recipients in lower case, once each, sorted (recorded); raises a Refusal."""
    recipients = {_recipient(recipient) for recipient in rule.recipients}
    if len(rule.actions) > region.world.limits.receipt_actions_per_rule:
        raise LimitExceeded(limits.TOO_MANY_ACTIONS)
    if any(isinstance(action, Stop) for action in rule.actions[:-1]):
        raise Invalid("Stop action, if any, must be placed at the end of the actions list")
    for action in rule.actions:
        targets.check(region, action)
    return rule._replace(recipients=tuple(sorted(recipients)))


def _recipient(text: str) -> str:
    """A condition in lower case: an address, a domain, or a domain behind a dot; raises Invalid."""
    lowered = text.lower()
    if not text.isascii() or not re.fullmatch(_RECIPIENT, lowered):
        raise Invalid(f"Invalid recipient: {text}")
    return lowered
