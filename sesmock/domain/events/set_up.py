"""SNS topics that SES is to publish to: which ones it takes, and what it says to them when they are set up.

Source: SES Developer Guide, "Set up an Amazon SNS event destination", "Configuring Amazon SNS notifications"; both
messages are recorded: public handlers know them by heart.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, NoReturn

from sesmock.domain.events.notice import Told, Written, tell
from sesmock.outside import aws

if TYPE_CHECKING:
    from sesmock.domain.region import Region

_OF_A_SET = "Successfully validated SNS topic for Amazon SES event publishing."
_OF_AN_IDENTITY = (
    "You have successfully subscribed your Amazon SNS topic '{topic}' to receive '{kind}' notifications from Amazon "
    "SES for identity '{name}'."
)


def topic(region: Region, text: str) -> aws.Arn | None:
    """The topic that an ARN names, if SES could publish to it from here: same region, no FIFO (documented)."""
    named = aws.arn(text)
    fits = named is not None and named.is_topic and named.region == region.name and not named.resource.endswith(".fifo")
    return named if fits else None


def invalid(text: str) -> str:
    """What SES says of a topic that it does not take.

    Recorded for an empty one; that it says no more of any other, of other regions and FIFO, is assumed.
    """
    return f"SNS topic {text} is invalid."


class SetUp(Written):
    """What SES tells a topic when it has been set up for events, for notifications or for received mail.

    It tells of no event and no mail, and that of an event destination is no JSON: what breaks on that in a test would
    in production, too.
    """

    __slots__ = ("_subject",)

    def __init__(
        self, kind: str, target: str, name: str, at: float, text: str, number: int, subject: str | None = None
    ) -> None:
        super().__init__(kind, target, name, at)
        self._write(text, number)
        self._subject = subject

    def __repr__(self) -> str:
        return f"<SetUp of {self.target} ({self.kind}): {self._text.strip()!r}>"

    @property
    def event(self) -> NoReturn:
        """There is none: raises AttributeError, so that ``hasattr(notice, "event")`` tells them apart."""
        raise AttributeError(f"{self!r} tells of no event: SES tells a topic so when it is set up")

    @property
    def subject(self) -> str | None:
        """The subject of the SNS message, which only the topic of a receipt rule is given."""
        return self._subject


def of_destination(region: Region, target: str, name: str) -> None:
    """Tell a topic that it has become that of an event destination."""
    _tell(region, "SNS", target, name, _OF_A_SET)


def of_identity(region: Region, target: str, name: str, kind: str) -> None:
    """Tell a topic that it has become that of an identity, for one type of notification."""
    text = _OF_AN_IDENTITY.format(topic=target, kind=kind, name=name)
    message = {"notificationType": "AmazonSnsSubscriptionSucceeded", "message": text}
    _tell(region, "IDENTITY", target, name, json.dumps(message, ensure_ascii=False, separators=(",", ":")) + "\n")


def of_rule(region: Region, target: str, name: str, text: str) -> None:
    """Tell a topic that it has become that of a receipt rule, as if a mail had been received."""
    _tell(region, "SNS", target, name, text, "Amazon SES Email Receipt Notification")


def _tell(region: Region, kind: str, target: str, name: str, text: str, subject: str | None = None) -> None:
    told = region.ses.of(Told)
    told.append(SetUp(kind, target, name, region.now(), text, len(told), subject))
    tell(region.ses, told[-1])
