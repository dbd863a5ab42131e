"""Rules planted to contradict each other among forty are found, innocents are left alone, and ways out lead out."""

import random
from itertools import combinations

import pytest
from houqin.model.errors import InfeasibleError
from houqin.model.levers import Setting
from houqin.solvers import conflict as why
from houqin.solvers.choose import choose
from houqin.solvers.menu import Effort, Menu, Point, options
from houqin.solvers.programme import Wish, build, choosing, solve

HARD = {"state": "hard"}
UNITS = 11
TRAPS = {
    "standard": 1,
    "dispatch": 1,
    "term": 1,
    "standard and dispatch": 2,
    "standard and term": 2,
    "two standards": 2,
    "standard, dispatch and term": 3,
    "two standards and term": 3,
}
"""What contradicts what at a unit, and how many rules that are."""


def bureau(case, measures, traps, number=UNITS):
    """Return a case of so many units with three standards each and six other rules, all hard, and its menus.

    At a unit with a trap the bids are such that exactly the rules of the trap cannot hold together there.
    """
    base = case().model_dump(mode="json")
    at = base["units"]["A"]
    changes = {
        "horizon.years": 1, "workforce": {}, "standards": {}, "units": {}, "bids": {},
        "vendors.old.capacity": 9000, "vendors.new.capacity": 9000,
        "policy.no_dispatch": HARD, "policy.term": {**HARD, "years": 3}, "policy.winners": {**HARD, "low": 0, "high": 2},
        "policy.changes": {**HARD, "most": number}, "policy.capacity": HARD, "policy.no_growth": HARD,
        "budget": {**HARD, "by_year": [9e8], "present_value": 9e8},
    }  # fmt: skip
    offers = {}
    for i in range(number):
        unit = f"u{i}"
        rules = {m: {"at_least": 0.9} for m in measures}
        changes["units"][unit] = {**at, "modes": ["people_only"], "standards": rules}
        offers[unit] = OFFERS[traps.get(unit, "")]
        for k, (form, years, _) in enumerate(offers[unit]):
            terms = {"wage_per_month": 1500.0 + 10 * k, "form": form, "term_years": years, "modes": ["people_only"]}
            changes["bids"][f"{unit}-{k}"] = {"vendor": "old", "units": [unit], **terms}
    scenario = case(changes)
    menus = []
    for option in options(scenario):
        short = offers[option.unit][int(option.bid.partition("-")[2])][2]
        point = Point(Setting((10, 10, 0)), 20, (), {}, tuple(measures[j] for j in short))
        menus.append(Menu(option, (point,), (), Effort(1, 1, 1, 1)))
    return scenario, tuple(menus)


OFFERS = {
    "": [("service", 1, ()), ("dispatch", 5, ()), ("service", 2, (0,)), ("service", 1, (1, 2))],
    "standard": [("service", 1, (0,)), ("service", 2, (0,))],
    "dispatch": [("dispatch", 1, ()), ("dispatch", 3, ())],
    "term": [("service", 4, ()), ("service", 5, ())],
    "standard and dispatch": [("service", 1, (1,)), ("dispatch", 1, ())],
    "standard and term": [("service", 1, (2,)), ("service", 4, ())],
    "two standards": [("service", 1, (0,)), ("service", 1, (1,))],
    "standard, dispatch and term": [("service", 1, (0,)), ("dispatch", 1, ()), ("service", 5, ())],
    "two standards and term": [("service", 1, (0,)), ("service", 2, (1,)), ("service", 4, ())],
}
"""Bids at a unit under a trap: form, years, and the places of the standards that they miss."""
BLAMED = {
    "standard": ("0",), "dispatch": ("policy.no_dispatch",), "term": ("policy.term",),
    "standard and dispatch": ("1", "policy.no_dispatch"), "standard and term": ("2", "policy.term"),
    "two standards": ("0", "1"), "standard, dispatch and term": ("0", "policy.no_dispatch", "policy.term"),
    "two standards and term": ("0", "1", "policy.term"),
}  # fmt: skip


def blamed(measures, unit, trap):
    """Return the ids of the rules of a trap."""
    return {f"units.{unit}.standards.{measures[int(r)]}" if r.isdigit() else r for r in BLAMED[trap]}


@pytest.fixture(scope="module")
def measures(case):
    """Return three measures of the kind that may be standards."""
    scenario = case()
    return tuple(m for m, about in scenario.measures("A").items() if about.standard)[:3]


def planted(case, measures, seed, number):
    """Return a bureau with traps at random units, and the rules of each."""
    draw = random.Random(seed)
    units = draw.sample([f"u{i}" for i in range(UNITS)], number)
    traps = {unit: draw.choice(list(TRAPS)) for unit in units}
    scenario, menus = bureau(case, measures, traps)
    return scenario, menus, [blamed(measures, unit, trap) for unit, trap in traps.items()]


def least(conflicts):
    """Return the sets among some of which none contains another."""
    return [c for c in conflicts if not any(other < c for other in conflicts)]


def meets(conflicts):
    """Return every smallest-by-inclusion set that meets all conflicts, by enumeration."""
    names = sorted(set().union(*conflicts))
    sets = [
        set(some)
        for n in range(1, len(names) + 1)
        for some in combinations(names, n)
        if all(set(some) & c for c in conflicts)
    ]
    return least(sets)


def examined(case, measures, seed, number):
    """Check the conflict and the ways out of a bureau against what was planted."""
    scenario, menus, conflicts = planted(case, measures, seed, number)
    built = build(choosing(scenario, menus))
    assert 25 <= sum(bool(rows) for rows in built.rules.values()) <= 39 == len(built.rules)
    found = why.conflict(scenario, menus, built=built, out=True)
    assert found.proven
    assert {rule.id for rule in found.rules} in least(conflicts)
    out = [set(way.rules) for way in found.ways]
    all_out = meets(least(conflicts))
    assert all(way in all_out for way in out)
    fewest = sorted(len(way) for way in all_out)
    assert [len(way) for way in out] == fewest[: min(3, len(fewest))]
    assert len({frozenset(way) for way in out}) == len(out)


@pytest.mark.parametrize("number", [1, 2, 3])
def test_planted_rules_are_blamed_and_nobody_else(case, measures, number, request):
    """One to three traps among forty rules: the conflict is one of them; ways out take one rule of each, fewest first."""
    examined(case, measures, request.node.name, number)


def test_rule_that_two_conflicts_share_is_the_first_way_out(case, measures):
    """Two conflicts with one rule in common: giving that one way is a way out, and none of the others contains it."""
    scenario, menus = bureau(case, measures, {"u1": "standard and dispatch", "u2": "standard and dispatch"}, 4)
    found = why.conflict(scenario, menus, out=True)
    standards = {f"units.u{i}.standards.{measures[1]}" for i in (1, 2)}
    assert [set(way.rules) for way in found.ways] == [{"policy.no_dispatch"}, standards]


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(60))
def test_planted_rules_are_blamed_often(case, measures, seed):
    """The same for sixty bureaus with one to four traps."""
    examined(case, measures, 1000 + seed, 1 + seed % 4)


@pytest.mark.slow
def test_every_trap_is_a_conflict_of_its_size(case, measures):
    """Each kind of trap alone is found exactly, and has as many rules as it should."""
    for trap, size in TRAPS.items():
        scenario, menus = bureau(case, measures, {"u4": trap}, 5)
        found = why.conflict(scenario, menus)
        assert {rule.id for rule in found.rules} == blamed(measures, "u4", trap)
        assert len(found.rules) == size


def test_tags_of_forty_rules_take_fewer_solves(case, measures, monkeypatch):
    """Rules dropped in halves have the very tags of rules dropped one by one, in fewer solves."""
    scenario, menus = bureau(case, measures, {})
    bids = {**scenario.bids}
    for unit in ("u3", "u7"):
        bids[f"{unit}-0"] = bids[f"{unit}-0"].model_copy(update={"wage_per_month": 1600.0})
    scenario = scenario.model_copy(update={"bids": bids})
    built = build(choosing(scenario, menus))
    chosen = choose(scenario, menus, built=built)
    asked = []

    def counted(programme, wish, **more):
        asked.append(wish)
        return solve(programme, wish, **more)

    monkeypatch.setattr(why, "solve", counted)
    found = [r for r in why.rules(scenario, menus, chosen, built=built) if r.state != "off"]
    alone = {r.id: chosen.value - solve(built, Wish(dropped={r.id})).value for r in found}
    assert len(found) >= 40
    assert len(asked) <= 0.5 * len(found)
    assert {r.id for r in found if r.binding} == {id for id, saved in alone.items() if saved > 0}
    assert sum(r.binding for r in found) == 2
    priced = {r.id: r.price_per_year for r in found if r.price_per_year is not None}
    assert priced == {id: alone[id] / scenario.horizon.years for id in priced}


def test_standards_that_stand_in_for_each_other_cost_few_solves(case, measures, monkeypatch):
    """Where at every unit a cheaper bid misses two standards, no standard alone has a price: a few solves tell that."""
    scenario, menus = bureau(case, measures, {})
    cheap = {f"u{i}-3": scenario.bids[f"u{i}-3"].model_copy(update={"wage_per_month": 1480.0}) for i in range(UNITS)}
    scenario = scenario.model_copy(update={"bids": {**scenario.bids, **cheap}})
    built = build(choosing(scenario, menus))
    chosen = choose(scenario, menus, built=built)
    pair = {f"units.u5.standards.{m}" for m in measures[1:]}
    assert solve(built, Wish(dropped=pair)).value < chosen.value
    asked = []
    monkeypatch.setattr(why, "solve", lambda *args, **more: asked.append(args) or solve(*args, **more))
    found = why.rules(scenario, menus, chosen, built=built)
    assert sum(rule.state != "off" for rule in found) > 40
    assert not any(rule.binding for rule in found)
    assert len(asked) <= 6


MONEY = {
    "workforce": {},
    "horizon.years": 2,
    "units.B.modes": ["people_only", "full"],
    "units.B.today": {"mode": "people_only", "vendor": "old", "setting": {"rounds": 30, "tasks": 13, "scrubber": 4}},
    "policy.capacity": HARD,
    "policy.changes": {**HARD, "most": 0},
    "policy.winners": {**HARD, "low": 1, "high": 1},
    "vendors.old.capacity": 70,
    "vendors.new.capacity": 80,
    "bids.new.wage_per_month": 1480.0,
    "budget": {**HARD, "by_year": [2.2e6, 2.2e6], "present_value": 4.2e6},
}


def mended(way, less=None):
    """Return the changes that carry out a way out; the rule `less` gives way by one unit (one fen) too little."""
    short = {r.rule: r.amount - ((0.01 if r.unit == "yuan" else 1) if r.rule == less else 0) for r in way.repairs}
    years = [round(2.2e6 + short.get(f"budget.by_year.{y}", 0), 2) for y in (2026, 2027)]
    budget = {**HARD, "by_year": years, "present_value": round(4.2e6 + short.get("budget.present_value", 0), 2)}
    more, wider = short.get("policy.capacity", 0), short.get("policy.winners", 0)
    return {
        **MONEY,
        "budget": budget,
        "vendors.old.capacity": round(70 + more),
        "vendors.new.capacity": round(80 + more),
        "policy.winners": {**HARD, "low": max(0, round(1 - wider)), "high": round(1 + wider)},
        "policy.changes": {**HARD, "most": round(short.get("policy.changes", 0))},
    }


def test_ways_out_lead_out_and_not_a_fen_sooner(case, menus):
    """An independent run with a way out carried out has the value told; with one unit or one fen less there is no plan."""
    scenario = case(MONEY)
    offered = menus(scenario)
    ways = why.conflict(scenario, offered, out=True).ways
    assert len(ways) >= 2
    assert [(len(w.rules), w.value) for w in ways] == sorted((len(w.rules), w.value) for w in ways)
    assert {r.unit for way in ways for r in way.repairs} >= {"yuan", "unit"}
    for way in ways:
        assert choose(case(mended(way)), offered).value == way.value
        for rule in way.rules:
            with pytest.raises(InfeasibleError):
                choose(case(mended(way, rule)), offered)
    for a, b in combinations(ways, 2):
        assert not set(a.rules) <= set(b.rules)
        assert not set(b.rules) <= set(a.rules)


def test_rule_gives_way_no_further_than_told(case, menus):
    """Where one more unit could change with profit, the way out is still told at the value of the fewest changes."""
    changes = {**MONEY, "budget": {"state": "off"}, "policy.winners": {"state": "off"}, "vendors.old.capacity": 41}
    changes |= {"vendors.new.over_retirement_share": 0.4}
    scenario = case(changes)
    offered = menus(scenario)
    (way,) = [w for w in why.conflict(scenario, offered, out=True).ways if w.rules == ("policy.changes",)]
    once, twice = (choose(case({**changes, "policy.changes": {**HARD, "most": n}}), offered).value for n in (1, 2))
    assert twice < once == way.value
    assert way.repairs[0].amount == 1


def test_ways_are_not_looked_for_unless_asked(case, menus):
    """A run that only reports its conflict does not spend solves on ways out."""
    scenario = case(MONEY)
    assert why.conflict(scenario, menus(scenario)).ways == ()
