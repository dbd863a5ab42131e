"""The days of a fleet, told to be fast. Twin of `reference.py`; rules and ties are stated there.

Vehicles that will be back or repaired wait in one heap, requests that will give up in another. Requests come in order
of being taken up; those that wait stand in a list in order of urgency, and are tried again only when something has
come free or somebody on duty.
"""

import numpy as np

from ...engine.heap import pop, push
from ...engine.jit import bare, inline, jit, woven
from ...engine.log import note, told
from ...engine.setting import fitting
from ...levers import Setting
from ...measures import Outcome
from .draws import NEVER, Trace
from .layout import DAY, HOUR, NONE, Ints, Layout
from .levers import CONTRACT
from .names import BROKEN, size
from .ranks import ASKED, BACK, CHANGED, DROVE, HAILED, REFUSED, REPAIRED, SENT
from .tally import AT, CREWED, GROUP, HAIL, OVER, PICKUP, REQUEST, UNLADEN, tally
from .tally import BACK as DONE
from .yard import (
    BROKEN_DOWN,
    BUSY_CARS,
    CREW,
    FLEET,
    GIVING,
    IDLE,
    LEAD,
    OUT,
    ROWS,
    SINCE,
    STATE,
    TRIP,
    ZONE,
    anybody,
    free,
    morning,
    on_duty,
    pick_driver,
    pick_vehicle,
    put,
    stand,
    state,
    take,
)  # fmt: skip

CAR, CALL = np.int64(16), np.int64(20)
"""Bits of a vehicle in a packed key (time, 1 for repaired, vehicle), and of a request in (time, request)."""
VEHICLE = 8
"""Column of the table of vehicles sent, after those of `tally`."""


@woven
def _send(lay, levels, tr, st, r, t, pooled):
    """Send one vehicle for request `r` where a group has one, and write its row; return whether it was."""
    day, h, start, end = t // DAY, (tr.start[r] // HOUR) % 24, tr.start[r], tr.end[r]
    overnight = start + tr.duration[r] > (start // DAY + 1) * DAY
    choice = lay.choice[tr.purpose[r], tr.need[r]]
    for i in range(choice.size):
        g = choice[i]
        if g < 0:
            break
        v = pick_vehicle(lay, tr, st, g, r, pooled)
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
            driver, over = pick_driver(lay, st, t, overnight, back)
            if driver < 0:
                continue
            st.busy[driver] = 1
            take(st.link, driver)
        n = st.held[ROWS]
        st.held[ROWS] = n + 1
        row = st.sent[n]
        row[REQUEST], row[GROUP], row[AT], row[PICKUP], row[DONE] = r, g, t, pickup, back
        row[UNLADEN] = lay.road[zone, tr.origin[r]] + (0 if lay.stay else lay.road[end, home])
        row[OVER], row[CREWED], row[VEHICLE] = over, lay.crewed[g], v
        stand(lay, st, v)
        st.standing[g] -= 1
        st.cars[v, STATE], st.cars[v, TRIP], st.cars[v, CREW] = OUT, r, driver
        return True
    return False


@woven
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
            stand(lay, st, v)
            st.standing[st.sent[n, GROUP]] += 1
            if st.cars[v, CREW] >= 0:
                free(lay, st, st.cars[v, CREW], t // DAY)
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


@inline
def _wait(lay, tr, st, r, due):
    """Put a request into the list in order of (priority, time wanted, number): most often near its end."""
    end, mine = tr.purpose.size, lay.priority[tr.purpose[r]]
    at = st.line[0, end]
    while at != end:
        theirs = lay.priority[tr.purpose[at]]
        if theirs < mine or (theirs == mine and (tr.start[at], at) < (tr.start[r], r)):
            break
        at = st.line[0, at]
    put(st.line, r, at)
    st.stands[r] = 1
    if due < NEVER:
        st.held[GIVING] = push(st.giving, st.held[GIVING], due << CALL | r)


@inline
def _settle(lay, levels, tr, st, ask, t, freed, pooled, log, row):
    """Let those that wait try, in order; when nothing has come free, only those just taken up."""
    end = tr.purpose.size
    r = st.line[1, end]
    while r != end and anybody(st):
        behind = st.line[1, r]
        if (freed or ask[r] == t) and _serve(lay, levels, tr, st, r, t, pooled, log, row):
            take(st.line, r)
            st.stands[r] = 0
        r = behind


@inline
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
            free(lay, st, car[CREW], t // DAY)
    if not broken:
        car[STATE], car[SINCE] = IDLE, t
        if t // DAY >= lay.days or not tr.off[v, t // DAY]:
            stand(lay, st, v)
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


@inline
def _give_up(lay, tr, st, t, log, row):
    """Cover by ride-hailing, or refuse, those whose time is up."""
    while st.held[GIVING] and st.giving[0] >> CALL <= t:
        r = st.giving[0] & ((1 << CALL) - 1)
        st.held[GIVING] = pop(st.giving, st.held[GIVING])
        if not st.stands[r]:
            continue
        take(st.line, r)
        st.stands[r] = 0
        if lay.hail[tr.purpose[r]]:
            st.pickup[r], st.source[r] = max(tr.start[r], t + tr.delay[r]), HAIL
            note(log, row, t, HAILED, r, lay.cars[tr.purpose[r]], st.pickup[r])
        else:
            note(log, row, t, REFUSED, r, 0, 0)


@inline
def _on_duty(lay, levels, st, t):
    """Return how many drivers are on duty."""
    on, day = np.int64(0), t // DAY
    for s in range(lay.shift_lever.size if day < lay.days else 0):
        if on_duty(lay, s, t % DAY):
            for w in range(st.first[s], st.first[s] + levels[lay.shift_lever[s]]):
                on += st.here[day, w]
    return on


@inline
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
                morning(lay, levels, tr, st, t // DAY)
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
    st = state(lay, levels, staff, tr, counts)
    morning(lay, levels, tr, st, np.int64(0))
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
    return fitting(setting, lay.high.tolist(), lay.shift_lever.tolist())
