"""Who is ready to go: vehicles and drivers of the fleet kernel, and the choice among them.

Vehicles ready to go are bits, zone by zone where the nearest is wanted, so that nobody looks at all of them; drivers
ready to go stand in a list a shift, the longest idle first.
"""

from typing import NamedTuple

import numpy as np

from ...engine.bits import Words, flip
from ...engine.bits import first as lowest
from ...engine.bits import lowest as place
from ...engine.jit import bare, inline, jit, natural, woven
from ...engine.tree import planted
from .layout import DAY, FIRST, LONGEST, NEAREST, NONE, Ints
from .levers import OWN
from .names import ABSENT, PLANNED
from .tables import DEPARTMENT, ORIGIN, PURPOSE, TRAFFIC

IDLE, OUT, BROKEN_DOWN = range(3)
"""What a vehicle does; one in the workshop as planned is idle, and not ready to go."""
STATE, ZONE, SINCE, FLEET, TRIP, CREW, PICKUP, DONE, UNLADEN, OVER, FAILS, CAR = range(12)
"""Columns of the table of vehicles: what it does, where it is or will be, since when, its group; and of its trip the
request, the driver (-1: none), when it picks up and is back, tenths of a km without people, the driver's overtime in
ms, 1 when it comes back broken down."""
TODAY, READY, GIVING = range(3)
"""Single numbers of a state: the day, vehicles ready to go, and the size of the heap of requests."""


class State(NamedTuple):
    """What changes; int64 arrays, shapes in brackets."""

    cars: Ints  # [V, CAR] see STATE ... FAILS
    ready: Words  # [Z, or 1 where nearness does not matter; words] vehicles ready to go
    standing: Ints  # [G] how many are
    here: Ints  # [days, drivers] 1 for who comes
    first: Ints  # [S + 1] drivers of shift s are first[s] ... first[s + 1] - 1
    busy: Ints  # [drivers]
    rested: Ints  # [drivers] idle since
    link: Ints  # [2, drivers + shifts] before and behind a driver in the list of shift s, whose ends are drivers + s
    bays: Ints  # [bays] when each is free
    line: Ints  # [2, N + 1] before and behind a request in the list of those that wait, whose ends are N
    sent: Ints  # [most vehicles of a request] those of the request that is being served
    due: Ints  # tree of vehicles that will be back or repaired (`engine.tree`)
    giving: Ints  # [N + 1] heap of requests that may give up
    held: Ints  # [3] see TODAY, READY, GIVING


@jit
def _teams(lay, levels, staff, tr, counts):
    """Return which drivers come by day, int64 [days, drivers], 0 for who is not on the roster; and `State.first`."""
    shifts, days = lay.shift_lever.size, lay.days
    first, posts = np.zeros(shifts + 1, dtype=np.int64), np.int64(0)
    for s in range(shifts):
        first[s + 1] = first[s] + lay.most[s]
        posts += levels[lay.shift_lever[s]]
    here = np.zeros((days, first[shifts]), dtype=np.int64)
    own, n = min(staff, posts), 0
    for s in range(shifts):
        for j in range(levels[lay.shift_lever[s]]):
            side = 0 if (n + 1) * own // posts > n * own // posts else 1
            n += 1
            for d in range(days):
                here[d, first[s] + j] = tr.here[side, d * shifts + s, j]
                counts[ABSENT] += 1 - here[d, first[s] + j]
    counts[PLANNED] += posts * days
    return here, first


@jit
def state(lay, levels, staff, tr, counts):
    """Return the state before the first tick: everybody idle, every vehicle at home."""
    n, total = tr.calls.shape[0], lay.first[-1]
    here, first = _teams(lay, levels, staff, tr, counts)
    zones = lay.road.shape[0] if lay.policy == NEAREST else 1
    ready, cars = np.zeros((zones, lay.mask.shape[2]), dtype=np.uint64), np.empty((total, CAR), dtype=np.int64)
    for g in range(lay.what.size):
        for i in range(lay.first[g], lay.first[g + 1]):
            car = cars[natural(i)]
            car[STATE], car[ZONE], car[SINCE], car[FLEET] = IDLE, lay.home[natural(i)], 0, g
    drivers, i8 = here.shape[1], np.int64
    link, line = np.zeros((2, drivers + lay.shift_lever.size), dtype=i8), np.empty((2, n + 1), dtype=i8)
    line[:, n] = n
    return State(
        cars, ready, np.zeros(lay.what.size, dtype=i8), here, first, np.zeros(drivers, dtype=i8),
        np.zeros(drivers, dtype=i8), link, np.zeros(lay.bays, dtype=i8), line, np.empty(lay.cars.max(), dtype=i8),
        planted(total), np.empty(n + 1, dtype=i8), np.zeros(3, dtype=i8),
    )  # fmt: skip


@inline
def on_duty(duty, pause, s, tod):
    """Return whether drivers of a shift are on duty at a time of day."""
    on = duty[s, 0] <= tod < duty[s, 1]
    for i in range(pause.shape[1]):
        if pause[s, i, 0] <= tod < pause[s, i, 1]:
            on = False
    return on


@inline
def stand(lay, st, car, v, more):
    """Let a vehicle be ready to go (`more` 1), or no longer (-1)."""
    flip(st.ready[natural(car[ZONE]) if lay.policy == NEAREST else 0], v)
    st.standing[natural(car[FLEET])] += more
    st.held[READY] += more


@inline
def put(links, i, at):
    """Put `i` behind `at` into a list of links before and behind."""
    behind = natural(links[1, at])
    links[1, i], links[0, i] = behind, at
    links[0, behind] = i
    links[1, at] = i


@inline
def take(links, i):
    """Take `i` out of a list of links: it is linked to itself then."""
    before, behind = natural(links[0, i]), natural(links[1, i])
    links[1, before] = behind
    links[0, behind] = before
    links[1, i] = i


@bare
def _line_up(st, s, w):
    """Put a driver into the list of his shift, in order of (idle since, number): nearly always at its end."""
    end = st.busy.size + s
    at = st.link[0, end]
    while at != end and (st.rested[at], at) > (st.rested[w], w):
        at = st.link[0, at]
    put(st.link, w, at)


@bare
def free(lay, st, w):
    """Let a driver take another trip."""
    day = st.held[TODAY]
    st.busy[w] = 0
    if day < lay.days and st.here[day, w]:
        s = 0
        while st.first[s + 1] <= w:
            s += 1
        _line_up(st, s, w)


@bare
def morning(lay, levels, tr, st, day):
    """Say who is ready to go on a new day: vehicles not in the workshop, drivers who come and are not out."""
    given, drivers, today = day < lay.days, st.busy.size, natural(day)
    st.held[TODAY] = day
    st.ready[:] = 0
    st.standing[:] = 0
    st.held[READY] = 0
    for g in range(lay.what.size):
        for i in range(lay.first[g], lay.first[g] + levels[lay.lever[g]]):
            v = natural(i)
            if st.cars[v, STATE] == IDLE and not (given and tr.off[v, today]):
                stand(lay, st, st.cars[v], v, 1)
    for s in range(lay.shift_lever.size):
        st.link[:, drivers + s] = drivers + s
        for w in range(st.first[s], st.first[s] + levels[lay.shift_lever[s]] if given else 0):
            if st.here[day, w] and not st.busy[w]:
                _line_up(st, s, w)


@bare
def on_call(call, days, held, g, t, back):
    """Return whether a contracted car of group `g` is on call now and may be out until `back`."""
    day = held[TODAY]
    called = day < days and call[g, 0] <= t - day * DAY < call[g, 1]
    return called and back <= day * DAY + call[g, 1] + call[g, 2]


@bare
def pick_driver(duty, pause, days, link, rested, held, t, overnight, back):
    """Return the driver longest idle who may take a trip that is back at `back`, or -1; and his overtime.

    Called as it stands, with few arrays; and the day is read where it is wanted: else what follows from the tick would
    be worked out in advance, for trips with drivers and without.
    """
    day, best, over, drivers = held[TODAY], NONE, 0, rested.size
    if day >= days:
        return best, over
    for s in range(duty.shape[0]):
        w, end = link[1, drivers + s], day * DAY + duty[s, 1]
        if w == drivers + s or not on_duty(duty, pause, s, t - day * DAY):
            continue
        if not (overnight or back <= end + duty[s, 2]):
            continue
        if best < 0 or rested[w] < rested[best]:
            best, over = w, 0 if overnight else max(0, back - end)
    return best, over


@woven
def pick_vehicle(lay, call, st, g, pooled):
    """Return the vehicle of group `g` that the policy names for a request, or -1."""
    kept = lay.keep[g] if lay.priority[natural(call[PURPOSE])] > lay.urgent else 0
    if st.standing[g] <= kept:
        return NONE
    every = natural(lay.mask.shape[1] - 1)
    mask = lay.mask[g, every if pooled or lay.what[g] != OWN else natural(call[DEPARTMENT])]
    lo, hi = lay.first[g] >> 6, (lay.first[g + 1] + 63) >> 6
    if lay.policy == FIRST:
        return lowest(st.ready[0], mask, lo, hi)
    if lay.policy == LONGEST:
        return _longest(st, mask, lay.first[g], lay.first[g + 1])
    h, origin, best, least = natural(call[TRAFFIC]), natural(call[ORIGIN]), NONE, 0
    near, drive = lay.near[h, origin], lay.drive[h]
    for i in range(near.size):
        z = natural(near[i])
        if best >= 0 and drive[z, origin] > least:
            break
        v = lowest(st.ready[z], mask, lo, hi)
        if v >= 0 and (best < 0 or v < best):
            best, least = v, drive[z, origin]
    return best


@woven
def _longest(st, mask, first, stop):
    """Return the vehicle of `mask` among first ... stop - 1 that has been ready longest, or -1."""
    best = NONE
    for w in range(first >> 6, (stop + 63) >> 6):
        both = st.ready[0, w] & mask[w]
        while both:
            v = 64 * w + place(both)
            both &= both - np.uint64(1)
            if best < 0 or st.cars[v, SINCE] < st.cars[best, SINCE]:
                best = v
    return best
