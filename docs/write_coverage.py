"""Write docs/coverage.md, the count in README.md and sesmock/api/members.json: they follow from code and models.

``python docs/write_coverage.py`` writes them. The members inside parameters that are recorded already are taken over
anew only from the very botocore that the code says it was compared with (``COMPARED_WITH``): to record them is to say
that a function reads them. ``--news`` writes nothing and prints what the installed botocore has that nobody has decided
about; it exits with 1 if there is anything (for a scheduled run).
"""

from __future__ import annotations

import importlib
import json
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import botocore
from botocore import xform_name

from sesmock.api import COMPARED_WITH, keywords, members
from sesmock.wire.model import service_model

if TYPE_CHECKING:
    from collections.abc import Callable

PAGE = Path(__file__).with_name("coverage.md")
README = PAGE.parents[1] / "README.md"
PACKAGES = {"ses": "v1", "sesv2": "v2"}


def package(api: str) -> Any:
    """The package of an API, in which the table of its operations stands."""
    return importlib.import_module(f"sesmock.api.{PACKAGES[api]}")


def answered(api: str) -> dict[str, str]:
    """Operation → name of the module that answers it."""
    return {name: home for home, names in package(api).OPERATIONS.items() for name in names.split()}


def missing(api: str) -> dict[str, str]:
    """Operation → why it is not answered."""
    return {name: reason for reason, names in package(api).MISSING.items() for name in names.split()}


def function(api: str, operation: str) -> Callable[..., Any]:
    """The function that answers an operation."""
    home = importlib.import_module(f"{package(api).__name__}.{answered(api)[operation]}")
    found: Callable[..., Any] = getattr(home, operation)
    return found


def without(api: str, operation: str) -> set[str]:
    """The parameters that a function says it does not take."""
    return set(vars(function(api, operation)).get("without", "").split())


def coverage() -> str:
    """The page."""
    lines = [
        "# Coverage",
        "",
        "Written by `docs/write_coverage.py`; do not edit. An operation that is not answered raises",
        f"`OperationNotWritten` and reaches no network. Compared with botocore {COMPARED_WITH}.",
    ]
    for api, version in PACKAGES.items():
        here, gone = answered(api), missing(api)
        lines += [
            "",
            f"## `{api}`: {len(here)} of {len(here) + len(gone)} operations",
            "",
            "| Operation | Answered in |",
            "|---|---|",
        ]
        for operation in sorted({*here, *gone}):
            if operation in here:
                where = f"[{here[operation]}](../sesmock/api/{version}/{here[operation]}.py)"
                if names := without(api, operation):
                    where += f", without {', '.join(f'`{name}`' for name in sorted(names))}"
            else:
                where = f"– {gone[operation]}"
            lines.append(f"| `{operation}` | {where} |")
    return "\n".join(lines) + "\n"


def readme() -> str:
    """README.md with the count as it is now."""
    here = sum(len(answered(api)) for api in PACKAGES)
    there = here + sum(len(missing(api)) for api in PACKAGES)
    count = f"{here} of {there} operations of botocore {COMPARED_WITH} "
    return re.sub(r"\d+ of \d+ operations of botocore \S+ ", count, README.read_text(encoding="utf-8"))


def nested() -> dict[str, dict[str, members.Tree]]:
    """The members inside the parameters that the functions take, as the installed botocore has them."""
    found = {}
    for api in PACKAGES:
        model = service_model(api)
        for name in model.operation_names:
            shape = model.operation_model(name).input_shape
            if shape is None or xform_name(name) not in answered(api):
                continue
            taken = keywords(function(api, xform_name(name)))
            trees = {p: members.tree(member) for p, member in shape.members.items() if xform_name(p) in taken}
            if trees := {parameter: tree for parameter, tree in trees.items() if tree}:
                found[f"{api}.{name}"] = trees
    return found


def record() -> str:
    """What members.json should say: an operation on each line."""
    old = {} if botocore.__version__ == COMPARED_WITH else members.record()
    new = {operation: {**trees, **old.get(operation, {})} for operation, trees in nested().items()}
    lines = [f"{json.dumps(operation)}: {json.dumps(trees)}" for operation, trees in sorted({**old, **new}.items())]
    return "{\n" + ",\n".join(lines) + "\n}\n"


def news() -> list[str]:
    """Operations, and members inside parameters, of the installed botocore that nobody has decided about."""
    found = []
    for api in PACKAGES:
        model = service_model(api)
        for name in model.operation_names:
            operation = xform_name(name)
            if operation not in {*answered(api), *missing(api)}:
                found.append(f"{api}.{operation}")
            elif operation in answered(api) and (shape := model.operation_model(name).input_shape) is not None:
                taken = keywords(function(api, operation))
                known = taken | without(api, operation)
                found += [f"{api}.{operation}({p})" for p in map(xform_name, shape.members) if p not in known]
                found += [f"{api}.{operation}: {m}" for m in members.newer(f"{api}.{name}", shape, taken)]
    return found


def main() -> int:
    """Write the page and the record, or print the news."""
    if "--news" in sys.argv[1:]:
        found = news()
        print(*found, sep="\n")
        return 1 if found else 0
    PAGE.write_text(coverage(), encoding="utf-8")
    README.write_text(readme(), encoding="utf-8")
    members.RECORD.write_text(record(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
