"""Multi-region endpoints: made in one region, and a way to send by that one and another.

Sources: API reference, CreateMultiRegionEndpoint; SES Developer Guide, "Global endpoints". What it says is little;
texts, and the seconds an endpoint takes to be there and to be gone, are assumed but for those that say recorded.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sesmock.domain.refusals import AlreadyExists, Invalid, NotFound
from sesmock.domain.region import partition_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sesmock.domain.region import Region, Ses

PROVISIONING = 113.0  # seconds (recorded: about so many)
DELETING = 60.0

ONE_ROUTE = "Exactly one route must be specified."
SAME_REGION = "The secondary region must be different from the primary region."
NO_REGION = "Region {name} is not supported."
EXISTS = "Multi-region endpoint <{name}> already exists."
MISSING = "Multi-region endpoint <{name}> does not exist."
UNKNOWN = "Multi-region endpoint with id <{id}> does not exist."


class MultiRegionEndpoint:
    """One multi-region endpoint; times are in seconds since 1970.

    ``deleted`` is when its deletion was asked for, ``sent`` how many requests have gone through it.
    """

    __slots__ = ("created", "deleted", "id", "name", "primary", "secondary", "sent", "tags")

    def __init__(self, name: str, identifier: str, primary: Region, secondary: str, tags: dict[str, str]) -> None:
        self.name = name
        self.id = identifier
        self.primary = primary
        self.secondary = secondary
        self.tags = tags
        self.created = primary.now()
        self.deleted: float | None = None
        self.sent = 0

    def __repr__(self) -> str:
        return f"<MultiRegionEndpoint {self.name} ({self.id}): {' and '.join(self.regions)}, {self.status}>"

    @property
    def regions(self) -> tuple[str, str]:
        """The names of the primary and of the secondary region."""
        return (self.primary.name, self.secondary)

    @property
    def status(self) -> str:
        """CREATING, READY or DELETING, as of now."""
        if self.deleted is not None:
            return "DELETING"
        return "CREATING" if self.primary.now() < self.created + PROVISIONING else "READY"

    @property
    def updated(self) -> float:
        """When its status last changed."""
        if self.deleted is not None:
            return self.deleted
        return self.created if self.status == "CREATING" else self.created + PROVISIONING

    @property
    def is_gone(self) -> bool:
        """Whether its deletion is over."""
        return self.deleted is not None and self.primary.now() >= self.deleted + DELETING

    def delete(self) -> None:
        """Let it go, if nobody has done so before."""
        if self.deleted is None:
            self.deleted = self.primary.now()

    def choose(self) -> Region:
        """The region that takes the next request: of each two that come, one goes to each, in an order of the seed.

        A region that is down takes none: the other one does, if it is not down as well.
        """
        ses = self.primary.ses
        pair, second = divmod(self.sent, 2)
        first = int(ses.world.ids.seal(f"endpoint {self.id} {pair}"), 16) & 1
        regions = [self.primary, self.primary.elsewhere(self.secondary)]
        if first ^ second:
            regions.reverse()
        up = [region for region in regions if ses.faults is None or not ses.faults.is_down(region.name)]
        self.sent += 1
        return (up or regions)[0]


class Endpoints(dict[str, MultiRegionEndpoint]):
    """The multi-region endpoints whose primary region this is, by name; those that are being deleted, too."""

    def __init__(self, region: Region) -> None:
        super().__init__()
        self._region = region

    def require(self, name: str) -> MultiRegionEndpoint:
        """The endpoint of that name; raises NotFound."""
        found = self.present().get(name)
        if found is None:
            raise NotFound(MISSING.format(name=name))
        return found

    def present(self) -> Endpoints:
        """Itself, without those that are gone."""
        for name in [name for name, endpoint in self.items() if endpoint.is_gone]:
            del self._region.ses.of(ByIdentifier)[self.pop(name).id]
        return self

    def new(self, name: str, routes: Sequence[Mapping[str, Any]], tags: dict[str, str]) -> MultiRegionEndpoint:
        """Make one; raises Invalid for routes that cannot be, AlreadyExists for a name that is taken."""
        region = self._region
        if len(routes) != 1:
            raise Invalid(ONE_ROUTE)
        secondary = routes[0]["Region"]
        if secondary == region.name:
            raise Invalid(SAME_REGION)
        if not _is_region(secondary) or partition_of(secondary) != region.partition:
            raise Invalid(NO_REGION.format(name=secondary))
        if name in self.present():
            raise AlreadyExists(EXISTS.format(name=name))
        digits = region.world.ids.hex(11)
        made = self[name] = MultiRegionEndpoint(name, f"{digits[:8]}.{digits[8:]}", region, secondary, tags)
        region.ses.of(ByIdentifier)[made.id] = made
        return made


class ByIdentifier(dict[str, MultiRegionEndpoint]):
    """Every multi-region endpoint of all accounts by its id."""

    def __init__(self, _: Ses) -> None:
        super().__init__()


def route(region: Region, identifier: str) -> Region:
    """The region that a request through an endpoint goes to; ``region`` is one of the account that asks.

    Raises NotFound for an endpoint that is not there, or is another account's. (Assumed: in AWS it has no address
    then, and the client cannot connect.)
    """
    found = region.ses.of(ByIdentifier).get(identifier)
    if found is None or found.primary.account != region.account or found.status != "READY":
        raise NotFound(UNKNOWN.format(id=identifier))
    return found.choose()


def _is_region(name: str) -> bool:
    import re

    return re.fullmatch(r"[a-z]{2,}(-[a-z]+)+-[0-9]+", name) is not None
