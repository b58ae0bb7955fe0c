"""A shelf keeps the order of arrival, and places on it outlive what stood there."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from sesmock.domain.shelf import Shelf

NAMES = st.sampled_from("abcdefgh")


def shelf(*names):
    made = Shelf()
    for name in names:
        made.add(name, name.upper())
    return made


def test_it_is_a_mapping_in_order_of_arrival():
    made = shelf("b", "a", "c")

    assert list(made) == ["B", "A", "C"]
    assert len(made) == 3
    assert made.get("a") == "A"
    assert made.get("z") is None
    assert ("a" in made, "z" in made) == (True, False)


def test_what_comes_back_stands_at_the_end():
    made = shelf("a", "b")
    gone = made.pop("a")
    made.add("a", "new")

    assert gone == "A"
    assert made.pop("z") is None
    assert list(made) == ["B", "new"]
    assert [thing for _, thing in made.after(0)] == ["B", "new"]


def test_a_place_outlives_what_stood_there():
    made = shelf("a", "b", "c")
    place = list(made.after(0))[1][0]
    made.pop("b")
    made.add("d", "D")

    assert [thing for _, thing in made.after(place)] == ["C", "D"]


def test_removals_are_cleared_up_without_moving_a_place():
    made = shelf(*(str(n) for n in range(200)))
    place = list(made.after(0))[99][0]
    for n in range(150):
        made.pop(str(n))

    assert len(made._places) < 200
    assert [thing for _, thing in made.after(place)] == [str(n) for n in range(150, 200)]


@settings(derandomize=True, max_examples=100, deadline=None, database=None)
@given(st.lists(st.tuples(st.booleans(), NAMES)), st.integers(1, 4), st.lists(st.tuples(st.booleans(), NAMES)))
def test_reading_by_pages_gives_everything_that_stays_once_and_in_order(before, size, meanwhile):
    made = Shelf()

    def change(steps):
        for add, name in steps:
            if not add:
                made.pop(name)
            elif name not in made:
                made.add(name, name)

    change(before)
    there = list(made.after(0))
    read, place = [], 0
    while page := [pair for pair, _ in zip(made.after(place), range(size), strict=False)]:
        read += page
        place = page[-1][0]
        if meanwhile:
            change([meanwhile.pop()])
    stayed = [pair for pair in there if pair in list(made.after(0))]

    assert [pair for pair in read if pair in stayed] == stayed
    assert len(set(read)) == len(read)
    assert list(made) == [thing for _, thing in made.after(0)]


def test_what_is_put_takes_the_place_of_its_namesake_or_the_last_one():
    shelf = Shelf()
    for name in "abc":
        shelf.add(name, name)
    for name, thing in (("b", "B"), ("d", "D")):
        shelf.put(name, thing)

    assert list(shelf) == ["a", "B", "c", "D"]
    assert [thing for _, thing in shelf.after(1)] == ["B", "c", "D"]
    assert shelf.get("b") == "B"
    assert len(shelf) == 4
