"""Every error of both installed models, written by us and read by botocore."""

from __future__ import annotations

import pytest
from botocore.awsrequest import HeadersDict
from botocore.exceptions import ClientError
from botocore.parsers import create_parser

from sesmock.wire.model import description_of, service_model
from sesmock.wire.query import Query
from sesmock.wire.restjson import RestJson

CODECS = {"ses": Query(service_model("ses")), "sesv2": RestJson(service_model("sesv2"))}
ERRORS = [
    (api, shape.get("error", {}).get("code", name), name)
    for api in CODECS
    for name, shape in description_of(service_model(api))["shapes"].items()
    if shape.get("exception")
]


def caught(api, code, response):
    """The exception a client raises for a response, as botocore's endpoint and client make it."""
    model = service_model(api)
    parser = create_parser(model.metadata["protocol"])
    answer = {"status_code": response.status, "headers": HeadersDict(response.headers), "body": response.body}
    parsed = parser.parse(answer, model.operation_model(model.operation_names[0]).output_shape)
    shape = model.shape_for_error_code(code)
    if shape is not None:
        parsed |= {key: value for key, value in parser.parse(answer, shape).items() if key not in parsed}
    return ClientError(parsed, "Anything")


@pytest.mark.parametrize(("api", "code", "name"), ERRORS)
def test_botocore_reads_every_modelled_error(api, code, name):
    shape = service_model(api).shape_for(name)
    members = {member: f"the <{member}> & 'more'" for member in shape.members}

    error = caught(api, code, CODECS[api].refuse(code, 'It\'s <gone> & "lost".\r\n', members, "request-1"))

    assert error.response["Error"]["Code"] == code
    assert error.response["Error"]["Message"] == 'It\'s <gone> & "lost".\r\n'
    assert error.response["ResponseMetadata"]["RequestId"] == "request-1"
    assert error.response["ResponseMetadata"]["HTTPStatusCode"] == shape.metadata["error"]["httpStatusCode"]
    assert {member: error.response[member] for member in members} == members


@pytest.mark.parametrize(
    ("api", "code", "status"), [("ses", "ValidationError", 400), ("sesv2", "SerializationException", 400)]
)
def test_botocore_reads_errors_the_model_does_not_know_and_those_without_message(api, code, status):
    error = caught(api, code, CODECS[api].refuse(code, None, {}, "request-1"))

    assert error.response["Error"]["Code"] == code
    assert not error.response["Error"].get("Message")
    assert error.response["ResponseMetadata"]["HTTPStatusCode"] == status
