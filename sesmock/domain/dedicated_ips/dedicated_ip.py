"""The dedicated IP addresses that an account has leased, and the pools they are in.

Sources: SES Developer Guide, "Dedicated IP addresses for Amazon SES", "Assigning IP pools"; API reference,
CreateDedicatedIpPool and PutDedicatedIpInPool. Texts and order of checks are as probed, unless said otherwise.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sesmock.domain.account import DAY, AccountSettings
from sesmock.domain.names import DEFAULT_POOL, LONGEST, SHARED_POOL
from sesmock.domain.refusals import (
    DedicatedIpNotFound,
    Invalid,
    LimitExceeded,
    PoolExists,
    PoolNotFound,
    SendingPoolMissing,
)
from sesmock.world import limits

if TYPE_CHECKING:
    from sesmock.domain.region import Region

WARM_UP = 45 * DAY  # "up to 45 days" (documented); assumed: evenly
STANDARD, MANAGED = "STANDARD", "MANAGED"
NOT_A_POOL = "Pool name describes either a shared or default dedicated ip pool"  # recorded for GetDedicatedIpPool
BAD_MODE = "The ScalingMode parameter is invalid."
BLANK = "Pool name can't be blank."
# Assumed texts.
TOO_LONG = f"Pool name cannot exceed {LONGEST} characters."
BAD_NAME = "Invalid pool name <{name}>: only lowercase alphanumeric ASCII characters, '_', and '-' are allowed."
MANAGED_POOL = "Dedicated IPs of managed pools cannot be changed."


class Pool:
    """A pool of dedicated IP addresses; ``scaling_mode`` is STANDARD or MANAGED."""

    __slots__ = ("name", "scaling_mode", "tags")

    def __init__(self, name: str, scaling_mode: str, tags: dict[str, str]) -> None:
        self.name = name
        self.scaling_mode = scaling_mode
        self.tags = tags


class DedicatedIp:
    """One address that an account has leased."""

    __slots__ = ("_region", "_since", "_warmth", "ip", "number", "pool")

    def __init__(self, region: Region, number: int, pool: str) -> None:
        self._region = region
        self._warmth, self._since = 0.0, region.now()
        self.number = number
        # A network that the SPF record of amazonses.com has. Assumed: no test leases more than its 8,191 addresses.
        self.ip = f"76.223.{128 + (number >> 8)}.{number & 255}"
        self.pool = pool

    def __repr__(self) -> str:
        return f"<DedicatedIp {self.ip} in {self.pool}, warm-up {self.warmup_status}>"

    @property
    def is_managed(self) -> bool:
        """Whether SES itself looks after it, in a managed pool."""
        found = self._region.of(DedicatedIps).pools.get(self.pool)
        return found is not None and found.scaling_mode == MANAGED

    @property
    def warmup_percentage(self) -> int:
        """How far it is warmed up; -1 in a managed pool (documented)."""
        return -1 if self.is_managed else int(round(self._warmth_now(), 6))

    @property
    def warmup_status(self) -> str:
        """IN_PROGRESS, DONE, or NOT_APPLICABLE in a managed pool."""
        if self.is_managed:
            return "NOT_APPLICABLE"
        return "DONE" if self.warmup_percentage == 100 else "IN_PROGRESS"

    def _warmth_now(self) -> float:
        """Assumed: while automatic warm-up is off, it stands where it stood."""
        if not self._region.of(AccountSettings).auto_warmup:
            return self._warmth
        return min(100.0, self._warmth + (self._region.now() - self._since) * 100 / WARM_UP)

    def warm(self, percentage: float | None = None) -> None:
        """Go on from a percentage, or from where it stands."""
        self._warmth, self._since = self._warmth_now() if percentage is None else percentage, self._region.now()


class _Leases:
    """How many addresses SES has leased to anybody."""

    def __init__(self, _: object) -> None:
        self.count = 0


class DedicatedIps(dict[str, DedicatedIp]):
    """The addresses of one region, in the order in which they were leased, and the pools that the account has made."""

    def __init__(self, region: Region) -> None:
        super().__init__()
        self._region = region
        self.pools: dict[str, Pool] = {}
        region.of(AccountSettings).dedicated_ips = self

    def require(self, ip: str) -> DedicatedIp:
        """The address; raises DedicatedIpNotFound."""
        found = self.get(ip)
        if found is None:
            raise DedicatedIpNotFound(ip)
        return found

    def require_pool(self, name: str) -> Pool:
        """The pool of that name; raises PoolNotFound, or Invalid for SES's own two."""
        if name in {DEFAULT_POOL, SHARED_POOL}:
            raise Invalid(NOT_A_POOL)
        found = self.pools.get(name)
        if found is None:
            raise PoolNotFound(name)
        return found

    def in_pool(self, name: str) -> list[DedicatedIp]:
        """The addresses in a pool of that name."""
        return [found for found in self.values() if found.pool == name]

    @property
    def pool_names(self) -> list[str]:
        """Every pool; those of SES are listed once there are addresses."""
        return [*self.pools, DEFAULT_POOL, SHARED_POOL] if self else [*self.pools]

    # ---- for a test, which is whom one asks to lease ----

    def lease(self, number: int, pool: str | None = None) -> list[DedicatedIp]:
        """Lease addresses, into the default pool or one of the account's own; raises PoolNotFound, or Invalid."""
        name = DEFAULT_POOL if pool in {None, DEFAULT_POOL} else self.require_pool(pool or "").name
        leases, leased = self._region.ses.of(_Leases), []
        for _ in range(number):
            leases.count += 1
            new = DedicatedIp(self._region, leases.count, name)
            self[new.ip] = new
            leased.append(new)
        return leased

    # ---- pools ----

    def check_new(self, name: str, scaling_mode: str) -> None:
        """Raise Invalid or PoolExists for a pool that cannot be made."""
        _check_mode(scaling_mode)
        if not name.strip():
            raise Invalid(BLANK)  # assumed, as where an address is moved
        if len(name) > LONGEST:
            raise Invalid(TOO_LONG)
        if not re.fullmatch("[a-z0-9_-]+", name):
            raise Invalid(BAD_NAME.format(name=name))
        if name in {DEFAULT_POOL, SHARED_POOL}:
            raise Invalid(NOT_A_POOL)  # assumed
        if name in self.pools:
            raise PoolExists(name)

    def add(self, pool: Pool) -> None:
        """Keep a new pool; raises LimitExceeded."""
        if len(self.pools) >= self._region.world.limits.dedicated_ip_pools:
            raise LimitExceeded(limits.TOO_MANY_POOLS)
        self._check_managed(pool.scaling_mode)
        self.pools[pool.name] = pool

    def scale(self, name: str, scaling_mode: str) -> None:
        """Change the scaling mode, which goes one way; raises Invalid, PoolNotFound or LimitExceeded."""
        _check_mode(scaling_mode)
        pool = self.require_pool(name)
        if scaling_mode == pool.scaling_mode:
            return
        if scaling_mode == STANDARD:
            raise Invalid(BAD_MODE)
        self._check_managed(scaling_mode)
        pool.scaling_mode = scaling_mode

    def _check_managed(self, scaling_mode: str) -> None:
        there = sum(pool.scaling_mode == MANAGED for pool in self.pools.values())
        if scaling_mode == MANAGED and there >= self._region.world.limits.managed_dedicated_ip_pools:
            raise LimitExceeded(limits.TOO_MANY_MANAGED_POOLS)

    def delete_pool(self, name: str) -> None:
        """Forget a pool: its addresses go to the default pool, or back to SES if it is managed (documented)."""
        pool = self.require_pool(name)
        for address in self.in_pool(name):
            if pool.scaling_mode == MANAGED:
                del self[address.ip]
            else:
                address.pool = DEFAULT_POOL
        del self.pools[name]

    # ---- addresses ----

    def move(self, ip: str, pool: str) -> None:
        """Move an address to another pool; raises Invalid, DedicatedIpNotFound or PoolNotFound, in this order."""
        if not pool.strip():
            raise Invalid(BLANK)
        address = self.require(ip)
        destination = None if pool == DEFAULT_POOL else self.require_pool(pool)
        if address.is_managed or (destination is not None and destination.scaling_mode == MANAGED):
            raise Invalid(MANAGED_POOL)  # assumed: SES alone says what is in these
        address.pool = pool

    def warm(self, ip: str, percentage: int | None) -> None:
        """Set how far an address is warmed up; raises Invalid or DedicatedIpNotFound."""
        if percentage is None:
            raise Invalid("Warmup Percentage can't be null.")
        if not 0 <= percentage <= 100:
            raise Invalid("Warmup Percentage must be between 0 and 100.")
        address = self.require(ip)
        if address.is_managed:
            raise Invalid(MANAGED_POOL)  # assumed
        address.warm(percentage)

    def hold(self) -> None:
        """Whether warm-up is automatic is about to change."""
        for address in self.values():
            address.warm()

    # ---- sending ----

    def outgoing(self, pool: str | None) -> tuple[str, ...]:
        """The addresses that mail goes out from through a pool (None: none was named); none: SES's own.

        Assumed: addresses that are not yet warm take their share, and a managed pool leases its first address with its
        first mail ("as you send"). Raises SendingPoolMissing for a pool that has been deleted.
        """
        name = DEFAULT_POOL if pool is None else pool
        if name == SHARED_POOL:
            return ()
        if name != DEFAULT_POOL:
            found = self.pools.get(name)
            if found is None:
                raise SendingPoolMissing(name)
            if found.scaling_mode == MANAGED and not self.in_pool(name):
                self.lease(1, name)
        return tuple([address.ip for address in self.in_pool(name)])


def _check_mode(scaling_mode: str) -> None:
    if scaling_mode not in {STANDARD, MANAGED}:
        raise Invalid(BAD_MODE)
