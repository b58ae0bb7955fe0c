"""Probes about multi-region endpoints that make none: what is said of one that is not there, or cannot be."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.needs("sesv2.CreateMultiRegionEndpoint.Tags")


@pytest.mark.probe("A301", says="404 NotFoundException: Multi-region endpoint <sesmock-probe> does not exist.")
def test_an_endpoint_that_is_not_there(sesv2, said):
    return said(sesv2.get_multi_region_endpoint, EndpointName="sesmock-probe")


@pytest.mark.probe("A301", says="404 NotFoundException: Multi-region endpoint <sesmock-probe> does not exist.")
def test_deleting_an_endpoint_that_is_not_there(sesv2, said):
    return said(sesv2.delete_multi_region_endpoint, EndpointName="sesmock-probe")


@pytest.mark.probe("A301", says="400 BadRequestException: Exactly one route must be specified.")
def test_no_route(sesv2, said):
    return said(sesv2.create_multi_region_endpoint, EndpointName="sesmock-probe", Details={"RoutesDetails": []})


@pytest.mark.probe("A301", says="400 BadRequestException: Region moon is not supported.")
def test_a_route_to_nowhere(sesv2, said):
    details = {"RoutesDetails": [{"Region": "moon"}]}
    return said(sesv2.create_multi_region_endpoint, EndpointName="sesmock-probe", Details=details)


@pytest.mark.probe("A301", says="400 BadRequestException: Invalid NextToken.")
def test_a_token_of_nobody(sesv2, said):
    return said(sesv2.list_multi_region_endpoints, NextToken="abcd")
