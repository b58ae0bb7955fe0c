"""What a URL says: its parts, its form-encoded values, and in REST the operation it names."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import unquote, unquote_plus

from sesmock.wire.model import description_of

if TYPE_CHECKING:
    from botocore.model import ServiceModel

V2_ROOT = "/v2/email/"  # what every path of v2 begins with
OLD_ROOT = "/v1/email/"  # but for one operation, before it was moved

# AWS has moved these from the first route to the second in botocore's model. Clients of both are around, so both are
# answered, whichever the installed model has; the tests say in which versions each was seen.
MOVED = {
    "ListConfigurationSets": (("GET", "/v2/email/configuration-sets"), ("POST", "/v2/email/list-configuration-sets")),
    "ListContacts": (
        ("GET", "/v2/email/contact-lists/{ContactListName}/contacts"),
        ("POST", "/v2/email/contact-lists/{ContactListName}/contacts/list"),
    ),
    "ListEmailIdentities": (("GET", "/v2/email/identities"), ("POST", "/v2/email/list-identities")),
    "ListImportJobs": (("GET", "/v2/email/import-jobs"), ("POST", "/v2/email/import-jobs/list")),
    "PutEmailIdentityDkimSigningAttributes": (
        ("PUT", "/v1/email/identities/{EmailIdentity}/dkim/signing"),
        ("PUT", "/v2/email/identities/{EmailIdentity}/dkim/signing"),
    ),
}

_INSTANT = r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d+))?(Z|[+-]\d\d:\d\d)"


def split_url(url: str) -> tuple[str, str]:
    """The path and the query string of an absolute URL, both still percent-encoded."""
    rest, _, query = url[url.find("://") + 3 :].partition("?")
    slash = rest.find("/")
    return rest[slash:] if slash >= 0 else "/", query


def pairs(text: str) -> list[tuple[str, str]]:
    """The names and values of ``application/x-www-form-urlencoded`` text, in their order."""
    found = []
    for pair in text.split("&"):
        if pair:
            name, _, value = pair.partition("=")
            if "%" in name or "+" in name:
                name = _decoded(name)
            if "%" in value or "+" in value:
                value = _decoded(value) if len(value) < _SHORT else unquote_plus(value)
            found.append((name, value))
    return found


_SHORT = 200
_decoded = lru_cache(1024)(unquote_plus)  # the same names and addresses come again and again


def instant(text: str) -> float:
    """An ISO 8601 timestamp as epoch seconds; ValueError if it is none."""
    from datetime import datetime

    found = re.fullmatch(_INSTANT, text, re.ASCII)
    if found is None:
        raise ValueError(f"not an ISO 8601 timestamp: {text!r}")
    seconds, fraction, offset = found.groups()
    offset = "+00:00" if offset == "Z" else offset
    return datetime.fromisoformat(f"{seconds}.{(fraction or '')[:6]:0<6}{offset}").timestamp()


class _Node:
    """One step of the tree: what may follow a segment, and the operation that ends here."""

    __slots__ = ("greedy", "literals", "operation", "parameter", "parameters")

    def __init__(self) -> None:
        self.literals: dict[str, _Node] = {}
        self.parameter: _Node | None = None
        self.greedy: _Node | None = None
        self.operation: str | None = None
        self.parameters: tuple[str, ...] = ()


class Routes:
    """The operations of a REST model by method and path.

    Paths are split into segments first and unquoted after, so that ``%2F`` inside a name stays inside it. A literal
    segment beats a parameter, a parameter beats a greedy one (``{Key+}``, last in its path).
    """

    def __init__(self, service_model: ServiceModel) -> None:
        self._roots: dict[str, _Node] = {}
        self._plain: dict[tuple[str, str], tuple[str, dict[str, str]]] = {}  # paths without parameters
        operations = description_of(service_model)["operations"]
        for name in MOVED.keys() & operations.keys():
            for method, uri in MOVED[name]:
                self._add(name, method, uri)
        for name, operation in operations.items():
            self._add(name, operation["http"]["method"], operation["http"]["requestUri"])

    def _add(self, operation: str, method: str, uri: str) -> None:
        node = self._roots.setdefault(method, _Node())
        parameters = []
        for segment in uri.strip("/").split("/"):
            if segment.startswith("{"):
                parameters.append(segment.strip("{+}"))
                if segment.endswith("+}"):
                    node.greedy = node = node.greedy or _Node()
                else:
                    node.parameter = node = node.parameter or _Node()
            else:
                node = node.literals.setdefault(segment, _Node())
        node.operation, node.parameters = operation, tuple(parameters)
        if not parameters:
            self._plain[method, uri] = operation, {}

    def match(self, method: str, path: str) -> tuple[str, dict[str, str]] | None:
        """The operation a request names, with its path parameters by wire name, unquoted; None: no such operation.

        An empty segment is an empty value where the path has a parameter, the last one too: SES answers
        ``GET /v2/email/templates/`` as GetEmailTemplate without a name. Elsewhere a slash at the end means nothing,
        as the model itself writes some paths with one.
        """
        plain = self._plain.get((method, path))
        if plain is not None:
            return plain
        root = self._roots.get(method)
        if root is None or not path.startswith("/"):
            return None
        values: list[str] = []
        node = _walk(root, path[1:].split("/"), 0, values)
        if node is None or node.operation is None:
            return None
        return node.operation, {
            name: unquote(value) if "%" in value else value for name, value in zip(node.parameters, values, strict=True)
        }


def _walk(node: _Node, segments: list[str], at: int, values: list[str]) -> _Node | None:
    """The node where the segments from ``at`` on end, their parameters appended to ``values``."""
    if at == len(segments):
        return node if node.operation is not None else None
    segment = segments[at]
    literal = node.literals.get(segment)
    if literal is not None and (found := _walk(literal, segments, at + 1, values)) is not None:
        return found
    if node.parameter is not None:
        values.append(segment)
        if (found := _walk(node.parameter, segments, at + 1, values)) is not None:
            return found
        values.pop()
    if node.greedy is not None:
        values.append("/".join(segments[at:]))
        return node.greedy
    if segment == "" and at == len(segments) - 1 and node.operation is not None:
        return node
    return None
