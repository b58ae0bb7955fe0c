"""Random requests to the operations of dedicated IPs and of the Deliverability dashboard: answers, or refusals that
change nothing, and nothing else.
"""

from __future__ import annotations

import random
from copy import deepcopy
from datetime import datetime, timezone

import pytest
from botocore import xform_name
from botocore.exceptions import ClientError, ParamValidationError

from sesmock.api import v2 as package
from sesmock.domain.dedicated_ips.dedicated_ip import DedicatedIps
from sesmock.domain.deliverability.dashboard import Dashboard
from sesmock.domain.deliverability.placement import Reports
from sesmock.domain.mails.sent import Mails
from sesmock.wire.model import service_model

pytestmark = pytest.mark.ses(at="2026-01-10T09:00Z", seed=1, verified=["example.com"])

OPERATIONS = [
    name
    for home in ("dedicated_ips", "deliverability")
    for name in package.OPERATIONS[home].split()
    if name in {xform_name(known) for known in service_model("sesv2").operation_names}
]
# What makes requests go far, and what may go wrong; the rest is drawn from the model.
TEXTS = (
    "news", "theirs", "ses-default-dedicated-pool", "ses-shared-pool", "76.223.128.1", "76.223.128.2", "example.com",
    "ann@example.com", "", " ", "MyPool", "a" * 70, "ä\n", "../x", "%2F?&=", "{{a}}", '{"a": 1}', "\x00", "Gmail",
)  # fmt: skip
NUMBERS = (-1, 0, 1, 2, 50, 100, 101, 1000, 1001, 2**31 - 1)
DAYS = ((2026, 1, 1), (2026, 1, 10), (2026, 2, 5), (1970, 1, 1), (9999, 12, 31))
MOMENTS = tuple(datetime(*day, tzinfo=timezone.utc) for day in DAYS)


def draw(rng, shape, known, depth=0):
    """A value of a shape, as boto3 takes it."""
    if shape.type_name == "structure":
        members = shape.members.items()
        return {
            name: draw(rng, member, known, depth + 1)
            for name, member in members
            if name in shape.required_members or rng.random() < (0.5 if depth < 2 else 0.3)
        }
    if shape.type_name == "list":
        return [draw(rng, shape.member, known, depth + 1) for _ in range(rng.randrange(4))]
    if shape.type_name == "map":
        return {rng.choice(TEXTS): draw(rng, shape.value, known, depth + 1)}
    if shape.type_name == "string":
        values = getattr(shape, "enum", None)
        return rng.choice(values if values and rng.random() < 0.7 else (*known, *TEXTS))
    kinds = {"integer": NUMBERS, "long": NUMBERS, "boolean": (True, False), "timestamp": MOMENTS, "double": (0.5,)}
    return rng.choice(kinds[shape.type_name]) if shape.type_name in kinds else rng.randbytes(rng.randrange(9))


def state(region):
    """All that the operations can change."""
    leased, dashboard = region.of(DedicatedIps), region.of(Dashboard)
    return deepcopy([
        [(ip, one.pool, one.warmup_percentage) for ip, one in leased.items()],
        [(pool.name, pool.scaling_mode, pool.tags) for pool in leased.pools.values()],
        [dashboard.enabled, dashboard.until, dashboard.domains],
        [(name, report.tags) for name, report in region.of(Reports).items()],
        len(region.ses.of(Mails).accepted),
    ])  # fmt: skip


@pytest.mark.parametrize("operation", OPERATIONS)
def test_random_requests_are_answered_or_refused(v2, ses_cloud, operation):
    rng = random.Random(operation)
    region = ses_cloud.region()
    [name] = [name for name in service_model("sesv2").operation_names if xform_name(name) == operation]
    shape = service_model("sesv2").operation_model(name).input_shape
    v2.create_dedicated_ip_pool(PoolName="news")
    v2.create_dedicated_ip_pool(PoolName="theirs", ScalingMode="MANAGED")
    ses_cloud.lease_ips(1)
    ses_cloud.lease_ips(1, pool="theirs")
    v2.put_deliverability_dashboard_option(DashboardEnabled=True, SubscribedDomains=[{"Domain": "example.com"}])
    content = {"Simple": {"Subject": {"Data": "s"}, "Body": {"Text": {"Data": "t"}}}}
    made = v2.create_deliverability_test_report(FromEmailAddress="ann@example.com", Content=content)
    sent = {"FromEmailAddress": "ann@example.com", "Destination": {"ToAddresses": ["bob@gmail.com"]}}
    v2.send_email(Content=content, **sent)
    days = {"StartDate": MOMENTS[1], "EndDate": MOMENTS[1]}
    [campaign] = v2.list_domain_deliverability_campaigns(SubscribedDomain="example.com", **days)[
        "DomainDeliverabilityCampaigns"
    ]
    known = (made["ReportId"], campaign["CampaignId"])
    call = getattr(v2.client, operation)
    answered, statuses = 0, set()
    for _ in range(300):
        before = state(region)
        try:
            call(**draw(rng, shape, known))
            answered += 1
        except ParamValidationError:  # boto3 itself
            continue
        except ClientError as error:
            statuses.add(error.response["ResponseMetadata"]["HTTPStatusCode"])
            assert state(region) == before
        if operation.startswith(("get", "list")):
            assert state(region) == before
    ses_cloud.refused.clear()

    assert answered, "nothing was answered"
    assert statuses <= {400, 404}
    assert statuses or operation == "get_deliverability_dashboard_options"
