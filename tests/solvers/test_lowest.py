"""Where posts are all that is decided, the least points that floors leave bound every plan."""

from dataclasses import replace

import pytest
from houqin.model.alike import alike
from houqin.solvers.explore import explore
from houqin.solvers.outcomes import moving
from houqin.solvers.programme import bounding, build, choosing, lowest, solve


@pytest.fixture(scope="module")
def few(compounds):
    """Return a province of three compounds, searched on few days so that floors lie below points, and its menus."""
    scenario = compounds(3, search_replications=12)
    return scenario, explore(scenario)


def test_least_points_bound_what_floors_bound(few):
    """Their optimum lies between that of the bounding programme and that of the menus, and below the latter here."""
    scenario, menus = few
    floor, least, best = (solve(build(case)) for case in (
        bounding(scenario, menus), lowest(scenario, menus), choosing(scenario, menus)))  # fmt: skip
    assert floor.bound <= least.bound < best.value


def test_least_points_bound_units_decided_together_alike(few):
    """Decided together, they have the same optimum."""
    scenario, menus = few
    together = solve(build(lowest(scenario, menus, alike(scenario))))
    assert together.value == solve(build(lowest(scenario, menus))).value


def test_they_do_not_speak_of_machines_money_or_flows(few, case, menus):
    """Where there is more to decide than posts, larger payments help, or flows cost money, they say nothing."""
    scenario, found = few
    share = scenario.policy.share.model_copy(update={"state": "hard"})
    asked = scenario.model_copy(update={"policy": scenario.policy.model_copy(update={"share": share})})
    name = next(iter(scenario.bids))
    bid = scenario.bids[name].model_copy(update={"per_unit": {"work": 0.01}})
    sold = scenario.model_copy(update={"bids": {**scenario.bids, name: bid}})
    small = case()
    assert lowest(scenario, found) is not None
    assert lowest(asked, found) is lowest(sold, found) is lowest(small, menus(small)) is None
    assert moving(sold, [menu.option for menu in found])


def test_a_floor_above_the_box_leaves_nothing(few):
    """Where no level reaches a floor, no plan is left."""
    scenario, menus = few
    high = [replace(menu, floors=tuple(replace(f, value=10**9) for f in menu.floors)) for menu in menus]
    assert solve(build(lowest(scenario, high))).status == "infeasible"
