"""A way of procurement follows from what a vendor's contracts are worth, whatever else presses on the money."""

import itertools
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest
from houqin.model.errors import InfeasibleError
from houqin.model.levers import Setting
from houqin.model.scenario import Scenario
from houqin.solvers.choose import choose
from houqin.solvers.contracts import engageable
from houqin.solvers.menu import Effort, Menu, Option, Point, options
from houqin.solvers.prices import growth
from houqin.solvers.programme import Wish, build, choosing, solve

PLACE = spec_from_file_location("twins", Path(__file__).with_name("twins.py"))
twins = module_from_spec(PLACE)
PLACE.loader.exec_module(twins)
UNITS = ("a", "b", "c")


def made(weight, ways, budget=None):
    """Return a case of three units and two bids under a soft rule on ways of procurement, with its menus."""
    tree = {
        **twins.BASE, "horizon": {"start": "2026-01-01", "years": 1}, "sites": {"s": {"area_m2": 1000.0}},
        "vendors": {"v": {}, "w": {}},
        "units": {u: {"site": "s", "service": "clean", "place": {"kind": "contracted", "workload": 300.0, "high": 12},
                      "today": {"mode": "people_only", "vendor": "v", "setting": {"posts": 6}}, "modes": ["people_only"]}
                  for u in UNITS},
        "bids": {n: {"vendor": n, "units": list(UNITS), "modes": ["people_only"], "wage_per_month": w}
                 for n, w in (("v", 1900.0), ("w", 1950.0))},
        "policy": {"route": {"state": "soft", "weight": weight, "routes": ways}},
        **({"budget": {"state": "hard", "by_year": [budget]}} if budget else {}),
    }  # fmt: skip
    scenario = Scenario.model_validate(tree)
    points = (Point(Setting((4,)), 4, ()),)
    return scenario, tuple(Menu(o, points, (), Effort(1, 1, 1, 1)) for o in options(scenario))


@pytest.mark.parametrize("last", [None, 250_000.0, 400_000.0])
@pytest.mark.parametrize("weight", [0.0, 1_000.0, 5_000.0, 30_000.0])
def test_budgets_do_not_bend_the_way(weight, last):
    """Under any yearly budget the best plan is the cheapest of those whose own ways of procurement keep within it."""
    ways = {
        "quotes": {"up_to": 100.0, "cost_per_year": 500.0},
        "bids": {"up_to": 120_000.0, "cost_per_year": 3_200.0},
        "tender": {"cost_per_year": 9_000.0, **({"up_to": last} if last else {})},
    }
    scenario, menus = made(weight, ways)
    free = build(choosing(scenario, menus))
    plans = []
    for bids in itertools.product("vw", repeat=3):
        forced = {unit: Option(unit, "people_only", bid) for unit, bid in zip(UNITS, bids, strict=True)}
        found = solve(free, Wish(forced=forced))
        plans.append((found.value, found.totals[0]))
    totals = sorted({total for _, total in plans})
    tried = [total + d for total in totals for d in (-1000_00, -100_00, 0, 100_00)]
    for most in tried:
        held = [value for value, total in plans if total <= most]
        case = made(weight, ways, most / 100)
        if held:
            assert choose(*case).value == min(held)
        else:
            with pytest.raises(InfeasibleError):
                choose(*case)


def test_ways_dearer_than_a_fine_are_never_taken():
    """Where paying the fine for the cheapest way costs less than another way, that is none; else its limit counts."""
    ways = {"quotes": {"up_to": 100.0, "cost_per_year": 500.0}, "tender": {"cost_per_year": 3_200.0, "up_to": 9_000.0}}
    for weight, expected in ((2_699.0, (["quotes"], 10_000)), (2_700.0, (["quotes", "tender"], 900_000))):
        scenario, _ = made(weight, ways)
        assert engageable(scenario, "v", growth(scenario), 0) == expected
