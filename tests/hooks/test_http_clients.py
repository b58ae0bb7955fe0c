"""HTTP clients other than botocore: answered where they end in urllib3, stopped before the network otherwise."""

from __future__ import annotations

import asyncio
import http.client
import json
import smtplib
import socket
import ssl
import urllib.request
import xml.etree.ElementTree as ET
from unittest import mock

import pytest
import urllib3
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from sesmock import Cloud, NetworkBlocked, OperationNotWritten, mock_ses

requests = pytest.importorskip("requests")
responses = pytest.importorskip("responses")

HOST = "https://email.eu-west-1.amazonaws.com"
FORM = "application/x-www-form-urlencoded"


@pytest.fixture(autouse=True)
def _no_network(monkeypatch):
    """Nothing may get as far as a connection; who tries finds a name that does not exist."""
    real = socket.getaddrinfo

    def getaddrinfo(host: str, *args: object, **options: object) -> object:
        if host not in {"127.0.0.1", "localhost"}:
            raise socket.gaierror(f"{host} was looked up")
        return real(host, *args, **options)

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)


def signed(method: str, url: str, *, key: str = "123456789012", body: str = "", content_type: str = "") -> AWSRequest:
    request = AWSRequest(method=method, url=url, data=body, headers={"Content-Type": content_type})
    SigV4Auth(Credentials(key, "secret"), "ses", "eu-west-1").add_auth(request)
    return request


def verify(address: str, key: str = "123456789012") -> requests.Response:
    """VerifyEmailIdentity, signed by hand."""
    request = signed(
        "POST", f"{HOST}/", key=key, body=f"Action=VerifyEmailIdentity&EmailAddress={address}", content_type=FORM
    )
    return requests.post(request.url, data=request.data, headers=dict(request.headers), timeout=5)


def names(cloud: Cloud, account: str = "123456789012") -> list[str]:
    return [found.name for found in cloud.region("eu-west-1", account).identities]


def test_requests_signed_by_hand_are_answered_by_v1():
    with mock_ses() as cloud:
        response = verify("a@example.com")

        assert (response.status_code, response.reason, response.headers["Content-Type"]) == (200, "OK", "text/xml")
        assert ET.fromstring(response.text).tag.endswith("VerifyEmailIdentityResponse")
        assert names(cloud) == ["a@example.com"]


def test_requests_signed_by_hand_are_answered_by_v2():
    body = json.dumps({"EmailIdentity": "b@example.com"})
    request = signed("POST", f"{HOST}/v2/email/identities", body=body, content_type="application/json")
    with mock_ses() as cloud:
        response = requests.post(request.url, data=request.data, headers=dict(request.headers), timeout=5)

        assert response.json()["IdentityType"] == "EMAIL_ADDRESS"
        assert names(cloud) == ["b@example.com"]


def test_a_refusal_is_a_response():
    with mock_ses():
        response = verify("no-address")

    assert (response.ok, response.status_code, response.reason) == (False, 400, "Bad Request")
    with pytest.raises(requests.HTTPError):
        response.raise_for_status()


def test_the_key_that_signs_is_the_account():
    with mock_ses() as cloud:
        cloud.accounts["AKIAOTHER"] = "222222222222"
        verify("a@example.com", "111111111111")
        verify("b@example.com", "AKIAOTHER")

        assert names(cloud, "111111111111") == ["a@example.com"]
        assert names(cloud, "222222222222") == ["b@example.com"]


def test_an_unsigned_request_is_for_the_region_of_its_host():
    with mock_ses() as cloud:
        requests.post(
            f"{HOST}/", data={"Action": "VerifyEmailIdentity", "EmailAddress": "a+b@example.com"}, timeout=5
        ).raise_for_status()
        assert names(cloud) == ["a+b@example.com"]


@pytest.mark.parametrize(
    "body",
    [b"x", "x", bytearray(b"x"), (part for part in [b"", b"x"]), None],
    ids=["bytes", "str", "bytearray", "generator", "None"],
)
def test_a_body_of_any_kind_is_read(body, monkeypatch):
    seen = []
    real = Cloud.handle
    monkeypatch.setattr(Cloud, "handle", lambda self, request: seen.append(request.body) or real(self, request))
    with mock_ses():
        requests.put(f"{HOST}/v2/email/account/suppression", data=body, timeout=5)
    assert seen == [b"" if body is None else b"x"]


def test_a_session_with_streaming_and_a_proxy_is_answered(monkeypatch):
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy.example.com:3128")
    monkeypatch.setenv("HTTP_PROXY", "http://proxy.example.com:3128")
    with mock_ses(region="eu-west-1"), requests.Session() as session:
        for scheme in ("https", "http"):
            response = session.get(
                f"{scheme}://email.eu-west-1.amazonaws.com/v2/email/identities/example.com", stream=True, timeout=5
            )
            assert (response.status_code, b"".join(response.iter_content(3))[:11]) == (404, b'{"message":')


def test_urllib3_is_answered():
    with mock_ses(region="eu-west-1", verified=["example.com"]), urllib3.PoolManager() as pool:
        v2 = pool.request("GET", f"{HOST}/v2/email/identities/example.com", retries=3)
        v1 = pool.request("POST", HOST, fields={"Action": "ListIdentities"}, encode_multipart=False)

    assert json.loads(v2.data)["VerificationStatus"] == "SUCCESS"
    assert b"<member>example.com</member>" in v1.data


def test_what_sesmock_cannot_answer_comes_out_of_requests():
    with mock_ses(), pytest.raises(OperationNotWritten):
        requests.get(f"{HOST}/v2/email/no/such/thing", timeout=5)


def test_other_hosts_are_left_alone_with_retries_and_redirects():
    seen = []

    def make_request(pool, connection, method, url, **_):
        seen.append((pool.host, url))
        if len(seen) == 1:
            raise ConnectionResetError
        if len(seen) == 2:
            return urllib3.HTTPResponse(status=302, headers={"location": "/there"}, preload_content=False)
        return urllib3.HTTPResponse(status=200, preload_content=False)

    patched = mock.patch.object(urllib3.HTTPSConnectionPool, "_make_request", make_request)
    with patched, mock_ses(), urllib3.HTTPSConnectionPool("example.com") as pool:
        assert pool.urlopen("GET", "/here", None, None, urllib3.Retry(2, backoff_factor=0)).status == 200
        assert [url for _, url in seen] == ["/here", "/here", "/there"]
        del seen[1:]
        with pytest.raises(urllib3.exceptions.MaxRetryError):
            pool.urlopen("GET", "/once", None, None, urllib3.Retry(0))
    assert seen == [("example.com", "/here"), ("example.com", "/once")]


def test_after_the_mock_requests_reach_the_network():
    with mock_ses():
        verify("a@example.com")
    with pytest.raises(requests.ConnectionError, match="was looked up"):
        verify("a@example.com")


@responses.activate
def test_inside_responses_ses_is_answered_by_us():
    responses.get("https://example.com/", body="theirs")
    with mock_ses() as cloud:
        assert verify("a@example.com").status_code == 200
        assert requests.get("https://example.com/", timeout=5).text == "theirs"
        with pytest.raises(requests.ConnectionError, match="doesn't match any registered mock"):
            requests.get("https://example.org/", timeout=5)
        assert names(cloud) == ["a@example.com"]
    with pytest.raises(requests.ConnectionError, match="doesn't match any registered mock"):
        verify("a@example.com")
    assert len(responses.calls) == 3


@mock_ses
@responses.activate(assert_all_requests_are_fired=True)
def test_responses_may_assert_that_all_requests_are_fired():
    responses.get("https://example.com/", body="theirs")
    response = verify("a@example.com")
    assert (response.status_code, response.headers["Content-Type"]) == (200, "text/xml")
    assert requests.get("https://example.com/", timeout=5).text == "theirs"


def test_a_mock_may_be_inside_or_around_responses():
    with mock_ses(), responses.RequestsMock(), mock_ses():
        assert verify("a@example.com").status_code == 200


@pytest.mark.parametrize("host", ["email-fips.us-east-1.amazonaws.com", "email.eu-west-1.api.aws"])
@pytest.mark.parametrize("proxy", [None, "http://127.0.0.1:9"])
def test_clients_that_cannot_be_answered_are_stopped(host, proxy, monkeypatch):
    if proxy is not None:
        for name in ("http_proxy", "https_proxy"):
            monkeypatch.setenv(name, proxy)

    async def with_asyncio() -> None:
        await asyncio.open_connection(host, 443, ssl=True)

    def with_http_client() -> None:
        connection = http.client.HTTPSConnection("127.0.0.1" if proxy else host, 9 if proxy else 443)
        if proxy is not None:
            connection.set_tunnel(host)
        connection.request("GET", "/")

    tries = [
        lambda: urllib.request.build_opener().open(f"https://{host}/", b"Action=ListIdentities"),
        lambda: urllib.request.build_opener().open(f"http://{host}/"),
        lambda: asyncio.run(with_asyncio()),
        with_http_client,
        lambda: socket.create_connection((host, 443)),
    ]
    with mock_ses():
        for attempt in tries:
            with pytest.raises(NetworkBlocked) as caught:
                attempt()
            assert caught.value.host.partition(":")[0] == host


@pytest.mark.parametrize("proxy", [None, "http://127.0.0.1:9"])
def test_httpx_is_stopped(proxy):
    httpx = pytest.importorskip("httpx")
    context = ssl.create_default_context()

    async def asynchronously() -> None:
        async with httpx.AsyncClient(proxy=proxy, verify=context) as client:
            await client.get(HOST)

    with mock_ses():
        with pytest.raises(NetworkBlocked):
            httpx.get(HOST, proxy=proxy, verify=context)
        with pytest.raises(NetworkBlocked):
            asyncio.run(asynchronously())
    with pytest.raises(httpx.ConnectError):
        httpx.get(HOST, proxy=proxy, verify=context)


def test_a_socket_that_looks_a_name_up_itself_is_stopped():
    host = "email-smtp.eu-west-1.amazonaws.com"
    with mock_ses(), socket.socket() as plain:
        for attempt in (
            lambda: plain.connect((host, 587)),
            lambda: plain.connect_ex((host, 587)),
            lambda: socket.gethostbyname(host),
            lambda: socket.gethostbyname_ex(host),
        ):
            with pytest.raises(NetworkBlocked, match=r"smtplib and asyncio are answered in process.*docs/smtp\.md"):
                attempt()
        assert socket.gethostbyname("127.0.0.1") == "127.0.0.1"


def test_whoever_has_an_address_already_is_stopped_at_the_handshake():
    host = "email.eu-west-1.amazonaws.com"
    context = ssl.create_default_context()
    ours, theirs = socket.socketpair()
    with mock_ses(), ours, theirs:
        with pytest.raises(NetworkBlocked):
            context.wrap_socket(ours, do_handshake_on_connect=False, server_hostname=host)
        with pytest.raises(NetworkBlocked):
            context.wrap_bio(ssl.MemoryBIO(), ssl.MemoryBIO(), server_hostname=host)
        context.wrap_bio(ssl.MemoryBIO(), ssl.MemoryBIO(), False, server_hostname="example.com")


@pytest.mark.parametrize("host", ["email.eu-west-1.amazonaws.com", "vpce-1-2.email-smtp.eu-west-1.vpce.amazonaws.com"])
def test_a_tls_connection_from_before_the_mock_cannot_be_used_in_it(host):
    context = ssl.create_default_context()
    ours, theirs = socket.socketpair()
    ours.setblocking(False)
    plain = context.wrap_socket(ours, do_handshake_on_connect=False, server_hostname=host)
    in_memory = context.wrap_bio(ssl.MemoryBIO(), ssl.MemoryBIO(), server_hostname=host)
    other = context.wrap_bio(ssl.MemoryBIO(), ssl.MemoryBIO(), server_hostname="example.com")
    with plain, theirs:
        with mock_ses():
            for attempt in (plain.send, plain.sendall, plain.write, in_memory.write):
                with pytest.raises(NetworkBlocked):
                    attempt(b"x")
            with pytest.raises(ssl.SSLWantReadError):
                other.write(b"x")
        with pytest.raises(ssl.SSLWantReadError):
            in_memory.write(b"x")


def test_aiohttp_is_stopped_also_on_open_connections_and_by_a_proxy():
    aiohttp = pytest.importorskip("aiohttp")
    web = pytest.importorskip("aiohttp.web")
    host = "email.eu-west-1.amazonaws.com"

    class Resolver(aiohttp.abc.AbstractResolver):
        async def resolve(self, name: str, port: int = 0, **_: object) -> list[dict[str, object]]:
            found = {"hostname": name, "host": "127.0.0.1", "port": port, "family": socket.AF_INET}
            return [{**found, "proto": 0, "flags": 0}]

        async def close(self) -> None: ...

    async def main() -> None:
        async def answer(request: object) -> object:
            return web.Response(text="theirs")

        runner = web.ServerRunner(web.Server(answer))
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        port = runner.addresses[0][1]
        async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(resolver=Resolver())) as session:

            async def get(**options: object) -> str:
                async with session.get(f"http://{host}:{port}/", **options) as response:
                    return await response.text()

            assert await get() == "theirs"
            with mock_ses():
                with pytest.raises(NetworkBlocked):
                    await get()
                with pytest.raises(NetworkBlocked):
                    await get(proxy=f"http://127.0.0.1:{port}")
                async with session.get(f"http://127.0.0.1:{port}/") as other:
                    assert await other.text() == "theirs"
            assert await get() == "theirs"
        await runner.cleanup()

    asyncio.run(main())


def test_vpc_endpoints_are_answered():
    host = "vpce-0123456789abcdef0-a1b2c3d4.email.eu-west-1.vpce.amazonaws.com"
    with mock_ses() as cloud:
        requests.post(
            f"https://{host}/", data={"Action": "VerifyEmailIdentity", "EmailAddress": "a@example.com"}, timeout=5
        ).raise_for_status()
        assert names(cloud) == ["a@example.com"]


def test_other_hosts_are_not_stopped():
    with mock_ses(), socket.create_server(("127.0.0.1", 0)) as server:
        with socket.create_connection(server.getsockname()), socket.socket() as second:
            second.connect(server.getsockname())
        with pytest.raises(socket.gaierror, match="was looked up"):
            urllib3.util.connection.create_connection(("email.example.com", 443))
        assert socket.getaddrinfo(host="127.0.0.1", port=80)[0][-1] == ("127.0.0.1", 80)
        assert socket.getaddrinfo(b"127.0.0.1".decode(), 80)


def test_after_the_mock_nothing_is_stopped():
    with mock_ses():
        pass
    with pytest.raises(socket.gaierror, match="was looked up"):
        smtplib.SMTP("email-smtp.us-east-1.amazonaws.com")
