"""What asyncio's protocols get as the transport to SES's SMTP endpoint."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from sesmock.mock.active import active

if TYPE_CHECKING:
    from sesmock.wire.smtp import Dialogue


class Transport(asyncio.Transport):
    """A transport whose other end is a `Dialogue`; None: a server that says nothing.

    What the dialogue raises, a bug or a staged fault, ends the connection, as an error of a real transport does.
    """

    def __init__(self, loop: Any, protocol: Any, dialogue: Dialogue | None, context: Any) -> None:
        super().__init__({"sslcontext": context, "peername": ("192.0.2.1", 0), "sockname": ("192.0.2.2", 0)})
        self._loop, self._protocol, self._dialogue = loop, protocol, dialogue
        self._closing = False
        protocol.connection_made(self)
        if dialogue is not None:
            loop.call_soon(self._say, dialogue.greeting)

    def write(self, data: Any) -> None:
        """Say something to the server."""
        if self._closing or self._dialogue is None:
            return
        if active() is None:
            self._end(ConnectionResetError("the mock of SES that this SMTP connection led to has been left"))
            return
        try:
            said = self._dialogue.hear(bytes(data))
        except Exception as error:
            self._end(error)
            raise
        self._loop.call_soon(self._say, said)
        if self._dialogue.closed:
            self._loop.call_soon(self._hear_the_end)

    def _say(self, said: bytes) -> None:
        if said:
            self._protocol.data_received(said)

    def _hear_the_end(self) -> None:
        if not self._closing and not self._protocol.eof_received():
            self._end(None)

    def _end(self, error: Exception | None) -> None:
        if not self._closing:
            self._closing = True
            self._loop.call_soon(self._protocol.connection_lost, error)

    def secured_by_sesmock(self, context: Any) -> Transport:
        """The same transport, with TLS."""
        assert self._dialogue is not None
        self._dialogue.secured()
        self._extra["sslcontext"] = context  # type: ignore[attr-defined]
        return self

    def set_protocol(self, protocol: Any) -> None:
        """Whom to tell from now on."""
        self._protocol = protocol

    def get_protocol(self) -> Any:
        """Who is told."""
        return self._protocol

    def is_closing(self) -> bool:
        """Whether it has been closed."""
        return self._closing

    def close(self) -> None:
        """Hang up."""
        self._end(None)

    abort = close

    def can_write_eof(self) -> bool:
        """SMTP ends by QUIT."""
        return False

    def get_write_buffer_size(self) -> int:
        """What is written is heard at once."""
        return 0

    def set_write_buffer_limits(self, high: int | None = None, low: int | None = None) -> None:
        """There is no buffer."""

    def pause_reading(self) -> None:
        """What the server says is short."""

    def resume_reading(self) -> None:
        """What the server says is short."""
