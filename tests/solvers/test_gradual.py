"""Gradual reform: only so many people in post leave their posts in a year, `policy.gradual`."""

from dataclasses import asdict
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest
from houqin.model.check import faults
from houqin.model.scenario import Scenario
from houqin.solvers import conflict, lagrange, recheck, recount
from houqin.solvers.choose import choose
from houqin.solvers.ledger import ledger
from houqin.solvers.menu import Effort, Menu, Option, Point
from houqin.solvers.rules import named
from pydantic import ValidationError


def lent(name):
    """Return a neighbouring file as a module."""
    place = spec_from_file_location(name, Path(__file__).with_name(f"{name}.py"))
    module = module_from_spec(place)
    place.loader.exec_module(module)
    return module


twins = lent("twins")
GROUP = {"headcount": 3, "units": ["a"], "pay": {"gross_per_month": 4000.0}, "protected": False}
TREE = {
    **twins.BASE,
    "sites": {"a": {"area_m2": 1000.0}},
    "vendors": {"v": {}},
    "bids": {"v": {"vendor": "v", "units": ["a"], "modes": ["people_only"], "wage_per_month": 1900.0}},
    "units": {"a": {
        "site": "a", "service": "clean", "place": {"kind": "contracted", "workload": 300.0, "high": 12},
        "today": {"mode": "people_only", "vendor": "v", "setting": {"posts": 3}}, "modes": ["people_only"]}},
    "workforce": {
        "old": {**GROUP, "retirements": [0, 1], "exit": {"max_per_year": 1, "payment": 10.0}},
        "young": {**GROUP, "redeploy": {"vacancies_per_year": 1, "cost": 10.0, "relief_per_year": 60000.0}, "severance": 50.0},
    },
    "finance": {**twins.BASE["finance"], "wage_growth": 0.0, "price_growth": 0.0},
}  # fmt: skip
"""Nobody in post has work: all six leave as soon as they may, the one who retires excepted, and each is dear to keep."""
POINT = Point(twins.Setting((3,)), 3, (), volumes=(("day", 1000), ("work", 3000)))
MENUS = (Menu(Option("a", "people_only", "v"), (POINT,), (), Effort(1, 1, 1, 1)),)


def made(rule, **more):
    """Return the case with a rule."""
    return Scenario.model_validate({**TREE, "policy": {"gradual": rule}, **more})


def leaving(chosen):
    """Return how many leave in each year, over all groups."""
    return [sum(path.exit[y] + path.redeploy[y] + path.dismiss[y] for path in chosen.plan.paths) for y in range(2)]


HARD = {"state": "hard", "people_per_year": 2}
LEAVE = {
    "two a year": (HARD, [2, 2]),
    "three a year": ({**HARD, "people_per_year": 3}, [3, 2]),
    "nobody": ({**HARD, "people_per_year": 0}, [0, 0]),
    "more than there are": ({**HARD, "people_per_year": 9}, [5, 0]),
    "off": ({**HARD, "state": "off"}, [5, 0]),
    "soft and cheap": ({**HARD, "state": "soft", "weight": 10.0}, [5, 0]),
    "soft and dear": ({**HARD, "state": "soft", "weight": 1e6}, [2, 2]),
}


@pytest.mark.parametrize("name", LEAVE)
def test_so_many_leave_in_a_year(name):
    """Of both groups together, by whatever way; who retires is not counted, and must still be there to retire."""
    rule, gone = LEAVE[name]
    chosen = choose(made(rule), MENUS)
    assert leaving(chosen) == gone
    assert [path.retire for path in chosen.plan.paths] == [(0, 1), (0, 0)]


@pytest.mark.parametrize("name", LEAVE)
def test_bound_in_whole_numbers_reaches_the_value(name):
    """The programme stated a second time has the same optimum."""
    scenario = made(LEAVE[name][0])
    value = choose(scenario, MENUS).value
    assert lagrange.prove(scenario, MENUS, value).bound == value


def test_soft_rule_counts_people_of_each_year():
    """Three more than two in the first year cost three weights, undiscounted; the verifier counts the same."""
    soft, free = (choose(made({**HARD, "state": state, "weight": 10.0}), MENUS) for state in ("soft", "off"))
    assert soft.value - free.value == 3000
    assert {r.id: r.violation for r in soft.rules}["policy.gradual"] == 3


def test_price_tag_is_what_those_who_stay_cost():
    """Without the rule three people less are paid in the first year and one in the second."""
    scenario = made(HARD)
    chosen = choose(scenario, MENUS)
    rule = {r.id: r for r in conflict.rules(scenario, MENUS, chosen)}["policy.gradual"]
    saved = chosen.value - choose(made({"state": "off"}), MENUS).value
    assert (rule.binding, rule.price_per_year) == (True, saved / 2)
    assert saved > 0


def test_conflict_with_the_budget_is_repaired_in_people():
    """Where a first year's budget asks for five to go, three more a year are the way out."""
    free = choose(made({"state": "off"}), MENUS)
    first = sum(line.fen for line in ledger(made(HARD), free.plan) if line.year == 0)
    budget = {"state": "hard", "by_year": [first / 100, 1e9]}
    found = conflict.conflict(made(HARD, budget=budget), MENUS)
    assert {rule.id for rule in found.rules} == {"policy.gradual", "budget.by_year.2026"}
    repair = {r.rule: r for r in found.repairs}["policy.gradual"]
    assert (repair.amount, repair.unit) == (3.0, "person")
    assert repair.text.zh == "每年离岗人数限额提高 3 人"


def test_forged_plan_is_caught():
    """A plan in which five leave at once breaks the rule by three people in that year, by the verifier's own count."""
    scenario = made(HARD)
    plan = choose(made({"state": "off"}), MENUS).plan
    awards, people = twins.rows(scenario, plan)
    lines = [asdict(line) for line in ledger(scenario, plan)]
    assert list(recheck.structure(scenario, awards, people, "plan")) == []
    found = recheck.violations(recount.Tariff(scenario), awards, people, [0, 0], lines)
    assert {id: units for id, _, units in found}["policy.gradual"] == [3, 0]


def test_rule_says_how_many():
    """The sentence tells the number, and what does not count."""
    said = {rule.id: rule.text for rule in named(made(HARD))}["policy.gradual"]
    assert said.zh == "每年至多 2 人离岗（自愿离岗、转岗、辞退，不含退休）"
    assert "at most 2 people" in said.en
    assert "2" not in {rule.id: rule.text for rule in named(made({"state": "off"}))}["policy.gradual"].zh


@pytest.mark.parametrize("state", ["hard", "soft"])
def test_rule_needs_its_number(state):
    """A rule that is on and names no number is refused where it should stand; so are numbers that are none."""
    with pytest.raises(ValidationError) as caught:
        made({"state": state})
    (fault,) = [f for error in caught.value.errors() for f in error["ctx"]["faults"]]
    assert (fault.path, fault.code) == (("policy", "gradual", "people_per_year"), "HQ1212")
    for number in (-1, 0.5, "2"):
        with pytest.raises(ValidationError):
            made({"state": state, "people_per_year": number})


def test_rule_without_people_is_doubted():
    """Where nobody is in post the rule touches nothing, which is said and not refused."""
    doubts = [f for f in faults(made(HARD, workforce={})) if f.severity == "warning"]
    assert [(f.path, f.code) for f in doubts] == [(("policy", "gradual", "state"), "HQ1504")]
    assert leaving(choose(made(HARD, workforce={}), MENUS)) == [0, 0]
