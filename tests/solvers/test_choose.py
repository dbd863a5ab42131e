"""Choosing: money to the fen, ties, bounds, alternatives, prices of rules, and today's way continued."""

import pytest
from houqin.model.errors import InfeasibleError, LimitReached
from houqin.solvers import conflict, prices
from houqin.solvers.alternatives import alternatives
from houqin.solvers.certify import certify
from houqin.solvers.choose import baseline, choose, floor_bound, objective, proven
from houqin.solvers.ledger import by_item, ledger, present_value
from houqin.solvers.menu import Effort, Menu, Option
from houqin.solvers.programme import Wish, amount, build, choosing, solve


@pytest.fixture(scope="module")
def usual(case, menus):
    """Return the small case, its menus, its built programme, and its choice."""
    scenario = case()
    offered = menus(scenario)
    built = build(choosing(scenario, offered))
    return scenario, offered, built, choose(scenario, offered, built=built)


def test_value_is_the_ledgers_to_the_fen(usual):
    """The value of a plan without penalties is the present value of its ledger, exactly."""
    scenario, _, _, chosen = usual
    assert chosen.value == present_value(scenario, ledger(scenario, chosen.plan))
    assert (chosen.bound, chosen.solver_gap, chosen.status) == (chosen.value, 0.0, "optimal")


def test_choice_is_the_same_every_time(usual):
    """Two builds and solves of the same case give the same plan, hash by hash."""
    scenario, offered, _, chosen = usual
    assert choose(scenario, offered).plan.hash() == chosen.plan.hash()


def test_ties_go_to_todays_way(case, menus):
    """Of two modes that cost the same to the fen, today's is kept, whatever the order of the menus."""
    scenario = case({"modes": {}, "units.A.modes": ["hybrid", "people_only"], "bids.agency": None})
    for offered in (menus(scenario), menus(scenario)[::-1]):
        plan = choose(scenario, offered).plan
        assert plan.awards[0].option == Option("A", "people_only", "old")


def test_forced_option_is_taken(usual):
    """A forced option is in the plan and costs no less than the free choice."""
    scenario, offered, built, chosen = usual
    option = Option("B", "full", "new")
    found = choose(scenario, offered, forced={"B": option}, built=built)
    assert found.plan.awards[1].option == option
    assert found.value > chosen.value


def test_excluded_points_are_not_used(usual):
    """A point that failed its certificate is not chosen again in any year, and the plan is no cheaper."""
    scenario, offered, built, chosen = usual
    first = chosen.plan.awards[0]
    setting = first.years[0].point.setting
    found = choose(scenario, offered, excluded={(first.option, setting)}, built=built)
    used = {(a.option, y.point.setting) for a in found.plan.awards for y in a.years}
    assert (first.option, setting) not in used
    assert found.value > chosen.value


def test_budget_at_the_optimum_holds_and_one_fen_less_does_not(case, menus, usual):
    """With the optimum as budget there is a plan of that value; with one fen less there is none."""
    _, _, _, chosen = usual
    exact = case({"budget": {"state": "hard", "present_value": chosen.value / 100}})
    assert choose(exact, menus(exact)).value == chosen.value
    less = case({"budget": {"state": "hard", "present_value": (chosen.value - 1) / 100}})
    with pytest.raises(InfeasibleError):
        choose(less, menus(less))


def test_bound_lies_below_every_plan(usual):
    """The bound over floors lies below the value, and above what the floors alone would cost without staff in post."""
    scenario, offered, _, chosen = usual
    bound = floor_bound(scenario, offered)
    assert 0.9 * chosen.value < bound < chosen.value


def test_bound_is_tight_when_floors_are(case, menus):
    """Where the floors are the points themselves, the bound is the value."""
    scenario = case({"units.A.owned": {}, "units.B.owned": {}})
    offered = []
    for menu in menus(scenario):
        points = tuple(
            p.__class__(p.setting.__class__((p.posts - 10, 10, 0), p.staff), p.posts, ()) for p in menu.points[::2]
        )
        floors = tuple(f.__class__(f.staff, (1, 1, 0), p.posts, True) for f, p in zip(menu.floors, points, strict=True))
        offered.append(Menu(menu.option, points, floors, Effort(1, 1, 1, 1)))
    assert floor_bound(scenario, offered) == choose(scenario, offered).value


def test_floors_hold_for_all_options_with_the_same_people(case, menus):
    """A floor proven for one option binds another with the same days, not one whose people differ."""
    scenario = case()
    offered = menus(scenario)

    bare = Option("A", "people_only", "old")
    without = [Menu(m.option, m.points, (), m.effort) if m.option == bare else m for m in offered]
    whole = floor_bound(scenario, offered)
    assert floor_bound(scenario, without) == whole
    apart = case({"modes.people_only.management_factor": 1.1})
    assert floor_bound(apart, without) < floor_bound(apart, offered) == whole


def test_bound_says_whether_it_is_proven(case, menus):
    """One floor that is not proven, or one standard that may be bought off, makes the bound heuristic."""
    scenario = case()
    offered = menus(scenario)
    assert proven(scenario, offered)
    weak = offered[0].floors[0].__class__(0, (1, 1, 0), 30, False)
    assert not proven(scenario, (Menu(offered[0].option, offered[0].points, (weak,), offered[0].effort), *offered[1:]))
    soft = case({"standards.cleaning.litter_indoor": {"state": "soft", "at_least": 0.9, "weight": 100.0}})
    assert not proven(soft, offered)


def test_stranded_pay_keeps_staff_at_work(case, menus):
    """Giving the staff's compound to a vendor pays only when the staff are not paid anyway."""
    scenario = case({"units.B.modes": ["full", "hybrid"]})
    assert choose(scenario, menus(scenario)).plan.awards[1].option.mode == "hybrid"
    free = case(
        {"units.B.modes": ["full", "hybrid"], "workforce.staff.protected": False, "workforce.staff.severance": 0.0}
    )
    path = choose(free, menus(free)).plan.paths[0]
    assert path.dismiss[0] > 0


def test_break_even_price_draws_level(usual):
    """At its break-even price an alternative costs what the plan costs; a fen a month dearer it costs more."""
    scenario, offered, built, chosen = usual
    found = [a for a in alternatives(scenario, offered, chosen, built=built) if a.break_even_per_post_month is not None]
    assert len(found) >= 5
    for each in found:
        option = Option(each.unit, each.mode, each.bid)
        cuts = [each.break_even_per_post_month, each.break_even_per_post_month - 0.01]
        values = []
        for cut in cuts:
            answer = solve(built, Wish({each.unit: option}, discount=(option, "", cut)))
            values.append(answer.value / 100 - cut * amount(built.case, answer.plan, option))
        assert values[0] == pytest.approx(chosen.value / 100, abs=0.02)
        assert values[1] > chosen.value / 100


def test_alternatives_are_what_forcing_costs(usual):
    """Each alternative costs what a fresh forced choice costs, and every option not in the plan is one."""
    scenario, offered, built, chosen = usual
    found = alternatives(scenario, offered, chosen, built=built)
    assert {(a.unit, a.mode, a.bid) for a in found} | {
        (a.option.unit, a.option.mode, a.option.bid) for a in chosen.plan.awards
    } == {(m.option.unit, m.option.mode, m.option.bid) for m in offered}
    for each in found[:3]:
        forced = choose(scenario, offered, forced={each.unit: Option(each.unit, each.mode, each.bid)}, built=built)
        assert each.extra == forced.value - chosen.value >= 0


def test_alternative_that_breaks_a_rule_is_infeasible(case, menus):
    """An option whose contract is too long is listed as infeasible."""
    scenario = case({"policy.term": {"state": "hard", "years": 3}})
    offered = menus(scenario)
    found = {
        (a.unit, a.bid): a for a in alternatives(scenario, offered, choose(scenario, offered)) if a.bid == "agency"
    }
    assert not found["A", "agency"].feasible


def test_price_of_a_rule_is_what_dropping_it_saves(case, menus):
    """The price of keeping protected staff is the saving of the same case without the rule, per year."""
    scenario = case()
    offered = menus(scenario)
    chosen = choose(scenario, offered)
    states = {r.id: r for r in conflict.rules(scenario, offered, chosen)}
    without = choose(case({"policy.no_dismissal": {"state": "off"}}), offered)
    price = (chosen.value - without.value) / 3
    assert price > 0
    assert states["policy.no_dismissal"].price_per_year == pytest.approx(price)
    assert states["policy.no_dismissal"].binding
    assert not states["policy.capacity"].binding
    assert states["policy.term"].state == "off"
    assert states["policy.term"].price_per_year is None


def test_soft_rule_is_broken_when_that_is_cheaper(case, menus):
    """A soft rule holds while keeping it is cheap and is broken, and counted, when its price is lower."""
    dear = case({"policy.changes": {"state": "soft", "most": 0, "weight": 1e6}})
    cheap = case({"policy.changes": {"state": "soft", "most": 0, "weight": 1.0}})
    kept, broken = choose(dear, menus(dear)), choose(cheap, menus(cheap))
    assert {r.id: r.violation for r in kept.rules}["policy.changes"] == 0
    assert {r.id: r.violation for r in broken.rules}["policy.changes"] == 1
    assert broken.penalty == (100 * sum(prices.discount(cheap)) + 500000) // 1000000
    assert broken.value == pytest.approx(present_value(cheap, ledger(cheap, broken.plan)) + broken.penalty, abs=1)


def test_bids_of_one_name_stand_together(case, menus):
    """Two bids of one bundle name, each cheap at one unit only: both units are awarded to them, or neither."""
    cheap = {"vendor": "new", "modes": ["people_only"], "wage_per_month": 1480.0, "bundle_name": "both"}
    dear = {**cheap, "wage_per_month": 2600.0}
    changes = {
        "units.B.modes": ["people_only"], "units.A.modes": ["people_only"], "workforce.staff.headcount": 0,
        "workforce.staff.retirements": [],
        "bids.one": {**cheap, "units": ["A"]}, "bids.two": {**dear, "units": ["B"]},
        "units.B.today": {"mode": "people_only", "vendor": "new", "setting": {"rounds": 3, "tasks": 1, "scrubber": 0}},
    }  # fmt: skip
    apart = {"bids.one": {**changes["bids.one"], "bundle_name": None}, "bids.two": {**changes["bids.two"], "bundle_name": None}}
    alone = case(changes | apart)
    taken = {a.option.unit: a.option.bid for a in choose(alone, menus(alone)).plan.awards}
    assert taken["A"] == "one"
    assert taken["B"] != "two"
    scenario = case(changes)
    chosen = choose(scenario, menus(scenario))
    assert {a.option.bid for a in chosen.plan.awards}.isdisjoint({"one", "two"})
    forced = choose(scenario, menus(scenario), forced={"A": Option("A", "people_only", "one")})
    assert forced.plan.awards[1].option.bid == "two"
    price = {r.id: r.price_per_year for r in conflict.rules(scenario, menus(scenario), chosen)}["bids.one.bundle"]
    assert price == pytest.approx((chosen.value - choose(alone, menus(alone)).value) / 3)
    assert price > 0


def test_higher_minimum_wage_costs_more(case, menus):
    """Minimum wage 1480 -> 1780 raises the value of the best plan."""
    low, high = case(), case({"labour.minimum_wage_per_month": 1780.0})
    assert choose(high, menus(high)).value > choose(low, menus(low)).value


def test_today_continued(case):
    """Today's way keeps modes, settings and machines; retirements are made up by the other team."""
    scenario = case()
    plan = baseline(scenario)
    assert [a.option.mode for a in plan.awards] == ["people_only", "hybrid"]
    assert [dict(y.staff)["staff"] for y in plan.awards[1].years] == [39, 38, 36]
    assert {y.point.posts for y in plan.awards[1].years} == {43}
    assert all(y.own == (("scrubber", 4),) for y in plan.awards[1].years)
    assert plan.paths[0].exit == (0, 0, 0)


def test_today_lacking_machines_leases_or_buys_them(case):
    """Machines of today's setting beyond those owned are leased where that is possible, else bought at once."""
    bought = baseline(case({"units.A.owned": {"scrubber": 1}})).awards[0].years
    assert [y.buy for y in bought] == [(("scrubber", 2),), (), ()]
    scenario = case({"units.A.owned": {"scrubber": 1}, "equipment.scrubber.lease_per_year": 4000.0})
    leased = baseline(scenario).awards[0].years
    assert all(y.lease == (("scrubber", 2),) and not y.buy for y in leased)
    assert "lease" in by_item(ledger(scenario, baseline(scenario)))


OLD = {"equipment.scrubber.renewed": True, "units.A.owned_age_years": 6.5, "units.B.owned_age_years": 6.5}


def test_machines_are_renewed_at_the_end_of_their_life(case, menus):
    """Of eight years' life and 6.5 years old, none of today's is used in the third year; what is needed is bought."""
    scenario = case(OLD)
    for award in choose(scenario, menus(scenario)).plan.awards:
        sold = sum(n for y in award.years for _, n in y.sell)
        assert sold == sum(scenario.units[award.option.unit].owned.values())
        assert dict(award.years[2].own) == dict(award.years[2].buy) | {
            t: n for y in award.years[:2] for t, n in y.buy
        }


def test_renewal_costs_what_is_bought_again(case, menus):
    """The rule never makes a plan cheaper, and costs no more than buying today's machines anew."""
    free = choose(case({k: v for k, v in OLD.items() if "renewed" not in k}), menus(case()))
    bound = choose(case(OLD), menus(case()))
    owned = sum(sum(case().units[u].owned.values()) for u in case().units)
    assert 0 <= bound.value - free.value <= owned * 100 * 30000


def test_today_renewed(case):
    """Today's way replaces what it needs of machines that have grown too old, in the year in which they have."""
    years = baseline(case(OLD)).awards[1].years
    assert [dict(y.sell) for y in years] == [{}, {}, {"scrubber": 4}]
    need = dict(years[0].point.machines).get("scrubber", 0)
    assert dict(years[2].buy).get("scrubber", 0) == min(4, need)
    assert dict(years[2].own).get("scrubber", 0) == min(4, need)


def test_floors_that_exclude_the_plan_prove_nothing(case, menus):
    """When floors lie above the chosen plan, the bound is capped by its value and called heuristic."""
    scenario = case({"study.certify_replications": 20})
    offered = menus(scenario)
    chosen = choose(scenario, offered)
    said = certify(scenario, chosen.plan)
    honest = objective(scenario, offered, chosen, said)
    assert honest.proven
    assert honest.menu_gap == (honest.value - honest.lower_bound) / honest.value > 0
    wrong = objective(scenario, offered, chosen, said, chosen.value + 200)
    assert (wrong.lower_bound, wrong.menu_gap, wrong.proven) == (chosen.value, 0.0, False)


def test_time_limit_is_not_called_infeasible(case, menus):
    """When the clock runs out before there is a plan or a proof, that is said, and nothing is claimed."""
    scenario = case({"budget": {"state": "hard", "present_value": 10.74e6}})
    with pytest.raises(LimitReached):
        choose(scenario, menus(scenario), time_limit=1e-6)
