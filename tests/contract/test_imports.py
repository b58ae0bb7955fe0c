"""The rooms depend on each other in one direction: hooks → cloud → wire, api → domain → mail, dns."""

from __future__ import annotations

import ast
import importlib
from pathlib import Path

import pytest

import sesmock

ROOT = Path(sesmock.__file__).parent

# What each room may import of sesmock, besides itself and `errors`.
MAY_IMPORT = {
    "mail": set(),
    "dns": set(),
    "domain": {"mail", "dns"},
    "wire": set(),
    "api": {"wire", "domain", "mail", "dns"},
    "hooks": {"_active", "cloud", "wire"},
}
# Rooms that must work without botocore and boto3.
PLAIN = {"mail", "dns", "domain"}


def imports(room: str, *, typing: bool) -> set[tuple[str, str]]:
    """(file, module) of every import in a room, those under TYPE_CHECKING only if asked for."""
    found = set()
    for file in (ROOT / room).rglob("*.py"):
        tree = ast.parse(file.read_text(encoding="utf-8"))
        blocks = [n for n in ast.walk(tree) if isinstance(n, ast.If) and ast.unparse(n.test) == "TYPE_CHECKING"]
        for_types = {node for block in blocks for node in ast.walk(block)}
        for node in ast.walk(tree):
            if node in for_types and not typing:
                continue
            if isinstance(node, ast.Import):
                found |= {(file.name, alias.name) for alias in node.names}
            elif isinstance(node, ast.ImportFrom):
                assert node.level == 0, f"{file}: a relative import"
                names = [f"sesmock.{alias.name}" for alias in node.names] if node.module == "sesmock" else [node.module]
                found |= {(file.name, name) for name in names}
    return found


@pytest.mark.parametrize("room", MAY_IMPORT)
def test_a_room_imports_only_what_is_below_it(room):
    allowed = MAY_IMPORT[room] | {"errors", room}
    ours = {(file, name) for file, name in imports(room, typing=False) if name.split(".")[0] == "sesmock"}

    assert {(file, name) for file, name in ours if name.split(".")[1] not in allowed} == set()


@pytest.mark.parametrize("room", sorted(PLAIN))
def test_domain_mail_and_dns_know_nothing_of_botocore(room):
    packages = {(file, name.split(".")[0]) for file, name in imports(room, typing=True)}

    assert {(file, name) for file, name in packages if name in {"botocore", "boto3", "s3transfer"}} == set()


def test_v1_and_v2_do_not_know_each_other():
    assert [name for _, name in imports("api/v1", typing=True) if name.startswith("sesmock.api.v2")] == []
    assert [name for _, name in imports("api/v2", typing=True) if name.startswith("sesmock.api.v1")] == []


def test_every_room_is_in_the_picture():
    packages = {file.parent.name for file in ROOT.glob("*/__init__.py")}

    assert packages == MAY_IMPORT.keys()


def test_every_public_name_has_one_home():
    homes = {name: importlib.import_module(f"sesmock.{home}") for name, home in sesmock._HOMES.items()}

    assert sorted(sesmock.__all__) == sorted(homes)
    for name, home in homes.items():
        value = getattr(sesmock, name)
        assert value is getattr(home, name)
        assert getattr(value, "__module__", home.__name__) == home.__name__, name


def test_a_name_that_is_not_public_is_refused():
    with pytest.raises(AttributeError, match="module 'sesmock' has no attribute 'Clouds'"):
        _ = sesmock.Clouds
