"""What things may be called, and which sentence tells so."""

from __future__ import annotations

import pytest

from sesmock.domain import names
from sesmock.domain.refusals import Invalid


@pytest.mark.parametrize("name", ["a", "_", "-", "Az09_-", "x" * 64])
def test_letters_digits_underscores_and_hyphens_will_do(name: str) -> None:
    assert (names.is_plain(name), names.check(name, "thing")) == (True, name)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        (None, "The big thing name must be specified."),
        ("", "The big thing name must be specified."),
        ("é" * 65, "Big thing name cannot exceed 64 characters."),
        ("a b", "Invalid big thing name <a b>: only alphanumeric ASCII characters, '_', and '-' are allowed."),
        ("é", "Invalid big thing name <é>: only alphanumeric ASCII characters, '_', and '-' are allowed."),
        ("a\n", "Invalid big thing name <a\n>: only alphanumeric ASCII characters, '_', and '-' are allowed."),
    ],
)
def test_the_first_thing_that_is_wrong_is_told(name: str | None, text: str) -> None:
    with pytest.raises(Invalid) as caught:
        names.check(name, "big thing")

    assert (caught.value.message, names.is_plain(name or "")) == (text, False)


def test_some_things_have_sentences_of_their_own() -> None:
    said = []
    for name in ("", "x" * 65):
        with pytest.raises(Invalid) as caught:
            names.check(name, "thing", missing="ThingName cannot be empty", title="ThingName")
        said.append(caught.value.message)

    assert said == ["ThingName cannot be empty", "ThingName cannot exceed 64 characters."]
