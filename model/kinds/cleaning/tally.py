"""From what happened in a day to its counts: one arithmetic for both engines.

The engines tell *when* each item was removed and each occurrence done; here that is turned into the counts that
measures are made of. The worked example in the tests holds this arithmetic to a calculation by hand.
"""

import numpy as np

from ...engine.jit import bare, inline, natural, positive, woven
from .names import (
    BASE,
    BINS,
    COLUMNS,
    DAYS,
    GONE,
    ITEMS,
    LATE,
    LYING,
    MANNED,
    PLANNED,
    POINTS,
    REVISIT_ALL,
    REVISIT_GOOD,
    SCHEDULED,
    SCORE,
    SHORT,
)

WIDTH = len(COLUMNS)


@inline
def _window(lay, t):
    """Return the index of the shift whose stretch of the day holds `t`: the last that has started, else the first."""
    s = 0
    while s + 1 < lay.shift.shape[0] and lay.shift[s + 1, 0] <= t:
        s += 1
    return s


@woven
def _items(lay, tr, removed, counts):
    shifts, gone, time = lay.shift.shape[0], np.int64(0), np.int64(0)
    for z in range(lay.place.size):
        outdoor = 1 - natural(lay.indoor[z])
        limit = lay.limit[outdoor]
        column, bins = BASE + 2 * outdoor * shifts, BASE + WIDTH * shifts + outdoor * BINS
        for item in range(tr.first[z], tr.first[z + 1]):
            i = natural(item)
            born, end = tr.born[i], removed[i]
            lying = end - born
            w = natural(column + _window(lay, born))
            counts[natural(w + shifts)] += 1
            # nearest minute above: a bin holds (m - 1, m] minutes; the last holds everything longer or never removed
            bin_ = BINS - 1
            if end >= 0:
                counts[w] += lying <= limit
                gone, time = gone + 1, time + lying
                bin_ = min(bin_, positive(lying + 59999) // 60000)
            counts[natural(bins + bin_)] += 1
            for v in range(tr.inspected.size):
                t = tr.inspected[v]
                if tr.seen[v, z] and born + limit <= t and (end < 0 or end > t):
                    counts[POINTS] += lay.points[0]
    counts[ITEMS] += tr.born.size
    counts[GONE] += gone
    counts[LYING] += time


@woven
def _occurrences(lay, tr, done, counts):
    shifts = lay.shift.shape[0]
    for o in range(done.size):
        if tr.due[o]:
            s = lay.job[o, 2]
            late = done[o] < 0 or done[o] > lay.job[o, 4]
            counts[BASE + (SCHEDULED + 1) * shifts + s] += 1
            counts[BASE + SCHEDULED * shifts + s] += not late
            counts[LATE] += late
            if late:
                counts[POINTS] += lay.points[2]


@woven
def _gaps(lay, tr, done, counts):
    """Count the stretches between visits to a watched zone, from its opening to its closing, and those short enough."""
    for g in range(lay.gap.size):
        lo, hi = lay.watch[g], lay.watch[g + 1]
        due = 0
        for q in range(lo, hi):
            due += tr.due[lay.watched[q]]
        if not due:
            continue
        z = lay.job[lay.watched[lo], 0]
        last, close = lay.opens[z], lay.closes[z]
        while last < close:
            after = close
            for q in range(lo, hi):
                if last < done[lay.watched[q]] < after:
                    after = done[lay.watched[q]]
            counts[REVISIT_ALL] += 1
            counts[REVISIT_GOOD] += after - last <= lay.gap[g]
            last = after


@bare
def tally(lay, tr, removed, done, short, planned, counts):
    """Add the counts of a day to `counts` (int64, zeroed but for what the engine itself has counted).

    Parameters
    ----------
    removed, done : int64 [I], [O]
        When each item was removed and each occurrence finished, ms; -1 for never.
    short, planned : int64 [S]
        Persons missing after relief, and persons planned, of rounds and tasks posts by shift.
    """
    shifts = lay.shift.shape[0]
    _items(lay, tr, removed, counts)
    _occurrences(lay, tr, done, counts)
    _gaps(lay, tr, done, counts)
    for s in range(shifts):
        counts[SHORT] += short[s]
        counts[PLANNED] += planned[s]
        counts[BASE + MANNED * shifts + s] += planned[s] - short[s]
        counts[BASE + (MANNED + 1) * shifts + s] += planned[s]
        counts[POINTS] += short[s] * lay.points[1]
    counts[SCORE] = 100000 - lay.month * counts[POINTS]
    counts[DAYS] = 1
