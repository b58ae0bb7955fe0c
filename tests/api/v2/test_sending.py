"""SendEmail of v2: what only this API has."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from sesmock.api.v2 import sending as api
from sesmock.domain.sending import checks
from sesmock.mail.mime import Attachment

if TYPE_CHECKING:
    from collections.abc import Callable

    from sesmock import Cloud

    Refused = Callable[..., tuple[Any, ...]]

pytestmark = pytest.mark.ses(verified=["example.com"], at="2026-03-01T12:00:00Z")

TERMS: dict[str, Any] = {"FromEmailAddress": "ann@example.com", "Destination": {"ToAddresses": ["bob@example.org"]}}
SIMPLE: dict[str, Any] = {"Subject": {"Data": "Hi"}, "Body": {"Text": {"Data": "Hello"}}}
INLINE = {"Subject": "Hi {{name}}", "Text": "Dear {{name}}"}
INVALID = (400, "BadRequestException")
BROKEN = "1 validation error detected: Value at '{}' failed to satisfy constraint: Member must "
LONG_HEADERS = pytest.mark.needs("sesv2.SendEmail.Content.Simple.Headers.Value", max=995)
HEADER = "content.simple.headers.1.member."


def _no_simple(refused: Refused, v2: Any, **more: Any) -> tuple[Any, ...]:
    return refused(v2, "send_email", Content={"Simple": {**SIMPLE, **more}}, **TERMS)


# ---- which content, from whom ----


@pytest.mark.parametrize(
    "content", [{}, {"Simple": SIMPLE, "Raw": {"Data": b""}}, {"Raw": {"Data": b""}, "Template": {}}]
)
def test_there_is_exactly_one_content(v2: Any, refused: Refused, content: dict[str, Any]) -> None:
    assert refused(v2, "send_email", Content=content, **TERMS) == (*INVALID, api.ONE_CONTENT)


def test_a_simple_mail_without_a_sender_is_refused_without_a_word(v2: Any, wire: Any, refused: Refused) -> None:
    destination = TERMS["Destination"]

    assert refused(v2, "send_email", Content={"Simple": SIMPLE}, Destination=destination) == (*INVALID, None)
    assert wire.v2("POST", "/outbound-emails", {"Content": {"Simple": SIMPLE}, "Destination": destination}) == (
        *INVALID,
        {"message": None},
    )


def test_a_templated_mail_needs_a_sender(v2: Any, refused: Refused) -> None:
    content = {"Template": {"TemplateContent": INLINE}}

    assert refused(v2, "send_email", Content=content, Destination=TERMS["Destination"]) == (
        *INVALID,
        "Source cannot be empty",
    )


def test_no_destination_is_as_good_as_an_empty_one(v2: Any, refused: Refused) -> None:
    said = refused(v2, "send_email", Content={"Simple": SIMPLE}, FromEmailAddress="ann@example.com")

    assert said == (*INVALID, "Missing required header 'To'.")


def test_a_body_without_data_is_none(wire: Any, ses_cloud: Cloud) -> None:
    for text in ({}, {"Data": None}, {"Charset": "UTF-8"}):
        body = {"Text": text, "Html": {"Data": "<p>"}}
        wire.v2("POST", "/outbound-emails", {**TERMS, "Content": {"Simple": {**SIMPLE, "Body": body}}})

    assert [(mail.text, mail.html) for mail in ses_cloud.outbox] == [(None, "<p>")] * 3


def test_content_itself_is_required(wire: Any) -> None:
    assert wire.v2("POST", "/outbound-emails", TERMS) == (
        *INVALID,
        {"message": BROKEN.format("content") + "not be null"},
    )


# ---- headers ----


@LONG_HEADERS
def test_headers_are_added(v2: Any, ses_cloud: Cloud) -> None:
    headers = [
        {"Name": "List-Unsubscribe", "Value": "<https://example.com/u>"},
        {"Name": "X-Long", "Value": "v" * 990},
        {"Name": "x-twice", "Value": "1"},
        {"Name": "X-Twice", "Value": "2"},
    ]
    v2.send_email(Content={"Simple": {**SIMPLE, "Headers": headers}}, **TERMS)
    v2.send_email(
        Content={"Template": {"TemplateContent": INLINE, "TemplateData": '{"name": "B"}', "Headers": headers}}, **TERMS
    )

    given = [(header["Name"], header["Value"]) for header in headers]
    assert [[pair for pair in mail.headers if pair in given] for mail in ses_cloud.outbox] == [given, given]


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        (" ", "v", "The header name must be specified."),
        ("X Y", "v", checks.BAD_HEADER_NAME.format(name="X Y")),
        ("X:Y", "v", checks.BAD_HEADER_NAME.format(name="X:Y")),
        ("É", "v", checks.BAD_HEADER_NAME.format(name="É")),
        ("SUBJECT", "v", checks.RESERVED_HEADER.format(name="SUBJECT")),
        pytest.param("X-Y", "v" * 994, checks.HEADER_TOO_LONG.format(name="X-Y"), marks=LONG_HEADERS),
        (
            "X" * 127,
            "v",
            (BROKEN.format(HEADER + "name") + "have length less than or equal to 126"),
        ),
        pytest.param(
            "X",
            "v" * 996,
            (BROKEN.format(HEADER + "value") + "have length less than or equal to 995"),
            marks=LONG_HEADERS,
        ),
        (
            "X",
            "é",
            (BROKEN.format(HEADER + "value") + "satisfy regular expression pattern: [ -~]*"),
        ),
    ],
)
def test_a_header_that_cannot_be_is_refused(v2: Any, refused: Refused, name: str, value: str, sentence: str) -> None:
    assert _no_simple(refused, v2, Headers=[{"Name": name, "Value": value}]) == (*INVALID, sentence)


@pytest.mark.parametrize("member", ["Name", "Value"])
def test_a_header_has_a_name_and_a_value(wire: Any, member: str) -> None:
    headers = [{"Name": "X", "Value": "v"}]
    del headers[0][member]

    assert wire.v2("POST", "/outbound-emails", {**TERMS, "Content": {"Simple": {**SIMPLE, "Headers": headers}}}) == (
        *INVALID,
        {"message": BROKEN.format(HEADER + member.lower()) + "not be null"},
    )


def test_there_are_at_most_15_headers(v2: Any, refused: Refused) -> None:
    assert _no_simple(refused, v2, Headers=[{"Name": f"X-{n}", "Value": "v"} for n in range(16)]) == (
        *INVALID,
        (
            "1 validation error detected: Value at 'content.simple.headers' failed to satisfy constraint: "
            "Member must have length less than or equal to 15"
        ),
    )


# ---- attachments ----


def test_attachments_arrive_as_they_were_given(v2: Any, ses_cloud: Cloud) -> None:
    attachments = [
        {"FileName": "a.txt", "RawContent": b"one"},
        {
            "FileName": "ü.png", "RawContent": b"\x89PNG\0", "ContentType": "image/png", "ContentDisposition": "INLINE",
            "ContentId": "logo", "ContentDescription": "The logo", "ContentTransferEncoding": "BASE64",
        },
    ]  # fmt: skip
    v2.send_email(Content={"Simple": {**SIMPLE, "Attachments": attachments}}, **TERMS)
    template = {"TemplateContent": INLINE, "TemplateData": '{"name": "B"}', "Attachments": attachments}
    v2.send_email(Content={"Template": template}, **TERMS)

    logo = Attachment("ü.png", b"\x89PNG\0", "image/png", "INLINE", "logo", "The logo", "BASE64")
    text = Attachment("a.txt", b"one", "text/plain", "ATTACHMENT", None, None, "SEVEN_BIT")
    assert [mail.attachments for mail in ses_cloud.outbox] == [(logo, text), (logo, text)]
    assert [mail.text for mail in ses_cloud.outbox] == ["Hello", "Dear B"]


@pytest.mark.parametrize("name", ["setup.exe", "SETUP.EXE", "a.tar.xnk", "exe"])
def test_attachments_of_some_kinds_are_refused(v2: Any, refused: Refused, name: str) -> None:
    attachment = {"FileName": name, "RawContent": b"MZ"}

    assert _no_simple(refused, v2, Attachments=[attachment]) == (
        *INVALID,
        checks.UNSUPPORTED_ATTACHMENT.format(name=name),
    )


def test_constraints_of_an_attachment_are_told_together(v2: Any, refused: Refused) -> None:
    attachment = {"FileName": "n" * 256, "RawContent": b"", "ContentType": "t" * 79, "ContentDisposition": "OTHER"}

    said = _no_simple(refused, v2, Attachments=[attachment])
    assert said[:2] == INVALID
    assert said[2].startswith("3 validation errors detected: ")


def test_attachments_count_towards_the_size_as_they_are_encoded(v2: Any, refused: Refused, ses_cloud: Cloud) -> None:
    attachment = {"FileName": "a.bin", "RawContent": bytes(30_000)}
    v2.send_email(Content={"Simple": {**SIMPLE, "Attachments": [attachment]}}, **TERMS)
    whole = ses_cloud.outbox.last.unsigned
    body = whole.partition(b"\r\n\r\n")[2]
    assert len(body) > 30_000 * 4 / 3

    ses_cloud.limits.message_bytes_v2 = 41_000
    said = _no_simple(refused, v2, Attachments=[attachment])
    text = "Message length is more than 41000 bytes long: '"
    assert (said[:2], said[2][: len(text)]) == (INVALID, text)
    size = int(said[2][len(text) : -2])
    assert len(body) < size < len(whole)  # it has no MessageId yet

    ses_cloud.limits.message_bytes_v2 = size
    v2.send_email(Content={"Simple": {**SIMPLE, "Attachments": [attachment]}}, **TERMS)
    ses_cloud.limits.message_bytes_v2 = size - 1
    assert _no_simple(refused, v2, Attachments=[attachment])[2] == (
        f"Message length is more than {size - 1} bytes long: '{size}'."
    )


def test_a_template_counts_with_what_it_was_filled_with_or_else_by_its_attachments(
    v2: Any, refused: Refused, ses_cloud: Cloud
) -> None:
    attachment = {"FileName": "a.bin", "RawContent": bytes(29_000)}
    filled = {"TemplateContent": INLINE, "TemplateData": json.dumps({"name": "B" * 2000}), "Attachments": [attachment]}
    unfilled = {"TemplateContent": INLINE, "Attachments": [attachment]}
    ses_cloud.limits.message_bytes_v2 = 41_000
    said = refused(v2, "send_email", Content={"Template": filled}, **TERMS)
    v2.send_email(Content={"Template": unfilled}, **TERMS)

    assert said[2].startswith("Message length is more than 41000 bytes long: '")
    assert [event.type for event in ses_cloud.events] == ["Send", "Rendering Failure"]


def test_a_virus_in_an_attachment_is_rejected(v2: Any, ses_cloud: Cloud) -> None:
    content = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
    attachments = [{"FileName": "eicar.txt", "RawContent": content}]
    v2.send_email(Content={"Simple": {**SIMPLE, "Attachments": attachments}}, **TERMS)
    v2.create_email_template(TemplateName="t", TemplateContent={"Subject": "Hi", "Text": "x"})
    v2.send_email(Content={"Template": {"TemplateName": "t", "Attachments": attachments}}, **TERMS)

    assert [event.type for event in ses_cloud.events] == ["Send", "Reject"] * 2


# ---- raw ----


def test_the_parameters_of_a_raw_mail_are_those_of_the_envelope(v2: Any, ses_cloud: Cloud) -> None:
    raw = b"From: Ann <ann@example.com>\r\nTo: bob@example.org\r\nReply-To: re@example.org\r\n\r\nHello"
    v2.send_email(
        Content={"Raw": {"Data": raw}},
        FromEmailAddress="zoe@example.com",
        FeedbackForwardingEmailAddress="back@example.com",
        Destination={"ToAddresses": ["a@x.org"], "CcAddresses": ["b@x.org"], "BccAddresses": ["c@x.org"]},
        ReplyToAddresses=["other@example.org"],
        EmailTags=[{"Name": "n", "Value": "v"}],
    )

    mail = ses_cloud.outbox.last
    assert (mail.source, mail.return_path, mail.recipients, mail.to, mail.reply_to, dict(mail.tags)) == (
        "zoe@example.com", "back@example.com", ("a@x.org", "b@x.org", "c@x.org"), ("bob@example.org",),
        ("re@example.org",), {"n": "v"},
    )  # fmt: skip
    assert mail.text == "Hello"


def test_the_return_path_of_a_raw_mail_is_that_of_the_call_or_else_of_its_header(v2: Any, ses_cloud: Cloud) -> None:
    content = {"Raw": {"Data": b"From: ann@example.com\nTo: bob@example.org\nReturn-Path: <bea@example.com>\n\n"}}
    v2.send_email(Content=content, FeedbackForwardingEmailAddress="cid@example.com")
    v2.send_email(Content=content)
    v2.send_email(Content=content, FromEmailAddress="ann@example.com")

    assert [mail.return_path for mail in ses_cloud.outbox] == ["cid@example.com", "bea@example.com", "ann@example.com"]


def test_the_identity_arn_goes_before_both_headers_of_a_raw_mail(v2: Any, ses_cloud: Cloud) -> None:
    headers = b"X-SES-SOURCE-ARN: nonsense\r\nX-SES-FROM-ARN: nonsense\r\n"
    raw = headers + b"From: Ann <ann@example.com>\r\nTo: bob@example.org\r\n\r\n"
    v2.send_email(
        Content={"Raw": {"Data": raw}}, FromEmailAddressIdentityArn=ses_cloud.region().identity("example.com").arn
    )

    assert ses_cloud.outbox.last.recipients == ("bob@example.org",)


# ---- templates ----


@pytest.fixture
def stored(v2: Any) -> str:
    """A stored template; gives its ARN."""
    v2.create_email_template(TemplateName="t", TemplateContent=INLINE)
    return "arn:aws:ses:us-east-1:123456789012:template/t"


def test_a_template_is_named_or_given_by_arn_or_stands_in_the_request(v2: Any, ses_cloud: Cloud, stored: str) -> None:
    ways: list[dict[str, Any]] = [{"TemplateName": "t"}, {"TemplateArn": stored}]
    ways += [{"TemplateName": "t", "TemplateArn": stored}, {"TemplateContent": INLINE}]
    answers = [v2.send_email(Content={"Template": {**way, "TemplateData": '{"name": "Bob"}'}}, **TERMS) for way in ways]

    assert answers == [{"MessageId": mail.message_id} for mail in ses_cloud.outbox]
    assert [(mail.operation, mail.template, mail.subject, mail.text) for mail in ses_cloud.outbox] == [
        ("SendEmail", "t", "Hi Bob", "Dear Bob"),
        ("SendEmail", "t", "Hi Bob", "Dear Bob"),
        ("SendEmail", "t", "Hi Bob", "Dear Bob"),
        ("SendEmail", "", "Hi Bob", "Dear Bob"),
    ]


@pytest.mark.parametrize(
    ("template", "refusal"),
    [
        ({}, (*INVALID, checks.ONE_TEMPLATE)),
        ({"TemplateName": "t", "TemplateContent": INLINE}, (*INVALID, checks.ONE_TEMPLATE)),
        ({"TemplateName": "no"}, (404, "NotFoundException", "Template no does not exist")),
        (
            {"TemplateArn": "arn:aws:ses:us-east-1:123456789012:template/no"},
            (404, "NotFoundException", "Template no does not exist"),
        ),
        (
            {"TemplateArn": "arn:aws:ses:eu-west-1:123456789012:template/t"},
            (404, "NotFoundException", "Template t does not exist"),
        ),
        ({"TemplateArn": "t"}, (*INVALID, "Invalid template ARN: t")),
        (
            {"TemplateArn": "arn:aws:ses:us-east-1:123456789012:identity/t"},
            (*INVALID, "Invalid template ARN: arn:aws:ses:us-east-1:123456789012:identity/t"),
        ),
        ({"TemplateContent": {"Text": "x"}}, (*INVALID, "The subject must be specified.")),
        ({"TemplateName": "t", "TemplateData": "{"}, (*INVALID, "The template data is invalid")),
    ],
)
def test_a_template_that_cannot_be_used_is_refused(
    v2: Any, refused: Refused, stored: str, template: dict[str, Any], refusal: tuple[Any, ...]
) -> None:
    assert refused(v2, "send_email", Content={"Template": template}, **TERMS) == refusal


HELPERS = [
    "{{#if name}}Hi{{/if}}", "{{#each names}}{{this}}{{/each}}", "{{^name}}nobody{{/name}}", "{{lookup names 0}}",
    '{{#*inline "p"}}Hi{{/inline}}{{> p}}', "{{> p}}", "{{! Hi }}", "{{name", "{{/if}}",
]  # fmt: skip


@pytest.mark.parametrize("text", HELPERS)
def test_inline_content_with_helpers_is_refused_at_once(v2: Any, refused: Refused, text: str) -> None:
    for part in ("Subject", "Text", "Html"):
        inline = {"TemplateContent": {**INLINE, part: text}, "TemplateData": '{"name": "Bob"}'}
        assert refused(v2, "send_email", Content={"Template": inline}, **TERMS) == (
            *INVALID,
            "Template contains unsupported operations.",
        )


def test_inline_content_may_be_a_megabyte_long(v2: Any, refused: Refused, ses_cloud: Cloud) -> None:
    def content(size: int) -> dict[str, Any]:
        return {"Template": {"TemplateContent": {"Subject": "Hi", "Text": "x" * (size - 2)}}}

    limit = 1024 * 1024
    said = "The template exceeds the maximum size of {} bytes."
    assert refused(v2, "send_email", Content=content(limit + 1), **TERMS) == (*INVALID, said.format(limit))
    v2.send_email(Content=content(limit), **TERMS)
    assert len(ses_cloud.outbox.last.text or "") == limit - 2
    ses_cloud.limits.inline_template_bytes = 9
    assert refused(v2, "send_email", Content=content(10), **TERMS) == (*INVALID, said.format(9))


def test_inline_content_may_have_one_open_tracker(v2: Any, refused: Refused, ses_cloud: Cloud) -> None:
    def content(times: int) -> dict[str, Any]:
        return {"Template": {"TemplateContent": {"Subject": "Hi", "Html": "{{ses:openTracker}}" * times}}}

    said = "The template can contain {{ses:openTracker}} once."
    assert refused(v2, "send_email", Content=content(2), **TERMS) == (*INVALID, said)
    v2.send_email(Content=content(1), **TERMS)
    assert ses_cloud.outbox.last.fate == "Delivered"


def test_a_template_without_data_is_filled_with_nothing(v2: Any, ses_cloud: Cloud, stored: str) -> None:
    v2.send_email(Content={"Template": {"TemplateName": "t"}}, **TERMS)

    assert [event.type for event in ses_cloud.events] == ["Send", "Rendering Failure"]


@pytest.mark.parametrize(
    "name",
    [
        "Bcc", "Cc", "Content-Disposition", "Content-Transfer-Encoding", "Content-Type", "Date", "DKIM-Signature",
        "Feedback-ID", "From", "Message-ID", "MIME-Version", "Reply-To", "Return-Path", "Sender", "Subject", "To",
        "X-SES-Outgoing",
    ],
)  # fmt: skip
def test_what_ses_writes_itself_is_no_custom_header(v2, refused, name):
    sentence = f"Header '{name}' cannot be specified as a custom header."

    assert _no_simple(refused, v2, Headers=[{"Name": name, "Value": "v"}]) == (*INVALID, sentence)


# ---- tracking that the call switches ----


@pytest.mark.parametrize(
    ("tracking", "types"),
    [
        ({"OpenTrackingEnabled": "DISABLED"}, ["Send", "Delivery", "Click"]),
        ({"ClickTrackingEnabled": "DISABLED", "OpenTrackingEnabled": "ENABLED"}, ["Send", "Delivery", "Open"]),
        ({"ClickTrackingEnabled": "DISABLED", "OpenTrackingEnabled": "DISABLED"}, ["Send", "Delivery"]),
        ({}, ["Send", "Delivery", "Open", "Click"]),
    ],
)
@pytest.mark.needs("sesv2.SendEmail.ConfigurationOverrides")
def test_what_is_not_tracked_makes_no_events(v2, ses_cloud, tracking, types):
    ses_cloud.verify("example.com")
    ses_cloud.receivers.open("bob@example.org")
    ses_cloud.receivers.click("bob@example.org", "https://example.com/")
    overrides = {"FromEmailAddress": "ann@example.com", "ConfigurationOverrides": {"Tracking": tracking}}
    bob = {"ToAddresses": ["bob@example.org"]}
    v2.send_email(
        Destination=bob, Content={"Simple": {"Subject": {"Data": "s"}, "Body": {"Text": {"Data": "t"}}}}, **overrides
    )
    parts = {"TemplateContent": {"Subject": "s", "Text": "t"}, "TemplateData": "{}"}
    v2.send_bulk_email(DefaultContent={"Template": parts}, BulkEmailEntries=[{"Destination": bob}], **overrides)

    assert [[event.type for event in mail.events] for mail in ses_cloud.outbox] == [types, types]


@pytest.mark.needs("sesv2.SendEmail.ConfigurationOverrides")
def test_tracking_is_on_or_off(v2):
    path = "configurationOverrides.tracking.openTrackingEnabled"
    message = (
        f"1 validation error detected: Value at '{path}' failed to satisfy constraint: "
        "Member must satisfy enum value set: [ENABLED, DISABLED]"
    )
    overrides = {"Tracking": {"OpenTrackingEnabled": "YES"}}

    assert v2.no("send_email", Content={}, ConfigurationOverrides=overrides) == (400, "BadRequestException", message)
