"""v2 byte for byte: what is written, and what is made of requests that botocore would not write."""

from __future__ import annotations

import json

import pytest
from botocore.model import ServiceModel

from sesmock.wire.constraints import Malformed, UnknownRoute
from sesmock.wire.message import Request, Response
from sesmock.wire.model import service_model
from sesmock.wire.restjson import RestJson

CODEC = RestJson(service_model("sesv2"))


def request(method, path, body=b""):
    return Request(method, f"https://email.us-east-1.amazonaws.com{path}", {}, body)


def refused(method, path, body=b""):
    with pytest.raises(Malformed) as caught:
        CODEC.read(request(method, path, body))
    return caught.value.code, caught.value.message, caught.value.operation


def test_a_reply_is_compact_json_in_the_order_of_the_model():
    reply = {
        "VerifiedForSendingStatus": False,
        "DkimAttributes": {
            "LastKeyGenerationTimestamp": 1711642543.0830001,
            "Tokens": ("t1", "t2"),
            "SigningEnabled": True,
            "Status": None,
        },
        "IdentityType": "DOMAIN",
    }
    expected = (
        b'{"IdentityType":"DOMAIN","VerifiedForSendingStatus":false,"DkimAttributes":'
        b'{"SigningEnabled":true,"Tokens":["t1","t2"],"LastKeyGenerationTimestamp":1711642543.083}}'
    )

    actual = CODEC.write("GetEmailIdentity", reply, "request-1")

    assert actual == Response(
        200,
        {"x-amzn-RequestId": "request-1", "Content-Type": "application/json", "Content-Length": str(len(expected))},
        expected,
    )


def test_an_empty_reply_is_an_empty_object():
    assert CODEC.write("DeleteEmailIdentity", None, "request-1").body == b"{}"


def test_none_is_not_there_at_any_depth_and_any_iterable_is_a_list():
    reply = {"Tags": ({"Key": key, "Value": None} for key in "a"), "Policies": {"p": None, "q": "{}"}}

    assert CODEC.write("GetEmailIdentity", reply, "request-1").body == b'{"Policies":{"q":"{}"},"Tags":[{"Key":"a"}]}'


def test_whole_numbers_become_doubles_where_the_model_says_so():
    reply = {"SendQuota": {"Max24HourSend": 200, "MaxSendRate": 1}}

    assert CODEC.write("GetAccount", reply, "1").body == b'{"SendQuota":{"Max24HourSend":200.0,"MaxSendRate":1.0}}'


def test_a_member_the_installed_model_does_not_know_is_left_out_at_any_depth():
    reply = {"DkimAttributes": {"Colour": "red", "SigningEnabled": True}, "Colours": ["red"]}

    assert CODEC.write("GetEmailIdentity", reply, "1").body == b'{"DkimAttributes":{"SigningEnabled":true}}'


def test_a_number_json_does_not_have_is_an_error():
    with pytest.raises(ValueError, match="not JSON compliant"):
        CODEC.write("GetAccount", {"SendQuota": {"MaxSendRate": float("nan")}}, "request-1")


def test_text_where_a_list_belongs_is_a_type_error():
    with pytest.raises(TypeError, match=r"^a list was expected, not 'token'$"):
        CODEC.write("GetEmailIdentity", {"DkimAttributes": {"Tokens": "token"}}, "request-1")


def test_path_query_and_body_come_together():
    query = "PageSize=7&Colour=red&Reason=BOUNCE&Reason=COMPLAINT&StartDate=2026-01-01T00%3A00%3A00Z"

    assert CODEC.read(request("GET", f"/v2/email/suppression/addresses?{query}")) == (
        "ListSuppressedDestinations",
        {"page_size": 7, "reasons": ["BOUNCE", "COMPLAINT"], "start_date": 1767225600.0},
    )
    assert CODEC.read(
        request("PUT", "/v2/email/identities/a%40b%2Fc/feedback", b'{"EmailForwardingEnabled":true}')
    ) == (
        "PutEmailIdentityFeedbackAttributes",
        {"email_identity": "a@b/c", "email_forwarding_enabled": True},
    )


@pytest.mark.parametrize("body", [b"", b"{}", b" {} \n", b"null", b'{"TagPrefix":1,"Tags":null}'])
def test_empty_bodies_nulls_and_unknown_members_say_nothing(body):
    assert CODEC.read(request("PUT", "/v2/email/account/suppression", body)) == ("PutAccountSuppressionAttributes", {})


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ('{"EmailIdentity":1}', "NUMBER_VALUE can not be converted to a String"),
        ('{"EmailIdentity":1.5}', "NUMBER_VALUE can not be converted to a String"),
        ('{"EmailIdentity":true}', "TRUE_VALUE can not be converted to a String"),
        ('{"EmailIdentity":false}', "FALSE_VALUE can not be converted to a String"),
        ('{"EmailIdentity":[]}', "Start of list found where not expected"),
        ('{"EmailIdentity":{}}', "Start of structure or map found where not expected."),
        ('{"EmailIdentity":"a","Tags":"b"}', "Expected list or null"),
        ('{"EmailIdentity":"a","Tags":{}}', "Expected list or null"),
        ('{"EmailIdentity":"a","Tags":["b"]}', "Expected null"),
        ('{"EmailIdentity":"a","Tags":[[]]}', "Start of list found where not expected"),
        ('{"EmailIdentity":"a","DkimSigningAttributes":"b"}', "Expected null"),
        ("[]", "Start of list found where not expected"),
        ('"text"', "Expected null"),
        ("1", "Expected null"),
        (" ", None),
        ("{", None),
        ("{'EmailIdentity':'a'}", None),
        ('{"EmailIdentity":NaN}', None),
        ("[" * 100_000, None),
    ],
)
def test_json_of_another_type_cannot_be_read(body, message):
    assert refused("POST", "/v2/email/identities", body.encode()) == (
        "SerializationException",
        message,
        "CreateEmailIdentity",
    )


def test_a_null_in_a_list_cannot_be_read_but_among_tags_it_is_a_failure():
    body = b'{"SuppressedReasons":["BOUNCE",null]}'
    tags = b'{"EmailIdentity":"a","Tags":[null]}'

    assert refused("PUT", "/v2/email/account/suppression", body)[:2] == ("SerializationException", None)
    assert refused("POST", "/v2/email/identities", tags) == ("InternalFailure", None, "CreateEmailIdentity")


def test_a_body_that_is_not_utf_8_cannot_be_read():
    assert refused("POST", "/v2/email/identities", b"\xff")[:2] == ("SerializationException", None)


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("1", "NUMBER_VALUE can not be converted to a Boolean"),
        ('"maybe"', "STRING_VALUE can not be converted to an Boolean"),
        ('" true"', "STRING_VALUE can not be converted to an Boolean"),
        ("null", None),
        ("[]", "Start of list found where not expected"),
        ("{}", "Start of structure or map found where not expected."),
    ],
)
def test_what_is_no_boolean_cannot_be_read(value, message):
    body = f'{{"SendingEnabled":{value}}}'.encode()

    assert refused("PUT", "/v2/email/account/sending", body)[:2] == ("SerializationException", message)


@pytest.mark.parametrize(
    ("value", "expected"),
    [(word, True) for word in ("true", '"true"', '"Yes"', '"y"', '"T"', '"1"')]
    + [(word, False) for word in ("false", '"FALSE"', '"no"', '"N"', '"f"', '"0"')],
)
def test_text_that_names_a_boolean_is_one(value, expected):
    body = f'{{"SendingEnabled":{value}}}'.encode()

    assert CODEC.read(request("PUT", "/v2/email/account/sending", body))[1] == {"sending_enabled": expected}


def test_a_null_boolean_cannot_be_read_inside_a_structure_either():
    body = b'{"ConfigurationSetName":"a","SendingOptions":{"SendingEnabled":null}}'

    assert refused("POST", "/v2/email/configuration-sets", body)[:2] == ("SerializationException", None)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("7.0", 7),
        ("7.5", "NUMBER_VALUE can not be converted to a Integer"),
        ('"7"', "STRING_VALUE can not be converted to an Integer"),
        ("true", "TRUE_VALUE can not be converted to a Integer"),
    ],
)
@pytest.mark.needs("sesv2:/v2/email/list-identities")
def test_integers_are_whole_numbers(value, expected):
    sent = request("POST", "/v2/email/list-identities", f'{{"PageSize":{value}}}'.encode())

    try:
        actual = CODEC.read(sent)[1]["page_size"]
    except Malformed as malformed:
        actual = malformed.message

    assert actual == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("1711642543.083", 1711642543.083),
        ("1711642543", 1711642543.0),
        ('"2026-01-01"', "STRING_VALUE can not be converted to milliseconds since epoch"),
        ("false", "FALSE_VALUE can not be converted to a Timestamp"),
    ],
)
def test_timestamps_are_numbers(value, expected):
    query = f'{{"Id":"i","Namespace":"VDM","Metric":"SEND","StartDate":{value},"EndDate":1}}'
    sent = request("POST", "/v2/email/metrics/batch", f'{{"Queries":[{query}]}}'.encode())

    try:
        actual = CODEC.read(sent)[1]["queries"][0]["StartDate"]
    except Malformed as malformed:
        actual = malformed.message

    assert actual == expected


@pytest.mark.parametrize(
    ("data", "expected"),
    [('"SGkh"', b"Hi!"), ('"A"', None), ("1", "NUMBER_VALUE can not be converted to a ByteBuffer")],
)
def test_blobs_are_base64(data, expected):
    sent = request("POST", "/v2/email/outbound-emails", f'{{"Content":{{"Raw":{{"Data":{data}}}}}}}'.encode())

    try:
        actual = CODEC.read(sent)[1]["content"]["Raw"]["Data"]
    except Malformed as malformed:
        actual = malformed.message

    assert actual == expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b'{"Filter":{"IDENTITY_TYPE":null}}', {"filter": {}}),
        (b'{"Filter":[]}', "Expected map or null"),
        (b'{"Filter":{"IDENTITY_TYPE":1}}', "NUMBER_VALUE can not be converted to a String"),
    ],
)
@pytest.mark.needs("sesv2:/v2/email/list-identities")
def test_maps_are_objects(body, expected):
    try:
        actual = CODEC.read(request("POST", "/v2/email/list-identities", body))[1]
    except Malformed as malformed:
        actual = malformed.message

    assert actual == expected


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("PageSize=abc", "'abc' can not be converted to Integer"),
        ("PageSize=", "'' can not be converted to Integer"),
        ("StartDate=today", "'today' can not be converted to Date"),
    ],
)
def test_query_strings_of_another_type_cannot_be_read(query, message):
    assert refused("GET", f"/v2/email/suppression/addresses?{query}") == (
        "SerializationException",
        message,
        "ListSuppressedDestinations",
    )


def test_an_empty_name_in_the_path_breaks_a_constraint():
    assert refused("GET", "/v2/email/templates/") == (
        "BadRequestException",
        (
            "1 validation error detected: Value at 'templateName' failed to satisfy constraint: "
            "Member must have length greater than or equal to 1"
        ),
        "GetEmailTemplate",
    )


FUTURE = ServiceModel(
    {
        "metadata": {},
        "operations": {
            "Weigh": {
                "name": "Weigh",
                "http": {"method": "PUT", "requestUri": "/scale"},
                "input": {"shape": "WeighRequest"},
            }
        },
        "shapes": {
            "WeighRequest": {
                "type": "structure",
                "members": {"Weight": {"shape": "Double"}, "Label": {"shape": "Label"}},
            },
            "Double": {"type": "double"},
            "Label": {"type": "string", "pattern": "\\p{L}+"},
        },
    },
    "x",
)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b'{"Weight":1}', {"weight": 1.0}),
        (b'{"Weight":1.5}', {"weight": 1.5}),
        (b'{"Weight":"1"}', "STRING_VALUE can not be converted to an Double"),
        (b'{"Weight":true}', "TRUE_VALUE can not be converted to a Double"),
        (b'{"Label":"1"}', {"label": "1"}),
    ],
)
def test_a_newer_model_may_send_doubles_and_have_patterns_only_java_reads(body, expected):
    try:
        actual = RestJson(FUTURE).read(request("PUT", "/scale", body))[1]
    except Malformed as malformed:
        actual = malformed.message

    assert actual == expected


def test_a_path_of_another_service_has_no_route():
    with pytest.raises(UnknownRoute, match=r"^GET /v1/email/identities$"):
        CODEC.read(request("GET", "/v1/email/identities"))


@pytest.mark.parametrize(
    ("code", "message", "status", "expected"),
    [
        ("NotFoundException", "Gone <x>.", None, (404, {"message": "Gone <x>."})),
        ("TooManyRequestsException", "Slow", 400, (429, {"message": "Slow"})),
        ("BadRequestException", None, None, (400, {"message": None})),
        ("SerializationException", None, None, (400, {"message": None})),
        ("AccessDeniedException", "No", None, (403, {"Message": "No"})),
        ("InternalFailure", None, None, (500, {"message": None})),
        ("Anything", "é", 418, (418, {"message": "é"})),
    ],
)
def test_an_error_names_its_code_in_a_header(code, message, status, expected):
    actual = CODEC.refuse(code, message, {"ConfigurationSetName": "not modelled"}, "request-1", status)

    assert (actual.status, json.loads(actual.body)) == expected
    assert actual.headers == {
        "x-amzn-RequestId": "request-1",
        "x-amzn-ErrorType": code,
        "Content-Type": "application/json",
        "Content-Length": str(len(actual.body)),
    }
