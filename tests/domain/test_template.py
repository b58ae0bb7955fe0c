"""Email templates as sending uses them."""

from __future__ import annotations

import pytest

from sesmock import Cloud
from sesmock.domain.refusals import Invalid, TemplateNotFound
from sesmock.domain.template import Rendered, inline_template, new_template, template_data
from sesmock.mail.handlebars import MissingAttribute


def stored(subject="s", text="t", html=None):
    return new_template("welcome", subject, text, html, limit=1000)


def test_rendering_fills_in_every_part():
    template = stored("Hi {{name}}", "{{#if vip}}Dear {{/if}}{{name}}", "<b>{{name}}</b>")
    assert template.render({"name": "A&B", "vip": True}) == Rendered("Hi A&B", "Dear A&B", "<b>A&B</b>")


def test_a_part_that_there_is_not_is_not_rendered():
    assert stored("s", None, "{{x}}").render({"x": 1}) == Rendered("s", None, "1")
    assert stored("s", "{{x}}", "").render({"x": 1}) == Rendered("s", "1", None)


def test_partials_do_not_cross_parts():
    from sesmock.mail.handlebars import RenderingError

    template = stored("s", '{{#* inline "who"}}Ann{{/inline}}{{> who}}', "{{> who}}")
    with pytest.raises(RenderingError, match=r"^The partial who could not be found$"):
        template.render({})


def test_a_missing_attribute_is_named():
    with pytest.raises(MissingAttribute) as caught:
        stored("s", "t", "{{a.b}}").render({"a": {}})
    assert str(caught.value) == "Attribute 'a.b' is not present in the rendering data."


def test_a_template_has_an_arn():
    region = Cloud(region="cn-north-1", account="111122223333").region()
    assert stored().arn(region) == "arn:aws-cn:ses:cn-north-1:111122223333:template/welcome"


def test_a_region_finds_its_templates():
    region = Cloud(at=1000.5).region()
    template = stored()
    region.templates.keep(template)
    assert region.templates.require("welcome") is template
    assert template.created == 1000.5
    with pytest.raises(TemplateNotFound) as caught:
        region.templates.require("Welcome")
    assert caught.value.message == "Template Welcome does not exist"


def test_an_accepted_mail_keeps_the_version_it_was_sent_with():
    region = Cloud().region()
    region.templates.keep(stored("old"))
    old = region.templates.require("welcome")
    region.templates.replace(stored("new"))
    assert (old.render({}).subject, region.templates.require("welcome").render({}).subject) == ("old", "new")


def test_inline_templates_substitute():
    template = inline_template("Hi {{name}}", None, "<b>{{a.b}}</b>", limit=99)
    assert (template.name, template.text) == ("", None)
    assert template.render({"name": "Ann", "a": {"b": "<i>"}}) == Rendered("Hi Ann", None, "<b><i></b>")


def test_inline_templates_need_their_attributes():
    with pytest.raises(MissingAttribute) as caught:
        inline_template("s", "{{x}}", None, limit=99).render({})
    assert caught.value.name == "x"


@pytest.mark.parametrize(
    ("parts", "message"),
    [
        ((None, "t", None), "The subject must be specified."),
        (("s", None, ""), "The text or HTML part must be specified."),
        (("s", "t" * 99, None), "The template exceeds the maximum size of 99 bytes."),
        (("s", "{{#if x}}y{{/if}}", None), "Template contains unsupported operations."),
    ],
)
def test_inline_templates_need_their_parts(parts, message):
    with pytest.raises(Invalid) as caught:
        inline_template(*parts, limit=99)
    assert caught.value.message == message


@pytest.mark.parametrize(
    ("text", "data"),
    [(None, {}), ("", {}), ("{}", {}), (' {"a": [1, null, {"b": "é"}]} ', {"a": [1, None, {"b": "é"}]})],
)
def test_data_of_a_send_is_an_object_or_nothing(text, data):
    assert template_data(text) == data


@pytest.mark.parametrize(
    "text",
    [
        " ",
        "x",
        "[]",
        "1",
        "null",
        '{"a": Infinity}',
        "{'a': 1}",
        pytest.param('{"a": ' * 40_000, id="nested too deeply"),
    ],
)
def test_other_data_of_a_send_is_refused(text):
    with pytest.raises(Invalid) as caught:
        template_data(text)
    assert (type(caught.value), caught.value.message) == (Invalid, "The template data is invalid")
