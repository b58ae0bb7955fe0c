"""What lies in a person's mailbox, and in which order."""

from __future__ import annotations

import pytest

from sesmock import Letter, Mailbox, SentMail

pytestmark = pytest.mark.ses(region="us-east-1", verified=["example.com"], at="2026-01-01T09:00Z", seed=1)


@pytest.fixture
def send(v1):
    def send(*to, subject="Hi", source="shop@example.com", **more):
        message = {"Subject": {"Data": subject}, "Body": {"Text": {"Data": "Hello."}}}
        v1.send_email(Source=source, Destination={"ToAddresses": list(to)}, Message=message, **more)

    return send


def test_it_is_empty_at_first(ses_cloud):
    box = ses_cloud.mailbox("ann@example.org")

    assert box == []
    assert repr(box) == "<Mailbox of ann@example.org: nothing>"
    for look in (box.one, lambda: box.last):
        with pytest.raises(LookupError, match=r"ann@example\.org has received nothing"):
            look()
    with pytest.raises(TypeError):
        ses_cloud.mailbox(None)


def test_mails_and_letters_lie_in_the_order_in_which_they_came(v1, send, ses_cloud):
    # The clock stands still, so that it is not time that tells.
    send("Ann <ann@example.org>", subject="1")
    v1.verify_email_identity(EmailAddress="ann@example.org")
    send("ann@example.org", "bob@example.org", subject="2")
    v1.verify_email_identity(EmailAddress="ann@example.org")

    box = ses_cloud.mailbox("ann@example.org")
    first, asked, second, again = box
    assert [first, second] == list(ses_cloud.outbox) == box.mails
    assert [asked, again] == box.letters
    assert [letter.kind for letter in box.letters] == ["verification", "verification"]
    assert box.last is again
    assert box.subject("Verification").letters == [asked, again]
    assert (box[0], box[1:3].mails, len(box)) == (first, [second], 4)
    with pytest.raises(LookupError, match=r"more than one is there: <Mailbox of ann@example\.org: 4"):
        box.one()
    assert repr(ses_cloud.mailbox("bob@example.org")) == (
        "<Mailbox of bob@example.org: 1\n  <SentMail shop@example.com → ann@example.org, bob@example.org: '2'>>"
    )


def test_addresses_are_the_same_in_any_case_and_labels_make_others(send, ses_cloud):
    send("Ann@Example.org")
    send("ann+news@example.org")

    assert len(ses_cloud.mailbox("aNN <ann@EXAMPLE.org>")) == 1
    assert len(ses_cloud.mailbox("ann+NEWS@example.org")) == 1


def test_blind_copies_arrive_and_what_bounces_does_not(v1, send, v2, ses_cloud):
    ses_cloud.receivers.bounce("gone@example.org")
    ses_cloud.receivers.delay("late@example.org")
    ses_cloud.receivers.delay("never@example.org", then_deliver=False)
    ses_cloud.receivers.complaint("angry@example.org")
    v2.put_suppressed_destination(EmailAddress="listed@example.org", Reason="BOUNCE")
    people = ["gone", "late", "never", "angry", "listed", "ann"]
    v1.send_email(
        Source="shop@example.com",
        Destination={"BccAddresses": [f"{name}@example.org" for name in people]},
        Message={"Subject": {"Data": "Hi"}, "Body": {"Text": {"Data": "Hello."}}},
    )

    assert {name: len(ses_cloud.mailbox(f"{name}@example.org")) for name in people} == {
        "gone": 0, "late": 1, "never": 0, "angry": 1, "listed": 0, "ann": 1,
    }  # fmt: skip


def test_what_could_not_be_rendered_or_was_rejected_lies_nowhere(v1, ses_cloud):
    v1.create_template(Template={"TemplateName": "t", "SubjectPart": "Hi", "TextPart": "{{name}}"})
    to = {"ToAddresses": ["ann@example.org"]}
    v1.send_templated_email(Source="shop@example.com", Destination=to, Template="t", TemplateData="{}")
    virus = "X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
    message = {"Subject": {"Data": "Hi"}, "Body": {"Text": {"Data": virus}}}
    v1.send_email(Source="shop@example.com", Destination=to, Message=message)

    assert ses_cloud.mailbox("ann@example.org") == []


def test_mails_of_all_accounts_and_regions_arrive_and_stay(send, api, ses_cloud):
    ses_cloud.verify("example.com", region="eu-west-1", account="222222222222")
    send("ann@example.org")
    elsewhere = api("ses", "eu-west-1", "222222222222")
    elsewhere.send_email(
        Source="eve@example.com", Destination={"ToAddresses": ["ann@example.org"]},
        Message={"Subject": {"Data": "Hi"}, "Body": {"Text": {"Data": "Hello."}}},
    )  # fmt: skip
    ses_cloud.outbox.clear()

    assert [mail.region for mail in ses_cloud.mailbox("ann@example.org").mails] == ["us-east-1", "eu-west-1"]


def test_a_mailbox_is_what_lay_there_when_it_was_looked_at(send, ses_cloud):
    send("ann@example.org")
    before = ses_cloud.mailbox("ann@example.org")
    send("ann@example.org")

    assert isinstance(before, Mailbox)
    assert (len(before), len(ses_cloud.mailbox("ann@example.org"))) == (1, 2)
    assert before == ses_cloud.mailbox("ann@example.org")[:1]


def test_a_letter_is_frozen(v1, ses_cloud):
    v1.verify_email_identity(EmailAddress="ann@example.org")
    [letter] = ses_cloud.mailbox("ann@example.org")

    assert not isinstance(letter, SentMail)
    assert isinstance(letter, Letter)
    with pytest.raises(AttributeError, match="a letter cannot be changed"):
        letter.kind = "x"
    with pytest.raises(AttributeError, match="a letter cannot be changed"):
        del letter.at
