"""The names in our answers exist: the wire leaves out what the installed model does not know, misspellings included."""

from __future__ import annotations

import ast
from pathlib import Path

import sesmock.api
from sesmock.wire.model import description_of, service_model

ROOT = Path(sesmock.api.__file__).parent


def names_of_members(api) -> set[str]:
    shapes = description_of(service_model(api))["shapes"].values()
    return {name for shape in shapes for name in shape.get("members", ())}


def names_in_answers(folder: Path) -> set[str]:
    """The keys of dicts that functions build, as far as they are written out and look like members."""
    trees = [ast.parse(file.read_text(encoding="utf-8")) for file in folder.glob("*.py")]
    functions = [node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    dicts = [node for function in functions for node in ast.walk(function) if isinstance(node, ast.Dict)]
    keys = [key.value for node in dicts for key in node.keys if isinstance(key, ast.Constant)]
    return {key for key in keys if isinstance(key, str) and key[:1].isupper() and key.isalnum()}


def test_every_name_in_an_answer_is_one_of_the_models_members(api, package, agreement):
    ours = names_in_answers(Path(package.__file__).parent)

    assert len(ours) > 50
    if not agreement.older:
        assert ours - names_of_members(api) == set()


def test_every_name_in_an_answer_of_both_apis_is_a_member_in_both(agreement):
    ours = names_in_answers(ROOT)

    assert "TemplateName" in ours
    if not agreement.older:
        assert ours - (names_of_members("ses") & names_of_members("sesv2")) == set()
