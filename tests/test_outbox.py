"""The outbox as a sequence: filters, comparison, repr; differences between mails; files and pages of a mail."""

from __future__ import annotations

import sys
import tempfile
from types import SimpleNamespace

import pytest

pytestmark = pytest.mark.ses(region="us-east-1", verified=["example.com", "example.net"], at="2026-01-01")


@pytest.fixture
def send(v2):
    def send(to="bob@example.org", subject="Hello", source="ann@example.com", tags=None, **simple):
        simple.setdefault("Body", {"Text": {"Data": "Dear Bob."}})
        v2.send_email(
            FromEmailAddress=source,
            Destination={"ToAddresses": [to]},
            Content={"Simple": {"Subject": {"Data": subject}, **simple}},
            EmailTags=[{"Name": name, "Value": value} for name, value in (tags or {}).items()],
        )

    return send


def test_filters_give_outboxes(send, ses_cloud):
    send("Bob <bob@example.org>", "Welcome, Bob", tags={"kind": "welcome"})
    send("Bob@Example.org", "Bill", "Shop <shop@example.net>", tags={"kind": "bill"})
    send("carl@example.org", "Welcome, Carl")
    outbox = ses_cloud.outbox
    first, second, third = outbox

    assert outbox.to("bob@example.org") == [first, second]
    assert outbox.to("Robert <BOB@example.org>") == [first, second]
    assert outbox.to("dora@example.org") == []
    assert outbox.subject("Welcome") == [first, third]
    assert outbox.sender("shop@example.net") == outbox.sender("The <Shop@example.net>") == [second]
    assert outbox.tagged("kind") == [first, second]
    assert outbox.tagged("kind", "bill") == [second]
    assert outbox.where(lambda mail: mail.text == "Dear Bob.").to("carl@example.org").subject("Carl").last is third
    assert (outbox.last, outbox[-2], outbox[1:]) == (third, second, [second, third])
    assert (len(outbox), second in outbox, outbox.index(third), list(reversed(outbox))) == (
        3, True, 2, [third, second, first],
    )  # fmt: skip


def test_a_filtered_outbox_does_not_grow(send, ses_cloud):
    send()
    found = ses_cloud.outbox.to("bob@example.org")
    send()

    assert (len(found), len(ses_cloud.outbox)) == (1, 2)


def test_an_empty_outbox_is_false_and_has_no_last(ses_cloud):
    assert not ses_cloud.outbox
    assert ses_cloud.outbox == [] == ses_cloud.events
    assert ses_cloud.outbox != [1]
    assert ses_cloud.outbox != ""
    for missing in (lambda: ses_cloud.outbox.last, ses_cloud.outbox.one):
        with pytest.raises(LookupError, match=r"^no mail was sent, and SES has refused nothing$"):
            missing()


def test_an_index_that_is_not_there(send, v2, ses_cloud):
    with pytest.raises(IndexError, match=r"^no mail was sent, and SES has refused nothing$"):
        ses_cloud.outbox[0]
    with pytest.raises(v2.client.exceptions.MessageRejected):
        send(source="ann@exampel.com")
    with pytest.raises(IndexError) as caught:
        ses_cloud.outbox[-1]
    assert str(caught.value) == f"no mail was sent; 1 send refused:\n{REFUSED}"
    send()
    with pytest.raises(IndexError) as caught:
        ses_cloud.outbox[1]
    assert str(caught.value) == f"no mail 1: {ses_cloud.outbox!r}"
    with pytest.raises(IndexError) as caught:
        ses_cloud.outbox.to("dora@example.org")[0]
    assert str(caught.value) == f"no such mail was sent: {ses_cloud.outbox!r}"


def test_an_empty_outbox_tells_what_django_has_kept(send, v2, ses_cloud, monkeypatch):
    mail = SimpleNamespace()  # django.core.mail has an outbox only while Django's tests run
    monkeypatch.setitem(sys.modules, "django.core.mail", mail)
    assert repr(ses_cloud.outbox) == "<Outbox: 0 mails>"
    mail.outbox = []
    assert repr(ses_cloud.outbox) == "<Outbox: 0 mails>"
    mail.outbox = ["a mail"]
    kept = "1 mail in django.core.mail.outbox (locmem; see docs/django.md)"
    assert repr(ses_cloud.outbox) == f"<Outbox: 0 mails; {kept}>"
    for missing in (lambda: ses_cloud.outbox.last, ses_cloud.outbox.to("bob@example.org").one):
        with pytest.raises(LookupError) as caught:
            missing()
        assert str(caught.value) == f"no mail was sent; {kept}"

    with pytest.raises(v2.client.exceptions.MessageRejected):
        send(source="ann@exampel.com")
    assert repr(ses_cloud.outbox) == f"<Outbox: 0 mails; 1 send refused:\n{REFUSED}>"
    ses_cloud.refused.clear()
    send()
    assert repr(ses_cloud.outbox.to("dora@example.org")) == "<Outbox: 0 mails>"


def test_one_is_the_only_mail(send, ses_cloud):
    send()
    outbox = ses_cloud.outbox
    assert outbox.one() is outbox[0]
    send("carl@example.org")
    assert outbox.to("carl@example.org").one() is outbox[1]
    with pytest.raises(LookupError) as caught:
        outbox.one()
    assert str(caught.value) == f"more than one mail is there: {outbox!r}"
    for missing in (lambda: outbox.to("dora@example.org").last, outbox[:0].one, outbox[:1].where(lambda _: False).one):
        with pytest.raises(LookupError) as caught:
            missing()
        assert str(caught.value) == f"no such mail was sent: {outbox!r}"


REFUSED = """\
  SendEmail in us-east-1: MessageRejected: Email address is not verified. The following identities failed the check \
in region US-EAST-1: ann@exampel.com
    nobody has verified exampel.com or ann@exampel.com in us-east-1; did you mean 'example.com'?"""


def test_an_outbox_tells_what_was_refused(send, v2, ses_cloud):
    def refused(number):
        for _ in range(number):
            with pytest.raises(v2.client.exceptions.MessageRejected):
                send(source="ann@exampel.com")

    outbox = ses_cloud.outbox
    refused(1)
    for missing in (lambda: outbox.last, outbox.one, outbox.to("bob@example.org").one):
        with pytest.raises(LookupError) as caught:
            missing()
        assert str(caught.value) == f"no mail was sent; 1 send refused:\n{REFUSED}"
    assert repr(outbox) == f"<Outbox: 0 mails; 1 send refused:\n{REFUSED}>"
    refused(3)
    send()
    latest = "\n".join([REFUSED] * 3)
    mail = "<SentMail ann@example.com → bob@example.org: 'Hello'>"
    assert repr(outbox) == f"<Outbox: 1 mail\n  {mail}; 4 sends refused, the latest:\n{latest}>"
    ses_cloud.refused.clear()
    assert repr(outbox) == f"<Outbox: 1 mail\n  {mail}>"


def test_other_refusals_are_told_where_nothing_was_to_be_sent(send, v2, ses_cloud):
    v2.no("get_email_identity", EmailIdentity="example.org")
    said = "GetEmailIdentity in us-east-1: NotFoundException: Email identity <example.org> does not exist."
    assert repr(ses_cloud.outbox) == f"<Outbox: 0 mails; 1 call refused:\n  {said}>"
    send()
    assert repr(ses_cloud.outbox) == "<Outbox: 1 mail\n  <SentMail ann@example.com → bob@example.org: 'Hello'>>"


def test_clearing_the_outbox_keeps_statistics_and_events(v1, send, ses_cloud):
    send()
    ses_cloud.outbox.clear()

    assert (ses_cloud.outbox, len(ses_cloud.events), v1.get_send_quota()["SentLast24Hours"]) == ([], 2, 1)


def test_outbox_and_events_print_one_line_each(send, ses_cloud):
    send()
    send("bounce@simulator.amazonses.com", "Bounced")

    assert repr(ses_cloud.outbox).splitlines() == [
        "<Outbox: 2 mails",
        "  <SentMail ann@example.com → bob@example.org: 'Hello'>",
        "  <SentMail ann@example.com → bounce@simulator.amazonses.com: 'Bounced' [Bounced]>>",
    ]
    assert repr(ses_cloud.events).splitlines() == [
        "<Events: 4",
        "  <Event Send of 'Hello' for bob@example.org>",
        "  <Event Delivery of 'Hello' for bob@example.org>",
        "  <Event Send of 'Bounced' for bounce@simulator.amazonses.com>",
        "  <Event Bounce of 'Bounced' for bounce@simulator.amazonses.com>>",
    ]
    for _ in range(19):
        send()
    assert repr(ses_cloud.outbox).splitlines()[-1] == "  … and 1 more>"
    assert repr(ses_cloud.events).splitlines()[-1] == "  … and 22 more>"


def test_printing_a_raw_mail_makes_no_key(v1, ses_cloud):
    v1.send_raw_email(RawMessage={"Data": b"From: ann@example.com\r\nTo: bob@example.org\r\nSubject: Raw\r\n\r\nHi"})

    [mail] = ses_cloud.outbox
    assert (repr(mail), mail.text, mail.attachments, mail.header("From")) == (
        "<SentMail ann@example.com → bob@example.org: 'Raw'>", "Hi", (), "ann@example.com",
    )  # fmt: skip
    assert "raw" not in mail._kept


def test_differences_of_two_mails(send, ses_cloud):
    send(
        Body={"Text": {"Data": "One\nTwo\n"}, "Html": {"Data": "<p>"}},
        Headers=[{"Name": "X-Order", "Value": "1"}],
        Attachments=[{"FileName": "a.txt", "RawContent": b"a"}],
        tags={"kind": "a"},
    )
    send(
        "carl@example.org",
        "Bye",
        "ann@example.net",
        Body={"Text": {"Data": "One\nThree\n"}},
        Headers=[{"Name": "X-Order", "Value": "2"}, {"Name": "X-More", "Value": "x"}],
    )
    first, second = ses_cloud.outbox

    assert first.differences(second) == [
        "source: 'ann@example.com' != 'ann@example.net'",
        "to: ('bob@example.org',) != ('carl@example.org',)",
        "subject: 'Hello' != 'Bye'",
        "text:",
        "    One",
        "  - Two",
        "  + Three",
        "html: '<p>' != None",
        "attachments: [a.txt (text/plain, 1 bytes)] != ()",
        "tags: {'kind': 'a'} != {}",
        "signed_by: ['amazonses.com', 'example.com'] != ['amazonses.com', 'example.net']",
        "header X-Order: '1' != '2'",
        "header X-More: None != 'x'",
    ]
    assert first.differences(first) == []


def test_a_mail_is_saved_as_it_is_delivered(send, ses_cloud, tmp_path):
    send()
    [mail] = ses_cloud.outbox

    path = mail.save(tmp_path / "x.eml")

    assert (path, path.read_bytes()) == (tmp_path / "x.eml", mail.raw)


def test_a_mail_is_written_as_a_page(send, ses_cloud, tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    send(subject="Grüße")
    [mail] = ses_cloud.outbox

    path = mail.preview(tmp_path / "x.html")

    page = path.read_text(encoding="utf-8")
    assert path == tmp_path / "x.html"
    assert '<h1 dir="auto">Grüße</h1>' in page
    assert f"<td>{mail.envelope_from}</td>" in page
    assert '<span class="fate Delivered">Delivered</span>: bob@example.org' in page
    assert mail.preview().read_text(encoding="utf-8") == page
