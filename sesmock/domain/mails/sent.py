"""A mail that SES has accepted: frozen; its bytes and signatures are made when somebody looks."""

from __future__ import annotations

import base64
from datetime import datetime, timezone
from hashlib import blake2b
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

from sesmock.domain.events.event_type import TYPES, Bounce, Complaint
from sesmock.mail.address import domain_of, parse

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from sesmock.domain.identities.identity import Identity
    from sesmock.domain.mails.draft import Draft
    from sesmock.domain.mails.event import Event
    from sesmock.domain.region import Region
    from sesmock.mail.dkim.keys import SigningKey
    from sesmock.mail.mime import Attachment, Content, Parts

_HEADERS_TAKEN_OUT = (
    "Bcc", "X-SES-CONFIGURATION-SET", "X-SES-MESSAGE-TAGS", "X-SES-SOURCE-ARN", "X-SES-FROM-ARN",
    "X-SES-RETURN-PATH-ARN", "X-SES-LIST-MANAGEMENT-OPTIONS", "Return-Path",
)  # fmt: skip
_NO_TAGS: Mapping[str, str] = MappingProxyType({})

_put = object.__setattr__


class Signer(NamedTuple):
    """Who signs a mail besides amazonses.com: domain, selector, and the key or the name of it in the key ring."""

    domain: str
    selector: str
    key: SigningKey | tuple[str, int]


class Mails:
    """The mails of all accounts and regions, oldest first."""

    __slots__ = ("accepted", "sent")

    def __init__(self, _: object = None) -> None:
        self.accepted: list[SentMail] = []  # also those that could then not be rendered
        self.sent: list[SentMail] = []  # until a test forgets them


class SentMail:
    """One mail as SES took it.

    Everything was settled when it was sent; what costs time (the raw message, its signatures, parsed parts) is worked
    out when first looked at and kept. Two mails are equal when they are the same mail.
    """

    __slots__ = (
        "_kept", "at", "configuration_set", "draft", "happenings", "mail_from", "message_id", "recipients",
        "return_path", "sender", "signer", "tags",
    )  # fmt: skip
    at: float
    configuration_set: str | None
    draft: Draft
    happenings: list[Event] | None
    mail_from: str | None
    message_id: str
    recipients: tuple[str, ...]
    return_path: str
    sender: Identity
    signer: Signer | None
    tags: Mapping[str, str]
    _kept: dict[str, Any]

    def __init__(
        self, *, region: Region, draft: Draft, message_id: str, at: float, recipients: tuple[str, ...],
        tags: Mapping[str, str], configuration_set: str | None, sender: Identity, mail_from: str | None,
        signer: Signer | None, return_path: str,
    ) -> None:  # fmt: skip
        _put(self, "draft", draft)
        _put(self, "message_id", message_id)
        _put(self, "at", at)
        _put(self, "recipients", recipients)
        _put(self, "tags", MappingProxyType(tags) if tags else _NO_TAGS)
        _put(self, "configuration_set", configuration_set)
        _put(self, "sender", sender)
        _put(self, "mail_from", mail_from)
        _put(self, "signer", signer)
        _put(self, "return_path", return_path)
        _put(self, "happenings", None)
        _put(self, "_kept", {"region": region})

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"a sent mail cannot be changed ({name})")

    def __delattr__(self, name: str) -> None:
        raise AttributeError(f"a sent mail cannot be changed ({name})")

    def __repr__(self) -> str:
        fate = "" if self.fate == "Delivered" else f" [{self.fate}]"
        return f"<SentMail {self.source} → {', '.join(self.recipients)}: {self.subject!r}{fate}>"

    # ---- who and where ----

    @property
    def _region(self) -> Region:
        region: Region = self._kept["region"]
        return region

    @property
    def account(self) -> str:
        """The account that sent it."""
        return self._region.account

    @property
    def region(self) -> str:
        """The name of the region it was sent in."""
        return self._region.name

    def arn(self, resource: str) -> str:
        """The ARN of something of SES where it was sent: ``configuration-set/news``."""
        return self._region.arn(resource)

    @property
    def time(self) -> datetime:
        """When it was accepted, in UTC."""
        return datetime.fromtimestamp(self.at, timezone.utc)

    @property
    def operation(self) -> str:
        """The API operation that sent it."""
        return self.draft.operation

    @property
    def source(self) -> str:
        """The sender as it was given (the From header of a raw mail without a Source)."""
        return self.draft.source or ""

    @property
    def to(self) -> tuple[str, ...]:
        """The To addresses as they were written."""
        return self.draft.to

    @property
    def cc(self) -> tuple[str, ...]:
        """The Cc addresses as they were written."""
        return self.draft.cc

    @property
    def bcc(self) -> tuple[str, ...]:
        """The Bcc addresses as they were written; nobody who gets the mail sees them."""
        return self.draft.bcc

    @property
    def reply_to(self) -> tuple[str, ...]:
        """The Reply-To addresses as they were written."""
        return self.draft.reply_to

    @property
    def outgoing_ip(self) -> str:
        """The address SES sent it from, as ``X-SES-Outgoing`` says."""
        digest = _digest(self.message_id)
        return f"54.240.{digest[0]}.{digest[1]}"

    @property
    def envelope_from(self) -> str:
        """The envelope sender (RFC 5321 MAIL FROM): at the custom MAIL FROM domain in force, or at SES's own."""
        return f"{self.message_id}@{self.mail_from or default_domain(self.region)}"

    # ---- content ----

    @property
    def template(self) -> str | None:
        """The name of the template it was rendered from; "" for an inline one."""
        return self.draft.template.name if self.draft.template is not None else None

    @property
    def template_data(self) -> Mapping[str, Any] | None:
        """The data it was rendered with, defaults included."""
        data = self.draft.data
        return None if data is None else MappingProxyType(data)

    @property
    def subject(self) -> str:
        """The subject, decoded."""
        if self.draft.raw is None:
            return self.draft.subject.data if self.draft.subject is not None else ""
        from sesmock.mail.mime import decode_words

        return decode_words(self.header("Subject") or "")

    @property
    def text(self) -> str | None:
        """The plain text body, or None."""
        return self._body("text", self.draft.text)

    @property
    def html(self) -> str | None:
        """The HTML body, or None."""
        return self._body("html", self.draft.html)

    def _body(self, name: str, content: Content | None) -> str | None:
        if self.draft.raw is not None:
            body: str | None = getattr(self._parts, name)
            return body
        return content.data if content is not None else None

    @property
    def attachments(self) -> tuple[Attachment, ...]:
        """The attachments, decoded."""
        return self._parts.attachments if self.draft.raw is not None or self.draft.attachments else ()

    @property
    def _parts(self) -> Parts:
        parts: Parts | None = self._kept.get("parts")
        if parts is None:
            from sesmock.mail.mime import parts_of

            parts = self._kept["parts"] = parts_of(self.unsigned)
        return parts

    @property
    def headers(self) -> tuple[tuple[str, str], ...]:
        """Every header of the delivered message, in order, unfolded."""
        from sesmock.mail.mime import Message, unfold

        return tuple((name, unfold(value)) for name, value in Message(self.raw).headers)

    def header(self, name: str) -> str | None:
        """The first header of a name in the delivered message, unfolded, or None."""
        from sesmock.mail.mime import Message

        # Who asks for anything but a signature needs none made, and no key.
        return Message(self.raw if name.lower() == "dkim-signature" else self.unsigned).get(name)

    @property
    def from_domain(self) -> str:
        """The domain of the From header, in lower case."""
        shown: list[str] = []
        if self.draft.raw is not None:
            from sesmock.mail.mime import Message

            shown = Message(self.draft.raw).addresses("From")
        return domain_of(parse(shown[0] if shown else self.source).address)

    @property
    def unsigned(self) -> bytes:
        """The message with SES's headers, before the signatures."""
        found: bytes | None = self._kept.get("unsigned")
        if found is None:
            found = self._kept["unsigned"] = composed(self.draft, self._region, self.message_id, self)
        return found

    @property
    def raw(self) -> bytes:
        """The whole message as SES delivers it (RFC 5322, CRLF): headers rewritten, DKIM signatures on top."""
        found: bytes | None = self._kept.get("raw")
        if found is None:
            from sesmock.domain.identities import amazonses
            from sesmock.mail.dkim.signature import sign_as_ses

            ours = amazonses.signer(self._region.world, self.region)
            customer = self.signer and (self.signer.selector, self.signer.domain, self._customer_key)
            found = sign_as_ses(self.unsigned, customer, ours, int(self.at))
            self._kept["raw"] = found
        return found

    @property
    def _customer_key(self) -> SigningKey:
        assert self.signer is not None
        key = self.signer.key
        return self._region.world.keys.key(*key) if isinstance(key, tuple) else key

    # ---- what a receiver concludes ----

    @property
    def signed_by(self) -> frozenset[str]:
        """The domains whose DKIM signatures it carries (their ``d=`` tags), the caller's own of a raw mail included."""
        domains = {"amazonses.com"}
        if self.signer is not None:
            domains.add(self.signer.domain)
        if self.draft.raw is not None:
            import re

            from sesmock.mail.mime import Message

            for signature in Message(self.draft.raw).get_all("DKIM-Signature"):
                domains.update(re.findall(r"(?:^|;)\s*d=([^;\s]+)", signature))
        return frozenset(domains)

    @property
    def spf(self) -> str:
        """What SPF says of the envelope sender now: one of the results of RFC 7208 §2.6.

        Of a record only what matters to mail from SES is read: ``include:amazonses.com`` and ``all``.
        """
        if self.mail_from is None:
            return "pass"
        from sesmock.errors import DnsFailure

        try:
            texts = self._region.world.dns.lookup(self.mail_from, "TXT")
        except DnsFailure:
            return "temperror"
        records = [terms for text in texts if (terms := text.lower().split())[:1] == ["v=spf1"]]
        if len(records) != 1:
            return "permerror" if records else "none"  # RFC 7208 §4.5
        for term in records[0][1:]:
            qualifier, mechanism = (term[0], term[1:]) if term[0] in _SPF_RESULTS else ("+", term)
            if mechanism in {"include:amazonses.com", "all"}:
                return _SPF_RESULTS[qualifier]
        return "neutral"

    @property
    def dmarc_aligned(self) -> bool:
        """Whether SES's signature, if it verifies now, or SPF is aligned with the From domain (RFC 7489 §3.1).

        Alignment is relaxed, unless the ``_dmarc`` record of the From domain asks for strict (``adkim=s``, ``aspf=s``).
        """
        domain = self.from_domain
        strict = self._strict_alignment(domain)
        signed = self.signer is not None and _aligned(self.signer.domain, domain, strict="adkim" in strict)
        if signed and self._signature_holds():
            return True
        spf_aligned = self.mail_from is not None and _aligned(self.mail_from, domain, strict="aspf" in strict)
        return spf_aligned and self.spf == "pass"

    def _strict_alignment(self, domain: str) -> set[str]:
        """Those of ``adkim`` and ``aspf`` that the From domain, or the one it belongs to, wants strict."""
        from sesmock.errors import DnsFailure

        for owner in (domain, _organizational(domain)):
            try:
                texts = self._region.world.dns.lookup(f"_dmarc.{owner}", "TXT")
            except DnsFailure:
                return set()
            for text in texts:
                tags = [tag.partition("=") for tag in text.replace(" ", "").lower().split(";")]
                if tags[0] == ("v", "=", "dmarc1"):
                    return {name for name, _, value in tags if value == "s"}
        return set()

    def _signature_holds(self) -> bool:
        from sesmock.errors import DnsFailure
        from sesmock.mail.dkim.record import public_key_of

        assert self.signer is not None
        try:
            found = self._region.world.dns.lookup(f"{self.signer.selector}._domainkey.{self.signer.domain}", "TXT")
        except DnsFailure:
            return False
        return any(public_key_of(text) == self._customer_key.public for text in found)

    # ---- its fate ----

    @property
    def events(self) -> tuple[Event, ...]:
        """What happened to it, in order."""
        if self.happenings is not None:
            return tuple(self.happenings)
        from sesmock.domain.mails.event import Event

        happenings = [Event(type_, self, self.at, self.recipients) for type_ in ("Send", "Delivery")]
        _put(self, "happenings", happenings)
        return tuple(happenings)

    @property
    def fates(self) -> Mapping[str, str]:
        """What became of it, by recipient: Delivered, Bounced, Suppressed, Complained, Delayed or Rejected."""
        fates: dict[str, str] = {}
        for event in self.events:
            word, detail = TYPES[event.type].fate, event.detail
            if isinstance(detail, Bounce | Complaint) and detail.subtype == "OnAccountSuppressionList":
                word = "Suppressed"
            if word == "Bounced" and isinstance(detail, Bounce) and detail.type != "Permanent":
                for address in event.recipients:
                    fates.setdefault(address, word)  # behind a delivery it is an automatic response
            elif word is not None:
                fates.update(dict.fromkeys(event.recipients, word))
        return fates

    @property
    def fate(self) -> str:
        """What became of it, if that is one thing; ``Mixed`` where it differs by recipient."""
        words = set(self.fates.values())
        return words.pop() if len(words) == 1 else "Mixed"

    # ---- for a person ----

    def save(self, path: str | Path) -> Path:
        """Write the raw message to a file (``.eml``) and return its path."""
        from pathlib import Path

        file = Path(path)
        file.write_bytes(self.raw)
        return file

    def preview(self, path: str | Path | None = None) -> Path:
        """Write a self-contained HTML page that shows the mail, and return its path (default: a temporary file)."""
        from sesmock.mail.preview import write

        return write(self, path)

    def differences(self, other: SentMail) -> list[str]:
        """What a person would want to know of how two mails differ, a line each; long texts as a diff."""
        names = ("source", "to", "cc", "bcc", "reply_to", "subject", "text", "html", "attachments", "tags",
                 "configuration_set", "template", "template_data", "fate", "operation", "region", "account",
                 "signed_by")  # fmt: skip
        lines: list[str] = []
        for name in names:
            mine, theirs = getattr(self, name), getattr(other, name)
            if mine != theirs:
                lines += _difference(name, mine, theirs)
        own, others = self._own_headers, other._own_headers
        for name in dict.fromkeys((*own, *others)):
            if own.get(name) != others.get(name):
                lines += _difference(f"header {name}", own.get(name), others.get(name))
        return lines

    @property
    def _own_headers(self) -> dict[str, str]:
        """The headers that neither SES nor MIME makes."""
        from sesmock.mail.mime import Message, unfold

        made = {"from", "to", "cc", "reply-to", "subject", "message-id", "date", "feedback-id", "x-ses-outgoing"}
        fields = Message(self.unsigned).headers
        return {
            name: unfold(value)
            for name, value in fields
            if name.lower() not in made and not name.lower().startswith(("content-", "mime-"))
        }


_SPF_RESULTS = {"+": "pass", "-": "fail", "~": "softfail", "?": "neutral"}


def _difference(name: str, mine: object, theirs: object) -> list[str]:
    if isinstance(mine, str) and isinstance(theirs, str) and "\n" in mine + theirs:
        from difflib import ndiff

        changed = ndiff(mine.splitlines(), theirs.splitlines())
        return [f"{name}:", *(f"  {line.rstrip()}" for line in changed)]
    return [f"{name}: {_brief(mine)} != {_brief(theirs)}"]


def _brief(value: object) -> str:
    if isinstance(value, MappingProxyType):
        return repr(dict(value))
    if isinstance(value, frozenset):
        return repr(sorted(value))
    if isinstance(value, tuple) and value and hasattr(value[0], "filename"):
        return "[" + ", ".join(f"{a.filename} ({a.content_type}, {len(a.content)} bytes)" for a in value) + "]"
    return repr(value)


def _aligned(one: str, other: str, *, strict: bool) -> bool:
    return one == other if strict else _organizational(one) == _organizational(other)


def _organizational(domain: str) -> str:
    """The organizational domain (RFC 7489 §3.2).

    assumed: two labels, or three below what looks like a country's registry (``example.co.uk``); a mock carries no
    list of public suffixes.
    """
    labels = domain.split(".")
    registry = len(labels) > 2 and len(labels[-1]) == 2 and labels[-2] in _REGISTRIES
    return ".".join(labels[-3 if registry else -2 :])


_REGISTRIES = frozenset({"ac", "co", "com", "edu", "gov", "gob", "ne", "net", "or", "org"})


def default_domain(region: str) -> str:
    """The envelope domain of mail without a custom MAIL FROM domain."""
    return "amazonses.com" if region == "us-east-1" else f"{region}.amazonses.com"


def _digest(message_id: str) -> bytes:
    """What SES would make up for a mail, made up from its id."""
    return blake2b(message_id.encode(), digest_size=32).digest()


def composed(draft: Draft, region: Region, message_id: str, mail: SentMail | None = None) -> bytes:
    """The message of a draft: as SES composes it, or the given raw one with its headers rewritten."""
    from email.utils import format_datetime

    from sesmock.mail.mime import Message, compose

    at = mail.at if mail is not None else region.now()
    digest = _digest(message_id)
    if draft.raw is not None:
        message = Message(draft.raw)
        message.remove(*_HEADERS_TAKEN_OUT)
    else:
        numbers = iter(range(1, 100))
        seed = int.from_bytes(digest[:4], "big")
        message = Message(
            compose(
                sender=draft.source,
                to=draft.to,
                cc=draft.cc,
                reply_to=draft.reply_to,
                subject=draft.subject,
                text=draft.text,
                html=draft.html,
                attachments=draft.attachments,
                headers=draft.headers,
                boundary=lambda: f"----=_Part_{next(numbers)}_{seed}.{round(at * 1000)}",
            )
        )
    now = datetime.fromtimestamp(at, timezone.utc)
    domain = "email.amazonses.com" if region.name == "us-east-1" else f"{region.name}.amazonses.com"
    message.replace("Message-ID", f"<{message_id}@{domain}>")
    message.replace("Date", format_datetime(now))
    tags = mail.tags if mail is not None else {}
    labels = "".join(f"{tags.get(f'ses:feedback-id-{letter}', '')}:" for letter in "ba")
    message.remove("Feedback-ID", "X-SES-Outgoing")
    message.append("Feedback-ID", f"{labels}1.{region.name}.{base64.b64encode(digest).decode()}:AmazonSES")
    message.append("X-SES-Outgoing", f"{now:%Y.%m.%d}-54.240.{digest[0]}.{digest[1]}")
    return message.to_bytes()
