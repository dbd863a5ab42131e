"""The days of a fleet, told to be fast. Twin of `reference.py`; rules and ties are stated there.

Vehicles that will be back or repaired wait in one heap, requests that will give up in another. Requests come in order
of being taken up; those that wait stand in a list in order of urgency, and are tried again only when something has
come free or somebody on duty: a request that got nothing gets nothing from the same vehicles and drivers later.
Vehicles ready to go are bits, zone by zone where the nearest is wanted, so that nobody looks at all of them; drivers
ready to go stand in a list a shift, the longest idle first.
"""

from typing import NamedTuple

import numpy as np

from ...engine.bits import Words, flip
from ...engine.bits import first as lowest
from ...engine.bits import lowest as place
from ...engine.heap import pop, push
from ...engine.jit import bare, inline, jit
from ...engine.log import note, told
from ...levers import Setting
from ...measures import Outcome
from .draws import NEVER, Trace
from .layout import DAY, FIRST, HOUR, LONGEST, NEAREST, NONE, Ints, Layout
from .levers import CONTRACT, OWN
from .names import ABSENT, BROKEN, PLANNED, size
from .ranks import ASKED, BACK, CHANGED, DROVE, HAILED, REFUSED, REPAIRED, SENT
from .tally import AT, CREWED, GROUP, HAIL, OVER, PICKUP, REQUEST, UNLADEN, tally
from .tally import BACK as DONE

CAR, CALL = np.int64(16), np.int64(20)
"""Bits of a vehicle in a packed key (time, 1 for repaired, vehicle), and of a request in (time, request)."""
VEHICLE = 8
"""Column of the table of vehicles sent, after those of `tally`."""
IDLE, OUT, BROKEN_DOWN = range(3)
"""What a vehicle does; one in the workshop as planned is idle, and not ready to go."""
STATE, ZONE, SINCE, TRIP, CREW, LEAD, FLEET = range(7)
"""Columns of the table of vehicles: what it does, where it is, since when, on which request, with which driver (-1:
none), whether it was the first sent for the request, and its group."""
WAITING, BUSY_CARS, GIVING, ROWS = range(4)
"""Single numbers of a state: how many wait, the sizes of the two heaps, rows of the table of vehicles sent."""


class State(NamedTuple):
    """What changes; int64 arrays, shapes in brackets."""

    cars: Ints  # [V, 7] see STATE ... FLEET
    ready: Words  # [Z, or 1 where nearness does not matter; words] vehicles ready to go
    standing: Ints  # [G] how many are
    here: Ints  # [days, drivers] 1 for who comes
    first: Ints  # [S + 1] drivers of shift s are first[s] ... first[s + 1] - 1
    busy: Ints  # [drivers]
    rested: Ints  # [drivers] idle since
    link: Ints  # [2, drivers + shifts] before and behind a driver in the list of shift s, whose ends are drivers + s
    bays: Ints  # [bays] when each is free
    following: Ints  # [N + 1] who stands behind a request in the list; its head is entry N
    stands: Ints  # [N] 1 while a request waits
    pickup: Ints  # [N]
    source: Ints  # [N]
    sent: Ints  # [vehicles wanted, 9]
    due: Ints  # [2 V + 1] heap of vehicles
    giving: Ints  # [N + 1] heap of requests that may give up
    held: Ints  # [4] see WAITING ... ROWS


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
def _state(lay, levels, staff, tr, counts):
    """Return the state before the first tick: everybody idle, every vehicle at home."""
    n, total, wanted = tr.purpose.size, lay.first[-1], np.int64(0)
    for r in range(n):
        wanted += lay.cars[tr.purpose[r]]
    here, first = _teams(lay, levels, staff, tr, counts)
    zones = lay.road.shape[0] if lay.policy == NEAREST else 1
    ready, cars = np.zeros((zones, lay.mask.shape[2]), dtype=np.uint64), np.zeros((total, 7), dtype=np.int64)
    for g in range(lay.what.size):
        for v in range(lay.first[g], lay.first[g + 1]):
            cars[v, FLEET], cars[v, ZONE] = g, lay.home[v]
    drivers, i8 = here.shape[1], np.int64
    link = np.zeros((2, drivers + lay.shift_lever.size), dtype=i8)
    return State(
        cars, ready, np.zeros(lay.what.size, dtype=i8), here, first, np.zeros(drivers, dtype=i8),
        np.zeros(drivers, dtype=i8), link, np.zeros(lay.bays, dtype=i8), np.full(n + 1, NONE, dtype=i8),
        np.zeros(n, dtype=i8), np.full(n, NONE, dtype=i8), np.full(n, NONE, dtype=i8), np.zeros((wanted, 9), dtype=i8),
        np.empty(2 * total + 1, dtype=i8), np.empty(n + 1, dtype=i8), np.zeros(4, dtype=i8),
    )  # fmt: skip


@inline
def _on(lay, s, tod):
    """Return whether drivers of a shift are on duty at a time of day."""
    on = lay.duty[s, 0] <= tod < lay.duty[s, 1]
    for i in range(lay.pause.shape[1]):
        if lay.pause[s, i, 0] <= tod < lay.pause[s, i, 1]:
            on = False
    return on


@inline
def _stand(lay, st, v):
    """Let a vehicle be ready to go, or no longer."""
    flip(st.ready[st.cars[v, ZONE] if lay.policy == NEAREST else 0], v)


@bare
def _line_up(st, s, w):
    """Put a driver into the list of his shift, in order of (idle since, number): nearly always at its end."""
    before, behind = st.link[0], st.link[1]
    end = st.busy.size + s
    at = before[end]
    while at != end and (st.rested[at], at) > (st.rested[w], w):
        at = before[at]
    behind[w], before[w] = behind[at], at
    before[behind[at]] = w
    behind[at] = w


@inline
def _leave(st, w):
    """Take a driver out of the list of his shift."""
    st.link[1, st.link[0, w]] = st.link[1, w]
    st.link[0, st.link[1, w]] = st.link[0, w]


@bare
def _free(lay, st, w, day):
    """Let a driver take another trip."""
    st.busy[w] = 0
    if day < lay.days and st.here[day, w]:
        s = 0
        while st.first[s + 1] <= w:
            s += 1
        _line_up(st, s, w)


@bare
def _morning(lay, levels, tr, st, day):
    """Say who is ready to go on a new day: vehicles not in the workshop, drivers who come and are not out."""
    given, drivers = day < lay.days, st.busy.size
    st.ready[:] = 0
    for g in range(lay.what.size):
        st.standing[g] = 0
        for v in range(lay.first[g], lay.first[g] + levels[lay.lever[g]]):
            if st.cars[v, STATE] == IDLE and not (given and tr.off[v, day]):
                _stand(lay, st, v)
                st.standing[g] += 1
    for s in range(lay.shift_lever.size):
        st.link[:, drivers + s] = drivers + s
        for w in range(st.first[s], st.first[s] + levels[lay.shift_lever[s]] if given else 0):
            if st.here[day, w] and not st.busy[w]:
                _line_up(st, s, w)


@bare
def _driver(lay, st, t, overnight, back):
    """Return the driver longest idle who may take a trip that is back at `back`, or -1; and his overtime."""
    day, best, over, drivers = t // DAY, NONE, 0, st.busy.size
    if day >= lay.days:
        return best, over
    for s in range(lay.shift_lever.size):
        w, end = st.link[1, drivers + s], day * DAY + lay.duty[s, 1]
        if w == drivers + s or not _on(lay, s, t % DAY) or not (overnight or back <= end + lay.duty[s, 2]):
            continue
        if best < 0 or st.rested[w] < st.rested[best]:
            best, over = w, 0 if overnight else max(0, back - end)
    return best, over


@bare
def _vehicle(lay, tr, st, g, r, pooled):
    """Return the vehicle of group `g` that the policy names for request `r`, or -1."""
    kept = lay.keep[g] if lay.priority[tr.purpose[r]] > lay.urgent else 0
    if st.standing[g] <= kept:
        return NONE
    every = lay.mask.shape[1] - 1
    mask = lay.mask[g, every if pooled or lay.what[g] != OWN else tr.department[r]]
    lo, hi = lay.first[g] >> 6, (lay.first[g + 1] + 63) >> 6
    if lay.policy == FIRST:
        return lowest(st.ready[0], mask, lo, hi)
    if lay.policy == LONGEST:
        return _longest(st, mask, lay.first[g], lay.first[g + 1])
    h, origin, best, least = (tr.start[r] // HOUR) % 24, tr.origin[r], NONE, 0
    near, drive = lay.near[h, origin], lay.drive[h]
    for i in range(near.size):
        z = near[i]
        if best >= 0 and drive[z, origin] > least:
            break
        v = lowest(st.ready[z], mask, lo, hi)
        if v >= 0 and (best < 0 or v < best):
            best, least = v, drive[z, origin]
    return best


@bare
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


@bare
def _send(lay, levels, tr, st, r, t, pooled):
    """Send one vehicle for request `r` where a group has one, and write its row; return whether it was."""
    day, h, start, end = t // DAY, (tr.start[r] // HOUR) % 24, tr.start[r], tr.end[r]
    overnight = start + tr.duration[r] > (start // DAY + 1) * DAY
    choice = lay.choice[tr.purpose[r], tr.need[r]]
    for i in range(choice.size):
        g = choice[i]
        if g < 0:
            break
        v = _vehicle(lay, tr, st, g, r, pooled)
        if v < 0:
            continue
        zone, home = st.cars[v, ZONE], lay.home[v]
        pickup = max(start, t + lay.drive[h, zone, tr.origin[r]])
        back = pickup + tr.duration[r] + (0 if lay.stay else lay.drive[h, end, home])
        if lay.what[g] == CONTRACT:
            called = day < lay.days and lay.call[g, 0] <= t % DAY < lay.call[g, 1]
            if not called or back > day * DAY + lay.call[g, 1] + lay.call[g, 2]:
                continue
        driver, over = NONE, 0
        if lay.crewed[g]:
            driver, over = _driver(lay, st, t, overnight, back)
            if driver < 0:
                continue
            st.busy[driver] = 1
            _leave(st, driver)
        n = st.held[ROWS]
        st.held[ROWS] = n + 1
        row = st.sent[n]
        row[REQUEST], row[GROUP], row[AT], row[PICKUP], row[DONE] = r, g, t, pickup, back
        row[UNLADEN] = lay.road[zone, tr.origin[r]] + (0 if lay.stay else lay.road[end, home])
        row[OVER], row[CREWED], row[VEHICLE] = over, lay.crewed[g], v
        _stand(lay, st, v)
        st.standing[g] -= 1
        st.cars[v, STATE], st.cars[v, TRIP], st.cars[v, CREW] = OUT, r, driver
        return True
    return False


@bare
def _serve(lay, levels, tr, st, r, t, pooled, log, row):
    """Send all vehicles that request `r` wants, or none; return whether they were."""
    begin = st.held[ROWS]
    stop = begin + lay.cars[tr.purpose[r]]
    while st.held[ROWS] < stop and _send(lay, levels, tr, st, r, t, pooled):
        pass
    if st.held[ROWS] < stop:
        for n in range(begin, st.held[ROWS]):
            v = st.sent[n, VEHICLE]
            st.cars[v, STATE] = IDLE
            _stand(lay, st, v)
            st.standing[st.sent[n, GROUP]] += 1
            if st.cars[v, CREW] >= 0:
                _free(lay, st, st.cars[v, CREW], t // DAY)
        st.held[ROWS] = begin
        return False
    for n in range(begin, stop):
        v, done = st.sent[n, VEHICLE], st.sent[n, DONE]
        st.cars[v, LEAD] = n == begin
        st.pickup[r] = max(st.pickup[r], st.sent[n, PICKUP])
        st.source[r] = max(st.source[r], lay.what[st.sent[n, GROUP]])
        st.held[BUSY_CARS] = push(st.due, st.held[BUSY_CARS], (done << 1) << CAR | v)
        note(log, row, t, SENT, r, v, st.sent[n, PICKUP])
        if st.cars[v, CREW] >= 0:
            note(log, row, t, DROVE, r, st.cars[v, CREW], done)
    return True


@bare
def _wait(lay, tr, st, r, due):
    """Put a request into the list in order of (priority, time wanted, number)."""
    at, mine = tr.purpose.size, lay.priority[tr.purpose[r]]
    while st.following[at] >= 0:
        other = st.following[at]
        theirs = lay.priority[tr.purpose[other]]
        if theirs > mine or (theirs == mine and (tr.start[other], other) > (tr.start[r], r)):
            break
        at = other
    st.following[r], st.following[at], st.stands[r] = st.following[at], r, 1
    if due < NEVER:
        st.held[GIVING] = push(st.giving, st.held[GIVING], due << CALL | r)


@bare
def _settle(lay, levels, tr, st, ask, t, freed, pooled, log, row):
    """Let those that wait try, in order; when nothing has come free, only those just taken up."""
    at = tr.purpose.size
    while st.following[at] >= 0:
        r = st.following[at]
        if (freed or ask[r] == t) and _serve(lay, levels, tr, st, r, t, pooled, log, row):
            st.following[at], st.stands[r] = st.following[r], 0
        else:
            at = r


@bare
def _come_back(lay, tr, st, t, counts, log, row):
    """Take the vehicle that is back or repaired first."""
    key = st.due[0]
    st.held[BUSY_CARS] = pop(st.due, st.held[BUSY_CARS])
    repaired, v = (key >> CAR) & 1, key & ((1 << CAR) - 1)
    car = st.cars[v]
    broken = not repaired and car[LEAD] == 1 and tr.wear[car[TRIP]] < lay.fails[car[FLEET]]
    car[ZONE] = tr.end[car[TRIP]] if lay.stay and not repaired else lay.home[v]
    if repaired:
        note(log, row, t, REPAIRED, v, 0, 0)
    else:
        note(log, row, t, BACK, v, car[TRIP], 1 if broken else 0)
        if car[CREW] >= 0:
            st.rested[car[CREW]] = t
            _free(lay, st, car[CREW], t // DAY)
    if not broken:
        car[STATE], car[SINCE] = IDLE, t
        if t // DAY >= lay.days or not tr.off[v, t // DAY]:
            _stand(lay, st, v)
            st.standing[car[FLEET]] += 1
        return
    ready, bay = t, 0
    if st.bays.size:
        bay = st.bays.argmin()
        ready = max(t, st.bays[bay])
    ready += tr.repair[car[TRIP]]
    if st.bays.size:
        st.bays[bay] = ready
    counts[BROKEN] += 1
    car[STATE] = BROKEN_DOWN
    st.held[BUSY_CARS] = push(st.due, st.held[BUSY_CARS], ((ready << 1) | 1) << CAR | v)


@bare
def _give_up(lay, tr, st, t, log, row):
    """Cover by ride-hailing, or refuse, those whose time is up."""
    while st.held[GIVING] and st.giving[0] >> CALL <= t:
        r = st.giving[0] & ((1 << CALL) - 1)
        st.held[GIVING] = pop(st.giving, st.held[GIVING])
        if not st.stands[r]:
            continue
        at = tr.purpose.size
        while st.following[at] != r:
            at = st.following[at]
        st.following[at], st.stands[r] = st.following[r], 0
        if lay.hail[tr.purpose[r]]:
            st.pickup[r], st.source[r] = max(tr.start[r], t + tr.delay[r]), HAIL
            note(log, row, t, HAILED, r, lay.cars[tr.purpose[r]], st.pickup[r])
        else:
            note(log, row, t, REFUSED, r, 0, 0)


@bare
def _on_duty(lay, levels, st, t):
    """Return how many drivers are on duty."""
    on, day = np.int64(0), t // DAY
    for s in range(lay.shift_lever.size if day < lay.days else 0):
        if _on(lay, s, t % DAY):
            for w in range(st.first[s], st.first[s] + levels[lay.shift_lever[s]]):
                on += st.here[day, w]
    return on


@bare
def _next(lay, st, ask, order, a, c):
    """Return the next tick at which anything happens."""
    t = NEVER
    if st.held[BUSY_CARS]:
        t = st.due[0] >> (CAR + 1)
    if st.held[GIVING]:
        t = min(t, st.giving[0] >> CALL)
    if a < order.size:
        t = min(t, ask[order[a]])
    if c < lay.changes.size:
        t = min(t, lay.changes[c])
    return t


@bare
def _tell(lay, levels, tr, st, pooled, ask, due, order, counts, log, row):
    """Tell tick after tick until nothing happens any more."""
    n, a, c = order.size, 0, 0
    while True:
        t, freed = _next(lay, st, ask, order, a, c), False
        if t == NEVER:
            return
        if c < lay.changes.size and lay.changes[c] == t:
            note(log, row, t, CHANGED, t // DAY, _on_duty(lay, levels, st, t), 0)
            freed, c = True, c + 1
            if t % DAY == 0:
                _morning(lay, levels, tr, st, t // DAY)
        while a < n and ask[order[a]] == t:
            r = order[a]
            note(log, row, t, ASKED, r, tr.purpose[r], tr.need[r])
            _wait(lay, tr, st, r, due[r])
            a += 1
        again = True
        while again:
            while st.held[BUSY_CARS] and st.due[0] >> (CAR + 1) == t:
                _come_back(lay, tr, st, t, counts, log, row)
                freed = True
            _settle(lay, levels, tr, st, ask, t, freed, pooled, log, row)
            again = st.held[BUSY_CARS] and st.due[0] >> (CAR + 1) == t
        _give_up(lay, tr, st, t, log, row)


@jit
def _days(lay, levels, staff, tr, counts, log, row):
    """Tell the run of days."""
    plat = 1 if lay.platform >= 0 and levels[lay.platform] else 0
    pooled = levels[lay.pooled] if lay.pooled >= 0 else np.int64(lay.given)
    st = _state(lay, levels, staff, tr, counts)
    _morning(lay, levels, tr, st, 0)
    _tell(lay, levels, tr, st, pooled, tr.ask[plat], tr.due[plat], tr.order[plat], counts, log, row)
    tally(lay, tr, levels, st.sent, st.held[ROWS], st.pickup, st.source, counts)


def run(lay: Layout, setting: Setting, trace: Trace, log: bool = False) -> Outcome:
    """Return the outcome of a run of days; with `log`, also its events in total order."""
    levels = checked(lay, setting)

    def days(counts: Ints, events: Ints, row: Ints) -> None:
        _days(lay, levels, setting.staff, trace, counts, events, row)

    return told(days, size(len(lay.priority), len(lay.what)), 5 * len(trace.purpose) + 256 if log else 0)


def checked(lay: Layout, setting: Setting) -> Ints:
    """Return the levels as an array; raise ValueError when they are not a setting of this layout."""
    levels = np.array(setting.levels, dtype=np.int64)
    if levels.shape != lay.high.shape or (levels < 0).any() or (levels > lay.high).any():
        raise ValueError(f"levels {setting.levels} do not fit the levers, at most {tuple(int(m) for m in lay.high)}")
    posts = int(levels[lay.shift_lever].sum())
    if not 0 <= setting.staff <= posts:
        raise ValueError(f"{setting.staff} staff in post do not fit {posts} posts")
    return levels
