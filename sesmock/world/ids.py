"""Random-looking ids that repeat for the same seed."""

from __future__ import annotations

import base64
import random
from hashlib import blake2b

# The first four digits of message ids. Recorded: us-east-1, us-west-2, eu-west-1; the others from memory; where no
# prefix is known (assumed): 01ff.
_PREFIXES = {
    "us-east-1": "0100", "us-west-2": "0101", "eu-west-1": "0102", "ap-northeast-1": "0106", "eu-central-1": "0107",
    "ap-southeast-2": "0108", "ap-south-1": "0109", "us-east-2": "010f", "eu-west-2": "010b", "eu-north-1": "0110",
}  # fmt: skip


_BASE32 = b"abcdefghijklmnopqrstuvwxyz234567" * 8


class Ids:
    """Everything SES makes up: request ids, message ids, DKIM and verification tokens.

    Ids are drawn in order from one generator; tokens depend on nothing but the seed and what they are for, so that
    an account has the same tokens for a domain whenever and however it asks.
    """

    def __init__(self, seed: int | str) -> None:
        self._seed = seed
        self._forks = 0
        self._bits = random.Random(seed).getrandbits
        self._key = blake2b(repr(seed).encode()).digest()

    def before_fork(self) -> None:
        """The process is about to be forked once more."""
        self._forks += 1

    def after_fork(self) -> None:
        """Draw other ids than the parent and its other children, the same ones whenever a test repeats; tokens stay."""
        self._seed, self._forks = f"{self._seed} fork {self._forks}", 0
        self._bits = random.Random(self._seed).getrandbits

    def hex(self, digits: int) -> str:
        """That many hexadecimal digits."""
        return f"{self._bits(4 * digits):0{digits}x}"

    def uuid(self) -> str:
        """Something of the form of a random UUID (RFC 9562, version 4)."""
        h = f"{self._bits(128):032x}"
        return f"{h[:8]}-{h[8:12]}-4{h[13:16]}-a{h[17:20]}-{h[20:]}"

    def message_id(self, region: str, at: float) -> str:
        """A MessageId: region prefix and epoch milliseconds in hex, a UUID, and ``000000`` (recorded form)."""
        return f"{_PREFIXES.get(region, '01ff')}{round(at * 1000):012x}-{self.uuid()}-000000"

    def received_id(self) -> str:
        """The id of a mail that has come in: 24 bytes in lower-case base32 (RFC 4648 §7), and a 1 (recorded form)."""
        bits = self._bits(192) << 3
        return "".join(["0123456789abcdefghijklmnopqrstuv"[bits >> at & 31] for at in range(190, -1, -5)]) + "1"

    def dkim_tokens(self, account: str, region: str, domain: str, generation: int) -> tuple[str, str, str]:
        """Three Easy DKIM tokens: 160 bits each, as 32 characters of lower-case base32 (RFC 4648)."""
        what = f"dkim {account} {region} {domain} {generation}"
        # Five bits of each byte are one character: a tenth of the time of base64.b32encode, which is pure Python.
        text = (self._digest(what, 64) + self._digest(what + " 3", 32)).translate(_BASE32).decode()
        return text[:32], text[32:64], text[64:]

    def verification_token(self, account: str, region: str, domain: str) -> str:
        """The TXT token of a domain: 256 bits as 44 characters of base64."""
        return base64.b64encode(self._digest(f"txt {account} {region} {domain}", 32)).decode()

    def signature(self, text: str, size: int) -> bytes:
        """That many bytes which nobody else's ids give for this text: what a link is signed with."""
        return self._digest("signature " + text, size)

    def message_id_of(self, region: str, at: float, text: str) -> str:
        """A MessageId that is drawn from nothing but a text: for mails that are made when somebody looks."""
        h = self._digest("message id " + text, 16).hex()
        prefix = f"{_PREFIXES.get(region, '01ff')}{round(at * 1000):012x}"
        return f"{prefix}-{h[:8]}-{h[8:12]}-4{h[13:16]}-a{h[17:20]}-{h[20:]}-000000"

    def seal(self, text: str) -> str:
        """A short check sum that nobody else's ids give for this text."""
        return self._digest("seal " + text, 6).hex()

    def _digest(self, text: str, size: int) -> bytes:
        return blake2b(text.encode(), digest_size=size, key=self._key).digest()
