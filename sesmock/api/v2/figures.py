"""Metrics, insights and recommendations."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sesmock.api import PageRule, declare, paging
from sesmock.api.later import judge
from sesmock.domain.events.event_type import TYPES, Bounce, Complaint
from sesmock.domain.figures import metrics, vdm
from sesmock.domain.figures.message_insights import find, upper_snake
from sesmock.domain.refusals import Invalid, NotFound

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sesmock.domain.mails.event import Event
    from sesmock.domain.region import Region


@declare(later="Queries")
def batch_get_metric_data(
    region: Region, *, queries: Sequence[Mapping[str, Any]] | None = None
) -> Mapping[str, object]:
    """What happened on each day, for each query; days without are left out. The order of the checks was probed."""
    vdm.check_enabled(region, NotFound)
    _judge_number(queries)
    assert queries is not None
    ids = [query.get("Id") for query in queries]
    if len(set(ids)) < len(ids):
        raise Invalid("All queries must have a unique identifier.")
    if any(name not in metrics.DIMENSIONS for query in queries for name in query.get("Dimensions") or ()):
        raise Invalid("Unsupported dimension provided.")
    judge("BatchGetMetricData", {"Queries": queries})
    for dimension in metrics.DIMENSIONS:
        for query in queries:
            if dimension in query.get("Dimensions", ()):
                metrics.check_value(dimension, query["Dimensions"][dimension])
    for query in queries:
        if query["StartDate"] >= query["EndDate"]:
            raise Invalid("Expected start date to be before the end date.")
        if query["EndDate"] - query["StartDate"] > metrics.LONGEST:
            raise Invalid("Invalid interval, can request at most 60 days. Please partition your requested interval.")
    mails = list(vdm.recorded(region))
    results = []
    for query in queries:
        dimensions = query.get("Dimensions", {})
        days = metrics.by_day(mails, query["Metric"], dimensions, query["StartDate"], query["EndDate"])
        results.append({"Id": query["Id"], "Timestamps": list(days), "Values": list(days.values())})
    return {"Results": results, "Errors": []}


def _judge_number(queries: Sequence[object] | None) -> None:
    """How many queries there are is judged first, and what is in them later."""
    judge("BatchGetMetricData", {"Queries": None if queries is None else [_SOUND] * len(queries)})


_SOUND = {"Id": "-", "Namespace": "VDM", "Metric": "SEND", "StartDate": 0.0, "EndDate": 0.0}


def get_message_insights(region: Region, *, message_id: str) -> Mapping[str, object]:
    """What became of a mail: of one that went to one recipient while the Virtual Deliverability Manager was on."""
    vdm.check_enabled(region, NotFound)
    sent = find(region, message_id)
    tags: Mapping[str, Sequence[str]] = {}
    for event in sent.mail.events:  # the later ones know more of the way out
        shown = event.payload["mail"].get("tags", {})
        tags = {**tags, **shown}
    return {
        "MessageId": message_id,
        "FromEmailAddress": sent.sender,
        "Subject": sent.mail.subject or None,
        "EmailTags": [{"Name": name, "Value": value} for name, values in tags.items() for value in values],
        "Insights": [
            {
                "Destination": sent.address,
                "Isp": sent.isp,
                "Events": [
                    {"Timestamp": event.at, "Type": TYPES[event.type].v2, "Details": _details(event)}
                    for event in sent.mail.events
                ],
            }
        ],
    }


def _details(event: Event) -> Mapping[str, object] | None:
    detail = event.detail
    if isinstance(detail, Bounce):
        told = {
            "BounceType": detail.type.upper(),
            "BounceSubType": upper_snake(detail.subtype),
            "DiagnosticCode": detail.diagnostic_code,
        }
        return {"Bounce": told}
    if isinstance(detail, Complaint):
        subtype = None if detail.subtype is None else upper_snake(detail.subtype)
        return {"Complaint": {"ComplaintSubType": subtype, "ComplaintFeedbackType": detail.feedback_type}}
    return None


def get_email_address_insights(region: Region, *, email_address: str) -> Mapping[str, object]:
    """What can be told of an address; what is none is not refused, since to say so is what this is for (assumed)."""
    from sesmock.domain.figures.address_insights import verdicts

    found = verdicts(region, email_address)
    evaluations = {
        "HasValidSyntax": found.syntax,
        "HasValidDnsRecords": found.dns,
        "MailboxExists": found.mailbox,
        "IsRoleAddress": found.role,
        "IsDisposable": found.disposable,
        "IsRandomInput": found.random,
    }
    return {
        "MailboxValidation": {
            "IsValid": {"ConfidenceVerdict": found.is_valid},
            "Evaluations": {name: {"ConfidenceVerdict": verdict} for name, verdict in evaluations.items()},
        }
    }


# All but the sizes is assumed.
_PAGES = PageRule("recommendation", default=100, most=100, size=None, token="Invalid NextToken.")
# Which filters go together: "an individual filter, or combinations of STATUS and IMPACT or STATUS and TYPE".
_PAIRS = ({"STATUS", "IMPACT"}, {"STATUS", "TYPE"})


@declare(later="Filter PageSize")
def list_recommendations(
    region: Region,
    *,
    filter: Mapping[str, str] | None = None,
    next_token: str | None = None,
    page_size: int | None = None,
) -> Mapping[str, object]:
    """What the advisor finds, and for 30 days what it has found and is fixed by now."""
    from sesmock.domain.figures.recommendations import Advisor

    vdm.check_enabled(region, NotFound)
    judge("ListRecommendations", {"Filter": filter})
    wanted = filter or {}
    if len(wanted) == 2 and {*wanted} not in _PAIRS:
        raise Invalid("Invalid combination of filters.")
    if page_size is not None and not 1 <= page_size <= 100:
        raise Invalid("PageSize must be between 1 and 100")
    found = []
    for one in region.of(Advisor).look():
        finding = one.finding
        values = {"type": finding.type, "impact": finding.impact, "status": one.status, "resource_arn": finding.arn}
        if all(values[name.lower()] == value for name, value in wanted.items()):
            found.append(one)
    scope = ",".join(f"{name}={value}" for name, value in sorted(wanted.items()))

    def read(place: str) -> list[tuple[object, Any]]:
        start = int(place or 0)
        return [(number, one) for number, one in enumerate(found[start:], start + 1)]

    page = paging.page(region, _PAGES, read, next_token, page_size, scope)
    return {
        "Recommendations": [
            {
                "ResourceArn": one.finding.arn,
                "Type": one.finding.type,
                "Description": one.finding.description,
                "Status": one.status,
                "CreatedTimestamp": one.created_at,
                "LastUpdatedTimestamp": one.updated_at,
                "Impact": one.finding.impact,
            }
            for one in page.items
        ],
        "NextToken": page.next_token,
    }
