"""A large tender: 300 lots, 50 vendors, packages that stand only as a whole, discounts by lots."""

import copy
import random

import pytest
from houqin.model.levers import Setting
from houqin.model.scenario import Scenario
from houqin.solvers.ledger import ledger, present_value
from houqin.solvers.menu import Effort, Menu, Point, options
from houqin.solvers.programme import build, choosing, solve


def tender(base, lots, vendors, each, packages, seed):
    """Return a case of one year: every vendor bids for some lots with two steps of discount, and for packages of them."""
    dice, tree = random.Random(seed), copy.deepcopy(base)
    names = [f"u{i}" for i in range(lots)]
    bids = {}
    for j in range(vendors):
        mine = sorted(dice.sample(names, each))
        terms = {"vendor": f"v{j}", "modes": ["people_only"]}
        steps = [{"from_units": each // 6, "rate": 0.02}, {"from_units": each // 3, "rate": 0.05}]
        wage = round(1600 * dice.uniform(0.95, 1.1), 2)
        bids[f"b{j}"] = {**terms, "units": mine, "wage_per_month": wage, "discounts": steps}
        for p in range(packages):
            some, wage = sorted(dice.sample(mine, dice.randint(2, 4))), round(1600 * dice.uniform(0.87, 1.03), 2)
            bids[f"p{j}-{p}"] = {**terms, "units": some, "wage_per_month": wage, "bundle": True}
    like = {**tree["units"]["A"], "modes": ["people_only"], "owned": {}}
    tree["horizon"]["years"] = 1
    tree["vendors"] = {f"v{j}": {"incumbent": True, "capacity": 100000} for j in range(vendors)}
    tree["policy"] = {
        "holdings": {"state": "hard", "most": max(each // 3, lots // 12)},
        "winners": {"state": "hard", "low": 5, "high": vendors},
    }
    now = {unit: bid["vendor"] for bid in bids.values() for unit in bid["units"]}
    units = {u: {**like, "today": {**like["today"], "vendor": now[u]}} for u in names}
    return {**tree, "workforce": {}, "bids": bids, "units": units}, dice


def test_a_small_tender_is_solved_to_the_end(case):
    """The same kind of tender, small enough: solved to the end it has a value that its ledger adds up to."""
    solved(case, (20, 6, 12, 3, 3), 0.0)


@pytest.mark.slow
def test_three_hundred_lots_and_fifty_vendors(case):
    """A plan within 0.5 % of the proven bound is found; packages are whole, and its value is its ledger's."""
    solved(case, (300, 50, 40, 4, 1), 0.005)


def solved(case, shape, gap):
    """Solve a tender to a gap, and check gap, packages and value."""
    tree, dice = tender(case().model_dump(mode="json"), *shape)
    scenario = Scenario.model_validate(tree)
    need = {unit: dice.uniform(8, 30) for unit in scenario.units}
    menus = []
    for option in options(scenario):
        posts = round(need[option.unit] * dice.uniform(0.95, 1.05))
        menus.append(Menu(option, (Point(Setting((posts, 0, 0)), posts, ()),), (), Effort(1, 1, 1, 1)))
    answer = solve(build(choosing(scenario, menus)), gap=gap, time_limit=300.0)
    assert answer.status == "optimal"
    assert answer.value - answer.bound <= gap * answer.value
    held = [award.option.bid for award in answer.plan.awards]
    assert all(held.count(bid) == len(scenario.bids[bid].units) for bid in held if scenario.bids[bid].bundle)
    assert answer.value == present_value(scenario, ledger(scenario, answer.plan))
    assert any(scenario.bids[bid].bundle for bid in held)
