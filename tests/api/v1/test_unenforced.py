"""Where v1 does not enforce its model: a sentence of the service speaks instead, or nothing does."""

from __future__ import annotations

from typing import Any

import pytest

pytestmark = pytest.mark.ses(seed=1, verified=["example.com"])


def refused(wire: Any, form: dict[str, str]) -> tuple[int, str, str]:
    status, body = wire.v1(form)
    code, message = (body.partition(f"<{name}>")[2].partition(f"</{name}>")[0] for name in ("Code", "Message"))
    return status, code, message


def test_a_configuration_set_without_name(wire: Any) -> None:
    assert refused(wire, {"Action": "CreateConfigurationSet", "ConfigurationSet": ""}) == (
        400, "InvalidParameterValue", "The configuration set name must be specified.",
    )  # fmt: skip


@pytest.mark.parametrize("verb", ["Create", "Update"])
def test_a_cloud_watch_destination_without_dimensions(wire: Any, v1: Any, verb: str) -> None:
    v1.create_configuration_set(ConfigurationSet={"Name": "s"})
    form = {
        "Action": f"{verb}ConfigurationSetEventDestination",
        "ConfigurationSetName": "s",
        "EventDestination.Name": "d",
        "EventDestination.MatchingEventTypes.member.1": "send",
        "EventDestination.CloudWatchDestination": "",
    }

    assert refused(wire, form) == (
        400,
        "InvalidCloudWatchDestination",
        "CloudWatch metrics dimension configuration list cannot be empty.",
    )


@pytest.mark.parametrize("part", ["Text", "Html"])
def test_a_body_without_data_is_as_good_as_none(wire: Any, ses_cloud: Any, part: str) -> None:
    form = {
        "Action": "SendEmail",
        "Source": "ann@example.com",
        "Destination.ToAddresses.member.1": "bob@example.com",
        "Message.Subject.Data": "Hi",
        f"Message.Body.{part}": "",
    }

    assert wire.v1(form)[0] == 200
    assert (ses_cloud.outbox.last.text, ses_cloud.outbox.last.html) == (None, None)
