"""sesmock: Amazon SES (boto3 ``ses`` and ``sesv2``) in your test process, with real identities and real DKIM.

``with mock_ses() as cloud:``, ``@mock_ses``, or the pytest fixture ``ses_cloud``; `sesmock.Cloud` is what a test holds.
Whatever a test can hold or catch is a name of this module; everything else is private and may change at any time.

Names are fetched on first use (PEP 562); importing sesmock imports nothing else.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from sesmock import sns as sns
    from sesmock.cloud import Cloud as Cloud
    from sesmock.domain.account import AccountSettings as AccountSettings
    from sesmock.domain.configuration_sets.configuration_set import ConfigurationSet as ConfigurationSet
    from sesmock.domain.configuration_sets.event_destination import Dimension as Dimension
    from sesmock.domain.configuration_sets.event_destination import EventDestination as EventDestination
    from sesmock.domain.configuration_sets.event_destination import Target as Target
    from sesmock.domain.contacts.contact_list import Contact as Contact
    from sesmock.domain.contacts.contact_list import ContactList as ContactList
    from sesmock.domain.contacts.contact_list import Topic as Topic
    from sesmock.domain.dedicated_ips.dedicated_ip import DedicatedIp as DedicatedIp
    from sesmock.domain.events.event_type import Bounce as Bounce
    from sesmock.domain.events.event_type import Click as Click
    from sesmock.domain.events.event_type import Complaint as Complaint
    from sesmock.domain.events.event_type import Delay as Delay
    from sesmock.domain.events.event_type import Delivered as Delivered
    from sesmock.domain.events.event_type import Folder as Folder
    from sesmock.domain.events.event_type import Open as Open
    from sesmock.domain.events.event_type import Preferences as Preferences
    from sesmock.domain.events.event_type import Reject as Reject
    from sesmock.domain.events.event_type import RenderingFailure as RenderingFailure
    from sesmock.domain.events.event_type import Subscription as Subscription
    from sesmock.domain.events.set_up import SetUp as SetUp
    from sesmock.domain.faults import Faults as Faults
    from sesmock.domain.faults import Outage as Outage
    from sesmock.domain.identities.dkim import Dkim as Dkim
    from sesmock.domain.identities.dkim import DkimReport as DkimReport
    from sesmock.domain.identities.dkim import EasyKeys as EasyKeys
    from sesmock.domain.identities.identity import Certificate as Certificate
    from sesmock.domain.identities.identity import Domain as Domain
    from sesmock.domain.identities.identity import EmailAddress as EmailAddress
    from sesmock.domain.identities.identity import Identity as Identity
    from sesmock.domain.identities.identity import VerificationInfo as VerificationInfo
    from sesmock.domain.identities.mail_from import MailFromReport as MailFromReport
    from sesmock.domain.identities.notifications import Notifications as Notifications
    from sesmock.domain.identities.verification import Status as Status
    from sesmock.domain.jobs.exports import ExportJob as ExportJob
    from sesmock.domain.jobs.imports import ImportJob as ImportJob
    from sesmock.domain.jobs.imports import ImportSource as ImportSource
    from sesmock.domain.jobs.records import FailedRecord as FailedRecord
    from sesmock.domain.mails.draft import ListManagement as ListManagement
    from sesmock.domain.mails.event import Event as Event
    from sesmock.domain.mails.event import Notification as Notification
    from sesmock.domain.mails.letter import Letter as Letter
    from sesmock.domain.mails.links import Answer as Answer
    from sesmock.domain.mails.links import Link as Link
    from sesmock.domain.mails.sent import SentMail as SentMail
    from sesmock.domain.multi_region.endpoint import MultiRegionEndpoint as MultiRegionEndpoint
    from sesmock.domain.receiving.filters import Filter as Filter
    from sesmock.domain.receiving.payload import Receipt as Receipt
    from sesmock.domain.receiving.received import ActionRun as ActionRun
    from sesmock.domain.receiving.received import Received as Received
    from sesmock.domain.receiving.received import RuleRun as RuleRun
    from sesmock.domain.receiving.rule import Rule as Rule
    from sesmock.domain.receiving.rule_sets import RuleSet as RuleSet
    from sesmock.domain.receiving.verdicts import Verdicts as Verdicts
    from sesmock.domain.refusals import Invalid as Invalid
    from sesmock.domain.refusals import LimitExceeded as LimitExceeded
    from sesmock.domain.refusals import Refusal as Refusal
    from sesmock.domain.refused import Refused as Refused
    from sesmock.domain.reputation.notice import ReputationNotice as ReputationNotice
    from sesmock.domain.reputation.reputation import Finding as Finding
    from sesmock.domain.reputation.reputation import Reputation as Reputation
    from sesmock.domain.reputation.reputation import StatusRecord as StatusRecord
    from sesmock.domain.sending.receivers import Receivers as Receivers
    from sesmock.domain.sending.suppression import Suppressed as Suppressed
    from sesmock.domain.template import Template as Template
    from sesmock.domain.tenants.tenant import Tenant as Tenant
    from sesmock.domain.tenants.tenant import TenantSuppression as TenantSuppression
    from sesmock.errors import DeliveryFailed as DeliveryFailed
    from sesmock.errors import DnsFailure as DnsFailure
    from sesmock.errors import NetworkBlocked as NetworkBlocked
    from sesmock.errors import OperationNotWritten as OperationNotWritten
    from sesmock.errors import ParameterNotWritten as ParameterNotWritten
    from sesmock.errors import SesmockError as SesmockError
    from sesmock.mail.dkim.keys import SigningKey as SigningKey
    from sesmock.mail.mime import Attachment as Attachment
    from sesmock.mail.mime import Parts as Parts
    from sesmock.mailbox import Mailbox as Mailbox
    from sesmock.mock.active import current as current
    from sesmock.mock.guard import guard as guard
    from sesmock.mock.mock import Mock as Mock
    from sesmock.mock.mock import mock_ses as mock_ses
    from sesmock.mock.mock import mock_sesv2 as mock_sesv2
    from sesmock.outbox import Events as Events
    from sesmock.outbox import Outbox as Outbox
    from sesmock.outside import Delivery as Delivery
    from sesmock.outside import Outside as Outside
    from sesmock.outside.aws import Arn as Arn
    from sesmock.region import Region as Region
    from sesmock.wire.message import Request as Request
    from sesmock.wire.message import Response as Response
    from sesmock.world.clock import Clock as Clock
    from sesmock.world.dns import Record as Record
    from sesmock.world.dns import Zone as Zone
    from sesmock.world.limits import Limits as Limits


# The module below sesmock in which each name is defined; `sns` is a module itself.
_HOMES = {
    "AccountSettings": "domain.account",
    "ActionRun": "domain.receiving.received",
    "Answer": "domain.mails.links",
    "Arn": "outside.aws",
    "Attachment": "mail.mime",
    "Bounce": "domain.events.event_type",
    "Certificate": "domain.identities.identity",
    "Click": "domain.events.event_type",
    "Clock": "world.clock",
    "Cloud": "cloud",
    "Complaint": "domain.events.event_type",
    "ConfigurationSet": "domain.configuration_sets.configuration_set",
    "Contact": "domain.contacts.contact_list",
    "ContactList": "domain.contacts.contact_list",
    "DedicatedIp": "domain.dedicated_ips.dedicated_ip",
    "Delay": "domain.events.event_type",
    "Delivered": "domain.events.event_type",
    "Delivery": "outside",
    "DeliveryFailed": "errors",
    "Dimension": "domain.configuration_sets.event_destination",
    "Dkim": "domain.identities.dkim",
    "DkimReport": "domain.identities.dkim",
    "DnsFailure": "errors",
    "Domain": "domain.identities.identity",
    "EasyKeys": "domain.identities.dkim",
    "EmailAddress": "domain.identities.identity",
    "Event": "domain.mails.event",
    "EventDestination": "domain.configuration_sets.event_destination",
    "Events": "outbox",
    "ExportJob": "domain.jobs.exports",
    "FailedRecord": "domain.jobs.records",
    "Faults": "domain.faults",
    "Filter": "domain.receiving.filters",
    "Finding": "domain.reputation.reputation",
    "Folder": "domain.events.event_type",
    "Identity": "domain.identities.identity",
    "ImportJob": "domain.jobs.imports",
    "ImportSource": "domain.jobs.imports",
    "Invalid": "domain.refusals",
    "Letter": "domain.mails.letter",
    "LimitExceeded": "domain.refusals",
    "Limits": "world.limits",
    "Link": "domain.mails.links",
    "ListManagement": "domain.mails.draft",
    "MailFromReport": "domain.identities.mail_from",
    "Mailbox": "mailbox",
    "Mock": "mock.mock",
    "MultiRegionEndpoint": "domain.multi_region.endpoint",
    "NetworkBlocked": "errors",
    "Notification": "domain.mails.event",
    "Notifications": "domain.identities.notifications",
    "Open": "domain.events.event_type",
    "OperationNotWritten": "errors",
    "Outage": "domain.faults",
    "Outbox": "outbox",
    "Outside": "outside",
    "ParameterNotWritten": "errors",
    "Parts": "mail.mime",
    "Preferences": "domain.events.event_type",
    "Receipt": "domain.receiving.payload",
    "Received": "domain.receiving.received",
    "Receivers": "domain.sending.receivers",
    "Record": "world.dns",
    "Refusal": "domain.refusals",
    "Refused": "domain.refused",
    "Region": "region",
    "Reject": "domain.events.event_type",
    "RenderingFailure": "domain.events.event_type",
    "Reputation": "domain.reputation.reputation",
    "ReputationNotice": "domain.reputation.notice",
    "Request": "wire.message",
    "Response": "wire.message",
    "Rule": "domain.receiving.rule",
    "RuleRun": "domain.receiving.received",
    "RuleSet": "domain.receiving.rule_sets",
    "SentMail": "domain.mails.sent",
    "SesmockError": "errors",
    "SetUp": "domain.events.set_up",
    "SigningKey": "mail.dkim.keys",
    "Status": "domain.identities.verification",
    "StatusRecord": "domain.reputation.reputation",
    "Subscription": "domain.events.event_type",
    "Suppressed": "domain.sending.suppression",
    "Target": "domain.configuration_sets.event_destination",
    "Template": "domain.template",
    "Tenant": "domain.tenants.tenant",
    "TenantSuppression": "domain.tenants.tenant",
    "Topic": "domain.contacts.contact_list",
    "Verdicts": "domain.receiving.verdicts",
    "VerificationInfo": "domain.identities.identity",
    "Zone": "world.dns",
    "current": "mock.active",
    "guard": "mock.guard",
    "mock_ses": "mock.mock",
    "mock_sesv2": "mock.mock",
    "sns": "sns",
}

__all__ = [*_HOMES]  # noqa: PLE0604
__version__ = "0.1.0"


def __getattr__(name: str) -> object:
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module 'sesmock' has no attribute {name!r}")
    import importlib

    module = importlib.import_module(f"sesmock.{home}")
    value = module if home == name else getattr(module, name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """What a test may use; modules that others have imported are private."""
    return sorted({name for name in globals() if name.startswith("__")} | {*_HOMES})
