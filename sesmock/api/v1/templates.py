"""Email templates."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sesmock.api import PageRule, paging
from sesmock.domain import template as templates
from sesmock.domain.template import Templates

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sesmock.domain.region import Region


def create_template(region: Region, *, template: Mapping[str, str]) -> Mapping[str, object]:
    """Keep a new template."""
    region.of(Templates).keep(_read(region, template))
    return {}


def update_template(region: Region, *, template: Mapping[str, str]) -> Mapping[str, object]:
    """Replace a template; parts that are not given are gone."""
    region.of(Templates).replace(_read(region, template))
    return {}


def _read(region: Region, template: Mapping[str, str]) -> templates.Template:
    return templates.new_template(
        template["TemplateName"],
        template.get("SubjectPart"),
        template.get("TextPart"),
        template.get("HtmlPart"),
        limit=region.world.limits.template_bytes,
    )


def get_template(region: Region, *, template_name: str) -> Mapping[str, object]:
    """One template, whole."""
    found = region.of(Templates).require(template_name)
    return {
        "Template": {
            "TemplateName": found.name,
            "SubjectPart": found.subject,
            "TextPart": found.text,
            "HtmlPart": found.html,
        }
    }


_PAGES = PageRule("template", default=10, most=100, size=None, served=100, token="Invalid PageToken <{token}>.")


def list_templates(
    region: Region, *, next_token: str | None = None, max_items: int | None = None
) -> Mapping[str, object]:
    """Names and dates of templates, the newest first."""
    page = paging.page(region, _PAGES, region.of(Templates).newest, next_token, max_items)
    return {
        "TemplatesMetadata": [{"Name": t.name, "CreatedTimestamp": t.created} for t in page.items],
        "NextToken": page.next_token,
    }


def delete_template(region: Region, *, template_name: str) -> Mapping[str, object]:
    """Forget a template; an unknown one is as good as forgotten."""
    if template_name in region.of(Templates):
        region.of(Templates).delete(template_name)
    return {}


def test_render_template(region: Region, *, template_name: str, template_data: str) -> Mapping[str, object]:
    """The message that a template and its data make."""
    return {"RenderedTemplate": templates.preview(region, template_name, template_data)}
