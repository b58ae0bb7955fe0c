"""Lists by pages: the page rule that an operation declares beside its function, and the tokens.

A token names the kind of resource, the account and region, and the place it continues from; both APIs understand
each other's, nobody else's is taken. It stays good while things come and go (probed 2026-09/10).
"""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any, NamedTuple

from sesmock.domain.refusals import Invalid

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from sesmock.api import PageRule
    from sesmock.domain.refusals import Refusal
    from sesmock.domain.region import Region


class Page(NamedTuple):
    """One page of a list, and the token of the next (None: this was the last)."""

    items: list[Any]
    next_token: str | None


def checked_size(rule: PageRule, size: int | None) -> int:
    """How many to serve; raises Invalid where the operation refuses the size."""
    if size is None:
        return rule.default
    if not 1 <= size <= rule.most:
        if rule.size is not None:
            raise Invalid(rule.size.format(size=size))
        return rule.default if rule.served is None else rule.served
    return size


def page(
    region: Region,
    rule: PageRule,
    read: Callable[[str], Iterable[tuple[object, Any]]],
    token: str | None,
    size: int | None,
    scope: str = "",
) -> Page:
    """One page of what ``read(place)`` yields behind a place ("" is the start): pairs of place and item.

    ``scope`` binds the token further, to a filter or a name. Raises Invalid for a bad size, then for a bad token.
    """
    count = checked_size(rule, size)
    seal = f"{rule.kind}/{region.account}/{region.name}/{scope}/"
    place = _open(region, rule, seal, token) if token else ""
    items: list[Any] = []
    last: object = place
    for at, item in read(place):
        if len(items) == count:
            text = str(last)
            return Page(items, _token(region.world.ids.seal(seal + text) + text))
        items.append(item)
        last = at
    return Page(items, None)


def by_name(things: dict[str, Any]) -> Callable[[str], Iterable[tuple[object, Any]]]:
    """Read a mapping in the order of its names."""
    return lambda place: ((name, things[name]) for name in sorted(things) if name > place)


def _token(text: str) -> str:
    return base64.urlsafe_b64encode(text.encode()).decode()


def _open(region: Region, rule: PageRule, seal: str, token: str) -> str:
    try:
        text = base64.urlsafe_b64decode(token.encode()).decode()
    except ValueError:
        text = ""
    place = text[12:]
    if not text or text[:12] != region.world.ids.seal(seal + place) or _token(text) != token:
        raise bad_token(rule, token)
    return place


def bad_token(rule: PageRule, token: str) -> Refusal:
    """The refusal of a token that is not this list's."""
    return rule.bad_token(None if rule.token is None else rule.token.format(token=token))
