"""A custom MAIL FROM domain: the MX record in DNS decides whether it is used.

Sources: SES Developer Guide, "Using a custom MAIL FROM domain"; API reference, GetIdentityMailFromDomainAttributes
("detected the required MX record").
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sesmock.domain.identities.verification import FAILED, Status, Verification
from sesmock.domain.refusals import IdentityMissing, Invalid
from sesmock.world.dns import Record

if TYPE_CHECKING:
    from sesmock.domain.region import Region
    from sesmock.world.dns import Zone

USE_DEFAULT_VALUE = "USE_DEFAULT_VALUE"
REJECT_MESSAGE = "REJECT_MESSAGE"


class MailFromReport(NamedTuple):
    """What SES says of a MAIL FROM domain."""

    domain: str
    status: Status
    on_mx_failure: str


class MailFrom:
    """The MAIL FROM domain of one identity."""

    __slots__ = ("domain", "on_mx_failure", "region", "verification")

    def __init__(self, domain: str, region: str, on_mx_failure: str, at: float) -> None:
        self.domain = domain
        self.region = region
        self.on_mx_failure = on_mx_failure
        self.verification = Verification(at)

    def report(self) -> MailFromReport:
        """What SES says of it; its identity is settled first."""
        return MailFromReport(self.domain, self.verification.status, self.on_mx_failure)

    @property
    def records(self) -> tuple[Record, ...]:
        """The DNS records that SES looks for."""
        return (
            Record(self.domain, "MX", (f"10 feedback-smtp.{self.region}.amazonses.com",)),
            Record(self.domain, "TXT", ("v=spf1 include:amazonses.com ~all",)),
        )

    def problem(self, zone: Zone, seq: int | None = None) -> str | None:
        """What is wrong with the records as of a change of the zone, in SES's words; None when all is well.

        Exactly one MX is allowed. The SPF record that SES asks for too counts for what receivers of mail conclude, not
        for the status.
        """
        values, error = zone.answer(self.domain.lower(), "MX", seq)
        if error is not None:
            return error
        host = values[0].split()[-1].rstrip(".").lower()
        wrong = len(values) > 1 or host != f"feedback-smtp.{self.region}.amazonses.com"
        return "INVALID_VALUE" if wrong else None


def put(region: Region, name: str, domain: str | None, on_mx_failure: str | None, *, or_arn: bool = False) -> None:
    """Set or (with no domain) clear the MAIL FROM domain of an identity; clearing also resets the behaviour.

    Raises IdentityMissing, or Invalid for a domain that cannot be used.
    """
    from sesmock.domain.identities.registry import Identities, check_domain

    identity = region.of(Identities).require(name, IdentityMissing, or_arn=or_arn)
    if domain:
        check_domain(domain)
        if not domain.lower().endswith("." + identity.domain_name):
            raise Invalid(
                f"Provided MAIL-FROM domain <{domain}> is not subdomain of the domain of the identity "
                f"<{identity.name}>."
            )
        if identity.status is FAILED:  # assumed: when exactly SES says this is not known
            raise Invalid(
                f"Provided MAIL-FROM domain <{domain}> or its parents are not verified for identity <{identity.name}>."
            )
    identity.use_mail_from(domain, on_mx_failure or USE_DEFAULT_VALUE)
