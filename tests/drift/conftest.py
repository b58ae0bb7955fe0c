"""The two APIs as the contract tests see them: our functions, the installed model, and what we say is missing."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest
from botocore import xform_name

from sesmock.wire.model import service_model

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import ModuleType

    from botocore.model import OperationModel

DOCS = Path(__file__).parents[2] / "docs"
PACKAGES = {"ses": "sesmock.api.v1", "sesv2": "sesmock.api.v2"}


@pytest.fixture(scope="session")
def coverage() -> Iterator[ModuleType]:
    """docs/write_coverage.py as a module."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(DOCS)
        yield importlib.import_module("write_coverage")
        sys.modules.pop("write_coverage", None)


@pytest.fixture(params=PACKAGES)
def api(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def package(api: str) -> ModuleType:
    return importlib.import_module(PACKAGES[api])


@pytest.fixture
def functions(package: ModuleType) -> dict[str, Any]:
    """Operation as boto3 names it → the function its module has for it, or None."""
    return {
        operation: getattr(importlib.import_module(f"{package.__name__}.{home}"), operation, None)
        for home, operations in package.OPERATIONS.items()
        for operation in operations.split()
    }


@pytest.fixture
def models(api: str) -> dict[str, OperationModel]:
    """Operation as boto3 names it → its model."""
    model = service_model(api)
    return {xform_name(name): model.operation_model(name) for name in model.operation_names}


class Agreement(NamedTuple):
    """Whether two lists of names must be the same, as far as the installed botocore allows to tell.

    A fresh install brings the newest botocore: what only a newer one than COMPARED_WITH knows is news and no failure
    (`write_coverage.py --news` reports it; raising COMPARED_WITH demands a decision about it).
    What an older one does not know yet is no mistake of ours.
    """

    newer: bool
    older: bool

    def check(self, ours: set[str], theirs: set[str], what: str) -> None:
        missing = set() if self.newer else theirs - ours
        extra = set() if self.older else ours - theirs
        assert not missing, (
            f"{what}: botocore has {sorted(missing)}, sesmock neither has them nor says that it does not"
        )
        assert not extra, f"{what}: sesmock has or lists {sorted(extra)}, botocore does not"


@pytest.fixture
def agreement(botocore_is_newer: bool, botocore_is_older: bool) -> Agreement:
    return Agreement(botocore_is_newer, botocore_is_older)
