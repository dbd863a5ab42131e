"""From what happened to each request and each vehicle sent to the counts of a period: one arithmetic for both engines.

The engines tell when each vehicle was sent and came back; here that is turned into the counts that measures are made
of: by the kernel as it goes, by the reference at the end (`tally`). The worked example in the tests holds this
arithmetic to a calculation by hand.
"""

from ...engine.jit import inline, jit, natural, woven
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


@inline
def _bin(ms):
    """Return the bin of a time: 0 for none, else the minute begun; the last is open."""
    return min(BINS - 1, (ms + 59999) // 60000)


@woven
def ended(lay, tr, r, pickup, source, counts):
    """Count request `r`: when the last of its vehicles picked up, and the dearest source; -1 where it was refused."""
    purposes, p = lay.priority.size, natural(tr.purpose[r])
    counts[ASKED] += 1
    counts[BASE + CAME * purposes + p] += 1
    counts[BASE + (REFUSED if source < 0 else BY_OWN + source) * purposes + p] += 1
    if source < 0:
        return
    wait = pickup - tr.start[r]
    late = natural(BASE + len(PURPOSES) * purposes + len(GROUPS) * lay.what.size + _bin(wait))
    counts[COVERED] += 1
    counts[BY_FLEET] += source != HAIL
    counts[BASE + ON_TIME * purposes + p] += wait <= lay.late[p]
    counts[BASE + LATE * purposes + p] += wait
    counts[late] += 1
    if tr.known[r] == tr.start[r]:
        counts[IMMEDIATE] += 1
        counts[RESPONSE] += wait
        counts[late + BINS] += 1
    if source == HAIL:
        counts[HAIL_RIDES] += lay.cars[p]
        counts[HAIL_KM] += lay.cars[p] * tr.distance[r]
        counts[HAIL_MS] += lay.cars[p] * tr.duration[r]


@woven
def drove(lay, tr, levels, row, counts):
    """Count a vehicle sent: a row of the table, see `REQUEST` ... `CREWED`."""
    groups, g, r = lay.what.size, natural(row[GROUP]), natural(row[REQUEST])
    place, busy = BASE + len(PURPOSES) * lay.priority.size + g, row[BACK] - row[AT]
    km, empty = tr.distance[r], row[UNLADEN]
    if lay.what[g] == OWN and lay.platform >= 0 and levels[lay.platform]:
        km, empty = km * (MILLION - lay.saving) // MILLION, empty * (MILLION - lay.saving) // MILLION
    counts[place + TRIPS * groups] += 1
    counts[place + BUSY * groups] += busy
    counts[place + KM * groups] += km
    counts[place + EMPTY * groups] += empty
    if row[CREWED]:
        counts[DRIVER] += busy
        counts[OVERTIME] += row[OVER]


@jit
def period(lay, levels, counts):
    """Count the days, and what vehicles there are on them."""
    groups = lay.what.size
    for g in range(groups):
        place = BASE + len(PURPOSES) * lay.priority.size + FLEET * groups + g
        counts[place] = levels[lay.lever[g]] * lay.days * lay.watch
    counts[DAYS] = lay.days


@jit
def tally(lay, tr, levels, sent, pickup, source, counts):
    """Add the counts of a period to `counts` (int64, zeroed but for what the engine itself has counted).

    Parameters
    ----------
    levels : int64 [levels]
    sent : int64 [rows, 8]
        See `REQUEST` ... `CREWED`, one row a vehicle sent.
    pickup, source : int64 [N]
        See `ended`.

    The engines themselves count BROKEN, ABSENT and PLANNED.
    """
    for r in range(pickup.size):
        ended(lay, tr, r, pickup[r], source[r], counts)
    for i in range(sent.shape[0]):
        drove(lay, tr, levels, sent[i], counts)
    period(lay, levels, counts)
