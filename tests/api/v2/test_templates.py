"""Email templates through v2, and their tags."""

from __future__ import annotations

from datetime import datetime, timezone

import pytest

pytestmark = pytest.mark.ses(at="2026-01-02T03:04:05.678Z", seed="templates", account="123456789012")

CREATED = datetime(2026, 1, 2, 3, 4, 5, 678000, timezone.utc)
CONTENT = {"Subject": "Hi {{name}}", "Text": "Hi\r\n{{name}}", "Html": "<b>{{name}}"}
ARN = "arn:aws:ses:us-east-1:123456789012:template/welcome"
BAD_NAME = (
    "Template name can contain alphanumeric characters, underscores(_) and hyphens(-). "
    "It can contain up to 128 characters and it should start with an alphanumeric character."
)


def bad_request(message):
    return 400, "BadRequestException", message


def not_found(message):
    return 404, "NotFoundException", message


def names(reply):
    return [template["TemplateName"] for template in reply["TemplatesMetadata"]]


def create(client, *wanted):
    for name in wanted:
        client.create_email_template(TemplateName=name, TemplateContent={"Subject": "s", "Html": "h"})


def test_a_template_is_given_back_as_it_was_made(v2):
    made = v2.create_email_template(
        TemplateName="welcome", TemplateContent=CONTENT, Tags=[{"Key": "team", "Value": "mail"}]
    )
    assert made == {}
    assert v2.get_email_template(TemplateName="welcome") == {
        "TemplateName": "welcome",
        "TemplateContent": CONTENT,
        "Tags": [{"Key": "team", "Value": "mail"}],
    }


def test_v1_sees_what_v2_made(v1, v2):
    v2.create_email_template(TemplateName="welcome", TemplateContent={"Subject": "s", "Html": "<b>"})
    assert v1.get_template(TemplateName="welcome") == {
        "Template": {"TemplateName": "welcome", "SubjectPart": "s", "HtmlPart": "<b>"}
    }


def test_names_may_begin_with_a_hyphen_and_have_128_characters(v2):
    create(v2, "-name", "_name", "n" * 128)
    assert names(v2.list_email_templates()) == ["n" * 128, "_name", "-name"]


@pytest.mark.parametrize("name", ["with space", "dot.ted", "slash/ed", "n" * 129])
def test_an_impossible_name_is_refused(v2, name):
    assert v2.no("create_email_template", TemplateName=name, TemplateContent=CONTENT) == bad_request(BAD_NAME)


@pytest.mark.needs("sesv2.GetEmailTemplate.Tags")
def test_a_second_template_of_a_name_is_refused_and_the_first_stays(v1, v2):
    v1.create_template(Template={"TemplateName": "welcome", "SubjectPart": "s", "TextPart": "t"})
    assert v2.no("create_email_template", TemplateName="welcome", TemplateContent=CONTENT) == (
        400,
        "AlreadyExistsException",
        "Template welcome already exists.",
    )
    assert v2.get_email_template(TemplateName="welcome") == {
        "TemplateName": "welcome",
        "TemplateContent": {"Subject": "s", "Text": "t"},
        "Tags": [],
    }


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ({"Text": "t"}, "The subject must be specified."),
        ({"Subject": "s"}, "The text or HTML part must be specified."),
        (
            {"Subject": "{{a", "Html": "h"},
            "The template is not valid: Expected an attribute or a helper on line 1, near 'a'",
        ),
        ({"Subject": "s", "Html": "é" * 256_000}, "The template exceeds the maximum size of 512000 bytes."),
        ({"Subject": "s", "Html": "{{ses:openTracker}}" * 2}, "The template can contain {{ses:openTracker}} once."),
        (
            {"Subject": "s", "Html": "{{ses:openTracker}}", "Text": "{{ses:openTracker}}"},
            "The template can contain {{ses:openTracker}} once.",
        ),
    ],
)
@pytest.mark.parametrize("operation", ["create_email_template", "update_email_template"])
def test_bad_parts_are_refused_and_change_nothing(v2, operation, content, message):
    if operation == "update_email_template":
        v2.create_email_template(TemplateName="welcome", TemplateContent=CONTENT)
    assert v2.no(operation, TemplateName="welcome", TemplateContent=content) == bad_request(message)
    held = names(v2.list_email_templates())
    assert [v2.get_email_template(TemplateName=name)["TemplateContent"] for name in held] == (
        [CONTENT] if operation == "update_email_template" else []
    )


def test_a_template_may_be_as_large_as_the_limit(v2):
    content = {"Subject": "s", "Html": "h" * (500 * 1024 - 1)}
    assert v2.create_email_template(TemplateName="large", TemplateContent=content) == {}


def test_one_template_more_than_the_limit_is_refused(v2, ses_cloud):
    ses_cloud.limits.templates = 1
    create(v2, "a")
    assert v2.no("create_email_template", TemplateName="b", TemplateContent=CONTENT) == (
        400,
        "LimitExceededException",
        "You have reached the maximum number of email templates for this account.",
    )


def test_an_update_replaces_all_parts_and_leaves_the_tags(v2):
    tags = [{"Key": "team", "Value": "mail"}]
    v2.create_email_template(TemplateName="welcome", TemplateContent=CONTENT, Tags=tags)
    new = {"Subject": "Hello", "Text": "t"}
    assert v2.update_email_template(TemplateName="welcome", TemplateContent=new) == {}
    assert v2.get_email_template(TemplateName="welcome") == {
        "TemplateName": "welcome",
        "TemplateContent": new,
        "Tags": tags,
    }


@pytest.mark.parametrize(
    ("operation", "parameters"),
    [
        ("get_email_template", {}),
        ("update_email_template", {"TemplateContent": CONTENT}),
        ("delete_email_template", {}),
        ("test_render_email_template", {"TemplateData": "not even read"}),
    ],
)
def test_an_unknown_template_is_refused(v2, operation, parameters):
    assert v2.no(operation, TemplateName="x", **parameters) == not_found("Template x does not exist")


def test_a_deleted_template_is_gone(v2):
    create(v2, "a", "b")
    assert v2.delete_email_template(TemplateName="a") == {}
    assert v2.list_email_templates() == {"TemplatesMetadata": [{"TemplateName": "b", "CreatedTimestamp": CREATED}]}


def test_there_are_ten_on_a_page_and_the_newest_first(v2):
    create(v2, *(f"t{number:02}" for number in range(11)))
    first = v2.list_email_templates()
    assert names(first) == [f"t{number:02}" for number in range(10, 0, -1)]
    assert v2.list_email_templates(NextToken=first["NextToken"]) == {
        "TemplatesMetadata": [{"TemplateName": "t00", "CreatedTimestamp": CREATED}]
    }


def test_each_api_continues_the_lists_of_the_other(v1, v2):
    create(v2, *"abcd")
    token = v1.list_templates(MaxItems=1)["NextToken"]
    second = v2.list_email_templates(PageSize=2, NextToken=token)
    assert names(second) == ["c", "b"]
    third = v1.list_templates(NextToken=second["NextToken"])
    assert third == {"TemplatesMetadata": [{"Name": "a", "CreatedTimestamp": CREATED}]}


@pytest.mark.parametrize("size", [0, 101])
def test_a_page_size_out_of_range_is_refused(v2, size):
    assert v2.no("list_email_templates", PageSize=size) == bad_request("The page size must be between 1 and 100")


def test_a_hundred_on_a_page_are_the_most(v2):
    create(v2, *(f"t{number}" for number in range(101)))
    assert len(v2.list_email_templates(PageSize=100)["TemplatesMetadata"]) == 100


def test_a_token_of_another_list_is_refused(v2):
    for name in ("a.example", "b.example"):
        v2.create_email_identity(EmailIdentity=name)
    token = v2.list_email_identities(PageSize=1)["NextToken"]
    assert v2.no("list_email_templates", NextToken=token) == bad_request(f"Invalid PageToken <{token}>.")


def test_a_test_shows_the_whole_message(v2):
    v2.create_email_template(TemplateName="welcome", TemplateContent=CONTENT)
    rendered = v2.test_render_email_template(TemplateName="welcome", TemplateData='{"name": "Ann"}')
    boundary = rendered["RenderedTemplate"].partition('boundary="')[2].partition('"')[0]
    assert rendered == {
        "RenderedTemplate": (
            "Date: Fri, 2 Jan 2026 03:04:05 +0000\r\n"
            "Subject: Hi Ann\r\n"
            "MIME-Version: 1.0\r\n"
            f'Content-Type: multipart/alternative; \r\n\tboundary="{boundary}"\r\n'
            "\r\n"
            f"--{boundary}\r\n"
            "Content-Type: text/plain; charset=UTF-8\r\n"
            "Content-Transfer-Encoding: 7bit\r\n"
            "\r\n"
            "Hi\r\nAnn\r\n"
            f"--{boundary}\r\n"
            "Content-Type: text/html; charset=UTF-8\r\n"
            "Content-Transfer-Encoding: 7bit\r\n"
            "\r\n"
            "<b>Ann\r\n"
            f"--{boundary}--\r\n"
        )
    }


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ("{}", "Attribute 'name' is not present in the rendering data."),
        ("{", "Template rendering data is invalid"),
    ],
)
def test_data_that_will_not_do_is_refused_in_a_test(v2, data, message):
    v2.create_email_template(TemplateName="welcome", TemplateContent=CONTENT)
    assert v2.no("test_render_email_template", TemplateName="welcome", TemplateData=data) == bad_request(message)


def test_templates_can_be_tagged_and_untagged(v2):
    v2.create_email_template(TemplateName="welcome", TemplateContent=CONTENT, Tags=[{"Key": "team", "Value": "mail"}])
    v2.tag_resource(ResourceArn=ARN, Tags=[{"Key": "stage", "Value": "test"}])
    assert v2.list_tags_for_resource(ResourceArn=ARN) == {
        "Tags": [{"Key": "team", "Value": "mail"}, {"Key": "stage", "Value": "test"}]
    }
    v2.untag_resource(ResourceArn=ARN, TagKeys=["team"])
    assert v2.get_email_template(TemplateName="welcome") == {
        "TemplateName": "welcome",
        "TemplateContent": CONTENT,
        "Tags": [{"Key": "stage", "Value": "test"}],
    }


def test_tags_of_an_unknown_template_are_not_found(v2):
    assert v2.no("list_tags_for_resource", ResourceArn=ARN) == not_found("No Template present with name: welcome")


def test_tags_of_an_impossible_template_are_refused(v2):
    assert v2.no("list_tags_for_resource", ResourceArn=ARN + "é") == bad_request(BAD_NAME)


def test_bad_tags_make_no_template(v2):
    assert v2.no(
        "create_email_template",
        TemplateName="welcome",
        TemplateContent=CONTENT,
        Tags=[{"Key": "aws:x", "Value": "y"}],
    ) == bad_request("Caller is an end user and not allowed to mutate system tags")
    assert names(v2.list_email_templates()) == []
