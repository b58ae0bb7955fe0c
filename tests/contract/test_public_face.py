"""What `sesmock` shows: every name that a test may hold or catch, each with one home, and nothing else."""

from __future__ import annotations

import ast
import importlib
import inspect
from collections.abc import Iterable, Mapping
from pathlib import Path

import pytest

import sesmock
from sesmock import Refusal, mock_ses
from sesmock.domain.receiving.rule import S3, AddHeader, Bounce, Connect, Lambda, Sns, Stop, WorkMail

TOPIC = "arn:aws:sns:us-east-1:123456789012:bounces"


def test_every_public_name_has_one_home():
    assert sesmock.__all__ == sorted(sesmock._HOMES)
    for name, where in sesmock._HOMES.items():
        value, home = getattr(sesmock, name), importlib.import_module(f"sesmock.{where}")
        if inspect.ismodule(value):
            assert value is home
        else:
            assert value is getattr(home, name)
            assert value.__module__ == home.__name__, name
            assert inspect.getdoc(value), name


def test_types_are_told_what_is_fetched():
    tree = ast.parse(Path(sesmock.__file__).read_text(encoding="utf-8"))
    told = {
        alias.asname: f"{node.module}.{alias.name}".removeprefix("sesmock.")
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module != "__future__"
        for alias in node.names
    }

    assert told == {name: where if where == name else f"{where}.{name}" for name, where in sesmock._HOMES.items()}


def test_dir_shows_the_public_names():
    assert [name for name in dir(sesmock) if not name.startswith("__")] == sesmock.__all__


def test_a_name_that_is_not_public_is_refused():
    with pytest.raises(AttributeError, match="module 'sesmock' has no attribute 'Clouds'"):
        _ = sesmock.Clouds


def test_one_sentence_says_that_the_rest_is_private():
    sentence = "everything else is private and may change at any time"

    assert sentence in " ".join((sesmock.__doc__ or "").split())


# Collections that are shown as what they are: a mapping by name, or a collection of identities.
COLLECTIONS = {
    "Accounts", "Bucket", "ConfigurationSets", "ContactLists", "Contacts", "DedicatedIps", "Endpoints", "ExportJobs",
    "Filters", "Handlers", "Identities", "ImportJobs", "Inbox", "ReceivingRegions", "RuleSets", "SuppressionList",
    "Templates", "Tenants",
}  # fmt: skip
# What a receipt rule does: tuples with names, and in the rule alone.
ACTIONS = {AddHeader, Bounce, Connect, Lambda, S3, Sns, Stop, WorkMail}
# The neighbours in memory that `Outside` has until a test puts its own in their place.
NEIGHBOURS = {"Buckets", "Buses", "Functions", "Keys", "Metrics", "Roles", "Streams", "Topics"}
# Parts of a mail and an event that are between SES and its mails.
INNER = {"draft", "signer", "subscriber", "subscribers"}
# What there is none of: no event, and no JSON where an event destination is set up.
NOTHING = {"SetUp": {"event", "payload"}}


def held(cloud: object) -> dict[str, type]:
    """The classes of sesmock that can be reached from a cloud by public attributes, by how they are reached."""
    found: dict[str, type] = {}
    seen: dict[int, object] = {}

    def walk(thing: object, path: str) -> None:
        if id(thing) in seen or callable(thing):
            return
        seen[id(thing)] = thing
        if type(thing).__module__.partition(".")[0] == "sesmock":
            found.setdefault(path, type(thing))
            for name in dir(thing):
                if not name.startswith("_") and name not in INNER and name not in NOTHING.get(type(thing).__name__, ()):
                    try:
                        value = getattr(thing, name)
                    except LookupError:  # the last of none
                        continue
                    walk(value, f"{path}.{name}")
        if isinstance(thing, Mapping):
            for value in thing.values():
                walk(value, f"{path}[…]")
        elif isinstance(thing, Iterable) and not isinstance(thing, (str, bytes)):
            for value in thing:
                walk(value, f"{path}[…]")

    walk(cloud, "cloud")
    return found


def test_whatever_a_test_can_hold_is_public(ses_cloud, v1, v2):
    ses_cloud.verify("example.com")
    ses_cloud.verify("ann@example.org")
    ses_cloud.receivers.bounce("gone@example.org")
    ses_cloud.refuse_next("get_account", "BadRequestException")
    ses_cloud.lease_ips()
    v1.set_identity_mail_from_domain(Identity="example.com", MailFromDomain="m.example.com")
    v1.set_identity_notification_topic(Identity="example.com", NotificationType="Bounce", SnsTopic=TOPIC)
    v1.create_template(Template={"TemplateName": "hi", "SubjectPart": "Hi", "TextPart": "Hi"})
    v1.create_receipt_rule_set(RuleSetName="main")
    actions = [{"S3Action": {"BucketName": "mails"}}, {"StopAction": {"Scope": "RuleSet"}}]
    v1.create_receipt_rule(RuleSetName="main", Rule={"Name": "all", "Actions": actions})
    v1.create_receipt_filter(Filter={"Name": "bad", "IpFilter": {"Policy": "Block", "Cidr": "10.0.0.0/8"}})
    v2.put_suppressed_destination(EmailAddress="no@example.org", Reason="BOUNCE")
    v2.create_tenant(
        TenantName="acme", SuppressionAttributes={"SuppressedReasons": ["BOUNCE"], "SuppressionScope": "TENANT"}
    )
    ses_cloud.region().tenants["acme"].pause()
    v2.create_configuration_set(ConfigurationSetName="news")
    v2.create_configuration_set_event_destination(
        ConfigurationSetName="news",
        EventDestinationName="all",
        EventDestination={
            "Enabled": True,
            "MatchingEventTypes": ["SEND", "BOUNCE"],
            "SnsDestination": {"TopicArn": TOPIC},
        },
    )
    v2.create_contact_list(
        ContactListName="news",
        Topics=[{"TopicName": "t", "DisplayName": "T", "DefaultSubscriptionStatus": "OPT_IN"}],
    )
    v2.send_email(
        FromEmailAddress="shop@example.com",
        Destination={"ToAddresses": ["gone@example.org"]},
        ConfigurationSetName="news",
        ListManagementOptions={"ContactListName": "news"},
        Content={
            "Simple": {
                "Subject": {"Data": "Hello"},
                "Body": {"Text": {"Data": "Hello."}},
                "Attachments": [{"FileName": "a.txt", "RawContent": b"a"}],
            }
        },
    )
    v1.create_receipt_rule_set(RuleSetName="all")
    actions = [
        {"S3Action": {"BucketName": "mail"}},
        {"SNSAction": {"TopicArn": TOPIC}},
        {
            "BounceAction": {
                "SmtpReplyCode": "550", "StatusCode": "5.1.1", "Message": "No", "Sender": "shop@example.com",
            }
        },
    ]  # fmt: skip
    v1.create_receipt_rule(RuleSetName="all", Rule={"Name": "all", "Enabled": True, "Actions": actions})
    v1.set_active_receipt_rule_set(RuleSetName="all")
    ses_cloud.receive("From: bob@example.org\nTo: ann@example.com\n\n")
    ses_cloud.outside.buckets.put("lists", "bad.csv", b"no address,BOUNCE\n")
    job_id = v2.create_import_job(
        ImportDestination={"SuppressionListDestination": {"SuppressionListImportAction": "PUT"}},
        ImportDataSource={"S3Url": "s3://lists/bad.csv", "DataFormat": "CSV"},
    )["JobId"]
    assert [v2.get_import_job(JobId=job_id)["FailedRecordsCount"] for _ in range(2)] == [0, 1]
    v2.put_account_vdm_attributes(VdmAttributes={"VdmEnabled": "ENABLED"})
    v2.create_export_job(
        ExportDataSource={"MessageInsightsDataSource": {"StartDate": 0, "EndDate": 1}},
        ExportDestination={"DataFormat": "CSV"},
    )
    public = {value for name in sesmock.__all__ if inspect.isclass(value := getattr(sesmock, name))}
    reached = held(ses_cloud) | held(ses_cloud.region())

    assert {path: kind for path, kind in reached.items() if not public & {*kind.__mro__}} == {
        path: kind for path, kind in reached.items() if kind.__name__ in COLLECTIONS | NEIGHBOURS or kind in ACTIONS
    }
    wanted = """
        Notification Attachment Dkim EventDestination Suppressed Template MailFromReport Rule Filter Received RuleRun
        ActionRun Verdicts Letter Topic Contact DedicatedIp FailedRecord ExportJob
    """
    assert {*wanted.split()} <= {kind.__name__ for kind in reached.values()}  # the walk went far enough


def test_a_refusal_can_be_caught():
    with mock_ses() as cloud:
        with pytest.raises(sesmock.Invalid, match=r"^Invalid domain name not a name\.$"):
            cloud.verify("not a name")
        cloud.limits.identities = 0
        with pytest.raises(sesmock.LimitExceeded):
            cloud.verify("example.com")
    assert issubclass(sesmock.Invalid, Refusal)
    assert issubclass(sesmock.LimitExceeded, Refusal)
