"""The server's side of an SMTP connection to SES: bytes in, bytes out, without a socket.

What it says was recorded, unless it is marked as assumed; that is worded as SubEthaSMTP words it, the server whose
sentences all the recorded ones are. Source: SES Developer Guide, "Using the Amazon SES SMTP interface to send email".
"""

from __future__ import annotations

import base64
import binascii
import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

PORTS = (25, 587, 2587)
TLS_PORTS = (465, 2465)

MAX_SIZE = 40 * 1024 * 1024  # of a message (Developer Guide, "Service quotas")
NAME = "email-smtp.amazonaws.com"  # as every region's server calls itself

_ADDRESS = re.compile(r'(?:"(?:[^"\\]|\\.)*"|[^\s"<>@]+)@[^\s<>@]+')
_ARGUMENT = re.compile(r'(?:<((?:"(?:[^"\\]|\\.)*"|[^">])*)>|(\S*))(?:\s.*)?', re.DOTALL)
_END = b"\r\n.\r\n"


class Submission(NamedTuple):
    """A mail as it was handed in: who by, on which region's server, and its envelope."""

    user: str
    region: str
    sender: str
    recipients: tuple[str, ...]
    message: bytes


class Dialogue:
    """One connection, from its greeting to its end.

    Args:
        region: whose server it is.
        login: says whether a user name and a password are right.
        submit: takes a mail and says the reply to it, a line without its end.
        secure: whether the connection has TLS from the start.
        session: what the server shows of itself in the greeting.
    """

    def __init__(
        self,
        region: str,
        login: Callable[[str, str], bool],
        submit: Callable[[Submission], str],
        *,
        secure: bool,
        session: str,
    ) -> None:
        self.greeting = _line(f"220 {NAME} ESMTP SimpleEmailService-d-{session[:9].upper()} {session[9:]}")
        self.closed = False
        self._region, self._login, self._submit = region, login, submit
        self._secure, self._offers_tls = secure, not secure
        self._shaking_hands = False
        self._greeted = False
        self._user: str | None = None
        self._asked: Callable[[str], str] | None = None  # what takes the next line of AUTH
        self._input = bytearray()
        self._searched = 0  # how far there is no end of a mail in it
        self._reads_mail = False
        self._forget()

    def hear(self, data: bytes) -> bytes:
        """What the server answers to what the client sends; nothing, if that is not yet a command or all of a mail."""
        if self.closed:
            return b""
        if self._shaking_hands:  # not a client hello: the handshake fails
            self.closed = True
            return b""
        self._input += data
        said = b""
        while not self.closed and not self._shaking_hands:
            if self._reads_mail:
                end = self._input.find(_END, self._searched)
                if end < 0:
                    self._searched = max(0, len(self._input) - len(_END))
                    break
                message = bytes(self._input[: end + 2]).replace(b"\r\n.", b"\r\n")[2:]
                del self._input[: end + len(_END)]
                said += _line(self._take(message))
            else:
                end = self._input.find(b"\n")
                if end < 0:
                    break
                line = bytes(self._input[:end]).rstrip(b"\r").decode("utf-8", "replace")
                del self._input[: end + 1]
                said += _line(self._command(line))
        return said

    def secured(self) -> None:
        """The TLS handshake is done."""
        self._secure, self._shaking_hands = True, False

    def _forget(self) -> None:
        """Forget the envelope."""
        self._sender: str | None = None
        self._recipients: list[str] = []

    def _take(self, message: bytes) -> str:
        self._reads_mail = False
        assert self._user is not None
        assert self._sender is not None
        mail = Submission(self._user, self._region, self._sender, tuple(self._recipients), message)
        self._forget()
        return "552 Message is too long." if len(message) > MAX_SIZE else self._submit(mail)

    def _command(self, line: str) -> str:
        if self._asked is not None:
            asked, self._asked = self._asked, None
            return "501 Authentication canceled by client." if line.strip() == "*" else asked(line)  # assumed
        verb, _, argument = line.strip().partition(" ")
        answer = _ANSWERS.get(verb.upper())
        if answer is None:
            return "500 Error: command not implemented" if len(verb) >= 4 else "500 Error: bad syntax"  # assumed
        return answer(self, argument.strip())

    # ---- the commands ----

    def _ehlo(self, name: str) -> str:
        if not name:
            return "501 Syntax: EHLO hostname"  # assumed
        self._greeted = True
        self._forget()
        offers = ["8BITMIME", *(["STARTTLS"] if self._offers_tls else []), "AUTH PLAIN LOGIN"]
        return "\r\n".join([f"250-{NAME}", *(f"250-{offer}" for offer in offers), "250 Ok"])

    def _helo(self, name: str) -> str:
        if not name:
            return "501 Syntax: HELO <hostname>"  # assumed
        self._greeted = True
        self._forget()
        return f"250 {NAME}"

    def _starttls(self, argument: str) -> str:
        if argument:
            return "501 Syntax error (no parameters allowed)"  # assumed
        if self._secure:
            return "454 TLS not available due to temporary reason: TLS already active"  # assumed
        self._shaking_hands = True
        self._input.clear()  # what follows in clear text counts for nothing (RFC 3207 §5)
        self._forget()
        return "220 Ready to start TLS"

    def _auth(self, argument: str) -> str:
        if not self._secure:
            return "530 Must issue a STARTTLS command first"
        if self._user is not None:
            return "503 Refusing any other AUTH command."  # assumed
        mechanism, _, initial = argument.partition(" ")
        if not mechanism:
            return "501 Syntax: AUTH mechanism [initial-response]"  # assumed
        if mechanism.upper() == "PLAIN":
            if initial:
                return self._plain(initial)
            self._asked = self._plain
            return "334 Ok"
        if mechanism.upper() == "LOGIN":
            if initial:
                return self._login_name(initial)
            self._asked = self._login_name
            return "334 VXNlcm5hbWU6"
        return "504 The requested authentication mechanism is not supported"  # assumed

    def _plain(self, response: str) -> str:
        parts = (_decoded(response) or "").split("\0")
        return self._authenticate(*parts[1:]) if len(parts) == 3 else _BAD_CREDENTIALS

    def _login_name(self, response: str) -> str:
        name = _decoded(response) or ""
        self._asked = lambda response: self._authenticate(name, _decoded(response) or "")
        return "334 UGFzc3dvcmQ6"

    def _authenticate(self, name: str, password: str) -> str:
        if not name or not password or not self._login(name, password):
            return _BAD_CREDENTIALS
        self._user = name
        return "235 Authentication successful."

    def _mail(self, argument: str) -> str:
        if not self._secure:
            return "530 Must issue a STARTTLS command first"
        if self._user is None:
            return "530 Authentication required"
        if not self._greeted:
            return "503 Error: send HELO/EHLO first"  # assumed
        if self._sender is not None:
            return "503 Sender already specified."  # assumed
        if argument[:5].upper() != "FROM:":
            return f'501 Syntax: MAIL FROM: <address>  Error in parameters: "{argument}"'  # assumed
        address = _address(argument[5:])
        if not _is_address(address):
            return "501 Invalid MAIL FROM address provided"
        self._sender = address
        return "250 Ok"

    def _rcpt(self, argument: str) -> str:
        if self._sender is None:
            return "503 Error: need MAIL command"  # assumed
        if argument[:3].upper() != "TO:":
            return f'501 Syntax: RCPT TO: <address>  Error in parameters: "{argument}"'  # assumed
        address = _address(argument[3:])
        if not _is_address(address):
            return f"553 <{address}> Invalid email address"
        self._recipients.append(address)
        return "250 Ok"

    def _data(self, _: str) -> str:
        if self._sender is None:
            return "503 Error: need MAIL command"  # assumed
        if not self._recipients:
            return "503 Error: need RCPT command"  # assumed
        self._reads_mail, self._searched = True, 0
        self._input[:0] = b"\r\n"  # so that a first line which is a dot is no exception
        return "354 End data with <CR><LF>.<CR><LF>"

    def _rset(self, _: str) -> str:
        self._forget()
        return "250 Ok"

    def _noop(self, _: str) -> str:
        return "250 Ok"

    def _quit(self, _: str) -> str:
        self.closed = True
        return "221 Bye"

    def _disabled(self, _: str) -> str:
        return "502 Command is disabled"  # assumed


_BAD_CREDENTIALS = "535 Authentication Credentials Invalid"
_ANSWERS: dict[str, Callable[[Dialogue, str], str]] = {
    "EHLO": Dialogue._ehlo,
    "HELO": Dialogue._helo,
    "STARTTLS": Dialogue._starttls,
    "AUTH": Dialogue._auth,
    "MAIL": Dialogue._mail,
    "RCPT": Dialogue._rcpt,
    "DATA": Dialogue._data,
    "RSET": Dialogue._rset,
    "NOOP": Dialogue._noop,
    "QUIT": Dialogue._quit,
    "VRFY": Dialogue._disabled,
    "EXPN": Dialogue._disabled,
}


def _line(text: str) -> bytes:
    return text.encode() + b"\r\n"


def _address(argument: str) -> str:
    """What stands in angle brackets, or up to a blank."""
    found = _ARGUMENT.fullmatch(argument.strip())
    return (found[1] if found[1] is not None else found[2]) if found else argument.strip()


def _is_address(text: str) -> bool:
    return text.isascii() and _ADDRESS.fullmatch(text) is not None  # SMTPUTF8 is not offered


def _decoded(response: str) -> str | None:
    """The text in a base64 line; None: it is none."""
    try:
        return base64.b64decode(response, validate=True).decode()
    except (binascii.Error, ValueError):
        return None
