"""A published client of RFC 8058 reads the mails that arrive, and unsubscribes by them: listunsub."""

from __future__ import annotations

from email import message_from_bytes

import dkim
import pytest

listunsub = pytest.importorskip("listunsub")
requests = pytest.importorskip("requests")

pytestmark = pytest.mark.ses(region="eu-west-1", verified=["example.com"])

RAW = b"""\
From: shop@example.com
To: ann@example.org
Subject: Hi
List-Unsubscribe: <mailto:leave@example.com>
X-SES-LIST-MANAGEMENT-OPTIONS: people; topic=weekly

Hello.
"""


@pytest.fixture
def mail(v1, v2, ses_cloud):
    """A mail with a header of its own, as it arrives."""
    v2.create_contact_list(
        ContactListName="people",
        Topics=[{"TopicName": "weekly", "DisplayName": "Weekly", "DefaultSubscriptionStatus": "OPT_IN"}],
    )
    v1.send_raw_email(RawMessage={"Data": RAW})
    return message_from_bytes(ses_cloud.mailbox("ann@example.org").one().raw)


def is_signed(cloud, mail):
    """Whether a signature that covers both headers verifies: dkimpy decides."""
    signatures = mail.get_all("DKIM-Signature")
    lookup = {"dnsfunc": lambda name, **_: " ".join(cloud.dns.lookup(name.decode().rstrip("."), "TXT")).encode()}
    return all(listunsub.dkim_covers(signature) for signature in signatures) and dkim.verify(mail.as_bytes(), **lookup)


def test_nothing_is_wrong_with_the_headers(mail):
    fields = (mail.get_all(name) for name in ("List-Unsubscribe", "List-Unsubscribe-Post"))

    assert listunsub.audit(*fields, dkim_signatures=mail.get_all("DKIM-Signature")) == []


@pytest.mark.parametrize("form", ["multipart", "urlencoded"])
def test_it_unsubscribes_by_one_click(mail, ses_cloud, form):
    signed = is_signed(ses_cloud, mail)
    action = listunsub.choose(mail["List-Unsubscribe"], mail["List-Unsubscribe-Post"], dkim_verified=signed)
    assert action.kind == "one-click"

    request = listunsub.one_click_request(action.uri, form=form)
    answer = requests.post(request.url, data=request.body, headers=request.headers, allow_redirects=False, timeout=5)
    assert answer.status_code == 200
    assert ses_cloud.region().contact_lists["people"].contacts["ann@example.org"].preferences == {"weekly": "OPT_OUT"}


def test_it_unsubscribes_by_mail(mail, v1, ses_cloud):
    action = listunsub.choose(mail["List-Unsubscribe"], schemes=["mailto"])
    message = listunsub.parse_mailto(action.uri, strict=True).to_message("ann@example.com")
    v1.send_raw_email(RawMessage={"Data": bytes(message)})

    assert ses_cloud.region().contact_lists["people"].contacts["ann@example.org"].preferences == {"weekly": "OPT_OUT"}
