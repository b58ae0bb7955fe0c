"""What v1 and v2 spell alike: the members of a custom verification email template."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sesmock.domain.identities.verification_template import VerificationTemplate


def listed(template: VerificationTemplate) -> dict[str, object]:
    """A template as both lists show it: without its content."""
    return {
        "TemplateName": template.name,
        "FromEmailAddress": template.from_address,
        "TemplateSubject": template.subject,
        "SuccessRedirectionURL": template.success_url,
        "FailureRedirectionURL": template.failure_url,
    }
