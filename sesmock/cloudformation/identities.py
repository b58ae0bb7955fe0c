"""AWS::SES::EmailIdentity."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from sesmock.cloudformation.properties import BOOLEAN, TAGS, TEXT
from sesmock.cloudformation.resource import Type

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sesmock.cloudformation.resource import Ses

# What creation takes.
_MADE_WITH = ("EmailIdentity", "ConfigurationSetAttributes", "DkimSigningAttributes", "Tags")


class EmailIdentity(Type):
    """An address or a domain; a domain tells the CNAME records of its Easy DKIM."""

    NAME = "EmailIdentity"
    SHAPE: ClassVar = {
        "EmailIdentity!": TEXT,
        "ConfigurationSetAttributes": {"ConfigurationSetName": TEXT},
        "DkimAttributes": {"SigningEnabled": BOOLEAN},
        "DkimSigningAttributes": {
            "DomainSigningPrivateKey": TEXT,
            "DomainSigningSelector": TEXT,
            "NextSigningKeyLength": TEXT,
        },
        "FeedbackAttributes": {"EmailForwardingEnabled": BOOLEAN},
        "MailFromAttributes": {"BehaviorOnMxFailure": TEXT, "MailFromDomain": TEXT},
        "Tags": TAGS,
    }
    REPLACED_BY = ("EmailIdentity",)
    ATTRIBUTES = tuple(f"DkimDNSToken{what}{number}" for number in (1, 2, 3) for what in ("Name", "Value"))

    def create(self, ses: Ses, ref: str, wanted: Mapping[str, Any]) -> None:
        """CreateEmailIdentity, and what else was asked for."""
        ses(
            "create_email_identity",
            EmailIdentity=ref,
            ConfigurationSetName=wanted.get("ConfigurationSetAttributes", {}).get("ConfigurationSetName"),
            DkimSigningAttributes=wanted.get("DkimSigningAttributes") or None,
            Tags=wanted.get("Tags"),
        )
        made = {name: wanted[name] for name in _MADE_WITH if name in wanted}
        try:
            self.update(ses, ref, made, wanted)
        except BaseException:
            self.delete(ses, ref, wanted)
            raise

    def update(self, ses: Ses, ref: str, before: Mapping[str, Any], wanted: Mapping[str, Any]) -> None:
        """Put what differs; what is no longer said goes back to SES's own default (assumed)."""
        differs = {name for name in {**before, **wanted} if before.get(name) != wanted.get(name)}
        if "ConfigurationSetAttributes" in differs:
            configuration_set = wanted.get("ConfigurationSetAttributes", {}).get("ConfigurationSetName")
            ses(
                "put_email_identity_configuration_set_attributes",
                EmailIdentity=ref,
                ConfigurationSetName=configuration_set,
            )
        if "DkimSigningAttributes" in differs:
            signing = wanted.get("DkimSigningAttributes") or {}
            ses(
                "put_email_identity_dkim_signing_attributes",
                EmailIdentity=ref,
                SigningAttributesOrigin="EXTERNAL" if "DomainSigningSelector" in signing else "AWS_SES",
                SigningAttributes=signing or None,
            )
        if "DkimAttributes" in differs:
            enabled = wanted.get("DkimAttributes", {}).get("SigningEnabled", True)
            ses("put_email_identity_dkim_attributes", EmailIdentity=ref, SigningEnabled=enabled)
        if "MailFromAttributes" in differs:
            mail_from = wanted.get("MailFromAttributes", {})
            ses("put_email_identity_mail_from_attributes", EmailIdentity=ref, **mail_from)
        if "FeedbackAttributes" in differs:
            enabled = wanted.get("FeedbackAttributes", {}).get("EmailForwardingEnabled", True)
            ses("put_email_identity_feedback_attributes", EmailIdentity=ref, EmailForwardingEnabled=enabled)
        ses.tag(f"identity/{ref}", before, wanted)

    def delete(self, ses: Ses, ref: str, properties: Mapping[str, Any]) -> None:  # noqa: ARG002
        """DeleteEmailIdentity."""
        ses("delete_email_identity", EmailIdentity=ref)

    def attribute(self, ses: Ses, ref: str, name: str) -> str | None:
        """One half of a CNAME record; none for addresses and for domains with a key of their own."""
        dkim = ses("get_email_identity", EmailIdentity=ref)["DkimAttributes"]
        tokens, index = dkim.get("Tokens", ()), int(name[-1]) - 1
        if len(tokens) != 3:  # a key of one's own has its selector there
            return None
        token = tokens[index]
        if "Name" in name:
            return f"{token}._domainkey.{ref.lower()}"
        return f"{token}.{dkim.get('SigningHostedZone', 'dkim.amazonses.com')}"
