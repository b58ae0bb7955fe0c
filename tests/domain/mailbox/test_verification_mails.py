"""The mails that ask the owner of an address to follow a link, and the link."""

from __future__ import annotations

import re

import boto3
import dkim
import pytest
from botocore.loaders import create_loader

from sesmock import Cloud, mock_ses

pytestmark = pytest.mark.ses(region="us-east-1", verified=["example.com"], at="2026-01-01T09:00Z", seed=1)

ADDRESS = "ann+x@example.org"
SUCCESS = "https://aws.amazon.com/ses/verifysuccess/"
FAILURE = "https://aws.amazon.com/ses/verifyfailure/"
TEMPLATE = {
    "TemplateName": "welcome",
    "FromEmailAddress": "shop@example.com",
    "TemplateSubject": "Grüße",
    "TemplateContent": "<html><body><p>Dear customer, ü</p></body></html>",
    "SuccessRedirectionURL": "https://example.com/yes?a=1&b=2",
    "FailureRedirectionURL": "https://example.com/no",
}


def status(v2, address=ADDRESS):
    return v2.get_email_identity(EmailIdentity=address)["VerificationStatus"]


@pytest.fixture
def custom(v1):
    """What a custom verification email template is made of."""
    v1.create_custom_verification_email_template(**TEMPLATE)

    def send(address=ADDRESS, **more):
        return v1.send_custom_verification_email(EmailAddress=address, TemplateName="welcome", **more)["MessageId"]

    return send


# ---- SES's own ----


def test_the_mail_is_written_as_ses_writes_it(v1, ses_cloud):
    v1.verify_email_identity(EmailAddress=ADDRESS)

    [letter] = ses_cloud.mailbox(ADDRESS)
    assert (letter.kind, letter.recipient, letter.region, letter.account, letter.attachments) == (
        "verification", ADDRESS, "us-east-1", "123456789012", (),
    )  # fmt: skip
    assert letter.time.isoformat() == "2026-01-01T09:00:00+00:00"
    assert letter.sender == letter.header("Message-ID").strip("<>").replace("email.", "")
    assert dict(letter.headers) | {"DKIM-Signature": "", "Feedback-ID": "", "X-SES-Outgoing": "", "Message-ID": ""} == {
        "DKIM-Signature": "",
        "From": "Amazon Web Services <no-reply-aws@amazon.com>",
        "To": ADDRESS,
        "Subject": "=?UTF-8?Q?Amazon_Web_Services_=E2=80=93_Email_Address_Verifica?= "
        "=?UTF-8?Q?tion_Request_in_region_US_East_=28N=2E_Virginia=29?=",
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "7bit",
        "Message-ID": "",
        "Date": "Thu, 1 Jan 2026 09:00:00 +0000",
        "Feedback-ID": "",
        "X-SES-Outgoing": "",
    }
    assert letter.subject == "Amazon Web Services – Email Address Verification Request in region US East (N. Virginia)"
    link = letter.links[0].url
    assert letter.html is None
    assert f"authorized to use this email address:\n\n{link}\n\nYour request will not be processed" in letter.text
    assert re.sub(r"(AKIA|Signature=)[0-9A-Fa-f]+", r"\1…", link) == (
        "https://email-verification.us-east-1.amazonaws.com/?Context=123456789012&X-Amz-Date=20260101T090000Z"
        "&Identity.IdentityName=ann%2Bx%40example.org&X-Amz-Algorithm=AWS4-HMAC-SHA256"
        "&Identity.IdentityType=EmailAddress&X-Amz-SignedHeaders=host"
        "&X-Amz-Credential=AKIA…%2F20260101%2Fus-east-1%2Fses%2Faws4_request"
        "&Operation=ConfirmVerification&Namespace=Bacon&X-Amz-Signature=…"
    )
    assert dkim.verify(letter.raw, dnsfunc=ses_cloud.dns.txt)


@pytest.mark.parametrize("how", ["v1", "old", "v2"])
def test_following_the_link_verifies(v1, v2, ses_cloud, how):
    {
        "v1": lambda: v1.verify_email_identity(EmailAddress=ADDRESS),
        "old": lambda: v1.verify_email_address(EmailAddress=ADDRESS),
        "v2": lambda: v2.create_email_identity(EmailIdentity=ADDRESS),
    }[how]()
    assert status(v2) == "PENDING"

    answer = ses_cloud.mailbox(ADDRESS).one().click()

    assert answer == (302, {"Location": SUCCESS, "Content-Length": "0"}, b"")
    assert status(v2) == "SUCCESS"
    assert ses_cloud.mailbox(ADDRESS).one().click().location == SUCCESS  # once more


def test_the_link_works_for_24_hours(v1, v2, ses_cloud):
    v1.verify_email_identity(EmailAddress=ADDRESS)
    link = ses_cloud.mailbox(ADDRESS).one().links[0].url
    ses_cloud.clock.advance(hours=24)
    v1.verify_email_identity(EmailAddress=ADDRESS)

    assert ses_cloud.visit(link).location == FAILURE
    assert status(v2) == "PENDING"
    first, second = ses_cloud.mailbox(ADDRESS).letters
    assert (first.click().location, second.click().location) == (FAILURE, SUCCESS)
    assert status(v2) == "SUCCESS"


def test_a_link_to_a_forgotten_identity_fails(v1, ses_cloud):
    v1.verify_email_identity(EmailAddress=ADDRESS)
    v1.delete_identity(Identity=ADDRESS)

    assert ses_cloud.mailbox(ADDRESS).one().click().location == FAILURE
    assert list(ses_cloud.region().identities)[1:] == []


def test_only_the_link_itself_verifies(v1, v2, ses_cloud):
    v1.verify_email_identity(EmailAddress=ADDRESS)
    link = ses_cloud.mailbox(ADDRESS).one().links[0].url
    for wrong in (link[:-1], link.replace("us-east-1.", "eu-west-1."), link.replace("ann", "eve")):
        assert ses_cloud.visit(wrong).status == 403
    assert ses_cloud.visit(link, "POST").status == 405
    assert ses_cloud.visit(link, "HEAD").status == 200

    assert status(v2) == "PENDING"


def test_a_letter_has_no_other_links_to_follow(v1, ses_cloud):
    v1.verify_email_identity(EmailAddress=ADDRESS)
    letter = ses_cloud.mailbox(ADDRESS).one()

    with pytest.raises(LookupError, match=r"Welcome\.html does not lead to SES, which learns nothing of a click$"):
        letter.click("http://docs.aws.amazon.com/ses/latest/DeveloperGuide/Welcome.html")
    with pytest.raises(LookupError, match=r"has no link 'https://example\.com/'"):
        letter.click("https://example.com/")


def test_each_request_is_a_mail_with_a_link_of_its_own(v1, ses_cloud):
    for _ in range(2):
        v1.verify_email_identity(EmailAddress=ADDRESS)

    first, second = ses_cloud.mailbox(ADDRESS)
    assert first.links[0] != second.links[0]
    assert first.header("Message-ID") != second.header("Message-ID")


def test_who_is_not_asked_gets_no_mail(v1, v2, ses_cloud):
    ses_cloud.verify("test@example.org")  # a test does not write mails
    v1.verify_domain_identity(Domain="example.net")
    v2.create_email_identity(EmailIdentity="example.edu")
    v1.no("verify_email_identity", EmailAddress="a b@example.org")
    v2.no("create_email_identity", EmailIdentity="test@example.org")

    assert ses_cloud.mailbox("test@example.org") == ses_cloud.mailbox("a b@example.org") == []


def test_where_everything_is_verified_at_once_the_mail_comes_all_the_same(v1, v2, ses_cloud):
    ses_cloud.auto_verify = True
    v1.verify_email_identity(EmailAddress=ADDRESS)

    assert (status(v2), len(ses_cloud.mailbox(ADDRESS))) == ("SUCCESS", 1)


def test_links_name_region_and_account(api, ses_cloud):
    api("ses", "eu-west-1", "222222222222").verify_email_identity(EmailAddress=ADDRESS)

    letter = ses_cloud.mailbox(ADDRESS).one()
    assert letter.links[0].url.startswith("https://email-verification.eu-west-1.amazonaws.com/?Context=222222222222&")
    assert letter.subject.endswith("in region EU (Ireland)")
    letter.click()
    assert ses_cloud.region("eu-west-1", "222222222222").identity(ADDRESS).verified


def test_regions_have_the_names_that_aws_gives_them(api, ses_cloud):
    aws = create_loader().load_data("endpoints")["partitions"][0]
    found = {}
    for region in boto3.Session().get_available_regions("ses"):
        api("ses", region).verify_email_identity(EmailAddress=f"{region}@example.org")
        letter = ses_cloud.mailbox(f"{region}@example.org").one()
        found[region] = letter.subject.partition(" in region ")[2]

    known = {region: name for region, name in found.items() if name != region}
    names = {region: said["description"] for region, said in aws["regions"].items()}
    assert known == {region: names[region].replace("Europe", "EU") for region in known}
    assert known["eu-west-1"] == "EU (Ireland)"
    assert found["af-south-1"] == "af-south-1"


def test_mails_to_owners_draw_no_ids():
    def sent(address):
        with mock_ses(Cloud(region="us-east-1", verified=["example.com"], at="2026-01-01T09:00Z", seed=1)) as cloud:
            import boto3

            ses = boto3.client("ses", "us-east-1")
            ses.verify_email_identity(EmailAddress=address)
            if address == ADDRESS:
                assert cloud.mailbox(address).one().raw
            message = {"Subject": {"Data": "Hi"}, "Body": {"Text": {"Data": "Hello."}}}
            destination = {"ToAddresses": ["bob@example.org"]}
            return ses.send_email(Source="a@example.com", Destination=destination, Message=message)["MessageId"]

    assert sent(ADDRESS) == sent("eve@example.org")


# ---- custom ones ----


def test_a_custom_mail(custom, ses_cloud):
    message_id = custom()

    [letter] = ses_cloud.mailbox(ADDRESS)
    assert (letter.kind, letter.subject, letter.header("From"), letter.text) == (
        "custom verification", "Grüße", "shop@example.com", None,
    )  # fmt: skip
    assert letter.header("Message-ID") == f"<{message_id}@email.amazonses.com>"
    assert letter.sender == f"{message_id}@amazonses.com"
    link = letter.links[0].url
    shown = link.replace("&", "&amp;")
    assert letter.html == (
        f'<html><body><p>Dear customer, ü</p><p><a href="{shown}">{shown}</a></p><p>'
        "If you did not request to verify this email address, please disregard this message. If you have any "
        "concerns, please forward this message to the following "
        '<a href="mailto:ses-enforcement@amazon.com">email address</a> along with your questions or comments.'
        "</p></body></html>"
    )
    assert ses_cloud.outbox == []  # it is SES's mail
    assert re.findall(r"d=([a-z.]+);", letter.raw.decode()) == ["example.com", "amazonses.com"]
    for number in range(2):
        assert dkim.DKIM(letter.raw).verify(idx=number, dnsfunc=ses_cloud.dns.txt)


def test_its_link_leads_on_to_where_the_template_says(custom, v2, ses_cloud):
    custom()

    answer = ses_cloud.mailbox(ADDRESS).one().click()

    assert answer == (302, {"Location": "https://example.com/yes?a=1&b=2", "Content-Length": "0"}, b"")
    assert status(v2) == "SUCCESS"


def test_its_link_fails_after_24_hours(custom, v2, ses_cloud):
    custom()
    ses_cloud.clock.advance(hours=24)

    assert ses_cloud.mailbox(ADDRESS).one().click().location == "https://example.com/no"
    assert status(v2) == "FAILED"


def test_it_is_as_the_template_was_when_it_was_sent(custom, v1, ses_cloud):
    custom()
    v1.delete_custom_verification_email_template(TemplateName="welcome")

    letter = ses_cloud.mailbox(ADDRESS).one()
    assert (letter.subject, letter.click().location) == ("Grüße", "https://example.com/yes?a=1&b=2")


def test_its_pages_may_be_in_any_script(v1, ses_cloud):
    v1.create_custom_verification_email_template(
        **TEMPLATE | {"TemplateName": "ü", "SuccessRedirectionURL": "https://example.com/größe?a=%C3%BC&b=[1]#x"}
    )
    v1.send_custom_verification_email(EmailAddress=ADDRESS, TemplateName="ü")

    answer = ses_cloud.mailbox(ADDRESS).one().click()
    assert answer.location == "https://example.com/gr%C3%B6%C3%9Fe?a=%C3%BC&b=[1]#x"


def test_both_kinds_lie_in_one_mailbox(custom, v1, ses_cloud):
    v1.verify_email_identity(EmailAddress=ADDRESS)
    custom()
    custom()

    kinds = [letter.kind for letter in ses_cloud.mailbox(ADDRESS)]
    assert kinds == ["verification", "custom verification", "custom verification"]
