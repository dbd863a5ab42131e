"""The day of cleaning, told to be fast. Twin of `reference.py`; rules and ties are stated there.

Rounds people of one shift never meet (their sections are disjoint and shifts do not overlap), so each is followed
through the shift on its own, without a calendar. Tasks people share machines and are advanced in order of
(time, person).

Nothing is divided in the loop of the rounds but by way of a reciprocal, and the next tasks person is found by a
tournament: both are the most frequent steps of a day.
"""

import numpy as np

from ...engine.heap import LAST
from ...engine.jit import bare, divided, inline, jit, natural, woven
from ...engine.log import note, told
from ...engine.setting import fitting
from ...engine.tree import TOP, enter, planted
from ...levers import Setting
from ...measures import Outcome
from .draws import LIVES, Trace
from .layout import Ints, Layout
from .names import BY_HAND, BY_MACHINE, FAILURES, LOOKS, OVER_MS, POSTED, ROUND_MS, TASK_MS, size
from .ranks import FELL, FINISHED, LOOKED, OFF, ON, REMOVED, RETURNED, STARTED
from .tally import tally

NEVER = np.int64(1) << 60
PERSON = np.int64(16)
"""Bits of a person in a packed key (time, person)."""
TEAM = 1000
"""People are numbered shift * 2 * TEAM + (TEAM for tasks) + place among those present."""


@bare
def _side(levels, posts, staff, p, i):
    """Return 0 when post `i` of lever `p` is held by staff in post, else 1: staff are spread evenly over all posts."""
    before, total = np.int64(0), np.int64(0)
    for q in range(posts):
        before += levels[q] if q < p else 0
        total += levels[q]
    g = before + i
    return 0 if (g + 1) * staff // total - g * staff // total else 1


@bare
def _present(post, posts, levels, staff, here, speed_of, rounds, tasks):
    """Fill the speeds of those at work in a shift; return (rounds people, tasks people, short, planned)."""
    relief, waiting, n, m, short, planned = post[2], 0, 0, 0, 0, 0
    for role in range(2):
        p = post[role]
        for i in range(levels[p] if p >= 0 else 0):
            planned += 1
            side = _side(levels, posts, staff, p, i)
            speed = speed_of[side, p, i]
            if not here[side, p, i]:
                speed = 0
                while relief >= 0 and waiting < levels[relief] and speed == 0:
                    other = _side(levels, posts, staff, relief, waiting)
                    if here[other, relief, waiting]:
                        speed = speed_of[other, relief, waiting]
                    waiting += 1
            if not speed:
                short += 1
            elif role == 0:
                rounds[n] = speed
                n += 1
            else:
                tasks[m] = speed
                m += 1
    return n, m, short, planned


@inline
def _walk(across, a, b):
    return min(abs(a - b), across)


@inline
def _next(i, step, lo, hi, shuttle):
    """Return the place on the beat after `i`, and the way on: round and round, or back and forth."""
    if not shuttle:
        return i + 1 if i + 1 < hi else lo, step
    if not lo <= i + step < hi:
        step = -step
    return i + step if lo <= i + step < hi else i, step


@woven
def _patrol(lay, tr, shift, who, speed, lo, hi, visits, head, removed, counts, log, row):
    """Follow one rounds person through beat zones lo..hi-1 of a shift; `visits` are counted modulo the occasions."""
    end, p0, p1 = shift[1], shift[2], shift[3]
    t, where, i, step = shift[0], np.int64(0), lo, 1
    born, picks, occasions, inverse = tr.born, tr.pick, lay.occasions, 1.0 / speed
    keep, exhaustive, number, spent = log.shape[0] > 0, lay.exhaustive, np.int64(0), np.int64(0)
    note(log, row, t, ON, who, who, 0)
    while lo < hi:
        if p0 <= t < p1:
            t = p1
        z = natural(lay.beat[natural(i)])
        visit, place = natural(visits[z]), lay.place[z]
        look = max(1, divided(tr.look[z, visit] * 1000, speed, inverse))
        t += _walk(lay.across, where, place)
        if t >= end:
            break
        visits[z] = visit + 1 if visit + 1 < occasions else 0
        where = place
        t += look
        if t > end:
            break
        number, spent = number + 1, spent + look
        stop, found = tr.first[z + 1], head[z]
        while found < stop and born[natural(found)] <= t:
            found += 1
        if keep:
            note(log, row, t, LOOKED, z, who, found - head[z])
        while head[z] < found:
            item = natural(head[z])
            pick = divided(picks[item] * 1000, speed, inverse)
            if t + pick > end:
                break
            t, spent = t + pick, spent + pick
            removed[item] = t
            if keep:
                note(log, row, t, REMOVED, item, who, z)
            head[z] += 1
            while exhaustive and found < stop and born[natural(found)] <= t:
                found += 1
        if head[z] < found:
            break
        i, step = _next(i, step, lo, hi, lay.shuttle)
    counts[LOOKS] += number
    counts[ROUND_MS] += spent
    note(log, row, end if lo < hi else shift[0], OFF, who, who, 0)


@bare
def _bounds(load, n, cut):
    """Cut a route into `n` contiguous sections of equal load: zone i goes to floor((2 before + own) n / (2 total)).

    Section k is cut[k]..cut[k + 1] - 1. A route without load is cut by number of zones.
    """
    total, before, k = np.int64(0), np.int64(0), 0
    for i in range(load.size):
        total += load[i]
    cut[0] = 0
    for i in range(load.size):
        # the owner is more than k when the quotient is at least k + 1, which needs no division
        part, whole = ((2 * before + load[i]) * n, 2 * total) if total else (i * n, load.size)
        while part >= (k + 1) * whole:
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


@woven
def _unit(across, owned, free, spot, where, m, t):
    """Return the free unit of type `m` nearest to `where` (ties: lowest number), or -1, and when one will be free."""
    best, near, soon = -1, NEVER, NEVER
    for i in range(owned[m, 0], owned[m, 1]):
        u = natural(i)
        if free[u] <= t:
            far = _walk(across, where, spot[u])
            if far < near:
                best, near = u, far
        elif free[u] < soon:
            soon = free[u]
    return best, soon


@woven
def _machine(work, tr, o, u, at, speed, free, life, lives):
    """Return when an occurrence begun at `at` with unit `u` ends; book the unit. Failures are worked around.

    A unit that fails is away for its repair; the rest of the work is done by hand, or waits for the repair where the
    task has no hand method.
    """
    hand, powered = work[5], work[6]
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


@woven
def _job(job, across, owned, own, lo, hi, done, free, spot, where, t):
    """Return the occurrence to begin at `t` and its unit, or -1, -1 and when to ask again (NEVER: nothing is left)."""
    wake = NEVER
    for q in range(lo, hi):
        o = natural(own[natural(q)])
        if done[o] >= 0:
            continue
        work = job[o]
        if work[3] > t:
            wake = min(wake, work[3])
            continue
        unit = np.int64(-1)
        if work[7] >= 0:
            unit, soon = _unit(across, owned, free, spot, where, natural(work[7]), t)
            if unit < 0 and work[5] < 0:
                wake = min(wake, soon)
        if unit >= 0 or work[5] >= 0:
            return np.int64(o), unit, NEVER
    return np.int64(-1), np.int64(-1), wake


@woven
def _advance(lay, tr, people, first, own, owned, free, spot, life, lives, where, due, done, counts, log, row):
    """Advance all tasks people of the day in order of (time, person), who stand in the tree `due`."""
    job, across, shift = lay.job, lay.across, lay.shift
    for w in range(people.shape[0]):
        start, who = shift[natural(people[w, 0]), 0], people[w, 4]
        enter(due, w, start << PERSON | w)
        note(log, row, start, ON, who, who, 0)
    while due[TOP] != LAST:
        w, t = natural(due[TOP] & ((1 << PERSON) - 1)), due[TOP] >> PERSON
        speed, who, hours = people[w, 1], people[w, 4], shift[natural(people[w, 0])]
        if hours[2] <= t < hours[3]:
            enter(due, w, hours[3] << PERSON | w)
            continue
        best, unit, wake = _job(job, across, owned, own, first[w], first[w + 1], done, free, spot, where[w], t)
        if t >= hours[1] or (best < 0 and wake == NEVER):
            note(log, row, t, OFF, who, who, 0)
            enter(due, w, LAST)
            continue
        if best < 0:
            enter(due, w, min(wake, hours[1]) << PERSON | w)
            continue
        o = natural(best)
        work = job[o]
        place = lay.place[natural(work[0])]
        if unit >= 0:
            u = natural(unit)
            at = t + _walk(across, where[w], spot[u]) + _walk(across, spot[u], place)
            end, failed = _machine(work, tr, o, u, at, speed, free, life, lives)
            spot[u] = place
            counts[BY_MACHINE] += 1
            counts[FAILURES] += failed
            note(log, row, free[u], RETURNED, u, who, failed)
        else:
            at = t + _walk(across, where[w], place)
            end = at + max(1, work[5] * tr.factor[o] // speed)
            counts[BY_HAND] += 1
        note(log, row, at, STARTED, o, who, unit + 1)
        note(log, row, end, FINISHED, o, who, unit + 1)
        counts[TASK_MS] += end - at
        counts[OVER_MS] += max(0, end - hours[1])
        done[o], where[w] = end, place
        enter(due, w, end << PERSON | w)


@bare
def _whose(job, levels, posts, due, whose, o):
    """Return who has an occurrence in his section, or -1 for nobody, not today, or no way to do it."""
    able = job[o, 5] >= 0 or levels[posts + job[o, 7]] > 0
    return whose[natural(job[o, 2]), natural(job[o, 0])] if due[o] and able else -1


@bare
def _lists(lay, levels, due, people, whose, first, own):
    """Write (first, own): the possible occurrences due today of each person, in the order of `Layout.job`.

    `whose` int64 [S, Z], -1 to begin with, is whose section a zone is in; `first`, longer by 2 than there are people,
    is 0 to begin with.
    """
    job, posts = lay.job, lay.posts.size
    for w in range(people.shape[0]):
        for z in range(people[w, 2], people[w, 3]):
            whose[natural(people[w, 0]), natural(z)] = w
    for o in range(job.shape[0]):
        w = _whose(job, levels, posts, due, whose, o)
        if w >= 0:
            first[natural(w + 2)] += 1
    for i in range(1, first.size):
        first[i] += first[i - 1]
    for o in range(job.shape[0]):
        w = _whose(job, levels, posts, due, whose, o)
        if w >= 0:
            # grows from where the list of `w` begins to its end
            own[natural(first[natural(w + 1)])] = o
            first[natural(w + 1)] += 1


@jit
def _errands(lay, levels, tr, people, done, counts, log, row):
    """Tell what tasks people do; `people` int64 [W, 5]: shift, speed, first and last + 1 zone of a section, number."""
    units, n, shifts = lay.units.sum(), people.shape[0], lay.shift.shape[0]
    whose = np.full((shifts, lay.place.size), -1, dtype=np.int64)
    first, own = np.zeros(n + 2, dtype=np.int64), np.empty(lay.job.shape[0], dtype=np.int64)
    _lists(lay, levels, tr.due, people, whose, first, own)
    zero = np.zeros((4, max(units, n)), dtype=np.int64)
    life = tr.life[:units, 0].copy()
    _advance(
        lay, tr, people, first, own, _owned(lay, levels), zero[0], zero[1], life, zero[2], zero[3], planted(n), done,
        counts, log, row,
    )  # fmt: skip


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
        n, m, short[s], planned[s] = _present(
            lay.post[s], lay.posts.size, levels, staff, tr.here, tr.speed, rounds, tasks
        )
        counts[POSTED] += (n + m) * (lay.shift[s, 1] - lay.shift[s, 0])
        if n:
            _bounds(lay.weight, n, cut)
        for k in range(n):
            who = 2 * TEAM * s + k
            _patrol(lay, tr, lay.shift[s], who, rounds[k], cut[k], cut[k + 1], visits, head, removed, counts, log, row)
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
