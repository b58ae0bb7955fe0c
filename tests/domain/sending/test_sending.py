"""What becomes of mail that is sent, the same through both APIs."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from sesmock import Cloud
    from sesmock.domain.mails.sent import SentMail

pytestmark = pytest.mark.ses(verified=["example.com"], at="2026-03-01T12:00:00Z")

EICAR = "X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


def shown(mail: SentMail) -> dict[str, Any]:
    """All that a test may want to know of a mail."""
    names = ("operation", "source", "to", "cc", "bcc", "reply_to", "recipients", "return_path", "subject", "text",
             "html", "template", "configuration_set", "fate")  # fmt: skip
    return {name: getattr(mail, name) for name in names} | {"tags": dict(mail.tags)}


PLAIN: dict[str, Any] = {
    "operation": "SendEmail", "source": "ann@example.com", "to": ("bob@example.org",), "cc": (), "bcc": (),
    "reply_to": (), "recipients": ("bob@example.org",), "return_path": "ann@example.com", "subject": "Hi",
    "text": "Hello", "html": None, "template": None, "configuration_set": None, "fate": "Delivered", "tags": {},
}  # fmt: skip


# ---- composed ----


def test_a_mail_is_sent_as_it_was_given(mailer: Any, ses_cloud: Cloud, v2: Any) -> None:
    v2.create_configuration_set(ConfigurationSetName="news")
    answer = mailer.simple(
        source="Ann <ann@example.com>", to=["Bob <bob@example.org>"], cc=["cid@example.org"], bcc=["dee@example.org"],
        reply_to=["Reply <re@example.org>"], return_path="Back <back@example.com>", subject="Grüße",
        html="<b>Hello</b>", tags=[{"Name": "a", "Value": "1"}, {"Name": "b", "Value": "2"}], configuration_set="news",
    )  # fmt: skip

    mail = ses_cloud.outbox.last
    assert answer == {"MessageId": mail.message_id}
    assert shown(mail) == PLAIN | {
        "source": "Ann <ann@example.com>", "to": ("Bob <bob@example.org>",), "cc": ("cid@example.org",),
        "bcc": ("dee@example.org",), "reply_to": ("Reply <re@example.org>",),
        "recipients": ("bob@example.org", "cid@example.org", "dee@example.org"), "return_path": "back@example.com",
        "subject": "Grüße", "html": "<b>Hello</b>", "configuration_set": "news", "tags": {"a": "1", "b": "2"},
    }  # fmt: skip
    assert mail.header("Bcc") is None


def test_the_least_that_makes_a_mail(mailer: Any, ses_cloud: Cloud) -> None:
    mailer.simple()

    assert shown(ses_cloud.outbox.last) == PLAIN


def test_a_mail_may_go_to_blind_copies_only(mailer: Any, ses_cloud: Cloud) -> None:
    mailer.simple(to=[], bcc=["bob@example.org"])

    assert shown(ses_cloud.outbox.last) == PLAIN | {"to": (), "bcc": ("bob@example.org",)}


def test_a_mail_may_be_html_alone_or_empty(mailer: Any, ses_cloud: Cloud) -> None:
    mailer.simple(text=None, html="<p>")
    mailer.simple(subject="", text="")

    assert list(map(shown, ses_cloud.outbox)) == [
        PLAIN | {"text": None, "html": "<p>"},
        PLAIN | {"subject": "", "text": ""},
    ]


def test_a_charset_is_used_for_what_it_was_given_for(mailer: Any, ses_cloud: Cloud) -> None:
    mailer.simple(
        subject={"Data": "日本", "Charset": "Shift_JIS"},
        text={"Data": "Äpfel", "Charset": "ISO-8859-1"},
        html={"Data": "<p>Äpfel", "Charset": "utf-8"},
    )
    mail = ses_cloud.outbox.last

    assert (mail.subject, mail.text, mail.html) == ("日本", "Äpfel", "<p>Äpfel")
    assert mail.unsigned.count(b"=?Shift_JIS?") == 1
    assert b"charset=ISO-8859-1\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n=C4pfel" in mail.unsigned


def test_the_message_id_tells_region_and_time(mailer: Any) -> None:
    assert mailer.simple()["MessageId"][:16] == f"0100{1772366400000:012x}"


def test_content_that_virus_scanners_know_is_accepted_and_rejected(mailer: Any, ses_cloud: Cloud) -> None:
    from base64 import encodebytes
    from quopri import encodestring

    head = b"From: ann@example.com\r\nTo: bob@example.org\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n"
    for before in (b"", b"x", b"xx"):
        body = encodebytes(before + EICAR.encode()).replace(b"\n", b"\r\n")
        mailer.raw(head + b"Content-Transfer-Encoding: base64\r\n\r\n" + body + b"--b--\r\n")
    body = encodestring(b"x" * 30 + EICAR.encode()).replace(b"\n", b"\r\n")
    assert b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE" not in body  # a soft line break stands in the middle of it
    mailer.raw(head + b"Content-Transfer-Encoding: quoted-printable\r\n\r\n" + body + b"--b--\r\n")
    mailer.simple(text=EICAR)
    mailer.simple(html=f"<p>{EICAR}")
    mailer.simple(subject=EICAR)

    assert [[(e.type, e.payload.get("reject")) for e in mail.events] for mail in ses_cloud.outbox] == [
        [("Send", None), ("Reject", {"reason": "Bad content"})]
    ] * 7


def test_nobody_receives_what_cannot_be_rendered_or_has_a_virus(mailer: Any, ses_cloud: Cloud, v1: Any) -> None:
    v1.create_template(Template={"TemplateName": "t", "SubjectPart": "Hi", "TextPart": "{{name}}"})
    asked: list[str] = []

    def bounces(address: str) -> bool:
        asked.append(address)
        return False

    ses_cloud.receivers.bounce(bounces)
    mailer.template("t", "{}")
    mailer.template("t", json.dumps({"name": EICAR}))
    mailer.simple(text=EICAR)
    assert asked == []
    mailer.template("t", '{"name": "Bob"}')

    assert asked == ["bob@example.org"]
    assert [event.type for event in ses_cloud.events] == [
        "Send", "Rendering Failure", "Send", "Reject", "Send", "Reject", "Send", "Delivery",
    ]  # fmt: skip


# ---- raw ----

RAW = b"From: Ann <ann@example.com>\r\nTo: Bob <bob@example.org>\r\nSubject: Hi\r\n\r\nHello"
RAW_PLAIN = PLAIN | {
    "source": "Ann <ann@example.com>", "to": ("Bob <bob@example.org>",)
}  # fmt: skip


def test_a_raw_mail_is_addressed_by_its_headers(mailer: Any, ses_cloud: Cloud) -> None:
    raw = RAW.replace(
        b"Subject", b"Cc: cid@example.org,\r\n =?UTF-8?Q?D=C3=A9?= <dee@example.org>\r\nBcc: eve@example.org\r\nSubject"
    )
    answer = mailer.raw(raw)

    mail = ses_cloud.outbox.last
    assert answer == {"MessageId": mail.message_id}
    assert shown(mail) == RAW_PLAIN | {
        "operation": "SendEmail" if mailer.v2 else "SendRawEmail",
        "cc": ("cid@example.org", "Dé <dee@example.org>"), "bcc": ("eve@example.org",),
        "recipients": ("bob@example.org", "cid@example.org", "dee@example.org", "eve@example.org"),
    }  # fmt: skip
    assert mail.unsigned.replace(mail.message_id.encode(), b"ID") == (
        b"From: Ann <ann@example.com>\r\nTo: Bob <bob@example.org>\r\nCc: cid@example.org,\r\n"
        b" =?UTF-8?Q?D=C3=A9?= <dee@example.org>\r\nSubject: Hi\r\nMessage-ID: <ID@email.amazonses.com>\r\n"
        b"Date: Sun, 1 Mar 2026 12:00:00 +0000\r\nFeedback-ID: " + (mail.header("Feedback-ID") or "").encode() + b"\r\n"
        b"X-SES-Outgoing: " + (mail.header("X-SES-Outgoing") or "").encode() + b"\r\n\r\nHello"
    )


def test_destinations_are_the_whole_envelope_of_a_raw_mail(mailer: Any, ses_cloud: Cloud) -> None:
    mailer.raw(RAW.replace(b"Subject", b"Bcc: eve@example.org\r\nSubject"), to=["fay@example.org", "Gus <gus@x.org>"])

    mail = ses_cloud.outbox.last
    assert (mail.to, mail.recipients) == (("Bob <bob@example.org>",), ("fay@example.org", "gus@x.org"))


def test_a_raw_mail_may_be_empty_if_the_call_says_from_whom_to_whom(mailer: Any, ses_cloud: Cloud) -> None:
    mailer.raw(b"", source="ann@example.com", to=["bob@example.org"])

    assert shown(ses_cloud.outbox.last) == PLAIN | {
        "operation": "SendEmail" if mailer.v2 else "SendRawEmail", "to": (), "subject": "", "text": "",
    }  # fmt: skip


def test_the_source_of_a_raw_mail_goes_before_its_from_header(mailer: Any, ses_cloud: Cloud) -> None:
    mailer.raw(RAW, source="zoe@example.com")

    mail = ses_cloud.outbox.last
    assert (mail.source, mail.return_path, mail.header("From")) == (
        "zoe@example.com", "zoe@example.com", "Ann <ann@example.com>",
    )  # fmt: skip


def test_headers_of_a_raw_mail_name_its_set_and_tags_and_are_taken_out(mailer: Any, ses_cloud: Cloud, v2: Any) -> None:
    for name in ("header", "call"):
        v2.create_configuration_set(ConfigurationSetName=name)
    raw = b"X-SES-Configuration-Set: header\r\nX-SES-MESSAGE-TAGS: a=1, b = 2\r\n" + RAW
    mailer.raw(raw)
    mailer.raw(raw, configuration_set="call", tags=[{"Name": "c", "Value": "3"}])

    assert [
        (
            mail.configuration_set,
            dict(mail.tags),
            mail.header("X-SES-CONFIGURATION-SET"),
            mail.header("X-SES-MESSAGE-TAGS"),
        )
        for mail in ses_cloud.outbox
    ] == [("header", {"a": "1", "b": "2"}, None, None), ("call", {"c": "3"}, None, None)]


@pytest.mark.parametrize(
    ("header", "refusal", "sentence"),
    [
        ("X-SES-CONFIGURATION-SET: no", "SetMissing", "Configuration set <no> does not exist."),
        ("X-SES-MESSAGE-TAGS: a=", "Invalid", "The tag value must be specified."),
        ("X-SES-MESSAGE-TAGS: =1", "Invalid", "The tag name must be specified."),
        ("X-SES-SOURCE-ARN: x", "Invalid", "Invalid ARN: x"),
    ],
)
def test_what_such_headers_say_is_checked(mailer: Any, header: str, refusal: str, sentence: str) -> None:
    assert mailer.no_raw(header.encode() + b"\r\n" + RAW)[:3] == (*mailer.code(refusal), sentence)


# ---- templates ----


def test_a_template_is_filled_in(mailer: Any, ses_cloud: Cloud, v1: Any) -> None:
    v1.create_template(
        Template={"TemplateName": "t", "SubjectPart": "Hi {{name}}", "TextPart": "{{n}}", "HtmlPart": "<b>{{name}}"}
    )
    answer = mailer.template("t", '{"name": "Bøb", "n": 3}')

    mail = ses_cloud.outbox.last
    assert answer == {"MessageId": mail.message_id}
    assert shown(mail) == PLAIN | {
        "operation": "SendEmail" if mailer.v2 else "SendTemplatedEmail", "subject": "Hi Bøb", "text": "3",
        "html": "<b>Bøb", "template": "t",
    }  # fmt: skip
    assert mail.template_data == {"name": "Bøb", "n": 3}


def test_a_template_that_cannot_be_filled_in_is_accepted_and_comes_to_nothing(
    mailer: Any, ses_cloud: Cloud, v1: Any
) -> None:
    v1.create_template(Template={"TemplateName": "t", "SubjectPart": "Hi", "TextPart": "{{name}}"})
    answer = mailer.template("t", "{}")

    assert list(ses_cloud.outbox) == []
    assert [(event.type, event.mail.message_id) for event in ses_cloud.events] == [
        ("Send", answer["MessageId"]),
        ("Rendering Failure", answer["MessageId"]),
    ]
    assert ses_cloud.events[1].payload["failure"] == {
        "errorMessage": "Attribute 'name' is not present in the rendering data.", "templateName": "t",
    }  # fmt: skip
    assert (v1.get_send_quota()["SentLast24Hours"], v1.get_send_statistics()) == (1.0, {"SendDataPoints": []})


def test_a_template_is_used_as_it_was_when_the_mail_was_sent(mailer: Any, ses_cloud: Cloud, v1: Any) -> None:
    v1.create_template(Template={"TemplateName": "t", "SubjectPart": "Old", "TextPart": "x"})
    mailer.template("t", "{}")
    v1.update_template(Template={"TemplateName": "t", "SubjectPart": "New", "TextPart": "x"})
    mailer.template("t", "{}")

    assert [mail.subject for mail in ses_cloud.outbox] == ["Old", "New"]


def test_a_virus_in_the_data_of_a_template_is_found(mailer: Any, ses_cloud: Cloud, v1: Any) -> None:
    v1.create_template(Template={"TemplateName": "t", "SubjectPart": "Hi", "TextPart": "{{a}}"})
    v1.create_template(Template={"TemplateName": "u", "SubjectPart": "Hi", "TextPart": "{{#if a}}" + EICAR + "{{/if}}"})
    for name, a in (("t", EICAR), ("t", "x"), ("u", True), ("u", False)):
        mailer.template(name, json.dumps({"a": a}))

    assert [mail.fate for mail in ses_cloud.outbox] == ["Rejected", "Delivered", "Rejected", "Delivered"]
