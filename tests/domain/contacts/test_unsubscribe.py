"""People who leave a contact list by a link, and the event that tells of it."""

from __future__ import annotations

import json

import pytest

from sesmock.domain.contacts import links, unsubscribe

pytestmark = pytest.mark.ses(at="2026-01-01T00:00Z", seed=1, verified=["example.com"], account="123456789012")

TOPIC = "arn:aws:sns:us-east-1:123456789012:told"
BUS = "arn:aws:events:us-east-1:123456789012:event-bus/default"


@pytest.fixture
def news(v2, ses_cloud):
    v2.create_contact_list(
        ContactListName="news",
        Topics=[
            {"TopicName": "tin", "DisplayName": "tin", "DefaultSubscriptionStatus": "OPT_IN"},
            {"TopicName": "tout", "DisplayName": "tout", "DefaultSubscriptionStatus": "OPT_OUT"},
        ],
    )
    v2.create_configuration_set(ConfigurationSetName="set")
    for name, where in (
        ("t", {"SnsDestination": {"TopicArn": TOPIC}}),
        ("b", {"EventBridgeDestination": {"EventBusArn": BUS}}),
    ):
        v2.create_configuration_set_event_destination(
            ConfigurationSetName="set",
            EventDestinationName=name,
            EventDestination={"Enabled": True, "MatchingEventTypes": ["SUBSCRIPTION"], **where},
        )
    return ses_cloud.region().contact_lists["news"]


@pytest.fixture
def send(v2, ses_cloud, news):
    def send(topic=None, **more):
        v2.send_email(
            FromEmailAddress="n@example.com",
            Destination={"ToAddresses": ["ann@example.org"]},
            Content={"Simple": {"Subject": {"Data": "s"}, "Body": {"Text": {"Data": "t"}}}},
            ListManagementOptions={"ContactListName": "news", **({"TopicName": topic} if topic else {})},
            **more,
        )
        return ses_cloud.outbox.last

    return send


@pytest.fixture
def locked(ses_cloud):
    """Call a function as an operation would: under the lock, whose end brings the notices."""

    def call(function, *args, **more):
        with ses_cloud._ses.world.lock:
            return function(*args, **more)

    return call


def test_a_link_leads_back_to_its_mail(send, ses_cloud):
    first, second = send("tin"), send()
    found = {mail: [unsubscribe.url_for(mail), unsubscribe.url_for(mail, page=True)] for mail in (first, second)}

    assert len({url for urls in found.values() for url in urls}) == 4
    for mail, (one_click, page) in found.items():
        assert unsubscribe.read(ses_cloud._ses, one_click) == (mail, False)
        assert unsubscribe.read(ses_cloud._ses, page) == (mail, True)
        assert unsubscribe.read(ses_cloud._ses, mail._unsubscribe_links.mailto) == (mail, False)


def test_what_is_no_link_of_a_mail_leads_nowhere(send, ses_cloud):
    mail = send()
    url = unsubscribe.url_for(mail)
    for other in ("", "https://example.com/", url[:-1] + "x", url + "/", url.replace("one-click", "leave"),
                  url.replace("us-east-1", "eu-west-1"), url.replace(mail.message_id, "no")):  # fmt: skip
        assert unsubscribe.read(ses_cloud._ses, other) is None
    assert links.mail_of(url) == mail.message_id


def test_one_click_leaves_the_topic_of_the_mail(send, news, locked, ses_cloud):
    mail = send("tin", ConfigurationSetName="set")
    ses_cloud.clock.advance(hours=1)
    event = locked(unsubscribe.unsubscribe, mail)

    contact = news.contacts["ann@example.org"]
    assert (contact.preferences, contact.unsubscribed) == ({"tin": "OPT_OUT"}, False)
    assert (contact.created, contact.updated) == (mail.at, mail.at + 3600)
    assert event is mail.events[-1]
    assert [e.type for e in mail.events] == ["Send", "Delivery", "Subscription"]
    assert event.payload["subscription"] == {
        "contactList": "news",
        "timestamp": "2026-01-01T01:00:00.000Z",
        "source": "UnsubscribeHeader",
        "newTopicPreferences": {
            "unsubscribeAll": False,
            "topicSubscriptionStatus": [{"topicName": "tin", "subscriptionStatus": "OptOut"}],
            "topicDefaultSubscriptionStatus": [{"topicName": "tout", "subscriptionStatus": "OptOut"}],
        },
        "oldTopicPreferences": {
            "unsubscribeAll": False,
            "topicSubscriptionStatus": [],
            "topicDefaultSubscriptionStatus": [
                {"topicName": "tin", "subscriptionStatus": "OptIn"},
                {"topicName": "tout", "subscriptionStatus": "OptOut"},
            ],
        },
    }
    assert event.payload["mail"]["timestamp"] == "2026-01-01T00:00:00.000Z"
    assert send("tin").fate == "Bounced"
    assert send().fate == "Delivered"


def test_destinations_are_told_in_their_own_way(send, locked, ses_cloud):
    event = locked(unsubscribe.unsubscribe, send("tin", ConfigurationSetName="set"))

    sns, bus = event.notifications
    assert json.loads(sns.message) == event.payload
    assert (bus.payload["detail-type"], bus.payload["detail"]) == ("Email Subscribed", event.payload)
    assert [(one.target, one.error) for one in ses_cloud._ses.world.delivered()[-2:]] == [(TOPIC, None), (BUS, None)]
    told = [notice.payload["eventType"] for notice in ses_cloud.events.of("Subscription").at(TOPIC)]
    assert told == ["Subscription"]


def test_without_a_configuration_set_nobody_is_told(send, locked):
    event = locked(unsubscribe.unsubscribe, send("tin"))

    assert (event.type, event.notifications) == ("Subscription", ())


def test_who_is_told_is_decided_when_it_happens(send, v2, locked):
    mail = send("tin", ConfigurationSetName="set")
    v2.delete_configuration_set_event_destination(ConfigurationSetName="set", EventDestinationName="b")
    event = locked(unsubscribe.unsubscribe, mail)
    assert [notice.target for notice in event.notifications] == [TOPIC]
    v2.delete_configuration_set(ConfigurationSetName="set")
    event = locked(unsubscribe.choose, mail, {}, unsubscribed=True)
    assert event.notifications == ()


def test_a_mail_without_a_topic_leaves_everything_and_forgets_nothing(send, news, locked, v2):
    v2.create_contact(
        ContactListName="news", EmailAddress="ann@example.org", AttributesData="{}",
        TopicPreferences=[{"TopicName": "tout", "SubscriptionStatus": "OPT_IN"}],
    )  # fmt: skip
    event = locked(unsubscribe.unsubscribe, send())

    assert news.contacts["ann@example.org"][1:4] == ({"tout": "OPT_IN"}, True, "{}")
    new, old = (event.payload["subscription"][f"{age}TopicPreferences"] for age in ("new", "old"))
    said = [{"topicName": "tout", "subscriptionStatus": "OptIn"}]
    assert (new["unsubscribeAll"], old["unsubscribeAll"]) == (True, False)
    assert new["topicSubscriptionStatus"] == old["topicSubscriptionStatus"] == said
    assert send().fate == send("tout").fate == "Bounced"


def test_a_topic_may_be_named(send, news, locked):
    locked(unsubscribe.unsubscribe, send("tin"), "tout")

    assert news.contacts["ann@example.org"].preferences == {"tout": "OPT_OUT"}


def test_the_page_takes_any_choice(send, news, locked):
    mail = send("tin")
    event = locked(unsubscribe.choose, mail, {"tin": "OPT_OUT", "tout": "OPT_IN", "no": "OPT_IN"}, unsubscribed=False)

    assert news.contacts["ann@example.org"].preferences == {"tin": "OPT_OUT", "tout": "OPT_IN"}
    assert event.detail.source == "UnsubscribePage"
    assert "topicDefaultSubscriptionStatus" not in event.payload["subscription"]["newTopicPreferences"]
    assert locked(unsubscribe.choose, mail, {"tin": "OPT_IN"}, unsubscribed=False) is mail.events[-1]
    assert news.contacts["ann@example.org"].preferences == {"tin": "OPT_IN", "tout": "OPT_IN"}


def test_what_changes_nothing_is_no_event(send, locked, news):
    mail = send("tin")
    locked(unsubscribe.unsubscribe, mail)
    events, contact = mail.events, news.contacts["ann@example.org"]

    assert locked(unsubscribe.unsubscribe, mail) is None
    assert (mail.events, news.contacts["ann@example.org"]) == (events, contact)


def test_a_contact_that_was_deleted_is_one_again(send, v2, locked, news):
    mail = send("tin")
    v2.delete_contact(ContactListName="news", EmailAddress="ann@example.org")
    locked(unsubscribe.unsubscribe, mail)

    assert news.contacts["ann@example.org"].preferences == {"tin": "OPT_OUT"}


@pytest.fixture
def mail_to(v2, ses_cloud):
    """Write to the address of a List-Unsubscribe header, as a mail program would."""

    def mail_to(header, written=str, subject=None):
        address, _, wanted = header.rpartition("<mailto:")[2].rstrip(">").partition("?subject=")
        v2.send_email(
            FromEmailAddress="ann@example.com",
            Destination={"ToAddresses": [written(address)]},
            Content={"Simple": {"Subject": {"Data": subject or wanted}, "Body": {"Text": {"Data": ""}}}},
        )
        return ses_cloud.outbox.last

    return mail_to


@pytest.mark.parametrize("written", [str, str.upper])
def test_a_mail_to_the_address_of_the_header_unsubscribes(send, mail_to, news, written):
    mail = send("tin", ConfigurationSetName="set")
    assert mail_to(mail.header("List-Unsubscribe"), written).fate == "Delivered"

    assert news.contacts["ann@example.org"].preferences == {"tin": "OPT_OUT"}
    assert [(event.type, event.recipients) for event in mail.events[2:]] == [("Subscription", ("ann@example.org",))]
    assert mail.events[-1].detail.source == "UnsubscribeHeader"
    assert [notice.target for notice in mail.events[-1].notifications] == [TOPIC, BUS]
    mail_to(mail.header("List-Unsubscribe"))
    assert len(mail.events) == 3  # nothing more has changed


def test_a_mail_that_does_not_come_there_unsubscribes_nobody(send, mail_to, news, ses_cloud):
    mail, other = send("tin"), send("tout")
    header = mail.header("List-Unsubscribe")
    mail_to(header, subject="unsubscribe")
    mail_to(header.replace(mail.message_id, other.message_id))
    mail_to(header.replace("us-east-1", "eu-west-1"))
    address = header.partition("mailto:")[2].partition("?")[0]
    ses_cloud.receivers.bounce(address)
    assert mail_to(header).fate == "Bounced"

    assert news.contacts["ann@example.org"].preferences == {}
    assert len(mail.events) == 2


def test_a_topic_or_list_that_is_gone_can_be_left_no_more(send, v2, locked, news):
    mail = send("tin")
    v2.update_contact_list(ContactListName="news", Topics=[])
    assert locked(unsubscribe.unsubscribe, mail) is None
    v2.delete_contact_list(ContactListName="news")
    assert locked(unsubscribe.unsubscribe, mail) is None
    assert len(mail.events) == 2
