"""Probes about templates: what Handlebars does where nobody has recorded it, and what is said of broken ones."""

# ruff: noqa: E501 (what SES says stays on a line)

from __future__ import annotations

import json

import pytest
from botocore.exceptions import ClientError

DATA = {
    "n": 10.0,
    "zero": 0,
    "big": 12345678901234567890,
    "yes": True,
    "null": None,
    "list": [1, "a"],
    "object": {"a": 1},
    "s": "<&'\">",
}


def case(row, name, value, says):
    """A probe's parameter with a row and an answer of its own."""
    return pytest.param(value, id=name, marks=pytest.mark.probe(row, says=says))


@pytest.fixture
def render(sesv2, names):
    """The text that a template renders to, or what is said instead."""

    def render(text, data=None):
        name = names.template()
        given = json.dumps(DATA) if data is None else data
        try:
            sesv2.create_email_template(TemplateName=name, TemplateContent={"Subject": "Probe", "Text": text})
            rendered = sesv2.test_render_email_template(TemplateName=name, TemplateData=given)["RenderedTemplate"]
        except ClientError as error:
            return (
                f"{error.operation_name}: {error.response['Error']['Code']}: {error.response['Error'].get('Message')}"
            )
        return rendered.replace("\r\n", "\n").partition("\n\n")[2].rstrip("\n")

    return render


@pytest.mark.parametrize(
    "text",
    [
        case("A51", "a number with a fraction of 0", "{{n}}", says="10"),
        case("A51", "a large number", "{{big}}", says="12345678901234567890"),
        case("A34", "a boolean", "{{yes}}", says="true"),
        case(
            "A34",
            "null",
            "[{{null}}]",
            says="TestRenderEmailTemplate: BadRequestException: Attribute 'null' is not present in the rendering data.",
        ),
        case("A51", "a list", "{{list}}", says="1,a"),
        case("A51", "an object", "{{object}}", says="[object Object]"),
        case("A34", "escaping", "{{s}}", says="<&'\">"),
        case("A34", "no escaping", "{{{s}}} {{&s}}", says="<&'\"> <&'\">"),
        case("A34", "if of 0", "{{#if zero}}yes{{else}}no{{/if}}", says="no"),
        case("A34", "if of a missing attribute", "{{#if missing}}yes{{else}}no{{/if}}", says="no"),
        case("A34", "each with its index", "{{#each list}}{{@index}}={{this}};{{/each}}", says="0=1;1=a;"),
        case("A34", "each of an object", "{{#each object}}{{@key}}={{this}};{{/each}}", says="a=1;"),
        case("A34", "a bare section", "{{#list}}{{.}},{{/list}}", says="1,a,"),
        case("A34", "with", "{{#with object}}{{a}} {{../n}}{{/with}}", says="1 10"),
        case("A34", "lookup", "{{lookup list 1}}", says="a"),
        case("A34", "length", "{{list.length}}", says="2"),
        case("A34", "a segment in brackets", "{{object.[a]}} {{list.[1]}}", says="1 a"),
        case("A34", "blanks taken away", "a {{~yes~}} b", says="atrueb"),
        case("A34", "a block on lines of its own", "a\n{{#if yes}}\nb\n{{/if}}\nc", says="a\nb\nc"),
        case("A34", "a comment", "a{{! no }}b{{!-- no }} --}}c", says="abc"),
        case("A34", "a literal", '{{#if "x"}}yes{{/if}}', says="yes"),
        case("A34", "an inline partial", '{{#*inline "p"}}[{{n}}]{{/inline}}{{> p}}', says="[10]"),
        case(
            "A34",
            "a helper that does not exist",
            "{{upper s}}",
            says="TestRenderEmailTemplate: BadRequestException: Attribute 'upper' is not present in the rendering data.",
        ),
        case("A34", "an escaped mustache", r"\{{n}}", says="{{n}}"),
        case(
            "A35",
            "an attribute that is missing",
            "{{missing}}",
            says="TestRenderEmailTemplate: BadRequestException: Attribute 'missing' is not present in the rendering data.",
        ),
        case(
            "A35",
            "a block that is not closed",
            "{{#if yes}}",
            says="CreateEmailTemplate: BadRequestException: The template is not valid: The block if on line 1 is not closed",
        ),
        case(
            "A35",
            "a mustache that is not closed",
            "{{n",
            says="CreateEmailTemplate: BadRequestException: The template is not valid: Expected an attribute or a helper on line 1, near 'n'",
        ),
        case(
            "A35",
            "an empty mustache",
            "{{}}",
            says="CreateEmailTemplate: BadRequestException: The template is not valid: Expected an attribute or a helper on line 1, near '}}'",
        ),
        case(
            "A35",
            "a block closed by another name",
            "{{#if yes}}{{/each}}",
            says="CreateEmailTemplate: BadRequestException: The template is not valid: The block if on line 1 cannot hold {{/each}}",
        ),
        case(
            "A35",
            "a partial that is missing",
            "{{> nobody}}",
            says="TestRenderEmailTemplate: BadRequestException: The partial nobody could not be found",
        ),
    ],
)
def test_rendering(render, text):
    return render(text)


@pytest.mark.parametrize(
    "data",
    [
        case(
            "A35",
            "no JSON",
            "{",
            says="TestRenderEmailTemplate: BadRequestException: Template rendering data is invalid",
        ),
        case(
            "A35",
            "a list",
            "[]",
            says="TestRenderEmailTemplate: BadRequestException: Template rendering data is invalid",
        ),
        case(
            "A35",
            "a text",
            '"a"',
            says="TestRenderEmailTemplate: BadRequestException: Template rendering data is invalid",
        ),
        case(
            "A35",
            "nothing",
            "",
            says="TestRenderEmailTemplate: BadRequestException: Template rendering data is invalid",
        ),
        case("A35", "a key twice", '{"n": 1, "n": 2}', says="2"),
        case(
            "A35",
            "a comma too many",
            '{"n": 1,}',
            says="TestRenderEmailTemplate: BadRequestException: Template rendering data is invalid",
        ),
        case(
            "A35",
            "single quotes",
            "{'n': 1}",
            says="TestRenderEmailTemplate: BadRequestException: Template rendering data is invalid",
        ),
        case(
            "A35",
            "NaN",
            '{"n": NaN}',
            says="TestRenderEmailTemplate: BadRequestException: Template rendering data is invalid",
        ),
    ],
)
def test_rendering_with_data_that_is(render, data):
    return render("{{n}}", data)


@pytest.mark.parametrize(
    "content",
    [
        case(
            "A35",
            "no body",
            {"Subject": "Probe"},
            says="400 BadRequestException: The text or HTML part must be specified.",
        ),
        case(
            "A35",
            "an empty body",
            {"Subject": "Probe", "Text": ""},
            says="400 BadRequestException: The text or HTML part must be specified.",
        ),
        case("A35", "no subject", {"Text": "A probe."}, says="400 BadRequestException: The subject must be specified."),
        case(
            "A35",
            "an empty subject",
            {"Subject": "", "Text": "A probe."},
            says="400 BadRequestException: The subject must be specified.",
        ),
        case(
            "A35",
            "more than 500 KB",
            {"Subject": "Probe", "Text": "x" * 512_001},
            says="400 BadRequestException: The template exceeds the maximum size of 512000 bytes.",
        ),
        case(
            "A199",
            "two open trackers",
            {"Subject": "Probe", "Html": "{{ses:openTracker}}{{ses:openTracker}}"},
            says="400 BadRequestException: The template can contain {{ses:openTracker}} once.",
        ),
        case(
            "A199",
            "an open tracker in either part",
            {"Subject": "Probe", "Html": "{{ses:openTracker}}", "Text": "{{ses:openTracker}}"},
            says="400 BadRequestException: The template can contain {{ses:openTracker}} once.",
        ),
    ],
)
def test_a_template_with(sesv2, said, names, content):
    return said(sesv2.create_email_template, TemplateName=names.template(), TemplateContent=content)


@pytest.mark.probe("A35", says="400 AlreadyExistsException: Template <template> already exists.")
def test_a_template_of_a_name_that_is_taken(sesv2, said, names):
    name, content = names.template(), {"Subject": "Probe", "Text": "A probe."}
    sesv2.create_email_template(TemplateName=name, TemplateContent=content)
    return said(sesv2.create_email_template, TemplateName=name, TemplateContent=content)


@pytest.mark.probe("A35", says="400 InvalidTemplate: The template is not valid: The block if on line 1 is not closed")
def test_a_broken_template_in_v1(ses, said, names):
    template = {"TemplateName": names.template(), "SubjectPart": "Probe", "TextPart": "{{#if yes}}"}
    return said(ses.create_template, Template=template)
