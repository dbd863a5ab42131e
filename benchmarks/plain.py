"""The same day of cleaning as a SimPy user would plainly write it: a process per person and per zone, `simpy.Resource`.

It knows no log and no rule for events that coincide; on days without coincidences its counts are those of the engines,
which the benchmark asserts. It is the yardstick "plain SimPy, process style".
"""

from collections import deque

import numpy as np
import simpy
from houqin.model.kinds.cleaning import names
from houqin.model.kinds.cleaning.draws import LIVES
from houqin.model.kinds.cleaning.reference import Day, roster, sections
from houqin.model.kinds.cleaning.tally import tally


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


def run(lay, setting, trace):
    """Return the counts of a day; who comes, and how the route is cut, is taken from the reference engine."""
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
