"""Where the service models come from."""

from __future__ import annotations

import subprocess
import sys

import pytest
from botocore.model import ServiceModel

from sesmock.wire import model


@pytest.fixture(autouse=True)
def no_models(monkeypatch):
    monkeypatch.setattr(model, "_models", {})


def test_a_model_is_loaded_once():
    first = model.service_model("ses")

    assert (first.service_name, first.metadata["protocol"]) == ("ses", "query")
    assert model.service_model("ses") is first


def test_the_first_model_of_a_client_is_taken_over():
    first, second = (ServiceModel({"metadata": {}, "shapes": {}}, "sesv2") for _ in range(2))

    model.adopt(first)
    model.adopt(second)

    assert model.service_model("sesv2") is first


def test_models_of_other_services_are_left_alone():
    model.adopt(ServiceModel({"metadata": {}, "shapes": {}}, "sns"))

    assert model._models == {}


def test_the_wire_loads_nothing_heavy_until_it_is_used():
    heavy = ["botocore", "xml", "email", "urllib.request", "http", "datetime", "dataclasses"]
    code = (
        "import sys; before = set(sys.modules);"
        "import sesmock.wire.query, sesmock.wire.restjson, sesmock.wire.scope;"
        f"print(sorted(name for name in {heavy} if name in set(sys.modules) - before))"
    )

    assert subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout == "[]\n"
