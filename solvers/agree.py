"""Whether what a saved run states is what was counted again."""

import math
from typing import Any


def same(stated: Any, counted: Any) -> bool:
    """Return whether two pieces of plain data agree: whole numbers exactly, real ones to 1e-12."""
    if isinstance(counted, dict) and isinstance(stated, dict):
        return stated.keys() == counted.keys() and all(same(stated[k], v) for k, v in counted.items())
    if isinstance(counted, list | tuple) and isinstance(stated, list):
        return len(stated) == len(counted) and all(map(same, stated, counted))
    if isinstance(counted, bool) or isinstance(stated, bool) or counted is None or stated is None:
        return stated is counted
    if isinstance(counted, int) and isinstance(stated, int):
        return stated == counted
    if isinstance(counted, int | float) and isinstance(stated, int | float):
        return math.isclose(stated, counted, rel_tol=1e-12, abs_tol=1e-12)
    return bool(stated == counted)
