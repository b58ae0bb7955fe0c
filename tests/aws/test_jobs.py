"""Probes about import jobs. None is started."""

from __future__ import annotations

import pytest

DESTINATION = (
    "400 BadRequestException: Exactly one of SuppressionListDestination and ContactListDestination must be provided."
)
PAGES = "400 BadRequestException: PageSize must be between 1 and 100"
TOKEN = "400 BadRequestException: Failed to deserialize token. "


@pytest.mark.probe("A210", says="400 BadRequestException: Invalid JobId")
def test_an_import_job_that_nobody_has(sesv2, said):
    return said(sesv2.get_import_job, JobId="00000000-0000-4000-a000-000000000000")


@pytest.mark.probe("A211", says=[DESTINATION, DESTINATION])
def test_no_destination_and_two(sesv2, said):
    source = {"S3Url": "s3://sesmock-probe/nothing.csv", "DataFormat": "CSV"}
    both = {
        "SuppressionListDestination": {"SuppressionListImportAction": "PUT"},
        "ContactListDestination": {"ContactListName": "sesmock-probe", "ContactListImportAction": "PUT"},
    }
    return [
        said(sesv2.create_import_job, ImportDestination=destination, ImportDataSource=source)
        for destination in ({}, both)
    ]


@pytest.mark.probe("A212", says=[PAGES, PAGES, TOKEN, TOKEN])
def test_pages_of_import_jobs(sesv2, said):
    wrong = ({"PageSize": 0}, {"PageSize": 101}, {"NextToken": ""}, {"NextToken": "x"})
    return [said(sesv2.list_import_jobs, **given) for given in wrong]
