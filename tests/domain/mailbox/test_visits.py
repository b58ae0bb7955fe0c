"""Whatever somebody visits, something comes back or nobody is at home: nothing breaks."""

from __future__ import annotations

import boto3
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sesmock import Answer, Cloud, mock_ses

ROUTE = st.sampled_from(["/L0/", "/I0/", "/CL0/", "/CI0/", "/one-click/", "/preferences/", "/?Context=1&", "/", ""])
HOST = st.sampled_from(
    [
        "abcdefgh.r.us-east-1.awstrack.me", "email-verification.us-east-1.amazonaws.com", "links.example.com",
        "unsubscribe.us-east-1.amazonses.com", "", "x:443", "user@email-verification.us-east-1.amazonaws.com",
    ]
)  # fmt: skip
SCHEME = st.sampled_from(["https://", "http://", "HTTPS://", "mailto:", ""])
URL = st.text(max_size=30) | st.builds("{}{}{}{}".format, SCHEME, HOST, ROUTE, st.text(max_size=30))
DATA = st.binary(max_size=40) | st.dictionaries(st.text(max_size=9), st.text(max_size=9), max_size=3) | st.none()


@pytest.fixture(scope="module")
def visited():
    """A cloud with a link of each kind, and the links."""
    with mock_ses(Cloud(region="us-east-1", verified=["example.com", "links.example.com"], seed=1)) as cloud:
        ses, sesv2 = boto3.client("ses", "us-east-1"), boto3.client("sesv2", "us-east-1")
        sesv2.create_contact_list(ContactListName="people", Topics=[])
        topic = "arn:aws:sns:us-east-1:123456789012:events"
        sesv2.create_configuration_set(ConfigurationSetName="set")
        sesv2.create_configuration_set_event_destination(
            ConfigurationSetName="set", EventDestinationName="all",
            EventDestination={
                "Enabled": True, "MatchingEventTypes": ["OPEN", "CLICK"], "SnsDestination": {"TopicArn": topic},
            },
        )  # fmt: skip
        ses.verify_email_identity(EmailAddress="ann@example.org")
        html = '<a href="https://example.com/">x</a><a href="{{amazonSESUnsubscribeUrl}}">y</a>'
        sesv2.send_email(
            FromEmailAddress="shop@example.com", Destination={"ToAddresses": ["bob@example.org"]},
            Content={"Simple": {"Subject": {"Data": "Hi"}, "Body": {"Html": {"Data": html}}}},
            ConfigurationSetName="set", ListManagementOptions={"ContactListName": "people"},
        )  # fmt: skip
        [mail] = cloud.outbox
        links = [link.url for link in (*mail.links, cloud.mailbox("ann@example.org").one().links[0])]
        links.append(mail.header("List-Unsubscribe")[1:].partition(">")[0])
    return cloud, links


def answered(cloud, url, method, data):
    try:
        found = cloud.visit(url, method, data)
    except LookupError:
        return
    assert isinstance(found, Answer)
    assert 200 <= found.status < 500
    assert all(value.isascii() and "\n" not in value for value in found.headers.values())
    if method == "HEAD":
        assert found.body == b""
    else:
        assert int(found.headers["Content-Length"]) == len(found.body)


METHOD = st.sampled_from(["GET", "POST", "HEAD", "PUT", "get", ""])


@given(url=URL, method=METHOD, data=DATA)
def test_anything_may_be_visited(visited, url, method, data):
    answered(visited[0], url, method, data)


@given(at=st.integers(0, 3), method=METHOD, data=DATA)
def test_anything_may_be_sent_to_a_link(visited, at, method, data):
    answered(visited[0], visited[1][at], method, data)


def place_of(url):
    """Where a URL leads, whatever the scheme, the case of the host and the port."""
    host, slash, path = url.partition("://")[2].partition("/")
    return host.partition(":")[0].lower() + slash + path


@given(at=st.integers(0, 3), place=st.integers(8, 400), piece=st.text(max_size=3), gone=st.integers(0, 9))
def test_no_link_but_the_one_that_was_sent_does_anything(visited, at, place, piece, gone):
    cloud, links = visited
    url = links[at]
    place = min(place, len(url))
    changed = url[:place] + piece + url[place + gone :]
    before = len(cloud.events), repr(cloud.region().identities)
    answered(cloud, changed, "GET", None)

    if place_of(changed) != place_of(url):
        assert (len(cloud.events), repr(cloud.region().identities)) == before
