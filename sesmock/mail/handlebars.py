r"""Amazon SES's template dialect: Handlebars that escapes nothing and insists on its data.

The language is that of handlebars.js (https://handlebarsjs.com/guide/), as the SES guide's pages on personalised e-mail
refer to it. A template is compiled once, into one closure per tag.

    template   = { text | comment | output | block | definition | partial }
    comment    = "{{!" … "}}" | "{{!--" … "--}}"
    output     = "{{" call "}}" | "{{&" call "}}" | "{{{" call "}}}"
    block      = ( "{{#" | "{{^" ) call [ names ] "}}" template
                 { "{{else" call [ names ] "}}" template } [ else template ] "{{/" path "}}"
    else       = "{{else}}" | "{{^}}"
    definition = "{{#*" "inline" string "}}" template "{{/inline}}"
    partial    = "{{>" call "}}" | "{{#>" call "}}" template "{{/" path "}}"
    call       = value { value } { key "=" value }
    names      = "as" "|" key { key } "|"
    value      = path | string | number | "true" | "false" | "null" | "undefined" | "(" call ")"
    path       = [ "@" ] segment { ( "." | "/" ) segment }
    segment    = key | "[" … "]" | "this" | "." | ".."

``~`` inside a tag's braces takes away all white space on that side. A block tag, comment or partial that is alone on
its line takes the line with it. ``\{{`` is a literal ``{{``.

The words that do something are ``if``, ``unless``, ``each``, ``with``, ``lookup`` and ``log``. Every other word is an
attribute of the rendering data, and an attribute that is printed must be there.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from typing import TypeAlias

    _Expression: TypeAlias = "_Path | _Literal | _Call"
    _Finder: TypeAlias = Callable[["_Scope"], object]
    _Printer: TypeAlias = Callable[["_Scope"], str]

RESERVED = frozenset({"amazonSESUnsubscribeUrl", "ses:openTracker"})
"""Placeholders SES itself fills in after rendering; they are no attributes and stay in the output as they are."""

# assumed: where SES's behaviour is not recorded, handlebars.js decides, and beyond that:
#   a missing nested attribute is named by its full path, as the template writes it;
#   a block {{#x}} needs its attribute like {{x}}, {{^x}} does not; what {{lookup}} does not find prints as nothing;
#   a partial that does not exist, or that never ends, is found out when rendering and not before;
#   if, unless, each and with are refused at compile time without a block or with any number of arguments but one;
#   {{lookup}} and {{log}} without arguments are attributes;
#   the close tag of an indented chain of {{else if}} takes its whole line away (handlebars.js leaves its indentation);
#   raw blocks {{{{x}}}} and decorators other than inline are syntax errors;
#   inline TemplateContent may hold {{path}} and nothing else, not even a comment (for helpers that is recorded);
#   numbers, lists and objects print as in JavaScript; SES is written in Java, where they might be 10.0, [1, a], {a=1}.


class TemplateSyntaxError(ValueError):
    """The template cannot be compiled; the message says why, and where."""


class RenderingError(Exception):
    """The template cannot be rendered; the message says why."""


class MissingAttribute(RenderingError):
    """What the template prints is missing from the rendering data, or null; ``name`` is the attribute as written."""

    def __init__(self, name: str) -> None:
        super().__init__(f"Attribute '{name}' is not present in the rendering data.")
        self.name = name


class Template:
    """A compiled template. It is immutable, and may be rendered by many threads at once.

    ``needs`` are the attributes with which, be they text or numbers, it surely can be rendered; None: who knows.
    """

    __slots__ = ("_program", "needs")

    def __init__(self, program: _Program, needs: frozenset[str] | None) -> None:
        self._program = program
        self.needs = needs

    def render(self, data: Mapping[str, object]) -> str:
        """The text that results from ``data``, an object as ``json.loads`` gives it.

        Raises:
            MissingAttribute: an attribute that is printed is not there, or is null.
            RenderingError: a partial does not exist, or includes itself without end.
        """
        return render_all([self], data)[0] or ""


def render_all(templates: Sequence[Template | None], data: Mapping[str, object]) -> list[str | None]:
    """The same of several templates at once, None for None."""
    root = data if isinstance(data, dict) else dict(data)
    scope = _Scope(root, None, {"root": root}, {}, {})
    try:
        return [None if template is None else template._program(scope) for template in templates]
    except RecursionError:
        raise RenderingError("The template includes itself without end.") from None


def compile_template(source: str) -> Template:
    """The template that ``source`` describes.

    Raises:
        TemplateSyntaxError: ``source`` is not a template.
    """
    return _compiled(source, plain=False)


def compile_substitutions(source: str) -> Template:
    """The same of inline template content, in which every ``{{path}}`` is replaced by its attribute.

    Raises:
        TemplateSyntaxError: ``source`` is not a template, or there is a tag in it that is more than a path.
    """
    return _compiled(source, plain=True)


@lru_cache(maxsize=256)
def _compiled(source: str, *, plain: bool) -> Template:
    try:
        tokens = _tokens(source)
        _trim(tokens)
        program = _Parser(tokens).template()
    except RecursionError:
        raise TemplateSyntaxError("The template is nested too deeply") from None
    if plain:
        for token in tokens:
            if isinstance(token, _Tag) and not (token.kind == "output" and token.call.is_plain_path):
                raise TemplateSyntaxError(f"Only {{{{attribute}}}} may stand in inline content, on line {token.line}")
    return Template(program, _needs(tokens))


def _needs(tokens: list[_Text | _Tag]) -> frozenset[str] | None:
    """See `Template`: of a template of nothing but plain attributes, some of them inside if or unless."""
    needs = set()
    for token in tokens:
        if isinstance(token, _Text) or token.kind in ("comment", "close") or token.call is _NOTHING:
            continue
        call = token.call
        if token.kind == "output" and call.is_plain_path and len(call.path.names) == 1:
            needs |= set(call.path.names) - RESERVED
        elif (
            token.kind not in ("block", "else")
            or call.path.word not in ("if", "unless")
            or call.options
            or not isinstance(call.arguments[0], _Path)
        ):
            return None
    return frozenset(needs)


# ---------------------------------------------------------------- what a template is made of


class _Path(NamedTuple):
    """Where a value is to be found; ``text`` is how the template wrote it."""

    text: str
    names: tuple[str, ...]
    up: int = 0
    is_data: bool = False  # @index and its kind
    is_local: bool = False  # this.x and ./x: surely no helper

    @property
    def word(self) -> str | None:
        """The path as a word that may name a helper."""
        return self.names[0] if len(self.names) == 1 and not (self.up or self.is_data or self.is_local) else None


class _Literal(NamedTuple):
    value: object
    text: str


class _Call(NamedTuple):
    """One tag's or subexpression's content."""

    head: _Expression
    arguments: tuple[_Expression, ...] = ()
    options: tuple[tuple[str, _Expression], ...] = ()
    names: tuple[str, ...] = ()

    @property
    def path(self) -> _Path:
        """The head as a path: a literal that stands first is the name of an attribute."""
        return self.head if isinstance(self.head, _Path) else _Path(self.text, (self.text,))

    @property
    def text(self) -> str:
        """How the template wrote the head, but for quotes."""
        return "" if isinstance(self.head, _Call) else self.head.text

    @property
    def is_plain_path(self) -> bool:
        return (
            isinstance(self.head, _Path)
            and not (self.head.is_data or self.head.up)
            and not (self.arguments or self.options or self.names)
        )


_NOTHING = _Call(_Literal(None, ""))


class _Text:
    __slots__ = ("value",)

    def __init__(self, value: str) -> None:
        self.value = value


class _Tag:
    """One pair of braces; ``kind`` is "comment" or one of ``_KINDS``."""

    __slots__ = ("call", "indent", "kind", "line", "trims_left", "trims_right")

    def __init__(self, kind: str, call: _Call, line: int, trims_left: bool, trims_right: bool) -> None:
        self.kind = kind
        self.call = call
        self.line = line
        self.trims_left = trims_left
        self.trims_right = trims_right
        self.indent = ""


# ---------------------------------------------------------------- from characters to tags

_KEY = r"""[^\s!"#%-,./;->@\[-\^`{-~]+"""
_SEGMENT = rf"(?:\.\.|\.|\[[^\]]*\]|{_KEY})"
_OPEN = re.compile(r"\{\{(?P<trim>~?)(?P<sigil>\{|&|#>|#\*|#|/|>|\^|\s*else\b|)")
_COMMENT = re.compile(r"\{\{(~?)!(?:(?=--).*?--(~?)\}\}|(?!--).*?(~?)\}\})", re.DOTALL)
_CLOSE = re.compile(r"\s*(~?)\}\}(?!\})")
_CLOSE_TRIPLE = re.compile(r"\s*\}(~?)\}\}(?!\})")
_LEXEME = re.compile(
    rf"""\s*(?:
        (?P<string>"(?:\\"|[^"])*"|'(?:\\'|[^'])*')
      | (?P<number>-?[0-9]+(?:\.[0-9]+)?)(?=[~}}\s)])
      | (?P<word>true|false|null|undefined)(?=[~}}\s)])
      | (?P<names>as\s+\|[^|]*\|)
      | (?P<option>{_KEY})\s*=
      | (?P<path>@?{_SEGMENT}(?:[./]{_SEGMENT})*)(?=[=~}}\s/.)|\]])
      | (?P<open>\()
      | (?P<close>\))
    )""",
    re.VERBOSE,
)
_WORDS = {"true": True, "false": False, "null": None, "undefined": None}
_KINDS = {
    "": "output",
    "&": "output",
    "{": "output",
    "#": "block",
    "^": "inverse",
    "else": "else",
    "/": "close",
    "#*": "inline",
    ">": "partial",
    "#>": "partial-block",
}


def _tokens(source: str) -> list[_Text | _Tag]:
    """``source`` as its texts and tags, in order; no text is empty."""
    tokens: list[_Text | _Tag] = []
    at = 0
    line = 1
    while (opening := source.find("{{", at)) >= 0:
        text = source[at:opening]
        line += text.count("\n")
        literal = text.endswith("\\")
        if literal:  # \{{ is two literal braces, \\{{ is a backslash and a tag
            text = text[:-1]
            literal = not text.endswith("\\")
        if text:
            tokens.append(_Text(text))
        if literal:
            at = _end_of_literal(source, opening)
            tokens.append(_Text(source[opening:at]))
        else:
            tag, at = _Reader(source, opening, line).tag()
            tokens.append(tag)
        line += source.count("\n", opening, at)
    if at < len(source):
        tokens.append(_Text(source[at:]))
    return tokens


def _end_of_literal(source: str, opening: int) -> int:
    """Where the text that follows an escaped ``{{`` ends: before the next braces and the backslashes that rule them."""
    end = source.find("{{", opening + 2)
    if end < 0:
        return len(source)
    for _ in range(2):
        if end > opening + 2 and source[end - 1] == "\\":
            end -= 1
    return end


class _Reader:
    """Reads one tag of ``source``, which begins ``at`` its opening braces, on this ``line``."""

    def __init__(self, source: str, at: int, line: int) -> None:
        self.source = source
        self.at = at
        self.line = line

    def tag(self) -> tuple[_Tag, int]:
        comment = _COMMENT.match(self.source, self.at)
        if comment:
            left, right = comment[1], comment[2] or comment[3]
            return _Tag("comment", _NOTHING, self.line, bool(left), bool(right)), comment.end()
        opening = _OPEN.match(self.source, self.at)
        if opening is None or self.source.startswith("{{{{", self.at):
            raise self.error("Raw blocks are not supported")
        self.at = opening.end()
        sigil = opening["sigil"].strip()
        close = _CLOSE_TRIPLE if sigil == "{" else _CLOSE
        closing = close.match(self.source, self.at)
        is_else = bool(closing) and sigil in ("^", "else")
        kind = "else" if is_else else _KINDS[sigil]
        call = _NOTHING if is_else else self.call()
        if isinstance(call.head, _Call) and not kind.startswith("partial"):
            raise self.error("A subexpression cannot stand first")
        closing = close.match(self.source, self.at)
        if closing is None:
            raise self.error("A tag is not closed")
        if call.names and kind not in ("block", "inverse", "else"):
            raise self.error("Only a block gives names to its values")
        if kind == "close" and (call.arguments or call.options):
            raise self.error("A close tag has no arguments")
        return _Tag(kind, call, self.line, bool(opening["trim"]), bool(closing[1])), closing.end()

    def call(self) -> _Call:
        """Everything up to the tag's or the subexpression's end."""
        head = self.value()
        if head is None:
            raise self.error("Expected an attribute or a helper")
        arguments: list[_Expression] = []
        while (argument := self.value()) is not None:
            arguments.append(argument)
        options: list[tuple[str, _Expression]] = []
        while option := self.lexeme("option"):
            value = self.value()
            if value is None:
                raise self.error(f"{option}= has no value")
            options.append((option, value))
        names = self.lexeme("names").partition("|")[2].rstrip("|").split()
        return _Call(head, tuple(arguments), tuple(options), tuple(names))

    def value(self) -> _Expression | None:
        """The next value, or None if something else comes next."""
        kind = self.peek()
        text = self.lexeme(kind) if kind in ("string", "number", "word", "path") else ""
        if kind == "string":
            quote = text[0]
            text = text[1:-1].replace("\\" + quote, quote)
            return _Literal(text, text)
        if kind == "number":
            return _Literal(float(text) if "." in text else int(text), text)
        if kind == "word":
            return _Literal(_WORDS[text], text)
        if kind == "path":
            return self.path(text)
        if kind == "open":
            self.lexeme("open")
            call = self.call()
            if not self.lexeme("close") or call.names or isinstance(call.head, _Call):
                raise self.error("A subexpression is not closed")
            return call
        return None

    def path(self, text: str) -> _Path:
        is_data = text.startswith("@")
        names: list[str] = []
        up = 0
        is_local = False
        for segment in re.findall(rf"({_SEGMENT})(?:[./]|\Z)", text[is_data:]):
            if segment in ("..", ".", "this"):
                if names:
                    raise self.error(f"Invalid path: {text}")
                up += segment == ".."
                is_local = True
            else:
                names.append(segment[1:-1] if segment.startswith("[") else segment)
        return _Path(text, tuple(names), up, is_data, is_local)

    def peek(self) -> str:
        """The kind of the next lexeme, or nothing."""
        match = _LEXEME.match(self.source, self.at)
        return (match.lastgroup or "") if match else ""

    def lexeme(self, kind: str) -> str:
        """The next lexeme if it is of this kind, and the place after it; nothing otherwise."""
        match = _LEXEME.match(self.source, self.at)
        if match is None or match.lastgroup != kind:
            return ""
        self.at = match.end()
        return match[kind]

    def error(self, reason: str) -> TemplateSyntaxError:
        near = self.source[self.at : self.at + 20]
        return TemplateSyntaxError(f"{reason} on line {self.line}, near {near!r}")


# ---------------------------------------------------------------- white space


def _trim(tokens: list[_Text | _Tag]) -> None:
    """Take away the white space that ``~`` asks for, and the lines on which a tag stands alone."""
    texts = [token.value if isinstance(token, _Text) else None for token in tokens]
    for index, tag in enumerate(tokens):
        if isinstance(tag, _Text):
            continue
        before = tokens[index - 1] if index else None
        after = tokens[index + 1] if index + 1 < len(tokens) else None
        alone = tag.kind != "output" and _ends_a_line(texts, index) and _starts_a_line(texts, index)
        if tag.kind == "partial" and alone and not tag.trims_left and index:
            text = texts[index - 1] or ""  # a partial alone on its line is indented as the tag was
            tag.indent = text[len(text.rstrip(" \t")) :]
        if isinstance(before, _Text):
            if tag.trims_left:
                before.value = before.value.rstrip()
            elif alone:
                before.value = before.value.rstrip(" \t")
        if isinstance(after, _Text):
            if tag.trims_right:
                after.value = after.value.lstrip()
            elif alone:
                after.value = re.sub(r"\A[ \t]*\r?\n?", "", after.value)


def _ends_a_line(texts: list[str | None], index: int) -> bool:
    """Whether nothing but white space precedes the tag on its line."""
    if index == 0:
        return True
    text = texts[index - 1]
    if text is None:
        return False
    space = text[len(text.rstrip()) :]
    return "\n" in space or (index == 1 and space == text)


def _starts_a_line(texts: list[str | None], index: int) -> bool:
    """Whether nothing but white space follows the tag on its line."""
    if index == len(texts) - 1:
        return True
    text = texts[index + 1]
    if text is None:
        return False
    space = text[: len(text) - len(text.lstrip())]
    return "\n" in space or (index == len(texts) - 2 and space == text)


# ---------------------------------------------------------------- rendering


class _Scope(NamedTuple):
    """What a tag sees when it is rendered."""

    this: object
    parent: _Scope | None
    frame: dict[str, object]  # @index and its kind; ".." is the frame around this one
    names: dict[str, object]  # as |name|
    partials: dict[str, _Program]

    def within(
        self, this: object, names: dict[str, object] | None = None, frame: dict[str, object] | None = None
    ) -> _Scope:
        """The scope inside a block that has a context, and perhaps names and a frame, of its own."""
        parent = self.parent if this is self.this else self
        names = {**self.names, **names} if names else self.names
        return _Scope(this, parent, frame or self.frame, names, self.partials)


class _Program:
    """A sequence of compiled tags, and the partials defined among them."""

    __slots__ = ("partials", "parts")

    def __init__(self, parts: list[_Printer], partials: dict[str, _Program]) -> None:
        self.parts = parts
        self.partials = partials

    def __call__(self, scope: _Scope) -> str:
        if self.partials:  # known to the whole block, also above their definition
            scope = scope._replace(partials={**scope.partials, **self.partials})
        return "".join([part(scope) for part in self.parts])


_EMPTY = _Program([], {})


def _member(value: object, name: str) -> object:
    """A property of a JSON value as JavaScript sees it, None if there is no such thing."""
    if isinstance(value, dict):
        return value.get(name)
    if isinstance(value, (list, str)):
        if name == "length":
            return len(value)
        if name.isdecimal() and int(name) < len(value):
            return value[int(name)]
    return None


def _is_empty(value: object) -> bool:
    """Whether Handlebars takes the value for nothing: zero is something."""
    return value is None or value is False or value in ("", [])


def _is_true(value: object) -> bool:
    """Whether JavaScript takes the value for true, or for a list that is not empty."""
    return bool(value) or value.__class__ is dict


def _text(value: object) -> str:
    """A value as JavaScript prints it."""
    if isinstance(value, str):
        return value
    if value is True or value is False:
        return "true" if value else "false"
    if isinstance(value, float):
        return _number(value)
    if isinstance(value, list):
        return ",".join(["" if item is None else _text(item) for item in value])
    return "[object Object]" if isinstance(value, dict) else str(value)


def _number(value: float) -> str:
    """A number as ECMA-262's Number::toString writes it: no ``.0``, exponents from 1e21 up and below 1e-6."""
    if value.is_integer() and abs(value) < 1e21:
        return str(int(value))
    mantissa, _, exponent = repr(value).partition("e")
    if not exponent:
        return mantissa
    if int(exponent) in (-5, -6):
        return f"{value:.{-int(exponent) + len(mantissa.partition('.')[2])}f}"
    return f"{mantissa}e{int(exponent):+d}"


# ---------------------------------------------------------------- from tags to closures

_BLOCK_HELPERS = frozenset({"if", "unless", "each", "with"})


class _Parser:
    """Builds the program of a list of tokens."""

    def __init__(self, tokens: list[_Text | _Tag]) -> None:
        self.tokens = iter(tokens)

    def template(self) -> _Program:
        program, end = self.program(frozenset())
        if end is not None:
            raise TemplateSyntaxError(f"{{{{{_what(end)}}}}} on line {end.line} belongs to no block")
        return program

    def program(self, names: frozenset[str]) -> tuple[_Program, _Tag | None]:
        """Everything up to the next else or close tag of this block, and that tag; None at the end of the template."""
        parts: list[_Printer] = []
        partials: dict[str, _Program] = {}
        for token in self.tokens:
            if isinstance(token, _Text):
                parts.append(_constant(token.value))
            elif token.kind in ("else", "close"):
                return _Program(parts, partials), token
            elif token.kind == "output":
                parts.append(_output(token, names))
            elif token.kind == "partial":
                parts.append(_partial(token, names, None))
            elif token.kind == "partial-block":
                parts.append(_partial(token, names, self.body(token, names)))
            elif token.kind == "inline":
                name = _definition(token)
                partials[name] = self.body(token, frozenset())
            elif token.kind != "comment":
                parts.append(self.block(token, token, names))
        return _Program(parts, partials), None

    def body(self, tag: _Tag, names: frozenset[str]) -> _Program:
        """The content of a block without an else."""
        program, end = self.program(names)
        _expect_close(tag, end)
        return program

    def block(self, tag: _Tag, first: _Tag, names: frozenset[str]) -> _Printer:
        """The block that ``tag`` opens, in the chain of else tags that ``first`` opened."""
        body, end = self.program(names | frozenset(tag.call.names))
        orelse = _EMPTY
        if end is None or end.kind == "close":
            _expect_close(first, end)
        elif end.call is _NOTHING:
            orelse = self.body(first, names)
        else:
            orelse = _Program([self.block(end, first, names)], {})
        if tag.kind == "inverse":
            body, orelse = orelse, body
        return _block(tag, body, orelse, names)


def _what(tag: _Tag) -> str:
    return "else" if tag.kind == "else" else f"/{tag.call.text}"


def _expect_close(tag: _Tag, end: _Tag | None) -> None:
    opened = "inline" if tag.kind == "inline" else tag.call.text
    if end is None:
        raise TemplateSyntaxError(f"The block {opened} on line {tag.line} is not closed")
    if end.kind != "close" or end.call.text != opened:
        raise TemplateSyntaxError(f"The block {opened} on line {tag.line} cannot hold {{{{{_what(end)}}}}}")


def _definition(tag: _Tag) -> str:
    """The name of the partial that an inline tag defines."""
    call = tag.call
    if call.path.word != "inline" or len(call.arguments) != 1 or not isinstance(call.arguments[0], _Literal):
        raise TemplateSyntaxError(f'Only {{{{#* inline "name"}}}} may follow {{{{#*, on line {tag.line}')
    return call.arguments[0].text


def _constant(text: str) -> _Printer:
    return lambda _: text


def _missing(name: str) -> _Printer:
    def render(_: _Scope) -> str:
        raise MissingAttribute(name)

    return render


def _value(expression: _Expression, names: frozenset[str]) -> _Finder:
    """The function that finds an expression's value; None is what it cannot find."""
    if isinstance(expression, _Literal):
        literal = expression.value
        return lambda _: literal
    if isinstance(expression, _Path):
        return _find(expression, names)
    if expression.path.word == "lookup" and len(expression.arguments) == 2:
        where, what = (_value(argument, names) for argument in expression.arguments)
        return lambda scope: _member(where(scope), _text(what(scope)))
    return _missing(expression.text)


def _find(path: _Path, names: frozenset[str]) -> _Finder:
    up, steps = path.up, path.names
    if path.is_data:
        return lambda scope: _walk(_climb_frames(scope, up), steps)
    if up:
        return lambda scope: _walk(_climb(scope, up), steps)
    if steps and steps[0] in names and not path.is_local:
        return lambda scope: _walk(scope.names, steps)
    if len(steps) == 1:
        name = steps[0]
        return lambda scope: _member(scope.this, name)
    return lambda scope: _walk(scope.this, steps)


def _walk(value: object, steps: tuple[str, ...]) -> object:
    for name in steps:
        value = _member(value, name)
    return value


def _climb(scope: _Scope | None, up: int) -> object:
    for _ in range(up):
        scope = scope and scope.parent
    return scope and scope.this


def _climb_frames(scope: _Scope, up: int) -> object:
    frame: object = scope.frame
    for _ in range(up):
        frame = _member(frame, "..")
    return frame


def _output(tag: _Tag, names: frozenset[str]) -> _Printer:
    call = tag.call
    path = call.path
    if path.word in _BLOCK_HELPERS:
        raise TemplateSyntaxError(f"{{{{{path.word}}}}} on line {tag.line} opens no block")
    if call.arguments or call.options:
        if path.word == "log":
            return _constant("")
        find = _value(call, names)
        return lambda scope: "" if (value := find(scope)) is None else _text(value)
    if path.word in RESERVED:
        return _constant(f"{{{{{path.word}}}}}")
    return _attribute(path, names)


def _attribute(path: _Path, names: frozenset[str]) -> _Printer:
    find = _find(path, names)

    def render(scope: _Scope) -> str:
        value = find(scope)
        if value is None:
            raise MissingAttribute(path.text)
        return value if isinstance(value, str) else _text(value)

    if path.is_data or path.up or len(path.names) != 1 or (path.names[0] in names and not path.is_local):
        return render
    name = path.names[0]

    def render_member(scope: _Scope) -> str:  # the same, faster, for what nearly every attribute is
        this = scope.this
        value = this.get(name) if isinstance(this, dict) else _member(this, name)
        if type(value) is str:
            return value
        return render(scope)

    return render_member


def _partial(tag: _Tag, names: frozenset[str], block: _Program | None) -> _Printer:
    """``{{> name context key=value}}``; a ``block`` is what stands in for a partial that is not there."""
    call, indent = tag.call, tag.indent
    static, dynamic = call.text, _value(call.head, names) if isinstance(call.head, _Call) else None
    if len(call.arguments) > 1:
        raise TemplateSyntaxError(f"The partial {static} on line {tag.line} has more than one context")
    context = _value(call.arguments[0], names) if call.arguments else None
    options = [(key, _value(value, names)) for key, value in call.options]

    def render(scope: _Scope) -> str:
        name = _text(dynamic(scope)) if dynamic else static
        partial = scope.partials.get(name, block)
        if partial is None:
            raise RenderingError(f"The partial {name} could not be found")
        this = context(scope) if context else scope.this
        if options:
            this = {**(this if isinstance(this, dict) else {}), **{key: find(scope) for key, find in options}}
        inner = scope.within(this)
        if block is not None and partial is not block:
            inner = inner._replace(partials={**scope.partials, "@partial-block": block})
        text = partial(inner)
        return re.sub(r"^(?=.|\n)", indent, text, flags=re.MULTILINE) if indent else text

    return render


def _block(tag: _Tag, body: _Program, orelse: _Program, names: frozenset[str]) -> _Printer:
    call = tag.call
    word = call.path.word
    if word not in _BLOCK_HELPERS:
        if call.arguments or call.options:
            return _missing(call.text)
        return _section(tag, body, orelse, names)
    if len(call.arguments) != 1:
        raise TemplateSyntaxError(f"#{word} requires exactly one argument, on line {tag.line}")
    subject = _value(call.arguments[0], names)
    if word == "each":
        return _each(subject, body, orelse, call.names)
    if word == "with":
        return _with(subject, body, orelse, call.names)
    if word == "unless":
        body, orelse = orelse, body
    zero = next((_value(value, names) for key, value in call.options if key == "includeZero"), lambda _: False)

    def render(scope: _Scope) -> str:
        value = subject(scope)
        holds = _is_true(value) or (not _is_empty(value) and _is_true(zero(scope)))
        return body(scope) if holds else orelse(scope)

    return render


def _each(subject: _Finder, body: _Program, orelse: _Program, names: tuple[str, ...]) -> _Printer:
    def render(scope: _Scope) -> str:
        value = subject(scope)
        if not value or not isinstance(value, (list, dict)):
            return orelse(scope)
        pairs = list(value.items() if isinstance(value, dict) else enumerate(value))
        last = len(pairs) - 1
        root = scope.frame["root"]
        texts = []
        for index, (key, item) in enumerate(pairs):
            frame: dict[str, object] = {
                "index": index,
                "key": key,
                "first": index == 0,
                "last": index == last,
                "root": root,
                "..": scope.frame,
            }
            texts.append(body(scope.within(item, dict(zip(names, (item, key), strict=False)), frame)))
        return "".join(texts)

    return render


def _with(subject: _Finder, body: _Program, orelse: _Program, names: tuple[str, ...]) -> _Printer:
    def render(scope: _Scope) -> str:
        value = subject(scope)
        if _is_empty(value):
            return orelse(scope)
        return body(scope.within(value, dict(zip(names, (value,), strict=False))))

    return render


def _section(tag: _Tag, body: _Program, orelse: _Program, names: frozenset[str]) -> _Printer:
    """``{{#x}}`` and ``{{^x}}``, where x is an attribute: each of a list, with of anything else that is something."""
    path, may_be_missing = tag.call.path, tag.kind == "inverse"
    find = _find(path, names)
    over_list = _each(find, body, orelse, ())

    def render(scope: _Scope) -> str:
        value = find(scope)
        if value is None and not may_be_missing:
            raise MissingAttribute(path.text)
        if value is None or value is False:
            return orelse(scope)
        if value is True:
            return body(scope)
        return over_list(scope) if isinstance(value, list) else body(scope.within(value))

    return render
