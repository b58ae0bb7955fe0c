"""The server's side of an SMTP connection, byte for byte."""

from __future__ import annotations

import re
from base64 import b64encode

import pytest

from sesmock.wire.smtp import MAX_SIZE, Dialogue, Submission

PLAIN = "AUTH PLAIN " + b64encode(b"\0AKIA\0pass").decode()


class Server:
    """A dialogue and what was handed in; ``says`` tells the replies to lines, without their ends."""

    def __init__(self, *, secure: bool = True, passwords: dict[str, str] | None = None) -> None:
        self.mails: list[Submission] = []
        known = {"AKIA": "pass"} if passwords is None else passwords
        self.dialogue = Dialogue(
            "eu-west-1",
            lambda name, password: known.get(name) == password,
            lambda mail: self.mails.append(mail) or f"250 Ok {len(self.mails)}",
            secure=secure,
            session="abcdefghijklmnopqrstuvwxyz123",
        )

    def says(self, *lines: str) -> list[str]:
        return self.dialogue.hear("".join(f"{line}\r\n" for line in lines).encode()).decode().split("\r\n")[:-1]

    def ready(self) -> Server:
        assert self.says("EHLO me", PLAIN)[-1] == "235 Authentication successful."
        return self


def test_the_greeting():
    assert re.fullmatch(
        rb"220 email-smtp\.amazonaws\.com ESMTP SimpleEmailService-d-[A-Z]{9} [a-z0-9]{20}\r\n",
        Server().dialogue.greeting,
    )


def test_a_whole_conversation_with_starttls():
    server = Server(secure=False)
    before = ["250-email-smtp.amazonaws.com", "250-8BITMIME", "250-STARTTLS", "250-AUTH PLAIN LOGIN", "250 Ok"]

    assert server.says("EHLO me") == before
    assert server.says("AUTH LOGIN") == ["530 Must issue a STARTTLS command first"]
    assert server.says("MAIL FROM:<a@x.com>") == ["530 Must issue a STARTTLS command first"]
    assert server.says("STARTTLS now") == ["501 Syntax error (no parameters allowed)"]
    assert server.says("STARTTLS", "QUIT") == ["220 Ready to start TLS"]  # what came along in clear text is forgotten
    server.dialogue.secured()
    assert server.says("EHLO me") == before
    assert server.says("STARTTLS") == ["454 TLS not available due to temporary reason: TLS already active"]
    assert server.says("MAIL FROM:<a@x.com>") == ["530 Authentication required"]
    assert server.says("AUTH LOGIN") == ["334 VXNlcm5hbWU6"]
    assert server.says("QUtJQQ==") == ["334 UGFzc3dvcmQ6"]
    assert server.says("cGFzcw==") == ["235 Authentication successful."]
    assert server.says("MAIL FROM:<a@x.com> BODY=8BITMIME", "RCPT TO:<b@x.com>", "RCPT TO: c@x.com", "DATA") == [
        "250 Ok",
        "250 Ok",
        "250 Ok",
        "354 End data with <CR><LF>.<CR><LF>",
    ]
    assert server.says("Subject: hi", "", ".", "NOOP", "QUIT") == ["250 Ok 1", "250 Ok", "221 Bye"]
    assert server.mails == [Submission("AKIA", "eu-west-1", "a@x.com", ("b@x.com", "c@x.com"), b"Subject: hi\r\n\r\n")]
    assert (server.dialogue.closed, server.says("NOOP")) == (True, [])


def test_tls_from_the_start_offers_no_starttls():
    assert Server().says("EHLO me") == [
        "250-email-smtp.amazonaws.com",
        "250-8BITMIME",
        "250-AUTH PLAIN LOGIN",
        "250 Ok",
    ]


def test_clear_text_instead_of_a_handshake_ends_the_connection():
    server = Server(secure=False)
    server.says("EHLO me", "STARTTLS")

    assert (server.says("EHLO me"), server.dialogue.closed) == ([], True)


@pytest.mark.parametrize(
    ("lines", "replies"),
    [
        ([PLAIN], ["235 Authentication successful."]),
        (["auth plain", "AEFLSUEAcGFzcw=="], ["334 Ok", "235 Authentication successful."]),
        (["AUTH LOGIN QUtJQQ==", "cGFzcw=="], ["334 UGFzc3dvcmQ6", "235 Authentication successful."]),
        (["AUTH PLAIN AEFLSUEAbm8="], ["535 Authentication Credentials Invalid"]),
        (["AUTH PLAIN AEFLSUEA"], ["535 Authentication Credentials Invalid"]),
        (["AUTH PLAIN QUtJQQ=="], ["535 Authentication Credentials Invalid"]),
        (["AUTH PLAIN !"], ["535 Authentication Credentials Invalid"]),
        (
            ["AUTH LOGIN", "QUtJQQ==", "!"],
            ["334 VXNlcm5hbWU6", "334 UGFzc3dvcmQ6", "535 Authentication Credentials Invalid"],
        ),
        (["AUTH LOGIN", "*", "NOOP"], ["334 VXNlcm5hbWU6", "501 Authentication canceled by client.", "250 Ok"]),
        (["AUTH CRAM-MD5"], ["504 The requested authentication mechanism is not supported"]),
        (["AUTH"], ["501 Syntax: AUTH mechanism [initial-response]"]),
        ([PLAIN, PLAIN], ["235 Authentication successful.", "503 Refusing any other AUTH command."]),
    ],
    ids=str,
)
def test_authentication(lines, replies):
    assert Server().says(*lines) == replies


def test_commands_out_of_order_in_one_go():
    server = Server()

    assert server.says(PLAIN, "MAIL FROM:<a@x.com>") == [
        "235 Authentication successful.",
        "503 Error: send HELO/EHLO first",
    ]
    assert server.says(
        "HELO me", "RCPT TO:<b@x.com>", "DATA", "MAIL FROM:<a@x.com>", "DATA", "MAIL FROM:<b@x.com>"
    ) == [
        "250 email-smtp.amazonaws.com",
        "503 Error: need MAIL command",
        "503 Error: need MAIL command",
        "250 Ok",
        "503 Error: need RCPT command",
        "503 Sender already specified.",
    ]
    assert server.says("RCPT TO:<b@x.com>", "RSET", "RCPT TO:<b@x.com>", "MAIL FROM:<a@x.com>", "EHLO me")[-6:] == [
        "503 Error: need MAIL command",
        "250 Ok",
        "250-email-smtp.amazonaws.com",
        "250-8BITMIME",
        "250-AUTH PLAIN LOGIN",
        "250 Ok",
    ]
    assert server.says("RCPT TO:<b@x.com>") == ["503 Error: need MAIL command"]  # EHLO starts afresh (RFC 5321 §4.1.4)
    assert server.mails == []


@pytest.mark.parametrize(
    ("line", "reply"),
    [
        ("MAIL FROM:<>", "501 Invalid MAIL FROM address provided"),
        ("MAIL FROM:", "501 Invalid MAIL FROM address provided"),
        ("MAIL FROM:<nobody>", "501 Invalid MAIL FROM address provided"),
        ("MAIL FROM:<jörg@x.com>", "501 Invalid MAIL FROM address provided"),
        ("MAIL FROM:<a b@x.com>", "501 Invalid MAIL FROM address provided"),
        ('mail from:<"a > b"@x.com> SIZE=10', "250 Ok"),
        ("MAIL TO:<a@x.com>", '501 Syntax: MAIL FROM: <address>  Error in parameters: "TO:<a@x.com>"'),
        ("EHLO", "501 Syntax: EHLO hostname"),
        ("HELO", "501 Syntax: HELO <hostname>"),
        ("VRFY a@x.com", "502 Command is disabled"),
        ("EXPN all", "502 Command is disabled"),
        ("HELP", "500 Error: command not implemented"),
        ("BDAT 10", "500 Error: command not implemented"),
        ("hi", "500 Error: bad syntax"),
        ("", "500 Error: bad syntax"),
        ("noop anything", "250 Ok"),
    ],
)
def test_single_commands(line, reply):
    assert Server().ready().says(line) == [reply]


def test_bad_recipients_are_refused_one_by_one():
    server = Server().ready()

    assert server.says("MAIL FROM:<a@x.com>", "RCPT TO:<nobody>", "RCPT b@x.com", "RCPT TO:<b@x.com>", "DATA")[1:] == [
        "553 <nobody> Invalid email address",
        '501 Syntax: RCPT TO: <address>  Error in parameters: "b@x.com"',
        "250 Ok",
        "354 End data with <CR><LF>.<CR><LF>",
    ]


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        (b".\r\n", b""),
        (b"..\r\n.\r\n", b".\r\n"),
        (b".x\r\n.\r\n", b"x\r\n"),
        (b"a\r\n..b\r\n...c\r\n.\r\n", b"a\r\n.b\r\n..c\r\n"),
        (b"a\n.\nb\r\n.\r\n", b"a\n.\nb\r\n"),
        (b"\xff\xfe\r\n.\r\n", b"\xff\xfe\r\n"),
    ],
    ids=str,
)
@pytest.mark.parametrize("step", [1, 2, 1000])
def test_dots_and_ends_of_lines_in_whatever_pieces_they_come(sent, read, step):
    server = Server().ready()
    server.says("MAIL FROM:<a@x.com>", "RCPT TO:<b@x.com>", "DATA")

    said = b"".join(server.dialogue.hear(sent[at : at + step]) for at in range(0, len(sent), step))

    assert (said, [mail.message for mail in server.mails]) == (b"250 Ok 1\r\n", [read])


@pytest.mark.parametrize(("size", "reply"), [(MAX_SIZE, "250 Ok 1"), (MAX_SIZE + 1, "552 Message is too long.")])
def test_the_longest_mail(size, reply):
    server = Server().ready()
    server.says("MAIL FROM:<a@x.com>", "RCPT TO:<b@x.com>", "DATA")
    server.dialogue.hear(b"x" * (size - 2))

    assert server.says("", ".", "NOOP") == [reply, "250 Ok"]
