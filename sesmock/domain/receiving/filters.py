"""IP filters of receiving: whose mail is blocked, and whose is let in although SES would block it.

Source: SES Developer Guide, "Creating IP address filters"; API reference, CreateReceiptFilter. The order of checks is
as recorded.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from sesmock.domain.refusals import AlreadyExists, Invalid, LimitExceeded
from sesmock.world import limits

if TYPE_CHECKING:
    from sesmock.domain.region import Region


class Filter(NamedTuple):
    """What is done with mail from some addresses: ``policy`` is Allow or Block, ``cidr`` as it was given."""

    name: str
    policy: str
    cidr: str

    def __repr__(self) -> str:
        return f"<Filter {self.name}: {self.policy} {self.cidr}>"


class Filters(dict[str, Filter]):
    """The IP filters of one region by name."""

    def __init__(self, region: Region) -> None:
        super().__init__()
        self._region = region

    def create(self, name: str, policy: str, cidr: str) -> Filter:
        """A new filter; raises a Refusal."""
        _check_name(name)
        if not _is_cidr(cidr):
            raise Invalid(f"Invalid CIDR block: {cidr}")
        if name in self:
            raise AlreadyExists(f"Filter already exists: {name}", Name=name)
        if len(self) >= self._region.world.limits.receipt_filters:
            raise LimitExceeded(limits.TOO_MANY_FILTERS)
        made = self[name] = Filter(name, policy, cidr)
        return made


def _check_name(name: str) -> None:
    if not name:
        raise Invalid("filterName must not be empty")
    if len(name) > 64 or not re.fullmatch("[A-Za-z0-9]([A-Za-z0-9_-]*[A-Za-z0-9])?", name):
        raise Invalid(f"Not a valid filterName: {name}")


def _is_cidr(text: str) -> bool:
    """Whether it is an address of IPv4 or IPv6, alone or with a mask; bits behind the mask may be set (recorded)."""
    from ipaddress import IPv6Address, ip_address

    address, slash, mask = text.partition("/")
    if "%" in address:  # a zone
        return False
    try:
        read = ip_address(address)
    except ValueError:
        return False
    if isinstance(read, IPv6Address) and read.ipv4_mapped is not None:
        return False
    return not slash or (re.fullmatch("[0-9]{1,3}", mask) is not None and int(mask) <= read.max_prefixlen)
