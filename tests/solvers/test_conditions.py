"""Conditions that vendors attach to their bids: by hand, in conflicts and prices, and what the verifier makes of them."""

from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest
from houqin.model.errors import InfeasibleError
from houqin.solvers import conflict, lagrange, recheck, recount
from houqin.solvers.choose import choose
from houqin.solvers.ledger import ledger
from houqin.solvers.programme import build, choosing, solve
from houqin.solvers.rules import named
from pydantic import ValidationError

PLACE = spec_from_file_location("test_families", Path(__file__).with_name("test_families.py"))
counting = module_from_spec(PLACE)
PLACE.loader.exec_module(counting)
families = counting.families

CASE = {
    **counting.PLAIN,
    **{f"bids.cheap.{key}": value for key, value in counting.bid("old", ["A"], 2000.0).items()},
    **{f"bids.wide.{key}": value for key, value in counting.bid("new", ["A", "B", "C"], 2100.0).items()},
    **{f"bids.dear.{key}": value for key, value in counting.bid("late", ["A", "B", "C"], 2400.0).items()},
}
"""A year of a post: 24,000, 25,200, 28,800 yuan; without conditions `cheap` has A and `wide` the other two."""
POST = counting.Point(counting.Setting((1, 0, 0)), 1, ())


def menus(scenario, bids=("cheap", "wide", "dear")):
    """Return menus of a post a unit under some bids."""
    return families.menus_of({(u, "people_only", b): [POST] for b in bids for u in scenario.bids[b].units})


def held(case, changes):
    """Return the bids that the units are awarded under, in order; None where there is no plan."""
    scenario = case({**CASE, **changes})
    try:
        chosen = choose(scenario, menus(scenario))
    except InfeasibleError:
        return None
    return "".join(award.option.bid[0] for award in chosen.plan.awards)


STEPS = {"bids.wide.discounts": [{"from_units": 1, "rate": 0.01}]}
HOLDS = {
    "none": ({}, "cww"),
    "at least as many as it has": ({"bids.wide.conditions": {"least_units": 2}}, "cww"),
    "at least all three": ({"bids.wide.conditions": {"least_units": 3}}, "www"),
    "at most one": ({"bids.wide.conditions": {"most_units": 1}}, "cwd"),
    "so much as two come to": ({"bids.wide.conditions": {"least_per_year": 50400.0}}, "cww"),
    "a fen more": ({"bids.wide.conditions": {"least_per_year": 50400.01}}, "www"),
    "so much before discount": ({**STEPS, "bids.wide.conditions": {"least_per_year": 50400.0}}, "cww"),
    "more than all come to": ({"bids.wide.conditions": {"least_per_year": 75600.01}}, "cdd"),
    "with what is there": ({"bids.cheap.conditions": {"with_bids": ["wide"]}}, "cww"),
    "with a dear one": ({"bids.cheap.conditions": {"with_bids": ["dear"]}}, "www"),
    "with both": ({"bids.wide.conditions": {"with_bids": ["cheap", "dear"]}}, "cwd"),
    "without what is there": ({"bids.cheap.conditions": {"without_bids": ["wide"]}}, "www"),
    "without what is not": ({"bids.cheap.conditions": {"without_bids": ["dear"]}}, "cww"),
}


@pytest.mark.parametrize("name", HOLDS)
def test_condition_holds_as_soon_as_a_unit_is_awarded(case, name):
    """Each asks what it says and no more; a bid whose condition is too dear to meet is awarded nothing."""
    changes, bids = HOLDS[name]
    found = held(case, changes)
    assert found == bids or sorted(found) == sorted(bids) == sorted("cwd")


def test_condition_is_a_rule_with_a_sentence(case):
    """Always hard, named by its path in the file, in the order of the fields; the numbers and bids stand in the sentence."""
    terms = {"least_units": 2, "most_units": 3, "least_per_year": 1234.5, "with_bids": ["cheap"], "without_bids": ["dear"]}
    rules = {rule.id: rule for rule in named(case({**CASE, "bids.wide.conditions": terms}))}
    mine = [id for id in rules if id.startswith("bids.wide.conditions.")]
    assert mine == [f"bids.wide.conditions.{name}" for name in terms]
    assert {rules[id].state for id in mine} == {"hard"}
    for id, word in zip(mine, ("2", "3", "1,234.50", "cheap", "dear"), strict=True):
        assert word in rules[id].text.zh
        assert word in rules[id].text.en


def test_price_of_a_condition_is_what_waiving_it_saves(case):
    """Three units at 25,200 instead of two and one at 24,000: 1,200 yuan a year."""
    scenario = case({**CASE, "bids.wide.conditions": {"least_units": 3}})
    priced = conflict.rules(scenario, menus(scenario), choose(scenario, menus(scenario)))
    told = {rule.id: (rule.binding, rule.price_per_year) for rule in priced}
    assert told["bids.wide.conditions.least_units"] == (True, 120000.0)


CLASH = {
    "least_units": ({"bids.wide.conditions": {"least_units": 3}}, 1.0, "unit"),
    "most_units": ({"bids.wide.conditions": {"most_units": 1}}, 1.0, "unit"),
    "least_per_year": ({"bids.wide.conditions": {"least_per_year": 60000.5}}, 9601.0, "yuan"),
    "with_bids": ({"bids.wide.conditions": {"with_bids": ["dear"]}}, 1.0, "bid"),
    "without_bids": ({"bids.wide.conditions": {"without_bids": ["cheap"]}}, 1.0, "bid"),
}
"""Where two vendors must win and only `cheap` and `wide` bid, each is in conflict with that."""


@pytest.mark.parametrize("name", CLASH)
def test_conflict_tells_what_the_vendor_must_waive(case, name):
    """A condition may be part of a conflict; its repair is that the vendor waives it, by so much."""
    changes, amount, unit = CLASH[name]
    rule = {"policy.winners": {"state": "hard", "low": 2, "high": 9}}
    scenario = case({**CASE, **rule, **changes})
    mine = menus(scenario, ("cheap", "wide"))
    found = conflict.conflict(scenario, mine, out=True)
    id = f"bids.wide.conditions.{name}"
    assert found.proven
    assert id in [each.id for each in found.rules]
    repair = next(each for each in found.repairs if each.rule == id)
    assert (repair.amount, repair.unit) == (amount, unit)
    assert "附加条件" in repair.text.zh
    assert "waives" in repair.text.en
    assert any(way.rules == (id,) for way in found.ways)


BROKEN = {
    "least_units": ({"least_units": 3}, [1, 1]),
    "most_units": ({"most_units": 1}, [1, 1]),
    "least_per_year": ({"least_per_year": 50400.01}, [1, 1]),
    "with_bids": ({"with_bids": ["cheap", "dear"]}, [1, 1]),
    "without_bids": ({"without_bids": ["cheap", "dear"]}, [1, 1]),
}


@pytest.mark.parametrize("name", BROKEN)
def test_condition_that_is_not_met_is_caught(case, name):
    """The verifier finds, on a plan made without it, by how much each condition is not met."""
    free = case({**CASE, "horizon.years": 2})
    terms, short = BROKEN[name]
    bound = case({**CASE, "horizon.years": 2, "bids.wide.conditions": terms})
    chosen = choose(free, menus(free))
    rows, lines = families.rows(bound, chosen.plan), [vars_of(line) for line in ledger(bound, chosen.plan)]
    found = {id: units for id, _, units in recheck.violations(recount.Tariff(bound), rows, [], [0, 0], lines)}
    assert found[f"bids.wide.conditions.{name}"] == short
    assert recheck.stated(f"bids.wide.conditions.{name}", short) == (2 if name == "least_per_year" else 1)


def vars_of(line):
    """Return a line of the ledger as a row of result.json."""
    return counting.asdict(line)


@pytest.mark.parametrize("name", HOLDS)
def test_exact_bound_keeps_the_conditions(case, name):
    """The programme stated a second time has its least where the first one has."""
    scenario = case({**CASE, **HOLDS[name][0]})
    value = choose(scenario, menus(scenario)).value
    assert lagrange.prove(scenario, menus(scenario), value).bound == value


def test_units_that_are_alike_are_decided_together(case):
    """A condition counts units: where equal ones are decided as one, the value is the same."""
    changes = {**CASE, "bids.wide.conditions": {"least_units": 2, "least_per_year": 50400.0, "without_bids": ["cheap"]}}
    scenario = case(changes)
    classes = {"A": ("A",), "B": ("B",), "C": ("C",)}
    apart, joint = solve(build(choosing(scenario, menus(scenario)))), solve(build(choosing(scenario, menus(scenario), classes)))
    assert apart.value == joint.value


FAULTS = {
    "with itself": ({"with_bids": ["wide"]}, "HQ1320"),
    "both with and without": ({"with_bids": ["cheap"], "without_bids": ["cheap"]}, "HQ1320"),
    "a bid that is none": ({"without_bids": ["chaep"]}, "HQ1301"),
    "more units than it bids for": ({"least_units": 4}, "HQ1320"),
    "least above most": ({"least_units": 3, "most_units": 2}, "HQ1303"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_conditions_that_nothing_can_meet_are_refused(case, name):
    """They are faults of the file."""
    terms, code = FAULTS[name]
    with pytest.raises(ValidationError) as caught:
        case({**CASE, "bids.wide.conditions": terms})
    (error,) = caught.value.errors()
    assert [fault.code for fault in error["ctx"]["faults"]] == [code]


def test_conditions_not_used_leave_older_hashes(case):
    """A case without conditions hashes as before there were any; with them it is another case."""
    plain, bound = case(CASE), case({**CASE, "bids.wide.conditions": {"least_units": 1}})
    assert "conditions" not in plain.bids["wide"].model_dump(exclude_none=True)
    assert plain.hash() != bound.hash()
