"""Mails for a contact list: ListManagementOptions of SendEmail, and the header of raw mails."""

from __future__ import annotations

import smtplib
from email import message_from_bytes, policy

import pytest

from sesmock.domain.contacts import unsubscribe
from sesmock.mail.mime import Message

pytestmark = pytest.mark.ses(at="2026-01-01T00:00Z", seed=1, verified=["example.com"])

URL = "{{amazonSESUnsubscribeUrl}}"
HOST = "unsubscribe.us-east-1.amazonses.com"
BAD_NAME = (
    "ContactListName can contain up to 64 characters. Only alphanumeric characters, underscores(_) and hyphens(-) are "
    "allowed."
)
RAW = b"From: n@example.com\r\nTo: ann@example.org\r\nSubject: s\r\n%s\r\nLeave: {{amazonSESUnsubscribeUrl}}\r\n"


def topic(name, default="IN"):
    return {"TopicName": name, "DisplayName": name, "DefaultSubscriptionStatus": f"OPT_{default}"}


@pytest.fixture
def news(v2):
    v2.create_contact_list(ContactListName="news", Topics=[topic("tin"), topic("tout", "OUT")])
    return {"ContactListName": "news"}


@pytest.fixture
def contacts(ses_cloud, news):
    return ses_cloud.region().contact_lists["news"].contacts


def simple(text=f"Leave: {URL}", html=f"<a href='{URL}'>leave</a>", **more):
    body = {"Text": {"Data": text}, "Html": {"Data": html}}
    return {"Simple": {"Subject": {"Data": "s"}, "Body": body, **more}}


@pytest.fixture
def send(v2, ses_cloud):
    def send(managed, to="ann@example.org", content=None, **more):
        more |= {"ListManagementOptions": managed} if managed else {}
        answer = v2.send_email(
            FromEmailAddress="n@example.com",
            Destination={"ToAddresses": [to] if isinstance(to, str) else to},
            Content=content or simple(),
            **more,
        )
        mail = ses_cloud.outbox.last
        assert answer == {"MessageId": mail.message_id}
        return mail

    return send


def fields(mail):
    """The headers by which to leave the list, as they stand in the mail."""
    return [(name, value) for name, value in mail.headers if name.startswith("List-Unsubscribe")]


def expected_fields(mail):
    one_click = unsubscribe.url_for(mail)
    mailto = f"mailto:{mail.message_id}@{HOST}?subject={one_click[-12:]}"
    return [
        ("List-Unsubscribe", f"<{one_click}>, <{mailto}>"),
        ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"),
    ]


# ---- who gets it ----


def test_who_is_no_contact_becomes_one_and_gets_the_mail(send, v2, news):
    mail = send({**news, "TopicName": "tin"})

    assert mail.fate == "Delivered"
    found = v2.get_contact(ContactListName="news", EmailAddress="ann@example.org")
    assert found == {
        **news,
        "EmailAddress": "ann@example.org",
        "TopicDefaultPreferences": [
            {"TopicName": "tin", "SubscriptionStatus": "OPT_IN"},
            {"TopicName": "tout", "SubscriptionStatus": "OPT_OUT"},
        ],
        "UnsubscribeAll": False,
        "CreatedTimestamp": found["CreatedTimestamp"],
        "LastUpdatedTimestamp": found["CreatedTimestamp"],
    }
    assert found["CreatedTimestamp"].timestamp() == mail.at


def test_all_recipients_become_contacts_by_their_bare_addresses(v2, send, news, contacts):
    send(news, ["Ann <ann@example.org>", "bob@example.org"])

    assert list(contacts) == ["ann@example.org", "bob@example.org"]


@pytest.mark.parametrize(
    ("said", "topic", "delivered"),
    [
        ({}, None, True),
        ({}, "tin", True),
        ({}, "tout", False),
        ({"UnsubscribeAll": True}, None, False),
        ({"UnsubscribeAll": True}, "tin", False),
        ({"tin": "OUT"}, "tin", False),
        ({"tin": "OUT"}, None, True),
        ({"tin": "OUT", "tout": "IN"}, "tout", True),
    ],
)
def test_who_has_left_gets_no_mail(send, v2, news, said, topic, delivered):
    preferences = [
        {"TopicName": name, "SubscriptionStatus": f"OPT_{said[name]}"} for name in ("tin", "tout") if name in said
    ]
    v2.create_contact(
        **news, EmailAddress="ann@example.org", TopicPreferences=preferences,
        UnsubscribeAll=said.get("UnsubscribeAll", False),
    )  # fmt: skip
    mail = send({**news, **({"TopicName": topic} if topic else {})})

    assert mail.fate == ("Delivered" if delivered else "Bounced")


def test_a_bounce_tells_of_who_has_left_and_is_no_other_bounce(send, v2, ses_cloud, api, news):
    v2.create_contact(**news, EmailAddress="ann@example.org", UnsubscribeAll=True)
    mail = send(news, ["ann@example.org", "bob@example.org"])

    assert mail.fates == {"ann@example.org": "Bounced", "bob@example.org": "Delivered"}
    [bounce] = mail.events[1:2]
    assert bounce.payload["bounce"] == {
        "feedbackId": bounce.feedback_id,
        "bounceType": "Permanent",
        "bounceSubType": "General",
        "bouncedRecipients": [{"emailAddress": "ann@example.org"}],
        "timestamp": "2026-01-01T00:00:00.000Z",
    }
    assert v2.list_suppressed_destinations() == {"SuppressedDestinationSummaries": []}
    [point] = api("ses").get_send_statistics()["SendDataPoints"]
    assert (point["DeliveryAttempts"], point["Bounces"]) == (2, 0)
    assert v2.get_account()["SendQuota"]["SentLast24Hours"] == 2


def test_the_contact_list_speaks_before_the_suppression_list_and_the_receiver(send, v2, ses_cloud, news):
    # assumed
    v2.create_contact(**news, EmailAddress="ann@example.org", UnsubscribeAll=True)
    v2.put_suppressed_destination(EmailAddress="ann@example.org", Reason="BOUNCE")
    v2.put_suppressed_destination(EmailAddress="bob@example.org", Reason="BOUNCE")
    ses_cloud.receivers.complaint("eve@example.org")
    mail = send(news, ["ann@example.org", "bob@example.org", "eve@example.org"])

    assert mail.fates == {
        "ann@example.org": "Bounced", "bob@example.org": "Suppressed", "eve@example.org": "Complained",
    }  # fmt: skip


def test_without_options_nobody_asks_the_list(send, v2, news, contacts):
    v2.create_contact(**news, EmailAddress="ann@example.org", UnsubscribeAll=True)
    mail = send(None)

    assert (mail.fate, mail.list_management, fields(mail)) == ("Delivered", None, [])
    assert (mail.text, mail.html) == (f"Leave: {URL}", f"<a href='{URL}'>leave</a>")
    send(None, "bob@example.org")
    assert list(contacts) == ["ann@example.org"]


# ---- what it gets ----


def test_a_mail_to_one_has_headers_and_links_by_which_to_leave(send, news):
    mail = send({**news, "TopicName": "tin"})
    one_click, page = unsubscribe.url_for(mail), unsubscribe.url_for(mail, page=True)

    assert mail.list_management == ("news", "tin")
    assert one_click.rpartition("/")[0] == f"https://{HOST}/one-click/{mail.message_id}"
    assert page == one_click.replace("one-click", "preferences")
    assert fields(mail) == expected_fields(mail)
    assert (mail.text, mail.html) == (f"Leave: {page}", f"<a href='{page}'>leave</a>")
    delivered = message_from_bytes(mail.raw, policy=policy.default)
    assert delivered.get_body(("plain",)).get_content() == f"Leave: {page}"
    assert delivered.get_body(("html",)).get_content() == f"<a href='{page}'>leave</a>"
    signed = [set(value.replace("\t", "").split("h=")[1].split(";")[0].split(":"))
              for value in Message(mail.raw).get_all("DKIM-Signature")]  # fmt: skip
    assert all({"List-Unsubscribe", "List-Unsubscribe-Post"} <= names for names in signed)  # RFC 8058 §4
    assert len(signed) == 2


def test_the_callers_headers_give_way_whatever_their_capitals(send, news):
    own = [{"Name": name, "Value": "mine"} for name in ("list-unsubscribe", "X-Own", "LIST-UNSUBSCRIBE-POST")]
    mail = send(news, content=simple(Headers=own))

    assert fields(mail) == expected_fields(mail)
    assert [name for name, _ in mail.headers if name.lower().startswith("list-")] == [
        "List-Unsubscribe", "List-Unsubscribe-Post",
    ]  # fmt: skip
    assert mail.header("X-Own") == "mine"


def test_a_mail_to_two_has_none(send, news):
    own = [{"Name": "List-Unsubscribe", "Value": "mine"}]
    mail = send(news, ["ann@example.org", "bob@example.org"], simple(Headers=own))

    assert fields(mail) == [("List-Unsubscribe", "mine")]
    assert (mail.text, mail.html) == (f"Leave: {URL}", f"<a href='{URL}'>leave</a>")
    assert unsubscribe.url_for(mail) is None


def test_the_first_two_of_a_part_are_replaced(send, news):
    mail = send(news, content=simple(text=f"{URL} {URL} {URL}"))
    page = unsubscribe.url_for(mail, page=True)

    assert mail.text == f"{page} {page} {URL}"


def test_events_show_the_headers_without_those_of_ses(send, v2, news):
    mail = send(news)

    assert [field["name"] for field in mail.events[0].payload["mail"]["headers"]] == [
        "From", "To", "Subject", "MIME-Version", "Content-Type",
    ]  # fmt: skip


@pytest.mark.parametrize("stored", [True, False])
def test_templates_have_the_placeholder_too(send, v2, news, stored):
    parts = {"Subject": "s", "Text": f"Hi {{{{name}}}}: {URL}", "Html": f"<a href='{URL}'>{{{{name}}}}</a>"}
    named = {"TemplateContent": parts}
    if stored:
        v2.create_email_template(TemplateName="t", TemplateContent=parts)
        named = {"TemplateName": "t"}
    content = {"Template": {**named, "TemplateData": '{"name": "Ann"}'}}
    mail = send(news, content=content)
    page = unsubscribe.url_for(mail, page=True)

    assert (mail.fate, mail.text, mail.html) == ("Delivered", f"Hi Ann: {page}", f"<a href='{page}'>Ann</a>")
    assert mail.template_data == {"name": "Ann"}
    assert page.encode() in mail.raw
    assert send(news, ["ann@example.org", "bob@example.org"], content).text == f"Hi Ann: {URL}"
    assert send(None, content=content).text == f"Hi Ann: {URL}"  # assumed


# ---- raw mails ----


def test_raw_mails_say_it_in_a_header(send, v1, v2, ses_cloud, news, contacts):
    for value, topic in (("news; topic=tout", "tout"), ("news", None), (" news ;Topic = tin ; other=1; x", "tin")):
        data = RAW % f"X-SES-List-Management-Options: {value}\r\n".encode()
        for to in ([], ["ann@example.org"]):
            v1.send_raw_email(RawMessage={"Data": data}, **({"Destinations": to} if to else {}))
            mail = ses_cloud.outbox.last
            page = unsubscribe.url_for(mail, page=True)
            assert mail.list_management == ("news", topic)
            assert mail.text == f"Leave: {page}\n"
            assert fields(mail) == expected_fields(mail)
            assert mail.header("X-SES-LIST-MANAGEMENT-OPTIONS") is None
            assert mail.fate == ("Bounced" if topic == "tout" else "Delivered")
    assert list(contacts) == ["ann@example.org"]
    v2.send_email(Content={"Raw": {"Data": data}}, ListManagementOptions={**news, "TopicName": "tout"})
    assert ses_cloud.outbox.last.list_management == ("news", "tout")  # the call's own comes first: assumed


def test_smtp_takes_the_header_too(ses_cloud, news, contacts):
    with smtplib.SMTP("email-smtp.us-east-1.amazonaws.com", 587) as smtp:
        smtp.starttls()
        smtp.login("user", "password")
        smtp.sendmail("n@example.com", ["ann@example.org"], RAW % b"X-SES-LIST-MANAGEMENT-OPTIONS: news\r\n")
        with pytest.raises(smtplib.SMTPDataError) as caught:
            smtp.sendmail("n@example.com", ["ann@example.org"], RAW % b"X-SES-LIST-MANAGEMENT-OPTIONS: no\r\n")

    assert fields(ses_cloud.outbox.last) == expected_fields(ses_cloud.outbox.last)
    assert list(contacts) == ["ann@example.org"]
    assert (caught.value.smtp_code, caught.value.smtp_error) == (
        554, b"Transaction failed: List with name: no doesn't exist.",
    )  # fmt: skip


def test_what_the_caller_has_signed_is_not_touched(v2, ses_cloud, news, contacts):
    data = RAW % b"DKIM-Signature: v=1; d=example.com\r\n"
    v2.send_email(Content={"Raw": {"Data": data}}, ListManagementOptions=news)
    mail = ses_cloud.outbox.last

    assert (fields(mail), mail.text, unsubscribe.url_for(mail)) == ([], f"Leave: {URL}\n", None)
    assert list(contacts) == ["ann@example.org"]


# ---- what is refused ----


@pytest.mark.parametrize(
    ("managed", "expected"),
    [
        ({"ContactListName": "no"}, (404, "NotFoundException", "List with name: no doesn't exist.")),
        ({"ContactListName": " "}, (400, "BadRequestException", "ContactListName can't be blank.")),
        (
            {"ContactListName": "a.b", "TopicName": "no"},
            (
                400,
                "BadRequestException",
                BAD_NAME,
            ),
        ),
        (
            {"ContactListName": "news", "TopicName": "no"},
            (400, "BadRequestException", "List: news doesn't contain Topic: no"),
        ),
        (
            {"ContactListName": "news", "TopicName": ""},
            (400, "BadRequestException", "List: news doesn't contain Topic: "),
        ),
    ],
)
def test_a_list_or_topic_that_is_not_there(refused, v2, contacts, managed, expected):
    said = {
        "FromEmailAddress": "n@example.com", "Destination": {"ToAddresses": ["ann@example.org"]},
        "Content": simple(), "ListManagementOptions": managed,
    }  # fmt: skip

    assert refused(v2, "send_email", **said) == expected
    assert list(contacts) == []


def test_the_configuration_set_is_looked_for_before_the_list_and_the_sender_after_it(refused, v2, contacts):
    # assumed
    said = {
        "FromEmailAddress": "n@example.net", "Destination": {"ToAddresses": ["ann@example.org"]},
        "Content": simple(), "ListManagementOptions": {"ContactListName": "no"}, "ConfigurationSetName": "no",
    }  # fmt: skip
    first = refused(v2, "send_email", **said)
    del said["ConfigurationSetName"]
    second = refused(v2, "send_email", **said)
    said["ListManagementOptions"] = {"ContactListName": "news"}
    third = refused(v2, "send_email", **said)

    assert [answer[:2] for answer in (first, second, third)] == [
        (404, "NotFoundException"), (404, "NotFoundException"), (400, "MessageRejected"),
    ]  # fmt: skip
    assert (first[2], second[2]) == ("Configuration set <no> does not exist.", "List with name: no doesn't exist.")
    assert list(contacts) == []


def test_v1_refuses_a_raw_mail_for_a_list_that_is_not_there(refused, v1):
    # The code is assumed.
    data = RAW % b"X-SES-LIST-MANAGEMENT-OPTIONS: no\r\n"

    assert refused(v1, "send_raw_email", RawMessage={"Data": data}) == (
        400, "InvalidParameterValue", "List with name: no doesn't exist.",
    )  # fmt: skip
