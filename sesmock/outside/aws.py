"""How all of AWS names things and writes times."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import NamedTuple


class Arn(NamedTuple):
    """The name of one thing in AWS: ``arn:partition:service:region:account:resource``.

    Some services leave region or account empty (IAM, S3); what else a resource may be called is for those who ask.
    Source: AWS General Reference, "Amazon Resource Names (ARNs)".
    """

    partition: str
    service: str
    region: str
    account: str
    resource: str

    def __str__(self) -> str:
        return ":".join(("arn", *self))

    @classmethod
    def parse(cls, text: str) -> Arn:
        """Take an ARN apart; raises ValueError, which tells what is wrong with it."""
        first, *parts = text.split(":", 5)
        if first != "arn" or len(parts) != 5:
            raise ValueError(f"{text!r} is not arn:partition:service:region:account:resource")
        found = cls(*parts)
        for name in ("partition", "service", "resource"):
            if not getattr(found, name):
                raise ValueError(f"{text!r} has no {name}")
        return found

    @property
    def is_topic(self) -> bool:
        """Whether an SNS topic could be called that; with a further part it would be a subscription."""
        return self.service == "sns" and bool(self.region and self.account) and ":" not in self.resource


def arn(text: str) -> Arn | None:
    """What an ARN names; None for what is none."""
    try:
        return Arn.parse(text)
    except ValueError:
        return None


def iso(at: float) -> str:
    """ISO 8601 with milliseconds and Z: ``2026-01-01T12:34:56.789Z``, as payloads, envelopes and policies have it.

    AWS counts whole milliseconds: the time in a payload is that in the mail's id (recorded). Seconds are rounded to
    them and never cut, as 1.001 is a little less in binary.
    """
    seconds, milliseconds = divmod(round(at * 1000), 1000)
    return f"{datetime.fromtimestamp(seconds, timezone.utc):%Y-%m-%dT%H:%M:%S}.{milliseconds:03d}Z"
