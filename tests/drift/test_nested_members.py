"""Members inside structures: all that the known botocore has are known, and what is new is not dropped in silence."""

from __future__ import annotations

import copy

import pytest
from botocore.model import ServiceModel

from sesmock import Cloud, ParameterNotWritten, Request
from sesmock.api import dispatch, known
from sesmock.wire.model import service_model


def test_the_nested_members_are_those_of_the_known_models(agreement):
    shapes = [
        service.operation_model(name).input_shape
        for service in map(service_model, ("ses", "sesv2"))
        for name in service.operation_names
    ]

    agreement.check({*known.MEMBERS}, {name for s in shapes if s is not None for name in known.members(s)}, "nested")


def test_a_nested_member_that_is_new_is_refused_only_when_it_is_used(monkeypatch):
    description = copy.deepcopy(service_model("sesv2")._service_description)
    description["shapes"]["DkimSigningAttributes"]["members"]["QuantumSafe"] = {"shape": "Enabled"}
    newer = ServiceModel(description, "sesv2")
    monkeypatch.setattr("sesmock.wire.model._models", {"sesv2": newer})
    monkeypatch.setattr(dispatch, "_apis", {})
    cloud = Cloud()

    def create(attributes: str):
        body = f'{{"EmailIdentity": "example.com", "DkimSigningAttributes": {attributes}}}'
        url = "https://email.us-east-1.amazonaws.com/v2/email/identities"
        return cloud.handle(Request("POST", url, {}, body.encode()))

    with pytest.raises(ParameterNotWritten, match="QuantumSafe"):
        create('{"QuantumSafe": true}')
    assert len(cloud.region().identities) == 0
    assert create('{"NextSigningKeyLength": "RSA_1024_BIT"}').status == 200
