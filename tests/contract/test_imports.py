"""The rooms depend on each other in one direction, and so does every import, those for types only included."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

import pytest

import sesmock

ROOT = Path(sesmock.__file__).parent

# Single modules below everything.
GROUND = {"errors", "hints"}
# What each room may import of sesmock, besides itself and the ground.
MAY_IMPORT = {
    "mail": set(),
    "outside": {"mail"},
    "world": {"mail", "outside"},
    "domain": {"mail", "outside", "world"},
    "wire": set(),
    "deliver": {"outside"},
    "api": {"mail", "outside", "world", "domain", "wire"},
    "mock": {"checks", "cloud", "hooks", "world"},
    "hooks": {"cloud", "cloudformation", "mock", "wire"},
    "cloudformation": set(),
}
# Rooms that must work without botocore and boto3.
PLAIN = {"mail", "outside", "world", "domain"}
# But for what of a room is a client of boto3: it is imported when a test asks for it, and boto3 when it is used.
CLIENTS = {"sesmock.outside.route53"}


@cache
def modules():
    files = {file.relative_to(ROOT).with_suffix(""): file for file in ROOT.rglob("*.py")}
    return {".".join(("sesmock", *name.parts)).removesuffix(".__init__"): file for name, file in files.items()}


@cache
def imports(module):
    """What a module imports, at any depth of the file, for types too."""
    found = set()
    for node in ast.walk(ast.parse(modules()[module].read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module}: a relative import"
            assert node.module is not None
            inner = {f"{node.module}.{alias.name}" for alias in node.names}
            found |= {name if name in modules() else node.module for name in inner}
    return frozenset(found)


def room_of(module):
    return module.split(".")[1] if "." in module else ""


@pytest.mark.parametrize("room", MAY_IMPORT)
def test_a_room_imports_only_what_is_below_it(room):
    allowed = MAY_IMPORT[room] | GROUND | {room}
    arrows = {(module, name) for module in modules() if room_of(module) == room for name in imports(module)}

    assert {a for a in arrows if a[1].split(".")[0] == "sesmock" and room_of(a[1]) not in allowed} == set()


def test_the_ground_imports_nothing():
    arrows = {(room, name) for room in GROUND for name in imports(f"sesmock.{room}")}

    assert {arrow for arrow in arrows if arrow[1].split(".")[0] == "sesmock"} == set()


@pytest.mark.parametrize("room", sorted(PLAIN))
def test_what_is_below_the_wire_knows_nothing_of_botocore(room):
    plain = {module for module in modules() if room_of(module) == room} - CLIENTS
    arrows = {(module, name) for module in plain for name in imports(module)}

    assert {a for a in arrows if a[1].split(".")[0] in {"botocore", "boto3", "s3transfer"}} == set()


@pytest.mark.parametrize("client", sorted(CLIENTS))
def test_a_client_is_loaded_and_loads_boto3_only_when_it_is_used(client):
    def loads(module):
        tree = ast.parse(modules()[module].read_text(encoding="utf-8"))
        for node in tree.body:
            if isinstance(node, (ast.Import, ast.ImportFrom)):
                yield node.module if isinstance(node, ast.ImportFrom) else node.names[0].name

    assert not {"boto3", "botocore"} & {name.split(".")[0] for name in loads(client)}
    assert [module for module in modules() if client in loads(module)] == []


def test_v1_and_v2_do_not_know_each_other():
    for one, other in (("v1", "v2"), ("v2", "v1")):
        arrows = {(m, name) for m in modules() if m.startswith(f"sesmock.api.{one}") for name in imports(m)}

        assert {arrow for arrow in arrows if arrow[1].startswith(f"sesmock.api.{other}")} == set()


def test_no_circle_of_imports_leaves_its_package():
    reach = {}
    for module in modules():  # what can be reached from each, itself only by a circle
        seen = set()
        ahead = list(imports(module))
        while ahead:
            name = ahead.pop()
            if name in modules() and name not in seen:
                seen.add(name)
                ahead += imports(name)
        reach[module] = seen
    circles = {frozenset(other for other in seen if module in reach[other]) for module, seen in reach.items()}
    packages = [{name.rpartition(".")[0] for name in circle} for circle in circles]

    assert [sorted(circle) for circle, homes in zip(circles, packages, strict=True) if len(homes) > 1] == []


def test_every_room_is_in_the_picture():
    rooms = {file.parent.name for file in ROOT.glob("*/__init__.py")}

    assert rooms == MAY_IMPORT.keys()
