"""moto beside us: it answers before botocore sends, so it is asked to let SES pass."""

from __future__ import annotations

import sys
from typing import Any

_SERVICES = ("ses", "sesv2")
_added: list[tuple[list[str], str]] = []


def enter() -> None:
    """Add SES to the services that moto passes through, if moto is loaded."""
    config: Any = sys.modules.get("moto.core.config")
    if config is None:
        return
    core = config.default_user_config.setdefault("core", {})
    services = core.setdefault("passthrough", {}).setdefault("services", [])
    for service in _SERVICES:
        if service not in services:
            services.append(service)
            _added.append((services, service))


def leave() -> None:
    """Take away what was added."""
    while _added:
        services, service = _added.pop()
        if service in services:
            services.remove(service)
