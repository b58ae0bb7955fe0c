"""A custom MAIL FROM domain: MX and SPF in DNS decide whether it is used.

Source: SES Developer Guide, "Using a custom MAIL FROM domain".
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sesmock.dns.zone import Record
from sesmock.domain.verification import Verification

if TYPE_CHECKING:
    from sesmock.dns.zone import Zone

USE_DEFAULT_VALUE = "USE_DEFAULT_VALUE"
REJECT_MESSAGE = "REJECT_MESSAGE"


class MailFrom:
    """The MAIL FROM domain of one identity."""

    __slots__ = ("domain", "on_mx_failure", "region", "verification")

    def __init__(self, domain: str, region: str, on_mx_failure: str, at: float) -> None:
        self.domain = domain
        self.region = region
        self.on_mx_failure = on_mx_failure
        self.verification = Verification(at)

    @property
    def records(self) -> tuple[Record, ...]:
        """The DNS records that SES looks for."""
        return (
            Record(self.domain, "MX", (f"10 feedback-smtp.{self.region}.amazonses.com",)),
            Record(self.domain, "TXT", ("v=spf1 include:amazonses.com ~all",)),
        )

    def problem(self, zone: Zone, seq: int | None = None) -> str | None:
        """What is wrong with the records as of a change of the zone, in SES's words; None when all is well.

        Exactly one MX is allowed. That SPF counts too is assumed: the guide asks for it without naming a status.
        """
        values, error = zone.answer(self.domain.lower(), "MX", seq)
        if error is not None:
            return error
        host = values[0].split()[-1].rstrip(".").lower()
        if len(values) > 1 or host != f"feedback-smtp.{self.region}.amazonses.com":
            return "INVALID_VALUE"
        values, error = zone.answer(self.domain.lower(), "TXT", seq)
        if error is not None:
            return error
        spf = [value.lower().split() for value in values if value.lower().startswith("v=spf1")]
        return None if len(spf) == 1 and "include:amazonses.com" in spf[0] else "INVALID_VALUE"
