"""Receipt rule sets: the rules of a region in their order, and which set is active.

Source: SES Developer Guide, "Receiving email with Amazon SES"; API reference, CreateReceiptRuleSet and the operations
beside it. The order of checks is as recorded.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sesmock.domain.refusals import AlreadyExists, CannotDelete, Invalid, LimitExceeded, RuleNotFound, RuleSetNotFound
from sesmock.world import limits

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sesmock.domain.receiving.rule import Rule
    from sesmock.domain.region import Region

LONGEST_NAME = 64


def check_name(name: str, what: str) -> str:
    """The name of a ``what`` ("ruleName"), if it can be one; raises Invalid."""
    if len(name) > LONGEST_NAME or not re.fullmatch("[A-Za-z0-9]([A-Za-z0-9_.-]*[A-Za-z0-9])?", name):
        raise Invalid(f"Not a valid {what}: {name}")
    return name


class RuleSet:
    """A receipt rule set: ``rules`` in the order in which they are tried; ``created`` is in seconds since 1970."""

    __slots__ = ("created", "name", "number", "rules")

    def __init__(self, name: str, created: float, number: int, rules: Sequence[Rule] = ()) -> None:
        self.name = name
        self.created = created
        self.number = number  # sets are listed by it
        self.rules = list(rules)

    def __repr__(self) -> str:
        return f"<RuleSet {self.name}: {', '.join(rule.name for rule in self.rules) or 'no rules'}>"

    def rule(self, name: str) -> Rule:
        """The rule of that name; raises RuleNotFound."""
        return self.rules[self._place(name)]

    def check_new(self, name: str, after: str | None, limit: int) -> None:
        """Check that there may be one more rule of that name, behind ``after``; raises a Refusal."""
        if name in self._names():
            raise AlreadyExists(f"Rule already exists: {name}", Name=name)
        if len(self.rules) >= limit:
            raise LimitExceeded(limits.TOO_MANY_RULES)
        self._place_behind(after)

    def add(self, rule: Rule, after: str | None = None) -> None:
        """Put a new rule behind another, or first; raises RuleNotFound if there is no such other."""
        self.rules.insert(self._place_behind(after), rule)

    def replace(self, rule: Rule) -> None:
        """Put a rule in the place of that of the same name; raises RuleNotFound."""
        self.rules[self._place(rule.name)] = rule

    def remove(self, name: str) -> None:
        """Forget a rule; an unknown one is as good as forgotten."""
        self.rules = [rule for rule in self.rules if rule.name != name]

    def move(self, name: str, after: str | None) -> None:
        """Put a rule behind another, or first; behind itself it stays. Raises RuleNotFound for either."""
        place = self._place(name)
        self._place_behind(after)
        if name != after:
            moved = self.rules.pop(place)
            self.rules.insert(self._place_behind(after), moved)

    def reorder(self, names: Sequence[str]) -> None:
        """Bring the rules into the order of ``names``, each of which is there once; raises a Refusal."""
        seen: set[str] = set()
        for name in names:
            if name in seen:
                raise Invalid(f"Multiple positions found for rule: {name}")
            seen.add(name)
        left_out = [name for name in self._names() if name not in seen]
        if left_out:
            raise Invalid(f"Positions for rules not found: {', '.join(left_out)}")
        self.rules = [self.rule(name) for name in names]

    def _names(self) -> list[str]:
        return [rule.name for rule in self.rules]

    def _place(self, name: str) -> int:
        try:
            return self._names().index(name)
        except ValueError:
            raise RuleNotFound(name) from None

    def _place_behind(self, name: str | None) -> int:
        return 0 if name is None else self._place(name) + 1


class RuleSets(dict[str, RuleSet]):
    """The receipt rule sets of one region by name, oldest first."""

    def __init__(self, region: Region) -> None:
        super().__init__()
        self._region = region
        self._active: str | None = None
        self._made = 0

    @property
    def active(self) -> RuleSet | None:
        """The set that mail goes through."""
        return None if self._active is None else self[self._active]

    def require(self, name: str, *rule_names: str | None) -> RuleSet:
        """The set of that name; raises Invalid for an impossible name, of a rule too, else RuleSetNotFound.

        That names of rules come before the set is recorded for new rules.
        """
        check_name(name, "ruleSetName")
        for rule_name in rule_names:
            if rule_name is not None:
                check_name(rule_name, "ruleName")
        found = self.get(name)
        if found is None:
            raise RuleSetNotFound(name)
        return found

    def create(self, name: str) -> RuleSet:
        """A new set without rules; raises a Refusal."""
        self._check_new(name)
        return self._keep(name)

    def clone(self, name: str, original: str) -> RuleSet:
        """A new set with the rules of another; raises a Refusal.

        Their targets are not tried again (assumed).
        """
        check_name(name, "ruleSetName")
        check_name(original, "ruleSetName")
        if name in self:
            raise _exists(name)
        source = self.require(original)
        self._check_new(name)  # that the number comes last is assumed
        return self._keep(name, source.rules)

    def delete(self, name: str) -> None:
        """Forget a set with its rules; an unknown one is as good as forgotten, the active one is refused."""
        if check_name(name, "ruleSetName") == self._active:
            raise CannotDelete(name)
        self.pop(name, None)

    def activate(self, name: str | None) -> None:
        """Let mail go through that set and no other; None: receive none. Raises a Refusal for an unknown set."""
        self._active = None if name is None else self.require(name).name

    def behind(self, place: str) -> Iterator[tuple[int, RuleSet]]:
        """The sets that were made after the one at ``place`` ("": all), each with its place."""
        return ((found.number, found) for found in self.values() if found.number > int(place or 0))

    def _check_new(self, name: str) -> None:
        if check_name(name, "ruleSetName") in self:
            raise _exists(name)
        if len(self) >= self._region.world.limits.receipt_rule_sets:
            raise LimitExceeded(limits.TOO_MANY_RULE_SETS)

    def _keep(self, name: str, rules: Sequence[Rule] = ()) -> RuleSet:
        self._made += 1
        made = self[name] = RuleSet(name, self._region.now(), self._made, rules)
        return made


def _exists(name: str) -> AlreadyExists:
    return AlreadyExists(f"Rule set already exists: {name}", Name=name)
