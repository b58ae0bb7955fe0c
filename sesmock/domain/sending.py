"""Sending: what a caller wants sent, every check on its way, and what becomes of it.

Order of checks: syntax of the addresses, tags, presence of recipients, configuration set, length of the addresses,
identities, authorization, size, number of recipients, quota, rate, pauses, MAIL FROM. Nothing is kept before the last
of them has passed. Sources: API reference, SendEmail; SES Developer Guide, "Sending email", "Sending authorization",
"Amazon SES email sending errors".
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

from sesmock.domain import configuration_set as sets
from sesmock.domain import suppression
from sesmock.domain.event import Event, happen
from sesmock.domain.mail_from import REJECT_MESSAGE
from sesmock.domain.receivers import BOUNCE, COMPLAINT, DELIVERED, DELIVERY, Outcome, bounced, complained, is_simulator
from sesmock.domain.refusals import (
    AccessDenied,
    ConfigurationSetNotFound,
    Invalid,
    MailFromNotVerified,
    NotVerified,
    QuotaExceeded,
    Refusal,
    SendingPaused,
    SetSendingPaused,
    Throttled,
)
from sesmock.domain.sent import SentMail, Signer
from sesmock.domain.verification import SUCCESS
from sesmock.mail.address import AddressError, Mailbox, check_length, domain_of, parse

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from sesmock.domain.identity import Domain, Identity
    from sesmock.domain.region import Region
    from sesmock.domain.template import Template
    from sesmock.mail.mime import Attachment, Content

    Resolve = Callable[["Draft"], None]

MEGABYTE = 1024 * 1024
MAX_RECIPIENTS = 50
MAX_DESTINATIONS = 50  # of a bulk call
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

ON_THE_LIST = (
    "Amazon SES did not send the message to this address because it is on the suppression list for your account."
)

# Assumed texts.
TOO_MANY_DESTINATIONS = "Too many destinations. The maximum number of destinations is 50."
TOO_MANY_TAGS = "Number of message tags exceeds 50."


class Draft:
    """What a caller wants sent: addresses as they were given, content, and the terms. None and () mean: not given."""

    __slots__ = (
        "action", "attachments", "bcc", "cc", "configuration_set", "data", "from_arn", "headers", "html", "max_size",
        "operation", "raw", "recipients", "reply_to", "return_path", "return_path_arn", "source", "source_arn",
        "subject", "tags", "template", "text", "to",
    )  # fmt: skip

    def __init__(
        self, operation: str, source: str | None, *, to: Sequence[str] = (), cc: Sequence[str] = (),
        bcc: Sequence[str] = (), reply_to: Sequence[str] = (), return_path: str | None = None,
        source_arn: str | None = None, from_arn: str | None = None, return_path_arn: str | None = None,
        subject: Content | None = None, text: Content | None = None, html: Content | None = None,
        headers: Sequence[tuple[str, str]] = (), attachments: Sequence[Attachment] = (), raw: bytes | None = None,
        recipients: Sequence[str] | None = None, tags: Sequence[Mapping[str, str]] = (),
        configuration_set: str | None = None, template: Template | None = None,
        data: Mapping[str, Any] | None = None, max_size: int = 40 * MEGABYTE,
    ) -> None:  # fmt: skip
        self.operation = operation
        self.action = "ses:SendRawEmail" if raw is not None else f"ses:{operation}"
        self.source = source
        self.to, self.cc, self.bcc = tuple(to), tuple(cc), tuple(bcc)
        self.reply_to = tuple(reply_to)
        self.return_path = return_path
        self.source_arn, self.from_arn, self.return_path_arn = source_arn, from_arn, return_path_arn
        self.subject, self.text, self.html = subject, text, html
        self.headers, self.attachments = tuple(headers), tuple(attachments)
        self.raw = raw
        self.recipients = None if recipients is None else tuple(recipients)  # the whole envelope of a raw mail
        self.tags = tags
        self.configuration_set = configuration_set
        self.template = template
        self.data = data
        self.max_size = max_size

    def for_one(self, entry: Entry) -> Draft:
        """The same draft for one destination of a bulk call."""
        own = Draft.__new__(Draft)
        for name in Draft.__slots__:
            setattr(own, name, getattr(self, name))
        own.to, own.cc, own.bcc = tuple(entry.to), tuple(entry.cc), tuple(entry.bcc)
        if entry.headers:  # a header named again is replaced, others are added
            again = {name.lower() for name, _ in entry.headers}
            own.headers = (*(pair for pair in self.headers if pair[0].lower() not in again), *entry.headers)
        return own


class Terms(NamedTuple):
    """On what terms a call sends: what is checked once for all its mails."""

    source: Mailbox
    return_path: Mailbox | None
    from_header: Mailbox | None  # of a raw mail whose From differs from its source


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
    if draft.raw is not None:
        _read_raw(draft)
    if not draft.source:
        raise Invalid("Missing required header 'From'.")
    terms, envelope = _syntax(draft)
    tags = check_tags(draft.tags)
    if not envelope:
        raise Invalid("Missing required header 'To'.")
    return _send(region, draft, terms, envelope, tags, resolve)


def _syntax(draft: Draft) -> tuple[Terms, list[Mailbox]]:
    """Read every address, in the order in which SES visits them."""
    assert draft.source is not None
    source = read_mailbox(draft.source)
    from_header = None
    if draft.raw is not None:
        from sesmock.mail.mime import Message

        shown = Message(draft.raw).addresses("From")
        if shown and shown[0] != draft.source:
            from_header = read_mailbox(shown[0])
    given = draft.recipients if draft.recipients is not None else draft.to + draft.cc + draft.bcc
    envelope = [read_mailbox(text) for text in given]
    return_path = read_mailbox(draft.return_path) if draft.return_path else None
    for text in draft.reply_to:
        read_mailbox(text)
    return Terms(source, return_path, from_header), envelope


def _send(
    region: Region, draft: Draft, terms: Terms, envelope: list[Mailbox], tags: Mapping[str, str],
    resolve: Resolve | None = None,
) -> str:  # fmt: skip
    chosen = choose_set(region, draft, terms.source)
    for mailbox in (terms.source, *envelope):
        if len(mailbox.text) > 300:  # shorter texts cannot be too long in any form
            _length(mailbox)
    if resolve is not None:
        resolve(draft)
    sender = _gate(region, draft, terms, envelope)
    _check_size(region, draft)
    if len(envelope) > MAX_RECIPIENTS:
        raise Invalid("Recipient count exceeds 50.")
    addresses = tuple(mailbox.address for mailbox in envelope)
    _check_quota(region, addresses)
    check_pauses(region, chosen)
    mail_from = _mail_from(region, sender, terms.source.address)
    return _accept(region, draft, terms, addresses, tags, chosen, sender, mail_from)


def _length(mailbox: Mailbox) -> None:
    try:
        check_length(mailbox)
    except AddressError as error:
        raise Invalid(str(error)) from None


# ---- raw mail ----


def _read_raw(draft: Draft) -> None:
    """Take what the headers of a raw mail say where the call itself says nothing."""
    from sesmock.mail.mime import Message, duplicate_header

    assert draft.raw is not None
    message = Message(draft.raw)
    if any(not name for name, _ in message.headers):
        raise Invalid("Empty header names are illegal.")
    twice = duplicate_header(message)
    if twice is not None:
        raise Invalid(f"Duplicate header '{twice}'.")
    shown = message.addresses("From")
    draft.source = draft.source or (shown[0] if shown else None)
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


# ---- tags ----


def check_tags(tags: Sequence[Mapping[str, str]]) -> dict[str, str]:
    """Message tags as a mapping; raises Invalid in SES's words, name before value (recorded)."""
    if not tags:
        return {}
    if len(tags) > 50:
        raise Invalid(TOO_MANY_TAGS)
    checked = {}
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
    return checked


# ---- headers and attachments of v2 ----


def check_headers(headers: Sequence[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """The caller's own headers; raises Invalid for a blank name and for one that SES writes itself (assumed text)."""
    for name, _ in headers:
        if not name.strip():
            raise Invalid("The header name must be specified.")
        if name.lower() in RESERVED_HEADERS:
            raise Invalid(f"Header '{name}' cannot be specified as a custom header.")
    return tuple(headers)


def check_filename(name: str) -> None:
    """Raise Invalid for an attachment of a kind that SES does not carry (Developer Guide; text assumed)."""
    if name.rpartition(".")[2].lower() in UNSUPPORTED_EXTENSIONS:
        raise Invalid(f"Unsupported attachment type: '{name}'.")


# ---- configuration set ----


def choose_set(region: Region, draft: Draft, source: Mailbox) -> sets.ConfigurationSet | None:
    """The set a mail is sent with: the one named, else the default of the most specific identity.

    A default that has been deleted is refused as a bad request, not as something missing (Developer Guide).
    """
    if draft.configuration_set is not None:
        return region.configuration_set(draft.configuration_set)
    for identity in identities_of(region, source.address):
        name = identity.configuration_set
        if name:
            found = region.configuration_sets.get(name)
            if found is None:
                raise Invalid(ConfigurationSetNotFound(name).message)
            return found
    return None


def identities_of(region: Region, address: str) -> Iterable[Identity]:
    """The identities an address belongs to, the most specific first: itself, then its domain and parent domains."""
    own = region.identities.get(address)
    if own is not None:
        yield own
    domain = domain_of(address)
    while domain:
        found = region.identities.get(domain)
        if found is not None:
            yield found
        domain = domain.partition(".")[2]


# ---- who may send ----


def _gate(region: Region, draft: Draft, terms: Terms, envelope: list[Mailbox]) -> Identity:
    """The identity that sends; raises NotVerified with everybody who failed, or AccessDenied."""
    failed: list[str] = []
    denied: list[AccessDenied] = []

    def check(mailbox: Mailbox, arn: str | None) -> Identity | None:
        if arn:
            found, denial = _authorized(region, draft, mailbox.address, arn, envelope)
            if denial is not None:
                denied.append(denial)
            elif found is None:
                failed.append(arn)
            return found
        found = region.sender(mailbox.address)
        if found is None and mailbox.text not in failed:
            failed.append(mailbox.text)
        return found

    shown = terms.from_header
    if shown is not None:
        sender = check(shown, draft.from_arn or draft.source_arn)
        check(terms.source, draft.source_arn)
    else:
        sender = check(terms.source, draft.source_arn or draft.from_arn)
    if terms.return_path is not None:
        check(terms.return_path, draft.return_path_arn)
    if region.cloud.sandbox:
        for mailbox in envelope:
            if not is_simulator(mailbox.address):
                check(mailbox, None)
    if failed:
        raise NotVerified(region.name, failed)
    if denied:
        raise denied[0]
    assert sender is not None
    return sender


def _authorized(
    region: Region, draft: Draft, address: str, arn: str, envelope: list[Mailbox]
) -> tuple[Identity | None, AccessDenied | None]:
    """The identity that an ARN names, if it covers the address, is verified, and lets this account send."""
    parts = arn.split(":", 5)
    if len(parts) != 6 or parts[0] != "arn" or parts[2] != "ses" or not parts[5].startswith("identity/"):
        raise Invalid(f"Invalid ARN: {arn}")  # assumed
    owner, name = parts[4], parts[5].removeprefix("identity/")
    home = region if owner == region.account else region.cloud.region(parts[3], owner)
    found = home.find(name)
    if found is None or not found.verified or parts[3] != region.name:
        return None, None
    if address != found.name and not ("." + domain_of(address)).endswith("." + found.name):
        return None, None
    if owner == region.account:
        return found, None
    conditions: dict[str, str | list[str]] = {
        "ses:FromAddress": address,
        "ses:Recipients": [mailbox.address for mailbox in envelope],
        "aws:SourceAccount": region.account,
    }
    shown = parse(draft.source or "").display
    if shown:
        conditions["ses:FromDisplayName"] = shown
    if draft.return_path:
        conditions["ses:FeedbackAddress"] = draft.return_path
    if found.decision(draft.action, region.account, conditions) != "Allow":
        return None, AccessDenied(region.account, draft.action, arn)
    return found, None


# ---- size, quota, pauses, MAIL FROM ----


def _check_size(region: Region, draft: Draft) -> None:
    if draft.raw is not None:
        size = len(draft.raw)
    else:
        size = 2000 + len(draft.text.data if draft.text else "") + len(draft.html.data if draft.html else "")
        size += sum(len(attachment.content) for attachment in draft.attachments)
        if 5 * size > draft.max_size:  # encoded it is longer, but never that much
            from sesmock.domain.sent import composed

            size = len(composed(draft, region, "size"))
    if size > draft.max_size:
        raise Invalid(f"Message length is more than {draft.max_size} bytes long: '{size}'.")


def _check_quota(region: Region, addresses: Sequence[str]) -> None:
    settings, now = region.account_settings, region.now()
    most = settings.max_24_hour_send
    if most >= 0 and region.usage.sent_last_24h(now) >= most and not all(map(is_simulator, addresses)):
        raise QuotaExceeded
    rate = settings.enforced_send_rate
    if rate is not None and region.usage.sent_last_second(now) + len(addresses) > max(rate, len(addresses)):
        raise Throttled


def check_pauses(region: Region, chosen: sets.ConfigurationSet | None) -> None:
    """Raise SendingPaused where the account or the configuration set has sending switched off."""
    if not region.account_settings.sending_enabled:
        raise SendingPaused
    if chosen is not None and not chosen.sending_enabled:
        raise SetSendingPaused(chosen.name)


def _mail_from(region: Region, sender: Identity, address: str) -> str | None:
    """The custom MAIL FROM domain in force, or None for SES's own; raises MailFromNotVerified."""
    for identity in identities_of(region, address) if sender.region is region else (sender,):
        mail_from = identity.mail_from
        if mail_from is not None:
            identity.settle()
            if mail_from.verification.status is SUCCESS:
                return mail_from.domain
            if mail_from.on_mx_failure == REJECT_MESSAGE:
                raise MailFromNotVerified(mail_from.domain)
            return None
    return None


def signer_of(region: Region, sender: Identity, address: str) -> Signer | None:
    """Domain, selector and key that sign a mail now: signing must be on, and the records found."""
    from sesmock.domain.identity import Domain

    domain: Domain | None = None
    for identity in identities_of(sender.region, address if sender.region is region else sender.name):
        if isinstance(identity, Domain) and identity.dkim is not None:
            domain = identity
            break
    if domain is None or domain.dkim is None or not domain.dkim_enabled:
        return None
    domain.settle()
    if domain.dkim.verification.status is not SUCCESS:
        return None
    selector_and_key = domain.dkim.signing_key_name()
    return None if selector_and_key is None else Signer(domain.name, *selector_and_key)


# ---- accepted ----


def _accept(
    region: Region, draft: Draft, terms: Terms, addresses: tuple[str, ...], tags: Mapping[str, str],
    chosen: sets.ConfigurationSet | None, sender: Identity, mail_from: str | None,
) -> str:  # fmt: skip
    """Everything has passed: the mail is SES's now. Returns its id."""
    now = region.now()
    message_id = region.cloud.ids.message_id(region.name, now)
    failure = _render(draft)
    from_address = (terms.from_header or terms.source).address
    mail = SentMail(
        region=region,
        draft=draft,
        message_id=message_id,
        at=now,
        recipients=addresses,
        tags=tags,
        configuration_set=chosen.name if chosen is not None else None,
        sender=sender,
        mail_from=mail_from,
        signer=None if failure is not None else signer_of(region, sender, from_address),
        return_path=terms.return_path.address if terms.return_path is not None else terms.source.address,
    )
    counted = len(addresses) if SIMULATED_SUFFIX not in addresses[0] else sum(not is_simulator(a) for a in addresses)
    region.usage.record(now, counted)
    region.usage.record_rate(now, len(addresses))
    settle_fate(region, mail, chosen, failure)
    return message_id


SIMULATED_SUFFIX = "@simulator."


def _render(draft: Draft) -> str | None:
    """Render a templated mail into its draft; the message of what is missing, if it cannot be rendered.

    SES renders after it has accepted, so this is no refusal but an event (Developer Guide, "Rendering Failure").
    """
    if draft.template is None:
        return None
    from sesmock.domain.rendering import RenderingError, TemplateSyntaxError
    from sesmock.mail.mime import Content

    try:
        subject, text, html = draft.template.render(draft.data or {})
    except (RenderingError, TemplateSyntaxError) as error:
        return str(error)
    draft.subject = Content(subject or "", "UTF-8")
    draft.text = None if text is None else Content(text, "UTF-8")
    draft.html = None if html is None else Content(html, "UTF-8")
    return None


def settle_fate(region: Region, mail: SentMail, chosen: sets.ConfigurationSet | None, failure: str | None) -> None:
    """Decide what becomes of an accepted mail, keep it, count it, and publish its events."""
    cloud = region.cloud
    cloud.history.append(mail)
    if failure is not None:
        detail = (("errorMessage", failure), ("templateName", mail.template_name))
        happen(mail, chosen, [("Send", mail.recipients, ()), ("Rendering Failure", mail.recipients, detail)])
        region.usage.count(mail.at, attempts=0)
        return
    cloud.outbox.keep(mail)
    if _contains_virus(mail.draft):
        region.usage.count(mail.at, rejects=1)
        happen(mail, chosen, [("Send", mail.recipients, ()), ("Reject", mail.recipients, (("reason", "Bad content"),))])
        return
    outcomes = _outcomes(region, mail.recipients, chosen)
    region.usage.count(mail.at, attempts=len(mail.recipients))
    if outcomes is None:
        if chosen is None and mail.sender.notifications is None and not cloud.subscribed:
            return  # sent and delivered, and nobody asked to be told
        happen(mail, chosen, [("Send", mail.recipients, ()), (DELIVERY, mail.recipients, ())])
        return
    _happen_by_outcome(region, mail, chosen, outcomes)


def _contains_virus(draft: Draft) -> bool:
    texts = [content.data for content in (draft.subject, draft.text, draft.html) if content is not None]
    blobs = [attachment.content for attachment in draft.attachments]
    if draft.raw is not None:
        blobs.append(draft.raw)
    return any(EICAR in text for text in texts) or any(EICAR.encode() in blob for blob in blobs)


def _outcomes(
    region: Region, addresses: Sequence[str], chosen: sets.ConfigurationSet | None
) -> list[tuple[str, tuple[Outcome, ...], bool]] | None:
    """What becomes of a mail at each recipient, and whether the suppression list decided; None: all delivered."""
    receivers = region.cloud.receivers
    simulated = any(SIMULATED_SUFFIX in address.lower() for address in addresses)
    if not receivers and not region.suppressed and not simulated:
        return None
    reasons = effective_reasons(region, chosen)
    found: list[tuple[str, tuple[Outcome, ...], bool]] = []
    for address in addresses:
        listed = region.suppressed.get(suppression.normalise(address)) if region.suppressed else None
        if listed is None or listed.reason not in reasons:
            found.append((address, receivers.outcomes(address), False))
        elif listed.reason == "BOUNCE":
            found.append((address, (bounced("Permanent", "OnAccountSuppressionList", None, ON_THE_LIST),), True))
        else:
            found.append((address, (complained(None, "OnAccountSuppressionList"),), True))
    return None if all(outcomes == DELIVERED for _, outcomes, _ in found) else found


def effective_reasons(region: Region, chosen: sets.ConfigurationSet | None) -> Sequence[str]:
    """The reasons for which listed addresses are suppressed: the configuration set's, if it has any say."""
    if chosen is not None and chosen.suppressed_reasons is not None:
        return chosen.suppressed_reasons
    return region.account_settings.suppressed_reasons


def _happen_by_outcome(
    region: Region, mail: SentMail, chosen: sets.ConfigurationSet | None,
    outcomes: list[tuple[str, tuple[Outcome, ...], bool]],
) -> None:  # fmt: skip
    """Publish one event per cause, each with only its own recipients, and learn from hard bounces and complaints."""
    groups: dict[tuple[int, Outcome], list[str]] = {}
    for address, sequence, _ in outcomes:
        for step, outcome in enumerate(sequence):
            groups.setdefault((step, outcome), []).append(address)
    ordered = sorted(groups.items(), key=lambda item: item[0][0])
    events = happen(
        mail, chosen, [("Send", mail.recipients, ()), *((o.type, tuple(who), o.detail) for (_, o), who in ordered)]
    )
    bounces = sum(any(o.type == BOUNCE for o in sequence) for _, sequence, _ in outcomes)
    complaints = sum(any(o.type == COMPLAINT for o in sequence) for _, sequence, _ in outcomes)
    region.usage.count(mail.at, bounces=bounces, complaints=complaints)
    reasons = effective_reasons(region, chosen)
    for event in events:
        _learn(region, event, reasons, {address for address, _, listed in outcomes if listed})


def _learn(region: Region, event: Event, reasons: Sequence[str], listed: set[str]) -> None:
    """Put addresses that bounced hard or complained on the suppression list, if it is kept for that reason."""
    detail = dict(event.detail)
    hard = event.type == BOUNCE and detail["bounceType"] == "Permanent" and "BOUNCE" in reasons
    if not hard and not (event.type == COMPLAINT and "COMPLAINT" in reasons):
        return
    for address in event.recipients:
        if address not in listed and not is_simulator(address):
            suppression.add(
                region, address, "BOUNCE" if hard else "COMPLAINT", event.at, event.mail.message_id, event.feedback_id
            )


# ---- many at once ----


class Entry(NamedTuple):
    """One destination of a bulk call: who gets it, and what differs for it."""

    to: Sequence[str]
    cc: Sequence[str]
    bcc: Sequence[str]
    tags: Sequence[Mapping[str, str]]
    data: str | None
    headers: Sequence[tuple[str, str]]


def send_bulk(
    region: Region, draft: Draft, entries: Sequence[Entry], default_data: str | None, resolve: Resolve
) -> list[str | Refusal]:
    """Send a template to many; gives a MessageId or a refusal for each, in order.

    What is wrong with the call itself (sender, template, configuration set, pauses, tags) refuses all of it.
    """
    from sesmock.domain.template import template_data

    if not draft.source:
        raise Invalid("Source cannot be empty")
    source, return_path = _bulk_mailbox(draft.source), draft.return_path and _bulk_mailbox(draft.return_path)
    terms = Terms(source, return_path or None, None)
    default_tags = check_tags(draft.tags)
    if len(entries) > MAX_DESTINATIONS:
        raise Invalid(TOO_MANY_DESTINATIONS)
    check_pauses(region, choose_set(region, draft, source))
    resolve(draft)
    defaults = template_data(default_data)
    bad_reply: Refusal | None = None
    try:
        for text in draft.reply_to:
            read_mailbox(text)
    except Refusal as refusal:
        bad_reply = refusal
    results: list[str | Refusal] = []
    for entry in entries:
        try:
            if bad_reply is not None:
                raise bad_reply
            results.append(_send_entry(region, draft, terms, entry, default_tags, defaults))
        except Refusal as refusal:
            results.append(refusal)
    return results


def _send_entry(
    region: Region, draft: Draft, terms: Terms, entry: Entry, default_tags: Mapping[str, str],
    defaults: Mapping[str, Any],
) -> str:  # fmt: skip
    from sesmock.domain.template import template_data

    envelope = [read_mailbox(text) for text in (*entry.to, *entry.cc, *entry.bcc)]
    if not envelope:
        raise Invalid("Missing required header 'To'.")
    tags = {**default_tags, **check_tags(entry.tags)} if entry.tags else default_tags
    own = draft.for_one(entry)
    own.data = {**defaults, **template_data(entry.data)} if entry.data else defaults
    return _send(region, own, terms, envelope, tags)


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
    """The status of a bulk entry that was refused."""
    return next(_ENTRY_STATUSES[kind] for kind in type(refusal).__mro__ if kind in _ENTRY_STATUSES)
