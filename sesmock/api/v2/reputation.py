"""Reputation entities: tenants, as far as their reputation goes. Sentences and order of checks are assumed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sesmock.api import PageRule, paging
from sesmock.api.v2.tenants import check_page
from sesmock.domain.refusals import Invalid, NotFound
from sesmock.domain.tenants.tenant import Tenants
from sesmock.outside import aws

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sesmock.domain.region import Region
    from sesmock.domain.reputation.reputation import Reputation, StatusRecord

_MISSING = "Reputation entity <{reference}> does not exist."
_FILTERS: dict[str, Callable[[Reputation, str], bool]] = {
    "ENTITY_TYPE": lambda _, value: value == "RESOURCE",
    "REPUTATION_IMPACT": lambda reputation, value: value == reputation.impact,
    "SENDING_STATUS": lambda reputation, value: value == reputation.status,
    "ENTITY_REFERENCE_PREFIX": lambda reputation, value: reputation.reference.startswith(value),
}


def get_reputation_entity(
    region: Region,
    *,
    reputation_entity_reference: str,
    reputation_entity_type: str,  # noqa: ARG001  there is but one type
) -> Mapping[str, object]:
    """The reputation of one tenant, by its ARN."""
    found = _find(region, reputation_entity_reference)
    if found is None:
        raise NotFound(_MISSING.format(reference=reputation_entity_reference))
    return {"ReputationEntity": _shown(found)}


_PAGES = PageRule("reputation-entity", default=100, most=100, size=None, token="Invalid Next Token")


def list_reputation_entities(
    region: Region,
    *,
    filter: Mapping[str, str] | None = None,
    next_token: str | None = None,
    page_size: int | None = None,
) -> Mapping[str, object]:
    """The reputation of all tenants, by ARN. A value that nothing can have finds nothing."""
    check_page(next_token, page_size)
    wanted = sorted((filter or {}).items())
    held = {
        tenant.arn: tenant.reputation
        for tenant in region.of(Tenants).values()
        if all(_FILTERS[key](tenant.reputation, value) for key, value in wanted)
    }
    page = paging.page(region, _PAGES, paging.by_name(held), next_token, page_size, repr(wanted))
    return {"ReputationEntities": [_shown(found) for found in page.items], "NextToken": page.next_token}


def update_reputation_entity_customer_managed_status(
    region: Region,
    *,
    reputation_entity_type: str,  # noqa: ARG001
    reputation_entity_reference: str,
    sending_status: str,
) -> Mapping[str, object]:
    """Pause a tenant, enable it, or reinstate it in spite of its findings; what AWS has paused stays so."""
    _require(region, reputation_entity_reference).set_customer(sending_status)
    return {}


def update_reputation_entity_policy(
    region: Region,
    *,
    reputation_entity_type: str,  # noqa: ARG001
    reputation_entity_reference: str,
    reputation_entity_policy: str,
) -> Mapping[str, object]:
    """Choose for which findings a tenant is paused: by no, the standard or the strict policy."""
    _require(region, reputation_entity_reference).set_policy(reputation_entity_policy)
    return {}


def _find(region: Region, reference: str) -> Reputation | None:
    named = aws.arn(reference)
    if named is None or named.service != "ses" or not named.resource.startswith("tenant/"):
        raise Invalid(f"Invalid reputation entity reference: {reference}")
    here = (named.region, named.account) == (region.name, region.account)
    tenant = region.of(Tenants).by_id(named.resource.rpartition("/")[2]) if here else None  # by its id alone
    return None if tenant is None else tenant.reputation


def _require(region: Region, reference: str) -> Reputation:
    """The same; a missing one is a bad request, as the model has no other error for these operations."""
    found = _find(region, reference)
    if found is None:
        raise Invalid(_MISSING.format(reference=reference))
    return found


def _shown(reputation: Reputation) -> dict[str, Any]:
    return {
        "ReputationEntityReference": reputation.reference,
        "ReputationEntityType": "RESOURCE",
        "ReputationManagementPolicy": reputation.policy_arn(),
        "CustomerManagedStatus": _record(reputation.customer_status),
        "AwsSesManagedStatus": _record(reputation.ses_status),
        "SendingStatusAggregate": reputation.status,
        "ReputationImpact": reputation.impact,
    }


def _record(record: StatusRecord | None) -> dict[str, object] | None:
    return record and {"Status": record.status, "Cause": record.cause, "LastUpdatedTimestamp": record.at}
