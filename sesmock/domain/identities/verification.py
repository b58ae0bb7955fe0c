"""How far the verification of something has come, as SES derives it from what it finds and from time."""

from __future__ import annotations

from enum import Enum

HOURS = 3600.0
PATIENCE = 72 * HOURS  # SES looks for records this long, and as long again after they were lost
LINK_LIFETIME = 24 * HOURS  # of the link in a verification mail
NEVER = float("inf")


class Status(Enum):
    """The five states: the name is v2's spelling, the value v1's."""

    NOT_STARTED = "NotStarted"
    PENDING = "Pending"
    SUCCESS = "Success"
    TEMPORARY_FAILURE = "TemporaryFailure"
    FAILED = "Failed"


NOT_STARTED, PENDING, SUCCESS = Status.NOT_STARTED, Status.PENDING, Status.SUCCESS
TEMPORARY_FAILURE, FAILED = Status.TEMPORARY_FAILURE, Status.FAILED


class Verification:
    """One verification under way::

        NOT_STARTED ─ first look ─► PENDING ─ found ─► SUCCESS ─ lost ─► TEMPORARY_FAILURE
                                       │                  ▲                  │      │
                                     72 h                 └──── found ───────┘    72 h
                                       └────────────────► FAILED ◄──────────────────┘

    FAILED is final until somebody asks again ("you must start over", SES Developer Guide, "Managing identities").
    The owner tells it what is true from a moment on (`see`) and how late it is (`expire`); it has no timer.
    """

    __slots__ = ("patience", "since", "status")

    def __init__(self, at: float, patience: float = PATIENCE, status: Status = PENDING) -> None:
        self.patience = patience
        self.restart(at, status)

    def restart(self, at: float, status: Status = PENDING) -> None:
        """Somebody asks (again) at this moment."""
        self.status = status
        self.since = at

    @property
    def deadline(self) -> float:
        """When this status ends by itself."""
        if self.status in _WAITING:
            return self.since + self.patience
        return NEVER

    def expire(self, now: float) -> None:
        """Fail what has waited too long."""
        deadline = self.deadline
        if now >= deadline:
            self.status, self.since = FAILED, deadline

    def see(self, found: bool, at: float) -> None:
        """From this moment on the thing looked for is there, or is not."""
        if found:
            if self.status is not SUCCESS and self.status is not FAILED:
                self.status, self.since = SUCCESS, at
        elif self.status is NOT_STARTED:
            self.status = PENDING
        elif self.status is SUCCESS:
            self.status, self.since = TEMPORARY_FAILURE, at


_WAITING = frozenset({NOT_STARTED, PENDING, TEMPORARY_FAILURE})
