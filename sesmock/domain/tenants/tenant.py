"""Tenants of one account in one region, their resources, and their own suppression lists.

Sources: SES Developer Guide, "Tenants"; API reference, CreateTenant, CreateTenantResourceAssociation and
PutTenantSuppressionAttributes. Sentences and their order are probed, unless a line says otherwise.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sesmock.domain import names
from sesmock.domain.configuration_sets.configuration_set import ConfigurationSets
from sesmock.domain.identities.registry import Identities
from sesmock.domain.refusals import AlreadyExists, ConstraintViolated, Invalid, LimitExceeded, NotFound
from sesmock.domain.reputation.reputation import DISABLED, REINSTATED, Reputation
from sesmock.domain.sending.suppression import SuppressionList
from sesmock.domain.template import Templates
from sesmock.domain.tenants.associations import Associations
from sesmock.outside import aws
from sesmock.world import limits

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sesmock.domain.configuration_sets.configuration_set import ConfigurationSet
    from sesmock.domain.region import Region

NOT_OF_SES = "Provided resource identifier is not an SES resource"
BAD_FORMAT = "Provided ARN is not in SES resource ARN format"
REASON_TWICE = "Each suppressed reason can only be specified at most once"
NO_SCOPE = "SuppressedReasons cannot be specified without SuppressionScope."
NO_SCOPE_FOR_NONE = (
    "SuppressionScope is required when SuppressedReasons are provided. Valid values are: TENANT, ACCOUNT"
)
NO_REASONS = "SuppressionScope cannot be specified without SuppressedReasons."

# What may belong to a tenant: the type in its ARN, and what SES says of one that is missing.
MISSING = {
    "identity": "Identity <{}> does not exist",
    "configuration-set": "Configuration set <{}> does not exist:",
    "template": "Email template <{}> does not exist",
}


class TenantSuppression(NamedTuple):
    """What a tenant says of suppression: for which reasons, and by whose list (TENANT or ACCOUNT)."""

    reasons: tuple[str, ...]
    scope: str


class Tenant:
    """One tenant: ``suppression`` is None while the account's settings count, ``suppressed`` its own list."""

    __slots__ = ("_region", "_tags", "arn", "created", "id", "name", "reputation", "suppressed", "suppression")

    def __init__(self, region: Region, name: str) -> None:
        self._region = region
        self.name = name
        self.id = f"tn-{region.world.ids.hex(30)}"
        self.arn = region.arn(f"tenant/{name}/{self.id}")
        self.created = region.now()
        self.suppression: TenantSuppression | None = None
        self.suppressed = SuppressionList(region)
        self.reputation = Reputation(region, self.arn, name)
        self._tags: dict[str, str] = {}

    def __repr__(self) -> str:
        resources = ", ".join(arn.rpartition(":")[2] for arn in self.resources) or "no resources"
        paused = "" if self.sending_status != DISABLED else ", sending paused"
        return f"<Tenant {self.name}: {resources}{paused}>"

    @property
    def tags(self) -> dict[str, str]:
        """Its tags, sorted by key."""
        return self._tags

    @tags.setter
    def tags(self, tags: Mapping[str, str]) -> None:
        self._tags = dict(sorted(tags.items()))

    @property
    def resources(self) -> list[str]:
        """The ARNs of what belongs to it, sorted."""
        return self._region.of(Associations).of_tenant(self.name)

    @property
    def sending_status(self) -> str:
        """ENABLED, REINSTATED or DISABLED: of the customer's and SES's own status, what counts."""
        return self.reputation.status

    def pause(self, cause: str = "Sending has been paused by AWS.") -> None:
        """Let AWS pause it, as Trust & Safety would: no customer can lift that. The cause's text is assumed."""
        with self._region.world.lock:
            self.reputation.set_ses(DISABLED, cause)

    def reinstate(self, cause: str = "Sending has been reinstated by AWS.") -> None:
        """Let AWS lift its pause; one that the customer or his policy has made stays."""
        with self._region.world.lock:
            self.reputation.set_ses(REINSTATED, cause)

    def has(self, arn: str) -> bool:
        """Whether a resource belongs to it."""
        return self.name in self._region.of(Associations).get(arn, ())

    def scope(self, chosen: ConfigurationSet | None) -> str:
        """Whose suppression list counts for a mail sent with this set: the set decides before the tenant."""
        if chosen is not None and chosen.suppression is not None and chosen.suppression.scope is not None:
            return chosen.suppression.scope
        return "ACCOUNT" if self.suppression is None else self.suppression.scope


class Tenants(dict[str, Tenant]):
    """The tenants of one region by name."""

    def __init__(self, region: Region) -> None:
        super().__init__()
        self._region = region

    def require(self, name: str) -> Tenant:
        """The tenant of that name; raises Invalid for an impossible name, else NotFound."""
        return self._find(name, f"The requested tenant <{name}> does not exist.")

    def sending(self, name: str) -> Tenant:
        """The tenant that a mail is sent for: the same in other words."""
        return self._find(name, f"Tenant {name} for AwsAccountId {self._region.account} not found.")

    def _find(self, name: str, missing: str) -> Tenant:
        check_name(name)
        found = self.get(name)
        if found is None:
            raise NotFound(missing)
        return found

    def by_id(self, identifier: str) -> Tenant | None:
        """The tenant of that id."""
        return next((tenant for tenant in self.values() if tenant.id == identifier), None)

    def check_new(self, name: str) -> None:
        """Raise AlreadyExists or LimitExceeded where no tenant of that name can be made."""
        if name in self:
            raise AlreadyExists(f"Tenant with name {name} already exists in account {self._region.account}")
        if len(self) >= self._region.world.limits.tenants:
            raise LimitExceeded(limits.TOO_MANY_TENANTS)

    def make(self, name: str, tags: Mapping[str, str], suppression: TenantSuppression | None) -> Tenant:
        """Keep a new tenant."""
        made = self[name] = Tenant(self._region, name)
        made.tags = dict(tags)
        made.suppression = suppression
        return made

    def delete(self, tenant: Tenant) -> None:
        """Forget a tenant with its suppression list; its resources stay, and no longer belong to it."""
        held = self._region.of(Associations)
        for arn in held.of_tenant(tenant.name):
            held.remove(arn, tenant.name)
        del self[tenant.name]


def check_name(name: str) -> None:
    """Raise Invalid for what can be no tenant's name."""
    names.check(name.strip() and name, "tenant", missing="TenantName cannot be empty", title="TenantName")


def suppression(reasons: Sequence[str] | None, scope: str | None) -> TenantSuppression | None:
    """What is asked for (None: nothing, so the account's settings count); raises Invalid for one half of it."""
    if reasons is not None and len(set(reasons)) != len(reasons):
        raise Invalid(REASON_TWICE)
    if scope is None:
        if reasons is None:
            return None
        raise Invalid(NO_SCOPE if reasons else NO_SCOPE_FOR_NONE)
    if reasons is None:
        raise Invalid(NO_REASONS)
    return TenantSuppression(tuple(reasons), scope)


def associate(region: Region, tenant: Tenant, resource_arn: str) -> None:
    """Let a resource belong to a tenant; raises Invalid, NotFound, or AlreadyExists."""
    arn = resource(region, resource_arn)
    if tenant.has(arn):
        raise AlreadyExists(f"Resources {arn} has already been associated with tenant {tenant.name}")
    region.of(Associations).add(arn, tenant.name, region.now())


def resource(region: Region, text: str, *, or_gone: bool = False) -> str:
    """The ARN of a resource as SES writes it; raises Invalid, or NotFound for a missing one unless it may be gone."""
    if not text:
        raise ConstraintViolated("resourceArn", "not be null")
    if not text.startswith("arn:") or text.split(":")[2:3] != ["ses"]:
        raise Invalid(NOT_OF_SES)
    named = aws.arn(text)
    if named is None or not (named.region and named.account):  # assumed: what makes it so
        raise Invalid(BAD_FORMAT)
    kind, _, name = named.resource.partition("/")
    if kind not in MISSING:
        raise Invalid(f"Unsupported resource type: {kind}")
    if not name:
        raise Invalid(NOT_OF_SES)
    if named.region != region.name:
        raise Invalid(f"Resource <{text}> must be in the same region")
    if named.account != region.account:
        raise Invalid(f"Resource <{text}> must be in the same account")
    found = _found(region, kind, name)
    if found is None and not or_gone:
        raise NotFound(MISSING[kind].format(name))
    return region.arn(f"{kind}/{found or name}")


def _found(region: Region, kind: str, name: str) -> str | None:
    """The name of a resource as it is kept, if there is such a one."""
    if kind == "identity":
        identity = region.of(Identities).find(name)
        return None if identity is None else identity.name
    there = name in region.of(ConfigurationSets) if kind == "configuration-set" else name in region.of(Templates)
    return name if there else None
