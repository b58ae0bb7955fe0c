"""botocore writes and we read; we write and botocore reads: every operation of both installed models."""

from __future__ import annotations

import re
from datetime import datetime, timezone

import pytest
from botocore import xform_name
from botocore.awsrequest import HeadersDict, create_request_object, prepare_request_dict
from botocore.parsers import create_parser
from botocore.serialize import create_serializer
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sesmock.wire.message import Request
from sesmock.wire.model import service_model
from sesmock.wire.query import Query
from sesmock.wire.restjson import RestJson

CODECS = {"ses": Query(service_model("ses")), "sesv2": RestJson(service_model("sesv2"))}
OPERATIONS = [(api, name) for api in CODECS for name in service_model(api).operation_names]
LIGHT = settings(
    max_examples=15,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
)
TEXT = st.text(
    st.characters(exclude_categories=["Cs", "Cc", "Cn"]) | st.sampled_from("\t\r\n&<>'\"/%+=.~ ab"), max_size=12
)


def values(shape, *, hollow):
    """Values of a shape as botocore takes and gives them; ``hollow``: nested structures may be empty."""
    low, high = shape.metadata.get("min", 0), shape.metadata.get("max", 2)
    size = {"min_size": low, "max_size": max(low, min(high, 2))}
    if shape.type_name == "structure":
        return structures(shape, hollow=hollow)
    if shape.type_name == "list":
        return st.lists(values(shape.member, hollow=hollow), **size)
    if shape.type_name == "map":
        return st.dictionaries(values(shape.key, hollow=hollow), values(shape.value, hollow=hollow), **size)
    return scalars(shape.type_name, shape.metadata)


def scalars(kind, metadata):
    if kind == "string":
        return strings(metadata, metadata.get("min", 0), metadata.get("max"))
    if kind in {"integer", "long"}:
        return st.integers(metadata.get("min", -(2**31)), metadata.get("max", 2**31 - 1))
    return {
        "blob": st.binary(max_size=12),
        "boolean": st.booleans(),
        "double": st.floats(allow_nan=False, allow_infinity=False),
        # Whole seconds: how botocore writes the rest of one has changed between its versions.
        "timestamp": st.integers(0, 2**32).map(lambda moment: datetime.fromtimestamp(moment, timezone.utc)),
    }[kind]


def strings(metadata, low, high):
    if "enum" in metadata:
        return st.sampled_from(metadata["enum"])
    if "pattern" in metadata:
        fitting = st.from_regex(re.compile(metadata["pattern"], re.ASCII), fullmatch=True)
        return fitting.filter(lambda text: low <= len(text) <= (high or len(text)))
    return TEXT.map(lambda text: text.ljust(low, "x")[:high])


def structures(shape, *, hollow):
    members = {name: values(member, hollow=hollow) for name, member in shape.members.items()}
    if getattr(shape, "is_tagged_union", False):
        return st.one_of(*[st.fixed_dictionaries({name: member}) for name, member in members.items()])
    required = {name: member for name, member in members.items() if name in shape.required_members}
    optional = {name: member for name, member in members.items() if name not in required}
    drawn = st.fixed_dictionaries(required, optional=optional)
    if hollow or required or not members:
        return drawn
    return st.sampled_from(sorted(members)).flatmap(
        lambda sure: st.fixed_dictionaries(
            {sure: members[sure]}, optional={name: member for name, member in members.items() if name != sure}
        )
    )


def seconds(value):
    """The same value with epoch seconds for datetimes, as the wire has them."""
    if isinstance(value, datetime):
        return value.timestamp()
    if isinstance(value, dict):
        return {key: seconds(item) for key, item in value.items()}
    if isinstance(value, list):
        return [seconds(item) for item in value]
    return value


def sent(api, operation, params):
    """The request botocore makes of the parameters of an operation."""
    model = service_model(api)
    serialized = create_serializer(model.metadata["protocol"], include_validation=False).serialize_to_request(
        params, model.operation_model(operation)
    )
    prepare_request_dict(serialized, "https://email.us-east-1.amazonaws.com", context={})
    prepared = create_request_object(serialized).prepare()
    body = prepared.body or b""
    headers = {name.lower(): value for name, value in prepared.headers.items()}
    return Request(prepared.method, prepared.url, headers, body.encode() if isinstance(body, str) else body)


def received(api, operation, response):
    """What botocore makes of a response of ours."""
    model = service_model(api)
    answer = create_parser(model.metadata["protocol"]).parse(
        {"status_code": response.status, "headers": HeadersDict(response.headers), "body": response.body},
        model.operation_model(operation).output_shape,
    )
    metadata = answer.pop("ResponseMetadata")
    assert (metadata["HTTPStatusCode"], metadata["RequestId"]) == (200, "request-1")
    return answer


@pytest.mark.parametrize(("api", "operation"), OPERATIONS)
def test_we_read_every_request_that_botocore_writes(api, operation):
    shape = service_model(api).operation_model(operation).input_shape
    # The query protocol has no way to say that a structure is empty.
    params = st.just({}) if shape is None else values(shape, hollow=api == "sesv2")

    @LIGHT
    @given(params)
    def check(params):
        request = sent(api, operation, params)
        expected = {xform_name(name): seconds(value) for name, value in params.items()}
        for name, value in params.items():
            if value == [] and shape.members[name].serialization.get("location") == "querystring":
                if name in shape.required_members:
                    return  # an empty list in a query string is no list at all, and this one is required
                del expected[xform_name(name)]

        actual = CODECS[api].read(request)

        assert actual == (operation, expected)

    check()


@pytest.mark.parametrize(("api", "operation"), OPERATIONS)
def test_botocore_reads_every_reply_that_we_write(api, operation):
    shape = service_model(api).operation_model(operation).output_shape
    replies = st.just({}) if shape is None else values(shape, hollow=True)

    @LIGHT
    @given(replies)
    def check(reply):
        response = CODECS[api].write(operation, seconds(reply), "request-1")

        actual = received(api, operation, response)

        assert actual == reply
        assert response.headers["Content-Length"] == str(len(response.body))

    check()
