"""The first two of SES's three layers of "no": what cannot be read at all, and what breaks the model's constraints.

The third, the rules of the service, is the domain's. How SES words its constraints, and in which order, is recorded in
the tables below; where a single operation goes another way, whoever answers it says so by `Overrides`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from botocore.model import StructureShape

    Rule = tuple[Callable[[Any], object], str]
    Check = Callable[[Any], list["_Violation"]]


class Malformed(Exception):
    """A request SES refuses before any rule of the service is asked: ``code`` and ``message`` are its own."""

    def __init__(self, code: str, message: str | None = None, operation: str | None = None) -> None:
        super().__init__(code, message)
        self.code = code
        self.message = message
        self.operation = operation


class UnknownRoute(Exception):
    """A request that names no operation of the model: a bug of the caller's, or another service's request."""

    def __init__(self, method: str, path: str) -> None:
        super().__init__(f"{method} {path}")
        self.method = method
        self.path = path


# Sets whose printed order was seen in SES's answers; all others print in model order.
ENUM_ORDER = (
    ("Allow", "Block"),
    ("BOUNCE", "COMPLAINT"),
    ("Base64", "UTF-8"),
    ("Bounce", "Complaint", "Delivery"),
    ("CSV", "JSON"),
    ("EN", "JA"),
    ("ENABLED", "DISABLED"),
    ("MARKETING", "TRANSACTIONAL"),
    ("OPTIONAL", "REQUIRE"),
    ("OPT_OUT", "OPT_IN"),
    ("Optional", "Require"),
    ("REJECT_MESSAGE", "USE_DEFAULT_VALUE"),
    ("RejectMessage", "UseDefaultValue"),
    ("RequestResponse", "Event"),
    ("TENANT", "ACCOUNT"),
)

# Shapes whose violations were seen in another order than the model's members; the rest follow in model order.
ERROR_ORDER = {
    "BounceAction": ("SmtpReplyCode", "Sender", "Message"),
    "CloneReceiptRuleSetRequest": ("OriginalRuleSetName", "RuleSetName"),
    "SNSAction": ("Encoding", "TopicArn"),
    "SendEmailRequest": ("Source", "Message", "Destination"),
}


class Overrides:
    """Where an operation departs from the constraints of its model.

    ``unenforced`` maps the dotted path of a member (items of a list have the list's own path) to the traits SES does
    not enforce there, because a sentence of the service speaks instead. A required top-level member of v2 that is in it
    and absent from the request is handed on empty ("", [], {}, or None), so that it can be spoken of.
    ``shows_values``: it prints the offending value, as the newer ones do: "Value 'x' at 'y'" instead of "Value at 'y'".
    ``unstated`` maps the dotted path of a member (items of a list: with ``.member`` behind it) to the traits that SES
    enforces there, although the model does not state them. ``first`` is given the parameters (of v1) before all
    constraints are asked, and raises `Malformed` for what SES looks at before these.
    """

    __slots__ = ("first", "shows_values", "unenforced", "unstated")

    def __init__(
        self,
        unenforced: Mapping[str, str],
        *,
        shows_values: bool,
        unstated: Mapping[str, Mapping[str, Any]] | None = None,
        first: Callable[[Mapping[str, object]], None] | None = None,
    ) -> None:
        self.unenforced = unenforced
        self.shows_values = shows_values
        self.unstated = unstated or {}
        self.first = first


AS_MODELLED = Overrides({}, shows_values=False)


class _Violation(NamedTuple):
    """What a value breaks: ``path`` is relative to whoever checked."""

    path: str
    value: object
    constraint: str


_NOT_NULL = "Member must not be null"
_PRINTED = {frozenset(values): values for values in ENUM_ORDER}
_EMPTY: Mapping[str, Callable[[], object]] = {"string": str, "list": list, "map": dict, "structure": dict}


def checker(
    shape: StructureShape, keywords: Mapping[str, str], overrides: Overrides
) -> Callable[[Mapping[str, object]], str | None] | None:
    """A function that says which constraints of ``shape`` an operation's parameters break; None: it has none.

    Its argument is the parameters by keyword (``keywords``: member name to keyword); its answer is the message of
    SES, or None if all is well.
    """
    check = _structure(shape, overrides, "", keywords)
    if check is None:
        return None
    shown = overrides.shows_values

    def say(parameters: Mapping[str, object]) -> str | None:
        violations = check(parameters)
        if not violations:
            return None
        count = len(violations)
        head = "1 validation error" if count == 1 else f"{count} validation errors"
        return f"{head} detected: " + "; ".join([_sentence(violation, shown) for violation in violations])

    return say


def defaults(
    shape: StructureShape, keywords: Mapping[str, str], overrides: Overrides
) -> tuple[tuple[str, Callable[[], object]], ...]:
    """The keywords of required members of v2 whose absence the service judges, with what makes their empty value."""
    return tuple(
        (keywords[name], _EMPTY.get(member.type_name, lambda: None))
        for name, member in shape.members.items()
        if name in shape.required_members and "required" in overrides.unenforced.get(name, "").split()
    )


def _sentence(violation: _Violation, shown: bool) -> str:
    path, value, constraint = violation
    if not shown:
        value = ""
    elif value is None:
        value = " null"
    else:
        value = f" '{value}'"
    return f"Value{value} at '{path[1:]}' failed to satisfy constraint: {constraint}"


def _compile(shape: Any, overrides: Overrides, where: str) -> Check | None:
    """A function that lists what a value of ``shape`` breaks; None: nothing can be broken.

    ``where`` is the dotted path of model names that `Overrides` speaks of.
    """
    if shape.type_name == "structure":
        return _structure(shape, overrides, where)
    checks = _item_checks(shape, overrides, where)
    if rules := _rules(shape, overrides, where):
        checks.insert(0, _own(rules))
    if len(checks) > 1:
        return lambda value: [violation for check in checks for violation in check(value)]
    return checks[0] if checks else None


def _item_checks(shape: Any, overrides: Overrides, where: str) -> list[Check]:
    """The checks of what a list or a map contains."""
    checks: list[Check] = []
    if shape.type_name == "list":
        if shape.member.type_name == "structure":
            if (check := _structure(shape.member, overrides, where)) is not None:
                checks.append(_each_structure(check))
        elif rules := _rules(shape.member, overrides, where, f"{where}.member"):
            checks.append(_each(rules, "Member must satisfy constraint", iter))
    elif shape.type_name == "map":
        if rules := _rules(shape.key, overrides, where):
            checks.append(_each(rules, "Map keys must satisfy constraint", iter))
        if rules := _rules(shape.value, overrides, where):
            checks.append(_each(rules, "Map value must satisfy constraint", lambda given: given.values()))
    return checks


def _structure(
    shape: StructureShape, overrides: Overrides, where: str, keywords: Mapping[str, str] | None = None
) -> Check | None:
    members = []
    first = ERROR_ORDER.get(shape.name, ())
    for name in sorted(shape.members, key=lambda name: first.index(name) if name in first else len(first)):
        path = f"{where}.{name}" if where else name
        required = name in shape.required_members and "required" not in overrides.unenforced.get(path, "").split()
        check = _compile(shape.members[name], overrides, path)
        if required or check is not None:
            key = name if keywords is None else keywords[name]
            members.append((key, f".{name[0].lower()}{name[1:]}", required, check))
    if not members:
        return None

    def violations(value: Mapping[str, object]) -> list[_Violation]:
        found = []
        for key, label, required, check in members:
            given = value.get(key)
            if given is None:
                if required:
                    found.append(_Violation(label, None, _NOT_NULL))
            elif check is not None and (inner := check(given)):
                found.extend([violation._replace(path=label + violation.path) for violation in inner])
        return found

    return violations


def _own(rules: list[Rule]) -> Check:
    """A check of a value against the rules of its own shape: one violation for each that does not hold."""
    return lambda value: [_Violation("", value, text) for holds, text in rules if not holds(value)]


def _each(rules: list[Rule], lead: str, items: Callable[[Any], Any]) -> Check:
    """A check of all scalars in a list or map: one violation at the container, which names all their constraints."""
    texts = ", ".join([text for _, text in rules])

    def violations(value: Any) -> list[_Violation]:
        for item in items(value):
            for holds, _ in rules:
                if not holds(item):
                    return [_Violation("", value, f"{lead}: [{texts}]")]
        return []

    return violations


def _each_structure(check: Check) -> Check:
    """A check of the structures in a list, which are counted from 1 in the path."""
    return lambda value: [
        violation._replace(path=f".{number}.member{violation.path}")
        for number, item in enumerate(value, 1)
        for violation in check(item)
    ]


def _rules(shape: Any, overrides: Overrides, where: str, here: str | None = None) -> list[Rule]:
    """The constraints of a shape's own values, each with the words SES has for it; ``here`` is its path if not that."""
    dropped = overrides.unenforced.get(where, "").split()
    traits = {name: value for name, value in shape.metadata.items() if name not in dropped}
    traits.update(overrides.unstated.get(here or where, {}))
    numeric = shape.type_name in {"integer", "long", "float", "double"}
    measured = "value" if numeric else "length"
    rules: list[Rule] = []
    if (high := traits.get("max")) is not None:
        most = f"Member must have {measured} less than or equal to {high}"
        rules.append(((lambda value: value <= high) if numeric else (lambda value: len(value) <= high), most))
    if (low := traits.get("min")) is not None:
        least = f"Member must have {measured} greater than or equal to {low}"
        rules.append(((lambda value: value >= low) if numeric else (lambda value: len(value) >= low), least))
    if (pattern := traits.get("pattern")) is not None:
        rules.append((_matcher(pattern), f"Member must satisfy regular expression pattern: {pattern}"))
    if values := traits.get("enum"):
        printed = _PRINTED.get(frozenset(values), values)
        rules.append((frozenset(values).__contains__, f"Member must satisfy enum value set: [{', '.join(printed)}]"))
    return rules


def _matcher(pattern: str) -> Callable[[str], object]:
    """A full match of a Java pattern, compiled when first asked; what Python cannot read of a newer model matches."""

    def matches(value: str) -> object:
        try:
            return re.fullmatch(pattern, value, re.ASCII)
        except re.error:
            return True

    return matches
