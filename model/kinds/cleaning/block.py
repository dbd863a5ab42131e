"""Many days of cleaning at one go: drawn and told without coming back to Python in between."""

import numpy as np

from ...conduct import Conduct
from ...engine.coded import Ints
from ...engine.jit import jit
from ...engine.team import team
from ...levers import Setting
from .draws import drawn
from .kernel import _day, checked
from .layout import Layout
from .names import size


@jit
def _days(lay, own, other, key, first, levels, staff, counts):
    log, row = np.empty((0, 5), dtype=np.int64), np.empty(0, dtype=np.int64)
    for i in range(counts.shape[0]):
        _day(lay, levels, staff, drawn(lay, own, other, key, first + i), counts[i], log, row)


def run(lay: Layout, workforce: tuple[Conduct, Conduct], setting: Setting, key: int, first: int, n: int) -> Ints:
    """Return the counts of replications first .. first + n - 1, int64 [n, counters]."""
    levels, (own, other) = checked(lay, setting), workforce
    counts = np.zeros((n, size(len(lay.shift))), dtype=np.int64)
    _days(lay, team(own), team(other), np.uint64(key), first, levels, setting.staff, counts)
    return counts
