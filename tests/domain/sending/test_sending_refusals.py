"""Everything for which a mail is refused by both APIs, and in which order; see `refused` for what must not happen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from sesmock.domain.sending import checks

if TYPE_CHECKING:
    from sesmock import Cloud

pytestmark = pytest.mark.ses(verified=["example.com"])

UNVERIFIED = "Email address is not verified. The following identities failed the check in region US-EAST-1: "
LONG = "x" * 310 + "@example.com"
RAW = b"From: ann@example.com\r\nTo: bob@example.org\r\nSubject: Hi\r\n\r\nHello"


# ---- addresses ----


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("", "Invalid email address ."),
        ("Karen, Chan <k@x.org>", "Illegal address"),
        ("bob", "Missing final '@domain'"),
        ("bob@", "Missing domain"),
        ("@example.org", "Missing local name"),
        ("bo b@example.org", "Local address contains control or whitespace"),
        ("böb@example.org", "Local address contains control or whitespace"),
        ("github:bob", "Local address contains illegal character"),
        (".bob@example.org", "Local address starts with dot"),
        ("bob.@example.org", "Local address ends with dot"),
        ("b..b@example.org", "Local address contains dot-dot"),
        ("bob@example .org", "Domain contains control or whitespace"),
        ("bob@exämple.org", "Domain contains control or whitespace"),
        ("bob@exa_mple.org", "Domain contains illegal character"),
        ("bob@.example.org", "Domain starts with dot"),
        ("bob@example.org.", "Domain ends with dot"),
        ("bob@example..org", "Domain contains dot-dot"),
        ("bob@x[1.2.3.4]", "Domain literal not at start of domain"),
        ("bob@[1.2]3.4", "Domain literal end not at end of domain"),
        ("Bob <>", "Empty address"),
        ('"bob"x@example.org', "Quote not at end of local address"),
        ('"bob@example.org', "Missing '\"'"),
        ("Bob <bob@example.org", "Missing '>'"),
        ("Bob <b@example.org> <c@example.org>", "Extra route-addr"),
        ("a: b: c@example.org;", "Nested group"),
        ("bob@example.org;", "Illegal semicolon, not in group"),
        ('"bo\r\nb"@example.org', 'Invalid email address "bo\r\nb"@example.org.'),
    ],
)
def test_a_malformed_address_is_refused_in_the_words_of_javamail(mailer: Any, address: str, sentence: str) -> None:
    assert mailer.no_simple(to=[address]) == (*mailer.code("Invalid"), sentence)


@pytest.mark.parametrize("whose", ["source", "to", "cc", "bcc", "return_path", "reply_to"])
def test_every_address_of_a_mail_is_read(mailer: Any, whose: str) -> None:
    given: Any = "no" if whose in {"source", "return_path"} else ["yes@example.org", "no"]

    assert mailer.no_simple(**{whose: given}) == (*mailer.code("Invalid"), "Missing final '@domain'")


def test_addresses_are_read_in_the_order_of_sender_to_cc_bcc_return_path_and_reply_to(mailer: Any) -> None:
    faults = {"source": ".a@x", "to": ["b.@x"], "cc": ["c..c@x"], "bcc": ["d@.x"], "return_path": "e@x.",
              "reply_to": ["f@x..y"]}  # fmt: skip
    said = []
    while faults:
        said.append(mailer.no_simple(**faults)[2])
        faults.pop(next(iter(faults)))

    assert said == [
        "Local address starts with dot", "Local address ends with dot", "Local address contains dot-dot",
        "Domain starts with dot", "Domain ends with dot", "Domain contains dot-dot",
    ]  # fmt: skip


def test_in_a_raw_mail_the_from_header_is_read_after_the_source_and_to_at_last(mailer: Any) -> None:
    def said(source: str, shown: str, envelope: str, reply: str, to: str) -> str:
        raw = f"From: {shown}\r\nReply-To: {reply}\r\nTo: {to}\r\n\r\n".encode()
        answer: tuple[int, str, str] = mailer.no_raw(raw, source=source, to=[envelope])
        assert answer[:2] == mailer.code("Invalid")
        return answer[2]

    good = "ann@example.com"

    assert [
        said(".a@x", "b.@x", "c..c@x", "d@.x", "e@x."),
        said(good, "b.@x", "c..c@x", "d@.x", "e@x."),
        said(good, good, "c..c@x", "d@.x", "e@x."),
        said(good, good, good, "d@.x", "e@x."),
        said(good, good, good, good, "e@x."),
    ] == [
        "Local address starts with dot", "Local address ends with dot", "Local address contains dot-dot",
        "Domain starts with dot", "Domain ends with dot",
    ]  # fmt: skip


@pytest.mark.parametrize("whose", ["source", "to", "cc", "bcc", "return_path", "reply_to"])
def test_an_address_longer_than_320_characters_is_refused(mailer: Any, whose: str) -> None:
    given: Any = LONG if whose in {"source", "return_path"} else [LONG]

    assert mailer.no_simple(**{whose: given}) == (
        *mailer.code("Invalid"),
        f"Address length is more than 320 characters long: '{LONG}'.",
    )


def test_the_length_of_an_address_counts_its_name_in_utf_16(mailer: Any, ses_cloud: Cloud) -> None:
    name = "🐟" * 151  # 302 units; with " <bob@example.org>" 320
    mailer.simple(to=[f"{name} <bob@example.org>"])

    assert ses_cloud.outbox.last.recipients == ("bob@example.org",)
    assert mailer.no_simple(to=[f"{name}x <bob@example.org>"]) == (
        *mailer.code("Invalid"),
        f"Address length is more than 320 characters long: '{name}x <bob@example.org>'.",
    )


# ---- recipients ----


def test_a_mail_to_nobody_is_refused(mailer: Any) -> None:
    assert mailer.no_simple(to=[]) == (*mailer.code("Invalid"), "Missing required header 'To'.")
    assert mailer.no_raw(b"From: ann@example.com\r\n\r\n") == (*mailer.code("Invalid"), "Missing required header 'To'.")


def test_more_than_50_recipients_are_refused_whatever_header_names_them(mailer: Any, ses_cloud: Cloud) -> None:
    who = [f"r{number}@example.org" for number in range(51)]
    mailer.simple(to=who[:20], cc=who[20:40], bcc=who[40:50])

    assert ses_cloud.outbox.last.recipients == tuple(who[:50])
    assert mailer.no_simple(to=who[:20], cc=who[20:40], bcc=who[40:]) == (
        *mailer.code("Invalid"),
        "Recipient count exceeds 50.",
    )
    assert mailer.no_raw(b"", source="ann@example.com", to=who) == (
        *mailer.code("Invalid"),
        "Recipient count exceeds 50.",
    )


def test_an_address_named_twice_counts_twice(mailer: Any, ses_cloud: Cloud) -> None:
    mailer.simple(to=["bob@example.org"], cc=["bob@example.org"])

    assert ses_cloud.outbox.last.recipients == ("bob@example.org", "bob@example.org")
    assert mailer.no_simple(to=["bob@example.org"] * 51) == (*mailer.code("Invalid"), "Recipient count exceeds 50.")


# ---- message tags ----


@pytest.mark.parametrize(
    ("tags", "sentence"),
    [
        ([{"Name": " ", "Value": "v"}], "The tag name must be specified."),
        ([{"Name": "", "Value": "v"}], "The tag name must be specified."),
        ([{"Name": "n", "Value": ""}], "The tag value must be specified."),
        ([{"Name": "n" * 256, "Value": "v"}], "Tag name cannot exceed 255 characters."),
        ([{"Name": "n", "Value": "v" * 256}], "Tag value cannot exceed 255 characters."),
        (
            [{"Name": "a b", "Value": "c d"}],
            "Invalid tag name <a b>: only alphanumeric ASCII characters, '_',  '-' are allowed.",
        ),
        (
            [{"Name": "ses:feedback-id-c", "Value": "v"}],
            "Invalid tag name <ses:feedback-id-c>: only alphanumeric ASCII characters, '_',  '-' are allowed.",
        ),
        (
            [{"Name": "n", "Value": "c d"}],
            "Invalid tag value <c d>: only alphanumeric ASCII characters, '_',  '-' , '.', '@' are allowed.",
        ),
        ([{"Name": f"n{number}", "Value": "v"} for number in range(51)], checks.TOO_MANY_TAGS),
    ],
)
def test_a_tag_that_cannot_be_is_refused(mailer: Any, tags: list[dict[str, str]], sentence: str) -> None:
    assert mailer.no_simple(tags=tags) == (*mailer.code("Invalid"), sentence)
    assert mailer.no_raw(RAW, tags=tags) == (*mailer.code("Invalid"), sentence)


def test_tags_have_255_characters_and_two_of_them_a_colon(mailer: Any, ses_cloud: Cloud) -> None:
    tags = {"n" * 255: "v" * 255, "a_B-9": "c.D@e_f-0", "ses:feedback-id-a": "one", "ses:feedback-id-b": "two"}
    mailer.simple(tags=[{"Name": name, "Value": value} for name, value in tags.items()])

    assert dict(ses_cloud.outbox.last.tags) == tags


# ---- configuration set ----


def test_an_unknown_configuration_set_is_refused(mailer: Any) -> None:
    assert mailer.no_simple(configuration_set="no")[:3] == (
        *mailer.code("SetMissing"),
        "Configuration set <no> does not exist.",
    )


def test_a_name_that_no_configuration_set_can_have_is_refused(mailer: Any) -> None:
    said = [mailer.no_simple(configuration_set=name) for name in ("a b", "x" * 65)]

    assert said == [
        (
            *mailer.code("Invalid"),
            "Invalid configuration set name <a b>: only alphanumeric ASCII characters, '_', and '-' are allowed.",
        ),
        (*mailer.code("Invalid"), "Configuration set name cannot exceed 64 characters."),
    ]


def test_a_paused_configuration_set_sends_nothing(mailer: Any, v2: Any) -> None:
    v2.create_configuration_set(ConfigurationSetName="news", SendingOptions={"SendingEnabled": False})

    assert mailer.no_simple(configuration_set="news")[:3] == (
        *mailer.code("SetPaused"),
        "Sending is paused for configuration set news",
    )


# ---- the account ----


def test_an_account_that_has_switched_sending_off_sends_nothing(mailer: Any, v1: Any, ses_cloud: Cloud) -> None:
    v1.update_account_sending_enabled(Enabled=False)

    assert mailer.no_simple() == (*mailer.code("AccountPaused"), "Sending is paused for this account.")
    v1.update_account_sending_enabled(Enabled=True)
    assert mailer.simple() == {"MessageId": ses_cloud.outbox.last.message_id}


def test_an_account_that_aws_has_shut_down_sends_nothing(mailer: Any, ses_cloud: Cloud) -> None:
    ses_cloud.region().account_settings.enforcement = "SHUTDOWN"

    assert mailer.no_simple() == (
        *mailer.code("NotVerified"),
        (
            "Sending paused for this account. For more information, please check the inbox of the email address "
            "associated with your AWS account."
        ),
    )


# ---- content ----


def test_a_charset_nobody_knows_is_refused(mailer: Any) -> None:
    for where, charset in (("subject", "x-unknown"), ("text", "base64"), ("html", "idna")):
        assert mailer.no_simple(**{where: {"Data": "Hello", "Charset": charset}}) == (
            *mailer.code("Invalid"),
            f"Unsupported charset: {charset}",
        )


def test_the_size_of_a_mail_is_limited_by_the_api(mailer: Any, ses_cloud: Cloud) -> None:
    limits = ses_cloud.limits
    assert (limits.message_bytes_v1, limits.message_bytes_v2) == (10485760, 41943040)
    limits.message_bytes_v1, limits.message_bytes_v2 = 10_000, 40_000
    limit = 40_000 if mailer.v2 else 10_000
    longest = RAW + b"x" * (limit - len(RAW))
    mailer.raw(longest)

    assert mailer.no_raw(longest + b"x") == (
        *mailer.code("Invalid"),
        f"Message length is more than {limit} bytes long: '{limit + 1}'.",
    )


# ---- templates ----


def test_an_unknown_template_is_refused(mailer: Any) -> None:
    assert mailer.no_template("no", "{}")[:3] == (*mailer.code("TemplateMissing"), "Template no does not exist")


@pytest.mark.parametrize("data", ["{", "[]", '"x"', '{"a": NaN}', "name=Bob"])
def test_template_data_must_be_an_object_in_json(mailer: Any, v1: Any, data: str) -> None:
    v1.create_template(Template={"TemplateName": "t", "SubjectPart": "Hi", "TextPart": "x"})

    assert mailer.no_template("t", data) == (*mailer.code("Invalid"), "The template data is invalid")


# ---- raw mail ----


def test_a_raw_mail_needs_a_sender(mailer: Any) -> None:
    for raw in (b"", b"To: bob@example.org\r\n\r\nHello", b"From:\r\nTo: bob@example.org\r\n\r\nHello"):
        assert mailer.no_raw(raw) == (*mailer.code("Invalid"), "Missing required header 'From'.")


@pytest.mark.parametrize("line", [b"no colon here", b": no name"])
def test_a_header_without_a_name_is_refused(mailer: Any, line: bytes) -> None:
    raw = RAW.replace(b"Subject: Hi", line)

    assert mailer.no_raw(raw) == (*mailer.code("Invalid"), "Empty header names are illegal.")


@pytest.mark.parametrize(
    ("name", "shown"),
    [("FROM", "From"), ("subject", "Subject"), ("list-unsubscribe", "List-Unsubscribe"), ("message-id", "Message-ID")],
)
def test_a_header_that_may_stand_once_is_refused_twice(mailer: Any, name: str, shown: str) -> None:
    raw = f"{name}: ann@example.com\r\n".encode() * 2 + RAW.replace(name.title().encode() + b":", b"X:")

    assert mailer.no_raw(raw) == (*mailer.code("Invalid"), f"Duplicate header '{shown}'.")


def test_to_and_unknown_headers_may_stand_twice(mailer: Any, ses_cloud: Cloud) -> None:
    mailer.raw(b"From: ann@example.com\r\nTo: b@x.org\r\nTo: c@x.org\r\nCc: d@x.org\r\nCc: e@x.org\r\nX: 1\r\nX: 2\r\n")

    assert ses_cloud.outbox.last.recipients == ("b@x.org", "c@x.org", "d@x.org", "e@x.org")


def test_a_raw_mail_comes_from_one_address(mailer: Any) -> None:
    raw = b"From: ann@example.com, bea@example.com\r\nTo: bob@example.org\r\n\r\n"

    assert mailer.no_raw(raw) == (*mailer.code("Invalid"), "Illegal address")


PARTS = """From: ann@example.com
To: bob@example.org
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary="outer"

--outer
Content-Type: multipart/alternative; boundary=inner

--inner
Content-Type: text/plain

Content-Type: nothing that counts
--inner--
--outer
{}

1
--outer--
"""


@pytest.mark.parametrize(
    ("header", "sentence"),
    [
        ("Content-Disposition: attachment; filename=test hello.txt", "Expected ';', got \"hello.txt\""),  # recorded
        ("Content-Type: application/pdf; name=E(E)E.pdf", "Expected ';', got \"E.pdf\""),  # recorded
        ("Content-Type: application/pdf; name=E(E.pdf", "Unbalanced comments"),
        ("Content-Type: text", "Expected '/', got null"),
        ("Content-Disposition:", "Expected disposition, got null"),
        ('Content-Disposition: attachment;\n\tfilename="a.txt', "Unterminated quoted string"),
        ("Content-Type: text/plain; name=ü", 'Expected parameter value, got "Ã"'),
        ('Content-Type: text/plain; name="a.exe"', "Unsupported attachment type: 'a.exe'."),
        ("Content-Disposition: attachment; filename=a.VBS", "Unsupported attachment type: 'a.VBS'."),
        ("Content-Disposition: inline; filename*=UTF-8''%C3%BC.bat", "Unsupported attachment type: 'ü.bat'."),
        (
            'Content-Disposition: attachment; filename="=?utf-8?q?=C3=BC=2Ebat?="',
            "Unsupported attachment type: 'ü.bat'.",
        ),
    ],
)
def test_the_parts_of_a_raw_mail_are_read(mailer: Any, header: str, sentence: str) -> None:
    top = f"From: ann@example.com\nTo: bob@example.org\n{header}\n\n1"

    for raw in (top, PARTS.format(header)):
        assert mailer.no_raw(raw.encode()) == (*mailer.code("Invalid"), sentence)


@pytest.mark.parametrize(
    "header",
    [
        'Content-Disposition: attachment; filename="test hello.txt"',
        "Content-Type: text/plain; name=a.txt;\n charset=utf-8 (a comment);",
        "Content-Type: application/pdf; name=(E)E.pdf",  # recorded
        "Content-Type: message/rfc822\n\nContent-Disposition: attachment; filename=an attached message is not read",
        "X-Content-Disposition: attachment; filename=a b.exe",
    ],
)
def test_what_can_be_read_is_sent(mailer: Any, ses_cloud: Cloud, header: str) -> None:
    mailer.raw(PARTS.format(header).encode())

    assert len(ses_cloud.outbox) == 1


def test_a_header_section_ends_before_900_kilobytes(mailer: Any, ses_cloud: Cloud) -> None:
    head, body = RAW[:-5], b"x" * 900_000
    long = b"X: " + b"x" * (900_000 - len(head) - 5) + b"\r\n"

    for raw in (long + head, b"From: ann@example.com\r\n" + body):
        assert mailer.no_raw(raw) == (*mailer.code("Invalid"), "Header section too long.")
    mailer.raw(long.replace(b"xx", b"x", 1) + head + body)
    mailer.raw(RAW + body)
    assert len(ses_cloud.outbox) == 2


# ---- one after the other ----


def test_of_several_faults_the_first_in_order_is_told(impatient: Any, v1: Any, v2: Any, ses_cloud: Cloud) -> None:
    """Syntax, tags, recipients, set, length, template, identity, size, count, quota, account, set paused, MAIL FROM."""
    limit = ses_cloud.limits.message_bytes_v1 = ses_cloud.limits.message_bytes_v2 = 20_000
    v1.set_identity_mail_from_domain(
        Identity="example.com", MailFromDomain="m.example.com", BehaviorOnMXFailure="RejectMessage"
    )
    v2.create_configuration_set(ConfigurationSetName="paused", SendingOptions={"SendingEnabled": False})
    ses_cloud.limits.max_24_hour_send = 0
    v1.update_account_sending_enabled(Enabled=False)
    wrong: dict[str, Any] = {
        "source": "ann@elsewhere.org", "to": ["bob"], "tags": [{"Name": " ", "Value": "v"}],
        "configuration_set": "no", "text": "x" * 20_001,
    }  # fmt: skip
    said = []

    def then(**better: Any) -> None:
        wrong.update(better)
        said.append(impatient.no_simple(**wrong)[:3])

    then()
    then(to=[])
    then(tags=None)
    then(to=["bob@example.org"] * 50 + [LONG])
    then(configuration_set="paused")
    then(to=["bob@example.org"] * 51)
    then(source="ann@example.com")
    then(text="x")
    then(to=["bob@example.org"])
    ses_cloud.limits.max_24_hour_send = -1
    then()
    v1.update_account_sending_enabled(Enabled=True)
    then()
    then(configuration_set=None)

    invalid, size = impatient.code("Invalid"), int(said[6][2].rpartition("'")[0].rpartition("'")[2])
    assert said == [
        (*invalid, "Missing final '@domain'"),
        (*invalid, "The tag name must be specified."),
        (*invalid, "Missing required header 'To'."),
        (*impatient.code("SetMissing"), "Configuration set <no> does not exist."),
        (*invalid, f"Address length is more than 320 characters long: '{LONG}'."),
        (*impatient.code("NotVerified"), UNVERIFIED + "ann@elsewhere.org"),
        (*invalid, f"Message length is more than {limit} bytes long: '{size}'."),
        (*invalid, "Recipient count exceeds 50."),
        (*impatient.code("Quota"), "Daily message quota exceeded."),
        (*impatient.code("AccountPaused"), "Sending is paused for this account."),
        (*impatient.code("SetPaused"), "Sending is paused for configuration set paused"),
        (*impatient.code("MailFrom"), "The MAIL FROM domain <m.example.com> is not verified."),
    ]


def test_a_template_is_looked_up_after_the_lengths_and_before_the_identities(mailer: Any) -> None:
    said = [
        mailer.no_template("no", "{}", source="ann@elsewhere.org", to=[LONG])[2],
        mailer.no_template("no", "{}", source="ann@elsewhere.org")[2],
    ]

    assert said == [f"Address length is more than 320 characters long: '{LONG}'.", "Template no does not exist"]
