"""The days of a fleet, told to be fast. Twin of `reference.py`; rules and ties are stated there.

Vehicles that will be back or repaired play a tournament for the first, requests that will give up wait in a heap.
Requests come in order of being taken up; those that wait stand in a list in order of urgency, and are tried again only
when something has come free or somebody on duty.
"""

import numpy as np

from ...engine.heap import LAST, pop, push
from ...engine.jit import bare, inline, jit, natural, woven
from ...engine.log import note, told
from ...engine.setting import fitting
from ...engine.tree import TOP, enter, grown, join
from ...levers import Setting
from ...measures import Outcome
from .draws import NEVER, Trace
from .layout import DAY, NONE, Ints, Layout
from .levers import CONTRACT, OWN
from .names import BROKEN, size
from .ranks import ASKED, BACK, CHANGED, DROVE, HAILED, REFUSED, REPAIRED, SENT
from .tables import (
    ASK,
    DELAY,
    DISTANCE,
    DUE,
    DURATION,
    END,
    NEED,
    NIGHT,
    ORDER,
    ORIGIN,
    PURPOSE,
    REPAIR,
    START,
    TRAFFIC,
    WEAR,
    Calls,
    rules,
)
from .tally import HAIL, drove, ended, period
from .yard import (
    BROKEN_DOWN,
    CREW,
    DONE,
    FAILS,
    FLEET,
    GIVING,
    IDLE,
    OUT,
    OVER,
    PICKUP,
    READY,
    SINCE,
    STATE,
    TODAY,
    TRIP,
    UNLADEN,
    ZONE,
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

VEHICLE, CALL = np.int64(16), np.int64(20)
"""Bits of a vehicle in a packed key (time, 1 for repaired, vehicle), and of a request in (time, request)."""
QUIET = LAST >> (VEHICLE + 1)
"""The tick at which nobody is back; all others are smaller."""


@woven
def _send(lay, st, call, r, n, t, pooled):
    """Send a vehicle, number `n` of them, for request `r` where a group has one; return whether it was."""
    start, origin, end = call[START], natural(call[ORIGIN]), natural(call[END])
    hour, choice = natural(call[TRAFFIC]), lay.choice[natural(call[PURPOSE]), natural(call[NEED])]
    for i in range(choice.size):
        if choice[i] < 0:
            break
        g = natural(choice[i])
        found = pick_vehicle(lay, call, st, g, pooled)
        if found < 0:
            continue
        v = natural(found)
        car = st.cars[v]
        zone, home = natural(car[ZONE]), natural(lay.home[v])
        pickup = max(start, t + lay.drive[hour, zone, origin])
        back = pickup + call[DURATION] + (0 if lay.stay else lay.drive[hour, end, home])
        if lay.what[g] == CONTRACT and not on_call(lay.call, lay.days, st.held, g, t, back):
            continue
        car[CREW], car[OVER] = NONE, 0
        if lay.crewed[g]:
            driver, car[OVER] = pick_driver(
                lay.duty, lay.pause, lay.days, st.link, st.rested, st.held, t, call[NIGHT] == 1, back
            )
            if driver < 0:
                continue
            car[CREW] = driver
            st.busy[driver] = 1
            take(st.link, driver)
        stand(lay, st, car, v, -1)
        car[STATE], car[TRIP], car[PICKUP], car[DONE] = OUT, r, pickup, back
        car[UNLADEN] = lay.road[zone, origin] + (0 if lay.stay else lay.road[end, home])
        st.sent[n] = v
        return True
    return False


@woven
def _serve(lay, levels, st, call, r, t, pooled, counts, log, line):
    """Send all vehicles that request `r` wants, or none; return whether they were."""
    many, n, pickup, source = lay.cars[natural(call[PURPOSE])], 0, call[START], OWN
    while n < many and _send(lay, st, call, r, natural(n), t, pooled):
        n += 1
    if n < many:
        for i in range(n):
            v = natural(st.sent[i])
            car = st.cars[v]
            car[STATE] = IDLE
            stand(lay, st, car, v, 1)
            if car[CREW] >= 0:
                free(lay, st, car[CREW])
        return False
    for i in range(n):
        v = natural(st.sent[i])
        car = st.cars[v]
        g = natural(car[FLEET])
        car[ZONE] = call[END] if lay.stay else lay.home[v]
        car[FAILS] = i == 0 and call[WEAR] < lay.fails[g]
        pickup, source = max(pickup, car[PICKUP]), max(source, lay.what[g])
        join(st.due, v, (car[DONE] << 1) << VEHICLE | v)
        drove(lay, levels, g, call[DISTANCE], car[UNLADEN], car[DONE] - t, car[CREW] >= 0, car[OVER], counts)
        note(log, line, t, SENT, r, v, car[PICKUP])
        if car[CREW] >= 0:
            note(log, line, t, DROVE, r, car[CREW], car[DONE])
    ended(lay, call, pickup, source, counts)
    return True


@woven
def _wait(lay, tr, st, r):
    """Put a request into the list in order of (priority, time wanted, number): most often near its end."""
    call, end = tr.calls[r], tr.calls.shape[0]
    mine, start, due = lay.priority[natural(call[PURPOSE])], call[START], call[natural(DUE + tr.side)]
    at = natural(st.line[0, end])
    while at != end:
        other = tr.calls[at]
        theirs = lay.priority[natural(other[PURPOSE])]
        if theirs < mine or (theirs == mine and (other[START], at) < (start, r)):
            break
        at = natural(st.line[0, at])
    put(st.line, r, at)
    if due < NEVER:
        st.held[GIVING] = push(st.giving, st.held[GIVING], due << CALL | r)


@inline
def _taken(tr, r):
    """Return when request `r` is taken up."""
    return tr.calls[r, natural(ASK + tr.side)]


@woven
def _come_back(lay, tr, st, t, counts, log, row):
    """Take the vehicle that is back or repaired first."""
    key = st.due[TOP]
    repaired, v = (key >> VEHICLE) & 1, key & ((1 << VEHICLE) - 1)
    enter(st.due, v, LAST)
    car = st.cars[v]
    broken = not repaired and car[FAILS] == 1
    if repaired:
        note(log, row, t, REPAIRED, v, 0, 0)
    else:
        note(log, row, t, BACK, v, car[TRIP], 1 if broken else 0)
        if car[CREW] >= 0:
            st.rested[car[CREW]] = t
            free(lay, st, car[CREW])
    if not broken:
        car[STATE], car[SINCE] = IDLE, t
        day = natural(st.held[TODAY])
        if day >= lay.days or not tr.off[v, day]:
            stand(lay, st, car, v, 1)
        return
    ready, bay = t, 0
    if st.bays.size:
        bay = st.bays.argmin()
        ready = max(t, st.bays[bay])
    ready += tr.calls[natural(car[TRIP]), REPAIR]
    if st.bays.size:
        st.bays[bay] = ready
    counts[BROKEN] += 1
    car[STATE], car[ZONE] = BROKEN_DOWN, lay.home[v]
    enter(st.due, v, ((ready << 1) | 1) << VEHICLE | v)


@woven
def _give_up(lay, tr, st, t, counts, log, row):
    """Cover by ride-hailing, or refuse, those whose time is up."""
    while st.held[GIVING] and st.giving[0] >> CALL <= t:
        r = st.giving[0] & ((1 << CALL) - 1)
        st.held[GIVING] = pop(st.giving, st.held[GIVING])
        if st.line[1, r] == r:
            continue
        take(st.line, r)
        call = tr.calls[r]
        p, pickup, source = natural(call[PURPOSE]), NONE, NONE
        if lay.hail[p]:
            pickup, source = max(call[START], t + call[DELAY]), HAIL
            note(log, row, t, HAILED, r, lay.cars[p], pickup)
        else:
            note(log, row, t, REFUSED, r, 0, 0)
        ended(lay, call, pickup, source, counts)


@inline
def _left(lay, tr, st, counts):
    """Refuse those who still wait when nothing happens any more."""
    end = tr.calls.shape[0]
    r = natural(st.line[1, end])
    while r != end:
        ended(lay, tr.calls[r], NONE, NONE, counts)
        r = natural(st.line[1, r])


@bare
def _on_duty(lay, levels, st, t):
    """Return how many drivers are on duty."""
    on, day = np.int64(0), st.held[TODAY]
    for s in range(lay.shift_lever.size if day < lay.days else 0):
        if on_duty(lay.duty, lay.pause, s, t - day * DAY):
            for w in range(st.first[s], st.first[s] + levels[lay.shift_lever[s]]):
                on += st.here[day, w]
    return on


@inline
def _in_turn(tr, a):
    """Return the request in place `a` of the order in which they are taken up."""
    return natural(tr.calls[natural(a), natural(ORDER + tr.side)])


@inline
def _asked(tr, a):
    """Return when the request in place `a` is taken up."""
    return _taken(tr, _in_turn(tr, a)) if a < tr.calls.shape[0] else NEVER


@inline
def _back(st):
    """Return when the next vehicle is back or repaired, or `QUIET`."""
    return st.due[TOP] >> (VEHICLE + 1)


@inline
def _next(st, asked, change):
    """Return the next tick at which anything happens, or `QUIET`."""
    t = min(min(asked, change), _back(st))
    if st.held[GIVING]:
        t = min(t, st.giving[0] >> CALL)
    return t


@inline
def _change(lay, c):
    """Return when people on duty or the day change for the `c`-th time."""
    return lay.changes[natural(c)] if c < lay.changes.size else NEVER


@bare
def _tell(lay, levels, tr, st, pooled, counts, log, row):
    """Tell tick after tick until nothing happens any more; a trip of no length makes a tick come twice."""
    a, c, asked, change, end = 0, 0, _asked(tr, 0), _change(lay, 0), tr.calls.shape[0]
    t, freed = np.int64(-1), False
    while True:
        if _back(st) > t:
            _give_up(lay, tr, st, t, counts, log, row)
            t = _next(st, asked, change)
            if t == QUIET:
                _left(lay, tr, st, counts)
                return
            freed = change == t
            if change == t:
                c += 1
                change = _change(lay, c)
                if t == (st.held[TODAY] + 1) * DAY:
                    morning(lay, levels, tr, st, st.held[TODAY] + 1)
                note(log, row, t, CHANGED, st.held[TODAY], _on_duty(lay, levels, st, t), 0)
            while asked == t:
                i = _in_turn(tr, a)
                note(log, row, t, ASKED, i, tr.calls[i, PURPOSE], tr.calls[i, NEED])
                _wait(lay, tr, st, i)
                a += 1
                asked = _asked(tr, a)
        while _back(st) == t:
            _come_back(lay, tr, st, t, counts, log, row)
            freed = True
        r = natural(st.line[1, end])
        while r != end and st.held[READY]:
            behind, call = natural(st.line[1, r]), tr.calls[r]
            if (freed or _taken(tr, r) == t) and _serve(lay, levels, st, call, r, t, pooled, counts, log, row):
                take(st.line, r)
            r = behind


@bare
def _straight(lay, levels, tr, out, counts):
    """Tell the days of one line for equal vehicles without a calendar: the next request goes with the next one free.

    So Kiefer and Wolfowitz (1955). In one zone no way leads to the pick-up or home, and it does not matter which
    vehicle goes; `out` is the tree of when they are free, without any when there is no vehicle.
    """
    for a in range(tr.calls.shape[0]):
        call, key = tr.calls[_in_turn(tr, a)], out[TOP]
        if key == LAST:
            ended(lay, call, NONE, NONE, counts)
            continue
        t = max(call[natural(ASK + tr.side)], key >> VEHICLE)
        v, busy = key & ((1 << VEHICLE) - 1), call[DURATION]
        enter(out, v, (t + busy) << VEHICLE | v)
        drove(lay, levels, 0, call[DISTANCE], 0, busy, False, 0, counts)
        ended(lay, call, t, lay.what[0], counts)


@bare
def _fits(lay, levels, staff):
    """Return whether the levels are a setting of the layout, and staff in post fit the posts."""
    fits, posts = levels.size == lay.high.size and staff >= 0, np.int64(0)
    for i in range(levels.size if fits else 0):
        fits = fits and 0 <= levels[i] <= lay.high[i]
    for s in range(lay.shift_lever.size if fits else 0):
        posts += levels[lay.shift_lever[s]]
    return fits and staff <= posts


@jit
def _days(tables, levels, staff, table, off, here, counts, log, row):
    """Tell the run of days; return False, and tell nothing, when the levels are no setting of the layout."""
    lay = rules(tables)
    if not _fits(lay, levels, staff):
        return False
    plat = 1 if lay.platform >= 0 and levels[lay.platform] else 0
    tr = Calls(table, plat, off, here)
    pooled = levels[lay.pooled] if lay.pooled >= 0 else lay.given
    if lay.straight and not log.shape[0]:
        _straight(lay, levels, tr, grown(np.arange(levels[lay.lever[0]])), counts)
    else:
        st = state(lay, levels, staff, tr, counts)
        morning(lay, levels, tr, st, np.int64(0))
        _tell(lay, levels, tr, st, pooled, counts, log, row)
    period(lay, levels, counts)
    return True


def run(lay: Layout, setting: Setting, trace: Trace, log: bool = False) -> Outcome:
    """Return the outcome of a run of days; with `log`, also its events in total order."""
    levels = np.array(setting.levels, dtype=np.int64)

    def days(counts: Ints, events: Ints, row: Ints) -> None:
        if not _days(lay.tables, levels, setting.staff, trace.table, trace.off, trace.here, counts, events, row):
            raise ValueError(f"levels {setting.levels}, {setting.staff} in post, do not fit the levers: {lay.high}")

    return told(days, size(len(lay.priority), len(lay.what)), 5 * len(trace.purpose) + 256 if log else 0)


def checked(lay: Layout, setting: Setting) -> Ints:
    """Return the levels as an array; raise ValueError when they are not a setting of this layout."""
    return fitting(setting, lay.high.tolist(), lay.shift_lever.tolist())
