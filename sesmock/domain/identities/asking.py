"""SES asks the owner of an address to follow a link: what was asked of whom, and the link itself.

The mail that brings the link is written when somebody looks into the mailbox. Recorded (2019, 2021): the form of the
link, and that it leads on to ``https://aws.amazon.com/ses/verifysuccess/``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sesmock.domain.identities.verification import LINK_LIFETIME

if TYPE_CHECKING:
    from sesmock.domain.identities.verification_template import VerificationTemplate
    from sesmock.domain.region import Region, Ses

SUCCESS_PAGE = "https://aws.amazon.com/ses/verifysuccess/"
FAILURE_PAGE = "https://aws.amazon.com/ses/verifyfailure/"  # assumed


class Template(NamedTuple):
    """A custom verification email template as it was when a mail was made of it."""

    from_address: str
    subject: str
    content: str
    success_url: str
    failure_url: str

    @classmethod
    def of(cls, template: VerificationTemplate) -> Template:
        """What a mail needs of a template."""
        return cls(
            template.from_address, template.subject, template.content, template.success_url, template.failure_url
        )


class Ask(NamedTuple):
    """The owner of an address was asked: when, behind how many mails, and with what template."""

    region: Region
    address: str
    at: float
    place: int
    number: int  # of all that were asked, so that no two links are the same
    drawn_id: str | None = None
    template: Template | None = None

    @property
    def message_id(self) -> str:
        """The MessageId of the mail: as it was told, or made when somebody looks."""
        return self.drawn_id or self.region.world.ids.message_id_of(self.region.name, self.at, f"ask {self.number}")

    @property
    def link(self) -> str:
        """The link to follow."""
        from datetime import datetime, timezone
        from urllib.parse import urlencode

        region, world = self.region, self.region.world
        when = datetime.fromtimestamp(self.at, timezone.utc)
        suffix = ".cn" if region.partition == "aws-cn" else ""
        host = f"email-verification.{region.name}.amazonaws.com{suffix}"
        key = "AKIA" + world.ids.signature(f"verification key {region.name}", 8).hex().upper()
        query = {
            "Context": region.account,
            "X-Amz-Date": f"{when:%Y%m%dT%H%M%SZ}",
            "Identity.IdentityName": self.address,
            "X-Amz-Algorithm": "AWS4-HMAC-SHA256",
            "Identity.IdentityType": "EmailAddress",
            "X-Amz-SignedHeaders": "host",
            "X-Amz-Credential": f"{key}/{when:%Y%m%d}/{region.name}/ses/aws4_request",
            "Operation": "ConfirmVerification",
            "Namespace": "Bacon",
        }
        signed = f"https://{host}/?{urlencode(query)}"
        return f"{signed}&X-Amz-Signature={world.ids.signature(f'{self.number} {signed}', 32).hex()}"


class Asks(list[Ask]):
    """Everything that owners of addresses were asked, oldest first, in all accounts and regions."""

    def __init__(self, _: object = None) -> None:
        super().__init__()


def ask(
    region: Region, address: str, template: VerificationTemplate | None = None, message_id: str | None = None
) -> None:
    """Ask the owner of an address, by SES's own mail or by a custom one."""
    asks = region.ses.of(Asks)
    shown = None if template is None else Template.of(template)
    asks.append(Ask(region, address, region.now(), len(region.ses.accepted), len(asks), message_id, shown))


def follow(ses: Ses, url: str) -> str | None:
    """Somebody follows a link; gives the page that it leads on to, or None for one that SES has sent to nobody.

    The link verifies the address for 24 hours, as long as it is an identity; it may be followed again. Assumed: that
    each of several links works for its own 24 hours.
    """
    from sesmock.domain.identities.identity import EmailAddress
    from sesmock.domain.identities.registry import Identities

    asked = next((asked for asked in reversed(ses.of(Asks)) if asked.link == url), None)
    if asked is None:
        return None
    success, failure = (
        (SUCCESS_PAGE, FAILURE_PAGE)
        if asked.template is None
        else (asked.template.success_url, asked.template.failure_url)
    )
    found = asked.region.of(Identities).find(asked.address)
    if not isinstance(found, EmailAddress) or asked.region.now() - asked.at >= LINK_LIFETIME:
        return failure
    found.follow_link()
    return success
