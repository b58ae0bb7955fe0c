"""The installed service models: the truth about the wire, loaded once per process."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from botocore.model import ServiceModel

_models: dict[str, ServiceModel] = {}


def service_model(api: str) -> ServiceModel:
    """The model of ``"ses"`` or ``"sesv2"``: one a client brought along (see `adopt`), else botocore's own files."""
    model = _models.get(api)
    if model is None:
        from botocore.loaders import Loader
        from botocore.model import ServiceModel

        description = Loader().load_service_model(api, "service-2")
        model = _models.setdefault(api, ServiceModel(description, api))
    return model


def loaded(api: str) -> bool:
    """Whether the model of an API is here already."""
    return api in _models


def adopt(model: ServiceModel) -> None:
    """Take over the model a client has loaded already, which saves reading it again; the first of an API wins."""
    if model.service_name in {"ses", "sesv2"}:
        _models.setdefault(model.service_name, model)


def operations() -> list[str]:
    """The names of every operation of both APIs."""
    return [name for api in ("ses", "sesv2") for name in description_of(service_model(api))["operations"]]


def description_of(model: ServiceModel) -> dict[str, Any]:
    """The JSON a model was made of.

    Names and traits of all operations and shapes cost microseconds here, and milliseconds as botocore's objects.
    """
    private: Any = model
    description: dict[str, Any] = private._service_description
    return description
