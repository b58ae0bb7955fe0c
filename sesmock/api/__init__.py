"""v1 and v2 as two translations of one domain: an operation is a function named as boto3 names its method.

It takes the region's state first and the parameters as keywords, and returns the answer as AWS shapes it.
It knows nothing of HTTP, XML or JSON; the two packages do not know each other.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from sesmock.domain.refusals import Invalid
from sesmock.wire.constraints import AS_MODELLED, Overrides

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sesmock.domain.refusals import Refusal

    _Function = TypeVar("_Function", bound=Callable[..., Any])

# The botocore that operations, parameters and members were compared with. What only a newer one knows raises
# OperationNotWritten or ParameterNotWritten; `docs/write_coverage.py --news` names it, and raising this version makes
# the drift tests demand a decision about each.
COMPARED_WITH = "1.43.117"


def declare(
    *,
    unenforced: Mapping[str, str] | None = None,
    shows_values: bool = False,
    unstated: Mapping[str, Mapping[str, Any]] | None = None,
    first: Callable[[Mapping[str, Any]], None] | None = None,
    without: str = "",
) -> Callable[[_Function], _Function]:
    """Say where an operation departs from its model; most do not.

    All but ``without`` are those of `Overrides`; ``without`` names the parameters of the model that the function does
    not take, for the page of coverage.
    """
    departures = Overrides(unenforced or {}, shows_values=shows_values, unstated=unstated, first=first)
    said = {"overrides": departures, "without": without}

    def decorate(function: _Function) -> _Function:
        vars(function).update(said)
        return function

    return decorate


class PageRule:
    """How one list pages, said beside its function: what it serves by default and at most, and how it refuses.

    ``size`` is the sentence for a size out of range, with {size}; None: such a size is no matter, and ``served`` (None:
    the default) is what comes. ``token`` is the sentence for a token that is not this list's, with {token}; None: that
    error carries no message. ``kind`` is what v1 and v2 share: each understands the other's tokens.
    """

    __slots__ = ("bad_token", "default", "kind", "most", "served", "size", "token")

    def __init__(
        self,
        kind: str,
        *,
        default: int,
        most: int,
        size: str | None,
        token: str | None,
        served: int | None = None,
        bad_token: type[Refusal] = Invalid,
    ) -> None:
        self.kind = kind
        self.default = default
        self.most = most
        self.size = size
        self.token = token
        self.served = served
        self.bad_token = bad_token


def overrides(function: Callable[..., Any]) -> Overrides:
    """Where the wire departs from the model for this function."""
    found: Overrides = vars(function).get("overrides", AS_MODELLED)
    return found


def keywords(function: Callable[..., Any]) -> frozenset[str]:
    """The keywords a function takes, its region not among them."""
    code = function.__code__
    return frozenset(code.co_varnames[1 : code.co_argcount + code.co_kwonlyargcount])
