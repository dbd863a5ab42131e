"""Rules about awards, ways of procurement and discounts: the programme against enumeration, and the second count."""

from dataclasses import asdict, replace
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest
from houqin.model.errors import InfeasibleError
from houqin.model.gates import gates
from houqin.model.levers import Setting
from houqin.solvers import conflict, highs, rebid, recheck, recount
from houqin.solvers.choose import choose, floor_bound
from houqin.solvers.ledger import ledger, routes
from houqin.solvers.menu import Floor, Point
from houqin.solvers.programme import build, choosing
from houqin.solvers.rules import named

PLACE = spec_from_file_location("families", Path(__file__).with_name("families.py"))
families = module_from_spec(PLACE)
PLACE.loader.exec_module(families)


def against(case, seed):
    """Assert that the programme finds the least over all plans of a generated case, and that all counts agree."""
    changes, points = families.generated(seed)
    scenario = case(changes)
    world = families.World(scenario, points)
    values = [v for v in map(world.value, world.plans()) if v is not None]
    try:
        chosen = choose(scenario, families.menus_of(points))
    except InfeasibleError:
        chosen = None
    assert (chosen.value if chosen else None) == ((min(values) + 500000) // 1000000 if values else None)
    if chosen:
        recounted(scenario, chosen)


def recounted(scenario, chosen):
    """Assert that the verifier's count of a chosen plan agrees: lines, ways of procurement, violations, value."""
    lines = ledger(scenario, chosen.plan)
    rows, tariff = families.rows(scenario, chosen.plan), recount.Tariff(scenario)
    counted = recount.recount(tariff, rows, [])
    assert counted == [asdict(line) for line in lines]
    engaged = rebid.ways(scenario, tariff.growth, rows, counted, recount.CONTRACT)
    assert engaged == {v: list(ways) for v, ways in routes(scenario, chosen.plan, lines).items()}
    totals = recount.totals(tariff, counted)["by_year"]
    broken = list(recheck.violations(tariff, rows, [], totals, counted))
    soft = {rule: recheck.stated(rule, units) for rule, terms, units in broken if terms.state == "soft"}
    assert soft == {rule.id: rule.violation for rule in chosen.rules if rule.state == "soft"}
    assert not any(any(units) for _, terms, units in broken if terms.state == "hard")
    assert recount.worth(tariff, totals, recheck.penalty(tariff, broken)) == chosen.value


@pytest.mark.parametrize("block", range(4))
def test_programme_equals_enumeration(case, block):
    """The least over every plan, with gates, shares, routes, discounts and all else together, is found to the fen.

    On a hundred generated cases, twenty-five a block; `test_everything` has cases of all families together.
    """
    for seed in range(25 * block, 25 * block + 25):
        against(case, seed)


@pytest.mark.slow
@pytest.mark.parametrize("block", range(50))
def test_programme_equals_enumeration_often(case, block):
    """The same on five thousand further cases."""
    for seed in range(1000 + 100 * block, 1100 + 100 * block):
        against(case, seed)


@pytest.mark.slow
@pytest.mark.parametrize("block", range(10))
def test_second_solve_finds_the_same(case, block):
    """Another seed without presolve ends at the same value, or also finds no plan: two hundred cases."""
    for seed in range(20 * block, 20 * block + 20):
        changes, points = families.generated(seed)
        rows = build(choosing(case(changes), families.menus_of(points))).rows
        first, second = highs.solve(rows), highs.solve(rows, seed=seed + 1, presolve=False)
        assert first.status == second.status
        assert first.value == pytest.approx(second.value, rel=1e-9) if first.value else second.value is None


# --- ways of procurement, to the fen -------------------------------------------------------------------------------

PLAIN = {
    **families.SHAPE,
    **families.third(),
    "horizon.years": 1,
    "finance.vat_rate": 0.0,
    "labour.social_insurance_rate": 0.0,
    "labour.liability_insurance_per_month": 0.0,
    "labour.social_insurance_base_floor": 0.0,
    "units.A.modes": ["people_only"],
    **{f"units.{unit}.materials_per_month": 0.0 for unit in "ABC"},
    "transition.vendor_change": 0.0,
    "modes": {},
}
"""A post costs twelve times its wage, and nothing else is asked for."""
LINE = {"up_to": 500000.0, "includes": False, "cost_per_year": 800.0}
WAGES = {49999999: 41666.66583, 50000000: 41666.666667, 50000001: 41666.6675}
"""What a year of one post comes to in fen, and the wage that makes it so."""


def bid(vendor, units, wage):
    """Return a bid of nothing but a wage."""
    return {"vendor": vendor, "units": units, "modes": ["people_only"], "wage_per_month": wage}


def decided(case, changes, bids):
    """Return the choice among bids, each unit having one post, or None where nothing can be chosen."""
    scenario = case({**PLAIN, **changes})
    post = Point(Setting((1, 0, 0)), 1, ())
    points = {(unit, "people_only", b): [post] for b in bids for unit in scenario.bids[b].units}
    try:
        return scenario, choose(scenario, families.menus_of(points))
    except InfeasibleError:
        return scenario, None


def engaged(scenario, chosen):
    """Return how each vendor is engaged in the first year."""
    found = routes(scenario, chosen.plan, ledger(scenario, chosen.plan))
    return {vendor: ways[0] for vendor, ways in found.items()}


@pytest.mark.parametrize("fen", WAGES)
@pytest.mark.parametrize("includes", [False, True])
def test_route_changes_at_the_line_to_the_fen(case, fen, includes):
    """499,999.99, 500,000 and 500,000.01 yuan: below the line by quotes, above by tender, on it as the file says."""
    rule = {"state": "hard", "routes": {"quotes": {**LINE, "includes": includes}, "tender": {"cost_per_year": 9000.0}}}
    changes = {"policy.route": rule, "bids.one": bid("new", ["B"], WAGES[fen])}
    rest = {"bids.two": bid("old", ["A", "C"], 2000.0)}
    scenario, chosen = decided(case, {**changes, **rest}, ["one", "two"])
    quotes = fen < 50000000 or (fen == 50000000 and includes)
    assert engaged(scenario, chosen) == {"old": "quotes", "new": "quotes" if quotes else "tender"}
    lines = {(v.unit, v.item): v.fen for v in ledger(scenario, chosen.plan)}
    assert lines["B", "wage"] == fen
    assert lines["", "procurement"] == 80000 + (80000 if quotes else 900000)


def test_splitting_a_job_does_not_dodge_the_line(case):
    """Two contracts of 250,000 yuan with one vendor count as 500,000 and go to tender."""
    rule = {"state": "hard", "routes": {"quotes": LINE, "tender": {"cost_per_year": 9000.0}}}
    halves = {"bids.one": bid("new", ["A"], 20833.333333), "bids.two": bid("new", ["B"], 20833.333333)}
    halves["bids.three"] = bid("old", ["C"], 2000.0)
    scenario, chosen = decided(case, {"policy.route": rule, **halves}, ["one", "two", "three"])
    assert engaged(scenario, chosen)["new"] == "tender"
    halves["bids.two"] = bid("late", ["B"], 20833.333333)
    scenario, chosen = decided(case, {"policy.route": rule, **halves}, ["one", "two", "three"])
    assert engaged(scenario, chosen) == {"old": "quotes", "new": "quotes", "late": "quotes"}


def test_vendor_asked_for_quotes_only_stays_below_the_line(case):
    """Where only quotes were asked of a vendor, what would lift it to the line goes to a dearer one; alone it is no plan."""
    rule = {"state": "hard", "routes": {"quotes": LINE, "tender": {"cost_per_year": 9000.0}}}
    changes = {"policy.route": rule, "vendors.new.routes": ["quotes"]}
    changes["bids.one"] = bid("new", ["A", "B", "C"], 20833.333333)
    changes["bids.two"] = bid("old", ["A", "B", "C"], 40000.0)
    scenario, chosen = decided(case, changes, ["one", "two"])
    assert sorted(a.option.bid for a in chosen.plan.awards) == ["one", "two", "two"]
    assert engaged(scenario, chosen) == {"old": "tender", "new": "quotes"}
    assert decided(case, changes, ["one"])[1] is None
    soft = {**changes, "policy.route": {**rule, "state": "soft", "weight": 3000.0}}
    scenario, chosen = decided(case, soft, ["one", "two"])
    assert engaged(scenario, chosen) == {"new": "quotes"}
    assert {r.id: r.violation for r in chosen.rules}["policy.route"] == 1


# --- gates ---------------------------------------------------------------------------------------------------------

FAILS = {
    "unlawful": {"vetoes": ["unlawful"]},
    "blacklist": {"blacklisted_until": "2026-01-01"},
    "credit": {"credit": "C"},
    "score": {"scores": {"survey": 90.0, "monthly": 69.99}},
    "service": {"qualified": []},
}
PASSES = {
    "blacklist": {"blacklisted_until": "2025-12-31"},
    "credit": {"credit": "B"},
    "score": {"scores": {"survey": 90.0, "monthly": 70.0, "once": 1.0}},
    "service": {"qualified": ["cleaning"]},
    "nothing stated": {},
}
GATED = {
    "policy.qualified": {"state": "hard", "least_credit": "B", "least_score": 80.0,
                         "weights": {"survey": 0.5, "monthly": 0.5, "once": 0.0}},
    "bids.one": bid("new", ["A", "B", "C"], 2000.0),
    "bids.two": bid("old", ["A", "B", "C"], 3000.0),
}  # fmt: skip


@pytest.mark.parametrize("reason", FAILS)
def test_vendor_that_fails_a_gate_is_awarded_nothing(case, reason):
    """Each gate keeps the cheaper vendor out, and its rule says why."""
    changes = {f"vendors.new.{key}": value for key, value in FAILS[reason].items()}
    scenario, chosen = decided(case, {**GATED, **changes}, ["one", "two"])
    assert {a.option.bid for a in chosen.plan.awards} == {"two"}
    assert [gate.code for gate in gates(scenario, "new")] == [reason]
    said = {rule.id: rule.text for rule in named(scenario)}["vendors.new.qualified"]
    assert gates(scenario, "new")[0].text.zh in said.zh
    assert gates(scenario, "new")[0].text.en in said.en


@pytest.mark.parametrize("reason", PASSES)
def test_vendor_at_the_edge_of_a_gate_passes(case, reason):
    """The grade and score asked for, the day after the ban, the service named, and nothing stated at all, pass."""
    changes = {f"vendors.new.{key}": value for key, value in PASSES[reason].items()}
    scenario, chosen = decided(case, {**GATED, **changes}, ["one", "two"])
    assert {a.option.bid for a in chosen.plan.awards} == {"one"}
    assert not gates(scenario, "new")


def test_conflict_names_the_vendor_and_its_reason(case):
    """Where the only bidder is barred, its gate alone is the conflict, and letting it in is the repair."""
    changes = {**GATED, "vendors.new.vetoes": ["defaulted"]}
    scenario = case({**PLAIN, **changes})
    post = Point(Setting((1, 0, 0)), 1, ())
    menus = families.menus_of({(unit, "people_only", "one"): [post] for unit in scenario.units})
    found = conflict.conflict(scenario, menus)
    assert [rule.id for rule in found.rules] == ["vendors.new.qualified"]
    assert [(r.rule, r.amount) for r in found.repairs] == [("vendors.new.qualified", 3.0)]


def test_limit_that_nobody_can_meet_is_a_conflict(case):
    """A newcomer asked for where all vendors serve today is a conflict of that rule alone, not a failure."""
    rule = {"state": "hard", "groups": {"fresh": {"of": "newcomer", "low": 1}}}
    scenario = case({**PLAIN, **GATED, "policy.quota": rule, "vendors.late.incumbent": True})
    post = Point(Setting((1, 0, 0)), 1, ())
    menus = families.menus_of({(unit, "people_only", "one"): [post] for unit in scenario.units})
    found = conflict.conflict(scenario, menus)
    assert ([rule.id for rule in found.rules], found.proven) == (["policy.quota.groups.fresh"], True)


# --- discounts -----------------------------------------------------------------------------------------------------

STEPS = [{"from_units": 2, "rate": 0.03}, {"from_units": 3, "rate": 0.1}]
MONEY = [{"from_yuan": 24000.0, "rate": 0.05}, {"from_yuan": 60000.005, "rate": 0.1}]
BY_HAND = {
    "three units, all at 10 %": (STEPS, "all_units", 3 * (2400000 - 240000)),
    "three units, the second at 3 %, the third at 10 %": (STEPS, "incremental", 3 * (2400000 - 104000)),
    "72,000 yuan, all at 10 %": (MONEY, "all_units", 3 * (2400000 - 240000)),
    "36,000.01 yuan at 5 %, 11,999.99 at 10 %": (MONEY, "incremental", 3 * (2400000 - 240000) + 420000),
    "a step begins on the fen": ([{"from_yuan": 72000.0, "rate": 0.05}], "all_units", 3 * (2400000 - 120000)),
    "and not before": ([{"from_yuan": 72000.01, "rate": 0.05}], "all_units", 3 * 2400000),
}  # fmt: skip


@pytest.mark.parametrize("name", BY_HAND)
def test_discount_by_hand(case, name):
    """Three units of 24,000 yuan: steps by units and by money, on everything or beyond the step only."""
    discounts, form, fen = BY_HAND[name]
    one = {**bid("old", ["A", "B", "C"], 2000.0), "discounts": discounts, "discount_form": form}
    changes = {"bids.one": one}
    assert decided(case, changes, ["one"])[1].value == fen


@pytest.mark.parametrize("seed", [2, 6, 14])
def test_bound_lies_below_every_plan(case, seed):
    """The bounding programme grants discounts in full and leaves limits on money out: it never exceeds the value."""
    changes, points = families.generated(seed)
    scenario, offered = case(changes), []
    for menu in families.menus_of(points):
        mine = [p.setting.levels for at, found in points.items() if at[0] == menu.option.unit for p in found]
        floors = Floor(0, (1, 1, 1), min(map(sum, mine)), True), Floor(0, (1, 1, 0), min(a + b for a, b, _ in mine), True)
        offered.append(replace(menu, floors=floors))
    value, bound = choose(scenario, offered).value, floor_bound(scenario, offered)
    assert 0.8 * value < bound <= value
