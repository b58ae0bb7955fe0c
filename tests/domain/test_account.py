"""The counters behind quotas, rates and statistics."""

from __future__ import annotations

from collections import deque

from hypothesis import given
from hypothesis import strategies as st

from sesmock.domain.account import DAY, Usage

sends = st.lists(st.tuples(st.integers(0, 2 * DAY), st.integers(0, 50)), max_size=30).map(sorted)


@given(sends, st.integers(0, 3 * DAY))
def test_a_moving_window_is_the_sum_of_the_last_24_hours(sent, later):
    usage, now = Usage(), 0
    for at, recipients in sent:
        usage.record(at, 50, recipients)
        now = at
    now += later

    assert usage.sent_last_24h(now) == sum(number for at, number in sent if at > now - DAY)


def test_the_rate_is_that_of_the_last_second():
    usage = Usage()
    usage.record(10.0, 3, 0)
    usage.record(10.5, 2, 0)

    assert [usage.sent_last_second(at) for at in (10.9, 11.0, 11.5)] == [5, 2, 0]
    assert usage.sent_last_24h(11.5) == 0


def test_counting_the_rate_keeps_no_more_than_a_second():
    usage = Usage()
    for number in range(1000):
        usage.record(number, 1, 0)

    assert usage._second._entries == deque([(999, 1)])


def test_counting_nothing_leaves_no_statistics():
    usage = Usage()
    usage.count(0.0)
    usage.count(900.0, attempts=2, rejects=1)
    usage.count(1799.9, bounces=1, complaints=1)

    assert usage.statistics(1800.0) == [(900, [2, 1, 1, 1])]


def test_what_is_sent_at_one_instant_is_one_entry():
    usage = Usage()
    for _ in range(1000):
        usage.record(10.0, 2, 1)

    assert (usage._second._entries, usage._day._entries) == (deque([(10.0, 2000)]), deque([(10.0, 1000)]))
