"""Choosing where money follows flows: quantities, the bound, break-even prices by the meal, with and without a machine."""

from dataclasses import replace
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest
from houqin.model.levers import Setting
from houqin.solvers import ledger as money
from houqin.solvers import questions
from houqin.solvers.alternatives import alternatives
from houqin.solvers.certify import certify
from houqin.solvers.choose import choose, floor_bound, objective
from houqin.solvers.menu import Option
from houqin.solvers.programme import Wish, amount, bounding, build, solve
from houqin.solvers.volumes import limits, simulated

PLACE = spec_from_file_location("lent", Path(__file__).with_name("lent.py"))
lent = module_from_spec(PLACE)
PLACE.loader.exec_module(lent)


@pytest.fixture(scope="module", autouse=True)
def kind():
    """Lend the flows."""
    with lent.kind():
        yield


@pytest.fixture(scope="module")
def run(case):
    """Return a quick case with a bid by the meal, its menus, and its choice."""
    return lent.run(case)


def test_volumes_of_a_setting(case):
    """Quantities are means over the search's days, in thousandths: planned posts x 2 is exact, an hour is an hour."""
    scenario = case(lent.QUICK)
    found = dict(simulated(scenario, Option("A", "people_only", "old"), Setting((30, 13, 3))))
    assert (found["food"], found["overtime"]) == (86000, 1000)
    assert found["meal"] == found["ticket"] > 0


def test_limits_hold_for_other_settings(case):
    """No setting sells more than the most; those that meet the standard sell no less than the least."""
    scenario, option = case(lent.QUICK), Option("A", "people_only", "old")
    bound = limits(scenario, option)
    assert set(bound) == {"ticket", "meal", "overtime"}
    for levels in ((60, 60, 5), (30, 13, 3), (3, 1, 0)):
        sold = dict(simulated(scenario, option, Setting(levels)))["meal"]
        assert sold <= bound["meal"][1]
    best = dict(simulated(scenario, option, Setting((60, 60, 5))))["meal"]
    assert 0 < bound["meal"][0] <= best


def test_programme_pays_what_the_ledger_says(run):
    """The value of the plan is its ledger's, flows included, to the fen."""
    scenario, _, _, chosen = run
    lines = money.ledger(scenario, chosen.plan)
    assert chosen.value == money.present_value(scenario, lines)
    assert {"food", "ticket", "overtime"} <= {line.item for line in lines}


def test_bound_stays_below_every_plan(run):
    """The bound with cheapest-case flows lies below the value of every forced option, and not far below the best."""
    scenario, offered, built, chosen = run
    bound = floor_bound(scenario, offered)
    assert 0.8 * chosen.value < bound <= chosen.value
    for option in built.case.ladders:
        assert bound <= choose(scenario, offered, forced={option.unit: option}, built=built).value


def test_bound_within_what_was_seen(run):
    """Held to the quantities of simulated points the bound rises, and still lies below the value of the best plan."""
    scenario, offered, _, chosen = run
    seen = floor_bound(scenario, offered, seen=True)
    assert floor_bound(scenario, offered) < seen <= chosen.value
    said = objective(scenario, offered, chosen, certify(scenario, chosen.plan))
    assert (said.seen_bound, said.seen_gap) == (seen, (chosen.value - seen) / chosen.value)
    tickets = money.present_value(scenario, [line for line in chosen.lines if line.item == "ticket"])
    assert tickets < 0
    assert said.contrary == sum(menu.effort.violations for menu in offered)
    assert said.spent == chosen.value - tickets
    assert said.spent_gap == (chosen.value - said.lower_bound) / said.spent < said.menu_gap


def test_rows_of_floors_are_scaled_without_rounding(run):
    """Floors in fen a year reach the solver as small numbers: a power of two times whole ones, at most 2^16."""
    scenario, offered, _, _ = run
    rows = build(bounding(scenario, offered)).rows
    at = [i for i, name in enumerate(rows.row_names) if name.startswith("c_floor")]
    assert at
    for i in at:
        row = rows.matrix[i].data
        assert 2**15 <= abs(row).max() <= 2**16
        assert any((row * 2.0**k == (row * 2.0**k).round()).all() for k in range(40))


def test_bound_of_a_free_choice_is_the_least_of_the_forced_ones(run):
    """The bounding programme, income far above its value, is solved right: no forced option lies below the free one."""
    scenario, offered, _, _ = run
    programme = build(bounding(scenario, offered))
    assert programme.rows.offset > 0
    free = solve(programme)
    forced = [solve(programme, Wish({o.unit: o})) for o in programme.case.ladders]
    assert free.bound == free.value
    assert all(free.value <= each.value for each in forced)
    assert free.value in [each.value for each in forced]


@pytest.mark.parametrize("price", [0.0, 2.5, 9.0])
def test_bound_follows_the_price_of_a_meal(case, price):
    """Whatever a bid asks for a meal, the bound of its unit alone lies below its plans."""
    changes = {**lent.QUICK, **lent.BY_MEAL, "bids.new.per_unit": {"meal": price}, "units.B.modes": ["hybrid"]}
    scenario = case({**changes, "units.A.modes": ["full"]})
    offered = [m for m in lent.menus(scenario) if m.option.mode != "people_only"]
    assert floor_bound(scenario, offered) <= choose(scenario, offered).value


def test_break_even_price_of_a_meal_draws_level(run):
    """At its break-even price per meal the losing bid costs what the plan costs; a fen dearer it costs more."""
    scenario, offered, built, chosen = run
    option = Option("A", "full", "new")
    found = next(a for a in alternatives(scenario, offered, chosen, built=built) if a.bid == "new")
    assert found.flow == "meal"
    assert found.break_even_per_post_month is None
    assert 0 < found.break_even_per_unit < 9.0
    for price, dearer in ((found.break_even_per_unit, False), (found.break_even_per_unit + 0.01, True)):
        cut = 9.0 - price
        answer = solve(built, Wish({"A": option}, discount=(option, "meal", cut)))
        level = answer.value / 100 - cut * amount(built.case, answer.plan, option, "meal")
        assert level == pytest.approx(chosen.value / 100, abs=0.02) or (dearer and level > chosen.value / 100)


def test_break_even_price_is_confirmed_by_a_fresh_case(run, case):
    """The case told anew with the break-even price values the option like the plan, to the rounding of lines."""
    scenario, offered, built, chosen = run
    found = next(a for a in alternatives(scenario, offered, chosen, built=built) if a.bid == "new")
    price = {"meal": found.break_even_per_unit}
    changes = {**lent.QUICK, **lent.BY_MEAL, "bids.new.per_unit": price, "units.A.modes": ["people_only", "full"]}
    again = case({**changes, "units.B.modes": ["hybrid"]})
    forced = choose(again, lent.menus(again), forced={"A": Option("A", "full", "new")})
    assert forced.value == pytest.approx(chosen.value, abs=300)


def test_switch_is_what_restricting_the_menus_says(run):
    """With and without the machine: the best plans on menus from which the other settings were struck out."""
    scenario, offered, built, chosen = run
    for said in questions.switches(scenario, offered, chosen, built=built):
        for value, keep in ((said.off_value, lambda n: n == 0), (said.on_value, lambda n: n > 0)):
            left = [
                replace(m, points=tuple(p for p in m.points if m.option.unit != said.unit or keep(p.setting.levels[2])))
                for m in offered
            ]
            assert value == choose(scenario, left).value
        assert said.difference == said.on_value - said.off_value
        assert said.lower <= said.difference <= said.upper
    assert {s.unit for s in questions.switches(scenario, offered, chosen, built=built)} == {"A", "B"}


def test_switch_nobody_can_turn_on(run):
    """Where no setting has the lever above its least, there is no value with it and no difference."""
    scenario, offered, _, _ = run
    bare = [replace(m, points=tuple(p for p in m.points if not p.setting.levels[2])) for m in offered]
    said = questions.switches(scenario, bare, choose(scenario, bare))[0]
    assert (said.on_value, said.difference, said.lower, said.chosen) == (None, None, None, (0, 0, 0))
    assert said.off_value == choose(scenario, bare).value


def test_best_other_mode_stands_beside_the_plan(run):
    """The other mode's cost of a meal is that of its cheapest alternative's plan."""
    scenario, offered, built, chosen = run
    others = alternatives(scenario, offered, chosen, built=built)
    rows = [r for r in questions.per_unit(scenario, chosen.plan, chosen.lines, others) if r.unit == "A"]
    best = min((a for a in others if a.unit == "A" and a.mode != rows[0].mode), key=lambda a: a.extra)
    assert [(r.mode, r.chosen) for r in rows] == [(chosen.plan.awards[0].option.mode, True), (best.mode, False)]
    spent = sum(v.fen for v in money.ledger(scenario, best.plan) if v.unit == "A")
    assert rows[1].cost * rows[1].quantity * 3 == pytest.approx(spent)
