"""What lies in a person's mailbox: the mails of all accounts that were delivered there, and what SES wrote itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sesmock.domain.events.event_type import DELIVERY
from sesmock.domain.identities.asking import Asks
from sesmock.domain.mailbox.asked import written
from sesmock.domain.mailbox.feedback import forwarded
from sesmock.domain.mails.letter import Letter, Letters
from sesmock.domain.mails.sent import Mails, SentMail
from sesmock.mail.address import bare

if TYPE_CHECKING:
    from sesmock.domain.region import Ses


def _plain(address: str) -> str:
    """An address as mailboxes are told apart: without a display name, in lower case; labels are not looked at."""
    return bare(address).lower()


def received(ses: Ses, address: str) -> list[SentMail | Letter]:
    """What an address has received, oldest first."""
    wanted = _plain(address)
    # In the order in which all was sent and written, even if the clock stands still.
    letters = [
        *(letter for letter in ses.of(Letters) if _plain(letter.recipient) == wanted),
        *(
            written(asked)._written(ses, (asked.place, asked.number, 1))
            for asked in ses.of(Asks)
            if asked.address.lower() == wanted
        ),
    ]
    letters.sort(key=lambda letter: letter._order)
    letters.reverse()  # so that the oldest is the first to be taken off
    found: list[SentMail | Letter] = []
    accepted = ses.of(Mails).accepted
    for place, mail in enumerate(accepted):
        while letters and letters[-1]._order[0] <= place:
            found.append(letters.pop())
        if _was_delivered(mail, wanted):
            found.append(mail)
        if mail._happened is not None and _plain(mail.return_path) == wanted:
            found += [letter._written(ses, (place + 1, 0, 0)) for letter in forwarded(mail)]
    return [*found, *reversed(letters)]


def _was_delivered(mail: SentMail, wanted: str) -> bool:
    """Whether a mail has come to a recipient, whatever became of it then."""
    if mail._happened is None:
        return any(address.lower() == wanted for address in mail.recipients)
    return any(
        address.lower() == wanted
        for happened in mail._happened
        if happened.type == DELIVERY
        for address in happened.recipients
    )
