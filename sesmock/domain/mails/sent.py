"""A mail that SES has accepted: frozen; its bytes and signatures are made when somebody looks."""

from __future__ import annotations

import re
from datetime import datetime, timezone
from functools import partial
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

from sesmock.domain.events.event_type import AGENT, IP, SUPPRESSED, TYPES, Bounce, Complaint
from sesmock.domain.mails.composing import composed, default_domain, outgoing_host, outgoing_ip
from sesmock.domain.mails.draft import Raw, Simple, Templated
from sesmock.mail.address import domain_of, parse
from sesmock.mail.mime import Message, decode_words, parts_of, unfold

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from sesmock.domain.configuration_sets.configuration_set import Engagement
    from sesmock.domain.contacts.links import Links
    from sesmock.domain.events.event_type import Detail
    from sesmock.domain.identities.identity import Identity
    from sesmock.domain.mails.draft import Draft, ListManagement
    from sesmock.domain.mails.event import Event, Subscriber
    from sesmock.domain.mails.links import Answer, Link
    from sesmock.domain.region import Region, Ses
    from sesmock.mail.dkim.keys import SigningKey
    from sesmock.mail.mime import Attachment, Content, Parts

_NO_TAGS: Mapping[str, str] = MappingProxyType({})

_put = object.__setattr__

_SENDER = "mail.source, or mail.header('From')"
_TEXTS = "mail.text, mail.html, or mail.raw for the whole message"
# What a mail is asked for by whoever knows the API, Django's outbox or other mocks, and what it is called here.
_CALLED_HERE = {
    "alternatives": "mail.html",
    "bccaddresses": "mail.bcc",
    "body": _TEXTS,
    "bodyhtml": "mail.html",
    "bodytext": "mail.text",
    "ccaddresses": "mail.cc",
    "content": _TEXTS,
    "data": "mail.raw",
    "date": "mail.time, or mail.header('Date')",
    "destination": "mail.to, mail.cc and mail.bcc, or mail.recipients for all of them",
    "destinations": "mail.recipients",
    "extraheaders": "mail.headers",
    "from": _SENDER,
    "fromaddress": _SENDER,
    "fromemail": _SENDER,
    "fromemailaddress": _SENDER,
    "htmlbody": "mail.html",
    "id": "mail.message_id",
    "message": "mail.raw, or mail.text and mail.html",
    "plain": "mail.text",
    "replytoaddresses": "mail.reply_to",
    "sender": _SENDER,
    "senderaddress": _SENDER,
    "senderemail": _SENDER,
    "sentat": "mail.time",
    "status": "mail.fate",
    "tenantname": "mail.tenant",
    "textbody": "mail.text",
    "timestamp": "mail.time, or mail.at in seconds",
    "toaddresses": "mail.to",
}


class Signer(NamedTuple):
    """Who signs a mail besides amazonses.com: domain, selector, and the key or the name of it in the key ring."""

    domain: str
    selector: str
    key: SigningKey | tuple[str, int]


class Route(NamedTuple):
    """How the mails of one call go out: where and when they were accepted, and by whose leave."""

    region: Region
    at: float
    configuration_set: str | None
    sender: Identity
    mail_from: str | None
    signer: Signer | None
    return_path: str
    engagement: Engagement | None = None  # what is tracked
    forwards: bool = True  # whether bounces and complaints are forwarded by mail
    dedicated: tuple[str, ...] = ()  # the dedicated IP addresses that they may go out from


class Happened(NamedTuple):
    """What an `Event` will tell: its type, for whom it happened, its details, and who is told."""

    type: str
    recipients: tuple[str, ...]
    detail: Detail = None
    subscribers: Sequence[Subscriber] = ()


class Mails:
    """The mails of all accounts and regions, oldest first."""

    __slots__ = ("accepted", "managed", "sent")

    def __init__(self, ses: Ses | None = None) -> None:
        self.accepted: list[SentMail] = []  # also those that could then not be rendered
        if ses is not None:
            ses.accepted = self.accepted
        self.sent: list[SentMail] = []  # until a test forgets them
        self.managed: dict[str, SentMail] = {}  # those for a contact list, by id: their links lead back to them


class SentMail:
    """One mail as SES took it.

    Everything was settled when it was sent; what costs time (a rendered template, the raw message, its signatures,
    parsed parts) is worked out when first looked at and kept. Two mails are equal when they are the same mail.
    """

    __slots__ = ("_draft", "_happened", "_kept", "_route", "message_id", "recipients", "tags")
    message_id: str
    recipients: tuple[str, ...]
    tags: Mapping[str, str]
    _draft: Draft
    _happened: tuple[Happened, ...] | None  # None: it was sent and delivered, and nobody is told
    _kept: dict[str, Any]  # what has been worked out by now
    _route: Route

    def __init__(
        self,
        message_id: str,
        route: Route,
        draft: Draft,
        recipients: tuple[str, ...],
        tags: Mapping[str, str],
        rendered: Simple | None,
        happened: tuple[Happened, ...] | None,
    ) -> None:
        """``rendered`` is what a template has come to; None: that will be seen when somebody looks, and can be."""
        _put(self, "message_id", message_id)
        _put(self, "recipients", recipients)
        _put(self, "tags", MappingProxyType(tags) if tags else _NO_TAGS)
        _put(self, "_draft", draft)
        _put(self, "_happened", happened)
        _put(self, "_kept", {} if rendered is None else {"rendered": rendered})
        _put(self, "_route", route)

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"a sent mail cannot be changed ({name})")

    def __delattr__(self, name: str) -> None:
        raise AttributeError(f"a sent mail cannot be changed ({name})")

    if not TYPE_CHECKING:  # a type checker knows by itself what there is not

        def __getattr__(self, name: str) -> Any:
            """Called where there is nothing of that name: says what it is called here."""
            if hasattr(type(self), name):  # a property has gone wrong by itself
                return object.__getattribute__(self, name)
            from sesmock.hints import called_here

            __tracebackhide__ = True  # pytest shows the line of the test

            names = [known for known in dir(type(self)) if not known.startswith("_")]
            raise AttributeError(f"a sent mail has no {name!r}{called_here(name, names, _CALLED_HERE)}")

    def __repr__(self) -> str:
        fate = "" if self.fate == "Delivered" else f" [{self.fate}]"
        return f"<SentMail {decode_words(self.source)} → {', '.join(self.recipients)}: {self.subject!r}{fate}>"

    # ---- who and where ----

    @property
    def _region(self) -> Region:
        return self._route.region

    @property
    def account(self) -> str:
        """The account that sent it."""
        return self._region.account

    @property
    def region(self) -> str:
        """The name of the region it was sent in."""
        return self._region.name

    @property
    def identity(self) -> str:
        """The ARN of the identity that let it be sent, which may be another account's."""
        return self._route.sender.arn

    @property
    def at(self) -> float:
        """When it was accepted, in seconds since the epoch."""
        return self._route.at

    @property
    def time(self) -> datetime:
        """When it was accepted, in UTC."""
        return datetime.fromtimestamp(self.at, timezone.utc)

    @property
    def operation(self) -> str:
        """The API operation that sent it."""
        return self._draft.terms.operation

    @property
    def source(self) -> str:
        """The sender as it was given (the From header of a raw mail without a Source)."""
        return self._draft.terms.source or ""

    @property
    def to(self) -> tuple[str, ...]:
        """The To addresses as they were written."""
        return self._draft.recipients.to

    @property
    def cc(self) -> tuple[str, ...]:
        """The Cc addresses as they were written."""
        return self._draft.recipients.cc

    @property
    def bcc(self) -> tuple[str, ...]:
        """The Bcc addresses as they were written; nobody who gets the mail sees them."""
        return self._draft.recipients.bcc

    @property
    def reply_to(self) -> tuple[str, ...]:
        """The Reply-To addresses as they were written."""
        return self._draft.terms.reply_to

    @property
    def return_path(self) -> str:
        """Where bounces were asked to be reported."""
        return self._route.return_path

    @property
    def configuration_set(self) -> str | None:
        """The configuration set it was sent with: the one named, or the identity's default."""
        return self._route.configuration_set

    @property
    def tenant(self) -> str | None:
        """The name of the tenant it was sent for."""
        return self._draft.terms.tenant

    @property
    def endpoint(self) -> str | None:
        """The id of the multi-region endpoint it was sent through, or None."""
        return self._draft.terms.endpoint

    @property
    def mail_from(self) -> str | None:
        """The custom MAIL FROM domain in force; None: SES's own."""
        return self._route.mail_from

    @property
    def outgoing_ip(self) -> str:
        """The address SES sent it from, as ``X-SES-Outgoing`` says."""
        return outgoing_ip(self.message_id, self._route.dedicated)

    @property
    def envelope_from(self) -> str:
        """The envelope sender (RFC 5321 MAIL FROM): at the custom MAIL FROM domain in force, or at SES's own."""
        return f"{self.message_id}@{self.mail_from or default_domain(self.region)}"

    # ---- content ----

    @property
    def template(self) -> str | None:
        """The name of the template it was rendered from; "" for an inline one."""
        content = self._draft.content
        return content.template.name if isinstance(content, Templated) else None

    @property
    def template_data(self) -> Mapping[str, Any] | None:
        """The data it was rendered with, defaults included: a copy."""
        content = self._draft.content
        if not isinstance(content, Templated):
            return None
        from copy import deepcopy

        return MappingProxyType(deepcopy(dict(content.data)))

    @property
    def _rendered(self) -> Simple | Raw:
        """The content, filled in if it is a template's or has links of its recipient's own."""
        content = self._draft.content
        if isinstance(content, Templated):
            found: Simple | None = self._kept.get("rendered")
            if found is None:
                found = self._kept["rendered"] = content.render()
            content = found
        return content if self._draft.terms.list_management is None else self._with_links(content)

    def _with_links(self, content: Simple | Raw) -> Simple | Raw:
        """The content of a mail for a contact list, with the links by which to leave it."""
        from sesmock.domain.contacts import links

        found: Simple | Raw | None = self._kept.get("linked")
        if found is None:
            to_leave = self._unsubscribe_links
            found = content if to_leave is None else links.filled(content, to_leave.page)
            self._kept["linked"] = found
        return found

    @property
    def list_management(self) -> ListManagement | None:
        """The contact list it was for, and the topic."""
        return self._draft.terms.list_management

    @property
    def _unsubscribe_links(self) -> Links | None:
        """How its one recipient leaves the contact list it was for.

        None for a mail to several, and for one that the caller has signed, to which nothing can be added (documented).
        """
        if self._draft.terms.list_management is None or len(self.recipients) != 1:
            return None
        if "to_leave" not in self._kept:
            self._kept["to_leave"] = self._links_to_leave()
        found: Links | None = self._kept["to_leave"]
        return found

    def _links_to_leave(self) -> Links | None:
        content = self._draft.content
        if isinstance(content, Raw) and Message(content.data).get("DKIM-Signature") is not None:
            return None
        from sesmock.domain.contacts.links import links

        seal = self._region.world.ids.seal(f"unsubscribe {self.account} {self.message_id}")
        return links(self.region, self.message_id, seal)

    @property
    def subject(self) -> str:
        """The subject, decoded."""
        content = self._rendered
        if isinstance(content, Raw):
            return decode_words(self.header("Subject") or "")
        return content.subject.data if content.subject is not None else ""

    @property
    def text(self) -> str | None:
        """The plain text body as it was sent, or None."""
        content = self._rendered
        return self._read.text if isinstance(content, Raw) else _data(content.text)

    @property
    def html(self) -> str | None:
        """The HTML body as it was sent, or None; where SES tracks, another one is `delivered`."""
        content = self._rendered
        return self._read.html if isinstance(content, Raw) else _data(content.html)

    @property
    def attachments(self) -> tuple[Attachment, ...]:
        """The attachments, decoded."""
        content = self._rendered
        return self._read.attachments if isinstance(content, Raw) or content.attachments else ()

    @property
    def _read(self) -> Parts:
        """The bodies and attachments as they were sent, and as a reader's program would find them."""
        found: Parts | None = self._kept.get("parts")
        if found is None:
            sent = self.unsigned if self._route.engagement is None else self._composed(self._rendered)
            found = self._kept["parts"] = parts_of(sent)
        return found

    @property
    def delivered(self) -> Parts:
        """The bodies (``delivered.html``, ``delivered.text``) and attachments as they are delivered."""
        if self._route.engagement is None:
            return self._read
        found: Parts | None = self._kept.get("delivered")
        if found is None:
            found = self._kept["delivered"] = parts_of(self.unsigned)
        return found

    @property
    def headers(self) -> tuple[tuple[str, str], ...]:
        """Every header of the delivered message, in order, unfolded."""
        return tuple((name, unfold(value)) for name, value in Message(self.raw).headers)

    def header(self, name: str) -> str | None:
        """The first header of a name in the delivered message, unfolded, or None."""
        # Who asks for anything but a signature needs none made, and no key.
        return Message(self.raw if name.lower() == "dkim-signature" else self.unsigned).get(name)

    @property
    def _from_address(self) -> str | None:
        """The bare address of the From header; None for a raw mail that has none."""
        content = self._draft.content
        shown = Message(content.data).addresses("From") if isinstance(content, Raw) else (self.source,)
        return parse(shown[0]).address if shown else None

    @property
    def from_domain(self) -> str | None:
        """The domain of the From header, in lower case; None for a raw mail that has none."""
        shown = self._from_address
        return None if shown is None else domain_of(shown)

    @property
    def unsigned(self) -> bytes:
        """The message with SES's headers, before the signatures."""
        found: bytes | None = self._kept.get("unsigned")
        if found is None:
            content = self._rendered
            if self._route.engagement is not None:
                from sesmock.domain.mails.tracking import tracked

                content = tracked(content, self)
            found = self._kept["unsigned"] = self._composed(content)
        return found

    def _composed(self, content: Simple | Raw) -> bytes:
        """The message that SES makes of a content of this mail."""
        sender = f"{self.account} {self.identity}"
        message = composed(
            self._draft, content, sender, self.region, self.message_id, self.at, self.tags, self._route.dedicated
        )
        return message if self._draft.terms.list_management is None else self._with_headers(message)

    def _with_headers(self, message: bytes) -> bytes:
        """The message of a mail for a contact list, with the headers by which to leave it."""
        from sesmock.domain.contacts.links import with_headers

        to_leave = self._unsubscribe_links
        return message if to_leave is None else with_headers(message, to_leave)

    @property
    def raw(self) -> bytes:
        """The whole message as SES delivers it (RFC 5322, CRLF): headers rewritten, DKIM signatures on top."""
        found: bytes | None = self._kept.get("raw")
        if found is None:
            from sesmock.domain.mails.signing import signed

            found = self._kept["raw"] = signed(self._region, self.unsigned, self.at, self._route.signer)
        return found

    # ---- what a receiver concludes ----

    @property
    def signed_by(self) -> frozenset[str]:
        """The domains whose DKIM signatures it carries (their ``d=`` tags), the caller's own of a raw mail included."""
        domains = {"amazonses.com"}
        signer = self._route.signer
        if signer is not None:
            domains.add(signer.domain)
        content = self._draft.content
        if isinstance(content, Raw):
            for signature in Message(content.data).get_all("DKIM-Signature"):
                domains.update(re.findall(r"(?:^|;)\s*d=([^;\s]+)", signature))
        return frozenset(domains)

    @property
    def spf(self) -> str:
        """What SPF says of the envelope sender now: one of the results of RFC 7208 §2.6."""
        from sesmock.mail.spf import check_host

        host = outgoing_host(self.outgoing_ip, self.region)
        sender, lookup = self.envelope_from, self._region.world.dns.lookup
        return check_host(self.outgoing_ip, domain_of(sender), sender, host, lookup).result

    @property
    def dmarc_aligned(self) -> bool:
        """Whether SES's signature, if it verifies now, or SPF is aligned with the From domain (RFC 7489 §3.1).

        Alignment is relaxed, unless the ``_dmarc`` record of the From domain asks for strict (``adkim=s``, ``aspf=s``).
        """
        from sesmock.mail.authentication import Signature, dmarc_aligned

        signer, shown = self._route.signer, self.from_domain
        world, signature = self._region.world, None
        if signer is not None:
            from sesmock.domain.mails.signing import key_of

            signature = Signature(signer.domain, signer.selector, partial(key_of, world, signer))
        lookup = world.dns.lookup
        return shown is not None and dmarc_aligned(shown, lookup, signature, self.mail_from, self.spf)

    # ---- its fate ----

    @property
    def events(self) -> tuple[Event, ...]:
        """What happened to it, in order."""
        found: tuple[Event, ...] | None = self._kept.get("events")
        if found is None:
            from sesmock.domain.mails.event import Event

            happened = self._happened or [Happened(type_, self.recipients) for type_ in ("Send", "Delivery")]
            found = tuple(Event(h.type, self, self.at, h.recipients, h.detail, h.subscribers) for h in happened)
            self._kept["events"] = found
        return found

    @property
    def fates(self) -> Mapping[str, str]:
        """What became of it, by recipient: Delivered, Bounced, Suppressed, Complained, Delayed or Rejected."""
        fates: dict[str, str] = {}
        for event in self.events:
            word, detail = TYPES[event.type].fate, event.detail
            if isinstance(detail, Bounce | Complaint) and detail.subtype in SUPPRESSED:
                word = "Suppressed"
            if word == "Bounced" and isinstance(detail, Bounce) and detail.type != "Permanent":
                for address in event.recipients:
                    fates.setdefault(address, word)  # behind a delivery it is an automatic response
            elif word is not None:
                fates.update(dict.fromkeys(event.recipients, word))
        return MappingProxyType(fates)

    @property
    def fate(self) -> str:
        """What became of it, if that is one thing; ``Mixed`` where it differs by recipient."""
        words = set(self.fates.values())
        return words.pop() if len(words) == 1 else "Mixed"

    # ---- what its receivers do ----

    @property
    def links(self) -> tuple[Link, ...]:
        """Every link of the mail as it is delivered: those of its HTML in order, then those of its text."""
        from sesmock.domain.mails.links import of_mail

        return of_mail(self)

    def click(self, link: str | Link, *, by: str | None = None, user_agent: str = AGENT, ip: str = IP) -> Answer:
        """Click a link, named by where it leads or by its own URL; as `Cloud.visit` of it.

        ``by`` is the recipient who does (default: all of them, since SES cannot tell who it was). Raises LookupError
        for a link that the mail does not have, or that does not lead to SES, and for somebody who has not got it.
        """
        from sesmock.domain.mails.links import clicked

        __tracebackhide__ = True
        return self._visit(clicked(self, link), by, user_agent, ip)

    def open(self, *, by: str | None = None, user_agent: str = AGENT, ip: str = IP) -> Answer:
        """Open the mail and load its images; raises LookupError if SES does not track that, or as `click` does."""
        from sesmock.domain.mails.links import pixel

        __tracebackhide__ = True
        return self._visit(pixel(self), by, user_agent, ip)

    def unsubscribe(self, topic: str | None = None) -> Answer:
        """Leave the contact list it was for: by one click on the header's link, or a topic of it by the page.

        Raises LookupError for a mail without such links, or that nobody has got, and for a topic that its list does not
        have.
        """
        from sesmock.domain.mails.links import unsubscribed

        __tracebackhide__ = True
        return unsubscribed(self, topic)

    def _visit(self, url: str, by: str | None, user_agent: str, ip: str) -> Answer:
        from sesmock.domain.mails.links import visitor

        __tracebackhide__ = True
        answer: Answer = self._region.ses.visit(url, user_agent=user_agent, ip=ip, by=visitor(self, by))
        return answer

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
                 "configuration_set", "tenant", "template", "template_data", "fate", "operation", "region", "account",
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
        made = {"from", "to", "cc", "reply-to", "subject", "message-id", "date", "feedback-id", "x-ses-outgoing"}
        fields = Message(self.unsigned).headers
        return {
            name: unfold(value)
            for name, value in fields
            if name.lower() not in made and not name.lower().startswith(("content-", "mime-"))
        }


def _data(content: Content | None) -> str | None:
    return None if content is None else content.data


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
