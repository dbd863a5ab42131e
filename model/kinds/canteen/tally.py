"""From what happened to each diner to the counts of a day: one arithmetic for both engines.

The engines tell *when* each diner was served, paid and sat down; here that is turned into the counts that measures are
made of. The worked example in the tests holds this arithmetic to a calculation by hand.
"""

import math

from ...engine.jit import bare, inline, natural, positive, woven
from .names import (
    ASKED,
    BASE,
    BINS,
    CAME,
    CLOSED,
    COULD,
    DAYS,
    EATEN,
    FOOD,
    FOUND,
    GOT,
    KEPT,
    MADE,
    MET,
    PREPARED,
    SATISFIED,
    SEARCH,
    SEATED,
    SEATED_GOOD,
    SERVED,
    SOLD,
    STEPS,
    TICKET,
    TIERS,
    TILL,
    WAIT,
    WANTED,
    WITHIN,
)

SERVER, BEGUN, ENDED, PAYING, THROUGH, CAUSE, SHORT, STEP = range(8)
"""Columns of the table of diners: window that served, start and end of its service, start of paying, when the diner
was through, why lost (place of the count, else -1), 1 when the tier wanted was sold out, step of arrival; -1: never."""
READY, SEAT = range(2)
"""Columns of the table of groups: when all of its members were through, and when it sat down; -1 for never."""
_STEPS, _TIERS = len(STEPS), len(TIERS)


@inline
def _bin(ms):
    """Return the bin of a time: 0 for none, else the minute begun; the last is open."""
    return min(BINS - 1, positive(ms + 59999) // 60000)


@inline
def _content(opinion, wait, above, short, search):
    """Return the probability of satisfaction in millionths, from ms and fen (`spec.Opinion`)."""
    x = opinion[0] - opinion[1] * wait / 60000.0 - opinion[2] * above / 100.0
    x -= opinion[3] * short + opinion[4] * search / 60000.0
    return round(1e6 / (1.0 + math.exp(-x)))


@bare
def tally(lay, tr, levels, diners, groups, counts):
    """Add the counts of a day to `counts` (int64, zeroed but for what the engine itself has counted).

    Parameters
    ----------
    levels : int64 [levers]
    diners : int64 [N, 8]
        See `SERVER` ... `STEP`.
    groups : int64 [G, 2]
        See `READY`, `SEAT`; not read where nobody sits.

    The engines themselves count what is not in the tables: MOVED, BUSY, POSTED, ABSENT, PLANNED.
    """
    steps, tiers, pairs = lay.step.shape[0], lay.price.size, lay.limited.size
    came, within, got = BASE + CAME * steps, BASE + WITHIN * steps, BASE + GOT * steps
    sold = BASE + _STEPS * steps + SOLD * pairs
    waits = BASE + _STEPS * steps + _TIERS * pairs
    searches = waits + BINS
    limit, seat_limit, seating, till, wide = lay.limit, lay.seat_limit, lay.seating, lay.till, lay.wide
    meal, wanted, flexible, group, offered = tr.meal, tr.tier, tr.flexible, tr.group, lay.offered
    price, opinion = lay.price, lay.opinion
    arrive = tr.arrive[levels[lay.stagger] if lay.stagger >= 0 else 0]
    for d in range(diners.shape[0]):
        w = diners[d, STEP]
        counts[MET] += 1
        counts[natural(came + w)] += 1
        counts[WANTED] += 1 - diners[d, SHORT]
        offers, mine = sold + meal[d] * tiers, natural(wanted[d])
        pair = offers + mine
        counts[natural(pair + ASKED * pairs)] += 1
        counts[natural(pair + FOUND * pairs)] += 1 - diners[d, SHORT]
        counts[natural(pair + KEPT * pairs)] += diners[d, THROUGH] >= 0
        for k in range(tiers):
            takes = k == mine or (flexible[d] == 1 and offered[natural(meal[d]), k] == 1)
            counts[natural(offers + COULD * pairs + k)] += takes
        if diners[d, BEGUN] >= 0:
            counts[EATEN] += lay.limited[natural(meal[d] * tiers + positive(diners[d, SERVER]) // wide)]
        if diners[d, THROUGH] < 0:
            counts[natural(diners[d, CAUSE] if diners[d, CAUSE] >= 0 else CLOSED)] += 1
            continue
        tier = natural(positive(diners[d, SERVER]) // wide)
        at_till = diners[d, PAYING] - diners[d, ENDED] if till else 0
        wait = diners[d, BEGUN] - arrive[d] + at_till
        counts[SERVED] += 1
        counts[WAIT] += wait
        counts[TILL] += at_till
        counts[natural(got + w)] += 1
        counts[natural(within + w)] += wait <= limit
        counts[natural(offers + tier)] += 1
        counts[TICKET] += price[tier]
        counts[natural(waits + _bin(wait))] += 1
        g = natural(group[d])
        search = groups[g, SEAT] - groups[g, READY] if seating else 0
        if seating and groups[g, SEAT] < 0:
            continue
        counts[SEARCH] += search
        counts[SEATED] += 1
        counts[SEATED_GOOD] += search <= seat_limit
        counts[natural(searches + _bin(search))] += 1
        above = max(0, price[tier] - price[mine])
        counts[SATISFIED] += _content(opinion, wait, above, diners[d, SHORT], search)
    _kitchen(lay, levels, counts, sold)
    counts[DAYS] = 1


@woven
def _kitchen(lay, levels, counts, sold):
    """Count portions made, and what the food cost."""
    pairs = lay.limited.size
    made = sold + (MADE - SOLD) * pairs
    for p in range(pairs):
        limited = lay.limited[p]
        portions = levels[lay.portion[p]] * lay.size if limited else counts[sold + p]
        counts[made + p] += portions
        counts[PREPARED] += portions if limited else 0
        counts[FOOD] += portions * lay.food[p % lay.food.size]
