"""smtplib and asyncio: a connection to SES's SMTP endpoint leads to the active cloud, without a socket.

A connection outlives its mock as a client of boto3 does: outside it is broken, in the next mock it leads there.
"""

from __future__ import annotations

import io
import os
from typing import TYPE_CHECKING, Any

from sesmock.hooks.network import stop
from sesmock.mock.active import active
from sesmock.wire.scope import smtp_region_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from sesmock.cloud import Cloud
    from sesmock.wire.smtp import Dialogue, Submission

    Real = Callable[..., Any]


def _region_of(host: object) -> str | None:
    """The region of an SMTP endpoint that the active cloud answers for."""
    return smtp_region_of(host) if isinstance(host, str) and active() is not None else None


def _cloud() -> Cloud:
    cloud = active()
    if cloud is None:
        raise ConnectionResetError("the mock of SES that this SMTP connection led to has been left")
    return cloud


def _login(name: str, password: str) -> bool:
    known = _cloud().smtp_passwords
    return not known or known.get(name) == password


def _submit(mail: Submission) -> str:
    return _cloud()._submit(mail)


def _dialogue(region: str, port: int, *, tls: bool) -> Dialogue | None:
    """The server at a port, or None for one that waits for a client hello and so says nothing.

    Raises what a client meets that speaks TLS to a server that does not, or at a port where nobody listens.
    """
    from sesmock.wire.smtp import PORTS, TLS_PORTS, Dialogue

    if port not in PORTS + TLS_PORTS:
        raise TimeoutError(f"timed out: SES's SMTP endpoint listens on {PORTS + TLS_PORTS}, not on {port}")
    if tls and port in PORTS:
        _fail_handshake()
    if not tls and port in TLS_PORTS:
        return None
    return Dialogue(region, _login, _submit, secure=tls, session=os.urandom(15).hex()[:29])


def _fail_handshake() -> None:
    """Raise ssl's own error for a server that answers a client hello with a greeting."""
    import ssl

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    incoming = ssl.MemoryBIO()
    incoming.write(b"220 email-smtp.amazonaws.com ESMTP SimpleEmailService\r\n")
    context.wrap_bio(incoming, ssl.MemoryBIO()).do_handshake()


# ---- smtplib ----


class Connection(io.RawIOBase):
    """What `smtplib.SMTP.sock` is instead of a socket: the part of a socket that is used on it."""

    def __init__(self, dialogue: Dialogue | None, timeout: float | None) -> None:
        self._dialogue = dialogue
        self._waiting = dialogue.greeting if dialogue is not None else b""
        self._timeout = timeout

    def sendall(self, data: bytes) -> None:
        """Say something to the server; raises OSError where the connection is broken."""
        _cloud()
        if self.closed or (self._dialogue is not None and self._dialogue.closed):
            raise BrokenPipeError("the SMTP connection is closed")
        if self._dialogue is not None:
            self._waiting += self._dialogue.hear(bytes(data))

    def send(self, data: bytes) -> int:
        """As `sendall`; all of it goes."""
        self.sendall(data)
        return len(data)

    def recv(self, size: int) -> bytes:
        """What the server has said; raises TimeoutError where a real one would keep the client waiting."""
        said, self._waiting = self._waiting[:size], self._waiting[size:]
        if not said and (self._dialogue is None or not self._dialogue.closed):
            raise TimeoutError("timed out")
        return said

    def readable(self) -> bool:
        """It can be read."""
        return True

    def readinto(self, buffer: Any) -> int:
        """As `recv`, for `makefile`."""
        said = self.recv(len(buffer))
        buffer[: len(said)] = said
        return len(said)

    def makefile(self, *_: object, **__: object) -> io.BufferedReader:
        """A file that reads, and leaves the connection open when it is closed."""
        return io.BufferedReader(_Reader(self))

    def settimeout(self, timeout: float | None) -> None:
        """Nothing takes time here."""
        self._timeout = timeout

    def gettimeout(self) -> float | None:
        """What was set."""
        return self._timeout

    def setsockopt(self, *_: object) -> None:
        """There is no socket to set anything on."""

    def shutdown(self, _: int) -> None:
        """Nothing is on its way."""

    def secured(self) -> Connection:
        """The same connection, with TLS."""
        assert self._dialogue is not None
        self._dialogue.secured()
        return self


class _Reader(io.RawIOBase):
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        return self._connection.readinto(buffer)


class _Context:
    """What `starttls` uses instead of the caller's `ssl.SSLContext`."""

    @staticmethod
    def wrap_socket(sock: Connection, server_hostname: str | None = None) -> Connection:
        if not server_hostname:  # as ssl says it, where SMTP() was made without a host and connected later
            raise ValueError("server_hostname cannot be an empty string or start with a leading dot.")
        return sock.secured()


def get_socket(real: Real) -> Real:
    """What `smtplib.SMTP._get_socket` is while a mock is active."""

    def _get_socket(self: Any, host: str, port: int, timeout: float | None) -> Any:
        region = _region_of(host)
        if region is None:
            return real(self, host, port, timeout)
        return Connection(_dialogue(region, port, tls=False), timeout)

    return _get_socket


def get_tls_socket(real: Real) -> Real:
    """What `smtplib.SMTP_SSL._get_socket` is while a mock is active."""

    def _get_socket(self: Any, host: str, port: int, timeout: float | None) -> Any:
        region = _region_of(host)
        if region is None:
            return real(self, host, port, timeout)
        return Connection(_dialogue(region, port, tls=True), timeout)

    return _get_socket


def starttls(real: Real) -> Real:
    """What `smtplib.SMTP.starttls` is while a mock is active."""

    def _starttls(self: Any, *args: Any, **options: Any) -> Any:
        return real(self, context=_Context) if isinstance(self.sock, Connection) else real(self, *args, **options)

    return _starttls


def send(real: Real) -> Real:
    """What `smtplib.SMTP.send` is while a mock is active: a connection from before may only be ended."""

    def _send(self: Any, data: Any) -> Any:
        if not isinstance(self.sock, Connection) and data[:4].lower() not in {"quit", b"quit"}:
            stop(self._host)
        return real(self, data)

    return _send


# ---- asyncio, and with it aiosmtplib ----


def create_connection(real: Real) -> Real:
    """What `create_connection` of asyncio's event loops is while a mock is active."""

    async def _create_connection(
        self: Any, protocol_factory: Callable[[], Any], host: Any = None, port: Any = None, **options: Any
    ) -> Any:
        region = _region_of(host) if options.get("sock") is None else None
        if region is None:
            return await real(self, protocol_factory, host, port, **options)
        from sesmock.hooks.smtp_transport import Transport

        tls = options.get("ssl")
        dialogue = _dialogue(region, int(port), tls=bool(tls))
        protocol = protocol_factory()
        return Transport(self, protocol, dialogue, tls or None), protocol

    return _create_connection


def start_tls(real: Real) -> Real:
    """What `start_tls` of asyncio's event loops is while a mock is active."""

    async def _start_tls(self: Any, transport: Any, protocol: Any, sslcontext: Any, **options: Any) -> Any:
        secured = getattr(transport, "secured_by_sesmock", None)
        if secured is None:
            return await real(self, transport, protocol, sslcontext, **options)
        return secured(sslcontext)

    return _start_tls
