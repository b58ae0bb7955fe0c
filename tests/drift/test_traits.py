"""What the installed models say of the wire is what the codecs know: a new trait fails here first."""

from __future__ import annotations

import re

import pytest

from sesmock.wire import query, restjson
from sesmock.wire.model import description_of, service_model

# Traits that say nothing about the wire, or that the constraints and errors are compiled from.
SILENT = {"box", "deprecated", "deprecatedMessage", "documentation", "exception", "fault", "sensitive", "union"}
CONSTRAINTS = {"enum", "max", "min", "pattern", "required"}
STRUCTURE = {"error", "key", "member", "members", "type", "value"}


def shapes(api):
    return description_of(service_model(api))["shapes"]


def references(api):
    """Every place that points to a shape: members, items, keys, values."""
    for shape in shapes(api).values():
        yield from shape.get("members", {}).values()
        yield from (shape[part] for part in ("member", "key", "value") if part in shape)


def reachable(api, direction):
    """The names of all shapes that the inputs or outputs of an API are made of."""
    found = set()
    waiting = [
        operation[direction]["shape"]
        for operation in description_of(service_model(api))["operations"].values()
        if direction in operation
    ]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            shape = shapes(api)[name]
            waiting += [member["shape"] for member in shape.get("members", {}).values()]
            waiting += [shape[part]["shape"] for part in ("member", "key", "value") if part in shape]
    return found


@pytest.mark.parametrize(("api", "protocol"), [("ses", "query"), ("sesv2", "rest-json")])
def test_the_protocols_are_the_ones_written_here(api, protocol):
    assert service_model(api).metadata["protocol"] == protocol


@pytest.mark.parametrize("api", ["ses", "sesv2"])
def test_shapes_have_no_other_traits(api):
    traits = {trait for shape in shapes(api).values() for trait in shape}

    assert traits - SILENT - CONSTRAINTS - STRUCTURE == set()


@pytest.mark.parametrize(
    ("api", "expected"), [("ses", {"shape"}), ("sesv2", {"shape", "location", "locationName", "contextParam"})]
)
def test_members_have_no_other_traits(api, expected):
    traits = {trait for reference in references(api) for trait in reference}

    assert traits - SILENT == expected


@pytest.mark.parametrize(
    ("api", "expected"),
    [
        ("ses", {"name", "http", "input", "output", "errors", "documentation"}),
        ("sesv2", {"name", "http", "input", "output", "errors", "documentation", "idempotent"}),
    ],
)
def test_operations_have_no_other_traits(api, expected):
    operations = description_of(service_model(api))["operations"].values()

    assert {trait for operation in operations for trait in operation} == expected
    assert {key for operation in operations for key in operation["http"]} == {"method", "requestUri"}
    assert {key for operation in operations for key in operation.get("input", {})} - SILENT == {"shape"}


def test_v1_posts_to_the_root_and_wraps_every_result():
    operations = description_of(service_model("ses"))["operations"].values()
    outputs = [(operation["name"], operation["output"]) for operation in operations if "output" in operation]

    assert {(operation["http"]["method"], operation["http"]["requestUri"]) for operation in operations} == {
        ("POST", "/")
    }
    assert [output.get("resultWrapper") for _, output in outputs] == [f"{name}Result" for name, _ in outputs]


def test_v2_has_locations_in_inputs_at_the_top_only_and_of_kinds_the_codec_reads():
    inputs = {
        operation["input"]["shape"] for operation in description_of(service_model("sesv2"))["operations"].values()
    }
    located = [
        (name, member["location"], shapes("sesv2")[member["shape"]])
        for name, shape in shapes("sesv2").items()
        for member in shape.get("members", {}).values()
        if "location" in member
    ]
    kinds = {
        location: {
            shapes("sesv2")[shape["member"]["shape"]]["type"] if shape["type"] == "list" else shape["type"]
            for _, where, shape in located
            if where == location
        }
        for location in {location for _, location, _ in located}
    }

    assert {name for name, _, _ in located} - inputs == set()
    assert kinds == {"uri": {"string"}, "querystring": set(restjson._QUERY_SCALARS)}
    assert {shape["type"] for _, location, shape in located if location == "uri"} == {"string"}


def test_v2_has_an_input_for_every_operation_and_no_greedy_or_query_paths():
    operations = description_of(service_model("sesv2"))["operations"].values()

    assert [operation["name"] for operation in operations if "input" not in operation] == []
    assert [
        operation["http"]["requestUri"]
        for operation in operations
        if not re.fullmatch(r"(/([a-z0-9-]+|\{[A-Za-z]+\}))+/?", operation["http"]["requestUri"])
    ] == []


CONTAINERS = {"structure", "list", "map"}


@pytest.mark.parametrize(
    ("api", "direction", "known"),
    [
        ("ses", "input", set(query._SCALARS)),
        ("ses", "output", set(query._TEXTS)),
        ("sesv2", "input", set(restjson._SCALARS)),
        ("sesv2", "output", set(restjson._WRITTEN)),
    ],
)
def test_every_type_can_be_read_or_written(api, direction, known):
    kinds = {shapes(api)[name]["type"] for name in reachable(api, direction)}

    assert kinds - CONTAINERS - known == set()


@pytest.mark.parametrize("api", ["ses", "sesv2"])
def test_no_shape_contains_itself(api):
    def walk(name, above):
        assert name not in above, f"{name} contains itself"
        shape = shapes(api)[name]
        inner = list(shape.get("members", {}).values()) + [shape[part] for part in ("member", "value") if part in shape]
        for reference in inner:
            walk(reference["shape"], above | {name})

    for name in shapes(api):
        walk(name, frozenset())


@pytest.mark.parametrize("api", ["ses", "sesv2"])
def test_constrained_items_are_scalars_structures_or_lists_of_free_scalars(api):
    for name in reachable(api, "input"):
        shape = shapes(api)[name]
        for part in ("member", "value"):
            if part not in shape:
                continue
            item = shapes(api)[shape[part]["shape"]]
            if shape["type"] == "map":
                assert item["type"] != "structure", name
            if item["type"] == "list":
                assert not CONSTRAINTS & set(shapes(api)[item["member"]["shape"]]), name


@pytest.mark.parametrize("api", ["ses", "sesv2"])
def test_python_reads_every_pattern(api):
    for shape in shapes(api).values():
        re.compile(shape.get("pattern", ""), re.ASCII)


def test_v1_has_no_maps_in_inputs_and_errors_of_text_only():
    kinds = {
        shapes("ses")[member["shape"]]["type"]
        for shape in shapes("ses").values()
        if shape.get("exception")
        for member in shape["members"].values()
    }

    assert {name for name in reachable("ses", "input") if shapes("ses")[name]["type"] == "map"} == set()
    assert kinds == {"string"}
