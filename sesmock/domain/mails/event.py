"""What happens to mail, and who is told: event destinations, identity notifications, and their payloads.

Sources: SES Developer Guide, "Contents of event data that Amazon SES publishes to Amazon SNS", "Amazon SNS notification
contents for Amazon SES", "Monitoring SES events using Amazon EventBridge"; and payloads recorded in 2026. Two formats:
``eventType`` for configuration sets, ``notificationType`` for identity topics.
"""

from __future__ import annotations

import json
from datetime import datetime, timezone
from hashlib import blake2b
from typing import TYPE_CHECKING, Any, NamedTuple

from sesmock.domain.events.event_type import (
    CLICK,
    DELAY,
    DELIVERY,
    OPEN,
    RENDERING_FAILURE,
    SEND,
    SUPPRESSED,
    TYPES,
    Bounce,
    Click,
    Complaint,
    Delay,
    Delivered,
    Open,
    Reject,
    RenderingFailure,
    Subscription,
)
from sesmock.domain.events.notice import Notice
from sesmock.domain.mails.composing import outgoing_host
from sesmock.domain.mails.draft import Raw
from sesmock.domain.sending.receivers import is_simulator
from sesmock.outside.aws import Arn, iso

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sesmock.domain.configuration_sets.event_destination import Dimension
    from sesmock.domain.events.event_type import Detail, Preferences
    from sesmock.domain.mails.sent import SentMail
    from sesmock.mail.mime import Message
    from sesmock.outside import Outside

HEADERS_LIMIT = 10 * 1024  # headers larger than this are truncated, and the payload says so

SOURCE_IP = "192.0.2.10"  # the mock's own: TEST-NET-1 (RFC 5737)
REMOTE_MTA_IP = "192.0.2.30"
CALLER = "sesmock"
TLS_VERSION = "TLSv1.3"
RETRIED_FOR = 14 * 3600  # "SES continues to try for 14 hours"


class Subscriber(NamedTuple):
    """Who is told: ``kind`` and ``target`` as of a `Notification`, the destination's name, and its settings.

    ``role`` is whom SES becomes to write to a stream, ``dimensions`` are a metric's; ``headers`` says whether a topic
    of an identity gets the mail's headers.
    """

    kind: str
    target: str
    name: str
    role: str | None = None
    dimensions: tuple[Dimension, ...] = ()
    headers: bool = True


class Event:
    """One thing that happened to one mail, for some of its recipients; frozen.

    ``detail`` tells more of it: ``detail.subtype`` of a bounce, ``detail.link`` of a click; None of Send, and of a
    Delivery to anybody but SES itself.
    """

    __slots__ = ("at", "detail", "mail", "recipients", "subscribers", "type")

    def __init__(
        self,
        type: str,
        mail: SentMail,
        at: float,
        recipients: tuple[str, ...],
        detail: Detail = None,
        subscribers: Sequence[Subscriber] = (),
    ) -> None:
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
    subscribers: tuple[Subscriber, ...]

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"an event cannot be changed ({name})")

    def __delattr__(self, name: str) -> None:
        raise AttributeError(f"an event cannot be changed ({name})")

    def __repr__(self) -> str:
        told = f" → {', '.join(subscriber.target for subscriber in self.subscribers)}" if self.subscribers else ""
        return f"<Event {self.type} of {self.mail.subject!r} for {', '.join(self.recipients)}{told}>"

    @property
    def feedback_id(self) -> str:
        """The feedbackId of a bounce or complaint: of the same form as message ids."""
        place = self.mail.events.index(self)
        h = blake2b(f"{self.mail.message_id} {place}".encode(), digest_size=16).hexdigest()
        return f"{self.mail.message_id[:16]}-{h[:8]}-{h[8:12]}-{h[12:16]}-{h[16:20]}-{h[20:]}-000000"

    @property
    def time(self) -> datetime:
        """When it happened, in UTC."""
        return datetime.fromtimestamp(self.at, timezone.utc)

    @property
    def notifications(self) -> tuple[Notification, ...]:
        """What was published of it, one for each subscriber that was configured when it happened."""
        return tuple(Notification(self, subscriber) for subscriber in self.subscribers)

    @property
    def payload(self) -> dict[str, Any]:
        """The event as event publishing shows it (``eventType``)."""
        return payload(self, identity_topic=False)


class Notification(Notice):
    """One event as one subscriber receives it."""

    __slots__ = ("event", "subscriber")

    def __init__(self, event: Event, subscriber: Subscriber) -> None:
        super().__init__(*subscriber[:3], event.at)
        self.event = event
        self.subscriber = subscriber

    def __repr__(self) -> str:
        return f"<Notification to {self.target}: {self.event!r}>"

    @property
    def payload(self) -> dict[str, Any]:
        """What is published, as AWS forms it for this kind of subscriber."""
        if self.kind == "IDENTITY":
            return payload(self.event, identity_topic=True, headers=self.subscriber.headers)
        if self.kind == "CLOUDWATCH":
            return _cloud_watch(self.event, self.subscriber.dimensions)
        body = payload(self.event, identity_topic=False)
        return _event_bridge(self.event, body) if self.kind == "EVENT_BRIDGE" else body

    @property
    def message(self) -> str:
        """The payload as JSON on one line: the SNS message, the record in the stream.

        Both end in a newline in event publishing (recorded for SNS, documented for streams), and not for a topic of an
        identity (recorded).
        """
        return json.dumps(self.payload, ensure_ascii=False) + ("\n" if self.kind in {"SNS", "FIREHOSE"} else "")

    @property
    def subject(self) -> str | None:
        """The subject of the SNS message; topics of identities get none."""
        return "Amazon SES Email Event Notification" if self.kind == "SNS" else None

    @property
    def _told(self) -> str:
        return self.event.feedback_id

    def put(self, outside: Outside) -> None:
        """Bring it to the neighbour of its kind."""
        if self.kind == "CLOUDWATCH":
            outside.metrics.put(self.event.mail.account, self.event.mail.region, self)
        elif self.kind == "FIREHOSE":
            outside.streams.put(Arn.parse(self.target), Arn.parse(self.subscriber.role or ""), self)
        elif self.kind == "EVENT_BRIDGE":
            outside.buses.put(Arn.parse(self.target), self)
        elif self.kind != "PINPOINT":  # which has ended in 2026, and has no neighbour
            super().put(outside)


# ---- payloads ----


def payload(event: Event, *, identity_topic: bool, headers: bool = True) -> dict[str, Any]:
    """The JSON of an event, field for field, in one of the two formats; topics of identities may do without headers."""
    key = "notificationType" if identity_topic else "eventType"
    body = {key: event.type, TYPES[event.type].key: _details(event)}
    body["mail"] = _mail(event, identity_topic=identity_topic, headers=headers)
    return body


def _details(event: Event) -> dict[str, Any]:
    detail = event.detail
    if isinstance(detail, Bounce):
        return _bounce(event, detail)
    if isinstance(detail, Complaint):
        return _complaint(event, detail)
    if isinstance(detail, Open | Click):
        shown = {"ipAddress": detail.ip_address, "timestamp": iso(event.at), "userAgent": detail.user_agent}
        if isinstance(detail, Open):
            return shown
        from sesmock.domain.mails.tracking import tags_of

        link_tags = tags_of(event.mail.html or "").get((detail.link, detail.number))
        return {**shown, "link": detail.link, "linkTags": link_tags}
    if isinstance(detail, Delay):
        return _delay(event, detail)
    if isinstance(detail, Reject):
        return {"reason": detail.reason}
    if isinstance(detail, RenderingFailure):
        return {"errorMessage": detail.error_message, "templateName": detail.template_name}
    if isinstance(detail, Subscription):
        return {
            "contactList": detail.contact_list,
            "timestamp": iso(event.at),
            "source": detail.source,
            "newTopicPreferences": _preferences(detail.new),
            "oldTopicPreferences": _preferences(detail.old),
        }
    return _delivery(event) if event.type == DELIVERY else {}


def _outgoing_host(mail: SentMail) -> str:
    return outgoing_host(mail.outgoing_ip, mail.region)


def _delivery(event: Event) -> dict[str, Any]:
    detail = event.detail
    return {
        "timestamp": iso(event.at),
        "processingTimeMillis": round((event.at - event.mail.at) * 1000),
        "recipients": list(event.recipients),
        "smtpResponse": detail.smtp_response if isinstance(detail, Delivered) else "250 2.6.0 Message received",
        "remoteMtaIp": REMOTE_MTA_IP,
        "reportingMTA": _outgoing_host(event.mail),
    }


def _delay(event: Event, detail: Delay) -> dict[str, Any]:
    reply = {"status": "4.4.1", "diagnosticCode": "smtp; 421 4.4.1 Unable to connect to remote host"}
    return {
        "timestamp": iso(event.at),
        "delayType": detail.type,
        "expirationTime": iso(event.mail.at + RETRIED_FOR),
        "delayedRecipients": [{"emailAddress": address, **reply} for address in event.recipients],
        "reportingMTA": _outgoing_host(event.mail),
    }


def _bounce(event: Event, detail: Bounce) -> dict[str, Any]:
    shown: dict[str, str | None] = {}
    origin: dict[str, str] = {}
    if detail.status is not None:  # there was a DSN (RFC 3464)
        shown = {"action": detail.action, "status": detail.status, "diagnosticCode": detail.diagnostic_code}
        origin = {"remoteMtaIp": REMOTE_MTA_IP, "reportingMTA": f"dns; {_outgoing_host(event.mail)}"}
    if detail.subtype in SUPPRESSED or detail.subtype == "Suppressed":  # it never left SES (recorded)
        origin = {"reportingMTA": "dns; amazonses.com"}
    return {
        "feedbackId": event.feedback_id,
        "bounceType": detail.type,
        "bounceSubType": detail.subtype,
        "bouncedRecipients": [{"emailAddress": address, **shown} for address in event.recipients],
        "timestamp": iso(event.at),
        **origin,
    }


def _complaint(event: Event, detail: Complaint) -> dict[str, Any]:
    report: dict[str, str] = {}
    if detail.feedback_type is not None:  # it came through a feedback loop (RFC 5965)
        simulated = all(map(is_simulator, event.recipients))
        report = {
            "userAgent": "Amazon SES Mailbox Simulator" if simulated else "AnyCompany Feedback Loop (V0.01)",
            "complaintFeedbackType": detail.feedback_type,
            "arrivalDate": iso(event.at),
        }
    return {
        "feedbackId": event.feedback_id,
        "complaintSubType": detail.subtype,
        "complainedRecipients": [{"emailAddress": address} for address in event.recipients],
        "timestamp": iso(event.at),
        **report,
    }


def _preferences(said: Preferences) -> dict[str, Any]:
    """What a contact wants; statuses are spelt in a way of their own here (recorded)."""
    shown = {"unsubscribeAll": said.unsubscribed, "topicSubscriptionStatus": _statuses(said.topics)}
    return {**shown, "topicDefaultSubscriptionStatus": _statuses(said.defaults)} if said.defaults else shown


def _statuses(by_topic: Mapping[str, str]) -> list[dict[str, str]]:
    spelt = {"OPT_IN": "OptIn", "OPT_OUT": "OptOut"}
    return [{"topicName": topic, "subscriptionStatus": spelt[status]} for topic, status in by_topic.items()]


def _mail(event: Event, *, identity_topic: bool, headers: bool) -> dict[str, Any]:
    mail = event.mail
    # Recorded: opens and clicks name no identity, nor does what comes before rendering.
    named = event.type not in {OPEN, CLICK} and (event.type != SEND or mail.template is None)
    body: dict[str, Any] = {
        "timestamp": iso(mail.at),
        "source": mail.source,
        **({"sourceArn": mail.identity} if named else {}),
        "sendingAccountId": mail.account,
        "messageId": mail.message_id,
        "destination": list(mail.recipients),
    }
    if identity_topic:
        body |= {"sourceIp": SOURCE_IP, "callerIdentity": CALLER}
        return {**body, **_headers(mail, rendered=True, callers_id=True)} if headers else body
    shown = _headers(mail, rendered=event.type != SEND)
    if event.type in {RENDERING_FAILURE, DELAY}:
        shown = {"headersTruncated": shown["headersTruncated"]}
    return {**body, **shown, "tags": _tags(event)}


def _headers(mail: SentMail, *, rendered: bool, callers_id: bool = False) -> dict[str, Any]:
    """The headers as they were composed or submitted.

    The Send event of a templated mail comes before rendering, which adds the subject, the content and, on top, the date
    (recorded for Delivery, assumed for what comes later). ``callers_id``: the id shown is that of the Message-ID which
    the caller has given, if any, and not SES's (recorded, documented).
    """
    from sesmock.mail.mime import Message, unfold

    not_shown = {"message-id", "date", "feedback-id", "x-ses-outgoing"}
    if mail.template is not None:
        not_shown ^= {"date"} if rendered else {"subject", "content-type", "content-transfer-encoding"}
    if mail._unsubscribe_links is not None:
        not_shown |= {"list-unsubscribe", "list-unsubscribe-post"}  # those that SES adds (recorded)
    content = mail._rendered
    if isinstance(content, Raw):
        message = Message(content.data)
        message.remove("Bcc")
        not_shown = set()
    else:
        message = Message(mail.unsigned)
    fields = [(name, value) for name, value in message.headers if name.lower() not in not_shown]
    if mail.template is not None:
        fields.sort(key=lambda field: field[0].lower() != "date")
    shown, size = [], 0
    for name, value in fields:
        size += len(name) + len(value) + 3  # a colon and the end of the line; the value has its space
        if size <= HEADERS_LIMIT:
            shown.append({"name": name, "value": unfold(value)})
    common = _common(mail, message, not_shown, callers_id=callers_id)
    return {"headersTruncated": size > HEADERS_LIMIT, "headers": shown, "commonHeaders": common}


def _common(mail: SentMail, message: Message, not_shown: set[str], *, callers_id: bool) -> dict[str, Any]:
    common: dict[str, Any] = {}
    for name, member in (("From", "from"), ("To", "to"), ("Cc", "cc"), ("Reply-To", "replyTo")):
        addresses = message.addresses(name)
        if addresses:
            common[member] = addresses
    if "date" not in not_shown and message.get("Date"):
        common["date"] = message.get("Date")
    if not callers_id:
        common["messageId"] = mail.message_id
    elif "message-id" not in not_shown and message.get("Message-ID") is not None:
        common["messageId"] = message.get("Message-ID")
    if "subject" not in not_shown and message.get("Subject") is not None:
        common["subject"] = mail.subject
    return common


def _tags(event: Event) -> dict[str, list[str]]:
    """Message tags and those SES adds by itself, each as a list of one.

    Recorded: what is said of the way out is said of deliveries only; a mail without a From has no domain.
    """
    mail = event.mail
    went_out = event.type == DELIVERY
    tags = {
        "ses:source-tls-version": TLS_VERSION,
        "ses:operation": mail.operation,
        "ses:configuration-set": mail.configuration_set,
        "ses:tenant-name": mail.tenant,
        "ses:outgoing-tls-version": TLS_VERSION if went_out else None,
        "ses:source-ip": SOURCE_IP,
        "ses:from-domain": mail.from_domain,
        "ses:caller-identity": CALLER,
        "ses:outgoing-ip": mail.outgoing_ip if went_out else None,
        "ses:multi-region-endpoint-id": mail.endpoint,
        **mail.tags,
    }
    return {name: [value] for name, value in tags.items() if value is not None}


def _event_bridge(event: Event, body: dict[str, Any]) -> dict[str, Any]:
    """The event as the default bus of EventBridge carries it."""
    mail = event.mail
    return {
        "version": "0",
        "id": event.feedback_id[17:53],
        "detail-type": TYPES[event.type].detail_type,
        "source": "aws.ses",
        "account": mail.account,
        "time": iso(event.at)[:19] + "Z",
        "region": mail.region,
        # recorded: the configuration set, which is what publishes
        "resources": [mail._region.arn(f"configuration-set/{mail.configuration_set}")],
        "detail": body,
    }


def _cloud_watch(event: Event, wanted: Sequence[Dimension]) -> dict[str, Any]:
    """The metric that CloudWatch gets, as PutMetricData would be asked: one event counts 1.

    assumed: a datum has all the destination's dimensions.
    """
    tags = _tags(event)
    linked = _details(event).get("linkTags") or {}
    dimensions = []
    for name, source, default in wanted:
        if source == "EMAIL_HEADER":
            value = event.mail.header(name)
        else:
            value = (linked if source == "LINK_TAG" else tags).get(name, [None])[0]
        dimensions.append({"Name": name, "Value": value or default})
    datum = {
        "MetricName": event.type.replace(" ", ""),
        "Dimensions": dimensions,
        "Timestamp": iso(event.at),
        "Value": 1.0,
        "Unit": "Count",
    }
    return {"Namespace": "AWS/SES", "MetricData": [datum]}
