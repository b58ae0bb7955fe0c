"""Sending: what a caller wants sent, every check on its way, and what becomes of it.

Order of checks: syntax of the addresses, tags, presence of recipients, configuration set, length of the addresses,
identities, authorization, size, number of recipients, quota, rate, pauses, MAIL FROM. Nothing is kept before the last
of them has passed. Sources: API reference, SendEmail; SES Developer Guide, "Sending email", "Sending authorization",
"Amazon SES email sending errors".
"""

from __future__ import annotations

import re
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from sesmock.domain.account import AccountSettings, Usage
from sesmock.domain.configuration_sets.configuration_set import ConfigurationSets
from sesmock.domain.events.event_type import (
    BOUNCE,
    CLICK,
    COMPLAINT,
    DELIVERY,
    OPEN,
    REJECT,
    RENDERING_FAILURE,
    SEND,
    Bounce,
    Reject,
    RenderingFailure,
)
from sesmock.domain.events.publishing import publish
from sesmock.domain.faults import BULK_EMAIL_ENTRY
from sesmock.domain.identities.identity import Domain
from sesmock.domain.identities.mail_from import REJECT_MESSAGE
from sesmock.domain.identities.registry import Identities, key_of
from sesmock.domain.identities.verification import SUCCESS
from sesmock.domain.mails.sent import Mails, SentMail, Signer
from sesmock.domain.refusals import (
    AccessDenied,
    AccountSuspended,
    ConfigurationSetNotFound,
    Invalid,
    MailFromNotVerified,
    NotVerified,
    QuotaExceeded,
    Refusal,
    SendingPaused,
    SetSendingPaused,
    Throttled,
    Worded,
)
from sesmock.domain.sending import suppression
from sesmock.domain.sending.receivers import (
    AUTOMATIC_RESPONSE,
    DELIVERED,
    Outcome,
    Receivers,
    bounced,
    complained,
    is_simulator,
)
from sesmock.domain.sending.suppression import SuppressionList
from sesmock.mail.address import AddressError, Mailbox, check_length, domain_of, parse, without_label

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from sesmock.domain.configuration_sets.configuration_set import ConfigurationSet
    from sesmock.domain.identities.identity import Identity
    from sesmock.domain.mails.draft import Draft, Entry
    from sesmock.domain.mails.event import Event
    from sesmock.domain.region import Region
    from sesmock.mail.mime import Message

    Resolve = Callable[["Draft"], None]
    # By recipient: address, what happens there in order, and whether the suppression list decided so.
    Outcomes = list[tuple[str, tuple[Outcome, ...], bool]]

MAX_RECIPIENTS = 50
MAX_DESTINATIONS = 50  # of a bulk call
MAX_TAGS = 50
MAX_HEADER = 996  # name and value
EICAR = "EICAR-STANDARD-ANTIVIRUS-TEST-FILE"
FEEDBACK_TAGS = ("ses:feedback-id-a", "ses:feedback-id-b")  # the only tag names with a colon

# Headers that SES makes from the other parameters, or by itself ("Amazon SES header fields").
RESERVED_HEADERS = frozenset({
    "bcc", "cc", "content-disposition", "content-transfer-encoding", "content-type", "date", "dkim-signature",
    "feedback-id", "from", "message-id", "mime-version", "reply-to", "return-path", "sender", "subject", "to",
    "x-ses-outgoing",
})  # fmt: skip

# As the guide lists them ("Unsupported attachment types").
_UNSUPPORTED = """
    ade adp app asp bas bat cer chm cmd com cpl crt csh der exe fxp gadget hlp hta inf ins isp its js jse ksh lib lnk
    mad maf mag mam maq mar mas mat mau mav maw mda mdb mde mdt mdw mdz msc msh msh1 msh2 mshxml msh1xml msh2xml msi
    msp mst ops pcd pif plg prf prg reg scf scr sct shb shs sys ps1 ps1xml ps2 ps2xml psc1 psc2 tmp url vb vbe vbs vps
    vsmacros vss vst vsw vxd ws wsc wsf wsh xnk
"""
UNSUPPORTED_EXTENSIONS = frozenset(_UNSUPPORTED.split())

# Recorded, status 5.1.1 included.
ON_THE_LIST = (
    "Amazon SES did not send the message to this address because it is on the suppression list for your account. "
    "For more information about removing addresses from the suppression list, see the Amazon SES Developer Guide at "
    "https://docs.aws.amazon.com/ses/latest/DeveloperGuide/sending-email-suppression-list.html"
)

# Assumed texts.
TOO_MANY_DESTINATIONS = "Too many destinations. The maximum number of destinations is 50."
TOO_MANY_TAGS = "Number of message tags exceeds 50."
BAD_HEADER_NAME = "Invalid header name <{name}>: only printable ASCII characters other than ':' are allowed."
RESERVED_HEADER = "Header '{name}' cannot be specified as a custom header."
HEADER_TOO_LONG = "The name and value of header '{name}' cannot exceed 996 characters."
UNSUPPORTED_ATTACHMENT = "Unsupported attachment type: '{name}'."
BAD_ARN = "Invalid ARN: {arn}"


@lru_cache(maxsize=4096)
def read_mailbox(text: str) -> Mailbox:
    """An address as SES reads it; raises Invalid with JavaMail's sentence."""
    try:
        return parse(text)
    except AddressError as error:
        raise Invalid(str(error)) from None


def send(region: Region, draft: Draft, resolve: Resolve | None = None) -> str:
    """Check a mail in every way, send it, and return its MessageId; raises a Refusal and then leaves no trace.

    ``resolve`` puts the template into the draft when its turn has come.
    """
    message = _read_raw(draft) if draft.raw is not None else None
    if not draft.source:
        raise Invalid("Missing required header 'From'.")
    # Every address is read before anything else is said, in the order in which SES visits them (probed).
    source = read_mailbox(draft.source)
    senders: list[tuple[Mailbox, str | None]] = []  # whose identities are checked, the one that is shown first
    source_arn = draft.source_arn
    if message is not None:
        shown = _from_header(message)
        if shown is None or shown == draft.source:
            source_arn = source_arn or draft.from_arn
        if shown == draft.source:  # its bare form is listed after that of the header, where they differ (recorded)
            source = source._replace(text=source.address)
        if shown is not None and shown != source.text:
            senders.append((read_mailbox(shown), draft.from_arn or draft.source_arn))
    senders.append((source, source_arn))
    header = message.get("Sender") if message is not None else None
    if header:  # its identity counts too (Developer Guide, "Verified identities")
        also = read_mailbox(header)
        senders.append((also, draft.source_arn if region.of(Identities).sender(also.address) is None else None))
    given = draft.recipients if draft.recipients is not None else draft.to + draft.cc + draft.bcc
    envelope = [read_mailbox(text) for text in given]
    if draft.return_path:
        arn = draft.return_path_arn
        if message is not None and region.of(Identities).sender(draft.return_path) is None:
            arn = arn or draft.source_arn  # "SES sets From and Return-Path to the identity of SourceArn"
        senders.append((read_mailbox(draft.return_path), arn))
    others = [read_mailbox(text) for text in draft.reply_to]
    if draft.recipients is not None:
        others += [read_mailbox(text) for text in draft.to]  # To of the raw mail, last of all
    tags = check_tags(draft.tags)
    if not envelope:
        raise Invalid("Missing required header 'To'.")
    call = _Call(region, draft, senders)
    for mailbox in (*(mailbox for mailbox, _ in senders), *envelope, *others):
        _length(mailbox)
    if resolve is not None:
        resolve(draft)
    return _send(call, draft, envelope, tags)


class _Call:
    """What all the mails of one call share, worked out once.

    Raises ConfigurationSetNotFound, or Invalid for a name or an ARN that cannot be.
    """

    __slots__ = ("_way", "chosen", "draft", "failed", "guarded", "now", "quota", "rate", "region", "return_path",
                 "sender", "shown")  # fmt: skip

    def __init__(self, region: Region, draft: Draft, senders: Sequence[tuple[Mailbox, str | None]]) -> None:
        self.region = region
        self.draft = draft
        self.now = region.now()
        self.shown = senders[0][0]  # as the receiver sees who sends
        self.return_path = read_mailbox(draft.return_path or draft.source or "").address
        self.failed: list[str] = []
        self.guarded: list[tuple[str, Identity]] = []  # who is asked by policies, under the name for a refusal
        found = [self._identity(mailbox, arn) for mailbox, arn in senders]
        self.sender = found[0]
        self.chosen = _choose_set(region, draft.configuration_set, self.sender)
        settings = region.of(AccountSettings)
        self.quota, self.rate = settings.max_24_hour_send, settings.enforced_send_rate
        self._way: tuple[str | None, Signer | None] | None = None

    def _identity(self, mailbox: Mailbox, arn: str | None) -> Identity | None:
        """The verified identity that lets somebody send, or a note that there is none."""
        region = self.region
        found = _by_arn(region, mailbox.address, arn) if arn else region.of(Identities).sender(mailbox.address)
        if found is None:
            name = arn or mailbox.text
            if name not in self.failed:
                self.failed.append(name)
        elif found.policies or found.region is not region:
            self.guarded.append((arn or found.arn, found))
        return found

    def way(self) -> tuple[str | None, Signer | None]:
        """The custom MAIL FROM domain in force and who signs; raises MailFromNotVerified."""
        if self._way is None:
            assert self.sender is not None
            domains = _domains_of(self.sender.region, self.shown.address)
            self._way = (_mail_from(self.sender, domains), _signer_of(domains))
        return self._way


def _send(call: _Call, draft: Draft, envelope: list[Mailbox], tags: Mapping[str, str]) -> str:
    """What is checked for each mail of a call, from the identities on, and then its sending."""
    region = call.region
    _gate(call, envelope)
    _check_size(region, draft)
    if len(envelope) > MAX_RECIPIENTS:
        raise Invalid("Recipient count exceeds 50.")
    addresses = tuple([mailbox.address for mailbox in envelope])
    _check_quota(call, addresses)
    _check_pauses(region, call.chosen)
    return _accept(call, draft, addresses, tags)


def _length(mailbox: Mailbox) -> None:
    if len(mailbox.text) > 150:  # shorter ones cannot have 320 UTF-16 units in any form
        try:
            check_length(mailbox)
        except AddressError as error:
            raise Invalid(str(error)) from None


# ---- raw mail ----


def _read_raw(draft: Draft) -> Message:
    """Take what the headers of a raw mail say where the call itself says nothing."""
    from sesmock.mail.mime import Message, duplicate_header

    assert draft.raw is not None
    message = Message(draft.raw)
    if any(not name for name, _ in message.headers):
        raise Invalid("Empty header names are illegal.")
    twice = duplicate_header(message)
    if twice is not None:
        raise Invalid(f"Duplicate header '{twice}'.")
    if not draft.source:
        draft.source = _from_header(message)
        if not draft.return_path:  # a source that is given takes precedence over this header (API reference)
            draft.return_path = message.get("Return-Path") or None
    if not draft.configuration_set:
        draft.configuration_set = message.get("X-SES-CONFIGURATION-SET") or draft.configuration_set
    if not draft.tags:
        pairs = (message.get("X-SES-MESSAGE-TAGS") or "").split(",")
        named = [pair.partition("=") for pair in pairs if pair.strip()]
        draft.tags = [{"Name": name.strip(), "Value": value.strip()} for name, _, value in named]
    draft.source_arn = draft.source_arn or message.get("X-SES-SOURCE-ARN")
    draft.from_arn = draft.from_arn or message.get("X-SES-FROM-ARN")
    draft.return_path_arn = draft.return_path_arn or message.get("X-SES-RETURN-PATH-ARN")
    draft.to, draft.cc, draft.bcc = (tuple(message.addresses(name)) for name in ("To", "Cc", "Bcc"))
    draft.reply_to = tuple(message.addresses("Reply-To"))
    return message


def _from_header(message: Message) -> str | None:
    """The From header as it was written: SES takes exactly one address there."""
    return message.get("From") or None


# ---- tags ----


def check_tags(
    tags: Sequence[Mapping[str, str]], defaults: Mapping[str, str] = MappingProxyType({})
) -> Mapping[str, str]:
    """Message tags as a mapping, over the defaults; raises Invalid in SES's words, name before value (recorded)."""
    if not tags:
        return defaults
    checked = dict(defaults)
    for tag in tags:
        name, value = tag.get("Name"), tag.get("Value")
        if not name or not name.strip():
            raise Invalid("The tag name must be specified.")
        if len(name) > 255:
            raise Invalid("Tag name cannot exceed 255 characters.")
        if name not in FEEDBACK_TAGS and not re.fullmatch(r"[A-Za-z0-9_-]+", name):
            raise Invalid(f"Invalid tag name <{name}>: only alphanumeric ASCII characters, '_',  '-' are allowed.")
        if not value or not value.strip():
            raise Invalid("The tag value must be specified.")
        if len(value) > 255:
            raise Invalid("Tag value cannot exceed 255 characters.")
        if not re.fullmatch(r"[A-Za-z0-9_.@-]+", value):
            raise Invalid(
                f"Invalid tag value <{value}>: only alphanumeric ASCII characters, '_',  '-' , '.', '@' are allowed."
            )
        checked[name] = value
    if len(tags) > MAX_TAGS or len(checked) > MAX_TAGS:
        raise Invalid(TOO_MANY_TAGS)
    return checked


# ---- headers and attachments of v2 ----


def check_headers(headers: Sequence[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """The caller's own headers; raises Invalid for a name that is blank (probed), that no header has, or that SES
    writes itself, and for a name and value that are too long together.
    """
    for name, value in headers:
        if not name.strip():
            raise Invalid("The header name must be specified.")
        if not re.fullmatch(r"[!-9;-~]+", name):
            raise Invalid(BAD_HEADER_NAME.format(name=name))
        if name.lower() in RESERVED_HEADERS:
            raise Invalid(RESERVED_HEADER.format(name=name))
        if len(name) + len(value) > MAX_HEADER:
            raise Invalid(HEADER_TOO_LONG.format(name=name))
    return tuple(headers)


def check_filename(name: str) -> None:
    """Raise Invalid for an attachment of a kind that SES does not carry (Developer Guide; text assumed)."""
    if name.rpartition(".")[2].lower() in UNSUPPORTED_EXTENSIONS:
        raise Invalid(UNSUPPORTED_ATTACHMENT.format(name=name))


# ---- configuration set ----


def _choose_set(region: Region, name: str | None, sender: Identity | None) -> ConfigurationSet | None:
    """The set a mail is sent with: the one named, else the default of the identity that sends.

    A domain's default is not for addresses that are verified identities of their own. A default that has been deleted
    is refused as a bad request, not as something missing (both: Developer Guide, "Default configuration sets").
    """
    if name is not None:
        return region.of(ConfigurationSets).require(name)
    if sender is None or not sender.configuration_set or sender.region is not region:
        return None
    found = region.of(ConfigurationSets).get(sender.configuration_set)
    if found is None:
        raise Invalid(ConfigurationSetNotFound(sender.configuration_set).message)
    return found


# ---- who may send ----


def _gate(call: _Call, envelope: Sequence[Mailbox]) -> None:
    """Raise NotVerified with everybody who failed, or AccessDenied."""
    region = call.region
    failed = call.failed
    if region.world.sandbox:
        strangers = [
            mailbox.text
            for mailbox in envelope
            if not is_simulator(mailbox.address) and region.of(Identities).sender(mailbox.address) is None
        ]
        failed = [*failed, *(text for text in dict.fromkeys(strangers) if text not in failed)]
    if failed:
        raise NotVerified(region.name, failed)
    for arn, identity in call.guarded:
        _authorize(call, identity, arn, envelope)


def _by_arn(region: Region, address: str, arn: str) -> Identity | None:
    """The identity that an ARN names, of any account, if it is verified here and covers the address."""
    from sesmock.outside import aws

    named = aws.arn(arn)
    if named is None or named.service != "ses" or not named.resource.startswith("identity/"):
        raise Invalid(BAD_ARN.format(arn=arn))
    home = next((p for p in region.ses.regions() if (p.account, p.name) == (named.account, region.name)), None)
    found = home.of(Identities).find(arn) if home is not None else None
    return found if found is not None and found.verified and _covers(found, address) else None


def _covers(identity: Identity, address: str) -> bool:
    """Whether an address belongs to an identity: it is the address (with a ``+label``, perhaps), or in the domain."""
    if identity.is_domain:
        return ("." + domain_of(address)).endswith("." + identity.name)
    return key_of(identity.name) in {key_of(address), key_of(without_label(address))}


def _authorize(call: _Call, identity: Identity, arn: str, envelope: Sequence[Mailbox]) -> None:
    """Raise AccessDenied where the identity's policies forbid to send, or those of another account do not allow it."""
    from sesmock.domain.mails.event import SOURCE_IP
    from sesmock.outside.aws import iso

    region, draft = call.region, call.draft
    conditions: dict[str, str | list[str]] = {
        "ses:FromAddress": call.shown.address,
        "ses:FeedbackAddress": call.return_path,
        "ses:Recipients": [mailbox.address for mailbox in envelope],
        "aws:CurrentTime": iso(call.now),
        "aws:EpochTime": str(int(call.now)),
        "aws:SecureTransport": "true",
        "aws:SourceIp": SOURCE_IP,
    }
    if call.shown.display is not None:
        conditions["ses:FromDisplayName"] = call.shown.display
    said = identity.decision(draft.action, region.account, conditions)
    if said == "Deny" or (said is None and identity.region is not region):
        raise AccessDenied(region.account, draft.action, arn)


# ---- size, quota, pauses, MAIL FROM ----


def _check_size(region: Region, draft: Draft) -> None:
    if draft.raw is not None:
        size = len(draft.raw)
    else:
        size = 2000
        if draft.template is None:  # what a template makes has its own limits
            for content in (draft.subject, draft.text, draft.html):
                if content is not None:
                    size += len(content.data)
        for attachment in draft.attachments:
            size += len(attachment.content)
        if 8 * size > draft.max_size:  # encoded it is longer, but never that much
            from sesmock.domain.mails.sent import composed

            size = len(composed(draft, region, "size"))
    if size > draft.max_size:
        raise Invalid(f"Message length is more than {draft.max_size} bytes long: '{size}'.")


def _check_quota(call: _Call, addresses: Sequence[str]) -> None:
    """Raise QuotaExceeded or Throttled. Mail to the simulator does not count towards the quota, but to the rate."""
    usage, now = call.region.of(Usage), call.now
    if call.quota >= 0 and usage.sent_last_24h(now) >= call.quota and not all(map(is_simulator, addresses)):
        raise QuotaExceeded  # mail to many passes as long as anything is left
    if call.rate is not None:
        # assumed: mail to many passes after a quiet second, and otherwise as far as there is room for all of it
        before = usage.sent_last_second(now)
        if before and before + len(addresses) > call.rate:
            raise Throttled


def _check_pauses(region: Region, chosen: ConfigurationSet | None) -> None:
    """Raise AccountSuspended, SendingPaused or SetSendingPaused."""
    settings = region.of(AccountSettings)
    if settings.enforcement == "SHUTDOWN":
        raise AccountSuspended
    if not settings.sending_enabled:
        raise SendingPaused
    if chosen is not None and not chosen.sending_enabled:
        raise SetSendingPaused(chosen.name)


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


# ---- accepted ----


def _accept(call: _Call, draft: Draft, addresses: tuple[str, ...], tags: Mapping[str, str]) -> str:
    """Only MAIL FROM may still refuse; then the mail is SES's. Returns its id."""
    mail_from, signer = call.way()
    region, now = call.region, call.now
    assert call.sender is not None
    failure, virus = None, False
    if draft.template is None or not _is_harmless(draft):
        failure = _rendering_failure(draft) if draft.template is not None else None
        virus = failure is None and _contains_virus(draft)
    simulated = sum(map(is_simulator, addresses))
    # Before anything is kept: a test's own function decides, and may raise.
    outcomes = None
    if failure is None and not virus:
        outcomes = _outcomes(region, addresses, call.chosen, simulated=simulated > 0)
    message_id = region.world.ids.message_id(region.name, now)
    mail = SentMail(
        region=region,
        draft=draft,
        message_id=message_id,
        at=now,
        recipients=addresses,
        tags=tags,
        configuration_set=call.chosen.name if call.chosen is not None else None,
        sender=call.sender,
        mail_from=mail_from,
        signer=signer if failure is None else None,
        return_path=call.return_path,
    )
    region.of(Usage).record(now, len(addresses), len(addresses) - simulated)
    _settle_fate(region, mail, call.chosen, failure, outcomes, virus=virus)
    return message_id


def _rendering_failure(draft: Draft) -> str | None:
    """The message of what is missing, if a templated mail cannot be rendered.

    SES renders after it has accepted, so this is no refusal but an event (Developer Guide, "Rendering Failure").
    """
    try:
        draft.fill_in()
    except _rendering_errors() as error:
        draft.subject = draft.text = draft.html = None
        return str(error)
    return None


def _is_harmless(draft: Draft) -> bool:
    """Whether it can be told of a templated mail, without rendering it, that it can be rendered and has no virus."""
    template, data = draft.template, draft.data or {}
    assert template is not None
    if draft.attachments or not template.is_sure_of(data):
        return False
    # Assumed: nobody has a template put the test string together from pieces.
    for text in (template.subject, template.text, template.html, *data.values()):
        if isinstance(text, str) and EICAR in text:
            return False
    return True


def _rendering_errors() -> tuple[type[Exception], ...]:
    from sesmock.mail.handlebars import RenderingError, TemplateSyntaxError

    return RenderingError, TemplateSyntaxError


def _settle_fate(
    region: Region, mail: SentMail, chosen: ConfigurationSet | None, failure: str | None,
    outcomes: Outcomes | None, *, virus: bool,
) -> None:  # fmt: skip
    """Keep an accepted mail, count it, and publish its events."""
    mails = region.ses.of(Mails)
    mails.accepted.append(mail)
    if failure is not None:
        failed = RenderingFailure(failure, mail.template or "")
        publish(mail, chosen, [(SEND, mail.recipients, None), (RENDERING_FAILURE, mail.recipients, failed)])
        return
    mails.sent.append(mail)
    if virus:
        region.of(Usage).count(mail.at, rejects=1)
        publish(mail, chosen, [(SEND, mail.recipients, None), (REJECT, mail.recipients, Reject("Bad content"))])
        return
    if outcomes is not None:
        _happen_by_outcome(region, mail, chosen, outcomes)
        return
    region.of(Usage).count(mail.at, attempts=len(mail.recipients))
    if (chosen is not None and chosen.event_destinations) or mail.sender.notifications is not None:
        publish(mail, chosen, [(SEND, mail.recipients, None), (DELIVERY, mail.recipients, None)])
    # else it was sent and delivered, and nobody asked to be told


def _contains_virus(draft: Draft) -> bool:
    """Whether the test string of virus scanners stands anywhere in a mail, in whatever transfer encoding."""
    for content in (draft.subject, draft.text, draft.html):
        if content is not None and EICAR in content.data:
            return True
    for attachment in draft.attachments:
        if EICAR.encode() in attachment.content:
            return True
    if draft.raw is None:
        return False
    text = draft.raw.replace(b"\r", b"").replace(b"=\n", b"").replace(b"\n", b"")
    return any(sign in text for sign in _eicar_signs())


@lru_cache(maxsize=1)
def _eicar_signs() -> tuple[bytes, ...]:
    """The test string as it is, and in the three ways in which base64 may spell it."""
    from base64 import b64encode

    plain = EICAR.encode()
    spelt = (b64encode(bytes(shift) + plain) for shift in range(3))
    # Its first and last characters share theirs with what stands around it.
    return (plain, *(text[4:-4] for text in spelt))


def _outcomes(
    region: Region, addresses: Sequence[str], chosen: ConfigurationSet | None, *, simulated: bool
) -> Outcomes | None:
    """What becomes of a mail at each recipient, and whether the suppression list decided; None: all delivered."""
    receivers = region.ses.of(Receivers)
    if not simulated and not receivers and not region.of(SuppressionList):
        return None
    reasons = _effective_reasons(region, chosen)
    suppressed = region.of(SuppressionList)
    found: Outcomes = []
    for address in addresses:
        listed = suppressed.get(suppression.normalise(address)) if suppressed else None
        if listed is None or listed.reason not in reasons:
            found.append((address, receivers.outcomes(address), False))
        elif listed.reason == "BOUNCE":
            found.append((address, (bounced("Permanent", "OnAccountSuppressionList", "5.1.1", ON_THE_LIST),), True))
        else:
            found.append((address, (complained(None, "OnAccountSuppressionList"),), True))
    return None if all(outcomes == DELIVERED for _, outcomes, _ in found) else found


def _effective_reasons(region: Region, chosen: ConfigurationSet | None) -> Sequence[str]:
    """The reasons for which listed addresses are suppressed: the configuration set's, if it has any say."""
    if chosen is not None and chosen.suppressed_reasons is not None:
        return chosen.suppressed_reasons
    return region.of(AccountSettings).suppressed_reasons


def _happen_by_outcome(region: Region, mail: SentMail, chosen: ConfigurationSet | None, outcomes: Outcomes) -> None:
    """Publish one event per cause, each with only its own recipients, and learn from hard bounces and complaints.

    Every open and every click is an event of its own.
    """
    groups: dict[tuple[int, Outcome, str], list[str]] = {}
    for address, sequence, _ in outcomes:
        for step, outcome in enumerate(sequence):
            whose = address if outcome.type in {OPEN, CLICK} else ""
            groups.setdefault((step, outcome, whose), []).append(address)
    ordered = sorted(groups.items(), key=lambda item: item[0][0])
    happened = [(outcome.type, tuple(who), outcome.detail) for (_, outcome, _), who in ordered]
    events = publish(mail, chosen, [(SEND, mail.recipients, None), *happened])
    # Automatic responses do not count as bounces, nor does what never left SES because of the list ("Bounce types").
    left = [sequence for _, sequence, listed in outcomes if not listed]
    bounces = sum(any(o.type == BOUNCE and o != AUTOMATIC_RESPONSE for o in sequence) for sequence in left)
    complaints = sum(any(o.type == COMPLAINT for o in sequence) for sequence in left)
    region.of(Usage).count(mail.at, attempts=len(mail.recipients), bounces=bounces, complaints=complaints)
    reasons = _effective_reasons(region, chosen)
    for event in events:
        _learn(region, event, reasons, {address for address, _, listed in outcomes if listed})


def _learn(region: Region, event: Event, reasons: Sequence[str], listed: set[str]) -> None:
    """Put addresses that bounced hard or complained on the suppression list, if it is kept for that reason."""
    hard = isinstance(event.detail, Bounce) and event.detail.type == "Permanent" and "BOUNCE" in reasons
    if not hard and not (event.type == COMPLAINT and "COMPLAINT" in reasons):
        return
    for address in event.recipients:
        if address not in listed and not is_simulator(address):
            suppression.add(
                region, address, "BOUNCE" if hard else "COMPLAINT", event.at, event.mail.message_id, event.feedback_id
            )


# ---- many at once ----


def send_bulk(
    region: Region, draft: Draft, entries: Sequence[Entry], default_data: str | None, resolve: Resolve
) -> list[str | Refusal]:
    """Send a template to many; gives a MessageId or a refusal for each, in order.

    What is wrong with the call itself (syntax of the sender, tags, configuration set, pauses, template) refuses all
    of it; what is wrong with who sends and who receives is told for each entry.
    """
    from sesmock.domain.template import template_data

    if not draft.source:
        raise Invalid("Source cannot be empty")
    senders: list[tuple[Mailbox, str | None]] = [(_bulk_mailbox(draft.source), draft.source_arn)]
    if draft.return_path:
        senders.append((_bulk_mailbox(draft.return_path), draft.return_path_arn))
    tags = check_tags(draft.tags)
    if len(entries) > MAX_DESTINATIONS:
        raise Invalid(TOO_MANY_DESTINATIONS)
    call = _Call(region, draft, senders)
    _check_pauses(region, call.chosen)
    resolve(draft)
    defaults = template_data(default_data)
    faults = region.ses.faults
    # Drawn for all before the first is sent: a fault may be an exception, which leaves no trace either.
    drawn = [faults.take(BULK_EMAIL_ENTRY) for _ in entries] if faults else [None] * len(entries)
    results: list[str | Refusal] = []
    for entry, fault in zip(entries, drawn, strict=True):
        try:
            if fault is not None:
                raise fault[0]
            results.append(_send_entry(call, entry, tags, defaults, template_data))
        except Refusal as refusal:
            results.append(refusal)
    return results


def _send_entry(
    call: _Call, entry: Entry, default_tags: Mapping[str, str], defaults: Mapping[str, Any],
    template_data: Callable[[str], dict[str, Any]],
) -> str:  # fmt: skip
    envelope = [*map(read_mailbox, entry.to), *map(read_mailbox, entry.cc), *map(read_mailbox, entry.bcc)]
    others = [read_mailbox(text) for text in call.draft.reply_to] if call.draft.reply_to else ()
    if entry.headers:
        check_headers(entry.headers)
    tags = check_tags(entry.tags, default_tags) if entry.tags else default_tags
    if not envelope:
        raise Invalid("Missing required header 'To'.")
    for mailbox in (*envelope, *others):
        _length(mailbox)
    data: Mapping[str, Any] = template_data(entry.data) if entry.data else defaults
    if defaults and data is not defaults:
        data = {**defaults, **data}
    return _send(call, call.draft.for_one(entry, data), envelope, tags)


def _bulk_mailbox(text: str) -> Mailbox:
    """Sender and return path of a bulk call are refused in a sentence of their own (probed)."""
    try:
        mailbox = parse(text)
        check_length(mailbox)
    except AddressError:
        raise Invalid(f"Invalid email address<{text}>.") from None
    return mailbox


# How the statuses of a bulk call's entries name a refusal: v1's spelling, by the nearest class.
_ENTRY_STATUSES: dict[type[Refusal], str] = {
    AccountSuspended: "AccountSuspended",
    NotVerified: "MessageRejected",
    AccessDenied: "MessageRejected",
    MailFromNotVerified: "MailFromDomainNotVerified",
    ConfigurationSetNotFound: "ConfigurationSetDoesNotExist",
    QuotaExceeded: "AccountDailyQuotaExceeded",
    Throttled: "AccountThrottled",
    SetSendingPaused: "ConfigurationSetSendingPaused",
    SendingPaused: "AccountSendingPaused",
    Invalid: "InvalidParameterValue",
    Refusal: "Failed",
}


def entry_status(refusal: Refusal) -> str:
    """The status of a bulk entry that was refused; a fault names its own."""
    if isinstance(refusal, Worded):
        return refusal.code
    return next(_ENTRY_STATUSES[kind] for kind in type(refusal).__mro__ if kind in _ENTRY_STATUSES)
