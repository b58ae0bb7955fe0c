"""What SES has refused, as short frozen records: why a mail that a test looks for is not there."""

from __future__ import annotations

from collections import deque
from datetime import datetime, timezone
from typing import TYPE_CHECKING, Any, NamedTuple

from sesmock.domain.refusals import NotVerified

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sesmock.domain.refusals import Refusal
    from sesmock.domain.region import Region

KEPT = 1000  # refusals; older ones are forgotten
_VALUES = 50  # of the parameters of one call
_LETTERS = 200  # of one of them
_MESSAGE = 2000  # letters of a message, which may repeat a value


class Refused(NamedTuple):
    """One refusal of SES: ``cloud.refused``.

    ``operation`` is named as in the API ("" where the request did not tell), with SendRawEmail for mail by SMTP, whose
    ``code`` is that of the reply; that of one destination of a bulk call is its status. ``parameters`` are those of the
    call, or of that destination, or by SMTP sender, recipients and message; they are shortened: long texts are cut,
    bytes show how they begin, private keys are hidden.
    ``reason`` says it in a few words, ``hints`` say what was probably meant. ``staged`` are those that the test itself
    has asked for (``cloud.refuse_next``).
    """

    operation: str
    code: str
    message: str | None
    parameters: Mapping[str, Any]
    region: str
    account: str
    at: float
    reason: str
    hints: tuple[str, ...] = ()
    staged: bool = False

    @property
    def time(self) -> datetime:
        """When it was, in UTC."""
        return datetime.fromtimestamp(self.at, timezone.utc)

    @property
    def is_send(self) -> bool:
        """Whether something was to be sent."""
        return self.operation.startswith("Send")

    def __repr__(self) -> str:
        return f"<Refused {self._line()}>"

    def __str__(self) -> str:
        return "\n".join([self._line(), *(f"  {hint}" for hint in self.hints)])

    def _line(self) -> str:
        said = self.code if self.message is None else f"{self.code}: {self.message}"
        return f"{self.operation or 'a call'} in {self.region}{' (as the test asked)' if self.staged else ''}: {said}"


class Refusals:
    """The refusals of all accounts and regions, oldest first."""

    __slots__ = ("_new", "listed")

    def __init__(self, _: object = None) -> None:
        self.listed: list[Refused] = []  # until a test forgets them
        self._new: deque[Refused] = deque(maxlen=KEPT)

    def note(self, region: Region, operation: str, code: str, refusal: Refusal, parameters: Mapping[str, Any]) -> None:
        """Write down a refusal, with what there is to say of it now."""
        from sesmock.domain.hints import hints

        message = refusal.message
        if isinstance(refusal, NotVerified):
            reason = f"identity not verified: {', '.join(refusal.failed)}"
        else:
            reason = code if message is None else f"{code}: {message}"
        self.add(
            Refused(
                operation,
                code,
                message and _cut(message, _MESSAGE),
                shortened(parameters),
                region.name,
                region.account,
                region.now(),
                _cut(" ".join(reason[:_MESSAGE].split()), _LETTERS),
                tuple(dict.fromkeys(hints(region, refusal))),  # SES may name one address in two spellings
                refusal.staged,
            )
        )

    def add(self, refused: Refused) -> None:
        """Keep a record, and forget the oldest of too many."""
        self.listed.append(refused)
        if len(self.listed) > KEPT:
            del self.listed[0]
        self._new.append(refused)

    def take(self) -> list[Refused]:
        """What was refused since this was last asked, but for what a test has taken out of the list."""
        new = list(self._new)
        self._new.clear()
        kept = {id(refused) for refused in self.listed} if new else ()
        return [refused for refused in new if id(refused) in kept]


def told(refused: Sequence[Refused], most: int = 3) -> str:
    """The latest of some refusals as text, oldest first, hints included: those of sending, unless there are none."""
    chosen = [found for found in refused if found.is_send] or refused
    if not chosen:
        return ""
    what = "send" if chosen[0].is_send else "call"
    head = f"{len(chosen)} {what}{'' if len(chosen) == 1 else 's'} refused"
    more = ", the latest:" if len(chosen) > most else ":"
    return "\n".join([head + more, *("  " + str(found).replace("\n", "\n  ") for found in chosen[-most:])])


def shortened(parameters: Mapping[str, Any]) -> dict[str, Any]:
    """Parameters as they can be kept: a copy that is little and has no secrets."""
    return _Shortening().mapping(parameters)


class _Shortening:
    """One pass over the parameters of a call, which keeps so many values and no more."""

    def __init__(self) -> None:
        self.left = _VALUES

    def mapping(self, values: Mapping[str, Any]) -> dict[str, Any]:
        short: dict[str, Any] = {}
        for name, value in values.items():
            if self.left <= 0:
                short["…"] = "…"
                break
            short[_cut(name)] = "…" if "PrivateKey" in name else self.value(value)
        return short

    def value(self, value: Any) -> Any:
        if isinstance(value, dict):
            return self.mapping(value)
        if isinstance(value, (list, tuple)):
            short: list[Any] = []
            for item in value:
                if self.left <= 0:
                    short.append("…")
                    break
                short.append(self.value(item))
            return short
        self.left -= 1
        if isinstance(value, str):
            return _cut(value)
        if isinstance(value, (bytes, bytearray)):
            return f"{bytes(value[:_LETTERS])!r}{f'… ({len(value)} bytes)' if len(value) > _LETTERS else ''}"
        return value


def _cut(text: str, most: int = _LETTERS) -> str:
    return text if len(text) <= most else f"{text[:most]}… ({len(text)} characters)"
