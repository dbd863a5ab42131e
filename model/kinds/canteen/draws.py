"""All random numbers of a day in a canteen, drawn before its clock starts and independent of the setting.

Addresses (purpose, entity): DAY 0 weekday and day of the log, DAY 1 + m the factor of meal m; PERSON, one entity per
station and index; SIZE and GROUP, one per meal and group of staff; GUEST and TABLE, one per meal and group of
visitors; HEAD, DINER, one per meal and person; VISITOR, DISH, one per meal and visitor. A person who does not come
today has the same numbers on the day he does.
"""

import math
from typing import NamedTuple

import numpy as np

from ...conduct import Conduct
from ...engine.draw import come, pick, quantile, uniforms, whole
from ...engine.jit import jit
from ...engine.team import people, team
from ...streams import Stream
from ...trace import freeze
from .layout import SLOT, Ints, Layout

DAY, PERSON, SIZE, GROUP, GUEST, TABLE, DINER, DISH, SWIPE = range(1, 10)
MILLION = 1_000_000
"""Entities of a meal are numbered from meal x MILLION on."""
CHANCES = 6
"""Uniforms of a diner: comes, tier wanted, flexible, service, checkout, patience."""


class Trace(NamedTuple):
    """Chance of one day; shapes in brackets, times in ms. Diners stand in order of meal, group and place in it."""

    meal: Ints  # [N]
    group: Ints  # [N] rising
    tier: Ints  # [N] tier wanted
    flexible: Ints  # [N] 1 when any tier will do
    arrive: Ints  # [2, N] as usual, staggered
    order: Ints  # [2, N] diners by (arrival, number)
    serve: Ints  # [N, J] service at nominal speed by technology
    pay: Ints  # [N, 2] checkout at nominal speed: with a person, smart
    patience: Ints  # [N]
    dwell: Ints  # [G]
    clearing: Ints  # [G]
    extra: Ints  # [G] rounding of the seats a group leaves unused, millionths
    here: Ints  # [2, stations, most] 1 when the person comes; axis 0: staff in post, other team
    speed: Ints  # [2, stations, most] per mille


@jit
def _factor(law, u):
    return quantile(law[0], law[1], law[2], law[3], u)





@jit
def _diner(laws, wanted, easy, u, n, m, g, meal, group, tier, flexible, serve, pay, patience):
    """Write the diner with number `n` from the uniforms `u`."""
    meal[n], group[n] = m, g
    tier[n] = pick(wanted[m], u[1])
    flexible[n] = u[2] < easy
    for j in range(serve.shape[1]):
        serve[n, j] = whole(laws[0][j], u[3])
    pay[n, 0], pay[n, 1] = whole(laws[1][0], u[4]), whole(laws[1][1], u[4])
    patience[n] = whole(laws[2], u[5])


@jit
def _table(laws, u, g, dwell, clearing, extra):
    dwell[g], clearing[g] = whole(laws[0], u[1]), whole(laws[1], u[2])
    extra[g] = int(u[3] * MILLION)


@jit
def _staff(lay, key, r, m, rate, at, arrive, meal, group, tier, flexible, serve, pay, patience, dwell, clearing, extra):
    """Write the staff who come to meal `m` from place `at` = (diner, group) on; return the places after them.

    People are cut into groups in order of their numbers; a group comes at one time, those of it who come at all.
    """
    n, g, head, i = at[0], at[1], 0, 0
    laws, tables, wanted, easy = (lay.serve, lay.pay, lay.patience), (lay.dwell, lay.clearing), lay.wanted, lay.flexible
    usual, staggered, opens, sizes, heads = lay.slots[m, 0], lay.slots[m, 1], lay.opens[m], lay.group, lay.heads
    u, v = np.empty(4), np.empty(CHANCES)
    while head < heads:
        uniforms(key, GROUP, r, m * MILLION + i, u)
        uniforms(key, SIZE, r, m * MILLION + i, v[:2])
        size = min(pick(sizes, v[0]) + 1, heads - head)
        first, times = n, (come(usual, opens, SLOT, u[0]), come(staggered, opens, SLOT, u[0]))
        for h in range(head, head + size):
            uniforms(key, DINER, r, m * MILLION + h, v)
            if v[0] < rate:
                _diner(laws, wanted, easy, v, n, m, g, meal, group, tier, flexible, serve, pay, patience)
                arrive[0, n], arrive[1, n] = times
                n += 1
        if n > first:
            _table(tables, u, g, dwell, clearing, extra)
            g += 1
        head, i = head + size, i + 1
    return n, g


@jit
def _visitors(lay, key, r, m, at, arrive, meal, group, tier, flexible, serve, pay, patience, dwell, clearing, extra):
    """Write the visitors of meal `m`: a Poisson process of groups, by inversion of its cumulated rate.

    `visitors` is the mean number of people; groups come at that rate over the mean size of a group.
    """
    n, g, i, area = at[0], at[1], 0, 0.0
    laws, tables, wanted, easy = (lay.serve, lay.pay, lay.patience), (lay.dwell, lay.clearing), lay.wanted, lay.flexible
    usual, staggered, opens, sizes = lay.slots[m, 0], lay.slots[m, 1], lay.opens[m], lay.group
    u, v = np.empty(4), np.empty(CHANCES)
    mean, before = 0.0, 0.0
    for j in range(lay.group.size):
        mean += (j + 1) * (lay.group[j] - before)
        before = lay.group[j]
    rate = lay.visitors[m] / mean
    while rate > 0.0:
        uniforms(key, GUEST, r, m * MILLION + i, v[:2])
        area -= math.log(v[0]) / rate
        if area >= 1.0:
            break
        size = pick(sizes, v[1]) + 1
        if n + size > meal.size:
            return -1, g
        uniforms(key, TABLE, r, m * MILLION + i, u)
        _table(tables, u, g, dwell, clearing, extra)
        times = come(usual, opens, SLOT, area), come(staggered, opens, SLOT, area)
        for h in range(size):
            uniforms(key, DISH, r, (m * MILLION + i) * sizes.size + h, v)
            _diner(laws, wanted, easy, v, n, m, g, meal, group, tier, flexible, serve, pay, patience)
            arrive[0, n], arrive[1, n] = times
            n += 1
        g, i = g + 1, i + 1
    return n, g


@jit
def _swipes(lay, key, r, day, arrive, meal, group, tier, flexible, serve, pay, patience, dwell, clearing, extra):
    """Write the diners of one day of the log, everybody a group of one, their tier as bought."""
    laws, tables, wanted, easy = (lay.serve, lay.pay, lay.patience), (lay.dwell, lay.clearing), lay.wanted, lay.flexible
    u, v = np.empty(4), np.empty(CHANCES)
    first = lay.days[day]
    for n in range(lay.days[day + 1] - first):
        m, k, t = lay.recorded[first + n]
        uniforms(key, SWIPE, r, n, v)
        uniforms(key, TABLE, r, n, u)
        _diner(laws, wanted, easy, v, n, m, n, meal, group, tier, flexible, serve, pay, patience)
        tier[n], arrive[0, n], arrive[1, n] = k, t, t
        _table(tables, u, n, dwell, clearing, extra)
    return lay.days[day + 1] - first


def draw(lay: Layout, workforce: tuple[Conduct, Conduct], stream: Stream) -> Trace:
    """Return the trace of one day of `lay`, for staff in post and other team as in `workforce`."""
    key, r, meals = np.uint64(stream.key), stream.replication, len(lay.opens)
    u = np.empty(2)
    uniforms(key, DAY, r, 0, u)
    weekday, logged = int(pick(lay.weekday, u[0])), len(lay.days) - 1
    day = min(logged - 1, int(u[1] * logged))
    room = int(lay.days[day + 1] - lay.days[day]) if logged else lay.heads * meals + _room(lay)
    while True:
        head = [np.empty(room, dtype=np.int64) for _ in range(4)]
        arrive = np.empty((2, room), dtype=np.int64)
        serve, pay = np.empty((room, len(lay.serve)), dtype=np.int64), np.empty((room, 2), dtype=np.int64)
        patience, tables = np.empty(room, dtype=np.int64), [np.empty(room, dtype=np.int64) for _ in range(3)]
        rest = (arrive, *head, serve, pay, patience, *tables)
        at = (0, 0)
        if logged:
            n = int(_swipes(lay, key, r, day, *rest))
            at = (n, n)
        for m in range(0 if logged else meals):
            uniforms(key, DAY, r, 1 + m, u)
            rate = min(1.0, float(lay.coming[m, weekday]) * float(_factor(lay.spread[m], u[0])))
            at = _staff(lay, key, r, m, rate, at, *rest)
            at = _visitors(lay, key, r, m, at, *rest)
            if at[0] < 0:
                break
        if at[0] >= 0:
            break
        room *= 2
    n, g = at
    arrive = np.ascontiguousarray(arrive[:, :n])
    order = np.array([np.argsort(row, kind="stable") for row in arrive], dtype=np.int64).reshape(2, n)
    here, speed = people(key, PERSON, r, lay.most, *map(team, workforce))
    meal, group, tier, flexible = (a[:n].copy() for a in head)
    dwell, clearing, extra = (a[:g].copy() for a in tables)
    own = serve[:n].copy(), pay[:n].copy(), patience[:n].copy()
    return freeze(Trace(meal, group, tier, flexible, arrive, order, *own, dwell, clearing, extra, here, speed))


def _room(lay: Layout) -> int:
    """Return a number of visitors that is seldom exceeded."""
    mean = float(lay.visitors.sum())
    return int(mean + 6 * math.sqrt(mean * len(lay.group)) + 16 * len(lay.group))
