"""The first stage of the day, by events: arrivals, steps, windows that come free, patience that ends.

Inner loops take single arrays, not the whole layout: every look into a tuple of arrays counts references, and handing
one over copies all of it. For the same reason what happens at an event is written into the loop, not called.
"""

import numpy as np

from ...engine.heap import pop, push
from ...engine.jit import bare, inline, jit, natural
from ...engine.log import note
from .names import BUSY, CLOSED, LINE, MOVED, PATIENCE, SOLD_OUT
from .ranks import CAME, CHANGED, ENDED, LEFT, STARTED, SWAPPED
from .tally import BEGUN, CAUSE, SERVER, SHORT, STEP
from .tally import ENDED as DONE

NEVER = np.int64(1) << 60
PLENTY = np.int64(1) << 40
HEAD, TAIL, WAITING = range(3)
"""Rows of the table of lines: first and last who wait, and how many."""
BITS = np.int64(20)
"""Diners in a packed key (time, diner)."""


@inline
def put(through, n, d, diners, column):
    """Put a diner into a list in order of (time in a column, number) to whose end he nearly belongs."""
    place, time = n, diners[d, column]
    while place:
        other = natural(through[natural(place - 1)])
        if diners[other, column] < time or (diners[other, column] == time and other < d):
            break
        through[place] = other
        place -= 1
    through[place] = d
    return n + 1


@inline
def _join(line, inside, after, at, place, d):
    """Put a diner at the end of a line."""
    after[d], at[d] = -1, place
    if line[TAIL, place] < 0:
        line[HEAD, place] = d
    else:
        after[natural(line[TAIL, place])] = d
    line[TAIL, place] = d
    line[WAITING, place] += 1
    inside[place] += 1


@inline
def _first(line, after, at, place):
    """Take the first who still waits out of a line; those who have left are passed over here."""
    d = natural(line[HEAD, place])
    while at[d] != place:
        d = natural(after[d])
    line[HEAD, place] = after[d]
    line[WAITING, place] -= 1
    if line[WAITING, place] == 0:
        line[HEAD, place] = line[TAIL, place] = -1
    at[d] = -1
    return d


@inline
def _choose(inside, opened, used, left, offered, m, pooled, wide, tiers, pair, wanted, flexible):
    """Return the shortest open line of the tiers a diner would take, and whether one of them is sold out.

    Lengths are compared per window; ties go to the tier wanted, then to the lowest number.
    """
    best, people, servers, sold = -1, np.int64(0), np.int64(1), False
    for turn in range(tiers + 1 if flexible else 1):
        k = wanted if turn == 0 else turn - 1
        if (turn and k == wanted) or not offered[m, k]:
            continue
        first = k if pooled else k * wide
        for place in range(first, first + (1 if pooled else used[k])):
            if not opened[place]:
                continue
            if left[pair + k] <= 0:
                sold = True
                break
            if best < 0 or inside[place] * servers < people * opened[place]:
                best, people, servers = place, inside[place], opened[place]
    return best, sold


@inline
def _change(step, limited, portion, size, levels, manned, w, pooled, wide, speeds, opened, used, left):
    """Man the windows as in step `w`, and put out the portions of a meal that begins; return how many are manned."""
    tiers, total = used.size, 0
    for place in range(opened.size):
        opened[place] = 0
    for k in range(tiers):
        for i in range(used[k]):
            speeds[k * wide + i] = manned[w, k, i]
            opened[k if pooled else k * wide + i] += manned[w, k, i] > 0
            total += manned[w, k, i] > 0
        pair = step[w, 2] * tiers + k
        if step[w, 3]:
            left[pair] = levels[portion[pair]] * size if limited[pair] else PLENTY
    for i in range(manned.shape[2]):
        total += manned[w, tiers, i] > 0
    return total


@inline
def _empty(
    t, meal, tier, flexible, offered, tiers, wide, pooled, line, inside, opened, used, after, at, left, diners, counts,
    log, row,
):  # fmt: skip
    """Let those who wait in lines that have closed choose again."""
    for place in range(inside.size):
        while line[WAITING, place] and not opened[place]:
            d = _first(line, after, at, place)
            inside[place] -= 1
            pair = meal[d] * tiers
            left[pair + (place if pooled else place // wide)] += 1
            best, _ = _choose(
                inside, opened, used, left, offered, meal[d], pooled, wide, tiers, pair, tier[d], flexible[d]
            )
            if best >= 0:
                _join(line, inside, after, at, best, d)
                left[pair + (best if pooled else best // wide)] -= 1
                counts[MOVED] += 1
            else:
                diners[d, CAUSE] = CLOSED
            if log.shape[0]:
                note(log, row, t, SWAPPED, d, best, place)


@inline
def _arrive(
    t, d, m, k, flexible, offered, tiers, wide, pooled, longest, line, inside, opened, used, after, at, left, diners,
    log, row,
):  # fmt: skip
    """Let a diner of meal `m` who wants tier `k` choose a line at `t`; return the line joined, or -1."""
    pair = m * tiers
    diners[d, SHORT] = left[pair + k] <= 0
    best, sold = _choose(inside, opened, used, left, offered, m, pooled, wide, tiers, pair, k, flexible)
    cause = -1
    if best < 0:
        cause = SOLD_OUT if sold else CLOSED
    elif longest >= 0 and 1000 * inside[best] >= (1000 + longest) * opened[best]:
        cause, best = LINE, -1
    else:
        _join(line, inside, after, at, best, d)
        left[pair + (best if pooled else best // wide)] -= 1
    diners[d, CAUSE] = cause
    if log.shape[0]:
        note(log, row, t, CAME, d, best, cause)
    return best


@inline
def _next(line, s, own, tier, wide, jockey):
    """Return the line from which a free window takes, or -1."""
    if line[WAITING, own]:
        return own
    best = -1
    if jockey:
        for place in range(tier * wide, (tier + 1) * wide):
            if line[WAITING, place] > (line[WAITING, best] if best >= 0 else 0):
                best = place
    return best


@inline
def _settle(
    t, first, stop, arrive, serve, tech, wide, pooled, jockey, speeds, ends, whom, line, inside, after, at, diners,
    through, n, log, row,
):  # fmt: skip
    """Let free windows first .. stop - 1 take who waits, in order of number; who takes no time makes room at once.

    Returns the earliest end of what they begin, the work, and how many are done by now.
    """
    soon, work, keep = NEVER, np.int64(0), log.shape[0] > 0
    for i in range(first, stop):
        s = natural(i)
        if not speeds[s] or ends[s] != NEVER:
            continue
        speed, tier = speeds[s], natural(s // wide)
        own = tier if pooled else s
        while speed and ends[s] == NEVER:
            found = _next(line, s, own, tier, wide, jockey)
            if found < 0:
                break
            place = natural(found)
            d = natural(_first(line, after, at, place))
            inside[place] -= 1
            time = serve[d, tech[tier]]
            if speed != 1000:
                time = time * 1000 // speed
            diners[d, SERVER], diners[d, BEGUN], diners[d, DONE] = s, t, t + time
            if keep:
                note(log, row, t, STARTED, d, s, t - arrive[d])
            if time:
                ends[s], whom[s] = t + time, d
                inside[own] += 1
                soon, work = min(soon, t + time), work + time
            else:
                n = put(through, n, d, diners, DONE)
                if keep:
                    note(log, row, t, ENDED, d, s, tier)
    return soon, work, n


@inline
def _finish(t, ends, whom, inside, pooled, wide, diners, through, n, log, row):
    """End the services that end at `t`, and write who is done, in order of number.

    Returns how many are done by now, the next end, and the first and last + 1 window that came free.
    """
    soon, first, stop = NEVER, ends.size, 0
    for s in range(ends.size):
        if ends[s] != t:
            soon = min(soon, ends[s])
            continue
        inside[s // wide if pooled else s] -= 1
        ends[s] = NEVER
        n = put(through, n, natural(whom[s]), diners, DONE)
        first, stop = min(first, s), s + 1
        if log.shape[0]:
            note(log, row, t, ENDED, whom[s], s, s // wide)
    return n, soon, first, stop


@inline
def _give_up(t, heap, held, line, inside, after, at, left, meal, tiers, pooled, wide, diners, log, row):
    """Let those leave whose patience has ended by `t`; return how many deadlines are held yet."""
    while held and heap[0] >> BITS <= t:
        d = heap[0] & ((np.int64(1) << BITS) - 1)
        held = pop(heap, held)
        place = at[d]
        if place < 0:
            continue
        at[d] = -1
        line[WAITING, place] -= 1
        inside[place] -= 1
        if line[WAITING, place] == 0:
            line[HEAD, place] = line[TAIL, place] = -1
        left[meal[d] * tiers + (place if pooled else place // wide)] += 1
        diners[d, CAUSE] = PATIENCE
        if log.shape[0]:
            note(log, row, t, LEFT, d, place, 0)
    return held


@bare
def _events(  # noqa: C901 (one loop: a call out of it costs a third)
    rules, starts, step, limited, portion, levels, manned, used, arrive, order, meal, tier, flexible, patience, serve,
    tech, offered, line, inside, opened, speeds, ends, whom, left, after, at, heap, diners, through, counts, log, row,
):  # fmt: skip
    """Tell the first stage; write who was served into `through`, in order of (end, number); return how many.

    Compiled without reference counting, so it may not create arrays.
    """
    tiers, wide, pooled, jockey, longest, renege, size = rules
    width, every, total, steps = wide if pooled else 1, ends.size, order.size, starts.size
    held, n, a, w, work, soon = 0, 0, 0, 0, np.int64(0), NEVER
    coming, change = arrive[order[0]] if total else NEVER, starts[0]
    while True:
        t = min(min(coming, soon), change)
        if held:
            t = min(t, heap[0] >> BITS)
        if t == NEVER:
            break
        first, stop, here = every, 0, a
        if soon == t:
            n, soon, first, stop = _finish(t, ends, whom, inside, pooled, wide, diners, through, n, log, row)
        if change == t:
            people = _change(step, limited, portion, size, levels, manned, w, pooled, wide, speeds, opened, used, left)
            _empty(
                t, meal, tier, flexible, offered, tiers, wide, pooled, line, inside, opened, used, after, at, left,
                diners, counts, log, row,
            )  # fmt: skip
            if log.shape[0]:
                note(log, row, t, CHANGED, w, people, 0)
            w, first, stop = w + 1, 0, every
            change = starts[w] if w < steps else NEVER
        while coming == t:
            d = natural(order[natural(a)])
            diners[d, STEP] = w - 1
            place = _arrive(
                t, d, meal[d], tier[d], flexible[d], offered, tiers, wide, pooled, longest, line, inside, opened, used,
                after, at, left, diners, log, row,
            )  # fmt: skip
            if place >= 0:
                first, stop = min(first, place * width), max(stop, (place + 1) * width)
            a += 1
            coming = arrive[natural(order[natural(a)])] if a < total else NEVER
        if jockey:
            first, stop = 0, every
        if first < stop:
            end, more, n = _settle(
                t, first, stop, arrive, serve, tech, wide, pooled, jockey, speeds, ends, whom, line, inside, after, at,
                diners, through, n, log, row,
            )  # fmt: skip
            work, soon = work + more, min(soon, end)
        if renege:
            for i in range(here, a):
                d = order[i]
                if at[d] >= 0:
                    held = push(heap, held, (min(t + patience[d], PLENTY) << BITS) | d)
            held = _give_up(t, heap, held, line, inside, after, at, left, meal, tiers, pooled, wide, diners, log, row)
    counts[BUSY] += work
    return n


@jit
def windows(lay, tr, levels, manned, most, diners, through, counts, log, row):
    """Tell the first stage; write who was served into `through`, in order of (end, number); return how many."""
    tiers, wide, late = lay.price.size, lay.wide, levels[lay.stagger] if lay.stagger >= 0 else 0
    total, every = tr.meal.size, tiers * wide
    places = tiers if lay.pooled else every
    line, heap = np.full((3, places), -1), np.empty(total if lay.renege else 0, dtype=np.int64)
    line[WAITING] = 0
    rules = (tiers, wide, lay.pooled, lay.jockey, lay.longest, lay.renege, lay.size)
    return _events(
        rules, lay.step[:, 0].copy(), lay.step, lay.limited, lay.portion, levels, manned, most[:tiers],
        tr.arrive[late], tr.order[late], tr.meal, tr.tier, tr.flexible, tr.patience, tr.serve, lay.tech, lay.offered,
        line, np.zeros(places, dtype=np.int64), np.zeros(places, dtype=np.int64), np.zeros(every, dtype=np.int64),
        np.full(every, NEVER), np.zeros(every, dtype=np.int64), np.zeros(lay.limited.size, dtype=np.int64),
        np.empty(total, dtype=np.int64), np.full(total, -1), heap,
        diners, through, counts, log, row,
    )  # fmt: skip
