"""From a request to the function that answers it, and from its answer or refusal to a response."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from sesmock.api import COMPARED_WITH, keywords, overrides
from sesmock.domain.refusals import Refusal, Worded
from sesmock.errors import OperationNotWritten, ParameterNotWritten
from sesmock.wire.constraints import Malformed, UnknownRoute
from sesmock.wire.message import Request
from sesmock.wire.model import description_of, service_model
from sesmock.wire.routing import OLD_ROOT, V2_ROOT
from sesmock.wire.scope import scope_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sesmock.api.members import Member
    from sesmock.domain.region import Region, Ses
    from sesmock.wire.constraints import Overrides
    from sesmock.wire.message import Response
    from sesmock.wire.query import Query
    from sesmock.wire.restjson import RestJson
    from sesmock.wire.scope import Scope

    Operation = Callable[..., Mapping[str, object] | None]


class Api:
    """One of the two APIs: its wire, its operations, its wording of refusals."""

    def __init__(self, name: str, package: str) -> None:
        self.name = name
        self._package = importlib.import_module(package)
        model = service_model(name)
        self.wire: Query | RestJson
        if name == "ses":
            from sesmock.wire.query import Query

            self.wire = Query(model, self._overrides)
        else:
            from sesmock.wire.restjson import RestJson

            self.wire = RestJson(model, self._overrides)
        self._homes = {name: home for home, names in self._package.OPERATIONS.items() for name in names.split()}
        self._functions: dict[str, tuple[Operation, frozenset[str], tuple[Member, ...]]] = {}
        self.statuses: Mapping[str, int] = self._package.STATUSES
        self._codes: dict[type[Refusal], str] = {}

    def function(self, operation: str) -> tuple[Operation, frozenset[str], tuple[Member, ...]]:
        """The function of an operation (named as in the model), what it takes, and the nested members it does not.

        Raises OperationNotWritten.
        """
        found = self._functions.get(operation)
        if found is None:
            import botocore

            name = botocore.xform_name(operation)
            if name not in self._homes:
                raise OperationNotWritten(self.name, operation)
            home: Any = importlib.import_module(f"{self._package.__name__}.{self._homes[name]}")
            function = getattr(home, name)
            takes = keywords(function)
            unknown: tuple[Member, ...] = ()
            if botocore.__version__ != COMPARED_WITH:
                from sesmock.api.members import newer

                shape = service_model(self.name).operation_model(operation).input_shape
                if shape is not None:
                    unknown = newer(f"{self.name}.{operation}", shape, takes)
            found = self._functions[operation] = (function, takes, unknown)
        return found

    def _overrides(self, operation: str) -> Overrides:
        """Where an operation departs from its model; raises OperationNotWritten, before anything of it is read."""
        return overrides(self.function(operation)[0])

    def code(self, refusal: Refusal) -> str:
        """How this API calls a refusal: the wording of its nearest class."""
        if isinstance(refusal, Worded):
            return refusal.code
        kind = type(refusal)
        code = self._codes.get(kind)
        if code is None:
            wording: Mapping[type, str] = self._package.WORDING
            code = self._codes[kind] = next(wording[base] for base in kind.__mro__ if base in wording)
        return code

    def note(
        self, region: Region, operation: str, code: str, refusal: Refusal, parameters: Mapping[str, object]
    ) -> None:
        """Write down a refusal for the test to look at, its parameters named as boto3 names them."""
        from botocore import xform_name

        from sesmock.domain.refused import Refusals

        description = description_of(service_model(self.name))
        shape = description["operations"].get(operation, {}).get("input", {}).get("shape")
        names = {xform_name(name): name for name in description["shapes"][shape]["members"]} if parameters else {}
        named = {names.get(keyword, keyword): value for keyword, value in parameters.items()}
        region.ses.of(Refusals).note(region, operation, code, refusal, named)


_apis: dict[str, Api] = {}


def api(name: str) -> Api:
    """The API of that name (``ses`` or ``sesv2``), made when first asked for."""
    found = _apis.get(name)
    if found is None:
        found = _apis[name] = Api(name, "sesmock.api.v1" if name == "ses" else "sesmock.api.v2")
    return found


def _is_form(request: Request) -> bool:
    """Whether a request is one of v1's by its body, whatever path a custom endpoint_url has given it."""
    return request.headers.get("content-type", "").startswith("application/x-www-form-urlencoded")


def answer(ses: Ses, request: Request, region_for: Callable[[Scope], Region]) -> Response:
    """Answer one request to SES; everything but AWS's own refusals is raised.

    ``region_for`` tells the region and account that a request was signed for.
    """
    return ses.world.asking(_answer, ses, request, region_for)


def _answer(ses: Ses, request: Request, region_for: Callable[[Scope], Region]) -> Response:
    url = request.url
    host = url.find("//") + 2
    slash = url.find("/", host)
    root = url.find(V2_ROOT, slash)
    if root < 0:
        root = url.find(OLD_ROOT, slash)
    if root >= 0:
        if root != slash:  # an endpoint_url with a path of its own
            request = Request(request.method, url[:slash] + url[root:], request.headers, request.body)
        this = api("sesv2")
    elif slash < 0 or url[slash + 1 : slash + 2] in {"", "?"} or _is_form(request):
        this = api("ses")
    else:
        raise OperationNotWritten("email", f"{request.method} {url[slash:]}")
    wire = this.wire
    request_id = ses.world.ids.uuid()
    try:
        operation, parameters = wire.read(request)
    except Malformed as error:
        region = region_for(scope_of(request.headers, url[host : slash if slash > 0 else None]))
        this.note(region, error.operation or "", error.code, Refusal(error.message), {})
        return wire.refuse(error.code, error.message, {}, request_id)
    except UnknownRoute as error:
        raise OperationNotWritten(this.name, str(error)) from None
    function, takes, unknown = this.function(operation)
    if not parameters.keys() <= takes:
        raise ParameterNotWritten(this.name, operation, list(parameters.keys() - takes))
    if unknown and (used := [str(member) for member in unknown if member.used(parameters)]):
        raise ParameterNotWritten(this.name, operation, used)
    region = region_for(scope_of(request.headers, url[host : slash if slash > 0 else None]))
    world = ses.world
    with world.lock:
        try:
            if "endpoint_id" in parameters:  # the address of a multi-region endpoint names no region
                from sesmock.domain.multi_region.endpoint import route

                region = route(region, str(parameters["endpoint_id"]))
            if ses.faults and (fault := ses.faults.take(operation, region.name)) is not None:
                refusal, status = fault
                this.note(region, operation, this.code(refusal), refusal, parameters)
                return wire.refuse(this.code(refusal), refusal.message, {}, request_id, status)
            reply = function(region, **parameters)
        except Refusal as refusal:
            code = this.code(refusal)
            this.note(region, operation, code, refusal, parameters)
            return wire.refuse(code, refusal.message, refusal.members, request_id, this.statuses.get(code))
        return wire.write(operation, reply, request_id)
