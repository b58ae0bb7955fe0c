"""The identities of one account in one region: how they are made, found and deleted, and which of them may send.

Sources: SES Developer Guide, "Creating and verifying identities", "Verified identities"; API reference,
CreateEmailIdentity and VerifyDomainIdentity.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from sesmock.domain.identities import dkim
from sesmock.domain.identities.identity import Domain, EmailAddress, Identity
from sesmock.domain.identities.verification import SUCCESS
from sesmock.domain.refusals import ConstraintViolated, IdentityInvalid, Invalid, LimitExceeded
from sesmock.domain.shelf import Shelf
from sesmock.world import limits

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from sesmock.domain.identities.dkim import DkimReport, SigningAttributes
    from sesmock.domain.refusals import Refusal
    from sesmock.domain.region import Region


class Identities(Shelf[Identity]):
    """The identities of one region, oldest first."""

    __slots__ = ("_region",)

    def __init__(self, region: Region) -> None:
        super().__init__()
        self._region = region

    def find(self, name: str) -> Identity | None:
        """The identity of that name; domains in any case, addresses as they were spelt."""
        return self.get(key_of(name))

    def resolve(self, name: str) -> Identity | None:
        """The identity of that name or ARN.

        The API reference says of v1's operations on policies and notifications that they take both; that v1's others do
        is assumed, and that v2 knows names only.
        """
        return self.find(name.removeprefix(self._region.arn("identity/")) if name.startswith("arn:") else name)

    def require(self, name: str, refusal: Callable[[str], Refusal], *, or_arn: bool = False) -> Identity:
        """The identity of that name (or ARN), or the operation's own refusal for unknown ones."""
        found = self.resolve(name) if or_arn else self.find(name)
        if found is None:
            raise refusal(name)
        return found

    def batch(self, names: Sequence[str], *, or_arn: bool = False) -> Iterator[tuple[str, Identity]]:
        """Those of a batch of names (or ARNs) that are identities here; the others are passed over in silence.

        Raises ConstraintViolated for too many names, and Invalid for one that cannot be an identity's (recorded: one
        in quotes; where exactly SES draws the line is assumed).
        """
        check_batch(names, self._region.world.limits.identities_per_query, "identities")
        for name in names:
            if not _may_be_identity(name):
                raise IdentityInvalid(name)
        find = self.resolve if or_arn else self.find
        return ((name, found) for name in names if (found := find(name)) is not None)

    def new_address(self, name: str) -> EmailAddress:
        """Create an address identity; raises Invalid or LimitExceeded."""
        from sesmock.mail.address import is_simple_address

        if not (name.isascii() and is_simple_address(name)):  # the guide: Punycode in the domain, nothing before the @
            raise Invalid(f"Invalid email address<{name}>.")
        self._check_room()
        address = EmailAddress(self._region, name)
        self.add(name, address)
        return address

    def new_domain(self, name: str) -> Domain:
        """Create a domain identity of which nothing is asked yet; raises Invalid or LimitExceeded."""
        check_domain(name)
        self._check_room()
        domain = Domain(self._region, name.lower())
        self.add(domain.name, domain)
        return domain

    def domain(self, name: str) -> Domain:
        """The domain of that name, made if it is new; raises Invalid or LimitExceeded."""
        check_domain(name)
        found = self.find(name) or self.new_domain(name)
        assert isinstance(found, Domain)
        return found

    def _check_room(self) -> None:
        if len(self) >= self._region.world.limits.identities:
            raise LimitExceeded(limits.TOO_MANY_IDENTITIES)

    def delete(self, identity: Identity) -> None:
        """Forget an identity and all that hangs on it.

        Raises Invalid for a domain with replicas, for one with S/MIME certificates, and for what belongs to a tenant.
        """
        if isinstance(identity, Domain) and (replicas := identity.replicas()):
            where = ", ".join(replica.region.name for replica in replicas)
            # Assumed: AWS documents that such a parent cannot be deleted, and shows no text.
            raise Invalid(
                f"Cannot delete {identity.arn} because it has replica identities in {where}. "
                "Delete all replica identities and try again."
            )
        if identity.certificates:
            raise Invalid(
                f"Cannot delete {identity.arn} because it has certificates associated with it. "
                "Disassociate all certificates and try again."
            )
        from sesmock.domain.tenants.associations import check_free

        check_free(self._region, identity.arn)
        self.pop(identity.name)

    def sender(self, address: str) -> Identity | None:
        """The verified identity that lets an address send.

        The address itself, the same without its ``+label``, its domain, or the nearest parent domain
        (SES Developer Guide, "Verified identities").
        """
        found = self.get(address)
        if found is not None and found.verified:
            return found
        local, _, domain = address.rpartition("@")
        domain = domain.lower()
        if "+" in local:
            from sesmock.mail.address import without_label

            found = self.get(without_label(address))
            if found is not None and found.verified:
                return found
        while domain:
            found = self.get(domain)
            if found is not None and found.verified:
                return found
            domain = domain.partition(".")[2]
        return None


def verify(region: Region, name: str) -> Identity:
    """Verify an identity as its owner would; one that is missing is created (a domain with Easy DKIM).

    Raises Invalid for an impossible name, LimitExceeded for one too many.
    """
    identities = region.of(Identities)
    identity = identities.find(name)
    if identity is None:
        # A test does this: nobody need be asked by mail.
        identity = identities.new_address(name) if "@" in name else create(region, name, None).identity
    identity.prove()
    return identity


def ask_owner(region: Region, name: str) -> None:
    """Ask the owner of an address (again) by mail; one that is no identity yet becomes one.

    Raises Invalid or LimitExceeded.
    """
    from sesmock.domain.identities import asking

    found = region.of(Identities).find(name) if "@" in name else None
    if isinstance(found, EmailAddress):
        found.ask_again()
    else:
        region.of(Identities).new_address(name)
    asking.ask(region, name)


EASY_DKIM = dkim.SigningAttributes(dkim.EASY)


class Created(NamedTuple):
    """A new identity, and what SES says of it to whoever has created it: it has not looked at DNS yet."""

    identity: Identity
    verified: bool
    dkim: DkimReport | None


def create(region: Region, name: str, asked: SigningAttributes | None) -> Created:
    """Create an identity: an address, whose owner is asked, or a domain with DKIM; raises Invalid or LimitExceeded."""
    identities = region.of(Identities)
    if "@" in name:
        from sesmock.domain.identities import asking

        identity: Identity = identities.new_address(name)
        asking.ask(region, name)
        report = None
    else:
        identity = domain = identities.new_domain(name)
        report = dkim.apply(domain, asked or EASY_DKIM)
    return Created(identity, identity._verification.status is SUCCESS, report)


def check_domain(name: str) -> None:
    """Raise Invalid unless it can be a domain."""
    from sesmock.mail.address import is_domain

    if not is_domain(name):
        raise Invalid(f"Invalid domain name {name}.")


def key_of(name: str) -> str:
    """What an identity is found by: domains are the same in any case, addresses are not.

    "If you verify sender@EXAMPLE.com, you can't send email from sender@example.com unless you verify
    sender@example.com as well" (SES Developer Guide, "Creating and verifying an email address identity").
    """
    return name if "@" in name else name.lower()


def check_batch(names: Sequence[str], limit: int, path: str) -> None:
    """Refuse more names than one call may ask for (the number is documented, the words are assumed)."""
    if len(names) > limit:
        raise ConstraintViolated(path, f"have length less than or equal to {limit}")


def is_identity_name(name: str) -> bool:
    """Whether an identity could be called that."""
    from sesmock.mail.address import is_domain, is_simple_address

    return is_simple_address(name) if "@" in name else is_domain(name)


def _may_be_identity(name: str) -> bool:
    """Whether a look-up by that name makes sense: an address, an ARN, or nothing but what domains are made of."""
    from sesmock.mail.address import is_simple_address

    return name.startswith("arn:") or is_simple_address(name) or re.fullmatch("[A-Za-z0-9._-]+", name) is not None
