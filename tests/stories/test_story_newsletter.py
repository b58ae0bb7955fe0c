"""A newsletter goes to the contacts of an imported list: one clicks, one unsubscribes in its mail program, one bounces.

Then the figures, the export and the outbox say the same.
"""

from __future__ import annotations

import csv
import json
from datetime import datetime, timezone

import pytest

requests = pytest.importorskip("requests")

pytestmark = pytest.mark.ses(region="us-east-1", verified=["example.com"], at="2026-01-01T09:00Z", seed=1)

TOPIC = "arn:aws:sns:us-east-1:123456789012:newsletter"
OFFER = "https://example.com/offer?week=1"
ANN, BOB, GONE = PEOPLE = ("ann@gmail.com", "bob@example.org", "gone@gmail.com")
# Bob has said what he thinks of offers, the others have not.
CONTACTS = b"""emailAddress,unsubscribeAll,attributesData,topicPreferences.weekly,topicPreferences.offers
ann@gmail.com,false,"{""Name"": ""Ann""}",OPT_IN,
bob@example.org,false,,OPT_IN,OPT_OUT
gone@gmail.com,,,,
no address,false,,OPT_IN,OPT_IN
"""


def ended(ask, job_id):
    """What is said of a job that has ended."""
    while (job := ask(JobId=job_id))["JobStatus"] in {"CREATED", "PROCESSING"}:
        pass
    return job


def day(number):
    return datetime(2026, 1, number, tzinfo=timezone.utc)


@pytest.fixture
def people(v2, ses_cloud):
    """A list with two topics, and its contacts by import."""
    v2.create_contact_list(
        ContactListName="people",
        Topics=[
            {"TopicName": name, "DisplayName": name.title(), "DefaultSubscriptionStatus": "OPT_IN"}
            for name in ("weekly", "offers")
        ],
    )
    ses_cloud.outside.buckets.put("lists", "people.csv", CONTACTS)
    job_id = v2.create_import_job(
        ImportDestination={"ContactListDestination": {"ContactListName": "people", "ContactListImportAction": "PUT"}},
        ImportDataSource={"S3Url": "s3://lists/people.csv", "DataFormat": "CSV"},
    )["JobId"]
    job = ended(v2.get_import_job, job_id)
    assert (job["JobStatus"], job["ProcessedRecordsCount"], job["FailedRecordsCount"]) == ("COMPLETED", 4, 1)
    [failed] = csv.DictReader(requests.get(job["FailureInfo"]["FailedRecordsS3Url"], timeout=5).text.splitlines())
    assert failed["emailAddress"] == "no address"
    assert failed["errorMessage"] == "EmailAddress <no address> is invalid"


def wanting(v2, topic):
    """Who wants a topic, as a program asks that sends a mail to each."""
    wanted = {"TopicName": topic, "UseDefaultIfPreferenceUnavailable": True}
    found = v2.list_contacts(ContactListName="people", Filter={"FilteredStatus": "OPT_IN", "TopicFilter": wanted})
    return [contact["EmailAddress"] for contact in found["Contacts"]]


def send(v2, week, to=PEOPLE):
    html = f'<a ses:tags="week:{week}" href="https://example.com/offer?week={week}">Offer</a>'
    for address in to:
        v2.send_email(
            FromEmailAddress="news@example.com", Destination={"ToAddresses": [address]}, ConfigurationSetName="news",
            Content={"Simple": {"Subject": {"Data": f"Week {week}"}, "Body": {"Html": {"Data": html}}}},
            ListManagementOptions={"ContactListName": "people", "TopicName": "weekly"},
        )  # fmt: skip


@pytest.mark.usefixtures("people")
def test_a_newsletter(v2, ses_cloud):
    v2.put_account_vdm_attributes(VdmAttributes={"VdmEnabled": "ENABLED"})
    v2.create_configuration_set(ConfigurationSetName="news")
    v2.create_configuration_set_event_destination(
        ConfigurationSetName="news", EventDestinationName="all",
        EventDestination={
            "Enabled": True, "MatchingEventTypes": ["OPEN", "CLICK", "BOUNCE", "SUBSCRIPTION"],
            "SnsDestination": {"TopicArn": TOPIC},
        },
    )  # fmt: skip
    posted = []
    ses_cloud.subscribe(TOPIC, lambda notice: posted.append(json.loads(notice.message)))
    ses_cloud.receivers.bounce(GONE)
    assert (wanting(v2, "weekly"), wanting(v2, "offers")) == ([*PEOPLE], [ANN, GONE])

    send(v2, 1)
    assert [mail.fate for mail in ses_cloud.outbox] == ["Delivered", "Delivered", "Bounced"]
    assert {address: len(ses_cloud.mailbox(address)) for address in PEOPLE} == {ANN: 1, BOB: 1, GONE: 0}
    assert [letter.kind for letter in ses_cloud.mailbox("news@example.com")] == ["forwarded bounce"]

    # Ann opens the mail and clicks.
    anns = ses_cloud.mailbox(ANN).one()
    anns.open()
    found = requests.get(anns.links[0].url, allow_redirects=False, timeout=5)
    assert (found.status_code, found.headers["Location"]) == (302, OFFER)

    # Bob presses the button of his mail program (RFC 8058).
    header = ses_cloud.mailbox(BOB).one().header("List-Unsubscribe")
    found = requests.post(header[1:].partition(">")[0], data={"List-Unsubscribe": "One-Click"}, timeout=5)
    assert found.status_code == 200

    assert [(told["eventType"], told["mail"]["destination"]) for told in posted] == [
        ("Bounce", [GONE]),
        ("Open", [ANN]),
        ("Click", [ANN]),
        ("Subscription", [BOB]),
    ]
    assert (posted[2]["click"]["link"], posted[2]["click"]["linkTags"]) == (OFFER, {"week": ["1"]})
    assert posted[3]["subscription"] == {
        "contactList": "people",
        "timestamp": "2026-01-01T09:00:00.000Z",
        "source": "UnsubscribeHeader",
        "newTopicPreferences": {
            "unsubscribeAll": False,
            "topicSubscriptionStatus": [
                {"topicName": "weekly", "subscriptionStatus": "OptOut"},
                {"topicName": "offers", "subscriptionStatus": "OptOut"},
            ],
        },
        "oldTopicPreferences": {
            "unsubscribeAll": False,
            "topicSubscriptionStatus": [
                {"topicName": "weekly", "subscriptionStatus": "OptIn"},
                {"topicName": "offers", "subscriptionStatus": "OptOut"},
            ],
        },
    }

    # The next issue does not reach him, nor the address that has bounced: it is on the suppression list now.
    assert wanting(v2, "weekly") == [ANN, GONE]
    ses_cloud.clock.advance(days=1)
    send(v2, 2)
    assert {address: len(ses_cloud.mailbox(address)) for address in PEOPLE} == {ANN: 2, BOB: 1, GONE: 0}
    assert [mail.fate for mail in ses_cloud.outbox[3:]] == ["Delivered", "Bounced", "Suppressed"]

    assert metrics(v2) == {
        "SEND": {1: 3, 2: 3},
        "DELIVERY": {1: 2, 2: 1},
        "PERMANENT_BOUNCE": {1: 1, 2: 1},  # without that of the suppression list
        "OPEN": {1: 1},
        "CLICK": {1: 1},
        "COMPLAINT": {},
    }
    rows = insights(v2)
    assert [(row["destination"], row["last_delivery_event"], row["last_engagement_event"]) for row in rows] == [
        (ANN, "DELIVERY", "CLICK"),
        (BOB, "DELIVERY", ""),
        (GONE, "PERMANENT_BOUNCE", ""),
        (ANN, "DELIVERY", ""),
        (BOB, "PERMANENT_BOUNCE", ""),
        (GONE, "PERMANENT_BOUNCE", ""),
    ]
    assert [row["messageid"] for row in rows] == [mail.message_id for mail in ses_cloud.outbox]
    assert [row["bounce_sub_type"] for row in rows] == ["", "", "GENERAL", "", "GENERAL", "ON_ACCOUNT_SUPPRESSION_LIST"]
    assert volumes(v2) == {"SEND": 6, "DELIVERY": 3, "PERMANENT_BOUNCE": 2, "OPEN": 1, "CLICK": 1, "COMPLAINT": 0}


METRICS = ("SEND", "DELIVERY", "PERMANENT_BOUNCE", "OPEN", "CLICK", "COMPLAINT")


def metrics(v2):
    """By day of January, as BatchGetMetricData says."""
    asked = {"Namespace": "VDM", "Dimensions": {"CONFIGURATION_SET": "news"}, "StartDate": day(1), "EndDate": day(3)}
    answer = v2.batch_get_metric_data(Queries=[{"Id": name, "Metric": name, **asked} for name in METRICS])
    return {
        one["Id"]: {
            at.astimezone(timezone.utc).day: value for at, value in zip(one["Timestamps"], one["Values"], strict=True)
        }
        for one in answer["Results"]
    }


def exported(v2, **source):
    """The file of an export job, as rows."""
    job_id = v2.create_export_job(
        ExportDataSource={name: {"StartDate": day(1), "EndDate": day(3), **said} for name, said in source.items()},
        ExportDestination={"DataFormat": "CSV"},
    )["JobId"]
    job = ended(v2.get_export_job, job_id)
    assert job["Statistics"] == {"ProcessedRecordsCount": 6}
    text = requests.get(job["ExportDestination"]["S3Url"], timeout=5).text
    return list(csv.DictReader(text.splitlines()))


def insights(v2):
    return exported(v2, MessageInsightsDataSource={})


def volumes(v2):
    """Each metric in all, as an export says."""
    names = [{"Name": name, "Aggregation": "VOLUME"} for name in METRICS]
    wanted = {"Dimensions": {"CONFIGURATION_SET": ["news"]}, "Namespace": "VDM", "Metrics": names}
    [row] = exported(v2, MetricsDataSource=wanted)
    return {name: float(row[f"{name}_VOLUME"]) for name in METRICS}
