"""All random numbers of a run of days of a fleet, drawn before its clock starts and independent of the setting.

Addresses (purpose, entity): WEEK 0 the place in the quarter, and the run of the log; DAY d the factor of day d; GAP and
TRIP, one per day, purpose and request, in order of the times wanted; VEHICLE, one per vehicle; PERSON, one entity per
day and shift, and index.
"""

import math
from functools import cached_property
from typing import NamedTuple

import numpy as np

from ...conduct import Conduct
from ...engine.draw import come, pick, quantile, uniforms, whole
from ...engine.jit import jit
from ...engine.team import people, team
from ...streams import Stream
from ...trace import freeze
from .layout import DAY, HOUR, SLOT, Ints, Layout
from .tables import (
    ASK,
    COLUMNS,
    DELAY,
    DEPARTMENT,
    DISTANCE,
    DUE,
    DURATION,
    END,
    KNOWN,
    NEED,
    NIGHT,
    ORDER,
    ORIGIN,
    PURPOSE,
    REPAIR,
    SINGLE,
    START,
    TRAFFIC,
    TWICE,
    WEAR,
)

WEEK, FACTOR, GAP, TRIP, VEHICLE, PERSON = range(1, 7)
MILLION = 1_000_000
"""Requests of a day and purpose are numbered from (day x purposes + purpose) x MILLION on."""
NEVER = 1 << 61
"""When a request gives up that waits for ever."""
CHANCES = 14
"""Uniforms of a request: at once, lead, hold, far, duration, distance, one way, end, department, party, ride-hailing,
wear, repair, and one to spare."""


class Chance(NamedTuple):
    """Chance of a run of days; shapes in brackets. Times in ms after midnight of Monday, distances tenths of a km.

    Requests stand in order of day, purpose and number; `ask`, `due` and `order` without and with the platform.
    """

    purpose: Ints  # [N]
    department: Ints  # [N]
    origin: Ints  # [N] zone
    end: Ints  # [N] zone
    need: Ints  # [N] class
    start: Ints  # [N] time wanted
    known: Ints  # [N] when it was made; the time wanted where it was made at once
    ask: Ints  # [2, N] taken up by the dispatcher
    due: Ints  # [2, N] given up, if no vehicle has been sent; NEVER where it waits for ever
    order: Ints  # [2, N] requests by (ask, number)
    duration: Ints  # [N] at the place's own effort
    distance: Ints  # [N]
    delay: Ints  # [N] until ride-hailing comes
    wear: Ints  # [N] millionths: the first vehicle of the trip breaks down when its class fails more often
    repair: Ints  # [N] time in the workshop, if so
    off: Ints  # [V, days] 1 when the vehicle is in the workshop as planned
    here: Ints  # [2, days x shifts, most] 1 when the driver comes; axis 0: staff in post, other team


class Trace(Chance):
    """The chance, and its requests as the table that the kernel is handed; arrays may not change after that."""

    @cached_property
    def table(self) -> Ints:
        """Return the requests as one table, int64 [N, COLUMNS]: `SINGLE`, both of each of `TWICE`, what follows."""
        found = np.empty((len(self.purpose), COLUMNS), dtype=np.int64)
        found[:, :TRAFFIC] = np.vstack([getattr(self, name) for name in SINGLE + TWICE]).T
        _conclude(found)
        found.setflags(write=False)
        return found


@jit
def _factor(law, u):
    return quantile(law[0], law[1], law[2], law[3], u)


@jit
def _request(lay, u, n, p, start, table):
    """Write request `n` of purpose `p` for a time `start` from the uniforms `u`."""
    laws, parts = lay.laws[p], lay.parts[p]
    known = start if u[0] < parts[0] else start - whole(laws[0], u[1])
    far = 2 if u[3] < parts[1] else 0
    need = lay.needs[p, pick(lay.party[p], u[9])]
    told = p, pick(lay.department, u[8]), need, start, known, whole(laws[2 + far], u[4]), whole(laws[3 + far], u[5])
    _write(lay, u, n, told, table)


@jit
def _write(lay, u, n, told, table):
    """Write request `n` from what a log may tell of it and, for what no log tells, the uniforms `u`."""
    p, d, need, start, known, duration, distance = told
    request = table[n]
    request[PURPOSE], request[DEPARTMENT], request[ORIGIN], request[NEED] = p, d, lay.zone[d], need
    request[START], request[KNOWN], request[DURATION], request[DISTANCE] = start, known, duration, distance
    request[END] = pick(lay.ends, u[7]) if u[6] < lay.parts[p, 2] else lay.zone[d]
    hold = whole(lay.laws[p, 1], u[2])
    for side in range(2):
        ask = max(0, known + lay.handling[side], start - lay.notice)
        request[ASK + side], request[DUE + side] = ask, NEVER if lay.patient[p] else ask + hold
    request[DELAY], request[REPAIR] = whole(lay.delay, u[10]), whole(lay.repair, u[12])
    request[WEAR] = int(u[11] * MILLION)


@jit
def _conclude(table):
    """Write what follows from the other columns of the requests."""
    for request in table:
        start = request[START]
        request[TRAFFIC] = start // HOUR % 24
        request[NIGHT] = start + request[DURATION] > (start // DAY + 1) * DAY


@jit
def _day(lay, key, r, day, busy, n, table):
    """Write the requests of a day from number `n` on; return the number after them, or -1 when there is no room.

    Each purpose's requests are a Poisson process, by inversion of its cumulated rate.
    """
    room, purposes = table.shape[0], lay.opens.size
    u, v = np.empty(CHANCES), np.empty(1)
    for p in range(purposes):
        rate, area, i = lay.rate[p, day] * busy, 0.0, 0
        while rate > 0.0:
            entity = (day * purposes + p) * MILLION + i
            uniforms(key, GAP, r, entity, v)
            area -= math.log(v[0]) / rate
            if area >= 1.0:
                break
            if n == room:
                return -1
            uniforms(key, TRIP, r, entity, u)
            start = day * DAY + come(lay.slots[p], lay.opens[p], SLOT, area)
            _request(lay, u, n, p, start, table)
            n, i = n + 1, i + 1
    return n


@jit
def _replay(lay, key, r, run, table):
    """Write the requests of a run of the log's days, each with the uniforms of a drawn one; return their number."""
    purposes, first, entity = lay.opens.size, lay.runs[run], -1
    u = np.empty(CHANCES)
    for n in range(lay.runs[run + 1] - first):
        p, d, need, start, known, duration, distance = lay.recorded[first + n]
        base = (start // DAY * purposes + p) * MILLION
        entity = entity + 1 if entity >= base else base
        uniforms(key, TRIP, r, entity, u)
        _write(lay, u, n, (p, d, need, start, known, duration, distance), table)
    return lay.runs[run + 1] - first


@jit
def _off(lay, key, r, off):
    """Write which vehicles are in the workshop as planned, day by day."""
    u = np.empty(off.shape[1])
    for g in range(lay.serviced.size):
        for v in range(lay.first[g], lay.first[g + 1]):
            uniforms(key, VEHICLE, r, v, u)
            for day in range(u.size):
                off[v, day] = u[day] < lay.serviced[g]


def draw(lay: Layout, workforce: tuple[Conduct, Conduct], stream: Stream) -> Trace:
    """Return the trace of a run of days of `lay`, for staff in post and other team as in `workforce`."""
    key, r = np.uint64(stream.key), stream.replication
    n, drawn = _recorded(lay, key, r) if lay.runs.size > 1 else _drawn(lay, key, r)
    table = drawn[:n].copy()
    _conclude(table)
    single, ask, due, order = table.T[:ASK], table.T[ASK:DUE], table.T[DUE:ORDER], table.T[ORDER:TRAFFIC]
    for side in range(2):
        order[side] = np.argsort(ask[side], kind="stable")
    off = np.zeros((int(lay.first[-1]), lay.days), dtype=np.int64)
    _off(lay, key, r, off)
    here, _ = people(key, PERSON, r, np.tile(lay.most, lay.days), *map(team, workforce))
    trace = freeze(Trace._make([*single[:DURATION], ask, due, order, *single[DURATION:], off, here]))
    table.setflags(write=False)
    trace.table = table
    return trace


def _recorded(lay: Layout, key: np.uint64, r: int) -> tuple[int, Ints]:
    """Return the requests of one run of the log, each as likely as any other."""
    u, runs = np.empty(2), lay.runs.size - 1
    uniforms(key, WEEK, r, 0, u)
    run = min(runs - 1, int(u[1] * runs))
    table = np.empty((int(lay.runs[run + 1] - lay.runs[run]), COLUMNS), dtype=np.int64)
    return int(_replay(lay, key, r, run, table)), table


def _drawn(lay: Layout, key: np.uint64, r: int) -> tuple[int, Ints]:
    """Return requests by chance: their number, and a table with room for at least so many."""
    u, busy = np.empty(1), []
    uniforms(key, WEEK, r, 0, u)
    season = float(lay.quarter[1]) if u[0] < lay.quarter[0] else 1.0
    for day in range(lay.days):
        uniforms(key, FACTOR, r, day, u)
        busy.append(season * float(_factor(lay.spread, u[0])))
    mean = float((lay.rate * np.array(busy)).sum())
    room = int(mean + 6 * math.sqrt(mean) + 16)
    while True:
        table, n = np.empty((room, COLUMNS), dtype=np.int64), 0
        for day in range(lay.days):
            n = int(_day(lay, key, r, day, busy[day], n, table))
            if n < 0:
                break
        if n >= 0:
            return n, table
        room *= 2
