"""Tags of everything that has an ARN."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sesmock.api import declare
from sesmock.api.v2 import tag_lists
from sesmock.domain import tag
from sesmock.domain.configuration_sets.configuration_set import ConfigurationSets
from sesmock.domain.contacts.contact_list import ContactLists
from sesmock.domain.identities.registry import Identities, is_identity_name
from sesmock.domain.identities.verification_template import VerificationTemplates
from sesmock.domain.multi_region.endpoint import Endpoints
from sesmock.domain.refusals import Invalid, NotFound, Worded
from sesmock.domain.template import Templates, check_name
from sesmock.outside import aws

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sesmock.domain.region import Region

_FORMAT = "ResourceArn is not the expected format"
_NO_IDENTITY = "Provided resource identifier is not an SES resource"
_FOREIGN = "Operations on a resource created in a different account is not allowed"


@declare(unenforced=tag_lists.UNENFORCED)
def tag_resource(
    region: Region, *, resource_arn: str, tags: Sequence[Mapping[str, str | None]]
) -> Mapping[str, object]:
    """Add tags, and change the values of those that there are; no tags at all is no matter (probed)."""
    resource, here = _resource(region, resource_arn)
    if not here:
        raise Invalid("Failed to tag resource")
    resource.tags = tag.checked(tag_lists.pairs(tags), resource.tags, region.world.limits.tags_per_resource)
    return {}


@declare(unenforced={"TagKeys": "required"})
def untag_resource(region: Region, *, resource_arn: str, tag_keys: Sequence[str] | None = None) -> Mapping[str, object]:
    """Take tags away; keys that are not there are no matter, but some must be named."""
    resource, here = _resource(region, resource_arn)
    if not here:
        raise Invalid("Failed to untag resource")
    if not tag_keys:
        raise Worded("ValidationException")
    resource.tags = tag.without(resource.tags, tag_keys)
    return {}


def list_tags_for_resource(region: Region, *, resource_arn: str) -> Mapping[str, object]:
    """The tags of a resource; none for an ARN of another region, if there is such a resource here (probed)."""
    resource, here = _resource(region, resource_arn)
    return {"Tags": tag_lists.listed(resource.tags) if here else []}


def _resource(region: Region, arn: str) -> tuple[Any, bool]:
    """What an ARN names in the signing region, and whether it is an ARN of that region."""
    if any(c.isspace() for c in arn):
        raise Worded("ValidationException")
    named = aws.arn(arn)
    kind, _, name = named.resource.partition("/") if named is not None else ("", "", "")
    if named is None or not name or kind not in _KINDS:
        raise Invalid(_FORMAT)
    if named.account != region.account:
        raise Invalid(_FOREIGN)
    if kind == "identity" and not is_identity_name(name):
        raise Invalid(_NO_IDENTITY)
    word, find = _KINDS[kind]
    found = find(region, name) if find is not None else None
    if found is None:
        raise NotFound(f"No {word} present with name: {_tenant_name(name) if kind == 'tenant' else name}")
    return found, named.region == region.name


def _tenant(region: Region, name: str) -> Any:
    """The tenant of NAME/ID, by its id alone (probed)."""
    from sesmock.domain.tenants.tenant import Tenants

    return region.of(Tenants).by_id(name.rpartition("/")[2])


def _tenant_name(name: str) -> str:
    """What SES says of a tenant that is missing, by the rest of its ARN: NAME/ID, or the ID alone."""
    name, _, identifier = name.rpartition("/")
    return f"{name or 'null'}with tenantId: {identifier}"


def _pool(region: Region, name: str) -> object:
    from sesmock.domain.dedicated_ips.dedicated_ip import DedicatedIps

    return region.of(DedicatedIps).pools.get(name)


def _report(region: Region, name: str) -> object:
    from sesmock.domain.deliverability.placement import Reports

    return region.of(Reports).get(name)


# What can be tagged: the type in its ARN, SES's word for it, and how to find it.
_KINDS: Mapping[str, Any] = {
    "identity": ("EmailIdentity", lambda region, name: region.of(Identities).find(name)),
    "configuration-set": ("ConfigurationSet", lambda region, name: region.of(ConfigurationSets).get(name)),
    "template": ("Template", lambda region, name: region.of(Templates).get(check_name(name))),
    "custom-verification-email-template": (
        "CustomVerificationEmailTemplate",
        lambda region, name: region.of(VerificationTemplates).get(name),
    ),
    "contact-list": ("ContactList", lambda region, name: region.of(ContactLists).get(name)),
    "dedicated-ip-pool": ("DedicatedIpPool", _pool),
    "tenant": ("Tenant", _tenant),
    "multi-region-endpoint": (  # assumed
        "MultiRegionEndpoint",
        lambda region, name: region.of(Endpoints).present().get(name),
    ),
    "deliverability-test-report": ("DeliverabilityTestReport", _report),  # assumed
}
