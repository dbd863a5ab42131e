"""Windows, lanes, seats and relief help on average: the audit behind the bounds that the search prints as heuristic."""

import numpy as np
import pytest
from houqin.model import estimate
from houqin.model.conduct import Conduct
from houqin.model.kinds.canteen.levers import LANE, RELIEF, SEATS, SMART, WINDOW, handles
from houqin.model.kinds.canteen.spec import Common, Place, Spec
from houqin.model.levers import Setting
from houqin.model.simulate import Sampler
from houqin.model.streams import Phase, Stream, key
from houqin.model.trace import freeze

DAYS = 400
ALPHA = 1e-5
"""Chance of a false alarm of one comparison, by Student's t on paired days; about 150 comparisons: 2 in 1 000."""
HELPS = {
    WINDOW: ("within", "kept", "satisfied"), LANE: ("within", "kept", "satisfied"), SMART: ("within", "kept", "satisfied"),
    RELIEF: ("within", "kept", "satisfied"), SEATS: ("seated", "satisfied"),
}  # fmt: skip
"""Kind of lever -> measures it is assumed never to worsen on average."""
WORKDAYS = ("mon", "tue", "wed", "thu", "fri")


@pytest.fixture(scope="module")
def days(worlds):
    """Return a sampler of an ordinary canteen: two tiers, lines by window, a till, patience, seats; half an hour."""
    common = {
        "kind": "canteen",
        "meals": {"lunch": {"open": "11:30", "close": "12:00", "weights": [1.0, 4.0, 5.0, 3.0, 2.0, 1.0]}},
        "technologies": {"tray": {"service": {"dist": "lognormal", "mean": 20.0, "cv": 0.4}}},
        "tiers": {name: {"price": price, "food_cost": 4.0, "technology": "tray"} for name, price in (("a", 6.0), ("b", 8.0))},
        "checkout": {"manual": {"dist": "lognormal", "mean": 12.0, "cv": 0.4}, "smart": 4.0, "machine": "smart",
                     "lanes": [0, 4], "smart_lanes": [0, 2]},
        "patience": {"longest_line": 12.0, "wait": {"dist": "exponential", "mean": 10.0}},
        "seating": {"dwell": {"dist": "lognormal", "mean": 15.0, "cv": 0.3}, "loss": 0.1, "machine": "table"},
        "wait_limit_min": 3.0,
        "relief": [0, 2],
    }  # fmt: skip
    place = {
        "kind": "canteen", "headcount": 220, "groups": [3.0, 2.0, 1.0], "flexible": 0.3, "seats": [80, 160],
        "crowds": {"lunch": {"participation": dict.fromkeys(WORKDAYS, 0.8), "spread": 0.1,
                             "shares": {"a": 0.6, "b": 0.4}, "windows": {"a": [1, 5], "b": [1, 5]}}},
    }  # fmt: skip
    spec = Spec(common=Common.model_validate(common), place=Place.model_validate(place))
    conduct = Conduct(absence=0.08)
    return Sampler(worlds.KIND, spec, (conduct, conduct), key(1, Phase.TEST, "audit"))


def start(days, more):
    """Return levels between the ends of the boxes."""
    base = {WINDOW: 2, LANE: 2, SMART: 0, RELIEF: 0, SEATS: 10}
    return [min(h.lever.high, base[h.what] + more) for h in handles(days.spec)]


def change(days, measure, before, after, n=DAYS):
    """Return the paired change of a measure's excess between two settings."""
    one, two = days.counts(Setting(tuple(before)), n), days.counts(Setting(tuple(after)), n)
    value = measure.value(one)
    return estimate.mean(measure.excess(two, value) - measure.excess(one, value))


@pytest.mark.parametrize("more", [0, 1])
def test_levers_help(days, more):
    """One more window, lane, machine, seat unit or relief server does not worsen what it is for, on the mean day."""
    levels, measures = start(days, more), {m.name: m for m in days.kind.measures(days.spec)}
    tried = 0
    for i, handle in enumerate(handles(days.spec)):
        if levels[i] < handle.lever.high:
            after = [n + (j == i) for j, n in enumerate(levels)]
            for name in HELPS[handle.what]:
                assert change(days, measures[name], levels, after).upper(ALPHA) >= 0, (handle.lever.name, name)
                tried += 1
    assert tried > 20


def test_audit_has_power(days):
    """The audit sees harm: one window fewer at the peak is convicted by the same test."""
    measure = next(m for m in days.kind.measures(days.spec) if m.name == "within")
    levels = start(days, 1)
    assert change(days, measure, levels, [n - (j == 0) for j, n in enumerate(levels)]).upper(ALPHA) < 0


def test_more_windows_may_fill_the_hall(days):
    """Why `seated` is no measure of windows: who gets food sooner looks for a seat while others still sit."""
    measure = next(m for m in days.kind.measures(days.spec) if m.name == "seated")
    slow, fast = start(days, 0), start(days, 2)
    table = next(i for i, h in enumerate(handles(days.spec)) if h.what == SEATS)
    fast[table] = slow[table] = 8
    assert change(days, measure, slow, fast, 1500).upper(ALPHA) < 0


def narrow(worlds, low, arrive, serve):
    """Return (layout, trace) of one shared line in steps of five minutes, with these arrivals and services, minutes."""
    common = {
        "kind": "canteen", "line": "tier", "step_min": 5, "wait_limit_min": 1.0, "relief": [0, 0],
        "meals": {"m": {"open": "11:30", "close": "11:45", "weights": [1.0, 1.0, 1.0]}},
        "technologies": {"j": {"service": 60.0}},
        "tiers": {"t": {"price": 6.0, "food_cost": 4.0, "technology": "j"}},
    }  # fmt: skip
    crowd = {"participation": dict.fromkeys(WORKDAYS, 1.0), "shares": {"t": 1.0}, "windows": {"t": [low, 4]}}
    place = {"kind": "canteen", "headcount": len(arrive), "crowds": {"m": crowd}}
    spec = Spec(common=Common.model_validate(common), place=Place.model_validate(place))
    still = Conduct(spread=0.0, absence=0.0)
    layout = worlds.KIND.layout(spec)
    times = np.array([arrive, arrive], dtype=np.int64) * 60_000 + int(layout.opens[0])
    trace = worlds.KIND.draw(layout, (still, still), Stream(1, 0))
    services = np.array(serve, dtype=np.int64).reshape(-1, 1) * 60_000
    return spec, layout, freeze(trace._replace(arrive=times, order=np.array([range(len(arrive))] * 2), serve=services))


def within(worlds, spec, layout, trace, levels):
    """Return how many of those who came in the last step were served within the limit."""
    counts = worlds.KIND.kernel(layout, Setting(levels), trace, False).counts
    return int(counts[worlds.KIND.counters(spec).index("within/1140")])


def test_closed_steps_are_an_exception(worlds):
    """Where no window is open people are lost; one window more lets them in, and they delay those who come later."""
    case = narrow(worlds, 0, [0, 0, 6, 10], [9, 9, 1, 1])
    assert within(worlds, *case, (0, 1, 1)) == 1
    assert within(worlds, *case, (1, 1, 1)) == 0


def test_falling_windows_are_an_exception(worlds):
    """Where windows close, who is served to the end at a closed one depends on the past, and so does who waits."""
    case = narrow(worlds, 1, [0, 0, 3, 5, 5, 7, 10, 14], [2, 8, 5, 4, 4, 4, 3, 7])
    assert within(worlds, *case, (2, 3, 2)) < within(worlds, *case, (1, 3, 2))
