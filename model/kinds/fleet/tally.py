"""From what happened to each request and each vehicle sent to the counts of a period: one arithmetic for both engines.

The engines tell when each vehicle was sent and came back; here that is turned into the counts that measures are made
of. The worked example in the tests holds this arithmetic to a calculation by hand.
"""

from ...engine.jit import jit
from .levers import OWN, TIMESHARE
from .names import (
    ASKED,
    BASE,
    BINS,
    BUSY,
    BY_FLEET,
    BY_OWN,
    CAME,
    COVERED,
    DAYS,
    DRIVER,
    EMPTY,
    FLEET,
    GROUPS,
    HAIL_KM,
    HAIL_MS,
    HAIL_RIDES,
    IMMEDIATE,
    KM,
    LATE,
    ON_TIME,
    OVERTIME,
    PURPOSES,
    REFUSED,
    RESPONSE,
    TRIPS,
)

REQUEST, GROUP, AT, PICKUP, BACK, UNLADEN, OVER, CREWED = range(8)
"""Columns of the table of vehicles sent: request, group, when sent, pick-up, back; tenths of a km without people; the
driver's overtime in ms; 1 when it has a driver on a shift."""
HAIL = TIMESHARE + 1
"""Source of a request that ride-hailing covers, after `OWN`, `CONTRACT` and `TIMESHARE`, in whose order the counts of
sources stand; -1: refused."""
MILLION = 1_000_000


@jit
def _bin(ms):
    """Return the bin of a time: 0 for none, else the minute begun; the last is open."""
    return min(BINS - 1, (ms + 59999) // 60000)


@jit
def tally(lay, tr, levels, sent, rows, pickup, source, counts):
    """Add the counts of a period to `counts` (int64, zeroed but for what the engine itself has counted).

    Parameters
    ----------
    levels : int64 [levels]
    sent : int64 [rows or more, 8]
        See `REQUEST` ... `CREWED`, one row a vehicle sent.
    pickup, source : int64 [N]
        When the last of a request's vehicles picked up, and the dearest source; source -1 where it was refused.

    The engines themselves count BROKEN, ABSENT and PLANNED.
    """
    purposes, groups = lay.priority.size, lay.what.size
    by_group = BASE + len(PURPOSES) * purposes
    late = by_group + len(GROUPS) * groups
    saving = lay.saving if lay.platform >= 0 and levels[lay.platform] else 0
    for r in range(pickup.size):
        p, from_ = tr.purpose[r], source[r]
        counts[ASKED] += 1
        counts[BASE + CAME * purposes + p] += 1
        counts[BASE + (REFUSED if from_ < 0 else BY_OWN + from_) * purposes + p] += 1
        if from_ < 0:
            continue
        wait = pickup[r] - tr.start[r]
        counts[COVERED] += 1
        counts[BY_FLEET] += from_ != HAIL
        counts[BASE + ON_TIME * purposes + p] += wait <= lay.late[p]
        counts[BASE + LATE * purposes + p] += wait
        counts[late + _bin(wait)] += 1
        if tr.known[r] == tr.start[r]:
            counts[IMMEDIATE] += 1
            counts[RESPONSE] += wait
            counts[late + BINS + _bin(wait)] += 1
        if from_ == HAIL:
            counts[HAIL_RIDES] += lay.cars[p]
            counts[HAIL_KM] += lay.cars[p] * tr.distance[r]
            counts[HAIL_MS] += lay.cars[p] * tr.duration[r]
    for i in range(rows):
        g, r = sent[i, GROUP], sent[i, REQUEST]
        kept = MILLION - (saving if lay.what[g] == OWN else 0)
        counts[by_group + TRIPS * groups + g] += 1
        counts[by_group + BUSY * groups + g] += sent[i, BACK] - sent[i, AT]
        counts[by_group + KM * groups + g] += tr.distance[r] * kept // MILLION
        counts[by_group + EMPTY * groups + g] += sent[i, UNLADEN] * kept // MILLION
        if sent[i, CREWED]:
            counts[DRIVER] += sent[i, BACK] - sent[i, AT]
            counts[OVERTIME] += sent[i, OVER]
    for g in range(groups):
        counts[by_group + FLEET * groups + g] = levels[lay.lever[g]] * lay.days * lay.watch
    counts[DAYS] = lay.days
