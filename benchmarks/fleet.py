"""A day of 250 vehicles and about 500 trips: one class, no drivers, requests wait as long as it takes.

Trips take lognormal 6 h (cv 0.6), so that for hours all vehicles are out. Once the first idle vehicle goes, in one
place; once the nearest idle one, among forty places 10 km around, and it stays where its trip ends. The same chance
goes to all, and they must find the same waits to the tick; plain SimPy knows no rule for events that coincide, and days
on which one decides are left out. A year of a fleet with everything in it is timed besides.
"""

import ctypes
from collections import deque
from importlib import import_module
from pathlib import Path
from typing import NamedTuple

import numpy as np
import simpy
from timing import SIMPY, by_hand, compiled, processor

CARS, DAYS, ZONES, TRIPS = 250, 12, 40, 500.0
WEIGHTS = (1, 2, 4, 5, 4, 3, 3, 3, 2, 2, 3, 4, 4, 3, 3, 2, 2, 1, 1, 1)
"""Relative rates of requests by half hour, from 07:00 on."""
EVENTS = 3
"""Events a trip is: request, departure, return."""
NEVER = 1 << 60
WEEKS = 50


class Day(NamedTuple):
    """A day's chance, ms, by request in order of time; what every rival is given."""

    start: list[int]
    duration: list[int]
    origin: list[int]
    end: list[int]
    home: np.ndarray  # [vehicles] zone
    drive: np.ndarray  # [zones, zones + 1] to the zone of the row; from the last, which is nowhere, for ever


def work(nearest):
    """Return (kind, layout, setting) of the work."""
    from houqin.model.kinds.fleet import FLEET as KIND
    from houqin.model.kinds.fleet.spec import Common, Place, Spec
    from houqin.model.levers import Setting

    at = np.random.default_rng(1).uniform(0, 10, (ZONES, 2)).round(2).tolist()
    zones = {f"z{i}": {"x": x, "y": y} for i, (x, y) in enumerate(at if nearest else [(0.0, 0.0)])}
    trip = {"open": "07:00", "close": "17:00", "weights": WEIGHTS, "vehicle": "car", "immediate": 1.0, "one_way": 1.0,
            "duration": {"dist": "lognormal", "mean": 6.0, "cv": 0.6}, "distance": 40.0}  # fmt: skip
    common = {"kind": "fleet", "classes": {"car": {"seats": 4, "energy": 0.6}}, "purposes": {"trip": trip}, "days": 1,
              "dispatch": "nearest" if nearest else "first", "stay": True}  # fmt: skip
    place = {"kind": "fleet", "requests": {"trip": TRIPS}, "vehicles": {"car": (0, CARS)}, "zones": zones,
             "departments": {zone: {"zone": zone} for zone in zones}}  # fmt: skip
    spec = Spec(common=Common.model_validate(common), place=Place.model_validate(place))
    return KIND, KIND.layout(spec), Setting((CARS,))


def chance(kind, layout, days):
    """Return some traces, and the same as days."""
    from houqin.model.conduct import Conduct
    from houqin.model.streams import Phase, Stream, key

    address, z = key(1, Phase.TEST, "bench"), len(layout.road)
    traces = [kind.draw(layout, (Conduct(), Conduct()), Stream(address, r)) for r in range(days)]
    assert (layout.drive == layout.drive[0].T).all(), "one table for all hours and both ways"
    drive = np.hstack([layout.drive[0], np.full((z, 1), NEVER)])
    return traces, [Day(*(a.tolist() for a in (t.start, t.duration, t.origin, t.end)), layout.home, drive)
                    for t in traces]  # fmt: skip


def plain_first(day):
    """Return the waits as a SimPy user would plainly find them: a process per request, a `simpy.Resource`."""
    env = simpy.Environment()
    cars, waits = simpy.Resource(env, CARS), [0] * len(day.start)

    def request(r):
        with cars.request() as car:
            yield car
            waits[r] = env.now - day.start[r]
            yield env.timeout(day.duration[r])

    def desk():
        for r, start in enumerate(day.start):
            yield env.timeout(start - env.now)
            env.process(request(r))

    env.process(desk())
    env.run()
    return waits


def plain_nearest(day):
    """Return the waits by a process per request, a line of its own and NumPy for the nearest of all vehicles."""
    env = simpy.Environment()
    zone, drive, line, waits = day.home.copy(), day.drive, deque(), [0] * len(day.start)
    free, out = CARS, len(drive)

    def request(r):
        nonlocal free
        if not free:
            turn = env.event()
            line.append(turn)
            yield turn
        free -= 1
        v = drive[day.origin[r]][zone].argmin()
        to, zone[v] = int(drive[day.origin[r], zone[v]]), out
        waits[r] = env.now + to - day.start[r]
        yield env.timeout(to + day.duration[r])
        zone[v] = day.end[r]
        free += 1
        if line:
            line.popleft().succeed()

    def desk():
        for r, start in enumerate(day.start):
            yield env.timeout(start - env.now)
            env.process(request(r))

    env.process(desk())
    env.run()
    return waits


def callbacks(day, nearest):
    """Return the waits by SimPy with callbacks on timeouts, a counter and a deque: no process per request."""
    env = simpy.Environment()
    start, duration, origin, end, home, drive = day
    zone, line, waits, free, out = home.copy(), deque(), [0] * len(start), CARS, len(drive)

    def later(delay, callback, value):
        env.timeout(delay, value).callbacks.append(callback)

    def send(r):
        nonlocal free
        free -= 1
        v = to = 0
        if nearest:
            v = drive[origin[r]][zone].argmin()
            to, zone[v] = int(drive[origin[r], zone[v]]), out
        waits[r] = env.now + to - start[r]
        later(to + duration[r], back, (v, r))

    def back(event):
        nonlocal free
        v, r = event.value
        zone[v] = end[r]
        free += 1
        if line:
            send(line.popleft())

    def desk(event):
        r = event.value
        if free:
            send(r)
        else:
            line.append(r)
        if r + 1 < len(start):
            later(start[r + 1] - start[r], desk, r + 1)

    later(start[0], desk, 0)
    env.run()
    return waits


def native(library, layout, trace, day):
    """Return a function (times) -> counts: the C day, so many times."""
    from houqin.model.kinds.fleet import names
    from houqin.model.kinds.fleet.layout import NEAREST

    chance = (trace.start, trace.duration, trace.distance, trace.origin, trace.end)
    arrays = [np.ascontiguousarray(a, dtype=np.int64) for a in (*chance, layout.home, day.drive, layout.road)]
    numbers = (len(trace.start), len(layout.road), CARS, layout.late[0], layout.watch, layout.policy == NEAREST)
    table = (ctypes.c_int64 * 14)(*(a.ctypes.data for a in arrays), *(int(n) for n in numbers))
    counts = np.zeros(names.size(1, 1), dtype=np.int64)

    def run(times=1):
        library.days(table, counts.ctypes.data_as(ctypes.c_void_p), ctypes.c_int64(len(counts)), ctypes.c_int64(times))
        return counts

    run.kept = arrays
    return run


def inner(kernel, layout, setting):
    """Return a compiled function (trace, times) -> counts: the kernel's day without its door."""
    from houqin.model.kinds.fleet.names import size
    from numba import njit

    told, levels, width = kernel._days, kernel.checked(layout, setting), size(1, 1)

    @njit(nogil=True, error_model="numpy")
    def days(tables, levels, table, off, here, width, times):
        log, row = np.empty((0, 5), dtype=np.int64), np.zeros(1, dtype=np.int64)
        for _ in range(times):
            counts = np.zeros(width, dtype=np.int64)
            row[0] = 0
            told(tables, levels, 0, table, off, here, counts, log, row)
        return counts

    return lambda t, times=1: days(layout.tables, levels, t.table, t.off, t.here, width, times)


def waits_of(kind, layout, setting, trace):
    """Return the waits, from the time wanted to the pick-up, as the kernel's log has them."""
    from houqin.model.kinds.fleet.ranks import SENT

    log = kind.kernel(layout, setting, trace, True).log
    rows = log[log[:, 1] == SENT]
    return (rows[np.argsort(rows[:, 2]), 4] - trace.start).tolist()


def agree(kind, layout, setting, nearest, library):
    """Return traces and days on which all find the same, asserted, and the kernel (the short way, by events) and C."""
    from houqin.model.kinds.fleet import kernel

    plain, drawn = plain_nearest if nearest else plain_first, zip(*chance(kind, layout, DAYS + 4), strict=True)
    known = [(trace, day, waits_of(kind, layout, setting, trace)) for trace, day in drawn]
    kept = [(trace, day, told) for trace, day, told in known if plain(day) == callbacks(day, nearest) == told][:DAYS]
    if len(kept) < DAYS:
        raise AssertionError(f"plain SimPy agrees on {len(kept)} of {DAYS + 4} days only")
    short, events = inner(kernel, layout, setting), inner(kernel, layout._replace(straight=0), setting)
    hand = [native(library, layout, trace, day) for trace, day, _ in kept] if library else []
    for i, (trace, _, told) in enumerate(kept):
        counts = kind.kernel(layout, setting, trace, False).counts
        for same in (kind.reference(layout, setting, trace, False).counts, short(trace), events(trace)):
            assert np.array_equal(same, counts)
        assert not hand or np.array_equal(hand[i](), counts)
        assert max(told) > 600_000, "somebody must wait until a vehicle comes back"
    return [trace for trace, _, _ in kept], [day for _, day, _ in kept], short, events, hand


def measure(bench):
    """Compare the engines with SimPy of two styles, C, and the rivals that are installed; then tell a year."""
    library = compiled(Path(__file__).with_name("fleet.c"))
    for nearest in (False, True):
        compare(bench, nearest, library)
    year(bench)


def compare(bench, nearest, library):
    """Compare them under one policy."""
    kind, layout, setting = work(nearest)
    traces, days, short, events, hand = agree(kind, layout, setting, nearest, library)
    plain = plain_nearest if nearest else plain_first
    works = {
        "kernel": (lambda: [kind.kernel(layout, setting, t, False) for t in traces for _ in range(10)], 10 * DAYS),
        "without its door": (lambda: [short(t, 30) for t in traces], 30 * DAYS),
        "reference": (lambda: [kind.reference(layout, setting, t, False) for t in traces[:4]], 4),
        "plain": (lambda: [plain(day) for day in days[:4]], 4),
        "callbacks": (lambda: [callbacks(day, nearest) for day in days[:4]], 4),
    }
    if layout.straight:
        works["by events"] = (lambda: [events(t, 30) for t in traces], 30 * DAYS)
    if library:
        works["C"] = (lambda: [run(30) for run in hand], 30 * DAYS)
    rivals = import_module("fleet_rivals").rivals(days[0], waits_of(kind, layout, setting, traces[0]), nearest)
    works |= {name: (run, count) for name, (run, count, _) in rivals.items() if run}
    trips = np.mean([len(day.start) for day in days])
    tell(bench, bench.interleaved(works), rivals, trips, "nearest" if nearest else "first")


def tell(bench, took, rivals, trips, policy):
    """Print the ratios."""
    page, style = f"fleet {policy}", "simpy.Resource" if policy == "first" else "argmin over all"
    bench.ratios(page, took, (
        ("kernel x plain SimPy", "plain", "kernel", f"{SIMPY}, process per request, {style}"),
        ("kernel x callback SimPy", "callbacks", "kernel", f"{SIMPY}, no process per request"),
        ("reference x plain SimPy", "plain", "reference", "the engine that is told to be read"),
        ("kernel / C (1 = as fast as C)", "C", "without its door", by_hand("a calendar by hand")),
        ("kernel with its door / without", "kernel", "without its door", "Python call, arguments and counts"),
    ))  # fmt: skip
    if "by events" in took:
        bench.ratios(page, took, [("kernel by events / C", "C", "by events", "what fleets of unlike vehicles take")])
    bench.rivals(page, took, rivals)
    rate = [EVENTS * trips / t for t in took["without its door"]]
    bench.add(f"{page}: kernel events", rate, "1/s", "one core, absolute, drifts with the machine")


def whole():
    """Return (kind, layout, setting) of a fleet of 250 with all there is: `year` tells it."""
    from houqin.model.kinds.fleet import FLEET as KIND
    from houqin.model.kinds.fleet.spec import Common, Place, Spec
    from houqin.model.levers import Setting

    visit = {"open": "07:00", "close": "17:00", "weights": WEIGHTS, "vehicle": "car", "passengers": [5, 3, 1, 1, 0.2],
             "immediate": 0.3, "lead": {"dist": "exponential", "mean": 20.0}, "hold": 15.0,
             "duration": {"dist": "lognormal", "mean": 2.5, "cv": 0.6},
             "distance": {"dist": "exponential", "mean": 35.0}, "one_way": 0.1, "self_drive": True,
             "far": 0.15, "far_duration": {"dist": "lognormal", "mean": 9.0, "cv": 0.5}}  # fmt: skip
    urgent = visit | {"priority": 0, "immediate": 1.0, "hold": 30.0, "hail": False, "contract": False}
    meeting = visit | {"vehicle": "van", "cars": 2, "duration": 3.0, "far": 0.0}
    shifts = {"early": {"start": "07:00", "end": "15:30", "pauses": [["11:30", "12:00"]], "overtime_min": 120},
              "late": {"start": "10:30", "end": "19:00", "pauses": [["14:30", "15:00"]], "overtime_min": 120},
              "night": {"start": "00:00", "end": "07:00"}}  # fmt: skip
    common = {
        "kind": "fleet", "purposes": {"visit": visit, "meeting": meeting, "urgent": urgent}, "dispatch": "nearest",
        "classes": {"car": {"seats": 4, "energy": 0.6, "breakdown": 0.003, "serviced": 0.03},
                    "van": {"seats": 7, "energy": 0.8, "serviced": 0.03}, "bus": {"seats": 30, "energy": 1.5}},
        "shifts": {name: shift | {"high": 250} for name, shift in shifts.items()},
        "reserve": {"priority": 0, "vehicles": {"car": 3}},
        "workshop": {"bays": 2, "repair": {"dist": "exponential", "mean": 8.0}},
        "contract": {"start": "08:00", "end": "18:00", "overtime_min": 60, "per_day": {"car": 600.0}},
        "timeshare": {"vehicle": "car", "hourly": 20.0}, "hail": {"per_km": 2.7, "base": 9.0},
        "platform": {"machine": "terminal", "handling_min": 2.0, "saving": 0.05}, "handling_min": 10.0,
    }  # fmt: skip
    at = np.random.default_rng(1).uniform(0, 10, (ZONES, 2)).round(2).tolist()
    zones = {f"z{i}": {"x": x, "y": y} for i, (x, y) in enumerate(at)}
    place = {
        "kind": "fleet", "requests": {"visit": 480.0, "meeting": 10.0, "urgent": 10.0}, "spread": 0.1, "zones": zones,
        "departments": {zone: {"zone": zone} for zone in zones}, "contracted": {"car": (0, 20)}, "timeshare": (0, 20),
        "vehicles": {"car": (0, 200), "van": (0, 40), "bus": (0, 10)}, "pooled": "open", "platform": "open",
    }  # fmt: skip
    spec = Spec(common=Common.model_validate(common), place=Place.model_validate(place))
    assert not [fault for fault in KIND.check(spec) if fault.severity == "error"], "a spec without errors"
    return KIND, KIND.layout(spec), Setting((200, 40, 10, 10, 10, 140, 80, 4, 1, 250, 1), 100)


def year(bench):
    """Time a year, one week after the other: chance drawn anew, days told once."""
    from houqin.model.conduct import Conduct
    from houqin.model.streams import Phase, Stream, key

    kind, layout, setting = whole()
    address, conduct = key(3, Phase.TEST, "bench"), (Conduct(), Conduct())

    def weeks():
        for r in range(WEEKS):
            kind.kernel(layout, setting, kind.draw(layout, conduct, Stream(address, r)), False)

    weeks()
    took = [processor(weeks) for _ in range(bench.rounds)]
    how = f"{WEEKS} weeks of 5 days, drawn and told: drivers, pooling, {ZONES} zones"
    bench.add("fleet: a year of 250 vehicles", took, "s", how)
