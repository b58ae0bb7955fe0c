"""The addresses of SNS that envelopes name are answered, for every client, and no others are."""

from __future__ import annotations

import asyncio
import http.client
import urllib.error
import urllib.request
import xml.etree.ElementTree as ET

import pytest
import urllib3

from sesmock import mock_ses, sns

requests = pytest.importorskip("requests")
responses = pytest.importorskip("responses")
httpx = pytest.importorskip("httpx")
aiohttp = pytest.importorskip("aiohttp")

pytestmark = pytest.mark.usefixtures("no_lookups")

TOPIC = "arn:aws:sns:eu-west-1:123456789012:bounces"
NAMESPACE = "{http://sns.amazonaws.com/doc/2010-03-31/}"


@pytest.fixture
def urls():
    envelope = sns.envelope(topic_arn=TOPIC, message="m", subject=None, message_id="1", at=0)
    asked = sns.confirmation(topic_arn=TOPIC, token="a/b+c d", message_id="2", at=0)
    return envelope["SigningCertURL"], asked["SubscribeURL"], envelope["UnsubscribeURL"]


def with_http_client(url):
    host, _, path = url.removeprefix("https://").partition("/")
    connection = http.client.HTTPSConnection(host)
    connection.request("GET", f"/{path}")
    response = connection.getresponse()
    assert (response.status, response.reason) == (200, "OK")
    return response.read()


def with_requests_streaming(url):
    with requests.get(url, timeout=5, stream=True) as response:
        return b"".join(response.iter_content(7))


def with_responses(url):
    with responses.RequestsMock():
        return requests.get(url, timeout=5).content


def with_aiohttp(url):
    async def get():
        async with aiohttp.ClientSession(raise_for_status=True) as session:
            first = await session.get(url)
            async with session.get(url) as response:
                assert await first.read() == await response.read()
                return await response.read()

    return asyncio.run(get())


def with_async_httpx(url):
    async def get():
        async with httpx.AsyncClient() as client:
            return (await client.get(url)).raise_for_status().content

    return asyncio.run(get())


def with_urllib(url):
    with urllib.request.urlopen(url) as response:
        return response.read()


CLIENTS = {
    "requests": lambda url: requests.get(url, timeout=5).content,
    "requests, streaming": with_requests_streaming,
    "responses": with_responses,
    "urllib3": lambda url: urllib3.PoolManager().request("GET", url, retries=False).data,
    "urllib": with_urllib,
    "http.client": with_http_client,
    "httpx": lambda url: httpx.get(url).raise_for_status().content,
    "httpx, async": with_async_httpx,
    "aiohttp": with_aiohttp,
}
LOOKED_UP = (OSError, urllib3.exceptions.HTTPError, httpx.ConnectError, aiohttp.ClientError)


@pytest.mark.parametrize("get", CLIENTS.values(), ids=CLIENTS)
def test_what_envelopes_name_is_answered(get, urls):
    certificate, subscribe, unsubscribe = urls
    with mock_ses():
        assert get(certificate) == sns.certificate_pem()
        subscribed, unsubscribed = ET.fromstring(get(subscribe)), ET.fromstring(get(unsubscribe))

    arn = subscribed.findtext(f"{NAMESPACE}ConfirmSubscriptionResult/{NAMESPACE}SubscriptionArn")
    assert subscribed.tag == f"{NAMESPACE}ConfirmSubscriptionResponse"
    assert (arn, unsubscribe.endswith(f"SubscriptionArn={arn}")) == (unsubscribe.partition("SubscriptionArn=")[2], True)
    assert unsubscribed.tag == f"{NAMESPACE}UnsubscribeResponse"
    for answer in (subscribed, unsubscribed):
        assert len(answer.findtext(f"{NAMESPACE}ResponseMetadata/{NAMESPACE}RequestId")) == 36


@pytest.mark.parametrize("get", [get for name, get in CLIENTS.items() if name != "responses"])
def test_nothing_else_of_sns_is_answered(get, urls):
    certificate, subscribe, _ = urls
    others = [
        certificate.replace("eu-west-1", "eu-west-2"),
        certificate.replace("https://sns.", "https://sns.evil."),
        certificate[:-5] + ("0" if certificate[-5] != "0" else "1") + ".pem",
        subscribe + "x",
        "https://sns.eu-west-1.amazonaws.com/?Action=ListTopics",
    ]
    with mock_ses():
        for url in others:
            with pytest.raises(LOOKED_UP):
                get(url)


@pytest.mark.parametrize("get", [get for name, get in CLIENTS.items() if name != "responses"])
def test_without_a_mock_nobody_answers(get, urls):
    with mock_ses():
        get(urls[0])
    with pytest.raises(LOOKED_UP):
        get(urls[0])


def test_only_reading_is_answered(urls):
    with mock_ses():
        with pytest.raises(requests.ConnectionError):
            requests.post(urls[1], timeout=5)
        with pytest.raises(urllib.error.URLError):
            urllib.request.urlopen(urls[1], b"")
        with pytest.raises(httpx.ConnectError):
            httpx.post(urls[1])
