"""Signing what goes out: every mail by amazonses.com, and by the domain of its sender where that has DKIM."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sesmock.domain.identities import amazonses
from sesmock.mail.dkim.signature import sign_as_ses

if TYPE_CHECKING:
    from sesmock.domain.mails.sent import Signer
    from sesmock.domain.region import Region
    from sesmock.mail.dkim.keys import SigningKey
    from sesmock.world import World


def key_of(world: World, signer: Signer) -> SigningKey:
    """The key that a domain signs with; the key ring makes it when it is first asked for."""
    return world.keys.key(*signer.key) if isinstance(signer.key, tuple) else signer.key


def signed(region: Region, message: bytes, at: float, signer: Signer | None = None) -> bytes:
    """A message with its signatures on top; without a ``signer`` only that of amazonses.com."""
    world = region.world
    customer = None if signer is None else (signer.selector, signer.domain, key_of(world, signer))
    return sign_as_ses(message, customer, amazonses.signer(world, region.name), int(at))
