"""Where v2 does not enforce its model: a sentence of the service speaks instead, or nothing does."""

from __future__ import annotations

from typing import Any

import pytest

pytestmark = pytest.mark.ses(seed=1, verified=["example.com"])


def test_tracking_options_without_domain(wire: Any, v2: Any) -> None:
    body = {"ConfigurationSetName": "s", "TrackingOptions": {}}

    assert wire.v2("POST", "/configuration-sets", body) == (200, None, {})
    assert v2.get_configuration_set(ConfigurationSetName="s")["ConfigurationSetName"] == "s"


@pytest.mark.parametrize(("method", "name"), [("POST", ""), ("PUT", "/d")])
def test_an_empty_arn_of_a_pinpoint_application(wire: Any, v2: Any, method: str, name: str) -> None:
    v2.create_configuration_set(ConfigurationSetName="s")
    destination = {"MatchingEventTypes": ["SEND"], "PinpointDestination": {"ApplicationArn": ""}}
    body = {"EventDestination": destination} | ({} if name else {"EventDestinationName": "d"})

    assert wire.v2(method, f"/configuration-sets/s/event-destinations{name}", body) == (
        400, "BadRequestException", {"message": "Invalid Pinpoint application ARN provided: ."},
    )  # fmt: skip


@pytest.mark.parametrize("part", ["Text", "Html"])
def test_a_body_without_data_is_as_good_as_none(wire: Any, ses_cloud: Any, part: str) -> None:
    body = {
        "FromEmailAddress": "ann@example.com",
        "Destination": {"ToAddresses": ["bob@example.com"]},
        "Content": {"Simple": {"Subject": {"Data": "Hi"}, "Body": {part: {}}}},
    }

    assert wire.v2("POST", "/outbound-emails", body)[:2] == (200, None)
    assert (ses_cloud.outbox.last.text, ses_cloud.outbox.last.html) == (None, None)


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("", "The header name must be specified."),
        ("a b", "Invalid header name <a b>: only printable ASCII characters other than ':' are allowed."),
    ],
)
@pytest.mark.parametrize(
    ("path", "body"),
    [
        (
            "emails",
            {"Content": {"Simple": {"Subject": {"Data": "s"}, "Body": {"Text": {"Data": "t"}}, "Headers": ...}}},
        ),
        ("emails", {"Content": {"Template": {"TemplateName": "t", "TemplateData": "{}", "Headers": ...}}}),
        (
            "bulk-emails",
            {
                "DefaultContent": {"Template": {"TemplateName": "t", "TemplateData": "{}", "Headers": ...}},
                "BulkEmailEntries": [{"Destination": {"ToAddresses": ["bob@example.com"]}}],
            },
        ),
    ],
)
def test_a_bad_name_of_a_header(wire: Any, v2: Any, path: str, body: dict[str, Any], name: str, message: str) -> None:
    v2.create_email_template(TemplateName="t", TemplateContent={"Subject": "s", "Text": "t"})
    sender = {"FromEmailAddress": "ann@example.com", "Destination": {"ToAddresses": ["bob@example.com"]}}

    said = wire.v2("POST", f"/outbound-{path}", filled(sender | body, [{"Name": name, "Value": "v"}]))

    assert said == (400, "BadRequestException", {"message": message})


def test_an_empty_name_of_a_header_is_the_entrys_own_matter(wire: Any, v2: Any) -> None:
    v2.create_email_template(TemplateName="t", TemplateContent={"Subject": "s", "Text": "t"})
    entry = {"Destination": {"ToAddresses": ["bob@example.com"]}, "ReplacementHeaders": [{"Name": "", "Value": "v"}]}
    body = {
        "FromEmailAddress": "ann@example.com",
        "DefaultContent": {"Template": {"TemplateName": "t", "TemplateData": "{}"}},
        "BulkEmailEntries": [entry],
    }

    results = [{"Status": "INVALID_PARAMETER", "Error": "The header name must be specified."}]
    assert wire.v2("POST", "/outbound-bulk-emails", body) == (200, None, {"BulkEmailEntryResults": results})


def filled(shape: Any, headers: list[dict[str, str]]) -> Any:
    """The shape with these headers where it has an ellipsis."""
    if isinstance(shape, dict):
        return {key: filled(value, headers) for key, value in shape.items()}
    return headers if shape is ... else shape
