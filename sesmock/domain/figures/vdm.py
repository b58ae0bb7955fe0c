"""The mail that the Virtual Deliverability Manager has seen, and the gate before what it tells.

Sources: API reference, BatchGetMetricData and GetMessageInsights (which mail counts); SES Developer Guide, "Virtual
Deliverability Manager"; that mail sent for another's identity is left out was probed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sesmock.domain.account import DAY, AccountSettings
from sesmock.domain.events.event_type import BOUNCE, SUPPRESSED, Bounce, Complaint
from sesmock.domain.figures.isps import isp_of
from sesmock.domain.mails.sent import Mails
from sesmock.domain.sending.receivers import is_simulator
from sesmock.mail.address import bare

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import TypeVar

    from sesmock.domain.mails.event import Event
    from sesmock.domain.mails.sent import SentMail
    from sesmock.domain.refusals import Refusal
    from sesmock.domain.region import Region

    R = TypeVar("R", bound=Refusal)

OFF = "To use this feature you must enable Virtual Deliverability Manager."  # the full stop is assumed
KEPT = 30 * DAY  # how long single mails are known


def check_enabled(region: Region, refusal: type[R]) -> None:
    """Raise the refusal while the Virtual Deliverability Manager is off."""
    if not region.of(AccountSettings).vdm_enabled:
        raise refusal(OFF)


class Sent(NamedTuple):
    """One mail to the one recipient that it has."""

    mail: SentMail
    address: str

    @property
    def isp(self) -> str:
        """The recipient's provider."""
        return isp_of(self.address)

    @property
    def tenant(self) -> str | None:
        """For whom it was sent, where there are tenants."""
        return self.mail.tenant

    @property
    def sender(self) -> str:
        """The From address, bare."""
        return bare(self.mail.source)

    def happened(self, type: str) -> Iterator[Event]:
        """What happened to it, of one type, but for what a suppression list made happen."""
        for event in self.mail.events:
            detail = event.detail
            if event.type == type and not (isinstance(detail, Bounce | Complaint) and detail.subtype in SUPPRESSED):
                yield event

    def bounces(self, kind: str) -> Iterator[Event]:
        """Its bounces of one kind."""
        for event in self.happened(BOUNCE):
            if isinstance(event.detail, Bounce) and event.detail.type == kind:
                yield event


def recorded(region: Region) -> Iterator[Sent]:
    """The mail that counts, oldest first.

    That is mail to one recipient who is not of the mailbox simulator, sent by the account with an identity of its own
    while the Virtual Deliverability Manager was on.
    """
    settings = region.of(AccountSettings)
    own = region.arn("identity/")
    for mail in region.ses.of(Mails).accepted:
        if (
            mail._region is region
            and len(mail.recipients) == 1
            and settings.vdm_was_on(mail.at)
            and mail.identity.startswith(own)
            and not is_simulator(mail.recipients[0])
        ):
            yield Sent(mail, mail.recipients[0])
