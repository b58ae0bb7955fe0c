"""Custom verification email templates."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sesmock.api import PageRule, declare, paging
from sesmock.api.verification_templates import listed
from sesmock.domain.configuration_sets.configuration_set import ConfigurationSets
from sesmock.domain.identities import verification_template
from sesmock.domain.identities.verification_template import VerificationTemplate, VerificationTemplates
from sesmock.domain.refusals import VerificationTemplateNotFound

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sesmock.domain.region import Region


def create_custom_verification_email_template(
    region: Region,
    *,
    template_name: str,
    from_email_address: str,
    template_subject: str,
    template_content: str,
    success_redirection_url: str,
    failure_redirection_url: str,
) -> None:
    """Keep a new template."""
    template = VerificationTemplate(
        template_name,
        from_email_address,
        template_subject,
        template_content,
        success_redirection_url,
        failure_redirection_url,
    )
    region.of(VerificationTemplates).put(template, create=True)


def update_custom_verification_email_template(
    region: Region,
    *,
    template_name: str,
    from_email_address: str | None = None,
    template_subject: str | None = None,
    template_content: str | None = None,
    success_redirection_url: str | None = None,
    failure_redirection_url: str | None = None,
) -> None:
    """Replace what is given; the rest stays."""
    old = region.of(VerificationTemplates).require(template_name)
    template = VerificationTemplate(
        template_name,
        old.from_address if from_email_address is None else from_email_address,
        old.subject if template_subject is None else template_subject,
        old.content if template_content is None else template_content,
        old.success_url if success_redirection_url is None else success_redirection_url,
        old.failure_url if failure_redirection_url is None else failure_redirection_url,
    )
    template.tags = old.tags
    region.of(VerificationTemplates).put(template, create=False)


def get_custom_verification_email_template(region: Region, *, template_name: str) -> Mapping[str, object]:
    """One template, whole."""
    template = region.of(VerificationTemplates).require(template_name)
    return {**listed(template), "TemplateContent": template.content}


_PAGES = PageRule("cvet", default=50, most=50, size=None, token="Invalid nextToken <{token}>.")


@declare(unenforced={"MaxResults": "min max"})
def list_custom_verification_email_templates(
    region: Region, *, next_token: str | None = None, max_results: int | None = None
) -> Mapping[str, object]:
    """Templates by name, without their content."""
    page = paging.page(region, _PAGES, paging.by_name(region.of(VerificationTemplates)), next_token, max_results)
    return {"CustomVerificationEmailTemplates": [listed(t) for t in page.items], "NextToken": page.next_token}


def delete_custom_verification_email_template(region: Region, *, template_name: str) -> None:
    """Forget a template (documented to refuse unknown ones here)."""
    region.of(VerificationTemplates).require(template_name)
    del region.of(VerificationTemplates)[template_name]


def send_custom_verification_email(
    region: Region, *, email_address: str, template_name: str, configuration_set_name: str | None = None
) -> Mapping[str, object]:
    """Ask the owner of an address by a custom mail."""
    if configuration_set_name is not None:
        region.of(ConfigurationSets).require(configuration_set_name)
    sent = verification_template.send(
        region,
        email_address,
        template_name,
        lambda name: VerificationTemplateNotFound(name, f"Template <{name}> does not exist"),
    )
    return {"MessageId": sent}
