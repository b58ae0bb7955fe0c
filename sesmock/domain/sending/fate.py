"""What becomes of a mail that SES has accepted, and what SES learns from it.

Sources: SES Developer Guide, "Contents of event data", "Using the Amazon SES account-level suppression list".
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sesmock.domain.account import AccountSettings, Usage
from sesmock.domain.events.event_type import (
    BOUNCE,
    CLICK,
    COMPLAINT,
    DELIVERY,
    ON_ACCOUNT_LIST,
    ON_TENANT_LIST,
    OPEN,
    REJECT,
    RENDERING_FAILURE,
    SEND,
    Bounce,
    Reject,
    RenderingFailure,
)
from sesmock.domain.events.publishing import subscribers, tell
from sesmock.domain.mails.draft import EICAR, Raw, Templated
from sesmock.domain.mails.sent import Happened, Mails, SentMail
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
from sesmock.mail.mime import is_spelt_in

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sesmock.domain.events.event_type import Detail
    from sesmock.domain.mails.draft import Draft, Simple, Terms
    from sesmock.domain.mails.event import Event
    from sesmock.domain.mails.sent import Route
    from sesmock.domain.receiving.arrival import Arrival
    from sesmock.domain.sending.sending import Call
    from sesmock.domain.tenants.tenant import Tenant

    # By recipient: address, what happens there in order, and whether a list decided so.
    Outcomes = list[tuple[str, tuple[Outcome, ...], bool]]
    Causes = list[tuple[str, tuple[str, ...], Detail]]  # of events: type, recipients and details

# Recorded, status 5.1.1 included.
ON_THE_LIST = (
    "Amazon SES did not send the message to this address because it is on the suppression list for your account. "
    "For more information about removing addresses from the suppression list, see the Amazon SES Developer Guide at "
    "https://docs.aws.amazon.com/ses/latest/DeveloperGuide/sending-email-suppression-list.html"
)


# Assumed: what kind of a bounce it is. That there is no DSN is seen elsewhere.
UNSUBSCRIBED = bounced("Permanent", "General")
ON_THE_TENANTS_LIST = (
    "Amazon SES did not send the message to this address because it is on the suppression list for your tenant."
)


class Fate(NamedTuple):
    """What becomes of a mail."""

    rendered: Simple | None = None  # what a template has come to; None: nobody has looked yet
    failure: str | None = None  # what is missing, if it cannot be rendered
    virus: bool = False
    outcomes: Outcomes | None = None  # None: delivered to everybody, if it is neither of the two
    arrivals: tuple[Arrival, ...] = ()  # where SES itself receives it

    def spelt_out(self, addresses: Sequence[str]) -> Outcomes:
        """The outcomes, also where they are that everybody gets it."""
        return self.outcomes or [(address, DELIVERED, False) for address in addresses]


def accept(call: Call, draft: Draft, addresses: tuple[str, ...], tags: Mapping[str, str]) -> str:
    """Only MAIL FROM may still refuse; then the mail is SES's. Returns its id."""
    route, chosen = call.route(), call.configuration_set
    region, now, sender = call.region, call.now, route.sender
    simulated = sum(map(is_simulator, addresses))
    message_id = region.world.ids.message_id(region.name, now)
    # Before anything is kept: a test's own function decides, and may raise.
    fate = _fate_of(call, draft, addresses, simulated=simulated > 0)
    managed = draft.terms.list_management
    if managed is not None:
        from sesmock.domain.contacts import management

        fate = _but(fate, addresses, management.unsubscribed(region, managed, addresses))
    if region.world.dns.has_mx and fate.failure is None and not fate.virus:
        fate = _received(route, fate, addresses, message_id)
    happened = None
    delivered = fate.outcomes is None and fate.failure is None and not fate.virus
    if not delivered or chosen is not None or sender.notifications is not None:
        causes = _causes(fate, draft, addresses)
        happened = tuple(
            [Happened(type_, who, detail, subscribers(sender, chosen, type_)) for type_, who, detail in causes]
        )
    if fate.failure is not None:
        route = route._replace(signer=None)  # nothing goes out
    mail = SentMail(message_id, route, draft, addresses, tags, fate.rendered, happened)
    region.of(Usage).record(now, len(addresses), len(addresses) - simulated)
    mails = region.ses.of(Mails)
    mails.accepted.append(mail)
    if fate.failure is None:
        mails.sent.append(mail)
        _learn(call, mail, fate)
    if managed is not None:
        management.accepted(region, managed, mail)
    if happened is not None:
        tell(region.ses, mail)
    if mails.managed:
        from sesmock.domain.contacts.unsubscribe import by_mail

        by_mail(region.ses, mail)
    if fate.arrivals:
        from sesmock.domain.receiving.reception import arrive_afterwards

        for arrival in fate.arrivals:
            arrive_afterwards(region.ses, arrival, mail)
    return message_id


def _fate_of(call: Call, draft: Draft, addresses: Sequence[str], *, simulated: bool) -> Fate:
    """SES renders after it has accepted, so what cannot be rendered is no refusal but an event (Developer Guide,
    "Rendering Failure"). Neither that nor a virus ever comes to a receiver.
    """
    content, rendered = draft.content, None
    if isinstance(content, Templated):
        if _is_harmless(content):
            return Fate(None, None, False, _outcomes(call, draft.terms, addresses, simulated=simulated))
        rendered, failure = content.render_or_tell()
        if failure is not None:
            return Fate(rendered, failure)
        content = rendered
    if _contains_virus(content):
        return Fate(rendered, virus=True)
    return Fate(rendered, None, False, _outcomes(call, draft.terms, addresses, simulated=simulated))


def _but(fate: Fate, addresses: Sequence[str], unsubscribed: frozenset[str]) -> Fate:
    """A fate in which some of the recipients have unsubscribed: the mail bounces before it leaves SES (documented)."""
    if not unsubscribed:
        return fate
    outcomes = fate.spelt_out(addresses)
    return fate._replace(
        outcomes=[
            (address, (UNSUBSCRIBED,), True) if address in unsubscribed else (address, sequence, listed)
            for address, sequence, listed in outcomes
        ]
    )


def _received(route: Route, fate: Fate, addresses: Sequence[str], message_id: str) -> Fate:
    """The same where SES itself receives the mail to some of the addresses, by their MX records."""
    from sesmock.domain.sending.exchange import hand_over

    outcomes = fate.spelt_out(addresses)
    found, arrivals = hand_over(message_id, route, outcomes)
    return fate if found is outcomes else fate._replace(outcomes=found, arrivals=arrivals)


def _is_harmless(content: Templated) -> bool:
    """Whether it can be told of a templated mail, without rendering it, that it can be rendered and has no virus."""
    template, data = content.template, content.data
    if content.attachments or not template.is_sure_of(data):
        return False
    # Assumed: nobody has a template put the test string together from pieces.
    for text in (template.subject, template.text, template.html, *data.values()):
        if isinstance(text, str) and EICAR in text:
            return False
    return True


def _contains_virus(content: Simple | Raw) -> bool:
    """Whether the test string of virus scanners stands anywhere in a mail, in whatever transfer encoding."""
    if isinstance(content, Raw):
        return is_spelt_in(EICAR, content.data)
    for part in (content.subject, content.text, content.html):
        if part is not None and EICAR in part.data:
            return True
    return any(EICAR.encode() in attachment.content for attachment in content.attachments)


def _outcomes(call: Call, terms: Terms, addresses: Sequence[str], *, simulated: bool) -> Outcomes | None:
    """What becomes of a mail at each recipient, and whether the suppression list decided; None: all delivered."""
    receivers, suppressed = call.region.ses.of(Receivers), _list(call)
    if not simulated and not receivers and not suppressed:
        return None
    reasons = _effective_reasons(call)
    subtype, words = ON_ACCOUNT_LIST, ON_THE_LIST
    if call.tenant is not None and suppressed is call.tenant.suppressed:
        subtype, words = ON_TENANT_LIST, ON_THE_TENANTS_LIST
    found: Outcomes = []
    for address in addresses:
        listed = suppressed.get(suppression.normalise(address)) if suppressed else None
        if listed is None or listed.reason not in reasons:
            outcomes = receivers.outcomes(address)
            if terms.tracking is not None:
                untracked = {type_ for type_, on in zip((OPEN, CLICK), terms.tracking, strict=True) if on is False}
                outcomes = tuple(outcome for outcome in outcomes if outcome.type not in untracked)
            found.append((address, outcomes, False))
        elif listed.reason == "BOUNCE":
            found.append((address, (bounced("Permanent", subtype, "5.1.1", words),), True))
        else:
            found.append((address, (complained(None, subtype),), True))
    return None if all(outcomes == DELIVERED for _, outcomes, _ in found) else found


def _list(call: Call) -> SuppressionList:
    """The suppression list that counts: the tenant's own, if it or the configuration set says so (documented)."""
    tenant = call.tenant
    if tenant is not None and tenant.scope(call.configuration_set) == "TENANT":
        return tenant.suppressed
    return call.region.of(SuppressionList)


def _effective_reasons(call: Call) -> Sequence[str]:
    """The reasons for which listed addresses are suppressed: the configuration set's, if it has any say, or else the
    tenant's, or else the account's (documented).
    """
    chosen, tenant = call.configuration_set, call.tenant
    if chosen is not None and chosen.suppressed_reasons is not None:
        return chosen.suppressed_reasons
    if tenant is not None and tenant.suppression is not None:
        return tenant.suppression.reasons
    return call.region.of(AccountSettings).suppressed_reasons


def _causes(fate: Fate, draft: Draft, addresses: tuple[str, ...]) -> Causes:
    """The events of a mail, one per cause, each with only its own recipients.

    Every open and every click is an event of its own.
    """
    causes: Causes = [(SEND, addresses, None)]
    if fate.failure is not None:
        name = draft.content.template.name if isinstance(draft.content, Templated) else ""
        causes.append((RENDERING_FAILURE, addresses, RenderingFailure(fate.failure, name)))
    elif fate.virus:
        causes.append((REJECT, addresses, Reject("Bad content")))
    elif fate.outcomes is None:
        causes.append((DELIVERY, addresses, None))
    else:
        groups: dict[tuple[int, Outcome, str], list[str]] = {}
        for address, sequence, _ in fate.outcomes:
            for step, outcome in enumerate(sequence):
                whose = address if outcome.type in {OPEN, CLICK} else ""
                groups.setdefault((step, outcome, whose), []).append(address)
        ordered = sorted(groups.items(), key=lambda item: item[0][0])
        causes += [(outcome.type, tuple(who), outcome.detail) for (_, outcome, _), who in ordered]
    return causes


def _learn(call: Call, mail: SentMail, fate: Fate) -> None:
    """Count what was sent, and put addresses on the suppression list."""
    usage, attempts = call.region.of(Usage), len(mail.recipients)
    if fate.virus:
        usage.count(mail.at, rejects=1)
        return
    if fate.outcomes is None:
        usage.count(mail.at, attempts=attempts)
        if call.tenant is not None:
            call.tenant.reputation.count(sum(not is_simulator(address) for address in mail.recipients), 0, 0)
        return
    # Automatic responses do not count as bounces, nor does what never left SES because of the list ("Bounce types").
    left = [sequence for _, sequence, listed in fate.outcomes if not listed]
    bounces = sum(any(o.type == BOUNCE and o != AUTOMATIC_RESPONSE for o in sequence) for sequence in left)
    complaints = sum(any(o.type == COMPLAINT for o in sequence) for sequence in left)
    usage.count(mail.at, attempts=attempts, bounces=bounces, complaints=complaints)
    if call.tenant is not None:
        _judge(call.tenant, fate.outcomes)
    suppressed, reasons = _list(call), _effective_reasons(call)
    listed_before = {address for address, _, listed in fate.outcomes if listed}
    for event in mail.events:
        _suppress(suppressed, event, reasons, listed_before)


def _judge(tenant: Tenant, outcomes: Outcomes) -> None:
    """Let a tenant's reputation know; what never left SES, and mail to the simulator, does not count (documented)."""
    left = [sequence for address, sequence, listed in outcomes if not listed and not is_simulator(address)]
    hard = sum(
        any(isinstance(o.detail, Bounce) and o.detail.type == "Permanent" for o in sequence) for sequence in left
    )
    complaints = sum(any(o.type == COMPLAINT for o in sequence) for sequence in left)
    tenant.reputation.count(len(left), hard, complaints)


def _suppress(suppressed: SuppressionList, event: Event, reasons: Sequence[str], listed: set[str]) -> None:
    """Put addresses that bounced hard or complained on the suppression list, if it is kept for that reason."""
    hard = isinstance(event.detail, Bounce) and event.detail.type == "Permanent" and "BOUNCE" in reasons
    if not hard and not (event.type == COMPLAINT and "COMPLAINT" in reasons):
        return
    for address in event.recipients:
        if address not in listed and not is_simulator(address):
            reason = "BOUNCE" if hard else "COMPLAINT"
            suppressed.put(address, reason, event.at, event.mail.message_id, event.feedback_id)
