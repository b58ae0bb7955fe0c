"""The neighbours in memory: whatever is well formed is there, and what came to them can be read."""

from __future__ import annotations

import pytest

from sesmock import Cloud
from sesmock.outside import memory
from sesmock.outside.aws import Arn

FUNCTION = Arn.parse("arn:aws:lambda:us-east-1:123456789012:function:f")
KEY = Arn.parse("arn:aws:kms:us-east-1:123456789012:key/k")


def test_every_cloud_has_neighbours_of_its_own() -> None:
    one, other = Cloud(), Cloud()

    assert one.outside is one.outside is not other.outside
    assert (repr(one.outside), one.deliveries, one.deliveries is one.outside.deliveries) == (
        "<Outside: 0 deliveries, 0 of them failed>", [], True,
    )  # fmt: skip


def test_a_bucket_gives_what_was_put() -> None:
    buckets = memory.Buckets()
    buckets.put("mail", "a/b", b"1")
    buckets.put("mail", "a/b", b"2")
    buckets.put("other", "a/b", b"3")

    assert buckets.exists("any")
    assert (buckets.can_be_written("any"), buckets.get("mail", "a/b"), buckets.objects) == (
        True, b"2", {("mail", "a/b"): b"2", ("other", "a/b"): b"3"},
    )  # fmt: skip
    with pytest.raises(LookupError):
        buckets.get("mail", "a")


def test_a_function_is_what_a_test_has_put_there() -> None:
    functions = memory.Functions()
    assert (functions.can_be_invoked(FUNCTION), functions.invoke(FUNCTION, b"1", wait=True)) == (True, None)

    functions.handlers[str(FUNCTION)] = lambda payload: payload + b"!"

    assert functions.invoke(FUNCTION, b"2", wait=True) == b"2!"
    assert functions.invoke(FUNCTION, b"3", wait=False) is None
    assert functions.invoked == [(FUNCTION, b"1"), (FUNCTION, b"2"), (FUNCTION, b"3")]


def test_a_key_seals_what_only_it_can_open() -> None:
    keys = memory.Keys()
    one, other = keys.data_key(KEY, {"mail": "1"}), keys.data_key(KEY, {"mail": "1"})

    assert keys.exists(KEY)
    assert (len(one.plain), len(other.plain), one.plain == other.plain) == (32, 32, False)
    assert keys.sealed == {one.sealed: one.plain, other.sealed: other.plain}


def test_objects_have_metadata_until_they_are_written_anew() -> None:
    buckets = memory.Buckets()
    buckets.put("mail", "a", b"1", {"x-amz-iv": "1"})
    buckets.put("mail", "b", b"1")

    assert (buckets.metadata("mail", "a"), buckets.metadata("mail", "b")) == ({"x-amz-iv": "1"}, {})
    buckets.put("mail", "a", b"2")
    assert buckets.metadata("mail", "a") == {}
    with pytest.raises(LookupError):
        buckets.metadata("mail", "c")


def test_a_python_function_stands_for_one_of_lambda() -> None:
    functions = memory.Functions()
    calls = []
    functions.named["f"] = lambda event, context: calls.append((event, context.aws_request_id)) or {"n": event["n"] + 1}

    assert functions.invoke(FUNCTION, b'{"n": 1}', wait=True) == b'{"n": 2}'
    assert functions.invoke(FUNCTION, b'{"n": 2}', wait=False) is None
    assert [event for event, _ in calls] == [{"n": 1}, {"n": 2}]
    assert len({number for _, number in calls}) == 2
    assert [payload for _, payload in functions.invoked] == [b'{"n": 1}', b'{"n": 2}']
    other = Arn.parse("arn:aws:lambda:us-east-1:123456789012:function:g:live")
    assert functions.invoke(other, b"{}", wait=True) is None
    functions.named[str(other)] = lambda _, context: context.invoked_function_arn
    assert functions.invoke(other, b"{}", wait=True) == b'"arn:aws:lambda:us-east-1:123456789012:function:g:live"'
    functions.named["forward"] = print
    with pytest.raises(KeyError, match="no Python function stands for 'forwrd'; did you mean 'forward'"):
        functions.named["forwrd"]
