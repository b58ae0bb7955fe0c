"""The links by which people leave a contact list: one click by RFC 8058, and the page of their preferences."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest

pytestmark = pytest.mark.ses(region="us-east-1", verified=["example.com"], at="2026-01-01T09:00Z", seed=1)

TOPIC = "arn:aws:sns:us-east-1:123456789012:events"


@pytest.fixture
def send(v2, ses_cloud):
    v2.create_contact_list(
        ContactListName="people",
        Topics=[
            {"TopicName": "news", "DisplayName": "News & more", "DefaultSubscriptionStatus": "OPT_IN"},
            {"TopicName": "offers", "DisplayName": "Offers", "DefaultSubscriptionStatus": "OPT_OUT"},
        ],
    )
    v2.create_contact(ContactListName="people", EmailAddress="ann@example.org")
    v2.create_configuration_set(ConfigurationSetName="set")
    v2.create_configuration_set_event_destination(
        ConfigurationSetName="set", EventDestinationName="all",
        EventDestination={
            "Enabled": True, "MatchingEventTypes": ["SUBSCRIPTION", "CLICK"], "SnsDestination": {"TopicArn": TOPIC},
        },
    )  # fmt: skip

    def send(*to, topic=None, options=True):
        managed = {"ContactListName": "people"} | ({"TopicName": topic} if topic else {})
        html = '<a href="https://example.com/">x</a><a href="{{amazonSESUnsubscribeUrl}}">Leave</a>'
        v2.send_email(
            FromEmailAddress="shop@example.com",
            Destination={"ToAddresses": list(to or ["ann@example.org"])},
            Content={"Simple": {"Subject": {"Data": "Hi"}, "Body": {"Html": {"Data": html}}}},
            ConfigurationSetName="set",
            **({"ListManagementOptions": managed} if options else {}),
        )
        return ses_cloud.outbox.last

    return send


def contact(v2):
    found = v2.get_contact(ContactListName="people", EmailAddress="ann@example.org")
    preferences = {said["TopicName"]: said["SubscriptionStatus"] for said in found.get("TopicPreferences", ())}
    return found["UnsubscribeAll"], preferences


class Form(HTMLParser):
    """What a browser would send."""

    def __init__(self, page):
        super().__init__()
        self.action, self.fields, self.names = None, {}, []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if tag == "form":
            assert attrs["method"] == "post"
            self.action = attrs["action"]
        elif tag == "input":
            self.names.append((attrs["name"], attrs["value"]))
            if "checked" in attrs:
                self.fields[attrs["name"]] = attrs["value"]


def one_click(mail):
    """The link as a mail program reads it (RFC 8058 §3.1)."""
    assert mail.header("List-Unsubscribe-Post") == "List-Unsubscribe=One-Click"
    first = mail.header("List-Unsubscribe").split(",")[0].strip()
    assert first[:9] + first[-1] == "<https://>"[:9] + ">"
    signed = [
        value.partition("h=")[2].partition(";")[0].lower() for name, value in mail.headers if name == "DKIM-Signature"
    ]
    assert all({"list-unsubscribe", "list-unsubscribe-post"} <= set(names.split(":")) for names in signed)
    return first[1:-1]


def test_one_click(send, v2, ses_cloud):
    mail = send()

    answer = ses_cloud.visit(one_click(mail), "POST", {"List-Unsubscribe": "One-Click"})

    assert (answer.status, answer.location) == (200, None)  # no redirect (RFC 8058 §3.1)
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    assert contact(v2) == (True, {})
    [event] = ses_cloud.events.of("Subscription")
    assert (event.mail, event.recipients, event.detail.source) == (mail, ("ann@example.org",), "UnsubscribeHeader")
    assert [notice.event for notice in ses_cloud.events.of("Subscription").at(TOPIC)] == [event]


@pytest.mark.parametrize(
    "data",
    [
        "List-Unsubscribe=One-Click",
        b"List-Unsubscribe=One-Click",
        b'--b\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--b--\r\n',
    ],
)
def test_a_mail_program_may_post_as_it_likes(send, v2, ses_cloud, data):
    assert ses_cloud.visit(one_click(send()), "POST", data).status == 200
    assert contact(v2)[0]


def test_looking_at_the_link_does_not_unsubscribe(send, v2, ses_cloud):
    # RFC 8058 §3.2: "MUST NOT" be taken for a POST; programs that scan mails follow links.
    url = one_click(send())
    answers = [
        ses_cloud.visit(url),
        ses_cloud.visit(url, "HEAD"),
        ses_cloud.visit(url, "POST"),
        ses_cloud.visit(url, "PUT"),
    ]

    assert [answer.status for answer in answers] == [200, 200, 400, 405]
    assert (
        Form(answers[0].text).action
        == Form(ses_cloud.visit(send().links[1].url).text)
        .action.replace(ses_cloud.outbox[1].message_id, ses_cloud.outbox[0].message_id)
        .rpartition("/")[0]
        + "/"
        + Form(answers[0].text).action.rpartition("/")[2]
    )
    assert contact(v2) == (False, {})


def test_unsubscribe_is_short_for_it(send, v2):
    send(topic="news").unsubscribe()
    assert contact(v2) == (False, {"news": "OPT_OUT"})

    send().unsubscribe()
    assert contact(v2) == (True, {"news": "OPT_OUT"})


def test_unsubscribing_from_a_topic(send, v2, ses_cloud):
    mail = send()
    assert mail.unsubscribe("news").status == 200
    assert contact(v2) == (False, {"news": "OPT_OUT"})
    mail.unsubscribe()
    mail.unsubscribe(topic="offers")

    assert contact(v2) == (True, {"news": "OPT_OUT", "offers": "OPT_OUT"})  # from all it stays
    with pytest.raises(LookupError, match="has no topic 'ofers'; did you mean 'offers'"):
        mail.unsubscribe("ofers")


def test_the_page_shows_preferences_and_takes_others(send, v2, ses_cloud):
    mail = send()
    link = next(link for link in mail.links if link.text == "Leave")

    page = mail.click(link)

    assert (page.status, page.headers["Content-Type"]) == (200, "text/html; charset=utf-8")
    assert "News &amp; more" in page.text
    form = Form(page.text)
    assert form.fields == {"topic.news": "OPT_IN", "topic.offers": "OPT_OUT"}
    assert ("unsubscribeAll", "true") in form.names
    saved = ses_cloud.visit(form.action, "POST", form.fields | {"topic.offers": "OPT_IN"})
    assert (saved.status, contact(v2)) == (200, (False, {"news": "OPT_IN", "offers": "OPT_IN"}))
    ses_cloud.visit(form.action, "POST", {"unsubscribeAll": "true", "topic.news": "MAYBE", "topic.x": "OPT_IN"})
    assert contact(v2) == (True, {"news": "OPT_IN", "offers": "OPT_IN"})
    assert Form(ses_cloud.visit(link.url).text).fields["unsubscribeAll"] == "true"
    assert [event.detail.source for event in ses_cloud.events.of("Subscription")] == ["UnsubscribePage"] * 2


def test_the_link_to_leave_is_not_tracked(send, ses_cloud):
    mail = send()
    tracked, leave = mail.links

    assert (tracked.tracked, leave.tracked) == (True, False)
    mail.click(leave)
    assert ses_cloud.events.of("Click") == []


def test_mails_without_such_links_say_why(send):
    with pytest.raises(LookupError, match="it was sent without ListManagementOptions"):
        send(options=False).unsubscribe()
    with pytest.raises(LookupError, match="it went to several"):
        send("ann@example.org", "bob@example.org").unsubscribe()


def test_a_mail_that_its_caller_has_signed_has_no_such_links(send, v2, ses_cloud):
    v2.send_email(
        FromEmailAddress="shop@example.com",
        Destination={"ToAddresses": ["ann@example.org"]},
        Content={"Raw": {"Data": b"DKIM-Signature: v=1; d=example.com\r\nTo: ann@example.org\r\n\r\nHi\r\n"}},
        ListManagementOptions={"ContactListName": "people"},
    )
    with pytest.raises(LookupError, match=r"has no links to unsubscribe by: its caller has signed it$"):
        ses_cloud.outbox.last.unsubscribe()


def test_who_has_not_got_a_mail_leaves_nothing_by_it(send, ses_cloud):
    ses_cloud.receivers.bounce("ann@example.org")
    with pytest.raises(LookupError, match="nobody has got <SentMail"):
        send().unsubscribe()


def test_links_to_nothing(send, v2, ses_cloud):
    url = one_click(send())
    assert ses_cloud.visit(url[:-1], "POST", {"List-Unsubscribe": "One-Click"}).status == 404
    v2.delete_contact_list(ContactListName="people")

    assert ses_cloud.visit(url, "POST", {"List-Unsubscribe": "One-Click"}).status == 410
    assert ses_cloud.visit(url).status == 410
