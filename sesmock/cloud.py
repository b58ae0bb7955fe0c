"""The world a test lives in: accounts and regions of SES, a DNS, a clock, keys and ids."""

from __future__ import annotations

import os
import threading
from functools import cached_property
from typing import TYPE_CHECKING, Any

from sesmock.clock import Clock
from sesmock.dns.zone import Zone
from sesmock.domain.identity import Domain, EmailAddress
from sesmock.domain.limits import Limits
from sesmock.domain.region import Region
from sesmock.domain.verification import FAILED
from sesmock.ids import Ids, KeyRing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime

    from sesmock.dns.zone import Record
    from sesmock.domain.bounce import Received
    from sesmock.domain.event import Notification
    from sesmock.domain.identity import Identity
    from sesmock.domain.receivers import Receivers
    from sesmock.domain.refusals import Refusal
    from sesmock.domain.sent import SentMail
    from sesmock.faults import Faults
    from sesmock.mail.dkim.keys import SigningKey
    from sesmock.outbox import Events, Outbox
    from sesmock.wire.message import Request, Response
    from sesmock.wire.scope import Scope

DEFAULT_ACCOUNT = "123456789012"
DEFAULT_REGION = "us-east-1"
_ADJUSTABLE = {
    "region": "default_region", "account": "default_account", "auto_verify": "auto_verify", "sandbox": "sandbox",
}  # fmt: skip


def names(verified: Iterable[str]) -> tuple[str, ...]:
    """The names in ``verified``; raises TypeError for a single text, which would be taken letter by letter."""
    if isinstance(verified, str):
        raise TypeError(f"verified takes a list of names: [{verified!r}]")
    return tuple(verified)


class Cloud:
    """One isolated AWS, as far as SES goes.

    Args:
        region: the default region (default: AWS_DEFAULT_REGION, AWS_REGION, else us-east-1).
        account: the account of access keys that name no other (default 123456789012).
        seed: what all ids and tokens are drawn from (default: the running pytest test's id, else random).
        at: where the clock stands still (datetime, ISO text or epoch seconds); default: it follows real time.
        verified: identities that exist and are verified in the default region.
        auto_verify: verify everything at creation.
        sandbox: the account has no production access.
    """

    def __init__(
        self,
        *,
        region: str | None = None,
        account: str | None = None,
        seed: int | str | None = None,
        at: datetime | str | float | None = None,
        verified: Iterable[str] = (),
        auto_verify: bool = False,
        sandbox: bool = False,
    ) -> None:
        environ = os.environ
        self.default_region = region or environ.get("AWS_DEFAULT_REGION") or environ.get("AWS_REGION") or DEFAULT_REGION
        self.default_account = account or DEFAULT_ACCOUNT
        self.accounts: dict[str, str] = {}
        self.auto_verify = auto_verify
        self.sandbox = sandbox
        self.limits = Limits()
        self.clock = Clock(at)
        self._step = _Step(self)
        self._instant: float | None = None
        self.dns = Zone(self.now, self._amazonses, self._step)
        if seed is None:  # the same ids for the same test; PYTEST_CURRENT_TEST ends in " (call)" or so
            seed = environ.get("PYTEST_CURRENT_TEST", "").rpartition(" ")[0] or os.urandom(16).hex()
        self.ids = Ids(seed)
        self.keys = KeyRing()
        self.history: list[SentMail] = []  # every mail that was accepted, also those that could not be rendered
        self.received: dict[str, Received] = {}
        self.subscribed: list[tuple[str | None, Callable[[Notification], object]]] = []
        self._announced: list[Notification] = []
        self._regions: dict[tuple[str, str], Region] = {}
        for name in names(verified):
            self.verify(name)

    # What most tests never touch is made, and its module loaded, when it is first asked for.

    @cached_property
    def outbox(self) -> Outbox:
        """Every mail that was sent, oldest first."""
        from sesmock.outbox import Outbox

        return Outbox()

    @cached_property
    def events(self) -> Events:
        """Everything that happened to mail."""
        from sesmock.outbox import Events

        return Events(self.history)

    @cached_property
    def receivers(self) -> Receivers:
        """Who receives mail, and what they do with it."""
        from sesmock.domain.receivers import Receivers

        return Receivers()

    @cached_property
    def faults(self) -> Faults:
        """The faults that are still to come."""
        from sesmock.faults import Faults

        return Faults()

    def __repr__(self) -> str:
        regions = ", ".join(f"{account}/{name}" for account, name in self._regions) or "nothing yet"
        return f"<Cloud: {regions}>"

    def now(self) -> float:
        """Seconds since the epoch; one instant for the whole of an operation."""
        return self.clock.now() if self._instant is None else self._instant

    def region(self, name: str | None = None, account: str | None = None) -> Region:
        """The state of one region of one account (default: the cloud's own)."""
        key = (account or self.default_account, name or self.default_region)
        found = self._regions.get(key)
        if found is None:  # several threads may come here at once
            found = self._regions.setdefault(key, Region(self, *key))
        return found

    def regions_of(self, account: str) -> list[Region]:
        """Every region in which this account has done anything."""
        return [region for (owner, _), region in self._regions.items() if owner == account]

    def verify(self, name: str, *, region: str | None = None, account: str | None = None) -> Identity:
        """Verify an identity as its owner would: publish the records SES asks for, or follow the link.

        What has failed is asked for again; an identity that is missing is created (a domain with Easy DKIM). A domain
        whose DKIM has no records to publish (a key nobody can read, a replica of nothing) gets its TXT token instead.
        Raises `sesmock.domain.refusals.Invalid` for an impossible name, `LimitExceeded` for one too many.
        """
        with self._step:
            place = self.region(region, account)
            identity = place.find(name)
            if identity is None:
                if "@" in name:
                    identity = place.new_address(name)
                else:
                    from sesmock.domain import dkim

                    identity = place.new_domain(name)
                    dkim.apply(identity, dkim.Wish(dkim.EASY))
            self.prove(identity)
            return identity

    def prove(self, identity: Identity) -> None:
        """Do what makes an identity verified: publish its records, or follow its link."""
        if isinstance(identity, EmailAddress):
            identity.follow_link()
        if isinstance(identity, Domain):
            identity.ask_again()
            if identity.token_asked_at is None and (identity.dkim is None or not identity.dkim.records):
                identity.token_asked_at = self.now()
        mail_from = identity.mail_from
        if mail_from is not None and mail_from.verification.status is FAILED:
            identity.set_mail_from(mail_from.domain, mail_from.on_mx_failure)
        self.provide(identity.records)

    def provide(self, records: Iterable[Record]) -> None:
        """Publish what SES asks for. Other TXT values stay beside it, but for a second SPF (RFC 7208 §3.2)."""
        for record in records:
            value = record.values[0]
            present = self.dns.answer(record.name.lower(), record.type).values if record.type == "TXT" else ()
            if value not in present:
                version = value.partition(" ")[0]
                others = [other for other in present if other.partition(" ")[0] != version]
                self.dns.publish(record.name, record.type, *others, value)

    def adjust(self, settings: dict[str, Any]) -> dict[str, Any]:
        """Take over the settings of a mock entered inside another; returns what `restore` needs to undo it."""
        before: dict[str, Any] = {}
        try:
            for setting, attribute in _ADJUSTABLE.items():
                if setting in settings:
                    before[attribute] = getattr(self, attribute)
                    setattr(self, attribute, settings[setting])
            if "at" in settings:
                before["clock"] = self.clock
                self.clock = Clock(settings["at"])
            for name in settings.get("verified", ()):
                self.verify(name)
        except BaseException:
            self.restore(before)
            raise
        return before

    def restore(self, before: dict[str, Any]) -> None:
        """Undo `adjust`."""
        for attribute, value in before.items():
            setattr(self, attribute, value)

    def refuse_next(
        self, operation: str | None, reason: str | Refusal | BaseException, message: str | None = None, *,
        status: int | None = None, times: int = 1,
    ) -> None:  # fmt: skip
        """Let the next calls of an operation fail: ``refuse_next("send_email", "MessageRejected", "No.")``.

        Args:
            operation: in either spelling, of both APIs; None for any; ``bulk_email_entry`` for the next destination of
                a bulk call, with the status of its entry as the reason.
            reason: AWS's error code, or an exception that is raised as from the network.
            message: AWS's text, for a code.
            status: the HTTP status of a code that the service model does not know (default 400).
            times: how many calls.

        Raises ValueError for an operation that SES does not have. Calls that SES could not even read do not count.
        botocore repeats what it takes for a passing fault, after sleeping; see docs/faults.md.
        """
        self.faults.add(operation, reason, message, status, times)

    def throttle_next(self, operation: str | None = None, *, times: int = 1) -> None:
        """Let the next calls be throttled, in each API's own words."""
        self.faults.add(operation, None, times=times)

    def outage(self, *, times: int = 1) -> None:
        """Let the next calls of anything fail with HTTP 500."""
        self.faults.add(None, "InternalFailure", "The request processing has failed.", 500, times)

    def handle(self, request: Request) -> Response:
        """Answer one HTTP request: the seam that every hook, test or bridge uses.

        Raises what sesmock cannot answer as a Python exception, never as an AWS error.
        """
        from sesmock.api.dispatch import answer

        return answer(self, request)

    def receive(self, sender: str, *recipients: str, message_id: str | None = None) -> str:
        """Say that SES has received a message, which SendBounce may then bounce; returns its id."""
        from sesmock.domain.bounce import Received

        given = message_id or self.ids.hex(40)
        self.received[given] = Received(sender, recipients, self.now())
        return given

    def subscribe(self, target: str | None, receive: Callable[[Notification], object]) -> None:
        """Call a function with every `Notification` to a topic or event destination (None: to any) from now on.

        ``target`` is the ARN of a topic, stream or bus, or the name of an event destination. The function is called
        when the operation is over, before its caller has the answer, and may use SES itself; what it raises goes to
        that caller.
        """
        self.subscribed.append((target, receive))

    def announce(self, notifications: Iterable[Notification]) -> None:
        """Tell the test's subscribers, once the operation is over."""
        self._announced.extend(notifications)

    def take_announced(self) -> list[Notification]:
        """What `announce` was told during the operation that holds the lock."""
        announced, self._announced = self._announced, []
        return announced

    def deliver(self, announced: Iterable[Notification]) -> None:
        """Call the test's subscribers; nobody may hold the lock."""
        for notification in announced:
            for target, receive in list(self.subscribed):
                if target in {None, notification.target, notification.name}:
                    receive(notification)

    def amazon_signer(self, region: str) -> tuple[str, SigningKey]:
        """Selector and key of the signature of amazonses.com itself (1024 bits still)."""
        selector = self.ids.dkim_tokens("amazonses", region, "amazonses.com", 0)[0]
        return selector, self.keys.key(f"amazonses/{region}", 1024)

    def one_step(self) -> _Step:
        """A lock under which one operation, at one instant, is worked out and answered."""
        return self._step

    def region_for(self, scope: Scope) -> Region:
        """The region and account a request was signed for: a 12-digit access key is its own account."""
        key = scope.access_key
        if key is None:
            account = None
        elif len(key) == 12 and key.isdigit():
            account = key
        else:
            account = self.accounts.get(key)
        return self.region(scope.region, account)

    def _amazonses(self, name: str, type: str) -> tuple[str, ...]:
        """What the name servers of amazonses.com say: the public keys behind Easy DKIM tokens."""
        if type != "TXT" or not name.endswith(".amazonses.com"):
            return ()
        from sesmock.mail.dkim.record import key_record

        token, _, zone = name.partition(".")
        if zone == "_domainkey.amazonses.com":
            signers = [self.amazon_signer(region) for region in {name for _, name in self._regions}]
            return tuple(key_record(key.public) for selector, key in signers if selector == token)
        for region in list(self._regions.values()):
            for identity in region.identities:
                dkim = identity.dkim if isinstance(identity, Domain) else None
                easy = dkim.easy if dkim is not None and dkim.origin == "AWS_SES" else None
                if easy is not None and token in easy.tokens and dkim is not None and dkim.hosted_zone == zone:
                    return (key_record(easy.key(token).public),)
        return ()


class _Step:
    """The cloud's lock; while it is held, time stands still."""

    __slots__ = ("_cloud", "_depth", "_lock")

    def __init__(self, cloud: Cloud) -> None:
        self._cloud = cloud
        self._lock = threading.RLock()
        self._depth = 0

    def __enter__(self) -> None:
        self._lock.acquire()
        if not self._depth:
            self._cloud._instant = self._cloud.clock.now()
        self._depth += 1

    def __exit__(self, *_: object) -> None:
        self._depth -= 1
        if not self._depth:
            self._cloud._instant = None
        self._lock.release()
