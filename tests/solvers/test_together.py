"""Units that are alike, decided together, are decided as each by itself would be: same value, and a plan that stands."""

import random
from dataclasses import replace
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest
from houqin.model.alike import alike
from houqin.model.levers import Setting
from houqin.model.scenario import Scenario
from houqin.solvers import choose as choose_module
from houqin.solvers import highs
from houqin.solvers.choose import choose
from houqin.solvers.menu import Effort, Menu, Option, Point, options
from houqin.solvers.programme import Wish, bounding, build, choosing, offers, solve, solving, start


def lent(name):
    """Return a neighbouring file as a module."""
    place = spec_from_file_location(name, Path(__file__).with_name(f"{name}.py"))
    module = module_from_spec(place)
    place.loader.exec_module(module)
    return module


twins, wider = lent("twins"), lent("wider")


def twinned(seed):
    """Return a generated case with its menus and classes."""
    tree, points = twins.generated(seed)
    scenario = Scenario.model_validate(tree)
    return tree, points, scenario, twins.menus_of(scenario, points), alike(scenario)


def against(scenario, menus, wish=None, excluded=()):
    """Assert that units decided together are decided as well as each by itself; return both answers."""
    apart = solve(build(choosing(scenario, menus)), wish)
    joint = solve(build(choosing(scenario, menus, alike(scenario), set(excluded))), wish)
    assert (joint.status, joint.value) == (apart.status, apart.value)
    if joint.plan:
        twins.stands(scenario, menus, joint, wish.dropped if wish else ())
        held = {award.option.unit: award.option for award in joint.plan.awards}
        assert not wish or {unit: held[unit] for unit in wish.forced} == dict(wish.forced)
        used = {(a.option, year.point.setting) for a in joint.plan.awards for year in a.years}
        assert not wish or not used & set(wish.excluded)
    return apart, joint


def plain(seed):
    """Assert it of a generated case, each third also under budgets near what its plan costs; return whether it has one."""
    tree, _, scenario, menus, _ = twinned(seed)
    apart, _ = against(scenario, menus)
    if apart.plan and seed % 3 == 0:
        other = Scenario.model_validate(twins.budgeted(tree, apart.totals, seed))
        against(other, menus)
    return apart.plan is not None


def wished(seed):
    """Assert it of a generated case with options forced, points excluded for a whole class, and rules dropped."""
    _, _, scenario, menus, _ = twinned(seed)
    dice = random.Random(f"wished {seed}")
    given = twins.forced(scenario, menus, seed)
    against(scenario, menus, Wish(forced=given))
    some = {(m.option.unit[0], m.option.mode, m.option.bid): m for m in menus if len(m.points) > 1}
    at = dice.sample(sorted(some), min(2, len(some)))
    gone = [(o, dice.choice(some[each].points).setting) for each in at for o in (some[each].option,)]
    out = {(twins.same(o, u), setting) for o, setting in gone for u in scenario.units if u[0] == o.unit[0]}
    against(scenario, menus, Wish(excluded=out), out)
    rules = sorted(set(build(choosing(scenario, menus)).rules) - {"policy.route"})  # the ledger knows of no wish
    against(scenario, menus, Wish(dropped=set(dice.sample(rules, min(2, len(rules))))))


def test_together_is_as_good_as_apart():
    """Under rules of all families, with and without budgets, twins decided together cost what they cost apart."""
    assert sum(map(plain, range(8))) > 3


def test_wishes_hold_for_each_member():
    """With options forced, points excluded or rules dropped the answers are the same, and each member has its own."""
    for seed in (0, 3):
        wished(seed)


@pytest.mark.slow
@pytest.mark.parametrize("block", range(20))
def test_together_is_as_good_as_apart_often(block):
    """The same on four hundred further cases."""
    for seed in range(100 + 20 * block, 120 + 20 * block):
        plain(seed)


@pytest.mark.slow
@pytest.mark.parametrize("block", range(10))
def test_wishes_hold_for_each_member_often(block):
    """The same on one hundred further cases."""
    for seed in range(1000 + 10 * block, 1010 + 10 * block):
        wished(seed)


# --- large programmes, small ----------------------------------------------------------------------------------------


def large(seed, monkeypatch, budget=False):
    """Assert that parts, prices and the tree over steps find and prove what the solver by itself does."""
    tree, _, scenario, menus, classes = twinned(seed)
    if budget:
        first = solve(build(choosing(scenario, menus, classes)))
        if first.plan is None:
            return
        scenario = Scenario.model_validate(twins.budgeted(tree, first.totals, seed))
    programme = build(choosing(scenario, menus, classes))
    best = solve(programme)
    with monkeypatch.context() as patch:
        patch.setattr(solving, "MANY", 0)
        exact, near = solve(programme, jobs=2), solve(programme, gap=0.01)
    assert (exact.status, exact.value) == (best.status, best.value)
    assert (near.value is None) == (best.value is None)
    if best.value is not None:
        assert near.bound <= best.value <= near.value
        assert near.value - near.bound <= 0.01 * near.value + 1
        twins.stands(scenario, menus, exact)


@pytest.mark.parametrize("seed", [3, 8])
def test_parts_and_steps_find_the_same(seed, monkeypatch):
    """Taken as large, a programme has the same answer; stopped early it is within the gap, and its bound is one."""
    large(seed, monkeypatch)


@pytest.mark.parametrize("seed", [2])
def test_parts_and_steps_find_the_same_within_budgets(seed, monkeypatch):
    """So it is under budgets near what the best plan without them costs."""
    large(seed, monkeypatch, budget=True)


@pytest.mark.slow
@pytest.mark.parametrize("budget", [False, True])
@pytest.mark.parametrize("block", range(10))
def test_parts_and_steps_find_the_same_often(block, budget, monkeypatch):
    """The same on one hundred further cases each."""
    for seed in range(2000 + 10 * block, 2010 + 10 * block):
        large(seed, monkeypatch, budget=budget)


def test_at_an_open_gap_rules_are_broken_as_stated(monkeypatch):
    """A plan that is only within the gap, too, breaks soft rules by as much as is stated, and costs what is said."""
    _, _, scenario, menus, classes = twinned(2053)
    monkeypatch.setattr(solving, "MANY", 0)
    twins.stands(scenario, menus, solve(build(choosing(scenario, menus, classes)), gap=0.01))


def moneyed(seed):
    """Return a programme in which staff in post retire, so that bids discounted by money stand on other steps later."""
    dice = random.Random(seed)
    n = dice.choice([3, 4, 5])
    unit = {"site": "s", "service": "clean", "place": {"kind": "contracted", "workload": 300.0, "high": 12},
            "today": {"mode": "in_house", "setting": {"posts": 6}}, "modes": ["hybrid"]}  # fmt: skip
    units = {f"u{i}": {**unit, "modes": ["hybrid"] if i else ["in_house", "hybrid"]} for i in range(n)}
    bids = {}
    for k in range(dice.choice([2, 3])):
        first = dice.choice([200000.0, 300000.0, 400000.0])
        bids[f"q{k}"] = {
            "vendor": f"v{k}", "units": list(units), "modes": ["hybrid"],
            "wage_per_month": dice.choice([1700.0, 1800.0, 1900.0]),
            "discounts": [{"from_yuan": first, "rate": dice.choice([0.05, 0.1])},
                          {"from_yuan": first * dice.choice([1.5, 2.0]), "rate": dice.choice([0.15, 0.25])}],
            "discount_form": dice.choice(["all_units", "incremental"]),
        }  # fmt: skip
    group = {"headcount": dice.randint(4, 9), "units": list(units), "pay": {"gross_per_month": 3000.0}}
    scenario = Scenario.model_validate({
        **twins.BASE, "sites": {"s": {"area_m2": 1000.0}}, "units": units, "bids": bids,
        "vendors": {f"v{k}": {"capacity": dice.choice([8, 14, 40])} for k in range(3)},
        "workforce": {"g": {**group, "retirements": [dice.randint(2, 4)]}},
    })  # fmt: skip
    menus = []
    for option in options(scenario):
        posts = dice.randint(4, 9)
        menus.append(Menu(option, tuple(point(posts, staff) for staff in range(4)), (), Effort(1, 1, 1, 1)))
    return build(choosing(scenario, menus))


def point(posts, staff=0, **more):
    """Return a point of a contracted service."""
    return Point(Setting((posts,), staff), posts, (), {}, volumes=(("day", 1000), ("work", 5000)), **more)


def proved(seed):
    """Assert that the tree over steps of money proves no more than is true; where there is no plan it names none."""
    programme = moneyed(seed)
    best, found = highs.solve(programme.rows), start.start(start.view(programme, programme.rows), 1e-4, 60.0)
    if best.status == "infeasible":
        assert found is None or found.x is None
        return
    assert best.status == "optimal"
    assert found is None or found.bound is None or found.bound <= best.value + 0.01
    assert found is None or found.status != "optimal" or found.value <= best.value * 1.0002


@pytest.mark.parametrize("seed", [8, 71])
def test_tree_over_steps_of_money_proves_no_more_than_is_true(seed):
    """Where a bid's discount follows money, its step of one year says nothing of its step of another."""
    proved(seed)


@pytest.mark.slow
@pytest.mark.parametrize("block", range(10))
def test_tree_over_steps_of_money_proves_no_more_than_is_true_often(block):
    """The same on two hundred cases."""
    for seed in range(20 * block, 20 * block + 20):
        proved(seed)


# --- bounds ---------------------------------------------------------------------------------------------------------


def bounded(seed):
    """Assert that no plan on the menus is cheaper than the bounding programme says, also for classes."""
    tree, points = twins.generated(seed)
    tree["standards"] = {}
    whole = {at: [replace(p, volumes=(("day", 1000), *p.volumes[1:])) for p in mine] for at, mine in points.items()}
    scenario = Scenario.model_validate(tree)
    menus, classes = twins.menus_of(scenario, whole), alike(scenario)
    best, apart, joint = (
        solve(build(each)) for each in (choosing(scenario, menus), bounding(scenario, menus),
                                        bounding(scenario, menus, classes=classes)))  # fmt: skip
    if best.plan:
        assert joint.bound <= best.value
        assert apart.bound <= best.value
    return best.plan is not None


def test_bounds_hold_for_classes():
    """With classes as without, no plan on the menus is cheaper than the bound over all settings."""
    assert bounded(2)


@pytest.mark.slow
@pytest.mark.parametrize("block", range(10))
def test_bounds_hold_for_classes_often(block):
    """The same on one hundred further cases."""
    for seed in range(3000 + 10 * block, 3010 + 10 * block):
        bounded(seed)


# --- points that are left out ---------------------------------------------------------------------------------------

PAIR = {
    **twins.BASE, "horizon": {"start": "2026-01-01", "years": 2},
    "sites": {"s": {"area_m2": 1000.0}}, "vendors": {"v": {}, "w": {}},
    "units": {u: {"site": "s", "service": "clean", "place": {"kind": "contracted", "workload": 300.0, "high": 12},
                  "today": {"mode": "people_only", "vendor": "v", "setting": {"posts": 6}}, "modes": ["people_only"]}
              for u in ("a", "b", "c")},
    "bids": {n: {"vendor": n, "units": ["a", "b", "c"], "modes": ["people_only"], "wage_per_month": w}
             for n, w in (("v", 1900.0), ("w", 1950.0))},
}  # fmt: skip


def pair(**changes):
    """Return a case of three equal units and two bids, with menus of four and six posts."""
    scenario = Scenario.model_validate({**PAIR, **changes})
    points = (point(4), point(6))
    return scenario, tuple(Menu(option, points, (), Effort(1, 1, 1, 1)) for option in options(scenario))


@pytest.mark.parametrize("unit", ["a", "b", "c"])
def test_a_point_excluded_for_one_member_leaves_the_next(unit, monkeypatch):
    """A setting that failed for one of a class is gone for it; what was left out only because of it is offered again."""
    monkeypatch.setattr(offers, "MANY", 0)
    scenario, menus = pair()
    excluded = [(Option(unit, "people_only", bid), Setting((4,))) for bid in ("v", "w")]
    chosen = choose(scenario, menus, excluded=excluded)
    posts = {a.option.unit: {year.point.posts for year in a.years} for a in chosen.plan.awards}
    assert posts[unit] == {6}


def test_dominated_points_are_left_out_only_where_nothing_asks_for_more():
    """Fewer posts are never worse where no rule counts money paid; they may be where one does."""
    scenario, menus = pair()
    kept = choosing(scenario, menus, alike(scenario)).ladders
    assert {len(rungs) for rungs in kept.values()} == {1}
    more = {"share": {"state": "hard", "most": 0.9}}, {"reserve": {"state": "soft", "weight": 1.0, "groups": {"g": {"low": 0.1}}}}
    for policy in more:
        scenario, menus = pair(policy=policy)
        assert {len(rungs) for rungs in choosing(scenario, menus, alike(scenario)).ladders.values()} == {2}


def test_a_share_that_more_posts_would_keep_is_kept():
    """Under a largest share a dearer point at another vendor may be what obeys: together as apart."""
    scenario, menus = pair(policy={"share": {"state": "hard", "most": 0.57}, "holdings": {"state": "hard", "most": 2}})
    assert against(scenario, menus)[0].plan is not None


def test_a_vendor_whose_machines_the_bureau_pays_for_may_need_more_of_them(case):
    """A concession's vendor is paid for machines: with more of them it comes, with fewer not, and it is the cheapest."""
    with wider.visited():
        shop = {"vendor": "new", "units": ["A"], "modes": ["concession"], "basis": "unit", "wage_per_month": 2000.0,
                "machine_per_year": {"scrubber": 30000.0},
                "concession": {"users_pay": {"visit": 2.0}, "rent_per_year": 0.0, "margin": 0.0}}  # fmt: skip
        scenario = case({
            **wider.families.SHAPE, **wider.families.third(), "units.A.modes": ["people_only", "concession"],
            "bids.shop": shop,
        })  # fmt: skip
        spots = [Point(Setting((3, 2, n)), 5, (("scrubber", n),) if n else (), volumes=wares(visits=300)) for n in (0, 1, 2)]
        dear = [replace(spots[0], posts=40)]
        found = {("A", "people_only", "old"): dear, ("A", "concession", "shop"): spots,
                 ("B", "people_only", "old"): spots[:1], ("C", "people_only", "old"): spots[:1]}  # fmt: skip
        menus = wider.families.menus_of(found)
        apart = solve(build(choosing(scenario, menus)))
        assert apart.plan.awards[0].option.mode == "concession"
        assert apart.plan.awards[0].years[0].point.machines
        assert solve(build(choosing(scenario, menus, alike(scenario)))).value == apart.value


def wares(visits):
    """Return so many visits a day, and nothing else."""
    return tuple(sorted({"food": 0, "overtime": 0, "ticket": 0, "visit": visits * 1000}.items()))


def test_machines_that_gain_value_may_be_worth_having(case):
    """Where prices rise faster than machines wear, a point that needs one more may cost less in present value."""
    with wider.visited():
        scenario = case({
            **wider.families.SHAPE, "finance.price_growth": 0.15, "finance.discount_rate": 0.0, "horizon.years": 3,
            "units.A.modes": ["in_house"],
            "equipment.scrubber": {"price": 30000.0, "life_years": 50.0, "upkeep_rate": 0.0, "resale_rate": 1.0},
        })  # fmt: skip
        spots = [Point(Setting((3, 2, n)), 5, (("scrubber", n),) if n else (), volumes=wares(0)) for n in (0, 1)]
        menus = wider.families.menus_of({("A", "in_house", ""): spots, ("B", "people_only", "old"): spots[:1]})
        apart = solve(build(choosing(scenario, menus)))
        assert solve(build(choosing(scenario, menus, alike(scenario)))).value == apart.value


# --- what is said of each ----------------------------------------------------------------------------------------------------------


def test_own_standards_are_broken_by_each_for_itself():
    """A standard of a unit's own, equal for all, is stated as broken by as much at each unit as it is there."""
    own = {"standards": {"done": {"at_least": 0.9, "state": "soft", "weight": 100.0}}}
    scenario, _ = pair(units={unit: {**terms, **own} for unit, terms in PAIR["units"].items()})
    menus = tuple(Menu(o, (point(4, short=("done",)), point(6)), (), Effort(1, 1, 1, 1)) for o in options(scenario))
    apart, joint = against(scenario, menus)
    assert joint.violations == apart.violations == {f"units.{u}.standards.done": 2 for u in "abc"}


def test_points_that_hard_standards_bar_are_left_out_of_large_choices(monkeypatch):
    """They are in the programme of a small choice, not in that of a large one, and the plan is worth the same."""
    hard = {"standards": {"done": {"at_least": 0.9}, "satisfaction": {"at_least": 0.9, "state": "soft", "weight": 1.0}}}
    scenario, _ = pair(units={unit: {**terms, **hard} for unit, terms in PAIR["units"].items()})
    found = (point(4, short=("done",)), point(5, short=("satisfaction",)), point(6))
    menus = tuple(Menu(option, found, (), Effort(1, 1, 1, 1)) for option in options(scenario))
    apart = choose(scenario, menus)
    assert {len(rungs) for rungs in choose_module._programme(scenario, menus, ()).case.ladders.values()} == {3}
    monkeypatch.setattr(offers, "MANY", 0)
    ladders = choose_module._programme(scenario, menus, ()).case.ladders
    assert {tuple(rung.point.posts for rung in rungs) for rungs in ladders.values()} == {(5, 6)}
    assert choose(scenario, menus).value == apart.value


def test_own_standards_are_dropped_for_each_by_itself():
    """Where one unit's own standard does not apply, the others' do."""
    own = {"standards": {"done": {"at_least": 0.9}}}
    scenario, _ = pair(units={unit: {**terms, **own} for unit, terms in PAIR["units"].items()})
    menus = tuple(Menu(o, (point(4, short=("done",)), point(6)), (), Effort(1, 1, 1, 1)) for o in options(scenario))
    for unit in "ab":
        against(scenario, menus, Wish(dropped={f"units.{unit}.standards.done"}))


def test_choosing_among_many_tells_the_same(monkeypatch):
    """What is chosen with units together has the value, proven, that it has with each by itself."""
    _, _, scenario, menus, _ = twinned(2)
    apart = choose(scenario, menus)
    monkeypatch.setattr(offers, "MANY", 0)
    joint = choose(scenario, menus)
    assert joint.value == joint.bound == apart.value
    assert joint.status == apart.status == "optimal"


def test_bids_named_like_units_join_nothing():
    """Two units in different bids, called after other units, are decided apart: the cheaper bid goes to its own."""
    bids = {
        "c": {"vendor": "v", "units": ["a"], "modes": ["people_only"], "wage_per_month": 1500.0},
        "d": {"vendor": "w", "units": ["b"], "modes": ["people_only"], "wage_per_month": 2500.0},
        "v": {"vendor": "v", "units": ["a", "b", "c", "d"], "modes": ["people_only"], "wage_per_month": 1900.0},
    }  # fmt: skip
    units = {**PAIR["units"], "d": PAIR["units"]["a"]}
    scenario = Scenario.model_validate({**PAIR, "units": units, "bids": bids})
    against(scenario, tuple(Menu(o, (point(4),), (), Effort(1, 1, 1, 1)) for o in options(scenario)))


def test_a_rule_nobody_can_meet_is_infeasible_however_large(monkeypatch):
    """A quota of newcomers where all serve today has no plan, also in a programme that is solved part by part."""
    monkeypatch.setattr(solving, "MANY", 0)
    quota = {"state": "hard", "groups": {"fresh": {"of": "newcomer", "low": 1}}}
    vendors = {"v": {"incumbent": True}, "w": {"incumbent": True}}
    scenario, menus = pair(policy={"quota": quota}, vendors=vendors)
    assert solve(build(choosing(scenario, menus))).status == "infeasible"
