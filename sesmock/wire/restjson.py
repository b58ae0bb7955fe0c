"""v2: the AWS REST-JSON protocol (https://smithy.io/2.0/aws/protocols/aws-restjson1-protocol.html)."""

from __future__ import annotations

from base64 import b64decode, b64encode
from json import JSONDecoder
from json.encoder import encode_basestring_ascii as _quoted
from typing import TYPE_CHECKING, Any, NoReturn

from sesmock.wire.constraints import AS_MODELLED, Malformed, UnknownRoute, checker, defaults
from sesmock.wire.message import Response
from sesmock.wire.model import description_of
from sesmock.wire.routing import MOVED, Routes, instant, pairs, split_url

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from botocore.model import ServiceModel

    from sesmock.wire.constraints import Overrides
    from sesmock.wire.message import Request

    Reader = Callable[[Any], object]
    Writer = Callable[[Any], str]
    OperationReader = Callable[[dict[str, str], str, bytes], dict[str, object]]

_UNREADABLE = "SerializationException"
# Codes the model does not know, where their status is not 400.
# https://docs.aws.amazon.com/ses/latest/APIReference-V2/CommonErrors.html
_COMMON = {"AccessDeniedException": 403, "InternalFailure": 500, "ServiceUnavailable": 503}

# Where operations were moved, these were too: they are in the query string of a GET, and in the body of a POST.
_PAGING = ("NextToken", "PageSize")


class RestJson:
    """Reads requests of the REST-JSON protocol, writes its replies and errors; compiled per operation at first use.

    ``overrides`` is asked where an operation departs from its model; what it raises goes up through `read`.
    """

    def __init__(
        self, service_model: ServiceModel, overrides: Callable[[str], Overrides] = lambda _: AS_MODELLED
    ) -> None:
        self._model = service_model
        self._overrides = overrides
        self._routes = Routes(service_model)
        self._readers: dict[tuple[str, str], OperationReader] = {}
        self._writers: dict[str, Writer] = {}

    def read(self, request: Request) -> tuple[str, dict[str, object]]:
        """The operation and its parameters by keyword; nested structures keep the model's member names.

        Members the request does not carry are absent, unknown ones are ignored; timestamps are epoch seconds.
        Raises `Malformed` for what SES refuses before its own rules, `UnknownRoute` where the model has no operation.
        """
        path, query = split_url(request.url)
        found = self._routes.match(request.method, path)
        if found is None:
            raise UnknownRoute(request.method, path)
        operation, values = found
        reader = self._readers.get(found_by := (operation, request.method))
        if reader is None:
            reader = self._readers[found_by] = self._compile_reader(operation, request.method)
        try:
            return operation, reader(values, query, request.body)
        except Malformed as malformed:
            malformed.operation = operation
            raise

    def write(self, operation: str, reply: Mapping[str, object] | None, request_id: str) -> Response:
        """The response for a reply keyed by the model's member names; None at any depth means "not there".

        Members that the installed model does not know (it may be older) are left out, as its clients would do.
        """
        writer = self._writers.get(operation)
        if writer is None:
            shape: Any = self._model.operation_model(operation).output_shape
            writer = self._writers[operation] = _structure_writer({} if shape is None else shape.members)
        return _response(200, writer(reply or {}), {"x-amzn-RequestId": request_id})

    def refuse(
        self,
        code: str,
        message: str | None,
        members: Mapping[str, object],
        request_id: str,
        status: int | None = None,
    ) -> Response:
        """The response for an error; without a message its body says ``null``.

        Status and extra members are the model's where it knows the code: of ``members`` it writes those that the
        error shape has. Else ``status`` counts, else what all of AWS says for the code, else 400.
        """
        # The tenant gate and the check of permissions spell it with a capital.
        told = "null" if message is None else _quoted(message)
        body = f'"{"Message" if code == "AccessDeniedException" else "message"}":{told}'
        if description_of(self._model)["shapes"].get(code, {}).get("exception"):
            shape: Any = self._model.shape_for(code)
            status = shape.metadata.get("error", {}).get("httpStatusCode", status)
            known = {name: value for name, value in members.items() if name in shape.members}
            body = ",".join(filter(None, (body, _structure_writer(shape.members)(known)[1:-1])))
        if status is None:
            status = _COMMON.get(code, 400)
        return _response(status, f"{{{body}}}", {"x-amzn-RequestId": request_id, "x-amzn-ErrorType": code})

    def _compile_reader(self, operation: str, method: str) -> OperationReader:
        from botocore import xform_name

        overrides = self._overrides(operation)
        shape: Any = self._model.operation_model(operation).input_shape
        keywords = {name: xform_name(name) for name in shape.members}
        in_path: dict[str, str] = {}
        in_query: dict[str, tuple[str, Reader, bool]] = {}
        in_body: dict[str, tuple[str, Reader]] = {}
        for name, member in shape.members.items():
            location, wire_name = member.serialization.get("location"), member.serialization.get("name", name)
            if operation in MOVED and name in _PAGING:
                location = "querystring" if method == "GET" else None
            if location == "uri":
                in_path[wire_name] = keywords[name]
            elif location == "querystring":
                several = member.type_name == "list"
                kind = member.member.type_name if several else member.type_name
                in_query[wire_name] = (keywords[name], _QUERY_SCALARS[kind], several)
            else:
                in_body[wire_name] = (keywords[name], _reader(member))
        check = checker(shape, keywords, overrides)
        return _operation_reader(in_path, in_query, in_body, check, defaults(shape, keywords, overrides))


def _response(status: int, content: str, headers: dict[str, str]) -> Response:
    body = content.encode()
    headers["Content-Type"] = "application/json"
    headers["Content-Length"] = str(len(body))
    return Response(status, headers, body)


# --- reading ---------------------------------------------------------------------------------------------------------


def _not_json(constant: str) -> NoReturn:
    raise ValueError(constant)


# NaN and Infinity are Python's, not JSON's.
_DECODER = JSONDecoder(parse_constant=_not_json)


def _operation_reader(
    in_path: Mapping[str, str],
    in_query: Mapping[str, tuple[str, Reader, bool]],
    in_body: Mapping[str, tuple[str, Reader]],
    check: Callable[[Mapping[str, object]], str | None] | None,
    empties: tuple[tuple[str, Callable[[], object]], ...],
) -> OperationReader:
    """A function from path values, query string and body to parameters; the tables go by the names on the wire."""

    def read(values: dict[str, str], query: str, body: bytes) -> dict[str, object]:
        parameters: dict[str, Any] = {in_path[name]: value for name, value in values.items()}
        if in_query and query:
            _read_query(query, in_query, parameters)
        if in_body and body:
            _read_body(body, in_body, parameters)
        for keyword, empty in empties:
            if keyword not in parameters:
                parameters[keyword] = empty()
        if check is not None and (message := check(parameters)) is not None:
            raise Malformed("BadRequestException", message)
        return parameters

    return read


def _read_query(query: str, members: Mapping[str, tuple[str, Reader, bool]], into: dict[str, Any]) -> None:
    for name, text in pairs(query):
        member = members.get(name)
        if member is None:
            continue
        keyword, reader, several = member
        if several:
            values = into.setdefault(keyword, [])
            assert isinstance(values, list)
            values.append(reader(text))
        else:
            into[keyword] = reader(text)


def _read_body(body: bytes, members: Mapping[str, tuple[str, Reader]], into: dict[str, object]) -> None:
    try:
        content = _DECODER.decode(body.decode())
    except (ValueError, RecursionError):
        raise Malformed(_UNREADABLE) from None
    if content is None:
        return
    if not isinstance(content, dict):
        _not_a_structure(content)
    for name, value in content.items():
        member = members.get(name)
        if member is not None and (value is not None or member[1] is _boolean):
            into[member[0]] = member[1](value)


def _reader(shape: Any) -> Reader:
    kind = shape.type_name
    if kind == "structure":
        return _structure_reader({name: _reader(member) for name, member in shape.members.items()})
    if kind == "list":
        return _list_reader(_reader(shape.member), _TRIPS.get(shape.member.name, _UNREADABLE))
    if kind == "map":
        return _map_reader(_reader(shape.value))
    return _SCALARS[kind]


def _structure_reader(members: Mapping[str, Reader]) -> Reader:
    def read(value: Any) -> dict[str, object]:
        if not isinstance(value, dict):
            _not_a_structure(value)
        found = {}
        for name, given in value.items():
            reader = members.get(name)
            if reader is not None and (given is not None or reader is _boolean):
                found[name] = reader(given)
        return found

    return read


# SES trips over a null in a list in a different way in each operation. The code, by what is in the list: that of tags
# is probed; all others are assumed to be unreadable.
_TRIPS = {"Tag": "InternalFailure"}


def _list_reader(read_item: Reader, code: str) -> Reader:
    def read(value: Any) -> list[object]:
        if not isinstance(value, list):
            raise Malformed(_UNREADABLE, "Expected list or null")
        if None in value:
            raise Malformed(code)
        return [read_item(item) for item in value]

    return read


def _map_reader(read_value: Reader) -> Reader:
    def read(value: Any) -> dict[str, object]:
        if not isinstance(value, dict):
            # assumed: after the words for lists.
            raise Malformed(_UNREADABLE, "Expected map or null")
        return {key: read_value(given) for key, given in value.items() if given is not None}

    return read


def _not_a_structure(value: object) -> NoReturn:
    """A value where an object should be; that null would have been expected is what SES says."""
    raise Malformed(
        _UNREADABLE, "Start of list found where not expected" if isinstance(value, list) else "Expected null"
    )


def _cannot_be(wanted: str, value: object) -> NoReturn:
    """A JSON value of the wrong type, in the words of SES (the odd article for strings is SES's own)."""
    if isinstance(value, list):
        raise Malformed(_UNREADABLE, "Start of list found where not expected")
    if isinstance(value, dict):
        raise Malformed(_UNREADABLE, "Start of structure or map found where not expected.")
    if isinstance(value, str):
        raise Malformed(_UNREADABLE, f"STRING_VALUE can not be converted to an {wanted}")
    token = "TRUE_VALUE" if value is True else "FALSE_VALUE" if value is False else "NUMBER_VALUE"
    raise Malformed(_UNREADABLE, f"{token} can not be converted to a {wanted}")


_BOOLEANS = dict.fromkeys(("true", "yes", "y", "t", "1"), True) | dict.fromkeys(("false", "no", "n", "f", "0"), False)


def _string(value: Any) -> str:
    if isinstance(value, str):
        return value
    _cannot_be("String", value)


def _boolean(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    if value is None:
        raise Malformed(_UNREADABLE)
    if isinstance(value, str) and (named := _BOOLEANS.get(value.lower())) is not None:
        return named
    _cannot_be("Boolean", value)


def _integer(value: Any) -> int:
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if isinstance(value, float) and value.is_integer():
        return int(value)
    _cannot_be("Integer", value)


def _double(value: Any) -> float:
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return float(value)
    _cannot_be("Double", value)


def _timestamp(value: Any) -> float:
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return float(value)
    if isinstance(value, str):
        # assumed: the words of the same framework in other services of AWS.
        raise Malformed(_UNREADABLE, "STRING_VALUE can not be converted to milliseconds since epoch")
    _cannot_be("Timestamp", value)


def _blob(value: Any) -> bytes:
    if not isinstance(value, str):
        _cannot_be("ByteBuffer", value)
    try:
        return b64decode(value)
    except ValueError:
        raise Malformed(_UNREADABLE) from None


_SCALARS: Mapping[str, Reader] = {
    "blob": _blob,
    "boolean": _boolean,
    "double": _double,
    "integer": _integer,
    "long": _integer,
    "string": _string,
    "timestamp": _timestamp,
}


def _integer_of(text: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise Malformed(_UNREADABLE, f"'{text}' can not be converted to Integer") from None


def _timestamp_of(text: str) -> float:
    try:
        return instant(text)
    except ValueError:
        # assumed: after the words for integers.
        raise Malformed(_UNREADABLE, f"'{text}' can not be converted to Date") from None


_QUERY_SCALARS: Mapping[str, Reader] = {"integer": _integer_of, "string": str, "timestamp": _timestamp_of}


# --- writing ---------------------------------------------------------------------------------------------------------

# JSON is written straight from the reply: a tree of plain values in between would cost as much again.


def _writer(shape: Any) -> Writer:
    """A function that writes a value of ``shape`` as JSON text."""
    kind = shape.type_name
    if kind == "structure":
        return _structure_writer(shape.members)
    if kind == "list":
        return _list_writer(_writer(shape.member))
    if kind == "map":
        return _map_writer(_writer(shape.value))
    return _WRITTEN[kind]


def _structure_writer(shapes: Mapping[str, Any]) -> Writer:
    members = [(name, f"{_quoted(name)}:", _writer(shape)) for name, shape in shapes.items()]

    def write(value: Mapping[str, object]) -> str:
        get = value.get
        # What the model does not know is left out, since the installed one may be older than the member.
        content = [key + convert(given) for name, key, convert in members if (given := get(name)) is not None]
        return "{" + ",".join(content) + "}"

    return write


def _list_writer(convert: Writer) -> Writer:
    def write(value: Any) -> str:
        if isinstance(value, str):
            raise TypeError(f"a list was expected, not {value!r}")
        return "[" + ",".join([convert(item) for item in value if item is not None]) + "]"

    return write


def _map_writer(convert: Writer) -> Writer:
    def write(value: Mapping[str, object]) -> str:
        content = [f"{_quoted(key)}:{convert(given)}" for key, given in value.items() if given is not None]
        return "{" + ",".join(content) + "}"

    return write


def _number(value: Any) -> str:
    """A number as JSON has it; NaN and the infinities are no JSON."""
    if value != value or value in {_INFINITY, -_INFINITY}:  # noqa: PLR0124  only NaN differs from itself
        raise ValueError(f"{value} is not JSON compliant")
    return repr(float(value))


_INFINITY = float("inf")
_WRITTEN: Mapping[str, Writer] = {
    "blob": lambda value: f'"{b64encode(value).decode()}"',
    "boolean": lambda value: "true" if value else "false",
    "double": _number,
    "integer": lambda value: repr(int(value)),
    "long": lambda value: repr(int(value)),
    "string": _quoted,
    "timestamp": lambda value: _number(round(float(value), 3)),
}
