"""Tags: the rules that every tag-taking operation of v2 shares, in SES's order (probed 2026-08-23)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sesmock.domain.refusals import ConstraintViolated, Invalid

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    Tags = Sequence[tuple[str, str | None]]

_TOO_MANY = "Maximum of {limit} user tags are allowed per resource, consider reducing the number of tags in the request"
_CHARACTERS = "Tags can only contain letters, numbers, spaces, and the following special characters: _ . : / = + - @"
_SYSTEM = "Caller is an end user and not allowed to mutate system tags"
_TWICE = "Cannot provide multiple tags with the same key"


def _allowed(text: str) -> bool:
    from unicodedata import category

    return all(c in "_.:/=+-@" or category(c)[0] in "LNZ" for c in text)


def checked(tags: Tags, present: Mapping[str, str] | None = None, limit: int = 50) -> dict[str, str]:
    """The tags that a resource has once ``tags``, keys with their values, are added to those present.

    Raises Invalid, in the order SES checks: number, characters, reserved keys, lengths, empty and repeated keys.
    """
    if not tags:
        return dict(present or {})
    merged = {**(present or {}), **{key: value or "" for key, value in tags}}
    if len(merged) > limit or len(tags) > limit:
        too_many = _TOO_MANY.format(limit=limit)
        raise Invalid(too_many if present is None else f"{too_many} or delete existing tags and retry")
    for key, value in tags:
        if value is None or not _allowed(value) or not _allowed(key):
            raise Invalid(_CHARACTERS)
    if any(key.lower().startswith("aws:") for key, _ in tags):
        raise Invalid(_SYSTEM)
    for number, (key, value) in enumerate(tags, 1):
        if len(value or "") > 256:
            raise ConstraintViolated(f"tags.{number}.member.value", "have length less than or equal to 256")
        if len(key) > 128:
            raise ConstraintViolated(f"tags.{number}.member.key", "have length less than or equal to 128")
    if any(not key for key, _ in tags):
        raise Invalid(None)
    if len({key for key, _ in tags}) != len(tags):
        raise Invalid(_TWICE)
    return merged


def without(tags: Mapping[str, str], keys: Iterable[str]) -> dict[str, str]:
    """What is left when these keys are taken away; keys that are not there are no matter."""
    gone = set(keys)
    return {key: value for key, value in tags.items() if key not in gone}
