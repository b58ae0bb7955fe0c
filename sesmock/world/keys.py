"""The RSA keys that SES makes, as real ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sesmock.mail.dkim.keys import SigningKey


class KeyRing:
    """The RSA keys of one cloud: made when first looked at, distinct within a cloud, recycled between clouds."""

    def __init__(self) -> None:
        self._keys: dict[tuple[str, int], SigningKey] = {}
        self._drawn: dict[int, int] = {}

    def key(self, name: str, bits: int) -> SigningKey:
        """The key of that name and length, drawn from the process's pool the first time."""
        key = self._keys.get((name, bits))
        if key is None:
            from sesmock.mail.dkim.keys import POOL

            index = self._drawn.get(bits, 0)
            self._drawn[bits] = index + 1
            key = self._keys[name, bits] = POOL.draw(bits, index)
        return key
