"""The installed botocore may be older than an answer: what its model does not know is left out, nothing breaks."""

from __future__ import annotations

import copy
import json
from urllib.parse import quote

import pytest
from botocore.model import ServiceModel

from sesmock import Cloud, OperationNotWritten, Request
from sesmock.api import dispatch
from sesmock.wire import model


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


@pytest.mark.parametrize("place", ["/v1/email", "/v2/email"])
def test_an_operation_that_was_moved_is_answered_at_both_places_with_an_older_botocore(of_2024, place):
    is_answered(place, zone={})


@pytest.mark.parametrize("place", ["/v1/email", "/v2/email"])
def test_an_operation_that_was_moved_is_answered_at_both_places(place):
    known = "SigningHostedZone" in model.service_model("sesv2").shape_for("DkimAttributes").members
    is_answered(place, zone={"SigningHostedZone": "dkim.amazonses.com"} if known else {})


def is_answered(place: str, zone: dict[str, str]) -> None:
    cloud = Cloud(verified=["example.com"])
    tokens = list(cloud.region().domain("example.com").dkim.tokens)

    answer = call(cloud, "PUT", f"{place}/identities/example.com/dkim/signing", SigningAttributesOrigin="AWS_SES")

    assert answer == {"DkimStatus": "SUCCESS", "DkimTokens": tokens, **zone}


@pytest.fixture(params=["as installed", "GET", "POST"])
def lists(request, monkeypatch):
    """The lists that were moved from GET to POST, as one model has them and as the other."""
    if request.param == "as installed":
        return
    description = copy.deepcopy(model.description_of(model.service_model("sesv2")))
    for name, old, new in (
        ("ListEmailIdentities", "identities", "list-identities"),
        ("ListConfigurationSets", "configuration-sets", "list-configuration-sets"),
    ):
        path = old if request.param == "GET" else new
        description["operations"][name]["http"] = {"method": request.param, "requestUri": f"/v2/email/{path}"}
        for member, reference in description["shapes"][f"{name}Request"]["members"].items():
            reference.pop("location", None)
            if request.param == "GET" and member != "Filter":
                reference |= {"location": "querystring", "locationName": member}
    monkeypatch.setattr(model, "_models", {"sesv2": ServiceModel(description, "sesv2")})
    monkeypatch.setattr(dispatch, "_apis", {})


def test_lists_are_answered_where_they_were_and_where_they_are(lists):
    cloud = Cloud(verified=["a.example", "b.example"])
    for name in ("one", "two"):
        call(cloud, "POST", "/v2/email/configuration-sets", ConfigurationSetName=name)
    identities = [
        {"IdentityType": "DOMAIN", "IdentityName": name, "SendingEnabled": True, "VerificationStatus": "SUCCESS"}
        for name in ("a.example", "b.example")
    ]

    for key, old, new, expected in (
        ("EmailIdentities", "identities", "list-identities", identities),
        ("ConfigurationSets", "configuration-sets", "list-configuration-sets", ["one", "two"]),
    ):
        first = call(cloud, "GET", f"/v2/email/{old}?PageSize=1")
        token = first.pop("NextToken")
        assert first == {key: expected[:1]}
        assert call(cloud, "GET", f"/v2/email/{old}?PageSize=1&NextToken={quote(token)}") == {key: expected[1:]}
        assert call(cloud, "POST", f"/v2/email/{new}", PageSize=1, NextToken=token) == {key: expected[1:]}
        assert call(cloud, "GET", f"/v2/email/{old}") == call(cloud, "POST", f"/v2/email/{new}") == {key: expected}


def test_what_is_not_there_is_refused(of_2024):
    with pytest.raises(OperationNotWritten, match="GET /v1/email/account"):
        call(Cloud(), "GET", "/v1/email/account")
