"""All random numbers of a day of cleaning, drawn before its clock starts and independent of the setting.

Addresses (purpose, entity): DAY 0 busyness and weather; PERSON, one entity per post lever and index; LOOK, one per
zone; DIRT, one per zone and class of dirt; JOB, one per occurrence; DUE, one per task and zone; MACHINE, one per unit;
INSPECT, one per inspection. Occasions count within an entity.
"""

import math
from typing import NamedTuple

import numpy as np

from ...conduct import Conduct
from ...engine.draw import _unit, philox, quantile, uniforms
from ...engine.jit import jit
from ...engine.sealed import sealed
from ...engine.team import people, team
from ...streams import Stream
from .layout import Ints, Layout

DAY, PERSON, LOOK, DIRT, JOB, DUE, MACHINE, INSPECT = range(1, 9)
LIVES = 16
"""Failures of one machine on one day that have numbers of their own; after them the last repeats."""
_MASK, _SHIFT = np.uint64(0xFFFFFFFF), np.uint64(32)


class Trace(NamedTuple):
    """Chance of one day; shapes in brackets, times in ms."""

    first: Ints  # [Z + 1] items of zone z are born[first[z]:first[z + 1]], in order of birth
    born: Ints  # [I]
    pick: Ints  # [I] removal at nominal speed
    look: Ints  # [Z, occasions] look at nominal speed
    here: Ints  # [2, P, most posts] 1 when the person comes; axis 0: staff in post, other team
    speed: Ints  # [2, P, most posts] per mille
    due: Ints  # [O] 1 when the occurrence is due today
    factor: Ints  # [O] duration factor, per mille
    life: Ints  # [units, LIVES] running time to each failure
    repair: Ints  # [units, LIVES]
    inspected: Ints  # [V] times of the inspections
    seen: Ints  # [V, Z] 1 when the inspector passes


@jit
def _bulk(law, key, purpose, replication, entity, out):
    """Fill `out` with whole values, at least 1, of a coded law at an address."""
    u = np.empty(out.size)
    uniforms(key, purpose, replication, entity, u)
    for i in range(out.size):
        out[i] = max(1, round(quantile(law[0], law[1], law[2], law[3], u[i])))


@jit
def _when(steps, opens, closes, area):
    """Return the time at which the cumulated intensity from `opens` reaches `area` (intensity x ms), or -1."""
    for i in range(steps.shape[0]):
        start = max(steps[i, 0], opens)
        stop = min(steps[i + 1, 0] if i + 1 < steps.shape[0] else closes, closes)
        room = (stop - start) * steps[i, 1]
        if stop <= start or room <= 0.0:
            continue
        if area < room:
            return start + area / steps[i, 1]
        area -= room
    return -1.0


@jit
def _fall(lay, key, replication, busy, wet, zone, born, pick):
    """Write the items of the day class by class; return how many there are, or -1 when the arrays are too short.

    Arrivals are a Poisson process with rate per hour x intensity x busyness (x wet factor), made by inversion of its
    cumulated rate, so that a higher rate moves items forward in time and never changes their number in the sequence.
    """
    k0, k1 = np.uint64(key) & _MASK, np.uint64(key) >> _SHIFT
    n = 0
    for d in range(lay.dirt.shape[0]):
        row = lay.dirt[d]
        z = int(row[0])
        rate = row[1] / 3.6e6 * busy * (row[2] if wet else 1.0)
        area, i = 0.0, 0
        while rate > 0.0:
            a, b, c, e = philox(np.uint64(i), np.uint64(d), np.uint64(replication), np.uint64(DIRT), k0, k1)
            area -= math.log(_unit(a, b)) / rate
            t = _when(lay.steps, float(lay.opens[z]), float(lay.closes[z]), area)
            if t < 0.0:
                break
            if n == born.size:
                return -1
            zone[n], born[n] = z, int(t)
            pick[n] = max(0, round(quantile(row[3], row[4], row[5], row[6], _unit(c, e))))
            n, i = n + 1, i + 1
    return n


@jit
def _looks(lay, key, replication, out):
    for z in range(out.shape[0]):
        _bulk(lay.look[z], key, LOOK, replication, z, out[z])


@jit
def _jobs(lay, key, replication, due, factor):
    """Draw which occurrences are due (one draw per task and zone, shared by its windows) and their duration factors."""
    zones = lay.place.size
    u = np.empty(2)
    for o in range(due.size):
        z, k = lay.job[o, 0], lay.job[o, 1]
        uniforms(key, DUE, replication, k * zones + z, u)
        due[o] = u[0] < lay.every[k]
        law = lay.variation[k]
        uniforms(key, JOB, replication, (k * zones + z) * 1440 + lay.job[o, 3] // 60000, u)
        factor[o] = max(1, round(1000.0 * quantile(law[0], law[1], law[2], law[3], u[0])))


@jit
def _machines(lay, key, replication, life, repair):
    """Draw when each unit fails and how long each repair takes, type by type."""
    law, unit = np.array([3.0, 0.0, 0.0, 0.0]), 0
    for m in range(lay.units.size):
        law[1] = lay.mtbf[m]
        for _ in range(lay.units[m]):
            _bulk(law, key, MACHINE, replication, 2 * unit, life[unit])
            _bulk(lay.repair[m], key, MACHINE, replication, 2 * unit + 1, repair[unit])
            unit += 1


@jit
def _inspections(lay, key, replication, inspected, seen):
    """Draw when each inspection is made and which zones of the beat it passes."""
    path = np.empty(lay.place.size + 1)
    for v in range(inspected.size):
        uniforms(key, INSPECT, replication, v, path)
        inspected[v] = int(lay.hours[0] + path[0] * (lay.hours[1] - lay.hours[0]))
        for z in lay.beat:
            seen[v, z] = path[1 + z] < lay.sample


@jit
def _room(lay, busy):
    """Return a number of items that is seldom exceeded."""
    expected, most = 0.0, 1.0
    for d in range(lay.dirt.shape[0]):
        z = int(lay.dirt[d, 0])
        expected += lay.dirt[d, 1] * max(1.0, lay.dirt[d, 2]) * (lay.closes[z] - lay.opens[z]) / 3.6e6
    for i in range(lay.steps.shape[0]):
        most = max(most, lay.steps[i, 1])
    return int(expected * busy * most) + 64


@jit
def _litter(lay, key, replication):
    """Return zone, birth and removal of the items of the day, class by class."""
    u = np.empty(2)
    uniforms(key, DAY, replication, 0, u)
    busy, wet = quantile(lay.busy[0], lay.busy[1], lay.busy[2], lay.busy[3], u[0]), u[1] < lay.wet_days
    room = _room(lay, busy)
    while True:
        zone, born, pick = np.empty(room, np.int64), np.empty(room, np.int64), np.empty(room, np.int64)
        n = _fall(lay, key, replication, busy, wet, zone, born, pick)
        if n >= 0:
            return zone[:n], born[:n], pick[:n]
        room *= 2


@jit
def _by_zone(zones, zone, born, pick):
    """Return (first, born, pick) zone by zone in order of birth; of those born at once, the class that comes first."""
    first = np.zeros(zones + 1, dtype=np.int64)
    for z in zone:
        first[z + 1] += 1
    first = np.cumsum(first)
    end, when, what = first[:zones].copy(), np.empty_like(born), np.empty_like(pick)
    for i in range(born.size):  # a class is in order already, so that an item seldom passes more than a few
        at = end[zone[i]]
        while at > first[zone[i]] and when[at - 1] > born[i]:
            when[at], what[at] = when[at - 1], what[at - 1]
            at -= 1
        when[at], what[at] = born[i], pick[i]
        end[zone[i]] += 1
    return first, when, what


@jit
def drawn(lay, own, other, key, replication):
    """Return the trace of one day of `lay`, for staff in post and other team (`engine.team.team`)."""
    zones, units = lay.place.size, lay.units.sum()
    first, born, pick = _by_zone(zones, *_litter(lay, key, replication))
    here, speed = people(key, PERSON, replication, lay.posts, own, other)
    look = np.empty((zones, lay.occasions), dtype=np.int64)
    due, factor = np.zeros(len(lay.job), dtype=np.int64), np.ones(len(lay.job), dtype=np.int64)
    life, repair = np.ones((units, LIVES), dtype=np.int64), np.ones((units, LIVES), dtype=np.int64)
    inspected, seen = np.zeros(lay.visits, dtype=np.int64), np.zeros((lay.visits, zones), dtype=np.int64)
    _looks(lay, key, replication, look)
    _jobs(lay, key, replication, due, factor)
    _machines(lay, key, replication, life, repair)
    _inspections(lay, key, replication, inspected, seen)
    return Trace(
        sealed(first), sealed(born), sealed(pick), sealed(look), sealed(here), sealed(speed), sealed(due),
        sealed(factor), sealed(life), sealed(repair), sealed(inspected), sealed(seen),
    )  # fmt: skip


def draw(lay: Layout, workforce: tuple[Conduct, Conduct], stream: Stream) -> Trace:
    """Return the trace of one day of `lay`, for staff in post and other team as in `workforce`."""
    own, other = workforce
    trace: Trace = drawn(lay, team(own), team(other), np.uint64(stream.key), stream.replication)
    return trace
