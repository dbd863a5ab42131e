"""Skills of staff in post: where they may work, and what retraining those costs who come to work where they lack one."""

import copy
import random
from dataclasses import asdict, replace
from fractions import Fraction
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import numpy as np
import pytest
from houqin.model.alike import alike
from houqin.model.check import faults
from houqin.model.errors import InfeasibleError
from houqin.model.scenario import Scenario
from houqin.solvers import lagrange, prices, recheck, recount
from houqin.solvers.choose import baseline, choose, floor_bound
from houqin.solvers.ledger import by_year, ledger
from houqin.solvers.menu import Effort, Floor, Menu, Option, staffing
from houqin.solvers.plan import Plan
from houqin.solvers.programme import Wish, build, choosing, feasible, solve, solving
from pydantic import ValidationError


def lent(name):
    """Return a neighbouring file as a module."""
    place = spec_from_file_location(name, Path(__file__).with_name(f"{name}.py"))
    module = module_from_spec(place)
    place.loader.exec_module(module)
    return module


seconded, programme, twins = lent("test_seconded"), lent("test_programme"), lent("twins")
families = seconded.families
SEEDS = (0, 1, 2, 3, 9, 15, 25)
"""In 3 and 15 what retraining costs decides; in most somebody is retrained in the best plan."""


def generated(seed):
    """Return changes and points of a random small case in which a group may work in two units and lack skills there."""
    changes, points, _ = programme.generated(seed)
    dice = random.Random(f"skills {seed}")
    changes |= {
        "workforce.staff.units": ["A", "B"], "units.A.modes": ["people_only", "full", "hybrid"],
        "units.A.skills": dice.choice([[], ["lifts"], ["lifts", "boilers"]]), "units.B.skills": dice.choice([[], ["boilers"]]),
        "workforce.staff.skills": dice.choice([[], ["lifts"], ["boilers"]]), "workforce.staff.headcount": 3,
        "workforce.staff.training": dice.choice([{"cost": 3000.0}, {"cost": 2000.005, "months": 2.5, "cover_per_month": 333.3},
                                                 {"cost": 40000.0}]),
        "bids.old.bundle": False, "bids.new.bundle": False, "policy.changes": {"state": "off"},
    }  # fmt: skip
    points["A", "hybrid", "old"] = [programme.spot(2, 1, 0, n) for n in dice.choice([(0, 2), (1, 2), (1, 3), (2,)])]
    if dice.random() < 0.2:
        changes["workforce.staff.training"] = None
    if dice.random() < 0.7:
        points = {at: [replace(p, short=()) for p in found] for at, found in points.items() if at[1] == "hybrid" or at[0] == "B"}
    return changes, points


def brute(scenario, points):
    """Return the value of every plan that obeys the hard rules, retraining added by pencil."""
    factors, growth = prices.discount(scenario), prices.growth(scenario)["wage"]
    terms = scenario.workforce["staff"]
    fen = 0
    if terms.training:
        school = [Fraction(repr(x)) for x in (terms.training.cost, terms.training.months, terms.training.cover_per_month)]
        fen = round((school[0] + school[1] * school[2]) * 100)
    late = [(fen * growth[y] + 500000) // 1000000 for y in range(2)]
    asked = {unit: set(scenario.units[unit].skills) - set(terms.skills) for unit in "AB"}
    cost = {}
    ways = {unit: list(programme.awards(scenario, points, unit)) for unit in "AB"}
    for unit, found in ways.items():
        bare = [by_year(scenario, [v for v in ledger(scenario, Plan((a,), ())) if v.unit == unit]) for a in found]
        cost[unit] = [[] for _ in found]
        for i, (a, sums) in enumerate(zip(found, bare, strict=True)):
            n = [year.point.staff for year in a.years]
            if any(n) and asked[unit] and terms.training is None:
                continue
            new = [n[0], max(0, n[1] - n[0])] if asked[unit] else [0, 0]
            cost[unit][i] = [s + x * p for s, x, p in zip(sums, new, late, strict=True)]
    for path in programme.paths(scenario):
        paid = by_year(scenario, ledger(scenario, Plan((), (path,))))
        for i, a in enumerate(ways["A"]):
            for j, b in enumerate(ways["B"]):
                if not cost["A"][i] or not cost["B"][j]:
                    continue
                if any(a.years[y].point.staff + b.years[y].point.staff > path.present[y] for y in range(2)):
                    continue
                extra = programme.penalty(scenario, (a, b), path)
                if extra is not None:
                    totals = [sum(c) for c in zip(cost["A"][i], cost["B"][j], paid, strict=True)]
                    yield sum(t * d for t, d in zip(totals, factors, strict=True)) + extra


def against(case, seed):
    """Assert that programme, bound and second count agree with enumeration; return whether anybody is retrained."""
    changes, points = generated(seed)
    scenario, menus = case(changes), programme.menus_of(points)
    values = list(brute(scenario, points))
    try:
        chosen = choose(scenario, menus)
    except InfeasibleError:
        chosen = None
    assert (chosen.value if chosen else None) == ((min(values) + 500000) // 1000000 if values else None)
    if chosen is None:
        return False
    assert lagrange.prove(scenario, menus, chosen.value).bound == chosen.value
    lines = ledger(scenario, chosen.plan)
    assert seconded.counted(scenario, chosen.plan) == [asdict(line) for line in lines]
    return any(line.item == "training" for line in lines)


def test_programme_and_bound_equal_enumeration(case):
    """The least over all plans is found, counted again and proven, to the fen; in some of them people are retrained."""
    assert sum([against(case, seed) for seed in SEEDS]) == 4


@pytest.mark.slow
@pytest.mark.parametrize("block", range(8))
def test_programme_and_bound_equal_enumeration_often(case, block):
    """The same on one hundred and sixty further cases."""
    for seed in range(1000 + 20 * block, 1020 + 20 * block):
        against(case, seed)


# --- by hand -------------------------------------------------------------------------------------------------------

COOKS = {"headcount": 2, "units": ["A", "B"], "pay": {"gross_per_month": 3000.0}, "skills": ["cooking"]}
TWO = {
    **programme.SMALL, "horizon.years": 2, "finance.wage_growth": 0.1, "vendors.old.capacity": 60,
    "units.A.modes": ["hybrid"], "units.B.modes": ["hybrid"], "units.A.skills": ["cooking"],
    "bids.old.modes": ["people_only", "hybrid"],
    "workforce": {"guards": {**COOKS, "skills": ["guarding"]}, "cooks": COOKS},
}  # fmt: skip



def two(changes=None):
    """Return the changes of a case in which guards may be taught to cook, a copy of their own."""
    return {**copy.deepcopy(TWO), **(changes or {})}


SCHOOL = {"cost": 1000.0, "months": 3.0, "cover_per_month": 500.0}


def menus(a, b):
    """Return menus of three posts at either unit, so many of them for staff in post."""
    return programme.menus_of({(unit, "hybrid", "old"): [programme.spot(2, 1, 0, n) for n in numbers]
                               for unit, numbers in (("A", a), ("B", b))})  # fmt: skip


def who(plan):
    """Return who works where, by unit and year."""
    return {award.option.unit: [dict(year.staff) for year in award.years] for award in plan.awards}


def test_those_who_have_the_skill_go_where_it_is_asked_for(case):
    """Cooks to the kitchen, guards to the other: nobody is retrained although guards stand first in the file."""
    scenario = case(two({"workforce.guards.training": SCHOOL}))
    chosen = choose(scenario, menus((2,), (2,)))
    assert who(chosen.plan) == {"A": [{"cooks": 2}] * 2, "B": [{"guards": 2}] * 2}
    assert "training" not in {line.item for line in ledger(scenario, chosen.plan)}


def test_retraining_is_paid_once_in_the_year_people_come(case):
    """Three in the kitchen: a guard learns to cook in the first year, 1,000 + 3 x 500 yuan, and is not charged again."""
    scenario = case(two({"workforce.guards.training": SCHOOL}))
    chosen = choose(scenario, menus((3,), (1,)))
    lines = [(v.unit, v.group, v.year, v.fen) for v in ledger(scenario, chosen.plan) if v.item == "training"]
    assert lines == [("A", "guards", 0, 250000)]
    later = prices.once_lines(scenario, "guards")["training"]
    assert prices.grown(later[0][2], prices.growth(scenario)["wage"][1]) == 275000


def test_who_comes_later_is_retrained_later(case):
    """One guard in the kitchen, then two when a cook retires: each is charged in the year of coming."""
    scenario = case(two({"workforce.guards.training": SCHOOL, "workforce.cooks.retirements": [1], "finance.wage_growth": 0.0}))
    chosen = choose(scenario, menus((3,), (0,)))
    assert who(chosen.plan)["A"] == [{"cooks": 2, "guards": 1}, {"cooks": 1, "guards": 2}]
    lines = [(v.year, v.fen) for v in ledger(scenario, chosen.plan) if v.item == "training"]
    assert lines == [(0, 250000), (1, 250000)]


def test_without_retraining_nobody_works_where_a_skill_is_lacking(case):
    """Guards who are not retrained stay out of the kitchen: three posts for staff there have no plan, and a warning says so."""
    scenario = case(two())
    assert list(scenario.staff_for("A")) == ["cooks"]
    assert staffing(scenario, Option("A", "hybrid", "old"))[0] == 2
    with pytest.raises(InfeasibleError):
        choose(scenario, menus((3,), (1,)))
    (found,) = faults(scenario)
    assert (found.path, found.code, found.severity) == (("workforce", "guards", "units", 0), "HQ1505", "warning")
    assert "cooking" in found.text.zh
    assert not list(faults(case(two({"workforce.guards.training": SCHOOL}))))


def test_today_is_continued_by_the_same_rules(case):
    """Today's way puts guards into the kitchen only where they may be retrained, and then pays for it in its first year."""
    mixed = {"units.A.today": {"mode": "hybrid", "vendor": "old", "setting": {"rounds": 2, "tasks": 1, "scrubber": 0}}}
    plain, taught = case(two(mixed)), case(two(mixed) | {"workforce.guards.training": SCHOOL})
    assert who(baseline(plain))["A"] == [{"cooks": 2}] * 2
    assert who(baseline(taught))["A"] == [{"cooks": 1, "guards": 2}] * 2
    lines = ledger(taught, baseline(taught))
    assert [(v.year, v.fen) for v in lines if v.item == "training"] == [(0, 500000)]
    assert seconded.counted(taught, baseline(taught)) == [asdict(line) for line in lines]


def test_forged_plans_are_caught(case):
    """A plan that puts guards into the kitchen untaught breaks its structure; one that forgets the course, the ledger."""
    scenario = case(two({"workforce.guards.training": SCHOOL}))
    chosen = choose(scenario, menus((3,), (1,)))
    lines = [asdict(line) for line in ledger(scenario, chosen.plan)]
    counted = seconded.counted(scenario, chosen.plan)
    assert counted == lines
    assert counted != [row for row in lines if row["item"] != "training"]
    award, *_ = families.rows(scenario, chosen.plan)
    award["years"] = [{**year, "setting": {"rounds": 2, "tasks": 1, "scrubber": 0}, "equipment": {}, "machines": []}
                      for year in award["years"]]  # fmt: skip
    for file, caught in ((scenario, False), (case(two()), True)):
        assert any("staff_by_group" in where for where, *_ in recheck._years(file, award)) == caught


def test_answers_short_of_the_best_charge_only_those_who_come(case):
    """Asked only whether there is a plan, the solver may retrain everybody: what is read charges those who come."""
    scenario = case(two({"workforce.guards.training": SCHOOL}))
    built = build(choosing(scenario, menus((3,), (1,))))
    assert feasible(built, Wish())
    x = np.array(built.rows.high)
    for at, column in built.columns.work.items():
        x[column] = {("guards", "A", 0): 1, ("guards", "A", 1): 2}.get(at, 0)
    told = solving._taught(built, x)
    assert {at: told[column] for at, column in built.columns.train.items()} == {("guards", "A", 0): 1, ("guards", "A", 1): 1}


def test_bound_knows_of_retraining(case):
    """The bounding programme, too, pays for whoever comes: with floors at the points it lies close below the value."""
    scenario, found = case(two({"workforce.guards.training": {"cost": 30000.0}})), []
    for menu in menus((3,), (1,)):
        floors = tuple(Floor(p.staff, (1, 1, 0), 3, True) for p in menu.points)
        found.append(Menu(menu.option, menu.points, floors, Effort(1, 1, 1, 1)))
    value, bound = choose(scenario, found).value, floor_bound(scenario, found)
    assert 0.97 * value < bound <= value
    free = case(two({"workforce.guards.training": {}}))
    assert floor_bound(free, found) <= bound - 30000 * 100 * 0.97


@pytest.mark.parametrize("seed", range(6))
def test_units_that_ask_for_other_skills_are_told_apart(seed):
    """In cases with twins and all rules some units ask for a skill: together as good as apart, and the plan stands."""
    tree, _ = twins.generated(seed)
    dice = random.Random(f"skilled {seed}")
    for unit in tree["units"].values():
        unit["skills"] = dice.choice([[], ["lifts"]])
    for group in tree["workforce"].values():
        group["training"] = dice.choice([None, {"cost": 900.0}])
    scenario = Scenario.model_validate(tree)
    found = twins.menus_of(scenario, twins.spots(dice, tree))
    apart, joint = (solve(build(choosing(scenario, found, classes))) for classes in (None, alike(scenario)))
    assert (joint.status, joint.value) == (apart.status, apart.value)
    if joint.plan:
        twins.stands(scenario, found, joint)


def test_skills_that_everybody_has_change_nothing(case):
    """A skill asked for and had makes no rows and no money; without skills the hash is that of before."""
    asked = case({**programme.SMALL, "units.B.skills": ["lifts"], "workforce.staff.skills": ["lifts", "more"]})
    points = programme.generated(3)[1]
    plain = case(programme.SMALL)
    assert not build(choosing(asked, programme.menus_of(points))).columns.train
    assert programme.least(asked, points) == programme.least(plain, points)
    assert plain.hash() == case({**programme.SMALL, "units.B.skills": []}).hash() != asked.hash()


@pytest.mark.parametrize("training", [{"cost": -1.0}, {"months": 37.0}, {"fee": 1.0}])
def test_numbers_out_of_range_are_refused(case, training):
    """Negative money, courses of more than three years and unknown fields are refused."""
    with pytest.raises(ValidationError):
        case(two({"workforce.guards.training": training}))


# --- retirement by age ---------------------------------------------------------------------------------------------


def by_age(case, heads, ages, age, years):
    """Return a case whose group retires by age."""
    return case({"horizon.years": years, "workforce.staff.headcount": heads, "workforce.staff.ages": list(ages),
                 "workforce.staff.retirement_age": age, "workforce.staff.retirements": []})  # fmt: skip


HANDS = {
    "four people of 56.5 to 59.5, one a year": (4, (56, 60), 60.0, [1, 1, 1, 1]),
    "59.5 is reached on the first day, and by 58.5 on the last day of the year": (4, (56, 60), 59.5, [2, 1, 1, 0]),
    "59.4 is past for one": (4, (56, 60), 59.4, [2, 1, 1, 0]),
    "59.6 is reached by one within the year": (4, (56, 60), 59.6, [1, 1, 1, 1]),
    "58.5 is past or reached for two, and reached by 57.5 on the last day": (4, (56, 60), 58.5, [3, 1, 0, 0]),
    "all of one age reach it by the end of the second year": (3, (55, 55), 57.0, [0, 3, 0, 0]),
    "later than the horizon": (3, (30, 40), 60.0, [0, 0, 0, 0]),
}


@pytest.mark.parametrize("name", HANDS)
def test_retirements_by_age_by_hand(case, name):
    """People stand evenly between the least and the largest age; each goes in the year by whose end the age is reached."""
    heads, ages, age, gone = HANDS[name]
    scenario = by_age(case, heads, ages, age, 4)
    assert list(prices_retiring(scenario)) == gone
    assert [path.retire for path in baseline(scenario).paths] == [tuple(gone)]


def prices_retiring(scenario):
    """Return the retirements as the programme and as the verifier count them: the same."""
    from houqin.model.workforce import retiring

    terms, years = scenario.workforce["staff"], scenario.horizon.years
    assert list(retiring(terms, years)) == recount.retired(terms, years)
    return retiring(terms, years)


def test_both_counts_of_retirements_agree(case):
    """For random groups the programme's count and the verifier's are the same, and nobody retires twice."""
    dice = random.Random(7)
    for _ in range(200):
        low = dice.randint(18, 64)
        heads = dice.randint(0, 40)
        gone = prices_retiring(by_age(case, heads, (low, dice.randint(low, 70)), dice.choice([55.0, 57.25, 60.0, 63.0]), 10))
        assert sum(gone) <= heads


def test_stated_retirements_stand(case):
    """Ages alone change nothing: what is stated by hand is taken, padded with nothing."""
    scenario = case({"workforce.staff.ages": [58, 60]})
    assert list(prices_retiring(scenario)) == [1, 2, 0]


def test_plan_with_retirements_by_age_equals_one_with_the_same_stated(case):
    """The choice is that of a case in which the same numbers are stated by hand, and the bound in whole numbers closes."""
    aged = case({**programme.SMALL, "workforce.staff.retirements": [], "workforce.staff.ages": [58, 60],
                 "workforce.staff.retirement_age": 60.0})  # fmt: skip
    stated = case({**programme.SMALL, "workforce.staff.retirements": [1, 1]})
    points = programme.generated(3)[1]
    value = programme.least(aged, points)
    assert list(prices_retiring(aged)) == [1, 1]
    assert value == programme.least(stated, points)
    assert lagrange.prove(aged, programme.menus_of(points), value).bound == value


@pytest.mark.parametrize("changes", [{"workforce.staff.retirement_age": 60.0, "workforce.staff.ages": [50, 60]},
                                     {"workforce.staff.retirement_age": 60.0, "workforce.staff.retirements": []},
                                     {"workforce.staff.retirement_age": 20.0}])  # fmt: skip
def test_retirements_stated_twice_or_without_ages_are_refused(case, changes):
    """Both by hand and by age, or by age without ages, or at twenty, is refused."""
    with pytest.raises(ValidationError):
        case(changes)
