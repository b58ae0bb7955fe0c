"""Building and reading messages: RFC 5322, MIME (RFC 2045 to 2047, 2231), in the shape JavaMail gives them for SES."""

from __future__ import annotations

import base64
import binascii
import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from sesmock.mail.address import AddressError, parse, quote_phrase, split_addresses

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from email.message import Message as ParsedPart

    _Part = tuple[bytes, bytes]  # a part's headers, each with its CRLF, and its body

_CRLF = b"\r\n"
_WIDTH = 76  # the column JavaMail folds headers at
_MAX_LINE = 998  # RFC 5322 §2.1.1
_ASCII_TEXT = bytes(range(0x20, 0x7F)) + b"\t\r\n"
# Patterns are strings here: `re` compiles and keeps them when they are first used, so importing costs nothing.
_FOLD = r"\r?\n[ \t]+"
_ENCODED_WORD = r"(?i)=\?([^?\s]+)\?([bq])\?([^?\s]*)\?="
_BETWEEN_WORDS = r"(?i)(?<=\?=)[ \t\r\n]+(?==\?[^?\s]+\?[bq]\?)"
_TOKEN = r"[!#$&+.0-9A-Z^_`a-z{|}~-]+"  # RFC 2045 §5.1, without what RFC 2231 §7 keeps for itself
_LETTERS_AND_DIGITS = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
_Q_SAFE = _LETTERS_AND_DIGITS + b"!*+-/"
_ENCODINGS = {"BASE64": "base64", "QUOTED_PRINTABLE": "quoted-printable", "SEVEN_BIT": "7bit"}

SINGLE_HEADERS = {
    name.lower(): name
    for name in (
        *("Accept-Language", "acceptLanguage", "Archived-At", "Auto-Submitted", "Bounces-to", "Comments"),
        *("Content-Alternative", "Content-Base", "Content-Class", "Content-Description", "Content-Disposition"),
        *("Content-Duration", "Content-ID", "Content-Language", "Content-Length", "Content-Location", "Content-MD5"),
        *("Content-Transfer-Encoding", "Content-Type", "Date", "Delivered-To", "Disposition-Notification-Options"),
        *("Disposition-Notification-To", "DKIM-Signature", "DomainKey-Signature", "Errors-To", "From", "Importance"),
        *("In-Reply-To", "Keywords", "List-Archive", "List-Help", "List-Id", "List-Owner", "List-Post"),
        *("List-Subscribe", "List-Unsubscribe", "List-Unsubscribe-Post", "Message-Context", "Message-ID"),
        *("MIME-Version", "Organization", "Original-From", "Original-Message-ID", "Original-Recipient"),
        *("Original-Subject", "Precedence", "Priority", "References", "Reply-To", "Return-Path", "Return-Receipt-To"),
        *("Sender", "Solicitation", "Sensitivity", "Subject", "Thread-Index", "Thread-Topic", "User-Agent"),
        "VBR-Info",
    )
}
"""What a message may have only once, spelled as on the page "Amazon SES header fields". To and Cc may repeat."""


class Content(NamedTuple):
    """AWS's ``Content``: text, and the charset to send it in."""

    data: str
    charset: str | None = None


class Attachment(NamedTuple):
    """AWS's ``Attachment``, for sending as well as when read back."""

    filename: str | None
    content: bytes
    content_type: str | None = None
    disposition: str = "ATTACHMENT"
    content_id: str | None = None
    description: str | None = None
    transfer_encoding: str = "SEVEN_BIT"  # SES developer guide, "Working with email attachments"


class Parts(NamedTuple):
    """What a reader sees of a message."""

    text: str | None
    html: str | None
    attachments: tuple[Attachment, ...]


# ----------------------------------------------------------------------------------------------------- building


def compose(
    *,
    sender: str | None = None,
    to: Sequence[str] = (),
    cc: Sequence[str] = (),
    reply_to: Sequence[str] = (),
    subject: Content | None = None,
    text: Content | None = None,
    html: Content | None = None,
    attachments: Sequence[Attachment] = (),
    headers: Sequence[tuple[str, str]] = (),
    boundary: Callable[[], str],
) -> bytes:
    """Build the message SendEmail makes of its parameters, with CRLF line endings.

    Two bodies become multipart/alternative, text first; inline attachments wrap that in multipart/related, others in
    multipart/mixed. ``boundary`` gives a fresh boundary for each multipart, the innermost asking first. ``headers``
    come after the message's own. Who gets blind copies is for the envelope alone.

    :raises LookupError: for a charset nobody knows.
    :raises AddressError: for an address that is neither ASCII nor well-formed.
    """
    # assumed: JavaMail's fixed order of headers puts Reply-To between From and To.
    fields = [("From", [sender] if sender is not None else []), ("Reply-To", reply_to), ("To", to), ("Cc", cc)]
    lines = [f"{name}: {_address_list(name, addresses)}" for name, addresses in fields if addresses]
    if subject is not None:
        lines.append(f"Subject: {_unstructured('Subject', subject.data, subject.charset)}")
    lines.append("MIME-Version: 1.0")
    bodies = [(content, subtype) for content, subtype in ((text, "plain"), (html, "html")) if content is not None]
    parts = [_text_part(content, subtype) for content, subtype in bodies or [(Content(""), "plain")]]
    root = parts[0] if len(parts) == 1 else _multipart("alternative", boundary(), parts)
    inline = [attachment for attachment in attachments if attachment.disposition == "INLINE"]
    if inline:
        root = _multipart("related", boundary(), [root, *map(_attachment_part, inline)])
    attached = [attachment for attachment in attachments if attachment.disposition != "INLINE"]
    if attached:
        root = _multipart("mixed", boundary(), [root, *map(_attachment_part, attached)])
    after = "".join(f"{name}: {_one_line(value)}\r\n" for name, value in headers)
    head = "".join(f"{line}\r\n" for line in lines)
    content_headers, body = root
    return head.encode("ascii") + content_headers + after.encode("ascii", "replace") + _CRLF + body


def date(at: float) -> str:
    """A time, in seconds since the epoch, as the ``Date`` header says it (RFC 5322 §3.3), its day not padded."""
    from datetime import datetime, timezone
    from email.utils import format_datetime

    return format_datetime(datetime.fromtimestamp(at, timezone.utc)).replace(", 0", ", ")


def _multipart(subtype: str, boundary: str, parts: Iterable[_Part]) -> _Part:
    """Join parts (RFC 2046 §5.1)."""
    delimiter = b"--" + boundary.encode("ascii")
    joined = b"".join(delimiter + _CRLF + headers + _CRLF + body + _CRLF for headers, body in parts)
    header = f"Content-Type: multipart/{subtype}{_parameter('boundary', boundary, len(subtype) + 24)}\r\n"
    return header.encode("ascii"), joined + delimiter + b"--\r\n"


def _text_part(content: Content, subtype: str) -> _Part:
    charset = content.charset or "UTF-8"
    data = _encode("\r\n".join(re.split(r"\r\n|\r|\n", content.data)), charset)
    # In UTF-16 and its like no byte is the character it looks like.
    ascii_based = _encode("\r\n", charset) == _CRLF
    encoding, body = _transfer_encoded_text(data) if ascii_based else ("base64", _base64_lines(data))
    content_type = f"Content-Type: text/{subtype}{_parameter('charset', charset, len(subtype) + 19)}"
    return (f"{content_type}\r\nContent-Transfer-Encoding: {encoding}\r\n".encode("ascii"), body)


def _transfer_encoded_text(data: bytes) -> tuple[str, bytes]:
    """Choose as JavaMail does: 7bit for short lines of ASCII, else what is shorter to read, by the count of bytes."""
    strange = len(data.translate(None, _ASCII_TEXT))
    if strange == 0 and all(len(line) <= _MAX_LINE for line in data.split(_CRLF)):
        return "7bit", data
    if strange < len(data) - strange:
        quoted = binascii.b2a_qp(data.replace(_CRLF, b"\n"), quotetabs=False, istext=True)
        return "quoted-printable", quoted.replace(b"\n", _CRLF)
    return "base64", _base64_lines(data)


def _attachment_part(attachment: Attachment) -> _Part:
    name = attachment.filename or ""
    content_type = _one_line(attachment.content_type or _type_of(name))
    encoding, body = _transfer_encoded_file(attachment.content, _ENCODINGS[attachment.transfer_encoding])
    disposition = attachment.disposition.lower()
    lines = [
        f"Content-Type: {content_type}{_parameter('name', name, len(content_type) + 14)}",
        f"Content-Transfer-Encoding: {encoding}",
        f"Content-Disposition: {disposition}{_parameter('filename', name, len(disposition) + 21)}",
    ]
    if attachment.content_id is not None:
        lines.append(f"Content-ID: <{_one_line(attachment.content_id).strip('<>')}>")
    if attachment.description is not None:
        lines.append(f"Content-Description: {_unstructured('Content-Description', attachment.description, None)}")
    return ("".join(f"{line}\r\n" for line in lines).encode("ascii", "replace"), body)


def _transfer_encoded_file(content: bytes, encoding: str) -> tuple[str, bytes]:
    # assumed: a file that would not survive 7bit, SES's default, goes as base64.
    if encoding == "7bit":
        whole = content.replace(_CRLF, b"")
        if not whole.translate(None, _ASCII_TEXT) and b"\n" not in whole and b"\r" not in whole:
            lines = content.split(_CRLF)
            if all(len(line) <= _MAX_LINE for line in lines):
                return encoding, content
    elif encoding == "quoted-printable":
        return encoding, binascii.b2a_qp(content, istext=False).replace(b"\n", _CRLF)
    return "base64", _base64_lines(content)


def _base64_lines(data: bytes) -> bytes:
    return base64.encodebytes(data).rstrip(b"\n").replace(b"\n", _CRLF)


def _type_of(filename: str) -> str:
    """The media type a file's name speaks of; the table is Python's own, whatever this machine adds to it."""
    from mimetypes import MimeTypes

    return MimeTypes().guess_type(filename, strict=True)[0] or "application/octet-stream"


def _parameter(name: str, value: str, column: int) -> str:
    """``; name=value`` for a header that has come to ``column``, on a line of its own where it would not fit."""
    if re.fullmatch(r"[ -~]*", value):
        plain = value if re.fullmatch(_TOKEN, value) else '"' + re.sub(r'(["\\])', r"\\\1", value) + '"'
        fold = "; \r\n\t" if column + len(name) + len(plain) + 3 > _WIDTH else "; "
        return f"{fold}{name}={plain}"
    # RFC 2231 §3 and §4: percent-encoded UTF-8, in numbered sections that each fit a line.
    octets = [chr(byte) if byte in _LETTERS_AND_DIGITS else f"%{byte:02X}" for byte in _encode(value, "UTF-8")]
    sections = ["".join(octets[i : i + 18]) for i in range(0, len(octets), 18)]
    if len(sections) == 1:
        return f"; \r\n\t{name}*=UTF-8''{sections[0]}"
    first, *rest = sections
    return f"; \r\n\t{name}*0*=UTF-8''{first}" + "".join(
        f"; \r\n\t{name}*{number}*={section}" for number, section in enumerate(rest, 1)
    )


def _address_list(name: str, addresses: Iterable[str]) -> str:
    """Addresses as they were given, except that a display name beyond ASCII becomes encoded words."""
    text, column = "", len(name) + 2
    for address in map(_address, addresses):
        if not text:
            text = address
        elif column + len(address) + 2 > _WIDTH:
            text += f", \r\n\t{address}"
            column = 8
        else:
            text += f", {address}"
            column += 2
        column += len(address)
    return text


def _address(text: str) -> str:
    if text.isascii():
        return _one_line(text).strip()
    mailbox = parse(text)
    if mailbox.display is None:
        return mailbox.address
    # assumed: SES spells a name beyond ASCII as JavaMail does, instead of sending it as it is.
    return f"{_encoded_words(mailbox.display, 'UTF-8')} <{mailbox.address}>"


def _unstructured(name: str, text: str, charset: str | None) -> str:
    text = _one_line(text)
    return _folded(name, text) if text.isascii() else _encoded_words(text, charset or "UTF-8")


def _one_line(text: str) -> str:
    """A header's value cannot break its line. assumed: line breaks turn into a space."""
    return re.sub(r"[\r\n]+", " ", text)


def _folded(name: str, text: str) -> str:
    """Fold before words (RFC 5322 §2.2.3), so that unfolding gives back the same text."""
    lines, line = [], ""
    used = len(name) + 2
    for blanks, word in re.findall(r"([ \t]*)([^ \t]*)", text):
        if line.strip(" \t") and word and used + len(line) + len(blanks) + len(word) > _WIDTH:
            lines.append(line + blanks[:-1])
            line, used = blanks[-1] + word, 0
        else:
            line += blanks + word
    return "\r\n".join([*lines, line])


def _encoded_words(text: str, charset: str) -> str:
    """Spell a text in encoded words of at most 75 characters (RFC 2047 §2), one to a line."""
    # JavaMail chooses by the count of characters, which in Java are UTF-16 units; that of bytes is for bodies.
    plain = len(re.findall(r"[ -~\t\r\n]", text))
    strange = sum(1 + (char > "\uffff") for char in text) - plain
    return "\r\n ".join(_words(text, charset, quoted=strange < plain))


def _words(text: str, charset: str, *, quoted: bool) -> list[str]:
    data = _encode(text, charset)
    payload = _q(data) if quoted else base64.b64encode(data).decode("ascii")
    word = f"=?{charset}?{'Q' if quoted else 'B'}?{payload}?="
    if len(word) <= 75 or len(text) == 1:
        return [word]
    half = len(text) // 2  # a word never ends inside a character (RFC 2047 §5)
    return [*_words(text[:half], charset, quoted=quoted), *_words(text[half:], charset, quoted=quoted)]


def _q(data: bytes) -> str:
    """The Q encoding as strict as a display name needs it (RFC 2047 §5 rule 3)."""
    return "".join("_" if byte == 0x20 else chr(byte) if byte in _Q_SAFE else f"={byte:02X}" for byte in data)


def _encode(text: str, charset: str) -> bytes:
    """Encode; a character the charset does not have becomes ``?``, as in Java."""
    try:
        return text.encode(charset, "replace")
    except ValueError as error:  # such as that of idna, which is no charset
        raise LookupError(f"unknown encoding: {charset}") from error


# ------------------------------------------------------------------------------------------------------ reading


class Message:
    """A raw message as a list of header fields and a body; what is not touched stays as it was, byte for byte.

    Only line endings are made CRLF, as SES does. A message may be empty, or lack its body; a header line without a
    colon has the name "".
    """

    __slots__ = ("_fields", "body")

    def __init__(self, raw: bytes) -> None:
        if raw.count(b"\n") != raw.count(_CRLF):
            raw = re.sub(rb"(?<!\r)\n", _CRLF, raw)
        # An empty line ends the header, be it the first.
        head, _, body = (_CRLF + raw).partition(b"\r\n\r\n")
        self.body = body
        fields: list[list[bytes]] = []
        for line in head.removesuffix(_CRLF).split(_CRLF)[1:]:
            if line[:1] in {b" ", b"\t"} and fields:
                fields[-1].append(line)  # and no more: a field may have a million lines
            else:
                fields.append([line])
        self._fields = [(_name_of(field), field) for field in map(_CRLF.join, fields)]

    @property
    def headers(self) -> list[tuple[str, bytes]]:
        """Name and raw value (what follows the colon, folding included) of every field, in order."""
        return [(name, field.partition(b":")[2] if b":" in field else field) for name, field in self._fields]

    @property
    def fields(self) -> list[tuple[str, bytes]]:
        """Name and all of every field, in order, as it stands there but for its last CRLF."""
        return self._fields

    def get_all(self, name: str) -> list[str]:
        """The unfolded values of all fields of a name."""
        wanted = name.lower()
        return [unfold(value) for key, value in self.headers if key.lower() == wanted]

    def get(self, name: str) -> str | None:
        """The unfolded value of the first field of a name, or None."""
        return next(iter(self.get_all(name)), None)

    def addresses(self, name: str) -> list[str]:
        """The addresses in all fields of a name, encoded words decoded: each a text ``address.parse`` reads."""
        return [_decode_address(text) for value in self.get_all(name) for text in split_addresses(value)]

    def remove(self, *names: str) -> None:
        """Take out all fields of these names."""
        gone = {name.lower() for name in names}
        self._fields = [field for field in self._fields if field[0].lower() not in gone]

    def append(self, name: str, value: str) -> None:
        """Add a field below the others. ``value`` may be folded with CRLF and white space."""
        self._fields.append((name, _field(name, value)))

    def replace(self, name: str, value: str) -> None:
        """Put the field where the first of its name was, or below all others, and take out the rest of that name."""
        wanted = name.lower()
        at = next((at for at, field in enumerate(self._fields) if field[0].lower() == wanted), len(self._fields))
        self.remove(name)
        self._fields.insert(at, (name, _field(name, value)))

    def to_bytes(self) -> bytes:
        """The message with CRLF line endings."""
        return b"".join(field + _CRLF for _, field in self._fields) + _CRLF + self.body


def _name_of(field: bytes) -> str:
    name, colon, _ = field.partition(b":")
    return name.decode("latin-1").rstrip(" \t") if colon else ""


def _field(name: str, value: str) -> bytes:
    return f"{name}: {value}".encode()


def unfold(value: bytes) -> str:
    """A raw header value as one line of text: each fold with its white space is one space, none at either end."""
    return re.sub(_FOLD, " ", value.decode("utf-8", "replace")).strip(" \t\r\n")


def decode_words(text: str) -> str:
    """Replace encoded words by what they say (RFC 2047 §6.2); what cannot be decoded stays as it is."""
    if "=?" not in text:
        return text
    return re.sub(_ENCODED_WORD, _decoded_word, re.sub(_BETWEEN_WORDS, "", text))


def _decoded_word(match: re.Match[str]) -> str:
    charset, encoding, payload = match.groups()
    try:
        if encoding in "bB":
            data = base64.b64decode(payload + "=" * (-len(payload) % 4))
        else:
            data = binascii.a2b_qp(payload, header=True)
        text = data.decode(charset.partition("*")[0], "replace")  # RFC 2231 §5 allows charset*language
        text.encode()  # utf-7 can say half a character, which nobody could write down
    except (LookupError, ValueError):
        return match[0]
    return text


def _decode_address(text: str) -> str:
    if "=?" not in text:
        return text
    try:
        mailbox = parse(text)
    except AddressError:
        return decode_words(text)
    name = decode_words(mailbox.display or "")
    return f"{quote_phrase(name)} <{mailbox.address}>" if name else text


def duplicate_header(message: Message) -> str | None:
    """The first header that appears again though SES lets it appear once, spelled as in SES's list."""
    seen = set()
    for name, _ in message.headers:
        key = name.lower()
        if key in seen and key in SINGLE_HEADERS:
            return SINGLE_HEADERS[key]
        seen.add(key)
    return None


def is_spelt_in(text: str, raw: bytes) -> bool:
    """Whether a text of ASCII, of a dozen characters or more, stands anywhere in a message, however it is encoded."""
    joined = raw.replace(b"\r", b"").replace(b"=\n", b"").replace(b"\n", b"")
    return any(spelling in joined for spelling in _spellings(text))


@lru_cache(maxsize=4)
def _spellings(text: str) -> tuple[bytes, ...]:
    """A text as it is, and in the three ways in which base64 may spell it."""
    plain = text.encode("ascii")
    spelt = (base64.b64encode(bytes(shift) + plain) for shift in range(3))
    # Its first and last characters share theirs with what stands around it.
    return (plain, *(code[4:-4] for code in spelt))


def parts_of(raw: bytes) -> Parts:
    r"""Read a message's bodies and attachments.

    The first text/plain and text/html parts that are not attachments are the bodies; what else there is, is
    attached. Bodies come with ``\n`` line endings. Parts nested deeper than Python's parser goes are not seen at all.
    """
    try:
        return _parts_of(raw)
    except RecursionError:
        return Parts(None, None, ())


def _parts_of(raw: bytes) -> Parts:
    from email import message_from_bytes

    text, html = None, None
    attachments = []
    for part in _leaves(message_from_bytes(raw)):
        attached = part.get_content_disposition() == "attachment" or part.get_filename() is not None
        if not attached and part.get_content_type() == "text/plain" and text is None:
            text = _body_text(part)
        elif not attached and part.get_content_type() == "text/html" and html is None:
            html = _body_text(part)
        else:
            attachments.append(_attachment(part))
    return Parts(text, html, tuple(attachments))


def _leaves(part: ParsedPart) -> Iterator[ParsedPart]:
    if part.get_content_maintype() == "multipart" and part.is_multipart():
        for inner in part.get_payload():
            yield from _leaves(inner)  # type: ignore[arg-type]
    else:
        yield part


def _content(part: ParsedPart) -> bytes:
    if part.is_multipart():  # message/rfc822 holds a message
        return b"".join(inner.as_bytes() for inner in part.get_payload())  # type: ignore[union-attr]
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""


def _body_text(part: ParsedPart) -> str:
    charset = part.get_content_charset("utf-8")
    content = _content(part)
    try:
        # Bytes beyond ASCII in a part that says it has none are most likely UTF-8.
        text = content.decode("utf-8" if charset == "us-ascii" else charset, "replace")
    except LookupError:
        text = content.decode("utf-8", "replace")
    return text.replace("\r\n", "\n")


def _attachment(part: ParsedPart) -> Attachment:
    filename, content_id, description = part.get_filename(), part["Content-ID"], part["Content-Description"]
    encoding = str(part.get("Content-Transfer-Encoding", "7bit")).strip().lower()
    return Attachment(
        filename=None if filename is None else decode_words(filename),
        content=_content(part),
        content_type=part.get_content_type(),
        disposition="INLINE" if part.get_content_disposition() == "inline" else "ATTACHMENT",
        content_id=None if content_id is None else str(content_id).strip().removeprefix("<").removesuffix(">"),
        description=None if description is None else decode_words(re.sub(_FOLD, " ", str(description))),
        transfer_encoding={value: key for key, value in _ENCODINGS.items()}.get(encoding, "SEVEN_BIT"),
    )
