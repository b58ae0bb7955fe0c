"""Receipt rules and their actions, as SES keeps them. Source: API reference, ReceiptRule and its actions."""

from __future__ import annotations

from typing import NamedTuple


class S3(NamedTuple):
    """Put the mail into a bucket, encrypted with a key of KMS if one is named."""

    bucket: str
    prefix: str | None = None
    key: str | None = None
    topic: str | None = None
    role: str | None = None


class Sns(NamedTuple):
    """Publish the mail to a topic."""

    topic: str
    encoding: str = "UTF-8"


class Lambda(NamedTuple):
    """Call a function."""

    function: str
    invocation: str | None = None  # None: Event
    topic: str | None = None


class Bounce(NamedTuple):
    """Answer with a bounce mail."""

    reply_code: str
    message: str
    sender: str
    status_code: str | None = None
    topic: str | None = None


class AddHeader(NamedTuple):
    """Put a header on top, for the actions that follow."""

    name: str
    value: str


class Stop(NamedTuple):
    """End the walk through the rules."""

    scope: str
    topic: str | None = None


class WorkMail(NamedTuple):
    """Hand the mail to an organization of Amazon WorkMail."""

    organization: str
    topic: str | None = None


class Connect(NamedTuple):
    """Hand the mail to an instance of Amazon Connect."""

    instance: str
    role: str


Action = S3 | Sns | Lambda | Bounce | AddHeader | Stop | WorkMail | Connect


class Rule(NamedTuple):
    """What is done with the mail to some recipients (none named: to all who are verified)."""

    name: str
    enabled: bool = False
    tls_policy: str = "Optional"
    recipients: tuple[str, ...] = ()
    actions: tuple[Action, ...] = ()
    scan: bool = False

    def __repr__(self) -> str:
        done = ", ".join(type(action).__name__ for action in self.actions) or "nothing"
        tls = ", over TLS only" if self.tls_policy == "Require" else ""
        off = "" if self.enabled else ", disabled"
        return f"<Rule {self.name}: {', '.join(self.recipients) or 'everybody'} → {done}{tls}{off}>"
