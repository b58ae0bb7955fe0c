"""The words of refusals against the error shapes of the installed botocore."""

from __future__ import annotations

import ast
import inspect
from pathlib import Path

import sesmock.api
from sesmock.domain import refusals
from sesmock.wire.model import service_model

# Codes of AWS's front doors, or of SES against its own documentation: no model has them, clients get a ClientError.
UNMODELLED = {
    "ses": {"AccessDenied", "InternalFailure", "InvalidParameterValue", "Throttling", "ValidationError"},
    "sesv2": {"AccessDeniedException", "InternalFailure", "ValidationException"},
}

# Errors of the model that no operation says, and why; those of operations that are not answered need not be here.
UNUSED = {
    "ses": {
        "nobody has seen when SES says it": "InvalidConfigurationSet InvalidDeliveryOptions",
    },
    "sesv2": {
        "accounts are never suspended": "AccountSuspendedException",
        "a bug in sesmock is a Python exception, never a 500": "InternalServiceErrorException",
    },
}


def modelled(api) -> dict[str, str]:
    """Error code → name of its shape."""
    return {shape.error_code: shape.name for shape in service_model(api).error_shapes}


def worded(package) -> set[str]:
    """The codes of ``Worded("…")`` in the package: those that one operation says by itself."""
    calls = [
        node
        for file in Path(package.__file__).parent.glob("*.py")
        for node in ast.walk(ast.parse(file.read_text()))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Worded"
    ]
    return {call.args[0].value for call in calls if isinstance(call.args[0], ast.Constant)}


def test_every_code_is_one_of_the_model_or_known_to_be_outside_of_it(api, package, agreement):
    said = {*package.WORDING.values()} | worded(package)

    assert said & UNMODELLED[api] == UNMODELLED[api], "nobody says this code any more"
    if not agreement.older:
        assert said - UNMODELLED[api] <= modelled(api).keys()


def test_every_error_of_an_operation_is_said_or_listed_as_unused(api, package, functions, models, agreement):
    said = ({*package.WORDING.values()} | worded(package)) - UNMODELLED[api]
    unused = {code for codes in UNUSED[api].values() for code in codes.split()}
    theirs = {shape.error_code for name in functions if name in models for shape in models[name].error_shapes}

    assert said & unused == set(), "what is said is not unused"
    agreement.check((said | unused) & theirs, theirs, f"errors of {api}")
    if not agreement.older:
        assert unused <= modelled(api).keys()


def test_every_refusal_is_worded(package):
    kinds = [kind for kind in vars(refusals).values() if inspect.isclass(kind) and issubclass(kind, refusals.Refusal)]
    unworded = {kind for kind in kinds if not any(base in package.WORDING for base in kind.__mro__)}

    assert unworded == {refusals.Refusal, refusals.Worded}


def test_shared_code_words_nothing_by_itself():
    # A refusal with a code of its own belongs to one API; the domain and the shared modules know no codes.
    shared = [*Path(sesmock.api.__file__).parent.glob("*.py"), *Path(refusals.__file__).parent.glob("*.py")]
    saying = [file.name for file in shared if "Worded(" in file.read_text().replace("class Worded(", "")]

    assert saying == []


def test_a_refusal_about_something_named_carries_the_members_of_its_error(package, api):
    model = service_model(api)
    shapes = {kind: model.shape_for_error_code(code) for kind, code in package.WORDING.items()}
    wrong = {}
    for kind, shape in shapes.items():
        if shape is None or "__init__" not in vars(kind):  # no sentence of its own: whoever says it names the members
            continue
        arguments = [p for p in inspect.signature(kind).parameters.values() if p.default is p.empty]
        ours = kind(*["x"] * len([p for p in arguments if p.kind is p.POSITIONAL_OR_KEYWORD])).members.keys()
        theirs = {*shape.members} - {"message", "Message"}
        if not theirs <= ours:
            wrong[kind.__name__] = (sorted(ours), sorted(theirs))

    assert wrong == {}


def test_a_status_is_given_only_where_the_model_has_none(package, api):
    assert package.STATUSES.keys() <= UNMODELLED[api]
