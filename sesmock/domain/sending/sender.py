"""Who may send: identities, sending authorization, and the domains that authenticate the mail.

Sources: SES Developer Guide, "Verified identities", "Sending authorization", "Using a custom MAIL FROM domain".
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sesmock.domain.identities.identity import Domain
from sesmock.domain.identities.mail_from import REJECT_MESSAGE
from sesmock.domain.identities.registry import Identities, key_of
from sesmock.domain.identities.verification import SUCCESS
from sesmock.domain.mails.event import SOURCE_IP
from sesmock.domain.mails.sent import Signer
from sesmock.domain.refusals import AccessDenied, Invalid, MailFromNotVerified, NotVerified
from sesmock.domain.sending.checks import read_mailbox
from sesmock.domain.sending.raw import from_header
from sesmock.domain.sending.receivers import is_simulator
from sesmock.mail.address import domain_of, without_label
from sesmock.mail.mime import decode_words
from sesmock.outside import aws

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sesmock.domain.identities.identity import Identity
    from sesmock.domain.mails.draft import Terms
    from sesmock.domain.region import Region
    from sesmock.mail.address import Mailbox
    from sesmock.mail.mime import Message

    # An address that is named as a sender, and the ARN of the identity that is to stand for it, if one is given.
    Claim = tuple[Mailbox, str | None]

BAD_ARN = "Invalid ARN: {arn}"  # assumed text


def claims(region: Region, terms: Terms, message: Message | None) -> list[Claim]:
    """Whose identities are checked for the Source and, in a raw mail, its From and Sender headers.

    The one that is shown comes first. Raises Invalid for the first address that cannot be.
    """
    source = read_mailbox(terms.source or "")
    if message is None:
        return [(source, terms.source_arn)]
    found: list[Claim] = []
    source_arn = terms.source_arn
    shown = from_header(message)
    the_same = shown is not None and decode_words(shown) == decode_words(terms.source or "")
    if shown is None or the_same:
        source_arn = source_arn or terms.from_arn
    if the_same:  # its bare form is listed after that of the header, where they differ (recorded)
        source = source._replace(text=source.address)
    if shown is not None and shown != source.text:
        found.append((read_mailbox(shown), terms.from_arn or terms.source_arn))
    found.append((source, source_arn))
    header = message.get("Sender")
    if header:  # its identity counts too (Developer Guide, "Verified identities")
        also = read_mailbox(header)
        found.append((also, terms.source_arn if region.of(Identities).sender(also.address) is None else None))
    return found


def return_path_claim(region: Region, terms: Terms, *, raw: bool) -> Claim:
    """The same for the return path, which must be given; raises Invalid."""
    address, arn = terms.return_path or "", terms.return_path_arn
    if raw and region.of(Identities).sender(address) is None:
        arn = arn or terms.source_arn  # "SES sets From and Return-Path to the identity of SourceArn"
    return read_mailbox(address), arn


class Sender:
    """Who sends the mails of one call. Raises Invalid for an ARN that cannot be.

    ``identity`` is the verified identity that lets the first of the claims send; it is None only where `check` will
    refuse every mail. ``shown`` is who the receiver sees, ``return_path`` the bare address.
    """

    __slots__ = ("_action", "_failed", "_guarded", "_region", "_tenant", "identity", "return_path", "shown")

    def __init__(self, region: Region, terms: Terms, claims: Sequence[Claim]) -> None:
        self._region = region
        self._action = terms.action
        self._tenant = terms.tenant
        self.shown = claims[0][0]
        self.return_path = read_mailbox(terms.return_path or terms.source or "").address
        self._failed: dict[str, str] = {}  # as they are written, by what that says: each once (assumed)
        self._guarded: list[tuple[str, Identity]] = []  # who is asked by policies, under the name for a refusal
        found = [self._find(mailbox, arn) for mailbox, arn in claims]
        self.identity = found[0]

    def _find(self, mailbox: Mailbox, arn: str | None) -> Identity | None:
        """The verified identity that lets somebody send, or a note that there is none."""
        region = self._region
        found = _by_arn(region, mailbox.address, arn) if arn else region.of(Identities).sender(mailbox.address)
        if found is None:
            name = arn or mailbox.text
            self._failed.setdefault(decode_words(name), name)
        elif found.policies or found.region is not region:
            self._guarded.append((arn or found.arn, found))
        return found

    def check(self, envelope: Sequence[Mailbox], now: float) -> None:
        """Whether a mail may go to these; raises NotVerified with everybody who failed, or AccessDenied."""
        region, failed = self._region, self._failed
        if region.world.sandbox:
            failed = dict(failed)
            for mailbox in envelope:
                if not is_simulator(mailbox.address) and region.of(Identities).sender(mailbox.address) is None:
                    failed.setdefault(decode_words(mailbox.text), mailbox.text)
        if failed:
            raise NotVerified(region.name, list(failed.values()))
        for arn, identity in self._guarded:
            self._authorize(identity, arn, envelope, now)

    def _authorize(self, identity: Identity, arn: str, envelope: Sequence[Mailbox], now: float) -> None:
        """Raise AccessDenied where the identity's policies forbid to send, or another account's do not allow it."""
        region = self._region
        conditions: dict[str, str | list[str]] = {
            "ses:FromAddress": self.shown.address,
            "ses:FeedbackAddress": self.return_path,
            "ses:Recipients": [mailbox.address for mailbox in envelope],
            "aws:CurrentTime": aws.iso(now),
            "aws:EpochTime": str(int(now)),
            "aws:SecureTransport": "true",
            "aws:SourceIp": SOURCE_IP,
        }
        if self._tenant is not None:
            conditions["ses:TenantName"] = self._tenant
        if self.shown.display is not None:
            conditions["ses:FromDisplayName"] = self.shown.display
        said = identity.decision(self._action, region.account, conditions)
        if said == "Deny" or (said is None and identity.region is not region):
            raise AccessDenied(region.account, self._action, arn)


def _by_arn(region: Region, address: str, arn: str) -> Identity | None:
    """The identity that an ARN names, of any account, if it is verified here and covers the address."""
    named = aws.arn(arn)
    if named is None or named.service != "ses" or not named.resource.startswith("identity/"):
        raise Invalid(BAD_ARN.format(arn=arn))
    home = next((p for p in region.ses.regions() if (p.account, p.name) == (named.account, region.name)), None)
    found = home.of(Identities).resolve(arn) if home is not None else None
    return found if found is not None and found.verified and _covers(found, address) else None


def _covers(identity: Identity, address: str) -> bool:
    """Whether an address belongs to an identity: it is the address (with a ``+label``, perhaps), or in the domain."""
    if identity.is_domain:
        return ("." + domain_of(address)).endswith("." + identity.name)
    return key_of(identity.name) in {key_of(address), key_of(without_label(address))}


def authentication(identity: Identity, shown: str) -> tuple[str | None, Signer | None]:
    """The custom MAIL FROM domain in force for an identity, and who signs for the address that is shown.

    Raises MailFromNotVerified.
    """
    domains = _domains_of(identity.region, shown)
    return _mail_from(identity, domains), _signer_of(domains)


def signer_of(region: Region, shown: str) -> Signer | None:
    """Who signs mail from an address now, besides amazonses.com."""
    return _signer_of(_domains_of(region, shown))


def _mail_from(sender: Identity, domains: Sequence[Domain]) -> str | None:
    """The custom MAIL FROM domain in force, or None for SES's own; raises MailFromNotVerified.

    The identity that sends decides, or where it has none set (assumed), the domains above.
    """
    for identity in (sender, *domains):
        mail_from = identity.mail_from
        if mail_from is not None:
            if mail_from.status is SUCCESS:
                return mail_from.domain
            if mail_from.on_mx_failure == REJECT_MESSAGE:
                raise MailFromNotVerified(mail_from.domain)
            return None
    return None


def _signer_of(domains: Sequence[Domain]) -> Signer | None:
    """Domain, selector and key that sign a mail now: those of the nearest domain that has DKIM set up and verified.

    There is none if signing is switched off there. Addresses sign with the keys of their domain.
    """
    for domain in domains:
        if domain.dkim is not None and domain.verified:
            if domain.dkim_enabled and domain.dkim.status is SUCCESS:
                selector_and_key = domain.dkim.signing_key_name()
                return None if selector_and_key is None else Signer(domain.name, *selector_and_key)
            return None
    return None


def _domains_of(region: Region, address: str) -> list[Domain]:
    """The domain identities an address belongs to, the nearest first."""
    domains = []
    name = domain_of(address)
    while name:
        found = region.of(Identities).get(name)
        if isinstance(found, Domain):
            domains.append(found)
        name = name.partition(".")[2]
    return domains
