"""SES by SMTP: a third translation of the domain, beside v1 and v2, which does what SendRawEmail does.

Refusals are replies to the whole mail, after its data (recorded). Their texts are the domain's; the codes and the words
before them were recorded for NotVerified, Invalid and Throttled, and are assumed for the others.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sesmock.domain.mails.draft import Raw, Recipients, Terms
from sesmock.domain.refusals import (
    AccessDenied,
    MailFromNotVerified,
    Refusal,
    Rejected,
    SendingPaused,
    TenantSendingPaused,
    Throttled,
    Worded,
)
from sesmock.domain.sending.sending import send

if TYPE_CHECKING:
    from sesmock.domain.region import Region, Ses
    from sesmock.wire.smtp import Submission

OPERATION = "SendRawEmail"  # as events name it (assumed) and faults find it; its action is the one that IAM asks for

# The nearest class decides.
_REPLIES = {
    AccessDenied: "554 Access denied: {}",
    MailFromNotVerified: "554 MAIL FROM domain not verified: DNS setup for MAIL FROM domain is invalid.",  # recorded
    Refusal: "554 Transaction failed: {}",
    Rejected: "554 Message rejected: {}",
    SendingPaused: "554 Message rejected: {}",
    TenantSendingPaused: "454 Message rejected: {}",
    Throttled: "454 Throttling failure: {}",
}
# And for faults that a test words itself, by code.
_WORDED = {
    "AccessDenied": AccessDenied,
    "AccessDeniedException": AccessDenied,
    "MessageRejected": Rejected,
    "Throttling": Throttled,
    "ThrottlingException": Throttled,
    "TooManyRequestsException": Throttled,
}
_OUTAGE = "451 Temporary service failure"


def submit(ses: Ses, region: Region, mail: Submission) -> str:
    """Send a mail that was handed in by SMTP; returns the reply, a line without its end."""
    world = ses.world
    with world.lock:
        try:
            fault = ses.faults.take(OPERATION, region.name) if ses.faults else None
            if fault is not None:
                refusal, status = fault
                if status is not None and status >= 500:
                    return _note(region, mail, refusal, _OUTAGE)
                raise refusal
            message_id = _send(region, mail)
        except Refusal as refusal:
            return _note(region, mail, refusal, _reply(refusal))
    return f"250 Ok {message_id}"


def _send(region: Region, mail: Submission) -> str:
    terms = Terms(OPERATION, f"ses:{OPERATION}", mail.sender, region.world.limits.message_bytes_v2)
    return send(region, terms, Recipients(mail.recipients), Raw(mail.message))


def _note(region: Region, mail: Submission, refusal: Refusal, reply: str) -> str:
    """Write down a refusal for the test to look at; returns the reply."""
    from sesmock.domain.refused import Refusals

    parameters = {"sender": mail.sender, "recipients": mail.recipients, "message": mail.message}
    region.ses.of(Refusals).note(region, OPERATION, reply[:3], refusal, parameters)
    return reply


def _reply(refusal: Refusal) -> str:
    kind = _WORDED.get(refusal.code, Refusal) if isinstance(refusal, Worded) else type(refusal)
    form = next(_REPLIES[base] for base in kind.__mro__ if base in _REPLIES)
    return form.format(" ".join((refusal.message or "").split("\r\n"))).replace("\n", " ").rstrip()
