"""The day of cleaning, told in SimPy to be read. `kernel.py` is its twin and must produce the same events.

The rules, and what happens when things coincide:

- Litter that falls at tick t is there for whoever finishes a look at t (arrivals are processed first).
- A look or a removal that would end after the shift is not finished; one that ends exactly with the shift is.
- Nobody begins a stop or an occurrence inside the pause; what was begun before it is finished.
- A zone is left when what was found is removed; how much is found is settled when the look ends (`gated`), or grows
  while removing (`exhaustive`).
- Tasks people take, of the occurrences due today in their section, the first in order of (due, release, zone, task)
  that is open and for which there is a free machine or a hand method; a machine is preferred to the hand. The free
  unit nearest to the person is fetched (ties: lowest number); it stays where it was used.
- An occurrence begun is finished, shift or no shift (overtime); none is begun after the end of the shift.
- Whoever has work left that cannot be begun yet waits for a window or a machine; whoever has none left goes home.
- At one tick machines come back first, then people decide in order of their numbers.
- A machine whose running time is up at the very end of a job still fails.
- A machine that fails goes to repair; the rest of the work is done by hand, or waits where there is no hand method.
"""

from collections import deque
from collections.abc import Generator, Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import simpy
from simpy.events import NORMAL, URGENT, Event, EventPriority

from ...levers import Setting
from ...measures import Outcome, canonical
from . import names
from .draws import LIVES, Trace
from .kernel import TEAM, checked
from .layout import RELIEF, ROUNDS, TASKS, Layout
from .ranks import FELL, FINISHED, LOOKED, OFF, ON, REMOVED, RETURNED, STARTED
from .tally import tally

SETTLE = EventPriority(NORMAL + 8)
"""Priority of decisions: after everything else that happens at the tick."""

Steps = Generator[Event, Any, None]


@dataclass
class Unit:
    """One machine."""

    number: int
    spot: int = 0
    free: bool = True
    failures: int = 0
    life: int = 0


@dataclass
class Person:
    """Somebody at work today."""

    number: int
    shift: int
    speed: int
    zones: range
    where: int = 0
    work: list[int] = field(default_factory=list)


class Day:
    """The state of one day: clock, litter on the floor, machines, and what has been written down."""

    def __init__(self, lay: Layout, setting: Setting, trace: Trace):
        self.lay, self.setting, self.trace = lay, setting, trace
        self.levels = [int(v) for v in checked(lay, setting)]
        self.env = simpy.Environment(initial_time=0)
        self.lying: list[deque[int]] = [deque() for _ in lay.place]
        self.visits = [0] * len(lay.place)
        self.units = self._machines()
        self.ready: list[tuple[int, Person, Event]] = []
        self.returned = self.env.event()
        self.rows: list[tuple[int, int, int, int, int]] = []
        self.counts = np.zeros(names.size(len(lay.shift)), dtype=np.int64)
        self.removed = np.full(len(trace.born), -1, dtype=np.int64)
        self.done = np.full(len(lay.job), -1, dtype=np.int64)

    def _machines(self) -> dict[int, list[Unit]]:
        units, first = {}, 0
        for m, most in enumerate(self.lay.units):
            owned = self.levels[len(self.lay.posts) + m]
            units[m] = [Unit(u, life=int(self.trace.life[u, 0])) for u in range(first, first + owned)]
            first += int(most)
        return units

    def note(self, rank: int, entity: int, who: int, value: int) -> None:
        """Write an event down."""
        self.rows.append((int(self.env.now), rank, entity, who, value))

    def until(self, tick: int, priority: EventPriority = NORMAL) -> Event:
        """Return an event that happens at `tick`."""
        event = self.env.event()
        event._ok, event._value = True, None
        self.env.schedule(event, priority=priority, delay=tick - int(self.env.now))
        return event

    def distance(self, a: int, b: int) -> int:
        """Return the walk between two positions on the route, ms."""
        return min(abs(a - b), int(self.lay.across))

    def settle(self, person: Person) -> Event:
        """Return an event that brings the person's decision, taken when everything else at this tick has happened."""
        answer = self.env.event()
        if not self.ready:
            self.until(int(self.env.now), SETTLE).callbacks.append(lambda _: self._decide())
        self.ready.append((person.number, person, answer))
        return answer

    def _decide(self) -> None:
        waiting, self.ready = sorted(self.ready, key=lambda entry: entry[0]), []
        for _, person, answer in waiting:
            answer.succeed(choose(self, person))


def run(lay: Layout, setting: Setting, trace: Trace, log: bool = False) -> Outcome:
    """Return the outcome of a day; with `log`, also its events in total order."""
    day = Day(lay, setting, trace)
    for zone in range(len(lay.place)):
        for item in range(trace.first[zone], trace.first[zone + 1]):
            day.until(int(trace.born[item]), URGENT).callbacks.append(falls(day, item, zone))
    short = np.zeros(len(lay.shift), dtype=np.int64)
    planned = np.zeros(len(lay.shift), dtype=np.int64)
    for shift, (start, end, _, _) in enumerate(lay.shift):
        rounds, tasks, short[shift], planned[shift] = roster(day, shift)
        day.counts[names.POSTED] += (len(rounds) + len(tasks)) * (end - start)
        beats = sections(lay.weight, len(rounds))
        for k, speed in enumerate(rounds):
            zones = range(beats[k].start, beats[k].stop)
            day.env.process(patrol(day, Person(2 * TEAM * shift + k, shift, speed, zones)))
        areas = sections(lay.load[shift], len(tasks))
        for k, speed in enumerate(tasks):
            person = Person(2 * TEAM * shift + TEAM + k, shift, speed, areas[k])
            person.work = [
                o for o, job in enumerate(lay.job) if trace.due[o] and job[2] == shift and job[0] in person.zones
            ]
            day.env.process(errands(day, person))
    day.env.run()
    tally(lay, trace, day.removed, day.done, short, planned, day.counts)
    return Outcome(day.counts, canonical(day.rows) if log else None)


def falls(day: Day, item: int, zone: int) -> Any:
    """Return the callback that drops an item."""

    def callback(_: Event) -> None:
        day.lying[zone].append(item)
        day.note(FELL, item, zone, 0)

    return callback


def roster(day: Day, shift: int) -> tuple[list[int], list[int], int, int]:
    """Return the speeds of the rounds and tasks people at work, how many are short, and how many were planned.

    Relief people, in order, take the place of absent rounds people first, then of absent tasks people.
    """
    relief = deque(s for s in team(day, shift, RELIEF) if s is not None)
    speeds: dict[int, list[int]] = {ROUNDS: [], TASKS: []}
    short = planned = 0
    for role, present in speeds.items():
        for own in team(day, shift, role):
            planned += 1
            speed = own if own is not None else (relief.popleft() if relief else None)
            if speed is None:
                short += 1
            else:
                present.append(speed)
    return speeds[ROUNDS], speeds[TASKS], short, planned


def team(day: Day, shift: int, role: int) -> list[int | None]:
    """Return the speed of each holder of a role's posts in a shift, None for who is absent.

    Staff in post are spread evenly over all posts: post g of n (counted over all levers) is theirs when
    floor((g + 1) staff / n) > floor(g staff / n).
    """
    lever = int(day.lay.post[shift, role])
    if lever < 0:
        return []
    posts, staff = len(day.lay.posts), day.setting.staff
    total, before = sum(day.levels[:posts]), sum(day.levels[:lever])
    holders: list[int | None] = []
    for i in range(day.levels[lever]):
        g = before + i
        side = 0 if (g + 1) * staff // total > g * staff // total else 1
        here = day.trace.here[side, lever, i]
        holders.append(int(day.trace.speed[side, lever, i]) if here else None)
    return holders


def sections(load: Any, n: int) -> list[range]:
    """Cut a route into n contiguous sections of equal load.

    A zone belongs to the section in which the middle of its load lies; without any load the zones are counted.
    """
    total = int(load.sum())
    weights = [int(w) for w in load] if total else [1] * len(load)
    owners, before = [], 0
    for i, weight in enumerate(weights):
        owners.append((2 * before + weight) * n // (2 * total) if total else i * n // len(weights))
        before += weight
    return [range(owners.index(k), owners.index(k) + owners.count(k)) if k in owners else range(0) for k in range(n)]


def route(beat: range, shuttle: bool) -> Iterator[int]:
    """Yield the zones of a beat for ever: round and round, or back and forth."""
    there = list(beat)
    back = there[-2:0:-1] if shuttle else []
    while True:
        yield from there
        yield from back


def patrol(day: Day, person: Person) -> Steps:
    """Walk rounds through a section, look, and remove what is found, until the shift ends."""
    start, end, pause, resume = (int(t) for t in day.lay.shift[person.shift])
    yield day.until(start)
    day.note(ON, person.number, person.number, 0)
    if not person.zones:
        day.note(OFF, person.number, person.number, 0)
        return
    for step in route(person.zones, bool(day.lay.shuttle)):
        if pause <= day.env.now < resume:
            yield day.until(resume)
        zone = int(day.lay.beat[step])
        arrival = int(day.env.now) + day.distance(person.where, int(day.lay.place[zone]))
        if arrival >= end:
            break
        yield day.until(arrival)
        person.where = int(day.lay.place[zone])
        nominal = int(day.trace.look[zone, day.visits[zone] % day.lay.occasions])
        day.visits[zone] += 1
        look = max(1, nominal * 1000 // person.speed)
        if day.env.now + look > end:
            break
        yield day.env.timeout(look)
        day.counts[names.LOOKS] += 1
        day.counts[names.ROUND_MS] += look
        found = len(day.lying[zone])
        day.note(LOOKED, zone, person.number, found)
        left = yield from remove(day, person, zone, found, end)
        if left:
            break
    yield day.until(end)
    day.note(OFF, person.number, person.number, 0)


def remove(day: Day, person: Person, zone: int, found: int, end: int) -> Generator[Event, Any, bool]:
    """Remove what was found, oldest first; return whether the shift ended before all was done."""
    while found:
        item = day.lying[zone][0]
        pick = int(day.trace.pick[item]) * 1000 // person.speed
        if day.env.now + pick > end:
            return True
        yield day.env.timeout(pick)
        day.counts[names.ROUND_MS] += pick
        day.lying[zone].popleft()
        day.removed[item] = day.env.now
        day.note(REMOVED, item, person.number, zone)
        found = len(day.lying[zone]) if day.lay.exhaustive else found - 1
    return False


def errands(day: Day, person: Person) -> Steps:
    """Do the scheduled work of a section, one occurrence after another."""
    start, end, pause, resume = (int(t) for t in day.lay.shift[person.shift])
    yield day.until(start)
    day.note(ON, person.number, person.number, 0)
    while True:
        if pause <= day.env.now < resume:
            yield day.until(resume)
        job, unit = yield day.settle(person)
        if job is not None:
            yield from do(day, person, job, unit)
            continue
        waits = [o for o in person.work if possible(day, o)]
        if day.env.now >= end or not waits:
            day.note(OFF, person.number, person.number, 0)
            return
        opens = [int(day.lay.job[o, 3]) for o in waits if day.lay.job[o, 3] > day.env.now]
        yield day.until(min([*opens, end])) | day.returned


def possible(day: Day, job: int) -> bool:
    """Return whether an occurrence can ever be done: by hand, or with a machine there is."""
    _, _, _, _, _, hand, _, machine = day.lay.job[job]
    return bool(hand >= 0 or day.units[int(machine)])


def choose(day: Day, person: Person) -> tuple[int | None, Unit | None]:
    """Return the occurrence to begin now and the machine to fetch, booked; (None, None) when nothing can begin."""
    if day.env.now >= day.lay.shift[person.shift, 1]:
        return None, None
    for job in person.work:
        _, _, _, release, _, hand, _, machine = (int(v) for v in day.lay.job[job])
        if release > day.env.now:
            continue
        free = [u for u in day.units.get(machine, []) if u.free]
        if free or hand >= 0:
            person.work.remove(job)
            unit = min(free, key=lambda u: (day.distance(person.where, u.spot), u.number)) if free else None
            if unit:
                unit.free = False
            return job, unit
    return None, None


def do(day: Day, person: Person, job: int, unit: Unit | None) -> Steps:
    """Walk there (by way of the machine), do the work, write it down."""
    zone, _, _, _, _, hand, powered, _ = (int(v) for v in day.lay.job[job])
    place = int(day.lay.place[zone])
    legs = [unit.spot, place] if unit else [place]
    for stop in legs:
        yield day.env.timeout(day.distance(person.where, stop))
        person.where = stop
    begun = int(day.env.now)
    day.note(STARTED, job, person.number, unit.number + 1 if unit else 0)
    factor = int(day.trace.factor[job])
    if unit:
        day.counts[names.BY_MACHINE] += 1
        unit.spot = place
        yield from run_machine(day, person, unit, hand, powered, max(1, powered * factor // person.speed))
    else:
        day.counts[names.BY_HAND] += 1
        yield day.env.timeout(max(1, hand * factor // person.speed))
    day.done[job] = day.env.now
    day.note(FINISHED, job, person.number, unit.number + 1 if unit else 0)
    day.counts[names.TASK_MS] += day.env.now - begun
    day.counts[names.OVER_MS] += max(0, int(day.env.now) - int(day.lay.shift[person.shift, 1]))


def run_machine(day: Day, person: Person, unit: Unit, hand: int, powered: int, run: int) -> Steps:
    """Work with a machine until the work is done or the machine fails, and then finish without it or wait for it."""
    if run < unit.life:
        yield day.env.timeout(run)
        unit.life -= run
        give_back(day, person, unit, 0)
        return
    rest = run - unit.life
    yield day.env.timeout(unit.life)
    day.counts[names.FAILURES] += 1
    repair = int(day.trace.repair[unit.number, min(unit.failures, LIVES - 1)])
    unit.failures += 1
    unit.life = int(day.trace.life[unit.number, min(unit.failures, LIVES - 1)])
    if hand >= 0:
        back = day.until(int(day.env.now) + repair)
        back.callbacks.append(lambda _: give_back(day, person, unit, 1))
        yield day.env.timeout(rest * hand // powered)
        return
    yield day.env.timeout(repair + rest)
    unit.life = max(1, unit.life - rest)
    give_back(day, person, unit, 1)


def give_back(day: Day, person: Person, unit: Unit, failed: int) -> None:
    """Put a machine back into the pool and wake whoever waits for one."""
    unit.free = True
    day.note(RETURNED, unit.number, person.number, failed)
    waiting, day.returned = day.returned, day.env.event()
    waiting.succeed()
