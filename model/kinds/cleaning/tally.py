"""From what happened in a day to its counts: one arithmetic for both engines.

The engines tell *when* each item was removed and each occurrence done; here that is turned into the counts that
measures are made of. The worked example in the tests holds this arithmetic to a calculation by hand.
"""

from ...engine.jit import jit
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


@jit
def _window(lay, t):
    """Return the index of the shift whose stretch of the day holds `t`: the last that has started, else the first."""
    s = 0
    while s + 1 < lay.shift.shape[0] and lay.shift[s + 1, 0] <= t:
        s += 1
    return s


@jit
def _items(lay, tr, removed, counts):
    shifts = lay.shift.shape[0]
    for z in range(lay.place.size):
        outdoor = 1 - lay.indoor[z]
        limit = lay.limit[outdoor]
        for i in range(tr.first[z], tr.first[z + 1]):
            w = _window(lay, tr.born[i])
            gone = removed[i] >= 0
            lying = removed[i] - tr.born[i] if gone else -1
            column = BASE + 2 * outdoor * shifts + w
            counts[column + shifts] += 1
            counts[column] += gone and lying <= limit
            counts[ITEMS] += 1
            counts[GONE] += gone
            counts[LYING] += lying if gone else 0
            # nearest minute above: a bin holds (m - 1, m] minutes; the last holds everything longer or never removed
            bin_ = min(BINS - 1, (lying + 59999) // 60000) if gone else BINS - 1
            counts[BASE + WIDTH * shifts + outdoor * BINS + bin_] += 1
            for v in range(tr.inspected.size):
                t = tr.inspected[v]
                if tr.seen[v, z] and tr.born[i] + limit <= t and (not gone or removed[i] > t):
                    counts[POINTS] += lay.points[0]


@jit
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


@jit
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


@jit
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
