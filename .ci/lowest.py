"""Write the lowest versions that pyproject.toml allows to a file: constraints for pip. sesmock must be installed."""

from __future__ import annotations

import sys
from importlib.metadata import requires
from pathlib import Path

lowest = [line.replace(">=", "==") for line in requires("sesmock") or () if "extra ==" not in line]
Path(sys.argv[1]).write_text("\n".join(lowest) + "\n", encoding="utf-8")
