"""The types of events: what each API, each subscriber and each payload calls them, and what they tell.

Source: SES Developer Guide, "Contents of event data that Amazon SES publishes to Amazon SNS", "Monitoring SES events
using Amazon EventBridge"; API reference, EventDestination of both APIs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping


class EventType(NamedTuple):
    """One type of event.

    ``name`` is what payloads and `Event.type` say; ``v1`` and ``v2`` what event destinations ask for (v1 has no names
    for some); ``detail_type`` what EventBridge says; ``key`` the member of the payload with the details; ``fate`` what
    has become of a mail then, if this settles it.
    """

    name: str
    v1: str | None
    v2: str
    detail_type: str
    key: str
    fate: str | None = None


SEND, DELIVERY, BOUNCE, COMPLAINT, REJECT = "Send", "Delivery", "Bounce", "Complaint", "Reject"
OPEN, CLICK, RENDERING_FAILURE, DELAY = "Open", "Click", "Rendering Failure", "DeliveryDelay"
SUBSCRIPTION = "Subscription"

# By name, in the order in which event destinations of v2 show them.
TYPES = {
    type_.name: type_
    for type_ in (
        EventType(SEND, "send", "SEND", "Email Sent", "send"),
        EventType(REJECT, "reject", "REJECT", "Email Rejected", "reject", "Rejected"),
        EventType(BOUNCE, "bounce", "BOUNCE", "Email Bounced", "bounce", "Bounced"),
        EventType(COMPLAINT, "complaint", "COMPLAINT", "Email Complaint Received", "complaint", "Complained"),
        EventType(DELIVERY, "delivery", "DELIVERY", "Email Delivered", "delivery", "Delivered"),
        EventType(OPEN, "open", "OPEN", "Email Opened", "open"),
        EventType(CLICK, "click", "CLICK", "Email Clicked", "click"),
        EventType(
            RENDERING_FAILURE, "renderingFailure", "RENDERING_FAILURE", "Email Rendering Failed", "failure",
            "RenderingFailure",
        ),
        EventType(DELAY, None, "DELIVERY_DELAY", "Email Delivery Delayed", "deliveryDelay", "Delayed"),
        EventType(SUBSCRIPTION, None, "SUBSCRIPTION", "Email Subscribed", "subscription"),
    )
}  # fmt: skip


# ---- what an event tells besides ----


class Delivered(NamedTuple):
    """What the receiver has replied, where that is known: it is SES itself."""

    smtp_response: str


class Bounce(NamedTuple):
    """How mail bounced; action, status and diagnostic code are those of the DSN (RFC 3464), if there was one."""

    type: str
    subtype: str
    status: str | None = None
    diagnostic_code: str | None = None
    action: str = "failed"


# The subtypes of what never left SES, because an address stands on a list.
ON_ACCOUNT_LIST, ON_TENANT_LIST = "OnAccountSuppressionList", "OnTenantSuppressionList"
SUPPRESSED = frozenset({ON_ACCOUNT_LIST, ON_TENANT_LIST})


class Complaint(NamedTuple):
    """Who complained: a receiver through a feedback loop (RFC 5965), or the suppression list, which is the subtype."""

    feedback_type: str | None
    subtype: str | None = None


class Delay(NamedTuple):
    """Why mail is delayed."""

    type: str


# Who opens and clicks, where nobody says so: an address for documentation (RFC 5737).
AGENT, IP = "Mozilla/5.0 (sesmock)", "192.0.2.1"


class Folder(NamedTuple):
    """Where delivered mail lies, if not in the inbox; no payload tells, but the deliverability dashboard does."""

    name: str


class Open(NamedTuple):
    """Who opened a mail."""

    ip_address: str
    user_agent: str


class Click(NamedTuple):
    """Who clicked on what; ``number`` is which of the links to it, from 1 on (0: nobody knows)."""

    ip_address: str
    user_agent: str
    link: str
    number: int = 0


class Reject(NamedTuple):
    """Why SES did not deliver what it had accepted."""

    reason: str


class RenderingFailure(NamedTuple):
    """What was wrong with the data of which template."""

    error_message: str
    template_name: str


class Preferences(NamedTuple):
    """What a contact wants: OPT_IN or OPT_OUT by topic, and the defaults of topics that it has said nothing of."""

    unsubscribed: bool
    topics: Mapping[str, str]
    defaults: Mapping[str, str]


class Subscription(NamedTuple):
    """What a contact of a list wants now and wanted before; ``source`` is by what it has said so."""

    contact_list: str
    source: str
    new: Preferences
    old: Preferences


Detail = (
    Delivered | Bounce | Complaint | Delay | Folder | Open | Click | Reject | RenderingFailure | Subscription | None
)
