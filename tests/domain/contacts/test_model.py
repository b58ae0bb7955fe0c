"""Contacts, topics, imports, sends and people who leave, in any order: a model of a few lines says what must come."""

from __future__ import annotations

import boto3
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from sesmock import mock_ses
from sesmock.domain.contacts import unsubscribe

ADDRESSES = st.sampled_from(["ann@example.org", "bob@example.org", "Eve@example.org"])
TOPICS = ["a", "b", "c"]
STATUSES = st.sampled_from(["OPT_IN", "OPT_OUT"])
PREFERENCES = st.dictionaries(st.sampled_from(TOPICS), STATUSES)
ATTRIBUTES = st.sampled_from([None, "{}"])


def listed(preferences):
    return [{"TopicName": topic, "SubscriptionStatus": status} for topic, status in preferences.items()]


class Contacts(RuleBasedStateMachine):
    """``defaults`` are the topics; a contact is preferences, unsubscribed from all, and attributes."""

    def __init__(self):
        super().__init__()
        self.mock = mock_ses(seed=1, verified=["example.com"])
        self.cloud = self.mock.__enter__()
        self.ses = boto3.client("sesv2", "us-east-1", aws_access_key_id="a", aws_secret_access_key="b")
        self.ses.create_contact_list(ContactListName="news")
        self.defaults = {}
        self.contacts = {}

    def teardown(self):
        self.mock.__exit__(None, None, None)

    def call(self, operation, allowed, **given):
        """Whether an operation was taken, which must be as the model says."""
        try:
            getattr(self.ses, operation)(ContactListName="news", **given)
        except self.ses.exceptions.ClientError:
            taken = False
        else:
            taken = True
        assert taken is allowed
        return taken

    def knows(self, topics):
        return self.defaults.keys() >= set(topics)

    @rule(defaults=PREFERENCES)
    def topics(self, defaults):
        shapes = [
            {"TopicName": topic, "DisplayName": topic, "DefaultSubscriptionStatus": status}
            for topic, status in defaults.items()
        ]
        self.ses.update_contact_list(ContactListName="news", Topics=shapes)
        self.defaults = defaults
        for said in self.contacts.values():
            said[0] = {topic: status for topic, status in said[0].items() if topic in defaults}

    @rule(address=ADDRESSES, said=PREFERENCES, out=st.booleans(), attributes=ATTRIBUTES, update=st.booleans())
    def create_or_update(self, address, said, out, attributes, update):
        more = {} if attributes is None else {"AttributesData": attributes}
        given = {"EmailAddress": address, "TopicPreferences": listed(said), "UnsubscribeAll": out, **more}
        there = address in self.contacts
        operation = "update_contact" if update else "create_contact"
        if self.call(operation, self.knows(said) and there is update, **given):
            before = self.contacts[address][0] if update else {}
            self.contacts[address] = [{**before, **said}, out, attributes]

    @rule(address=ADDRESSES, said=PREFERENCES, out=st.booleans(), attributes=ATTRIBUTES)
    def is_imported(self, address, said, out, attributes):
        if self.knows(said):
            found = self.cloud.region().contact_lists["news"]
            found.put(address, said, unsubscribed=out, attributes=attributes, at=1.0)
            self.contacts[address] = [said, out, attributes]

    @rule(address=ADDRESSES)
    def delete(self, address):
        if self.call("delete_contact", address in self.contacts, EmailAddress=address):
            del self.contacts[address]

    def status(self, address, topic, *, use_default=True):
        said, out, _ = self.contacts.get(address, ({}, False, None))
        if out or topic is None:
            return "OPT_OUT" if out else "OPT_IN"
        return said.get(topic) or (self.defaults[topic] if use_default else None)

    @rule(to=st.lists(ADDRESSES, min_size=1, max_size=3, unique=True), topic=st.sampled_from([None, *TOPICS]))
    def send(self, to, topic):
        options = {"ContactListName": "news"} | ({} if topic is None else {"TopicName": topic})
        given = {
            "FromEmailAddress": "n@example.com",
            "Destination": {"ToAddresses": to},
            "Content": {"Simple": {"Subject": {"Data": "s"}, "Body": {"Text": {"Data": "t"}}}},
        }
        sent = len(self.cloud.outbox)
        if topic is not None and topic not in self.defaults:
            try:
                self.ses.send_email(**given, ListManagementOptions=options)
            except self.ses.exceptions.BadRequestException:
                assert len(self.cloud.outbox) == sent
                return
            raise AssertionError
        expected = {address: "Bounced" if self.status(address, topic) == "OPT_OUT" else "Delivered" for address in to}
        self.ses.send_email(**given, ListManagementOptions=options)
        mail = self.cloud.outbox.last
        assert mail.fates == expected
        assert (mail.header("List-Unsubscribe") is not None) is (len(to) == 1)
        for address in to:
            self.contacts.setdefault(address, [{}, False, None])

    @precondition(lambda self: any(len(mail.recipients) == 1 for mail in self.cloud.outbox))
    @rule(data=st.data())
    def leave(self, data):
        mail = data.draw(st.sampled_from([mail for mail in self.cloud.outbox if len(mail.recipients) == 1]))
        topic, (address,) = mail.list_management.topic, mail.recipients
        before = len(mail.events)
        with self.cloud._ses.world.lock:
            event = unsubscribe.unsubscribe(mail)
        changed = topic in self.defaults or topic is None
        if changed:
            said, out, attributes = self.contacts.get(address, ({}, False, None))
            new = [said, True, attributes] if topic is None else [{**said, topic: "OPT_OUT"}, out, attributes]
            changed = new != [said, out, attributes]
            if changed:
                self.contacts[address] = new
        assert (event is not None) is changed
        assert len(mail.events) == before + changed

    @precondition(lambda self: self.contacts)
    @rule(data=st.data())
    def is_read(self, data):
        address = data.draw(st.sampled_from(sorted(self.contacts)))
        said, out, attributes = self.contacts[address]
        found = self.ses.get_contact(ContactListName="news", EmailAddress=address)
        defaults = {topic: status for topic, status in self.defaults.items() if topic not in said}
        assert found.get("TopicPreferences", []) == listed(said)
        assert found.get("TopicDefaultPreferences", []) == listed(defaults)
        assert (found["UnsubscribeAll"], found.get("AttributesData")) == (out, attributes)

    @rule(status=STATUSES, topic=st.sampled_from([None, *TOPICS]), use=st.booleans())
    def are_found(self, status, topic, use):
        if topic is not None and topic not in self.defaults:
            return
        shape = {"FilteredStatus": status}
        if topic is not None:
            shape["TopicFilter"] = {"TopicName": topic, "UseDefaultIfPreferenceUnavailable": use}
        found = self.ses.list_contacts(ContactListName="news", Filter=shape)["Contacts"]
        assert {one["EmailAddress"] for one in found} == {
            address for address in self.contacts if self.status(address, topic, use_default=use) == status
        }

    @invariant()
    def the_list_is_as_the_model(self):
        found = self.cloud.region().contact_lists["news"]
        assert {topic.name: topic.default for topic in found.topics.values()} == self.defaults
        assert {
            contact.address: [dict(contact.preferences), contact.unsubscribed, contact.attributes]
            for contact in found.contacts.values()
        } == self.contacts


Contacts.TestCase.settings = settings(
    derandomize=True, max_examples=40, stateful_step_count=30, deadline=None, database=None
)
test_contacts_are_as_the_model_has_them = Contacts.TestCase
