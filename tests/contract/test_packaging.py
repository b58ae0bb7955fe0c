"""What stands in two places is the same in both."""

from __future__ import annotations

import re
from pathlib import Path

import sesmock

ROOT = Path(__file__).parents[2]
PYPROJECT = (ROOT / "pyproject.toml").read_text(encoding="utf-8")


def test_readme_names_the_lowest_versions():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    lowest = dict(re.findall(r'"(boto3|botocore|cryptography)>=([\d.]+)"', PYPROJECT))

    assert lowest["botocore"] == lowest["boto3"]
    assert f"boto3 {lowest['boto3']} " in readme
    assert f"cryptography {lowest['cryptography']} " in readme


def test_the_pythons_of_the_matrix_are_the_ones_named():
    named = re.findall(r'"Programming Language :: Python :: (3\.\d+)"', PYPROJECT)

    assert re.findall(r'"(3\.\d+)-(lowest|newest)"', PYPROJECT) == [
        (python, versions) for python in named for versions in ("lowest", "newest")
    ]
    assert f"Python {named[0]} to {named[-1]}" in (ROOT / "README.md").read_text(encoding="utf-8")
    assert f'requires-python = ">={named[0]}"' in PYPROJECT


def test_the_changelog_knows_the_version_and_has_room_for_the_next():
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    headings = re.findall(r"(?m)^## (.*)$", changelog)

    assert headings[0] == "[Unreleased]"
    assert re.fullmatch(rf"\[{re.escape(sesmock.__version__)}\] - \d{{4}}-\d\d-\d\d", headings[1])
