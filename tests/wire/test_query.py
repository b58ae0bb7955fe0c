"""v1 byte for byte: what is written, and what is made of requests that botocore would not write."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest
from botocore.model import ServiceModel

from sesmock.wire.constraints import Malformed, UnknownRoute
from sesmock.wire.message import Request, Response
from sesmock.wire.model import service_model
from sesmock.wire.query import Query

CODEC = Query(service_model("ses"))


def post(body):
    return Request("POST", "https://email.us-east-1.amazonaws.com/", {}, body.encode())


def refused(body):
    with pytest.raises(Malformed) as caught:
        CODEC.read(post(body))
    return caught.value.code, caught.value.message, caught.value.operation


def test_a_reply_is_indented_xml_without_declaration():
    reply = {
        "DkimAttributes": {
            "example.com": {"DkimTokens": ("t1", "t2"), "DkimEnabled": True, "DkimVerificationStatus": "Success"},
            "a@b.example": {"DkimEnabled": False, "DkimVerificationStatus": "NotStarted", "DkimTokens": None},
        }
    }
    expected = b"""\
<GetIdentityDkimAttributesResponse xmlns="http://ses.amazonaws.com/doc/2010-12-01/">
  <GetIdentityDkimAttributesResult>
    <DkimAttributes>
      <entry>
        <key>example.com</key>
        <value>
          <DkimEnabled>true</DkimEnabled>
          <DkimVerificationStatus>Success</DkimVerificationStatus>
          <DkimTokens>
            <member>t1</member>
            <member>t2</member>
          </DkimTokens>
        </value>
      </entry>
      <entry>
        <key>a@b.example</key>
        <value>
          <DkimEnabled>false</DkimEnabled>
          <DkimVerificationStatus>NotStarted</DkimVerificationStatus>
        </value>
      </entry>
    </DkimAttributes>
  </GetIdentityDkimAttributesResult>
  <ResponseMetadata>
    <RequestId>request-1</RequestId>
  </ResponseMetadata>
</GetIdentityDkimAttributesResponse>
"""

    actual = CODEC.write("GetIdentityDkimAttributes", reply, "request-1")

    assert actual == Response(
        200,
        {"x-amzn-RequestId": "request-1", "Content-Type": "text/xml", "Content-Length": str(len(expected))},
        expected,
    )


def result_of(operation, reply):
    """The lines between the root and the metadata."""
    text = CODEC.write(operation, reply, "request-1").body.decode()
    return text.split("\n", 1)[1].split("  <ResponseMetadata>")[0]


def test_an_empty_result_closes_itself():
    assert result_of("DeleteIdentity", None) == "  <DeleteIdentityResult/>\n"


def test_an_operation_without_output_has_no_result_element():
    assert CODEC.write("VerifyEmailAddress", None, "request-1").body == (
        b'<VerifyEmailAddressResponse xmlns="http://ses.amazonaws.com/doc/2010-12-01/">\n'
        b"  <ResponseMetadata>\n    <RequestId>request-1</RequestId>\n  </ResponseMetadata>\n"
        b"</VerifyEmailAddressResponse>\n"
    )


def test_an_empty_map_closes_itself():
    assert result_of("GetIdentityPolicies", {"Policies": {}}) == (
        "  <GetIdentityPoliciesResult>\n    <Policies/>\n  </GetIdentityPoliciesResult>\n"
    )


def test_doubles_are_written_with_their_point():
    assert "<Max24HourSend>200.0</Max24HourSend>" in result_of("GetSendQuota", {"Max24HourSend": 200})


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [
        (1767225600.0, "2026-01-01T00:00:00Z"),
        (1767225600, "2026-01-01T00:00:00Z"),
        (1767225600.083, "2026-01-01T00:00:00.083Z"),
        (1767225599.9996, "2026-01-01T00:00:00Z"),
    ],
)
def test_timestamps_are_iso_8601_with_milliseconds_only_where_there_are_some(seconds, expected):
    reply = {"SendDataPoints": [{"Timestamp": seconds}]}

    assert f"<Timestamp>{expected}</Timestamp>" in result_of("GetSendStatistics", reply)


def test_markup_and_carriage_returns_survive_and_what_xml_cannot_say_is_replaced():
    body = CODEC.write("GetIdentityPolicies", {"Policies": {"p": "&<>\"'\r\n\t\x00\x1b\ud800\uffff é"}}, "1").body

    assert "<value>&amp;&lt;&gt;\"'&#xD;\n\t\ufffd\ufffd\ufffd\ufffd é</value>" in body.decode()
    assert ElementTree.fromstring(body)[0][0][0][1].text == "&<>\"'\r\n\t\ufffd\ufffd\ufffd\ufffd é"


def test_a_member_the_installed_model_does_not_know_is_left_out():
    reply = {"DkimTokens": ["t1"], "Tokens": ["t1"]}

    assert result_of("VerifyDomainDkim", reply) == result_of("VerifyDomainDkim", {"DkimTokens": ["t1"]})


def test_an_operation_without_output_answers_nothing():
    answer = CODEC.write("VerifyEmailAddress", {"MessageId": "m"}, "request-1")

    assert answer == CODEC.write("VerifyEmailAddress", None, "request-1")


def test_text_where_a_list_belongs_is_a_type_error():
    with pytest.raises(TypeError, match=r"^a list was expected, not 'token'$"):
        CODEC.write("VerifyDomainDkim", {"DkimTokens": "token"}, "request-1")


def test_none_within_lists_and_maps_is_not_there_and_any_iterable_is_a_list():
    assert result_of("VerifyDomainDkim", {"DkimTokens": (token for token in ("t1", None))}) == (
        "  <VerifyDomainDkimResult>\n    <DkimTokens>\n      <member>t1</member>\n    </DkimTokens>\n"
        "  </VerifyDomainDkimResult>\n"
    )
    assert result_of("GetIdentityPolicies", {"Policies": {"p": None, "q": ""}}) == (
        "  <GetIdentityPoliciesResult>\n    <Policies>\n      <entry>\n        <key>q</key>\n        <value/>\n"
        "      </entry>\n    </Policies>\n  </GetIdentityPoliciesResult>\n"
    )


def test_a_fraction_where_a_whole_number_belongs_is_an_error():
    with pytest.raises(ValueError, match="format code 'd'"):
        CODEC.write("GetSendStatistics", {"SendDataPoints": [{"Bounces": 1.5}]}, "request-1")


def test_list_items_are_read_in_the_order_of_their_numbers():
    body = "Action=GetIdentityDkimAttributes&Identities.member.10=c&Identities.member.2=b&Identities.member.1=a"

    assert CODEC.read(post(body)) == ("GetIdentityDkimAttributes", {"identities": ["a", "b", *[""] * 7, "c"]})


def test_of_a_parameter_that_comes_twice_the_first_counts():
    body = "Action=GetIdentityDkimAttributes&Identities.member.1=a&Identities.member.1=b"

    assert CODEC.read(post(body)) == ("GetIdentityDkimAttributes", {"identities": ["a"]})


@pytest.mark.parametrize("identities", ["Identities=", "Identities.member=", "Identities.item.1=a"])
def test_a_list_without_numbered_members_is_empty(identities):
    body = f"Action=GetIdentityDkimAttributes&{identities}"

    assert CODEC.read(post(body)) == ("GetIdentityDkimAttributes", {"identities": []})


def test_what_the_model_does_not_know_is_ignored():
    body = "Action=DeleteIdentity&Version=2010-12-01&Identity=a&Colour=red&Shape.member.1=x&AWSAccessKeyId=k&&"

    assert CODEC.read(post(body)) == ("DeleteIdentity", {"identity": "a"})


def test_parameters_may_stand_in_the_query_string():
    request = Request("GET", "https://email.us-east-1.amazonaws.com/?Action=DeleteIdentity&Identity=a%20b+c", {}, b"")

    assert CODEC.read(request) == ("DeleteIdentity", {"identity": "a b c"})


def test_nested_structures_keep_the_names_of_the_model_and_blobs_are_bytes():
    body = "Action=SendRawEmail&RawMessage.Data=SGkh&Destinations.member.1=a%40b.example"

    assert CODEC.read(post(body)) == (
        "SendRawEmail",
        {"raw_message": {"Data": b"Hi!"}, "destinations": ["a@b.example"]},
    )


def test_a_timestamp_is_epoch_seconds_with_its_fraction_and_offset():
    start = "Action=SendBounce&OriginalMessageId=m&BounceSender=s&BouncedRecipientInfoList.member.1.Recipient=r"
    body = f"{start}&MessageDsn.ReportingMta=x&MessageDsn.ArrivalDate=2026-01-01T01%3A00%3A00.083%2B01%3A00"

    assert CODEC.read(post(body))[1]["message_dsn"] == {"ReportingMta": "x", "ArrivalDate": 1767225600.083}


def test_an_empty_structure_that_is_required_is_missing():
    assert refused("Action=SendEmail&Source=a%40b.example&Message.Subject.Data=s&Message.Body.Text.Data=t") == (
        "ValidationError",
        "1 validation error detected: Value at 'destination' failed to satisfy constraint: Member must not be null",
        "SendEmail",
    )


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("Action=ListIdentities&MaxItems=", "missing value for decimal type"),
        ("Action=ListIdentities&MaxItems=ten", None),
        ("Action=ListIdentities&MaxItems=1_0", None),
        ("Action=SetIdentityDkimEnabled&Identity=a&DkimEnabled=maybe", "boolean must follow xsd1.1 definition"),
        ("Action=SetIdentityDkimEnabled&Identity=a&DkimEnabled=True", "boolean must follow xsd1.1 definition"),
        ("Action=SendRawEmail&RawMessage.Data=A", None),
        ("Action=SendBounce&MessageDsn.ArrivalDate=yesterday", None),
        ("Action=GetIdentityDkimAttributes&Identities=a", "Unexpected list element termination"),
        ("Action=GetIdentityDkimAttributes&Identities.member=a", None),
        (
            "Action=GetIdentityDkimAttributes&Identities.member.a=1&Identities.member.1=1",
            "Start of list found where not expected",
        ),
        ("Action=GetIdentityDkimAttributes&Identities.member.0=1", "0 is not a valid index"),
        ("Action=GetIdentityDkimAttributes&Identities.member.01=1", "Value found where not expected"),
        ("Action=GetIdentityDkimAttributes&Identities.member.214748370=1", "Index 214748370 is illegal"),
        (f"Action=GetIdentityDkimAttributes&Identities.member.{'9' * 5000}=1", f"Index {'9' * 5000} is illegal"),
        (
            "Action=GetIdentityDkimAttributes&Identities.member.214748369=1",
            "Excessively sparse input would skip 214,748,368 list elements",
        ),
        (
            "Action=GetIdentityDkimAttributes&Identities.member.1=1&Identities.member.1501=1",
            "Excessively sparse input would skip 1,499 list elements",
        ),
        (
            "Action=GetIdentityDkimAttributes&Identities.member.12=1",
            "Excessively sparse input would skip 11 list elements",
        ),
        ("Action=SendEmail&Destination=a", "Unexpected complex element termination"),
        ("Action=DeleteIdentity&Identity.member.1=a", "Start of list found where not expected."),
        ("Action=DeleteIdentity&Identity.Name=a", "Start of structure or map found where not expected."),
    ],
)
def test_what_cannot_be_read_is_malformed_input(body, message):
    assert refused(body) == ("MalformedInput", message, body.split("&")[0].removeprefix("Action="))


@pytest.mark.parametrize(("word", "expected"), [("true", True), ("1", True), ("false", False), ("0", False)])
def test_a_boolean_has_four_words(word, expected):
    body = f"Action=UpdateAccountSendingEnabled&Enabled={word}"

    assert CODEC.read(post(body)) == ("UpdateAccountSendingEnabled", {"enabled": expected})


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("Action=Nope&Version=2010-12-01", "Could not find operation Nope for version 2010-12-01"),
        ("Action=SendEmail&Version=2020-01-01", "Could not find operation SendEmail for version 2020-01-01"),
    ],
)
def test_an_action_the_version_does_not_have_is_an_invalid_action(body, message):
    assert refused(body)[:2] == ("InvalidAction", message)


def test_a_request_without_action_has_no_route():
    with pytest.raises(UnknownRoute, match=r"^POST /$"):
        CODEC.read(post("Version=2010-12-01"))


def test_an_error_is_xml_with_its_request_id_outside():
    actual = CODEC.refuse("InvalidParameterValue", 'Identity <a> isn\'t & "b"', {}, "request-1")

    assert (actual.status, actual.body.decode()) == (
        400,
        """\
<ErrorResponse xmlns="http://ses.amazonaws.com/doc/2010-12-01/">
  <Error>
    <Type>Sender</Type>
    <Code>InvalidParameterValue</Code>
    <Message>Identity &lt;a&gt; isn&apos;t &amp; "b"</Message>
  </Error>
  <RequestId>request-1</RequestId>
</ErrorResponse>
""",
    )


def test_modelled_members_of_an_error_stand_in_it_and_others_do_not():
    members = {"ConfigurationSetName": "set", "EventDestinationName": None, "Colour": "red"}

    actual = CODEC.refuse("EventDestinationDoesNotExist", None, members, "request-1", 500)

    assert (actual.status, actual.body.decode()) == (
        400,
        """\
<ErrorResponse xmlns="http://ses.amazonaws.com/doc/2010-12-01/">
  <Error>
    <Type>Sender</Type>
    <Code>EventDestinationDoesNotExist</Code>
    <ConfigurationSetName>set</ConfigurationSetName>
  </Error>
  <RequestId>request-1</RequestId>
</ErrorResponse>
""",
    )


@pytest.mark.parametrize(
    ("code", "status", "expected"),
    [
        ("Throttling", None, (400, "Sender")),
        ("AccessDenied", None, (403, "Sender")),
        ("InternalFailure", None, (500, "Receiver")),
        ("ServiceUnavailable", 503, (503, "Receiver")),
        ("Anything", 418, (418, "Sender")),
    ],
)
def test_the_status_of_an_unmodelled_code_is_the_one_given_or_that_of_all_of_aws(code, status, expected):
    actual = CODEC.refuse(code, None, {}, "request-1", status)

    assert (actual.status, ElementTree.fromstring(actual.body)[0][0].text) == expected


def test_an_invalid_action_has_the_namespace_of_the_front_door():
    actual = CODEC.refuse("InvalidAction", None, {}, "request-1")

    assert actual.body.startswith(b'<ErrorResponse xmlns="http://webservices.amazon.com/AWSFault/2005-15-09">\n')


MAPS = ServiceModel(
    {
        "metadata": {
            "apiVersion": "2010-12-01",
            "xmlNamespace": "urn:x",
            "protocol": "query",
            "endpointPrefix": "email",
            "serviceId": "X",
        },
        "operations": {"Paint": {"name": "Paint", "http": {}, "input": {"shape": "PaintRequest"}}},
        "shapes": {
            "PaintRequest": {"type": "structure", "members": {"Colours": {"shape": "Colours"}}},
            "Colours": {"type": "map", "key": {"shape": "Text"}, "value": {"shape": "Text"}},
            "Text": {"type": "string"},
        },
    },
    "x",
)


def test_maps_are_read_from_numbered_entries():
    body = (
        "Action=Paint&Colours.entry.2.key=sky&Colours.entry.2.value=blue&Colours.entry.1.key=a&Colours.entry.1.value="
    )

    assert Query(MAPS).read(post(body)) == ("Paint", {"colours": {"a": "", "sky": "blue"}})


def test_an_entry_without_its_value_is_malformed():
    with pytest.raises(Malformed) as caught:
        Query(MAPS).read(post("Action=Paint&Colours.entry.1.key=sky"))

    assert (caught.value.code, caught.value.message) == ("MalformedInput", None)
