"""Custom verification email templates."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sesmock.api import PageRule, declare, paging
from sesmock.api.v2 import tag_lists
from sesmock.api.verification_templates import listed
from sesmock.domain import tag
from sesmock.domain.configuration_sets.configuration_set import ConfigurationSets
from sesmock.domain.identities import verification_template
from sesmock.domain.identities.verification_template import VerificationTemplate, VerificationTemplates
from sesmock.domain.refusals import VerificationTemplateNotFound

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sesmock.domain.region import Region


@declare(unenforced=tag_lists.UNENFORCED)
def create_custom_verification_email_template(
    region: Region,
    *,
    template_name: str,
    from_email_address: str,
    template_subject: str,
    template_content: str,
    success_redirection_url: str,
    failure_redirection_url: str,
    tags: Sequence[Mapping[str, str | None]] | None = None,
) -> Mapping[str, object]:
    """Keep a new template."""
    checked = tag.checked(tag_lists.pairs(tags), limit=region.world.limits.tags_per_resource)
    template = VerificationTemplate(
        template_name,
        from_email_address,
        template_subject,
        template_content,
        success_redirection_url,
        failure_redirection_url,
    )
    template.tags = checked
    region.of(VerificationTemplates).put(template, create=True)
    return {}


def update_custom_verification_email_template(
    region: Region,
    *,
    template_name: str,
    from_email_address: str,
    template_subject: str,
    template_content: str,
    success_redirection_url: str,
    failure_redirection_url: str,
) -> Mapping[str, object]:
    """Replace a template; its tags stay."""
    template = VerificationTemplate(
        template_name,
        from_email_address,
        template_subject,
        template_content,
        success_redirection_url,
        failure_redirection_url,
    )
    template.tags = region.of(VerificationTemplates).require(template_name).tags
    region.of(VerificationTemplates).put(template, create=False)
    return {}


def get_custom_verification_email_template(region: Region, *, template_name: str) -> Mapping[str, object]:
    """One template, whole."""
    template = region.of(VerificationTemplates).require(template_name)
    return {**listed(template), "TemplateContent": template.content, "Tags": tag_lists.listed(template.tags)}


_PAGES = PageRule(
    "cvet",
    default=50,
    most=50,
    size="The page size must be between 1 and 50",
    token="Invalid nextToken <{token}>.",
)


def list_custom_verification_email_templates(
    region: Region, *, next_token: str | None = None, page_size: int | None = None
) -> Mapping[str, object]:
    """Templates by name, without their content."""
    page = paging.page(region, _PAGES, paging.by_name(region.of(VerificationTemplates)), next_token, page_size)
    return {"CustomVerificationEmailTemplates": [listed(t) for t in page.items], "NextToken": page.next_token}


def delete_custom_verification_email_template(region: Region, *, template_name: str) -> Mapping[str, object]:
    """Forget a template; an unknown one is refused."""
    region.of(VerificationTemplates).require(template_name)
    del region.of(VerificationTemplates)[template_name]
    return {}


def send_custom_verification_email(
    region: Region, *, email_address: str, template_name: str, configuration_set_name: str | None = None
) -> Mapping[str, object]:
    """Ask the owner of an address by a custom mail."""
    if configuration_set_name is not None:
        region.of(ConfigurationSets).require(configuration_set_name)
    return {"MessageId": verification_template.send(region, email_address, template_name, VerificationTemplateNotFound)}
