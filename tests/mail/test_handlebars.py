"""Templates as SES renders them. Every result in the table is what handlebars.js 4.7 gives without escaping."""

from __future__ import annotations

import pytest

from sesmock.mail.handlebars import (
    MissingAttribute,
    RenderingError,
    TemplateSyntaxError,
    compile_substitutions,
    compile_template,
)

DATA = {
    "name": "Anaya",
    "contact": {"firstName": "Anaya", "city": {"name": "Bengaluru"}},
    "subscription": [{"interest": "Sports"}, {"interest": "Travel"}, {"interest": "Cooking"}],
    "letters": ["a", "b", "c"],
    "prices": {"tea": 3, "coffee": 4.5},
    "html": "<b>\"Fish\" & 'Chips'</b>",
    "yes": True,
    "no": False,
    "zero": 0,
    "blank": "",
    "nobody": [],
    "empty": {},
    "whole": 2.0,
    "numbers": [1, 2.0, 0.1, 1e-05, 1.25e-06, 1e-07, 1e16, 1e21, -0.0, 123456789.125],
    "mixed": [1, None, ["x", [True]], {"k": "v"}],
    "lines": "one\ntwo",
    "user-id": "42",
    "first name": "Anaya I",
    "each": "an attribute",
    "7": "seven",
    "tree": {"value": "1", "children": [{"value": "2", "children": []}, {"value": "3", "children": []}]},
}

TABLE = [
    # text and output
    ("", ""),
    ("plain } text { with }} braces", "plain } text { with }} braces"),
    ("{{name}}", "Anaya"),
    ("{{ name }}!", "Anaya!"),
    ("{{html}}", "<b>\"Fish\" & 'Chips'</b>"),
    ("{{{html}}}", "<b>\"Fish\" & 'Chips'</b>"),
    ("{{&html}}", "<b>\"Fish\" & 'Chips'</b>"),
    ("{{yes}} {{no}} {{zero}} {{whole}}", "true false 0 2"),
    ("[{{blank}}]", "[]"),
    ("{{letters}}", "a,b,c"),
    ("{{mixed}}", "1,,x,true,[object Object]"),
    ("{{contact}}", "[object Object]"),
    ("{{numbers}}", "1,2,0.1,0.00001,0.00000125,1e-7,10000000000000000,1e+21,0,123456789.125"),
    ("\\{{name}} {{name}}", "{{name}} Anaya"),
    ("\\{{name}}\\{{name}}", "{{name}}{{name}}"),
    ("\\\\{{name}}", "\\Anaya"),
    ("a\\b {{name}}", "a\\b Anaya"),
    # paths
    ("{{contact.firstName}} of {{contact.city.name}}", "Anaya of Bengaluru"),
    ("{{contact/city/name}}", "Bengaluru"),
    ("{{this.name}} {{./name}}", "Anaya Anaya"),
    ("{{subscription.[1].interest}} {{subscription.2.interest}}", "Travel Cooking"),
    ("{{letters.length}} {{name.length}}", "3 5"),
    ("{{[first name]}} {{user-id}} {{'first name'}} {{7}}", "Anaya I 42 Anaya I seven"),
    ("{{this.each}}", "an attribute"),
    (
        "{{#with contact}}{{#with city}}{{name}} {{../firstName}} {{../../name}}{{/with}}{{/with}}",
        "Bengaluru Anaya Anaya",
    ),
    ("{{#with contact}}{{#if city}}{{../name}}{{/if}}{{/with}}", "Anaya"),
    ("{{#each letters}}{{@root.name}} {{/each}}", "Anaya Anaya Anaya "),
    # comments
    ("a{{! nothing }}b{{!-- not {{name}} either --}}c{{!}}d{{!--}}e", "abcde"),
    # if, unless
    ("{{#if yes}}1{{/if}}{{#if no}}2{{/if}}", "1"),
    ("{{#if zero}}1{{else}}2{{/if}}{{#if blank}}1{{else}}2{{/if}}{{#if nobody}}1{{else}}2{{/if}}", "222"),
    ("{{#if empty}}an object{{/if}} {{#if letters}}a list{{/if}}", "an object a list"),
    ("{{#if zero includeZero=true}}1{{/if}}{{#if zero includeZero=no}}2{{/if}}", "1"),
    ("{{#if absent}}1{{/if}}{{#if absent.deeper}}2{{else}}3{{/if}}", "3"),
    ("{{#if no}}1{{else if zero}}2{{else if yes}}3{{else}}4{{/if}}", "3"),
    ("{{#if no}}1{{else if zero}}2{{else}}4{{/if}}", "4"),
    ("{{#if no}}1{{^}}2{{/if}}", "2"),
    ("{{#if no}}1{{else with contact}}{{firstName}}{{/if}}", "Anaya"),
    ("{{#if no}}1{{else each letters}}{{this}}{{/if}}", "abc"),
    ("{{#unless no}}1{{else}}2{{/unless}}{{#unless yes}}1{{else}}2{{/unless}}{{#unless absent}}3{{/unless}}", "123"),
    ("{{^if no}}1{{else}}2{{/if}}", "1"),
    # each
    ("{{#each subscription}}{{interest}};{{/each}}", "Sports;Travel;Cooking;"),
    (
        "{{#each letters}}{{@index}}.{{this}}{{#if @first}} first{{/if}}{{#if @last}} last{{/if}} {{/each}}",
        "0.a first 1.b 2.c last ",
    ),
    ("{{#each prices}}{{@key}}={{.}}{{#unless @last}}, {{/unless}}{{/each}}", "tea=3, coffee=4.5"),
    ("{{#each letters}}{{@key}} {{@first}} {{@last}};{{/each}}", "0 true false;1 false false;2 false true;"),
    ("{{#each prices}}{{@index}} {{@first}} {{@last}};{{/each}}", "0 true false;1 false true;"),
    (
        "{{#each nobody}}1{{else}}none{{/each}}{{#each absent}}1{{else}}none{{/each}}{{#each empty}}1{{/each}}",
        "nonenone",
    ),
    ("{{#each name}}1{{else}}no list{{/each}}", "no list"),
    (
        "{{#each letters}}{{#each ../prices}}{{@../index}}{{@key}} {{/each}}{{/each}}",
        "0tea 0coffee 1tea 1coffee 2tea 2coffee ",
    ),
    (
        "{{#each prices as |price drink|}}{{drink}}: {{price}} for {{../name}}; {{/each}}",
        "tea: 3 for Anaya; coffee: 4.5 for Anaya; ",
    ),
    (
        "{{#each letters as |letter|}}{{#each ../prices as |price drink|}}{{letter}}{{drink}} {{/each}}{{/each}}",
        "atea acoffee btea bcoffee ctea ccoffee ",
    ),
    # with
    ("{{#with contact}}{{firstName}}{{/with}}{{#with absent}}1{{else}}nobody{{/with}}", "Anayanobody"),
    ("{{#with zero}}{{this}}{{/with}}{{#with blank}}1{{else}}2{{/with}}{{#with nobody}}1{{else}}3{{/with}}", "023"),
    ("{{#with contact.city as |town|}}{{town.name}}{{/with}}", "Bengaluru"),
    # attributes as blocks
    ("{{#contact}}{{firstName}}{{/contact}} {{#letters}}{{this}}{{@index}} {{/letters}}", "Anaya a0 b1 c2 "),
    (
        "{{#yes}}{{name}}{{/yes}}{{#no}}1{{else}}2{{/no}}{{#nobody}}1{{else}}3{{/nobody}}{{#zero}}{{this}}{{/zero}}",
        "Anaya230",
    ),
    (
        "{{^no}}1{{/no}}{{^nobody}}2{{/nobody}}{{^absent}}3{{/absent}}{{^yes}}4{{/yes}}{{^absent}}5{{else}}6{{/absent}}",
        "1235",
    ),
    # lookup, log and subexpressions
    ("{{lookup letters 1}} {{lookup prices 'tea'}} [{{lookup prices \"water\"}}]", "b 3 []"),
    ("{{#each letters}}{{lookup ../subscription.[0] 'interest'}} {{/each}}", "Sports Sports Sports "),
    (
        "{{#with (lookup subscription 1)}}{{interest}}{{/with}}{{#if (lookup prices (lookup letters 0))}}1{{/if}}",
        "Travel",
    ),
    ("a{{log name}}b", "ab"),
    # white space that ~ takes away
    ("a \n {{~name~}} \n b", "aAnayab"),
    ("a {{~#if yes~}} b {{~else~}} c {{~/if~}} d", "abd"),
    ("a {{~#if no~}} b {{~else~}} c {{~/if~}} d", "acd"),
    ("a {{~! gone ~}} b {{~!-- gone --~}} c", "abc"),
    ("a {{~{html}~}} b", "a<b>\"Fish\" & 'Chips'</b>b"),
    ("{{#each letters~}}\n  {{this}},\n{{~/each}}", "a,b,c,"),
    # lines on which a tag stands alone
    ("a\n{{#if yes}}\nb\n{{/if}}\nc\n", "a\nb\nc\n"),
    ("a\n  {{#if no}}  \nb\n  {{else}}\nc\n\t{{/if}}\nd", "a\nc\nd"),
    ("{{#if yes}}\r\nb\r\n{{/if}}\r\nc", "b\r\nc"),
    ("  {{#if yes}}\nb\n  {{/if}}  ", "b\n"),
    ("a\n{{! alone }}\nb {{! not alone }}\nc\n{{!-- alone --}}", "a\nb \nc\n"),
    ("a\n{{#if yes}} b\n{{/if}}\nc", "a\n b\nc"),
    (r"\{{{{name}}", "{{Anaya"),
    ("{{#if yes}}\nb\n{{/if}} c", "b\n c"),
    ("{{#if yes}}{{#if yes}}\nb\n{{/if}}{{/if}}\nc", "\nb\n\nc"),
    ("a\n{{name}}\nb", "a\nAnaya\nb"),
    ("{{#each letters}}\n- {{this}}\n{{else}}\nnone\n{{/each}}\n", "- a\n- b\n- c\n"),
    ("\n\n{{#if yes}}\n\n\nb\n\n{{/if}}\n\nc", "\n\n\n\nb\n\n\nc"),
    # partials
    ('{{#* inline "n"}}{{name}}{{/inline}}{{> n}} and {{>n}}', "Anaya and Anaya"),
    ('{{> n}}{{#* inline "n"}}defined below{{/inline}}', "defined below"),
    ('{{#* inline "n"}}{{firstName}}{{/inline}}{{> n contact}}', "Anaya"),
    (
        '{{#* inline "n"}}{{name}} {{greeting}} {{n}}{{/inline}}{{> n greeting="hello" n=contact.city.name}}',
        "Anaya hello Bengaluru",
    ),
    ('{{#* inline "n"}}{{this}}{{@index}}{{/inline}}{{#each letters}}{{> n}} {{/each}}', "a0 b1 c2 "),
    ('{{#* inline "n"}}1{{/inline}}{{#if yes}}{{#* inline "n"}}2{{/inline}}{{> n}}{{/if}}{{> n}}', "21"),
    ('{{#* inline "n"}}{{> m}}{{/inline}}{{#* inline "m"}}m{{/inline}}{{> n}}', "m"),
    ('{{#* inline "n"}}{{value}}{{#each children}}({{> n}}){{/each}}{{/inline}}{{> n tree}}', "1(2)(3)"),
    ('{{#* inline "b"}}chosen{{/inline}}{{> (lookup letters 1)}}', "chosen"),
    ('a\n{{#* inline "n"}}\nx\n{{lines}}\n\n{{/inline}}\nb\n  {{> n}}\nc', "a\nb\n  x\n  one\n  two\n  \nc"),
    ('{{#* inline "n"}}x\n{{/inline}}a {{> n}}\nb', "a x\n\nb"),
    ("{{#> n}}instead{{/n}}", "instead"),
    ('{{#* inline "n"}}[{{> @partial-block}}]{{/inline}}{{#> n}}{{name}}{{/n}}', "[Anaya]"),
]


@pytest.mark.parametrize(("source", "text"), TABLE)
def test_a_template_renders_as_handlebars_does(source, text):
    actual = compile_template(source).render(DATA)

    assert actual == text


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("{{absent}}", "absent"),
        ("{{nothing}}", "nothing"),
        ("{{{absent}}}", "absent"),
        ("{{a.b}}", "a.b"),
        ("{{a.b.c}}", "a.b.c"),
        ("{{absent.b}}", "absent.b"),
        ("{{Name}}", "Name"),
        ("{{../name}}", "../name"),
        ("{{@index}}", "@index"),
        ("{{@if}}", "@if"),
        ("{{#if name}}{{absent}}{{/if}}", "absent"),
        ("{{#each list}}{{name}}{{/each}}", "name"),
        ("{{#each list}}{{this}}{{/each}}", "this"),
        ("{{#absent}}1{{else}}2{{/absent}}", "absent"),
        ("{{#IF name}}1{{/IF}}", "IF"),
        ("{{#eq name 'Ann'}}1{{else}}2{{/eq}}", "eq"),
        ("{{#if (eq name 'Ann')}}1{{/if}}", "eq"),
        ("{{upper name}}", "upper"),
        ("{{first name}}", "first"),
    ],
)
def test_what_is_printed_must_be_in_the_data(source, name):
    data = {"name": "Ann", "nothing": None, "a": {}, "list": [None]}

    with pytest.raises(MissingAttribute) as refusal:
        compile_template(source).render(data)

    assert (refusal.value.name, str(refusal.value)) == (
        name,
        f"Attribute '{name}' is not present in the rendering data.",
    )


def test_what_is_not_reached_need_not_be_in_the_data():
    template = compile_template("{{#if contact}}{{contact.name}}{{else}}nobody{{/if}}")

    actual = [template.render({}), template.render({"contact": {"name": "Ann"}})]

    assert actual == ["nobody", "Ann"]


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("{{", "Expected an attribute or a helper on line 1, near ''"),
        ("a\n{{}}", "Expected an attribute or a helper on line 2, near '}}'"),
        ("{{name", "Expected an attribute or a helper on line 1, near 'name'"),
        ("{{name}", "A tag is not closed on line 1, near '}'"),
        ("{{name}}}", "A tag is not closed on line 1, near '}}}'"),
        ("{{{name}}", "A tag is not closed on line 1, near '}}'"),
        ("{{name&}}", "Expected an attribute or a helper on line 1, near 'name&}}'"),
        ("{{! name", "Expected an attribute or a helper on line 1, near '! name'"),
        ("{{!-- name }}", "Expected an attribute or a helper on line 1, near '!-- name }}'"),
        ("{{a.this}}", "Invalid path: a.this on line 1, near '}}'"),
        ("{{a/../b}}", "Invalid path: a/../b on line 1, near '}}'"),
        ("{{name as |n|}}", "Only a block gives names to its values on line 1, near '}}'"),
        ("{{#if (lookup a 1}}1{{/if}}", "A subexpression is not closed on line 1, near '}}1{{/if}}'"),
        ("{{(lookup a 1)}}", "A subexpression cannot stand first on line 1, near '}}'"),
        ("{{#if a b=}}1{{/if}}", "b= has no value on line 1, near '}}1{{/if}}'"),
        ("{{{{raw}}}} {{{{/raw}}}}", "Raw blocks are not supported on line 1, near '{{{{raw}}}} {{{{/raw'"),
        ("{{#if a}}1", "The block if on line 1 is not closed"),
        ("\n{{#if a}}\n{{/each}}", "The block if on line 2 cannot hold {{/each}}"),
        ("{{#if a}}1{{/if a}}", "A close tag has no arguments on line 1, near '}}'"),
        ("{{#if a}}{{else}}{{else}}{{/if}}", "The block if on line 1 cannot hold {{else}}"),
        ("{{#if a}}{{#each b}}{{/if}}{{/each}}", "The block each on line 1 cannot hold {{/if}}"),
        ("{{/if}}", "{{/if}} on line 1 belongs to no block"),
        ("{{!-- \n --}}\n{{else}}", "{{else}} on line 3 belongs to no block"),
        ("{{#if}}1{{/if}}", "#if requires exactly one argument, on line 1"),
        ("{{#each a b}}1{{/each}}", "#each requires exactly one argument, on line 1"),
        ("{{if a}}", "{{if}} on line 1 opens no block"),
        ('{{#* other "n"}}{{/other}}', 'Only {{#* inline "name"}} may follow {{#*, on line 1'),
        ('{{#* inline "n"}}', "The block inline on line 1 is not closed"),
        ('{{#* inline "n"}}{{else}}{{/inline}}', "The block inline on line 1 cannot hold {{else}}"),
        ("{{> n a b}}", "The partial n on line 1 has more than one context"),
        ("{{#if a}}" * 5000, "The template is nested too deeply"),
    ],
)
def test_a_broken_template_does_not_compile(source, message):
    with pytest.raises(TemplateSyntaxError) as refusal:
        compile_template(source)

    assert str(refusal.value) == message


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("{{> n}}", "The partial n could not be found"),
        ('{{#if yes}}{{#* inline "n"}}1{{/inline}}{{/if}}{{> n}}', "The partial n could not be found"),
        ('{{#* inline "n"}}{{> n}}{{/inline}}{{> n}}', "The template includes itself without end."),
    ],
)
def test_a_partial_must_exist_and_end(source, message):
    template = compile_template(source)

    with pytest.raises(RenderingError) as refusal:
        template.render({"yes": True})

    assert str(refusal.value) == message


def test_placeholders_that_ses_fills_in_later_are_no_attributes():
    template = compile_template("{{#each links}}{{ amazonSESUnsubscribeUrl }}{{/each}} {{{ses:openTracker}}}")

    actual = template.render({"links": [1, 2], "ses:openTracker": "mine"})

    assert actual == "{{amazonSESUnsubscribeUrl}}{{amazonSESUnsubscribeUrl}} {{ses:openTracker}}"


def test_a_template_remembers_nothing_of_an_earlier_rendering():
    template = compile_template('{{#* inline "n"}}{{name}}{{/inline}}{{#each l}}{{this}}{{/each}}{{> n}}')

    actual = [template.render({"l": ["1", "2"], "name": "Ann"}), template.render({"l": [], "name": "Bob"})]

    assert actual == ["12Ann", "Bob"]


def test_inline_content_takes_simple_substitutions():
    template = compile_substitutions("Dear {{contact.name}},\n{{ html }} {{ses:openTracker}}")

    actual = template.render({"contact": {"name": "Ann"}, "html": "<b>&</b>"})

    assert actual == "Dear Ann,\n<b>&</b> {{ses:openTracker}}"


def test_inline_content_misses_attributes_as_stored_templates_do():
    with pytest.raises(MissingAttribute) as refusal:
        compile_substitutions("{{contact.name}}").render({"contact": {}})

    assert refusal.value.name == "contact.name"


@pytest.mark.parametrize(
    "source",
    [
        "{{#if a}}1{{/if}}",
        "{{! comment }}",
        "{{lookup a 1}}",
        "{{@root.a}}",
        "{{../a}}",
        "{{'a'}}",
        '{{#* inline "n"}}1{{/inline}}',
        "{{> n}}",
    ],
)
def test_inline_content_takes_nothing_more(source):
    with pytest.raises(TemplateSyntaxError) as refusal:
        compile_substitutions(f"Hi\n{source}")

    assert str(refusal.value) == "Only {{attribute}} may stand in inline content, on line 2"


@pytest.mark.parametrize(
    ("source", "needs"),
    [
        ("text {{! and a comment}}", set()),
        ("{{a}} {{{b}}} {{&c}} {{this.d}} {{a}}", {"a", "b", "c", "d"}),
        ("{{#if a}}{{b}}{{else}}{{c}}{{/if}}", {"b", "c"}),
        ("{{#unless a.b}}{{c}}{{else if @root.d}}{{e}}{{/unless}}", {"c", "e"}),
        ("{{amazonSESUnsubscribeUrl}}{{a}}", {"a"}),
        ("{{a.b}}", None),
        ("{{this}}", None),
        ("{{@root.a}}", None),
        ("{{lookup a b}}", None),
        ("{{#a}}{{/a}}", None),
        ("{{^a}}{{/a}}", None),
        ("{{#each a}}{{/each}}", None),
        ("{{#with a}}{{/with}}", None),
        ("{{#if (lookup a b)}}{{/if}}", None),
        ("{{#if a includeZero=true}}{{/if}}", None),
        ('{{#* inline "p"}}{{/inline}}', None),
        ("{{> p}}", None),
    ],
)
def test_what_a_template_needs_is_told_where_it_is_plain(source, needs):
    template = compile_template(source)
    assert template.needs == needs
    if needs is not None:
        template.render(dict.fromkeys(needs, "x"))
