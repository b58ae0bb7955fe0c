"""Probes about sending, bulk calls, bounces, configuration sets and the suppression list.

What must not be sent is refused before it could be, for its sender is not verified; what might be sent goes to SES's
mailbox simulator.
"""

# ruff: noqa: E501 (what SES says stays on a line)

from __future__ import annotations

import pytest

SIMULATOR = "success@simulator.amazonses.com"
NOBODY = {"ToAddresses": [SIMULATOR]}


def case(row, name, value, says):
    """A probe's parameter with a row and an answer of its own."""
    return pytest.param(value, id=name, marks=pytest.mark.probe(row, says=says))


def simple(**more):
    body = {"Text": {"Data": "A probe."}}
    return {"Simple": {"Subject": {"Data": "Probe"}, "Body": body, **more}}


@pytest.mark.probe(
    "A19",
    says="400 MessageRejected: Email address is not verified. The following identities failed the check in region <REGION>: <address 2>, <address>, <address 3>",
)
def test_order_of_the_identities_of_a_raw_mail(ses, said, names):
    source, shown, sender = names.address(), names.address(), names.address()
    raw = f"From: {shown}\r\nSender: {sender}\r\nTo: {SIMULATOR}\r\nSubject: Probe\r\n\r\nA probe.\r\n"
    return said(ses.send_raw_email, Source=source, Destinations=[SIMULATOR], RawMessage={"Data": raw.encode()})


@pytest.mark.probe(
    "A53",
    says="400 MessageRejected: Email address is not verified. The following identities failed the check in region <REGION>: =?UTF-8?Q?=C3=84nn?= <<address>>, <address>",
)
def test_a_source_whose_name_is_encoded_otherwise_than_in_the_from_header(ses, said, names):
    address = names.address()
    raw = f"From: =?UTF-8?Q?=C3=84nn?= <{address}>\r\nTo: {SIMULATOR}\r\nSubject: Probe\r\n\r\nA probe.\r\n"
    source = f"=?UTF-8?B?w4Rubg==?= <{address}>"
    return said(ses.send_raw_email, Source=source, RawMessage={"Data": raw.encode()})


@pytest.fixture
def send_raw(ses, said, names):
    """What SendRawEmail says of a mail with a header more, whose sender is not verified."""

    def send_raw(header):
        raw = f"From: {names.address()}\r\nTo: {SIMULATOR}\r\n{header}\r\n\r\nA probe.\r\n"
        return said(ses.send_raw_email, RawMessage={"Data": raw.encode()})

    return send_raw


@pytest.mark.parametrize(
    "header",
    [
        case(
            "A46",
            "a file name with a blank",
            "Content-Disposition: attachment; filename=a probe.txt",
            says="400 InvalidParameterValue: Expected ';', got \"probe.txt\"",
        ),
        case(
            "A46",
            "a comment that does not end",
            "Content-Type: text/plain; name=a(probe.txt",
            says="400 InvalidParameterValue: Unbalanced comments",
        ),
        case(
            "A46",
            "a quote that does not end",
            'Content-Disposition: attachment; filename="probe.txt',
            says="400 InvalidParameterValue: Unterminated quoted string",
        ),
        case(
            "A46",
            "a parameter without a value",
            "Content-Disposition: attachment; filename=",
            says='400 InvalidParameterValue: Expected parameter value, got "null"',
        ),
        case(
            "A46",
            "a parameter without an equals sign",
            "Content-Disposition: attachment; filename",
            says="400 InvalidParameterValue: Expected '=', got \"null\"",
        ),
        case(
            "A46",
            "a parameter without a name",
            "Content-Disposition: attachment;; filename=probe.txt",
            says='400 InvalidParameterValue: Expected parameter name, got ";"',
        ),
        case(
            "A46",
            "a content type of one word",
            "Content-Type: text",
            says="400 InvalidParameterValue: Expected '/', got null",
        ),
        case(
            "A46",
            "a disposition that is empty",
            "Content-Disposition:",
            says="400 InvalidParameterValue: Expected disposition, got null",
        ),
        case(
            "A47",
            "900 kilobytes of headers",
            "X-Probe: " + "x" * 900_000,
            says="400 InvalidParameterValue: Header section too long.",
        ),
        case(
            "A25",
            "a program attached to a raw mail",
            "Content-Disposition: attachment; filename=a.exe",
            says="400 InvalidParameterValue: Unsupported attachment type: 'a.exe'.",
        ),
    ],
)
def test_a_raw_mail_with(send_raw, header):
    return send_raw(header)


@pytest.mark.probe(
    "A21",
    says="400 MessageRejected: Email address is not verified. The following identities failed the check in region <REGION>: <address>",
)
def test_a_paused_configuration_set_and_a_sender_that_is_not_verified(sesv2, said, names):
    name = names.configuration_set()
    sesv2.create_configuration_set(ConfigurationSetName=name, SendingOptions={"SendingEnabled": False})
    return said(
        sesv2.send_email,
        FromEmailAddress=names.address(),
        Destination=NOBODY,
        Content=simple(),
        ConfigurationSetName=name,
    )


@pytest.mark.probe("A21", says="404 NotFoundException: Configuration set <<set>> does not exist.")
def test_a_missing_configuration_set_and_a_sender_that_is_not_verified(sesv2, said, names):
    missing = names.configuration_set()
    return said(
        sesv2.send_email,
        FromEmailAddress=names.address(),
        Destination=NOBODY,
        Content=simple(),
        ConfigurationSetName=missing,
    )


@pytest.mark.probe("A24", says="404 NotFoundException: Configuration set <<set>> does not exist.")
def test_another_accounts_identity_and_a_missing_configuration_set(sesv2, said, names, region):
    domain = names.domain()
    return said(
        sesv2.send_email,
        FromEmailAddress=f"a@{domain}",
        FromEmailAddressIdentityArn=f"arn:aws:ses:{region}:111122223333:identity/{domain}",
        Destination=NOBODY,
        Content=simple(),
        ConfigurationSetName=names.configuration_set(),
    )


@pytest.mark.parametrize(
    "content",
    [
        case(
            "A25",
            "a program attached",
            simple(Attachments=[{"FileName": "a.exe", "RawContent": b"1"}]),
            says="400 BadRequestException: Unsupported attachment type: 'a.exe'.",
        ),
        case(
            "A25",
            "a reserved header",
            simple(Headers=[{"Name": "Message-ID", "Value": "<a@b.example>"}]),
            says="400 BadRequestException: Header 'Message-ID' cannot be specified as a custom header.",
        ),
        case(
            "A25",
            "a bad header name",
            simple(Headers=[{"Name": "X Y", "Value": "1"}]),
            says="400 BadRequestException: Invalid header name <X Y>: only printable ASCII characters other than ':' are allowed.",
        ),
        case(
            "A25",
            "a charset nobody knows",
            {"Simple": {"Subject": {"Data": "é", "Charset": "sesmock"}, "Body": {"Text": {"Data": "A probe."}}}},
            says="400 BadRequestException: Unsupported charset: sesmock",
        ),
        case(
            "A25",
            "two kinds of content",
            {**simple(), "Raw": {"Data": b"Subject: Probe\r\n\r\n"}},
            says="400 BadRequestException: Content must contain exactly one of Simple, Raw or Template.",
        ),
        case(
            "A25",
            "no content",
            {},
            says="400 BadRequestException: Content must contain exactly one of Simple, Raw or Template.",
        ),
    ],
)
def test_content_with(sesv2, said, sender, content):
    return said(sesv2.send_email, FromEmailAddress=sender, Destination=NOBODY, Content=content)


@pytest.fixture
def template(sesv2, names):
    """A stored template."""
    name = names.template()
    content = {"Subject": "Hi {{name}}", "Text": "Dear {{name}}"}
    sesv2.create_email_template(TemplateName=name, TemplateContent=content)
    return name


@pytest.mark.probe("A26", says="accepted")
def test_a_bulk_mail_from_a_sender_that_is_not_verified(sesv2, said, names, template):
    return said(
        sesv2.send_bulk_email,
        FromEmailAddress=names.address(),
        DefaultContent={"Template": {"TemplateName": template, "TemplateData": "{}"}},
        BulkEmailEntries=[{"Destination": NOBODY}],
    )


@pytest.mark.probe("A26", says=[["INVALID_PARAMETER", "Missing required header 'To'."]])
def test_a_bulk_entry_without_recipients(sesv2, sender, template):
    answer = sesv2.send_bulk_email(
        FromEmailAddress=sender,
        DefaultContent={"Template": {"TemplateName": template, "TemplateData": '{"name": "Ann"}'}},
        BulkEmailEntries=[{"Destination": {"ToAddresses": []}}],
    )
    return [(entry["Status"], entry.get("Error")) for entry in answer["BulkEmailEntryResults"]]


@pytest.mark.probe("A50", says=[["Success", None]])
def test_a_bulk_destination_of_v1_without_data(ses, sender, template):
    answer = ses.send_bulk_templated_email(
        Source=sender,
        Template=template,
        DefaultTemplateData='{"name": "Ann"}',
        Destinations=[{"Destination": NOBODY}],
    )
    return [(status["Status"], status.get("Error")) for status in answer["Status"]]


@pytest.mark.parametrize(
    "text",
    [
        case(
            "A49",
            "a helper",
            "{{#if name}}A probe.{{/if}}",
            says="400 BadRequestException: Template contains unsupported operations.",
        ),
        case(
            "A49",
            "a comment",
            "{{! A probe. }}",
            says="400 BadRequestException: Template contains unsupported operations.",
        ),
        case(
            "A49",
            "a mustache that is not closed",
            "{{name",
            says="400 BadRequestException: Template contains unsupported operations.",
        ),
    ],
)
def test_inline_content_with(sesv2, said, names, text):
    content = {"Template": {"TemplateContent": {"Subject": "Probe", "Text": text}, "TemplateData": '{"name": "Ann"}'}}
    return said(sesv2.send_email, FromEmailAddress=names.address(), Destination=NOBODY, Content=content)


@pytest.mark.probe("A26", says=[["INVALID_PARAMETER", "The template data is invalid"]])
def test_a_bulk_entry_with_broken_data(sesv2, sender, template):
    answer = sesv2.send_bulk_email(
        FromEmailAddress=sender,
        DefaultContent={"Template": {"TemplateName": template, "TemplateData": '{"name": "Ann"}'}},
        BulkEmailEntries=[
            {
                "Destination": NOBODY,
                "ReplacementEmailContent": {"ReplacementTemplate": {"ReplacementTemplateData": "{"}},
            }
        ],
    )
    return [(entry["Status"], entry.get("Error")) for entry in answer["BulkEmailEntryResults"]]


@pytest.mark.probe(
    "A27",
    says="400 MessageRejected: The original message was not found, or was received more than 24 hours ago: sesmock0sesmock0sesmock0sesmock0sesmock0",
)
def test_a_bounce_of_an_unknown_message(ses, said, sender):
    recipient = {"Recipient": sender, "BounceType": "DoesNotExist"}
    return said(
        ses.send_bounce,
        OriginalMessageId="sesmock0sesmock0sesmock0sesmock0sesmock0",
        BounceSender=sender,
        BouncedRecipientInfoList=[recipient],
    )


@pytest.mark.probe("A27", says="400 InvalidParameterValue: At least one bounced recipient must be specified.")
def test_a_bounce_without_recipients(ses, said, sender):
    return said(
        ses.send_bounce,
        OriginalMessageId="sesmock0sesmock0sesmock0sesmock0sesmock0",
        BounceSender=sender,
        BouncedRecipientInfoList=[],
    )


@pytest.fixture
def put_destination(sesv2, said, names):
    """What CreateConfigurationSetEventDestination says of a destination."""

    def put_destination(**destination):
        name = names.configuration_set()
        sesv2.create_configuration_set(ConfigurationSetName=name)
        return said(
            sesv2.create_configuration_set_event_destination,
            ConfigurationSetName=name,
            EventDestinationName="probe",
            EventDestination={"Enabled": True, "MatchingEventTypes": ["BOUNCE"], **destination},
        )

    return put_destination


@pytest.mark.probe("A33", says="accepted")
def test_events_to_a_topic_that_does_not_exist(put_destination, region, account):
    return put_destination(SnsDestination={"TopicArn": f"arn:aws:sns:{region}:{account}:sesmock-there-is-none"})


@pytest.mark.probe(
    "A60",
    says="400 BadRequestException: SNS topic arn:aws:sns:<region>:<account>:sesmock-there-is-none.fifo is invalid.",
)
def test_events_to_a_fifo_topic(put_destination, region, account):
    return put_destination(SnsDestination={"TopicArn": f"arn:aws:sns:{region}:{account}:sesmock-there-is-none.fifo"})


@pytest.mark.probe("A33", says="accepted")
def test_events_to_a_stream_that_does_not_exist(put_destination, region, account):
    return put_destination(
        KinesisFirehoseDestination={
            "IamRoleArn": f"arn:aws:iam::{account}:role/sesmock-there-is-none",
            "DeliveryStreamArn": f"arn:aws:firehose:{region}:{account}:deliverystream/sesmock-there-is-none",
        }
    )


@pytest.mark.probe(
    "A33",
    says="400 BadRequestException: Invalid EventBridge event bus ARN provided: arn:aws:events:<region>:<account>:event-bus/sesmock-there-is-none.",
)
def test_events_to_a_bus_that_is_not_the_default_one(put_destination, region, account):
    bus = f"arn:aws:events:{region}:{account}:event-bus/sesmock-there-is-none"
    return put_destination(EventBridgeDestination={"EventBusArn": bus})


@pytest.mark.probe("A52", says="400 BadRequestException: Invalid email address<sesmock>.")
def test_what_is_no_address_on_the_suppression_list(sesv2, said):
    return said(sesv2.put_suppressed_destination, EmailAddress="sesmock", Reason="BOUNCE")


@pytest.mark.probe("A36", says="400 SerializationException: NUMBER_VALUE can not be converted to a String")
def test_a_number_for_a_text(sesv2, said):
    return said(sesv2.create_email_identity, EmailIdentity=5)


@pytest.mark.probe("A36", says="400 BadRequestException: Domain <domain> is not verified for DKIM signing.")
def test_a_text_for_a_boolean(sesv2, said, names):
    return said(sesv2.put_email_identity_dkim_attributes, EmailIdentity=names.domain(), SigningEnabled="yes")


@pytest.mark.probe(
    "A36",
    says="400 BadRequestException: 1 validation error detected: Value at 'reason' failed to satisfy constraint: Member must satisfy enum value set: [BOUNCE, COMPLAINT]",
)
def test_another_word_than_the_enumeration_has(sesv2, said, names):
    return said(sesv2.put_suppressed_destination, EmailAddress=names.suppressed(), Reason="SPAM")


@pytest.mark.probe(
    "A36",
    says="400 ValidationError: 1 validation error detected: Value at 'notificationType' failed to satisfy constraint: Member must satisfy enum value set: [Bounce, Complaint, Delivery]",
)
def test_another_word_than_the_enumeration_has_in_v1(ses, said, names):
    domain = names.domain()
    ses.verify_domain_identity(Domain=domain)
    return said(
        ses.set_identity_headers_in_notifications_enabled, Identity=domain, NotificationType="Open", Enabled=True
    )
