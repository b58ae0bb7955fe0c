"""Members inside structures: those that functions are recorded to take are the model's, and new ones are refused."""

from __future__ import annotations

import copy
import json

import botocore
import pytest
from botocore.model import ServiceModel

from sesmock import Cloud, ParameterNotWritten, Request
from sesmock.api import dispatch, members
from sesmock.wire.model import service_model


def paths(record):
    """The record as the paths of its leaves and branches."""
    if not record:
        return {()}
    return {(), *((name, *path) for name, inner in record.items() for path in paths(inner))}


def test_the_record_is_that_of_the_model(coverage, agreement):
    # Run docs/write_coverage.py, and see in the difference whether the functions read what is new.
    agreement.check(paths(members.record()), paths(coverage.nested()), "sesmock/api/members.json")


def test_the_record_is_as_the_script_writes_it(coverage):
    # With another botocore than the one compared with too: what is recorded stays as it is.
    assert members.RECORD.read_text(encoding="utf-8") == coverage.record(), "run: python docs/write_coverage.py"


def test_what_is_recorded_stays_with_another_botocore(coverage, monkeypatch):
    held = members.record()
    dkim = held["sesv2.CreateEmailIdentity"]["DkimSigningAttributes"]
    dkim.pop("DomainSigningSelector")
    held.pop("sesv2.SendEmail")
    monkeypatch.setattr(members, "record", lambda: copy.deepcopy(held))
    monkeypatch.setattr(coverage, "COMPARED_WITH", "0.1")

    recorded = json.loads(coverage.record())

    assert recorded["sesv2.CreateEmailIdentity"]["DkimSigningAttributes"] == dkim, "nobody has looked at the selector"
    assert recorded["sesv2.SendEmail"] == coverage.nested()["sesv2.SendEmail"], "a new operation"


@pytest.fixture
def newer(monkeypatch):
    """A botocore newer than the one compared with, whose models have more inside three structures."""
    descriptions = {api: copy.deepcopy(service_model(api)._service_description) for api in ("ses", "sesv2")}
    v1, v2 = (description["shapes"] for description in descriptions.values())
    v2["DkimSigningAttributes"]["members"]["QuantumSafe"] = {"shape": "Enabled"}
    v2["Body"]["members"]["Amp"] = {"shape": "Content"}
    v1["MessageTag"]["members"]["Colour"] = {"shape": "MessageTagValue"}
    models = {api: ServiceModel(description, api) for api, description in descriptions.items()}
    monkeypatch.setattr("sesmock.wire.model._models", models)
    monkeypatch.setattr(dispatch, "_apis", {})
    monkeypatch.setattr(botocore, "__version__", "9.99.0")


def v2(cloud, path, body):
    url = f"https://email.us-east-1.amazonaws.com/v2/email/{path}"
    return cloud.handle(Request("POST", url, {}, json.dumps(body).encode()))


def test_a_nested_member_that_is_new_is_refused_only_when_it_is_used(newer):
    cloud = Cloud()

    with pytest.raises(ParameterNotWritten, match=r"DkimSigningAttributes\.QuantumSafe does") as caught:
        v2(cloud, "identities", {"EmailIdentity": "example.com", "DkimSigningAttributes": {"QuantumSafe": True}})
    assert caught.value.parameters == ("DkimSigningAttributes.QuantumSafe",)
    assert len(cloud.region().identities) == 0
    known = {"EmailIdentity": "example.com", "DkimSigningAttributes": {"NextSigningKeyLength": "RSA_1024_BIT"}}
    assert v2(cloud, "identities", known).status == 200


def test_it_is_found_at_its_place_only(newer):
    cloud = Cloud(verified=["me@example.com"])
    to = {"FromEmailAddress": "me@example.com", "Destination": {"ToAddresses": ["ann@example.org"]}}
    simple = {"Subject": {"Data": "Hi"}, "Body": {"Text": {"Data": "Hello"}, "Amp": {"Data": "x"}}}

    with pytest.raises(ParameterNotWritten) as caught:
        v2(cloud, "outbound-emails", {**to, "Content": {"Simple": simple}})
    assert caught.value.parameters == ("Content.Simple.Body.Amp",)
    tags = [{"Name": "Amp", "Value": "QuantumSafe"}]
    del simple["Body"]["Amp"]
    assert v2(cloud, "outbound-emails", {**to, "Content": {"Simple": simple}, "EmailTags": tags}).status == 200


def test_it_is_found_in_a_list_and_in_v1(newer):
    cloud = Cloud(verified=["me@example.com"])
    body = (
        "Action=SendRawEmail&RawMessage.Data=U3ViamVjdDogSGkKCkhlbGxv&Tags.member.1.Name=a&Tags.member.1.Value=b"
        "&Tags.member.2.Name=c&Tags.member.2.Value=d&Tags.member.2.Colour=red"
    )
    form = {"content-type": "application/x-www-form-urlencoded"}

    with pytest.raises(ParameterNotWritten) as caught:
        cloud.handle(Request("POST", "https://email.us-east-1.amazonaws.com/", form, body.encode()))
    assert caught.value.parameters == ("Tags.Colour",)


def test_the_record_is_not_read_where_it_can_say_nothing_new(monkeypatch):
    monkeypatch.setattr(dispatch, "COMPARED_WITH", botocore.__version__)
    monkeypatch.setattr(dispatch, "_apis", {})
    monkeypatch.setattr(members, "record", lambda: pytest.fail("read"))

    assert v2(Cloud(), "identities", {"EmailIdentity": "example.com"}).status == 200
