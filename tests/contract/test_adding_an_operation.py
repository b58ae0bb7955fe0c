"""docs/adding-an-operation.md shows code that is there: the page follows its operation."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "adding-an-operation.md").read_text(encoding="utf-8")
WALK, _, NEW = PAGE.partition("## A new capability")
BLOCKS = re.findall(r"(?ms)^```python\n# (\S+)\n(.*?)^```$", WALK)
PATHS = sorted(set(re.findall(r"`((?:sesmock|tests|docs)/[^`*]+)`", WALK)))


def lines(text: str) -> str:
    """Without the indentation, which a piece of something larger loses on the page."""
    return "".join(f"{line.strip()}\n" for line in text.splitlines())


@pytest.mark.parametrize(("file", "code"), BLOCKS, ids=[file for file, _ in BLOCKS])
def test_the_code_on_the_page_is_the_source(file: str, code: str) -> None:
    assert lines(code) in lines((ROOT / file).read_text(encoding="utf-8"))


def test_every_block_is_compared() -> None:
    assert len(BLOCKS) == PAGE.count("```python") == 4


@pytest.mark.parametrize("path", PATHS)
def test_what_the_page_names_is_there(path: str) -> None:
    assert (ROOT / path).exists()


def test_a_new_capability_has_a_place_in_houses_that_are_there() -> None:
    paths = re.findall(r"`((?:sesmock|tests|docs)/[^`]+)`", NEW)

    assert len(paths) == 6
    assert [path for path in paths if not (ROOT / path).parent.is_dir()] == []
