"""ARNs and times, as all of AWS writes them."""

from __future__ import annotations

import pytest

from sesmock import Cloud
from sesmock.outside.aws import Arn, arn, iso

TOPIC = "arn:aws:sns:us-east-1:123456789012:events"


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        (TOPIC, ("aws", "sns", "us-east-1", "123456789012", "events")),
        ("arn:aws:iam::123456789012:role/a:b", ("aws", "iam", "", "123456789012", "role/a:b")),
        ("arn:aws-cn:s3:::bucket/key", ("aws-cn", "s3", "", "", "bucket/key")),
    ],
)
def test_an_arn_has_six_parts_two_of_which_may_be_empty(text: str, parts: tuple[str, ...]) -> None:
    found = Arn.parse(text)

    assert (tuple(found), str(found), arn(text)) == (parts, text, found)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "'' is not arn:partition:service:region:account:resource"),
        ("events", "'events' is not arn:partition:service:region:account:resource"),
        ("arn:aws:sns:us-east-1:1", "'arn:aws:sns:us-east-1:1' is not arn:partition:service:region:account:resource"),
        ("ARN" + TOPIC[3:], f"'ARN{TOPIC[3:]}' is not arn:partition:service:region:account:resource"),
        ("arn::sns:us-east-1:1:t", "'arn::sns:us-east-1:1:t' has no partition"),
        ("arn:aws::us-east-1:1:t", "'arn:aws::us-east-1:1:t' has no service"),
        ("arn:aws:sns:us-east-1:1:", "'arn:aws:sns:us-east-1:1:' has no resource"),
    ],
)
def test_what_is_wrong_with_an_arn_is_told(text: str, problem: str) -> None:
    with pytest.raises(ValueError) as caught:  # noqa: PT011  the text is compared whole
        Arn.parse(text)

    assert (str(caught.value), arn(text)) == (problem, None)


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        (TOPIC, True),
        (TOPIC + ":subscription", False),
        ("arn:aws:sns::1:t", False),
        ("arn:aws:sns:us-east-1::t", False),
        ("arn:aws:sqs:us-east-1:1:t", False),
    ],
)
def test_what_a_topic_may_be_called(text: str, is_one: bool) -> None:
    assert Arn.parse(text).is_topic is is_one


def test_times_are_rounded_to_milliseconds_together() -> None:
    assert [iso(at) for at in (0, 1.001, 1.9994, 1.9996, 1767271000.0005)] == [
        "1970-01-01T00:00:00.000Z",
        "1970-01-01T00:00:01.001Z",
        "1970-01-01T00:00:01.999Z",
        "1970-01-01T00:00:02.000Z",
        "2026-01-01T12:36:40.000Z",
    ]


def test_the_time_of_a_payload_is_that_in_the_mails_id() -> None:
    cloud = Cloud(seed=1)
    for milliseconds in (1767271000001, 1767271000123, 1767271000999):
        at = milliseconds / 1000

        assert iso(at)[-4:-1] == f"{milliseconds % 1000:03}"
        assert int(cloud._world.ids.message_id("us-east-1", at)[4:16], 16) == milliseconds
