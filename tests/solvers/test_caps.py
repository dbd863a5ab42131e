"""What levers let flows that earn be at most: the lines hold for every setting, and the bound is tighter for them."""

from dataclasses import replace
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import numpy as np
import pytest
from houqin.model.kind import Pool
from houqin.model.kinds import KINDS
from houqin.model.kinds.cleaning import names
from houqin.model.levers import Setting
from houqin.solvers import prices
from houqin.solvers.choose import choose, floor_bound
from houqin.solvers.menu import Floor, Option
from houqin.solvers.volumes import caps, simulated

PLACE = spec_from_file_location("lent", Path(__file__).with_name("lent.py"))
lent = module_from_spec(PLACE)
PLACE.loader.exec_module(lent)
PUT_OUT = 20.0
"""Items a post can see gone in time on a day, where there are forty posts or more."""


def pools(spec):
    """Let tickets be no more than what posts put out, nor than the items there are."""
    return (Pool(("ticket",), (("rounds", PUT_OUT), ("tasks", PUT_OUT)), names_of(spec)),)


def names_of(spec):
    """Return the counter of all items of a world."""
    return names.at(len(spec.common.shifts), names.INDOOR + 1)


@pytest.fixture(scope="module", autouse=True)
def kind():
    """Lend flows and pools."""
    with lent.kind(), pytest.MonkeyPatch.context() as patch:
        patch.setitem(KINDS, "cleaning", replace(KINDS["cleaning"], pools=pools))
        yield


@pytest.fixture(scope="module")
def run(case):
    """Return a quick case, its menus, the programme, and its choice."""
    return lent.run(case)


def test_lines_hold_for_settings(run):
    """No setting for which the pool is true sells more in the mean than any line says."""
    scenario, option = run[0], Option("A", "people_only", "old")
    (cap,) = caps(scenario, option)
    for levels in ((60, 60, 5), (45, 13, 3), (34, 13, 0), (30, 13, 3)):
        sold = dict(simulated(scenario, option, Setting(levels)))["ticket"] / 1000
        assert all(sold <= a + b * PUT_OUT * (levels[0] + levels[1]) for a, b in cap.lines)


def test_lines_are_the_mean_of_the_lesser(run):
    """The lowest line at any amount is close to the mean of min(amount, asked), and never below it."""
    scenario, option = run[0], Option("A", "people_only", "old")
    (cap,) = caps(scenario, option)
    asked = [float(a - b) for (a, _), (b, _) in zip(cap.lines[1:], cap.lines, strict=False)]
    days = np.array(asked) * len(asked)
    for amount in np.linspace(0.5 * days.min(), 1.2 * days.max(), 30):
        lowest = min(float(a + b * round(amount)) for a, b in cap.lines)
        real = np.minimum(round(amount), days).mean()
        assert real - 1e-9 <= lowest <= 1.001 * real


def test_the_bound_is_tighter_and_holds(run):
    """With pools the bound lies above the one without, and below the value of every forced option."""
    scenario, offered, built, chosen = run
    tight = floor_bound(scenario, offered)
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(KINDS, "cleaning", replace(KINDS["cleaning"], pools=lambda spec: ()))
        loose = floor_bound(scenario, offered)
    assert loose < tight <= chosen.value
    for option in built.case.ladders:
        assert tight <= choose(scenario, offered, forced={option.unit: option}, built=built).value


def netted(scenario, menu, less=0):
    """Return a menu with what its points cost less tickets as a floor, lowered by `less` fen."""
    weights = prices.lever_prices(scenario, menu.option)
    floor = tuple(weights[v.name][0] for v in scenario.levers(menu.option.unit))
    rates = prices.flow_rates(scenario, menu.option)["ticket"]
    fen = -round(100 * sum(yuan for _, _, yuan in rates if yuan < 0) * scenario.labour.workdays_per_year)
    if not fen:
        return menu
    worth = [
        sum(w * n for w, n in zip(floor, p.setting.levels, strict=True)) - fen * dict(p.volumes)["ticket"] // 1000
        for p in menu.points
    ]
    more = (Floor(staff, floor, min(worth) - less, True, earned=(("ticket", fen),)) for staff in {p.staff for p in menu.points})
    return replace(menu, floors=(*menu.floors, *more))


def test_levers_less_income_tighten_the_bound(run):
    """A floor of levers less tickets lifts the bound, which stays below every choice; a loose one changes nothing."""
    scenario, offered, built, chosen = run
    bare = floor_bound(scenario, offered)
    tight = floor_bound(scenario, [netted(scenario, menu) for menu in offered])
    loose = floor_bound(scenario, [netted(scenario, menu, 10**10) for menu in offered])
    assert any(len(netted(scenario, menu).floors) > len(menu.floors) for menu in offered)
    assert bare == loose < tight <= chosen.value
    for option in built.case.ladders:
        assert tight <= choose(scenario, offered, forced={option.unit: option}, built=built).value


def test_a_rung_without_such_a_floor_is_held_by_none(run):
    """Where one number of staff has no floor of that kind, the others' floors say nothing of it."""
    scenario, offered, _, chosen = run

    def some(menu):
        most = max(p.staff for p in menu.points)
        kept = (f for f in netted(scenario, menu).floors if not f.earned or f.staff == most)
        return replace(menu, floors=tuple(kept))

    part, whole = ([each(menu) for menu in offered] for each in (some, lambda menu: netted(scenario, menu)))
    assert floor_bound(scenario, offered) <= floor_bound(scenario, part) <= floor_bound(scenario, whole) <= chosen.value
