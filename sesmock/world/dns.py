"""The world's DNS as one zone that a test writes and SES reads."""

from __future__ import annotations

import re
from contextlib import nullcontext
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from sesmock.errors import DnsFailure

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from contextlib import AbstractContextManager

    from sesmock.world.following import Following, Keeper

    Records = Mapping[str, tuple[str, ...]]  # all that stands at a name, by type

# What a staged failure may be called, and what SES calls it (VerificationInfo.ErrorType).
FAILURES = {
    "SERVFAIL": "DNS_SERVER_ERROR",
    "REFUSED": "DNS_SERVER_ERROR",
    "DNS_SERVER_ERROR": "DNS_SERVER_ERROR",
    "TIMEOUT": "SERVICE_ERROR",
    "SERVICE_ERROR": "SERVICE_ERROR",
    "NXDOMAIN": "HOST_NOT_FOUND",
    "HOST_NOT_FOUND": "HOST_NOT_FOUND",
    "NODATA": "TYPE_NOT_FOUND",
    "TYPE_NOT_FOUND": "TYPE_NOT_FOUND",
}

# The types that a zone takes, besides TYPE12345 (RFC 3597): the usual ones of the IANA's "DNS Parameters".
TYPES = frozenset({
    "A", "AAAA", "AFSDB", "CAA", "CDNSKEY", "CDS", "CERT", "CNAME", "DNAME", "DNSKEY", "DS", "HINFO", "HTTPS", "LOC",
    "MX", "NAPTR", "NS", "NSEC", "NSEC3", "NSEC3PARAM", "OPENPGPKEY", "PTR", "RP", "RRSIG", "SMIMEA", "SOA", "SPF",
    "SRV", "SSHFP", "SVCB", "TLSA", "TXT", "URI",
})  # fmt: skip


class Record(NamedTuple):
    """All records of one type at one name (RFC 2181 calls it an RRset); values in presentation form."""

    name: str
    type: str
    values: tuple[str, ...]


class Answer(NamedTuple):
    """What a look-up gave: values, or none and the reason in SES's words."""

    values: tuple[str, ...]
    error: str | None = None


class _Change(NamedTuple):
    """The state of a name from change number ``seq``, made at ``at``, on."""

    seq: int
    at: float
    records: dict[str, tuple[str, ...]]


class _Fault(NamedTuple):
    seq: int
    at: float
    error: str | None


_LONGEST_CHAIN = 8  # of CNAMEs; longer ones are loops

_Entry = TypeVar("_Entry", _Change, _Fault)


def _fold(name: str) -> str:
    return name.rstrip(".").lower()


def _type(name: str) -> str:
    """A record type in capitals; raises ValueError for what is none."""
    kind = name.upper()
    if kind not in TYPES and not re.fullmatch("TYPE[0-9]{1,5}", kind):
        from sesmock.hints import did_you_mean

        raise ValueError(f"{name!r} is no type of DNS records{did_you_mean(kind, TYPES)}")
    return kind


def _check(record: Record) -> None:
    """Refuse types that do not exist, names that can be none, and values that nobody could read later."""
    _type(record.type)
    name = record.name.removesuffix(".")
    if (name and not all(name.split("."))) or re.search(r"\s", name):
        raise ValueError(f"{record.name!r} is no name in DNS")
    for value in record.values:
        if not isinstance(value, str):
            raise TypeError("DNS values are texts")
        if not value.strip():
            raise ValueError(f"an empty {record.type} value at {record.name}")
        if record.type.upper() == "SOA" and not re.match(r"\s*\S+\s+\S+\s+\d+(\s|$)", value, re.ASCII):
            raise ValueError(f"a SOA is a name server, a mailbox, a serial number and so on, not {value!r}")


def _text(value: str) -> str:
    """A TXT value as it reads, from quoted strings (``"a" "b"``) or from plain text."""
    value = value.strip()
    if len(value) >= 2 and value[0] == '"' == value[-1]:
        return "".join(part.replace('\\"', '"') for part in value[1:-1].split('" "'))
    return value


def _parents(name: str) -> Iterable[str]:
    """The name and all names above it, up to the root (which is "")."""
    yield name
    while (dot := name.find(".")) >= 0:
        name = name[dot + 1 :]
        yield name
    if name:
        yield ""


class Zone:
    """Every name in the mock world, with its history.

    ``now`` gives the time of a change; ``lock`` keeps changes and look-ups of a test apart from what SES is doing
    meanwhile in another thread; ``world`` is the one it is in. Names are folded to lower case without a trailing dot.
    """

    def __init__(
        self, now: Callable[[], float], lock: AbstractContextManager[object] | None = None, world: Keeper | None = None
    ) -> None:
        self.version = 0
        self._world = world
        self._written: list[Following] = []  # those who write elsewhere what is published here
        self._lock = nullcontext() if lock is None else lock
        self._now = now
        self._authority: Callable[[str, str], tuple[str, ...]] | None = None
        self._names: dict[str, list[_Change]] = {}
        self._faults: dict[str, list[_Fault]] = {}
        self._branches: set[str] = set()
        self.has_mx = False  # whether any MX record was ever published: who sends mail looks for one only then

    def __dir__(self) -> list[str]:
        """What a test says, without what SES asks."""
        from sesmock.hints import shown

        return shown(self, but={"accept", "answer", "changes", "delegate", "has_mx", "start_of_authority", "version"})

    def __repr__(self) -> str:
        names = sorted(name for name in self._names if self._records(name))
        shown = ", ".join(names[:5]) + (f" and {len(names) - 5} more" if len(names) > 5 else "")
        failing = sorted(name or "." for name, faults in self._faults.items() if faults[-1].error is not None)
        told = f"; failing: {', '.join(failing)}" if failing else ""
        return f"<Zone: {shown or 'nothing published'}{told}>"

    def delegate(self, authority: Callable[[str, str], tuple[str, ...]]) -> None:
        """Let somebody else answer for names and types without records here (for the mock itself)."""
        self._authority = authority

    def publish(self, name: str | Record, type: str | Record | None = None, *values: str | Record) -> None:
        """Publish records: ``publish("example.com", "TXT", "v=spf1 -all")`` or ``publish(*records)``.

        What stood there under the same name and type is replaced. Raises TypeError for anything else, ValueError for
        an unknown type, a name that can be none, an empty value or a SOA that is none.
        """
        if isinstance(name, Record):
            rest = values if type is None else (type, *values)
            records = [name, *rest]
        else:
            records = [Record(name, type, tuple(values))] if isinstance(type, str) else []  # type: ignore[arg-type]
        if not records or not all(isinstance(r, Record) and r.values for r in records):
            raise TypeError('publish takes ("name", "TYPE", "value", …) or records')
        together: dict[tuple[str, str], list[str]] = {}
        for record in records:
            assert isinstance(record, Record)
            _check(record)
            together.setdefault((_fold(record.name), record.type.upper()), []).extend(record.values)
        with self._lock:
            for (owner, kind), texts in together.items():
                plain = tuple(map(_text, texts)) if kind == "TXT" else tuple(text.strip() for text in texts)
                self._publish(owner, {**self._records(owner), kind: plain})

    def add(self, *records: Record) -> None:
        """Publish records as the owner of a zone does: other TXT values stay beside them, but for a second SPF.

        A name has at most one SPF record (RFC 7208 §3.2).
        """
        for record in records:
            value = record.values[0]
            present = self.answer(record.name.lower(), record.type).values if record.type == "TXT" else ()
            if value not in present:
                version = value.partition(" ")[0]
                others = [other for other in present if other.partition(" ")[0] != version]
                self.publish(record.name, record.type, *others, value)

    def remove(self, name: str, type: str | None = None) -> None:
        """Take away the records of one type at a name, or all of them; nothing there is fine.

        Raises ValueError for an unknown type.
        """
        owner = _fold(name)
        kind = None if type is None else _type(type)
        with self._lock:
            present = self._records(owner)
            kept = {} if kind is None else {k: v for k, v in present.items() if k != kind}
            if kept != present:
                self._publish(owner, kept)

    def fail(self, name: str, error: str | None = "SERVFAIL") -> None:
        """Let every look-up at and under a name fail: SERVFAIL, TIMEOUT, NXDOMAIN, NODATA; None heals it.

        The name ``.`` is all of DNS.

        Raises ValueError for an unknown error.
        """
        if error is not None and error.upper() not in FAILURES:
            from sesmock.hints import did_you_mean

            raise ValueError(f"{error!r} is not one of {', '.join(FAILURES)}{did_you_mean(error, FAILURES)}")
        staged = None if error is None else FAILURES[error.upper()]
        with self._lock:
            self.version += 1
            self._faults.setdefault(_fold(name), []).append(_Fault(self.version, self._now(), staged))

    def follow_route53(self, client: Any = None, *, both_ways: bool = False) -> None:
        """From now on, have here what the public hosted zones of Route 53 have.

        They are read before every operation of SES, before every look of a test, and before `cloud.clock` moves; what
        was published here beside them stays. Alias records are left out.

        Args:
            client: a boto3 client of Route 53, or the URL of an endpoint; None: moto's, whenever moto is active.
            both_ways: write what is published and removed here, also by `cloud.verify`, to the hosted zone where there
                is one for the name.

        Raises RuntimeError without a client where moto is not active. What the client raises when it is asked goes to
        whoever looks or acts then.
        """
        from sesmock.outside.route53 import HostedZones
        from sesmock.world.following import Following

        assert self._world is not None
        following = Following(self, self._world, HostedZones(client))
        following.look()
        self._world.watchers.append(following.look)
        if both_ways:
            self._written.append(following)

    def lookup(self, name: str, type: str) -> tuple[str, ...]:
        """The values of a type at a name, CNAMEs followed; empty when there are none.

        Raises DnsFailure where `fail` was staged, ValueError for an unknown type.
        """
        kind = _type(type)
        with self._lock:
            found = self.answer(_fold(name), kind)
        if found.error in {"DNS_SERVER_ERROR", "SERVICE_ERROR"}:
            raise DnsFailure(_fold(name), found.error)
        return found.values

    def txt(self, name: str | bytes, timeout: float = 5) -> bytes | None:  # noqa: ARG002  dkimpy passes it
        """The first TXT value at a name, or None: a ``dnsfunc`` for dkimpy's ``dkim.verify``."""
        found = self.lookup(name.decode() if isinstance(name, bytes) else name, "TXT")
        return found[0].encode() if found else None

    def answer(self, name: str, type: str, seq: int | None = None) -> Answer:
        """One look-up of a folded name as of change number ``seq`` (default: now), CNAMEs followed."""
        found = self._answer(name, type, seq)
        if found.values or type == "CNAME":
            return found
        for _ in range(_LONGEST_CHAIN):
            alias = self._answer(name, "CNAME", seq).values
            if not alias:
                return found
            name = _fold(alias[0])
            found = self._answer(name, type, seq)
            if found.values:
                return found
        return found

    def _answer(self, name: str, type: str, seq: int | None) -> Answer:
        for above in _parents(name) if self._faults else ():
            fault = _as_of(self._faults.get(above), seq)
            if fault is not None and fault.error is not None:
                return Answer((), fault.error)
        change = _as_of(self._names.get(name), seq)
        records = change.records if change is not None else {}
        values = records.get(type) or (self._authority(name, type) if self._authority is not None else ())
        if values:
            return Answer(values)
        return Answer((), "TYPE_NOT_FOUND" if records else "HOST_NOT_FOUND")

    def changes(self, names: Iterable[str], after: int) -> list[tuple[int, float]]:
        """Number and time of every change since number ``after`` that a look-up of these names could notice."""
        asked = {alias for name in names for alias in self._aliases(name)}
        found = {(c.seq, c.at) for name in asked for c in _since(self._names.get(name), after)}
        if self._faults:
            above = {parent for name in asked for parent in _parents(name)}
            found |= {(f.seq, f.at) for name in above for f in _since(self._faults.get(name), after)}
        return sorted(found)

    def _aliases(self, name: str) -> Iterable[str]:
        """The name and those that its CNAME now leads to."""
        yield name
        for _ in range(_LONGEST_CHAIN):
            alias = self._records(name).get("CNAME")
            if not alias:
                return
            name = _fold(alias[0])
            yield name

    def start_of_authority(self, name: str) -> tuple[str, str, int] | None:
        """Primary name server, responsible mailbox and serial of the zone a name is in; None where nothing is.

        A SOA published at the name or above counts; else one is made up, if there is any record at or under the name.
        """
        owner = _fold(name)
        for parent in _parents(owner):
            soa = self._records(parent).get("SOA")
            if soa:
                primary, admin, serial, *_ = soa[0].split()
                return _fold(primary), _fold(admin), int(serial)
        return (f"ns1.{owner}", f"hostmaster.{owner}", 1) if owner in self._branches else None

    def _records(self, name: str) -> dict[str, tuple[str, ...]]:
        history = self._names.get(name)
        return history[-1].records if history else {}

    def accept(self, records: Mapping[tuple[str, str], tuple[str, ...]]) -> None:
        """Take over from elsewhere what stands under folded names and types, as plain values; none: nothing does."""
        names: dict[str, dict[str, tuple[str, ...]]] = {}
        for (owner, kind), values in records.items():
            there = names.setdefault(owner, dict(self._records(owner)))
            if values:
                there[kind] = values
            else:
                there.pop(kind, None)
        for owner, there in names.items():
            if there != self._records(owner):
                self._change(owner, there)

    def _publish(self, name: str, records: dict[str, tuple[str, ...]]) -> None:
        before = self._records(name)
        self._change(name, records)
        for following in self._written:
            following.write(name, before, records)

    def _change(self, name: str, records: dict[str, tuple[str, ...]]) -> None:
        self.version += 1
        self.has_mx = self.has_mx or "MX" in records
        self._names.setdefault(name, []).append(_Change(self.version, self._now(), records))
        self._branches.update(_parents(name))


def _as_of(history: list[_Entry] | None, seq: int | None) -> _Entry | None:
    """The last entry of a history at or before change number ``seq``; the very last when it is None."""
    if not history:
        return None
    if seq is None or history[-1].seq <= seq:
        return history[-1]
    return next((entry for entry in reversed(history) if entry.seq <= seq), None)


def _since(history: list[_Entry] | None, seq: int) -> Iterable[_Entry]:
    return () if not history or history[-1].seq <= seq else [entry for entry in history if entry.seq > seq]
