"""Tenants, and what belongs to them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sesmock.api import PageRule, declare, paging
from sesmock.api.v2 import tag_lists
from sesmock.domain import tag
from sesmock.domain.refusals import ConstraintViolated, Invalid
from sesmock.domain.tenants import tenant as tenants
from sesmock.domain.tenants.associations import Associations
from sesmock.domain.tenants.tenant import MISSING, Tenants

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sesmock.domain.region import Region
    from sesmock.domain.tenants.tenant import Tenant, TenantSuppression

# Sentences of the service speak of a name that is missing or empty (probed), and of its ARN after the tenant (probed).
_NAME = {"TenantName": "required min"}
_NAME_AND_ARN = {**_NAME, "ResourceArn": "required min"}
_STATUSES = ("ENABLED", "REINSTATED", "DISABLED")


@declare(unenforced={**tag_lists.UNENFORCED, "TenantName": "min"})
def create_tenant(
    region: Region,
    *,
    tenant_name: str,
    tags: Sequence[Mapping[str, str | None]] | None = None,
    suppression_attributes: Mapping[str, Any] | None = None,
) -> Mapping[str, object]:
    """Keep a new tenant. Order of checks (assumed): name, suppression, tags, existence, number."""
    if not tenant_name:  # only here are they the model's words (probed)
        raise ConstraintViolated.with_value("tenantName", "", "have length greater than or equal to 1")
    tenants.check_name(tenant_name)
    asked = suppression_attributes or {}
    suppression = tenants.suppression(asked.get("SuppressedReasons"), asked.get("SuppressionScope"))
    checked = tag.checked(tag_lists.pairs(tags), limit=region.world.limits.tags_per_resource)
    held = region.of(Tenants)
    held.check_new(tenant_name)
    return _whole(held.make(tenant_name, checked, suppression))


@declare(unenforced=_NAME)
def get_tenant(region: Region, *, tenant_name: str) -> Mapping[str, object]:
    """One tenant."""
    return {"Tenant": _whole(region.of(Tenants).require(tenant_name))}


@declare(unenforced=_NAME)
def delete_tenant(region: Region, *, tenant_name: str) -> Mapping[str, object]:
    """Forget a tenant and its suppression list; what belonged to it stays."""
    held = region.of(Tenants)
    held.delete(held.require(tenant_name))
    return {}


_TOKEN = "Invalid Next Token"
# The defaults are assumed to be the greatest sizes.
_TENANTS = PageRule("tenant", default=100, most=100, size=None, token=_TOKEN)
_RESOURCES = PageRule("tenant-resource", default=100, most=100, size=None, token=_TOKEN)
_HOLDERS = PageRule("resource-tenant", default=100, most=100, size=None, token=_TOKEN)


def list_tenants(
    region: Region,
    *,
    filter: Mapping[str, str] | None = None,
    next_token: str | None = None,
    page_size: int | None = None,
) -> Mapping[str, object]:
    """Tenants by name, without their tags.

    Assumed: a part of a name is found in any capitals, as with configuration sets; what is no status is refused.
    """
    check_page(next_token, page_size)
    part = (filter or {}).get("TENANT_NAME_CONTAINS", "").lower()
    status = (filter or {}).get("SENDING_STATUS")
    if status is not None and status not in _STATUSES:
        raise Invalid(f"Invalid sending status {status} specified.")
    held = {
        name: tenant
        for name, tenant in region.of(Tenants).items()
        if part in name.lower() and status in {None, tenant.sending_status}
    }
    page = paging.page(region, _TENANTS, paging.by_name(held), next_token, page_size, f"{part}/{status}")
    return {"Tenants": [_brief(tenant) for tenant in page.items], "NextToken": page.next_token}


@declare(unenforced=_NAME_AND_ARN)
def create_tenant_resource_association(region: Region, *, tenant_name: str, resource_arn: str) -> Mapping[str, object]:
    """Let an identity, a configuration set or a template belong to a tenant; it may belong to others as well."""
    tenants.associate(region, region.of(Tenants).require(tenant_name), resource_arn)
    return {}


@declare(unenforced=_NAME_AND_ARN)
def delete_tenant_resource_association(region: Region, *, tenant_name: str, resource_arn: str) -> Mapping[str, object]:
    """Let something no longer belong to a tenant; if it did not, that is no matter (probed)."""
    tenant = region.of(Tenants).require(tenant_name)
    # That its ARN is looked at as where it is made, but for its existence, is assumed.
    region.of(Associations).remove(tenants.resource(region, resource_arn, or_gone=True), tenant.name)
    return {}


@declare(unenforced=_NAME)
def list_tenant_resources(
    region: Region,
    *,
    tenant_name: str,
    filter: Mapping[str, str] | None = None,
    page_size: int | None = None,
    next_token: str | None = None,
) -> Mapping[str, object]:
    """What belongs to a tenant, by ARN; types are as ARNs name them, not as the model does (probed)."""
    check_page(next_token, page_size)
    tenant = region.of(Tenants).require(tenant_name)
    wanted = (filter or {}).get("RESOURCE_TYPE")
    if wanted is not None and wanted not in MISSING:
        raise Invalid(f"Invalid resource type {wanted} specified.")
    found = {arn: _type(arn) for arn in tenant.resources if wanted in {None, _type(arn)}}
    scope = f"{tenant.id}/{wanted}"
    named = paging.by_name({arn: {"ResourceType": type_, "ResourceArn": arn} for arn, type_ in found.items()})
    page = paging.page(region, _RESOURCES, named, next_token, page_size, scope)
    return {"TenantResources": page.items, "NextToken": page.next_token}


@declare(unenforced={"ResourceArn": "required min"})
def list_resource_tenants(
    region: Region, *, resource_arn: str, page_size: int | None = None, next_token: str | None = None
) -> Mapping[str, object]:
    """To whom a resource belongs, the oldest association first; its ARN is looked at as where one is made (assumed)."""
    check_page(next_token, page_size)
    arn = tenants.resource(region, resource_arn)
    held = region.of(Tenants)
    found = sorted((f"{at:020.6f} {name}", at, held[name]) for name, at in region.of(Associations).get(arn, {}).items())

    def read(place: str) -> Iterable[tuple[object, Any]]:
        return ((key, (at, tenant)) for key, at, tenant in found if key > place)

    page = paging.page(region, _HOLDERS, read, next_token, page_size, arn)
    return {
        "ResourceTenants": [
            {"TenantName": tenant.name, "TenantId": tenant.id, "ResourceArn": arn, "AssociatedTimestamp": at}
            for at, tenant in page.items
        ],
        "NextToken": page.next_token,
    }


@declare(unenforced={**_NAME, "SuppressedReasons": "enum", "SuppressionScope": "enum"})
def put_tenant_suppression_attributes(
    region: Region,
    *,
    tenant_name: str,
    suppressed_reasons: Sequence[str] | None = None,
    suppression_scope: str | None = None,
) -> Mapping[str, object]:
    """Say whose suppression list counts for a tenant, and for what; with neither, the account decides again (probed).

    The name is looked at first of all, and whether there is such a tenant last.
    """
    tenants.check_name(tenant_name)
    violations = []
    if any(reason not in {"BOUNCE", "COMPLAINT"} for reason in suppressed_reasons or ()):
        violations.append(
            "Value at 'suppressedReasons' failed to satisfy constraint: Member must satisfy constraint: "
            "[Member must satisfy enum value set: [BOUNCE, COMPLAINT]]"
        )
    if suppression_scope not in {None, "TENANT", "ACCOUNT"}:
        violations.append(
            "Value at 'suppressionScope' failed to satisfy constraint: Member must satisfy enum value set: "
            "[TENANT, ACCOUNT]"
        )
    _refuse(violations)
    asked = tenants.suppression(suppressed_reasons, suppression_scope)
    region.of(Tenants).require(tenant_name).suppression = asked
    return {}


def check_page(token: str | None, size: int | None) -> None:
    """Refuse an empty token and a size out of bounds, which the model does not have, both at once (probed)."""
    violations = []
    if token == "":
        violations.append(
            "Value '' at 'nextToken' failed to satisfy constraint: Member must have length greater than or equal to 1"
        )
    if size is not None and not 1 <= size <= 100:
        bound = "greater than or equal to 1" if size < 1 else "less than or equal to 100"
        violations.append(f"Value '{size}' at 'pageSize' failed to satisfy constraint: Member must have value {bound}")
    _refuse(violations)


def _refuse(violations: Sequence[str]) -> None:
    if violations:
        several = "" if len(violations) == 1 else "s"
        raise Invalid(f"{len(violations)} validation error{several} detected: {'; '.join(violations)}")


def _type(arn: str) -> str:
    return arn.split(":", 5)[5].partition("/")[0]


def _brief(tenant: Tenant) -> dict[str, object]:
    return {
        "TenantName": tenant.name,
        "TenantId": tenant.id,
        "TenantArn": tenant.arn,
        "CreatedTimestamp": tenant.created,
        "SendingStatus": tenant.sending_status,
    }


def _whole(tenant: Tenant) -> dict[str, object]:
    return {
        **_brief(tenant),
        "Tags": tag_lists.listed(tenant.tags) or None,
        "SuppressionAttributes": _suppression(tenant.suppression),
    }


def _suppression(asked: TenantSuppression | None) -> dict[str, object] | None:
    return asked and {"SuppressedReasons": asked.reasons, "SuppressionScope": asked.scope}
