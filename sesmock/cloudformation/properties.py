"""What a template may say of a resource: its shape, and the values that CloudFormation reads from it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

# A shape is one of these, a list with the shape of its items, or a dict of the shapes of its members; the name of a
# member that must be there ends in "!".
TEXT, BOOLEAN, NUMBER = "String", "Boolean", "Number"
Shape = Any

TAGS: Shape = [{"Key!": TEXT, "Value!": TEXT}]


class Invalid(Exception):
    """Properties that their type does not have: the complaints, each with its place."""

    def __init__(self, complaints: list[str]) -> None:
        super().__init__(f"[{', '.join(complaints)}]")


def read(shape: Mapping[str, Shape], properties: Mapping[str, Any]) -> dict[str, Any]:
    """The properties with every value of the type that it is meant to have: templates and parameters say "true".

    Raises Invalid for unknown and missing ones, and for values of another kind.
    """
    complaints: list[str] = []
    found: dict[str, Any] = _read(shape, properties, "#", complaints)
    if complaints:
        raise Invalid(complaints)
    return found


def at(properties: Any, path: str) -> Any:
    """The value at a path (``Template.TemplateName``); None where there is none."""
    for name in path.split("."):
        properties = properties.get(name) if isinstance(properties, dict) else None
    return properties


def _read(shape: Shape, value: Any, path: str, complaints: list[str]) -> Any:
    if isinstance(shape, dict):
        if isinstance(value, dict):
            return _members(shape, value, path, complaints)
        wanted = "JSONObject"
    elif isinstance(shape, list):
        if isinstance(value, list):
            return [_read(shape[0], item, f"{path}/{index}", complaints) for index, item in enumerate(value)]
        wanted = "JSONArray"
    else:
        for read_as in _scalars(shape, value):
            return read_as
        wanted = shape
    complaints.append(f"{path}: expected type: {wanted}, found: {_kind(value)}")
    return None


def _members(shape: Mapping[str, Shape], value: Mapping[str, Any], path: str, complaints: list[str]) -> dict[str, Any]:
    known = {name.rstrip("!"): inner for name, inner in shape.items()}
    complaints += [f"{path}: extraneous key [{name}] is not permitted" for name in value if name not in known]
    needed = [name[:-1] for name in shape if name.endswith("!")]
    complaints += [f"{path}: required key [{name}] not found" for name in needed if name not in value]
    return {
        name: _read(known[name], inner, f"{path}/{name}", complaints) for name, inner in value.items() if name in known
    }


def _scalars(shape: str, value: Any) -> Iterator[Any]:
    """The value as CloudFormation takes it, if it does."""
    text = ("true" if value else "false") if isinstance(value, bool) else str(value)
    if isinstance(value, (dict, list)):
        return
    if shape == TEXT:
        yield text
    elif shape == BOOLEAN and text in {"true", "false"}:
        yield text == "true"
    elif shape == NUMBER and text.isdigit():
        yield int(text)


def _kind(value: Any) -> str:
    """What the validator calls a value of that kind."""
    if isinstance(value, dict):
        return "JSONObject"
    if isinstance(value, list):
        return "JSONArray"
    return BOOLEAN if isinstance(value, bool) else TEXT if isinstance(value, str) else NUMBER
