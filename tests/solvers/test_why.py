"""Why this answer: tags and pairs, what would enter, other plans, budgets; each against runs of its own."""

from dataclasses import replace
from itertools import combinations, product
from types import SimpleNamespace

import pytest
from houqin.model.errors import InfeasibleError, LimitReached
from houqin.model.levers import Setting
from houqin.solvers import alternatives as entering
from houqin.solvers import choose as choosing_
from houqin.solvers import conflict, why
from houqin.solvers.alternatives import alternatives, priced
from houqin.solvers.answer import Attempt
from houqin.solvers.choose import choose
from houqin.solvers.ledger import contract, ledger, present_value
from houqin.solvers.menu import Effort, Estimate, Menu, Option, Point, options
from houqin.solvers.packages import packages
from houqin.solvers.prices import discount, vendor, worth
from houqin.solvers.programme import Wish, build, choosing, solve
from houqin.solvers.whynot import asking, wage

HARD = {"state": "hard"}
TIGHT = {
    "policy.winners": {**HARD, "low": 2, "high": 2},
    "policy.capacity": HARD,
    "vendors.new.capacity": 36,
}
"""Three rules that bind and get in each other's way."""


@pytest.fixture(scope="module")
def few(menus):
    """Return the maker of the small case's menus with few numbers of staff in post and three machines only."""

    def make(scenario):
        return tuple(
            replace(m, points=tuple(p for p in m.points if p.staff in (36, 32, 30, 10, 0) and p.setting.levels[2] == 3))
            for m in menus(scenario)
        )

    return make


def opened(case, few, changes):
    """Return a case with changes, its menus, and what can be asked of it."""
    scenario = case(changes)
    offered = few(scenario)
    return scenario, offered, why.asked(scenario, offered, choose(scenario, offered).plan.hash())


@pytest.fixture(scope="module")
def tight(case, few):
    """Return the case with three rules that bind."""
    return opened(case, few, TIGHT)


@pytest.fixture(scope="module")
def usual(case, few):
    """Return the small case with a budget that leaves some room."""
    return opened(case, few, {"budget": {**HARD, "present_value": 11.2e6}})


def test_pairs_are_what_independent_runs_save(case, few, tight):
    """What two rules save together is the difference of two runs, one without them; where tags do not add it is said."""
    _, offered, found = tight
    years = found.scenario.horizon.years
    tags = {r.id: r.price_per_year for r in found.price_tags}
    pairs = found.interactions
    assert {(p.first, p.second) for p in pairs} == set(
        combinations(["policy.no_dismissal", "policy.capacity", "policy.winners"], 2)
    )
    for pair in pairs[:2]:
        without = choose(case({**TIGHT, pair.first: {"state": "off"}, pair.second: {"state": "off"}}), offered)
        assert pair.together == (found.plan.value - without.value) / years
        assert pair.apart == tags[pair.first] + tags[pair.second]
        assert pair.adds == (abs(pair.apart - pair.together) < 100 / years)
    assert not any(p.adds for p in pairs)


@pytest.mark.slow
def test_all_pairs_are_what_independent_runs_save(case, few, tight):
    """The same for every pair, and pairs that are told to add do so in runs of their own."""
    for changes in (TIGHT, {"policy.changes": {**HARD, "most": 0}, "policy.term": {**HARD, "years": 2}}):
        _, offered, found = opened(case, few, changes)
        for pair in found.interactions:
            off = {pair.first: {"state": "off"}, pair.second: {"state": "off"}}
            without = choose(case({**changes, **off}), offered)
            assert pair.together == (found.plan.value - without.value) / found.scenario.horizon.years


def test_rules_that_stand_in_for_each_other_are_told(case, few):
    """Two rules that bar the same cheap bid cost nothing alone; that they save together is found, to the fen."""
    cheap = {"bids.agency.wage_per_month": 1480.0, "bids.agency.fee_per_month": 0.0}
    barred = {"policy.no_dispatch": HARD, "policy.term": {**HARD, "years": 3}}
    scenario, offered, found = opened(case, few, {**cheap, **barred})
    tags = {r.id: r.price_per_year for r in found.price_tags}
    assert tags["policy.no_dispatch"] == tags["policy.term"] == 0
    free = choose(case(cheap), offered).value
    assert found.masked == (found.plan.value - free) / scenario.horizon.years > 0


def test_all_questions_use_one_programme(case, few, monkeypatch):
    """Tags, pairs, budgets, other plans and prices of entry are asked of one built programme."""
    built = []

    def counted(*given):
        built.append(given)
        return build(*given)

    scenario = case({**TIGHT, "budget": {**HARD, "present_value": 15e6}})
    offered = few(scenario)
    plan = choose(scenario, offered).plan.hash()
    for module in (why, conflict, choosing_, entering):
        monkeypatch.setattr(module, "build", counted)
    found = why.asked(scenario, offered, plan)
    assert found.interactions
    assert len(found.budget) == 11
    assert found.masked == 0.0
    assert len(found.alternatives(2, within=0.1)) == 3
    assert found.why_not("in_house")
    assert len(built) == 1


def losing(found):
    """Return every option the plan does not hold."""
    held = {a.option for a in found.plan.plan.awards}
    return [o for o in found.built.case.ladders if o not in held]


def test_price_flips_the_award(usual):
    """At 0.1 % below the break-even price of a losing option the plan takes it, at 0.1 % above it does not."""
    scenario, offered, found = usual
    seen = 0
    for other in alternatives(scenario, offered, found.plan, built=found.built, only=losing(found)):
        if other.break_even_per_post_month is None:
            continue
        option = Option(other.unit, other.mode, other.bid)
        price = priced(scenario, option)[1]
        level = price - other.break_even_per_post_month
        for factor, enters in ((0.999, True), (1.001, False)):
            answer = solve(found.built, Wish(discount=(option, other.flow, price - factor * level)))
            assert (option in {a.option for a in answer.plan.awards}) == enters
        seen += 1
    assert seen >= 4


@pytest.mark.parametrize(
    ("changes", "bid"),
    [
        pytest.param({}, "agency", marks=pytest.mark.slow),
        ({"bids.new.wage_per_month": 1600.0, "units.B.modes": ["hybrid"]}, "new"),
        ({"budget": {**HARD, "by_year": [3.6524e6, 4e6, 4e6]}}, "agency"),
        ({"workforce": {}, "horizon.years": 1, "units.B.modes": ["hybrid", "people_only"], "bids.agency": None,
          "vendors.old.capacity": 100}, "new"),
    ],
)
def test_wage_flips_the_award(case, few, changes, bid):
    """A run with the bid's wage 0.1 % below the level awards it, a run with 0.1 % above does not."""
    scenario = case(changes)
    offered = few(scenario)
    level = wage(scenario, offered, choose(scenario, offered), bid)
    asks = scenario.bids[bid].wage_per_month
    if level is None:
        least = asking(scenario, bid, round(scenario.labour.minimum_wage_per_month * 100))
        assert bid not in {a.option.bid for a in choose(least, offered).plan.awards}
        return
    assert level < asks
    for factor, enters in ((0.999, True), (1.001, False)):
        plan = choose(case({**changes, f"bids.{bid}.wage_per_month": round(level * factor, 2)}), offered).plan
        assert (bid in {a.option.bid for a in plan.awards}) == enters


def test_barred_option_is_told_what_must_give_way(case, few):
    """Forcing an option that a rule bars works, at the value told, once that rule gives way so far; not before."""
    changes = {"policy.changes": {**HARD, "most": 0}}
    scenario, offered, found = opened(case, few, changes)
    (entry,) = [e for e in found.why_not("full") if (e.alternative.unit, e.alternative.bid) == ("A", "new")]
    assert not entry.alternative.feasible
    assert [(r.rule, r.amount) for r in entry.way.repairs] == [("policy.changes", 1.0)]
    forced = {"A": Option("A", "full", "new")}
    assert choose(case({"policy.changes": {**HARD, "most": 1}}), offered, forced=forced).value == entry.way.value
    with pytest.raises(InfeasibleError):
        choose(scenario, offered, forced=forced)


def test_score_flips_the_award(case, few):
    """A vendor that only its past score keeps out is awarded at the score told, and not 0.1 % below it."""
    changes = {
        "policy.qualified": {**HARD, "least_score": 80.0},
        "vendors.new.scores": {"survey": 72.0},
        "bids.agency.wage_per_month": 1480.0,
        "bids.agency.fee_per_month": 0.0,
    }
    _, offered, found = opened(case, few, changes)
    (entry,) = found.why_not("agency")
    assert (entry.score, entry.level_score) == (72.0, 80.0)
    for factor, enters in ((0.999, False), (1.001, True)):
        score = {"survey": round(entry.level_score * factor, 2)}
        plan = choose(case({**changes, "vendors.new.scores": score}), offered).plan
        assert ("agency" in {a.option.bid for a in plan.awards}) == enters
    worse = {**changes, "policy.qualified": {**HARD, "least_score": 80.0, "least_credit": "B"}, "vendors.new.credit": "C"}
    (entry,) = opened(case, few, worse)[2].why_not("agency")
    assert entry.way.rules == ("vendors.new.qualified",)
    assert entry.level_score is None


def test_wage_of_a_bid_that_is_held_is_not_asked(usual):
    """A bid that the plan holds somewhere has no wage of entry; its price is what it asks less the cut, cheapest first."""
    _, _, found = usual
    rows = found.why_not("old")
    assert all(e.level_wage is None and e.wage == 1480.0 for e in rows)
    for entry in rows:
        cut = entry.alternative.break_even_per_post_month
        assert entry.level == (None if cut is None else entry.price - cut)
    extra = [e.alternative.extra for e in rows if e.alternative.feasible]
    assert extra == sorted(extra)
    assert extra


def test_unknown_name_is_refused(usual):
    """Nobody of that name offers anything."""
    with pytest.raises(KeyError):
        usual[2].why_not("nobody")


def test_other_plans_are_near_apart_and_recounted(usual):
    """Each costs at most the share more, two differ in the modes of so many units, and its value is its ledger's."""
    scenario, _, found = usual
    for apart, within, least in ((1, 0.05, 3), (2, 0.05, 2), (1, 0.01, 2)):
        told = found.alternatives(5, within=within, apart=apart)
        assert len(told) >= least
        for package in told:
            assert package.traits.value == present_value(scenario, ledger(scenario, package.plan))
            assert package.traits.value <= (1 + within) * found.plan.value
        for a, b in combinations(told, 2):
            modes = zip(a.plan.awards, b.plan.awards, strict=True)
            assert sum(x.option.mode != y.option.mode for x, y in modes) >= apart


def small(case):
    """Return a case of one year without staff in post, one point an option, each with what the search saw."""
    changes = {
        "horizon.years": 1,
        "workforce": {},
        "units.A.modes": ["people_only", "full"],
        "units.B.modes": ["in_house", "full", "people_only"],
        "bids.agency": None,
        "vendors.old.capacity": 100,
        "units.B.today": {"mode": "people_only", "vendor": "old", "setting": {"rounds": 30, "tasks": 13, "scrubber": 4}},
        "policy.no_dismissal": {"state": "off"},
    }
    scenario = case(changes)
    found = []
    for i, option in enumerate(options(scenario)):
        seen = {"litter_indoor": Estimate(0.9 + 0.005 * ((7 * i) % 11), 0.0, 0.0)}
        posts = 40 + (5 * i) % 3
        point = Point(Setting((posts - 10, 10, 0)), posts, (), seen)
        found.append(Menu(option, (point,), (), Effort(1, 1, 1, 1)))
    return scenario, tuple(found)


def everything(scenario, menus, built):
    """Return every plan as (value, changes, worst service, largest contracts, options), by forcing it."""
    by_unit = [[m for m in menus if m.option.unit == unit] for unit in scenario.units]
    rows = []
    for pair in product(*by_unit):
        answer = solve(built, Wish({m.option.unit: m.option for m in pair}))
        lines = ledger(scenario, answer.plan)
        changed = sum(
            vendor(scenario, m.option) != scenario.units[m.option.unit].today.vendor for m in pair
        )
        worst = min(m.points[0].values["litter_indoor"].value for m in pair)
        sums = [worth(contract(scenario, answer.plan, lines, v), discount(scenario)) for v in scenario.vendors]
        rows.append((answer.value, changed, worst, max(sums), tuple(m.option for m in pair)))
    return rows


def test_themes_equal_enumeration(case):
    """Under every theme the plan is the cheapest of the best ones among all plans that are near and apart enough."""
    scenario, menus = small(case)
    built = build(choosing(scenario, menus))
    chosen = choose(scenario, menus, built=built)
    rows = everything(scenario, menus, built)
    base = tuple(a.option for a in chosen.plan.awards)
    near = [r for r in rows if r[0] <= 1.2 * chosen.value and any(a.mode != b.mode for a, b in zip(r[4], base, strict=True))]
    assert len(near) >= 4
    aims = {
        "cost": lambda r: (0, r[0]),
        "changes": lambda r: (r[1], r[0]),
        "service": lambda r: (-round(r[2] / 0.9, 4), r[0]),
        "spread": lambda r: (r[3], r[0]),
    }
    best = set()
    for theme, aim in aims.items():
        (_, package) = packages(scenario, chosen, built, number=1, within=0.2, themes=[theme])
        expected = min(near, key=aim)
        assert (package.traits.value, tuple(a.option for a in package.plan.awards)) == (expected[0], expected[4]), theme
        assert package.traits.changes == expected[1]
        assert package.traits.service == pytest.approx(expected[2] / 0.9 - 1)
        best.add(expected[4])
    assert len(best) >= 3


def test_near_is_dearer_where_a_plan_earns(case, few):
    """Of plans of negative value those are near that lose at most the share of it."""
    _, _, found = opened(case, few, {})
    scenario, built, chosen = found.scenario, found.built, found.plan
    (_, package) = packages(scenario, chosen, built, number=1, within=0.2, themes=["cost"])
    rows = replace(built.rows, offset=built.rows.offset - chosen.value / 50)
    earns = replace(chosen, value=-chosen.value)
    (_, other) = packages(scenario, earns, replace(built, rows=rows), number=1, within=0.2, themes=["cost"])
    assert other.plan == package.plan


def test_fewest_people_moved_cannot_be_beaten(case, few):
    """No plan within the limit and apart moves fewer people: with one fewer allowed in all, none is left."""
    _, _, found = opened(case, few, {})
    (_, package) = packages(found.scenario, found.plan, found.built, number=1, within=0.05, themes=["people"])
    assert package.traits.people == 0 < sum(
        sum((*p.exit, *p.redeploy, *p.dismiss, *p.recruit)) for p in found.plan.plan.paths
    )


def test_plan_that_others_beat_is_flagged(usual):
    """A package is dominated exactly when another has value, changes, people, contracts and tail no worse."""
    _, _, found = usual
    told = found.alternatives(5, within=0.05)

    def counts(p):
        return (p.traits.value, p.traits.changes, p.traits.people, p.traits.largest or 0.0, p.traits.risk)

    for p in told:
        beaten = any(
            all(x <= y for x, y in zip(counts(q), counts(p), strict=True)) and counts(q) != counts(p) for q in told
        )
        assert p.dominated == beaten
    assert any(p.dominated for p in told)


def test_budget_curve_is_that_of_independent_runs(case, few):
    """Each notch has the value, or the lack of a plan, of a run with that budget; more money never costs more."""
    free = {"policy.no_dismissal": {"state": "off"}, "workforce.staff.severance": 60000.0}
    changes = {**free, "budget": {**HARD, "present_value": 11.4e6, "by_year": [4e6, 4e6, 4e6]}}
    _, offered, found = opened(case, few, changes)
    assert [n.share for n in found.budget] == [round(0.02 * k, 2) for k in range(-5, 6)]
    for notch in found.budget[::5]:
        total, year = (round(b * (1 + notch.share), 2) for b in (11.4e6, 4e6))
        run = case({**free, "budget": {**HARD, "present_value": total, "by_year": [year] * 3}})
        if notch.value is None:
            with pytest.raises(InfeasibleError):
                choose(run, offered)
        else:
            assert choose(run, offered).value == notch.value
    values = [n.value for n in found.budget if n.value is not None]
    assert values == sorted(values, reverse=True)
    assert found.budget[5].value == found.plan.value
    assert found.budget[0].value is None
    assert len(set(values)) >= 5


def test_case_without_budget_has_no_curve(tight):
    """Where no money is limited there is nothing to move."""
    assert tight[2].budget == ()


def test_later_attempt_is_found_again(case, few, monkeypatch):
    """Where the first plan was not certified, its settings are barred and the plan of the second attempt is found."""
    scenario = case()
    offered = few(scenario)
    first = choose(scenario, offered)
    failing = first.plan.awards[0]

    def judged(_, plan, attempt):
        years = tuple(range(3))
        check = SimpleNamespace(unit="A", years=years, status="failed", measure="litter_indoor")
        return SimpleNamespace(status="failed", checks=(check,))

    monkeypatch.setattr(why, "certify", judged)
    barred = {(failing.option, failing.years[0].point.setting)}
    second = choose(scenario, offered, excluded=barred)
    assert second.plan != first.plan
    tries = [Attempt(p.plan.hash(), "failed", (("A", "litter_indoor"),)) for p in (first, second)]
    found = why.asked(scenario, offered, second.plan.hash(), tries)
    assert (found.plan.value, set(found.excluded)) == (second.value, barred)


def test_plan_of_another_version_is_refused(case, few):
    """A plan that is not found again is not explained."""
    scenario = case()
    with pytest.raises(LimitReached):
        why.asked(scenario, few(scenario), "0" * 64)


@pytest.mark.slow
def test_answers_are_the_same_every_time(case, few, tight):
    """Asked twice, of two builds, everything is equal."""
    _, _, found = tight
    again = opened(case, few, TIGHT)[2]
    assert again.interactions == found.interactions
    plans = [[p.plan.hash() for p in f.alternatives(4, within=0.1)] for f in (found, again)]
    assert plans[0] == plans[1]
