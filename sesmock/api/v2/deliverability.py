"""The Deliverability dashboard: subscription, placement tests, blacklists, campaigns and statistics."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sesmock.api import PageRule, declare, paging
from sesmock.api.v2 import sending, tag_lists
from sesmock.domain import tag
from sesmock.domain.deliverability.dashboard import Dashboard, Wanted

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sesmock.domain.deliverability.campaigns import Campaign, Statistics
    from sesmock.domain.deliverability.dashboard import Subscribed
    from sesmock.domain.deliverability.placement import Placement, Report
    from sesmock.domain.region import Region

# ---- the subscription ----


def get_deliverability_dashboard_options(region: Region) -> Mapping[str, object]:
    """The subscription as it stands; also where there never was one."""
    dashboard = region.of(Dashboard)
    domains = dashboard.domains
    return {
        "DashboardEnabled": dashboard.enabled,
        "SubscriptionExpiryDate": dashboard.until,
        "AccountStatus": dashboard.status,
        "ActiveSubscribedDomains": [_subscribed(found) for found in domains if found.until is None],
        "PendingExpirationSubscribedDomains": [_subscribed(found) for found in domains if found.until is not None],
    }


def _subscribed(found: Subscribed) -> Mapping[str, object]:
    return {
        "Domain": found.domain,
        "SubscriptionStartDate": found.since,
        "InboxPlacementTrackingOption": found.placement,
    }


def put_deliverability_dashboard_option(
    region: Region, *, dashboard_enabled: bool, subscribed_domains: Sequence[Mapping[str, Any]] = ()
) -> Mapping[str, object]:
    """Subscribe with these domains, or give the subscription up, where no domains are looked at (assumed)."""
    dashboard = region.of(Dashboard)
    if dashboard_enabled:
        dashboard.enable([_wanted(shape) for shape in subscribed_domains])
    else:
        dashboard.disable()
    return {}


def _wanted(shape: Mapping[str, Any]) -> Wanted:
    get = shape.get
    return Wanted(get("Domain") or "", get("SubscriptionStartDate"), get("InboxPlacementTrackingOption"))


# ---- placement tests ----


@declare(unenforced={**tag_lists.UNENFORCED, **sending.UNENFORCED})
def create_deliverability_test_report(
    region: Region,
    *,
    from_email_address: str,
    content: Mapping[str, Any],
    report_name: str | None = None,
    tags: Sequence[Mapping[str, str | None]] | None = None,
) -> Mapping[str, object]:
    """Send a mail to the seed addresses. Order of checks (assumed): subscription, tags, then as for SendEmail."""
    from sesmock.domain.deliverability import placement
    from sesmock.domain.mails.draft import Terms

    region.of(Dashboard).require()
    tagged = tag.checked(tag_lists.pairs(tags), limit=region.world.limits.tags_per_resource)
    given = sending.content_of(content, from_email_address)
    terms = Terms(placement.OPERATION, "ses:SendEmail", from_email_address, region.world.limits.message_bytes_v2)
    report = placement.create(region, report_name, terms, given, tagged)
    return {"ReportId": report.id, "DeliverabilityTestStatus": "IN_PROGRESS"}


def get_deliverability_test_report(region: Region, *, report_id: str) -> Mapping[str, object]:
    """One test; before it is complete, it has no results (assumed)."""
    from sesmock.domain.deliverability.mailboxes import ISPS
    from sesmock.domain.deliverability.placement import Reports

    report = region.of(Reports).require(report_id)
    complete = report.is_complete(region.now())
    return {
        "DeliverabilityTestReport": _report(report, region.now()),
        "OverallPlacement": _placement(report.placement()) if complete else {},
        "IspPlacements": [
            {"IspName": isp, "PlacementStatistics": _placement(report.placement(isp))}
            for isp in (ISPS if complete else ())
        ],
        "Message": report.mail.unsigned.decode("utf-8", "replace"),
        "Tags": tag_lists.listed(report.tags),
    }


# Assumed, but for the bounds, which are documented.
_REPORT_PAGES = PageRule(
    "deliverability-test-report",
    default=100,
    most=1000,
    size="The page size must be in [0, 1000] range.",
    token="Invalid next token.",
)


def list_deliverability_test_reports(
    region: Region, *, next_token: str | None = None, page_size: int | None = None
) -> Mapping[str, object]:
    """Every test, newest first (assumed); there are none without a subscription."""
    from sesmock.domain.deliverability.placement import Reports

    # A size of 0 is as good as none.
    page = paging.page(region, _REPORT_PAGES, region.of(Reports).newest_first, next_token, page_size or None)
    now = region.now()
    return {
        "DeliverabilityTestReports": [_report(report, now) for report in page.items],
        "NextToken": page.next_token,
    }


def _report(report: Report, now: float) -> Mapping[str, object]:
    return {
        "ReportId": report.id,
        "ReportName": report.name,
        "Subject": report.mail.subject,
        "FromEmailAddress": report.mail.source,
        "CreateDate": report.at,
        "DeliverabilityTestStatus": "COMPLETED" if report.is_complete(now) else "IN_PROGRESS",
    }


def _placement(placement: Placement) -> Mapping[str, object]:
    return {
        "InboxPercentage": placement.inbox,
        "SpamPercentage": placement.spam,
        "MissingPercentage": placement.missing,
        "SpfPercentage": placement.spf,
        "DkimPercentage": placement.dkim,
    }


# ---- blacklists ----


def get_blacklist_reports(region: Region, *, blacklist_item_names: Sequence[str]) -> Mapping[str, object]:
    """The blacklists that dedicated addresses are on; whatever else is named is not there (recorded)."""
    from sesmock.domain.deliverability.blacklists import listings

    found = {name: listings(region, name) for name in blacklist_item_names}
    return {
        "BlacklistReport": {
            name: [
                {"RblName": listing.blacklist, "ListingTime": listing.at, "Description": listing.reason}
                for listing in listed
            ]
            for name, listed in found.items()
            if listed
        }
    }


# ---- campaigns and statistics ----


def get_domain_deliverability_campaign(region: Region, *, campaign_id: str) -> Mapping[str, object]:
    """One campaign."""
    from sesmock.domain.deliverability.campaigns import campaign

    return {"DomainDeliverabilityCampaign": _campaign(campaign(region, campaign_id))}


# Assumed.
_CAMPAIGN_PAGES = PageRule(
    "deliverability-campaign",
    default=100,
    most=1000,
    size="The page size must be in [1, 1000] range.",
    token="Invalid next token.",
)


def list_domain_deliverability_campaigns(
    region: Region,
    *,
    start_date: float,
    end_date: float,
    subscribed_domain: str,
    next_token: str | None = None,
    page_size: int | None = None,
) -> Mapping[str, object]:
    """The campaigns of a domain on some days, the oldest first (assumed)."""
    from sesmock.domain.deliverability.campaigns import campaigns

    paging.checked_size(_CAMPAIGN_PAGES, page_size)
    found = campaigns(region, subscribed_domain, start_date, end_date)
    shown = {f"{campaign.first:017.3f} {campaign.id}": _campaign(campaign) for campaign in found}
    scope = f"{subscribed_domain.lower()} {start_date} {end_date}"
    page = paging.page(region, _CAMPAIGN_PAGES, paging.by_name(shown), next_token, page_size, scope)
    return {"DomainDeliverabilityCampaigns": page.items, "NextToken": page.next_token}


def _campaign(campaign: Campaign) -> Mapping[str, object]:
    """Nobody is seen to delete mail, and there is no picture of it: ImageUrl is left out."""
    return {
        "CampaignId": campaign.id,
        "Subject": campaign.subject,
        "FromAddress": campaign.sender,
        "SendingIps": campaign.ips,
        "FirstSeenDateTime": campaign.first,
        "LastSeenDateTime": campaign.last,
        "InboxCount": campaign.inbox,
        "SpamCount": campaign.spam,
        "ReadRate": campaign.read,
        "DeleteRate": 0.0,
        "ReadDeleteRate": 0.0,
        "ProjectedVolume": campaign.volume,
        "Esps": campaign.isps,
    }


def get_domain_statistics_report(
    region: Region, *, domain: str, start_date: float, end_date: float
) -> Mapping[str, object]:
    """What became of the mail of a domain: in all, and on each day."""
    from sesmock.domain.deliverability.campaigns import statistics

    overall, days = statistics(region, domain, start_date, end_date)
    return {
        "OverallVolume": {**_volume(overall), "ReadRatePercent": overall.read},
        "DailyVolumes": [{"StartDate": day.start, **_volume(day)} for day in days],
    }


def _volume(found: Statistics) -> Mapping[str, object]:
    """Documented: what is projected is a percentage, in whole numbers."""
    volume = found.volume
    return {
        "VolumeStatistics": {
            "InboxRawCount": volume.inbox,
            "SpamRawCount": volume.spam,
            "ProjectedInbox": round(volume.inbox_percentage),
            "ProjectedSpam": round(volume.spam_percentage),
        },
        "DomainIspPlacements": [
            {
                "IspName": isp,
                "InboxRawCount": at.inbox,
                "SpamRawCount": at.spam,
                "InboxPercentage": at.inbox_percentage,
                "SpamPercentage": at.spam_percentage,
            }
            for isp, at in found.isps.items()
        ],
    }
