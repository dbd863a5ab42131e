"""The days of a fleet, told to be fast. Twin of `reference.py`; rules and ties are stated there.

Vehicles that will be back or repaired wait in one heap, requests that will give up in another. Requests come in order
of being taken up; those that wait stand in a list in order of urgency, and are tried again only when something has
come free or somebody on duty.
"""

import numpy as np

from ...engine.heap import pop, push
from ...engine.jit import bare, inline, jit, natural, woven
from ...engine.log import note, told
from ...engine.setting import fitting
from ...levers import Setting
from ...measures import Outcome
from .draws import NEVER, Trace
from .layout import DAY, HOUR, NONE, Ints, Layout
from .levers import CONTRACT, OWN
from .names import BROKEN, size
from .ranks import ASKED, BACK, CHANGED, DROVE, HAILED, REFUSED, REPAIRED, SENT
from .tables import calls, rules
from .tally import AT, CREWED, GROUP, HAIL, OVER, PICKUP, REQUEST, UNLADEN, drove, ended, period
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
    SINCE,
    STATE,
    TRIP,
    ZONE,
    anybody,
    free,
    morning,
    on_call,
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
def _send(lay, tr, st, r, n, t, pooled):
    """Send vehicle `n` for request `r` where a group has one, and write its row; return whether it was."""
    start, origin, end = tr.start[r], natural(tr.origin[r]), natural(tr.end[r])
    drive, choice = lay.drive[natural(start // HOUR % 24)], lay.choice[natural(tr.purpose[r]), natural(tr.need[r])]
    for i in range(choice.size):
        g = choice[i]
        if g < 0:
            break
        v = pick_vehicle(lay, tr, st, g, r, pooled)
        if v < 0:
            continue
        zone, home = natural(st.cars[v, ZONE]), natural(lay.home[v])
        pickup = max(start, t + drive[zone, origin])
        back = pickup + tr.duration[r] + (0 if lay.stay else drive[end, home])
        if lay.what[g] == CONTRACT and not on_call(lay.call, lay.days, g, t, back):
            continue
        driver, over = NONE, 0
        if lay.crewed[g]:
            overnight = start + tr.duration[r] > (start // DAY + 1) * DAY
            driver, over = pick_driver(lay.duty, lay.pause, lay.days, st.link, st.rested, t, overnight, back)
            if driver < 0:
                continue
            st.busy[driver] = 1
            take(st.link, driver)
        row = st.sent[n]
        row[REQUEST], row[GROUP], row[AT], row[PICKUP], row[DONE] = r, g, t, pickup, back
        row[UNLADEN] = lay.road[zone, origin] + (0 if lay.stay else lay.road[end, home])
        row[OVER], row[CREWED], row[VEHICLE] = over, lay.crewed[g], v
        stand(lay, st, v)
        st.standing[g] -= 1
        st.cars[v, STATE], st.cars[v, TRIP], st.cars[v, CREW] = OUT, r, driver
        return True
    return False


@woven
def _serve(lay, levels, tr, st, r, t, pooled, counts, log, line):
    """Send all vehicles that request `r` wants, or none; return whether they were."""
    many, n, pickup, source = lay.cars[natural(tr.purpose[r])], 0, tr.start[r], OWN
    while n < many and _send(lay, tr, st, r, n, t, pooled):
        n += 1
    if n < many:
        for i in range(n):
            v = natural(st.sent[i, VEHICLE])
            st.cars[v, STATE] = IDLE
            stand(lay, st, v)
            st.standing[natural(st.sent[i, GROUP])] += 1
            if st.cars[v, CREW] >= 0:
                free(lay, st, st.cars[v, CREW], t // DAY)
        return False
    for i in range(n):
        row = st.sent[i]
        v = natural(row[VEHICLE])
        st.cars[v, LEAD] = i == 0
        pickup, source = max(pickup, row[PICKUP]), max(source, lay.what[natural(row[GROUP])])
        st.held[BUSY_CARS] = push(st.due, st.held[BUSY_CARS], (row[DONE] << 1) << CAR | v)
        drove(lay, tr, levels, row, counts)
        note(log, line, t, SENT, r, v, row[PICKUP])
        if st.cars[v, CREW] >= 0:
            note(log, line, t, DROVE, r, st.cars[v, CREW], row[DONE])
    ended(lay, tr, r, pickup, source, counts)
    return True


@inline
def _wait(lay, tr, st, r):
    """Put a request into the list in order of (priority, time wanted, number): most often near its end."""
    end, mine = tr.purpose.size, lay.priority[natural(tr.purpose[r])]
    at = natural(st.line[0, end])
    while at != end:
        theirs = lay.priority[natural(tr.purpose[at])]
        if theirs < mine or (theirs == mine and (tr.start[at], at) < (tr.start[r], r)):
            break
        at = natural(st.line[0, at])
    put(st.line, r, at)
    st.stands[r] = 1
    if tr.due[r] < NEVER:
        st.held[GIVING] = push(st.giving, st.held[GIVING], tr.due[r] << CALL | r)


@inline
def _settle(lay, levels, tr, st, t, freed, pooled, counts, log, row):
    """Let those that wait try, in order; when nothing has come free, only those just taken up."""
    end = tr.purpose.size
    r = natural(st.line[1, end])
    while r != end and anybody(st):
        behind = natural(st.line[1, r])
        if (freed or tr.ask[r] == t) and _serve(lay, levels, tr, st, r, t, pooled, counts, log, row):
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
    g, r = natural(car[FLEET]), natural(car[TRIP])
    broken = not repaired and car[LEAD] == 1 and tr.wear[r] < lay.fails[g]
    car[ZONE] = tr.end[r] if lay.stay and not repaired else lay.home[v]
    if repaired:
        note(log, row, t, REPAIRED, v, 0, 0)
    else:
        note(log, row, t, BACK, v, r, 1 if broken else 0)
        if car[CREW] >= 0:
            st.rested[car[CREW]] = t
            free(lay, st, car[CREW], t // DAY)
    if not broken:
        car[STATE], car[SINCE] = IDLE, t
        if t // DAY >= lay.days or not tr.off[v, t // DAY]:
            stand(lay, st, v)
            st.standing[g] += 1
        return
    ready, bay = t, 0
    if st.bays.size:
        bay = st.bays.argmin()
        ready = max(t, st.bays[bay])
    ready += tr.repair[r]
    if st.bays.size:
        st.bays[bay] = ready
    counts[BROKEN] += 1
    car[STATE] = BROKEN_DOWN
    st.held[BUSY_CARS] = push(st.due, st.held[BUSY_CARS], ((ready << 1) | 1) << CAR | v)


@inline
def _give_up(lay, tr, st, t, counts, log, row):
    """Cover by ride-hailing, or refuse, those whose time is up."""
    while st.held[GIVING] and st.giving[0] >> CALL <= t:
        r = st.giving[0] & ((1 << CALL) - 1)
        st.held[GIVING] = pop(st.giving, st.held[GIVING])
        if not st.stands[r]:
            continue
        take(st.line, r)
        st.stands[r] = 0
        p, pickup, source = natural(tr.purpose[r]), NONE, NONE
        if lay.hail[p]:
            pickup, source = max(tr.start[r], t + tr.delay[r]), HAIL
            note(log, row, t, HAILED, r, lay.cars[p], pickup)
        else:
            note(log, row, t, REFUSED, r, 0, 0)
        ended(lay, tr, r, pickup, source, counts)


@inline
def _left(lay, tr, st, counts):
    """Refuse those who still wait when nothing happens any more."""
    r = natural(st.line[1, tr.purpose.size])
    while r != tr.purpose.size:
        ended(lay, tr, r, NONE, NONE, counts)
        r = natural(st.line[1, r])


@bare
def _on_duty(lay, levels, st, t):
    """Return how many drivers are on duty."""
    on, day = np.int64(0), t // DAY
    for s in range(lay.shift_lever.size if day < lay.days else 0):
        if on_duty(lay.duty, lay.pause, s, t % DAY):
            for w in range(st.first[s], st.first[s] + levels[lay.shift_lever[s]]):
                on += st.here[day, w]
    return on


@inline
def _asked(tr, a):
    """Return when the request in place `a` is taken up."""
    return tr.ask[natural(tr.order[a])] if a < tr.order.size else NEVER


@inline
def _next(lay, st, asked, c):
    """Return the next tick at which anything happens."""
    t = asked
    if st.held[BUSY_CARS]:
        t = min(t, st.due[0] >> (CAR + 1))
    if st.held[GIVING]:
        t = min(t, st.giving[0] >> CALL)
    if c < lay.changes.size:
        t = min(t, lay.changes[c])
    return t


@bare
def _tell(lay, levels, tr, st, pooled, counts, log, row):
    """Tell tick after tick until nothing happens any more."""
    a, c, asked = 0, 0, _asked(tr, 0)
    while True:
        t, freed = _next(lay, st, asked, c), False
        if t == NEVER:
            _left(lay, tr, st, counts)
            return
        if c < lay.changes.size and lay.changes[c] == t:
            note(log, row, t, CHANGED, t // DAY, _on_duty(lay, levels, st, t), 0)
            freed, c = True, c + 1
            if t % DAY == 0:
                morning(lay, levels, tr, st, t // DAY)
        while asked == t:
            r = natural(tr.order[a])
            note(log, row, t, ASKED, r, tr.purpose[r], tr.need[r])
            _wait(lay, tr, st, r)
            a += 1
            asked = _asked(tr, a)
        again = True
        while again:
            while st.held[BUSY_CARS] and st.due[0] >> (CAR + 1) == t:
                _come_back(lay, tr, st, t, counts, log, row)
                freed = True
            _settle(lay, levels, tr, st, t, freed, pooled, counts, log, row)
            again = st.held[BUSY_CARS] and st.due[0] >> (CAR + 1) == t
        _give_up(lay, tr, st, t, counts, log, row)


@jit
def _days(tables, levels, staff, table, off, here, counts, log, row):
    """Tell the run of days."""
    lay = rules(tables)
    plat = 1 if lay.platform >= 0 and levels[lay.platform] else 0
    tr = calls(table, plat, off, here)
    pooled = levels[lay.pooled] if lay.pooled >= 0 else lay.given
    st = state(lay, levels, staff, tr, counts)
    morning(lay, levels, tr, st, np.int64(0))
    _tell(lay, levels, tr, st, pooled, counts, log, row)
    period(lay, levels, counts)


def run(lay: Layout, setting: Setting, trace: Trace, log: bool = False) -> Outcome:
    """Return the outcome of a run of days; with `log`, also its events in total order."""
    levels = checked(lay, setting)

    def days(counts: Ints, events: Ints, row: Ints) -> None:
        _days(lay.tables, levels, setting.staff, trace.table, trace.off, trace.here, counts, events, row)

    return told(days, size(len(lay.priority), len(lay.what)), 5 * len(trace.purpose) + 256 if log else 0)


def checked(lay: Layout, setting: Setting) -> Ints:
    """Return the levels as an array; raise ValueError when they are not a setting of this layout."""
    return fitting(setting, lay.high.tolist(), lay.shift_lever.tolist())
