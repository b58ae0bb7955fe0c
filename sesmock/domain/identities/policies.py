"""The sending authorization policies that identities have; how they are read and weighed stands in ``policy.py``.

Source: API reference, PutIdentityPolicy and CreateEmailIdentityPolicy.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sesmock.domain import names
from sesmock.domain.identities import policy
from sesmock.domain.identities.registry import Identities
from sesmock.domain.refusals import AlreadyExists, Invalid, InvalidPolicy, NotFound, TooManyPolicies

if TYPE_CHECKING:
    from collections.abc import Callable

    from sesmock.domain.refusals import Refusal
    from sesmock.domain.region import Region

TOO_LONG = "Policy document exceeds the maximum length of {limit} characters."  # assumed


def put(
    region: Region,
    owner: str,
    name: str,
    text: str,
    missing: Callable[[str], Refusal],
    *,
    create: bool | None = None,
    or_arn: bool = False,
) -> None:
    """Attach a policy; ``create`` says whether it must be new (True), must exist (False) or may be either.

    Order as recorded: name, document, principal, identity, then existence and number.
    """
    _check_name(name)
    limits = region.world.limits
    if len(text) > limits.policy_characters:
        raise InvalidPolicy(TOO_LONG.format(limit=limits.policy_characters))
    try:
        policy.read(text)
    except policy.PolicyError as error:
        raise InvalidPolicy(str(error)) from None
    identity = region.of(Identities).require(owner, missing, or_arn=or_arn)
    if create is False and name not in identity.policies:
        raise NotFound(f"Policy <{name}> does not exist")
    if create and name in identity.policies:
        raise AlreadyExists(f"Policy <{name}> already exists")
    if name not in identity.policies and len(identity.policies) >= limits.policies_per_identity:
        raise TooManyPolicies(identity.name)
    identity.policies[name] = policy.compact(text)


def _check_name(name: str) -> None:
    if not names.is_plain(name):
        raise Invalid(
            "PolicyName is invalid. Policy names must only include alpha-numeric characters, dashes, and underscores."
        )
