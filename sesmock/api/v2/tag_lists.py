"""Tags as v2 writes them: ``[{"Key": …, "Value": …}]``."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    TagList = Iterable[Mapping[str, str | None]]

# Wherever something is made with tags, sentences of the service speak of them.
UNENFORCED = {"Tags.Key": "required", "Tags.Value": "required"}


def pairs(tags: TagList | None) -> list[tuple[str, str | None]]:
    """Keys and values; a key that is left out is an empty one."""
    return [(tag.get("Key") or "", tag.get("Value")) for tag in tags or ()]


def listed(tags: Mapping[str, str]) -> list[dict[str, str]]:
    """Tags as they are shown."""
    return [{"Key": key, "Value": value} for key, value in tags.items()]
