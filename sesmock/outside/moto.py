"""moto, where a test has it too."""

from __future__ import annotations

import sys
from typing import Any


def is_active() -> bool:
    """Whether moto (5 or newer) answers now for all services of AWS."""
    core: Any = sys.modules.get("moto.core.models")
    return bool(getattr(getattr(core, "MockAWS", None), "_nested_count", 0))
