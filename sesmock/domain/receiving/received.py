"""A mail that has come in, as a test looks at it: what its sender was told, and what became of it."""

from __future__ import annotations

import json
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

from sesmock.mail.readable import Readable

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sesmock.domain.mails.letter import Letter
    from sesmock.domain.receiving.verdicts import Verdicts


class ActionRun(NamedTuple):
    """What one action of a rule did with a mail.

    ``type`` is S3, SNS, Lambda, Bounce, AddHeader, Stop, WorkMail or Connect; ``target`` the bucket, or the ARN of the
    topic, function, organization or instance; ``key`` that of the object in the bucket; ``message`` what was told to
    a topic or a function, as JSON; ``answer`` what the function said, if it was waited for; ``letter`` the bounce mail
    that SES wrote; ``error`` why the action failed, or the topic behind it could not be told.
    """

    type: str
    target: str | None = None
    key: str | None = None
    message: str | None = None
    answer: Any = None
    letter: Letter | None = None
    error: Exception | None = None

    @property
    def ok(self) -> bool:
        """Whether it was done."""
        return self.error is None

    @property
    def payload(self) -> dict[str, Any] | None:
        """What was told to a topic (by an SNS action, or by another's TopicArn) or to a function, read from JSON."""
        return None if self.message is None else json.loads(self.message)

    def __repr__(self) -> str:
        told = [self.type, *(text for text in (self.target, self.key) if text is not None)]
        if self.answer is not None:
            told.append(f"answered {self.answer!r}")
        if self.letter is not None:
            told.append(f"bounced to {self.letter.recipient}")
        if self.error is not None:
            told.append(f"failed: {self.error!r}")
        return f"<ActionRun {' '.join(told)}>"


class RuleRun(NamedTuple):
    """One rule that has matched: its name, whose it is, the recipients it took, and what each of its actions did.

    Actions behind one that has stopped the rule are missing.
    """

    rule: str
    account: str
    recipients: tuple[str, ...]
    actions: tuple[ActionRun, ...]


class Received(Readable):
    """A mail that was handed to SES's inbound server; frozen.

    ``message_id`` is SES's; ``sender`` and ``recipients`` are the envelope's; ``replies`` say by recipient what the
    sending server was told (``250 OK …``, ``550 5.1.1 …``), and ``reasons`` why, where it was refused, in words of
    sesmock; ``verdicts`` is None, and ``actions`` empty, where nobody took the mail; ``raw`` is the mail with the
    headers that SES puts on top, but without those that rules add: later actions see these. ``at`` is in seconds since
    1970; ``region`` is where it came in, ``ip`` where from.
    """

    __slots__ = (
        "actions", "at", "ip", "message_id", "raw", "reasons", "recipients", "region", "replies", "sender", "verdicts",
    )  # fmt: skip
    _NAME = "a received mail"
    message_id: str
    sender: str
    recipients: tuple[str, ...]
    replies: Mapping[str, str]
    reasons: Mapping[str, str]
    verdicts: Verdicts | None
    actions: tuple[RuleRun, ...]
    raw: bytes
    region: str
    ip: str

    def __init__(
        self,
        message_id: str,
        *,
        sender: str,
        recipients: tuple[str, ...],
        replies: Mapping[str, str],
        reasons: Mapping[str, str],
        verdicts: Verdicts | None,
        actions: tuple[RuleRun, ...],
        raw: bytes,
        at: float,
        region: str,
        ip: str,
    ) -> None:
        put = object.__setattr__
        put(self, "message_id", message_id)
        put(self, "sender", sender)
        put(self, "recipients", recipients)
        put(self, "replies", MappingProxyType(dict(replies)))
        put(self, "reasons", MappingProxyType(dict(reasons)))
        put(self, "verdicts", verdicts)
        put(self, "actions", actions)
        put(self, "raw", raw)
        put(self, "at", at)
        put(self, "region", region)
        put(self, "ip", ip)

    def __repr__(self) -> str:
        told = f"<Received {self.message_id} {self.sender or '<>'} → {', '.join(self.recipients)}: {self.subject!r}"
        lines = [f"\n  {recipient}: {reply}" for recipient, reply in self.replies.items() if recipient in self.reasons]
        lines = [f"{line} ({reason})" for line, reason in zip(lines, self.reasons.values(), strict=True)]
        for run in self.actions:
            lines.append(f"\n  rule {run.rule} for {', '.join(run.recipients)}: {list(run.actions)!r}")
        return f"{told}{''.join(lines)}>"

    @property
    def accepted(self) -> bool:
        """Whether SES has taken the mail for at least one recipient."""
        return len(self.reasons) < len(self.replies)

    def run(self, rule: str) -> RuleRun:
        """What the rule of that name did; raises LookupError where it did nothing."""
        for run in self.actions:
            if run.rule == rule:
                return run
        from sesmock.hints import did_you_mean

        hint = did_you_mean(rule, [run.rule for run in self.actions])
        raise LookupError(f"no rule {rule!r} took the mail{hint}: {self!r}")


class Inbox(list[Received]):
    """Every mail that came in, oldest first, in all accounts and regions."""

    def __init__(self, _: object = None) -> None:
        super().__init__()


class Original(NamedTuple):
    """What SendBounce knows of a mail that came in: who sent it, to whom it was accepted, when (epoch seconds)."""

    sender: str
    recipients: tuple[str, ...]
    at: float


class Originals(dict[str, Original]):
    """The mails that have come in, in all accounts and regions, by id."""

    def __init__(self, _: object) -> None:
        super().__init__()
