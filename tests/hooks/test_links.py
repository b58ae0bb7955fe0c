"""Links in mails lead somewhere for every client of HTTP, as for a person who clicks, and nothing else is answered."""

from __future__ import annotations

import asyncio
import http.client
import urllib.error
import urllib.request

import pytest
import urllib3

from sesmock import Cloud, Request, mock_ses

requests = pytest.importorskip("requests")
responses = pytest.importorskip("responses")
httpx = pytest.importorskip("httpx")
aiohttp = pytest.importorskip("aiohttp")

pytestmark = [
    pytest.mark.ses(region="us-east-1", verified=["example.com"], at="2026-01-01T09:00Z", seed=1),
    pytest.mark.usefixtures("no_lookups"),
]

TOPIC = "arn:aws:sns:us-east-1:123456789012:events"
OFFER = "https://example.com/?a=1&b=2"


@pytest.fixture
def mail(v2, ses_cloud):
    """A tracked mail for a contact list."""
    v2.create_contact_list(ContactListName="people", Topics=[])
    v2.create_configuration_set(ConfigurationSetName="set")
    v2.create_configuration_set_event_destination(
        ConfigurationSetName="set", EventDestinationName="all",
        EventDestination={
            "Enabled": True, "MatchingEventTypes": ["OPEN", "CLICK"], "SnsDestination": {"TopicArn": TOPIC},
        },
    )  # fmt: skip
    v2.send_email(
        FromEmailAddress="shop@example.com",
        Destination={"ToAddresses": ["ann@example.org"]},
        Content={
            "Simple": {
                "Subject": {"Data": "Hi"},
                "Body": {"Html": {"Data": '<a href="https://example.com/?a=1&amp;b=2">'}},
            }
        },
        ConfigurationSetName="set",
        ListManagementOptions={"ContactListName": "people"},
    )
    return ses_cloud.outbox.last


def pixel(mail):
    return mail.delivered.html.partition('src="')[2].partition('"')[0]


def with_urllib3(method, url, **form):
    body = {"fields": form, "encode_multipart": False} if form else {}
    manager = urllib3.PoolManager(headers={"User-Agent": "Agent"})
    found = manager.request(method, url, redirect=False, retries=False, **body)
    return found.status, found.headers.get("Location"), found.data


def with_requests(method, url, **form):
    found = requests.request(
        method, url, data=form or None, allow_redirects=False, timeout=5, headers={"User-Agent": "Agent"}
    )
    return found.status_code, found.headers.get("Location"), found.content


def with_responses(method, url, **form):
    with responses.RequestsMock():
        return with_requests(method, url, **form)


def with_httpx(method, url, **form):
    found = httpx.request(method, url, data=form or None, headers={"User-Agent": "Agent"})
    return found.status_code, found.headers.get("Location"), found.content


def with_async_httpx(method, url, **form):
    async def ask():
        async with httpx.AsyncClient() as client:
            return await client.request(method, url, data=form or None, headers={"User-Agent": "Agent"})

    found = asyncio.run(ask())
    return found.status_code, found.headers.get("Location"), found.content


def with_http_client(method, url):
    scheme, _, rest = url.partition("://")
    host, _, path = rest.partition("/")
    kind = http.client.HTTPSConnection if scheme == "https" else http.client.HTTPConnection
    connection = kind(host)
    connection.request(method, "/" + path)
    found = connection.getresponse()
    return found.status, found.getheader("Location"), found.read()


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_):
        return None


def with_urllib(method, url):
    request = urllib.request.Request(url, method=method)
    try:
        with urllib.request.build_opener(_Stay).open(request) as found:
            return found.status, found.headers.get("Location"), found.read()
    except urllib.error.HTTPError as found:
        with found:
            return found.code, found.headers.get("Location"), found.read()


def with_aiohttp(method, url):
    import yarl

    async def ask():
        where = yarl.URL(url, encoded=True)
        async with aiohttp.ClientSession() as session, session.request(method, where, allow_redirects=False) as found:
            return found.status, found.headers.get("Location"), await found.read()

    return asyncio.run(ask())


LOOKED_UP = (OSError, urllib3.exceptions.HTTPError, httpx.ConnectError, aiohttp.ClientError)
HOST = "https://email.us-east-1.amazonaws.com/"
WHOLE = [with_urllib3, with_requests, with_responses, with_httpx, with_async_httpx]
ALL = [*WHOLE, with_http_client, with_urllib, with_aiohttp]


@pytest.mark.parametrize("ask", ALL)
def test_a_tracked_link_and_the_pixel(ask, mail, ses_cloud):
    clicked, opened = ask("GET", mail.links[0].url), ask("GET", pixel(mail))

    assert clicked == (302, OFFER, b"")
    assert (opened[:2], opened[2][:6]) == ((200, None), b"GIF89a")
    assert [event.type for event in mail.events] == ["Send", "Delivery", "Click", "Open"]
    [click, _] = ses_cloud.events.at(TOPIC)[1:]
    agent = "Agent" if ask in WHOLE else "Mozilla/5.0 (sesmock)"
    assert (click.payload["click"]["userAgent"], click.payload["click"]["link"]) == (agent, OFFER)


@pytest.mark.parametrize("ask", ALL)
def test_the_link_of_a_verification_mail(ask, v1, v2, ses_cloud):
    v1.verify_email_identity(EmailAddress="ann@example.org")
    link = ses_cloud.mailbox("ann@example.org").one().links[0].url

    assert ask("GET", link) == (302, "https://aws.amazon.com/ses/verifysuccess/", b"")
    assert v2.get_email_identity(EmailIdentity="ann@example.org")["VerificationStatus"] == "SUCCESS"


@pytest.mark.parametrize("ask", WHOLE)
def test_one_click(ask, mail, v2):
    url = mail.header("List-Unsubscribe")[1:].partition(">")[0]

    status, location, page = ask("POST", url, **{"List-Unsubscribe": "One-Click"})

    assert (status, location) == (200, None)
    assert b"You have been unsubscribed." in page
    assert v2.get_contact(ContactListName="people", EmailAddress="ann@example.org")["UnsubscribeAll"] is True
    assert b"Unsubscribe from all" in ask("GET", url)[2]


@pytest.mark.parametrize("ask", WHOLE)
def test_a_custom_domain(ask, mail, v2, ses_cloud):
    ses_cloud.verify("links.example.com")
    v2.put_configuration_set_tracking_options(ConfigurationSetName="set", CustomRedirectDomain="links.example.com")
    v2.send_email(
        FromEmailAddress="shop@example.com", Destination={"ToAddresses": ["ann@example.org"]},
        ConfigurationSetName="set",
        Content={"Simple": {"Subject": {"Data": "Hi"}, "Body": {"Html": {"Data": '<a href="http://e.com/">x</a>'}}}},
    )  # fmt: skip
    url = ses_cloud.outbox.last.links[0].url

    assert url.startswith("http://links.example.com/CL0/")
    assert ask("GET", url) == (302, "http://e.com/", b"")
    with pytest.raises(LOOKED_UP):
        ask("GET", url.replace("e.com%2F", "e.net%2F"))  # nobody has sent this one: it goes to its own server


@pytest.mark.parametrize("ask", ALL)
def test_links_that_nobody_has_sent(ask, mail):
    url = mail.links[0].url

    assert ask("GET", url[:-9])[0] == 400
    for other in ("https://awstrack.me/L0/x", "https://example.com/L0/x", "https://example.com/?x=/CL0/"):
        with pytest.raises(LOOKED_UP):
            ask("GET", other)


@pytest.mark.parametrize("ask", ALL)
def test_without_a_mock_no_link_is_answered(ask):
    mock = mock_ses(Cloud(region="us-east-1"))
    with mock as cloud:
        cloud.handle(Request("POST", HOST, {}, b"Action=VerifyEmailIdentity&EmailAddress=bob%40example.org"))
        link = cloud.mailbox("bob@example.org").one().links[0].url
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sesmock.hooks.requests.active", lambda: None)
        patch.setattr("sesmock.hooks.httpx.active", lambda: None)
        patch.setattr("sesmock.hooks.webhooks.active", lambda: None)
        with pytest.raises(LOOKED_UP):
            ask("GET", link)


@pytest.mark.parametrize("ask", [with_urllib3, with_requests, with_responses, with_httpx, with_async_httpx])
def test_an_answer_to_head_has_headers_only(mail, ask):
    page = mail.header("List-Unsubscribe")[1:].partition(">")[0]
    for url in (mail.links[0].url, pixel(mail), page, page + "x", mail.links[0].url + "x"):
        status, location, body = ask("HEAD", url)
        seen = ask("GET", url)
        assert (status, location, body) == (*seen[:2], b"")


def test_what_is_sent_to_others_is_left_alone(mail):
    sent = []

    def pieces():
        sent.append("read")
        yield b"x"

    for url in ("https://unsubscribe.example.com/", "https://example.com/CL0/x"):
        with pytest.raises(requests.ConnectionError):
            requests.post(url, data=pieces(), timeout=5)
        with pytest.raises(httpx.ConnectError):
            httpx.post(url, content=pieces())

    assert sent == []


def test_only_the_cloud_that_has_sent_it_knows_a_link(mail):
    url = mail.links[0].url
    with mock_ses(Cloud(seed=2)):
        assert with_requests("GET", url)[0] == 400
    assert with_requests("GET", url)[0] == 302
