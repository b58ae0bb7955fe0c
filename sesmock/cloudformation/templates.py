"""AWS::SES::Template."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from sesmock.cloudformation.properties import TAGS, TEXT
from sesmock.cloudformation.resource import Type

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sesmock.cloudformation.resource import Ses


class Template(Type):
    """An email template. Its Id, which `Ref` gives as well, is its name (assumed)."""

    NAME = "Template.TemplateName"
    SHAPE: ClassVar = {
        "Tags": TAGS,
        "Template": {"HtmlPart": TEXT, "SubjectPart!": TEXT, "TemplateName": TEXT, "TextPart": TEXT},
    }
    REPLACED_BY = ("Template.TemplateName",)
    ATTRIBUTES = ("Id",)

    def create(self, ses: Ses, ref: str, wanted: Mapping[str, Any]) -> None:
        """CreateEmailTemplate."""
        ses("create_email_template", TemplateName=ref, TemplateContent=_content(wanted), Tags=wanted.get("Tags"))

    def update(self, ses: Ses, ref: str, before: Mapping[str, Any], wanted: Mapping[str, Any]) -> None:
        """UpdateEmailTemplate, and the tags."""
        if _content(before) != _content(wanted):
            ses("update_email_template", TemplateName=ref, TemplateContent=_content(wanted))
        ses.tag(f"template/{ref}", before, wanted)

    def delete(self, ses: Ses, ref: str, properties: Mapping[str, Any]) -> None:  # noqa: ARG002
        """DeleteEmailTemplate."""
        ses("delete_email_template", TemplateName=ref)


def _content(properties: Mapping[str, Any]) -> dict[str, str]:
    said = properties.get("Template", {})
    return {part: said[f"{part}Part"] for part in ("Subject", "Text", "Html") if f"{part}Part" in said}
