"""What was probably meant by a call that SES has refused: for a person, in plain words, none of them SES's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sesmock.domain.identities.registry import Identities
from sesmock.domain.identities.verification import PENDING
from sesmock.domain.refusals import ConfigurationSetNotFound, NotVerified, TemplateNotFound
from sesmock.hints import did_you_mean
from sesmock.mail.address import AddressError, parse, without_label
from sesmock.outside import aws

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sesmock.domain.identities.identity import Identity
    from sesmock.domain.refusals import Refusal
    from sesmock.domain.region import Region

_MOST = 3  # of many senders and recipients
_COMPARED = 100  # names, which takes milliseconds; with more of them no likeness is looked for


def hints(region: Region, refusal: Refusal) -> Iterator[str]:
    """What a person may want to know of a refusal, as things stand now; nothing for most."""
    if isinstance(refusal, NotVerified):
        for name in refusal.failed[:_MOST]:
            yield from _not_verified(region, name)
        if region.world.sandbox:
            yield "the account is in the sandbox, where recipients have to be verified, too"
    elif isinstance(refusal, ConfigurationSetNotFound):
        from sesmock.domain.configuration_sets.configuration_set import ConfigurationSets

        name = str(refusal.members["ConfigurationSetName"])
        there = [other for other in region.peers() if name in other.of(ConfigurationSets)]
        yield from _there(region, f"configuration set {name}", there)
    elif isinstance(refusal, TemplateNotFound):
        from sesmock.domain.template import Templates

        name = str(refusal.members["TemplateName"])
        there = [other for other in region.peers() if name in other.of(Templates)]
        yield from _there(region, f"template {name}", there)


def _there(region: Region, what: str, there: list[Region]) -> Iterator[str]:
    if there:
        yield f"{what} is in {', '.join(other.name for other in there)}, this call went to {region.name}"


def _not_verified(region: Region, name: str) -> Iterator[str]:
    if name.startswith("arn:"):
        named = aws.arn(name)
        if named is not None and named.region not in {"", region.name}:
            yield f"{name} is an identity of {named.region}, this call went to {region.name}"
        return
    try:
        address = parse(name).address
    except AddressError:
        return
    said = [*_own(region, address), *_elsewhere(region, address)]
    if not said:
        domain = address.rpartition("@")[2].lower()
        identities = region.of(Identities)
        known = [identity.name for identity in identities] if len(identities) <= _COMPARED else []
        meant = did_you_mean(domain, known) or did_you_mean(address, known)
        how = meant or f": call {_verify(region, domain)}"
        said.append(f"nobody has verified {domain} or {address} in {region.name}{how}")
    yield from said


def _own(region: Region, address: str) -> Iterator[str]:
    """What stands in the way of an identity that is there."""
    identities = region.of(Identities)
    found = next((found for name in _covering(address) if (found := identities.get(name)) is not None), None)
    if found is not None:
        how = "publish its records" if found.is_domain else "follow the link in its mail"
        if found.status is not PENDING:
            how = f"verify it again and {how}"
        yield f"the identity {found.name} is {found.status.name}: {how}, or call {_verify(region, found.name)}"
    for other in identities:
        if not other.is_domain and other.name.lower() == address.lower() and other.verified:
            yield f"addresses are case-sensitive: {other.name} is verified, {address} is not"


def _elsewhere(region: Region, address: str) -> Iterator[str]:
    """Where, or by whom, it has been verified instead."""
    for other in region.ses.regions():
        found: Identity | None = None if other is region else other.of(Identities).sender(address)
        if found is None:
            continue
        if other.account == region.account:
            yield f"{found.name} is verified in {other.name}, this call went to {region.name}"
        else:
            where = f" in {other.name}" if other.name != region.name else ""
            yield f"{found.name} is verified{where} by account {other.account}, this call came from {region.account}"


def _covering(address: str) -> Iterator[str]:
    """The names of identities that would let an address send, the nearest first."""
    yield address
    yield without_label(address)
    domain = address.rpartition("@")[2].lower()
    while domain:
        yield domain
        domain = domain.partition(".")[2]


def _verify(region: Region, name: str) -> str:
    """The call that would have helped."""
    several = len({other.account for other in region.ses.regions()}) > 1
    return f"cloud.verify({name!r}, region={region.name!r}{f', account={region.account!r}' if several else ''})"
