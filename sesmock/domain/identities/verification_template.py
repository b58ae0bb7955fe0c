"""Custom verification email templates, one store for both APIs.

Source: SES Developer Guide, "Using custom verification email templates".
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sesmock.domain.identities.asking import ask
from sesmock.domain.identities.identity import EmailAddress
from sesmock.domain.identities.registry import Identities
from sesmock.domain.refusals import (
    FromAddressNotVerified,
    Invalid,
    LimitExceeded,
    NotVerified,
    ProductionAccessNotGranted,
    VerificationTemplateExists,
    VerificationTemplateInvalid,
    VerificationTemplateNotFound,
)
from sesmock.world import limits

if TYPE_CHECKING:
    from collections.abc import Callable

    from sesmock.domain.refusals import Refusal
    from sesmock.domain.region import Region

# Assumed texts.
TOO_LONG = "Template content exceeds the maximum size of {limit} bytes."
NO_PRODUCTION_ACCESS = "Account has not been granted production access."


class VerificationTemplate:
    """One template; ``tags`` only ever come from v2."""

    __slots__ = ("content", "failure_url", "from_address", "name", "subject", "success_url", "tags")

    def __init__(
        self, name: str, from_address: str, subject: str, content: str, success_url: str, failure_url: str
    ) -> None:
        self.name = name
        self.from_address = from_address
        self.subject = subject
        self.content = content
        self.success_url = success_url
        self.failure_url = failure_url
        self.tags: dict[str, str] = {}


def is_url(text: str) -> bool:
    """Whether SES takes it as a redirection URL. What exactly it tests is assumed: http(s) and a host."""
    scheme, separator, rest = text.partition("://")
    host = rest.partition("/")[0]
    return scheme.lower() in {"http", "https"} and bool(separator and host) and not any(c.isspace() for c in text)


class VerificationTemplates(dict[str, VerificationTemplate]):
    """The templates of one region by name."""

    def __init__(self, region: Region) -> None:
        super().__init__()
        self._region = region

    def require(self, name: str) -> VerificationTemplate:
        """The template of that name; raises VerificationTemplateNotFound."""
        found = self.get(name)
        if found is None:
            raise VerificationTemplateNotFound(name)
        return found

    def put(self, template: VerificationTemplate, *, create: bool) -> None:
        """Create or replace a template, once its From address and its URLs are found good."""
        quota = self._region.world.limits
        if create and template.name in self:
            raise VerificationTemplateExists(template.name)
        if create and len(self) >= quota.verification_templates:
            raise LimitExceeded(limits.TOO_MANY_VERIFICATION_TEMPLATES)
        if self._region.of(Identities).sender(template.from_address) is None:
            raise FromAddressNotVerified(template.from_address)
        if not is_url(template.success_url):
            raise Invalid("The success redirection URL is invalid")
        if not is_url(template.failure_url):
            raise Invalid("The failure redirection URL is invalid")
        if len(template.content.encode(errors="surrogatepass")) > quota.verification_template_bytes:
            raise VerificationTemplateInvalid(TOO_LONG.format(limit=quota.verification_template_bytes))
        self[template.name] = template


def send(region: Region, address: str, template_name: str, missing: Callable[[str], Refusal]) -> str:
    """Ask the owner of an address by a custom mail; it becomes a pending identity. Returns a message id.

    The recipient is checked before the template (probed); ``missing`` words an unknown template.
    """
    from sesmock.mail.address import is_simple_address

    if not address.strip():
        raise Invalid("Email address not specified.")
    if not is_simple_address(address):
        raise Invalid(f"Invalid email address<{address}>.")
    template = region.of(VerificationTemplates).get(template_name)
    if template is None:
        raise missing(template_name)
    identities = region.of(Identities)
    if identities.sender(template.from_address) is None:
        unverified = NotVerified(region.name, [template.from_address])
        raise FromAddressNotVerified(template.from_address, unverified.message)
    if region.world.sandbox:  # last, since all the above was probed in a sandbox
        raise ProductionAccessNotGranted(NO_PRODUCTION_ACCESS)
    found = identities.find(address)
    if found is None:
        identities.new_address(address)
    elif isinstance(found, EmailAddress):
        found.ask_again()
    message_id = region.world.ids.message_id(region.name, region.now())
    ask(region, address, template, message_id)
    return message_id
