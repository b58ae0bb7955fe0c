"""The headers Content-Type and Content-Disposition of a message and its parts, as JavaMail reads them for SES.

The grammar is that of RFC 2045 §5.1 and RFC 2183 §2, read one token after another as JavaMail's ``HeaderTokenizer``
and ``ParameterList`` do: white space and comments may stand between any two, and a value is one token or one quoted
string, never more. The sentences are JavaMail's, which SES passes on: recorded for ``Expected ';'``, assumed for the
others, as is that parts of any depth are read, each by its Content-Type first, and that attached messages are not.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import unquote_to_bytes

from sesmock.mail.mime import Message, decode_words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_CRLF = b"\r\n"
_ATOM = r"[^\x00-\x20\x7f-\xff()<>@,;:\\\"/\[\]?=]+"
_QUOTED = r"[^\"\\]*(?:\\.[^\"\\]*)*"
_TOKEN = rf"(?s)[ \t\r\n]*(?:(?P<atom>{_ATOM})|\"(?P<quoted>{_QUOTED})\"|(?P<mark>[^ \t\r\n]))"
_ESCAPED = r"(?s)\\(.)|\r\n?"  # a line break inside quotes is none
_COMMENT = r"(?s)\\.|[()]"
_END = ("end", "null")  # Java's way of printing what is not there


class HeaderError(ValueError):
    """A header that cannot be read; ``str()`` of it is SES's sentence."""


def file_names(message: Message) -> list[str]:
    """The names of all files in a message, by either header, in their order; encoded ones are decoded.

    :raises HeaderError: for the first of these headers that cannot be read, in whichever part.
    """
    names: list[str] = []
    open_ = dict.fromkeys(filter(None, [_look(message, names)]))  # the boundaries of the parts around this one
    body, at = _CRLF + message.body, 0
    while open_ and (at := body.find(b"\r\n--", at)) >= 0:
        end = _found(body, _CRLF, at + 2)
        line, at = body[at + 4 : end].rstrip(b" \t"), end
        if line in open_:
            while next(reversed(open_)) != line:
                open_.popitem()
            end = _found(body, b"\r\n\r\n", at)
            boundary = _look(Message(body[at + 2 : end]), names)
            if boundary:
                open_.setdefault(boundary)
            at = end + 2
        elif line.endswith(b"--") and line[:-2] in open_:
            while open_.popitem()[0] != line[:-2]:
                pass
    return names


def _found(data: bytes, wanted: bytes, start: int) -> int:
    at = data.find(wanted, start)
    return len(data) if at < 0 else at


def _look(part: Message, names: list[str]) -> bytes:
    """Note the name of a part's file; gives its boundary if it has parts of its own."""
    fields = {name.lower(): value.decode("latin-1") for name, value in reversed(part.headers)}
    name, boundary = None, ""
    text = fields.get("content-type")
    if text is not None:
        kind, parameters = content_type(text)
        name = _file_name(parameters, "name")
        if kind.startswith("multipart/"):
            boundary = parameters.get("boundary", "")
    text = fields.get("content-disposition")
    if text is not None:
        name = _file_name(content_disposition(text)[1], "filename") or name
    if name:
        names.append(decode_words(name))
    return boundary.encode("latin-1")


@lru_cache(maxsize=256)
def content_type(text: str) -> tuple[str, Mapping[str, str]]:
    """A Content-Type, in lower case, and its parameters by name; raises HeaderError."""
    tokens = _tokens(text)
    primary = _expect_atom(tokens, "MIME type")
    kind, value = next(tokens)
    if kind != "/":
        raise HeaderError(f"Expected '/', got {value}")
    return f"{primary}/{_expect_atom(tokens, 'MIME subtype')}".lower(), _parameters(tokens)


@lru_cache(maxsize=256)
def content_disposition(text: str) -> tuple[str, Mapping[str, str]]:
    """A Content-Disposition, in lower case, and its parameters by name; raises HeaderError."""
    tokens = _tokens(text)
    return _expect_atom(tokens, "disposition").lower(), _parameters(tokens)


def _expect_atom(tokens: Iterator[tuple[str, str]], what: str) -> str:
    kind, value = next(tokens)
    if kind != "atom":
        raise HeaderError(f"Expected {what}, got {value}")
    return value


def _parameters(tokens: Iterator[tuple[str, str]]) -> Mapping[str, str]:
    """What follows, to the end; names are in lower case, and of two of one name the later one counts."""
    parameters: dict[str, str] = {}
    while _expect(tokens, "';'", ";", "end")[0] != "end":
        kind, name = _expect(tokens, "parameter name", "atom", "end")
        if kind == "end":  # a semicolon too many is let pass
            break
        _expect(tokens, "'='", "=")
        parameters[name.lower()] = _expect(tokens, "parameter value", "atom", "quoted")[1]
    return parameters


def _expect(tokens: Iterator[tuple[str, str]], what: str, *kinds: str) -> tuple[str, str]:
    kind, value = next(tokens)
    if kind not in kinds:
        raise HeaderError(f'Expected {what}, got "{value}"')
    return kind, value


def _tokens(text: str) -> Iterator[tuple[str, str]]:
    """Kind and value of each token: ``atom``, ``quoted``, or a character that is its own kind; ``end`` for ever."""
    token, at = re.compile(_TOKEN), 0
    while found := token.match(text, at):
        kind, at = found.lastgroup or "", found.end()
        value = found[kind]
        if kind != "mark":
            yield kind, re.sub(_ESCAPED, r"\1", value) if kind == "quoted" else value
        elif value == "(":
            at = _after_comment(text, found.start("mark"))
        elif value == '"':
            raise HeaderError("Unterminated quoted string")
        else:
            yield value, value
    while True:
        yield _END


def _after_comment(text: str, at: int) -> int:
    depth = 0
    for found in re.compile(_COMMENT).finditer(text, at):
        depth += {"(": 1, ")": -1}.get(found[0], 0)
        if depth == 0:
            return found.end()
    raise HeaderError("Unbalanced comments")


def _file_name(parameters: Mapping[str, str], name: str) -> str | None:
    """A name as it is, or percent-encoded and perhaps in sections (RFC 2231 §3 and §4)."""
    if name in parameters:
        return parameters[name]
    text = parameters.get(f"{name}*", "")
    encoded, number = bool(text) or f"{name}*0*" in parameters, 0
    while (section := parameters.get(f"{name}*{number}*", parameters.get(f"{name}*{number}"))) is not None:
        text, number = text + section, number + 1
    if not encoded:
        return text or None
    charset, _, rest = text.partition("'")
    data = unquote_to_bytes(rest.partition("'")[2])
    try:
        return data.decode(charset or "utf-8", "replace")
    except LookupError:
        return data.decode("utf-8", "replace")
