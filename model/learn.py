"""Numbers learnt from counts of recorded events, with intervals that allow for days of their own."""

import math

import numpy as np
from numpy.typing import NDArray

from .estimate import ratio
from .log import Learnt
from .text import Text

NORMAL = 1.959963984540054
"""97.5 % quantile of the normal law."""


def counted(day: NDArray[np.int64], column: NDArray[np.int64], width: int) -> NDArray[np.float64]:
    """Return counts by day (those that occur) and column, shape (days, width)."""
    _, row = np.unique(day, return_inverse=True)
    size = int(row.max()) + 1
    return np.bincount(row * width + column, minlength=size * width).reshape(size, width).astype(np.float64)


def proportion(half: str, path: tuple[str, ...], text: Text, table: NDArray[np.float64], i: int) -> Learnt:
    """Return a column's share of all counts, with the wider of Wilson's interval and that from days as clusters.

    Where people come in groups, or habits change from day to day, events of a day are no independent trials.
    """
    good, every = float(table[:, i].sum()), float(table.sum())
    p, z = good / every, NORMAL**2 / every
    centre, half_width = (p + z / 2) / (1 + z), math.sqrt(p * (1 - p) * z + z**2 / 4) / (1 + z)
    low, high = centre - half_width, centre + half_width
    found = ratio(table[:, i], table.sum(axis=1)) if len(table) > 1 else None
    if found:
        low, high = min(low, found.lower(0.025)), max(high, found.upper(0.025))
    return Learnt(half, path, text, p, max(0.0, low), min(1.0, high), int(good))
