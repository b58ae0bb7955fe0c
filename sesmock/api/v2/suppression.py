"""The suppression lists of the account and of its tenants."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sesmock.api import PageRule, paging
from sesmock.domain.refusals import Invalid, InvalidToken
from sesmock.domain.sending import suppression
from sesmock.domain.sending.suppression import SuppressionList

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sesmock.domain.region import Region

IN_THE_SANDBOX = "Your account is still in the sandbox."  # recorded; that the address is looked at first is assumed


def put_suppressed_destination(
    region: Region, *, email_address: str, reason: str, tenant_name: str | None = None
) -> Mapping[str, object]:
    """Put an address on the list; one that is there gets the new reason and time. Not in the sandbox (recorded)."""
    suppression.check_address(email_address)
    suppressed = _list(region, tenant_name)
    if region.world.sandbox:
        raise Invalid(IN_THE_SANDBOX)
    suppressed.put(email_address, reason, region.now())
    return {}


def get_suppressed_destination(
    region: Region, *, email_address: str, tenant_name: str | None = None
) -> Mapping[str, object]:
    """What the list says of an address; through which mail, if SES put it there itself."""
    found = _list(region, tenant_name).find(email_address)
    attributes = {"MessageId": found.message_id, "FeedbackId": found.feedback_id}
    return {
        "SuppressedDestination": {
            "EmailAddress": found.address,
            "Reason": found.reason,
            "LastUpdateTime": found.updated_at,
            "Attributes": attributes if any(attributes.values()) else None,
            "TenantName": tenant_name,
        }
    }


def delete_suppressed_destination(
    region: Region, *, email_address: str, tenant_name: str | None = None
) -> Mapping[str, object]:
    """Take an address off the list; one that is not there is refused (probed)."""
    suppressed = _list(region, tenant_name)
    del suppressed[suppressed.find(email_address).address]
    return {}


_PAGES = PageRule(
    "suppressed",
    default=1000,
    most=1000,
    size="Page size {size} is invalid, expected a number between 1 and 1000",
    token="Token is invalid.",
    bad_token=InvalidToken,
)


def list_suppressed_destinations(
    region: Region,
    *,
    tenant_name: str | None = None,
    reasons: Sequence[str] | None = None,
    start_date: float | None = None,
    end_date: float | None = None,
    next_token: str | None = None,
    page_size: int | None = None,
) -> Mapping[str, object]:
    """The list by address (SES has no order of its own); an empty token is no token of this list either (probed)."""
    paging.checked_size(_PAGES, page_size)
    if next_token == "":
        raise paging.bad_token(_PAGES, next_token)
    read = suppression.selected(_list(region, tenant_name), reasons, start_date, end_date)
    page = paging.page(region, _PAGES, read, next_token, page_size, tenant_name or "")
    return {
        "SuppressedDestinationSummaries": [
            {"EmailAddress": entry.address, "Reason": entry.reason, "LastUpdateTime": entry.updated_at}
            for entry in page.items
        ],
        "NextToken": page.next_token,
    }


def _list(region: Region, tenant_name: str | None) -> SuppressionList:
    """The list of a tenant, or else the account's; raises what `Tenants.require` does."""
    if tenant_name is None:
        return region.of(SuppressionList)
    from sesmock.domain.tenants.tenant import Tenants

    return region.of(Tenants).require(tenant_name).suppressed
