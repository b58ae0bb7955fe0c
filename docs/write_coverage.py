"""Write docs/coverage.md: every operation of both APIs, and where sesmock answers it or why it does not.

``python docs/write_coverage.py`` writes the page. ``--news`` writes nothing and prints what the installed botocore has
that neither ``ROOMS`` nor `gaps.py` knows; it exits with 1 if there is anything (for a scheduled run).
"""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

from gaps import GAPS, KNOWN_BOTOCORE, PARAMETER_GAPS

PAGE = Path(__file__).with_name("coverage.md")
APIS = {"ses": "v1", "sesv2": "v2"}


def rooms(api: str) -> dict[str, str]:
    """Operation → name of the module that answers it."""
    package = importlib.import_module(f"sesmock.api.{APIS[api]}")
    return {operation: room for room, operations in package.ROOMS.items() for operation in operations.split()}


def gaps(api: str) -> dict[str, str]:
    """Operation → why it is not answered."""
    return {operation: reason for reason, operations in GAPS[api].items() for operation in operations.split()}


def coverage() -> str:
    """The page."""
    lines = [
        "# Coverage",
        "",
        "Written by `docs/write_coverage.py`; do not edit. An operation that is not answered raises",
        f"`OperationNotWritten` and reaches no network. Compared with botocore {KNOWN_BOTOCORE}.",
    ]
    for api, version in APIS.items():
        answered, missing = rooms(api), gaps(api)
        lines += [
            "",
            f"## `{api}`: {len(answered)} of {len(answered) + len(missing)} operations",
            "",
            "| Operation | Answered in |",
            "|---|---|",
        ]
        for operation in sorted({*answered, *missing}):
            if operation in answered:
                room = answered[operation]
                where = f"[{room}](../sesmock/api/{version}/{room}.py)"
                if operation in PARAMETER_GAPS[api]:
                    names = ", ".join(f"`{name}`" for name in sorted(PARAMETER_GAPS[api][operation].split()))
                    where += f", without {names}"
            else:
                where = f"– {missing[operation]}"
            lines.append(f"| `{operation}` | {where} |")
    return "\n".join(lines) + "\n"


def news() -> list[str]:
    """Operations of the installed botocore that nobody has decided about."""
    from botocore import xform_name
    from botocore.session import Session

    found = []
    for api in APIS:
        known = {*rooms(api), *gaps(api)}
        operations = Session().get_service_model(api).operation_names
        found += [f"{api}.{name}" for name in map(xform_name, operations) if name not in known]
    return found


def main() -> int:
    """Write the page, or print the news."""
    if "--news" in sys.argv[1:]:
        found = news()
        print(*found, sep="\n")
        return 1 if found else 0
    PAGE.write_text(coverage(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
