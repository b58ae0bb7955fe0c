"""A newsletter goes to three contacts of a list: one clicks, one unsubscribes in its mail program, one bounces."""

from __future__ import annotations

import json

import pytest

requests = pytest.importorskip("requests")

pytestmark = pytest.mark.ses(region="us-east-1", verified=["example.com"], at="2026-01-01T09:00Z", seed=1)

TOPIC = "arn:aws:sns:us-east-1:123456789012:newsletter"
OFFER = "https://example.com/offer?week=1"
ANN, BOB, GONE = PEOPLE = ("ann@example.org", "bob@example.org", "gone@example.org")


def test_a_newsletter(v2, ses_cloud):
    v2.create_contact_list(
        ContactListName="people",
        Topics=[
            {"TopicName": name, "DisplayName": name.title(), "DefaultSubscriptionStatus": "OPT_IN"}
            for name in ("weekly", "offers")
        ],
    )
    for address in PEOPLE:
        v2.create_contact(ContactListName="people", EmailAddress=address)
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

    def issue(week):
        html = f'<a ses:tags="week:{week}" href="https://example.com/offer?week={week}">Offer</a>'
        for address in PEOPLE:
            v2.send_email(
                FromEmailAddress="news@example.com", Destination={"ToAddresses": [address]},
                ConfigurationSetName="news",
                Content={"Simple": {"Subject": {"Data": f"Week {week}"}, "Body": {"Html": {"Data": html}}}},
                ListManagementOptions={"ContactListName": "people", "TopicName": "weekly"},
            )  # fmt: skip

    issue(1)
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
    assert posted[3]["subscription"]["newTopicPreferences"] == {
        "unsubscribeAll": False,
        "topicSubscriptionStatus": [{"topicName": "weekly", "subscriptionStatus": "OptOut"}],
        "topicDefaultSubscriptionStatus": [{"topicName": "offers", "subscriptionStatus": "OptIn"}],
    }

    # The next issue does not reach him, nor the address that has bounced: it is on the suppression list now.
    issue(2)
    assert {address: len(ses_cloud.mailbox(address)) for address in PEOPLE} == {ANN: 2, BOB: 1, GONE: 0}
    assert [mail.fate for mail in ses_cloud.outbox[3:]] == ["Delivered", "Bounced", "Suppressed"]
