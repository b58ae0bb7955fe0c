"""The world a test lives in: accounts and regions of SES, a DNS, a clock, keys and ids."""

from __future__ import annotations

import os
import sys
from functools import cached_property
from typing import TYPE_CHECKING, Any, cast, overload

from sesmock.domain.region import Ses
from sesmock.region import Region
from sesmock.world import World

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import datetime
    from email.message import Message

    from sesmock.domain.faults import Faults, Outage
    from sesmock.domain.identities.identity import Identity
    from sesmock.domain.mails.event import Notification
    from sesmock.domain.mails.letter import Letter
    from sesmock.domain.mails.links import Answer, Link
    from sesmock.domain.receiving.received import Received
    from sesmock.domain.refusals import Refusal
    from sesmock.domain.refused import Refused
    from sesmock.domain.sending.receivers import Receivers
    from sesmock.mailbox import Mailbox
    from sesmock.outbox import Events, Outbox
    from sesmock.outside import Delivery, Outside
    from sesmock.wire.message import Request, Response
    from sesmock.wire.scope import Scope
    from sesmock.wire.smtp import Submission
    from sesmock.world.clock import Clock
    from sesmock.world.dns import Zone
    from sesmock.world.limits import Limits

DEFAULT_ACCOUNT = "123456789012"
DEFAULT_REGION = "us-east-1"


def _check(region: str | None, account: str | None) -> None:
    """Refuse what can be none."""
    from sesmock import checks

    if region is not None:
        checks.region(region)
    if account is not None:
        checks.account(account)


class Accounts(dict[str, str]):
    """The account of each access key."""

    def __setitem__(self, key: str, number: str) -> None:
        """Raises TypeError or ValueError for what is no account number."""
        _check(None, number)
        super().__setitem__(key, number)


class Cloud:
    """One isolated AWS, as far as SES goes: what a test holds while it runs, and reads when its code is done.

    Args:
        region: the default region (default: AWS_DEFAULT_REGION, AWS_REGION, else us-east-1).
        account: the account of access keys that name no other (default 123456789012).
        seed: what all ids and tokens are drawn from (default: the running pytest test's id, else random).
        at: where the clock stands still (datetime, ISO text or epoch seconds); default: it follows real time.
        verified: identities that exist and are verified in the default region.
        auto_verify: verify everything at creation.
        sandbox: the account has no production access.
        localstack: where a LocalStack would be: ``http://localhost:4566``; default: nowhere.
        deliver: whether, and to whom, what SES tells others is delivered: see the property.

    Raises TypeError or ValueError for values that cannot be right, with what was probably meant.
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
        localstack: str | None = None,
        deliver: bool | Mapping[str, Any] = False,
    ) -> None:
        environ = os.environ
        if region is not None or account is not None:
            _check(region, account)
        told = environ.get("AWS_DEFAULT_REGION") or environ.get("AWS_REGION")
        self._default_region = region or told or DEFAULT_REGION
        self._default_account = account or DEFAULT_ACCOUNT
        self._accounts = Accounts()
        self._smtp_passwords: dict[str, str] = {}
        if seed is None:  # the same ids for the same test; PYTEST_CURRENT_TEST ends in " (call)" or so
            seed = environ.get("PYTEST_CURRENT_TEST", "").rpartition(" ")[0] or os.urandom(16).hex()
        self._world = World(seed, at)
        self._ses = Ses(self._world, Region)
        self._ses.visit = self.visit
        self._world.dns.delegate(self._amazonses)
        self.auto_verify = auto_verify
        self.sandbox = sandbox
        self.localstack = localstack
        self._deliver: bool | Mapping[str, Any] = False
        if deliver is not False:
            self.deliver = deliver
        if verified:
            from sesmock import checks

            for name in checks.verified(verified):
                self.verify(name)

    def __repr__(self) -> str:
        from sesmock.domain.mails.sent import Mails

        regions = [f"{len(region.identities)} in {region.name} of {region.account}" for region in self._regions()]
        sent = len(self._ses.of(Mails).sent)
        return (
            f"<Cloud at {self.clock.today:%Y-%m-%dT%H:%M:%SZ}: identities: {', '.join(regions) or 'none'}; "
            f"{sent} mail{'' if sent == 1 else 's'} sent>"
        )

    def __setattr__(self, name: str, value: object) -> None:
        """Raises AttributeError for a setting that there is not."""
        if name[0] != "_" and not hasattr(type(self), name):
            from sesmock.hints import did_you_mean

            settings = {"auto_verify", "default_account", "default_region", "sandbox"}
            raise AttributeError(f"a cloud has no {name!r}{did_you_mean(name, settings)}")
        super().__setattr__(name, value)

    def __dir__(self) -> list[str]:
        """What a test says."""
        from sesmock.hints import shown

        return shown(self)

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
    def default_region(self) -> str:
        """The region that is meant where none is named."""
        return self._default_region

    @default_region.setter
    def default_region(self, name: str) -> None:
        _check(name, None)
        self._default_region = name

    @property
    def default_account(self) -> str:
        """The account that is meant where none is named."""
        return self._default_account

    @default_account.setter
    def default_account(self, number: str) -> None:
        _check(None, number)
        self._default_account = number

    @property
    def accounts(self) -> dict[str, str]:
        """The account of each access key that is to have one of its own: ``accounts["AKIA…"] = "222222222222"``.

        An access key of 12 digits is its own account.
        """
        return self._accounts

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

    @property
    def localstack(self) -> str | None:
        """Where requests, urllib3 and httpx find what LocalStack tells of SES (``/_aws/ses``), as a URL; or None."""
        return self._localstack

    @localstack.setter
    def localstack(self, url: str | None) -> None:
        if url is not None:
            from sesmock.localstack import check

            check(url)
        self._localstack = url

    # ---- what was sent, and who receives it: made, and its module loaded, when it is first asked for ----

    @cached_property
    def outbox(self) -> Outbox:
        """Every mail that was sent, oldest first."""
        from sesmock.domain.mails.sent import Mails
        from sesmock.outbox import Outbox

        return Outbox(self._ses.of(Mails).sent, refused=lambda: self.refused)

    @cached_property
    def events(self) -> Events:
        """Everything that happened to mail."""
        from sesmock.domain.events.notice import Told
        from sesmock.domain.mails.sent import Mails
        from sesmock.outbox import Events

        return Events(self._ses.of(Mails).accepted, told=self._ses.of(Told), check=self._check_target)

    @property
    def refused(self) -> list[Refused]:
        """What SES has refused, oldest first (the newest 1000); `clear` forgets it.

        The pytest plugin counts refused sends in its summary, but for those that a test has staged or forgotten.
        """
        from sesmock.domain.refused import Refusals

        return self._ses.of(Refusals).listed

    def _take_refused(self) -> list[Refused]:
        """What was refused since this was last asked, but for what a test has forgotten."""
        if "sesmock.domain.refused" not in sys.modules:
            return []
        from sesmock.domain.refused import Refusals

        return self._ses.of(Refusals).take()

    @property
    def receivers(self) -> Receivers:
        """Who receives mail, and what they do with it."""
        from sesmock.domain.sending.receivers import Receivers

        return self._ses.of(Receivers)

    @property
    def receiving_regions(self) -> set[str]:
        """Where SES receives mail, which a test may change: in other regions all receipt operations are refused."""
        from sesmock.domain.receiving.regions import ReceivingRegions

        return self._ses.of(ReceivingRegions)

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
    def deliver(self) -> bool | Mapping[str, Any]:
        """To whom goes what SES tells others, besides `outside`.

        False: to nobody. True: to the services of moto, while moto is active. A dict besides names others: by service
        (``"sns"``, ``"firehose"``, ``"events"``, ``"cloudwatch"``, ``"s3"``, ``"lambda"``, ``"iam"``) the URL of
        whoever stands in for AWS, a boto3 client, True or False; ``"lambda"`` may also name handlers by the ARN of the
        function, and ``"webhook"`` names HTTPS subscribers by the ARN of the topic: a URL, or a function that takes
        headers and body. With ``"policies": True`` topics, buckets and functions are taken only if their policies let
        SES in. Raises TypeError or ValueError for anything else.
        """
        return self._deliver

    @deliver.setter
    def deliver(self, value: bool | Mapping[str, Any]) -> None:
        if not isinstance(value, bool):
            from sesmock import checks

            value = checks.deliver(value)
        self._deliver = value
        self._world.connect(self._connect)

    def _connect(self, outside: Outside) -> None:
        from sesmock.deliver import connect

        connect(outside, self._deliver)

    @property
    def deliveries(self) -> list[Delivery]:
        """Every attempt to tell somebody what happened to mail, oldest first; `clear` forgets them.

        What has failed, and still stands here when the outermost mock is left, is reported then: as a warning, or as
        the test's error by the pytest plugin.
        """
        return self._world.outside.deliveries

    @property
    def smtp_passwords(self) -> dict[str, str]:
        """The SMTP passwords by user name; while there are none, any will do."""
        return self._smtp_passwords

    # ---- accounts and regions ----

    def region(self, name: str | None = None, account: str | None = None) -> Region:
        """The state of one region of one account (default: the cloud's own).

        Raises TypeError or ValueError for what is no region, or no account number.
        """
        if name is not None or account is not None:
            _check(name, account)
        return self._region(name, account)

    def _region(self, name: str | None, account: str | None) -> Region:
        return cast("Region", self._ses.region(account or self._default_account, name or self._default_region))

    def _regions(self) -> list[Region]:
        return cast("list[Region]", self._ses.regions())

    def verify(self, name: str, *, region: str | None = None, account: str | None = None) -> Identity:
        """Verify an identity as its owner would: publish the records SES asks for, or follow the link.

        What has failed is asked for again; an identity that is missing is created (a domain with Easy DKIM). A domain
        whose DKIM has no records to publish (a key nobody can read, a replica of nothing) gets its TXT token instead.
        Raises `sesmock.Refusal`: `sesmock.Invalid` for an impossible name, `sesmock.LimitExceeded` for one too many;
        TypeError for what is not one name.
        """
        return self.region(region, account).verify(name)

    def lease_ips(
        self, number: int = 1, *, pool: str | None = None, region: str | None = None, account: str | None = None
    ) -> list[str]:
        """Lease dedicated IP addresses to an account, as AWS does on request; returns them.

        ``pool`` is one that has been made (default: ``ses-default-dedicated-pool``). Raises `sesmock.Refusal` for a
        pool that there is not; TypeError or ValueError for what is no number of addresses.
        """
        return self.region(region, account).lease_ips(number, pool=pool)

    # ---- faults ----

    def refuse_next(
        self,
        operation: str | None,
        reason: str | Refusal | BaseException,
        message: str | None = None,
        *,
        status: int | None = None,
        times: int = 1,
    ) -> None:
        """Let the next calls of an operation fail: ``refuse_next("send_email", "MessageRejected", "No.")``.

        Args:
            operation: in either spelling, of both APIs; None for any; ``bulk_email_entry`` for the next destination of
                a bulk call, with the status of its entry as the reason.
            reason: AWS's error code, or an exception that is raised as from the network.
            message: AWS's text, for a code.
            status: the HTTP status of a code that the service model does not know.
            times: how many calls.

        Raises TypeError for what is neither code nor exception, or a status that is no number; ValueError for one that
        is not an error's, for an operation that SES does not have, and for a code that neither the operation's API nor
        all of AWS has, unless a status says that it is meant. Calls that SES could not even read do not count.
        botocore repeats what it takes for a passing fault, after sleeping; see docs/faults.md.
        """
        from sesmock import checks

        checks.operation(operation)
        if status is not None:
            checks.status(status)
        if isinstance(reason, str):
            from sesmock.domain.refusals import Worded

            if status is None:
                checks.code(reason, operation)
            reason = Worded(reason, message)
        elif not isinstance(reason, BaseException):
            raise TypeError(f"a call is refused with a code or an exception, not {reason!r}")
        self.faults.add(operation, reason, status, times)

    def throttle_next(self, operation: str | None = None, *, times: int = 1) -> None:
        """Let the next calls be throttled, in each API's own words."""
        from sesmock import checks

        checks.operation(operation)
        self.faults.add(operation, None, times=times)

    @overload
    def outage(self, *, times: int = 1) -> None: ...

    @overload
    def outage(self, *, region: str) -> Outage: ...

    def outage(self, *, times: int | None = None, region: str | None = None) -> Outage | None:
        """Let the next call of anything, or so many, fail with HTTP 500; or all calls of a region until it is over.

        ``with cloud.outage(region="eu-west-1"):`` ends it by itself; ``end()`` of what is returned does, too. What is
        sent through a multi-region endpoint meanwhile goes by its other region. Raises ValueError for what is no
        region, TypeError for times of a region.
        """
        if region is not None:
            if times is not None:
                raise TypeError("an outage of a region lasts until it is ended, whatever is called meanwhile")
            _check(region, None)
            return self.faults.down(region)
        from sesmock.domain.refusals import Failed

        self.refuse_next(None, Failed(), status=500, times=1 if times is None else times)
        return None

    # ---- what comes in, and who is told ----

    def handle(self, request: Request) -> Response:
        """Answer one HTTP request: the seam that every hook, test or bridge uses.

        Raises what sesmock cannot answer as a Python exception, never as an AWS error.
        """
        from sesmock.api.dispatch import answer

        return answer(self._ses, request, self._region_for)

    def _inspect(self, method: str, url: str) -> Response | None:
        """Answer a request to what this cloud has in the place of LocalStack; None: it is for somebody else."""
        if self._localstack is None:
            return None
        from sesmock.localstack import answer

        return answer(self._ses, self._localstack, method, url)

    def mailbox(self, address: str) -> Mailbox:
        """What lies in a person's mailbox now, oldest first, in all accounts and regions.

        The mails of the code under test that were delivered there, and what SES has written itself: verification mails,
        bounces, forwarded bounces and complaints. Addresses are the same in any case; those with a ``+label`` are
        mailboxes of their own.
        """
        from sesmock.domain.mailbox.mailbox import received
        from sesmock.mailbox import Mailbox

        if not isinstance(address, str):
            raise TypeError(f"mailbox takes one address, not {address!r}")
        with self._world.lock:
            return Mailbox(address, received(self._ses, address))

    def visit(
        self,
        url: str | Link,
        method: str = "GET",
        data: Mapping[str, str] | str | bytes | None = None,
        *,
        user_agent: str | None = None,
        ip: str | None = None,
        by: str | None = None,
    ) -> Answer:
        """Follow a link that SES has put into a mail, as a person who clicks (GET) or a mail program (POST) would.

        Args:
            url: of a verification mail, a tracked link, the pixel, or a link to unsubscribe; or one of `mail.links`.
            method: GET, POST or HEAD.
            data: a form, as a dict or encoded.
            user_agent: what the event says.
            ip: what it says, too.
            by: the recipient who does; default: all who got the mail, since SES cannot tell them apart.

        Returns what comes back; redirects are not followed. Raises LookupError for a URL that does not lead to SES.
        """
        from sesmock.domain.events.event_type import AGENT, IP
        from sesmock.domain.mailbox.visits import visit
        from sesmock.domain.mails.links import Link

        if isinstance(url, Link):
            url = url.url
        if not isinstance(url, str):
            raise TypeError(f"visit takes a URL or a link, not {url!r}")
        if data is not None and not isinstance(data, (str, bytes)):
            from urllib.parse import urlencode

            data = urlencode(data)
        body = data.encode() if isinstance(data, str) else data or b""
        found = visit(self._ses, url, method.upper(), body, user_agent=user_agent or AGENT, ip=ip or IP, by=by)
        if found is None:
            __tracebackhide__ = True  # pytest shows the line of the test
            raise LookupError(f"{url!r} does not lead to SES: it is in no mail, or was not tracked")
        return found

    def _follow(self, method: str, url: str, headers: Mapping[str, str], body: bytes) -> Response | None:
        """Answer a request to what a link in a mail leads to; None: it is for somebody else."""
        from sesmock.domain.events.event_type import AGENT
        from sesmock.domain.mailbox.visits import visit
        from sesmock.wire.message import Response

        found = visit(self._ses, url, method, body, user_agent=headers.get("user-agent") or AGENT)
        return None if found is None else Response(found.status, dict(found.headers), found.body)

    def _submit(self, mail: Submission) -> str:
        """Take a mail that was handed in by SMTP, and say the reply: the seam of whoever holds the connection."""
        from sesmock.api.smtp import submit
        from sesmock.wire.scope import Scope

        return submit(self._ses, self._region_for(Scope(mail.user, mail.region)), mail)

    def _sns(self, url: str) -> Response | None:
        """What SNS says at a URL that a signed envelope has named, or S3 of a file of SES's; None for any other."""
        from sesmock.wire.message import Response

        if "://ses-jobs-" in url:
            from sesmock.domain.jobs import files

            file = files.fetch(self._ses, url)
            return None if file is None else Response(file[0], {"Content-Type": file[1]}, file[2])
        from sesmock.outside import sns

        found = sns.found_at(url)
        return None if found is None else Response(200, {"Content-Type": found[0]}, found[1])

    def _region_for(self, scope: Scope) -> Region:
        """The region and account a request was signed for: a 12-digit access key is its own account."""
        key = scope.access_key
        if key is None:
            account = None
        elif len(key) == 12 and key.isdigit():
            account = key
        else:
            account = self._accounts.get(key)
        return self._region(scope.region, account)

    def receive(
        self,
        mail: bytes | str | Message,
        sender: str | None = None,
        recipients: str | Iterable[str] | None = None,
        *,
        ip: str = "192.0.2.25",
        helo: str | None = None,
        tls: bool = True,
        spam: bool | str | None = None,
        virus: bool | str | None = None,
        region: str | None = None,
    ) -> Received:
        """Hand a mail to SES's inbound server, as the server of somebody else does, and see what becomes of it.

        Args:
            mail: the whole message, as bytes, text or a message of Python's ``email``; line ends are made CRLF.
            sender: MAIL FROM (default: its Sender or From header; "": none, as of a bounce).
            recipients: RCPT TO, a list or as in a header (default: its To, Cc and Bcc headers).
            ip: where it comes from.
            helo: as whom the sending server introduces itself (default: ``mail.`` and the sender's domain).
            tls: whether the connection is encrypted.
            spam: what SES finds (default: FAIL for GTUBE, else PASS).
            virus: what SES finds (default: FAIL for EICAR, else PASS).
            region: where it comes in (default: where the MX record of the first recipient's domain points to, else
                where a recipient is verified, else the default region).

        All actions of all rules are done when this returns. Raises ValueError for a mail without any recipient, an
        ``ip`` and a region that is none, and text that UTF-8 cannot write; TypeError for what is of another type.
        """
        from sesmock import checks
        from sesmock.domain.receiving import arrival, reception, verdicts

        raw = reception.bytes_of(checks.mail(mail))
        checks.ip(ip)
        spam, virus = verdicts.wanted(spam), verdicts.wanted(virus)
        if region is not None:
            checks.region(region)
        if sender is None or recipients is None:
            shown, listed = reception.envelope_of(raw)
            sender = shown if sender is None else sender
            recipients = listed if recipients is None else recipients
        sender = reception.bare(checks.spoken(sender, "sender"))
        to = reception.addresses(checks.recipients(recipients))
        if not to:
            raise ValueError("nobody is to receive the mail: it has no To, Cc or Bcc, so say recipients=…")
        helo = reception.line(checks.spoken(helo or f"mail.{sender.rpartition('@')[2] or 'example.org'}", "helo"))
        where = region or arrival.region_of(self._ses, to, self._default_region)
        envelope = arrival.Envelope(sender, to, ip, helo, tls)
        return reception.receive(self._ses, where, envelope, raw, spam, virus)

    @property
    def received(self) -> list[Received]:
        """Every mail that came in, oldest first: by `receive`, or sent by SES to a domain that it receives for."""
        from sesmock.domain.receiving.received import Inbox

        return self._ses.of(Inbox)

    @property
    def bounces(self) -> list[Letter]:
        """Every bounce mail that SES wrote by itself, oldest first; what SendBounce sends is in the outbox."""
        from sesmock.domain.mails.letter import Letters

        return [letter for letter in self._ses.of(Letters) if letter.kind == "bounce"]

    @cached_property
    def buckets(self) -> Mapping[str, Mapping[str, bytes]]:
        """What lies in S3: ``cloud.buckets["mail"]["inbox/…"]``."""
        from sesmock.storage import Buckets

        return Buckets(self._world)

    @property
    def functions(self) -> dict[str, Callable[[Any, Any], Any]]:
        """The Python functions that stand for Lambda functions, by name or ARN: ``cloud.functions["f"] = handler``.

        They are called as Lambda calls a handler: with the event, a dict, and a context. Raises TypeError for what
        cannot be called.
        """
        functions: Any = self._world.outside.functions
        handlers: dict[str, Callable[[Any, Any], Any]] = functions.named
        return handlers

    def subscribe(self, target: str | None, receive: Callable[[Notification], object]) -> None:
        """Call a function with every `Notification` to a topic or event destination (None: to any) from now on.

        A topic that is set up is sent a `SetUp`, too. ``target`` is the ARN of a topic, stream or bus, or the name of
        an event destination that has been set up. The function is called when the operation is over, before its caller
        has the answer, and may use SES itself. What it raises is written down in `deliveries`, and the mail is sent all
        the same. Raises LookupError for a name that nobody has, ValueError for an ARN that is none, TypeError for what
        cannot be called.
        """
        if not callable(receive):
            raise TypeError(f"receive is a function that takes a notification, not {receive!r}")
        if target is not None:
            self._check_target(target)
        self._ses.subscribed.append((target, receive))

    def _check_target(self, target: str) -> None:
        from sesmock import checks

        checks.target(target, self._ses)

    def _amazonses(self, name: str, type: str) -> tuple[str, ...]:
        """What the name servers of amazonses.com, and those of its hosts' addresses, say."""
        if not name.endswith(("amazonses.com", ".240.54.in-addr.arpa", ".223.76.in-addr.arpa")):
            return ()
        if type == "TXT" and name.count(".") > 2:
            from sesmock.domain.identities import amazonses

            return amazonses.answer(self._ses, name)
        from sesmock.domain.mails import hosts

        return hosts.answer(self._ses, name, type)
