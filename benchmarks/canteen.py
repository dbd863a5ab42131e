"""Lunch in one room: 150 minutes, ten rates, about 1200 diners, four windows with one line, 280 seats.

Service takes lognormal 0.36 min (cv 0.5), a meal lognormal 20 min (cv 0.3); the day runs until the room is empty. The
same chance goes to all who can take it (`rivals` says who), and they must find the same waits and searches to the tick.
"""

import ctypes
from collections import deque
from importlib import import_module
from pathlib import Path
from typing import NamedTuple

import numpy as np
import simpy
from timing import SIMPY, by_hand, compiled

WINDOWS, SEATS, DAYS = 4, 280, 12
RATES = (0.4, 0.7, 1.0, 1.3, 1.5, 1.4, 1.2, 1.0, 0.8, 0.7)
"""Relative rates of arrival by quarter of an hour."""
EVENTS = 3
"""Events a diner is: arrival, end of service, rising from the table."""


class Lunch(NamedTuple):
    """A day's chance, by diner in order of arrival, ms; what every rival is given."""

    arrive: list[int]
    serve: list[int]
    stay: list[int]


def work():
    """Return (kind, layout, setting) of the work."""
    from houqin.model.kinds.canteen import CANTEEN as KIND
    from houqin.model.kinds.canteen.spec import Common, Place, Spec
    from houqin.model.levers import Setting

    weights = [rate for rate in RATES for _ in range(3)]
    common = {
        "kind": "canteen",
        "meals": {"lunch": {"open": "11:00", "close": "13:30", "weights": weights}},
        "technologies": {"served": {"service": {"dist": "lognormal", "mean": 21.6, "cv": 0.5}}},
        "tiers": {"meal": {"price": 8.0, "food_cost": 5.0, "technology": "served"}},
        "seating": {"dwell": {"dist": "lognormal", "mean": 20.0, "cv": 0.3}},
        "line": "tier",
        "relief": (0, 0),
    }
    crowd = {"visitors": 1200.0, "shares": {"meal": 1.0}, "windows": {"meal": (WINDOWS, WINDOWS)}}
    place = {"kind": "canteen", "crowds": {"lunch": crowd}, "seats": (SEATS, SEATS)}
    spec = Spec(common=Common.model_validate(common), place=Place.model_validate(place))
    return KIND, KIND.layout(spec), Setting((WINDOWS,) * len(KIND.levers(spec)))


def chance(kind, layout, days):
    """Return some traces, and the same as lunches; equal people who all come."""
    from houqin.model.conduct import Conduct
    from houqin.model.streams import Phase, Stream, key

    still, address = Conduct(absence=0.0, spread=0.0), key(1, Phase.TEST, "bench")
    traces = [kind.draw(layout, (still, still), Stream(address, r)) for r in range(days)]
    stays = [trace.dwell + trace.clearing for trace in traces]
    rows = [(t.arrive[0], t.serve[:, 0], stay[t.group]) for t, stay in zip(traces, stays, strict=True)]
    return traces, [Lunch(*(a[np.argsort(row[0], kind="stable")].tolist() for a in row)) for row in rows]


def plain(lunch, seats=SEATS):
    """Return (waits, searches) as a SimPy user would plainly find them: a process per diner, two `simpy.Resource`."""
    env = simpy.Environment()
    windows, chairs = simpy.Resource(env, WINDOWS), simpy.Resource(env, seats)
    waits, searches = [0] * len(lunch.arrive), [0] * len(lunch.arrive)

    def diner(d):
        came = env.now
        with windows.request() as window:
            yield window
            waits[d] = env.now - came
            yield env.timeout(lunch.serve[d])
        ready = env.now
        with chairs.request() as chair:
            yield chair
            searches[d] = env.now - ready
            yield env.timeout(lunch.stay[d])

    def door():
        for d, came in enumerate(lunch.arrive):
            yield env.timeout(came - env.now)
            env.process(diner(d))

    env.process(door())
    env.run()
    return waits, searches


def callbacks(lunch, seats=SEATS):
    """Return (waits, searches) by SimPy with callbacks on timeouts, counters and deques: no process per diner."""
    env = simpy.Environment()
    arrive, serve, stay = lunch
    waits, searches, ready = ([0] * len(arrive) for _ in range(3))
    line, looking = deque(), deque()
    free = WINDOWS

    def later(delay, callback, d):
        env.timeout(delay, d).callbacks.append(callback)

    def door(event):
        nonlocal free
        d = event.value
        if free:
            free -= 1
            later(serve[d], served, d)
        else:
            line.append(d)
        if d + 1 < len(arrive):
            later(arrive[d + 1] - arrive[d], door, d + 1)

    def served(event):
        nonlocal free, seats
        d = event.value
        if line:
            first = line.popleft()
            waits[first] = env.now - arrive[first]
            later(serve[first], served, first)
        else:
            free += 1
        if seats:
            seats -= 1
            later(stay[d], risen, d)
        else:
            ready[d] = env.now
            looking.append(d)

    def risen(_):
        nonlocal seats
        if looking:
            d = looking.popleft()
            searches[d] = env.now - ready[d]
            later(stay[d], risen, d)
        else:
            seats += 1

    later(arrive[0], door, 0)
    env.run()
    return waits, searches


def native(library, layout, trace, lunch):
    """Return a function (times) -> counts: the C day, so many times."""
    from houqin.model.kinds.canteen import names

    arrays = [np.array(a, dtype=np.int64) for a in lunch] + [np.ascontiguousarray(layout.step[:, 0])]
    opinion = np.ascontiguousarray(layout.opinion)
    numbers = (len(lunch.arrive), len(layout.step), layout.step[-1, 1], WINDOWS, layout.seats, layout.limit,
               layout.seat_limit, layout.price[0], layout.food[0])  # fmt: skip
    table = (ctypes.c_int64 * 14)(*(a.ctypes.data for a in (*arrays, opinion)), *(int(n) for n in numbers))
    counts = np.zeros(names.size(len(layout.step), 1), dtype=np.int64)

    def run(times=1):
        library.days(table, counts.ctypes.data_as(ctypes.c_void_p), ctypes.c_int64(len(counts)), ctypes.c_int64(times))
        return counts

    run.kept = (arrays, opinion)
    return run


def inner(kernel, layout, setting):
    """Return a compiled function (trace, times) -> counts: the kernel's day without its door."""
    from houqin.model.kinds.canteen.names import size
    from numba import njit

    day, levels, width = kernel._day, kernel.checked(layout, setting), size(len(layout.step), len(layout.limited))

    @njit(nogil=True, error_model="numpy")
    def days(lay, levels, trace, width, times):
        log, row = np.empty((0, 5), dtype=np.int64), np.zeros(1, dtype=np.int64)
        for _ in range(times):
            counts = np.zeros(width, dtype=np.int64)
            row[0] = 0
            day(lay, levels, 0, trace, counts, log, row)
        return counts

    return lambda trace, times=1: days(layout, levels, trace, width, times)


def waits_of(kind, layout, setting, trace):
    """Return (waits, searches) by diner in order of arrival, as the kernel's log has them."""
    from houqin.model.kinds.canteen.ranks import SEATED, STARTED

    log, order = kind.kernel(layout, setting, trace, True).log, np.argsort(trace.arrive[0], kind="stable")
    found = []
    for rank in (STARTED, SEATED):
        rows = log[log[:, 1] == rank]
        found.append(rows[np.argsort(rows[:, 2]), 4][order].tolist())
    return tuple(found)


def agree(kind, layout, setting, traces, lunches, library):
    """Assert that all find the same; return the kernel (the short way, by events) and C, ready to run."""
    from houqin.model.kinds.canteen import kernel

    short, events = inner(kernel, layout, setting), inner(kernel, layout._replace(straight=0), setting)
    hand = [native(library, layout, t, lunch) for t, lunch in zip(traces, lunches, strict=True)] if library else []
    for i, (trace, lunch) in enumerate(zip(traces, lunches, strict=True)):
        told = waits_of(kind, layout, setting, trace)
        assert plain(lunch, layout.seats) == callbacks(lunch, layout.seats) == told
        counts = kind.kernel(layout, setting, trace, False).counts
        for same in (kind.reference(layout, setting, trace, False).counts, short(trace), events(trace)):
            assert np.array_equal(same, counts)
        assert not hand or np.array_equal(hand[i](), counts)
        assert layout.seats >= SEATS or any(told[1]), "with so few seats somebody must look for one"
    return short, events, hand


def measure(bench):
    """Compare the engines with SimPy of two styles, C, and the rivals that are installed."""
    kind, layout, setting = work()
    traces, lunches = chance(kind, layout, DAYS)
    library = compiled(Path(__file__).with_name("canteen.c"))
    agree(kind, layout._replace(seats=200), setting, traces[:2], lunches[:2], library)
    short, events, hand = agree(kind, layout, setting, traces, lunches, library)
    works = {
        "kernel": (lambda: [kind.kernel(layout, setting, t, False) for t in traces for _ in range(10)], 10 * DAYS),
        "without its door": (lambda: [short(t, 30) for t in traces], 30 * DAYS),
        "by events": (lambda: [events(t, 30) for t in traces], 30 * DAYS),
        "reference": (lambda: [kind.reference(layout, setting, t, False) for t in traces[:4]], 4),
        "plain": (lambda: [plain(lunch) for lunch in lunches[:4]], 4),
        "callbacks": (lambda: [callbacks(lunch) for lunch in lunches[:4]], 4),
    }
    if library:
        works["C"] = (lambda: [run(30) for run in hand], 30 * DAYS)
    rivals = import_module("rivals").rivals(lunches[0], waits_of(kind, layout, setting, traces[0]))
    works |= {name: (run, days) for name, (run, days, _) in rivals.items() if run}
    tell(bench, bench.interleaved(works), rivals, np.mean([len(lunch.arrive) for lunch in lunches]))


def tell(bench, took, rivals, diners):
    """Print the ratios."""
    bench.ratios("canteen", took, (
        ("kernel x plain SimPy", "plain", "kernel", f"{SIMPY}, process per diner, simpy.Resource"),
        ("kernel x callback SimPy", "callbacks", "kernel", f"{SIMPY}, no process per diner"),
        ("reference x plain SimPy", "plain", "reference", "the engine that is told to be read"),
        ("kernel / C (1 = as fast as C)", "C", "without its door", by_hand("a calendar by hand")),
        ("kernel by events / C", "C", "by events", "what a day with patience or two lines takes"),
        ("kernel with its door / without", "kernel", "without its door", "Python call, arguments and counts"),
    ))  # fmt: skip
    bench.rivals("canteen", took, rivals)
    rate = [EVENTS * diners / t for t in took["without its door"]]
    bench.add("canteen: kernel events", rate, "1/s", "one core, absolute, drifts with the machine")
