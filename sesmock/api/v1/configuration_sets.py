"""Configuration sets and their options."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sesmock.api import PageRule, declare, paging
from sesmock.api.v1.event_destinations import shown_destinations
from sesmock.domain.configuration_sets import configuration_set as sets
from sesmock.domain.configuration_sets.configuration_set import ConfigurationSets
from sesmock.domain.refusals import InvalidTrackingOptions, TrackingOptionsExist, TrackingOptionsMissing

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sesmock.domain.region import Region

_TLS = {"Require": "REQUIRE", "Optional": "OPTIONAL"}
_TLS_HERE = {theirs: ours for ours, theirs in _TLS.items()}


@declare(unenforced={"ConfigurationSet.Name": "required"})
def create_configuration_set(region: Region, *, configuration_set: Mapping[str, str]) -> Mapping[str, object]:
    """Keep a new configuration set; reputation metrics are off for those made here (probed)."""
    made = region.of(ConfigurationSets).new(configuration_set.get("Name"), reputation_metrics=False)
    region.of(ConfigurationSets)[made.name] = made
    return {}


def describe_configuration_set(
    region: Region, *, configuration_set_name: str, configuration_set_attribute_names: Sequence[str] = ()
) -> Mapping[str, object]:
    """The name, and those blocks of options that are asked for; v2's own options are left out (assumed)."""
    found = region.of(ConfigurationSets).require(configuration_set_name)
    tracking, delivery = found.tracking, found.delivery
    blocks: dict[str, tuple[str, object]] = {
        "eventDestinations": ("EventDestinations", shown_destinations(found)),
        "trackingOptions": ("TrackingOptions", tracking and {"CustomRedirectDomain": tracking.domain}),
        "deliveryOptions": ("DeliveryOptions", delivery and {"TlsPolicy": _TLS_HERE.get(delivery.tls_policy or "")}),
        "reputationOptions": (
            "ReputationOptions",
            {
                "SendingEnabled": found.sending_enabled,
                "ReputationMetricsEnabled": found.reputation_metrics,
                "LastFreshStart": found.last_fresh_start,
            },
        ),
    }
    asked = dict(blocks[name] for name in configuration_set_attribute_names)
    return {"ConfigurationSet": {"Name": found.name}, **asked}


_PAGES = PageRule("configuration-set", default=50, most=1000, size=None, token=None)


def list_configuration_sets(
    region: Region, *, next_token: str | None = None, max_items: int | None = None
) -> Mapping[str, object]:
    """Configuration sets by name."""
    page = paging.page(region, _PAGES, paging.by_name(region.of(ConfigurationSets)), next_token, max_items)
    return {"ConfigurationSets": [{"Name": found.name} for found in page.items], "NextToken": page.next_token}


def delete_configuration_set(region: Region, *, configuration_set_name: str) -> Mapping[str, object]:
    """Forget a configuration set; an unknown one is refused."""
    region.of(ConfigurationSets).delete(configuration_set_name)
    return {}


# ---- options ----


def create_configuration_set_tracking_options(
    region: Region, *, configuration_set_name: str, tracking_options: Mapping[str, str]
) -> Mapping[str, object]:
    """Track through another domain than SES's own; the domain is checked before the set (probed)."""
    domain = _redirect_domain(region, tracking_options)
    found = region.of(ConfigurationSets).require(configuration_set_name)
    if found.tracking is not None:
        raise TrackingOptionsExist(found.name)
    found.tracking = sets.Tracking(domain)
    return {}


def update_configuration_set_tracking_options(
    region: Region, *, configuration_set_name: str, tracking_options: Mapping[str, str]
) -> Mapping[str, object]:
    """Track through yet another domain; the HTTPS policy that v2 has set stays (assumed)."""
    domain = _redirect_domain(region, tracking_options)
    found = region.of(ConfigurationSets).require(configuration_set_name)
    if found.tracking is None:
        raise TrackingOptionsMissing(found.name)
    found.tracking = found.tracking._replace(domain=domain)
    return {}


def delete_configuration_set_tracking_options(region: Region, *, configuration_set_name: str) -> Mapping[str, object]:
    """Track through SES's own domain again."""
    found = region.of(ConfigurationSets).require(configuration_set_name)
    if found.tracking is None:
        raise TrackingOptionsMissing(found.name)
    found.tracking = None
    return {}


def _redirect_domain(region: Region, options: Mapping[str, str]) -> str:
    domain = options.get("CustomRedirectDomain")
    if not domain:
        raise InvalidTrackingOptions("At least one field of TrackingOptions must contain a value.")
    sets.check_redirect_domain(region, domain)
    return domain


def put_configuration_set_delivery_options(
    region: Region, *, configuration_set_name: str, delivery_options: Mapping[str, str] | None = None
) -> Mapping[str, object]:
    """Require TLS, or no longer; left out clears (probed), also what only v2 can set (assumed)."""
    found = region.of(ConfigurationSets).require(configuration_set_name)
    policy = (delivery_options or {}).get("TlsPolicy")
    found.delivery = None if policy is None else sets.Delivery(_TLS[policy])
    return {}


def update_configuration_set_reputation_metrics_enabled(
    region: Region, *, configuration_set_name: str, enabled: bool
) -> None:
    """Switch reputation metrics."""
    region.of(ConfigurationSets).require(configuration_set_name).reputation_metrics = enabled


def update_configuration_set_sending_enabled(region: Region, *, configuration_set_name: str, enabled: bool) -> None:
    """Switch sending."""
    region.of(ConfigurationSets).require(configuration_set_name).set_sending(enabled, region.now())
