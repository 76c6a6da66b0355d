"""Loads what was calibrated: the least confidence that is answered.

The file is written by ``assistant eval calibrate`` and holds how it was made; nobody edits it by hand.
"""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files

FILE = "calibration.json"


@cache
def calibrated_threshold() -> float:
    """The least confidence that is answered, in [0, 1]."""
    return float(json.loads((files("assistant") / "data" / FILE).read_text(encoding="utf-8"))["threshold"])
