"""Contracts of one to three years, renewed only where the vendor's past score reaches a line."""

from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest
from houqin.model.errors import InfeasibleError
from houqin.model.gates import lapses
from houqin.solvers import conflict, rebid, recheck, recount, whynot
from houqin.solvers.choose import choose
from houqin.solvers.ledger import ledger
from houqin.solvers.menu import Option
from houqin.solvers.programme import build, choosing
from houqin.solvers.rules import named
from pydantic import ValidationError

PLACE = spec_from_file_location("test_families", Path(__file__).with_name("test_families.py"))
counting = module_from_spec(PLACE)
PLACE.loader.exec_module(counting)
families = counting.families

LINE = {"state": "hard", "least_score": 80.0}
CASE = {
    **counting.PLAIN,
    "horizon.years": 3,
    "finance.wage_growth": 0.0,
    "policy.qualified": {"weights": {"survey": 0.25, "monthly": 0.75}},
    "policy.renewal": LINE,
    "vendors.old.scores": {"survey": 95.0, "monthly": 74.99},
    **{f"bids.cheap.{key}": value for key, value in counting.bid("old", ["A", "B", "C"], 2000.0).items()},
    **{f"bids.dear.{key}": value for key, value in counting.bid("new", ["A", "B", "C"], 2100.0).items()},
}
"""The cheap vendor scored 79.9925."""
POST = counting.Point(counting.Setting((1, 0, 0)), 1, ())


def menus(scenario, bids=("cheap", "dear")):
    """Return menus of a post a unit under some bids."""
    return families.menus_of({(unit, "people_only", bid): [POST] for unit in scenario.units for bid in bids})


def held(case, changes):
    """Return the choice, and the bids it holds; None where nothing can be chosen."""
    scenario = case({**CASE, **changes})
    try:
        chosen = choose(scenario, menus(scenario))
    except InfeasibleError:
        return None, set()
    return chosen, {award.option.bid for award in chosen.plan.awards}


HOLDS = {
    "below the line": ({}, {"dear"}),
    "on the line": ({"vendors.old.scores": {"survey": 95.0, "monthly": 75.0}}, {"cheap"}),
    "without scores": ({"vendors.old.scores": {}}, {"cheap"}),
    "a contract as long as the horizon": ({"bids.cheap.term_years": 3}, {"cheap"}),
    "a contract of two years": ({"bids.cheap.term_years": 2}, {"dear"}),
    "a horizon of one year": ({"horizon.years": 1}, {"cheap"}),
    "off": ({"policy.renewal": {**LINE, "state": "off"}}, {"cheap"}),
}


@pytest.mark.parametrize("name", HOLDS)
def test_vendor_below_the_line_is_not_renewed(case, name):
    """It holds a unit only under a contract as long as the horizon; on the line, or without scores, it is renewed."""
    changes, bids = HOLDS[name]
    assert held(case, changes)[1] == bids


def test_soft_rule_prices_every_renewal_in_its_year(case):
    """A post is 1,200 yuan a year cheaper; at 1,000 a renewal the second and third year still are worth it, at 3,000 not."""
    years, factors = 3, (1000000, 970874, 942596)
    for weight, bid in ((1000.0, "cheap"), (3000.0, "dear")):
        assert held(case, {"policy.renewal": {"state": "soft", "least_score": 80.0, "weight": weight}})[1] == {bid}
    cheap = held(case, {"policy.renewal": {"state": "soft", "least_score": 80.0, "weight": 1000.0}})[0]
    spent = sum(7200000 * d for d in factors) + 3 * 100000 * (factors[1] + factors[2])
    assert (cheap.value, len(factors)) == ((spent + 500000) // 1000000, years)
    assert {r.id: r.violation for r in cheap.rules}["vendors.old.renewal"] == 6
    two = {"bids.cheap.term_years": 2, "policy.renewal": {"state": "soft", "least_score": 80.0, "weight": 3000.0}}
    assert {r.id: r.violation for r in held(case, two)[0].rules}["vendors.old.renewal"] == 3


def test_rule_is_named_for_each_vendor_below_the_line(case):
    """The sentence gives the score and the line; where nobody is below it the rule as such stands."""
    said = {rule.id: rule.text for rule in named(case(CASE))}
    assert "79.99" in said["vendors.old.renewal"].zh
    assert "80" in said["vendors.old.renewal"].en
    assert "policy.renewal" not in said
    assert "policy.renewal" in {rule.id for rule in named(case({**CASE, "vendors.old.scores": {}}))}
    assert lapses(case(CASE), "cheap") == (1, 2)


def test_conflict_counts_the_renewals(case):
    """Where only that vendor bids, its rule alone is the conflict, and six renewals are the way out."""
    scenario = case(CASE)
    found = conflict.conflict(scenario, menus(scenario, ("cheap",)))
    assert [rule.id for rule in found.rules] == ["vendors.old.renewal"]
    assert [(r.amount, r.unit) for r in found.repairs] == [(6.0, "renewal")]


def test_score_at_which_the_vendor_enters_is_told(case):
    """Why not the cheap vendor? Because it scored 79.9925; at 80 it is awarded."""
    scenario = case(CASE)
    offered = menus(scenario)
    built = build(choosing(scenario, offered))
    chosen = choose(scenario, offered, built=built)
    entries = whynot.entries(scenario, offered, chosen, [Option("A", "people_only", "cheap")], built)
    assert [(e.score, e.level_score) for e in entries] == [(79.9925, 80.0)]


def test_renewal_that_may_not_be_is_caught(case):
    """The verifier counts the contracts that run out in each year under a vendor below the line."""
    scenario = case({**CASE, "policy.renewal": {**LINE, "state": "off"}, "bids.cheap.term_years": 2})
    chosen = choose(scenario, menus(scenario))
    hard = case({**CASE, "bids.cheap.term_years": 2})
    rows, lines = families.rows(hard, chosen.plan), [vars_of(v) for v in ledger(hard, chosen.plan)]
    found = recheck.violations(recount.Tariff(hard), rows, [], [0, 0, 0], lines)
    assert {id: units for id, _, units in found}["vendors.old.renewal"] == [0, 0, 3]
    assert rebid.lapsed(hard, "dear") == [0, 0, 0]


def vars_of(line):
    """Return a line as a row of result.json."""
    return {name: getattr(line, name) for name in ("year", "unit", "group", "item", "index", "fen", "base")}


@pytest.mark.parametrize("rule", [{"state": "hard"}, {"state": "soft", "weight": 5.0}])
def test_rule_needs_its_line(case, rule):
    """A rule that is on and names no score is refused where the score should stand."""
    with pytest.raises(ValidationError) as caught:
        case({**CASE, "policy.renewal": rule})
    (fault,) = [f for error in caught.value.errors() for f in error["ctx"]["faults"]]
    assert (fault.path, fault.code) == (("policy", "renewal", "least_score"), "HQ1212")
    with pytest.raises(ValidationError):
        case({**CASE, "policy.renewal": {**rule, "least_score": 101.0}})
