"""Email templates through v1."""

from __future__ import annotations

from datetime import datetime, timezone

import pytest

pytestmark = pytest.mark.ses(at="2026-01-02T03:04:05.678Z", seed="templates")

CREATED = datetime(2026, 1, 2, 3, 4, 5, 678000, timezone.utc)
BAD_NAME = (
    "Template name can contain alphanumeric characters, underscores(_) and hyphens(-). "
    "It can contain up to 128 characters and it should start with an alphanumeric character."
)
NO_NAME = """\
<ErrorResponse xmlns="http://ses.amazonaws.com/doc/2010-12-01/">
  <Error>
    <Type>Sender</Type>
    <Code>ValidationError</Code>
    <Message>1 validation error detected: Value at &apos;template.templateName&apos; failed to satisfy constraint: \
Member must not be null</Message>
  </Error>
  <RequestId>…</RequestId>
</ErrorResponse>
"""
TOO_LONG = (
    "1 validation error detected: Value at 'templateData' failed to satisfy constraint: "
    "Member must have length less than or equal to 262144"
)
WHOLE = {"TemplateName": "welcome", "SubjectPart": "Hi {{name}}", "TextPart": "Hi\n{{name}}", "HtmlPart": "<b>{{name}}"}


def names(reply):
    return [template["Name"] for template in reply["TemplatesMetadata"]]


def create(client, *wanted):
    for name in wanted:
        client.create_template(Template={"TemplateName": name, "SubjectPart": "s", "TextPart": "t"})


def test_a_template_is_given_back_as_it_was_made(v1):
    assert v1.create_template(Template=WHOLE) == {}
    assert v1.get_template(TemplateName="welcome") == {"Template": WHOLE}


def test_parts_that_were_not_given_are_not_shown(v1):
    v1.create_template(Template={"TemplateName": "welcome", "SubjectPart": "Hi", "TextPart": "", "HtmlPart": "<b>"})
    assert v1.get_template(TemplateName="welcome") == {
        "Template": {"TemplateName": "welcome", "SubjectPart": "Hi", "HtmlPart": "<b>"}
    }


@pytest.mark.needs("sesv2.GetEmailTemplate.Tags")
def test_v2_sees_what_v1_made(v1, v2):
    v1.create_template(Template=WHOLE)
    assert v2.get_email_template(TemplateName="welcome") == {
        "TemplateName": "welcome",
        "TemplateContent": {"Subject": "Hi {{name}}", "Text": "Hi\n{{name}}", "Html": "<b>{{name}}"},
        "Tags": [],
    }


def test_regions_and_accounts_have_templates_of_their_own(v1, api):
    create(v1, "welcome")
    for other in (api("ses", "eu-west-1"), api("ses", account="210987654321")):
        assert other.list_templates() == {"TemplatesMetadata": []}
    assert names(v1.list_templates()) == ["welcome"]


def test_a_second_template_of_a_name_is_refused_and_the_first_stays(v1):
    v1.create_template(Template=WHOLE)
    assert v1.no("create_template", Template={"TemplateName": "welcome", "SubjectPart": "2", "TextPart": "2"}) == (
        400,
        "AlreadyExists",
        "Template welcome already exists.",
        {"Name": "welcome"},
    )
    assert v1.get_template(TemplateName="welcome") == {"Template": WHOLE}


@pytest.mark.parametrize(
    ("parts", "error"),
    [
        ({"TextPart": "t"}, (400, "InvalidParameterValue", "The subject must be specified.")),
        (
            {"SubjectPart": "s", "TextPart": "", "HtmlPart": ""},
            (400, "InvalidParameterValue", "The text or HTML part must be specified."),
        ),
        (
            {"SubjectPart": "s", "TextPart": "{{#if x}}"},
            (
                400,
                "InvalidTemplate",
                "The template is not valid: The block if on line 1 is not closed",
                {"TemplateName": "welcome"},
            ),
        ),
        (
            {"SubjectPart": "s", "TextPart": "t" * (500 * 1024)},
            (400, "InvalidParameterValue", "The template exceeds the maximum size of 512000 bytes."),
        ),
        (
            {"SubjectPart": "s", "HtmlPart": "{{ses:openTracker}}{{ses:openTracker}}"},
            (400, "InvalidParameterValue", "The template can contain {{ses:openTracker}} once."),
        ),
    ],
)
@pytest.mark.parametrize("operation", ["create_template", "update_template"])
def test_bad_parts_are_refused_and_change_nothing(v1, operation, parts, error):
    if operation == "update_template":
        v1.create_template(Template=WHOLE)
    assert v1.no(operation, Template={"TemplateName": "welcome", **parts}) == error
    assert [v1.get_template(TemplateName=name)["Template"] for name in names(v1.list_templates())] == (
        [WHOLE] if operation == "update_template" else []
    )


@pytest.mark.parametrize("name", ["", "é"])
def test_an_impossible_name_is_refused(v1, name):
    assert v1.no("create_template", Template={"TemplateName": name, "SubjectPart": "s", "TextPart": "t"}) == (
        400,
        "InvalidParameterValue",
        BAD_NAME,
    )


def test_one_template_more_than_the_limit_is_refused(v1, ses_cloud):
    ses_cloud.limits.templates = 2
    create(v1, "a", "b")
    assert v1.no("create_template", Template={"TemplateName": "c", "SubjectPart": "s", "TextPart": "t"}) == (
        400,
        "LimitExceeded",
        "You have reached the maximum number of email templates for this account.",
    )
    assert names(v1.list_templates()) == ["b", "a"]


def test_an_update_replaces_all_parts_and_keeps_date_and_place(v1, ses_cloud):
    v1.create_template(Template=WHOLE)
    ses_cloud.clock.advance(hours=1)
    create(v1, "later")
    new = {"TemplateName": "welcome", "SubjectPart": "Hello", "HtmlPart": "<i>"}
    assert v1.update_template(Template=new) == {}
    assert v1.get_template(TemplateName="welcome") == {"Template": new}
    assert v1.list_templates() == {
        "TemplatesMetadata": [
            {"Name": "later", "CreatedTimestamp": CREATED.replace(hour=4)},
            {"Name": "welcome", "CreatedTimestamp": CREATED},
        ]
    }


@pytest.mark.parametrize(
    ("operation", "parameters"),
    [
        ("get_template", {"TemplateName": "x"}),
        ("update_template", {"Template": {"TemplateName": "x", "SubjectPart": "s", "TextPart": "t"}}),
        ("test_render_template", {"TemplateName": "x", "TemplateData": "not even read"}),
    ],
)
def test_an_unknown_template_is_refused(v1, operation, parameters):
    assert v1.no(operation, **parameters) == (
        400,
        "TemplateDoesNotExist",
        "Template x does not exist",
        {"TemplateName": "x"},
    )


def test_deleting_is_done_in_silence_even_where_there_is_nothing(v1):
    create(v1, "a", "b")
    assert v1.delete_template(TemplateName="a") == {}
    assert v1.delete_template(TemplateName="a") == {}
    assert names(v1.list_templates()) == ["b"]


def test_there_are_ten_on_a_page_and_the_newest_first(v1):
    create(v1, *(f"t{number:02}" for number in range(12)))
    first = v1.list_templates()
    assert names(first) == [f"t{number:02}" for number in range(11, 1, -1)]
    second = v1.list_templates(NextToken=first["NextToken"])
    assert second == {
        "TemplatesMetadata": [
            {"Name": "t01", "CreatedTimestamp": CREATED},
            {"Name": "t00", "CreatedTimestamp": CREATED},
        ]
    }


def test_boto3_pages_through_all_templates(v1):
    create(v1, *"abcde")
    pages = v1.client.get_paginator("list_templates").paginate(PaginationConfig={"PageSize": 2})
    assert [names(page) for page in pages] == [["e", "d"], ["c", "b"], ["a"]]


@pytest.mark.parametrize("size", [0, -1, 101])
def test_a_page_size_out_of_range_is_served_as_a_hundred(v1, size):
    create(v1, *(f"t{number}" for number in range(101)))
    reply = v1.list_templates(MaxItems=size)
    assert names(reply) == [f"t{number}" for number in range(100, 0, -1)]
    assert "NextToken" in reply


def test_a_token_stays_good_while_templates_come_and_go(v1):
    create(v1, *"abcdef")
    first = v1.list_templates(MaxItems=2)
    for name in "eca":
        v1.delete_template(TemplateName=name)
    create(v1, "new", "a")
    assert names(first) == ["f", "e"]
    assert names(v1.list_templates(NextToken=first["NextToken"])) == ["d", "b"]


def test_a_token_does_not_show_what_was_made_after_everything_else_was_deleted(v1):
    create(v1, *"abc")
    token = v1.list_templates(MaxItems=1)["NextToken"]
    for name in "abc":
        v1.delete_template(TemplateName=name)
    create(v1, "new")
    assert v1.list_templates(NextToken=token) == {"TemplatesMetadata": []}


def test_a_token_of_something_else_is_refused(v1):
    for name in ("a.example", "b.example"):
        v1.verify_domain_identity(Domain=name)
    foreign = v1.list_identities(MaxItems=1)["NextToken"]
    for token in (foreign, "nonsense"):
        assert v1.no("list_templates", NextToken=token) == (
            400,
            "InvalidParameterValue",
            f"Invalid PageToken <{token}>.",
        )


def test_a_test_shows_the_whole_message(v1):
    v1.create_template(Template=WHOLE)
    rendered = v1.test_render_template(TemplateName="welcome", TemplateData='{"name": "Zoë & Ann"}')
    message = rendered["RenderedTemplate"]
    boundary = message.partition('boundary="')[2].partition('"')[0]
    assert rendered == {
        "RenderedTemplate": (
            "Date: Fri, 2 Jan 2026 03:04:05 +0000\r\n"
            "Subject: =?UTF-8?Q?Hi_Zo=C3=AB_=26_Ann?=\r\n"
            "MIME-Version: 1.0\r\n"
            f'Content-Type: multipart/alternative; \r\n\tboundary="{boundary}"\r\n'
            "\r\n"
            f"--{boundary}\r\n"
            "Content-Type: text/plain; charset=UTF-8\r\n"
            "Content-Transfer-Encoding: quoted-printable\r\n"
            "\r\n"
            "Hi\r\nZo=C3=AB & Ann\r\n"
            f"--{boundary}\r\n"
            "Content-Type: text/html; charset=UTF-8\r\n"
            "Content-Transfer-Encoding: quoted-printable\r\n"
            "\r\n"
            "<b>Zo=C3=AB & Ann\r\n"
            f"--{boundary}--\r\n"
        )
    }
    assert boundary.startswith("----=_Part_1_")
    assert boundary.endswith(".1767323045678")


def test_a_test_of_one_part_has_no_alternatives(v1):
    v1.create_template(Template={"TemplateName": "plain", "SubjectPart": "Hi", "TextPart": "Hi {{name}}"})
    assert v1.test_render_template(TemplateName="plain", TemplateData='{"name": "Ann"}') == {
        "RenderedTemplate": (
            "Date: Fri, 2 Jan 2026 03:04:05 +0000\r\n"
            "Subject: Hi\r\n"
            "MIME-Version: 1.0\r\n"
            "Content-Type: text/plain; charset=UTF-8\r\n"
            "Content-Transfer-Encoding: 7bit\r\n"
            "\r\n"
            "Hi Ann"
        )
    }


def test_a_test_shows_the_version_of_the_latest_update(v1):
    v1.create_template(Template=WHOLE)
    v1.test_render_template(TemplateName="welcome", TemplateData='{"name": "Ann"}')
    v1.update_template(Template={"TemplateName": "welcome", "SubjectPart": "2", "TextPart": "new {{name}}"})
    rendered = v1.test_render_template(TemplateName="welcome", TemplateData='{"name": "Ann"}')
    assert rendered["RenderedTemplate"].partition("\r\n\r\n")[2] == "new Ann"


def test_missing_attributes_are_named_in_a_test(v1):
    v1.create_template(Template=WHOLE)
    for data in ("{}", '{"Name": "Ann"}', '{"name": null}'):
        assert v1.no("test_render_template", TemplateName="welcome", TemplateData=data) == (
            400,
            "MissingRenderingAttribute",
            "Attribute 'name' is not present in the rendering data.",
            {"TemplateName": "welcome"},
        )


@pytest.mark.parametrize("data", ["", "null", '{"name": NaN}'])
def test_data_that_is_no_json_object_is_refused_in_a_test(v1, data):
    v1.create_template(Template=WHOLE)
    assert v1.no("test_render_template", TemplateName="welcome", TemplateData=data) == (
        400,
        "InvalidRenderingParameter",
        "Template rendering data is invalid",
        {"TemplateName": "welcome"},
    )


def test_what_else_cannot_be_rendered_is_refused_in_a_test(v1):
    v1.create_template(Template={"TemplateName": "broken", "SubjectPart": "s", "TextPart": "{{> nothing}}"})
    assert v1.no("test_render_template", TemplateName="broken", TemplateData="{}") == (
        400,
        "InvalidRenderingParameter",
        "The partial nothing could not be found",
        {"TemplateName": "broken"},
    )


def test_a_missing_name_breaks_a_constraint_of_the_model(wire):
    assert wire.v1({"Action": "CreateTemplate", "Template.SubjectPart": "s"}) == (400, NO_NAME)


def test_too_much_data_breaks_a_constraint_of_the_model(v1):
    v1.create_template(Template=WHOLE)
    data = '{"name": "Ann"}'.ljust(262144)
    assert "Ann" in v1.test_render_template(TemplateName="welcome", TemplateData=data)["RenderedTemplate"]
    assert v1.no("test_render_template", TemplateName="welcome", TemplateData=data + " ") == (
        400,
        "ValidationError",
        TOO_LONG,
    )
