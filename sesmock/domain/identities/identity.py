"""Identities: addresses and domains, what SES was told of them, and what it makes of that.

Nothing here has a timer. An identity remembers up to which change of the DNS, and until when, it has been worked out;
`settle` replays what has happened since. Whatever can be read from outside this package is settled first.

Sources: SES Developer Guide, "Creating and verifying identities", "Managing identities"; API reference,
GetEmailIdentity.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sesmock.domain.identities.dkim import NO_DKIM, REPLICA, DkimReport
from sesmock.domain.identities.mail_from import MailFrom, MailFromReport
from sesmock.domain.identities.verification import (
    FAILED,
    HOURS,
    LINK_LIFETIME,
    NEVER,
    PATIENCE,
    PENDING,
    SUCCESS,
    TEMPORARY_FAILURE,
    Status,
    Verification,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sesmock.domain.identities.dkim import Dkim
    from sesmock.domain.identities.notifications import Notifications
    from sesmock.domain.region import Region
    from sesmock.world.dns import Record, Zone

# That VerifiedForSendingStatus is true as long as mail may be sent is assumed.
MAY_SEND = frozenset({SUCCESS, TEMPORARY_FAILURE})

# Assumed: how often SES looks at the DNS of a domain when nothing changes there. What a test publishes is seen at
# once; this only dates the looks that find nothing new (VerificationInfo.LastCheckedTimestamp).
CHECK_INTERVAL = 1 * HOURS


class VerificationInfo(NamedTuple):
    """What SES last saw of a domain: epoch seconds, SES's word for what is wrong, and the zone's SOA."""

    last_checked: float | None = None
    last_success: float | None = None
    error: str | None = None
    soa: tuple[str, str, int] | None = None


NOT_LOOKED_AT = VerificationInfo()


class Certificate(NamedTuple):
    """An S/MIME certificate in use for a From address; SES is not shown the certificate itself here."""

    arn: str
    associated_at: float

    @property
    def expires_at(self) -> float:
        """When it ends: assumed, thirteen months after it was associated (what ACM issues)."""
        return self.associated_at + 395 * 24 * HOURS

    def status(self, now: float) -> str:
        """PROVISIONING, soon ACTIVE, in the end FAILED (that provisioning takes five minutes is assumed)."""
        if now >= self.expires_at:
            return "FAILED"
        return "ACTIVE" if now >= self.associated_at + HOURS / 12 else "PROVISIONING"


class Identity:
    """What addresses and domains have in common."""

    __slots__ = (
        "_due", "_fresh", "_looked", "_mail_from", "_proven_at", "_seen", "_settled", "_verification", "asked_at",
        "certificates", "configuration_set", "dkim_enabled", "feedback_forwarding", "name", "notifications", "policies",
        "region", "tags",
    )  # fmt: skip
    is_domain = False

    def __init__(self, region: Region, name: str, patience: float) -> None:
        now = region.now()
        self.region = region
        self.name = name
        self.asked_at = now
        self._verification = Verification(now, patience)
        self._mail_from: MailFrom | None = None
        self.dkim_enabled = False
        self.feedback_forwarding = True
        self.configuration_set: str | None = None
        self.notifications: Notifications | None = None
        self.policies: dict[str, str] = {}
        self.tags: dict[str, str] = {}
        self.certificates: dict[str, Certificate] = {}  # by From address
        self._seen = region.world.dns.version  # the change of the zone up to which all is worked out
        self._settled = now
        self._fresh = True  # not worked out at all since it began, or began anew
        self._due = 0.0
        self._looked: float | None = None
        self._proven_at: float | None = None

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.name} in {self.region.name}: {self.status.name}>"

    @property
    def arn(self) -> str:
        """The identity's ARN."""
        return self.region.arn("identity/" + self.name)

    @property
    def domain_name(self) -> str:
        """The domain itself, or the part of the address after the ``@``, in lower case."""
        return self.name.rpartition("@")[2].lower()

    @property
    def status(self) -> Status:
        """VerificationStatus, as of now."""
        self.settle()
        return self._verification.status

    @property
    def verified(self) -> bool:
        """Whether mail may be sent from it.

        While lost records are looked for again it may (SES Developer Guide, "Troubleshooting domain verification":
        sending ends "if you do not restore" them "within 72 hours").
        """
        return self.status in MAY_SEND

    @property
    def records(self) -> tuple[Record, ...]:
        """Every DNS record that SES looks for on behalf of this identity."""
        return self._mail_from.records if self._mail_from is not None else ()

    @property
    def mail_from(self) -> MailFromReport | None:
        """The MAIL FROM domain and how far its verification has come, as of now; None where none is set."""
        if self._mail_from is None:
            return None
        self.settle()
        return self._mail_from.report()

    def dkim_report(self) -> DkimReport:
        """What SES says of the identity's DKIM."""
        raise NotImplementedError

    def verification_info(self) -> VerificationInfo:
        """VerificationInfo of GetEmailIdentity; all None for addresses."""
        return NOT_LOOKED_AT

    def denies(self, action: str, principal: str, conditions: Mapping[str, str]) -> bool:
        """Whether a policy of this identity forbids an action to an account or ARN."""
        return self.decision(action, principal, conditions) == "Deny"

    def decision(self, action: str, principal: str, conditions: Mapping[str, str | list[str]]) -> str | None:
        """What the identity's policies say together: Deny, else Allow, else None."""
        if not self.policies:
            return None
        from sesmock.domain.identities.policy import read

        said = {
            read(text).decision(action=action, principal=principal, resource=self.arn, conditions=conditions)
            for text in self.policies.values()
        }
        return "Deny" if "Deny" in said else "Allow" if "Allow" in said else None

    def policies_change(self) -> None:
        """What its policies have allowed until now is worked out, before they change."""

    def use_mail_from(self, domain: str | None, on_mx_failure: str) -> None:
        """Use a MAIL FROM domain from now on, or none; the rules are checked by `mail_from.put`."""
        self.look_from_now_on()
        self._mail_from = None
        if domain:
            made = self._mail_from = MailFrom(domain, self.region.name, on_mx_failure, self.region.now())
            self.ask_owner(lambda: self.region.world.dns.add(*made.records))

    # ---- what its owner does ----

    def ask_owner(self, act: Callable[[], object]) -> None:
        """SES asks the owner for something (to follow a link, to publish records).

        Where a test wants everything verified at creation, that is done at once.
        """
        if self.region.world.auto_verify:
            act()
            self.settle()

    def prove(self) -> None:
        """Do what makes it verified, as its owner would: publish what SES looks for, or follow the link."""
        if self._mail_from is not None and self._mail_from.verification.status is FAILED:
            self.use_mail_from(self._mail_from.domain, self._mail_from.on_mx_failure)
        self.region.world.dns.add(*self.records)

    # ---- working out what has happened since the last look ----

    def settle(self) -> None:
        """Bring every status up to now: replay the changes of DNS, and the deadlines between them, in order."""
        world = self.region.world
        if world.watchers:
            world.look()
        if self._seen == world.dns.version and world.now() < self._due and not self._fresh:
            return
        with world.lock:
            self._replay(world.dns, world.now())

    def _replay(self, zone: Zone, now: float) -> None:
        moments = zone.changes(self._names(), self._seen)
        if moments:
            self._looked = moments[-1][1]
        if self._fresh:
            moments.insert(0, (self._seen, self._settled))
            self._fresh = False
        moments.append((zone.version, now))
        seq = self._seen
        for next_seq, at in moments:
            while (due := self._deadline()) < at:
                self._step(seq, due)
            seq = next_seq
            self._step(seq, at)
        self._seen, self._settled, self._due = zone.version, now, self._good_until()

    def look_from_now_on(self) -> None:
        """What DNS says at this moment is looked at anew, with all that is asked for since."""
        now = self.region.now()
        if not self._fresh or self._settled < now or self._seen != self.region.world.dns.version:
            self.settle()
        self._settled = now
        self._fresh = True

    def _names(self) -> list[str]:
        return [self._mail_from.domain.lower()] if self._mail_from is not None else []

    def _good_until(self) -> float:
        """Until when what has been worked out holds, if DNS does not change."""
        return self._deadline()

    def _deadline(self) -> float:
        mail_from = self._mail_from.verification.deadline if self._mail_from is not None else NEVER
        return min(self._verification.deadline, mail_from)

    def _step(self, seq: int, at: float) -> None:
        """What is so from ``at`` on, with DNS as of change ``seq``."""
        if self._mail_from is not None:
            self._mail_from.verification.expire(at)
            self._mail_from.verification.see(self._mail_from.problem(self.region.world.dns, seq) is None, at)
        self._verification.expire(at)


class EmailAddress(Identity):
    """One address, verified by following the link in a mail (within 24 hours)."""

    __slots__ = ()

    def __init__(self, region: Region, name: str) -> None:
        super().__init__(region, name, LINK_LIFETIME)
        self.ask_owner(self.prove)

    def ask_again(self) -> None:
        """VerifyEmailIdentity once more: another mail; what is verified stays so."""
        if self.status is not SUCCESS:
            self.asked_at = self.region.now()
            self._verification.restart(self.asked_at)
            self._due = 0.0

    def follow_link(self) -> None:
        """The owner of the mailbox follows the link."""
        self.settle()
        self._verification.restart(self.region.now(), SUCCESS)
        self._due = 0.0

    def prove(self) -> None:
        """Follow the link, and publish what SES looks for."""
        self.follow_link()
        super().prove()

    def dkim_report(self) -> DkimReport:
        """The DKIM of the domain after the ``@``, if exactly that domain is an identity."""
        from sesmock.domain.identities.registry import Identities

        parent = self.region.of(Identities).get(self.domain_name)
        if parent is None:
            return NO_DKIM
        theirs = parent.dkim_report()
        # An address shows its domain's SigningEnabled, Status and Tokens; it has no keys of its own to report.
        return NO_DKIM._replace(enabled=theirs.enabled, status=theirs.status, tokens=theirs.tokens)


class Domain(Identity):
    """A domain, verified by its DKIM records or by its TXT token."""

    __slots__ = ("_dkim", "token_asked_at")
    is_domain = True

    def __init__(self, region: Region, name: str) -> None:
        super().__init__(region, name, PATIENCE)
        self._dkim: Dkim | None = None
        self.token_asked_at: float | None = None

    @property
    def verification_token(self) -> str:
        """The TXT token (44 characters of base64): the same for account, region and domain."""
        region = self.region
        return region.world.ids.verification_token(region.account, region.name, self.name)

    @property
    def records(self) -> tuple[Record, ...]:
        """Every DNS record that SES has asked for: DKIM, the TXT token if v1 was asked for it, MAIL FROM."""
        from sesmock.world.dns import Record

        dkim = self._dkim.records if self._dkim is not None else ()
        asked = self.token_asked_at is not None
        token = (Record(f"_amazonses.{self.name}", "TXT", (self.verification_token,)),) if asked else ()
        return dkim + token + super().records

    @property
    def dkim(self) -> Dkim | None:
        """How it is signed, as of now; None where nobody has asked for DKIM."""
        if self._dkim is not None:
            self.settle()
        return self._dkim

    def dkim_report(self) -> DkimReport:
        """What SES says of the domain's DKIM, as of now."""
        self.settle()
        if self._dkim is None:
            return NO_DKIM._replace(enabled=self.dkim_enabled)
        return self._dkim._report(self.dkim_enabled)

    def ask_again(self) -> None:
        """The domain's owner starts over: what has failed is looked for again."""
        self.settle()
        now = self.region.now()
        failed = self._verification.status is FAILED
        if failed:
            self.asked_at = now
            self._verification.restart(now)
        if self._dkim is not None and self._dkim._verification.status is FAILED:
            self._dkim.restart(now)
            failed = True
        if failed:
            self.look_from_now_on()

    def ask_for_token(self) -> None:
        """SES looks for the TXT token too from now on."""
        if self.token_asked_at is None:
            self.token_asked_at = self.region.now()
            self.ask_owner(self.prove)

    def prove(self) -> None:
        """Publish what SES looks for; what has failed is asked for again.

        DKIM without records to publish (a key nobody can read, a replica of nothing) proves nothing: there the TXT
        token does.
        """
        self.ask_again()
        if self.token_asked_at is None and (self._dkim is None or not self._dkim.records):
            self.token_asked_at = self.region.now()
        super().prove()

    def look_for_new_records(self) -> None:
        """Other DKIM records are to be found from now on (all was settled by the old ones)."""
        now = self.region.now()
        if self._dkim is not None:
            self._dkim.restart(now)
        if self._verification.status is FAILED:
            self._verification.restart(now)
        self.asked_at = now
        self._looked = None
        self.look_from_now_on()

    def replicas(self) -> list[Domain]:
        """The domains in other regions that share this one's keys (Deterministic Easy DKIM)."""
        peers = self.region.peers()
        if not peers:
            return []
        from sesmock.domain.identities.registry import Identities

        return [
            other
            for peer in peers
            if isinstance(other := peer.of(Identities).get(self.name), Domain)
            and other._dkim is not None
            and other._dkim.primary is self
        ]

    def policies_change(self) -> None:
        """They may forbid its replicas to share its keys, or no longer do so."""
        self.replicas_change()

    def replicas_change(self) -> None:
        """Something that its replicas depend on is about to change: they are settled, and looked at anew."""
        for replica in self.replicas():
            replica.look_from_now_on()

    def verification_info(self) -> VerificationInfo:
        """What SES last saw of the domain."""
        self.settle()
        error = self._problem()
        rounds = max(0.0, (self.region.now() - self.asked_at) // CHECK_INTERVAL)
        looks = [] if self._looked is None else [self._looked]
        if rounds or error != "HOST_NOT_FOUND" or self._verification.status is SUCCESS:
            looks.append(self.asked_at + rounds * CHECK_INTERVAL)
        if not looks:
            return NOT_LOOKED_AT  # SES has not come round yet
        checked = max(looks)
        success = checked if self._verification.status is SUCCESS else self._proven_at
        soa = self.region.world.dns.start_of_authority(self.name)
        return VerificationInfo(checked, success, error, soa)

    def _problem(self) -> str | None:
        """VerificationInfo.ErrorType.

        A domain proven by DKIM alone still shows HOST_NOT_FOUND (recorded): its TXT token was never published.
        """
        dkim = self._dkim.problem(self.region.world.dns) if self._dkim is not None else None
        return dkim or self._token_problem(None)

    def _token_problem(self, seq: int | None) -> str | None:
        zone = self.region.world.dns
        token = self.verification_token
        values, error = zone.answer(f"_amazonses.{self.name}", "TXT", seq)
        if token in values or f"amazonses:{token}" in zone.answer(self.name, "TXT", seq).values:
            return None
        return error or "INVALID_VALUE"

    def _names(self) -> list[str]:
        dkim = self._dkim.names if self._dkim is not None else []
        return [*(name.lower() for name in dkim), f"_amazonses.{self.name}", self.name, *super()._names()]

    def _good_until(self) -> float:
        # What a replica's primary does or allows is no change of DNS, so it is looked at anew each time.
        if self._dkim is not None and self._dkim.origin.startswith(REPLICA):
            return 0.0
        return self._deadline()

    def _deadline(self) -> float:
        return min(super()._deadline(), self._dkim._verification.deadline if self._dkim is not None else NEVER)

    def _step(self, seq: int, at: float) -> None:
        super()._step(seq, at)
        dkim = self._dkim
        proven = False
        if dkim is not None:
            dkim._verification.expire(at)
            found = dkim.problem(self.region.world.dns, seq) is None
            dkim._verification.see(found, at)
            if found and dkim._verification.status is SUCCESS:
                dkim.seen()
                proven = True
            elif dkim._vouches and dkim._verification.status is PENDING:
                proven = True
        if not proven:
            proven = self._token_problem(seq) is None
        if self._verification.status is SUCCESS:
            self._proven_at = at
        self._verification.see(proven, at)
        if self._verification.status is SUCCESS:
            self._proven_at = at
