"""A Python function that stands for a Lambda function, called as Lambda calls its handler."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from sesmock.outside.aws import Arn


class Handlers(dict[str, "Callable[[Any, Context], Any]"]):
    """Python functions by the name or the ARN of the Lambda function that each stands for."""

    def __setitem__(self, name: str, handler: Callable[[Any, Context], Any]) -> None:
        """Raises TypeError for what cannot be called."""
        if not callable(handler):
            raise TypeError(f"function {name} is a Python function, not {handler!r}")
        super().__setitem__(name, handler)

    def __missing__(self, name: str) -> Callable[[Any, Context], Any]:
        """Raises KeyError."""
        from sesmock.hints import did_you_mean

        raise KeyError(f"no Python function stands for {name!r}{did_you_mean(name, self)}")


def call(
    handler: Callable[[Any, Context], Any], function: Arn, payload: bytes, number: int, *, wait: bool
) -> bytes | None:
    """Call a handler with the event of a payload; gives its answer as JSON if it is waited for.

    ``number`` is which call of all functions it is. Raises what the handler raises, and TypeError for an answer that is
    waited for and cannot be JSON.
    """
    answer = handler(json.loads(payload), Context(function, number))
    return json.dumps(answer).encode() if wait else None


class Context:
    """What a handler is told of its call, as Lambda's context object does."""

    memory_limit_in_mb = "128"
    function_version = "$LATEST"

    def __init__(self, function: Arn, number: int) -> None:
        from hashlib import blake2b
        from uuid import UUID

        self.function_name = function.resource.split(":")[1]
        self.invoked_function_arn = str(function)
        self.aws_request_id = str(UUID(bytes=blake2b(f"{function} {number}".encode(), digest_size=16).digest()))
        self.log_group_name = f"/aws/lambda/{self.function_name}"
        self.log_stream_name = "sesmock"

    @staticmethod
    def get_remaining_time_in_millis() -> int:
        """SES waits 30 seconds (documented)."""
        return 30_000
