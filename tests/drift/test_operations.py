"""Every operation and parameter of the installed botocore: answered, or a gap with a reason in docs/gaps.py."""

from __future__ import annotations

import inspect

from botocore import xform_name

from sesmock.wire.constraints import UNENFORCED


def parameters(function) -> dict[str, inspect.Parameter]:
    region, *rest = inspect.signature(function).parameters.values()
    assert region.name == "region"
    return {parameter.name: parameter for parameter in rest}


def members(model) -> dict[str, str]:
    """boto3's keyword → the model's member."""
    return {} if model.input_shape is None else {xform_name(name): name for name in model.input_shape.members}


def test_every_operation_is_answered_or_a_gap(api, functions, models, coverage, agreement):
    agreement.check({*functions, *coverage.gaps(api)}, {*models}, api)


def test_no_operation_is_listed_twice(api, package, coverage):
    listed = [name for names in (*package.ROOMS.values(), *coverage.GAPS[api].values()) for name in names.split()]

    assert sorted(listed) == sorted(set(listed)), "an operation that is answered (ROOMS) is no gap (docs/gaps.py)"


def test_every_operation_has_a_function_in_its_room(functions):
    assert [name for name, function in functions.items() if not inspect.isfunction(function)] == []


def test_the_parameters_of_a_function_are_the_members_of_the_operation(api, functions, models, coverage, agreement):
    gaps = {name: set(names.split()) for name, names in coverage.PARAMETER_GAPS[api].items()}
    assert gaps.keys() <= functions.keys(), "only operations that are answered have gaps in their parameters"
    for name, function in functions.items():
        ours, missing = {*parameters(function)}, gaps.get(name, set())

        assert not ours & missing, f"{api}.{name}: {sorted(ours & missing)} are taken, so they are no gaps"
        if name in models:
            agreement.check(ours | missing, {*members(models[name])}, f"{api}.{name}")


def test_all_parameters_are_keywords(functions):
    kinds = {p.kind for function in functions.values() for p in parameters(function).values()}

    assert kinds == {inspect.Parameter.KEYWORD_ONLY}


def test_a_parameter_has_a_default_unless_the_wire_demands_it(api, functions, models, agreement):
    # Where the service itself speaks of a missing member (UNENFORCED), a function may have a default or do without,
    # since the wire hands an empty value on.
    wrong = []
    for name, function in functions.items():
        model = models.get(name)
        if model is None or agreement.older:  # AWS has made members required since
            continue
        unenforced = UNENFORCED.get((api, model.name), {})
        for keyword, parameter in parameters(function).items():
            member = members(model).get(keyword)
            demanded = model.input_shape is not None and member in model.input_shape.required_members
            if demanded and "required" in unenforced.get(member, ""):
                continue
            if (parameter.default is parameter.empty) is not demanded:
                wrong.append(f"{api}.{name}({keyword})")

    assert wrong == []


def test_what_the_constraints_leave_to_the_service_is_in_the_model(api, models, agreement):
    by_name = {model.name: model for model in models.values()}
    paths = {f"{operation}.{path}" for (of, operation), rules in UNENFORCED.items() if of == api for path in rules}
    known = {path for path in paths if (model := by_name.get(path.partition(".")[0])) and found(model, path)}

    agreement.check(paths, known, f"UNENFORCED of {api}")


def found(model, path: str) -> bool:
    shape = model.input_shape
    for name in path.split(".")[1:]:
        while shape.type_name == "list":
            shape = shape.member
        if name not in getattr(shape, "members", {}):
            return False
        shape = shape.members[name]
    return True
