"""What SES makes of the HTML of a mail whose opens and clicks are tracked."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sesmock import Cloud, mock_ses
from sesmock.mail.html import tags

pytestmark = pytest.mark.ses(region="us-east-1", verified=["example.com"], at="2026-01-01T12:34:56.789Z", seed=1)

TOPIC = "arn:aws:sns:us-east-1:123456789012:events"
OFFER = "https://example.com/?a=1&b=2"


def track(v2, *types, name="news", enabled=True, tracking=None):
    v2.create_configuration_set(
        ConfigurationSetName=name, **({} if tracking is None else {"TrackingOptions": tracking})
    )
    v2.create_configuration_set_event_destination(
        ConfigurationSetName=name, EventDestinationName="all",
        EventDestination={
            "Enabled": enabled, "MatchingEventTypes": list(types), "SnsDestination": {"TopicArn": TOPIC},
        },
    )  # fmt: skip


def send(v2, html, *, text=None, to=("ann@example.org",), name="news"):
    body = {"Html": {"Data": html}} | ({} if text is None else {"Text": {"Data": text}})
    return v2.send_email(
        FromEmailAddress="shop@example.com",
        Destination={"ToAddresses": list(to)},
        Content={"Simple": {"Subject": {"Data": "Hi"}, "Body": body}},
        **({} if name is None else {"ConfigurationSetName": name}),
    )["MessageId"]


def shown(mail):
    """The delivered HTML, with what is unlike in every mail named for what it is."""
    html = mail.delivered.html.replace(mail.message_id, "ID")
    html = re.sub(r"(?<![\w-])[\w-]{27}=457", "SIGNATURE", html)
    html = re.sub(r"[\w-]{43}=457", "LONG-SIGNATURE", html)
    return re.sub(r"//[a-z0-9]{8}\.r\.us-east-1\.awstrack\.me/", "//HOST/", html)


PIXEL = '<img alt="" src="https://HOST/I0/ID/SIGNATURE" style="display: none; width: 1px; height: 1px;">'


def test_clicks_and_opens(v2, ses_cloud):
    track(v2, "OPEN", "CLICK")
    html = (
        '<html><body>\n<a class=x ses:tags="kind:offer;" href="https://example.com/?a=1&amp;b=2">Yes</a> '
        "<A HREF='http://example.com/%C3%BC:x#y'>Also</A>\n  </body></html>\n"
    )
    send(v2, html, text=f"See {OFFER}")

    [mail] = ses_cloud.outbox
    assert shown(mail) == (
        "<html><body>\n"
        '<a class=x href="https://HOST/L0/https:%2F%2Fexample.com%2F%3Fa=1%26b=2/1/ID/SIGNATURE">Yes</a> '
        "<A HREF='http://HOST/L0/http:%2F%2Fexample.com%2F%25C3%25BC:x%23y/1/ID/SIGNATURE'>Also</A>\n  "
        f"{PIXEL}\n</body></html>\n"
    )
    assert mail.delivered.text == f"See {OFFER}"
    assert (mail.html, mail.text) == (html, f"See {OFFER}")  # as it was sent


def test_the_pixel_stands_before_the_last_end_of_the_body(v2, ses_cloud):
    track(v2, "OPEN")
    send(v2, "<p></body><p></BODY ></html>")

    assert shown(ses_cloud.outbox.one()) == f"<p></body><p>{PIXEL}\n</BODY ></html>"


@pytest.mark.parametrize(
    ("types", "delivered"),
    [
        (["CLICK"], '<a href="https://HOST/L0/https:%2F%2Fe.com%2F/1/ID/SIGNATURE">x</a>'),
        (["OPEN"], f'<a href="https://e.com/">x</a>{PIXEL}'),
        (["SEND", "DELIVERY"], '<a href="https://e.com/">x</a>'),
    ],
)
def test_what_destinations_ask_for_is_tracked(v2, ses_cloud, types, delivered):
    track(v2, *types)
    send(v2, '<a href="https://e.com/">x</a>')

    assert shown(ses_cloud.outbox.one()) == delivered


def test_without_a_configuration_set_or_with_a_destination_that_is_off_nothing_changes(v2, ses_cloud):
    track(v2, "OPEN", "CLICK", enabled=False)
    html = '<a ses:no-track ses:tags="a:b" href="https://e.com/">x</a>{{ses:openTracker}}'
    send(v2, html)
    send(v2, html, name=None)

    assert len(ses_cloud.outbox) == 2
    for mail in ses_cloud.outbox:
        assert mail.delivered.html == mail.html == html
        assert html.encode() in mail.raw


def test_what_is_in_force_when_it_is_sent_counts(v2, ses_cloud):
    track(v2, "OPEN")
    send(v2, "<p>")
    v2.delete_configuration_set_event_destination(ConfigurationSetName="news", EventDestinationName="all")
    send(v2, "<p>")

    before, after = ses_cloud.outbox
    assert (shown(before), shown(after)) == (f"<p>{PIXEL}", "<p>")


def test_links_that_are_not_tracked(v2, ses_cloud):
    # RFC 3986 decides (documented); that it need be http or https, and which elements count, is assumed.
    track(v2, "CLICK")
    html = (
        '<a href="mailto:x@example.com">1</a><a href="#top">2</a><a href="tel:1">3</a><a name="n">4</a><a href="">5</a>'
        '<a href="https://example.com/a b">6</a><a href="https://example.com/ü">7</a><a href="https://e.com/%zz">8</a>'
        '<link href="https://example.com/a.css"><img src="https://example.com/a.png"><area href="https://example.com/">'
        '<!-- <a href="https://example.com/">9</a> --><a href="/relative">10</a>'
    )
    send(v2, html)

    assert ses_cloud.outbox.one().delivered.html == html


def test_no_track_is_taken_out(v2, ses_cloud):
    track(v2, "CLICK")
    send(v2, '<a  ses:no-track href="https://e.com/">1</a><a href="https://e.com/" SES:No-Track="x" id=b>2</a>')

    assert ses_cloud.outbox.one().delivered.html == '<a href="https://e.com/">1</a><a href="https://e.com/" id=b>2</a>'


def test_links_to_the_same_target_are_numbered(v2, ses_cloud):
    track(v2, "CLICK")
    send(v2, "".join(f'<a href="https://e.com/{letter}">' for letter in "abaca"))

    found = re.findall(r"%2F([abc])/(\d)/ID/", shown(ses_cloud.outbox.one()))
    assert found == [("a", "1"), ("b", "1"), ("a", "2"), ("c", "1"), ("a", "3")]


def test_250_links_are_tracked(v2, ses_cloud):
    track(v2, "CLICK")
    send(v2, "".join(f'<a href="https://e.com/{number}">' for number in range(252)))

    links = ses_cloud.outbox.one().links
    assert [link.tracked for link in links] == [True] * 250 + [False] * 2
    assert [link.target for link in links] == [f"https://e.com/{number}" for number in range(252)]


def test_the_pixel_stands_where_the_placeholder_was(v2, ses_cloud):
    track(v2, "OPEN")
    send(v2, "<body>{{ses:openTracker}}<p>{{ses:openTracker}}</p></body>")

    assert shown(ses_cloud.outbox.one()) == f"<body>{PIXEL}<p></p></body>"


def test_a_template_may_have_the_placeholder(v2, ses_cloud):
    track(v2, "OPEN")
    v2.create_email_template(
        TemplateName="t", TemplateContent={"Subject": "Hi", "Html": "{{ses:openTracker}}<p>{{name}}</p>"}
    )
    v2.send_email(
        FromEmailAddress="shop@example.com", Destination={"ToAddresses": ["ann@example.org"]},
        Content={"Template": {"TemplateName": "t", "TemplateData": '{"name": "Ann"}'}}, ConfigurationSetName="news",
    )  # fmt: skip

    assert shown(ses_cloud.outbox.one()) == f"{PIXEL}<p>Ann</p>"


def test_a_mail_without_html_has_nothing_to_track(v2, ses_cloud):
    track(v2, "OPEN", "CLICK")
    v2.send_email(
        FromEmailAddress="shop@example.com", Destination={"ToAddresses": ["ann@example.org"]},
        Content={"Simple": {"Subject": {"Data": "Hi"}, "Body": {"Text": {"Data": OFFER}}}},
        ConfigurationSetName="news",
    )  # fmt: skip

    assert (ses_cloud.outbox.one().delivered.text, ses_cloud.outbox.one().delivered.html) == (OFFER, None)


@pytest.mark.parametrize(
    ("policy", "pixel", "plain", "secure"),
    [
        (None, "http", "http", "https"),
        ("OPTIONAL", "http", "http", "https"),
        ("REQUIRE_OPEN_ONLY", "https", "http", "https"),
        ("REQUIRE", "https", "https", "https"),
    ],
)
def test_a_custom_domain_and_its_https_policy(v2, ses_cloud, policy, pixel, plain, secure):
    # Documented: PutConfigurationSetTrackingOptions, HttpsPolicy.
    ses_cloud.verify("Links.example.net")
    options = {"CustomRedirectDomain": "Links.example.net"} | ({"HttpsPolicy": policy} if policy else {})
    track(v2, "OPEN", "CLICK", tracking=options)
    send(v2, '<a href="http://e.com/">1</a><a href="HTTPS://e.com/">2</a>')

    host = "links.example.net"
    assert shown(ses_cloud.outbox.one()) == (
        f'<a href="{plain}://{host}/CL0/http:%2F%2Fe.com%2F/1/ID/LONG-SIGNATURE">1</a>'
        f'<a href="{secure}://{host}/CL0/HTTPS:%2F%2Fe.com%2F/1/ID/LONG-SIGNATURE">2</a>'
        f'<img alt="" src="{pixel}://{host}/CI0/ID/LONG-SIGNATURE" style="display: none; width: 1px; height: 1px;">'
    )


def test_the_host_is_that_of_account_and_region(v2, api, ses_cloud):
    ses_cloud.verify("example.com", region="eu-west-1")
    ses_cloud.verify("example.com", account="222222222222")
    callers = [v2, v2, api("sesv2", "eu-west-1"), api("sesv2", account="222222222222")]
    for caller in {id(caller): caller for caller in callers}.values():
        caller.create_configuration_set(ConfigurationSetName="news")
        region = caller.client.meta.region_name
        caller.create_configuration_set_event_destination(
            ConfigurationSetName="news", EventDestinationName="all",
            EventDestination={
                "Enabled": True, "MatchingEventTypes": ["OPEN"],
                "SnsDestination": {"TopicArn": f"arn:aws:sns:{region}:123456789012:t"},
            },
        )  # fmt: skip
    for caller in callers:
        send(caller, "<p>")

    first, same, region, account = (
        re.search(r"//([a-z0-9]{8})\.r\.([a-z0-9-]+)\.awstrack\.me/I0/", mail.delivered.html).groups()
        for mail in ses_cloud.outbox
    )
    assert first == same
    assert len({first, region, account}) == 3
    assert (first[1], region[1], account[1]) == ("us-east-1", "eu-west-1", "us-east-1")


RAW = (
    b"From: shop@example.com\r\nTo: ann@example.org\r\nSubject: Hi\r\nMIME-Version: 1.0\r\n"
    b'Content-Type: multipart/alternative; boundary="b b"\r\n\r\nPreamble\r\n'
    b"--b b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n<a href=https://e.com/>\r\n"
    b"--b b\r\nContent-Type: text/html; charset=%s\r\nContent-Transfer-Encoding: %s\r\n\r\n%s\r\n"
    b"--b b\r\nContent-Type: text/html\r\nContent-Disposition: attachment\r\n\r\n<a href=https://e.com/>\r\n"
    b"--b b\r\nContent-Type: text/html\r\n\r\n<a href=https://e.com/>\r\n"
    b"--b b--\r\nEnd\r\n"
)
BODY = '<p>ü</p>\r\n<a href="https://e.com/">x</a>'


@pytest.mark.parametrize(
    ("charset", "encoding", "body"),
    [
        (b"utf-8", b"8bit", BODY.encode()),
        (b"iso-8859-1", b"quoted-printable", b'<p>=FC</p>\r\n<a href=3D"https:=\r\n//e.com/">x</a>'),
        (b"utf-8", b"base64", b"PHA+w7w8L3A+DQo8YSBocmVmPSJodHRwczovL2UuY29tLyI+eDwvYT4="),
        (b"nonsense", b"8bit", BODY.encode()),
    ],
)
def test_a_raw_mail_is_rewritten_where_its_html_is(v2, ses_cloud, charset, encoding, body):
    track(v2, "OPEN", "CLICK")
    raw = RAW % (charset, encoding, body)
    v2.send_email(Content={"Raw": {"Data": raw}}, ConfigurationSetName="news")

    [mail] = ses_cloud.outbox
    assert shown(mail) == ('<p>ü</p>\n<a href="https://HOST/L0/https:%2F%2Fe.com%2F/1/ID/SIGNATURE">x</a>' + PIXEL)
    assert mail.html == BODY.replace("\r\n", "\n")
    before, _, after = mail.raw.partition(b"Content-Transfer-Encoding: " + encoding + b"\r\n\r\n")
    assert before.endswith(raw.partition(b"\r\n\r\n")[2].partition(b"Content-Transfer-Encoding")[0])
    assert after.partition(b"\r\n--b b\r\n")[2] == raw.partition(encoding + b"\r\n\r\n" + body + b"\r\n--b b\r\n")[2]


def test_virtual_deliverability_manager_tracks_everything(v2, ses_cloud):
    # Documented: TrackingConfigurationOverrides tells what turns tracking on.
    track(v2, "SEND")
    v2.create_configuration_set(
        ConfigurationSetName="quiet", VdmOptions={"DashboardOptions": {"EngagementMetrics": "DISABLED"}}
    )
    v2.create_configuration_set(
        ConfigurationSetName="own", VdmOptions={"DashboardOptions": {"EngagementMetrics": "ENABLED"}}
    )
    html = '<a href="https://e.com/">x</a>'
    send(v2, html, name="own")  # the account has no such thing yet
    v2.put_account_vdm_attributes(
        VdmAttributes={"VdmEnabled": "DISABLED", "DashboardAttributes": {"EngagementMetrics": "ENABLED"}}
    )
    send(v2, html, name=None)
    v2.put_account_vdm_attributes(
        VdmAttributes={"VdmEnabled": "ENABLED", "DashboardAttributes": {"EngagementMetrics": "ENABLED"}}
    )
    for name in (None, "news", "quiet"):
        send(v2, html, name=name)
    v2.put_account_vdm_attributes(
        VdmAttributes={"VdmEnabled": "ENABLED", "DashboardAttributes": {"EngagementMetrics": "DISABLED"}}
    )
    for name in (None, "own"):
        send(v2, html, name=name)

    tracked = '<a href="https://HOST/L0/https:%2F%2Fe.com%2F/1/ID/SIGNATURE">x</a>' + PIXEL
    assert [shown(mail) for mail in ses_cloud.outbox] == [html, html, tracked, tracked, html, html, tracked]


@pytest.mark.needs("sesv2.SendEmail.ConfigurationOverrides")
@pytest.mark.parametrize("name", [None, "news"])
@pytest.mark.parametrize(
    ("said", "opens", "clicks"),
    [
        ({"OpenTrackingEnabled": "ENABLED"}, True, None),
        ({"OpenTrackingEnabled": "DISABLED"}, False, None),
        ({"ClickTrackingEnabled": "ENABLED"}, None, True),
        ({"OpenTrackingEnabled": "ENABLED", "ClickTrackingEnabled": "DISABLED"}, True, False),
        ({"OpenTrackingEnabled": "DISABLED", "ClickTrackingEnabled": "DISABLED"}, False, False),
        ({}, None, None),
    ],
)
def test_what_a_call_says_of_tracking_comes_before_the_set(v2, ses_cloud, name, said, opens, clicks):
    track(v2, "OPEN", "CLICK")
    html = '<a href="https://e.com/">x</a>'
    given = {} if name is None else {"ConfigurationSetName": name}
    given |= {"FromEmailAddress": "shop@example.com", "ConfigurationOverrides": {"Tracking": said}}
    bob = {"ToAddresses": ["bob@example.org"]}
    v2.send_email(
        Content={"Simple": {"Subject": {"Data": "s"}, "Body": {"Html": {"Data": html}}}}, Destination=bob, **given
    )
    template = {"TemplateContent": {"Subject": "s", "Html": html}, "TemplateData": "{}"}
    v2.send_bulk_email(DefaultContent={"Template": template}, BulkEmailEntries=[{"Destination": bob}], **given)

    by_the_set = name is not None
    link = '<a href="https://HOST/L0/https:%2F%2Fe.com%2F/1/ID/SIGNATURE">x</a>'
    delivered = (link if (by_the_set if clicks is None else clicks) else html) + (
        PIXEL if (by_the_set if opens is None else opens) else ""
    )
    assert [shown(mail) for mail in ses_cloud.outbox] == [delivered] * 2


class _Page(HTMLParser):
    def __init__(self, html):
        super().__init__()
        self.images, self.hrefs = [], []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        if tag == "img":
            self.images.append(dict(attrs)["src"])
        elif tag == "a":
            self.hrefs.append(dict(attrs)["href"])


def test_a_browser_finds_the_same_links_in_the_delivered_page(v2, ses_cloud):
    track(v2, "OPEN", "CLICK")
    send(v2, f'<img src="https://e.com/a.png"><a href="{OFFER}">x</a><a ses:no-track href=https://e.com/>y</a>')

    [mail] = ses_cloud.outbox
    page = _Page(mail.delivered.html)
    assert page.hrefs == [link.url for link in mail.links]
    assert [ses_cloud.visit(url).headers["Content-Type"] for url in page.images[1:]] == ["image/gif"]


TEXT = st.text(st.characters(codec="ascii", exclude_characters="<>&\"'{}\r\n"), max_size=5)
TARGET = st.sampled_from(["https://e.com/", "http://e.com/?a=1&amp;b=2", "mailto:a@b", "#x", "https://e.com/a b", ""])
ANCHOR = st.builds(
    '<a {1}href="{0}"{2}>'.format,
    TARGET,
    st.sampled_from(["", "id=x ", "ses:no-track "]),
    st.sampled_from(["", ' ses:tags="a:b"', " x='1'"]),
)
PIECE = (
    TEXT
    | ANCHOR
    | st.sampled_from(
        ["</a>", "<p>", "</body>", "<!-- <a href=x> -->", "<br/>", "<script><a href='https://e.com'></script>"]
    )
)


@given(st.lists(PIECE, min_size=1, max_size=10).map("".join))
def test_whatever_the_html_all_but_the_links_stays(html):
    with mock_ses(Cloud(region="us-east-1", verified=["example.com"], seed=1)) as cloud:
        import boto3

        v2 = boto3.client("sesv2", "us-east-1")
        track(v2, "CLICK")
        send(v2, html)
        [mail] = cloud.outbox
        delivered = mail.delivered.html or ""

    def rest(text):
        """What is neither the value of a link nor one of SES's own attributes."""
        for tag in reversed(list(tags(text))):
            for attribute in reversed(tag.attributes):
                if tag.name == "a" and attribute.name in {"ses:no-track", "ses:tags"}:
                    text = text[: attribute.start] + text[attribute.end :]
                elif tag.name == "a" and attribute.name == "href":
                    text = text[: attribute.value_start] + text[attribute.value_end :]
        return text

    assert rest(delivered) == rest(html)
