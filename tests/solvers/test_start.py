"""A large programme with discounts begins with a plan of its own, which the solver alone does not find."""

import itertools
import random
from types import SimpleNamespace

import numpy as np
import pytest
from houqin.model.levers import Setting
from houqin.solvers import highs
from houqin.solvers.menu import Effort, Menu, Point, options
from houqin.solvers.programme import Wish, build, choosing, solve, solving, start

UNITS, VENDORS, FEW = 30, 3, 40
STEPS = [{"from_units": 6, "rate": 0.03}, {"from_units": 12, "rate": 0.07}]


@pytest.fixture(scope="module")
def many(case):
    """Return a programme of thirty units and three bids with discounts, whose vendors have few people to spare."""
    dice = random.Random(5)
    unit = {
        "site": "A", "service": "cleaning", "materials_per_month": 60.0, "modes": ["people_only"],
        "place": {"kind": "cleaning", "zones": {"all": {"type": "office", "count": 4, "area_m2": 70000.0}}},
        "today": {"mode": "people_only", "vendor": "v0", "setting": {"rounds": 2, "tasks": 1, "scrubber": 0}},
    }  # fmt: skip
    scenario = case({
        "horizon.years": 2,
        "workforce": {},
        "units": {f"U{i}": unit for i in range(UNITS)},
        "vendors": {"v0": {"capacity": FEW}, "v1": {"capacity": 4 * UNITS}, "v2": {"capacity": 4 * UNITS}},
        "bids": {f"b{i}": {"vendor": f"v{i}", "units": [f"U{j}" for j in range(UNITS)], "modes": ["people_only"],
                           "wage_per_month": 1500.0 + 40 * i, "discounts": STEPS} for i in range(VENDORS)},
    })  # fmt: skip
    posts = {unit: dice.randint(5, 12) for unit in scenario.units}
    menus = [Menu(o, (spot(posts[o.unit] + dice.randint(0, 1)),), (), Effort(1, 1, 1, 1)) for o in options(scenario)]
    return build(choosing(scenario, menus))


def spot(posts):
    """Return a point of so many posts."""
    return Point(Setting((posts, 0, 0)), posts, ())


def test_first_plan_obeys_every_row(many, monkeypatch):
    """The plan it begins with is one of the programme, and not far from the best."""
    monkeypatch.setattr(solving, "MANY", 0)
    first, best = start.start(start.view(many, many.rows), 0.0, 60.0), solve(many)
    assert first.status == "feasible"
    assert first.bound is None
    assert first.value <= best.value / 100 * 1.01
    answer = solve(many, Wish(), gap=0.05)
    assert answer.status == "optimal"
    assert answer.bound <= best.value <= answer.value <= best.value * 1.05


def test_answer_is_the_same_with_it(many, monkeypatch):
    """Solved to the end, the programme has the value it has without a first plan."""
    best = solve(many)
    monkeypatch.setattr(solving, "MANY", 0)
    assert solve(many).value == best.value


@pytest.mark.parametrize("gap", [0.02, 0.001])
def test_tree_over_steps_proves_what_it_says(many, gap):
    """A plan that the tree calls within a gap is, and no plan is cheaper than its bound."""
    best, found = solve(many), start.start(start.view(many, many.rows), gap, 60.0)
    assert found.status == "optimal"
    assert found.bound * 100 <= best.value + 1 <= found.value * 100 + 2
    assert found.value - found.bound <= gap * found.value


def test_the_tree_ends_where_it_gets_on_too_slowly(many, monkeypatch):
    """Where the gap does not halve as its nodes double it stops, and the solver goes on from its plan and its bound."""
    best, part, gap = solve(many), start.view(many, many.rows), 1e-4
    monkeypatch.setattr(start, "_open", lambda best: 1e12)
    monkeypatch.setattr(start, "TRIAL", 1)
    handed = start.start(part, gap, 60.0)
    assert handed.status == "feasible"
    assert handed.bound * 100 <= best.value + 1 <= handed.value * 100 + 2
    given, real = [], highs.solve
    monkeypatch.setattr(highs, "solve", lambda rows, **knobs: given.append((rows, knobs)) or real(rows, **knobs))
    found = solving._one(part, gap, 60.0)
    rows, knobs = given[-1]
    assert rows is part.rows and (knobs["start"] == handed.x).all()
    assert found.status == "optimal" and handed.bound <= found.bound <= found.value <= handed.value


def test_the_clock_does_not_steer_the_tree(many, monkeypatch):
    """A machine a thousand times slower finds the same plan and the same bound, within the time limit."""
    part, hand = start.view(many, many.rows), itertools.count()
    found = start.start(part, 1e-4, 1e6)
    monkeypatch.setattr(start, "time", SimpleNamespace(monotonic=lambda: float(next(hand))))
    again = start.start(part, 1e-4, 1e6)
    assert (again.value, again.bound, again.status) == (found.value, found.bound, found.status)
    assert (again.x == found.x).all()


def test_plain_programmes_need_none(case, menus):
    """Programmes without discounts go to the solver as they are."""
    scenario = case()
    plain = build(choosing(scenario, menus(scenario)))
    assert start.start(start.view(plain, plain.rows), 0.0, 60.0) is None


def test_room_of_a_vendor_falls_with_its_rule(many):
    """Rows that only follow from the capacity of vendors are gone with that rule: then more discount may be reached."""
    within, without = solve(many), solve(many, Wish(dropped={"policy.capacity"}))
    assert many.sheet.implied["policy.capacity"]
    assert without.value < within.value
    assert sum(award.option.bid == "b0" for award in without.plan.awards) > FEW // 5


def test_awards_are_packed_into_few_bids(many):
    """What a relaxation spreads over all bids goes to the largest, on the highest steps that all of it is enough for."""
    part = start.view(many, many.rows)
    x = np.zeros(len(many.rows.cost))
    for (bid, t, _), column in part.tier.items():
        x[column] = {"b0": 0.3, "b1": 0.5, "b2": 0.4}[bid] if t == 2 else 0.0  # 3.6, 6 and 4.8 units
    assert start._packed(part, x, {}) == {("b0", 0): 0, ("b1", 0): 2, ("b2", 0): 0}
    assert start._packed(part, x, {("b0", 0): 1}) == {("b0", 0): 1, ("b1", 0): 1, ("b2", 0): 0}
    x[part.tier["b0", 1, 0]] = 1.0  # 6 more: 20.4 in all, so that what is left is enough for the lower step
    assert start._packed(part, x, {}) == {("b0", 0): 2, ("b1", 0): 1, ("b2", 0): 0}
