"""A domain's DKIM: Easy DKIM, keys brought along (BYODKIM), and replicas (Deterministic Easy DKIM).

Facts are stored here, statuses are derived in ``identity.py``. What AWS leaves open is decided in the block of
assumptions below and nowhere else. Sources: SES Developer Guide, "Easy DKIM in Amazon SES", "Provide your own DKIM
authentication token (BYODKIM)", "Using Deterministic Easy DKIM (DEED)"; API reference, DkimAttributes.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from sesmock.domain.identities.verification import FAILED, HOURS, NOT_STARTED, PENDING, SUCCESS, Status, Verification
from sesmock.domain.refusals import Invalid, NotFound, NotVerifiedForDkim
from sesmock.world.dns import Record

if TYPE_CHECKING:
    from sesmock.domain.identities.identity import Domain
    from sesmock.domain.region import Region
    from sesmock.mail.dkim.keys import SigningKey
    from sesmock.world.dns import Zone

EASY = "AWS_SES"
EXTERNAL = "EXTERNAL"  # BYODKIM
REPLICA = "AWS_SES_"  # and the primary's region in capitals: AWS_SES_EU_WEST_1

DEFAULT_BITS = 2048
SWITCH_INTERVAL = 24 * HOURS

# ---- assumed, not known -------------------------------------------------------------------------------------
# What a domain or address without Easy DKIM keys says of the next key. Recorded for addresses only.
NEXT_BITS_WITHOUT_KEYS = 1024
# A switch of the key length makes new tokens and keys at once (probed); the key "in use" (CurrentSigningKeyLength)
# is the old one until the new records are found. The same length again, and a second switch, are refused so:
SAME_LENGTH = "The DKIM signing key length is already {length}."
SWITCHED_TODAY = "The DKIM signing key length can only be changed once in a 24 hour period."
# SES rotates by itself between the three selectors "from time to time"; seen between four months.
ROTATION_PERIOD = 90 * 24 * HOURS
# Going to BYODKIM and back gives the same tokens: they belong to account, region and domain.
KEY_AND_SELECTOR_NEEDED = "DomainSigningSelector and DomainSigningPrivateKey must both be specified."
KEY_AND_LENGTH = (
    "NextSigningKeyLength cannot be specified together with DomainSigningSelector or DomainSigningPrivateKey."
)
EASY_WITH_KEY = "DomainSigningSelector and DomainSigningPrivateKey cannot be specified for origin AWS_SES."
EXTERNAL_WITH_LENGTH = "NextSigningKeyLength cannot be specified for origin EXTERNAL."
REPLICA_WITH_MORE = "DomainSigningAttributesOrigin cannot be specified together with other DKIM signing attributes."
NO_DOMAIN = "The EmailIdentity value must be a valid domain."
KEY_SIZE = "The private key must be an RSA key of at least 1024 and at most 2048 bits."
# -------------------------------------------------------------------------------------------------------------

_OWN_ZONE = frozenset({
    "af-south-1", "ap-south-2", "ap-southeast-3", "ap-southeast-5", "ap-northeast-3", "ca-west-1", "eu-south-1",
    "eu-central-2", "il-central-1", "me-central-1", "us-gov-east-1",
})  # fmt: skip


def signing_hosted_zone(region: str) -> str:
    """Where the CNAME targets of a region's Easy DKIM tokens live (AWS General Reference, "DKIM domains")."""
    return f"dkim.{region}.amazonses.com" if region in _OWN_ZONE else "dkim.amazonses.com"


def length_name(bits: int) -> str:
    """How SES spells a key length: ``RSA_2048_BIT``."""
    return f"RSA_{bits}_BIT"


class DkimReport(NamedTuple):
    """What SES says of an identity's DKIM; None means that SES says nothing of it."""

    enabled: bool
    status: Status
    tokens: tuple[str, ...]
    origin: str
    next_bits: int
    current_bits: int | None
    generated_at: float | None
    hosted_zone: str | None


NO_DKIM = DkimReport(False, NOT_STARTED, (), EASY, NEXT_BITS_WITHOUT_KEYS, None, None, None)


class EasyKeys:
    """Three tokens and the key pairs behind them, made by SES for one domain."""

    __slots__ = ("_bits_in_use", "_domain", "bits", "generated", "generation", "switches", "tokens")

    def __init__(self, domain: Domain, bits: int) -> None:
        self._domain = domain
        self.generation = -1
        self.switches: tuple[tuple[float, int], ...] = ()
        self._bits_in_use = bits
        self._generate(bits)

    def __repr__(self) -> str:
        return f"<EasyKeys of {self._domain.name}: {self.bits} bits, {', '.join(self.tokens)}>"

    def _generate(self, bits: int) -> None:
        region = self._domain.region
        self.bits = bits
        self.generation += 1
        self.generated = region.now()
        self.tokens = region.world.ids.dkim_tokens(region.account, region.name, self._domain.name, self.generation)

    def check_switch(self, bits: int) -> None:
        """Refuse a length that is not a change, or that comes too early.

        At most one switch in 24 hours, "except the first downgrade to 1024" in that time.
        """
        if bits == self.bits:
            raise Invalid(SAME_LENGTH.format(length=length_name(bits)))
        since = self._domain.region.now() - SWITCH_INTERVAL
        today = [to for at, to in self.switches if at > since]
        first_downgrade = bits == 1024 and 1024 not in today
        if today and not first_downgrade:
            raise Invalid(SWITCHED_TODAY)

    def switch(self, bits: int) -> None:
        """New tokens and keys of another length; call `check_switch` first."""
        self._generate(bits)
        self.switches += ((self.generated, bits),)

    @property
    def current_bits(self) -> int:
        """The length of the key in use, as of now."""
        self._domain.settle()
        return self._bits_in_use

    def seen(self) -> None:
        """The new records were found: from now on the new key is the one in use."""
        self._bits_in_use = self.bits

    @property
    def _periods(self) -> int:
        """How often SES has rotated by itself since the tokens were made."""
        age = self._domain.region.now() - self.generated
        return int(age // ROTATION_PERIOD) if age >= ROTATION_PERIOD else 0

    @property
    def generated_at(self) -> float:
        """When the newest key pair was made, SES's own rotation included."""
        return self.generated + self._periods * ROTATION_PERIOD

    @property
    def selector(self) -> str:
        """The token whose key signs now."""
        return self.tokens[self._periods % 3]

    def key_name(self, token: str) -> tuple[str, int]:
        """Name and length of the key pair behind a token: another one each time its selector comes round."""
        renewed = max(0, (self._periods - self.tokens.index(token)) // 3)
        return f"{token}/{renewed}", self.bits

    def key(self, token: str) -> SigningKey:
        """The key pair behind a token, made when first looked at."""
        return self._domain.region.world.keys.key(*self.key_name(token))


class Dkim:
    """How one domain is signed, and since when SES has been looking for its records."""

    __slots__ = ("_domain", "_verification", "_vouches", "easy", "key", "origin", "selector")

    def __init__(self, domain: Domain, at: float) -> None:
        self._domain = domain
        self.origin = EASY
        self.easy: EasyKeys | None = None
        self.selector: str | None = None
        self.key: SigningKey | None = None
        self._verification = Verification(at, status=NOT_STARTED)
        # True while a domain that was proven by its old DKIM records waits for new ones: it stays verified
        # ("does NOT revoke the identity's own verification"). That it ends when DKIM has FAILED is assumed.
        self._vouches = False

    def __repr__(self) -> str:
        tokens = ", ".join(self.tokens) or "no keys"
        return f"<Dkim of {self._domain.name}: {self.origin}, {self.status.name}, {tokens}>"

    @property
    def status(self) -> Status:
        """How far its verification has come, as of now."""
        self._domain.settle()
        return self._verification.status

    def restart(self, at: float) -> None:
        """SES looks for (new) records from now on."""
        status = self._verification.status
        self._vouches = status is SUCCESS or (self._vouches and status is PENDING)
        self._verification.restart(at)

    @property
    def primary(self) -> Domain | None:
        """The domain whose keys this replica shares, or None if it is not there (any more) or is no replica."""
        if not self.origin.startswith(REPLICA):
            return None
        from sesmock.domain.identities.registry import Identities

        found = self._domain.region.elsewhere(self.primary_region).of(Identities).get(self._domain.name)
        return found if found is not None and found.is_domain else None  # type: ignore[return-value]

    @property
    def primary_region(self) -> str:
        """The region named by a replica's origin: AWS_SES_EU_WEST_1 → eu-west-1."""
        return self.origin[len(REPLICA) :].lower().replace("_", "-")

    @property
    def replication_error(self) -> str | None:
        """Why a replica has no keys, as VerificationInfo.ErrorType says it; None if it has, or is no replica."""
        if not self.origin.startswith(REPLICA):
            return None
        region = self._domain.region
        primary = self.primary
        if self.primary_region == region.name:
            return "REPLICATION_PRIMARY_INVALID_REGION"
        if primary is None or primary._dkim is None:
            return "REPLICATION_PRIMARY_NOT_FOUND"
        if primary._dkim.origin == EXTERNAL:
            return "REPLICATION_PRIMARY_BYO_DKIM_NOT_SUPPORTED"
        if primary._dkim.origin != EASY:
            return "REPLICATION_REPLICA_AS_PRIMARY_NOT_SUPPORTED"
        if primary.denies(
            "ses:ReplicateEmailIdentityDkimSigningKey", region.account, {"ses:ReplicaRegion": region.name}
        ):
            return "REPLICATION_ACCESS_DENIED"
        return None

    @property
    def keys(self) -> EasyKeys | None:
        """The Easy DKIM keys in force: this domain's own, or those of the primary it replicates."""
        if self.origin == EASY:
            return self.easy
        if self.origin == EXTERNAL or self.replication_error is not None:
            return None
        primary = self.primary
        return primary._dkim.easy if primary is not None and primary._dkim is not None else None

    @property
    def hosted_zone(self) -> str | None:
        """SigningHostedZone: the zone of the region that made the keys; none for BYODKIM."""
        if self.origin == EXTERNAL:
            return None
        return signing_hosted_zone(self._domain.region.name if self.origin == EASY else self.primary_region)

    @property
    def tokens(self) -> tuple[str, ...]:
        """What SES shows as Tokens: three Easy DKIM tokens, or the selector of BYODKIM."""
        if self.origin == EXTERNAL:
            return (self.selector,) if self.selector else ()
        keys = self.keys
        return keys.tokens if keys is not None else ()

    @property
    def records(self) -> tuple[Record, ...]:
        """The DNS records that SES looks for."""
        name = self._domain.name
        if self.origin == EXTERNAL:
            if self.key is None:
                return ()
            from sesmock.mail.dkim.record import key_record

            return (Record(f"{self.selector}._domainkey.{name}", "TXT", (key_record(self.key.public),)),)
        zone = self.hosted_zone
        return tuple(Record(f"{t}._domainkey.{name}", "CNAME", (f"{t}.{zone}",)) for t in self.tokens)

    @property
    def names(self) -> list[str]:
        """The DNS names that decide the status."""
        return [f"{token}._domainkey.{self._domain.name}" for token in self.tokens]

    def problem(self, zone: Zone, seq: int | None = None) -> str | None:
        """What is wrong with the records as of a change of the zone, in SES's words; None when all is well."""
        if self.origin == EXTERNAL:
            return self._external_problem(zone, seq)
        keys = self.keys
        if keys is None:
            return self.replication_error or "HOST_NOT_FOUND"
        target = self.hosted_zone
        for token in keys.tokens:
            values, error = zone.answer(f"{token}._domainkey.{self._domain.name}", "CNAME", seq)
            if error is not None:
                return error
            if values[0].rstrip(".").lower() != f"{token}.{target}":
                return "INVALID_VALUE"
        return None

    def _external_problem(self, zone: Zone, seq: int | None) -> str | None:
        values, error = zone.answer(self.names[0].lower(), "TXT", seq)
        if error is not None:
            return error
        from sesmock.mail.dkim.record import public_key_of

        matches = self.key is not None and any(public_key_of(value) == self.key.public for value in values)
        return None if matches else "INVALID_VALUE"

    def seen(self) -> None:
        """The new records were found: from now on the new key is the one in use."""
        if self.origin == EASY and self.easy is not None:
            self.easy.seen()

    def _report(self, enabled: bool) -> DkimReport:
        """What SES says of it all; `Domain.settle` comes first, but for what it says to whoever has just asked."""
        status, origin, keys = self._verification.status, self.origin, self.keys
        if keys is None:
            tokens = (self.selector,) if origin == EXTERNAL and self.selector else ()
            return DkimReport(enabled, status, tokens, origin, NEXT_BITS_WITHOUT_KEYS, None, None, self.hosted_zone)
        # A replica's keys are its primary's, and so is the finding that they are in use.
        in_use = keys._bits_in_use if origin == EASY else keys.current_bits
        return DkimReport(enabled, status, keys.tokens, origin, keys.bits, in_use, keys.generated_at, self.hosted_zone)

    def signing_key_name(self) -> tuple[str, SigningKey | tuple[str, int]] | None:
        """Selector and key that sign mail now, an Easy DKIM key by its name in the key ring; None if there is none."""
        if self.origin == EXTERNAL:
            return (self.selector, self.key) if self.selector and self.key is not None else None
        keys = self.keys
        return None if keys is None else (keys.selector, keys.key_name(keys.selector))


class SigningAttributes(NamedTuple):
    """What a caller asks of a domain's DKIM, checked by `signing_attributes` and not yet done."""

    origin: str
    bits: int | None = None
    selector: str | None = None
    key: SigningKey | None = None


def signing_attributes(
    *, origin: str | None, selector: str | None, private_key: str | None, next_length: str | None
) -> SigningAttributes:
    """Read DkimSigningAttributes; ``origin`` None means: whatever the attributes imply.

    Raises Invalid for a combination that SES refuses, and for RSA keys outside 1024 to 2048 bits. A key that cannot
    be read is taken all the same and never verifies, since SES checks little when it is handed over.
    """
    brings = selector is not None or private_key is not None
    if origin is None:
        origin = EXTERNAL if brings else EASY
    if brings and next_length is not None:
        raise Invalid(KEY_AND_LENGTH)
    if origin == EXTERNAL:
        if next_length is not None:
            raise Invalid(EXTERNAL_WITH_LENGTH)
        if not selector or not private_key:
            raise Invalid(KEY_AND_SELECTOR_NEEDED)
        return SigningAttributes(EXTERNAL, selector=selector, key=_read_key(private_key))
    if origin != EASY and (brings or next_length is not None):
        raise Invalid(REPLICA_WITH_MORE)
    if brings:
        raise Invalid(EASY_WITH_KEY)
    match = re.fullmatch(r"RSA_(\d+)_BIT", next_length or "")
    return SigningAttributes(origin, bits=int(match[1]) if match else None)


def _read_key(value: str) -> SigningKey | None:
    from sesmock.mail.dkim.keys import KeySizeError, load_private

    try:
        return load_private(value)
    except KeySizeError:
        raise Invalid(KEY_SIZE) from None
    except ValueError:
        return None


def apply(domain: Domain, asked: SigningAttributes) -> DkimReport:
    """Do what is asked, from whatever state the domain is in; raises Invalid and changes nothing if SES refuses.

    Returns what SES says at that moment, when it has not looked for the records yet: NOT_STARTED for a domain that had
    no DKIM before.
    """
    _apply(domain, asked)
    domain.ask_owner(domain.prove)
    assert domain._dkim is not None
    return domain._dkim._report(domain.dkim_enabled)


def _apply(domain: Domain, asked: SigningAttributes) -> None:
    dkim = domain._dkim
    if dkim is None:
        domain.look_from_now_on()
        dkim = Dkim(domain, domain.region.now())
        if asked.origin == EASY:
            dkim.easy = EasyKeys(domain, asked.bits or DEFAULT_BITS)
        _set(dkim, asked)
        domain.replicas_change()  # those that wait for keys to share
        domain._dkim = dkim
        domain.dkim_enabled = True
        return
    replicas = domain.replicas()
    for changing in (domain, *replicas):
        changing.settle()  # by the records they have had until now
    easy = dkim.easy
    if asked.origin == EASY:
        stays = dkim.origin == EASY
        if easy is None:
            dkim.easy = EasyKeys(domain, asked.bits or DEFAULT_BITS)
        elif asked.bits is not None and (stays or asked.bits != easy.bits):
            easy.check_switch(asked.bits)
            easy.switch(asked.bits)
        elif stays and dkim._verification.status is not FAILED:
            return  # nothing asked for that is not so already
    _set(dkim, asked)
    for changed in (domain, *replicas):
        changed.look_for_new_records()


def _set(dkim: Dkim, asked: SigningAttributes) -> None:
    dkim.origin, dkim.selector, dkim.key = asked.origin, asked.selector, asked.key


def easy_tokens(domain: Domain) -> tuple[str, ...]:
    """The Easy DKIM tokens of a domain, set up (again) where it has no key of its own; raises Invalid.

    Assumed: a domain with a key of its own (BYODKIM) keeps it, and only learns the tokens that it would have.
    """
    dkim = domain.dkim
    if dkim is None:
        return apply(domain, SigningAttributes(EASY)).tokens
    if dkim.origin == EXTERNAL:
        region = domain.region
        known = dkim.easy.tokens if dkim.easy is not None else None
        return known or region.world.ids.dkim_tokens(region.account, region.name, domain.name, 0)
    domain.ask_again()
    return dkim.tokens


def set_enabled(region: Region, name: str, enabled: bool, *, needs_dkim: bool = False, or_arn: bool = False) -> None:
    """Switch signing; the status is not touched.

    For an address whose exact domain is an identity this does nothing and succeeds (probed); v1 lets it be switched on
    only where that domain "has been set up to use Easy DKIM" (API reference, SetIdentityDkimEnabled).
    """
    from sesmock.domain.identities.identity import Domain
    from sesmock.domain.identities.registry import Identities

    identities = region.of(Identities)
    found = identities.resolve(name) if or_arn else identities.find(name)
    if isinstance(found, Domain):
        found.settle()
        found.dkim_enabled = enabled
        return
    domain = name.rpartition("@")[2]
    parent = identities.find(domain)
    if "@" not in name or not isinstance(parent, Domain) or (needs_dkim and enabled and parent.dkim is None):
        raise NotVerifiedForDkim(domain)


def domain_to_sign(region: Region, name: str) -> Domain:
    """The domain whose signing attributes are to be put; raises Invalid or NotFound."""
    from sesmock.domain.identities.identity import Domain
    from sesmock.domain.identities.registry import Identities

    if not name.strip() or "@" in name:
        raise Invalid(NO_DOMAIN)
    found = region.of(Identities).require(name, lambda unknown: NotFound(f"Email identity <{unknown}> does not exist."))
    assert isinstance(found, Domain)
    return found
