"""What happens to mail, and who is told: event destinations, identity notifications, and their payloads.

Sources: SES Developer Guide, "Examples of event data that Amazon SES publishes to Amazon SNS", "Amazon SNS
notification contents for Amazon SES". Two formats: ``eventType`` for configuration sets, ``notificationType`` for
identity topics.
"""

from __future__ import annotations

import json
from datetime import datetime, timezone
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

from sesmock.domain.identity import NOTIFICATION_TYPES
from sesmock.domain.sent import default_domain
from sesmock.mail.address import domain_of, parse

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sesmock.domain.configuration_set import ConfigurationSet
    from sesmock.domain.sent import SentMail

    Detail = tuple[tuple[str, Any], ...]

# The event types: as payloads call them, and as event destinations ask for them.
TYPES = {
    "Send": "SEND", "Delivery": "DELIVERY", "Bounce": "BOUNCE", "Complaint": "COMPLAINT", "Reject": "REJECT",
    "Open": "OPEN", "Click": "CLICK", "Rendering Failure": "RENDERING_FAILURE", "DeliveryDelay": "DELIVERY_DELAY",
    "Subscription": "SUBSCRIPTION",
}  # fmt: skip
DETAIL_TYPES = {
    "Send": "Email Sent", "Delivery": "Email Delivered", "Bounce": "Email Bounced",
    "Complaint": "Email Complaint Received", "Reject": "Email Rejected", "Open": "Email Opened",
    "Click": "Email Clicked", "Rendering Failure": "Email Rendering Failed", "DeliveryDelay": "Email Delivery Delayed",
    "Subscription": "Email Subscribed",
}  # fmt: skip
HEADERS_LIMIT = 10 * 1024  # headers from this size on are truncated, and the payload says so

SOURCE_IP = "192.0.2.10"  # the mock's own: TEST-NET-1 (RFC 5737)
OUTGOING_IP = "192.0.2.20"
REMOTE_MTA_IP = "192.0.2.30"


def iso(at: float) -> str:
    """ISO 8601 with milliseconds and Z, as payloads have it."""
    return datetime.fromtimestamp(at, timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.") + f"{round(at * 1000) % 1000:03d}Z"


class Event:
    """One thing that happened to one mail, for some of its recipients; frozen."""

    __slots__ = ("at", "detail", "mail", "recipients", "subscribers", "type")

    def __init__(
        self, type: str, mail: SentMail, at: float, recipients: tuple[str, ...], detail: Detail = (),
        subscribers: Sequence[tuple[str, str]] = (),
    ) -> None:  # fmt: skip
        put = object.__setattr__
        put(self, "type", type)
        put(self, "mail", mail)
        put(self, "at", at)
        put(self, "recipients", recipients)
        put(self, "detail", detail)
        put(self, "subscribers", tuple(subscribers))

    type: str
    mail: SentMail
    at: float
    recipients: tuple[str, ...]
    detail: Detail
    subscribers: tuple[tuple[str, str], ...]

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"an event cannot be changed ({name})")

    def __repr__(self) -> str:
        told = f" → {', '.join(target for _, target in self.subscribers)}" if self.subscribers else ""
        return f"<Event {self.type} of {self.mail.subject!r} for {', '.join(self.recipients)}{told}>"

    @property
    def feedback_id(self) -> str:
        """The feedbackId of a bounce or complaint: of the same form as message ids."""
        h = blake2b(f"{self.type} {self.mail.message_id} {self.recipients}".encode(), digest_size=16).hexdigest()
        return f"{self.mail.message_id[:16]}-{h[:8]}-{h[8:12]}-{h[12:16]}-{h[16:20]}-{h[20:]}-000000"

    @property
    def time(self) -> datetime:
        """When it happened, in UTC."""
        return datetime.fromtimestamp(self.at, timezone.utc)

    @property
    def notifications(self) -> tuple[Notification, ...]:
        """What was published of it, one for each subscriber that was configured when it happened."""
        return tuple(Notification(self, kind, target) for kind, target in self.subscribers)

    @property
    def payload(self) -> dict[str, Any]:
        """The event as event publishing shows it (``eventType``)."""
        return payload(self, identity_topic=False)


class Notification:
    """One event as one subscriber receives it.

    ``kind`` is SNS, FIREHOSE, CLOUDWATCH, EVENT_BRIDGE or PINPOINT for event destinations, IDENTITY for a topic of the
    identity; ``target`` is the ARN (CLOUDWATCH and EVENT_BRIDGE: the name of the event destination).
    """

    __slots__ = ("event", "kind", "target")

    def __init__(self, event: Event, kind: str, target: str) -> None:
        self.event = event
        self.kind = kind
        self.target = target

    def __repr__(self) -> str:
        return f"<Notification to {self.target}: {self.event!r}>"

    @property
    def payload(self) -> dict[str, Any]:
        """What is published, as AWS forms it for this kind of subscriber."""
        if self.kind == "IDENTITY":
            return payload(self.event, identity_topic=True)
        body = payload(self.event, identity_topic=False)
        return _event_bridge(self.event, body) if self.kind == "EVENT_BRIDGE" else body

    def envelope(self, signature_version: str = "1") -> dict[str, str]:
        """The SNS envelope that an HTTPS subscriber gets, signed with the mock's own certificate.

        Raises ValueError for a subscriber that is no SNS topic.
        """
        if self.kind not in {"SNS", "IDENTITY"}:
            raise ValueError(f"{self.target} is no SNS topic")
        from sesmock.domain import sns

        subject = "Amazon SES Email Event Notification" if self.kind == "SNS" else None
        digest = blake2b(f"{self.event.feedback_id} {self.target}".encode(), digest_size=16).hexdigest()
        message_id = f"{digest[:8]}-{digest[8:12]}-5{digest[13:16]}-a{digest[17:20]}-{digest[20:]}"
        return sns.envelope(
            topic_arn=self.target,
            message=json.dumps(self.payload, ensure_ascii=False),
            subject=subject,
            message_id=message_id,
            at=self.event.at,
            signature_version=signature_version,  # type: ignore[arg-type]
        )


# ---- publishing ----


def happen(
    mail: SentMail, chosen: ConfigurationSet | None, what: Sequence[tuple[str, tuple[str, ...], Detail]]
) -> list[Event]:
    """Note what happened to a mail, with everybody who is told of it, and tell the test's own subscribers."""
    events = [
        Event(type_, mail, mail.at, recipients, detail, subscribers(mail, chosen, type_))
        for type_, recipients, detail in what
    ]
    object.__setattr__(mail, "happenings", events)
    cloud = mail.sender.region.cloud
    if cloud.subscribed:
        cloud.announce(notification for event in events for notification in event.notifications)
    return events


def subscribers(mail: SentMail, chosen: ConfigurationSet | None, type_: str) -> list[tuple[str, str]]:
    """Who is told of an event of this type: matching event destinations, and the identity's topic."""
    wanted = TYPES[type_]
    found = [
        (destination.kind, target(destination))
        for destination in (chosen.event_destinations.values() if chosen is not None else ())
        if destination.enabled and wanted in destination.types
    ]
    settings = mail.sender.notifications
    if settings is not None and type_ in NOTIFICATION_TYPES and type_ in settings.topics:
        found.append(("IDENTITY", settings.topics[type_]))
    return found


def target(destination: Any) -> str:
    """How a subscriber is called: by its ARN, or by its name where it has none of its own."""
    for member in ("TopicArn", "DeliveryStreamArn", "ApplicationArn"):
        if member in destination.target:
            return str(destination.target[member])
    return str(destination.name)


# ---- payloads ----


def payload(event: Event, *, identity_topic: bool) -> dict[str, Any]:
    """The JSON of an event, field for field, in one of the two formats."""
    key = "notificationType" if identity_topic else "eventType"
    name = {"Rendering Failure": "failure", "DeliveryDelay": "deliveryDelay"}.get(event.type, event.type.lower())
    body = {key: event.type, name: _details(event, identity_topic=identity_topic)}
    body["mail"] = _mail(event, identity_topic=identity_topic)
    return body


def _details(event: Event, *, identity_topic: bool) -> dict[str, Any]:
    at = iso(event.at)
    detail = dict(event.detail)
    if event.type == "Delivery":
        body: dict[str, Any] = {
            "timestamp": at,
            "processingTimeMillis": 546,
            "recipients": list(event.recipients),
            "smtpResponse": "250 2.6.0 Message received",
            "reportingMTA": "a8-70.smtp-out.amazonses.com",
        }
        return {**body, "remoteMtaIp": REMOTE_MTA_IP} if identity_topic else body
    if event.type == "Bounce":
        return _bounce(event, detail, identity_topic=identity_topic)
    if event.type == "Complaint":
        body = {
            "complainedRecipients": [{"emailAddress": address} for address in event.recipients],
            "timestamp": at,
            "feedbackId": event.feedback_id,
            "complaintSubType": detail["complaintSubType"],
        }
        if detail["complaintFeedbackType"] is not None:
            body |= {
                "userAgent": "Amazon SES Mailbox Simulator",
                "complaintFeedbackType": detail["complaintFeedbackType"],
                "arrivalDate": at,
            }
        return body
    if event.type == "DeliveryDelay":
        return {
            "timestamp": at,
            "delayType": detail["delayType"],
            "expirationTime": iso(event.at + 14 * 3600),
            "delayedRecipients": [
                {"emailAddress": address, "status": "4.4.1", "diagnosticCode": "smtp; 421 4.4.1 Unable to connect"}
                for address in event.recipients
            ],
            "reportingMTA": "a8-70.smtp-out.amazonses.com",
        }
    if event.type in {"Open", "Click"}:
        shown = {"ipAddress": detail["ipAddress"], "timestamp": at, "userAgent": detail["userAgent"]}
        return {**shown, "link": detail["link"], "linkTags": None} if event.type == "Click" else shown
    return detail  # Send: {}, Reject: reason, Rendering Failure: errorMessage and templateName


def _bounce(event: Event, detail: dict[str, Any], *, identity_topic: bool) -> dict[str, Any]:
    shown = {name: detail[name] for name in ("action", "status", "diagnosticCode") if detail[name] is not None}
    body = {
        "bounceType": detail["bounceType"],
        "bounceSubType": detail["bounceSubType"],
        "bouncedRecipients": [{"emailAddress": address, **shown} for address in event.recipients],
        "timestamp": iso(event.at),
        "feedbackId": event.feedback_id,
        "reportingMTA": "dns; amazonses.com",
    }
    return {**body, "remoteMtaIp": REMOTE_MTA_IP} if identity_topic else body


def _mail(event: Event, *, identity_topic: bool) -> dict[str, Any]:
    mail = event.mail
    body: dict[str, Any] = {
        "timestamp": iso(mail.at),
        "source": mail.source,
        "sourceArn": mail.sender.arn,
        "sendingAccountId": mail.account,
        "messageId": mail.message_id,
        "destination": list(mail.recipients),
    }
    if identity_topic:
        body |= {"sourceIp": SOURCE_IP, "callerIdentity": "sesmock"}
        settings = mail.sender.notifications
        if settings is not None and event.type in settings.headers:
            body |= _headers(mail, rendered=True)
        return body
    shown = _headers(mail, rendered=event.type != "Send")
    if event.type in {"Rendering Failure", "DeliveryDelay"}:
        shown = {"headersTruncated": shown["headersTruncated"]}
    return {**body, **shown, "tags": _tags(event)}


def _headers(mail: SentMail, *, rendered: bool) -> dict[str, Any]:
    """The headers as they were composed or submitted; the Send event of a templated mail comes before rendering."""
    from sesmock.mail.mime import Message, unfold

    not_shown = {"message-id", "date", "feedback-id", "x-ses-outgoing"}
    if mail.draft.template is not None and not rendered:
        not_shown |= {"subject", "content-type", "content-transfer-encoding"}
    if mail.draft.raw is not None:
        message = Message(mail.draft.raw)
        message.remove("Bcc")
        not_shown = set()
    elif mail.draft.template is not None and mail.draft.subject is None:  # it could not be rendered
        message = Message(b"")
        for name, given in (("From", (mail.source,)), ("Reply-To", mail.reply_to), ("To", mail.to), ("Cc", mail.cc)):
            if given:
                message.append(name, ", ".join(given))
    else:
        message = Message(mail.unsigned)
    fields = [(name, value) for name, value in message.headers if name.lower() not in not_shown]
    shown, size = [], 0
    for name, value in fields:
        size += len(name) + len(value) + 3
        if size <= HEADERS_LIMIT:
            shown.append({"name": name, "value": unfold(value)})
    common: dict[str, Any] = {}
    for name, member in (("From", "from"), ("To", "to"), ("Cc", "cc"), ("Reply-To", "replyTo")):
        addresses = message.addresses(name)
        if addresses:
            common[member] = addresses
    if mail.draft.raw is not None and message.get("Date"):
        common["date"] = message.get("Date")
    common["messageId"] = mail.message_id
    if "subject" not in not_shown and message.get("Subject") is not None:
        common["subject"] = mail.subject
    return {"headersTruncated": size > HEADERS_LIMIT, "headers": shown, "commonHeaders": common}


def _tags(event: Event) -> dict[str, list[str]]:
    """Message tags and those SES adds by itself, each as a list of one."""
    mail = event.mail
    tags = {name: [value] for name, value in mail.tags.items()}
    tags["ses:operation"] = [mail.operation]
    if mail.configuration_set is not None:
        tags["ses:configuration-set"] = [mail.configuration_set]
    tags["ses:source-ip"] = [SOURCE_IP]
    tags["ses:from-domain"] = [domain_of(parse(mail.source).address)]
    tags["ses:caller-identity"] = ["sesmock"]
    if event.type not in {"Send", "Reject", "Rendering Failure"}:
        tags["ses:outgoing-ip"] = [OUTGOING_IP]
    return tags


def _event_bridge(event: Event, body: dict[str, Any]) -> dict[str, Any]:
    """The event as the default bus of EventBridge carries it."""
    digest = event.feedback_id[17:]
    return {
        "version": "0",
        "id": digest[:36],
        "detail-type": DETAIL_TYPES[event.type],
        "source": "aws.ses",
        "account": event.mail.account,
        "time": iso(event.at)[:19] + "Z",
        "region": event.mail.region,
        "resources": [event.mail.sender.arn],
        "detail": body,
    }


__all__ = ["DETAIL_TYPES", "TYPES", "Event", "Notification", "default_domain", "happen", "payload"]
