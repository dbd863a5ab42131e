"""A day of cleaning in a shipped case, three ways beside ours.

Plain SimPy is as a SimPy user would write it: a process per person and per zone, `simpy.Resource`. It knows no log and
no rule for events that coincide; on days without coincidences its counts are those of the engines, which is asserted.
The C loop follows all rules, and its counts are those of the engines on every day.
"""

import ctypes
from collections import deque
from pathlib import Path

import numpy as np
import simpy
from houqin.model.kinds.cleaning import names
from houqin.model.kinds.cleaning.draws import LIVES
from houqin.model.kinds.cleaning.reference import Day, roster, sections
from houqin.model.kinds.cleaning.tally import tally
from suite import days_of
from timing import SIMPY, by_hand, compiled

LAYOUT = ("place", "indoor", "opens", "closes", "beat", "weight", "shift", "post", "posts", "units", "job", "load",
          "gap", "watch", "watched", "limit", "points")  # fmt: skip
NUMBERS = ("across", "exhaustive", "shuttle", "occasions", "month")
TRACE = ("first", "born", "pick", "look", "here", "speed", "due", "factor", "life", "repair", "inspected", "seen")


class Pool:
    """The machines of one type: a resource, and where each free machine stands."""

    def __init__(self, env, first, count, trace):
        self.resource = simpy.Resource(env, capacity=count) if count else None
        self.free = {unit: 0 for unit in range(first, first + count)}
        self.life = {unit: int(trace.life[unit, 0]) for unit in self.free}
        self.failures = dict.fromkeys(self.free, 0)


class Compound:
    """What all people share."""

    def __init__(self, lay, setting, trace):
        self.env, self.lay, self.trace = simpy.Environment(), lay, trace
        self.lying = [deque() for _ in lay.place]
        self.visits = [0] * len(lay.place)
        self.removed = np.full(len(trace.born), -1, dtype=np.int64)
        self.done = np.full(len(lay.job), -1, dtype=np.int64)
        self.counts = np.zeros(names.size(len(lay.shift)), dtype=np.int64)
        self.changed = self.env.event()
        first = np.concatenate(([0], np.cumsum(lay.units)))
        self.pools = [
            Pool(self.env, int(first[m]), setting.levels[len(lay.posts) + m], trace) for m in range(len(lay.units))
        ]
        self.jobs, self.place = lay.job.tolist(), lay.place.tolist()
        self.look, self.pick, self.born = trace.look.tolist(), trace.pick.tolist(), trace.born.tolist()

    def walk(self, a, b):
        """Return the walk between two positions, ms."""
        return min(abs(a - b), self.lay.across)


def litter(site, zone, items):
    for item in items:
        yield site.env.timeout(site.born[item] - site.env.now)
        site.lying[zone].append(item)


def rounds(site, shift, speed, beat):
    start, end, pause, resume = site.lay.shift[shift].tolist()
    env, where, i, step = site.env, 0, 0, 1
    yield env.timeout(start)
    while beat:
        if pause <= env.now < resume:
            yield env.timeout(resume - env.now)
        zone = beat[i]
        if env.now + site.walk(where, site.place[zone]) >= end:
            return
        yield env.timeout(site.walk(where, site.place[zone]))
        where = site.place[zone]
        look = max(1, site.look[zone][site.visits[zone] % site.lay.occasions] * 1000 // speed)
        site.visits[zone] += 1
        if env.now + look > end:
            return
        yield env.timeout(look)
        site.counts[names.LOOKS] += 1
        site.counts[names.ROUND_MS] += look
        found = len(site.lying[zone])
        while found:
            item = site.lying[zone][0]
            pick = site.pick[item] * 1000 // speed
            if env.now + pick > end:
                return
            yield env.timeout(pick)
            site.counts[names.ROUND_MS] += pick
            site.removed[site.lying[zone].popleft()] = env.now
            found = len(site.lying[zone]) if site.lay.exhaustive else found - 1
        if site.lay.shuttle:
            step = step if 0 <= i + step < len(beat) else -step
            i = i + step if 0 <= i + step < len(beat) else i
        else:
            i = (i + 1) % len(beat)


def nearest(site, pool, where):
    return min(pool.free, key=lambda unit: (site.walk(where, pool.free[unit]), unit))


def give_back(site, pool, request, unit, place):
    pool.resource.release(request)
    pool.free[unit] = place
    waiting, site.changed = site.changed, site.env.event()
    waiting.succeed()


def mend(site, pool, request, unit, place, repair):
    yield site.env.timeout(repair)
    give_back(site, pool, request, unit, place)


def tasks(site, shift, speed, work):
    start, end, pause, resume = site.lay.shift[shift].tolist()
    env, where = site.env, 0
    yield env.timeout(start)
    while True:
        if pause <= env.now < resume:
            yield env.timeout(resume - env.now)
        if env.now >= end:
            return
        job = request = unit = pool = None
        for o in work:
            _, _, _, release, _, hand, _, machine = site.jobs[o]
            pool = site.pools[machine] if machine >= 0 and site.pools[machine].resource else None
            if release <= env.now and ((pool and pool.resource.count < pool.resource.capacity) or hand >= 0):
                job = o
                break
        if job is None:
            able = [o for o in work if site.jobs[o][5] >= 0 or site.pools[site.jobs[o][7]].resource]
            if not able:
                return
            later = [site.jobs[o][3] for o in able if site.jobs[o][3] > env.now]
            yield env.timeout(min([*later, end]) - env.now) | site.changed
            continue
        work.remove(job)
        zone, _, _, _, _, hand, powered, _ = site.jobs[job]
        place, factor = site.place[zone], int(site.trace.factor[job])
        if pool and pool.resource.count < pool.resource.capacity:
            request = pool.resource.request()
            yield request
            unit = nearest(site, pool, where)
            spot = pool.free.pop(unit)
            yield env.timeout(site.walk(where, spot))
            where = spot
        yield env.timeout(site.walk(where, place))
        where, begun = place, env.now
        if unit is None:
            site.counts[names.BY_HAND] += 1
            yield env.timeout(max(1, hand * factor // speed))
        else:
            site.counts[names.BY_MACHINE] += 1
            yield from with_machine(site, pool, request, unit, place, hand, powered, max(1, powered * factor // speed))
        site.done[job] = env.now
        site.counts[names.TASK_MS] += env.now - begun
        site.counts[names.OVER_MS] += max(0, env.now - end)


def with_machine(site, pool, request, unit, place, hand, powered, run):
    if run < pool.life[unit]:
        yield site.env.timeout(run)
        pool.life[unit] -= run
        give_back(site, pool, request, unit, place)
        return
    rest = run - pool.life[unit]
    yield site.env.timeout(pool.life[unit])
    site.counts[names.FAILURES] += 1
    repair = int(site.trace.repair[unit, min(pool.failures[unit], LIVES - 1)])
    pool.failures[unit] += 1
    pool.life[unit] = int(site.trace.life[unit, min(pool.failures[unit], LIVES - 1)])
    if hand >= 0:
        site.env.process(mend(site, pool, request, unit, place, repair))
        yield site.env.timeout(rest * hand // powered)
    else:
        yield site.env.timeout(repair + rest)
        pool.life[unit] = max(1, pool.life[unit] - rest)
        give_back(site, pool, request, unit, place)


def plain(lay, setting, trace):
    """Return the counts of a day in plain SimPy; who comes, and how the route is cut, is as in the reference."""
    site, day = Compound(lay, setting, trace), Day(lay, setting, trace)
    short, planned = (np.zeros(len(lay.shift), dtype=np.int64) for _ in range(2))
    for zone in range(len(lay.place)):
        site.env.process(litter(site, zone, range(trace.first[zone], trace.first[zone + 1])))
    for shift, (start, end, _, _) in enumerate(lay.shift.tolist()):
        patrol, work, short[shift], planned[shift] = roster(day, shift)
        site.counts[names.POSTED] += (len(patrol) + len(work)) * (end - start)
        for speed, beat in zip(patrol, sections(lay.weight, len(patrol)), strict=True):
            site.env.process(rounds(site, shift, speed, [int(lay.beat[i]) for i in beat]))
        for speed, zones in zip(work, sections(lay.load[shift], len(work)), strict=True):
            own = [o for o, j in enumerate(site.jobs) if trace.due[o] and j[2] == shift and j[0] in zones]
            site.env.process(tasks(site, shift, speed, own))
    site.env.run()
    tally(lay, trace, site.removed, site.done, short, planned, site.counts)
    return site.counts


def _table(arrays, names, numbers):
    """Return the address table of a struct: pointers first, then numbers."""
    kept = [np.ascontiguousarray(getattr(arrays, name), dtype=np.int64) for name in names]
    fields = (ctypes.c_int64 * (len(kept) + len(numbers)))(*(a.ctypes.data for a in kept), *(int(n) for n in numbers))
    return fields, kept


class Native:
    """The compiled loop, bound to a layout."""

    def __init__(self, library, layout):
        sizes = (len(layout.place), len(layout.beat), len(layout.shift), len(layout.posts), len(layout.units),
                 len(layout.job), len(layout.gap))  # fmt: skip
        numbers = [*(getattr(layout, name) for name in NUMBERS), *sizes]
        self.library, self.layout = library, layout
        self.table, self.kept = _table(layout, LAYOUT, numbers)

    def prepare(self, setting, trace):
        """Return a function (times) -> counts that runs a day so many times."""
        table, kept = _table(trace, TRACE, (len(trace.born), trace.here.shape[2], len(trace.inspected)))
        levels = np.array(setting.levels, dtype=np.int64)
        counts = np.zeros(names.size(len(self.layout.shift)), dtype=np.int64)

        def run(times=1):
            self.library.days(
                self.table, levels.ctypes.data_as(ctypes.c_void_p), ctypes.c_int64(setting.staff), table,
                counts.ctypes.data_as(ctypes.c_void_p), ctypes.c_int64(len(counts)), ctypes.c_int64(times),
            )  # fmt: skip
            return counts

        run.kept = kept
        return run


def inner(kernel, layout, setting):
    """Return a compiled function (trace, times) -> counts: the kernel's day without its door."""
    from numba import njit

    day, levels, width = kernel._day, kernel.checked(layout, setting), names.size(len(layout.shift))

    @njit(nogil=True, error_model="numpy")
    def days(lay, levels, staff, trace, width, times):
        log, row = np.empty((0, 5), dtype=np.int64), np.zeros(1, dtype=np.int64)
        for _ in range(times):
            counts = np.zeros(width, dtype=np.int64)
            row[0] = 0
            day(lay, levels, staff, trace, counts, log, row)
        return counts

    return lambda trace, times=1: days(layout, levels, setting.staff, trace, width, times)


def measure(bench):
    """Compare kernel, reference, plain SimPy and C on the same traces, with equal counts."""
    from houqin.model.kinds.cleaning import kernel

    days, setting, _ = days_of("cleaning", 60)
    kind, layout = days.kind, days.layout
    drawn = [days.trace(r) for r in range(60)]
    told = [kind.kernel(layout, setting, t, False).counts for t in drawn]
    # plain SimPy knows no rule for coincidences: days on which one decides (a break ends for several) are left out
    kept = [(t, c) for t, c in zip(drawn, told, strict=True) if np.array_equal(plain(layout, setting, t), c)][:20]
    if len(kept) < 20:
        raise AssertionError(f"plain SimPy agrees on {len(kept)} of 60 days only")
    traces = [trace for trace, _ in kept]
    library, short = compiled(Path(__file__).with_name("cleaning.c")), inner(kernel, layout, setting)
    bound = Native(library, layout) if library else None
    hand = [bound.prepare(setting, trace) for trace in traces] if bound else []
    for i, (trace, counts) in enumerate(kept):
        assert np.array_equal(kind.reference(layout, setting, trace, False).counts, counts)
        assert np.array_equal(short(trace), counts)
        assert not hand or np.array_equal(hand[i](), counts)
    events = sum(len(kind.kernel(layout, setting, t, True).log) for t in traces) / 20
    works = {
        "kernel": (lambda: [kind.kernel(layout, setting, t, False) for t in traces for _ in range(5)], 100),
        "without its door": (lambda: [short(t, 30) for t in traces], 600),
        "reference": (lambda: [kind.reference(layout, setting, t, False) for t in traces[:10]], 10),
        "plain": (lambda: [plain(layout, setting, t) for t in traces[:10]], 10),
    }
    if hand:
        works["C"] = (lambda: [run(30) for run in hand], 600)
    tell(bench, bench.interleaved(works), events)


def tell(bench, took, events):
    """Print the ratios."""
    bench.ratios("cleaning", took, (
        ("kernel x plain SimPy", "plain", "kernel", f"{SIMPY}, process per person and zone, simpy.Resource"),
        ("kernel x reference engine", "reference", "kernel", "SimPy with settle phase and log"),
        ("kernel / C (1 = as fast as C)", "C", "without its door", by_hand("a calendar by hand")),
        ("kernel with its door / without", "kernel", "without its door", "Python call, arguments and counts"),
    ))  # fmt: skip
    rate = [events / t for t in took["without its door"]]
    bench.add("cleaning: kernel events", rate, "1/s", "one core, absolute, drifts with the machine")
