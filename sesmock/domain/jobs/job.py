"""What import and export jobs have in common: how they go on, by the clock or because somebody asks for them.

A job is CREATED. The first answer about it, of Get or List, says PROCESSING (probed for export jobs), the second how it
has ended: code that polls needs to wait for nothing. The clock gets there without anybody asking, `TAKES` seconds after
the job was created; so does a sleep within `cloud.clock.skipping_sleep()`. Only then buckets are read or written.
Sources: API reference, GetImportJob and GetExportJob.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from sesmock.domain.refusals import Invalid

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any

    from sesmock.domain.region import Region

CREATED, PROCESSING, COMPLETED, FAILED, CANCELLED = "CREATED", "PROCESSING", "COMPLETED", "FAILED", "CANCELLED"

STARTS = 1  # seconds until a job begins by itself: assumed, as is
TAKES = 10  # how many it takes in all (recorded once, for two rows: 13)

INVALID_ID = "Invalid JobId"  # recorded for export jobs; assumed for import jobs, whose model has a NotFoundException


class Job:
    """One job: ``id``, ``status``, when it was created and completed, and what became of it.

    ``processed`` and ``failed`` count records; ``error`` says why it has FAILED.
    """

    __slots__ = ("_asked", "_busy", "_region", "_status", "completed_at", "created_at", "error", "failed", "id",
                 "processed")  # fmt: skip

    def __init__(self, region: Region) -> None:
        self._region = region
        self._status = CREATED
        self._asked = False
        self._busy = False
        self.id = region.world.ids.uuid()
        self.created_at = region.now()
        self.completed_at: float | None = None
        self.processed = 0
        self.failed = 0
        self.error: str | None = None

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.id}: {self.status}>"

    def __dir__(self) -> list[str]:
        """What a test says, without what operations do."""
        from sesmock.hints import shown

        return shown(self, but={"ask", "cancel", "plan"})

    @property
    def status(self) -> str:
        """CREATED, PROCESSING, COMPLETED, FAILED or CANCELLED."""
        if self._status == CREATED and self._region.now() >= self.created_at + STARTS:
            return PROCESSING
        return self._status

    @property
    def ended(self) -> bool:
        """Whether nothing will happen to it any more."""
        return self.completed_at is not None

    def plan(self) -> None:
        """Have the clock end it."""
        self._region.world.clock.at(self.created_at + TAKES, do=self._by_the_clock)

    def _by_the_clock(self) -> None:
        self._finish(self)

    def ask(self) -> None:
        """Somebody asks for it: the first time it is under way, the next time it has ended.

        For operations, which begin anew then, and before they change anything.
        """
        if self.ended:
            return
        if self._asked:
            self._region.world.ask(Job._finish, self)
        else:
            self._status = PROCESSING
            self._asked = True

    def cancel(self) -> None:
        """End it before it has done anything."""
        self._end(CANCELLED)

    def _end(self, status: str, error: str | None = None) -> None:
        self._status, self.error = status, error
        self.completed_at = min(self._region.now(), self.created_at + TAKES)
        self._region.world.clock._forget(self._by_the_clock)

    @staticmethod
    def _finish(job: Job) -> bool:
        """Do what it is there for, unless that is done already, or another thread is at it. The thread holds no lock.

        What a neighbour raises goes to whoever has asked or moved the clock; the job is still under way then.
        """
        world = job._region.world
        with world.lock:
            if job.ended or job._busy:
                return True
            job._busy = True
        try:
            error = job._work()
            with world.lock:
                if not job.ended:  # cancelled meanwhile
                    job._end(COMPLETED if error is None else FAILED, error)
        finally:
            job._busy = False
        return True

    def _work(self) -> str | None:
        """Do it, without the lock; gives what has gone wrong with all of it, if anything."""
        raise NotImplementedError


J = TypeVar("J", bound=Job)


class Jobs(dict[str, J]):
    """The jobs of one kind in one region by id, oldest first."""

    def __init__(self, _: Region) -> None:
        super().__init__()

    def start(self, job: J) -> str:
        """Keep a new job, which ends by the clock; gives its id."""
        self[job.id] = job
        job.plan()
        return job.id

    def require(self, job_id: str) -> J:
        """The job of that id; raises Invalid."""
        found = self.get(job_id)
        if found is None:
            raise Invalid(INVALID_ID)
        return found

    def running(self, but: Callable[[J], bool] = lambda _: False) -> int:
        """How many are in progress, leaving some out."""
        return sum(not job.ended and not but(job) for job in self.values())

    def asked(self, wanted: Callable[[J], bool]) -> list[J]:
        """Those that somebody asks for by what they are, each of which goes on by that."""
        found = [job for job in self.values() if wanted(job)]
        for job in found:
            if job._asked:  # first those that have to end, since the operation begins anew by that
                job.ask()
        for job in found:
            if not job._asked:
                job.ask()
        return found


def newest_first(jobs: list[J]) -> Callable[[str], Iterator[tuple[Any, J]]]:
    """Read jobs behind a place, the newest first; the place of a job is its id."""

    def read(place: str) -> Iterator[tuple[Any, J]]:
        found = list(reversed(jobs))
        start = next((number for number, job in enumerate(found, 1) if job.id == place), 0)
        return ((job.id, job) for job in found[start:])

    return read
