"""Probes about dedicated IPs and the Deliverability dashboard: they are refused, or only look."""

# ruff: noqa: E501 (what SES says stays on a line)

from __future__ import annotations

import pytest

OWN = "400 BadRequestException: Pool name describes either a shared or default dedicated ip pool"
NO_POOL = "404 NotFoundException: The requested pool <sesmock-none> does not exist."


def case(row, name, value, says):
    """A probe's parameter with a row and an answer of its own."""
    return pytest.param(value, id=name, marks=pytest.mark.probe(row, says=says))


@pytest.mark.parametrize(
    "name",
    [
        case("A270", "shared", "ses-shared-pool", OWN),
        case("A270", "default", "ses-default-dedicated-pool", OWN),
        case("A271", "blank", " ", "400 BadRequestException: Pool name can't be blank."),
        case("A271", "long", "sesmock-" + "a" * 57, "400 BadRequestException: Pool name cannot exceed 64 characters."),
        case("A271", "capitals", "sesmock-Pool", "400 BadRequestException: Invalid pool name <sesmock-Pool>: only lowercase alphanumeric ASCII characters, '_', and '-' are allowed."),
    ],
)  # fmt: skip
def test_a_pool_that_cannot_be_made(sesv2, said, name):
    # The tags, too, are wrong: nothing is made, whatever SES says of the name.
    return said(sesv2.create_dedicated_ip_pool, PoolName=name, Tags=[{"Key": "?", "Value": "?"}])


@pytest.mark.probe("A270", says=OWN)
def test_deleting_a_pool_of_sess_own(sesv2, said):
    return said(sesv2.delete_dedicated_ip_pool, PoolName="ses-shared-pool")


@pytest.mark.probe("A274", says="400 BadRequestException: The page size must be in [1, 1000] range.")
def test_a_page_of_no_addresses(sesv2, said):
    return said(sesv2.get_dedicated_ips, PageSize=0)


@pytest.mark.probe("A275", says=NO_POOL)
def test_the_addresses_of_a_pool_that_is_missing(sesv2, said):
    return said(sesv2.get_dedicated_ips, PoolName="sesmock-none")


@pytest.mark.probe("A290", says="404 NotFoundException: Deliverability test report <sesmock-none> does not exist.")
def test_a_test_report_that_is_missing(sesv2, said):
    return said(sesv2.get_deliverability_test_report, ReportId="sesmock-none")


@pytest.mark.probe("A290", says="400 BadRequestException: The page size must be in [0, 1000] range.")
def test_a_page_of_too_many_test_reports(sesv2, said):
    return said(sesv2.list_deliverability_test_reports, PageSize=1001)


@pytest.mark.probe("A293", says="404 NotFoundException: Campaign <sesmock-none> does not exist.")
def test_a_campaign_that_is_missing(sesv2, said):
    return said(sesv2.get_domain_deliverability_campaign, CampaignId="sesmock-none")


@pytest.mark.probe(
    "A293", says="404 NotFoundException: The Deliverability dashboard is not enabled for domain <<domain>>."
)
def test_statistics_of_a_domain_that_is_not_subscribed(sesv2, said, names):
    return said(sesv2.get_domain_statistics_report, Domain=names.domain(), StartDate=86400, EndDate=172800)
