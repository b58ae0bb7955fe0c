"""How much of what happened: by metric, dimension and day.

Sources: API reference, BatchGetMetricData, BatchGetMetricDataQuery and ExportMetric.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sesmock.domain import names
from sesmock.domain.account import DAY
from sesmock.domain.events.event_type import CLICK, COMPLAINT, DELIVERY, OPEN, SEND
from sesmock.domain.figures import isps
from sesmock.domain.refusals import Invalid
from sesmock.mail.address import domain_of, is_domain, is_simple_address

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from sesmock.domain.figures.vdm import Sent

EMAIL_IDENTITY, CONFIGURATION_SET, ISP, TENANT_NAME = "EMAIL_IDENTITY", "CONFIGURATION_SET", "ISP", "TENANT_NAME"
DIMENSIONS = (EMAIL_IDENTITY, CONFIGURATION_SET, ISP, TENANT_NAME)

LONGEST = 60 * DAY


def check_value(dimension: str, value: str) -> None:
    """Raise Invalid for what can be no value of a dimension; whether there is such a thing does not matter (probed)."""
    if dimension == EMAIL_IDENTITY:
        if not (is_domain(value) or ("@" in value and is_simple_address(value))):
            raise Invalid("Invalid email identity provided.")
    elif dimension == ISP:
        if value not in isps.NAMES:
            raise Invalid("Invalid ISP name provided.")
    elif dimension == CONFIGURATION_SET:
        names.check(value, "configuration set")
    else:
        names.check(value, "tenant", missing="TenantName cannot be empty", title="TenantName")


def matches(sent: Sent, dimension: str, value: str) -> bool:
    """Whether a mail belongs to a value of a dimension; a domain's are those of its addresses, too."""
    if dimension == EMAIL_IDENTITY:
        return value == sent.sender if "@" in value else value.lower() == domain_of(sent.sender)
    if dimension == CONFIGURATION_SET:
        return sent.mail.configuration_set == value
    if dimension == ISP:
        return sent.isp == value
    return sent.tenant == value


def moments(sent: Sent, metric: str) -> Iterator[float]:
    """When a mail counted for a metric: opens and clicks do once, as do deliveries where they could be noticed."""
    if metric in {"OPEN", "CLICK"}:
        yield from (event.at for event in list(sent.happened(OPEN if metric == "OPEN" else CLICK))[:1])
    elif metric == "SEND":
        yield from (event.at for event in sent.happened(SEND))
    elif metric == "COMPLAINT":
        yield from (event.at for event in sent.happened(COMPLAINT))
    elif metric in {"PERMANENT_BOUNCE", "TRANSIENT_BOUNCE"}:
        yield from (event.at for event in sent.bounces(metric.partition("_")[0].capitalize()))
    elif metric == "DELIVERY" or _could_be_noticed(sent, metric):
        yield from (event.at for event in sent.happened(DELIVERY))


def _could_be_noticed(sent: Sent, metric: str) -> bool:
    """Whether SES would know of an open, a click or a complaint; assumed: also where there was one all the same.

    Opens and clicks are noticed in HTML that is tracked; complaints (assumed) at providers that SES knows.
    """
    if metric == "DELIVERY_COMPLAINT":
        return sent.isp != isps.UNKNOWN or any(sent.happened(COMPLAINT))
    type_ = OPEN if metric == "DELIVERY_OPEN" else CLICK
    tracked = sent.mail._route.engagement
    on = tracked is not None and (tracked.opens if type_ == OPEN else tracked.clicks)
    return (on and sent.mail.html is not None) or any(sent.happened(type_))


def by_day(
    sent: Iterable[Sent], metric: str, dimensions: Mapping[str, str], start: float, end: float
) -> dict[int, int]:
    """How often a metric counted on each day (its midnight in UTC) from a moment on until before another."""
    found: dict[int, int] = {}
    for one in sent:
        if one.mail.at < end and all(matches(one, name, value) for name, value in dimensions.items()):
            for at in moments(one, metric):
                if start <= at < end:
                    day = int(at // DAY) * DAY
                    found[day] = found.get(day, 0) + 1
    return dict(sorted(found.items()))
