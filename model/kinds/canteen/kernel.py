"""The day of a canteen, told to be fast. Twin of `reference.py`; rules and ties are stated there.

Nobody behind the windows holds up those in front, so the day is told stage by stage: windows by events (`lines`), or by
recursion where there is one line that nobody leaves; the till and the seats by recursion in order of arrival there.
"""

import numpy as np

from ...engine.heap import pop, push
from ...engine.jit import bare, inline, jit, natural
from ...engine.log import note, told
from ...engine.setting import fitting
from ...levers import Setting
from ...measures import Outcome
from .draws import Trace
from .layout import Ints, Layout
from .lines import BITS, NEVER, windows
from .names import ABSENT, BUSY, CLOSED, OVERTIME, PLANNED, POSTED, size
from .ranks import CAME, CHANGED, ENDED, PAYS, ROSE, SEATED, STARTED, SWAPPED, TILLED
from .tally import BEGUN, CAUSE, PAYING, READY, SEAT, SERVER, SHORT, STEP, THROUGH, tally
from .tally import ENDED as DONE

PLACES = np.int64(10)
"""Windows of a tier, or smart and other lanes together, in a packed key (time, place): twice `check.WIDEST` at most."""


@jit
def _level(levels, place):
    return levels[place] if place >= 0 else 0


@jit
def _opened(lay, levels):
    """Return the windows and lanes to open, int64 [stations but relief, W], and the most of each station."""
    tiers, steps = lay.window.shape
    opened = np.zeros((tiers + 1, steps), dtype=np.int64)
    most = np.zeros(tiers + 2, dtype=np.int64)
    for w in range(steps):
        for k in range(tiers):
            opened[k, w] = _level(levels, lay.window[k, w])
            most[k] = max(most[k], opened[k, w])
        opened[tiers, w] = _level(levels, lay.lane[w])
        most[tiers] = max(most[tiers], opened[tiers, w])
    most[tiers + 1] = _level(levels, lay.relief)
    return opened, most


@jit
def _holders(lay, levels, staff, tr, most, counts):
    """Return the speed of each holder of a place, int64 [stations, most]; 0 for who is absent.

    Staff in post are spread evenly over all places, in their proportion to the roster.
    """
    places, posts = most.sum(), np.int64(0)
    for s in range(lay.shift.shape[0]):
        posts += levels[lay.shift[s, 0]]
        counts[OVERTIME] += levels[lay.shift[s, 0]] * lay.shift[s, 1]
    own = min(places, staff * places // posts) if posts else 0
    speeds = np.zeros((most.size, tr.here.shape[2]), dtype=np.int64)
    g = 0
    for s in range(most.size):
        for i in range(most[s]):
            side = 0 if (g + 1) * own // places > g * own // places else 1
            speeds[s, i] = tr.speed[side, s, i] if tr.here[side, s, i] else 0
            counts[ABSENT] += speeds[s, i] == 0
            g += 1
    counts[PLANNED] += places
    return speeds


@jit
def _manned(lay, levels, staff, tr, counts):
    """Return the speed at every window and lane in every step, and the most places of each station.

    The first is int64 [W, tiers + 1, most], 0 where nobody stands.
    """
    opened, most = _opened(lay, levels)
    speeds = _holders(lay, levels, staff, tr, most, counts)
    stations, steps = opened.shape
    manned = np.zeros((steps, stations, speeds.shape[1]), dtype=np.int64)
    for w in range(steps):
        relief = 0
        for s in range(stations):
            for i in range(opened[s, w]):
                speed = speeds[s, i]
                while speed == 0 and relief < most[stations]:
                    speed = speeds[stations, relief]
                    relief += 1
                manned[w, s, i] = speed
                counts[POSTED] += (lay.step[w, 1] - lay.step[w, 0]) * (speed > 0)
    return manned, most


@inline
def _begin(t, w, starts, speeds, free, wait):
    """Return (moment, step, server): when a server that is manned is free at `t` or later, and the lowest such one.

    `speeds[w]` holds who mans what from the start of step w on, 0 for nobody; `w` steps have begun at `t`. When nobody
    is there any more, or, unless `wait`, as soon as nobody is there, the server is -1. Moment and number stand in one
    key, so that the earliest of the lowest is a minimum without a branch.
    """
    best = np.int64(-1)
    while best < 0:
        soon = NEVER
        if w:
            for i in range(free.size):
                mine = (max(free[i], t) << PLACES) | i
                soon = min(soon, mine if speeds[w - 1, i] else NEVER)
        if w < starts.size and starts[w] <= soon >> PLACES and (wait or soon < NEVER):
            t = starts[w]
            while w < starts.size and starts[w] <= t:
                w += 1
        elif soon < NEVER:
            t, best = soon >> PLACES, soon & ((1 << PLACES) - 1)
        else:
            break
    return t, w, best


@inline
def _file(keys, n, time, d):
    """Put a packed key into a list in order to whose end it nearly belongs; return how many there are."""
    key, place = (time << BITS) | d, n
    while place and keys[place - 1] > key:
        keys[place] = keys[place - 1]
        place -= 1
    keys[place] = key
    return n + 1


@bare
def _unpack(keys, n, into):
    for i in range(n):
        into[i] = keys[i] & ((np.int64(1) << BITS) - 1)


@jit
def _straight(lay, tr, levels, manned, diners, through, counts, log, row):
    """Tell the first stage without events, where there is one line and nobody turns away; else as `_windows`.

    The next diner is served at the first moment at which a manned window is free; who still waits when the last one
    closes is lost.
    """
    late = levels[lay.stagger] if lay.stagger >= 0 else 0
    arrive, order, steps, wide = tr.arrive[late], tr.order[late], lay.step.shape[0], lay.wide
    serve, starts, keep = tr.serve[:, lay.tech[0]], lay.step[:, 0].copy(), log.shape[0] > 0
    free, speeds, some = np.zeros(wide, dtype=np.int64), manned[:, 0, :wide].copy(), np.zeros(steps, dtype=np.int64)
    for w in range(steps):
        some[w] = speeds[w].max()
        if keep:
            note(log, row, starts[w], CHANGED, w, (manned[w] > 0).sum(), 0)
    t, w, v, n, work, keys = np.int64(0), 0, 0, 0, np.int64(0), np.empty(order.size, dtype=np.int64)
    for a in range(order.size):
        d = natural(order[a])
        while v < steps and starts[v] <= arrive[d]:
            v += 1
        diners[d, STEP], diners[d, SHORT], diners[d, CAUSE] = v - 1, 0, -1 if some[v - 1] else CLOSED
        if keep:
            note(log, row, arrive[d], CAME, d, 0 if some[v - 1] else -1, diners[d, CAUSE])
        if not some[v - 1]:
            continue
        t, w, best = _begin(max(t, arrive[d]), max(w, v), starts, speeds, free, False)
        if best < 0:
            diners[d, CAUSE] = CLOSED
            if keep:
                note(log, row, t, SWAPPED, d, -1, 0)
            continue
        time = serve[d]
        if speeds[w - 1, best] != 1000:
            time = time * 1000 // speeds[w - 1, best]
        free[best], work = t + time, work + time
        diners[d, SERVER], diners[d, BEGUN], diners[d, DONE] = best, t, t + time
        n = _file(keys, n, t + time, d)
        if keep:
            note(log, row, t, STARTED, d, best, t - arrive[d])
            note(log, row, t + time, ENDED, d, best, 0)
    counts[BUSY] += work
    _unpack(keys, n, through)
    return n


@jit
def _till(lay, tr, levels, manned, through, n, diners, counts, log, row):
    """Tell the second stage: diners pay in order of coming to the till, at the free lane of lowest number."""
    smart, starts, tiers, keep = _level(levels, lay.smart), lay.step[:, 0].copy(), lay.price.size, log.shape[0] > 0
    speeds = np.full((starts.size, smart + manned.shape[2]), 1000, dtype=np.int64)
    speeds[:, smart:] = manned[:, tiers]
    free, pay = np.zeros(speeds.shape[1], dtype=np.int64), tr.pay
    t, w = np.int64(0), 0
    for i in range(n):
        d = natural(through[i])
        t = max(t, diners[d, DONE])
        while w < starts.size and starts[w] <= t:
            w += 1
        t, w, best = _begin(t, w, starts, speeds, free, True)
        if best < 0:
            return
        time = pay[d, 1] if best < smart else pay[d, 0] * 1000 // speeds[w - 1, best]
        counts[BUSY] += time if best >= smart else 0
        free[best] = t + time
        diners[d, PAYING], diners[d, THROUGH] = t, t + time
        if keep:
            note(log, row, t, PAYS, d, best, t - diners[d, DONE])
            note(log, row, t + time, TILLED, d, best, 0)


@jit
def _gather(tr, through, n, diners, groups, members):
    """Write when each group is ready; return the groups in order of (ready, number)."""
    group, keys, many = tr.group, np.empty(groups.shape[0], dtype=np.int64), 0
    if group.size == groups.shape[0]:  # all come alone
        for i in range(n):
            d = natural(through[i])
            t, g = diners[d, THROUGH], natural(group[d])
            if t >= 0:
                members[g], groups[g, READY] = 1, t
                many = _file(keys, many, t, g)
    else:
        for i in range(n):
            members[group[through[i]]] += diners[through[i], THROUGH] >= 0
        left = members.copy()
        for i in range(n):
            d = through[i]
            g, t = group[d], diners[d, THROUGH]
            if t < 0:
                continue
            groups[g, READY] = max(groups[g, READY], t)
            left[g] -= 1
            if left[g] == 0:
                many = _file(keys, many, groups[g, READY], g)
    queue = np.empty(many, dtype=np.int64)
    _unpack(keys, many, queue)
    return queue


@bare
def _roomy(queue, groups, members, stay, extra, loss, seats, gone, first):
    """Return whether all groups certainly find seats at once, by counting who is there in stretches of 16 s.

    `gone` int64 [stretches], zeroed, `first` the time of the first: seats given back by stretch. Who rises in the
    stretch in which a group comes counts as still there, so the answer is on the safe side.
    """
    there, at = 0, 0
    for i in range(queue.size):
        g = natural(queue[i])
        t, m = groups[g, READY], members[g]
        need = m + (loss * m + extra[g]) // 1000000
        now = (t - first) >> 14
        while at < now:
            if at < gone.size:
                there -= gone[at]
            at += 1
        there += need
        if there > seats:
            return False
        rise = (t + stay[g] - first) >> 14
        if rise < gone.size:
            gone[rise] += need
    return True


@jit
def _seats(lay, tr, levels, through, n, diners, groups, log, row):
    """Tell the third stage: groups sit down in order of being ready, when there are seats for all of them."""
    members = np.zeros(groups.shape[0], dtype=np.int64)
    queue, keep = _gather(tr, through, n, diners, groups, members), log.shape[0] > 0
    seats = levels[lay.seat] * lay.unit if lay.seat >= 0 else lay.seats
    if seats == 0 or queue.size == 0:
        return
    loss, extra, stay, ready = lay.loss, tr.extra, tr.dwell + tr.clearing, groups[:, READY]
    gone = np.zeros(((ready[queue[queue.size - 1]] - ready[queue[0]]) >> 14) + 1, dtype=np.int64)
    roomy = seats < 0 or _roomy(queue, groups, members, stay, extra, loss, seats, gone, ready[queue[0]])
    if roomy and not keep:
        for g in queue:
            groups[g, SEAT] = groups[g, READY]
        return
    heap, held, free, t = np.empty(queue.size, dtype=np.int64), 0, seats, np.int64(0)
    for g in queue:
        need = members[g] + (loss * members[g] + extra[g]) // 1000000
        t = max(t, groups[g, READY])
        if seats > 0:
            need = min(need, seats)
            while held and (heap[0] >> BITS <= t or free < need):
                t = max(t, heap[0] >> BITS)
                free += heap[0] & ((np.int64(1) << BITS) - 1)
                held = pop(heap, held)
            free -= need
            held = push(heap, held, ((t + stay[g]) << BITS) | need)
        groups[g, SEAT] = t
        if keep:
            note(log, row, t, SEATED, g, need, t - groups[g, READY])
            note(log, row, t + stay[g], ROSE, g, need, 0)


@jit
def _day(lay, levels, staff, tr, counts, log, row):
    manned, most = _manned(lay, levels, staff, tr, counts)
    diners = np.full((tr.meal.size, 8), -1, dtype=np.int64)
    groups = np.full((tr.dwell.size, 2), -1, dtype=np.int64)
    through = np.empty(tr.meal.size, dtype=np.int64)
    if lay.straight:
        n = _straight(lay, tr, levels, manned, diners, through, counts, log, row)
    else:
        n = windows(lay, tr, levels, manned, most, diners, through, counts, log, row)
    if lay.till:
        _till(lay, tr, levels, manned, through, n, diners, counts, log, row)
    else:
        for i in range(n):
            diners[through[i], THROUGH] = diners[through[i], DONE]
    if lay.seating:
        _seats(lay, tr, levels, through, n, diners, groups, log, row)
    tally(lay, tr, levels, diners, groups, counts)


def run(lay: Layout, setting: Setting, trace: Trace, log: bool = False) -> Outcome:
    """Return the outcome of a day; with `log`, also its events in total order."""
    levels = checked(lay, setting)

    def day(counts: Ints, events: Ints, row: Ints) -> None:
        _day(lay, levels, setting.staff, trace, counts, events, row)

    return told(day, size(len(lay.step), len(lay.limited)), 8 * len(trace.meal) + 256 if log else 0)


def checked(lay: Layout, setting: Setting) -> Ints:
    """Return the levels as an array; raise ValueError when they are not a setting of this layout."""
    return fitting(setting, lay.high.tolist(), lay.shift[:, 0].tolist())
