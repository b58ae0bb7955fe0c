"""Email templates."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sesmock.api import PageRule, declare, paging
from sesmock.api.v2 import tag_lists
from sesmock.domain import tag
from sesmock.domain import template as templates
from sesmock.domain.template import Templates

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sesmock.domain.region import Region


@declare(unenforced=tag_lists.UNENFORCED)
def create_email_template(
    region: Region,
    *,
    template_name: str,
    template_content: Mapping[str, str],
    tags: Sequence[Mapping[str, str | None]] | None = None,
) -> Mapping[str, object]:
    """Keep a new template."""
    made = _read(region, template_name, template_content)
    made.tags = tag.checked(tag_lists.pairs(tags), limit=region.world.limits.tags_per_resource)
    region.of(Templates).keep(made)
    return {}


def update_email_template(
    region: Region, *, template_name: str, template_content: Mapping[str, str]
) -> Mapping[str, object]:
    """Replace a template; parts that are not given are gone, its tags stay (probed)."""
    region.of(Templates).replace(_read(region, template_name, template_content))
    return {}


def _read(region: Region, name: str, content: Mapping[str, str]) -> templates.Template:
    return templates.new_template(
        name,
        content.get("Subject"),
        content.get("Text"),
        content.get("Html"),
        limit=region.world.limits.template_bytes,
    )


def get_email_template(region: Region, *, template_name: str) -> Mapping[str, object]:
    """One template, whole."""
    found = region.of(Templates).require(template_name)
    return {
        "TemplateName": found.name,
        "TemplateContent": {"Subject": found.subject, "Text": found.text, "Html": found.html},
        "Tags": tag_lists.listed(found.tags),
    }


_PAGES = PageRule(
    "template",
    default=10,
    most=100,
    size="The page size must be between 1 and 100",
    token="Invalid PageToken <{token}>.",
)


def list_email_templates(
    region: Region, *, next_token: str | None = None, page_size: int | None = None
) -> Mapping[str, object]:
    """Names and dates of templates, the newest first."""
    page = paging.page(region, _PAGES, region.of(Templates).newest, next_token, page_size)
    return {
        "TemplatesMetadata": [{"TemplateName": t.name, "CreatedTimestamp": t.created} for t in page.items],
        "NextToken": page.next_token,
    }


def delete_email_template(region: Region, *, template_name: str) -> Mapping[str, object]:
    """Forget a template; an unknown one is refused."""
    region.of(Templates).delete(template_name)
    return {}


def test_render_email_template(region: Region, *, template_name: str, template_data: str) -> Mapping[str, object]:
    """The message that a template and its data make."""
    return {"RenderedTemplate": templates.preview(region, template_name, template_data)}
