"""Every operation and parameter of the installed botocore: answered, or said to be missing."""

from __future__ import annotations

import inspect

from botocore import xform_name

from sesmock.api import overrides


def parameters(function) -> dict[str, inspect.Parameter]:
    region, *rest = inspect.signature(function).parameters.values()
    assert region.name == "region"
    return {parameter.name: parameter for parameter in rest}


def members(model) -> dict[str, str]:
    """boto3's keyword → the model's member."""
    return {} if model.input_shape is None else {xform_name(name): name for name in model.input_shape.members}


def test_every_operation_is_answered_or_missing(api, functions, models, coverage, agreement):
    agreement.check({*functions, *coverage.missing(api)}, {*models}, api)


def test_nothing_is_missing(api, functions, coverage):
    assert coverage.missing(api) == {}
    assert {name for name in functions if coverage.without(api, name)} == set()


def test_no_operation_is_listed_twice(package):
    listed = [name for names in (*package.OPERATIONS.values(), *package.MISSING.values()) for name in names.split()]

    assert sorted(listed) == sorted(set(listed)), "what is in OPERATIONS is not MISSING"


def test_every_operation_has_a_function_in_its_module(functions):
    assert [name for name, function in functions.items() if not inspect.isfunction(function)] == []


def test_the_parameters_of_a_function_are_the_members_of_the_operation(api, functions, models, coverage, agreement):
    for name, function in functions.items():
        ours, missing = {*parameters(function)}, coverage.without(api, name)

        assert not ours & missing, f"{api}.{name}: it does not go without {sorted(ours & missing)}"
        if name in models:
            agreement.check(ours | missing, {*members(models[name])}, f"{api}.{name}")


def test_all_parameters_are_keywords(functions):
    kinds = {p.kind for function in functions.values() for p in parameters(function).values()}

    assert kinds == {inspect.Parameter.KEYWORD_ONLY}


def test_a_parameter_has_a_default_unless_the_wire_demands_it(api, functions, models, agreement):
    # Where the service itself speaks of a missing member (`unenforced`), a function may have a default or do without,
    # since the wire hands an empty value on.
    wrong = []
    for name, function in functions.items():
        model = models.get(name)
        if model is None or agreement.older:  # AWS has made members required since
            continue
        unenforced = overrides(function).unenforced
        for keyword, parameter in parameters(function).items():
            member = members(model).get(keyword)
            demanded = model.input_shape is not None and member in model.input_shape.required_members
            if demanded and "required" in unenforced.get(member, ""):
                continue
            demanded = demanded and member not in overrides(function).later
            if (parameter.default is parameter.empty) is not demanded:
                wrong.append(f"{api}.{name}({keyword})")

    assert wrong == []


def test_every_trait_not_enforced_is_one_the_model_has(api, functions, models, agreement):
    ours, theirs = set(), set()
    for name, function in functions.items():
        for path, traits in overrides(function).unenforced.items():
            ours |= {(name, path, trait) for trait in traits.split()}
            theirs |= {(name, path, trait) for trait in (traits_at(models[name], path) if name in models else ())}

    assert len(ours) > 3
    agreement.check(ours, ours & theirs, f"not enforced in {api}")


def traits_at(model, path: str) -> set[str]:
    """The traits of a nested member, and of its items where it is a list."""
    shape, required = model.input_shape, False
    for name in path.split("."):
        holder = shape.member if shape.type_name == "list" else shape
        if name not in getattr(holder, "members", {}):
            return set()
        shape, required = holder.members[name], name in holder.required_members
    shapes = [shape, *([shape.member] if shape.type_name == "list" else [])]
    return {trait for shape in shapes for trait in shape.metadata} | ({"required"} if required else set())


def test_operations_that_show_values_have_none_to_hide(functions, models):
    shown = [
        models[name] for name, function in functions.items() if name in models and overrides(function).shows_values
    ]
    members = [member for model in shown for member in model.input_shape.members.values()]

    assert [member.name for member in members if member.metadata.get("sensitive")] == []
    assert {member.type_name for member in members} <= {"string", "integer", "map"}
