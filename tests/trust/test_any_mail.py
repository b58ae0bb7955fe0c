"""Mails that hypothesis makes up, sent through both APIs: Python's parser reads back what was asked for, dkimpy
verifies it, and everything that the mock says about sending is one story."""

from __future__ import annotations

import functools
import json
from collections import Counter
from email import message_from_bytes, policy
from email.headerregistry import Address
from email.message import EmailMessage

import boto3
import dkim
from hypothesis import given, settings
from hypothesis import strategies as st

from sesmock import Notification, mock_ses

QUICK = settings(max_examples=60, deadline=None, derandomize=True)

printable = st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Cn", "Co", "Zl", "Zp"))
words = st.text(printable, min_size=1, max_size=40).map(lambda text: " ".join(text.split())).filter(bool)
bodies = st.text(st.one_of(printable, st.just("\n")), max_size=300)
local = st.from_regex(r"[a-z][a-z0-9]{0,8}([.+_-][a-z0-9]{1,5})?", fullmatch=True)
recipients = st.builds(
    lambda name, domain: f"{name}@{domain}", local, st.sampled_from(["x.example.org", "example.net"])
)
simulator = st.sampled_from(["success", "bounce", "complaint", "ooto", "suppressionlist"]).flatmap(
    lambda name: st.sampled_from(
        [
            f"{name}@simulator.amazonses.com",
            f"{name}+label@simulator.amazonses.com",
            f"{name.upper()}@Simulator.AmazonSES.com",
        ]
    )
)
names = st.one_of(st.none(), st.from_regex(r"[A-Z][a-z]{1,8}( [A-Z][a-z]{1,8})?", fullmatch=True))
mailboxes = st.builds(lambda name, address: f"{name} <{address}>" if name else address, names, recipients)
attachments = st.lists(
    st.fixed_dictionaries(
        {
            "FileName": st.from_regex(r"[a-zé]{1,8}\.(txt|bin|pdf)", fullmatch=True),
            "RawContent": st.binary(max_size=200),
            "ContentTransferEncoding": st.sampled_from(["BASE64", "QUOTED_PRINTABLE", "SEVEN_BIT"]),
        }
    ),
    max_size=2,
)


@functools.cache
def client(service):
    return boto3.client(service, "us-east-1", aws_access_key_id="x", aws_secret_access_key="x")


def mock():
    return mock_ses(verified=["example.com"], seed=1, region="us-east-1", at="2024-02-29T12:00:00Z")


def read(raw):
    return message_from_bytes(raw, policy=policy.SMTP)


def text_of(message, kind):
    part = message.get_body((kind,))
    return None if part is None else part.get_content()


def lines(text):
    """A text as it comes through SMTP: with CRLF, and with a line end at its end."""
    return text.replace("\r\n", "\n").removesuffix("\n")


@QUICK
@given(
    subject=words, text=st.none() | bodies, html=st.none() | bodies, to=st.lists(mailboxes, min_size=1, max_size=3),
    cc=st.lists(mailboxes, max_size=2), bcc=st.lists(mailboxes, max_size=2), reply_to=st.lists(mailboxes, max_size=1),
    files=attachments, v2=st.booleans(), sender=names,
)  # fmt: skip
def test_composed_mail_reads_as_what_was_asked_for(subject, text, html, to, cc, bcc, reply_to, files, v2, sender):
    source = f"{sender} <a@example.com>" if sender else "a@example.com"
    whom = {"ToAddresses": to, "CcAddresses": cc, "BccAddresses": bcc}
    if text is None and html is None:
        text = ""
    body = {part: {"Data": data} for part, data in (("Text", text), ("Html", html)) if data is not None}
    with mock() as cloud:
        if v2:
            simple = {"Subject": {"Data": subject}, "Body": body, "Attachments": files}
            client("sesv2").send_email(
                FromEmailAddress=source, Destination=whom, ReplyToAddresses=reply_to, Content={"Simple": simple}
            )
        else:
            files = []
            message = {"Subject": {"Data": subject}, "Body": body}
            client("ses").send_email(Source=source, Destination=whom, ReplyToAddresses=reply_to, Message=message)
        [mail] = cloud.outbox
        found = read(mail.raw)

        assert (mail.to, mail.cc, mail.bcc, mail.reply_to) == (tuple(to), tuple(cc), tuple(bcc), tuple(reply_to))
        assert (mail.subject, mail.text, mail.html) == (subject, text, html)
        assert not found.defects
        assert not [part.defects for part in found.walk() if part.defects]
        assert found["Subject"] == subject
        for name, given_ in (("From", [source]), ("To", to), ("Cc", cc), ("Reply-To", reply_to)):
            shown = found[name].addresses if found[name] else ()
            assert [(a.display_name, a.addr_spec) for a in shown] == [
                (a.display_name, a.addr_spec) for a in map(_address, given_)
            ]
        assert found["Bcc"] is None
        assert lines(text_of(found, "plain") or "") == lines(text or "")
        assert lines(text_of(found, "html") or "") == lines(html or "")
        assert [(part.get_filename(), part.get_payload(decode=True)) for part in found.iter_attachments()] == [
            (file["FileName"], file["RawContent"]) for file in files
        ]
        assert [(a.filename, a.content) for a in mail.attachments] == [
            (file["FileName"], file["RawContent"]) for file in files
        ]
        assert [dkim.DKIM(mail.raw).verify(idx, dnsfunc=cloud.dns.txt) for idx in (0, 1)] == [True, True]


def _address(text):
    name, _, address = text.rpartition("<")
    return Address(name.strip(), addr_spec=address.rstrip(">"))


@QUICK
@given(
    subject=words, text=bodies, html=st.none() | bodies, to=st.lists(recipients, min_size=1, max_size=3, unique=True),
    bcc=st.none() | recipients, content=st.binary(max_size=200), v2=st.booleans(),
)  # fmt: skip
def test_raw_mail_reads_as_what_was_built(subject, text, html, to, bcc, content, v2):
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "Ann <a@example.com>", ", ".join(to), subject
    if bcc is not None:
        message["Bcc"] = bcc
    message.set_content(text)
    if html is not None:
        message.add_alternative(html, subtype="html")
    message.add_attachment(content, maintype="application", subtype="x-any", filename="any.bin")
    with mock() as cloud:
        if v2:
            client("sesv2").send_email(Content={"Raw": {"Data": message.as_bytes()}})
        else:
            client("ses").send_raw_email(RawMessage={"Data": message.as_bytes()})
        [mail] = cloud.outbox
        found = read(mail.raw)

        assert (mail.source, mail.to) == ("Ann <a@example.com>", tuple(to))
        assert mail.recipients == (*to, *([bcc] if bcc else []))
        assert (found["Subject"], found["Bcc"]) == (message["Subject"], None)
        assert mail.subject == subject
        assert lines(mail.text or "") == lines(text) == lines(text_of(found, "plain") or "")
        assert lines(mail.html or "") == lines(html or "")
        assert [(a.filename, a.content, a.content_type) for a in mail.attachments] == [
            ("any.bin", content, "application/x-any")
        ]
        assert [dkim.DKIM(mail.raw).verify(idx, dnsfunc=cloud.dns.txt) for idx in (0, 1)] == [True, True]


sendings = st.lists(
    st.tuples(
        st.lists(st.one_of(recipients, simulator), min_size=1, max_size=4, unique=True),
        st.sampled_from(["v1", "v2", "raw", "template", "broken template", "virus", "bulk", "refused"]),
        st.sampled_from([None, "news", "quiet"]),
    ),
    max_size=6,
)
rules = st.lists(
    st.tuples(st.sampled_from(["bounce", "soft", "complaint", "delay", "open", "click"]), recipients), max_size=3
)
TOPIC = "arn:aws:sns:us-east-1:123456789012:all"
ALL = ["SEND", "DELIVERY", "BOUNCE", "COMPLAINT", "REJECT", "OPEN", "CLICK", "RENDERING_FAILURE", "DELIVERY_DELAY"]


def set_up(cloud, decided):
    v2 = client("sesv2")
    for name in ("news", "quiet"):
        v2.create_configuration_set(ConfigurationSetName=name)
    v2.create_configuration_set_event_destination(
        ConfigurationSetName="news", EventDestinationName="all",
        EventDestination={"Enabled": True, "MatchingEventTypes": ALL, "SnsDestination": {"TopicArn": TOPIC}},
    )  # fmt: skip
    v2.create_email_template(TemplateName="hi", TemplateContent={"Subject": "Hi {{name}}", "Text": "Dear {{name}}"})
    decide = {
        "bounce": cloud.receivers.bounce,
        "soft": functools.partial(cloud.receivers.bounce, kind="Transient"),
        "complaint": cloud.receivers.complaint,
        "delay": cloud.receivers.delay,
        "open": cloud.receivers.open,
        "click": functools.partial(cloud.receivers.click, link="https://example.com/"),
    }
    for what, who in decided:
        decide[what](who)


def send(to, how, set_name):
    """Send in some way; returns how many mails were accepted."""
    more = {} if set_name is None else {"ConfigurationSetName": set_name}
    v1, v2, whom = client("ses"), client("sesv2"), {"ToAddresses": to}
    virus = "X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
    simple = {"Subject": {"Data": "s"}, "Body": {"Text": {"Data": virus if how == "virus" else "t"}}}
    data = "{}" if how == "broken template" else json.dumps({"name": "Ann"})
    if how in {"v1", "virus"}:
        v1.send_email(Source="a@example.com", Destination=whom, Message=simple, **more)
    elif how == "v2":
        v2.send_email(FromEmailAddress="a@example.com", Destination=whom, Content={"Simple": simple}, **more)
    elif how == "raw":
        raw = f"From: a@example.com\r\nTo: {', '.join(to)}\r\n\r\nt".encode()
        v2.send_email(Content={"Raw": {"Data": raw}}, **more)
    elif how == "bulk":
        entries = [{"Destination": {"ToAddresses": [address]}} for address in to]
        v2.send_bulk_email(
            FromEmailAddress="a@example.com", BulkEmailEntries=entries,
            DefaultContent={"Template": {"TemplateName": "hi", "TemplateData": data}}, **more,
        )  # fmt: skip
        return len(to)
    elif how == "refused":
        try:
            v1.send_email(Source="a@example.net", Destination=whom, Message=simple, **more)
        except v1.exceptions.MessageRejected:
            return 0
        raise AssertionError
    else:
        v1.send_templated_email(Source="a@example.com", Destination=whom, Template="hi", TemplateData=data, **more)
    return 1


@QUICK
@given(sendings=sendings, decided=rules)
def test_outbox_events_statistics_quota_and_suppression_tell_one_story(sendings, decided):
    with mock() as cloud:
        set_up(cloud, decided)
        told = []
        cloud.subscribe(None, told.append)

        accepted = sum(send(*sending) for sending in sendings)

        v1, v2 = client("ses"), client("sesv2")
        events, mails = list(cloud.events), list(cloud.outbox)
        # Every accepted mail has one Send event, and is in the outbox unless it could not be rendered.
        failed = {event.mail.message_id for event in events if event.type == "Rendering Failure"}
        assert accepted == len(cloud.events.of("Send")) == len(mails) + len(failed)
        assert [mail.message_id for mail in mails] == [
            event.mail.message_id for event in events if event.type == "Send" and event.mail.message_id not in failed
        ]
        # Every recipient has a fate, and mail and cloud say the same of it.
        assert [event for mail in mails for event in mail.events] == [e for e in events if e.mail in mails]
        assert all(tuple(mail.fates) and set(mail.fates) == set(mail.recipients) for mail in mails)
        # Statistics count what the events say.
        rejected = [event.mail for event in events if event.type == "Reject"]
        totals = Counter()
        for point in v1.get_send_statistics()["SendDataPoints"]:
            totals.update({name: value for name, value in point.items() if name != "Timestamp"})
        assert totals == Counter(
            {
                "DeliveryAttempts": sum(len(mail.recipients) for mail in mails if mail not in rejected),
                "Bounces": sum(len(e.recipients) for e in events if e.type == "Bounce" and e.detail.status is not None),
                "Complaints": sum(len(e.recipients) for e in events if e.type == "Complaint"),
                "Rejects": len(rejected),
            }
        )
        # The quota counts recipients, but not those of the simulator.
        sent = sum(
            not address.lower().endswith("@simulator.amazonses.com")
            for event in events
            if event.type == "Send"
            for address in event.recipients
        )
        assert v1.get_send_quota()["SentLast24Hours"] == v2.get_account()["SendQuota"]["SentLast24Hours"] == sent
        # Hard bounces and complaints are on the list, nobody else is.
        listed = {s["EmailAddress"] for s in v2.list_suppressed_destinations()["SuppressedDestinationSummaries"]}
        hard = [e for e in events if e.type == "Bounce" and e.detail.type == "Permanent"]
        complaints = [e for e in events if e.type == "Complaint"]
        assert listed == {
            address
            for event in (*hard, *complaints)
            for address in event.recipients
            if not address.lower().endswith("@simulator.amazonses.com")
        }
        # The destination of the set, and nobody but it, was told of each event of the set's mails.
        expected = [event for event in events if event.mail.configuration_set == "news"]
        received = [notice for notice in cloud.events.at(TOPIC) if isinstance(notice, Notification)]
        assert [notice.event for notice in received] == expected == [notice.event for notice in told]
        for notice in told:
            assert json.loads(notice.message) == notice.payload
