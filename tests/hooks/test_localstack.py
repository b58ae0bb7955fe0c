"""LocalStack's pages about SES, answered in process for requests, urllib3 and httpx where a test says so."""

from __future__ import annotations

import asyncio
import json

import boto3
import pytest
import urllib3

from sesmock import Cloud, mock_ses

requests = pytest.importorskip("requests")
responses = pytest.importorskip("responses")
httpx = pytest.importorskip("httpx")

BASE = "http://localhost:4566"


def by_requests(method, url):
    answer = requests.request(method, url, timeout=5)
    return answer.status_code, answer.text


def by_responses(method, url):
    with responses.RequestsMock():
        return by_requests(method, url)


def by_urllib3(method, url):
    answer = urllib3.PoolManager().request(method, url, retries=False)
    return answer.status, answer.data.decode()


def by_httpx(method, url):
    answer = httpx.request(method, url)
    return answer.status_code, answer.text


def by_httpx_async(method, url):
    async def main():
        async with httpx.AsyncClient() as client:
            return await client.request(method, url)

    answer = asyncio.run(main())
    return answer.status_code, answer.text


CLIENTS = [by_requests, by_responses, by_urllib3, by_httpx, by_httpx_async]


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch):
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(params=CLIENTS, ids=lambda client: client.__name__)
def ask(request):
    return request.param


@pytest.fixture
def cloud():
    with mock_ses(localstack=BASE, verified=["example.com"], at="2026-01-01T09:00:01.5Z", region="us-east-1") as cloud:
        yield cloud


def send(to="ann@example.org", source="me@example.com", region="us-east-1", **body):
    message = {"Subject": {"Data": "Hi"}, "Body": body or {"Text": {"Data": "Hello."}}}
    client = boto3.client("ses", region, endpoint_url=BASE)
    return client.send_email(Source=source, Destination={"ToAddresses": [to]}, Message=message)["MessageId"]


def shown(ask, query=""):
    status, text = ask("GET", f"{BASE}/_aws/ses{query}")
    assert status == 200
    return [message["Id"] for message in json.loads(text)["messages"]]


def test_a_mail_in_whole(cloud, ask):
    sent = send()

    assert ask("GET", f"{BASE}/_aws/ses") == (
        200,
        json.dumps(
            {
                "messages": [
                    {
                        "Id": sent,
                        "Region": "us-east-1",
                        "Timestamp": "2026-01-01T09:00:01",
                        "Source": "me@example.com",
                        "Destination": {"ToAddresses": ["ann@example.org"]},
                        "Subject": "Hi",
                        "Body": {"text_part": "Hello.", "html_part": None},
                    }
                ]
            }
        ),
    )


def test_raw_and_templated_mails(cloud):
    v1 = boto3.client("ses", "us-east-1")
    raw = "From: me@example.com\r\nTo: ann@example.org\r\nSubject: Hé\r\n\r\nHello."
    v1.send_raw_email(RawMessage={"Data": raw.encode()})
    v1.create_template(Template={"TemplateName": "hi", "SubjectPart": "Hi {{n}}", "TextPart": "t"})
    to = {"ToAddresses": ["ann@example.org"], "BccAddresses": ["b@example.org"]}
    v1.send_templated_email(Source="me@example.com", Destination=to, Template="hi", TemplateData='{"n":1}')
    v1.send_bulk_templated_email(
        Source="me@example.com",
        Template="hi",
        DefaultTemplateData='{"n":1}',
        Destinations=[{"Destination": to, "ReplacementTemplateData": '{"n":2}'}, {"Destination": to}],
    )
    ids = [mail.message_id for mail in cloud.outbox]
    told = [
        {"Id": id_, "Region": "us-east-1", "Timestamp": "2026-01-01T09:00:01", "Source": "me@example.com"}
        for id_ in ids
    ]

    assert requests.get(f"{BASE}/_aws/ses", timeout=5).json()["messages"] == [
        {**told[0], "RawData": raw},
        {**told[1], "Destination": to, "Template": "hi", "TemplateData": '{"n":1}'},
        {**told[2], "Destination": to, "Template": "hi", "TemplateData": '{"n":2}'},
        {**told[3], "Destination": to, "Template": "hi", "TemplateData": '{"n":1}'},
    ]


def test_filters(cloud, ask):
    cloud.verify("example.com", region="eu-west-1")
    first, second = send(), send("ben@example.org", "Me <you@example.com>", "eu-west-1")

    assert shown(ask) == [first, second]
    assert shown(ask, f"?id={second}") == [second]
    assert shown(ask, "?email=me@example.com") == [first]
    assert shown(ask, "?email=Me%20%3Cyou@example.com%3E") == [second]
    assert shown(ask, "?email=ben%40example.org") == [second]
    assert shown(ask, f"?id={first}&email=ben@example.org") == []
    assert shown(ask, "?email=nobody@example.org") == []


def test_forgetting(cloud, ask):
    first, second, third = send(), send(), send()

    assert ask("DELETE", f"{BASE}/_aws/ses?id={second}") == (204, "")
    assert [mail.message_id for mail in cloud.outbox] == shown(ask) == [first, third]
    assert ask("DELETE", f"{BASE}/_aws/ses?id={second}")[0] == 404
    assert ask("DELETE", f"{BASE}/_aws/ses") == (204, "")
    assert cloud.outbox == shown(ask) == []


def test_health(cloud, ask):
    status, text = ask("GET", f"{BASE}/_localstack/health")

    assert status == 200
    assert json.loads(text)["services"] == {"ses": "running", "sesv2": "running"}


def test_another_method(cloud, ask):
    assert ask("POST", f"{BASE}/_aws/ses")[0] == 405


@pytest.mark.parametrize(
    "url",
    ["http://localhost:1/_aws/ses", "http://127.0.0.1:1/_aws/ses", "http://localhost:1/_localstack/health"],
)
def test_other_places_are_somebody_elses(ask, url):
    """Nobody listens there."""
    with mock_ses(localstack=BASE), pytest.raises((OSError, urllib3.exceptions.HTTPError, httpx.ConnectError)):
        ask("GET", url)


@pytest.mark.parametrize("path", ["/", "/_aws/sqs", "/_localstack/info"])
def test_other_pages_are_somebody_elses(ask, path):
    base = "http://localhost:1"  # nobody listens there
    with mock_ses(localstack=base), pytest.raises((OSError, urllib3.exceptions.HTTPError, httpx.ConnectError)):
        ask("GET", base + path)


def test_nothing_is_answered_unless_a_test_says_so(ask):
    base = "http://localhost:1"
    with mock_ses() as cloud:
        assert cloud.localstack is None
        with pytest.raises((OSError, urllib3.exceptions.HTTPError, httpx.ConnectError)):
            ask("GET", f"{base}/_localstack/health")
        with mock_ses(localstack=f"{base}/"):
            assert cloud.localstack == f"{base}/"
            assert ask("GET", f"{base}/_localstack/health")[0] == 200
        assert cloud.localstack is None


def test_a_base_without_a_port(ask):
    with mock_ses(localstack="https://LocalStack.test"):
        assert ask("GET", "https://localstack.test:443/_localstack/health")[0] == 200
        assert ask("GET", "https://localstack.test/_localstack/health")[0] == 200


@pytest.mark.parametrize("url", ["localhost:4566", "ftp://localhost", "http://", "http://localhost:port"])
def test_what_is_no_url_is_refused(url):
    for given in (mock_ses, Cloud):
        with pytest.raises(ValueError, match=r"^localstack takes a URL such as 'http://localhost:4566', not "):
            given(localstack=url)
    with pytest.raises(TypeError, match=r"^localstack takes a URL such as 'http://localhost:4566', not 4566$"):
        mock_ses(localstack=4566)
