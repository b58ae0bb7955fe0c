"""What amazonses.com itself has: the keys behind Easy DKIM tokens, in its DNS, and a signature on every mail."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sesmock.domain.identities.dkim import EASY
from sesmock.domain.identities.identity import Domain
from sesmock.domain.identities.registry import Identities

if TYPE_CHECKING:
    from sesmock.domain.region import Ses
    from sesmock.mail.dkim.keys import SigningKey
    from sesmock.world import World


def signer(world: World, region: str) -> tuple[str, SigningKey]:
    """Selector and key of the signature of amazonses.com in a region (1024 bits still)."""
    selector = world.ids.dkim_tokens("amazonses", region, "amazonses.com", 0)[0]
    return selector, world.keys.key(f"amazonses/{region}", 1024)


def answer(ses: Ses, name: str) -> tuple[str, ...]:
    """What the name servers of amazonses.com say at a name of type TXT: the public keys behind Easy DKIM tokens."""
    from sesmock.mail.dkim.record import key_record

    token, _, zone = name.partition(".")
    if zone == "_domainkey.amazonses.com":
        signers = [signer(ses.world, region) for region in {region.name for region in ses.regions()}]
        return tuple(key_record(key.public) for selector, key in signers if selector == token)
    for region in ses.regions():
        for identity in region.of(Identities):
            dkim = identity._dkim if isinstance(identity, Domain) else None
            easy = dkim.easy if dkim is not None and dkim.origin == EASY and dkim.hosted_zone == zone else None
            if easy is not None and token in easy.tokens:
                return (key_record(easy.key(token).public),)
    return ()
