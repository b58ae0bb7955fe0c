"""The world a test lives in: accounts and regions of SES, a DNS, a clock, keys and ids."""

from __future__ import annotations

import os
import threading
from typing import TYPE_CHECKING, Any

from sesmock.clock import Clock
from sesmock.dns.zone import Zone
from sesmock.domain.identity import Domain, EmailAddress
from sesmock.domain.limits import Limits
from sesmock.domain.region import Region
from sesmock.ids import Ids, KeyRing

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from sesmock.domain.identity import Identity
    from sesmock.wire.message import Request, Response
    from sesmock.wire.scope import Scope

DEFAULT_ACCOUNT = "123456789012"
DEFAULT_REGION = "us-east-1"
_ADJUSTABLE = {
    "region": "default_region", "account": "default_account", "auto_verify": "auto_verify", "sandbox": "sandbox",
}  # fmt: skip


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
        self.dns = Zone(self.now, self._amazonses)
        if seed is None:  # the same ids for the same test; PYTEST_CURRENT_TEST ends in " (call)" or so
            seed = environ.get("PYTEST_CURRENT_TEST", "").rpartition(" ")[0] or os.urandom(16).hex()
        self.ids = Ids(seed)
        self.keys = KeyRing()
        self._regions: dict[tuple[str, str], Region] = {}
        self._step = _Step(self)
        self._instant: float | None = None
        for name in verified:
            self.verify(name)

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
        if found is None:
            found = self._regions[key] = Region(self, *key)
        return found

    def regions_of(self, account: str) -> list[Region]:
        """Every region in which this account has done anything."""
        return [region for (owner, _), region in self._regions.items() if owner == account]

    def verify(self, name: str, *, region: str | None = None, account: str | None = None) -> Identity:
        """Verify an identity as its owner would: publish the records SES asks for, or follow the link.

        What has failed is asked for again; an identity that is missing is created (a domain with Easy DKIM).
        Raises botocore's kind of refusal as `sesmock.domain.refusals.Invalid` for an impossible name.
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
        """Do what makes an identity verified: publish its records (beside what stands there), or follow its link."""
        if isinstance(identity, EmailAddress):
            identity.follow_link()
        if isinstance(identity, Domain):
            identity.ask_again()
            if identity.dkim is None and identity.token_asked_at is None and not self.auto_verify:
                identity.token_asked_at = self.now()  # nothing was asked for yet, so ask for the TXT token
        for record in identity.records:
            present = () if record.type in {"CNAME", "MX"} else self.dns.answer(record.name.lower(), record.type).values
            if record.values[0] not in present:
                self.dns.publish(record.name, record.type, *present, *record.values)

    def adjust(self, settings: dict[str, Any]) -> dict[str, Any]:
        """Take over the settings of a mock entered inside another; returns what `restore` needs to undo it."""
        before: dict[str, Any] = {}
        for setting, attribute in _ADJUSTABLE.items():
            if setting in settings:
                before[attribute] = getattr(self, attribute)
                setattr(self, attribute, settings[setting])
        if "at" in settings:
            before["clock"] = self.clock
            self.clock = Clock(settings["at"])
        for name in settings.get("verified", ()):
            self.verify(name)
        return before

    def restore(self, before: dict[str, Any]) -> None:
        """Undo `adjust`."""
        for attribute, value in before.items():
            setattr(self, attribute, value)

    def handle(self, request: Request) -> Response:
        """Answer one HTTP request: the seam that every hook, test or bridge uses.

        Raises what sesmock cannot answer as a Python exception, never as an AWS error.
        """
        from sesmock.api.dispatch import answer

        return answer(self, request)

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
        token, _, zone = name.partition(".")
        for region in list(self._regions.values()):
            for identity in region.identities:
                dkim = identity.dkim if isinstance(identity, Domain) else None
                easy = dkim.easy if dkim is not None and dkim.origin == "AWS_SES" else None
                if easy is not None and token in easy.tokens and dkim is not None and dkim.hosted_zone == zone:
                    from sesmock.mail.dkim.record import key_record

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
        self._depth += 1
        if self._depth == 1:
            self._cloud._instant = self._cloud.clock.now()

    def __exit__(self, *_: object) -> None:
        self._depth -= 1
        if not self._depth:
            self._cloud._instant = None
        self._lock.release()
