"""The constraints of the model, judged when an operation comes to them: behind a gate, or one member after another."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from sesmock.domain.refusals import Invalid
from sesmock.wire.constraints import Overrides, checker
from sesmock.wire.model import service_model

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


def judge(operation: str, given: Mapping[str, object], unenforced: tuple[tuple[str, str], ...] = ()) -> None:
    """Judge members of a request to an operation of v2, both named as in the model; None: the member is absent.

    ``unenforced`` is that of `Overrides`, as pairs. Raises Invalid in the words of the model's validator.
    """
    check = _checker(operation, frozenset(given), unenforced)
    if check is not None and (message := check(given)) is not None:
        raise Invalid(message)


@cache
def _checker(
    operation: str, members: frozenset[str], unenforced: tuple[tuple[str, str], ...]
) -> Callable[[Mapping[str, object]], str | None] | None:
    shape = service_model("sesv2").operation_model(operation).input_shape
    assert shape is not None
    names = {name: name for name in shape.members}
    others = frozenset(names) - members
    return checker(shape, names, Overrides(dict(unenforced), shows_values=False, later=others))
