"""Dedicated IP addresses and their pools."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sesmock.api import PageRule, declare, paging
from sesmock.api.v2 import tag_lists
from sesmock.domain import tag
from sesmock.domain.dedicated_ips.dedicated_ip import DedicatedIp, DedicatedIps, Pool
from sesmock.domain.names import DEFAULT_POOL, SHARED_POOL

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sesmock.domain.region import Region

_SIZE, _TOKEN = "The page size must be in [1, 1000] range.", "Invalid next token."
# Both defaults, and what is said of addresses, are assumed; the bounds and texts for pools are probed.
_POOL_PAGES = PageRule("dedicated-ip-pool", default=100, most=1000, size=_SIZE, token=_TOKEN)
_IP_PAGES = PageRule("dedicated-ip", default=100, most=1000, size=_SIZE, token=_TOKEN)


# ---- pools ----


@declare(unenforced={**tag_lists.UNENFORCED, "ScalingMode": "enum"})
def create_dedicated_ip_pool(
    region: Region,
    *,
    pool_name: str,
    scaling_mode: str = "STANDARD",
    tags: Sequence[Mapping[str, str | None]] | None = None,
) -> Mapping[str, object]:
    """Keep a new pool. Order of checks: scaling mode, name, existence (probed), then tags and number (assumed)."""
    held = region.of(DedicatedIps)
    held.check_new(pool_name, scaling_mode)
    tagged = tag.checked(tag_lists.pairs(tags), limit=region.world.limits.tags_per_resource)
    held.add(Pool(pool_name, scaling_mode, tagged))
    return {}


def get_dedicated_ip_pool(region: Region, *, pool_name: str) -> Mapping[str, object]:
    """One pool of the account's own."""
    pool = region.of(DedicatedIps).require_pool(pool_name)
    return {"DedicatedIpPool": {"PoolName": pool.name, "ScalingMode": pool.scaling_mode}}


def list_dedicated_ip_pools(
    region: Region, *, next_token: str | None = None, page_size: int | None = None
) -> Mapping[str, object]:
    """The names of all pools; SES's own two are among them once there are addresses (recorded)."""
    names = {name: name for name in region.of(DedicatedIps).pool_names}
    page = paging.page(region, _POOL_PAGES, paging.by_name(names), next_token, page_size)
    return {"DedicatedIpPools": page.items, "NextToken": page.next_token}


@declare(unenforced={"ScalingMode": "enum"})
def put_dedicated_ip_pool_scaling_attributes(
    region: Region, *, pool_name: str, scaling_mode: str
) -> Mapping[str, object]:
    """Make a standard pool a managed one; there is no way back."""
    region.of(DedicatedIps).scale(pool_name, scaling_mode)
    return {}


def delete_dedicated_ip_pool(region: Region, *, pool_name: str) -> Mapping[str, object]:
    """Forget a pool of the account's own, whoever uses it (assumed)."""
    region.of(DedicatedIps).delete_pool(pool_name)
    return {}


# ---- addresses ----


def get_dedicated_ip(region: Region, *, ip: str) -> Mapping[str, object]:
    """One address."""
    return {"DedicatedIp": _shown(region.of(DedicatedIps).require(ip))}


def get_dedicated_ips(
    region: Region, *, pool_name: str | None = None, next_token: str | None = None, page_size: int | None = None
) -> Mapping[str, object]:
    """All addresses, or those of a pool; for a pool that is missing, the refusal is assumed."""
    held = region.of(DedicatedIps)
    paging.checked_size(_IP_PAGES, page_size)
    if pool_name is not None and pool_name not in {DEFAULT_POOL, SHARED_POOL}:
        held.require_pool(pool_name)
    found = held.values() if pool_name is None else held.in_pool(pool_name)
    shown = {f"{address.number:06}": _shown(address) for address in found}
    page = paging.page(region, _IP_PAGES, paging.by_name(shown), next_token, page_size, pool_name or "")
    return {"DedicatedIps": page.items, "NextToken": page.next_token}


@declare(unenforced={"DestinationPoolName": "required"})
def put_dedicated_ip_in_pool(region: Region, *, ip: str, destination_pool_name: str) -> Mapping[str, object]:
    """Move an address to another pool."""
    region.of(DedicatedIps).move(ip, destination_pool_name)
    return {}


@declare(unenforced={"WarmupPercentage": "required"})
def put_dedicated_ip_warmup_attributes(
    region: Region, *, ip: str, warmup_percentage: int | None
) -> Mapping[str, object]:
    """Say how far an address is warmed up."""
    region.of(DedicatedIps).warm(ip, warmup_percentage)
    return {}


def _shown(address: DedicatedIp) -> Mapping[str, object]:
    return {
        "Ip": address.ip,
        "WarmupStatus": address.warmup_status,
        "WarmupPercentage": address.warmup_percentage,
        "PoolName": address.pool,
    }
