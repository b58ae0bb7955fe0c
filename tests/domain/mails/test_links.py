"""The links of a mail, and what a click on them and a look at the mail lead to."""

from __future__ import annotations

import json

import pytest

from sesmock import Link, Notification

pytestmark = pytest.mark.ses(region="us-east-1", verified=["example.com"], at="2026-01-01T12:34:56.789Z", seed=1)

TOPIC = "arn:aws:sns:us-east-1:123456789012:events"
OTHER = "arn:aws:sns:us-east-1:123456789012:others"
OFFER = "https://example.com/?a=1&b=2"
HTML = (
    '<a ses:tags="kind:offer;place:top;" href="https://example.com/?a=1&amp;b=2">Yes</a>'
    '<a href="https://example.com/?a=1&amp;b=2">again</a>'
    '<a ses:no-track href="https://example.com/plain">plain</a><a href="mailto:ann@example.com">mail</a>'
)


def destination(v2, topic, *types, call="create"):
    getattr(v2, f"{call}_configuration_set_event_destination")(
        ConfigurationSetName="news", EventDestinationName="all",
        EventDestination={"Enabled": True, "MatchingEventTypes": types, "SnsDestination": {"TopicArn": topic}},
    )  # fmt: skip


@pytest.fixture
def news(v2):
    """A configuration set that asks for opens and clicks."""
    v2.create_configuration_set(ConfigurationSetName="news")
    destination(v2, TOPIC, "OPEN", "CLICK")


@pytest.fixture
def send(v2, ses_cloud):
    def send(*to, html=HTML, text=None, name="news"):
        body = {} if html is None else {"Html": {"Data": html}}
        v2.send_email(
            FromEmailAddress="Shop <shop@example.com>",
            Destination={"ToAddresses": list(to or ["ann@example.org"])},
            Content={
                "Simple": {
                    "Subject": {"Data": "Hi"},
                    "Body": body if text is None else {**body, "Text": {"Data": text}},
                }
            },
            **({} if name is None else {"ConfigurationSetName": name}),
        )
        return ses_cloud.outbox.last

    return send


def published(cloud, target=TOPIC):
    received = [notice for notice in cloud.events.at(target) if isinstance(notice, Notification)]
    return [json.loads(notice.message) for notice in received]


# ---- what there is ----


def test_the_links_of_a_mail(send, news):
    mail = send(text=f"See {OFFER}, (https://example.com/faq) or http://example.com.")

    first, second, *rest = mail.links
    assert (first.target, first.text, first.tags, first.tracked) == (
        OFFER,
        "Yes",
        {"kind": ["offer"], "place": ["top"]},
        True,
    )
    assert second == Link(second.url, OFFER, "again")
    assert first.url != second.url
    assert rest == [
        Link("https://example.com/plain", "https://example.com/plain", "plain"),
        Link("mailto:ann@example.com", "mailto:ann@example.com", "mail"),
        Link(OFFER, OFFER, OFFER, None, "text"),
        Link("https://example.com/faq", "https://example.com/faq", "https://example.com/faq", None, "text"),
        Link("http://example.com", "http://example.com", "http://example.com", None, "text"),
    ]
    assert not any(link.tracked for link in rest)


def test_the_links_of_a_mail_that_is_not_tracked(send):
    first, *rest = send(name=None).links

    assert first == Link(OFFER, OFFER, "Yes", {"kind": ["offer"], "place": ["top"]})
    assert [link.url for link in rest] == [OFFER, "https://example.com/plain", "mailto:ann@example.com"]


# ---- clicks ----


def test_a_click(send, news, ses_cloud):
    mail = send()
    ses_cloud.clock.advance(minutes=5)

    answer = mail.click(OFFER, user_agent="Browser", ip="192.0.2.99")

    assert answer == (302, {"Location": OFFER, "Content-Length": "0"}, b"")
    assert (answer.location, answer.text) == (OFFER, "")
    send_, delivery, click = mail.events
    assert (send_.type, delivery.type, click.type) == ("Send", "Delivery", "Click")
    assert (click.recipients, click.at - mail.at, click.detail.number) == (("ann@example.org",), 300, 1)
    assert ses_cloud.events.of("Click") == [click]
    assert published(ses_cloud) == [
        {
            "eventType": "Click",
            "click": {
                "ipAddress": "192.0.2.99",
                "timestamp": "2026-01-01T12:39:56.789Z",
                "userAgent": "Browser",
                "link": OFFER,
                "linkTags": {"kind": ["offer"], "place": ["top"]},
            },
            "mail": {
                "timestamp": "2026-01-01T12:34:56.789Z",
                "source": "Shop <shop@example.com>",
                "sendingAccountId": "123456789012",
                "messageId": mail.message_id,
                "destination": ["ann@example.org"],
                "headersTruncated": False,
                "headers": [
                    {"name": "From", "value": "Shop <shop@example.com>"},
                    {"name": "To", "value": "ann@example.org"},
                    {"name": "Subject", "value": "Hi"},
                    {"name": "MIME-Version", "value": "1.0"},
                    {"name": "Content-Type", "value": "text/html; charset=UTF-8"},
                    {"name": "Content-Transfer-Encoding", "value": "7bit"},
                ],
                "commonHeaders": {
                    "from": ["Shop <shop@example.com>"],
                    "to": ["ann@example.org"],
                    "messageId": mail.message_id,
                    "subject": "Hi",
                },
                "tags": {
                    "ses:source-tls-version": ["TLSv1.3"],
                    "ses:operation": ["SendEmail"],
                    "ses:configuration-set": ["news"],
                    "ses:source-ip": ["192.0.2.10"],
                    "ses:from-domain": ["example.com"],
                    "ses:caller-identity": ["sesmock"],
                },
            },
        }
    ]


def test_links_that_are_not_tracked_say_their_own_tags(send):
    html = (
        '<a ses:tags="place:top" href="https://example.com/">a</a><a href="https://example.com/">b</a>'
        '<a ses:tags="place:end" href="https://example.com/">c</a>'
    )

    assert [link.tags for link in send(html=html, name=None).links] == [{"place": ["top"]}, None, {"place": ["end"]}]


def test_each_link_to_a_target_has_tags_of_its_own(send, news, ses_cloud):
    ses_cloud.receivers.click("ann@example.org", "https://example.com/")
    tagged = '<a {} href="https://example.com/">x</a>'
    mail = send(html="".join(tagged.format(said) for said in (
        "", 'ses:tags="n:1"', 'ses:no-track ses:tags="n:2"', 'ses:tags="n:3"',
    )))  # fmt: skip

    assert [link.tags for link in mail.links] == [None, {"n": ["1"]}, None, {"n": ["3"]}]
    for link in mail.links:
        if link.tracked:
            mail.click(link)
    # A receiver's click is on the first that has any.
    clicks = [payload["click"]["linkTags"] for payload in published(ses_cloud)]
    assert clicks == [{"n": ["1"]}, None, {"n": ["1"]}, {"n": ["3"]}]


@pytest.mark.parametrize("name", ["news", None])
def test_a_mail_is_not_read_once_for_each_of_its_links(send, news, name, monkeypatch):
    from sesmock.mail import html

    mail = send(html='<a ses:tags="a:b" href="https://example.com/">x</a>' * 50, name=name)
    read, real = [], html.tags
    monkeypatch.setattr(html, "tags", lambda text: read.append(text) or real(text))

    assert len(mail.links) == 50
    assert len(read) <= 2


def test_each_link_has_its_own_tags_and_each_click_is_an_event(send, news, ses_cloud):
    mail = send()
    _, second, *_ = mail.links
    for link in (second, second.url, OFFER):
        mail.click(link)

    clicks = [payload["click"]["linkTags"] for payload in published(ses_cloud)]
    assert clicks == [None, None, {"kind": ["offer"], "place": ["top"]}]
    assert [event.feedback_id for event in mail.events] == list(
        dict.fromkeys(event.feedback_id for event in mail.events)
    )


@pytest.mark.parametrize(
    ("link", "problem"),
    [
        (
            "https://example.com/?a=1&b=3",
            (
                "<SentMail Shop <shop@example.com> → ann@example.org: 'Hi'> has no link 'https://example.com/?a=1&b=3'"
                "; did you mean 'https://example.com/?a=1&b=2'?"
            ),
        ),
        (
            "x",
            (
                "<SentMail Shop <shop@example.com> → ann@example.org: 'Hi'> has no link 'x'; it has "
                "https://example.com/?a=1&b=2, https://example.com/plain, mailto:ann@example.com"
            ),
        ),
        (
            "https://example.com/plain",
            (
                "https://example.com/plain does not lead to SES, which learns nothing of a click: it has ses:no-track, "
                "stands in the text, or is none that SES tracks"
            ),
        ),
    ],
)
def test_a_click_that_cannot_be(send, news, link, problem):
    mail = send()

    with pytest.raises(LookupError) as caught:
        mail.click(link)

    assert str(caught.value) == problem
    assert [event.type for event in mail.events] == ["Send", "Delivery"]


def test_why_a_mail_is_not_tracked(send, v2, news):
    destination(v2, TOPIC, "SEND", call="update")
    reasons = []
    for mail in (send(), send(name=None)):
        for act in (lambda mail=mail: mail.click(OFFER), mail.open):
            with pytest.raises(LookupError) as caught:
                act()
            reasons.append(str(caught.value).rpartition(": ")[2])

    assert reasons == [
        "no event destination of configuration set news asked for CLICK when it was sent",
        "no event destination of configuration set news asked for OPEN when it was sent",
        "the mail was sent without a configuration set",
        "the mail was sent without a configuration set",
    ]


def test_a_mail_without_html_cannot_be_seen_to_be_opened(send, news):
    with pytest.raises(LookupError, match="has no pixel: it has no HTML"):
        send(html=None, text="x").open()


# ---- opens ----


def test_an_open(send, news, ses_cloud):
    mail = send()

    answer = mail.open(user_agent="Mail", ip="192.0.2.98")

    assert (answer.status, answer.headers) == (200, {"Content-Type": "image/gif", "Content-Length": "42"})
    assert answer.body.startswith(b"GIF89a\x01\x00\x01\x00")
    [payload] = published(ses_cloud)
    assert (payload["eventType"], payload["open"]) == (
        "Open",
        {"ipAddress": "192.0.2.98", "timestamp": "2026-01-01T12:34:56.789Z", "userAgent": "Mail"},
    )


# ---- who, and who is told ----


def test_a_mail_to_several_has_the_same_links_for_all(send, news, ses_cloud):
    # "each recipient will save the same click tracking link" (documented): SES cannot tell who it was.
    ses_cloud.receivers.bounce("gone@example.org")
    mail = send("ann@example.org", "gone@example.org", "Bob@example.org")

    mail.open()
    mail.open(by="bob@example.org")
    with pytest.raises(LookupError) as caught:
        mail.click(OFFER, by="bo@example.org")

    assert [event.recipients for event in ses_cloud.events.of("Open", "Click")] == [
        ("ann@example.org", "Bob@example.org"),
        ("Bob@example.org",),
    ]
    assert str(caught.value) == f"'bo@example.org' has not got {mail!r}; did you mean 'Bob@example.org'?"
    with pytest.raises(LookupError, match=r"'gone@example\.org' has not got"):
        mail.open(by="gone@example.org")


def test_a_mail_that_nobody_has_got_is_not_opened(send, news, ses_cloud):
    ses_cloud.receivers.bounce("example.org")
    mail = send()

    for act in (mail.open, lambda: mail.click(OFFER)):
        with pytest.raises(LookupError, match="nobody has got <SentMail"):
            act()


def test_those_are_told_who_ask_for_it_when_it_happens(send, v2, news, ses_cloud):
    mail = send()
    destination(v2, OTHER, "CLICK", call="update")
    mail.click(OFFER)
    mail.open()
    v2.delete_configuration_set(ConfigurationSetName="news")
    mail.click(OFFER)

    assert [len(event.subscribers) for event in mail.events] == [0, 0, 1, 0, 0]
    assert [payload["eventType"] for payload in published(ses_cloud, OTHER)] == ["Click"]


def test_a_test_is_called_with_what_comes_of_a_visit(send, news, ses_cloud):
    called = []
    ses_cloud.subscribe(TOPIC, called.append)
    mail = send()
    mail.open()
    mail.click(OFFER)

    assert [notice.event.type for notice in called] == ["Open", "Click"]
    assert [delivery.kind for delivery in ses_cloud.deliveries[-2:]] == ["SNS", "FUNCTION"]


def test_sixty_days_long(send, news, ses_cloud):
    # "for 60 days after each email is sent" (documented); that links lead on all the same is assumed.
    mail = send()
    ses_cloud.clock.advance(days=60)
    mail.open()
    ses_cloud.clock.advance(seconds=1)
    mail.open()

    assert mail.click(OFFER).location == OFFER
    assert [event.type for event in mail.events] == ["Send", "Delivery", "Open"]


# ---- cloud.visit ----


def test_only_what_ses_has_signed_leads_somewhere(send, news, ses_cloud):
    mail = send()
    url = mail.links[0].url
    for wrong in (url.replace("b=2", "b=3"), url.replace("/1/", "/2/").replace("=457", "=458"), url[:-9], url + "x"):
        assert ses_cloud.visit(wrong).status == 400
    for other in (
        "https://example.com/",
        "https://links.example.com/CL0/x/1/y/z=1",
        "mailto:a@b",
        "ftp://x.awstrack.me/",
    ):
        with pytest.raises(LookupError, match="does not lead to SES"):
            ses_cloud.visit(other)

    assert ses_cloud.visit(url, "POST").status == 405
    assert ses_cloud.visit(url, "HEAD").location == OFFER
    assert [event.type for event in mail.events] == ["Send", "Delivery"]
    assert ses_cloud.visit(url.replace("https://", "http://"), "get").location == OFFER
    assert [event.type for event in mail.events] == ["Send", "Delivery", "Click"]


def test_links_of_another_cloud_lead_nowhere(send, news, ses_cloud):
    from sesmock import Cloud

    assert Cloud(seed=2).visit(send().links[0].url).status == 400


def test_a_custom_domain_is_answered_for_its_own_links_only(v2, send, news, ses_cloud):
    ses_cloud.verify("links.example.com")
    v2.put_configuration_set_tracking_options(
        ConfigurationSetName="news", CustomRedirectDomain="links.example.com", HttpsPolicy="REQUIRE"
    )
    url = send().links[0].url

    assert url.startswith("https://links.example.com/CL0/")
    assert ses_cloud.visit(url).location == OFFER
    with pytest.raises(LookupError):
        ses_cloud.visit(url.replace("links.", "other."))
    with pytest.raises(LookupError):
        ses_cloud.visit(url + "x")


def test_receivers_that_click_and_open_do_so_when_the_mail_is_delivered(send, news, ses_cloud):
    ses_cloud.receivers.open("ann@example.org")
    ses_cloud.receivers.click("ann@example.org", OFFER)
    mail = send()
    mail.click(OFFER)

    assert [event.type for event in mail.events] == ["Send", "Delivery", "Open", "Click", "Click"]
    assert [event.detail.number for event in ses_cloud.events.of("Click")] == [0, 1]


def test_a_link_may_be_visited_as_it_is(send, news, ses_cloud):
    link = send().links[0]

    assert ses_cloud.visit(link) == ses_cloud.visit(link.url)
    assert [event.detail.link for event in ses_cloud.events.of("Click")] == [OFFER, OFFER]


@pytest.mark.parametrize("wrong", [None, 5, b"https://example.com/"])
def test_only_urls_and_links_can_be_visited(ses_cloud, wrong):
    with pytest.raises(TypeError) as info:
        ses_cloud.visit(wrong)
    assert str(info.value) == f"visit takes a URL or a link, not {wrong!r}"
