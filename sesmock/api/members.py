"""Members of nested structures that are newer than the functions here, so that none is dropped in silence.

``members.json`` tells what the functions take: operation → parameter → the members inside it, as a tree.
``docs/write_coverage.py`` writes it down from botocore's model, and a drift test says when it no longer holds. It is
read only where the installed botocore is another than the one that the functions were compared with.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, cast

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from botocore.model import StructureShape

    Tree = dict[str, "Tree"]

RECORD = Path(__file__).with_name("members.json")


class Member(NamedTuple):
    """A nested member: the keyword it is passed under, and its path by the model's names, that of the keyword first."""

    keyword: str
    path: tuple[str, ...]

    def __str__(self) -> str:
        return ".".join(self.path)

    def used(self, parameters: Mapping[str, object]) -> bool:
        """Whether a request says it."""
        return self.keyword in parameters and _says(parameters[self.keyword], self.path[1:])


def _says(value: object, path: tuple[str, ...]) -> bool:
    if not path:
        return True
    if isinstance(value, list):
        return any(_says(item, path) for item in value)
    return isinstance(value, dict) and path[0] in value and _says(value[path[0]], path[1:])


def tree(shape: Any) -> Tree:
    """The members of the structures within a shape; no shape of SES contains itself (a drift test says so)."""
    if shape.type_name == "list":
        return tree(shape.member)
    if shape.type_name == "structure":
        return {name: tree(member) for name, member in shape.members.items()}
    return {}


def record() -> dict[str, dict[str, Tree]]:
    """What is recorded: ``ses.SendEmail`` and so on → parameter → tree."""
    return cast("dict[str, dict[str, Tree]]", json.loads(RECORD.read_text(encoding="utf-8")))


def newer(operation: str, shape: StructureShape, takes: Collection[str]) -> tuple[Member, ...]:
    """The nested members of an operation's input that are not recorded, within the parameters that it takes."""
    from botocore import xform_name

    known = record().get(operation, {})
    return tuple(
        Member(keyword, path)
        for name, member in shape.members.items()
        if (keyword := xform_name(name)) in takes
        for path in _missing(tree(member), known.get(name, {}), (name,))
    )


def _missing(theirs: Tree, ours: Tree, path: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    for name, inner in theirs.items():
        if name in ours:
            yield from _missing(inner, ours[name], (*path, name))
        else:
            yield (*path, name)
