"""The resource types of SES in CloudFormation, each as the calls of SES that its handler makes.

A capability adds its types to `HOMES`, and a module with a class for each (see `resource.Type`).
Sources: CloudFormation Template Reference, and the published schemas of the types.
"""

from __future__ import annotations

import importlib
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sesmock.cloudformation.resource import Type

# By the name of the type: module in this package, and class.
HOMES = {
    "AWS::SES::ConfigurationSet": "configuration_sets:ConfigurationSet",
    "AWS::SES::ConfigurationSetEventDestination": "configuration_sets:EventDestination",
    "AWS::SES::ContactList": "contact_lists:ContactList",
    "AWS::SES::DedicatedIpPool": "dedicated_ips:DedicatedIpPool",
    "AWS::SES::EmailIdentity": "identities:EmailIdentity",
    "AWS::SES::MultiRegionEndpoint": "multi_region:MultiRegionEndpoint",
    "AWS::SES::ReceiptFilter": "receiving:ReceiptFilter",
    "AWS::SES::ReceiptRule": "receiving:ReceiptRule",
    "AWS::SES::ReceiptRuleSet": "receiving:ReceiptRuleSet",
    "AWS::SES::Template": "templates:Template",
    "AWS::SES::Tenant": "tenants:Tenant",
    "AWS::SES::VdmAttributes": "account:VdmAttributes",
}


@cache
def find(name: str) -> Type | None:
    """The type of that name; None for what is not written here."""
    home = HOMES.get(name)
    if home is None:
        return None
    module, _, cls = home.partition(":")
    found: Type = getattr(importlib.import_module(f"{__name__}.{module}"), cls)(name)
    return found
