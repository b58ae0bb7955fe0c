"""Probes about contact lists and contacts. An account has one list: where there is one already, they fail."""

from __future__ import annotations

import pytest
from botocore.exceptions import ClientError


def prefers(**topics):
    return [{"TopicName": topic, "SubscriptionStatus": f"OPT_{status}"} for topic, status in topics.items()]


def topic(name, **more):
    return {"TopicName": name, "DisplayName": name, "DefaultSubscriptionStatus": "OPT_OUT", **more}


@pytest.fixture
def news(sesv2, names):
    """A list with two topics."""
    name = names.contact_list()
    sesv2.create_contact_list(ContactListName=name, Topics=[topic("a"), topic("b")])
    return {"ContactListName": name}


def bare(answer):
    """An answer without what differs from call to call."""
    return {key: value for key, value in answer.items() if key != "ResponseMetadata" and "Timestamp" not in key}


@pytest.mark.probe("A160", says=["c", "b", "a"])
def test_the_order_of_contacts(sesv2, names, news):
    for name in "cba":
        sesv2.create_contact(**news, EmailAddress=f"{name}@{names.base}")
    return [contact["EmailAddress"][0] for contact in sesv2.list_contacts(**news)["Contacts"]]


@pytest.mark.probe("A161", says="404 NotFoundException: ann@<base> doesn't exist in List.")
def test_capitals_of_an_address(sesv2, said, names, news):
    sesv2.create_contact(**news, EmailAddress=f"Ann@{names.base}")
    return said(sesv2.get_contact, **news, EmailAddress=f"ann@{names.base}")


@pytest.mark.probe(
    "A161",
    says=[
        "accepted",
        "400 BadRequestException: EmailAddress <a@ex_ample.org> is invalid",
        '400 BadRequestException: EmailAddress <"a b"@example.org> is invalid',
        "accepted",
        "400 BadRequestException: EmailAddress <Ann <a@b.org>> is invalid",
    ],
)
def test_what_an_address_is(sesv2, said, news):
    addresses = ("a@b", "a@ex_ample.org", '"a b"@example.org', "ä@example.org", "Ann <a@b.org>")
    return [said(sesv2.create_contact, **news, EmailAddress=address) for address in addresses]


@pytest.mark.probe("A162", says=[["b"], "one", None, None])
def test_what_an_update_leaves(sesv2, news):
    sesv2.update_contact_list(**news, Description="one")
    sesv2.update_contact_list(**news, Topics=[topic("b")])
    first = sesv2.get_contact_list(**news)
    sesv2.update_contact_list(**news, Description="", Topics=[])
    second = sesv2.get_contact_list(**news)
    return [
        [found["TopicName"] for found in first["Topics"]],
        first.get("Description"),
        second.get("Description"),
        second.get("Topics"),
    ]


@pytest.mark.probe("A163", says=[None, None])
def test_preferences_for_a_topic_that_goes_and_comes_back(sesv2, names, news):
    contact = {**news, "EmailAddress": f"a@{names.base}"}
    sesv2.create_contact(**contact, TopicPreferences=prefers(a="IN"))
    seen = []
    for topics in ([topic("b")], [topic("a"), topic("b")]):
        sesv2.update_contact_list(**news, Topics=topics)
        seen.append(sesv2.get_contact(**contact).get("TopicPreferences"))
    return seen


@pytest.mark.probe("A164", says=[["ContactListName", "EmailAddress", "UnsubscribeAll"], ["ContactListName", "Tags"]])
def test_what_is_absent(sesv2, names, news):
    contact = {**news, "EmailAddress": f"a@{names.base}"}
    sesv2.update_contact_list(**news, Topics=[])
    sesv2.create_contact(**contact)
    return [sorted(bare(sesv2.get_contact(**contact))), sorted(bare(sesv2.get_contact_list(**news)))]


NAME = "ContactListName can contain up to 64 characters. Only alphanumeric characters, underscores(_) and hyphens(-) "


@pytest.mark.probe(
    "A165",
    says=[
        "400 BadRequestException: EmailAddress <x> is invalid",
        "400 BadRequestException: The page size must be between 1 and 1000",
        "400 BadRequestException: List: <contact-list> doesn't contain Topic: no",
        "400 BadRequestException: Cannot provide multiple tags with the same key",
        f"400 BadRequestException: {NAME}are allowed.",
    ],
)
def test_what_is_looked_at_first(sesv2, said, names, news):
    tag = {"Key": "a", "Value": "1"}
    return [
        said(sesv2.create_contact, ContactListName="a.b", EmailAddress="x"),
        said(sesv2.list_contacts, ContactListName="a.b", PageSize=1001),
        said(sesv2.update_contact, **news, EmailAddress=f"a@{names.base}", TopicPreferences=prefers(no="IN")),
        said(sesv2.create_contact_list, **news, Tags=[tag, tag]),
        said(sesv2.create_contact_list, ContactListName="a.b", Topics=[topic("a")] * 21),
    ]


@pytest.mark.probe("A166", says=[prefers(a="OUT"), "no {JSON"])
def test_what_is_kept_of_odd_contacts(sesv2, names, news):
    contact = {**news, "EmailAddress": f"a@{names.base}"}
    twice = [*prefers(a="IN"), *prefers(a="OUT")]
    sesv2.create_contact(**contact, TopicPreferences=twice, AttributesData="no {JSON")
    found = sesv2.get_contact(**contact)
    return [found["TopicPreferences"], found["AttributesData"]]


@pytest.mark.probe(
    "A167",
    says=[
        "404 NotFoundException: List with name: no doesn't exist.",
        "400 BadRequestException: List: <contact-list> doesn't contain Topic: no",
    ],
)
def test_a_mail_for_a_list_or_topic_that_is_not_there(sesv2, sender, news):
    def said(**options):
        try:
            sesv2.send_email(
                FromEmailAddress=sender,
                Destination={"ToAddresses": ["success@simulator.amazonses.com"]},
                Content={"Simple": {"Subject": {"Data": "Probe"}, "Body": {"Text": {"Data": "Probe"}}}},
                ListManagementOptions=options,
            )
        except ClientError as error:
            status = error.response["ResponseMetadata"]["HTTPStatusCode"]
            return f"{status} {error.response['Error']['Code']}: {error.response['Error'].get('Message')}"
        return "sent"

    return [said(ContactListName="no"), said(**news, TopicName="no")]
