"""The cleaning kind is lent flows: meals and tickets (items gone in time), food for those who work, overtime hours."""

from contextlib import contextmanager
from dataclasses import replace

import pytest
from houqin.model.kind import Flow
from houqin.model.kinds import KINDS
from houqin.model.kinds.cleaning import names
from houqin.model.levers import Setting
from houqin.model.text import Text
from houqin.solvers import prices
from houqin.solvers.choose import choose
from houqin.solvers.menu import Effort, Floor, Menu, Option, Point
from houqin.solvers.programme import build, choosing
from houqin.solvers.volumes import simulated

WORDS = Text("流量", "flow")
ZONES = {"all": {"type": "office", "count": 40, "area_m2": 70000.0}}
QUICK = {
    "study.search_replications": 8,
    "study.certify_replications": 42,
    "study.reference_replications": 1,
    "units.A.place.zones": ZONES,
    "units.B.place.zones": ZONES,
    "standards.cleaning.litter_indoor.at_least": 0.7,
    "surveys": {"spring": {"unit": "A", "sent": 2000, "returned": 1900, "grades": [1500, 350, 40, 10]}},
}
BY_MEAL = {
    "bids.new.modes": ["full"],
    "bids.new.basis": "unit",
    "bids.new.per_unit": {"meal": 2.5},
}
DEAR = {**BY_MEAL, "bids.new.per_unit": {"meal": 9.0}}
"""At 9 yuan a meal, some 830 a day, the bid loses against 43 posts."""
VOLUMES = (("food", 86000), ("meal", 1000000), ("overtime", 1000), ("ticket", 1000000))


def flows(spec):
    """Return the flows lent to the cleaning kind."""
    shifts = len(spec.common.shifts)
    good, every = names.at(shifts, names.INDOOR), names.at(shifts, names.INDOOR + 1)
    each = (("rounds", 2.0), ("tasks", 2.0))
    return (
        Flow("food", WORDS, WORDS, (names.PLANNED,), "food", 3.0, scale=2.0, steps=each),
        Flow("ticket", WORDS, WORDS, good, "ticket", -0.5, most=every),
        Flow("meal", WORDS, WORDS, good, "meal_fee", 0.0, most=every, measure="litter_indoor"),
        Flow("overtime", WORDS, WORDS, (names.DAYS,), "overtime", 1.5),
    )


@contextmanager
def kind():
    """Lend the flows, and make the scrubbers a question of their own, for as long as the context lasts."""
    bare = KINDS["cleaning"]

    def levers(spec):
        return tuple(replace(v, switch=v.name == "scrubber") for v in bare.levers(spec))

    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(KINDS, "cleaning", replace(bare, flows=flows, levers=levers))
        yield


def spot(levels, volumes=VOLUMES, staff=0):
    """Return a point: rounds, tasks, scrubbers."""
    machines = (("scrubber", levels[2]),) if levels[2] else ()
    return Point(Setting(levels, staff), levels[0] + levels[1], machines, volumes=volumes)


def menus(scenario):
    """Return menus whose points carry the quantities of the search's days."""
    found = []
    for option in (Option("A", "people_only", "old"), Option("A", "full", "old"), Option("A", "full", "new"),
                   Option("B", "hybrid", "old")):  # fmt: skip
        points = []
        for staff in (0,) if option.unit == "A" else (39, 38, 36, 33, 30, 0):
            for levels in ((30, 13, 3), (34, 13, 0)):
                setting = Setting(levels, staff)
                points.append(spot(levels, simulated(scenario, option, setting), staff))
        weights = prices.lever_prices(scenario, option)
        floor = tuple(weights[v.name][0] for v in scenario.levers(option.unit))
        value = min(sum(w * n for w, n in zip(floor, p.setting.levels, strict=True)) for p in points)
        floors = tuple(Floor(staff, floor, value, True) for staff in {p.staff for p in points})
        found.append(Menu(option, tuple(points), floors, Effort(1, 1, 1, 1)))
    return tuple(found)


def run(case):
    """Return a quick case with a bid by the meal, its menus, the programme built of them, and its choice."""
    scenario = case({**QUICK, **DEAR, "units.A.modes": ["people_only", "full"], "units.B.modes": ["hybrid"]})
    offered = menus(scenario)
    built = build(choosing(scenario, offered))
    return scenario, offered, built, choose(scenario, offered, built=built)
