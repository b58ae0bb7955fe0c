"""Configuration sets, one store for both APIs.

Source: SES Developer Guide, "Using configuration sets".
"""

from __future__ import annotations

import re

from sesmock.domain.refusals import Invalid


class ConfigurationSet:
    """One configuration set and its options; what was never set is None and not shown."""

    __slots__ = ("name", "reputation_metrics", "sending_enabled", "tags")

    def __init__(self, name: str, *, reputation_metrics: bool) -> None:
        self.name = name
        self.reputation_metrics = reputation_metrics  # on for sets made by v2, off for sets made by v1 (probed)
        self.sending_enabled = True
        self.tags: dict[str, str] = {}


def check_name(name: str | None) -> str:
    """The name of a configuration set, if it can be one; raises Invalid (also where it only is referred to)."""
    if not name:
        raise Invalid("The configuration set name must be specified.")
    if len(name) > 64:
        raise Invalid("Configuration set name cannot exceed 64 characters.")
    if not re.fullmatch(r"[a-zA-Z0-9_-]+", name):
        raise Invalid(
            f"Invalid configuration set name <{name}>: only alphanumeric ASCII characters, '_', and '-' are allowed."
        )
    return name
