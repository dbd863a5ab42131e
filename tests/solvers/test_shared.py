"""Buildings that several departments share are run by the bureau: `policy.shared`."""

from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest
from houqin.model.check import faults
from houqin.model.errors import InfeasibleError
from houqin.solvers import conflict, recheck, recount
from houqin.solvers.choose import choose
from houqin.solvers.rules import named
from pydantic import ValidationError

PLACE = spec_from_file_location("test_renewal", Path(__file__).with_name("test_renewal.py"))
renewing = module_from_spec(PLACE)
PLACE.loader.exec_module(renewing)
counting, families = renewing.counting, renewing.families

ALL = ["A", "B", "C"]
CASE = {
    **counting.PLAIN,
    **{f"units.{unit}.modes": ["people_only", "hybrid"] for unit in ALL},
    "finance.wage_growth": 0.0,
    "policy.shared": {"state": "hard"},
    "sites.A.departments": 2,
    "bids.cheap": counting.bid("new", ALL, 2000.0),
    "bids.run": {**counting.bid("old", ALL, 2500.0), "modes": ["hybrid"]},
}
"""Units A and C stand on site A; a post that the bureau manages is 6,000 yuan a year dearer."""
MODES = {"cheap": "people_only", "run": "hybrid"}


def menus(bids=("cheap", "run")):
    """Return menus of a post a unit."""
    return families.menus_of({(unit, MODES[bid], bid): [renewing.POST] for unit in ALL for bid in bids})


def held(case, changes):
    """Return the choice, and the units that the bureau manages."""
    chosen = choose(case({**CASE, **changes}), menus())
    return chosen, "".join(a.option.unit for a in chosen.plan.awards if a.option.mode == "hybrid")


HOLDS = {
    "two departments": ({}, "AC"),
    "one department": ({"sites.A.departments": 1}, ""),
    "three are asked for": ({"policy.shared": {"state": "hard", "least_departments": 3}}, ""),
    "three are there": ({"policy.shared": {"state": "hard", "least_departments": 3}, "sites.A.departments": 3}, "AC"),
    "one unit is exempt": ({"units.C.shared": False}, "A"),
    "one unit more is put in": ({"units.B.shared": True}, "ABC"),
    "another mode will do": ({"policy.shared": {"state": "hard", "modes": ["people_only"]}}, ""),
    "off": ({"policy.shared": {"state": "off"}}, ""),
}


@pytest.mark.parametrize("name", HOLDS)
def test_shared_buildings_are_run_by_the_bureau(case, name):
    """From so many departments on a site its units are delivered in the modes named, but for what is decided otherwise."""
    changes, units = HOLDS[name]
    assert held(case, changes)[1] == units


def test_soft_rule_prices_each_unit_in_every_year(case):
    """6,000 yuan a unit and year dearer: at 5,999 both units break the rule, at 6,001 neither does."""
    for weight, units, broken in ((5999.0, "", 2), (6001.0, "AC", 0)):
        chosen, found = held(case, {"policy.shared": {"state": "soft", "weight": weight}, "horizon.years": 2})
        assert (found, {r.id: r.violation for r in chosen.rules}["policy.shared"]) == (units, broken)


def test_rule_says_whom_it_reaches(case):
    """The sentence tells the number, the modes, and units decided otherwise; where there are none, no word of them."""
    said = {rule.id: rule.text for rule in named(case({**CASE, "units.C.shared": False}))}["policy.shared"]
    assert said.zh == "2 个及以上部门合用的办公区由机关统一管理，只能采用 自我保障、混合兼管；另定不适用：C"
    assert said.en.endswith("delivered only as in-house, hybrid; exempt by decision: C")
    both = {rule.id: rule.text for rule in named(case({**CASE, "units.C.shared": False, "units.B.shared": True}))}
    assert both["policy.shared"].zh.endswith("；另定不适用：C；另定适用：B")
    assert "C" not in {rule.id: rule.text for rule in named(case(CASE))}["policy.shared"].zh


def test_conflict_counts_the_units(case):
    """Where nobody bids for a mode that the bureau manages, the rule alone is the conflict, and two units are the way out."""
    scenario = case(CASE)
    with pytest.raises(InfeasibleError):
        choose(scenario, menus(["cheap"]))
    found = conflict.conflict(scenario, menus(["cheap"]))
    assert [rule.id for rule in found.rules] == ["policy.shared"]
    assert [(r.amount, r.unit) for r in found.repairs] == [(2.0, "contract")]


def test_price_tag_is_what_the_mode_costs(case):
    """Dropping the rule saves 12,000 yuan a year."""
    scenario = case(CASE)
    chosen = choose(scenario, menus())
    found = {rule.id: rule for rule in conflict.rules(scenario, menus(), chosen)}["policy.shared"]
    assert (found.binding, found.price_per_year) == (True, 1200000.0)


def test_forged_plan_is_caught(case):
    """A plan made without the rule breaks it, by the verifier's own count: two units in every year."""
    chosen = choose(case({**CASE, "policy.shared": {"state": "off"}}), menus())
    scenario = case(CASE)
    rows = families.rows(scenario, chosen.plan)
    found = recheck.violations(recount.Tariff(scenario), rows, [], [0], [])
    assert {id: units for id, _, units in found}["policy.shared"] == [2]


DOUBTS = {
    "nothing": ({}, []),
    "no source": ({"units.C.shared": False}, [("units.C.shared", "HQ1503")]),
    "a source of the field": ({"units.C.shared": False, "units.C.cited": {"shared": "memo"}}, []),
    "a source of the unit": ({"units.C.shared": True, "units.C.source": "memo"}, []),
    "off": ({"units.C.shared": False, "policy.shared": {"state": "off"}}, []),
    "no shared site": ({"sites.A.departments": 1}, [("policy.shared.state", "HQ1504")]),
}


@pytest.mark.parametrize("name", DOUBTS)
def test_exceptions_need_a_source(case, name):
    """A unit decided otherwise without a source is doubted, and a rule that reaches no unit; neither is refused."""
    changes, doubts = DOUBTS[name]
    memo = {"sources": {"memo": {"title": "minutes", "kind": "source"}}}
    found = [f for f in faults(case({**CASE, **memo, **changes})) if f.severity == "warning"]
    doubted = [(".".join(map(str, f.path)), f.code) for f in found if f.code.startswith("HQ150") and f.code > "HQ1502"]
    assert doubted == doubts


@pytest.mark.parametrize("changes", [
    {"policy.shared.least_departments": 1},
    {"policy.shared.modes": []},
    {"policy.shared.modes": ["run"]},
    {"sites.A.departments": 0},
    {"sites.A.departments": 1.5},
    {"units.C.shared": "no"},
])  # fmt: skip
def test_bounds_are_kept(case, changes):
    """One department shares nothing, a rule without modes allows nothing, a flag is true or false."""
    with pytest.raises(ValidationError):
        case({**CASE, **changes})


def test_what_is_used_shows_in_the_hash(case):
    """A number of departments, a decision, or the rule itself make another case; their defaults, written out, do not."""
    bare = {**CASE, "policy.shared": None, "sites.A.departments": None}
    used = [{"sites.A.departments": 2}, {"units.C.shared": False}, {"policy.shared": {"state": "soft"}}]
    assert len({case({**bare, **each}).hash() for each in [{}, *used]}) == 4
    assert case({**bare, "sites.A.departments": 1, "policy.shared": {"state": "off"}}).hash() == case(bare).hash()
