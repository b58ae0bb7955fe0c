"""Sending one mail: every check on its way, in SES's order.

Order of checks: what the content says of itself, tenant, syntax of the addresses, tags, presence of recipients,
configuration set, contact list, length of the addresses, template, what belongs to the tenant, identities,
authorization, size, number of recipients, quota, rate, pauses, MAIL FROM. Nothing is kept before the last of them has
passed. Sources: API reference, SendEmail; SES Developer Guide, "Sending email", "Amazon SES email sending errors".
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sesmock.domain.account import AccountSettings, Usage
from sesmock.domain.configuration_sets.configuration_set import engagement
from sesmock.domain.mails.draft import Draft, Raw, Templated, TemplateRequest
from sesmock.domain.mails.sent import Route
from sesmock.domain.refusals import Invalid
from sesmock.domain.sending import checks, fate, raw
from sesmock.domain.sending.checks import read_mailbox
from sesmock.domain.sending.sender import Sender, authentication, claims, return_path_claim
from sesmock.domain.template import Templates, template_data

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sesmock.domain.mails.draft import Recipients, Simple, Terms
    from sesmock.domain.region import Region
    from sesmock.domain.sending.sender import Claim
    from sesmock.domain.template import Template
    from sesmock.domain.tenants.tenant import Tenant
    from sesmock.mail.address import Mailbox


def send(
    region: Region,
    terms: Terms,
    recipients: Recipients,
    content: Simple | Raw | TemplateRequest,
    *,
    to_seeds: bool = False,
) -> str:
    """Check a mail in every way, send it, and return its MessageId; raises a Refusal and then leaves no trace.

    ``to_seeds``: it goes to addresses that SES itself has chosen, which nobody has verified.
    """
    inline = checks.check_content(region, content)
    if terms.tenant is not None:
        find_tenant(region, terms.tenant)  # before a raw mail is read (probed)
    message = None
    if isinstance(content, Raw):
        message, terms, recipients = raw.read(content, terms, recipients)
    if not terms.source:
        raise Invalid("Missing required header 'From'.")
    # Every address is read before anything else is said, in the order in which SES visits them (probed).
    named = claims(region, terms, message)
    envelope = [read_mailbox(text) for text in recipients.all]
    if terms.return_path:
        named.append(return_path_claim(region, terms, raw=message is not None))
    others = [read_mailbox(text) for text in terms.reply_to]
    if recipients.envelope is not None:
        others += [read_mailbox(text) for text in recipients.to]  # To of the raw mail, last of all
    tags = checks.check_tags(terms.tags)
    if not envelope:
        raise Invalid("Missing required header 'To'.")
    call = Call(region, terms, named, to_seeds=to_seeds)
    if terms.list_management is not None:
        from sesmock.domain.contacts import management

        management.require(region, terms.list_management)
    for mailbox in (*(mailbox for mailbox, _ in named), *envelope, *others):
        checks.check_mailbox(mailbox)
    if isinstance(content, TemplateRequest):
        template = inline or region.of(Templates).choose(content.name, content.arn)
        call.check_tenant(template)
        data = template_data(content.data)
        templated = Templated(template, data, content.headers, content.attachments, content.data)
        return call.send(Draft(terms, recipients, templated), envelope, tags)
    call.check_tenant(None)
    return call.send(Draft(terms, recipients, content), envelope, tags)


def find_tenant(region: Region, name: str) -> Tenant:
    """The tenant that a mail is sent for; raises Invalid for an impossible name, else NotFound."""
    from sesmock.domain.tenants.tenant import Tenants

    return region.of(Tenants).sending(name)


class Call:
    """What all the mails of one call share, worked out once.

    Raises NotFound for an unknown tenant, ConfigurationSetNotFound, or Invalid for a name or an ARN that cannot be.
    """

    __slots__ = (
        "_route", "_settings", "_to_seeds", "_tracking", "configuration_set", "now", "region", "sender", "tenant",
    )  # fmt: skip

    def __init__(self, region: Region, terms: Terms, named: Sequence[Claim], *, to_seeds: bool = False) -> None:
        self.region = region
        self._to_seeds = to_seeds
        self.now = region.now()
        self.tenant = None if terms.tenant is None else find_tenant(region, terms.tenant)
        self.sender = Sender(region, terms, named)
        self.configuration_set = checks.choose_set(region, terms.configuration_set, self.sender.identity)
        self._settings = region.of(AccountSettings)
        self._tracking = terms.tracking
        self._route: Route | None = None

    def check_tenant(self, template: Template | None) -> None:
        """Raise TenantNotAssociated for a mail that takes what does not belong to its tenant."""
        if self.tenant is None:
            return
        from sesmock.domain.tenants import gate

        sender = self.sender
        gate.check(self.region, self.tenant, sender.shown.address, sender.identity, self.configuration_set, template)

    def route(self) -> Route:
        """How its mails go out; raises MailFromNotVerified, or SendingPoolMissing."""
        if self._route is None:
            sender, chosen, settings = self.sender, self.configuration_set, self._settings
            assert sender.identity is not None
            mail_from, signer = authentication(sender.identity, sender.shown.address)
            name = None if chosen is None else chosen.name
            vdm, said = settings.vdm, self._tracking
            tracked = None if chosen is None and vdm is None and said is None else engagement(chosen, vdm, said)
            route = Route(
                self.region, self.now, name, sender.identity, mail_from, signer, sender.return_path, tracked,
                sender.identity.feedback_forwarding,
            )  # fmt: skip
            if settings.dedicated_ips is not None:
                delivery = None if chosen is None else chosen.delivery
                pool = None if delivery is None else delivery.sending_pool
                route = route._replace(dedicated=settings.dedicated_ips.outgoing(pool))
            self._route = route
        return self._route

    def send(self, draft: Draft, envelope: Sequence[Mailbox], tags: Mapping[str, str]) -> str:
        """Check what is checked for each mail of a call, from the identities on, and send it; gives its MessageId."""
        region = self.region
        self.sender.check(() if self._to_seeds else envelope, self.now)
        checks.check_size(draft, region.name, self.now)
        if len(envelope) > checks.MAX_RECIPIENTS:
            raise Invalid("Recipient count exceeds 50.")
        addresses = tuple([mailbox.address for mailbox in envelope])
        checks.check_quota(region.of(Usage), self._settings, self.now, addresses)
        checks.check_pauses(region, self.configuration_set, self.tenant)
        return fate.accept(self, draft, addresses, tags)
