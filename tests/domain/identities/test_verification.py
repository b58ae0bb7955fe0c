"""The five states of a verification, and that nobody can change them by looking."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sesmock.domain.identities.verification import (
    FAILED,
    HOURS,
    NEVER,
    NOT_STARTED,
    PATIENCE,
    PENDING,
    SUCCESS,
    TEMPORARY_FAILURE,
    Verification,
)

T = 1_000_000.0


def in_state(status):
    return Verification(T, status=status)


def test_it_begins_as_something_to_wait_for():
    verification = Verification(T)

    assert (verification.status, verification.since, verification.deadline) == (PENDING, T, T + 72 * HOURS)


@pytest.mark.parametrize(
    ("before", "found", "after", "since"),
    [
        (NOT_STARTED, True, SUCCESS, T + 5),
        (NOT_STARTED, False, PENDING, T),
        (PENDING, True, SUCCESS, T + 5),
        (PENDING, False, PENDING, T),
        (SUCCESS, True, SUCCESS, T),
        (SUCCESS, False, TEMPORARY_FAILURE, T + 5),
        (TEMPORARY_FAILURE, True, SUCCESS, T + 5),
        (TEMPORARY_FAILURE, False, TEMPORARY_FAILURE, T),
        (FAILED, True, FAILED, T),
        (FAILED, False, FAILED, T),
    ],
)
def test_what_is_seen_moves_it_on(before, found, after, since):
    verification = in_state(before)

    verification.see(found, T + 5)

    assert (verification.status, verification.since) == (after, since)


@pytest.mark.parametrize("waiting", [NOT_STARTED, PENDING, TEMPORARY_FAILURE])
def test_it_fails_when_it_has_waited_for_72_hours(waiting):
    verification = in_state(waiting)
    verification.expire(T + PATIENCE - 0.001)
    before = verification.status
    verification.expire(T + PATIENCE + 1000)

    assert (before, verification.status, verification.since) == (waiting, FAILED, T + PATIENCE)


@pytest.mark.parametrize("settled", [SUCCESS, FAILED])
def test_what_is_decided_does_not_expire(settled):
    verification = in_state(settled)
    verification.expire(T + 1000 * PATIENCE)

    assert (verification.status, verification.since, verification.deadline) == (settled, T, NEVER)


def test_the_patience_of_a_link_is_shorter():
    verification = Verification(T, 24 * HOURS)
    verification.expire(T + 24 * HOURS)

    assert verification.status is FAILED


def test_starting_over_forgets_a_failure():
    verification = in_state(FAILED)
    verification.restart(T + 9)

    assert (verification.status, verification.since) == (PENDING, T + 9)


@settings(derandomize=True, max_examples=100, deadline=None, database=None)
@given(
    st.lists(st.tuples(st.floats(0.001, 2 * PATIENCE), st.booleans()), max_size=12),
    st.lists(st.floats(0, 1), max_size=10),
)
def test_looking_does_not_change_what_comes_of_it(history, looks):
    often, once = Verification(T), Verification(T)
    at = T
    for delta, found in history:
        for part in sorted(looks):
            often.expire(at + part * delta)
        at += delta
        for verification in (often, once):
            verification.expire(at)
            verification.see(found, at)

    assert (often.status, often.since) == (once.status, once.since)
