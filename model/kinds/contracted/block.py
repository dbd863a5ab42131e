"""Many periods of a contracted service at one go: drawn and told without coming back to Python in between."""

import numpy as np

from ...conduct import Conduct
from ...engine.coded import Ints
from ...engine.jit import jit
from ...engine.team import team
from ...levers import Setting
from .draws import drawn, shares
from .kernel import _period, checked
from .layout import Layout
from .names import COUNTERS


@jit
def _periods(lay, own, other, key, first, cuts, posts, staff, counts):
    log, row = np.empty((0, 5), dtype=np.int64), np.empty(0, dtype=np.int64)
    for i in range(counts.shape[0]):
        _period(lay, posts, staff, drawn(lay, own, other, key, first + i, cuts[i]), counts[i], log, row)


def run(lay: Layout, workforce: tuple[Conduct, Conduct], setting: Setting, key: int, first: int, n: int) -> Ints:
    """Return the counts of replications first .. first + n - 1, int64 [n, counters]."""
    posts, (own, other), address = checked(lay, setting), workforce, np.uint64(key)
    counts, cuts = np.zeros((n, len(COUNTERS)), dtype=np.int64), shares(lay, address, first, n)
    _periods(lay, team(own), team(other), address, first, cuts, posts, setting.staff, counts)
    return counts
