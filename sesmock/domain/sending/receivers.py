"""Who receives the mail: the mailbox simulator, and what a test decides of everybody else.

Sources: SES Developer Guide, "Using the mailbox simulator in Amazon SES", "Contents of event data"; events of the
simulator recorded in 2026.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sesmock.domain.events.event_type import (
    AGENT,
    BOUNCE,
    CLICK,
    COMPLAINT,
    DELAY,
    DELIVERY,
    IP,
    OPEN,
    Bounce,
    Click,
    Complaint,
    Delay,
    Folder,
    Open,
)
from sesmock.mail.address import AddressError, domain_of, is_domain, local_of, parse

if TYPE_CHECKING:
    from collections.abc import Callable

    from sesmock.domain.events.event_type import Detail

    Who = str | Callable[[str], bool]

SIMULATOR = "simulator.amazonses.com"


class Outcome(NamedTuple):
    """What becomes of a mail at one recipient: the type of the event, and what it tells besides."""

    type: str
    detail: Detail = None

    def __str__(self) -> str:
        return f"{self.type} to {self.detail.name}" if isinstance(self.detail, Folder) else self.type


DELIVERED = (Outcome(DELIVERY),)
SPAM = Folder("Spam")


def bounced(kind: str, subtype: str, status: str | None = None, diagnostic: str | None = None) -> Outcome:
    """A bounce; status and diagnostic code come from a DSN, if there was one."""
    return Outcome(BOUNCE, Bounce(kind, subtype, status, diagnostic))


def complained(feedback_type: str | None, subtype: str | None = None) -> Outcome:
    """A complaint, through a feedback loop or through the suppression list."""
    return Outcome(COMPLAINT, Complaint(feedback_type, subtype))


# What SES makes of an "out of the office": a bounce without a DSN, behind the delivery (recorded; "Bounce types").
AUTOMATIC_RESPONSE = bounced("Transient", "General")

# "Only + labels": local+anything@simulator.amazonses.com. The bounce of suppressionlist@ is Permanent/General (probed).
_SIMULATED = {
    "success": DELIVERED,
    "ooto": (Outcome(DELIVERY), AUTOMATIC_RESPONSE),
    "bounce": (bounced("Permanent", "General", "5.1.1", "smtp; 550 5.1.1 user unknown"),),
    "complaint": (Outcome(DELIVERY), complained("abuse")),
    "suppressionlist": (
        bounced(
            "Permanent", "General", "5.1.1",
            "smtp; 550 5.1.1 user unknown ( blacklisted address: suppressionlist@simulator.amazonses.com )",
        ),
    ),
}  # fmt: skip


def is_simulator(address: str) -> bool:
    """Whether an address is one of the mailbox simulator's."""
    return address[-len(SIMULATOR) - 1 :].lower() == "@" + SIMULATOR


_BOUNCES: dict[str, tuple[str | None, str]] = {
    "Permanent": ("5.1.1", "user unknown"),
    "Transient": ("4.4.7", "message expired"),
    "Undetermined": (None, "delivery failed"),
}


class Receivers:
    """What a test decides for addresses, domains (``"example.org"``) or by a function of the address.

    Raises ValueError for a text that is neither an address nor a domain.
    The newest rule that fits an address decides; ``open`` and ``click`` add to a delivery.
    """

    def __init__(self, _: object = None) -> None:
        self._rules: list[tuple[Callable[[str], bool], tuple[Outcome, ...]]] = []
        self._reactions: list[tuple[Callable[[str], bool], Outcome]] = []

    def __repr__(self) -> str:
        rules = [" and ".join(map(str, outcomes)) for _, outcomes in self._rules]
        decided = "; ".join([*rules, *(reaction.type for _, reaction in self._reactions)])
        return f"<Receivers: {decided or 'all take their mail'}>"

    def bounce(
        self,
        who: Who,
        kind: str = "Permanent",
        subtype: str | None = None,
        *,
        status: str | None = None,
        diagnostic: str | None = None,
    ) -> None:
        """Let mail bounce: ``kind`` is Permanent, Transient or Undetermined; raises ValueError for another.

        ``subtype`` is AWS's bounceSubType (default General; Undetermined has but its own name), ``status`` and
        ``diagnostic`` are what the receiver's DSN says (RFC 3464); by default Undetermined has no DSN.
        """
        if kind not in _BOUNCES:
            raise ValueError(f"{kind!r} is not a bounceType: Permanent, Transient or Undetermined")
        code, reply = _BOUNCES[kind]
        code = status or code
        if code is not None:
            diagnostic = diagnostic or f"smtp; {code[0]}50 {code} {reply}"
        subtype = subtype or ("Undetermined" if kind == "Undetermined" else "General")
        self._rules.append((_matcher(who), (bounced(kind, subtype, code, diagnostic),)))

    def complaint(self, who: Who, feedback_type: str | None = "abuse") -> None:
        """Let mail be delivered and then complained about."""
        self._rules.append((_matcher(who), (Outcome(DELIVERY), complained(feedback_type))))

    def delay(self, who: Who, delay_type: str = "TransientCommunicationFailure", *, then_deliver: bool = True) -> None:
        """Let mail be delayed, and delivered in the end unless said otherwise."""
        delayed = Outcome(DELAY, Delay(delay_type))
        self._rules.append((_matcher(who), (delayed, *DELIVERED) if then_deliver else (delayed,)))

    def spam(self, who: Who) -> None:
        """Let mail be delivered, but into the spam folder: the sender is not told, the deliverability dashboard is."""
        self._rules.append((_matcher(who), (Outcome(DELIVERY, SPAM),)))

    def open(self, who: Who, *, user_agent: str = AGENT, ip: str = IP) -> None:
        """Let delivered mail be opened."""
        self._reactions.append((_matcher(who), Outcome(OPEN, Open(ip, user_agent))))

    def click(self, who: Who, link: str, *, user_agent: str = AGENT, ip: str = IP) -> None:
        """Let a link in delivered mail be clicked; its ``ses:tags`` become linkTags."""
        self._reactions.append((_matcher(who), Outcome(CLICK, Click(ip, user_agent, link))))

    def accept(self, who: Who) -> None:
        """Let mail be delivered after all."""
        self._rules.append((_matcher(who), DELIVERED))

    def clear(self) -> None:
        """Forget every decision."""
        self._rules.clear()
        self._reactions.clear()

    def __bool__(self) -> bool:
        return bool(self._rules or self._reactions)

    def outcomes(self, address: str) -> tuple[Outcome, ...]:
        """What becomes of a mail to an address, in order."""
        if is_simulator(address):
            found = _SIMULATED.get(local_of(address).partition("+")[0].lower(), DELIVERED)
        else:
            found = next((then for matches, then in reversed(self._rules) if matches(address)), DELIVERED)
        if any(then.type == DELIVERY for then in found):
            found += tuple(then for matches, then in self._reactions if matches(address))
        return found


def _matcher(who: Who) -> Callable[[str], bool]:
    if callable(who):
        return who
    domain = who.removeprefix("@").lower()
    if "@" in domain:
        try:
            wanted = parse(who).address.lower()
        except AddressError:
            raise ValueError(f"{who!r} is no address") from None
        return lambda address: address.lower() == wanted
    if not (is_domain(domain) or (domain and who[0] == "@")):
        raise ValueError(f"{who!r} is neither an address nor a domain")
    return lambda address: domain_of(address) == domain
