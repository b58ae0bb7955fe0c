"""docs/adding-an-operation.md names files that are there (that its code is there too: tests/stories/test_pages.py)."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "adding-an-operation.md").read_text(encoding="utf-8")
PATHS = sorted(set(re.findall(r"`((?:sesmock|tests|docs)/[^`*]+)`", PAGE)))


@pytest.mark.parametrize("path", PATHS)
def test_what_the_page_names_is_there(path: str) -> None:
    assert (ROOT / path).exists()
