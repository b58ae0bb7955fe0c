"""Mail addresses as SES reads them: JavaMail's strict ``InternetAddress`` syntax, narrowed to ASCII.

SES answers a bad address with JavaMail's own sentences, so the checks run in JavaMail's order: first the
structure (display name, comments, ``<>``, lists, groups), then the local part from left to right, then the domain.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

MAX_LENGTH = 320
"""How long an address may be, in UTF-16 code units, its display name included."""

_BLANKS = "".join(map(chr, range(0x21)))  # what Java's String.trim() takes off
# Patterns are strings here: `re` compiles and keeps them when they are first used, so importing costs nothing.
# What nearly every address looks like, and needs no further look.
_PLAIN = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*"
_QUOTED = r'"(?:[^"\\]|\\.)*"'
_TOKEN = rf"""(?xs) (?P<quoted>{_QUOTED})
    | (?P<literal>\[(?:[^\]\\]|\\.)*\])
    | <(?P<angle>(?:[^">\\]|\\.|{_QUOTED})*|[^>]*)>  # a quote never closed inside <> is an ordinary character
    | (?P<text>(?:\\.|[^()<>\[",:;\\]|\\\Z)+)
    | (?P<mark>[()<>\[",:;])"""
_LABEL = r"(?!-)[A-Za-z0-9-]{1,63}(?<!-)"
_DOMAIN = rf"(?:{_LABEL}\.)+(?!\d+\Z){_LABEL}"  # the last label is more than digits
_MISSING = {
    "(": "Missing ')'",
    ")": "Missing '('",
    "<": "Missing '>'",
    ">": "Missing '<'",
    "[": "Missing ']'",
    '"': "Missing '\"'",
}
_CONTROL = "[^!-~]"  # control characters, white space, and with them, for SES, all that is not ASCII
# Of several faults the leftmost is told; of those at one place the earlier one here.
_LOCAL_FAULTS = {
    r"\A@": "Missing local name",
    r"\A\.": "Local address starts with dot",
    r"(?<=\.)\.": "Local address contains dot-dot",
    r"(?<=\.)@": "Local address ends with dot",
    _CONTROL: "Local address contains control or whitespace",
    r"[()<>,;:\[\]]": "Local address contains illegal character",
}
_LITERAL_FAULTS = {
    r"(?<!\A)\[": "Domain literal not at start of domain",
    r"\](?!\Z)": "Domain literal end not at end of domain",
    _CONTROL: "Domain contains control or whitespace",
}
_DOMAIN_FAULTS = {
    r"\A\Z": "Missing domain",
    r"\A\.": "Domain starts with dot",
    r"(?<=\.)\.": "Domain contains dot-dot",
    r"(?<=\.)\Z": "Domain ends with dot",
    **_LITERAL_FAULTS,
    r"[^A-Za-z0-9.-]": "Domain contains illegal character",
}


class AddressError(ValueError):
    """An address SES refuses; ``str()`` of it is SES's sentence."""


class Mailbox(NamedTuple):
    """One parsed address.

    ``display`` is the name without its quotes, encoded words untouched; a trailing comment stands in for a missing
    name. ``address`` is the bare ``local@domain``. ``text`` is what was given.
    """

    display: str | None
    address: str
    text: str


def parse(text: str) -> Mailbox:
    """Read exactly one address: ``a@b``, ``<a@b>``, ``Name <a@b>``, ``"Na, me" <a@b>`` or ``a@b (Name)``.

    :raises AddressError: with JavaMail's sentence for whatever is wrong first
        (javax.mail.internet.InternetAddress, strict parsing followed by ``validate()``).
    """
    if not text:
        raise AddressError("Invalid email address .")
    if re.fullmatch(_PLAIN, text):
        return Mailbox(None, text, text)
    found = []
    for display, address in _elements(text):
        _check_syntax(address)
        found.append((display, address))
    if len(found) != 1:
        raise AddressError("Illegal address")
    display, address = found[0]
    if re.search(r"[\r\n]", address):  # which must be inside quotes, having passed the check
        raise AddressError(f"Invalid email address {text}.")
    _check_whole(address)
    return Mailbox(display, address, text)


def split_addresses(text: str) -> list[str]:
    """Cut an address header's unfolded value into its addresses, as written; members of a group are listed singly.

    Nothing is checked: a value whose quotes or brackets do not balance comes back whole.
    """
    found, current = [], ""
    try:
        for kind, token in _tokens(text):
            if kind in {",", ";"}:
                found.append(current)
                current = ""
            elif kind == ":":
                current = ""  # what stood before was the group's name
            else:
                current += token
    except AddressError:
        return [text.strip()]
    return [address for one in (*found, current) if (address := one.strip())]


def quote_phrase(name: str) -> str:
    """Put a display name in quotes if RFC 5322 §3.2.5 does not let it stand bare."""
    if not re.search(r'[()<>@,;:\\".\[\]\x00-\x1f]', name):
        return name
    return '"' + re.sub(r'(["\\])', r"\\\1", name) + '"'


def length_text(mailbox: Mailbox) -> str:
    """The form whose length counts: ``name <address>``, or the bare address where there is no name."""
    if mailbox.display is None:
        return mailbox.address
    return f"{quote_phrase(mailbox.display)} <{mailbox.address}>"


def check_length(mailbox: Mailbox) -> None:
    """Refuse a mailbox of more than 320 UTF-16 code units.

    :raises AddressError: quoting the form that was measured.
    """
    text = length_text(mailbox)
    if len(text.encode("utf-16-le", "surrogatepass")) > 2 * MAX_LENGTH:
        raise AddressError(f"Address length is more than {MAX_LENGTH} characters long: '{text}'.")


def is_simple_address(text: str) -> bool:
    """Tell whether a verification mail could go there: one unquoted ``@``, two non-empty halves, no white space.

    The domain needs no dot. This is the looser rule of VerifyEmailIdentity and SendCustomVerificationEmail. Assumed:
    its domain is one that sending takes too, so there is no underscore in it.
    """
    if len(text) > MAX_LENGTH or re.search(r"\s", text):
        return False
    local, at, domain = re.sub(_QUOTED, "q", text).partition("@")
    return bool(local and at) and re.fullmatch(r"[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*|\[[^\[\]@]+\]", domain) is not None


def bare(text: str) -> str:
    """An address without its display name; a text that is none as it is."""
    try:
        return parse(text).address
    except AddressError:
        return text


def domain_of(address: str) -> str:
    """What follows the last ``@``, in lower case; a name without ``@`` is its own domain."""
    return address.rpartition("@")[2].lower()


def local_of(address: str) -> str:
    """What precedes the last ``@``, as written."""
    return address.rpartition("@")[0]


def without_label(address: str) -> str:
    """``user+label@domain`` without its ``+label``; a quoted local part has no label."""
    local, at, domain = address.rpartition("@")
    if local.startswith('"'):
        return address
    user = local.partition("+")[0]
    return f"{user}{at}{domain}" if user else address


def is_domain(name: str) -> bool:
    """Tell whether a name can be a domain identity.

    Labels of up to 63 letters, digits and inner hyphens, 255 characters in all, ASCII (Punycode is), no trailing
    dot, no wildcard (SES developer guide, "Creating and verifying identities").
    """
    # assumed: SES wants two labels at least, refuses underscores, and takes no IPv4 address for a domain.
    return len(name) <= 255 and re.fullmatch(_DOMAIN, name) is not None


def _tokens(text: str) -> Iterator[tuple[str, str]]:
    """Cut a text into (kind, token): quoted, literal, angle, text, comment, or a mark of punctuation as its own kind.

    An angle's token keeps its brackets, a comment's its parentheses.
    """
    tokens, at = re.compile(_TOKEN), 0
    while match := tokens.match(text, at):  # every character begins some token
        kind, token = str(match.lastgroup), match[0]
        if token == "(":
            kind, token = "comment", _comment(text, at)
        elif kind == "mark":
            if token in _MISSING:
                raise AddressError(_MISSING[token])
            kind = token
        yield kind, token
        at += len(token)


def _comment(text: str, start: int) -> str:
    """The comment that opens at ``start``; comments nest (RFC 5322 §3.2.2)."""
    depth = 0
    for mark in re.compile(r"(?s)\\.|[()]").finditer(text, start):
        depth += {"(": 1, ")": -1}.get(mark[0], 0)
        if depth == 0:
            return text[start : mark.end()]
    raise AddressError(_MISSING["("])


def _elements(text: str) -> Iterator[tuple[str | None, str]]:
    """The (display, address) pairs of a comma-separated list; empty elements are passed over."""
    tokens = list(_tokens(text))
    _check_groups(tokens)
    # The colon of a group nobody closed is left in the address, where its check finds it.
    grouped = any(kind == ":" for kind, _ in tokens)
    phrase, angle, comment = "", None, None
    for kind, token in tokens:
        if kind == ",":
            yield from _element(phrase, angle, comment)
            phrase, angle, comment = "", None, None
        elif kind == "comment":
            comment = comment or token[1:-1]
            phrase += " "
        elif kind == "angle" and not grouped:
            if angle is not None:
                raise AddressError("Extra route-addr")
            angle = token[1:-1]
        elif angle is None:  # JavaMail overlooks what follows <...>
            phrase += token
    yield from _element(phrase, angle, comment)


def _check_groups(tokens: Iterable[tuple[str, str]]) -> None:
    grouped = False
    for kind, _ in tokens:
        if kind == ":":
            if grouped:
                raise AddressError("Nested group")
            grouped = True
        elif kind == ";":
            # assumed: a group is not "exactly one address".
            raise AddressError("Illegal address" if grouped else "Illegal semicolon, not in group")


def _element(phrase: str, angle: str | None, comment: str | None) -> Iterator[tuple[str | None, str]]:
    phrase = phrase.strip(_BLANKS)
    if angle is not None:
        yield _unquote(phrase) or comment, angle.strip(_BLANKS)
    elif phrase:
        yield comment, phrase


def _unquote(phrase: str) -> str:
    if not re.fullmatch(_QUOTED, phrase, re.DOTALL):
        return phrase
    return re.sub(r"\\(.)", r"\1", phrase[1:-1], flags=re.DOTALL)


def _check_syntax(address: str) -> None:
    """JavaMail's check of an addr-spec that may still lack its domain."""
    if re.fullmatch(_PLAIN, address):
        return
    if not address:
        raise AddressError("Empty address")
    local, at, domain = _halves(address)
    _refuse_first(_LOCAL_FAULTS, local + at)
    if local.count('"') % 2:
        raise AddressError("Unterminated quote")
    if at:
        _refuse_first(_LITERAL_FAULTS if domain.startswith("[") else _DOMAIN_FAULTS, domain)


def _check_whole(address: str) -> None:
    """What JavaMail's ``validate()`` asks beyond that."""
    local, at, _ = _halves(address)
    if re.match(r'[^"]+"', local):
        raise AddressError("Quote not at start of local address")
    if re.match(r'"[^"]*".', local):
        raise AddressError("Quote not at end of local address")
    if not at:
        raise AddressError("Missing final '@domain'")


def _halves(address: str) -> tuple[str, str, str]:
    """Split at the first ``@`` outside quotes. Of the local part, quoted ASCII is masked: anything may stand there."""
    # JavaMail lets a quoted-pair pass outside quotes too.
    masked = re.sub(r"\\[\x00-\x7f]?", lambda pair: "q" * len(pair[0]), address)
    masked = re.sub(r'"[^"]*"?', lambda quote: re.sub(r'[\x00-\x7f](?<!")', "q", quote[0]), masked)
    local, at, _ = masked.partition("@")
    return local, at, address[len(local) + 1 :]


def _refuse_first(faults: dict[str, str], text: str) -> None:
    found = [(match.start(), order) for order, fault in enumerate(faults) if (match := re.search(fault, text))]
    if found:
        raise AddressError(list(faults.values())[min(found)[1]])
