"""smtplib, Django and asyncio to SES's SMTP endpoint: the mail arrives where SendRawEmail's does."""

from __future__ import annotations

import asyncio
import contextlib
import smtplib
import socket
import ssl
from email.message import EmailMessage
from typing import TYPE_CHECKING, Any

import boto3
import pytest

from sesmock import Cloud, NetworkBlocked, mock_ses

if TYPE_CHECKING:
    from collections.abc import Iterator

HOST = "email-smtp.us-east-1.amazonaws.com"
UNVERIFIED = (
    "554 Message rejected: Email address is not verified. The following identities failed the check in region "
    "{}: Ann <ann@example.com>, ann@example.com"
)


def letter(**headers: str) -> EmailMessage:
    message = EmailMessage()
    for name, value in {"From": "Ann <ann@example.com>", "To": "bob@example.org", "Subject": "Hi", **headers}.items():
        message[name.replace("_", "-")] = value
    message.set_content("Dear Bob,\n.\nAnn\n")
    return message


@contextlib.contextmanager
def connected(port: int = 587, host: str = HOST, user: str = "AKIA") -> Iterator[smtplib.SMTP]:
    if port in {465, 2465}:
        server: smtplib.SMTP = smtplib.SMTP_SSL(host, port, context=ssl.create_default_context(), timeout=5)
    else:
        server = smtplib.SMTP(host, port, timeout=5)
    with server:
        if port not in {465, 2465}:
            server.starttls(context=ssl.create_default_context())
        server.login(user, "password")
        yield server


def refusal(port: int = 587, host: str = HOST, message: EmailMessage | None = None, **options: Any) -> str:
    """How a mail is refused after its data; the connection stays good."""
    with connected(port, host) as server:
        with pytest.raises(smtplib.SMTPDataError) as caught:
            server.send_message(message or letter(), **options)
        assert server.noop() == (250, b"Ok")
    return f"{caught.value.smtp_code} {caught.value.smtp_error.decode()}"


@pytest.mark.parametrize("port", [25, 587, 2587, 465, 2465])
def test_a_mail_arrives_by_every_port(port):
    with mock_ses(verified=["example.com"]) as cloud, connected(port) as server:
        refused = server.send_message(letter(Bcc="eve@example.org", Cc="carl@example.org"))

        [mail] = cloud.outbox
        assert refused == {}
        assert mail.recipients == ("bob@example.org", "eve@example.org", "carl@example.org")
        assert (mail.source, mail.to, mail.cc, mail.bcc) == (
            "ann@example.com",
            ("bob@example.org",),
            ("carl@example.org",),
            (),
        )
        assert (mail.subject, mail.text) == ("Hi", "Dear Bob,\n.\nAnn\n")
        assert (mail.operation, mail.region, mail.fate) == ("SendRawEmail", "us-east-1", "Delivered")
        assert mail.signed_by == {"example.com", "amazonses.com"}
        assert mail.header("Message-ID") == f"<{mail.message_id}@email.amazonses.com>"


def test_the_reply_to_a_mail_is_its_id():
    with mock_ses(verified=["example.com"]) as cloud, connected() as server:
        server.ehlo()
        server.mail("ann@example.com")
        server.rcpt("bob@example.org")
        assert server.data(b"From: ann@example.com\r\n\r\n") == (250, f"Ok {cloud.outbox.last.message_id}".encode())


def test_a_refusal_comes_after_the_data_and_leaves_nothing():
    with mock_ses() as cloud:
        assert refusal() == UNVERIFIED.format("US-EAST-1")
        assert list(cloud.outbox) == []
        assert boto3.client("ses").get_send_quota()["SentLast24Hours"] == 0


@pytest.mark.parametrize(
    ("host", "region"),
    [
        ("email-smtp.eu-west-1.amazonaws.com", "eu-west-1"),
        ("email-smtp-fips.us-west-2.amazonaws.com", "us-west-2"),
        ("vpce-0123456789abcdef0-a1b2c3d4.email-smtp.eu-north-1.vpce.amazonaws.com", "eu-north-1"),
        ("email-smtp.us-iso-east-1.c2s.ic.gov", "us-iso-east-1"),
    ],
)
def test_the_host_names_the_region(host, region):
    with mock_ses() as cloud:
        assert refusal(host=host) == UNVERIFIED.format(region.upper())
        cloud.verify("example.com", region=region)
        with connected(host=host) as server:
            server.send_message(letter())
        assert cloud.outbox.last.region == region


def test_the_user_name_is_the_account_as_an_access_key_is():
    with mock_ses() as cloud:
        cloud.accounts["AKIAOTHER"] = "222222222222"
        cloud.verify("example.com", account="222222222222")
        cloud.verify("example.com", account="333333333333")
        for user in ("AKIAOTHER", "333333333333"):
            with connected(user=user) as server:
                server.send_message(letter())
        assert [mail.account for mail in cloud.outbox] == ["222222222222", "333333333333"]
        assert refusal() == UNVERIFIED.format("US-EAST-1")


def test_passwords_are_checked_where_a_test_sets_some():
    with mock_ses() as cloud:
        cloud.smtp_passwords["AKIAGOOD"] = "right"
        with smtplib.SMTP_SSL(HOST, 465) as server:
            for user, password in (("AKIAGOOD", "wrong"), ("AKIAOTHER", "right")):
                with pytest.raises(smtplib.SMTPAuthenticationError) as caught:
                    server.login(user, password)
                assert (caught.value.smtp_code, caught.value.smtp_error) == (535, b"Authentication Credentials Invalid")
            assert server.login("AKIAGOOD", "right") == (235, b"Authentication successful.")


def test_nothing_is_taken_without_tls_or_credentials():
    with mock_ses(), smtplib.SMTP(HOST, 587) as server:
        with pytest.raises(smtplib.SMTPAuthenticationError, match="Must issue a STARTTLS command first"):
            server.login("AKIA", "password")
        with pytest.raises(smtplib.SMTPSenderRefused, match="Must issue a STARTTLS command first"):
            server.send_message(letter())
        server.starttls()
        with pytest.raises(smtplib.SMTPSenderRefused, match="Authentication required"):
            server.send_message(letter())


def test_the_headers_of_ses_are_obeyed_and_taken_out():
    with mock_ses(verified=["example.com"]) as cloud:
        assert refusal(message=letter(X_SES_CONFIGURATION_SET="news")) == (
            "554 Transaction failed: Configuration set <news> does not exist."
        )
        boto3.client("sesv2").create_configuration_set(ConfigurationSetName="news")
        with connected() as server:
            server.send_message(letter(X_SES_CONFIGURATION_SET="news", X_SES_MESSAGE_TAGS="kind=welcome, n=1"))
        mail = cloud.outbox.last
        assert (mail.configuration_set, dict(mail.tags)) == ("news", {"kind": "welcome", "n": "1"})
        assert b"X-SES-CONFIGURATION-SET" not in mail.raw


def test_bounces_go_to_the_envelope_sender_and_receivers_decide():
    with mock_ses(verified=["example.com"]) as cloud, connected() as server:
        cloud.receivers.bounce("gone@example.org")
        server.sendmail("bounces@example.com", ["bob@example.org", "gone@example.org"], letter().as_bytes())

        mail = cloud.outbox.last
        assert (mail.return_path, mail.source) == ("bounces@example.com", "bounces@example.com")
        assert dict(mail.fates) == {"bob@example.org": "Delivered", "gone@example.org": "Bounced"}


def test_other_refusals_of_the_domain():
    with mock_ses(verified=["example.com"]) as cloud:
        many = [f"to{number}@example.org" for number in range(51)]
        assert refusal(to_addrs=many) == "554 Transaction failed: Recipient count exceeds 50."
        message = letter()
        message._headers.append(("Subject", "again"))
        assert refusal(message=message) == "554 Transaction failed: Duplicate header 'Subject'."
        message = letter()
        message._headers.append(("Content-Disposition", "attachment; filename=12:30.png"))
        assert refusal(message=message) == "554 Transaction failed: Expected ';', got \":\""
        cloud.limits.max_24_hour_send = 0
        assert refusal() == "454 Throttling failure: Daily message quota exceeded."
        cloud.limits.max_24_hour_send = None
        boto3.client("ses").update_account_sending_enabled(Enabled=False)
        assert refusal() == "554 Message rejected: Sending is paused for this account."
        boto3.client("ses").update_account_sending_enabled(Enabled=True)
        boto3.client("sesv2").put_email_identity_mail_from_attributes(
            EmailIdentity="example.com",
            MailFromDomain="mail.example.com",
            BehaviorOnMxFailure="REJECT_MESSAGE",
        )
        assert refusal() == "554 MAIL FROM domain not verified: DNS setup for MAIL FROM domain is invalid."
        assert list(cloud.outbox) == []


def test_an_identity_of_another_account_is_denied():
    arn = "arn:aws:ses:us-east-1:222222222222:identity/example.com"
    with mock_ses() as cloud:
        cloud.verify("example.com", account="222222222222")
        assert refusal(message=letter(X_SES_SOURCE_ARN=arn, X_SES_FROM_ARN=arn)) == (
            "554 Access denied: User `arn:aws:iam::123456789012:root' is not authorized to perform "
            f"`ses:SendRawEmail' on resource `{arn}'"
        )


def test_faults_on_demand_are_those_of_send_raw_email():
    with mock_ses(verified=["example.com"]) as cloud:
        cloud.throttle_next("send_raw_email")
        assert refusal() == "454 Throttling failure: Maximum sending rate exceeded."
        cloud.outage()
        assert refusal() == "451 Temporary service failure"
        cloud.refuse_next("send_raw_email", "MessageRejected", "Bad\r\ncontent")
        assert refusal() == "554 Message rejected: Bad content"
        cloud.refuse_next("send_raw_email", "Unheard", "No.", status=400)
        assert refusal() == "554 Transaction failed: No."
        cloud.refuse_next("send_raw_email", ConnectionResetError("gone"))
        with pytest.raises(smtplib.SMTPServerDisconnected), connected() as server:
            server.send_message(letter())
        assert list(cloud.outbox) == []


def test_a_bug_comes_out_as_it_is(monkeypatch):
    def submit(self: Cloud, mail: object) -> str:
        raise ZeroDivisionError

    monkeypatch.setattr(Cloud, "_submit", submit)
    with mock_ses(), connected() as server, pytest.raises(ZeroDivisionError):
        server.send_message(letter())


def test_subscribers_are_told_and_may_use_ses():
    told = []
    with mock_ses(verified=["example.com"]) as cloud, connected() as server:
        topic = "arn:aws:sns:us-east-1:123456789012:sent"
        boto3.client("ses").set_identity_notification_topic(
            Identity="example.com", NotificationType="Delivery", SnsTopic=topic
        )
        cloud.subscribe(topic, lambda _: told.append(boto3.client("ses").get_send_quota()["SentLast24Hours"]))
        server.send_message(letter())
    assert told[-1:] == [1.0]


def test_ports_that_do_not_fit():
    with mock_ses():
        with pytest.raises(smtplib.SMTPServerDisconnected, match="timed out"):
            smtplib.SMTP(HOST, 465, timeout=5)
        with pytest.raises(ssl.SSLError, match=r"(?i)wrong.version.number"):
            smtplib.SMTP_SSL(HOST, 587, timeout=5)
        with pytest.raises(TimeoutError, match=r"listens on .*587.*, not on 26"):
            smtplib.SMTP(HOST, 26, timeout=5)


def test_starttls_needs_the_host_as_ssl_does():
    with mock_ses(), smtplib.SMTP() as server:
        server.connect(HOST, 587)
        with pytest.raises(ValueError, match="server_hostname cannot be an empty string"):
            server.starttls(context=ssl.create_default_context())


def test_what_programs_do_with_the_socket_works():
    with mock_ses(), smtplib.SMTP(HOST, 587) as server:
        server.sock.settimeout(3)
        server.sock.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        assert server.sock.gettimeout() == 3
        assert server.sock.send(b"NOOP\r\n") == 6
        assert server.sock.recv(100) == b"250 Ok\r\n"
        with pytest.raises(TimeoutError):
            server.sock.recv(1)


def test_a_connection_outlives_its_mock_as_a_client_does():
    with mock_ses(verified=["example.com"]):
        server = smtplib.SMTP_SSL(HOST, 465)
        server.login("AKIA", "password")
    with mock_ses(verified=["example.com"]) as cloud:
        server.send_message(letter())
        assert len(cloud.outbox) == 1
    with pytest.raises(smtplib.SMTPServerDisconnected):
        server.send_message(letter())


def test_a_connection_from_before_the_mock_may_only_be_ended():
    ours, theirs = socket.socketpair()
    server = smtplib.SMTP()
    server._host, server.sock = HOST, ours
    with theirs, mock_ses():
        with pytest.raises(NetworkBlocked, match="they connect by this name inside the mock"):
            server.sendmail("ann@example.com", ["bob@example.org"], b"")
        theirs.sendall(b"221 Bye\r\n")
        assert server.quit() == (221, b"Bye")
        assert theirs.recv(100) == b"quit\r\n"


def test_other_servers_are_left_alone(monkeypatch):
    with socket.create_server(("127.0.0.1", 0)) as listening, mock_ses():
        with pytest.raises((smtplib.SMTPServerDisconnected, TimeoutError)):
            smtplib.SMTP("127.0.0.1", listening.getsockname()[1], timeout=0.01)
        with pytest.raises(ConnectionRefusedError):
            smtplib.SMTP_SSL("127.0.0.1", 1, timeout=5)


def test_after_the_mock_the_network_is_used(monkeypatch):
    def getaddrinfo(host: str, *_: object, **__: object) -> None:
        raise socket.gaierror(f"{host} was looked up")

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    with mock_ses():
        pass
    for kind in (smtplib.SMTP, smtplib.SMTP_SSL):
        with pytest.raises(socket.gaierror, match="was looked up"):
            kind(HOST, 465)


def test_djangos_backend():
    django = pytest.importorskip("django.conf")
    if not django.settings.configured:
        django.settings.configure()
    from django.core.mail import EmailMultiAlternatives, get_connection

    def backend(**options: Any) -> Any:
        return get_connection(
            "django.core.mail.backends.smtp.EmailBackend", host=HOST, username="AKIA", password="password", **options
        )

    with mock_ses() as cloud:
        message = EmailMultiAlternatives(
            "Hi", "text", "Ann <ann@example.com>", ["bob@example.org"], ["eve@example.org"]
        )
        message.attach_alternative("<p>html", "text/html")
        message.attach("a.txt", "attached", "text/plain")
        with pytest.raises(smtplib.SMTPDataError, match="Email address is not verified"):
            backend(port=587, use_tls=True).send_messages([message])
        assert backend(port=587, use_tls=True, fail_silently=True).send_messages([message]) == 0
        cloud.verify("example.com")
        for connection in (backend(port=587, use_tls=True), backend(port=465, use_ssl=True)):
            assert connection.send_messages([message, message]) == 2

        assert [mail.recipients for mail in cloud.outbox] == [("bob@example.org", "eve@example.org")] * 4
        mail = cloud.outbox.last
        assert (mail.text.strip(), mail.html.strip(), mail.attachments[0].filename) == ("text", "<p>html", "a.txt")


# ---- asyncio ----


async def talk(port: int, *, tls: bool = False) -> list[bytes]:
    """The replies of a whole conversation by asyncio's streams."""
    context = ssl.create_default_context()
    reader, writer = await asyncio.open_connection(HOST, port, ssl=context if tls else None)
    replies = [await reader.readline()]

    async def say(*lines: str) -> None:
        writer.write("".join(f"{line}\r\n" for line in lines).encode())
        await writer.drain()
        replies.append(await reader.readline())
        while replies[-1][3:4] == b"-":
            replies.append(await reader.readline())

    await say("EHLO me")
    if not tls:
        await say("STARTTLS")
        transport = await asyncio.get_running_loop().start_tls(
            writer.transport, writer.transport.get_protocol(), context
        )
        assert transport.get_extra_info("sslcontext") is context
    await say("AUTH PLAIN AEFLSUEAcHc=")
    await say("MAIL FROM:<ann@example.com>")
    await say("RCPT TO:<bob@example.org>")
    await say("DATA")
    await say("From: ann@example.com", "", "Hi", ".")
    await say("QUIT")
    assert await reader.read() == b""
    writer.close()
    await writer.wait_closed()
    return replies


@pytest.mark.parametrize(("port", "tls"), [(587, False), (465, True)])
def test_asyncio_is_answered(port, tls):
    with mock_ses(verified=["example.com"]) as cloud:
        replies = asyncio.run(talk(port, tls=tls))

        assert replies[-2:] == [f"250 Ok {cloud.outbox.last.message_id}\r\n".encode(), b"221 Bye\r\n"]
        assert cloud.outbox.last.text == "Hi\n"


def test_asyncio_at_ports_that_do_not_fit():
    async def silent() -> None:
        _, writer = await asyncio.open_connection(HOST, 465)
        writer.write(b"EHLO me\r\n")
        writer.close()
        await writer.wait_closed()

    with mock_ses():
        asyncio.run(silent())
        with pytest.raises(ssl.SSLError):
            asyncio.run(talk(587, tls=True))
        with pytest.raises(TimeoutError):
            asyncio.run(talk(26))


def test_a_connection_of_asyncio_is_there_when_it_is_returned():
    made = []

    class Protocol(asyncio.Protocol):
        def connection_made(self, transport: asyncio.BaseTransport) -> None:
            made.append(transport)

    async def main() -> None:
        connecting = asyncio.get_running_loop().create_connection(Protocol, HOST, 587)
        transport, _ = await connecting
        assert made == [transport]
        transport.close()

    with mock_ses():
        asyncio.run(main())


def test_a_stream_of_asyncio_ends_with_its_mock():
    async def main() -> None:
        with mock_ses():
            reader, writer = await asyncio.open_connection(HOST, 25)
            await reader.readline()
        writer.write(b"NOOP\r\n")
        with pytest.raises(ConnectionResetError):
            await reader.readline()

    asyncio.run(main())


def test_aiosmtplib():
    aiosmtplib = pytest.importorskip("aiosmtplib")
    with mock_ses() as cloud:
        options = {"hostname": HOST, "username": "AKIA", "password": "password"}
        with pytest.raises(aiosmtplib.SMTPDataError, match="Email address is not verified"):
            asyncio.run(aiosmtplib.send(letter(), port=587, start_tls=True, **options))
        cloud.verify("example.com")
        asyncio.run(aiosmtplib.send(letter(), port=587, **options))
        asyncio.run(aiosmtplib.send(letter(), port=465, use_tls=True, **options))
        assert [mail.subject for mail in cloud.outbox] == ["Hi", "Hi"]
