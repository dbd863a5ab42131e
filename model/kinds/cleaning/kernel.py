"""The day of cleaning, told to be fast. Twin of `reference.py`; rules and ties are stated there.

Rounds people of one shift never meet (their sections are disjoint and shifts do not overlap), so each is followed
through the shift on its own, without a calendar. Tasks people share machines and are advanced in order of
(time, person).

Inner loops take single arrays, not the whole layout: every look into a tuple of arrays counts references, and handing
one over copies all of it.
"""

import numpy as np

from ...engine.jit import jit
from ...engine.log import note, told
from ...engine.setting import fitting
from ...levers import Setting
from ...measures import Outcome
from .draws import LIVES, Trace
from .layout import Ints, Layout
from .names import BY_HAND, BY_MACHINE, FAILURES, LOOKS, OVER_MS, POSTED, ROUND_MS, TASK_MS, size
from .ranks import FELL, FINISHED, LOOKED, OFF, ON, REMOVED, RETURNED, STARTED
from .tally import tally

NEVER = np.int64(1) << 60
TEAM = 1000
"""People are numbered shift * 2 * TEAM + (TEAM for tasks) + place among those present."""


@jit
def _side(lay, levels, staff, p, i):
    """Return 0 when post `i` of lever `p` is held by staff in post, else 1: staff are spread evenly over all posts."""
    before, total = 0, 0
    for q in range(lay.posts.size):
        before += levels[q] if q < p else 0
        total += levels[q]
    g = before + i
    return 0 if (g + 1) * staff // total - g * staff // total else 1


@jit
def _present(lay, levels, staff, tr, s, rounds, tasks):
    """Fill the speeds of those at work in shift `s`; return (rounds people, tasks people, short, planned)."""
    relief, waiting = lay.post[s, 2], 0
    count = np.zeros(2, dtype=np.int64)
    short, planned = 0, 0
    for role in range(2):
        p = lay.post[s, role]
        speeds = rounds if role == 0 else tasks
        for i in range(levels[p] if p >= 0 else 0):
            planned += 1
            side = _side(lay, levels, staff, p, i)
            speed = tr.speed[side, p, i]
            if not tr.here[side, p, i]:
                speed = 0
                while relief >= 0 and waiting < levels[relief] and speed == 0:
                    other = _side(lay, levels, staff, relief, waiting)
                    if tr.here[other, relief, waiting]:
                        speed = tr.speed[other, relief, waiting]
                    waiting += 1
            if speed:
                speeds[count[role]] = speed
                count[role] += 1
            else:
                short += 1
    return count[0], count[1], short, planned


@jit
def _walk(across, a, b):
    return min(abs(a - b), across)


@jit
def _next(i, step, lo, hi, shuttle):
    """Return the place on the beat after `i`, and the way on: round and round, or back and forth."""
    if not shuttle:
        return i + 1 if i + 1 < hi else lo, step
    if not lo <= i + step < hi:
        step = -step
    return i + step if lo <= i + step < hi else i, step


@jit
def _patrol(lay, tr, s, who, speed, lo, hi, visits, head, removed, counts, log, row):
    """Follow one rounds person through beat zones lo..hi-1 of shift `s`."""
    end, p0, p1 = lay.shift[s, 1], lay.shift[s, 2], lay.shift[s, 3]
    t, where, i, step = lay.shift[s, 0], np.int64(0), lo, 1
    beat, place, across, occasions = lay.beat, lay.place, lay.across, lay.occasions
    looks, born, picks, first = tr.look, tr.born, tr.pick, tr.first
    keep, exhaustive, shuttle = log.shape[0] > 0, lay.exhaustive, lay.shuttle
    note(log, row, t, ON, who, who, 0)
    while lo < hi:
        if p0 <= t < p1:
            t = p1
        z = beat[i]
        look = max(1, looks[z, visits[z] % occasions] * 1000 // speed)
        t += _walk(across, where, place[z])
        if t >= end:
            break
        visits[z] += 1
        where = place[z]
        t += look
        if t > end:
            break
        counts[LOOKS] += 1
        counts[ROUND_MS] += look
        stop, found = first[z + 1], head[z]
        while found < stop and born[found] <= t:
            found += 1
        if keep:
            note(log, row, t, LOOKED, z, who, found - head[z])
        while head[z] < found:
            item = head[z]
            pick = picks[item] * 1000 // speed
            if t + pick > end:
                break
            t += pick
            counts[ROUND_MS] += pick
            removed[item] = t
            if keep:
                note(log, row, t, REMOVED, item, who, z)
            head[z] += 1
            while exhaustive and found < stop and born[found] <= t:
                found += 1
        if head[z] < found:
            break
        i, step = _next(i, step, lo, hi, shuttle)
    note(log, row, end if lo < hi else lay.shift[s, 0], OFF, who, who, 0)


@jit
def _bounds(load, n, cut):
    """Cut a route into `n` contiguous sections of equal load: zone i goes to floor((2 before + own) n / (2 total)).

    Section k is cut[k]..cut[k + 1] - 1. A route without load is cut by number of zones.
    """
    total = load.sum()
    before, k = np.int64(0), 0
    cut[0] = 0
    for i in range(load.size):
        owner = (2 * before + load[i]) * n // (2 * total) if total else i * n // load.size
        while k < owner:
            k += 1
            cut[k] = i
        before += load[i]
    while k < n:
        k += 1
        cut[k] = load.size


@jit
def _owned(lay, levels):
    """Return the units of each type that are owned, first and last + 1, int64 [M, 2]."""
    owned, first = np.empty((lay.units.size, 2), dtype=np.int64), np.int64(0)
    for m in range(lay.units.size):
        owned[m, 0], owned[m, 1] = first, first + levels[lay.posts.size + m]
        first += lay.units[m]
    return owned


@jit
def _unit(across, owned, free, spot, where, m, t):
    """Return the free unit of type `m` nearest to `where` (ties: lowest number), or -1, and when one will be free."""
    best, near, soon = -1, NEVER, NEVER
    for u in range(owned[m, 0], owned[m, 1]):
        if free[u] <= t:
            far = _walk(across, where, spot[u])
            if far < near:
                best, near = u, far
        elif free[u] < soon:
            soon = free[u]
    return best, soon


@jit
def _machine(job, tr, o, u, at, speed, free, life, lives):
    """Return when an occurrence begun at `at` with unit `u` ends; book the unit. Failures are worked around.

    A unit that fails is away for its repair; the rest of the work is done by hand, or waits for the repair where the
    task has no hand method.
    """
    hand, powered = job[o, 5], job[o, 6]
    run = max(1, powered * tr.factor[o] // speed)
    if run < life[u]:
        life[u] -= run
        free[u] = at + run
        return at + run, 0
    k = min(lives[u], LIVES - 1)
    broken, rest = at + life[u], run - life[u]
    back = broken + tr.repair[u, k]
    lives[u] += 1
    life[u] = tr.life[u, min(lives[u], LIVES - 1)]
    if hand >= 0:
        free[u] = back
        return broken + rest * hand // powered, 1
    life[u] = max(1, life[u] - rest)
    free[u] = back + rest
    return back + rest, 1


@jit
def _job(job, across, owned, own, lo, hi, done, free, spot, where, t):
    """Return the occurrence to begin at `t` and its unit, or -1, -1 and when to ask again (NEVER: nothing is left)."""
    wake = NEVER
    for q in range(lo, hi):
        o = own[q]
        if done[o] >= 0:
            continue
        if job[o, 3] > t:
            wake = min(wake, job[o, 3])
            continue
        unit = -1
        if job[o, 7] >= 0:
            unit, soon = _unit(across, owned, free, spot, where, job[o, 7], t)
            if unit < 0 and job[o, 5] < 0:
                wake = min(wake, soon)
        if unit >= 0 or job[o, 5] >= 0:
            return o, unit, NEVER
    return -1, -1, wake


@jit
def _errands(lay, levels, tr, people, done, counts, log, row):
    """Advance all tasks people of the day in order of (time, person).

    `people` int64 [W, 5]: shift, speed, first and last + 1 zone of the section, number.
    """
    w_all = people.shape[0]
    units = lay.units.sum()
    free, spot = np.zeros(units, dtype=np.int64), np.zeros(units, dtype=np.int64)
    life, lives = np.empty(units, dtype=np.int64), np.zeros(units, dtype=np.int64)
    for u in range(units):
        life[u] = tr.life[u, 0]
    due, where = np.empty(w_all, dtype=np.int64), np.zeros(w_all, dtype=np.int64)
    first, own = _lists(lay, levels, tr, people)
    job, across, places, shift = lay.job, lay.across, lay.place, lay.shift
    owned = _owned(lay, levels)
    for w in range(w_all):
        due[w] = lay.shift[people[w, 0], 0]
        note(log, row, due[w], ON, people[w, 4], people[w, 4], 0)
    while True:
        w, t = -1, NEVER
        for v in range(w_all):
            if due[v] < t:
                w, t = v, due[v]
        if w < 0:
            return
        s, speed, who = people[w, 0], people[w, 1], people[w, 4]
        if shift[s, 2] <= t < shift[s, 3]:
            due[w] = shift[s, 3]
            continue
        best, unit, wake = _job(job, across, owned, own, first[w], first[w + 1], done, free, spot, where[w], t)
        if t >= shift[s, 1] or (best < 0 and wake == NEVER):
            note(log, row, t, OFF, who, who, 0)
            due[w] = NEVER
            continue
        if best < 0:
            due[w] = min(wake, shift[s, 1])
            continue
        place = places[job[best, 0]]
        if unit >= 0:
            at = t + _walk(across, where[w], spot[unit]) + _walk(across, spot[unit], place)
            end, failed = _machine(job, tr, best, unit, at, speed, free, life, lives)
            spot[unit] = place
            counts[BY_MACHINE] += 1
            counts[FAILURES] += failed
            note(log, row, free[unit], RETURNED, unit, who, failed)
        else:
            at = t + _walk(across, where[w], place)
            end = at + max(1, job[best, 5] * tr.factor[best] // speed)
            counts[BY_HAND] += 1
        note(log, row, at, STARTED, best, who, unit + 1)
        note(log, row, end, FINISHED, best, who, unit + 1)
        counts[TASK_MS] += end - at
        counts[OVER_MS] += max(0, end - shift[s, 1])
        done[best], due[w], where[w] = end, end, place


@jit
def _possible(job, levels, posts, o):
    """Return whether an occurrence can ever be done: by hand, or with a machine there is."""
    return job[o, 5] >= 0 or levels[posts + job[o, 7]] > 0


@jit
def _lists(lay, levels, tr, people):
    """Return (first, own): the possible occurrences due today of each person, in the order of `Layout.job`."""
    first = np.zeros(people.shape[0] + 1, dtype=np.int64)
    own = np.empty(lay.job.shape[0], dtype=np.int64)
    job, due, n = lay.job, tr.due, 0
    for w in range(people.shape[0]):
        s, lo, hi = people[w, 0], people[w, 2], people[w, 3]
        for o in range(job.shape[0]):
            if due[o] and job[o, 2] == s and lo <= job[o, 0] < hi and _possible(job, levels, lay.posts.size, o):
                own[n] = o
                n += 1
        first[w + 1] = n
    return first, own


@jit
def _day(lay, levels, staff, tr, counts, log, row):
    zones, shifts = lay.place.size, lay.shift.shape[0]
    removed = np.full(tr.born.size, -1, dtype=np.int64)
    done = np.full(lay.job.shape[0], -1, dtype=np.int64)
    short, planned = np.zeros(shifts, dtype=np.int64), np.zeros(shifts, dtype=np.int64)
    visits, head = np.zeros(zones, dtype=np.int64), tr.first[:zones].copy()
    room = levels[: lay.posts.size].sum() + 1
    rounds, tasks = np.empty(room, dtype=np.int64), np.empty(room, dtype=np.int64)
    cut = np.empty(room + 1, dtype=np.int64)
    people, w = np.empty((room, 5), dtype=np.int64), 0
    for s in range(shifts):
        n, m, short[s], planned[s] = _present(lay, levels, staff, tr, s, rounds, tasks)
        counts[POSTED] += (n + m) * (lay.shift[s, 1] - lay.shift[s, 0])
        if n:
            _bounds(lay.weight, n, cut)
        for k in range(n):
            who = 2 * TEAM * s + k
            _patrol(lay, tr, s, who, rounds[k], cut[k], cut[k + 1], visits, head, removed, counts, log, row)
        if m:
            _bounds(lay.load[s], m, cut)
        for k in range(m):
            people[w, 0], people[w, 1], people[w, 2], people[w, 3] = s, tasks[k], cut[k], cut[k + 1]
            people[w, 4] = 2 * TEAM * s + TEAM + k
            w += 1
    _errands(lay, levels, tr, people[:w], done, counts, log, row)
    tally(lay, tr, removed, done, short, planned, counts)
    if log.shape[0]:
        for z in range(zones):
            for i in range(tr.first[z], tr.first[z + 1]):
                note(log, row, tr.born[i], FELL, i, z, 0)


def run(lay: Layout, setting: Setting, trace: Trace, log: bool = False) -> Outcome:
    """Return the outcome of a day; with `log`, also its events in total order."""
    levels = checked(lay, setting)

    def day(counts: Ints, events: Ints, row: Ints) -> None:
        _day(lay, levels, setting.staff, trace, counts, events, row)

    return told(day, size(len(lay.shift)), 65536 if log else 0)


def checked(lay: Layout, setting: Setting) -> Ints:
    """Return the levels as an array; raise ValueError when they are not a setting of this layout."""
    return fitting(setting, [*lay.posts.tolist(), *lay.units.tolist()], range(lay.posts.size))
