"""The installed botocore may be older than an answer: what its model does not know is left out, nothing breaks."""

from __future__ import annotations

import copy
import json

import pytest
from botocore.model import ServiceModel

from sesmock import Cloud, OperationNotWritten, Request
from sesmock.api import dispatch
from sesmock.wire import model

SIGNING = "/identities/example.com/dkim/signing"


@pytest.fixture
def of_2024(monkeypatch):
    """v2 as botocore had it in 2024: no SigningHostedZone yet, and one operation below /v1/email."""
    description = copy.deepcopy(model.description_of(model.service_model("sesv2")))
    description["operations"]["PutEmailIdentityDkimSigningAttributes"]["http"]["requestUri"] = (
        "/v1/email/identities/{EmailIdentity}/dkim/signing"
    )
    for shape in ("DkimAttributes", "PutEmailIdentityDkimSigningAttributesResponse"):
        description["shapes"][shape]["members"].pop("SigningHostedZone", None)
    monkeypatch.setattr(model, "_models", {"sesv2": ServiceModel(description, "sesv2")})
    monkeypatch.setattr(dispatch, "_apis", {})


def call(cloud, method, path, **body):
    response = cloud.handle(
        Request(method, f"https://email.us-east-1.amazonaws.com{path}", {}, json.dumps(body).encode() if body else b"")
    )
    assert response.status == 200, response
    return json.loads(response.body)


def test_a_member_it_does_not_know_is_left_out(of_2024):
    cloud = Cloud(verified=["example.com"])

    dkim = call(cloud, "GET", "/v2/email/identities/example.com")["DkimAttributes"]

    assert [*dkim] == [
        "SigningEnabled",
        "Status",
        "Tokens",
        "SigningAttributesOrigin",
        "NextSigningKeyLength",
        "CurrentSigningKeyLength",
        "LastKeyGenerationTimestamp",
    ]


def test_the_operation_that_was_elsewhere_is_answered_there(of_2024):
    cloud = Cloud(verified=["example.com"])
    tokens = list(cloud.region().domain("example.com").dkim.tokens)

    answer = call(cloud, "PUT", "/v1/email" + SIGNING, SigningAttributesOrigin="AWS_SES")

    assert answer == {"DkimStatus": "SUCCESS", "DkimTokens": tokens}


def test_what_is_not_there_is_refused(of_2024):
    with pytest.raises(OperationNotWritten, match="GET /v1/email/account"):
        call(Cloud(), "GET", "/v1/email/account")
