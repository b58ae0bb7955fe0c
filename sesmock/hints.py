"""For a person at the keyboard: what ``dir()`` shows, and what a misspelt name was probably meant to be.

This stands below everything, and is imported when somebody looks or has gone wrong.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping


def shown(thing: object, but: Collection[str] = ()) -> list[str]:
    """What ``dir()`` is to show of an object: neither names that begin with one underscore nor those in ``but``."""
    names = object.__dir__(thing)
    return [name for name in names if name not in but and (name.startswith("__") or not name.startswith("_"))]


_BETWEEN_WORDS = str.maketrans("", "", " _-.")


def fold(name: str) -> str:
    """A name as it is compared: in lower case, and without what stands between words."""
    return name.translate(_BETWEEN_WORDS).lower()


def nearest(given: str, known: Iterable[str]) -> str | None:
    """The known name that is most like a given one, if any is like it; best is the same with two letters swapped."""
    from difflib import get_close_matches

    names = {fold(name): name for name in sorted(known)}
    near = get_close_matches(fold(given), names, n=3, cutoff=0.7)
    near.sort(key=lambda name: sorted(name) != sorted(fold(given)))
    return names[near[0]] if near else None


def did_you_mean(given: str, known: Iterable[str]) -> str:
    """The end of a sentence that refuses a name: ``; did you mean 'Bounce'?``, or "" where nothing is like it."""
    found = nearest(given, known)
    return "" if found is None else f"; did you mean {found!r}?"


def called_here(given: str, known: Iterable[str], others: Mapping[str, str]) -> str:
    """As `did_you_mean`, where things are also known by other names: ``others`` says what they are called here."""
    found = others.get(fold(given))
    return did_you_mean(given, known) if found is None else f"; here it is {found}"
