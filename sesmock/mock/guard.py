"""``sesmock.guard()``: requests to SES that no mock answers fail at once, instead of trying the real endpoint."""

from __future__ import annotations

from sesmock.mock import active as _active
from sesmock.mock.mock import Mock, _entering


class Guard(Mock):
    """A guard: entered, left and put on functions and classes as a `Mock` is, but it answers nothing.

    While one is active and no mock is, a request to a host of SES raises `sesmock.NetworkBlocked`, which names the
    running pytest test. moto, botocore's Stubber, ``responses`` and endpoints of one's own are left alone.
    """

    def __init__(self) -> None:
        super().__init__()
        self._started = 0

    def start(self) -> None:  # type: ignore[override]
        """Begin to guard."""
        from sesmock.hooks import patches

        with _entering:
            if not _active.guards:
                patches.guard.install()
            _active.guards.append(self)
            self._started += 1

    def stop(self) -> None:
        """End it; harmless where there was no `start`."""
        from sesmock.hooks import patches

        with _entering:
            if self._started:
                self._started -= 1
                _active.guards.remove(self)
                if not _active.guards:
                    patches.guard.uninstall()

    def __enter__(self) -> None:  # type: ignore[override]
        self.start()

    async def __aenter__(self) -> None:  # type: ignore[override]
        self.start()

    def _fresh(self) -> Guard:
        return Guard()


def guard() -> Guard:
    """A `Guard`: context manager, decorator, or ``start()`` and ``stop()``."""
    return Guard()
