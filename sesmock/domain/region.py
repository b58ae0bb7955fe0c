"""All of SES, its accounts and their regions: the places where the capabilities keep what they remember."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sesmock.domain.holder import Holder

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sesmock.domain.faults import Faults
    from sesmock.world import World


class Ses(Holder):
    """SES in one world. ``kind`` is the class of its regions."""

    def __init__(self, world: World, kind: type[Region] | None = None) -> None:
        super().__init__()
        self.world = world
        self.faults: Faults | None = None  # that a test has staged
        # Whom a test wants to be told of notifications, by target (None: whatever it is).
        self.subscribed: list[tuple[str | None, Callable[[Any], object]]] = []
        self.accepted: Sequence[object] = ()  # every mail: what else is written says behind how many of them
        self.visit: Callable[..., Any] = _nobody  # what it is to follow a link in a mail; the cloud says so
        self._kind = kind or Region
        self._regions: dict[tuple[str, str], Region] = {}

    def region(self, account: str, name: str) -> Region:
        """One region of one account."""
        found = self._regions.get((account, name))
        if found is None:  # several threads may come here at once
            found = self._regions.setdefault((account, name), self._kind(self, account, name))
        return found

    @property
    def has_one_region(self) -> bool:
        """Whether only one region of one account has been used, as in most tests."""
        return len(self._regions) == 1

    def regions(self) -> list[Region]:
        """Every region that anybody has used."""
        return list(self._regions.values())


def _nobody(*_: object, **__: object) -> None:
    raise RuntimeError("links lead somewhere in a Cloud only")


def partition_of(region: str) -> str:
    """The AWS partition that a region of this name is in."""
    prefixes = {"cn-": "aws-cn", "us-gov-": "aws-us-gov"}
    return next((name for prefix, name in prefixes.items() if region.startswith(prefix)), "aws")


class Region(Holder):
    """The SES of one account in one region. It has no rules: each capability has its own, and its state by `of`."""

    def __init__(self, ses: Ses, account: str, name: str) -> None:
        super().__init__()
        self.ses = ses
        self.world = ses.world
        self.account = account
        self.name = name

    def __repr__(self) -> str:
        return f"<Region {self.name} of {self.account}>"

    def now(self) -> float:
        """The world's time: one instant for a whole operation."""
        return self.world.now()

    @property
    def partition(self) -> str:
        """The AWS partition the region is in."""
        return partition_of(self.name)

    def arn(self, resource: str) -> str:
        """The ARN of something of SES here: ``identity/example.com``."""
        return f"arn:{self.partition}:ses:{self.name}:{self.account}:{resource}"

    def elsewhere(self, name: str) -> Region:
        """The same account in another region."""
        return self.ses.region(self.account, name)

    def peers(self) -> list[Region]:
        """The other regions that the account has used."""
        if self.ses.has_one_region:
            return []
        return [other for other in self.ses.regions() if other.account == self.account and other is not self]
