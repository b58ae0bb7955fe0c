"""Sleeping without waiting: a mock clock moves on instead of the real one."""

from __future__ import annotations

import asyncio
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sesmock.world.clock import Clock


@contextmanager
def skipping(clock: Clock) -> Iterator[None]:
    """Let sleeping, ``time.time`` and ``time.monotonic`` follow a mock clock; see `Clock.skipping_sleep`."""
    real_sleep, real_time, real_monotonic, real_async_sleep = time.sleep, time.time, time.monotonic, asyncio.sleep
    before = clock._skipped
    skipped = 0.0

    def skip(seconds: float) -> None:
        nonlocal skipped
        if seconds < 0:
            raise ValueError("sleep length must be non-negative")  # as the real one says
        skipped += seconds
        clock._skipped = before + skipped
        clock.advance(seconds=seconds)

    def now() -> float:
        return real_time() + skipped

    def monotonic() -> float:
        return real_monotonic() + skipped

    async def async_sleep(delay: float, result: Any = None) -> Any:
        if delay > 0:
            skip(delay)
            for _ in range(2):  # a time-out that is due now takes two turns of the loop to come here
                await real_async_sleep(0)
        return await real_async_sleep(0, result)  # others get their turn

    time.sleep, time.time, time.monotonic = skip, now, monotonic  # type: ignore[assignment]
    asyncio.sleep = asyncio.tasks.sleep = async_sleep
    try:
        yield
    finally:
        time.sleep, time.time, time.monotonic = real_sleep, real_time, real_monotonic
        clock._skipped = before
        asyncio.sleep = asyncio.tasks.sleep = real_async_sleep
