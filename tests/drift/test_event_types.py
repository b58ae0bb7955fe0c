"""The table of event types against the service models."""

from __future__ import annotations

import pytest

from sesmock.domain.events.event_type import TYPES
from sesmock.wire.model import service_model


@pytest.mark.parametrize("api", ["ses", "sesv2"])
def test_every_event_type_of_the_model_is_in_the_table(api: str) -> None:
    ours = [type_.v1 if api == "ses" else type_.v2 for type_ in TYPES.values()]

    assert [name for name in ours if name is not None] == service_model(api).shape_for("EventType").enum


def test_no_two_event_types_share_a_name() -> None:
    for names in zip(*TYPES.values(), strict=True):
        given = [name for name in names if name is not None]

        assert len({*given}) == len(given)
    assert list(TYPES) == [type_.name for type_ in TYPES.values()]
