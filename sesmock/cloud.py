"""The world a test lives in: accounts and regions of SES, a DNS, a clock, keys and ids."""

from __future__ import annotations

import os
from functools import cached_property
from typing import TYPE_CHECKING, cast

from sesmock.domain.region import Ses
from sesmock.region import Region
from sesmock.world import World

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime

    from sesmock.domain.faults import Faults
    from sesmock.domain.identities.identity import Identity
    from sesmock.domain.mails.event import Notification
    from sesmock.domain.refusals import Refusal
    from sesmock.domain.sending.receivers import Receivers
    from sesmock.outbox import Events, Outbox
    from sesmock.outside import Delivery, Outside
    from sesmock.wire.message import Request, Response
    from sesmock.wire.scope import Scope
    from sesmock.world.clock import Clock
    from sesmock.world.dns import Zone
    from sesmock.world.limits import Limits

DEFAULT_ACCOUNT = "123456789012"
DEFAULT_REGION = "us-east-1"


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
        if seed is None:  # the same ids for the same test; PYTEST_CURRENT_TEST ends in " (call)" or so
            seed = environ.get("PYTEST_CURRENT_TEST", "").rpartition(" ")[0] or os.urandom(16).hex()
        self._world = World(seed, at)
        self._ses = Ses(self._world, Region)
        self._world.dns.delegate(self._amazonses)
        self.auto_verify = auto_verify
        self.sandbox = sandbox
        for name in names(verified):
            self.verify(name)

    def __repr__(self) -> str:
        regions = ", ".join(f"{region.account}/{region.name}" for region in self._ses.regions()) or "nothing yet"
        return f"<Cloud: {regions}>"

    # ---- the world ----

    @property
    def clock(self) -> Clock:
        """What time it is."""
        return self._world.clock

    @property
    def dns(self) -> Zone:
        """The world's DNS."""
        return self._world.dns

    @property
    def limits(self) -> Limits:
        """The quotas of SES, which a test may raise or lower."""
        return self._world.limits

    @property
    def auto_verify(self) -> bool:
        """Whether every identity is verified at creation."""
        return self._world.auto_verify

    @auto_verify.setter
    def auto_verify(self, value: bool) -> None:
        self._world.auto_verify = value

    @property
    def sandbox(self) -> bool:
        """Whether the account is in the sandbox, with no production access."""
        return self._world.sandbox

    @sandbox.setter
    def sandbox(self, value: bool) -> None:
        self._world.sandbox = value

    # ---- what was sent, and who receives it: made, and its module loaded, when it is first asked for ----

    @cached_property
    def outbox(self) -> Outbox:
        """Every mail that was sent, oldest first."""
        from sesmock.domain.mails.sent import Mails
        from sesmock.outbox import Outbox

        return Outbox(self._ses.of(Mails).sent)

    @cached_property
    def events(self) -> Events:
        """Everything that happened to mail."""
        from sesmock.domain.mails.sent import Mails
        from sesmock.outbox import Events

        return Events(self._ses.of(Mails).accepted)

    @property
    def receivers(self) -> Receivers:
        """Who receives mail, and what they do with it."""
        from sesmock.domain.sending.receivers import Receivers

        return self._ses.of(Receivers)

    @property
    def faults(self) -> Faults:
        """The faults that are still to come."""
        if self._ses.faults is None:
            from sesmock.domain.faults import Faults

            self._ses.faults = Faults()
        return self._ses.faults

    @property
    def outside(self) -> Outside:
        """The other services of AWS, as far as SES reaches them: in memory, unless a test puts its own there."""
        return self._world.outside

    @property
    def deliveries(self) -> list[Delivery]:
        """Every attempt to tell somebody what happened to mail, oldest first; `clear` forgets them.

        What has failed, and still stands here when the outermost mock is left, is reported then: as a warning, or as
        the test's error by the pytest plugin.
        """
        return self._world.outside.deliveries

    # ---- accounts and regions ----

    def region(self, name: str | None = None, account: str | None = None) -> Region:
        """The state of one region of one account (default: the cloud's own)."""
        return cast("Region", self._ses.region(account or self.default_account, name or self.default_region))

    def verify(self, name: str, *, region: str | None = None, account: str | None = None) -> Identity:
        """Verify an identity as its owner would: publish the records SES asks for, or follow the link.

        What has failed is asked for again; an identity that is missing is created (a domain with Easy DKIM). A domain
        whose DKIM has no records to publish (a key nobody can read, a replica of nothing) gets its TXT token instead.
        Raises `sesmock.Refusal`: `Invalid` for an impossible name, `LimitExceeded` for one too many.
        """
        return self.region(region, account).verify(name)

    # ---- faults ----

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
        self._check_operation(operation)
        if isinstance(reason, str):
            from sesmock.domain.refusals import Worded

            reason = Worded(reason, message)
        self.faults.add(operation, reason, status, times)

    def throttle_next(self, operation: str | None = None, *, times: int = 1) -> None:
        """Let the next calls be throttled, in each API's own words."""
        self._check_operation(operation)
        self.faults.add(operation, None, times=times)

    def _check_operation(self, name: str | None) -> None:
        from sesmock.domain.faults import BULK_EMAIL_ENTRY, plain
        from sesmock.wire.model import operations

        if name is not None and plain(name) not in {plain(known) for known in (BULK_EMAIL_ENTRY, *operations())}:
            raise ValueError(f"SES has no operation {name!r}")

    def outage(self, *, times: int = 1) -> None:
        """Let the next calls of anything fail with HTTP 500."""
        self.refuse_next(None, "InternalFailure", "The request processing has failed.", status=500, times=times)

    # ---- what comes in, and who is told ----

    def handle(self, request: Request) -> Response:
        """Answer one HTTP request: the seam that every hook, test or bridge uses.

        Raises what sesmock cannot answer as a Python exception, never as an AWS error.
        """
        from sesmock.api.dispatch import answer

        return answer(self._ses, request, self._region_for)

    def _region_for(self, scope: Scope) -> Region:
        """The region and account a request was signed for: a 12-digit access key is its own account."""
        key = scope.access_key
        if key is None:
            account = None
        elif len(key) == 12 and key.isdigit():
            account = key
        else:
            account = self.accounts.get(key)
        return self.region(scope.region, account)

    def receive(self, sender: str, *recipients: str, message_id: str | None = None) -> str:
        """Say that SES has received a message, which SendBounce may then bounce; returns its id."""
        from sesmock.domain.sending.bounce import Original, Received

        given = message_id or self._world.ids.hex(40)
        self._ses.of(Received)[given] = Original(sender, recipients, self._world.now())
        return given

    def subscribe(self, target: str | None, receive: Callable[[Notification], object]) -> None:
        """Call a function with every `Notification` to a topic or event destination (None: to any) from now on.

        ``target`` is the ARN of a topic, stream or bus, or the name of an event destination. The function is called
        when the operation is over, before its caller has the answer, and may use SES itself. What it raises is written
        down in `deliveries`, and the mail is sent all the same.
        """
        self._ses.subscribed.append((target, receive))

    def _amazonses(self, name: str, type: str) -> tuple[str, ...]:
        """What the name servers of amazonses.com say."""
        if type != "TXT" or not name.endswith(".amazonses.com"):
            return ()
        from sesmock.domain.identities.amazonses import answer

        return answer(self._ses, name)
