"""v1: the AWS query protocol, form-encoded in and XML out (https://smithy.io/2.0/aws/protocols/aws-query-protocol.html)."""

from __future__ import annotations

import re
from base64 import b64decode, b64encode
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from sesmock.wire.constraints import AS_MODELLED, Malformed, UnknownRoute, checker
from sesmock.wire.message import Response
from sesmock.wire.model import description_of
from sesmock.wire.routing import instant, pairs, split_url

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from botocore.model import ServiceModel

    from sesmock.wire.constraints import Overrides
    from sesmock.wire.message import Request

    Reader = Callable[[Any], object]
    Writer = Callable[[Any], str]

_MALFORMED = "MalformedInput"
# InvalidAction comes from in front of the service, and has the namespace of all AWS front doors.
_FRONT_DOOR = "http://webservices.amazon.com/AWSFault/2005-15-09"
# Codes of the front door, which the model does not know, where their status is not 400.
# https://docs.aws.amazon.com/ses/latest/APIReference/CommonErrors.html
_COMMON = {
    "AccessDenied": 403,
    "InternalFailure": 500,
    "InvalidClientTokenId": 403,
    "ServiceUnavailable": 503,
    "SignatureDoesNotMatch": 403,
}


class Unchanging(dict[str, object]):
    """A structure in an answer that is the same each time: its text is kept, by its indented tag."""

    __slots__ = ("texts",)

    def __init__(self, *members: Any) -> None:
        super().__init__(*members)
        self.texts: dict[str, str] = {}


class Query:
    """Reads requests of the query protocol, writes its replies and errors; each operation is compiled at first use.

    ``overrides`` is asked where an operation departs from its model; what it raises goes up through `read`.
    """

    def __init__(
        self, service_model: ServiceModel, overrides: Callable[[str], Overrides] = lambda _: AS_MODELLED
    ) -> None:
        description = description_of(service_model)
        self._model = service_model
        self._overrides = overrides
        self._version: str = description["metadata"]["apiVersion"]
        self._namespace: str = description["metadata"]["xmlNamespace"]
        self._operations = frozenset(description["operations"])
        self._readers: dict[str, Callable[[dict[str, Any]], dict[str, object]]] = {}
        self._writers: dict[str, Callable[[Mapping[str, object], str], str]] = {}
        self._errors: dict[str, Any] | None = None

    def read(self, request: Request) -> tuple[str, dict[str, object]]:
        """The operation and its parameters by keyword; nested structures keep the model's member names.

        Members the request does not carry are absent, unknown ones are ignored; timestamps are epoch seconds.
        Raises `Malformed` for what SES refuses before its own rules, `UnknownRoute` where there is no ``Action``.
        """
        form = _form(request)
        action = form.get("Action")
        if not isinstance(action, str) or not action:
            raise UnknownRoute(request.method, split_url(request.url)[0])
        version = form.get("Version", self._version)  # assumed: the only one there is needs no saying
        if action not in self._operations or version != self._version:
            raise Malformed("InvalidAction", f"Could not find operation {action} for version {version}", action)
        reader = self._readers.get(action)
        if reader is None:
            reader = self._readers[action] = self._compile_reader(action)
        try:
            return action, reader(form)
        except Malformed as malformed:
            malformed.operation = action
            raise

    def write(self, operation: str, reply: Mapping[str, object] | None, request_id: str) -> Response:
        """The response for a reply keyed by the model's member names; None at any depth means "not there".

        Members that the installed model does not know (it may be older) are left out, as its clients would do.
        """
        writer = self._writers.get(operation)
        if writer is None:
            writer = self._writers[operation] = self._compile_writer(operation)
        return _response(200, writer(reply or {}, request_id), request_id)

    def refuse(
        self,
        code: str,
        message: str | None,
        members: Mapping[str, object],
        request_id: str,
        status: int | None = None,
    ) -> Response:
        """The response for an error; without a message there is no ``Message`` element.

        Status and extra elements are the model's where it knows the code: of ``members`` it writes those that the
        error shape has. Else ``status`` counts, else what all of AWS says for the code, else 400.
        """
        if self._errors is None:
            shapes = description_of(self._model)["shapes"]
            self._errors = {
                shape.get("error", {}).get("code", name): name for name, shape in shapes.items() if "exception" in shape
            }
        extra = ""
        if code in self._errors:
            shape: Any = self._model.shape_for(self._errors[code])
            status = shape.metadata.get("error", {}).get("httpStatusCode", status)
            for name, member in shape.members.items():
                if members.get(name) is not None:
                    extra += _element(name, member, 2)(members[name])
        if status is None:
            status = _COMMON.get(code, 400)
        text = "" if message is None else f"    <Message>{_escape_error(message)}</Message>\n"
        return _response(
            status,
            f'<ErrorResponse xmlns="{_FRONT_DOOR if code == "InvalidAction" else self._namespace}">\n'
            f"  <Error>\n    <Type>{'Sender' if status < 500 else 'Receiver'}</Type>\n    <Code>{code}</Code>\n"
            f"{text}{extra}  </Error>\n  <RequestId>{request_id}</RequestId>\n</ErrorResponse>\n",
            request_id,
        )

    def _compile_reader(self, operation: str) -> Callable[[dict[str, Any]], dict[str, object]]:
        from botocore import xform_name

        overrides = self._overrides(operation)
        shape = self._model.operation_model(operation).input_shape
        if shape is None:
            return lambda _: {}
        keywords = {name: xform_name(name) for name in shape.members}
        members = {name: (keywords[name], _reader(member)) for name, member in shape.members.items()}
        check = checker(shape, keywords, overrides)
        first = overrides.first

        def read(form: dict[str, Any]) -> dict[str, object]:
            parameters = {}
            for name, node in form.items():
                member = members.get(name)
                if member is not None:
                    parameters[member[0]] = member[1](node)
            if first is not None:
                first(parameters)
            if check is not None and (message := check(parameters)) is not None:
                raise Malformed("ValidationError", message)
            return parameters

        return read

    def _compile_writer(self, operation: str) -> Callable[[Mapping[str, object], str], str]:
        shape: Any = self._model.operation_model(operation).output_shape
        head = f'<{operation}Response xmlns="{self._namespace}">\n'
        tail = f"</RequestId>\n  </ResponseMetadata>\n</{operation}Response>\n"
        metadata = "  <ResponseMetadata>\n    <RequestId>"
        if shape is None:
            content = _content({}, 1)
            return lambda reply, request_id: f"{head}{content(reply)}{metadata}{request_id}{tail}"
        result = _element(shape.serialization["resultWrapper"], shape, 1)
        return lambda reply, request_id: f"{head}{result(reply)}{metadata}{request_id}{tail}"


def _response(status: int, text: str, request_id: str) -> Response:
    body = text.encode()
    headers = {"x-amzn-RequestId": request_id, "Content-Type": "text/xml", "Content-Length": str(len(body))}
    return Response(status, headers, body)


# --- reading ---------------------------------------------------------------------------------------------------------


def _form(request: Request) -> dict[str, Any]:
    """The form as a tree: ``A.member.1=x`` is ``{"A": {"member": {"1": "x"}}}``."""
    text = request.body.decode(errors="replace")
    if "?" in request.url:
        text = f"{split_url(request.url)[1]}&{text}"
    tree: dict[str, Any] = {}
    for name, value in pairs(text):
        node, leaf = tree, name
        if "." in name:
            *above, leaf = name.split(".")
            for step in above:
                child = node.get(step)
                if not isinstance(child, dict):
                    child = node[step] = {}
                node = child
        node.setdefault(leaf, value)  # the first counts (recorded for one list)
    return tree


def _reader(shape: Any) -> Reader:
    kind = shape.type_name
    if kind == "structure":
        return _structure_reader({name: _reader(member) for name, member in shape.members.items()})
    if kind == "list":
        return _list_reader(_reader(shape.member))
    if kind == "map":
        return _map_reader(_reader(shape.key), _reader(shape.value))
    return _SCALARS[kind]


def _structure_reader(members: dict[str, Reader]) -> Reader:
    def read(node: Any) -> dict[str, object]:
        if isinstance(node, str):
            if node:
                # assumed: the words of the same framework in other services of AWS.
                raise Malformed(_MALFORMED, "Unexpected complex element termination")
            return {}
        return {name: members[name](child) for name, child in node.items() if name in members}

    return read


def _list_reader(read_item: Reader) -> Reader:
    def read(node: Any) -> list[object]:
        return [read_item(item) for item in _numbered(node, "member")]

    return read


def _map_reader(read_key: Reader, read_value: Reader) -> Reader:
    def read(node: Any) -> dict[object, object]:
        entries = _numbered(node, "entry")
        try:
            return {read_key(entry["key"]): read_value(entry["value"]) for entry in entries}
        except (KeyError, TypeError):
            raise Malformed(_MALFORMED) from None

    return read


# Recorded for the names of rules, and assumed for all lists: how many numbers may be left out, and the greatest number.
_MOST_LEFT_OUT = 10
_GREATEST = 214748369


def _numbered(node: Any, name: str) -> list[Any]:
    """The children of ``node.name``, which are called by their numbers, in the order of these; "" for one left out."""
    if isinstance(node, str):
        if node:
            # assumed: the words of the same framework in other services of AWS.
            raise Malformed(_MALFORMED, "Unexpected list element termination")
        return []
    items = node.get(name)
    if items is None or items == "":
        return []
    if isinstance(items, str):
        raise Malformed(_MALFORMED)
    if all(text == str(place) for place, text in enumerate(items, 1)):  # as boto3 writes them
        return list(items.values())
    found: list[Any] = []
    for number, item in sorted(((_number(text), item) for text, item in items.items()), key=itemgetter(0)):
        left_out = number - len(found) - 1
        if left_out > _MOST_LEFT_OUT:
            raise Malformed(_MALFORMED, f"Excessively sparse input would skip {left_out:,} list elements")
        found += [""] * left_out
        found.append(item)
    return found


def _number(text: str) -> int:
    """The place in a list that a name says, from 1 on."""
    if not re.fullmatch("[0-9]+", text):
        raise Malformed(_MALFORMED, "Start of list found where not expected")
    if text == "0":
        raise Malformed(_MALFORMED, "0 is not a valid index")
    if text[0] == "0":
        raise Malformed(_MALFORMED, "Value found where not expected")
    if len(text) > len(str(_GREATEST)) or int(text) > _GREATEST:
        raise Malformed(_MALFORMED, f"Index {text} is illegal")
    return int(text)


def _text(node: Any) -> str:
    if isinstance(node, str):
        return node
    # assumed: as in v2.
    expected = "Start of list" if "member" in node else "Start of structure or map"
    raise Malformed(_MALFORMED, f"{expected} found where not expected.")


_BOOLEANS = {"true": True, "1": True, "false": False, "0": False}


def _boolean(node: Any) -> bool:
    value = _BOOLEANS.get(_text(node))
    if value is None:
        raise Malformed(_MALFORMED, "boolean must follow xsd1.1 definition")
    return value


def _integer(node: Any) -> int:
    text = _text(node)
    if not text:
        raise Malformed(_MALFORMED, "missing value for decimal type")
    if not re.fullmatch("[+-]?[0-9]{1,19}", text):
        raise Malformed(_MALFORMED)
    return int(text)


def _timestamp(node: Any) -> float:
    try:
        return instant(_text(node))
    except ValueError:
        raise Malformed(_MALFORMED) from None


def _blob(node: Any) -> bytes:
    try:
        return b64decode(_text(node))
    except ValueError:
        raise Malformed(_MALFORMED) from None


_SCALARS: Mapping[str, Reader] = {
    "blob": _blob,
    "boolean": _boolean,
    "integer": _integer,
    "long": _integer,
    "string": _text,
    "timestamp": _timestamp,
}


# --- writing ---------------------------------------------------------------------------------------------------------

# What XML 1.0 does not allow even as a character reference (https://www.w3.org/TR/xml/#charsets), and what needs one.
_SPECIAL_ASCII = re.compile("[&<>\r\x00-\x08\x0b\x0c\x0e-\x1f]")
_SPECIAL = "[&<>\r\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]"
_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#xD;"}


def _escape(text: str) -> str:
    """Text as XML character data; characters that XML has no way to say become U+FFFD."""
    if text.isascii() and _SPECIAL_ASCII.search(text) is None:
        return text
    return re.sub(_SPECIAL, lambda found: _ENTITIES.get(found[0], "\ufffd"), text)


def _escape_error(text: str) -> str:
    """The same in the way of SES's error messages, where apostrophes are escaped too."""
    return _escape(text).replace("'", "&apos;")


def _element(name: str, shape: Any, depth: int) -> Writer:
    """A function that writes values of ``shape`` as the element ``name``, indented, with its line end."""
    pad = "  " * depth
    opened, closed, empty = f"{pad}<{name}>", f"</{name}>\n", f"{pad}<{name}/>\n"
    kind = shape.type_name
    if kind == "string":
        special = _SPECIAL_ASCII.search

        def write_string(value: Any) -> str:
            if value.isascii() and special(value) is None:
                return opened + value + closed if value else empty
            return opened + _escape(value) + closed

        return write_string
    if kind in _TEXTS:
        say = _TEXTS[kind]

        def write_scalar(value: Any) -> str:
            text = say(value)
            return opened + text + closed if text else empty

        return write_scalar
    if kind == "structure":
        content = _content(shape.members, depth + 1)
    elif kind == "list":
        content = _items(_element("member", shape.member, depth + 1))
    else:
        content = _entries(shape, depth + 1)

    def write(value: Any) -> str:
        if type(value) is Unchanging:
            text = value.texts.get(opened)
            if text is not None:
                return text
        inner = content(value)
        text = f"{opened}\n{inner}{pad}{closed}" if inner else empty
        if type(value) is Unchanging:
            value.texts[opened] = text
        return text

    return write


def _content(shapes: Mapping[str, Any], depth: int) -> Writer:
    """A function that writes the members of a structure in model order."""
    members = [(name, _element(name, shape, depth)) for name, shape in shapes.items()]
    by_name = dict(members)

    def write(value: Mapping[str, object]) -> str:
        if len(value) == 1:  # one of many, as often
            ((name, given),) = value.items()
            return "" if given is None or name not in by_name else by_name[name](given)
        get = value.get
        return "".join([write_member(given) for name, write_member in members if (given := get(name)) is not None])

    return write


def _items(write_item: Writer) -> Writer:
    def write(value: Any) -> str:
        if isinstance(value, str):
            raise TypeError(f"a list was expected, not {value!r}")
        return "".join([write_item(item) for item in value if item is not None])

    return write


def _entries(shape: Any, depth: int) -> Writer:
    pad = "  " * depth
    write_key, write_value = _element("key", shape.key, depth + 1), _element("value", shape.value, depth + 1)
    return lambda value: "".join(
        [
            f"{pad}<entry>\n{write_key(key)}{write_value(given)}{pad}</entry>\n"
            for key, given in value.items()
            if given is not None
        ]
    )


def _iso8601(seconds: float) -> str:
    from datetime import datetime, timezone

    whole, milliseconds = divmod(round(seconds * 1000), 1000)
    moment = datetime.fromtimestamp(whole, timezone.utc).isoformat()[:19]
    return f"{moment}.{milliseconds:03d}Z" if milliseconds else f"{moment}Z"


_TEXTS: Mapping[str, Writer] = {
    "blob": lambda value: b64encode(value).decode(),
    "boolean": lambda value: "true" if value else "false",
    "double": lambda value: repr(float(value)),
    "integer": lambda value: f"{value:d}",
    "long": lambda value: f"{value:d}",
    "string": _escape,
    "timestamp": _iso8601,
}
