"""From what happened to each request and each vehicle sent to the counts of a period: one arithmetic for both engines.

The engines tell when each vehicle was sent and came back; here that is turned into the counts that measures are made
of: by the kernel as it goes, by the reference at the end (`tally`). The worked example in the tests holds this
arithmetic to a calculation by hand.
"""

import numpy as np

from ...engine.jit import inline, jit, natural, positive, woven
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
    HAILED,
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
from .tables import DISTANCE, DURATION, KNOWN, PURPOSE, START

REQUEST, GROUP, AT, PICKUP, BACK, UNLADEN, OVER, CREWED = range(8)
"""Columns of the table of vehicles sent: request, group, when sent, pick-up, back; tenths of a km without people; the
driver's overtime in ms; 1 when it has a driver on a shift."""
HAIL = TIMESHARE + 1
"""Source of a request that ride-hailing covers, after `OWN`, `CONTRACT` and `TIMESHARE`, in whose order the counts of
sources stand; -1: refused."""
MILLION = 1_000_000


@inline
def _bin(ms):
    """Return the bin of a time: 0 for none, else the minute begun; the last is open."""
    return min(BINS - 1, positive(ms + 59999) // 60000)


@woven
def ended(lay, call, pickup, source, counts):
    """Count a request: when the last of its vehicles picked up, and the dearest source; -1 where it was refused."""
    purposes, p = lay.priority.size, natural(call[PURPOSE])
    place = BASE + p
    counts[natural(place + (REFUSED if source < 0 else BY_OWN + source) * purposes)] += 1
    if source < 0:
        return
    wait = pickup - call[START]
    late = natural(BASE + len(PURPOSES) * purposes + len(GROUPS) * lay.what.size + _bin(wait))
    counts[natural(place + ON_TIME * purposes)] += wait <= lay.late[p]
    counts[natural(place + LATE * purposes)] += wait
    counts[late] += 1
    if call[KNOWN] == call[START]:
        counts[IMMEDIATE] += 1
        counts[RESPONSE] += wait
        counts[late + BINS] += 1
    if source == HAIL:
        counts[HAIL_RIDES] += lay.cars[p]
        counts[HAIL_KM] += lay.cars[p] * call[DISTANCE]
        counts[HAIL_MS] += lay.cars[p] * call[DURATION]


@woven
def drove(lay, levels, g, km, empty, busy, crewed, over, counts):
    """Count a vehicle of group `g` sent: tenths of a km with and without people, ms out, driver or none, overtime."""
    groups, place = lay.what.size, BASE + len(PURPOSES) * lay.priority.size + g
    if lay.what[g] == OWN and lay.platform >= 0 and levels[lay.platform]:
        km, empty = km * (MILLION - lay.saving) // MILLION, empty * (MILLION - lay.saving) // MILLION
    counts[natural(place + TRIPS * groups)] += 1
    counts[natural(place + BUSY * groups)] += busy
    counts[natural(place + KM * groups)] += km
    counts[natural(place + EMPTY * groups)] += empty
    if crewed:
        counts[DRIVER] += busy
        counts[OVERTIME] += over


@jit
def period(lay, levels, counts):
    """Count the days, what vehicles there are on them, and the requests that are covered somehow, or come at all."""
    groups, purposes = lay.what.size, lay.priority.size
    for g in range(groups):
        place = BASE + len(PURPOSES) * purposes + FLEET * groups + g
        counts[place] = levels[lay.lever[g]] * lay.days * lay.watch
    for p in range(purposes):
        place, sent = BASE + p, np.int64(0)
        for source in range(HAIL):
            sent += counts[place + (BY_OWN + source) * purposes]
        covered = sent + counts[place + HAILED * purposes]
        came = covered + counts[place + REFUSED * purposes]
        counts[place + CAME * purposes] = came
        counts[ASKED] += came
        counts[COVERED] += covered
        counts[BY_FLEET] += sent
    counts[DAYS] = lay.days


@jit
def tally(lay, calls, levels, sent, pickup, source, counts):
    """Add the counts of a period to `counts` (int64, zeroed but for what the engine itself has counted).

    Parameters
    ----------
    calls : int64 [N, columns]
        See `tables.PURPOSE` ... `tables.DUE`.
    levels : int64 [levels]
    sent : int64 [rows, 8]
        See `REQUEST` ... `CREWED`, one row a vehicle sent.
    pickup, source : int64 [N]
        See `ended`.

    The engines themselves count BROKEN, ABSENT and PLANNED.
    """
    for r in range(pickup.size):
        ended(lay, calls[r], pickup[r], source[r], counts)
    for i in range(sent.shape[0]):
        row = sent[i]
        km, busy = calls[row[REQUEST], DISTANCE], row[BACK] - row[AT]
        drove(lay, levels, natural(row[GROUP]), km, row[UNLADEN], busy, row[CREWED], row[OVER], counts)
    period(lay, levels, counts)
